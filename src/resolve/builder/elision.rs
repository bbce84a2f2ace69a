//! What a sentence leaves out: the one thing of its kind that the clause names.
use super::super::noun::{Noun, show_items};
use super::super::problem::ResolveProblem as P;
use super::super::scope::{Name, is_a};
use super::super::variables::Key;
use super::{Builder, Built};
use crate::core_ir::{IndividualId, KindId, Term, Var};
use crate::source::Span;
use crate::syntax::tree::Item;

impl Builder<'_> {
    /// The one thing of this kind that the clause names.
    pub(super) fn elided(&mut self, kind: KindId, sentence: &str, items: &[Item], at: Span) -> Built<Term> {
        let candidates = self.candidates(kind, items);
        match candidates.as_slice() {
            [Candidate::Term(term)] => Ok(*term),
            [Candidate::Kind(kind, word)] => Ok(Term::Var(self.kind_variable(*kind, word))),
            other => {
                let kind = self.lexicon.program.kinds.get(kind.index()).map(|kind| kind.name.clone()).unwrap_or_default();
                let several = other.len() > 1;
                self.report(P::Elided { sentence: sentence.to_owned(), kind, several }, at)
            }
        }
    }

    /// What words such as 该会议 point back to by a wider word: the only 办公会议 that the clause names.
    fn pointed_back(&self, items: &[Item]) -> Vec<&str> {
        let program = self.lexicon.program;
        let wider = |item: &Item| match item {
            Item::Word(word) => match self.lexicon.scope.name(word.text.strip_prefix('该')?) {
                Some(Name::Kind(kind)) => Some(kind),
                _ => None,
            },
            _ => None,
        };
        let meant = |kind: KindId| {
            let of_variables = self.variables.list.iter().map(|variable| (variable.kind, variable.word.as_str()));
            let of_names = self.named.iter().filter_map(|noun| match noun {
                Noun::Kind { kind, word } => Some((*kind, word.as_str())),
                _ => None,
            });
            let mut words: Vec<&str> = of_variables
                .chain(of_names)
                .filter(|(own, word)| !word.is_empty() && is_a(program, *own, kind))
                .map(|(_, word)| word)
                .collect();
            words.sort_unstable();
            words.dedup();
            if let [one] = words.as_slice() { Some(*one) } else { None }
        };
        items.iter().filter_map(wider).filter_map(meant).collect()
    }

    pub(super) fn candidates(&self, kind: KindId, items: &[Item]) -> Vec<Candidate> {
        let program = self.lexicon.program;
        // What the sentence itself names cannot be what it leaves out.
        let back = self.pointed_back(items);
        let here = |name: &str| {
            back.contains(&name)
                || items.iter().any(
                    |item| matches!(item, Item::Word(word) if word.text == name || word.text.strip_prefix('该') == Some(name)),
                )
        };
        let mut found: Vec<Candidate> = Vec::new();
        for (n, variable) in self.variables.list.iter().enumerate() {
            if !variable.word.is_empty() && !here(&variable.word) && is_a(program, variable.kind, kind) {
                found.push(Candidate::Term(Term::Var(Var(n as u16))));
            }
        }
        for noun in &self.named {
            let candidate = match noun {
                Noun::Kind { kind: named, word } if !here(word) && is_a(program, *named, kind) => {
                    if self.variables.find(&Key::Kind(*named)).is_some() {
                        continue;
                    }
                    Candidate::Kind(*named, word.clone())
                }
                Noun::Entity { id, kind: own, word } if !here(word) && is_a(program, *own, kind) => {
                    if program.kinds.get(own.index()).is_some_and(|kind| kind.options) {
                        continue;
                    }
                    Candidate::Term(Term::Individual(IndividualId(id.0)))
                }
                _ => continue,
            };
            if !found.contains(&candidate) {
                found.push(candidate);
            }
        }
        found
    }

    /// The one candidate, or nothing; several are a problem.
    pub fn only_or_none(&mut self, kind: KindId, items: &[Item], at: Span) -> Built<Option<Term>> {
        if self.candidates(kind, items).is_empty() {
            Ok(None)
        } else {
            self.elided(kind, &show_items(items), items, at).map(Some)
        }
    }

    /// The one candidate, if there is exactly one.
    pub fn only(&mut self, kind: KindId, items: &[Item]) -> Option<Term> {
        match self.candidates(kind, items).as_slice() {
            [Candidate::Term(term)] => Some(*term),
            [Candidate::Kind(kind, word)] => Some(Term::Var(self.kind_variable(*kind, word))),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Candidate {
    Term(Term),
    Kind(KindId, String),
}
