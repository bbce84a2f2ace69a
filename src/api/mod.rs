//! THE DOOR of the library: rulebooks loaded once, situations, answers.
pub mod files;
