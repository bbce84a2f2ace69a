//! Procedures: all steps in the variables of one clause, of which only the matter is free.
use super::super::builder::{Built, Ways};
use super::super::variables::{Key, all, mentions};
use super::maker::Maker;
use super::{Lowered, Standing, snapshot};
use crate::core_ir::{Act, AtomFormula, ClauseKind, Formula, Procedure, Stage, Term, Turn, TurnKind, Var, Way};
use crate::diagnostic::{Problem, Problems};
use crate::resolve::problem::ResolveProblem as P;
use crate::source::Span;
use crate::syntax::tree::{self, Condition, Ending, Head, Segment};

/// What is written of a procedure.
#[derive(Clone, Copy)]
pub struct Written<'t> {
    /// Its name.
    pub name: &'t str,
    /// When there is one at all.
    pub heads: &'t [Head],
    /// Its steps.
    pub steps: &'t [tree::Step],
    /// Which of them are not taken, and when.
    pub stops: &'t [(Condition, u32, u32)],
}

/// `程序 名：（一）…；（二）…。`
pub fn lower_procedure(written: Written, at: Span, standing: &Standing) -> Lowered {
    let tree = frame(written.steps, at);
    let mut maker = Maker::new(standing, &tree, Ways::default());
    if let Ok((kind, condition)) = procedure(&mut maker, written, at) {
        maker.push(kind, condition, false);
    }
    finished(maker)
}

/// `φ 的，程序 名 终止。` (中止, 恢复, 退回)
pub fn lower_turn(written: Written, condition: &Condition, ending: Ending, at: Span, standing: &Standing) -> Lowered {
    let mut tree = frame(written.steps, at);
    tree.segments.iter_mut().for_each(|segment| segment.heads.push(Head::Condition(condition.clone())));
    let mut maker = Maker::new(standing, &tree, Ways::default());
    let steps = raw_steps(&mut maker, written.steps);
    // What is wrong in the steps is told where they are written.
    maker.builder.problems = Problems::default();
    let Ok(steps) = steps else { return finished(maker) };
    let matter = matter(&maker, &steps);
    if let Ok(raw) = maker.builder.condition(condition, false) {
        let kind = match ending {
            Ending::Ended => Some(TurnKind::Ended),
            Ending::Suspended => Some(TurnKind::Suspended),
            Ending::Resumed => Some(TurnKind::Resumed),
            Ending::Back(step) => back(&mut maker, &raw, matter, (step, written.steps.len()), at),
        };
        if let Some(kind) = kind {
            let condition = closed(&maker, raw, matter);
            maker.push(ClauseKind::Turn(Turn { procedure: written.name.to_owned(), matter, kind }), condition, false);
        }
    }
    finished(maker)
}

/// The event that sends a matter back: one sentence, which names the matter.
fn back(maker: &mut Maker, raw: &Formula, matter: Option<Var>, (step, steps): (u32, usize), at: Span) -> Option<TurnKind> {
    let event = match raw {
        Formula::Atom(event) if matter.is_none_or(|matter| event.args.contains(&Term::Var(matter))) => event.clone(),
        _ => {
            maker.builder.problems.push(Problem::new(P::BackBy, maker.standing.source, at));
            return None;
        }
    };
    if step == 0 || step as usize > steps {
        maker.builder.problems.push(Problem::new(P::NoSuchStep { step, steps: steps as u32 }, maker.standing.source, at));
        return None;
    }
    Some(TurnKind::Back { step, event })
}

fn finished(maker: Maker) -> Lowered {
    let named = snapshot(&maker.builder.variables);
    let clauses: Vec<_> =
        maker.out.into_iter().map(|clause| crate::core_ir::Clause { variables: named.clone(), ..clause }).collect();
    let variables = vec![maker.builder.variables; clauses.len()];
    Lowered { clauses, variables, problems: maker.builder.problems.distinct() }
}

/// A clause that names all that the steps name.
fn frame(steps: &[tree::Step], at: Span) -> tree::Clause {
    let done = steps.iter().map(|step| Head::Condition(step.done()));
    let heads = steps.iter().flat_map(|step| step.heads.clone()).chain(done).collect();
    tree::Clause { at, segments: vec![Segment { heads, parts: Vec::new() }], anchor: None }
}

/// That each step is done, its variables still open: one formula for each of its ways.
fn raw_steps(maker: &mut Maker, steps: &[tree::Step]) -> Built<Vec<Vec<Formula>>> {
    let read: Vec<Built<Vec<Formula>>> =
        steps.iter().map(|step| step.ways.iter().map(|way| maker.builder.sentence(way, false)).collect()).collect();
    read.into_iter().collect()
}

fn procedure(maker: &mut Maker, written: Written, at: Span) -> Built<(ClauseKind, Formula)> {
    let raw = raw_steps(maker, written.steps)?;
    let matter = matter(maker, &raw);
    let count = written.steps.len() as u32;
    if let Some((.., step)) = written.stops.iter().find(|(_, from, to)| *from == 0 || *to > count) {
        return maker.builder.report(P::NoSuchStep { step: *step, steps: count }, at);
    }
    let mut steps = Vec::new();
    for ((n, step), ways) in written.steps.iter().enumerate().zip(raw) {
        let number = n as u32 + 1;
        let mut needed = Vec::new();
        for head in &step.heads {
            needed.push(read_head(maker, head, matter)?);
        }
        for (condition, ..) in written.stops.iter().filter(|(_, from, to)| (*from..=*to).contains(&number)) {
            let stop = maker.builder.condition(condition, false)?;
            needed.push(Formula::Not(Box::new(closed(maker, stop, matter))));
        }
        let all_done: Vec<Formula> = ways.iter().map(|way| closed(maker, way.clone(), matter)).collect();
        let done = if all_done.len() == 1 { all_done.into_iter().next().unwrap_or(Formula::True) } else { Formula::Or(all_done) };
        let acts: Vec<Way> = ways.iter().flat_map(|raw| acts_of(maker, raw, matter)).collect();
        if acts.is_empty() {
            let at = step.ways.first().map_or(Span::default(), |way| way.at);
            let sentence = step.ways.first().map(|way| super::super::noun::show_items(&way.items)).unwrap_or_default();
            return maker.builder.report(P::NotAnAct { sentence }, at);
        }
        let either = ways.len() > 1 || matches!(done, Formula::Or(_));
        steps.push(Stage { ways: acts, either, done, needed: all(needed), optional: step.optional });
    }
    let mut conditions = Vec::new();
    for head in written.heads {
        conditions.push(read_head(maker, head, matter)?);
    }
    Ok((ClauseKind::Procedure(Procedure { name: written.name.to_owned(), matter, steps }), all(conditions)))
}

fn read_head(maker: &mut Maker, head: &Head, matter: Option<Var>) -> Built<Formula> {
    let (condition, denied) = match head {
        Head::Condition(inside) | Head::Among(inside) => (inside, false),
        Head::Except(inside) | Head::Without(inside) => (inside, true),
    };
    let formula = maker.builder.condition(condition, false)?;
    let formula = closed(maker, formula, matter);
    Ok(if denied { Formula::Not(Box::new(formula)) } else { formula })
}

fn closed(maker: &Maker, formula: Formula, matter: Option<Var>) -> Formula {
    maker.builder.variables.close(formula, matter.as_slice())
}

/// The thing that all steps name by the same word.
fn matter(maker: &Maker, steps: &[Vec<Formula>]) -> Option<Var> {
    let program = maker.program();
    let named = |step: &Vec<Formula>| {
        let mut vars = Vec::new();
        for atom in step.iter().flat_map(atoms) {
            let doer = program.relations.get(atom.relation.index()).and_then(|relation| relation.doer);
            let others = atom.args.iter().enumerate().filter(|(n, _)| Some(*n) != doer);
            vars.extend(others.filter_map(|(_, term)| if let Term::Var(var) = term { Some(*var) } else { None }));
        }
        vars
    };
    let (first, rest) = steps.split_first()?;
    let by_kind = |var: &Var| {
        let variable = maker.builder.variables.list.get(usize::from(var.0));
        variable.is_some_and(|variable| matches!(variable.key, Key::Kind(_)))
    };
    named(first).into_iter().find(|var| by_kind(var) && rest.iter().all(|step| named(step).contains(var)))
}

/// The acts, or states, of a sentence as it was read.
fn atoms(raw: &Formula) -> Vec<AtomFormula> {
    match raw {
        Formula::Atom(atom) => vec![atom.clone()],
        Formula::And(parts) | Formula::Or(parts) => parts.iter().flat_map(atoms).collect(),
        Formula::Exists { body, .. } | Formula::Forall { body, .. } => atoms(body),
        _ => Vec::new(),
    }
}

/// The acts by which a step is taken, each with who is to do it.
fn acts_of(maker: &Maker, raw: &Formula, matter: Option<Var>) -> Vec<Way> {
    let program = maker.program();
    let done = closed(maker, raw.clone(), matter);
    let way = |atom: AtomFormula| {
        let own = part_with(&done, &atom)?;
        let doer = program.relations.get(atom.relation.index()).and_then(|relation| relation.doer);
        let doer = doer.and_then(|doer| atom.args.get(doer)).copied();
        let open = match doer {
            Some(Term::Var(var)) if Some(var) != matter => freed(own, var),
            _ => own.clone(),
        };
        // Whoever it depends on whether the act is done.
        let (with, without) = (replaced(&open, &atom, &Formula::True), replaced(&open, &atom, &Formula::False));
        let who = Formula::And(vec![with, Formula::Not(Box::new(without))]);
        let act = Act { verb: atom.relation, slots: atom.args.iter().copied().map(Some).collect() };
        Some(Way { act, who, done: own.clone() })
    };
    atoms(raw).into_iter().filter_map(way).collect()
}

/// The part of a formula, neither a conjunction nor a disjunction of parts, in which an atom stands.
fn part_with<'f>(formula: &'f Formula, atom: &AtomFormula) -> Option<&'f Formula> {
    match formula {
        Formula::And(parts) | Formula::Or(parts) => parts.iter().find_map(|part| part_with(part, atom)),
        other => has(other, atom).then_some(other),
    }
}

fn has(formula: &Formula, atom: &AtomFormula) -> bool {
    match formula {
        Formula::Atom(own) => own == atom,
        Formula::Not(inner) => has(inner, atom),
        Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => parts.iter().any(|part| has(part, atom)),
        Formula::Exists { body, .. } | Formula::Forall { body, .. } => has(body, atom),
        _ => false,
    }
}

/// Without the quantifier of a variable.
fn freed(formula: &Formula, var: Var) -> Formula {
    match formula {
        Formula::Exists { var: own, body, .. } | Formula::Forall { var: own, body, .. } if *own == var => body.as_ref().clone(),
        Formula::Exists { var: own, kind, body } => Formula::Exists { var: *own, kind: *kind, body: Box::new(freed(body, var)) },
        Formula::Forall { var: own, kind, body } => Formula::Forall { var: *own, kind: *kind, body: Box::new(freed(body, var)) },
        Formula::And(parts) if mentions_bound(parts, var) => Formula::And(parts.iter().map(|part| freed(part, var)).collect()),
        other => other.clone(),
    }
}

fn mentions_bound(parts: &[Formula], var: Var) -> bool {
    !parts.iter().any(|part| mentions(part, var))
}

fn replaced(formula: &Formula, atom: &AtomFormula, by: &Formula) -> Formula {
    let each = |parts: &[Formula]| parts.iter().map(|part| replaced(part, atom, by)).collect();
    match formula {
        Formula::Atom(own) if own == atom => by.clone(),
        Formula::Not(inner) => Formula::Not(Box::new(replaced(inner, atom, by))),
        Formula::And(parts) => Formula::And(each(parts)),
        Formula::Or(parts) => Formula::Or(each(parts)),
        Formula::AtLeast { count, parts } => Formula::AtLeast { count: *count, parts: each(parts) },
        Formula::Exists { var, kind, body } => {
            Formula::Exists { var: *var, kind: *kind, body: Box::new(replaced(body, atom, by)) }
        }
        Formula::Forall { var, kind, body } => {
            Formula::Forall { var: *var, kind: *kind, body: Box::new(replaced(body, atom, by)) }
        }
        other => other.clone(),
    }
}
