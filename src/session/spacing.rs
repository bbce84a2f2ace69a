//! Blanks between words, put where somebody left them out: the words that are known are looked for in what was typed.
//!
//! Nothing is guessed in silence: what was made of a line is said, and taken only if every word of it is understood then.
use super::words::{Class, Words};
use crate::syntax::typed::{TokenKind, tokens};
use crate::vocabulary::Date;

/// Longer stretches are left as they are.
const STRETCH_AT_MOST: usize = 120;
/// No word is longer.
const WORD_AT_MOST: usize = 24;
/// A character that belongs to no known word costs as much as so many words.
const STRANGE: usize = 10;
/// Small words that no rulebook declares.
const SMALL: [&str; 8] = ["并", "或", "代", "能", "可以", "可否", "各", "并非"];

impl Words {
    /// The line with blanks between its words, if that is another line.
    pub fn spaced(&self, line: &str) -> Option<String> {
        self.declaring(line).or_else(|| self.by_words(line))
    }

    /// `本次会议是市政府常务会议`: a name that is new, however it is made up.
    fn declaring(&self, line: &str) -> Option<String> {
        let stop = if line.ends_with('。') { "。" } else { "" };
        let (head, kind) = line.trim_end_matches('。').rsplit_once('是')?;
        let (head, kind) = (head.trim(), kind.trim());
        let known = self.class(kind) == Some(Class::Name);
        let name = !head.is_empty() && !head.contains(|c: char| c.is_whitespace() || "，；：的".contains(c));
        let spaced = format!("{head} 是 {kind}{stop}");
        (known && name && spaced != line).then_some(spaced)
    }

    fn by_words(&self, line: &str) -> Option<String> {
        let mut out = String::with_capacity(line.len() * 2);
        let mut done = 0;
        for token in tokens(line).into_iter().filter(|token| token.kind == TokenKind::Word) {
            let word = line.get(token.at.clone())?;
            if self.knows(word) || word.chars().count() > STRETCH_AT_MOST {
                continue;
            }
            out.push_str(line.get(done..token.at.start)?);
            out.push_str(&self.cut(word).join(" "));
            done = token.at.end;
        }
        out.push_str(line.get(done..)?);
        Some(out).filter(|out| out != line)
    }

    fn knows(&self, word: &str) -> bool {
        self.class(word).is_some() || SMALL.contains(&word)
    }

    /// The words of a stretch: as few characters as possible that belong to no known word, then as few words as possible.
    fn cut(&self, stretch: &str) -> Vec<String> {
        let chars: Vec<char> = stretch.chars().collect();
        // For each place the least cost of what follows, and where the word that begins here ends.
        let mut best: Vec<(usize, usize, bool)> = vec![(0, chars.len(), true); chars.len() + 1];
        for start in (0..chars.len()).rev() {
            let rest = |end: usize| best.get(end).map_or(0, |known| known.0);
            let mut least = (STRANGE + 1 + rest(start + 1), start + 1, false);
            for end in start + 1..=chars.len().min(start + WORD_AT_MOST) {
                let word: String = chars.get(start..end).unwrap_or_default().iter().collect();
                let known = self.knows(&word) || Date::parse(&word).is_some_and(|_| word.ends_with('日'));
                if known && rest(end) < least.0 {
                    least = (1 + rest(end), end, true);
                }
            }
            if let Some(place) = best.get_mut(start) {
                *place = least;
            }
        }
        let mut words: Vec<String> = Vec::new();
        let (mut at, mut strange) = (0, false);
        while let Some((_, end, known)) = best.get(at).copied().filter(|_| at < chars.len()) {
            let word: String = chars.get(at..end).unwrap_or_default().iter().collect();
            // Characters that are not known belong together: a name.
            match words.last_mut().filter(|_| strange && !known) {
                Some(last) => last.push_str(&word),
                None => words.push(word),
            }
            (at, strange) = (end, !known);
        }
        words
    }
}
