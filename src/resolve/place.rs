//! Places in documents: what stands there, and how they are written.
use super::document::Later;
use super::layout::Layout;
use super::scope::Scope;
use crate::core_ir::{Clause, ClauseId, ClauseKind, Document, Program};
use crate::syntax::tree::{Place, Relative};
use crate::vocabulary::{Article, Citation, Locus};

/// The articles of the chapter that a place names, or stands in.
fn in_chapter<'d>(document: &'d Document, place: &Place, from: Locus) -> Option<&'d [Article]> {
    let inside = |articles: &[Article]| from.article.is_some_and(|article| articles.contains(&article));
    let chapter = match place.chapter {
        Some(number) => document.chapters.iter().find(|chapter| chapter.0 == number),
        None => document.chapters.iter().find(|chapter| inside(&chapter.1)),
    };
    chapter.map(|chapter| chapter.1.as_slice())
}

/// The clauses that stand at a place.
pub fn at_place(program: &Program, place: &Place, from: &Later) -> Vec<ClauseId> {
    let document = match &place.document {
        Some(word) => called(program, Some(from.document.index()), &word.text).first().copied(),
        None => Some(from.document.index()),
    };
    let Some(document) = document else { return Vec::new() };
    let wanted = locus(place, from.locus);
    let by_chapter = place.chapter.is_some() || place.relative == Some(Relative::Chapter);
    let chapter = program.documents.get(document).and_then(|document| in_chapter(document, place, from.locus));
    let inside = |locus: &Locus| match chapter.filter(|_| by_chapter) {
        Some(articles) => locus.article.is_some_and(|article| articles.contains(&article)),
        None => !by_chapter && wanted.covers(locus),
    };
    let here = |clause: &Clause| clause.document.index() == document && inside(&clause.citation.locus);
    program
        .clauses
        .iter()
        .enumerate()
        .filter(|(_, clause)| {
            here(clause)
                && !matches!(
                    clause.kind,
                    ClauseKind::Exception { .. }
                        | ClauseKind::Gap { .. }
                        | ClauseKind::Procedure(_)
                        | ClauseKind::Turn(_)
                        | ClauseKind::Sum(_)
                )
        })
        .map(|(n, _)| ClauseId(n as u32))
        .collect()
}

/// Whether words name a document: its title or short title, with or without 《》.
pub fn same_title(document: &Document, words: &str) -> bool {
    let plain = words.trim_start_matches('《').trim_end_matches('》');
    document.title == plain || document.short == plain
}

/// The documents that a title may mean, seen from one of them (if it is written in one): the one of that title, else those of
/// that short title. Of several it is the one where it is written, if that is one of them, else those that its head names.
pub fn called(program: &Program, own: Option<usize>, words: &str) -> Vec<usize> {
    let plain = words.trim_start_matches('《').trim_end_matches('》');
    let all = |wanted: &dyn Fn(&Document) -> bool| -> Vec<usize> {
        program.documents.iter().enumerate().filter(|(_, document)| wanted(document)).map(|(n, _)| n).collect()
    };
    let titled = all(&|document| document.title == plain);
    if !titled.is_empty() {
        return titled;
    }
    let short = all(&|document| document.short == plain);
    let Some(own) = own.filter(|_| short.len() > 1) else { return short };
    if short.contains(&own) {
        return vec![own];
    }
    let names = program.documents.get(own).map(|document| document.names.as_slice()).unwrap_or_default();
    let title = |at: &usize| program.documents.get(*at).map(|document| &document.title);
    let named: Vec<usize> = short.iter().copied().filter(|at| title(at).is_some_and(|title| names.contains(title))).collect();
    if named.is_empty() { short } else { named }
}

/// The place meant, seen from where it is written.
pub fn locus(place: &Place, from: Locus) -> Locus {
    let written = place.locus();
    match place.relative {
        Some(Relative::Sentence) => from,
        Some(Relative::Paragraph) => Locus { sentence: place.sentence, item: place.item, ..from },
        Some(Relative::ParagraphBefore) => {
            // Before the first paragraph there is none: 第零款 stands nowhere.
            let before = from.paragraph.map_or(0, |n| n.saturating_sub(1));
            Locus { paragraph: Some(before), sentence: place.sentence, item: place.item, ..from }
        }
        Some(Relative::Article) => Locus { article: from.article, ..written },
        Some(Relative::Chapter) => written,
        None if place.article.is_none() && place.document.is_none() => {
            Locus { article: from.article, paragraph: place.paragraph.or(from.paragraph), ..written }
        }
        None => written,
    }
}

/// The place as written, for messages.
pub fn show_place(place: &Place) -> String {
    let document = place.document.as_ref().map(|word| word.text.clone()).unwrap_or_default();
    let locus = place.locus();
    let relative = match place.relative {
        Some(Relative::Sentence) => "本句",
        Some(Relative::Paragraph) => "本款",
        Some(Relative::ParagraphBefore) => "前款",
        Some(Relative::Article) => "本条",
        Some(Relative::Chapter) => "本章",
        None => "",
    };
    let procedure = place.procedure.as_ref().map(|name| format!("程序 {}", name.text)).unwrap_or_default();
    let chapter = place.chapter.map(|number| format!("第{}章", crate::vocabulary::chinese(number))).unwrap_or_default();
    format!("{procedure}{document}{relative}{chapter}{locus}")
}

/// Whether a place names words of a document, or the document itself: `None` if the document is not among the rulebooks.
pub fn stands(program: &Program, layouts: &[Layout], scope: &Scope, place: &Place, (own, from): (usize, Locus)) -> Option<bool> {
    let at = match &place.document {
        Some(word) => called(program, Some(own), &word.text).first().copied()?,
        None => own,
    };
    if let Some(name) = &place.procedure {
        return Some(scope.procedures.contains_key(&name.text));
    }
    let (Some(document), Some(layout)) = (program.documents.get(at), layouts.get(at)) else { return Some(false) };
    if place.chapter.is_some() || place.relative == Some(Relative::Chapter) {
        return Some(in_chapter(document, place, from).is_some());
    }
    let wanted = locus(place, from);
    Some(wanted == Locus::default() || layout.has(wanted))
}

/// A part that has a name and no number, with its words.
pub fn part(document: &Document, layout: &Layout, name: &str) -> Option<Citation> {
    let wanted = Locus { article: Article::parse(name), ..Locus::default() };
    (wanted.article.is_some() && layout.has(wanted)).then(|| quoted(document, layout, wanted))
}

/// A place with its words.
pub fn quoted(document: &Document, layout: &Layout, wanted: Locus) -> Citation {
    let words: String =
        layout.pieces.iter().filter(|piece| wanted.covers(&piece.locus)).map(|piece| piece.text.as_str()).collect();
    Citation {
        document: document.title.as_str().into(),
        number: document.number.as_deref().map(Into::into),
        locus: wanted,
        quote: words.into(),
    }
}
