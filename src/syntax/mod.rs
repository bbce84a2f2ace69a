//! 1 · TEXT → tree.
#[allow(missing_docs, reason = "fields of variants are explained at the variant")]
pub mod tree;
