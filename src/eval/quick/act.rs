//! Acts: whether somebody may, and who may. The same rules as in the general evaluator (`eval/act.rs`), in truth values.
use super::super::{
    act::Act,
    index::About,
    judge::{Kleene, act_verdict},
    proof::Value,
    tables::NONE,
};
use super::{clause::Effect, code::PLACES, run::Run, set::Truths};
use crate::core_ir::{ClauseId, RelationId};
use crate::vocabulary::Verdict;

/// What the clauses say of one act.
struct Findings {
    spoken: Value,
    /// By powers that say who.
    named: Value,
    granted: Value,
    /// By powers and duties that do not say who.
    granted_to_anybody: Value,
    /// By powers of the documents; by those of them that are not hedged.
    speaks: Value,
    hard: Value,
    /// By those of them that are hedged.
    usual: Value,
    prohibited: Value,
    unmet: Value,
    /// By hedged clauses.
    deviation: Value,
}

impl<'a, const W: usize> Run<'a, W> {
    /// Whether the clauses about an act can be looked at here.
    fn plain(&self, relation: RelationId, slots: usize) -> Option<&'a About> {
        let index = self.index;
        let about = index.about(relation);
        let special = slots > PLACES || self.code.relation(relation).special;
        (!special && (self.tables.all_in_force() || self.all_stand(about))).then_some(about)
    }

    fn all_stand(&self, about: &About) -> bool {
        let all = about.powers.iter().chain(&about.requirements).chain(&about.prohibitions).chain(&about.duties);
        all.into_iter().all(|id| self.tables.in_force(self.index, *id))
    }

    /// The verdict on an act whose places are all filled.
    pub fn may(&mut self, relation: RelationId, slots: &[u32]) -> Option<Verdict> {
        let about = self.plain(relation, slots.len())?;
        let mut all = Findings {
            spoken: Value::False,
            named: Value::False,
            granted: Value::False,
            granted_to_anybody: Value::False,
            speaks: Value::False,
            hard: Value::False,
            usual: Value::False,
            prohibited: Value::False,
            unmet: Value::False,
            deviation: Value::False,
        };
        for id in &about.powers {
            self.power(*id, relation, slots, &mut all)?;
        }
        for id in &about.requirements {
            self.requirement(*id, relation, slots, &mut all)?;
        }
        for id in &about.prohibitions {
            self.prohibition(*id, relation, slots, &mut all)?;
        }
        for id in &about.duties {
            self.duty(*id, relation, slots, &mut all)?;
        }
        self.verdict(relation, &all)
    }

    /// The effect on the one in the doer's place; inside, `None` where the clause is not about the act, whoever does it.
    fn on(&mut self, id: ClauseId, relation: RelationId, slots: &[u32]) -> Option<Option<Effect>> {
        let index = self.index;
        let pattern = &index.patterns(id)[0];
        let doer = index.doer(relation).unwrap_or(NONE as usize);
        self.enter(id, |this, base| {
            if !this.bind(base, id, &pattern.slots, slots, doer) {
                return Some(None);
            }
            if !this.bind(base, id, &pattern.slots, slots, NONE as usize) {
                return Some(Some(Effect::NONE));
            }
            this.effect(id, relation, slots, base).map(Some)
        })
    }

    fn power(&mut self, id: ClauseId, relation: RelationId, slots: &[u32], all: &mut Findings) -> Option<()> {
        let Some(effect) = self.on(id, relation, slots)? else { return Some(()) };
        let code = self.code.clause(id);
        let grants = effect.effective;
        let speaks = if code.right { grants } else { code.guards };
        if code.names_doer {
            all.named = all.named.or(speaks);
            all.granted = all.granted.or(grants);
        } else {
            all.granted_to_anybody = all.granted_to_anybody.or(grants);
        }
        if !code.connects {
            all.spoken = all.spoken.or(speaks);
            all.speaks = all.speaks.or(speaks);
            let of = if code.hedged { &mut all.usual } else { &mut all.hard };
            *of = of.or(speaks);
        }
        Some(())
    }

    fn requirement(&mut self, id: ClauseId, relation: RelationId, slots: &[u32], all: &mut Findings) -> Option<()> {
        let index = self.index;
        let code = self.code.clause(id);
        let found = self.enter(id, |this, base| {
            if !this.bind(base, id, &index.patterns(id)[0].slots, slots, NONE as usize) {
                return Some((Value::False, Value::False));
            }
            let applies = this.effect(id, relation, slots, base)?.effective;
            let kept = if applies == Value::False { Value::True } else { this.truth(&code.needs, base)? };
            Some((applies, applies.and(!kept)))
        });
        let (applies, unmet) = found?;
        let of = if code.hedged { &mut all.deviation } else { &mut all.unmet };
        *of = of.or(unmet);
        if !code.connects {
            all.spoken = all.spoken.or(applies);
        }
        Some(())
    }

    fn prohibition(&mut self, id: ClauseId, relation: RelationId, slots: &[u32], all: &mut Findings) -> Option<()> {
        let index = self.index;
        let Some(effect) = self.clause(id, relation, &index.patterns(id)[0].slots, slots)? else { return Some(()) };
        let code = self.code.clause(id);
        let of = if code.hedged { &mut all.deviation } else { &mut all.prohibited };
        *of = of.or(effect.effective);
        if !code.connects {
            all.spoken = all.spoken.or(effect.effective).or(effect.lifted);
        }
        Some(())
    }

    fn duty(&mut self, id: ClauseId, relation: RelationId, slots: &[u32], all: &mut Findings) -> Option<()> {
        let index = self.index;
        let Some(effect) = self.clause(id, relation, &index.patterns(id)[0].slots, slots)? else { return Some(()) };
        let code = self.code.clause(id);
        let of = if code.names_doer { &mut all.granted } else { &mut all.granted_to_anybody };
        *of = of.or(effect.effective);
        if !code.connects {
            all.spoken = all.spoken.or(effect.effective);
        }
        Some(())
    }

    fn verdict(&self, relation: RelationId, all: &Findings) -> Option<Verdict> {
        let granted = all.granted.or(all.granted_to_anybody.and(!all.named));
        let (mut not_empowered, mut deviation) = (Value::False, all.deviation);
        if self.index.doer(relation).is_some() {
            let refused = all.speaks.and(!granted);
            // Which of them claims the act is for the general evaluator.
            if refused.and(all.hard).and(all.usual) != Value::False {
                return None;
            }
            not_empowered = refused.and(all.hard);
            deviation = deviation.or(refused.and(!all.hard));
        }
        let act = Act {
            powers: Vec::new(),
            requirements: Vec::new(),
            prohibitions: Vec::new(),
            duties: Vec::new(),
            gaps: Vec::new(),
            silent: !all.spoken,
            not_empowered,
            prohibited: all.prohibited,
            unmet: all.unmet,
            refused: not_empowered.or(all.prohibited).or(all.unmet),
            deviation,
            granted,
        };
        act_verdict(&act, &mut Kleene).ok()
    }

    /// Who may do an act, the place of the doer open: those found in order of their numbers, or why nobody is.
    pub fn who(&mut self, relation: RelationId, slots: &[u32], doer: usize, except: &[u32]) -> Option<(Verdict, Vec<u32>)> {
        let index = self.index;
        let about = self.plain(relation, slots.len())?;
        let (mut granted, mut to_anybody, mut named) = (Truths::NONE, Truths::NONE, Truths::NONE);
        let mut designated = Value::False;
        for id in &about.powers {
            let Some((speaks, grants)) = self.powers_column(*id, relation, slots, doer)? else { continue };
            let code = self.code.clause(*id);
            if code.names_doer {
                named = named.or(speaks);
                granted = granted.or(grants);
            } else {
                to_anybody = to_anybody.or(grants);
            }
            if !code.connects {
                designated = designated.or(speaks.and(Truths::of(self.everybody())).any());
            }
        }
        for id in &about.duties {
            let Some(arises) = self.clause_column(*id, relation, &index.patterns(*id)[0].slots, slots, doer)? else { continue };
            let of = if self.code.clause(*id).names_doer { &mut granted } else { &mut to_anybody };
            *of = of.or(arises);
            designated = designated.or(arises.and(Truths::of(self.everybody())).any());
        }
        let granted = granted.or(to_anybody.and_not(named));
        let mut may = granted.and(self.candidates(relation, doer, except));
        for id in about.prohibitions.iter().filter(|id| !index.clause(**id).hedged) {
            if may.is_none() {
                break;
            }
            if let Some(forbids) = self.clause_column(*id, relation, &index.patterns(*id)[0].slots, slots, doer)? {
                may = may.and_not(forbids);
            }
        }
        if may.yes != may.may {
            return None;
        }
        if !may.is_none() {
            return Some((Verdict::Found, may.yes.members().collect()));
        }
        designated.known().map(|known| (if known { Verdict::Nobody } else { Verdict::Silent }, Vec::new()))
    }

    fn candidates(&self, relation: RelationId, doer: usize, except: &[u32]) -> Truths<W> {
        let mut all = self.kind(self.index.relation(relation).holes[doer].kind);
        for one in except {
            all = all.without(super::set::Set::one(*one));
        }
        Truths::of(all)
    }

    /// Of whom a power speaks, and to whom it gives the act.
    fn powers_column(
        &mut self,
        id: ClauseId,
        relation: RelationId,
        slots: &[u32],
        doer: usize,
    ) -> Option<Option<(Truths<W>, Truths<W>)>> {
        let index = self.index;
        let code = self.code.clause(id);
        let Some(grants) = self.clause_column(id, relation, &index.patterns(id)[0].slots, slots, doer)? else {
            return Some(None);
        };
        Some(Some((if code.right { grants } else { Truths::constant(code.guards) }, grants)))
    }
}
