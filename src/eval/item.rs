//! What a question looks at, one item for each act, duty, state or sentence, and what each item comes to in an algebra.
use super::{
    act::{Act, Only},
    algebra::{Algebra, Res},
    evaluator::Evaluator,
    frequency::Counted,
    limit::Due,
    must::Must,
    outcome::Span,
    procedure::Progress,
    proof::Step,
    tables::NONE,
};
use crate::core_ir::{Among, AtomQuery, ClauseId, ClauseKind, EntityId, KindId, RelationId};
use crate::vocabulary::Moment;

/// An act or sentence with places, as the question fills them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    pub relation: RelationId,
    pub slots: Vec<u32>,
}

impl Places {
    pub fn new(relation: RelationId, slots: &[Option<EntityId>]) -> Self {
        Self { relation, slots: slots.iter().map(|slot| slot.map_or(NONE, |entity| entity.0)).collect() }
    }

    pub fn queried(&self) -> Vec<Option<EntityId>> {
        self.slots.iter().map(|slot| (*slot != NONE).then_some(EntityId(*slot))).collect()
    }
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// An act or a state, before the fact or after it; whether some clause on it could leave this case out.
    Act {
        places: Places,
        after: bool,
        state: bool,
        only: Only,
        exists: bool,
    },
    /// One instance of a duty: its variables, as far as they stand for somebody; of several times at which it was brought up,
    /// which.
    Duty {
        clause: ClauseId,
        env: Vec<u32>,
        at: Option<Moment>,
    },
    /// An event that no duty, or none of the duties, is about.
    Uncovered {
        places: Places,
        exists: bool,
    },
    /// How often something was done: one clause, one of those it binds, one window of time.
    Frequency {
        clause: ClauseId,
        places: Places,
        kinds: Vec<KindId>,
        bearer: Option<u32>,
        span: Span,
    },
    /// Every clause that speaks of it is out of force.
    OutOfForce {
        places: Places,
        clauses: Vec<ClauseId>,
    },
    /// A step of a procedure, for one matter (or [`NONE`]).
    Step {
        clause: ClauseId,
        step: usize,
        matter: u32,
    },
    Atoms(Vec<AtomQuery>),
    /// An act, filled in for each of those asked about. INVARIANT: at least one.
    Must(Vec<Places>),
    Who {
        places: Places,
        hole: usize,
        candidates: Vec<u32>,
    },
}

/// What an item comes to.
#[derive(Debug, Clone)]
pub(super) enum Seen<B> {
    Act(Act<B>),
    Duty(Instance<B>),
    Uncovered(Vec<(ClauseId, B)>),
    Frequency(Counted<B>),
    OutOfForce,
    Step(Progress<B>),
    Atoms(B),
    Must(Must<B>),
    Who(Who<B>),
}

/// A duty at one moment.
#[derive(Debug, Clone)]
pub(super) struct Instance<B> {
    pub arises: B,
    pub done: B,
    /// It has arisen and is done.
    pub kept: B,
    /// It has arisen and was not done in time.
    pub failed: B,
    /// It has arisen, is not done, and there is still time.
    pub waiting: B,
    /// When the time is up, of a limit in days.
    pub due: Option<Due>,
}

/// Who may do an act.
#[derive(Debug, Clone)]
pub(super) struct Who<B> {
    /// For each candidate: the findings, and that he may.
    pub candidates: Vec<(u32, Act<B>, B)>,
    pub choosers: Vec<(ClauseId, u32, B)>,
    pub gaps: Vec<(ClauseId, B)>,
    /// A gap clause covers it, or nothing designates anybody.
    pub silent: B,
    /// Nobody is found.
    pub nobody: B,
}

impl<A: Algebra> Evaluator<'_, A> {
    /// What an item comes to.
    pub fn item(&mut self, item: &Item) -> Res<Seen<A::B>> {
        match item {
            Item::Act { places, state: true, only, .. } if !places.slots.contains(&NONE) => {
                // What was found out without the state says nothing of how things are with it, nor the other way round.
                let memo = std::mem::take(&mut self.memo);
                self.assumed = Some((places.relation, places.slots.clone()));
                let act = self.act(places.relation, &places.slots, only.as_ref());
                (self.assumed, self.memo) = (None, memo);
                Ok(Seen::Act(act?))
            }
            Item::Act { places, only, .. } => Ok(Seen::Act(self.act(places.relation, &places.slots, only.as_ref())?)),
            Item::Duty { clause, env, at } => Ok(Seen::Duty(self.instance(*clause, env, *at)?)),
            Item::Uncovered { places, .. } => Ok(Seen::Uncovered(self.gaps(places.relation, &places.slots)?)),
            Item::Frequency { clause, places, kinds, bearer, span } => {
                Ok(Seen::Frequency(self.frequency(*clause, (places, kinds), *bearer, *span)?))
            }
            Item::OutOfForce { .. } => Ok(Seen::OutOfForce),
            Item::Step { clause, .. } if !self.tables.in_force(self.index, *clause) => Ok(Seen::OutOfForce),
            Item::Step { clause, step, matter } => Ok(Seen::Step(self.progress(*clause, *step, *matter)?)),
            Item::Atoms(atoms) => Ok(Seen::Atoms(self.atoms(atoms)?)),
            Item::Must(each) => Ok(Seen::Must(self.must(each)?)),
            Item::Who { places, hole, candidates } => Ok(Seen::Who(self.who(places, *hole, candidates)?)),
        }
    }

    fn instance(&mut self, clause: ClauseId, env: &[u32], at: Option<Moment>) -> Res<Instance<A::B>> {
        let index = self.index;
        let ClauseKind::Duty(duty) = &index.clause(clause).kind else {
            let never = self.algebra.constant(false);
            let [arises, done, kept, failed] = [never.clone(), never.clone(), never.clone(), never.clone()];
            return Ok(Instance { arises, done, kept, failed, waiting: never, due: None });
        };
        self.enter(clause, None, &[], |this, frame| {
            for (n, value) in env.iter().enumerate() {
                this.set(frame, crate::core_ir::Var(n as u16), *value);
            }
            this.instance_of(clause, duty, (frame, at))
        })
    }

    fn atoms(&mut self, atoms: &[AtomQuery]) -> Res<A::B> {
        let mut value = self.algebra.constant(true);
        for atom in atoms {
            let places = Places::new(atom.relation, &atom.args);
            let one = if let Some(among) = &atom.among {
                self.any_of(&places, among, atom.negated)?
            } else {
                let one = self.some_atom(&places)?;
                if atom.negated { self.algebra.not(one)? } else { one }
            };
            value = self.algebra.and(value, one)?;
        }
        Ok(value)
    }

    /// A sentence about any of several. In the negative it is asked of each of 乙 或 丙, and of 较大级以上 altogether.
    fn any_of(&mut self, places: &Places, among: &Among, negated: bool) -> Res<A::B> {
        let mut value = self.algebra.constant(false);
        let convention = among.bound.and_then(|bound| bound.convention);
        for (n, one) in among.values.iter().enumerate() {
            let mut filled = places.clone();
            filled.slots[among.place] = one.0;
            let mut case = self.some_atom(&filled)?;
            if let Some(choice) = convention.filter(|_| n == 0) {
                let counts = self.option(choice, 0)?;
                let counts = self.algebra.step(counts, || Step::Choice(choice, 0));
                case = self.algebra.and(case, counts)?;
            }
            if negated && among.bound.is_none() {
                case = self.algebra.not(case)?;
            }
            value = self.algebra.or(value, case)?;
        }
        if negated && among.bound.is_some() { self.algebra.not(value) } else { Ok(value) }
    }

    /// A sentence whose open places anybody may fill.
    fn some_atom(&mut self, places: &Places) -> Res<A::B> {
        let Some(hole) = places.slots.iter().position(|slot| *slot == NONE) else {
            return self.atom(places.relation, &places.slots);
        };
        let mut value = self.algebra.constant(false);
        for one in self.tables.members(self.index.relation(places.relation).holes[hole].kind.0) {
            let mut filled = places.clone();
            filled.slots[hole] = *one;
            let there = self.there(*one)?;
            let case = self.some_atom(&filled)?;
            value = self.joined(value, &there, case)?;
        }
        Ok(value)
    }

    fn who(&mut self, places: &Places, hole: usize, candidates: &[u32]) -> Res<Who<A::B>> {
        let index = self.index;
        let act_like = index.doer(places.relation).is_some();
        let mut found = Vec::new();
        let doers = if act_like { self.doers(places.relation, &places.slots, hole) } else { None };
        let possible = |one: &&u32| doers.as_ref().is_none_or(|doers| doers.binary_search(one).is_ok());
        for one in candidates.iter().filter(possible) {
            let mut filled = places.clone();
            filled.slots[hole] = *one;
            let act = self.act(places.relation, &filled.slots, None)?;
            let may = if act_like {
                let allowed = self.algebra.not(act.prohibited.clone())?;
                self.algebra.and(act.granted.clone(), allowed)?
            } else {
                self.some_atom(&filled)?
            };
            found.push((*one, act, may));
        }
        let choosers = self.choosers(places.relation, &places.slots)?;
        let gaps = self.gaps(places.relation, &places.slots)?;
        let designated = if act_like { self.designated(places)? } else { self.algebra.constant(true) };
        let somebody = self.either(found.iter().map(|(_, _, may)| may).chain(choosers.iter().map(|(_, _, value)| value)))?;
        let nobody = self.algebra.not(somebody)?;
        let gap = self.either(gaps.iter().map(|(_, value)| value))?;
        let undesignated = self.algebra.not(designated)?;
        let silent = self.algebra.or(undesignated, gap)?;
        Ok(Who { candidates: found, choosers, gaps, silent, nobody })
    }

    /// Some power of the documents, or a duty that has arisen, says who does it.
    fn designated(&mut self, places: &Places) -> Res<A::B> {
        let index = self.index;
        let powers = self.powers(places.relation, &places.slots, None)?;
        let duties = self.arisen(places.relation, &places.slots, None)?;
        let powers = powers.iter().filter(|power| !index.connects(power.clause)).map(|power| &power.speaks);
        self.either(powers.chain(duties.iter().map(|duty| &duty.arises)))
    }
}
