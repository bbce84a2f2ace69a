//! `guiju check`: every problem of the files in one run.
use super::arguments::CheckArguments;
use super::console::{Console, Status};
use super::input;
use crate::api::Situation;
use crate::diagnostic::{Problems, Severity};
use crate::source::Source;
use serde_json::json;
use std::sync::Arc;

/// Checks; problems go to standard error (with `--json` to standard output).
pub fn run(arguments: &CheckArguments, console: &mut Console) -> Status {
    let (situations, texts): (Vec<_>, Vec<_>) = arguments.paths.iter().cloned().partition(|path| input::is_json(path));
    let (shelf, mut status) = input::shelf(&texts, console);
    let mut problems = shelf.check();
    let (mut files, mut unread) = (shelf.given().count(), shelf.unread_situations());
    for path in &situations {
        match input::read(path, console) {
            Ok(source) => {
                problems.append(situation(&source));
                files += 1;
                unread += 1;
            }
            Err(failed) => status = failed,
        }
    }
    if files > 0 {
        report(&problems, (files, unread), arguments.json, console);
    }
    if status == Status::Well && problems.has_errors() { Status::Findings } else { status }
}

fn situation(source: &Arc<Source>) -> Problems {
    Situation::from_json_source(source).err().unwrap_or_default()
}

/// `unread`: how many of them are situations whose sentences no rulebook was there to read.
fn report(problems: &Problems, (files, unread): (usize, usize), as_json: bool, console: &mut Console) {
    let errors = problems.sorted().iter().filter(|problem| problem.kind.severity() == Severity::Error).count();
    let warnings = problems.len() - errors;
    if as_json {
        let all = json!({ "files": files, "layout_only": unread, "errors": errors, "warnings": warnings, "problems": problems.records() });
        return console.say(&all.to_string());
    }
    console.problems(problems);
    if problems.is_empty() {
        let (zh, en) = if unread == 0 {
            (String::new(), String::new())
        } else {
            let zh = format!("；其中 {unread} 份情形只看了写法，句子没有同规则书核对");
            (zh, format!("; of {unread} situations only the layout was looked at, their sentences were not read with a rulebook"))
        };
        let text = console.pick(format!("{files} 个文件，没有问题{zh}"), format!("{files} files, all well{en}"));
        console.say(&text);
    }
}
