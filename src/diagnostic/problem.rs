//! A problem: a kind at a place.
use crate::source::{Source, Span};
use std::{fmt, sync::Arc};

/// The language of messages and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file can be used; somebody should look.
    Warning,
    /// The file cannot be used as it is.
    Error,
}

/// What is wrong, whatever the place. Implemented by one enum a stage; the texts hang on the variants.
pub trait Kind: fmt::Debug + Send + Sync {
    /// The code: a letter for the stage and three digits, never reused.
    fn code(&self) -> &'static str;
    /// One sentence without a final stop, in the user's words.
    fn message(&self, lang: Lang) -> String;
    /// What to do, a full sentence; none if there is nothing to say.
    fn help(&self, lang: Lang) -> Option<String>;
    /// How bad it is.
    fn severity(&self) -> Severity {
        Severity::Error
    }
}

/// A kind of problem at a place.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What is wrong.
    pub kind: Arc<dyn Kind>,
    /// The text.
    pub source: Arc<Source>,
    /// Where in it.
    pub at: Span,
    /// The article in which it stands, if any (第三十八条第一款).
    pub article: Option<String>,
    /// Other places that belong to it, each with a word on why (zh, en).
    pub also: Vec<(Arc<Source>, Span, &'static str, &'static str)>,
}

impl Problem {
    /// A problem at a place.
    pub fn new(kind: impl Kind + 'static, source: &Arc<Source>, at: Span) -> Self {
        Self { kind: Arc::new(kind), source: Arc::clone(source), at, article: None, also: Vec::new() }
    }

    /// Names the article.
    #[must_use]
    pub fn in_article(mut self, article: impl fmt::Display) -> Self {
        self.article = Some(article.to_string());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, source: &Arc<Source>, at: Span, zh: &'static str, en: &'static str) -> Self {
        self.also.push((Arc::clone(source), at, zh, en));
        self
    }
}

/// Problems gathered on the way.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.list.push(problem);
    }

    /// Takes over those of another stage.
    pub fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
    }

    /// Each once: one place with one message, however many ways led there.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        let mut seen = std::collections::HashSet::new();
        self.list.retain(|one| {
            let place = (one.source.name().to_owned(), one.at.start, one.at.end);
            seen.insert((place, one.kind.code(), one.kind.message(Lang::Zh)))
        });
        self
    }

    /// Each of them made another.
    #[must_use]
    pub fn map(self, change: impl FnMut(Problem) -> Problem) -> Self {
        Self { list: self.list.into_iter().map(change).collect() }
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|problem| problem.kind.severity() == Severity::Error)
    }

    /// All of them, by file and place.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut list: Vec<_> = self.list.iter().collect();
        list.sort_by_key(|problem| (problem.source.name().to_owned(), problem.at.start, problem.at.end, problem.kind.code()));
        list
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

/// One line a problem: place, code, message, help.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in self.sorted() {
            let place = problem.source.position(problem.at.range().start);
            let (name, line, column) = (problem.source.name(), place.line, place.column);
            let help = problem.kind.help(Lang::Zh).unwrap_or_default();
            writeln!(f, "{name}:{line}:{column}: {} {}。{help}", problem.kind.code(), problem.kind.message(Lang::Zh))?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
