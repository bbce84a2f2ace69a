//! Conditions: of one case, and of everybody at once.
use super::super::proof::Value;
use super::{
    facts::Figure,
    plan::{Arg, By, Filled, Frame, Join, Leaves, PLACES, Step, Sum, Test, VARIABLES},
    run::Run,
    set::{Set, Truths},
};
use crate::core_ir::Op;

/// One counted person weighs this much: numbers are in thousandths.
const UNIT: i64 = 1000;

/// What an amount comes to, as far as it is known.
#[derive(Clone, Copy)]
struct Total {
    least: i64,
    most: i64,
    /// A number in it is unknown.
    open: bool,
    /// A number in it does not exist.
    absent: bool,
}

impl<'a, const W: usize> Run<'a, '_, W> {
    /// Whether a condition holds, all its variables standing for somebody.
    #[inline]
    pub fn test(&mut self, test: &'a Test, frame: &mut Frame) -> Value {
        match test {
            Test::Record { view, by, member, not } => told(self.one(*view, by.value(frame), member.value(frame)), *not),
            Test::Tuple { column, by, member, not } => told(self.tuple(*column, by, member.value(frame), frame), *not),
            _ => self.composed(test, frame),
        }
    }

    #[inline(never)]
    fn composed(&mut self, test: &'a Test, frame: &mut Frame) -> Value {
        match test {
            Test::Constant(value) => *value,
            Test::Record { .. } | Test::Tuple { .. } => self.test(test, frame),
            Test::Sparse { view, by, member } => {
                let member = member.value(frame);
                self.row_of(*view, &values(by, frame), Set::one(member)).at(member)
            }
            Test::Among { view, by, among } => {
                let among = Set::of_words(&among[..]);
                let row = match by {
                    By::One(by) => self.row(*view, by.value(frame), among),
                    By::Many(by) => self.row_of(*view, &values(by, frame), among),
                };
                row.and(Truths::of(among)).any()
            }
            Test::Not(part) => !self.test(part, frame),
            Test::All(parts) => self.all(parts, frame),
            Test::Any(parts) => self.any(parts, frame),
            Test::Exists { kind, steps } => {
                let within = Truths::of(self.facts.kind(*kind));
                self.narrowed(steps, frame, within).any()
            }
            Test::Same(a, b) => Value::from(a.value(frame) == b.value(frame)),
            Test::IsKind(arg, kind) => Value::from(self.facts.kind::<W>(*kind).has(arg.value(frame))),
            Test::Compare { left, op, right, share } => self.compare(left, *op, right, *share, frame),
            Test::AtLeast { count, parts } => self.at_least(*count, parts, frame),
        }
    }

    fn all(&mut self, parts: &'a [Test], frame: &mut Frame) -> Value {
        let mut value = Value::True;
        for part in parts {
            value = value.and(self.test(part, frame));
            if value == Value::False {
                break;
            }
        }
        value
    }

    fn any(&mut self, parts: &'a [Test], frame: &mut Frame) -> Value {
        let mut value = Value::False;
        for part in parts {
            value = value.or(self.test(part, frame));
            if value == Value::True {
                break;
            }
        }
        value
    }

    fn at_least(&mut self, count: u32, parts: &'a [Test], frame: &mut Frame) -> Value {
        let (mut sure, mut possible) = (0, 0);
        for part in parts {
            let value = self.test(part, frame);
            sure += u32::from(value == Value::True);
            possible += u32::from(value != Value::False);
        }
        between(sure >= count, possible >= count)
    }

    /// Those of `within` of whom every step holds.
    pub fn narrowed(&mut self, steps: &'a [Step], frame: &mut Frame, within: Truths<W>) -> Truths<W> {
        if self.is_noting() {
            // What leaves many is looked at last, of those who are left then.
            let plan = self.plan;
            let some = |leaves: Leaves| steps.iter().filter(move |step| plan.leaves(step) == leaves);
            let left = self.narrowed_by(some(Leaves::Few), frame, within);
            let left = self.narrowed_by(some(Leaves::Some), frame, left);
            return self.narrowed_by(some(Leaves::Many), frame, left);
        }
        self.narrowed_by(steps.iter(), frame, within)
    }

    #[inline]
    fn narrowed_by(&mut self, steps: impl Iterator<Item = &'a Step>, frame: &mut Frame, within: Truths<W>) -> Truths<W> {
        let mut left = within;
        for step in steps {
            let (row, not) = match step {
                Step::Record { view, by, not } => (self.row(*view, by.value(frame), left.may), *not),
                Step::Kind { kind, not } => (Truths::of(self.facts.kind(*kind)), *not),
                Step::Same { arg, not } => (Truths::of(Set::one(arg.value(frame))), *not),
                _ if left.is_none() => return Truths::NONE,
                Step::Sparse { view, by, not } => (self.row_of(*view, &values(by, frame), left.may), *not),
                Step::Column { column, by, not } => (self.column(*column, by, frame, left.may), *not),
                Step::If(test) => match self.test(test, frame) {
                    Value::True => continue,
                    Value::False => return Truths::NONE,
                    Value::Unknown => (Truths::constant(Value::Unknown), false),
                },
                Step::Not(steps) => (self.narrowed(steps, frame, Truths::of(left.may)), true),
                Step::Any(ways) => (self.widened(ways, frame, left), false),
                Step::Join(join) => (self.joined(join, frame, left), false),
                Step::Each { var, test } => (self.one_by_one(*var, test, frame, left), false),
            };
            left = if not { left.and_not(row) } else { left.and(row) };
        }
        left
    }

    #[inline(never)]
    fn widened(&mut self, ways: &'a [Box<[Step]>], frame: &mut Frame, within: Truths<W>) -> Truths<W> {
        let mut found = Truths::NONE;
        for way in ways {
            let open = Truths { yes: within.yes.without(found.yes), may: within.may.without(found.yes) };
            if open.is_none() {
                break;
            }
            found = found.or(self.narrowed(way, frame, open));
        }
        found
    }

    #[inline(never)]
    fn one_by_one(&mut self, var: u8, test: &'a Test, frame: &mut Frame, within: Truths<W>) -> Truths<W> {
        self.each(var, frame, within, |this, frame| this.test(test, frame))
    }

    /// Each candidate by himself.
    fn each(
        &mut self,
        var: u8,
        frame: &mut Frame,
        within: Truths<W>,
        mut holds: impl FnMut(&mut Self, &mut Frame) -> Value,
    ) -> Truths<W> {
        let mut found = Truths::NONE;
        for one in within.may.members() {
            if !self.step() {
                break;
            }
            frame[usize::from(var) % VARIABLES] = one;
            let value = holds(self, frame);
            found = found.or(Truths::of_one(one, value));
        }
        found
    }

    /// Of whom there is another such that every part holds. Whoever of the two is known to be fewer is tried one by one.
    #[inline(never)]
    fn joined(&mut self, join: &'a Join, frame: &mut Frame, within: Truths<W>) -> Truths<W> {
        let others = self.narrowed(&join.others, frame, Truths::of(self.facts.kind(join.kind)));
        if others.is_none() {
            return Truths::NONE;
        }
        if within.may.len() < others.may.len() {
            return self.each(join.var, frame, within, |this, frame| this.narrowed(&join.theirs, frame, others).any());
        }
        let mut found = Truths::NONE;
        for one in others.may.members() {
            if !self.step() {
                break;
            }
            frame[usize::from(join.other) % VARIABLES] = one;
            let here = within.and(Truths::constant(others.at(one)));
            found = found.or(self.narrowed(&join.ours, frame, here));
            if found == within {
                break;
            }
        }
        found
    }

    #[inline(never)]
    fn compare(&mut self, left: &'a Sum, op: Op, right: &'a Sum, share: bool, frame: &mut Frame) -> Value {
        let compared = self.compared(left, op, right, share, frame);
        compared.unwrap_or_else(|| {
            self.doubtful();
            Value::False
        })
    }

    fn compared(&mut self, left: &'a Sum, op: Op, right: &'a Sum, share: bool, frame: &mut Frame) -> Option<Value> {
        let (left, right) = (self.total(left, frame)?, self.total(right, frame)?);
        if left.absent || right.absent {
            return Some(Value::False);
        }
        let some = if share && !left.open { between(left.least > 0, left.most > 0) } else { Value::True };
        let least = left.least.checked_sub(right.most)?;
        let most = left.most.checked_sub(right.least)?;
        let open = left.open || right.open;
        let reaches = |bound: i64| if open { Value::Unknown } else { between(least >= bound, most >= bound) };
        Some(some.and(match op {
            Op::Ge => reaches(0),
            Op::Gt => reaches(1),
            Op::Lt => !reaches(0),
            Op::Le => !reaches(1),
            Op::Eq => reaches(0).and(!reaches(1)),
            Op::Odd | Op::Even if open || least != most => Value::Unknown,
            Op::Odd => Value::from(least.rem_euclid(2 * UNIT) == UNIT),
            Op::Even => Value::from(least.rem_euclid(2 * UNIT) != UNIT),
        }))
    }

    fn total(&mut self, sum: &'a Sum, frame: &mut Frame) -> Option<Total> {
        let mut total = Total { least: sum.constant, most: sum.constant, open: false, absent: false };
        for count in &sum.counts {
            let within = Truths::of(self.facts.kind(count.kind));
            let counted = self.narrowed(&count.steps, frame, within);
            let unit = count.weight.checked_mul(UNIT)?;
            let sure = unit.checked_mul(i64::from(counted.yes.len()))?;
            let open = unit.checked_mul(i64::from(counted.may.without(counted.yes).len()))?;
            total.least = total.least.checked_add(sure)?.checked_add(open.min(0))?;
            total.most = total.most.checked_add(sure)?.checked_add(open.max(0))?;
        }
        for value in &sum.values {
            let figure = match &value.by {
                By::One(by) => self.figure(value.view, by.value(frame)),
                By::Many(by) => self.figure_of(value.view, &values(by, frame)),
            };
            match figure {
                Figure::Known(number) => {
                    let number = value.weight.checked_mul(number)?;
                    total.least = total.least.checked_add(number)?;
                    total.most = total.most.checked_add(number)?;
                }
                Figure::Absent => total.absent = true,
                Figure::Unknown => total.open = true,
            }
        }
        Some(total)
    }
}

#[inline]
fn told(value: Value, not: bool) -> Value {
    if not { !value } else { value }
}

fn values(args: &[Arg; PLACES], frame: &Frame) -> Filled {
    args.map(|arg| arg.value(frame))
}

/// Three-valued: surely, or possibly.
fn between(sure: bool, possible: bool) -> Value {
    match (sure, possible) {
        (true, _) => Value::True,
        (false, true) => Value::Unknown,
        (false, false) => Value::False,
    }
}
