//! A clause of the tree becomes clauses of the core.
mod definition;
mod duty;
mod maker;
mod power;
mod procedure;
mod walk;

use super::builder::Ways;
use super::noun::{Lexicon, Noun};
use super::problem::ResolveProblem as P;
use super::scope::Name;
use super::variables::Variables;
use crate::core_ir::{
    Act, ChoiceId, Clause, ClauseKind, Comparison, DocumentId, Formula, IndividualId, KindId, Lifts, Program, Term, Var,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{self, Condition, Head, Part, PartKind, Phrase, Segment};
use crate::vocabulary::Citation;
use maker::Maker;
pub use procedure::{Written, lower_procedure, lower_turn};
use std::sync::Arc;

/// How many clauses one sentence with lists may become.
const MAX_WAYS: usize = 400;

/// Where a clause stands.
#[derive(Clone)]
pub struct Standing<'a> {
    /// The words.
    pub lexicon: Lexicon<'a>,
    /// Its text.
    pub source: &'a Arc<Source>,
    /// Its document.
    pub document: DocumentId,
    /// Its place.
    pub citation: Citation,
    /// The options it stands under.
    pub guards: Vec<(ChoiceId, u8)>,
    /// The convention 〔以上〕.
    pub or_more: Option<ChoiceId>,
    /// Numbers of quoted words.
    pub quotes: &'a dyn Fn(&str, KindId) -> Option<IndividualId>,
    /// What has been named before the clause begins: the matter of a procedure, for its single steps.
    pub named: Option<(KindId, String)>,
}

/// What a sentence became: clauses, with the exceptions to each (indexes into the same list).
#[derive(Default)]
pub struct Lowered {
    /// Clauses; ids in `exceptions` count from the first of them.
    pub clauses: Vec<Clause>,
    /// The variables of each, for notes on it.
    pub variables: Vec<Variables>,
    /// Problems.
    pub problems: Problems,
}

/// Lowers a clause.
pub fn lower(clause: &tree::Clause, standing: &Standing) -> Lowered {
    let mut lowered = Lowered::default();
    let mut ways = Ways::default();
    loop {
        let mut maker = Maker::new(standing, clause, ways);
        let made = maker.clause(clause);
        ways = maker.builder.ways;
        lowered.problems.append(maker.builder.problems);
        let base = lowered.clauses.len() as u32;
        let variables = snapshot(&maker.builder.variables);
        for (mut one, background) in maker.out.into_iter().zip(maker.backgrounds) {
            one.variables.clone_from(&variables);
            one.exceptions.iter_mut().for_each(|id| id.0 += base);
            lowered.clauses.push(one);
            lowered.variables.push(Variables { background, ..maker.builder.variables.clone() });
        }
        let too_many = ways.total() > MAX_WAYS;
        if made.is_err() || too_many || !ways.advance() {
            if too_many {
                let kind = P::TooMuch { what: "这一句列举的对象", english: "things listed in this sentence" };
                lowered.problems.push(Problem::new(kind, standing.source, clause.at));
            }
            break;
        }
    }
    lowered.problems = lowered.problems.distinct();
    lowered
}

fn snapshot(variables: &Variables) -> Vec<(crate::core_ir::KindId, String)> {
    variables.list.iter().map(|variable| (variable.kind, variable.word.clone())).collect()
}

/// The condition and act of a 空白.
pub fn lower_gap(heads: &[Head], act: &Phrase, text: &str, standing: &Standing) -> Lowered {
    let clause = tree::Clause {
        at: act.at,
        segments: vec![Segment {
            heads: heads.to_vec(),
            parts: vec![Part {
                at: act.at,
                hedged: false,
                kind: PartKind::May { subject: Phrase::default(), words: act.clone() },
                except: None,
            }],
        }],
        anchor: None,
    };
    let mut lowered = lower(&clause, standing);
    for clause in &mut lowered.clauses {
        if let ClauseKind::Power { act, .. } = &clause.kind {
            let mut act = act.clone();
            // Said of anybody (人, 主体) a gap is about the act, not about a doer.
            let relation = standing.lexicon.program.relations.get(act.verb.index());
            let doer = relation.and_then(|relation| relation.doer);
            let holes = relation.map(|relation| relation.holes.as_slice()).unwrap_or_default();
            let anybody = |var: &Var| match (clause.variables.get(usize::from(var.0)), doer.and_then(|doer| holes.get(doer))) {
                (Some((kind, word)), Some(hole)) => *kind == hole.kind && standing.lexicon.name(word) == Some(Name::Kind(*kind)),
                _ => true,
            };
            let said_of_one = doer.and_then(|doer| act.slots.get(doer)).copied().flatten().as_ref().and_then(as_var);
            let free = match said_of_one {
                Some(var) if !anybody(&var) => None,
                _ => doer.and_then(|doer| act.slots.get_mut(doer)).and_then(Option::take),
            };
            if let Some(Term::Var(var)) = free
                && let Some((kind, _)) = clause.variables.get(usize::from(var.0))
            {
                clause.condition = Formula::Exists { var, kind: *kind, body: Box::new(clause.condition.clone()) };
            }
            clause.kind = ClauseKind::Gap { act, text: text.to_owned(), cites: Vec::new() };
        }
    }
    lowered
}

/// `合计：赞成票 加 反对票 加 弃权票 等于 评委。`
pub fn lower_sum(atom: &tree::Atom, at: Span, standing: &Standing) -> Lowered {
    let condition = Condition::Atom(atom.clone());
    let segment = Segment { heads: vec![Head::Condition(condition.clone())], parts: Vec::new() };
    let tree = tree::Clause { at, segments: vec![segment], anchor: None };
    let mut maker = Maker::new(standing, &tree, Ways::default());
    match maker.builder.condition(&condition, false) {
        Ok(Formula::Compare(comparison)) if maker.adds_up(&comparison) => {
            maker.push(ClauseKind::Sum(comparison), Formula::True, false);
        }
        Ok(_) => maker.builder.problems.push(Problem::new(P::BadSum, standing.source, at)),
        Err(_) => {}
    }
    let named = snapshot(&maker.builder.variables);
    let clauses: Vec<Clause> = maker.out.into_iter().map(|clause| Clause { variables: named.clone(), ..clause }).collect();
    let variables = vec![maker.builder.variables; clauses.len()];
    Lowered { clauses, variables, problems: maker.builder.problems }
}

/// The condition of a note on a clause: over that clause's variables, to which it may add.
pub fn lower_note(
    condition: &Condition,
    clause: &mut Clause,
    variables: &mut Variables,
    standing: &Standing,
) -> (Option<Formula>, Problems) {
    let tree = tree::Clause {
        at: Span::default(),
        segments: vec![Segment { heads: vec![Head::Condition(condition.clone())], parts: Vec::new() }],
        anchor: None,
    };
    let mut maker = Maker::new(standing, &tree, Ways::default());
    let free = signature(&clause.kind);
    maker.builder.variables.clone_from(variables);
    maker.builder.prefer.clone_from(&free);
    let formula = maker.builder.condition(condition, false).ok();
    let closed = formula.map(|formula| {
        let own = &maker.builder.variables;
        own.close(own.linked_loosely(formula, &variables.background, &free), &free)
    });
    clause.variables = snapshot(&maker.builder.variables);
    variables.list.clone_from(&maker.builder.variables.list);
    (closed, maker.builder.problems)
}

/// The exceptions to a clause that stand outside it: over that clause's variables, which they find by their words. A list at
/// the head makes several.
pub fn lower_exception(
    heads: &[Head],
    target: &Clause,
    act: Option<Act>,
    variables: &Variables,
    at: Span,
    standing: &Standing,
) -> (Vec<Clause>, Problems) {
    let tree = tree::Clause { at, segments: vec![Segment { heads: heads.to_vec(), parts: Vec::new() }], anchor: None };
    let mut free = signature(&target.kind);
    free.extend(act.iter().flat_map(slot_vars).filter(|var| !free.contains(var)).collect::<Vec<_>>());
    let (mut made, mut problems, mut ways) = (Vec::new(), Problems::default(), Ways::default());
    loop {
        let mut maker = Maker::new(standing, &tree, ways);
        maker.builder.variables.clone_from(variables);
        maker.builder.prefer.clone_from(&free);
        maker.builder.named.extend(act.iter().flat_map(|act| individuals(act, standing.lexicon.program)));
        let read = maker.outside(heads);
        let own = &maker.builder.variables;
        let closed = read.map(|formula| own.close(own.linked(formula, &variables.background, &free), &free));
        ways = std::mem::take(&mut maker.builder.ways);
        problems.append(std::mem::take(&mut maker.builder.problems));
        let Ok(condition) = closed else { return (made, problems) };
        maker.push(ClauseKind::Exception { act: act.clone(), lifts: Lifts::Listed }, condition, false);
        let named = snapshot(&maker.builder.variables);
        made.extend(maker.out.into_iter().map(|clause| Clause { variables: named.clone(), ..clause }));
        let too_many = ways.total() > MAX_WAYS;
        if too_many {
            let kind = P::TooMuch { what: "这一句列举的对象", english: "things listed in this sentence" };
            problems.push(Problem::new(kind, standing.source, at));
        }
        if too_many || !ways.advance() {
            return (made, problems);
        }
    }
}

/// The individuals in the places of an act.
fn individuals(act: &Act, program: &Program) -> Vec<Noun> {
    let named = |term: &Term| if let Term::Individual(id) = term { Some(*id) } else { None };
    let noun = |id: IndividualId| {
        let one = program.individuals.get(id.index())?;
        Some(Noun::Entity { id: id.into(), kind: one.kind, word: one.name.clone() })
    };
    act.slots.iter().flatten().filter_map(named).filter_map(noun).collect()
}

fn as_var(term: &Term) -> Option<Var> {
    if let Term::Var(var) = term { Some(*var) } else { None }
}

fn slot_vars(act: &Act) -> Vec<Var> {
    act.slots.iter().flatten().filter_map(as_var).collect()
}

/// The variables of the numbers of a sum.
fn number_vars(comparison: &Comparison) -> Vec<Var> {
    let mut vars = Vec::new();
    for side in [&comparison.left, &comparison.right] {
        side.each_value(&mut |_, args| vars.extend(args.iter().filter_map(as_var)));
    }
    vars.sort_unstable();
    vars.dedup();
    vars
}

/// The variables that a question binds.
pub fn signature(kind: &ClauseKind) -> Vec<Var> {
    match kind {
        ClauseKind::Power { act, .. }
        | ClauseKind::Requirement { act, .. }
        | ClauseKind::Prohibition { act }
        | ClauseKind::Gap { act, .. } => slot_vars(act),
        ClauseKind::Frequency(frequency) => slot_vars(&frequency.act),
        ClauseKind::Sum(comparison) => number_vars(comparison),
        ClauseKind::Procedure(procedure) => procedure.matter.into_iter().collect(),
        ClauseKind::Turn(turn) => turn.matter.into_iter().collect(),
        ClauseKind::StateProhibition { state } => state.args.iter().filter_map(as_var).collect(),
        ClauseKind::Definition { head, .. } => head.args.iter().filter_map(as_var).collect(),
        ClauseKind::Exception { act, .. } => act.as_ref().map(slot_vars).unwrap_or_default(),
        ClauseKind::Duty(duty) => {
            let mut vars: Vec<Var> =
                duty.triggers.iter().flat_map(|atom| atom.args.iter()).filter_map(as_var).chain(slot_vars(&duty.act)).collect();
            vars.sort_unstable();
            vars.dedup();
            vars
        }
    }
}

/// The act a clause is about.
pub fn act_of(kind: &ClauseKind) -> Option<&Act> {
    match kind {
        ClauseKind::Power { act, .. }
        | ClauseKind::Requirement { act, .. }
        | ClauseKind::Prohibition { act }
        | ClauseKind::Gap { act, .. } => Some(act),
        ClauseKind::Duty(duty) => Some(&duty.act),
        ClauseKind::Frequency(frequency) => Some(&frequency.act),
        ClauseKind::Exception { act, .. } => act.as_ref(),
        ClauseKind::StateProhibition { .. }
        | ClauseKind::Definition { .. }
        | ClauseKind::Procedure(_)
        | ClauseKind::Turn(_)
        | ClauseKind::Sum(_) => None,
    }
}
