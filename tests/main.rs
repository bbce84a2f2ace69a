//! All integration tests, one binary.
mod corpus;
mod hostile;
mod layering;
