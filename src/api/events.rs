//! What the record of a situation brings up to be looked at, and what comes of each: acts, events with the duties that they bring
//! up, frequencies, each at its own moment.
use super::audit::{AuditFinding, Period, told};
use super::prepared::Prepared;
use crate::answer::{self, Answer, Cite, Finding, FindingKind};
use crate::core_ir::{
    ActQuery, AtomQuery, Clause, ClauseId, ClauseKind, EntityId, Program, Question, RelationId, Target, Time, Truth, Var,
};
use crate::diagnostic::{Lang, Problem, Problems};
use crate::eval::{self, About};
use crate::vocabulary::{Moment, Verdict};
use std::collections::BTreeSet;

/// So many moments are kept at hand.
const MOMENTS: usize = 64;

/// By what one thing that is looked at is known from others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A duty: where it stands, what it is about, and for whom and what.
    Duty(String, String, Vec<(Var, EntityId)>),
    /// Else with the event, if it is done anew each time; where the rules say nothing or are out of force, with their places.
    Other((String, Option<Moment>), String, Vec<String>, u8, Verdict),
}

/// A question that an event brings up.
pub(crate) struct Asked {
    pub question: Question,
    pub event: String,
    pub at: Option<Moment>,
    /// The sentence on record; none: a frequency.
    said: Option<(RelationId, Vec<EntityId>)>,
}

impl Asked {
    /// The sentence on record that brings it up; none: a frequency.
    pub fn said(&self) -> Option<&(RelationId, Vec<EntityId>)> {
        self.said.as_ref()
    }

    /// Whether it is about what an event brings up.
    pub fn is_event(&self) -> bool {
        matches!(&self.question, Question::InOrder { targets, .. } if matches!(targets.as_slice(), [Target::Event(_)]))
    }

    fn key(&self, finding: &Finding) -> Key {
        let places = || finding.citations.iter().map(place).collect();
        let (about, verdict) = (finding.about.clone(), finding.verdict);
        match finding.kind {
            FindingKind::Act if verdict == Verdict::NotInForce => self.key_of_act(about, places(), verdict),
            FindingKind::Act => self.key_of_act(about, Vec::new(), verdict),
            FindingKind::State => key_of_state(about, verdict),
            kind => Key::Other(Default::default(), about, places(), kind as u8, verdict),
        }
    }

    /// An act is done anew each time.
    fn key_of_act(&self, about: String, places: Vec<String>, verdict: Verdict) -> Key {
        Key::Other((self.event.clone(), self.at), about, places, FindingKind::Act as u8, verdict)
    }
}

fn key_of_state(about: String, verdict: Verdict) -> Key {
    Key::Other(Default::default(), about, Vec::new(), FindingKind::State as u8, verdict)
}

/// Something looked at, and what came of it.
pub(crate) struct Heard<'a> {
    /// What was asked.
    question: &'a Question,
    /// What happened, as a sentence; of a frequency nothing.
    event: &'a str,
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
pub(crate) struct Came<'a> {
    pub verdict: Verdict,
    /// The refusal that a violation stands for.
    pub ground: Option<Verdict>,
    /// Of a duty: its clause.
    pub duty: Option<ClauseId>,
    /// The sentence on record; none: a frequency.
    pub said: Option<&'a (RelationId, Vec<EntityId>)>,
    /// When.
    pub at: Option<Moment>,
    /// The whole answer, where it was wanted.
    pub heard: Option<Heard<'a>>,
}

/// Whether the whole answer to a question is wanted, by its verdict and what is found.
pub(crate) type Wanted<'w> = dyn FnMut(&Asked, Verdict, &[eval::Finding]) -> bool + 'w;

/// What a relation is looked at for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Looked {
    pub act: bool,
    pub state: bool,
    pub trigger: bool,
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
    /// Looks at everything asked, in order; of what is not `wanted` in full no more is made out than what came of it.
    pub(crate) fn hear(
        &self,
        asked: Vec<Asked>,
        lang: Lang,
        progress: &mut dyn FnMut(usize, usize),
        wanted: &mut Wanted<'_>,
        each: &mut dyn FnMut(&Came<'_>),
    ) -> Result<(), Problems> {
        let (mut seen, all) = (BTreeSet::new(), asked.len());
        let mut moments = Moments::new(self);
        for (n, one) in asked.into_iter().enumerate() {
            progress(n, all);
            let mut joint = Verdict::Silent;
            let telling = |verdict, findings: &[eval::Finding]| {
                joint = verdict;
                wanted(&one, verdict, findings)
            };
            let (made, answer) = match self.look_by(moments.of(one.at), &one.question, &one.event, (one.at, lang), telling) {
                Err(problems) if of_the_record(&problems) => {
                    let why = |problem: &Problem| format!("{} {}", problem.kind.code(), problem.kind.message(lang));
                    let why = problems.sorted().into_iter().map(why).collect();
                    (Vec::new(), Some(answer::unanswered(&one.event, why)))
                }
                looked => looked?,
            };
            match answer {
                Some(answer) => self.in_full(&one, &made, &answer, &mut seen, each),
                None => self.in_short(&one, &made, (joint, lang), &mut seen, each),
            }
        }
        Ok(())
    }

    /// What came of something that is not told.
    fn in_short(
        &self,
        one: &Asked,
        made: &[eval::Finding],
        (joint, lang): (Verdict, Lang),
        seen: &mut BTreeSet<Key>,
        each: &mut dyn FnMut(&Came<'_>),
    ) {
        for finding in made.iter().filter(|finding| finding.verdict != Verdict::NotApplicable) {
            let unsure = joint == Verdict::Conflict && finding.verdict == Verdict::Violation;
            let (verdict, ground) = if unsure { (Verdict::Conflict, None) } else { (finding.verdict, finding.ground) };
            let about = self.about(finding, lang);
            let clauses = finding.clauses.iter().filter_map(|id| self.program().clauses.get(id.index()));
            let duty = duty(finding);
            let key = match duty {
                Some(clause) => self.key(clause, about, finding),
                None if matches!(finding.about, About::State(_)) => key_of_state(about, verdict),
                None => one.key_of_act(about, clauses.map(|clause| place(&Cite::from(&clause.citation))).collect(), verdict),
            };
            if seen.insert(key) {
                each(&Came { verdict, ground, duty, said: one.said(), at: one.at, heard: None });
            }
        }
    }

    /// What came of something that is told.
    fn in_full(
        &self,
        one: &Asked,
        made: &[eval::Finding],
        answer: &Answer,
        seen: &mut BTreeSet<Key>,
        each: &mut dyn FnMut(&Came<'_>),
    ) {
        for (n, finding) in answer.findings.iter().enumerate() {
            let finding = &settled(answer, finding);
            let unbound = one.said.is_none() && finding.verdict == Verdict::Silent;
            let idle = finding.verdict == Verdict::NotApplicable || unbound || is_empty(finding);
            let own = made.get(n).and_then(|made| Some((made, duty(made)?)));
            let key = own.map_or_else(|| one.key(finding), |(made, clause)| self.key(clause, finding.about.clone(), made));
            if !idle && seen.insert(key) {
                let heard = Heard { question: &one.question, event: &one.event, at: one.at, answer, finding };
                let (verdict, ground) = (finding.verdict, finding.ground);
                let duty = own.map(|(_, clause)| clause);
                each(&Came { verdict, ground, duty, said: one.said(), at: one.at, heard: Some(heard) });
            }
        }
    }

    /// One instance of a duty may be brought up by its event and by what was done.
    fn key(&self, clause: ClauseId, about: String, finding: &eval::Finding) -> Key {
        let place = |clause: &Clause| place(&Cite::from(&clause.citation));
        let place = self.program().clauses.get(clause.index()).map(place).unwrap_or_default();
        Key::Duty(place, about, finding.bindings.clone())
    }

    /// Every question that the record brings up, in order of time, events before what was done, so that a duty is told of what
    /// brought it up; last those of no day, since an event that has one tells more of the same duty. `undated`: those are looked at whatever the period.
    pub(crate) fn asked(&self, period: Period, undated: bool) -> Vec<Asked> {
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
        all.sort_by_key(|one| (one.at.is_none(), !one.is_event(), one.at));
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

/// The clause of a duty, or of whether it was done promptly.
pub(crate) fn duty(finding: &eval::Finding) -> Option<ClauseId> {
    if let About::Duty(clause) | About::Promptness(clause) = finding.about { Some(clause) } else { None }
}

fn place(cite: &Cite) -> String {
    format!("{}{}", cite.document, cite.locus())
}

/// Whether no more than its verdict has to be known of what is found.
pub(crate) fn is_in_order(finding: &eval::Finding) -> bool {
    match finding.about {
        _ if finding.verdict == Verdict::NotApplicable => true,
        About::Act(_) => finding.verdict == Verdict::Compliant,
        About::Duty(_) => !is_told(finding.verdict),
        _ => false,
    }
}

/// What is not simply in order.
pub(crate) fn is_told(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Compliant | Verdict::NotApplicable | Verdict::NotYetDue | Verdict::Silent | Verdict::NotInForce)
}
