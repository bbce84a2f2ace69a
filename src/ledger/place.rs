//! Where in a table something stands, and what is wrong there.
use super::LedgerProblem;
use crate::diagnostic::{Kind as _, Lang, Severity};
use std::fmt::{self, Write as _};
use std::sync::Arc;

/// A place in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// The sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// The row as a spreadsheet numbers it, from 1; none: the file or the sheet as a whole.
    pub row: Option<u64>,
    /// The line of a text file, from 1, where it is another than the row.
    pub line: Option<u64>,
}

/// Something wrong in a table.
#[derive(Debug, Clone)]
pub struct Bad {
    /// Where.
    pub place: Place,
    /// The column: its place from 0, and its name if it has one.
    pub column: Option<(usize, String)>,
    /// What is wrong.
    pub problem: LedgerProblem,
    /// Whether this stands for a row that is not given.
    pub is_row: bool,
}

impl Bad {
    /// A row that cannot be given.
    pub(super) fn row(place: &Place, problem: LedgerProblem) -> Self {
        Self { place: place.clone(), column: None, problem, is_row: true }
    }

    /// Something about the file, a sheet, or a row that is given nevertheless.
    pub(super) fn about(place: &Place, problem: LedgerProblem) -> Self {
        Self { place: place.clone(), column: None, problem, is_row: false }
    }

    /// A row that was given and cannot be taken.
    pub fn of_row(place: &Place, problem: LedgerProblem) -> Self {
        Self::row(place, problem)
    }

    /// Something about a whole table.
    pub fn of_table(place: &Place, problem: LedgerProblem) -> Self {
        Self::about(place, problem)
    }

    /// Names the column by its place and its name.
    #[must_use]
    pub fn in_column(self, column: usize, name: &str) -> Self {
        self.at(column, name)
    }

    /// Names the column.
    pub(super) fn at(mut self, column: usize, name: &str) -> Self {
        self.column = Some((column, name.to_owned()));
        self
    }

    /// The code.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.problem.severity()
    }

    /// Where, in words: `台账.xlsx［会议］第3行B列「日期」`.
    pub fn place_in(&self, lang: Lang) -> String {
        let mut out = self.place.told(lang);
        if let Some((at, name)) = &self.column {
            let letter = letters(*at);
            let name = if name.is_empty() { String::new() } else { format!("「{name}」") };
            // Writing to a string does not fail.
            let _ = match lang {
                Lang::Zh => write!(out, "{letter}列{name}"),
                Lang::En => write!(out, ", column {letter}{name}"),
            };
        }
        out
    }

    /// One line: place, code, message, help.
    pub fn told(&self, lang: Lang) -> String {
        let (stop, help) = (if lang == Lang::Zh { "。" } else { ". " }, self.problem.help(lang).unwrap_or_default());
        let told = format!("{}: {} {}{stop}{help}", self.place_in(lang), self.code(), self.problem.message(lang));
        // What a table says is data: it does not steer a terminal.
        told.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
    }
}

impl Place {
    /// In words.
    pub fn told(&self, lang: Lang) -> String {
        let mut out = self.file.to_string();
        // Writing to a string does not fail.
        if let Some(sheet) = &self.sheet {
            let _ = write!(out, "［{sheet}］");
        }
        if let Some(row) = self.row {
            let _ = if lang == Lang::Zh { write!(out, "第{row}行") } else { write!(out, " row {row}") };
        }
        if let Some(line) = self.line {
            let _ = if lang == Lang::Zh { write!(out, "（文本第{line}行）") } else { write!(out, " (line {line})") };
        }
        out
    }
}

/// A, B, … Z, AA, as spreadsheets name columns.
fn letters(column: usize) -> String {
    let mut out = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = ((rest - 1) % 26) as u8;
        out.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    out
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Lang::Zh))
    }
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Lang::Zh))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 51, 701, 702].map(super::letters), ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
    }
}
