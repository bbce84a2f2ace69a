//! Blanks between words, put where somebody left them out: the words that are known are looked for in what was typed.
//!
//! Nothing is guessed in silence: what was made of a line is said, and taken only if every word of it is understood then. Of
//! several ways that are as good none is taken.
use super::words::{Class, Words};
use crate::resolve::{Spaced, common, declaring, spaced};

impl Words {
    /// The line with blanks between its words, if that is another line.
    pub fn spaced(&self, line: &str) -> Option<String> {
        let is_name = |word: &str| self.class(word) == Some(Class::Name);
        let known = |word: &str| self.class(word).is_some() || common(word);
        declaring(line, is_name).or_else(|| match spaced(line, &known, true) {
            Spaced::One(way) => Some(way),
            Spaced::Same | Spaced::Several(_) => None,
        })
    }
}
