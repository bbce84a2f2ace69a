//! A situation, indexed for evaluation: no strings, no hashing of strings, nothing borrowed.
use super::{error::Fault, index::Index, proof::Origin};
use crate::core_ir::{Class, Fact, RelationId, Truth, World};
use std::cmp::Ordering;

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

/// The tuples of one relation on record, sorted.
#[derive(Debug, Clone, Default)]
struct Rows {
    arity: usize,
    /// Arguments, `arity` for each row.
    args: Vec<u32>,
    cells: Vec<(Truth, Option<i64>)>,
    /// Absent means unknown.
    open: bool,
}

impl Rows {
    fn row(&self, n: usize) -> &[u32] {
        &self.args[n * self.arity..(n + 1) * self.arity]
    }

    fn len(&self) -> usize {
        self.cells.len()
    }

    fn find(&self, args: &[u32]) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
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

/// A situation, indexed.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    rows: Vec<Rows>,
    kinds: Vec<u32>,
    /// For each kind, those who are of it, in order of their numbers.
    members: Vec<Vec<u32>>,
    /// Unnamed further holders: office and number, by entity.
    unnamed: Vec<Option<(u32, u32)>>,
    /// For each document.
    in_force: Vec<bool>,
    lapsed: Vec<Fact>,
    /// What makes the situation unusable.
    pub fault: Option<Fault>,
}

impl Tables {
    pub fn new(index: &Index, world: &World) -> Self {
        let mut tables = Self {
            rows: Vec::new(),
            kinds: world.entities.iter().map(|entity| entity.kind.0).collect(),
            members: vec![Vec::new(); index.program.kinds.len()],
            unnamed: world.entities.iter().map(|entity| entity.unnamed.map(|(office, k)| (office.0, k))).collect(),
            in_force: index.program.documents.iter().map(|document| in_force(document, world)).collect(),
            lapsed: world.lapsed.clone(),
            fault: None,
        };
        if !index.valid || !fits(index, world) {
            tables.fault = Some(Fault::Question);
            return tables;
        }
        tables.add_members(index);
        tables.add_rows(index, world);
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

    fn add_rows(&mut self, index: &Index, world: &World) {
        let mut raw: Vec<Vec<(Vec<u32>, Truth, Option<i64>)>> = vec![Vec::new(); index.program.relations.len()];
        for (relation, args) in &index.program.facts {
            raw[relation.index()].push((args.iter().map(|arg| arg.0).collect(), Truth::True, None));
        }
        for fact in &world.facts {
            raw[fact.relation.index()].push((fact.args.iter().map(|arg| arg.0).collect(), fact.truth, fact.number));
        }
        for (n, mut list) in raw.into_iter().enumerate() {
            let relation = RelationId(n as u32);
            list.sort_by(|a, b| a.0.cmp(&b.0));
            let rows = self.rows_of(index, relation, list, world);
            self.rows.push(rows);
        }
        for n in 0..self.rows.len() {
            self.check_single(index, RelationId(n as u32));
        }
    }

    fn rows_of(&mut self, index: &Index, id: RelationId, list: Vec<(Vec<u32>, Truth, Option<i64>)>, world: &World) -> Rows {
        let relation = index.relation(id);
        let complete = world.all_complete || world.complete.contains(&id);
        let open = match relation.class {
            Class::Open => !complete,
            Class::Judgement => true,
            Class::Recorded | Class::Derived | Class::Chosen => false,
        } && !relation.constitutive;
        let mut rows = Rows { arity: relation.holes.len(), open, ..Rows::default() };
        for (args, truth, number) in list {
            let same = rows.len().checked_sub(1).filter(|last| rows.row(*last) == args.as_slice());
            match same.and_then(|last| rows.cells.get_mut(last)) {
                None => {
                    rows.args.extend(args);
                    rows.cells.push((truth, number));
                }
                Some(cell) => match joined(*cell, (truth, number)) {
                    Some(both) => *cell = both,
                    None => self.fault = Some(Fault::Contradiction),
                },
            }
        }
        rows
    }

    /// Two values of a single choice on record contradict each other.
    fn check_single(&mut self, index: &Index, relation: RelationId) {
        if !index.relation(relation).holes.iter().any(|hole| hole.single) {
            return;
        }
        let rows = &self.rows[relation.index()];
        let held: Vec<&[u32]> = (0..rows.len()).filter(|n| rows.cells[*n].0 == Truth::True).map(|n| rows.row(n)).collect();
        let clash = held.iter().enumerate().any(|(n, a)| held[n + 1..].iter().any(|b| same_choice(index, relation, a, b)));
        if clash {
            self.fault = Some(Fault::Contradiction);
        }
    }

    /// What the record says of a tuple.
    pub fn lookup(&self, index: &Index, relation: RelationId, args: &[u32]) -> Entry {
        let rows = &self.rows[relation.index()];
        if let Some(n) = rows.find(args) {
            let truth = rows.cells[n].0;
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
        let rows = &self.rows[relation.index()];
        index.relation(relation).holes.iter().any(|hole| hole.single)
            && (0..rows.len()).any(|n| rows.cells[n].0 == Truth::True && same_choice(index, relation, rows.row(n), args))
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

    /// The number on record.
    pub fn number(&self, relation: RelationId, args: &[u32]) -> Number {
        let rows = &self.rows[relation.index()];
        match rows.find(args).map(|n| rows.cells[n]) {
            Some((Truth::True, Some(number))) => Number::Known(number),
            Some((Truth::False, _)) => Number::Absent,
            Some((Truth::Unknown, _) | (Truth::True, None)) => Number::Unknown,
            None if rows.open => Number::Unknown,
            None => Number::Absent,
        }
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
        self.unnamed[entity as usize]
    }

    /// Who stands in this place of the tuples on record that fit; `None` if the record is open.
    pub fn matching(&self, relation: RelationId, args: &[u32], place: usize) -> Option<Vec<u32>> {
        let rows = &self.rows[relation.index()];
        if rows.open {
            return None;
        }
        let fits = |row: &[u32]| row.iter().zip(args).all(|(own, arg)| *arg == NONE || own == arg);
        let held = (0..rows.len()).filter(|n| rows.cells[*n].0 != Truth::False).map(|n| rows.row(n));
        Some(held.filter(|row| fits(row)).filter_map(|row| row.get(place).copied()).collect())
    }

    /// Whether somebody unnamed may hold an office.
    pub fn has_unnamed(&self) -> bool {
        self.unnamed.iter().any(Option::is_some)
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

    /// Tuples of a relation that are on record as true.
    pub fn held(&self, relation: RelationId) -> impl Iterator<Item = &[u32]> {
        let rows = &self.rows[relation.index()];
        (0..rows.len()).filter(|n| rows.cells[*n].0 == Truth::True).map(|n| rows.row(n))
    }

    /// Whether a tuple is on record for another time.
    pub fn lapsed(&self, relation: RelationId, args: &[u32]) -> bool {
        self.lapsed.iter().any(|fact| {
            fact.relation == relation && fact.truth == Truth::True && fact.args.iter().map(|arg| arg.0).eq(args.iter().copied())
        })
    }
}

fn in_force(document: &crate::core_ir::Document, world: &World) -> bool {
    world.date.is_none_or(|date| document.from.is_none_or(|from| from <= date) && document.until.is_none_or(|until| date < until))
}

/// Whether the individuals and facts fit the program.
fn fits(index: &Index, world: &World) -> bool {
    let entities = world.entities.len();
    let program = &index.program;
    entities >= program.individuals.len()
        && entities < NONE as usize
        && world.entities.iter().all(|entity| entity.kind.index() < program.kinds.len())
        && world.facts.iter().chain(&world.lapsed).all(|fact| {
            program.relations.get(fact.relation.index()).is_some_and(|relation| relation.holes.len() == fact.args.len())
                && fact.args.iter().all(|arg| arg.index() < entities)
        })
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
