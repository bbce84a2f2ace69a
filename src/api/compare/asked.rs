//! What the questions of cases show: what each document would answer alone, and what they answer together.
//!
//! Every question of the cases is asked again of each document that speaks of the act or sentence asked about, the clauses of
//! the others on it left out. Where two of them give different answers, or the answer of all together is a conflict that rests
//! on several documents, they differ. A document whose clauses on the act are about other matters (the minutes of another meeting)
//! does not count. What no case asks is not found: the cases are the situations that are looked at.
use super::reference::abroad;
use super::written::Contrasts;
use super::{Side, about, pattern, short};
use crate::answer::{Answer, Cite};
use crate::api::cases::titles;
use crate::api::expect::said;
use crate::api::prepared::{Prepared, Written};
use crate::api::rulebook::{Rulebook, digest};
use crate::api::shelf::Shelf;
use crate::core_ir::{Clause, ClauseId, DocumentId, Question, RelationId, Target};
use crate::diagnostic::{Lang, Problems};
use crate::resolve::{self, Layer};
use crate::source::Source;
use crate::syntax::tree::{Asked, Case, Fact, FactKind};
use crate::vocabulary::{Citation, Date, Locus, Verdict};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One point on which documents differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What is asked about, as patterns.
    pub about: Vec<String>,
    /// The question on which it shows.
    pub question: String,
    /// Each document, with what it would answer alone.
    pub sides: Vec<Side>,
    /// What they answer together.
    pub together: String,
    /// Together they conflict.
    pub conflict: bool,
    /// The case that asks it, with its variant.
    pub case: String,
}

/// What the questions of cases show, each pair of places once, and what is wrong in the files.
pub fn differences(shelf: &Shelf) -> (Vec<Difference>, Problems) {
    let mut comparer =
        Comparer { shelf, books: BTreeMap::new(), alone: BTreeMap::new(), found: Vec::new(), problems: Problems::default() };
    for file in shelf.given() {
        comparer.problems.append(file.problems.clone());
        for case in &file.parsed.file.cases {
            comparer.case(case, &file.parsed.source);
        }
    }
    let Comparer { mut found, problems, .. } = comparer;
    found.sort_by(|a, b| (b.conflict, &a.case).cmp(&(a.conflict, &b.case)));
    let mut told: Vec<Difference> = Vec::new();
    for (n, one) in found.iter().enumerate() {
        // Of the same places a question about fewer acts shows no more.
        let shows = |(m, other): (usize, &Difference)| {
            let more = one.about.iter().all(|about| other.about.contains(about)) && places(other) == places(one);
            more && (m < n || other.about.len() > one.about.len())
        };
        if !found.iter().enumerate().any(shows) {
            told.push(one.clone());
        }
    }
    (told, problems)
}

fn places(difference: &Difference) -> Vec<(&str, &[String])> {
    difference.sides.iter().map(|side| (side.document.as_str(), side.places.as_slice())).collect()
}

type Alone = (Vec<String>, Vec<RelationId>, DocumentId);

struct Comparer<'s> {
    shelf: &'s Shelf,
    books: BTreeMap<Vec<String>, Option<Rulebook>>,
    /// The rulebooks with the clauses of one document alone on some relations.
    alone: BTreeMap<Alone, Rulebook>,
    found: Vec<Difference>,
    problems: Problems,
}

/// A situation of a case.
#[derive(Clone, Copy)]
struct Scene<'c> {
    source: &'c Arc<Source>,
    case: &'c Case,
    variant: Option<&'c str>,
    date: Option<Date>,
    changes: &'c [Fact],
}

impl Comparer<'_> {
    fn case(&mut self, case: &Case, source: &Arc<Source>) {
        let named = titles(case);
        let Some(book) = self.book(&named) else { return };
        let date = Date::parse(&case.date.text);
        self.scene(&book, &named, Scene { source, case, variant: None, date, changes: &[] }, &case.questions);
        for variant in &case.variants {
            // A text that is changed for the sake of argument is no document.
            if variant.facts.iter().any(|fact| matches!(fact.kind, FactKind::Amend { .. })) {
                continue;
            }
            let date = variant.date.as_ref().and_then(|word| Date::parse(&word.text)).or(date);
            let scene = Scene { source, case, variant: Some(&variant.name.text), date, changes: &variant.facts };
            self.scene(&book, &named, scene, &variant.questions);
        }
    }

    fn book(&mut self, named: &[String]) -> Option<Rulebook> {
        if !self.books.contains_key(named) {
            let book = Rulebook::resolve(&self.shelf.together(named), Problems::default());
            if let Err(problems) = &book {
                self.problems.append(problems.clone());
            }
            self.books.insert(named.to_vec(), book.ok());
        }
        self.books.get(named).cloned().flatten()
    }

    fn scene(&mut self, book: &Rulebook, named: &[String], scene: Scene, questions: &[Asked]) {
        let Some(prepared) = prepare(book, scene) else { return };
        for asked in questions {
            let written = Written { source: scene.source, text: &asked.question.text, base: asked.question.at.range().start };
            let Ok(question) = prepared.question(&written) else { continue };
            let relations = relations(&question);
            let speaking = speaking(book, &relations);
            if speaking.len() < 2 && !question_may_conflict(&question) {
                continue;
            }
            let Ok(together) = prepared.ask_written(&written, Lang::Zh, false) else { continue };
            let sides = self.sides(book, named, scene, &written, (&relations, &speaking));
            let about = relations.iter().filter_map(|relation| pattern(book, *relation)).collect();
            self.compare(book, scene, asked, (about, &together), sides);
        }
    }

    /// What each document that speaks of the relations answers alone.
    fn sides(
        &mut self,
        book: &Rulebook,
        named: &[String],
        scene: Scene,
        written: &Written,
        (relations, speaking): (&[RelationId], &[DocumentId]),
    ) -> Vec<(Side, bool)> {
        if speaking.len() < 2 {
            return Vec::new();
        }
        let mut sides = Vec::new();
        for document in speaking {
            let key = (named.to_vec(), relations.to_vec(), *document);
            let alone = self.alone.entry(key).or_insert_with(|| book.without(&others(book, relations, speaking, *document)));
            let Some(prepared) = prepare(alone, scene) else { continue };
            let Ok(answer) = prepared.ask_written(written, Lang::Zh, false) else { continue };
            // Who gives the matter to nobody lays no claim to it: it is about another one.
            let withheld = [Some(answer.verdict), answer.ground].contains(&Some(Verdict::NotEmpowered));
            if answer.verdict == Verdict::Nobody || (withheld && !prepared.claimed(written)) {
                continue;
            }
            let speaks = !matches!(answer.verdict, Verdict::Silent | Verdict::NotApplicable | Verdict::NotInForce);
            let places = cited_places(book, *document, &answer.citations);
            if speaks && !places.is_empty() {
                let known = answer.verdict != Verdict::Undetermined;
                sides.push((Side { document: short(book, *document), places, alone: Some(said(&answer)) }, known));
            }
        }
        sides
    }

    fn compare(
        &mut self,
        book: &Rulebook,
        scene: Scene,
        asked: &Asked,
        (about, together): (Vec<String>, &Answer),
        sides: Vec<(Side, bool)>,
    ) {
        let conflict = together.verdict == Verdict::Conflict;
        // What one of them leaves undecided the other may decide: that is a difference only where they conflict.
        let told: Vec<&Side> = sides.iter().filter(|(_, known)| *known || conflict).map(|(side, _)| side).collect();
        let differ = told.iter().any(|side| Some(&side.alone) != told.first().map(|first| &first.alone));
        let sides: Vec<Side> = told.into_iter().cloned().collect();
        let sides = match (differ, conflict) {
            (true, _) => sides,
            (false, true) => cited(book, together),
            (false, false) => return,
        };
        if sides.len() < 2 {
            return;
        }
        let variant = scene.variant.map(|name| format!(" {name}")).unwrap_or_default();
        self.found.push(Difference {
            about,
            question: asked.question.text.trim().to_owned(),
            sides,
            together: said(together),
            conflict,
            case: format!("{}{variant}", scene.case.number.text),
        });
    }
}

fn prepare(book: &Rulebook, scene: Scene) -> Option<Prepared> {
    let base = Layer { source: scene.source, facts: &scene.case.facts };
    let changes = Layer { source: scene.source, facts: scene.changes };
    let (situated, problems) = resolve::situation(book.resolved(), scene.date, &[base, changes]);
    (!problems.has_errors()).then(|| Prepared::new(book, situated, &digest(scene.source)))
}

/// What a question is about.
fn relations(question: &Question) -> Vec<RelationId> {
    let mut all: Vec<RelationId> = match question {
        Question::May(acts) => acts.iter().map(|act| act.verb).collect(),
        Question::Who { act, .. } => vec![act.verb],
        Question::Must(act) => vec![act.relation],
        Question::Next { .. } => Vec::new(),
        Question::Is(atoms) => atoms.iter().map(|atom| atom.relation).collect(),
        Question::InOrder { targets, .. } => targets
            .iter()
            .map(|target| match target {
                Target::Act(act) | Target::Frequency { act, .. } => act.verb,
                Target::State(atom) | Target::Event(atom) => atom.relation,
            })
            .collect(),
    };
    all.sort();
    all.dedup();
    all
}

/// Everything but the name of a clause: a question of several documents may conflict by their readings.
fn question_may_conflict(question: &Question) -> bool {
    !matches!(question, Question::InOrder { only, .. } if !only.is_empty())
}

/// The documents with clauses on the relations.
fn speaking(book: &Rulebook, relations: &[RelationId]) -> Vec<DocumentId> {
    let program = book.program();
    let library = |id: DocumentId| program.documents.get(id.index()).is_none_or(|document| document.library);
    let clauses = program.clauses.iter().filter(|clause| about(clause).is_some_and(|relation| relations.contains(&relation)));
    let mut all: Vec<DocumentId> = clauses.map(|clause| clause.document).filter(|id| !library(*id)).collect();
    all.sort();
    all.dedup();
    all
}

/// The clauses of the other documents on the relations.
fn others(book: &Rulebook, relations: &[RelationId], speaking: &[DocumentId], own: DocumentId) -> Vec<ClauseId> {
    let theirs = |clause: &Clause| {
        clause.document != own
            && speaking.contains(&clause.document)
            && about(clause).is_some_and(|relation| relations.contains(&relation))
    };
    let clauses = book.program().clauses.iter().enumerate();
    clauses.filter(|(_, clause)| theirs(clause)).map(|(n, _)| ClauseId(n as u32)).collect()
}

/// The places of one document among those cited.
fn cited_places(book: &Rulebook, document: DocumentId, cites: &[Cite]) -> Vec<String> {
    let title = book.program().documents.get(document.index()).map(|document| document.title.as_str());
    let here = cites.iter().filter(|cite| Some(cite.document.as_str()) == title);
    super::places(here.map(|cite| Locus { article: cite.article, paragraph: cite.paragraph, ..Locus::default() }))
}

/// The documents that a conflict rests on: where the readings stand, what notes on these very words refer to, and the clauses
/// of which nothing says which prevails.
fn cited(book: &Rulebook, answer: &Answer) -> Vec<Side> {
    let program = book.program();
    let contrasts = Contrasts::new(book);
    let chosen: BTreeSet<&str> =
        answer.readings.iter().flat_map(|reading| &reading.choices).map(|choice| choice.words.as_str()).collect();
    let mut places_of: BTreeMap<DocumentId, Vec<Locus>> = BTreeMap::new();
    let mut add = |document: DocumentId, locus: Locus| places_of.entry(document).or_default().push(locus);
    for (n, choice) in program.choices.iter().enumerate().filter(|(_, choice)| chosen.contains(choice.words.as_str())) {
        let here = |clause: &Clause| choice.citation.as_ref().is_some_and(|cite| same_place(cite, &clause.citation));
        for clause in &program.clauses {
            let rivals = clause.rivals.iter().filter(|rival| rival.choice.index() == n);
            for rival in rivals.filter_map(|rival| program.clauses.get(rival.clause.index())) {
                add(clause.document, clause.citation.locus);
                add(rival.document, rival.citation.locus);
            }
            if here(clause) {
                add(clause.document, clause.citation.locus);
                for note in clause.notes.iter().filter(|note| answer.notes.iter().any(|told| told.text == note.text)) {
                    for (document, cites) in abroad(&contrasts, clause.document, &note.cites) {
                        cites.iter().for_each(|cite| add(document, cite.locus));
                    }
                }
            }
        }
    }
    let side = |(id, loci): (DocumentId, Vec<Locus>)| Side {
        document: short(book, id),
        places: super::places(loci.into_iter()),
        alone: None,
    };
    places_of.into_iter().map(side).filter(|side| !side.places.is_empty()).collect()
}

fn same_place(one: &Citation, two: &Citation) -> bool {
    one.document == two.document && one.locus == two.locus
}
