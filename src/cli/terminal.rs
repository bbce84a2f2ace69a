//! Drawing problems on a terminal, by miette.
//!
//! Two things miette does not do for Chinese text are done here: the column in the header is counted in characters, and a
//! very long line is cropped round the words in question. Both hang on [`Excerpt`], our own source of excerpts.
use super::width::{self, wrap};
use crate::diagnostic::{Kind, Lang, Problem, Problems, Severity};
use crate::source::{Source, Span};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};
use std::fmt::{self, Write as _};
use std::sync::Arc;

/// At most so many problems are drawn; the rest is counted.
const DRAWN_AT_MOST: usize = 50;
/// Spans over more lines than this are shown by their first line.
const LINES_AT_MOST: usize = 4;

/// How to draw.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// The language of messages.
    pub lang: Lang,
    /// Colours.
    pub color: bool,
    /// No box lines, only ASCII, for consoles that draw them two cells wide.
    pub ascii: bool,
    /// Cells in a line.
    pub width: usize,
}

impl Terminal {
    /// All problems, by file and place, and a line that counts them.
    pub fn draw(&self, problems: &Problems) -> String {
        let sorted = problems.sorted();
        let mut out = String::new();
        for problem in sorted.iter().take(DRAWN_AT_MOST) {
            out.push_str(&self.draw_one(problem));
            out.push('\n');
        }
        if !sorted.is_empty() {
            out.push_str(&self.count(&sorted));
            out.push('\n');
        }
        out
    }

    /// One problem with its excerpt.
    pub fn draw_one(&self, problem: &Problem) -> String {
        let kind: &dyn Kind = problem.kind.as_ref();
        let near = problem.also.iter().filter(|other| Arc::ptr_eq(&other.0, &problem.source));
        let labels = std::iter::once(self.label(&problem.source, problem.at, problem.article.clone(), true))
            .chain(near.map(|(source, at, zh, en)| self.label(source, *at, Some(self.pick(zh, en)), false)));
        let mut out = self.report(&Drawing {
            message: format!("{} {}", kind.code(), kind.message(self.lang)),
            severity: match kind.severity() {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
            },
            excerpt: Excerpt { source: Arc::clone(&problem.source), width: self.width },
            labels: labels.collect(),
        });
        for (source, at, zh, en) in problem.also.iter().filter(|other| !Arc::ptr_eq(&other.0, &problem.source)) {
            out.push_str(&self.report(&Drawing {
                message: self.pick(zh, en),
                severity: miette::Severity::Advice,
                excerpt: Excerpt { source: Arc::clone(source), width: self.width },
                labels: vec![self.label(source, *at, None, true)],
            }));
        }
        if let Some(help) = kind.help(self.lang) {
            out.push_str(&self.help(&help));
        }
        out
    }

    /// `  帮助：…`, wrapped.
    pub fn help(&self, help: &str) -> String {
        let head = self.pick("帮助：", "help: ");
        let indent = " ".repeat(2 + width::of(&head));
        let mut out = String::new();
        for (n, line) in wrap(help, self.width.saturating_sub(indent.len()).max(20)).iter().enumerate() {
            let _ = if n == 0 { writeln!(out, "  {head}{line}") } else { writeln!(out, "{indent}{line}") };
        }
        out
    }

    fn report(&self, drawing: &Drawing) -> String {
        let theme = GraphicalTheme {
            characters: if self.ascii { ThemeCharacters::ascii() } else { ThemeCharacters::unicode() },
            styles: if self.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
        };
        let handler =
            GraphicalReportHandler::new_themed(theme).with_links(false).with_context_lines(0).with_width(self.width.max(40));
        let mut out = String::new();
        if handler.render_report(&mut out, drawing).is_err() {
            let _ = writeln!(out, "  {}", drawing.message);
        }
        out
    }

    fn label(&self, source: &Source, at: Span, text: Option<String>, primary: bool) -> LabeledSpan {
        let at = visible(source, at, self.width);
        let span = SourceSpan::new(at.range().start.into(), at.range().len());
        if primary { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
    }

    fn count(&self, sorted: &[&Problem]) -> String {
        let errors = sorted.iter().filter(|problem| problem.kind.severity() == Severity::Error).count();
        let warnings = sorted.len() - errors;
        let hidden = sorted.len().saturating_sub(DRAWN_AT_MOST);
        match self.lang {
            Lang::Zh if hidden > 0 => format!("共 {errors} 个错误，{warnings} 个提醒；还有 {hidden} 个没有画出"),
            Lang::Zh => format!("共 {errors} 个错误，{warnings} 个提醒"),
            Lang::En if hidden > 0 => format!("{errors} errors, {warnings} warnings; {hidden} more are not shown"),
            Lang::En => format!("{errors} errors, {warnings} warnings"),
        }
    }

    fn pick(&self, zh: &str, en: &str) -> String {
        if self.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
    }
}

/// What miette is given to draw.
#[derive(Debug)]
struct Drawing {
    message: String,
    severity: miette::Severity,
    excerpt: Excerpt,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// Excerpts of a source: whole lines, or a window of a line that is too long for the terminal.
#[derive(Debug)]
struct Excerpt {
    source: Arc<Source>,
    width: usize,
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.source.text();
        let (start, end) = (span.offset(), span.offset() + span.len());
        let head = text.get(..start).ok_or(MietteError::OutOfBounds)?;
        let tail = text.get(end..).ok_or(MietteError::OutOfBounds)?;
        let line_start = head.rfind('\n').map_or(0, |at| at + 1);
        let line_end = end + tail.find('\n').unwrap_or(tail.len());
        let (from, to) = window(text, (line_start, line_end), (start, end), self.width.saturating_sub(10).max(40));
        let data = text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let place = self.source.position(start);
        let lines = data.matches('\n').count();
        Ok(Box::new(MietteSpanContents::new_named(
            self.source.name().to_owned(),
            data.as_bytes(),
            (from, to - from).into(),
            place.line.saturating_sub(1),
            place.column.saturating_sub(1),
            lines,
        )))
    }
}

/// The part of the line(s) to show: all of it, or as many cells as fit, the words in question in the middle.
fn window(text: &str, line: (usize, usize), words: (usize, usize), cells: usize) -> (usize, usize) {
    let whole = text.get(line.0..line.1).unwrap_or("");
    if whole.contains('\n') || width::of(whole) <= cells {
        return line;
    }
    let room = cells.saturating_sub(width::of(text.get(words.0..words.1).unwrap_or(""))) / 2;
    let before = text.get(line.0..words.0).unwrap_or("");
    let after = text.get(words.1..line.1).unwrap_or("");
    (words.0 - width::last(before, room).len(), words.1 + width::first(after, room).len())
}

/// The span as it can be drawn: never empty, never behind the last visible character, not over many lines.
fn visible(source: &Source, at: Span, cells: usize) -> Span {
    let text = source.text();
    let range = at.range();
    let start = floor(text, range.start.min(text.trim_end().len()));
    let mut end = floor(text, range.end.min(text.len())).max(start);
    let covered = text.get(start..end).unwrap_or("");
    if covered.matches('\n').count() >= LINES_AT_MOST {
        end = start + covered.find('\n').unwrap_or(covered.len());
    }
    let covered = text.get(start..end).unwrap_or("").trim_end();
    let most = if covered.contains('\n') { covered } else { width::first(covered, cells.saturating_sub(20).max(20)) };
    if !most.is_empty() {
        return Span::new(start, start + most.len());
    }
    // Nothing to underline: the character that stands here, else the one before.
    let here = text.get(start..).and_then(|rest| rest.chars().next()).filter(|c| !c.is_control());
    let before = text.get(..start).and_then(|rest| rest.chars().next_back()).filter(|c| *c != '\n');
    match (here, before) {
        (Some(c), _) => Span::new(start, start + c.len_utf8()),
        (None, Some(c)) => Span::new(start - c.len_utf8(), start),
        (None, None) => Span::new(start, start),
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::Terminal;
    use crate::diagnostic::{Kind, Lang, Problem, Problems};
    use crate::source::{Source, Span};

    #[derive(Debug)]
    struct Unknown(&'static str);

    impl Kind for Unknown {
        fn code(&self) -> &'static str {
            "R999"
        }
        fn message(&self, _: Lang) -> String {
            format!("没有声明过「{}」", self.0)
        }
        fn help(&self, _: Lang) -> Option<String> {
            Some("您是不是想写「年龄」？".into())
        }
    }

    const PLAIN: Terminal = Terminal { lang: Lang::Zh, color: false, ascii: false, width: 80 };

    fn draw(terminal: &Terminal, text: &str, word: &'static str) -> String {
        let source = Source::new("受理.gj", text);
        let at = text.find(word).unwrap();
        terminal.draw_one(&Problem::new(Unknown(word), &source, Span::new(at, at + word.len())).in_article("第十二条第二款"))
    }

    #[test]
    fn columns_are_characters_and_marks_stand_under_the_word() {
        insta::assert_snapshot!(draw(&PLAIN, "规则 甲\n若 “年令” 大于 18，则 受理。\n", "年令"));
    }

    #[test]
    fn a_long_line_is_cropped() {
        let text = format!("{}年令{}", "市政府常务会议".repeat(40), "由市长召集".repeat(40));
        let drawn = draw(&PLAIN, &text, "年令");
        assert!(drawn.lines().all(|line| super::width::of(line) <= 80), "{drawn}");
        insta::assert_snapshot!(drawn);
    }

    #[test]
    fn the_end_of_a_file_can_be_pointed_at() {
        let source = Source::new("空.gj", "规则 甲\n");
        let end = Problem::new(Unknown("正文"), &source, Span::new(10, 10));
        insta::assert_snapshot!(PLAIN.draw_one(&end));
        for text in ["", "\n", " ", "甲", "甲\r\n"] {
            let source = Source::new("空.gj", text);
            for at in 0..=text.len() + 3 {
                let drawn = PLAIN.draw_one(&Problem::new(Unknown("正文"), &source, Span::new(at, at + 2)));
                assert!(drawn.contains("[空.gj:1:"), "{text:?} {at}\n{drawn}");
            }
        }
    }

    #[test]
    fn places_in_two_files_and_ascii() {
        let (here, there) = (Source::new("甲.gj", "职务 市长。\n"), Source::new("乙.gj", "职务 市长。\n"));
        let problem =
            Problem::new(Unknown("市长"), &here, Span::new(7, 13)).also(&there, Span::new(7, 13), "先在此声明", "first here");
        let mut problems = Problems::default();
        problems.push(problem);
        insta::assert_snapshot!(Terminal { ascii: true, ..PLAIN }.draw(&problems));
        let coloured = Terminal { color: true, ..PLAIN }.draw(&problems);
        assert!(coloured.contains("\u{1b}[") && !coloured.contains("\u{1b}]8"));
    }
}
