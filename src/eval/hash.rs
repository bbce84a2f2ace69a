//! Small, fast hashes for tables of numbers and of words. Tables are only looked up, never walked, so that order cannot leak
//! out; what stands in them nobody chooses to collide.
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

/// Multiplies and rotates; good enough for small numbers that nobody chooses to collide.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mix(u64);

impl Mix {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.add(u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_u32(&mut self, word: u32) {
        self.add(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_i64(&mut self, word: i64) {
        self.add(word.cast_unsigned());
    }

    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }
}

/// A table keyed by numbers.
pub(crate) type Table<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Mix>>;

/// A table keyed by words.
pub(crate) type Words<V> = std::collections::HashMap<Box<str>, V, foldhash::fast::FixedState>;

/// Puts whatever it is into one number, so well mixed that different ones hardly ever share it.
pub(crate) fn mixed() -> impl Hasher {
    foldhash::quality::FixedState::default().build_hasher()
}
