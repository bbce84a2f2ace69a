//! SHARED WORDS of the trade: citations, dates, numerals. No syntax and no evaluation.
mod article;
mod citation;
mod date;
mod moment;
mod numeral;
mod unit;
mod verdict;

pub use article::Article;
pub use citation::{Citation, Locus};
pub use date::Date;
pub use moment::Moment;
pub use numeral::{chinese, parse_numeral};
pub use unit::TimeUnit;
pub use verdict::{Family, Verdict};
