//! What can be wrong with a table.
use super::{JsonFault, Place};
use crate::diagnostic::{Kind, Lang, Severity};

/// A problem of a table or a value in it. Each variant's comment is the smallest thing that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields are explained by the message")]
pub enum LedgerProblem {
    /// an empty file, or no row with the names that are looked for
    NoHeader { known: Vec<String>, looks: Option<Looks> },
    /// `日期,日期`
    SameHeader { name: String },
    /// `甲` below `日期,事项`
    FewerCells { found: usize, expected: usize, cut: bool },
    /// `甲,乙,丙` below `日期,事项`
    MoreCells { found: usize, expected: usize },
    /// a value below no name
    NoName,
    /// `"甲` and nothing that closes it
    OpenQuote,
    /// `"甲"乙`
    AfterQuote,
    /// a byte that belongs to no character
    BadBytes,
    /// a zero byte
    Nul,
    /// more than 32,767 characters in a cell, or a row of more than a mebibyte
    TooLong,
    /// `{"日期": ` as a line
    NotJson { fault: JsonFault, at: usize, found: Option<char> },
    /// `{"日期": 1, "日期": 2}`
    SameKey { name: String },
    /// `{"会议": {"名称": "例会"}}`
    Nested { name: String },
    /// cells merged
    Merged,
    /// a formula whose result is not stored
    NoResult,
    /// formulas, whose stored results were taken
    Formulas { count: u64 },
    /// `#REF!`
    CellError { error: String },
    /// another size or time at the end than at the beginning
    Changed,
    /// a file that cannot be read
    Unreadable { why: Why },
    /// a file of another kind
    WrongKind { zh: &'static str, en: &'static str },
    /// a workbook whose inside is damaged
    Damaged,
    /// a workbook that asks for a password
    Password,
    /// a sheet of the options that is not there
    NoSheet { name: String },
    /// `二月三十`
    NotADate { text: String },
    /// `九人`
    NotANumber { text: String },
    /// `也许`
    NotYesOrNo { text: String },
    /// more cells in a sheet than are kept
    TooLarge,
    /// a table that has not all columns of any form
    OtherColumns { missing: Vec<String> },
    /// a name that is not in the roster, or no value of a list
    NotKnown { text: String, kind: String, near: Option<String> },
    /// the name of a meeting where a document is wanted
    OfAnotherKind { text: String, kind: String },
    /// a word that the column does not have
    NotOneOf { text: String, words: Vec<String> },
    /// a day, or the body, that a row needs
    EmptyCell,
    /// a row of which nothing is said
    SaysNothing,
    /// `2023-05-02` to `2023-05-01`
    DatesReversed { from: String, until: String },
    /// a second row of what belongs to one row
    SameItem { text: String, first: Box<Place> },
    /// a row that is the same as another in all its cells
    SameRow { first: Box<Place> },
    /// a row that says what another denies
    Contradicts,
    /// two lists of hundreds of names in one row
    TooManySaid,
    /// a table that has all columns of two forms
    SeveralForms { forms: Vec<String> },
    /// a day filled in, and not who did it
    LackingFor { name: String },
    /// `甲、乙` where one judges
    SeveralJudges,
    /// a character that nobody sees
    Control,
    /// a sheet called 填表说明
    LeftOut { because: Left },
    /// a sheet that is hidden, with a header
    Hidden,
    /// a pipe into which somebody writes without end
    Endless { mebibytes: u64 },
    /// `到会` below a header in which it should stand
    TwoRows { names: Vec<String> },
    /// a row that was lost: a fault of this program
    Miscounted { read: u64, taken: u64, reported: u64 },
}

/// How the beginning of a text was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looks {
    /// The encoding that was taken for its.
    pub encoding: &'static str,
    /// What stands first, read so.
    pub first: String,
}

/// Why a sheet is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// It is called 说明, README and the like.
    Named,
    /// Nothing stands in it but notes, each with `注：`.
    Notes,
    /// It is hidden, and no table.
    Hidden,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// There is none.
    Gone,
    /// It may not be opened.
    Denied,
    /// What the system says.
    Other(String),
}

impl From<&std::io::Error> for Why {
    fn from(error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::Gone,
            std::io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Other(error.to_string()),
        }
    }
}

impl Why {
    pub(super) fn told(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Gone, Lang::Zh) => "找不到这个文件".to_owned(),
            (Self::Gone, Lang::En) => "there is no such file".to_owned(),
            (Self::Denied, Lang::Zh) => "没有权限打开".to_owned(),
            (Self::Denied, Lang::En) => "permission is denied".to_owned(),
            (Self::Other(said), Lang::Zh) => format!("系统说「{said}」"),
            (Self::Other(said), Lang::En) => said.clone(),
        }
    }
}

impl Left {
    pub(super) fn chinese(self) -> &'static str {
        match self {
            Self::Named => "从名称看是说明",
            Self::Notes => "里面只有行首写着「注：」的说明",
            Self::Hidden => "是隐藏的，又没有表头",
        }
    }

    pub(super) fn english(self) -> &'static str {
        match self {
            Self::Named => "its name says that it holds explanations",
            Self::Notes => "nothing stands in it but notes that begin with `注：`",
            Self::Hidden => "it is hidden and has no header",
        }
    }
}

use LedgerProblem as P;

impl Kind for LedgerProblem {
    fn code(&self) -> &'static str {
        match self {
            P::NoHeader { .. } => "D001",
            P::SameHeader { .. } => "D002",
            P::FewerCells { .. } => "D003",
            P::MoreCells { .. } => "D004",
            P::NoName => "D005",
            P::OpenQuote => "D006",
            P::AfterQuote => "D007",
            P::BadBytes => "D008",
            P::Nul => "D009",
            P::TooLong => "D010",
            P::NotJson { .. } => "D011",
            P::SameKey { .. } => "D012",
            P::Nested { .. } => "D013",
            P::Merged => "D014",
            P::NoResult => "D015",
            P::Formulas { .. } => "D016",
            P::CellError { .. } => "D017",
            P::Changed => "D018",
            P::Unreadable { .. } => "D019",
            P::WrongKind { .. } => "D020",
            P::Password => "D021",
            P::NoSheet { .. } => "D022",
            P::NotADate { .. } => "D023",
            P::NotANumber { .. } => "D024",
            P::NotYesOrNo { .. } => "D025",
            P::TooLarge => "D026",
            P::Damaged => "D027",
            P::OtherColumns { .. } => "D028",
            P::NotKnown { .. } => "D029",
            P::OfAnotherKind { .. } => "D030",
            P::NotOneOf { .. } => "D031",
            P::EmptyCell => "D032",
            P::SaysNothing => "D033",
            P::DatesReversed { .. } => "D034",
            P::SameItem { .. } => "D035",
            P::Contradicts => "D036",
            P::TooManySaid => "D037",
            P::SameRow { .. } => "D038",
            P::SeveralForms { .. } => "D042",
            P::LackingFor { .. } => "D039",
            P::SeveralJudges => "D040",
            P::Control => "D041",
            P::LeftOut { .. } => "D043",
            P::Hidden => "D044",
            P::Endless { .. } => "D045",
            P::TwoRows { .. } => "D046",
            P::Miscounted { .. } => "D047",
        }
    }

    fn message(&self, lang: Lang) -> String {
        if lang == Lang::Zh { self.chinese() } else { self.english() }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        let (zh, en) = self.helps();
        Some(if lang == Lang::Zh { zh } else { en }.to_owned())
    }

    fn severity(&self) -> Severity {
        let light = matches!(self, P::Formulas { .. } | P::SameRow { .. }) || self.is_note();
        if light { Severity::Warning } else { Severity::Error }
    }
}

impl LedgerProblem {
    /// Whether nothing is wrong: it is told so that whoever reads the outcome knows what it was made from.
    pub fn is_note(&self) -> bool {
        matches!(self, P::LeftOut { .. } | P::Hidden)
    }

    /// What went wrong when a file was read.
    pub(super) fn reading(error: &std::io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<super::reader::TooMuch>()) {
            Some(_) => P::Endless { mebibytes: super::reader::MOST_OF_A_PIPE >> 20 },
            None => P::Unreadable { why: Why::from(error) },
        }
    }
}

impl std::fmt::Display for LedgerProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.chinese())
    }
}

impl std::error::Error for LedgerProblem {}
