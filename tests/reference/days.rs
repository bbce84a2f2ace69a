//! Limits in days (`book/en/semantics.md` §10) against a reckoning that goes through the days one by one, on random rules and
//! records written in the language. Only whether a day is worked is taken from the calendar.
use super::random::Rng;
use guiju::calendar::Calendar;
use guiju::diagnostic::Lang;
use guiju::source::Source;
use guiju::vocabulary::{Date, Verdict};
use guiju::{Rulebook, Situation};

/// Records compared for each rule, and rules; `CASES=…` for more rules.
const RECORDS: u64 = 40;
const RULES: u64 = 40;

const WORDS: &str = "规则 期限
  简称 期限

用语
种类 案件。
职务 经办人。
行为 [人] 受理 [案件]；类：记录。
行为 [人] 办结 [案件]；类：记录。
行为 [人] 开庭 [案件]；类：记录。
行为 [人] 送达 [案件]；类：记录。
句式 [案件] 列入排期；类：记录。
句式 [案件] 案情复杂；反：[案件] 案情不复杂；类：开放。
句式 [案件] 中止；类：记录。

第一条
> 限期办理。
";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
    Worked,
    WorkedWhole,
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    count: u32,
    unit: Unit,
    hedged: bool,
    /// Counted back from another event; on from the trigger.
    back: bool,
    /// So many days more, where the matter is complicated.
    more: Option<u32>,
    /// Days on which the matter rests do not count.
    rests: bool,
}

/// When something is on record.
#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    Day(Date),
    Undated,
}

/// What is on record of the matter being complicated.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Hard {
    Silent,
    Always(bool),
    Since(Date),
}

#[derive(Debug, Clone)]
struct Record {
    now: Date,
    events: Vec<When>,
    done: Vec<When>,
    hard: Hard,
    rests: Vec<(Date, Date)>,
}

impl Rule {
    fn new(rng: &mut Rng) -> Self {
        let unit = *rng.pick(&[Unit::Day, Unit::Week, Unit::Month, Unit::Year, Unit::Worked, Unit::Worked, Unit::WorkedWhole]);
        let most = match unit {
            Unit::Day => 40,
            Unit::Week | Unit::Month => 4,
            Unit::Year => 1,
            Unit::Worked | Unit::WorkedWhole => 12,
        };
        let back = rng.percent(40);
        let counted = matches!(unit, Unit::Day | Unit::Worked);
        Self {
            count: 1 + rng.below(most) as u32,
            unit,
            hedged: rng.percent(30),
            back,
            more: (!back && rng.percent(40)).then(|| 1 + rng.below(9) as u32),
            rests: !back && counted && rng.percent(40),
        }
    }

    fn text(&self) -> String {
        let unit = match self.unit {
            Unit::Day => "日",
            Unit::Week => "周",
            Unit::Month => "个月",
            Unit::Year => "年",
            Unit::Worked => "个工作日",
            Unit::WorkedWhole => "个整工作日",
        };
        let hedge = if self.hedged { "原则上 应当" } else { "应当" };
        let count = self.count;
        let mut text = if self.back {
            format!("案件 列入排期 的，经办人 {hedge} 于 该经办人 开庭 该案件 前 {count} {unit} 送达 该案件。\n")
        } else {
            format!("人 受理 案件 的，该人 {hedge} 在 {count} {unit} 内 办结 该案件。\n")
        };
        if let Some(more) = self.more {
            text += &format!("案件 案情复杂 的，期限 可以 延长 {more} 日。\n");
        }
        if self.rests {
            text += "案件 中止 的，该期间 不计入 期限。\n";
        }
        format!("{WORDS}{text}")
    }

    fn question(&self) -> &'static str {
        if self.back { "案一 列入排期 的 手续 是否合规？" } else { "甲 受理 案一 的 手续 是否合规？" }
    }
}

fn day(rng: &mut Rng) -> Date {
    // Around the days off of spring and autumn, the end of months, and where the calendars end.
    let (year, month) =
        *rng.pick(&[(2023, 1), (2023, 4), (2023, 9), (2023, 9), (2023, 12), (2024, 1), (2024, 2), (2020, 2), (2026, 12)]);
    Date::new(year, month, 1).and_then(|first| first.plus_days(rng.below(31) as i32)).expect("a day")
}

fn near(rng: &mut Rng, one: Date, before: i32, after: i32) -> Date {
    one.plus_days(rng.below((before + after + 1) as usize) as i32 - before).expect("a day")
}

impl Record {
    fn new(rng: &mut Rng, rule: &Rule) -> Self {
        let first = day(rng);
        let reach = match rule.unit {
            Unit::Year => 380,
            Unit::Month => 130,
            _ => 45,
        };
        let now = near(rng, first, if rule.back { reach } else { 2 }, reach + 20);
        let mut events = Vec::new();
        match rng.below(10) {
            0 => {}
            1 => events.push(When::Undated),
            2 | 3 => events.extend([first, near(rng, first, 0, 30)].map(When::Day)),
            _ => events.push(When::Day(first)),
        }
        events.dedup();
        let mut done = Vec::new();
        match rng.below(10) {
            0 | 1 => {}
            2 => done.push(When::Undated),
            3 => done.extend([near(rng, first, reach, 30), near(rng, first, 3, reach)].map(When::Day)),
            _ if rule.back => done.push(When::Day(near(rng, first, reach, 3))),
            _ => done.push(When::Day(near(rng, first, 4, reach))),
        }
        done.dedup();
        let hard = match rng.below(5) {
            0 => Hard::Silent,
            1 => Hard::Since(near(rng, first, 5, reach)),
            n => Hard::Always(n < 4),
        };
        let mut rests = Vec::new();
        for _ in 0..rng.below(3) {
            let from = near(rng, first, 5, 20);
            let until = near(rng, from, 0, 6);
            if until <= now {
                rests.push((from, until));
            }
        }
        Self { now, events, done, hard, rests }
    }

    fn text(&self, rule: &Rule) -> String {
        let (event, done) = if rule.back { ("开庭", "送达") } else { ("受理", "办结") };
        let mut lines = vec![format!("情形 {}", self.now), "名册：经办人 甲。".into(), "案一 是 案件。".into()];
        if rule.back {
            lines.push("案一 列入排期。".into());
        }
        for (act, times) in [(event, &self.events), (done, &self.done)] {
            for when in times {
                match when {
                    When::Day(day) => lines.push(format!("甲 {act} 案一（于 {day}）。")),
                    When::Undated => lines.push(format!("甲 {act} 案一。")),
                }
            }
        }
        match self.hard {
            Hard::Silent => {}
            Hard::Always(true) => lines.push("案一 案情复杂。".into()),
            Hard::Always(false) => lines.push("案一 案情不复杂。".into()),
            Hard::Since(day) => lines.push(format!("案一 案情复杂（自 {day}）。")),
        }
        lines.extend(self.rests.iter().map(|(from, until)| format!("案一 中止（自 {from} 至 {until}）。")));
        lines.join("\n  ") + "\n"
    }

    /// Whether the matter is on record as complicated on a day; none where that is not known.
    fn is_hard(&self, on: Date) -> Option<bool> {
        match self.hard {
            Hard::Silent => None,
            Hard::Always(hard) => Some(hard),
            Hard::Since(day) => Some(day <= on),
        }
    }
}

/// The days, gone through one by one.
struct Days<'c> {
    calendar: &'c Calendar,
}

impl Days<'_> {
    fn worked(&self, day: Date) -> Option<bool> {
        Some(self.calendar.day(day)?.working)
    }

    /// 民法典 203: a last day that is not worked moves to the next that is.
    fn moved(&self, mut day: Date) -> Option<Date> {
        while !self.worked(day)? {
            day = day.plus_days(1)?;
        }
        Some(day)
    }

    /// So many days that count, from the day after (before) the event on (back).
    fn counted(&self, event: Date, count: u32, back: bool, counts: impl Fn(Date) -> Option<bool>) -> Option<Date> {
        let (mut day, mut left) = (event, count);
        while left > 0 {
            day = day.plus_days(if back { -1 } else { 1 })?;
            left -= u32::from(counts(day)?);
        }
        Some(day)
    }

    /// The corresponding day, else the last of the month.
    fn months(event: Date, months: i32) -> Option<Date> {
        let (year, month, day) = event.ymd();
        let month = i32::from(year) * 12 + i32::from(month) - 1 + months;
        let (year, month) = (month.div_euclid(12) as i16, month.rem_euclid(12) as i8 + 1);
        (1..=day).rev().find_map(|day| Date::new(year, month, day))
    }

    /// S-70 without extensions.
    fn last(&self, rule: &Rule, record: &Record, event: Date) -> Option<Date> {
        let rests = |day: Date| rule.rests && record.rests.iter().any(|(from, until)| *from <= day && day <= *until);
        let any = |day: Date| Some(!rests(day));
        let worked = |day: Date| Some(self.worked(day)? && !rests(day));
        let (count, sign) = (rule.count, if rule.back { -1 } else { 1 });
        let day = match rule.unit {
            Unit::Day => self.counted(event, count, rule.back, any)?,
            Unit::Week => event.plus_days(sign * 7 * count as i32)?,
            Unit::Month => Self::months(event, sign * count as i32)?,
            Unit::Year => Self::months(event, sign * 12 * count as i32)?,
            Unit::Worked => self.counted(event, count, rule.back, worked)?,
            // So many whole ones lie between, whether or not the last day itself is worked.
            Unit::WorkedWhole => self.counted(event, count, rule.back, worked)?.plus_days(sign)?,
        };
        let moves = !rule.back && !matches!(rule.unit, Unit::Worked | Unit::WorkedWhole);
        if moves { self.moved(day) } else { Some(day) }
    }

    /// The last day by the limit itself; and the last days that may be, as far as it may be extended, where each can be told.
    fn lasts(&self, rule: &Rule, record: &Record, event: Date) -> Option<(Date, Vec<Option<Date>>)> {
        let plain = self.last(rule, record, event)?;
        let Some(more) = rule.more else { return Some((plain, vec![Some(plain)])) };
        let extended = self.moved(plain.plus_days(more as i32)?);
        let lasts = match record.is_hard(plain.min(record.now)) {
            Some(true) => vec![extended],
            Some(false) => vec![Some(plain)],
            None => vec![Some(plain), extended],
        };
        Some((plain, lasts))
    }
}

/// What comes of each time at which the duty was brought up, with the last day where there is but one; nothing if none did.
fn reference(days: &Days, rule: &Rule, record: &Record) -> Vec<(Verdict, Option<Date>)> {
    let seen: Vec<Date> = dated(&record.events).into_iter().filter(|day| *day <= record.now).collect();
    if rule.back {
        // The last at or before the date of the question, else the first to come.
        let to_come = dated(&record.events).into_iter().find(|day| *day > record.now);
        return vec![one(days, rule, record, seen.last().copied().or(to_come))];
    }
    match seen.as_slice() {
        [] if record.events.contains(&When::Undated) => vec![one(days, rule, record, None)],
        all => all.iter().map(|event| one(days, rule, record, Some(*event))).collect(),
    }
}

fn dated(times: &[When]) -> Vec<Date> {
    let mut days: Vec<Date> = times.iter().filter_map(|when| if let When::Day(day) = when { Some(*day) } else { None }).collect();
    days.sort_unstable();
    days
}

fn one(days: &Days, rule: &Rule, record: &Record, event: Option<Date>) -> (Verdict, Option<Date>) {
    let lasts = event.and_then(|event| days.lasts(rule, record, event));
    let (Some(event), Some((plain, lasts))) = (event, lasts) else { return (Verdict::Undetermined, None) };
    let failed = if rule.hedged { Verdict::Deviation } else { Verdict::Violation };
    let judged = |last: &Date| {
        let counts = |day: &Date| (rule.back || event <= *day) && *day <= (*last).min(record.now);
        if dated(&record.done).iter().any(counts) {
            Verdict::Compliant
        } else if record.done.contains(&When::Undated) {
            // Done for this by now: in time, whenever it was, while the last day has not passed.
            if record.now <= *last { Verdict::Compliant } else { Verdict::Undetermined }
        } else if record.now <= *last {
            Verdict::NotYetDue
        } else {
            failed
        }
    };
    let verdicts = lasts.iter().map(|last| match last {
        Some(last) => judged(last),
        // There is time until the limit itself has passed, at least.
        None if judged(&plain) == failed => Verdict::Undetermined,
        None => judged(&plain),
    });
    let verdicts: Vec<Verdict> = verdicts.collect();
    match (verdicts.as_slice(), lasts.as_slice()) {
        ([only], [Some(last)]) => (*only, Some(*last)),
        ([first, rest @ ..], _) if rest.iter().all(|other| other == first) => (*first, None),
        _ => (Verdict::Undetermined, None),
    }
}

fn compare(calendar: &Calendar, seed: u64) -> [usize; 4] {
    let mut rng = Rng(seed ^ 0xDA75);
    let rule = Rule::new(&mut rng);
    let vocabulary = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rulebooks/通用词汇.gj")).expect("it is there");
    let sources = [Source::new("通用词汇.gj", vocabulary), Source::new("期限.gj", rule.text())];
    let rulebook = Rulebook::parse(sources).unwrap_or_else(|problems| panic!("seed {seed}: {problems}\n{}", rule.text()));
    let days = Days { calendar };
    let mut came = [0; 4];
    for _ in 0..RECORDS {
        let record = Record::new(&mut rng, &rule);
        let text = record.text(&rule);
        let shown = || format!("seed {seed}\n{}\n{text}{}", rule.text(), rule.question());
        let situation = Situation::from_text(&Source::new("情形.gj", text.as_str()));
        let situation = situation.unwrap_or_else(|problems| panic!("{problems}\n{}", shown()));
        let prepared = rulebook.prepare(&situation, None).unwrap_or_else(|problems| panic!("{problems}\n{}", shown()));
        let answer = prepared.ask(rule.question(), Lang::Zh).unwrap_or_else(|problems| panic!("{problems}\n{}", shown()));
        let want = reference(&days, &rule, &record);
        let found = |one: &&guiju::answer::Finding| one.verdict != Verdict::NotApplicable && one.verdict != Verdict::Silent;
        let told = |one: &guiju::answer::Finding| {
            let due = one.reckoning.as_ref().and_then(|reckoning| reckoning.due.as_deref()).and_then(Date::parse);
            (one.verdict, due)
        };
        let got: Vec<(Verdict, Option<Date>)> = answer.findings.iter().filter(found).map(told).collect();
        let verdicts = |all: &[(Verdict, Option<Date>)]| {
            let mut verdicts: Vec<Verdict> = all.iter().map(|(verdict, _)| *verdict).collect();
            verdicts.sort_unstable();
            verdicts
        };
        // Where the last day hangs on something unknown, none is compared.
        let same = verdicts(&got) == verdicts(&want) && want.iter().all(|one| one.1.is_none() || got.contains(one));
        assert!(same, "got {got:?}, want {want:?}\n{}", shown());
        for (verdict, _) in want {
            let at = match verdict {
                Verdict::Compliant => 0,
                Verdict::Violation | Verdict::Deviation => 1,
                Verdict::NotYetDue => 2,
                _ => 3,
            };
            came[at] += 1;
        }
    }
    came
}

#[test]
fn limits_in_days_are_as_the_days_gone_through_have_it() {
    let rules = std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(RULES);
    let calendar = Calendar::embedded();
    let mut came = [0; 4];
    for seed in 0..rules {
        for (sum, more) in came.iter_mut().zip(compare(&calendar, seed)) {
            *sum += more;
        }
    }
    assert!(came.iter().all(|n| *n as u64 >= rules), "compliant, failed, waiting, undetermined: {came:?}");
}
