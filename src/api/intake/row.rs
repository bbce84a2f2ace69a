//! What one row says.
use super::Intake;
use super::cell::{Content, Named};
use crate::core_ir::form::{Block, Day, Figure, Form, Holds, Sentence, Slot};
use crate::core_ir::{KindId, RelationId, Time, Truth};
use crate::eval::hash::mixed;
use crate::ledger::{Bad, Header, LedgerProblem as P, Row};
use crate::vocabulary::Moment;
use std::hash::{Hash, Hasher};

/// A sentence that a row says.
#[derive(Debug, Clone)]
pub struct Saying {
    /// The relation.
    pub relation: RelationId,
    /// Its arguments.
    pub args: Vec<Named>,
    /// Holds, does not hold, is unknown.
    pub truth: Truth,
    /// The number, in thousandths.
    pub number: Option<i64>,
    /// Who judged it.
    pub judged_by: Option<Named>,
    /// When.
    pub time: Time,
}

/// What a row says.
#[derive(Debug, Default)]
pub struct Said {
    /// Whose record it belongs to; empty where there is one record.
    pub part: String,
    /// What it names that nothing but tables names, with its kind; the kind in the block comes after the column's.
    pub items: Vec<(String, KindId)>,
    /// The names of those that only this row may speak of, with the kinds of their columns.
    pub own: Vec<(String, KindId)>,
    /// Its sentences.
    pub sayings: Vec<Saying>,
}

/// The columns of a form in a table.
#[derive(Debug, Clone)]
pub struct Bound<'f> {
    pub form: &'f Form,
    places: Vec<usize>,
}

/// How many sentences one row may say.
const MOST: usize = 10_000;

impl<'f> Bound<'f> {
    pub fn new(form: &'f Form, header: &Header) -> Self {
        Self { form, places: form.columns.iter().map(|column| header.find(&column.name).unwrap_or(usize::MAX)).collect() }
    }

    pub fn place(&self, column: usize) -> usize {
        self.places.get(column).copied().unwrap_or(usize::MAX)
    }

    /// What is said of a row.
    fn applying<'b>(&'b self, row: &'b Row<'_>) -> impl Iterator<Item = &'f Block> + 'b {
        let has = |(column, words): &(usize, Vec<String>)| words.iter().any(|word| word == self.text(row, *column));
        self.form.blocks.iter().filter(move |block| block.when.iter().all(has))
    }

    fn text<'r>(&self, row: &Row<'r>, column: usize) -> &'r str {
        row.get(self.place(column))
    }

    /// All that its columns hold, in one word: two rows with the same are taken for one that stands twice.
    pub fn whole(&self, row: &Row<'_>) -> u64 {
        let mut hasher = mixed();
        self.form.name.hash(&mut hasher);
        (0..self.places.len()).for_each(|column| self.text(row, column).hash(&mut hasher));
        hasher.finish()
    }

    /// A problem at a column.
    fn bad(&self, row: &Row<'_>, column: usize, problem: P) -> Bad {
        let name = self.form.columns.get(column).map_or("", |column| column.name.as_str());
        Bad::of_row(row.place(), problem).in_column(self.place(column), name)
    }
}

impl Intake {
    /// What a row says, or what is wrong with it: then it says nothing.
    pub(super) fn said(&self, bound: &Bound<'_>, row: &Row<'_>) -> Result<Said, Box<Bad>> {
        let mut contents = Vec::with_capacity(bound.form.columns.len());
        for (n, column) in bound.form.columns.iter().enumerate() {
            let content = self.content(column, row.cell(bound.place(n)));
            contents.push(content.map_err(|problem| bound.bad(row, n, problem))?);
        }
        let mut said = Said::default();
        if let Some(apart) = bound.form.apart {
            bound.text(row, apart).clone_into(&mut said.part);
            if said.part.is_empty() {
                return Err(bound.bad(row, apart, P::EmptyCell).into());
            }
        }
        for block in bound.applying(row) {
            for sentence in &block.says {
                sentence_of(bound, row, &contents, sentence, &mut said)?;
            }
            self.items(bound, row, &contents, block, &mut said)?;
        }
        if said.sayings.is_empty() {
            return Err(Bad::of_row(row.place(), P::SaysNothing).into());
        }
        if let Some((lacking, of)) = unsaid(bound, row, &contents) {
            let name = bound.form.columns.get(of).map(|column| column.name.clone()).unwrap_or_default();
            return Err(bound.bad(row, lacking, P::LackingFor { name }).into());
        }
        for (n, column) in bound.form.columns.iter().enumerate().filter(|(_, column)| column.own) {
            if let (Holds::Individual(kind), Some(Content::Named(names))) = (&column.holds, contents.get(n)) {
                said.own.extend(names.iter().filter_map(Named::only_named).map(|name| (name.to_owned(), *kind)));
            }
        }
        Ok(said)
    }

    /// The kinds of what the row names.
    fn items(
        &self,
        bound: &Bound<'_>,
        row: &Row<'_>,
        contents: &[Content],
        block: &Block,
        said: &mut Said,
    ) -> Result<(), Box<Bad>> {
        for (n, column) in bound.form.columns.iter().enumerate() {
            let (Holds::Individual(kind), Some(Content::Named(names))) = (&column.holds, contents.get(n)) else { continue };
            let narrower = block.kinds.iter().find(|(column, _)| *column == n).map(|(_, kind)| *kind);
            for one in names {
                match one {
                    Named::New(name) => said.items.push((name.clone(), narrower.unwrap_or(*kind))),
                    Named::Known(id) => {
                        let own = self.base.world.entities.get(id.index()).map(|entity| entity.kind);
                        if let (Some(own), Some(of)) = (own, narrower)
                            && !self.rulebook.program().is_a(own, of)
                        {
                            let problem = P::OfAnotherKind { text: bound.text(row, n).to_owned(), kind: self.word(of) };
                            return Err(bound.bad(row, n, problem).into());
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

impl Said {
    /// Calls what the row names otherwise.
    pub fn rename(&mut self, from: &str, to: &str) {
        let sayings = self.sayings.iter_mut().flat_map(|saying| saying.args.iter_mut().chain(&mut saying.judged_by));
        let in_sayings = sayings.filter_map(|one| if let Named::New(name) = one { Some(name) } else { None });
        let named = self.items.iter_mut().chain(&mut self.own).map(|(name, _)| name);
        in_sayings.chain(named).filter(|name| *name == from).for_each(|name| to.clone_into(name));
    }
}

/// A sentence of a row; left out where one of its names or its number is left empty.
fn sentence_of(
    bound: &Bound<'_>,
    row: &Row<'_>,
    contents: &[Content],
    sentence: &Sentence,
    said: &mut Said,
) -> Result<(), Box<Bad>> {
    let mut rows: Vec<Vec<Named>> = vec![Vec::with_capacity(sentence.args.len())];
    for slot in &sentence.args {
        let Some(names) = names(contents, *slot) else { return Ok(()) };
        let longer = |row: Vec<Named>| names.iter().map(move |name| row.iter().cloned().chain([name.clone()]).collect());
        rows = rows.into_iter().flat_map(longer).collect();
        if rows.len() > MOST {
            return Err(Bad::of_row(row.place(), P::TooManySaid).into());
        }
    }
    let number = match sentence.number {
        None => None,
        Some(Figure::Fixed(number)) => Some(number),
        Some(Figure::Column(column)) => match contents.get(column) {
            Some(Content::Number(number)) => Some(*number),
            _ => return Ok(()),
        },
    };
    let judged_by = match sentence.judged_by.map(|slot| (slot, names(contents, slot))) {
        None => None,
        Some((_, None)) => return Ok(()),
        Some((_, Some(names))) if names.len() == 1 => names.into_iter().next(),
        Some((slot, Some(_))) => {
            let at = if let Slot::Column(column) = slot { column } else { 0 };
            return Err(bound.bad(row, at, P::SeveralJudges).into());
        }
    };
    let from = day(bound, row, contents, sentence.from)?;
    let until = day(bound, row, contents, sentence.until)?;
    if let (Some(first), Some(last)) = (from, until)
        && last.before(first)
    {
        let at = if let Some(Day::Column(column)) = sentence.until { column } else { 0 };
        return Err(bound.bad(row, at, P::DatesReversed { from: first.to_string(), until: last.to_string() }).into());
    }
    let time = Time { from, until, event: sentence.event, undone: None };
    let one =
        |args| Saying { relation: sentence.relation, args, truth: sentence.truth, number, judged_by: judged_by.clone(), time };
    said.sayings.extend(rows.into_iter().map(one));
    Ok(())
}

fn names(contents: &[Content], slot: Slot) -> Option<Vec<Named>> {
    match slot {
        Slot::Fixed(id) => Some(vec![Named::Known(id)]),
        Slot::Column(column) => match contents.get(column) {
            Some(Content::Named(names)) if !names.is_empty() => Some(names.clone()),
            _ => None,
        },
    }
}

/// A sentence is not said where a cell that it needs is empty. If another cell of it is filled and nothing else is said with
/// that one, something was forgotten: the empty column, and the filled one.
fn unsaid(bound: &Bound<'_>, row: &Row<'_>, contents: &[Content]) -> Option<(usize, usize)> {
    let is_empty = |column: &usize| contents.get(*column).is_none_or(|content| *content == Content::Empty);
    let (unsaid, said): (Vec<&Sentence>, Vec<&Sentence>) = bound
        .applying(row)
        .flat_map(|block| &block.says)
        .partition(|sentence| sentence.columns().any(|column| is_empty(&column)));
    unsaid.into_iter().find_map(|sentence| {
        let spare = |column: &usize| !is_empty(column) && !said.iter().any(|other| other.columns().any(|one| one == *column));
        Some((sentence.columns().find(is_empty)?, sentence.columns().find(spare)?))
    })
}

/// A day that a sentence needs must be there.
fn day(bound: &Bound<'_>, row: &Row<'_>, contents: &[Content], day: Option<Day>) -> Result<Option<Moment>, Box<Bad>> {
    match day {
        None => Ok(None),
        Some(Day::Fixed(moment)) => Ok(Some(moment)),
        Some(Day::Column(column)) => match contents.get(column) {
            Some(Content::Day(moment)) => Ok(Some(*moment)),
            _ => Err(bound.bad(row, column, P::EmptyCell).into()),
        },
    }
}
