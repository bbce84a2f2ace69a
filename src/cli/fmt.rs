//! `guiju fmt`: the canonical form.
use super::arguments::FmtArguments;
use super::console::{Console, Status};
use super::{input, replace};
use crate::api::files;
use crate::source::Source;
use crate::syntax;
use std::path::Path;
use std::sync::Arc;

/// Formats files in place, or standard input to standard output.
pub fn run(arguments: &FmtArguments, console: &mut Console) -> Status {
    let mut status = Status::Well;
    let mut changed = 0;
    for path in &arguments.paths {
        if input::is_stdin(path) {
            status = status.max(stdin(path, arguments.check, console));
            continue;
        }
        match files::collect(path) {
            Ok(found) => {
                for path in &found {
                    let (one, is_changed) = file(path, arguments.check, console);
                    changed += usize::from(is_changed);
                    status = status.max(one);
                }
            }
            Err(error) => status = status.max(console.unreadable(&error)),
        }
    }
    if changed > 0 && !arguments.check {
        let text = console.pick(format!("整理了 {changed} 个文件"), format!("{changed} files formatted"));
        console.say(&text);
    }
    status
}

fn stdin(path: &Path, check: bool, console: &mut Console) -> Status {
    let Ok(source) = input::read(path, console) else { return Status::Misuse };
    match formatted(&source, console) {
        Some(text) if check => needs(&source, text != source.text(), console),
        Some(text) => {
            console.write(&text);
            Status::Well
        }
        None => Status::Findings,
    }
}

/// Formats one file; tells whether it changed.
fn file(path: &Path, check: bool, console: &mut Console) -> (Status, bool) {
    let Ok(source) = input::read(path, console) else { return (Status::Misuse, false) };
    let Some(text) = formatted(&source, console) else { return (Status::Findings, false) };
    let changes = text != source.text();
    if check {
        return (needs(&source, changes, console), changes);
    }
    match changes.then(|| replace::replace(path, &text)) {
        Some(Err(error)) => (console.unreadable(&error), false),
        Some(Ok(())) => (Status::Well, true),
        None => (Status::Well, false),
    }
}

/// The canonical form; a file with errors has none, and the errors are told.
fn formatted(source: &Arc<Source>, console: &Console) -> Option<String> {
    syntax::format(source).map_err(|problems| console.problems(&problems)).ok()
}

fn needs(source: &Source, changes: bool, console: &mut Console) -> Status {
    if !changes {
        return Status::Well;
    }
    let text = console.pick(format!("需要整理：{}", source.name()), format!("would change: {}", source.name()));
    console.say(&text);
    Status::Findings
}
