//! `guiju audit --template`: an empty table for each form.
use super::console::{Console, Status};
use super::save::{self, Refused};
use crate::api::intake::Intake;
use crate::diagnostic::Lang;
use crate::ledger::Template;
use std::path::{Path, PathBuf};

/// Why an empty table is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wrong {
    /// `空表.xls`
    Ending(String),
    /// a form called `进/出`, or by a name of forty characters
    Name(String),
    /// forms called `A` and `a`
    Alike(String, String),
    /// what the library says of a workbook
    Book(String),
}

impl Wrong {
    fn code(&self) -> &'static str {
        match self {
            Self::Ending(_) => "F006",
            Self::Name(_) | Self::Alike(..) | Self::Book(_) => "F007",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Ending(ending), Lang::Zh) if ending.is_empty() => "空表的文件名没有写后缀".to_owned(),
            (Self::Ending(ending), Lang::En) if ending.is_empty() => "the file of an empty table has no ending".to_owned(),
            (Self::Ending(ending), Lang::Zh) => format!("空表写不成 .{ending} 文件"),
            (Self::Ending(ending), Lang::En) => format!("an empty table is not written as a .{ending} file"),
            (Self::Name(name), Lang::Zh) => format!("登记「{name}」的名称不能作工作表或者文件的名称"),
            (Self::Name(name), Lang::En) => format!("the name of the form 「{name}」 cannot be that of a sheet or a file"),
            (Self::Alike(one, other), Lang::Zh) => format!("登记「{one}」和「{other}」的名称只差大小写，不能是两张工作表"),
            (Self::Alike(one, other), Lang::En) => {
                format!("the forms 「{one}」 and 「{other}」 differ only in capitals and cannot be two sheets")
            }
            (Self::Book(_), Lang::Zh) => "这些登记写不成 Excel 文件，列太多或者列名太长".to_owned(),
            (Self::Book(said), Lang::En) => format!("these forms cannot be written as a workbook ({said})"),
        }
    }

    fn help(&self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Ending(_), Lang::Zh) => "请写 .xlsx（有几个登记就是几张工作表）或者 .csv（一个登记一个文件）。",
            (Self::Ending(_), Lang::En) => "Write .xlsx (a sheet for each form) or .csv (a file for each).",
            (Self::Name(_), Lang::Zh) => "请改登记的名称：最多 31 个字，不带 / \\ ? * : [ ] 和引号。",
            (Self::Name(_), Lang::En) => {
                "Give the form a name of 31 characters at most, without / \\ ? * : [ ] and quotation marks."
            }
            (Self::Alike(..), Lang::Zh) => "请给其中一个改名。",
            (Self::Alike(..), Lang::En) => "Give one of them another name.",
            (Self::Book(_), Lang::Zh) => "请写成 .csv。",
            (Self::Book(_), Lang::En) => "Write .csv.",
        }
    }
}

/// Writes empty tables: of an Excel workbook a sheet for each form, of CSV a file for each, with the name of the form behind that
/// of the file where there are several. Nothing is written where one of them cannot be.
pub fn write(intake: &Intake, path: &Path, console: &mut Console) -> Result<(), Status> {
    let files = files(&intake.templates(), path).map_err(|wrong| {
        let lang = console.lang();
        console.trouble(&format!("{} {}", wrong.code(), wrong.message(lang)), Some(wrong.help(lang)));
        Status::Misuse
    })?;
    files.iter().try_for_each(|(path, _)| save::may(path, false).map_err(|refused| refuse(path, &refused, console)))?;
    for (path, bytes) in files {
        save::save(&path, &bytes, false).map_err(|refused| refuse(&path, &refused, console))?;
        let line = console.pick(format!("已写出「{}」", path.display()), format!("wrote 「{}」", path.display()));
        console.say(&line);
    }
    Ok(())
}

/// The files to be written.
fn files(templates: &[Template], path: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, Wrong> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if let Some(bad) = templates.iter().find(|template| !is_name(&template.sheet)) {
        return Err(Wrong::Name(bad.sheet.clone()));
    }
    match ending.as_str() {
        "xlsx" => {
            for (n, one) in templates.iter().enumerate() {
                let like = |other: &&Template| other.sheet.to_lowercase() == one.sheet.to_lowercase();
                if let Some(other) = templates.iter().take(n).find(like) {
                    return Err(Wrong::Alike(other.sheet.clone(), one.sheet.clone()));
                }
            }
            Ok(vec![(path.to_owned(), book(templates)?)])
        }
        "csv" => {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let own = |template: &Template| match templates.len() {
                1 => path.to_owned(),
                _ => path.with_file_name(format!("{stem}-{}.csv", template.sheet)),
            };
            Ok(templates.iter().map(|template| (own(template), template.to_csv().into_bytes())).collect())
        }
        _ => Err(Wrong::Ending(ending)),
    }
}

/// Whether a sheet and a file may have the name of a form.
fn is_name(name: &str) -> bool {
    name.chars().count() <= 31 && !name.contains(['/', '\\', '?', '*', ':', '[', ']', '\'', '"', '<', '>', '|'])
}

fn refuse(path: &Path, refused: &Refused, console: &Console) -> Status {
    let told = format!("{} {}", refused.code(), refused.message(path, console.lang()));
    console.trouble(&told, Some(console.pick("请换一个文件名。", "Choose another name.")));
    Status::Misuse
}

#[cfg(feature = "tables")]
fn book(templates: &[Template]) -> Result<Vec<u8>, Wrong> {
    crate::ledger::workbook(templates).map_err(Wrong::Book)
}

#[cfg(not(feature = "tables"))]
fn book(_: &[Template]) -> Result<Vec<u8>, Wrong> {
    Err(Wrong::Ending("xlsx".to_owned()))
}
