//! The rulebook as a whole.
pub mod coverage;
