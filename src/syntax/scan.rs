//! What can be told about a text without the grammar: its words, its brackets, where its sentences end.
use super::{fault::Fault, problem::SyntaxProblem};
use crate::source::Span;

/// Brackets nested deeper than this are refused, long before any recursion could matter.
const MAX_DEPTH: usize = 100;

/// A single sentence longer than this many bytes is refused.
const MAX_SENTENCE: usize = 64 << 10;

/// The pairs of brackets and quotes. A straight quote closes itself.
const PAIRS: [(char, char); 12] = [
    ('（', '）'),
    ('(', ')'),
    ('[', ']'),
    ('【', '】'),
    ('〔', '〕'),
    ('《', '》'),
    ('“', '”'),
    ('「', '」'),
    ('『', '』'),
    ('‘', '’'),
    ('"', '"'),
    ('〈', '〉'),
];

/// Keywords that decide the kind of a clause.
pub(super) const MODALS: [&str; 24] = [
    "由",
    "可以",
    "有权",
    "也可",
    "可由",
    "也可由",
    "须",
    "方可",
    "一律不得",
    "一律不",
    "不得",
    "严禁",
    "禁止",
    "杜绝",
    "不再",
    "不",
    "应当",
    "必须",
    "应",
    "要",
    "是指",
    "视为",
    "不适用",
    "不再进行",
];

/// Other keywords, for messages.
pub(super) const JOINTS: [&str; 31] = [
    "且",
    "或",
    "若",
    "则",
    "并",
    "除",
    "外",
    "但",
    "除外",
    "的除外",
    "其中",
    "未经",
    "达到",
    "不少于",
    "不低于",
    "不超过",
    "不高于",
    "超过",
    "多于",
    "高于",
    "少于",
    "低于",
    "等于",
    "并非",
    "有下列情形之一",
    "同时具备下列条件",
    "至少具备下列",
    "何者优先",
    "优于",
    "原则上",
    "的",
];

/// Modal words worth finding inside a longer word; the short ones occur in too many names.
const FINDABLE: [&str; 9] = ["应当", "必须", "不得", "可以", "严禁", "禁止", "视为", "是指", "方可"];

/// Whether a character is a blank.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{3000}')
}

/// Whether a character is a punctuation mark, as in `grammar/words.pest`.
pub(super) fn is_mark(c: char) -> bool {
    "，,；;：:、。（）()“”「」『』‘’\"？?！![]【】〔〕《》…".contains(c)
}

/// The first whole word after blanks; empty if a mark comes first.
pub(super) fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(is_blank);
    text.split(|c| is_blank(c) || is_mark(c)).next().unwrap_or("")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| is_blank(c) || is_mark(c)).filter(|word| !word.is_empty())
}

/// Whether this word is a keyword of the language.
pub fn is_keyword(word: &str) -> bool {
    MODALS.contains(&word) || JOINTS.contains(&word) || is_period(word)
}

/// 每周, 每两周, 每半年 …
fn is_period(word: &str) -> bool {
    word.starts_with('每') && word.ends_with(['日', '天', '周', '旬', '月', '度', '季', '年'])
}

/// Whether this whole word occurs.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    words(text).any(|it| it == word)
}

/// Whether the text has a modal word.
pub(super) fn has_modal(text: &str) -> bool {
    words(text).any(|word| MODALS.contains(&word) || is_period(word))
}

/// A longer word with a modal word in it.
pub(super) fn glued_modal(text: &str) -> Option<(String, &'static str)> {
    words(text).find_map(|word| FINDABLE.iter().find(|modal| word.contains(**modal)).map(|modal| (word.to_owned(), *modal)))
}

/// The other half of a bracket or quote.
pub(super) fn partner(mark: char) -> char {
    PAIRS
        .iter()
        .find_map(|&(open, close)| if open == mark { Some(close) } else { (close == mark).then_some(open) })
        .unwrap_or(mark)
}

/// Half-width brackets pair with full-width ones.
fn wide(c: char) -> char {
    match c {
        ')' => '）',
        ']' => '】',
        _ => c,
    }
}

/// Brackets and quotes still open while a text is scanned.
#[derive(Debug, Default)]
struct Nest {
    stack: Vec<(char, usize)>,
    fault: Option<(SyntaxProblem, usize, char)>,
}

impl Nest {
    /// Takes one character at a byte. Only the first fault is kept.
    fn step(&mut self, c: char, at: usize) {
        let inside_quotes = self.stack.last().is_some_and(|&(open, _)| "“「『‘\"".contains(open));
        if self.stack.last().is_some_and(|&(open, _)| partner(open) == c || wide(partner(open)) == wide(c)) {
            self.stack.pop();
        } else if PAIRS.iter().any(|&(open, _)| open == c) && !inside_quotes {
            self.stack.push((c, at));
            if self.stack.len() > MAX_DEPTH {
                self.fault.get_or_insert((SyntaxProblem::TooDeep, at, c));
            }
        } else if PAIRS.iter().any(|&(_, close)| close == c) && !inside_quotes {
            self.fault.get_or_insert((SyntaxProblem::Unopened { closer: c }, at, c));
        }
    }

    /// The first fault, an opener without end last.
    fn finish(self) -> Option<(SyntaxProblem, usize, char)> {
        let unclosed = self.stack.last().map(|&(opener, at)| (SyntaxProblem::Unclosed { opener }, at, opener));
        self.fault.or(unclosed)
    }
}

/// One sentence of a stretch of text, by byte range in it.
#[derive(Debug)]
pub(super) struct Sentence {
    /// First byte.
    pub start: usize,
    /// One past its final stop.
    pub end: usize,
    /// A bracket or quote that has no partner, or nests too deep.
    pub fault: Option<Fault>,
}

/// Cuts a stretch of text that starts at byte `base` at each `。` outside brackets and quotes.
pub(super) fn sentences(text: &str, base: usize) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.trim().is_empty()) {
        let start = from + rest.len() - rest.trim_start().len();
        let Some(rest) = text.get(start..) else { break };
        let (length, fault) = if is_raw(rest) { (raw_end(rest), None) } else { sentence_end(rest, base + start) };
        let fault = fault.or_else(|| too_much(rest.get(..length).unwrap_or(""), base + start));
        out.push(Sentence { start, end: start + length, fault });
        from = start + length;
    }
    out
}

/// Sentences that are too long, or nest too deep without brackets.
fn too_much(sentence: &str, base: usize) -> Option<Fault> {
    const NESTING: [&str; 4] = ["有下列情形之一", "同时具备下列条件", "至少具备下列", "并非"];
    let whole = Span::new(base, base + sentence.trim_end().len());
    if sentence.len() > MAX_SENTENCE {
        return Some(Fault::new(SyntaxProblem::TooLong { kib: sentence.len() >> 10 }, whole));
    }
    let nested = words(sentence).filter(|word| NESTING.contains(word)).count();
    let deep = nested > MAX_DEPTH || sentence.matches(['（', '(']).count() > MAX_DEPTH && depth(sentence) > MAX_DEPTH;
    deep.then(|| Fault::new(SyntaxProblem::TooDeep, whole))
}

/// How deep round brackets nest, whether or not they match.
fn depth(text: &str) -> usize {
    let (mut deepest, mut now) = (0_usize, 0_usize);
    for c in text.chars() {
        match c {
            '（' | '(' => now += 1,
            '）' | ')' => now = now.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(now);
    }
    deepest
}

/// Statements whose text is free: brackets need not match in it.
fn is_raw(text: &str) -> bool {
    matches!(first_word(text), "宣示" | "人定" | "提示" | "空白")
}

/// Free text may hold several sentences: it ends at a stop with a blank or the end of the line behind it.
fn raw_end(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        match c {
            '“' | '「' | '『' | '（' | '(' => depth += 1,
            '”' | '」' | '』' | '）' | ')' => depth = depth.saturating_sub(1),
            '。' if depth == 0 && text.get(next..).is_some_and(|rest| rest.starts_with(is_blank)) || ends_line(text, next) => {
                return next;
            }
            _ => {}
        }
    }
    text.len()
}

fn sentence_end(text: &str, base: usize) -> (usize, Option<Fault>) {
    let mut nest = Nest::default();
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        if c == '。' && (nest.stack.is_empty() || ends_line(text, at + c.len_utf8())) {
            end = at + c.len_utf8();
            break;
        }
        nest.step(c, at);
    }
    let fault = nest.finish().map(|(kind, at, c)| Fault::new(kind, Span::new(base + at, base + at + c.len_utf8())));
    (end, fault)
}

/// Whether nothing but blanks stands between a byte and the end of its line. A stop there ends a sentence even in an
/// open bracket, so that one forgotten bracket spoils one sentence.
fn ends_line(text: &str, from: usize) -> bool {
    let rest = text.get(from..).unwrap_or("").trim_start_matches([' ', '\t', '\r', '\u{3000}']);
    rest.is_empty() || rest.starts_with('\n')
}

/// The text with comment lines (`注：`, `//`) turned to blanks, byte for byte, so that places stay as they are.
pub(super) fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if is_comment(line) {
            let ending = line.len() - line.trim_end_matches(['\n', '\r']).len();
            out.extend(std::iter::repeat_n(' ', line.len() - ending));
            out.push_str(line.get(line.len() - ending..).unwrap_or(""));
        } else if let Some(comment) = trailing_comment(line) {
            let ending = line.len() - line.trim_end_matches(['\n', '\r']).len();
            out.push_str(line.get(..comment).unwrap_or(""));
            out.extend(std::iter::repeat_n(' ', line.len() - ending - comment));
            out.push_str(line.get(line.len() - ending..).unwrap_or(""));
        } else if let Some(rest) = line.strip_prefix('\u{FEFF}') {
            out.push_str("   ");
            out.push_str(rest);
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Where a comment begins behind a sentence. It is an error, told by [`super::lines`]; masked, it spoils nothing else.
pub(super) fn trailing_comment(line: &str) -> Option<usize> {
    if line.trim_start_matches(is_blank).starts_with(['>', '＞']) {
        return None;
    }
    let begins = |at: usize| {
        let before = line.get(..at).unwrap_or("").trim_end_matches(is_blank);
        before.len() < at && before.ends_with(['。', '？', '?'])
    };
    ["//", "注：", "注:"].iter().flat_map(|mark| line.match_indices(mark)).map(|(at, _)| at).filter(|at| begins(*at)).min()
}

/// Whether a line is a comment.
pub(super) fn is_comment(line: &str) -> bool {
    let line = line.trim_start_matches(|c| is_blank(c) || c == '\u{FEFF}');
    ["注：", "注:", "//"].iter().any(|mark| line.starts_with(mark))
}
