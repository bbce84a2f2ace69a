//! Terms, amounts and formulas over the variables of a clause.
use super::{ChoiceId, ClauseId, IndividualId, KindId, RelationId};

/// A variable of a clause: an index into [`super::Clause::variables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Var(pub u16);

/// What stands in an argument place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Term {
    /// A variable of the clause.
    Var(Var),
    /// An individual of the rulebooks (an office, an organ, an option).
    Individual(IndividualId),
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// Always.
    True,
    /// Never.
    False,
    /// `R(t…)`.
    Atom(AtomFormula),
    /// Not.
    Not(Box<Formula>),
    /// Each of them.
    And(Vec<Formula>),
    /// Any of them.
    Or(Vec<Formula>),
    /// There is an individual of the kind such that …
    Exists { var: Var, kind: KindId, body: Box<Formula> },
    /// Each individual of the kind is such that …
    Forall { var: Var, kind: KindId, body: Box<Formula> },
    /// The same individual.
    Same(Term, Term),
    /// The individual is of this kind (kinds of individuals are always known).
    IsKind(Term, KindId),
    /// The choice takes this option (a reading, a convention, a rank).
    Choice { choice: ChoiceId, option: u8 },
    /// Two amounts compared.
    Compare(Comparison),
    /// At least `count` of the parts.
    AtLeast { count: u32, parts: Vec<Formula> },
    /// The condition of another clause, its variables matched by name of slot: true when that clause applies to
    /// the same act.
    Applies(ClauseId),
}

/// `R(t…)`.
#[derive(Debug, Clone, PartialEq)]
pub struct AtomFormula {
    /// The relation.
    pub relation: RelationId,
    /// One term a hole (holes of kind 数 and 日期 carry no term and are left out: see [`Amount::Value`]).
    pub args: Vec<Term>,
}

/// `left op right`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Left side.
    pub left: Amount,
    /// How.
    pub op: Op,
    /// Right side.
    pub right: Amount,
    /// When the words were 以上 / 以下 / 不超过 …: the convention whose option 0 includes the number itself and whose
    /// option 1 excludes it. `op` is the inclusive form.
    pub convention: Option<ChoiceId>,
    /// Set for `… 达到 … 的 半数以上` so that explanations can say it so: numerator, denominator.
    pub share: Option<(u32, u32)>,
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// ≥
    Ge,
    /// >
    Gt,
    /// ≤
    Le,
    /// <
    Lt,
    /// =
    Eq,
    /// Left less right is an odd number (单数).
    Odd,
    /// Left less right is an even number (双数).
    Even,
}

/// A number. Numbers are in thousandths, so that half a day is 500.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// A number written in the rules (thousandths).
    Number(i64),
    /// How many individuals of the kind satisfy the body (times 1000 when compared).
    Count { var: Var, kind: KindId, body: Box<Formula> },
    /// `n · amount` with a whole n.
    Times(i64, Box<Amount>),
    /// The number that a relation gives for these arguments (`[会议] 会期 [数] 天`).
    Value { relation: RelationId, args: Vec<Term> },
    /// left + right.
    Plus(Box<Amount>, Box<Amount>),
    /// left − right.
    Minus(Box<Amount>, Box<Amount>),
}

/// Formulas nested deeper than this are refused.
pub const NESTING: usize = 200;

impl Formula {
    /// How deep it nests.
    pub fn nesting(&self) -> usize {
        1 + match self {
            Self::Not(inner) | Self::Exists { body: inner, .. } | Self::Forall { body: inner, .. } => inner.nesting(),
            Self::And(parts) | Self::Or(parts) | Self::AtLeast { parts, .. } => {
                parts.iter().map(Self::nesting).max().unwrap_or(0)
            }
            Self::Compare(comparison) => comparison.left.nesting().max(comparison.right.nesting()),
            Self::True
            | Self::False
            | Self::Atom(_)
            | Self::Same(..)
            | Self::IsKind(..)
            | Self::Choice { .. }
            | Self::Applies(_) => 0,
        }
    }

    /// Calls `visit` on every sentence that the formula names itself.
    pub fn each_sentence(&self, visit: &mut impl FnMut(RelationId, &[Term])) {
        match self {
            Self::Atom(atom) => visit(atom.relation, &atom.args),
            Self::Not(inner) | Self::Exists { body: inner, .. } | Self::Forall { body: inner, .. } => inner.each_sentence(visit),
            Self::And(parts) | Self::Or(parts) | Self::AtLeast { parts, .. } => {
                parts.iter().for_each(|part| part.each_sentence(visit));
            }
            Self::Compare(comparison) => {
                comparison.left.each_sentence(visit);
                comparison.right.each_sentence(visit);
            }
            Self::True | Self::False | Self::Same(..) | Self::IsKind(..) | Self::Choice { .. } | Self::Applies(_) => {}
        }
    }
}

impl Amount {
    /// Calls `visit` on every number of a relation that it is reckoned from, outside what is counted.
    pub fn each_value(&self, visit: &mut impl FnMut(RelationId, &[Term])) {
        match self {
            Self::Number(_) | Self::Count { .. } => {}
            Self::Times(_, inner) => inner.each_value(visit),
            Self::Value { relation, args } => visit(*relation, args),
            Self::Plus(left, right) | Self::Minus(left, right) => {
                left.each_value(visit);
                right.each_value(visit);
            }
        }
    }

    fn nesting(&self) -> usize {
        match self {
            Self::Number(_) | Self::Value { .. } => 0,
            Self::Count { body, .. } => body.nesting(),
            Self::Times(_, inner) => 1 + inner.nesting(),
            Self::Plus(left, right) | Self::Minus(left, right) => 1 + left.nesting().max(right.nesting()),
        }
    }

    fn each_sentence(&self, visit: &mut impl FnMut(RelationId, &[Term])) {
        match self {
            Self::Number(_) => {}
            Self::Count { body, .. } => body.each_sentence(visit),
            Self::Times(_, inner) => inner.each_sentence(visit),
            Self::Value { relation, args } => visit(*relation, args),
            Self::Plus(left, right) | Self::Minus(left, right) => {
                left.each_sentence(visit);
                right.each_sentence(visit);
            }
        }
    }
}
