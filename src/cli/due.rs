//! `guiju due`: what is owed by whom by when.
use super::arguments::{DueArguments, DueFormat};
use super::ask::date;
use super::console::{Console, Status};
use super::ics;
use super::tables::{Ledger, tied};
use crate::answer::Due;
use crate::vocabulary::Verdict;

/// Lists what is owed.
pub fn run(arguments: &DueArguments, console: &mut Console) -> Status {
    due(arguments, console).unwrap_or_else(|status| status)
}

fn due(arguments: &DueArguments, console: &mut Console) -> Result<Status, Status> {
    let as_of = arguments.as_of.as_deref().map(|text| date(text, console)).transpose()?;
    let tables = !arguments.ledger.is_empty();
    let files = if tables { &arguments.ledger } else { std::slice::from_ref(&arguments.situation) };
    let situation = Some(arguments.situation.as_path()).filter(|_| tables);
    let ledger = Ledger {
        rulebook: &arguments.rulebook,
        situation,
        files,
        form: arguments.form.as_deref(),
        part: arguments.part.as_deref(),
    };
    let tied = tied(&ledger, as_of, console)?;
    let prepared = &tied.prepared;
    let all = prepared.due(console.lang()).map_err(|problems| {
        console.problems(&problems);
        Status::Findings
    })?;
    match (arguments.json, arguments.format) {
        (true, _) | (_, DueFormat::Json) => console.json(&all),
        (_, DueFormat::Ics) => console.write(&ics::calendar(&all.due, prepared.date(), console.lang())),
        (_, DueFormat::Table) => table(&all.due, console),
    }
    for one in &all.undecided {
        let (on, why) = (one.on.as_deref().map(|on| format!("{on} ")).unwrap_or_default(), one.why.join("；"));
        let event: String = one.event.split(' ').collect();
        console.note(&console.pick(
            format!("{on}{event}：不能判定要办什么，其余照列。{why}"),
            format!("{on}{event}: it cannot be said what it asks for; the others are listed. {why}"),
        ));
    }
    if all.undecided.is_empty() { Ok(tied.status()) } else { Ok(Status::Findings) }
}

fn table(all: &[Due], console: &mut Console) {
    if all.is_empty() {
        let none = console.pick("没有还要办的事", "nothing is owed").to_owned();
        console.say(&none);
        return;
    }
    let head = console.pick("| 期限 | 责任人 | 事项 | 情况 | 依据 |", "| by | who | what | how it stands | place |").to_owned();
    console.say(&head);
    console.say("|---|---|---|---|---|");
    let zh = console.pick(true, false);
    for due in all {
        let by = due.date.as_deref().or(due.when.as_deref()).unwrap_or(console.pick("未规定", "no limit"));
        let who = due.who.as_deref().unwrap_or(console.pick("（责任人未规定）", "(nobody named)"));
        let stands = stands(due, zh);
        let places: Vec<String> = due.places().map(|cite| format!("《{}》{}", cite.document, cite.locus())).collect();
        // A mark that parts columns would part a name.
        let row = [by, who, &due.what, stands, &places.join("；")].map(|cell| cell.replace('|', "\\|"));
        console.say(&format!("| {} |", row.join(" | ")));
    }
}

/// How what is owed stands.
pub fn stands(due: &Due, zh: bool) -> &'static str {
    match due.verdict {
        Verdict::Violation if zh => "逾期未办",
        Verdict::Violation => "overdue",
        verdict => verdict.word(zh),
    }
}
