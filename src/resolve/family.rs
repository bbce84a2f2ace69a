//! Documents that stand together: which of them use each other, and which takes precedence. Where their claims exclude each
//! other is the concern of [`super::rival`].
use super::Parsed;
use super::document::Later;
use super::place::same_title;
use super::problem::ResolveProblem as P;
use super::rank::bare;
use crate::core_ir::{Document, Program};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{HeaderLine, Place, StatementKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Fields of the head that name another document.
pub const NAMING: [&str; 3] = [WORDS, "依据", BESIDE];
/// Takes words from it, and no more.
const WORDS: &str = "引用";
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
    /// The field of the head, or the doctrine of a rank.
    word: Option<String>,
}

/// Whether a rank is between whole documents.
pub fn between_documents(higher: &[Place], lower: &[Place]) -> bool {
    let whole = |place: &Place| {
        let inside = place.chapter.is_some() || place.locus() != crate::vocabulary::Locus::default();
        place.document.is_some() && place.procedure.is_none() && place.relative.is_none() && !inside
    };
    higher.iter().chain(lower).all(whole)
}

/// The documents as they stand to each other.
#[derive(Debug, Clone)]
pub struct Family {
    /// A number for each: those that stand together have the same.
    groups: Vec<usize>,
    /// Which names which in its head.
    naming: BTreeSet<(usize, usize)>,
    titles: Vec<String>,
    precedences: Vec<Precedence>,
}

/// One document goes before another.
#[derive(Debug, Clone)]
pub struct Precedence {
    /// This one,
    pub higher: usize,
    /// before this one,
    pub lower: usize,
    /// by this doctrine.
    pub doctrine: String,
}

impl Family {
    /// Reads it off the heads and the ranks between whole documents; what is wrong with these is told.
    pub(super) fn read(program: &Program, rulebooks: &[&Parsed], later: &[Later]) -> (Self, Problems) {
        let mut problems = Problems::default();
        let named = heads(program, rulebooks);
        // Two may each say that they stand beside the other; none stands beside itself.
        let upward = |arrow: &&Arrow| arrow.word.as_deref() != Some(BESIDE) || arrow.from == arrow.to;
        let upward: Vec<&Arrow> = named.iter().filter(upward).collect();
        rings(program, &upward, &mut problems, |ring| P::UseRing { ring });
        let ranks = ranks(program, later, &mut problems);
        rings(program, &ranks.iter().collect::<Vec<_>>(), &mut problems, |ring| P::RankRing { ring });
        not_later(program, &ranks, &mut problems);
        let standing = named.iter().filter(|arrow| arrow.word.as_deref() != Some(WORDS));
        let groups = groups(program.documents.len(), standing.chain(&ranks));
        let precedence = |rank: Arrow| Precedence { higher: rank.from, lower: rank.to, doctrine: rank.word.unwrap_or_default() };
        let naming = named.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        let titles = program.documents.iter().map(|document| document.title.clone()).collect();
        let precedences = closed(ranks.into_iter().map(precedence).collect());
        (Self { groups, naming, titles, precedences }, problems)
    }

    /// Tells each document to which of the families it belongs.
    pub(super) fn mark(&self, documents: &mut [Document]) {
        for (document, group) in documents.iter_mut().zip(&self.groups) {
            document.family = *group as u32;
        }
    }

    /// Whether two documents stand together, directly or through others.
    pub fn together(&self, one: usize, two: usize) -> bool {
        self.groups.get(one) == self.groups.get(two)
    }

    /// Whether the first of two documents is told before the second, in whatever order they are loaded: the one that names
    /// the other is.
    pub fn told_first(&self, one: usize, two: usize) -> bool {
        match (self.naming.contains(&(one, two)), self.naming.contains(&(two, one))) {
            (true, false) => true,
            (false, true) => false,
            _ => self.titles.get(one) <= self.titles.get(two),
        }
    }

    /// Which of two documents goes before the other, if either does.
    pub fn rank(&self, one: usize, two: usize) -> Option<&Precedence> {
        self.precedences.iter().find(|rank| [(rank.higher, rank.lower), (rank.lower, rank.higher)].contains(&(one, two)))
    }
}

/// What goes before that which goes before a third goes before the third as well, by the doctrines of both.
fn closed(mut all: Vec<Precedence>) -> Vec<Precedence> {
    let mut pairs: BTreeSet<(usize, usize)> = all.iter().map(|rank| (rank.higher, rank.lower)).collect();
    let mut next = 0;
    while let Some(first) = all.get(next).cloned() {
        next += 1;
        let above = |other: &&Precedence| other.lower == first.higher;
        let below = |other: &&Precedence| other.higher == first.lower;
        let longer = all.iter().filter(above).map(|other| (other, &first));
        let longer = longer.chain(all.iter().filter(below).map(|other| (&first, other)));
        let longer: Vec<Precedence> = longer.map(|(high, low)| joined(high, low)).collect();
        all.extend(longer.into_iter().filter(|rank| rank.higher != rank.lower && pairs.insert((rank.higher, rank.lower))));
    }
    all
}

fn joined(high: &Precedence, low: &Precedence) -> Precedence {
    let mut doctrines: Vec<&str> = high.doctrine.split('、').collect();
    for doctrine in low.doctrine.split('、') {
        if !doctrines.contains(&doctrine) {
            doctrines.push(doctrine);
        }
    }
    Precedence { higher: high.higher, lower: low.lower, doctrine: doctrines.join("、") }
}

/// The lines of the heads that name another document that is here.
fn heads<'a>(program: &Program, rulebooks: &[&'a Parsed]) -> Vec<Arrow<'a>> {
    let mut found = Vec::new();
    for (from, parsed) in rulebooks.iter().enumerate() {
        let header = parsed.file.rulebook.iter().flat_map(|rulebook| &rulebook.header);
        let naming = |line: &&HeaderLine| NAMING.contains(&line.field.text.as_str());
        for line in header.filter(naming) {
            let to = program.documents.iter().position(|document| same_title(document, &line.value.text));
            let word = Some(line.field.text.clone());
            found.extend(to.map(|to| Arrow { from, to, source: &parsed.source, at: line.value.at, word }));
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
        let (above, below) = (called(program, one, higher, problems), called(program, one, lower, problems));
        let word = basis.as_ref().map(|word| word.text.clone());
        for from in above {
            let arrow = |to: &usize| Arrow { from, to: *to, source: one.source, at: one.statement.at, word: word.clone() };
            found.extend(below.iter().map(arrow));
        }
    }
    found
}

/// The documents that a rank names; what is not here is told.
fn called(program: &Program, one: &Later, places: &[Place], problems: &mut Problems) -> Vec<usize> {
    let mut here = Vec::new();
    for word in places.iter().filter_map(|place| place.document.as_ref()) {
        if let Some(document) = program.documents.iter().position(|document| same_title(document, &word.text)) {
            here.push(document);
        } else {
            let title = bare(&word.text);
            problems.push(Problem::new(P::UnknownDocument { title }, one.source, word.at));
        }
    }
    here
}

/// 新规定 wants a later date: of documents of one day none is the later.
fn not_later(program: &Program, ranks: &[Arrow], problems: &mut Problems) {
    for rank in ranks.iter().filter(|rank| rank.word.as_deref().is_some_and(|doctrine| doctrine.starts_with(LATER))) {
        let document = |n: usize| program.documents.get(n);
        let (Some(higher), Some(lower)) = (document(rank.from), document(rank.to)) else { continue };
        if higher.from.is_none() || lower.from.is_none() || higher.from <= lower.from {
            let kind = P::NotLater { higher: higher.title.clone(), lower: lower.title.clone() };
            problems.push(Problem::new(kind, rank.source, rank.at));
        }
    }
}

/// Reports each ring of arrows once, with every place that is part of it.
fn rings(program: &Program, arrows: &[&Arrow], problems: &mut Problems, kind: impl Fn(String) -> P) {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for (n, first) in arrows.iter().enumerate() {
        if told.contains(&n) {
            continue;
        }
        let Some(ring) = way_back(arrows, n) else { continue };
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
fn groups<'a, 'b: 'a>(count: usize, standing: impl Iterator<Item = &'a Arrow<'b>>) -> Vec<usize> {
    let mut group: Vec<usize> = (0..count).collect();
    for arrow in standing {
        let (Some(keep), Some(lose)) = (group.get(arrow.from).copied(), group.get(arrow.to).copied()) else { continue };
        group.iter_mut().filter(|number| **number == lose).for_each(|number| *number = keep);
    }
    group
}
