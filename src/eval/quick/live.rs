//! A situation that changes: facts are put on record and taken back one by one, and plain questions are asked in between.
//!
//! For programs that go through many events (a ledger): who is away and who acts for whom is put on record when it begins and
//! taken back when it ends; what belongs to one event alone is put on record after a [`Mark`] and is gone when the event has
//! been judged. The individuals are given at the start, those that stand in for the document or the matter of an event as well.
//!
//! Whatever is asked comes out as if the situation had been built anew, without times: what is on record holds now. A change
//! costs a few words written; it is the first question after it that has to work out again what clauses define by it.
use super::super::{Engine, EvalError, Fault, Prepared, algebra::Stop, given::Given, outcome::Decision, tables::Tables};
use super::plan::PLACES;
use super::trail::{Act, Way};
use super::{Asked, CHANGES, Facts, NEXT, Quick, Record, Recorded, Rules};
use crate::core_ir::{ActQuery, AtomQuery, EntityId, Question, RelationId, Truth, World};
use crate::vocabulary::{Date, Verdict};
use std::{
    collections::BTreeMap,
    sync::{OnceLock, atomic::Ordering},
};

/// A situation that changes. A clone is another situation, which changes by itself.
#[derive(Debug, Clone)]
pub struct Live {
    engine: Engine,
    /// The situation without what is on record.
    given: Given,
    /// What clauses ask of, in rows.
    quick: Option<Quick>,
    /// What is not laid out in rows.
    aside: BTreeMap<(RelationId, Vec<u32>), Recorded>,
    /// Something is on record that rows cannot hold: everything is left to the general evaluator.
    general: bool,
    /// The day moved to last.
    day: Option<Date>,
    /// Something was changed since the last question.
    changed: bool,
    /// Of these relations; and for each relation whether it is among them.
    touched: Vec<RelationId>,
    is_touched: Vec<bool>,
    /// The relations changed since the first mark, the last change last; and what was on record aside.
    before: Vec<RelationId>,
    before_aside: Vec<(RelationId, Vec<u32>, Option<Recorded>)>,
    /// Marks not yet gone back to.
    marks: usize,
    /// For each relation whether it may change; none: all may. Situations in which the same is so from the start are one kin.
    changing: Vec<bool>,
    kin: u64,
    /// The record as the general evaluator sees it, once it was needed.
    tables: OnceLock<Tables>,
    prepared: Option<Prepared>,
    /// The situation contradicted itself from the start.
    fault: Option<Stop>,
}

/// A moment to go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Changes noted before it: all, those aside, and words of the rows.
    changes: usize,
    aside: usize,
    words: usize,
    /// Single choices that had more than one value.
    clashes: i64,
    /// Marks set before it.
    marks: usize,
}

impl Live {
    pub(in super::super) fn new(engine: Engine, world: &World) -> Self {
        let mut given = Given::new(&engine.index, world);
        let tables = Tables::new(&engine.index, &given);
        (given.told, given.args, given.time) = (Vec::new(), Vec::new(), None);
        let quick = Facts::new(&engine.index, &engine.plan, &given).map(Quick::new);
        let mut live = Self {
            given,
            quick,
            aside: BTreeMap::new(),
            // Whether tallies add up is for the general evaluator.
            general: !engine.index.sums.is_empty(),
            day: None,
            changed: true,
            touched: Vec::new(),
            is_touched: vec![false; engine.index.program.relations.len()],
            before: Vec::new(),
            before_aside: Vec::new(),
            marks: 0,
            changing: Vec::new(),
            kin: 0,
            tables: OnceLock::new(),
            prepared: None,
            fault: tables.fault,
            engine,
        };
        if tables.fault.is_none() {
            for n in 0..live.engine.index.program.relations.len() {
                let relation = RelationId(n as u32);
                for (args, truth, number) in tables.rows(relation) {
                    let args: Vec<EntityId> = args.iter().copied().map(EntityId).collect();
                    live.record(relation, &args, Some((truth, number)));
                }
            }
        }
        live
    }

    /// The same, of which nothing changes but what is on record of these relations: what was looked at to find a verdict on an act
    /// is remembered then, and where the same is seen another time, the verdict is known. Clones share what they remember.
    #[must_use]
    pub fn changing(mut self, relations: impl IntoIterator<Item = RelationId>) -> Self {
        self.changing = vec![false; self.engine.index.program.relations.len()];
        for relation in relations {
            if let Some(changing) = self.changing.get_mut(relation.index()) {
                *changing = true;
            }
        }
        self.kin = NEXT.fetch_add(CHANGES, Ordering::Relaxed);
        self
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
        if self.day.replace(date) == Some(date) {
            return;
        }
        let documents = &self.engine.index.program.documents;
        let in_force: Vec<bool> = documents.iter().map(|document| document.in_force(Some(date))).collect();
        if in_force != self.given.in_force {
            if let Some(quick) = &mut self.quick {
                quick.facts.put_in_force(in_force.clone());
                quick.anew(self.engine.plan.hangs());
            }
            self.given.in_force = in_force;
            self.changed = true;
        }
    }

    /// A moment to go back to: changes from here on can be undone.
    pub fn mark(&mut self) -> Mark {
        self.marks += 1;
        let (words, clashes) = self.quick.as_mut().map_or((0, 0), |quick| (quick.facts.mark(), quick.facts.clashes));
        Mark { changes: self.before.len(), aside: self.before_aside.len(), words, clashes, marks: self.marks - 1 }
    }

    /// Undoes all changes since the mark, the last first. Marks set after it are gone with them.
    pub fn back_to(&mut self, mark: Mark) {
        while self.before.len() > mark.changes
            && let Some(relation) = self.before.pop()
        {
            self.touch(relation);
        }
        while self.before_aside.len() > mark.aside
            && let Some((relation, args, before)) = self.before_aside.pop()
        {
            self.put_aside((relation, args), before);
        }
        if let Some(quick) = &mut self.quick {
            quick.facts.back_to(mark.words, mark.marks > 0);
            quick.facts.clashes = mark.clashes;
        }
        self.marks = mark.marks;
    }

    /// Whether an act may be done, every place filled.
    pub fn may(&mut self, act: RelationId, slots: &[EntityId]) -> Result<Verdict, EvalError> {
        if let Some(verdict) = self.by_trail(act, slots) {
            return Ok(verdict);
        }
        let slots = || slots.iter().copied().map(Some);
        let question = || Question::May(vec![ActQuery { verb: act, slots: slots().collect() }]);
        Ok(self.directly(|rules, facts| Asked::may(rules, facts, act, slots()), question)?.verdict)
    }

    /// The same, by what is looked at.
    fn by_trail(&mut self, act: RelationId, slots: &[EntityId]) -> Option<Verdict> {
        let quick = self.quick.as_ref().filter(|_| !self.changing.is_empty() && !self.general && self.fault.is_none())?;
        let mut trail: Act = (act, [u32::MAX; PLACES]);
        if quick.facts.clashes != 0 || !quick.facts.all_in_force() || slots.len() > PLACES {
            return None;
        }
        trail.1.iter_mut().zip(slots).for_each(|(to, slot)| *to = slot.0);
        match quick.follow(self.kin, &trail) {
            Way::To(verdict) => return Some(verdict),
            Way::None => return None,
            Way::Unknown => self.settle(),
        }
        let quick = self.quick.as_ref()?;
        let rules = Rules { index: &self.engine.index, plan: &self.engine.plan, given: &self.given, record: self };
        let asked = Asked::may(&rules, &quick.facts, act, slots.iter().copied().map(Some))?;
        let (decision, notes) = quick.noted(&rules, &asked, &self.changing)?;
        let verdict = decision.map(|decision| decision.verdict);
        quick.keep(self.kin, &trail, &notes, verdict);
        verdict
    }

    /// Who may do an act: the doer's place is not looked at, every other is filled.
    pub fn who(&mut self, act: RelationId, slots: &[EntityId]) -> Result<Decision, EvalError> {
        let doer = self.engine.index.program.relations.get(act.index()).and_then(|relation| relation.doer);
        let slots = || slots.iter().enumerate().map(move |(place, slot)| (Some(place) != doer).then_some(*slot));
        let question = || Question::Who { act: ActQuery { verb: act, slots: slots().collect() }, except: Vec::new() };
        self.directly(|rules, facts| Asked::who(rules, facts, act, slots(), &[]), question)
    }

    /// Whether a sentence holds, every place filled.
    pub fn holds(&mut self, relation: RelationId, args: &[EntityId]) -> Result<Verdict, EvalError> {
        let args = || args.iter().copied().map(Some);
        let question = || Question::Is(vec![AtomQuery { relation, args: args().collect(), negated: false, among: None }]);
        Ok(self.directly(|rules, facts| Asked::is(rules, facts, relation, args(), false), question)?.verdict)
    }

    /// The verdict on any question.
    pub fn decide(&mut self, question: &Question) -> Result<Decision, EvalError> {
        self.directly(|rules, facts| Asked::new(rules, facts, question), || question.clone())
    }

    /// The situation as it stands, for full answers. What was put on record as false where absent means false is absent in it.
    pub fn prepared(&mut self) -> Prepared {
        self.settle();
        let (engine, fault) = (&self.engine, self.fault);
        self.prepared
            .get_or_insert_with(|| engine.prepare_given(as_given(&self.given, engine, self.quick.as_ref(), &self.aside), fault))
            .clone()
    }

    fn directly<'q>(
        &mut self,
        asked: impl FnOnce(&Rules<'_>, &Facts) -> Option<Asked<'q>>,
        question: impl FnOnce() -> Question,
    ) -> Result<Decision, EvalError> {
        self.settle();
        let Engine { index, plan } = &self.engine;
        let clash = self.quick.as_ref().is_some_and(|quick| quick.facts.clashes > 0);
        if let Some(stop) = self.fault.or(clash.then_some(Fault::Contradiction.into())) {
            return Err(EvalError::new(stop.fault, stop.clause, &index.program));
        }
        if let Some(quick) = self.quick.as_ref().filter(|_| !self.general) {
            let rules = Rules { index, plan, given: &self.given, record: self };
            let answered = asked(&rules, &quick.facts).and_then(|asked| quick.answer(&rules, &asked));
            if let Some(decision) = answered {
                return Ok(decision);
            }
        }
        super::super::decided(&self.engine, self.tables(), &question())
    }

    /// Forgets what was found out before the last changes and hangs on them.
    fn settle(&mut self) {
        if std::mem::take(&mut self.changed) {
            if let Some(quick) = &mut self.quick {
                quick.changed(self.engine.plan.hangs(), &self.touched);
            }
            self.touched.drain(..).for_each(|relation| self.is_touched[relation.index()] = false);
            (self.tables, self.prepared) = (OnceLock::new(), None);
        }
    }

    fn touch(&mut self, relation: RelationId) {
        self.changed = true;
        if !std::mem::replace(&mut self.is_touched[relation.index()], true) {
            self.touched.push(relation);
        }
    }

    fn change(&mut self, relation: RelationId, args: &[EntityId], to: Option<Recorded>) -> Result<(), EvalError> {
        let index = &self.engine.index;
        let holes = index.program.relations.get(relation.index()).map_or(&[][..], |relation| &relation.holes);
        let fits = || args.iter().zip(holes).all(|(arg, hole)| self.given.is(index, arg.0, hole.kind));
        let fixed = self.changing.get(relation.index()).is_some_and(|changing| !changing);
        if relation.index() >= index.program.relations.len() || args.len() != holes.len() || fixed || !fits() {
            return Err(EvalError::new(Fault::Question, None, &index.program));
        }
        self.record(relation, args, to);
        if self.marks > 0 {
            self.before.push(relation);
        }
        Ok(())
    }

    fn record(&mut self, relation: RelationId, args: &[EntityId], to: Option<Recorded>) {
        self.touch(relation);
        let Engine { index, plan } = &self.engine;
        if let Some(quick) = self.quick.as_mut().filter(|_| plan.lays_out(relation)) {
            let filled = quick.facts.filled(args);
            quick.facts.put(index, plan, relation, &filled, to);
            return;
        }
        self.general |= plan.strange.get(relation.index()).copied().unwrap_or(true);
        let args: Vec<u32> = args.iter().map(|arg| arg.0).collect();
        let before = self.put_aside((relation, args.clone()), to);
        if self.marks > 0 {
            self.before_aside.push((relation, args, before));
        }
    }

    /// What was on record before.
    fn put_aside(&mut self, key: (RelationId, Vec<u32>), to: Option<Recorded>) -> Option<Recorded> {
        match to {
            Some(recorded) => self.aside.insert(key, recorded),
            None => self.aside.remove(&key),
        }
    }
}

impl Record for Live {
    fn tables(&self) -> &Tables {
        let Engine { index, .. } = &self.engine;
        self.tables.get_or_init(|| Tables::whole(index, &as_given(&self.given, &self.engine, self.quick.as_ref(), &self.aside)))
    }
}

/// The situation with all that is on record.
fn as_given(given: &Given, engine: &Engine, quick: Option<&Quick>, aside: &BTreeMap<(RelationId, Vec<u32>), Recorded>) -> Given {
    let mut given = given.clone();
    if let Some(quick) = quick {
        quick.facts.tell(&engine.index, &engine.plan, &mut given);
    }
    for ((relation, args), (truth, number)) in aside {
        given.tell(*relation, args.iter().copied(), *truth, *number);
    }
    given
}
