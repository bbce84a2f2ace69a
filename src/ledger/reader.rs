//! The door: a file or a stream as rows.
use super::csv::Csv;
use super::json::Json;
#[cfg(feature = "tables")]
use super::sheets::Sheets;
use super::text::Text;
use super::{Bad, Header, LedgerProblem as P, Place, Row};
use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to read of a file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The columns that are looked for. With some, the header is the row that has two of them (or the only one), and titles may
    /// stand before it; without, it is the first row. In JSON Lines they are the first columns, in this order.
    pub known: Vec<String>,
    /// The sheets of a workbook to read; none: all but those that are called 说明 and the like.
    pub sheets: Vec<String>,
    /// Names by which a sheet is a table, even if it would be taken for notes.
    pub tables: Vec<String>,
}

/// What was read so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows given.
    pub given: u64,
    /// Rows reported instead.
    pub reported: u64,
    /// Rows in which nothing stands.
    pub blank: u64,
    /// Rows of a table that was given up, which is reported once.
    pub unread: u64,
}

impl Counts {
    /// Rows read: those given and those reported.
    pub fn read(&self) -> u64 {
        self.given + self.reported
    }
}

/// A row, or what is wrong.
#[derive(Debug)]
pub enum Item<'a> {
    /// A row.
    Row(Row<'a>),
    /// Something wrong; reading goes on behind it.
    Bad(Box<Bad>),
}

/// One step of a source.
pub enum Step {
    /// A row is ready to be lent.
    Row,
    /// Nothing stands there.
    Blank,
    /// A header, a title, a comment.
    Other,
    /// A row of a table that was given up.
    Unread,
    Bad(Bad),
    End,
}

enum Source {
    Csv(Csv),
    Json(Json),
    #[cfg(feature = "tables")]
    Sheets(Sheets),
    /// A file that cannot be read, which is told once.
    Faulty(Option<Bad>),
}

/// Reads a table row by row. Memory does not grow with a CSV or JSON Lines file; of a workbook one sheet is held at a time.
pub struct Reader {
    source: Source,
    place: Place,
    counts: Counts,
    /// The file, as it was when it was opened.
    watched: Option<(PathBuf, Metadata)>,
}

/// The most that is taken into memory of a workbook that comes as a stream.
const LARGEST: u64 = 512 * 1024 * 1024;

/// The most that is read of a pipe, which may have no end. Of what is not a file on disk everything is kept until the end, since it
/// cannot be read again.
pub const MOST_OF_A_PIPE: u64 = 256 * 1024 * 1024;

/// A pipe that has not come to its end.
#[derive(Debug)]
pub struct TooMuch;

impl std::fmt::Display for TooMuch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("more than is read of a pipe")
    }
}

impl std::error::Error for TooMuch {}

/// A stream up to a limit: one more byte is an error.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return match self.inner.read(&mut [0])? {
                0 => Ok(0),
                _ => Err(io::Error::other(TooMuch)),
            };
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(space.len());
        let read = self.inner.read(space.get_mut(..most).unwrap_or_default())?;
        self.left -= read as u64;
        Ok(read)
    }
}

impl Reader {
    /// A file. What is wrong with it is the first item.
    pub fn open(path: &Path, options: &Options) -> Self {
        let place = place(&path.display().to_string());
        match File::open(path).and_then(|file| Ok((file.metadata()?, file))) {
            Ok((metadata, _)) if metadata.is_dir() => Self::faulty(place, P::WrongKind { zh: "文件夹", en: "a folder" }),
            Ok((metadata, _)) if is_device(&metadata) => Self::faulty(place, P::WrongKind { zh: "设备", en: "a device" }),
            Ok((metadata, file)) if metadata.is_file() => {
                let mut reader = Self::sniffed(place, Box::new(file), options, Some(path));
                reader.watched = Some((path.to_owned(), metadata));
                reader
            }
            Ok((_, file)) => Self::piped(place, file, options),
            Err(error) => Self::faulty(place, P::reading(&error)),
        }
    }

    /// Standard input, with a name for people. No more than 256 MiB of it are read.
    pub fn from_stdin(name: &str, options: &Options) -> Self {
        Self::piped(place(name), io::stdin(), options)
    }

    fn piped(place: Place, stream: impl Read + Send + 'static, options: &Options) -> Self {
        Self::sniffed(place, Box::new(Limited { inner: stream, left: MOST_OF_A_PIPE }), options, None)
    }

    /// A stream, such as standard input, with a name for people.
    pub fn from_read(name: &str, stream: impl Read + Send + 'static, options: &Options) -> Self {
        Self::sniffed(place(name), Box::new(stream), options, None)
    }

    fn faulty(place: Place, problem: P) -> Self {
        let bad = Bad::about(&place, problem);
        Self { source: Source::Faulty(Some(bad)), place, counts: Counts::default(), watched: None }
    }

    fn sniffed(place: Place, mut stream: Box<dyn Read + Send>, options: &Options, path: Option<&Path>) -> Self {
        let mut first = [0; 512];
        let mut length = 0;
        while let Some(space) = first.get_mut(length..).filter(|space| !space.is_empty()) {
            match stream.read(space) {
                Ok(0) => break,
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Self::faulty(place, P::reading(&error)),
            }
        }
        let first = first.get(..length).unwrap_or_default().to_vec();
        let kind = kind(&first, &place.file);
        let whole = Box::new(Cursor::new(first).chain(stream));
        let source = match kind {
            Kind::Csv => Source::Csv(Csv::new(Text::new(whole), &options.known, place.clone())),
            Kind::Json => Source::Json(Json::new(Text::new(whole), &options.known, place.clone())),
            Kind::Other(zh, en) => return Self::faulty(place, P::WrongKind { zh, en }),
            Kind::Workbook { old } => match workbook(whole, path, old, options, &place) {
                Ok(source) => source,
                Err(problem) => return Self::faulty(place, problem),
            },
        };
        Self { source, place, counts: Counts::default(), watched: None }
    }

    /// The next row, or what is wrong; none at the end. A row is lent until the next is read.
    pub fn read(&mut self) -> Option<Item<'_>> {
        loop {
            let step = match &mut self.source {
                Source::Csv(csv) => csv.advance(),
                Source::Json(json) => json.advance(),
                #[cfg(feature = "tables")]
                Source::Sheets(sheets) => sheets.advance(),
                Source::Faulty(bad) => bad.take().map_or(Step::End, Step::Bad),
            };
            match step {
                Step::Row => {
                    self.counts.given += 1;
                    return self.lent().map(Item::Row);
                }
                Step::Blank => self.counts.blank += 1,
                Step::Other => {}
                Step::Unread => self.counts.unread += 1,
                Step::Bad(bad) => {
                    self.counts.reported += u64::from(bad.is_row);
                    return Some(Item::Bad(Box::new(bad)));
                }
                Step::End => return self.changed().map(|bad| Item::Bad(Box::new(bad))),
            }
        }
    }

    fn lent(&self) -> Option<Row<'_>> {
        match &self.source {
            Source::Csv(csv) => Some(csv.lent()),
            Source::Json(json) => Some(json.lent()),
            #[cfg(feature = "tables")]
            Source::Sheets(sheets) => Some(sheets.lent()),
            Source::Faulty(_) => None,
        }
    }

    /// Told once, at the end: the file is not what it was when it was opened.
    fn changed(&mut self) -> Option<Bad> {
        let (path, before) = self.watched.take()?;
        let same = std::fs::metadata(path).is_ok_and(|now| {
            now.len() == before.len() && now.modified().ok() == before.modified().ok() && now.file_type() == before.file_type()
        });
        (!same).then(|| Bad::about(&self.place, P::Changed))
    }

    /// The columns found so far.
    pub fn header(&self) -> Option<&Header> {
        match &self.source {
            Source::Csv(csv) => Some(&csv.table().header),
            Source::Json(json) => Some(json.header()),
            #[cfg(feature = "tables")]
            Source::Sheets(sheets) => Some(sheets.header()),
            Source::Faulty(_) => None,
        }
    }

    /// The file, or the name of the stream.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What was read so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }
}

/// Whether it is a device, from which bytes may come for ever.
#[cfg(unix)]
pub fn is_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.file_type().is_char_device() || metadata.file_type().is_block_device()
}

#[cfg(not(unix))]
pub fn is_device(_: &Metadata) -> bool {
    false
}

fn place(file: &str) -> Place {
    Place { file: Arc::from(file), sheet: None, row: None, line: None }
}

#[cfg(feature = "tables")]
fn workbook(stream: Box<dyn Read + Send>, path: Option<&Path>, old: bool, options: &Options, at: &Place) -> Result<Source, P> {
    let unreadable = |error: io::Error| P::reading(&error);
    let sheets = if let Some(path) = path {
        Sheets::open(Box::new(io::BufReader::new(File::open(path).map_err(unreadable)?)), old, options, at)
    } else {
        let mut bytes = Vec::new();
        stream.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST {
            return Err(P::TooLarge);
        }
        Sheets::open(Box::new(Cursor::new(bytes)), old, options, at)
    };
    sheets.map(Source::Sheets)
}

#[cfg(not(feature = "tables"))]
fn workbook(_: Box<dyn Read + Send>, _: Option<&Path>, _: bool, _: &Options, _: &Place) -> Result<Source, P> {
    let _ = LARGEST;
    Err(P::WrongKind {
        zh: "Excel 文件，而这个程序没有带读 Excel 的功能（tables）",
        en: "a workbook, and this program was built without the feature `tables`",
    })
}

/// What a file is, by its first bytes and, where they leave it open, by its name.
enum Kind {
    Csv,
    Json,
    Workbook { old: bool },
    Other(&'static str, &'static str),
}

fn kind(first: &[u8], name: &str) -> Kind {
    let name = name.to_ascii_lowercase();
    let is = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let text = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first).trim_ascii_start();
    match first {
        [b'P', b'K', 3, 4, ..] if is(&[".docx", ".wps"]) => Kind::Other("Word 文档", "a Word document"),
        [b'P', b'K', 3, 4, ..] if is(&[".et", ".ods"]) => Kind::Other("别的表格软件的文件", "a file of another spreadsheet"),
        [b'P', b'K', 3, 4, ..] => Kind::Workbook { old: false },
        [0xD0, 0xCF, 0x11, 0xE0, ..] if is(&[".doc", ".wps"]) => Kind::Other("Word 文档", "a Word document"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] if is(&[".et"]) => Kind::Other("WPS 表格的 et 文件", "an et file of WPS"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Kind::Workbook { old: true },
        _ if text.starts_with(b"%PDF") => Kind::Other("PDF 文件", "a PDF file"),
        _ if text.starts_with(b"{\\rtf") => Kind::Other("Word 文档", "a Word document"),
        _ if text.starts_with(b"<") => Kind::Other("网页或 XML", "a web page or XML"),
        _ if is(&[".jsonl", ".ndjson"]) || text.starts_with(b"{") => Kind::Json,
        _ if is(&[".json"]) => {
            Kind::Other("JSON 文件，不是一行一个对象的 JSON Lines", "JSON and not JSON Lines, an object a line")
        }
        _ => Kind::Csv,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a pipe into which somebody writes without end.
    fn of_endless(rows: &str, left: u64) -> (Vec<String>, Counts) {
        let stream = [rows, &"文三,丙\n".repeat(10_000)].concat();
        let options = Options::default();
        let mut reader =
            Reader::sniffed(place("标准输入"), Box::new(Limited { inner: Cursor::new(stream), left }), &options, None);
        let mut told = Vec::new();
        while let Some(item) = reader.read() {
            told.push(match item {
                Item::Row(row) => row.get(0).to_owned(),
                Item::Bad(bad) => bad.code().to_owned(),
            });
        }
        (told, reader.counts())
    }

    #[test]
    fn a_pipe_without_end_is_read_up_to_a_limit() {
        // The row in which the limit lies is not taken for a whole one.
        let rows = format!("文件,人\n{}文二,乙乙乙\n", "文一,甲\n".repeat(99));
        let (told, counts) = of_endless(&rows, rows.len() as u64 - 5);
        assert_eq!((told.len(), told.last().map(String::as_str), counts.read()), (100, Some("D045"), 99));
        let rows = "{\"a\": 1}\n".repeat(100);
        let (told, counts) = of_endless(&rows, rows.len() as u64 - 3);
        assert_eq!((told.len(), told.last().map(String::as_str), counts.read()), (100, Some("D045"), 99));
        // What ends where the limit is has come to its end.
        let text = "文件,人\n文一,甲\n";
        let limited = Limited { inner: text.as_bytes(), left: text.len() as u64 };
        let mut reader = Reader::sniffed(place("标准输入"), Box::new(limited), &Options::default(), None);
        assert!(matches!(reader.read(), Some(Item::Row(_))) && reader.read().is_none());
    }
}
