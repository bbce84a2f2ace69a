//! `guiju audit --template`: an empty table for each form.
use super::console::{Console, Status};
use super::save;
use crate::api::intake::Intake;
use std::path::Path;

/// Writes empty tables: of an Excel workbook a sheet for each form, of CSV a file for each, with the name of the form behind that
/// of the file where there are several.
pub fn write(intake: &Intake, path: &Path, console: &mut Console) -> Result<(), Status> {
    let templates = intake.templates();
    if path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("xlsx")) {
        return put(path, &book(&templates, console)?, console);
    }
    for template in &templates {
        let own = if templates.len() > 1 {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let kind = path.extension().map_or("csv".into(), |kind| kind.to_string_lossy().into_owned());
            path.with_file_name(format!("{stem}-{}.{kind}", template.sheet))
        } else {
            path.to_owned()
        };
        put(&own, template.to_csv().as_bytes(), console)?;
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8], console: &mut Console) -> Result<(), Status> {
    save::save(path, bytes, false).map_err(|refused| {
        console.trouble(&refused.message(path, console.lang()), Some(console.pick("请换一个文件名。", "Choose another name.")));
        Status::Misuse
    })?;
    let line = console.pick(format!("已写出「{}」", path.display()), format!("wrote 「{}」", path.display()));
    console.say(&line);
    Ok(())
}

#[cfg(feature = "tables")]
fn book(templates: &[crate::ledger::Template], console: &Console) -> Result<Vec<u8>, Status> {
    crate::ledger::workbook(templates).map_err(|error| {
        console.trouble(&error, None);
        Status::Misuse
    })
}

#[cfg(not(feature = "tables"))]
fn book(_: &[crate::ledger::Template], console: &Console) -> Result<Vec<u8>, Status> {
    console.trouble(
        console.pick("这个程序没有带写 Excel 的功能（tables）", "this program was built without the feature `tables`"),
        Some(console.pick("请写成 .csv。", "Write .csv.")),
    );
    Err(Status::Misuse)
}
