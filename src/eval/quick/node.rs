//! Conditions in a plain form: settled choices and certain parts gone, the cheap conjuncts first, and for each condition the
//! variables that it asks about.
use super::super::{evaluator::Settings, index::Index, proof::Value};
use super::{
    plan::{PLACES, VARIABLES},
    sorts::Sorts,
};
use crate::core_ir::{Amount, AtomFormula, Clause, ClauseId, Comparison, Formula, KindId, Op, RelationId, Term, Var};

/// Operators within each other, at most.
const NESTED: u32 = 60;

/// A condition.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// The variables free in it, a bit each.
    pub mask: u64,
    cost: u32,
    pub op: Operator,
}

#[derive(Debug, Clone)]
pub(super) enum Operator {
    Constant(Value),
    Atom {
        relation: RelationId,
        args: Box<[Term]>,
    },
    /// As far as the record says so itself.
    Told {
        relation: RelationId,
        args: Box<[Term]>,
    },
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
    /// There is an individual of the kind of which every part holds.
    Exists {
        var: u8,
        kind: KindId,
        parts: Vec<Node>,
    },
    Same(Term, Term),
    IsKind(Term, KindId),
    Compare {
        left: Terms,
        op: Op,
        right: Terms,
        share: bool,
    },
    AtLeast {
        count: u32,
        parts: Vec<Node>,
    },
    /// Left to the general evaluator.
    Opaque,
}

/// An amount as a sum.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    pub constant: i64,
    pub counts: Vec<(i64, u8, KindId, Node)>,
    pub values: Vec<(i64, RelationId, Box<[Term]>)>,
}

impl Node {
    pub const NEVER: Self = Self { mask: 0, cost: 0, op: Operator::Constant(Value::False) };

    pub fn asks(&self, var: u8) -> bool {
        self.mask & bit(var) != 0
    }

    /// How much work it is, given that of each sentence.
    pub fn work(&self, sentence: &mut impl FnMut(RelationId) -> u32) -> u32 {
        let mut sum = |parts: &[Self]| parts.iter().fold(1, |sum: u32, part| sum.saturating_add(part.work(sentence)));
        match &self.op {
            Operator::Atom { relation, .. } => sentence(*relation),
            Operator::Not(part) => part.work(sentence),
            Operator::All(parts) | Operator::Any(parts) | Operator::AtLeast { parts, .. } => sum(parts),
            Operator::Exists { parts, .. } => sum(parts).saturating_add(10),
            Operator::Compare { left, right, .. } => {
                let bodies = left.counts.iter().chain(&right.counts);
                bodies.fold(4, |sum, (.., body)| sum.saturating_add(8).saturating_add(body.work(sentence)))
            }
            Operator::Constant(_) | Operator::Told { .. } | Operator::Same(..) | Operator::IsKind(..) | Operator::Opaque => 1,
        }
    }

    pub fn is_opaque(&self) -> bool {
        matches!(self.op, Operator::Opaque)
    }
}

/// A definition that only puts one sentence for others that the record answers: `head` if `body`, the arguments of the head
/// variables of their own.
pub(super) struct Short {
    pub head: Box<[Var]>,
    pub body: Node,
}

/// What is known of each relation before conditions are laid out.
pub(super) struct Known {
    pub short: Vec<Option<Short>>,
    /// How much work it is to find out, at a guess.
    pub costs: Vec<u32>,
}

/// What a look at the record costs.
pub(super) const RECORD: u32 = 2;

/// Operators in a definition that is put in the place of what it defines, at most.
const SHORT: usize = 24;

impl Node {
    /// Whether it asks nothing but the record, of the variables at hand.
    pub fn is_short(&self, record: &impl Fn(RelationId) -> bool) -> bool {
        self.size(record).is_some_and(|size| size <= SHORT)
    }

    fn size(&self, record: &impl Fn(RelationId) -> bool) -> Option<usize> {
        let sum = |parts: &[Self]| parts.iter().try_fold(1, |sum, part| Some(sum + part.size(record)?));
        match &self.op {
            Operator::Atom { relation, .. } if !record(*relation) => None,
            Operator::Constant(_) | Operator::Atom { .. } | Operator::Same(..) | Operator::IsKind(..) => Some(1),
            Operator::Not(part) => Some(1 + part.size(record)?),
            Operator::All(parts) | Operator::Any(parts) => sum(parts),
            Operator::Told { .. }
            | Operator::Exists { .. }
            | Operator::Compare { .. }
            | Operator::AtLeast { .. }
            | Operator::Opaque => None,
        }
    }

    /// With short definitions in the place of what they define, and what takes little work first.
    pub fn spelt_out(self, known: &Known) -> Self {
        let each = |parts: Vec<Self>| parts.into_iter().map(|part| part.spelt_out(known)).collect::<Vec<_>>();
        match self.op {
            Operator::Atom { relation, ref args } => match &known.short[relation.index()] {
                Some(short) => {
                    let told = Operator::Told { relation, args: args.clone() };
                    any(vec![node(self.mask, RECORD, told), short.body.about(&short.head, args)])
                }
                None => Self { cost: known.costs[relation.index()], ..self },
            },
            Operator::Not(part) => not(part.spelt_out(known)),
            Operator::All(parts) => all(each(parts)),
            Operator::Any(parts) => any(each(parts)),
            Operator::Exists { var, kind, parts } => {
                let parts = conjuncts(each(parts));
                node(self.mask, cost_of(&parts).saturating_add(10), Operator::Exists { var, kind, parts })
            }
            Operator::AtLeast { count, parts } => {
                let parts = each(parts);
                node(self.mask, cost_of(&parts).saturating_add(3), Operator::AtLeast { count, parts })
            }
            Operator::Compare { left, op, right, share } => {
                let (left, right) = (left.spelt_out(known), right.spelt_out(known));
                node(self.mask, left.cost().saturating_add(right.cost()), Operator::Compare { left, op, right, share })
            }
            Operator::Constant(_) | Operator::Told { .. } | Operator::Same(..) | Operator::IsKind(..) | Operator::Opaque => self,
        }
    }

    /// The same about others.
    fn about(&self, head: &[Var], args: &[Term]) -> Self {
        let term = |term: &Term| match term {
            Term::Var(var) => head.iter().position(|own| own == var).map_or(*term, |place| args[place]),
            Term::Individual(_) => *term,
        };
        let each = |parts: &[Self]| parts.iter().map(|part| part.about(head, args)).collect::<Vec<_>>();
        match &self.op {
            Operator::Atom { relation, args: own } => {
                let args: Box<[Term]> = own.iter().map(term).collect();
                node(mask_of_terms(&args), self.cost, Operator::Atom { relation: *relation, args })
            }
            Operator::Not(part) => not(part.about(head, args)),
            Operator::All(parts) => all(each(parts)),
            Operator::Any(parts) => any(each(parts)),
            Operator::Same(a, b) if term(a) == term(b) => constant(Value::True),
            Operator::Same(a, b) => {
                let (a, b) = (term(a), term(b));
                node(mask_of_term(a) | mask_of_term(b), self.cost, Operator::Same(a, b))
            }
            Operator::IsKind(one, kind) => node(mask_of_term(term(one)), self.cost, Operator::IsKind(term(one), *kind)),
            _ => self.clone(),
        }
    }
}

/// Makes the nodes of one clause.
pub(super) struct Maker<'a> {
    index: &'a Index,
    settings: &'a Settings,
    sorts: &'a Sorts,
    clause: &'a Clause,
    regular: bool,
}

impl<'a> Maker<'a> {
    pub fn new(index: &'a Index, settings: &'a Settings, sorts: &'a Sorts, id: ClauseId) -> Self {
        let clause = index.clause(id);
        let pattern = index.patterns(id).first();
        let named = |var: &Var| pattern.is_some_and(|pattern| pattern.slots.contains(&Some(Term::Var(*var))));
        // A clause with variables beside those of its act or sentence is left alone.
        let regular = clause.variables.len() <= VARIABLES && index.signature(id).iter().all(named);
        Self { index, settings, sorts, clause, regular }
    }

    pub fn whole(&self, formula: &Formula) -> Node {
        let node = if self.regular { self.node(formula, NESTED) } else { opaque() };
        // What is opaque within makes the whole opaque.
        if node.mask == u64::MAX { opaque() } else { node }
    }

    /// Whether the clause belongs to the readings and conventions in use.
    pub fn guards(&self) -> Value {
        let guards = self.clause.guards.iter().map(|(choice, option)| self.choice(choice.index(), *option));
        guards.fold(Value::True, Value::and)
    }

    fn choice(&self, choice: usize, option: u8) -> Value {
        self.settings.get(choice).copied().flatten().map_or(Value::Unknown, |set| Value::from(set == option))
    }

    fn kind(&self, term: Term) -> KindId {
        match term {
            Term::Var(var) => self.clause.variables[usize::from(var.0)].0,
            Term::Individual(id) => self.index.program.individuals[id.index()].kind,
        }
    }

    fn node(&self, formula: &Formula, depth: u32) -> Node {
        let Some(depth) = depth.checked_sub(1) else { return opaque() };
        match formula {
            Formula::True => constant(Value::True),
            Formula::False => constant(Value::False),
            Formula::Atom(atom) => self.atom(atom),
            Formula::Not(part) => not(self.node(part, depth)),
            Formula::And(parts) => all(self.nodes(parts, depth)),
            Formula::Or(parts) => any(self.nodes(parts, depth)),
            Formula::Exists { var, kind, body } => self.exists(*var, *kind, self.node(body, depth)),
            Formula::Forall { var, kind, body } => not(self.exists(*var, *kind, not(self.node(body, depth)))),
            Formula::Same(a, b) => self.same(*a, *b),
            Formula::IsKind(term, kind) => self.is_kind(*term, *kind),
            Formula::Choice { choice, option } => constant(self.choice(choice.index(), *option)),
            Formula::Compare(comparison) => self.compare(comparison, depth).unwrap_or_else(opaque),
            Formula::AtLeast { count, parts } => {
                let parts = self.nodes(parts, depth);
                node(mask_of(&parts), 3 + cost_of(&parts), Operator::AtLeast { count: *count, parts })
            }
            Formula::Applies(_) => opaque(),
        }
    }

    fn nodes(&self, parts: &[Formula], depth: u32) -> Vec<Node> {
        parts.iter().map(|part| self.node(part, depth)).collect()
    }

    /// Arguments stand where individuals of their sort may stand, and what clauses define is asked of what they are about.
    fn fits(&self, relation: RelationId, args: &[Term]) -> bool {
        let holes = &self.index.relation(relation).holes;
        let defined = !self.index.about(relation).definitions.is_empty() || self.index.relation(relation).constitutive;
        args.len() <= PLACES
            && holes.iter().zip(args).all(|(hole, arg)| {
                let kind = self.kind(*arg);
                self.sorts.of(kind) == self.sorts.of(hole.kind) && (!defined || self.index.is(kind, hole.kind))
            })
    }

    fn atom(&self, atom: &AtomFormula) -> Node {
        if !self.fits(atom.relation, &atom.args) {
            return opaque();
        }
        node(mask_of_terms(&atom.args), RECORD, Operator::Atom { relation: atom.relation, args: atom.args.as_slice().into() })
    }

    fn exists(&self, var: Var, kind: KindId, body: Node) -> Node {
        if !self.index.is(kind, self.kind(Term::Var(var))) || body.mask == u64::MAX {
            return opaque();
        }
        let var = var.0 as u8;
        let parts = conjuncts(vec![body]);
        let (mask, cost) = (mask_of(&parts) & !bit(var), cost_of(&parts).saturating_add(10));
        node(mask, cost, Operator::Exists { var, kind, parts })
    }

    fn same(&self, a: Term, b: Term) -> Node {
        if a == b {
            return constant(Value::True);
        }
        if self.sorts.of(self.kind(a)) != self.sorts.of(self.kind(b)) {
            return constant(Value::False);
        }
        node(mask_of_term(a) | mask_of_term(b), 1, Operator::Same(a, b))
    }

    fn is_kind(&self, term: Term, kind: KindId) -> Node {
        let own = self.kind(term);
        if self.index.is(own, kind) {
            return constant(Value::True);
        }
        if self.sorts.of(own) != self.sorts.of(kind) {
            return constant(Value::False);
        }
        node(mask_of_term(term), 1, Operator::IsKind(term, kind))
    }

    fn compare(&self, comparison: &Comparison, depth: u32) -> Option<Node> {
        let (mut left, mut right) = (Terms::default(), Terms::default());
        self.amount(&comparison.left, 1, depth, &mut left)?;
        self.amount(&comparison.right, 1, depth, &mut right)?;
        let mask = left.mask() | right.mask();
        let counted = left.counts.len() + right.counts.len();
        let op = Operator::Compare { left, op: comparison.op, right, share: comparison.share.is_some() };
        Some(node(mask, 4 + 8 * counted as u32, op))
    }

    fn amount(&self, amount: &Amount, weight: i64, depth: u32, sum: &mut Terms) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match amount {
            Amount::Number(number) => sum.constant = sum.constant.checked_add(weight.checked_mul(*number)?)?,
            Amount::Count { var, kind, body } => {
                let body = self.node(body, depth);
                if !self.index.is(*kind, self.kind(Term::Var(*var))) || body.mask == u64::MAX {
                    return None;
                }
                sum.counts.push((weight, var.0 as u8, *kind, body));
            }
            Amount::Times(n, part) => self.amount(part, weight.checked_mul(*n)?, depth, sum)?,
            Amount::Value { relation, args } => {
                if !self.fits(*relation, args) {
                    return None;
                }
                sum.values.push((weight, *relation, args.as_slice().into()));
            }
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

impl Terms {
    fn spelt_out(self, known: &Known) -> Self {
        let counts = self.counts.into_iter().map(|(weight, var, kind, body)| (weight, var, kind, body.spelt_out(known)));
        Self { counts: counts.collect(), ..self }
    }

    fn cost(&self) -> u32 {
        self.counts.iter().fold(4, |sum, (.., body)| sum.saturating_add(8).saturating_add(body.cost))
    }

    fn mask(&self) -> u64 {
        let counts = self.counts.iter().fold(0, |mask, (_, var, _, body)| mask | body.mask & !bit(*var));
        self.values.iter().fold(counts, |mask, (.., args)| mask | mask_of_terms(args))
    }
}

fn node(mask: u64, cost: u32, op: Operator) -> Node {
    if mask == u64::MAX { opaque() } else { Node { mask, cost, op } }
}

fn constant(value: Value) -> Node {
    node(0, 0, Operator::Constant(value))
}

fn opaque() -> Node {
    Node { mask: u64::MAX, cost: u32::MAX / 4, op: Operator::Opaque }
}

fn not(part: Node) -> Node {
    match part.op {
        Operator::Constant(value) => constant(!value),
        Operator::Not(inner) => *inner,
        _ => node(part.mask, part.cost, Operator::Not(Box::new(part))),
    }
}

/// The parts in the order in which they are cheap.
fn all(parts: Vec<Node>) -> Node {
    let parts = conjuncts(parts);
    node(mask_of(&parts), cost_of(&parts), Operator::All(parts))
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

fn any(parts: Vec<Node>) -> Node {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part.op {
            Operator::Any(inner) => flat.extend(inner),
            Operator::Constant(Value::False) => {}
            _ => flat.push(part),
        }
    }
    flat.sort_by_key(|part| part.cost);
    node(mask_of(&flat), cost_of(&flat), Operator::Any(flat))
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

fn mask_of_term(term: Term) -> u64 {
    if let Term::Var(var) = term { bit(var.0 as u8) } else { 0 }
}

fn mask_of_terms(terms: &[Term]) -> u64 {
    terms.iter().fold(0, |mask, term| mask | mask_of_term(*term))
}
