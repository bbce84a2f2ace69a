//! `guiju report`: a year's report from a ledger.
use super::arguments::{ReportArguments, ReportFormat};
use super::ask::date;
use super::console::{Console, Status};
use super::input;
use super::save::{Refused, may, save};
use super::tables::{Ledger, tied};
use crate::diagnostic::Kind;
use crate::report::{OUTLINE, Report, ReportProblem, Rows, Wishes, html, markdown, report};
use crate::source::Source;
use crate::syntax::{Outline, parse_outline};
use std::path::Path;
use std::sync::Arc;

/// Makes a report.
pub fn run(arguments: &ReportArguments, console: &mut Console) -> Status {
    made(arguments, console).unwrap_or_else(|status| status)
}

fn made(arguments: &ReportArguments, console: &mut Console) -> Result<Status, Status> {
    let year = year(&arguments.year, console)?;
    let format = format(arguments).map_err(|ending| wrong(&ReportProblem::OtherEnding { ending }, console))?;
    if let Some(path) = &arguments.output {
        if is_read(path, arguments) {
            return Err(refuse(path, &Refused::Read, console));
        }
        may(path, arguments.force).map_err(|refused| refuse(path, &refused, console))?;
    } else if needs_file(format) {
        return Err(wrong(&ReportProblem::NeedsFile, console));
    }
    let as_of = arguments.as_of.as_deref().map(|text| date(text, console)).transpose()?;
    let (source, outline) = outline(arguments.outline.as_deref(), console)?;
    let ledger = Ledger {
        rulebook: &arguments.rulebook,
        situation: arguments.situation.as_deref(),
        files: &arguments.ledger,
        form: arguments.form.as_deref(),
        part: arguments.part.as_deref(),
    };
    let tied = tied(&ledger, as_of, console)?;
    let rows = tied.rows.as_ref().map(|rows| Rows { read: rows.read, left_out: rows.reported });
    let wishes = Wishes { lang: console.lang(), subject: arguments.subject.clone(), rows };
    let told = |problems, console: &Console| {
        console.problems(&problems);
        Status::Findings
    };
    let (report, warnings) =
        report(&tied.prepared, (&source, &outline), year, &wishes, |_, _| {}).map_err(|problems| told(problems, console))?;
    console.problems(&warnings);
    let bytes = written(&report, format).map_err(|why| {
        console.trouble(&why, None);
        Status::Misuse
    })?;
    match &arguments.output {
        Some(path) => {
            save(path, &bytes, arguments.force).map_err(|refused| refuse(path, &refused, console))?;
            let path = path.display();
            console.note(&console.pick(format!("报告写好了：{path}"), format!("the report is written: {path}")));
        }
        None => console.write(&String::from_utf8_lossy(&bytes)),
    }
    Ok(tied.status())
}

fn year(text: &str, console: &Console) -> Result<i16, Status> {
    let year = text.trim().trim_end_matches("年度").trim_end_matches('年').parse().ok();
    let year = year.filter(|year| (1900..=9999).contains(year));
    year.ok_or_else(|| wrong(&ReportProblem::NoYear { text: text.to_owned() }, console))
}

/// A problem that has no place in a text.
fn wrong(problem: &ReportProblem, console: &Console) -> Status {
    let lang = console.lang();
    console.trouble(&format!("{} {}", problem.code(), problem.message(lang)), problem.help(lang).as_deref());
    Status::Misuse
}

fn refuse(path: &Path, refused: &Refused, console: &Console) -> Status {
    let help = console.pick("请换一个文件名，或者加上 --force。", "Choose another name, or add --force.");
    console.trouble(&format!("{} {}", refused.code(), refused.message(path, console.lang())), Some(help));
    Status::Misuse
}

/// The format that is wished, or that of the ending of the file; an ending that is none is given back.
fn format(arguments: &ReportArguments) -> Result<ReportFormat, String> {
    let extension = arguments.output.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    let of_ending = match extension.as_deref() {
        Some("html" | "htm") => ReportFormat::Html,
        #[cfg(feature = "docx")]
        Some("docx") => ReportFormat::Docx,
        Some("json") => ReportFormat::Json,
        None | Some("md" | "markdown" | "txt") => ReportFormat::Md,
        Some(other) => return arguments.format.ok_or_else(|| other.to_owned()),
    };
    Ok(arguments.format.unwrap_or(of_ending))
}

/// Whether a report would be written over what it is made from.
fn is_read(path: &Path, arguments: &ReportArguments) -> bool {
    let Ok(own) = std::fs::canonicalize(path) else { return false };
    let ReportArguments { rulebook, ledger, situation, outline, .. } = arguments;
    let mut read = rulebook.iter().chain(ledger).chain(situation).chain(outline);
    read.any(|read| std::fs::canonicalize(read).is_ok_and(|read| read == own))
}

fn needs_file(format: ReportFormat) -> bool {
    match format {
        #[cfg(feature = "docx")]
        ReportFormat::Docx => true,
        ReportFormat::Md | ReportFormat::Html | ReportFormat::Json => false,
    }
}

/// The outline that is named, or the one built in.
fn outline(path: Option<&Path>, console: &Console) -> Result<(Arc<Source>, Outline), Status> {
    let source = match path {
        Some(path) => input::read(path, console)?,
        None => Source::new(OUTLINE.0, OUTLINE.1),
    };
    let (outline, problems) = parse_outline(&source);
    if problems.has_errors() {
        console.problems(&problems);
        return Err(Status::Findings);
    }
    Ok((source, outline))
}

fn written(report: &Report, format: ReportFormat) -> Result<Vec<u8>, String> {
    match format {
        ReportFormat::Md => Ok(markdown(report).into_bytes()),
        ReportFormat::Html => Ok(html(report).into_bytes()),
        #[cfg(feature = "docx")]
        ReportFormat::Docx => crate::report::docx(report).map_err(|error| error.to_string()),
        ReportFormat::Json => serde_json::to_vec(report).map_err(|error| error.to_string()),
    }
}
