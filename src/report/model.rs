//! The report as data. What is rendered is read from here and from nowhere else.
use crate::answer::{Cite, Due};
use crate::diagnostic::Lang;
use crate::vocabulary::Verdict;
use indexmap::IndexMap;
use serde::Serialize;

/// A report on one year.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// The year.
    pub year: i16,
    /// The language of its own words; those of the outline and the ledger stay as they are.
    #[serde(serialize_with = "language")]
    pub lang: Lang,
    /// What it rests on.
    pub cover: Cover,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// Every figure, with the events it was computed from.
    pub figures: Vec<Figure>,
    /// The events on record that the report refers to, by number.
    pub events: Vec<Event>,
}

/// What a report rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Cover {
    /// Whose report it is; none: to be filled in.
    pub subject: Option<String>,
    /// First day of the period.
    pub from: String,
    /// Last day of the period.
    pub until: String,
    /// The day up to which the record was looked at.
    pub as_of: Option<String>,
    /// The rulebooks.
    pub documents: Vec<Document>,
    /// The calendars of working days.
    pub calendars: Vec<Calendar>,
    /// How doubtful words were understood.
    pub conventions: Vec<Convention>,
    /// Headings of the outline that are for rulebooks not used here.
    pub left_out: Vec<String>,
    /// How many acts, duties and windows had each verdict.
    pub verdicts: IndexMap<Verdict, usize>,
    /// SHA-256 of the ledger.
    pub ledger: String,
    /// Of tables: how many rows it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Rows>,
    /// Records that were declared complete for the whole period.
    pub complete: Vec<String>,
}

/// The rows of a ledger of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rows {
    /// Rows read.
    pub read: u64,
    /// Rows that something is wrong with: nothing of them is in the report.
    pub left_out: u64,
}

/// A rulebook.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Its number (文号).
    pub number: Option<String>,
    /// In force from this day.
    pub from: Option<String>,
    /// `from` is the day of issue: no commencement is written.
    pub from_issue: bool,
    /// No longer in force from this day.
    pub until: Option<String>,
    /// In force for the whole period, for a part of it (`false`), or not at all.
    pub throughout: Option<bool>,
    /// SHA-256 of its text.
    pub sha256: String,
}

/// The calendar of a year.
#[derive(Debug, Clone, Serialize)]
pub struct Calendar {
    /// The year.
    pub year: i16,
    /// The notices it rests on; empty: the year is not known, and no working day of it was counted.
    pub notices: Vec<String>,
}

/// How doubtful words were understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Convention {
    /// The words.
    pub words: String,
    /// How.
    pub option: String,
    /// The legal basis.
    pub basis: Option<String>,
    /// Some finding would be another otherwise.
    pub decisive: bool,
}

/// A part of the report.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "block")]
pub enum Block {
    /// A heading of the first or second level.
    Heading {
        /// 1 or 2.
        level: u8,
        /// As the outline has it.
        text: String,
    },
    /// Text with figures in it.
    Prose {
        /// Its pieces.
        runs: Vec<Run>,
    },
    /// Figures, by number.
    Figures {
        /// Their numbers.
        figures: Vec<usize>,
    },
    /// A table.
    Table(Table),
    /// To be filled in by people.
    Blank {
        /// What.
        name: String,
        /// What it should say.
        hint: Option<String>,
    },
    /// The findings of the audit, in columns.
    Findings {
        /// 违反, 偏离, 缺事实, 规则空白, 规则冲突, and what is outstanding.
        columns: Vec<Column>,
    },
    /// What is owed.
    Pending {
        /// Duties not done.
        duties: Vec<Due>,
    },
}

/// A piece of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// Words.
    Text(String),
    /// The value of the figure of this number.
    Figure(usize),
}

/// Something that was counted.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// Its number in the report.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// How it is counted, as the outline has it.
    pub basis: String,
    /// What came out.
    pub value: Value,
    /// 次, 件, 人 …
    pub unit: String,
    /// What must be told with it.
    pub notes: Vec<String>,
    /// The numbers of the events it was computed from.
    pub events: Vec<usize>,
}

/// The value of a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "value")]
pub enum Value {
    /// Nothing is on record and nobody has declared the record complete: not zero.
    NoRecord,
    /// Nothing was to be looked at.
    Nothing,
    /// So many at least; with those of which it is not known, so many at most.
    Number {
        /// Certainly.
        at_least: f64,
        /// Perhaps.
        at_most: f64,
    },
    /// So many of so many.
    Share {
        /// The part.
        part: f64,
        /// The whole.
        whole: f64,
    },
    /// Whether something holds of all.
    Claim {
        /// It does, does not, or cannot be told.
        holds: Option<bool>,
        /// Of so many.
        whole: usize,
        /// Those of which it does not hold, or is not known.
        lacking: Vec<String>,
    },
}

/// A table.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// Its number in the report.
    pub number: usize,
    /// Its caption.
    pub name: String,
    /// The headings of its columns.
    pub head: Vec<String>,
    /// How wide each column is, in parts of the whole.
    pub widths: Vec<u32>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
    /// What must be told with it.
    pub notes: Vec<String>,
    /// Its cells are counted, and listed with their events.
    pub counted: bool,
    /// What is said where it has no rows.
    #[serde(skip)]
    pub empty: String,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// The numbers of the events it rests on.
    pub events: Vec<usize>,
}

/// Findings of one sort.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// The verdict.
    pub verdict: Verdict,
    /// 违反（硬性） …
    pub name: String,
    /// What was found.
    pub findings: Vec<Found>,
}

/// A finding, or several of one kind at one place.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// The events: number where it is one on record, day, sentence.
    pub events: Vec<Occurrence>,
    /// What was looked at.
    pub about: String,
    /// Why it was refused.
    pub ground: Option<String>,
    /// The places with the words relied on.
    pub citations: Vec<Cite>,
    /// Why, sentence by sentence.
    pub reasons: Vec<String>,
    /// What would settle it.
    pub missing: Vec<String>,
}

/// An event of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// Its number; none of a window of time.
    pub number: Option<usize>,
    /// When.
    pub on: Option<String>,
    /// What.
    pub event: String,
}

/// An event on record.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    /// Its number.
    pub number: usize,
    /// When; none: not written.
    pub on: Option<String>,
    /// Until when, of what is said of an interval.
    pub until: Option<String>,
    /// The sentence.
    pub sentence: String,
}

fn language<S: serde::Serializer>(lang: &Lang, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if *lang == Lang::Zh { "zh" } else { "en" })
}
