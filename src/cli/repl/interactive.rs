//! At a terminal: lines are edited, kept in a history and in a journal; an answer that takes long can be given up.
use super::super::console::Console;
use super::editor::{Interrupted, Typing};
use super::journal::{self, Journal};
use super::{Desk, pick};
use crate::session::{Reply, Session};
use rustyline::completion::FilenameCompleter;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor, EventHandler, KeyEvent};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

/// Lines kept in the history.
const HISTORY_AT_MOST: usize = 5000;

/// Six lines for whoever begins.
pub fn greet(session: &Session, console: &mut Console) {
    for line in session.welcome().lines {
        console.say(&line.text);
    }
}

/// Takes line after line.
pub fn talk(mut desk: Desk, rulebooks: &[PathBuf], console: &mut Console) {
    let folder = journal::folder();
    let history = folder.as_ref().map(|folder| folder.join("history.txt"));
    let kept = Arc::new(Mutex::new(String::new()));
    let Some(mut editor) = editor(&desk.session, history.as_deref(), &kept, console) else {
        // A terminal that cannot be edited on is read line by line; nobody looks at the status.
        let _ = super::piped::talk(desk, console);
        return;
    };
    desk.journal = folder.as_ref().and_then(|folder| Journal::begin(folder, rulebooks));
    let pressed = Arc::clone(&desk.stop);
    // Without a handler Ctrl-C ends the program while it reckons: the journal has the lines.
    let _ = ctrlc::set_handler(move || pressed.store(true, Ordering::Relaxed));
    offer(&mut desk, console);
    loop {
        console.flush();
        match editor.readline(&prompt(&desk.session)) {
            Ok(line) => {
                remember(&mut editor, history.as_deref(), &line);
                // An empty line may be a reply. What is taken up again is noted line by line.
                let worth = (!line.trim().is_empty() || desk.session.interviewing()) && !Session::takes_up(&line);
                if let Some(journal) = desk.journal.as_mut().filter(|_| worth) {
                    journal.note(&line);
                }
                desk.stop.store(false, Ordering::Relaxed);
                let reply = desk.reckon(move |session| session.line(&line));
                if desk.say(&reply, console) {
                    break;
                }
                if let Some(typing) = editor.helper_mut() {
                    (typing.words, typing.lang) = (desk.session.words(), desk.session.lang());
                }
            }
            Err(ReadlineError::Interrupted) => {
                let line = kept.lock().map(|mut line| std::mem::take(&mut *line)).unwrap_or_default();
                let reply = interrupted(&desk.session, &line);
                remember(&mut editor, history.as_deref(), &line);
                desk.say(&reply, console);
            }
            Err(ReadlineError::Eof) => {
                let reply = desk.reckon(Session::finish);
                desk.say(&reply, console);
                break;
            }
            // The terminal is lost: the journal stays, so that the session can be taken up again.
            Err(_) => return,
        }
    }
    if let Some(journal) = desk.journal.take() {
        journal.end();
    }
}

fn editor(
    session: &Session,
    history: Option<&Path>,
    kept: &Arc<Mutex<String>>,
    console: &Console,
) -> Option<Editor<Typing, FileHistory>> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .max_history_size(HISTORY_AT_MOST)
        .and_then(|config| config.history_ignore_dups(true))
        .ok()?
        .build();
    let mut editor = Editor::with_config(config).ok()?;
    let typing = Typing { words: session.words(), lang: session.lang(), color: console.color, files: FilenameCompleter::new() };
    editor.set_helper(Some(typing));
    editor.bind_sequence(KeyEvent::ctrl('C'), EventHandler::Conditional(Box::new(Interrupted(Arc::clone(kept)))));
    if let Some(path) = history {
        // The first time there is none.
        let _ = editor.load_history(path);
    }
    Some(editor)
}

fn prompt(session: &Session) -> String {
    let lang = session.lang();
    match session.suppositions() {
        _ if session.interviewing() => pick(lang, "请答> ", "answer> ").to_owned(),
        0 => pick(lang, "规矩> ", "guiju> ").to_owned(),
        1 => pick(lang, "假如> ", "suppose> ").to_owned(),
        n => pick(lang, format!("假如{n}> "), format!("suppose {n}> ")),
    }
}

/// A line goes into the history at once: it survives whatever comes.
fn remember(editor: &mut Editor<Typing, FileHistory>, history: Option<&Path>, line: &str) {
    if line.trim().is_empty() {
        return;
    }
    // A history that cannot be written is none; talking goes on.
    let _ = editor.add_history_entry(line);
    if let Some(path) = history {
        let _ = editor.append_history(path);
    }
}

fn interrupted(session: &Session, line: &str) -> Reply {
    let lang = session.lang();
    if line.trim().is_empty() {
        return Reply::done(pick(lang, "要离开，按 Ctrl-D，或者写「退出」。", "To leave, press Ctrl-D or type :quit."));
    }
    Reply::done(pick(lang, "停下了。写了一半的在历史里，按 ↑ 取回。", "Stopped. What was typed is in the history: press Up."))
}

/// Says that an earlier session left something.
fn offer(desk: &mut Desk, console: &mut Console) {
    let lines = desk.journal.as_ref().map_or(0, Journal::left);
    if lines > 0 {
        let reply = Reply::done(pick(
            desk.session.lang(),
            format!("上次没有正常结束，那时写的 {lines} 行还在。写「恢复」接着做。"),
            format!("An earlier session came to an untimely end; {lines} lines are still there: :recover."),
        ));
        desk.say(&reply, console);
    }
}
