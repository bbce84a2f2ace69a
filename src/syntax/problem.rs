//! The problems of this stage. Codes are never reused.
mod text;

use crate::{
    diagnostic::{Kind, Lang, Severity, shorten},
    vocabulary::Article,
};

/// What can be wrong with the form of a file. The example at each variant is the smallest text that triggers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyntaxProblem {
    /// `规则 甲` with a NUL byte behind it
    NulByte,
    /// A file of more than 16 MiB
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// A hundred and one `（` one in another
    TooDeep,
    /// A sentence of more than 64 KiB
    TooLong {
        /// Its size.
        kib: usize,
    },
    /// `由 市⻓ 签发 公文。`
    LookAlike {
        /// What stands there.
        found: char,
        /// What was probably meant; nothing for an invisible character.
        meant: Option<char>,
    },
    /// `由 市长（签发 公文。`
    Unclosed {
        /// The opening mark.
        opener: char,
    },
    /// `由 市长 签发 公文）。`
    Unopened {
        /// The closing mark.
        closer: char,
    },
    /// `由 市长 签发 公文` at the end of a file
    MissingStop,
    /// An empty file
    Empty,
    /// `由 市长 签发 公文。` as a whole file
    NoOpening {
        /// The first word of the file.
        found: String,
    },
    /// `  文浩 资府发〔2017〕34号` below `规则`
    UnknownField {
        /// The word.
        field: String,
        /// The field that was probably meant.
        near: Option<&'static str>,
    },
    /// `规则` without a title
    NoTitle,
    /// `  文号 …` a second time in a header
    DuplicateField {
        /// The word.
        field: String,
    },
    /// `第一条` a second time
    DuplicateArticle {
        /// The article.
        article: Article,
    },
    /// `第一条` after `第二条`
    ArticleOrder {
        /// The article.
        article: Article,
        /// The article before it.
        before: Article,
    },
    /// `第三条` right after `第一条`
    MissingArticles {
        /// The first that is missing.
        from: Article,
        /// The last that is missing.
        to: Article,
    },
    /// `条目 任务1` in a header
    BadPartName {
        /// The name.
        name: String,
    },
    /// `> 原文` before the first `第一条`
    PieceOutside,
    /// `第三款` right after the first paragraph
    ParagraphOrder {
        /// The number.
        number: u32,
        /// The number that would follow.
        wanted: u32,
    },
    /// `第一条 由 市长 签发 公文。`
    TextAfterArticle,
    /// `第一百二条`
    BadNumeral {
        /// What stands there.
        text: String,
    },
    /// `施行 2017年2月30日` or `情形 二月`
    BadDate {
        /// What stands there.
        text: String,
    },
    /// `见：第八条。`
    Unexpected {
        /// What stands there.
        found: String,
        /// In what, in Chinese and English.
        statement: (&'static str, &'static str),
        /// Whether a stop is probably missing on the line before.
        runs_on: bool,
        /// What could stand there.
        expected: Vec<&'static str>,
    },
    /// `由 市长 由 签发 公文。`
    KeywordHere {
        /// The keyword.
        keyword: String,
        /// In what, in Chinese and English.
        statement: (&'static str, &'static str),
        /// Whether a stop is probably missing on the line before.
        runs_on: bool,
        /// What could stand there.
        expected: Vec<&'static str>,
    },
    /// `由。`
    Unfinished {
        /// What, in Chinese and English.
        statement: (&'static str, &'static str),
        /// What could follow.
        expected: Vec<&'static str>,
    },
    /// `市长 签发 公文。`
    NoModal {
        /// A longer word that begins with, ends with or contains a modal word.
        glued: Option<(String, &'static str)>,
    },
    /// `召开 会议，须 甲 到会，且 乙 到会，或 丙 到会。`
    MixedJoints,
    /// `至少具备下列 三 项：（一）甲 到会；（二）乙 到会`
    ListTooShort {
        /// How many are wanted.
        wanted: u32,
        /// How many there are.
        items: usize,
    },
    /// `有下列情形之一：（一）甲 到会；（三）乙 到会`
    ItemOutOfTurn {
        /// The number as written.
        found: String,
        /// The number in turn.
        expected: u32,
    },
    /// `达到 组成人员 的 二分之三以上`
    BadShare {
        /// What stands there.
        text: String,
    },
    /// `读法〔等期间〕` with one `其一` below it
    TooFewOptions,
    /// `其一 甲：…` without `读法` or `约定` above it
    OptionOutside,
    /// `其一 只限列举：宣示：无。`
    NotAClause,
    /// `依据 《民法典》。` that follows no convention, or `… 不再进行。` that follows no procedure
    NothingBefore {
        /// The words.
        words: &'static str,
    },
    /// `答 可以` before any `问`
    LineOutside {
        /// The word that opens the line.
        word: String,
    },
    /// `问 本次会议 能否 召开` without `？`
    NoQuestionMark,
    /// `由 市长 签发 公文.`
    HalfStop,
    /// `由 市长 签发 公文。 // 说明`
    CommentBehind,
    /// `案例 ZV-01 …` with neither `情形` nor a date
    NoDate,
    /// A mismatch inside the program
    Internal,
}

impl SyntaxProblem {
    /// A clause without a modal word; a modal word that has grown into its neighbours is pointed out.
    pub(super) fn no_modal(text: &str) -> Self {
        Self::NoModal { glued: super::scan::glued_modal(text) }
    }
}

impl Kind for SyntaxProblem {
    fn code(&self) -> &'static str {
        self.entry().code
    }

    fn message(&self, lang: Lang) -> String {
        let (zh, en) = self.entry().message;
        shorten(if lang == Lang::Zh { &zh } else { &en })
    }

    fn help(&self, lang: Lang) -> Option<String> {
        self.entry().help.map(|(zh, en)| if lang == Lang::Zh { zh } else { en })
    }

    fn severity(&self) -> Severity {
        self.entry().severity
    }
}
