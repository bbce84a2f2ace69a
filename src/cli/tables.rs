//! Ledgers as tables, read by the forms of a situation.
use super::console::{Console, Status};
use super::input;
use crate::api::audit::AuditRows;
use crate::api::files::{self, Reason};
use crate::api::intake::{Intake, Taken};
use crate::api::{Prepared, Situation};
use crate::diagnostic::{Lang, Problems};
use crate::ledger::{Reader, is_device};
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
    /// The form that the tables are in, where that is said.
    pub form: Option<&'a str>,
    /// Whose record, where the tables keep several.
    pub part: Option<&'a str>,
}

/// The forms of a situation.
pub fn intake(ledger: &Ledger<'_>, situation: &Path, as_of: Option<Date>, console: &Console) -> Result<Intake, Status> {
    let rulebook = input::rulebook(ledger.rulebook, console)?;
    let source = input::read(situation, console)?;
    let base = Situation::read(&source).map_err(|problems| told(&problems, console))?;
    let intake = rulebook.intake(&base, as_of).map_err(|problems| told(&problems, console))?;
    if intake.is_empty() {
        return Err(no_forms(situation, console));
    }
    let Some(form) = ledger.form else { return Ok(intake) };
    intake.of_form(form).map_err(|forms| {
        let help = console.pick(format!("这里有：{}。", forms.join("、")), format!("There are: {}.", forms.join(", ")));
        console.trouble(&console.pick(format!("没有叫「{form}」的登记"), format!("no 登记 is called 「{form}」")), Some(&help));
        Status::Misuse
    })
}

fn no_forms(situation: &Path, console: &Console) -> Status {
    let path = situation.display();
    console.trouble(
        &console.pick(format!("「{path}」里没有登记"), format!("there is no 登记 in 「{path}」")),
        Some(console.pick(
            "请写「登记 名称」，下面写各列和每行说的话（见《期限和台账》）。",
            "Write `登记 name`, and below it the columns and what each row says.",
        )),
    );
    Status::Findings
}

/// Reads tables, of which one may come through standard input.
pub fn read(intake: &Intake, files: &[PathBuf], mut progress: impl FnMut(u64), console: &Console) -> Taken {
    let mut taken = Taken::default();
    for file in files {
        let options = intake.options();
        let mut reader = if input::is_stdin(file) {
            Reader::from_stdin(console.pick("标准输入", "standard input"), &options)
        } else {
            Reader::open(file, &options)
        };
        intake.table(&mut reader, &mut taken, &mut progress);
    }
    taken
}

/// A ledger tied to rulebooks.
#[derive(Debug)]
pub struct Tied {
    /// The record.
    pub prepared: Prepared,
    /// Of tables: what became of their rows.
    pub rows: Option<AuditRows>,
}

impl Tied {
    /// Whether every row is on record.
    pub fn status(&self) -> Status {
        let whole = self.rows.as_ref().is_none_or(|rows| rows.problems.is_empty());
        if whole { Status::Well } else { Status::Findings }
    }
}

/// A ledger tied to rulebooks, whatever it is written in. Rows that cannot be read are told.
pub fn tied(ledger: &Ledger<'_>, as_of: Option<Date>, console: &Console) -> Result<Tied, Status> {
    match ledger.situation {
        Some(situation) => of_tables(ledger, situation, as_of, console),
        None => Ok(Tied { prepared: alone(ledger, as_of, console)?, rows: None }),
    }
}

/// A ledger that is a situation itself.
fn alone(ledger: &Ledger<'_>, as_of: Option<Date>, console: &Console) -> Result<Prepared, Status> {
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
    if rulebook.intake(&situation, as_of).is_ok_and(|intake| !intake.is_empty()) {
        console.note(console.pick(
            "这份情形写着登记，没有给表格。要核对表格，用 -s 指出这份情形，后面写表格。",
            "This situation has forms (登记) and no tables were given. To read tables, name it with -s and the tables after it.",
        ));
    }
    Ok(prepared)
}

fn of_tables(ledger: &Ledger<'_>, situation: &Path, as_of: Option<Date>, console: &Console) -> Result<Tied, Status> {
    let intake = intake(ledger, situation, as_of, console)?;
    there(ledger, console)?;
    let taken = read(&intake, ledger.files, |_| {}, console);
    let name = part_of(&taken, ledger.part, console)?;
    let (ready, bad) = intake.ready(&taken, &name).map_err(|problems| told(&problems, console))?;
    let lang = console.lang();
    let rows = taken.rows(ready.prepared.date(), &bad, ready.incomplete.iter().cloned(), lang);
    rows.problems.iter().chain(&rows.notes).for_each(|problem| console.note(problem));
    if rows.reported > 0 {
        console.note(&count(&rows, lang));
    }
    incomplete(&rows, console);
    Ok(Tied { prepared: ready.prepared, rows: Some(rows) })
}

/// `台账 7 行：核对 6，有问题没有核对 1`
pub fn count(rows: &AuditRows, lang: Lang) -> String {
    let AuditRows { read, taken, reported, later, .. } = rows;
    let judged = taken.saturating_sub(*later);
    match (lang, later) {
        (Lang::Zh, 0) => format!("台账 {read} 行：核对 {judged}，有问题没有核对 {reported}"),
        (Lang::Zh, _) => {
            format!("台账 {read} 行：核对 {judged}，有问题没有核对 {reported}，日期在情形的日期以后、没有核对 {later}")
        }
        (Lang::En, 0) => format!("{read} rows: {judged} looked at, {reported} reported and not looked at"),
        (Lang::En, _) => {
            format!(
                "{read} rows: {judged} looked at, {reported} reported and not looked at, {later} of days after that of the situation"
            )
        }
    }
}

/// Of which records it does not count that they are declared complete.
pub fn incomplete(rows: &AuditRows, console: &Console) {
    let all: Vec<String> = rows.incomplete.iter().map(|sentence| plain(sentence)).collect();
    if !all.is_empty() {
        console.note(&console.pick(
            format!("有的行没有采用，下面这些事的记录不当作完整，没有记的不当作没有：{}", all.join("、")),
            format!(
                "rows were not taken: these records are not complete, what is absent from them is unknown: {}",
                all.join(", ")
            ),
        ));
    }
}

/// A sentence as it is said: 人签发公文, not `[人] 签发 [公文]`.
pub fn plain(sentence: &str) -> String {
    sentence.split([' ', '[', ']']).collect()
}

/// The part of the tables that is meant.
fn part_of(taken: &Taken, wished: Option<&str>, console: &Console) -> Result<String, Status> {
    let names: Vec<&str> = taken.parts.keys().map(String::as_str).collect();
    match (wished, names.as_slice()) {
        (Some(name), names) if names.contains(&name) => return Ok(name.to_owned()),
        (None, []) => return Ok(String::new()),
        (None, [one]) => return Ok((*one).to_owned()),
        (Some(_), [] | [""]) => {
            console.trouble(
                console.pick("台账不分单位，不用写 --part", "the tables keep one record: leave --part out"),
                Some(
                    console
                        .pick("要分开核对，在登记里写「分 [单位] 核对。」。", "To keep several apart, write `分 [单位] 核对。`."),
                ),
            );
        }
        (_, names) => {
            let shown = names.get(..20).unwrap_or(names);
            console.trouble(
                &match wished {
                    Some(name) => console.pick(format!("台账里没有「{name}」"), format!("no record is called 「{name}」")),
                    None => console.pick("台账分单位记，要说是哪一个", "the tables keep several records: name one").to_owned(),
                },
                Some(&console.pick(
                    format!("请写 --part 单位，这里有：{}。", shown.join("、")),
                    format!("Write --part NAME; there are: {}.", shown.join(", ")),
                )),
            );
        }
    }
    Err(Status::Misuse)
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

/// Whether the tables are there at all, before any is read, and standard input is read once.
pub fn there(ledger: &Ledger<'_>, console: &Console) -> Result<(), Status> {
    let mut status = Ok(());
    if ledger.files.iter().map(PathBuf::as_path).chain(ledger.situation).filter(|path| input::is_stdin(path)).count() > 1 {
        console.trouble(
            console.pick("「-」写了两次，标准输入只能读一次", "`-` stands twice; standard input can be read once"),
            Some(console.pick("请把其中一个存成文件。", "Save one of them to a file.")),
        );
        status = Err(Status::Misuse);
    }
    for file in ledger.files.iter().filter(|file| !input::is_stdin(file)) {
        let wrong = match std::fs::metadata(file) {
            Ok(meta) if meta.is_dir() => Some(files::refuse(file, Reason::IsFolder)),
            Ok(meta) if is_device(&meta) => Some(files::refuse(file, Reason::IsDevice)),
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
