//! 3 · Checks on the whole: what names and sentences alone cannot show.
//!
//! Definitions must not run in a circle through a negation or a count; exceptions must not except each other in a ring; and
//! some clauses read well but do not do what they seem to.
mod graph;
mod lint;
mod problem;

pub use problem::CheckProblem;

use crate::core_ir::{Clause, ClauseId};
use crate::diagnostic::{Problem, Problems};
use crate::resolve::Resolved;
use crate::source::{Source, Span};
use std::sync::Arc;

/// Checks rulebooks that are used together.
pub fn check(resolved: &Resolved) -> Problems {
    let mut problems = Problems::default();
    graph::definitions(resolved, &mut problems);
    graph::exceptions(resolved, &mut problems);
    lint::depth(resolved, &mut problems);
    lint::idle_permissions(resolved, &mut problems);
    problems
}

/// A problem at a clause, with its article.
fn at(resolved: &Resolved, id: ClauseId, kind: CheckProblem) -> Option<Problem> {
    let clause: &Clause = resolved.program.clauses.get(id.index())?;
    let (source, place) = place(resolved, id)?;
    let problem = Problem::new(kind, &source, place);
    Some(if clause.citation.locus.article.is_some() { problem.in_article(clause.citation.locus) } else { problem })
}

/// Where a clause is written.
fn place(resolved: &Resolved, id: ClauseId) -> Option<(Arc<Source>, Span)> {
    let clause = resolved.program.clauses.get(id.index())?;
    let source = resolved.sources.get(clause.document.index())?;
    Some((Arc::clone(source), resolved.places.get(id.index()).copied().unwrap_or_default()))
}
