//! WHAT WE SAY about a text: code, place, message, help, in Chinese and English.
//!
//! Each stage has its own enum of problems, which implements [`Kind`]; a [`Problem`] is such a kind at a place.
pub mod json;
mod problem;
mod shorten;
mod suggest;

pub use problem::{Kind, Lang, Problem, Problems, Severity};
pub use shorten::shorten;
pub use suggest::{did_you_mean, nearest};
