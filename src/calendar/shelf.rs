//! The calendar: the years that are known.
use super::embedded::FILES;
use super::read::{self, File, Head};
use super::year::{Day, Year};
use super::{CalendarProblem as P, read::check};
use crate::diagnostic::{Problem, Problems};
use crate::source::Source;
use crate::vocabulary::Date;
use std::sync::{Arc, LazyLock};

/// The years that are known, each with its working days and holidays. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// By year, the first being [`FIRST`].
    years: Vec<Option<Arc<Year>>>,
}

/// The first year a calendar may have.
pub const FIRST: i16 = 1900;

static EMBEDDED: LazyLock<Calendar> = LazyLock::new(|| {
    let files = FILES.iter().map(|(name, text)| Source::new(*name, *text));
    // A test reads every file built in, so nothing is ever left out here.
    Calendar::default().with_all(files).unwrap_or_default()
});

impl Calendar {
    /// The calendar built in: 2004 to 2026, as the State Council's notices have it.
    pub fn embedded() -> Self {
        EMBEDDED.clone()
    }

    /// This calendar and a file: a whole year (年历), which replaces the year known so far, or a supplement to one (补充).
    /// Everything wrong with the file is told at once.
    pub fn with(&self, source: Arc<Source>) -> Result<Self, Problems> {
        self.with_all([source])
    }

    /// This calendar and several files, whole years first, then supplements, each in the order given.
    pub fn with_all(&self, sources: impl IntoIterator<Item = Arc<Source>>) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut files: Vec<File> = Vec::new();
        for source in sources {
            match read::file(&source) {
                Ok(file) => files.push(file),
                Err(found) => problems.append(found),
            }
        }
        files.sort_by_key(|file| file.head == Head::Supplement);
        let mut calendar = self.clone();
        for file in &files {
            calendar.enter(file, &mut problems);
        }
        if problems.is_empty() { Ok(calendar) } else { Err(problems) }
    }

    fn enter(&mut self, file: &File, problems: &mut Problems) {
        let base = match (file.head, self.year(file.year)) {
            (Head::Whole, _) => Year::plain(file.year),
            (Head::Supplement, Some(year)) => year.clone(),
            (Head::Supplement, None) => {
                return problems.push(Problem::new(P::NothingToSupplement { year: file.year }, &file.source, file.at));
            }
        };
        let found = check(file, &base);
        if found.is_empty() {
            let mut year = base;
            year.enter(file);
            self.put(file.year, year);
        }
        problems.append(found);
    }

    fn put(&mut self, number: i16, year: Year) {
        let Ok(at) = usize::try_from(number - FIRST) else { return };
        if self.years.len() <= at {
            self.years.resize(at + 1, None);
        }
        if let Some(place) = self.years.get_mut(at) {
            *place = Some(Arc::new(year));
        }
    }

    /// The table of a year.
    pub(super) fn year(&self, number: i16) -> Option<&Year> {
        self.years.get(usize::try_from(number.checked_sub(FIRST)?).ok()?)?.as_deref()
    }

    /// What is known of a day; none when its year has no file.
    pub fn day(&self, date: Date) -> Option<Day<'_>> {
        self.year(date.ymd().0)?.day(date)
    }

    /// The years that are known, in order.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        (FIRST..).zip(&self.years).filter(|(_, year)| year.is_some()).map(|(number, _)| number)
    }

    /// The notices a year rests on; empty when the year is unknown.
    pub fn notices(&self, year: i16) -> &[String] {
        self.year(year).map_or(&[], |year| &year.notices)
    }

    /// The files a year is made of, each with the beginning of the digest of its text, for the record of an answer.
    pub fn files(&self, year: i16) -> &[(String, String)] {
        self.year(year).map_or(&[], |year| &year.files)
    }
}
