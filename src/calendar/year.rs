//! One year, ready to be looked up: a mark for each day, and the working days numbered.
use super::read::{Entry, File, Listed};
use crate::vocabulary::Date;
use std::sync::Arc;

/// What is known of a day.
#[allow(clippy::struct_excessive_bools, reason = "each is a question of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'a> {
    /// Whether it is a working day.
    pub working: bool,
    /// Whether it is worked to make up for a day off (补班).
    pub make_up: bool,
    /// Whether it is a Saturday or a Sunday.
    pub weekend: bool,
    /// The holiday to which the day off belongs, or for which a make-up day is worked.
    pub holiday: Option<&'a str>,
    /// Whether it is one of the statutory holidays proper, and not only a day off arranged around one.
    pub statutory: bool,
}

/// A day, compact.
#[allow(clippy::struct_excessive_bools, reason = "each is a question of its own")]
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    weekend: bool,
    off: bool,
    make_up: bool,
    statutory: bool,
    /// Place in the names, from 1; 0: none.
    name: u16,
}

impl Mark {
    fn works(self) -> bool {
        self.make_up || !(self.off || self.weekend)
    }
}

/// One year.
#[derive(Debug, Clone)]
pub struct Year {
    dates: Vec<Date>,
    marks: Vec<Mark>,
    names: Vec<Arc<str>>,
    /// The working days, as places in `dates`.
    working: Vec<u16>,
    /// How many working days stand before each day, and before the end.
    before: Vec<u16>,
    /// The notices named by its files.
    pub notices: Vec<String>,
    /// The files it is made of: name, and digest of the text.
    pub files: Vec<(String, String)>,
}

impl Year {
    /// A year in which nothing departs from Monday to Friday.
    pub fn plain(year: i16) -> Self {
        let first = Date::new(year, 1, 1);
        let days = std::iter::successors(first, |day| day.plus_days(1));
        let dates: Vec<Date> = days.take_while(|day| day.ymd().0 == year).collect();
        let marks = dates.iter().map(|day| Mark { weekend: day.weekday() > 5, ..Mark::default() }).collect();
        let (names, notices, files) = Default::default();
        let mut plain = Self { dates, marks, names, working: Vec::new(), before: Vec::new(), notices, files };
        plain.number();
        plain
    }

    /// Enters what a file lists. The days it names lose what they were before.
    pub fn enter(&mut self, file: &File) {
        for entry in &file.entries {
            let name = self.name(&entry.name);
            for day in entry.days() {
                let Some(mark) = self.marks.get_mut(usize::from(day.day_of_year()) - 1) else { continue };
                let weekend = mark.weekend;
                *mark = match entry.listed {
                    Listed::Off => Mark { weekend, off: true, name, ..Mark::default() },
                    Listed::Worked => Mark { weekend, make_up: true, name, ..Mark::default() },
                    Listed::Statutory => Mark { statutory: true, name, ..*mark },
                };
            }
        }
        self.notices.extend(file.notices.iter().cloned());
        self.files.push((file.source.name().to_owned(), file.digest()));
        self.number();
    }

    /// The place of a name, entered if it is new.
    fn name(&mut self, name: &str) -> u16 {
        if name.is_empty() {
            return 0;
        }
        let known = self.names.iter().position(|one| &**one == name);
        let at = known.unwrap_or_else(|| {
            self.names.push(name.into());
            self.names.len() - 1
        });
        at as u16 + 1
    }

    fn number(&mut self) {
        self.working.clear();
        self.before.clear();
        for (at, mark) in self.marks.iter().enumerate() {
            self.before.push(self.working.len() as u16);
            if mark.works() {
                self.working.push(at as u16);
            }
        }
        self.before.push(self.working.len() as u16);
    }

    /// A day of this year.
    pub fn day(&self, date: Date) -> Option<Day<'_>> {
        let mark = self.marks.get(place(date))?;
        Some(Day {
            working: mark.works(),
            make_up: mark.make_up,
            weekend: mark.weekend,
            holiday: self.name_of(*mark).map(|name| &**name),
            statutory: mark.statutory,
        })
    }

    /// The name of the holiday of a day of this year.
    pub fn holiday(&self, date: Date) -> Option<Arc<str>> {
        self.marks.get(place(date)).and_then(|mark| self.name_of(*mark)).cloned()
    }

    fn name_of(&self, mark: Mark) -> Option<&Arc<str>> {
        usize::from(mark.name).checked_sub(1).and_then(|at| self.names.get(at))
    }

    /// How many working days stand before a day of this year.
    pub fn before(&self, date: Date) -> u32 {
        self.before.get(place(date)).copied().unwrap_or_default().into()
    }

    /// How many working days stand before a day of this year or on it.
    pub fn up_to(&self, date: Date) -> u32 {
        self.before.get(place(date) + 1).copied().unwrap_or_default().into()
    }

    /// How many working days it has.
    pub fn count(&self) -> u32 {
        self.working.len() as u32
    }

    /// Its nth working day, from 0.
    pub fn worked(&self, n: u32) -> Option<Date> {
        let place = *self.working.get(n as usize)?;
        self.dates.get(usize::from(place)).copied()
    }
}

/// The place of a day in its year, from 0.
fn place(date: Date) -> usize {
    usize::from(date.day_of_year()) - 1
}

/// All days of an entry, which lie in one year.
impl Entry {
    /// The days, in order.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let last = self.last;
        std::iter::successors(Some(self.first), |day| day.plus_days(1)).take_while(move |day| *day <= last)
    }
}
