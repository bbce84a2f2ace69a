//! 5 · The core and a situation → an outcome.
//!
//! One evaluator, generic over the algebra of truth, walks the clauses. Over three-valued logic it gives plain answers fast;
//! over decision diagrams it gives what hangs on unknown facts and open readings; over proofs it gives the explanation.
//! `book/en/semantics.md` is normative for what comes out.
mod act;
mod algebra;
mod alike;
mod amount;
mod appraise;
mod ask;
mod atom;
mod cases;
mod cite;
mod clause;
mod conventions;
mod cuts;
mod diagram;
mod error;
mod evaluator;
mod exactly;
mod formula;
mod frequency;
mod gist;
mod given;
pub(crate) mod hash;
mod index;
mod item;
mod judge;
mod limit;
mod missing;
mod must;
mod near;
mod notes;
mod order;
mod outcome;
mod plan;
mod procedure;
mod proof;
mod prover;
mod quick;
mod record;
mod resolve;
mod settlement;
mod sources;
mod suppose;
mod tables;
mod tally;
mod tell;
mod time;
mod turn;
mod unknown;
mod validate;
mod variables;
mod walk;

pub use crate::vocabulary::Verdict;
pub use error::{EvalError, Fault};
pub use gist::Gist;
pub use outcome::{
    About, Answer, By, Change, ConventionUse, Decision, Due, Finding, Found, Hand, Lead, Missing, Next, NextQuestion, Note,
    Others, Outcome, Reading, Reckoning, Refusal, Settlement, Span, Tally, Timing, Turning, Unknown, Unmet, Unreckoned,
};
pub use proof::{Amount, Origin, Part, Proof, Step, Value};
pub use quick::{Live, Mark, Recorded};
pub use suppose::Supposed;
pub use turn::{Changeable, Shift, Shifts, Turn, Turns};

use crate::calendar::Calendar;
use crate::core_ir::{EntityId, Program, Question, World};
use crate::vocabulary::Moment;
use algebra::Stop;
use evaluator::defaults;
use given::Given;
use index::Index;
use quick::{Facts, Plan, Quick, Record, Rules};
use resolve::resolve;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use tables::Tables;

/// The rulebooks, indexed once. A clone is another handle on the same index; `Send` and `Sync`.
#[derive(Debug, Clone)]
pub struct Engine {
    index: Arc<Index>,
    plan: Arc<Plan>,
}

impl Engine {
    /// Indexes clauses by verb and relations by definition, and lays the clauses out for plain answers.
    pub fn new(program: impl Into<Arc<Program>>) -> Self {
        Self::with_calendar(program, Arc::new(Calendar::embedded()))
    }

    /// The same with another calendar of working days.
    pub fn with_calendar(program: impl Into<Arc<Program>>, calendar: Arc<Calendar>) -> Self {
        let index = Index::new(program.into(), calendar);
        let plan = Arc::new(Plan::new(&index));
        Self { index: Arc::new(index), plan }
    }

    /// What the rulebooks say.
    pub fn program(&self) -> &Program {
        &self.index.program
    }

    /// The calendar of working days.
    pub fn calendar(&self) -> &Calendar {
        &self.index.calendar
    }

    /// Whether a plain answer may hang on what is on record of a relation.
    pub fn asks_of(&self, relation: crate::core_ir::RelationId) -> bool {
        self.plan.asks_of(relation)
    }

    /// Indexes a situation. Nothing of it is borrowed: what is prepared can be kept and shared.
    pub fn prepare(&self, world: &World) -> Prepared {
        self.prepare_given(Given::new(&self.index, world), None)
    }

    fn prepare_given(&self, given: Given, fault: Option<Stop>) -> Prepared {
        let mut known = None;
        let quick = Facts::new(&self.index, &self.plan, &given)
            .and_then(|mut facts| facts.tell_all(&self.index, &self.plan, &given, &mut known).then(|| Quick::new(facts)));
        let found = match (&quick, &known) {
            (None, None) => known.insert(Tables::whole(&self.index, &given)).fault,
            (_, Some(tables)) => tables.fault,
            (Some(_), None) => None,
        };
        let tables = known.map_or_else(OnceLock::new, OnceLock::from);
        Prepared { engine: self.clone(), situation: Arc::new(Situation { given, tables, quick, fault: fault.or(found) }) }
    }

    /// A situation whose facts change: put on record and taken back in place, asked about in between.
    pub fn live(&self, world: &World) -> Live {
        Live::new(self.clone(), world)
    }
}

/// A situation ready to be asked about. A clone is another handle on it.
#[derive(Debug, Clone)]
pub struct Prepared {
    engine: Engine,
    situation: Arc<Situation>,
}

/// A situation: as it was given, and looked up.
#[derive(Debug)]
struct Situation {
    given: Given,
    /// Made when first needed: plain answers mostly do without.
    tables: OnceLock<Tables>,
    /// For plain answers, where they can be had.
    quick: Option<Quick>,
    /// What makes it unusable.
    fault: Option<Stop>,
}

impl Record for Prepared {
    fn tables(&self) -> &Tables {
        self.situation.tables.get_or_init(|| Tables::whole(&self.engine.index, &self.situation.given))
    }
}

impl Prepared {
    /// The full answer.
    pub fn ask(&self, question: &Question) -> Result<Outcome, EvalError> {
        self.usable()?;
        let settings = defaults(&self.engine.index);
        let tables = self.tables().asked(&self.engine.index, question);
        self.sound(tables)?;
        ask::ask(&self.engine.index, tables, &settings, question).map_err(|stop| self.stopped(stop, tables, question))
    }

    /// What the full answer comes down to, without telling it.
    pub fn gist(&self, question: &Question) -> Result<Gist, EvalError> {
        self.usable()?;
        let (index, settings) = (&self.engine.index, defaults(&self.engine.index));
        let tables = self.tables().asked(index, question);
        self.sound(tables)?;
        match gist::gist(index, tables, &settings, question).map_err(|stop| self.stopped(stop, tables, question))? {
            Some(gist) => Ok(gist),
            None => self.ask(question).map(|outcome| Gist {
                who: outcome.answers.iter().map(|answer| answer.entity).collect(),
                verdict: outcome.verdict,
                ground: outcome.ground,
                missing: outcome.missing.len(),
            }),
        }
    }

    /// What the full answer would come down to under each supposition by itself, without asking again; none where it takes
    /// asking again.
    pub fn supposing(&self, question: &Question, all: &[Supposed]) -> Result<Option<Vec<Gist>>, EvalError> {
        self.usable()?;
        let (index, settings) = (&self.engine.index, defaults(&self.engine.index));
        let tables = self.tables().asked(index, question);
        suppose::gists((index, tables, &settings), question, all).map_err(|stop| self.error(stop))
    }

    /// The full answer about something done at this moment, where that is known.
    pub fn ask_at(&self, question: &Question, at: Option<Moment>) -> Result<Outcome, EvalError> {
        let (question, tables) = self.moment(question, at)?;
        let index = &self.engine.index;
        ask::ask(index, tables, &defaults(index), &question).map_err(|stop| self.stopped(stop, tables, &question))
    }

    /// The same where `telling` asks for it by the verdict of the answer and its findings; else these findings, without what
    /// would be told of them.
    pub fn look_at(
        &self,
        question: &Question,
        at: Option<Moment>,
        telling: impl FnOnce(Verdict, &[Finding]) -> bool,
    ) -> Result<Result<Outcome, Vec<Finding>>, EvalError> {
        let (question, tables) = self.moment(question, at)?;
        let index = &self.engine.index;
        ask::look((index, tables), &defaults(index), &question, telling).map_err(|stop| self.stopped(stop, tables, &question))
    }

    /// A question about something done at a moment, where that is known, and the record as it is about it.
    fn moment<'q>(&self, question: &'q Question, at: Option<Moment>) -> Result<(Cow<'q, Question>, &Tables), EvalError> {
        self.usable()?;
        let index = &self.engine.index;
        let mut question = Cow::Borrowed(question);
        let tables = match at {
            None => self.tables().asked(index, &question),
            Some(at) => {
                if let Question::InOrder { at: time, .. } = question.to_mut() {
                    *time = Some(at);
                }
                self.tables().at(index, time::Slice::from(at))
            }
        };
        self.sound(tables)?;
        Ok((question, tables))
    }

    /// The same situation, with nothing kept of its other moments.
    #[must_use]
    pub fn afresh(&self) -> Self {
        let Situation { given, fault, .. } = self.situation.as_ref();
        let tables = OnceLock::from(self.tables().clone());
        let situation = Situation { given: given.clone(), tables, quick: None, fault: *fault };
        Self { engine: self.engine.clone(), situation: Arc::new(situation) }
    }

    /// The verdict alone, fast.
    pub fn decide(&self, question: &Question) -> Result<Decision, EvalError> {
        self.usable()?;
        if let Some(quick) = &self.situation.quick {
            let Engine { index, plan } = &self.engine;
            let rules = Rules { index, plan, given: &self.situation.given, record: self };
            if let Some(decision) = quick.decide(&rules, question) {
                return Ok(decision);
            }
        }
        decided(&self.engine, self.tables(), question)
    }

    /// All minimal sets of at most `size` changes that would turn the answer.
    pub fn turns(&self, question: &Question, changeable: &Changeable<'_>, size: usize) -> Result<Turns, EvalError> {
        self.usable()?;
        let settings = defaults(&self.engine.index);
        let tables = self.tables().asked(&self.engine.index, question);
        turn::turns((&self.engine.index, tables, &settings), question, changeable, size).map_err(|stop| self.error(stop))
    }

    /// What contradicts itself at the moment asked about can answer nothing.
    fn sound(&self, tables: &Tables) -> Result<(), EvalError> {
        tables.fault.map_or(Ok(()), |stop| Err(self.error(stop)))
    }

    fn usable(&self) -> Result<(), EvalError> {
        self.situation.fault.map_or(Ok(()), |stop| Err(self.error(stop)))
    }

    fn error(&self, stop: Stop) -> EvalError {
        EvalError::new(stop.fault, stop.clause, self.engine.program())
    }

    fn stopped(&self, stop: Stop, tables: &Tables, question: &Question) -> EvalError {
        stopped(stop, (&self.engine.index, tables), question)
    }
}

/// Why a question could not be answered, with the readings that are too many together.
fn stopped(stop: Stop, (index, tables): (&Index, &Tables), question: &Question) -> EvalError {
    let error = EvalError::new(stop.fault, stop.clause, &index.program);
    match stop.fault {
        Fault::Readings => error.between(&resolve::crowd(index, tables, &defaults(index), question), &index.program),
        _ => error,
    }
}

/// The verdict alone, by the general evaluator.
fn decided(engine: &Engine, tables: &Tables, question: &Question) -> Result<Decision, EvalError> {
    let index = &engine.index;
    let error = |stop: Stop| EvalError::new(stop.fault, stop.clause, &index.program);
    tables.fault.map_or(Ok(()), |stop| Err(error(stop)))?;
    let asked = tables.asked(index, question);
    asked.fault.map_or(Ok(()), |stop| Err(error(stop)))?;
    let label =
        resolve(index, asked, &defaults(index), question).map_err(|stop| stopped(stop, (index, asked), question))?.0.joint;
    Ok(Decision { verdict: label.verdict, ground: label.ground, who: label.who.into_iter().map(EntityId).collect() })
}
