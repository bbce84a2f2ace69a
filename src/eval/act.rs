//! What the clauses say of an act: the findings, before any verdict.
use super::{
    algebra::{Algebra, Res},
    clause::Contest,
    evaluator::{Evaluator, Frame},
    proof::Part,
    tables::NONE,
};
use crate::core_ir::{Bearer, ClauseId, ClauseKind, Formula, Grant, RelationId, Term};

/// A power that speaks of the act.
#[derive(Debug, Clone)]
pub(super) struct Power<B> {
    pub clause: ClauseId,
    pub speaks: B,
    pub grants: B,
}

/// A requirement on the act.
#[derive(Debug, Clone)]
pub(super) struct Requirement<B> {
    pub clause: ClauseId,
    pub speaks: B,
    pub applies: B,
    pub unmet: B,
}

/// A prohibition of the act, or of the state.
#[derive(Debug, Clone)]
pub(super) struct Prohibition<B> {
    pub clause: ClauseId,
    pub lifted: B,
    pub forbids: B,
}

/// A duty to do the act.
#[derive(Debug, Clone)]
pub(super) struct Arisen<B> {
    pub clause: ClauseId,
    pub arises: B,
}

/// The findings on an act.
#[derive(Debug, Clone)]
pub(super) struct Act<B> {
    pub powers: Vec<Power<B>>,
    pub requirements: Vec<Requirement<B>>,
    pub prohibitions: Vec<Prohibition<B>>,
    pub duties: Vec<Arisen<B>>,
    /// Gap clauses about it: whether the case falls into them.
    pub gaps: Vec<(ClauseId, B)>,
    /// Nothing speaks of it.
    pub silent: B,
    /// Power is given, but not to him.
    pub not_empowered: B,
    /// A hard prohibition applies.
    pub prohibited: B,
    /// A hard requirement is not met.
    pub unmet: B,
    /// Any of the three.
    pub refused: B,
    /// A hedged clause stands against it.
    pub deviation: B,
    /// Somebody gives him the power.
    pub granted: B,
}

impl<B> Act<B> {
    /// The conditions of its clauses.
    pub fn parts(&self) -> Vec<&B> {
        let powers = self.powers.iter().flat_map(|power| [&power.speaks, &power.grants]);
        let requirements = self.requirements.iter().flat_map(|one| [&one.speaks, &one.applies, &one.unmet]);
        let prohibitions = self.prohibitions.iter().flat_map(|one| [&one.lifted, &one.forbids]);
        let duties = self.duties.iter().map(|duty| &duty.arises);
        let gaps = self.gaps.iter().map(|(_, gap)| gap);
        powers.chain(requirements).chain(prohibitions).chain(duties).chain(gaps).collect()
    }
}

/// Which clauses are looked at: all, or those that the question names.
pub(super) type Only = Option<Vec<bool>>;

/// Whether a clause is among them.
pub(super) fn among(only: Option<&Vec<bool>>, id: ClauseId) -> bool {
    only.is_none_or(|list| list.get(id.index()).copied().unwrap_or(false))
}

impl<'a, A: Algebra> Evaluator<'a, A> {
    /// Everything that the clauses say of an act.
    pub fn act(&mut self, relation: RelationId, slots: &[u32], only: Option<&Vec<bool>>) -> Res<Act<A::B>> {
        let never = self.algebra.constant(false);
        let mut act = Act {
            powers: self.powers(relation, slots, only)?,
            requirements: self.requirements(relation, slots, only)?,
            prohibitions: self.prohibitions(relation, slots, only)?,
            duties: self.arisen(relation, slots, only)?,
            gaps: self.gaps(relation, slots)?,
            silent: never.clone(),
            not_empowered: never.clone(),
            prohibited: never.clone(),
            unmet: never.clone(),
            refused: never.clone(),
            deviation: never.clone(),
            granted: never,
        };
        act.silent = self.silence(&act, only.is_some())?;
        self.totals(&mut act, relation, slots, only)?;
        Ok(act)
    }

    /// Powers whose places other than the doer's fit the act.
    pub fn powers(&mut self, relation: RelationId, slots: &[u32], only: Option<&Vec<bool>>) -> Res<Vec<Power<A::B>>> {
        let index = self.index;
        let mut all = Vec::new();
        for id in &index.about(relation).powers {
            if !self.tables.in_force(index, *id) || !among(only, *id) {
                continue;
            }
            let power = self.enter(*id, Some(relation), slots, |this, frame| this.power(frame, slots))?;
            all.extend(power);
        }
        self.without_doer(&mut all)?;
        Ok(all)
    }

    fn power(&mut self, frame: Frame, slots: &[u32]) -> Res<Option<Power<A::B>>> {
        let index = self.index;
        let pattern = &index.patterns(frame.clause)[0];
        let doer = index.doer(pattern.relation);
        if !self.bind(frame, &pattern.slots, slots, doer) {
            return Ok(None);
        }
        let speaks = self.guards(frame.clause)?;
        let grants = if self.bind(frame, &pattern.slots, slots, None) {
            let effect = self.effect(frame, &index.clause(frame.clause).condition, Contest::Open)?;
            effect.effective
        } else {
            self.constant(false)
        };
        let grants = self.clause_step(grants, frame, Part::Grants);
        // A right says nothing of those whom it is not for.
        let right = matches!(index.clause(frame.clause).kind, ClauseKind::Power { grant: Grant::Right, .. });
        let speaks = if right { grants.clone() } else { speaks };
        Ok(Some(Power { clause: frame.clause, speaks, grants }))
    }

    /// A power that names no doer, of an act that has one, grants to anybody only where no other power names one.
    fn without_doer(&mut self, powers: &mut [Power<A::B>]) -> Res<()> {
        let nobody_named = self.nobody_named(powers)?;
        let index = self.index;
        for power in powers.iter_mut().filter(|power| !index.names_doer(power.clause)) {
            power.grants = self.algebra.and(nobody_named.clone(), power.grants.clone())?;
        }
        Ok(())
    }

    /// That no power speaks which says who does the act.
    fn nobody_named(&mut self, powers: &[Power<A::B>]) -> Res<A::B> {
        let index = self.index;
        let naming = powers.iter().filter(|power| index.names_doer(power.clause));
        let named = self.either(naming.map(|power| &power.speaks))?;
        self.algebra.not(named)
    }

    fn requirements(&mut self, relation: RelationId, slots: &[u32], only: Option<&Vec<bool>>) -> Res<Vec<Requirement<A::B>>> {
        let index = self.index;
        let mut all = Vec::new();
        for id in &index.about(relation).requirements {
            let ClauseKind::Requirement { needs, .. } = &index.clause(*id).kind else { continue };
            if !self.tables.in_force(index, *id) || !among(only, *id) {
                continue;
            }
            let one = self.enter(*id, Some(relation), slots, |this, frame| this.requirement(frame, slots, needs))?;
            all.extend(one);
        }
        Ok(all)
    }

    fn requirement(&mut self, frame: Frame, slots: &[u32], needs: &'a Formula) -> Res<Option<Requirement<A::B>>> {
        let index = self.index;
        let pattern = &index.patterns(frame.clause)[0];
        if !self.bind(frame, &pattern.slots, slots, index.doer(pattern.relation)) {
            return Ok(None);
        }
        let speaks = self.guards(frame.clause)?;
        let (applies, kept) =
            if self.bind(frame, &pattern.slots, slots, None) { self.keeping(frame, needs)? } else { self.free() };
        let not_kept = self.algebra.not(kept.clone())?;
        let unmet = self.algebra.and(applies.clone(), not_kept)?;
        Ok(Some(Requirement { clause: frame.clause, speaks, applies, unmet }))
    }

    /// A requirement that is not for him.
    fn free(&mut self) -> (A::B, A::B) {
        (self.algebra.constant(false), self.algebra.constant(true))
    }

    /// Whether a requirement applies, and whether it is kept: by anybody, where the question leaves a place open.
    fn keeping(&mut self, frame: Frame, needs: &'a Formula) -> Res<(A::B, A::B)> {
        let Some(var) = self.unbound(frame) else {
            let effect = self.effect(frame, &self.index.clause(frame.clause).condition, Contest::Open)?;
            if self.algebra.known(&effect.effective) == Some(false) {
                return Ok((effect.effective, self.algebra.constant(true)));
            }
            let kept = self.formula(needs, frame)?;
            self.algebra.hear(frame.clause, &kept);
            let kept = self.clause_step(kept, frame, Part::Kept);
            return Ok((effect.effective, kept));
        };
        let (mut applies, mut kept) = (self.algebra.constant(false), self.algebra.constant(false));
        let (kind, _) = &self.index.clause(frame.clause).variables[usize::from(var.0)];
        for one in self.tables.members(kind.0) {
            self.set(frame, var, *one);
            let there = self.there(*one)?;
            let (here, met) = self.keeping(frame, needs)?;
            let here = self.algebra.and(there, here)?;
            let met = self.algebra.and(here.clone(), met)?;
            applies = self.algebra.or(applies, here)?;
            kept = self.algebra.or(kept, met)?;
        }
        self.set(frame, var, NONE);
        Ok((applies, kept))
    }

    fn prohibitions(&mut self, relation: RelationId, slots: &[u32], only: Option<&Vec<bool>>) -> Res<Vec<Prohibition<A::B>>> {
        let index = self.index;
        let mut all = Vec::new();
        for id in &index.about(relation).prohibitions {
            if !self.tables.in_force(index, *id) || !among(only, *id) {
                continue;
            }
            let one = self.enter(*id, Some(relation), slots, |this, frame| {
                if !this.bind(frame, &index.patterns(*id)[0].slots, slots, None) {
                    return Ok(None);
                }
                let effect = this.effect(frame, &index.clause(*id).condition, Contest::Open)?;
                let forbids = this.clause_step(effect.effective, frame, Part::Forbids);
                Ok(Some(Prohibition { clause: *id, lifted: effect.lifted, forbids }))
            })?;
            all.extend(one);
        }
        Ok(all)
    }

    /// Duties to do the act: one that has arisen licenses it to its bearer.
    pub fn arisen(&mut self, relation: RelationId, slots: &[u32], only: Option<&Vec<bool>>) -> Res<Vec<Arisen<A::B>>> {
        let index = self.index;
        let mut all = Vec::new();
        for id in index.about(relation).duties.iter().filter(|id| among(only, **id)) {
            all.extend(self.arising(*id, relation, slots)?);
        }
        Ok(all)
    }

    /// One duty to do the act; `None` where it is about another.
    pub fn arising(&mut self, id: ClauseId, relation: RelationId, slots: &[u32]) -> Res<Option<Arisen<A::B>>> {
        let index = self.index;
        if !self.tables.in_force(index, id) {
            return Ok(None);
        }
        let Some(act) = index.patterns(id).iter().find(|pattern| pattern.relation == relation) else { return Ok(None) };
        self.enter(id, Some(relation), slots, |this, frame| {
            if !this.bind(frame, &act.slots, slots, None) {
                return Ok(None);
            }
            let Some(condition) = this.licensing(frame, relation, slots) else { return Ok(None) };
            let effect = this.effect(frame, condition, Contest::Open)?;
            let owed = this.owed_by(frame, relation, slots, effect.effective)?;
            let arises = this.clause_step(owed, frame, Part::Arises);
            Ok(Some(Arisen { clause: id, arises }))
        })
    }

    /// When a duty gives an act: where its open places are filled, they are so by what it names. None if they cannot be.
    fn licensing(&mut self, frame: Frame, relation: RelationId, slots: &[u32]) -> Option<&'a Formula> {
        let clause = self.index.clause(frame.clause);
        let plain = Some(&clause.condition);
        let ClauseKind::Duty(duty) = &clause.kind else { return plain };
        let Some(licence) = duty.licences.iter().find(|licence| licence.verb == relation) else { return plain };
        let filled = |place: usize| slots.get(place).copied().filter(|one| *one != NONE);
        if !licence.places.iter().all(|(place, _)| filled(*place).is_some()) {
            return plain;
        }
        for (place, var) in &licence.places {
            self.bind_term(frame, Term::Var(*var), filled(*place)?).then_some(())?;
        }
        Some(&licence.condition)
    }

    /// Of a duty of any of several: that the doer is one of them.
    fn owed_by(&mut self, frame: Frame, relation: RelationId, slots: &[u32], arises: A::B) -> Res<A::B> {
        let index = self.index;
        let ClauseKind::Duty(duty) = &index.clause(frame.clause).kind else { return Ok(arises) };
        let Bearer::AnyOf(var, is_one) = &duty.bearer else { return Ok(arises) };
        let doer = index.doer(relation).and_then(|doer| slots.get(doer)).copied().filter(|doer| *doer != NONE);
        let Some(doer) = doer else { return Ok(arises) };
        self.set(frame, *var, doer);
        let one = self.formula(is_one, frame)?;
        self.set(frame, *var, NONE);
        self.algebra.and(arises, one)
    }

    /// Gap clauses about the act, and whether the case falls into them.
    pub fn gaps(&mut self, relation: RelationId, slots: &[u32]) -> Res<Vec<(ClauseId, A::B)>> {
        let index = self.index;
        let mut all = Vec::new();
        for id in &index.about(relation).gaps {
            if !self.tables.in_force(index, *id) {
                continue;
            }
            let one = self.enter(*id, Some(relation), slots, |this, frame| {
                if !this.bind(frame, &index.patterns(*id)[0].slots, slots, None) {
                    return Ok(None);
                }
                let effect = this.effect(frame, &index.clause(*id).condition, Contest::Open)?;
                Ok(Some((*id, this.clause_step(effect.effective, frame, Part::Gapes))))
            })?;
            all.extend(one);
        }
        Ok(all)
    }

    /// Nothing in the documents speaks of the act. Clauses of vocabularies never speak.
    fn silence(&mut self, act: &Act<A::B>, named: bool) -> Res<A::B> {
        let index = self.index;
        let mut spoken = self.algebra.constant(false);
        let powers = act.powers.iter().map(|power| (power.clause, &power.speaks));
        // A requirement licenses only those whom it binds: one on committee members says nothing of a passer-by.
        let requirements = act.requirements.iter().map(|one| (one.clause, &one.applies));
        let duties = act.duties.iter().map(|duty| (duty.clause, &duty.arises));
        let forbidding = act.prohibitions.iter().map(|one| (one.clause, &one.forbids));
        let lifted = act.prohibitions.iter().filter(|_| !named).map(|one| (one.clause, &one.lifted));
        for (clause, speaks) in powers.chain(requirements).chain(duties).chain(forbidding).chain(lifted) {
            if !index.connects(clause) {
                spoken = self.algebra.or(spoken, speaks.clone())?;
            }
        }
        self.algebra.not(spoken)
    }

    /// That a power gives him the act, or a duty that has arisen: to its bearer; to anybody where it names none and no power
    /// says who does it.
    fn licence(&mut self, act: &Act<A::B>) -> Res<A::B> {
        let index = self.index;
        let nobody_named = self.nobody_named(&act.powers)?;
        let mut value = self.either(act.powers.iter().map(|power| &power.grants))?;
        for duty in &act.duties {
            let arises = duty.arises.clone();
            let licensed = if index.names_doer(duty.clause) { arises } else { self.algebra.and(nobody_named.clone(), arises)? };
            value = self.algebra.or(value, licensed)?;
        }
        Ok(value)
    }

    fn totals(&mut self, act: &mut Act<A::B>, relation: RelationId, slots: &[u32], only: Option<&Vec<bool>>) -> Res<()> {
        let index = self.index;
        // An act that has no doer is one case, given or not; who does one that has is left open by some questions.
        let personal = index.doer(relation).is_none_or(|doer| slots.get(doer).is_some_and(|slot| *slot != NONE));
        act.granted = self.licence(act)?;
        let hedged = |id: ClauseId| index.clause(id).hedged;
        if personal {
            let official = || act.powers.iter().filter(|power| !index.connects(power.clause));
            let speaks = self.either(official().map(|power| &power.speaks))?;
            let hard = self.either(official().filter(|power| !hedged(power.clause)).map(|power| &power.speaks))?;
            let not_granted = self.algebra.not(act.granted.clone())?;
            let refused = self.algebra.and(speaks, not_granted)?;
            let mild = self.mild(act, hard, relation, slots, only)?;
            let grave = self.algebra.not(mild.clone())?;
            act.not_empowered = self.algebra.and(refused.clone(), grave)?;
            act.deviation = self.algebra.and(refused, mild)?;
        }
        act.prohibited = self.either(act.prohibitions.iter().filter(|one| !hedged(one.clause)).map(|one| &one.forbids))?;
        act.unmet = self.either(act.requirements.iter().filter(|one| !hedged(one.clause)).map(|one| &one.unmet))?;
        act.refused = self.either([&act.not_empowered, &act.prohibited, &act.unmet].into_iter())?;
        let hedged_ones = act.prohibitions.iter().filter(|one| hedged(one.clause)).map(|one| &one.forbids);
        let hedged_ones = hedged_ones.chain(act.requirements.iter().filter(|one| hedged(one.clause)).map(|one| &one.unmet));
        let more = self.either(hedged_ones)?;
        act.deviation = self.algebra.or(act.deviation.clone(), more)?;
        Ok(())
    }

    /// That lacking the power only departs from a hedged rule: no other speaks, or it is the only one that gives the act to
    /// somebody.
    fn mild(&mut self, act: &Act<A::B>, hard: A::B, relation: RelationId, slots: &[u32], only: Option<&Vec<bool>>) -> Res<A::B> {
        let index = self.index;
        let only_hedged = self.algebra.not(hard)?;
        let hedged = |power: &Power<A::B>| index.clause(power.clause).hedged && !index.connects(power.clause);
        let Some(doer) = index.doer(relation).filter(|_| act.powers.iter().any(hedged)) else { return Ok(only_hedged) };
        if self.algebra.known(&only_hedged) == Some(true) {
            return Ok(only_hedged);
        }
        let mut open = slots.to_vec();
        if let Some(slot) = open.get_mut(doer) {
            *slot = NONE;
        }
        let claims = self.powers(relation, &open, only)?;
        let official = || claims.iter().filter(|power| !index.connects(power.clause));
        let usual = self.either(official().filter(|power| hedged(power)).map(|power| &power.grants))?;
        let others = self.either(official().filter(|power| !hedged(power)).map(|power| &power.grants))?;
        let no_other = self.algebra.not(others)?;
        let usual = self.algebra.and(usual, no_other)?;
        self.algebra.or(only_hedged, usual)
    }

    pub fn either<'b>(&mut self, all: impl Iterator<Item = &'b A::B>) -> Res<A::B>
    where
        A::B: 'b,
    {
        let mut value = self.algebra.constant(false);
        if A::EXACT {
            // What is asked last stands lowest in a diagram, and there it grows at the top.
            let all: Vec<&A::B> = all.collect();
            for one in all.into_iter().rev() {
                value = self.algebra.or(one.clone(), value)?;
            }
            return Ok(value);
        }
        for one in all {
            value = self.algebra.or(value, one.clone())?;
        }
        Ok(value)
    }

    /// Whether some power gives the act to the one who stands in the doer's place.
    pub fn granted(&mut self, relation: RelationId, slots: &[u32]) -> Res<A::B> {
        let powers = self.powers(relation, slots, None)?;
        self.either(powers.iter().map(|power| &power.grants))
    }

    /// Whether a hard prohibition forbids the act.
    pub fn forbidden(&mut self, relation: RelationId, slots: &[u32]) -> Res<A::B> {
        let index = self.index;
        let all = self.prohibitions(relation, slots, None)?;
        self.either(all.iter().filter(|one| !index.clause(one.clause).hedged).map(|one| &one.forbids))
    }

    /// Who chooses, for a power whose doer is still to be chosen: whoever it is, and that he has to choose now.
    pub fn choosers(&mut self, relation: RelationId, slots: &[u32]) -> Res<Vec<(ClauseId, u32, A::B)>> {
        let index = self.index;
        let mut all = Vec::new();
        for id in &index.about(relation).powers {
            let ClauseKind::Power { chooser: Some(chooser), .. } = &index.clause(*id).kind else { continue };
            if !self.tables.in_force(index, *id) {
                continue;
            }
            let found = self.enter(*id, Some(relation), slots, |this, frame| this.chooser(frame, slots, chooser))?;
            all.extend(found.into_iter().map(|(who, value)| (*id, who, value)));
        }
        Ok(all)
    }

    fn chooser(&mut self, frame: Frame, slots: &[u32], chooser: &'a crate::core_ir::Chooser) -> Res<Vec<(u32, A::B)>> {
        let index = self.index;
        let pattern = &index.patterns(frame.clause)[0];
        if !self.bind(frame, &pattern.slots, slots, index.doer(pattern.relation)) {
            return Ok(Vec::new());
        }
        let candidates = match chooser.who {
            Term::Individual(id) => vec![id.0],
            Term::Var(var) if self.var(frame, var) != NONE => vec![self.var(frame, var)],
            Term::Var(var) => self.tables.members(index.clause(frame.clause).variables[usize::from(var.0)].0.0).to_vec(),
        };
        let mut all = Vec::new();
        for who in candidates {
            let bound = match chooser.who {
                Term::Var(var) if self.var(frame, var) == NONE => Some(var),
                Term::Var(_) | Term::Individual(_) => None,
            };
            if let Some(var) = bound {
                self.set(frame, var, who);
            }
            let due = self.effect(frame, &chooser.condition, Contest::Open)?.effective;
            let chosen = self.chosen(frame, chooser)?;
            let open = self.algebra.not(chosen)?;
            let value = self.algebra.and(due, open)?;
            let value = self.clause_step(value, frame, Part::Grants);
            all.push((who, value));
            if let Some(var) = bound {
                self.set(frame, var, NONE);
            }
        }
        Ok(all)
    }

    /// Whether somebody has been chosen already.
    fn chosen(&mut self, frame: Frame, chooser: &'a crate::core_ir::Chooser) -> Res<A::B> {
        let free = chooser.choice.args.iter().find_map(|term| match term {
            Term::Var(var) if self.var(frame, *var) == NONE => Some(*var),
            Term::Var(_) | Term::Individual(_) => None,
        });
        let Some(var) = free else { return self.sentence(&chooser.choice, frame) };
        let (kind, _) = &self.index.clause(frame.clause).variables[usize::from(var.0)];
        let mut value = self.algebra.constant(false);
        for one in self.tables.members(kind.0) {
            self.set(frame, var, *one);
            let there = self.there(*one)?;
            let here = self.chosen(frame, chooser)?;
            value = self.joined(value, &there, here)?;
        }
        self.set(frame, var, NONE);
        Ok(value)
    }
}
