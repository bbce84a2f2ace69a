//! Problems for programs: every way to count a place, both languages.
use super::{Kind, Lang, Problem, Problems, Severity};
use crate::source::{Source, Span};
use serde::Serialize;

/// A text in both languages.
#[derive(Debug, Clone, Serialize)]
pub struct Both {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A place in a file, counted for people, for programs and for editors.
#[derive(Debug, Clone, Serialize)]
pub struct Location {
    /// The file.
    pub file: String,
    /// Line of the first character, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// Just behind the last character, counted likewise.
    pub end: LineColumn,
    /// Offsets in bytes of the UTF-8 text.
    pub bytes: Range<usize>,
    /// As editors count: lines from 0, UTF-16 units from 0.
    pub utf16: Range<Utf16>,
}

/// Line and column, from 1, in characters.
#[derive(Debug, Clone, Serialize)]
pub struct LineColumn {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// From `start` up to, not including, `end`.
#[derive(Debug, Clone, Serialize)]
pub struct Range<T> {
    /// First.
    pub start: T,
    /// One past the last.
    pub end: T,
}

/// A place as editors count.
#[derive(Debug, Clone, Serialize)]
pub struct Utf16 {
    /// Line, from 0.
    pub line: usize,
    /// UTF-16 units, from 0.
    pub character: usize,
}

/// A place that belongs to a problem, with the reason.
#[derive(Debug, Clone, Serialize)]
pub struct Also {
    /// Where.
    #[serde(flatten)]
    pub location: Location,
    /// Why.
    pub label: Both,
}

/// A problem as data.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    /// The code.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Where.
    #[serde(flatten)]
    pub location: Location,
    /// The article in which it stands.
    pub article: Option<String>,
    /// What is wrong.
    pub message: Both,
    /// What to do.
    pub help: Option<Both>,
    /// Other places.
    pub also: Vec<Also>,
}

impl Location {
    fn of(source: &Source, span: Span) -> Self {
        let bytes = span.range();
        let (start, end) = (source.position(bytes.start), source.position(bytes.end));
        Self {
            file: source.name().to_owned(),
            line: start.line,
            column: start.column,
            end: LineColumn { line: end.line, column: end.column },
            utf16: Range {
                start: Utf16 { line: start.line.saturating_sub(1), character: start.utf16 },
                end: Utf16 { line: end.line.saturating_sub(1), character: end.utf16 },
            },
            bytes: Range { start: bytes.start, end: bytes.end },
        }
    }
}

impl Record {
    /// A problem as data.
    pub fn of(problem: &Problem) -> Self {
        let kind: &dyn Kind = problem.kind.as_ref();
        let help = kind.help(Lang::Zh).zip(kind.help(Lang::En));
        Self {
            code: kind.code(),
            severity: severity_word(kind.severity()),
            location: Location::of(&problem.source, problem.at),
            article: problem.article.clone(),
            message: Both { zh: kind.message(Lang::Zh), en: kind.message(Lang::En) },
            help: help.map(|(zh, en)| Both { zh, en }),
            also: problem.also.iter().map(also).collect(),
        }
    }
}

impl Problems {
    /// All of them as data, by file and place.
    pub fn records(&self) -> Vec<Record> {
        self.sorted().into_iter().map(Record::of).collect()
    }
}

fn also((source, span, zh, en): &(std::sync::Arc<Source>, Span, &'static str, &'static str)) -> Also {
    let label = Both { zh: (*zh).to_owned(), en: (*en).to_owned() };
    Also { location: Location::of(source, *span), label }
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Kind, Lang, Problem, Problems};
    use crate::source::{Source, Span};

    #[derive(Debug)]
    struct Unknown;

    impl Kind for Unknown {
        fn code(&self) -> &'static str {
            "R999"
        }
        fn message(&self, lang: Lang) -> String {
            if lang == Lang::Zh { "没有声明过「年令」".into() } else { "「年令」 is not declared".into() }
        }
        fn help(&self, _: Lang) -> Option<String> {
            None
        }
    }

    #[test]
    fn places_are_counted_in_characters_bytes_and_utf16() {
        let source = Source::new("受理.gj", "𠀀年龄\n𠀀 年令 大于 18\n");
        let at = source.text().find("年令").unwrap_or(0);
        let mut problems = Problems::default();
        problems.push(Problem::new(Unknown, &source, Span::new(at, at + 6)).in_article("第八条").also(
            &source,
            Span::new(4, 10),
            "此处",
            "here",
        ));
        let json = serde_json::to_value(problems.records()).unwrap();
        let one = &json[0];
        assert_eq!((one["line"].as_u64(), one["column"].as_u64(), one["end"]["column"].as_u64()), (Some(2), Some(3), Some(5)));
        assert_eq!(one["utf16"]["start"], serde_json::json!({"line": 1, "character": 3}));
        assert_eq!(one["bytes"], serde_json::json!({"start": 16, "end": 22}));
        assert_eq!(one["also"][0]["label"]["zh"], "此处");
        assert_eq!((one["article"].as_str(), one["help"].is_null()), (Some("第八条"), true));
    }
}
