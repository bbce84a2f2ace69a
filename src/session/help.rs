//! 帮助: the list of commands, and a page with examples for each.
use super::command::{COMMANDS, Command};
use super::{Reply, Session, Tone};
use crate::diagnostic::Lang;
use crate::explain::Role;
use crate::vocabulary::Date;

const ZH: &str = include_str!("help/zh.txt");
const EN: &str = include_str!("help/en.txt");

/// Chinese names are filled up to so many characters.
const NAME: usize = 6;

/// What a page says, and its examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What the command is for.
    pub text: Vec<&'static str>,
    /// Lines to type.
    pub examples: Vec<&'static str>,
}

/// The page of a command.
pub fn page(command: &Command, lang: Lang) -> Page {
    let own = command.chinese.first().copied().unwrap_or_default();
    let all = if lang == Lang::Zh { ZH } else { EN };
    let lines = all.lines().skip_while(|line| line.strip_prefix("== ") != Some(own)).skip(1);
    let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("== ")).collect();
    let (examples, text): (Vec<&str>, Vec<&str>) = lines.iter().partition(|line| line.starts_with("> "));
    Page { text, examples: examples.into_iter().filter_map(|line| line.strip_prefix("> ")).collect() }
}

impl Session {
    /// 帮助
    pub(super) fn help(&self, rest: &str) -> Reply {
        let name = rest.trim_start_matches([':', '：']);
        if name.is_empty() {
            return self.help_list();
        }
        match Command::named(name) {
            Some(command) => self.help_page(command),
            None => self.unknown_command(name),
        }
    }

    fn help_page(&self, command: &Command) -> Reply {
        let page = page(command, self.lang);
        let names: Vec<String> = command
            .chinese
            .iter()
            .map(|name| (*name).to_owned())
            .chain(command.english.iter().map(|name| format!(":{name}")))
            .collect();
        let reply = Reply::default().and(Tone::Said(Role::Heading), 0, names.join("  "));
        let reply = page.text.iter().fold(reply, |reply, line| reply.and(Tone::Said(Role::Plain), 0, *line));
        let reply = reply.and(Tone::Said(Role::Heading), 0, self.pick("例：", "examples:"));
        page.examples.iter().fold(reply, |reply, line| reply.and(Tone::Said(Role::Plain), 1, *line))
    }

    fn help_list(&self) -> Reply {
        let plain = |reply: Reply, line: &str| reply.and(Tone::Said(Role::Plain), 1, line);
        let heading = |reply: Reply, line: &str| reply.and(Tone::Said(Role::Heading), 0, line);
        let mut reply = heading(
            Reply::default(),
            self.pick("记事实，写一句话，词与词之间空一格：", "A fact is a sentence, with blanks between words:"),
        );
        for line in ["名册：市长 甲；副市长 乙、丙；秘书长 丁", "甲、乙、丙 到会 市政府常务会议", "完整：到会"]
        {
            reply = plain(reply, line);
        }
        reply = heading(reply, self.pick("提问，句末用问号：", "A question ends with a question mark:"));
        for line in ["市政府常务会议 能否 召开？", "由谁 主持 市政府常务会议？"] {
            reply = plain(reply, line);
        }
        reply = heading(
            reply,
            self.pick("命令（前面加冒号也行；「帮助 假如」讲一个命令）：", "Commands (:help suppose explains one):"),
        );
        for command in COMMANDS {
            reply = plain(reply, &self.in_list(command));
        }
        reply
    }

    fn in_list(&self, command: &Command) -> String {
        match self.lang {
            Lang::Zh => {
                let name = command.usual(Lang::Zh);
                let blanks = "　".repeat(NAME.saturating_sub(name.chars().count()));
                format!("{name}{blanks}{}", command.does[0])
            }
            Lang::En => format!("{:<12}{}", command.usual(Lang::En), command.does[1]),
        }
    }

    /// Three lines to begin with that these rulebooks can read.
    fn first_lines(&self) -> [String; 3] {
        let program = self.book.program();
        let named = |word: &str| {
            program.individuals.iter().any(|one| one.name == word) || program.kinds.iter().any(|kind| kind.name == word)
        };
        if ["市长", "副市长", "秘书长", "市政府常务会议"].into_iter().all(named) {
            return [
                "名册：市长 甲；副市长 乙、丙、丁；秘书长 戊".to_owned(),
                "甲、乙、戊 到会 市政府常务会议".to_owned(),
                "市政府常务会议 能否 召开？".to_owned(),
            ];
        }
        let offices =
            program.individuals.iter().filter(|one| program.kinds.get(one.kind.index()).is_some_and(|kind| kind.name == "职务"));
        let roster: Vec<String> =
            offices.zip(["甲", "乙", "丙"]).map(|(office, person)| format!("{} {person}", office.name)).collect();
        let first = if roster.is_empty() { "人：甲、乙".to_owned() } else { format!("名册：{}", roster.join("；")) };
        [first, "出处 第一条".to_owned(), "怎么说 主持".to_owned()]
    }

    /// Six lines for whoever begins, with something to try.
    pub fn welcome(&self) -> Reply {
        let documents: Vec<String> = self
            .book
            .program()
            .documents
            .iter()
            .filter(|document| !document.library)
            .map(|document| format!("《{}》", document.title))
            .collect();
        let date = self.now.scene.date;
        let [first, second, third] = self.first_lines();
        let lines = match self.lang {
            Lang::Zh => vec![
                format!("规矩 {}：{}", env!("CARGO_PKG_VERSION"), documents.join("、")),
                format!(
                    "问的是{}这一天；换一天写「情形 2021年7月14日」。",
                    date.map_or_else(|| "哪一天还没有写；".to_owned(), |date| format!(" {date} "))
                ),
                format!("试试，一行一行写：{first}"),
                format!("　　　　　　　　　{second}"),
                format!("　　　　　　　　　{third}"),
                "「帮助」列出全部命令；Tab 补全（拼音首字母也行）；「退出」离开。".to_owned(),
            ],
            Lang::En => vec![
                format!("guiju {}: {}", env!("CARGO_PKG_VERSION"), documents.join(", ")),
                format!(
                    "The date asked about is {}; another one: :date 2021-07-14.",
                    date.map_or_else(|| "not given".to_owned(), Date::iso)
                ),
                format!("Try, line by line: {first}"),
                format!("                   {second}"),
                format!("                   {third}"),
                ":help lists the commands; Tab completes, initials of pinyin too; :quit leaves.".to_owned(),
            ],
        };
        lines.into_iter().fold(Reply::default(), |reply, line| reply.and(Tone::Done, 0, line))
    }
}

#[cfg(test)]
mod tests {
    use super::{COMMANDS, Lang, page};

    #[test]
    fn every_command_has_its_page_and_its_names_are_its_own() {
        let mut names: Vec<&str> = COMMANDS.iter().flat_map(super::Command::names).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        for command in COMMANDS {
            for lang in [Lang::Zh, Lang::En] {
                let page = page(command, lang);
                assert!(!page.text.is_empty() && !page.examples.is_empty(), "{command:?} {lang:?}");
            }
        }
    }
}
