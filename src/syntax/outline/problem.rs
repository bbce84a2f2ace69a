//! What can be wrong with the form of an outline.
use crate::diagnostic::{Kind, Lang};

/// What can be wrong with the form of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutlineProblem {
    /// `统计 会议次数：召开 会议 的 次数。`
    Unknown {
        /// The word it begins with.
        found: String,
    },
    /// `指标 会议次数：召开 会议。`
    Form {
        /// The word it begins with.
        statement: &'static str,
    },
    /// Two figures of one name.
    Twice {
        /// The name.
        name: String,
    },
}

const FORMS: [(&str, &str); 10] = [
    ("报告", "报告 法治政府建设年度报告"),
    ("适用", "适用 《某规则》。"),
    ("文", "文：全年召开会议〔会议次数〕。"),
    ("指标", "指标 会议次数：召开 会议 的 次数。"),
    ("表", "表 会议次数：召开 会议 的 次数，按 种类 和 月 分列。"),
    ("清单", "清单 会议：召开 会议；列 主持人：主持 该会议。"),
    ("核对", "核对 纪要期限：《某规则》第二十条。"),
    ("全部", "全部 文件都经审查：发布 文件，均 审查 该文件。"),
    ("填写", "填写 总体评价：由起草人写。"),
    ("问题清单", "问题清单。"),
];

impl Kind for OutlineProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "B001",
            Self::Form { .. } => "B002",
            Self::Twice { .. } => "B003",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Unknown { found }, Lang::Zh) => format!("报告提纲里没有「{found}」这样的话"),
            (Self::Unknown { found }, Lang::En) => format!("an outline has no statement that begins with 「{found}」"),
            (Self::Form { statement }, Lang::Zh) => format!("「{statement}」没有写成应有的样子"),
            (Self::Form { statement }, Lang::En) => format!("this is not the form of 「{statement}」"),
            (Self::Twice { name }, Lang::Zh) => format!("指标「{name}」写了两次"),
            (Self::Twice { name }, Lang::En) => format!("the figure 「{name}」 stands here a second time"),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        Some(match (self, lang) {
            (Self::Unknown { .. }, Lang::Zh) => {
                "可以写：适用、文、指标、表、清单、核对、全部、填写、问题清单、待办，和「一、」「（一）」开头的标题。".to_owned()
            }
            (Self::Unknown { .. }, Lang::En) => {
                "Statements begin with 适用 文 指标 表 清单 核对 全部 填写 问题清单 待办; headings with 一、 or （一）."
                    .to_owned()
            }
            (Self::Form { statement }, lang) => {
                let form = FORMS.iter().find(|(word, _)| word == statement).map_or("", |(_, form)| form);
                if lang == Lang::Zh { format!("例如：{form}") } else { format!("For example: {form}") }
            }
            (Self::Twice { .. }, Lang::Zh) => "请给它另一个名字。".to_owned(),
            (Self::Twice { .. }, Lang::En) => "Give it another name.".to_owned(),
        })
    }
}
