//! Changes to facts that would turn an answer, as data.
use crate::vocabulary::Verdict;
use serde::{Deserialize, Serialize};

/// Changes to facts that would turn the answer, none of which can be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turning {
    /// The changes, all of them together.
    pub facts: Vec<Change>,
    /// The verdict with them.
    pub verdict: Verdict,
    /// Yes, no, or neither.
    pub holds: Option<bool>,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Of *who*: those found with them.
    pub who: Vec<String>,
    /// The people as they are told.
    pub told: Vec<String>,
}

/// In whose hands a change lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    /// Something is still to be done.
    Do,
    /// How things stand is otherwise.
    State,
    /// Something that was done had not been done.
    Undo,
    /// Somebody judges otherwise.
    Judge,
    /// Somebody or something is another.
    Be,
}

/// A change of fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// As a sentence (再有 1 人到会本次会议).
    pub text: String,
    /// In whose hands it lies.
    pub hand: Hand,
    /// What it was before; null where it was not known.
    pub before: Option<bool>,
    /// To become true, else false.
    pub to: bool,
    /// So many of `among`.
    pub count: u32,
    /// The sentences, as they can be written into the situation.
    pub among: Vec<String>,
    /// The last day on which it would be in time, where that matters.
    pub by: Option<String>,
}
