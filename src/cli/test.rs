//! `guiju test`: runs cases.
use super::arguments::TestArguments;
use super::console::{Console, Paint, Status};
use super::input;
use crate::api::Failure;
use crate::api::cases::{Check, Run, Runner};
use serde_json::json;

/// Runs the cases; failures and counts go to standard output.
pub fn run(arguments: &TestArguments, console: &mut Console) -> Status {
    let paths: Vec<_> = arguments.paths.iter().chain(&arguments.rulebook).cloned().collect();
    let (shelf, status) = input::shelf(&paths, console);
    let only = arguments.only.as_deref().unwrap_or_default();
    let mut run = Runner::new(&shelf).run(|case| case.number.text.contains(only) || case.title.text.contains(only));
    run.problems = std::mem::take(&mut run.problems).distinct();
    console.problems(&run.problems);
    if arguments.json {
        as_json(&run, console);
    } else {
        as_text(&run, console);
    }
    let failed = run.problems.has_errors() || run.checks.iter().any(|check| !check.failures.is_empty());
    match status {
        Status::Well if failed => Status::Findings,
        // Nothing was tried: that is no success.
        Status::Well if run.checks.is_empty() => nothing(only, console),
        status => status,
    }
}

/// There are no cases (with these words).
pub fn nothing(only: &str, console: &Console) -> Status {
    let message = if only.is_empty() {
        console.pick("没有可以运行的案例".to_owned(), "there are no cases to run".to_owned())
    } else {
        console.pick(format!("没有哪个案例的编号或标题里有「{only}」"), format!("no case has `{only}` in its number or title"))
    };
    let help = console.pick(
        "案例以「案例 编号 标题」开头，至少要有一个「问」。",
        "A case begins with `案例 number title` and asks one question at least.",
    );
    console.trouble(&message, Some(help));
    Status::Misuse
}

fn as_json(run: &Run, console: &mut Console) {
    for check in &run.checks {
        let line = json!({
            "case": check.case, "title": check.title, "variant": check.variant, "question": check.question,
            "file": check.place.0, "line": check.place.1, "passed": if check.is_open() { None } else { Some(check.failures.is_empty()) },
            "expected": check.expected, "got": check.got, "failures": check.failures,
        });
        console.say(&line.to_string());
    }
}

fn as_text(run: &Run, console: &mut Console) {
    let failed: Vec<&Check> = run.checks.iter().filter(|check| !check.failures.is_empty()).collect();
    for check in &failed {
        show(check, console);
    }
    let open: Vec<&Check> = run.checks.iter().filter(|check| check.is_open()).collect();
    for check in &open {
        show_open(check, console);
    }
    let ((cases, variants), questions) = (run.counts, run.checks.len());
    let (passed, failed, open) = (questions - failed.len() - open.len(), failed.len(), open.len());
    let mut text = console.pick(
        format!("案例 {cases} 个，反事实 {variants} 个，问题 {questions} 个：通过 {passed}，不通过 {failed}"),
        format!("{cases} cases, {variants} variants, {questions} questions: {passed} passed, {failed} failed"),
    );
    if open > 0 {
        text += &console.pick(format!("，没有写应答的 {open}"), format!(", {open} without an expectation"));
    }
    console.say(&text);
}

/// A question that says nothing of what the answer ought to be has passed nothing.
fn show_open(check: &Check, console: &mut Console) {
    let mark = console.paint("?", Paint::Yellow);
    let variant = check.variant.as_deref().map(|variant| format!(" {variant}")).unwrap_or_default();
    let (file, line) = &check.place;
    let (number, title, question, got) = (&check.case, &check.title, &check.question, &check.got);
    let text = console.pick(
        format!("{mark} {number}{variant} {title}  {file}:{line}\n    {question}？\n    没有写应答什么，答的是 {got}"),
        format!("{mark} {number}{variant} {title}  {file}:{line}\n    {question}?\n    nothing is expected, the answer is {got}"),
    );
    console.say(&text);
}

fn show(check: &Check, console: &mut Console) {
    let mark = console.paint("✗", Paint::Red);
    let variant = check.variant.as_deref().map(|variant| format!(" {variant}")).unwrap_or_default();
    let (file, line) = &check.place;
    let head = format!("{mark} {}{variant} {}  {file}:{line}", check.case, check.title);
    console.say(&head);
    let question = console.pick(format!("    {}？", check.question), format!("    {}?", check.question));
    console.say(&question);
    for failure in &check.failures {
        let got = &check.got;
        let text = match failure {
            Failure::Answer(wanted) => {
                console.pick(format!("应答 {wanted}，答的是 {got}"), format!("expected {wanted}, got {got}"))
            }
            Failure::Citation(place) => console.pick(format!("没有引用 {place}"), format!("does not cite {place}")),
            Failure::Missing(words) => console.pick(format!("没有指出缺少 {words}"), format!("does not name as missing {words}")),
            Failure::Step(words) => console.pick(format!("下一步不是 {words}"), format!("the next step is not {words}")),
            Failure::Told(words) => console.pick(format!("没有告知 {words}"), format!("does not tell {words}")),
            Failure::Refused(why) => console.pick(format!("没有答案：{why}"), format!("no answer: {why}")),
        };
        console.say(&format!("    {text}"));
    }
}
