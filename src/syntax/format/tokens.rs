//! The tokens of a sentence and the blanks between them.
use crate::syntax::{
    children::{Node, full_brackets, half_width, hole_text},
    grammar::{Rule, read},
};

/// How a token sits beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glyph {
    /// A word, a quote, a hole: one blank between two of them.
    Word,
    /// `《title》`, which a place may follow at once.
    Title,
    /// A mark that closes up on both sides.
    Mark,
    /// `（` of a group; a blank before it keeps it from belonging to a name.
    Open,
    /// `）`
    Close,
    /// `（一）`
    Item,
    /// `〔words〕`
    Anchor,
    /// The end of a line in the source.
    Break,
}

/// A token in its canonical form.
#[derive(Debug)]
pub(super) struct Token {
    pub glyph: Glyph,
    pub text: String,
    /// First byte in the source.
    pub at: usize,
}

/// Text that is never touched: reasons, notes, grounds, English readings.
const VERBATIM: [Rule; 3] = [Rule::raw, Rule::basis_text, Rule::english_pattern];

/// The tokens of a sentence that the grammar has matched as `node`; `text` starts at byte `base`.
pub(super) fn tokens(text: &str, base: usize, node: &Node) -> Vec<Token> {
    let mut out = Vec::new();
    let mut from = 0;
    for kept in node.inside(&VERBATIM) {
        let start = kept.start() - base;
        between(text.get(from..start).unwrap_or(""), base + from, &mut out);
        verbatim(kept.text(), kept.start(), &mut out);
        from = start + kept.text().len();
    }
    between(text.get(from..).unwrap_or(""), base + from, &mut out);
    out
}

/// Lines of free text, each kept as it is.
fn verbatim(text: &str, start: usize, out: &mut Vec<Token>) {
    let mut at = start;
    for (count, line) in text.split('\n').enumerate() {
        if count > 0 {
            out.push(Token { glyph: Glyph::Break, text: String::new(), at: at - 1 });
        }
        if !line.trim().is_empty() {
            out.push(Token { glyph: Glyph::Word, text: line.trim().to_owned(), at });
        }
        at += line.len() + 1;
    }
}

/// Text the language cares for.
fn between(text: &str, base: usize, out: &mut Vec<Token>) {
    match read(Rule::tokens_entry, text, base) {
        Ok(node) => out.extend(node.all().filter(|token| token.rule() != Rule::EOI).map(|token| one(&token))),
        Err(_) => verbatim(text, base, out),
    }
}

fn one(node: &Node) -> Token {
    let text = node.text();
    let (glyph, text) = match node.rule() {
        Rule::line_break => (Glyph::Break, String::new()),
        Rule::plain => (Glyph::Word, full_brackets(&half_width(text))),
        Rule::quote => (Glyph::Word, quote(text)),
        Rule::hole_word => (Glyph::Word, hole_text(text)),
        Rule::title => (Glyph::Title, text.to_owned()),
        Rule::anchor => (Glyph::Anchor, format!("〔{}〕", text.trim_start_matches('〔').trim_end_matches('〕').trim())),
        Rule::item_number => (Glyph::Item, full_brackets(&half_width(text))),
        Rule::comma => (Glyph::Mark, "，".to_owned()),
        Rule::semicolon => (Glyph::Mark, "；".to_owned()),
        Rule::colon => (Glyph::Mark, "：".to_owned()),
        Rule::open => (Glyph::Open, "（".to_owned()),
        Rule::close => (Glyph::Close, "）".to_owned()),
        _ => (Glyph::Mark, text.to_owned()),
    };
    Token { glyph, text, at: node.start() }
}

/// The words between the marks are kept byte for byte.
fn quote(text: &str) -> String {
    let inner = text.get(text.chars().next().map_or(0, char::len_utf8)..).unwrap_or("");
    let inner = inner.get(..inner.len() - inner.chars().next_back().map_or(0, char::len_utf8)).unwrap_or("");
    format!("“{inner}”")
}

/// Whether a blank stands between two tokens of one line.
pub(super) fn blank_between(before: &Token, after: &Token) -> bool {
    use Glyph::{Anchor, Close, Item, Open, Title, Word};
    match (before.glyph, after.glyph) {
        (Title, Word) => !after.text.starts_with('第'),
        (Word, Anchor) => !matches!(before.text.as_str(), "读法" | "约定"),
        (Word | Title | Close | Anchor, Word | Title | Open | Item | Anchor) => true,
        _ => false,
    }
}
