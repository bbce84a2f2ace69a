//! A situation: built in Rust, read from JSON, or read from text.
use super::json::{self, Places};
use super::listed::{Argument, Fact, Listed, Tuple};
use super::rulebook::{Rulebook, digest, hexadecimal};
use super::trouble::Trouble;
use crate::core_ir::{SentencePart, form};
use crate::diagnostic::{Problem, Problems, nearest};
use crate::resolve::{self, Added, Bound, Layer, Resolved, Situated};
use crate::source::{Source, Span};
use crate::syntax::{self, tree};
use crate::vocabulary::{Date, Moment};
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
    Written {
        source: Arc<Source>,
        case: Box<tree::Case>,
    },
    /// With the places of its facts, if it was read from JSON.
    Listed(Listed, Option<Arc<Places>>),
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
        let (listed, places) = json::read(source)?;
        Ok(Self { form: Form::Listed(listed.clone(), Some(Arc::new(places))), ..Self::listed(listed) })
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
        Self { form: Form::Listed(listed, None), digest }
    }

    fn change(self, change: impl FnOnce(&mut Listed)) -> Self {
        match self.form {
            Form::Listed(mut listed, places) => {
                change(&mut listed);
                let changed = Self::listed(listed.clone());
                Self { form: Form::Listed(listed, places), ..changed }
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

    /// Its questions, without question marks.
    pub fn questions(&self) -> Vec<&str> {
        let questions: Vec<&str> = match &self.form {
            Form::Written { case, .. } => case.questions.iter().map(|asked| asked.question.text.as_str()).collect(),
            Form::Listed(listed, _) => listed.questions.iter().map(String::as_str).collect(),
        };
        questions.into_iter().map(|text| text.trim().trim_end_matches(['？', '?']).trim_end()).collect()
    }

    /// The names of its variants (反事实), if it was read from a case: answers about it leave them out.
    pub fn variants(&self) -> Vec<&str> {
        match &self.form {
            Form::Written { case, .. } => case.variants.iter().map(|variant| variant.name.text.as_str()).collect(),
            Form::Listed(..) => Vec::new(),
        }
    }

    /// Its date.
    pub fn date(&self) -> Option<Date> {
        match &self.form {
            Form::Written { case, .. } => Date::parse(&case.date.text),
            Form::Listed(listed, _) => listed.date.as_deref().and_then(Date::parse),
        }
    }

    /// As text in the language, with its questions: what was said in an interview can be kept.
    pub fn text(&self, rulebook: &Rulebook) -> String {
        let lines = match &self.form {
            Form::Written { source, case } => {
                case.facts.iter().map(|fact| source.slice(fact.at).trim()).collect::<Vec<_>>().join("\n")
            }
            Form::Listed(listed, places) => lines(listed, rulebook.resolved(), places.as_deref()).text,
        };
        let date = self.date().map_or_else(String::new, |date| format!(" {date}"));
        let mut text = format!("情形{date}\n");
        for line in lines.lines() {
            let _ = writeln!(text, "  {}", line.trim());
        }
        for question in self.questions() {
            let _ = writeln!(text, "问 {question}？");
        }
        text
    }

    /// SHA-256 of its text, or of its JSON form.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Its facts, each a line as it would be written.
    pub(crate) fn written(&self, resolved: &Resolved) -> Result<Vec<String>, Problems> {
        let Lines { text, problems, .. } = match &self.form {
            Form::Written { source, case } => {
                let fact = |fact: &tree::Fact| source.slice(fact.at).split_whitespace().collect::<Vec<_>>().join(" ");
                return Ok(case.facts.iter().map(fact).collect());
            }
            Form::Listed(listed, places) => lines(listed, resolved, places.as_deref()),
        };
        if problems.has_errors() { Err(problems) } else { Ok(text.lines().map(str::to_owned).collect()) }
    }

    /// Its forms (登记), tied to rulebooks; `situated` is what came of the rest of it.
    pub(crate) fn forms(&self, resolved: &Resolved, situated: &Situated) -> (Vec<form::Form>, Problems) {
        match &self.form {
            Form::Written { source, case } => resolve::forms(resolved, situated, source, &case.forms),
            Form::Listed(..) => (Vec::new(), Problems::default()),
        }
    }

    /// Ties it to rulebooks.
    pub(crate) fn bind(&self, resolved: &Resolved, as_of: Option<Date>) -> (Situated, Problems) {
        let bound = self.bind_with(resolved, as_of, &Added::default());
        (bound.situated, bound.problems)
    }

    /// Ties it to rulebooks, with more on record.
    pub(crate) fn bind_with(&self, resolved: &Resolved, as_of: Option<Date>, added: &Added) -> Bound {
        let date = as_of.or_else(|| self.date());
        match &self.form {
            Form::Written { source, case } => {
                resolve::situation_with(resolved, date, &[Layer { source, facts: &case.facts }], added)
            }
            Form::Listed(listed, places) => {
                let lines = lines(listed, resolved, places.as_deref());
                let source = Source::new("情形", lines.text);
                let (facts, mut problems) = syntax::parse_facts(&source);
                let bound = resolve::situation_with(resolved, date, &[Layer { source: &source, facts: &facts }], added);
                problems.append(bound.problems);
                let mut told = lines.problems;
                for problem in problems.sorted() {
                    told.push(in_json(problem, &source, &lines.starts, places.as_deref()));
                }
                Bound { problems: told, ..bound }
            }
        }
    }
}

/// A listed situation as it would be written.
#[derive(Default)]
struct Lines {
    text: String,
    /// Where each fact begins in the text, and last the complete words.
    starts: Vec<usize>,
    problems: Problems,
}

fn lines(listed: &Listed, resolved: &Resolved, places: Option<&Places>) -> Lines {
    let mut lines = Lines::default();
    for (n, fact) in listed.facts.iter().enumerate() {
        lines.starts.push(lines.text.len());
        let line = match fact {
            Fact::Line(line) => line.clone(),
            Fact::Tuple(tuple) => written(tuple, resolved).unwrap_or_else(|trouble| {
                let own = places.and_then(|places| Some((Arc::clone(&places.source), *places.facts.get(n)?)));
                let (source, at) = own.unwrap_or_else(|| {
                    let source = Source::new("情形", serde_json::to_string(tuple).unwrap_or_default());
                    let at = Span::new(0, source.text().len());
                    (source, at)
                });
                lines.problems.push(Problem::new(trouble, &source, at));
                String::new()
            }),
        };
        let line = line.trim().trim_end_matches(['。', '.']);
        if !line.is_empty() {
            let _ = writeln!(lines.text, "{line}。");
        }
    }
    lines.starts.push(lines.text.len());
    if !listed.complete.is_empty() {
        let _ = writeln!(lines.text, "完整：{}。", listed.complete.join("、"));
    }
    lines
}

/// A problem of a line, at the place of the fact in the JSON text.
fn in_json(problem: &Problem, lines: &Arc<Source>, starts: &[usize], places: Option<&Places>) -> Problem {
    let mut told = problem.clone();
    let Some(places) = places.filter(|_| Arc::ptr_eq(&problem.source, lines)) else { return told };
    let fact = starts.partition_point(|start| *start <= problem.at.range().start).saturating_sub(1);
    let complete = fact + 1 == starts.len();
    let at = if complete { Some(places.complete) } else { places.facts.get(fact).copied() };
    if let Some(at) = at {
        (told.source, told.at) = (Arc::clone(&places.source), at);
        told.also.retain(|(source, ..)| !Arc::ptr_eq(source, lines));
    }
    told
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
    Moment::parse(date).map_or_else(|| date.to_owned(), |moment| moment.to_string())
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
