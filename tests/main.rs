//! All integration tests, one binary.
mod corpus;
mod layering;
