//! What README and book show is true: rulebooks and cases in them are checked, commands are run and compared.
//!
//! A block is marked by the words after its fence:
//!
//! | mark | what must hold |
//! |---|---|
//! | `gj 名.gj` | a file; all files of a page stand in one folder, and there `check` says nothing. A later block of the same name replaces the file |
//! | `gj from=PATH` | every line stands in that file, in this order |
//! | `gj fragment` | statements that may follow a piece of the Ziyang rules, or a case or situation about them: nothing to say |
//! | `gj wrong` | the same, but something is wrong with it |
//! | `console` | `$ guiju …` is run in the folder of the page's files, or here if it has none; a line `…` stands for any lines |
//!
//! With `UPDATE=1` the outputs are written anew, except where lines are left out.
use guiju::api::Shelf;
use guiju::diagnostic::Problems;
use guiju::source::Source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
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

/// The last block of each name, as a file.
fn files<'a>(blocks: &[Block<'a>]) -> BTreeMap<&'a str, String> {
    let named = |block: &Block<'a>| block.mark.strip_prefix("gj ").filter(|name| name.ends_with(".gj") && !name.contains('='));
    blocks.iter().filter_map(|block| Some((named(block)?, block.text()))).collect()
}

/// What is wrong with statements, a situation or a case that lean on the Ziyang rules.
fn fragment(text: &str) -> Problems {
    let first = text.split_whitespace().next().unwrap_or_default();
    let text = match first {
        "规则" | "案例" => text.to_owned(),
        "情形" => format!("案例 例 例\n适用 《资阳市人民政府工作规则》\n{text}"),
        _ => format!("规则 例\n  印发 2024年1月1日\n  引用 《资阳市人民政府工作规则》\n\n第一条\n> 一、例。\n{text}"),
    };
    let path = root().join(RULES);
    let rules = Source::new(RULES, fs::read_to_string(path).unwrap());
    let example = Source::new("例", text);
    Shelf::of([rules, Arc::clone(&example)]).check()
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

/// Runs the commands of a page. With `UPDATE=1` gives the page anew.
fn run_page(path: &Path) -> Option<String> {
    let page = fs::read_to_string(path).unwrap();
    let blocks = blocks(&page);
    let files = files(&blocks);
    let own = tempfile::tempdir().unwrap();
    for (name, text) in &files {
        fs::write(own.path().join(name), text).unwrap();
    }
    let folder = if files.is_empty() { root() } else { own.path() };
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    // From the end, so that the lines above keep their numbers.
    for block in blocks.iter().rev().filter(|block| block.mark == "console") {
        let mut renewed = Vec::new();
        for (command, shown) in commands(block) {
            let got = run(command, folder);
            let got: Vec<&str> = got.lines().collect();
            let fits = is_shown(shown, &got);
            let update = env::var_os("UPDATE").is_some() && !shown.iter().any(|line| line.trim() == "…");
            assert!(fits || update, "{}:{}\n$ {command}\n{}", path.display(), block.line, got.join("\n"));
            renewed.push(format!("$ {command}"));
            renewed.extend(if fits { shown } else { &got }.iter().map(|line| line.trim_end().to_owned()));
        }
        lines.splice(block.line..block.line + block.lines.len(), renewed);
    }
    env::var_os("UPDATE").is_some().then(|| lines.join("\n") + "\n")
}

#[test]
fn rulebooks_and_cases_shown_are_well_formed() {
    let mut wrong = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let blocks = blocks(&page);
        let own = files(&blocks).into_iter().map(|(name, text)| Source::new(name, text));
        let problems = Shelf::of(own).check();
        if !problems.is_empty() {
            wrong.push(format!("{}\n{problems}", path.display()));
        }
        for block in &blocks {
            let place = format!("{}:{}", path.display(), block.line);
            match block.mark.split_once(' ').unwrap_or((block.mark, "")) {
                ("gj", "fragment") => {
                    let problems = fragment(&block.text());
                    if !problems.is_empty() {
                        wrong.push(format!("{place}\n{problems}"));
                    }
                }
                ("gj", "wrong") if fragment(&block.text()).is_empty() => wrong.push(format!("{place}: nothing is wrong")),
                ("gj", mark) if mark.starts_with("from=") => {
                    let text = fs::read_to_string(root().join(&mark["from=".len()..])).unwrap();
                    let mut there = text.lines();
                    let absent = block.lines.iter().find(|line| !line.is_empty() && !there.any(|other| other == **line));
                    wrong.extend(absent.map(|line| format!("{place}: not in the file, or not in this order: {line}")));
                }
                ("gj", mark) if mark.ends_with(".gj") || mark == "wrong" => {}
                ("gj", mark) => wrong.push(format!("{place}: what is `gj {mark}`?")),
                _ => {}
            }
        }
    }
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
