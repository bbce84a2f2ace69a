//! A situation: built in Rust, read from JSON, or read from text.
use super::rulebook::{digest, hexadecimal};
use crate::core_ir::SentencePart;
use crate::diagnostic::{Kind, Lang, Problem, Problems, did_you_mean, nearest};
use crate::resolve::{self, Layer, Resolved, Situated};
use crate::source::{Source, Span};
use crate::syntax::{self, tree};
use crate::vocabulary::Date;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::sync::Arc;

/// What is known at a date, not yet tied to a rulebook.
#[derive(Debug, Clone)]
pub struct Situation {
    form: Form,
    digest: String,
}

#[derive(Debug, Clone)]
enum Form {
    Written { source: Arc<Source>, case: Box<tree::Case> },
    Listed(Listed),
}

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

impl Situation {
    /// At a date; facts are added with [`Situation::fact`] and its like.
    pub fn at(date: Date) -> Self {
        Self::listed(Listed { date: Some(date.iso()), ..Listed::default() })
    }

    /// From its JSON form. What is wrong is told with its line and column.
    pub fn from_json(text: &str) -> Result<Self, Problems> {
        Self::from_json_source(&Source::new("情形.json", text))
    }

    /// From a file in its JSON form.
    pub fn from_json_source(source: &Arc<Source>) -> Result<Self, Problems> {
        let listed: Listed = serde_json::from_str(source.text()).map_err(|error| one(json_problem(source, &error)))?;
        if let Some(date) = listed.date.as_deref().filter(|date| Date::parse(date).is_none()) {
            let at = source.text().find(date).unwrap_or(0);
            return Err(one(Problem::new(Trouble::NoDate(date.to_owned()), source, Span::new(at, at + date.len()))));
        }
        Ok(Self::listed(listed))
    }

    /// From text in the language: a file that begins with `情形`, or a single case.
    pub fn from_text(source: &Arc<Source>) -> Result<Self, Problems> {
        let (file, problems) = syntax::parse(source);
        if problems.has_errors() {
            return Err(problems);
        }
        let count = file.cases.len();
        match file.cases.into_iter().next() {
            Some(case) if count == 1 => {
                Ok(Self { digest: digest(source), form: Form::Written { source: Arc::clone(source), case: Box::new(case) } })
            }
            _ => Err(one(Problem::new(Trouble::NotOne(count), source, Span::new(0, first_line(source.text()))))),
        }
    }

    /// From a file in either form, told apart by its first character.
    pub fn read(source: &Arc<Source>) -> Result<Self, Problems> {
        if source.text().trim_start().starts_with('{') { Self::from_json_source(source) } else { Self::from_text(source) }
    }

    fn listed(listed: Listed) -> Self {
        let digest = serde_json::to_vec(&listed).map(|bytes| hexadecimal(&bytes)).unwrap_or_default();
        Self { form: Form::Listed(listed), digest }
    }

    fn change(self, change: impl FnOnce(&mut Listed)) -> Self {
        match self.form {
            Form::Listed(mut listed) => {
                change(&mut listed);
                Self::listed(listed)
            }
            // A written situation goes on as lines.
            Form::Written { source, case } => {
                let lines = case.facts.iter().map(|fact| Fact::Line(source.slice(fact.at).trim().to_owned()));
                let questions = case.questions.iter().map(|asked| asked.question.text.clone()).collect();
                let date = Some(case.date.text.clone()).filter(|date| !date.is_empty());
                let mut listed = Listed { date, facts: lines.collect(), complete: Vec::new(), questions };
                change(&mut listed);
                Self::listed(listed)
            }
        }
    }

    /// Adds a line: a sentence, `名册：…`, `X 是 kind`.
    #[must_use]
    pub fn fact(self, line: impl Into<String>) -> Self {
        self.change(|listed| listed.facts.push(Fact::Line(line.into())))
    }

    /// Adds a fact given as a relation with its arguments.
    #[must_use]
    pub fn tuple(self, tuple: Tuple) -> Self {
        self.change(|listed| listed.facts.push(Fact::Tuple(tuple)))
    }

    /// These people hold the office.
    #[must_use]
    pub fn holders<'a>(self, office: &str, people: impl IntoIterator<Item = &'a str>) -> Self {
        let people: Vec<&str> = people.into_iter().collect();
        self.fact(format!("名册：{office} {}", people.join("、")))
    }

    /// The record of the patterns with this word is complete: absent means false.
    #[must_use]
    pub fn complete(self, word: impl Into<String>) -> Self {
        self.change(|listed| listed.complete.push(word.into()))
    }

    /// Another date.
    #[must_use]
    pub fn dated(self, date: Date) -> Self {
        self.change(|listed| listed.date = Some(date.iso()))
    }

    /// Its questions.
    pub fn questions(&self) -> Vec<&str> {
        match &self.form {
            Form::Written { case, .. } => case.questions.iter().map(|asked| asked.question.text.as_str()).collect(),
            Form::Listed(listed) => listed.questions.iter().map(String::as_str).collect(),
        }
    }

    /// Its date.
    pub fn date(&self) -> Option<Date> {
        match &self.form {
            Form::Written { case, .. } => Date::parse(&case.date.text),
            Form::Listed(listed) => listed.date.as_deref().and_then(Date::parse),
        }
    }

    /// SHA-256 of its text, or of its JSON form.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Ties it to rulebooks.
    pub(crate) fn bind(&self, resolved: &Resolved, as_of: Option<Date>) -> (Situated, Problems) {
        let date = as_of.or_else(|| self.date());
        match &self.form {
            Form::Written { source, case } => resolve::situation(resolved, date, &[Layer { source, facts: &case.facts }]),
            Form::Listed(listed) => {
                let (text, mut problems) = lines(listed, resolved);
                let source = Source::new("情形", text);
                let (facts, found) = syntax::parse_facts(&source);
                problems.append(found);
                let (situated, found) = resolve::situation(resolved, date, &[Layer { source: &source, facts: &facts }]);
                problems.append(found);
                (situated, problems)
            }
        }
    }
}

/// The lines of a listed situation, as they would be written.
fn lines(listed: &Listed, resolved: &Resolved) -> (String, Problems) {
    let (mut text, mut problems) = (String::new(), Problems::default());
    for fact in &listed.facts {
        let line = match fact {
            Fact::Line(line) => line.clone(),
            Fact::Tuple(tuple) => written(tuple, resolved).unwrap_or_else(|trouble| {
                let source = Source::new("情形", serde_json::to_string(tuple).unwrap_or_default());
                problems.push(Problem::new(trouble, &source, Span::new(0, source.text().len())));
                String::new()
            }),
        };
        let line = line.trim().trim_end_matches(['。', '.']);
        if !line.is_empty() {
            let _ = writeln!(text, "{line}。");
        }
    }
    if !listed.complete.is_empty() {
        let _ = writeln!(text, "完整：{}。", listed.complete.join("、"));
    }
    (text, problems)
}

/// A tuple as the sentence of its pattern.
fn written(tuple: &Tuple, resolved: &Resolved) -> Result<String, Trouble> {
    let relations = &resolved.program.relations;
    let fits = |relation: &&crate::core_ir::Relation| {
        let words: Vec<&str> = relation.sentence.iter().filter_map(word).collect();
        let holes = relation.holes.len() + usize::from(relation.numeric);
        let wanted: String = tuple.relation.split_whitespace().collect();
        (words.contains(&tuple.relation.as_str()) || words.concat() == wanted) && holes == tuple.arguments.len()
    };
    let mut fitting = relations.iter().filter(fits);
    let (first, second) = (fitting.next(), fitting.next());
    let Some(relation) = first else {
        let words = relations.iter().flat_map(|relation| relation.sentence.iter().filter_map(word));
        let near = nearest(&tuple.relation, words).map(str::to_owned);
        return Err(Trouble::NoRelation { relation: tuple.relation.clone(), arguments: tuple.arguments.len(), near });
    };
    if second.is_some() {
        return Err(Trouble::Ambiguous(tuple.relation.clone()));
    }
    sentence(tuple, relation)
}

fn sentence(tuple: &Tuple, relation: &crate::core_ir::Relation) -> Result<String, Trouble> {
    let mut arguments = tuple.arguments.iter();
    let negative = relation.negative.as_ref().filter(|_| !tuple.holds);
    // Arguments are in the order of the positive sentence.
    let holes: Vec<&SentencePart> = relation.sentence.iter().filter(|part| word(part).is_none()).collect();
    let values: Vec<String> = holes.iter().map_while(|_| arguments.next()).map(argument).collect();
    if let Some(bad) =
        values.iter().find(|value| value.is_empty() || value.contains(|c: char| c.is_whitespace() || "，。；：、".contains(c)))
    {
        return Err(Trouble::NoName(bad.clone()));
    }
    let value = |part: &SentencePart| holes.iter().position(|hole| *hole == part).and_then(|at| values.get(at)).cloned();
    let parts = negative.unwrap_or(&relation.sentence).iter();
    let words: Vec<String> = parts.filter_map(|part| word(part).map(str::to_owned).or_else(|| value(part))).collect();
    let denied = if !tuple.holds && negative.is_none() { "并非 " } else { "" };
    let mut line = format!("{denied}{}", words.join(" "));
    let when = [("自", &tuple.from), ("至", &tuple.until), ("于", &tuple.at)];
    let mut said: Vec<String> =
        when.iter().filter_map(|(word, date)| date.as_ref().map(|date| format!("{word} {}", written_date(date)))).collect();
    said.extend(tuple.judged_by.as_ref().map(|who| format!("由 {who} 认定")));
    if !said.is_empty() {
        let _ = write!(line, "（{}）", said.join(" "));
    }
    Ok(line)
}

fn written_date(date: &str) -> String {
    Date::parse(date).map_or_else(|| date.to_owned(), |date| date.to_string())
}

fn argument(argument: &Argument) -> String {
    match argument {
        Argument::Name(name) => name.trim().to_owned(),
        Argument::Number(number) => number.to_string(),
    }
}

fn word(part: &SentencePart) -> Option<&str> {
    match part {
        SentencePart::Word(word) => Some(word),
        SentencePart::Hole(_) | SentencePart::Number => None,
    }
}

fn first_line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

fn one(problem: Problem) -> Problems {
    let mut problems = Problems::default();
    problems.push(problem);
    problems
}

fn json_problem(source: &Arc<Source>, error: &serde_json::Error) -> Problem {
    let before: usize = source.text().split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (before + error.column().saturating_sub(1)).min(source.text().len());
    while !source.text().is_char_boundary(at) {
        at -= 1;
    }
    let end = source.text().get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
    Problem::new(Trouble::Json(error.to_string()), source, Span::new(at, end))
}

/// What may be wrong in a situation that is no matter of syntax or names.
#[derive(Debug, Clone)]
enum Trouble {
    /// `{"date": 1}`
    Json(String),
    /// `{"date": "昨天"}`
    NoDate(String),
    /// A file with two cases, or none.
    NotOne(usize),
    /// `{"facts": [{"relation": "道会", "arguments": ["甲", "本次会议"]}]}`
    NoRelation { relation: String, arguments: usize, near: Option<String> },
    /// Several patterns have this word and so many holes.
    Ambiguous(String),
    /// A name with a blank or a punctuation mark.
    NoName(String),
}

impl Kind for Trouble {
    fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "J001",
            Self::NoDate(_) => "J002",
            Self::NotOne(_) => "J003",
            Self::NoRelation { .. } => "J004",
            Self::Ambiguous(_) => "J005",
            Self::NoName(_) => "J006",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Json(text), Lang::Zh) => format!("JSON 情形写得不对：{text}"),
            (Self::Json(text), Lang::En) => format!("the JSON situation is not well formed: {text}"),
            (Self::NoDate(date), Lang::Zh) => format!("「{date}」不是日期"),
            (Self::NoDate(date), Lang::En) => format!("「{date}」 is not a date"),
            (Self::NotOne(n), Lang::Zh) => format!("这里要一个情形，文件里有 {n} 个"),
            (Self::NotOne(n), Lang::En) => format!("one situation is wanted here, the file has {n}"),
            (Self::NoRelation { relation, arguments, .. }, Lang::Zh) => {
                format!("没有含「{relation}」、有 {arguments} 个空位的句式")
            }
            (Self::NoRelation { relation, arguments, .. }, Lang::En) => {
                format!("no pattern has the word 「{relation}」 and {arguments} holes")
            }
            (Self::Ambiguous(relation), Lang::Zh) => format!("含「{relation}」的句式不止一个"),
            (Self::Ambiguous(relation), Lang::En) => format!("several patterns have the word 「{relation}」"),
            (Self::NoName(name), Lang::Zh) => format!("「{name}」不能作名字"),
            (Self::NoName(name), Lang::En) => format!("「{name}」 cannot be a name"),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        let text = |zh: &str, en: &str| Some(if lang == Lang::Zh { zh } else { en }.to_owned());
        match self {
            Self::Json(_) => {
                text("格式见 book/schema/situation.schema.json。", "The form is described in book/schema/situation.schema.json.")
            }
            Self::NoDate(_) => text("日期写作 2018-03-01 或 2018年3月1日。", "Write a date as 2018-03-01 or 2018年3月1日."),
            Self::NotOne(_) => text(
                "情形文件以「情形 日期」一行开头，只写一个。",
                "A situation begins with a line 「情形 date」 and stands alone in its file.",
            ),
            Self::NoRelation { near, .. } => did_you_mean(near.as_deref(), lang),
            Self::Ambiguous(_) => text("请把句式的字写全，如「处于 期间」。", "Write all words of the pattern."),
            Self::NoName(_) => text("名字里不能有空格和标点。", "A name has no blanks and no punctuation."),
        }
    }
}
