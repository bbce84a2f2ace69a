//! The sentences of a file in which words must stand apart: clauses, facts, questions. Not what is free text, and not
//! declarations, whose words are new.
use super::{
    children::Node,
    fault::Lowered,
    format::option_head,
    grammar::{Rule, read},
    lines::{Chunk, ChunkKind, Mode, cut, lines},
    lower::{fact_node, is_clause, question_words, sentence_node},
    scan::{first_word, mask, sentences},
};
use crate::source::{Source, Span};

/// First words of facts that name what is new.
const NAMING: [&str; 7] = ["名册", "人", "完整", "不全", "未知", "撤去", "改文"];

/// What a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoken {
    /// A clause of a rulebook.
    Clause,
    /// A fact of a case.
    Fact,
    /// A question of a case.
    Question,
}

impl Spoken {
    /// Whether the grammar reads a sentence of this sort.
    pub fn reads(self, text: &str) -> bool {
        match self {
            Self::Clause => sentence_node(text, 0).is_ok(),
            Self::Fact => fact_node(text, 0).is_ok(),
            Self::Question => question_words(text, 0).is_ok(),
        }
    }
}

/// The sentences, in order, each with its place.
pub fn spoken(source: &Source) -> Vec<(Span, Spoken)> {
    if super::refuse(source.text()).is_some() {
        return Vec::new();
    }
    let masked = mask(source.text());
    let lines = lines(&masked, source.text());
    let first = lines.iter().find(|line| !line.body.is_empty()).map_or("", |line| first_word(line.body));
    let cases = lines.iter().position(|line| first_word(line.body) == "案例").unwrap_or(lines.len());
    let (above, below) = lines.split_at(if first == "规则" { cases } else { 0 });
    let (head, body) = above.split_at(super::rulebook::header_end(above));
    let mut out = Vec::new();
    for (part, mode) in [(body, Mode::Rulebook), (below, Mode::Case)] {
        for chunk in cut(part, mode, &super::rulebook::parts(head), &mut Vec::new()) {
            out.extend(in_chunk(&masked, chunk, mode));
        }
    }
    out
}

fn in_chunk(text: &str, chunk: Chunk, mode: Mode) -> Vec<(Span, Spoken)> {
    let body = text.get(chunk.start..chunk.end).unwrap_or_default();
    let asked = |node: Lowered<Node<'_>>| -> Lowered<Span> { Ok(node?.children().one(Rule::asked)?.span()) };
    match chunk.kind {
        ChunkKind::Sentences => stretch(body, chunk.start, mode),
        ChunkKind::Choice => match option_head(body, chunk.start) {
            Ok((_, rest)) => stretch(rest.text(), rest.start(), mode),
            Err(_) => Vec::new(),
        },
        ChunkKind::Line(Rule::question_line) => {
            asked(read(Rule::question_line, body, chunk.start)).into_iter().map(|at| (at, Spoken::Question)).collect()
        }
        ChunkKind::Piece | ChunkKind::Line(_) => Vec::new(),
    }
}

fn stretch(body: &str, start: usize, mode: Mode) -> Vec<(Span, Spoken)> {
    let mut out = Vec::new();
    for piece in sentences(body, start) {
        let text = body.get(piece.start..piece.end).unwrap_or_default();
        let own = match mode {
            Mode::Rulebook => is_clause(text),
            Mode::Case => !NAMING.contains(&first_word(text)),
        };
        if own {
            let at = Span::new(start + piece.start, start + piece.end);
            out.push((at, if mode == Mode::Case { Spoken::Fact } else { Spoken::Clause }));
        }
    }
    out
}
