//! From what the grammar matched to the tree: one function a rule, named after it.
mod clause;
mod condition;
mod declaration;
mod fact;
mod phrase;
mod place;
mod statement;

pub(super) use declaration::names;
pub(super) use fact::{fact, fact_node};
pub(super) use phrase::{numeral, question_words};
pub(super) use place::places;
pub(super) use statement::{Spoken, is_clause, sentence, sentence_node};
