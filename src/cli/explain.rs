//! `guiju explain`: the page of a code.
use super::arguments::ExplainArguments;
use super::codes::{PAGES, text, title};
use super::console::{Console, Status};
use crate::diagnostic::{did_you_mean, nearest};

/// Prints the page of a code, or the list of all codes.
pub fn run(arguments: &ExplainArguments, console: &mut Console) -> Status {
    let lang = console.lang();
    let Some(wanted) = &arguments.code else {
        for (code, page) in PAGES {
            console.say(&format!("{code}  {}", title(page, lang)));
        }
        return Status::Well;
    };
    let wanted = wanted.trim().to_ascii_uppercase();
    if let Some((code, page)) = PAGES.iter().find(|(code, _)| *code == wanted) {
        console.write(&text(code, page, lang));
        return Status::Well;
    }
    let near = nearest(&wanted, PAGES.iter().map(|(code, _)| *code));
    let help = did_you_mean(near, lang);
    let all = console.pick("全部编号见 guiju explain", "All codes: guiju explain").to_owned();
    let message = console.pick(format!("没有「{wanted}」这个编号"), format!("there is no code 「{wanted}」"));
    console.trouble(&message, Some(&help.unwrap_or(all)));
    Status::Misuse
}
