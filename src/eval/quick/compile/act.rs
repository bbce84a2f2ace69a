//! Acts: the clauses on each, and what is left to the general evaluator.
use super::super::super::{index::Index, proof::Value};
use super::super::plan::{ActPlan, Intricate, PLACES, Provision};
use super::Compiler;
use crate::core_ir::{Bearer, ClauseId, ClauseKind, Grant, RelationId};

impl Compiler<'_> {
    pub(super) fn act(&mut self, relation: RelationId) -> Option<ActPlan> {
        let index = self.index;
        let about = index.about(relation);
        // Whom somebody may choose is for the general evaluator. What is left out says nothing of what may be done.
        if !index.relation(relation).act || self.arity(relation) > PLACES || index.chooses(relation) {
            return None;
        }
        let mut all = |ids: &mut dyn Iterator<Item = ClauseId>| -> Box<[Provision]> {
            let standing: Vec<ClauseId> = ids.filter(|id| self.nodes[id.index()].guards != Value::False).collect();
            standing.into_iter().map(|id| self.provision(id, relation)).collect()
        };
        let (intricate, duties): (Vec<ClauseId>, Vec<ClauseId>) = about.duties.iter().partition(|id| is_intricate(index, **id));
        let left = |id: ClauseId| Intricate { clause: id, names_doer: index.names_doer(id), connects: index.connects(id) };
        Some(ActPlan {
            powers: all(&mut about.powers.iter().copied()),
            requirements: all(&mut about.requirements.iter().copied()),
            prohibitions: all(&mut about.prohibitions.iter().copied()),
            duties: all(&mut duties.into_iter()),
            intricate: intricate.into_iter().map(left).collect(),
        })
    }

    fn provision(&mut self, id: ClauseId, relation: RelationId) -> Provision {
        let index = self.index;
        let clause = index.clause(id);
        let doer = index.doer(relation);
        let body = self.test_body(id, doer);
        let open = doer.and_then(|doer| self.open_body(id, doer).condition);
        let mut held = Vec::new();
        let all = self.fits(id, doer, &mut held);
        debug_assert_eq!(all.len(), body.fits.len());
        let doer = doer.map_or_else(Box::default, |doer| self.fit(id, doer, &mut held).into_iter().collect());
        Provision {
            body,
            doer,
            open,
            needs: self.compiled(id, |this, nodes| this.test(&nodes.needs)),
            hedged: clause.hedged,
            names_doer: index.names_doer(id),
            connects: index.connects(id),
            right: matches!(clause.kind, ClauseKind::Power { grant: Grant::Right, .. }),
        }
    }
}

/// A duty that has to be looked at by the general evaluator.
fn is_intricate(index: &Index, id: ClauseId) -> bool {
    match &index.clause(id).kind {
        ClauseKind::Duty(duty) => {
            matches!(duty.bearer, Bearer::AnyOf(..)) || !duty.alternatives.is_empty() || !duty.licences.is_empty()
        }
        _ => false,
    }
}
