//! What can be wrong with names and sentences.
use super::help::is_joint;
use crate::diagnostic::{Kind, Lang, Severity, shorten};

/// What to do where 该X may mean several: zh, en.
pub const MEANT_BACK: (&str, &str) = ("请写出全名，如「该副市长」。", "Point back with the full word.");
/// What to do where a role word may be a role of several.
pub const MEANT_ROLE: (&str, &str) = ("请写全，如「该会议 的 成员」。", "Say of what it is: `该会议 的 成员`.");

/// A problem of resolution. Each variant's comment is the smallest text that has it.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "fields are explained by the message")]
pub enum ResolveProblem {
    /// `种类 甲，属于 乙。` where 乙 is declared nowhere
    UnknownName { name: String, near: Option<String> },
    /// `癸 到会 本次会议。` in a situation that does not say who 癸 is
    UnknownHere { name: String, near: Option<String> },
    /// `由 市长 飞到 月球。` where no pattern reads so
    UnknownSentence { words: String, near: Option<String> },
    /// `种类 甲。 职务 甲。`
    DeclaredTwice { name: String },
    /// a sentence that two patterns read alike
    Ambiguous { words: String, patterns: Vec<String> },
    /// `该会议` where no 会议 has been named
    NoAntecedent { word: String },
    /// `到会 的 组成人员` in a clause that names no 会议, or two
    Elided { sentence: String, kind: String, several: bool },
    /// `甲 到会 副市长。` where the hole wants a 会议
    WrongKind { noun: String, sentence: String, wanted: String },
    /// `种类 甲，属于 乙。 种类 乙，属于 甲。`
    KindCycle { name: String, office: bool },
    /// an act where a sentence without a doer stands
    NotAnAct { sentence: String },
    /// `句式 [人] 到会 [会议]；类：随便。`
    UnknownClass { class: String },
    /// a pattern that differs from an earlier one only in its holes
    PatternClash { pattern: String, other: String },
    /// `例外 第九百条：…`
    NoSuchPlace { place: String, clause: bool },
    /// `改文：第十二条：…` where two documents have one
    WhichDocument { place: String, documents: Vec<String> },
    /// `〔半数〕` that does not occur in the piece
    AnchorNotFound { words: String },
    /// `引用 《无》`
    UnknownDocument { title: String },
    /// `通过 今年`
    BadDate { text: String },
    /// `人 由 …，是指 …` whose head has a list or a second office
    BadHead { sentence: String },
    /// `副市长 共 3 人。` with four in the roster
    TooFewPeople { office: String, total: u32, named: u32 },
    /// `甲 到会。` and `甲 未到会。` in one situation
    Contradiction { sentence: String },
    /// `甲 到会 会议。` with two 会议
    WhichOne { kind: String },
    /// a question in none of the forms
    UnknownQuestion { words: String, near: Option<String> },
    /// `系 X` a construct this version does not evaluate in this place
    Unsupported { what: &'static str, english: &'static str },
    /// `甲 可以 不 报告。` in an article that does not demand it
    NothingToLift { act: String },
    /// `会期 不超过 2 小时` where the pattern reckons in 天
    WrongUnit { unit: String, wanted: String },
    /// `出现 第二条 情形` in 第三条, and the other way round
    CaseRing { ring: String },
    /// `φ 的，期限 可以 延长 15 日。` in an article without a limit in days
    NoLimit,
    /// more than 32767 names or 20,000 clauses
    TooLarge,
    /// `提示：…。` right below the official text
    NothingToNote,
    /// `第一条 优于 第二条。` where the two speak of different acts
    RankApart,
    /// `该人` in a clause about 市长 and 副市长; 成员, where a 会议 and a 机构 have 成员
    SeveralMeant { word: String, choices: Vec<String>, help: (&'static str, &'static str) },
    /// `市长 和 副市长 或 秘书长`
    MixedList { words: String },
    /// `因公以上`, where 因公 is no value of a 等级
    NotOrdered { word: String, list: String },
    /// `φ 的，由 市长 签发 公文；该公文 …`, where the second half carries no condition
    LooseBack { word: String },
    /// `副主任 外出 的，副主任 不得 签发 公文。`
    OfficeTwice { office: String },
    /// `会议 结束 的，应当 形成 该会议 纪要。`
    NoBearer { doer: String },
    /// `甲 或 乙 到会 会议。` as a fact
    OneOfSeveral { words: String },
    /// `撤去：甲 到会 会议。` where nobody said so
    NotOnRecord { sentence: String },
    /// `甲 外出（自 2024-05-01）` in a situation without a date.
    Undated,
    /// `甲 到会 会议 （自 2020年2月1日 至 2020年1月1日）。`
    DatesReversed { from: String, until: String },
    /// `由谁 召集、主持 会议？`
    SeveralActs { sentence: String },
    /// sixty-one 的 in one sentence
    TooMuch { what: &'static str, english: &'static str },
    /// `合计：评委 不少于 5 人。`
    BadSum,
    /// `第一条 优于 第二条。` where one of two definitions of a sentence only adds to it (视为)
    RankIdle,
    /// `φ，或 ψ 的，程序 上会 退回。`
    BackBy,
    /// `… 的，程序 上会 退回 第（九）项。` of a procedure of four steps
    NoSuchStep { step: u32, steps: u32 },
    /// `名册：市长 甲（至 2020年6月30日）；市长 乙（自 2020年3月1日）。` of an office 限一人
    TwoHolders { office: String, holders: [String; 2] },
    /// `甲 外出（于 2020年3月1日）。` twice
    SaidTwice { sentence: String },
}

use ResolveProblem as P;

impl Kind for ResolveProblem {
    fn code(&self) -> &'static str {
        match self {
            P::UnknownName { .. } | P::UnknownHere { .. } => "R001",
            P::UnknownSentence { .. } => "R002",
            P::DeclaredTwice { .. } => "R003",
            P::Ambiguous { .. } => "R004",
            P::NoAntecedent { .. } => "R005",
            P::Elided { .. } => "R006",
            P::WrongKind { .. } => "R007",
            P::KindCycle { .. } => "R008",
            P::NotAnAct { .. } => "R009",
            P::UnknownClass { .. } => "R010",
            P::PatternClash { .. } => "R011",
            P::NoSuchPlace { .. } => "R012",
            P::WhichDocument { .. } => "R059",
            P::AnchorNotFound { .. } => "R013",
            P::UnknownDocument { .. } => "R014",
            P::BadDate { .. } => "R015",
            P::BadHead { .. } => "R016",
            P::TooFewPeople { .. } => "R017",
            P::Contradiction { .. } => "R018",
            P::WhichOne { .. } => "R019",
            P::UnknownQuestion { .. } => "R020",
            P::Unsupported { .. } => "R021",
            P::TooLarge => "R023",
            P::NothingToLift { .. } => "R024",
            P::WrongUnit { .. } => "R025",
            P::CaseRing { .. } => "R026",
            P::NoLimit => "R027",
            P::OneOfSeveral { .. } => "R030",
            P::NotOnRecord { .. } => "R031",
            P::Undated => "R044",
            P::DatesReversed { .. } => "R032",
            P::SeveralActs { .. } => "R033",
            P::TooMuch { .. } => "R034",
            P::NothingToNote => "R035",
            P::RankApart => "R036",
            P::LooseBack { .. } => "L003",
            P::OfficeTwice { .. } => "L004",
            P::NoBearer { .. } => "L006",
            P::SeveralMeant { .. } => "R037",
            P::MixedList { .. } => "R038",
            P::NotOrdered { .. } => "R039",
            P::BadSum => "R045",
            P::RankIdle => "R046",
            P::BackBy => "R050",
            P::NoSuchStep { .. } => "R051",
            P::TwoHolders { .. } => "R052",
            P::SaidTwice { .. } => "R053",
        }
    }

    fn message(&self, lang: Lang) -> String {
        shorten(&match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        })
    }

    fn help(&self, lang: Lang) -> Option<String> {
        let help = match lang {
            Lang::Zh => self.help_zh(),
            Lang::En => self.help_en(),
        };
        help.as_deref().map(shorten)
    }

    fn severity(&self) -> Severity {
        if matches!(self, P::LooseBack { .. } | P::OfficeTwice { .. } | P::NoBearer { .. } | P::SaidTwice { .. }) {
            Severity::Warning
        } else {
            Severity::Error
        }
    }
}

impl ResolveProblem {
    fn zh(&self) -> String {
        match self {
            P::UnknownHere { name, .. } if is_joint(name) => format!("「{name}」不能用在这里"),
            P::UnknownName { name, .. } | P::UnknownHere { name, .. } => format!("没有声明过「{name}」"),
            P::UnknownSentence { words, .. } => format!("没有哪个句式读得通「{words}」"),
            P::DeclaredTwice { name } => format!("「{name}」声明了两次，意思不同"),
            P::Ambiguous { words, patterns } => format!("「{words}」有两种读法：{}", patterns.join(" 或 ")),
            P::NoAntecedent { word } => format!("「{word}」前面没有可指的对象"),
            P::Elided { sentence, kind, several: true } => format!("「{sentence}」省去的「{kind}」不止一个可指"),
            P::Elided { sentence, kind, several: false } => format!("「{sentence}」省去了「{kind}」，而本条款没有提到"),
            P::WrongKind { noun, sentence, wanted } => format!("「{sentence}」里，「{noun}」不是「{wanted}」"),
            P::KindCycle { name, office } => {
                format!("{}「{name}」绕一圈又属于自己", if *office { "职务" } else { "种类" })
            }
            P::NotAnAct { sentence } => format!("「{sentence}」不是行为"),
            P::UnknownClass { class } => format!("没有「{class}」这一类"),
            P::PatternClash { pattern, other } => format!("句式「{pattern}」与「{other}」分不开"),
            P::NoSuchPlace { place, clause: true } => format!("找不到「{place}」的条款"),
            P::NoSuchPlace { place, clause: false } => format!("找不到「{place}」"),
            P::WhichDocument { place, documents } => format!("有「{place}」的规则书不止一部：《{}》", documents.join("》《")),
            P::NothingToNote => "「提示」上面没有它所属的规定".to_owned(),
            P::SeveralMeant { word, choices, .. } => format!("「{word}」可以指{}", quoted(choices, "或")),
            P::MixedList { words } => format!("「{words}」一处列举里又用「和」又用「或」，看不出是都要，还是有一个就行"),
            P::NotOrdered { word, list } => format!("「{word}」排不出高低：「{list}」是选项，没有顺序"),
            P::OfficeTwice { office } => {
                format!("两个「{office}」不一定是同一个人：说情况的是任这个职务的人，办事的是以这个职务办事的人")
            }
            P::LooseBack { word } => format!("「；」之后的这一段不带前面的条件，却说到「{word}」"),
            P::NoBearer { doer } => format!("没有写谁应当办，照这样写就是「{doer}」自己办"),
            P::RankApart => "两边的规定说的不是同一件事，排不出先后".to_owned(),
            P::BackBy => "「退回」要由一件事引起，这件事要说到程序所办的那一件".to_owned(),
            P::TwoHolders { office, holders: [a, b] } => format!("{office}限一人，{a}和{b}的任期重叠"),
            P::SaidTwice { sentence } => format!("同一件事记了两遍：「{sentence}」"),
            P::NoSuchStep { step, steps } => format!("程序没有第{step}步：一共 {steps} 步"),
            P::RankIdle => "优先的这一处定义只是加一种情形，排了先后也不起作用".to_owned(),
            P::AnchorNotFound { words } => format!("上面的原文里没有「{words}」"),
            P::UnknownDocument { title } => format!("没有载入《{title}》"),
            P::BadDate { text } => format!("「{text}」不是日期"),
            P::BadHead { sentence } => format!("「{sentence}」不能作定义的对象"),
            P::TooFewPeople { office, total, named } => format!("「{office}」写明共 {total} 人，名册却有 {named} 人"),
            P::Contradiction { sentence } => format!("事实相反：「{sentence}」既说是又说不是"),
            P::WhichOne { kind } => format!("情形里不止一个「{kind}」，不知指哪一个"),
            P::UnknownQuestion { words, .. } => format!("看不出「{words}」问的是什么"),
            P::Unsupported { what, .. } => format!("这里还不能写{what}"),
            P::TooLarge => "规则书太大".to_owned(),
            P::NothingToLift { act } => format!("本条没有「应当」或「须」管着「{act}」，「可以不」没有可解除的"),
            P::NoLimit => "本条没有按日数计算的期限".to_owned(),
            P::CaseRing { ring } => format!("「出现…情形」绕成了圈：{ring}"),
            P::WrongUnit { unit, wanted } => format!("单位是「{wanted}」，写成了「{unit}」"),
            P::OneOfSeveral { words } => format!("「{words}」只说了是几个里的一个，没有说是哪一个"),
            P::Undated => "这条事实写了日期，情形本身没有日期".to_owned(),
            P::NotOnRecord { sentence } => format!("要撤去的「{sentence}」并没有记录"),
            P::DatesReversed { from, until } => format!("起止日期颠倒：自 {from} 至 {until}"),
            P::SeveralActs { sentence } => format!("「{sentence}」问了不止一个行为"),
            P::TooMuch { what, .. } => format!("{what}太多"),
            P::BadSum => "「合计」后面不是几个数加起来等于多少".to_owned(),
        }
    }

    fn en(&self) -> String {
        match self {
            P::UnknownHere { name, .. } if is_joint(name) => format!("`{name}` cannot stand here"),
            P::UnknownName { name, .. } | P::UnknownHere { name, .. } => format!("`{name}` is declared nowhere"),
            P::UnknownSentence { words, .. } => format!("no pattern reads `{words}`"),
            P::DeclaredTwice { name } => format!("`{name}` is declared twice with different meanings"),
            P::Ambiguous { words, patterns } => format!("`{words}` can be read in two ways: {}", patterns.join(" or ")),
            P::NoAntecedent { word } => format!("`{word}` points back to nothing"),
            P::Elided { sentence, kind, several: true } => format!("`{sentence}` leaves out a {kind}, and several are named"),
            P::Elided { sentence, kind, several: false } => format!("`{sentence}` leaves out a {kind}, and none is named"),
            P::WrongKind { noun, sentence, wanted } => format!("in `{sentence}`, `{noun}` is not a {wanted}"),
            P::KindCycle { name, office } => {
                format!("{} `{name}` belongs to itself", if *office { "office" } else { "kind" })
            }
            P::NotAnAct { sentence } => format!("`{sentence}` is not an act"),
            P::UnknownClass { class } => format!("there is no class `{class}`"),
            P::PatternClash { pattern, other } => format!("pattern `{pattern}` cannot be told from `{other}`"),
            P::NoSuchPlace { place, clause: true } => format!("no clause stands at {place}"),
            P::NoSuchPlace { place, clause: false } => format!("no words stand at {place}"),
            P::WhichDocument { place, documents } => format!("several rulebooks have {place}: 《{}》", documents.join("》《")),
            P::NothingToNote => "no clause stands above this 提示".to_owned(),
            P::SeveralMeant { word, choices, .. } => format!("`{word}` may mean {}", choices.join(" or ")),
            P::MixedList { words } => format!("`{words}` mixes 和 and 或 in one list: all of them, or one of them?"),
            P::NotOrdered { word, list } => format!("`{word}` has no rank: the list `{list}` has no order"),
            P::OfficeTwice { office } => {
                format!("the two `{office}` need not be one person: one holds the office, the other acts in it")
            }
            P::LooseBack { word } => format!("this segment does not carry the condition before `；` and speaks of `{word}`"),
            P::NoBearer { doer } => format!("nobody is said to owe this: as it is written, the `{doer}` itself does"),
            P::RankApart => "no two clauses of these places are about the same thing".to_owned(),
            P::BackBy => "what sends a matter back must be one event that names the matter".to_owned(),
            P::TwoHolders { office, holders: [a, b] } => {
                format!("{office} is held by one person at a time: the terms of {a} and {b} overlap")
            }
            P::SaidTwice { sentence } => format!("one event is on record twice: `{sentence}`"),
            P::NoSuchStep { step, steps } => format!("the procedure has no step {step}: it has {steps}"),
            P::RankIdle => "the definition that is to prevail only adds a case: the rank changes nothing".to_owned(),
            P::AnchorNotFound { words } => format!("the quoted text does not contain `{words}`"),
            P::UnknownDocument { title } => format!("`{title}` is not loaded"),
            P::BadDate { text } => format!("`{text}` is not a date"),
            P::BadHead { sentence } => format!("`{sentence}` cannot be defined"),
            P::TooFewPeople { office, total, named } => {
                format!("`{office}` is said to have {total} holders, the roster names {named}")
            }
            P::Contradiction { sentence } => format!("contradictory facts: `{sentence}` is said to hold and not to hold"),
            P::WhichOne { kind } => format!("the situation has several of kind `{kind}`"),
            P::UnknownQuestion { words, .. } => format!("`{words}` is no form of question"),
            P::Unsupported { english, .. } => format!("{english} cannot be written here yet"),
            P::TooLarge => "the rulebook is too large".to_owned(),
            P::NothingToLift { act } => format!("no duty or requirement on `{act}` in this article: 可以不 lifts nothing"),
            P::NoLimit => "this article has no limit in days".to_owned(),
            P::CaseRing { ring } => format!("conditions refer to each other in a ring: {ring}"),
            P::WrongUnit { unit, wanted } => format!("the unit is `{wanted}`, not `{unit}`"),
            P::OneOfSeveral { words } => format!("`{words}` names several and does not say which"),
            P::Undated => "this fact has a date and the situation has none".to_owned(),
            P::NotOnRecord { sentence } => format!("`{sentence}` is not on record and cannot be withdrawn"),
            P::DatesReversed { from, until } => format!("the dates are reversed: from {from} until {until}"),
            P::SeveralActs { sentence } => format!("`{sentence}` asks about more than one act"),
            P::TooMuch { english, .. } => format!("too many {english}"),
            P::BadSum => "合计 must say what numbers add up to".to_owned(),
        }
    }
}

/// `「甲」或「乙」`
fn quoted(words: &[String], joint: &str) -> String {
    words.iter().map(|word| format!("「{word}」")).collect::<Vec<_>>().join(joint)
}
