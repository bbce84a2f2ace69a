//! `guiju ask --interactive`: puts the questions of an interview on the terminal and reads the replies, typed or piped.
use super::arguments::AskArguments;
use super::ask::show;
use super::console::{Console, Paint, Status};
use super::replace;
use crate::api::files::{Unreadable, because};
use crate::api::interview::{Asked, Heard, Interview};
use crate::api::{Question, Rulebook, Situation};
use crate::vocabulary::Date;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;

/// One interview a question; what was learnt for one is known for the next.
pub fn run(
    rulebook: &Rulebook,
    situation: &Situation,
    questions: &[String],
    as_of: Option<Date>,
    arguments: &AskArguments,
    console: &mut Console,
) -> Result<(), Status> {
    let mut situation = situation.clone();
    for (n, text) in questions.iter().enumerate() {
        let question = Question { text: text.clone(), lang: console.lang(), as_of };
        let mut interview = Interview::new(rulebook, &situation, &question).map_err(|problems| {
            console.problems(&problems);
            Status::Findings
        })?;
        if n > 0 {
            console.say("");
        }
        let asked = interview.asked().is_some();
        let stopped = talk(&mut interview, console);
        show(interview.answer(), usize::from(asked), arguments, console);
        situation = interview.situation().clone();
        if stopped {
            break;
        }
    }
    match &arguments.save {
        Some(path) => save(path, &situation.text(rulebook)).map_err(|error| console.unreadable(&error)),
        None => Ok(()),
    }
}

/// An old file is replaced in one step.
fn save(path: &Path, text: &str) -> Result<(), Unreadable> {
    if path.exists() { replace::replace(path, text) } else { std::fs::write(path, text).map_err(|error| because(path, &error)) }
}

/// Asks until nothing matters any more; whether he stopped it, or there is nothing more to read.
fn talk(interview: &mut Interview, console: &mut Console) -> bool {
    let typed = io::stdin().is_terminal();
    if interview.asked().is_some() {
        console.say(console.pick(
            "缺少事实，下面逐项来问。可以答「不知道」；「退回」改上一项，「结束」就此作答。",
            "Facts are missing; they are asked one by one. You may answer “unknown”, “back” or “stop”.",
        ));
    }
    while let Some(asked) = interview.asked() {
        put(&asked, console);
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => return true,
            Ok(_) => {}
        }
        if !typed {
            // What was piped in is shown, so that the record can be read.
            console.say(&format!("> {}", line.trim()));
        }
        match interview.reply(&line) {
            Heard::Noted => {}
            Heard::Again(what) => console.say(&what),
            Heard::Stopped => return true,
        }
    }
    false
}

fn put(asked: &Asked, console: &mut Console) {
    let ask = console.paint(&asked.ask, Paint::Bold);
    console.say(&ask);
    for why in &asked.why {
        console.say(&format!("  {why}"));
    }
    if !asked.choices.is_empty() {
        let numbered = asked.choices.iter().enumerate().map(|(n, choice)| format!("{}. {choice}", n + 1));
        console.say(&format!("  {}", numbered.collect::<Vec<_>>().join("  ")));
    }
}
