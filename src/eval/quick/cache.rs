//! What is found out about a situation, kept from question to question.
//!
//! Each thread has one place for it, which it uses for the situation it was last asked about: a place that was just in use is
//! near, and asking about many situations in turn takes no memory for each.
use super::super::tables::NONE;
use super::{code::PLACES, set::Truths};
use std::hash::Hasher;

/// A sentence with one place left open ([`NONE`]), or with none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub relation: u32,
    pub args: [u32; PLACES],
}

/// Columns and tuples, found by their key.
#[derive(Debug)]
pub(super) struct Cache<const W: usize> {
    /// The situation that it is about.
    about: u64,
    /// Values of variables, one stretch for each clause at work.
    pub env: Vec<u32>,
    known: Vec<(Key, Truths<W>)>,
    /// Places in `known` plus one, by hash; 0: free. The length is a power of two.
    places: Vec<u32>,
}

/// Places to begin with.
const PLACES_AT_FIRST: usize = 256;
/// Places kept for the next situation, at most.
const PLACES_KEPT: usize = 4096;
/// Entries kept, at most; a question that needs more is left to the general evaluator.
const MOST: usize = 1 << 20;

impl<const W: usize> Default for Cache<W> {
    fn default() -> Self {
        Self { about: 0, env: Vec::new(), known: Vec::new(), places: vec![0; PLACES_AT_FIRST] }
    }
}

impl<const W: usize> Cache<W> {
    /// Ready for questions about a situation.
    pub fn begin(&mut self, about: u64) {
        self.env.clear();
        if self.about == about {
            return;
        }
        self.about = about;
        self.known.clear();
        if self.places.len() > PLACES_KEPT {
            self.places.truncate(PLACES_AT_FIRST);
        }
        self.places.fill(0);
    }

    pub fn get(&self, key: &Key) -> Option<Truths<W>> {
        let mask = self.places.len() - 1;
        let mut place = hash(key) & mask;
        loop {
            match self.places[place] {
                0 => return None,
                n => {
                    let (other, truths) = &self.known[n as usize - 1];
                    if other == key {
                        return Some(*truths);
                    }
                }
            }
            place = (place + 1) & mask;
        }
    }

    /// Keeps what was found; `None` when there is no room.
    pub fn keep(&mut self, key: Key, truths: Truths<W>) -> Option<Truths<W>> {
        if self.known.len() >= MOST {
            return None;
        }
        if self.known.len() * 2 >= self.places.len() {
            self.grow();
        }
        self.known.push((key, truths));
        self.file(self.known.len());
        Some(truths)
    }

    fn grow(&mut self) {
        self.places = vec![0; self.places.len() * 4];
        for n in 1..=self.known.len() {
            self.file(n);
        }
    }

    fn file(&mut self, n: usize) {
        let mask = self.places.len() - 1;
        let mut place = hash(&self.known[n - 1].0) & mask;
        while self.places[place] != 0 {
            place = (place + 1) & mask;
        }
        self.places[place] = n as u32;
    }
}

fn hash(key: &Key) -> usize {
    let mut mix = super::super::hash::Mix::default();
    let [a, b, c, d] = key.args.map(u64::from);
    mix.write_u64(u64::from(key.relation) | a << 32);
    mix.write_u64(b | c << 32);
    if d != u64::from(NONE) {
        mix.write_u64(d);
    }
    mix.finish() as usize
}
