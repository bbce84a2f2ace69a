//! Duties, told: which arose, and whether they were kept in time.
use super::super::{
    Verdict,
    algebra::Res,
    appraise::{Modal, Told, modal},
    cite::{Bindings, Citer},
    index::Index,
    item::Seen,
    limit::late,
    outcome::{About, Due, Finding, Note, Reckoning},
    plan::duty,
    proof::{Proof, Value},
    prover::Reason,
    time::Slice,
};
use super::Teller;
use crate::core_ir::{Bearer, ClauseId, EntityId, Limit, Term, Var};
use crate::vocabulary::{Date, Moment};
use std::sync::Arc;

impl Teller<'_, '_, '_> {
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
        let exact = self.exactly(n, gaps.iter().map(|(_, reason)| reason), |seen, oracle| {
            let gaps = match seen {
                Seen::Uncovered(gaps) => gaps.as_slice(),
                Seen::Frequency(counted) => &counted.gaps,
                Seen::Must(must) => &must.gaps,
                Seen::Who(who) => &who.gaps,
                _ => &[],
            };
            gaps.iter().map(|(id, value)| Ok((*id, modal(value, oracle)?))).collect()
        })?;
        exact.map_or_else(|| gaps.iter().map(|(id, reason)| Ok((*id, modal(reason, &mut Told)?))).collect(), Ok)
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
        Ok(())
    }

    /// When the time was up, when it was done, and by how much too late.
    pub(super) fn reckoning(
        &mut self,
        (clause, env, at): (ClauseId, &[u32], Option<Moment>),
        verdict: Verdict,
        due: Option<&Due>,
    ) -> Res<Option<Reckoning>> {
        let Some(due) = due.filter(|_| verdict != Verdict::NotApplicable) else { return Ok(None) };
        // Counted on from its event, what was done before is not what the event asks for.
        let own = duty(self.index, clause).is_some_and(|duty| duty.alternatives.is_empty());
        let since = due.as_ref().ok().filter(|timing| own && !timing.before).map(|timing| timing.event.date);
        let done_on = self.done_on((clause, env, at), since, verdict)?;
        let late = match (due, done_on) {
            (Ok(timing), Some(done)) => late(&self.index.calendar, timing, done.date),
            _ => None,
        };
        Ok(Some(Reckoning { clause, verdict, due: due.clone(), done_on, late }))
    }

    /// The first day on which a duty was done (since a day), where the record says.
    fn done_on(
        &mut self,
        (clause, env, at): (ClauseId, &[u32], Option<Moment>),
        since: Option<Date>,
        verdict: Verdict,
    ) -> Res<Option<Moment>> {
        let Some(end) = self.tables.end().filter(|_| verdict != Verdict::NotApplicable) else { return Ok(None) };
        let Some(duty) = duty(self.index, clause) else { return Ok(None) };
        let mut plain = self.plain();
        plain.enter(clause, None, &[], |this, frame| {
            for (n, value) in env.iter().enumerate() {
                this.set(frame, Var(n as u16), *value);
            }
            // Whoever did it did it on one of these days.
            let first = since.or_else(|| this.counts_from(duty, frame, at));
            let counts = |moment: &Moment| moment.not_after(end) && first.is_none_or(|first| first <= moment.date);
            let days = this.moments_of(duty, frame).into_iter().filter(counts);
            for moment in days {
                // On the day of another act of the kind what was done earlier still is.
                let since = first.filter(|_| duty.alternatives.is_empty()).map(|day| (duty.act.verb, day));
                let done = this.done_at(duty, frame, Some(Slice { dated_only: true, since, ..Slice::from(moment) }))?;
                if done == Value::True {
                    return Ok(Some(moment));
                }
            }
            Ok(None)
        })
    }

    /// What was to be done beforehand, or on the same day, and was done later: on which day.
    pub(super) fn too_late(&mut self, (clause, env, at): (ClauseId, &[u32], Option<Moment>), verdict: Verdict) -> Res<()> {
        let limit = duty(self.index, clause).map(|duty| &duty.limit);
        let told = matches!(limit, Some(Some(Limit::Before | Limit::Ahead(_) | Limit::SameDay)));
        if !told || !matches!(verdict, Verdict::Violation | Verdict::Deviation) {
            return Ok(());
        }
        let Some(done) = self.done_on((clause, env, at), None, verdict)? else { return Ok(()) };
        let Some(own) = duty(self.index, clause) else { return Ok(()) };
        let event = self.plain().enter(clause, None, &[], |this, frame| {
            for (n, value) in env.iter().enumerate() {
                this.set(frame, Var(n as u16), *value);
            }
            // What was done after the next time may belong to that one.
            let next = at.and_then(|at| this.occurrences(own, frame).into_iter().find(|one| at.before(*one)));
            let event = match &own.limit {
                Some(Limit::Ahead(event)) => this.happened_at(event, frame, at),
                _ => at.or_else(|| this.begun_at(own, frame, true)),
            };
            Ok(event.filter(|_| next.is_none()))
        })?;
        if let Some(event) = event.filter(|event| event.before(done)) {
            self.notes.insert(Note::Late(clause, done, event));
        }
        Ok(())
    }

    /// Of a frequency: whom it is counted for.
    pub(super) fn doer_of(&self, clause: ClauseId, bearer: Option<u32>) -> Bindings {
        let pattern = self.index.patterns(clause).first();
        let slot = pattern.and_then(|pattern| pattern.slots.get(self.index.doer(pattern.relation)?).copied().flatten());
        match (slot, bearer) {
            (Some(Term::Var(var)), Some(one)) => vec![(var, EntityId(one))],
            _ => Bindings::new(),
        }
    }
}

/// 及时: whether it was in time is a judgement, told apart.
pub(in super::super) fn promptness(index: &Index, finding: &Finding) -> Option<Finding> {
    let About::Duty(clause) = finding.about else { return None };
    let prompt = duty(index, clause).is_some_and(|duty| duty.limit == Some(Limit::Promptly));
    (prompt && finding.verdict == Verdict::Compliant).then(|| Finding {
        about: About::Promptness(clause),
        verdict: Verdict::Undetermined,
        ..finding.clone()
    })
}
