//! `guiju compare`: where documents differ, as tables.
use super::arguments::CompareArguments;
use super::console::{Console, Status};
use super::input;
use super::test::nothing;
use crate::api::compare::{Contrast, Difference, How, Side, contrasts, differences};
use serde_json::json;

/// Shows the tables.
pub fn run(arguments: &CompareArguments, console: &mut Console) -> Status {
    let (shelf, status) = input::shelf(&arguments.paths, console);
    let (written, mut problems) = contrasts(&shelf);
    let (asked, more) = differences(&shelf);
    problems.append(more);
    let problems = problems.distinct();
    console.problems(&problems);
    let cases = shelf.given().any(|file| !file.parsed.file.cases.is_empty());
    let compared = cases || written.is_some();
    if arguments.json {
        console.say(&json!({ "written": written.unwrap_or_default(), "differences": asked }).to_string());
    } else {
        if let Some(written) = &written {
            contrast_table(written, console);
        }
        if written.is_some() && cases {
            console.say("");
        }
        if cases {
            difference_table(&asked, console);
        }
    }
    match status {
        Status::Well if problems.has_errors() => Status::Findings,
        // Nothing was compared: that is no agreement.
        Status::Well if !compared => nothing("", console),
        status => status,
    }
}

fn contrast_table(found: &[Contrast], console: &mut Console) {
    let head = console.pick("| 事项 | 各份写的 | 怎样并存 |", "| matter | what each writes | how they go together |").to_owned();
    console.say(&head);
    console.say("|---|---|---|");
    for one in found {
        let how = told(one.how, console);
        let words: Vec<String> = one.readings.iter().map(|words| format!("〔{words}〕")).collect();
        let read = match words.as_slice() {
            [] => String::new(),
            words => format!("{}{}", words.join("、"), console.pick("有不止一种读法", " can be read in more than one way")),
        };
        let joint = if read.is_empty() { "" } else { console.pick("；", "; ") };
        console.say(&format!("| {} | {} | {how}{joint}{read} |", one.about, sides(&one.sides)));
    }
}

fn told(how: How, console: &Console) -> &'static str {
    match how {
        How::Open => console.pick("只能从其一，何者优先未定", "only one can be followed, and nothing says which"),
        How::Ranked => console.pick("只能从其一，写明何者优先", "only one can be followed, and it is written which"),
        How::Limits => console.pick("一份准许，另一份不准：按不准的办", "one allows what the other forbids: it is forbidden"),
        How::Gap => console.pick("一份写明没有规定，另一份有规定", "one has no rule and says so, the other has"),
        How::Each => console.pick("各给各的人或会议，各按各的情形", "given to others, each in cases of their own"),
        How::Exception => console.pick("一份另准别的人", "one allows it to others besides"),
        How::Demands => console.pick("要求不同，都要做到", "different demands, all to be met"),
        How::Cases => console.pick("所写情形不同，合起来用", "different cases, taken together"),
        How::Reference => console.pick("提示对着看", "a note sets them beside each other"),
    }
}

fn difference_table(found: &[Difference], console: &mut Console) {
    let head = console.pick("| 问题 | 各份单看 | 合看 | 案例 |", "| question | each alone | together | case |").to_owned();
    console.say(&head);
    console.say("|---|---|---|---|");
    for one in found {
        let together = one.together.replace('｜', "，或者 ");
        console.say(&format!("| {}？ | {} | {together} | {} |", one.question, sides(&one.sides), one.case));
    }
}

fn sides(sides: &[Side]) -> String {
    let side = |side: &Side| {
        let alone = side.alone.as_deref().map(|alone| format!("：{alone}")).unwrap_or_default();
        format!("《{}》{}{alone}", side.document, side.places.join("、"))
    };
    sides.iter().map(side).collect::<Vec<_>>().join("<br>")
}
