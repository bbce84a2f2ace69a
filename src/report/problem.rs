//! What can be wrong when a report is made.
use crate::diagnostic::{Kind, Lang, Severity, did_you_mean};

/// A problem of a report. The example at each variant is the smallest text that has it.
#[derive(Debug, Clone)]
pub enum ReportProblem {
    /// `文：开会〔次数〕。` with no figure 次数
    NoFigure {
        /// The name.
        name: String,
        /// The one probably meant.
        near: Option<String>,
    },
    /// `表 次：召开 会议 的 次数，按 颜色 分列。`
    NoDivision {
        /// The word.
        word: String,
    },
    /// A figure of what clauses define, and nobody records.
    Defined {
        /// The sentence.
        sentence: String,
    },
    /// `《某规则》第九百条`
    NoPlace {
        /// As written.
        place: String,
    },
    /// The period begins after the day up to which the record reaches.
    NotBegun {
        /// The year.
        year: i16,
        /// That day.
        as_of: String,
    },
    /// A ledger without a date.
    Undated,
    /// Nothing of the year is on record.
    NothingOnRecord {
        /// The year.
        year: i16,
    },
    /// The year has no calendar.
    NoCalendar {
        /// The year.
        year: i16,
    },
    /// An outline no chapter of which is for the rulebooks used.
    NothingApplies,
    /// `--year 去年`
    NoYear {
        /// As written.
        text: String,
    },
    /// A Word file for the terminal.
    NeedsFile,
    /// `-o 报告.pdf`
    OtherEnding {
        /// The ending.
        ending: String,
    },
}

impl Kind for ReportProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::NoFigure { .. } => "B004",
            Self::NoDivision { .. } => "B005",
            Self::Defined { .. } => "B006",
            Self::NoPlace { .. } => "B007",
            Self::NotBegun { .. } => "B008",
            Self::Undated => "B009",
            Self::NothingOnRecord { .. } => "B010",
            Self::NoCalendar { .. } => "B011",
            Self::NothingApplies => "B012",
            Self::NoYear { .. } => "B013",
            Self::NeedsFile => "B014",
            Self::OtherEnding { .. } => "B015",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NoFigure { name, .. }, Lang::Zh) => format!("提纲里没有名叫「{name}」的指标"),
            (Self::NoFigure { name, .. }, Lang::En) => format!("the outline has no figure 「{name}」"),
            (Self::NoDivision { word }, Lang::Zh) => format!("不能按「{word}」分列"),
            (Self::NoDivision { word }, Lang::En) => format!("what is counted cannot be divided by 「{word}」"),
            (Self::Defined { sentence }, Lang::Zh) => format!("「{sentence}」由条文推出，台账不登记，不能数"),
            (Self::Defined { sentence }, Lang::En) => {
                format!("「{sentence}」 follows from clauses and is not recorded: it cannot be counted")
            }
            (Self::NoPlace { place }, Lang::Zh) => format!("规则书里没有「{place}」"),
            (Self::NoPlace { place }, Lang::En) => format!("no rulebook has 「{place}」"),
            (Self::NotBegun { year, as_of }, Lang::Zh) => format!("台账只到 {as_of}，{year} 年还没有开始"),
            (Self::NotBegun { year, as_of }, Lang::En) => format!("the ledger ends on {as_of}, before the year {year}"),
            (Self::Undated, Lang::Zh) => "台账没有写日期，不知道数据到哪一天".to_owned(),
            (Self::Undated, Lang::En) => "the ledger has no date: it is not known how far it reaches".to_owned(),
            (Self::NothingOnRecord { year }, Lang::Zh) => format!("台账里没有 {year} 年的事"),
            (Self::NothingOnRecord { year }, Lang::En) => format!("nothing of the year {year} is on record"),
            (Self::NoCalendar { year }, Lang::Zh) => format!("没有 {year} 年的节假日表"),
            (Self::NoCalendar { year }, Lang::En) => format!("there is no calendar of the year {year}"),
            (Self::NothingApplies, Lang::Zh) => "提纲里没有一章适用于这些规则书".to_owned(),
            (Self::NothingApplies, Lang::En) => "no chapter of the outline is for these rulebooks".to_owned(),
            (Self::NoYear { text }, Lang::Zh) => format!("「{text}」不是年份"),
            (Self::NoYear { text }, Lang::En) => format!("「{text}」 is not a year"),
            (Self::NeedsFile, Lang::Zh) => "Word 文件要写到文件里".to_owned(),
            (Self::NeedsFile, Lang::En) => "a Word file is written to a file".to_owned(),
            (Self::OtherEnding { ending }, Lang::Zh) => format!("报告写不成 .{ending} 文件"),
            (Self::OtherEnding { ending }, Lang::En) => format!("a report is not written as .{ending}"),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        let text = |zh: &str, en: &str| Some(if lang == Lang::Zh { zh } else { en }.to_owned());
        match self {
            Self::NoFigure { near, .. } => did_you_mean(near.as_deref(), lang),
            Self::NoDivision { .. } => text(
                "可以按 月、季度、种类 分列，或者按句式里的一个种类（如 机构）。",
                "Divide by 月, 季度, 种类, or by a kind that the sentence has a place for.",
            ),
            Self::Defined { .. } => text("请数登记的事，例如行为。", "Count what is recorded, such as an act."),
            Self::NoPlace { .. } => text("请核对文件名和条款号。", "See to the title and the number of the article."),
            Self::NotBegun { .. } => text("请核对 --year，或者用 --as-of 写明数据到哪一天。", "See to --year, or give --as-of."),
            Self::Undated => text("请在「情形」后面写日期，或者用 --as-of。", "Write the date behind 情形, or give --as-of."),
            Self::NothingOnRecord { .. } => text(
                "请核对年份。指标都会写「无记录」，写明完整的才写 0。",
                "See to the year. Figures will say 无记录, and 0 only where the record is declared complete.",
            ),
            Self::NoCalendar { .. } => text(
                "涉及工作日的期限不能算，报告会逐项说明；可以用 --calendar 加上这一年的年历。",
                "Limits in working days cannot be reckoned; add the calendar of the year with --calendar.",
            ),
            Self::NothingApplies => text("请核对「适用」写的文件名。", "See to the titles behind 适用."),
            Self::NoYear { .. } => {
                text("年份写四位数字，例如 --year 2020。", "Write a year in four digits, such as --year 2020.")
            }
            Self::NeedsFile => text("请写 -o 报告.docx。", "Write -o report.docx."),
            Self::OtherEnding { .. } => text(
                "请用 .docx、.html、.md 或 .json；要别的，用 Word 打开 .docx 另存。",
                "Use .docx, .html, .md or .json; for others save the .docx anew from a word processor.",
            ),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::NothingOnRecord { .. } | Self::NoCalendar { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }
}
