//! The generated parser and the one function that runs it. No type of the parser generator leaves this folder.
use super::{children::Node, fault::{Fault, Lowered, stuck}};
use pest::Parser;

/// The parser generated from `grammar/*.pest`, joined in this order.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/words.pest"]
#[grammar = "grammar/clause.pest"]
#[grammar = "grammar/rulebook.pest"]
#[grammar = "grammar/case.pest"]
struct Grammar;

/// Parses one piece of text that starts at byte `base` of the source.
pub(super) fn read(rule: Rule, text: &str, base: usize) -> Lowered<Node<'_>> {
    match Grammar::parse(rule, text) {
        Ok(mut pairs) => pairs.next().map(|pair| Node::new(pair, base)).ok_or_else(|| Fault::internal(base, text)),
        Err(error) => Err(stuck(rule, text, base, &error)),
    }
}

/// Whether one line, without its indentation, is of this form.
pub(super) fn is(rule: Rule, line: &str) -> bool {
    Grammar::parse(rule, line).is_ok()
}
