//! A REPORT on a year: an outline filled with what is on record, every figure traceable to its events.
//!
//! The outline (`报告`, [`crate::syntax::outline`]) says in the language what is counted, listed and looked at; nothing of the
//! trade is known here. [`report`] makes the [`Report`], plain data, of a situation tied to rulebooks; [`markdown`], [`html`]
//! and `docx` only write it down. What is not on record is 无记录 and never 0: 0 is said only of a record that is declared
//! complete for the whole period.
mod check;
mod count;
mod cover;
#[cfg(feature = "docx")]
mod docx;
mod html;
mod make;
mod markdown;
mod model;
mod page;
mod problem;
mod register;
mod table;
mod value;

#[cfg(feature = "docx")]
pub use docx::docx;
pub use html::html;
pub use make::{Wishes, report};
pub use markdown::markdown;
pub use model::*;
pub use problem::ReportProblem;

/// The outline that is used where none is given.
pub const OUTLINE: (&str, &str) = ("年度报告.gj", include_str!("../../rulebooks/年度报告.gj"));
