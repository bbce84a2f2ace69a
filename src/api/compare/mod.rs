//! Where documents differ: what is written in them ([`contrasts`]), and what comes of it for the questions of cases
//! ([`differences`]).
mod asked;
mod doer;
mod linked;
mod pair;
mod reference;
mod written;

pub use asked::{Difference, differences};
pub use written::{Contrast, How, contrasts};

use super::rulebook::Rulebook;
use crate::core_ir::{Clause, ClauseKind, DocumentId, RelationId, SentencePart};
use crate::resolve;
use crate::vocabulary::Locus;
use serde::Serialize;
use std::collections::BTreeSet;

/// One document on a point on which documents differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Side {
    /// Its short title.
    pub document: String,
    /// The places, down to the paragraph.
    pub places: Vec<String>,
    /// What it would answer alone; none where nothing is asked, or it does not answer alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alone: Option<String>,
}

/// A relation as its pattern: `[人] 主持 [会议]`.
fn pattern(book: &Rulebook, id: RelationId) -> Option<String> {
    let relation = book.program().relations.get(id.index())?;
    let kind = |hole: usize| book.program().kinds.get(relation.holes.get(hole)?.kind.index()).map(|kind| kind.name.as_str());
    let word = |part: &SentencePart| match part {
        SentencePart::Word(word) => word.clone(),
        SentencePart::Hole(hole) => format!("[{}]", kind(*hole).unwrap_or_default()),
        SentencePart::Number => "[数]".to_owned(),
    };
    Some(relation.sentence.iter().map(word).collect::<Vec<_>>().join(" "))
}

/// The relation that a clause is about.
fn about(clause: &Clause) -> Option<RelationId> {
    match &clause.kind {
        ClauseKind::Definition { head, .. } => Some(head.relation),
        ClauseKind::StateProhibition { state } => Some(state.relation),
        ClauseKind::Exception { .. } => None,
        kind => resolve::act_of(kind).map(|act| act.verb),
    }
}

fn short(book: &Rulebook, document: DocumentId) -> String {
    book.program().documents.get(document.index()).map(|document| document.short.clone()).unwrap_or_default()
}

/// Places of a document, down to the paragraph, in order, each once.
fn places(loci: impl Iterator<Item = Locus>) -> Vec<String> {
    let loci = loci.filter(|locus| locus.article.is_some()).map(|locus| (locus.article, locus.paragraph));
    let all: BTreeSet<_> = loci.collect();
    all.into_iter().map(|(article, paragraph)| Locus { article, paragraph, ..Locus::default() }.to_string()).collect()
}
