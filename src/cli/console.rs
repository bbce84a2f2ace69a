//! Where results and talk go: results to standard output, talk to standard error.
use super::arguments::{Arguments, ColorArgument, LangArgument};
use super::terminal::Terminal;
use crate::api::files::Unreadable;
use crate::diagnostic::{Lang, Problems};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// All well.
    Well,
    /// The rulebook, situation or case has findings.
    Findings,
    /// Wrong usage, or input that cannot be read.
    Misuse,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Well => Self::from(0),
            Status::Findings => Self::from(1),
            Status::Misuse => Self::from(2),
        }
    }
}

/// The two streams.
#[derive(Debug)]
pub struct Console {
    /// How talk is drawn.
    pub terminal: Terminal,
    /// Colours on standard output.
    pub color: bool,
    /// Calendars to be used beside those built in.
    pub calendars: Vec<PathBuf>,
    broken: Option<io::Error>,
}

impl Console {
    /// As the arguments and the environment wish.
    pub fn new(lang: Lang, color: ColorArgument, ascii: bool) -> Self {
        let wanted = |terminal: bool| match color {
            ColorArgument::Always => true,
            ColorArgument::Never => false,
            ColorArgument::Auto => terminal && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb"),
        };
        let old_windows = cfg!(windows) && set("WT_SESSION").is_none();
        let width = set("COLUMNS").and_then(|columns| columns.parse().ok()).unwrap_or(80).clamp(40, 200);
        let terminal = Terminal { lang, color: wanted(io::stderr().is_terminal()), ascii: ascii || old_windows, width };
        Self { terminal, color: wanted(io::stdout().is_terminal()), calendars: Vec::new(), broken: None }
    }

    /// For arguments that could be read.
    pub fn for_arguments(arguments: &Arguments, lang: Lang) -> Self {
        let lang = match arguments.lang {
            Some(LangArgument::Zh) => Lang::Zh,
            Some(LangArgument::En) => Lang::En,
            None => lang,
        };
        let calendars = arguments.calendar.clone();
        Self { calendars, ..Self::new(lang, arguments.color, arguments.ascii) }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.terminal.lang
    }

    /// One of two texts.
    pub fn pick<T>(&self, zh: T, en: T) -> T {
        if self.lang() == Lang::Zh { zh } else { en }
    }

    /// A result, with a line end.
    pub fn say(&mut self, line: &str) {
        self.write(line);
        self.write("\n");
    }

    /// A result as it is.
    pub fn write(&mut self, text: &str) {
        if self.broken.is_none() {
            self.broken = io::stdout().write_all(text.as_bytes()).err();
        }
    }

    /// A result as JSON, in one line, written as it is made.
    pub fn json(&mut self, value: &impl serde::Serialize) {
        if self.broken.is_none() {
            let mut out = io::BufWriter::new(io::stdout().lock());
            let written = serde_json::to_writer(&mut out, value).map_err(io::Error::from);
            self.broken = written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()).err();
        }
    }

    /// A result, in a colour where there are colours.
    pub fn paint(&self, text: &str, paint: Paint) -> String {
        if self.color { format!("\u{1b}[{}m{text}\u{1b}[0m", paint.code()) } else { text.to_owned() }
    }

    /// Problems of a text, if there are any.
    pub fn problems(&self, problems: &Problems) {
        talk(&self.terminal.draw(problems));
    }

    /// Something to know beside the result.
    pub fn note(&self, line: &str) {
        talk(&format!("{line}\n"));
    }

    /// Something went wrong that is no problem of a text.
    pub fn trouble(&self, message: &str, help: Option<&str>) {
        let mark = if self.terminal.ascii { "x" } else { "×" };
        let mark = if self.terminal.color { format!("\u{1b}[31m{mark}\u{1b}[0m") } else { mark.to_owned() };
        let help = help.map(|help| self.terminal.help(help)).unwrap_or_default();
        talk(&format!("  {mark} {message}\n{help}"));
    }

    /// A file that cannot be used.
    pub fn unreadable(&self, unreadable: &Unreadable) -> Status {
        self.trouble(
            &format!("{} {}", unreadable.code(), unreadable.message(self.lang())),
            unreadable.help(self.lang()).as_deref(),
        );
        Status::Misuse
    }

    /// What was said so far is to be seen before somebody is asked to type.
    pub fn flush(&mut self) {
        if self.broken.is_none() {
            self.broken = io::stdout().flush().err();
        }
    }

    /// Sees to it that all results are written.
    pub fn finish(mut self, status: Status) -> Status {
        let flushed = io::stdout().flush().err();
        match self.broken.take().or(flushed) {
            // Whoever read our results has seen enough (`| head`).
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => status,
            Some(error) => {
                self.trouble(&self.pick(format!("结果写不出去：{error}"), format!("results cannot be written: {error}")), None);
                Status::Misuse
            }
            None => status,
        }
    }
}

/// Colours; the words say the same without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Yes, passed.
    Green,
    /// No, failed.
    Red,
    /// Neither.
    Yellow,
    /// In the background.
    Dim,
    /// In the foreground.
    Bold,
}

impl Paint {
    /// For yes, no, neither.
    pub fn of(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Self::Green,
            Some(false) => Self::Red,
            None => Self::Yellow,
        }
    }

    fn code(self) -> u8 {
        match self {
            Self::Green => 32,
            Self::Red => 31,
            Self::Yellow => 33,
            Self::Dim => 2,
            Self::Bold => 1,
        }
    }
}

fn talk(text: &str) {
    // Nobody listens: nothing to be done.
    let _ = io::stderr().write_all(text.as_bytes());
}

fn set(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}
