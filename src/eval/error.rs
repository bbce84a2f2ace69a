//! Why a question could not be answered.
use super::algebra::Stop;
use crate::{
    core_ir::{Choice, ChoiceId, ChoiceKind, ClauseId, Program},
    diagnostic::{Kind, Lang},
    vocabulary::Citation,
};
use std::fmt;

/// What went wrong. Every bound of the evaluation has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Definitions or references nest too deeply.
    Depth,
    /// Too many combinations of unknown facts.
    Nodes,
    /// Too many steps.
    Steps,
    /// A definition depends on its own negation.
    Circular,
    /// Too many combinations of readings.
    Readings,
    /// The question does not fit the rulebooks (a wrong number of arguments, an individual that is not there).
    Question,
    /// The facts contradict each other.
    Contradiction,
    /// Tallies do not add up to what they must.
    Tally,
    /// More days or windows of time than are looked at.
    Days,
}

impl Fault {
    /// In a clause.
    pub(super) fn of(self, clause: ClauseId) -> Stop {
        Stop { fault: self, clause: Some(clause) }
    }
}

/// A question could not be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalError {
    /// What went wrong.
    pub fault: Fault,
    /// In which clause.
    pub clause: Option<ClauseId>,
    /// Where that stands.
    pub citation: Option<Box<Citation>>,
    /// The readings and undecided ranks that are too many together, each with its place, in both languages.
    pub readings: Vec<(String, String)>,
}

/// So many readings are named in a message.
const NAMED: usize = 6;

impl EvalError {
    pub(super) fn new(fault: Fault, clause: Option<ClauseId>, program: &Program) -> Self {
        let citation = clause.and_then(|id| program.clauses.get(id.index())).map(|clause| Box::new(clause.citation.clone()));
        Self { fault, clause, citation, readings: Vec::new() }
    }

    /// With the choices whose options are too many together.
    pub(super) fn between(self, choices: &[ChoiceId], program: &Program) -> Self {
        let choices = choices.iter().filter_map(|id| program.choices.get(id.index()));
        Self { readings: choices.map(named).collect(), ..self }
    }

    /// The readings, of many the first.
    fn named(&self, lang: Lang) -> String {
        let words = |(zh, en): &(String, String)| if lang == Lang::Zh { zh.clone() } else { en.clone() };
        let all: Vec<String> = self.readings.iter().take(NAMED).map(words).collect();
        match (self.readings.len(), lang) {
            (0, _) => String::new(),
            (n, Lang::Zh) if n > NAMED => format!("：{}等 {n} 处", all.join("；")),
            (_, Lang::Zh) => format!("：{}", all.join("；")),
            (n, Lang::En) if n > NAMED => format!(": {} and others, {n} in all", all.join("; ")),
            (_, Lang::En) => format!(": {}", all.join("; ")),
        }
    }

    fn place(&self, lang: Lang) -> String {
        match (&self.citation, lang) {
            (Some(citation), Lang::Zh) => format!("{citation}："),
            (Some(citation), Lang::En) => format!("{citation}: "),
            (None, _) => String::new(),
        }
    }
}

impl Kind for EvalError {
    fn code(&self) -> &'static str {
        match self.fault {
            Fault::Depth => "E001",
            Fault::Nodes => "E002",
            Fault::Steps => "E003",
            Fault::Circular => "E004",
            Fault::Readings => "E005",
            Fault::Question => "E006",
            Fault::Contradiction => "E007",
            Fault::Tally => "E008",
            Fault::Days => "E009",
        }
    }

    fn message(&self, lang: Lang) -> String {
        let text = match (self.fault, lang) {
            (Fault::Depth, Lang::Zh) => "定义层层相引，层数太多",
            (Fault::Depth, Lang::En) => "definitions refer to each other too deeply",
            (Fault::Nodes, Lang::Zh) => "不知道的事实太多，组合起来无法算清",
            (Fault::Nodes, Lang::En) => "too many unknown facts to combine",
            (Fault::Steps, Lang::Zh) => "条件要比对的人和事太多，算不完",
            (Fault::Steps, Lang::En) => "the conditions range over too many individuals",
            (Fault::Circular, Lang::Zh) => "定义以自己不成立为条件",
            (Fault::Circular, Lang::En) => "a definition depends on its own negation",
            (Fault::Readings, Lang::Zh) => "读法太多，组合起来无法逐一列出",
            (Fault::Readings, Lang::En) => "too many readings to combine",
            (Fault::Question, Lang::Zh) => "问题与规则对不上",
            (Fault::Question, Lang::En) => "the question does not fit the rulebooks",
            (Fault::Contradiction, Lang::Zh) => "情形中的事实互相矛盾",
            (Fault::Contradiction, Lang::En) => "the facts of the situation contradict each other",
            (Fault::Tally, Lang::Zh) => "各项数加起来与合计对不上",
            (Fault::Tally, Lang::En) => "the tallies cannot add up to their sum",
            (Fault::Days, Lang::Zh) => "要逐一核对的日子或时段太多",
            (Fault::Days, Lang::En) => "too many days or windows of time to look at one by one",
        };
        format!("{}{text}{}", self.place(lang), self.named(lang))
    }

    fn help(&self, lang: Lang) -> Option<String> {
        let text = match (self.fault, lang) {
            (Fault::Depth | Fault::Circular, Lang::Zh) => "请检查这一条所用的定义是否绕回了自己。",
            (Fault::Depth | Fault::Circular, Lang::En) => "Check whether the definitions it uses lead back to it.",
            (Fault::Nodes, Lang::Zh) => "请在情形里补写已知的事实，或用“完整：”说明哪些记载是完整的。",
            (Fault::Nodes, Lang::En) => "Add facts to the situation, or say which records are complete.",
            (Fault::Steps, Lang::Zh) => {
                "请减少一个条件里同时比对的对象，或把条件拆成几个定义；互相排斥的文件很多的，一次只载入其中几份来问。"
            }
            (Fault::Steps, Lang::En) => {
                "Let a condition range over fewer individuals, or split it into definitions; where many documents exclude each other, load only some of them at a time."
            }
            (Fault::Readings, Lang::Zh) => "请先确定其中几种读法或几处优先顺序。",
            (Fault::Readings, Lang::En) => "Settle some of the readings or ranks first.",
            (Fault::Question, _) => return None,
            (Fault::Contradiction, Lang::Zh) => "请核对情形：同一件事不能既成立又不成立，单选只能有一个值。",
            (Fault::Tally, Lang::Zh) => "请核对情形里的票数和有权表决的人：各项都是整数，不小于零，加起来要等于合计。",
            (Fault::Tally, Lang::En) => {
                "Check the tallies and who was entitled: each is a whole number, none is below zero, together they make the sum."
            }
            (Fault::Days, Lang::Zh) => "请写明问的是哪一段（2021年、2021年上半年），并核对事实的起止日期。",
            (Fault::Days, Lang::En) => {
                "Name the period asked about (2021年, 2021年上半年), and check from when to when the facts are."
            }
            (Fault::Contradiction, Lang::En) => "A sentence cannot both hold and not hold, and a single choice has one value.",
        };
        Some(text.to_owned())
    }
}

/// A doubtful place: the words of a reading with where they stand; of a rank its words say that.
fn named(choice: &Choice) -> (String, String) {
    let (zh, english) = (&choice.words, choice.english.as_ref());
    match (&choice.citation, choice.kind) {
        (Some(citation), ChoiceKind::Reading) => {
            (format!("{citation}〔{zh}〕"), format!("《{}》 {} 〔{zh}〕", citation.document, citation.locus.english()))
        }
        _ => (zh.clone(), english.map_or_else(|| zh.clone(), |english| english.words.clone())),
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code(), self.message(Lang::Zh))
    }
}

impl std::error::Error for EvalError {}
