//! What tables put on record, and the situations that come of it.
use super::cell::Named;
use super::row::{Bound, Said};
use super::unread::Missed;
use super::{Intake, row};
use crate::answer::Recorded;
use crate::api::audit::AuditRows;
use crate::api::prepared::Prepared;
use crate::core_ir::{EntityId, KindId, RelationId};
use crate::diagnostic::{Lang, Problems};
use crate::eval::hash::Table;
use crate::ledger::{Bad, Counts, Item, LedgerProblem as P, Place, Reader, Row};
use crate::resolve::{self, Added, Argument};
use crate::vocabulary::{Date, Moment};
use indexmap::IndexMap;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet, hash_map::Entry};
use std::path::PathBuf;
use std::sync::Arc;

/// What tables put on record.
#[derive(Debug, Default)]
pub struct Taken {
    /// The record of each body; one, with an empty name, where they are not kept apart.
    pub parts: IndexMap<String, Part>,
    /// Rows and tables that could not be taken.
    pub bad: Vec<Bad>,
    /// What nothing is wrong with and is told nevertheless: sheets left out.
    pub notes: Vec<Bad>,
    /// Rows read, as readers count them.
    pub read: u64,
    /// Rows taken. INVARIANT: `read` is these and the reported ones.
    pub taken: u64,
    /// Rows reported.
    pub reported: u64,
    /// Who may be spoken of by one row alone, with the row.
    own: HashMap<(String, String), Vec<(KindId, Place)>>,
    /// What rows hold, and where each stood first.
    whole: Table<u64, Place>,
    /// Rows and tables that say nothing, and what they may have said.
    pub(super) missed: Vec<Missed>,
    /// Of every row that was given.
    digest: Sha256,
}

/// The record of one body.
#[derive(Debug, Default, Clone)]
pub struct Part {
    /// What only tables name.
    pub(super) items: IndexMap<String, KindId>,
    pub(super) sayings: Vec<row::Saying>,
    /// The row of each.
    pub(super) rows: Vec<u32>,
    pub(super) places: Vec<Place>,
    /// What rows say that are understood and not taken.
    pub(super) doubtful: Vec<row::Saying>,
    /// What rows say that were found to contradict others, where these are not here.
    pub(super) against: Vec<row::Saying>,
}

/// A record with the rows its sentences come from.
#[derive(Debug)]
pub struct Ready {
    /// The situation.
    pub prepared: Prepared,
    rows: Arc<Recorded>,
    /// Of what the record is not complete, whatever is declared: rows that speak of it could not be read.
    pub incomplete: Vec<String>,
    /// The rows that contradict what is on record and are not taken.
    pub contradicting: HashSet<u32>,
}

/// The form of the sheet that is being read.
struct Sheet<'i> {
    name: Option<Arc<str>>,
    bound: Option<Bound<'i>>,
}

impl Ready {
    /// The rows that say a sentence of a moment.
    pub fn rows(&self, relation: RelationId, args: &[EntityId], at: Option<Moment>) -> Vec<&Place> {
        self.rows.rows(relation, args, at)
    }

    /// The same by number.
    pub fn numbers(&self, relation: RelationId, args: &[EntityId], at: Option<Moment>) -> impl Iterator<Item = u32> {
        self.rows.numbers(relation, args, move |from| at.is_none() || from == at)
    }
}

impl Intake {
    /// Reads tables. `progress` hears how many rows have been read.
    pub fn read(&self, files: &[PathBuf], mut progress: impl FnMut(u64)) -> Taken {
        let mut taken = Taken::default();
        for file in files {
            let mut reader = Reader::open(file, &self.options());
            self.table(&mut reader, &mut taken, &mut progress);
        }
        taken
    }

    /// Reads one table.
    pub fn table(&self, reader: &mut Reader, taken: &mut Taken, progress: &mut impl FnMut(u64)) {
        let mut sheet: Option<Sheet<'_>> = None;
        while let Some(item) = reader.read() {
            match item {
                Item::Bad(bad) => {
                    let form =
                        sheet.as_ref().filter(|sheet| sheet.name == bad.place.sheet).and_then(|sheet| sheet.bound.as_ref());
                    let form = form.and_then(|bound| self.number_of(bound.form));
                    taken.missed.extend(Missed::of(self, &bad, form));
                    taken.tell(*bad);
                }
                Item::Row(row) => {
                    let now = match sheet.take().filter(|sheet| sheet.name == row.place().sheet) {
                        Some(same) => same,
                        None => self.sheet(&row, taken),
                    };
                    taken.row(self, now.bound.as_ref(), &row);
                    sheet = Some(now);
                }
            }
            if (taken.taken + taken.reported).is_multiple_of(1024) {
                progress(taken.taken + taken.reported);
            }
        }
        let Counts { given, reported, .. } = reader.counts();
        taken.read += given + reported;
        taken.reported += reported;
        taken.bad.extend(miscounted((taken.read, taken.taken, taken.reported), reader));
    }

    /// A sheet whose rows come next; that it is in no form is told once.
    fn sheet(&self, row: &Row<'_>, taken: &mut Taken) -> Sheet<'_> {
        let form = self.form_of(row.place(), row.header());
        let name = row.place().sheet.clone();
        match form {
            Ok(form) => Sheet { name, bound: Some(Bound::new(form, row.header())) },
            Err(problem) => {
                let place = Place { row: None, line: None, ..row.place().clone() };
                let bad = Bad::of_table(&place, Self::of_no_form(problem, row));
                taken.missed.extend(Missed::of(self, &bad, None));
                taken.bad.push(bad);
                Sheet { name, bound: None }
            }
        }
    }

    /// The situation of a part: what stood on record before, and what its rows say. A row that contradicts what is on record
    /// is reported and not taken; then, or where rows could not be read, no record that they may speak of is complete.
    pub fn ready(&self, taken: &Taken, name: &str) -> Result<(Ready, Vec<Bad>), Problems> {
        let none = Part::default();
        let part = taken.parts.get(name).unwrap_or(&none);
        let index: HashMap<&str, u32> = part.items.keys().map(String::as_str).zip(0..).collect();
        let argument = |one: &Named| match one {
            Named::Known(id) => Argument::Known(*id),
            Named::New(name) => Argument::New(index.get(name.as_str()).copied().unwrap_or_default()),
        };
        let entry = |(saying, row): (&row::Saying, &u32)| resolve::Entry {
            relation: saying.relation,
            args: saying.args.iter().map(argument).collect(),
            truth: saying.truth,
            number: saying.number,
            judged_by: saying.judged_by.as_ref().map(argument),
            time: saying.time,
            row: *row,
        };
        let says = part.sayings.iter().zip(&part.rows).map(entry);
        // Of what only such rows name, nothing is on record.
        let is_named = |one: &Named| !matches!(one, Named::New(name) if !part.items.contains_key(name));
        let doubtful =
            part.doubtful.iter().chain(&part.against).filter(|saying| saying.args.iter().chain(&saying.judged_by).all(is_named));
        let doubtful = doubtful.map(|saying| entry((saying, &u32::MAX))).collect();
        let items = part.items.iter().map(|(name, kind)| (name.clone(), *kind)).collect();
        let mut unread = self.unread(&taken.missed, Some(name), |_, _, one| part.items.contains_key(one));
        unread.uncounted.extend(part.doubtful.iter().map(|saying| saying.relation));
        let added = Added { items, says: says.collect(), doubtful, unread };
        let bound = self.situation.bind_with(self.rulebook.resolved(), self.as_of, &added);
        if bound.problems.has_errors() {
            return Err(bound.problems);
        }
        let bad = bound.contradicting.iter().filter_map(|row| part.places.get(*row as usize));
        let bad = bad.map(|place| Bad::of_row(place, P::Contradicts)).collect();
        let mut rows = Recorded::new(part.places.clone());
        let untaken: HashSet<u32> = bound.contradicting.iter().copied().collect();
        for (say, args) in added.says.iter().zip(bound.args).filter(|(say, _)| !untaken.contains(&say.row)) {
            rows.say(say.relation, args, say.time.from, say.row);
        }
        let rows = Arc::new(rows);
        let prepared = Prepared::new(&self.rulebook, bound.situated, &taken.digest(self.situation.digest()));
        let prepared = prepared.with_rows(Arc::clone(&rows));
        let incomplete = self.sentences(&added.unread).collect();
        Ok((Ready { prepared, rows, incomplete, contradicting: untaken }, bad))
    }
}

/// What is told where rows were lost: every row read is taken or reported, or this program is wrong.
pub(super) fn miscounted((read, taken, reported): (u64, u64, u64), reader: &Reader) -> Option<Bad> {
    (read != taken + reported).then(|| Bad::of_table(reader.place(), P::Miscounted { read, taken, reported }))
}

impl Taken {
    /// Takes note of what a table has besides rows.
    pub(super) fn tell(&mut self, bad: Bad) {
        if bad.problem.is_note() { self.notes.push(bad) } else { self.bad.push(bad) }
    }

    /// With what is on record already, and what could not be read.
    pub(super) fn beside(parts: IndexMap<String, Part>, missed: Vec<Missed>) -> Self {
        Self { parts, missed, ..Self::default() }
    }

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

    /// SHA-256 of a situation and every row that was given.
    fn digest(&self, situation: &str) -> String {
        let mut hasher = Sha256::new_with_prefix(situation);
        hasher.update(self.digest.clone().finalize());
        hasher.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }

    /// What became of the rows; `bad` are those that contradict the record.
    pub fn rows(&self, now: Option<Date>, bad: &[Bad], incomplete: impl Iterator<Item = String>, lang: Lang) -> AuditRows {
        let more = bad.len() as u64;
        AuditRows {
            later: now.map_or(0, |now| self.parts.values().map(|part| part.later(now)).sum()),
            read: self.read,
            taken: self.taken - more,
            reported: self.reported + more,
            problems: self.bad.iter().chain(bad).map(|bad| bad.told(lang)).collect(),
            notes: self.notes.iter().map(|note| note.told(lang)).collect(),
            incomplete: incomplete.collect(),
        }
    }

    /// Takes a row, or reports it.
    pub(super) fn row(&mut self, intake: &Intake, bound: Option<&Bound<'_>>, row: &Row<'_>) {
        self.digest.update(row.place().told(Lang::Zh));
        for (n, name) in row.header().names().iter().enumerate() {
            // Neither a name nor a cell has a zero byte.
            [name.as_str(), "\0", row.get(n), "\0"].iter().for_each(|text| self.digest.update(text));
        }
        let Some(bound) = bound else {
            self.reported += 1;
            return;
        };
        let bad = match intake.said(bound, row) {
            Ok(said) => self.put(intake, said, row.place()).err(),
            Err(bad) => {
                self.missed.push(Missed::row(intake, bound, row));
                Some(bad)
            }
        };
        match bad {
            None => {
                self.taken += 1;
                self.twice(bound.whole(row), row.place());
            }
            Some(bad) => {
                self.bad.push(*bad);
                self.reported += 1;
            }
        }
    }

    /// Takes what a row says; what is understood and not taken is doubtful.
    fn put(&mut self, intake: &Intake, mut said: Said, place: &Place) -> Result<(), Box<Bad>> {
        self.tell_apart(intake, &mut said);
        let fits = self.fits(intake, &said, place);
        let part = self.parts.entry(said.part.clone()).or_default();
        if fits.is_err() {
            part.doubtful.extend(said.sayings);
            return fits;
        }
        let row = part.places.len() as u32;
        part.places.push(place.clone());
        part.rows.extend(std::iter::repeat_n(row, said.sayings.len()));
        part.sayings.extend(said.sayings);
        for (name, kind) in said.own {
            self.own.entry((said.part.clone(), name)).or_default().push((kind, place.clone()));
        }
        Ok(())
    }

    /// Documents and meetings may be numbered each for themselves: of two things of one name, the later is called by its kind too.
    fn tell_apart(&self, intake: &Intake, said: &mut Said) {
        let Some(part) = self.parts.get(&said.part) else { return };
        for (name, kind) in said.own.clone() {
            let other = part.items.get(&name).is_some_and(|known| !intake.go_together(kind, *known));
            let sure = said.items.iter().all(|(own, of)| *own != name || intake.go_together(kind, *of));
            if other && sure {
                said.rename(&name, &format!("{name}（{}）", intake.word(kind)));
            }
        }
    }

    /// Whether nothing that a row names is named otherwise before; then it is known by it.
    fn fits(&mut self, intake: &Intake, said: &Said, place: &Place) -> Result<(), Box<Bad>> {
        for (name, kind) in &said.own {
            let seen = self.own.get(&(said.part.clone(), name.clone())).into_iter().flatten();
            if let Some((_, first)) = seen.into_iter().find(|(other, _)| intake.go_together(*kind, *other)) {
                let problem = P::SameItem { text: name.clone(), first: Box::new(first.clone()) };
                return Err(Bad::of_row(place, problem).into());
            }
        }
        let part = self.parts.entry(said.part.clone()).or_default();
        part.narrow(intake, &said.items).map_err(|problem| Bad::of_row(place, problem).into())
    }
}

impl Part {
    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.places.len()
    }

    /// How many rows speak of days after one alone.
    pub(super) fn later(&self, now: Date) -> u64 {
        let mut first: HashMap<u32, Date> = HashMap::new();
        for (saying, row) in self.sayings.iter().zip(&self.rows) {
            let Some(from) = saying.time.from else { continue };
            first.entry(*row).and_modify(|day| *day = from.date.min(*day)).or_insert(from.date);
        }
        first.values().filter(|day| now < **day).count() as u64
    }

    /// The narrower of two kinds that go together; nothing is changed where two do not.
    pub(super) fn narrow(&mut self, intake: &Intake, items: &[(String, KindId)]) -> Result<(), P> {
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
