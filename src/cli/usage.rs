//! Wrong usage, in our own words: what was not understood, what was probably meant.
use super::arguments::command;
use super::help;
use crate::diagnostic::{Lang, did_you_mean, nearest};
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What to say when the arguments cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum Reply {
    /// Help or the version was asked for.
    Page(String),
    /// Wrong usage: message and help.
    Wrong(String, Option<String>),
}

/// clap's error in our words.
pub fn reply(error: &clap::Error, words: &[String], lang: Lang) -> Reply {
    let verb = help::verb_among(words);
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Reply::Page(help::page(verb, lang).to_owned())
        }
        ErrorKind::DisplayVersion => Reply::Page(format!("guiju {}\n", env!("CARGO_PKG_VERSION"))),
        _ => wrong(error, verb, lang),
    }
}

fn wrong(error: &clap::Error, verb: Option<&'static str>, lang: Lang) -> Reply {
    let zh = lang == Lang::Zh;
    let argument = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    let prior = text(error, ContextKind::PriorArg);
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            let near = did_you_mean(nearest(&name, help::verb_names()), lang);
            let list = if zh { help::CHINESE.join("、") } else { help::ENGLISH.join(", ") };
            let help =
                near.unwrap_or_else(|| if zh { format!("命令有：{list}。") } else { format!("The commands are {list}.") });
            let message =
                if zh { format!("没有「{name}」这个命令") } else { format!("there is no command 「{name}」") };
            return Reply::Wrong(message, Some(help));
        }
        ErrorKind::UnknownArgument => {
            let near = near_option(&argument, verb);
            let message =
                if zh { format!("没有「{argument}」这个选项") } else { format!("there is no option 「{argument}」") };
            return Reply::Wrong(message, did_you_mean(near.as_deref(), lang).or_else(|| Some(see(verb, lang))));
        }
        ErrorKind::MissingRequiredArgument => format!("{}{argument}", if zh { "还缺：" } else { "missing: " }),
        ErrorKind::InvalidValue if value.is_empty() => {
            if zh {
                format!("「{argument}」后面还要写上内容")
            } else {
                format!("「{argument}」 needs a value")
            }
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let allowed = text(error, ContextKind::ValidValue).unwrap_or_default();
            let message =
                if zh { format!("{argument} 不能是「{value}」") } else { format!("{argument} cannot be 「{value}」") };
            let help = if zh { format!("可以是：{allowed}。") } else { format!("It may be: {allowed}.") };
            return Reply::Wrong(message, Some(help).filter(|_| !allowed.is_empty()));
        }
        ErrorKind::ArgumentConflict if prior.as_ref().is_some_and(|prior| *prior != argument) => {
            let prior = prior.unwrap_or_default();
            if zh {
                format!("「{argument}」和「{prior}」不能一起写")
            } else {
                format!("「{argument}」 and 「{prior}」 cannot be used together")
            }
        }
        ErrorKind::ArgumentConflict | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            if zh {
                format!("「{argument}」只能写一次")
            } else {
                format!("「{argument}」 may be given only once")
            }
        }
        ErrorKind::InvalidUtf8 => (if zh { "参数不是 UTF-8 文字" } else { "an argument is not UTF-8 text" }).to_owned(),
        _ => (if zh { "命令写法不对" } else { "the command is not written rightly" }).to_owned(),
    };
    Reply::Wrong(message, Some(see(verb, lang)))
}

fn see(verb: Option<&str>, lang: Lang) -> String {
    let verb = verb.map(|verb| format!("{verb} ")).unwrap_or_default();
    match lang {
        Lang::Zh => format!("用法见 guiju {verb}--help"),
        Lang::En => format!("For the usage see guiju {verb}--help"),
    }
}

fn near_option(written: &str, verb: Option<&str>) -> Option<String> {
    let command = command();
    let own = verb.and_then(|verb| command.find_subcommand(verb)).map(clap::Command::get_arguments);
    let all = own.into_iter().flatten().chain(command.get_arguments());
    let names: Vec<&str> = all.filter_map(clap::Arg::get_long).collect();
    nearest(written.trim_start_matches('-'), names).map(|name| format!("--{name}"))
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(list) => Some(list.join("、")),
        other => Some(other.to_string()),
    }
}
