//! Acts: whether somebody may, and who may. The same rules as in the general evaluator (`eval/act.rs`), in truth values.
use super::super::{
    judge::{Kleene, Totals},
    proof::Value,
};
use super::{
    plan::{ActPlan, Filled, Frame, PLACES, Provision, VARIABLES},
    run::{Asked, Effect, Run},
    set::{Set, Truths},
};
use crate::core_ir::RelationId;
use crate::vocabulary::Verdict;

/// What the clauses say of one act.
#[derive(Clone, Copy)]
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

impl Findings {
    const NONE: Self = Self {
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

    /// With a duty to do the act.
    fn owe(&mut self, arises: Value, names_doer: bool, connects: bool) {
        let of = if names_doer { &mut self.granted } else { &mut self.granted_to_anybody };
        *of = of.or(arises);
        if !connects {
            self.spoken = self.spoken.or(arises);
        }
    }
}

/// Who was found.
#[derive(Clone, Copy)]
pub(super) struct Found<const W: usize> {
    pub verdict: Verdict,
    pub who: Set<W>,
}

impl<'a, const W: usize> Run<'a, '_, W> {
    /// The verdict on an act whose places are all filled.
    pub fn may(&mut self, relation: RelationId, plan: &'a ActPlan, slots: &Filled) -> Option<Verdict> {
        let asked = Asked { relation, args: slots };
        let mut all = Findings::NONE;
        for power in &plan.powers {
            self.power(power, asked, &mut all);
        }
        for requirement in &plan.requirements {
            self.requirement(requirement, asked, &mut all);
        }
        for prohibition in &plan.prohibitions {
            self.prohibition(prohibition, asked, &mut all);
        }
        for duty in &plan.duties {
            self.duty(duty, asked, &mut all);
        }
        for duty in &plan.intricate {
            let arises = self.arises(duty.clause, asked);
            all.owe(arises, duty.names_doer, duty.connects);
        }
        if self.doubt { None } else { self.verdict(relation, &all) }
    }

    /// The variables of a clause; `None` where it is not about the act, whoever does it; then whether it is about the doer.
    fn about(&self, provision: &Provision, slots: &Filled) -> Option<(Frame, bool)> {
        let mut frame = [0; VARIABLES];
        let about = self.fit(&provision.body.fits, slots, &mut frame);
        if !about {
            return None;
        }
        let own = self.fit(&provision.doer, slots, &mut frame);
        Some((frame, own))
    }

    fn taking_effect(&mut self, provision: &'a Provision, frame: &mut Frame, asked: Asked<'_>) -> Effect {
        let body = &provision.body;
        self.effect(body, body.condition.as_ref(), frame, asked, [&body.fits, &provision.doer])
    }

    fn power(&mut self, power: &'a Provision, asked: Asked<'_>, all: &mut Findings) {
        let Some((mut frame, own)) = self.about(power, asked.args) else { return };
        let grants = if own { self.taking_effect(power, &mut frame, asked).effective } else { Value::False };
        let speaks = if power.right { grants } else { power.body.guards };
        if power.names_doer {
            all.named = all.named.or(speaks);
            all.granted = all.granted.or(grants);
        } else {
            all.granted_to_anybody = all.granted_to_anybody.or(grants);
        }
        if !power.connects {
            all.spoken = all.spoken.or(speaks);
            all.speaks = all.speaks.or(speaks);
            let of = if power.hedged { &mut all.usual } else { &mut all.hard };
            *of = of.or(speaks);
        }
    }

    fn requirement(&mut self, requirement: &'a Provision, asked: Asked<'_>, all: &mut Findings) {
        let Some((mut frame, true)) = self.about(requirement, asked.args) else { return };
        let applies = self.taking_effect(requirement, &mut frame, asked).effective;
        let kept = match &requirement.needs {
            _ if applies == Value::False => Value::True,
            Some(needs) => self.test(needs, &mut frame),
            None => {
                self.doubtful();
                Value::False
            }
        };
        let of = if requirement.hedged { &mut all.deviation } else { &mut all.unmet };
        *of = of.or(applies.and(!kept));
        if !requirement.connects {
            all.spoken = all.spoken.or(applies);
        }
    }

    fn prohibition(&mut self, prohibition: &'a Provision, asked: Asked<'_>, all: &mut Findings) {
        let Some((mut frame, true)) = self.about(prohibition, asked.args) else { return };
        let effect = self.taking_effect(prohibition, &mut frame, asked);
        let of = if prohibition.hedged { &mut all.deviation } else { &mut all.prohibited };
        *of = of.or(effect.effective);
        if !prohibition.connects {
            all.spoken = all.spoken.or(effect.effective).or(effect.lifted);
        }
    }

    fn duty(&mut self, duty: &'a Provision, asked: Asked<'_>, all: &mut Findings) {
        let Some((mut frame, true)) = self.about(duty, asked.args) else { return };
        let effect = self.taking_effect(duty, &mut frame, asked);
        all.owe(effect.effective, duty.names_doer, duty.connects);
    }

    fn verdict(&self, relation: RelationId, all: &Findings) -> Option<Verdict> {
        let granted = all.granted.or(all.granted_to_anybody.and(!all.named));
        let (mut not_empowered, mut deviation) = (Value::False, all.deviation);
        let refused = all.speaks.and(!granted);
        // Which of them claims the act is for the general evaluator.
        if self.index.doer(relation).is_some() && refused.and(all.hard).and(all.usual) != Value::False {
            return None;
        }
        not_empowered = not_empowered.or(refused.and(all.hard));
        deviation = deviation.or(refused.and(!all.hard));
        let totals = Totals {
            silent: &!all.spoken,
            not_empowered: &not_empowered,
            prohibited: &all.prohibited,
            unmet: &all.unmet,
            refused: &not_empowered.or(all.prohibited).or(all.unmet),
            deviation: &deviation,
        };
        totals.verdict(&mut Kleene).ok()
    }

    /// Who may do an act, the place of the doer open: those found, or why nobody is.
    pub fn who(
        &mut self,
        relation: RelationId,
        plan: &'a ActPlan,
        slots: &Filled,
        doer: usize,
        except: Set<W>,
    ) -> Option<Found<W>> {
        if !plan.intricate.is_empty() {
            return None;
        }
        let asked = Asked { relation, args: slots };
        let (mut granted, mut to_anybody, mut named) = (Truths::NONE, Truths::NONE, Truths::NONE);
        let mut designated = Value::False;
        for power in &plan.powers {
            let Some((grants, somebody)) = self.open(&power.body, power.open.as_ref(), asked, (doer, Set::FULL)) else {
                continue;
            };
            let speaks = if power.right { somebody } else { power.body.guards };
            if power.names_doer {
                named = named.or(if power.right { grants } else { Truths::constant(power.body.guards) });
                granted = granted.or(grants);
            } else {
                to_anybody = to_anybody.or(grants);
            }
            if !power.connects {
                designated = designated.or(speaks);
            }
        }
        for duty in &plan.duties {
            let Some((arises, somebody)) = self.open(&duty.body, duty.open.as_ref(), asked, (doer, Set::FULL)) else { continue };
            let of = if duty.names_doer { &mut granted } else { &mut to_anybody };
            *of = of.or(arises);
            designated = designated.or(somebody);
        }
        let kind = self.facts.kind::<W>(self.index.relation(relation).holes[doer % PLACES].kind);
        let candidates = kind.without(except);
        let mut may = granted.or(to_anybody.and_not(named)).and(Truths::of(candidates));
        for prohibition in plan.prohibitions.iter().filter(|one| !one.hedged) {
            if may.is_none() {
                break;
            }
            if let Some((forbids, _)) = self.open(&prohibition.body, prohibition.open.as_ref(), asked, (doer, Set::FULL)) {
                may = may.and_not(forbids);
            }
        }
        if self.doubt || may.yes != may.may {
            return None;
        }
        if !may.is_none() {
            return Some(Found { verdict: Verdict::Found, who: may.yes });
        }
        designated.known().map(|known| Found { verdict: if known { Verdict::Nobody } else { Verdict::Silent }, who: Set::EMPTY })
    }
}
