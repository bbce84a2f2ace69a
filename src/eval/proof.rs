//! The chain of clauses and facts behind an answer.
use crate::core_ir::{ChoiceId, ClauseId, EntityId, KindId, Op, RelationId, Var};
use std::sync::Arc;

/// What is known of a condition without looking at how unknown facts hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// It holds.
    True,
    /// It does not.
    False,
    /// It hangs on an unknown fact or an open choice.
    Unknown,
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Value {
    type Output = Self;

    #[inline]
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl Value {
    /// Both.
    #[inline]
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    /// Either.
    #[inline]
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }

    /// The value, unless it is unknown.
    pub fn known(self) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False => Some(false),
            Self::Unknown => None,
        }
    }
}

/// A node of the explanation: what was looked at, what came out, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// What was looked at.
    pub step: Step,
    /// What came out.
    pub value: Value,
    /// Why.
    pub children: Vec<Arc<Proof>>,
}

/// Which side of a clause was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// A power: whether it grants the act.
    Grants,
    /// A requirement: whether it is kept where it applies.
    Kept,
    /// A prohibition: whether it forbids.
    Forbids,
    /// An exception, or a clause that outranks: whether it lifts.
    Lifts,
    /// A definition: whether it makes its head hold.
    Defines,
    /// A duty: whether it has arisen.
    Arises,
    /// A duty: whether it is done, or kept.
    Done,
    /// A gap: whether the case falls into it.
    Gapes,
    /// Another clause referred to: whether it applies.
    Applies,
}

/// Where the value of a sentence comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// On record, true or false.
    Record,
    /// Not on record, and absent means false.
    Absent,
    /// Another value is on record, and the values exclude each other.
    Excluded,
    /// Not on record, and absent means unknown.
    Unknown,
    /// The clauses (the children).
    Clauses,
}

/// What a node of the explanation looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The findings of the question.
    Question,
    /// One finding: the children are its clauses.
    Finding(usize),
    /// A clause for the individuals that its variables stand for.
    Clause {
        /// The clause.
        clause: ClauseId,
        /// Which side of it.
        part: Part,
        /// Its free variables.
        bindings: Vec<(Var, EntityId)>,
    },
    /// Each of the children.
    All,
    /// Any of the children.
    Any,
    /// Not the child.
    Not,
    /// At least so many of the children.
    AtLeast(u32),
    /// There is one of the kind: the children are cases.
    Exists(KindId),
    /// Each of the kind.
    Forall(KindId),
    /// The case of one individual.
    Case(EntityId),
    /// A sentence.
    Atom {
        /// The relation.
        relation: RelationId,
        /// Its arguments.
        args: Vec<EntityId>,
        /// Where its value comes from.
        origin: Origin,
    },
    /// The same individual.
    Same(EntityId, EntityId),
    /// Of this kind.
    IsKind(EntityId, KindId),
    /// The choice takes this option.
    Choice(ChoiceId, u8),
    /// Two amounts compared: the children are what was counted.
    Compare {
        /// Left side.
        left: Amount,
        /// How.
        op: Op,
        /// Right side.
        right: Amount,
        /// A share (numerator, denominator) of what was counted on the right. The sides are then compared crosswise: left by
        /// the denominator, right by the numerator.
        share: Option<(u32, u32)>,
        /// Counted by this convention.
        convention: Option<ChoiceId>,
    },
    /// Always or never.
    Constant,
}

/// An amount that came out (thousandths).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The least it can be.
    pub least: i64,
    /// The most it can be; `None`: no bound is known.
    pub most: Option<i64>,
    /// Those counted for certain, if it is a plain count.
    pub counted: Vec<EntityId>,
}
