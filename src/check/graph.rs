//! Rings of definitions and of exceptions.
use super::{CheckProblem, at, place};
use crate::core_ir::{Amount, ClauseId, ClauseKind, Formula, Program, RelationId};
use crate::diagnostic::Problems;
use crate::resolve::Resolved;

/// One relation needs another; `strict`: in a negation or a count.
struct Edge {
    from: RelationId,
    to: RelationId,
    strict: bool,
    clause: ClauseId,
}

/// Definitions must be stratified (semantics: negation and counting only over lower strata).
pub fn definitions(resolved: &Resolved, problems: &mut Problems) {
    let edges = edges(&resolved.program);
    let reach = reachability(&edges, resolved.program.relations.len());
    let mut told: Vec<RelationId> = Vec::new();
    for edge in edges.iter().filter(|edge| edge.strict) {
        let back = edge.to == edge.from
            || reach.get(edge.to.index()).is_some_and(|row| row.get(edge.from.index()).copied().unwrap_or(false));
        if back && !told.contains(&edge.from) {
            told.push(edge.from);
            let ring = [edge.from, edge.to, edge.from].map(|relation| show(&resolved.program, relation)).join(" → ");
            if let Some(problem) = at(resolved, edge.clause, CheckProblem::DefinitionRing { ring }) {
                problems.push(problem);
            }
        }
    }
}

fn edges(program: &Program) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (n, clause) in program.clauses.iter().enumerate() {
        let clause_id = ClauseId(n as u32);
        let from = match &clause.kind {
            ClauseKind::Definition { head, .. } => head.relation,
            ClauseKind::Power { act, .. }
                if program.relations.get(act.verb.index()).is_some_and(|relation| relation.constitutive) =>
            {
                act.verb
            }
            _ => continue,
        };
        let mut add = |formula: &Formula, strict: bool| {
            needs(formula, strict, &mut |to, strict| edges.push(Edge { from, to, strict, clause: clause_id }))
        };
        add(&clause.condition, false);
        for exception in &clause.exceptions {
            if let Some(exception) = program.clauses.get(exception.index()) {
                add(&exception.condition, true);
            }
        }
    }
    edges
}

fn needs(formula: &Formula, strict: bool, add: &mut impl FnMut(RelationId, bool)) {
    match formula {
        Formula::True
        | Formula::False
        | Formula::Same(..)
        | Formula::IsKind(..)
        | Formula::Choice { .. }
        | Formula::Applies(_) => {}
        Formula::Atom(atom) => add(atom.relation, strict),
        Formula::Not(inner) => needs(inner, true, add),
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| needs(part, strict, add)),
        Formula::AtLeast { parts, .. } => parts.iter().for_each(|part| needs(part, true, add)),
        Formula::Exists { body, .. } | Formula::Forall { body, .. } => needs(body, strict, add),
        Formula::Compare(comparison) => {
            amount_needs(&comparison.left, add);
            amount_needs(&comparison.right, add);
        }
    }
}

fn amount_needs(amount: &Amount, add: &mut impl FnMut(RelationId, bool)) {
    match amount {
        Amount::Number(_) => {}
        Amount::Count { body, .. } => needs(body, true, add),
        Amount::Times(_, inner) => amount_needs(inner, add),
        Amount::Value { relation, .. } => add(*relation, true),
        Amount::Plus(left, right) | Amount::Minus(left, right) => {
            amount_needs(left, add);
            amount_needs(right, add);
        }
    }
}

/// `reach[a][b]`: a needs b, directly or not. Each row is a search of its own, so that rings are found too.
fn reachability(edges: &[Edge], relations: usize) -> Vec<Vec<bool>> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); relations];
    for edge in edges {
        if let Some(list) = next.get_mut(edge.from.index()) {
            list.push(edge.to.index());
        }
    }
    (0..relations).map(|from| search(&next, from)).collect()
}

fn search(next: &[Vec<usize>], from: usize) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut open: Vec<usize> = next.get(from).cloned().unwrap_or_default();
    while let Some(at) = open.pop() {
        let Some(flag) = seen.get_mut(at) else { continue };
        if !std::mem::replace(flag, true) {
            open.extend(next.get(at).into_iter().flatten());
        }
    }
    seen
}

fn show(program: &Program, relation: RelationId) -> String {
    use crate::core_ir::SentencePart;
    let Some(relation) = program.relations.get(relation.index()) else { return String::new() };
    let words: Vec<&str> = relation
        .sentence
        .iter()
        .filter_map(|part| if let SentencePart::Word(word) = part { Some(word.as_str()) } else { None })
        .collect();
    format!("「{}」", words.join(" "))
}

/// Exceptions must not except each other in a ring.
pub fn exceptions(resolved: &Resolved, problems: &mut Problems) {
    let clauses = &resolved.program.clauses;
    let next: Vec<Vec<usize>> = clauses.iter().map(|clause| clause.exceptions.iter().map(|id| id.index()).collect()).collect();
    let mut told = vec![false; clauses.len()];
    for n in 0..clauses.len() {
        let seen = search(&next, n);
        if !seen.get(n).copied().unwrap_or(false) || told.get(n).copied().unwrap_or(false) {
            continue;
        }
        // One report a ring.
        for (other, reached) in seen.iter().enumerate() {
            if *reached && let Some(flag) = told.get_mut(other) {
                *flag = true;
            }
        }
        let inside: Vec<usize> = seen.iter().enumerate().filter(|(_, reached)| **reached).map(|(n, _)| n).collect();
        report(resolved, &inside, problems);
    }
}

/// One report a ring, with all its places.
fn report(resolved: &Resolved, ring: &[usize], problems: &mut Problems) {
    let clauses = ring.iter().filter_map(|n| resolved.program.clauses.get(*n));
    let mut names: Vec<String> = clauses.map(|clause| clause.citation.to_string()).collect();
    names.extend(names.first().cloned());
    let Some((first, others)) = ring.split_first() else { return };
    let kind = CheckProblem::ExceptionRing { ring: names.join(" → ") };
    let Some(mut problem) = at(resolved, ClauseId(*first as u32), kind) else { return };
    for other in others {
        if let Some((source, place)) = place(resolved, ClauseId(*other as u32))
            && place.range() != problem.at.range()
        {
            problem = problem.also(&source, place, "圈里的另一处", "another part of the ring");
        }
    }
    problems.push(problem);
}
