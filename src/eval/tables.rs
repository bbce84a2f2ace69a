//! A situation, indexed for evaluation: no strings, no hashing of strings, nothing borrowed.
pub(super) use super::record::NONE;
use super::{
    algebra::Stop,
    cuts::Cut,
    error::Fault,
    evaluator::Use,
    given::{Given, Told},
    hash::Table,
    index::Index,
    proof::Origin,
    record::{Cells, Record, Shape, Silence},
    time::Timeline,
};
use crate::core_ir::{ClauseId, KindId, RelationId, Truth};
use crate::vocabulary::Date;
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

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

/// Cells while they are written down.
#[derive(Debug, Default)]
struct Plainly {
    truths: Vec<Option<Truth>>,
    /// Left empty while no number is on record.
    numbers: Vec<Option<i64>>,
}

/// Who and what there is: the same at all moments.
#[derive(Debug, Default)]
pub(super) struct People {
    kinds: Vec<u32>,
    /// For each kind, those who are of it, in order of their numbers.
    members: Vec<Vec<u32>>,
    /// Unnamed further holders: office and number, by entity. Empty where there are none.
    unnamed: Vec<Option<(u32, u32)>>,
}

impl People {
    fn new(index: &Index, given: &Given) -> Self {
        let mut members = vec![Vec::new(); index.program.kinds.len()];
        for (entity, kind) in given.kinds.iter().enumerate() {
            let own = &index.program.kinds[*kind as usize].ancestors;
            for of in own {
                members[of.index()].push(entity as u32);
            }
            if !own.contains(&KindId(*kind)) {
                members[*kind as usize].push(entity as u32);
            }
        }
        Self { kinds: given.kinds.clone(), members, unnamed: given.unnamed.clone() }
    }
}

/// A situation, indexed.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    record: Record,
    people: Arc<People>,
    /// For each document.
    in_force: Vec<bool>,
    lapsed: Lapsed,
    /// The day of the record.
    pub date: Option<Date>,
    /// What makes the situation unusable.
    pub fault: Option<Stop>,
    /// Numbers that follow from others, and from which sum.
    derived: Table<(RelationId, Vec<u32>), (i64, ClauseId)>,
    /// How far each choice was looked at for that; empty where nothing sums.
    pub summed_by: Vec<Use>,
    /// The same situation at other moments, where anything is said with a time.
    pub time: Option<Timeline>,
}

impl Tables {
    pub fn new(index: &Index, given: &Given) -> Self {
        let mut tables = Self {
            record: Record::default(),
            people: Arc::default(),
            in_force: given.in_force.clone(),
            lapsed: Lapsed::Listed(Arc::clone(&given.lapsed)),
            date: given.date,
            fault: None,
            time: given.time.clone(),
            derived: Table::default(),
            summed_by: Vec::new(),
        };
        if !given.fits {
            let members = vec![Vec::new(); index.program.kinds.len()];
            tables.people = People { kinds: given.kinds.clone(), members, unnamed: given.unnamed.clone() }.into();
            tables.fault = Some(Fault::Question.into());
            return tables;
        }
        tables.people = People::new(index, given).into();
        tables.add_rows(index, given);
        tables
    }

    /// The same individuals with the record of another moment.
    pub fn of_moment(&self, record: Record, in_force: Vec<bool>, lapsed: Lapsed, time: Timeline) -> Self {
        Self {
            record,
            people: Arc::clone(&self.people),
            in_force,
            lapsed,
            date: Some(time.moment().date),
            fault: None,
            derived: Table::default(),
            summed_by: Vec::new(),
            time: Some(time),
        }
    }

    /// With the numbers that follow from others.
    pub fn whole(index: &Index, given: &Given) -> Self {
        let mut tables = Self::new(index, given);
        super::tally::complete(index, &mut tables);
        tables
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
        let (mut shape, mut cells) = (Shape::default(), Plainly::default());
        shape.reserve(index.program.relations.len(), given.args.len());
        cells.truths.reserve(told.len());
        for n in 0..index.program.relations.len() {
            let own = &mut order[begins[n] as usize..begins[n + 1] as usize];
            self.add_relation(index, RelationId(n as u32), (own, given), (&mut shape, &mut cells));
        }
        let relations = (0..index.program.relations.len()).map(|n| RelationId(n as u32));
        let silence = relations.clone().map(|id| if given.open(index, id) { Silence::Open } else { Silence::No });
        self.record = Record {
            shape: shape.into(),
            cells: Cells::new(&cells.truths, &cells.numbers).into(),
            silence: Arc::new(silence.collect()),
        };
        relations.for_each(|relation| self.check_single(index, relation));
    }

    fn add_relation(
        &mut self,
        index: &Index,
        id: RelationId,
        (own, given): (&mut [u32], &Given),
        (shape, cells): (&mut Shape, &mut Plainly),
    ) {
        let arity = index.relation(id).holes.len();
        let tuple = |n: u32| {
            let from = given.told[n as usize].args as usize;
            &given.args[from..from + arity]
        };
        if !own.is_sorted_by_key(|n| tuple(*n)) {
            own.sort_by(|a, b| tuple(*a).cmp(tuple(*b)));
        }
        shape.relation(arity);
        let mut last: Option<u32> = None;
        for n in own.iter().copied() {
            let one = given.told[n as usize];
            if last.is_some_and(|last| tuple(last) == tuple(n)) {
                self.join_last(one, cells);
            } else {
                shape.push(tuple(n));
                cells.truths.push(Some(one.truth));
                put_number(cells, one.number);
            }
            last = Some(n);
        }
    }

    /// The same tuple again: what both say.
    fn join_last(&mut self, one: Told, cells: &mut Plainly) {
        let Some(truth) = cells.truths.last().copied().flatten() else { return };
        let at = cells.truths.len() - 1;
        let number = cells.numbers.get(at).copied().flatten();
        match joined((truth, number), (one.truth, one.number)) {
            Some((truth, number)) => {
                cells.truths[at] = Some(truth);
                if number.is_some() {
                    cells.numbers.resize(at + 1, None);
                    cells.numbers[at] = number;
                }
            }
            None => self.fault = Some(Fault::Contradiction.into()),
        }
    }

    /// Two values of a single choice on record contradict each other.
    fn check_single(&mut self, index: &Index, relation: RelationId) {
        let holes = &index.relation(relation).holes;
        if !holes.iter().any(|hole| hole.single) {
            return;
        }
        let mut seen = HashSet::new();
        let apart = |row: &[u32]| row.iter().zip(holes).filter(|(_, hole)| !hole.single).map(|(arg, _)| *arg).collect::<Vec<_>>();
        if self.record.rows(relation).held().any(|row| !seen.insert(apart(row))) {
            self.fault = Some(Fault::Contradiction.into());
        }
    }

    /// What the record says of a tuple.
    pub fn lookup(&self, index: &Index, relation: RelationId, args: &[u32]) -> Entry {
        let rows = self.record.rows(relation);
        if let Some((_, truth)) = rows.find(args) {
            if truth != Truth::Unknown {
                return Entry { truth, origin: Origin::Record };
            }
        } else if !rows.open {
            return Entry { truth: Truth::False, origin: Origin::Absent };
        }
        if self.excluded(index, relation, args) {
            return Entry { truth: Truth::False, origin: Origin::Excluded };
        }
        Entry { truth: Truth::Unknown, origin: Origin::Unknown }
    }

    /// Another value of the single choice is on record.
    fn excluded(&self, index: &Index, relation: RelationId, args: &[u32]) -> bool {
        let holes = &index.relation(relation).holes;
        if !holes.iter().any(|hole| hole.single) {
            return false;
        }
        let others: Vec<u32> = holes.iter().zip(args).map(|(hole, arg)| if hole.single { NONE } else { *arg }).collect();
        let mut own = self.record.rows(relation).fitting(&others);
        own.any(|(row, truth)| truth == Truth::True && row != args)
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

    /// The situation without the numbers that follow from others.
    pub fn without_derived(&self) -> Self {
        Self { derived: Table::default(), ..self.clone() }
    }

    /// The situation with nothing on record of these relations: what they say is open.
    pub fn opened(&self, relations: &BTreeSet<RelationId>) -> Self {
        // What follows from facts that may change is found anew.
        let record = self.record.emptied(relations.iter().copied());
        let mut opened = Self { derived: Table::default(), record, ..self.clone() };
        if let Some(time) = &mut opened.time {
            time.open(relations);
        }
        opened
    }

    /// Whether what is on record of a relation may be otherwise ([`Self::opened`]).
    pub fn emptied(&self, relation: RelationId) -> bool {
        self.record.is_emptied(relation)
    }

    /// The number on record.
    pub fn number(&self, relation: RelationId, args: &[u32]) -> Number {
        let rows = self.record.rows(relation);
        let recorded = match rows.find(args).map(|(n, truth)| (truth, rows.number(n))) {
            Some((Truth::True, Some(number))) => Number::Known(number),
            Some((Truth::False, _)) => Number::Absent,
            Some((Truth::Unknown, _) | (Truth::True, None)) => Number::Unknown,
            None if rows.open => Number::Unknown,
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
        &self.people.members[kind as usize]
    }

    pub fn kind(&self, entity: u32) -> KindId {
        KindId(self.people.kinds[entity as usize])
    }

    /// The office and number of an unnamed further holder.
    pub fn unnamed(&self, entity: u32) -> Option<(u32, u32)> {
        self.people.unnamed.get(entity as usize).copied().flatten()
    }

    /// Who stands in this place of the tuples on record that fit; `None` if the record is open.
    pub fn matching(&self, relation: RelationId, args: &[u32], place: usize) -> Option<Vec<u32>> {
        let rows = self.record.rows(relation);
        if rows.open {
            return None;
        }
        let own = rows.fitting(args).filter(|(_, truth)| *truth != Truth::False);
        Some(own.filter_map(|(row, _)| row.get(place).copied()).collect())
    }

    /// Whether somebody unnamed may hold an office.
    pub fn has_unnamed(&self) -> bool {
        !self.people.unnamed.is_empty()
    }

    /// The first of the unnamed further holders of an office.
    pub fn first_unnamed(&self, office: u32) -> Option<u32> {
        self.people.unnamed.iter().position(|one| one.is_some_and(|(of, _)| of == office)).map(|n| n as u32)
    }

    /// The numbers that unnamed further holders of an office have.
    pub fn numbers(&self, office: u32) -> Vec<u32> {
        let mut all: Vec<u32> = self.people.unnamed.iter().flatten().filter(|(of, _)| *of == office).map(|(_, k)| *k).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    pub fn entities(&self) -> usize {
        self.people.kinds.len()
    }

    pub fn in_force(&self, index: &Index, clause: crate::core_ir::ClauseId) -> bool {
        self.in_force[index.clause(clause).document.index()]
    }

    /// What is on record of a relation, each tuple with its truth and its number.
    pub fn rows(&self, relation: RelationId) -> impl Iterator<Item = (&[u32], Truth, Option<i64>)> {
        let rows = self.record.rows(relation);
        rows.all().map(move |(n, row, truth)| (row, truth, rows.number(n)))
    }

    /// Tuples of a relation that are on record as true.
    pub fn held(&self, relation: RelationId) -> impl Iterator<Item = &[u32]> {
        self.record.rows(relation).held()
    }

    /// Those of them that have these arguments; a place that is not filled fits everything.
    pub fn held_by<'t>(&'t self, relation: RelationId, args: &'t [u32]) -> impl Iterator<Item = &'t [u32]> {
        self.record.rows(relation).fitting(args).filter(|(_, truth)| *truth == Truth::True).map(|(row, _)| row)
    }

    /// Whether a tuple is on record for another time.
    pub fn lapsed(&self, relation: RelationId, args: &[u32]) -> bool {
        match &self.lapsed {
            Lapsed::Listed(all) => all.contains(&(relation, args.to_vec())),
            Lapsed::At(moment) => moment.lapsed(relation, args),
        }
    }
}

/// What is on record for another time.
#[derive(Debug, Clone)]
pub(super) enum Lapsed {
    /// Each of these.
    Listed(Arc<HashSet<(RelationId, Vec<u32>)>>),
    /// As of a moment.
    At(Arc<Cut>),
}

fn put_number(cells: &mut Plainly, number: Option<i64>) {
    if number.is_some() || !cells.numbers.is_empty() {
        cells.numbers.resize(cells.truths.len() - 1, None);
        cells.numbers.push(number);
    }
}

pub(super) fn joined(a: (Truth, Option<i64>), b: (Truth, Option<i64>)) -> Option<(Truth, Option<i64>)> {
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

pub(super) fn replaced(tuple: &[u32], place: usize, value: u32) -> Vec<u32> {
    let mut out = tuple.to_vec();
    if let Some(at) = out.get_mut(place) {
        *at = value;
    }
    out
}
