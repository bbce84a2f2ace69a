//! What belongs to one row alone, and which row that is: names by the million, in little room.
use crate::core_ir::KindId;
use crate::eval::hash::{Table, mixed};
use std::hash::{Hash, Hasher};

/// A table and a row of it.
pub type At = (u16, u32);

/// Names that have been seen. Plain numbers, as most ledgers have them, lie side by side; of other names a number is kept. Two
/// names that share one (of ten million, one chance in some hundred thousand) are told as one that stands twice (D035):
/// reported, never lost.
#[derive(Debug, Default)]
pub struct Owned {
    /// Where the numbers from so many times [`RUN`] on lie. Tables mostly share one numbering.
    runs: Table<u32, usize>,
    numbers: Vec<Seen>,
    /// How many of these places are taken.
    taken: usize,
    /// They lie too far from each other: no more places are made.
    full: bool,
    others: Table<u64, At>,
}

/// Whose record a number was first seen in, of which kind, and where.
#[derive(Debug, Clone, Copy)]
struct Seen {
    part: u32,
    row: u32,
    table: u16,
    sort: u16,
}

/// Nowhere yet.
const NEVER: Seen = Seen { part: u32::MAX, row: 0, table: 0, sort: 0 };
/// So many numbers lie side by side.
const RUN: u32 = 256;
/// So many places may be kept for numbers that were not seen, and three for each that was.
const SPARE: usize = 1 << 16;

impl Owned {
    /// Takes note of a name in a record. Gives the row that had it first.
    pub fn add(&mut self, (part, sort, name): (u32, KindId, &str), at: At) -> At {
        if let Some((number, short)) = plain(name).zip(u16::try_from(sort.0).ok())
            && let Some(seen) = self.place(number)
        {
            if seen.part == NEVER.part {
                *seen = Seen { part, row: at.1, table: at.0, sort: short };
                self.taken += 1;
                return at;
            } else if (seen.part, seen.sort) == (part, short) {
                return (seen.table, seen.row);
            }
        }
        *self.others.entry(key(part, sort, name)).or_insert(at)
    }

    /// Where a name stood first in a record.
    pub fn get(&self, (part, sort, name): (u32, KindId, &str)) -> Option<At> {
        let run = |number: u32| self.runs.get(&(number / RUN)).map(|run| run + (number % RUN) as usize);
        let own = |seen: &&Seen| (seen.part, u32::from(seen.sort)) == (part, sort.0);
        let seen = plain(name).and_then(run).and_then(|at| self.numbers.get(at)).filter(own);
        let others = || self.others.get(&key(part, sort, name)).copied();
        seen.map(|seen| (seen.table, seen.row)).or_else(others)
    }

    /// The place of a number; none where it has none: it is one of the others then, and stays so.
    fn place(&mut self, number: u32) -> Option<&mut Seen> {
        let key = number / RUN;
        let run = if let Some(run) = self.runs.get(&key) {
            *run
        } else {
            self.full |= self.numbers.len() > 4 * self.taken + SPARE;
            if self.full {
                return None;
            }
            let run = self.numbers.len();
            self.numbers.resize(run + RUN as usize, NEVER);
            self.runs.insert(key, run);
            run
        };
        self.numbers.get_mut(run + (number % RUN) as usize)
    }
}

/// A number written the one way in which it can be.
fn plain(name: &str) -> Option<u32> {
    let digits = name.bytes().all(|byte| byte.is_ascii_digit()) && (1..10).contains(&name.len());
    if digits && (name == "0" || !name.starts_with('0')) { name.parse().ok() } else { None }
}

fn key(part: u32, sort: KindId, name: &str) -> u64 {
    let mut hasher = mixed();
    (part, sort, name).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_name_is_known_by_the_row_that_had_it_first() {
        let (mut owned, mut plainly) = (Owned::default(), HashMap::new());
        let mut random = 7_u64;
        for row in 0..60_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = random >> 33;
            // Some in a row, some far from each other, some that are no plain numbers.
            let name = match row % 4 {
                0 | 1 => (number % 40_000).to_string(),
                2 => number.to_string(),
                _ => format!("0{}", number % 40_000),
            };
            let (part, sort) = ((random >> 20) as u32 % 3, KindId((random >> 25) as u32 % 2));
            let before = plainly.get(&(part, sort, name.clone())).copied();
            assert_eq!(owned.get((part, sort, &name)), before);
            let first = *plainly.entry((part, sort, name.clone())).or_insert((1, row));
            assert_eq!(owned.add((part, sort, &name), (1, row)), first);
        }
        assert!(owned.taken > 1000 && !owned.others.is_empty());
    }
}
