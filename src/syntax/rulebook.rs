//! Rulebooks: header, articles, pieces and statements in order.
use super::{
    FIELDS, Faults,
    children::{Node, word_at},
    fault::{Fault, Lowered},
    grammar::{Rule, read},
    lines::{Chunk, ChunkKind, Line, Mode, cut},
    lower::{Spoken, numeral, sentence},
    problem::SyntaxProblem,
    scan::{first_word, sentences},
    tree::{Block, Choice, ChoiceOption, Clause, HeaderLine, Rulebook, Statement, StatementKind, Word},
};
use crate::{
    source::Span,
    vocabulary::{Article, Date},
};
use std::collections::{BTreeMap, BTreeSet};

/// Reads the lines of a rulebook; the first that is not blank opens it.
pub(super) fn rulebook(text: &str, lines: &[Line], faults: &mut Faults) -> Rulebook {
    let (head, body) = lines.split_at(header_end(lines));
    let mut out = Rulebook::default();
    for line in head.iter().filter(|line| !line.body.is_empty()) {
        if first_word(line.body) == "规则" && out.title.text.is_empty() {
            out.title = after("规则", line);
            if out.title.text.is_empty() {
                faults.push((Fault::new(SyntaxProblem::NoTitle, line.span()), None));
            }
        } else {
            header_line(line, &mut out.header, faults);
        }
    }
    let mut found = Vec::new();
    let chunks = cut(body, Mode::Rulebook, &parts(head), &mut found);
    faults.extend(found.into_iter().map(|fault| (fault, None)));
    let mut reader = Reader {
        text,
        blocks: Vec::new(),
        faults,
        article: None,
        last: BTreeMap::new(),
        seen: BTreeSet::new(),
        paragraph: 1,
        choice: None,
    };
    for chunk in chunks {
        reader.chunk(chunk);
    }
    reader.close_choice();
    out.blocks = reader.blocks;
    name_articles(&out.blocks, faults);
    out
}

/// Problems found before the articles were known get the article they stand in.
fn name_articles(blocks: &[Block], faults: &mut Faults) {
    let opened = |block: &Block| if let Block::Article { article, at } = block { Some((at.start, *article)) } else { None };
    let articles: Vec<_> = blocks.iter().filter_map(opened).collect();
    for (fault, article) in faults.iter_mut().filter(|(_, article)| article.is_none()) {
        let before = articles.partition_point(|(start, _)| *start <= fault.at.start);
        *article = before.checked_sub(1).and_then(|at| articles.get(at)).map(|(_, article)| *article);
    }
}

/// What follows the word that opens a line.
pub(super) fn after(word: &str, line: &Line) -> Word {
    let rest = line.body.strip_prefix(word).unwrap_or("").trim_start_matches(['：', ':']);
    word_at(rest, line.start + line.body.len() - rest.len())
}

/// The names of the numbered parts besides 条: the field `条目`.
pub(super) fn parts<'t>(head: &[Line<'t>]) -> Vec<&'t str> {
    let named = head.iter().filter(|line| first_word(line.body) == PARTS);
    named.filter_map(|line| line.body.strip_prefix(PARTS)).flat_map(names).collect()
}

fn names(list: &str) -> impl Iterator<Item = &str> {
    list.trim_start_matches(['：', ':']).split('、').map(str::trim).filter(|name| !name.is_empty())
}

/// The header ends at the first blank line, or at the first line that is neither indented nor a field.
pub(super) fn header_end(lines: &[Line]) -> usize {
    let Some(opening) = lines.iter().position(|line| !line.body.is_empty()) else { return lines.len() };
    if lines.get(opening).is_none_or(|line| first_word(line.body) != "规则") {
        return 0;
    }
    let indent = lines.get(opening).map_or(0, |line| line.indent);
    let belongs =
        |line: &Line| line.comment || !line.body.is_empty() && (line.indent > indent || FIELDS.contains(&first_word(line.body)));
    lines.iter().enumerate().skip(opening + 1).find(|(_, line)| !belongs(line)).map_or(lines.len(), |(at, _)| at)
}

fn header_line(line: &Line, header: &mut Vec<HeaderLine>, faults: &mut Faults) {
    let name = first_word(line.body);
    let field = word_at(name, line.start);
    let value = after(name, line);
    if !FIELDS.contains(&name) {
        let near = FIELDS.into_iter().find(|known| strsim::levenshtein(known, name) == 1);
        faults.push((Fault::new(SyntaxProblem::UnknownField { field: super::shown(line.body), near }, field.at), None));
    }
    if matches!(name, "通过" | "印发" | "施行" | "废止") && Date::parse(&value.text).is_none() {
        faults.push((
            Fault::new(
                SyntaxProblem::BadDate { text: value.text.clone() },
                if value.text.is_empty() { field.at } else { value.at },
            ),
            None,
        ));
    }
    for part in names(&value.text).filter(|part| name == PARTS && !Article::is_name(part)) {
        faults.push((Fault::new(SyntaxProblem::BadPartName { name: part.to_owned() }, value.at), None));
    }
    if !matches!(name, "引用" | "依据" | "并列") && header.iter().any(|earlier| earlier.field == field) {
        faults.push((Fault::new(SyntaxProblem::DuplicateField { field: field.text.clone() }, field.at), None));
    }
    header.push(HeaderLine { field, value });
}

/// The field that names the parts of a document.
const PARTS: &str = "条目";

/// A block of readings while its options are gathered.
struct OpenChoice {
    choice: Choice,
    at: Span,
    /// Indentation of the last option.
    indent: usize,
}

struct Reader<'t, 'f> {
    text: &'t str,
    blocks: Vec<Block>,
    faults: &'f mut Faults,
    article: Option<Article>,
    /// The last number of the parts of each name.
    last: BTreeMap<Option<String>, u32>,
    seen: BTreeSet<Article>,
    paragraph: u32,
    choice: Option<OpenChoice>,
}

impl<'t> Reader<'t, '_> {
    fn fault(&mut self, fault: Fault) {
        self.faults.push((fault, self.article));
    }

    fn tell(&mut self, kind: SyntaxProblem, at: Span) {
        self.fault(Fault::new(kind, at));
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or("")
    }

    fn chunk(&mut self, chunk: Chunk) {
        let body = self.slice(chunk.start, chunk.end);
        let at = Span::new(chunk.start, chunk.end);
        match chunk.kind {
            ChunkKind::Sentences
                if self.choice.as_ref().is_some_and(|open| !open.choice.options.is_empty() && chunk.indent > open.indent) =>
            {
                self.more_clauses(body, chunk.start);
                return;
            }
            ChunkKind::Choice => {
                self.option(body, chunk);
                return;
            }
            _ => self.close_choice(),
        }
        match chunk.kind {
            ChunkKind::Piece => self.piece(body, chunk.start),
            ChunkKind::Sentences => self.statements(body, chunk.start),
            ChunkKind::Line(rule) => {
                if let Err(fault) = self.line(rule, body, at) {
                    self.fault(fault);
                }
            }
            ChunkKind::Choice => {}
        }
    }

    fn line(&mut self, rule: Rule, body: &str, at: Span) -> Lowered<()> {
        match rule {
            Rule::article_line => {
                let number = numeral(&read(rule, body, at.start as usize)?.only(Rule::numeral)?)?;
                self.open_article(number.into(), at);
            }
            Rule::part_line => {
                if let Some(part) = Article::parse(body) {
                    self.open_article(part, at);
                }
            }
            Rule::paragraph_line => {
                let number = numeral(&read(rule, body, at.start as usize)?.only(Rule::numeral)?)?;
                if self.article.is_none() {
                    self.tell(SyntaxProblem::PieceOutside, at);
                } else if number != self.paragraph + 1 {
                    self.tell(SyntaxProblem::ParagraphOrder { number, wanted: self.paragraph + 1 }, at);
                }
                self.paragraph = number;
                self.blocks.push(Block::Paragraph { number, at });
            }
            Rule::chapter_line | Rule::heading_line => self.blocks.push(Block::Chapter(word_at(body, at.start as usize))),
            Rule::terms_line => self.blocks.push(Block::Terms(at)),
            Rule::choice_line => self.choice = Some(open_choice(&read(rule, body, at.start as usize)?, at)?),
            Rule::rulebook_line => self.tell(SyntaxProblem::LineOutside { word: "规则".to_owned() }, at),
            _ => {}
        }
        Ok(())
    }

    fn open_article(&mut self, article: Article, at: Span) {
        self.article = Some(article);
        self.paragraph = 1;
        let number = article.number().unwrap_or_default();
        let name = article.name().map(str::to_owned);
        let last = self.last.get(&name).copied().unwrap_or_default();
        if !self.seen.insert(article) {
            self.tell(SyntaxProblem::DuplicateArticle { article }, at);
        } else if number < last {
            self.tell(SyntaxProblem::ArticleOrder { article, before: article.with(last) }, at);
        } else if number > last + 1 {
            self.tell(SyntaxProblem::MissingArticles { from: article.with(last + 1), to: article.with(number - 1) }, at);
        }
        self.last.insert(name, last.max(number));
        self.blocks.push(Block::Article { article, at });
    }

    fn piece(&mut self, body: &str, start: usize) {
        if self.article.is_none() {
            self.tell(SyntaxProblem::PieceOutside, Span::new(start, start + body.trim_end().len()));
        }
        let text = body.strip_prefix(['>', '＞']).unwrap_or(body);
        let text = text.strip_prefix(' ').unwrap_or(text);
        let from = start + body.len() - text.len();
        self.blocks.push(Block::Piece(Word { text: text.to_owned(), at: Span::new(from, start + body.len()) }));
    }

    fn statements(&mut self, body: &str, start: usize) {
        for (at, spoken) in self.spoken(body, start) {
            match spoken {
                Spoken::Statement(kind) => self.blocks.push(Block::Statement(Statement { at, kind })),
                Spoken::Basis(word) => match self.last_statement() {
                    Some(StatementKind::NumberConvention { basis, .. }) => *basis = Some(word),
                    _ => self.tell(SyntaxProblem::NothingBefore { words: "依据" }, at),
                },
                Spoken::Stops(stop) => match self.last_statement() {
                    Some(StatementKind::Procedure { stops, .. }) => stops.push(stop),
                    _ => self.tell(SyntaxProblem::NothingBefore { words: "不再进行" }, at),
                },
            }
        }
    }

    fn last_statement(&mut self) -> Option<&mut StatementKind> {
        match self.blocks.last_mut() {
            Some(Block::Statement(statement)) => Some(&mut statement.kind),
            _ => None,
        }
    }

    /// Cuts a stretch into sentences and reads each; what cannot be read is reported and left out.
    fn spoken(&mut self, body: &str, start: usize) -> Vec<(Span, Spoken)> {
        let mut out = Vec::new();
        for piece in sentences(body, start) {
            let text = body.get(piece.start..piece.end).unwrap_or("");
            let at = Span::new(start + piece.start, start + piece.start + text.trim_end().len());
            if text.chars().any(super::confusable::is_suspect) {
                continue;
            }
            match piece.fault.map_or_else(|| sentence(text, start + piece.start), Err) {
                Ok(spoken) => out.push((at, spoken)),
                Err(fault) => self.fault(fault),
            }
        }
        out
    }

    fn clauses(&mut self, body: &str, start: usize) -> Vec<Clause> {
        let mut out = Vec::new();
        for (at, spoken) in self.spoken(body, start) {
            match spoken {
                Spoken::Statement(StatementKind::Clause(clause)) => out.push(clause),
                _ => self.tell(SyntaxProblem::NotAClause, at),
            }
        }
        out
    }

    /// `其一 name：clauses`
    fn option(&mut self, body: &str, chunk: Chunk) {
        let at = Span::new(chunk.start, chunk.end);
        let parts = read(Rule::option_entry, body, chunk.start).and_then(|node| {
            let mut children = node.children();
            children.one(Rule::option_mark)?;
            Ok((children.one(Rule::option_name)?.word(), children.one(Rule::option_rest)?))
        });
        let (name, rest) = match parts {
            Ok(parts) => parts,
            Err(fault) => return self.fault(fault),
        };
        let clauses = self.clauses(rest.text(), rest.start());
        match &mut self.choice {
            Some(open) => {
                open.indent = chunk.indent;
                open.choice.options.push(ChoiceOption { name, clauses });
            }
            None => self.tell(SyntaxProblem::OptionOutside, at),
        }
    }

    /// Lines indented deeper than an option continue it.
    fn more_clauses(&mut self, body: &str, start: usize) {
        let clauses = self.clauses(body, start);
        if let Some(option) = self.choice.as_mut().and_then(|open| open.choice.options.last_mut()) {
            option.clauses.extend(clauses);
        }
    }

    fn close_choice(&mut self) {
        let Some(open) = self.choice.take() else { return };
        if open.choice.options.len() < if open.choice.convention { 1 } else { 2 } {
            self.tell(SyntaxProblem::TooFewOptions, open.at);
        }
        self.blocks.push(Block::Statement(Statement { at: open.at, kind: StatementKind::Choice(open.choice) }));
    }
}

fn open_choice(node: &Node, at: Span) -> Lowered<OpenChoice> {
    let mut children = node.children();
    let convention = children.any()?.rule() == Rule::convention;
    let words = children.one(Rule::words_in)?.only(Rule::anchored)?.word();
    Ok(OpenChoice { choice: Choice { words, convention, options: Vec::new() }, at, indent: 0 })
}
