//! Conditions.
use super::{
    algebra::{Algebra, Ask, Res},
    evaluator::{Evaluator, Frame},
    proof::Step,
    tables::NONE,
};
use crate::core_ir::{EntityId, Formula, KindId, Term, Var};

impl<'a, A: Algebra> Evaluator<'a, A> {
    pub fn formula(&mut self, formula: &'a Formula, frame: Frame) -> Res<A::B> {
        self.deeper(|this| this.operator(formula, frame))
    }

    fn operator(&mut self, formula: &'a Formula, frame: Frame) -> Res<A::B> {
        let named = std::mem::take(&mut self.named);
        match formula {
            Formula::True => Ok(self.constant(true)),
            Formula::False => Ok(self.constant(false)),
            Formula::Atom(atom) => self.sentence(atom, frame),
            Formula::Not(part) => self.negation(part, frame),
            Formula::And(parts) => self.all(parts, frame, named),
            Formula::Or(parts) => self.any(parts, frame),
            Formula::Exists { var, kind, body } => self.exists(*var, *kind, body, frame),
            Formula::Forall { var, kind, body } => self.forall(*var, *kind, body, frame),
            Formula::Same(a, b) => Ok(self.same(*a, *b, frame)),
            Formula::IsKind(term, kind) => Ok(self.is_kind(*term, *kind, frame)),
            Formula::Choice { choice, option } => {
                let value = self.option(*choice, *option)?;
                Ok(self.algebra.step(value, || Step::Choice(*choice, *option)))
            }
            Formula::Compare(comparison) => self.compare(comparison, frame),
            Formula::AtLeast { count, parts } => self.at_least(*count, parts, frame),
            Formula::Applies(clause) => self.refers(*clause, frame),
        }
    }

    pub fn constant(&mut self, value: bool) -> A::B {
        let value = self.algebra.constant(value);
        self.algebra.step(value, || Step::Constant)
    }

    fn negation(&mut self, part: &'a Formula, frame: Frame) -> Res<A::B> {
        let value = self.formula(part, frame)?;
        let value = self.algebra.not(value)?;
        Ok(self.algebra.step(value, || Step::Not))
    }

    /// Whether looking further cannot change anything.
    pub fn settled(&self, value: &A::B, at: bool) -> bool {
        !A::THOROUGH && self.algebra.known(value) == Some(at)
    }

    fn all(&mut self, parts: &'a [Formula], frame: Frame, named: bool) -> Res<A::B> {
        let stranger = self.cases > 0 && !named;
        let mut value = self.algebra.constant(true);
        for (n, part) in parts.iter().enumerate() {
            let next = self.formula(part, frame)?;
            value = self.algebra.and(value, next)?;
            // In an explanation, a case that fails its first condition is not what anybody had in mind, unless it was named.
            if self.settled(&value, false) || (n == 0 && stranger && self.algebra.known(&value) == Some(false)) {
                break;
            }
        }
        Ok(self.algebra.step(value, || Step::All))
    }

    fn any(&mut self, parts: &'a [Formula], frame: Frame) -> Res<A::B> {
        let mut value = self.algebra.constant(false);
        for part in parts {
            let next = self.formula(part, frame)?;
            value = self.algebra.or(value, next)?;
            if self.settled(&value, true) {
                break;
            }
        }
        Ok(self.algebra.step(value, || Step::Any))
    }

    fn at_least(&mut self, count: u32, parts: &'a [Formula], frame: Frame) -> Res<A::B> {
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            values.push((1, self.formula(part, frame)?));
        }
        let value = self.threshold(&values, -i64::from(count), &[])?;
        Ok(self.algebra.step(value, || Step::AtLeast(count)))
    }

    fn exists(&mut self, var: Var, kind: KindId, body: &'a Formula, frame: Frame) -> Res<A::B> {
        let before = self.var(frame, var);
        let mut value = self.algebra.constant(false);
        let sources = self.members_for(var, body, frame);
        let members = self.tables.members(kind.0);
        let of_kind = |one: &&u32| sources.is_none() || members.binary_search(one).is_ok();
        let mut told = false;
        for one in sources.as_deref().unwrap_or(members).iter().filter(of_kind) {
            self.named = sources.is_some();
            let case = self.case(var, *one, body, frame)?;
            if self.algebra.dull(&case, sources.is_some()) {
                continue;
            }
            told = true;
            let there = self.there(*one)?;
            let case = self.algebra.and(there, case)?;
            value = self.algebra.or(value, case)?;
            if self.settled(&value, true) {
                break;
            }
        }
        if A::THOROUGH && !told {
            value = self.but_for_one_condition((var, kind), body, frame, value)?;
        }
        self.set(frame, var, before);
        Ok(self.algebra.step(value, || Step::Exists(kind)))
    }

    fn forall(&mut self, var: Var, kind: KindId, body: &'a Formula, frame: Frame) -> Res<A::B> {
        let before = self.var(frame, var);
        let mut value = self.algebra.constant(true);
        for one in self.tables.members(kind.0) {
            let case = self.case(var, *one, body, frame)?;
            let there = self.there(*one)?;
            let absent = self.algebra.not(there)?;
            let case = self.algebra.or(absent, case)?;
            value = self.algebra.and(value, case)?;
            if self.settled(&value, false) {
                break;
            }
        }
        self.set(frame, var, before);
        Ok(self.algebra.step(value, || Step::Forall(kind)))
    }

    /// The body for one individual.
    pub fn case(&mut self, var: Var, one: u32, body: &'a Formula, frame: Frame) -> Res<A::B> {
        self.set(frame, var, one);
        self.cases += 1;
        let value = self.formula(body, frame);
        self.cases -= 1;
        let value = value?;
        Ok(self.algebra.step(value, || Step::Case(EntityId(one))))
    }

    /// That an individual exists: certain, but for the unnamed further holders of an office.
    pub fn there(&mut self, one: u32) -> Res<A::B> {
        match self.tables.unnamed(one) {
            None => Ok(self.algebra.constant(true)),
            Some((office, k)) => self.algebra.unknown(Ask::Holders(office, k)),
        }
    }

    fn same(&mut self, a: Term, b: Term, frame: Frame) -> A::B {
        let (a, b) = (self.term(frame, a), self.term(frame, b));
        let value = self.algebra.constant(a == b);
        self.algebra.step(value, || Step::Same(EntityId(a), EntityId(b)))
    }

    fn is_kind(&mut self, term: Term, kind: KindId, frame: Frame) -> A::B {
        let one = self.term(frame, term);
        let value = self.algebra.constant(one != NONE && self.index.is(self.tables.kind(one), kind));
        self.algebra.step(value, || Step::IsKind(EntityId(one), kind))
    }
}
