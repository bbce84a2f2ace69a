//! Rows between reading and judging: those of a day, in few words each.
use super::plan::PLACES;
use crate::core_ir::{EntityId, RelationId};
use crate::eval::hash::Table;
use crate::vocabulary::{Date, Moment};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// An empty cell.
pub const EMPTY: u32 = u32::MAX;
/// A cell with several names: the rest is where their list begins.
const LIST: u32 = 1 << 31;

/// A row.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Whose record it belongs to.
    pub part: u32,
    /// Its table, and the form of that.
    pub source: u16,
    pub form: u16,
    /// The blocks that apply, a bit each.
    pub blocks: u32,
    /// As a spreadsheet numbers it.
    pub number: u32,
    /// Its first cell.
    pub cells: u32,
}

/// Something that lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lasting {
    pub part: u32,
    pub relation: RelationId,
    pub places: u8,
    pub args: [EntityId; PLACES],
}

impl Lasting {
    pub fn args(&self) -> &[EntityId] {
        self.args.get(..usize::from(self.places)).unwrap_or_default()
    }
}

/// What happens on a day.
#[derive(Debug, Default)]
pub struct Day {
    pub rows: Vec<Row>,
    /// A cell for each column of a row: an individual, a day, an index into the lists, the numbers or the names.
    pub cells: Vec<u32>,
    /// Each with its length before it.
    lists: Vec<u32>,
    numbers: Vec<i64>,
    /// Names of what belongs to one row, and where each begins and ends.
    names: String,
    ends_of_names: Vec<u32>,
    /// What begins.
    pub begins: Vec<Lasting>,
    /// What is over from this day on.
    pub over: Vec<Lasting>,
    /// What its rows hold, and in which table and row each stood first.
    pub whole: Table<u64, (u16, u32)>,
}

/// Days in order.
pub type Batch = BTreeMap<Date, Day>;

/// Days being gathered. The one to which a row was added last is at hand: most rows are of the day of the row before.
#[derive(Debug, Default)]
pub struct Gathered {
    days: Batch,
    at_hand: Option<(Date, Day)>,
}

impl Gathered {
    /// The day of a row.
    pub fn day(&mut self, date: Date) -> &mut Day {
        if self.at_hand.as_ref().is_none_or(|(at_hand, _)| *at_hand != date) {
            self.days.extend(self.at_hand.take());
        }
        let days = &mut self.days;
        &mut self.at_hand.get_or_insert_with(|| (date, days.remove(&date).unwrap_or_default())).1
    }

    /// Some other day, on which something begins or is over.
    pub fn other(&mut self, date: Date) -> &mut Day {
        match &mut self.at_hand {
            Some((at_hand, day)) if *at_hand == date => day,
            _ => self.days.entry(date).or_default(),
        }
    }

    /// All of them; none are left.
    pub fn take(&mut self) -> Batch {
        self.days.extend(self.at_hand.take());
        std::mem::take(&mut self.days)
    }

    /// Those before a day, if there are any; the rest is left.
    pub fn before(&mut self, until: Date) -> Option<Batch> {
        self.days.extend(self.at_hand.take());
        self.days.keys().next().filter(|first| **first < until)?;
        let later = self.days.split_off(&until);
        Some(std::mem::replace(&mut self.days, later))
    }

    /// How many rows they have.
    pub fn rows(&self) -> usize {
        let at_hand = self.at_hand.iter().map(|(_, day)| day);
        self.days.values().chain(at_hand).map(|day| day.rows.len()).sum()
    }
}

impl Day {
    /// The cell of several.
    pub fn put_named(&mut self, named: &[u32]) -> u32 {
        if let [one] = named {
            return *one;
        }
        let at = self.lists.len() as u32;
        self.lists.push(named.len() as u32);
        self.lists.extend_from_slice(named);
        at | LIST
    }

    /// Those in a cell.
    pub fn named<'d>(&'d self, cell: &'d u32) -> &'d [u32] {
        if *cell == EMPTY {
            return &[];
        }
        if *cell & LIST == 0 {
            return std::slice::from_ref(cell);
        }
        let at = (*cell & !LIST) as usize;
        let length = self.lists.get(at).map_or(0, |length| *length as usize);
        self.lists.get(at + 1..at + 1 + length).unwrap_or_default()
    }

    pub fn put_number(&mut self, number: i64) -> u32 {
        self.numbers.push(number);
        (self.numbers.len() - 1) as u32
    }

    pub fn number(&self, cell: u32) -> Option<i64> {
        self.numbers.get(cell as usize).copied()
    }

    pub fn put_name(&mut self, name: &str) -> u32 {
        self.names.push_str(name);
        self.ends_of_names.push(self.names.len() as u32);
        (self.ends_of_names.len() - 1) as u32
    }

    pub fn name(&self, cell: u32) -> &str {
        let at = cell as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends_of_names.get(before)).copied().unwrap_or_default();
        let end = self.ends_of_names.get(at).copied().unwrap_or(start);
        self.names.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Puts its rows in order, record by record: what is found out of one is of use for the next of the same record. `parts`: how
    /// many records there are.
    pub fn by_parts(&mut self, parts: usize) {
        if parts > 4 * self.rows.len() {
            return self.rows.sort_by_key(|row| row.part);
        }
        // Where the rows of each record begin, and, while they are put there, where the next one goes.
        let mut places = vec![0_u32; parts + 1];
        self.rows.iter().for_each(|row| places[row.part as usize + 1] += 1);
        (1..=parts).for_each(|n| places[n] += places[n - 1]);
        let rows = std::mem::take(&mut self.rows);
        self.rows.clone_from(&rows);
        for row in rows {
            let place = &mut places[row.part as usize];
            self.rows[*place as usize] = row;
            *place += 1;
        }
    }

    /// The cells of a row.
    pub fn cells_of(&self, row: &Row, count: usize) -> &[u32] {
        self.cells.get(row.cells as usize..row.cells as usize + count).unwrap_or_default()
    }
}

/// The last year that has room in one word.
const LAST_YEAR: i16 = 4094;
/// Bits of the hour and minute: none, or counted from one.
const HOUR: u32 = 11;

/// A moment in one word; none for years that have no room there.
pub fn packed(moment: Moment) -> Option<u32> {
    let (year, month, day) = moment.date.ymd();
    let fits = (0..=LAST_YEAR).contains(&year);
    let date = u32::from(year.unsigned_abs()) << 9 | u32::from(month.unsigned_abs()) << 5 | u32::from(day.unsigned_abs());
    fits.then(|| date << HOUR | moment.minute.map_or(0, |minute| u32::from(minute) + 1))
}

/// Whether one moment is before another. Of two on one day of which one has no hour neither is.
pub fn is_before(one: u32, other: u32) -> bool {
    let hour = |at: u32| at & ((1 << HOUR) - 1);
    match (one >> HOUR).cmp(&(other >> HOUR)) {
        Ordering::Less => true,
        Ordering::Greater => false,
        Ordering::Equal => hour(one) != 0 && hour(one) < hour(other),
    }
}

/// The hour and minute of a moment in one word.
pub fn minute(at: u32) -> Option<u16> {
    u16::try_from(at & ((1 << HOUR) - 1)).ok()?.checked_sub(1)
}
