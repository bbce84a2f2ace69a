//! Counting periods, as 民法典 第二百零一条 to 第二百零三条 have it unless something else is said.
use super::Calendar;
use super::shelf::FIRST;
use super::year::Year;
use crate::vocabulary::Date;
use std::fmt;
use std::sync::Arc;

/// What a period is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 日, holidays included.
    Days,
    /// 工作日.
    WorkingDays,
    /// 周.
    Weeks,
    /// 月: to the corresponding day, else the month's last.
    Months,
    /// 年, likewise.
    Years,
}

/// What becomes of a due day that is a day of rest. Working days never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rest {
    /// Forward it moves on to the next working day (民法典 第二百零三条); backward it stays.
    #[default]
    ByLaw,
    /// It moves to the next working day in the direction of counting.
    Moves,
    /// It stays.
    Stays,
}

/// A length of time and how it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Term {
    /// How many.
    pub number: u32,
    /// Of what.
    pub unit: Unit,
    /// Whether the day from which is counted is itself the first. By law it is not (民法典 第二百零一条).
    pub counts_first: bool,
    /// What becomes of a due day that is a day of rest.
    pub rest: Rest,
}

impl Term {
    /// A term counted as the law has it.
    pub fn new(number: u32, unit: Unit) -> Self {
        Self { number, unit, counts_first: false, rest: Rest::ByLaw }
    }

    /// The same, the day from which is counted being the first.
    #[must_use]
    pub fn counting_first(self) -> Self {
        Self { counts_first: true, ..self }
    }

    /// The same, with another rule for days of rest.
    #[must_use]
    pub fn resting(self, rest: Rest) -> Self {
        Self { rest, ..self }
    }
}

/// Days that follow each other and have one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// The holiday; none: a weekend.
    pub name: Option<Arc<str>>,
}

/// A due day that was a day of rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The day it would have been.
    pub from: Date,
    /// The days of rest moved over, that day among them.
    pub over: Vec<Stretch>,
}

/// A period counted, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The day from which was counted.
    pub from: Date,
    /// What was counted.
    pub term: Term,
    /// Whether it was counted back.
    pub back: bool,
    /// The day on which the period ends; counted back, the day with which it begins.
    pub due: Date,
    /// The days of rest that were not counted, in order of time. Only working days leave any out.
    pub skipped: Vec<Stretch>,
    /// The make-up days that were counted as working days.
    pub make_up: Vec<Date>,
    /// If the due day was moved.
    pub moved: Option<Moved>,
}

/// Why a period cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncounted {
    /// This year has no calendar, and what is asked depends on it.
    UnknownYear(i16),
    /// More than [`MOST`].
    TooMany(u32),
    /// Before the year 1900 or after 9999.
    OutOfYears,
}

/// The longest term, in its unit.
pub const MOST: u32 = 10_000;

/// Forward or back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    On,
    Back,
}

impl Way {
    fn sign(self) -> i32 {
        if self == Self::On { 1 } else { -1 }
    }
}

impl Calendar {
    /// Counts on from a day.
    pub fn forward(&self, from: Date, term: Term) -> Result<Count, Uncounted> {
        self.count(from, term, Way::On)
    }

    /// Counts back from a day: the last day on which something may be done that many days before.
    pub fn backward(&self, from: Date, term: Term) -> Result<Count, Uncounted> {
        self.count(from, term, Way::Back)
    }

    /// The due day alone, for those who ask often: no walk over the days between.
    pub fn due(&self, from: Date, term: Term, back: bool) -> Result<Date, Uncounted> {
        let way = if back { Way::Back } else { Way::On };
        let end = self.end(from, term, way)?;
        if self.moves(term, way) { self.rested(end, way) } else { Ok(end) }
    }

    /// How many working days stand after one day, up to another and with it.
    pub fn working_days(&self, after: Date, until: Date) -> Result<u32, Uncounted> {
        if until <= after {
            return Ok(0);
        }
        let (start, end) = (after.ymd().0, until.ymd().0);
        let mut sum = 0;
        for year in start..=end {
            let table = self.known(year)?;
            sum += if year == end { table.up_to(until) } else { table.count() };
            sum -= if year == start { table.up_to(after) } else { 0 };
        }
        Ok(sum)
    }

    /// Every day counted, in order of time.
    pub fn counted(&self, count: &Count) -> Vec<Date> {
        let end = count.moved.as_ref().map_or(count.due, |moved| moved.from);
        let (first, last) = reach(count.from, end, count.term, count.back);
        let wanted = |day: &Date| count.term.unit != Unit::WorkingDays || self.day(*day).is_some_and(|day| day.working);
        days(first, last).filter(wanted).collect()
    }

    fn count(&self, from: Date, term: Term, way: Way) -> Result<Count, Uncounted> {
        let back = way == Way::Back;
        let end = self.end(from, term, way)?;
        let due = if self.moves(term, way) { self.rested(end, way)? } else { end };
        let moved = (due != end).then(|| {
            let (first, last) = if back { (due.plus_days(1), Some(end)) } else { (Some(end), due.plus_days(-1)) };
            Moved { from: end, over: self.stretches(first.unwrap_or(end), last.unwrap_or(end)) }
        });
        let (mut skipped, mut make_up) = (Vec::new(), Vec::new());
        if term.unit == Unit::WorkingDays {
            let (first, last) = reach(from, end, term, back);
            skipped = self.stretches(first, last);
            make_up = days(first, last).filter(|day| self.day(*day).is_some_and(|day| day.make_up)).collect();
        }
        Ok(Count { from, term, back, due, skipped, make_up, moved })
    }

    /// Where the period ends before any move.
    fn end(&self, from: Date, term: Term, way: Way) -> Result<Date, Uncounted> {
        if term.number > MOST {
            return Err(Uncounted::TooMany(term.number));
        }
        if term.number == 0 {
            return within(Some(from));
        }
        // Counting the day itself is counting from the day before it.
        let from = if term.counts_first { within(from.plus_days(-way.sign()))? } else { within(Some(from))? };
        let by = way.sign() * term.number.cast_signed();
        within(match term.unit {
            Unit::WorkingDays => return self.worked(from, term.number, way),
            Unit::Days => from.plus_days(by),
            Unit::Weeks => from.plus_days(by * 7),
            Unit::Months => from.plus_months(by),
            Unit::Years => from.plus_months(by * 12),
        })
    }

    fn moves(&self, term: Term, way: Way) -> bool {
        term.unit != Unit::WorkingDays && (term.rest == Rest::Moves || term.rest == Rest::ByLaw && way == Way::On)
    }

    /// The day itself if it is worked, else the next that is.
    fn rested(&self, day: Date, way: Way) -> Result<Date, Uncounted> {
        if self.known(day.ymd().0)?.day(day).is_some_and(|day| day.working) { Ok(day) } else { self.worked(day, 1, way) }
    }

    /// The nth working day after a day, or before it; n is at least 1.
    fn worked(&self, from: Date, n: u32, way: Way) -> Result<Date, Uncounted> {
        let (mut year, month, day) = from.ymd();
        let step = if way == Way::On { 1 } else { -1 };
        // From the edge of a year on nothing of it is asked.
        let edge = (month, day) == if way == Way::On { (12, 31) } else { (1, 1) };
        year += if edge { step } else { 0 };
        let mut table = self.known(year)?;
        let mut n = n;
        // How many working days this year has left in the direction of counting.
        let mut left = match way {
            _ if edge => table.count(),
            Way::On => table.count() - table.up_to(from),
            Way::Back => table.before(from),
        };
        while n > left {
            n -= left;
            year += step;
            table = self.known(year)?;
            left = table.count();
        }
        let place = if way == Way::On { table.count() - left + n - 1 } else { left - n };
        table.worked(place).ok_or(Uncounted::OutOfYears)
    }

    fn known(&self, year: i16) -> Result<&Year, Uncounted> {
        if !(FIRST..=9999).contains(&year) {
            return Err(Uncounted::OutOfYears);
        }
        self.year(year).ok_or(Uncounted::UnknownYear(year))
    }

    /// The days of rest between two days, both included, joined where they follow each other for one reason.
    fn stretches(&self, first: Date, last: Date) -> Vec<Stretch> {
        let mut list: Vec<Stretch> = Vec::new();
        for day in days(first, last).filter(|day| self.day(*day).is_some_and(|day| !day.working)) {
            let name = self.year(day.ymd().0).and_then(|year| year.holiday(day));
            match list.last_mut() {
                Some(one) if one.name == name && one.last.plus_days(1) == Some(day) => one.last = day,
                _ => list.push(Stretch { first: day, last: day, name }),
            }
        }
        list
    }
}

/// The first and last day counted, in order of time. An empty period ends before it begins.
fn reach(from: Date, end: Date, term: Term, back: bool) -> (Date, Date) {
    let beside = if term.counts_first && term.number > 0 { Some(from) } else { from.plus_days(if back { -1 } else { 1 }) };
    let beside = beside.unwrap_or(from);
    if back { (end, beside) } else { (beside, end) }
}

fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |day| day.plus_days(1)).take_while(move |day| *day <= last)
}

fn within(date: Option<Date>) -> Result<Date, Uncounted> {
    date.filter(|date| date.ymd().0 >= FIRST).ok_or(Uncounted::OutOfYears)
}

impl fmt::Display for Uncounted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(crate::diagnostic::Lang::Zh))
    }
}

impl std::error::Error for Uncounted {}
