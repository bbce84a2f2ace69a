//! 2 · Trees → names bound: rulebooks become a [`Program`], situations a [`World`](crate::core_ir::World), questions a
//! [`Question`](crate::core_ir::Question).
//!
//! First the declarations of all files are gathered ([`declare`]); then every sentence is matched against the declared
//! patterns, word by word ([`sentence`]), its nouns become variables ([`builder`]) and each part of a clause a clause of the
//! core ([`clause`]).
mod alike;
mod amend;
mod apart;
mod builder;
mod clause;
mod declare;
mod described;
mod document;
mod exception;
mod family;
mod family_problem;
mod form;
mod form_problem;
mod ground;
mod help;
mod in_order;
mod layout;
mod next;
mod manner;
mod measure;
mod noun;
mod place;
mod prepare;
mod problem;
mod question;
mod rank;
mod rings;
mod rival;
mod scope;
mod sentence;
mod situation;
mod variables;

pub use alike::{covers, repeats, to_the_same};
pub use amend::{amend, strike};
pub use apart::{Spaced, common, declaring, is_kind, spaced, with_blanks};
pub use clause::act_of;
pub use family::{Family, NAMING};
pub use family_problem::FamilyProblem;
pub use form::forms;
pub use form_problem::FormProblem;
pub use measure::{Filler, Sought, sought};
pub use place::show_place;
pub use problem::ResolveProblem;
pub use question::{asks, place, question, spaced as spaced_question};
pub use rival::{may_be_one, meet};
pub use scope::{Name, Pattern, PatternToken, Position, Role, Scope};
pub use situation::{Added, Argument, Bound, Entry, Layer, Situated, Unread, situation, situation_with};

use crate::core_ir::{ChoiceId, DocumentId, Individual, IndividualId, KindId, Program};
use crate::diagnostic::Problems;
use crate::source::{Source, Span};
use crate::syntax::tree::{File, Place};
use crate::vocabulary::Locus;
use std::cell::RefCell;
use std::sync::Arc;

/// How many clauses rulebooks may have together.
const MOST_CLAUSES: usize = 20_000;

/// A parsed file with its text.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The text.
    pub source: Arc<Source>,
    /// The tree.
    pub file: File,
}

/// Rulebooks with every name bound.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// What they say.
    pub program: Program,
    /// Their names.
    pub scope: Scope,
    /// The text of each document.
    pub sources: Vec<Arc<Source>>,
    /// Where each clause is written, in its document's text.
    pub places: Vec<Span>,
    /// How the documents stand to each other.
    pub family: Family,
    /// Where the words of each document stand.
    layouts: Vec<layout::Layout>,
    /// Clauses that speak for another one where it outranks a third.
    stands: rank::StandIns,
}

impl Resolved {
    /// Whether words of the rulebooks stand at a place; without a title, in one of these documents.
    pub fn has(&self, place: &Place, titles: &[String]) -> bool {
        let stands = |own: usize| place::stands(&self.program, &self.layouts, &self.scope, place, (own, Locus::default()));
        let named = |document: &crate::core_ir::Document| titles.iter().any(|title| place::same_title(document, title));
        let documents = self.program.documents.iter().enumerate();
        let mut own = documents.filter(|(_, document)| titles.is_empty() || named(document) || place.document.is_some());
        own.any(|(at, _)| stands(at) == Some(true))
    }
}

/// Numbers of quoted words and of days, given out while clauses are read.
pub struct Quotes {
    base: usize,
    words: RefCell<Vec<(String, KindId)>>,
}

impl Quotes {
    fn number(&self, text: &str, kind: KindId) -> Option<IndividualId> {
        let mut words = self.words.try_borrow_mut().ok()?;
        let at = words.iter().position(|(word, of)| word == text && *of == kind).unwrap_or_else(|| {
            words.push((text.to_owned(), kind));
            words.len() - 1
        });
        Some(IndividualId((self.base + at) as u32))
    }
}

/// Binds the names of rulebooks that are used together, and makes rivals of their claims that exclude each other. `digest`
/// gives the digest of a source.
pub fn resolve(files: &[Parsed], digest: impl Fn(&Source) -> String) -> (Resolved, Problems) {
    let (mut resolved, settled, problems) = bound(files, digest);
    rival::contest(&mut resolved.program, &resolved.family, &settled);
    (resolved, problems)
}

/// The same without the rivals, in which nothing can be wrong: enough to be checked.
pub fn bind(files: &[Parsed], digest: impl Fn(&Source) -> String) -> (Resolved, Problems) {
    let (resolved, _, problems) = bound(files, digest);
    (resolved, problems)
}

/// With the pairs of clauses that statements have settled.
fn bound(files: &[Parsed], digest: impl Fn(&Source) -> String) -> (Resolved, rival::Settled, Problems) {
    let (mut program, scope, mut problems) = declare::declare(files);
    let rulebooks: Vec<&Parsed> = files.iter().filter(|parsed| parsed.file.rulebook.is_some()).collect();
    for parsed in &rulebooks {
        let document = document::head(parsed, digest(&parsed.source), &mut problems);
        program.documents.push(document);
    }
    missing_documents(&rulebooks, &program, &mut problems);
    let quotes = Quotes { base: program.individuals.len(), words: RefCell::default() };
    let (mut clauses, mut choices, mut later, mut places) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut variables = Vec::new();
    let blocks = |parsed: &&Parsed| parsed.file.rulebook.as_ref().map(|rulebook| layout::layout(&rulebook.blocks));
    let layouts: Vec<layout::Layout> = rulebooks.iter().map(|parsed| blocks(parsed).unwrap_or_default()).collect();
    for (document, layout) in program.documents.iter_mut().zip(&layouts) {
        document.notice = place::part(document, layout, "印发通知");
        document.heading = place::part(document, layout, "标题");
    }
    for (n, parsed) in rulebooks.iter().enumerate() {
        let (Some(document), Some(layout)) = (program.documents.get(n), layouts.get(n)) else { continue };
        let or_more = or_more(&choices).or_else(|| or_more_ahead(parsed, choices.len()));
        let reader = document::Reader {
            program: &program,
            scope: &scope,
            parsed,
            id: DocumentId(n as u32),
            document,
            layout,
            base: (clauses.len(), choices.len()),
            or_more,
            quotes: &quotes,
        };
        let added = reader.read();
        if clauses.len() + added.clauses.len() > MOST_CLAUSES {
            let at = added.places.get(MOST_CLAUSES.saturating_sub(clauses.len())).copied().unwrap_or_default();
            problems.push(crate::diagnostic::Problem::new(ResolveProblem::TooLarge, &parsed.source, at));
            break;
        }
        clauses.extend(added.clauses);
        places.extend(added.places);
        variables.extend(added.variables);
        choices.extend(added.choices);
        later.extend(added.later);
        problems.append(added.problems);
    }
    program.clauses = clauses;
    program.choices = choices;
    let written =
        rank::Written { rulebooks: &rulebooks, layouts: &layouts, later: &later, variables: &variables, quotes: &quotes };
    let (unsettled, stands) = rank::settle(&mut program, &scope, written, &mut places);
    problems.append(unsettled);
    let (family, rankings, misread) = family::Family::read(&program, &rulebooks, &later);
    problems.append(misread);
    program.rankings.extend(rankings);
    family.mark(&mut program.documents);
    let settled = rank::settled(&program, &later);
    program.individuals.extend(quotes.words.into_inner().into_iter().map(|(name, kind)| Individual { name, kind }));
    let sources = rulebooks.iter().map(|parsed| Arc::clone(&parsed.source)).collect();
    (Resolved { program, scope, sources, places, family, layouts, stands }, settled, problems)
}

fn missing_documents(rulebooks: &[&Parsed], program: &Program, problems: &mut Problems) {
    for (own, parsed) in rulebooks.iter().enumerate() {
        let Some(rulebook) = &parsed.file.rulebook else { continue };
        for line in rulebook.header.iter().filter(|line| family::NAMING.contains(&line.field.text.as_str())) {
            if let Some(kind) = family::several(program, Some(own), &line.value.text) {
                problems.push(crate::diagnostic::Problem::new(kind, &parsed.source, line.value.at));
            }
            if !program.documents.iter().any(|document| place::same_title(document, &line.value.text)) {
                problems.push(crate::diagnostic::Problem::new(
                    ResolveProblem::UnknownDocument { title: line.value.text.trim_matches(['《', '》']).to_owned() },
                    &parsed.source,
                    line.value.at,
                ));
            }
        }
    }
}

fn or_more(choices: &[crate::core_ir::Choice]) -> Option<ChoiceId> {
    choices.iter().rposition(|choice| choice.words == "以上").map(|n| ChoiceId(n as u32))
}

/// A convention 〔以上〕 that this very file declares as its first choice.
fn or_more_ahead(parsed: &Parsed, base: usize) -> Option<ChoiceId> {
    use crate::syntax::tree::{Block, StatementKind};
    let blocks = parsed.file.rulebook.as_ref().map(|rulebook| rulebook.blocks.as_slice()).unwrap_or_default();
    let choices =
        blocks.iter().filter_map(|block| if let Block::Statement(statement) = block { Some(&statement.kind) } else { None });
    let mut at = base;
    for kind in choices {
        match kind {
            StatementKind::NumberConvention { words, .. } if words.text == "以上" => return Some(ChoiceId(at as u32)),
            StatementKind::NumberConvention { .. } | StatementKind::Choice(_) => at += 1,
            _ => {}
        }
    }
    None
}

/// Did you mean.
fn near<'a, S: AsRef<str> + ?Sized + 'a>(word: &str, names: impl IntoIterator<Item = &'a S>) -> Option<String> {
    crate::diagnostic::nearest(word, names.into_iter().map(AsRef::as_ref)).map(str::to_owned)
}
