//! Conditions: as tests, and as steps that narrow a set.
use super::super::{
    node::{Node, Operator, Terms},
    plan::{Arg, By, Count, Join, Number, PLACES, Sentence, Step, Sum, Test, WIDE},
};
use super::{Compiler, Source};
use crate::core_ir::{RelationId, Term};

impl Compiler<'_> {
    pub(super) fn arg(&self, term: Term) -> Arg {
        match term {
            Term::Var(var) => Arg::var(var.0 as u8),
            Term::Individual(one) => Arg::is(u32::from(self.plan.sorts.name(one).number)),
        }
    }

    /// Which row, the open place apart.
    pub(super) fn by(&self, args: &[Term], open: usize) -> By {
        let mut others = args.iter().enumerate().filter(|(place, _)| *place != open).map(|(_, arg)| self.arg(*arg));
        match (others.next(), others.next()) {
            (None, _) => By::One(Arg::NOTHING),
            (Some(by), None) => By::One(by),
            _ => By::Many(self.args(args, open)),
        }
    }

    fn args(&self, args: &[Term], open: usize) -> [Arg; PLACES] {
        let mut all = [Arg::NOTHING; PLACES];
        let others = all.iter_mut().zip(args).enumerate().filter(|(place, _)| *place != open);
        others.for_each(|(_, (to, from))| *to = self.arg(*from));
        all
    }

    fn tests(&mut self, nodes: &[Node]) -> Option<Box<[Test]>> {
        nodes.iter().map(|node| self.test(node)).collect()
    }

    pub(super) fn test(&mut self, node: &Node) -> Option<Test> {
        Some(match &node.op {
            Operator::Constant(value) => Test::Constant(*value),
            Operator::Atom { relation, args } => {
                let sentence = self.sentence(*relation);
                self.tuple(sentence, args)
            }
            Operator::Told { relation, args } => {
                let sentence = Sentence::View(self.view(*relation, 0));
                self.tuple(sentence, args)
            }
            Operator::Not(part) => opposite(self.test(part)?),
            Operator::All(parts) => Test::All(self.tests(parts)?),
            Operator::Any(parts) => self.any(parts)?,
            Operator::Exists { var, kind, parts } => {
                self.in_sets(*kind);
                Test::Exists { kind: *kind, steps: self.steps(parts.iter(), *var)? }
            }
            Operator::Same(a, b) => Test::Same(self.arg(*a), self.arg(*b)),
            Operator::IsKind(term, kind) => {
                self.in_sets(*kind);
                Test::IsKind(self.arg(*term), *kind)
            }
            Operator::Compare { left, op, right, share } => {
                Test::Compare { left: self.sum(left)?, op: *op, right: self.sum(right)?, share: *share }
            }
            Operator::AtLeast { count, parts } => Test::AtLeast { count: *count, parts: self.tests(parts)? },
            Operator::Opaque => return None,
        })
    }

    fn tuple(&mut self, sentence: Sentence, args: &[Term]) -> Test {
        let member = args.first().map_or(Arg::NOTHING, |arg| self.arg(*arg));
        match (sentence, self.by(args, 0)) {
            (Sentence::View(view), By::One(by)) => Test::Record { view, by, member, not: false },
            (Sentence::View(view), By::Many(by)) => Test::Sparse { view, by, member },
            (Sentence::Column(column), by) => Test::Tuple { column, by, member, not: false },
        }
    }

    /// Alternatives. Those that ask which of several individuals the record names in one place are asked together.
    fn any(&mut self, parts: &[Node]) -> Option<Test> {
        let mut left: Vec<&Node> = parts.iter().collect();
        let mut tests = Vec::new();
        while let Some(first) = left.first().copied() {
            let (same, others) = self.alternatives(first, &left);
            if same.len() > 1 {
                tests.push(same);
                left = others;
            } else {
                left.remove(0);
            }
        }
        let mut all = Vec::new();
        for same in &tests {
            all.push(self.among(same)?);
        }
        let together = |node: &Node| tests.iter().flatten().any(|own| std::ptr::eq(*own, node));
        for part in parts.iter().filter(|part| !together(part)) {
            all.push(self.test(part)?);
        }
        Some(if all.len() == 1 { all.remove(0) } else { Test::Any(all.into()) })
    }

    /// Of all, those that differ from the first only in which individual stands in its last place with one; and the others.
    fn alternatives<'n>(&self, first: &'n Node, all: &[&'n Node]) -> (Vec<&'n Node>, Vec<&'n Node>) {
        let Operator::Atom { relation, args } = &first.op else { return (Vec::new(), Vec::new()) };
        let place = args.iter().rposition(|arg| matches!(arg, Term::Individual(_)));
        let Some(place) = place.filter(|_| self.sources[relation.index()] == Source::Record) else {
            return (Vec::new(), Vec::new());
        };
        let alike = |node: &&&'n Node| match &node.op {
            Operator::Atom { relation: other, args: others } => {
                let same = |n: usize| n == place || args[n] == others[n];
                other == relation && matches!(others[place], Term::Individual(_)) && (0..args.len()).all(same)
            }
            _ => false,
        };
        let (same, others): (Vec<&&Node>, Vec<&&Node>) = all.iter().partition(|node| alike(node));
        (same.into_iter().copied().collect(), others.into_iter().copied().collect())
    }

    fn among(&mut self, alternatives: &[&Node]) -> Option<Test> {
        let mut among = Box::new([0; WIDE]);
        let mut asked = None;
        for node in alternatives {
            let Operator::Atom { relation, args } = &node.op else { return None };
            let place = args.iter().rposition(|arg| matches!(arg, Term::Individual(_)))?;
            let Term::Individual(one) = args[place] else { return None };
            let number = usize::from(self.plan.sorts.name(one).number);
            *among.get_mut(number / 64)? |= 1 << (number % 64);
            asked = Some((self.view(*relation, place), self.by(args, place)));
        }
        asked.map(|(view, by)| Test::Among { view, by, among })
    }

    fn sum(&mut self, terms: &Terms) -> Option<Sum> {
        let mut counts = Vec::new();
        for (weight, var, kind, body) in &terms.counts {
            self.in_sets(*kind);
            counts.push(Count { weight: *weight, kind: *kind, steps: self.narrowing(body, *var)? });
        }
        let mut values = Vec::new();
        for (weight, relation, args) in &terms.values {
            values.push(Number { weight: *weight, view: self.view(*relation, PLACES), by: self.by(args, PLACES) });
        }
        Some(Sum { constant: terms.constant, counts: counts.into(), values: values.into() })
    }

    /// A condition as steps.
    pub(super) fn narrowing(&mut self, node: &Node, var: u8) -> Option<Box<[Step]>> {
        match &node.op {
            Operator::All(parts) => self.steps(parts.iter(), var),
            _ => self.steps(std::iter::once(node), var),
        }
    }

    fn steps<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>, var: u8) -> Option<Box<[Step]>> {
        nodes.map(|node| self.step(node, var)).collect()
    }

    fn step(&mut self, node: &Node, var: u8) -> Option<Step> {
        if !node.asks(var) {
            return Some(Step::If(self.test(node)?));
        }
        Some(match &node.op {
            Operator::Atom { relation, args } => {
                let recorded = self.sources[relation.index()] == Source::Record;
                self.row(*relation, args, recorded, node, var)?
            }
            Operator::Told { relation, args } => self.row(*relation, args, true, node, var)?,
            Operator::Not(part) => match self.narrowing(part, var)?.into_vec() {
                mut steps if steps.len() == 1 => negated(steps.remove(0)),
                steps => Step::Not(steps.into()),
            },
            Operator::All(parts) => {
                let steps = self.steps(parts.iter(), var)?;
                Step::Any([steps].into())
            }
            Operator::Any(parts) => Step::Any(parts.iter().map(|part| self.narrowing(part, var)).collect::<Option<_>>()?),
            Operator::Exists { var: other, kind, parts } => {
                self.in_sets(*kind);
                let (both, others): (Vec<&Node>, Vec<&Node>) = parts.iter().partition(|part| part.asks(var));
                Step::Join(Box::new(Join {
                    var,
                    other: *other,
                    kind: *kind,
                    others: self.steps(others.into_iter(), *other)?,
                    ours: self.steps(both.iter().copied(), var)?,
                    theirs: self.steps(both.iter().copied(), *other)?,
                }))
            }
            Operator::Same(a, b) => {
                let other = if *a == Term::Var(crate::core_ir::Var(u16::from(var))) { *b } else { *a };
                Step::Same { arg: self.arg(other), not: false }
            }
            Operator::IsKind(_, kind) => {
                self.in_sets(*kind);
                Step::Kind { kind: *kind, not: false }
            }
            Operator::Compare { .. } | Operator::AtLeast { .. } => Step::Each { var, test: self.test(node)? },
            Operator::Constant(_) | Operator::Opaque => return None,
        })
    }

    fn row(&mut self, relation: RelationId, args: &[Term], recorded: bool, node: &Node, var: u8) -> Option<Step> {
        let own = |arg: &Term| *arg == Term::Var(crate::core_ir::Var(u16::from(var)));
        let open = args.iter().position(own)?;
        if args[open + 1..].iter().any(own) {
            return Some(Step::Each { var, test: self.test(node)? });
        }
        let by = self.by(args, open);
        Some(if recorded {
            let view = self.view(relation, open);
            match by {
                By::One(by) => Step::Record { view, by, not: false },
                By::Many(by) => Step::Sparse { view, by, not: false },
            }
        } else {
            Step::Column { column: self.column(relation, open), by, not: false }
        })
    }
}

/// What is left by a step is taken away.
fn negated(step: Step) -> Step {
    match step {
        Step::Record { view, by, not } => Step::Record { view, by, not: !not },
        Step::Sparse { view, by, not } => Step::Sparse { view, by, not: !not },
        Step::Column { column, by, not } => Step::Column { column, by, not: !not },
        Step::Kind { kind, not } => Step::Kind { kind, not: !not },
        Step::Same { arg, not } => Step::Same { arg, not: !not },
        Step::If(test) => Step::If(opposite(test)),
        other => Step::Not([other].into()),
    }
}

fn opposite(test: Test) -> Test {
    match test {
        Test::Record { view, by, member, not } => Test::Record { view, by, member, not: !not },
        Test::Tuple { column, by, member, not } => Test::Tuple { column, by, member, not: !not },
        Test::Not(test) => *test,
        other => Test::Not(Box::new(other)),
    }
}
