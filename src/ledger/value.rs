//! What a cell says: a date, a number, yes or no.
use super::{Cell, CellKind, LedgerProblem as P};
use crate::vocabulary::Date;

/// A number as it is written, without rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Its digits as one whole number.
    pub digits: i64,
    /// How many of them stand behind the point. The last of these is not 0.
    pub places: u8,
}

impl Number {
    /// The number, if it is whole.
    pub fn whole(self) -> Option<i64> {
        (self.places == 0).then_some(self.digits)
    }
}

/// Reads a date: `2017-03-01`, `2017年3月1日`, `2017/3/1`, `2017.3.1`, `20170301`, the days a workbook counts.
pub fn date<'a>(cell: impl Into<Cell<'a>>) -> Result<Date, P> {
    match moment(cell)? {
        (date, None) => Ok(date),
        (date, Some(time)) => Err(P::NotADate { text: format!("{} {time}", date.iso()) }),
    }
}

/// Reads a date and the time of day behind it, as it is written.
pub fn moment<'a>(cell: impl Into<Cell<'a>>) -> Result<(Date, Option<&'a str>), P> {
    let Cell { text, kind } = cell.into();
    if let Some(date) = iso(text.as_bytes()) {
        return Ok((date, None));
    }
    let not = || P::NotADate { text: text.to_owned() };
    if let CellKind::Figure { since_1904 } = kind
        && let Some(days) = text.parse().ok().filter(|days| (18_000..=80_000).contains(days))
    {
        return counted(days, since_1904).map(|date| (date, None)).ok_or_else(not);
    }
    let plain = text.trim();
    if plain.len() == 8 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = plain.as_bytes();
        let joined = [digits.get(..4), Some(b"-"), digits.get(4..6), Some(b"-"), digits.get(6..)];
        let written: Vec<u8> = joined.into_iter().flatten().flatten().copied().collect();
        return iso(&written).map(|date| (date, None)).ok_or_else(not);
    }
    let (day, time) = match plain.split_once([' ', 'T']) {
        Some((day, time)) if is_time(time.trim()) => (day, Some(time.trim())),
        _ => (plain, None),
    };
    // Midnight is how some programs write a day without a time.
    let time = time.filter(|time| !time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')));
    Date::parse(day).map(|date| (date, time)).ok_or_else(not)
}

/// `2017-03-01`, the way most files have it.
fn iso(text: &[u8]) -> Option<Date> {
    let [year @ .., b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let read = |digits: &[u8]| {
        let digit = |sum: i16, byte: &u8| byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0'));
        digits.iter().try_fold(0, digit)
    };
    let (month, day) = (read(&[*m1, *m2])?, read(&[*d1, *d2])?);
    if year.len() != 4 {
        return None;
    }
    Date::new(read(year)?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// `09:30`, `9:30:00`.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let part = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (2..=3).contains(&parts.len()) && parts.iter().all(part)
}

/// The day a workbook counts. 29 February 1900, which it counts and which never was, is none.
fn counted(days: i32, since_1904: bool) -> Option<Date> {
    let (zero, day) = match days {
        _ if since_1904 => (Date::new(1904, 1, 1)?, days),
        60 => return None,
        ..60 => (Date::new(1899, 12, 31)?, days),
        _ => (Date::new(1899, 12, 30)?, days),
    };
    zero.plus_days(day)
}

/// The days and the part of a day a workbook counts, as `2017-03-01` or `2017-03-01 09:30`.
#[cfg(feature = "tables")]
pub(super) fn of_serial(serial: f64, since_1904: bool) -> Option<String> {
    if !((1.0..3_000_000.0).contains(&serial) || since_1904 && serial == 0.0) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "bounded above")]
    let minutes = (serial * 1440.0).round() as i64;
    let date = counted(i32::try_from(minutes / 1440).ok()?, since_1904)?.iso();
    let (hour, minute) = (minutes % 1440 / 60, minutes % 60);
    Some(if (hour, minute) == (0, 0) { date } else { format!("{date} {hour:02}:{minute:02}") })
}

/// Reads a number: `12`, `1,200.50`, `-3`, digits of either width.
pub fn number<'a>(cell: impl Into<Cell<'a>>) -> Result<Number, P> {
    let text = cell.into().text;
    read_number(text).ok_or_else(|| P::NotANumber { text: text.to_owned() })
}

fn read_number(text: &str) -> Option<Number> {
    let (negative, text) = match text.strip_prefix(['-', '－']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mut digits, mut places, mut point, mut group) = (0_i64, 0_u8, false, None);
    let mut any = false;
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '０'..='９' => c as u32 - '０' as u32,
            '.' | '．' if !point && group.is_none_or(|digits| digits == 3) => {
                (point, group) = (true, None);
                continue;
            }
            // Thousands: three digits between one comma and the next.
            ',' | '，' if any && !point && group.is_none_or(|digits| digits == 3) => {
                group = Some(0);
                continue;
            }
            _ => return None,
        };
        any = true;
        group = group.map(|digits| digits + 1);
        digits = digits.checked_mul(10)?.checked_add(i64::from(digit))?;
        places += u8::from(point);
    }
    if !any || group.is_some_and(|digits| digits != 3) {
        return None;
    }
    while places > 0 && digits % 10 == 0 {
        digits /= 10;
        places -= 1;
    }
    Some(Number { digits: if negative { -digits } else { digits }, places })
}

/// Reads yes or no: 是, 有, √ …; 否, 无, × …. An empty cell says neither.
pub fn yes<'a>(cell: impl Into<Cell<'a>>) -> Result<Option<bool>, P> {
    let text = cell.into().text;
    Ok(Some(match text {
        "" => return Ok(None),
        "是" | "有" | "已" | "对" | "√" | "✓" | "✔" | "☑" | "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" => {
            true
        }
        "否" | "无" | "未" | "没有" | "错" | "×" | "✗" | "✘" | "x" | "X" | "n" | "N" | "no" | "No" | "NO" | "false" | "False"
        | "FALSE" => false,
        _ => return Err(P::NotYesOrNo { text: text.to_owned() }),
    }))
}
