//! Tables read for their things: once for what is on record for all of them, then a share of the things at a time.
use super::plan::{Plan, Why};
use crate::api::intake::cell::{self, names};
use crate::api::intake::row::{Bound, Said};
use crate::api::intake::unread::Missed;
use crate::api::intake::{Intake, Taken};
use crate::core_ir::KindId;
use crate::core_ir::form::Holds;
use crate::eval::hash::mixed;
use crate::ledger::{Bad, Header, Item, Kept, LedgerProblem as P, Place, Reader, Row};
use crate::vocabulary::Date;
use indexmap::IndexSet;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;

/// A table.
pub struct Sheet<'i> {
    pub place: Place,
    pub header: Header,
    pub bound: Bound<'i>,
    form: usize,
}

/// A row that is held.
pub struct Held {
    /// Whose record it belongs to.
    pub part: u32,
    /// Its thing, as a number.
    pub thing: u64,
    /// The first day that stands in it.
    pub day: Option<Date>,
    pub sheet: u16,
    pub row: Kept,
}

/// What was read.
pub struct Survey<'i> {
    intake: &'i Intake,
    plan: &'i Plan,
    files: &'i [PathBuf],
    /// So many rows are held at once.
    most: u64,
    pub sheets: Vec<Sheet<'i>>,
    /// Whose records there are.
    pub parts: IndexSet<String>,
    /// What is on record for all things, and what could not be read.
    pub common: Taken,
    /// Rows about things.
    rows: u64,
    /// What belongs to single rows and is not what they are about.
    beside: HashSet<u64>,
    held: Vec<Held>,
}

/// What is met in a table.
enum Met<'a> {
    Bad(Box<Bad>),
    /// A row of a table in no form.
    Lost,
    Row(u16, &'a Row<'a>),
}

impl<'i> Survey<'i> {
    /// Reads everything once.
    pub fn new(
        intake: &'i Intake,
        plan: &'i Plan,
        (files, most): (&'i [PathBuf], u64),
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, Why> {
        let mut survey = Self {
            intake,
            plan,
            files,
            most,
            sheets: Vec::new(),
            parts: IndexSet::new(),
            common: Taken::default(),
            rows: 0,
            beside: HashSet::new(),
            held: Vec::new(),
        };
        let mut sheets = Vec::new();
        let counts = walk(intake, files, &mut sheets, &mut |sheets, met| {
            match met {
                Met::Bad(bad) => survey.bad(*bad, sheets.last()),
                Met::Lost => survey.common.reported += 1,
                Met::Row(sheet, row) => survey.row(sheet, sheets.get(usize::from(sheet)).ok_or(Why::Row)?, row)?,
            }
            if (survey.rows + survey.common.taken).is_multiple_of(1024) {
                progress(survey.rows + survey.common.taken);
            }
            Ok(())
        })?;
        (survey.common.read, survey.sheets) = (counts.0, sheets);
        survey.common.reported += counts.1;
        survey.elsewhere()?;
        survey.still_tied()?;
        Ok(survey)
    }

    /// How many rows are about things.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many times rows are read to be judged.
    pub fn shares(&self) -> u64 {
        self.rows.div_ceil(self.most.max(1)).max(1)
    }

    /// The rows of a share of the things.
    pub fn share(&mut self, share: u64) -> Result<Vec<Held>, Why> {
        let shares = self.shares();
        if shares == 1 {
            return Ok(std::mem::take(&mut self.held));
        }
        let mut held = Vec::new();
        walk(self.intake, self.files, &mut Vec::new(), &mut |sheets, met| {
            if let Met::Row(n, row) = met
                && let Some(sheet) = sheets.get(usize::from(n))
                && let Some(thing) = self.thing(sheet, row).filter(|thing| thing % shares == share)
                && self.intake.said(&sheet.bound, row).is_ok()
            {
                held.push(self.held(n, sheet, row, thing));
            }
            Ok(())
        })?;
        Ok(held)
    }

    fn part_of<'r>(&self, sheet: &Sheet<'_>, row: &Row<'r>) -> &'r str {
        sheet.bound.form.apart.map_or("", |apart| row.get(sheet.bound.place(apart)))
    }

    /// The thing that a row is about, in its record, as a number.
    fn thing(&self, sheet: &Sheet<'_>, row: &Row<'_>) -> Option<u64> {
        let root = self.plan.roots.get(sheet.form).copied().flatten()?;
        let name = row.get(sheet.bound.place(root));
        (!name.is_empty()).then(|| key(self.part_of(sheet, row), None, name))
    }

    fn held(&self, n: u16, sheet: &Sheet<'_>, row: &Row<'_>, thing: u64) -> Held {
        let part = self.parts.get_index_of(self.part_of(sheet, row)).unwrap_or_default() as u32;
        let cells = (0..sheet.bound.form.columns.len()).map(|column| (column, row.cell(sheet.bound.place(column))));
        let is_date = |n: usize| sheet.bound.form.columns.get(n).is_some_and(|column| column.holds == Holds::Date);
        let dates = cells.filter(|(n, _)| is_date(*n));
        let day = dates.filter_map(|(_, cell)| cell::day(cell).ok()).map(|moment| moment.date).min();
        Held { part, thing, day, sheet: n, row: Kept::from(row) }
    }

    fn bad(&mut self, bad: Bad, sheet: Option<&Sheet<'_>>) {
        let form = sheet.filter(|sheet| sheet.place.file == bad.place.file && sheet.place.sheet == bad.place.sheet);
        self.common.missed.extend(Missed::of(self.intake, &bad, form.map(|sheet| sheet.form)));
        self.common.tell(bad);
    }

    fn row(&mut self, n: u16, sheet: &Sheet<'i>, row: &Row<'_>) -> Result<(), Why> {
        if self.plan.roots.get(sheet.form).copied().flatten().is_none() {
            self.common.row(self.intake, Some(&sheet.bound), row);
            let part = self.part_of(sheet, row);
            if self.common.parts.contains_key(part) {
                self.parts.insert(part.to_owned());
            }
            return Ok(());
        }
        let said = match self.intake.said(&sheet.bound, row) {
            Ok(said) => said,
            Err(bad) => {
                self.common.missed.push(Missed::row(self.intake, &sheet.bound, row));
                self.common.bad.push(*bad);
                self.common.reported += 1;
                return Ok(());
            }
        };
        let thing = self.thing(sheet, row).ok_or(Why::Row)?;
        self.is_alone(sheet, row, &said)?;
        self.share_names(&said)?;
        self.parts.insert(said.part.clone());
        self.rows += 1;
        if self.rows <= self.most {
            let held = self.held(n, sheet, row, thing);
            self.held.push(held);
        } else {
            self.held = Vec::new();
        }
        Ok(())
    }

    /// Whether a row speaks of nothing that was known before any table, and of no thing but its own.
    fn is_alone(&mut self, sheet: &Sheet<'_>, row: &Row<'_>, said: &Said) -> Result<(), Why> {
        let root = self.plan.roots.get(sheet.form).copied().flatten();
        for column in self.plan.columns(self.intake, sheet.bound.form) {
            let text = row.get(sheet.bound.place(column));
            let known = |name: &str| self.intake.known(name).is_some();
            if known(text) || names(text).any(known) || (Some(column) == root && cell::has_several(text)) {
                return Err(Why::Row);
            }
            let own = sheet.bound.form.columns.get(column).is_some_and(|column| column.own);
            let sort = self.plan.sort(self.intake, sheet.bound.form, column);
            if own && Some(column) != root && !names(text).all(|name| self.beside.insert(key(&said.part, sort, name))) {
                return Err(Why::Row);
            }
        }
        Ok(())
    }

    /// Names that are nobody's own are known to all.
    fn share_names(&mut self, said: &Said) -> Result<(), Why> {
        let thing = |kind: KindId| self.plan.kinds.iter().any(|thing| self.intake.go_together(kind, *thing));
        let shared: Vec<(String, KindId)> = said.items.iter().filter(|(_, kind)| !thing(*kind)).cloned().collect();
        if shared.is_empty() {
            return Ok(());
        }
        let part = self.common.parts.entry(said.part.clone()).or_default();
        part.narrow(self.intake, &shared).map_err(|_| Why::Row)
    }

    /// Of rows that could not be read: whether others speak of what they call their own.
    fn elsewhere(&mut self) -> Result<(), Why> {
        let names: HashSet<String> = self.common.missed.iter().flat_map(Missed::own).cloned().collect();
        if names.is_empty() {
            return Ok(());
        }
        let mut found: HashSet<(String, String)> = HashSet::new();
        walk(self.intake, self.files, &mut Vec::new(), &mut |sheets, met| {
            if let Met::Row(n, row) = met
                && let Some(sheet) = sheets.get(usize::from(n))
                && let Ok(said) = self.intake.said(&sheet.bound, row)
            {
                let own = said.items.into_iter().filter(|(name, _)| names.contains(name));
                found.extend(own.map(|(name, _)| (said.part.clone(), name)));
            }
            Ok(())
        })?;
        let alone = self.parts.len() < 2;
        self.common.missed.iter_mut().try_for_each(|missed| missed.elsewhere(&found, alone).ok_or(Why::Row))
    }

    /// Whether the records by which things are looked for are complete though rows could not be read.
    fn still_tied(&self) -> Result<(), Why> {
        let unread = self.intake.unread(&self.common.missed, None, |_, _, _| false);
        let torn = unread.open.iter().any(|relation| self.plan.ties.contains(relation));
        if torn { Err(Why::Row) } else { Ok(()) }
    }
}

/// Goes through tables; gives the rows read, and those that the reader reported.
fn walk<'i>(
    intake: &'i Intake,
    files: &[PathBuf],
    sheets: &mut Vec<Sheet<'i>>,
    on: &mut dyn FnMut(&[Sheet<'i>], Met<'_>) -> Result<(), Why>,
) -> Result<(u64, u64), Why> {
    let mut counts = (0, 0);
    for file in files {
        let mut reader = Reader::open(file, &intake.options());
        // The sheet that is being read, and whether it is in a form.
        let mut now: Option<(Place, bool)> = None;
        while let Some(item) = reader.read() {
            let row = match item {
                Item::Bad(bad) if matches!(bad.problem, P::Changed) => return Err(Why::Row),
                Item::Bad(bad) => {
                    on(sheets, Met::Bad(bad))?;
                    continue;
                }
                Item::Row(row) => row,
            };
            if now.as_ref().is_none_or(|(place, _)| place.sheet != row.place().sheet) {
                let place = Place { row: None, line: None, ..row.place().clone() };
                let form = intake.form_of(&place, row.header());
                now = Some((place.clone(), form.is_ok()));
                match form {
                    Ok(form) => sheets.push(Sheet {
                        header: row.header().clone(),
                        bound: Bound::new(form, row.header()),
                        form: intake.number_of(form).unwrap_or_default(),
                        place,
                    }),
                    Err(problem) => on(sheets, Met::Bad(Bad::of_table(&place, Intake::of_no_form(problem, &row)).into()))?,
                }
            }
            let met =
                if now.as_ref().is_some_and(|(_, form)| *form) { Met::Row((sheets.len() - 1) as u16, &row) } else { Met::Lost };
            on(sheets, met)?;
        }
        let read = reader.counts();
        counts = (counts.0 + read.given + read.reported, counts.1 + read.reported);
    }
    Ok(counts)
}

/// A name in a record, as a number.
fn key(part: &str, sort: Option<usize>, name: &str) -> u64 {
    let mut hasher = mixed();
    (part, sort, name).hash(&mut hasher);
    hasher.finish()
}
