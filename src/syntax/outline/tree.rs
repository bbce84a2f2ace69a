//! The tree of an outline.
use crate::source::Span;
use crate::syntax::tree::{HeaderLine, Phrase, Word};

/// An outline.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// The title of the report.
    pub title: Word,
    /// `主体 …`, `文号 …`.
    pub header: Vec<HeaderLine>,
    /// All else, in order.
    pub lines: Vec<OutlineLine>,
}

/// A line of an outline.
#[derive(Debug, Clone, PartialEq)]
pub enum OutlineLine {
    /// `一、会议运行` (level 1), `（一）会议次数` (level 2), as written.
    Heading {
        /// 1 or 2.
        level: u8,
        /// The whole line.
        text: Word,
    },
    /// `适用 《甲》、《乙》。`: what follows, up to the next heading of this level, is for these rulebooks.
    Applies(Vec<Word>),
    /// A statement.
    Statement {
        /// Where.
        at: Span,
        /// What.
        kind: OutlineKind,
    },
}

/// A statement of an outline.
#[derive(Debug, Clone, PartialEq)]
pub enum OutlineKind {
    /// `文：全年召开会议〔会议次数〕。`
    Prose(Word),
    /// `填写 总体评价：…。`
    Blank {
        /// What is to be filled in.
        name: Word,
        /// What it should say.
        hint: Option<Word>,
    },
    /// `问题清单。`
    Findings,
    /// `待办。`
    Pending,
    /// `指标 会议次数：…。`
    Figure {
        /// Its name.
        name: Word,
        /// What it is.
        what: Figure,
    },
    /// `表 会议次数：… 的 次数，按 种类 和 月 分列。`
    Table {
        /// Its caption.
        name: Word,
        /// What is counted.
        what: Measured,
        /// One or two ways to divide it.
        by: Vec<Word>,
    },
    /// `清单 会议：召开 会议；列 主持人：主持 该会议。`
    List {
        /// Its caption.
        name: Word,
        /// What is listed.
        of: Selected,
        /// What is told of each.
        columns: Vec<Column>,
    },
    /// `核对 会议：召开 会议。`, `核对 纪要：《某规则》第二十条。`
    Check {
        /// Its caption.
        name: Word,
        /// What is looked at.
        what: Looked,
    },
    /// `全部 文件都经审查：发布 文件，均 审查 该文件。`
    All {
        /// What is claimed.
        name: Word,
        /// Of what.
        of: Selected,
        /// That each of them has.
        each: Phrase,
    },
}

/// What a figure is.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// So many.
    Count(Measured),
    /// `甲 占 乙 的 比例`, of two figures.
    Share {
        /// The part.
        part: Word,
        /// The whole.
        whole: Word,
    },
    /// `… 的 合规率`: how many of those looked at were in order.
    Kept(Looked),
    /// `… 的 按期率`: how many of those with a limit were in time.
    Timely(Looked),
}

/// What is measured, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What.
    pub of: Selected,
    /// How.
    pub measure: Measure,
}

/// Sentences on record.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// 截至期末: all up to the end of the period, not only those of the period.
    pub up_to_end: bool,
    /// The sentence.
    pub sentence: Phrase,
    /// 其中: only those of which this holds as well.
    pub among: Vec<Phrase>,
}

/// How sentences on record are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 次数
    Times,
    /// 件数, 个数, 项数
    Pieces,
    /// 人数: the people, each once.
    People,
    /// 合计: the numbers added up.
    Sum,
    /// 日期, of a column.
    Days,
    /// The names, of a column.
    Names,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its heading.
    pub name: Word,
    /// The sentence whose open places are shown.
    pub sentence: Phrase,
    /// What is shown.
    pub measure: Measure,
}

/// What is looked at: the clauses at some places, or whatever follows from sentences on record.
#[derive(Debug, Clone, PartialEq)]
pub enum Looked {
    /// 《某规则》第二十条
    Places(Vec<Word>),
    /// A sentence.
    Sentence(Phrase),
}
