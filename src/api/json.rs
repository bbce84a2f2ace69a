//! Reading the JSON form of a situation, so that everything wrong in it is told at its place.
use super::listed::{Argument, Fact, Listed, Tuple};
use super::trouble::Trouble;
use crate::diagnostic::{Problem, Problems, nearest};
use crate::source::{Source, Span};
use crate::vocabulary::{Date, Moment};
use std::sync::Arc;

const FIELDS: [&str; 4] = ["date", "facts", "complete", "questions"];
const OF_FACT: [&str; 7] = ["relation", "arguments", "holds", "at", "from", "until", "judged_by"];

/// Where the facts of a JSON situation stand.
#[derive(Debug, Clone)]
pub struct Places {
    /// The text.
    pub source: Arc<Source>,
    /// Each fact.
    pub facts: Vec<Span>,
    /// The list of words whose record is complete.
    pub complete: Span,
}

/// A value with its place.
#[derive(Debug)]
struct Node {
    at: Span,
    value: Value,
}

#[derive(Debug)]
enum Value {
    Object(Vec<(String, Span, Node)>),
    Array(Vec<Node>),
    Text(String),
    Number(serde_json::Number),
    Truth(bool),
    Null,
}

/// Reads the whole text.
pub fn read(source: &Arc<Source>) -> Result<(Listed, Places), Problems> {
    let whole = Span::new(0, source.text().find('\n').unwrap_or(source.text().len()));
    let alone = |trouble, at| {
        let mut problems = Problems::default();
        problems.push(Problem::new(trouble, source, at));
        problems
    };
    if source.text().len() > crate::syntax::MAX_BYTES {
        return Err(alone(Trouble::Shape("文件超过 16 MiB", "the file is larger than 16 MiB"), Span::default()));
    }
    // Into a value: that bounds how deep it nests.
    if let Err(error) = serde_json::from_str::<serde_json::Value>(source.text()) {
        return Err(alone(Trouble::Json { eof: error.is_eof(), text: plain(&error) }, place(source, &error)));
    }
    let root = Walker { text: source.text(), at: 0 }.value().unwrap_or(Node { at: whole, value: Value::Null });
    let mut reader = Reader { source, problems: Problems::default() };
    let (listed, places) = reader.situation(root);
    if reader.problems.is_empty() { Ok((listed, places)) } else { Err(reader.problems) }
}

/// What the parser says, without the place.
fn plain(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
}

fn place(source: &Source, error: &serde_json::Error) -> Span {
    let before: usize = source.text().split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (before + error.column().saturating_sub(1)).min(source.text().len());
    while !source.text().is_char_boundary(at) {
        at -= 1;
    }
    let end = source.text().get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
    Span::new(at, end)
}

struct Reader<'s> {
    source: &'s Arc<Source>,
    problems: Problems,
}

impl Reader<'_> {
    fn tell(&mut self, trouble: Trouble, at: Span) {
        self.problems.push(Problem::new(trouble, self.source, at));
    }

    fn situation(&mut self, root: Node) -> (Listed, Places) {
        let mut listed = Listed::default();
        let mut places = Places { source: Arc::clone(self.source), facts: Vec::new(), complete: root.at };
        for (field, at, node) in self.object(root, &FIELDS) {
            match field.as_str() {
                "date" => listed.date = self.date(node),
                "facts" => {
                    for node in self.array(node) {
                        places.facts.push(node.at);
                        listed.facts.extend(self.fact(node));
                    }
                }
                "complete" => {
                    places.complete = at;
                    listed.complete = self.texts(node);
                }
                _ => listed.questions = self.texts(node),
            }
        }
        (listed, places)
    }

    /// The fields of an object; those nobody knows, and those written twice, are told and left out.
    fn object(&mut self, node: Node, fields: &[&str]) -> Vec<(String, Span, Node)> {
        let Value::Object(all) = node.value else {
            self.tell(Trouble::Shape("这里要 { … }", "an object is wanted here"), node.at);
            return Vec::new();
        };
        let mut known: Vec<(String, Span, Node)> = Vec::new();
        for (field, at, node) in all {
            if !fields.contains(&field.as_str()) {
                let near = nearest(&field, fields.iter().copied()).map(str::to_owned);
                self.tell(Trouble::Field { field, near }, at);
            } else if known.iter().any(|(other, ..)| *other == field) {
                self.tell(Trouble::Twice(field), at);
            } else {
                known.push((field, at, node));
            }
        }
        known
    }

    fn array(&mut self, node: Node) -> Vec<Node> {
        if let Value::Array(all) = node.value {
            return all;
        }
        self.tell(Trouble::Shape("这里要一个列表 [ … ]", "a list is wanted here"), node.at);
        Vec::new()
    }

    fn texts(&mut self, node: Node) -> Vec<String> {
        self.array(node).into_iter().filter_map(|node| self.text(node)).collect()
    }

    fn text(&mut self, node: Node) -> Option<String> {
        if let Value::Text(text) = node.value {
            return Some(text);
        }
        self.tell(Trouble::Shape("这里要一段文字 \"…\"", "a text is wanted here"), node.at);
        None
    }

    /// A day, with the hour or without.
    fn moment(&mut self, node: Node) -> Option<String> {
        self.time(node, |text| Moment::parse(text).is_some())
    }

    fn date(&mut self, node: Node) -> Option<String> {
        self.time(node, |text| Date::parse(text).is_some())
    }

    fn time(&mut self, node: Node, reads: impl Fn(&str) -> bool) -> Option<String> {
        if matches!(node.value, Value::Null) {
            return None;
        }
        let at = node.at;
        let text = self.text(node)?;
        if !reads(&text) {
            self.tell(Trouble::NoDate(text), at);
            return None;
        }
        Some(text)
    }

    fn fact(&mut self, node: Node) -> Option<Fact> {
        match node.value {
            Value::Text(line) => Some(Fact::Line(line)),
            Value::Object(_) => self.tuple(node).map(Fact::Tuple),
            _ => {
                let wanted = Trouble::Shape(
                    "一条事实是一句话，或者带 relation、arguments 的 { … }",
                    "a fact is a sentence, or an object with relation and arguments",
                );
                self.tell(wanted, node.at);
                None
            }
        }
    }

    fn tuple(&mut self, node: Node) -> Option<Tuple> {
        let whole = node.at;
        let mut tuple = Tuple { holds: true, ..Tuple::default() };
        let (mut relation, mut arguments) = (None, None);
        for (field, _, node) in self.object(node, &OF_FACT) {
            match field.as_str() {
                "relation" => relation = Some(self.text(node).unwrap_or_default()),
                "arguments" => {
                    arguments = Some(self.array(node).into_iter().filter_map(|node| self.argument(node)).collect());
                }
                "holds" => match node.value {
                    Value::Truth(holds) => tuple.holds = holds,
                    _ => self.tell(Trouble::Shape("这里要 true 或 false", "true or false is wanted here"), node.at),
                },
                "at" => tuple.at = self.moment(node),
                "from" => tuple.from = self.moment(node),
                "until" => tuple.until = self.moment(node),
                _ => tuple.judged_by = self.text(node),
            }
        }
        for (field, there) in [("relation", relation.is_some()), ("arguments", arguments.is_some())] {
            if !there {
                self.tell(Trouble::Lacks(field), whole);
            }
        }
        Some(Tuple { relation: relation?, arguments: arguments?, ..tuple })
    }

    fn argument(&mut self, node: Node) -> Option<Argument> {
        match node.value {
            Value::Text(name) => Some(Argument::Name(name)),
            Value::Number(number) => Some(Argument::Number(number)),
            _ => {
                self.tell(Trouble::Shape("这里要一个名字或一个数", "a name or a number is wanted here"), node.at);
                None
            }
        }
    }
}

/// Walks over a text that is known to be JSON.
struct Walker<'t> {
    text: &'t str,
    at: usize,
}

impl Walker<'_> {
    fn blanks(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn next(&mut self) -> Option<u8> {
        self.blanks();
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over a mark.
    fn pass(&mut self, mark: u8) -> bool {
        let here = self.next() == Some(mark);
        self.at += usize::from(here);
        here
    }

    fn value(&mut self) -> Option<Node> {
        let first = self.next()?;
        let start = self.at;
        let value = match first {
            b'{' => self.fields()?,
            b'[' => self.items()?,
            b'"' => Value::Text(self.string()?),
            _ => self.other()?,
        };
        Some(Node { at: Span::new(start, self.at), value })
    }

    fn fields(&mut self) -> Option<Value> {
        let mut all = Vec::new();
        self.pass(b'{');
        while !self.pass(b'}') {
            self.next()?;
            let start = self.at;
            let field = self.string()?;
            let at = Span::new(start, self.at);
            self.pass(b':');
            all.push((field, at, self.value()?));
            self.pass(b',');
        }
        Some(Value::Object(all))
    }

    fn items(&mut self) -> Option<Value> {
        let mut all = Vec::new();
        self.pass(b'[');
        while !self.pass(b']') {
            all.push(self.value()?);
            self.pass(b',');
        }
        Some(Value::Array(all))
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let mut escaped = true;
        for (n, byte) in self.text.as_bytes().get(start..)?.iter().enumerate() {
            match (byte, escaped) {
                (b'"', false) => {
                    self.at = start + n + 1;
                    return serde_json::from_str(self.text.get(start..self.at)?).ok();
                }
                // The first quotation mark opens.
                (b'\\', false) => escaped = true,
                _ => escaped = false,
            }
        }
        None
    }

    fn other(&mut self) -> Option<Value> {
        let rest = self.text.get(self.at..)?;
        let end = rest.find([',', ']', '}', ' ', '\t', '\n', '\r']).unwrap_or(rest.len());
        let word = rest.get(..end).filter(|word| !word.is_empty())?;
        self.at += end;
        match word {
            "true" => Some(Value::Truth(true)),
            "false" => Some(Value::Truth(false)),
            "null" => Some(Value::Null),
            number => serde_json::from_str(number).ok().map(Value::Number),
        }
    }
}
