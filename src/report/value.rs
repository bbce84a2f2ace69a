//! Values in words.
use super::model::{Figure, Value};
use crate::diagnostic::Lang;

/// So many, without needless decimals.
pub(super) fn number(value: f64) -> String {
    // At most thousandths are ever counted.
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share of a hundred, to a tenth.
fn percent(part: f64, whole: f64) -> String {
    format!("{}%", number((part / whole * 1000.0).round() / 10.0))
}

impl Value {
    /// As it stands in a table.
    pub fn words(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::NoRecord => if zh { "无记录" } else { "no record" }.to_owned(),
            Self::Nothing => if zh { "没有应核对的事" } else { "nothing to look at" }.to_owned(),
            Self::Number { at_least, at_most } if at_least < at_most => {
                let (least, most) = (number(*at_least), number(*at_most));
                if zh { format!("{least} 至 {most}") } else { format!("{least} to {most}") }
            }
            Self::Number { at_least, .. } => number(*at_least),
            Self::Share { part, whole } => format!("{}（{}/{}）", percent(*part, *whole), number(*part), number(*whole)),
            Self::Claim { holds, whole, .. } => match (holds, zh) {
                (Some(true), true) => format!("成立（共 {whole} 件，逐件对上）"),
                (Some(true), false) => format!("true (of all {whole})"),
                (Some(false), true) => "不成立，不能写“全部”".to_owned(),
                (Some(false), false) => "not true: it cannot be said of all".to_owned(),
                (None, true) => "不能判定，不能写“全部”".to_owned(),
                (None, false) => "cannot be decided: it cannot be said of all".to_owned(),
            },
        }
    }
}

impl Figure {
    /// As it stands in prose, with its unit.
    pub fn prose(&self, lang: Lang) -> String {
        match &self.value {
            Value::Number { .. } if lang == Lang::Zh => format!("{}{}", self.value.words(lang), self.unit),
            Value::Number { .. } | Value::Share { .. } => self.value.words(lang),
            Value::NoRecord | Value::Nothing | Value::Claim { .. } => format!("（{}）", self.value.words(lang)),
        }
    }
}
