//! What a question comes to: everything by number, for the answering stage to put into words.
pub use super::limit::{Due, Timing, Unreckoned};
use super::{Proof, Step, Value, Verdict};
use crate::core_ir::{ActQuery, AtomQuery, ChoiceId, ClauseId, EntityId, IndividualId, KindId, Op, RelationId, Var};
use crate::vocabulary::{Date, Moment};

/// A plain, fast answer: the verdict and, for *who*, the people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Of *who*: those found, in order of their numbers; choosers too.
    pub who: Vec<EntityId>,
}

/// A full answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The verdict of the whole question.
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Yes, no, or neither.
    pub holds: Option<bool>,
    /// Told as a rule from which one may deviate (a duty with 一般 or 原则上, asked with *must*).
    pub hedged: bool,
    /// One for each act, duty, state or addressee looked at, in the order of the question; duties gravest first.
    pub findings: Vec<Finding>,
    /// Who: those found.
    pub answers: Vec<Answer>,
    /// The clauses to cite, in order of the documents. Clauses of libraries are never among them.
    pub relied: Vec<ClauseId>,
    /// Requirements that are not met.
    pub unmet: Vec<Unmet>,
    /// Hedged clauses that the act departs from.
    pub deviations: Vec<ClauseId>,
    /// Where readings or unranked clauses differ: each with its own verdict. Empty where they agree.
    pub readings: Vec<Reading>,
    /// Conventions consulted.
    pub conventions: Vec<ConventionUse>,
    /// The facts that together always settle an undetermined answer.
    pub missing: Vec<Missing>,
    /// Short ways to each answer that an undetermined question may get.
    pub settlements: Vec<Settlement>,
    /// The verdicts that the fillings of the unknown facts give (one, if nothing is open).
    pub possible: Vec<Verdict>,
    /// What must be told though it does not change the verdict.
    pub notes: Vec<Note>,
    /// Minimal sets of changes of fact that would turn the answer, those that people have in their hands first.
    pub changes: Vec<Turning>,
    /// All minimal sets of so many changes at most are among them.
    pub changes_within: usize,
    /// Which of the missing facts to ask first.
    pub next_question: Option<NextQuestion>,
    /// How limits in days were reckoned, under every way of reading.
    pub reckonings: Vec<Reckoning>,
    /// The steps to come, of a procedure asked about.
    pub next: Vec<Next>,
    /// How often something was done, under every way of reading.
    pub tallies: Vec<(ClauseId, Tally)>,
    /// The chain of clauses and facts.
    pub proof: Proof,
}

/// How a limit in days was reckoned, and what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoning {
    /// The clause.
    pub clause: ClauseId,
    /// How it stands.
    pub verdict: Verdict,
    /// When the time is up, or why that cannot be said.
    pub due: Due,
    /// When it was done.
    pub done_on: Option<Moment>,
    /// By how many of its unit it was late.
    pub late: Option<u32>,
}

impl Outcome {
    /// A bare verdict.
    pub(super) fn of(verdict: Verdict) -> Self {
        Self {
            verdict,
            ground: None,
            holds: verdict.holds(),
            hedged: false,
            findings: Vec::new(),
            answers: Vec::new(),
            relied: Vec::new(),
            unmet: Vec::new(),
            deviations: Vec::new(),
            readings: Vec::new(),
            conventions: Vec::new(),
            missing: Vec::new(),
            settlements: Vec::new(),
            possible: Vec::new(),
            notes: Vec::new(),
            changes: Vec::new(),
            changes_within: 0,
            next_question: None,
            reckonings: Vec::new(),
            next: Vec::new(),
            tallies: Vec::new(),
            proof: Proof { step: Step::Question, value: Value::Unknown, children: Vec::new() },
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// An act: powers, requirements, prohibitions.
    Act(ActQuery),
    /// A state that is prohibited.
    State(AtomQuery),
    /// One instance of a duty.
    Duty(ClauseId),
    /// Whether a duty without a limit in days (及时) was done in time: told apart, never part of the verdict.
    Promptness(ClauseId),
    /// How often something was done.
    Frequency(ClauseId),
    /// Whether sentences hold.
    Atoms(Vec<AtomQuery>),
    /// Whether an act must be done.
    Must(AtomQuery),
    /// Who may do an act.
    Who(ActQuery),
    /// A step of a procedure, by its clause and its place, for a matter.
    Step(ClauseId, usize, Option<EntityId>),
}

/// A step of a procedure that is still to be taken, or may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Next {
    /// The procedure.
    pub clause: ClauseId,
    /// The place of the step in it.
    pub step: usize,
    /// The place of the act among those of the step.
    pub way: usize,
    /// For what.
    pub matter: Option<EntityId>,
    /// How the step stands.
    pub verdict: Verdict,
    /// Who is to do it, for certain.
    pub who: Vec<EntityId>,
    /// Who perhaps is.
    pub perhaps: Vec<EntityId>,
    /// The duty that says by when, and the last day.
    pub due: Option<(ClauseId, Date)>,
}

/// One thing looked at, with its own verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was looked at.
    pub about: About,
    /// Its verdict.
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
    /// The individuals that the variables of the clause stand for (duties).
    pub bindings: Vec<(Var, EntityId)>,
    /// Everything that refuses the act, certain or possible.
    pub refusals: Vec<Refusal>,
    /// Requirements that are not met, or perhaps not.
    pub unmet: Vec<Unmet>,
    /// Hedged clauses departed from.
    pub deviations: Vec<ClauseId>,
    /// Of a frequency: the count.
    pub tally: Option<Tally>,
    /// Of a duty with a limit in days: when the time is up.
    pub reckoning: Option<Reckoning>,
    /// Of a duty brought up several times: which of them.
    pub at: Option<Moment>,
    /// Of an act that need not be done by whom it was asked of: whom else a clause gives it to.
    pub others: Option<Others>,
}

/// To whom clauses give an act, besides the one asked about or instead of him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Others {
    /// The one asked about may do it too.
    pub besides: bool,
    /// Those of the situation.
    pub doers: Vec<EntityId>,
    /// Kinds named of which the situation has none.
    pub kinds: Vec<KindId>,
}

/// A clause that refuses an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// How.
    pub verdict: Verdict,
    /// The clause (of a lack of power: one that gives the power to others).
    pub clause: ClauseId,
    /// However the unknown facts are filled in; else only in some fillings.
    pub certain: bool,
}

/// A requirement that is not met.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmet {
    /// The clause.
    pub clause: ClauseId,
    /// Not met however the unknown facts are filled in.
    pub certain: bool,
    /// The parts of the requirement that fail, with their values (到会 4 人).
    pub reasons: Vec<Proof>,
}

/// A stretch of days, both ends included; without ends where the record does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// How often something was done in a window of time. Counts are in thousandths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// For whom it was counted.
    pub bearer: Option<EntityId>,
    /// The window.
    pub span: Span,
    /// As often as that, certainly.
    pub counted: i64,
    /// As often as that at most, of what is on record.
    pub perhaps: i64,
    /// At least so often.
    pub at_least: Option<u32>,
    /// At most so often.
    pub at_most: Option<u32>,
    /// Intervals that are longer than they may be.
    pub gaps: Vec<(Date, Date)>,
}

/// Somebody who may do the act.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// He.
    pub entity: EntityId,
    /// He does not do it himself but chooses who does.
    pub chooser: bool,
    /// What he does it as: the sentences (任 市长; 以 市长 身份 为 签发) that make the clause fit him.
    pub capacity: Vec<(RelationId, Vec<EntityId>)>,
    /// The clauses that give him the power.
    pub clauses: Vec<ClauseId>,
    /// Requirements still open for him.
    pub unmet: Vec<Unmet>,
}

/// What follows under one way of reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The choices that make the difference, each with its option.
    pub choices: Vec<(ChoiceId, u8)>,
    /// The verdict under them.
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Who, under them.
    pub answers: Vec<Answer>,
    /// What to cite under them.
    pub relied: Vec<ClauseId>,
    /// What is missing under them.
    pub missing: Vec<Missing>,
    /// The chain of clauses and facts under them.
    pub proof: Proof,
}

/// A convention that was consulted, or a precedence that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConventionUse {
    /// The convention.
    pub choice: ChoiceId,
    /// Another way of counting would change the answer: it rests on the convention.
    pub decisive: bool,
    /// Of several precedences none of which changes the answer by itself: all of them together would.
    pub jointly: bool,
    /// Of a precedence: the clauses that give way, and on which the answer would rest without it.
    pub beaten: Vec<ClauseId>,
}

/// Something unknown that a question may be put about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unknown {
    /// Whether a sentence holds.
    Fact(RelationId, Vec<EntityId>),
    /// Which of several values that exclude each other: `None` stands where the value goes.
    Value(RelationId, Vec<Option<EntityId>>),
    /// How many hold an office.
    Holders(IndividualId),
    /// What number a relation gives; several of them where their sum or difference is compared (with their weights).
    Number(Vec<(i64, RelationId, Vec<EntityId>)>),
}

impl Unknown {
    /// The sentences it is about; a place that is open stands for any value.
    pub fn sentences(&self) -> Vec<(RelationId, Vec<Option<EntityId>>)> {
        let closed = |args: &[EntityId]| args.iter().copied().map(Some).collect();
        match self {
            Self::Fact(relation, args) => vec![(*relation, closed(args))],
            Self::Value(relation, args) => vec![(*relation, args.clone())],
            Self::Holders(_) => Vec::new(),
            Self::Number(parts) => parts.iter().map(|(_, relation, args)| (*relation, closed(args))).collect(),
        }
    }
}

/// A missing fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// What is unknown.
    pub unknown: Unknown,
    /// The clauses whose conditions ask it.
    pub clauses: Vec<ClauseId>,
    /// The place of the first of those missing that are alike, itself among them: only how many of them are true matters.
    /// None if it stands alone.
    pub alike: Option<usize>,
}

/// What one would have to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// That a sentence holds, or not.
    Fact {
        /// The relation.
        relation: RelationId,
        /// Its arguments.
        args: Vec<EntityId>,
        /// Holds or not.
        holds: bool,
    },
    /// That so many of these sentences hold, or do not hold; which of them does not matter.
    Several {
        /// The relation.
        relation: RelationId,
        /// Their arguments, which differ in one place.
        among: Vec<Vec<EntityId>>,
        /// So many of them.
        count: u32,
        /// Hold or not.
        holds: bool,
    },
    /// That so many hold an office at least, or at most.
    Holders {
        /// The office.
        office: IndividualId,
        /// At least so many; else at most.
        at_least: bool,
        /// How many.
        count: u32,
    },
    /// That a number stands so to another (thousandths).
    Number {
        /// The numbers added up, with their weights.
        terms: Vec<(i64, RelationId, Vec<EntityId>)>,
        /// [`Op::Ge`] or [`Op::Lt`]; [`Op::Odd`] or [`Op::Even`] of the sum alone.
        op: Op,
        /// The other number.
        number: i64,
    },
}

impl Found {
    /// How many things it takes to find out.
    pub fn count(&self) -> u32 {
        if let Self::Several { count, .. } = self { *count } else { 1 }
    }
}

/// A short way to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// If all this were found …
    pub if_found: Vec<Found>,
    /// … the verdict would be this,
    pub verdict: Verdict,
    /// (of a violation: for this refusal)
    pub ground: Option<Verdict>,
    /// and these people would be the answer;
    pub who: Vec<EntityId>,
    /// those of them choose who does it.
    pub choosers: Vec<EntityId>,
    /// Of several things looked at: the one that alone decides it, in the order of the question.
    pub about: Option<usize>,
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// The n-th note of a clause that took part.
    Clause(ClauseId, usize),
    /// A gap clause about the act.
    Gap(ClauseId),
    /// A duty that is not kept, and nobody is named who owes it.
    NobodyOwes(ClauseId),
    /// What was to be done before an event, or on its day, was done later: when it was done, and when the event was.
    Late(ClauseId, Moment, Moment),
    /// A matter was sent back, by this clause and at this moment (where it is written): for what.
    SentBack(ClauseId, Option<EntityId>, Option<Moment>),
    /// A choice that the findings depend on, though not the verdict.
    Immaterial(ChoiceId),
    /// So many more ways of reading differ and are not told.
    Untold(usize),
}

/// Changes that would turn the answer, none of which can be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turning {
    /// The changes, all of them together.
    pub changes: Vec<Change>,
    /// The verdict with them.
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Of *who*: those found with them.
    pub who: Vec<EntityId>,
}

/// In whose hands a change lies, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hand {
    /// Something is still to be done.
    Do,
    /// How things stand is otherwise.
    State,
    /// Something that was done had not been done.
    Undo,
    /// Somebody judges otherwise.
    Judge,
    /// Somebody or something is another: the class of a document, whose field a matter is.
    Be,
}

/// A change of fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// In whose hands it lies.
    pub hand: Hand,
    /// What it was; none where it was not known.
    pub before: Option<bool>,
    /// The relation.
    pub relation: RelationId,
    /// To become true, else to become false.
    pub to: bool,
    /// So many of `among`.
    pub count: u32,
    /// Interchangeable tuples; as many as `count` if none is interchangeable.
    pub among: Vec<Vec<EntityId>>,
    /// By when it is to be done for that.
    pub by: Option<By>,
}

/// By when something would have to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// On this day at the latest.
    Day(Date),
    /// Before what it is for, or with it.
    Event,
}

/// The next most useful question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextQuestion {
    /// Its place among the missing facts.
    pub at: usize,
    /// What each answer leads to; none for a number.
    pub leads: Vec<Lead>,
}

/// What an answer to a question leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// The relation.
    pub relation: RelationId,
    /// Its arguments.
    pub args: Vec<EntityId>,
    /// Holds or not.
    pub holds: bool,
    /// The verdict then.
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Of *who*: those found.
    pub who: Vec<EntityId>,
    /// So many facts are still missing then.
    pub missing: usize,
}
