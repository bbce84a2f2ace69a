//! What would turn an answer: all minimal sets of changes to facts, up to a size.
//!
//! The facts that may change are opened in a copy of the situation, and the question is evaluated over diagrams once. What the
//! answer is under some changes is then read off the diagrams, by walking down the values that the facts have. The facts
//! passed on that walk are a reason: as long as none of them changes, neither does the answer. So every set of changes that
//! turns it holds one of them, and a search that adds nothing else, smallest sets first, misses none and finds each
//! minimal set before anything that holds it.
use super::{
    Verdict,
    algebra::{Plain, Res},
    diagram::{FALSE, TRUE},
    evaluator::{Evaluator, Settings},
    hash::Table,
    index::Index,
    item::{Item, Seen},
    judge::{Doubt, Label, Oracle, joint, judge},
    plan::plan,
    resolve::{Run, Way, agreed_label, all_ways, run, undoubted},
    tables::{NONE, Tables, replaced},
    variables::{Exact, Key},
};
use crate::core_ir::{EntityId, Question, RelationId, Truth};
use std::collections::{BTreeMap, BTreeSet};

/// Sets of changes looked at, at most.
const LOOKED_AT: usize = 2_000;

/// One change of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    /// The relation.
    pub relation: RelationId,
    /// The tuple. Of values that exclude each other: with the value it is to have.
    pub args: Vec<EntityId>,
    /// To become true, else false. (Of a value always true: the others go.)
    pub to: bool,
    /// What it was; none where it was not known.
    pub before: Option<bool>,
}

/// Changes that turn the answer, none of which can be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The changes.
    pub shifts: Vec<Shift>,
    /// The verdict with them.
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Of *who*: those found with them.
    pub who: Vec<EntityId>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turns {
    /// Smallest sets first.
    pub all: Vec<Turn>,
    /// All minimal sets of so many changes at most are among them.
    pub within: usize,
}

/// Which facts may change.
pub struct Changeable<'c> {
    /// The relations.
    pub relations: &'c BTreeSet<RelationId>,
    /// Of their tuples, those that may.
    pub tuple: &'c dyn Fn(RelationId, &[EntityId]) -> bool,
}

/// A thing that may change: a fact, or which of several values.
#[derive(Debug)]
struct Slot {
    relation: RelationId,
    /// A fact: itself, false and true. Values: one tuple each.
    options: Vec<(u32, Vec<u32>)>,
    /// Which option it has now.
    now: Option<usize>,
    is_value: bool,
}

/// What is known of a variable, and what it belongs to.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    base: Option<bool>,
    slot: Option<usize>,
}

/// Slots with the options that they are to have.
type State = BTreeMap<usize, usize>;

/// All minimal sets of at most `size` changes that turn the answer from what it is.
pub(super) fn turns(
    (index, tables, settings): (&Index, &Tables, &Settings),
    question: &Question,
    changeable: &Changeable<'_>,
    size: usize,
) -> Res<Turns> {
    let opened = tables.opened(changeable.relations);
    let items = plan(&mut Evaluator::new(index, &opened, settings, Plain), question)?;
    let run = run(index, &opened, settings, &items)?;
    let mut search = Search { index, items, ways: all_ways(index, &run.choices())?, run, cells: Vec::new(), slots: Vec::new() };
    search.learn(tables, changeable);
    search.turns(size)
}

struct Search<'a> {
    index: &'a Index,
    items: Vec<Item>,
    ways: Vec<Way>,
    run: Run<'a>,
    cells: Vec<Cell>,
    slots: Vec<Slot>,
}

impl Search<'_> {
    /// What is known of each variable, and which may change.
    fn learn(&mut self, tables: &Tables, changeable: &Changeable<'_>) {
        let exact = &self.run.evaluator.algebra;
        let first = self.index.choice_levels;
        let keys: Vec<Key> = (first..).map_while(|level| exact.key(level).cloned()).collect();
        let level = |relation: RelationId, args: &[u32]| {
            let at = keys.iter().position(|key| matches!(key, Key::Fact(r, a) if *r == relation && a.as_slice() == args));
            at.map(|at| at as u32 + first)
        };
        self.cells = vec![Cell::default(); keys.len()];
        for (at, key) in keys.iter().enumerate() {
            let Key::Fact(relation, args) = key else { continue };
            self.cells[at].base = match tables.lookup(self.index, *relation, args).truth {
                Truth::True => Some(true),
                Truth::False => Some(false),
                Truth::Unknown => None,
            };
            if self.cells[at].slot.is_some() || !(changeable.tuple)(*relation, &entities(args)) {
                continue;
            }
            let slot = self.slot(tables, *relation, args, at as u32 + first, &level);
            let (n, levels) = (self.slots.len(), slot.options.iter().map(|option| option.0).collect::<BTreeSet<_>>());
            for level in levels {
                if let Some(cell) = self.cells.get_mut((level - first) as usize) {
                    cell.slot = Some(n);
                }
            }
            self.slots.push(slot);
        }
    }

    fn slot(
        &self,
        tables: &Tables,
        relation: RelationId,
        args: &[u32],
        own: u32,
        level: &impl Fn(RelationId, &[u32]) -> Option<u32>,
    ) -> Slot {
        let holes = &self.index.relation(relation).holes;
        let truth = |args: &[u32]| tables.lookup(self.index, relation, args).truth;
        let Some(place) = holes.iter().position(|hole| hole.single) else {
            let now = match truth(args) {
                Truth::True => Some(1),
                Truth::False => Some(0),
                Truth::Unknown => None,
            };
            return Slot { relation, options: vec![(own, args.to_vec()), (own, args.to_vec())], now, is_value: false };
        };
        let members = tables.members(holes[place].kind.0);
        let tuples = members.iter().map(|value| replaced(args, place, *value));
        let options: Vec<(u32, Vec<u32>)> = tuples.filter_map(|tuple| Some((level(relation, &tuple)?, tuple))).collect();
        let now = options.iter().position(|(_, tuple)| truth(tuple) == Truth::True);
        Slot { relation, options, now, is_value: true }
    }

    fn turns(&mut self, size: usize) -> Res<Turns> {
        let (before, cause) = self.label(&State::new())?;
        let mut found: Vec<(State, Label)> = Vec::new();
        let mut frontier = vec![(State::new(), cause)];
        let (mut seen, mut looked_at) = (BTreeSet::new(), 0);
        for within in 0..size {
            let mut next = Vec::new();
            for (state, cause) in &frontier {
                for more in self.larger(state, cause) {
                    let holds_one = |found: &(State, Label)| found.0.iter().all(|(slot, to)| more.get(slot) == Some(to));
                    if found.iter().any(holds_one) || !seen.insert(more.clone()) {
                        continue;
                    }
                    looked_at += 1;
                    if looked_at > LOOKED_AT {
                        return Ok(self.told(found, within));
                    }
                    let (label, cause) = self.label(&more)?;
                    if turned(&before, &label) { found.push((more, label)) } else { next.push((more, cause)) }
                }
            }
            frontier = next;
        }
        Ok(self.told(found, size))
    }

    /// The state with one change more, of something that the answer was read from.
    fn larger(&self, state: &State, cause: &BTreeSet<usize>) -> Vec<State> {
        let mut all = Vec::new();
        for n in cause.iter().filter(|n| !state.contains_key(n)) {
            let Some(slot) = self.slots.get(*n) else { continue };
            for option in (0..slot.options.len()).filter(|option| slot.now != Some(*option)) {
                let mut more = state.clone();
                more.insert(*n, option);
                all.push(more);
            }
        }
        all
    }

    /// The answer in a state, and the slots it was read from.
    fn label(&mut self, state: &State) -> Res<(Label, BTreeSet<usize>)> {
        let seen = std::mem::take(&mut self.run.seen);
        let mut cause = BTreeSet::new();
        let mut labels = Vec::new();
        for way in &self.ways {
            let mut walker = Walker {
                fixed: self.index.fixed(way),
                gamma: self.run.gamma,
                exact: &mut self.run.evaluator.algebra,
                first: self.index.choice_levels,
                cells: &self.cells,
                slots: &self.slots,
                state,
                cause: &mut cause,
            };
            let own: Result<Vec<Label>, Doubt> = self
                .items
                .iter()
                .zip(&seen)
                .map(|(item, seen): (&Item, &Seen<u32>)| judge(self.index, item, seen, &mut walker))
                .collect();
            labels.push(own.map(|own| joint(&self.items, &own)));
        }
        self.run.seen = seen;
        let labels = labels.into_iter().collect::<Result<Vec<Label>, Doubt>>().map_err(undoubted)?;
        Ok((agreed_label(labels.iter()), cause))
    }

    fn told(&self, found: Vec<(State, Label)>, within: usize) -> Turns {
        Turns { all: found.into_iter().map(|(state, label)| self.turn(&state, label)).collect(), within }
    }

    fn turn(&self, state: &State, label: Label) -> Turn {
        let shift = |(slot, option): (&usize, &usize)| {
            let slot = self.slots.get(*slot)?;
            let (_, args) = slot.options.get(*option)?;
            Some(Shift {
                relation: slot.relation,
                args: entities(args),
                to: slot.is_value || *option == 1,
                before: slot.now.map(|now| !slot.is_value && now == 1),
            })
        };
        Turn {
            shifts: state.iter().filter_map(shift).collect(),
            verdict: label.verdict,
            ground: label.ground,
            who: label.who.into_iter().map(EntityId).collect(),
        }
    }
}

/// Whether an answer is another one, and plain: yes no longer, no no longer, other people, or no deviation any more.
fn turned(before: &Label, now: &Label) -> bool {
    if matches!(now.verdict, Verdict::Undetermined | Verdict::Conflict) || now.agrees(before) {
        return false;
    }
    let differs =
        |verdict| matches!(verdict, Verdict::Found | Verdict::Nobody | Verdict::Deviation | Verdict::PermittedWithDeviation);
    match before.verdict.holds() {
        _ if differs(before.verdict) || differs(now.verdict) => true,
        Some(holds) => now.verdict.holds() != Some(holds),
        None => now.verdict.holds().is_some(),
    }
}

/// Reads conditions off the diagrams in one state.
struct Walker<'w, 'a> {
    exact: &'w mut Exact<'a>,
    gamma: u32,
    fixed: Table<u32, bool>,
    first: u32,
    cells: &'w [Cell],
    slots: &'w [Slot],
    state: &'w State,
    cause: &'w mut BTreeSet<usize>,
}

impl Walker<'_, '_> {
    fn cell(&self, level: u32) -> Cell {
        let at = level.checked_sub(self.first).and_then(|at| self.cells.get(at as usize));
        at.copied().unwrap_or_default()
    }

    /// The value of a variable, where it has one.
    fn value(&self, level: u32) -> Option<bool> {
        if let Some(fixed) = self.fixed.get(&level) {
            return Some(*fixed);
        }
        let cell = self.cell(level);
        let chosen = cell.slot.and_then(|slot| Some((self.slots.get(slot)?, *self.state.get(&slot)?)));
        match chosen {
            Some((slot, option)) if slot.is_value => slot.options.get(option).map(|(own, _)| *own == level),
            Some((_, option)) => Some(option == 1),
            None => cell.base,
        }
    }

    /// Whether a condition may come out false, and true, by what is known; remembers what it was read from.
    fn reach(&mut self, value: u32) -> [bool; 2] {
        let (mut ends, mut stack, mut seen) = ([false; 2], vec![value], BTreeSet::new());
        while let Some(id) = stack.pop() {
            if id <= TRUE {
                ends[id as usize] = true;
                continue;
            }
            if !seen.insert(id) {
                continue;
            }
            let level = self.exact.diagrams.level(id);
            self.cause.extend(self.cell(level).slot);
            let (low, high) = self.exact.diagrams.branches(id);
            match self.value(level) {
                Some(true) => stack.push(high),
                Some(false) => stack.push(low),
                None => stack.extend([low, high]),
            }
        }
        ends
    }

    fn restricted(&mut self, value: u32) -> Res<u32> {
        let levels = self.exact.diagrams.support(value);
        let values: BTreeMap<u32, bool> = levels.into_iter().filter_map(|level| Some((level, self.value(level)?))).collect();
        self.exact.diagrams.restrict(value, &|level| values.get(&level).copied())
    }
}

impl Oracle<u32> for Walker<'_, '_> {
    fn always(&mut self, value: &u32) -> Result<bool, Doubt> {
        match self.reach(*value) {
            [false, _] => Ok(true),
            [true, false] => Ok(false),
            [true, true] => {
                let (gamma, value) = (self.restricted(self.gamma)?, self.restricted(*value)?);
                Ok(self.exact.diagrams.ite(gamma, value, TRUE)? == TRUE)
            }
        }
    }

    fn ever(&mut self, value: &u32) -> Result<bool, Doubt> {
        match self.reach(*value) {
            [_, false] => Ok(false),
            [false, true] => Ok(true),
            [true, true] => {
                let (gamma, value) = (self.restricted(self.gamma)?, self.restricted(*value)?);
                Ok(self.exact.diagrams.and(gamma, value)? != FALSE)
            }
        }
    }
}

fn entities(args: &[u32]) -> Vec<EntityId> {
    args.iter().filter(|arg| **arg != NONE).map(|arg| EntityId(*arg)).collect()
}
