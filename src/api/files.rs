//! Files on disk: which ones a path stands for, and their text.
use crate::diagnostic::{Lang, did_you_mean, nearest};
use crate::source::Source;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Larger files are refused.
const BYTES_AT_MOST: u64 = crate::syntax::MAX_BYTES as u64;
/// Folders in folders, at most.
const DEPTH_AT_MOST: usize = 64;

/// A file that cannot be used, with the reason.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// Its path, as given.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// There is no such file; a file with nearly this name.
    NotFound(Option<String>),
    /// The system does not allow it.
    Denied,
    /// A folder without `.gj` files.
    NothingInside,
    /// A folder where a file is wanted.
    IsFolder,
    /// A device, of which there may be no end.
    IsDevice,
    /// Folders in folders without end.
    TooDeep,
    /// More than 16 MiB.
    TooLarge,
    /// UTF-16 text, as old editors save it.
    Utf16,
    /// Not UTF-8 from this line on (GBK, or no text).
    NotUtf8(usize),
    /// No text: zero bytes in it (a Word file, a picture).
    Binary,
    /// It may be read but not written.
    ReadOnly,
    /// What the system says.
    Other(String),
}

impl Unreadable {
    /// The code of its page.
    pub fn code(&self) -> &'static str {
        match self.reason {
            Reason::Binary => "F002",
            Reason::Utf16 | Reason::NotUtf8(_) => "F003",
            Reason::TooLarge => "F004",
            Reason::NotFound(_)
            | Reason::Denied
            | Reason::NothingInside
            | Reason::IsFolder
            | Reason::IsDevice
            | Reason::TooDeep
            | Reason::ReadOnly
            | Reason::Other(_) => "F001",
        }
    }

    /// One sentence without a final stop.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => format!("「{}」{}", self.path, self.reason.zh()),
            Lang::En => format!("「{}」 {}", self.path, self.reason.en()),
        }
    }

    /// What to do.
    pub fn help(&self, lang: Lang) -> Option<String> {
        self.reason.help(lang)
    }
}

impl Reason {
    fn zh(&self) -> String {
        match self {
            Self::NotFound(_) => "找不到".into(),
            Self::Denied => "没有权限打开".into(),
            Self::NothingInside => "这个文件夹里没有 .gj 文件".into(),
            Self::IsFolder => "是文件夹，这里要一个文件".into(),
            Self::IsDevice => "是设备，不是文件".into(),
            Self::TooDeep => format!("文件夹套了 {DEPTH_AT_MOST} 层以上"),
            Self::TooLarge => "超过 16 MiB".into(),
            Self::Utf16 => "是 UTF-16 文本".into(),
            Self::NotUtf8(line) => format!("不是 UTF-8 文本（第 {line} 行起）"),
            Self::Binary => "不是文本".into(),
            Self::ReadOnly => "是只读文件，不能改写".into(),
            Self::Other(text) => format!("打不开：{text}"),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::NotFound(_) => "does not exist".into(),
            Self::Denied => "may not be opened: permission denied".into(),
            Self::NothingInside => "is a folder without .gj files".into(),
            Self::IsFolder => "is a folder; a file is wanted here".into(),
            Self::IsDevice => "is a device and no file".into(),
            Self::TooDeep => format!("is nested more than {DEPTH_AT_MOST} folders deep"),
            Self::TooLarge => "is larger than 16 MiB".into(),
            Self::Utf16 => "is UTF-16 text".into(),
            Self::NotUtf8(line) => format!("is not UTF-8 text (from line {line})"),
            Self::Binary => "is not text".into(),
            Self::ReadOnly => "is read-only and cannot be rewritten".into(),
            Self::Other(text) => format!("cannot be opened: {text}"),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        let text = |zh: &str, en: &str| Some(if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() });
        match self {
            Self::NotFound(near) => did_you_mean(near.as_deref(), lang),
            Self::Utf16 | Self::NotUtf8(_) => text(
                "请在编辑器里「另存为」，编码选 UTF-8（WPS、记事本默认可能是 GBK）。",
                "Save the file again in your editor with the encoding UTF-8.",
            ),
            Self::Binary => text(
                "规则书是纯文本；Word 文件请先复制文字，存成 .gj 文本文件。",
                "Rulebooks are plain text; copy the words out of the Word file into a .gj text file.",
            ),
            Self::NothingInside => text("规则书和案例的文件名以 .gj 结尾。", "Rulebooks and cases have names that end in .gj."),
            Self::IsDevice => text("请写文件名；从标准输入读，写「-」。", "Name a file; `-` is standard input."),
            Self::Denied | Self::IsFolder | Self::TooDeep | Self::TooLarge | Self::ReadOnly | Self::Other(_) => None,
        }
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message(Lang::Zh))
    }
}

impl std::error::Error for Unreadable {}

/// The files a path stands for: itself, or all `*.gj` below a folder in the order of their names.
pub fn collect(path: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    let meta = std::fs::metadata(path).map_err(|error| because(path, &error))?;
    if !meta.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    walk(path, 0, &mut found)?;
    if found.is_empty() {
        return Err(refuse(path, Reason::NothingInside));
    }
    Ok(found)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Unreadable> {
    if depth > DEPTH_AT_MOST {
        return Err(refuse(folder, Reason::TooDeep));
    }
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = entries.map_err(|error| because(folder, &error))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // Links to folders are not followed, so the walk ends.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if !hidden {
                walk(&path, depth + 1, found)?;
            }
        } else if !hidden && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gj")) && path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

/// The text of a file.
pub fn read(path: &Path) -> Result<Arc<Source>, Unreadable> {
    let file = std::fs::File::open(path).map_err(|error| because(path, &error))?;
    if file.metadata().is_ok_and(|meta| meta.is_dir()) {
        return Err(refuse(path, Reason::IsFolder));
    }
    read_from(file, &path.display().to_string())
}

/// The text of an open file or of standard input.
pub fn read_from(input: impl Read, name: &str) -> Result<Arc<Source>, Unreadable> {
    let unreadable = |reason| Unreadable { path: name.to_owned(), reason };
    let mut bytes = Vec::new();
    let read = input.take(BYTES_AT_MOST + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(Reason::Other(error.to_string())))?;
    if bytes.len() as u64 > BYTES_AT_MOST {
        return Err(unreadable(Reason::TooLarge));
    }
    decode(bytes).map(|text| Source::new(name, text)).map_err(unreadable)
}

/// Bytes as text: UTF-8, with or without a byte order mark.
fn decode(mut bytes: Vec<u8>) -> Result<String, Reason> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Reason::Utf16);
    }
    if bytes.contains(&0) {
        return Err(Reason::Binary);
    }
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let lines = error.as_bytes().iter().take(good).filter(|&&byte| byte == b'\n').count();
        Reason::NotUtf8(lines + 1)
    })
}

/// The error of the system, in words.
pub fn because(path: &Path, error: &io::Error) -> Unreadable {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => Reason::NotFound(neighbour(path)),
        io::ErrorKind::PermissionDenied => Reason::Denied,
        io::ErrorKind::IsADirectory => Reason::IsFolder,
        _ => Reason::Other(error.to_string()),
    };
    refuse(path, reason)
}

/// A file that cannot be used.
pub fn refuse(path: &Path, reason: Reason) -> Unreadable {
    Unreadable { path: path.display().to_string(), reason }
}

/// A file beside the missing one with nearly its name.
fn neighbour(path: &Path) -> Option<String> {
    let wanted = path.file_stem()?.to_string_lossy().into_owned();
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names: BTreeMap<String, String> = entries.flatten().filter_map(|entry| stem_and_name(&entry.path())).collect();
    let stem = if names.contains_key(&wanted) { &wanted } else { nearest(&wanted, names.keys().map(String::as_str))? };
    let name = names.get(stem)?;
    Some(folder.map_or_else(|| name.to_owned(), |folder| folder.join(name).display().to_string()))
}

fn stem_and_name(path: &Path) -> Option<(String, String)> {
    let text = |part: &std::ffi::OsStr| part.to_string_lossy().into_owned();
    Some((text(path.file_stem()?), text(path.file_name()?)))
}

#[cfg(test)]
mod tests {
    use super::{Reason, collect, decode, read};
    use std::fs;

    #[test]
    fn only_text_is_read() {
        assert_eq!(decode("\u{feff}规则".into()), Ok("规则".into()));
        assert_eq!(decode(vec![0xFF, 0xFE, 0x61, 0]), Err(Reason::Utf16));
        assert_eq!(decode(b"PK\x03\x04\0".to_vec()), Err(Reason::Binary));
        assert_eq!(decode(b"a\n\xB9\xE6\xD4\xF2".to_vec()), Err(Reason::NotUtf8(2)));
    }

    #[test]
    fn folders_are_walked_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.gj", "a/z.GJ", "a/note.txt", ".hidden/x.gj", "甲.gj"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "规则 甲\n").unwrap();
        }
        let found = collect(folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string()).collect();
        assert_eq!(names, ["a/z.GJ", "b.gj", "甲.gj"]);
        let missing = read(&folder.path().join("已.gj")).unwrap_err();
        assert_eq!(missing.reason, Reason::NotFound(None));
        let missing = read(&folder.path().join("家.gj")).unwrap_err();
        assert!(matches!(&missing.reason, Reason::NotFound(Some(near)) if near.ends_with("甲.gj")), "{missing:?}");
        assert_eq!(collect(&folder.path().join(".hidden")).unwrap().len(), 1);
        assert_eq!(collect(tempfile::tempdir().unwrap().path()).unwrap_err().reason, Reason::NothingInside);
    }
}
