//! What can be wrong with rulebooks as a whole.
use crate::diagnostic::{Kind, Lang, Severity};

/// A problem of the whole. Each variant's comment is the smallest text that has it.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "fields are explained by the message")]
pub enum CheckProblem {
    /// `甲 有效，是指 并非 甲 有效。`: a definition that denies itself
    DefinitionRing { ring: String },
    /// `第一条 优于 第二条。 第二条 优于 第一条。`
    ExceptionRing { ring: String },
    /// a condition with more than three things in one another
    TooDeep { depth: usize },
    /// more than 200 conditions, and things there are, inside one another
    TooNested { depth: usize },
    /// `不得 α。` and beside it `可以 α。` in one article
    IdlePermission,
}

use CheckProblem as P;

impl Kind for CheckProblem {
    fn code(&self) -> &'static str {
        match self {
            P::DefinitionRing { .. } => "C001",
            P::ExceptionRing { .. } => "C002",
            P::TooNested { .. } => "C003",
            P::TooDeep { .. } => "L001",
            P::IdlePermission => "L002",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (P::DefinitionRing { ring }, Lang::Zh) => format!("定义绕成了圈，而圈里有否定或计数：{ring}"),
            (P::DefinitionRing { ring }, Lang::En) => {
                format!("definitions run in a circle through a negation or a count: {ring}")
            }
            (P::ExceptionRing { ring }, Lang::Zh) => format!("例外绕成了圈：{ring}"),
            (P::ExceptionRing { ring }, Lang::En) => format!("exceptions run in a circle: {ring}"),
            (P::TooDeep { depth }, Lang::Zh) => format!("这一句里层层套着 {depth} 个“有一个”，可能很慢"),
            (P::TooDeep { depth }, Lang::En) => format!("{depth} quantifiers stand inside one another, which may be slow"),
            (P::TooNested { depth }, Lang::Zh) => format!("这一句的条件一层套一层，有 {depth} 层，算不了"),
            (P::TooNested { depth }, Lang::En) => {
                format!("the conditions of this clause nest {depth} deep, too deep to evaluate")
            }
            (P::IdlePermission, Lang::Zh) => "这句「可以」并不解除同一条里的「不得」或「应当」".to_owned(),
            (P::IdlePermission, Lang::En) => "this 可以 does not lift the 不得 or 应当 of the same article".to_owned(),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        Some(
            match (self, lang) {
                (P::DefinitionRing { .. }, Lang::Zh) => "请把其中一个定义改成不依赖另一个的写法。",
                (P::DefinitionRing { .. }, Lang::En) => "Rewrite one of the definitions so that it does not need the other.",
                (P::ExceptionRing { .. }, Lang::Zh) => "请去掉其中一个「优于」或「例外」。",
                (P::ExceptionRing { .. }, Lang::En) => "Remove one of the ranks or exceptions.",
                (P::TooNested { .. } | P::TooDeep { .. }, Lang::Zh) => "可以先用「句式」和「视为」给中间的意思起个名字。",
                (P::TooNested { .. } | P::TooDeep { .. }, Lang::En) => {
                    "Give the inner meaning a pattern of its own, defined with 视为."
                }
                (P::IdlePermission, Lang::Zh) => "要解除，请写「……，但 …… 的 除外」或「例外 第…条：…… 的，不适用。」。",
                (P::IdlePermission, Lang::En) => "To lift it, write `，但 … 的 除外` or a statement with 例外.",
            }
            .to_owned(),
        )
    }

    fn severity(&self) -> Severity {
        match self {
            P::DefinitionRing { .. } | P::ExceptionRing { .. } | P::TooNested { .. } => Severity::Error,
            P::TooDeep { .. } | P::IdlePermission => Severity::Warning,
        }
    }
}
