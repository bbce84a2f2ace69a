//! CALENDARS: which days are worked, which are holidays, and how a period is counted.
//!
//! One readable file a year under `日历/` lists what departs from Monday to Friday, as the State Council's notice has it. The
//! years 2004 to 2026 are built in; a user adds years and local holidays with files of the same form. A year without a file is
//! unknown and never guessed.
//!
//! ```
//! use guiju::calendar::{Calendar, Term, Unit};
//! use guiju::vocabulary::Date;
//!
//! let calendar = Calendar::embedded();
//! let day = Date::new(2017, 1, 20).ok_or("no such day")?;
//! let count = calendar.forward(day, Term::new(10, Unit::WorkingDays))?;
//! assert_eq!(count.due, Date::new(2017, 2, 8).ok_or("no such day")?);
//! assert_eq!(count.skipped[0].name.as_deref(), None); // Saturday 21 January; Sunday 22 is worked
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
mod count;
mod embedded;
mod problem;
mod read;
mod shelf;
mod told;
mod year;

pub use count::{Count, Moved, Rest, Stretch, Term, Uncounted, Unit};
pub use problem::CalendarProblem;
pub use shelf::Calendar;
pub use year::Day;
