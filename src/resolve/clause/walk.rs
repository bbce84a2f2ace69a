//! The phrases of a clause in order.
use super::super::noun::{Lexicon, Noun};
use super::super::scope::{Name, is_a};
use crate::syntax::tree::{self, Atom, Condition, Head, Item, Part, PartKind, Phrase};

/// Kinds and individuals named by words.
pub fn names(lexicon: &Lexicon, items: &[Item]) -> Vec<Noun> {
    let word = |item: &Item| match item {
        Item::Word(word) => match lexicon.name(&word.text) {
            Some(Name::Kind(kind)) => Some(Noun::Kind { kind, word: word.text.clone() }),
            Some(Name::Entity(id, kind)) if kind != lexicon.scope.known.office || !is_a(lexicon.program, kind, kind) => {
                Some(Noun::Entity { id, kind, word: word.text.clone() })
            }
            _ => None,
        },
        _ => None,
    };
    items.iter().filter_map(word).collect()
}

/// Visits every phrase of a clause in order.
pub fn each_phrase(clause: &tree::Clause, visit: &mut impl FnMut(&Phrase)) {
    for segment in &clause.segments {
        for head in &segment.heads {
            let (Head::Condition(condition) | Head::Except(condition) | Head::Among(condition) | Head::Without(condition)) = head;
            condition_phrases(condition, visit);
        }
        for part in &segment.parts {
            part_phrases(part, visit);
        }
    }
}

fn part_phrases(part: &Part, visit: &mut impl FnMut(&Phrase)) {
    match &part.kind {
        PartKind::By { topic: a, words: b }
        | PartKind::May { subject: a, words: b }
        | PartKind::MayNot { subject: a, words: b }
        | PartKind::Right { subject: a, words: b }
        | PartKind::MustNot { subject: a, words: b }
        | PartKind::Composed { whole: a, members: b }
        | PartKind::Frequency { subject: a, words: b, .. } => {
            visit(a);
            visit(b);
        }
        PartKind::Requires { act, needs } => {
            visit(act);
            condition_phrases(needs, visit);
        }
        PartKind::Must { subject, duties } => {
            visit(subject);
            duties.iter().for_each(|(_, phrase)| visit(phrase));
        }
        PartKind::Deemed(phrase) => visit(phrase),
        PartKind::Means { head, body } => {
            visit(head);
            condition_phrases(body, visit);
        }
        PartKind::NotApplicable => {}
    }
    if let Some(except) = &part.except {
        condition_phrases(except, visit);
    }
}

fn condition_phrases(condition: &Condition, visit: &mut impl FnMut(&Phrase)) {
    match condition {
        Condition::Atom(Atom::Sentence(phrase)) => visit(phrase),
        Condition::Atom(Atom::Share { left, base, .. }) => {
            visit(left);
            visit(base);
        }
        Condition::Atom(Atom::Number { left, .. }) => visit(left),
        Condition::Atom(Atom::Compare { left, right, .. }) => {
            visit(left);
            visit(right);
        }
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeast(_, parts) => {
            parts.iter().for_each(|part| condition_phrases(part, visit))
        }
        Condition::Not(inner) => condition_phrases(inner, visit),
    }
}
