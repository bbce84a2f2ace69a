//! What is found out about a situation, kept from question to question.
//!
//! Each thread has one place for it, which it uses for the situation it was last asked about: a place that was just in use is
//! near, and asking about many situations in turn takes no memory for each. Nothing is wiped: what was found out about another
//! situation, or before a change on which it hangs, bears another stamp.
use super::super::hash::Table;
use super::set::{Set, Truths};

/// Rows by several places, at most; a question that needs more is left to the general evaluator.
const MOST: usize = 1 << 18;

/// What is known of a row of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<const W: usize> {
    /// Of the column, when it was found out.
    stamp: u64,
    /// Of whom it is known whether it is so.
    known: Set<W>,
    truths: Truths<W>,
}

/// Where a row is kept.
#[derive(Debug, Clone, Copy)]
pub(super) enum Slot {
    At(usize),
    Of(u32, u64),
}

#[derive(Debug)]
pub(super) struct Memo<const W: usize> {
    /// The situation that it is about.
    about: u64,
    rows: Vec<Row<W>>,
    many: Table<(u32, u64), Row<W>>,
}

impl<const W: usize> Default for Memo<W> {
    fn default() -> Self {
        Self { about: 0, rows: Vec::new(), many: Table::default() }
    }
}

impl<const W: usize> Memo<W> {
    /// Ready for questions about a situation.
    pub fn begin(&mut self, about: u64, rows: usize) {
        if self.about != about {
            self.about = about;
            if self.rows.len() < rows {
                self.rows.resize(rows, Row { stamp: 0, known: Set::EMPTY, truths: Truths::NONE });
            }
            if !self.many.is_empty() {
                self.many.clear();
            }
        } else if self.many.len() > MOST / 2 {
            // Most of it may be of before some change.
            self.many.clear();
        }
    }

    #[inline]
    fn row(&self, slot: Slot, stamp: u64) -> Option<&Row<W>> {
        let row = match slot {
            Slot::At(at) => self.rows.get(at),
            Slot::Of(column, by) => self.many.get(&(column, by)),
        };
        row.filter(|row| row.stamp == stamp)
    }

    /// A whole row, if it is known.
    #[inline]
    pub fn whole(&self, slot: Slot, stamp: u64) -> Option<Truths<W>> {
        self.row(slot, stamp).filter(|row| row.known == Set::FULL).map(|row| row.truths)
    }

    /// Whether it is so of one, if that is known.
    #[inline]
    pub fn of(&self, slot: Slot, stamp: u64, member: u32) -> Option<super::super::proof::Value> {
        self.row(slot, stamp).filter(|row| row.known.has(member)).map(|row| row.truths.at(member))
    }

    /// Keeps what was found of some; false when there is no room.
    pub fn keep(&mut self, slot: Slot, stamp: u64, known: Set<W>, truths: Truths<W>) -> bool {
        let fresh = Row { stamp, known: Set::EMPTY, truths: Truths::NONE };
        let row = match slot {
            Slot::At(at) => self.rows.get_mut(at),
            Slot::Of(..) if self.many.len() >= MOST => None,
            Slot::Of(column, by) => Some(self.many.entry((column, by)).or_insert(fresh)),
        };
        let Some(row) = row else { return false };
        if row.stamp != stamp {
            *row = fresh;
        }
        row.known = row.known.or(known);
        row.truths = row.truths.or(Truths { yes: truths.yes.and(known), may: truths.may.and(known) });
        true
    }
}
