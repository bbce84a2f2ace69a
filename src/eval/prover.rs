//! Truth with its reasons: three-valued, and every step is kept.
use super::{
    algebra::{Algebra, Ask, Res},
    proof::{Proof, Step, Value},
};
use crate::core_ir::ChoiceId;
use std::sync::Arc;

/// How the reasons of a value hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    /// They are the reasons of one thing.
    One,
    All,
    Any,
}

/// A value with its reasons.
#[derive(Debug, Clone)]
pub(super) struct Reason {
    pub value: Value,
    join: Join,
    pub children: Vec<Arc<Proof>>,
}

impl Reason {
    fn plain(value: Value) -> Self {
        Self { value, join: Join::One, children: Vec::new() }
    }

    /// The reasons as parts of a larger conjunction or disjunction.
    fn parts(self, of: Join) -> Vec<Arc<Proof>> {
        if self.join == of || self.join == Join::One || self.children.len() < 2 {
            return self.children;
        }
        let step = if self.join == Join::All { Step::All } else { Step::Any };
        vec![Arc::new(Proof { step, value: self.value, children: self.children })]
    }

    fn joined(self, other: Self, value: Value, join: Join) -> Self {
        let mut children = self.parts(join);
        children.extend(other.parts(join));
        Self { value, join, children }
    }
}

/// Builds explanations.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prover;

impl Algebra for Prover {
    type B = Reason;
    const THOROUGH: bool = true;

    fn constant(&mut self, value: bool) -> Reason {
        Reason::plain(Value::from(value))
    }

    fn unknown(&mut self, _ask: Ask<'_>) -> Res<Reason> {
        Ok(Reason::plain(Value::Unknown))
    }

    fn choice(&mut self, _choice: ChoiceId, _option: u8) -> Res<Reason> {
        Ok(Reason::plain(Value::Unknown))
    }

    fn not(&mut self, a: Reason) -> Res<Reason> {
        let join = match a.join {
            Join::One => Join::One,
            Join::All => Join::Any,
            Join::Any => Join::All,
        };
        Ok(Reason { value: !a.value, join, children: a.children })
    }

    fn and(&mut self, a: Reason, b: Reason) -> Res<Reason> {
        let value = a.value.and(b.value);
        Ok(a.joined(b, value, Join::All))
    }

    fn or(&mut self, a: Reason, b: Reason) -> Res<Reason> {
        let value = a.value.or(b.value);
        Ok(a.joined(b, value, Join::Any))
    }

    fn ite(&mut self, condition: Reason, then: Reason, other: Reason) -> Res<Reason> {
        let value = match condition.value {
            Value::True => then.value,
            Value::False => other.value,
            Value::Unknown if then.value == other.value => then.value,
            Value::Unknown => Value::Unknown,
        };
        let chosen = if condition.value == Value::False { other } else { then };
        Ok(condition.joined(chosen, value, Join::All))
    }

    fn known(&self, value: &Reason) -> Option<bool> {
        value.value.known()
    }

    fn same(&self, a: &Reason, b: &Reason) -> bool {
        a.value == b.value
    }

    /// It fails its first condition; of somebody come to by name, the sentence that names him.
    fn dull(&self, case: &Reason, named: bool) -> bool {
        let body = case.children.first().and_then(|node| node.children.first());
        let failed = |node: &Arc<Proof>| node.value == Value::False && matches!(node.step, Step::Atom { .. });
        case.value == Value::False
            && body.is_some_and(|body| match body.step {
                Step::All if named => {
                    body.children.iter().find(|node| matches!(node.step, Step::Atom { .. })).is_some_and(failed)
                }
                Step::All => body.children.len() <= 1,
                Step::Atom { .. } | Step::IsKind(..) | Step::Same(..) => true,
                _ => false,
            })
    }

    fn vague(&mut self) -> Reason {
        Reason::plain(Value::Unknown)
    }

    fn because(&mut self, value: Reason, reasons: Reason) -> Reason {
        Reason { value: value.value, join: Join::One, children: reasons.children }
    }

    fn step(&mut self, value: Reason, step: impl FnOnce() -> Step) -> Reason {
        let node = Proof { step: step(), value: value.value, children: value.children };
        Reason { value: value.value, join: Join::One, children: vec![Arc::new(node)] }
    }
}
