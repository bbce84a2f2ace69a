//! Guiju 规矩: government work rules as executable clauses beside the official text.
#![forbid(unsafe_code)]
pub mod source;
pub mod vocabulary;
pub mod diagnostic;
pub mod syntax;
pub mod core_ir;
pub mod resolve;
pub mod check;
pub mod eval;
pub mod answer;
pub mod explain;
pub mod analysis;
pub mod api;
#[cfg(feature = "cli")]
pub mod cli;
