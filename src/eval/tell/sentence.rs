//! Sentences and what must be done, told.
use super::super::{
    Verdict,
    algebra::Res,
    cite::Citer,
    item::Places,
    must::{Demand, Must},
    outcome::Others,
    plan::fits,
    proof::Value,
    prover::Reason,
};
use super::Teller;
use crate::core_ir::{AtomQuery, ClauseId, ClauseKind, EntityId, RelationId};

impl Teller<'_, '_, '_> {
    pub(super) fn atoms(&mut self, atoms: &[AtomQuery], value: &Reason, verdict: Verdict, citer: &mut Citer<'_>) -> Res<()> {
        citer.walk_all(&value.children)?;
        if verdict == Verdict::DoesNotHold && citer.cited.is_empty() {
            for atom in atoms.iter().filter(|atom| !atom.negated) {
                self.definitions(atom.relation, &Places::new(atom.relation, &atom.args), citer)?;
            }
        }
        Ok(())
    }

    /// The definitions of a relation that could be about these individuals and yield to no other: those that say all that
    /// counts, where there are such. Of a status act the powers.
    pub(super) fn definitions(&mut self, relation: RelationId, places: &Places, citer: &mut Citer<'_>) -> Res<()> {
        let about = self.index.about(relation);
        let powers = if self.index.relation(relation).constitutive { about.powers.as_slice() } else { &[] };
        let mut all = Vec::new();
        for id in about.definitions.iter().chain(powers) {
            if self.tables.in_force(self.index, *id) && fits(self.index, self.tables, *id, places) {
                let bindings = self.bindings_of(*id, places);
                if !citer.defeated(*id, &bindings)? {
                    all.push((*id, bindings));
                }
            }
        }
        let closed = |id: ClauseId| matches!(self.index.clause(id).kind, ClauseKind::Definition { closed: true, .. });
        let any = all.iter().any(|(id, _)| closed(*id));
        for (id, bindings) in all.iter().filter(|(id, _)| !any || closed(*id)) {
            citer.cite(*id, bindings);
        }
        Ok(())
    }

    pub(super) fn must(
        &mut self,
        n: usize,
        each: &[Places],
        must: &Must<Reason>,
        verdict: Verdict,
        citer: &mut Citer<'_>,
    ) -> Res<Option<Others>> {
        let modals = self.modals(n, &must.gaps)?;
        self.gaps(&modals);
        match verdict {
            Verdict::Required => {
                // Those that certainly require it; else all that may.
                let certain = must.clauses.iter().any(|one| one.requires.value == Value::True);
                let decides = |value: Value| if certain { value == Value::True } else { value != Value::False };
                for one in must.clauses.iter().filter(|one| decides(one.requires.value)) {
                    citer.finding(one.clause, &one.requires.children)?;
                }
            }
            Verdict::NotRequired => {
                let content = self.not_requiring(each, must, citer)?;
                for one in &content {
                    citer.finding(one.clause, &one.requires.children)?;
                }
                let clauses: Vec<ClauseId> = content.iter().map(|one| one.clause).collect();
                let besides = content.iter().any(|one| one.applies.value == Value::True);
                return self.others(each, &clauses, besides);
            }
            Verdict::Silent => self.cite_gaps(&modals, &must.gaps, citer)?,
            _ => {}
        }
        Ok(None)
    }

    /// Those to whom the same clauses give the act, besides the ones asked about or instead of them.
    fn others(&self, each: &[Places], clauses: &[ClauseId], besides: bool) -> Res<Option<Others>> {
        let mut plain = self.plain();
        let (mut doers, mut kinds) = (Vec::new(), Vec::new());
        for clause in clauses {
            doers.extend(plain.doers_besides(*clause, each)?.into_iter().map(EntityId));
            kinds.extend(plain.absent_kinds(*clause, each));
        }
        doers.sort_unstable();
        doers.dedup();
        kinds.sort_unstable();
        kinds.dedup();
        Ok(Some(Others { besides, doers, kinds }).filter(|others| !others.doers.is_empty() || !others.kinds.is_empty()))
    }

    /// The clauses that are content with another; else those that nearly apply, else all that speak.
    fn not_requiring<'m>(
        &mut self,
        each: &[Places],
        must: &'m Must<Reason>,
        citer: &mut Citer<'_>,
    ) -> Res<Vec<&'m Demand<Reason>>> {
        let certain = must.clauses.iter().any(|one| one.applies.value == Value::True);
        let applies = |value: Value| if certain { value == Value::True } else { value != Value::False };
        let content: Vec<_> = must.clauses.iter().filter(|one| applies(one.applies.value)).collect();
        if !content.is_empty() {
            return Ok(content);
        }
        let mut near = Vec::new();
        for one in &must.clauses {
            for places in each {
                if citer.near(one.clause, &self.bindings_of(one.clause, places))? {
                    near.push(one);
                    break;
                }
            }
        }
        Ok(if near.is_empty() { must.clauses.iter().collect() } else { near })
    }
}
