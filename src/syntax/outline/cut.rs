//! Pieces of a text with their places.
use crate::source::Span;
use crate::syntax::{
    children::word_at,
    fault::Lowered,
    lower::question_words,
    scan::sentences,
    tree::{Phrase, Word},
};

/// A piece of text with its place.
#[derive(Clone, Copy)]
pub(super) struct Cut<'t> {
    pub text: &'t str,
    pub base: usize,
}

impl<'t> Cut<'t> {
    pub fn span(self) -> Span {
        Span::new(self.base, self.base + self.text.len())
    }

    pub fn part(self, from: usize, to: usize) -> Self {
        let text = self.text.get(from..to).unwrap_or_default();
        let lead = text.len() - text.trim_start().len();
        Self { text: text.trim(), base: self.base + from + lead }
    }

    /// Before and behind the first of these marks.
    pub fn at_first(self, marks: &[&str]) -> Option<(Self, Self)> {
        let (at, mark) = marks.iter().filter_map(|mark| Some((self.text.find(mark)?, mark))).min_by_key(|(at, _)| *at)?;
        Some((self.part(0, at), self.part(at + mark.len(), self.text.len())))
    }

    /// The pieces between these marks.
    pub fn split(self, marks: &[&str]) -> Vec<Self> {
        let (mut all, mut rest) = (Vec::new(), self);
        while let Some((before, behind)) = rest.at_first(marks) {
            all.push(before);
            rest = behind;
        }
        all.push(rest);
        all
    }

    pub fn without_stop(self) -> Self {
        let text = self.text.trim_end_matches('。').trim_end();
        Self { text, base: self.base }
    }

    pub fn word(self) -> Word {
        word_at(self.text, self.base)
    }

    pub fn phrase(self) -> Lowered<Phrase> {
        if let Some(fault) = sentences(self.text, self.base).into_iter().find_map(|sentence| sentence.fault) {
            return Err(fault);
        }
        question_words(self.text, self.base)
    }

    /// What stands before `的 word` at the end, and the word.
    pub fn of(self) -> Option<(Self, &'t str)> {
        let at = self.text.rfind('的')?;
        let (before, behind) = (self.text.get(..at)?, self.text.get(at + '的'.len_utf8()..)?);
        let apart = before.ends_with(char::is_whitespace) && behind.starts_with(char::is_whitespace);
        apart.then(|| (self.part(0, at), behind.trim()))
    }
}
