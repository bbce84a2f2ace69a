//! The official text in the rulebooks is the text as it was issued, character by character.
//!
//! The digest of each text is written down here, taken from the text as issued. With `GUIJU_SEEDS=FOLDER` the texts are looked
//! for in the files of that folder, paragraph for paragraph, and the digests are shown.
use guiju::vocabulary::parse_numeral;
use sha2::{Digest as _, Sha256};
use std::{fmt::Write as _, fs, path::Path};

/// Rulebooks, how many characters their text has, and the beginning of its digest.
const TEXTS: [(&str, usize, &str); 9] = [
    ("资阳市人民政府工作规则", 9053, "fa2ffedbc7a29cc4"),
    ("资阳市法治政府建设工作领导小组工作规则", 984, "cf552ffc8cb63f70"),
    ("资阳市法治政府建设工作领导小组办公室工作细则", 661, "114c52629eccd4ba"),
    ("阳泉市城区人民政府工作规则", 6295, "9cf08afa55a63e2d"),
    ("区政府全体会议工作规则", 542, "efed2a530d6daa5a"),
    ("区政府常务会议工作规则", 2603, "ccc605d6f54bc57a"),
    ("区长办公会议工作规则", 1642, "38bcafa08c647cb7"),
    ("区政府专题会议工作规则", 435, "77f97e9f3ceda9b7"),
    ("成都市法治政府建设规划（2015-2020年）", 10615, "9f5cc7650b128779"),
];

/// The quoted pieces of a rulebook, joined; where its parts have names, with the headings (`二、…`, `(一)…`) between them.
fn official(title: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks").join(title).with_extension("gj");
    let text = fs::read_to_string(path).unwrap();
    let named = text.lines().any(|line| line.trim().starts_with("条目 "));
    let heading = |line: &&str| {
        let (number, _) = line.trim_start_matches('(').split_once(['、', ')']).unwrap_or_default();
        named && parse_numeral(number).is_some()
    };
    text.lines().filter_map(|line| line.strip_prefix("> ").or(Some(line).filter(heading))).collect()
}

/// Lines without their indentation, joined; titles of chapters between them belong to no article.
fn issued(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !(line.starts_with('第') && line.contains('章') && line.chars().count() < 20))
        .collect()
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[test]
fn the_official_text_is_as_issued() {
    let seeds = std::env::var_os("GUIJU_SEEDS").map(|folder| {
        let files = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
        files.map(|text| issued(&text)).collect::<Vec<_>>()
    });
    let mut wrong = Vec::new();
    for (title, length, beginning) in TEXTS {
        let text = official(title);
        let found = digest(&text);
        if let Some(seeds) = &seeds {
            assert!(seeds.iter().any(|seed| seed.contains(&text)), "{title} is not in the texts as issued");
        }
        if text.chars().count() != length || found != beginning {
            wrong.push(format!("(\"{title}\", {}, \"{}\"),", text.chars().count(), found));
        }
    }
    assert!(wrong.is_empty(), "the official text is not what was issued:\n{}", wrong.join("\n"));
}
