//! A source text and the three ways to count columns in it.
use super::Span;
use std::sync::Arc;

/// A source: a name for people and the text.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: String,
    lines: Vec<u32>,
}

/// A place for people: line and column, from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Column in UTF-16 units, from 0 (editors).
    pub utf16: usize,
}

impl Source {
    /// A source with its name (a path, `标准输入`, …).
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let text = with_line_ends(text.into());
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at as u32 + 1)).collect();
        Arc::new(Self { name: name.into(), text, lines })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words of a span; empty when it lies outside the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Line and column of a byte.
    pub fn position(&self, byte: usize) -> Position {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.lines.partition_point(|&start| start as usize <= byte);
        let start = self.lines.get(line.saturating_sub(1)).map_or(0, |&start| start as usize);
        let before = self.text.get(start..byte).unwrap_or("");
        Position { line, column: before.chars().count() + 1, utf16: before.encode_utf16().count() }
    }
}

/// A carriage return alone ends a line too, as old files have it.
fn with_line_ends(text: String) -> String {
    let bytes = text.as_bytes();
    let alone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    if !(0..bytes.len()).any(alone) {
        return text;
    }
    text.char_indices().map(|(at, one)| if one == '\r' && alone(at) { '\n' } else { one }).collect()
}
