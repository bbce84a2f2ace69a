//! Sets of individuals as bits, and three-valued truth for all of them at once.
use super::super::proof::Value;

/// Individuals by number, up to `64 · W` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Set<const W: usize>([u64; W]);

impl<const W: usize> Set<W> {
    pub const EMPTY: Self = Self([0; W]);
    /// Every number, whether anybody has it or not.
    pub const FULL: Self = Self([u64::MAX; W]);

    pub fn of(words: [u64; W]) -> Self {
        Self(words)
    }

    #[inline]
    pub fn of_words(words: &[u64]) -> Self {
        words.first_chunk::<W>().map_or(Self::EMPTY, |words| Self(*words))
    }

    pub fn words(self) -> [u64; W] {
        self.0
    }

    pub fn one(member: u32) -> Self {
        let mut set = Self::EMPTY;
        set.add(member);
        set
    }

    pub fn add(&mut self, member: u32) {
        if let Some(word) = self.0.get_mut(member as usize / 64) {
            *word |= 1 << (member % 64);
        }
    }

    pub fn has(&self, member: u32) -> bool {
        self.0.get(member as usize / 64).is_some_and(|word| word >> (member % 64) & 1 == 1)
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    pub fn and(self, other: Self) -> Self {
        self.paired(other, |a, b| a & b)
    }

    pub fn or(self, other: Self) -> Self {
        self.paired(other, |a, b| a | b)
    }

    pub fn without(self, other: Self) -> Self {
        self.paired(other, |a, b| a & !b)
    }

    fn paired(mut self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        for (to, from) in self.0.iter_mut().zip(other.0) {
            *to = with(*to, from);
        }
        self
    }

    /// The members in order.
    pub fn members(self) -> impl Iterator<Item = u32> {
        self.0.into_iter().enumerate().flat_map(|(n, word)| Bits(word).map(move |bit| n as u32 * 64 + bit))
    }
}

struct Bits(u64);

impl Iterator for Bits {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(bit)
    }
}

/// For each individual whether a condition holds of him. INVARIANT: `yes ⊆ may`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Truths<const W: usize> {
    /// Of these it holds.
    pub yes: Set<W>,
    /// Of all others it does not.
    pub may: Set<W>,
}

impl<const W: usize> Truths<W> {
    pub const NONE: Self = Self { yes: Set::EMPTY, may: Set::EMPTY };

    /// It holds of these and of nobody else.
    pub fn of(set: Set<W>) -> Self {
        Self { yes: set, may: set }
    }

    /// The same of everybody.
    pub fn constant(value: Value) -> Self {
        match value {
            Value::True => Self::of(Set::FULL),
            Value::False => Self::NONE,
            Value::Unknown => Self { yes: Set::EMPTY, may: Set::FULL },
        }
    }

    pub fn of_one(member: u32, value: Value) -> Self {
        Self::of(Set::one(member)).and(Self::constant(value))
    }

    pub fn at(&self, member: u32) -> Value {
        match (self.yes.has(member), self.may.has(member)) {
            (true, _) => Value::True,
            (false, true) => Value::Unknown,
            (false, false) => Value::False,
        }
    }

    /// Whether it holds of anybody.
    pub fn any(&self) -> Value {
        match (self.yes.is_empty(), self.may.is_empty()) {
            (false, _) => Value::True,
            (true, false) => Value::Unknown,
            (true, true) => Value::False,
        }
    }

    pub fn is_none(&self) -> bool {
        self.may.is_empty()
    }

    pub fn and(self, other: Self) -> Self {
        Self { yes: self.yes.and(other.yes), may: self.may.and(other.may) }
    }

    pub fn or(self, other: Self) -> Self {
        Self { yes: self.yes.or(other.yes), may: self.may.or(other.may) }
    }

    /// Where this holds and the other does not.
    pub fn and_not(self, other: Self) -> Self {
        Self { yes: self.yes.without(other.may), may: self.may.without(other.yes) }
    }
}
