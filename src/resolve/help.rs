//! What to do about a problem with names and sentences.
use super::problem::ResolveProblem;
use ResolveProblem as P;

/// Names of people and things have hardly more characters.
const NAME: usize = 8;

impl ResolveProblem {
    pub(super) fn help_zh(&self) -> Option<String> {
        Some(match self {
            P::UnknownName { near: Some(near), .. } => format!("您是不是想写「{near}」？"),
            P::UnknownName { name, near: None } if name.starts_with('[') => {
                format!("登记里要先写出这一列：「列 {}：种类。」。", name.trim_matches(['[', ']']))
            }
            P::UnknownName { name, near: None } => format!(
                "请在「用语」里声明：一类东西，写「种类 {name}，属于 会议。」之类；职务，写「职务 {name}。」；一种说法，写「句式 [人] {name}；反：[人] 未{name}；类：开放。」。"
            ),
            P::UnknownHere { name, .. } if is_joint(name) => {
                "一句只写一件事，一个问题只问一件事：请分成几句。几个人、几样东西用「、」连起来；问一个人的几件事，用「，并」。".to_owned()
            }
            P::UnknownHere { name, near: Some(near) } if is_new(name, near) => {
                format!("您是不是想写「{near}」？新的人，列入名册，或者写「人：{name}。」。")
            }
            P::UnknownHere { near: Some(near), .. } => format!("您是不是想写「{near}」？"),
            P::UnknownHere { name, near: None } if is_run(name) => {
                "词与词之间空一格。一种说法规则书里没有的，写不进情形。".to_owned()
            }
            P::UnknownHere { name, near: None } => format!(
                "情形里的人，列入名册，或者写「人：{name}。」；情形里的东西，写「{name} 是 会议。」之类；规则书里的词，在「用语」里声明。"
            ),
            P::UnknownSentence { near: Some(near), .. } => format!("最接近的句式是「{near}」。词与词之间要有空格。"),
            P::UnknownSentence { near: None, .. } => {
                "请先用「句式」「行为」或「角色」声明这样的句子；词与词之间要有空格。".to_owned()
            }
            P::DeclaredTwice { .. } => "请改掉其中一个名字。".to_owned(),
            P::Ambiguous { .. } | P::PatternClash { .. } => "请给其中一个句式换一个词。".to_owned(),
            P::NoAntecedent { .. } => "请先写出所指的词，再用「该」。".to_owned(),
            P::Elided { .. } => "请把省去的词写出来。".to_owned(),
            P::WrongKind { .. } => "请核对这个词的种类，或者换一个句式。".to_owned(),
            P::KindCycle { .. } => "请去掉其中一个「属于」。".to_owned(),
            P::NotAnAct { .. } => "由、可以、须、应当、不得后面要用「行为」声明的句子。".to_owned(),
            P::UnknownClass { .. } => "可用的类：记录、开放、判断、选定、授权即成立。".to_owned(),
            P::WhichDocument { place, documents } => {
                format!("请写明是哪一部，例如「《{}》{place}」。", documents.first().map_or("", String::as_str))
            }
            P::NoSuchPlace { clause: true, .. } => "请核对条、款、句、项的号数；那里要有条款。".to_owned(),
            P::NoSuchPlace { clause: false, .. } => "请核对条、款、句、项的号数。".to_owned(),
            P::NothingToNote => "请写在所说的那一句规定下面，同一段原文之内。".to_owned(),
            P::SeveralMeant { help, .. } => help.0.to_owned(),
            P::MixedList { .. } => "请用「、」加「或」，或者「、」加「和」；两层意思请分成两句。".to_owned(),
            P::NotOrdered { .. } => "有高低顺序的，请用「等级」声明；没有的，请把各项列出来。".to_owned(),
            P::OfficeTwice { .. } => "说的是同一个人，请在后一个前面加「该」。".to_owned(),
            P::NoBearer { .. } => "请写出办的人或者机构；原文没有写的，写「人 应当」，谁办了都算。".to_owned(),
            P::LooseBack { .. } => "带同样的条件，请用「，」相接，或者把条件再写一遍；不带，请写出全名，不用「该」。".to_owned(),
            P::RankApart => "请核对位置；「优于」和「何者优先」排的是两条都管着的行为、都说到的状态，或者对同一句话的定义。".to_owned(),
            P::BackBy => "请写成一句，如「区长 退回 事项 的，程序 上会 退回 第（二）项。」；有几种情形的，分成几句写。".to_owned(),
            P::TwoHolders { .. } => "请核对两人的起止日期；交接可以在同一天。".to_owned(),
            P::SaidTwice { .. } => "请去掉一遍；一天里做了两次的，写上时刻（于 2020年3月1日14时10分）。".to_owned(),
            P::NoSuchStep { .. } => "请对照程序的各项改一下。".to_owned(),
            P::RankIdle => "「视为」只是加一种情形，两处可以都成立。只有「是指」「由…组成」这样说尽了的定义才能优先；要去掉一种情形，请写「例外」或「但…除外」。".to_owned(),
            P::AnchorNotFound { .. } => "〔 〕里的词要与引用的原文一字不差。".to_owned(),
            P::UnknownDocument { .. } => "请把那份规则的文件一起载入。".to_owned(),
            P::BadDate { .. } => "请写成 2019年3月12日 或 2019-03-12。".to_owned(),
            P::BadHead { .. } => "定义的对象每个位置只能是一个种类或一个名字。".to_owned(),
            P::TooFewPeople { .. } => "请改总数或名册。".to_owned(),
            P::Contradiction { .. } => "请去掉其中一句。".to_owned(),
            P::WhichOne { .. } => "请给它们起名字，并写出是哪一个。".to_owned(),
            P::UnknownQuestion { near: Some(near), .. } => format!("词与词之间空一格。您是不是想写「{near}」？"),
            P::UnknownQuestion { .. } => {
                "词与词之间空一格，如：甲 能否 签发 该公文？ 由谁 主持 会议？ 谁 到会 会议？ 甲 是否 …？ … 是否合规？".to_owned()
            }
            P::Unsupported { .. } | P::TooLarge => return None,
            P::NothingToLift { .. } => "请写在有这项要求的那一条下面，或改用「例外 第…条：…… 的，不适用。」。".to_owned(),
            P::NoLimit => "请写在有「在 N 日 内」或「于 … 前 N 日」的那一条下面。".to_owned(),
            P::CaseRing { .. } => "请把其中一个条件写出来。".to_owned(),
            P::WrongUnit { .. } => "请换成句式里的单位，并把数字换算过来。".to_owned(),
            P::OneOfSeveral { .. } => "请写出是哪一个，或者一个一个分开问；不知道的不写，或者写「未知：……。」。".to_owned(),
            P::Undated => "请写情形的日期（JSON 里的 \"date\"），或者提问时用 --as-of 指定哪一天。".to_owned(),
            P::NotOnRecord { .. } => "请核对原来的写法；撤去只对前面写过的事实。".to_owned(),
            P::DatesReversed { .. } => "请核对两个日期。".to_owned(),
            P::SeveralActs { .. } => "这种问法一次只问一个行为，请分开问。".to_owned(),
            P::TooMuch { .. } => "请拆成几句。".to_owned(),
            P::BadSum => {
                "请写「合计：赞成票 加 反对票 加 弃权票 等于 评委」这样的一句：左边是带 [数] 的句式，右边只说同一次会议的事。"
                    .to_owned()
            }
        })
    }

    pub(super) fn help_en(&self) -> Option<String> {
        Some(match self {
            P::UnknownName { near: Some(near), .. } => format!("Did you mean `{near}`?"),
            P::UnknownName { name, near: None } if name.starts_with('[') => {
                format!("Declare the column first: `列 {}：kind。`.", name.trim_matches(['[', ']']))
            }
            P::UnknownName { name, near: None } => format!(
                "Declare it under 用语: a sort of thing as `种类 {name}，属于 会议。` and the like, an office as `职务 {name}。`, a way of saying something as `句式 [人] {name}；反：[人] 未{name}；类：开放。`."
            ),
            P::UnknownHere { name, .. } if is_joint(name) => {
                "One sentence says one thing, and one question asks one: write them apart. Several people or things are joined with `、`, several acts asked of one with `，并`.".to_owned()
            }
            P::UnknownHere { name, near: Some(near) } if is_new(name, near) => {
                format!("Did you mean `{near}`? Somebody new is put in the roster or written 人：{name}。.")
            }
            P::UnknownHere { near: Some(near), .. } => format!("Did you mean `{near}`?"),
            P::UnknownHere { name, near: None } if is_run(name) => {
                "Put a blank between words. What no pattern of the rulebook says cannot be said in a situation.".to_owned()
            }
            P::UnknownHere { name, near: None } => format!(
                "A person of the situation is put in the roster or written 人：{name}。; a thing, {name} 是 会议。 and the like; a word of rulebooks is declared (种类, 职务, 句式 and so on)."
            ),
            P::UnknownSentence { near: Some(near), .. } => {
                format!("The nearest pattern is `{near}`. Words are separated by blanks.")
            }
            P::UnknownSentence { near: None, .. } => {
                "Declare the sentence with 句式, 行为 or 角色; words are separated by blanks.".to_owned()
            }
            P::DeclaredTwice { .. } => "Rename one of them.".to_owned(),
            P::Ambiguous { .. } | P::PatternClash { .. } => "Give one of the patterns another word.".to_owned(),
            P::NoAntecedent { .. } => "Name it before pointing back with 该.".to_owned(),
            P::Elided { .. } => "Write the word out.".to_owned(),
            P::WrongKind { .. } => "Check the kind of the word, or use another pattern.".to_owned(),
            P::KindCycle { .. } => "Remove one 属于.".to_owned(),
            P::NotAnAct { .. } => "由, 可以, 须, 应当 and 不得 want a sentence declared with 行为.".to_owned(),
            P::UnknownClass { .. } => "Classes: 记录, 开放, 判断, 选定, 授权即成立.".to_owned(),
            P::WhichDocument { place, documents } => {
                format!("Say which, for example `《{}》{place}`.", documents.first().map_or("", String::as_str))
            }
            P::NoSuchPlace { clause: true, .. } => "Check the numbers; a clause must stand there.".to_owned(),
            P::NoSuchPlace { clause: false, .. } => "Check the numbers.".to_owned(),
            P::NothingToNote => "Write it below the clause, under the same words of the text.".to_owned(),
            P::SeveralMeant { help, .. } => help.1.to_owned(),
            P::MixedList { .. } => "Write 、 with 或 at the end, or 、 with 和; divide what has two levels.".to_owned(),
            P::NotOrdered { .. } => "Declare an ordered list with 等级, or list the values.".to_owned(),
            P::OfficeTwice { .. } => "If one person is meant, write 该 before the second.".to_owned(),
            P::NoBearer { .. } => "Write who owes it; where the text does not say, `人 应当`: anybody may do it.".to_owned(),
            P::LooseBack { .. } => {
                "Join with `，` or repeat the condition; if none is meant, write the word without 该.".to_owned()
            }
            P::RankApart => "Check the places; only clauses about one act or one state, or definitions of one sentence, can be ranked.".to_owned(),
            P::BackBy => {
                "Write one sentence, such as `区长 退回 事项 的，程序 上会 退回 第（二）项。`; several cases are several statements.".to_owned()
            }
            P::TwoHolders { .. } => "Check from when to when each holds it; one may follow the other on the same day.".to_owned(),
            P::SaidTwice { .. } => "Remove one; where it happened twice in a day, write the hours.".to_owned(),
            P::NoSuchStep { .. } => "Compare the steps of the procedure.".to_owned(),
            P::RankIdle => {
                "What 视为 adds holds beside the other. Only 是指 and 由…组成, which say all that counts, can prevail; to take a case out, write an exception."
                    .to_owned()
            }
            P::AnchorNotFound { .. } => "The words between 〔 〕 must be those of the quoted text.".to_owned(),
            P::UnknownDocument { .. } => "Load the file of that rulebook too.".to_owned(),
            P::BadDate { .. } => "Write 2019年3月12日 or 2019-03-12.".to_owned(),
            P::BadHead { .. } => "Each place of a defined sentence takes one kind or one name.".to_owned(),
            P::TooFewPeople { .. } => "Change the total or the roster.".to_owned(),
            P::Contradiction { .. } => "Remove one of them.".to_owned(),
            P::WhichOne { .. } => "Name them and say which.".to_owned(),
            P::UnknownQuestion { near: Some(near), .. } => format!("Put a blank between words. Did you mean `{near}`?"),
            P::UnknownQuestion { .. } => {
                "Put a blank between words, for instance: 甲 能否 签发 该公文？ 由谁 主持 会议？ 谁 到会 会议？ 甲 是否 …？ … 是否合规？"
                    .to_owned()
            }
            P::Unsupported { .. } | P::TooLarge => return None,
            P::NothingToLift { .. } => "Write it under the article that demands the act, or use 例外 第…条.".to_owned(),
            P::NoLimit => "Write it under the article whose duty has `在 N 日 内` or `于 … 前 N 日`.".to_owned(),
            P::CaseRing { .. } => "Write one of the conditions out.".to_owned(),
            P::WrongUnit { .. } => "Use the unit of the pattern and convert the number.".to_owned(),
            P::OneOfSeveral { .. } => "Say which one, or ask one by one; leave out what is not known, or write `未知：….`.".to_owned(),
            P::Undated => "Give the situation a date (\"date\" in JSON), or name the day with --as-of.".to_owned(),
            P::NotOnRecord { .. } => "Check how it was written; only what is on record can be withdrawn.".to_owned(),
            P::DatesReversed { .. } => "Check the two dates.".to_owned(),
            P::SeveralActs { .. } => "Such a question is about one act; ask them one by one.".to_owned(),
            P::TooMuch { .. } => "Divide it into several.".to_owned(),
            P::BadSum => {
                "Write 合计：A 加 B 等于 C, where A and B are sentences with [数] and C speaks of nothing but what they speak of."
                    .to_owned()
            }
        })
    }
}

/// Whether an unknown word may well be the name of somebody new: 徐主任, where 主任 is known.
fn is_new(name: &str, near: &str) -> bool {
    !is_run(name) && name != near && name.ends_with(near) && near.chars().count() > 1
}

/// Whether a word joins sentences or asks: it is no name, but there is more than one sentence.
pub(super) fn is_joint(name: &str) -> bool {
    ["，", "且", "并且", "而且", "同时"].contains(&name) || super::question::is_word(name)
}

/// Whether an unknown word is too long for a name: words written without blanks.
fn is_run(name: &str) -> bool {
    name.chars().count() > NAME
}
