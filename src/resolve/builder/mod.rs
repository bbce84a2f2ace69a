//! One clause being built: nouns become variables and terms, sentences become formulas.
mod case;
mod condition;
mod elision;
mod fill;
mod sentence;

use super::noun::{Lexicon, Noun, show_items, span_of};
use super::problem::ResolveProblem as P;
use super::scope::Pattern;
use super::sentence::{Matched, Reading};
use super::variables::{Variables, all};
use crate::core_ir::{AtomFormula, ChoiceId, DocumentId, Formula, IndividualId, KindId, RelationId, Term, Var};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::Item;
use crate::vocabulary::Locus;
use std::sync::Arc;

/// Something was wrong and has been reported.
#[derive(Debug, Clone, Copy)]
pub struct Reported;
/// A result whose error has been reported.
pub type Built<T> = Result<T, Reported>;

/// What stands in a hole: one term, or a list of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Filler {
    /// One.
    One(Term),
    /// Several.
    List(Together, Vec<Filler>),
}

/// How several stand together in a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// Each of them.
    Each,
    /// Any of them.
    Any,
    /// Any of them, the first only if a convention says so.
    OrMore(Option<ChoiceId>),
}

/// The choices by which a sentence with lists becomes several clauses: each run takes one way through.
#[derive(Debug, Default, Clone)]
pub struct Ways {
    taken: Vec<(usize, usize)>,
    next: usize,
}

impl Ways {
    /// Picks one of `n` in this run.
    fn pick(&mut self, n: usize) -> usize {
        if self.next == self.taken.len() {
            self.taken.push((0, n));
        }
        let way = self.taken.get(self.next).map_or(0, |way| way.0);
        self.next += 1;
        way
    }

    /// How many runs there are, as far as is known.
    pub fn total(&self) -> usize {
        self.taken.iter().fold(1, |all: usize, (_, n)| all.saturating_mul(*n))
    }

    /// Moves to the next run; false when all have been made.
    pub fn advance(&mut self) -> bool {
        self.next = 0;
        while let Some((way, n)) = self.taken.pop() {
            if way + 1 < n {
                self.taken.push((way + 1, n));
                return true;
            }
        }
        false
    }
}

/// How many sentences one clause may be made of, those of conditions written elsewhere too.
const MOST_SENTENCES: u32 = 10_000;
/// How many things one clause may speak of.
const MOST_VARIABLES: usize = 1_000;

/// A clause being built.
pub struct Builder<'a> {
    /// The words.
    pub lexicon: Lexicon<'a>,
    /// Its text.
    pub source: &'a Arc<Source>,
    /// Its variables.
    pub variables: Variables,
    /// What was wrong.
    pub problems: Problems,
    /// Ways through its lists.
    pub ways: Ways,
    /// The convention 〔以上〕.
    pub or_more: Option<ChoiceId>,
    /// Kinds and individuals named anywhere in the clause, in order.
    pub named: Vec<Noun>,
    /// Variables that 该X means first, before those named later (the clause's own, in a note on it).
    pub prefer: Vec<Var>,
    /// The document.
    pub document: DocumentId,
    /// How many sentences have been read, and how deep the one under way stands.
    pub read: (u32, u32),
    /// Clauses whose conditions are being read in place (出现 第…条 情形).
    pub inside: Vec<Locus>,
    /// New literal words (quotes) get their numbers from here.
    pub quotes: &'a dyn Fn(&str, KindId) -> Option<IndividualId>,
}

impl<'a> Builder<'a> {
    /// Reports.
    pub fn report<T>(&mut self, problem: P, at: Span) -> Built<T> {
        self.problems.push(Problem::new(problem, self.source, at));
        Err(Reported)
    }

    fn pattern(&self, matched: &Matched) -> Option<&'a Pattern> {
        self.lexicon.scope.patterns.get(matched.pattern)
    }

    /// Finds the pattern of words.
    pub fn read(&mut self, items: &[Item], acts: Option<bool>, at: Span) -> Built<Matched> {
        self.read.0 += 1;
        if self.read.0 > MOST_SENTENCES || self.variables.list.len() > MOST_VARIABLES {
            return self.report(P::TooMuch { what: "这一句说到的人和事物", english: "things in this sentence" }, at);
        }
        match self.lexicon.sentence(items, acts) {
            Reading::One(matched) => Ok(matched),
            Reading::Several(patterns) => {
                let patterns = patterns
                    .iter()
                    .filter_map(|n| self.lexicon.scope.patterns.get(*n))
                    .map(|pattern| format!("「{}」", self.lexicon.scope.show(self.lexicon.program, pattern)))
                    .collect();
                self.report(P::Ambiguous { words: show_items(items), patterns }, place_of(items, at))
            }
            Reading::None(near) => {
                let misfit = near.and_then(|n| self.lexicon.misfit(n, items));
                let near = near
                    .and_then(|n| self.lexicon.scope.patterns.get(n))
                    .map(|pattern| self.lexicon.scope.show(self.lexicon.program, pattern));
                match misfit {
                    Some((noun, wanted)) => {
                        self.report(P::WrongKind { noun, sentence: show_items(items), wanted }, place_of(items, at))
                    }
                    None => self.unknown(items, near, at),
                }
            }
        }
    }

    /// An undeclared word is named before the sentence is blamed.
    fn unknown<T>(&mut self, items: &[Item], near: Option<String>, at: Span) -> Built<T> {
        if super::sentence::too_deep(items) {
            return self.report(super::sentence::TOO_DEEP, place_of(items, at));
        }
        for item in items {
            let Item::Word(word) = item else { continue };
            if let Some(list) = self.lexicon.unordered(&word.text) {
                return self.report(P::NotOrdered { word: word.text.clone(), list }, word.at);
            }
            if self.lexicon.noun(std::slice::from_ref(item)).is_none() && !self.lexicon.scope.literals.contains(&word.text) {
                // The small words of patterns are no names: 乙, who is not declared, is no slip for 以.
                let words = self.lexicon.scope.literals.iter().filter(|word| word.chars().nth(1).is_some());
                let names = self.lexicon.scope.names.keys().chain(words);
                let written = self.source.slice(span_of(items));
                let close = self.lexicon.proposal(written).or_else(|| super::near(&word.text, names));
                if close.is_some() || near.is_none() {
                    return self.report(P::UnknownName { name: word.text.clone(), near: close }, word.at);
                }
            }
        }
        self.report(P::UnknownSentence { words: show_items(items), near }, place_of(items, at))
    }
}

/// One sentence, or the sentences that lists stand for; each is denied by itself.
pub fn atoms(relation: RelationId, fillers: Vec<Filler>, denied: bool) -> Formula {
    let Some(place) = fillers.iter().position(|filler| matches!(filler, Filler::List(..))) else {
        let args =
            fillers.into_iter().filter_map(|filler| if let Filler::One(term) = filler { Some(term) } else { None }).collect();
        let atom = Formula::Atom(AtomFormula { relation, args });
        return if denied { Formula::Not(Box::new(atom)) } else { atom };
    };
    let Some(Filler::List(together, members)) = fillers.get(place).cloned() else { return Formula::True };
    let denied_whole = denied && matches!(together, Together::OrMore(_));
    let parts = members.into_iter().map(|member| {
        let mut one = fillers.clone();
        if let Some(filler) = one.get_mut(place) {
            *filler = member;
        }
        atoms(relation, one, denied && !denied_whole)
    });
    let parts: Vec<Formula> = parts.collect();
    match together {
        Together::Each => all(parts),
        Together::Any => Formula::Or(parts),
        Together::OrMore(choice) if denied_whole => Formula::Not(Box::new(or_more(parts, choice))),
        Together::OrMore(choice) => or_more(parts, choice),
    }
}

/// Any of these, the first only if a convention says so.
pub fn or_more(mut parts: Vec<Formula>, choice: Option<ChoiceId>) -> Formula {
    if let (Some(choice), Some(first)) = (choice, parts.first_mut()) {
        let bound = std::mem::replace(first, Formula::True);
        *first = Formula::And(vec![bound, Formula::Choice { choice, option: 0 }]);
    }
    Formula::Or(parts)
}

fn place_of(items: &[Item], at: Span) -> Span {
    if items.is_empty() { at } else { span_of(items) }
}
