//! Diagrams where three-valued truth cannot tell: those made before, else made when something hangs on them.
use super::{
    Verdict,
    algebra::Res,
    appraise::modal,
    cases::fillings,
    evaluator::Settings,
    index::Index,
    item::{Item, Seen},
    judge::Label,
    missing::{Open, open},
    proof::Value,
    prover::Reason,
    resolve::{Fillings, Run, Way, run},
    tables::Tables,
};
use std::collections::BTreeSet;

/// An evaluation over diagrams, under the settings of one way of reading.
pub(super) struct Exactly<'m, 'a> {
    index: &'a Index,
    tables: &'a Tables,
    settings: &'a Settings,
    items: &'a [Item],
    /// One that leaves more open, made before.
    made: Option<Run<'m>>,
    own: Option<Run<'a>>,
}

impl<'m, 'a> Exactly<'m, 'a> {
    pub fn new((index, tables): (&'a Index, &'a Tables), settings: &'a Settings, items: &'a [Item]) -> Self {
        Self { index, tables, settings, items, made: None, own: None }
    }

    /// With an evaluation that leaves as much open, or more.
    pub fn beside(self, made: Option<Run<'m>>) -> Self {
        Self { made, ..self }
    }

    /// The evaluation that was made before.
    pub fn into_made(self) -> Option<Run<'m>> {
        self.made
    }

    fn own(&mut self) -> Res<&mut Run<'a>> {
        let own = match self.own.take() {
            Some(own) => own,
            None => run(self.index, self.tables, self.settings, self.items)?,
        };
        Ok(self.own.insert(own))
    }

    /// The verdicts that are possible where the items are undetermined, and what is missing. An evaluation made before must
    /// leave no more open.
    pub fn left_open(&mut self, labels: &[Label]) -> Res<(BTreeSet<Verdict>, Open)> {
        let items = self.items;
        if let Some(made) = &mut self.made {
            return Ok((possibilities(made, items, labels)?, open(made, items, labels)?));
        }
        let own = self.own()?;
        Ok((possibilities(own, items, labels)?, open(own, items, labels)?))
    }

    /// What diagrams make of an item, where what is told leaves something open.
    pub fn look<'b, T>(
        &mut self,
        n: usize,
        mut told: impl Iterator<Item = &'b Reason>,
        work: impl FnOnce(&Seen<u32>, &mut Fillings<'_, '_>) -> Res<T>,
    ) -> Res<Option<T>> {
        if told.all(|reason| reason.value != Value::Unknown) {
            return Ok(None);
        }
        let settings = self.settings;
        match &mut self.made {
            Some(made) => made.look(n, settings, work),
            None => self.own()?.look(n, settings, work),
        }
    }
}

/// The verdicts that single fillings give the undetermined items.
fn possibilities(run: &mut Run<'_>, items: &[Item], labels: &[Label]) -> Res<BTreeSet<Verdict>> {
    let mut all = BTreeSet::new();
    let seen = std::mem::take(&mut run.seen);
    for ((item, seen), label) in items.iter().zip(&seen).zip(labels) {
        if label.verdict != Verdict::Undetermined {
            continue;
        }
        for (verdict, value) in fillings(&mut run.evaluator, item, seen)? {
            if modal(&value, &mut run.oracle(&Way::new()))?.possible() {
                all.insert(verdict);
            }
        }
    }
    run.seen = seen;
    Ok(all)
}
