//! `guiju repl`: asking and supposing, line by line.
mod piped;

use super::arguments::ExplainArguments;
use super::arguments::ReplArguments;
use super::ask::date;
use super::console::{Console, Paint, Status};
use super::{explain, input, replace};
use crate::api::files::{self, Unreadable};
use crate::diagnostic::Lang;
use crate::explain::Role;
use crate::session::{Line, Reply, Session, Tone, Wish};
use crate::vocabulary::Date;
use std::path::Path;

/// Talks until the input ends or 退出 is typed.
pub fn run(arguments: &ReplArguments, console: &mut Console) -> Status {
    talk(arguments, console).err().unwrap_or(Status::Well)
}

fn talk(arguments: &ReplArguments, console: &mut Console) -> Result<(), Status> {
    let as_of = arguments.as_of.as_deref().map(|text| date(text, console)).transpose()?;
    let book = input::rulebook(&arguments.rulebook, console)?;
    let mut session = Session::new(&book, as_of.or_else(today), console.lang()).map_err(|problems| {
        console.problems(&problems);
        Status::Findings
    })?;
    if let Some(path) = &arguments.situation {
        let source = input::read(path, console)?;
        let reply = session.read(&source);
        say(&mut session, &reply, console);
    }
    piped::talk(session, console);
    Ok(())
}

/// Today, by the clock of Beijing: the rules are those of Chinese offices, wherever the machine thinks it stands.
fn today() -> Option<Date> {
    let beijing = jiff::tz::TimeZone::fixed(jiff::tz::Offset::constant(8));
    let today = jiff::Timestamp::now().to_zoned(beijing).date();
    Date::new(today.year(), today.month(), today.day())
}

/// Prints what a session says and grants what it wishes; whether it is time to leave.
fn say(session: &mut Session, reply: &Reply, console: &mut Console) -> bool {
    for line in &reply.lines {
        let text = painted(line, console);
        console.say(&text);
    }
    let mut leave = false;
    for wish in &reply.wishes {
        let more = match wish {
            Wish::Leave => {
                leave = true;
                continue;
            }
            Wish::Read(path) => match files::read(Path::new(path)) {
                Ok(source) => session.read(&source),
                Err(error) => unreadable(&error, session.lang()),
            },
            Wish::Write { path, text, replace } => {
                let done = write(Path::new(path), text, *replace, session.lang());
                session.written(path, done)
            }
            Wish::Explain(code) => {
                explain::run(&ExplainArguments { code: Some(code.clone()).filter(|code| !code.is_empty()) }, console);
                continue;
            }
        };
        leave |= say(session, &more, console);
    }
    leave
}

fn unreadable(error: &Unreadable, lang: Lang) -> Reply {
    let stop = if lang == Lang::Zh { "。" } else { "." };
    let reply = Reply::trouble(format!("{}{stop}", error.message(lang)));
    match error.help(lang) {
        Some(help) => reply.advice(help),
        None => reply,
    }
}

/// Writes a file in one step. One that is there is replaced only if that is wished.
fn write(path: &Path, text: &str, replace: bool, lang: Lang) -> Result<(), Option<String>> {
    let told = |error: &Unreadable| Some(unreadable(error, lang).plain().trim_start_matches("✗ ").trim_end().to_owned());
    match (path.exists(), replace) {
        (true, false) => Err(None),
        (true, true) => replace::replace(path, text).map_err(|error| told(&error)),
        (false, _) => replace::create(path, text).map_err(|error| told(&error)),
    }
}

fn painted(line: &Line, console: &Console) -> String {
    let indent = "  ".repeat(line.depth);
    let mark = line.mark();
    let text = match line.tone {
        Tone::Said(Role::Question) | Tone::Advice => console.paint(&line.text, Paint::Dim),
        Tone::Said(Role::Verdict(holds)) => console.paint(&line.text, Paint::of(holds)),
        Tone::Said(Role::Heading) => console.paint(&line.text, Paint::Bold),
        Tone::Said(Role::Node(holds)) => return format!("{indent}{}{}", console.paint(mark, Paint::of(holds)), line.text),
        Tone::Trouble => return format!("{indent}{}{}", console.paint(mark, Paint::Red), line.text),
        Tone::Said(Role::Plain | Role::Quote) | Tone::Done => line.text.clone(),
    };
    format!("{indent}{mark}{text}")
}
