//! The line editor: completion, colours, hints and unfinished lines, by the words of the session.
use super::pick;
use crate::diagnostic::Lang;
use crate::session::{Class, Words};
use crate::syntax::typed::unfinished;
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Cmd, ConditionalEventHandler, Context, Event, EventContext, Helper, RepeatCount};
use std::borrow::Cow;
use std::sync::{Arc, Mutex};

/// Lines longer than this are not coloured: drawing must not wait.
const COLOURED_AT_MOST: usize = 2000;

/// What the editor asks while somebody types.
pub struct Typing {
    /// The words of the session.
    pub words: Words,
    /// The language of hints.
    pub lang: Lang,
    /// Colours.
    pub color: bool,
    /// For the paths of 读入 and 保存.
    pub files: FilenameCompleter,
}

impl Helper for Typing {}

impl Completer for Typing {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, context: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        if names_a_file(line) {
            return self.files.complete(line, pos, context);
        }
        let (start, found) = self.words.complete(line, pos);
        Ok((start, found.into_iter().map(|word| Pair { replacement: word.clone(), display: word }).collect()))
    }
}

fn names_a_file(line: &str) -> bool {
    let first = line.trim_start_matches([' ', ':', '：']).split_whitespace().next().unwrap_or_default();
    ["读入", "保存", "load", "save"].contains(&first) && line.trim_start().contains(char::is_whitespace)
}

impl Hinter for Typing {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<String> {
        if pos < line.len() {
            return None;
        }
        if line.ends_with('\n') || (line.contains('\n') && unfinished(line)) {
            return Some(pick(self.lang, "（未完，接着写；空行结束）", "(go on; an empty line ends it)").to_owned());
        }
        self.words.hint(line)
    }
}

impl Highlighter for Typing {
    fn highlight<'l>(&self, line: &'l str, pos: usize) -> Cow<'l, str> {
        if !self.color || line.len() > COLOURED_AT_MOST {
            return Cow::Borrowed(line);
        }
        let mut parts: Vec<(std::ops::Range<usize>, &str)> =
            self.words.classes(line).into_iter().map(|(at, class)| (at, code(class))).collect();
        if let Some(partner) = Words::partner(line, pos) {
            parts.push((partner, "1;34"));
        }
        parts.sort_by_key(|(at, _)| at.start);
        let mut out = String::with_capacity(line.len() * 2);
        let mut done = 0;
        for (at, code) in parts.into_iter().filter(|(_, code)| !code.is_empty()) {
            let (Some(before), Some(text)) = (line.get(done..at.start), line.get(at.clone())) else { continue };
            out.extend([before, "\u{1b}[", code, "m", text, "\u{1b}[0m"]);
            done = at.end;
        }
        out.push_str(line.get(done..).unwrap_or_default());
        Cow::Owned(out)
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.color { Cow::Owned(format!("\u{1b}[1m{prompt}\u{1b}[0m")) } else { Cow::Borrowed(prompt) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color { Cow::Owned(format!("\u{1b}[2m{hint}\u{1b}[0m")) } else { Cow::Borrowed(hint) }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.color && kind != CmdKind::ForcedRefresh
    }
}

/// Colours for what is understood; words that are not known stay plain.
fn code(class: Class) -> &'static str {
    match class {
        Class::Command => "1;35",
        Class::Keyword => "35",
        Class::Own => "32",
        Class::Name => "36",
        Class::Pattern => "34",
        Class::Number => "33",
        Class::Alone => "31",
    }
}

impl Validator for Typing {
    fn validate(&self, context: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        let goes_on = unfinished(text) && !text.ends_with('\n');
        Ok(if goes_on { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

/// Ctrl-C keeps what was typed so far.
pub struct Interrupted(pub Arc<Mutex<String>>);

impl ConditionalEventHandler for Interrupted {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext) -> Option<Cmd> {
        if let Ok(mut kept) = self.0.lock() {
            context.line().clone_into(&mut kept);
        }
        Some(Cmd::Interrupt)
    }
}
