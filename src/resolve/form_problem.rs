//! What can be wrong with forms (登记) though each of their sentences can be read.
use crate::diagnostic::{Kind, Lang, Severity};

/// A problem of a form. Each variant's comment is the smallest text that has it.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "fields are explained by the message")]
pub enum FormProblem {
    /// `分 [单位] 核对。` in one of two forms
    NotApart { form: String, column: String },
    /// `列 姓名：人，一行一项。`
    NotOwned { column: String },
    /// two forms of one name
    SameForm { name: String },
    /// a form with neither 每行 nor 凡
    NothingSaid { form: String },
    /// two forms with the same columns
    SameColumns { form: String, other: String },
    /// `（由 [日期] 认定）`
    NoJudge { column: String },
}

use FormProblem as P;

impl Kind for FormProblem {
    fn code(&self) -> &'static str {
        match self {
            P::NotApart { .. } => "R054",
            P::NotOwned { .. } => "R055",
            P::SameForm { .. } => "R056",
            P::NothingSaid { .. } => "R057",
            P::NoJudge { .. } => "R058",
            P::SameColumns { .. } => "L007",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (P::NotApart { form, column }, Lang::Zh) => format!("别的登记分 {column} 核对，登记「{form}」没有分"),
            (P::NotApart { form, column }, Lang::En) => {
                format!("other forms keep a record for each {column}, the form `{form}` does not")
            }
            (P::NotOwned { column }, Lang::Zh) => format!("「{column}」这一列写「一行一项」不起作用"),
            (P::NotOwned { column }, Lang::En) => format!("一行一项 means nothing of the column `{column}`"),
            (P::SameForm { name }, Lang::Zh) => format!("有两个登记都叫「{name}」"),
            (P::SameForm { name }, Lang::En) => format!("two forms are called `{name}`"),
            (P::NothingSaid { form }, Lang::Zh) => format!("登记「{form}」没有写每行说的是什么"),
            (P::NothingSaid { form }, Lang::En) => format!("the form `{form}` does not say what its rows say"),
            (P::SameColumns { form, other }, Lang::Zh) => {
                format!("登记「{form}」和「{other}」的列一样，表格是哪一个，只能看文件名或者工作表的名称")
            }
            (P::SameColumns { form, other }, Lang::En) => {
                format!("the forms `{form}` and `{other}` have the same columns: only names tell their tables apart")
            }
            (P::NoJudge { column }, Lang::Zh) => format!("{column} 这一列不是人、机构或职务，不能认定什么"),
            (P::NoJudge { column }, Lang::En) => format!("the column {column} names nobody who could judge"),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        let (zh, en) = match self {
            P::NotApart { column, .. } => {
                return Some(match lang {
                    Lang::Zh => format!("请也写上这一列和「分 {column} 核对。」；不分单位的事，写进登记以前的情形。"),
                    Lang::En => format!("Give it that column and `分 {column} 核对。` too, or say it in the situation."),
                });
            }
            P::NotOwned { .. } => (
                "「一行一项」只用在每一行新记一件的列，如会议、公文；请去掉，或者改写这一列的种类。",
                "It is said of what each row brings up, such as a meeting or a document: remove it, or change the kind.",
            ),
            P::SameForm { .. } => ("请给其中一个改名。", "Rename one of them."),
            P::NothingSaid { .. } => ("请写「每行」，下面写每一行说的话。", "Write 每行, and below it what each row says."),
            P::SameColumns { .. } => (
                "文件名以登记的名称结尾（如「2024-发文.csv」），工作表叫登记的名称；也可以给其中一个换一个列名。",
                "End the name of a file with that of its form (`2024-发文.csv`), call sheets by it, or rename a column.",
            ),
            P::NoJudge { .. } => {
                ("请写填着谁认定的那一列，或者直接写名字。", "Name the column that says who judged, or write the name.")
            }
        };
        Some(if lang == Lang::Zh { zh } else { en }.to_owned())
    }

    fn severity(&self) -> Severity {
        if matches!(self, P::SameColumns { .. }) { Severity::Warning } else { Severity::Error }
    }
}
