//! What goes wrong while one statement is read, and where.
use super::{
    grammar::Rule,
    problem::SyntaxProblem,
    scan::{first_word, is_keyword},
};
use crate::source::Span;
use pest::error::{Error, ErrorVariant, InputLocation};

/// A problem at a place, before it is known which source and article that is.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub kind: Box<SyntaxProblem>,
    pub at: Span,
}

/// The result of lowering.
pub(super) type Lowered<T> = Result<T, Fault>;

impl Fault {
    pub fn new(kind: SyntaxProblem, at: Span) -> Self {
        Self { kind: Box::new(kind), at }
    }

    /// The grammar has matched something lowering does not know.
    pub fn internal(start: usize, text: &str) -> Self {
        Self::internal_at(Span::new(start, start + text.trim_end().len()))
    }

    /// The same, at a place.
    pub fn internal_at(at: Span) -> Self {
        Self::new(SyntaxProblem::Internal, at)
    }

    /// A problem of a whole statement.
    pub fn over(kind: SyntaxProblem, base: usize, text: &str) -> Self {
        let lead = text.len() - text.trim_start().len();
        Self::new(kind, Span::new(base + lead, base + text.trim_end().len()))
    }
}

/// Tells in the words of the trade where the parser stopped.
///
/// The parser's own message is never shown: its carets count characters and its rule names mean nothing to the reader.
pub(super) fn stuck(rule: Rule, text: &str, base: usize, error: &Error<Rule>) -> Fault {
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => expected(positives),
        ErrorVariant::CustomError { .. } => {
            return Fault::new(SyntaxProblem::TooDeep, Span::new(base, base + text.trim_end().len()));
        }
    };
    let rest = text.get(at..).unwrap_or("");
    let at = at + rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let found = found(rest);
    let statement = statement_name(rule);
    if found.is_empty() || rest == "。" {
        let end = text.trim_end_matches(|c: char| c.is_whitespace() || c == '。').len();
        let last = text.get(..end).and_then(|it| it.chars().next_back()).map_or(0, char::len_utf8);
        return Fault::new(SyntaxProblem::Unfinished { statement, expected }, Span::new(base + end - last, base + end));
    }
    let place = Span::new(base + at, base + at + found.len());
    // A keyword of the next statement, or its first word, after a line without its stop.
    let before = text.get(..at).unwrap_or("");
    let opens_line = before.trim_end_matches([' ', '\t', '\u{3000}', '\r']).ends_with('\n');
    let runs_on = opens_line || is_keyword(found) && before.contains('\n');
    let kind = if is_keyword(found) {
        SyntaxProblem::KeywordHere { keyword: found.to_owned(), statement, runs_on, expected }
    } else {
        SyntaxProblem::Unexpected { found: found.to_owned(), statement, runs_on, expected }
    };
    Fault::new(kind, place)
}

/// The word or the single mark that stands at the beginning of the rest.
fn found(rest: &str) -> &str {
    let word = first_word(rest);
    if !word.is_empty() {
        return word;
    }
    rest.chars().next().and_then(|c| rest.get(..c.len_utf8())).unwrap_or("")
}

/// What could have stood there, in Chinese, at most six.
fn expected(rules: &[Rule]) -> Vec<&'static str> {
    let mut out = Vec::new();
    for rule in rules {
        if let Some(name) = human_name(*rule)
            && !out.contains(&name)
        {
            out.push(name);
        }
    }
    out.truncate(6);
    out
}

/// The name of a token for people; none for what would only confuse.
fn human_name(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::comma => "，",
        Rule::semicolon => "；",
        Rule::colon => "：",
        Rule::dun => "、",
        Rule::stop => "。",
        Rule::close => "）",
        Rule::word | Rule::name | Rule::names | Rule::phrase | Rule::title | Rule::plain | Rule::free_phrase => "词",
        Rule::condition | Rule::term | Rule::atom => "条件",
        Rule::of => "的",
        Rule::kw_then => "则",
        Rule::kw_outside => "外",
        Rule::kw_but_end => "除外",
        Rule::hole => "[种类]",
        Rule::aspect | Rule::negative | Rule::english | Rule::class => "反、英、类",
        Rule::place | Rule::places | Rule::at_article => "条款",
        Rule::numeral | Rule::amount | Rule::quantity => "数",
        Rule::by
        | Rule::kw_by
        | Rule::may
        | Rule::kw_may
        | Rule::must
        | Rule::kw_must
        | Rule::must_not
        | Rule::kw_must_not
        | Rule::requires
        | Rule::kw_need
        | Rule::deemed
        | Rule::kw_deemed
        | Rule::means
        | Rule::kw_means
        | Rule::led => "情态词",
        Rule::item_number | Rule::list_item | Rule::step => "（一）",
        _ => return None,
    })
}

/// What the statement is called, in Chinese and English.
fn statement_name(rule: Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::clause_entry | Rule::amend_entry => ("规定", "a clause"),
        Rule::pattern_entry => ("句式声明", "a pattern declaration"),
        Rule::kinds_entry
        | Rule::offices_entry
        | Rule::organs_entry
        | Rule::individuals_entry
        | Rule::short_entry
        | Rule::options_entry => ("声明", "a declaration"),
        Rule::see_entry | Rule::cites_line => ("条款指引", "a reference"),
        Rule::gap_entry => ("空白", "a gap"),
        Rule::note_entry => ("提示", "a note"),
        Rule::number_convention_entry | Rule::option_entry => ("读法或约定", "a reading or convention"),
        Rule::exception_entry => ("例外", "an exception"),
        Rule::unranked_entry | Rule::rank_entry => ("优先关系", "a ranking"),
        Rule::procedure_entry => ("程序", "a procedure"),
        Rule::phrase_entry => ("提问", "a question"),
        Rule::roster_entry => ("名册", "a roster"),
        _ => ("句子", "a sentence"),
    }
}
