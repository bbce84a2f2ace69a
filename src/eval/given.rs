//! A situation as it was given, by number: nothing looked up yet, nothing borrowed.
use super::{index::Index, time::Timeline};
use crate::core_ir::{Class, Fact, KindId, RelationId, Truth, World};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

/// A tuple as it was told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub relation: u32,
    /// Where its arguments begin.
    pub args: u32,
    pub truth: Truth,
    pub number: Option<i64>,
}

/// A situation.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    /// The kind of each individual.
    pub kinds: Vec<u32>,
    /// Unnamed further holders: office and number, by entity. Empty where there are none.
    pub unnamed: Vec<Option<(u32, u32)>>,
    /// For each document.
    pub in_force: Vec<bool>,
    /// All tuples, those of the rulebooks first, in the order in which they were told.
    pub told: Vec<Told>,
    pub args: Vec<u32>,
    /// What is on record for another time.
    pub lapsed: Arc<HashSet<(RelationId, Vec<u32>)>>,
    /// The same situation at other moments, where anything is said with a time.
    pub time: Option<Timeline>,
    /// The day of the record.
    pub date: Option<crate::vocabulary::Date>,
    complete: BTreeSet<RelationId>,
    all_complete: bool,
    unread: BTreeSet<RelationId>,
    /// The individuals and facts fit the program.
    pub fits: bool,
}

impl Given {
    pub fn new(index: &Index, world: &World) -> Self {
        let fits = index.valid && fits(index, world);
        let count = if fits { index.program.facts.len() + world.facts.len() } else { 0 };
        let mut given = Self {
            kinds: world.entities.iter().map(|entity| entity.kind.0).collect(),
            unnamed: unnamed(world),
            in_force: index.program.documents.iter().map(|document| document.in_force(world.date)).collect(),
            told: Vec::with_capacity(count),
            args: Vec::with_capacity(count * 2),
            lapsed: lapsed(&world.lapsed),
            date: world.date,
            time: Timeline::of(world),
            complete: world.complete.clone(),
            all_complete: world.all_complete,
            unread: world.unread.clone(),
            fits,
        };
        if fits {
            for (relation, args) in &index.program.facts {
                given.tell(*relation, args.iter().map(|arg| arg.0), Truth::True, None);
            }
            for fact in &world.facts {
                given.tell(fact.relation, fact.args.iter().map(|arg| arg.0), fact.truth, fact.number);
            }
        }
        given
    }

    /// Adds a tuple.
    pub fn tell(&mut self, relation: RelationId, args: impl Iterator<Item = u32>, truth: Truth, number: Option<i64>) {
        self.told.push(Told { relation: relation.0, args: self.args.len() as u32, truth, number });
        self.args.extend(args);
    }

    /// Whether what is absent from the record is unknown.
    pub fn open(&self, index: &Index, id: RelationId) -> bool {
        is_open(index, id, self.all_complete || self.complete.contains(&id), self.unread.contains(&id))
    }

    /// Whether somebody is of a kind.
    pub fn is(&self, index: &Index, one: u32, kind: KindId) -> bool {
        self.kinds.get(one as usize).is_some_and(|own| index.is(KindId(*own), kind))
    }
}

/// Whether what is absent from a record is unknown; `unread`: it may have been written where it could not be read.
pub(super) fn is_open(index: &Index, id: RelationId, complete: bool, unread: bool) -> bool {
    let relation = index.relation(id);
    let open = match relation.class {
        Class::Open => !complete,
        Class::Judgement => true,
        Class::Recorded | Class::Chosen => unread,
        Class::Derived => false,
    };
    open && !relation.constitutive
}

/// The sentences that are said of another time only.
pub(super) fn lapsed(facts: &[Fact]) -> Arc<HashSet<(RelationId, Vec<u32>)>> {
    let held = facts.iter().filter(|fact| fact.truth == Truth::True);
    Arc::new(held.map(|fact| (fact.relation, fact.args.iter().map(|arg| arg.0).collect())).collect())
}

fn unnamed(world: &World) -> Vec<Option<(u32, u32)>> {
    if world.entities.iter().all(|entity| entity.unnamed.is_none()) {
        return Vec::new();
    }
    world.entities.iter().map(|entity| entity.unnamed.map(|(office, k)| (office.0, k))).collect()
}

/// Whether the individuals and facts fit the program.
fn fits(index: &Index, world: &World) -> bool {
    let entities = world.entities.len();
    let program = &index.program;
    entities >= program.individuals.len()
        && entities < super::tables::NONE as usize
        && world.entities.iter().all(|entity| entity.kind.index() < program.kinds.len())
        && world.facts.iter().chain(&world.lapsed).all(|fact| {
            program.relations.get(fact.relation.index()).is_some_and(|relation| relation.holes.len() == fact.args.len())
                && fact.args.iter().all(|arg| arg.index() < entities)
        })
}
