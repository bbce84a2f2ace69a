//! The names of the columns.
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

/// The names of the columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// What stands in the row just above, each without blanks.
    above: Vec<String>,
}

impl Header {
    /// The names as written, blanks around them taken away.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The column of a name, whatever its blanks and the width of its characters.
    pub fn find(&self, name: &str) -> Option<usize> {
        // Most ask with the name as it is written.
        self.places.get(name).or_else(|| self.places.get(&normal(name))).copied()
    }

    /// The name of a column; empty if it has none.
    pub fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// Adds a column. An error gives the column that has the name already.
    pub(super) fn add(&mut self, name: &str) -> Result<usize, usize> {
        let at = self.names.len();
        let key = normal(name);
        if !key.is_empty() {
            if let Some(first) = self.places.get(&key) {
                return Err(*first);
            }
            self.places.insert(key, at);
        }
        self.names.push(shown(name));
        Ok(at)
    }

    /// Notes what stands in the row just above.
    pub(super) fn set_above(&mut self, above: Vec<String>) {
        self.above = above;
    }

    /// Which of these names stand in the row above the header, or in these cells below it: the header takes two rows.
    pub(crate) fn beside<'n>(&self, names: &'n [String], below: &[&str]) -> Vec<&'n String> {
        let below: Vec<String> = below.iter().map(|cell| normal(cell)).collect();
        names.iter().filter(|name| self.above.contains(&normal(name)) || below.contains(&normal(name))).collect()
    }
}

/// A name as it is told: a break in the middle of a narrow cell is no part of it.
pub fn shown(name: &str) -> String {
    name.trim().chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect()
}

/// A character without any width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// A name without blanks, its characters of one width.
pub fn normal(name: &str) -> String {
    name.nfkc().filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c)).collect()
}
