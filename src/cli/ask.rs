//! `guiju ask`: answers about a situation.
use super::arguments::{AskArguments, FormatArgument};
use super::console::{Console, Paint, Status};
use super::{input, interview};
use crate::answer::Answer;
use crate::api::{Prepared, Situation};
use crate::diagnostic::Problems;
use crate::explain::{Depth, Line, Role, Style, explain, html, mark, markdown};
use crate::vocabulary::Date;

/// Answers one question, or those of the situation.
pub fn run(arguments: &AskArguments, console: &mut Console) -> Status {
    answer(arguments, console).err().unwrap_or(Status::Well)
}

fn answer(arguments: &AskArguments, console: &mut Console) -> Result<(), Status> {
    let as_of = arguments.as_of.as_deref().map(|text| date(text, console)).transpose()?;
    let rulebook = input::rulebook(&arguments.rulebook, console)?;
    if arguments.interactive && input::is_stdin(&arguments.situation) {
        return Err(no_replies(console));
    }
    let source = input::read(&arguments.situation, console)?;
    let situation = Situation::read(&source).map_err(|problems| told(&problems, console))?;
    left_out(&situation.variants(), console);
    let questions = questions(arguments, &situation, console)?;
    // Once for all questions: what is wrong in the situation is told once.
    let prepared = rulebook.prepare(&situation, as_of).map_err(|problems| told(&problems, console))?;
    let questions: Vec<String> = questions.into_iter().map(|text| as_read(text, &prepared, console)).collect();
    if arguments.interactive {
        return interview::run(&rulebook, &situation, &questions, as_of, arguments, console);
    }
    if !prepared.warnings().is_empty() {
        console.problems(prepared.warnings());
    }
    let mut status = Ok(());
    for (n, text) in questions.iter().enumerate() {
        match prepared.ask(text, console.lang()).map_err(|problems| told(&problems, console)) {
            Ok(answer) => show(&answer, n, arguments, console),
            Err(failed) => status = Err(failed),
        }
    }
    status
}

/// The question with its blanks, where they were left out; that is said.
fn as_read(text: String, prepared: &Prepared, console: &Console) -> String {
    let Some(read) = prepared.with_blanks(&text) else { return text };
    console.note(&console.pick(format!("读作：{read}？"), format!("read as: {read}?")));
    read
}

/// Situation and replies cannot both come from standard input.
fn no_replies(console: &Console) -> Status {
    console.trouble(
        console.pick(
            "情形从标准输入读进来，就没有地方再读回答了",
            "the situation is read from standard input, so there is nowhere to read the replies from",
        ),
        Some(console.pick(
            "请把情形存成文件，写 -s 文件；回答从标准输入读。",
            "Save the situation to a file and give -s FILE; the replies are read from standard input.",
        )),
    );
    Status::Misuse
}

/// The variants of a case are not asked about; that is said.
fn left_out(variants: &[&str], console: &Console) {
    if !variants.is_empty() {
        let names = variants.join(console.pick("、", ", "));
        console.trouble(
            &console.pick(
                format!("案例里的反事实 {names} 没有算进来，只按案例本身的事实回答"),
                format!("the variants {names} of the case are left out: only its own facts count"),
            ),
            Some(console.pick(
                "要问反事实，在 guiju repl 里「读入」这个案例，再「转到」那个反事实；核对全部用 guiju test。",
                "To ask about a variant, :load the case in guiju repl and :goto it; guiju test runs them all.",
            )),
        );
    }
}

fn told(problems: &Problems, console: &Console) -> Status {
    console.problems(problems);
    Status::Findings
}

pub fn date(text: &str, console: &Console) -> Result<Date, Status> {
    Date::parse(text).ok_or_else(|| {
        console.trouble(
            &console.pick(format!("「{text}」不是日期"), format!("「{text}」 is not a date")),
            Some(console.pick("日期写作 2018-03-01 或 2018年3月1日。", "Write a date as 2018-03-01 or 2018年3月1日.")),
        );
        Status::Misuse
    })
}

fn questions(arguments: &AskArguments, situation: &Situation, console: &Console) -> Result<Vec<String>, Status> {
    let own = || situation.questions().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let questions = arguments.question.clone().map_or_else(own, |question| vec![question]);
    if questions.is_empty() {
        console.trouble(
            console.pick(
                "没有问题：命令里没有写，情形里也没有",
                "there is no question: neither on the command line nor in the situation",
            ),
            Some(console.pick(
                "例：guiju ask -r 规则书 -s 情形 \"本次会议 能否 召开？\"",
                "For example: guiju ask -r RULEBOOK -s SITUATION \"本次会议 能否 召开？\"",
            )),
        );
        return Err(Status::Misuse);
    }
    Ok(questions)
}

/// An answer in the form that was asked for.
pub fn show(answer: &Answer, n: usize, arguments: &AskArguments, console: &mut Console) {
    let style = Style { lang: console.lang(), depth: depth(arguments) };
    match (arguments.json, arguments.format) {
        (true, _) | (_, FormatArgument::Json) => match serde_json::to_string(answer) {
            Ok(json) => console.say(&json),
            Err(error) => console.trouble(&error.to_string(), None),
        },
        (_, FormatArgument::Markdown) => console.write(&format!("{}{}", gap(n), markdown(&explain(answer, style)))),
        (_, FormatArgument::Html) => console.write(&html(&explain(answer, style))),
        (_, FormatArgument::Terminal) => {
            console.write(gap(n));
            for line in explain(answer, style) {
                let text = painted(&line, console);
                console.say(&text);
            }
        }
    }
}

fn gap(n: usize) -> &'static str {
    if n > 0 { "\n" } else { "" }
}

fn depth(arguments: &AskArguments) -> Depth {
    match arguments.depth {
        Some(0) => Depth::Verdict,
        Some(1) => Depth::Short,
        Some(2) => Depth::Full,
        Some(_) => Depth::Whole,
        None if arguments.full => Depth::Full,
        None => Depth::Short,
    }
}

fn painted(line: &Line, console: &Console) -> String {
    let indent = "  ".repeat(line.depth);
    let text = match line.role {
        Role::Question => console.paint(&line.text, Paint::Dim),
        Role::Verdict(holds) => console.paint(&line.text, Paint::of(holds)),
        Role::Heading => console.paint(&line.text, Paint::Bold),
        Role::Plain | Role::Quote => line.text.clone(),
        Role::Node(holds) => format!("{}{}", console.paint(mark(holds), Paint::of(holds)), line.text),
    };
    format!("{indent}{text}")
}
