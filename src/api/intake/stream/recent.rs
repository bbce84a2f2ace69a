//! What short words came to, kept for a while: tables repeat themselves.

/// What short words came to, of so many at once. Of several that would be kept in one place the last is.
#[derive(Debug)]
pub struct Recent<T, const SLOTS: usize> {
    slots: Vec<Option<(Word, T)>>,
}

/// Words of up to fifteen bytes, as one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word(u128);

impl Word {
    /// None where they are too long.
    #[inline]
    pub fn new(text: &str) -> Option<Self> {
        let length = u8::try_from(text.len()).ok().filter(|length| *length < 16)?;
        let mut bytes = [0; 16];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        bytes[15] = length;
        Some(Self(u128::from_le_bytes(bytes)))
    }

    fn mixed(self) -> usize {
        let mixed = (self.0 as u64 ^ (self.0 >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 48) as usize
    }
}

impl<T: Copy, const SLOTS: usize> Recent<T, SLOTS> {
    pub fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| None).collect() }
    }

    #[inline]
    pub fn get(&self, word: Word) -> Option<T> {
        self.slots.get(word.mixed() % SLOTS)?.as_ref().filter(|(own, _)| *own == word).map(|(_, known)| *known)
    }

    pub fn keep(&mut self, word: Word, known: T) {
        if let Some(slot) = self.slots.get_mut(word.mixed() % SLOTS) {
            *slot = Some((word, known));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_words_are_different_numbers() {
        let texts = ["", "\0", "\0\0", "甲", "甲乙", "会议纪要件", "fifteen bytes..", "fifteen bytes."];
        for (n, one) in texts.iter().enumerate() {
            for (m, other) in texts.iter().enumerate() {
                assert_eq!(Word::new(one) == Word::new(other), n == m, "{one:?} {other:?}");
            }
        }
        assert_eq!(Word::new("sixteen bytes..."), None);
    }

    #[test]
    fn what_is_kept_is_what_was_kept_last() {
        let mut recent = Recent::<usize, 64>::new();
        let words: Vec<Word> = (0..2000).filter_map(|n| Word::new(&format!("机构{n}"))).collect();
        for (n, word) in words.iter().enumerate() {
            recent.keep(*word, n);
            assert_eq!(recent.get(*word), Some(n));
        }
        assert!(words.iter().enumerate().all(|(n, word)| recent.get(*word).is_none_or(|known| known == n)));
    }
}
