//! What can be wrong with a file of a calendar.
use crate::diagnostic::{Kind, Lang};
use crate::vocabulary::Date;

/// A problem of a calendar. Each variant's comment is the smallest text that has it.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "fields are explained by the message")]
pub enum CalendarProblem {
    /// `放假 2027-01-01 元旦` as a whole file
    NoHead,
    /// `调休 2027-01-01 元旦`
    UnknownLine { word: String, near: Option<String> },
    /// `放假 2027-02-30 春节`
    NoDate { text: String },
    /// `放假 2026-12-31 元旦` in 2027
    OtherYear { date: Date, year: i16 },
    /// `放假 2027-02-12 至 2027-02-06 春节`
    EndsFirst { first: Date, last: Date },
    /// `放假 2027-01-01`
    NoName { word: String },
    /// `放假 2027-01-01 元旦` twice, or once with 上班
    Twice { date: Date },
    /// `上班 2027-02-03 补春节`, a Wednesday
    WorkedAnyway { date: Date },
    /// `法定 2027-01-01 元旦` alone
    StatutoryWorked { date: Date },
    /// `补充 2099年 广西`
    NothingToSupplement { year: i16 },
    /// `年历 2027年` twice
    SecondHead,
    /// `年历 2027年` without 通知
    NoNotice,
}

use CalendarProblem as P;

impl Kind for CalendarProblem {
    fn code(&self) -> &'static str {
        match self {
            P::NoHead => "K001",
            P::UnknownLine { .. } => "K002",
            P::NoDate { .. } => "K003",
            P::OtherYear { .. } => "K004",
            P::EndsFirst { .. } => "K005",
            P::NoName { .. } => "K006",
            P::Twice { .. } => "K007",
            P::WorkedAnyway { .. } => "K008",
            P::StatutoryWorked { .. } => "K009",
            P::NothingToSupplement { .. } => "K010",
            P::SecondHead => "K011",
            P::NoNotice => "K012",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.chinese(),
            Lang::En => self.english(),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        if let (P::UnknownLine { near: Some(near), .. }, _) = (self, lang) {
            return Some(match lang {
                Lang::Zh => format!("是不是想写「{near}」？"),
                Lang::En => format!("Did you mean 「{near}」?"),
            });
        }
        let (zh, en) = self.helps();
        Some(if lang == Lang::Zh { zh } else { en }.to_owned())
    }
}

impl CalendarProblem {
    fn chinese(&self) -> String {
        match self {
            P::NoHead => "文件开头没有写明是哪一年的年历".to_owned(),
            P::UnknownLine { word, .. } => format!("年历里没有「{word}」这样开头的行"),
            P::NoDate { text } => format!("「{text}」不是一个日子"),
            P::OtherYear { date, year } => format!("{date}不在{year}年"),
            P::EndsFirst { first, last } => format!("从{first}到{last}，结束在开始之前"),
            P::NoName { word } => format!("「{word}」没有写是什么节"),
            P::Twice { date } => format!("{date}写了两次"),
            P::WorkedAnyway { date } => format!("{date}（{}）本来就上班", weekday(*date)),
            P::StatutoryWorked { date } => format!("{date}列为法定节假日，却是上班的日子"),
            P::NothingToSupplement { year } => format!("{year}年还没有年历，无从补充"),
            P::SecondHead => "一个文件里写了两个年份".to_owned(),
            P::NoNotice => "没有写依据的是哪个通知".to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            P::NoHead => "the file does not begin with the year it is for".to_owned(),
            P::UnknownLine { word, .. } => format!("no line of a calendar begins with 「{word}」"),
            P::NoDate { text } => format!("「{text}」 is not a day"),
            P::OtherYear { date, year } => format!("{} is not in {year}", date.iso()),
            P::EndsFirst { first, last } => format!("{} to {} ends before it begins", first.iso(), last.iso()),
            P::NoName { word } => format!("「{word}」 does not name the holiday"),
            P::Twice { date } => format!("{} is listed twice", date.iso()),
            P::WorkedAnyway { date } => format!("{} is a working day anyway", date.iso()),
            P::StatutoryWorked { date } => format!("{} is listed as a statutory holiday, but is worked", date.iso()),
            P::NothingToSupplement { year } => format!("there is no calendar of {year} to supplement"),
            P::SecondHead => "the file has two years".to_owned(),
            P::NoNotice => "the notice it rests on is not named".to_owned(),
        }
    }

    fn helps(&self) -> (&'static str, &'static str) {
        match self {
            P::NoHead => {
                ("请在第一行写「年历 2027年」，或者「补充 2027年 广西」。", "Begin with `年历 2027年` or `补充 2027年 广西`.")
            }
            P::UnknownLine { .. } => (
                "每行以「通知」「放假」「上班」「法定」开头，说明以「注：」开头。",
                "Lines begin with 通知, 放假, 上班 or 法定; comments with `注：`.",
            ),
            P::NoDate { .. } => (
                "请写「2027-02-06」或「2月6日」，一段日子写「2月6日 至 2月12日」。",
                "Write `2027-02-06` or `2月6日`, a stretch as `2月6日 至 2月12日`.",
            ),
            P::OtherYear { .. } => ("请把这一天写进它那一年的文件。", "Put the day into the file of its own year."),
            P::EndsFirst { .. } => ("请看一看两个日期是不是写反了。", "See whether the two dates are swapped."),
            P::NoName { .. } => ("请在日期后面写上节日，例如「春节」。", "Name the holiday behind the date, such as 春节."),
            P::Twice { .. } => ("请留下一处。", "Keep one of the two."),
            P::WorkedAnyway { .. } => (
                "「上班」只写改为上班的休息日；请看一看日期对不对。",
                "上班 lists only rest days that are worked; see whether the date is right.",
            ),
            P::StatutoryWorked { .. } => {
                ("请把这一天也写进「放假」，或者改正日期。", "List the day under 放假 as well, or mend the date.")
            }
            P::NothingToSupplement { .. } => ("请先加上这一年的年历。", "Add the calendar of that year first."),
            P::SecondHead => ("请一年写一个文件。", "Write one file a year."),
            P::NoNotice => (
                "请写「通知 国办发明电〔2025〕7号」这样的一行；查不到的，写「通知 未核」。",
                "Add a line such as `通知 国办发明电〔2025〕7号`, or `通知 未核` if it is not known.",
            ),
        }
    }
}

/// 周一 … 周日.
pub fn weekday(date: Date) -> &'static str {
    const NAMES: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    NAMES.get(usize::from(date.weekday()).wrapping_sub(1)).copied().unwrap_or_default()
}
