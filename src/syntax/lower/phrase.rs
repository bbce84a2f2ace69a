//! Words, phrases and numbers.
use crate::{
    source::Span,
    syntax::{
        children::{Node, hole_text},
        fault::{Fault, Lowered},
        grammar::{Rule, read},
        problem::SyntaxProblem,
        tree::{Item, Phrase, Word},
    },
    vocabulary::parse_numeral,
};

/// `phrase`, `free_phrase` and all other rules that hold a flat run of items.
pub(super) fn phrase(node: &Node) -> Lowered<Phrase> {
    let mut out = Phrase { items: Vec::new(), at: node.span() };
    for child in node.children() {
        out.items.push(item(&child)?);
    }
    Ok(out)
}

/// An empty phrase where words might have stood.
pub(super) fn nothing(at: Span) -> Phrase {
    Phrase { items: Vec::new(), at: Span::new(at.start as usize, at.start as usize) }
}

/// The words of both, in this order.
pub(super) fn join(mut first: Phrase, second: Phrase) -> Phrase {
    if first.items.is_empty() {
        return second;
    }
    if !second.items.is_empty() {
        first.at = first.at.to(second.at);
        first.items.extend(second.items);
    }
    first
}

fn item(node: &Node) -> Lowered<Item> {
    match node.rule() {
        Rule::word | Rule::name => Ok(Item::Word(node.name())),
        // `[人]` where a whole pattern is named: one word.
        Rule::hole_word => Ok(Item::Word(Word { text: hole_text(node.text()), at: node.span() })),
        Rule::quote => node.only(Rule::quoted).map(|inner| Item::Quote(inner.word())),
        Rule::of => Ok(Item::Of(node.span())),
        Rule::and => Ok(Item::And(node.word())),
        Rule::or => Ok(Item::Or(node.span())),
        _ => Err(node.broken()),
    }
}

/// The words of a question. A comma is a word of its own there.
pub(in crate::syntax) fn question_words(text: &str, base: usize) -> Lowered<Phrase> {
    let node = read(Rule::phrase_entry, text, base)?;
    let mut out = Phrase { items: Vec::new(), at: node.span() };
    for child in node.all() {
        match child.rule() {
            Rule::free_phrase => out.items.extend(phrase(&child)?.items),
            Rule::comma => out.items.push(Item::Word(Word { text: "，".to_owned(), at: child.span() })),
            _ => {}
        }
    }
    Ok(out)
}

/// A whole number in digits or Chinese.
pub(in crate::syntax) fn numeral(node: &Node) -> Lowered<u32> {
    parse_numeral(node.text().trim())
        .ok_or_else(|| Fault::new(SyntaxProblem::BadNumeral { text: node.text().trim().to_owned() }, node.span()))
}
