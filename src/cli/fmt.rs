//! `guiju fmt`: the canonical form.
use super::arguments::FmtArguments;
use super::console::{Console, Status};
use super::{input, replace};
use crate::api::{Shelf, Unspaced, files, with_proposals};
use crate::diagnostic::Problems;
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
            status = status.max(stdin(path, arguments, console));
            continue;
        }
        match files::collect(path) {
            Ok(found) => {
                for path in &found {
                    let (one, is_changed) = file(path, arguments, console);
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

fn stdin(path: &Path, arguments: &FmtArguments, console: &mut Console) -> Status {
    let Ok(source) = input::read(path, console) else { return Status::Misuse };
    let draft = draft(&source, &Shelf::of([Arc::clone(&source)]), arguments.blanks, console);
    match formatted(&draft, console) {
        Some(text) if arguments.check => needs(&source, text != source.text(), console),
        Some(text) => {
            console.write(&text);
            Status::Well
        }
        None => Status::Findings,
    }
}

/// Formats one file; tells whether it changed.
fn file(path: &Path, arguments: &FmtArguments, console: &mut Console) -> (Status, bool) {
    let Ok(source) = input::read(path, console) else { return (Status::Misuse, false) };
    let (shelf, _) = Shelf::load_readable(&[path.to_owned()]);
    let draft = draft(&source, &shelf, arguments.blanks, console);
    let Some(text) = formatted(&draft, console) else { return (Status::Findings, false) };
    let changes = text != source.text();
    if arguments.check {
        return (needs(&source, changes, console), changes);
    }
    match changes.then(|| replace::replace(path, &text)) {
        Some(Err(error)) => (console.unreadable(&error), false),
        Some(Ok(())) => (Status::Well, true),
        None => (Status::Well, false),
    }
}

/// A text on its way: with the blanks that are missing where they are asked for, and what is still missing.
struct Draft {
    source: Arc<Source>,
    missing: Vec<Unspaced>,
}

/// Puts in the blanks that are missing, where there is one way and they are asked for, and says so.
fn draft(source: &Arc<Source>, shelf: &Shelf, write: bool, console: &Console) -> Draft {
    let own = shelf.given().find(|file| file.parsed.source.text() == source.text());
    let missing = own.map(|file| shelf.unspaced(file)).unwrap_or_default();
    let (one_way, several): (Vec<Unspaced>, Vec<Unspaced>) = missing.into_iter().partition(|one| one.ways.len() == 1);
    if !write || one_way.is_empty() {
        return Draft { source: Arc::clone(source), missing: one_way.into_iter().chain(several).collect() };
    }
    for one in &one_way {
        let (name, line) = (source.name(), source.position(one.at.range().start).line);
        let change = format!("{name}:{line} {} → {}", source.slice(one.at), one.ways.concat());
        console.note(&console.pick(format!("补了空格：{change}"), format!("blanks put in: {change}")));
    }
    let mut text = source.text().to_owned();
    // From the end, so that places stay what they are.
    one_way.iter().rev().for_each(|one| text.replace_range(one.at.range(), &one.ways.concat()));
    let source = Source::new(source.name(), text);
    // What could be cut in several ways stands elsewhere now, and is found again.
    again(Draft { source, missing: Vec::new() }, shelf)
}

/// What is still missing in a text that was changed.
fn again(draft: Draft, shelf: &Shelf) -> Draft {
    let shelf = shelf.replacing(&draft.source);
    let own = shelf.given().find(|file| file.parsed.source.text() == draft.source.text());
    let missing = own.map(|file| shelf.unspaced(file)).unwrap_or_default();
    Draft { missing, ..draft }
}

/// The canonical form; a file with errors has none, and the errors are told, with how what runs together may be written.
fn formatted(draft: &Draft, console: &Console) -> Option<String> {
    let Draft { source, missing } = draft;
    let told: Problems = match syntax::format(source) {
        Ok(text) => {
            missing_told(draft, console);
            return Some(text);
        }
        Err(problems) => problems,
    };
    console.problems(&with_proposals(told, source, missing));
    None
}

/// Sentences that can be read as they stand, as words that nobody declared.
fn missing_told(draft: &Draft, console: &Console) {
    let mut problems = Problems::default();
    draft.missing.iter().for_each(|one| problems.push(one.problem(&draft.source)));
    if !problems.is_empty() {
        console.problems(&problems);
    }
}

fn needs(source: &Source, changes: bool, console: &mut Console) -> Status {
    if !changes {
        return Status::Well;
    }
    let text = console.pick(format!("需要整理：{}", source.name()), format!("would change: {}", source.name()));
    console.say(&text);
    Status::Findings
}
