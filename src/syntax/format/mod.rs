//! The canonical printing of a file.
//!
//! The printer follows the lines of the source and prints each statement from its own tokens, so that comments, quoted text
//! and free text come out byte for byte, in their places. What changes: blanks, widths of marks and digits, indentation,
//! headings (`第三十八条`) and empty lines. The tree stays equal.
mod tokens;

use super::{
    children::Node,
    fault::Lowered,
    form,
    grammar::{Rule, read},
    lines::{Chunk, ChunkKind, Line, Mode, cut, lines},
    lower::{fact_node, numeral, sentence_node},
    scan::{first_word, mask, sentences},
};
use crate::{diagnostic::Problems, source::Source, vocabulary::chinese};
use std::sync::Arc;
use tokens::{Glyph, Token, blank_between, tokens};

/// Cells of one step of indentation.
const STEP: usize = 2;

/// Prints a file in the canonical way. A file with errors is left alone: its problems come back.
pub fn format(source: &Arc<Source>) -> Result<String, Problems> {
    let (_, problems) = super::parse(source);
    if problems.has_errors() {
        return Err(problems);
    }
    if super::outline::is_outline(source.text()) {
        return Ok(source.text().to_owned());
    }
    let masked = mask(source.text());
    let lines = lines(&masked, source.text());
    let cases = lines.iter().position(|line| matches!(first_word(line.body), "案例")).unwrap_or(lines.len());
    let opening = lines.iter().find(|line| !line.body.is_empty()).map_or("", |line| first_word(line.body));
    let split = if opening == "规则" { cases } else { 0 };
    let (above, below) = lines.split_at(split);
    let mut page = Page {
        source: source.text(),
        text: &masked,
        lines: &lines,
        out: Vec::new(),
        next: 0,
        article: false,
        form: false,
        option: None,
    };
    page.rulebook(above);
    page.cases(below);
    page.pass_to(source.text().len() + 1, 0);
    Ok(page.finish())
}

/// The lines printed so far, and where in the source the printer stands.
struct Page<'t> {
    source: &'t str,
    text: &'t str,
    lines: &'t [Line<'t>],
    out: Vec<String>,
    /// Index of the first source line that is not printed yet.
    next: usize,
    /// Whether the printer stands in an article, and not in a block 用语: statements are indented there.
    article: bool,
    /// Whether the printer stands in a form (登记): what it says of rows is indented twice.
    form: bool,
    /// In a reading: the indentation of its last option in the source.
    option: Option<usize>,
}

impl<'t> Page<'t> {
    fn finish(mut self) -> String {
        while self.out.last().is_some_and(String::is_empty) {
            self.out.pop();
        }
        let mut out = self.out.join("\n");
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }

    fn slice(&self, chunk: Chunk) -> &'t str {
        self.text.get(chunk.start..chunk.end).unwrap_or("")
    }

    fn put(&mut self, indent: usize, text: &str) {
        self.out.push(if text.is_empty() { String::new() } else { " ".repeat(indent) + text });
    }

    /// At most one empty line, none at the beginning.
    fn gap(&mut self) {
        if self.out.last().is_some_and(|line| !line.is_empty()) {
            self.out.push(String::new());
        }
    }

    /// Prints comments and empty lines up to a byte of the source.
    fn pass_to(&mut self, byte: usize, indent: usize) {
        while let Some(line) = self.lines.get(self.next).filter(|line| line.start < byte) {
            self.next += 1;
            if line.comment {
                self.comment(line, indent);
            } else if line.body.is_empty() {
                self.gap();
            }
        }
    }

    /// A comment keeps every byte behind its indentation.
    fn comment(&mut self, line: &Line, indent: usize) {
        let begin = self.source.get(..line.start).map_or(0, |before| before.rfind('\n').map_or(0, |at| at + 1));
        let whole = self.source.get(begin..).and_then(|rest| rest.split('\n').next()).unwrap_or("");
        let whole = whole.strip_suffix('\r').unwrap_or(whole);
        self.put(indent, whole.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}'));
    }

    fn rulebook(&mut self, above: &[Line]) {
        let (head, body) = above.split_at(super::rulebook::header_end(above));
        for (count, line) in head.iter().filter(|line| !line.comment && !line.body.is_empty()).enumerate() {
            let word = first_word(line.body);
            let indent = if count == 0 { 0 } else { STEP };
            self.pass_to(line.start, indent);
            self.next += 1;
            let value = super::rulebook::after(word, line);
            self.put(indent, format!("{word} {}", self.text.get(value.at.range()).unwrap_or("")).trim_end());
        }
        for chunk in cut(body, Mode::Rulebook, &super::rulebook::parts(head), &mut Vec::new()) {
            self.rulebook_chunk(chunk);
        }
    }

    fn rulebook_chunk(&mut self, chunk: Chunk) {
        let body = self.slice(chunk);
        let base = if self.article { STEP } else { 0 };
        let goes_on = self.option.is_some_and(|indent| chunk.indent > indent);
        if !goes_on || chunk.kind != ChunkKind::Sentences {
            self.option = None;
        }
        match chunk.kind {
            ChunkKind::Sentences if goes_on => self.sentences(chunk, base + 2 * STEP, Mode::Rulebook),
            ChunkKind::Sentences => self.sentences(chunk, base, Mode::Rulebook),
            ChunkKind::Choice => {
                self.option = Some(chunk.indent);
                self.option(chunk, base + STEP);
            }
            ChunkKind::Piece => {
                let text = body.strip_prefix(['>', '＞']).unwrap_or(body);
                self.alone(chunk, 0, &format!("> {}", text.strip_prefix(' ').unwrap_or(text)));
                self.article = true;
            }
            ChunkKind::Line(Rule::choice_line) => {
                let printed = choice_line(body, chunk.start).unwrap_or_else(|_| body.to_owned());
                self.alone(chunk, base, &printed);
            }
            ChunkKind::Line(rule) => self.heading(chunk, rule),
        }
    }

    /// Chapters, articles, paragraphs and 用语; an empty line before all but paragraphs.
    fn heading(&mut self, chunk: Chunk, rule: Rule) {
        let body = self.slice(chunk);
        let number = || {
            read(rule, body, chunk.start).and_then(|node| numeral(&node.only(Rule::numeral)?)).map(chinese).unwrap_or_default()
        };
        let printed = match rule {
            Rule::article_line => format!("第{}条", number()),
            Rule::paragraph_line => format!("第{}款", number()),
            Rule::terms_line => "用语".to_owned(),
            _ => body.to_owned(),
        };
        let comments = self.lines.get(self.next).is_some_and(|line| line.comment);
        if rule != Rule::paragraph_line && !comments {
            self.pass_to(chunk.start, 0);
            self.gap_unless_comment();
        }
        self.alone(chunk, 0, &printed);
        self.article = matches!(rule, Rule::article_line | Rule::part_line | Rule::paragraph_line);
    }

    /// A comment right above a heading belongs to it.
    fn gap_unless_comment(&mut self) {
        if !self.out.last().is_some_and(|line| super::scan::is_comment(line)) {
            self.gap();
        }
    }

    /// One line of its own.
    fn alone(&mut self, chunk: Chunk, indent: usize, printed: &str) {
        self.pass_to(chunk.start, indent);
        self.next += 1;
        self.put(indent, printed);
    }

    fn cases(&mut self, below: &[Line]) {
        for chunk in cut(below, Mode::Case, &[], &mut Vec::new()) {
            match chunk.kind {
                ChunkKind::Line(rule) => self.case_line(chunk, rule),
                _ if self.form => self.sentences(chunk, 2 * STEP, Mode::Case),
                _ => self.sentences(chunk, STEP, Mode::Case),
            }
        }
    }

    fn case_line(&mut self, chunk: Chunk, rule: Rule) {
        let body = self.slice(chunk);
        let of_form = matches!(rule, Rule::column_line | Rule::apart_line | Rule::row_line | Rule::when_line);
        let of_question =
            matches!(rule, Rule::answer_line | Rule::cites_line | Rule::missing_line | Rule::tells_line | Rule::steps_line);
        let inner = of_form || of_question;
        let indent = if inner { STEP } else { 0 };
        self.form = rule == Rule::form_line || self.form && of_form;
        if matches!(rule, Rule::case_line | Rule::form_line) {
            self.pass_to(chunk.start, 0);
            self.gap_unless_comment();
        }
        let printed = read(rule, body, chunk.start).and_then(|node| case_line(rule, &node)).unwrap_or_else(|_| body.to_owned());
        self.alone(chunk, indent, &printed);
    }

    fn option(&mut self, chunk: Chunk, indent: usize) {
        let body = self.slice(chunk);
        let Ok((head, rest)) = option_head(body, chunk.start) else { return self.alone(chunk, indent, body) };
        self.pass_to(chunk.start, indent);
        self.run(head, rest.text(), rest.start(), chunk.end, indent, Mode::Rulebook);
    }

    fn sentences(&mut self, chunk: Chunk, indent: usize, mode: Mode) {
        self.pass_to(chunk.start, indent);
        self.run(String::new(), self.slice(chunk), chunk.start, chunk.end, indent, mode);
    }

    /// Prints the sentences of a stretch behind what already stands on the line.
    fn run(&mut self, mut line: String, body: &str, start: usize, end: usize, indent: usize, mode: Mode) {
        let first = self.next;
        let mut depth = indent;
        for piece in sentences(body, start) {
            let text = body.get(piece.start..piece.end).unwrap_or("");
            if !line.is_empty() && !line.ends_with('：') && first_word(text) != "依据" {
                line.push(' ');
            }
            for (before, token) in with_before(&sentence_tokens(text, start + piece.start, mode)) {
                if token.glyph == Glyph::Break {
                    self.flush(&mut line, &mut depth, indent);
                    self.inner_comment(token.at + 1, indent + STEP);
                    continue;
                }
                if before.is_some_and(|before| blank_between(before, token)) {
                    line.push(' ');
                }
                line.push_str(&token.text);
            }
        }
        self.flush(&mut line, &mut depth, indent);
        self.next = self.lines.iter().skip(first).position(|line| line.start >= end).map_or(self.lines.len(), |at| at + first);
    }

    fn flush(&mut self, line: &mut String, depth: &mut usize, indent: usize) {
        let text = std::mem::take(line);
        if !text.trim().is_empty() {
            self.put(*depth, text.trim_end());
            *depth = indent + STEP;
        }
    }

    /// A comment on a line between the lines of a statement.
    fn inner_comment(&mut self, line_start: usize, indent: usize) {
        let lines = self.lines;
        let found =
            lines.iter().skip(self.next).find(|line| line.start >= line_start && line.start <= line_end(self.text, line_start));
        if let Some(line) = found.filter(|line| line.comment) {
            self.comment(line, indent);
        }
    }
}

/// One past the last byte of the line that starts at a byte.
fn line_end(text: &str, start: usize) -> usize {
    text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| start + at)
}

/// Each token with the one before it on the same line.
fn with_before(list: &[Token]) -> impl Iterator<Item = (Option<&Token>, &Token)> {
    let before = std::iter::once(None).chain(list.iter().map(Some));
    before.zip(list)
}

/// The tokens of one sentence; where it cannot be read they are its lines as they are.
fn sentence_tokens(text: &str, base: usize, mode: Mode) -> Vec<Token> {
    let node = match mode {
        Mode::Rulebook => sentence_node(text, base),
        Mode::Case if text.contains(['[', '【']) => return cell_tokens(text, base),
        Mode::Case => fact_node(text, base),
    };
    match node {
        Ok(node) => tokens(text, base, &node),
        Err(_) => vec![Token { glyph: Glyph::Word, text: text.trim().to_owned(), at: base }],
    }
}

/// The same for a sentence with cells, `[列]`.
fn cell_tokens(text: &str, base: usize) -> Vec<Token> {
    let named = form::as_names(text);
    let mut all = sentence_tokens(&named, base, Mode::Case);
    for token in &mut all {
        token.text = form::cells(&token.text);
    }
    all
}

fn choice_line(body: &str, start: usize) -> Lowered<String> {
    let node = read(Rule::choice_line, body, start)?;
    let mut children = node.children();
    let word = children.any()?.text().trim();
    let words = children.one(Rule::words_in)?.only(Rule::anchored)?;
    Ok(format!("{word}〔{}〕", words.text().trim()))
}

fn cell(node: &Node) -> Lowered<String> {
    Ok(format!("[{}]", node.only(Rule::cell_name)?.text().trim()))
}

pub(super) fn option_head(body: &str, start: usize) -> Lowered<(String, Node<'_>)> {
    let node = read(Rule::option_entry, body, start)?;
    let mut children = node.children();
    let mark = children.one(Rule::option_mark)?;
    let name = children.one(Rule::option_name)?;
    Ok((format!("{} {}：", mark.text().trim(), name.text().trim()), children.one(Rule::option_rest)?))
}

/// Lines of a case; the words of questions and answers stay as they are.
fn case_line(rule: Rule, node: &Node) -> Lowered<String> {
    let mut children = node.children();
    let texts = |list: Vec<Node>| list.iter().map(|it| it.text().trim().to_owned()).collect::<Vec<_>>();
    Ok(match rule {
        Rule::case_line => {
            format!("案例 {} {}", children.one(Rule::case_number)?.text(), children.one(Rule::rest)?.text().trim())
                .trim_end()
                .to_owned()
        }
        Rule::applies_line => format!("适用 {}", texts(children.many(Rule::title)).join("、")),
        Rule::situation_line => format!("情形 {}", children.one(Rule::rest)?.text().trim()),
        Rule::variant_line => format!("反事实 {}", children.one(Rule::rest)?.text().trim()).trim_end().to_owned(),
        Rule::question_line => format!("问 {}？", children.one(Rule::asked)?.text().trim()),
        Rule::answer_line => format!("答 {}", children.one(Rule::rest)?.text().trim()).trim_end().to_owned(),
        Rule::cites_line => {
            let places = children.one(Rule::places)?.children().many(Rule::place);
            let tight = |place: &Node| place.children().map(|part| part.text().trim().to_owned()).collect::<String>();
            format!("据 {}", places.iter().map(tight).collect::<Vec<_>>().join("、"))
        }
        Rule::form_line => format!("登记 {}", children.one(Rule::name)?.text().trim()),
        Rule::column_line => {
            let name = children.one(Rule::name)?.text().trim();
            let holds = texts(children.one(Rule::names)?.children().many(Rule::name)).join("、");
            let own = children.optional(Rule::own_item).map_or("", |_| "，一行一项");
            format!("列 {name}：{holds}{own}。")
        }
        Rule::apart_line => format!("分 {} 核对。", cell(&children.one(Rule::cell)?)?),
        Rule::row_line => "每行".to_owned(),
        Rule::when_line => {
            let when = |node: &Node| {
                let mut children = node.children();
                let cell = cell(&children.one(Rule::cell)?)?;
                let words = texts(children.one(Rule::names)?.children().many(Rule::name)).join("、");
                Ok(format!("{cell} 为 {words}"))
            };
            let all = children.many(Rule::when).iter().map(when).collect::<Lowered<Vec<_>>>()?;
            format!("凡 {} 的", all.join(" 且 "))
        }
        Rule::missing_line => format!("缺 {}", texts(children.many(Rule::told)).join("、")),
        Rule::tells_line => format!("告 {}", texts(children.many(Rule::tale)).join("；")),
        Rule::steps_line => format!("下一步 {}", texts(children.many(Rule::tale)).join("；")),
        _ => return Err(node.broken()),
    })
}
