//! Units in which time limits are written.

/// The unit of a time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeUnit {
    /// 日, 天: days of the calendar.
    Day,
    /// 工作日: days on which offices work, make-up days included.
    WorkingDay,
    /// 整工作日: working days that lie wholly between, the days at both ends not counted.
    WholeWorkingDay,
    /// 周: seven days.
    Week,
    /// 个月: to the corresponding day, else the last of the month (民法典 202).
    Month,
    /// 年: likewise.
    Year,
}

impl TimeUnit {
    /// Reads the unit as it is written behind a number.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.trim_start_matches('个') {
            "日" | "天" => Self::Day,
            "工作日" => Self::WorkingDay,
            "整工作日" => Self::WholeWorkingDay,
            "周" | "星期" => Self::Week,
            "月" => Self::Month,
            "年" => Self::Year,
            _ => return None,
        })
    }

    /// As it is written behind a number, in Chinese and in English.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Day => ["日", "days"],
            Self::WorkingDay => ["个工作日", "working days"],
            Self::WholeWorkingDay => ["个整工作日", "whole working days"],
            Self::Week => ["周", "weeks"],
            Self::Month => ["个月", "months"],
            Self::Year => ["年", "years"],
        }
    }

    /// Whether counting it needs the calendar of working days.
    pub fn is_working(self) -> bool {
        matches!(self, Self::WorkingDay | Self::WholeWorkingDay)
    }
}
