//! A situation that changes: facts are put on record and taken back one by one, and plain questions are asked in between.
//!
//! For programs that go through many events (a ledger): who is away and who acts for whom is put on record when it begins and
//! taken back when it ends; what belongs to one event alone is put on record after a [`Mark`] and is gone when the event has
//! been judged. The individuals are given at the start, those that stand in for the document or the matter of an event as well.
//!
//! Whatever is asked comes out as if the situation had been built anew.
use super::super::{Engine, EvalError, Fault, Prepared, outcome::Decision};
use crate::core_ir::{ActQuery, AtomQuery, EntityId, Fact, Question, RelationId, Truth, World};
use crate::vocabulary::{Date, Verdict};
use std::collections::BTreeMap;

/// What is on record of one tuple: its truth and, of relations that give a number, the number (thousandths).
pub type Recorded = (Truth, Option<i64>);

/// A situation that changes.
#[derive(Debug)]
pub struct Live {
    engine: Engine,
    world: World,
    facts: BTreeMap<(RelationId, Vec<EntityId>), Recorded>,
    /// What was on record before each change since the first mark.
    before: Vec<(RelationId, Vec<EntityId>, Option<Recorded>)>,
    /// Marks not yet gone back to.
    marks: usize,
    /// The situation as it stands, once it was asked about.
    prepared: Option<Prepared>,
}

/// A moment to go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Changes noted before it.
    changes: usize,
    /// Marks set before it.
    marks: usize,
}

impl Live {
    pub(in super::super) fn new(engine: Engine, world: &World) -> Self {
        let mut live = Self {
            engine,
            world: World { facts: Vec::new(), ..world.clone() },
            facts: BTreeMap::new(),
            before: Vec::new(),
            marks: 0,
            prepared: None,
        };
        for fact in &world.facts {
            live.facts.insert((fact.relation, fact.args.clone()), (fact.truth, fact.number));
        }
        live
    }

    /// Puts a sentence on record, instead of what was on record of it.
    pub fn put(&mut self, relation: RelationId, args: &[EntityId], truth: Truth) -> Result<(), EvalError> {
        self.change(relation, args, Some((truth, None)))
    }

    /// Puts the number on record that a relation gives (thousandths), instead of what was on record.
    pub fn put_number(&mut self, relation: RelationId, args: &[EntityId], number: i64) -> Result<(), EvalError> {
        self.change(relation, args, Some((Truth::True, Some(number))))
    }

    /// Takes back what is on record of a sentence.
    pub fn take(&mut self, relation: RelationId, args: &[EntityId]) -> Result<(), EvalError> {
        self.change(relation, args, None)
    }

    /// Moves to another day: which documents are in force. Facts stay as they are.
    pub fn date(&mut self, date: Date) {
        if self.world.date != Some(date) {
            self.world.date = Some(date);
            self.prepared = None;
        }
    }

    /// A moment to go back to: changes from here on can be undone.
    pub fn mark(&mut self) -> Mark {
        self.marks += 1;
        Mark { changes: self.before.len(), marks: self.marks - 1 }
    }

    /// Undoes all changes since the mark, the last first. Marks set after it are gone with them.
    pub fn back_to(&mut self, mark: Mark) {
        while self.before.len() > mark.changes {
            if let Some((relation, args, before)) = self.before.pop() {
                self.record(relation, args, before);
            }
        }
        self.marks = mark.marks;
    }

    /// Whether an act may be done, every place filled.
    pub fn may(&mut self, act: RelationId, slots: &[EntityId]) -> Result<Verdict, EvalError> {
        let slots = slots.iter().copied().map(Some).collect();
        Ok(self.decide(&Question::May(vec![ActQuery { verb: act, slots }]))?.verdict)
    }

    /// Who may do an act: the doer's place is not looked at, every other is filled.
    pub fn who(&mut self, act: RelationId, slots: &[EntityId]) -> Result<Decision, EvalError> {
        let doer = self.engine.index.program.relations.get(act.index()).and_then(|relation| relation.doer);
        let slots = slots.iter().enumerate().map(|(place, slot)| (Some(place) != doer).then_some(*slot)).collect();
        self.decide(&Question::Who { act: ActQuery { verb: act, slots }, except: Vec::new() })
    }

    /// Whether a sentence holds, every place filled.
    pub fn holds(&mut self, relation: RelationId, args: &[EntityId]) -> Result<Verdict, EvalError> {
        let args = args.iter().copied().map(Some).collect();
        Ok(self.decide(&Question::Is(vec![AtomQuery { relation, args, negated: false }]))?.verdict)
    }

    /// The verdict on any question.
    pub fn decide(&mut self, question: &Question) -> Result<Decision, EvalError> {
        self.prepared().decide(question)
    }

    /// The situation as it stands, for full answers.
    pub fn prepared(&mut self) -> &Prepared {
        let Self { engine, world, facts, prepared, .. } = self;
        prepared.get_or_insert_with(|| {
            let fact = |((relation, args), (truth, number)): (&(RelationId, Vec<EntityId>), &Recorded)| Fact {
                relation: *relation,
                args: args.clone(),
                truth: *truth,
                number: *number,
                judged_by: None,
            };
            world.facts = facts.iter().map(fact).collect();
            engine.prepare(world)
        })
    }

    fn change(&mut self, relation: RelationId, args: &[EntityId], to: Option<Recorded>) -> Result<(), EvalError> {
        let program = &self.engine.index.program;
        let fits = program.relations.get(relation.index()).is_some_and(|relation| relation.holes.len() == args.len());
        if !fits || args.iter().any(|arg| arg.index() >= self.world.entities.len()) {
            return Err(EvalError::new(Fault::Question, None, program));
        }
        let before = self.record(relation, args.to_vec(), to);
        if self.marks > 0 {
            self.before.push((relation, args.to_vec(), before));
        }
        Ok(())
    }

    fn record(&mut self, relation: RelationId, args: Vec<EntityId>, to: Option<Recorded>) -> Option<Recorded> {
        self.prepared = None;
        match to {
            Some(recorded) => self.facts.insert((relation, args), recorded),
            None => self.facts.remove(&(relation, args)),
        }
    }
}
