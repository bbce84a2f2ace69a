//! Definitions that nearly held: they are cited with a "no".
//!
//! A definition nearly held when one of its conditions holds, or a fact meets one but for the time or the person. Who holds
//! which office, and of which kind a thing is, does not count as a condition: else every definition would nearly hold.
use super::{
    algebra::{Algebra, Plain, Res},
    evaluator::{Evaluator, Frame},
    proof::Value,
    tables::NONE,
};
use crate::core_ir::{AtomFormula, ClauseId, ClauseKind, EntityId, Formula, KindId, RelationId, Term, Var};

impl<'a> Evaluator<'a, Plain> {
    /// Whether a clause that does not hold for these individuals nearly does.
    pub fn near(&mut self, clause: ClauseId, bindings: &[(Var, EntityId)]) -> Res<bool> {
        let index = self.index;
        self.enter(clause, None, &[], |this, frame| {
            for (var, entity) in bindings {
                this.set(frame, *var, entity.0);
            }
            Ok(!this.yields(frame)? && this.near_clause(frame, &index.clause(clause).condition)?)
        })
    }

    /// A definition that yields to another says nothing here, however nearly its condition holds.
    fn yields(&mut self, frame: Frame) -> Res<bool> {
        let definition = matches!(self.index.clause(frame.clause).kind, ClauseKind::Definition { .. });
        Ok(definition && self.lost(frame)? == Value::True)
    }

    /// Whether a definition yields to another for these individuals.
    pub fn defeated(&mut self, clause: ClauseId, bindings: &[(Var, EntityId)]) -> Res<bool> {
        self.enter(clause, None, &[], |this, frame| {
            for (var, entity) in bindings {
                this.set(frame, *var, entity.0);
            }
            this.yields(frame)
        })
    }

    fn near_clause(&mut self, frame: Frame, condition: &'a Formula) -> Res<bool> {
        let Some(var) = self.unbound(frame) else { return self.near_formula(condition, frame) };
        let (kind, _) = &self.index.clause(frame.clause).variables[usize::from(var.0)];
        self.near_any(var, kind.0, frame, |this| this.near_clause(frame, condition))
    }

    fn near_any(&mut self, var: Var, kind: u32, frame: Frame, mut near: impl FnMut(&mut Self) -> Res<bool>) -> Res<bool> {
        let before = self.var(frame, var);
        let mut found = false;
        for one in self.tables.members(kind) {
            self.set(frame, var, *one);
            if self.tables.unnamed(*one).is_none() && near(self)? {
                found = true;
                break;
            }
        }
        self.set(frame, var, before);
        Ok(found)
    }

    fn near_formula(&mut self, formula: &'a Formula, frame: Frame) -> Res<bool> {
        match formula {
            Formula::And(parts) => self.near_all(parts, frame),
            Formula::Or(parts) | Formula::AtLeast { parts, .. } => {
                for part in parts {
                    if self.near_formula(part, frame)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Formula::Exists { var, kind, body } => self.near_any(*var, kind.0, frame, |this| this.near_formula(body, frame)),
            Formula::Atom(atom) if !self.roster(formula) => self.near_atom(atom, frame, formula),
            Formula::Compare(_) => Ok(self.formula(formula, frame)? == Value::True),
            Formula::True
            | Formula::False
            | Formula::Atom(_)
            | Formula::Not(_)
            | Formula::Forall { .. }
            | Formula::Same(..)
            | Formula::IsKind(..)
            | Formula::Choice { .. }
            | Formula::Applies(_) => Ok(false),
        }
    }

    /// A case must be about the right office and kind; then one condition is enough.
    fn near_all(&mut self, parts: &'a [Formula], frame: Frame) -> Res<bool> {
        for part in parts {
            if self.roster(part) && self.is_case(part, frame) && self.formula(part, frame)? == Value::False {
                return Ok(false);
            }
        }
        for part in parts {
            if self.near_formula(part, frame)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a condition is about somebody that the clause itself looks for.
    fn is_case(&self, formula: &Formula, frame: Frame) -> bool {
        let mut free = Vec::new();
        super::index::free(formula, &mut Vec::new(), &mut free);
        free.iter().any(|var| !self.index.signature(frame.clause).contains(var) && self.var(frame, *var) != NONE)
    }

    fn near_atom(&mut self, atom: &AtomFormula, frame: Frame, formula: &'a Formula) -> Res<bool> {
        if self.formula(formula, frame)? == Value::True {
            return Ok(true);
        }
        let args: Vec<u32> = atom.args.iter().map(|term: &Term| self.term(frame, *term)).collect();
        Ok(!args.contains(&NONE) && (self.tables.lapsed(atom.relation, &args) || self.but_for_one(atom.relation, &args)))
    }

    /// A fact on record differs in one person of the situation only.
    fn but_for_one(&self, relation: RelationId, args: &[u32]) -> bool {
        let program = &self.index.program;
        let named = program.individuals.len() as u32;
        let kind = program.holds_office.and_then(|relation| self.index.relation(relation).holes.first()).map(|hole| hole.kind.0);
        let people = kind.map_or(&[][..], |kind| self.tables.members(kind));
        let person = |one: u32| one >= named && people.binary_search(&one).is_ok();
        // Each place in turn stands open: what differs there alone is found by the others.
        let differs = |n: usize| {
            let (mut others, own) = (args.to_vec(), args[n]);
            others[n] = NONE;
            let one_else = |tuple: &[u32]| tuple.get(n).is_some_and(|other| *other != own && person(*other));
            person(own) && self.tables.held_by(relation, &others).any(one_else)
        };
        args.len() > 1 && (0..args.len()).any(differs)
    }
}

/// More near cases than these tell nothing.
const CASES_AT_MOST: usize = 6;

impl<'a, A: Algebra> Evaluator<'a, A> {
    /// Says only who holds which office, or of which kind something is.
    fn roster(&self, formula: &Formula) -> bool {
        let program = &self.index.program;
        match formula {
            Formula::Atom(atom) => {
                let relation = Some(atom.relation);
                relation == program.holds_office
                    || relation == program.capacity
                    || program.facts.iter().any(|(of, _)| *of == atom.relation)
            }
            Formula::Or(parts) | Formula::And(parts) => parts.iter().all(|part| self.roster(part)),
            Formula::IsKind(..) | Formula::Same(..) => true,
            _ => false,
        }
    }

    /// What a condition looks for in vain: those that meet all of it but one sentence, which is the reason; none if they are
    /// many.
    pub fn but_for_one_condition(
        &mut self,
        (var, kind): (Var, KindId),
        body: &'a Formula,
        frame: Frame,
        vain: A::B,
    ) -> Res<A::B> {
        let Formula::And(parts) = body else { return Ok(vain) };
        let mut near = Vec::new();
        for one in self.tables.members(kind.0) {
            self.set(frame, var, *one);
            if self.tables.unnamed(*one).is_none() && self.lacks_one(parts, frame)? {
                near.push(*one);
            }
        }
        let mut value = vain;
        for one in near.iter().filter(|_| near.len() <= CASES_AT_MOST) {
            self.named = true;
            let case = self.case(var, *one, body, frame)?;
            value = self.algebra.or(value, case)?;
        }
        Ok(value)
    }

    /// Of these conditions one fails, and another holds; both say more than who holds which office.
    fn lacks_one(&mut self, parts: &'a [Formula], frame: Frame) -> Res<bool> {
        let (mut holds, mut fails) = (0, 0);
        for part in parts {
            let value = self.formula(part, frame)?;
            let value = self.algebra.known(&value);
            match (value, self.roster(part)) {
                (Some(false), false) if fails == 0 => fails += 1,
                (Some(true), roster) => holds += usize::from(!roster),
                _ => return Ok(false),
            }
        }
        Ok(fails == 1 && holds > 0)
    }
}
