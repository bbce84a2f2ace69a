//! The record, laid out as rows of bits for the sentences that clauses ask; changed in place.
//!
//! A row is a set of those of whom a sentence is surely so and, behind it, a set of those of whom it may be so. Tables of which
//! nothing is on record have no rows of their own. Rows are found by the place that says of what, by its number; where several
//! places say of what, by a table of their own.
use super::super::{given::Given, hash::Table, index::Index, proof::Value};
use super::{
    plan::{Filled, MIDDLE, NARROW, PLACES, Plan, View, WIDE},
    set::{Set, Truths},
    sorts::{Name, next},
    trail::{Look, Seen, Which},
};
use crate::core_ir::{KindId, RelationId, Truth};

/// What is on record of one tuple: its truth and, of relations that give a number, the number (thousandths).
pub type Recorded = (Truth, Option<i64>);

/// How a number is on record.
pub(super) const ABSENT: u64 = 0;
pub(super) const KNOWN: u64 = 1;
pub(super) const UNKNOWN: u64 = 2;

/// Where the rows of a table begin.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Head {
    pub at: u32,
    /// From one row to the next; 0 while nothing is on record.
    pub stride: u32,
}

/// See above.
#[derive(Debug, Clone)]
pub(in super::super) struct Facts {
    /// Words of a set.
    pub(super) width: usize,
    /// For each individual.
    names: Vec<Name>,
    /// For each sort, how many they are, and where they begin in their order.
    counts: Vec<u16>,
    begins: Vec<u32>,
    /// Individuals by sort and number.
    order: Vec<u32>,
    /// For each table.
    pub(super) heads: Vec<Head>,
    /// For each table, what is so of those of whom nothing is on record: the place of a row.
    pub(super) absent: Vec<u32>,
    /// Three rows (of nobody, of nobody knows whom, no number known), the kinds, then the tables.
    pub(super) words: Vec<u64>,
    /// Rows by several places; and in the order in which they were made, with those places.
    pub(super) many: Table<(u32, u64), u32>,
    pub(super) rows_of_many: Vec<(u32, Filled, u32)>,
    /// For each column, where what is found out is kept; and how much that is.
    columns: Vec<u32>,
    /// For each document.
    pub(super) in_force: Vec<bool>,
    /// Single choices with more than one value.
    pub(super) clashes: i64,
    /// Changes are to be undone: words that were changed and what they held, the last change last.
    pub(super) keeps: bool,
    pub(super) before: Vec<(u32, u64)>,
}

/// What can be known of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Figure {
    Known(i64),
    Absent,
    Unknown,
}

impl Facts {
    /// With nothing on record; `None` where the situation is not for plain answers.
    pub fn new(index: &Index, plan: &Plan, given: &Given) -> Option<Self> {
        if !plan.usable || !given.fits || !given.unnamed.is_empty() {
            return None;
        }
        let mut facts = Self {
            width: 0,
            names: Vec::with_capacity(given.kinds.len()),
            counts: plan.sorts.counts().to_vec(),
            begins: Vec::with_capacity(plan.sorts.counts().len()),
            order: vec![0; given.kinds.len()],
            heads: Vec::with_capacity(plan.views.len()),
            absent: Vec::with_capacity(plan.views.len()),
            words: Vec::new(),
            many: Table::default(),
            rows_of_many: Vec::new(),
            columns: Vec::with_capacity(plan.columns.len() + 1),
            in_force: given.in_force.clone(),
            clashes: 0,
            keeps: false,
            before: Vec::new(),
        };
        facts.names.extend_from_slice(plan.sorts.names());
        for kind in given.kinds.get(facts.names.len()..)? {
            let name = next(&mut facts.counts, plan.sorts.of(KindId(*kind)))?;
            facts.names.push(name);
        }
        facts.add_order();
        let largest = facts.counts.iter().zip(&plan.in_sets).filter(|(_, sets)| **sets).map(|(count, _)| *count).max();
        facts.width = match usize::from(largest.unwrap_or(0)) {
            0..=64 => NARROW,
            65..=256 => MIDDLE,
            257..=1024 => WIDE,
            _ => return None,
        };
        facts.add_kinds(index, plan, given);
        facts.add_tables(index, plan, given);
        Some(facts)
    }

    fn add_order(&mut self) {
        let mut begins = 0;
        for count in &self.counts {
            self.begins.push(begins);
            begins += u32::from(*count);
        }
        for (one, name) in self.names.iter().enumerate() {
            let at = self.begins[usize::from(name.sort)] + u32::from(name.number);
            self.order[at as usize] = one as u32;
        }
    }

    fn add_kinds(&mut self, index: &Index, plan: &Plan, given: &Given) {
        let row = 2 * self.width;
        self.words.reserve(3 * row + (index.program.kinds.len() + 2 * given.told.len()) * self.width + 64);
        self.words.resize(row + self.width, 0);
        self.words.resize(2 * row, u64::MAX);
        self.words.resize(3 * row, UNKNOWN);
        let kinds = self.words.len();
        let named = if self.width == NARROW { plan.sorts.names().len() } else { 0 };
        self.words.extend_from_slice(if named > 0 { &plan.kinds } else { &[] });
        self.words.resize(kinds + index.program.kinds.len() * self.width, 0);
        let individuals = self.names.iter().zip(&given.kinds).skip(named);
        mark_kinds(index, plan, self.width, individuals, &mut self.words[kinds..]);
    }

    fn add_tables(&mut self, index: &Index, plan: &Plan, given: &Given) {
        let row = 2 * self.width as u32;
        for view in &plan.views {
            let at = match (given.open(index, view.relation), view.numbers()) {
                (false, _) => 0,
                (true, false) => row,
                (true, true) => 2 * row,
            };
            self.heads.push(Head { at, stride: 0 });
            self.absent.push(at);
        }
        let mut all = 0;
        for column in &plan.columns {
            self.columns.push(all);
            if !column.many {
                let sort = column.by.map(|place| plan.sorts.of(index.relation(column.relation).holes[place].kind));
                all += sort.map_or(1, |sort| u32::from(self.counts[usize::from(sort)]));
            }
        }
        self.columns.push(all);
    }

    // ---- reading

    /// Who is of a kind.
    #[inline]
    pub fn kind<const W: usize>(&self, kind: KindId) -> Set<W> {
        Set::of_words(self.words.get((6 + kind.index()) * W..).unwrap_or_default())
    }

    /// A row of a table.
    #[inline]
    pub fn row<const W: usize>(&self, view: u32, by: u32) -> Truths<W> {
        let head = self.heads[view as usize];
        self.truths((head.at + by * head.stride) as usize)
    }

    /// A row of a table by several places.
    pub fn row_of<const W: usize>(&self, view: u32, by: &Filled) -> Truths<W> {
        let at = self.many.get(&(view, packed(by))).copied().unwrap_or(self.absent[view as usize]);
        self.truths(at as usize)
    }

    #[inline]
    fn truths<const W: usize>(&self, at: usize) -> Truths<W> {
        let row = self.words.get(at..).and_then(|words| words.split_first_chunk::<W>());
        row.map_or(Truths::NONE, |(yes, rest)| Truths { yes: Set::of(*yes), may: Set::of_words(rest) })
    }

    /// What is on record of one.
    #[inline]
    pub fn one<const W: usize>(&self, view: u32, by: u32, member: u32) -> Value {
        let head = self.heads[view as usize];
        let at = (head.at + by * head.stride + member / 64) as usize;
        let bit = |at: usize| self.words.get(at).is_some_and(|word| word >> (member % 64) & 1 == 1);
        if bit(at) {
            Value::True
        } else if bit(at + W) {
            Value::Unknown
        } else {
            Value::False
        }
    }

    /// A number.
    pub fn figure(&self, view: u32, by: u32) -> Figure {
        let head = self.heads[view as usize];
        self.figure_at((head.at + by * head.stride) as usize)
    }

    /// A number by several places.
    pub fn figure_of(&self, view: u32, by: &Filled) -> Figure {
        let at = self.many.get(&(view, packed(by))).copied().unwrap_or(self.absent[view as usize]);
        self.figure_at(at as usize)
    }

    pub(super) fn figure_at(&self, at: usize) -> Figure {
        match (self.words.get(at), self.words.get(at + 1)) {
            (Some(number), Some(&KNOWN)) => Figure::Known(number.cast_signed()),
            (_, Some(&ABSENT)) => Figure::Absent,
            _ => Figure::Unknown,
        }
    }

    /// What a look sees.
    #[inline]
    pub(super) fn seen(&self, look: &Look) -> Seen {
        let row = match look.by {
            Which::One(by) => {
                let head = self.heads[look.view as usize];
                head.at + by * head.stride
            }
            Which::Many(by) => self.many.get(&(look.view, by)).copied().unwrap_or(self.absent[look.view as usize]),
        };
        let at = (row + look.word) as usize;
        (self.words[at] & look.mask, self.words[at + look.span as usize] & look.mask)
    }

    /// How many there are of a sort.
    pub(super) fn count(&self, sort: u16) -> u16 {
        self.counts[usize::from(sort)]
    }

    pub fn all_in_force(&self) -> bool {
        self.in_force.iter().all(|one| *one)
    }

    /// Where what is found out of a column is kept.
    #[inline]
    pub fn column(&self, column: u32) -> u32 {
        self.columns[column as usize]
    }

    /// How much there is to keep.
    pub fn columns(&self) -> usize {
        self.columns.last().map_or(0, |all| *all as usize)
    }

    // ---- individuals

    pub fn individuals(&self) -> usize {
        self.names.len()
    }

    pub fn name(&self, one: u32) -> Name {
        self.names.get(one as usize).copied().unwrap_or_default()
    }

    /// Who has a number in a sort.
    pub fn who(&self, sort: u16, number: u32) -> u32 {
        let at = self.begins.get(usize::from(sort)).map_or(0, |begins| begins + number);
        self.order.get(at as usize).copied().unwrap_or(u32::MAX)
    }

    /// The numbers of arguments; `None` where they are not of the sort of their place.
    pub fn numbers(&self, index: &Index, plan: &Plan, relation: RelationId, args: &[u32]) -> Option<Filled> {
        let mut filled = [0; PLACES];
        let holes = &index.relation(relation).holes;
        for ((to, arg), hole) in filled.iter_mut().zip(args).zip(holes) {
            let name = self.names.get(*arg as usize)?;
            if name.sort != plan.sorts.of(hole.kind) {
                return None;
            }
            *to = u32::from(name.number);
        }
        (args.len() == holes.len() && holes.len() <= PLACES).then_some(filled)
    }

    /// The numbers of arguments of the sorts of their places.
    pub fn filled(&self, args: &[crate::core_ir::EntityId]) -> Filled {
        let mut filled = [0; PLACES];
        filled.iter_mut().zip(args).for_each(|(to, arg)| *to = u32::from(self.name(arg.0).number));
        filled
    }

    /// All that is on record in rows.
    pub fn tell(&self, index: &Index, plan: &Plan, given: &mut Given) {
        for n in (0..plan.views_of.len()).filter(|n| plan.lays_out(RelationId(*n as u32))) {
            let relation = RelationId(n as u32);
            let view = plan.views_of[n].iter().find(|view| !plan.views[**view as usize].numbers());
            let Some(view) = view else { continue };
            let table = plan.views[*view as usize];
            for tuple in self.tuples(*view, table, self.rows(index, plan, table)) {
                let Some((truth, number)) = self.recorded(plan, relation, &tuple) else { continue };
                let holes = index.relation(relation).holes.iter().zip(tuple);
                let args = holes.map(|(hole, number)| self.who(plan.sorts.of(hole.kind), number));
                given.tell(relation, args, truth, number);
            }
        }
    }

    /// The tuples in a table of which something is on record.
    fn tuples(&self, view: u32, table: View, rows: u32) -> Vec<Filled> {
        let mut all = Vec::new();
        let absent = self.absent[view as usize] as usize;
        let mut add = |at: usize, args: Filled| {
            for bit in 0..64 * self.width {
                let (word, bit) = (bit / 64, bit % 64);
                let differs = |half: usize| (self.words[at + half + word] ^ self.words[absent + half + word]) >> bit & 1 == 1;
                if differs(0) || differs(self.width) {
                    let mut args = args;
                    args[table.open] = (word * 64 + bit) as u32;
                    all.push(args);
                }
            }
        };
        let head = self.heads[view as usize];
        if table.many {
            let own = self.rows_of_many.iter().filter(|(of, ..)| *of == view);
            own.for_each(|(_, args, at)| add(*at as usize, *args));
        } else if head.stride > 0 {
            for by in 0..rows {
                let mut args = [0; PLACES];
                if let Some(place) = table.by {
                    args[place] = by;
                }
                add((head.at + by * head.stride) as usize, args);
            }
        }
        all
    }
}

/// Puts individuals into the sets of their kinds.
pub(super) fn mark_kinds<'i>(
    index: &Index,
    plan: &Plan,
    width: usize,
    individuals: impl Iterator<Item = (&'i Name, &'i u32)>,
    sets: &mut [u64],
) {
    for (name, kind) in individuals.filter(|(name, _)| plan.in_sets[usize::from(name.sort)]) {
        for of in index.kinds_of(KindId(*kind)) {
            if let Some(word) = sets.get_mut(of.index() * width + usize::from(name.number) / 64) {
                *word |= 1 << (name.number % 64);
            }
        }
    }
}

/// With nothing in the open place.
pub(super) fn closed(args: &Filled, open: usize) -> Filled {
    let mut args = *args;
    if let Some(place) = args.get_mut(open) {
        *place = 0;
    }
    args
}

/// Numbers of individuals are short.
pub(super) fn packed(args: &Filled) -> u64 {
    args.iter().rev().fold(0, |sum, arg| sum << 16 | u64::from(*arg))
}
