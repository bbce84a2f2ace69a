//! `guiju coverage`: which words of the official text are executed, declared, open.
use super::arguments::CoverageArguments;
use super::console::{Console, Paint, Status};
use super::{input, width};
use crate::analysis::coverage::{Article, Document, State, Tally, coverage};
use crate::diagnostic::Problems;
use serde_json::json;

/// Shows the coverage of every rulebook among the files.
pub fn run(arguments: &CoverageArguments, console: &mut Console) -> Status {
    let (shelf, status) = input::shelf(&arguments.paths, console);
    let mut problems = Problems::default();
    shelf.given().for_each(|file| problems.append(file.problems.clone()));
    // What only ought to be looked at is told by `check`.
    problems.append(Some(shelf.rulebook_problems()).filter(Problems::has_errors).unwrap_or_default());
    let problems = problems.distinct();
    console.problems(&problems);
    let documents: Vec<Document> = shelf.given().filter_map(|file| coverage(&file.parsed.file)).collect();
    if arguments.json {
        console.say(&json!({ "documents": documents }).to_string());
    } else {
        for document in &documents {
            show(document, arguments.full, console);
        }
    }
    if documents.is_empty() && status == Status::Well && !problems.has_errors() {
        return nothing(console);
    }
    let open = documents.iter().any(|document| document.characters.open > 0 || document.articles_done < document.articles_total);
    if status == Status::Well && (open || problems.has_errors()) { Status::Findings } else { status }
}

fn nothing(console: &Console) -> Status {
    console.trouble(
        console.pick("没有规则书，也就没有原文可看", "there is no rulebook, and so no official text"),
        Some(console.pick("规则书以「规则 名称」一行开头。", "A rulebook begins with a line 「规则 title」.")),
    );
    Status::Findings
}

fn show(document: &Document, full: bool, console: &mut Console) {
    let title = console.paint(&format!("《{}》", document.title), Paint::Bold);
    console.say(&title);
    for article in document.articles.iter().filter(|article| full || article.characters.open > 0 || article.pieces.is_empty()) {
        show_article(article, full, console);
    }
    let (done, total, all) = (document.articles_done, document.articles_total, document.characters);
    let text = console.pick(
        format!(
            "{done}/{total} 条，{} 字未处理（共 {} 字：执行 {}，声明 {}）",
            all.open,
            all.total(),
            all.executed,
            all.declared
        ),
        format!(
            "{done}/{total} articles, {} characters open (of {}: {} executed, {} declared)",
            all.open,
            all.total(),
            all.executed,
            all.declared
        ),
    );
    console.say(&text);
}

fn show_article(article: &Article, full: bool, console: &mut Console) {
    let name = width::pad(&format!("{} ", article.article), 14);
    let counts = counts(article.characters, console);
    let text = if article.pieces.is_empty() { console.pick("没有原文", "no official text").to_owned() } else { counts };
    console.say(&format!("  {name}{text}"));
    for run in article.pieces.iter().flat_map(|piece| &piece.runs).filter(|run| full || run.state == State::Open) {
        let (word, paint) = match run.state {
            State::Executed => (console.pick("执行", "executed"), Paint::Green),
            State::Declared => (console.pick("声明", "declared"), Paint::Dim),
            State::Open => (console.pick("未处理", "open"), Paint::Yellow),
        };
        let word = console.paint(&width::pad(word, 8), paint);
        console.say(&format!("    {word}{}", run.text.trim()));
    }
}

fn counts(tally: Tally, console: &Console) -> String {
    let Tally { executed, declared, open } = tally;
    console.pick(
        format!("执行 {executed} 字，声明 {declared} 字，未处理 {open} 字"),
        format!("{executed} executed, {declared} declared, {open} open"),
    )
}
