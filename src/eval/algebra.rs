//! The algebras of truth. The evaluator is written once, over this trait.
use super::{
    error::Fault,
    proof::{Step, Value},
};
use crate::core_ir::{ChoiceId, ClauseId, RelationId};

/// Why an evaluation stopped, and in which clause.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    pub fault: Fault,
    pub clause: Option<ClauseId>,
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self { fault, clause: None }
    }
}

pub(super) type Res<T> = Result<T, Stop>;

/// A number that a relation gives, with the weight it is added with.
pub(super) type NumberTerm = (i64, RelationId, Vec<u32>);

/// An unknown thing that the clauses ask about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ask<'k> {
    /// Whether a sentence holds.
    Fact(RelationId, &'k [u32]),
    /// Whether so many hold the office at least.
    Holders(u32, u32),
    /// Whether the sum of these numbers is at least so much.
    AtLeast(&'k [NumberTerm], i64),
    /// Whether the sum of these numbers is odd.
    Odd(&'k [NumberTerm]),
}

/// A domain of truth values. `B` is cheap to clone.
pub(super) trait Algebra {
    type B: Clone;
    /// Look at every part, even when the value is settled: for explanations.
    const THOROUGH: bool = false;
    /// Unknowns are variables, not a third value.
    const EXACT: bool = false;

    fn constant(&mut self, value: bool) -> Self::B;
    fn unknown(&mut self, ask: Ask<'_>) -> Res<Self::B>;
    /// That an open choice takes this option.
    fn choice(&mut self, choice: ChoiceId, option: u8) -> Res<Self::B>;
    fn not(&mut self, a: Self::B) -> Res<Self::B>;
    fn and(&mut self, a: Self::B, b: Self::B) -> Res<Self::B>;
    fn or(&mut self, a: Self::B, b: Self::B) -> Res<Self::B>;
    /// The value, if it is the same whatever is unknown.
    fn known(&self, value: &Self::B) -> Option<bool>;
    /// Whether two values are the same.
    fn same(&self, a: &Self::B, b: &Self::B) -> bool;

    /// One of two, as a condition says.
    fn ite(&mut self, condition: Self::B, then: Self::B, other: Self::B) -> Res<Self::B> {
        let negated = self.not(condition.clone())?;
        let (yes, no) = (self.and(condition, then)?, self.and(negated, other)?);
        self.or(yes, no)
    }

    /// A value that hangs on unknowns in a way that is not looked into.
    fn vague(&mut self) -> Self::B {
        self.constant(false)
    }

    /// A value with the reasons of another.
    fn because(&mut self, value: Self::B, _reasons: Self::B) -> Self::B {
        value
    }

    /// Names what was just looked at.
    fn step(&mut self, value: Self::B, _step: impl FnOnce() -> Step) -> Self::B {
        value
    }

    /// A case that is false and not worth telling; `named`: it was come to by what names it.
    fn dull(&self, _case: &Self::B, _named: bool) -> bool {
        false
    }

    /// Hears the value that a clause came to.
    fn hear(&mut self, _clause: ClauseId, _value: &Self::B) {}
}

/// Three-valued truth: fast, and exact wherever it says true or false.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Plain;

impl Algebra for Plain {
    type B = Value;

    fn constant(&mut self, value: bool) -> Value {
        Value::from(value)
    }

    fn unknown(&mut self, _ask: Ask<'_>) -> Res<Value> {
        Ok(Value::Unknown)
    }

    fn choice(&mut self, _choice: ChoiceId, _option: u8) -> Res<Value> {
        Ok(Value::Unknown)
    }

    fn not(&mut self, a: Value) -> Res<Value> {
        Ok(!a)
    }

    fn and(&mut self, a: Value, b: Value) -> Res<Value> {
        Ok(a.and(b))
    }

    fn or(&mut self, a: Value, b: Value) -> Res<Value> {
        Ok(a.or(b))
    }

    fn known(&self, value: &Value) -> Option<bool> {
        value.known()
    }

    fn same(&self, a: &Value, b: &Value) -> bool {
        a == b
    }

    fn vague(&mut self) -> Value {
        Value::Unknown
    }
}
