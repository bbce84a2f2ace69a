//! The record of a situation at all its moments.
//!
//! Which sentences are ever spoken of is the same at every moment; what is said of them is not. What is said of one hangs on the
//! lines about it and no others (`core_ir/pieces.rs`), and may turn only on the days that those lines name. So the record at a
//! moment is taken from the nearest moment that is known, by looking again at what turns between the two. Who holds which
//! office is read anew each time.
mod gather;

use super::{
    given::{is_open, lapsed},
    index::Index,
    record::{Cells, Shape, Silence},
    tables::joined,
    time::Slice,
};
use crate::core_ir::{EntityId, Fact, History, Piece, Program, RelationId, Stands, Time, Truth, World};
use crate::vocabulary::{Date, Moment};
use elsa::sync::FrozenMap;
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// So many moments are kept to start from.
const KEPT: usize = 48;

/// A situation and what is known of its moments.
#[derive(Debug)]
pub(super) struct Base {
    pub world: World,
    cuts: OnceLock<Cuts>,
}

/// All its moments.
struct Cuts {
    shape: Arc<Shape>,
    /// The lines about each group of cells that hang together.
    groups: Vec<Group>,
    pieces: Vec<Piece>,
    cells: Vec<u32>,
    /// The group of each cell.
    of_cell: Vec<u32>,
    /// On which days what is said of a group may turn.
    turning: Vec<(Date, u32)>,
    /// Who holds which office: the lines, and the cells.
    offices: (Vec<Piece>, Vec<u32>),
    /// What the rulebooks themselves put on record.
    fixed: HashSet<u32>,
    /// What was changed since the situation was read.
    altered: Vec<(u32, Stands)>,
    /// Acts of which no day is written.
    undated: Vec<u32>,
    /// The times of what is said of a relation, with its cells.
    times: FrozenMap<RelationId, Box<Vec<(u32, Vec<Time>)>>>,
    /// What is said of another time than that of the situation.
    lapsed: OnceLock<Arc<HashSet<(RelationId, Vec<u32>)>>>,
    known: Mutex<Vec<(Slice, Arc<Seen>)>>,
}

/// Where the lines and the cells of a group end; they begin where those of the group before end.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    pieces: u32,
    cells: u32,
}

/// The record at a moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub cells: Arc<Cells>,
    pub silence: Arc<Vec<Silence>>,
    /// Groups whose lines contradict each other.
    torn: BTreeSet<u32>,
    /// Cells of which the rulebooks say something else.
    against: BTreeSet<u32>,
    /// The lines about offices contradict each other.
    offices_torn: bool,
    /// Offices held at other times.
    lapsed: Vec<Fact>,
}

impl Seen {
    /// Two lines contradict each other, or the rulebooks.
    pub fn contradicted(&self) -> bool {
        self.offices_torn || !self.torn.is_empty() || !self.against.is_empty()
    }
}

/// The record at a moment, with the lines it comes from.
#[derive(Debug)]
pub(super) struct Cut {
    base: Arc<Base>,
    program: Arc<Program>,
    seen: Arc<Seen>,
    moment: Moment,
}

impl std::fmt::Debug for Cuts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cuts").field("groups", &self.groups.len()).finish_non_exhaustive()
    }
}

impl Base {
    pub fn new(world: World) -> Self {
        Self { world, cuts: OnceLock::new() }
    }

    fn history(&self) -> Option<&History> {
        self.world.history.as_deref()
    }

    fn cuts(&self, index: &Index) -> Option<&Cuts> {
        let history = self.history()?;
        Some(self.cuts.get_or_init(|| Cuts::new(&index.program, &self.world, history)))
    }

    /// The tuples that are ever spoken of.
    pub fn shape(&self, index: &Index) -> Option<Arc<Shape>> {
        Some(Arc::clone(&self.cuts(index)?.shape))
    }

    /// The record at a moment.
    pub fn seen(&self, index: &Index, slice: Slice) -> Arc<Seen> {
        let (Some(cuts), Some(history)) = (self.cuts(index), self.history()) else { return Arc::default() };
        cuts.seen(&Reading { index, world: &self.world, history }, slice)
    }

    /// What is said of other times only, at the moment of the situation.
    pub fn lapsed_now(&self, index: &Index) -> Arc<HashSet<(RelationId, Vec<u32>)>> {
        let all = || lapsed(&self.world.lapsed);
        self.cuts(index).map_or_else(all, |cuts| Arc::clone(cuts.lapsed.get_or_init(all)))
    }
}

impl Cut {
    pub fn new(base: &Arc<Base>, index: &Index, seen: &Arc<Seen>, moment: Moment) -> Self {
        Self { base: Arc::clone(base), program: Arc::clone(&index.program), seen: Arc::clone(seen), moment }
    }

    /// Whether a tuple is on record for another time.
    pub fn lapsed(&self, relation: RelationId, args: &[u32]) -> bool {
        let own = |fact: &Fact| {
            let same = fact.args.iter().map(|arg| arg.0).eq(args.iter().copied());
            same && fact.relation == relation && fact.truth == Truth::True
        };
        let (Some(cuts), Some(history)) = (self.base.cuts.get(), self.base.history()) else { return false };
        let of_group = |group: usize| history.of_pieces(&self.program, cuts.pieces_of(group), self.moment).ok();
        self.seen.lapsed.iter().any(own)
            || cuts.group_of(relation, args).and_then(of_group).is_some_and(|(_, world)| world.lapsed.iter().any(own))
    }
}

/// What is read when a moment is looked at.
struct Reading<'a> {
    index: &'a Index,
    world: &'a World,
    history: &'a History,
}

fn numbers(args: &[EntityId]) -> Vec<u32> {
    args.iter().map(|arg| arg.0).collect()
}

impl Cuts {
    /// The record at a moment.
    fn seen(&self, from: &Reading<'_>, slice: Slice) -> Arc<Seen> {
        if let Some(seen) = self.kept(slice) {
            return seen;
        }
        let plain = Slice::from(slice.moment);
        let seen =
            if slice == plain { self.plain(from, slice.moment) } else { self.narrowed(&self.seen(from, plain), from, slice) };
        let (seen, mut known) = (Arc::new(seen), self.known());
        if known.len() >= KEPT {
            known.remove(0);
        }
        known.push((slice, Arc::clone(&seen)));
        seen
    }

    /// Whoever gave up amidst a question left nothing half done there.
    fn known(&self) -> std::sync::MutexGuard<'_, Vec<(Slice, Arc<Seen>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A moment that is known; it is the last to be forgotten.
    fn kept(&self, slice: Slice) -> Option<Arc<Seen>> {
        let mut known = self.known();
        let at = known.iter().position(|(of, _)| *of == slice)?;
        let own = known.remove(at);
        let seen = Arc::clone(&own.1);
        known.push(own);
        Some(seen)
    }

    fn plain(&self, from: &Reading<'_>, moment: Moment) -> Seen {
        if from.world.date.map(Moment::from) == Some(moment) {
            return self.own(from);
        }
        let date = moment.date;
        let mut seen;
        if let Some((near, turning)) = self.nearest(from, date) {
            seen = near.as_ref().clone();
            turning.iter().for_each(|(_, group)| self.look(from, moment, *group as usize, &mut seen));
        } else {
            seen = Seen { cells: Cells::new(&vec![None; self.shape.len()], &[]).into(), ..Seen::default() };
            (0..self.groups.len()).for_each(|group| self.look(from, moment, group, &mut seen));
        }
        self.offices(from, moment, &mut seen);
        for (cell, to) in &self.altered {
            self.put(&mut seen, *cell, *to);
        }
        let (complete, all) = from.history.complete_on(date);
        seen.silence = silence(from.index, (&complete, all), &from.world.unread);
        seen
    }

    /// The known moment with the least between, and what turns between the two.
    fn nearest(&self, from: &Reading<'_>, date: Date) -> Option<(Arc<Seen>, &[(Date, u32)])> {
        let own = from.world.date.map(Moment::from);
        let known = self.known();
        let plain = known.iter().filter(|(slice, _)| *slice == Slice::from(slice.moment) && Some(slice.moment) != own);
        let between = |other: Date| {
            let (first, last) = (other.min(date), other.max(date));
            let begin = self.turning.partition_point(|(day, _)| *day < first);
            &self.turning[begin..self.turning.partition_point(|(day, _)| *day <= last)]
        };
        let all = plain.map(|(slice, seen)| (seen, between(slice.moment.date)));
        all.min_by_key(|(_, turning)| turning.len()).map(|(seen, turning)| (Arc::clone(seen), turning))
    }

    /// The moment of the situation: what was read, and changed since.
    fn own(&self, from: &Reading<'_>) -> Seen {
        let Reading { index, world, .. } = *from;
        let mut seen = Seen { cells: Cells::new(&vec![None; self.shape.len()], &[]).into(), ..Seen::default() };
        self.fixed.iter().for_each(|cell| self.put(&mut seen, *cell, None));
        for fact in &world.facts {
            self.join(&mut seen, fact);
        }
        seen.silence = silence(index, (&world.complete, world.all_complete), &world.unread);
        seen
    }

    /// What the lines of a group come to at a moment.
    fn look(&self, from: &Reading<'_>, moment: Moment, group: usize, seen: &mut Seen) {
        let cells = self.cells_of(group);
        let mut pieces = self.pieces_of(group);
        seen.torn.remove(&(group as u32));
        if let (Some(piece), None, [cell]) = (pieces.next(), pieces.next(), cells)
            && let Some(say) = from.history.said_in(piece)
        {
            let held = (say.fact.truth, say.fact.number);
            let stands = match (say.time.holds(moment), say.fact.truth) {
                (true, _) => Some(held),
                (false, Truth::True) if !say.weak => Some((Truth::False, say.fact.number)),
                (false, _) => None,
            };
            return self.put(seen, *cell, stands);
        }
        match from.history.of_pieces(&from.index.program, self.pieces_of(group), moment) {
            Ok((_, world)) => {
                cells.iter().for_each(|cell| self.put(seen, *cell, None));
                for fact in &world.facts {
                    if let Some(cell) = cell(&self.shape, fact.relation, &numbers(&fact.args)) {
                        self.put(seen, cell, Some((fact.truth, fact.number)));
                    }
                }
            }
            Err(_) => drop(seen.torn.insert(group as u32)),
        }
    }

    fn offices(&self, from: &Reading<'_>, moment: Moment, seen: &mut Seen) {
        let (lines, cells) = &self.offices;
        cells.iter().for_each(|cell| self.put(seen, *cell, None));
        let held = from.history.of_offices(&from.index.program, lines.iter().copied(), moment);
        seen.offices_torn = held.is_err();
        let held = held.unwrap_or_default();
        held.facts.iter().for_each(|fact| self.join(seen, fact));
        seen.lapsed = held.lapsed;
    }

    /// Puts something on record instead of what was there. What the rulebooks say stays.
    fn put(&self, seen: &mut Seen, cell: u32, to: Stands) {
        let mut to = to;
        if self.fixed.contains(&cell) {
            let fixed = (Truth::True, None);
            let both = to.map_or(Some(fixed), |to| joined(fixed, to));
            if both.is_none() {
                seen.against.insert(cell)
            } else {
                seen.against.remove(&cell)
            };
            to = both.or(to);
        }
        if seen.cells.get(cell as usize) != to {
            Arc::make_mut(&mut seen.cells).put(cell as usize, to);
        }
    }

    /// Puts something on record beside what is there.
    fn join(&self, seen: &mut Seen, fact: &Fact) {
        let Some(cell) = cell(&self.shape, fact.relation, &numbers(&fact.args)) else { return };
        let to = (fact.truth, fact.number);
        match seen.cells.get(cell as usize).map_or(Some(to), |known| joined(known, to)) {
            Some(to) => Arc::make_mut(&mut seen.cells).put(cell as usize, Some(to)),
            None => drop(seen.against.insert(cell)),
        }
    }

    /// The same where some of what was done does not count.
    fn narrowed(&self, plain: &Seen, from: &Reading<'_>, slice: Slice) -> Seen {
        let mut seen = plain.clone();
        let deny = |seen: &mut Seen, cell: u32| {
            if let Some((Truth::True, number)) = seen.cells.get(cell as usize) {
                self.put(seen, cell, Some((Truth::False, number)));
            }
        };
        if slice.dated_only {
            self.undated.iter().for_each(|cell| deny(&mut seen, *cell));
        }
        if let Some((act, since)) = slice.since {
            let counts = |time: &Time| time.from.is_none_or(|from| since <= from.date && from.not_after(slice.moment));
            let early = self.times_of(from, act).iter().filter(|(_, times)| !times.iter().any(counts));
            early.for_each(|(cell, _)| deny(&mut seen, *cell));
        }
        seen
    }

    fn times_of(&self, from: &Reading<'_>, relation: RelationId) -> &[(u32, Vec<Time>)] {
        if let Some(times) = self.times.get(&relation) {
            return times;
        }
        let said = from.history.sentences(relation).filter(|(_, times)| !times.is_empty());
        let own = said.filter_map(|(args, times)| Some((cell(&self.shape, relation, &numbers(args))?, times.to_vec())));
        self.times.insert(relation, Box::new(own.collect()))
    }
}

fn silence(index: &Index, (complete, all): (&BTreeSet<RelationId>, bool), unread: &BTreeSet<RelationId>) -> Arc<Vec<Silence>> {
    let of = |n: usize| {
        let id = RelationId(n as u32);
        let open = is_open(index, id, all || complete.contains(&id), unread.contains(&id));
        if open { Silence::Open } else { Silence::No }
    };
    Arc::new((0..index.program.relations.len()).map(of).collect())
}

/// The place of a tuple among all.
fn cell(shape: &Shape, relation: RelationId, args: &[u32]) -> Option<u32> {
    Some((shape.cells(relation).start + shape.find(relation, args)?) as u32)
}
