//! Procedures: which steps are done, which were skipped, which comes next.
use super::{
    algebra::{Algebra, Plain, Res},
    clause::Contest,
    evaluator::{Evaluator, Frame},
    index::Index,
    item::Item,
    proof::Value,
    tables::{NONE, Tables},
    time::Slice,
};
use crate::core_ir::{ClauseId, ClauseKind, EntityId, Procedure, Stage, Term, Turn, TurnKind};
use crate::vocabulary::Moment;
use std::collections::BTreeSet;

/// How a step stands: exactly one of these holds.
#[derive(Debug, Clone)]
pub(super) struct Progress<B> {
    /// It is done.
    pub done: B,
    /// A later step is done, and this one is not.
    pub skipped: B,
    /// It is the next.
    pub next: B,
    /// Another comes before it.
    pub later: B,
    /// The procedure rests.
    pub suspended: B,
    /// The procedure is over.
    pub ended: B,
    /// It is not to be taken.
    pub outside: B,
}

impl<B> Progress<B> {
    /// Each way it may stand.
    pub fn ways(&self) -> [(super::Verdict, &B); 7] {
        use super::Verdict as V;
        [
            (V::Completed, &self.done),
            (V::Skipped, &self.skipped),
            (V::Outstanding, &self.next),
            (V::NotYetDue, &self.later),
            (V::Suspended, &self.suspended),
            (V::Ended, &self.ended),
            (V::NotApplicable, &self.outside),
        ]
    }
}

/// The procedure that a clause is.
pub(super) fn procedure(index: &Index, id: ClauseId) -> Option<&Procedure> {
    match &index.program.clauses.get(id.index())?.kind {
        ClauseKind::Procedure(procedure) => Some(procedure),
        _ => None,
    }
}

/// What may become of it, with the clauses that say so.
pub(super) fn turns<'i>(index: &'i Index, tables: &'i Tables, name: &'i str) -> impl Iterator<Item = (ClauseId, &'i Turn)> {
    let all = index.program.clauses.iter().enumerate().map(|(n, clause)| (ClauseId(n as u32), clause));
    all.filter(|(id, _)| tables.in_force(index, *id)).filter_map(move |(id, clause)| match &clause.kind {
        ClauseKind::Turn(turn) if turn.procedure == name => Some((id, turn)),
        _ => None,
    })
}

/// One item for each step of each matter.
pub(super) fn next_items(
    evaluator: &mut Evaluator<'_, Plain>,
    procedures: &[ClauseId],
    matter: Option<EntityId>,
) -> Res<Vec<Item>> {
    let (index, tables) = (evaluator.index, evaluator.tables);
    let (mut under_way, mut applying, mut perhaps, mut others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for id in procedures {
        let Some(procedure) = procedure(index, *id) else { continue };
        let begun = begun(tables, procedure);
        for matter in matters(index, tables, *id, procedure, matter) {
            let applies = evaluator.applies(*id, matter)?;
            let steps: Vec<Item> = (0..procedure.steps.len()).map(|step| Item::Step { clause: *id, step, matter }).collect();
            if applies == Value::False {
                others.extend(steps);
                continue;
            }
            let begun = begun.contains(&matter);
            if begun && !evaluator.over(&steps)? {
                under_way.extend(steps.iter().cloned());
            }
            if begun || applies == Value::True { applying.extend(steps) } else { perhaps.extend(steps) }
        }
    }
    if procedures.len() == 1 {
        // The one that is asked about.
        applying.append(&mut perhaps);
        under_way.clear();
    }
    // Of several one that is under way comes first, then those that apply for certain; what does not is told where nothing does.
    let all = [under_way, applying, perhaps, others];
    Ok(all.into_iter().find(|items| !items.is_empty()).unwrap_or_default())
}

/// The matters asked about: the one named, else those of which some step is on record, else all there are.
fn matters(index: &Index, tables: &Tables, id: ClauseId, procedure: &Procedure, named: Option<EntityId>) -> Vec<u32> {
    let Some(var) = procedure.matter else { return vec![NONE] };
    let Some((kind, _)) = index.clause(id).variables.get(usize::from(var.0)) else { return Vec::new() };
    let members = tables.members(kind.0);
    if let Some(named) = named {
        return members.iter().copied().filter(|one| *one == named.0).collect();
    }
    let begun = begun(tables, procedure);
    let known = |one: &u32| tables.unnamed(*one).is_none();
    let some: Vec<u32> = members.iter().copied().filter(|one| begun.contains(one)).collect();
    if some.is_empty() { members.iter().copied().filter(known).collect() } else { some }
}

/// All that stands in the place of the matter in some act of the steps that is on record.
fn begun(tables: &Tables, procedure: &Procedure) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let Some(matter) = procedure.matter else { return found };
    for way in procedure.steps.iter().flat_map(|step| &step.ways) {
        let Some(place) = way.act.slots.iter().position(|slot| *slot == Some(Term::Var(matter))) else { continue };
        found.extend(tables.held(way.act.verb).filter_map(|args| args.get(place).copied()));
    }
    found
}

impl Evaluator<'_, Plain> {
    /// Whether all steps are surely done, or not to be taken.
    fn over(&mut self, steps: &[Item]) -> Res<bool> {
        for item in steps {
            let Item::Step { clause, step, matter } = item else { continue };
            let progress = self.progress(*clause, *step, *matter)?;
            let over = self.algebra.or(progress.done, progress.outside)?;
            if over != Value::True {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn applies(&mut self, id: ClauseId, matter: u32) -> Res<Value> {
        self.procedure_frame(id, matter, |this, frame| this.condition_of(id, frame))
    }
}

impl<'a, A: Algebra> Evaluator<'a, A> {
    /// A frame in which the matter of a procedure, or of what becomes of it, stands for somebody.
    pub fn procedure_frame<T>(&mut self, id: ClauseId, matter: u32, work: impl FnOnce(&mut Self, Frame) -> Res<T>) -> Res<T> {
        let var = match &self.index.clause(id).kind {
            ClauseKind::Procedure(Procedure { matter, .. }) | ClauseKind::Turn(Turn { matter, .. }) => *matter,
            _ => None,
        };
        self.enter(id, None, &[], |this, frame| {
            if let Some(var) = var {
                this.set(frame, var, matter);
            }
            work(this, frame)
        })
    }

    fn condition_of(&mut self, id: ClauseId, frame: Frame) -> Res<A::B> {
        let index = self.index;
        let effect = self.effect(frame, &index.clause(id).condition, Contest::Open)?;
        Ok(effect.effective)
    }

    /// How a step stands.
    pub fn progress(&mut self, id: ClauseId, step: usize, matter: u32) -> Res<Progress<A::B>> {
        let index = self.index;
        let never = self.algebra.constant(false);
        let Some(procedure) = procedure(index, id) else {
            let outside = self.algebra.constant(true);
            let [done, skipped, next, later, suspended] = [(); 5].map(|()| never.clone());
            return Ok(Progress { done, skipped, next, later, suspended, ended: never, outside });
        };
        let (suspended, ended) = self.stopped(&procedure.name, matter)?;
        let applies = self.procedure_frame(id, matter, |this, frame| {
            let applies = this.condition_of(id, frame)?;
            Ok(this.clause_step(applies, frame, super::proof::Part::Applies))
        })?;
        let (mut earlier, mut after, mut own) = (never.clone(), never.clone(), (never.clone(), never.clone()));
        for (n, one) in procedure.steps.iter().enumerate() {
            let (needed, done) = self.procedure_frame(id, matter, |this, frame| {
                let needed = this.formula(&one.needed, frame)?;
                Ok((needed, this.step_done(one, procedure, frame, matter)?))
            })?;
            if n == step {
                own = (needed, done);
            } else if n > step {
                after = self.algebra.or(after, done)?;
            } else if !one.optional {
                let undone = self.algebra.not(done)?;
                let open = self.algebra.and(needed, undone)?;
                earlier = self.algebra.or(earlier, open)?;
            }
        }
        let (needed, done) = own;
        let optional = procedure.steps.get(step).is_some_and(|step| step.optional);
        self.standing((applies, needed, done), (earlier, after), (suspended, ended), optional)
    }

    fn standing(
        &mut self,
        (applies, needed, done): (A::B, A::B, A::B),
        (earlier, after): (A::B, A::B),
        (suspended, ended): (A::B, A::B),
        optional: bool,
    ) -> Res<Progress<A::B>> {
        let undone = self.algebra.not(done.clone())?;
        let done = self.algebra.and(applies.clone(), done)?;
        let open = self.algebra.and(needed, undone)?;
        let open = self.algebra.and(applies, open)?;
        let passed = self.algebra.and(open.clone(), after.clone())?;
        let ahead = self.algebra.not(after)?;
        let ahead = self.algebra.and(open, ahead)?;
        let skipped = if optional { self.algebra.constant(false) } else { passed };
        let ended = self.algebra.and(ahead.clone(), ended)?;
        let goes_on = self.algebra.not(ended.clone())?;
        let ahead = self.algebra.and(ahead, goes_on)?;
        let suspended = self.algebra.and(ahead.clone(), suspended)?;
        let goes_on = self.algebra.not(suspended.clone())?;
        let ahead = self.algebra.and(ahead, goes_on)?;
        let later = self.algebra.and(ahead.clone(), earlier.clone())?;
        let first = self.algebra.not(earlier)?;
        let next = self.algebra.and(ahead, first)?;
        let mut some = done.clone();
        for other in [&skipped, &next, &later, &suspended, &ended] {
            some = self.algebra.or(some, other.clone())?;
        }
        let outside = self.algebra.not(some)?;
        Ok(Progress { done, skipped, next, later, suspended, ended, outside })
    }

    /// That a step is done: as things stand, or as they stood when an act of it was done.
    fn step_done(&mut self, step: &'a Stage, procedure: &'a Procedure, frame: Frame, matter: u32) -> Res<A::B> {
        let mut value = self.formula(&step.done, frame)?;
        for moment in self.moments_of_step(step, procedure, matter) {
            let then = self.at(Some(Slice::from(moment)), |this| this.formula(&step.done, frame))?;
            value = self.algebra.or(value, then)?;
        }
        Ok(value)
    }

    /// When acts of a step were done that still stand.
    fn moments_of_step(&self, step: &Stage, procedure: &Procedure, matter: u32) -> BTreeSet<Moment> {
        let Some(now) = self.tables.end() else { return BTreeSet::new() };
        let mut found = BTreeSet::new();
        for way in &step.ways {
            let args: Vec<u32> = way
                .act
                .slots
                .iter()
                .map(|slot| match slot {
                    Some(Term::Individual(id)) => id.0,
                    Some(Term::Var(var)) if Some(*var) == procedure.matter => matter,
                    _ => NONE,
                })
                .collect();
            let times = self.tables.times(self.index, way.act.verb, &args);
            found.extend(times.into_iter().filter(|time| time.holds(now)).filter_map(|time| time.from));
        }
        found
    }

    /// That the procedure rests, and that it is over.
    fn stopped(&mut self, name: &str, matter: u32) -> Res<(A::B, A::B)> {
        let (index, tables) = (self.index, self.tables);
        let never = self.algebra.constant(false);
        let (mut rests, mut resumed, mut over) = (never.clone(), never.clone(), never);
        let all: Vec<(ClauseId, &Turn)> = turns(index, tables, name).collect();
        for (id, turn) in all {
            let value = self.procedure_frame(id, matter, |this, frame| {
                let value = this.condition_of(id, frame)?;
                Ok(this.clause_step(value, frame, super::proof::Part::Applies))
            })?;
            match turn.kind {
                TurnKind::Ended => over = self.algebra.or(over, value)?,
                TurnKind::Suspended => rests = self.algebra.or(rests, value)?,
                TurnKind::Resumed => resumed = self.algebra.or(resumed, value)?,
                TurnKind::Back { .. } => {}
            }
        }
        let still = self.algebra.not(resumed)?;
        Ok((self.algebra.and(rests, still)?, over))
    }
}
