//! Every code has a page, and the page shows the smallest text that has the problem, and how to mend it.
use guiju::api::{Question, Rulebook, Shelf, Situation};
use guiju::calendar::Calendar;
use guiju::ledger::{Item, Options, Reader};
use guiju::source::Source;
use std::collections::BTreeSet;
use std::{fs, path::Path};

/// Codes whose texts are too large for a page, are no text, or need an answer under way. Other tests trigger them.
const WITHOUT_EXAMPLE: [&str; 79] = [
    "B004", "B005", "B006", "B007", "B008", "B009", "B010", "B011", "B012", "B013", "B014", "B015", "F005", "F001", "F002",
    "F003", "F004", "C003", "E001", "E002", "E003", "E004", "E005", "E006", "E007", "E008", "E009", "J003", "J005", "L001",
    "L005", "R004", "R015", "R016", "R021", "R059", "R061", "R023", "S099", "S034", "R034", "D008", "D009", "D010", "D014",
    "D015", "D016", "D017", "D018", "D019", "D021", "D022", "D023", "D024", "D025", "D026", "D027", "D028", "D029", "D030",
    "D031", "D032", "D033", "D034", "D035", "D036", "D037", "D038", "D039", "D040", "D041", "D042", "D043", "D044", "D045",
    "D046", "D047", "F006", "F007",
];
const BYTES: [&str; 3] = ["S002", "S003", "S004"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The codes written in the sources: `"R001"`.
fn codes_in_sources() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("cli/codes.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]").next().unwrap_or_default();
                codes.extend(text.split('"').filter(|word| is_code(word)).map(str::to_owned));
            }
        }
    }
    codes
}

fn is_code(word: &str) -> bool {
    word.len() == 4 && word.starts_with(|c: char| c.is_ascii_uppercase()) && word.bytes().skip(1).all(|b| b.is_ascii_digit())
}

fn pages() -> Vec<(String, String)> {
    let mut pages: Vec<_> = fs::read_dir(root().join("book/codes"))
        .unwrap()
        .flatten()
        .map(|entry| {
            (entry.path().file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

/// The code blocks of a page with their language.
pub fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match (line.strip_prefix("```"), inside) {
            (Some(lang), false) => blocks.push((lang.to_owned(), String::new())),
            (Some(_), true) => {}
            (None, true) => {
                let block = &mut blocks.last_mut().unwrap().1;
                block.push_str(line);
                block.push('\n');
                continue;
            }
            (None, false) => continue,
        }
        inside = !inside;
    }
    blocks
}

/// The codes of all problems of a text.
fn problems(lang: &str, text: &str) -> BTreeSet<String> {
    let found = if lang == "json" {
        let book = Rulebook::parse([]).unwrap();
        match Situation::from_json(text) {
            Ok(situation) => book.ask(&situation, &Question::from("甲 是否 到会 例会？")).err().unwrap_or_default(),
            Err(problems) => problems,
        }
    } else if lang == "csv" || lang == "jsonl" {
        return table_problems(&format!("例.{lang}"), text);
    } else if lang == "历" {
        Calendar::embedded().with(Source::new("例.历", text)).err().unwrap_or_default()
    } else {
        Shelf::of([Source::new("例.gj", text)]).check()
    };
    found.sorted().iter().map(|problem| problem.kind.code().to_owned()).collect()
}

fn table_problems(name: &str, text: &str) -> BTreeSet<String> {
    let mut reader = Reader::from_read(name, std::io::Cursor::new(text.to_owned()), &Options::default());
    let mut codes = BTreeSet::new();
    while let Some(item) = reader.read() {
        if let Item::Bad(bad) = item {
            codes.insert(bad.code().to_owned());
        }
    }
    codes
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeSet<String> = pages().into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes_in_sources(), pages);
    let explained: BTreeSet<String> = guiju::cli::PAGES.iter().map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(explained, pages, "src/cli/codes.rs");
}

#[test]
fn examples_have_the_problem_and_mended_ones_have_none() {
    let mut wrong = Vec::new();
    for (code, page) in pages() {
        let blocks = blocks(&page);
        assert!(page.starts_with(&format!("# {code} ")) && page.matches("\n---\n").count() >= 1, "{code}: the form of the page");
        let Some((lang, example)) = blocks.first() else {
            assert!(WITHOUT_EXAMPLE.contains(&code.as_str()) || BYTES.contains(&code.as_str()), "{code} has no example");
            continue;
        };
        let found = problems(lang, example);
        if !found.contains(&code) {
            wrong.push(format!("{code}: the example has {found:?}"));
        }
        for (lang, mended) in blocks.iter().skip(1) {
            let found: Vec<_> = problems(lang, mended).into_iter().filter(|code| !code.starts_with('E')).collect();
            if !found.is_empty() {
                wrong.push(format!("{code}: the mended text has {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
