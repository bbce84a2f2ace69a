//! Notes of the clauses that took part.
use super::{
    algebra::{Plain, Res},
    cite::Bindings,
    evaluator::{Evaluator, Settings},
    index::{Index, free},
    outcome::Note,
    proof::Value,
    tables::{NONE, Tables},
};
use crate::core_ir::{ClauseId, Formula};
use std::collections::{BTreeMap, BTreeSet};

/// The notes to tell: those without a condition, and those whose condition holds for what the clause was about.
pub(super) fn clause_notes(
    index: &Index,
    tables: &Tables,
    settings: &Settings,
    cited: &BTreeMap<ClauseId, Vec<Bindings>>,
) -> Res<BTreeSet<Note>> {
    let mut plain = Evaluator::new(index, tables, settings, Plain);
    let mut all = BTreeSet::new();
    for (clause, bindings) in cited {
        for (n, note) in index.clause(*clause).notes.iter().enumerate() {
            let told = match &note.condition {
                None => true,
                Some(condition) => holds(&mut plain, *clause, condition, bindings)?,
            };
            if told {
                all.insert(Note::Clause(*clause, n));
            }
        }
    }
    Ok(all)
}

fn holds<'a>(plain: &mut Evaluator<'a, Plain>, clause: ClauseId, condition: &'a Formula, all: &[Bindings]) -> Res<bool> {
    let mut asked = Vec::new();
    free(condition, &mut Vec::new(), &mut asked);
    for bindings in all {
        let held = plain.enter(clause, None, &[], |this, frame| {
            for (var, entity) in bindings {
                this.set(frame, *var, entity.0);
            }
            let bound = asked.iter().all(|var| this.var(frame, *var) != NONE);
            Ok(bound && this.formula(condition, frame)? == Value::True)
        })?;
        if held {
            return Ok(true);
        }
    }
    Ok(false)
}
