//! What the rulebooks themselves write of one act or sentence, and not alike: found without any question.
//!
//! Two documents that are used together are laid beside each other, act by act: the clauses of each that one case may fall under
//! both of. What is written alike in both drops out; what is left is a contrast, one for each way in which the two go together
//! ([`pair`]). Where a note of one document refers to a place in another, and no contrast has the two places, that is told too,
//! with its words ([`references`]).
use super::linked::{Link, links};
use super::pair::{Told, pair};
use super::reference::references;
use super::{Side, about, pattern, places, short};
use crate::api::cases::titles;
use crate::api::rulebook::Rulebook;
use crate::api::shelf::Shelf;
use crate::core_ir::{ChoiceKind, Clause, ClauseId, ClauseKind, DocumentId, KindId, RelationId, Term, Var};
use crate::diagnostic::Problems;
use crate::resolve;
use crate::vocabulary::Locus;
use indexmap::IndexMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Two documents on one act or sentence, or a note that sets two places beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contrast {
    /// What it is about: patterns, or the words of the note.
    pub about: String,
    /// The places of each that go together so.
    pub sides: [Side; 2],
    /// How.
    pub how: How,
    /// Doubtful words at these places, which are read in several ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<String>,
}

/// How what two documents write goes together, what matters most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Only one can be followed, and nothing says which.
    Open,
    /// Only one can be followed, and it is written which.
    Ranked,
    /// One gives it to somebody, or wants it of him, to whom the other forbids it.
    Limits,
    /// One allows to somebody besides what the other gives to its people in any case.
    Exception,
    /// One says that it has no rule on what the other rules.
    Gap,
    /// What must be there, must be done or must not be: all of it, together.
    Demands,
    /// The same people, or the same sentence, in other cases.
    Cases,
    /// Other people, each in cases of their own.
    Each,
    /// A note refers from one to the other.
    Reference,
}

/// All contrasts between the rulebooks given, and those that the cases given name; none if no two of them are used together.
pub fn contrasts(shelf: &Shelf) -> (Option<Vec<Contrast>>, Problems) {
    let (mut found, mut problems) = (None, Problems::default());
    for titles in families(shelf) {
        match Rulebook::resolve(&shelf.together(&titles), Problems::default()) {
            Ok(book) => {
                let contrasts = Contrasts::new(&book);
                if !contrasts.pairs().is_empty() {
                    found.get_or_insert_with(Vec::new).extend(contrasts.all());
                }
            }
            Err(more) => problems.append(more),
        }
    }
    found.iter_mut().for_each(|found| found.sort_by_key(|one| one.how));
    (found, problems)
}

/// The titles that are given or named by cases, in groups that use each other.
fn families(shelf: &Shelf) -> Vec<Vec<String>> {
    let mut wanted: Vec<Vec<String>> = Vec::new();
    for file in shelf.given() {
        wanted.extend(file.title().map(|title| vec![title.to_owned()]));
        wanted.extend(file.parsed.file.cases.iter().map(titles));
    }
    wanted.sort();
    wanted.dedup();
    let mut families: Vec<(BTreeSet<String>, Vec<String>)> = Vec::new();
    for titles in wanted {
        let files = shelf.together(&titles);
        let used = files.iter().skip(1).filter_map(|parsed| parsed.file.rulebook.as_ref());
        let mut own: (BTreeSet<String>, Vec<String>) = (used.map(|rulebook| rulebook.title.text.clone()).collect(), titles);
        families.retain(|(documents, names)| {
            let apart = documents.is_disjoint(&own.0);
            if !apart {
                own.0.extend(documents.iter().cloned());
                own.1.extend(names.iter().cloned());
            }
            apart
        });
        families.push(own);
    }
    families.into_iter().map(|(_, names)| names).collect()
}

/// The clauses of one document on a relation.
type Clauses = IndexMap<RelationId, Vec<ClauseId>>;

/// What two clauses stand at: document and place of each.
type Places = [(DocumentId, Locus); 2];

/// A rulebook whose documents are laid beside each other.
pub struct Contrasts<'b> {
    pub book: &'b Rulebook,
    links: IndexMap<RelationId, Vec<Link<'b>>>,
}

/// A contrast, with the places of its clauses down to the sentence.
pub struct Row {
    contrast: Contrast,
    pub loci: BTreeSet<(DocumentId, Locus)>,
}

/// Clauses of two documents, and how they go together.
type Found = Vec<(How, [ClauseId; 2])>;

impl<'b> Contrasts<'b> {
    pub fn new(book: &'b Rulebook) -> Self {
        Self { book, links: links(book.program()) }
    }

    fn all(&self) -> Vec<Contrast> {
        let rows: Vec<Row> = self.pairs().into_iter().flat_map(|(one, two)| self.between(one, two)).collect();
        let references = references(self, &rows);
        let mut found: Vec<Contrast> = Vec::new();
        for one in rows.into_iter().map(|row| row.contrast) {
            // Two acts that are written of in the same places: 召集, 主持.
            match found.iter_mut().find(|other| other.sides == one.sides && other.how == one.how) {
                Some(other) => other.about = format!("{}、{}", other.about, one.about),
                None => found.push(one),
            }
        }
        found.extend(references);
        found
    }

    /// The documents, two by two.
    fn pairs(&self) -> Vec<(DocumentId, DocumentId)> {
        let documents = self.book.program().documents.iter().enumerate().filter(|(_, document)| !document.library);
        let own: Vec<DocumentId> = documents.map(|(n, _)| DocumentId(n as u32)).collect();
        let all = own.iter().enumerate().flat_map(|(n, one)| own.iter().skip(n + 1).map(|two| (*one, *two)));
        all.map(|(one, two)| if self.told_first(one, two) { (one, two) } else { (two, one) }).collect()
    }

    fn told_first(&self, one: DocumentId, two: DocumentId) -> bool {
        self.book.resolved().family.told_first(one.index(), two.index())
    }

    fn clause(&self, id: ClauseId) -> &Clause {
        &self.book.program().clauses[id.index()]
    }

    /// What one document writes, by what it is about. Clauses above the first article connect words and write nothing.
    fn written(&self, document: DocumentId) -> Clauses {
        let mut all = Clauses::new();
        for (n, clause) in self.book.program().clauses.iter().enumerate() {
            if clause.document == document
                && clause.citation.locus.article.is_some()
                && let Some(relation) = about(clause)
            {
                all.entry(relation).or_default().push(ClauseId(n as u32));
            }
        }
        all
    }

    fn between(&self, one: DocumentId, two: DocumentId) -> Vec<Row> {
        let (left, right) = (self.written(one), self.written(two));
        let mut found: IndexMap<RelationId, Found> = IndexMap::new();
        for (relation, ids) in &left {
            if let Some(others) = right.get(relation) {
                found.insert(*relation, self.on_one(ids, others));
            }
        }
        for (relation, links) in &self.links {
            let pairs = self.through(*relation, links, (&left, &right));
            found.entry(*relation).or_default().extend(pairs);
        }
        found.into_iter().flat_map(|(relation, pairs)| self.rows(relation, (one, two), pairs)).collect()
    }

    /// What two documents write of one act or sentence, and not alike.
    fn on_one(&self, left: &[ClauseId], right: &[ClauseId]) -> Found {
        // What neither meets is about something else.
        let left = self.those(left, |a| right.iter().any(|b| self.meet(a, *b)));
        let right = self.those(right, |b| left.iter().any(|a| self.meet(*a, b)));
        let fresh = |a: ClauseId, b: ClauseId| !self.also(a, &right) || !self.also(b, &left);
        let pairs = left.iter().flat_map(|a| right.iter().map(|b| (*a, *b)));
        let meeting = pairs.filter(|(a, b)| fresh(*a, *b) && self.meet(*a, *b));
        let told = meeting.filter_map(|(a, b)| {
            let how = pair(self.book.resolved(), Told { id: a, beside: &left }, Told { id: b, beside: &right })?;
            // That nothing is written of what the document that rules it leaves out itself is no difference.
            let own = how != How::Gap || (!self.also(a, &right) && !self.also(b, &left));
            own.then_some((how, [a, b]))
        });
        told.collect()
    }

    /// Of a sentence: what one document gives by an act by which it comes to hold, and the other by the sentence itself or by
    /// another such act.
    fn through(&self, relation: RelationId, links: &[Link], (left, right): (&Clauses, &Clauses)) -> Found {
        let program = self.book.program();
        let ways = |clauses: &Clauses| {
            let mut all: Vec<(RelationId, ClauseId, Vec<Option<Term>>)> = Vec::new();
            for id in clauses.get(&relation).into_iter().flatten() {
                if let ClauseKind::Definition { head, .. } = &self.clause(*id).kind {
                    all.push((relation, *id, head.args.iter().copied().map(Some).collect()));
                }
            }
            for link in links {
                for id in clauses.get(&link.act).into_iter().flatten() {
                    if let Some(places) = link.places(program, self.clause(*id)) {
                        all.push((link.act, *id, places));
                    }
                }
            }
            all
        };
        let mut found = Found::new();
        for (by, a, places) in &ways(left) {
            for (other, b, theirs) in &ways(right) {
                let (one, two) = (self.clause(*a), self.clause(*b));
                let fits = places.iter().zip(theirs).all(|(p, q)| resolve::may_be_one(program, (one, *p), (two, *q)));
                if by != other && fits && !self.apart(one, two) {
                    found.push((How::Cases, [*a, *b]));
                }
            }
        }
        found
    }

    /// One contrast for each way in which clauses go together; two places are told once, with what matters most.
    fn rows(&self, relation: RelationId, documents: (DocumentId, DocumentId), mut pairs: Found) -> Vec<Row> {
        pairs.sort();
        let mut told: Vec<(How, Places)> = Vec::new();
        let mut by_how: BTreeMap<How, [Vec<ClauseId>; 2]> = BTreeMap::new();
        for (how, ids) in pairs {
            let places = ids.map(|id| {
                let Locus { article, paragraph, .. } = self.clause(id).citation.locus;
                (self.clause(id).document, Locus { article, paragraph, ..Locus::default() })
            });
            if !told.iter().any(|(other, known)| *other != how && *known == places) {
                let sides = by_how.entry(how).or_default();
                sides.iter_mut().zip(ids).for_each(|(side, id)| side.push(id));
                told.push((how, places));
            }
        }
        let row = |(how, [left, right]): (How, [Vec<ClauseId>; 2])| {
            let readings = self.readings(left.iter().chain(&right).copied());
            let sides = [self.side(documents.0, &left), self.side(documents.1, &right)];
            let loci = left.iter().chain(&right).map(|id| (self.clause(*id).document, self.clause(*id).citation.locus)).collect();
            Some(Row { contrast: Contrast { about: pattern(self.book, relation)?, sides, how, readings }, loci })
        };
        by_how.into_iter().filter_map(row).collect()
    }

    /// The doubtful words at the places of these clauses.
    fn readings(&self, ids: impl Iterator<Item = ClauseId>) -> Vec<String> {
        let places: BTreeSet<_> = ids.map(|id| &self.clause(id).citation).map(|cite| (&cite.document, cite.locus)).collect();
        let choices = self.book.program().choices.iter().filter(|choice| choice.kind == ChoiceKind::Reading);
        let here =
            choices.filter(|choice| choice.citation.as_ref().is_some_and(|cite| places.contains(&(&cite.document, cite.locus))));
        here.map(|choice| choice.words.clone()).collect()
    }

    fn those(&self, ids: &[ClauseId], wanted: impl Fn(ClauseId) -> bool) -> Vec<ClauseId> {
        ids.iter().copied().filter(|id| wanted(*id)).collect()
    }

    fn meet(&self, a: ClauseId, b: ClauseId) -> bool {
        let (one, two) = (self.clause(a), self.clause(b));
        resolve::meet(self.book.program(), one, two) && !self.apart(one, two)
    }

    /// Whether two clauses name things beside each other, and no others of that sort: the minutes of this meeting and of that.
    fn apart(&self, one: &Clause, two: &Clause) -> bool {
        let kinds = |clause: &Clause| {
            let doer = self.book.program().empowered(clause);
            let others = clause.variables.iter().enumerate().filter(|(n, _)| doer != Some(Term::Var(Var(*n as u16))));
            others.map(|(_, (kind, _))| *kind).collect::<Vec<_>>()
        };
        let (left, right) = (kinds(one), kinds(two));
        let pairs = left.iter().flat_map(|a| right.iter().map(|b| (*a, *b)));
        pairs.filter(|(a, b)| self.beside(*a, *b)).any(|(a, b)| {
            // What both are sorts of says nothing of either.
            let wide = |kind: KindId| self.above(a, kind) && self.above(b, kind);
            let related = |own: KindId, other: KindId| !wide(other) && (self.above(own, other) || self.above(other, own));
            !right.iter().any(|other| related(a, *other)) && !left.iter().any(|other| related(b, *other))
        })
    }

    fn ancestors(&self, kind: KindId) -> BTreeSet<KindId> {
        let kinds = &self.book.program().kinds;
        let all = kinds.get(kind.index()).map(|kind| kind.ancestors.as_slice()).unwrap_or_default();
        all.iter().copied().filter(|other| *other != kind).collect()
    }

    fn above(&self, low: KindId, high: KindId) -> bool {
        low == high || self.ancestors(low).contains(&high)
    }

    /// Whether two kinds are sorts of one thing, that is itself a sort of something (constant meetings and special ones are
    /// sorts of meetings; people and organs are beside each other in nothing).
    fn beside(&self, one: KindId, two: KindId) -> bool {
        let (left, right) = (self.ancestors(one), self.ancestors(two));
        one != two
            && left.len().min(right.len()) > 1
            && !left.contains(&two)
            && !right.contains(&one)
            && (left.is_subset(&right) || right.is_subset(&left))
    }

    /// Whether one of them says the same, of this matter at least.
    pub fn also(&self, id: ClauseId, others: &[ClauseId]) -> bool {
        let own = self.clause(id);
        let same =
            |other: &Clause| resolve::repeats(self.book.program(), own, other) && own.exceptions.len() == other.exceptions.len();
        others.iter().any(|other| same(self.clause(*other)))
    }

    fn side(&self, document: DocumentId, ids: &[ClauseId]) -> Side {
        let places = places(ids.iter().map(|id| self.clause(*id).citation.locus));
        Side { document: short(self.book, document), places, alone: None }
    }
}
