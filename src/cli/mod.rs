//! The program: arguments in, results on standard output, talk on standard error.
mod arguments;
mod ask;
mod check;
mod codes;
mod audit;
mod compare;
mod completions;
mod console;
mod coverage;
mod due;
mod explain;
mod fmt;
mod help;
mod ics;
mod input;
mod interview;
mod repl;
mod replace;
mod report;
mod save;
mod tables;
mod template;
mod terminal;
mod test;
mod usage;
mod width;

pub use codes::PAGES;
pub use console::Status;
pub use terminal::Terminal;

use crate::diagnostic::Lang;
use arguments::{Arguments, ColorArgument, Verb};
use clap::Parser;
use console::Console;
use std::ffi::OsString;

/// Runs the program with these arguments (the first is its name).
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Status {
    let words: Vec<OsString> = arguments.into_iter().collect();
    let plain: Vec<String> = words.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let lang = wished_language(&plain);
    match Arguments::try_parse_from(words) {
        Ok(arguments) => {
            let mut console = Console::for_arguments(&arguments, lang);
            let status = perform(arguments.verb, &mut console);
            console.finish(status)
        }
        Err(error) => refuse(&usage::reply(&error, &plain, lang), lang),
    }
}

fn perform(verb: Option<Verb>, console: &mut Console) -> Status {
    match verb {
        None => {
            console.write(help::menu(console.lang()));
            Status::Well
        }
        Some(Verb::Check(arguments)) => check::run(&arguments, console),
        Some(Verb::Ask(arguments)) => ask::run(&arguments, console),
        Some(Verb::Repl(arguments)) => repl::run(&arguments, console),
        Some(Verb::Test(arguments)) => test::run(&arguments, console),
        Some(Verb::Coverage(arguments)) => coverage::run(&arguments, console),
        Some(Verb::Audit(arguments)) => audit::run(&arguments, console),
        Some(Verb::Due(arguments)) => due::run(&arguments, console),
        Some(Verb::Report(arguments)) => report::run(&arguments, console),
        Some(Verb::Compare(arguments)) => compare::run(&arguments, console),
        Some(Verb::Explain(arguments)) => explain::run(&arguments, console),
        Some(Verb::Completions(arguments)) => completions::run(&arguments, console),
        Some(Verb::Help(arguments)) => {
            console.write(help::page(arguments.command.as_deref().and_then(help::verb), console.lang()));
            Status::Well
        }
        Some(Verb::Fmt(arguments)) => fmt::run(&arguments, console),
    }
}

fn refuse(reply: &usage::Reply, lang: Lang) -> Status {
    let mut console = Console::new(lang, ColorArgument::Auto, false);
    let status = match reply {
        usage::Reply::Page(page) => {
            console.write(page);
            Status::Well
        }
        usage::Reply::Wrong(message, help) => {
            console.trouble(message, help.as_deref());
            Status::Misuse
        }
    };
    console.finish(status)
}

/// The language, before the arguments are understood: messages about them need one.
fn wished_language(words: &[String]) -> Lang {
    let after = words.iter().position(|word| word == "--lang").and_then(|at| words.get(at + 1)).cloned();
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang=").map(str::to_owned));
    match after.or(joined).or_else(|| std::env::var("GUIJU_LANG").ok()).as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Zh,
    }
}
