//! The ways an item can come out, each with its condition: what an undetermined answer is split by.
use super::{
    Verdict,
    act::Act,
    algebra::{Algebra, Res},
    evaluator::Evaluator,
    index::Index,
    item::{Item, Seen, Who},
    judge::{Label, undone},
    plan::duty,
};

/// A way it can come out.
pub(super) type Case<B> = (Verdict, B);

/// Conditions of which exactly one holds in every filling. All refusals of an act are one case, `not_permitted`.
pub(super) type Partition<B> = Vec<Case<B>>;

/// How an item can come out. *Who* has a partition for each candidate and chooser (`found` or not) and one for nobody.
pub(super) fn partitions<A: Algebra>(
    evaluator: &mut Evaluator<'_, A>,
    item: &Item,
    seen: &Seen<A::B>,
) -> Res<Vec<Partition<A::B>>> {
    let index = evaluator.index;
    let algebra = &mut evaluator.algebra;
    Ok(match (item, seen) {
        (Item::Act { after, exists, .. }, Seen::Act(act)) => vec![act_cases(algebra, act, *after && *exists)?],
        (Item::Duty { clause, .. }, Seen::Duty(instance)) => {
            let never = algebra.not(instance.arises.clone())?;
            let late = undone_verdict(index, *clause);
            let (kept, failed, waiting) = (instance.kept.clone(), instance.failed.clone(), instance.waiting.clone());
            let mut cases = vec![(Verdict::NotApplicable, never), (Verdict::Compliant, kept), (late, failed)];
            if instance.due.is_some() {
                cases.push((Verdict::NotYetDue, waiting));
                let told = cases.iter().map(|(_, case)| case.clone()).collect::<Vec<_>>();
                let mut open = algebra.constant(true);
                for case in told {
                    let other = algebra.not(case)?;
                    open = algebra.and(open, other)?;
                }
                // Nobody knows when it was done, or when the time was up.
                cases.push((Verdict::Undetermined, open));
            }
            vec![cases]
        }
        (_, Seen::Frequency(counted)) => {
            let other = algebra.not(counted.stands.clone())?;
            vec![vec![(counted.verdict, counted.stands.clone()), (Verdict::NotApplicable, other)]]
        }
        (Item::Uncovered { exists, .. }, Seen::Uncovered(gaps)) => {
            vec![left_out(algebra, gaps.iter().map(|(_, gap)| gap), *exists)?]
        }
        (_, Seen::Step(progress)) => vec![progress.ways().into_iter().map(|(verdict, value)| (verdict, value.clone())).collect()],
        (_, Seen::Atoms(value)) => {
            vec![vec![(Verdict::Holds, value.clone()), (Verdict::DoesNotHold, algebra.not(value.clone())?)]]
        }
        (_, Seen::Must(must)) => {
            let silent = algebra.not(must.speaks.clone())?;
            vec![vec![
                (Verdict::Required, must.required.clone()),
                (Verdict::NotRequired, must.not_required.clone()),
                (Verdict::Silent, silent),
            ]]
        }
        (_, Seen::Who(who)) => who_cases(algebra, who)?,
        _ => vec![vec![(Verdict::NotInForce, algebra.constant(true))]],
    })
}

fn undone_verdict(index: &Index, clause: crate::core_ir::ClauseId) -> Verdict {
    duty(index, clause).map_or(Verdict::NotApplicable, |duty| undone(duty, index.clause(clause).hedged).verdict)
}

fn act_cases<A: Algebra>(algebra: &mut A, act: &Act<A::B>, left: bool) -> Res<Partition<A::B>> {
    let spoken = algebra.not(act.silent.clone())?;
    let accepted = algebra.not(act.refused.clone())?;
    let allowed = algebra.and(spoken, accepted)?;
    let deviating = algebra.and(allowed.clone(), act.deviation.clone())?;
    let straight = algebra.not(act.deviation.clone())?;
    let plain = algebra.and(allowed, straight)?;
    let mut cases = vec![
        (Verdict::NotPermitted, act.refused.clone()),
        (Verdict::PermittedWithDeviation, deviating),
        (Verdict::Permitted, plain),
    ];
    for (verdict, gap) in left_out(algebra, act.gaps.iter().map(|(_, gap)| gap), left)? {
        let here = algebra.and(act.silent.clone(), gap)?;
        cases.push((verdict, here));
    }
    Ok(cases)
}

/// Silent where a gap covers it, else not applicable, if a clause exists at all.
fn left_out<'b, A: Algebra>(algebra: &mut A, gaps: impl Iterator<Item = &'b A::B>, exists: bool) -> Res<Partition<A::B>>
where
    A::B: 'b,
{
    if !exists {
        return Ok(vec![(Verdict::Silent, algebra.constant(true))]);
    }
    let mut covered = algebra.constant(false);
    for gap in gaps {
        covered = algebra.or(covered, gap.clone())?;
    }
    let open = algebra.not(covered.clone())?;
    Ok(vec![(Verdict::Silent, covered), (Verdict::NotApplicable, open)])
}

fn who_cases<A: Algebra>(algebra: &mut A, who: &Who<A::B>) -> Res<Vec<Partition<A::B>>> {
    let mut all = Vec::new();
    for may in who.candidates.iter().map(|(_, _, may)| may).chain(who.choosers.iter().map(|(.., value)| value)) {
        let not = algebra.not(may.clone())?;
        all.push(vec![(Verdict::Found, may.clone()), (Verdict::Nobody, not)]);
    }
    let somebody = algebra.not(who.nobody.clone())?;
    let silent = algebra.and(who.nobody.clone(), who.silent.clone())?;
    let named = algebra.not(who.silent.clone())?;
    let nobody = algebra.and(who.nobody.clone(), named)?;
    all.push(vec![(Verdict::Found, somebody), (Verdict::Silent, silent), (Verdict::Nobody, nobody)]);
    Ok(all)
}

/// The verdicts of single fillings, each with its condition.
pub(super) fn fillings<A: Algebra>(evaluator: &mut Evaluator<'_, A>, item: &Item, seen: &Seen<A::B>) -> Res<Partition<A::B>> {
    let mut all = partitions(evaluator, item, seen)?.pop().unwrap_or_default();
    let algebra = &mut evaluator.algebra;
    if let Seen::Act(act) = seen {
        all.retain(|(verdict, _)| *verdict != Verdict::NotPermitted);
        let mut rest = algebra.constant(true);
        let refusals = [
            (Verdict::NotEmpowered, &act.not_empowered),
            (Verdict::Prohibited, &act.prohibited),
            (Verdict::RequirementsUnmet, &act.unmet),
        ];
        for (verdict, value) in refusals {
            let here = algebra.and(rest.clone(), value.clone())?;
            let others = algebra.not(value.clone())?;
            rest = algebra.and(rest, others)?;
            all.push((verdict, here));
        }
    }
    for (verdict, _) in &mut all {
        *verdict = told(item, *verdict).verdict;
    }
    Ok(all)
}

/// A verdict in the words of the question: after the fact, a refusal is a violation.
pub(super) fn told(item: &Item, verdict: Verdict) -> Label {
    let Item::Act { after: true, .. } = item else { return Label::of(verdict) };
    match verdict {
        Verdict::Permitted => Label::of(Verdict::Compliant),
        Verdict::PermittedWithDeviation => Label::of(Verdict::Deviation),
        refused if refused.refuses() => Label { ground: Some(refused), ..Label::of(Verdict::Violation) },
        other => Label::of(other),
    }
}
