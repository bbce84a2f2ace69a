//! The commands of a session: their names in Chinese and English, and what is said of them in a list.
use crate::diagnostic::{Lang, nearest};

/// What can be commanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// 假如: suppose facts.
    Suppose,
    /// 不再假如: drop the supposition on top.
    Drop,
    /// 回到实际: drop all suppositions.
    Real,
    /// 更正: replace what contradicts.
    Correct,
    /// 撤销
    Undo,
    /// 重做
    Redo,
    /// 为什么: the whole explanation of the answer.
    Why,
    /// 为什么不: what stands against another answer.
    WhyNot,
    /// 怎样才可以: the smallest changes.
    Change,
    /// 还缺什么: what is not known and matters.
    Missing,
    /// 逐项问: what is missing, one by one.
    Interview,
    /// 比较: two situations.
    Compare,
    /// 记作: name the situation.
    Name,
    /// 转到: go to a named situation.
    Goto,
    /// 看情形: what is on record.
    Facts,
    /// 日期: the date asked about.
    Date,
    /// 再问: the last question again.
    Again,
    /// 出处: an article with its clauses.
    Source,
    /// 怎么说: the patterns with a word.
    Patterns,
    /// 读入: a situation from a file.
    Load,
    /// 保存: to a file.
    Save,
    /// 解释: the page of a code.
    Explain,
    /// 恢复: a session that came to an untimely end.
    Recover,
    /// 语言
    Lang,
    /// 重来: an empty situation.
    Fresh,
    /// 帮助
    Help,
    /// 退出
    Leave,
}

/// A command.
#[derive(Debug)]
pub struct Command {
    /// What it does.
    pub verb: Verb,
    /// Its Chinese names, the usual one first.
    pub chinese: &'static [&'static str],
    /// Its English names, the usual one first.
    pub english: &'static [&'static str],
    /// What is written behind it, in Chinese and English; empty if nothing.
    pub rest: [&'static str; 2],
    /// What it does, in Chinese and English.
    pub does: [&'static str; 2],
}

const fn command(
    verb: Verb,
    chinese: &'static [&'static str],
    english: &'static [&'static str],
    rest: [&'static str; 2],
    does: [&'static str; 2],
) -> Command {
    Command { verb, chinese, english, rest, does }
}

/// All of them, in the order of the list.
pub const COMMANDS: &[Command] = &[
    command(
        Verb::Suppose,
        &["假如"],
        &["suppose", "if"],
        ["事实", "FACTS"],
        ["设想另一种情形，看结论变不变", "suppose other facts and see what differs"],
    ),
    command(Verb::Drop, &["不再假如"], &["drop"], ["", ""], ["去掉最后一个设想", "drop the last supposition"]),
    command(Verb::Real, &["回到实际"], &["real"], ["", ""], ["去掉全部设想", "drop all suppositions"]),
    command(Verb::Undo, &["撤销"], &["undo", "u"], ["", ""], ["退回一步", "one step back"]),
    command(Verb::Redo, &["重做"], &["redo"], ["", ""], ["撤销了的再做一遍", "do again what was undone"]),
    command(
        Verb::Correct,
        &["更正"],
        &["correct"],
        ["事实", "FACTS"],
        ["前面记错了，改过来", "replace what was put down wrongly"],
    ),
    command(Verb::Why, &["为什么"], &["why"], ["", ""], ["全部依据、理由和推理", "all grounds, reasons and the proof"]),
    command(
        Verb::WhyNot,
        &["为什么不"],
        &["whynot", "why-not"],
        ["别的回答", "ANOTHER ANSWER"],
        ["为什么不是别的回答，如：为什么不 丙", "why not another answer, as in :whynot 丙"],
    ),
    command(
        Verb::Change,
        &["怎样才可以", "怎样才行", "怎么办"],
        &["change", "how"],
        ["", ""],
        ["改动哪些事实，结论就不同", "which facts would have to differ"],
    ),
    command(
        Verb::Missing,
        &["还缺什么", "还差什么", "缺什么"],
        &["missing"],
        ["", ""],
        ["还要查明哪些事实", "which facts are still to be found out"],
    ),
    command(
        Verb::Interview,
        &["逐项问"],
        &["interview"],
        ["问题", "QUESTION"],
        ["缺的事实一项一项问，答了就记下", "the missing facts one by one; replies go on record"],
    ),
    command(Verb::Again, &["再问"], &["again"], ["", ""], ["把刚才的问题再问一遍", "the last question again"]),
    command(Verb::Facts, &["看情形"], &["facts"], ["", ""], ["现在记下的全部事实", "all that is on record"]),
    command(Verb::Name, &["记作"], &["name"], ["名字", "NAME"], ["给现在的情形起名", "name the situation as it is"]),
    command(Verb::Goto, &["转到"], &["goto"], ["名字", "NAME"], ["转到起过名的情形", "go to a named situation"]),
    command(
        Verb::Compare,
        &["比较"],
        &["compare"],
        ["名字 名字", "NAME NAME"],
        ["同一个问题在两个情形里的回答", "the same question in two situations"],
    ),
    command(Verb::Date, &["日期"], &["date"], ["2021年7月14日", "2021-07-14"], ["问的是哪一天", "the date asked about"]),
    command(
        Verb::Source,
        &["出处"],
        &["source", "article"],
        ["第三十八条", "第三十八条"],
        ["条文原文和它的写法", "an article with its clauses"],
    ),
    command(
        Verb::Patterns,
        &["怎么说", "句式"],
        &["patterns", "say"],
        ["到会", "到会"],
        ["含这个词的句式", "the patterns with a word"],
    ),
    command(Verb::Load, &["读入"], &["load"], ["文件", "FILE"], ["读入情形或案例文件", "read a situation or a case"]),
    command(
        Verb::Save,
        &["保存"],
        &["save"],
        ["文件", "FILE"],
        ["存成情形；「保存 案例 文件」存成案例", "save as a situation; :save case FILE as a case"],
    ),
    command(Verb::Explain, &["解释"], &["explain"], ["R001", "R001"], ["解释一个问题编号", "explain the code of a problem"]),
    command(Verb::Fresh, &["重来"], &["reset"], ["", ""], ["从空白情形重新开始", "start with an empty situation"]),
    command(
        Verb::Recover,
        &["恢复"],
        &["recover"],
        ["", ""],
        ["接着做上次没有正常结束的对话", "take up a session that came to an untimely end"],
    ),
    command(Verb::Lang, &["语言"], &["lang"], ["zh 或 en", "zh|en"], ["回答用的语言", "the language of answers"]),
    command(
        Verb::Help,
        &["帮助", "？"],
        &["help", "h", "?"],
        ["命令", "COMMAND"],
        ["说明；「帮助 假如」讲一个命令", "help; :help suppose on one command"],
    ),
    command(Verb::Leave, &["退出", "离开", "再见"], &["quit", "exit", "q"], ["", ""], ["离开", "leave"]),
];

impl Command {
    /// The command of a verb.
    pub fn of(verb: Verb) -> Option<&'static Self> {
        COMMANDS.iter().find(|command| command.verb == verb)
    }

    /// The command of a name in either language.
    pub fn named(name: &str) -> Option<&'static Self> {
        let lower = name.to_lowercase();
        COMMANDS.iter().find(|command| command.names().any(|known| known == lower))
    }

    /// All its names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.chinese.iter().chain(self.english).copied()
    }

    /// Its usual name in a language, as it is typed.
    pub fn usual(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.chinese.first().copied().unwrap_or_default().to_owned(),
            Lang::En => format!(":{}", self.english.first().copied().unwrap_or_default()),
        }
    }

    /// The command that was probably meant.
    pub fn near(name: &str) -> Option<&'static str> {
        nearest(name, COMMANDS.iter().flat_map(Self::names))
    }
}
