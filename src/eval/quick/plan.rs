//! The clauses, compiled for plain answers.
//!
//! Every sentence that a condition asks becomes a row of bits: of a table of the record (a [`View`]), or of a [`Column`] that
//! clauses define. A condition about everybody at once is a list of [`Step`]s that narrow a set; a condition whose variables
//! all stand for somebody is a [`Test`]. Individuals are numbers within their sort.
use super::super::{evaluator::Settings, proof::Value};
use super::{hangs::Hangs, sorts::Sorts};
use crate::core_ir::{ClauseId, KindId, Op, RelationId};
use std::sync::OnceLock;

/// Argument places of a sentence, at most; what has more is left to the general evaluator.
pub(super) const PLACES: usize = 4;
/// Words of a set, for the widths that there are.
pub(super) const NARROW: usize = 1;
pub(super) const MIDDLE: usize = 4;
pub(super) const WIDE: usize = 16;
/// Variables of a clause, at most.
pub(super) const VARIABLES: usize = 16;

/// The arguments of a sentence, by number.
pub(super) type Filled = [u32; PLACES];
/// The variables of a clause.
pub(super) type Frame = [u32; VARIABLES];

/// What stands in an argument place: a variable or an individual. Made so that reading it takes no decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arg {
    var: u8,
    mask: u32,
    is: u32,
}

impl Arg {
    /// Where nothing is to be said.
    pub const NOTHING: Self = Self { var: 0, mask: 0, is: 0 };

    pub fn var(var: u8) -> Self {
        Self { var: var % VARIABLES as u8, mask: u32::MAX, is: 0 }
    }

    pub fn is(number: u32) -> Self {
        Self { var: 0, mask: 0, is: number }
    }

    #[inline]
    pub fn value(self, frame: &Frame) -> u32 {
        frame[usize::from(self.var) % VARIABLES] & self.mask | self.is
    }
}

/// A table of the record: for each filling of the other places, who stands in the open one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct View {
    pub relation: RelationId,
    /// The open place; [`PLACES`] where the table holds the numbers that the relation gives.
    pub open: usize,
    /// The place that says which row, if there is one such place.
    pub by: Option<usize>,
    /// More than one place says which row.
    pub many: bool,
    /// The open place takes one alone.
    pub single: bool,
}

impl View {
    pub fn numbers(&self) -> bool {
        self.open == PLACES
    }
}

/// Which row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum By {
    /// By one place, or by none.
    One(Arg),
    /// By all of them (the open one is not looked at).
    Many([Arg; PLACES]),
}

/// Narrows a set of individuals.
#[derive(Debug)]
pub(super) enum Step {
    /// Those on record.
    Record {
        view: u32,
        by: Arg,
        not: bool,
    },
    /// Those on record, where several other places say of what.
    Sparse {
        view: u32,
        by: [Arg; PLACES],
        not: bool,
    },
    /// Those that clauses make out.
    Column {
        column: u32,
        by: By,
        not: bool,
    },
    Kind {
        kind: KindId,
        not: bool,
    },
    Same {
        arg: Arg,
        not: bool,
    },
    /// Everybody, if it holds.
    If(Test),
    Not(Box<[Step]>),
    Any(Box<[Box<[Step]>]>),
    /// Of whom there is another such that everything holds.
    Join(Box<Join>),
    /// Each by himself.
    Each {
        var: u8,
        test: Test,
    },
}

/// How many a step leaves, as a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaves {
    /// Those who have to do with something else that is asked about.
    Few,
    /// Those of whom something is so.
    Some,
    /// Those of whom something is not so.
    Many,
}

/// See [`Step::Join`].
#[derive(Debug)]
pub(super) struct Join {
    pub var: u8,
    pub other: u8,
    pub kind: KindId,
    /// What is said of the other alone.
    pub others: Box<[Step]>,
    /// What is said of both, as said of the one; of the other.
    pub ours: Box<[Step]>,
    pub theirs: Box<[Step]>,
}

/// A condition whose variables stand for somebody.
#[derive(Debug)]
pub(super) enum Test {
    Constant(Value),
    Record {
        view: u32,
        by: Arg,
        member: Arg,
        not: bool,
    },
    Sparse {
        view: u32,
        by: [Arg; PLACES],
        member: Arg,
    },
    /// One of several is on record (which of several options).
    Among {
        view: u32,
        by: By,
        among: Box<[u64; WIDE]>,
    },
    Tuple {
        column: u32,
        by: By,
        member: Arg,
        not: bool,
    },
    Not(Box<Test>),
    All(Box<[Test]>),
    Any(Box<[Test]>),
    Exists {
        kind: KindId,
        steps: Box<[Step]>,
    },
    Same(Arg, Arg),
    IsKind(Arg, KindId),
    /// `share`: of people counted against a share, there is one at least.
    Compare {
        left: Sum,
        op: Op,
        right: Sum,
        share: bool,
    },
    AtLeast {
        count: u32,
        parts: Box<[Test]>,
    },
}

/// An amount as a sum.
#[derive(Debug, Default)]
pub(super) struct Sum {
    pub constant: i64,
    pub counts: Box<[Count]>,
    pub values: Box<[Number]>,
}

/// So many times how many there are.
#[derive(Debug)]
pub(super) struct Count {
    pub weight: i64,
    pub kind: KindId,
    pub steps: Box<[Step]>,
}

/// So many times a number on record.
#[derive(Debug)]
pub(super) struct Number {
    pub weight: i64,
    pub view: u32,
    pub by: By,
}

/// How a place of a clause takes what it is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fit {
    /// A variable stands for it.
    Let {
        place: u8,
        var: u8,
    },
    /// If it is of this kind.
    LetOf {
        place: u8,
        var: u8,
        kind: KindId,
    },
    /// The variable stands for it already.
    Equal {
        place: u8,
        var: u8,
    },
    Is {
        place: u8,
        number: u32,
    },
    Never,
}

/// The condition of a clause, with one place open.
#[derive(Debug)]
pub(super) enum Open {
    /// The place is a variable, that of nobody yet.
    Whoever { var: u8, kind: KindId, steps: Box<[Step]> },
    /// It is somebody already.
    One { arg: Arg, test: Test },
    /// The clause leaves it open.
    Anybody(Test),
}

/// A clause that bears on a sentence or an act. What could not be compiled is `None`: left to the general evaluator.
#[derive(Debug)]
pub(super) struct Body<C> {
    pub clause: ClauseId,
    pub fits: Box<[Fit]>,
    /// Under the readings and conventions in use.
    pub guards: Value,
    /// Nothing lifts it and nothing rivals it.
    pub alone: bool,
    pub condition: Option<C>,
}

impl<C> Body<C> {
    /// It takes effect wherever its condition holds.
    #[inline]
    pub fn plain(&self) -> bool {
        self.alone && self.guards == Value::True
    }
}

/// A sentence that clauses define.
#[derive(Debug)]
pub(super) struct Column {
    pub relation: RelationId,
    pub open: usize,
    pub by: Option<usize>,
    pub many: bool,
    /// What is on record of it.
    pub view: u32,
    /// The general evaluator says.
    pub general: bool,
    /// For everybody in the open place.
    pub bodies: Box<[Body<Open>]>,
    /// For one.
    pub tests: Box<[Body<Test>]>,
}

/// A clause on an act.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "what is asked of every clause, each on its own")]
pub(super) struct Provision {
    /// Its places but the doer's, and its condition.
    pub body: Body<Test>,
    /// The doer's place.
    pub doer: Box<[Fit]>,
    /// For everybody in the doer's place.
    pub open: Option<Open>,
    /// Of a requirement: what must hold.
    pub needs: Option<Test>,
    pub hedged: bool,
    pub names_doer: bool,
    /// Only connects words.
    pub connects: bool,
    /// A right: says nothing of those whom it is not for.
    pub right: bool,
}

/// An act.
#[derive(Debug, Default)]
pub(super) struct ActPlan {
    pub powers: Box<[Provision]>,
    pub requirements: Box<[Provision]>,
    pub prohibitions: Box<[Provision]>,
    pub duties: Box<[Provision]>,
    /// Duties of any of several, of one of several acts, or that give their act by what they name: the general evaluator says
    /// whether they arise.
    pub intricate: Box<[Intricate]>,
}

/// A duty that is left to the general evaluator.
#[derive(Debug)]
pub(super) struct Intricate {
    pub clause: ClauseId,
    pub names_doer: bool,
    /// Only connects words.
    pub connects: bool,
}

/// All of it.
#[derive(Debug)]
pub(in super::super) struct Plan {
    pub(super) sorts: Sorts,
    pub(super) views: Vec<View>,
    /// For each relation, its views.
    pub(super) views_of: Vec<Vec<u32>>,
    pub(super) columns: Vec<Column>,
    /// For each act that plain answers can be given on.
    pub(super) acts: Vec<Option<ActPlan>>,
    /// For each relation, the column that says whether a tuple holds; or the view.
    pub(super) sentences: Vec<Option<Sentence>>,
    /// For each relation, whether its record takes more than rows: several single choices at once, or more places than fit.
    pub(super) strange: Vec<bool>,
    /// Sorts of which there are sets.
    pub(super) in_sets: Vec<bool>,
    /// For each kind a set of one word: who of the rulebooks' individuals is of it. Of no use where sets are wider.
    pub(super) kinds: Vec<u64>,
    /// Readings open, conventions at their defaults.
    pub(super) settings: Settings,
    /// Whether there is a plan at all.
    pub(super) usable: bool,
    /// What comes out otherwise when the record changes; found out when first needed.
    pub(super) hangs: OnceLock<Hangs>,
}

/// What says whether a sentence holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sentence {
    View(u32),
    Column(u32),
}

impl Plan {
    /// Whether any clause asks for a relation.
    pub fn asks_of(&self, relation: RelationId) -> bool {
        let of = relation.index();
        self.views_of.get(of).is_none_or(|views| !views.is_empty()) || self.strange.get(of).copied().unwrap_or(true)
    }

    /// Whether the record of a relation lies in rows.
    pub fn lays_out(&self, relation: RelationId) -> bool {
        self.views_of.get(relation.index()).is_some_and(|views| !views.is_empty()) && !self.strange[relation.index()]
    }

    /// How many a step leaves, as a rule.
    pub(super) fn leaves(&self, step: &Step) -> Leaves {
        let of_view = |view: u32| self.views.get(view as usize).is_some_and(|view| view.by.is_some() || view.many);
        let of_column = |column: u32| self.columns.get(column as usize).is_some_and(|column| column.by.is_some() || column.many);
        let (not, related) = match step {
            Step::Record { view, not, .. } | Step::Sparse { view, not, .. } => (*not, of_view(*view)),
            Step::Column { column, not, .. } => (*not, of_column(*column)),
            Step::Kind { not, .. } | Step::Same { not, .. } => (*not, true),
            Step::Not(_) => (true, true),
            Step::If(_) | Step::Any(_) | Step::Join(_) | Step::Each { .. } => (false, true),
        };
        match (not, related) {
            (true, _) => Leaves::Many,
            (false, false) => Leaves::Some,
            (false, true) => Leaves::Few,
        }
    }

    /// What comes out otherwise when the record changes.
    pub(super) fn hangs(&self) -> &Hangs {
        self.hangs.get_or_init(|| Hangs::new(self))
    }
}
