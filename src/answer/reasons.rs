//! The facts and comparisons at the leaves of a proof that carry its value.
use super::compare::Within;
use super::tree::{DEPTH_AT_MOST, Teller};
use crate::core_ir::{ClauseId, EntityId, RelationId};
use crate::eval::{Origin, Part, Proof, Step, Value};
use crate::vocabulary::Verdict;

impl Teller<'_> {
    /// The reasons of the answer: what the clauses it rests on rest on.
    pub fn reasons_of(&self, relied: &[ClauseId]) -> Vec<String> {
        let mut reasons = Reasons { teller: self, said: Vec::new() };
        reasons.find(&self.outcome.proof, relied, 0);
        // Whether something is so may rest on the record alone.
        if reasons.said.is_empty() && matches!(self.outcome.verdict, Verdict::Holds | Verdict::DoesNotHold) {
            reasons.leaves(&self.outcome.proof, None, reasons.wanted(self.outcome.proof.value), 0);
        }
        reasons.said
    }

    /// The reasons of one proof.
    pub fn reasons(&self, proof: &Proof, within: Within) -> Vec<String> {
        let mut reasons = Reasons { teller: self, said: Vec::new() };
        reasons.leaves(proof, within, proof.value, 0);
        reasons.said
    }
}

struct Reasons<'a> {
    teller: &'a Teller<'a>,
    said: Vec<String>,
}

impl Reasons<'_> {
    /// Goes down to the clauses in question.
    fn find(&mut self, proof: &Proof, relied: &[ClauseId], depth: usize) {
        if depth > DEPTH_AT_MOST {
            return;
        }
        match &proof.step {
            Step::Clause { clause, .. } if relied.contains(clause) => self.leaves(proof, None, self.wanted(proof.value), 0),
            _ => {
                for child in &proof.children {
                    self.find(child, relied, depth + 1);
                }
            }
        }
    }

    /// A proof does not look at how unknown facts hang together; the verdict does. What the proof leaves open counts as the
    /// verdict has it.
    fn wanted(&self, value: Value) -> Value {
        let outcome = self.teller.outcome;
        match (value, outcome.holds, outcome.verdict) {
            (Value::Unknown, Some(true), _) | (Value::Unknown, None, Verdict::Conflict) => Value::True,
            (Value::Unknown, Some(false), _) => Value::False,
            (value, ..) => value,
        }
    }

    fn leaves(&mut self, proof: &Proof, within: Within, wanted: Value, depth: usize) {
        if depth > DEPTH_AT_MOST {
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
                    self.say(self.teller.text(proof, within));
                }
            }
            step => {
                if let (Step::Atom { relation, args, .. }, Value::False) = (step, wanted) {
                    self.denial(*relation, args);
                }
                let below = if matches!(step, Step::Not) { opposite(wanted) } else { wanted };
                for child in parts(proof, below) {
                    let below = if lifts(child) { opposite(below) } else { below };
                    self.leaves(child, within, below, depth + 1);
                }
            }
        }
    }

    /// A fact; where another value is on record, that one. What is merely not on record is no reason for a yes.
    fn fact(&mut self, relation: RelationId, args: &[EntityId], origin: Origin, wanted: Value) {
        let yes = self.teller.outcome.holds == Some(true);
        match origin {
            Origin::Absent if yes => {}
            Origin::Excluded => match self.recorded(relation, args) {
                Some(other) => self.say(self.teller.atom(relation, &other, Origin::Record, Value::True)),
                None => self.say(self.teller.atom(relation, args, origin, wanted)),
            },
            _ => self.say(self.teller.atom(relation, args, origin, wanted)),
        }
    }

    /// What follows from clauses and does not hold here, where there are words to deny it.
    fn denial(&mut self, relation: RelationId, args: &[EntityId]) {
        if self.teller.wording.relation(relation).is_some_and(|known| known.negative.is_some()) {
            self.say(self.teller.atom(relation, args, Origin::Clauses, Value::False));
        }
    }

    /// The tuple on record that excludes this one: another value at a hole of one choice.
    fn recorded(&self, relation: RelationId, args: &[EntityId]) -> Option<Vec<EntityId>> {
        let words = &self.teller.wording;
        let holes = &words.relation(relation)?.holes;
        let same_but_value = |other: &[EntityId]| {
            other.len() == args.len() && args.iter().zip(other).zip(holes).all(|((one, two), hole)| hole.single || one == two)
        };
        let facts = words.world.facts.iter().filter(|fact| fact.relation == relation);
        facts
            .into_iter()
            .find(|fact| fact.truth == crate::core_ir::Truth::True && same_but_value(&fact.args))
            .map(|f| f.args.clone())
    }

    fn say(&mut self, text: String) {
        if !self.said.contains(&text) {
            self.said.push(text);
        }
    }
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
