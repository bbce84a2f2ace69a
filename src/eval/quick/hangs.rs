//! What hangs on what: which columns may come out otherwise when something is put on record.
use super::plan::{Body, Column, Open, Plan, Step, Sum, Test};
use crate::core_ir::RelationId;

/// For each relation, the columns that hang on it.
#[derive(Debug)]
pub(in super::super) struct Hangs {
    of: Vec<Box<[u32]>>,
    columns: usize,
}

impl Hangs {
    pub fn new(plan: &Plan) -> Self {
        let columns: Vec<Asks> = plan.columns.iter().map(|column| Asks::of(plan, column)).collect();
        let columns: Vec<Asks> = columns.iter().map(|asks| asks.clone().closed(&columns)).collect();
        let asking = |relation: usize| {
            let asks = |n: &usize| columns[*n].all || columns[*n].relations[relation];
            (0..columns.len()).filter(asks).map(|n| n as u32).collect()
        };
        Self { of: (0..plan.views_of.len()).map(asking).collect(), columns: columns.len() }
    }

    /// What hangs on a relation.
    pub fn on(&self, relation: RelationId) -> &[u32] {
        self.of.get(relation.index()).map_or(&[], |of| of)
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.columns
    }
}

/// What is asked.
#[derive(Clone)]
struct Asks<'p> {
    plan: &'p Plan,
    /// By the general evaluator, which may ask for anything.
    all: bool,
    relations: Vec<bool>,
    columns: Vec<bool>,
}

impl<'p> Asks<'p> {
    fn of(plan: &'p Plan, column: &Column) -> Self {
        let (relations, columns) = (vec![false; plan.views_of.len()], vec![false; plan.columns.len()]);
        let mut asks = Self { plan, all: false, relations, columns };
        asks.column(column);
        asks
    }

    /// With what its columns ask, and the columns of these.
    fn closed(mut self, columns: &[Self]) -> Self {
        let mut ahead: Vec<usize> = (0..self.columns.len()).filter(|n| self.columns[*n]).collect();
        while let Some(column) = ahead.pop() {
            let asks = &columns[column];
            self.all |= asks.all;
            for (own, other) in self.relations.iter_mut().zip(&asks.relations) {
                *own |= other;
            }
            for n in (0..asks.columns.len()).filter(|n| asks.columns[*n]) {
                if !std::mem::replace(&mut self.columns[n], true) {
                    ahead.push(n);
                }
            }
        }
        self
    }

    fn view(&mut self, view: u32) {
        self.relations[self.plan.views[view as usize].relation.index()] = true;
    }

    fn column(&mut self, column: &Column) {
        self.all |= column.general;
        self.view(column.view);
        column.bodies.iter().for_each(|body| self.body(body, Self::open));
        column.tests.iter().for_each(|body| self.body(body, Self::test));
    }

    fn body<C>(&mut self, body: &Body<C>, look: impl FnOnce(&mut Self, &C)) {
        match &body.condition {
            Some(condition) if body.alone => look(self, condition),
            _ => self.all = true,
        }
    }

    fn open(&mut self, open: &Open) {
        match open {
            Open::Whoever { steps, .. } => self.steps(steps),
            Open::One { test, .. } | Open::Anybody(test) => self.test(test),
        }
    }

    fn steps(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Record { view, .. } | Step::Sparse { view, .. } => self.view(*view),
                Step::Column { column, .. } => self.columns[*column as usize] = true,
                Step::Kind { .. } | Step::Same { .. } => {}
                Step::If(test) | Step::Each { test, .. } => self.test(test),
                Step::Not(steps) => self.steps(steps),
                Step::Any(ways) => ways.iter().for_each(|way| self.steps(way)),
                Step::Join(join) => [&join.others, &join.ours, &join.theirs].into_iter().for_each(|steps| self.steps(steps)),
            }
        }
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Record { view, .. } | Test::Sparse { view, .. } | Test::Among { view, .. } => self.view(*view),
            Test::Tuple { column, .. } => self.columns[*column as usize] = true,
            Test::Not(part) => self.test(part),
            Test::All(parts) | Test::Any(parts) | Test::AtLeast { parts, .. } => parts.iter().for_each(|part| self.test(part)),
            Test::Exists { steps, .. } => self.steps(steps),
            Test::Compare { left, right, .. } => [left, right].into_iter().for_each(|sum| self.sum(sum)),
            Test::Constant(_) | Test::Same(..) | Test::IsKind(..) => {}
        }
    }

    fn sum(&mut self, sum: &Sum) {
        sum.counts.iter().for_each(|count| self.steps(&count.steps));
        sum.values.iter().for_each(|value| self.view(value.view));
    }
}
