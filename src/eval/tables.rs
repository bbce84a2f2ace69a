//! A situation, indexed for evaluation: no strings, no hashing of strings, nothing borrowed.
use super::{
    algebra::Stop,
    error::Fault,
    given::{Given, Told},
    hash::Table,
    index::Index,
    proof::Origin,
    time::Timeline,
};
use crate::core_ir::{ClauseId, Fact, RelationId, Truth};
use crate::vocabulary::Date;
use std::{cmp::Ordering, collections::BTreeSet};

/// An argument place that is not filled.
pub(super) const NONE: u32 = u32::MAX;

/// What the record says of a tuple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub truth: Truth,
    pub origin: Origin,
}

/// What the record says of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Known(i64),
    /// There is none.
    Absent,
    Unknown,
}

/// Where the tuples of one relation are, sorted, each once.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// The first of its arguments.
    args: u32,
    /// The first of its cells.
    first: u32,
    len: u32,
    arity: u32,
    /// Absent means unknown.
    open: bool,
}

/// What is on record, relation by relation, in one piece.
#[derive(Debug, Clone, Default)]
struct Record {
    spans: Vec<Span>,
    args: Vec<u32>,
    truths: Vec<Truth>,
    /// For every cell; left empty while no number is on record.
    numbers: Vec<Option<i64>>,
}

/// The tuples of one relation.
#[derive(Clone, Copy)]
struct Rows<'t> {
    span: Span,
    args: &'t [u32],
    truths: &'t [Truth],
}

impl<'t> Rows<'t> {
    fn row(self, n: usize) -> &'t [u32] {
        let arity = self.span.arity as usize;
        &self.args[n * arity..(n + 1) * arity]
    }

    fn all(self) -> impl Iterator<Item = (&'t [u32], Truth)> {
        self.truths.iter().enumerate().map(move |(n, truth)| (self.row(n), *truth))
    }

    fn held(self) -> impl Iterator<Item = &'t [u32]> {
        self.all().filter(|(_, truth)| *truth == Truth::True).map(|(row, _)| row)
    }

    fn find(self, args: &[u32]) -> Option<usize> {
        if let (1, [one]) = (self.span.arity, args) {
            return self.args.binary_search(one).ok();
        }
        let (mut low, mut high) = (0, self.truths.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.row(middle).cmp(args) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

impl Record {
    fn rows(&self, relation: RelationId) -> Rows<'_> {
        let span = self.spans[relation.index()];
        let (args, first, len) = (span.args as usize, span.first as usize, span.len as usize);
        Rows { span, args: &self.args[args..args + len * span.arity as usize], truths: &self.truths[first..first + len] }
    }

    fn number(&self, relation: RelationId, n: usize) -> Option<i64> {
        self.numbers.get(self.spans[relation.index()].first as usize + n).copied().flatten()
    }
}

/// A situation, indexed.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    record: Record,
    kinds: Vec<u32>,
    /// For each kind, those who are of it, in order of their numbers.
    members: Vec<Vec<u32>>,
    /// Unnamed further holders: office and number, by entity. Empty where there are none.
    unnamed: Vec<Option<(u32, u32)>>,
    /// For each document.
    in_force: Vec<bool>,
    lapsed: Vec<Fact>,
    /// The day of the record.
    pub date: Option<Date>,
    /// What makes the situation unusable.
    pub fault: Option<Stop>,
    /// Numbers that follow from others, and from which sum.
    derived: Table<(RelationId, Vec<u32>), (i64, ClauseId)>,
    /// The same situation at other moments, where anything is said with a time.
    pub time: Option<Timeline>,
}

impl Tables {
    pub fn new(index: &Index, given: &Given) -> Self {
        let mut tables = Self {
            record: Record::default(),
            kinds: given.kinds.clone(),
            members: vec![Vec::new(); index.program.kinds.len()],
            unnamed: given.unnamed.clone(),
            in_force: given.in_force.clone(),
            lapsed: given.lapsed.clone(),
            date: given.date,
            fault: None,
            time: given.time.clone(),
            derived: Table::default(),
        };
        if !given.fits {
            tables.fault = Some(Fault::Question.into());
            return tables;
        }
        tables.add_members(index);
        tables.add_rows(index, given);
        tables
    }

    /// With the numbers that follow from others.
    pub fn whole(index: &Index, given: &Given) -> Self {
        let mut tables = Self::new(index, given);
        super::tally::complete(index, &mut tables);
        tables
    }

    fn add_members(&mut self, index: &Index) {
        for (entity, kind) in self.kinds.iter().enumerate() {
            for of in &index.program.kinds[*kind as usize].ancestors {
                self.members[of.index()].push(entity as u32);
            }
            if !index.program.kinds[*kind as usize].ancestors.contains(&crate::core_ir::KindId(*kind)) {
                self.members[*kind as usize].push(entity as u32);
            }
        }
    }

    fn add_rows(&mut self, index: &Index, given: &Given) {
        let told = &given.told;
        let mut begins = vec![0_u32; index.program.relations.len() + 1];
        told.iter().for_each(|one| begins[one.relation as usize + 1] += 1);
        for n in 1..begins.len() {
            begins[n] += begins[n - 1];
        }
        let mut next = begins.clone();
        let mut order = vec![0_u32; told.len()];
        for (n, one) in told.iter().enumerate() {
            let place = &mut next[one.relation as usize];
            order[*place as usize] = n as u32;
            *place += 1;
        }
        self.record.args.reserve(given.args.len());
        self.record.truths.reserve(told.len());
        self.record.spans.reserve(index.program.relations.len());
        for n in 0..index.program.relations.len() {
            let own = &mut order[begins[n] as usize..begins[n + 1] as usize];
            self.add_relation(index, RelationId(n as u32), own, given);
        }
        for n in 0..index.program.relations.len() {
            self.check_single(index, RelationId(n as u32));
        }
    }

    fn add_relation(&mut self, index: &Index, id: RelationId, own: &mut [u32], given: &Given) {
        let arity = index.relation(id).holes.len();
        let tuple = |n: u32| {
            let from = given.told[n as usize].args as usize;
            &given.args[from..from + arity]
        };
        if !own.is_sorted_by_key(|n| tuple(*n)) {
            own.sort_by(|a, b| tuple(*a).cmp(tuple(*b)));
        }
        let first = self.record.truths.len();
        let span = Span {
            args: self.record.args.len() as u32,
            first: first as u32,
            len: 0,
            arity: arity as u32,
            open: given.open(index, id),
        };
        let mut last: Option<u32> = None;
        for n in own.iter().copied() {
            let one = given.told[n as usize];
            if last.is_some_and(|last| tuple(last) == tuple(n)) {
                self.join_last(one);
            } else {
                self.record.args.extend_from_slice(tuple(n));
                self.record.truths.push(one.truth);
                self.put_number(one.number);
            }
            last = Some(n);
        }
        let len = (self.record.truths.len() - first) as u32;
        self.record.spans.push(Span { len, ..span });
    }

    fn put_number(&mut self, number: Option<i64>) {
        if number.is_some() || !self.record.numbers.is_empty() {
            self.record.numbers.resize(self.record.truths.len() - 1, None);
            self.record.numbers.push(number);
        }
    }

    /// The same tuple again: what both say.
    fn join_last(&mut self, one: Told) {
        let cells = self.record.truths.len();
        let Some(truth) = self.record.truths.last().copied() else { return };
        let number = self.record.numbers.get(cells - 1).copied().flatten();
        match joined((truth, number), (one.truth, one.number)) {
            Some((truth, number)) => {
                self.record.truths[cells - 1] = truth;
                if number.is_some() {
                    self.record.numbers.resize(cells, None);
                    self.record.numbers[cells - 1] = number;
                }
            }
            None => self.fault = Some(Fault::Contradiction.into()),
        }
    }

    /// Two values of a single choice on record contradict each other.
    fn check_single(&mut self, index: &Index, relation: RelationId) {
        if !index.relation(relation).holes.iter().any(|hole| hole.single) {
            return;
        }
        let held: Vec<&[u32]> = self.record.rows(relation).held().collect();
        let clash = held.iter().enumerate().any(|(n, a)| held[n + 1..].iter().any(|b| same_choice(index, relation, a, b)));
        if clash {
            self.fault = Some(Fault::Contradiction.into());
        }
    }

    /// What the record says of a tuple.
    pub fn lookup(&self, index: &Index, relation: RelationId, args: &[u32]) -> Entry {
        let rows = self.record.rows(relation);
        if let Some(n) = rows.find(args) {
            let truth = rows.truths[n];
            if truth != Truth::Unknown {
                return Entry { truth, origin: Origin::Record };
            }
        } else if !rows.span.open {
            return Entry { truth: Truth::False, origin: Origin::Absent };
        }
        if self.excluded(index, relation, args) {
            return Entry { truth: Truth::False, origin: Origin::Excluded };
        }
        Entry { truth: Truth::Unknown, origin: Origin::Unknown }
    }

    /// Another value of the single choice is on record.
    fn excluded(&self, index: &Index, relation: RelationId, args: &[u32]) -> bool {
        index.relation(relation).holes.iter().any(|hole| hole.single)
            && self.record.rows(relation).held().any(|row| same_choice(index, relation, row, args))
    }

    /// The values of a single choice that are still possible, as tuples; none if the relation has no single choice.
    pub fn choice_of(&self, index: &Index, relation: RelationId, args: &[u32]) -> Vec<Vec<u32>> {
        let holes = &index.relation(relation).holes;
        let mut all = vec![args.to_vec()];
        for (place, hole) in holes.iter().enumerate().filter(|(_, hole)| hole.single) {
            let members = self.members(hole.kind.0);
            all = all.into_iter().flat_map(|tuple| members.iter().map(move |value| replaced(&tuple, place, *value))).collect();
        }
        if holes.iter().any(|hole| hole.single) {
            all.retain(|tuple| self.lookup(index, relation, tuple).truth == Truth::Unknown);
            all
        } else {
            Vec::new()
        }
    }

    /// The situation with nothing on record of these relations: what they say is open.
    pub fn opened(&self, relations: &BTreeSet<RelationId>) -> Self {
        // What follows from facts that may change is found anew.
        let mut opened = Self { derived: Table::default(), ..self.clone() };
        if let Some(time) = &mut opened.time {
            time.open(relations);
        }
        for relation in relations {
            if let Some(span) = opened.record.spans.get_mut(relation.index()) {
                *span = Span { len: 0, open: true, ..*span };
            }
        }
        opened
    }

    /// The number on record.
    pub fn number(&self, relation: RelationId, args: &[u32]) -> Number {
        let rows = self.record.rows(relation);
        let recorded = match rows.find(args).map(|n| (rows.truths[n], self.record.number(relation, n))) {
            Some((Truth::True, Some(number))) => Number::Known(number),
            Some((Truth::False, _)) => Number::Absent,
            Some((Truth::Unknown, _) | (Truth::True, None)) => Number::Unknown,
            None if rows.span.open => Number::Unknown,
            None => Number::Absent,
        };
        match recorded {
            Number::Unknown if !self.derived.is_empty() => {
                self.derived.get(&(relation, args.to_vec())).map_or(recorded, |(number, _)| Number::Known(*number))
            }
            Number::Known(_) | Number::Absent | Number::Unknown => recorded,
        }
    }

    /// Puts a number on record that follows from a sum.
    pub fn derive(&mut self, relation: RelationId, args: Vec<u32>, number: i64, clause: ClauseId) {
        self.derived.insert((relation, args), (number, clause));
    }

    /// The sum from which a number follows.
    pub fn follows(&self, relation: RelationId, args: &[u32]) -> Option<ClauseId> {
        if self.derived.is_empty() {
            return None;
        }
        self.derived.get(&(relation, args.to_vec())).map(|(_, clause)| *clause)
    }

    /// The individuals of a kind, in order of their numbers.
    pub fn members(&self, kind: u32) -> &[u32] {
        &self.members[kind as usize]
    }

    pub fn kind(&self, entity: u32) -> crate::core_ir::KindId {
        crate::core_ir::KindId(self.kinds[entity as usize])
    }

    /// The office and number of an unnamed further holder.
    pub fn unnamed(&self, entity: u32) -> Option<(u32, u32)> {
        self.unnamed.get(entity as usize).copied().flatten()
    }

    /// Who stands in this place of the tuples on record that fit; `None` if the record is open.
    pub fn matching(&self, relation: RelationId, args: &[u32], place: usize) -> Option<Vec<u32>> {
        let rows = self.record.rows(relation);
        if rows.span.open {
            return None;
        }
        let fits = |row: &[u32]| row.iter().zip(args).all(|(own, arg)| *arg == NONE || own == arg);
        let held = rows.all().filter(|(_, truth)| *truth != Truth::False).map(|(row, _)| row);
        Some(held.filter(|row| fits(row)).filter_map(|row| row.get(place).copied()).collect())
    }

    /// Whether somebody unnamed may hold an office.
    pub fn has_unnamed(&self) -> bool {
        !self.unnamed.is_empty()
    }

    /// The first of the unnamed further holders of an office.
    pub fn first_unnamed(&self, office: u32) -> Option<u32> {
        self.unnamed.iter().position(|one| one.is_some_and(|(of, _)| of == office)).map(|n| n as u32)
    }

    /// The numbers that unnamed further holders of an office have.
    pub fn numbers(&self, office: u32) -> Vec<u32> {
        let mut all: Vec<u32> = self.unnamed.iter().flatten().filter(|(of, _)| *of == office).map(|(_, k)| *k).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    pub fn entities(&self) -> usize {
        self.kinds.len()
    }

    pub fn in_force(&self, index: &Index, clause: crate::core_ir::ClauseId) -> bool {
        self.in_force[index.clause(clause).document.index()]
    }

    /// What is on record of a relation, each tuple with its truth and its number.
    pub fn rows(&self, relation: RelationId) -> impl Iterator<Item = (&[u32], Truth, Option<i64>)> {
        let rows = self.record.rows(relation).all().enumerate();
        rows.map(move |(n, (row, truth))| (row, truth, self.record.number(relation, n)))
    }

    /// Tuples of a relation that are on record as true.
    pub fn held(&self, relation: RelationId) -> impl Iterator<Item = &[u32]> {
        self.record.rows(relation).held()
    }

    /// Whether a tuple is on record for another time.
    pub fn lapsed(&self, relation: RelationId, args: &[u32]) -> bool {
        self.lapsed.iter().any(|fact| {
            fact.relation == relation && fact.truth == Truth::True && fact.args.iter().map(|arg| arg.0).eq(args.iter().copied())
        })
    }
}

fn joined(a: (Truth, Option<i64>), b: (Truth, Option<i64>)) -> Option<(Truth, Option<i64>)> {
    let truth = match (a.0, b.0) {
        (Truth::Unknown, other) | (other, Truth::Unknown) => other,
        (a, b) if a == b => a,
        _ => return None,
    };
    match (a.1, b.1) {
        (Some(x), Some(y)) if x != y => None,
        (x, y) => Some((truth, x.or(y))),
    }
}

/// The same choice, another value.
fn same_choice(index: &Index, relation: RelationId, a: &[u32], b: &[u32]) -> bool {
    a != b && index.relation(relation).holes.iter().zip(a.iter().zip(b)).all(|(hole, (x, y))| hole.single || x == y)
}

pub(super) fn replaced(tuple: &[u32], place: usize, value: u32) -> Vec<u32> {
    let mut out = tuple.to_vec();
    if let Some(at) = out.get_mut(place) {
        *at = value;
    }
    out
}
