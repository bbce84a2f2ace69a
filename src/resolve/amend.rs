//! The 改文 of a 反事实: other words at a place of a rulebook.
use super::problem::ResolveProblem as P;
use super::{Quotes, Resolved};
use crate::core_ir::{Clause, ClauseId, ClauseKind, Document, DocumentId, Formula, Individual, Lifts, Program};
use crate::diagnostic::{Problem, Problems};
use crate::source::Source;
use crate::syntax::tree::{self, Place};
use crate::vocabulary::{Citation, Locus};
use std::collections::HashSet;
use std::mem::{Discriminant, discriminant};
use std::sync::Arc;

/// The clauses of the same kind at the place are replaced, with their exceptions. The program is changed in place.
pub fn amend(
    resolved: &mut Resolved,
    source: &Arc<Source>,
    documents: &[String],
    place: &Place,
    clause: &tree::Clause,
) -> Problems {
    let wanted = super::place::locus(place, Locus::default());
    let found = standing(&resolved.program, documents, place, wanted);
    let &[index] = found.as_slice() else {
        let said = super::place::show_place(place);
        let title = |n: &usize| resolved.program.documents.get(*n).map(|document| document.title.clone());
        let problem = if found.is_empty() {
            P::NoSuchPlace { place: said, clause: true }
        } else {
            P::WhichDocument { place: said, documents: found.iter().filter_map(title).collect() }
        };
        let mut problems = Problems::default();
        problems.push(Problem::new(problem, source, place.at));
        return problems;
    };
    let quotes = Quotes { base: resolved.program.individuals.len(), words: std::cell::RefCell::default() };
    let lowered = lowered(resolved, source, (index, wanted), clause, &quotes);
    if !lowered.problems.has_errors() {
        let main = lowered.clauses.iter().map(|clause| &clause.kind).filter(|kind| !is_exception(kind));
        let kinds: Vec<Discriminant<ClauseKind>> = main.map(discriminant).collect();
        let doomed = replaced(&resolved.program, index, wanted, &kinds);
        strike(resolved, &doomed);
        let base = resolved.program.clauses.len() as u32;
        resolved.program.clauses.extend(lowered.clauses.into_iter().map(|mut clause| {
            clause.exceptions.iter_mut().for_each(|id| id.0 += base);
            clause
        }));
        let words = quotes.words.into_inner();
        resolved.program.individuals.extend(words.into_iter().map(|(name, kind)| Individual { name, kind }));
    }
    lowered.problems
}

/// The documents meant in which a clause stands at the place: the one that is named, else any of those that apply.
fn standing(program: &Program, documents: &[String], place: &Place, wanted: Locus) -> Vec<usize> {
    let meant = |document: &Document| match &place.document {
        Some(word) => super::place::same_title(document, &word.text),
        None => documents.iter().any(|title| super::place::same_title(document, title)),
    };
    let stands =
        |index| program.clauses.iter().any(|clause| clause.document.index() == index && wanted.covers(&clause.citation.locus));
    let documents = program.documents.iter().enumerate();
    documents.filter(|(index, document)| meant(document) && stands(*index)).map(|(index, _)| index).collect()
}

fn lowered(
    resolved: &Resolved,
    source: &Arc<Source>,
    (index, locus): (usize, Locus),
    clause: &tree::Clause,
    quotes: &Quotes,
) -> super::clause::Lowered {
    let program = &resolved.program;
    let document = program.documents.get(index);
    let citation = Citation {
        document: document.map(|document| document.title.as_str()).unwrap_or_default().into(),
        number: document.and_then(|document| document.number.as_deref()).map(Into::into),
        locus,
        quote: source.slice(clause.at).trim().into(),
    };
    let number = |text: &str, kind| super::document::quoted(program, text, kind).or_else(|| quotes.number(text, kind));
    let standing = super::clause::Standing {
        lexicon: super::noun::Lexicon { program, scope: &resolved.scope, locals: None },
        source,
        document: DocumentId(index as u32),
        citation,
        guards: Vec::new(),
        or_more: super::or_more(&program.choices),
        quotes: &number,
        named: None,
    };
    super::clause::lower(clause, &standing)
}

fn is_exception(kind: &ClauseKind) -> bool {
    matches!(kind, ClauseKind::Exception { .. })
}

/// The clauses of these kinds at a place, and the exceptions there that are exceptions to nothing else.
fn replaced(program: &Program, index: usize, wanted: Locus, kinds: &[Discriminant<ClauseKind>]) -> Vec<ClauseId> {
    let here = |clause: &Clause| clause.document.index() == index && wanted.covers(&clause.citation.locus);
    let main = |clause: &Clause| here(clause) && kinds.contains(&discriminant(&clause.kind));
    let (gone, kept): (Vec<_>, Vec<_>) =
        program.clauses.iter().enumerate().partition(|(_, clause)| !is_exception(&clause.kind) && main(clause));
    let used: HashSet<ClauseId> = kept.iter().flat_map(|(_, clause)| &clause.exceptions).copied().collect();
    let exceptions = gone.iter().flat_map(|(_, clause)| &clause.exceptions).copied().filter(|id| {
        let clause = program.clauses.get(id.index());
        !used.contains(id) && clause.is_some_and(|clause| here(clause) && is_exception(&clause.kind))
    });
    gone.iter().map(|(n, _)| ClauseId(*n as u32)).chain(exceptions).collect()
}

/// Takes clauses out, with those that stand for them in a rank; the numbers of the others stay.
pub fn strike(resolved: &mut Resolved, clauses: &[ClauseId]) {
    let for_them = resolved.stands.iter().filter(|(_, of)| clauses.contains(of)).map(|(own, _)| own);
    for id in clauses.iter().chain(for_them) {
        if let Some(clause) = resolved.program.clauses.get_mut(id.index()) {
            // A clause that has been replaced no longer speaks: it becomes an exception to nothing.
            clause.kind = ClauseKind::Exception { act: None, lifts: Lifts::Listed };
            clause.condition = Formula::False;
        }
    }
}
