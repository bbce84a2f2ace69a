//! From the rows of tables to days of rows.
use super::batch::{Batch, Gathered, Lasting, Row};
use super::cells::{Cells, Odd};
use super::own::Owned;
use super::plan::{Holding, PLACES, Plan, SentencePlan};
use super::recent::{Recent, Word};
use super::shaped::Shaped;
use super::twice::Twice;
use crate::api::intake::Intake;
use crate::api::intake::row::Bound;
use crate::api::intake::taken::miscounted;
use crate::api::intake::unread::Missed;
use crate::core_ir::{EntityId, KindId};
use crate::eval::EvalError;
use crate::eval::hash::Words;
use crate::ledger::{self, Bad, Item, LedgerProblem as P, Place, Reader};
use crate::vocabulary::Date;
use std::collections::hash_map::Entry;
use std::path::PathBuf;

/// Why streaming gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// A row says something that only the whole record can judge.
    Whole,
    /// A row speaks of a day that has been judged.
    Order,
}

impl From<EvalError> for Halt {
    /// What a plain answer cannot do is told by the whole record, event by event.
    fn from(_: EvalError) -> Self {
        Self::Whole
    }
}

/// A table being read.
struct Source<'i> {
    reader: Reader,
    /// The sheet that is being read, and its form as its header has it.
    sheet: Option<(Place, Option<Shaped<'i>>)>,
    /// The last day read; nothing before it is expected.
    last: Option<Date>,
}

/// What reading has come to.
pub struct Reading<'i> {
    intake: &'i Intake,
    plan: &'i Plan,
    sources: Vec<Option<Source<'i>>>,
    /// Whose records there are.
    pub parts: Vec<String>,
    numbers_of_parts: Words<u32>,
    recent_parts: Recent<u32, 256>,
    /// What belongs to one row and has been seen: in which table and row.
    own: Owned,
    /// The kinds of what belongs to one row; of those that go together the first stands for all.
    sorts: Vec<(KindId, KindId)>,
    batch: Gathered,
    /// Rows in the batch.
    held: usize,
    /// Everything before this day was handed on.
    done: Option<Date>,
    /// Rows come in any order: everything is held until the end.
    whole: bool,
    /// What is wrong with rows and tables.
    pub bad: Vec<Bad>,
    /// What nothing is wrong with and is told nevertheless.
    pub notes: Vec<Bad>,
    /// Rows and tables that say nothing, and what they may have said.
    pub missed: Vec<Missed>,
    /// Rows that stand for the same as others, where a rule asks for what they say.
    pub twice: Vec<Twice>,
    /// Rows of days after that of the situation.
    pub later: u64,
    pub taken: u64,
    pub reported: u64,
    pub read: u64,
    /// The tables, a sheet each.
    pub places: Vec<Place>,
    cells: Cells<'i>,
}

impl<'i> Reading<'i> {
    pub fn new(intake: &'i Intake, plan: &'i Plan, files: &[PathBuf], whole: bool) -> Self {
        let options = intake.options();
        let open = |file: &PathBuf| Some(Source { reader: Reader::open(file, &options), sheet: None, last: None });
        let own = plan.forms.iter().flat_map(|form| &form.columns).filter_map(|holding| match holding {
            Holding::Own(id) => plan.world.entities.get(id.index()).map(|one| one.kind),
            _ => None,
        });
        let mut sorts: Vec<(KindId, KindId)> = Vec::new();
        for kind in own {
            let first = sorts.iter().find(|(other, _)| intake.go_together(kind, *other)).map_or(kind, |(_, sort)| *sort);
            sorts.push((kind, first));
        }
        Self {
            intake,
            plan,
            sources: files.iter().map(open).collect(),
            parts: Vec::new(),
            numbers_of_parts: Words::default(),
            recent_parts: Recent::new(),
            own: Owned::default(),
            sorts,
            batch: Gathered::default(),
            held: 0,
            done: None,
            whole,
            bad: Vec::new(),
            notes: Vec::new(),
            missed: Vec::new(),
            twice: Vec::new(),
            later: 0,
            taken: 0,
            reported: 0,
            read: 0,
            places: Vec::new(),
            cells: Cells::new(intake),
        }
    }

    /// Reads until about so many rows are complete, of days before which no table has anything left. None at the end.
    pub fn next(&mut self, enough: usize) -> Result<Option<Batch>, Halt> {
        let mut batch = self.gathered(enough)?;
        batch.iter_mut().flat_map(Batch::values_mut).for_each(|day| day.by_parts(self.parts.len()));
        Ok(batch)
    }

    fn gathered(&mut self, enough: usize) -> Result<Option<Batch>, Halt> {
        loop {
            let open = self.sources.iter().enumerate().filter_map(|(n, source)| Some((n, source.as_ref()?.last)));
            let Some((at, _)) = open.min_by_key(|(_, last)| *last) else {
                self.held = 0;
                return Ok(Some(self.batch.take()).filter(|rest| !rest.is_empty()));
            };
            self.some(at)?;
            if self.held >= enough && !self.whole {
                let least = self.sources.iter().flatten().map(|source| source.last).min().flatten();
                if let Some(until) = least
                    && let Some(batch) = self.batch.before(until)
                {
                    self.done = Some(until);
                    self.held = self.batch.rows();
                    return Ok(Some(batch));
                }
            }
        }
    }

    /// Whether every row read so far was taken or reported; told where it was not.
    fn add_up(&mut self, reader: &Reader) {
        if self.sources.iter().all(Option::is_none) {
            self.bad.extend(miscounted((self.read, self.taken, self.reported), reader));
        }
    }

    /// Reads rows of one table, until it is further than the others or for a while.
    fn some(&mut self, at: usize) -> Result<(), Halt> {
        let Some(mut source) = self.sources.get_mut(at).and_then(Option::take) else { return Ok(()) };
        let least = self.sources.iter().flatten().map(|source| source.last).min();
        for _ in 0..4096 {
            if !self.one(&mut source)? {
                let counts = source.reader.counts();
                self.read += counts.given + counts.reported;
                self.reported += counts.reported;
                self.add_up(&source.reader);
                return Ok(());
            }
            if least.is_some_and(|least| source.last > least) {
                break;
            }
        }
        if let Some(place) = self.sources.get_mut(at) {
            *place = Some(source);
        }
        Ok(())
    }

    /// Reads one row; false at the end of the table.
    fn one(&mut self, source: &mut Source<'i>) -> Result<bool, Halt> {
        let row = match source.reader.read() {
            None => return Ok(false),
            Some(Item::Bad(bad)) => {
                let of = |(sheet, shaped): &(Place, Option<Shaped<'_>>)| {
                    let same = sheet.sheet == bad.place.sheet;
                    shaped.as_ref().filter(|_| same).map(|shaped| usize::from(shaped.form))
                };
                self.missed.extend(Missed::of(self.intake, &bad, source.sheet.as_ref().and_then(of)));
                if bad.problem.is_note() {
                    self.notes.push(*bad)
                } else {
                    self.bad.push(*bad)
                }
                return Ok(true);
            }
            Some(Item::Row(row)) => row,
        };
        if source.sheet.as_ref().is_none_or(|(sheet, _)| sheet.sheet != row.place().sheet) {
            source.sheet = Some(self.sheet(&row));
        }
        let Some((_, Some(shaped))) = &mut source.sheet else {
            self.reported += 1;
            return Ok(true);
        };
        if let Ok(date) = self.row(shaped, &row) {
            self.taken += 1;
            if date.is_some() && date < self.done {
                return Err(Halt::Order);
            }
            self.later += u64::from(self.plan.world.date.is_some() && date > self.plan.world.date);
            source.last = source.last.max(date);
        } else {
            let bad = self.odd(shaped, &row)?;
            self.bad.push(bad);
            self.reported += 1;
        }
        Ok(true)
    }

    /// A sheet whose rows come next.
    fn sheet(&mut self, row: &ledger::Row<'_>) -> (Place, Option<Shaped<'i>>) {
        let place = Place { row: None, line: None, ..row.place().clone() };
        match self.intake.form_of(&place, row.header()) {
            Ok(form) => {
                let number = self.places.len() as u16;
                self.places.push(place.clone());
                let of = self.intake.forms.iter().position(|one| std::ptr::eq(one, form)).unwrap_or_default();
                (place, Shaped::new(self.plan, (number, of as u16), Bound::new(form, row.header())))
            }
            Err(problem) => {
                let bad = Bad::of_table(&place, Intake::of_no_form(problem, row));
                self.missed.extend(Missed::of(self.intake, &bad, None));
                self.bad.push(bad);
                (place, None)
            }
        }
    }

    /// What is wrong with a row that is not as most are.
    fn odd(&mut self, shaped: &Shaped<'i>, row: &ledger::Row<'_>) -> Result<Bad, Halt> {
        let said = match self.intake.said(&shaped.bound, row) {
            Err(bad) => {
                self.missed.push(Missed::row(self.intake, &shaped.bound, row));
                return Ok(*bad);
            }
            Ok(said) => said,
        };
        let part = self.numbers_of_parts.get(said.part.as_str()).copied().unwrap_or(u32::MAX);
        let seen = |(name, kind): &(String, KindId)| self.own.get((part, self.sort(*kind), name));
        let twice = said.own.iter().find_map(|own| Some((own.0.clone(), seen(own)?)));
        let (text, (table, number)) = twice.ok_or(Halt::Whole)?;
        // What such a row says is doubtful, unless the first says it too: where a rule asks it, that is looked up in the end.
        if said.sayings.iter().any(|saying| self.intake.leans_on(saying.relation)) {
            self.twice.push(Twice { table, row: number, whole: shaped.bound.whole(row) });
        }
        let first = Box::new(self.place(table, number, row));
        Ok(Bad::of_row(row.place(), P::SameItem { text, first }))
    }

    /// A row of a table.
    fn place(&self, table: u16, number: u32, row: &ledger::Row<'_>) -> Place {
        let place = self.places.get(usize::from(table)).unwrap_or(row.place()).clone();
        Place { row: Some(u64::from(number)), line: None, ..place }
    }

    /// Whether a row that was taken has a name for its own; of any part, where none is told.
    pub fn is_named(&self, part: Option<&str>, kind: KindId, name: &str) -> bool {
        let has = |part: u32| self.own.get((part, self.sort(kind), name)).is_some();
        match part {
            Some(part) => self.numbers_of_parts.get(part).is_some_and(|part| has(*part)),
            None => self.numbers_of_parts.values().any(|part| has(*part)),
        }
    }

    /// The kind that stands for all that go together with one.
    fn sort(&self, kind: KindId) -> KindId {
        self.sorts.iter().find(|(own, _)| *own == kind).map_or(kind, |(_, sort)| *sort)
    }

    /// Takes a row, and gives its day.
    fn row(&mut self, shaped: &mut Shaped<'i>, row: &ledger::Row<'_>) -> Result<Option<Date>, Odd> {
        let part = self.part(shaped, row)?;
        self.cells.clear();
        for column in &mut shaped.columns {
            let cell = row.cell(column.place());
            self.cells.read(column, cell)?;
        }
        let pattern = self.cells.pattern();
        let day = shaped.plan.day;
        let days = shaped.shape(pattern).ok_or(Odd)?.days(&self.cells, day)?;
        let number = row.place().row.and_then(|row| u32::try_from(row).ok()).ok_or(Odd)?;
        self.own(shaped, row, (part, number))?;
        if let Some(shape) = shaped.shape(pattern) {
            shape.begins.iter().for_each(|sentence| self.begin(sentence, part));
        }
        if let Some(date) = days.first.filter(|_| shaped.own.is_empty()) {
            self.alike(shaped, row, (date, number));
        }
        if let Some(date) = days.judged {
            let held = self.batch.day(date);
            let cells = held.cells.len() as u32;
            self.cells.put(held, |n| row.get(shaped.bound.place(n)));
            let (source, form, blocks) = (shaped.number, shaped.form, pattern.blocks);
            held.rows.push(Row { part, source, form, blocks, number, cells });
            self.held += 1;
        }
        Ok(days.first)
    }

    /// Takes note of what belongs to a row alone.
    fn own(&mut self, shaped: &Shaped<'i>, row: &ledger::Row<'_>, (part, number): (u32, u32)) -> Result<(), Odd> {
        for (n, stand) in shaped.own.iter().filter(|(n, _)| self.cells.is_own(*n)) {
            let kind = self.plan.world.entities.get(stand.index()).map_or(KindId(0), |one| one.kind);
            let this = (shaped.number, number);
            let name = row.get(shaped.bound.place(*n));
            if self.own.add((part, self.sort(kind), name), this) != this {
                return Err(Odd);
            }
        }
        Ok(())
    }

    /// Tells where a row holds what another of the same day holds.
    fn alike(&mut self, shaped: &Shaped<'i>, row: &ledger::Row<'_>, (date, number): (Date, u32)) {
        let held = &mut self.batch.day(date).whole;
        let (table, first) = match held.entry(shaped.bound.whole(row)) {
            Entry::Vacant(vacant) => {
                vacant.insert((shaped.number, number));
                return;
            }
            Entry::Occupied(first) => *first.get(),
        };
        let place = self.places.get(usize::from(table)).unwrap_or(row.place()).clone();
        let first = Box::new(Place { row: Some(u64::from(first)), line: None, ..place });
        self.bad.push(Bad::of_row(row.place(), P::SameRow { first }));
    }

    fn part(&mut self, shaped: &Shaped<'i>, row: &ledger::Row<'_>) -> Result<u32, Odd> {
        let Some(apart) = shaped.plan.apart else { return Ok(self.part_of("")) };
        let name = row.get(shaped.bound.place(apart));
        let word = Word::new(name);
        if let Some(part) = word.and_then(|word| self.recent_parts.get(word)) {
            return Ok(part);
        }
        let part = self.part_of(Some(name).filter(|name| !name.is_empty()).ok_or(Odd)?);
        if let Some(word) = word {
            self.recent_parts.keep(word, part);
        }
        Ok(part)
    }

    fn part_of(&mut self, name: &str) -> u32 {
        if let Some(part) = self.numbers_of_parts.get(name) {
            return *part;
        }
        let part = self.parts.len() as u32;
        self.parts.push(name.to_owned());
        self.numbers_of_parts.insert(name.into(), part);
        part
    }

    /// Notes what begins with a row and when it is over.
    fn begin(&mut self, sentence: &SentencePlan, part: u32) {
        let (Ok(Some(from)), Ok(until)) = (self.cells.day(sentence.from), self.cells.day(sentence.until)) else { return };
        let (from, after) = (from.date, until.and_then(|until| until.date.plus_days(1)));
        let (batch, cells) = (&mut self.batch, &self.cells);
        let mut lasting =
            Lasting { part, relation: sentence.relation, places: sentence.args.len() as u8, args: [EntityId(0); PLACES] };
        cells.each(&sentence.args, 0, &mut lasting, &mut |lasting| {
            batch.other(from).begins.push(*lasting);
            if let Some(after) = after {
                batch.other(after).over.push(*lasting);
            }
        });
    }
}
