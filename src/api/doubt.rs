//! What is wrong in what a case expects, before anything is asked: answers that cannot come out, numbers given twice.
use crate::diagnostic::{Kind, Lang, Problem};
use crate::source::Source;
use crate::syntax::tree::{Asked, Case};
use crate::vocabulary::{Family, Verdict};
use std::sync::Arc;

/// The problems of cases.
#[derive(Debug)]
enum CaseProblem {
    /// `答 可疑`
    NoAnswer { text: String, family: Family },
    /// `答 成立` to 能否
    NeverComesOut { text: String, family: Family },
    /// `答 可以` and `缺 甲 到会`
    NothingMissing { text: String },
    /// `案例 甲-1` twice about one rulebook
    NumberTwice { number: String },
}

use CaseProblem as P;

impl Kind for CaseProblem {
    fn code(&self) -> &'static str {
        match self {
            P::NoAnswer { .. } => "A001",
            P::NeverComesOut { .. } => "A002",
            P::NothingMissing { .. } => "A003",
            P::NumberTwice { .. } => "A004",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (P::NoAnswer { text, .. }, Lang::Zh) => format!("「{text}」不是结论"),
            (P::NoAnswer { text, .. }, Lang::En) => format!("`{text}` is no verdict"),
            (P::NeverComesOut { text, .. }, Lang::Zh) => format!("这样问，答不出「{text}」"),
            (P::NeverComesOut { text, .. }, Lang::En) => format!("`{text}` never answers such a question"),
            (P::NothingMissing { text }, Lang::Zh) => format!("答的是「{text}」，就没有缺少的事实"),
            (P::NothingMissing { text }, Lang::En) => format!("where the answer is `{text}` no fact is missing"),
            (P::NumberTwice { number }, Lang::Zh) => format!("案例「{number}」出现了两次"),
            (P::NumberTwice { number }, Lang::En) => format!("the case `{number}` stands here a second time"),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        Some(match (self, lang) {
            (P::NoAnswer { family, .. } | P::NeverComesOut { family, .. }, Lang::Zh) => {
                let people = if *family == Family::Who { "人名，或者：" } else { "" };
                format!("可以写：{people}{}。", words(*family).join("、"))
            }
            (P::NoAnswer { family, .. } | P::NeverComesOut { family, .. }, Lang::En) => {
                let people = if *family == Family::Who { "names, or " } else { "" };
                format!("Write {people}{}.", words(*family).join(", "))
            }
            (P::NothingMissing { .. }, Lang::Zh) => {
                "「缺」只跟在「答 不能判定」「答 规定冲突」后面；请改「答」，或删去「缺」。".to_owned()
            }
            (P::NothingMissing { .. }, Lang::En) => "缺 goes with 不能判定 or 规定冲突 only; mend 答 or delete 缺.".to_owned(),
            (P::NumberTwice { .. }, Lang::Zh) => "请给其中一个换一个编号。".to_owned(),
            (P::NumberTwice { .. }, Lang::En) => "Give one of them another number.".to_owned(),
        })
    }
}

fn words(family: Family) -> Vec<&'static str> {
    family.verdicts().iter().filter(|verdict| **verdict != Verdict::Found).map(|verdict| verdict.zh()).collect()
}

/// What is wrong with the answer that a question is to get.
pub fn doubtful(asked: &Asked, family: Family, source: &Arc<Source>) -> Option<Problem> {
    let word = asked.answer.as_ref()?;
    let text: String = word.text.chars().filter(|c| !c.is_whitespace()).collect();
    let (head, rest) = text.split_once(['：', ':']).map_or((text.as_str(), None), |(head, rest)| (head, Some(rest)));
    let labels = rest.map(|rest| rest.split(['｜', '|']).collect::<Vec<_>>()).unwrap_or_default();
    let bad = std::iter::once(head).chain(labels).find_map(|label| label_problem(label, family));
    let problem = bad.or_else(|| {
        let open = matches!(Verdict::parse(head), Some(Verdict::Undetermined | Verdict::Conflict));
        (!open && !asked.missing.is_empty()).then(|| P::NothingMissing { text: head.to_owned() })
    });
    problem.map(|problem| Problem::new(problem, source, word.at))
}

/// `可以`, `违反（不得）`; of *who* also names.
fn label_problem(label: &str, family: Family) -> Option<P> {
    let text = label.to_owned();
    let whole = Verdict::parse(label).map(|verdict| (verdict, None));
    let grounded = || {
        let (head, ground) = label.strip_suffix(['）', ')'])?.split_once(['（', '('])?;
        Some((Verdict::parse(head)?, Some(Verdict::parse(ground)?)))
    };
    match whole.or_else(grounded) {
        Some((verdict, ground)) => {
            let fits = family.verdicts().contains(&verdict);
            let grounds = ground.is_none_or(|ground| verdict == Verdict::Violation && ground.refuses());
            (!fits || !grounds).then_some(P::NeverComesOut { text, family })
        }
        None if family == Family::Who => None,
        None => Some(P::NoAnswer { text, family }),
    }
}

/// A case whose number another one about the same rulebooks has.
pub fn twice(case: &Case, source: &Arc<Source>, first: (&Arc<Source>, &Case)) -> Problem {
    let kind = P::NumberTwice { number: case.number.text.clone() };
    Problem::new(kind, source, case.number.at).also(first.0, first.1.number.at, "另一处在这里", "the other place is here")
}
