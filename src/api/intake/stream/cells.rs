//! The cells of a row, in numbers.
use super::batch::{Day, EMPTY, Lasting, packed};
use super::plan::{FormPlan, Holding, SentencePlan};
use super::recent::{Recent, Word};
use crate::api::intake::Intake;
use crate::api::intake::cell::{self, BETWEEN, Named, has_control, has_several};
use crate::core_ir::form::Slot;
use crate::core_ir::{EntityId, KindId};
use crate::eval::hash::Words;
use crate::ledger;
use crate::vocabulary::Moment;

/// What rows have in common of which the same is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    pub blocks: u32,
    pub filled: u64,
    pub named: u64,
}

impl Pattern {
    /// Whether every place of a sentence is filled, and its number.
    pub fn says(&self, sentence: &SentencePlan) -> bool {
        sentence.needs & !self.named == 0
    }
}

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

/// A column of a table that holds a column of a form.
pub struct Column<'i> {
    /// Which one of the table.
    place: usize,
    holding: &'i Holding,
    /// Blocks that apply where certain words stand in it, a bit each.
    asking: Vec<(u32, &'i [String])>,
    /// What its words came to, and the blocks that they allow.
    recent: Recent<(Cell, u32), 32>,
}

impl<'i> Column<'i> {
    pub fn new(form: &'i FormPlan, column: usize, holding: &'i Holding, place: usize) -> Self {
        let asks = |(n, (of, words)): (usize, &'i (usize, Vec<String>))| (*of == column).then_some((1 << n, words.as_slice()));
        let blocks = form.blocks.iter().enumerate();
        let asking = blocks.flat_map(|(n, block)| block.when.iter().map(move |when| (n, when))).filter_map(asks).collect();
        Self { place, holding, asking, recent: Recent::new() }
    }

    pub fn place(&self) -> usize {
        self.place
    }

    /// Whether nothing hangs on what stands in it.
    fn is_idle(&self) -> bool {
        matches!(self.holding, Holding::Text) && self.asking.is_empty()
    }

    /// The blocks that may apply where these words stand in it.
    fn allows(&self, text: &str) -> u32 {
        let refused = self.asking.iter().filter(|(_, words)| !words.iter().any(|word| word == text));
        refused.fold(u32::MAX, |all, (block, _)| all & !block)
    }
}

/// What the cells of a row say. It is used again from row to row.
pub struct Cells<'i> {
    intake: &'i Intake,
    all: Vec<Cell>,
    lists: Vec<u32>,
    /// Columns, a bit each: those that are not empty, and those of which something can be said.
    filled: u64,
    named: u64,
    /// The blocks that its words allow, a bit each.
    blocks: u32,
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
            blocks: 0,
            known: Vec::new(),
            numerals: names().filter(|name| is_numeral(name)).collect(),
            marked: names().any(|name| name.contains(BETWEEN)),
        }
    }

    /// Ready for the next row.
    pub fn clear(&mut self) {
        self.all.clear();
        self.lists.clear();
        (self.filled, self.named, self.blocks) = (0, 0, u32::MAX);
    }

    /// Reads the cell of the next column.
    pub fn read(&mut self, column: &mut Column<'_>, cell: ledger::Cell<'_>) -> Result<(), Odd> {
        let bit = 1_u64.checked_shl(self.all.len() as u32).unwrap_or(0);
        // What belongs to the row and words that are only looked at are not to be met again, or come to nothing.
        let repeats = !matches!(column.holding, Holding::Own(_)) && !column.is_idle() && cell.kind == ledger::CellKind::Text;
        let word = if repeats { Word::new(cell.text) } else { None };
        let (cell, blocks) = match word.and_then(|word| column.recent.get(word)) {
            Some(known) => known,
            None => self.anew(column, word, cell)?,
        };
        self.blocks &= blocks;
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

    /// The same where it did not stand there not long ago.
    fn anew(&mut self, column: &mut Column<'_>, word: Option<Word>, cell: ledger::Cell<'_>) -> Result<(Cell, u32), Odd> {
        let blocks = column.allows(cell.text);
        let cell = self.cell(column.holding, cell)?;
        if let Some(word) = word.filter(|_| !matches!(cell, Cell::Own | Cell::Several(..))) {
            column.recent.keep(word, (cell, blocks));
        }
        Ok((cell, blocks))
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
                let moment = cell::day(cell).map_err(|_| Odd)?;
                packed(moment).map(|word| Cell::Date(moment, word)).ok_or(Odd)
            }
            Holding::Known(kind) => self.known(*kind, cell.text),
            Holding::Own(_) if is_numeral(cell.text) && !self.numerals.contains(&cell.text) => Ok(Cell::Own),
            _ if has_control(cell.text) => Err(Odd),
            Holding::Own(_) if has_several(cell.text) || self.is_taken(cell.text) => Err(Odd),
            Holding::Own(_) => Ok(Cell::Own),
        }
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

    /// Which blocks apply, which columns are not empty, and of which something can be said, a bit each.
    pub fn pattern(&self) -> Pattern {
        Pattern { blocks: self.blocks, filled: self.filled, named: self.named }
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
