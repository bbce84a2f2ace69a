//! Whether an act must be done, and by the one asked about.
use super::{
    algebra::{Algebra, Plain, Res},
    clause::Contest,
    error::Fault,
    evaluator::Evaluator,
    index::Index,
    item::Places,
    proof::{Part, Value},
    tables::NONE,
};
use crate::core_ir::{Act, Bearer, ClauseId, ClauseKind, Grant, KindId, RelationId, Term};

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
    /// Whether one of these must do it: the same act filled in for each of those asked about.
    pub fn must(&mut self, each: &[Places]) -> Res<Must<A::B>> {
        let Some(first) = each.first() else { return Err(Fault::Question.into()) };
        let index = self.index;
        let mut clauses: Vec<Demand<A::B>> = Vec::new();
        for places in each {
            for duty in self.arisen(places.relation, &places.slots, None)? {
                let speaks = self.guards(duty.clause)?;
                self.demand(&mut clauses, (duty.clause, speaks, duty.arises), each)?;
            }
            for power in self.powers(places.relation, &places.slots, None)? {
                if matches!(index.clause(power.clause).kind, ClauseKind::Power { grant: Grant::Closed, .. }) {
                    self.demand(&mut clauses, (power.clause, power.speaks, power.grants), each)?;
                }
            }
            for id in super::plan::frequencies(index, places.relation) {
                if self.tables.in_force(index, id) {
                    let speaks = self.guards(id)?;
                    let applies = self.often(id, places)?;
                    self.demand(&mut clauses, (id, speaks, applies), each)?;
                }
            }
        }
        clauses.retain(|one| !index.connects(one.clause));
        clauses.sort_by_key(|one| one.clause);
        let speaks = self.either(clauses.iter().map(|one| &one.speaks))?;
        let required = self.either(clauses.iter().map(|one| &one.requires))?;
        let gaps = self.gaps(first.relation, &first.slots)?;
        let idle = self.algebra.not(required.clone())?;
        let not_required = self.algebra.and(speaks.clone(), idle)?;
        Ok(Must { clauses, gaps, speaks, required, not_required })
    }

    /// What a clause asks of one of those asked about, beside what it asks of the others.
    fn demand(
        &mut self,
        clauses: &mut Vec<Demand<A::B>>,
        (clause, speaks, applies): (ClauseId, A::B, A::B),
        each: &[Places],
    ) -> Res<()> {
        let requires = self.unless_left_to_others(clause, each, applies.clone())?;
        let Some(own) = clauses.iter_mut().find(|one| one.clause == clause) else {
            clauses.push(Demand { clause, speaks, applies, requires });
            return Ok(());
        };
        own.speaks = self.algebra.or(own.speaks.clone(), speaks)?;
        own.applies = self.algebra.or(own.applies.clone(), applies)?;
        own.requires = self.algebra.or(own.requires.clone(), requires)?;
        Ok(())
    }

    /// What a clause asks of one of several it does not require of him: another act, or another doer, would do as well.
    fn unless_left_to_others(&mut self, clause: ClauseId, each: &[Places], applies: A::B) -> Res<A::B> {
        if self.algebra.known(&applies) == Some(false) || matches!(self.index.clause(clause).kind, ClauseKind::Frequency(_)) {
            return Ok(applies);
        }
        let other_act = each.iter().all(|places| other_act(self.index, clause, places));
        if other_act || !self.absent_kinds(clause, each).is_empty() {
            return Ok(self.algebra.constant(false));
        }
        let others = self.other_doers(clause, each)?;
        let nobody_else = self.algebra.not(others)?;
        self.algebra.and(applies, nobody_else)
    }

    /// That a sentence gives the act, as the question has it, to somebody else too.
    fn other_doers(&mut self, clause: ClauseId, each: &[Places]) -> Res<A::B> {
        let mut value = self.algebra.constant(false);
        let (only, candidates) = self.candidates(clause, each);
        for (one, filled) in candidates {
            let given = self.given_by(clause, filled.relation, &filled.slots, &only)?;
            let there = self.there(one)?;
            value = self.joined(value, &there, given)?;
            if self.settled(&value, true) {
                break;
            }
        }
        Ok(value)
    }

    /// The sentence that may give the act to others, and everybody but those asked about, with the act filled in for him;
    /// nobody where the clause does not leave it to one of several.
    fn candidates(&self, clause: ClauseId, each: &[Places]) -> (Vec<bool>, Vec<(u32, Places)>) {
        let index = self.index;
        let Some((doer, first)) = each.first().and_then(|places| Some((asked_of(index, clause, places)?, places))) else {
            return (Vec::new(), Vec::new());
        };
        let sentence = same_sentence(index, clause);
        let only: Vec<bool> = (0..index.program.clauses.len()).map(|n| sentence.iter().any(|id| id.index() == n)).collect();
        let asked: Vec<u32> = each.iter().filter_map(|places| places.slots.get(doer).copied()).collect();
        let all = self.tables.members(index.relation(first.relation).holes[doer].kind.0).iter();
        let filled = |one: &u32| {
            let mut filled = first.clone();
            filled.slots[doer] = *one;
            (*one, filled)
        };
        (only, all.filter(|one| !asked.contains(one)).map(filled).collect())
    }

    fn given_by(&mut self, clause: ClauseId, relation: RelationId, slots: &[u32], only: &Vec<bool>) -> Res<A::B> {
        if matches!(self.index.clause(clause).kind, ClauseKind::Power { .. }) {
            let powers = self.powers(relation, slots, Some(only))?;
            return self.either(powers.iter().map(|power| &power.grants));
        }
        let duties = self.arisen(relation, slots, Some(only))?;
        self.either(duties.iter().map(|duty| &duty.arises))
    }

    /// The kinds that a sentence names beside those asked about, in the same case, and of which nobody is there (由 全体会议 或
    /// 常务会议, where the situation has no 全体会议).
    pub fn absent_kinds(&self, clause: ClauseId, each: &[Places]) -> Vec<KindId> {
        if each.first().and_then(|places| asked_of(self.index, clause, places)).is_none() {
            return Vec::new();
        }
        let own = self.index.clause(clause);
        let named = |id: &ClauseId| {
            let other = self.index.clause(*id);
            let kind = self.index.program.empowered_kind(other).filter(|_| other.condition == own.condition);
            kind.filter(|kind| self.tables.members(kind.0).is_empty())
        };
        same_sentence(self.index, clause).iter().filter_map(named).collect()
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

impl Evaluator<'_, Plain> {
    /// Those to whom a sentence gives the act for certain, but for the ones asked about.
    pub fn doers_besides(&mut self, clause: ClauseId, each: &[Places]) -> Res<Vec<u32>> {
        let mut found = Vec::new();
        let (only, candidates) = self.candidates(clause, each);
        for (one, filled) in candidates {
            let there = self.tables.unnamed(one).is_none();
            if there && self.given_by(clause, filled.relation, &filled.slots, &only)? == Value::True {
                found.push(one);
            }
        }
        Ok(found)
    }
}

/// The place of the doer asked about, where a clause may leave the act to one of several: a closed power, or a duty of any of
/// them. Of other duties each of them owes it.
fn asked_of(index: &Index, clause: ClauseId, places: &Places) -> Option<usize> {
    let several = match &index.clause(clause).kind {
        ClauseKind::Power { .. } => true,
        ClauseKind::Duty(duty) => matches!(duty.bearer, Bearer::AnyOf(..)),
        _ => false,
    };
    let doer = index.doer(places.relation).filter(|_| several)?;
    places.slots.get(doer).filter(|one| **one != NONE).map(|_| doer)
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
