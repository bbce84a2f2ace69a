//! The clauses, laid out for plain answers: conditions with the variables they name as masks, the cheap conjuncts first.
use super::super::{
    evaluator::{Settings, defaults},
    index::Index,
    proof::Value,
};
use crate::core_ir::{
    Amount, AtomFormula, Bearer, Class, ClauseId, ClauseKind, Comparison, Formula, Grant, KindId, Op, RelationId, Term, Var,
};

/// Argument places of a sentence, at most; what has more is left to the general evaluator.
pub(super) const PLACES: usize = 4;
/// Variables of a clause, at most.
const VARIABLES: usize = 64;
/// Operators within each other, at most.
const NESTED: u32 = 60;

/// What stands in an argument place: a variable, or an individual by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arg {
    Var(u8),
    Is(u32),
}

/// The arguments of a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Args {
    list: [Arg; PLACES],
    len: u8,
}

impl Args {
    pub fn as_slice(&self) -> &[Arg] {
        &self.list[..usize::from(self.len)]
    }

    fn of(terms: &[Term]) -> Option<Self> {
        let mut list = [Arg::Is(0); PLACES];
        for (n, term) in terms.iter().enumerate() {
            *list.get_mut(n)? = arg(*term);
        }
        Some(Self { list, len: terms.len() as u8 })
    }
}

fn arg(term: Term) -> Arg {
    match term {
        Term::Var(Var(var)) => Arg::Var(var as u8),
        Term::Individual(id) => Arg::Is(id.0),
    }
}

/// A condition.
#[derive(Debug)]
pub(super) struct Node {
    /// The variables free in it, a bit each.
    pub mask: u64,
    cost: u32,
    pub op: Operator,
}

#[derive(Debug)]
pub(super) enum Operator {
    Constant(Value),
    Atom {
        relation: RelationId,
        args: Args,
    },
    Not(Box<Node>),
    All(Box<[Node]>),
    Any(Box<[Node]>),
    /// There is an individual of the kind of which every part holds.
    Exists {
        var: u8,
        kind: KindId,
        parts: Box<[Node]>,
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
        parts: Box<[Node]>,
    },
    /// Left to the general evaluator.
    Opaque,
}

/// An amount as a sum.
#[derive(Debug, Default)]
pub(super) struct Sum {
    pub constant: i64,
    pub counts: Vec<(i64, u8, KindId, Node)>,
    pub values: Vec<(i64, RelationId, Args)>,
}

/// A clause.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "what is asked of every clause, each on its own")]
pub(super) struct ClauseCode {
    pub condition: Node,
    /// Of a requirement: what must hold.
    pub needs: Node,
    /// The kinds of its variables.
    pub kinds: Vec<KindId>,
    /// Whether it belongs to the readings and conventions in use.
    pub guards: Value,
    /// Nothing lifts it and nothing rivals it.
    pub alone: bool,
    pub hedged: bool,
    pub names_doer: bool,
    /// Only connects words.
    pub connects: bool,
    /// A right: says nothing of those whom it is not for.
    pub right: bool,
}

/// What says whether a sentence holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The record alone.
    Record,
    /// The record, and clauses that define it.
    Clauses,
    /// It is defined through itself, or by being empowered, or what counts is closed: the general evaluator says.
    General,
}

/// A relation.
#[derive(Debug, Clone, Copy)]
pub(super) struct RelationCode {
    pub source: Source,
    /// An act of which one clause has to be looked at by the general evaluator.
    pub special: bool,
}

/// All of it.
#[derive(Debug)]
pub(in super::super) struct Code {
    pub(super) clauses: Vec<ClauseCode>,
    pub(super) relations: Vec<RelationCode>,
    /// Readings open, conventions at their defaults.
    pub(super) settings: Settings,
}

impl Code {
    pub fn new(index: &Index) -> Self {
        let settings = defaults(index);
        let clauses = if index.valid { clauses(index, &settings) } else { Vec::new() };
        let relations = if index.valid { relations(index, &clauses) } else { Vec::new() };
        Self { clauses, relations, settings }
    }

    pub(super) fn clause(&self, id: ClauseId) -> &ClauseCode {
        &self.clauses[id.index()]
    }

    pub(super) fn relation(&self, id: RelationId) -> RelationCode {
        self.relations[id.index()]
    }
}

fn clauses(index: &Index, settings: &Settings) -> Vec<ClauseCode> {
    let all = index.program.clauses.iter().enumerate();
    all.map(|(n, clause)| {
        let id = ClauseId(n as u32);
        let maker = Maker { index, settings, kinds: clause.variables.iter().map(|(kind, _)| *kind).collect() };
        let needs = if let ClauseKind::Requirement { needs, .. } = &clause.kind { needs } else { &Formula::True };
        let guards = clause.guards.iter().map(|(choice, option)| choice_value(settings, choice.index(), *option));
        ClauseCode {
            condition: maker.whole(id, &clause.condition),
            needs: maker.whole(id, needs),
            guards: guards.fold(Value::True, Value::and),
            alone: clause.exceptions.is_empty() && clause.rivals.is_empty(),
            hedged: clause.hedged,
            names_doer: index.names_doer(id),
            connects: index.connects(id),
            right: matches!(clause.kind, ClauseKind::Power { grant: Grant::Right, .. }),
            kinds: maker.kinds,
        }
    })
    .collect()
}

fn choice_value(settings: &Settings, choice: usize, option: u8) -> Value {
    settings.get(choice).copied().flatten().map_or(Value::Unknown, |set| Value::from(set == option))
}

struct Maker<'a> {
    index: &'a Index,
    settings: &'a Settings,
    kinds: Vec<KindId>,
}

impl Maker<'_> {
    /// The condition of a clause. A clause with variables beside those of its act or sentence is left alone.
    fn whole(&self, id: ClauseId, formula: &Formula) -> Node {
        let pattern = self.index.patterns(id).first();
        let named = |var: &Var| pattern.is_some_and(|pattern| pattern.slots.contains(&Some(Term::Var(*var))));
        let regular = self.kinds.len() <= VARIABLES && self.index.signature(id).iter().all(named);
        if regular { self.node(formula, NESTED) } else { opaque() }
    }

    fn node(&self, formula: &Formula, depth: u32) -> Node {
        let Some(depth) = depth.checked_sub(1) else { return opaque() };
        match formula {
            Formula::True => constant(Value::True),
            Formula::False => constant(Value::False),
            Formula::Atom(atom) => self.atom(atom),
            Formula::Not(part) => self.not(self.node(part, depth)),
            Formula::And(parts) => all(self.nodes(parts, depth)),
            Formula::Or(parts) => any(self.nodes(parts, depth)),
            Formula::Exists { var, kind, body } => exists(*var, *kind, self.node(body, depth)),
            Formula::Forall { var, kind, body } => self.not(exists(*var, *kind, self.not(self.node(body, depth)))),
            Formula::Same(a, b) => self.same(*a, *b),
            Formula::IsKind(term, kind) => self.is_kind(*term, *kind),
            Formula::Choice { choice, option } => constant(choice_value(self.settings, choice.index(), *option)),
            Formula::Compare(comparison) => self.compare(comparison, depth).unwrap_or_else(opaque),
            Formula::AtLeast { count, parts } => {
                let parts = self.nodes(parts, depth);
                node(mask_of(&parts), 3 + cost_of(&parts), Operator::AtLeast { count: *count, parts: parts.into() })
            }
            Formula::Applies(_) => opaque(),
        }
    }

    fn nodes(&self, parts: &[Formula], depth: u32) -> Vec<Node> {
        parts.iter().map(|part| self.node(part, depth)).collect()
    }

    fn atom(&self, atom: &AtomFormula) -> Node {
        let Some(args) = Args::of(&atom.args) else { return opaque() };
        let about = self.index.about(atom.relation);
        let derived = !about.definitions.is_empty() || self.index.relation(atom.relation).constitutive;
        node(mask_of_args(&args), if derived { 8 } else { 2 }, Operator::Atom { relation: atom.relation, args })
    }

    fn not(&self, part: Node) -> Node {
        match part.op {
            Operator::Constant(value) => constant(!value),
            Operator::Opaque => part,
            _ => node(part.mask, part.cost, Operator::Not(Box::new(part))),
        }
    }

    fn same(&self, a: Term, b: Term) -> Node {
        let (a, b) = (arg(a), arg(b));
        if a == b {
            return constant(Value::True);
        }
        node(mask_of_arg(a) | mask_of_arg(b), 1, Operator::Same(a, b))
    }

    fn is_kind(&self, term: Term, kind: KindId) -> Node {
        match term {
            Term::Var(var) if self.index.is(self.kinds[usize::from(var.0)], kind) => constant(Value::True),
            _ => node(mask_of_arg(arg(term)), 1, Operator::IsKind(arg(term), kind)),
        }
    }

    fn compare(&self, comparison: &Comparison, depth: u32) -> Option<Node> {
        let (mut left, mut right) = (Sum::default(), Sum::default());
        self.amount(&comparison.left, 1, depth, &mut left)?;
        self.amount(&comparison.right, 1, depth, &mut right)?;
        let mask = left.mask() | right.mask();
        let counted = left.counts.len() + right.counts.len();
        Some(node(
            mask,
            4 + 8 * counted as u32,
            Operator::Compare { left, op: comparison.op, right, share: comparison.share.is_some() },
        ))
    }

    fn amount(&self, amount: &Amount, weight: i64, depth: u32, sum: &mut Sum) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match amount {
            Amount::Number(number) => sum.constant = sum.constant.checked_add(weight.checked_mul(*number)?)?,
            Amount::Count { var, kind, body } => sum.counts.push((weight, var.0 as u8, *kind, self.node(body, depth))),
            Amount::Times(n, part) => self.amount(part, weight.checked_mul(*n)?, depth, sum)?,
            Amount::Value { relation, args } => sum.values.push((weight, *relation, Args::of(args)?)),
            Amount::Plus(a, b) => {
                self.amount(a, weight, depth, sum)?;
                self.amount(b, weight, depth, sum)?;
            }
            Amount::Minus(a, b) => {
                self.amount(a, weight, depth, sum)?;
                self.amount(b, weight.checked_neg()?, depth, sum)?;
            }
        }
        Some(())
    }
}

impl Sum {
    fn mask(&self) -> u64 {
        let counts = self.counts.iter().fold(0, |mask, (_, var, _, body)| mask | body.mask & !bit(*var));
        self.values.iter().fold(counts, |mask, (.., args)| mask | mask_of_args(args))
    }
}

fn node(mask: u64, cost: u32, op: Operator) -> Node {
    Node { mask, cost, op }
}

fn constant(value: Value) -> Node {
    node(0, 0, Operator::Constant(value))
}

fn opaque() -> Node {
    node(u64::MAX, u32::MAX / 4, Operator::Opaque)
}

/// The parts in the order in which they are cheap.
fn all(parts: Vec<Node>) -> Node {
    let parts = conjuncts(parts);
    node(mask_of(&parts), cost_of(&parts), Operator::All(parts.into()))
}

fn conjuncts(parts: Vec<Node>) -> Vec<Node> {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part.op {
            Operator::All(inner) => flat.extend(inner),
            Operator::Constant(Value::True) => {}
            _ => flat.push(part),
        }
    }
    flat.sort_by_key(|part| part.cost);
    flat
}

fn any(mut parts: Vec<Node>) -> Node {
    parts.sort_by_key(|part| part.cost);
    node(mask_of(&parts), cost_of(&parts), Operator::Any(parts.into()))
}

fn exists(var: Var, kind: KindId, body: Node) -> Node {
    let var = var.0 as u8;
    let parts = conjuncts(vec![body]);
    let (mask, cost) = (mask_of(&parts) & !bit(var), cost_of(&parts).saturating_add(10));
    node(mask, cost, Operator::Exists { var, kind, parts: parts.into() })
}

pub(super) fn bit(var: u8) -> u64 {
    1 << (var % 64)
}

fn mask_of(parts: &[Node]) -> u64 {
    parts.iter().fold(0, |mask, part| mask | part.mask)
}

fn cost_of(parts: &[Node]) -> u32 {
    parts.iter().fold(1, |cost: u32, part| cost.saturating_add(part.cost))
}

fn mask_of_arg(arg: Arg) -> u64 {
    if let Arg::Var(var) = arg { bit(var) } else { 0 }
}

fn mask_of_args(args: &Args) -> u64 {
    args.as_slice().iter().fold(0, |mask, arg| mask | mask_of_arg(*arg))
}

fn relations(index: &Index, clauses: &[ClauseCode]) -> Vec<RelationCode> {
    let circular = circular(index);
    let all = index.program.relations.iter().enumerate();
    all.map(|(n, relation)| {
        let about = index.about(RelationId(n as u32));
        let closed = |id: &ClauseId| matches!(index.clause(*id).kind, ClauseKind::Definition { closed: true, .. });
        let open = matches!(relation.class, Class::Open | Class::Judgement) && !relation.constitutive;
        let single = relation.holes.iter().any(|hole| hole.single);

        let any_of = |id: &ClauseId| match &index.clause(*id).kind {
            ClauseKind::Duty(duty) => matches!(duty.bearer, Bearer::AnyOf(..)) || !duty.alternatives.is_empty(),
            _ => false,
        };
        let opaque = |id: &ClauseId| matches!(clauses[id.index()].condition.op, Operator::Opaque);
        // Absent means unknown here: then it counts that a definition closes the sentence, or that values exclude each other.
        let intricate = open && (single || about.definitions.iter().any(closed));
        let source = if relation.constitutive || circular[n] || intricate || about.definitions.iter().any(opaque) {
            Source::General
        } else if about.definitions.is_empty() {
            Source::Record
        } else {
            Source::Clauses
        };
        RelationCode {
            source,
            special: index.chooses(RelationId(n as u32)) || about.duties.iter().any(any_of) || !about.gaps.is_empty(),
        }
    })
    .collect()
}

/// Relations that may be defined through themselves, and those between two such.
fn circular(index: &Index) -> Vec<bool> {
    let count = index.program.relations.len();
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (n, used) in uses.iter_mut().enumerate() {
        for id in &index.about(RelationId(n as u32)).definitions {
            index.clause(*id).condition.each_relation(&mut |relation| used.push(relation.index()));
        }
        used.sort_unstable();
        used.dedup();
    }
    let mut used_by: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (n, used) in uses.iter().enumerate() {
        used.iter().for_each(|other| used_by[*other].push(n));
    }
    let mut left = vec![true; count];
    peel(&uses, &used_by, &mut left);
    peel(&used_by, &uses, &mut left);
    left
}

/// Takes away, again and again, what leads nowhere among the rest.
fn peel(out: &[Vec<usize>], back: &[Vec<usize>], left: &mut [bool]) {
    let degree = |n: usize, left: &[bool]| out[n].iter().filter(|other| left[**other]).count();
    let mut degrees: Vec<usize> = (0..left.len()).map(|n| degree(n, left)).collect();
    let mut ready: Vec<usize> = (0..left.len()).filter(|n| left[*n] && degrees[*n] == 0).collect();
    while let Some(n) = ready.pop() {
        left[n] = false;
        for other in &back[n] {
            degrees[*other] = degrees[*other].saturating_sub(1);
            if left[*other] && degrees[*other] == 0 {
                ready.push(*other);
            }
        }
    }
}
