//! WHERE: source text and places in it. Uses nothing.
mod span;
mod text;

pub use span::Span;
pub use text::{Position, Source};
