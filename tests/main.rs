//! All integration tests, one binary.
mod book;
mod corpus;
mod formatting;
mod hostile;
mod layering;
mod mutation;
mod official;
mod codes;
mod program;
mod evaluation;
mod reading;
mod resolution;
mod sense;
mod sessions;
mod answers;
mod core;
mod reference;
