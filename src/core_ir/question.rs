//! What is asked, with every name resolved.
use super::{ChoiceId, EntityId, Every, KindId, RelationId};
use crate::vocabulary::{Citation, Date, Moment};

/// A question.
#[derive(Debug, Clone)]
pub enum Question {
    /// May it be done? One query an act.
    May(Vec<ActQuery>),
    /// Who may do it? The doer's slot of the query is empty.
    Who {
        /// The act.
        act: ActQuery,
        /// Anybody but these (由谁 代 丙 …).
        except: Vec<EntityId>,
    },
    /// Is it so?
    Is(Vec<AtomQuery>),
    /// Must it be done? An act; the place of its doer may be any of several (由 全体会议 或 常务会议).
    Must(AtomQuery),
    /// What comes next in a procedure?
    Next {
        /// The procedures, by their clauses.
        procedures: Vec<super::ClauseId>,
        /// The matter; none: each that something is known of.
        matter: Option<EntityId>,
    },
    /// Was it in order?
    InOrder {
        /// What was done, or is.
        targets: Vec<Target>,
        /// Only clauses at these places (是否违反 第五十四条第一句).
        only: Vec<Citation>,
        /// Of what happened several times: the time at this moment. None: each of them.
        at: Option<Moment>,
    },
}

/// An act with the slots that the question fills.
#[derive(Debug, Clone, PartialEq)]
pub struct ActQuery {
    /// The act.
    pub verb: RelationId,
    /// One entry a hole.
    pub slots: Vec<Option<EntityId>>,
}

/// A ground sentence, some places open.
#[derive(Debug, Clone, PartialEq)]
pub struct AtomQuery {
    /// The relation.
    pub relation: RelationId,
    /// One entry a hole.
    pub args: Vec<Option<EntityId>>,
    /// Asked in the negative.
    pub negated: bool,
    /// One of its open places may be any of these.
    pub among: Option<Among>,
}

/// Several of whom any will do: `乙 或 丙`, `较大级以上`.
#[derive(Debug, Clone, PartialEq)]
pub struct Among {
    /// The place. INVARIANT: the sentence leaves it open.
    pub place: usize,
    /// Those that may fill it. INVARIANT: at least one.
    pub values: Vec<EntityId>,
    /// They are the first one and those above or below it in an ordered list.
    pub bound: Option<Bound>,
}

/// `较大级以上`, `较大级以下`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// 以上, not 以下.
    pub above: bool,
    /// The convention by whose first option the value named counts itself.
    pub convention: Option<ChoiceId>,
}

/// What is looked at after the fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// An act: powers, requirements, prohibitions, and the duties to do it.
    Act(ActQuery),
    /// A state: the prohibitions of it and the duties to keep it.
    State(AtomQuery),
    /// 手续: every duty whose trigger or act this is.
    Event(AtomQuery),
    /// 频次: how often it was done; only windows of time that lie in the period, if one is named.
    Frequency {
        /// What is counted.
        act: ActQuery,
        /// Of what kind each argument is.
        kinds: Vec<KindId>,
        /// Only clauses that count in this.
        every: Option<Every>,
        /// The first and the last day.
        period: Option<(Date, Date)>,
    },
}
