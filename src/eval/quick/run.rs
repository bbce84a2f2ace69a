//! Sentences: columns of those who may stand in one place, and single tuples.
use super::super::{
    algebra::Plain,
    evaluator::Evaluator,
    index::Index,
    proof::Value,
    tables::{NONE, Tables},
};
use super::{
    cache::{Cache, Key},
    code::{Arg, Code, PLACES, Source},
    set::{Set, Truths},
};
use crate::core_ir::{ClauseId, KindId, RelationId, Term, Truth};

/// Definitions within definitions, at most.
const DEPTH: u32 = 48;
/// Operators looked at for one question, at most.
const STEPS: u32 = 2_000_000;

/// The rules and what is on record.
#[derive(Clone, Copy)]
pub(super) struct Situation<'a> {
    pub index: &'a Index,
    pub tables: &'a Tables,
    pub code: &'a Code,
    /// For each kind a set of `W` words.
    pub kinds: &'a [u64],
    /// For each relation where in `kinds` the set is of whom it is on record, or [`NONE`].
    pub lists: &'a [u32],
}

/// One question at work. Everything answers `None` when it should be left to the general evaluator.
pub(super) struct Run<'a, const W: usize> {
    pub index: &'a Index,
    pub tables: &'a Tables,
    pub code: &'a Code,
    pub cache: &'a mut Cache<W>,
    kinds: &'a [u64],
    lists: &'a [u32],
    general: Option<Box<Evaluator<'a, Plain>>>,
    steps: u32,
    depth: u32,
}

/// The variables of a clause at work begin here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Base(usize);

impl<'a, const W: usize> Run<'a, W> {
    pub fn new(situation: Situation<'a>, about: u64, cache: &'a mut Cache<W>) -> Self {
        cache.begin(about);
        let Situation { index, tables, code, kinds, lists } = situation;
        Self { index, tables, code, cache, kinds, lists, general: None, steps: STEPS, depth: DEPTH }
    }

    /// Who is of a kind.
    pub fn kind(&self, kind: KindId) -> Set<W> {
        Set::of_words(&self.kinds[kind.index() * W..])
    }

    pub fn is(&self, one: u32, kind: KindId) -> bool {
        self.kinds[kind.index() * W + one as usize / 64] >> (one % 64) & 1 == 1
    }

    /// Those of whom a sentence with one place is on record, where the record is all there is to it.
    fn listed(&self, relation: RelationId) -> Option<Set<W>> {
        let at = self.lists.get(relation.index()).copied().filter(|at| *at != NONE)?;
        Some(Set::of_words(&self.kinds[at as usize..]))
    }

    /// Everybody.
    pub fn everybody(&self) -> Set<W> {
        Set::first(self.tables.entities())
    }

    pub fn step(&mut self) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        Some(())
    }

    /// Opens variables for a clause, and closes them.
    pub fn enter<T>(&mut self, clause: ClauseId, work: impl FnOnce(&mut Self, Base) -> Option<T>) -> Option<T> {
        let code = self.code;
        let base = self.cache.env.len();
        self.cache.env.resize(base + code.clause(clause).kinds.len(), NONE);
        self.depth = self.depth.checked_sub(1)?;
        let result = work(self, Base(base));
        self.depth += 1;
        self.cache.env.truncate(base);
        result
    }

    pub fn value(&self, base: Base, arg: Arg) -> u32 {
        match arg {
            Arg::Var(var) => self.cache.env[base.0 + usize::from(var)],
            Arg::Is(one) => one,
        }
    }

    pub fn set(&mut self, base: Base, var: u8, value: u32) {
        self.cache.env[base.0 + usize::from(var)] = value;
    }

    /// The variables of a clause as they stand.
    pub fn values(&self, base: Base) -> &[u32] {
        &self.cache.env[base.0..]
    }

    /// The general evaluator, over three-valued truth.
    pub fn general(&mut self) -> &mut Evaluator<'a, Plain> {
        let (index, tables, code) = (self.index, self.tables, self.code);
        self.general.get_or_insert_with(|| Box::new(Evaluator::new(index, tables, &code.settings, Plain)))
    }

    /// Lets the places of a pattern stand for arguments, but for one place.
    pub fn bind(&mut self, base: Base, clause: ClauseId, slots: &[Option<Term>], args: &[u32], skip: usize) -> bool {
        slots.iter().zip(args).enumerate().all(|(place, (slot, arg))| match slot {
            Some(term) if place != skip => self.bind_term(base, clause, *term, *arg),
            _ => true,
        })
    }

    pub fn bind_term(&mut self, base: Base, clause: ClauseId, term: Term, arg: u32) -> bool {
        let var = match term {
            Term::Individual(id) => return id.0 == arg,
            Term::Var(var) => var.0 as u8,
        };
        let held = self.value(base, Arg::Var(var));
        let kind = self.code.clause(clause).kinds[usize::from(var)];
        if (held != NONE && held != arg) || !self.is(arg, kind) {
            return false;
        }
        self.set(base, var, arg);
        true
    }

    /// Whether a sentence holds.
    pub fn tuple(&mut self, relation: RelationId, args: &[u32]) -> Option<Value> {
        if args.contains(&NONE) {
            return Some(Value::False);
        }
        if let (Some(set), [one]) = (self.listed(relation), args) {
            return Some(Value::from(set.has(*one)));
        }
        let source = self.code.relation(relation).source;
        if source == Source::Record {
            return Some(self.recorded(relation, args));
        }
        let key = key(relation, args);
        if let Some(known) = self.cache.get(&key) {
            return Some(known.any());
        }
        let value = if source == Source::General {
            self.general().atom(relation, args).ok()?
        } else {
            self.recorded(relation, args).or(self.defined(relation, args)?)
        };
        self.cache.keep(key, Truths::constant(value))?;
        Some(value)
    }

    fn recorded(&self, relation: RelationId, args: &[u32]) -> Value {
        match self.tables.lookup(self.index, relation, args).truth {
            Truth::True => Value::True,
            Truth::False => Value::False,
            Truth::Unknown => Value::Unknown,
        }
    }

    fn defined(&mut self, relation: RelationId, args: &[u32]) -> Option<Value> {
        let index = self.index;
        let mut value = Value::False;
        for id in &index.about(relation).definitions {
            if value == Value::True {
                break;
            }
            value = value.or(self
                .clause(*id, relation, &index.patterns(*id)[0].slots, args)?
                .map_or(Value::False, |effect| effect.effective));
        }
        Some(value)
    }

    /// Who may stand in the open place of a sentence.
    pub fn column(&mut self, relation: RelationId, args: [u32; PLACES], place: usize) -> Option<Truths<W>> {
        if let Some(set) = self.listed(relation) {
            return Some(Truths::of(set));
        }
        let key = Key { relation: relation.0, args };
        if let Some(known) = self.cache.get(&key) {
            return Some(known);
        }
        let arity = self.index.relation(relation).holes.len();
        let args = &args[..arity];
        let column = match self.code.relation(relation).source {
            Source::Record => self.on_record(relation, args, place),
            Source::Clauses => self.on_record(relation, args, place).or(self.defined_column(relation, args, place)?),
            Source::General => self.one_by_one(relation, args, place)?,
        };
        self.cache.keep(key, column)
    }

    fn one_by_one(&mut self, relation: RelationId, args: &[u32], place: usize) -> Option<Truths<W>> {
        let mut filled = [NONE; PLACES];
        filled[..args.len()].copy_from_slice(args);
        let mut column = Truths::NONE;
        for one in self.everybody().members() {
            self.step()?;
            filled[place] = one;
            let value = self.tuple(relation, &filled[..args.len()])?;
            column = column.or(Truths::of_one(one, value));
        }
        Some(column)
    }

    fn on_record(&self, relation: RelationId, args: &[u32], place: usize) -> Truths<W> {
        let (mut yes, mut unknown, mut no) = (Set::EMPTY, Set::EMPTY, Set::EMPTY);
        self.tables.each_fitting(relation, args, place, |one, truth| match truth {
            Truth::True => yes.add(one),
            Truth::Unknown => unknown.add(one),
            Truth::False => no.add(one),
        });
        let may = if self.tables.open(relation) { self.everybody().without(no) } else { yes.or(unknown) };
        Truths { yes, may: may.or(yes) }
    }

    fn defined_column(&mut self, relation: RelationId, args: &[u32], place: usize) -> Option<Truths<W>> {
        let index = self.index;
        let mut column = Truths::NONE;
        for id in &index.about(relation).definitions {
            if let Some(more) = self.clause_column(*id, relation, &index.patterns(*id)[0].slots, args, place)? {
                column = column.or(more);
            }
        }
        Some(column)
    }
}

fn key(relation: RelationId, args: &[u32]) -> Key {
    let mut key = Key { relation: relation.0 | 1 << 31, args: [NONE; PLACES] };
    key.args[..args.len()].copy_from_slice(args);
    key
}
