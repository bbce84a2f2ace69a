//! What is said of each problem, in both languages.
use super::SyntaxProblem;
use crate::{diagnostic::Severity, vocabulary::chinese};

/// Everything to say about one variant.
pub(super) struct Entry {
    pub code: &'static str,
    pub severity: Severity,
    pub message: (String, String),
    pub help: Option<(String, String)>,
}

fn error(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Entry {
    Entry { code, severity: Severity::Error, message: (zh.into(), en.into()), help: None }
}

impl Entry {
    fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some((zh.into(), en.into()));
        self
    }

    fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}

/// The modal words, as told to people.
const MODALS: &str = "由、可以、也可、可由、须、不得、严禁、禁止、应当、必须、视为、是指、由…组成、每…";

impl SyntaxProblem {
    pub(super) fn entry(&self) -> Entry {
        match self {
            Self::NulByte
            | Self::TooLarge { .. }
            | Self::Empty
            | Self::NoOpening { .. }
            | Self::UnknownField { .. }
            | Self::NoTitle
            | Self::DuplicateField { .. } => self.of_file(),
            Self::TooDeep
            | Self::TooLong { .. }
            | Self::LookAlike { .. }
            | Self::Unclosed { .. }
            | Self::Unopened { .. }
            | Self::MissingStop
            | Self::HalfStop
            | Self::CommentBehind => self.of_characters(),
            Self::DuplicateArticle { .. }
            | Self::ArticleOrder { .. }
            | Self::MissingArticles { .. }
            | Self::PieceOutside
            | Self::ParagraphOrder { .. }
            | Self::TextAfterArticle
            | Self::BadPartName { .. } => self.of_articles(),
            Self::BadNumeral { .. }
            | Self::BadDate { .. }
            | Self::Unexpected { .. }
            | Self::KeywordHere { .. }
            | Self::Unfinished { .. }
            | Self::NoModal { .. }
            | Self::MixedJoints
            | Self::BadShare { .. } => self.of_words(),
            Self::ListTooShort { .. }
            | Self::ItemOutOfTurn { .. }
            | Self::TooFewOptions
            | Self::OptionOutside
            | Self::NotAClause
            | Self::NothingBefore { .. } => self.of_lists(),
            Self::LineOutside { .. } | Self::NoQuestionMark | Self::NoDate | Self::Internal => self.of_cases(),
        }
    }

    /// The file as a whole, and its head.
    fn of_file(&self) -> Entry {
        match self {
            Self::NulByte => {
                error("S002", "文件里有空字符（U+0000），不是文字文件", "the file holds a NUL byte and is not a text file")
                    .help("请检查是否选错了文件。", "Check that this is the file you meant.")
            }
            Self::TooLarge { bytes } => error(
                "S003",
                format!("文件有 {} MiB，超过 16 MiB 的上限", bytes >> 20),
                format!("the file has {} MiB, more than the limit of 16 MiB", bytes >> 20),
            )
            .help("请把文件按章拆开。", "Split the file by chapters."),
            Self::Empty => error("S009", "文件是空的", "the file is empty").help(
                "规则文件以「规则 名称」开头，案例文件以「案例」或「情形」开头。",
                "A rulebook begins with `规则 title`, a case file with `案例` or `情形`.",
            ),
            Self::NoOpening { found } => {
                error("S010", format!("文件不能以「{found}」开头"), format!("a file cannot begin with `{found}`")).help(
                    "规则文件以「规则 名称」开头，案例文件以「案例」或「情形」开头。",
                    "A rulebook begins with `规则 title`, a case file with `案例` or `情形`.",
                )
            }
            Self::UnknownField { field, near } => {
                let entry =
                    error("S011", format!("文件头没有「{field}」这一项"), format!("`{field}` is not a field of the header"));
                match near {
                    Some(near) => entry.help(format!("您是不是想写「{near}」？"), format!("Did you mean `{near}`?")),
                    None => entry.help(
                        format!("可写的有：{}；文件头之后请空一行。", super::super::FIELDS.join("、")),
                        format!("The fields are {}; leave a blank line after the header.", super::super::FIELDS.join(" ")),
                    ),
                }
            }
            Self::NoTitle => error("S035", "「规则」后面没有名称", "`规则` has no title behind it").help(
                "请写规则的全称，例如「规则 资阳市人民政府工作规则」。",
                "Write the full title, such as `规则 资阳市人民政府工作规则`.",
            ),
            Self::DuplicateField { field } => {
                error("S036", format!("文件头里「{field}」写了两次"), format!("the field `{field}` stands twice in the header"))
                    .help("请删去其中一行。", "Delete one of the lines.")
            }
            _ => internal(),
        }
    }

    /// Characters, brackets, stops.
    fn of_characters(&self) -> Entry {
        match self {
            Self::TooDeep => error("S004", "括号嵌套超过 100 层", "brackets are nested more than 100 deep")
                .help("请把条件拆成几句，或改用列举。", "Split the condition, or use a list."),
            Self::TooLong { kib } => error(
                "S034",
                format!("这一句有 {kib} KiB，超过 64 KiB 的上限"),
                format!("this sentence has {kib} KiB, more than the limit of 64 KiB"),
            )
            .help("请检查是否漏了「。」，或把它拆成几句。", "Look for a missing `。`, or split the sentence."),
            Self::LookAlike { found, meant: Some(meant) } => error(
                "S005",
                format!("「{found}」（U+{:04X}）看起来像「{}」，却是另一个字符", *found as u32, shown(*meant)),
                format!("`{found}` (U+{:04X}) looks like `{}` but is another character", *found as u32, shown(*meant)),
            )
            .help(
                format!("这常见于从 PDF 复制的文字，请改成「{}」。", shown(*meant)),
                format!("This happens with text copied from PDF; write `{}`.", shown(*meant)),
            ),
            Self::LookAlike { found, meant: None } => error(
                "S005",
                format!("这里有看不见的字符（U+{:04X}）", *found as u32),
                format!("there is an invisible character here (U+{:04X})", *found as u32),
            )
            .help("请把它删去。", "Delete it."),
            Self::Unclosed { opener } => {
                error("S006", format!("「{opener}」没有配对的右半边"), format!("`{opener}` is never closed")).help(
                    format!("请在合适的地方补上「{}」。", super::super::scan::partner(*opener)),
                    format!("Add `{}` where it belongs.", super::super::scan::partner(*opener)),
                )
            }
            Self::Unopened { closer } => {
                error("S007", format!("「{closer}」没有配对的左半边"), format!("`{closer}` closes nothing")).help(
                    format!("请补上「{}」，或删去这个符号。", super::super::scan::partner(*closer)),
                    format!("Add `{}` or delete this mark.", super::super::scan::partner(*closer)),
                )
            }
            Self::MissingStop => error("S008", "这一句没有以「。」结束", "this sentence does not end with `。`")
                .help("请在句末加上「。」。", "Put `。` at its end."),
            Self::HalfStop => error("S038", "句末写的是「.」，不是「。」", "the sentence ends with `.` instead of `。`")
                .help("请改成「。」。", "Write `。`."),
            Self::CommentBehind => error("S039", "注释要单独成行", "a comment stands on a line of its own")
                .help("请把「//」「注：」移到下一行，放在行首。", "Move it to the next line."),
            _ => internal(),
        }
    }

    /// Articles and paragraphs.
    fn of_articles(&self) -> Entry {
        match self {
            Self::DuplicateArticle { article } => {
                error("S012", format!("{article}出现了两次"), format!("{article} stands here a second time"))
                    .help("同一条的款写「第二款」，不必再写条号。", "For a further paragraph of the article write `第二款`.")
            }
            Self::ArticleOrder { article, before } => {
                error("S013", format!("{article}排在{before}之后"), format!("{article} stands after {before}"))
                    .help("请按原文的顺序排列各条。", "Put the articles in the order of the document.")
            }
            Self::MissingArticles { from, to } if from == to => {
                error("S014", format!("缺{from}"), format!("{from} is missing")).warning()
            }
            Self::MissingArticles { from, to } => {
                error("S014", format!("缺{from}至{to}"), format!("{from} to {to} are missing")).warning()
            }
            Self::PieceOutside => error("S015", "这里不在任何一条之内", "this stands outside any article").help(
                "请先写条号，例如「第一条」，单独成行。",
                "Write the article number on a line of its own before it, such as `第一条`.",
            ),
            Self::ParagraphOrder { number, wanted } => error(
                "S016",
                format!("这里应是第{}款，写的是第{}款", chinese(*wanted), chinese(*number)),
                format!("paragraph {wanted} should stand here, not {number}"),
            )
            .help("第一款不必写款号，其后各款依次编号。", "The first paragraph needs no line, the others follow in order."),
            Self::TextAfterArticle => {
                error("S017", "条号、款号应当单独成行", "the number of an article or paragraph stands on a line of its own").help(
                    "请把条号之后的文字移到下一行，原文前加「>」。",
                    "Move the words to the next line, the official text after `>`.",
                )
            }
            Self::BadPartName { name } => {
                error("S040", format!("「{name}」不能作条目的名称"), format!("`{name}` cannot be the name of parts")).help(
                    "请写不带号数的名称，最多八个汉字，例如「条目 任务、保障措施」。",
                    "Write names without numbers, of at most eight characters, such as `条目 任务、保障措施`.",
                )
            }
            _ => internal(),
        }
    }

    /// The words of a sentence.
    fn of_words(&self) -> Entry {
        match self {
            Self::BadNumeral { text } => {
                error("S018", format!("「{text}」不是可用的整数"), format!("`{text}` is not a usable whole number")).help(
                    "请用阿拉伯数字，或完整的中文数字，例如「一百二十」。",
                    "Use digits or the full Chinese numeral, such as 一百二十.",
                )
            }
            Self::BadDate { text } if text.is_empty() => error("S019", "这里没有写日期", "the date is missing")
                .help("日期写作「2017年9月12日」或「2017-09-12」。", "Write 2017年9月12日 or 2017-09-12."),
            Self::BadDate { text } => error("S019", format!("「{text}」不是日期"), format!("`{text}` is not a date"))
                .help("日期写作「2017年9月12日」或「2017-09-12」。", "Write 2017年9月12日 or 2017-09-12."),
            Self::Unexpected { found, statement, runs_on, expected } => error(
                "S020",
                format!("{}读到「{found}」就读不下去了", statement.0),
                format!("{} cannot go on with `{found}`", statement.1),
            )
            .maybe(go_on(*runs_on, expected)),
            Self::KeywordHere { keyword, statement, runs_on, expected } => error(
                "S021",
                format!("关键词「{keyword}」不能出现在{}的这个位置", statement.0),
                format!("the keyword `{keyword}` cannot stand at this place of {}", statement.1),
            )
            .maybe(go_on(*runs_on, expected)),
            Self::Unfinished { statement, expected } => {
                error("S022", format!("{}没有写完", statement.0), format!("{} is not finished", statement.1))
                    .maybe(go_on(false, expected))
            }
            Self::NoModal { glued: Some((word, modal)) } => {
                error("S023", "这一句没有情态词，看不出是哪一类规定", "this sentence has no modal word, so its kind is open")
                    .help(
                        format!("「{word}」里的「{modal}」前后要有空格，关键词才算一个词。"),
                        format!("Put blanks around `{modal}` in `{word}`: a keyword must be a whole word."),
                    )
            }
            Self::NoModal { glued: None } => {
                error("S023", "这一句没有情态词，看不出是哪一类规定", "this sentence has no modal word, so its kind is open")
                    .help(
                        format!("情态词有：{MODALS}；不执行的原文写「宣示：理由。」或「人定：说明。」。"),
                        format!("The modal words are {MODALS}; text that is not executed takes `宣示：` or `人定：`."),
                    )
            }
            Self::MixedJoints => error("S024", "同一层里又用「且」又用「或」", "`且` and `或` are mixed at one level").help(
                "请用括号分层，例如「甲，且 （乙，或 丙）」。",
                "Group with brackets that have a blank before them: `φ，且 （ψ，或 χ）`.",
            ),
            Self::BadShare { text } => {
                error("S026", format!("「{text}」不是可用的比例"), format!("`{text}` is not a usable share")).help(
                    "比例写作「半数以上」「过半数」「三分之二以上」，前面用「达到」。",
                    "Write 半数以上, 过半数 or 三分之二以上 after 达到.",
                )
            }
            _ => internal(),
        }
    }

    /// Lists, readings, and what belongs to another sentence.
    fn of_lists(&self) -> Entry {
        match self {
            Self::ListTooShort { wanted, items } => error(
                "S025",
                format!("要求具备 {wanted} 项，列出的有 {items} 项"),
                format!("{wanted} items are asked for and {items} are listed"),
            )
            .help("请改项数，或补足各项。", "Change the number or add items."),
            Self::ItemOutOfTurn { found, expected } => error(
                "S037",
                format!("项号「{found}」不接上文，这里应当是第 {expected} 项"),
                format!("item {found} is out of turn, item {expected} is next"),
            )
            .help(
                "各项依次编号；项里再分项的，用（1）（2）。",
                "Number the items in turn; a list inside an item takes （1）（2）.",
            ),
            Self::TooFewOptions => {
                error("S027", "读法、约定的选项不足两个", "a reading or convention needs two options or more, a convention one")
                    .help(
                        "读法至少写「其一」「其二」两个，约定至少写「其一」。",
                        "Give a reading 其一 and 其二, a convention at least 其一.",
                    )
            }
            Self::OptionOutside => {
                error("S028", "「其一」上面没有「读法」或「约定」", "this option belongs to no reading or convention")
                    .help("请先写「读法〔原文的词〕」，单独成行。", "Write `读法〔words〕` on a line of its own before it.")
            }
            Self::NotAClause => error("S029", "选项里只能写规定", "an option holds clauses only")
                .help("请把这一句移到读法之外。", "Move the sentence out of the block."),
            Self::NothingBefore { words } => error(
                "S030",
                format!("「{words}」前面没有它所属的句子"),
                format!("the sentence that `{words}` belongs to is missing"),
            )
            .help("「依据」跟在约定之后，「不再进行」跟在程序之后。", "`依据` follows a convention, `不再进行` a procedure."),
            _ => internal(),
        }
    }

    /// Cases; and the program itself.
    fn of_cases(&self) -> Entry {
        match self {
            Self::LineOutside { word } if word == "规则" => {
                error("S031", "「规则」这一行不能放在这里", "a line `规则` cannot stand here")
                    .help("一个文件只写一部规则，「规则」放在最前面。", "A file holds one rulebook, and `规则` opens it.")
            }
            Self::LineOutside { word } => {
                error("S031", format!("「{word}」这一行不能放在这里"), format!("a line `{word}` cannot stand here")).help(
                    "案例的顺序是：案例、适用、情形、事实，然后问、答、据，再后反事实。",
                    "The order is 案例, 适用, 情形, facts, then 问, 答, 据, then 反事实.",
                )
            }
            Self::NoQuestionMark => error("S032", "「问」这一行没有以「？」结束", "the question does not end with `？`")
                .help("请在问句末加上「？」。", "Put `？` at its end."),
            Self::NoDate => error("S033", "案例没有写「情形」和日期", "the case has no `情形` with a date")
                .help("请写「情形 2019年3月12日」。", "Write `情形 2019年3月12日`."),
            _ => internal(),
        }
    }
}

fn internal() -> Entry {
    error("S099", "程序内部出错，读不懂这一句", "the program failed to read this sentence")
        .help("请把这一句和所在的文件发给我们。", "Please send us this sentence and the file.")
}

impl Entry {
    fn maybe(mut self, help: Option<(String, String)>) -> Self {
        self.help = help;
        self
    }
}

fn go_on(runs_on: bool, expected: &[&'static str]) -> Option<(String, String)> {
    if runs_on {
        return Some(("上一行末尾可能漏了「。」。".to_owned(), "Perhaps the line before lacks its `。`.".to_owned()));
    }
    let list = expected.join("」「");
    (!expected.is_empty()).then(|| (format!("这里可以写：「{list}」。"), format!("Here may stand: `{}`.", expected.join("` `"))))
}

/// A character as shown in a message: a blank has a name.
fn shown(c: char) -> String {
    if c == ' ' { "空格".to_owned() } else { c.to_string() }
}
