//! A situation tied to rulebooks, ready to be asked any number of questions.
use super::changes::{Asking, changes};
use super::next::next_question;
use super::rulebook::Rulebook;
use crate::answer::{Answer, Asked, Judges, Recorded, Wording, answer};
use crate::core_ir;
use crate::diagnostic::{Lang, Problem, Problems};
use crate::eval::{self, EvalError};
use crate::resolve::{self, Situated};
use crate::source::{Source, Span};
use crate::vocabulary::{Moment, Verdict};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// A situation tied to rulebooks. Names are bound and facts indexed once; every question uses them again.
#[derive(Debug, Clone)]
pub struct Prepared {
    rulebook: Rulebook,
    situated: Arc<Situated>,
    indexed: eval::Prepared,
    digest: Arc<str>,
    warnings: Arc<Problems>,
    lately: Arc<Mutex<Lately>>,
    judges: Arc<OnceLock<Judges>>,
    rows: Option<Arc<Recorded>>,
}

/// What reading one question leaves for the next.
#[derive(Debug, Default)]
struct Lately {
    /// Questions whose names were bound and which name nothing new.
    read: HashMap<String, core_ir::Question>,
    /// A copy of the situation to which nothing was added.
    spare: Option<Situated>,
}

/// So many questions are kept.
const KEPT_AT_MOST: usize = 256;

/// A question with the place where it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'a> {
    /// The text it stands in.
    pub source: &'a Arc<Source>,
    /// Its words, without the question mark.
    pub text: &'a str,
    /// Where they begin.
    pub base: usize,
}

/// A question whose names are bound, with the situation it is about.
struct Read {
    question: core_ir::Question,
    situated: Option<Situated>,
}

impl Prepared {
    pub(crate) fn new(rulebook: &Rulebook, situated: Situated, digest: &str) -> Self {
        let indexed = rulebook.engine().prepare(&situated.world);
        Self {
            rulebook: rulebook.clone(),
            situated: Arc::new(situated),
            indexed,
            digest: digest.into(),
            warnings: Arc::default(),
            lately: Arc::default(),
            judges: Arc::default(),
            rows: None,
        }
    }

    /// With the rows of tables that say what is on record.
    pub(crate) fn with_rows(self, rows: Arc<Recorded>) -> Self {
        Self { rows: Some(rows), ..self }
    }

    /// With what should be looked at in the situation though it can be used.
    pub(crate) fn warned(self, warnings: Problems) -> Self {
        Self { warnings: Arc::new(warnings), ..self }
    }

    /// What should be looked at in the situation though it can be used: an event that is said twice.
    pub fn warnings(&self) -> &Problems {
        &self.warnings
    }

    /// The declared names of its rulebooks.
    pub(crate) fn scope(&self) -> &resolve::Scope {
        &self.rulebook.resolved().scope
    }

    /// What its rulebooks say.
    pub(crate) fn program(&self) -> &core_ir::Program {
        self.rulebook.program()
    }

    /// The date asked about.
    pub fn date(&self) -> Option<crate::vocabulary::Date> {
        self.situated.world.date
    }

    /// Its facts.
    pub(crate) fn world(&self) -> &core_ir::World {
        &self.situated.world
    }

    /// Its rulebooks with their names.
    pub(crate) fn resolved(&self) -> &resolve::Resolved {
        self.rulebook.resolved()
    }

    /// Who judged what is on record.
    fn judges(&self) -> &Judges {
        self.judges.get_or_init(|| {
            let judges = Judges::new(&self.situated.world);
            self.rows.iter().fold(judges, |judges, rows| judges.with_rows(Arc::clone(rows)))
        })
    }

    /// The calendar of working days.
    pub fn calendar(&self) -> &crate::calendar::Calendar {
        self.rulebook.engine().calendar()
    }

    /// SHA-256 of the situation.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Its names and facts.
    pub(crate) fn situated(&self) -> &Situated {
        &self.situated
    }

    /// The answer to a question.
    pub fn ask(&self, question: &str, lang: Lang) -> Result<Answer, Problems> {
        alone(question, |written| self.ask_written(written, lang, true))
    }

    /// The question as it can be asked where only blanks are missing from it, and where they can stand in one way alone:
    /// `本次会议能否召开` is read as `本次会议 能否 召开`. None if it can be asked as it is, or not at all.
    pub fn with_blanks(&self, question: &str) -> Option<String> {
        let unread = alone(question, |written| Ok(self.read(written).is_err()));
        if !unread.is_ok_and(|unread| unread) {
            return None;
        }
        let text = question.trim().trim_end_matches(['？', '?']).trim_end();
        let mut ways = resolve::spaced_question(self.rulebook.resolved(), &self.situated, text);
        ways.pop().filter(|_| ways.is_empty())
    }

    /// The answer with its whole proof, without what would change it and what to ask next: for programs that ask much.
    pub fn told(&self, question: &str, lang: Lang) -> Result<Answer, Problems> {
        alone(question, |written| self.ask_written(written, lang, false))
    }

    /// The verdict alone, fast: no citations, no reasons. Where it hangs on unknown facts or readings it says so.
    pub fn verdict(&self, question: &str) -> Result<Verdict, Problems> {
        alone(question, |written| {
            let read = self.read(written)?;
            let decided = self.indexed(&read).decide(&read.question).map_err(|error| written.problem(error))?;
            Ok(decided.verdict)
        })
    }

    /// The answer; what would change it and what to ask next is looked for only where it is wanted.
    pub(crate) fn ask_written(&self, written: &Written, lang: Lang, with_changes: bool) -> Result<Answer, Problems> {
        let read = self.read(written)?;
        let indexed = self.indexed(&read);
        let mut outcome = indexed.ask(&read.question).map_err(|error| written.problem(error))?;
        let world = &read.situated.as_ref().unwrap_or(&self.situated).world;
        if with_changes {
            let asked = Asking { engine: self.rulebook.engine(), indexed: &indexed, world, question: &read.question };
            // Of a procedure the steps to come say what is to be done.
            if !matches!(read.question, core_ir::Question::Next { .. }) {
                (outcome.changes, outcome.changes_within) = changes(&asked, &outcome);
            }
            outcome.next_question = next_question(&asked, &outcome);
        }
        let program = self.rulebook.program();
        let calendar = self.rulebook.engine().calendar();
        let (question, text) = (&read.question, written.text);
        let asked = Asked {
            program,
            world,
            question,
            text,
            calendar,
            at: None,
            lang,
            digest: &self.digest,
            judges: self.judges(),
            explained: true,
        };
        Ok(answer(&asked, &outcome))
    }

    /// The answer to a question whose names are bound, about what was done at a moment. `text` stands for the question.
    pub(crate) fn answer_at(
        &self,
        question: &core_ir::Question,
        text: &str,
        at: Option<Moment>,
        lang: Lang,
    ) -> Result<Answer, Problems> {
        self.answer_by(&self.indexed, question, text, (at, lang))
    }

    /// The situation as it is evaluated, with nothing kept of other moments.
    pub(crate) fn afresh(&self) -> eval::Prepared {
        self.indexed.afresh()
    }

    /// The same, evaluated by `indexed`.
    pub(crate) fn answer_by(
        &self,
        indexed: &eval::Prepared,
        question: &core_ir::Question,
        text: &str,
        (at, lang): (Option<Moment>, Lang),
    ) -> Result<Answer, Problems> {
        let outcome = indexed.ask_at(question, at).map_err(|error| of_ledger(text, error))?;
        Ok(self.in_words(question, text, (at, lang), &outcome))
    }

    /// The same where its findings call for it, with what they are by number; else these alone.
    pub(crate) fn look_by(
        &self,
        indexed: &eval::Prepared,
        question: &core_ir::Question,
        text: &str,
        (at, lang): (Option<Moment>, Lang),
        telling: impl FnOnce(Verdict, &[eval::Finding]) -> bool,
    ) -> Result<(Vec<eval::Finding>, Option<Answer>), Problems> {
        Ok(match indexed.look_at(question, at, telling).map_err(|error| of_ledger(text, error))? {
            Err(findings) => (findings, None),
            Ok(outcome) => {
                let answer = self.in_words(question, text, (at, lang), &outcome);
                (outcome.findings, Some(answer))
            }
        })
    }

    fn in_words(
        &self,
        question: &core_ir::Question,
        text: &str,
        (at, lang): (Option<Moment>, Lang),
        outcome: &eval::Outcome,
    ) -> Answer {
        let (program, calendar, world) = (self.program(), self.rulebook.engine().calendar(), &self.situated().world);
        let (digest, judges) = (self.digest(), self.judges());
        answer(&Asked { program, world, question, text, calendar, at, lang, digest, judges, explained: false }, outcome)
    }

    /// What a finding is about.
    pub(crate) fn about(&self, finding: &eval::Finding, lang: Lang) -> String {
        crate::answer::about(&Wording { program: self.program(), world: &self.situated.world, lang }, finding)
    }

    /// A sentence on record.
    pub(crate) fn sentence(&self, relation: core_ir::RelationId, args: &[core_ir::EntityId]) -> String {
        Wording { program: self.program(), world: &self.situated.world, lang: Lang::Zh }.fact(relation, args, true)
    }

    /// Whether the clauses would give what is asked about to somebody.
    pub(crate) fn claimed(&self, written: &Written) -> bool {
        let Ok(read) = self.read(written) else { return false };
        let acts: Vec<&core_ir::ActQuery> = match &read.question {
            core_ir::Question::May(acts) => acts.iter().collect(),
            core_ir::Question::InOrder { targets, .. } => {
                targets.iter().filter_map(|one| if let core_ir::Target::Act(act) = one { Some(act) } else { None }).collect()
            }
            _ => return true,
        };
        let indexed = self.indexed(&read);
        acts.into_iter().any(|act| {
            let doer = self.program().relations.get(act.verb.index()).and_then(|relation| relation.doer);
            let mut act = act.clone();
            if let Some(slot) = doer.and_then(|doer| act.slots.get_mut(doer)) {
                *slot = None;
            }
            let who = core_ir::Question::Who { act, except: Vec::new() };
            indexed.decide(&who).is_ok_and(|decided| decided.verdict == Verdict::Found)
        })
    }

    /// A question with its names bound.
    pub(crate) fn question(&self, written: &Written) -> Result<core_ir::Question, Problems> {
        self.read(written).map(|read| read.question)
    }

    /// Things that the question names and the situation does not know are added to a copy of it.
    fn read(&self, written: &Written) -> Result<Read, Problems> {
        let spare = {
            let mut lately = self.lately();
            if let Some(question) = lately.read.get(written.text) {
                return Ok(Read { question: question.clone(), situated: None });
            }
            lately.spare.take()
        };
        let mut situated = spare.unwrap_or_else(|| Situated::clone(&self.situated));
        let question = resolve::question(self.rulebook.resolved(), &mut situated, written.source, written.text, written.base)?;
        let (new, old) = (&situated.world, &self.situated.world);
        if new.entities.len() > old.entities.len() || new.facts.len() > old.facts.len() {
            return Ok(Read { question, situated: Some(situated) });
        }
        let mut lately = self.lately();
        if situated.names.len() == self.situated.names.len() {
            lately.spare = Some(situated);
        }
        if lately.read.len() < KEPT_AT_MOST {
            lately.read.insert(written.text.to_owned(), question.clone());
        }
        Ok(Read { question, situated: None })
    }

    /// Whoever gave up amidst a question left nothing half done there.
    fn lately(&self) -> MutexGuard<'_, Lately> {
        self.lately.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn indexed(&self, read: &Read) -> eval::Prepared {
        match &read.situated {
            Some(situated) => self.rulebook.engine().prepare(&situated.world),
            None => self.indexed.clone(),
        }
    }
}

impl Written<'_> {
    fn problem(&self, error: EvalError) -> Problems {
        let mut problems = Problems::default();
        problems.push(Problem::new(error, self.source, Span::new(self.base, self.base + self.text.len())));
        problems
    }
}

/// What is wrong with a question that a ledger brings up.
fn of_ledger(text: &str, error: EvalError) -> Problems {
    let source = Source::new("台账", text);
    Written { source: &source, text, base: 0 }.problem(error)
}

/// A question that stands in no file.
fn alone<T>(question: &str, then: impl FnOnce(&Written) -> Result<T, Problems>) -> Result<T, Problems> {
    let source = Source::new("问题", question);
    let base = question.len() - question.trim_start().len();
    let text = question.trim().trim_end_matches(['？', '?']).trim_end();
    then(&Written { source: &source, text, base })
}
