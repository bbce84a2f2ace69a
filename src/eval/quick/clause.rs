//! One clause: whether it takes effect, for one case and for all who may stand in one place.
use super::super::{clause::Contest, proof::Value, tables::NONE};
use super::{
    code::{Arg, PLACES},
    run::{Base, Run},
    set::Truths,
};
use crate::core_ir::{ClauseId, RelationId, Term, Var};

/// How far a clause reaches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effect {
    /// It applies, and an exception lifts it.
    pub lifted: Value,
    /// It applies and stands.
    pub effective: Value,
}

impl Effect {
    pub const NONE: Self = Self { lifted: Value::False, effective: Value::False };
}

impl<const W: usize> Run<'_, W> {
    /// The effect of a clause on these arguments; inside, `None` where it is not about them.
    pub fn clause(&mut self, id: ClauseId, relation: RelationId, slots: &[Option<Term>], args: &[u32]) -> Option<Option<Effect>> {
        if !self.tables.in_force(self.index, id) {
            return Some(None);
        }
        self.enter(id, |this, base| {
            if !this.bind(base, id, slots, args, NONE as usize) {
                return Some(None);
            }
            this.effect(id, relation, args, base).map(Some)
        })
    }

    /// The effect of a clause whose variables stand for somebody.
    pub fn effect(&mut self, id: ClauseId, relation: RelationId, args: &[u32], base: Base) -> Option<Effect> {
        let code = self.code.clause(id);
        if code.guards == Value::False {
            return Some(Effect::NONE);
        }
        let applies = code.guards.and(self.truth(&code.condition, base)?);
        if applies == Value::False {
            return Some(Effect::NONE);
        }
        if code.alone {
            Some(Effect { lifted: Value::False, effective: applies })
        } else {
            self.contested(id, relation, args, base)
        }
    }

    /// What exceptions and rivals leave of it.
    fn contested(&mut self, id: ClauseId, relation: RelationId, args: &[u32], base: Base) -> Option<Effect> {
        let values = self.values(base).to_vec();
        let index = self.index;
        let effect = self.general().enter(id, Some(relation), args, |this, frame| {
            values.iter().enumerate().for_each(|(n, value)| this.set(frame, Var(n as u16), *value));
            this.effect(frame, &index.clause(id).condition, Contest::Open)
        });
        let effect = effect.ok()?;
        Some(Effect { lifted: effect.lifted, effective: effect.effective })
    }

    /// On whom in the open place a clause takes effect; inside, `None` where it is not about the other arguments.
    pub fn clause_column(
        &mut self,
        id: ClauseId,
        relation: RelationId,
        slots: &[Option<Term>],
        args: &[u32],
        place: usize,
    ) -> Option<Option<Truths<W>>> {
        if !self.tables.in_force(self.index, id) {
            return Some(None);
        }
        self.enter(id, |this, base| {
            if !this.bind(base, id, slots, args, place) {
                return Some(None);
            }
            let column = match slots[place] {
                None => this.anybody(id, base),
                Some(Term::Individual(one)) => this.one(id, relation, args, place, one.0, base),
                Some(Term::Var(var)) => match this.value(base, Arg::Var(var.0 as u8)) {
                    NONE => this.whoever(id, relation, args, place, var.0 as u8, base),
                    one => this.one(id, relation, args, place, one, base),
                },
            };
            column.map(Some)
        })
    }

    /// The place is left open by the clause.
    fn anybody(&mut self, id: ClauseId, base: Base) -> Option<Truths<W>> {
        let code = self.code.clause(id);
        if !code.alone {
            return None;
        }
        Some(Truths::constant(code.guards.and(self.truth(&code.condition, base)?)))
    }

    fn one(&mut self, id: ClauseId, relation: RelationId, args: &[u32], place: usize, one: u32, base: Base) -> Option<Truths<W>> {
        let filled = filled(args, place, one);
        let effect = self.effect(id, relation, &filled[..args.len()], base)?;
        Some(Truths::of_one(one, effect.effective))
    }

    fn whoever(
        &mut self,
        id: ClauseId,
        relation: RelationId,
        args: &[u32],
        place: usize,
        var: u8,
        base: Base,
    ) -> Option<Truths<W>> {
        let code = self.code.clause(id);
        let within = Truths::of(self.kind(code.kinds[usize::from(var)])).and(Truths::constant(code.guards));
        let applies = self.filter(&code.condition, base, var, within)?;
        if code.alone {
            return Some(applies);
        }
        let mut column = Truths::NONE;
        for one in applies.may.members() {
            self.set(base, var, one);
            let filled = filled(args, place, one);
            let effect = self.contested(id, relation, &filled[..args.len()], base)?;
            column = column.or(Truths::of_one(one, effect.effective));
        }
        Some(column)
    }
}

fn filled(args: &[u32], place: usize, one: u32) -> [u32; PLACES] {
    let mut filled = [NONE; PLACES];
    filled[..args.len()].copy_from_slice(args);
    filled[place] = one;
    filled
}
