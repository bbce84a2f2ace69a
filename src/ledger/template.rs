//! An empty ledger to be filled in.
#[cfg(feature = "tables")]
use crate::vocabulary::Date;
#[cfg(feature = "tables")]
use rust_xlsxwriter::{DataValidation, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// Words.
    Text,
    /// A date.
    Date,
    /// A number.
    Number,
    /// One of these words.
    OneOf(Vec<String>),
}

/// A column of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What to write in it.
    pub note: String,
    /// What it holds.
    pub holds: Holds,
}

/// A ledger with its columns, notes on them and some rows as examples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// The sheet.
    pub sheet: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// Rows as examples, a word for each column.
    pub examples: Vec<Vec<String>>,
}

/// How far down a workbook's columns are prepared.
#[cfg(feature = "tables")]
const ROWS: u32 = 10_000;

impl Template {
    /// The row of notes, which readers pass over: its first cell begins with `注：`.
    fn notes(&self) -> Vec<String> {
        let note = |(n, column): (usize, &Column)| if n == 0 { format!("注：{}", column.note) } else { column.note.clone() };
        self.columns.iter().enumerate().map(note).collect()
    }

    /// As CSV in UTF-8 with the mark that spreadsheets need to see it.
    pub fn to_csv(&self) -> String {
        let mut out = "\u{feff}".to_owned();
        let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        for row in [names, self.notes()].iter().chain(&self.examples) {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            out += &cells.join(",");
            out += "\r\n";
        }
        out
    }

    /// As a sheet of a workbook.
    #[cfg(feature = "tables")]
    fn sheet(&self, book: &mut Workbook) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(&self.sheet)?;
        let head = Format::new().set_bold().set_align(FormatAlign::Center).set_background_color(0x00DD_EBF7);
        let note = Format::new().set_italic().set_font_color(0x0080_8080).set_text_wrap().set_align(FormatAlign::Top);
        for (at, (column, text)) in (0_u16..).zip(self.columns.iter().zip(self.notes())) {
            sheet.write_string_with_format(0, at, &column.name, &head)?;
            sheet.write_string_with_format(1, at, text, &note)?;
            let width = column.name.chars().count().max(column.note.chars().count()).min(12);
            sheet.set_column_width(at, 4 + 2 * width as u32)?;
            prepare(sheet, at, column)?;
        }
        for (down, example) in (2_u32..).zip(&self.examples) {
            for (at, (column, text)) in (0_u16..).zip(self.columns.iter().zip(example)) {
                fill(sheet, (down, at), column, text)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }
}

/// Templates as one Excel workbook, a sheet each. An error is the library's, told in words.
#[cfg(feature = "tables")]
pub fn workbook(templates: &[Template]) -> Result<Vec<u8>, String> {
    let mut book = Workbook::new();
    let sheets = templates.iter().try_for_each(|template| template.sheet(&mut book));
    sheets.and_then(|()| book.save_to_buffer()).map_err(|error| error.to_string())
}

/// A column's format below the notes, and what it lets in.
#[cfg(feature = "tables")]
fn prepare(sheet: &mut Worksheet, at: u16, column: &Column) -> Result<(), XlsxError> {
    match &column.holds {
        Holds::Date => sheet.set_column_format(at, &days())?,
        Holds::OneOf(words) => {
            // What is too long for a list to choose from is written by hand.
            let list = DataValidation::new().allow_list_strings(words);
            match list.and_then(|list| list.set_error_message(format!("请填：{}", words.join("、")))) {
                Ok(list) => sheet.add_data_validation(2, at, ROWS, at, &list)?,
                Err(_) => sheet,
            }
        }
        Holds::Text | Holds::Number => sheet,
    };
    Ok(())
}

#[cfg(feature = "tables")]
fn fill(sheet: &mut Worksheet, (row, at): (u32, u16), column: &Column, text: &str) -> Result<(), XlsxError> {
    let number = || super::value::number(text).ok().and_then(|_| text.parse::<f64>().ok());
    match column.holds {
        Holds::Date => match Date::parse(text).map(Date::ymd) {
            Some((year, month, day)) => {
                let date = ExcelDateTime::from_ymd(year.unsigned_abs(), month.unsigned_abs(), day.unsigned_abs())?;
                sheet.write_datetime_with_format(row, at, &date, &days())?
            }
            None => sheet.write_string(row, at, text)?,
        },
        Holds::Number => match number() {
            Some(number) => sheet.write_number(row, at, number)?,
            None => sheet.write_string(row, at, text)?,
        },
        Holds::Text | Holds::OneOf(_) => sheet.write_string(row, at, text)?,
    };
    Ok(())
}

#[cfg(feature = "tables")]
fn days() -> Format {
    Format::new().set_num_format("yyyy-mm-dd")
}

/// A cell of CSV, in quotation marks where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r', ';', '\t']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
