//! `guiju compare`: where documents differ, as a table.
use super::arguments::CompareArguments;
use super::console::{Console, Status};
use super::input;
use super::test::nothing;
use crate::api::compare::{Difference, differences};
use serde_json::json;

/// Shows the table.
pub fn run(arguments: &CompareArguments, console: &mut Console) -> Status {
    let (shelf, status) = input::shelf(&arguments.paths, console);
    let (found, problems) = differences(&shelf);
    let problems = problems.distinct();
    console.problems(&problems);
    let cases = shelf.given().any(|file| !file.parsed.file.cases.is_empty());
    if arguments.json {
        console.say(&json!({ "differences": found }).to_string());
    } else if cases {
        table(&found, console);
    }
    match status {
        Status::Well if problems.has_errors() => Status::Findings,
        // Nothing was compared: that is no agreement.
        Status::Well if !cases => nothing("", console),
        status => status,
    }
}

fn table(found: &[Difference], console: &mut Console) {
    let head = console.pick("| 问题 | 各份单看 | 合看 | 案例 |", "| question | each alone | together | case |").to_owned();
    console.say(&head);
    console.say("|---|---|---|---|");
    for one in found {
        let sides: Vec<String> = one
            .sides
            .iter()
            .map(|side| {
                let alone = side.alone.as_deref().map(|alone| format!("：{alone}")).unwrap_or_default();
                format!("《{}》{}{alone}", side.document, side.places.join("、"))
            })
            .collect();
        let together = one.together.replace('｜', "，或者 ");
        console.say(&format!("| {}？ | {} | {together} | {} |", one.question, sides.join("<br>"), one.case));
    }
}
