//! The corpus: files in the language with what is expected of them written inside, as comments at the top.
//!
//! `// 错误: 3-5 S020 text` names line, column (in characters), code and message of a problem; `// 警告:` the same of a
//! warning; `// 提示:` the help of the problem above it. With `UPDATE=1` the expectations are written anew.
use guiju::{
    diagnostic::{Lang, Severity},
    source::Source,
    syntax,
};
use std::{collections::BTreeSet, fs, path::PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut list: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    list.sort();
    list
}

/// What is told about a text, in the form of the comments.
fn told(text: &str) -> Vec<String> {
    let source = Source::new("文件", text);
    let (_, problems) = syntax::parse(&source);
    let mut out = Vec::new();
    for problem in problems.sorted() {
        let place = source.position(problem.at.start as usize);
        let word = if problem.kind.severity() == Severity::Error { "错误" } else { "警告" };
        out.push(format!(
            "// {word}: {}-{} {} {}",
            place.line,
            place.column,
            problem.kind.code(),
            problem.kind.message(Lang::Zh)
        ));
        out.extend(problem.kind.help(Lang::Zh).map(|help| format!("// 提示: {help}")));
    }
    out
}

fn is_expectation(line: &str) -> bool {
    ["// 错误:", "// 警告:", "// 提示:"].iter().any(|start| line.starts_with(start))
}

/// The text with its expectations written anew: first the name, then the problems, then the body.
fn renewed(text: &str) -> String {
    let name = text.lines().next().unwrap();
    let body: Vec<_> = text.lines().skip(1).filter(|line| !is_expectation(line)).collect();
    let ending = if text.ends_with('\n') { "\n" } else { "" };
    let with = |lines: &[String]| {
        [&[name.to_owned()], lines, &body.iter().map(ToString::to_string).collect::<Vec<_>>()].concat().join("\n") + ending
    };
    // The number of lines does not depend on the places, so that a second look gives the right ones.
    let first = told(&with(&[]));
    let blank = vec!["//".to_owned(); first.len()];
    with(&told(&with(&blank)))
}

#[test]
fn good_files_parse_without_a_word() {
    for path in files("syntax/good") {
        let told = told(&fs::read_to_string(&path).unwrap());
        assert!(told.is_empty(), "{}\n{}", path.display(), told.join("\n"));
    }
}

#[test]
fn bad_files_are_told_what_is_wrong() {
    for path in files("syntax/bad") {
        let text = fs::read_to_string(&path).unwrap();
        let renewed = renewed(&text);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &renewed).unwrap();
        } else {
            assert_eq!(text, renewed, "{}", path.display());
        }
        assert!(text.lines().any(is_expectation) || std::env::var_os("UPDATE").is_some(), "{} expects nothing", path.display());
    }
}

#[test]
fn names_are_unique() {
    let mut seen = BTreeSet::new();
    for path in [files("syntax/good"), files("syntax/bad")].concat() {
        let text = fs::read_to_string(&path).unwrap();
        let name = text.lines().next().unwrap().to_owned();
        assert!(name.starts_with("// 名称: "), "{}", path.display());
        assert!(seen.insert(name), "{}", path.display());
    }
}

#[test]
fn messages_keep_the_house_style() {
    for path in files("syntax/bad") {
        let source = Source::new("文件", fs::read_to_string(&path).unwrap());
        let (_, problems) = syntax::parse(&source);
        for problem in problems.sorted() {
            for (lang, stop) in [(Lang::Zh, '。'), (Lang::En, '.')] {
                let message = problem.kind.message(lang);
                assert!(!message.ends_with(['。', '.']) && !message.contains("Rule"), "{message}");
                if let Some(help) = problem.kind.help(lang) {
                    assert!(help.ends_with([stop, '？', '?']), "{help}");
                }
            }
            assert!(
                problem.at.start < problem.at.end || source.text().is_empty() || problem.kind.code() == "S009",
                "{} {:?}",
                path.display(),
                problem
            );
        }
    }
}
