//! JSON Lines: an object a line. Columns are added as they come.
use super::csv::LONGEST_ROW;
use super::reader::Step;
use super::row::{CellKind, Piece, Row};
use super::table::LONGEST;
use super::text::Text;
use super::{Bad, Header, JsonFault, LedgerProblem as P, Place};
use memchr::memchr;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// A file of JSON Lines.
pub struct Json {
    text: Text,
    header: Header,
    place: Place,
    words: String,
    pieces: Vec<Piece>,
    line: u64,
}

impl Json {
    pub fn new(text: Text, known: &[String], place: Place) -> Self {
        let mut header = Header::default();
        for name in known {
            // A name given twice is one column.
            let _ = header.add(name);
        }
        Self { text, header, place, words: String::new(), pieces: Vec::new(), line: 0 }
    }

    pub fn lent(&self) -> Row<'_> {
        Row { text: &self.words, pieces: &self.pieces, header: &self.header, place: &self.place }
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Goes to the next row.
    pub fn advance(&mut self) -> Step {
        loop {
            let rest = self.text.rest();
            match memchr(b'\n', rest.as_bytes()) {
                Some(end) => return self.line(end, 1),
                // What was being read when reading failed is no whole line.
                None if self.text.is_at_end() && self.text.failed.is_some() && !rest.is_empty() => {
                    let rest = rest.len();
                    self.text.pass(rest);
                }
                None if self.text.is_at_end() && rest.is_empty() => {
                    return match self.text.failed.take() {
                        Some(error) => self.failed(&error),
                        None => Step::End,
                    };
                }
                None if self.text.is_at_end() => return self.line(rest.len(), 0),
                None if rest.len() > LONGEST_ROW => return self.skip(),
                None => self.text.more(),
            }
        }
    }

    fn failed(&self, error: &std::io::Error) -> Step {
        let place = Place { row: None, ..self.place.clone() };
        Step::Bad(Bad::about(&place, P::reading(error)))
    }

    fn line(&mut self, length: usize, newline: usize) -> Step {
        self.count();
        let line = self.text.rest().get(..length).unwrap_or_default().trim();
        let step = if line.is_empty() {
            Step::Blank
        } else if line.starts_with("//") || line.starts_with("注：") {
            Step::Other
        } else if self.text.broken && line.contains(char::REPLACEMENT_CHARACTER) {
            Step::Bad(Bad::row(&self.place, P::BadBytes))
        } else if line.contains('\0') {
            Step::Bad(Bad::row(&self.place, P::Nul))
        } else {
            self.words.clear();
            self.pieces.clear();
            let mut fill = Fill { header: &mut self.header, words: &mut self.words, pieces: &mut self.pieces, fault: None };
            match object(line, &mut fill) {
                Ok(()) => Step::Row,
                Err(problem) => {
                    let bad = Bad::row(&self.place, problem);
                    Step::Bad(match fill.fault.take() {
                        Some((problem, at)) => Bad { problem, ..bad }.at(at, fill.header.name(at)),
                        None => bad,
                    })
                }
            }
        };
        self.text.pass(length + newline);
        step
    }

    fn skip(&mut self) -> Step {
        self.count();
        loop {
            let rest = self.text.rest();
            let end = memchr(b'\n', rest.as_bytes());
            self.text.pass(end.map_or(rest.len(), |end| end + 1));
            if end.is_some() || self.text.is_at_end() {
                return Step::Bad(Bad::row(&self.place, P::TooLong));
            }
            self.text.more();
        }
    }

    fn count(&mut self) {
        self.line += 1;
        self.place.row = Some(self.line);
    }
}

fn object(line: &str, fill: &mut Fill<'_>) -> Result<(), P> {
    let mut reader = serde_json::Deserializer::from_str(line);
    let read = fill.deserialize(&mut reader).and_then(|()| reader.end());
    read.map_err(|error| {
        // The library counts bytes.
        let up_to = || line.char_indices().take_while(|(byte, _)| *byte < error.column()).map(|(_, found)| found);
        P::NotJson { fault: JsonFault::of(&error), at: up_to().count(), found: up_to().last() }
    })
}

/// Takes an object into the cells of a row.
struct Fill<'a> {
    header: &'a mut Header,
    words: &'a mut String,
    pieces: &'a mut Vec<Piece>,
    /// What is wrong with a value, and its column.
    fault: Option<(P, usize)>,
}

impl<'de> DeserializeSeed<'de> for &mut Fill<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Fill<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let at = self.header.find(&name).or_else(|| self.header.add(&name).ok()).unwrap_or_default();
            if self.pieces.len() <= at {
                self.pieces.resize(at + 1, Piece::default());
            }
            let value = map.next_value::<Value>()?;
            if seen.contains(&at) {
                self.fault = Some((P::SameKey { name }, at));
                return Err(serde::de::Error::custom("twice"));
            }
            seen.push(at);
            let start = self.words.len();
            let Some(kind) = self.value(&value) else {
                self.fault = Some((P::Nested { name }, at));
                return Err(serde::de::Error::custom("nested"));
            };
            if self.words.len() - start > LONGEST {
                self.fault = Some((P::TooLong, at));
                return Err(serde::de::Error::custom("long"));
            }
            if let Some(piece) = self.pieces.get_mut(at) {
                *piece = Piece { start: start as u32, end: self.words.len() as u32, kind };
            }
        }
        Ok(())
    }
}

impl Fill<'_> {
    /// Writes a value; a list is its values with 、 between them.
    fn value(&mut self, value: &Value) -> Option<CellKind> {
        match value {
            Value::Null => Some(CellKind::Text),
            Value::Bool(flag) => {
                self.words.push_str(if *flag { "true" } else { "false" });
                Some(CellKind::Flag)
            }
            Value::Number(number) => {
                self.words.push_str(&number.to_string());
                Some(CellKind::Number)
            }
            Value::String(text) => {
                self.words.push_str(text);
                Some(CellKind::Text)
            }
            Value::Array(list) => {
                for (n, one) in list.iter().enumerate() {
                    if n > 0 {
                        self.words.push('、');
                    }
                    if matches!(one, Value::Array(_) | Value::Object(_)) {
                        return None;
                    }
                    self.value(one);
                }
                Some(CellKind::Text)
            }
            Value::Object(_) => None,
        }
    }
}
