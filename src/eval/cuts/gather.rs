//! What a situation says at any moment, gathered: which tuples are spoken of, which lines hang together, and when they turn.
use super::{Cuts, Group, cell, numbers};
use crate::core_ir::{EntityId, History, Piece, Program, RelationId, World};
use crate::eval::record::Shape;
use elsa::sync::FrozenMap;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock};

/// What the rulebooks themselves put on record.
fn of_rulebooks(program: &Program) -> impl Iterator<Item = (RelationId, Vec<EntityId>)> {
    program.facts.iter().map(|(relation, args)| (*relation, args.iter().map(|arg| (*arg).into()).collect()))
}

impl Cuts {
    pub fn new(program: &Program, world: &World, history: &History) -> Self {
        let shape = shape(program, world, history);
        let cell = |relation: RelationId, args: &[EntityId]| cell(&shape, relation, &numbers(args));
        let fixed = of_rulebooks(program).filter_map(|(relation, args)| cell(relation, &args)).collect();
        let changed = history.changed(world).into_iter();
        let altered = changed.filter_map(|(relation, args, to)| Some((cell(relation, args)?, to))).collect();
        let mut cuts = Self {
            groups: Vec::new(),
            pieces: Vec::new(),
            cells: Vec::new(),
            of_cell: Vec::new(),
            turning: Vec::new(),
            offices: (Vec::new(), Vec::new()),
            fixed,
            altered,
            undated: Vec::new(),
            times: FrozenMap::new(),
            lapsed: OnceLock::new(),
            known: Mutex::default(),
            shape: Arc::default(),
        };
        cuts.undated = undated(program, history, &shape);
        cuts.shape = Arc::new(shape);
        cuts.gather(program, history);
        cuts
    }

    /// Puts together what hangs together.
    fn gather(&mut self, program: &Program, history: &History) {
        // Some relations are read as a whole: their lines speak of many sentences at once.
        let whole: BTreeSet<RelationId> = history
            .pieces()
            .filter(|(.., args)| args.is_none())
            .map(|(_, relation, _)| relation)
            .chain(history.tenure())
            .collect();
        self.group(program, &whole);
        let mut lines: Vec<(u32, Piece)> = Vec::new();
        for (piece, relation, args) in history.pieces() {
            if whole.contains(&relation) {
                self.offices.0.push(piece);
                continue;
            }
            let Some(cell) = args.and_then(|args| cell(&self.shape, relation, &numbers(args))) else { continue };
            let Some(group) = self.of_cell.get(cell as usize).copied() else { continue };
            if let Some(time) = history.said_in(piece).map(|say| say.time) {
                let days = [time.from, time.until, time.undone];
                self.turning.extend(days.into_iter().flatten().map(|moment| (moment.date, group)));
            }
            lines.push((group, piece));
        }
        self.turning.sort_unstable();
        self.turning.dedup();
        lines.sort_by_key(|(group, _)| *group);
        let mut at = 0;
        for n in 0..self.groups.len() {
            while lines.get(at).is_some_and(|(group, _)| *group as usize == n) {
                at += 1;
            }
            self.groups[n].pieces = at as u32;
        }
        self.pieces = lines.into_iter().map(|(_, piece)| piece).collect();
        for relation in whole {
            self.offices.1.extend(self.shape.cells(relation).map(|cell| cell as u32));
        }
    }

    /// The groups of cells: of a single choice all values hang together, else each cell is a group.
    fn group(&mut self, program: &Program, whole: &BTreeSet<RelationId>) {
        let shape = Arc::clone(&self.shape);
        let mut of_cell = vec![u32::MAX; shape.len()];
        let mut cells: Vec<(u32, u32)> = Vec::with_capacity(shape.len());
        let mut next = 0;
        for (n, relation) in program.relations.iter().enumerate() {
            let id = RelationId(n as u32);
            let single: Vec<bool> = relation.holes.iter().map(|hole| hole.single).collect();
            let mut choices: HashMap<Vec<u32>, u32> = HashMap::new();
            for (n, cell) in shape.cells(id).enumerate().filter(|_| !whole.contains(&id)) {
                let mut group = next;
                if single.contains(&true) {
                    let others = shape.tuple(id, n).iter().zip(&single).filter(|(_, single)| !**single);
                    group = *choices.entry(others.map(|(arg, _)| *arg).collect()).or_insert(next);
                }
                next = next.max(group + 1);
                of_cell[cell] = group;
                cells.push((group, cell as u32));
            }
        }
        cells.sort_unstable();
        self.groups = vec![Group::default(); next as usize];
        for (n, (group, _)) in (1..).zip(&cells) {
            self.groups[*group as usize].cells = n;
        }
        self.cells = cells.into_iter().map(|(_, cell)| cell).collect();
        self.of_cell = of_cell;
    }

    fn begin_of(&self, group: usize) -> Group {
        group.checked_sub(1).and_then(|before| self.groups.get(before)).copied().unwrap_or_default()
    }

    pub fn pieces_of(&self, group: usize) -> impl Iterator<Item = Piece> {
        self.pieces[self.begin_of(group).pieces as usize..self.groups[group].pieces as usize].iter().copied()
    }

    pub fn cells_of(&self, group: usize) -> &[u32] {
        &self.cells[self.begin_of(group).cells as usize..self.groups[group].cells as usize]
    }

    pub fn group_of(&self, relation: RelationId, args: &[u32]) -> Option<usize> {
        let cell = cell(&self.shape, relation, args)?;
        self.of_cell.get(cell as usize).filter(|group| **group != u32::MAX).map(|group| *group as usize)
    }
}

/// Every tuple that is spoken of at any moment.
fn shape(program: &Program, world: &World, history: &History) -> Shape {
    let mut all: Vec<Vec<Vec<u32>>> = vec![Vec::new(); program.relations.len()];
    let mut add = |relation: RelationId, args: &[EntityId]| {
        if let Some(own) = all.get_mut(relation.index()) {
            own.push(numbers(args));
        }
    };
    for (_, relation, args) in history.pieces() {
        let Some(args) = args else { continue };
        add(relation, args);
        history.wholes(relation, args).iter().for_each(|args| add(relation, args));
    }
    of_rulebooks(program).for_each(|(relation, args)| add(relation, &args));
    world.facts.iter().for_each(|fact| add(fact.relation, &fact.args));
    let mut shape = Shape::default();
    for (relation, mut own) in program.relations.iter().zip(all) {
        own.sort_unstable();
        own.dedup();
        shape.relation(relation.holes.len());
        own.iter().filter(|tuple| tuple.len() == relation.holes.len()).for_each(|tuple| shape.push(tuple));
    }
    shape
}

/// Acts on record of which no day is written.
fn undated(program: &Program, history: &History, shape: &Shape) -> Vec<u32> {
    let acts = (0_u32..).zip(&program.relations).filter(|(_, relation)| relation.act).map(|(n, _)| RelationId(n));
    let said = acts.flat_map(|act| history.sentences(act).map(move |(args, times)| (act, args, times)));
    let undated = said.filter(|(.., times)| !times.is_empty() && !times.iter().any(|time| time.is_dated()));
    undated.filter_map(|(act, args, _)| cell(shape, act, &numbers(args))).collect()
}
