//! What can be wrong with names and sentences.
use crate::diagnostic::{Kind, Lang, Severity, shorten};

/// What to do where 该X may mean several: zh, en.
pub const MEANT_BACK: (&str, &str) = ("请写出全名，如「该副市长」。", "Point back with the full word.");
/// Names of people and things have hardly more characters.
const NAME: usize = 8;
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

    fn help_zh(&self) -> Option<String> {
        Some(match self {
            P::UnknownName { near: Some(near), .. } => format!("您是不是想写「{near}」？"),
            P::UnknownName { name, near: None } if name.starts_with('[') => {
                format!("登记里要先写出这一列：「列 {}：种类。」。", name.trim_matches(['[', ']']))
            }
            P::UnknownName { name, near: None } => format!(
                "请在「用语」里声明：一类东西，写「种类 {name}，属于 会议。」之类；职务，写「职务 {name}。」；一种说法，写「句式 [人] {name}；反：[人] 未{name}；类：开放。」。"
            ),
            P::UnknownHere { name, .. } if is_joint(name) => {
                "一句只写一件事，一个问题只问一件事：请分成几句。问一个人的几件事，用「，并」连起来。".to_owned()
            }
            P::UnknownHere { name, near: Some(near) } if is_new(name, near) => {
                format!("您是不是想写「{near}」？新的人，列入名册，或者写「人：{name}。」。")
            }
            P::UnknownHere { near: Some(near), .. } => format!("您是不是想写「{near}」？"),
            P::UnknownHere { name, near: None } if is_run(name) => {
                "词与词之间空一格。一种说法规则书里没有的，写不进情形。".to_owned()
            }
            P::UnknownHere { name, near: None } => format!(
                "情形里的人，列入名册，或者写「人：{name}。」；情形里的东西，写「{name} 是 会议。」之类；规则书里的词，在「用语」里声明。"
            ),
            P::UnknownSentence { near: Some(near), .. } => format!("最接近的句式是「{near}」。词与词之间要有空格。"),
            P::UnknownSentence { near: None, .. } => {
                "请先用「句式」「行为」或「角色」声明这样的句子；词与词之间要有空格。".to_owned()
            }
            P::DeclaredTwice { .. } => "请改掉其中一个名字。".to_owned(),
            P::Ambiguous { .. } | P::PatternClash { .. } => "请给其中一个句式换一个词。".to_owned(),
            P::NoAntecedent { .. } => "请先写出所指的词，再用「该」。".to_owned(),
            P::Elided { .. } => "请把省去的词写出来。".to_owned(),
            P::WrongKind { .. } => "请核对这个词的种类，或者换一个句式。".to_owned(),
            P::KindCycle { .. } => "请去掉其中一个「属于」。".to_owned(),
            P::NotAnAct { .. } => "由、可以、须、应当、不得后面要用「行为」声明的句子。".to_owned(),
            P::UnknownClass { .. } => "可用的类：记录、开放、判断、选定、授权即成立。".to_owned(),
            P::WhichDocument { place, documents } => {
                format!("请写明是哪一部，例如「《{}》{place}」。", documents.first().map_or("", String::as_str))
            }
            P::NoSuchPlace { clause: true, .. } => "请核对条、款、句、项的号数；那里要有条款。".to_owned(),
            P::NoSuchPlace { clause: false, .. } => "请核对条、款、句、项的号数。".to_owned(),
            P::NothingToNote => "请写在所说的那一句规定下面，同一段原文之内。".to_owned(),
            P::SeveralMeant { help, .. } => help.0.to_owned(),
            P::MixedList { .. } => "请用「、」加「或」，或者「、」加「和」；两层意思请分成两句。".to_owned(),
            P::NotOrdered { .. } => "有高低顺序的，请用「等级」声明；没有的，请把各项列出来。".to_owned(),
            P::OfficeTwice { .. } => "说的是同一个人，请在后一个前面加「该」。".to_owned(),
            P::NoBearer { .. } => "请写出办的人或者机构；原文没有写的，写「人 应当」，谁办了都算。".to_owned(),
            P::LooseBack { .. } => "带同样的条件，请用「，」相接，或者把条件再写一遍；不带，请写出全名，不用「该」。".to_owned(),
            P::RankApart => "请核对位置；「优于」和「何者优先」排的是两条都管着的行为、都说到的状态，或者对同一句话的定义。".to_owned(),
            P::BackBy => "请写成一句，如「区长 退回 事项 的，程序 上会 退回 第（二）项。」；有几种情形的，分成几句写。".to_owned(),
            P::TwoHolders { .. } => "请核对两人的起止日期；交接可以在同一天。".to_owned(),
            P::SaidTwice { .. } => "请去掉一遍；一天里做了两次的，写上时刻（于 2020年3月1日14时10分）。".to_owned(),
            P::NoSuchStep { .. } => "请对照程序的各项改一下。".to_owned(),
            P::RankIdle => "「视为」只是加一种情形，两处可以都成立。只有「是指」「由…组成」这样说尽了的定义才能优先；要去掉一种情形，请写「例外」或「但…除外」。".to_owned(),
            P::AnchorNotFound { .. } => "〔 〕里的词要与引用的原文一字不差。".to_owned(),
            P::UnknownDocument { .. } => "请把那份规则的文件一起载入。".to_owned(),
            P::BadDate { .. } => "请写成 2019年3月12日 或 2019-03-12。".to_owned(),
            P::BadHead { .. } => "定义的对象每个位置只能是一个种类或一个名字。".to_owned(),
            P::TooFewPeople { .. } => "请改总数或名册。".to_owned(),
            P::Contradiction { .. } => "请去掉其中一句。".to_owned(),
            P::WhichOne { .. } => "请给它们起名字，并写出是哪一个。".to_owned(),
            P::UnknownQuestion { near: Some(near), .. } => format!("词与词之间空一格。您是不是想写「{near}」？"),
            P::UnknownQuestion { .. } => {
                "词与词之间空一格，如：甲 能否 签发 该公文？ 由谁 主持 会议？ 谁 到会 会议？ 甲 是否 …？ … 是否合规？".to_owned()
            }
            P::Unsupported { .. } | P::TooLarge => return None,
            P::NothingToLift { .. } => "请写在有这项要求的那一条下面，或改用「例外 第…条：…… 的，不适用。」。".to_owned(),
            P::NoLimit => "请写在有「在 N 日 内」或「于 … 前 N 日」的那一条下面。".to_owned(),
            P::CaseRing { .. } => "请把其中一个条件写出来。".to_owned(),
            P::WrongUnit { .. } => "请换成句式里的单位，并把数字换算过来。".to_owned(),
            P::OneOfSeveral { .. } => "请写出是哪一个，或者一个一个分开问；不知道的不写，或者写「未知：……。」。".to_owned(),
            P::Undated => "请写情形的日期（JSON 里的 \"date\"），或者提问时用 --as-of 指定哪一天。".to_owned(),
            P::NotOnRecord { .. } => "请核对原来的写法；撤去只对前面写过的事实。".to_owned(),
            P::DatesReversed { .. } => "请核对两个日期。".to_owned(),
            P::SeveralActs { .. } => "这种问法一次只问一个行为，请分开问。".to_owned(),
            P::TooMuch { .. } => "请拆成几句。".to_owned(),
            P::BadSum => {
                "请写「合计：赞成票 加 反对票 加 弃权票 等于 评委」这样的一句：左边是带 [数] 的句式，右边只说同一次会议的事。"
                    .to_owned()
            }
        })
    }

    fn help_en(&self) -> Option<String> {
        Some(match self {
            P::UnknownName { near: Some(near), .. } => format!("Did you mean `{near}`?"),
            P::UnknownName { name, near: None } if name.starts_with('[') => {
                format!("Declare the column first: `列 {}：kind。`.", name.trim_matches(['[', ']']))
            }
            P::UnknownName { name, near: None } => format!(
                "Declare it under 用语: a sort of thing as `种类 {name}，属于 会议。` and the like, an office as `职务 {name}。`, a way of saying something as `句式 [人] {name}；反：[人] 未{name}；类：开放。`."
            ),
            P::UnknownHere { name, .. } if is_joint(name) => {
                "One sentence says one thing, and one question asks one: write them apart. Several acts of one are joined with `，并`.".to_owned()
            }
            P::UnknownHere { name, near: Some(near) } if is_new(name, near) => {
                format!("Did you mean `{near}`? Somebody new is put in the roster or written 人：{name}。.")
            }
            P::UnknownHere { near: Some(near), .. } => format!("Did you mean `{near}`?"),
            P::UnknownHere { name, near: None } if is_run(name) => {
                "Put a blank between words. What no pattern of the rulebook says cannot be said in a situation.".to_owned()
            }
            P::UnknownHere { name, near: None } => format!(
                "A person of the situation is put in the roster or written 人：{name}。; a thing, {name} 是 会议。 and the like; a word of rulebooks is declared (种类, 职务, 句式 and so on)."
            ),
            P::UnknownSentence { near: Some(near), .. } => {
                format!("The nearest pattern is `{near}`. Words are separated by blanks.")
            }
            P::UnknownSentence { near: None, .. } => {
                "Declare the sentence with 句式, 行为 or 角色; words are separated by blanks.".to_owned()
            }
            P::DeclaredTwice { .. } => "Rename one of them.".to_owned(),
            P::Ambiguous { .. } | P::PatternClash { .. } => "Give one of the patterns another word.".to_owned(),
            P::NoAntecedent { .. } => "Name it before pointing back with 该.".to_owned(),
            P::Elided { .. } => "Write the word out.".to_owned(),
            P::WrongKind { .. } => "Check the kind of the word, or use another pattern.".to_owned(),
            P::KindCycle { .. } => "Remove one 属于.".to_owned(),
            P::NotAnAct { .. } => "由, 可以, 须, 应当 and 不得 want a sentence declared with 行为.".to_owned(),
            P::UnknownClass { .. } => "Classes: 记录, 开放, 判断, 选定, 授权即成立.".to_owned(),
            P::WhichDocument { place, documents } => {
                format!("Say which, for example `《{}》{place}`.", documents.first().map_or("", String::as_str))
            }
            P::NoSuchPlace { clause: true, .. } => "Check the numbers; a clause must stand there.".to_owned(),
            P::NoSuchPlace { clause: false, .. } => "Check the numbers.".to_owned(),
            P::NothingToNote => "Write it below the clause, under the same words of the text.".to_owned(),
            P::SeveralMeant { help, .. } => help.1.to_owned(),
            P::MixedList { .. } => "Write 、 with 或 at the end, or 、 with 和; divide what has two levels.".to_owned(),
            P::NotOrdered { .. } => "Declare an ordered list with 等级, or list the values.".to_owned(),
            P::OfficeTwice { .. } => "If one person is meant, write 该 before the second.".to_owned(),
            P::NoBearer { .. } => "Write who owes it; where the text does not say, `人 应当`: anybody may do it.".to_owned(),
            P::LooseBack { .. } => {
                "Join with `，` or repeat the condition; if none is meant, write the word without 该.".to_owned()
            }
            P::RankApart => "Check the places; only clauses about one act or one state, or definitions of one sentence, can be ranked.".to_owned(),
            P::BackBy => {
                "Write one sentence, such as `区长 退回 事项 的，程序 上会 退回 第（二）项。`; several cases are several statements.".to_owned()
            }
            P::TwoHolders { .. } => "Check from when to when each holds it; one may follow the other on the same day.".to_owned(),
            P::SaidTwice { .. } => "Remove one; where it happened twice in a day, write the hours.".to_owned(),
            P::NoSuchStep { .. } => "Compare the steps of the procedure.".to_owned(),
            P::RankIdle => {
                "What 视为 adds holds beside the other. Only 是指 and 由…组成, which say all that counts, can prevail; to take a case out, write an exception."
                    .to_owned()
            }
            P::AnchorNotFound { .. } => "The words between 〔 〕 must be those of the quoted text.".to_owned(),
            P::UnknownDocument { .. } => "Load the file of that rulebook too.".to_owned(),
            P::BadDate { .. } => "Write 2019年3月12日 or 2019-03-12.".to_owned(),
            P::BadHead { .. } => "Each place of a defined sentence takes one kind or one name.".to_owned(),
            P::TooFewPeople { .. } => "Change the total or the roster.".to_owned(),
            P::Contradiction { .. } => "Remove one of them.".to_owned(),
            P::WhichOne { .. } => "Name them and say which.".to_owned(),
            P::UnknownQuestion { near: Some(near), .. } => format!("Put a blank between words. Did you mean `{near}`?"),
            P::UnknownQuestion { .. } => {
                "Put a blank between words, for instance: 甲 能否 签发 该公文？ 由谁 主持 会议？ 谁 到会 会议？ 甲 是否 …？ … 是否合规？"
                    .to_owned()
            }
            P::Unsupported { .. } | P::TooLarge => return None,
            P::NothingToLift { .. } => "Write it under the article that demands the act, or use 例外 第…条.".to_owned(),
            P::NoLimit => "Write it under the article whose duty has `在 N 日 内` or `于 … 前 N 日`.".to_owned(),
            P::CaseRing { .. } => "Write one of the conditions out.".to_owned(),
            P::WrongUnit { .. } => "Use the unit of the pattern and convert the number.".to_owned(),
            P::OneOfSeveral { .. } => "Say which one, or ask one by one; leave out what is not known, or write `未知：….`.".to_owned(),
            P::Undated => "Give the situation a date (\"date\" in JSON), or name the day with --as-of.".to_owned(),
            P::NotOnRecord { .. } => "Check how it was written; only what is on record can be withdrawn.".to_owned(),
            P::DatesReversed { .. } => "Check the two dates.".to_owned(),
            P::SeveralActs { .. } => "Such a question is about one act; ask them one by one.".to_owned(),
            P::TooMuch { .. } => "Divide it into several.".to_owned(),
            P::BadSum => {
                "Write 合计：A 加 B 等于 C, where A and B are sentences with [数] and C speaks of nothing but what they speak of."
                    .to_owned()
            }
        })
    }
}

/// `「甲」或「乙」`
fn quoted(words: &[String], joint: &str) -> String {
    words.iter().map(|word| format!("「{word}」")).collect::<Vec<_>>().join(joint)
}

/// Whether an unknown word may well be the name of somebody new: 徐主任, where 主任 is known.
fn is_new(name: &str, near: &str) -> bool {
    !is_run(name) && name != near && name.ends_with(near) && near.chars().count() > 1
}

/// Whether a word joins sentences or asks: it is no name, but there is more than one sentence.
fn is_joint(name: &str) -> bool {
    ["，", "且", "并且", "而且", "同时"].contains(&name) || super::question::is_word(name)
}

/// Whether an unknown word is too long for a name: words written without blanks.
fn is_run(name: &str) -> bool {
    name.chars().count() > NAME
}
