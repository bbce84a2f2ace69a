//! What README and book show is true: rulebooks and cases in them are checked, commands are run and compared.
//!
//! A block is marked by the words after its fence:
//!
//! | mark | what must hold |
//! |---|---|
//! | `gj 名.gj` | a file of the page. A later block of the same name replaces it; the last ones are checked together, nothing to say |
//! | `gj 名.gj wrong` | a file in which something is wrong |
//! | `gj from=PATH` | every line stands in that file, in this order |
//! | `gj fragment` | statements that may follow a piece of the Ziyang rules, or a case or situation about them: nothing to say |
//! | `gj wrong` | the same, but something is wrong with it |
//! | `repl` | lines behind `> ` are typed into a session on the Ziyang rules; the blocks of a page go on from each other |
//! | `console` | `$ guiju …` is run in the folder of the page's files as they stand there, or here if the page has none; a line `…` stands for any lines |
//!
//! With `UPDATE=1` the outputs are written anew, except where lines are left out.
use crate::sessions::Played;
use guiju::api::Shelf;
use guiju::diagnostic::{Lang, Problem};
use guiju::source::Source;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const RULES: &str = "rulebooks/资阳市人民政府工作规则.gj";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The two READMEs and all pages of the book, save those of the codes, which have a test of their own.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("README.zh.md"), root().join("book/README.md")];
    for folder in ["book/zh", "book/en"] {
        pages.extend(fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    pages.sort();
    pages
}

/// A fenced block: its mark, the line after the fence (from 0), its lines.
#[derive(Debug)]
struct Block<'a> {
    mark: &'a str,
    line: usize,
    lines: Vec<&'a str>,
}

impl Block<'_> {
    fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [*line, "\n"]).collect()
    }
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (n, line) in page.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(mark) => {
                open = true;
                blocks.push(Block { mark: mark.trim(), line: n + 1, lines: Vec::new() });
            }
            None if open => blocks.last_mut().unwrap().lines.push(line),
            None => {}
        }
    }
    assert!(!open, "a block is not closed");
    blocks
}

/// What the mark of a block of the language says.
enum Mark<'a> {
    File { name: &'a str, wrong: bool },
    From(&'a str),
    Fragment { wrong: bool },
}

impl<'a> Mark<'a> {
    /// None: another block.
    fn of(block: &Block<'a>) -> Option<Self> {
        let words: Vec<&str> = block.mark.split_whitespace().collect();
        match words.split_first() {
            Some((&"gj", rest)) => Some(match rest {
                ["fragment"] => Self::Fragment { wrong: false },
                ["wrong"] => Self::Fragment { wrong: true },
                [name] if name.starts_with("from=") => Self::From(&name[5..]),
                [name] if is_file(name) => Self::File { name, wrong: false },
                [name, "wrong"] if is_file(name) => Self::File { name, wrong: true },
                _ => panic!("what is `{}`?", block.mark),
            }),
            _ => None,
        }
    }
}

fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "gj")
}

/// What is wrong with each of these fragments: all lean on the Ziyang rules, which are read once for them all.
fn fragments(texts: &[String]) -> Vec<Vec<String>> {
    let rules = Source::new(RULES, fs::read_to_string(root().join(RULES)).unwrap());
    let mut book = "规则 例\n  印发 2024年1月1日\n  引用 《资阳市人民政府工作规则》\n".to_owned();
    let mut sources = vec![rules];
    let mut places = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        let opening = match text.split_whitespace().next() {
            Some("案例") => Some(String::new()),
            Some("情形") => Some(format!("案例 例{n} 例\n适用 《资阳市人民政府工作规则》\n")),
            _ => None,
        };
        if let Some(opening) = opening {
            let name = format!("例{n}");
            places.push((name.clone(), 0..usize::MAX));
            sources.push(Source::new(name, opening + text));
        } else {
            let number = n + 1;
            let start = book.lines().count() + 1;
            let _ = write!(book, "\n第{number}条\n> 第{number}条　例。\n{text}");
            places.push(("例".to_owned(), start..book.lines().count() + 1));
        }
    }
    sources.push(Source::new("例", book));
    let problems = Shelf::of(sources).check();
    let told = |(name, lines): &(String, Range<usize>)| {
        let here = |problem: &&Problem| {
            problem.source.name() == name && lines.contains(&problem.source.position(problem.at.range().start).line)
        };
        problems
            .sorted()
            .into_iter()
            .filter(here)
            .map(|problem| format!("{} {}", problem.kind.code(), problem.kind.message(Lang::Zh)))
            .collect()
    };
    places.iter().map(told).collect()
}

/// The words of a command line; only `"` quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a command says: results, then talk.
fn run(command: &str, folder: &Path) -> String {
    let words = words(command);
    let arguments = match words.first().map(String::as_str) {
        Some("guiju") => &words[1..],
        Some("cargo") => &words[words.iter().position(|word| word == "--").map_or(words.len(), |at| at + 1)..],
        _ => panic!("only guiju is run: {command}"),
    };
    let mut program = Command::new(env!("CARGO_BIN_EXE_guiju"));
    program.args(arguments).current_dir(folder).env_remove("GUIJU_LANG").env_remove("NO_COLOR");
    let output = program.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace('\\', "/");
    text(output.stdout) + &text(output.stderr)
}

/// Whether the lines are those shown, where a line `…` stands for any.
fn is_shown(shown: &[&str], got: &[&str]) -> bool {
    match (shown.split_first(), got.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first.trim() == "…" => (0..=got.len()).any(|skipped| is_shown(rest, &got[skipped..])),
        (Some((first, shown)), Some((line, got))) => first.trim_end() == line.trim_end() && is_shown(shown, got),
        _ => false,
    }
}

/// The commands of a block, each with what is shown below it.
fn commands<'a>(block: &'a Block) -> Vec<(&'a str, &'a [&'a str])> {
    let starts: Vec<usize> = (0..block.lines.len()).filter(|&n| block.lines[n].starts_with("$ ")).collect();
    let ends = starts.iter().skip(1).copied().chain([block.lines.len()]);
    let one = |(&start, end): (&usize, usize)| (&block.lines[start][2..], &block.lines[start + 1..end]);
    starts.iter().zip(ends).map(one).collect()
}

/// Writes the files of a page and runs its commands, from top to bottom. With `UPDATE=1` gives the page anew.
fn run_page(path: &Path) -> Option<String> {
    let page = fs::read_to_string(path).unwrap();
    let blocks = blocks(&page);
    let own = tempfile::tempdir().unwrap();
    let mut folder = root();
    let mut played: Option<Played> = None;
    let mut outputs: Vec<(Range<usize>, Vec<String>)> = Vec::new();
    for block in &blocks {
        if let Some(Mark::File { name, .. }) = Mark::of(block) {
            fs::write(own.path().join(name), block.text()).unwrap();
            folder = own.path();
        } else if block.mark == "console" {
            let place = format!("{}:{}", path.display(), block.line);
            let renewed = commands(block).into_iter().flat_map(|(command, shown)| run_shown(command, shown, folder, &place));
            outputs.push((block.line..block.line + block.lines.len(), renewed.collect()));
        } else if block.mark == "repl" {
            let place = format!("{}:{}", path.display(), block.line);
            let got = played.get_or_insert_with(|| Played::new(Lang::Zh)).replay(&block.lines);
            assert!(
                got == block.lines || env::var_os("UPDATE").is_some(),
                "{place}: `UPDATE=1 cargo test book` writes this anew\n{}",
                got.join("\n")
            );
            outputs.push((block.line..block.line + block.lines.len(), got));
        }
    }
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    // From the end, so that the lines above keep their numbers.
    for (range, renewed) in outputs.into_iter().rev() {
        lines.splice(range, renewed);
    }
    env::var_os("UPDATE").is_some().then(|| lines.join("\n") + "\n")
}

/// Runs one command and compares. The command and what to show below it.
fn run_shown(command: &str, shown: &[&str], folder: &Path, place: &str) -> Vec<String> {
    let got = run(command, folder);
    let got: Vec<&str> = got.lines().collect();
    let fits = is_shown(shown, &got);
    let update = env::var_os("UPDATE").is_some() && !shown.iter().any(|line| line.trim() == "…");
    assert!(fits || update, "{place}: `UPDATE=1 cargo test book` writes this anew\n$ {command}\n{}", got.join("\n"));
    let output = if fits { shown } else { &got }.iter().map(|line| line.trim_end().to_owned());
    std::iter::once(format!("$ {command}")).chain(output).collect()
}

/// What is wrong on a page, in what it shows of the language.
fn wrong_on(path: &Path) -> Vec<String> {
    let page = fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    let mut files = BTreeMap::new();
    let mut pieces: Vec<(String, bool, String)> = Vec::new();
    for block in &blocks(&page) {
        let place = format!("{}:{}", path.display(), block.line);
        match Mark::of(block) {
            None => {}
            Some(Mark::From(file)) => {
                let text = fs::read_to_string(root().join(file)).unwrap();
                // Blanks are the formatter's.
                let solid = |line: &str| line.split_whitespace().collect::<String>();
                let mut there = text.lines().map(solid);
                let absent = block.lines.iter().find(|line| !line.is_empty() && !there.any(|other| other == solid(line)));
                wrong.extend(absent.map(|line| format!("{place}: not in the file, or not in this order: {line}")));
            }
            Some(Mark::File { name, wrong: false }) => {
                files.insert(name, block.text());
            }
            Some(Mark::File { name, wrong: true }) => {
                files.remove(name);
                if Shelf::of([Source::new(name, block.text())]).check().is_empty() {
                    wrong.push(format!("{place}: nothing is wrong"));
                }
            }
            Some(Mark::Fragment { wrong }) => pieces.push((place, wrong, block.text())),
        }
    }
    let texts: Vec<String> = pieces.iter().map(|(_, _, text)| text.clone()).collect();
    for ((place, bad, _), told) in pieces.iter().zip(if texts.is_empty() { Vec::new() } else { fragments(&texts) }) {
        if *bad == told.is_empty() {
            wrong.push(format!("{place}: {}", if *bad { "nothing is wrong".to_owned() } else { told.join("\n") }));
        }
    }
    let problems = Shelf::of(files.into_iter().map(|(name, text)| Source::new(name, text))).check();
    if !problems.is_empty() {
        wrong.push(format!("{}\n{problems}", path.display()));
    }
    wrong
}

#[test]
fn rulebooks_and_cases_shown_are_well_formed() {
    let wrong: Vec<String> = pages().iter().flat_map(|path| wrong_on(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn commands_shown_give_what_is_shown() {
    for path in pages() {
        if let Some(page) = run_page(&path) {
            fs::write(&path, page).unwrap();
        }
    }
}

#[test]
fn links_lead_somewhere() {
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        for (at, _) in page.match_indices("](") {
            let target = page[at + 2..].split(')').next().unwrap();
            let file = target.split('#').next().unwrap();
            let found = target.contains("://") || file.is_empty() || path.parent().unwrap().join(file).exists();
            assert!(found, "{}: {target}", path.display());
        }
    }
}
