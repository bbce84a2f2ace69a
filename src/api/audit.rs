//! The audit: every event on record put to the rules, each at its own moment, and what came of it.
//!
//! What was done is asked about as an act (was it in order), every event for the duties that it brings up, and every frequency
//! for each of its windows. What is in order is counted; all else is a finding.
use super::brief::Briefs;
use super::events::{Asked, Came, Heard, is_in_order, is_told};
use super::prepared::Prepared;
use crate::answer::{self, Answer, Finding};
use crate::core_ir::{EntityId, RelationId};
use crate::diagnostic::{Lang, Problems};
use crate::eval;
use crate::vocabulary::{Date, Moment, Verdict};
use indexmap::IndexMap;
use serde::Serialize;
use std::collections::BTreeSet;

/// What came of an audit.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The day up to which the record was looked at.
    pub as_of: Option<String>,
    /// Only events from this day on.
    pub from: Option<String>,
    /// Only events up to this day.
    pub until: Option<String>,
    /// Events looked at.
    pub events: usize,
    /// How many acts, duties and windows had each verdict.
    pub verdicts: IndexMap<Verdict, usize>,
    /// All that is not simply in order, gravest first, then by day.
    pub findings: Vec<AuditFinding>,
    /// More of the same sorts, in short: of long tables only the first of each sort in each record are told in full.
    #[serde(skip_serializing_if = "Briefs::is_empty")]
    pub brief: Briefs,
    /// Of tables: what became of their rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<AuditRows>,
}

/// What became of the rows of tables: `read` = `taken` + `reported`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AuditRows {
    /// Rows read.
    pub read: u64,
    /// Rows that are on record and were judged.
    pub taken: u64,
    /// Rows that could not be understood.
    pub reported: u64,
    /// Of those taken: rows of days after that of the situation, which are not judged.
    #[serde(skip_serializing_if = "is_none")]
    pub later: u64,
    /// What is wrong with rows and tables, a line each, with place and code.
    pub problems: Vec<String>,
    /// What nothing is wrong with and is told nevertheless: sheets left out, hidden sheets that were read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Sentences of which the record is not complete though it is declared to be: rows that may speak of them are not taken.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub incomplete: BTreeSet<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(rows: &u64) -> bool {
    *rows == 0
}

/// Something that is not simply in order.
#[derive(Debug, Clone, Serialize)]
pub struct AuditFinding {
    /// What happened, as a sentence; of a frequency: what is counted.
    pub event: String,
    /// When, `2021-06-30`, with the hour where it is written.
    pub on: Option<String>,
    /// Whose record it stands in, where several are kept apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The rows of tables that say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<String>,
    /// What was looked at, its verdict and its places.
    #[serde(flatten)]
    pub finding: Finding,
    /// Why, sentence by sentence.
    pub reasons: Vec<String>,
    /// What would settle it.
    pub missing: Vec<String>,
    /// What each way of reading gives, where they differ.
    pub readings: Vec<String>,
    /// Days counted, conventions, gaps: what must be told with it.
    pub notes: Vec<String>,
}

/// The events to look at: only those of these days, both ends included.
#[derive(Debug, Clone, Copy, Default)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl Period {
    pub(super) fn holds(self, day: Option<Date>) -> bool {
        match day {
            Some(day) => self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until),
            None => self.from.is_none() && self.until.is_none(),
        }
    }
}

impl Audit {
    /// One that has looked at nothing yet.
    pub(crate) fn new(as_of: Option<Date>, period: Period) -> Self {
        Self {
            as_of: as_of.map(Date::iso),
            from: period.from.map(Date::iso),
            until: period.until.map(Date::iso),
            events: 0,
            verdicts: IndexMap::new(),
            findings: Vec::new(),
            brief: Briefs::default(),
            rows: None,
        }
    }

    /// Takes in the audit of another record, which belongs to `part`.
    pub(crate) fn join(&mut self, part: &str, other: Self) {
        self.events += other.events;
        for (verdict, count) in other.verdicts {
            *self.verdicts.entry(verdict).or_default() += count;
        }
        let part = Some(part).filter(|part| !part.is_empty());
        self.findings.extend(other.findings.into_iter().map(|one| AuditFinding { part: part.map(str::to_owned), ..one }));
    }

    /// Puts what was joined into order.
    pub(crate) fn ordered(mut self) -> Self {
        self.findings.sort_by(|a, b| {
            let of = |one: &AuditFinding| (one.finding.verdict.gravity(), one.on.clone(), one.part.clone());
            of(a).cmp(&of(b))
        });
        self.verdicts.sort_by(|a, _, b, _| a.gravity().cmp(&b.gravity()));
        self
    }
}

impl Prepared {
    /// Puts every event on record to the rules. `progress` hears how many of how many have been looked at.
    pub fn audit(&self, period: Period, lang: Lang, progress: impl FnMut(usize, usize)) -> Result<Audit, Problems> {
        self.audit_rows(period, lang, progress, |_, _, _| Vec::new())
    }

    /// The same, where `rows` tells which rows say a sentence of a moment.
    pub(crate) fn audit_rows(
        &self,
        period: Period,
        lang: Lang,
        progress: impl FnMut(usize, usize),
        rows: impl Fn(RelationId, &[EntityId], Option<Moment>) -> Vec<String>,
    ) -> Result<Audit, Problems> {
        self.audit_of(self.asked(period, false), period, lang, progress, rows)
    }

    /// The same of some of what the record brings up.
    pub(crate) fn audit_of(
        &self,
        asked: Vec<Asked>,
        period: Period,
        lang: Lang,
        mut progress: impl FnMut(usize, usize),
        rows: impl Fn(RelationId, &[EntityId], Option<Moment>) -> Vec<String>,
    ) -> Result<Audit, Problems> {
        let mut audit = Audit::new(self.situated().world.date, period);
        audit.events = asked.iter().map(|one| (&one.event, one.at)).collect::<BTreeSet<_>>().len();
        let mut order = Vec::new();
        let mut each = |came: &Came<'_>| {
            *audit.verdicts.entry(came.verdict).or_default() += 1;
            if let Some(heard) = came.heard.as_ref().filter(|_| is_told(came.verdict)) {
                order.push((came.verdict.gravity(), came.at, audit.findings.len()));
                let mut told = heard.told(lang);
                told.rows = came.said.iter().flat_map(|(relation, args)| rows(*relation, args, came.at)).collect();
                audit.findings.push(told);
            }
        };
        let mut wanted =
            |_: &Asked, verdict, findings: &[eval::Finding]| verdict == Verdict::Conflict || !findings.iter().all(is_in_order);
        self.hear(asked, lang, &mut progress, &mut wanted, &mut each)?;
        order.sort();
        let findings = std::mem::take(&mut audit.findings);
        audit.findings = order.into_iter().filter_map(|(.., at)| findings.get(at).cloned()).collect();
        audit.verdicts.sort_by(|a, _, b, _| a.gravity().cmp(&b.gravity()));
        Ok(audit)
    }

    /// Every act, duty and window that is looked at, one after another, whatever came of it; also those of no day.
    pub(crate) fn visit(
        &self,
        period: Period,
        lang: Lang,
        mut progress: impl FnMut(usize, usize),
        mut each: impl FnMut(&Heard<'_>),
    ) -> Result<(), Problems> {
        let mut told = |came: &Came<'_>| came.heard.iter().for_each(&mut each);
        self.hear(self.asked(period, true), lang, &mut progress, &mut |_, _, _| true, &mut told)
    }
}

/// A finding on what happened at a moment.
pub(crate) fn told(event: &str, at: Option<Moment>, answer: &Answer, finding: &Finding, lang: Lang) -> AuditFinding {
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    let reading = |reading: &answer::Reading| {
        let choices: Vec<String> =
            reading.choices.iter().map(|choice| format!("〔{}〕{}", choice.words, choice.option)).collect();
        format!("{}{colon}{}", choices.join(if lang == Lang::Zh { "，" } else { ", " }), reading.verdict.word(lang == Lang::Zh))
    };
    let of = |verdict| finding.verdict == verdict;
    let mut reasons = answer.reasons.clone();
    reasons.extend(finding.unmet.iter().flat_map(|unmet| unmet.reasons.iter().cloned()));
    let mut unique = BTreeSet::new();
    reasons.retain(|reason| unique.insert(reason.clone()));
    AuditFinding {
        event: if event.is_empty() { finding.about.clone() } else { event.to_owned() },
        on: at.map(written),
        part: None,
        rows: Vec::new(),
        finding: finding.clone(),
        reasons,
        missing: answer.missing.iter().filter(|_| of(Verdict::Undetermined)).map(|missing| missing.ask.clone()).collect(),
        readings: answer.readings.iter().filter(|_| of(Verdict::Conflict)).map(reading).collect(),
        notes: notes(answer, finding),
    }
}

/// The days counted and the count of this very finding, and what is noted on its places.
fn notes(answer: &Answer, finding: &Finding) -> Vec<String> {
    let counted = finding.reckoning.iter().map(|one| one.text.clone()).chain(finding.count.iter().map(|one| one.text.clone()));
    let times: Vec<&str> = answer
        .findings
        .iter()
        .flat_map(|one| one.reckoning.iter().map(|one| one.text.as_str()).chain(one.count.iter().map(|one| one.text.as_str())))
        .collect();
    let own = |note: &&answer::Note| {
        !times.contains(&note.text.as_str()) && note.citations.iter().any(|cite| finding.citations.contains(cite))
    };
    counted.chain(answer.notes.iter().filter(own).map(|note| note.text.clone())).collect()
}

/// `2021-06-30`, `2021-06-30 14:10`
fn written(moment: Moment) -> String {
    match moment.minute {
        Some(minute) => format!("{} {:02}:{:02}", moment.date.iso(), minute / 60, minute % 60),
        None => moment.date.iso(),
    }
}
