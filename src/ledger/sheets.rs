//! Excel workbooks. Of each sheet the cells that hold something are taken, so that a cell far out costs nothing.
use super::header::{normal, shown};
use super::reader::{Options, Step};
use super::row::{CellKind, Piece, Row};
use super::table::{Table, Verdict};
use super::{Bad, Header, LedgerProblem as P, Left, Place, value};
use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError};
use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A file or bytes in memory.
pub trait Bytes: Read + Seek + Send {}
impl<T: Read + Seek + Send> Bytes for T {}

type Stream = Box<dyn Bytes>;

/// The most cells, and the most bytes of text, that are held of one sheet.
const MOST: usize = 20_000_000;

/// The most bytes that a workbook may unpack to. A full sheet of thirty columns has fewer; a few bytes that unpack to many would
/// fill all memory before a single cell is seen.
const UNPACKED: u64 = 1024 * 1024 * 1024;

/// Refuses a workbook that unpacks to too much. What is wrong with it otherwise is told by whoever reads it.
fn measured(mut stream: Stream) -> Result<Stream, P> {
    let unpacked = zip::ZipArchive::new(&mut stream).ok().and_then(|mut archive| {
        let sizes = (0..archive.len()).map(|n| archive.by_index_raw(n).map_or(0, |file| file.size()));
        sizes.reduce(u64::saturating_add)
    });
    if unpacked.is_some_and(|size| size > UNPACKED) {
        return Err(P::TooLarge);
    }
    stream.rewind().map_err(|error| P::reading(&error))?;
    Ok(stream)
}

enum Book {
    New(Box<Xlsx<Stream>>),
    Old(Box<Xls<Stream>>),
}

/// A cell that holds something.
struct Held {
    row: u32,
    column: u32,
    piece: Piece,
    formula: bool,
    error: bool,
}

/// A sheet as it was loaded.
#[derive(Default)]
struct Sheet {
    text: String,
    cells: Vec<Held>,
    merged: Vec<Dimensions>,
}

/// A workbook being read.
pub struct Sheets {
    book: Book,
    since_1904: bool,
    /// The sheets to come: name, and whether it is hidden.
    names: std::vec::IntoIter<(String, bool)>,
    missing: Vec<String>,
    /// What sheets are tables by their names, and whether all others may be notes.
    tables: Vec<String>,
    /// Whether the sheet being read is hidden.
    hidden: bool,
    sheet: Sheet,
    /// The cell with which the next row begins.
    at: usize,
    /// How many merged regions begin at or before the row, and the last row any of them covers.
    merges: (usize, u32),
    /// The last row that the header covers.
    header_until: u32,
    /// How many formulas the sheet has, and where the first is.
    formulas: u64,
    first_formula: Option<(u32, u32)>,
    table: Table,
    place: Place,
    pieces: Vec<Piece>,
    open: bool,
}

impl Sheets {
    pub fn open(stream: Stream, old: bool, options: &Options, place: &Place) -> Result<Self, P> {
        let mut book = guarded(|| Book::open(stream, old))?;
        let since_1904 = match &book {
            Book::New(book) => book.has_1904_epoch(),
            Book::Old(book) => book.has_1904_epoch(),
        };
        let names = book.names();
        let is_there = |name: &&String| names.iter().any(|(own, _)| own == *name);
        let missing = options.sheets.iter().filter(|name| !is_there(name)).cloned().collect();
        let wanted = |(name, _): &(String, bool)| options.sheets.is_empty() || options.sheets.contains(name);
        let names = names.into_iter().filter(wanted).collect::<Vec<_>>().into_iter();
        Ok(Self {
            book,
            since_1904,
            names,
            missing,
            tables: options.tables.iter().chain(&options.sheets).cloned().collect(),
            hidden: false,
            sheet: Sheet::default(),
            at: 0,
            merges: (0, 0),
            header_until: 0,
            formulas: 0,
            first_formula: None,
            table: Table::new(&options.known),
            place: place.clone(),
            pieces: Vec::new(),
            open: false,
        })
    }

    pub fn lent(&self) -> Row<'_> {
        Row { text: &self.sheet.text, pieces: &self.pieces, header: &self.table.header, place: &self.place }
    }

    pub fn header(&self) -> &Header {
        &self.table.header
    }

    /// Goes to the next row.
    pub fn advance(&mut self) -> Step {
        if let Some(name) = self.missing.pop() {
            return Step::Bad(Bad::about(&self.place, P::NoSheet { name }));
        }
        loop {
            if self.at < self.sheet.cells.len() {
                return self.row();
            }
            if self.open {
                if let Some(bad) = self.close() {
                    return Step::Bad(bad);
                }
                continue;
            }
            let Some((name, hidden)) = self.names.next() else { return Step::End };
            if !self.tables.contains(&name) && is_called_notes(&name) {
                let place = Place { sheet: Some(Arc::from(name)), row: None, ..self.place.clone() };
                return Step::Bad(Bad::about(&place, P::LeftOut { because: Left::Named }));
            }
            self.hidden = hidden;
            if let Err(problem) = self.load(&name) {
                return Step::Bad(Bad::about(&self.place, problem));
            }
        }
    }

    fn load(&mut self, name: &str) -> Result<(), P> {
        self.place.sheet = Some(Arc::from(name));
        (self.place.row, self.at, self.merges, self.formulas, self.first_formula) = (None, 0, (0, 0), 0, None);
        self.header_until = 0;
        self.table.renew();
        self.sheet = Sheet::default();
        let mut sheet = guarded(|| self.book.load(name, self.since_1904))?;
        sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
        sheet.merged.sort_by_key(|region| region.start);
        // A sheet in which nothing stands is nothing to read.
        self.open = !sheet.cells.is_empty();
        self.sheet = sheet;
        Ok(())
    }

    /// What is left to tell of a sheet: formulas, that it is hidden, or that no header was found.
    fn close(&mut self) -> Option<Bad> {
        if let Some((row, column)) = self.first_formula.take() {
            let place = Place { row: Some(u64::from(row) + 1), ..self.place.clone() };
            let bad = Bad::about(&place, P::Formulas { count: self.formulas });
            return Some(bad.at(column as usize, self.table.header.name(column as usize)));
        }
        self.open = false;
        let about = |problem| Some(Bad::about(&Place { row: None, ..self.place.clone() }, problem));
        if self.table.is_within() && self.hidden {
            return about(P::Hidden);
        }
        let notes = self.table.is_notes();
        let bad = self.table.unfound(&self.place)?;
        match (notes, self.hidden) {
            (true, _) => about(P::LeftOut { because: Left::Notes }),
            (false, true) => about(P::LeftOut { because: Left::Hidden }),
            (false, false) => Some(bad),
        }
    }

    fn row(&mut self) -> Step {
        let Some(first) = self.sheet.cells.get(self.at) else { return Step::Blank };
        let row = first.row;
        self.place.row = Some(u64::from(row) + 1);
        self.pieces.clear();
        let mut fault = None;
        while let Some(cell) = self.sheet.cells.get(self.at).filter(|cell| cell.row == row) {
            self.at += 1;
            let column = cell.column as usize;
            if self.pieces.len() <= column {
                self.pieces.resize(column + 1, Piece::default());
            }
            if let Some(place) = self.pieces.get_mut(column) {
                *place = cell.piece;
            }
            if cell.formula {
                self.formulas += 1;
                self.first_formula.get_or_insert((row, cell.column));
            }
            if cell.error {
                let error = cell.piece.of(&self.sheet.text).to_owned();
                fault.get_or_insert((P::CellError { error }, column));
            } else if cell.formula && cell.piece.of(&self.sheet.text).is_empty() && cell.piece.kind == CellKind::Flag {
                fault.get_or_insert((P::NoResult, column));
            }
        }
        let merged = self.merged(row);
        self.told(fault, merged)
    }

    fn told(&mut self, fault: Option<(P, usize)>, merged: bool) -> Step {
        let within = self.table.is_within();
        if within && self.place.row.is_some_and(|row| row <= u64::from(self.header_until)) {
            return self.second_row();
        }
        let verdict = self.table.judge(&self.sheet.text, &self.pieces, &self.place, false);
        if !within && self.table.is_within() {
            self.header_until = self.merges.1;
        }
        let verdict = match verdict {
            Verdict::Row | Verdict::Blank if within && (fault.is_some() || merged) => {
                let bad = Bad::row(&self.place, fault.as_ref().map_or(P::Merged, |(problem, _)| problem.clone()));
                Verdict::Bad(match fault {
                    Some((_, at)) => bad.at(at, self.table.header.name(at)),
                    None => bad,
                })
            }
            other => other,
        };
        match verdict {
            Verdict::Row => Step::Row,
            Verdict::Blank => Step::Blank,
            Verdict::Other if self.table.is_given_up() => Step::Unread,
            Verdict::Other => Step::Other,
            Verdict::Bad(bad) => Step::Bad(bad),
        }
    }

    /// A row that merged cells of the header reach into. If anything stands in it, the header takes two rows, and nobody can tell
    /// what belongs to which column.
    fn second_row(&mut self) -> Step {
        let words = self.pieces.iter().map(|piece| piece.of(&self.sheet.text).trim()).filter(|words| !words.is_empty());
        let names: Vec<String> = words.map(shown).collect();
        if names.is_empty() {
            return Step::Other;
        }
        self.table.give_up();
        Step::Bad(Bad::about(&self.place, P::TwoRows { names }))
    }

    /// Whether a merged region covers the row.
    fn merged(&mut self, row: u32) -> bool {
        while let Some(region) = self.sheet.merged.get(self.merges.0).filter(|region| region.start.0 <= row) {
            self.merges = (self.merges.0 + 1, self.merges.1.max(region.end.0 + 1));
        }
        row < self.merges.1
    }
}

impl Book {
    fn open(stream: Stream, old: bool) -> Result<Self, P> {
        if old {
            return Xls::new(stream).map(|book| Self::Old(Box::new(book))).map_err(of_xls);
        }
        Xlsx::new(measured(stream)?).map(|book| Self::New(Box::new(book))).map_err(of_xlsx)
    }

    /// The names of the sheets that hold cells, and whether they are hidden.
    fn names(&mut self) -> Vec<(String, bool)> {
        let sheets = match self {
            Self::New(book) => book.sheets_metadata(),
            Self::Old(book) => book.sheets_metadata(),
        };
        sheets
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
            .collect()
    }

    fn load(&mut self, name: &str, since_1904: bool) -> Result<Sheet, P> {
        let mut sheet = Sheet::default();
        match self {
            Self::New(book) => {
                let mut cells = book.worksheet_cells_reader(name).map_err(of_xlsx)?;
                while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(of_xlsx)? {
                    sheet.take(cell.pos, &cell.value, cell.formula.is_some(), since_1904)?;
                }
                drop(cells);
                sheet.merged = book.merge_cells_by_sheet_name(name).map_err(of_xlsx)?;
            }
            Self::Old(book) => {
                let range = book.worksheet_range(name).map_err(of_xls)?;
                let formulas = book.worksheet_formula(name).map_err(of_xls)?;
                let (row, column) = range.start().unwrap_or_default();
                for (down, right, value) in range.cells() {
                    let at = (row + down as u32, column + right as u32);
                    let formula = formulas.get_value(at).is_some_and(|formula| !formula.is_empty());
                    sheet.take(at, &lent(value), formula, since_1904)?;
                }
                sheet.merged = book.merge_cells_by_sheet_name(name).map_err(of_xls)?;
            }
        }
        Ok(sheet)
    }
}

impl Sheet {
    fn take(&mut self, at: (u32, u32), value: &DataRef<'_>, formula: bool, since_1904: bool) -> Result<(), P> {
        if matches!(value, DataRef::Empty) && !formula {
            return Ok(());
        }
        if self.cells.len() >= MOST || self.text.len() >= 16 * MOST {
            return Err(P::TooLarge);
        }
        let start = self.text.len() as u32;
        let kind = self.write(value, since_1904);
        let piece = Piece { start, end: self.text.len() as u32, kind };
        let error = matches!(value, DataRef::Error(_));
        self.cells.push(Held { row: at.0, column: at.1, piece, formula, error });
        Ok(())
    }

    /// Writes a value as it is meant.
    fn write(&mut self, value: &DataRef<'_>, since_1904: bool) -> CellKind {
        match value {
            DataRef::String(text) => self.text.push_str(text),
            DataRef::SharedString(text) => self.text.push_str(text),
            DataRef::Int(number) => return self.figure(&number.to_string(), since_1904),
            DataRef::Float(number) => return self.figure(&plain(*number), since_1904),
            DataRef::Bool(flag) => {
                self.text.push_str(if *flag { "true" } else { "false" });
                return CellKind::Flag;
            }
            DataRef::DateTime(moment) => return self.moment(moment, since_1904),
            DataRef::DateTimeIso(text) => {
                self.text.push_str(&text.replace('T', " "));
                return CellKind::Date;
            }
            DataRef::DurationIso(text) => self.text.push_str(text),
            DataRef::Error(error) => self.text.push_str(&error.to_string()),
            // A formula without a result.
            DataRef::Empty => return CellKind::Flag,
        }
        CellKind::Text
    }

    fn figure(&mut self, digits: &str, since_1904: bool) -> CellKind {
        self.text.push_str(digits);
        CellKind::Figure { since_1904 }
    }

    fn moment(&mut self, moment: &ExcelDateTime, since_1904: bool) -> CellKind {
        let serial = moment.as_f64();
        match value::of_serial(serial, since_1904).filter(|_| moment.is_datetime()) {
            Some(text) => {
                self.text.push_str(&text);
                CellKind::Date
            }
            None => self.figure(&plain(serial), since_1904),
        }
    }
}

/// Whether a sheet says by its name that it is there to be read by people: 说明, 填表须知, README.
fn is_called_notes(name: &str) -> bool {
    let name = normal(name).to_lowercase();
    ["说明", "须知"].iter().any(|word| name.ends_with(word))
        || ["注", "备注"].contains(&name.as_str())
        || name.starts_with("readme")
}

/// A number with the fifteen digits a spreadsheet shows.
fn plain(number: f64) -> String {
    format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string()
}

fn lent(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(flag) => DataRef::Bool(*flag),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::SharedString(text),
        Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// A damaged workbook must not end the run, whatever the library makes of it.
fn guarded<T>(work: impl FnOnce() -> Result<T, P>) -> Result<T, P> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(P::Damaged))
}

fn of_xlsx(error: XlsxError) -> P {
    match error {
        XlsxError::Password => P::Password,
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => {
            P::WrongKind { zh: "别的压缩文件", en: "another kind of archive" }
        }
        XlsxError::Io(error) => P::reading(&error),
        // What the library found inside says nothing to whoever has the file.
        _ => P::Damaged,
    }
}

fn of_xls(error: XlsError) -> P {
    match error {
        XlsError::Password => P::Password,
        XlsError::Io(error) => P::reading(&error),
        _ => P::Damaged,
    }
}
