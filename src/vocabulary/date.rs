//! Civil dates.
use std::fmt;

/// A day in the civil calendar, years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// A date, if there is such a day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Reads `2019年3月12日`, `2019-03-12`, `2019-3-12`, `2019/3/12`, `2019.3.12` (digits of either width, blanks around them).
    /// A year has four digits: `24.3.1` is no day of the year 24.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.trim().chars().map(half_width).collect();
        let (year, (month, day)) = match plain.split_once('年') {
            Some((year, rest)) => (year, rest.strip_suffix('日').unwrap_or(rest).split_once('月')?),
            None => plain.split_once('-').and_then(|(year, rest)| Some((year, rest.split_once('-')?)))?,
        };
        Self::new(digits(year, 4..=4)?, digits(month, 1..=2)?.try_into().ok()?, digits(day, 1..=2)?.try_into().ok()?)
    }

    /// The day `days` later (earlier if negative); `None` outside the years 1 to 9999.
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let span = jiff::Span::new().try_days(days).ok()?;
        self.0.checked_add(span).ok().filter(|date| date.year() >= 1).map(Self)
    }

    /// Days from this day to another; negative if that is earlier.
    pub fn days_to(self, other: Self) -> i32 {
        self.0.until((jiff::Unit::Day, other.0)).map_or(0, |span| span.get_days())
    }

    /// The corresponding day `months` later (earlier if negative), else that month's last day; `None` outside the years 1 to 9999.
    pub fn plus_months(self, months: i32) -> Option<Self> {
        let (year, month, day) = self.ymd();
        let count = (i32::from(year) * 12 + i32::from(month) - 1).checked_add(months)?;
        let (year, month) = (i16::try_from(count.div_euclid(12)).ok()?, i8::try_from(count.rem_euclid(12) + 1).ok()?);
        // At most three days of a month are missing in another.
        (day - 3..=day).rev().find_map(|day| Self::new(year, month, day))
    }

    /// The day of the week, from 1 (Monday) to 7 (Sunday).
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_one_offset().unsigned_abs()
    }

    /// The day of the year, from 1.
    pub fn day_of_year(self) -> u16 {
        self.0.day_of_year().unsigned_abs()
    }

    /// Year, month, day.
    pub fn ymd(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// `2019-03-12`, as in JSON.
    pub fn iso(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// A number of so many digits, with blanks around it.
fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let text = text.trim();
    let plain = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

pub(super) fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '－' | '—' | '–' | '.' | '/' => '-',
        _ => c,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year}年{month}月{day}日")
    }
}
