//! THE DOOR of the library: rulebooks loaded once, situations, answers, cases.
pub mod audit;
mod blanks;
pub mod brief;
pub mod cases;
mod changes;
mod check;
pub mod compare;
mod doubt;
pub mod due;
mod earlier;
mod events;
mod expect;
pub mod files;
pub mod intake;
pub mod interview;
mod json;
mod listed;
mod next;
mod prepared;
mod rulebook;
mod shelf;
mod situation;
mod trouble;

pub use blanks::{Unspaced, with_proposals};
pub use expect::Failure;
pub use listed::{Argument, Fact, Listed, Tuple};
pub use prepared::Prepared;
pub use rulebook::{LoadError, Question, Rulebook, Statement};
pub use shelf::{Shelf, Shelved};
pub use situation::Situation;

pub(crate) use expect::{Documents, failures, said};
pub(crate) use rulebook::hexadecimal;
pub(crate) use shelf::bare;
