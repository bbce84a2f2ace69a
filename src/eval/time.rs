//! The same situation at other moments.
//!
//! An act that was done is judged as things stood when it was done, a duty by what was done when its time was up. For this the
//! record is cut anew at that moment; the individuals stay the same, so what was bound stays bound.
use super::{
    algebra::{Algebra, Res},
    error::Fault,
    evaluator::Evaluator,
    given::Given,
    index::Index,
    tables::{NONE, Tables},
};
use crate::core_ir::{Class, EntityId, Fact, Question, RelationId, Target, Time, Truth, World};
use crate::vocabulary::{Date, Moment};
use elsa::sync::FrozenMap;
use std::{collections::BTreeSet, sync::Arc};

/// A cut through the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Slice {
    /// When.
    pub moment: Moment,
    /// Acts whose day is not written have not been done yet; else they have.
    pub dated_only: bool,
    /// Of this act only what was done since then counts.
    pub since: Option<(RelationId, Date)>,
}

impl From<Moment> for Slice {
    fn from(moment: Moment) -> Self {
        Self { moment, dated_only: false, since: None }
    }
}

/// The cuts of one situation, made when they are asked for.
pub(super) struct Timeline {
    world: Arc<World>,
    own: Slice,
    /// What is left open in all of them.
    opened: BTreeSet<RelationId>,
    slices: FrozenMap<Slice, Box<Tables>>,
}

impl Clone for Timeline {
    fn clone(&self) -> Self {
        Self { opened: self.opened.clone(), ..Self::new(Arc::clone(&self.world), self.own) }
    }
}

impl std::fmt::Debug for Timeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Timeline").field("own", &self.own).finish_non_exhaustive()
    }
}

impl Timeline {
    fn new(world: Arc<World>, own: Slice) -> Self {
        Self { world, own, opened: BTreeSet::new(), slices: FrozenMap::new() }
    }

    /// Of a situation in which something is said with a time.
    pub fn of(world: &World) -> Option<Self> {
        let moment = world.date.filter(|_| world.history.is_some())?.into();
        Some(Self::new(Arc::new(world.clone()), Slice { moment, dated_only: false, since: None }))
    }

    fn at(&self, index: &Index, slice: Slice) -> Option<&Tables> {
        if slice == self.own {
            return None;
        }
        Some(match self.slices.get(&slice) {
            Some(tables) => tables,
            None => self.slices.insert(slice, Box::new(self.cut(index, slice))),
        })
    }

    fn cut(&self, index: &Index, slice: Slice) -> Tables {
        let now = self.world.date.map(Moment::from);
        let cut = match &self.world.history {
            Some(history) if now != Some(slice.moment) => history.at(&index.program, &self.world, slice.moment),
            _ => Ok(World { history: None, ..self.world.as_ref().clone() }),
        };
        let contradicted = cut.is_err();
        let mut world = cut.unwrap_or_else(|_| World { entities: self.world.entities.clone(), ..World::default() });
        if slice.dated_only {
            world.facts.iter_mut().filter(|fact| self.is_undated_act(index, fact)).for_each(|fact| fact.truth = Truth::False);
        }
        if let Some((act, since)) = slice.since {
            let early = |fact: &Fact| {
                let times = self.times(fact.relation, &fact.args);
                let counts = |time: &Time| time.from.is_none_or(|from| since <= from.date && from.not_after(slice.moment));
                fact.relation == act && fact.truth == Truth::True && !times.is_empty() && !times.iter().any(counts)
            };
            world.facts.iter_mut().filter(|fact| early(fact)).for_each(|fact| fact.truth = Truth::False);
        }
        let mut tables = Tables::new(index, &Given::new(index, &world)).opened(&self.opened);
        if self.opened.is_empty() {
            super::tally::complete(index, &mut tables);
        }
        if contradicted {
            tables.fault = Some(Fault::Contradiction.into());
        }
        let time = Self { opened: self.opened.clone(), ..Self::new(Arc::clone(&self.world), slice) };
        tables.time = Some(time);
        tables
    }

    fn is_undated_act(&self, index: &Index, fact: &Fact) -> bool {
        let dated = |time: &Time| time.is_dated();
        fact.truth == Truth::True
            && index.relation(fact.relation).act
            && !self.times(fact.relation, &fact.args).is_empty()
            && !self.times(fact.relation, &fact.args).iter().any(dated)
    }

    fn times(&self, relation: RelationId, args: &[EntityId]) -> &[Time] {
        self.world.history.as_ref().map_or(&[], |history| history.times(relation, args))
    }

    /// Leaves relations open in all cuts.
    pub fn open(&mut self, relations: &BTreeSet<RelationId>) {
        self.opened.extend(relations);
        self.slices = FrozenMap::new();
    }
}

impl Tables {
    /// The record at another moment.
    pub fn at(&self, index: &Index, slice: Slice) -> &Self {
        self.time.as_ref().and_then(|time| time.at(index, slice)).unwrap_or(self)
    }

    /// The moment of the situation itself, whatever moment these tables are of.
    pub fn end(&self) -> Option<Moment> {
        self.time.as_ref().map_or(self.date, |time| time.world.date).map(Moment::from)
    }

    /// When it is said that this is so; places that are not filled fit everything. Earliest first.
    pub fn times(&self, relation: RelationId, args: &[u32]) -> Vec<Time> {
        let mut all: Vec<Time> = self.said(relation, args).into_iter().flat_map(|(_, times)| times).collect();
        all.sort_unstable();
        all
    }

    /// The sentences of a relation that are said, with their times; places that are not filled fit everything.
    pub fn said(&self, relation: RelationId, args: &[u32]) -> Vec<(Vec<u32>, Vec<Time>)> {
        let Some(history) = self.time.as_ref().and_then(|time| time.world.history.as_ref()) else { return Vec::new() };
        if !args.contains(&NONE) {
            let own: Vec<EntityId> = args.iter().map(|arg| EntityId(*arg)).collect();
            let times = history.times(relation, &own);
            return if times.is_empty() { Vec::new() } else { vec![(args.to_vec(), times.to_vec())] };
        }
        let fits = |own: &[EntityId]| own.iter().zip(args).all(|(own, arg)| *arg == NONE || own.0 == *arg);
        let own = history.sentences(relation).filter(|(own, _)| fits(own));
        own.map(|(own, times)| (own.iter().map(|one| one.0).collect(), times.to_vec())).collect()
    }

    /// Spans of days for which the record of a relation is complete; none: without bound.
    pub fn complete_for(&self, index: &Index, relation: RelationId) -> Vec<(Option<Date>, Option<Date>)> {
        let Some(history) = self.time.as_ref().and_then(|time| time.world.history.as_ref()) else { return Vec::new() };
        let always = index.relation(relation).class == Class::Recorded || history.is_complete(relation);
        let own = history.periods.iter().filter(|period| period.relation.is_none_or(|one| one == relation));
        own.map(|period| (period.from, period.until)).chain(always.then_some((None, None))).collect()
    }

    /// The stretches of days up to a last one in each of which the record says the same.
    pub fn stretches(&self, last: Date) -> Vec<(Date, Date)> {
        let Some(history) = self.time.as_ref().and_then(|time| time.world.history.as_ref()) else { return Vec::new() };
        let mut begins: BTreeSet<Date> = BTreeSet::new();
        for time in history.all_times() {
            begins.extend(time.from.map(|from| from.date));
            begins.extend(time.until.and_then(|until| until.date.plus_days(1)));
        }
        let begins: Vec<Date> = begins.into_iter().filter(|day| *day <= last).collect();
        let ends = begins.iter().skip(1).filter_map(|day| day.plus_days(-1)).chain([last]);
        begins.iter().copied().zip(ends).collect()
    }

    /// The last time it began up to now, else the first time it will.
    pub fn begun(&self, relation: RelationId, args: &[u32], now: Moment) -> Option<Moment> {
        let begins: Vec<Moment> = self.times(relation, args).into_iter().filter_map(|time| time.from).collect();
        begins.iter().rev().find(|from| from.not_after(now)).or(begins.first()).copied()
    }

    /// The record as a question is about it: what was done is looked at as things stood when it was done.
    pub fn asked(&self, index: &Index, question: &Question) -> &Self {
        let (Question::InOrder { targets, .. }, Some(end)) = (question, self.end()) else { return self };
        let mut moments = BTreeSet::new();
        for target in targets {
            let (relation, slots) = match target {
                Target::Act(act) => (act.verb, &act.slots),
                Target::State(atom) | Target::Event(atom) => (atom.relation, &atom.args),
                Target::Frequency { .. } => return self,
            };
            let args: Vec<u32> = slots.iter().map(|slot| slot.map_or(NONE, |entity| entity.0)).collect();
            moments.extend(self.begun(relation, &args, end).filter(|moment| moment.not_after(end)));
        }
        match moments.first() {
            Some(moment) if moments.len() == 1 => self.at(index, Slice::from(*moment)),
            _ => self,
        }
    }
}

impl<A: Algebra> Evaluator<'_, A> {
    /// Looks at the record as it was at another moment.
    pub fn at<T>(&mut self, slice: Option<Slice>, work: impl FnOnce(&mut Self) -> Res<T>) -> Res<T> {
        let there = slice.map_or(self.tables, |slice| self.tables.at(self.index, slice));
        if std::ptr::eq(there, self.tables) {
            return work(self);
        }
        // What contradicts itself at that moment can answer nothing.
        if let Some(stop) = there.fault {
            return Err(stop);
        }
        let (tables, memo) = (std::mem::replace(&mut self.tables, there), std::mem::take(&mut self.memo));
        let result = work(self);
        (self.tables, self.memo) = (tables, memo);
        result
    }

    /// The moment of the situation.
    pub fn end(&self) -> Option<Slice> {
        self.tables.end().map(Slice::from)
    }
}
