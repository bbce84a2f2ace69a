//! Cases and situations.
use super::{
    Faults,
    fault::{Fault, Lowered},
    form::{self, FormLine},
    grammar::{Rule, read},
    lines::{Chunk, ChunkKind, Line, Mode, cut, lines},
    lower::{fact, places},
    problem::SyntaxProblem,
    scan::{mask, sentences},
    tree::{Asked, Case, Fact, Variant, Word},
};
use crate::{source::Span, vocabulary::Date};
use std::borrow::Cow;

/// Facts alone.
pub(super) fn facts(text: &str, faults: &mut Faults) -> Vec<Fact> {
    let masked = mask(text);
    let lines = lines(&masked, text);
    super::confusable::check(&lines, faults);
    let mut reader = Reader { text: &masked, cases: Vec::new(), faults };
    let mut out = Vec::new();
    // A caller may leave out the final stop.
    for chunk in cut(&lines, Mode::Case, &[], &mut Vec::new()) {
        if chunk.kind == ChunkKind::Sentences {
            out.extend(reader.facts(chunk));
        } else {
            let at = Span::new(chunk.start, chunk.end);
            reader.tell(SyntaxProblem::LineOutside { word: super::shown(reader.slice(at)) }, at);
        }
    }
    out
}

/// Reads the lines of a case file.
pub(super) fn cases(text: &str, lines: &[Line], faults: &mut Faults) -> Vec<Case> {
    let mut found = Vec::new();
    let chunks = cut(lines, Mode::Case, &[], &mut found);
    faults.extend(found.into_iter().map(|fault| (fault, None)));
    let mut reader = Reader { text, cases: Vec::new(), faults };
    for chunk in chunks {
        match chunk.kind {
            ChunkKind::Line(rule) => {
                if let Err(fault) = reader.line(rule, chunk) {
                    reader.faults.push((fault, None));
                }
            }
            _ => reader.put_facts(chunk),
        }
    }
    for case in &reader.cases {
        if case.date.text.is_empty() && case.date.at.range().is_empty() {
            reader.faults.push((
                Fault::new(SyntaxProblem::NoDate, if case.number.text.is_empty() { case.at } else { case.number.at }),
                None,
            ));
        }
    }
    reader.cases
}

struct Reader<'t, 'f> {
    text: &'t str,
    cases: Vec<Case>,
    faults: &'f mut Faults,
}

impl<'t> Reader<'t, '_> {
    fn tell(&mut self, kind: SyntaxProblem, at: Span) {
        self.faults.push((Fault::new(kind, at), None));
    }

    fn slice(&self, at: Span) -> &'t str {
        self.text.get(at.range()).unwrap_or("")
    }

    /// The facts of a stretch; what cannot be read is reported and left out.
    fn facts(&mut self, chunk: Chunk) -> Vec<Fact> {
        let body = self.slice(Span::new(chunk.start, chunk.end));
        let within = self.form().is_some();
        let body = &*if within { Cow::Owned(form::as_names(body)) } else { Cow::Borrowed(body) };
        let mut out = Vec::new();
        for piece in sentences(body, chunk.start) {
            let text = body.get(piece.start..piece.end).unwrap_or("");
            if text.chars().any(super::confusable::is_suspect) {
                continue;
            }
            match piece.fault.map_or_else(|| fact(text, chunk.start + piece.start), Err) {
                Ok(fact) => out.push(if within { form::with_cells(fact) } else { fact }),
                Err(fault) => self.faults.push((fault, None)),
            }
        }
        out
    }

    /// The form that is being written.
    fn form(&mut self) -> Option<&mut form::Form> {
        self.cases.last_mut().and_then(|case| case.forms.last_mut())
    }

    /// A line of a form, or its first.
    fn form_line(&mut self, rule: Rule, body: &str, chunk: Chunk, at: Span) -> Lowered<()> {
        let outside = || Fault::new(SyntaxProblem::LineOutside { word: super::shown(body) }, at);
        let line = form::line(rule, body, chunk.start, at)?;
        let case = self.cases.last_mut().ok_or_else(outside)?;
        case.at = case.at.to(at);
        if let FormLine::Form(form) = line {
            case.forms.push(form);
            return Ok(());
        }
        case.forms.last_mut().ok_or_else(outside)?.put(line, at)
    }

    fn put_facts(&mut self, chunk: Chunk) {
        let facts = self.facts(chunk);
        let at = Span::new(chunk.start, chunk.end);
        let Some(case) = self.cases.last_mut() else {
            return self.tell(SyntaxProblem::LineOutside { word: super::shown(self.slice(at)) }, at);
        };
        case.at = case.at.to(at);
        if let Some(form) = case.forms.last_mut() {
            form.at = form.at.to(at);
            let Some(block) = form.blocks.last_mut() else {
                return self.tell(SyntaxProblem::LineOutside { word: super::shown(self.slice(at)) }, at);
            };
            return block.facts.extend(facts);
        }
        let (list, asked) = match case.variants.last_mut() {
            Some(variant) => (&mut variant.facts, !variant.questions.is_empty()),
            None => (&mut case.facts, !case.questions.is_empty()),
        };
        if asked {
            return self.tell(SyntaxProblem::LineOutside { word: super::shown(self.slice(at)) }, at);
        }
        list.extend(facts);
    }

    fn line(&mut self, rule: Rule, chunk: Chunk) -> Lowered<()> {
        let at = Span::new(chunk.start, chunk.end);
        let body = self.slice(at);
        if rule == Rule::question_line && !body.ends_with(['？', '?']) {
            self.tell(SyntaxProblem::NoQuestionMark, Span::new(last_char(body, chunk), chunk.end));
            return Ok(());
        }
        if rule == Rule::rulebook_line {
            return Err(Fault::new(SyntaxProblem::LineOutside { word: "规则".to_owned() }, at));
        }
        if matches!(rule, Rule::form_line | Rule::column_line | Rule::apart_line | Rule::row_line | Rule::when_line) {
            return self.form_line(rule, body, chunk, at);
        }
        let node = read(rule, body, chunk.start)?;
        let mut children = node.children();
        let outside = || Fault::new(SyntaxProblem::LineOutside { word: super::shown(body) }, at);
        if rule == Rule::case_line {
            let number = children.one(Rule::case_number)?.word();
            let title = children.one(Rule::rest)?.word();
            self.cases.push(Case { number, title, at, ..Case::default() });
            return Ok(());
        }
        if rule == Rule::situation_line && self.cases.is_empty() {
            self.cases.push(Case { at, ..Case::default() });
        }
        let case = self.cases.last_mut().ok_or_else(outside)?;
        case.at = case.at.to(at);
        match rule {
            Rule::applies_line => case.documents.extend(children.many(Rule::title).iter().map(super::children::Node::word)),
            Rule::situation_line => {
                let written = children.one(Rule::rest)?.word();
                let date = date(written.clone(), at).inspect_err(|_| {
                    // It is there, though it is no date.
                    if case.variants.is_empty() && case.date.at.range().is_empty() {
                        case.date.at = at;
                    }
                })?;
                match case.variants.last_mut() {
                    Some(variant) => variant.date = Some(date),
                    None if case.date.text.is_empty() => case.date = date,
                    None => return Err(outside()),
                }
            }
            Rule::variant_line => case.variants.push(Variant { name: children.one(Rule::rest)?.word(), ..Variant::default() }),
            Rule::question_line => {
                let question = Asked { question: children.one(Rule::asked)?.word(), ..Asked::default() };
                questions(case).push(question);
            }
            _ => expectation(rule, &node, questions(case).last_mut().ok_or_else(outside)?)?,
        }
        Ok(())
    }
}

fn questions(case: &mut Case) -> &mut Vec<Asked> {
    match case.variants.last_mut() {
        Some(variant) => &mut variant.questions,
        None => &mut case.questions,
    }
}

fn expectation(rule: Rule, node: &super::children::Node, asked: &mut Asked) -> Lowered<()> {
    let mut children = node.children();
    match rule {
        Rule::answer_line => asked.answer = Some(without_stop(children.one(Rule::rest)?.word())),
        Rule::cites_line => asked.cites.extend(places(&children.one(Rule::places)?)?),
        Rule::missing_line => asked.missing.extend(children.many(Rule::told).iter().map(super::children::Node::word)),
        Rule::tells_line => asked.tells.extend(children.many(Rule::tale).iter().map(super::children::Node::word)),
        Rule::steps_line => asked.steps.extend(children.many(Rule::tale).iter().map(super::children::Node::word)),
        _ => return Err(node.broken()),
    }
    Ok(())
}

fn without_stop(mut word: Word) -> Word {
    while word.text.ends_with('。') {
        word.text.pop();
        word.at.end -= '。'.len_utf8() as u32;
    }
    word
}

fn date(word: Word, line: Span) -> Lowered<Word> {
    let word = without_stop(word);
    if Date::parse(&word.text).is_none() {
        let at = if word.text.is_empty() { line } else { word.at };
        return Err(Fault::new(SyntaxProblem::BadDate { text: word.text }, at));
    }
    Ok(word)
}

fn last_char(body: &str, chunk: Chunk) -> usize {
    chunk.end - body.chars().next_back().map_or(0, char::len_utf8)
}
