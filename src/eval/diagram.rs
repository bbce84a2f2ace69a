//! Reduced ordered decision diagrams: a condition as a graph of questions about unknown facts and open choices.
//!
//! Every node asks one variable; equal nodes are stored once, so equal conditions have equal numbers. Choices stand above
//! facts, so that the answers of each reading are the nodes below the choices. A budget bounds the table.
use super::{algebra::Res, error::Fault, hash::Table};
use std::collections::BTreeSet;

/// Never.
pub(super) const FALSE: u32 = 0;
/// Always.
pub(super) const TRUE: u32 = 1;
/// Nodes at most.
const NODES: usize = 1 << 20;
/// Variables at most: diagrams are walked by recursion.
pub(super) const LEVELS: u32 = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Node {
    level: u32,
    /// Where the variable is false.
    low: u32,
    /// Where it is true.
    high: u32,
}

/// A store of diagrams.
#[derive(Debug)]
pub(super) struct Diagrams {
    nodes: Vec<Node>,
    unique: Unique,
    results: Results,
    /// Lent to one walk after another.
    marks: Marks,
    /// How many nodes there may be.
    most: usize,
}

/// Which node is which: their numbers, where their contents hash to. Number 0 is a leaf, and so an empty place.
#[derive(Debug, Default)]
struct Unique {
    places: Vec<u32>,
}

impl Unique {
    /// The number of a node, or the place for it.
    fn find(&mut self, node: Node, nodes: &[Node]) -> Result<u32, usize> {
        if self.places.len() < nodes.len() * 2 {
            self.grow(nodes);
        }
        self.place(node, nodes)
    }

    fn place(&self, node: Node, nodes: &[Node]) -> Result<u32, usize> {
        let mut place = spread([node.level, node.low, node.high]) & (self.places.len() - 1);
        loop {
            match self.places[place] {
                FALSE => return Err(place),
                id if nodes[id as usize] == node => return Ok(id),
                _ => place = (place + 1) & (self.places.len() - 1),
            }
        }
    }

    /// Puts the last node where there was a place for it.
    fn put(&mut self, place: usize, nodes: &[Node]) {
        self.places[place] = nodes.len() as u32 - 1;
    }

    fn grow(&mut self, nodes: &[Node]) {
        self.places = vec![FALSE; (nodes.len() * 4).next_power_of_two().max(64)];
        for (id, node) in nodes.iter().enumerate().skip(TRUE as usize + 1) {
            if let Err(place) = self.place(*node, nodes) {
                self.places[place] = id as u32;
            }
        }
    }
}

/// What was worked out lately. One result may push out another: it is then worked out again, and comes to the same node.
#[derive(Debug, Default)]
struct Results {
    all: Vec<((u32, u32, u32), u32)>,
}

impl Results {
    fn place(&self, (a, b, c): (u32, u32, u32)) -> usize {
        spread([a, b, c]) & self.all.len().wrapping_sub(1)
    }

    fn get(&self, key: (u32, u32, u32)) -> Option<u32> {
        self.all.get(self.place(key)).filter(|(other, _)| *other == key).map(|(_, result)| *result)
    }

    /// Keeps a result, in about as many places as there are nodes.
    fn set(&mut self, key: (u32, u32, u32), result: u32, nodes: usize) {
        if self.all.len() < nodes * 2 {
            // No condition is number 0 here: such a result is never asked for.
            let old = std::mem::replace(&mut self.all, vec![((0, 0, 0), 0); (nodes * 4).next_power_of_two().max(64)]);
            for (key, result) in old.into_iter().filter(|(key, _)| key.0 > TRUE) {
                let place = self.place(key);
                self.all[place] = (key, result);
            }
        }
        let place = self.place(key);
        self.all[place] = (key, result);
    }
}

/// Three numbers, mixed.
fn spread(numbers: [u32; 3]) -> usize {
    let mix = |sum: u64, number: u32| (sum.rotate_left(5) ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let sum = numbers.into_iter().fold(0, mix);
    (sum ^ (sum >> 32)) as usize
}

/// What one walk has made of the nodes it passed; starting another costs nothing.
#[derive(Debug, Default)]
struct Marks {
    walk: u32,
    /// For each node: the last walk that passed it, and what came of it there.
    made: Vec<(u32, u32)>,
}

impl Marks {
    /// Begins a walk over so many nodes.
    fn begin(&mut self, nodes: usize) {
        self.made.resize(self.made.len().max(nodes), (0, 0));
        self.walk = self.walk.checked_add(1).unwrap_or_else(|| {
            self.made.fill((0, 0));
            1
        });
    }

    fn get(&self, id: u32) -> Option<u32> {
        self.made.get(id as usize).filter(|(walk, _)| *walk == self.walk).map(|(_, result)| *result)
    }

    fn set(&mut self, id: u32, result: u32) {
        if let Some(made) = self.made.get_mut(id as usize) {
            *made = (self.walk, result);
        }
    }
}

impl Diagrams {
    pub fn new() -> Self {
        let leaf = Node { level: u32::MAX, low: 0, high: 0 };
        let (unique, results, marks) = (Unique::default(), Results::default(), Marks::default());
        Self { nodes: vec![leaf, leaf], unique, results, marks, most: NODES }
    }

    /// Work that can be done without may take a part of what is left, so that the rest goes on when it turns out too large.
    pub fn spare(&mut self, sparing: bool) {
        self.most = if sparing { NODES.min(self.nodes.len() + NODES / 8) } else { NODES };
    }

    fn node(&self, id: u32) -> Node {
        self.nodes[id as usize]
    }

    /// The variable asked at the top (`u32::MAX` for a constant).
    pub fn level(&self, id: u32) -> u32 {
        self.node(id).level
    }

    /// What follows when the top variable is false, and when it is true.
    pub fn branches(&self, id: u32) -> (u32, u32) {
        let node = self.node(id);
        (node.low, node.high)
    }

    fn make(&mut self, level: u32, low: u32, high: u32) -> Res<u32> {
        if low == high {
            return Ok(low);
        }
        let node = Node { level, low, high };
        let place = match self.unique.find(node, &self.nodes) {
            Ok(id) => return Ok(id),
            Err(place) => place,
        };
        if self.nodes.len() >= self.most || level >= LEVELS {
            return Err(Fault::Nodes.into());
        }
        let id = self.nodes.len() as u32;
        self.nodes.push(node);
        self.unique.put(place, &self.nodes);
        Ok(id)
    }

    pub fn variable(&mut self, level: u32) -> Res<u32> {
        self.make(level, FALSE, TRUE)
    }

    /// `then` where `condition` holds, `other` elsewhere.
    pub fn ite(&mut self, condition: u32, then: u32, other: u32) -> Res<u32> {
        match (condition, then, other) {
            (TRUE, _, _) => return Ok(then),
            (FALSE, _, _) => return Ok(other),
            (_, TRUE, FALSE) => return Ok(condition),
            _ if then == other => return Ok(then),
            _ => {}
        }
        let key = (condition, then, other);
        if let Some(result) = self.results.get(key) {
            return Ok(result);
        }
        let level = self.level(condition).min(self.level(then)).min(self.level(other));
        let [(c0, c1), (t0, t1), (o0, o1)] = [condition, then, other].map(|id| self.split(id, level));
        let low = self.ite(c0, t0, o0)?;
        let high = self.ite(c1, t1, o1)?;
        let result = self.make(level, low, high)?;
        self.results.set(key, result, self.nodes.len());
        Ok(result)
    }

    fn split(&self, id: u32, level: u32) -> (u32, u32) {
        if self.level(id) == level { self.branches(id) } else { (id, id) }
    }

    pub fn not(&mut self, a: u32) -> Res<u32> {
        self.ite(a, FALSE, TRUE)
    }

    pub fn and(&mut self, a: u32, b: u32) -> Res<u32> {
        self.ite(a, b, FALSE)
    }

    pub fn or(&mut self, a: u32, b: u32) -> Res<u32> {
        self.ite(a, TRUE, b)
    }

    /// The variables that it depends on.
    pub fn support(&self, id: u32) -> BTreeSet<u32> {
        self.below(&[id]).into_iter().map(|id| self.level(id)).collect()
    }

    /// The nodes that these conditions are made of, each once.
    pub fn below(&self, conditions: &[u32]) -> Vec<u32> {
        let (mut seen, mut stack, mut all) = (Table::<u32, ()>::default(), conditions.to_vec(), Vec::new());
        while let Some(id) = stack.pop() {
            if id > TRUE && seen.insert(id, ()).is_none() {
                let node = self.node(id);
                all.push(id);
                stack.extend([node.low, node.high]);
            }
        }
        all
    }

    /// What it comes to where every variable has a value.
    pub fn at(&self, id: u32, value: impl Fn(u32) -> bool) -> bool {
        let mut at = id;
        while at > TRUE {
            let node = self.node(at);
            at = if value(node.level) { node.high } else { node.low };
        }
        at == TRUE
    }

    /// That variables have these values, each named once.
    pub fn cube(&mut self, literals: &[(u32, bool)]) -> Res<u32> {
        let mut sorted = literals.to_vec();
        sorted.sort_unstable();
        sorted.into_iter().rev().try_fold(TRUE, |below, (level, holds)| {
            if holds { self.make(level, FALSE, below) } else { self.make(level, below, FALSE) }
        })
    }

    /// A walk over the nodes there are.
    fn marked(&mut self, walk: impl FnOnce(&mut Self, &mut Marks) -> Res<u32>) -> Res<u32> {
        let mut marks = std::mem::take(&mut self.marks);
        marks.begin(self.nodes.len());
        let result = walk(self, &mut marks);
        self.marks = marks;
        result
    }

    /// With some variables fixed.
    pub fn restrict(&mut self, id: u32, fixed: &dyn Fn(u32) -> Option<bool>) -> Res<u32> {
        self.marked(|this, marks| this.restricted(id, fixed, marks))
    }

    fn restricted(&mut self, id: u32, fixed: &dyn Fn(u32) -> Option<bool>, memo: &mut Marks) -> Res<u32> {
        if id <= TRUE {
            return Ok(id);
        }
        if let Some(done) = memo.get(id) {
            return Ok(done);
        }
        let node = self.node(id);
        let result = match fixed(node.level) {
            Some(true) => self.restricted(node.high, fixed, memo)?,
            Some(false) => self.restricted(node.low, fixed, memo)?,
            None => {
                let low = self.restricted(node.low, fixed, memo)?;
                let high = self.restricted(node.high, fixed, memo)?;
                self.make(node.level, low, high)?
            }
        };
        memo.set(id, result);
        Ok(result)
    }

    /// That some values of the variables not kept make it true.
    pub fn project(&mut self, id: u32, keep: &dyn Fn(u32) -> bool) -> Res<u32> {
        self.marked(|this, marks| this.projected(id, keep, marks))
    }

    fn projected(&mut self, id: u32, keep: &dyn Fn(u32) -> bool, memo: &mut Marks) -> Res<u32> {
        if id <= TRUE {
            return Ok(id);
        }
        if let Some(done) = memo.get(id) {
            return Ok(done);
        }
        let node = self.node(id);
        let low = self.projected(node.low, keep, memo)?;
        let high = self.projected(node.high, keep, memo)?;
        let result = if keep(node.level) { self.make(node.level, low, high)? } else { self.or(low, high)? };
        memo.set(id, result);
        Ok(result)
    }

    /// The cheapest way to make it true: the literals passed, by the cost of each; `None` if it is never true.
    pub fn cheapest(&self, id: u32, cost: &dyn Fn(u32, bool) -> u64) -> Option<Vec<(u32, bool)>> {
        let mut memo = Table::default();
        self.cheapest_cost(id, cost, &mut memo)?;
        let (mut path, mut at) = (Vec::new(), id);
        while at > TRUE {
            let node = self.node(at);
            let (_, branch) = memo.get(&at).copied().flatten()?;
            path.push((node.level, branch));
            at = if branch { node.high } else { node.low };
        }
        Some(path)
    }

    fn cheapest_cost(&self, id: u32, cost: &dyn Fn(u32, bool) -> u64, memo: &mut Table<u32, Option<(u64, bool)>>) -> Option<u64> {
        match id {
            TRUE => return Some(0),
            FALSE => return None,
            _ => {}
        }
        if let Some(done) = memo.get(&id) {
            return done.map(|(total, _)| total);
        }
        let node = self.node(id);
        let low = self.cheapest_cost(node.low, cost, memo).map(|rest| (rest + cost(node.level, false), false));
        let high = self.cheapest_cost(node.high, cost, memo).map(|rest| (rest + cost(node.level, true), true));
        let best = match (low, high) {
            (Some(low), Some(high)) => Some(if high.0 < low.0 { high } else { low }),
            (one, other) => one.or(other),
        };
        memo.insert(id, best);
        best.map(|(total, _)| total)
    }
}
