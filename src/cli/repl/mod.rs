//! `guiju repl`: asking and supposing, line by line.
mod beside;
mod editor;
mod interactive;
mod journal;
mod piped;

use super::arguments::{ExplainArguments, ReplArguments};
use super::ask::date;
use super::console::{Console, Paint, Status};
use super::save::{Refused, save};
use super::{explain, input};
use crate::api::files::{self, Unreadable};
use crate::diagnostic::Lang;
use crate::explain::Role;
use crate::session::{Line, Reply, Session, Tone, Wish};
use crate::source::Source;
use crate::vocabulary::Date;
use beside::beside;
use journal::Journal;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Talks until the input ends or 退出 is typed.
pub fn run(arguments: &ReplArguments, console: &mut Console) -> Status {
    talk(arguments, console).err().unwrap_or(Status::Well)
}

fn talk(arguments: &ReplArguments, console: &mut Console) -> Result<(), Status> {
    let as_of = arguments.as_of.as_deref().map(|text| date(text, console)).transpose()?;
    let rulebooks = arguments.rulebooks();
    let book = input::rulebook(&rulebooks, console)?;
    let session = Session::new(&book, as_of.or_else(today), console.lang()).map_err(|problems| {
        console.problems(&problems);
        Status::Findings
    })?;
    let mut desk = Desk { session, stop: Arc::default(), journal: None, left: None, troubled: false };
    let at_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    let source = arguments.situation.as_ref().map(|path| input::read(path, console)).transpose()?;
    let begun = source.map(|source| desk.reckon(move |session| session.read(&source)));
    // The day asked about is that of the situation.
    if at_terminal {
        interactive::greet(&desk.session, console);
    }
    if let Some(reply) = begun {
        desk.say(&reply, console);
    }
    if at_terminal {
        interactive::talk(desk, &rulebooks, console);
        return Ok(());
    }
    desk.left = journal::folder().and_then(|folder| journal::left_behind(&folder, &rulebooks));
    piped::talk(desk, console)
}

/// Today, by the clock of Beijing: the rules are those of Chinese offices, wherever the machine thinks it stands.
fn today() -> Option<Date> {
    let beijing = jiff::tz::TimeZone::fixed(jiff::tz::Offset::constant(8));
    let today = jiff::Timestamp::now().to_zoned(beijing).date();
    Date::new(today.year(), today.month(), today.day())
}

/// A session with what it needs of the outside.
struct Desk {
    session: Session,
    /// Ctrl-C was pressed while something was reckoned.
    stop: Arc<AtomicBool>,
    journal: Option<Journal>,
    /// Without a terminal: what another session left; it is only read.
    left: Option<Vec<String>>,
    /// Something that was typed could not be done.
    troubled: bool,
}

impl Desk {
    /// Prints what is said and grants what is wished; whether it is time to leave.
    fn say(&mut self, reply: &Reply, console: &mut Console) -> bool {
        for line in &reply.lines {
            self.troubled |= line.tone == Tone::Trouble;
            let text = painted(line, console);
            console.say(&text);
        }
        let mut leave = false;
        for wish in &reply.wishes {
            leave |= match wish {
                Wish::Leave => true,
                Wish::Recover => {
                    self.recover(console);
                    false
                }
                Wish::Explain(code) => {
                    let code = Some(code.clone()).filter(|code| !code.is_empty());
                    explain::run(&ExplainArguments { code }, console);
                    false
                }
                Wish::Read(path) => {
                    let more = match files::read(Path::new(path)) {
                        Ok(source) => self.reckon(move |session| session.read(&source)),
                        Err(error) => unreadable(&error, self.session.lang()),
                    };
                    self.say(&more, console)
                }
                Wish::Write { path, text, replace } => {
                    let done = write(Path::new(path), text, *replace, self.session.lang());
                    self.say(&self.session.written(path, done), console)
                }
            };
        }
        if let Some(rest) = reply.rest.as_ref().filter(|_| !leave) {
            let rest = rest.clone();
            let more = self.reckon(move |session| session.line(&rest));
            leave = self.say(&more, console);
        }
        leave
    }

    /// What the session comes to say; or, with the session as it was, why it says nothing.
    fn reckon(&mut self, work: impl FnOnce(&mut Session) -> Reply + Send + 'static) -> Reply {
        let lang = self.session.lang();
        beside(&mut self.session, &self.stop, work).unwrap_or_else(|halt| {
            if let Some(journal) = &mut self.journal {
                journal.given_up();
            }
            halt.told(lang)
        })
    }

    /// Types again what the journal of a session without an end has; only where it stands now is said.
    fn recover(&mut self, console: &mut Console) {
        let lang = self.session.lang();
        let left = self.journal.as_ref().and_then(Journal::lines_left).map(<[String]>::to_vec).or_else(|| self.left.clone());
        let Some(lines) = left else {
            let text = pick(lang, "没有要恢复的。", "There is nothing to take up again.");
            self.say(&Reply::trouble(text), console);
            return;
        };
        let work = move |session: &mut Session| typed_again(session, &lines);
        match beside(&mut self.session, &self.stop, work) {
            Ok(reply) => {
                self.left = None;
                if let Some(journal) = &mut self.journal {
                    journal.take_over();
                }
                self.say(&reply, console);
            }
            // They are left as they are.
            Err(halt) => {
                self.say(&halt.told(lang), console);
            }
        }
    }
}

/// Types lines of another session; says how many, and where things stand.
fn typed_again(session: &mut Session, lines: &[String]) -> Reply {
    for line in lines {
        for wish in &session.feed(line).wishes {
            if let Some(source) = file(wish) {
                session.read(&source);
            }
        }
    }
    session.finish();
    let lang = session.lang();
    let done = pick(lang, format!("恢复了 {} 行。", lines.len()), format!("{} lines were taken up again.", lines.len()));
    Reply::done(done).then(session.line(pick(lang, "看情形", ":facts")))
}

/// The file that is wished for, if it can still be read.
fn file(wish: &Wish) -> Option<Arc<Source>> {
    if let Wish::Read(path) = wish { files::read(Path::new(path)).ok() } else { None }
}

fn unreadable(error: &Unreadable, lang: Lang) -> Reply {
    let reply = Reply::trouble(format!("{}{}", error.message(lang), pick(lang, "。", ".")));
    match error.help(lang) {
        Some(help) => reply.advice(help),
        None => reply,
    }
}

/// Writes a file; `None`: it is there already.
fn write(path: &Path, text: &str, replace: bool, lang: Lang) -> Result<(), Option<String>> {
    save(path, text, replace).map_err(|refused| match refused {
        Refused::There => None,
        other => Some(format!("{}{}", other.message(path, lang), pick(lang, "。", "."))),
    })
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

fn pick<T>(lang: Lang, zh: T, en: T) -> T {
    if lang == Lang::Zh { zh } else { en }
}
