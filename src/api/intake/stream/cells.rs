//! The cells of a row, in numbers.
use super::batch::{Day, EMPTY, Lasting, packed};
use super::plan::{Holding, SentencePlan};
use crate::api::intake::Intake;
use crate::api::intake::cell::{self, BETWEEN, Named, has_control, has_several};
use crate::core_ir::form::Slot;
use crate::core_ir::{EntityId, KindId};
use crate::eval::hash::Words;
use crate::ledger;
use crate::vocabulary::Moment;

/// A row that is not as most are: the careful way looks at it.
pub struct Odd;

/// What a cell says.
#[derive(Debug, Clone, Copy)]
enum Cell {
    Empty,
    Words,
    Date(Moment, u32),
    Number(i64),
    One(u32),
    /// Of the lists: from, to.
    Several(u32, u32),
    /// What belongs to the row.
    Own,
}

/// What the cells of a row say. It is used again from row to row.
pub struct Cells<'i> {
    intake: &'i Intake,
    all: Vec<Cell>,
    lists: Vec<u32>,
    /// Columns, a bit each: those that are not empty, and those of which something can be said.
    filled: u64,
    named: u64,
    /// The last day read and how it was written: most rows have that of the row before.
    date: Option<(String, Moment)>,
    /// Names as cells have them, by kind.
    known: Vec<Words<u32>>,
    /// Names known beforehand that look like numbers.
    numerals: Vec<&'i str>,
    /// Whether marks that stand between names stand within some name.
    marked: bool,
}

impl<'i> Cells<'i> {
    pub fn new(intake: &'i Intake) -> Self {
        let names = || intake.base.names.keys().chain(intake.rulebook.resolved().scope.names.keys()).map(String::as_str);
        Self {
            intake,
            all: Vec::new(),
            lists: Vec::new(),
            filled: 0,
            named: 0,
            date: None,
            known: Vec::new(),
            numerals: names().filter(|name| is_numeral(name)).collect(),
            marked: names().any(|name| name.contains(BETWEEN)),
        }
    }

    /// Ready for the next row.
    pub fn clear(&mut self) {
        self.all.clear();
        self.lists.clear();
        (self.filled, self.named) = (0, 0);
    }

    /// Reads the cell of the next column.
    pub fn read(&mut self, holding: &Holding, cell: ledger::Cell<'_>) -> Result<(), Odd> {
        let bit = 1_u64.checked_shl(self.all.len() as u32).unwrap_or(0);
        let cell = self.cell(holding, cell)?;
        if !matches!(cell, Cell::Empty) {
            self.filled |= bit;
        }
        let is_named = match cell {
            Cell::Several(from, to) => to > from,
            cell => matches!(cell, Cell::One(_) | Cell::Own | Cell::Number(_)),
        };
        if is_named {
            self.named |= bit;
        }
        self.all.push(cell);
        Ok(())
    }

    fn cell(&mut self, holding: &Holding, cell: ledger::Cell<'_>) -> Result<Cell, Odd> {
        if cell.text.is_empty() {
            return Ok(Cell::Empty);
        }
        match holding {
            Holding::Text => Ok(Cell::Words),
            Holding::Words(words) if words.iter().any(|word| word == cell.text) => Ok(Cell::Words),
            Holding::Words(_) => Err(Odd),
            Holding::Number => cell::number(cell).map(Cell::Number).map_err(|_| Odd),
            Holding::Date => {
                let moment = self.moment(cell)?;
                packed(moment).map(|word| Cell::Date(moment, word)).ok_or(Odd)
            }
            Holding::Known(kind) => self.known(*kind, cell.text),
            _ if has_control(cell.text) => Err(Odd),
            Holding::Own(_) if has_several(cell.text) || self.is_taken(cell.text) => Err(Odd),
            Holding::Own(_) => Ok(Cell::Own),
        }
    }

    /// A day, with its hour if there is one.
    fn moment(&mut self, cell: ledger::Cell<'_>) -> Result<Moment, Odd> {
        if let Some((text, date)) = &self.date
            && text == cell.text
            && cell.kind == ledger::CellKind::Text
        {
            return Ok(*date);
        }
        let moment = cell::day(cell).map_err(|_| Odd)?;
        if cell.kind == ledger::CellKind::Text {
            let (text, date) = self.date.get_or_insert_with(|| (String::new(), moment));
            cell.text.clone_into(text);
            *date = moment;
        }
        Ok(moment)
    }

    /// Whether a name means something already. Numbers, as most ledgers have them, are no other way of writing a name.
    fn is_taken(&self, text: &str) -> bool {
        if is_numeral(text) { self.numerals.contains(&text) } else { self.intake.known(text).is_some() }
    }

    fn known(&mut self, kind: KindId, text: &str) -> Result<Cell, Odd> {
        if let Some(one) = self.known.get(kind.index()).and_then(|known| known.get(text)) {
            return Ok(Cell::One(*one));
        }
        if text.contains(BETWEEN) && !(self.marked && self.intake.known(text).is_some()) {
            let from = self.lists.len() as u32;
            for name in cell::names(text) {
                let Cell::One(one) = self.known(kind, name)? else { return Err(Odd) };
                self.lists.push(one);
            }
            return Ok(Cell::Several(from, self.lists.len() as u32));
        }
        let Ok(Named::Known(id)) = self.intake.one(kind, text) else { return Err(Odd) };
        while self.known.len() <= kind.index() {
            self.known.push(Words::default());
        }
        self.known.get_mut(kind.index()).and_then(|known| known.insert(text.into(), id.0));
        Ok(Cell::One(id.0))
    }

    fn get(&self, column: usize) -> Cell {
        self.all.get(column).copied().unwrap_or(Cell::Empty)
    }

    /// Columns that are not empty, a bit each.
    pub fn filled(&self) -> u64 {
        self.filled
    }

    /// Whether every place of a sentence is filled, and its number.
    pub fn say(&self, sentence: &SentencePlan) -> bool {
        sentence.needs & !self.named == 0
    }

    /// A day that a sentence needs must be there.
    pub fn day(&self, column: Option<usize>) -> Result<Option<Moment>, Odd> {
        match column.map(|column| self.get(column)) {
            None => Ok(None),
            Some(Cell::Date(moment, _)) => Ok(Some(moment)),
            Some(_) => Err(Odd),
        }
    }

    /// Whether a column has what belongs to the row.
    pub fn is_own(&self, column: usize) -> bool {
        matches!(self.get(column), Cell::Own)
    }

    /// Every way to fill the places of a sentence.
    pub fn each(&self, args: &[Slot], place: usize, lasting: &mut Lasting, then: &mut impl FnMut(&Lasting)) {
        let Some(slot) = args.get(place) else { return then(lasting) };
        let mut with = |one: u32| {
            if let Some(arg) = lasting.args.get_mut(place) {
                *arg = EntityId(one);
            }
            self.each(args, place + 1, lasting, then);
        };
        match slot {
            Slot::Fixed(id) => with(id.0),
            Slot::Column(column) => match self.get(*column) {
                Cell::One(one) => with(one),
                Cell::Several(from, to) => self.list(from, to).iter().for_each(|one| with(*one)),
                _ => {}
            },
        }
    }

    fn list(&self, from: u32, to: u32) -> &[u32] {
        self.lists.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Puts them into a day. `text`: the words in a column.
    pub fn put<'t>(&self, day: &mut Day, text: impl Fn(usize) -> &'t str) {
        for (n, cell) in self.all.iter().enumerate() {
            let put = match cell {
                Cell::Empty | Cell::Words => EMPTY,
                Cell::Date(_, word) => *word,
                Cell::Number(number) => day.put_number(*number),
                Cell::One(one) => *one,
                Cell::Several(from, to) => day.put_named(self.list(*from, *to)),
                Cell::Own => day.put_name(text(n)),
            };
            day.cells.push(put);
        }
    }
}

fn is_numeral(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
