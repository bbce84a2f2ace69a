//! Ledgers as tables, read by the forms of a situation.
use super::console::{Console, Status};
use super::input;
use crate::api::files::{self, Reason};
use crate::api::intake::Intake;
use crate::api::{Prepared, Situation};
use crate::diagnostic::Problems;
use crate::vocabulary::Date;
use std::path::{Path, PathBuf};

/// A ledger as it is named on the command line.
#[derive(Debug, Clone, Copy)]
pub struct Ledger<'a> {
    /// The rulebooks.
    pub rulebook: &'a [PathBuf],
    /// The situation with roster and forms; none: the ledger is a situation itself.
    pub situation: Option<&'a Path>,
    /// A situation, or tables.
    pub files: &'a [PathBuf],
    /// Whose record, where the tables keep several.
    pub part: Option<&'a str>,
}

/// The forms of a situation.
pub fn intake(rulebook: &[PathBuf], situation: &Path, as_of: Option<Date>, console: &Console) -> Result<Intake, Status> {
    let rulebook = input::rulebook(rulebook, console)?;
    let source = input::read(situation, console)?;
    let base = Situation::read(&source).map_err(|problems| told(&problems, console))?;
    let intake = rulebook.intake(&base, as_of).map_err(|problems| told(&problems, console))?;
    if !intake.is_empty() {
        return Ok(intake);
    }
    let path = situation.display();
    console.trouble(
        &console.pick(format!("「{path}」里没有登记"), format!("there is no 登记 in 「{path}」")),
        Some(console.pick(
            "请写「登记 名称」，下面写各列和每行说的话（见《期限和台账》）。",
            "Write `登记 name`, and below it the columns and what each row says.",
        )),
    );
    Err(Status::Findings)
}

/// A ledger tied to rulebooks, whatever it is written in. Rows that cannot be read are told.
pub fn prepared(ledger: &Ledger<'_>, as_of: Option<Date>, console: &Console) -> Result<Prepared, Status> {
    let Some(situation) = ledger.situation else {
        let [file] = ledger.files else { return Err(several(console)) };
        if is_table(file) {
            return Err(without_forms(file, console));
        }
        let rulebook = input::rulebook(ledger.rulebook, console)?;
        let source = input::read(file, console)?;
        let situation = Situation::read(&source).map_err(|problems| told(&problems, console))?;
        let prepared = rulebook.prepare(&situation, as_of).map_err(|problems| told(&problems, console))?;
        if !prepared.warnings().is_empty() {
            console.problems(prepared.warnings());
        }
        return Ok(prepared);
    };
    let intake = intake(ledger.rulebook, situation, as_of, console)?;
    there(ledger.files, console)?;
    let taken = intake.read(ledger.files, |_| {});
    let lang = console.lang();
    taken.bad.iter().for_each(|bad| console.note(&bad.told(lang)));
    let part = match (ledger.part, taken.parts.len()) {
        (Some(name), _) => taken.parts.get(name),
        (None, 0 | 1) => taken.parts.values().next(),
        (None, _) => None,
    };
    if part.is_none() && !taken.parts.is_empty() {
        let names: Vec<&str> = taken.parts.keys().map(String::as_str).take(20).collect();
        console.trouble(
            console.pick("台账分单位记，要说是哪一个", "the tables keep several records: name one"),
            Some(&console.pick(
                format!("请写 --part 单位，这里有：{}。", names.join("、")),
                format!("Write --part NAME; there are: {}.", names.join(", ")),
            )),
        );
        return Err(Status::Misuse);
    }
    let Some(part) = part else { return intake.base().map_err(|problems| told(&problems, console)) };
    let (ready, bad) = intake.ready(part).map_err(|problems| told(&problems, console))?;
    bad.iter().for_each(|bad| console.note(&bad.told(lang)));
    Ok(ready.prepared)
}

/// Whether a name is that of a table.
fn is_table(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ["csv", "tsv", "xlsx", "xls", "jsonl", "ndjson"].contains(&ending.as_str()))
}

/// A table, and nothing that says what its columns mean.
fn without_forms(path: &Path, console: &Console) -> Status {
    let path = path.display();
    console.trouble(
        &console.pick(
            format!("「{path}」是表格，还不知道各列是什么意思"),
            format!("「{path}」 is a table, and nothing says what its columns mean"),
        ),
        Some(console.pick(
            "请用 -s 指出写着名册和登记的情形；怎么写登记，见《期限和台账》。",
            "Name the situation with the roster and the forms (登记) with -s.",
        )),
    );
    Status::Misuse
}

fn several(console: &Console) -> Status {
    console.trouble(
        console.pick("没有写 -s，台账只能是一份情形", "without -s the ledger is one situation"),
        Some(console.pick(
            "核对表格要用 -s 指出写着名册和登记的情形。",
            "To read tables, name the situation with the roster and the forms with -s.",
        )),
    );
    Status::Misuse
}

/// Whether the tables are files at all, before any is read.
pub fn there(files: &[PathBuf], console: &Console) -> Result<(), Status> {
    let mut status = Ok(());
    for file in files {
        let wrong = match std::fs::metadata(file) {
            Ok(meta) if meta.is_dir() => Some(files::refuse(file, Reason::IsFolder)),
            Ok(_) => None,
            Err(error) => Some(files::because(file, &error)),
        };
        if let Some(wrong) = wrong {
            status = Err(console.unreadable(&wrong));
        }
    }
    status
}

/// Tells problems.
pub fn told(problems: &Problems, console: &Console) -> Status {
    console.problems(problems);
    Status::Findings
}
