//! What was typed, kept on disk while a session lasts: after an untimely end it can be taken up again.
//!
//! Each session on some rulebooks has a file of its own, locked as long as it lives and removed when it ends. One that is
//! there and not locked was left by a session without an end.
use crate::api::hexadecimal;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder for history and journals, made if need be. `GUIJU_STATE` names another one; `off` keeps nothing.
pub fn folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let folder = match set("GUIJU_STATE") {
        Some(off) if off == "off" => return None,
        Some(own) => PathBuf::from(own),
        None => set("XDG_STATE_HOME")
            .or_else(|| set("LOCALAPPDATA"))
            .map(PathBuf::from)
            .or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".local/state")))?
            .join("guiju"),
    };
    fs::create_dir_all(&folder).ok()?;
    Some(folder)
}

/// Behind a line that was given up: it is not typed again.
const GIVEN_UP: &str = "注：停下了，上面这一行没有做。";

/// The file of a running session, and the newest one left by another.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// What was noted last is one line.
    one_line: bool,
    left: Option<(PathBuf, Vec<String>)>,
}

impl Journal {
    /// Begins one for these rulebooks. None where nothing can be written.
    pub fn begin(folder: &Path, rulebooks: &[PathBuf]) -> Option<Self> {
        let key = key(rulebooks);
        let left = left_over(folder, &key);
        let (file, path) = own(folder, &key)?;
        file.try_lock().ok()?;
        Some(Self { file, path, one_line: false, left })
    }

    /// How many lines were left by a session without an end.
    pub fn left(&self) -> usize {
        self.lines_left().map_or(0, <[String]>::len)
    }

    /// Those lines.
    pub fn lines_left(&self) -> Option<&[String]> {
        self.left.as_ref().map(|(_, lines)| lines.as_slice())
    }

    /// Notes them as lines of this session; then their file is not needed any more.
    pub fn take_over(&mut self) {
        let Some((path, lines)) = self.left.take() else { return };
        self.note(&lines.join("\n"));
        // If it cannot be removed it is offered again.
        let _ = fs::remove_file(path);
    }

    /// Notes what was typed.
    pub fn note(&mut self, text: &str) {
        self.one_line = !text.contains('\n');
        // A full disk must not end the session; the history has the line too.
        let _ = self.file.write_all(format!("{text}\n").as_bytes());
    }

    /// What was noted last was given up. Of several lines some may have been done: they stay.
    pub fn given_up(&mut self) {
        if self.one_line {
            self.note(GIVEN_UP);
            self.one_line = false;
        }
    }

    /// The session ends as it should.
    pub fn end(self) {
        // What was offered and not taken up is in the history still.
        for path in self.left.iter().map(|(path, _)| path).chain([&self.path]) {
            let _ = fs::remove_file(path);
        }
    }
}

/// A file that nobody has had: a process of this number may have left one.
fn own(folder: &Path, key: &str) -> Option<(File, PathBuf)> {
    (0..100_u32).find_map(|n| {
        let again = if n == 0 { String::new() } else { format!("-{n}") };
        let path = folder.join(format!("session-{key}-{}{again}.txt", std::process::id()));
        let file = OpenOptions::new().create_new(true).append(true).open(&path).ok()?;
        Some((file, path))
    })
}

/// What a session on these rulebooks without an end has left; it stays where it is.
pub fn left_behind(folder: &Path, rulebooks: &[PathBuf]) -> Option<Vec<String>> {
    left_over(folder, &key(rulebooks)).map(|(_, lines)| lines)
}

/// What tells sessions on these rulebooks from others.
fn key(rulebooks: &[PathBuf]) -> String {
    let paths: Vec<String> =
        rulebooks.iter().map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.clone()).display().to_string()).collect();
    hexadecimal(paths.join("\n").as_bytes()).chars().take(12).collect()
}

/// The newest file of these rulebooks that nobody holds and in which something stands.
fn left_over(folder: &Path, key: &str) -> Option<(PathBuf, Vec<String>)> {
    let start = format!("session-{key}-");
    let ours = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start));
    let free = |path: &PathBuf| File::open(path).is_ok_and(|file| file.try_lock().is_ok());
    let age = |path: &PathBuf| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).filter(ours).filter(free).collect();
    found.sort_by_key(age);
    let lines = |path: &PathBuf| -> Vec<String> { fs::read_to_string(path).map(|text| done(&text)).unwrap_or_default() };
    found
        .into_iter()
        .rev()
        .map(|path| (lines(&path), path))
        .find(|(lines, _)| !lines.is_empty())
        .map(|(lines, path)| (path, lines))
}

/// The lines but for those that were given up.
fn done(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        if line == GIVEN_UP {
            lines.pop();
        } else {
            lines.push(line.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::Journal;
    use std::path::PathBuf;

    #[test]
    fn what_a_session_without_an_end_left_is_found_once() {
        let folder = tempfile::tempdir().unwrap();
        let books = [PathBuf::from("甲.gj")];
        let mut first = Journal::begin(folder.path(), &books).unwrap();
        first.note("甲 到会 会议");
        first.note("会议 能否 召开？");
        first.note("读入 很大.gj");
        first.given_up();
        // Once: the line before was done.
        first.given_up();
        // Killed: the file stays, the lock goes.
        let path = first.path.clone();
        drop(first);
        std::fs::rename(&path, path.with_file_name(format!("{}0.txt", path.file_stem().unwrap().display()))).unwrap();
        assert_eq!(Journal::begin(folder.path(), &[PathBuf::from("乙.gj")]).unwrap().left(), 0);
        assert_eq!(super::left_behind(folder.path(), &books).unwrap().len(), 2);
        let mut second = Journal::begin(folder.path(), &books).unwrap();
        assert_eq!(second.left(), 2);
        assert_eq!(second.lines_left().unwrap(), ["甲 到会 会议", "会议 能否 召开？"]);
        second.take_over();
        assert_eq!(second.lines_left(), None);
        second.end();
        assert_eq!(Journal::begin(folder.path(), &books).unwrap().left(), 0);
    }

    #[test]
    fn a_session_in_which_nothing_was_typed_hides_none() {
        let folder = tempfile::tempdir().unwrap();
        let books = [PathBuf::from("甲.gj")];
        let mut first = Journal::begin(folder.path(), &books).unwrap();
        first.note("甲 到会 会议");
        // Both are killed.
        drop(first);
        drop(Journal::begin(folder.path(), &books).unwrap());
        let mut third = Journal::begin(folder.path(), &books).unwrap();
        assert_eq!(third.lines_left().unwrap(), ["甲 到会 会议"]);
        third.take_over();
        third.note("乙 到会 会议");
        let path = third.path.clone();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "甲 到会 会议\n乙 到会 会议\n");
    }
}
