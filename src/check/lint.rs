//! Clauses that read well and do something else.
use super::{CheckProblem, at};
use crate::core_ir::{Act, Bearer, Clause, ClauseId, ClauseKind, Formula, Grant, NESTING};
use crate::diagnostic::Problems;
use crate::resolve::Resolved;

/// Beyond this many quantifiers in one another a clause is slow on large situations.
const DEEP: usize = 4;

/// Clauses that nest too deep to be evaluated; and a warning of many quantifiers in one another.
pub fn depth(resolved: &Resolved, problems: &mut Problems) {
    for (n, clause) in resolved.program.clauses.iter().enumerate() {
        let nested = formulas(clause).map(Formula::nesting).max().unwrap_or(0);
        if nested >= NESTING {
            problems_at(resolved, n, CheckProblem::TooNested { depth: nested }, problems);
            continue;
        }
        let depth = depth_of(&clause.condition);
        if depth > DEEP {
            problems_at(resolved, n, CheckProblem::TooDeep { depth }, problems);
        }
    }
}

/// Everything in a clause that is evaluated.
fn formulas(clause: &Clause) -> impl Iterator<Item = &Formula> {
    let more: Vec<&Formula> = match &clause.kind {
        ClauseKind::Power { chooser: Some(chooser), .. } => vec![&chooser.condition],
        ClauseKind::Requirement { needs, .. } => vec![needs],
        ClauseKind::Duty(duty) => {
            let bearer = if let Bearer::AnyOf(_, is_one) = &duty.bearer { Some(&**is_one) } else { None };
            std::iter::once(&duty.done).chain(bearer).chain(duty.licences.iter().map(|licence| &licence.condition)).collect()
        }
        _ => Vec::new(),
    };
    let notes = clause.notes.iter().filter_map(|note| note.condition.as_ref());
    std::iter::once(&clause.condition).chain(more).chain(notes)
}

fn depth_of(formula: &Formula) -> usize {
    match formula {
        Formula::Exists { body, .. } | Formula::Forall { body, .. } => 1 + depth_of(body),
        Formula::Not(inner) => depth_of(inner),
        Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => {
            parts.iter().map(depth_of).max().unwrap_or(0)
        }
        Formula::True
        | Formula::False
        | Formula::Atom(_)
        | Formula::Same(..)
        | Formula::IsKind(..)
        | Formula::Choice { .. }
        | Formula::Compare(_)
        | Formula::Applies(_) => 0,
    }
}

/// A 可以 beside a 不得 or 应当 of the same act in one article lifts nothing by itself.
pub fn idle_permissions(resolved: &Resolved, problems: &mut Problems) {
    let clauses = &resolved.program.clauses;
    for (n, clause) in clauses.iter().enumerate() {
        let ClauseKind::Power { act, grant: Grant::Open, .. } = &clause.kind else { continue };
        let beside = clauses.iter().any(|other| {
            same_article(clause, other) && binds(other).is_some_and(|bound| bound.verb == act.verb) && other.exceptions.is_empty()
        });
        if beside {
            problems_at(resolved, n, CheckProblem::IdlePermission, problems);
        }
    }
}

fn binds(clause: &Clause) -> Option<&Act> {
    match &clause.kind {
        ClauseKind::Prohibition { act } => Some(act),
        ClauseKind::Duty(duty) => Some(&duty.act),
        _ => None,
    }
}

fn same_article(left: &Clause, right: &Clause) -> bool {
    left.document == right.document && left.citation.locus.article == right.citation.locus.article
}

fn problems_at(resolved: &Resolved, n: usize, kind: CheckProblem, problems: &mut Problems) {
    if let Some(problem) = at(resolved, ClauseId(n as u32), kind) {
        problems.push(problem);
    }
}
