//! Claims of documents that stand together, where they exclude each other: two closed powers over one act, two closed
//! definitions of one relation, a duty and a prohibition of one act. Of such a pair one is a *rival* of the other: under an
//! open choice, or by the precedence of its document. What can be obeyed together adds up and is no concern of this module.
use super::alike::{alike, to_the_same};
use super::clause::act_of;
use super::family::Family;
use crate::core_ir::{
    Choice, ChoiceId, ChoiceKind, ChoiceWords, Clause, ClauseId, ClauseKind, Grant, KindId, Program, RelationId, Rival, Term,
};
use crate::vocabulary::Locus;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// Pairs of clauses that a statement has settled, in either order.
pub type Settled = BTreeSet<(ClauseId, ClauseId)>;

/// Two documents and what they both lay claim to.
type Matter = (usize, usize, Sort, RelationId);

/// Two clauses that exclude each other, and whether each yields where the other prevails.
#[derive(Clone, Copy)]
struct Pair {
    clauses: [ClauseId; 2],
    yields: [bool; 2],
}

impl Pair {
    fn turned(self) -> Self {
        let ([one, two], [first, second]) = (self.clauses, self.yields);
        Self { clauses: [two, one], yields: [second, first] }
    }
}

/// Makes rivals of the claims that exclude each other, save those that a statement has settled.
pub fn contest(program: &mut Program, family: &Family, settled: &Settled) {
    let mut open: IndexMap<(Sort, RelationId), Vec<Meeting>> = IndexMap::new();
    for ((one, two, sort, relation), pairs) in excluding(program, family, settled) {
        match family.rank(one, two) {
            Some(rank) => {
                let turned = rank.higher == two;
                let pairs: Vec<Pair> = pairs.into_iter().map(|pair| if turned { pair.turned() } else { pair }).collect();
                make_rivals(program, &pairs, Some(rank.doctrine.clone()));
            }
            None => open.entry((sort, relation)).or_default().push((one, two, pairs)),
        }
    }
    for meetings in open.into_values() {
        let documents: BTreeSet<usize> = meetings.iter().flat_map(|(one, two, _)| [*one, *two]).collect();
        // Where each meets each, one of them prevails over all others: pair by pair they might prevail in a ring.
        let several = (3..=SEVERAL).contains(&documents.len());
        if several && meetings.len() == documents.len() * (documents.len() - 1) / 2 {
            one_of_several(program, documents, &meetings);
        } else {
            meetings.iter().for_each(|(_, _, pairs)| make_rivals(program, pairs, None));
        }
    }
}

/// Two documents and what they exclude each other in.
type Meeting = (usize, usize, Vec<Pair>);

/// So many documents make one choice, at most.
const SEVERAL: usize = 100;

/// Several documents of which any may prevail over all others. What the one that does leaves open falls to the next, in the
/// order of their titles: every order in which one comes first is looked at, and no two of the rest matter where it claims.
fn one_of_several(program: &mut Program, documents: BTreeSet<usize>, meetings: &[Meeting]) {
    let mut order: Vec<usize> = documents.into_iter().collect();
    order.sort_by_key(|document| program.documents.get(*document).map(|document| document.title.clone()));
    let side = |document: usize| {
        let own = meetings.iter().flat_map(|(one, two, pairs)| {
            let side = usize::from(*two == document);
            pairs.iter().filter(move |_| [*one, *two].contains(&document)).map(move |pair| pair.clauses[side])
        });
        shown(program, own)
    };
    let sides: Vec<Side> = order.iter().map(|document| side(*document)).collect();
    let choice = ChoiceId(program.choices.len() as u32);
    program.choices.push(Choice { kind: ChoiceKind::Rank, ..prevailing(&sides) });
    let place = |document: usize| order.iter().position(|other| *other == document).unwrap_or_default();
    for (one, two, pairs) in meetings {
        let places = [place(*one), place(*two)];
        for (pair, (loser, winner)) in pairs.iter().flat_map(|pair| [(pair, (0, 1)), (pair, (1, 0))]) {
            let prevails = |first: usize| first == places[winner] || (first != places[loser] && places[winner] < places[loser]);
            let rival = |option: usize| Rival { choice, option: option as u8, clause: pair.clauses[winner] };
            if let Some(clause) = program.clauses.get_mut(pair.clauses[loser].index()).filter(|_| pair.yields[loser]) {
                clause.rivals.extend((0..order.len()).filter(|first| prevails(*first)).map(rival));
            }
        }
    }
}

/// A clause and what it claims.
#[derive(Clone, Copy)]
struct Claim<'p> {
    id: ClauseId,
    clause: &'p Clause,
    sort: Sort,
}

impl Claim<'_> {
    fn document(&self) -> usize {
        self.clause.document.index()
    }
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

/// The pairs of clauses that exclude each other, by what is between their documents: those on one act are settled together.
fn excluding(program: &Program, family: &Family, settled: &Settled) -> IndexMap<Matter, Vec<Pair>> {
    let mut all: IndexMap<Matter, Vec<Pair>> = IndexMap::new();
    for (relation, claims) in claims(program) {
        let shared = shared(&claims);
        for (n, left) in claims.iter().enumerate() {
            for right in claims.iter().skip(n + 1) {
                let (one, two) = (left.document(), right.document());
                let known = settled.contains(&(left.id, right.id)) || settled.contains(&(right.id, left.id));
                if one == two || !family.together(one, two) || known || !exclude(program, left, right, relation) {
                    continue;
                }
                let yields = [!shared.contains(&(left.id, two)), !shared.contains(&(right.id, one))];
                if yields == [false; 2] {
                    continue;
                }
                let sort = left.sort.min(right.sort);
                let pair = Pair { clauses: [left.id, right.id], yields };
                let (documents, pair) =
                    if family.told_first(one, two) { ((one, two), pair) } else { ((two, one), pair.turned()) };
                all.entry((documents.0, documents.1, sort, relation)).or_default().push(pair);
            }
        }
    }
    all
}

/// The claims that another document makes word for word, whatever happens: they do not yield to it.
fn shared(claims: &[Claim]) -> BTreeSet<(ClauseId, usize)> {
    let mut all = BTreeSet::new();
    for one in claims {
        let too =
            |two: &&Claim| two.document() != one.document() && two.clause.exceptions.is_empty() && alike(one.clause, two.clause);
        all.extend(claims.iter().filter(too).map(|two| (one.id, two.document())));
    }
    all
}

/// The hard claims of the documents, by what they are about.
fn claims(program: &Program) -> IndexMap<RelationId, Vec<Claim<'_>>> {
    let mut all: IndexMap<RelationId, Vec<Claim>> = IndexMap::new();
    let library = |clause: &Clause| program.documents.get(clause.document.index()).is_none_or(|document| document.library);
    for (n, clause) in program.clauses.iter().enumerate().filter(|(_, clause)| !library(clause)) {
        if let Some((sort, relation)) = claim(clause) {
            all.entry(relation).or_default().push(Claim { id: ClauseId(n as u32), clause, sort });
        }
    }
    all
}

fn claim(clause: &Clause) -> Option<(Sort, RelationId)> {
    match &clause.kind {
        ClauseKind::Power { act, grant: Grant::Closed, .. } => Some((Sort::Power, act.verb)),
        ClauseKind::Definition { head, closed: true } => Some((Sort::Definition, head.relation)),
        ClauseKind::Duty(duty) if !clause.hedged => Some((Sort::Duty, duty.act.verb)),
        ClauseKind::Prohibition { act } if !clause.hedged => Some((Sort::Prohibition, act.verb)),
        _ => None,
    }
}

fn exclude(program: &Program, left: &Claim, right: &Claim, relation: RelationId) -> bool {
    let doer = program.relations.get(relation.index()).and_then(|relation| relation.doer);
    left.sort.excludes(right.sort)
        && meet(program, left.clause, right.clause)
        && !alike(left.clause, right.clause)
        && !to_the_same(left.clause, right.clause, doer)
}

/// Whether one case can fall under both of two clauses on one act or sentence: each place but the doer's can be filled by the
/// same thing.
pub fn meet(program: &Program, a: &Clause, b: &Clause) -> bool {
    let relation = |clause: &Clause| match &clause.kind {
        ClauseKind::Definition { head, .. } | ClauseKind::StateProhibition { state: head } => Some(head.relation),
        kind => act_of(kind).map(|act| act.verb),
    };
    let doer = relation(a).and_then(|relation| program.relations.get(relation.index())?.doer);
    let kind = |clause: &Clause, term: Term| match term {
        Term::Var(var) => clause.variables.get(usize::from(var.0)).map(|(kind, _)| *kind),
        Term::Individual(id) => program.individuals.get(id.index()).map(|individual| individual.kind),
    };
    let above = |low: KindId, high: KindId| program.is_a(low, high);
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

/// The places of what a clause claims.
fn slots(clause: &Clause) -> Vec<Option<Term>> {
    match &clause.kind {
        ClauseKind::Definition { head, .. } | ClauseKind::StateProhibition { state: head } => {
            head.args.iter().copied().map(Some).collect()
        }
        kind => act_of(kind).map(|act| act.slots.clone()).unwrap_or_default(),
    }
}

/// Makes rivals of the pairs: by a doctrine the first prevail, else it is open which do.
fn make_rivals(program: &mut Program, pairs: &[Pair], doctrine: Option<String>) {
    let sides = [0, 1].map(|side| shown(program, pairs.iter().map(|pair| pair.clauses[side])));
    let first = pairs.first().and_then(|pair| program.clauses.get(pair.clauses[0].index()));
    let choice = ChoiceId(program.choices.len() as u32);
    let citation = first.map(|clause| clause.citation.clone());
    let kind = if doctrine.is_some() { ChoiceKind::Precedence } else { ChoiceKind::Rank };
    program.choices.push(Choice { kind, citation, basis: doctrine, ..prevailing(&sides) });
    for pair in pairs {
        for (loser, winner, option) in [(0, 1, 1), (1, 0, 0)] {
            if let Some(clause) = program.clauses.get_mut(pair.clauses[loser].index()).filter(|_| pair.yields[loser]) {
                clause.rivals.push(Rival { choice, option, clause: pair.clauses[winner] });
            }
        }
    }
}

/// Places whose clauses may prevail over others, as they are told.
#[derive(Debug, Clone)]
pub struct Side {
    /// `《工作规则》第三十八条第一款`
    pub zh: String,
    /// `《工作规则》 article 38, paragraph 1`
    pub en: String,
}

/// A choice which of these prevails.
pub fn prevailing(sides: &[Side]) -> Choice {
    let zh: Vec<&str> = sides.iter().map(|side| side.zh.as_str()).collect();
    let en: Vec<&str> = sides.iter().map(|side| side.en.as_str()).collect();
    Choice {
        words: zh.join(if sides.len() == 2 { "与" } else { "、" }),
        options: zh.iter().map(|name| format!("{name}优先")).collect(),
        english: Some(ChoiceWords {
            words: en.join(if sides.len() == 2 { " and " } else { "; " }),
            options: en.iter().map(|name| format!("{name} prevails")).collect(),
        }),
        kind: ChoiceKind::Rank,
        citation: None,
        basis: None,
    }
}

/// The places of clauses of one document, each once.
fn shown(program: &Program, ids: impl Iterator<Item = ClauseId>) -> Side {
    let mut places: Vec<Locus> = Vec::new();
    let mut title = "";
    for clause in ids.filter_map(|id| program.clauses.get(id.index())) {
        title = program.documents.get(clause.document.index()).map_or("", |document| document.short.as_str());
        if !places.contains(&clause.citation.locus) {
            places.push(clause.citation.locus);
        }
    }
    let zh: Vec<String> = places.iter().map(Locus::to_string).collect();
    let en: Vec<String> = places.iter().map(Locus::english).collect();
    Side { zh: format!("《{title}》{}", zh.join("、")), en: format!("《{title}》 {}", en.join("; ")) }
}
