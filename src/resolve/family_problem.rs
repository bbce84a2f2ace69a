//! What can be wrong between documents that stand together though each reads well.
use crate::diagnostic::{Kind, Lang};
use crate::vocabulary::Date;

/// A problem between documents. Each variant's comment is the smallest text that has it.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "fields are explained by the message")]
pub enum FamilyProblem {
    /// `引用 《乙》` in 甲, `引用 《甲》` in 乙
    UseRing { ring: Vec<String> },
    /// `引用 《甲》` in 甲; the field of the head
    UsesItself { title: String, field: String },
    /// `《甲》 优于 《乙》` and `《乙》 优于 《甲》`
    RankRing { ring: Vec<String> },
    /// `《甲》 优于 《乙》，依据 新规定。` of documents of one day
    NotLater { higher: (String, Option<Date>), lower: (String, Option<Date>) },
    /// `《甲》 优于 《乙》。`
    NoDoctrine,
    /// `依据 《甲》` and `并列 《甲》` in one head
    UnderAndBeside { lower: String, upper: String },
    /// `第一条 优于 第二条。` and `第一条 与 第二条 何者优先，未定。`
    RankedAndOpen,
    /// `第一条 与 第二条 何者优先，未定。` twice
    OpenTwice,
    /// `本句 与 本句 何者优先，未定。`
    OpenToItself,
    /// `引用 《工作规则》`, the short title of two rulebooks
    SeveralCalled { short: String, titles: Vec<String> },
    /// `选项 性质：因公、因私。` in 甲, `选项 性质：因公。` in 乙
    OtherValues { list: String },
    /// `职务 市长，限一人。` in 甲, `职务 市长。` in 乙
    OtherHolders { office: String },
}

use FamilyProblem as P;

impl Kind for FamilyProblem {
    fn code(&self) -> &'static str {
        match self {
            P::OtherValues { .. } | P::OtherHolders { .. } => "R003",
            P::UseRing { .. } | P::UsesItself { .. } => "R040",
            P::RankRing { .. } => "R041",
            P::NotLater { .. } => "R042",
            P::NoDoctrine => "R043",
            P::UnderAndBeside { .. } => "R060",
            P::SeveralCalled { .. } => "R061",
            P::RankedAndOpen | P::OpenTwice | P::OpenToItself => "R062",
        }
    }

    fn message(&self, lang: Lang) -> String {
        if lang == Lang::Zh { self.chinese() } else { self.english() }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        let (zh, en) = match self {
            P::UseRing { .. } => (
                "请去掉其中一个「引用」或「依据」；只是同级并行的，写「并列」。",
                "Remove one 引用 or 依据; for documents of one rank write 并列.",
            ),
            P::UsesItself { .. } => ("请去掉这一行，或者改成另一份规则的名称。", "Remove this line, or name another rulebook."),
            P::RankRing { ring } if ring.len() == 1 => {
                ("请去掉这一句，或者改成另一份规则的名称。", "Remove this statement, or name another rulebook.")
            }
            P::RankRing { .. } => (
                "请只留一个方向；分不出先后的，写「何者优先，未定」或「并列」。",
                "Keep one direction; where nothing ranks them, write 何者优先，未定 or 并列.",
            ),
            P::NotLater { .. } => (
                "依据新规定优先的，日期要晚于另一份（同一天的分不出新旧）；请改用别的依据，或者不写优先。",
                "The one that prevails must be the later (of one day none is); give another doctrine or no precedence.",
            ),
            P::NoDoctrine => (
                "请在后面写「，依据 特别规定」「，依据 新规定」「，依据 上位规定」或「，依据 明文规定」。",
                "Add ，依据 and one of 特别规定, 新规定, 上位规定, 明文规定.",
            ),
            P::UnderAndBeside { .. } => (
                "请只留一样：根据它制定的，写「依据」；同级并行的，写「并列」。",
                "Keep one: 依据 if it is issued under the other, 并列 if it stands beside it.",
            ),
            P::RankedAndOpen => (
                "请只留一句：分得出先后的写「优于」，分不出的写「何者优先，未定」。",
                "Keep one statement: 优于 where one prevails, 何者优先，未定 where nothing says which.",
            ),
            P::OpenTwice => ("请去掉其中一句。", "Remove one of the two."),
            P::OpenToItself => ("请写明是哪两处，或者去掉这一句。", "Name two places, or remove this statement."),
            P::SeveralCalled { .. } => (
                "请写全称，或者在文件头上用「引用」「依据」或「并列」写明是哪一份。",
                "Write the full title, or say in the head (引用, 依据, 并列) which one is meant.",
            ),
            P::OtherValues { .. } => (
                "请把两处写成一样；确实是两个不同的选项的，改掉其中一个名字。",
                "Write the same values in both; if they are two lists, rename one of them.",
            ),
            P::OtherHolders { .. } => {
                ("请把两处写成一样：都写「，限一人」，或者都不写。", "Write the same in both: ，限一人 or nothing.")
            }
        };
        Some(if lang == Lang::Zh { zh } else { en }.to_owned())
    }
}

impl P {
    fn chinese(&self) -> String {
        match self {
            P::UseRing { ring } => format!("规则书互相引用，绕成了圈：{}", round(ring)),
            P::UsesItself { title, field } if field == "并列" => format!("《{title}》写了与自己并列"),
            P::UsesItself { title, field } => format!("《{title}》写了{field}自己"),
            P::RankRing { ring } => match ring.as_slice() {
                [own] => format!("《{own}》写了优于自己"),
                _ => format!("互称优先：{}", round(ring)),
            },
            P::NotLater { higher, lower } => {
                let dated = |(title, from): &(String, Option<Date>)| {
                    let from = from.map_or_else(|| "没有写日期".to_owned(), |from| from.to_string());
                    format!("《{title}》（{from}）")
                };
                format!("{}并不晚于{}", dated(higher), dated(lower))
            }
            P::NoDoctrine => "没有写依据什么优先".to_owned(),
            P::UnderAndBeside { lower, upper } => format!("《{lower}》对《{upper}》又写依据，又写并列"),
            P::RankedAndOpen => "同样两处条款，又写了优先，又写了何者优先未定".to_owned(),
            P::OpenTwice => "同样两处条款，何者优先未定写了两次".to_owned(),
            P::OpenToItself => "一处条款不能与它自己比先后".to_owned(),
            P::SeveralCalled { short, titles } => {
                format!("简称「{short}」是几份规则书的：《{}》", titles.join("》、《"))
            }
            P::OtherValues { list } => format!("选项「{list}」声明了两次，列的值不一样"),
            P::OtherHolders { office } => format!("职务「{office}」声明了两次，一处限一人，一处没有限"),
        }
    }

    fn english(&self) -> String {
        match self {
            P::UseRing { ring } => format!("rulebooks use each other in a ring: {}", round(ring)),
            P::UsesItself { title, field } => format!("`{title}` names itself with {field}"),
            P::RankRing { ring } => match ring.as_slice() {
                [own] => format!("`{own}` claims precedence over itself"),
                _ => format!("each claims precedence over the next: {}", round(ring)),
            },
            P::NotLater { higher, lower } => {
                let dated = |(title, from): &(String, Option<Date>)| {
                    format!("`{title}` ({})", from.map_or_else(|| "no day is written".to_owned(), Date::iso))
                };
                format!("{} is not later than {}", dated(higher), dated(lower))
            }
            P::NoDoctrine => "no doctrine is given for this precedence".to_owned(),
            P::UnderAndBeside { lower, upper } => format!("`{lower}` is said to stand both under and beside `{upper}`"),
            P::RankedAndOpen => {
                "of the same two provisions it is said both that one prevails and that nothing says which".to_owned()
            }
            P::OpenTwice => "of the same two provisions it is said twice that nothing says which prevails".to_owned(),
            P::OpenToItself => "a provision is held against itself".to_owned(),
            P::SeveralCalled { short, titles } => {
                format!("`{short}` is the short title of several rulebooks: {}", titles.join(", "))
            }
            P::OtherValues { list } => format!("the list `{list}` is declared twice with different values"),
            P::OtherHolders { office } => {
                format!("the office `{office}` is declared twice, once for one holder at a time (限一人) and once not")
            }
        }
    }
}

/// `《甲》→《乙》→《甲》`
fn round(ring: &[String]) -> String {
    ring.iter().chain(ring.first()).map(|title| format!("《{title}》")).collect::<Vec<_>>().join("→")
}
