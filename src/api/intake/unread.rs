//! What rows that could not be read may have said. A record that is declared complete is not, as far as they go.
use super::row::Bound;
use super::{Intake, cell, is_looked_across};
use crate::core_ir::RelationId;
use crate::core_ir::form::{Block, Form, Holds, Sentence, Slot};
use crate::diagnostic::Severity;
use crate::ledger::{Bad, LedgerProblem as P, Row};
use crate::resolve::Unread;

/// A row, or a whole table, that could not be read.
#[derive(Debug, Clone)]
pub struct Missed {
    /// The form it is in; none: perhaps any.
    form: Option<usize>,
    /// Whose record it belongs to, if that can be read.
    part: Option<String>,
    /// What it alone speaks of (一行一项), with the column, if that can be read.
    own: Option<(usize, Vec<String>)>,
    /// The sentences that it may say, by block and place.
    says: Option<Vec<(usize, usize)>>,
}

impl Missed {
    /// A row that was not even given; none where nothing is missing.
    pub fn of(bad: &Bad, form: Option<usize>) -> Option<Self> {
        // A sheet of notes among others has no header.
        let notes = matches!(bad.problem, P::NoHeader { .. }) && bad.place.sheet.is_some();
        let missing = bad.severity() == Severity::Error && !notes;
        missing.then(|| Self { form: form.filter(|_| bad.is_row), part: None, own: None, says: None })
    }

    /// A row that was given and not taken.
    pub fn row(intake: &Intake, bound: &Bound<'_>, row: &Row<'_>) -> Self {
        let form = bound.form;
        let text = |column: usize| row.get(bound.place(column));
        let part = form.apart.map(text).filter(|name| !name.is_empty()).map(str::to_owned);
        let own = form.columns.iter().position(|column| column.own);
        let own = own.filter(|n| !text(*n).is_empty()).map(|n| (n, cell::names(text(n)).map(str::to_owned).collect()));
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

    fn sentences<'f>(&'f self, form: &'f Form) -> Vec<&'f Sentence> {
        let all = || form.blocks.iter().flat_map(|block| &block.says).collect();
        let of = |(b, s): &(usize, usize)| form.blocks.get(*b).and_then(|block| block.says.get(*s));
        self.says.as_ref().map_or_else(all, |says| says.iter().filter_map(of).collect())
    }
}

impl Intake {
    /// What is missing from the record of a part, or of all; `elsewhere`: who is named by others than the row that is missing.
    pub(super) fn unread(&self, missed: &[Missed], part: Option<&str>, elsewhere: impl Fn(&str) -> bool) -> Unread {
        let mut unread = Unread::default();
        let of_part = |missed: &&Missed| part.is_none() || missed.part.as_deref().is_none_or(|own| Some(own) == part);
        for missed in missed.iter().filter(of_part) {
            for (_, form) in self.forms.iter().enumerate().filter(|(n, _)| missed.form.is_none_or(|form| form == *n)) {
                let alone = |(column, names): &&(usize, Vec<String>)| {
                    self.is_apart(form, *column) && !names.iter().any(|one| self.known(one).is_some() || elsewhere(one))
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

    /// Whether no rule looks across what stands in a column.
    fn is_apart(&self, form: &Form, column: usize) -> bool {
        let holds = form.columns.get(column).map(|column| &column.holds);
        matches!(holds, Some(Holds::Individual(kind)) if !is_looked_across(self.rulebook.program(), *kind))
    }

    /// The sentences of relations, in order.
    pub(super) fn sentences(&self, unread: &Unread) -> impl Iterator<Item = String> {
        let all: std::collections::BTreeSet<RelationId> = unread.open.union(&unread.uncounted).copied().collect();
        all.into_iter().map(|relation| self.act(relation))
    }
}
