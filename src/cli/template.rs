//! `guiju audit --template`: an empty table for each form.
use super::console::{Console, Status};
use super::save;
use crate::api::intake::Intake;
use std::path::Path;

/// Writes empty tables. Of CSV there is one for each form: with several, its name stands behind that of the file.
pub fn write(intake: &Intake, path: &Path, console: &mut Console) -> Result<(), Status> {
    let templates = intake.templates();
    let workbook = path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("xlsx"));
    for template in &templates {
        let own = if templates.len() > 1 {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let kind = path.extension().map_or("csv".into(), |kind| kind.to_string_lossy().into_owned());
            path.with_file_name(format!("{stem}-{}.{kind}", template.sheet))
        } else {
            path.to_owned()
        };
        let bytes = if workbook { book(template, console)? } else { template.to_csv().into_bytes() };
        save::save(&own, &bytes, false).map_err(|refused| {
            console
                .trouble(&refused.message(&own, console.lang()), Some(console.pick("请换一个文件名。", "Choose another name.")));
            Status::Misuse
        })?;
        let line = console.pick(format!("已写出「{}」", own.display()), format!("wrote 「{}」", own.display()));
        console.say(&line);
    }
    Ok(())
}

#[cfg(feature = "tables")]
fn book(template: &crate::ledger::Template, console: &Console) -> Result<Vec<u8>, Status> {
    template.to_xlsx().map_err(|error| {
        console.trouble(&error, None);
        Status::Misuse
    })
}

#[cfg(not(feature = "tables"))]
fn book(_: &crate::ledger::Template, console: &Console) -> Result<Vec<u8>, Status> {
    console.trouble(
        console.pick("这个程序没有带写 Excel 的功能（tables）", "this program was built without the feature `tables`"),
        Some(console.pick("请写成 .csv。", "Write .csv.")),
    );
    Err(Status::Misuse)
}
