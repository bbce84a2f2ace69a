//! The names of the columns.
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

/// The names of the columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
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
        self.names.push(name.trim().to_owned());
        Ok(at)
    }
}

/// A name without blanks, its characters of one width.
pub fn normal(name: &str) -> String {
    name.nfkc().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}
