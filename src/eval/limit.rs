//! Time limits: from which moment they run, when they are up, and whether what is owed was done by then.
use super::{
    algebra::{Algebra, Res},
    clause::Contest,
    error::Fault,
    evaluator::{Evaluator, Frame},
    item::Instance,
    proof::Part,
    tables::NONE,
    time::Slice,
};
use crate::calendar::{Calendar, Count, Term, Uncounted, Unit};
use crate::core_ir::{AtomFormula, ClauseId, Duty, EntityId, Limit, RelationId};
use crate::vocabulary::{Date, Moment, TimeUnit};

/// Days looked at one by one for a limit in which some do not count, at most.
const DAYS: usize = 4_000;

/// When the time of a duty is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// The moment from which it is reckoned.
    pub event: Moment,
    /// Counted back from it, else on from it.
    pub before: bool,
    /// The last day by the limit itself.
    pub due: Date,
    /// The last day: that of the limit, or as far as it is certainly extended.
    pub last: Date,
    /// How many of the unit.
    pub number: u32,
    /// The unit.
    pub unit: TimeUnit,
    /// How it was counted.
    pub count: Count,
    /// So many days in between were not counted, by a clause.
    pub left_out: u32,
    /// By these clauses it may last longer, until then.
    pub extended: Vec<(ClauseId, Date)>,
    /// Why it cannot be said until when it is extended, where it may be.
    pub untold: Option<Uncounted>,
}

/// Why it cannot be said when the time is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreckoned {
    /// The situation has no date.
    Undated,
    /// It is not on record when this happened. (Relation, arguments.)
    When(RelationId, Vec<EntityId>),
    /// The calendar does not say.
    Calendar(Uncounted),
}

/// What is known of the time of a duty.
pub type Due = Result<Timing, Unreckoned>;

/// One way in which the time may be up: the last day, and the condition under which it is that.
#[derive(Debug, Clone)]
struct Way<B> {
    due: Date,
    granted: B,
}

impl<'a, A: Algebra> Evaluator<'a, A> {
    /// A duty whose variables stand for somebody; of several times at which it was brought up, the one of this moment.
    pub fn instance_of(&mut self, clause: ClauseId, duty: &'a Duty, (frame, at): (Frame, Option<Moment>)) -> Res<Instance<A::B>> {
        let index = self.index;
        let arisen = at.or_else(|| self.begun_at(duty, frame, false));
        let arises = self.at(arisen.map(Slice::from), |this| {
            let effect = this.effect(frame, &index.clause(clause).condition, Contest::Open)?;
            Ok(this.clause_step(effect.effective, frame, Part::Arises))
        })?;
        let end = self.end().filter(|_| !duty.keeping);
        let own = self.own_acts(duty, frame, at);
        let since = |slice: Slice| Slice { since: own, ..slice };
        let done = self.done_at(duty, frame, end.map(since))?;
        self.algebra.hear(clause, &done);
        let done = self.clause_step(done, frame, Part::Done);
        match &duty.limit {
            Some(Limit::Days { .. }) => self.in_days(duty, (frame, at), arisen, arises, done),
            Some(Limit::Ahead(event)) => {
                let point = self.happened_at(event, frame, at).map(Slice::from).or(end);
                let in_time = self.done_at(duty, frame, point.map(since))?;
                let in_time = self.clause_step(in_time, frame, Part::Done);
                let happened = self.at(end, |this| this.sentence(event, frame))?;
                let mut instance = self.plain_instance(arises, done, in_time)?;
                // What was not done before the event happened: there is time until it does.
                let to_come = self.algebra.not(happened.clone())?;
                instance.waiting = self.algebra.and(instance.failed.clone(), to_come)?;
                instance.failed = self.algebra.and(instance.failed, happened)?;
                Ok(instance)
            }
            Some(limit @ (Limit::Before | Limit::SameDay)) => {
                let hour = |at: Moment| if *limit == Limit::Before { at.minute } else { None };
                // What comes before an event or on its day; a state that lasts has no before.
                let event = at.or_else(|| self.begun_at(duty, frame, true));
                let point = event.map(|at| Slice::from(Moment { minute: hour(at), ..at })).or(end);
                let in_time = self.done_at(duty, frame, point.map(since))?;
                let in_time = self.clause_step(in_time, frame, Part::Done);
                self.plain_instance(arises, done, in_time)
            }
            _ => self.plain_instance(arises, done.clone(), done),
        }
    }

    /// The times at which a duty was brought up by something that happened at a moment (于), up to the date of the question.
    pub fn occurrences(&self, duty: &'a Duty, frame: Frame) -> Vec<Moment> {
        let Some(now) = self.tables.end().filter(|_| !duty.keeping) else { return Vec::new() };
        let times: Vec<Vec<crate::core_ir::Time>> =
            duty.triggers.iter().map(|atom| self.tables.times(self.index, atom.relation, &self.filled(atom, frame))).collect();
        let events = times.iter().flatten().filter(|time| time.event).filter_map(|time| time.from);
        let mut all: Vec<Moment> = events.filter(|at| at.not_after(now)).collect();
        // All that brings it up must have begun.
        let begun = |times: &Vec<crate::core_ir::Time>, at: Moment| {
            let mut dated = times.iter().filter_map(|time| time.from).peekable();
            dated.peek().is_none() || dated.any(|from| from.not_after(at))
        };
        all.retain(|at| times.iter().all(|times| begun(times, *at)));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The time before, where a duty was brought up several times.
    fn before(&self, duty: &'a Duty, frame: Frame, at: Option<Moment>) -> Option<Moment> {
        let at = at?;
        self.occurrences(duty, frame).into_iter().rfind(|one| one.before(at))
    }

    /// Which acts count for one of several times: those since the time before.
    fn own_acts(&self, duty: &'a Duty, frame: Frame, at: Option<Moment>) -> Option<(RelationId, Date)> {
        let before = self.before(duty, frame, at).filter(|_| duty.alternatives.is_empty())?;
        Some((duty.act.verb, before.date.plus_days(1)?))
    }

    /// The first day on which what is done counts for this time.
    pub fn counts_from(&self, duty: &'a Duty, frame: Frame, at: Option<Moment>) -> Option<Date> {
        match &duty.limit {
            Some(Limit::Days { before: false, .. }) => at.map(|at| at.date),
            _ => self.own_acts(duty, frame, at).map(|(_, day)| day),
        }
    }

    /// When something is named that has days of its own: that of this time, else the first to come, else the last before.
    fn time_near(&self, atom: &AtomFormula, frame: Frame, at: Moment) -> Option<Moment> {
        let begins: Vec<Moment> = self
            .tables
            .times(self.index, atom.relation, &self.filled(atom, frame))
            .into_iter()
            .filter_map(|time| time.from)
            .collect();
        let own = begins.iter().find(|one| **one == at).or_else(|| begins.iter().find(|one| !one.before(at)));
        own.or(begins.last()).copied()
    }

    /// When the event of a limit happened, if its day is on record and not to come.
    pub fn happened_at(&self, event: &AtomFormula, frame: Frame, at: Option<Moment>) -> Option<Moment> {
        let now = self.tables.end()?;
        let begun = || self.tables.begun(self.index, event.relation, &self.filled(event, frame), now);
        at.map_or_else(begun, |at| self.time_near(event, frame, at)).filter(|at| at.not_after(now))
    }

    /// That it was done by then: what was done on a day is looked at as of that day, who held which office and all.
    pub fn done_at(&mut self, duty: &'a Duty, frame: Frame, slice: Option<Slice>) -> Res<A::B> {
        let value = self.at(slice, |this| this.formula(&duty.done, frame))?;
        let Some(slice) = slice.filter(|_| !duty.keeping) else { return Ok(value) };
        let counts = |at: &Moment| at.not_after(slice.moment) && slice.since.is_none_or(|(_, since)| since <= at.date);
        let moments: Vec<Moment> = self.moments_of(duty, frame).into_iter().filter(counts).collect();
        if moments.is_empty() {
            return Ok(value);
        }
        let mut own = self.algebra.constant(false);
        for moment in moments.into_iter().rev() {
            let then = self.at(Some(Slice { moment, ..slice }), |this| this.formula(&duty.done, frame))?;
            if self.algebra.known(&then) == Some(true) {
                own = then;
                break;
            }
            own = self.algebra.or(own, then)?;
        }
        match (self.algebra.known(&own), self.algebra.known(&value)) {
            (Some(own), Some(known)) if own == known => Ok(value),
            (None | Some(false), _) if self.is_done_otherwise(duty, frame) => self.algebra.or(value, own),
            _ => Ok(own),
        }
    }

    /// Whether an act of a duty may be on record without a day, or follow from a definition.
    fn is_done_otherwise(&self, duty: &Duty, frame: Frame) -> bool {
        let acts = std::iter::once(&duty.act).chain(&duty.alternatives);
        acts.into_iter().any(|act| {
            let args: Vec<u32> = act.slots.iter().map(|slot| slot.map_or(NONE, |term| self.term(frame, term))).collect();
            let times = self.tables.times(self.index, act.verb, &args);
            let defined = !self.index.about(act.verb).definitions.is_empty() || self.index.relation(act.verb).constitutive;
            defined || times.iter().any(|time| time.from.is_none())
        })
    }

    fn plain_instance(&mut self, arises: A::B, done: A::B, in_time: A::B) -> Res<Instance<A::B>> {
        let kept = self.algebra.and(arises.clone(), in_time.clone())?;
        let undone = self.algebra.not(in_time)?;
        let failed = self.algebra.and(arises.clone(), undone)?;
        let waiting = self.algebra.constant(false);
        Ok(Instance { arises, done, kept, failed, waiting, due: None })
    }

    /// When what brought the duty up began: of several triggers the last. `event`: only what happened at a moment (于); what
    /// lasts (自 …) does not happen.
    pub fn begun_at(&self, duty: &'a Duty, frame: Frame, event: bool) -> Option<Moment> {
        let now = self.tables.end()?;
        let begun = |atom: &AtomFormula| {
            let args = self.filled(atom, frame);
            let happened = || self.tables.times(self.index, atom.relation, &args).iter().any(|time| time.event);
            if event && !happened() { None } else { self.tables.begun(self.index, atom.relation, &args, now) }
        };
        duty.triggers.iter().filter_map(begun).filter(|at| at.not_after(now)).max()
    }

    /// The days on which any act of the duty was done, earliest first.
    pub fn moments_of(&self, duty: &Duty, frame: Frame) -> Vec<Moment> {
        let acts = std::iter::once(&duty.act).chain(&duty.alternatives);
        let mut all: Vec<Moment> = acts
            .flat_map(|act| {
                let args: Vec<u32> = act.slots.iter().map(|slot| slot.map_or(NONE, |term| self.term(frame, term))).collect();
                self.tables.times(self.index, act.verb, &args)
            })
            .filter_map(|time| time.from)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn filled(&self, atom: &AtomFormula, frame: Frame) -> Vec<u32> {
        atom.args.iter().map(|term| self.term(frame, *term)).collect()
    }

    fn in_days(
        &mut self,
        duty: &'a Duty,
        (frame, at): (Frame, Option<Moment>),
        arisen: Option<Moment>,
        arises: A::B,
        done: A::B,
    ) -> Res<Instance<A::B>> {
        let mut due = self.due(duty, (frame, at), arisen)?;
        let (Ok(timing), Some(end)) = (&mut due, self.tables.end()) else {
            let never = self.algebra.constant(false);
            return Ok(Instance { arises, done, kept: never.clone(), failed: never.clone(), waiting: never, due: Some(due) });
        };
        let since = (!timing.before && duty.alternatives.is_empty()).then_some((duty.act.verb, timing.event.date));
        let since = since.or_else(|| self.own_acts(duty, frame, at));
        // What was done before the event is not what the event asks for.
        let done = self.done_at(duty, frame, Some(Slice { since, ..Slice::from(end) }))?;
        let (ways, untold) = self.ways(duty, frame, timing)?;
        let (mut in_time, mut perhaps, mut open) =
            (self.algebra.constant(false), self.algebra.constant(false), self.algebra.constant(false));
        for way in ways {
            let (early, late) = if end.date <= way.due {
                (done.clone(), done.clone())
            } else {
                let at = |dated_only| Some(Slice { moment: way.due.into(), dated_only, since });
                let late = self.done_at(duty, frame, at(true))?;
                (self.done_at(duty, frame, at(false))?, late)
            };
            let (early, late) = (self.algebra.and(way.granted.clone(), early)?, self.algebra.and(way.granted.clone(), late)?);
            (perhaps, in_time) = (self.algebra.or(perhaps, early)?, self.algebra.or(in_time, late)?);
            if end.date <= way.due {
                open = self.algebra.or(open, way.granted)?;
            }
        }
        let kept = self.algebra.and(arises.clone(), in_time)?;
        let missed = self.algebra.not(perhaps)?;
        let missed = self.algebra.and(arises.clone(), missed)?;
        let shut = self.algebra.not(open.clone())?;
        // Until a day that nobody can tell there may still be time.
        let told = self.algebra.not(untold)?;
        let shut = self.algebra.and(shut, told)?;
        let (failed, waiting) = (self.algebra.and(missed.clone(), shut)?, self.algebra.and(missed, open)?);
        Ok(Instance { arises, done, kept, failed, waiting, due: Some(due) })
    }

    /// When the time is up by the limit itself.
    fn due(&mut self, duty: &'a Duty, (frame, at): (Frame, Option<Moment>), arisen: Option<Moment>) -> Res<Due> {
        let Some(Limit::Days { event, before, count, unit, excluded, .. }) = &duty.limit else {
            return Ok(Err(Unreckoned::Undated));
        };
        let Some(now) = self.tables.end() else { return Ok(Err(Unreckoned::Undated)) };
        let event = match event {
            Some(atom) => {
                let args = self.filled(atom, frame);
                let begun = at.map_or_else(
                    || self.tables.begun(self.index, atom.relation, &args, now),
                    |at| self.time_near(atom, frame, at),
                );
                begun.ok_or_else(|| Unreckoned::When(atom.relation, entities(&args)))
            }
            None => arisen.ok_or_else(|| {
                let asked = duty.triggers.first().map(|atom| (atom.relation, self.filled(atom, frame)));
                asked.map_or(Unreckoned::Undated, |(relation, args)| Unreckoned::When(relation, entities(&args)))
            }),
        };
        let event = match event {
            Ok(event) => event,
            Err(trouble) => return Ok(Err(trouble)),
        };
        let excluded = self.excluded(excluded, frame)?;
        Ok(reckon(&self.index.calendar, event, (*before, *count, *unit), &excluded))
    }

    /// The ways in which the time may be up: as the limit says, and as it is extended; and that it is extended until a day that
    /// cannot be told.
    fn ways(&mut self, duty: &'a Duty, frame: Frame, timing: &mut Timing) -> Res<(Vec<Way<A::B>>, A::B)> {
        let (granted, never) = (self.algebra.constant(true), self.algebra.constant(false));
        let mut ways = vec![Way { due: timing.due, granted: granted.clone() }];
        let Some(Limit::Days { extensions, .. }) = &duty.limit else { return Ok((ways, never)) };
        let (mut due, mut granted) = (timing.due, granted);
        for extension in extensions {
            // An extension counts if it was granted while there was time.
            let in_time = Slice::from(Moment::from(due));
            let point = self.tables.end().filter(|end| in_time.moment.before(*end)).map(|_| in_time).or(self.end());
            let more = self.at(point, |this| this.refers(extension.when, frame))?;
            let longer = reckon(&self.index.calendar, due.into(), (false, extension.count, extension.unit), &[]);
            granted = self.algebra.and(granted, more)?;
            due = match longer {
                Ok(longer) => longer.due,
                Err(Unreckoned::Calendar(trouble)) if self.algebra.known(&granted) != Some(false) => {
                    timing.untold = Some(trouble);
                    return Ok((ways, granted));
                }
                Err(_) => return Ok((ways, never)),
            };
            if self.algebra.known(&granted) != Some(false) {
                timing.extended.push((extension.when, due));
                if self.algebra.known(&granted) == Some(true) {
                    timing.last = due;
                }
                ways.push(Way { due, granted: granted.clone() });
            }
        }
        Ok((ways, never))
    }

    /// The days that do not count: those on which one of the clauses applies for certain.
    fn excluded(&mut self, clauses: &'a [ClauseId], frame: Frame) -> Res<Vec<Date>> {
        let (Some(end), false) = (self.tables.end(), clauses.is_empty()) else { return Ok(Vec::new()) };
        let mut days = Vec::new();
        for (from, until) in self.tables.stretches(end.date) {
            let mut out = false;
            for clause in clauses {
                let value = self.at(Some(Slice::from(Moment::from(from))), |this| this.refers(*clause, frame))?;
                out |= self.algebra.known(&value) == Some(true);
            }
            let mut day = Some(from);
            while let Some(one) = day.filter(|day| out && *day <= until) {
                if days.len() >= DAYS {
                    return Err(Fault::Days.of(frame.clause));
                }
                days.push(one);
                day = one.plus_days(1);
            }
        }
        Ok(days)
    }
}

fn entities(args: &[u32]) -> Vec<EntityId> {
    args.iter().map(|arg| EntityId(*arg)).collect()
}

/// Counts from an event. Days left out are made up for by as many more.
fn reckon(calendar: &Calendar, event: Moment, (before, number, unit): (bool, u32, TimeUnit), left_out: &[Date]) -> Due {
    let term = |number| Term::new(number, of(unit));
    let (mut all, mut count);
    let mut more = 0;
    loop {
        all = number.saturating_add(more);
        count = if before { calendar.backward(event.date, term(all)) } else { calendar.forward(event.date, term(all)) }
            .map_err(Unreckoned::Calendar)?;
        let counted = calendar.counted(&count);
        let out = left_out.iter().filter(|day| counted.contains(day)).count() as u32;
        if out == more || left_out.is_empty() {
            break;
        }
        more = out;
    }
    let mut due = count.due;
    if unit == TimeUnit::WholeWorkingDay {
        due = due.plus_days(if before { -1 } else { 1 }).ok_or(Unreckoned::Calendar(Uncounted::OutOfYears))?;
    }
    Ok(Timing { event, before, due, last: due, number, unit, count, left_out: more, extended: Vec::new(), untold: None })
}

/// The unit of the calendar.
fn of(unit: TimeUnit) -> Unit {
    match unit {
        TimeUnit::Day => Unit::Days,
        TimeUnit::WorkingDay | TimeUnit::WholeWorkingDay => Unit::WorkingDays,
        TimeUnit::Week => Unit::Weeks,
        TimeUnit::Month => Unit::Months,
        TimeUnit::Year => Unit::Years,
    }
}

/// By how many days, or working days where those are counted, something was done after the last day; none if it was in
/// time or the days cannot be counted.
pub(super) fn late(calendar: &Calendar, timing: &Timing, done: Date) -> Option<u32> {
    let days = if timing.unit.is_working() {
        calendar.working_days(timing.last, done).ok()?
    } else {
        u32::try_from(timing.last.days_to(done)).ok()?
    };
    (timing.last < done).then_some(days)
}
