//! An answer that says only why there is none: in an audit one event may be unfit to be judged, and the others are not.
use super::model::{Answer, Finding, FindingKind, Node, Receipt};
use crate::vocabulary::{Family, Verdict};

/// Nothing can be said of an event, for these reasons.
pub fn unanswered(event: &str, why: Vec<String>) -> Answer {
    let verdict = Verdict::Undetermined;
    let finding = Finding {
        about: event.to_owned(),
        kind: FindingKind::Act,
        verdict,
        holds: verdict.holds(),
        ground: None,
        citations: Vec::new(),
        refusals: Vec::new(),
        unmet: Vec::new(),
        deviations: Vec::new(),
        reckoning: None,
        count: None,
    };
    Answer {
        question: event.to_owned(),
        family: Family::InOrder,
        verdict,
        holds: verdict.holds(),
        ground: None,
        hedged: false,
        findings: vec![finding],
        answers: Vec::new(),
        citations: Vec::new(),
        reasons: why,
        unmet: Vec::new(),
        missing: Vec::new(),
        next_question: None,
        settlements: Vec::new(),
        possible: Vec::new(),
        deviations: Vec::new(),
        readings: Vec::new(),
        conventions: Vec::new(),
        notes: Vec::new(),
        changes: Vec::new(),
        changes_within: 0,
        due: Vec::new(),
        next: Vec::new(),
        explanation: Node::default(),
        receipt: Receipt {
            engine: String::new(),
            language: String::new(),
            rulebooks: Vec::new(),
            situation: String::new(),
            date: None,
        },
    }
}
