//! 6 · Outcome → answer: the verdict with its places, findings, facts and explanation, as data and as JSON.
//!
//! Everything the evaluation left as a number is put into the words of the rulebooks here. Nothing here knows a terminal.
mod absent;
mod asked;
mod build;
mod change;
mod compare;
mod crowd;
mod documents;
mod english;
mod facts;
mod model;
mod next;
mod reasons;
mod recorded;
mod times;
mod tree;
mod unanswered;
mod wording;

pub use build::{Asked, about, answer, family};
pub use change::{Change, Hand, Turning};
pub use model::*;
pub use recorded::{Judges, Recorded};
pub(crate) use unanswered::unanswered;
pub(crate) use wording::{Wording, thousandths};
