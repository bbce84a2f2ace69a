//! What would turn an answer: all minimal sets of changes to facts, up to a size, and one larger set where there is none.
//!
//! The facts that may change are opened in a copy of the situation, and the question is evaluated over diagrams once. What the
//! answer is under some changes is then read off the diagrams, by walking down the values that the facts have. The facts
//! passed on that walk are a reason: as long as none of them changes, neither does the answer. So every set of changes that
//! turns it holds one of them, and a search that adds nothing else, smallest sets first, misses none and finds each
//! minimal set before anything that holds it.
//!
//! Facts that are alike ([`Alike`]) are not tried one by one: a set says how many of them change, and stands for all sets with
//! as many.
use super::{
    Verdict,
    algebra::Res,
    alike::Alike,
    cases::{partitions, told},
    diagram::{FALSE, TRUE},
    evaluator::{Evaluator, Settings},
    index::Index,
    item::{Item, Seen},
    judge::{Doubt, Label, joint, judge},
    plan::plan,
    resolve::{Run, Way, agreed_label, all_ways, run, undoubted},
    tables::{NONE, Tables, replaced},
    variables::Key,
    walk::{Trail, Walker},
};
use crate::core_ir::{Class, EntityId, Question, RelationId, Truth};
use std::collections::{BTreeMap, BTreeSet};

/// Sets of changes looked at, at most,
const LOOKED_AT: usize = 2_000;
/// and nodes of diagrams for it.
const STEPS: usize = 1_000_000;
/// A larger set that undoes nothing is nearer than any that does; one that leaves judgements alone, than one that does not.
const UNDONE: u64 = 1 << 32;
const JUDGED: u64 = 1 << 16;

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

/// So many changes of several that are alike; which of them does not matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shifts {
    /// How many.
    pub count: usize,
    /// Of these, which differ in one place.
    pub among: Vec<Shift>,
}

/// Changes that turn the answer, none of which can be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The changes, all of them together.
    pub shifts: Vec<Shifts>,
    /// The verdict with them.
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Of *who*: those found with them.
    pub who: Vec<EntityId>,
}

impl Turn {
    /// The changes, of those alike the first.
    pub fn first(&self) -> impl Iterator<Item = &Shift> {
        self.shifts.iter().flat_map(|shifts| shifts.among.iter().take(shifts.count))
    }
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
    /// Those that are alike and have the same value now; its place among them.
    group: usize,
    place: usize,
}

/// What is known of a variable, and what it belongs to.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    base: Option<bool>,
    slot: Option<usize>,
}

/// How many of each group are to have which option.
type State = BTreeMap<(usize, usize), usize>;

/// All minimal sets of at most `size` changes that turn the answer from what it is; where there is none and the answer is a no,
/// perhaps one larger set.
pub(super) fn turns(
    (index, tables, settings): (&Index, &Tables, &Settings),
    question: &Question,
    changeable: &Changeable<'_>,
    size: usize,
) -> Res<Turns> {
    let opened = tables.opened(changeable.relations);
    let items = plan(&mut Evaluator::new(index, &opened, settings, super::algebra::Plain), question)?;
    let mut run = run(index, &opened, settings, &items)?;
    let mut conditions: Vec<u32> = run.seen.iter().flat_map(Seen::verdict_conditions).copied().collect();
    conditions.push(run.gamma);
    let alike = Alike::of(&mut run.evaluator.algebra.diagrams, &conditions)?;
    let ways = all_ways(index, &run.choices())?;
    let ahead = !matches!(question, Question::InOrder { .. });
    let mut search = Search { index, items, ways, run, slots: Slots::default(), ahead, steps: 0, trail: Trail::default() };
    search.slots.learn((index, tables), &search.run, changeable);
    search.slots.group(&alike);
    search.turns(size)
}

/// The facts that may change.
#[derive(Debug, Default)]
struct Slots {
    first: u32,
    cells: Vec<Cell>,
    all: Vec<Slot>,
    /// Each with its slots.
    groups: Vec<Vec<usize>>,
}

impl Slots {
    /// What is known of each variable, and which may change.
    fn learn(&mut self, (index, tables): (&Index, &Tables), run: &Run<'_>, changeable: &Changeable<'_>) {
        let exact = &run.evaluator.algebra;
        self.first = index.choice_levels;
        let keys: Vec<&Key> = (self.first..).map_while(|level| exact.key(level)).collect();
        self.cells = vec![Cell::default(); keys.len()];
        for (at, key) in keys.iter().enumerate() {
            let Key::Fact(relation, args) = key else { continue };
            let base = match tables.lookup(index, *relation, args).truth {
                Truth::True => Some(true),
                Truth::False => Some(false),
                Truth::Unknown => None,
            };
            let Some(cell) = self.cells.get_mut(at) else { continue };
            cell.base = base;
            if cell.slot.is_some() || !(changeable.tuple)(*relation, &entities(args)) {
                continue;
            }
            let slot = slot((index, tables), *relation, args, &|tuple| exact.known_level(*relation, tuple));
            for level in slot.options.iter().map(|option| option.0) {
                if let Some(cell) = self.cells.get_mut((level - self.first) as usize) {
                    cell.slot = Some(self.all.len());
                }
            }
            self.all.push(slot);
        }
    }

    /// Puts together what is alike, has the same value now and differs in one place.
    fn group(&mut self, alike: &Alike) {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (n, slot) in self.all.iter().enumerate() {
            let joins = |group: &&mut Vec<usize>| joins(&self.all, group, slot, alike);
            match groups.iter_mut().find(joins) {
                Some(group) => group.push(n),
                None => groups.push(vec![n]),
            }
        }
        for (n, group) in groups.iter().enumerate() {
            for (place, slot) in group.iter().enumerate() {
                if let Some(slot) = self.all.get_mut(*slot) {
                    (slot.group, slot.place) = (n, place);
                }
            }
        }
        self.groups = groups;
    }

    fn cell(&self, level: u32) -> Cell {
        let at = level.checked_sub(self.first).and_then(|at| self.cells.get(at as usize));
        at.copied().unwrap_or_default()
    }

    /// The value that each variable has in a state, where it has one; choices have none.
    fn values(&self, state: &State) -> Vec<Option<bool>> {
        let mut values = vec![None; self.first as usize];
        values.extend(self.cells.iter().map(|cell| cell.base));
        let groups: BTreeSet<usize> = state.keys().map(|(group, _)| *group).collect();
        for n in groups.iter().filter_map(|group| self.groups.get(*group)).flatten() {
            let Some((slot, option)) = self.all.get(*n).and_then(|slot| Some((slot, option_in(state, slot)?))) else { continue };
            for (at, (level, _)) in slot.options.iter().enumerate() {
                if self.cell(*level).slot == Some(*n)
                    && let Some(value) = values.get_mut(*level as usize)
                {
                    *value = Some(if slot.is_value { at == option } else { option == 1 });
                }
            }
        }
        values
    }

    /// The state with one change more, of something that the answer was read from.
    fn larger(&self, state: &State, cause: &[usize]) -> Vec<State> {
        let taken = |group: usize| -> usize { state.range((group, 0)..(group + 1, 0)).map(|(_, count)| count).sum() };
        let passed = cause.iter().filter_map(|slot| self.all.get(*slot)).filter(|slot| slot.place >= taken(slot.group));
        let groups: BTreeSet<usize> = passed.map(|slot| slot.group).collect();
        let mut all = Vec::new();
        for (group, slots) in groups.into_iter().filter_map(|group| Some((group, self.groups.get(group)?))) {
            let Some(slot) = slots.get(taken(group)).and_then(|slot| self.all.get(*slot)) else { continue };
            for option in (0..slot.options.len()).filter(|option| slot.now != Some(*option)) {
                let mut more = state.clone();
                *more.entry((group, option)).or_default() += 1;
                all.push(more);
            }
        }
        all
    }

    fn shifts(&self, state: &State) -> Vec<Shifts> {
        let among = |group: usize, option: usize| {
            let slots = self.groups.get(group).into_iter().flatten().filter_map(|slot| self.all.get(*slot));
            slots.filter_map(|slot| slot.shift(option)).collect()
        };
        state.iter().map(|((group, option), count)| Shifts { count: *count, among: among(*group, *option) }).collect()
    }
}

impl Slot {
    fn shift(&self, option: usize) -> Option<Shift> {
        let (_, args) = self.options.get(option)?;
        Some(Shift {
            relation: self.relation,
            args: entities(args),
            to: self.is_value || option == 1,
            before: self.now.map(|now| !self.is_value && now == 1),
        })
    }

    fn args(&self) -> &[u32] {
        self.options.first().map_or(&[], |(_, args)| args)
    }
}

fn slot((index, tables): (&Index, &Tables), relation: RelationId, args: &[u32], level: &dyn Fn(&[u32]) -> Option<u32>) -> Slot {
    let holes = &index.relation(relation).holes;
    let truth = |args: &[u32]| tables.lookup(index, relation, args).truth;
    let tuples: Vec<Vec<u32>> = match holes.iter().position(|hole| hole.single) {
        Some(place) => tables.members(holes[place].kind.0).iter().map(|value| replaced(args, place, *value)).collect(),
        // As it is: false, and true.
        None => vec![args.to_vec(), args.to_vec()],
    };
    let is_value = holes.iter().any(|hole| hole.single);
    let options: Vec<(u32, Vec<u32>)> = tuples.into_iter().filter_map(|tuple| Some((level(&tuple)?, tuple))).collect();
    let now = match truth(args) {
        _ if is_value => options.iter().position(|(_, tuple)| truth(tuple) == Truth::True),
        Truth::True => Some(1),
        Truth::False => Some(0),
        Truth::Unknown => None,
    };
    Slot { relation, options, now, is_value, group: 0, place: 0 }
}

/// Whether a fact belongs to a group.
fn joins(all: &[Slot], group: &[usize], slot: &Slot, alike: &Alike) -> bool {
    let member = |n: usize| group.get(n).and_then(|n| all.get(*n));
    let Some(first) = member(0) else { return false };
    let class = |slot: &Slot| slot.options.first().and_then(|(level, _)| alike.class(*level));
    let same = !slot.is_value && !first.is_value && slot.relation == first.relation && slot.now == first.now;
    if !same || class(slot).is_none() || class(slot) != class(first) {
        return false;
    }
    let places = |one: &Slot, other: &Slot| -> Vec<usize> {
        let pairs = one.args().iter().zip(other.args()).enumerate();
        pairs.filter(|(_, (a, b))| a != b).map(|(place, _)| place).collect()
    };
    let own = places(first, slot);
    // The second of a group decides in which place they differ.
    own.len() == 1 && member(1).is_none_or(|second| places(first, second) == own)
}

/// Which option a state gives to a fact: of those alike the first ones take the lowest.
fn option_in(state: &State, slot: &Slot) -> Option<usize> {
    let mut upto = 0;
    state.range((slot.group, 0)..(slot.group + 1, 0)).find_map(|((_, option), count)| {
        upto += count;
        (slot.place < upto).then_some(*option)
    })
}

struct Search<'a> {
    index: &'a Index,
    items: Vec<Item>,
    ways: Vec<Way>,
    run: Run<'a>,
    slots: Slots,
    /// The question is about what is still to be done.
    ahead: bool,
    steps: usize,
    trail: Trail,
}

impl Search<'_> {
    fn turns(&mut self, size: usize) -> Res<Turns> {
        let (before, cause) = self.label(&State::new())?;
        let mut found: Vec<(State, Label)> = Vec::new();
        let mut frontier = vec![(State::new(), cause)];
        let (mut seen, mut looked_at) = (BTreeSet::new(), 0);
        for within in 0..size {
            let mut next = Vec::new();
            for (state, cause) in &frontier {
                for more in self.slots.larger(state, cause) {
                    if found.iter().any(|(found, _)| is_part(found, &more)) || !seen.insert(more.clone()) {
                        continue;
                    }
                    looked_at += 1;
                    if looked_at > LOOKED_AT || self.steps > STEPS {
                        return Ok(self.told(&before, found, within));
                    }
                    let (label, cause) = self.label(&more)?;
                    if turned(&before, &label) { found.push((more, label)) } else { next.push((more, cause)) }
                }
            }
            frontier = next;
        }
        Ok(self.told(&before, found, size))
    }

    /// The answer in a state, and the slots it was read from.
    fn label(&mut self, state: &State) -> Res<(Label, Vec<usize>)> {
        let values = self.slots.values(state);
        let slots = &self.slots;
        let slot = |level| slots.cell(level).slot;
        let exact = &mut self.run.evaluator.algebra;
        let mut walker = Walker::new(exact, self.run.gamma, values, &slot, (&mut self.steps, &mut self.trail));
        let mut labels = Vec::with_capacity(self.ways.len());
        for way in &self.ways {
            walker.read_as(way);
            if !walker.possible()? {
                labels.push(Label::of(Verdict::Undetermined));
                continue;
            }
            let own = self.items.iter().zip(&self.run.seen).map(|(item, seen)| judge(self.index, item, seen, &mut walker));
            let own = own.collect::<Result<Vec<Label>, Doubt>>().map_err(undoubted)?;
            labels.push(joint(&self.items, &own));
        }
        Ok((agreed_label(labels.iter()), walker.cause()))
    }

    fn told(&mut self, before: &Label, found: Vec<(State, Label)>, within: usize) -> Turns {
        let mut found = found;
        if found.is_empty() && self.ahead && before.verdict.holds() == Some(false) {
            // What is too large to look for is none.
            found.extend(self.larger().ok().flatten());
        }
        Turns { all: found.into_iter().map(|(state, label)| self.turn(&state, label)).collect(), within }
    }

    fn turn(&self, state: &State, label: Label) -> Turn {
        Turn {
            shifts: self.slots.shifts(state),
            verdict: label.verdict,
            ground: label.ground,
            who: label.who.into_iter().map(EntityId).collect(),
        }
    }

    /// The nearest set of any size that leads to a yes, whatever is unknown and however it is read: the cheapest way through
    /// the condition of a yes.
    fn larger(&mut self) -> Res<Option<(State, Label)>> {
        let yes = self.yes()?;
        let slots = &self.slots;
        let known = |slot: &Slot| slot.now.filter(|_| !slot.is_value);
        let cost = |level: u32, to: bool| match slots.cell(level).slot.and_then(|slot| slots.all.get(slot)) {
            Some(slot) if known(slot) == Some(usize::from(to)) => 0,
            Some(_) if !to => UNDONE,
            Some(slot) if self.index.relation(slot.relation).class == Class::Judgement => JUDGED,
            _ => 1,
        };
        let Some(path) = self.run.evaluator.algebra.diagrams.cheapest(yes, &cost) else { return Ok(None) };
        let mut state = State::new();
        for (level, to) in path {
            if let Some(slot) = slots.cell(level).slot.and_then(|slot| slots.all.get(slot))
                && known(slot) != Some(usize::from(to))
            {
                *state.entry((slot.group, usize::from(to))).or_default() += 1;
            }
        }
        let (label, _) = self.label(&state)?;
        Ok((label.verdict.holds() == Some(true)).then_some((state, label)))
    }

    /// That the answer is a yes whatever is unknown and however it is read, over the facts that may change and are known.
    fn yes(&mut self) -> Res<u32> {
        let seen = std::mem::take(&mut self.run.seen);
        let mut yes = TRUE;
        for (item, seen) in self.items.iter().zip(&seen) {
            // Of *who* the last of them says whether anybody is found.
            let cases = partitions(&mut self.run.evaluator, item, seen)?.pop().unwrap_or_default();
            let mut own = FALSE;
            for (_, value) in cases.into_iter().filter(|(verdict, _)| told(item, *verdict).verdict.holds() == Some(true)) {
                own = self.run.evaluator.algebra.diagrams.or(own, value)?;
            }
            yes = self.run.evaluator.algebra.diagrams.and(yes, own)?;
        }
        self.run.seen = seen;
        let slots = &self.slots;
        let open = |level: u32| {
            slots.cell(level).slot.and_then(|n| slots.all.get(n)).is_some_and(|one| one.now.is_some() && !one.is_value)
        };
        let diagrams = &mut self.run.evaluator.algebra.diagrams;
        let not = diagrams.not(yes)?;
        let no = diagrams.and(self.run.gamma, not)?;
        let no = diagrams.restrict(no, &|level| slots.cell(level).base.filter(|_| !open(level)))?;
        let no = diagrams.project(no, &open)?;
        diagrams.not(no)
    }
}

/// Whether the second state changes all that the first one does.
fn is_part(part: &State, whole: &State) -> bool {
    part.iter().all(|(key, count)| whole.get(key).is_some_and(|all| all >= count))
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

fn entities(args: &[u32]) -> Vec<EntityId> {
    args.iter().filter(|arg| **arg != NONE).map(|arg| EntityId(*arg)).collect()
}
