//! Documents that stand together: which of them use each other, and which takes precedence. Where their claims exclude each
//! other is the concern of [`super::rival`].
use super::Parsed;
use super::document::Later;
use super::family_problem::FamilyProblem as P;
use super::problem::ResolveProblem;
use super::rank::{bare, ranking};
use super::rings::rings;
use crate::core_ir::{Document, DocumentId, Program, Ranking};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{HeaderLine, Place, StatementKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Fields of the head that name another document.
pub const NAMING: [&str; 3] = [WORDS, UNDER, BESIDE];
/// Takes words from it, and no more.
const WORDS: &str = "引用";
/// Stands under it.
const UNDER: &str = "依据";
/// Stands beside it.
const BESIDE: &str = "并列";
/// The doctrine that asks for a later date.
const LATER: &str = "新规定";

/// One document says something of another, somewhere.
pub(super) struct Arrow<'a> {
    pub from: usize,
    pub to: usize,
    pub source: &'a Arc<Source>,
    pub at: Span,
    /// The field of the head, or the doctrine of a rank.
    pub word: Option<String>,
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
}

impl Family {
    /// Reads it off the heads and the ranks between whole documents; what is wrong with these is told. The ranks are
    /// returned as well.
    pub(super) fn read(program: &Program, rulebooks: &[&Parsed], later: &[Later]) -> (Self, Vec<Ranking>, Problems) {
        let mut problems = Problems::default();
        let named = heads(program, rulebooks);
        both_under_and_beside(program, &named, &mut problems);
        // Two may each say that they stand beside the other; none stands beside itself.
        let upward = |arrow: &&Arrow| arrow.word.as_deref() != Some(BESIDE) || arrow.from == arrow.to;
        let upward: Vec<&Arrow> = named.iter().filter(upward).collect();
        rings(program, &upward, &mut problems, |ring, field| match ring.as_slice() {
            [title] => P::UsesItself { title: title.clone(), field: field.to_owned() },
            _ => P::UseRing { ring },
        });
        let (ranks, rankings) = ranks(program, later, &mut problems);
        rings(program, &ranks.iter().collect::<Vec<_>>(), &mut problems, |ring, _| P::RankRing { ring });
        not_later(program, rulebooks, &ranks, &mut problems);
        let standing = named.iter().filter(|arrow| arrow.word.as_deref() != Some(WORDS));
        let groups = groups(program.documents.len(), standing.chain(&ranks));
        let naming = named.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        let titles = program.documents.iter().map(|document| document.title.clone()).collect();
        (Self { groups, naming, titles }, rankings, problems)
    }

    /// Tells each document to which of the families it belongs.
    pub(super) fn mark(&self, documents: &mut [Document]) {
        for (document, group) in documents.iter_mut().zip(&self.groups) {
            document.family = *group as u32;
        }
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
}

/// The lines of the heads that name another document that is here.
fn heads<'a>(program: &Program, rulebooks: &[&'a Parsed]) -> Vec<Arrow<'a>> {
    let mut found = Vec::new();
    for (from, parsed) in rulebooks.iter().enumerate() {
        let header = parsed.file.rulebook.iter().flat_map(|rulebook| &rulebook.header);
        let naming = |line: &&HeaderLine| NAMING.contains(&line.field.text.as_str());
        for line in header.filter(naming) {
            let to = super::place::called(program, Some(from), &line.value.text).first().copied();
            let word = Some(line.field.text.clone());
            found.extend(to.map(|to| Arrow { from, to, source: &parsed.source, at: line.value.at, word }));
        }
    }
    found
}

/// A document that is issued under another does not stand beside it: both places.
fn both_under_and_beside(program: &Program, named: &[Arrow], problems: &mut Problems) {
    let said =
        |word: &'static str| named.iter().filter(move |arrow| arrow.word.as_deref() == Some(word) && arrow.from != arrow.to);
    let under: BTreeMap<(usize, usize), &Arrow> = said(UNDER).map(|arrow| ((arrow.from, arrow.to), arrow)).collect();
    for beside in said(BESIDE) {
        let (from, to) = (beside.from, beside.to);
        let Some(other) = under.get(&(from, to)).or_else(|| under.get(&(to, from))) else { continue };
        let title = |at: usize| program.documents.get(at).map(|document| document.title.clone()).unwrap_or_default();
        let kind = P::UnderAndBeside { lower: title(other.from), upper: title(other.to) };
        let problem = Problem::new(kind, beside.source, beside.at);
        problems.push(problem.also(other.source, other.at, "这里写的是依据", "here it is issued under it"));
    }
}

/// The ranks between whole documents.
fn ranks<'a>(program: &Program, later: &'a [Later<'a>], problems: &mut Problems) -> (Vec<Arrow<'a>>, Vec<Ranking>) {
    let (mut found, mut rankings) = (Vec::new(), Vec::new());
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
        for (from, to) in above.iter().flat_map(|from| below.iter().map(move |to| (*from, *to))) {
            found.push(Arrow { from, to, source: one.source, at: one.statement.at, word: word.clone() });
            let documents = Some((DocumentId(from as u32), DocumentId(to as u32)));
            rankings.push(Ranking { documents, ..ranking(one, word.clone()) });
        }
    }
    (found, rankings)
}

/// That a title is the short title of several documents, of which none is meant rather than the others.
pub fn several(program: &Program, own: Option<usize>, words: &str) -> Option<P> {
    let all = super::place::called(program, own, words);
    let titles: Vec<String> =
        all.iter().filter_map(|at| program.documents.get(*at)).map(|document| document.title.clone()).collect();
    (titles.len() > 1 && !titles.contains(&bare(words))).then(|| P::SeveralCalled { short: bare(words), titles })
}

/// The documents that a rank names; what is not here is told.
fn called(program: &Program, one: &Later, places: &[Place], problems: &mut Problems) -> Vec<usize> {
    let mut here = Vec::new();
    for word in places.iter().filter_map(|place| place.document.as_ref()) {
        if let Some(kind) = several(program, Some(one.document.index()), &word.text) {
            problems.push(Problem::new(kind, one.source, word.at));
        }
        if let Some(document) = super::place::called(program, Some(one.document.index()), &word.text).first().copied() {
            here.push(document);
        } else {
            let title = bare(&word.text);
            problems.push(Problem::new(ResolveProblem::UnknownDocument { title }, one.source, word.at));
        }
    }
    here
}

/// 新规定 wants a later date: of documents of one day none is the later. Where the days are written is shown.
fn not_later(program: &Program, rulebooks: &[&Parsed], ranks: &[Arrow], problems: &mut Problems) {
    for rank in ranks.iter().filter(|rank| rank.word.as_deref().is_some_and(|doctrine| doctrine.starts_with(LATER))) {
        let document = |n: usize| program.documents.get(n);
        let (Some(higher), Some(lower)) = (document(rank.from), document(rank.to)) else { continue };
        if higher.from.is_some() && lower.from.is_some() && higher.from > lower.from {
            continue;
        }
        let [one, two] = [higher, lower].map(|document| (document.title.clone(), document.from));
        let mut problem = Problem::new(P::NotLater { higher: one, lower: two }, rank.source, rank.at);
        for parsed in [rank.from, rank.to].iter().filter_map(|at| rulebooks.get(*at)) {
            problem = problem.also(&parsed.source, dated(parsed), "这一份的日期看这里", "the day of this one stands here");
        }
        problems.push(problem);
    }
}

/// Where the head of a rulebook says from when it is in force: 施行, else 印发, else its title.
fn dated(parsed: &Parsed) -> Span {
    let Some(rulebook) = &parsed.file.rulebook else { return Span::default() };
    let line = |field: &str| rulebook.header.iter().find(|line| line.field.text == field).map(|line| line.value.at);
    line("施行").or_else(|| line("印发")).unwrap_or(rulebook.title.at)
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
