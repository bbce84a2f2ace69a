//! Claims of two documents that exclude each other, whether the documents say how they stand to each other or not: two closed
//! powers over one act, two closed definitions of one relation, a duty and a prohibition of one act. Of such a pair one is a
//! *rival* of the other: under an open choice, or by the precedence of its document. What can be obeyed together adds up and
//! is no concern of this module.
use super::alike::{alike, to_the_same};
use super::clause::act_of;
use super::family::Family;
use crate::core_ir::{
    Choice, ChoiceId, ChoiceKind, ChoiceWords, Clause, ClauseId, ClauseKind, DocumentId, Grant, Program, Ranked, RelationId,
    Rival, Term, Ways, doctrines,
};
use crate::vocabulary::Locus;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

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
    let rankings = std::mem::take(&mut program.rankings);
    let mut ways = Ways::new(&rankings);
    let mut open: IndexMap<(Sort, RelationId), Vec<Meeting>> = IndexMap::new();
    for ((one, two, sort, relation), pairs) in excluding(program, family, settled) {
        match higher(&mut ways, one, two) {
            Some(ranked) => {
                let turned = matches!(ranked, Ranked::Documents(higher, _) if higher.index() == two);
                let pairs: Vec<Pair> = pairs.into_iter().map(|pair| if turned { pair.turned() } else { pair }).collect();
                outranked(program, &pairs, &mut ways, ranked);
            }
            None => open.entry((sort, relation)).or_default().push(Meeting { sides: [one, two], pairs }),
        }
    }
    for meetings in open.into_values() {
        for meetings in apart(as_voices(program, meetings)) {
            let voices: BTreeSet<usize> = meetings.iter().flat_map(|meeting| meeting.sides).collect();
            // Where each meets each, one of them prevails over all others: pair by pair they might prevail in a ring.
            let several = (3..=SEVERAL).contains(&voices.len());
            if several && meetings.len() == voices.len() * (voices.len() - 1) / 2 {
                one_of_several(program, voices, &meetings);
            } else {
                meetings.iter().for_each(|meeting| make_rivals(program, &meeting.pairs, Choice::default()));
            }
        }
    }
    program.rankings = rankings;
}

/// Two documents, each for all that speak as it does, and what they exclude each other in.
struct Meeting {
    sides: [usize; 2],
    pairs: Vec<Pair>,
}

/// So many documents make one choice, at most.
const SEVERAL: usize = 100;

/// Which of two documents goes before the other, if either does.
fn higher(ways: &mut Ways, one: usize, two: usize) -> Option<Ranked> {
    let [one, two] = [one, two].map(|at| DocumentId(at as u32));
    let before = |(higher, lower): &(DocumentId, DocumentId)| ways.before(*higher, *lower);
    [(one, two), (two, one)].into_iter().find(before).map(|(higher, lower)| Ranked::Documents(higher, lower))
}

/// The first of the pairs prevail, by the statements that rank their documents.
fn outranked(program: &mut Program, pairs: &[Pair], ways: &mut Ways, ranked: Ranked) {
    let Ranked::Documents(higher, lower) = ranked else { return };
    let way = ways.between(higher, lower).unwrap_or_default();
    let citation = way.first().map(|ranking| ranking.citation.clone());
    let basis = Some(doctrines(&way));
    make_rivals(
        program,
        pairs,
        Choice { kind: ChoiceKind::Precedence, citation, basis, ranked: Some(ranked), ..Choice::default() },
    );
}

/// The meetings with one document in the place of all that claim the same: between them there is nothing to choose.
fn as_voices(program: &Program, meetings: Vec<Meeting>) -> Vec<Meeting> {
    let mut claimed: BTreeMap<usize, BTreeSet<ClauseId>> = BTreeMap::new();
    for (side, document, pair) in meetings.iter().flat_map(|meeting| {
        let sides = meeting.sides.into_iter().enumerate();
        sides.flat_map(|(side, document)| meeting.pairs.iter().map(move |pair| (side, document, pair)))
    }) {
        claimed.entry(document).or_default().insert(pair.clauses[side]);
    }
    let mut voices: Vec<usize> = Vec::new();
    let mut speaks_as: BTreeMap<usize, usize> = BTreeMap::new();
    for (document, claims) in &claimed {
        let voice =
            voices.iter().copied().find(|voice| claimed.get(voice).is_some_and(|other| all_alike(program, claims, other)));
        if voice.is_none() {
            voices.push(*document);
        }
        speaks_as.insert(*document, voice.unwrap_or(*document));
    }
    let mut merged: IndexMap<[usize; 2], Vec<Pair>> = IndexMap::new();
    for Meeting { sides, pairs } in meetings {
        let [one, two] = sides.map(|document| speaks_as.get(&document).copied().unwrap_or(document));
        match merged.get_mut(&[two, one]) {
            Some(known) => known.extend(pairs.into_iter().map(Pair::turned)),
            None => merged.entry([one, two]).or_default().extend(pairs),
        }
    }
    merged.into_iter().map(|(sides, pairs)| Meeting { sides, pairs }).collect()
}

/// Whether two documents claim the same, clause by clause.
fn all_alike(program: &Program, one: &BTreeSet<ClauseId>, two: &BTreeSet<ClauseId>) -> bool {
    let clause = |id: &ClauseId| program.clauses.get(id.index()).filter(|clause| clause.exceptions.is_empty());
    let has = |all: &BTreeSet<ClauseId>, id: &ClauseId| {
        clause(id).is_some_and(|own| all.iter().filter_map(clause).any(|other| alike(own, other)))
    };
    one.iter().all(|id| has(two, id)) && two.iter().all(|id| has(one, id))
}

/// Those that have to do with each other, directly or through others.
fn apart(meetings: Vec<Meeting>) -> Vec<Vec<Meeting>> {
    let mut group: BTreeMap<usize, usize> = meetings.iter().flat_map(|meeting| meeting.sides).map(|side| (side, side)).collect();
    for [one, two] in meetings.iter().map(|meeting| meeting.sides) {
        if let (Some(keep), Some(lose)) =
            (group.get(&one).copied(), group.get(&two).copied().filter(|two| group.get(&one) != Some(two)))
        {
            group.values_mut().filter(|number| **number == lose).for_each(|number| *number = keep);
        }
    }
    let mut all: IndexMap<Option<usize>, Vec<Meeting>> = IndexMap::new();
    for meeting in meetings {
        all.entry(group.get(&meeting.sides[0]).copied()).or_default().push(meeting);
    }
    all.into_values().collect()
}

/// Several documents of which any may prevail over all others. What the one that does leaves open falls to the next, in the
/// order of their titles: every order in which one comes first is looked at, and no two of the rest matter where it claims.
fn one_of_several(program: &mut Program, voices: BTreeSet<usize>, meetings: &[Meeting]) {
    let mut order: Vec<usize> = voices.into_iter().collect();
    order.sort_by_key(|document| program.documents.get(*document).map(|document| document.title.clone()));
    let side = |voice: usize| {
        let own = meetings.iter().flat_map(|meeting| {
            let side = usize::from(meeting.sides[1] == voice);
            meeting.pairs.iter().filter(move |_| meeting.sides.contains(&voice)).map(move |pair| pair.clauses[side])
        });
        shown(program, own)
    };
    let sides: Vec<Side> = order.iter().map(|voice| side(*voice)).collect();
    let choice = ChoiceId(program.choices.len() as u32);
    program.choices.push(prevailing(&sides));
    let place = |voice: usize| order.iter().position(|other| *other == voice).unwrap_or_default();
    for Meeting { sides, pairs } in meetings {
        let places = sides.map(place);
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
                if one == two || known || !exclude(program, left, right, relation) {
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
    let places = slots(a).into_iter().zip(slots(b)).enumerate();
    places.filter(|(n, _)| Some(*n) != doer).all(|(_, (left, right))| may_be_one(program, (a, left), (b, right)))
}

/// Whether what stands in a place of one clause and in a place of another may be the same thing; an empty place takes anything.
pub fn may_be_one(program: &Program, (a, left): (&Clause, Option<Term>), (b, right): (&Clause, Option<Term>)) -> bool {
    let kind = |clause: &Clause, term: Term| match term {
        Term::Var(var) => clause.variables.get(usize::from(var.0)).map(|(kind, _)| *kind),
        Term::Individual(id) => program.individuals.get(id.index()).map(|individual| individual.kind),
    };
    match (left, right) {
        (Some(Term::Individual(left)), Some(Term::Individual(right))) => left == right,
        (Some(left), Some(right)) => match (kind(a, left), kind(b, right)) {
            (Some(one), Some(two)) => program.is_a(one, two) || program.is_a(two, one),
            _ => false,
        },
        _ => true,
    }
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

/// Makes rivals of the pairs under a choice of this sort: the words say which prevail.
fn make_rivals(program: &mut Program, pairs: &[Pair], sort: Choice) {
    let sides = [0, 1].map(|side| shown(program, pairs.iter().map(|pair| pair.clauses[side])));
    let first = pairs.first().and_then(|pair| program.clauses.get(pair.clauses[0].index()));
    let choice = ChoiceId(program.choices.len() as u32);
    let citation = sort.citation.or_else(|| first.map(|clause| clause.citation.clone()));
    program.choices.push(Choice { kind: sort.kind, citation, basis: sort.basis, ranked: sort.ranked, ..prevailing(&sides) });
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
        ..Choice::default()
    }
}

/// The places of clauses, document by document, each once.
fn shown(program: &Program, ids: impl Iterator<Item = ClauseId>) -> Side {
    let mut places: IndexMap<usize, Vec<Locus>> = IndexMap::new();
    for clause in ids.filter_map(|id| program.clauses.get(id.index())) {
        let own = places.entry(clause.document.index()).or_default();
        if !own.contains(&clause.citation.locus) {
            own.push(clause.citation.locus);
        }
    }
    let title = |at: usize| program.documents.get(at).map_or("", |document| document.short.as_str());
    let (zh, en): (Vec<String>, Vec<String>) = places
        .iter()
        .map(|(at, places)| {
            let zh: Vec<String> = places.iter().map(Locus::to_string).collect();
            let en: Vec<String> = places.iter().map(Locus::english).collect();
            (format!("《{}》{}", title(*at), zh.join("、")), format!("《{}》 {}", title(*at), en.join("; ")))
        })
        .unzip();
    Side { zh: zh.join("、"), en: en.join("; ") }
}
