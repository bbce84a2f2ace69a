//! Counts in words.
use super::problem::weekday;
use super::{Count, Stretch, Uncounted, Unit};
use crate::diagnostic::Lang;
use crate::vocabulary::Date;
use std::fmt::Write as _;

impl Unit {
    /// The unit behind a number: `5个工作日`, `5 working days`.
    pub fn counted(self, number: u32, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Days => ("日", "day"),
            Self::WorkingDays => ("个工作日", "working day"),
            Self::Weeks => ("周", "week"),
            Self::Months => ("个月", "month"),
            Self::Years => ("年", "year"),
        };
        match lang {
            Lang::Zh => format!("{number}{zh}"),
            Lang::En => format!("{number} {en}{}", if number == 1 { "" } else { "s" }),
        }
    }

    /// Reads `日`, `天`, `个工作日`, `周`, `个星期`, `个月`, `年`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.trim().trim_start_matches('个') {
            "日" | "天" | "自然日" => Self::Days,
            "工作日" => Self::WorkingDays,
            "周" | "星期" => Self::Weeks,
            "月" => Self::Months,
            "年" => Self::Years,
            _ => return None,
        })
    }
}

impl Count {
    /// How it was counted, a sentence a line without a final stop.
    pub fn told(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.beginning(lang)];
        if !self.skipped.is_empty() {
            lines.push(list(if lang == Lang::Zh { "不计：" } else { "not counted: " }, &self.skipped, lang));
        }
        if !self.make_up.is_empty() {
            let days: Vec<String> = self.make_up.iter().map(|day| named(*day, lang)).collect();
            lines.push(match lang {
                Lang::Zh => format!("补班的日子计入：{}", days.join("、")),
                Lang::En => format!("make-up days counted: {}", days.join(", ")),
            });
        }
        if let Some(moved) = &self.moved {
            let over = list("", &moved.over, lang);
            lines.push(match lang {
                Lang::Zh => format!("{}是休息日（{over}），改到{}", moved.from, self.due),
                Lang::En => format!("{} is a day of rest ({over}); moved to {}", moved.from.iso(), self.due.iso()),
            });
        }
        lines
    }

    fn beginning(&self, lang: Lang) -> String {
        let (number, due) = (self.term.unit.counted(self.term.number, lang), self.moved.as_ref().map_or(self.due, |m| m.from));
        match (lang, self.back, self.term.counts_first) {
            (Lang::Zh, false, false) => format!("{}当日不计，自次日起{number}，到{due}", self.from),
            (Lang::Zh, false, true) => format!("{}当日计入，自当日起{number}，到{due}", self.from),
            (Lang::Zh, true, false) => format!("{}当日不计，自前一日倒数{number}，到{due}", self.from),
            (Lang::Zh, true, true) => format!("{}当日计入，自当日倒数{number}，到{due}", self.from),
            (Lang::En, back, first) => {
                let (from, due) = (self.from.iso(), due.iso());
                let whether = if first { "counted" } else { "not counted" };
                format!("{from} {whether}, {number} {} to {due}", if back { "back" } else { "on" })
            }
        }
    }
}

fn list(head: &str, stretches: &[Stretch], lang: Lang) -> String {
    let mut out = head.to_owned();
    for (n, stretch) in stretches.iter().enumerate() {
        let gap = if lang == Lang::Zh { "、" } else { ", " };
        let name = stretch.name.as_deref().unwrap_or(if lang == Lang::Zh { "周末" } else { "weekend" });
        let days = if stretch.first == stretch.last {
            plain(stretch.first, lang)
        } else {
            let to = if lang == Lang::Zh { "至" } else { " to " };
            format!("{}{to}{}", plain(stretch.first, lang), plain(stretch.last, lang))
        };
        // Writing to a string does not fail.
        let _ = write!(out, "{}{days}（{name}）", if n == 0 { "" } else { gap });
    }
    out
}

fn plain(date: Date, lang: Lang) -> String {
    if lang == Lang::Zh { date.to_string() } else { date.iso() }
}

fn named(date: Date, lang: Lang) -> String {
    if lang == Lang::Zh { format!("{date}（{}）", weekday(date)) } else { date.iso() }
}

impl Uncounted {
    /// Why, without a final stop.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::UnknownYear(year), Lang::Zh) => format!("没有{year}年的年历，不知道哪些日子上班"),
            (Self::UnknownYear(year), Lang::En) => format!("there is no calendar of {year}, so its working days are unknown"),
            (Self::TooMany(number), Lang::Zh) => format!("期间太长：{number}，最多 {}", super::count::MOST),
            (Self::TooMany(number), Lang::En) => format!("the period is too long: {number}, at most {}", super::count::MOST),
            (Self::OutOfYears, Lang::Zh) => "日期在1900年之前或9999年之后".to_owned(),
            (Self::OutOfYears, Lang::En) => "the date is before 1900 or after 9999".to_owned(),
        }
    }
}
