//! The first line: the verdict as a sentence.
use crate::answer::{Answer, Who};
use crate::diagnostic::Lang;
use crate::vocabulary::{Family, Verdict};

/// The verdict as a sentence, with the people found.
pub fn sentence(answer: &Answer, lang: Lang) -> String {
    if answer.verdict == Verdict::Found {
        let people: Vec<String> = answer.answers.iter().map(|who| person(who, lang)).collect();
        return match lang {
            Lang::Zh => format!("{}。", people.join("；")),
            Lang::En => format!("{}.", people.join("; ")),
        };
    }
    let (zh, en) = words(answer);
    let (text, stop) = if lang == Lang::Zh { (zh, "。") } else { (en, ".") };
    let ground = match (answer.ground, lang) {
        (Some(ground), Lang::Zh) => format!("（{}）", ground.zh()),
        (Some(ground), Lang::En) => format!(" ({})", ground.en()),
        (None, _) => String::new(),
    };
    format!("{text}{ground}{stop}")
}

/// `丁（副市长）`, `乙（以市长身份）`, `由市政府办公室协调确定的其他市政府领导`.
pub fn person(who: &Who, lang: Lang) -> String {
    let name = &who.name;
    match (&who.office, lang) {
        _ if who.chooser => match (&who.chosen, lang) {
            (Some(chosen), Lang::Zh) => format!("由{name}{chosen}"),
            _ => chooser(name, lang),
        },
        (Some(office), Lang::Zh) if who.acting => format!("{name}（以{office}身份）"),
        (Some(office), Lang::En) if who.acting => format!("{name} (acting as {office})"),
        (Some(office), Lang::Zh) => format!("{name}（{office}）"),
        (Some(office), Lang::En) => format!("{name} ({office})"),
        (None, _) => name.clone(),
    }
}

/// Who does it is for him to say.
fn chooser(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("由{name}确定"),
        Lang::En => format!("{name} chooses"),
    }
}

fn words(answer: &Answer) -> (&'static str, &'static str) {
    match answer.verdict {
        Verdict::Silent if answer.family == Family::Next => ("没有写成程序的步骤", "No procedure is written down for this"),
        Verdict::Silent => ("规则未作规定", "The rules do not regulate this"),
        Verdict::NotEmpowered => ("不可以：无权", "No: not empowered"),
        Verdict::Prohibited => ("不得", "No: prohibited"),
        Verdict::RequirementsUnmet => ("不可以：条件不足", "No: requirements are not met"),
        Verdict::PermittedWithDeviation => {
            ("可以，但偏离一般原则，须说明理由", "Yes, but it departs from the general rule: a reason is to be given")
        }
        Verdict::Permitted => ("可以", "Yes"),
        Verdict::NotPermitted => {
            ("不可以：不论未知的事实如何，总有一条不许", "No: whatever the unknown facts are, some clause refuses")
        }
        Verdict::Conflict => ("规定冲突：理解不同，结论不同", "The rules conflict: different readings give different answers"),
        // Nothing is missing: it is days that are not counted.
        Verdict::Undetermined if answer.missing.is_empty() && answer.due.iter().any(|due| due.when.is_some()) => (
            "不能判定：期限按天数计算，本工具没有替您数日子，请人工核对",
            "It cannot be decided: the limit is reckoned in days, which are not counted here; check it by hand",
        ),
        Verdict::Undetermined => ("不能判定：缺少事实", "It cannot be decided yet: facts are missing"),
        Verdict::Found => ("", ""),
        Verdict::Nobody => ("无人", "Nobody"),
        Verdict::Holds => ("是", "It is so"),
        Verdict::DoesNotHold => ("不是", "It is not so"),
        Verdict::Required if answer.hedged => ("一般必须", "As a rule, it must be done"),
        Verdict::Required => ("必须", "It must be done"),
        Verdict::NotRequired => ("不必", "It need not be done"),
        Verdict::Compliant => ("合规", "In order"),
        Verdict::Violation => ("违反规定", "A violation"),
        Verdict::Deviation => ("偏离一般原则（不算违反）", "A deviation from the general rule (no violation)"),
        Verdict::Skipped => ("有步骤跳过了", "A step was skipped"),
        Verdict::Completed => ("各步都已办完", "All steps are done"),
        Verdict::Suspended => ("程序中止，没有恢复", "The procedure is suspended"),
        Verdict::Ended => ("程序已经终止", "The procedure has ended"),
        Verdict::Outstanding if answer.family == Family::Next => ("程序还没有走完", "The procedure is under way"),
        Verdict::Outstanding => ("尚未履行", "Still outstanding"),
        Verdict::NotYetDue => ("未到期", "Not yet due"),
        Verdict::NotApplicable => ("不适用", "Not applicable"),
        Verdict::NotInForce if answer.family == Family::InOrder => ("当时不在有效期", "The rules were not in force then"),
        Verdict::NotInForce => ("不在有效期", "The rules are not in force at the date"),
    }
}
