//! One clause: whether it applies, what lifts it, and whether it prevails.
use super::{
    algebra::{Algebra, Res},
    evaluator::{Evaluator, Frame},
    proof::{Part, Step},
    tables::NONE,
};
use crate::core_ir::{ClauseId, ClauseKind, Formula, Grant, RelationId, Rival, Term, Var};

/// Whether clauses that nothing ranks against this one are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contest {
    /// Where a rival prevails, this clause yields.
    Open,
    /// The clause as it enters the contest.
    Before,
}

/// How far a clause reaches, each a condition.
#[derive(Debug, Clone)]
pub(super) struct Effect<B> {
    /// Its condition holds, under the readings it belongs to.
    pub applies: B,
    /// It applies, and an exception lifts it.
    pub lifted: B,
    /// It applies, nothing lifts it, and it does not yield to a rival.
    pub effective: B,
}

/// A clause as it enters a contest.
#[derive(Debug, Clone)]
pub(super) struct Entrant<B> {
    effect: Effect<B>,
    /// A choice was looked at on the way to it.
    pub chosen: bool,
}

impl<'a, A: Algebra> Evaluator<'a, A> {
    /// The effect of a clause; places that are still open may be filled by anybody who fits.
    pub fn effect(&mut self, frame: Frame, condition: &'a Formula, contest: Contest) -> Res<Effect<A::B>> {
        let guards = self.guards(frame.clause)?;
        if self.algebra.known(&guards) == Some(false) {
            return Ok(self.none());
        }
        self.deeper(|this| match this.unbound(frame) {
            None => this.bound_effect(frame, guards, condition, contest),
            Some(var) => this.any_effect(frame, var, condition, contest),
        })
    }

    fn none(&mut self) -> Effect<A::B> {
        let never = self.constant(false);
        Effect { applies: never.clone(), lifted: never.clone(), effective: never }
    }

    fn any_effect(&mut self, frame: Frame, var: Var, condition: &'a Formula, contest: Contest) -> Res<Effect<A::B>> {
        let mut all = self.none();
        let (kind, _) = &self.index.clause(frame.clause).variables[usize::from(var.0)];
        for one in self.tables.members(kind.0) {
            self.set(frame, var, *one);
            let there = self.there(*one)?;
            let effect = self.effect(frame, condition, contest)?;
            let certain = [&there, &effect.effective].iter().all(|value| self.algebra.known(value) == Some(true));
            if A::THOROUGH && certain {
                // One for whom it holds is the reason; that it does not for the others explains nothing.
                all = effect;
                break;
            }
            all.applies = self.joined(all.applies, &there, effect.applies)?;
            all.lifted = self.joined(all.lifted, &there, effect.lifted)?;
            all.effective = self.joined(all.effective, &there, effect.effective)?;
            if self.settled(&all.effective, true) && self.settled(&all.lifted, true) {
                break;
            }
        }
        self.set(frame, var, NONE);
        Ok(all)
    }

    pub fn joined(&mut self, all: A::B, there: &A::B, one: A::B) -> Res<A::B> {
        let one = self.algebra.and(there.clone(), one)?;
        self.algebra.or(all, one)
    }

    fn bound_effect(&mut self, frame: Frame, guards: A::B, condition: &'a Formula, contest: Contest) -> Res<Effect<A::B>> {
        let rivalled = !self.index.clause(frame.clause).rivals.is_empty();
        let contested = rivalled || self.index.contested(frame.clause);
        let before =
            if contested { self.entering(frame, guards, condition)? } else { self.uncontested(frame, guards, condition)? };
        if contest == Contest::Before || !rivalled || self.algebra.known(&before.effective) == Some(false) {
            return Ok(before);
        }
        let lost = self.lost(frame)?;
        let kept = self.algebra.not(lost)?;
        let effective = self.algebra.and(before.effective, kept)?;
        self.algebra.hear(frame.clause, &effective);
        Ok(Effect { effective, ..before })
    }

    /// The effect of a clause whom nobody rivals, or before anybody does.
    fn uncontested(&mut self, frame: Frame, guards: A::B, condition: &'a Formula) -> Res<Effect<A::B>> {
        let holds = self.formula(condition, frame)?;
        let applies = self.algebra.and(guards, holds)?;
        if self.algebra.known(&applies) == Some(false) {
            let never = self.algebra.constant(false);
            return Ok(Effect { effective: applies.clone(), applies, lifted: never });
        }
        let lifting = self.lifting(frame)?;
        let lifted = self.algebra.and(applies.clone(), lifting.clone())?;
        let standing = self.algebra.not(lifting)?;
        let effective = self.algebra.and(applies.clone(), standing)?;
        self.algebra.hear(frame.clause, &effective);
        self.algebra.hear(frame.clause, &applies);
        Ok(Effect { applies, lifted, effective })
    }

    /// The same, found out once: where there are rivals, a clause is looked at for itself, for each of them, and under each way
    /// of reading.
    fn entering(&mut self, frame: Frame, guards: A::B, condition: &'a Formula) -> Res<Effect<A::B>> {
        // Among many cases an explanation is cut short; and a clause may be asked under another condition than its own, as
        // whether somebody is to choose.
        if self.cases > 0 || !std::ptr::eq(condition, &raw const self.index.clause(frame.clause).condition) {
            return self.uncontested(frame, guards, condition);
        }
        let key = self.key(frame);
        if let Some(entrant) = self.memo.entrants.get(&key) {
            self.choices_looked_at += u64::from(entrant.chosen);
            return Ok(entrant.effect.clone());
        }
        let (before, outer) = (self.choices_looked_at, std::mem::replace(&mut self.memo.lowest, usize::MAX));
        let effect = self.uncontested(frame, guards, condition)?;
        let chosen = self.choices_looked_at != before || !self.index.clause(frame.clause).guards.is_empty();
        // What hangs on a sentence that is still open may come to something else.
        if self.memo.lowest == usize::MAX {
            self.memo.entrants.insert(key, Entrant { effect: effect.clone(), chosen });
        }
        self.memo.lowest = self.memo.lowest.min(outer);
        Ok(effect)
    }

    /// The readings that a clause belongs to.
    pub fn guards(&mut self, clause: ClauseId) -> Res<A::B> {
        let index = self.index;
        let mut value = self.algebra.constant(true);
        for (choice, option) in &index.clause(clause).guards {
            let one = self.option(*choice, *option)?;
            let one = self.algebra.step(one, || Step::Choice(*choice, *option));
            value = self.algebra.and(value, one)?;
        }
        Ok(value)
    }

    /// That an exception, or a clause that outranks this one, applies.
    fn lifting(&mut self, frame: Frame) -> Res<A::B> {
        let index = self.index;
        let mut value = self.algebra.constant(false);
        for id in &index.clause(frame.clause).exceptions {
            let claim = self.is_closed_power(*id) && self.is_power(frame.clause);
            let one = self.bearing(*id, frame, claim, Contest::Open, Part::Lifts)?;
            value = self.algebra.or(value, one)?;
            if self.settled(&value, true) {
                break;
            }
        }
        Ok(value)
    }

    /// That a rival which prevails under an open choice applies as well.
    pub fn lost(&mut self, frame: Frame) -> Res<A::B> {
        let index = self.index;
        let mut value = self.algebra.constant(false);
        let rivals = &index.clause(frame.clause).rivals;
        // First those that prevail as it is.
        let settings = self.settings;
        let set = |rival: &&Rival| settings.get(rival.choice.index()).copied().flatten() == Some(rival.option);
        for rival in rivals.iter().filter(set).chain(rivals.iter().filter(|rival| !set(rival))) {
            let prevails = self.option(rival.choice, rival.option)?;
            if self.algebra.known(&prevails) == Some(false) {
                continue;
            }
            let applies = self.rival(rival.clause, frame)?;
            let one = self.algebra.and(prevails, applies)?;
            value = self.algebra.or(value, one)?;
            // One is enough, and what was not looked at does not bear on the answer.
            if self.settled(&value, true) {
                break;
            }
        }
        Ok(value)
    }

    /// Closed claims exclude each other as wholes; other clauses only where both apply.
    fn rival(&mut self, rival: ClauseId, frame: Frame) -> Res<A::B> {
        let closed = |id| matches!(self.index.clause(id).kind, ClauseKind::Definition { closed: true, .. });
        if closed(rival) && closed(frame.clause) {
            return self.matched(rival, frame, false, |this, other| this.guards(other.clause));
        }
        let claim = self.is_closed_power(rival) && self.is_closed_power(frame.clause);
        self.bearing(rival, frame, claim, Contest::Before, Part::Applies)
    }

    fn is_power(&self, id: ClauseId) -> bool {
        matches!(self.index.clause(id).kind, ClauseKind::Power { .. })
    }

    fn is_closed_power(&self, id: ClauseId) -> bool {
        matches!(self.index.clause(id).kind, ClauseKind::Power { grant: Grant::Closed, .. })
    }

    /// A clause referred to by a condition.
    pub fn refers(&mut self, id: ClauseId, frame: Frame) -> Res<A::B> {
        self.bearing(id, frame, false, Contest::Open, Part::Applies)
    }

    /// How another clause bears on what this one is asked about. A claim is looked at as a whole: whoever it may give the
    /// power to.
    fn bearing(&mut self, id: ClauseId, target: Frame, claim: bool, contest: Contest, part: Part) -> Res<A::B> {
        let index = self.index;
        self.matched(id, target, claim, |this, frame| {
            let effect = this.effect(frame, &index.clause(id).condition, contest)?;
            Ok(this.clause_step(effect.effective, frame, part))
        })
    }

    /// Opens a frame for another clause, its variables matched with what the target is asked about.
    fn matched(
        &mut self,
        id: ClauseId,
        target: Frame,
        claim: bool,
        work: impl FnOnce(&mut Self, Frame) -> Res<A::B>,
    ) -> Res<A::B> {
        if !self.tables.in_force(self.index, id) {
            return Ok(self.algebra.constant(false));
        }
        let ground = self.ground(target.ground).to_vec();
        self.deeper(|this| {
            this.enter(id, target.ground.relation, &ground, |this, frame| {
                if this.match_places(frame, target, claim) { work(this, frame) } else { Ok(this.constant(false)) }
            })
        })
    }

    /// Matches by the act or sentence, where both are about the same one; the rest by the words of the variables.
    fn match_places(&mut self, frame: Frame, target: Frame, claim: bool) -> bool {
        let index = self.index;
        let mut about_the_same = false;
        for pattern in index.patterns(frame.clause) {
            let skip = if claim { index.doer(pattern.relation) } else { None };
            for args in self.contexts(target, pattern.relation) {
                about_the_same = true;
                self.clear(frame);
                if self.bind(frame, &pattern.slots, &args, skip) {
                    self.match_words(frame, target, skip.and_then(|doer| pattern.slots[doer]));
                    return true;
                }
            }
        }
        self.clear(frame);
        self.match_words(frame, target, None);
        !about_the_same
    }

    /// What the target is asked about, as far as it is this relation: as the question has it, its open places as the target
    /// fills them.
    fn contexts(&self, target: Frame, relation: RelationId) -> Vec<Vec<u32>> {
        let own = self.index.patterns(target.clause).iter().filter(|pattern| pattern.relation == relation);
        let mut own: Vec<Vec<u32>> = own.map(|pattern| self.places(target, pattern)).collect();
        if target.ground.relation != Some(relation) {
            return own;
        }
        let mut asked = self.ground(target.ground).to_vec();
        if let Some(filled) = own.first_mut() {
            for (to, from) in asked.iter_mut().zip(filled) {
                *to = if *to == NONE { *from } else { *to };
            }
        }
        vec![asked]
    }

    fn match_words(&mut self, frame: Frame, target: Frame, doer: Option<Term>) {
        let index = self.index;
        let theirs = &index.clause(target.clause).variables;
        for var in index.signature(frame.clause) {
            if self.var(frame, *var) != NONE || doer == Some(Term::Var(*var)) {
                continue;
            }
            let (_, word) = &index.clause(frame.clause).variables[usize::from(var.0)];
            let same =
                theirs.iter().enumerate().find(|(n, (_, other))| other == word && self.var(target, Var(*n as u16)) != NONE);
            if let Some((n, _)) = same {
                let value = self.var(target, Var(n as u16));
                self.bind_term(frame, Term::Var(*var), value);
            }
        }
    }

    /// Names a clause in the explanation.
    pub fn clause_step(&mut self, value: A::B, frame: Frame, part: Part) -> A::B {
        if !A::THOROUGH {
            return value;
        }
        let bindings = self.bindings(frame);
        self.algebra.step(value, || Step::Clause { clause: frame.clause, part, bindings })
    }
}
