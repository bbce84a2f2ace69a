//! Rulebooks ready to be asked.
use super::files::Unreadable;
use super::prepared::Prepared;
use super::shelf::Shelf;
use super::situation::Situation;
use crate::answer::Answer;
use crate::calendar::Calendar;
use crate::check;
use crate::core_ir::{ClauseId, DocumentId, Program};
use crate::diagnostic::{Lang, Problems};
use crate::eval::Engine;
use crate::resolve::{self, Parsed, Resolved};
use crate::source::Source;
use crate::vocabulary::{Citation, Date};
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use std::sync::Arc;

/// One or several rulebooks that are used together. Loaded once, asked any number of times; a clone is another handle.
#[derive(Debug, Clone)]
pub struct Rulebook {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    resolved: Resolved,
    engine: Engine,
    warnings: Problems,
}

/// Why rulebooks could not be loaded.
#[derive(Debug, Clone)]
pub enum LoadError {
    /// Files that cannot be read.
    Unreadable(Vec<Unreadable>),
    /// What is wrong in them.
    Problems(Problems),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(list) => list.iter().try_for_each(|one| writeln!(f, "{one}")),
            Self::Problems(problems) => write!(f, "{problems}"),
        }
    }
}

impl std::error::Error for LoadError {}

/// A question in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The words, with or without the question mark.
    pub text: String,
    /// The language of the texts of the answer.
    pub lang: Lang,
    /// The date asked about, if not that of the situation.
    pub as_of: Option<Date>,
}

/// A sentence of a rulebook that executes something.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Its document.
    pub document: DocumentId,
    /// Where it is written, in bytes of its file.
    pub written: std::ops::Range<usize>,
    /// Where it stands in the law.
    pub citation: Citation,
    /// Its words.
    pub text: String,
    /// What it became.
    pub clauses: Vec<ClauseId>,
}

impl From<&str> for Question {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), lang: Lang::Zh, as_of: None }
    }
}

impl Question {
    /// With the texts of the answer in this language.
    #[must_use]
    pub fn in_language(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }

    /// As of another date than that of the situation.
    #[must_use]
    pub fn as_of(mut self, date: Date) -> Self {
        self.as_of = Some(date);
        self
    }
}

impl Rulebook {
    /// Reads, parses and resolves the files (folders: all `.gj` files below), and rulebooks beside them that they name.
    pub fn load<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Result<Self, LoadError> {
        let paths: Vec<PathBuf> = paths.into_iter().map(Into::into).collect();
        let shelf = Shelf::load(&paths).map_err(LoadError::Unreadable)?;
        Self::of_shelf(&shelf).map_err(LoadError::Problems)
    }

    /// Parses and resolves texts that are used together.
    pub fn parse(sources: impl IntoIterator<Item = Arc<Source>>) -> Result<Self, Problems> {
        Self::of_shelf(&Shelf::of(sources))
    }

    /// All rulebooks that were put on the shelf.
    pub fn of_shelf(shelf: &Shelf) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        shelf.given().for_each(|file| problems.append(file.problems.clone()));
        if problems.has_errors() {
            return Err(problems);
        }
        Self::resolve(&shelf.all_given(), problems)
    }

    /// Rulebooks that have been parsed.
    pub(crate) fn resolve(files: &[Parsed], mut problems: Problems) -> Result<Self, Problems> {
        let (resolved, found) = resolve::resolve(files, digest);
        problems.append(found);
        problems.append(check::check(&resolved));
        if problems.has_errors() { Err(problems) } else { Ok(Self::new(resolved, problems)) }
    }

    /// The same rulebooks, working days by another calendar.
    #[must_use]
    pub fn with_calendar(&self, calendar: Calendar) -> Self {
        let Inner { resolved, warnings, .. } = self.inner.as_ref();
        let engine = Engine::with_calendar(resolved.program.clone(), Arc::new(calendar));
        Self { inner: Arc::new(Inner { resolved: resolved.clone(), engine, warnings: warnings.clone() }) }
    }

    fn new(resolved: Resolved, warnings: Problems) -> Self {
        let engine = Engine::new(resolved.program.clone());
        Self { inner: Arc::new(Inner { resolved, engine, warnings }) }
    }

    /// The same rulebooks with changes made by `change` (the 改文 of a case).
    pub(crate) fn changed(&self, change: impl FnOnce(&mut Resolved) -> Problems) -> (Self, Problems) {
        let mut resolved = self.inner.resolved.clone();
        let problems = change(&mut resolved);
        (Self::new(resolved, self.inner.warnings.clone()), problems)
    }

    /// The statements that execute something, each with its clauses: one entry a sentence as it was written.
    pub fn statements(&self) -> Vec<Statement> {
        let resolved = &self.inner.resolved;
        let mut statements: Vec<Statement> = Vec::new();
        for (n, clause) in resolved.program.clauses.iter().enumerate() {
            let written = resolved.places.get(n).map(|span| span.range());
            let Some(written) = written
                .filter(|_| !resolved.program.documents.get(clause.document.index()).is_some_and(|document| document.library))
            else {
                continue;
            };
            let id = ClauseId(n as u32);
            match statements.iter_mut().find(|one| one.document == clause.document && one.written == written) {
                Some(one) => one.clauses.push(id),
                None => statements.push(Statement {
                    document: clause.document,
                    written,
                    citation: clause.citation.clone(),
                    text: clause.text.clone(),
                    clauses: vec![id],
                }),
            }
        }
        statements
    }

    /// The rulebooks without these clauses.
    #[must_use]
    pub fn without(&self, clauses: &[ClauseId]) -> Self {
        let changed = self.changed(|resolved| {
            resolve::strike(resolved, clauses);
            Problems::default()
        });
        changed.0
    }

    /// What should be looked at though the rulebooks can be used.
    pub fn warnings(&self) -> &Problems {
        &self.inner.warnings
    }

    /// What the rulebooks say, as the core.
    pub fn program(&self) -> &Program {
        &self.inner.resolved.program
    }

    pub(crate) fn resolved(&self) -> &Resolved {
        &self.inner.resolved
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// Answers a question about a situation. To ask several, [`Rulebook::prepare`] the situation first.
    pub fn ask(&self, situation: &Situation, question: &Question) -> Result<Answer, Problems> {
        self.prepare(situation, question.as_of)?.ask(&question.text, question.lang)
    }

    /// Ties a situation to the rulebooks, as of its date or another one.
    pub fn prepare(&self, situation: &Situation, as_of: Option<Date>) -> Result<Prepared, Problems> {
        let (situated, problems) = situation.bind(&self.inner.resolved, as_of);
        if problems.has_errors() {
            return Err(problems);
        }
        Ok(Prepared::new(self, situated, situation.digest()).warned(problems))
    }
}

/// SHA-256 of a text, hexadecimal.
pub fn digest(source: &Source) -> String {
    hexadecimal(source.text().as_bytes())
}

/// SHA-256 of bytes, hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
