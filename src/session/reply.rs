//! What a session says: lines with roles, for whoever draws them.
use crate::diagnostic::{Lang, Problem};
use crate::explain::{self, Role};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A line of an answer.
    Said(Role),
    /// Something was taken note of.
    Done,
    /// Something is wrong.
    Trouble,
    /// What may be done next.
    Advice,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub tone: Tone,
    /// How far it stands in.
    pub depth: usize,
    /// The words.
    pub text: String,
}

/// What only the outside can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Leave.
    Leave,
    /// Read this file and hand it to [`Session::read`](super::Session::read).
    Read(String),
    /// Take up again what was typed before the program came to an untimely end.
    Recover,
    /// The page of this code.
    Explain(String),
    /// Write this text to this file, in one step; tell [`Session::written`](super::Session::written) how it went.
    Write {
        /// The path, as typed.
        path: String,
        /// The text.
        text: String,
        /// Replace a file that is there.
        replace: bool,
    },
}

/// What came of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reply {
    /// What is said.
    pub lines: Vec<Line>,
    /// What is left to the outside.
    pub wishes: Vec<Wish>,
    /// What was typed behind them, to be taken once they are granted.
    pub rest: Option<String>,
}

impl Reply {
    /// Something was taken note of.
    pub fn done(text: impl Into<String>) -> Self {
        Self::default().and(Tone::Done, 0, text)
    }

    /// Something is wrong.
    pub fn trouble(text: impl Into<String>) -> Self {
        Self::default().and(Tone::Trouble, 0, text)
    }

    /// With one more line.
    #[must_use]
    pub fn and(mut self, tone: Tone, depth: usize, text: impl Into<String>) -> Self {
        self.lines.push(Line { tone, depth, text: text.into() });
        self
    }

    /// With what may be done next.
    #[must_use]
    pub fn advice(self, text: impl Into<String>) -> Self {
        self.and(Tone::Advice, 0, text)
    }

    /// With lines of an answer.
    #[must_use]
    pub fn answer(mut self, lines: impl IntoIterator<Item = explain::Line>) -> Self {
        self.lines.extend(lines.into_iter().map(|line| Line { tone: Tone::Said(line.role), depth: line.depth, text: line.text }));
        self
    }

    /// With what another one says and wishes.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.lines.extend(other.lines);
        self.wishes.extend(other.wishes);
        self.rest = self.rest.or(other.rest);
        self
    }

    /// With a problem, its help and its code: message and help are each a sentence.
    #[must_use]
    pub fn problem(self, problem: &Problem, lang: Lang) -> Self {
        let help = super::advice::on(problem, lang).or_else(|| problem.kind.help(lang));
        help.into_iter().fold(self.told("", problem, lang), Self::advice)
    }

    /// With a problem of a file, and words on where in it.
    #[must_use]
    pub fn problem_at(self, place: &str, problem: &Problem, lang: Lang) -> Self {
        problem.kind.help(lang).into_iter().fold(self.told(place, problem, lang), Self::advice)
    }

    fn told(self, place: &str, problem: &Problem, lang: Lang) -> Self {
        let kind = problem.kind.as_ref();
        let (stop, code) = match lang {
            Lang::Zh => ("。", format!("（{}）", kind.code())),
            Lang::En => (".", format!(" ({})", kind.code())),
        };
        self.and(Tone::Trouble, 0, format!("{place}{}{stop}{code}", kind.message(lang)))
    }

    /// As plain text.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            out.extend(["  ".repeat(line.depth).as_str(), line.mark(), &line.text, "\n"]);
        }
        out
    }
}

impl Line {
    /// The sign before it: words alone say the same.
    pub fn mark(&self) -> &'static str {
        match self.tone {
            Tone::Said(Role::Node(holds)) => explain::mark(holds),
            Tone::Trouble => "✗ ",
            Tone::Advice => "  ",
            Tone::Done | Tone::Said(_) => "",
        }
    }
}
