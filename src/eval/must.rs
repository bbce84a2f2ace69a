//! Whether an act must be done, and by the one asked about.
use super::{
    algebra::{Algebra, Res},
    clause::Contest,
    evaluator::Evaluator,
    index::Index,
    item::Places,
    proof::Part,
    tables::NONE,
};
use crate::core_ir::{Act, Bearer, ClauseId, ClauseKind, Grant, RelationId, Term};

/// A duty to do an act, a closed power over it, or a clause that says how often.
#[derive(Debug, Clone)]
pub(super) struct Demand<B> {
    pub clause: ClauseId,
    pub speaks: B,
    /// It applies to the one asked about.
    pub applies: B,
    /// It applies, and nothing else would do as well.
    pub requires: B,
}

/// Whether an act must be done.
#[derive(Debug, Clone)]
pub(super) struct Must<B> {
    pub clauses: Vec<Demand<B>>,
    pub gaps: Vec<(ClauseId, B)>,
    pub speaks: B,
    pub required: B,
    /// Such clauses speak, and none requires it.
    pub not_required: B,
}

impl<A: Algebra> Evaluator<'_, A> {
    pub fn must(&mut self, places: &Places) -> Res<Must<A::B>> {
        let index = self.index;
        let mut clauses = Vec::new();
        for duty in self.arisen(places.relation, &places.slots, None)? {
            let speaks = self.guards(duty.clause)?;
            let requires = self.unless_left_to_others(duty.clause, places, duty.arises.clone())?;
            clauses.push(Demand { clause: duty.clause, speaks, applies: duty.arises, requires });
        }
        for power in self.powers(places.relation, &places.slots, None)? {
            if matches!(index.clause(power.clause).kind, ClauseKind::Power { grant: Grant::Closed, .. }) {
                let requires = self.unless_left_to_others(power.clause, places, power.grants.clone())?;
                clauses.push(Demand { clause: power.clause, speaks: power.speaks, applies: power.grants, requires });
            }
        }
        for id in super::plan::frequencies(index, places.relation) {
            if self.tables.in_force(index, id) {
                let speaks = self.guards(id)?;
                let applies = self.often(id, places)?;
                clauses.push(Demand { clause: id, speaks, applies: applies.clone(), requires: applies });
            }
        }
        clauses.retain(|one| !index.connects(one.clause));
        clauses.sort_by_key(|one| one.clause);
        let speaks = self.either(clauses.iter().map(|one| &one.speaks))?;
        let required = self.either(clauses.iter().map(|one| &one.requires))?;
        let gaps = self.gaps(places.relation, &places.slots)?;
        let idle = self.algebra.not(required.clone())?;
        let not_required = self.algebra.and(speaks.clone(), idle)?;
        Ok(Must { clauses, gaps, speaks, required, not_required })
    }

    /// What a clause asks of one of several it does not require of him: another act, or another doer, would do as well.
    fn unless_left_to_others(&mut self, clause: ClauseId, places: &Places, applies: A::B) -> Res<A::B> {
        if self.algebra.known(&applies) == Some(false) {
            return Ok(applies);
        }
        if other_act(self.index, clause, places) || self.absent_doer(clause, places) {
            return Ok(self.algebra.constant(false));
        }
        let others = self.other_doers(clause, places)?;
        let nobody_else = self.algebra.not(others)?;
        self.algebra.and(applies, nobody_else)
    }

    /// That a sentence gives the act, as the question has it, to somebody else too.
    fn other_doers(&mut self, clause: ClauseId, places: &Places) -> Res<A::B> {
        let index = self.index;
        let mut value = self.algebra.constant(false);
        let Some((doer, asked)) = asked_of(index, clause, places) else { return Ok(value) };
        let sentence = same_sentence(index, clause);
        let only = (0..index.program.clauses.len()).map(|n| sentence.iter().any(|id| id.index() == n)).collect();
        let mut filled = places.slots.clone();
        for one in self.tables.members(index.relation(places.relation).holes[doer].kind.0) {
            if *one == asked {
                continue;
            }
            filled[doer] = *one;
            let given = self.given_by(clause, places.relation, &filled, &only)?;
            let there = self.there(*one)?;
            value = self.joined(value, &there, given)?;
            if self.settled(&value, true) {
                break;
            }
        }
        Ok(value)
    }

    fn given_by(&mut self, clause: ClauseId, relation: RelationId, slots: &[u32], only: &Vec<bool>) -> Res<A::B> {
        if matches!(self.index.clause(clause).kind, ClauseKind::Power { .. }) {
            let powers = self.powers(relation, slots, Some(only))?;
            return self.either(powers.iter().map(|power| &power.grants));
        }
        let duties = self.arisen(relation, slots, Some(only))?;
        self.either(duties.iter().map(|duty| &duty.arises))
    }

    /// Whether a sentence names beside the doer asked about, in the same case, a kind of which nobody is there (由 全体会议 或
    /// 常务会议, where the situation has no 全体会议).
    fn absent_doer(&self, clause: ClauseId, places: &Places) -> bool {
        if asked_of(self.index, clause, places).is_none() {
            return false;
        }
        let own = self.index.clause(clause);
        let named = |id: &ClauseId| {
            let other = self.index.clause(*id);
            let kind = self.index.program.empowered_kind(other).filter(|_| other.condition == own.condition);
            kind.is_some_and(|kind| self.tables.members(kind.0).is_empty())
        };
        same_sentence(self.index, clause).iter().any(named)
    }

    /// That a clause which says how often binds whoever is asked about.
    fn often(&mut self, clause: ClauseId, places: &Places) -> Res<A::B> {
        let index = self.index;
        self.enter(clause, Some(places.relation), &places.slots, |this, frame| {
            let bound = index.patterns(clause).iter().any(|pattern| this.bind(frame, &pattern.slots, &places.slots, None));
            if !bound {
                return Ok(this.algebra.constant(false));
            }
            let effect = this.effect(frame, &index.clause(clause).condition, Contest::Open)?;
            Ok(this.clause_step(effect.effective, frame, Part::Applies))
        })
    }
}

/// The doer asked about and his place, where a clause may leave the act to one of several: a closed power, or a duty of any
/// of them. Of other duties each of them owes it.
fn asked_of(index: &Index, clause: ClauseId, places: &Places) -> Option<(usize, u32)> {
    let several = match &index.clause(clause).kind {
        ClauseKind::Power { .. } => true,
        ClauseKind::Duty(duty) => matches!(duty.bearer, Bearer::AnyOf(..)),
        _ => false,
    };
    let doer = index.doer(places.relation).filter(|_| several)?;
    places.slots.get(doer).filter(|one| **one != NONE).map(|one| (doer, *one))
}

/// Whether a duty of one of several acts is kept by one that is not asked about.
fn other_act(index: &Index, clause: ClauseId, places: &Places) -> bool {
    let ClauseKind::Duty(duty) = &index.clause(clause).kind else { return false };
    let asked = |act: &Act| {
        act.verb == places.relation
            && act.slots.iter().zip(&places.slots).all(|(slot, one)| match slot {
                Some(Term::Individual(id)) => *one == NONE || id.0 == *one,
                Some(Term::Var(_)) | None => true,
            })
    };
    !duty.alternatives.is_empty() && !std::iter::once(&duty.act).chain(&duty.alternatives).all(asked)
}

/// The clauses that one sentence became, of which this is one: a list of doers makes a power for each.
fn same_sentence(index: &Index, clause: ClauseId) -> Vec<ClauseId> {
    let own = index.clause(clause);
    let ids = (0..index.program.clauses.len()).map(|n| ClauseId(n as u32));
    ids.filter(|id| {
        let other = index.clause(*id);
        *id == clause || (other.document == own.document && other.citation == own.citation && other.text == own.text)
    })
    .collect()
}
