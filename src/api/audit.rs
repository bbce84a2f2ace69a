//! The audit: every event on record put to the rules, each at its own moment, and what came of it.
//!
//! What was done is asked about as an act (was it in order), every event for the duties that it brings up, and every frequency
//! for each of its windows. What is in order is counted; all else is a finding.
use super::brief::Briefs;
use super::prepared::Prepared;
use crate::answer::{self, Answer, Finding, FindingKind};
use crate::core_ir::{
    ActQuery, AtomQuery, Clause, ClauseKind, EntityId, Limit, Program, Question, RelationId, Target, Time, Truth, Var,
};
use crate::diagnostic::{Lang, Problem, Problems};
use crate::eval::{self, About};
use crate::vocabulary::{Date, Moment, Verdict};
use indexmap::IndexMap;
use serde::Serialize;
use std::collections::BTreeSet;

/// So many moments are kept at hand.
const MOMENTS: usize = 64;

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
    fn holds(self, day: Option<Date>) -> bool {
        match day {
            Some(day) => self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until),
            None => self.from.is_none() && self.until.is_none(),
        }
    }
}

/// By what one thing that is looked at is known from others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A duty: where it stands, what it is about, and for whom and what.
    Duty(String, String, Vec<(Var, EntityId)>),
    /// Else with the event, if it is done anew each time, and all its places.
    Other((String, Option<Moment>), String, Vec<String>, u8),
}

/// A question that an event brings up.
pub(super) struct Asked {
    pub question: Question,
    pub event: String,
    pub at: Option<Moment>,
    /// The sentence on record; none: a frequency.
    said: Option<(RelationId, Vec<EntityId>)>,
}

impl Asked {
    fn key(&self, finding: &Finding) -> Key {
        let places = finding.citations.iter().map(|cite| format!("{}{}", cite.document, cite.locus())).collect();
        // An act is done anew each time.
        let own = if finding.kind == FindingKind::Act { (self.event.clone(), self.at) } else { Default::default() };
        Key::Other(own, finding.about.clone(), places, finding.kind as u8)
    }
}

/// Something looked at, and what came of it.
pub(crate) struct Heard<'a> {
    /// What was asked.
    question: &'a Question,
    /// What happened, as a sentence; of a frequency nothing.
    event: &'a str,
    /// The sentence on record; none: a frequency.
    said: Option<&'a (RelationId, Vec<EntityId>)>,
    /// When.
    pub at: Option<Moment>,
    /// The whole answer.
    pub answer: &'a Answer,
    /// What was looked at.
    pub finding: &'a Finding,
}

impl Heard<'_> {
    /// The relation of the event, and its arguments; of a frequency they are open.
    pub fn subject(&self) -> Option<(RelationId, &[Option<EntityId>])> {
        let Question::InOrder { targets, .. } = self.question else { return None };
        Some(match targets.first()? {
            Target::Act(act) | Target::Frequency { act, .. } => (act.verb, &act.slots),
            Target::State(atom) | Target::Event(atom) => (atom.relation, &atom.args),
        })
    }

    /// As a finding of an audit.
    pub fn told(&self, lang: Lang) -> AuditFinding {
        told(self.event, self.at, self.answer, self.finding, lang)
    }
}

/// What came of something looked at.
enum Came<'a> {
    /// It is in order: no more is known.
    InOrder(Verdict),
    Told(Heard<'a>),
}

impl Came<'_> {
    fn verdict(&self) -> Verdict {
        match self {
            Self::InOrder(verdict) => *verdict,
            Self::Told(heard) => heard.finding.verdict,
        }
    }
}

/// What a relation is looked at for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Looked {
    pub act: bool,
    pub state: bool,
    pub trigger: bool,
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

/// A situation asked about events in order of time: what was made for moments gone by is not wanted again.
pub(super) struct Moments<'p> {
    prepared: &'p Prepared,
    indexed: eval::Prepared,
    seen: BTreeSet<Option<Moment>>,
}

impl<'p> Moments<'p> {
    pub fn new(prepared: &'p Prepared) -> Self {
        Self { prepared, indexed: prepared.afresh(), seen: BTreeSet::new() }
    }

    /// For an event of this moment.
    pub fn of(&mut self, at: Option<Moment>) -> &eval::Prepared {
        if self.seen.insert(at) && self.seen.len() > MOMENTS {
            (self.indexed, self.seen) = (self.prepared.afresh(), BTreeSet::from([at]));
        }
        &self.indexed
    }
}

/// Whether it lies in what is on record of one moment (it contradicts itself, or too much is open): the other events can be
/// judged.
pub(super) fn of_the_record(problems: &Problems) -> bool {
    let own = |problem: &Problem| ["E002", "E003", "E005", "E007", "E008", "E009"].contains(&problem.kind.code());
    problems.sorted().into_iter().all(own)
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
        mut progress: impl FnMut(usize, usize),
        rows: impl Fn(RelationId, &[EntityId], Option<Moment>) -> Vec<String>,
    ) -> Result<Audit, Problems> {
        let asked = self.asked(period, false);
        let mut audit = Audit::new(self.situated().world.date, period);
        audit.events = asked.iter().map(|one| (&one.event, one.at)).collect::<BTreeSet<_>>().len();
        let mut order = Vec::new();
        self.hear(asked, lang, &mut progress, true, |came| {
            *audit.verdicts.entry(came.verdict()).or_default() += 1;
            let Came::Told(heard) = came else { return };
            let verdict = heard.finding.verdict;
            if is_told(verdict) {
                order.push((verdict.gravity(), heard.at, audit.findings.len()));
                let mut told = heard.told(lang);
                told.rows = heard.said.iter().flat_map(|(relation, args)| rows(*relation, args, heard.at)).collect();
                audit.findings.push(told);
            }
        })?;
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
        let told = |came: &Came<'_>| {
            if let Came::Told(heard) = came {
                each(heard)
            }
        };
        self.hear(self.asked(period, true), lang, &mut progress, false, told)
    }

    /// `briefly`: of what is in order no more is made out than that.
    fn hear(
        &self,
        asked: Vec<Asked>,
        lang: Lang,
        progress: &mut impl FnMut(usize, usize),
        briefly: bool,
        mut each: impl FnMut(&Came<'_>),
    ) -> Result<(), Problems> {
        let (mut seen, all) = (BTreeSet::new(), asked.len());
        let mut moments = Moments::new(self);
        for (n, one) in asked.into_iter().enumerate() {
            progress(n, all);
            let program = self.program();
            let telling = |verdict, findings: &[eval::Finding]| {
                !briefly || verdict == Verdict::Conflict || !findings.iter().all(|finding| is_in_order(program, finding))
            };
            let (made, answer) = match self.look_by(moments.of(one.at), &one.question, &one.event, (one.at, lang), telling) {
                Err(problems) if of_the_record(&problems) => {
                    let why = |problem: &Problem| format!("{} {}", problem.kind.code(), problem.kind.message(lang));
                    let why = problems.sorted().into_iter().map(why).collect();
                    (Vec::new(), Some(answer::unanswered(&one.event, why)))
                }
                looked => looked?,
            };
            let Some(answer) = answer else {
                for finding in made.iter().filter(|finding| finding.verdict != Verdict::NotApplicable) {
                    if seen.insert(self.key(&one, finding, self.about(finding, lang))) {
                        each(&Came::InOrder(finding.verdict));
                    }
                }
                continue;
            };
            for (n, finding) in answer.findings.iter().enumerate() {
                let finding = &settled(&answer, finding);
                let unbound = one.said.is_none() && finding.verdict == Verdict::Silent;
                let idle = finding.verdict == Verdict::NotApplicable || unbound || is_empty(finding);
                let duty = made.get(n).filter(|made| matches!(made.about, About::Duty(_)));
                let key = duty.map_or_else(|| one.key(finding), |duty| self.key(&one, duty, finding.about.clone()));
                if !idle && seen.insert(key) {
                    each(&Came::Told(Heard {
                        question: &one.question,
                        event: &one.event,
                        said: one.said.as_ref(),
                        at: one.at,
                        answer: &answer,
                        finding,
                    }));
                }
            }
        }
        Ok(())
    }

    /// One instance of a duty may be brought up by its event and by what was done; an act that is in order is done anew each time.
    fn key(&self, one: &Asked, finding: &eval::Finding, about: String) -> Key {
        let About::Duty(clause) = finding.about else {
            return Key::Other((one.event.clone(), one.at), about, Vec::new(), FindingKind::Act as u8);
        };
        let place = |clause: &Clause| format!("{:?}", clause.citation);
        let place = self.program().clauses.get(clause.index()).map(place).unwrap_or_default();
        Key::Duty(place, about, finding.bindings.clone())
    }

    /// Every question that the record brings up, in order of time; last those of no day, since an event that has one tells
    /// more of the same duty. `undated`: those are looked at whatever the period.
    pub(super) fn asked(&self, period: Period, undated: bool) -> Vec<Asked> {
        let (program, world) = (self.program(), &self.situated().world);
        let now = world.date.map(Moment::from);
        let mut all = Vec::new();
        for (n, looked) in looked(program).into_iter().enumerate() {
            let relation = RelationId(n as u32);
            for (args, time) in self.said(relation) {
                let at = time.from.filter(|_| time.is_dated());
                let past = at.is_none_or(|at| now.is_none_or(|now| at.not_after(now)));
                if past && (period.holds(at.map(|at| at.date)) || (undated && at.is_none())) {
                    all.extend(self.questions(relation, &args, at, looked));
                }
            }
        }
        all.sort_by_key(|one| (one.at.is_none(), one.at));
        all.extend(self.frequencies(period));
        all
    }

    fn questions(&self, relation: RelationId, args: &[EntityId], at: Option<Moment>, looked: Looked) -> Vec<Asked> {
        let slots: Vec<Option<EntityId>> = args.iter().copied().map(Some).collect();
        let atom = || AtomQuery { relation, args: slots.clone(), negated: false, among: None };
        let mut targets = Vec::new();
        if looked.act {
            targets.push(Target::Act(ActQuery { verb: relation, slots: slots.clone() }));
        }
        if looked.state {
            targets.push(Target::State(atom()));
        }
        if looked.trigger {
            targets.push(Target::Event(atom()));
        }
        let event = self.sentence(relation, args);
        let asked = |target| {
            let question = Question::InOrder { targets: vec![target], only: Vec::new(), at: None };
            Asked { question, event: event.clone(), at, said: Some((relation, args.to_vec())) }
        };
        targets.into_iter().map(asked).collect()
    }

    /// The sentences on record that hold of a relation, each with each of its times.
    fn said(&self, relation: RelationId) -> Vec<(Vec<EntityId>, Time)> {
        let world = &self.situated().world;
        if let Some(history) = &world.history {
            let each =
                |(args, times): (&[EntityId], &[Time])| times.iter().map(|time| (args.to_vec(), *time)).collect::<Vec<_>>();
            return history.sentences(relation).flat_map(each).collect();
        }
        let own = world.facts.iter().filter(|fact| fact.relation == relation && fact.truth == Truth::True);
        own.map(|fact| (fact.args.clone(), Time::default())).collect()
    }

    /// One question for each relation of which some clause says how often.
    fn frequencies(&self, period: Period) -> Vec<Asked> {
        let program = self.program();
        let counted: BTreeSet<RelationId> = program
            .clauses
            .iter()
            .filter_map(
                |clause| if let ClauseKind::Frequency(frequency) = &clause.kind { Some(frequency.act.verb) } else { None },
            )
            .collect();
        let whole = period.from.zip(period.until);
        let ask = |verb: RelationId| {
            let relation = program.relations.get(verb.index())?;
            let act = ActQuery { verb, slots: vec![None; relation.holes.len()] };
            let kinds = relation.holes.iter().map(|hole| hole.kind).collect();
            let target = Target::Frequency { act, kinds, every: None, period: whole };
            let question = Question::InOrder { targets: vec![target], only: Vec::new(), at: None };
            Some(Asked { question, event: String::new(), at: None, said: None })
        };
        counted.into_iter().filter_map(ask).collect()
    }
}

/// A finding as the whole answer leaves it: where the readings differ on whether something was violated, nothing is a
/// violation for certain, or else every reading would say so.
pub(crate) fn settled(answer: &Answer, finding: &Finding) -> Finding {
    if answer.verdict == Verdict::Conflict && finding.verdict == Verdict::Violation {
        return Finding { verdict: Verdict::Conflict, holds: None, ground: None, ..finding.clone() };
    }
    finding.clone()
}

/// What each relation is to be looked at for.
pub(crate) fn looked(program: &Program) -> Vec<Looked> {
    let mut all = vec![Looked::default(); program.relations.len()];
    for clause in &program.clauses {
        let library = program.documents.get(clause.document.index()).is_some_and(|document| document.library);
        if library {
            continue;
        }
        let mut at = |relation: RelationId, set: fn(&mut Looked)| {
            if let Some(looked) = all.get_mut(relation.index()) {
                set(looked);
            }
        };
        match &clause.kind {
            ClauseKind::Power { act, .. } | ClauseKind::Requirement { act, .. } | ClauseKind::Prohibition { act } => {
                at(act.verb, |looked| looked.act = true);
            }
            ClauseKind::StateProhibition { state } => at(state.relation, |looked| looked.state = true),
            ClauseKind::Duty(duty) => duty.triggers.iter().for_each(|atom| at(atom.relation, |looked| looked.trigger = true)),
            ClauseKind::Definition { .. }
            | ClauseKind::Frequency(_)
            | ClauseKind::Exception { .. }
            | ClauseKind::Gap { .. }
            | ClauseKind::Procedure(_)
            | ClauseKind::Turn(_)
            | ClauseKind::Sum(_) => {}
        }
    }
    for (looked, relation) in all.iter_mut().zip(&program.relations) {
        looked.act &= relation.act;
    }
    // Who holds which office is no event.
    for standing in program.holds_office.iter().chain(&program.capacity) {
        if let Some(looked) = all.get_mut(standing.index()) {
            *looked = Looked::default();
        }
    }
    all
}

/// A frequency of which nothing at all is on record: that is no finding.
fn is_empty(finding: &Finding) -> bool {
    finding.verdict == Verdict::Undetermined && finding.count.as_ref().is_some_and(|count| count.from.is_none())
}

/// Of what is found no more than its verdict has to be known.
fn is_in_order(program: &Program, finding: &eval::Finding) -> bool {
    match finding.about {
        _ if finding.verdict == Verdict::NotApplicable => true,
        About::Act(_) => finding.verdict == Verdict::Compliant,
        About::Duty(clause) => {
            let kind = program.clauses.get(clause.index()).map(|clause| &clause.kind);
            // Whether it was done promptly is a finding of its own.
            let prompt = matches!(kind, Some(ClauseKind::Duty(duty)) if duty.limit == Some(Limit::Promptly));
            !prompt && !is_told(finding.verdict)
        }
        _ => false,
    }
}

/// What is not simply in order.
fn is_told(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Compliant | Verdict::NotApplicable | Verdict::NotYetDue | Verdict::Silent | Verdict::NotInForce)
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
