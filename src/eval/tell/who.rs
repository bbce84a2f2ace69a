//! Who, told: each with the capacity in which he may, or why nobody may.
use super::super::{
    Verdict,
    act::Act,
    algebra::{Plain, Res},
    cite::{Bindings, Citer},
    evaluator::Evaluator,
    item::{Places, Who},
    judge::Label,
    outcome::{Answer, Unmet},
    proof::{Proof, Step, Value},
    prover::Reason,
};
use super::{Teller, act::failing};
use crate::core_ir::{ClauseId, EntityId, RelationId};
use std::sync::Arc;

impl Teller<'_, '_, '_> {
    pub(super) fn who(
        &mut self,
        n: usize,
        places: &Places,
        hole: usize,
        who: &Who<Reason>,
        label: &Label,
        citer: &mut Citer<'_>,
    ) -> Res<()> {
        let modals = self.modals(n, &who.gaps)?;
        self.gaps(&modals);
        for (one, act, may) in who.candidates.iter().filter(|(one, ..)| label.who.contains(one)) {
            let answer = self.answer(*one, places, hole, act, may, citer)?;
            self.answers.push(answer);
        }
        for (id, one, value) in
            who.choosers.iter().filter(|(_, one, value)| label.who.contains(one) && value.value != Value::False)
        {
            citer.finding(*id, &value.children)?;
            let answer =
                Answer { entity: EntityId(*one), chooser: true, capacity: Vec::new(), clauses: vec![*id], unmet: Vec::new() };
            if !self.answers.contains(&answer) {
                self.answers.push(answer);
            }
        }
        match label.verdict {
            Verdict::Silent => self.cite_gaps(&modals, &who.gaps, citer)?,
            Verdict::Nobody => self.nobody(places, who, citer)?,
            _ => {}
        }
        Ok(())
    }

    pub(super) fn answer(
        &mut self,
        one: u32,
        places: &Places,
        hole: usize,
        act: &Act<Reason>,
        may: &Reason,
        citer: &mut Citer<'_>,
    ) -> Res<Answer> {
        let mut clauses = Vec::new();
        let mut reasons: Vec<Arc<Proof>> = Vec::new();
        let grants = act.powers.iter().map(|power| (power.clause, &power.grants));
        for (id, reason) in grants.chain(act.duties.iter().map(|duty| (duty.clause, &duty.arises))) {
            if reason.value != Value::False {
                clauses.push(id);
                reasons.extend(reason.children.iter().cloned());
                citer.finding(id, &reason.children)?;
            }
        }
        if clauses.is_empty() {
            reasons.extend(may.children.iter().cloned());
            citer.walk_all(&may.children)?;
        }
        let mut filled = places.clone();
        filled.slots[hole] = one;
        let unmet =
            act.requirements.iter().filter(|one| one.unmet.value != Value::False && !self.index.clause(one.clause).hedged);
        let unmet =
            unmet.map(|one| Unmet { clause: one.clause, certain: one.unmet.value == Value::True, reasons: failing(&one.unmet) });
        let mut unmet: Vec<Unmet> = unmet.collect();
        self.otherwise_unmet(&filled, &mut unmet)?;
        Ok(Answer { entity: EntityId(one), chooser: false, capacity: self.capacity(one, &reasons), unmet, clauses })
    }

    /// What else would have to be met if an ambiguous sentence is read in another way.
    fn otherwise_unmet(&self, filled: &Places, unmet: &mut Vec<Unmet>) -> Res<()> {
        let mut open = Evaluator::new(self.index, self.tables, self.open, Plain);
        for one in open.act(filled.relation, &filled.slots, None)?.requirements {
            let told = unmet.iter().any(|own| own.clause == one.clause) || self.index.clause(one.clause).hedged;
            if !told && one.unmet != Value::False {
                unmet.push(Unmet { clause: one.clause, certain: false, reasons: Vec::new() });
            }
        }
        unmet.sort_by_key(|one| one.clause);
        Ok(())
    }

    /// What makes the clauses fit somebody: the sentences about the offices he holds or acts in.
    pub(super) fn capacity(&self, one: u32, reasons: &[Arc<Proof>]) -> Vec<(RelationId, Vec<EntityId>)> {
        let mut found = Vec::new();
        for reason in reasons {
            self.capacities(one, reason, &mut found, 0);
        }
        found
    }

    pub(super) fn capacities(&self, one: u32, proof: &Proof, found: &mut Vec<(RelationId, Vec<EntityId>)>, depth: u32) {
        if proof.value != Value::True || depth > 60 {
            return;
        }
        if let Step::Atom { relation, args, .. } = &proof.step {
            let program = &self.index.program;
            let office = Some(*relation) == program.capacity || Some(*relation) == program.holds_office;
            let mut about_him = args.iter();
            if about_him.next() == Some(&EntityId(one)) && (office || self.index.relation(*relation).constitutive) {
                let sentence = (*relation, args.clone());
                if !found.contains(&sentence) {
                    found.push(sentence);
                }
            }
        }
        let settled = matches!(proof.step, Step::Any | Step::Exists(_) | Step::Atom { .. });
        let children = proof.children.iter().filter(|child| child.value == Value::True);
        for child in children.take(if settled { 1 } else { usize::MAX }) {
            self.capacities(one, child, found, depth + 1);
        }
    }

    /// Nobody: the powers that designate somebody, those that nearly grant first.
    pub(super) fn nobody(&mut self, places: &Places, who: &Who<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let speaking: Vec<ClauseId> = self.designating(places)?;
        let mut near = Vec::new();
        for id in &speaking {
            if citer.near(*id, &self.bindings_of(*id, places))? {
                near.push(*id);
            }
        }
        let chosen = if near.is_empty() { speaking } else { near };
        for id in &chosen {
            citer.cite(*id, &Bindings::new());
        }
        for (_, act, _) in &who.candidates {
            for power in act.powers.iter().filter(|power| chosen.contains(&power.clause)) {
                citer.walk_all(&power.grants.children)?;
            }
        }
        Ok(())
    }

    pub(super) fn designating(&mut self, places: &Places) -> Res<Vec<ClauseId>> {
        let powers = self.plain().powers(places.relation, &places.slots, None)?;
        let official = powers.into_iter().filter(|power| power.speaks != Value::False && !self.index.connects(power.clause));
        Ok(official.map(|power| power.clause).collect())
    }
}
