//! Whether two clauses say the same, whatever their variables are numbered and in whatever order their lists stand.
use super::clause::act_of;
use super::variables::mentions;
use crate::core_ir::{
    Act, Amount, AtomFormula, Bearer, Clause, ClauseKind, Comparison, Duty, Formula, Frequency, KindId, Limit, Program, Term, Var,
};

/// Word for word the same claim: nothing to choose between. What is excepted from it is not looked at.
pub fn alike(a: &Clause, b: &Clause) -> bool {
    let mut pairs = Pairs::new(a, b);
    a.hedged == b.hedged && a.guards == b.guards && pairs.kinds(&a.kind, &b.kind) && pairs.formulas(&a.condition, &b.condition)
}

/// The same claim, made of a thing in one clause and of a sort of it in the other: one repeats the other for its own matter.
pub fn repeats(program: &Program, a: &Clause, b: &Clause) -> bool {
    let mut pairs = Pairs { wide: Some(program), ..Pairs::new(a, b) };
    a.hedged == b.hedged && a.guards == b.guards && pairs.kinds(&a.kind, &b.kind) && pairs.formulas(&a.condition, &b.condition)
}

/// Whether two powers give their acts to the same people, whatever else they ask for: neither takes it from anybody to whom
/// the other gives it.
pub fn to_the_same(a: &Clause, b: &Clause, doer: Option<usize>) -> bool {
    let (Some((matter, one)), Some((other, two))) = (given(a, doer), given(b, doer)) else { return false };
    if a.hedged != b.hedged || a.guards != b.guards {
        return false;
    }
    let (Term::Var(left), Term::Var(right)) = (one, two) else { return one == two };
    let mut pairs = Pairs::new(a, b);
    // What the act is about is one thing in both, whatever kinds they are written for.
    let matters = matter.iter().zip(other).filter_map(|places| match places {
        (Some(Term::Var(one)), Some(Term::Var(two))) if *one != left && *two != right => Some((*one, *two)),
        _ => None,
    });
    pairs.paired = matters.collect();
    let theirs: (Vec<Var>, Vec<Var>) = pairs.paired.iter().copied().chain([(left, right)]).unzip();
    let (of_left, of_right) = (whole(about(&a.condition, left)), whole(about(&b.condition, right)));
    let alone = |clause: &Clause, formula: &Formula, own: &[Var]| {
        (0..clause.variables.len()).map(|n| Var(n as u16)).all(|var| own.contains(&var) || !mentions(formula, var))
    };
    alone(a, &of_left, &theirs.0)
        && alone(b, &of_right, &theirs.1)
        && pairs.terms(one, two)
        && pairs.formulas(&of_left, &of_right)
}

/// Whether one clause on an act reaches whatever another reaches, apart from who does it: it asks no more of the matter.
pub fn covers(program: &Program, wide: &Clause, narrow: &Clause, doer: Option<usize>) -> bool {
    let (Some(one), Some(two)) = (act_of(&wide.kind), act_of(&narrow.kind)) else { return false };
    let mut pairs = Pairs { wide: Some(program), ..Pairs::new(wide, narrow) };
    for (_, (left, right)) in one.slots.iter().zip(&two.slots).enumerate().filter(|(n, _)| Some(*n) != doer) {
        match (*left, *right) {
            (None, _) => {}
            (Some(Term::Var(left)), Some(Term::Var(right))) if inner(program, (narrow, right), (wide, left)) => {
                pairs.paired.push((left, right));
            }
            (Some(Term::Individual(left)), Some(Term::Individual(right))) if left == right => {}
            _ => return false,
        }
    }
    let who = doer.and_then(|doer| one.slots.get(doer).copied().flatten());
    // What is said of the doer tells who he is; what names him beside says something of the matter.
    let of_doer = |part: &Formula| {
        let Some(Term::Var(var)) = who else { return false };
        let mut all = mentions(part, var);
        part.each_sentence(&mut |_, args| all &= !args.contains(&Term::Var(var)) || args.first() == Some(&Term::Var(var)));
        all
    };
    let asked = conjuncts(&narrow.condition);
    conjuncts(&wide.condition).into_iter().filter(|part| !of_doer(part)).all(|part| {
        asked.iter().any(|other| {
            let before = pairs.paired.clone();
            let same = pairs.formulas(part, other);
            if !same {
                pairs.paired = before;
            }
            same
        })
    })
}

fn inner(program: &Program, (a, low): (&Clause, Var), (b, high): (&Clause, Var)) -> bool {
    let kind = |clause: &Clause, var: Var| clause.variables.get(usize::from(var.0)).map(|(kind, _)| *kind);
    kind(a, low).zip(kind(b, high)).is_some_and(|(low, high)| program.is_a(low, high))
}

fn conjuncts(formula: &Formula) -> Vec<&Formula> {
    match formula {
        Formula::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        Formula::True => Vec::new(),
        part => vec![part],
    }
}

/// The places of a power, and what stands in that of the doer.
fn given(clause: &Clause, doer: Option<usize>) -> Option<(&[Option<Term>], Term)> {
    let ClauseKind::Power { act, .. } = &clause.kind else { return None };
    Some((&act.slots, act.slots.get(doer?).copied().flatten()?))
}

/// The parts of a condition that speak of a variable.
fn about(condition: &Formula, var: Var) -> Vec<&Formula> {
    match condition {
        Formula::And(parts) => parts.iter().flat_map(|part| about(part, var)).collect(),
        part if mentions(part, var) => vec![part],
        _ => Vec::new(),
    }
}

fn whole(parts: Vec<&Formula>) -> Formula {
    Formula::And(parts.into_iter().cloned().collect())
}

/// Which variable of one clause stands for which of the other: one for one, of the same kind.
struct Pairs<'c> {
    left: &'c Clause,
    right: &'c Clause,
    paired: Vec<(Var, Var)>,
    /// A kind may stand for one that it belongs to.
    wide: Option<&'c Program>,
}

impl<'c> Pairs<'c> {
    fn new(left: &'c Clause, right: &'c Clause) -> Self {
        Self { left, right, paired: Vec::new(), wide: None }
    }

    fn kinds(&mut self, a: &ClauseKind, b: &ClauseKind) -> bool {
        match (a, b) {
            (ClauseKind::Power { act, grant, .. }, ClauseKind::Power { act: two, grant: other, .. }) => {
                grant == other && self.acts(act, two)
            }
            (ClauseKind::Requirement { act, needs }, ClauseKind::Requirement { act: two, needs: other }) => {
                self.acts(act, two) && self.formulas(needs, other)
            }
            (ClauseKind::Prohibition { act }, ClauseKind::Prohibition { act: two }) => self.acts(act, two),
            (ClauseKind::StateProhibition { state }, ClauseKind::StateProhibition { state: two }) => self.atoms(state, two),
            (ClauseKind::Duty(one), ClauseKind::Duty(two)) => self.duties(one, two),
            (ClauseKind::Definition { head, closed }, ClauseKind::Definition { head: two, closed: other }) => {
                closed == other && self.atoms(head, two)
            }
            (ClauseKind::Gap { act, .. }, ClauseKind::Gap { act: two, .. }) => self.acts(act, two),
            (ClauseKind::Frequency(one), ClauseKind::Frequency(two)) => {
                let bounds = |one: &Frequency| (one.every, one.at_least, one.at_most);
                bounds(one) == bounds(two) && one.unit == two.unit && self.acts(&one.act, &two.act)
            }
            _ => false,
        }
    }

    fn duties(&mut self, a: &Duty, b: &Duty) -> bool {
        let bearers = match (&a.bearer, &b.bearer) {
            (Bearer::One(one), Bearer::One(two)) => self.variables(*one, *two),
            (Bearer::AnyOf(one, among), Bearer::AnyOf(two, other)) => self.variables(*one, *two) && self.formulas(among, other),
            (one, two) => one == two,
        };
        let limits = match (&a.limit, &b.limit) {
            (
                Some(Limit::Days { event, before, count, unit, .. }),
                Some(Limit::Days { event: other, before: earlier, count: days, unit: of, .. }),
            ) => {
                let events = match (event, other) {
                    (Some(one), Some(two)) => self.atoms(one, two),
                    (one, two) => one.is_none() && two.is_none(),
                };
                events && (before, count, unit) == (earlier, days, of)
            }
            (Some(Limit::Ahead(event)), Some(Limit::Ahead(other))) => self.atoms(event, other),
            (one, two) => one == two,
        };
        let acts = std::iter::once(&a.act).chain(&a.alternatives);
        let others = std::iter::once(&b.act).chain(&b.alternatives);
        bearers
            && limits
            && a.keeping == b.keeping
            && a.alternatives.len() == b.alternatives.len()
            && acts.zip(others).all(|(one, two)| self.acts(one, two))
            && self.formulas(&a.done, &b.done)
    }

    fn variables(&mut self, a: Var, b: Var) -> bool {
        // The innermost quantifier counts.
        if let Some(pair) = self.paired.iter().rev().find(|(left, right)| *left == a || *right == b) {
            return *pair == (a, b);
        }
        let kind = |clause: &Clause, var: Var| clause.variables.get(usize::from(var.0)).map(|(kind, _)| *kind);
        let same = match (kind(self.left, a), kind(self.right, b)) {
            (Some(one), Some(two)) => self.same_kind(one, two),
            _ => false,
        };
        if same {
            self.paired.push((a, b));
        }
        same
    }

    fn same_kind(&self, one: KindId, two: KindId) -> bool {
        let belongs = |program: &Program, low: KindId, high: KindId| {
            program.kinds.get(low.index()).is_some_and(|kind| kind.ancestors.contains(&high))
        };
        one == two || self.wide.is_some_and(|program| belongs(program, one, two) || belongs(program, two, one))
    }

    fn terms(&mut self, a: Term, b: Term) -> bool {
        match (a, b) {
            (Term::Var(a), Term::Var(b)) => self.variables(a, b),
            (a, b) => a == b,
        }
    }

    fn acts(&mut self, a: &Act, b: &Act) -> bool {
        let both = |(one, two): (&Option<Term>, &Option<Term>)| match (one, two) {
            (Some(one), Some(two)) => self.terms(*one, *two),
            (one, two) => one.is_none() && two.is_none(),
        };
        a.verb == b.verb && a.slots.len() == b.slots.len() && a.slots.iter().zip(&b.slots).all(both)
    }

    fn atoms(&mut self, a: &AtomFormula, b: &AtomFormula) -> bool {
        a.relation == b.relation && self.lists(&a.args, &b.args)
    }

    fn lists(&mut self, a: &[Term], b: &[Term]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(one, two)| self.terms(*one, *two))
    }

    fn formulas(&mut self, a: &Formula, b: &Formula) -> bool {
        match (a, b) {
            (Formula::True, Formula::True) | (Formula::False, Formula::False) => true,
            (Formula::Atom(one), Formula::Atom(two)) => self.atoms(one, two),
            (Formula::Not(one), Formula::Not(two)) => self.formulas(one, two),
            (Formula::And(one), Formula::And(two)) | (Formula::Or(one), Formula::Or(two)) => self.parts(one, two),
            (Formula::AtLeast { count, parts }, Formula::AtLeast { count: other, parts: two }) => {
                count == other && self.parts(parts, two)
            }
            (Formula::Exists { var, kind, body }, Formula::Exists { var: other, kind: of, body: two })
            | (Formula::Forall { var, kind, body }, Formula::Forall { var: other, kind: of, body: two }) => {
                self.under((*var, *kind), (*other, *of), |this| this.formulas(body, two))
            }
            (Formula::Same(one, two), Formula::Same(left, right)) => self.terms(*one, *left) && self.terms(*two, *right),
            (Formula::IsKind(one, kind), Formula::IsKind(two, other)) => kind == other && self.terms(*one, *two),
            (Formula::Compare(one), Formula::Compare(two)) => self.comparisons(one, two),
            // A choice and a clause referred to are the same only if they are one.
            (one @ (Formula::Choice { .. } | Formula::Applies(_)), two) => one == two,
            _ => false,
        }
    }

    /// Parts in any order.
    fn parts(&mut self, a: &[Formula], b: &[Formula]) -> bool {
        let mut left: Vec<&Formula> = b.iter().collect();
        a.len() == b.len()
            && a.iter().all(|one| {
                let before = self.paired.clone();
                let found = left.iter().position(|two| {
                    let same = self.formulas(one, two);
                    if !same {
                        self.paired.clone_from(&before);
                    }
                    same
                });
                found.map(|at| left.remove(at)).is_some()
            })
    }

    fn under(&mut self, a: (Var, KindId), b: (Var, KindId), body: impl FnOnce(&mut Self) -> bool) -> bool {
        let at = self.paired.len();
        self.paired.push((a.0, b.0));
        let same = self.same_kind(a.1, b.1) && body(self);
        // What it binds ends with it; the clause's own variables met inside stay.
        if at < self.paired.len() {
            self.paired.remove(at);
        }
        same
    }

    fn comparisons(&mut self, a: &Comparison, b: &Comparison) -> bool {
        (a.op, a.convention, a.share) == (b.op, b.convention, b.share)
            && self.amounts(&a.left, &b.left)
            && self.amounts(&a.right, &b.right)
    }

    fn amounts(&mut self, a: &Amount, b: &Amount) -> bool {
        match (a, b) {
            (Amount::Number(one), Amount::Number(two)) => one == two,
            (Amount::Count { var, kind, body }, Amount::Count { var: other, kind: of, body: two }) => {
                self.under((*var, *kind), (*other, *of), |this| this.formulas(body, two))
            }
            (Amount::Times(one, left), Amount::Times(two, right)) => one == two && self.amounts(left, right),
            (Amount::Value { relation, args }, Amount::Value { relation: other, args: two }) => {
                relation == other && self.lists(args, two)
            }
            (Amount::Plus(one, two), Amount::Plus(left, right)) | (Amount::Minus(one, two), Amount::Minus(left, right)) => {
                self.amounts(one, left) && self.amounts(two, right)
            }
            _ => false,
        }
    }
}
