//! What a typed line is: a command, facts, a question, a line of a case file.
use super::command::{Command, Verb};
use crate::resolve::asks;
use crate::syntax::typed;
use crate::vocabulary::Date;

/// A typed line.
#[derive(Debug)]
pub enum Entry<'t> {
    /// Blank, or a comment.
    Nothing,
    /// A command and what stands behind it.
    Command(Verb, &'t str),
    /// A line that begins with a colon and names no command.
    UnknownCommand(&'t str),
    /// A line of a case file: its first word and the rest.
    CaseLine(&'t str, &'t str),
    /// Facts and questions, one after another.
    Sentences(Vec<Sentence<'t>>),
}

/// A fact or a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sentence<'t> {
    /// A fact, with or without its stop.
    Fact(&'t str),
    /// A question, with or without its mark.
    Question(&'t str),
}

/// The first words of lines of a case file that are no facts.
const CASE_WORDS: [&str; 10] = ["案例", "适用", "情形", "反事实", "问", "答", "据", "缺", "告", "下一步"];

impl<'t> Entry<'t> {
    /// Reads a line.
    pub fn of(line: &'t str) -> Self {
        let line = line.trim();
        if line.is_empty() || ["注：", "注:", "//"].iter().any(|mark| line.starts_with(mark)) {
            return Self::Nothing;
        }
        if let Some(rest) = line.strip_prefix([':', '：']) {
            let (name, rest) = first(rest.trim_start());
            return match Command::named(name) {
                Some(command) => Self::Command(command.verb, rest),
                None => Self::UnknownCommand(name),
            };
        }
        let (word, rest) = first(line);
        // 为什么？ asks as 为什么 does.
        let word = Some(word.trim_end_matches(['？', '?'])).filter(|bare| !bare.is_empty() && rest.is_empty()).unwrap_or(word);
        if let Some(command) = Command::named(word).filter(|command| bare(command, word, rest)) {
            return Self::Command(command.verb, rest);
        }
        // 假如 and 出处 are written without a blank too.
        for (name, verb) in [("假如", Verb::Suppose), ("出处", Verb::Source)] {
            if let Some(rest) = line.strip_prefix(name) {
                return Self::Command(verb, rest.trim_start_matches(is_gap));
            }
        }
        // A date too.
        if let Some(rest) = ["情形", "日期"]
            .iter()
            .find_map(|name| line.strip_prefix(name))
            .filter(|rest| Date::parse(rest.trim_end_matches('。')).is_some())
        {
            return Self::CaseLine("情形", rest.trim());
        }
        // 下一步 由谁 做？ is a question.
        let question = word == "下一步" && line.ends_with(['？', '?']);
        if CASE_WORDS.contains(&word) && !rest.is_empty() && !question {
            return Self::CaseLine(word, rest);
        }
        if line.starts_with('第') && crate::resolve::place(line).is_some() {
            return Self::Command(Verb::Source, line);
        }
        Self::Sentences(sentences(line))
    }
}

/// Facts and questions of a text.
pub fn sentences(text: &str) -> Vec<Sentence<'_>> {
    typed::cut(unquoted(text))
        .into_iter()
        .map(|piece| if asks(piece) { Sentence::Question(piece) } else { Sentence::Fact(piece) })
        .collect()
}

/// What stands in quotation marks as a whole, as it is copied from a text: “丙 未到会 本次会议。”
fn unquoted(text: &str) -> &str {
    let inside = |open: char, close: char| {
        let bare = text.trim().trim_end_matches(['。', '.']);
        bare.strip_prefix(open)?.strip_suffix(close).filter(|inner| !inner.contains([open, close]))
    };
    [('“', '”'), ('「', '」'), ('『', '』'), ('"', '"')].into_iter().find_map(|(open, close)| inside(open, close)).unwrap_or(text)
}

/// Chinese names stand without a colon; of the English ones only those that everybody tries.
/// 离开 and its like stand alone: with words behind it it may be a fact.
fn bare(command: &Command, word: &str, rest: &str) -> bool {
    let known = command.chinese.contains(&word) || ["help", "quit", "exit"].contains(&word.to_lowercase().as_str());
    known && (command.verb != Verb::Leave || rest.is_empty())
}

/// The first word and what stands behind it.
fn first(line: &str) -> (&str, &str) {
    let end = line.find(is_gap).unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end).unwrap_or((line, ""));
    (word, rest.trim_start_matches(is_gap).trim_end())
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '：' | ':')
}

#[cfg(test)]
mod tests {
    use super::{Entry, Sentence, Verb};

    #[test]
    fn lines_are_told_apart() {
        let command = |line| match Entry::of(line) {
            Entry::Command(verb, rest) => Some((verb, rest)),
            _ => None,
        };
        for line in ["：撤销", ":undo", "撤销", ": UNDO", "  :u "] {
            assert_eq!(command(line), Some((Verb::Undo, "")), "{line}");
        }
        for line in ["假如 丁 未到会", "假如丁 未到会", "：假如：丁 未到会", ":suppose 丁 未到会"] {
            assert_eq!(command(line), Some((Verb::Suppose, "丁 未到会")), "{line}");
        }
        for line in ["退出", "离开", "再见", "quit", "Exit", ":q"] {
            assert_eq!(command(line), Some((Verb::Leave, "")), "{line}");
        }
        assert_eq!(command("离开 资阳"), None);
        for line in ["还缺什么？", "还缺什么", "：还缺什么"] {
            assert_eq!(command(line), Some((Verb::Missing, "")), "{line}");
        }
        assert_eq!(command("？"), Some((Verb::Help, "")));
        assert_eq!(command("第三十八条第一款"), Some((Verb::Source, "第三十八条第一款")));
        assert!(matches!(Entry::of("undo"), Entry::Sentences(_)));
        assert!(matches!(Entry::of("：没有"), Entry::UnknownCommand("没有")));
        assert!(matches!(Entry::of("情形 2019年3月12日"), Entry::CaseLine("情形", "2019年3月12日")));
        assert!(matches!(Entry::of("注：撤销"), Entry::Nothing));
        let Entry::Sentences(read) = Entry::of("“会议 能否 召开？”") else { panic!() };
        assert_eq!(read, [Sentence::Question("会议 能否 召开？")]);
        let Entry::Sentences(read) = Entry::of("甲 到会 会议。会议 能否 召开") else { panic!() };
        assert_eq!(read, [Sentence::Fact("甲 到会 会议。"), Sentence::Question("会议 能否 召开")]);
    }
}
