//! 7 · Answer → sentences, in Chinese or English.
//!
//! Short by default: the verdict, the articles with their words, the reasons with their values, what is missing and what
//! would settle it, readings, conventions, notes, the smallest change. In full: the whole tree as well.
mod sections;
mod verdict;

pub use sections::explain;
pub use verdict::sentence;

use crate::diagnostic::Lang;

/// How to explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// The language of the sentences around the words of the rulebooks.
    pub lang: Lang,
    /// Everything: whole quotes, conventions that do not matter, the tree.
    pub full: bool,
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
