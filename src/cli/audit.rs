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
    let mut verdict = None;
    for finding in &audit.findings {
        if verdict != Some(finding.finding.verdict) {
            verdict = Some(finding.finding.verdict);
            let word = finding.finding.verdict.word(zh).to_owned();
            let word = console.paint(&word, paint(finding.finding.verdict));
            console.say(&word);
        }
        one(finding, console);
    }
    let counts: Vec<String> = audit.verdicts.iter().map(|(verdict, n)| format!("{} {n}", verdict.word(zh))).collect();
    let (until, counts) = (audit.as_of.as_deref().unwrap_or("?"), counts.join(console.pick("，", ", ")));
    let line = console.pick(
        format!("至 {until}，核对事件 {} 件：{counts}", audit.events),
        format!("{} events looked at, up to {until}: {counts}", audit.events),
    );
    console.say(&line);
}

fn one(finding: &AuditFinding, console: &mut Console) {
    let day = finding.on.as_deref().map(|on| format!("{on} ")).unwrap_or_default();
    let ground =
        finding.finding.ground.map(|ground| format!("（{}）", ground.word(console.pick(true, false)))).unwrap_or_default();
    let about: String = if finding.finding.about == finding.event.split(' ').collect::<String>() {
        String::new()
    } else {
        format!("：{}", finding.finding.about)
    };
    let event: String = finding.event.split(' ').collect();
    console.say(&format!("  {day}{event}{about}{ground}"));
    for cite in &finding.finding.citations {
        console.say(&format!("    《{}》{}「{}」", cite.document, cite.locus(), cite.quote));
    }
    let missing = finding.missing.iter().map(|one| format!("{}{one}？", console.pick("缺：", "missing: ")));
    let lines: Vec<String> = finding
        .reasons
        .iter()
        .cloned()
        .chain(finding.readings.iter().cloned())
        .chain(missing)
        .chain(finding.notes.iter().cloned())
        .collect();
    for line in lines {
        console.say(&format!("    {line}"));
    }
}

fn paint(verdict: Verdict) -> Paint {
    Paint::of(match verdict {
        Verdict::Violation => Some(false),
        Verdict::Compliant => Some(true),
        _ => None,
    })
}
