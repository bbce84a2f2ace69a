//! 4 · The small core: what clauses mean, with every name resolved to a number.
//!
//! A [`Program`] is everything the rulebooks say; a [`World`] is one situation; a [`Question`] is what is asked.
//! Evaluation reads these three and nothing else. Nothing here knows of meetings, documents or mayors.
pub mod form;
#[allow(missing_docs, reason = "fields of variants are explained at the variant")]
mod formula;
mod history;
mod pieces;
mod procedure;
mod program;
mod question;
mod ranking;
mod record;
mod returns;
mod terms;
mod world;

pub use formula::*;
pub use history::*;
pub use pieces::*;
pub use procedure::*;
pub use program::*;
pub use question::*;
pub use ranking::*;
pub use record::*;
pub use world::*;
