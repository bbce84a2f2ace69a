//! Sentences and acts.
use super::super::noun::{Joint, Noun, show_items};
use super::super::problem::ResolveProblem as P;
use super::super::scope::{Pattern, Position, is_a};
use super::super::sentence::{Matched, spread};
use super::super::variables::all;
use super::{Builder, Built, Filler, Reported, atoms, place_of};
use crate::core_ir::{Amount, Comparison as Compared, Formula, KindId, Op, RelationId, Term};
use crate::source::Span;
use crate::syntax::tree::{Item, Phrase};

impl Builder<'_> {
    /// The formula of a sentence in a condition. `split`: lists of kinds, offices and roles make several clauses.
    pub fn sentence(&mut self, phrase: &Phrase, split: bool) -> Built<Formula> {
        let (sentences, joint) = spread(&self.lexicon, &phrase.items);
        self.unmixed(joint, &phrase.items)?;
        let parts: Built<Vec<Formula>> = sentences
            .iter()
            .map(|items| {
                let matched = self.read(items, None, phrase.at)?;
                self.sentence_about(&matched, None, items, split, phrase.at)
            })
            .collect();
        let mut parts = parts?;
        Ok(if parts.len() == 1 {
            parts.pop().unwrap_or(Formula::True)
        } else if joint == Joint::Any {
            Formula::Or(parts)
        } else {
            all(parts)
        })
    }

    /// 签发 和 审批 或 主持: which is meant cannot be told.
    pub fn unmixed(&mut self, joint: Joint, items: &[Item]) -> Built<()> {
        if joint != Joint::Mixed {
            return Ok(());
        }
        self.report(P::MixedList { words: show_items(items) }, place_of(items, Span::default()))
    }

    /// A matched sentence; `about` fills the first hole left out that it fits.
    pub(super) fn sentence_about(
        &mut self,
        matched: &Matched,
        about: Option<Term>,
        items: &[Item],
        split: bool,
        at: Span,
    ) -> Built<Formula> {
        let Some(pattern) = self.pattern(matched) else { return Err(Reported) };
        let fillers = self.fillers(matched, about, items, split, at)?;
        let Some(relation) = self.lexicon.program.relations.get(pattern.relation.index()) else { return Err(Reported) };
        let formula = match (relation.numeric, matched.number) {
            (true, _) if fillers.iter().any(|filler| matches!(filler, Filler::List(..))) => {
                return self.report(
                    P::Unsupported { what: "这样的列举，请分开写", english: "such a list; write one sentence each" },
                    place_of(items, at),
                );
            }
            (true, Some(number)) => {
                let formula = self.has_number(pattern.relation, &fillers, number);
                if pattern.negative { Formula::Not(Box::new(formula)) } else { formula }
            }
            _ => atoms(pattern.relation, fillers, pattern.negative),
        };
        Ok(formula)
    }

    pub(super) fn has_number(&self, relation: RelationId, fillers: &[Filler], number: i64) -> Formula {
        let args = fillers.iter().filter_map(|filler| if let Filler::One(term) = filler { Some(*term) } else { None }).collect();
        Formula::Compare(Compared {
            left: Amount::Value { relation, args },
            op: Op::Eq,
            right: Amount::Number(number),
            convention: None,
            share: None,
        })
    }

    pub(super) fn fillers(
        &mut self,
        matched: &Matched,
        about: Option<Term>,
        items: &[Item],
        split: bool,
        at: Span,
    ) -> Built<Vec<Filler>> {
        let Some(pattern) = self.pattern(matched) else { return Err(Reported) };
        let Some(relation) = self.lexicon.program.relations.get(pattern.relation.index()) else { return Err(Reported) };
        let verb = relation.verb;
        let mut about = about;
        let mut left_out = Vec::new();
        // What is left out is decided before this sentence names anything new.
        for (noun, hole) in matched.nouns.iter().zip(&relation.holes) {
            left_out.push(match (noun, about) {
                (Some(_), _) => None,
                (None, Some(term)) if self.term_fits(term, hole.kind) => {
                    about = None;
                    Some(term)
                }
                (None, _) => Some(self.elided(hole.kind, &show_items(items), items, place_of(items, at))?),
            });
        }
        let mut fillers = Vec::new();
        for (n, (noun, hole)) in matched.nouns.iter().zip(&relation.holes).enumerate() {
            let position = pattern.positions.get(n).copied().unwrap_or(Position::Holder);
            fillers.push(match (noun, left_out.get(n).copied().flatten()) {
                (Some(noun), _) => {
                    let split = split && self.splits(noun) && !self.together(pattern, items);
                    self.fill(noun, hole.kind, position, verb, split, place_of(items, at))?
                }
                (None, Some(term)) => Filler::One(term),
                (None, None) => return Err(Reported),
            });
        }
        Ok(fillers)
    }

    /// 甲 和 乙 are meant together, 甲、乙 each by himself. (与 may also be a word of the pattern.)
    fn together(&self, pattern: &Pattern, items: &[Item]) -> bool {
        let joined = |item: &&Item| matches!(item, Item::And(word) if word.text != "、");
        let own = pattern.words().filter(|word| matches!(*word, "与" | "和")).count();
        items.iter().filter(joined).count() > own
    }

    /// Lists of offices, kinds and roles are split; lists of options are not.
    pub(super) fn splits(&self, noun: &Noun) -> bool {
        let Noun::List { members, .. } = noun else { return false };
        members.iter().all(|member| match member {
            Noun::Kind { .. } | Noun::Role { .. } | Noun::Relative { .. } => true,
            Noun::Entity { kind, .. } => *kind == self.lexicon.scope.known.office,
            _ => false,
        })
    }

    pub(super) fn term_fits(&self, term: Term, kind: KindId) -> bool {
        match term {
            Term::Var(var) => self
                .variables
                .list
                .get(usize::from(var.0))
                .is_some_and(|variable| is_a(self.lexicon.program, variable.kind, kind)),
            Term::Individual(id) => self
                .lexicon
                .program
                .individuals
                .get(id.index())
                .is_some_and(|individual| is_a(self.lexicon.program, individual.kind, kind)),
        }
    }

    /// An act: one term a slot, lists split into several clauses; slots left out take the one candidate or stay open.
    pub fn act(&mut self, items: &[Item], at: Span) -> Built<(RelationId, Vec<Option<Term>>)> {
        let (sentences, joint) = spread(&self.lexicon, items);
        self.unmixed(joint, items)?;
        let way = if sentences.len() > 1 { self.ways.pick(sentences.len()) } else { 0 };
        let Some(items) = sentences.get(way) else { return Err(Reported) };
        let matched = self.read(items, None, at)?;
        self.act_slots(&matched, items, at)
    }

    /// The slots of a matched act or state.
    pub fn act_slots(&mut self, matched: &Matched, items: &[Item], at: Span) -> Built<(RelationId, Vec<Option<Term>>)> {
        let Some(pattern) = self.pattern(matched) else { return Err(Reported) };
        let Some(relation) = self.lexicon.program.relations.get(pattern.relation.index()) else { return Err(Reported) };
        // A doer that is left out is anybody: only what the act is about is taken from the clause.
        let doer = if relation.act { relation.doer } else { None };
        let mut left_out: Vec<Option<Term>> = Vec::new();
        for (n, (noun, hole)) in matched.nouns.iter().zip(&relation.holes).enumerate() {
            left_out.push(if noun.is_none() && Some(n) != doer {
                self.only_or_none(hole.kind, items, place_of(items, at))?
            } else {
                None
            });
        }
        let mut slots = Vec::new();
        for (n, (noun, hole)) in matched.nouns.iter().zip(&relation.holes).enumerate() {
            let position = pattern.positions.get(n).copied().unwrap_or(Position::Holder);
            slots.push(match noun {
                Some(noun) => match self.fill(noun, hole.kind, position, relation.verb, true, place_of(items, at))? {
                    Filler::One(term) => Some(term),
                    Filler::List(..) => return self.report(P::BadHead { sentence: show_items(items) }, at),
                },
                None => left_out.get(n).copied().flatten(),
            });
        }
        Ok((pattern.relation, slots))
    }
}
