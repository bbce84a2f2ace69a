//! Statements about clauses: exceptions, ranks, open ranks, places to see.
use super::clause::{Standing, act_of, lower};
use super::document::{Later, at_place, show_place};
use super::noun::Lexicon;
use super::problem::ResolveProblem as P;
use super::scope::Scope;
use super::{Parsed, Quotes};
use crate::core_ir::{
    Act, Choice, ChoiceId, ChoiceKind, Clause, ClauseId, ClauseKind, Extension, Formula, Lifts, Limit, Program, RelationId,
    Rival, SentencePart, Term,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::Span;
use crate::syntax::tree::{self, Head, Phrase, Place, StatementKind};

/// Settles all of them.
pub fn settle(
    program: &mut Program,
    scope: &Scope,
    rulebooks: &[&Parsed],
    later: &[Later],
    quotes: &Quotes,
    spots: &mut Vec<Span>,
) -> Problems {
    let mut problems = waivers(program, rulebooks, spots);
    for one in later {
        match &one.statement.kind {
            StatementKind::Exception { targets, heads } => {
                let targets = places(program, scope, spots, one, targets, &mut problems);
                for (target, id) in exception(program, scope, one, targets, heads, quotes, &mut problems) {
                    if let Some(clause) = program.clauses.get_mut(target.index()) {
                        clause.exceptions.push(id);
                    }
                }
            }
            StatementKind::Limit { heads, longer } => {
                let targets = limited(program, one, &mut problems);
                for (target, when) in exception(program, scope, one, targets, heads, quotes, &mut problems) {
                    change_limit(program, target, when, *longer);
                }
            }
            StatementKind::Rank { higher, lower, .. } => {
                let higher = places(program, scope, spots, one, higher, &mut problems);
                let lower = places(program, scope, spots, one, lower, &mut problems);
                outrank(program, &higher, &lower);
            }
            StatementKind::Unranked { left, right } => {
                let left = (left.as_slice(), places(program, scope, spots, one, left, &mut problems));
                let right = (right.as_slice(), places(program, scope, spots, one, right, &mut problems));
                unranked(program, one, left, right);
            }
            StatementKind::See(targets) => {
                // Declaratory articles may be referred to as well; only the number of the article is checked elsewhere.
                let _ = targets;
            }
            _ => {}
        }
        spots.resize(program.clauses.len(), one.statement.at);
    }
    problems
}

/// 可以 不 α lifts the duties and requirements on α in its article.
fn waivers(program: &mut Program, rulebooks: &[&Parsed], spots: &[Span]) -> Problems {
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

fn places(
    program: &Program,
    scope: &Scope,
    spots: &[Span],
    one: &Later,
    places: &[Place],
    problems: &mut Problems,
) -> Vec<ClauseId> {
    let mut found = Vec::new();
    for place in places {
        let here = match &place.procedure {
            Some(name) => steps(program, scope, spots, &name.text),
            None => at_place(program, place, one),
        };
        if here.is_empty() {
            problems.push(Problem::new(P::NoSuchPlace { place: show_place(place) }, one.source, place.at));
        }
        found.extend(here);
    }
    found
}

/// The clauses that the steps of a procedure became.
fn steps(program: &Program, scope: &Scope, spots: &[Span], name: &str) -> Vec<ClauseId> {
    let Some(procedure) = scope.procedures.get(name) else { return Vec::new() };
    let document = |clause: &Clause| program.documents.get(clause.document.index());
    let here = |clause: &Clause, spot: &Span| {
        *spot == procedure.at && document(clause).is_some_and(|document| document.title == procedure.document)
    };
    let numbered = program.clauses.iter().zip(spots).enumerate();
    let own = numbered.filter(|(_, (clause, spot))| matches!(clause.kind, ClauseKind::Requirement { .. }) && here(clause, spot));
    own.map(|(n, _)| ClauseId(n as u32)).collect()
}

/// `例外 第四十五条：φ 的，不适用。`: an exception to each clause at the place, over that clause's own variables by word.
fn exception(
    program: &mut Program,
    scope: &Scope,
    one: &Later,
    mut targets: Vec<ClauseId>,
    heads: &[Head],
    quotes: &Quotes,
    problems: &mut Problems,
) -> Vec<(ClauseId, ClauseId)> {
    let mut made = Vec::new();
    // A place may hold definitions beside what they serve: the exception is to what is done, not to the words.
    let about_act = |id: &ClauseId| program.clauses.get(id.index()).is_some_and(|clause| act_of(&clause.kind).is_some());
    if !targets.is_empty() && !targets.iter().any(about_act) {
        let what = P::Unsupported {
            what: "对定义的例外，请把它写进定义里",
            english: "an exception to a definition; write it into the definition",
        };
        problems.push(Problem::new(what, one.source, one.statement.at));
    }
    targets.retain(about_act);
    for target in targets {
        let Some(clause) = program.clauses.get(target.index()) else { continue };
        let act = act_of(&clause.kind).cloned();
        let number = |text: &str| quotes.number(text);
        let words = words_of(program, clause);
        let standing = Standing {
            lexicon: Lexicon { program, scope, locals: None },
            source: one.source,
            document: one.document,
            citation: one.citation.clone(),
            guards: Vec::new(),
            or_more: None,
            quotes: &number,
        };
        // The exception is read as a clause about the same act, so that 该X finds the act's things.
        let part = tree::Part {
            at: one.statement.at,
            hedged: false,
            kind: tree::PartKind::May { subject: Phrase::default(), words },
            except: None,
        };
        let tree = tree::Clause {
            at: one.statement.at,
            segments: vec![tree::Segment { heads: heads.to_vec(), parts: vec![part] }],
            anchor: None,
        };
        let mut lowered = lower(&tree, &standing);
        problems.append(std::mem::take(&mut lowered.problems));
        for mut new in lowered.clauses {
            if let ClauseKind::Power { act: own, .. } = &new.kind {
                new.kind = ClauseKind::Exception { act: act.as_ref().map(|_| own.clone()), lifts: Lifts::Listed };
                new.exceptions.clear();
                let id = ClauseId(program.clauses.len() as u32);
                program.clauses.push(new);
                made.push((target, id));
            }
        }
    }
    made
}

/// The duties of the article whose limit is in days.
fn limited(program: &Program, one: &Later, problems: &mut Problems) -> Vec<ClauseId> {
    let in_days = |clause: &Clause| {
        matches!(&clause.kind, ClauseKind::Duty(duty) if matches!(duty.limit, Some(Limit::Days { .. })))
            && clause.document == one.document
            && clause.citation.locus.article == one.locus.article
    };
    let found: Vec<ClauseId> =
        program.clauses.iter().enumerate().filter(|(_, clause)| in_days(clause)).map(|(n, _)| ClauseId(n as u32)).collect();
    if found.is_empty() {
        problems.push(Problem::new(P::NoLimit, one.source, one.statement.at));
    }
    found
}

fn change_limit(program: &mut Program, duty: ClauseId, when: ClauseId, longer: Option<(u32, bool)>) {
    let Some(ClauseKind::Duty(duty)) = program.clauses.get_mut(duty.index()).map(|clause| &mut clause.kind) else { return };
    let Some(Limit::Days { extensions, excluded, .. }) = &mut duty.limit else { return };
    match longer {
        Some((count, working)) => extensions.push(Extension { when, count, working }),
        None => excluded.push(when),
    }
}

/// The act of a clause as words again: each slot by its kind.
fn words_of(program: &Program, clause: &Clause) -> Phrase {
    use crate::core_ir::SentencePart;
    use tree::{Item, Word};
    let Some(act) = act_of(&clause.kind) else { return Phrase::default() };
    let Some(relation) = program.relations.get(act.verb.index()) else { return Phrase::default() };
    let word = |text: String| Item::Word(Word { text, at: Span::default() });
    let items = relation.sentence.iter().filter_map(|part| match part {
        SentencePart::Word(text) => Some(word(text.clone())),
        SentencePart::Hole(n) => {
            let name = match act.slots.get(*n).copied().flatten() {
                Some(Term::Individual(id)) => program.individuals.get(id.index()).map(|individual| individual.name.clone()),
                Some(Term::Var(var)) => clause
                    .variables
                    .get(usize::from(var.0))
                    .and_then(|(kind, _)| program.kinds.get(kind.index()))
                    .map(|kind| kind.name.clone()),
                None => {
                    relation.holes.get(*n).and_then(|hole| program.kinds.get(hole.kind.index())).map(|kind| kind.name.clone())
                }
            };
            name.map(word)
        }
        SentencePart::Number => None,
    });
    Phrase { items: items.collect(), at: Span::default() }
}

/// The higher clause is an exception to the lower wherever it applies to the matter, whoever acts.
fn outrank(program: &mut Program, higher: &[ClauseId], lower: &[ClauseId]) {
    for above in higher {
        let Some(applies) = program.clauses.get(above.index()).map(|clause| applies(program, clause)) else { continue };
        let Some(applies) = applies else { continue };
        let id = ClauseId(program.clauses.len() as u32);
        program.clauses.push(applies);
        for below in lower {
            let same = verbs_meet(program, *above, *below);
            if let Some(clause) = program.clauses.get_mut(below.index()).filter(|_| same) {
                clause.exceptions.push(id);
            }
        }
    }
}

fn verbs_meet(program: &Program, left: ClauseId, right: ClauseId) -> bool {
    let verb = |id: ClauseId| program.clauses.get(id.index()).and_then(|clause| act_of(&clause.kind)).map(|act| act.verb);
    match (verb(left), verb(right)) {
        (Some(left), Some(right)) => left == right,
        _ => false,
    }
}

/// `the clause applies to this matter`, as an exception: its condition for any doer.
fn applies(program: &Program, clause: &Clause) -> Option<Clause> {
    let act = act_of(&clause.kind)?;
    let mut act: Act = act.clone();
    let doer = program.relations.get(act.verb.index()).and_then(|relation| relation.doer);
    let slot = doer.and_then(|doer| act.slots.get_mut(doer)).and_then(Option::take);
    let mut applies = clause.clone();
    if let Some(Term::Var(var)) = slot
        && let Some((kind, _)) = clause.variables.get(usize::from(var.0))
    {
        applies.condition = Formula::Exists { var, kind: *kind, body: Box::new(applies.condition) };
    }
    applies.kind = ClauseKind::Exception { act: Some(act), lifts: Lifts::Listed };
    Some(applies)
}

fn unranked(program: &mut Program, one: &Later, left: (&[Place], Vec<ClauseId>), right: (&[Place], Vec<ClauseId>)) {
    let ((left, lefts), (right, rights)) = (left, right);
    let name = |places: &[Place]| places.iter().map(show_place).collect::<Vec<_>>().join("、");
    let choice = ChoiceId(program.choices.len() as u32);
    let options = vec![format!("{}优先", name(left)), format!("{}优先", name(right))];
    program.choices.push(Choice {
        words: format!("{}与{}", name(left), name(right)),
        options,
        kind: ChoiceKind::Rank,
        citation: Some(one.citation.clone()),
        basis: None,
    });
    for (winners, losers, option) in [(&lefts, &rights, 0), (&rights, &lefts, 1)] {
        for winner in winners {
            let Some(Some(applies)) = program.clauses.get(winner.index()).map(|clause| applies(program, clause)) else {
                continue;
            };
            let id = ClauseId(program.clauses.len() as u32);
            program.clauses.push(applies);
            for loser in losers {
                if let Some(clause) = program.clauses.get_mut(loser.index()) {
                    clause.rivals.push(Rival { choice, option, clause: id });
                }
            }
        }
    }
}
