//! Acts, told: which clauses allow, forbid or refuse, and on what ground.
use super::super::{
    Verdict,
    act::Act,
    algebra::Res,
    appraise::{Appraised, Modal, Told, appraise},
    cite::{Bindings, Citer},
    item::{Places, Seen},
    outcome::{Finding, Note, Refusal, Unmet},
    proof::{Part, Proof, Step, Value},
    prover::Reason,
    tables::NONE,
};
use super::Teller;
use crate::core_ir::ClauseId;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Teller<'_, '_, '_> {
    /// The findings on an act as diagrams see them, where they were needed.
    pub(super) fn appraised(&mut self, n: usize, act: &Act<Reason>) -> Res<Appraised> {
        let own = act.parts().into_iter().chain([&act.not_empowered]);
        let exact = self.exactly(n, own, |seen, oracle| match seen {
            Seen::Act(exact) => appraise(exact, oracle).map(Some),
            _ => Ok(None),
        })?;
        exact.flatten().map_or_else(|| appraise(act, &mut Told), Ok)
    }

    pub(super) fn act(
        &mut self,
        n: usize,
        places: &Places,
        act: &Act<Reason>,
        finding: &mut Finding,
        citer: &mut Citer<'_>,
    ) -> Res<()> {
        let all = self.appraised(n, act)?;
        self.gaps(&all.gaps);
        self.refusals(&all, act, finding);
        let ground = finding.ground.unwrap_or(finding.verdict);
        match ground {
            Verdict::NotEmpowered => {
                self.powerless(places, &all, act, citer)?;
                // What is expressly forbidden besides is told: nobody else may do it either.
                if all.prohibitions.iter().any(|(id, _, forbids)| *forbids == Modal::Always && !self.index.clause(*id).hedged) {
                    self.forbidding(&all, act, citer)?;
                }
            }
            Verdict::Prohibited => self.forbidding(&all, act, citer)?,
            Verdict::RequirementsUnmet => self.unmet(&all, act, citer)?,
            Verdict::NotPermitted => {
                if all.not_empowered.possible() {
                    self.powerless(places, &all, act, citer)?;
                }
                self.forbidding(&all, act, citer)?;
                self.unmet(&all, act, citer)?;
            }
            Verdict::Permitted | Verdict::Compliant => self.granting(&all, act, citer)?,
            Verdict::PermittedWithDeviation | Verdict::Deviation => {
                self.granting(&all, act, citer)?;
                self.deviating(places, &all, act, citer)?;
            }
            Verdict::Silent => self.cite_gaps(&all.gaps, &act.gaps, citer)?,
            Verdict::NotApplicable => self.leaving_out(act, citer)?,
            _ => {}
        }
        Ok(())
    }

    pub(super) fn gaps(&mut self, gaps: &[(ClauseId, Modal)]) {
        self.notes.extend(gaps.iter().filter(|(_, covers)| covers.possible()).map(|(clause, _)| Note::Gap(*clause)));
    }

    pub(super) fn cite_gaps(
        &mut self,
        gaps: &[(ClauseId, Modal)],
        reasons: &[(ClauseId, Reason)],
        citer: &mut Citer<'_>,
    ) -> Res<()> {
        for ((clause, covers), (_, reason)) in gaps.iter().zip(reasons) {
            if covers.possible() {
                citer.finding(*clause, &reason.children)?;
            }
        }
        Ok(())
    }

    /// Everything that stands against the act.
    pub(super) fn refusals(&mut self, all: &Appraised, act: &Act<Reason>, finding: &mut Finding) {
        let hedged = |id: ClauseId| self.index.clause(id).hedged;
        let refusal = |verdict, clause, modal: Modal| Refusal { verdict, clause, certain: modal == Modal::Always };
        if all.not_empowered.possible() {
            let powers =
                all.powers.iter().filter(|(id, speaks, _)| !hedged(*id) && speaks.possible() && !self.index.connects(*id));
            finding.refusals.extend(powers.map(|(id, ..)| refusal(Verdict::NotEmpowered, *id, all.not_empowered)));
        }
        let mut departed: Vec<(ClauseId, Modal)> = Vec::new();
        for (id, _, forbids) in &all.prohibitions {
            match (forbids.possible(), hedged(*id)) {
                (true, false) => finding.refusals.push(refusal(Verdict::Prohibited, *id, *forbids)),
                (true, true) => departed.push((*id, *forbids)),
                (false, _) => {}
            }
        }
        for ((id, _, unmet), requirement) in all.requirements.iter().zip(&act.requirements) {
            match (unmet.possible(), hedged(*id)) {
                (true, false) => {
                    finding.refusals.push(refusal(Verdict::RequirementsUnmet, *id, *unmet));
                    finding.unmet.push(Unmet {
                        clause: *id,
                        certain: *unmet == Modal::Always,
                        reasons: failing(&requirement.unmet),
                    });
                }
                (true, true) => departed.push((*id, *unmet)),
                (false, _) => {}
            }
        }
        let granted =
            all.powers.iter().any(|(_, _, grants)| grants.possible()) || all.duties.iter().any(|(_, arises)| arises.possible());
        if !granted
            && !all.not_empowered.possible()
            && finding.verdict != Verdict::Permitted
            && finding.verdict != Verdict::Compliant
        {
            let powers = all.powers.iter().filter(|(id, speaks, _)| hedged(*id) && speaks.possible());
            departed.extend(powers.map(|(id, speaks, _)| (*id, *speaks)));
        }
        finding.deviations = departures(&departed, finding.verdict);
    }

    /// No power: the clauses that give it to others, and those that nearly give it to him; if there are none, all that speak.
    pub(super) fn powerless(&mut self, places: &Places, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let speaking: Vec<usize> =
            (0..all.powers.len()).filter(|n| all.powers[*n].1.possible() && !self.index.connects(all.powers[*n].0)).collect();
        let others = self.giving_to_others(places)?;
        let mut chosen = Vec::new();
        for n in &speaking {
            let (id, ..) = all.powers[*n];
            if others.contains(&id) || citer.near(id, &self.bindings_of(id, places))? {
                chosen.push(*n);
            }
        }
        for n in if chosen.is_empty() { speaking } else { chosen } {
            let power = &act.powers[n];
            citer.finding(power.clause, &power.grants.children)?;
        }
        Ok(())
    }

    /// The powers that give the act to somebody, in some way of reading.
    pub(super) fn giving_to_others(&mut self, places: &Places) -> Res<BTreeSet<ClauseId>> {
        let mut open = places.clone();
        if let Some(doer) = self.index.doer(places.relation) {
            open.slots[doer] = NONE;
        }
        let powers = self.plain_under(self.open).powers(open.relation, &open.slots, None)?;
        Ok(powers.into_iter().filter(|power| power.grants != Value::False).map(|power| power.clause).collect())
    }

    /// What the places of a clause stand for when it is asked about this act.
    pub(super) fn bindings_of(&self, id: ClauseId, places: &Places) -> Bindings {
        let bound = self.plain().enter(id, None, &[], |this, frame| {
            for pattern in self.index.patterns(id).iter().filter(|pattern| pattern.relation == places.relation) {
                for (slot, arg) in pattern.slots.iter().zip(&places.slots) {
                    if let (Some(term), false) = (slot, *arg == NONE) {
                        this.bind_term(frame, *term, *arg);
                    }
                }
            }
            Ok(this.bindings(frame))
        });
        bound.unwrap_or_default()
    }

    pub(super) fn forbidding(&mut self, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let hard: Vec<(usize, Modal)> = (0..all.prohibitions.len())
            .filter(|n| !self.index.clause(all.prohibitions[*n].0).hedged)
            .map(|n| (n, all.prohibitions[n].2))
            .collect();
        for n in surest(&hard) {
            citer.finding(act.prohibitions[n].clause, &act.prohibitions[n].forbids.children)?;
        }
        Ok(())
    }

    pub(super) fn unmet(&mut self, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let hard: Vec<(usize, Modal)> = (0..all.requirements.len())
            .filter(|n| !self.index.clause(all.requirements[*n].0).hedged)
            .map(|n| (n, all.requirements[n].2))
            .collect();
        for n in surest(&hard) {
            citer.finding(act.requirements[n].clause, &act.requirements[n].unmet.children)?;
        }
        Ok(())
    }

    /// A yes: the powers that grant, the requirements met, the prohibitions lifted, the duties arisen.
    pub(super) fn granting(&mut self, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let grants: Vec<(usize, Modal)> = all.powers.iter().enumerate().map(|(n, (_, _, grants))| (n, *grants)).collect();
        for n in surest(&grants) {
            citer.finding(act.powers[n].clause, &act.powers[n].grants.children)?;
        }
        for (n, (id, applies, unmet)) in all.requirements.iter().enumerate() {
            if applies.possible() && !unmet.possible() {
                citer.finding(*id, &act.requirements[n].unmet.children)?;
            }
        }
        for (n, (id, lifted, forbids)) in all.prohibitions.iter().enumerate() {
            if lifted.possible() && !forbids.possible() {
                citer.finding(*id, &act.prohibitions[n].forbids.children)?;
            }
        }
        for (n, (id, arises)) in all.duties.iter().enumerate() {
            if arises.possible() {
                citer.finding(*id, &act.duties[n].arises.children)?;
            }
        }
        Ok(())
    }

    pub(super) fn deviating(&mut self, places: &Places, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let hedged = |id: ClauseId| self.index.clause(id).hedged;
        for (n, (id, _, forbids)) in all.prohibitions.iter().enumerate() {
            if hedged(*id) && forbids.possible() {
                citer.finding(*id, &act.prohibitions[n].forbids.children)?;
            }
        }
        for (n, (id, _, unmet)) in all.requirements.iter().enumerate() {
            if hedged(*id) && unmet.possible() {
                citer.finding(*id, &act.requirements[n].unmet.children)?;
            }
        }
        let granted =
            all.powers.iter().any(|(_, _, grants)| grants.possible()) || all.duties.iter().any(|(_, arises)| arises.possible());
        if granted { Ok(()) } else { self.powerless(places, all, act, citer) }
    }

    /// Clauses on the act that leave this case out.
    pub(super) fn leaving_out(&mut self, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        for (id, reason) in act
            .prohibitions
            .iter()
            .map(|one| (one.clause, &one.forbids))
            .chain(act.duties.iter().map(|one| (one.clause, &one.arises)))
        {
            citer.finding(id, &reason.children)?;
        }
        for one in &act.requirements {
            citer.finding(one.clause, &one.unmet.children)?;
        }
        Ok(())
    }
}

/// The hedged clauses departed from for certain; those that perhaps are, where the verdict is that some are.
fn departures(departed: &[(ClauseId, Modal)], verdict: Verdict) -> Vec<ClauseId> {
    let certain: Vec<ClauseId> = departed.iter().filter(|(_, modal)| *modal == Modal::Always).map(|(id, _)| *id).collect();
    if certain.is_empty() && matches!(verdict, Verdict::PermittedWithDeviation | Verdict::Deviation) {
        departed.iter().map(|(id, _)| *id).collect()
    } else {
        certain
    }
}

/// Those that hold in every filling; if there are none, those that hold in some.
fn surest(all: &[(usize, Modal)]) -> Vec<usize> {
    let with = |at_least: Modal| all.iter().filter(|(_, modal)| *modal >= at_least).map(|(n, _)| *n).collect::<Vec<_>>();
    let always = with(Modal::Always);
    if always.is_empty() { with(Modal::Sometimes) } else { always }
}

/// The smallest parts of a requirement that fail: what is not negated in it and came out false or unknown.
pub(super) fn failing(unmet: &Reason) -> Vec<Proof> {
    let mut out = Vec::new();
    for child in &unmet.children {
        collect_failing(child, false, &mut out, 0);
    }
    out
}

fn collect_failing(proof: &Arc<Proof>, inside: bool, out: &mut Vec<Proof>, depth: u32) {
    if depth > 60 || (inside && proof.value == Value::True) {
        return;
    }
    match &proof.step {
        Step::Clause { part: Part::Kept, .. } => {
            proof.children.iter().for_each(|child| collect_failing(child, true, out, depth + 1))
        }
        _ if !inside => proof.children.iter().for_each(|child| collect_failing(child, false, out, depth + 1)),
        Step::All => proof.children.iter().for_each(|child| collect_failing(child, true, out, depth + 1)),
        _ => out.push(proof.as_ref().clone()),
    }
}
