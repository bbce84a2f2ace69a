//! Tables: what the rows of a ledger say, by the forms (登记) of a situation.
//!
//! A form says once what a row means; the rows are then put on record as if each had been written by hand. A row that cannot
//! be understood is reported with its place and column and never stops the run: rows read = rows taken + rows reported.
mod audit;
mod cell;
mod row;
mod stream;
mod taken;
mod things;
mod unread;

use stream::is_looked_across;
pub use stream::{Brief, Way};
pub use taken::{Part, Ready, Taken};
pub use things::{Size, Why};

use super::prepared::Prepared;
use super::rulebook::Rulebook;
use super::situation::Situation;
use crate::core_ir::form::{Form, Holds};
use crate::core_ir::{KindId, Program};
use crate::diagnostic::Problems;
use crate::ledger::{Column, Header, Holds as Shape, LedgerProblem as P, Options, Place, Row, Template};
use crate::resolve::Situated;
use crate::vocabulary::{Article, Date};
use std::path::Path;

/// The forms of a situation, with the rest of it as what is on record before any row.
#[derive(Debug, Clone)]
pub struct Intake {
    rulebook: Rulebook,
    situation: Situation,
    as_of: Option<Date>,
    base: Situated,
    forms: Vec<Form>,
    /// The form that every table is in, where that is said.
    stated: Option<usize>,
    /// Whether any name of the rulebooks ends with a number, which may be written otherwise: 任务28 is 任务二十八.
    numbered: bool,
}

impl Rulebook {
    /// The forms of a situation. What is wrong in them or in the situation is told at once.
    pub fn intake(&self, situation: &Situation, as_of: Option<Date>) -> Result<Intake, Problems> {
        let (base, mut problems) = situation.bind(self.resolved(), as_of);
        let (forms, more) = situation.forms(self.resolved(), &base);
        problems.append(more);
        if problems.has_errors() {
            return Err(problems);
        }
        let numbered = self.resolved().scope.names.keys().any(|name| Article::parse(name).is_some());
        Ok(Intake { rulebook: self.clone(), situation: situation.clone(), as_of, base, forms, stated: None, numbered })
    }
}

impl Intake {
    /// What its rulebooks say.
    pub fn program(&self) -> &Program {
        self.rulebook.program()
    }

    /// Whether there are no forms.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The same, every table being in one form whatever its name and its columns. An error gives the names of the forms there are.
    pub fn of_form(self, name: &str) -> Result<Self, Vec<String>> {
        match self.forms.iter().position(|form| form.name == name) {
            Some(at) => Ok(Self { stated: Some(at), ..self }),
            None => Err(self.forms.into_iter().map(|form| form.name).collect()),
        }
    }

    /// How tables are read by these forms.
    pub fn options(&self) -> Options {
        let tables = self.forms.iter().map(|form| form.name.clone()).collect();
        Options { known: self.columns(), sheets: Vec::new(), tables }
    }

    /// An empty table for each form.
    pub fn templates(&self) -> Vec<Template> {
        self.forms.iter().map(|form| self.template(form)).collect()
    }

    fn template(&self, form: &Form) -> Template {
        let column = |column: &crate::core_ir::form::Column| {
            let (holds, note) = match &column.holds {
                Holds::Date => (Shape::Date, "日期".to_owned()),
                Holds::Number => (Shape::Number, "数".to_owned()),
                Holds::Text => (Shape::Text, String::new()),
                Holds::Words(words) => (Shape::OneOf(words.clone()), String::new()),
                Holds::Individual(kind) => self.individuals(*kind),
            };
            Column { name: column.name.clone(), note, holds }
        };
        Template { sheet: form.name.clone(), columns: form.columns.iter().map(column).collect(), examples: Vec::new() }
    }

    fn individuals(&self, kind: KindId) -> (Shape, String) {
        let program = self.rulebook.program();
        let Some(known) = program.kinds.get(kind.index()) else { return (Shape::Text, String::new()) };
        let values = program.individuals.iter().filter(|one| one.kind == kind).map(|one| one.name.clone());
        if known.options { (Shape::OneOf(values.collect()), String::new()) } else { (Shape::Text, known.name.clone()) }
    }

    /// Every column of every form: what a header is known by.
    pub fn columns(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for column in self.forms.iter().flat_map(|form| &form.columns) {
            if !all.contains(&column.name) {
                all.push(column.name.clone());
            }
        }
        all
    }

    /// The form that a table is in: that of the name of its sheet or file, or the one most of whose columns it has, if it
    /// has all of them.
    pub(crate) fn form_of(&self, place: &Place, header: &Header) -> Result<&Form, P> {
        let missing = |form: &Form| -> Vec<String> {
            form.columns.iter().map(|column| &column.name).filter(|name| header.find(name).is_none()).cloned().collect()
        };
        if let Some(form) = self.stated.and_then(|at| self.forms.get(at)) {
            let missing = missing(form);
            return if missing.is_empty() { Ok(form) } else { Err(P::OtherColumns { missing }) };
        }
        if let Some(form) = self.forms.iter().filter(|form| is_named(&form.name, place)).max_by_key(|form| form.name.len()) {
            let missing = missing(form);
            if missing.is_empty() {
                return Ok(form);
            } else if place.sheet.is_some() {
                return Err(P::OtherColumns { missing });
            }
        }
        let whole: Vec<&Form> = self.forms.iter().filter(|form| missing(form).is_empty()).collect();
        let most = whole.iter().map(|form| form.columns.len()).max();
        let fitting: Vec<&Form> = whole.into_iter().filter(|form| Some(form.columns.len()) == most).collect();
        match fitting.as_slice() {
            [form] => Ok(form),
            [] => Err(P::OtherColumns { missing: self.forms.iter().map(missing).min_by_key(Vec::len).unwrap_or_default() }),
            several => Err(P::SeveralForms { forms: several.iter().map(|form| form.name.clone()).collect() }),
        }
    }

    /// What is wrong with a table that is in no form, by its first row: where names that are missing stand beside the header, it
    /// takes two rows.
    pub(crate) fn of_no_form(problem: P, row: &Row<'_>) -> P {
        let P::OtherColumns { missing } = &problem else { return problem };
        let cells: Vec<&str> = (0..row.header().len()).map(|column| row.get(column)).collect();
        let names: Vec<String> = row.header().beside(missing, &cells).into_iter().cloned().collect();
        if names.is_empty() { problem } else { P::TwoRows { names } }
    }

    /// Whether something may be of both kinds.
    fn go_together(&self, one: KindId, other: KindId) -> bool {
        let program = self.rulebook.program();
        program.is_a(one, other) || program.is_a(other, one)
    }

    /// Which of the forms it is.
    fn number_of(&self, form: &Form) -> Option<usize> {
        self.forms.iter().position(|one| std::ptr::eq(one, form))
    }

    /// The situation without any row.
    pub fn base(&self) -> Result<Prepared, Problems> {
        self.rulebook.prepare(&self.situation, self.as_of)
    }
}

/// Whether a form has the name of a sheet; of a file: the name before its ending, or what stands last in it (`2024-发文.csv`).
fn is_named(form: &str, place: &Place) -> bool {
    match &place.sheet {
        Some(sheet) => **sheet == *form,
        None => Path::new(&*place.file).file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| stem.ends_with(form)),
    }
}
