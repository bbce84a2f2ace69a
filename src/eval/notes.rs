//! Notes of the clauses that took part.
use super::{
    algebra::{Plain, Res},
    atom::Memo,
    cite::Bindings,
    evaluator::{Evaluator, Frame, Settings},
    index::{Index, free},
    outcome::Note,
    proof::Value,
    tables::{NONE, Tables},
};
use crate::core_ir::{ClauseId, Formula, Term, Var};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The notes to tell: those without a condition, and those whose condition holds for what the clause was about. `certain` was
/// found out before, whatever the reading.
pub(super) fn clause_notes(
    (index, tables): (&Index, &Tables),
    settings: &Settings,
    certain: &Arc<Memo<Value>>,
    cited: &BTreeMap<ClauseId, Vec<Bindings>>,
) -> Res<BTreeSet<Note>> {
    let mut plain = Evaluator::new(index, tables, settings, Plain);
    plain.memo = Memo::over(certain);
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

/// Whether those of whom a note speaks hold the offices by which the clause calls them: a note on the executive vice mayor
/// is not told of another who stands in his place.
fn in_office<'a>(plain: &mut Evaluator<'a, Plain>, frame: Frame, condition: &'a Formula, asked: &[Var]) -> Res<bool> {
    let parts = if let Formula::And(parts) = condition { parts.as_slice() } else { std::slice::from_ref(condition) };
    for part in parts {
        let Formula::Atom(atom) = part else { continue };
        let own = atom.args.first().is_some_and(|term| asked.iter().any(|var| *term == Term::Var(*var)));
        if own && plain.index.program.holds_office == Some(atom.relation) && plain.formula(part, frame)? == Value::False {
            return Ok(false);
        }
    }
    Ok(true)
}

fn holds<'a>(plain: &mut Evaluator<'a, Plain>, clause: ClauseId, condition: &'a Formula, all: &[Bindings]) -> Res<bool> {
    let index = plain.index;
    let mut asked = Vec::new();
    free(condition, &mut Vec::new(), &mut asked);
    for bindings in all {
        let held = plain.enter(clause, None, &[], |this, frame| {
            for (var, entity) in bindings {
                this.set(frame, *var, entity.0);
            }
            let bound = asked.iter().all(|var| this.var(frame, *var) != NONE);
            Ok(bound
                && in_office(this, frame, &index.clause(clause).condition, &asked)?
                && this.formula(condition, frame)? == Value::True)
        })?;
        if held {
            return Ok(true);
        }
    }
    Ok(false)
}
