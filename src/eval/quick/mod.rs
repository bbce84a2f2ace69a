//! Plain answers, fast.
//!
//! The verdict alone, without its reasons, where three-valued truth can tell it. Clauses are compiled once ([`plan`]): a
//! condition is not tried on one candidate after another but on all at once, as sets of individuals in bits, and what a
//! sentence comes to is kept for the next question ([`memo`]). The record lies in rows of bits ([`facts`]), which can be
//! changed in place ([`live`]). Nothing is allocated and hardly anything is hashed while answering.
//!
//! Whatever is rare (exceptions, definitions that lead back to themselves, questions with several open places, what takes
//! diagrams) is left to the general evaluator; so is every doubt. The rules of truth are those of `eval/act.rs`,
//! `eval/formula.rs` and `eval/atom.rs`, and the tests hold the two together.
mod act;
mod change;
mod compile;
mod condition;
mod facts;
mod hangs;
mod live;
mod memo;
mod node;
mod plan;
mod run;
mod set;
mod sorts;
mod trail;

pub(super) use facts::Facts;
pub use facts::Recorded;
pub use live::{Live, Mark};
pub(super) use plan::Plan;
pub(super) use run::Record;

use super::{given::Given, index::Index, outcome::Decision};
use crate::core_ir::{EntityId, Question, RelationId};
use crate::vocabulary::Verdict;
use hangs::Hangs;
use memo::Memo;
use plan::{Arg, By, Filled, MIDDLE, NARROW, PLACES, Sentence, WIDE};
use run::{Ground, Run};
use set::Set;
use std::{
    cell::RefCell,
    sync::atomic::{AtomicU64, Ordering},
};
use trail::{Act, Notes, Trails, Way};

thread_local! {
    static MEMOS: RefCell<Memos> = RefCell::default();
}

/// One for each width.
#[derive(Default)]
struct Memos {
    narrow: Memo<NARROW>,
    middle: Memo<MIDDLE>,
    wide: Memo<WIDE>,
    trails: Trails,
}

/// So many changes a situation may see under one number.
const CHANGES: u64 = 1 << 24;

/// Tells situations apart. 0 is none.
static NEXT: AtomicU64 = AtomicU64::new(CHANGES);

/// Plain answers about one situation.
#[derive(Debug)]
pub(super) struct Quick {
    /// Equal only for the same situation under the same rules.
    about: u64,
    facts: Facts,
    /// Where the situation changes: for each column, since which change nothing that it hangs on was changed.
    stamps: Vec<u64>,
    /// The last change.
    last: u64,
}

/// The rules, the situation as it was given, and the record.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub index: &'a Index,
    pub plan: &'a Plan,
    pub given: &'a Given,
    pub record: &'a dyn Record,
}

impl Clone for Quick {
    /// What is found out of one is nothing to the other.
    fn clone(&self) -> Self {
        Self::new(self.facts.clone())
    }
}

impl Quick {
    pub fn new(facts: Facts) -> Self {
        let about = NEXT.fetch_add(CHANGES, Ordering::Relaxed);
        Self { about, facts, stamps: Vec::new(), last: about }
    }

    /// What is on record of these relations was changed: what was found out of what hangs on them is worth nothing.
    fn changed(&mut self, hangs: &Hangs, relations: &[RelationId]) {
        self.last += 1;
        if self.last - self.about >= CHANGES || self.stamps.is_empty() {
            return self.anew(hangs);
        }
        for one in relations.iter().flat_map(|relation| hangs.on(*relation)) {
            self.stamps[*one as usize] = self.last;
        }
    }

    /// What was found out is worth nothing.
    fn anew(&mut self, hangs: &Hangs) {
        self.about = NEXT.fetch_add(CHANGES, Ordering::Relaxed);
        self.last = self.about;
        self.stamps.clear();
        self.stamps.resize(hangs.len(), self.about);
    }

    /// The answer; `None` when it should be looked for in the general way.
    pub fn decide(&self, rules: &Rules<'_>, question: &Question) -> Option<Decision> {
        self.answer(rules, &Asked::new(rules, &self.facts, question)?)
    }

    fn answer(&self, rules: &Rules<'_>, asked: &Asked<'_>) -> Option<Decision> {
        MEMOS.with(|memos| {
            let memos = &mut *memos.try_borrow_mut().ok()?;
            match self.facts.width {
                NARROW => asked.answer(&mut Run::new(self.ground(rules), &mut memos.narrow)),
                MIDDLE => asked.answer(&mut Run::new(self.ground(rules), &mut memos.middle)),
                WIDE => asked.answer(&mut Run::new(self.ground(rules), &mut memos.wide)),
                _ => None,
            }
        })
    }

    /// The same, with what was looked at. `changing`: nothing changes but these relations.
    fn noted(&self, rules: &Rules<'_>, asked: &Asked<'_>, changing: &[bool]) -> Option<(Option<Decision>, Notes)> {
        MEMOS.with(|memos| {
            let memos = &mut *memos.try_borrow_mut().ok()?;
            match self.facts.width {
                NARROW => Some(asked.noted(Run::new(self.ground(rules), &mut memos.narrow).noting(changing))),
                MIDDLE => Some(asked.noted(Run::new(self.ground(rules), &mut memos.middle).noting(changing))),
                WIDE => Some(asked.noted(Run::new(self.ground(rules), &mut memos.wide).noting(changing))),
                _ => None,
            }
        })
    }

    fn ground<'a>(&'a self, rules: &Rules<'a>) -> Ground<'a> {
        let Self { about, facts, stamps, .. } = self;
        Ground { index: rules.index, plan: rules.plan, facts, record: rules.record, about: *about, stamps }
    }

    /// Where the trail of an act leads, among those of a kin.
    fn follow(&self, kin: u64, act: &Act) -> Way {
        let way = |memos: &RefCell<Memos>| {
            let trails = &mut memos.try_borrow_mut().ok()?.trails;
            trails.begin(kin);
            Some(trails.follow(&self.facts, act))
        };
        MEMOS.with(way).unwrap_or(Way::None)
    }

    /// Keeps what was looked at for an act, and what came of it.
    fn keep(&self, kin: u64, act: &Act, notes: &Notes, verdict: Option<Verdict>) {
        MEMOS.with(|memos| {
            if let Ok(mut memos) = memos.try_borrow_mut() {
                memos.trails.begin(kin);
                memos.trails.keep(&self.facts, act, notes, verdict);
            }
        });
    }
}

/// A question that a plain answer may be given to.
struct Asked<'q> {
    relation: RelationId,
    slots: Filled,
    form: Form<'q>,
}

enum Form<'q> {
    May,
    /// The doer's place, and those excepted.
    Who(usize, &'q [EntityId]),
    /// Asked in the negative, or not.
    Is(bool),
}

impl<'q> Asked<'q> {
    fn new(rules: &Rules<'_>, facts: &Facts, question: &'q Question) -> Option<Self> {
        match question {
            Question::May(acts) => match acts.as_slice() {
                [act] => Self::may(rules, facts, act.verb, act.slots.iter().copied()),
                _ => None,
            },
            Question::Who { act, except } => Self::who(rules, facts, act.verb, act.slots.iter().copied(), except),
            Question::Is(atoms) => match atoms.as_slice() {
                [atom] if atom.among.is_none() => Self::is(rules, facts, atom.relation, atom.args.iter().copied(), atom.negated),
                _ => None,
            },
            Question::Must(_) | Question::Next { .. } | Question::InOrder { .. } => None,
        }
    }

    fn may(rules: &Rules<'_>, facts: &Facts, act: RelationId, slots: impl Slots) -> Option<Self> {
        Some(Self { relation: act, slots: filled(rules, facts, act, slots, None)?, form: Form::May })
    }

    fn who(rules: &Rules<'_>, facts: &Facts, act: RelationId, slots: impl Slots, except: &'q [EntityId]) -> Option<Self> {
        let doer = rules.index.program.relations.get(act.index())?.doer?;
        if except.iter().any(|one| one.index() >= facts.individuals()) {
            return None;
        }
        let form = Form::Who(doer, except);
        Some(Self { relation: act, slots: filled(rules, facts, act, slots, Some(doer))?, form })
    }

    fn is(rules: &Rules<'_>, facts: &Facts, relation: RelationId, args: impl Slots, negated: bool) -> Option<Self> {
        Some(Self { relation, slots: filled(rules, facts, relation, args, None)?, form: Form::Is(negated) })
    }

    fn noted<const W: usize>(&self, mut run: Run<'_, '_, W>) -> (Option<Decision>, Notes) {
        let decision = self.answer(&mut run);
        (decision, run.into_notes())
    }

    fn answer<const W: usize>(&self, run: &mut Run<'_, '_, W>) -> Option<Decision> {
        if !run.facts.all_in_force() {
            return None;
        }
        let plan = run.plan.acts[self.relation.index()].as_ref();
        match &self.form {
            Form::May => Some(decision(run.may(self.relation, plan?, &self.slots)?, Vec::new())),
            Form::Who(doer, except) => {
                let sort = run.plan.sorts.of(run.index.relation(self.relation).holes[*doer].kind);
                let mut out = Set::EMPTY;
                for name in except.iter().map(|one| run.facts.name(one.0)).filter(|name| name.sort == sort) {
                    out.add(u32::from(name.number));
                }
                let found = run.who(self.relation, plan?, &self.slots, *doer, out)?;
                // Numbers of a sort are in the order of the individuals.
                let mut who = Vec::with_capacity(found.who.len() as usize);
                for one in found.who.members() {
                    who.push(EntityId(run.facts.who(sort, one)));
                }
                Some(decision(found.verdict, who))
            }
            Form::Is(negated) => {
                let holds = run.holds(run.plan.sentences[self.relation.index()]?, &self.slots)? != *negated;
                Some(decision(if holds { Verdict::Holds } else { Verdict::DoesNotHold }, Vec::new()))
            }
        }
    }
}

/// Those in the places of a question.
trait Slots: ExactSizeIterator<Item = Option<EntityId>> {}

impl<I: ExactSizeIterator<Item = Option<EntityId>>> Slots for I {}

impl<const W: usize> Run<'_, '_, W> {
    /// Whether a sentence holds, if that is known.
    fn holds(&mut self, sentence: Sentence, slots: &Filled) -> Option<bool> {
        let args = slots.map(Arg::is);
        let frame = [0; plan::VARIABLES];
        let value = match sentence {
            Sentence::View(_) => return None,
            Sentence::Column(id) => {
                let column = &self.plan.columns[id as usize];
                let mut by = args;
                by[column.open] = Arg::NOTHING;
                let by = if column.many { By::Many(by) } else { By::One(column.by.map_or(Arg::NOTHING, |place| args[place])) };
                self.tuple(id, &by, slots[column.open], &frame)
            }
        };
        if self.doubt { None } else { value.known() }
    }
}

fn decision(verdict: Verdict, who: Vec<EntityId>) -> Decision {
    Decision { verdict, ground: None, who }
}

/// The numbers of those in the places of a question, if it fits the program; each of the kind of its place, one place open.
fn filled(rules: &Rules<'_>, facts: &Facts, relation: RelationId, slots: impl Slots, open: Option<usize>) -> Option<Filled> {
    let holes = &rules.index.program.relations.get(relation.index())?.holes;
    if holes.len() != slots.len() || holes.len() > PLACES {
        return None;
    }
    let mut filled = [0; PLACES];
    for (place, ((slot, hole), to)) in slots.zip(holes).zip(&mut filled).enumerate() {
        match slot {
            None if Some(place) == open => {}
            Some(one) if Some(place) != open && rules.given.is(rules.index, one.0, hole.kind) => {
                *to = u32::from(facts.name(one.0).number);
            }
            _ => return None,
        }
    }
    Some(filled)
}
