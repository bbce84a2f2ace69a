//! Points in time.
use super::Date;
use std::{cmp::Ordering, fmt};

/// A point in time: a day, and the minute of that day where it is written. Sorts by day, those without an hour first; whether
/// one came before another is a question for [`Moment::order`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// Minutes since midnight, if the hour is known.
    pub minute: Option<u16>,
}

impl From<Date> for Moment {
    fn from(date: Date) -> Self {
        Self { date, minute: None }
    }
}

impl Moment {
    /// Reads a date, and after it, in the same word or the next, `14:10`, `14时10分` or `14时`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(date) = Date::parse(text) {
            return Some(date.into());
        }
        let plain: String = text.chars().map(super::date::half_width).collect();
        let cut = plain.find('日').map(|at| at + '日'.len_utf8()).or_else(|| plain.find([' ', 'T', '\u{3000}']))?;
        let (day, time) = plain.split_at(cut);
        Some(Self { date: Date::parse(day)?, minute: Some(minute(time)?) })
    }

    /// Whether this is certainly before the other; on one day without hours nothing is.
    pub fn before(self, other: Self) -> bool {
        self.order(other) == Some(Ordering::Less)
    }

    /// Whether this is before the other or, as far as is written, at the same time.
    pub fn not_after(self, other: Self) -> bool {
        self.order(other) != Some(Ordering::Greater)
    }

    /// Which of two came first; none if both are of one day and an hour is not written.
    pub fn order(self, other: Self) -> Option<Ordering> {
        match self.date.cmp(&other.date) {
            Ordering::Equal => Some(self.minute?.cmp(&other.minute?)),
            order => Some(order),
        }
    }
}

/// `14:10`, `14时10分`, `14时`
fn minute(text: &str) -> Option<u16> {
    let text = text.trim_matches([' ', 'T', '\u{3000}']);
    let text = text.strip_suffix('分').unwrap_or(text);
    let (hour, minute) = text.split_once([':', '：', '时', '點', '点']).unwrap_or((text, ""));
    let written = text.contains([':', '：', '时', '點', '点']);
    let hour: u16 = hour.trim().parse().ok().filter(|hour| *hour < 24)?;
    let minute: u16 = if minute.trim().is_empty() { 0 } else { minute.trim().parse().ok().filter(|minute| *minute < 60)? };
    written.then_some(hour * 60 + minute)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date.fmt(f)?;
        match self.minute {
            Some(minute) => write!(f, "{}时{:02}分", minute / 60, minute % 60),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_and_told() {
        let moment = Moment::parse("2022年8月24日14时10分").expect("a moment");
        assert_eq!(moment.minute, Some(850));
        assert_eq!(moment.to_string(), "2022年8月24日14时10分");
        assert_eq!(Moment::parse("2022-08-24 14:10"), Some(moment));
        assert_eq!(Moment::parse("2022年8月24日 14:10"), Some(moment));
        assert_eq!(Moment::parse("2022年8月24日").map(|moment| moment.minute), Some(None));
        for bad in ["2022年8月24日25时", "2022年8月24日14", "14:10", "2022年2月30日", "2022年8月24日14:75"] {
            assert_eq!(Moment::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn one_day_without_hours_has_no_order() {
        let day: Moment = Date::new(2022, 8, 24).expect("a day").into();
        let hour = Moment { minute: Some(600), ..day };
        assert_eq!(day.order(hour), None);
        assert!(day.not_after(hour) && hour.not_after(day) && !day.before(hour));
        assert!(hour.before(Moment { minute: Some(601), ..day }));
    }
}
