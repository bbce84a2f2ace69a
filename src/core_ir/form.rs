//! How the rows of a table are said as sentences: what a form (登记) says of each row, its cells left open.
use super::{EntityId, KindId, RelationId, Truth};
use crate::source::Span;
use crate::vocabulary::Moment;

/// A form.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The column whose values have a record each.
    pub apart: Option<usize>,
    /// What is said.
    pub blocks: Vec<Block>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name, as in the header of the table.
    pub name: String,
    /// What stands in it.
    pub holds: Holds,
    /// Nothing but its own row speaks of what stands there.
    pub own: bool,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Holds {
    /// Words that are only looked at.
    Text,
    /// A day, perhaps with an hour.
    Date,
    /// A number.
    Number,
    /// One of these words.
    Words(Vec<String>),
    /// Individuals of a kind.
    Individual(KindId),
}

/// What is said of some rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Of which: each of these columns has one of these words.
    pub when: Vec<(usize, Vec<String>)>,
    /// The kinds of what stands in columns, where they are narrower than the column's.
    pub kinds: Vec<(usize, KindId)>,
    /// What.
    pub says: Vec<Sentence>,
}

/// A sentence with cells in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// The relation.
    pub relation: RelationId,
    /// Its places.
    pub args: Vec<Slot>,
    /// Holds, does not hold, is unknown.
    pub truth: Truth,
    /// The number of a numeric relation.
    pub number: Option<Figure>,
    /// From when; of an event: when.
    pub from: Option<Day>,
    /// Until when.
    pub until: Option<Day>,
    /// Said of a moment (于).
    pub event: bool,
    /// Who judged it.
    pub judged_by: Option<Slot>,
    /// Where it is written.
    pub at: Span,
}

/// What stands in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Always this one.
    Fixed(EntityId),
    /// What a column names.
    Column(usize),
}

/// A number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Always this one, in thousandths.
    Fixed(i64),
    /// That of a column.
    Column(usize),
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Always this one.
    Fixed(Moment),
    /// That of a column.
    Column(usize),
}

impl Sentence {
    /// Every column it takes its words from.
    pub fn columns(&self) -> impl Iterator<Item = usize> + '_ {
        let slot = |slot: &Slot| if let Slot::Column(column) = slot { Some(*column) } else { None };
        let day = |day: &Day| if let Day::Column(column) = day { Some(*column) } else { None };
        let number = self.number.iter().filter_map(|one| if let Figure::Column(column) = one { Some(*column) } else { None });
        let days = self.from.iter().chain(&self.until).filter_map(day);
        self.args.iter().chain(&self.judged_by).filter_map(slot).chain(number).chain(days)
    }
}
