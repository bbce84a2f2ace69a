//! Plain answers, fast.
//!
//! The verdict alone, without its reasons, where three-valued truth can tell it. Conditions are not tried on one candidate
//! after another but on all at once: a condition with one open variable comes to a set of individuals, as bits, and what a
//! sentence comes to is kept for the next question. Whatever is rare (exceptions, definitions that lead back to themselves,
//! questions with several open places, what takes diagrams) is left to the general evaluator; so is every doubt.
//!
//! The rules of truth are those of `eval/act.rs`, `eval/formula.rs` and `eval/atom.rs`, and the tests hold the two together.
mod act;
mod cache;
mod clause;
mod code;
mod formula;
mod live;
mod run;
mod set;

pub(super) use code::Code;
pub use live::{Live, Mark, Recorded};

use super::{
    index::Index,
    outcome::Decision,
    tables::{NONE, Tables},
};
use crate::core_ir::{ActQuery, EntityId, Question, RelationId, Truth};
use crate::vocabulary::Verdict;
use cache::Cache;
use code::PLACES;
use run::{Run, Situation};
use std::{
    cell::RefCell,
    sync::atomic::{AtomicU64, Ordering},
};

thread_local! {
    static CACHES: RefCell<Caches> = RefCell::default();
}

/// One for each width.
#[derive(Default)]
struct Caches {
    narrow: Cache<2>,
    middle: Cache<4>,
    wide: Cache<16>,
}

/// Tells situations apart. 0 is none.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Plain answers about one situation.
#[derive(Debug, Clone)]
pub(super) struct Quick {
    /// Equal only for the same situation under the same rules.
    about: u64,
    /// Words of a set; 0 when the situation is not for this.
    width: usize,
    /// For each kind a set: who is of it. Then those of whom sentences with one place are on record.
    sets: Vec<u64>,
    /// For each relation where its set begins, or [`NONE`].
    lists: Vec<u32>,
}

impl Quick {
    pub fn new(index: &Index, tables: &Tables) -> Self {
        let width = match tables.entities() {
            _ if !index.valid || tables.fault.is_some() || tables.has_unnamed() => 0,
            0..=128 => 2,
            129..=256 => 4,
            257..=1024 => 16,
            _ => 0,
        };
        let mut quick = Self { about: NEXT.fetch_add(1, Ordering::Relaxed), width, sets: Vec::new(), lists: Vec::new() };
        if width > 0 {
            quick.add_kinds(index, tables);
            quick.add_lists(index, tables);
        }
        quick
    }

    fn add_kinds(&mut self, index: &Index, tables: &Tables) {
        for kind in 0..index.program.kinds.len() {
            let begins = self.new_set();
            tables.members(kind as u32).iter().for_each(|one| self.add(begins, *one));
        }
    }

    /// Sentences with one place that nothing but the record says anything about, and the record plainly.
    fn add_lists(&mut self, index: &Index, tables: &Tables) {
        self.lists = vec![NONE; index.program.relations.len()];
        for n in 0..self.lists.len() {
            let relation = RelationId(n as u32);
            let listed = tables.arity(relation) == 1
                && index.about(relation).definitions.is_empty()
                && !index.relation(relation).constitutive
                && tables.rows(relation).all(|(_, truth)| truth != Truth::Unknown)
                && !tables.open(relation);
            if listed {
                let begins = self.new_set();
                self.lists[n] = begins as u32;
                let held = tables.rows(relation).filter(|(_, truth)| *truth == Truth::True);
                held.for_each(|(row, _)| self.add(begins, row[0]));
            }
        }
    }

    fn new_set(&mut self) -> usize {
        let begins = self.sets.len();
        self.sets.resize(begins + self.width, 0);
        begins
    }

    fn add(&mut self, begins: usize, one: u32) {
        self.sets[begins + one as usize / 64] |= 1 << (one % 64);
    }

    /// The answer; `None` when it should be looked for in the general way.
    pub fn decide(&self, index: &Index, code: &Code, tables: &Tables, question: &Question) -> Option<Decision> {
        let situation = Situation { index, tables, code, kinds: &self.sets, lists: &self.lists };
        CACHES.with(|caches| {
            let caches = &mut *caches.try_borrow_mut().ok()?;
            match self.width {
                2 => answer(&mut Run::new(situation, self.about, &mut caches.narrow), question),
                4 => answer(&mut Run::new(situation, self.about, &mut caches.middle), question),
                16 => answer(&mut Run::new(situation, self.about, &mut caches.wide), question),
                _ => None,
            }
        })
    }
}

fn answer<const W: usize>(run: &mut Run<'_, W>, question: &Question) -> Option<Decision> {
    match question {
        Question::May(acts) => match acts.as_slice() {
            [act] => {
                let slots = places(run, act)?;
                let slots = &slots[..act.slots.len()];
                if slots.contains(&NONE) || !run.index.relation(act.verb).act {
                    return None;
                }
                Some(decision(run.may(act.verb, slots)?, Vec::new()))
            }
            _ => None,
        },
        Question::Who { act, except } => {
            let slots = places(run, act)?;
            let slots = &slots[..act.slots.len()];
            let doer = run.index.doer(act.verb)?;
            let open = slots.iter().enumerate().all(|(place, slot)| (*slot == NONE) == (place == doer));
            let except: Vec<u32> = except.iter().map(|one| one.0).collect();
            if !open || except.iter().any(|one| *one as usize >= run.tables.entities()) {
                return None;
            }
            let (verdict, who) = run.who(act.verb, slots, doer, &except)?;
            Some(decision(verdict, who))
        }
        _ => None,
    }
}

fn decision(verdict: Verdict, who: Vec<u32>) -> Decision {
    Decision { verdict, ground: None, who: who.into_iter().map(EntityId).collect() }
}

/// The places of an act as the question fills them, if the question fits the program.
fn places<const W: usize>(run: &Run<'_, W>, act: &ActQuery) -> Option<[u32; PLACES]> {
    let relation = run.index.program.relations.get(act.verb.index())?;
    if relation.holes.len() != act.slots.len() {
        return None;
    }
    let mut filled = [NONE; PLACES];
    for (place, slot) in act.slots.iter().enumerate() {
        let to = filled.get_mut(place)?;
        if let Some(entity) = slot {
            if entity.index() >= run.tables.entities() {
                return None;
            }
            *to = entity.0;
        }
    }
    Some(filled)
}
