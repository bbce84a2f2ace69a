//! `guiju audit`: a year's events against the rules.
use super::arguments::AuditArguments;
use super::ask::date;
use super::console::{Console, Paint, Status};
use super::tables::{self, Ledger, told};
use super::template;
use crate::answer::Cite;
use crate::api::audit::{Audit, AuditFinding, Period};
use crate::api::brief::{Briefs, Sort};
use crate::api::intake::{Intake, Size, Way, Why};
use crate::diagnostic::Problems;
use crate::vocabulary::{Date, Verdict};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Progress is shown where the work takes longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

/// From so many rows on it is told that a record which must be looked at as a whole takes long.
const MANY: u64 = 20_000;

/// So many missing facts of one event are listed.
const MISSING: usize = 4;

/// Audits a ledger.
pub fn run(arguments: &AuditArguments, console: &mut Console) -> Status {
    audit(arguments, console).unwrap_or_else(|status| status)
}

fn audit(arguments: &AuditArguments, console: &mut Console) -> Result<Status, Status> {
    let day = |text: &Option<String>| text.as_deref().map(|text| date(text, console)).transpose();
    let period = Period { from: day(&arguments.from)?, until: day(&arguments.until)? };
    let as_of = day(&arguments.as_of)?;
    if period.from.zip(period.until).is_some_and(|(from, until)| until < from) {
        console.trouble(
            console.pick("--from 在 --until 之后，这一段没有日子", "--from is after --until: there is no such period"),
            Some(console.pick("请把两个日期对调或者改正。", "Change the dates.")),
        );
        return Err(Status::Misuse);
    }
    let ledger = Ledger {
        rulebook: &arguments.rulebook,
        situation: arguments.situation.as_deref(),
        files: &arguments.ledger,
        form: arguments.form.as_deref(),
        part: None,
    };
    let audit = if let Some(situation) = ledger.situation {
        let Some(audit) = of_tables(arguments, (&ledger, situation), (period, as_of), console)? else { return Ok(Status::Well) };
        audit
    } else {
        let prepared = tables::tied(&ledger, as_of, console)?.prepared;
        let mut bar = Progress::new();
        let audit = prepared.audit(period, console.lang(), |n, all| bar.show(n, all));
        bar.finish();
        audit.map_err(|problems| told(&problems, console))?
    };
    if arguments.json {
        console.json(&audit);
    } else {
        show(&audit, console);
    }
    let clean = audit.findings.is_empty() && audit.brief.is_empty() && audit.rows.is_none_or(|rows| rows.problems.is_empty());
    Ok(if clean { Status::Well } else { Status::Findings })
}

/// Tables by the forms of a situation; none where an empty table was wished.
fn of_tables(
    arguments: &AuditArguments,
    (ledger, situation): (&Ledger<'_>, &Path),
    (period, as_of): (Period, Option<Date>),
    console: &mut Console,
) -> Result<Option<Audit>, Status> {
    let intake = tables::intake(ledger, situation, as_of, console)?;
    if let Some(path) = &arguments.template {
        template::write(&intake, path, console)?;
        return Ok(None);
    }
    let jobs = arguments.jobs.unwrap_or(1).max(1);
    let way = Way { period, in_full: arguments.in_full, jobs };
    tables::there(ledger, console)?;
    let mut bar = Progress::new();
    // What comes through a pipe can be read once only.
    let again = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|meta| meta.is_file());
    let may = arguments.ledger.iter().all(again);
    let streamed = may.then(|| intake.stream(&arguments.ledger, &way, console.lang(), |rows| bar.rows(rows))).flatten();
    let audit = match streamed {
        Some(audit) => Ok(audit),
        None if may => {
            // Duties ask for what becomes of a thing; what several tell together asks for the whole record.
            let things = intake.by_things(&arguments.ledger, (&way, Size::default()), console.lang(), |rows| bar.rows(rows));
            things.or_else(|why| whole(&intake, arguments, (period, Some(&why)), &mut bar, console))
        }
        None => whole(&intake, arguments, (period, None), &mut bar, console),
    };
    bar.finish();
    audit.map(Some).map_err(|problems| told(&problems, console))
}

/// Every row on record before any is judged.
fn whole(
    intake: &Intake,
    arguments: &AuditArguments,
    (period, why): (Period, Option<&Why>),
    bar: &mut Progress,
    console: &Console,
) -> Result<Audit, Problems> {
    let taken = tables::read(intake, &arguments.ledger, |rows| bar.rows(rows), console);
    let n = taken.taken;
    if n > MANY && why.is_none() {
        console.note(&console.pick(
            format!("从标准输入或者管道读的只能读一遍，{n} 行要连起来核对，每一万行要几秒；存成文件再核对会快得多"),
            format!("what comes through a pipe is read once: {n} rows are looked at together, some seconds for ten thousand; from a file it is faster"),
        ));
    } else if n > MANY {
        let why = why.and_then(|why| why.told(intake.program(), console.lang()));
        let (zh, en) = match &why {
            Some(why) => (format!("{why}，"), format!("{why}: ")),
            None => Default::default(),
        };
        console.note(&console.pick(
            format!("{zh}{n} 行要连起来核对，比边读边核对慢，占的内存随行数增加，每一万行要几秒"),
            format!("{en}{n} rows are looked at together; memory grows with them, and ten thousand take some seconds"),
        ));
    }
    intake.audit(&taken, period, console.lang(), |n, all| bar.show(n, all))
}

/// How far the work has come, on the terminal, where it takes long.
struct Progress {
    begun: Instant,
    shown: bool,
    last: u64,
}

impl Progress {
    fn new() -> Self {
        Self { begun: Instant::now(), shown: std::io::stderr().is_terminal(), last: 0 }
    }

    fn show(&mut self, n: usize, all: usize) {
        let percent = (n * 100 / all.max(1)) as u64;
        if percent != self.last && self.is_due() {
            self.last = percent;
            // Progress is a courtesy: if it cannot be shown, the work goes on.
            let _ = write!(std::io::stderr(), "\r{percent}% ({n}/{all})");
        }
    }

    fn rows(&mut self, rows: u64) {
        if rows >= self.last + 50_000 && self.is_due() {
            self.last = rows;
            let _ = write!(std::io::stderr(), "\r{rows}");
        }
    }

    fn is_due(&self) -> bool {
        self.shown && self.begun.elapsed() > PATIENCE
    }

    fn finish(&self) {
        if self.last > 0 {
            let _ = writeln!(std::io::stderr());
        }
    }
}

fn show(audit: &Audit, console: &mut Console) {
    let zh = console.pick(true, false);
    let mut rest = audit.findings.as_slice();
    let mut verdict = None;
    while let Some(first) = rest.first() {
        if verdict != Some(first.finding.verdict) {
            verdict = Some(first.finding.verdict);
            let word = console.paint(first.finding.verdict.word(zh), paint(first.finding.verdict));
            console.say(&word);
        }
        let same = |one: &&AuditFinding| {
            let of = |one: &AuditFinding| (one.event.clone(), one.on.clone(), one.part.clone(), one.finding.verdict);
            of(one) == of(first)
        };
        let (group, others) = rest.split_at(rest.iter().take_while(same).count());
        event(group, console);
        rest = others;
    }
    let counts: Vec<String> = audit.verdicts.iter().map(|(verdict, n)| format!("{} {n}", verdict.word(zh))).collect();
    if !audit.brief.is_empty() {
        brief(&audit.brief, console);
    }
    if let Some(rows) = &audit.rows {
        rows.problems.iter().chain(&rows.notes).for_each(|problem| console.note(problem));
        tables::incomplete(rows, console);
        console.say(&tables::count(rows, console.lang()));
    }
    let until = audit.as_of.as_deref().unwrap_or("?");
    let counts = counts.join(console.pick("，", ", "));
    // One event may touch several rules.
    let all: usize = audit.verdicts.values().sum();
    let counts = match all {
        0 => String::new(),
        _ => console.pick(format!("，结论 {all} 条：{counts}"), format!(", {all} findings: {counts}")),
    };
    let line = console.pick(
        format!("至 {until}，核对事件 {} 件{counts}", audit.events),
        format!("{} events looked at, up to {until}{counts}", audit.events),
    );
    console.say(&line);
}

/// How many more of each sort there are; JSON has every one of them.
fn brief(all: &Briefs, console: &mut Console) {
    let zh = console.pick(true, false);
    for (Sort { verdict, ground, act, duty }, count) in all.sorts() {
        let ground = ground.map(|ground| format!("（{}）", ground.word(zh))).unwrap_or_default();
        let verdict = format!("{}{ground}", verdict.word(zh));
        let act = tables::plain(act) + &duty.map(|duty| format!("，{}", tables::plain(duty))).unwrap_or_default();
        let line = console.pick(
            format!("另有{verdict}：{act} {count} 件（--json 逐件列出）"),
            format!("{count} more: {verdict}, {act} (--json lists each)"),
        );
        console.say(&line);
    }
}

/// What was found about one event: each finding with its places, then the reasons of all.
fn event(group: &[AuditFinding], console: &mut Console) {
    let Some(first) = group.first() else { return };
    let day = first.on.as_deref().map(|on| format!("{on} ")).unwrap_or_default();
    let event: String = first.event.split(' ').collect();
    let of = first.part.as_deref().map(|part| format!("{part} ")).unwrap_or_default();
    let rows =
        if first.rows.is_empty() { String::new() } else { format!("（{}）", first.rows.join(console.pick("、", ", "))) };
    console.say(&format!("  {of}{day}{event}{rows}"));
    let zh = console.pick(true, false);
    let of = |one: &AuditFinding| (one.finding.about.clone(), one.finding.ground);
    for (n, one) in group.iter().enumerate() {
        // What several clauses ask for is told once, with the places of all.
        if group.iter().take(n).any(|before| of(before) == of(one)) {
            continue;
        }
        let same: Vec<&AuditFinding> = group.iter().filter(|other| of(other) == of(one)).collect();
        let ground = one.finding.ground.map(|ground| format!("（{}）", ground.word(zh))).unwrap_or_default();
        if one.finding.about != event || !ground.is_empty() {
            console.say(&format!("    {}{ground}", one.finding.about));
        }
        let cited = |cite: &Cite| format!("《{}》{}「{}」", cite.document, cite.locus(), cite.quote);
        let places: Vec<String> = same.iter().flat_map(|one| one.finding.citations.iter().map(cited)).collect();
        let notes = same.iter().flat_map(|one| &one.notes);
        distinct(places.iter().chain(notes)).iter().for_each(|line| console.say(&format!("      {line}")));
    }
    let reasons = distinct(group.iter().flat_map(|one| one.reasons.iter().chain(&one.readings)));
    reasons.iter().for_each(|line| console.say(&format!("    {line}")));
    let missing = distinct(group.iter().flat_map(|one| &one.missing));
    if !missing.is_empty() {
        let more = missing.len().saturating_sub(MISSING);
        let list: Vec<&str> = missing.iter().take(MISSING).map(|one| one.as_str()).collect();
        let list = list.join(console.pick("；", "; "));
        let line = match more {
            0 => console.pick(format!("缺：{list}"), format!("missing: {list}")),
            more => console.pick(format!("缺：{list}；另有 {more} 项"), format!("missing: {list}; and {more} more")),
        };
        console.say(&format!("    {line}"));
    }
}

fn distinct<'f>(all: impl Iterator<Item = &'f String>) -> Vec<&'f String> {
    let mut seen = std::collections::BTreeSet::new();
    all.filter(|one| seen.insert(*one)).collect()
}

fn paint(verdict: Verdict) -> Paint {
    Paint::of(match verdict {
        Verdict::Violation => Some(false),
        Verdict::Compliant => Some(true),
        _ => None,
    })
}
