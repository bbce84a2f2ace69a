//! What tables put on record, and the situations that come of it.
use super::cell::Named;
use super::row::{Bound, Said};
use super::{Intake, row};
use crate::api::prepared::Prepared;
use crate::core_ir::{EntityId, KindId, RelationId};
use crate::diagnostic::Problems;
use crate::eval::hash::Table;
use crate::ledger::{Bad, Counts, Item, LedgerProblem as P, Options, Place, Reader};
use crate::resolve::{self, Added, Argument};
use crate::vocabulary::Moment;
use indexmap::IndexMap;
use std::collections::{HashMap, hash_map::Entry};
use std::path::PathBuf;
use std::sync::Arc;

/// What tables put on record.
#[derive(Debug, Default)]
pub struct Taken {
    /// The record of each body; one, with an empty name, where they are not kept apart.
    pub parts: IndexMap<String, Part>,
    /// Rows and tables that could not be taken.
    pub bad: Vec<Bad>,
    /// Rows read, as readers count them.
    pub read: u64,
    /// Rows taken. INVARIANT: `read` is these and the reported ones.
    pub taken: u64,
    /// Rows reported.
    pub reported: u64,
    /// Who may be spoken of by one row alone, with the row.
    own: HashMap<(String, String), Place>,
    /// What rows hold, and where each stood first.
    whole: Table<u64, Place>,
}

/// The record of one body.
#[derive(Debug, Default, Clone)]
pub struct Part {
    /// What only tables name.
    items: IndexMap<String, KindId>,
    sayings: Vec<row::Saying>,
    /// The row of each.
    rows: Vec<u32>,
    places: Vec<Place>,
}

/// A record with the rows its sentences come from.
#[derive(Debug)]
pub struct Ready {
    /// The situation.
    pub prepared: Prepared,
    rows: HashMap<(RelationId, Vec<EntityId>), Vec<(Option<Moment>, u32)>>,
    places: Vec<Place>,
}

impl Ready {
    /// The rows that say a sentence of a moment.
    pub fn rows(&self, relation: RelationId, args: &[EntityId], at: Option<Moment>) -> Vec<&Place> {
        let said = self.rows.get(&(relation, args.to_vec())).map(Vec::as_slice).unwrap_or_default();
        let own = said.iter().filter(|(on, _)| at.is_none() || *on == at);
        own.filter_map(|(_, row)| self.places.get(*row as usize)).collect()
    }
}

impl Intake {
    /// Reads tables. `progress` hears how many rows have been read.
    pub fn read(&self, files: &[PathBuf], mut progress: impl FnMut(u64)) -> Taken {
        let mut taken = Taken::default();
        for file in files {
            let options = Options { known: self.columns(), sheets: Vec::new() };
            let mut reader = Reader::open(file, &options);
            self.table(&mut reader, &mut taken, &mut progress);
        }
        taken
    }

    /// Reads one table.
    pub fn table(&self, reader: &mut Reader, taken: &mut Taken, progress: &mut impl FnMut(u64)) {
        let mut bound: Option<(Option<Arc<str>>, Option<Bound<'_>>)> = None;
        while let Some(item) = reader.read() {
            match item {
                Item::Bad(bad) => taken.bad.push(*bad),
                Item::Row(row) => {
                    let sheet = row.place().sheet.clone();
                    if bound.as_ref().is_none_or(|(of, _)| *of != sheet) {
                        let found = self.form_of(sheet.as_deref(), row.header());
                        if let Err(missing) = &found {
                            let place = Place { row: None, line: None, ..row.place().clone() };
                            taken.bad.push(Bad::of_table(&place, P::OtherColumns { missing: missing.clone() }));
                        }
                        bound = Some((sheet, found.ok().map(|form| Bound::new(form, row.header()))));
                    }
                    let Some((_, Some(bound))) = &bound else {
                        taken.reported += 1;
                        continue;
                    };
                    let said = self.said(bound, &row);
                    if let Err(bad) = said.and_then(|said| taken.put(self, said, row.place())) {
                        taken.bad.push(*bad);
                        taken.reported += 1;
                    } else {
                        taken.taken += 1;
                        taken.twice(bound.whole(&row), row.place());
                    }
                }
            }
            if (taken.taken + taken.reported).is_multiple_of(1024) {
                progress(taken.taken + taken.reported);
            }
        }
        let Counts { given, reported, .. } = reader.counts();
        taken.read += given + reported;
        taken.reported += reported;
        debug_assert_eq!(taken.read, taken.taken + taken.reported, "every row is taken or reported");
    }

    /// The situation of a part: what stood on record before, and what its rows say. A row that contradicts what is on record
    /// is reported and not taken.
    pub fn ready(&self, part: &Part) -> Result<(Ready, Vec<Bad>), Problems> {
        let index: HashMap<&str, u32> = part.items.keys().map(String::as_str).zip(0..).collect();
        let argument = |one: &Named| match one {
            Named::Known(id) => Argument::Known(*id),
            Named::New(name) => Argument::New(index.get(name.as_str()).copied().unwrap_or_default()),
        };
        let says = part.sayings.iter().zip(&part.rows).map(|(saying, row)| resolve::Entry {
            relation: saying.relation,
            args: saying.args.iter().map(argument).collect(),
            truth: saying.truth,
            number: saying.number,
            judged_by: saying.judged_by.as_ref().map(argument),
            time: saying.time,
            row: *row,
        });
        let added = Added { items: part.items.iter().map(|(name, kind)| (name.clone(), *kind)).collect(), says: says.collect() };
        let bound = self.situation.bind_with(self.rulebook.resolved(), self.as_of, &added);
        if bound.problems.has_errors() {
            return Err(bound.problems);
        }
        let bad = bound.contradicting.iter().filter_map(|row| part.places.get(*row as usize));
        let bad = bad.map(|place| Bad::of_row(place, P::Contradicts)).collect();
        let mut rows: HashMap<_, Vec<_>> = HashMap::new();
        for (say, args) in added.says.iter().zip(bound.args) {
            rows.entry((say.relation, args)).or_default().push((say.time.from, say.row));
        }
        let prepared = Prepared::new(&self.rulebook, bound.situated, self.situation.digest());
        Ok((Ready { prepared, rows, places: part.places.clone() }, bad))
    }
}

impl Taken {
    /// Tells of a row that stands twice.
    fn twice(&mut self, whole: u64, place: &Place) {
        match self.whole.entry(whole) {
            Entry::Occupied(first) => {
                let first = Box::new(first.get().clone());
                self.bad.push(Bad::of_row(place, P::SameRow { first }));
            }
            Entry::Vacant(vacant) => drop(vacant.insert(place.clone())),
        }
    }

    fn put(&mut self, intake: &Intake, said: Said, place: &Place) -> Result<(), Box<Bad>> {
        for name in &said.own {
            let key = (said.part.clone(), name.clone());
            if let Some(first) = self.own.get(&key) {
                let problem = P::SameItem { text: name.clone(), row: first.row.unwrap_or_default() };
                return Err(Bad::of_row(place, problem).into());
            }
        }
        let part = self.parts.entry(said.part.clone()).or_default();
        part.narrow(intake, &said.items).map_err(|problem| Bad::of_row(place, problem))?;
        for name in said.own {
            self.own.insert((said.part.clone(), name), place.clone());
        }
        let row = part.places.len() as u32;
        part.places.push(place.clone());
        part.rows.extend(std::iter::repeat_n(row, said.sayings.len()));
        part.sayings.extend(said.sayings);
        Ok(())
    }
}

impl Part {
    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.places.len()
    }

    /// The narrower of two kinds that go together; nothing is changed where two do not.
    fn narrow(&mut self, intake: &Intake, items: &[(String, KindId)]) -> Result<(), P> {
        let program = intake.rulebook.program();
        let mut settled: Vec<(&str, KindId)> = Vec::with_capacity(items.len());
        for (name, kind) in items {
            let before = settled.iter().rev().find(|(known, _)| known == name).map(|(_, kind)| *kind);
            let own = match before.or_else(|| self.items.get(name).copied()) {
                Some(old) if program.is_a(old, *kind) => old,
                Some(old) if !program.is_a(*kind, old) => {
                    return Err(P::OfAnotherKind { text: name.clone(), kind: intake.word(*kind) });
                }
                _ => *kind,
            };
            settled.push((name, own));
        }
        for (name, kind) in settled {
            self.items.insert(name.to_owned(), kind);
        }
        Ok(())
    }
}
