//! What the commands read: files and standard input; what cannot be read is told here.
use super::console::{Console, Status};
use crate::api::{LoadError, Rulebook, Shelf, files};
use crate::calendar::Calendar;
use crate::source::Source;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// More of one line is not kept in memory.
const LINE_AT_MOST: u64 = 1 << 20;

/// Whether a path means standard input.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether a path names a JSON file.
pub fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// A file or standard input.
pub fn read(path: &Path, console: &Console) -> Result<Arc<Source>, Status> {
    let source = if is_stdin(path) {
        files::read_from(io::stdin().lock(), console.pick("标准输入", "standard input"))
    } else {
        files::read(path)
    };
    source.map_err(|error| console.unreadable(&error))
}

/// The next line with its end, as bytes. What is too long is read over.
pub fn line(input: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    input.by_ref().take(LINE_AT_MOST).read_until(b'\n', &mut bytes).ok().filter(|read| *read > 0)?;
    if bytes.len() as u64 == LINE_AT_MOST && bytes.last() != Some(&b'\n') {
        // Nothing more comes after an error.
        let _ = input.skip_until(b'\n');
    }
    Some(bytes)
}

/// The files of paths, parsed; `-` is standard input. What cannot be read is told and does not hide the rest.
pub fn shelf(paths: &[PathBuf], console: &Console) -> (Shelf, Status) {
    let on_disk: Vec<PathBuf> = paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
    let (mut shelf, list) = Shelf::load_readable(&on_disk);
    let mut status = if list.is_empty() { Status::Well } else { unreadable(&list, console) };
    if let Some(stdin) = paths.iter().find(|path| is_stdin(path)) {
        match read(stdin, console) {
            Ok(source) => shelf.add(source),
            Err(unread) => status = unread,
        }
    }
    (shelf, status)
}

/// Rulebooks to be asked.
pub fn rulebook(paths: &[PathBuf], console: &Console) -> Result<Rulebook, Status> {
    let rulebook = Rulebook::load(paths).map_err(|error| match error {
        LoadError::Unreadable(list) => unreadable(&list, console),
        LoadError::Problems(problems) => {
            console.problems(&problems);
            Status::Findings
        }
    })?;
    if console.calendars.is_empty() {
        return Ok(rulebook);
    }
    Ok(rulebook.with_calendar(calendar(console)?))
}

/// The calendars built in and those that are added: files, and the files of folders that end in 历.
fn calendar(console: &Console) -> Result<Calendar, Status> {
    let mut sources = Vec::new();
    for path in &console.calendars {
        for file in year_files(path) {
            sources.push(files::read(&file).map_err(|error| console.unreadable(&error))?);
        }
    }
    Calendar::embedded().with_all(sources).map_err(|problems| {
        console.problems(&problems);
        Status::Findings
    })
}

fn year_files(path: &Path) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(path) else { return vec![path.to_owned()] };
    let years = folder.flatten().map(|entry| entry.path()).filter(|file| file.extension().is_some_and(|kind| kind == "历"));
    let mut years: Vec<PathBuf> = years.collect();
    years.sort();
    years
}

fn unreadable(list: &[files::Unreadable], console: &Console) -> Status {
    for one in list {
        console.unreadable(one);
    }
    Status::Misuse
}
