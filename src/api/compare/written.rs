//! What the rulebooks themselves write of one act or sentence, and not alike: found without any question.
//!
//! Two documents that stand together are laid beside each other, act by act: the clauses of each that one case may fall under
//! both of. What is written alike in both drops out; what is left is a contrast, with how the two go together. Where a note
//! of one document refers to a place in another, and no contrast has the two places, that is told too, with its words.
use super::{Side, about, pattern, places, short};
use crate::api::cases::titles;
use crate::api::rulebook::Rulebook;
use crate::api::shelf::Shelf;
use crate::core_ir::{ChoiceKind, Clause, ClauseId, ClauseKind, DocumentId, Grant, KindId, RelationId, Term, Var};
use crate::diagnostic::Problems;
use crate::resolve;
use crate::vocabulary::{Citation, Locus};
use indexmap::IndexMap;
use serde::Serialize;
use std::collections::BTreeSet;

/// Two documents on one act or sentence, or a note that sets two places beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contrast {
    /// What it is about: a pattern, or the words of the note.
    pub about: String,
    /// What each of the two writes that the other does not write alike; if that is nothing, what it writes.
    pub sides: [Side; 2],
    /// How the two go together, what matters most first.
    pub how: Vec<How>,
}

/// How what two documents write goes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Only one can be followed, and nothing says which.
    Open,
    /// Only one can be followed, and it is written which.
    Ranked,
    /// One allows it to somebody besides.
    Exception,
    /// What must be there, must be done or must not be: all of it, together.
    Demands,
    /// The same is given or meant, in other cases.
    Cases,
    /// A note refers from one to the other.
    Reference,
}

/// All contrasts between the rulebooks given, and those that the cases given name; none if no two of them stand together.
pub fn contrasts(shelf: &Shelf) -> (Option<Vec<Contrast>>, Problems) {
    let (mut found, mut problems) = (None, Problems::default());
    for titles in families(shelf) {
        match Rulebook::resolve(&shelf.together(&titles), Problems::default()) {
            Ok(book) => {
                let contrasts = Contrasts { book: &book };
                if !contrasts.pairs().is_empty() {
                    found.get_or_insert_with(Vec::new).extend(contrasts.all());
                }
            }
            Err(more) => problems.append(more),
        }
    }
    found.iter_mut().for_each(|found| found.sort_by(|a, b| a.how.cmp(&b.how)));
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

struct Contrasts<'b> {
    book: &'b Rulebook,
}

impl Contrasts<'_> {
    fn all(&self) -> Vec<Contrast> {
        let mut found: Vec<Contrast> = self.pairs().into_iter().flat_map(|(one, two)| self.between(one, two)).collect();
        let references = self.references(&found);
        found.extend(references);
        found
    }

    /// The documents that stand together, two by two.
    fn pairs(&self) -> Vec<(DocumentId, DocumentId)> {
        let documents = self.book.program().documents.iter().enumerate().filter(|(_, document)| !document.library);
        let own: Vec<DocumentId> = documents.map(|(n, _)| DocumentId(n as u32)).collect();
        let all = own.iter().enumerate().flat_map(|(n, one)| own.iter().skip(n + 1).map(|two| (*one, *two)));
        let together = all.filter(|(one, two)| self.book.resolved().family.together(one.index(), two.index()));
        together.map(|(one, two)| if self.told_first(one, two) { (one, two) } else { (two, one) }).collect()
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

    fn between(&self, one: DocumentId, two: DocumentId) -> Vec<Contrast> {
        let (left, right) = (self.written(one), self.written(two));
        let both = left.iter().filter_map(|(relation, ids)| Some((*relation, ids, right.get(relation)?)));
        let contrasts = both.filter_map(|(relation, left, right)| {
            // What neither meets is about something else.
            let left = self.those(left, |a| right.iter().any(|b| self.meet(a, *b)));
            let right = self.those(right, |b| left.iter().any(|a| self.meet(*a, b)));
            let (more, other) = (self.those(&left, |a| !self.also(a, &right)), self.those(&right, |b| !self.also(b, &left)));
            if more.is_empty() && other.is_empty() {
                return None;
            }
            let how =
                self.how(&more, &left, &right).into_iter().chain(self.how(&other, &right, &left)).collect::<BTreeSet<How>>();
            let shown = |own: Vec<ClauseId>, all: Vec<ClauseId>| if own.is_empty() { all } else { own };
            let sides = [self.side(one, &shown(more, left)), self.side(two, &shown(other, right))];
            Some(Contrast { about: pattern(self.book, relation)?, sides, how: how.into_iter().collect() })
        });
        contrasts.collect()
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
    fn also(&self, id: ClauseId, others: &[ClauseId]) -> bool {
        let own = self.clause(id);
        let same =
            |other: &Clause| resolve::repeats(self.book.program(), own, other) && own.exceptions.len() == other.exceptions.len();
        others.iter().any(|other| same(self.clause(*other)))
    }

    /// How what only one document writes goes together with what the other writes.
    fn how(&self, more: &[ClauseId], own: &[ClauseId], others: &[ClauseId]) -> BTreeSet<How> {
        let pairs = more.iter().flat_map(|a| others.iter().map(|b| (*a, *b)));
        pairs.filter(|(a, b)| self.meet(*a, *b)).map(|(a, b)| self.pair((a, own), (b, others))).collect()
    }

    /// Two clauses, each with all that its document writes.
    fn pair(&self, (a, own): (ClauseId, &[ClauseId]), (b, others): (ClauseId, &[ClauseId])) -> How {
        if let Some(how) = self.prevails(a, b).or_else(|| self.prevails(b, a)) {
            return how;
        }
        let demands = |clause: &Clause| !matches!(clause.kind, ClauseKind::Power { .. } | ClauseKind::Definition { .. });
        let besides = self.allows_besides(a, b, others) || self.allows_besides(b, a, own);
        match (self.clause(a), self.clause(b)) {
            (one, two) if demands(one) || demands(two) => How::Demands,
            _ if besides => How::Exception,
            _ => How::Cases,
        }
    }

    /// Whether a clause allows what another gives to its people alone, and no clause there gives it to the same.
    fn allows_besides(&self, one: ClauseId, other: ClauseId, beside: &[ClauseId]) -> bool {
        let (open, closed) = (self.clause(one), self.clause(other));
        let grant = |clause: &Clause| if let ClauseKind::Power { grant, .. } = clause.kind { Some(grant) } else { None };
        grant(open).is_some_and(|grant| grant != Grant::Closed)
            && grant(closed) == Some(Grant::Closed)
            && !beside.iter().any(|id| self.to_the_same(open, self.clause(*id)))
    }

    fn to_the_same(&self, one: &Clause, two: &Clause) -> bool {
        let doer = about(one).and_then(|relation| self.book.program().relations.get(relation.index())?.doer);
        resolve::to_the_same(one, two, doer)
    }

    /// Whether one of two clauses prevails over the other, by a rank or one way or the other.
    fn prevails(&self, loser: ClauseId, winner: ClauseId) -> Option<How> {
        let program = self.book.program();
        // A rank is between clauses, or clauses that stand for them: these are at the same place.
        let place = |id: ClauseId| (self.clause(id).document, self.clause(id).citation.locus);
        let own = self.clause(loser);
        if own.exceptions.iter().any(|id| place(*id) == place(winner)) {
            return Some(How::Ranked);
        }
        let rival = own.rivals.iter().find(|rival| place(rival.clause) == place(winner))?;
        let open = program.choices.get(rival.choice.index()).is_some_and(|choice| choice.kind == ChoiceKind::Rank);
        Some(if open { How::Open } else { How::Ranked })
    }

    fn side(&self, document: DocumentId, ids: &[ClauseId]) -> Side {
        let places = places(ids.iter().map(|id| self.clause(*id).citation.locus));
        Side { document: short(self.book, document), places, alone: None }
    }

    /// Notes that refer from one document to a place in another, where no contrast has the two places.
    fn references(&self, contrasts: &[Contrast]) -> Vec<Contrast> {
        let mut found: Vec<Contrast> = Vec::new();
        for clause in &self.book.program().clauses {
            for (text, cites) in notes(clause) {
                for (document, cites) in self.abroad(clause, cites) {
                    let own = Side {
                        document: short(self.book, clause.document),
                        places: places(std::iter::once(clause.citation.locus)),
                        alone: None,
                    };
                    let other = Side {
                        document: short(self.book, document),
                        places: places(cites.iter().map(|cite| cite.locus)),
                        alone: None,
                    };
                    let one = Contrast { about: text.to_owned(), sides: [own, other], how: vec![How::Reference] };
                    if !contrasts.iter().any(|contrast| covers(contrast, &one)) && !found.contains(&one) {
                        found.push(one);
                    }
                }
            }
        }
        found
    }

    /// The places in other documents of the family, by document, that do not say the same as the document of the clause.
    fn abroad<'c>(&self, clause: &Clause, cites: &'c [Citation]) -> IndexMap<DocumentId, Vec<&'c Citation>> {
        let program = self.book.program();
        let mut all: IndexMap<DocumentId, Vec<&Citation>> = IndexMap::new();
        for cite in cites {
            let at = program.documents.iter().position(|document| *document.title == *cite.document);
            let Some(at) = at.filter(|at| *at != clause.document.index() && !program.documents[*at].library) else { continue };
            let document = DocumentId(at as u32);
            if self.book.resolved().family.together(at, clause.document.index())
                && !self.the_same(document, cite.locus, clause.document)
            {
                all.entry(document).or_default().push(cite);
            }
        }
        all
    }

    /// Whether another document says all that stands at a place.
    fn the_same(&self, document: DocumentId, place: Locus, other: DocumentId) -> bool {
        let all = self.book.program().clauses.iter().enumerate().map(|(n, clause)| (ClauseId(n as u32), clause));
        let speaking = |clause: &Clause| about(clause).is_some();
        let (mut here, mut theirs) = (Vec::new(), Vec::new());
        for (id, clause) in all.filter(|(_, clause)| speaking(clause)) {
            if clause.document == document && place.covers(&clause.citation.locus) {
                here.push(id);
            } else if clause.document == other {
                theirs.push(id);
            }
        }
        !here.is_empty() && here.iter().all(|id| self.also(*id, &theirs))
    }
}

/// The notes of a clause, and what a gap tells.
fn notes(clause: &Clause) -> Vec<(&str, &[Citation])> {
    let mut all: Vec<(&str, &[Citation])> = clause.notes.iter().map(|note| (note.text.as_str(), note.cites.as_slice())).collect();
    if let ClauseKind::Gap { text, cites, .. } = &clause.kind {
        all.push((text, cites));
    }
    all
}

/// Whether a contrast has the two places of a reference, article by article.
fn covers(contrast: &Contrast, reference: &Contrast) -> bool {
    let article = |place: &str| place.split_once('条').map_or(place, |(article, _)| article).to_owned();
    let articles = |side: &Side| side.places.iter().map(|place| article(place)).collect::<BTreeSet<_>>();
    let has = |side: &Side| {
        contrast.sides.iter().any(|own| own.document == side.document && articles(own).is_superset(&articles(side)))
    };
    reference.sides.iter().all(has)
}
