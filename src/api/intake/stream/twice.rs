//! Rows that stand for the same thing as another, and are not taken: where they say the same, nothing is in doubt.
use crate::api::intake::Intake;
use crate::api::intake::row::Bound;
use crate::ledger::{Item, Place, Reader};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A row that was taken, by table and number, and what a later row holds that names the same thing.
#[derive(Debug, Clone, Copy)]
pub struct Twice {
    /// The table of the first.
    pub table: u16,
    /// The row of the first.
    pub row: u32,
    /// What the later one holds.
    pub whole: u64,
}

impl Intake {
    /// Whether each of them is word for word the row that was taken. What rows hold is not kept, so the tables are read once more.
    pub(super) fn say_the_same(&self, files: &[PathBuf], places: &[Place], twice: &[Twice]) -> bool {
        let mut first: HashMap<(Arc<str>, Option<Arc<str>>, u64), Vec<u64>> = HashMap::new();
        for one in twice {
            let Some(place) = places.get(usize::from(one.table)) else { return false };
            let key = (Arc::clone(&place.file), place.sheet.clone(), u64::from(one.row));
            first.entry(key).or_default().push(one.whole);
        }
        for file in files {
            let mut reader = Reader::open(file, &self.options());
            let mut sheet: Option<(Option<Arc<str>>, Option<Bound<'_>>)> = None;
            while let Some(item) = reader.read() {
                let Item::Row(row) = item else { continue };
                let place = row.place();
                if sheet.as_ref().is_none_or(|(name, _)| *name != place.sheet) {
                    let bound = self.form_of(place, row.header()).ok().map(|form| Bound::new(form, row.header()));
                    sheet = Some((place.sheet.clone(), bound));
                }
                let Some((_, Some(bound))) = &sheet else { continue };
                let key = (Arc::clone(&place.file), place.sheet.clone(), place.row.unwrap_or_default());
                if let Some(others) = first.remove(&key)
                    && others.iter().any(|whole| *whole != bound.whole(&row))
                {
                    return false;
                }
            }
        }
        // A row that is not there any more: the file was changed.
        first.is_empty()
    }
}
