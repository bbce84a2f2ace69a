//! Duties, told: which arose, and whether they were kept in time.
use super::super::{
    Verdict,
    algebra::Res,
    appraise::{Modal, Told, modal},
    cite::{Bindings, Citer},
    item::Seen,
    judge::counts_days,
    outcome::{About, Finding, Note},
    plan::duty,
    proof::Proof,
    prover::Reason,
    resolve::Way,
};
use super::Teller;
use crate::core_ir::{Bearer, ClauseId, Limit};
use std::sync::Arc;

impl Teller<'_, '_> {
    pub(super) fn uncovered(
        &mut self,
        n: usize,
        gaps: &[(ClauseId, Reason)],
        verdict: Verdict,
        citer: &mut Citer<'_>,
    ) -> Res<()> {
        let modals = self.modals(n, gaps)?;
        self.gaps(&modals);
        if verdict == Verdict::Silent {
            return self.cite_gaps(&modals, gaps, citer);
        }
        Ok(())
    }

    pub(super) fn modals(&mut self, n: usize, gaps: &[(ClauseId, Reason)]) -> Res<Vec<(ClauseId, Modal)>> {
        let Some(run) = self.exact.as_deref_mut() else {
            return gaps.iter().map(|(id, reason)| Ok((*id, modal(reason, &mut Told)?))).collect();
        };
        let seen = std::mem::take(&mut run.seen);
        let exact = match seen.get(n) {
            Some(Seen::Uncovered(gaps)) => gaps.clone(),
            Some(Seen::Must(must)) => must.gaps.clone(),
            Some(Seen::Who(who)) => who.gaps.clone(),
            _ => Vec::new(),
        };
        run.seen = seen;
        let mut oracle = run.oracle(&Way::new());
        exact.iter().map(|(id, value)| Ok((*id, modal(value, &mut oracle)?))).collect()
    }

    pub(super) fn duty(
        &mut self,
        clause: ClauseId,
        verdict: Verdict,
        reasons: &[Arc<Proof>],
        bindings: &Bindings,
        citer: &mut Citer<'_>,
    ) -> Res<()> {
        citer.cite(clause, bindings);
        citer.walk_all(reasons)?;
        let unkept = matches!(verdict, Verdict::Violation | Verdict::Outstanding | Verdict::Deviation);
        if unkept && duty(self.index, clause).is_some_and(|duty| duty.bearer == Bearer::Nobody) {
            self.notes.insert(Note::NobodyOwes(clause));
        }
        if verdict == Verdict::Undetermined && duty(self.index, clause).is_some_and(counts_days) {
            self.notes.insert(Note::DaysNotCounted(clause));
        }
        Ok(())
    }

    /// 及时: whether it was in time is a judgement, told apart.
    pub(super) fn promptness(&self, clause: ClauseId, finding: &Finding) -> Option<Finding> {
        let prompt = duty(self.index, clause).is_some_and(|duty| duty.limit == Some(Limit::Promptly));
        (prompt && finding.verdict == Verdict::Compliant).then(|| Finding {
            about: About::Promptness(clause),
            verdict: Verdict::Undetermined,
            ..finding.clone()
        })
    }
}
