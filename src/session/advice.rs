//! What to do about a problem, where a session knows better than the stage that found it.
use crate::diagnostic::{Lang, Problem};

/// Of a sentence that contradicts what is on record.
pub const NOT_TAKEN_DOWN: (&str, &str) = (
    "这句没有记下。前面记错了，写「更正 …」；只是设想，写「假如 …」。",
    "This was not taken down. If what stands there is wrong, write :correct …; to suppose it, :suppose ….",
);

/// Other words than the help of the problem, for those who type line by line.
pub fn on(problem: &Problem, lang: Lang) -> Option<String> {
    let (zh, en) = match problem.kind.code() {
        "R018" => NOT_TAKEN_DOWN,
        "R031" => ("用「看情形」看看记下了什么。", ":facts shows what is on record."),
        _ => return None,
    };
    Some(if lang == Lang::Zh { zh } else { en }.to_owned())
}
