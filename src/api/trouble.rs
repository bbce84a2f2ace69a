//! What may be wrong in a situation that is no matter of syntax or names.
use crate::diagnostic::{Kind, Lang, did_you_mean};

/// A problem of a situation. The example at each variant is the smallest text that has it.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// `{"date": "2018-03-01"`: what the parser says.
    Json { eof: bool, text: String },
    /// `{"date": 1}`: what is wanted, zh and en.
    Shape(&'static str, &'static str),
    /// `{"fact": []}`
    Field { field: String, near: Option<String> },
    /// `{"date": "2018-03-01", "date": "2018-03-02"}`
    Twice(String),
    /// `{"facts": [{"relation": "到会"}]}`
    Lacks(&'static str),
    /// `{"date": "昨天"}`
    NoDate(String),
    /// A file with two cases, or none.
    NotOne(usize),
    /// `{"facts": [{"relation": "道会", "arguments": ["甲", "本次会议"]}]}`
    NoRelation { relation: String, arguments: usize, near: Option<String> },
    /// Several patterns have this word and so many holes.
    Ambiguous(String),
    /// A name with a blank or a punctuation mark.
    NoName(String),
}

impl Kind for Trouble {
    fn code(&self) -> &'static str {
        match self {
            Self::Json { .. } | Self::Shape(..) | Self::Field { .. } | Self::Twice(_) | Self::Lacks(_) => "J001",
            Self::NoDate(_) => "J002",
            Self::NotOne(_) => "J003",
            Self::NoRelation { .. } => "J004",
            Self::Ambiguous(_) => "J005",
            Self::NoName(_) => "J006",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Json { eof: true, .. }, Lang::Zh) => "JSON 没有写完，缺引号或右括号".to_owned(),
            (Self::Json { eof: false, .. }, Lang::Zh) => "JSON 到这里读不下去：缺逗号、引号或括号，或者多了字".to_owned(),
            (Self::Json { text, .. }, Lang::En) => format!("the JSON situation is not well formed: {text}"),
            (Self::Shape(zh, _), Lang::Zh) => format!("JSON 情形写得不对：{zh}"),
            (Self::Shape(_, en), Lang::En) => format!("the JSON situation is not as it should be: {en}"),
            (Self::Field { field, .. }, Lang::Zh) => format!("JSON 情形没有「{field}」这一项"),
            (Self::Field { field, .. }, Lang::En) => format!("a JSON situation has no field 「{field}」"),
            (Self::Twice(field), Lang::Zh) => format!("「{field}」写了两次"),
            (Self::Twice(field), Lang::En) => format!("the field 「{field}」 stands here a second time"),
            (Self::Lacks(field), Lang::Zh) => format!("这条事实缺「{field}」"),
            (Self::Lacks(field), Lang::En) => format!("this fact lacks 「{field}」"),
            (Self::NoDate(date), Lang::Zh) => format!("「{date}」不是日期"),
            (Self::NoDate(date), Lang::En) => format!("「{date}」 is not a date"),
            (Self::NotOne(n), Lang::Zh) => format!("这里要一个情形，文件里有 {n} 个"),
            (Self::NotOne(n), Lang::En) => format!("one situation is wanted here, the file has {n}"),
            (Self::NoRelation { relation, arguments, .. }, Lang::Zh) => {
                format!("没有含「{relation}」、有 {arguments} 个空位的句式")
            }
            (Self::NoRelation { relation, arguments, .. }, Lang::En) => {
                format!("no pattern has the word 「{relation}」 and {arguments} holes")
            }
            (Self::Ambiguous(relation), Lang::Zh) => format!("含「{relation}」的句式不止一个"),
            (Self::Ambiguous(relation), Lang::En) => format!("several patterns have the word 「{relation}」"),
            (Self::NoName(name), Lang::Zh) => format!("「{name}」不能作名字"),
            (Self::NoName(name), Lang::En) => format!("「{name}」 cannot be a name"),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        let text = |zh: &str, en: &str| Some(if lang == Lang::Zh { zh } else { en }.to_owned());
        match self {
            Self::Field { near: Some(near), .. } => did_you_mean(Some(near), lang),
            Self::Twice(_) => text("请删去其中一个。", "Delete one of them."),
            Self::Json { .. } | Self::Shape(..) | Self::Field { .. } | Self::Lacks(_) => {
                text("格式见 book/schema/situation.schema.json。", "The form is described in book/schema/situation.schema.json.")
            }
            Self::NoDate(_) => text("日期写作 2018-03-01 或 2018年3月1日。", "Write a date as 2018-03-01 or 2018年3月1日."),
            Self::NotOne(_) => text(
                "情形文件以「情形 日期」一行开头，只写一个。",
                "A situation begins with a line 「情形 date」 and stands alone in its file.",
            ),
            Self::NoRelation { near, .. } => did_you_mean(near.as_deref(), lang),
            Self::Ambiguous(_) => text("请把句式的字写全，如「处于 期间」。", "Write all words of the pattern."),
            Self::NoName(_) => text("名字里不能有空格和标点。", "A name has no blanks and no punctuation."),
        }
    }
}
