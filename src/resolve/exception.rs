//! Exceptions that are statements of their own, changes of limits, and 可以 不.
use super::Parsed;
use super::clause::{Standing, act_of, lower_exception};
use super::document::Later;
use super::noun::Lexicon;
use super::problem::ResolveProblem as P;
use super::rank::Settler;
use super::scope::Scope;
use super::variables::{Key, Variable, Variables};
use crate::core_ir::{
    Act, Clause, ClauseId, ClauseKind, Extension, Formula, Lifts, Limit, Program, RelationId, SentencePart, Term,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::Span;
use crate::syntax::tree::Head;

/// 可以 不 α lifts the duties and requirements on α in its article.
pub fn waivers(program: &mut Program, rulebooks: &[&Parsed], spots: &[Span]) -> Problems {
    let mut problems = Problems::default();
    for n in 0..program.clauses.len() {
        let Some(Clause { kind: ClauseKind::Exception { act: Some(act), lifts }, document, citation, .. }) =
            program.clauses.get(n)
        else {
            continue;
        };
        let (verb, lifts, document, article) = (act.verb, *lifts, *document, citation.locus.article);
        if lifts == Lifts::Listed {
            continue;
        }
        let bound = |clause: &Clause| match &clause.kind {
            ClauseKind::Duty(duty) => std::iter::once(&duty.act).chain(&duty.alternatives).any(|act| act.verb == verb),
            ClauseKind::Requirement { act, .. } => lifts == Lifts::InArticle && act.verb == verb,
            _ => false,
        };
        let beside =
            |clause: &Clause| lifts == Lifts::Duties || clause.document == document && clause.citation.locus.article == article;
        let mut lifted = false;
        for clause in &mut program.clauses {
            if beside(clause) && bound(clause) {
                clause.exceptions.push(ClauseId(n as u32));
                lifted = true;
            }
        }
        if !lifted
            && lifts == Lifts::InArticle
            && let Some(parsed) = rulebooks.get(document.index())
        {
            let act = shown(program, verb);
            let at = spots.get(n).copied().unwrap_or_default();
            problems.push(Problem::new(P::NothingToLift { act }, &parsed.source, at));
        }
    }
    problems
}

/// The words of an act.
fn shown(program: &Program, verb: RelationId) -> String {
    let words = program.relations.get(verb.index()).map(|relation| relation.sentence.as_slice()).unwrap_or_default();
    let word = |part: &SentencePart| if let SentencePart::Word(word) = part { Some(word.clone()) } else { None };
    words.iter().filter_map(word).collect::<Vec<_>>().join(" ")
}

impl Settler<'_> {
    /// `例外 第四十五条：φ 的，不适用。`: an exception to each clause at the place, over that clause's own variables.
    pub(super) fn exception(&mut self, one: &Later, mut targets: Vec<ClauseId>, heads: &[Head]) -> Vec<(ClauseId, ClauseId)> {
        // A place may hold definitions beside what they serve: the exception is to what is done, not to the words.
        let bound = |id: &ClauseId| self.program.clauses.get(id.index()).is_some_and(|clause| binds(&clause.kind));
        let only_words = !targets.is_empty() && !targets.iter().any(bound);
        targets.retain(bound);
        if only_words {
            let what = P::Unsupported {
                what: "对定义的例外，请把它写进定义里",
                english: "an exception to a definition; write it into the definition",
            };
            self.report(what, one, one.statement.at);
        }
        let (mut made, mut problems) = (Vec::new(), Problems::default());
        for target in targets {
            let (clauses, found) = self.exception_to(one, target, heads);
            problems.append(found);
            for clause in clauses {
                made.push((target, ClauseId(self.program.clauses.len() as u32)));
                self.program.clauses.push(clause);
            }
        }
        // One of several clauses may lack the thing that the exception speaks of.
        if made.is_empty() {
            self.problems.append(problems);
        }
        made
    }

    fn exception_to(&self, one: &Later, target: ClauseId, heads: &[Head]) -> (Vec<Clause>, Problems) {
        let (Some(clause), Some(variables)) =
            (self.program.clauses.get(target.index()), self.written.variables.get(target.index()))
        else {
            return (Vec::new(), Problems::default());
        };
        let number = |text: &str, kind| self.written.quotes.number(text, kind);
        let standing = Standing {
            lexicon: Lexicon { program: self.program, scope: self.scope, locals: None },
            source: one.source,
            document: one.document,
            citation: one.citation.clone(),
            guards: Vec::new(),
            or_more: one.or_more,
            quotes: &number,
            named: None,
        };
        let mut variables = variables.clone();
        let act = act_of(&clause.kind).map(|act| open_places(act, self.program, self.scope, &mut variables));
        lower_exception(heads, clause, act, &variables, one.statement.at, &standing)
    }

    /// The duties of the article whose limit is in days.
    pub(super) fn limited(&mut self, one: &Later) -> Vec<ClauseId> {
        let in_days = |clause: &Clause| {
            matches!(&clause.kind, ClauseKind::Duty(duty) if matches!(duty.limit, Some(Limit::Days { .. })))
                && clause.document == one.document
                && clause.citation.locus.article == one.locus.article
        };
        let clauses = self.program.clauses.iter().enumerate();
        let found: Vec<ClauseId> = clauses.filter(|(_, clause)| in_days(clause)).map(|(n, _)| ClauseId(n as u32)).collect();
        if found.is_empty() {
            self.report(P::NoLimit, one, one.statement.at);
        }
        found
    }
}

/// What an exception may be to: all but words.
fn binds(kind: &ClauseKind) -> bool {
    matches!(kind, ClauseKind::StateProhibition { .. }) || act_of(kind).is_some()
}

/// The act of a clause; a place that it leaves open gets a variable by the word of its kind, so that the exception may speak
/// of what stands there (该公文).
fn open_places(act: &Act, program: &Program, scope: &Scope, variables: &mut Variables) -> Act {
    let mut act = act.clone();
    let holes = program.relations.get(act.verb.index()).map(|relation| relation.holes.as_slice()).unwrap_or_default();
    for (slot, hole) in act.slots.iter_mut().zip(holes) {
        let key = Key::Kind(hole.kind);
        let Some(kind) = program.kinds.get(hole.kind.index()).filter(|_| slot.is_none() && variables.find(&key).is_none()) else {
            continue;
        };
        if hole.kind != scope.known.verb {
            let word = kind.name.clone();
            let open = Variable { kind: hole.kind, word, key, restriction: Formula::True, universal: false };
            *slot = Some(Term::Var(variables.add(open)));
        }
    }
    act
}

/// Lengthens the limit of a duty, or takes days out of it.
pub fn change_limit(program: &mut Program, duty: ClauseId, when: ClauseId, longer: Option<(u32, crate::vocabulary::TimeUnit)>) {
    let Some(ClauseKind::Duty(duty)) = program.clauses.get_mut(duty.index()).map(|clause| &mut clause.kind) else { return };
    let Some(Limit::Days { extensions, excluded, .. }) = &mut duty.limit else { return };
    match longer {
        Some((count, unit)) => extensions.push(Extension { when, count, unit }),
        None => excluded.push(when),
    }
}
