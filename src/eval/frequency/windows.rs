//! What a window comes to.
use super::Event;
use crate::core_ir::{Every, Frequency};
use crate::eval::{
    Verdict,
    outcome::{Span, Tally},
};
use crate::vocabulary::Date;

/// How a frequency came out, before the hedge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Yes,
    No,
    NotYet,
    Unknown,
}

/// For what the record can be relied on.
pub(super) struct Known {
    /// Spans of days for which the record is complete, ends included; none: without bound.
    pub complete: Vec<(Option<Date>, Option<Date>)>,
    pub end: Option<Date>,
    pub undated: usize,
}

impl Known {
    fn covers(&self, from: Date, until: Date) -> bool {
        let covers = |(first, last): &(Option<Date>, Option<Date>)| {
            first.is_none_or(|first| first <= from) && last.is_none_or(|last| until <= last)
        };
        self.undated == 0 && self.complete.iter().any(covers)
    }
}

/// What is counted of an event in a window: of days those that lie in it; anything else belongs to the day it began.
fn share(event: &Event, frequency: &Frequency, from: Date, until: Date) -> i64 {
    if in_days(frequency) {
        let (first, last) = (event.day.max(from), event.last.min(until));
        return i64::from((first.days_to(last) + 1).max(0)) * 1_000;
    }
    if from <= event.day && event.day <= until { event.amount } else { 0 }
}

fn in_days(frequency: &Frequency) -> bool {
    matches!(frequency.unit.as_str(), "天" | "日")
}

/// The count in a window, and how it came out; `otherwise`: in any stretch, or on the average.
pub(super) fn tally(frequency: &Frequency, events: &[Event], span: Span, otherwise: bool, known: &Known) -> (Tally, Kept) {
    let mut tally = Tally { span, at_least: frequency.at_least, at_most: frequency.at_most, ..Tally::default() };
    let (Some(from), Some(until), Some(end)) = (span.from, span.until, known.end) else { return (tally, Kept::Unknown) };
    tally.counted = total(frequency, events.iter().filter(|event| event.certain), from, until);
    tally.perhaps = total(frequency, events.iter(), from, until);
    let kept = match (frequency.every, otherwise) {
        (Every::Days(days), false) => {
            tally.gaps = gaps(events, days.cast_signed(), from, until.min(end), known);
            match (tally.gaps.is_empty(), known.covers(from, until.min(end))) {
                (false, _) => Kept::No,
                (true, true) => Kept::Yes,
                (true, false) => Kept::Unknown,
            }
        }
        (Every::Days(days), true) => average(&tally, i64::from(days), known, from, until),
        (Every::Months(months), otherwise) => {
            let over = otherwise && rolling(frequency, events, months.cast_signed(), from, until);
            if over { Kept::No } else { in_window(&tally, known, (from, until, end)) }
        }
    };
    (tally, kept)
}

fn total<'e>(frequency: &Frequency, events: impl Iterator<Item = &'e Event>, from: Date, until: Date) -> i64 {
    events.map(|event| share(event, frequency, from, until)).sum()
}

fn in_window(tally: &Tally, known: &Known, (from, until, end): (Date, Date, Date)) -> Kept {
    let least = tally.at_least.map_or(0, |n| i64::from(n) * 1_000);
    let most = tally.at_most.map_or(i64::MAX, |n| i64::from(n) * 1_000);
    let complete = known.covers(from, until.min(end));
    if tally.counted > most {
        return Kept::No;
    }
    if end < until {
        // More may still be done.
        return if tally.counted >= least && most == i64::MAX { Kept::Yes } else { Kept::NotYet };
    }
    if tally.counted >= least && (most == i64::MAX || (complete && tally.perhaps <= most)) {
        return Kept::Yes;
    }
    if complete && tally.perhaps < least { Kept::No } else { Kept::Unknown }
}

fn average(tally: &Tally, days: i64, known: &Known, from: Date, until: Date) -> Kept {
    let wanted = (i64::from(from.days_to(until)) + 1) * 1_000 * i64::from(tally.at_least.unwrap_or(0));
    if tally.counted * days >= wanted {
        return Kept::Yes;
    }
    if known.covers(from, until) && tally.perhaps * days < wanted { Kept::No } else { Kept::Unknown }
}

/// Longer intervals between one time and the next than may be, as far as the record is complete between them.
fn gaps(events: &[Event], days: i32, from: Date, until: Date, known: &Known) -> Vec<(Date, Date)> {
    let own = events.iter().map(|event| event.day).filter(|day| from <= *day && *day <= until);
    // Before the first and after the last the interval is at least as long as the record of it.
    let mut ends: Vec<Date> = [from].into_iter().chain(own).chain([until]).collect();
    ends.dedup();
    let pairs = ends.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
    pairs.filter(|(a, b)| a.days_to(*b) > days && known.covers(*a, *b)).collect()
}

/// Whether in some stretch of so many months that reaches into the window more is counted than may be.
fn rolling(frequency: &Frequency, events: &[Event], months: i32, from: Date, until: Date) -> bool {
    let Some(most) = frequency.at_most.map(|most| i64::from(most) * 1_000) else { return false };
    let certain = || events.iter().filter(|event| event.certain);
    let certain: Vec<&Event> = certain().collect();
    certain.iter().enumerate().any(|(n, event)| {
        let end = event.day.plus_months(months).and_then(|end| end.plus_days(-1)).unwrap_or(event.day);
        // What has begun before counts only where days are counted.
        let first = if in_days(frequency) { 0 } else { n };
        let within = || certain.iter().skip(first).take_while(|other| other.day <= end).copied();
        event.day <= until && from <= end && total(frequency, within(), event.day, end) > most
    })
}

pub(super) fn verdict(kept: Kept, hedged: bool) -> Verdict {
    match kept {
        Kept::Yes => Verdict::Compliant,
        Kept::No if hedged => Verdict::Deviation,
        Kept::No => Verdict::Violation,
        Kept::NotYet => Verdict::NotYetDue,
        Kept::Unknown => Verdict::Undetermined,
    }
}
