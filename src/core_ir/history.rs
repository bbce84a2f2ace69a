//! What a situation says over time: every line in its order, so that the world can be cut at any moment.
use super::record::{Contradicted, Record, Saying, Standing, When};
use super::{EntityId, Fact, IndividualId, Program, RelationId, Truth, World};
use crate::source::Span;
use crate::vocabulary::{Date, Moment};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// When something is said to be so: 自 D 至 D holds in it, both ends included; 于 D from then on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// From then on.
    pub from: Option<Moment>,
    /// Until then, this moment included.
    pub until: Option<Moment>,
    /// Said of a moment (于), as of something that happens.
    pub event: bool,
    /// From then on it counts no more: the matter was sent back.
    pub undone: Option<Moment>,
}

impl Time {
    /// Whether it is written with a time at all.
    pub fn is_dated(self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Whether it is so at a moment, as far as is written.
    pub fn holds(self, at: Moment) -> bool {
        self.from.is_none_or(|from| from.not_after(at))
            && self.until.is_none_or(|until| at.not_after(until))
            && self.undone.is_none_or(|undone| at.before(undone))
    }
}

/// One line of a situation.
#[derive(Debug, Clone)]
pub enum Line {
    /// A fact is said.
    Say(Say),
    /// 撤去.
    Withdraw(Vec<Saying>),
    /// These offices (the second argument of the relation) have no holders but those to come.
    Vacate(RelationId, BTreeSet<EntityId>),
}

/// A fact that is said.
#[derive(Debug, Clone)]
pub struct Say {
    /// What.
    pub fact: Fact,
    /// When it is so.
    pub time: Time,
    /// The layer.
    pub layer: usize,
    /// Whatever else is said prevails.
    pub weak: bool,
    /// The line.
    pub at: Span,
}

/// A period for which the record of a relation is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The relation; none: all.
    pub relation: Option<RelationId>,
    /// Its first day.
    pub from: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
}

/// Every line of a situation that says when.
#[derive(Debug, Clone, Default)]
pub struct History {
    pub(super) lines: Vec<Line>,
    /// Which offices an office is part of: who holds it holds them.
    wholes: IndexMap<IndividualId, Vec<IndividualId>>,
    pub(super) tenure: Option<RelationId>,
    /// Office holders without a name.
    unnamed: Vec<Fact>,
    /// Periods for which a record is complete.
    pub periods: Vec<Period>,
    /// Relations of which rows could not be read: whatever is declared, nothing is counted by their record.
    unread: BTreeSet<RelationId>,
    pub(super) times: BTreeMap<(RelationId, Vec<EntityId>), (usize, Vec<Time>)>,
    /// Records that are complete at all times.
    complete: BTreeSet<RelationId>,
    all_complete: bool,
    /// The facts as they were cut at the date of the situation.
    pub(super) now: Vec<Fact>,
}

/// What a line came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It is on record.
    Entered,
    /// So many sentences that were to be withdrawn are not on record.
    Absent(usize),
}

impl History {
    /// An empty one. Whoever holds an office by `tenure` holds those that it is part of.
    pub fn new(tenure: Option<RelationId>, wholes: IndexMap<IndividualId, Vec<IndividualId>>) -> Self {
        Self { wholes, tenure, ..Self::default() }
    }

    /// Enters a line: into the record as it is at `now`, and for all other times.
    pub fn enter(
        &mut self,
        (record, world): (&mut Record, &mut World),
        program: &Program,
        now: Option<Moment>,
        line: Line,
    ) -> Result<Done, Contradicted> {
        match &line {
            Line::Say(say) => self.note_time(say),
            Line::Withdraw(sayings) => sayings.iter().filter(|saying| !saying.negated).for_each(|saying| {
                self.times.remove(&(saying.relation, saying.args.clone()));
            }),
            Line::Vacate(..) => {}
        }
        let done = apply((record, world), program, now, &line);
        self.lines.push(line);
        done
    }

    /// A later layer replaces what an earlier one says.
    fn note_time(&mut self, say: &Say) {
        let key = (say.fact.relation, say.fact.args.clone());
        if say.fact.truth != Truth::True {
            self.times.remove(&key);
            return;
        }
        let (layer, times) = self.times.entry(key).or_default();
        if say.layer > *layer {
            times.clear();
        }
        *layer = say.layer;
        times.push(say.time);
    }

    /// Puts those without a name into a world.
    pub(super) fn add_unnamed(&self, world: &mut World) {
        world.facts.extend(self.unnamed.iter().cloned());
    }

    /// An office holder without a name.
    pub fn unnamed(&mut self, fact: Fact) {
        self.unnamed.push(fact);
    }

    /// Its lines so far.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Of these relations rows could not be read; a declaration that speaks of all is left to the `others`, those of which
    /// nothing is missing that anybody could ask for.
    pub fn leave_open(&mut self, unread: BTreeSet<RelationId>, others: &[RelationId]) {
        let each = |period: Period| match period.relation {
            Some(_) => vec![period],
            None => others.iter().map(|relation| Period { relation: Some(*relation), ..period }).collect(),
        };
        let kept = |period: &Period| period.relation.is_some_and(|relation| others.binary_search(&relation).is_ok());
        self.periods = std::mem::take(&mut self.periods).into_iter().flat_map(each).filter(kept).collect();
        self.unread = unread;
    }

    /// Whether all rows that speak of a relation could be read.
    pub fn is_read(&self, relation: RelationId) -> bool {
        !self.unread.contains(&relation)
    }

    /// The record at the date of the situation is finished.
    pub fn close(&mut self, world: &mut World) {
        self.complete.clone_from(&world.complete);
        self.all_complete = world.all_complete;
        if let Some(date) = world.date {
            self.completed(world, date);
        }
        self.now.clone_from(&world.facts);
        self.times.values_mut().for_each(|(_, times)| times.sort_unstable());
    }

    /// Whether anything is said with a time.
    pub fn is_dated(&self) -> bool {
        !self.periods.is_empty()
            || !self.unread.is_empty()
            || self.times.values().any(|(_, times)| times.iter().any(|time| time.is_dated()))
    }

    /// All times at which anything is said to begin or end.
    pub fn all_times(&self) -> impl Iterator<Item = Time> {
        self.times.values().flat_map(|(_, times)| times.iter().copied())
    }

    /// Whether the record of a relation is complete at all times.
    pub fn is_complete(&self, relation: RelationId) -> bool {
        self.all_complete || self.complete.contains(&relation)
    }

    /// When a sentence is said to hold, earliest first; empty where it is not said.
    pub fn times(&self, relation: RelationId, args: &[EntityId]) -> &[Time] {
        self.times.get(&(relation, args.to_vec())).map_or(&[], |(_, times)| times.as_slice())
    }

    /// Every sentence said of a relation, with its times.
    pub fn sentences(&self, relation: RelationId) -> impl Iterator<Item = (&[EntityId], &[Time])> {
        let from = (relation, Vec::new());
        let own = self.times.range(from..).take_while(move |((one, _), _)| *one == relation);
        own.map(|((_, args), (_, times))| (args.as_slice(), times.as_slice()))
    }

    /// The world at another moment than its own: the same individuals, and what is said of that time. Facts that were changed
    /// since the situation was read are changed there as well. Fails where two lines contradict each other at that moment.
    pub fn at(&self, program: &Program, world: &World, moment: Moment) -> Result<World, Contradicted> {
        let mut record = Record::default();
        let mut past = World {
            date: Some(moment.date),
            entities: world.entities.clone(),
            complete: self.complete.clone(),
            all_complete: self.all_complete,
            unread: world.unread.clone(),
            ..World::default()
        };
        for line in &self.lines {
            apply((&mut record, &mut past), program, Some(moment), line)?;
        }
        self.join_wholes(&mut record, &mut past, program, |_| {});
        past.facts.extend(self.unnamed.iter().cloned());
        self.completed(&mut past, moment.date);
        self.carry_over(world, &mut past);
        Ok(past)
    }

    /// Whoever holds an office holds every office it is part of. This follows from what all layers together leave standing;
    /// `contradicted` hears of lines that deny it.
    pub fn join_wholes(&self, record: &mut Record, world: &mut World, program: &Program, mut contradicted: impl FnMut(Standing)) {
        let Some(relation) = self.tenure else { return };
        for at in 0..world.facts.len() {
            let Some(fact) = world.facts.get(at).filter(|fact| fact.truth == Truth::True) else { continue };
            let (true, [person, office]) = (fact.relation == relation, fact.args.as_slice()) else { continue };
            let person = *person;
            for whole in self.wholes_of(*office) {
                let args = vec![person, (*whole).into()];
                let fact = Fact { relation, args, truth: Truth::True, number: None, judged_by: None };
                if let Err(note) = record.follows(world, program, at, fact) {
                    contradicted(note);
                }
            }
        }
    }

    /// The offices that an office is part of.
    pub(super) fn wholes_of(&self, office: EntityId) -> &[IndividualId] {
        self.wholes.get(&IndividualId(office.0)).map_or(&[], Vec::as_slice)
    }

    /// Records that are complete at all times; true: every one.
    pub(super) fn complete_always(&self) -> (&BTreeSet<RelationId>, bool) {
        (&self.complete, self.all_complete)
    }

    /// Records that are complete for periods, as of a day.
    pub(super) fn completed(&self, world: &mut World, date: Date) {
        let covers =
            |period: &&Period| period.from.is_none_or(|from| from <= date) && period.until.is_none_or(|until| date <= until);
        for period in self.periods.iter().filter(covers) {
            match period.relation {
                Some(relation) => drop(world.complete.insert(relation)),
                None => world.all_complete = true,
            }
        }
    }

    fn carry_over(&self, world: &World, past: &mut World) {
        if world.facts == self.now {
            return;
        }
        let same = |one: &Fact, other: &Fact| one.relation == other.relation && one.args == other.args;
        let gone = |fact: &Fact| !world.facts.iter().any(|one| same(one, fact)) && self.now.iter().any(|one| same(one, fact));
        past.facts.retain(|fact| !gone(fact));
        for new in world.facts.iter().filter(|fact| !self.now.contains(fact)) {
            past.facts.retain(|fact| !same(fact, new));
            past.facts.push(new.clone());
        }
    }
}

pub(super) fn apply(
    (record, world): (&mut Record, &mut World),
    program: &Program,
    now: Option<Moment>,
    line: &Line,
) -> Result<Done, Contradicted> {
    match line {
        Line::Say(say) => say_at((record, world), program, now, say).map(|()| Done::Entered),
        Line::Withdraw(sayings) => Ok(Done::Absent(record.withdraw(world, program, sayings))),
        Line::Vacate(relation, offices) => {
            let kept =
                |fact: &Fact| fact.relation != *relation || fact.args.get(1).is_none_or(|office| !offices.contains(office));
            record.retain(world, program, |_, fact| kept(fact));
            Ok(Done::Entered)
        }
    }
}

fn say_at(
    (record, world): (&mut Record, &mut World),
    program: &Program,
    now: Option<Moment>,
    say: &Say,
) -> Result<(), Contradicted> {
    let when = if say.time.is_dated() { When::Dated(say.time.from) } else { When::Undated };
    let note = Standing { layer: say.layer, when, weak: say.weak, at: say.at };
    let visible = now.is_none_or(|now| say.time.holds(now));
    match (visible, say.fact.truth) {
        (true, _) => record.put(world, program, say.fact.clone(), note),
        // A roster of the rulebooks says nothing of other times.
        (false, _) if say.weak => Ok(()),
        // Said of another time: not so now, unless something else is said of now.
        (false, Truth::True) => {
            world.lapsed.push(Fact { judged_by: None, ..say.fact.clone() });
            let denied = Fact { truth: Truth::False, number: say.fact.number, judged_by: None, ..say.fact.clone() };
            record.put(world, program, denied, Standing { weak: true, ..note })
        }
        // A denial of another time says nothing of this one.
        (false, Truth::False | Truth::Unknown) => {
            record.denied_elsewhere(say.fact.relation, &say.fact.args);
            Ok(())
        }
    }
}
