//! Which clauses an answer relies on: a walk along the reasons that made the difference.
use super::{
    algebra::{Plain, Res},
    atom::Memo,
    evaluator::{Evaluator, Settings},
    hash::Table,
    index::Index,
    proof::{Part, Proof, Step, Value},
    tables::Tables,
};
use crate::core_ir::{ClauseId, EntityId, Var};
use std::{collections::BTreeMap, sync::Arc};

/// The individuals that the variables of a clause stand for.
pub(super) type Bindings = Vec<(Var, EntityId)>;

/// A way of reading, with what was found out under it.
struct Reading {
    settings: Settings,
    memo: Memo<Value>,
}

impl Reading {
    /// Asks something under this way of reading.
    fn asked<T>(&mut self, (index, tables): (&Index, &Tables), ask: impl FnOnce(&mut Evaluator<'_, Plain>) -> Res<T>) -> Res<T> {
        let mut evaluator = Evaluator::new(index, tables, &self.settings, Plain);
        evaluator.memo = std::mem::take(&mut self.memo);
        let answer = ask(&mut evaluator);
        self.memo = evaluator.memo;
        answer
    }
}

/// Clauses relied on, with what their variables stood for.
pub(super) struct Citer<'a> {
    index: &'a Index,
    tables: &'a Tables,
    /// Every way of reading tried for what nearly held: the n-th option of all open choices.
    readings: Vec<Reading>,
    pub cited: BTreeMap<ClauseId, Vec<Bindings>>,
    visited: Table<usize, ()>,
}

impl<'a> Citer<'a> {
    /// `certain` was found out before, whatever the reading.
    pub fn new((index, tables): (&'a Index, &'a Tables), settings: &Settings, certain: &Arc<Memo<Value>>) -> Self {
        let reading = |n| Reading { settings: index.settled(settings, n), memo: Memo::over(certain) };
        let readings = (0..index.options_of(settings)).map(reading).collect();
        Self { index, tables, readings, cited: BTreeMap::new(), visited: Table::default() }
    }

    /// Relies on a clause, unless it stands in a vocabulary.
    pub fn cite(&mut self, clause: ClauseId, bindings: &Bindings) {
        if !self.index.connects(clause) {
            let all = self.cited.entry(clause).or_default();
            if !all.contains(bindings) {
                all.push(bindings.clone());
            }
        }
    }

    /// Relies on a clause of a finding and on what made it come out so.
    pub fn finding(&mut self, clause: ClauseId, reasons: &[Arc<Proof>]) -> Res<()> {
        self.cite(clause, &Bindings::new());
        self.walk_all(reasons)
    }

    pub fn walk_all(&mut self, proofs: &[Arc<Proof>]) -> Res<()> {
        proofs.iter().try_for_each(|proof| self.walk(proof))
    }

    pub fn walk(&mut self, proof: &Arc<Proof>) -> Res<()> {
        if self.visited.insert(Arc::as_ptr(proof) as usize, ()).is_some() {
            return Ok(());
        }
        match &proof.step {
            Step::Clause { clause, part, bindings } => self.clause(proof, *clause, *part, bindings),
            Step::Any | Step::Exists(_) | Step::Atom { .. } => self.one_of(proof),
            Step::All | Step::Forall(_) => self.all_of(proof),
            _ => self.walk_all(&proof.children),
        }
    }

    /// Of alternatives: the first that holds; if none does, all of them.
    fn one_of(&mut self, proof: &Proof) -> Res<()> {
        match proof.value {
            Value::True => {
                proof.children.iter().find(|child| child.value == Value::True).map_or(Ok(()), |child| self.walk(child))
            }
            value => self.matching(proof, value),
        }
    }

    /// Of conditions: those that fail; if none does, all of them.
    fn all_of(&mut self, proof: &Proof) -> Res<()> {
        match proof.value {
            Value::False => self.matching(proof, Value::False),
            Value::True | Value::Unknown => self.walk_all(&proof.children),
        }
    }

    fn matching(&mut self, proof: &Proof, value: Value) -> Res<()> {
        proof.children.iter().filter(|child| child.value == value).try_for_each(|child| self.walk(child))
    }

    fn clause(&mut self, proof: &Proof, clause: ClauseId, part: Part, bindings: &Bindings) -> Res<()> {
        // Whether an exception lifts it does not matter if that is not known and there is an answer all the same.
        if part == Part::Lifts && proof.value == Value::Unknown {
            return Ok(());
        }
        let lifted = proof.children.iter().find(|child| is_lifting(child) && child.value == Value::True);
        if proof.value != Value::False {
            self.cite(clause, bindings);
            return proof.children.iter().filter(|child| !is_lifting(child)).try_for_each(|child| self.walk(child));
        }
        if let Some(lifting) = lifted {
            self.cite(clause, bindings);
            return self.walk(lifting);
        }
        // Whether a requirement is kept, or a duty done, is not a definition that might nearly have held.
        // If the finding is about it, this tells what its variables stood for.
        let own = matches!(part, Part::Kept | Part::Done);
        if if own { self.cited.contains_key(&clause) } else { self.near(clause, bindings)? } {
            self.cite(clause, bindings);
            if self.index.connects(clause) {
                // What holds of it belongs to the "no" in its stead.
                self.holding(proof)?;
            }
        }
        self.matching(proof, Value::False)
    }

    /// The parts that hold, of a condition that does not.
    fn holding(&mut self, proof: &Proof) -> Res<()> {
        for child in &proof.children {
            match (child.value, &child.step) {
                (Value::True, _) => self.walk(child)?,
                (Value::False, Step::Any | Step::All | Step::Exists(_)) => self.holding(child)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a definition yields to another in all of the readings.
    pub fn defeated(&mut self, clause: ClauseId, bindings: &Bindings) -> Res<bool> {
        for reading in &mut self.readings {
            if !reading.asked((self.index, self.tables), |evaluator| evaluator.defeated(clause, bindings))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a clause that does not hold nearly does, in any of the readings.
    pub fn near(&mut self, clause: ClauseId, bindings: &Bindings) -> Res<bool> {
        for reading in &mut self.readings {
            if reading.asked((self.index, self.tables), |evaluator| evaluator.near(clause, bindings))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn is_lifting(proof: &Proof) -> bool {
    matches!(proof.step, Step::Clause { part: Part::Lifts, .. })
}
