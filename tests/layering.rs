//! The stages stand in one line, and each looks only up it.
use std::{fs, path::Path};

const LINE: [&str; 17] = [
    "source",
    "vocabulary",
    "diagnostic",
    "calendar",
    "ledger",
    "syntax",
    "core_ir",
    "resolve",
    "check",
    "eval",
    "answer",
    "explain",
    "analysis",
    "api",
    "report",
    "session",
    "cli",
];

#[test]
fn each_stage_looks_only_up_the_line() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut looks_down = Vec::new();
    for folder in fs::read_dir(&src).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        let stage = folder.file_name().to_string_lossy().into_owned();
        let rank = LINE.iter().position(|name| *name == stage).unwrap_or_else(|| panic!("src/{stage} has no place in the line"));
        for (file, text) in rust_files(&folder.path()) {
            for named in stages_named(text.split("#[cfg(test)]").next().unwrap_or_default()) {
                if LINE.iter().position(|name| *name == named).is_some_and(|other| other > rank) {
                    looks_down.push(format!("{file} looks down at crate::{named}"));
                }
            }
        }
    }
    assert!(looks_down.is_empty(), "{}", looks_down.join("\n"));
}

/// The names behind `crate::`, also inside `crate::{a, b::{c, d}, e}`.
fn stages_named(text: &str) -> Vec<String> {
    let word = |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(members(group).iter().map(|member| word(member))),
            None => names.push(word(rest)),
        }
    }
    names
}

/// What stands between the commas of a group, up to the bracket that closes it.
fn members(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut members) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                members.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    members
}

#[test]
fn groups_are_read_to_their_end() {
    assert_eq!(stages_named("use crate::{a::{b, c}, d};"), ["a", "d"]);
}

fn rust_files(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    files
}
