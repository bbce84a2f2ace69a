//! Duties and frequencies.
use super::super::builder::{Built, Filler, Reported};
use super::super::scope::Position;
use super::super::sentence::{Matched, spread};
use super::super::variables::{Key, Variable};
use super::as_var;
use super::maker::{Heads, Maker};
use crate::core_ir::{Act, AtomFormula, ClauseKind, Duty, Formula, Frequency, Limit, Term, Var};
use crate::source::Span;
use crate::syntax::tree::{self, Item, Part, PartKind, Phrase};

impl Maker<'_, '_> {
    pub(super) fn duties(
        &mut self,
        subject: &Phrase,
        duties: &[(Option<tree::Limit>, Phrase)],
        heads: &Heads,
        part: &Part,
    ) -> Built<()> {
        let mut failed = false;
        for (limit, words) in duties {
            failed |= self.duty(subject, limit.as_ref(), words, heads, part).is_err();
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    pub(super) fn duty(
        &mut self,
        subject: &Phrase,
        limit: Option<&tree::Limit>,
        words: &Phrase,
        heads: &Heads,
        part: &Part,
    ) -> Built<()> {
        let items = self.joined(subject, words);
        let known = self.builder.variables.list.len();
        let (sentences, _) = spread(&self.builder.lexicon, &items);
        let mut failed = false;
        // 签署 意见、姓名: one duty, several findings.
        for items in &sentences {
            failed |= self.one_duty(items, known, limit, heads, part).is_err();
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    pub(super) fn one_duty(
        &mut self,
        items: &[Item],
        known: usize,
        limit: Option<&tree::Limit>,
        heads: &Heads,
        part: &Part,
    ) -> Built<()> {
        let matched = self.builder.read(items, None, part.at)?;
        let Some(relation_id) = self.builder.lexicon.scope.patterns.get(matched.pattern).map(|pattern| pattern.relation) else {
            return Err(Reported);
        };
        let Some(relation) = self.program().relations.get(relation_id.index()) else { return Err(Reported) };
        let fillers = self.duty_fillers(&matched, items, part.at)?;
        let trigger_atoms = triggers(&heads.conditions);
        let mut free: Vec<Var> = trigger_atoms.iter().flat_map(|atom| atom.args.iter()).filter_map(as_var).collect();
        let doer = relation.doer.or(if relation.act { None } else { Some(0) });
        let slots: Vec<Option<Term>> =
            fillers.iter().enumerate().map(|(n, filler)| self.duty_slot(filler, Some(n) == doer, known, &free)).collect();
        let bearer = doer.and_then(|doer| slots.get(doer).copied().flatten()).as_ref().and_then(as_var);
        free.extend(slots.iter().flatten().filter_map(as_var));
        free.sort_unstable();
        free.dedup();
        let done = super::super::builder::atoms(relation_id, fillers);
        let done = self.builder.variables.close(done, &free);
        let limit = limit.map(|limit| self.limit(limit)).transpose()?;
        let duty =
            Duty { triggers: trigger_atoms, act: Act { verb: relation_id, slots }, bearer, done, keeping: !relation.act, limit };
        self.add(ClauseKind::Duty(duty), heads, part, Vec::new()).map(|_| ())
    }

    /// What fills the holes of a duty; a hole that nothing fills is somebody.
    pub(super) fn duty_fillers(&mut self, matched: &Matched, items: &[Item], at: Span) -> Built<Vec<Filler>> {
        let Some(pattern) = self.builder.lexicon.scope.patterns.get(matched.pattern) else { return Err(Reported) };
        let Some(relation) = self.program().relations.get(pattern.relation.index()) else { return Err(Reported) };
        let left_out: Vec<Option<Term>> = matched
            .nouns
            .iter()
            .zip(&relation.holes)
            .map(|(noun, hole)| if noun.is_none() { self.builder.only(hole.kind, items) } else { None })
            .collect();
        let mut fillers = Vec::new();
        for (n, (noun, hole)) in matched.nouns.iter().zip(&relation.holes).enumerate() {
            let position = pattern.positions.get(n).copied().unwrap_or(Position::Holder);
            let split = Some(n) == relation.doer;
            fillers.push(match (noun, left_out.get(n).copied().flatten()) {
                (Some(noun), _) => self.builder.fill(noun, hole.kind, position, relation.verb, split, at)?,
                (None, Some(term)) => Filler::One(term),
                (None, None) => Filler::One(Term::Var(self.builder.variables.add(Variable {
                    kind: hole.kind,
                    word: String::new(),
                    key: Key::Fresh,
                    restriction: Formula::True,
                    universal: false,
                }))),
            });
        }
        Ok(fillers)
    }

    /// The slots that a question binds: the bearer and what the trigger names; an addressee stays open.
    pub(super) fn duty_slot(&self, filler: &Filler, doer: bool, known: usize, free: &[Var]) -> Option<Term> {
        match filler {
            Filler::One(Term::Var(var)) => {
                let named = self.builder.variables.list.get(usize::from(var.0)).is_some_and(|variable| !variable.word.is_empty());
                (free.contains(var) || usize::from(var.0) < known || (doer && named)).then_some(Term::Var(*var))
            }
            Filler::One(term @ Term::Individual(_)) => Some(*term),
            Filler::List(..) => None,
        }
    }

    pub(super) fn limit(&mut self, limit: &tree::Limit) -> Built<Limit> {
        Ok(match limit {
            tree::Limit::Word(word) => match word.text.as_str() {
                "事先" | "提前" | "会前" | "行前" => Limit::Before,
                "当日" | "当天" => Limit::SameDay,
                "当场" => Limit::WithAct,
                _ => Limit::Promptly,
            },
            tree::Limit::Days { event, before, count, working } => {
                let event = if event.items.is_empty() {
                    None
                } else {
                    let (relation, slots) = self.builder.act(&event.items, event.at)?;
                    let args: Option<Vec<Term>> = slots.into_iter().collect();
                    args.map(|args| AtomFormula { relation, args })
                };
                Limit::Days { event, before: *before, count: *count, working: *working }
            }
        })
    }

    pub(super) fn frequency(&mut self, heads: &Heads, part: &Part) -> Built<()> {
        let PartKind::Frequency { subject, every, words, at_least, at_most, unit } = &part.kind else { return Err(Reported) };
        let items = self.joined(subject, words);
        let (verb, slots) = self.builder.act(&items, part.at)?;
        let frequency = Frequency {
            act: Act { verb, slots },
            every: every.text.clone(),
            at_least: *at_least,
            at_most: *at_most,
            unit: unit.text.clone(),
        };
        self.add(ClauseKind::Frequency(frequency), heads, part, Vec::new()).map(|_| ())
    }
}

/// The events of a trigger: atoms that must hold.
fn triggers(conditions: &[Formula]) -> Vec<AtomFormula> {
    let mut found = Vec::new();
    for condition in conditions {
        match condition {
            Formula::Atom(atom) => found.push(atom.clone()),
            Formula::And(parts) => found
                .extend(parts.iter().filter_map(|part| if let Formula::Atom(atom) = part { Some(atom.clone()) } else { None })),
            _ => {}
        }
    }
    found
}
