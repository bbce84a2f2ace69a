//! What must be told of the documents an answer rests on: whether they were in force, and how they stand to each other.
use super::model::{Cite, Note};
use super::wording::Wording;
use crate::core_ir::Document;
use crate::eval::Outcome;
use crate::vocabulary::Verdict;
use std::collections::{BTreeMap, BTreeSet};

/// The notes on documents.
pub fn notes(wording: &Wording, outcome: &Outcome) -> Vec<Note> {
    let relied = outcome.relied.iter().filter_map(|id| wording.program.clauses.get(id.index()));
    let relied: BTreeSet<usize> = relied.map(|clause| clause.document.index()).collect();
    let relied: Vec<&Document> = relied.into_iter().filter_map(|at| wording.program.documents.get(at)).collect();
    let mut notes: Vec<Note> = unrelated(wording, &relied).into_iter().collect();
    if outcome.verdict == Verdict::NotInForce {
        notes.extend(not_in_force(wording, &relied));
    }
    notes
}

/// That documents do not say how they stand to each other: nothing ranks them but what is taken to be open.
fn unrelated(wording: &Wording, relied: &[&Document]) -> Option<Note> {
    let own = relied.iter().filter(|document| !document.library);
    let first: BTreeMap<u32, &Document> = own.rev().map(|document| (document.family, *document)).collect();
    if first.len() < 2 {
        return None;
    }
    let titles: Vec<String> = first.values().map(|document| format!("《{}》", document.title)).collect();
    let text = wording.pick(
        format_args!("{}没有写明相互关系（依据、并列、优于），能同时遵守的都要遵守，互相排斥的当作何者优先未定", titles.join("、")),
        format_args!(
            "{} do not say how they stand to each other (依据, 并列, 优于): what can be obeyed together adds up, and of what excludes each other nothing says which prevails",
            titles.join(", ")
        ),
    );
    Some(Note { text, citations: Vec::new() })
}

/// Of documents that were not yet in force and do not say from when they are: that the day of issue was taken for it; of
/// those that are over: that what came after is not loaded.
fn not_in_force(wording: &Wording, relied: &[&Document]) -> Vec<Note> {
    let date = wording.world.date;
    let is_over = |document: &&Document| document.until.is_some_and(|until| date.is_some_and(|date| until <= date));
    let (over, open): (Vec<&Document>, Vec<&Document>) = relied.iter().copied().partition(is_over);
    let early = open.into_iter().filter(|document| document.from_by_convention && date < document.from);
    let ended = over.into_iter().filter_map(|document| no_longer(wording, document));
    early.filter_map(|document| not_yet(wording, document)).chain(ended).collect()
}

fn not_yet(wording: &Wording, document: &Document) -> Option<Note> {
    let (title, from) = (&document.title, document.from?);
    let text = wording.pick(
        format_args!("《{title}》没有写施行日期，也没有写可以往前追溯，自印发之日{from}起适用；在这以前适用的规定没有载入"),
        format_args!(
            "{title} does not say from when it is in force, nor that it reaches back: it is taken to be from its issue, {}; the rules before it are not loaded",
            from.iso()
        ),
    );
    Some(Note { text, citations: document.notice.iter().map(Cite::from).collect() })
}

/// Nothing follows from a document that is over: neither that a duty goes on, nor that there is none.
fn no_longer(wording: &Wording, document: &Document) -> Option<Note> {
    let (title, until) = (&document.title, document.until?);
    let text = wording.pick(
        format_args!("《{title}》自{until}起不再有效；以后适用的规定没有载入，有没有同样的要求，不能据本规则判定"),
        format_args!(
            "{title} is no longer in force from {}; the rules after it are not loaded, and whether they ask the same does not follow from it",
            until.iso()
        ),
    );
    Some(Note { text, citations: document.heading.iter().map(Cite::from).collect() })
}
