//! The same situation at other moments.
//!
//! An act that was done is judged as things stood when it was done, a duty by what was done when its time was up. For this the
//! record is cut anew at that moment; the individuals stay the same, so what was bound stays bound.
use super::{
    algebra::{Algebra, Res},
    cuts::{Base, Cut},
    error::Fault,
    evaluator::Evaluator,
    index::Index,
    record::{Record, fits},
    tables::{Lapsed, NONE, Tables},
};
use crate::core_ir::{Class, EntityId, History, Question, RelationId, Target, Time, World};
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
    base: Arc<Base>,
    own: Slice,
    /// What is left open in all of them.
    opened: BTreeSet<RelationId>,
    slices: FrozenMap<Slice, Box<Tables>>,
}

impl Clone for Timeline {
    fn clone(&self) -> Self {
        self.at_slice(self.own)
    }
}

impl std::fmt::Debug for Timeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Timeline").field("own", &self.own).finish_non_exhaustive()
    }
}

impl Timeline {
    /// Of a situation in which something is said with a time.
    pub fn of(world: &World) -> Option<Self> {
        let moment = Moment::from(world.date.filter(|_| world.history.is_some())?);
        let base = Arc::new(Base::new(world.clone()));
        Some(Self { base, own: Slice::from(moment), opened: BTreeSet::new(), slices: FrozenMap::new() })
    }

    /// The same as seen from another cut.
    fn at_slice(&self, own: Slice) -> Self {
        Self { base: Arc::clone(&self.base), own, opened: self.opened.clone(), slices: FrozenMap::new() }
    }

    /// The moment of the cut.
    pub fn moment(&self) -> Moment {
        self.own.moment
    }

    fn at(&self, index: &Index, tables: &Tables, slice: Slice) -> Option<&Tables> {
        if slice == self.own {
            return None;
        }
        Some(match self.slices.get(&slice) {
            Some(tables) => tables,
            None => self.slices.insert(slice, Box::new(self.cut(index, tables, slice))),
        })
    }

    fn cut(&self, index: &Index, tables: &Tables, slice: Slice) -> Tables {
        let seen = self.base.seen(index, slice);
        let shape = self.base.shape(index).unwrap_or_default();
        let record = Record { shape, cells: Arc::clone(&seen.cells), silence: Arc::clone(&seen.silence) };
        let date = slice.moment.date;
        let in_force = index.program.documents.iter().map(|document| document.in_force(Some(date))).collect();
        let now = self.base.world.date.map(Moment::from) == Some(slice.moment);
        let lapsed = if now {
            Lapsed::Listed(self.base.lapsed_now(index))
        } else {
            Lapsed::At(Arc::new(Cut::new(&self.base, index, &seen, slice.moment)))
        };
        let mut cut = tables.of_moment(record, in_force, lapsed, self.at_slice(slice));
        if seen.contradicted() {
            cut.fault = Some(Fault::Contradiction.into());
            return cut;
        }
        if self.opened.is_empty() {
            super::tally::complete(index, &mut cut);
            return cut;
        }
        cut.opened(&self.opened)
    }

    /// Leaves relations open in all cuts.
    pub fn open(&mut self, relations: &BTreeSet<RelationId>) {
        self.opened.extend(relations);
        self.slices = FrozenMap::new();
    }

    fn history(&self) -> Option<&History> {
        self.base.world.history.as_deref()
    }
}

impl Tables {
    /// The record at another moment.
    pub fn at(&self, index: &Index, slice: Slice) -> &Self {
        self.time.as_ref().and_then(|time| time.at(index, self, slice)).unwrap_or(self)
    }

    /// The moment of the situation itself, whatever moment these tables are of.
    pub fn end(&self) -> Option<Moment> {
        self.time.as_ref().map_or(self.date, |time| time.base.world.date).map(Moment::from)
    }

    /// When it is said that this is so; places that are not filled fit everything. Earliest first.
    pub fn times(&self, index: &Index, relation: RelationId, args: &[u32]) -> Vec<Time> {
        let mut all: Vec<Time> = self.said(index, relation, args).into_iter().flat_map(|(_, times)| times).collect();
        all.sort_unstable();
        all
    }

    /// The sentences of a relation that are said, with their times; places that are not filled fit everything.
    pub fn said(&self, index: &Index, relation: RelationId, args: &[u32]) -> Vec<(Vec<u32>, Vec<Time>)> {
        let Some((time, history)) = self.time.as_ref().and_then(|time| Some((time, time.history()?))) else { return Vec::new() };
        let said = |args: &[u32]| {
            let own: Vec<EntityId> = args.iter().map(|arg| EntityId(*arg)).collect();
            let times = history.times(relation, &own);
            (!times.is_empty()).then(|| (args.to_vec(), times.to_vec()))
        };
        if !args.contains(&NONE) {
            return said(args).into_iter().collect();
        }
        let Some(shape) = time.base.shape(index) else { return Vec::new() };
        let near = shape.near(relation, args).map(|n| shape.tuple(relation, n));
        near.filter(|tuple| fits(tuple, args)).filter_map(said).collect()
    }

    /// Spans of days for which the record of a relation is complete; none: without bound.
    pub fn complete_for(&self, index: &Index, relation: RelationId) -> Vec<(Option<Date>, Option<Date>)> {
        let history = self.time.as_ref().and_then(Timeline::history);
        let Some(history) = history.filter(|history| history.is_read(relation)) else { return Vec::new() };
        let always = index.relation(relation).class == Class::Recorded || history.is_complete(relation);
        let own = history.periods.iter().filter(|period| period.relation.is_none_or(|one| one == relation));
        own.map(|period| (period.from, period.until)).chain(always.then_some((None, None))).collect()
    }

    /// The stretches of days up to a last one in each of which the record says the same.
    pub fn stretches(&self, last: Date) -> Vec<(Date, Date)> {
        let Some(history) = self.time.as_ref().and_then(Timeline::history) else { return Vec::new() };
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
    pub fn begun(&self, index: &Index, relation: RelationId, args: &[u32], now: Moment) -> Option<Moment> {
        let begins: Vec<Moment> = self.times(index, relation, args).into_iter().filter_map(|time| time.from).collect();
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
            moments.extend(self.begun(index, relation, &args, end).filter(|moment| moment.not_after(end)));
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
