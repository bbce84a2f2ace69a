//! `guiju audit`: a year's events against the rules.
use super::arguments::AuditArguments;
use super::ask::date;
use super::console::{Console, Paint, Status};
use super::input;
use crate::api::audit::{Audit, AuditFinding, Period};
use crate::api::{Prepared, Situation};
use crate::diagnostic::Problems;
use crate::vocabulary::{Date, Verdict};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Progress is shown where the work takes longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

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
    let prepared = prepared(&arguments.rulebook, &arguments.ledger, as_of, console)?;
    let begun = Instant::now();
    let shown = std::io::stderr().is_terminal();
    let mut last = 0;
    let progress = |n: usize, all: usize| {
        let percent = n * 100 / all.max(1);
        if shown && begun.elapsed() > PATIENCE && percent > last {
            last = percent;
            // Progress is a courtesy: if it cannot be shown, the work goes on.
            let _ = write!(std::io::stderr(), "\r{percent}% ({n}/{all})");
        }
    };
    let audit = prepared.audit(period, console.lang(), progress).map_err(|problems| told(&problems, console))?;
    if last > 0 {
        let _ = writeln!(std::io::stderr());
    }
    if arguments.json {
        match serde_json::to_string(&audit) {
            Ok(json) => console.say(&json),
            Err(error) => console.trouble(&error.to_string(), None),
        }
    } else {
        show(&audit, console);
    }
    Ok(if audit.findings.is_empty() { Status::Well } else { Status::Findings })
}

/// A ledger tied to rulebooks.
pub fn prepared(rulebook: &[PathBuf], ledger: &Path, as_of: Option<Date>, console: &mut Console) -> Result<Prepared, Status> {
    let rulebook = input::rulebook(rulebook, console)?;
    let source = input::read(ledger, console)?;
    let situation = Situation::read(&source).map_err(|problems| told(&problems, console))?;
    rulebook.prepare(&situation, as_of).map_err(|problems| told(&problems, console))
}

fn told(problems: &Problems, console: &Console) -> Status {
    console.problems(problems);
    Status::Findings
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
        let same =
            |one: &&AuditFinding| (&one.event, &one.on, one.finding.verdict) == (&first.event, &first.on, first.finding.verdict);
        let (group, others) = rest.split_at(rest.iter().take_while(same).count());
        event(group, console);
        rest = others;
    }
    let counts: Vec<String> = audit.verdicts.iter().map(|(verdict, n)| format!("{} {n}", verdict.word(zh))).collect();
    let (until, counts) = (audit.as_of.as_deref().unwrap_or("?"), counts.join(console.pick("，", ", ")));
    let line = console.pick(
        format!("至 {until}，核对事件 {} 件：{counts}", audit.events),
        format!("{} events looked at, up to {until}: {counts}", audit.events),
    );
    console.say(&line);
}

/// What was found about one event: each finding with its places, then the reasons of all.
fn event(group: &[AuditFinding], console: &mut Console) {
    let Some(first) = group.first() else { return };
    let day = first.on.as_deref().map(|on| format!("{on} ")).unwrap_or_default();
    let event: String = first.event.split(' ').collect();
    console.say(&format!("  {day}{event}"));
    for one in group {
        let zh = console.pick(true, false);
        let ground = one.finding.ground.map(|ground| format!("（{}）", ground.word(zh))).unwrap_or_default();
        if one.finding.about != event || !ground.is_empty() {
            console.say(&format!("    {}{ground}", one.finding.about));
        }
        for cite in &one.finding.citations {
            console.say(&format!("      《{}》{}「{}」", cite.document, cite.locus(), cite.quote));
        }
        one.notes.iter().for_each(|note| console.say(&format!("      {note}")));
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
