//! One row, lent by the reader until the next is read.
use super::{Header, Place};

/// What the file itself says a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    /// Characters.
    #[default]
    Text,
    /// A number.
    Number,
    /// A number of a workbook, which may stand for a day: since 1904 or since 1900.
    Figure {
        /// Whether the workbook counts days from 1904.
        since_1904: bool,
    },
    /// A date, written `2017-03-01`, with a time behind it if it has one.
    Date,
    /// True or false.
    Flag,
}

/// Where in the text of its row a cell stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Piece {
    pub start: u32,
    pub end: u32,
    pub kind: CellKind,
}

impl Piece {
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Its words, blanks around them taken away.
    pub text: &'a str,
    /// What the file says it is.
    pub kind: CellKind,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self { text: trimmed(text), kind: CellKind::Text }
    }
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    pub(super) text: &'a str,
    pub(super) pieces: &'a [Piece],
    pub(super) header: &'a Header,
    pub(super) place: &'a Place,
}

impl<'a> Row<'a> {
    /// The words of a column, blanks around them taken away; empty if there is nothing.
    pub fn get(&self, column: usize) -> &'a str {
        self.pieces.get(column).map_or("", |piece| trimmed(piece.of(self.text)))
    }

    /// The cell of a column.
    pub fn cell(&self, column: usize) -> Cell<'a> {
        Cell { text: self.get(column), kind: self.pieces.get(column).map(|piece| piece.kind).unwrap_or_default() }
    }

    /// The cell of a named column; none if there is no such column.
    pub fn named(&self, name: &str) -> Option<Cell<'a>> {
        self.header.find(name).map(|column| self.cell(column))
    }

    /// The columns.
    pub fn header(&self) -> &'a Header {
        self.header
    }

    /// Where it stands.
    pub fn place(&self) -> &'a Place {
        self.place
    }
}

/// A row that is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    text: Box<str>,
    pieces: Box<[Piece]>,
    row: Option<u64>,
    line: Option<u64>,
}

impl Kept {
    /// Where it stands, in a table.
    pub fn place(&self, table: &Place) -> Place {
        Place { row: self.row, line: self.line, ..table.clone() }
    }

    /// As a spreadsheet numbers it.
    pub fn number(&self) -> Option<u64> {
        self.row
    }

    /// The row, as it was read.
    pub fn lend<'a>(&'a self, header: &'a Header, place: &'a Place) -> Row<'a> {
        Row { text: &self.text, pieces: &self.pieces, header, place }
    }
}

impl From<&Row<'_>> for Kept {
    fn from(row: &Row<'_>) -> Self {
        Self { text: row.text.into(), pieces: row.pieces.into(), row: row.place.row, line: row.place.line }
    }
}

/// Without blanks around it. Most cells have none: nothing from `!` to `~` is blank, and nothing of three bytes from U+4000 on
/// (whose first byte is 0xE4 or more), as most Chinese characters are.
fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    let plain = |byte: Option<&u8>| byte.is_some_and(|byte| (0x21..0x80).contains(byte));
    let wide = |byte: Option<&u8>| byte.is_some_and(|byte| (0xE4..0xF0).contains(byte));
    let begins = plain(bytes.first()) || wide(bytes.first());
    let ends = plain(bytes.last()) || wide(bytes.iter().nth_back(2));
    if begins && ends { text } else { text.trim() }
}

#[cfg(test)]
mod tests {
    use super::trimmed;

    #[test]
    fn blanks_are_taken_away_whatever_they_are() {
        for c in '\0'..=char::MAX {
            for text in [format!("{c}"), format!("{c}甲{c}"), format!("a{c}"), format!("{c}a"), format!("{c}\u{3000}{c}")] {
                assert_eq!(trimmed(&text), text.trim(), "{c:?}");
            }
        }
    }
}
