//! Limits and frequencies in words: the days that were counted, and what came of it.
use super::model::{Count, Gap, Reckoning};
use super::wording::{Wording, thousandths};
use crate::calendar::Calendar;
use crate::core_ir::{ClauseId, ClauseKind, Every};
use crate::diagnostic::Lang;
use crate::eval::{self, Span, Tally, Timing, Unreckoned};
use crate::vocabulary::{Date, Moment, TimeUnit, Verdict};

/// So many days are listed one by one, at most.
const LISTED: usize = 31;

/// Puts reckonings into words.
#[derive(Clone, Copy)]
pub(super) struct Times<'a> {
    pub wording: Wording<'a>,
    pub calendar: &'a Calendar,
}

impl Times<'_> {
    fn zh(&self) -> bool {
        self.wording.lang == Lang::Zh
    }

    fn day(&self, date: Date) -> String {
        if self.zh() { date.to_string() } else { date.iso() }
    }

    fn moment(&self, moment: Moment) -> String {
        match (self.zh(), moment.minute) {
            (true, _) => moment.to_string(),
            (false, Some(minute)) => format!("{} {:02}:{:02}", moment.date.iso(), minute / 60, minute % 60),
            (false, None) => moment.date.iso(),
        }
    }

    pub fn reckoning(&self, one: &eval::Reckoning) -> Reckoning {
        let timing = one.due.as_ref().ok();
        Reckoning {
            from: timing.map(|timing| timing.event.date.iso()),
            due: timing.map(|timing| timing.last.iso()),
            days: timing.map(|timing| self.days(timing).into_iter().map(Date::iso).collect()).unwrap_or_default(),
            done: one.done_on.map(|done| done.date.iso()),
            late: one.late,
            text: match &one.due {
                Ok(timing) => format!("{}{}", self.counted(timing), self.came_to(one, timing)),
                Err(trouble) => self.trouble(trouble),
            },
        }
    }

    fn trouble(&self, trouble: &Unreckoned) -> String {
        match trouble {
            Unreckoned::Undated => {
                self.wording.pick("情形没有写日期，期限算不出来", "the situation has no date: the limit cannot be reckoned")
            }
            Unreckoned::When(relation, args) => {
                let what = self.wording.fact(*relation, args, true);
                let known: String = what.split(' ').collect();
                self.wording.pick(
                    format_args!("「{known}」是哪一天，没有记载，期限算不出来"),
                    format_args!("on which day '{what}' was so is not on record: the limit cannot be reckoned"),
                )
            }
            Unreckoned::Calendar(trouble) => {
                let why = trouble.message(self.wording.lang);
                self.wording.pick(format_args!("{why}，期限算不出来"), format_args!("{why}: the limit cannot be reckoned"))
            }
        }
    }

    /// How the last day was come to.
    fn counted(&self, timing: &Timing) -> String {
        let [zh, en] = timing.unit.words();
        let (count, event, due) = (timing.number, self.moment(timing.event), self.day(timing.due));
        let list = self.list(timing);
        let basis = if timing.unit.is_working() {
            self.wording.pick("按国务院办公厅放假调休安排计算工作日，", "working days by the State Council's calendar, ")
        } else {
            String::new()
        };
        let moved = timing.count.moved.as_ref().map_or_else(String::new, |moved| {
            let day = self.day(moved.from);
            self.wording.pick(format_args!("（{day}是休息日，顺延）"), format_args!(" ({day} is a day of rest: moved on)"))
        });
        let left_out = match timing.left_out {
            0 => String::new(),
            days => {
                self.wording.pick(format_args!("（另有{days}日不计入）"), format_args!(" ({days} days more are not counted)"))
            }
        };
        match (timing.before, self.zh()) {
            (true, true) => format!("{basis}自{event}起倒数（当日不计）{count}{zh}{list}，最迟{due}{left_out}{moved}"),
            (true, false) => {
                format!("{basis}{count} {en} back from {event}, that day not counted{list}: by {due}{left_out}{moved}")
            }
            (false, true) => format!("{basis}自{event}次日起算{count}{zh}{list}，最后一天是{due}{left_out}{moved}"),
            (false, false) => {
                format!("{basis}{count} {en} from the day after {event}{list}: the last day is {due}{left_out}{moved}")
            }
        }
    }

    /// The days in the order of counting.
    fn days(&self, timing: &Timing) -> Vec<Date> {
        if !timing.unit.is_working() {
            return Vec::new();
        }
        let mut days = self.calendar.counted(&timing.count);
        if timing.before {
            days.reverse();
        }
        days
    }

    /// The days one by one, make-up days named.
    fn list(&self, timing: &Timing) -> String {
        let days = self.days(timing);
        if days.is_empty() || days.len() > LISTED {
            return String::new();
        }
        let mut year = None;
        let days: Vec<String> = days.iter().map(|day| format!("{}{}", self.short(*day, &mut year), self.mark(*day))).collect();
        let days = days.join(&self.wording.pick("、", ", "));
        self.wording.pick(format_args!("（{days}）"), format_args!(" ({days})"))
    }

    /// Month and day; the year where it is another than before.
    fn short(&self, day: Date, year: &mut Option<i16>) -> String {
        let (own, month, date) = day.ymd();
        let changed = year.is_some_and(|year| year != own);
        *year = Some(own);
        match (changed, self.zh()) {
            (false, true) => format!("{month}月{date}日"),
            (true, true) => day.to_string(),
            (false, false) => format!("{month}-{date}"),
            (true, false) => day.iso(),
        }
    }

    fn mark(&self, day: Date) -> String {
        if self.calendar.day(day).is_some_and(|day| day.make_up) {
            self.wording.pick("调休上班", " make-up day")
        } else {
            String::new()
        }
    }

    fn came_to(&self, one: &eval::Reckoning, timing: &Timing) -> String {
        let [zh, en] = if timing.unit.is_working() { TimeUnit::WorkingDay } else { TimeUnit::Day }.words();
        let done = one.done_on.map(|done| self.moment(done));
        let pick = |zh: String, en: String| if self.zh() { zh } else { en };
        let extended: String = timing
            .extended
            .iter()
            .map(|(_, until)| {
                let day = self.day(*until);
                if *until <= timing.last {
                    return pick(format!("，延长到{day}"), format!(", extended until {day}"));
                }
                pick(format!("，准予延长的到{day}"), format!(", if extended until {day}"))
            })
            .collect();
        let untold = timing.untold.as_ref().map_or_else(String::new, |trouble| {
            let why = trouble.message(self.wording.lang);
            pick(
                format!("，延长的到哪一天算不出来（{why}）"),
                format!(", if extended until a day that cannot be reckoned ({why})"),
            )
        });
        // Where it may have been extended, it is not known to be late.
        let late = one.late.filter(|_| one.verdict != Verdict::Undetermined);
        let end = match (one.verdict, done, late) {
            (_, Some(done), Some(late)) => {
                pick(format!("；{done}做的，逾期{late}{zh}"), format!("; done on {done}, {late} {en} late"))
            }
            (Verdict::Compliant, Some(done), None) => {
                pick(format!("；{done}做的，在期限内"), format!("; done on {done}, in time"))
            }
            (_, Some(done), None) => pick(format!("；{done}做的"), format!("; done on {done}")),
            (Verdict::Violation | Verdict::Deviation, None, _) => pick("；没有做".to_owned(), "; not done".to_owned()),
            (Verdict::NotYetDue, None, _) => {
                pick("；还没有做，期限未到".to_owned(), "; not done yet, and there is still time".to_owned())
            }
            (_, None, _) => pick("；何时做的，没有记载".to_owned(), "; when it was done is not on record".to_owned()),
        };
        format!("{extended}{untold}{end}")
    }

    pub fn count(&self, finding: &eval::Finding, tally: &Tally) -> Option<Count> {
        let eval::About::Frequency(clause) = finding.about else { return None };
        let gaps = tally.gaps.iter().map(|(from, until)| Gap {
            from: from.iso(),
            until: until.iso(),
            days: u32::try_from(from.days_to(*until)).unwrap_or(0),
        });
        Some(Count {
            who: tally.bearer.map(|who| self.wording.entity(who)),
            from: tally.span.from.map(Date::iso),
            until: tally.span.until.map(Date::iso),
            counted: thousandths(tally.counted).parse().unwrap_or_default(),
            at_least: tally.at_least,
            at_most: tally.at_most,
            gaps: gaps.collect(),
            text: self.count_text(clause, tally),
        })
    }

    pub fn count_text(&self, clause: ClauseId, tally: &Tally) -> String {
        let Some(clause) = self.wording.program.clauses.get(clause.index()) else { return String::new() };
        let ClauseKind::Frequency(frequency) = &clause.kind else { return String::new() };
        if tally.span.from.is_none() {
            return self.wording.pick("各次是哪一天，没有记载，次数算不出来", "on which days it was done is not on record");
        }
        let who = tally.bearer.map(|who| self.wording.entity(who)).unwrap_or_default();
        let (window, counted, unit) = (window(&self.wording, tally.span), thousandths(tally.counted), frequency.unit.as_str());
        let zh = self.zh();
        let unit = match (zh, unit) {
            (false, "次") if tally.counted == 1000 => "time",
            (false, "次") => "times",
            (false, "天") => "days",
            _ => unit,
        };
        let (least, most) = (tally.at_least, tally.at_most);
        let wanted = match (least, most, zh) {
            (Some(least), Some(most), true) => format!("，规定{least}至{most}{unit}"),
            (Some(least), None, true) => format!("，规定不少于{least}{unit}"),
            (None, Some(most), true) => format!("，规定不超过{most}{unit}"),
            (Some(least), Some(most), false) => format!(", {least} to {most} wanted"),
            (Some(least), None, false) => format!(", at least {least} wanted"),
            (None, Some(most), false) => format!(", at most {most} allowed"),
            (None, None, _) => String::new(),
        };
        match frequency.every {
            Every::Months(_) if zh => format!("{who}{window}{counted}{unit}{wanted}"),
            Every::Months(_) => format!("{who} {window}{counted} {unit}{wanted}").trim_start().to_owned(),
            Every::Days(days) if zh => self.gaps(tally, days, &format!("{who}{window}{counted}{unit}")),
            Every::Days(days) => self.gaps(tally, days, format!("{who} {window}{counted} {unit}").trim_start()),
        }
    }

    fn gaps(&self, tally: &Tally, days: u32, counted: &str) -> String {
        if tally.gaps.is_empty() {
            return self.wording.pick(
                format_args!("{counted}，相邻两次都不超过{days}日"),
                format_args!("{counted}, never more than {days} days apart"),
            );
        }
        let one = |(from, until): &(Date, Date)| {
            let long = from.days_to(*until);
            let (from, until) = (self.day(*from), self.day(*until));
            self.wording.pick(format_args!("{from}至{until}（{long}天）"), format_args!("{from} to {until} ({long} days)"))
        };
        let list = tally.gaps.iter().map(one).collect::<Vec<_>>().join(&self.wording.pick("、", ", "));
        let number = tally.gaps.len();
        self.wording.pick(
            format_args!("{counted}，间隔超过{days}日的有{number}处：{list}"),
            format_args!("{counted}, {number} intervals longer than {days} days: {list}"),
        )
    }
}

/// The window in words: 2021年, 2021年上半年, 2022年8月, or its first and last day.
pub(super) fn window(wording: &Wording, span: Span) -> String {
    let (Some(from), Some(until)) = (span.from, span.until) else { return String::new() };
    let (year, month, day) = from.ymd();
    let next = until.plus_days(1).map(Date::ymd);
    let whole = |months: i32| day == 1 && next == from.plus_months(months).map(Date::ymd);
    let zh = wording.lang == Lang::Zh;
    match (zh, month) {
        (true, 1) if whole(12) => format!("{year}年"),
        (true, 1) if whole(6) => format!("{year}年上半年"),
        (true, 7) if whole(6) => format!("{year}年下半年"),
        (true, _) if whole(3) => format!("{year}年第{}季度", (month - 1) / 3 + 1),
        (true, _) if whole(1) => format!("{year}年{month}月"),
        (true, _) => format!("{from}至{until}"),
        (false, 1) if whole(12) => format!("{year}: "),
        (false, _) => format!("{} to {}: ", from.iso(), until.iso()),
    }
}
