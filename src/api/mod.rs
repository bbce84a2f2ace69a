//! THE DOOR of the library: rulebooks loaded once, situations, answers, cases.
pub mod cases;
mod check;
mod expect;
pub mod files;
mod rulebook;
mod shelf;
mod situation;

pub use expect::Failure;
pub use rulebook::{LoadError, Question, Rulebook, Statement};
pub use shelf::{Shelf, Shelved};
pub use situation::{Argument, Fact, Listed, Situation, Tuple};
