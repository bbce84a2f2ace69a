//! LEDGERS: tables as rows with their places, one after another, whatever the file.
//!
//! CSV (UTF-8, GB18030, UTF-16; comma, semicolon or tab), JSON Lines and Excel files are read the same way: a first row with the
//! names of the columns, then rows. A row that cannot be read is given as [`Item::Bad`] with its place and never stops the
//! run, so that rows read = rows given + rows reported. What the rows mean is not known here.
//!
//! ```
//! use guiju::ledger::{Item, Options, Reader, value};
//!
//! let text = "日期,事项,到会\n2017-03-01,常务会议,9\n2017年3月8日,专题会议\n";
//! let mut reader = Reader::from_read("台账.csv", text.as_bytes(), &Options::default());
//! let mut days = Vec::new();
//! while let Some(item) = reader.read() {
//!     match item {
//!         Item::Row(row) => days.push(value::date(row.named("日期").ok_or("no such column")?)?.iso()),
//!         Item::Bad(bad) => assert_eq!(bad.place.row, Some(3)), // the number of those present is missing
//!     }
//! }
//! assert_eq!(days, ["2017-03-01"]);
//! assert_eq!(reader.counts().read(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
mod csv;
mod fault;
mod header;
mod json;
mod place;
mod problem;
mod reader;
mod row;
#[cfg(feature = "tables")]
mod sheets;
mod table;
mod template;
mod text;
pub mod value;
mod wording;

pub use fault::JsonFault;
pub use header::Header;
pub use place::{Bad, Place};
pub use problem::{LedgerProblem, Left, Looks, Why};
pub(crate) use reader::is_device;
pub use reader::{Counts, Item, Options, Reader};
pub use row::{Cell, CellKind, Kept, Row};
#[cfg(feature = "tables")]
pub use template::workbook;
pub use template::{Column, Holds, Template};
