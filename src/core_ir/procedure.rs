//! Procedures: steps in order, and what becomes of them.
use super::{Act, AtomFormula, Formula, Var};

/// 程序: what is done with one matter, step by step. INVARIANT: in all its formulas only the matter is free.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// Its name.
    pub name: String,
    /// What goes through it; none: there is one only.
    pub matter: Option<Var>,
    /// The steps in order.
    pub steps: Vec<Stage>,
}

/// A step.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The acts by which it is taken.
    pub ways: Vec<Way>,
    /// One of them is enough.
    pub either: bool,
    /// It has been taken.
    pub done: Formula,
    /// It is to be taken at all.
    pub needed: Formula,
    /// It may be left out (根据需要).
    pub optional: bool,
}

/// An act by which a step is taken.
#[derive(Debug, Clone)]
pub struct Way {
    /// The act, in the variables of the clause.
    pub act: Act,
    /// Whoever stands in the place of its doer is to do it. Free in it is this variable too.
    pub who: Formula,
    /// It is done.
    pub done: Formula,
}

/// What becomes of a procedure, while the condition of its clause holds.
#[derive(Debug, Clone)]
pub struct Turn {
    /// The name of the procedure.
    pub procedure: String,
    /// Its matter, as a variable of this clause.
    pub matter: Option<Var>,
    /// What becomes of it.
    pub kind: TurnKind,
}

/// What becomes of a procedure.
#[derive(Debug, Clone, PartialEq)]
pub enum TurnKind {
    /// 终止.
    Ended,
    /// 中止.
    Suspended,
    /// 恢复.
    Resumed,
    /// 退回: what was done of this step (the first is 1) and of those after it before the event counts no more.
    Back {
        /// The step.
        step: u32,
        /// The event.
        event: AtomFormula,
    },
}
