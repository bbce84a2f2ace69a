//! What rows that could not be read may have said. A record that is declared complete is not, as far as they go.
use super::row::Bound;
use super::{Intake, cell, is_looked_across};
use crate::core_ir::form::{Block, Form, Holds, Sentence, Slot};
use crate::core_ir::{KindId, RelationId};
use crate::diagnostic::Severity;
use crate::ledger::{Bad, Row};
use crate::resolve::Unread;
use std::collections::HashSet;

/// A row, or a whole table, that could not be read.
#[derive(Debug, Clone)]
pub struct Missed {
    /// The form it is in; none: perhaps any.
    form: Option<usize>,
    /// Whose record it belongs to, if that can be read.
    part: Option<String>,
    /// What it alone speaks of (一行一项), with the column; no name where that cannot be read.
    own: Option<(usize, Vec<String>)>,
    /// The sentences that it may say, by block and place.
    says: Option<Vec<(usize, usize)>>,
}

impl Missed {
    /// A row that was not even given; none where nothing is missing.
    pub fn of(intake: &Intake, bad: &Bad, form: Option<usize>) -> Option<Self> {
        let form = form.filter(|_| bad.is_row);
        let own = form.and_then(|n| own(intake.forms.get(n)?)).map(|column| (column, Vec::new()));
        (bad.severity() == Severity::Error).then_some(Self { form, part: None, own, says: None })
    }

    /// A row that was given and not taken.
    pub fn row(intake: &Intake, bound: &Bound<'_>, row: &Row<'_>) -> Self {
        let form = bound.form;
        let text = |column: usize| row.get(bound.place(column));
        let part = form.apart.map(text).filter(|name| !name.is_empty()).map(str::to_owned);
        let own = own(form).map(|n| (n, cell::names(text(n)).map(str::to_owned).collect()));
        let strange = |column: usize| {
            let words = form.columns.get(column).map(|column| &column.holds);
            matches!(words, Some(Holds::Words(words)) if !words.iter().any(|word| word == text(column)))
        };
        let may = |block: &Block| block.when.iter().all(|(n, words)| strange(*n) || words.iter().any(|word| word == text(*n)));
        let named = |slot: &Slot| matches!(slot, Slot::Fixed(_)) || matches!(slot, Slot::Column(n) if !text(*n).is_empty());
        let mut says = Vec::new();
        for (b, block) in form.blocks.iter().enumerate().filter(|(_, block)| may(block)) {
            let said = block.says.iter().enumerate().filter(|(_, sentence)| sentence.args.iter().all(named));
            says.extend(said.map(|(s, _)| (b, s)));
        }
        Self { form: intake.number_of(form), part, own, says: Some(says) }
    }

    /// The names of what it alone speaks of.
    pub fn own(&self) -> impl Iterator<Item = &String> {
        self.own.iter().flat_map(|(_, names)| names)
    }

    /// Takes note of who is named by others too, in which record; `alone`: there is one only. None where it cannot be said in
    /// which record a row stands.
    pub fn elsewhere(&mut self, named: &HashSet<(String, String)>, alone: bool) -> Option<()> {
        let own: Vec<&str> =
            named.iter().filter(|(_, name)| self.own().any(|own| own == name)).map(|(part, _)| part.as_str()).collect();
        let known = match &self.part {
            Some(part) => own.contains(&part.as_str()),
            None if own.is_empty() || alone => !own.is_empty(),
            None => return None,
        };
        if known {
            self.own = None;
        }
        Some(())
    }

    fn sentences<'f>(&'f self, form: &'f Form) -> Vec<&'f Sentence> {
        let all = || form.blocks.iter().flat_map(|block| &block.says).collect();
        let of = |(b, s): &(usize, usize)| form.blocks.get(*b).and_then(|block| block.says.get(*s));
        self.says.as_ref().map_or_else(all, |says| says.iter().filter_map(of).collect())
    }
}

/// The column of what a row alone speaks of.
fn own(form: &Form) -> Option<usize> {
    form.columns.iter().position(|column| column.own)
}

impl Intake {
    /// What is missing from the record of a part, or of all; `elsewhere`: who is named by others than the row that is missing, whose
    /// part, if it can be read, and whose kind are told.
    pub(super) fn unread(
        &self,
        missed: &[Missed],
        part: Option<&str>,
        elsewhere: impl Fn(Option<&str>, KindId, &str) -> bool,
    ) -> Unread {
        let mut unread = Unread::default();
        let of_part = |missed: &&Missed| part.is_none() || missed.part.as_deref().is_none_or(|own| Some(own) == part);
        for missed in missed.iter().filter(of_part) {
            for (_, form) in self.forms.iter().enumerate().filter(|(n, _)| missed.form.is_none_or(|form| form == *n)) {
                let of = missed.part.as_deref();
                let alone = |(column, names): &&(usize, Vec<String>)| {
                    let Some(kind) = self.kind_apart(form, *column) else { return false };
                    let named = |one: &String| self.known(one).is_some() || elsewhere(of, kind, one);
                    if names.is_empty() { self.is_only_there(kind) } else { !names.iter().any(named) }
                };
                let own = missed.own.as_ref().filter(alone);
                for sentence in missed.sentences(form) {
                    let apart = own.is_some_and(|(column, _)| sentence.args.contains(&Slot::Column(*column)));
                    if apart {
                        unread.uncounted.insert(sentence.relation)
                    } else {
                        unread.open.insert(sentence.relation)
                    };
                }
            }
        }
        unread
    }

    /// The kind of what stands in a column, if no rule looks across it.
    fn kind_apart(&self, form: &Form, column: usize) -> Option<KindId> {
        let Holds::Individual(kind) = &form.columns.get(column)?.holds else { return None };
        (!is_looked_across(self.rulebook.program(), *kind)).then_some(*kind)
    }

    /// Whether one of a kind can be named in one column only: whatever a row that cannot be read has there, it is its own.
    fn is_only_there(&self, kind: KindId) -> bool {
        let meets = |other: &Holds| matches!(other, Holds::Individual(other) if self.go_together(kind, *other));
        let columns = self.forms.iter().flat_map(|form| &form.columns).filter(|column| meets(&column.holds)).count();
        columns == 1 && !self.base.world.entities.iter().any(|one| self.go_together(kind, one.kind))
    }

    /// The sentences of relations, in order.
    pub(super) fn sentences(&self, unread: &Unread) -> impl Iterator<Item = String> {
        let all: std::collections::BTreeSet<RelationId> = unread.open.union(&unread.uncounted).copied().collect();
        all.into_iter().map(|relation| self.act(relation))
    }
}
