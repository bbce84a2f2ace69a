//! 1 · TEXT → tree.
//!
//! The door is [`parse`]. A file is cut at its lines ([`lines`]: a line decides what it is by how it begins), each
//! statement is read by the grammar (`grammar/*.pest`) on its own, and what matched is lowered to the tree ([`lower`]).
//! So an error in one statement never hides the next. The grammar is permissive; exact errors come from lowering.
mod case;
mod children;
mod confusable;
mod fault;
#[allow(missing_docs, reason = "fields of variants are explained at the variant")]
pub mod form;
mod format;
mod grammar;
mod lines;
mod lower;
pub mod outline;
mod problem;
mod rulebook;
mod scan;
mod spoken;
#[allow(missing_docs, reason = "fields of variants are explained at the variant")]
pub mod tree;
pub mod typed;

use crate::{
    diagnostic::{Problem, Problems},
    source::{Source, Span},
    vocabulary::Article,
};
use fault::Fault;
use std::sync::Arc;

pub use format::format;
pub use outline::{Outline, parse_outline};
pub use problem::SyntaxProblem;
pub use spoken::{Spoken, spoken};

/// Files larger than this are refused.
pub const MAX_BYTES: usize = 16 << 20;

/// The fields of a header.
pub(crate) const FIELDS: [&str; 12] =
    ["简称", "文号", "发文", "通过", "印发", "施行", "废止", "引用", "依据", "并列", "性质", "条目"];

/// Parses a file. The tree holds all that could be read, whatever the problems.
pub fn parse(source: &Arc<Source>) -> (tree::File, Problems) {
    // An outline stands alone in its file and declares nothing.
    if outline::is_outline(source.text()) {
        return (tree::File::default(), parse_outline(source).1);
    }
    let mut faults = Vec::new();
    let file = match refuse(source.text()) {
        Some(fault) => {
            faults.push((fault, None));
            tree::File::default()
        }
        None => file(source.text(), &mut faults),
    };
    (file, problems(source, faults))
}

/// Parses the words of a question, without its `？`: `text` stands at byte `offset` of the source. All words are allowed,
/// keywords too; a comma becomes a word `，`.
pub fn parse_phrase(source: &Arc<Source>, text: &str, offset: usize) -> (tree::Phrase, Problems) {
    let mut faults = Vec::new();
    let masked = text.replace('\n', " ");
    confusable::check_text(&masked, offset, &mut faults);
    let broken = scan::sentences(&masked, offset).into_iter().find_map(|sentence| sentence.fault);
    let words = if faults.is_empty() {
        broken.map_or_else(|| lower::question_words(&masked, offset), Err)
    } else {
        Ok(tree::Phrase::default())
    };
    let phrase = words.unwrap_or_else(|fault| {
        faults.push((fault, None));
        tree::Phrase::default()
    });
    (phrase, problems(source, faults))
}

/// Parses facts that stand alone, as a caller of the library gives them: the lines below `情形`. The last may do without `。`.
pub fn parse_facts(source: &Arc<Source>) -> (Vec<tree::Fact>, Problems) {
    let mut faults = Vec::new();
    let facts = match refuse(source.text()) {
        Some(fault) => {
            faults.push((fault, None));
            Vec::new()
        }
        None => case::facts(source.text(), &mut faults),
    };
    (facts, problems(source, faults))
}

/// Faults with the article they stand in.
type Faults = Vec<(Fault, Option<Article>)>;

fn problems(source: &Arc<Source>, faults: Faults) -> Problems {
    let mut out = Problems::default();
    for (fault, article) in faults {
        let problem = Problem::new(*fault.kind, source, fault.at);
        out.push(match article {
            Some(article) => problem.in_article(article),
            None => problem,
        });
    }
    out
}

/// Texts that are not looked at at all.
fn refuse(text: &str) -> Option<Fault> {
    if text.len() > MAX_BYTES {
        return Some(Fault::new(SyntaxProblem::TooLarge { bytes: text.len() }, Span::default()));
    }
    text.find('\0').map(|at| Fault::new(SyntaxProblem::NulByte, Span::new(at, at + 1)))
}

/// Tells rulebook and cases apart: cases begin at the first line that opens with 案例, or with 情形 where there is no rulebook.
fn file(text: &str, faults: &mut Faults) -> tree::File {
    let masked = scan::mask(text);
    let lines = lines::lines(&masked, text);
    confusable::check(&lines, faults);
    trailing_comments(text, faults);
    let Some(first) = lines.iter().find(|line| !line.body.is_empty()) else {
        faults.push((Fault::new(SyntaxProblem::Empty, Span::default()), None));
        return tree::File::default();
    };
    let opening = scan::first_word(first.body);
    let is_case = |line: &lines::Line| scan::first_word(line.body) == "案例";
    let mut file = tree::File::default();
    let cases_from = match opening {
        "情形" | "案例" => 0,
        _ => lines.iter().position(is_case).unwrap_or(lines.len()),
    };
    let (above, below) = lines.split_at(cases_from.min(lines.len()));
    if opening == "规则" {
        file.rulebook = Some(rulebook::rulebook(&masked, above, faults));
    } else if !matches!(opening, "情形" | "案例") {
        faults.push((
            Fault::new(
                SyntaxProblem::NoOpening { found: shown(first.body) },
                Span::new(first.start, first.start + shown(first.body).len()),
            ),
            None,
        ));
        rulebook::rulebook(&masked, above, faults);
    }
    if !below.is_empty() {
        file.cases = case::cases(&masked, below, faults);
    }
    file
}

/// Comments that do not stand on a line of their own.
fn trailing_comments(text: &str, faults: &mut Faults) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(at) = scan::trailing_comment(line).filter(|_| !scan::is_comment(line)) {
            let at = Span::new(start + at, start + line.trim_end().len());
            faults.push((Fault::new(SyntaxProblem::CommentBehind, at), None));
        }
        start += line.len();
    }
}

/// The first word of a line, or its first character.
fn shown(body: &str) -> String {
    let word = scan::first_word(body);
    if word.is_empty() { body.chars().take(1).collect() } else { word.to_owned() }
}
