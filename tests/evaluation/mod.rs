//! Evaluation: worked cases built in the core.
mod book;
mod cases;
mod town;
