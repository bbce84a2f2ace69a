//! The facts and comparisons at the leaves of a proof that carry its value.
use super::compare::Within;
use super::crowd::beside;
use super::tree::Teller;
use crate::core_ir::{ClauseId, EntityId, RelationId};
use crate::eval::{About, Origin, Others, Part, Proof, Step, Value};
use crate::vocabulary::Verdict;

impl Teller<'_> {
    /// The reasons of the answer: what the clauses it rests on rest on.
    pub fn reasons_of(&self, relied: &[ClauseId]) -> Vec<String> {
        let mut reasons = Reasons { teller: self, said: Vec::new() };
        let mut found = Vec::new();
        clauses_in(self, self.proof, relied, 0, &mut found);
        let about_people = self.outcome.findings.iter().any(|finding| matches!(finding.about, About::Who(_)));
        let worth = if about_people { self.worth_telling(found.clone()) } else { found.clone() };
        for proof in worth {
            reasons.leaves(proof, None, reasons.wanted(proof.value), 0);
        }
        if self.verdict == Verdict::Nobody {
            reasons.absent(relied, &found);
        }
        // Whether something is so may rest on the record alone.
        if reasons.said.is_empty() && matches!(self.verdict, Verdict::Holds | Verdict::DoesNotHold) {
            reasons.leaves(self.proof, None, reasons.wanted(self.proof.value), 0);
        }
        if self.verdict == Verdict::NotRequired {
            self.outcome.findings.iter().filter_map(|finding| finding.others.as_ref()).for_each(|others| reasons.others(others));
        }
        // A no that rests on what is not on record.
        let denied = [Verdict::NotEmpowered, Verdict::RequirementsUnmet, Verdict::DoesNotHold];
        if reasons.said.is_empty() && denied.contains(&self.verdict) {
            reasons.absent(relied, &found);
        }
        reasons.told()
    }

    /// The reasons of one proof.
    pub fn reasons(&self, proof: &Proof, within: Within) -> Vec<String> {
        let mut reasons = Reasons { teller: self, said: Vec::new() };
        reasons.leaves(proof, within, proof.value, 0);
        reasons.told()
    }

    /// Of alternatives that fail, those that do not fail already because somebody holds another office; all if all do.
    fn worth_telling<'p>(&self, all: Vec<&'p Proof>) -> Vec<&'p Proof> {
        let worth: Vec<&Proof> = all.iter().copied().filter(|proof| !self.beside_the_point(proof, 0)).collect();
        if worth.is_empty() { all } else { worth }
    }

    /// It fails because somebody does not hold an office, or something is of another kind: nobody had it in mind.
    fn beside_the_point(&self, proof: &Proof, depth: usize) -> bool {
        if proof.value != Value::False || !self.looks_on(depth) {
            return false;
        }
        let mut parts = proof.children.iter().map(AsRef::as_ref);
        match &proof.step {
            Step::Atom { relation, .. } if proof.children.is_empty() => {
                let granted = self.wording.relation(*relation).is_some_and(|known| known.constitutive);
                granted || self.wording.program.holds_office == Some(*relation)
            }
            Step::IsKind(..) | Step::Same(..) => true,
            Step::Atom { .. } | Step::Any | Step::Exists(_) => parts.all(|part| self.beside_the_point(part, depth + 1)),
            Step::All | Step::Clause { .. } | Step::Case(_) => parts.any(|part| self.beside_the_point(part, depth + 1)),
            _ => false,
        }
    }
}

/// The clauses in question, wherever they stand in a proof.
fn clauses_in<'p>(teller: &Teller<'_>, proof: &'p Proof, relied: &[ClauseId], depth: usize, found: &mut Vec<&'p Proof>) {
    if !teller.looks_on(depth) {
        return;
    }
    match &proof.step {
        Step::Clause { clause, .. } if relied.contains(clause) => found.push(proof),
        _ => proof.children.iter().for_each(|child| clauses_in(teller, child, relied, depth + 1, found)),
    }
}

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Its words.
    Text(String),
    /// A sentence, and what it comes to.
    Fact { relation: RelationId, args: Vec<EntityId>, origin: Origin, value: Value },
}

/// Reasons, gathered.
pub(super) struct Reasons<'a> {
    pub(super) teller: &'a Teller<'a>,
    said: Vec<Said>,
}

impl Reasons<'_> {
    /// A proof does not look at how unknown facts hang together; the verdict does. What the proof leaves open counts as the
    /// verdict has it.
    fn wanted(&self, value: Value) -> Value {
        let verdict = self.teller.verdict;
        match (value, verdict.holds(), verdict) {
            (Value::Unknown, Some(true), _) | (Value::Unknown, None, Verdict::Conflict) => Value::True,
            (Value::Unknown, Some(false), _) => Value::False,
            (value, ..) => value,
        }
    }

    /// 「全体会也可以」: who else may do what the one asked about need not.
    fn others(&mut self, others: &Others) {
        let words = self.teller.wording;
        let doers = others.doers.iter().map(|one| words.entity(*one));
        let names: Vec<String> = doers.chain(others.kinds.iter().map(|kind| words.kind(*kind).to_owned())).collect();
        let names = names.join(&words.pick("、", ", "));
        self.say(Said::Text(if others.besides {
            words.pick(format_args!("由{names}来做也可以"), format_args!("{names} may do it as well"))
        } else {
            words.pick(format_args!("有权做的是{names}"), format_args!("those who may are {names}"))
        }));
    }

    fn leaves(&mut self, proof: &Proof, within: Within, wanted: Value, depth: usize) {
        if !self.teller.looks_on(depth) {
            return;
        }
        let within = match &proof.step {
            Step::Clause { clause, bindings, .. } => Some((*clause, bindings.as_slice())),
            _ => within,
        };
        match &proof.step {
            Step::Atom { relation, args, origin } if *origin != Origin::Clauses || proof.children.is_empty() => {
                if proof.value == wanted {
                    self.fact(*relation, args, *origin, wanted);
                }
            }
            Step::Compare { .. } => {
                if proof.value == wanted {
                    self.say(Said::Text(self.teller.text(proof, within)));
                }
            }
            step => {
                if let (Step::Atom { relation, args, .. }, Value::False) = (step, wanted) {
                    self.denial(*relation, args);
                }
                let below = if matches!(step, Step::Not) { opposite(wanted) } else { wanted };
                let mut all = parts(proof, below);
                if below == Value::False && matches!(step, Step::Any | Step::Exists(_) | Step::Atom { .. }) {
                    // That he does not hold the office himself is worth telling; that he does not hold another's is not.
                    let (own, more): (Vec<&Proof>, Vec<&Proof>) = all.into_iter().partition(|part| is_fact(part));
                    let more = self.teller.worth_telling(more);
                    let more = more.into_iter().filter(|part| own.is_empty() || !self.teller.beside_the_point(part, 0));
                    all = own.iter().copied().chain(more).collect();
                }
                for child in all {
                    let below = if lifts(child) { opposite(below) } else { below };
                    self.leaves(child, within, below, depth + 1);
                }
            }
        }
    }

    /// A fact; where another value is on record, that one. What is merely not on record is no reason for a yes.
    fn fact(&mut self, relation: RelationId, args: &[EntityId], origin: Origin, wanted: Value) {
        let yes = self.teller.verdict.holds() == Some(true);
        let other = if wanted == Value::False { self.recorded(relation, args) } else { None };
        match (origin, other) {
            (Origin::Absent, _) if yes => {}
            (_, Some(args)) => self.say(Said::Fact { relation, args, origin: Origin::Record, value: Value::True }),
            _ => self.say(Said::Fact { relation, args: args.to_vec(), origin, value: wanted }),
        }
    }

    /// What follows from clauses and does not hold here, where there are words to deny it.
    fn denial(&mut self, relation: RelationId, args: &[EntityId]) {
        if self.teller.wording.relation(relation).is_some_and(|known| known.negative.is_some()) {
            self.say(Said::Fact { relation, args: args.to_vec(), origin: Origin::Clauses, value: Value::False });
        }
    }

    /// The tuple on record that excludes this one: another value at a hole of one choice.
    fn recorded(&self, relation: RelationId, args: &[EntityId]) -> Option<Vec<EntityId>> {
        let words = &self.teller.wording;
        let holes = &words.relation(relation)?.holes;
        if !holes.iter().any(|hole| hole.single) {
            return None;
        }
        let same_but_value = |other: &[EntityId]| {
            other.len() == args.len() && args.iter().zip(other).zip(holes).all(|((one, two), hole)| hole.single || one == two)
        };
        let facts = words.world.facts.iter().filter(|fact| fact.relation == relation);
        facts
            .into_iter()
            .find(|fact| fact.truth == crate::core_ir::Truth::True && same_but_value(&fact.args))
            .map(|f| f.args.clone())
    }

    pub(super) fn say(&mut self, said: Said) {
        if !self.said.contains(&said) {
            self.said.push(said);
        }
    }

    /// In words; facts that differ in one place are told together: 甲、丙 未委托 癸.
    fn told(mut self) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        while !self.said.is_empty() {
            let first = self.said.remove(0);
            let text = match &first {
                Said::Text(text) => text.clone(),
                Said::Fact { relation, args, origin, value } => {
                    let together = self.together(&first);
                    self.said.retain(|other| !together.iter().any(|(_, one)| one == other));
                    let place = together.first().map(|(place, _)| *place);
                    let at = |said: &Said| {
                        if let (Said::Fact { args, .. }, Some(place)) = (said, place) { args.get(place).copied() } else { None }
                    };
                    let ones: Vec<EntityId> =
                        std::iter::once(&first).chain(together.iter().map(|(_, one)| one)).filter_map(at).collect();
                    self.teller.fact(*relation, args, place.map(|place| (place, ones.as_slice())), (*origin, *value))
                }
            };
            if !told.contains(&text) {
                told.push(text);
            }
        }
        if self.teller.steps.get() == 0 {
            told.push(
                self.teller.wording.pick("理由太多，只找了一部分", "there are too many reasons; only some were looked for"),
            );
        }
        told
    }

    /// The other facts that differ from one in the same place, where they are most, and that place.
    fn together(&self, first: &Said) -> Vec<(usize, Said)> {
        let Said::Fact { relation, args, origin, value } = first else { return Vec::new() };
        let alike = |(at, other): (usize, &'_ Said)| match other {
            Said::Fact { relation: r, args: a, origin: o, value: v } if (r, o, v) == (relation, origin, value) => {
                Some((at, a.clone()))
            }
            _ => None,
        };
        let others: Vec<(usize, Vec<EntityId>)> = self.said.iter().enumerate().filter_map(alike).collect();
        let ones = beside(args, others.iter().map(|(at, args)| (*at, args.as_slice())));
        let place = |other: &Said| {
            let Said::Fact { args: a, .. } = other else { return None };
            a.iter().zip(args).position(|(one, two)| one != two)
        };
        ones.into_iter().filter_map(|at| self.said.get(at)).filter_map(|one| Some((place(one)?, one.clone()))).collect()
    }
}

/// A fact that no clause defines.
fn is_fact(part: &Proof) -> bool {
    matches!(part.step, Step::Atom { .. }) && part.children.is_empty()
}

/// The parts that speak for the value of the whole: of alternatives, the first that holds. A part that is open may have
/// parts that speak for it.
fn parts(whole: &Proof, wanted: Value) -> Vec<&Proof> {
    let all = whole.children.iter().map(AsRef::as_ref);
    let alternatives = matches!(whole.step, Step::Any | Step::Exists(_) | Step::Atom { .. }) && wanted == Value::True;
    if let Some(first) = all.clone().find(|part| alternatives && part.value == Value::True) {
        return vec![first];
    }
    all.filter(|part| {
        let wanted = if lifts(part) { opposite(wanted) } else { wanted };
        part.value == wanted || part.value == Value::Unknown || matches!(part.step, Step::Case(_))
    })
    .collect()
}

/// An exception: it holds where the clause does not.
fn lifts(part: &Proof) -> bool {
    matches!(part.step, Step::Clause { part: Part::Lifts, .. })
}

fn opposite(value: Value) -> Value {
    match value {
        Value::True => Value::False,
        Value::False => Value::True,
        Value::Unknown => Value::Unknown,
    }
}
