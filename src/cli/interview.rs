//! `guiju ask --interactive`: puts the questions of an interview on the terminal and reads the replies, typed or piped.
use super::arguments::AskArguments;
use super::ask::show;
use super::console::{Console, Paint, Status};
use super::input;
use super::save::{Refused, may, save};
use crate::api::interview::{Asked, Heard, Interview};
use crate::api::{Question, Rulebook, Situation};
use crate::vocabulary::Date;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How often it is looked whether somebody pressed Ctrl-C while a reply is awaited.
const GLANCE: Duration = Duration::from_millis(30);
/// What a shell expects of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// What comes of waiting for a reply.
enum Next {
    Line(String),
    /// A line that is not UTF-8.
    Garbled,
    /// Nothing more comes.
    End,
    /// Ctrl-C was pressed.
    Pressed,
}

/// Replies, read beside: Ctrl-C is heard while nobody types.
struct Replies {
    lines: Receiver<Vec<u8>>,
    pressed: Arc<AtomicBool>,
}

/// One interview a question; what was learnt for one is known for the next.
pub fn run(
    rulebook: &Rulebook,
    situation: &Situation,
    questions: &[String],
    as_of: Option<Date>,
    arguments: &AskArguments,
    console: &mut Console,
) -> Result<(), Status> {
    if let Some(path) = &arguments.save {
        may(path, false).map_err(|refused| told(path, &refused, console))?;
    }
    let replies = Replies::new(arguments.save.is_some());
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
        let stopped = talk(&mut interview, &replies, console);
        show(interview.answer(), usize::from(asked), arguments, console);
        situation = interview.situation().clone();
        if stopped {
            break;
        }
    }
    let Some(path) = &arguments.save else { return Ok(()) };
    save(path, &situation.text(rulebook), false).map_err(|refused| told(path, &refused, console))?;
    if replies.pressed.load(Ordering::Relaxed) {
        let path = path.display();
        console.say(&console.pick(format!("已经答的存好了：{path}"), format!("What was answered is saved: {path}")));
    }
    Ok(())
}

fn told(path: &Path, refused: &Refused, console: &Console) -> Status {
    let lang = console.lang();
    let help = match refused {
        Refused::There => Some(console.pick(
            "请换一个文件名。已有的文件都不动：情形文件里的备注、问题和应答，补全的情形里没有。",
            "Choose another name. No file is replaced: notes, questions and answers of a situation are not in what is saved.",
        )),
        _ => None,
    };
    console.trouble(&refused.message(path, lang), help);
    Status::Misuse
}

impl Replies {
    /// Begins to read. Ctrl-C ends the program, unless there is something to `keep`.
    fn new(keep: bool) -> Self {
        // One line is read ahead at most.
        let (send, lines) = mpsc::sync_channel(0);
        // Without the thread nothing can be read, which is heard as the end.
        let _ = thread::Builder::new().spawn(move || {
            let mut input = io::stdin().lock();
            while let Some(line) = input::line(&mut input) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        let pressed = Arc::new(AtomicBool::new(false));
        if keep {
            let heard = Arc::clone(&pressed);
            // Without a handler Ctrl-C ends the program at once. Who presses twice will not wait.
            let _ = ctrlc::set_handler(move || {
                if heard.swap(true, Ordering::Relaxed) {
                    process::exit(INTERRUPTED);
                }
            });
        }
        Self { lines, pressed }
    }

    fn next(&self) -> Next {
        loop {
            if self.pressed.load(Ordering::Relaxed) {
                return Next::Pressed;
            }
            match self.lines.recv_timeout(GLANCE) {
                Ok(bytes) => return String::from_utf8(bytes).map_or(Next::Garbled, Next::Line),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Next::End,
            }
        }
    }
}

/// Asks until nothing matters any more; whether he stopped it, or there is nothing more to read.
fn talk(interview: &mut Interview, replies: &Replies, console: &mut Console) -> bool {
    let typed = io::stdin().is_terminal();
    if interview.asked().is_some() {
        console.say(console.pick(
            "缺少事实，下面逐项来问。可以答「不知道」；「退回」改上一项，「结束」就此作答。",
            "Facts are missing; they are asked one by one. You may answer “unknown”, “back” or “stop”.",
        ));
    }
    while let Some(asked) = interview.asked() {
        put(&asked, console);
        console.flush();
        let line = match replies.next() {
            Next::Line(line) => line,
            Next::Garbled => {
                console.say(console.pick(
                    "这一行不是 UTF-8 文字，读不出来，请再答一遍。",
                    "This line is not UTF-8 text and cannot be read; please answer again.",
                ));
                continue;
            }
            Next::End => return true,
            Next::Pressed => {
                console.say(console.pick("停下了，就此作答。", "Stopped; the answer so far:"));
                return true;
            }
        };
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
