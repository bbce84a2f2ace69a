//! The JSON form of a situation.
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The JSON form (`book/schema/situation.schema.json`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Listed {
    /// The date asked about.
    pub date: Option<String>,
    /// What is known: sentences, or relations with arguments.
    pub facts: Vec<Fact>,
    /// Words of patterns whose record is complete.
    pub complete: Vec<String>,
    /// Questions, for programs that ask those of the situation.
    pub questions: Vec<String>,
}

/// A fact of the JSON form.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Fact {
    /// A line as in a text: `甲 任 市长`, `名册：市长 甲`, `本次会议 是 市政府常务会议`.
    Line(String),
    /// A relation with its arguments.
    Tuple(Tuple),
}

/// A fact written as an object.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tuple {
    /// A word of the pattern (到会), or its words joined.
    pub relation: String,
    /// In the order of the holes.
    pub arguments: Vec<Argument>,
    /// False: it is known that it does not hold.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub holds: bool,
    /// The day of an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// From this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Up to and including this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Who judged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged_by: Option<String>,
}

/// An argument: a name, or a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Argument {
    /// A name.
    Name(String),
    /// A number for a hole of kind 数.
    Number(serde_json::Number),
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_true(holds: &bool) -> bool {
    *holds
}

// Read by hand, so that what is wrong is told by its name and place.
impl<'de> Deserialize<'de> for Fact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FactVisitor)
    }
}

struct FactVisitor;

impl<'de> Visitor<'de> for FactVisitor {
    type Value = Fact;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sentence or an object with relation and arguments")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Fact, E> {
        Ok(Fact::Line(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Fact, A::Error> {
        Tuple::deserialize(de::value::MapAccessDeserializer::new(map)).map(Fact::Tuple)
    }
}

impl<'de> Deserialize<'de> for Argument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(name) => Ok(Self::Name(name)),
            serde_json::Value::Number(number) => Ok(Self::Number(number)),
            _ => Err(de::Error::custom("an argument is a name or a number")),
        }
    }
}
