//! Documents that stand together: which of them use each other, which takes precedence, and where their clauses cannot both
//! be obeyed.
//!
//! What can be obeyed together adds up and is no concern of this module. What cannot, are claims that exclude each other: two
//! closed powers over one act, two closed definitions of one relation, a duty and a prohibition of one act. Of such a pair
//! one is a *rival* of the other: under an open choice, or by the precedence of its document.
use super::Parsed;
use super::document::Later;
use super::place::{at_place, same_title};
use super::problem::ResolveProblem as P;
use super::rank::bare;
use crate::core_ir::{
    Choice, ChoiceId, ChoiceKind, Clause, ClauseId, ClauseKind, Grant, KindId, Program, RelationId, Rival, Term,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{HeaderLine, Place, StatementKind};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Fields of the head that name another document.
pub const NAMING: [&str; 3] = ["引用", UNDER, BESIDE];
/// Issued under it.
const UNDER: &str = "依据";
/// Stands beside it.
const BESIDE: &str = "并列";
/// The doctrine that asks for a later date.
const LATER: &str = "新规定";

/// One document says something of another, somewhere.
struct Arrow<'a> {
    from: usize,
    to: usize,
    source: &'a Arc<Source>,
    at: Span,
    basis: Option<String>,
}

/// Whether a rank is between whole documents.
pub fn between_documents(higher: &[Place], lower: &[Place]) -> bool {
    let whole = |place: &Place| {
        let parts = [place.chapter, place.article, place.paragraph, place.sentence, place.item];
        place.document.is_some() && place.procedure.is_none() && place.relative.is_none() && parts.iter().all(Option::is_none)
    };
    higher.iter().chain(lower).all(whole)
}

/// Makes rivals of the clauses of documents that stand together.
pub fn settle(program: &mut Program, rulebooks: &[&Parsed], later: &[Later]) -> Problems {
    let mut problems = Problems::default();
    let named = arrows(program, rulebooks, &NAMING);
    rings(program, named.iter().filter(|arrow| arrow.basis.as_deref() != Some(BESIDE)), &mut problems, |ring| P::UseRing {
        ring,
    });
    let ranks = ranks(program, later, &mut problems);
    rings(program, ranks.iter(), &mut problems, |ring| P::RankRing { ring });
    not_later(program, &ranks, &mut problems);

    let together =
        families(program.documents.len(), named.iter().filter(|arrow| arrow.basis.as_deref() != Some(NAMING[0])), &ranks);
    let settled = settled(program, later);
    let mut pairs: IndexMap<(usize, usize, Sort, RelationId), Vec<(ClauseId, ClauseId)>> = IndexMap::new();
    let claims = claims(program);
    for (n, (left, sort, relation)) in claims.iter().enumerate() {
        for (right, other, same) in claims.iter().skip(n + 1).filter(|claim| claim.2 == *relation) {
            let (Some(a), Some(b)) = (program.clauses.get(left.index()), program.clauses.get(right.index())) else { continue };
            let (one, two) = (a.document.index(), b.document.index());
            let known = settled.contains(&(*left, *right)) || settled.contains(&(*right, *left));
            if one == two || together.get(one) != together.get(two) || !sort.excludes(*other) || known {
                continue;
            }
            if meet(program, a, b, *same) && !alike(a, b) {
                // The pairs of two documents on one act are settled together, whichever stands first.
                let (key, pair) = if one < two { ((one, two), (*left, *right)) } else { ((two, one), (*right, *left)) };
                pairs.entry((key.0, key.1, (*sort).min(*other), *relation)).or_default().push(pair);
            }
        }
    }
    for ((one, two, _, _), pairs) in pairs {
        let rank = ranks.iter().find(|rank| [(rank.from, rank.to), (rank.to, rank.from)].contains(&(one, two)));
        let turned = rank.is_some_and(|rank| rank.from == two);
        let pairs = if turned { pairs.into_iter().map(|(a, b)| (b, a)).collect() } else { pairs };
        contest(program, &pairs, rank.map(|rank| rank.basis.clone().unwrap_or_default()));
    }
    problems
}

/// What a clause claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Sort {
    Power,
    Definition,
    Duty,
    Prohibition,
}

impl Sort {
    fn excludes(self, other: Self) -> bool {
        use Sort::{Definition, Duty, Power, Prohibition};
        matches!((self, other), (Power, Power) | (Definition, Definition) | (Duty, Prohibition) | (Prohibition, Duty))
    }
}

fn claims(program: &Program) -> Vec<(ClauseId, Sort, RelationId)> {
    let claim = |clause: &Clause| match &clause.kind {
        ClauseKind::Power { act, grant: Grant::Closed, .. } => Some((Sort::Power, act.verb)),
        ClauseKind::Definition { head, closed: true } => Some((Sort::Definition, head.relation)),
        ClauseKind::Duty(duty) if !clause.hedged => Some((Sort::Duty, duty.act.verb)),
        ClauseKind::Prohibition { act } if !clause.hedged => Some((Sort::Prohibition, act.verb)),
        _ => None,
    };
    let library = |clause: &Clause| program.documents.get(clause.document.index()).is_none_or(|document| document.library);
    let official = program.clauses.iter().enumerate().filter(|(_, clause)| !library(clause));
    official.filter_map(|(n, clause)| claim(clause).map(|(sort, relation)| (ClauseId(n as u32), sort, relation))).collect()
}

/// The places of what a clause claims.
fn slots(clause: &Clause) -> Vec<Option<Term>> {
    match &clause.kind {
        ClauseKind::Definition { head, .. } => head.args.iter().copied().map(Some).collect(),
        kind => super::clause::act_of(kind).map(|act| act.slots.clone()).unwrap_or_default(),
    }
}

/// Whether one case can fall under both: each place but the doer's can be filled by the same thing.
fn meet(program: &Program, a: &Clause, b: &Clause, relation: RelationId) -> bool {
    let doer = program.relations.get(relation.index()).and_then(|relation| relation.doer);
    let kind = |clause: &Clause, term: Term| match term {
        Term::Var(var) => clause.variables.get(usize::from(var.0)).map(|(kind, _)| *kind),
        Term::Individual(id) => program.individuals.get(id.index()).map(|individual| individual.kind),
    };
    let above = |low: KindId, high: KindId| program.kinds.get(low.index()).is_some_and(|kind| kind.ancestors.contains(&high));
    let fit = |left: Option<Term>, right: Option<Term>| match (left, right) {
        (Some(Term::Individual(left)), Some(Term::Individual(right))) => left == right,
        (Some(left), Some(right)) => match (kind(a, left), kind(b, right)) {
            (Some(one), Some(two)) => above(one, two) || above(two, one),
            _ => false,
        },
        _ => true,
    };
    let places = slots(a).into_iter().zip(slots(b)).enumerate();
    places.filter(|(n, _)| Some(*n) != doer).all(|(_, (left, right))| fit(left, right))
}

/// Word for word the same claim: nothing to choose between.
fn alike(a: &Clause, b: &Clause) -> bool {
    let kinds = |clause: &Clause| clause.variables.iter().map(|(kind, _)| *kind).collect::<Vec<_>>();
    slots(a) == slots(b) && a.condition == b.condition && kinds(a) == kinds(b) && a.hedged == b.hedged && a.guards == b.guards
}

/// Makes rivals of the pairs: by a doctrine the first prevail, else it is open which do.
fn contest(program: &mut Program, pairs: &[(ClauseId, ClauseId)], basis: Option<String>) {
    let side = |ids: Vec<ClauseId>| shown(program, ids);
    let names = [side(pairs.iter().map(|pair| pair.0).collect()), side(pairs.iter().map(|pair| pair.1).collect())];
    let first = pairs.first().and_then(|pair| program.clauses.get(pair.0.index()));
    let choice = ChoiceId(program.choices.len() as u32);
    let citation = first.map(|clause| clause.citation.clone());
    program.choices.push(Choice {
        words: names.join("与"),
        options: names.iter().map(|name| format!("{name}优先")).collect(),
        kind: if basis.is_some() { ChoiceKind::Precedence } else { ChoiceKind::Rank },
        citation,
        basis,
    });
    for (left, right) in pairs {
        for (loser, winner, option) in [(left, right, 1), (right, left, 0)] {
            if let Some(clause) = program.clauses.get_mut(loser.index()) {
                clause.rivals.push(Rival { choice, option, clause: *winner });
            }
        }
    }
}

/// `《工作规则》第三十八条第一款`, each place once.
fn shown(program: &Program, ids: Vec<ClauseId>) -> String {
    let mut places: Vec<String> = Vec::new();
    let mut title = "";
    for clause in ids.iter().filter_map(|id| program.clauses.get(id.index())) {
        title = program.documents.get(clause.document.index()).map_or("", |document| document.short.as_str());
        let place = clause.citation.locus.to_string();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    format!("《{title}》{}", places.join("、"))
}

/// The lines of the heads that name another document that is here.
fn arrows<'a>(program: &Program, rulebooks: &[&'a Parsed], fields: &[&'static str]) -> Vec<Arrow<'a>> {
    let mut found = Vec::new();
    for (from, parsed) in rulebooks.iter().enumerate() {
        let header = parsed.file.rulebook.iter().flat_map(|rulebook| &rulebook.header);
        let naming = |line: &&HeaderLine| fields.contains(&line.field.text.as_str());
        for line in header.filter(naming) {
            let to = program.documents.iter().position(|document| same_title(document, &line.value.text));
            let basis = Some(line.field.text.clone());
            found.extend(to.map(|to| Arrow { from, to, source: &parsed.source, at: line.value.at, basis }));
        }
    }
    found
}

/// The ranks between whole documents.
fn ranks<'a>(program: &Program, later: &'a [Later<'a>], problems: &mut Problems) -> Vec<Arrow<'a>> {
    let mut found = Vec::new();
    for one in later {
        let StatementKind::Rank { higher, lower, basis } = &one.statement.kind else { continue };
        if !between_documents(higher, lower) {
            continue;
        }
        if basis.is_none() {
            problems.push(Problem::new(P::NoDoctrine, one.source, one.statement.at));
        }
        let mut called = |places: &[Place]| -> Vec<usize> {
            let words = places.iter().filter_map(|place| place.document.as_ref());
            let position = |title: &str| program.documents.iter().position(|document| same_title(document, title));
            let mut here = Vec::new();
            for word in words {
                if let Some(document) = position(&word.text) {
                    here.push(document);
                } else {
                    let title = bare(&word.text);
                    problems.push(Problem::new(P::UnknownDocument { title }, one.source, word.at));
                }
            }
            here
        };
        let (above, below) = (called(higher), called(lower));
        let basis = basis.as_ref().map(|word| word.text.clone());
        for from in &above {
            let arrow =
                |to: &usize| Arrow { from: *from, to: *to, source: one.source, at: one.statement.at, basis: basis.clone() };
            found.extend(below.iter().map(arrow));
        }
    }
    found
}

/// 新规定 wants a later date: of documents of one day none is the later.
fn not_later(program: &Program, ranks: &[Arrow], problems: &mut Problems) {
    for rank in ranks.iter().filter(|rank| rank.basis.as_deref().is_some_and(|basis| basis.starts_with(LATER))) {
        let document = |n: usize| program.documents.get(n);
        let (Some(higher), Some(lower)) = (document(rank.from), document(rank.to)) else { continue };
        if higher.from.is_none() || lower.from.is_none() || higher.from <= lower.from {
            let kind = P::NotLater { higher: higher.title.clone(), lower: lower.title.clone() };
            problems.push(Problem::new(kind, rank.source, rank.at));
        }
    }
}

/// Reports each ring of arrows once, with every place that is part of it.
fn rings<'a, 'b: 'a>(
    program: &Program,
    arrows: impl Iterator<Item = &'a Arrow<'b>>,
    problems: &mut Problems,
    kind: impl Fn(String) -> P,
) {
    let arrows: Vec<&Arrow> = arrows.collect();
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for (n, first) in arrows.iter().enumerate() {
        if told.contains(&n) {
            continue;
        }
        let Some(ring) = way_back(&arrows, n) else { continue };
        told.extend(&ring);
        let title = |n: usize| program.documents.get(n).map_or_else(String::new, |document| format!("《{}》", document.title));
        let mut names: Vec<String> = ring.iter().map(|at| title(arrows[*at].from)).collect();
        names.extend(names.first().cloned());
        let mut problem = Problem::new(kind(names.join("→")), first.source, first.at);
        for at in ring.iter().skip(1) {
            problem = problem.also(arrows[*at].source, arrows[*at].at, "另一处在这里", "the other place is here");
        }
        problems.push(problem);
    }
}

/// The shortest way along the arrows from the head of one back to its tail, itself first.
fn way_back(arrows: &[&Arrow], first: usize) -> Option<Vec<usize>> {
    let mut ways = vec![vec![first]];
    let mut seen = BTreeSet::from([arrows[first].to]);
    while !ways.is_empty() {
        if let Some(way) = ways.iter().find(|way| way.last().is_some_and(|at| arrows[*at].to == arrows[first].from)) {
            return Some(way.clone());
        }
        let mut longer = Vec::new();
        for way in &ways {
            let Some(end) = way.last().map(|at| arrows[*at].to) else { continue };
            for (n, arrow) in arrows.iter().enumerate().filter(|(_, arrow)| arrow.from == end) {
                if arrow.to == arrows[first].from || seen.insert(arrow.to) {
                    longer.push(way.iter().copied().chain([n]).collect());
                }
            }
        }
        ways = longer;
    }
    None
}

/// A number for each document: those that stand together have the same.
fn families<'a>(count: usize, named: impl Iterator<Item = &'a Arrow<'a>>, ranks: &[Arrow]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..count).collect();
    let pairs = named.map(|arrow| (arrow.from, arrow.to)).chain(ranks.iter().map(|rank| (rank.from, rank.to)));
    for (one, two) in pairs {
        let (Some(keep), Some(lose)) = (group.get(one).copied(), group.get(two).copied()) else { continue };
        group.iter_mut().filter(|number| **number == lose).for_each(|number| *number = keep);
    }
    group
}

/// The pairs of clauses of which a statement says itself what prevails, or that it is open.
fn settled(program: &Program, later: &[Later]) -> BTreeSet<(ClauseId, ClauseId)> {
    let mut found = BTreeSet::new();
    for one in later {
        let (left, right) = match &one.statement.kind {
            StatementKind::Rank { higher, lower, .. } if !between_documents(higher, lower) => (higher, lower),
            StatementKind::Unranked { left, right } => (left, right),
            _ => continue,
        };
        let at = |places: &[Place]| places.iter().flat_map(|place| at_place(program, place, one)).collect::<Vec<_>>();
        let rights = at(right);
        for left in at(left) {
            found.extend(rights.iter().map(|right| (left, *right)));
        }
    }
    found
}
