//! Cuts a file at its lines. A line decides what it is by how it begins; statements may run over several lines.
use super::{
    fault::Fault,
    grammar::{Rule, is},
    problem::SyntaxProblem,
    scan::{first_word, is_comment},
};
use crate::{source::Span, vocabulary::Article};

/// One line without its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// Its text without blanks at either end.
    pub body: &'t str,
    /// First byte of `body` in the source.
    pub start: usize,
    /// Text from `body` to the end of the line, blanks at the end included (quoted text is kept as it is).
    pub full: &'t str,
    /// Cells of indentation.
    pub indent: usize,
    /// Whether it is a comment in the source (its text is blank here).
    pub comment: bool,
}

impl Line<'_> {
    /// Place of the body.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.start + self.body.len())
    }
}

/// The lines of a masked text; `original` tells which are comments.
pub(super) fn lines<'t>(masked: &'t str, original: &str) -> Vec<Line<'t>> {
    let mut start = 0;
    let mut out = Vec::new();
    for (line, source) in masked.split('\n').zip(original.split('\n')) {
        let text = line.strip_suffix('\r').unwrap_or(line);
        let full = text.trim_start();
        let lead = text.get(..text.len() - full.len()).unwrap_or("");
        let indent = lead.chars().map(|c| if c == '\t' { 4 } else { 1 + usize::from(c == '\u{3000}') }).sum();
        out.push(Line { body: full.trim_end(), start: start + lead.len(), full, indent, comment: is_comment(source) });
        start += line.len() + 1;
    }
    out
}

/// What a stretch of lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChunkKind {
    /// `> …`
    Piece,
    /// A line that stands alone, of this form.
    Line(Rule),
    /// One or more sentences.
    Sentences,
    /// `其一 name：sentences`
    Choice,
}

/// A stretch of lines that belong together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk {
    pub kind: ChunkKind,
    /// From the first to the last character that is not blank (to the end of the line for a piece).
    pub start: usize,
    pub end: usize,
    /// Indentation of the first line.
    pub indent: usize,
}

/// Which lines stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Below `规则`.
    Rulebook,
    /// Below `案例` or `情形`.
    Case,
}

/// Cuts lines into chunks. `parts` are the names of the numbered parts of the document besides 条. Sentences without their final stop are reported and end where the next thing begins.
pub(super) fn cut(lines: &[Line], mode: Mode, parts: &[&str], faults: &mut Vec<Fault>) -> Vec<Chunk> {
    let mut out = Vec::new();
    let mut open: Option<Chunk> = None;
    let mut last: Option<&Line> = None;
    for line in lines.iter().filter(|line| !line.comment) {
        let alone = if line.body.is_empty() { None } else { standing(mode, line, parts, open.is_some(), faults) };
        if alone.is_some() || line.body.is_empty() || open.is_some_and(|chunk| begins_anew(chunk, line, mode)) {
            out.extend(open.take().inspect(|_| faults.push(missing_stop(last))));
        }
        if line.body.is_empty() {
            continue;
        }
        last = Some(line);
        let halved = if matches!(alone, None | Some(ChunkKind::Choice)) { half_stop(line) } else { None };
        let end = halved.unwrap_or(line.start + line.body.len());
        faults.extend(halved.map(|at| Fault::new(SyntaxProblem::HalfStop, Span::new(at, at + 1))));
        match alone {
            Some(kind @ ChunkKind::Choice) => open = Some(Chunk { kind, start: line.start, end, indent: line.indent }),
            Some(ChunkKind::Piece) => out.push(Chunk {
                kind: ChunkKind::Piece,
                start: line.start,
                end: line.start + line.full.len(),
                indent: line.indent,
            }),
            Some(kind) => out.push(Chunk { kind, start: line.start, end, indent: line.indent }),
            None => match &mut open {
                Some(chunk) => chunk.end = end,
                None => open = Some(Chunk { kind: ChunkKind::Sentences, start: line.start, end, indent: line.indent }),
            },
        }
        if halved.is_some() || ends_statement(line.body) {
            out.extend(open.take());
        }
    }
    out.extend(open.take().inspect(|_| faults.push(missing_stop(last))));
    out
}

/// Where a line ends with a half-width stop behind a Chinese word.
fn half_stop(line: &Line) -> Option<usize> {
    let before = line.body.strip_suffix('.')?;
    before.chars().next_back().filter(|c| !c.is_ascii()).map(|_| line.start + before.len())
}

/// A stop, perhaps inside the closing quote of a free text.
fn ends_statement(body: &str) -> bool {
    body.trim_end_matches(['”', '」', '』']).ends_with('。')
}

/// The last character of the line after which the stop should follow.
fn missing_stop(line: Option<&Line>) -> Fault {
    let (end, last) =
        line.map_or((0, 0), |line| (line.start + line.body.len(), line.body.chars().next_back().map_or(0, char::len_utf8)));
    Fault::new(SyntaxProblem::MissingStop, Span::new(end - last, end))
}

/// Whether a line opens a statement although the one before has no stop: it begins with a word that opens statements and
/// is not indented deeper.
fn begins_anew(chunk: Chunk, line: &Line, mode: Mode) -> bool {
    const RULEBOOK: [&str; 17] = [
        "种类", "职务", "机构", "个体", "选项", "等级", "句式", "行为", "角色", "宣示", "人定", "见", "空白", "提示", "例外",
        "程序", "简称",
    ];
    const CASE: [&str; 7] = ["名册", "人", "完整", "不全", "未知", "撤去", "改文"];
    let words: &[&str] = if mode == Mode::Rulebook { &RULEBOOK } else { &CASE };
    let word = first_word(line.body);
    let opens = words.contains(&word)
        && (mode == Mode::Rulebook || line.body.strip_prefix(word).is_some_and(|rest| rest.starts_with(['：', ':'])));
    opens && line.indent <= chunk.indent
}

/// What a line is, if it stands alone.
fn standing(mode: Mode, line: &Line, parts: &[&str], continues: bool, faults: &mut Vec<Fault>) -> Option<ChunkKind> {
    match mode {
        Mode::Rulebook => rulebook_line(line, parts, continues, faults),
        Mode::Case => case_line(first_word(line.body)).map(ChunkKind::Line),
    }
}

fn rulebook_line(line: &Line, parts: &[&str], continues: bool, faults: &mut Vec<Fault>) -> Option<ChunkKind> {
    let body = line.body;
    if body.starts_with(['>', '＞']) {
        return Some(ChunkKind::Piece);
    }
    if let Some(rule) = part_line(body, parts, continues) {
        return Some(ChunkKind::Line(rule));
    }
    let forms: &[Rule] = match body.chars().next()? {
        '用' => &[Rule::terms_line],
        '读' | '约' => &[Rule::choice_line],
        '规' => &[Rule::rulebook_line],
        '其' if is(Rule::option_entry, body) => return Some(ChunkKind::Choice),
        '第' => &[Rule::article_line, Rule::paragraph_line, Rule::chapter_line],
        c if c.is_ascii_digit() || "一二三四五六七八九十百千０１２３４５６７８９".contains(c) => {
            &[Rule::article_line]
        }
        _ => return None,
    };
    let found = forms.iter().find(|rule| is(**rule, body)).map(|rule| ChunkKind::Line(*rule));
    if found.is_none() && !continues && runs_on(body) {
        faults.push(Fault::new(SyntaxProblem::TextAfterArticle, line.span()));
        return Some(ChunkKind::Line(Rule::rest));
    }
    found
}

/// `任务28` where parts are called so, `标题` anywhere; where parts have names, `二、主要任务` is a heading.
fn part_line(body: &str, parts: &[&str], continues: bool) -> Option<Rule> {
    let part = |article: Article| article.name().is_some_and(|name| article.number().is_none() || parts.contains(&name));
    if is(Rule::part_line, body) && Article::parse(body).is_some_and(part) {
        return Some(Rule::part_line);
    }
    (!parts.is_empty() && !continues && is(Rule::heading_line, body)).then_some(Rule::heading_line)
}

/// `第一条 由 市长 …`: a number, then words that are not about the article itself.
fn runs_on(body: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千零〇两０１２３４５６７８９".contains(c);
    if let Some(rest) = body.strip_prefix('第') {
        let rest = rest.trim_start_matches(number);
        let after = rest.strip_prefix(['条', '款']);
        return after.is_some_and(|after| after.starts_with([' ', '\u{3000}', '：']))
            && !body.contains("优于")
            && !body.contains("何者优先");
    }
    body.trim_start_matches(number).starts_with('、') && body.starts_with(number)
}

fn case_line(word: &str) -> Option<Rule> {
    Some(match word {
        "规则" => Rule::rulebook_line,
        "案例" => Rule::case_line,
        "适用" => Rule::applies_line,
        "情形" => Rule::situation_line,
        "反事实" => Rule::variant_line,
        "问" => Rule::question_line,
        "答" => Rule::answer_line,
        "据" => Rule::cites_line,
        "缺" => Rule::missing_line,
        "告" => Rule::tells_line,
        "登记" => Rule::form_line,
        "列" => Rule::column_line,
        "分" => Rule::apart_line,
        "每行" => Rule::row_line,
        "凡" => Rule::when_line,
        "下一步" => Rule::steps_line,
        _ => return None,
    })
}
