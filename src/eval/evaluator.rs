//! The evaluator: what it works on, the variables of the clause at hand, and its bounds.
use super::{
    algebra::{Algebra, Res, Stop},
    atom::{Key, Memo},
    error::Fault,
    index::{Index, Pattern},
    tables::{NONE, Tables},
};
use crate::core_ir::{ChoiceId, ClauseId, EntityId, RelationId, Term, Var};

/// Clauses and formulas nested deeper than this are refused. Picked by what a small stack holds.
const DEPTH: u32 = 400;
/// Formula nodes visited for one question, at most.
pub(super) const STEPS: u64 = 20_000_000;

/// Which option each choice takes; `None`: open.
pub(super) type Settings = Vec<Option<u8>>;

/// Readings and ranks open, conventions at their defaults.
pub(super) fn defaults(index: &Index) -> Settings {
    index.program.choices.iter().map(|choice| choice.kind.has_default().then_some(0)).collect()
}

/// How far a choice was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    Never,
    /// All its options came to the same wherever it was looked at.
    InPassing,
    /// What was found may rest on the option taken.
    Taken,
}

/// The act or sentence that a clause is asked about, as the question has it: a stretch of [`Evaluator::args`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ground {
    pub relation: Option<RelationId>,
    start: usize,
    len: usize,
}

/// A clause being evaluated: where its variables are, and what it is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub clause: ClauseId,
    base: usize,
    pub ground: Ground,
}

/// Walks clauses over an algebra of truth.
pub(super) struct Evaluator<'a, A: Algebra> {
    pub index: &'a Index,
    pub tables: &'a Tables,
    pub settings: &'a Settings,
    pub algebra: A,
    /// The values of variables, one stretch a frame.
    env: Vec<u32>,
    /// Arguments, one stretch a sentence.
    pub args: Vec<u32>,
    pub memo: Memo<A::B>,
    /// A tuple taken to hold, whatever the record says: the state that is asked about.
    pub assumed: Option<(RelationId, Vec<u32>)>,
    /// How far each choice was looked at.
    pub used: Vec<Use>,
    /// How often one was.
    pub choices_looked_at: u64,
    /// Quantifiers around the formula at hand.
    pub cases: u32,
    /// The formula to come is about somebody come to by name.
    pub named: bool,
    /// What was counted last for a frequency: it is the same in each of its windows.
    pub counted: Option<super::frequency::Past>,
    depth: u32,
    /// Formula nodes visited.
    pub steps: u64,
}

impl<'a, A: Algebra> Evaluator<'a, A> {
    pub fn new(index: &'a Index, tables: &'a Tables, settings: &'a Settings, algebra: A) -> Self {
        Self {
            index,
            tables,
            settings,
            algebra,
            env: Vec::new(),
            args: Vec::new(),
            memo: Memo::default(),
            assumed: None,
            used: vec![Use::Never; settings.len()],
            choices_looked_at: 0,
            cases: 0,
            named: false,
            counted: None,
            depth: 0,
            steps: 0,
        }
    }

    /// One level deeper, and back.
    pub fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Res<T>) -> Res<T> {
        self.steps += 1;
        if self.steps > STEPS {
            return Err(Fault::Steps.into());
        }
        if self.depth >= DEPTH {
            return Err(Fault::Depth.into());
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    /// Opens a frame for a clause that is asked about these arguments. An error inside is laid to that clause.
    pub fn enter<T>(
        &mut self,
        clause: ClauseId,
        relation: Option<RelationId>,
        args: &[u32],
        work: impl FnOnce(&mut Self, Frame) -> Res<T>,
    ) -> Res<T> {
        let (base, start) = (self.env.len(), self.args.len());
        self.env.resize(base + self.index.clause(clause).variables.len(), NONE);
        self.args.extend_from_slice(args);
        let frame = Frame { clause, base, ground: Ground { relation, start, len: args.len() } };
        let result = work(self, frame);
        self.env.truncate(base);
        self.args.truncate(start);
        result.map_err(|stop: Stop| Stop { clause: stop.clause.or(Some(clause)), ..stop })
    }

    /// A clause, what its variables stand for, and what it is asked about.
    pub fn key(&self, frame: Frame) -> Key {
        let end = frame.base + self.index.clause(frame.clause).variables.len();
        let asked = frame.ground.relation.map_or(NONE, |relation| relation.0);
        let mut key = Key::from_slice(&[frame.clause.0, asked]);
        key.extend_from_slice(&self.env[frame.base..end]);
        key.extend_from_slice(self.ground(frame.ground));
        key
    }

    pub fn ground(&self, ground: Ground) -> &[u32] {
        &self.args[ground.start..ground.start + ground.len]
    }

    pub fn var(&self, frame: Frame, var: Var) -> u32 {
        self.env[frame.base + usize::from(var.0)]
    }

    pub fn set(&mut self, frame: Frame, var: Var, value: u32) {
        self.env[frame.base + usize::from(var.0)] = value;
    }

    /// Forgets the variables of a frame.
    pub fn clear(&mut self, frame: Frame) {
        let end = frame.base + self.index.clause(frame.clause).variables.len();
        self.env[frame.base..end].fill(NONE);
    }

    pub fn term(&self, frame: Frame, term: Term) -> u32 {
        match term {
            Term::Var(var) => self.var(frame, var),
            Term::Individual(id) => id.0,
        }
    }

    /// The first variable of the clause's own that stands for nothing yet.
    pub fn unbound(&self, frame: Frame) -> Option<Var> {
        self.index.signature(frame.clause).iter().copied().find(|var| self.var(frame, *var) == NONE)
    }

    /// What the clause's own variables stand for.
    pub fn bindings(&self, frame: Frame) -> Vec<(Var, EntityId)> {
        let own = self.index.signature(frame.clause).iter();
        own.map(|var| (*var, EntityId(self.var(frame, *var)))).filter(|(_, entity)| entity.0 != NONE).collect()
    }

    /// Lets the places of a pattern stand for the arguments. Fails where a kind or an individual does not fit; a place that
    /// is not filled fits everything. `skip` is left out.
    pub fn bind(&mut self, frame: Frame, slots: &[Option<Term>], args: &[u32], skip: Option<usize>) -> bool {
        slots.iter().zip(args).enumerate().all(|(place, (slot, arg))| match slot {
            Some(term) if Some(place) != skip && *arg != NONE => self.bind_term(frame, *term, *arg),
            _ => true,
        })
    }

    pub fn bind_term(&mut self, frame: Frame, term: Term, arg: u32) -> bool {
        let var = match term {
            Term::Individual(id) => return id.0 == arg,
            Term::Var(var) => var,
        };
        let (kind, _) = &self.index.clause(frame.clause).variables[usize::from(var.0)];
        let held = self.var(frame, var);
        if (held != NONE && held != arg) || !self.index.is(self.tables.kind(arg), *kind) {
            return false;
        }
        self.set(frame, var, arg);
        true
    }

    /// The places of a pattern as they stand.
    pub fn places(&self, frame: Frame, pattern: &Pattern) -> Vec<u32> {
        pattern.slots.iter().map(|slot| slot.map_or(NONE, |term| self.term(frame, term))).collect()
    }

    /// That a choice takes an option.
    pub fn option(&mut self, choice: ChoiceId, option: u8) -> Res<A::B> {
        self.look(choice, Use::Taken);
        match self.settings.get(choice.index()).copied().flatten() {
            Some(set) => Ok(self.algebra.constant(set == option)),
            None => self.algebra.choice(choice, option),
        }
    }

    /// Marks a choice as looked at.
    pub fn look(&mut self, choice: ChoiceId, how: Use) {
        self.choices_looked_at += 1;
        if let Some(used) = self.used.get_mut(choice.index()) {
            *used = how.max(*used);
        }
    }
}
