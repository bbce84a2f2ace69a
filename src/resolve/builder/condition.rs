//! Conditions, counts, comparisons.
use super::super::problem::ResolveProblem as P;
use super::super::variables::{Key, Variable, all};
use super::{Builder, Built, Filler, Reported};
use crate::core_ir::{Amount, Comparison as Compared, Formula, Op, Term, Var};
use crate::source::Span;
use crate::syntax::tree::{Atom, Comparison, Condition, Phrase, Share};

impl Builder<'_> {
    /// The formula of a condition; its variables are still open.
    pub fn condition(&mut self, condition: &Condition, split: bool) -> Built<Formula> {
        match condition {
            Condition::Atom(atom) => self.atom(atom, split),
            Condition::All(parts) => Ok(all(self.conditions(parts, split)?)),
            Condition::Any(parts) => Ok(Formula::Or(self.conditions(parts, false)?)),
            // The conjunction of one keeps 并非 apart from a sentence in its negative form.
            Condition::Not(inner) => Ok(Formula::Not(Box::new(Formula::And(vec![self.condition(inner, false)?])))),
            Condition::AtLeast(count, parts) => {
                if *count as usize > parts.len() {
                    return self.report(P::TooManyItems, Span::default());
                }
                Ok(Formula::AtLeast { count: *count, parts: self.conditions(parts, false)? })
            }
        }
    }

    pub(super) fn conditions(&mut self, parts: &[Condition], split: bool) -> Built<Vec<Formula>> {
        // Every part is read, so that several problems are reported in one run.
        let read: Vec<Built<Formula>> = parts.iter().map(|part| self.condition(part, split)).collect();
        read.into_iter().collect()
    }

    pub(super) fn atom(&mut self, atom: &Atom, split: bool) -> Built<Formula> {
        match atom {
            Atom::Sentence(phrase) => self.sentence(phrase, split),
            Atom::Share { left, base, share, at } => self.share(left, base, *share, *at),
            Atom::Number { left, comparison, number, at, .. } => self.number(left, *comparison, &number.text, *at),
            Atom::Compare { left, comparison, right, at } => {
                let left = self.amount(left, *at)?;
                let right = self.amount(right, *at)?;
                Ok(Formula::Compare(Compared { left, op: op(*comparison), right, convention: None, share: None }))
            }
        }
    }

    pub(super) fn share(&mut self, left: &Phrase, base: &Phrase, share: Share, at: Span) -> Built<Formula> {
        let left = self.count(left, at)?;
        let base = self.count(base, at)?;
        Ok(Formula::Compare(Compared {
            left: Amount::Times(i64::from(share.denominator), Box::new(left)),
            op: if share.or_more { Op::Ge } else { Op::Gt },
            right: Amount::Times(i64::from(share.numerator), Box::new(base)),
            convention: if share.or_more { self.or_more } else { None },
            share: Some((share.numerator, share.denominator)),
        }))
    }

    pub(super) fn number(&mut self, left: &Phrase, comparison: Comparison, number: &str, at: Span) -> Built<Formula> {
        let Some(number) = super::super::noun::thousandths(number) else {
            return self.report(P::UnknownName { name: number.to_owned(), near: None }, at);
        };
        let left = self.amount(left, at)?;
        Ok(Formula::Compare(Compared { left, op: op(comparison), right: Amount::Number(number), convention: None, share: None }))
    }

    /// A number: a set that is counted, or what a sentence with a number hole gives.
    pub(super) fn amount(&mut self, phrase: &Phrase, at: Span) -> Built<Amount> {
        if self.lexicon.noun(&phrase.items).is_some() {
            return self.count(phrase, at);
        }
        let matched = self.read(&phrase.items, None, at)?;
        let Some(pattern) = self.pattern(&matched) else { return Err(Reported) };
        let fillers = self.fillers(&matched, None, &phrase.items, false, at)?;
        if fillers.iter().any(|filler| matches!(filler, Filler::List(..))) {
            return self
                .report(P::Unsupported { what: "这样的列举，请分开写", english: "such a list; write one sentence each" }, at);
        }
        let args =
            fillers.into_iter().filter_map(|filler| if let Filler::One(term) = filler { Some(term) } else { None }).collect();
        Ok(Amount::Value { relation: pattern.relation, args })
    }

    pub(super) fn count(&mut self, phrase: &Phrase, at: Span) -> Built<Amount> {
        let Some(noun) = self.lexicon.noun(&phrase.items) else {
            return self.unknown(&phrase.items, None, at);
        };
        let kind = self.lexicon.kind_of(&noun).unwrap_or(self.lexicon.scope.known.person);
        let kind = if kind == self.lexicon.scope.known.office { self.lexicon.scope.known.person } else { kind };
        // The counted variable is bound by the count itself and must not be found again by its word.
        let var = self.variables.add(Variable {
            kind,
            word: String::new(),
            key: Key::Fresh,
            restriction: Formula::True,
            universal: false,
        });
        let before = self.variables.list.len();
        let body = self.set(Term::Var(var), &noun, at)?;
        let shared =
            |n: usize| n < before || self.variables.list.get(n).is_some_and(|variable| matches!(variable.key, Key::Kind(_)));
        let inner: Vec<Var> = (0..self.variables.list.len()).filter(|n| shared(*n)).map(|n| Var(n as u16)).collect();
        let body = self.variables.close(body, &inner);
        Ok(Amount::Count { var, kind, body: Box::new(body) })
    }
}

fn op(comparison: Comparison) -> Op {
    match comparison {
        Comparison::AtLeast => Op::Ge,
        Comparison::AtMost => Op::Le,
        Comparison::More => Op::Gt,
        Comparison::Less => Op::Lt,
        Comparison::Equal => Op::Eq,
    }
}
