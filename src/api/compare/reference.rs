//! Notes by which one document refers to a place in another.
use super::written::{Contrast, Contrasts, How, Row};
use super::{Side, about, places, short};
use crate::core_ir::{Clause, ClauseId, ClauseKind, DocumentId};
use crate::vocabulary::{Citation, Locus};
use indexmap::IndexMap;

/// Notes that refer from one document to a place in another, where no contrast has the two places.
pub fn references(all: &Contrasts, rows: &[Row]) -> Vec<Contrast> {
    let mut found: Vec<Contrast> = Vec::new();
    for clause in &all.book.program().clauses {
        for (text, cites) in notes(clause) {
            for (document, cites) in abroad(all, clause.document, cites) {
                let own = (clause.document, clause.citation.locus);
                let has =
                    |row: &Row, cite: &Citation| row.loci.iter().any(|(at, locus)| *at == document && cite.locus.covers(locus));
                if rows.iter().any(|row| row.loci.contains(&own) && cites.iter().all(|cite| has(row, cite))) {
                    continue;
                }
                let side = |document: DocumentId, loci: Vec<Locus>| Side {
                    document: short(all.book, document),
                    places: places(loci.into_iter()),
                    alone: None,
                };
                let theirs = side(document, cites.iter().map(|cite| cite.locus).collect());
                let sides = [side(own.0, vec![own.1]), theirs];
                let one = Contrast { about: text.to_owned(), sides, how: How::Reference, readings: Vec::new() };
                if !found.contains(&one) {
                    found.push(one);
                }
            }
        }
    }
    found
}

/// The places in other documents, by document, that do not say the same as the document that refers to them.
pub fn abroad<'c>(all: &Contrasts, own: DocumentId, cites: &'c [Citation]) -> IndexMap<DocumentId, Vec<&'c Citation>> {
    let program = all.book.program();
    let mut found: IndexMap<DocumentId, Vec<&Citation>> = IndexMap::new();
    for cite in cites {
        let at = program.documents.iter().position(|document| *document.title == *cite.document);
        let Some(at) = at.filter(|at| *at != own.index() && !program.documents[*at].library) else { continue };
        let document = DocumentId(at as u32);
        if !the_same(all, document, cite.locus, own) {
            found.entry(document).or_default().push(cite);
        }
    }
    found
}

/// Whether another document says all that stands at a place.
fn the_same(all: &Contrasts, document: DocumentId, place: Locus, other: DocumentId) -> bool {
    let clauses = all.book.program().clauses.iter().enumerate().map(|(n, clause)| (ClauseId(n as u32), clause));
    let speaking = |clause: &Clause| about(clause).is_some() && !matches!(clause.kind, ClauseKind::Gap { .. });
    let (mut here, mut theirs) = (Vec::new(), Vec::new());
    for (id, clause) in clauses.filter(|(_, clause)| speaking(clause)) {
        if clause.document == document && place.covers(&clause.citation.locus) {
            here.push(id);
        } else if clause.document == other {
            theirs.push(id);
        }
    }
    !here.is_empty() && here.iter().all(|id| all.also(*id, &theirs))
}

/// The notes of a clause, and what a gap tells.
fn notes(clause: &Clause) -> Vec<(&str, &[Citation])> {
    let mut all: Vec<(&str, &[Citation])> = clause.notes.iter().map(|note| (note.text.as_str(), note.cites.as_slice())).collect();
    if let ClauseKind::Gap { text, cites, .. } = &clause.kind {
        all.push((text, cites));
    }
    all
}
