//! Sentences: the record, and what the clauses make of it.
//!
//! A definition may lead back to itself (part of a part). Tuples are evaluated on demand; those that hang on a tuple still
//! being evaluated are kept open and settled together, by rounds, as a least fixpoint.
//!
//! A definition over an event (议案 通过) reads states as of the moment that is looked at ([`super::time`]): that of the act, where an
//! act is asked about, else the date of the question.
use super::{
    algebra::{Algebra, Ask, Res},
    clause::{Contest, Entrant},
    error::Fault,
    evaluator::{Evaluator, Frame},
    hash::Table,
    proof::{Origin, Part, Step, Value},
    tables::{Entry, NONE},
};
use crate::core_ir::{AtomFormula, ClauseKind, EntityId, RelationId, Truth};
use smallvec::SmallVec;
use std::sync::Arc;

/// There is room for so many tuples once there are a few: about twenty people and what clauses say of them.
const TUPLES: usize = 448;
/// What is soon said has no more than so many.
const FEW: usize = 14;

/// What is known so far of a defined tuple.
#[derive(Debug, Clone)]
struct Known<B> {
    value: B,
    /// Still open: its place among the open ones.
    open: Option<usize>,
    /// A choice was looked at on the way to it.
    chosen: bool,
    /// Its explanation was cut short, being of one case among many.
    short: bool,
}

/// A relation and the arguments of a tuple; few have more than fit in place.
pub(super) type Key = SmallVec<[u32; 6]>;

/// Tuples defined by clauses that were evaluated.
#[derive(Debug)]
pub(super) struct Memo<B> {
    known: Table<Key, Known<B>>,
    /// Open tuples, in the order in which they were reached.
    open: Vec<Key>,
    /// The lowest open tuple that the evaluation at hand hangs on.
    pub lowest: usize,
    /// Clauses that have rivals, as they enter the contest.
    pub entrants: Table<Key, Entrant<B>>,
    /// What was found out before, under settings that leave it as it is.
    beneath: Option<Arc<Memo<B>>>,
}

impl<B> Default for Memo<B> {
    fn default() -> Self {
        Self { known: Table::default(), open: Vec::new(), lowest: usize::MAX, entrants: Table::default(), beneath: None }
    }
}

impl<B> Memo<B> {
    /// Nothing but what was found out before.
    pub fn over(beneath: &Arc<Self>) -> Self {
        Self { beneath: Some(Arc::clone(beneath)), ..Self::default() }
    }

    /// What no choice was looked at for: it is the same under every way of reading.
    pub fn settled(mut self) -> Self {
        self.known.retain(|_, known| known.open.is_none() && !known.chosen);
        self.entrants.retain(|_, entrant| !entrant.chosen);
        self
    }

    fn get(&self, key: &[u32]) -> Option<&Known<B>> {
        self.known.get(key).or_else(|| self.beneath.as_ref().and_then(|beneath| beneath.get(key)))
    }
}

impl Memo<Value> {
    /// What is certain of it: that holds under every option of the choices that were left open.
    pub fn certain(mut self) -> Self {
        self.known.retain(|_, known| known.open.is_none() && known.value != Value::Unknown);
        self.entrants.clear();
        self
    }
}

impl<A: Algebra> Evaluator<'_, A> {
    pub fn sentence(&mut self, atom: &AtomFormula, frame: Frame) -> Res<A::B> {
        let start = self.args.len();
        for term in &atom.args {
            let arg = self.term(frame, *term);
            self.args.push(arg);
        }
        let value = self.tuple(atom.relation, start);
        self.args.truncate(start);
        value
    }

    /// A sentence about these individuals.
    pub fn atom(&mut self, relation: RelationId, args: &[u32]) -> Res<A::B> {
        let start = self.args.len();
        self.args.extend_from_slice(args);
        let value = self.tuple(relation, start);
        self.args.truncate(start);
        value
    }

    /// The sentence whose arguments are the last ones put down.
    fn tuple(&mut self, relation: RelationId, start: usize) -> Res<A::B> {
        if self.args[start..].contains(&NONE) {
            return Ok(self.constant(false));
        }
        let entry = self.entry(relation, start);
        if entry.truth == Truth::True {
            let value = self.algebra.constant(true);
            return Ok(self.named(value, relation, start, entry.origin));
        }
        let recorded = self.recorded(relation, start, entry)?;
        let about = self.index.about(relation);
        if about.definitions.is_empty() && !self.index.relation(relation).constitutive {
            return Ok(self.named(recorded, relation, start, entry.origin));
        }
        let defined = self.defined(relation, start)?;
        let value = self.algebra.or(recorded, defined)?;
        Ok(self.named(value, relation, start, Origin::Clauses))
    }

    fn named(&mut self, value: A::B, relation: RelationId, start: usize, origin: Origin) -> A::B {
        let args = &self.args[start..];
        self.algebra.step(value, || Step::Atom { relation, args: args.iter().map(|arg| EntityId(*arg)).collect(), origin })
    }

    fn entry(&self, relation: RelationId, start: usize) -> Entry {
        let args = &self.args[start..];
        if let Some((assumed, tuple)) = &self.assumed
            && *assumed == relation
            && tuple.as_slice() == args
        {
            return Entry { truth: Truth::True, origin: Origin::Record };
        }
        self.tables.lookup(self.index, relation, args)
    }

    /// What the record alone makes of it.
    fn recorded(&mut self, relation: RelationId, start: usize, entry: Entry) -> Res<A::B> {
        if let Some((office, k)) = self.unnamed_holder(relation, start) {
            return self.algebra.unknown(Ask::Holders(office, k));
        }
        match entry.truth {
            Truth::True => Ok(self.algebra.constant(true)),
            Truth::False => Ok(self.algebra.constant(false)),
            Truth::Unknown => self.open_tuple(relation, start),
        }
    }

    /// That an unnamed further holder holds his office.
    fn unnamed_holder(&self, relation: RelationId, start: usize) -> Option<(u32, u32)> {
        let [person, office] = self.args.get(start..)? else { return None };
        (self.index.program.holds_office == Some(relation))
            .then(|| self.tables.unnamed(*person))
            .flatten()
            .filter(|(of, _)| of == office)
    }

    /// Unknown, unless a closed definition says what counts.
    fn open_tuple(&mut self, relation: RelationId, start: usize) -> Res<A::B> {
        let args = self.args[start..].to_vec();
        // What the situation states of what a closed definition is about, and may state otherwise.
        let stated = self.tables.emptied(relation);
        let closed = if stated { self.constant(false) } else { self.closed(relation, &args)? };
        let unknown = self.algebra.unknown(Ask::Fact(relation, &args))?;
        let open = self.algebra.not(closed)?;
        self.algebra.and(open, unknown)
    }

    /// That a closed definition speaks of the tuple.
    fn closed(&mut self, relation: RelationId, args: &[u32]) -> Res<A::B> {
        let index = self.index;
        let mut value = self.algebra.constant(false);
        for id in &index.about(relation).definitions {
            if !matches!(index.clause(*id).kind, ClauseKind::Definition { closed: true, .. }) || !self.tables.in_force(index, *id)
            {
                continue;
            }
            let claims = self.enter(*id, Some(relation), args, |this, frame| {
                let slots = &this.index.patterns(*id)[0].slots;
                if this.bind(frame, slots, args, None) { this.guards(*id) } else { Ok(this.algebra.constant(false)) }
            })?;
            value = self.algebra.or(value, claims)?;
        }
        Ok(value)
    }

    fn defined(&mut self, relation: RelationId, start: usize) -> Res<A::B> {
        let mut key = Key::new();
        key.push(relation.0);
        key.extend_from_slice(&self.args[start..]);
        if let Some(known) = self.memo.get(&key) {
            let (value, open) = (known.value.clone(), known.open);
            if known.short && self.cases == 0 && open.is_none() {
                return self.first(&key);
            }
            self.choices_looked_at += u64::from(known.chosen);
            if let Some(place) = open {
                self.memo.lowest = self.memo.lowest.min(place);
            }
            return Ok(value);
        }
        self.first(&key)
    }

    /// Evaluates a tuple that was not asked before.
    fn first(&mut self, key: &[u32]) -> Res<A::B> {
        let place = self.memo.open.len();
        let (never, short) = (self.algebra.constant(false), A::THOROUGH && self.cases > 0);
        self.memo.open.push(key.into());
        if self.memo.known.len() == FEW {
            self.memo.known.reserve(TUPLES);
        }
        self.memo.known.insert(key.into(), Known { value: never, open: Some(place), chosen: false, short });
        let outer = std::mem::replace(&mut self.memo.lowest, usize::MAX);
        let before = self.choices_looked_at;
        let value = self.defining(key)?;
        self.learn(key, value, before);
        if self.memo.lowest == place {
            self.rounds(place)?;
        }
        let hangs_on = std::mem::replace(&mut self.memo.lowest, outer);
        if hangs_on < place {
            self.memo.lowest = outer.min(hangs_on);
        } else {
            self.close(place);
        }
        Ok(self.memo.known.get(key).map_or_else(|| self.algebra.constant(false), |known| known.value.clone()))
    }

    /// Keeps what a tuple comes to, and whether choices were looked at since `before`.
    fn learn(&mut self, key: &[u32], value: A::B, before: u64) {
        if let Some(known) = self.memo.known.get_mut(key) {
            known.value = value;
            known.chosen |= self.choices_looked_at != before;
        }
    }

    /// Tuples that hang on each other hang on the choices that any of them does.
    fn close(&mut self, place: usize) {
        let together = self.memo.open.split_off(place);
        let chosen = together.iter().any(|key| self.memo.known.get(key.as_slice()).is_some_and(|known| known.chosen));
        for key in together {
            if let Some(known) = self.memo.known.get_mut(key.as_slice()) {
                (known.open, known.chosen) = (None, chosen);
            }
        }
    }

    /// Evaluates the open tuples from a place on until nothing changes. More may join on the way, and they may come to hang on
    /// lower ones.
    fn rounds(&mut self, place: usize) -> Res<()> {
        for round in 0.. {
            if round > 2 * (self.memo.open.len() - place) + 4 {
                return Err(Fault::Circular.into());
            }
            let (mut changed, mut n) = (false, place);
            while let Some(key) = self.memo.open.get(n).cloned() {
                changed |= self.again(&key)?;
                n += 1;
            }
            if !changed {
                break;
            }
        }
        Ok(())
    }

    fn again(&mut self, key: &[u32]) -> Res<bool> {
        let before = self.choices_looked_at;
        let value = self.defining(key)?;
        let same = self.memo.known.get(key).is_some_and(|known| self.algebra.same(&known.value, &value));
        self.learn(key, value, before);
        Ok(!same)
    }

    /// What the clauses make of a tuple.
    fn defining(&mut self, key: &[u32]) -> Res<A::B> {
        let Some((relation, args)) = key.split_first() else { return Ok(self.algebra.constant(false)) };
        let relation = RelationId(*relation);
        let defined = self.by_definitions(relation, args)?;
        if !self.index.relation(relation).constitutive || self.settled(&defined, true) {
            return Ok(defined);
        }
        let granted = self.constituted(relation, args)?;
        self.algebra.or(defined, granted)
    }

    fn by_definitions(&mut self, relation: RelationId, args: &[u32]) -> Res<A::B> {
        let index = self.index;
        let mut value = self.algebra.constant(false);
        for id in &index.about(relation).definitions {
            if !self.tables.in_force(index, *id) {
                continue;
            }
            let one = self.enter(*id, Some(relation), args, |this, frame| {
                if !this.bind(frame, &index.patterns(*id)[0].slots, args, None) {
                    return Ok(this.algebra.constant(false));
                }
                let effect = this.effect(frame, &index.clause(*id).condition, Contest::Open)?;
                Ok(this.clause_step(effect.effective, frame, Part::Defines))
            })?;
            value = self.algebra.or(value, one)?;
            if self.settled(&value, true) {
                break;
            }
        }
        Ok(value)
    }

    /// 授权即成立: it holds for whoever is empowered to it and not forbidden.
    fn constituted(&mut self, relation: RelationId, args: &[u32]) -> Res<A::B> {
        let granted = self.granted(relation, args)?;
        if self.settled(&granted, false) {
            return Ok(granted);
        }
        let forbidden = self.forbidden(relation, args)?;
        let allowed = self.algebra.not(forbidden)?;
        self.algebra.and(granted, allowed)
    }
}
