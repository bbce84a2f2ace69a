//! 7 · Answer → sentences, in Chinese or English.
//!
//! Short by default: the verdict, the articles with their words, the reasons with their values, what is missing and what
//! would settle it, readings, conventions, notes, the smallest changes. In full: all of them, and the proof as far as it bears
//! on the answer. As a whole: the proof node by node. The lines are drawn by the terminal, or here as Markdown and HTML.
mod conventions;
mod forms;
mod sections;
mod tree;
mod verdict;

pub use forms::{html, markdown};
pub use sections::{explain, ways};
pub use verdict::sentence;

use crate::diagnostic::Lang;

/// How to explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// The language of the sentences around the words of the rulebooks.
    pub lang: Lang,
    /// How much.
    pub depth: Depth,
}

/// How much to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Depth {
    /// The verdict alone.
    Verdict,
    /// What is needed to act on it.
    #[default]
    Short,
    /// Everything that was found out, and the proof as far as it bears on the answer.
    Full,
    /// The proof node by node.
    Whole,
}

/// What a line is, for whoever draws it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The question.
    Question,
    /// The verdict: yes, no, neither.
    Verdict(Option<bool>),
    /// A heading.
    Heading,
    /// Ordinary words.
    Plain,
    /// The words of a document.
    Quote,
    /// A node of the tree that holds, does not, or is open.
    Node(Option<bool>),
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub role: Role,
    /// How far it stands in.
    pub depth: usize,
    /// The words.
    pub text: String,
}

/// The lines as plain text.
pub fn plain(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(&"  ".repeat(line.depth));
        if let Role::Node(holds) = line.role {
            out.push_str(mark(holds));
        }
        out.push_str(&line.text);
        out.push('\n');
    }
    out
}

/// The sign before a node.
pub fn mark(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "✓ ",
        Some(false) => "✗ ",
        None => "? ",
    }
}
