//! Conditions: of one case, and of everybody at once.
use super::super::tables::NONE;
use super::super::{proof::Value, tables::Number};
use super::{
    code::{Arg, Args, Node, Operator, PLACES, Sum, bit},
    run::{Base, Run},
    set::{Set, Truths},
};
use crate::core_ir::{KindId, Op, RelationId};

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

impl<'a, const W: usize> Run<'a, W> {
    /// Whether a condition holds, all its variables standing for somebody.
    pub fn truth(&mut self, node: &'a Node, base: Base) -> Option<Value> {
        self.step()?;
        match &node.op {
            Operator::Constant(value) => Some(*value),
            Operator::Atom { relation, args } => self.sentence(*relation, args, base),
            Operator::Not(part) => Some(!self.truth(part, base)?),
            Operator::All(parts) => self.all(parts, base),
            Operator::Any(parts) => self.any(parts, base),
            Operator::Exists { var, kind, parts } => {
                let within = Truths::of(self.kind(*kind));
                Some(self.narrowed(parts, base, *var, within)?.any())
            }
            Operator::Same(a, b) => Some(Value::from(self.value(base, *a) == self.value(base, *b))),
            Operator::IsKind(arg, kind) => {
                let one = self.value(base, *arg);
                Some(Value::from(one != NONE && self.is(one, *kind)))
            }
            Operator::Compare { left, op, right, share } => self.compare(left, *op, right, *share, base),
            Operator::AtLeast { count, parts } => self.at_least(*count, parts, base),
            Operator::Opaque => None,
        }
    }

    fn sentence(&mut self, relation: RelationId, args: &Args, base: Base) -> Option<Value> {
        let mut filled = [NONE; PLACES];
        for (to, arg) in filled.iter_mut().zip(args.as_slice()) {
            *to = self.value(base, *arg);
        }
        self.tuple(relation, &filled[..args.as_slice().len()])
    }

    fn all(&mut self, parts: &'a [Node], base: Base) -> Option<Value> {
        let mut value = Value::True;
        for part in parts {
            value = value.and(self.truth(part, base)?);
            if value == Value::False {
                break;
            }
        }
        Some(value)
    }

    fn any(&mut self, parts: &'a [Node], base: Base) -> Option<Value> {
        let mut value = Value::False;
        for part in parts {
            value = value.or(self.truth(part, base)?);
            if value == Value::True {
                break;
            }
        }
        Some(value)
    }

    fn at_least(&mut self, count: u32, parts: &'a [Node], base: Base) -> Option<Value> {
        let (mut sure, mut possible) = (0, 0);
        for part in parts {
            let value = self.truth(part, base)?;
            sure += u32::from(value == Value::True);
            possible += u32::from(value != Value::False);
        }
        Some(between(sure >= count, possible >= count))
    }

    /// Those of `within` of whom a condition holds; the variable is theirs.
    pub fn filter(&mut self, node: &'a Node, base: Base, var: u8, within: Truths<W>) -> Option<Truths<W>> {
        self.step()?;
        if node.mask & bit(var) == 0 {
            return Some(within.and(Truths::constant(self.truth(node, base)?)));
        }
        match &node.op {
            Operator::Atom { relation, args } => self.filter_atom(*relation, args, base, var, within),
            Operator::Not(part) => {
                let held = self.filter(part, base, var, Truths::of(within.may))?;
                Some(within.and_not(held))
            }
            Operator::All(parts) => self.narrowed(parts, base, var, within),
            Operator::Any(parts) => self.widened(parts, base, var, within),
            Operator::Exists { var: other, kind, parts } => self.joined(*other, *kind, parts, base, var, within),
            Operator::Same(a, b) => {
                let other = if *a == Arg::Var(var) { *b } else { *a };
                let one = self.value(base, other);
                Some(if one == NONE { Truths::NONE } else { within.and(Truths::of(Set::one(one))) })
            }
            Operator::IsKind(_, kind) => Some(within.and(Truths::of(self.kind(*kind)))),
            Operator::Constant(_) | Operator::Opaque => None,
            Operator::Compare { .. } | Operator::AtLeast { .. } => self.each(base, var, within, |this| this.truth(node, base)),
        }
    }

    fn narrowed(&mut self, parts: &'a [Node], base: Base, var: u8, within: Truths<W>) -> Option<Truths<W>> {
        let mut left = within;
        for part in parts {
            if left.is_none() {
                break;
            }
            left = self.filter(part, base, var, left)?;
        }
        Some(left)
    }

    fn widened(&mut self, parts: &'a [Node], base: Base, var: u8, within: Truths<W>) -> Option<Truths<W>> {
        let mut found = Truths::NONE;
        for part in parts {
            let open = Truths { yes: within.yes.without(found.yes), may: within.may.without(found.yes) };
            if open.is_none() {
                break;
            }
            found = found.or(self.filter(part, base, var, open)?);
        }
        Some(found)
    }

    /// Each candidate by himself.
    fn each(
        &mut self,
        base: Base,
        var: u8,
        within: Truths<W>,
        mut holds: impl FnMut(&mut Self) -> Option<Value>,
    ) -> Option<Truths<W>> {
        let mut found = Truths::NONE;
        for one in within.may.members() {
            self.set(base, var, one);
            let value = holds(self)?;
            found = found.or(Truths::of_one(one, value));
        }
        self.set(base, var, NONE);
        Some(within.and(found))
    }

    fn filter_atom(&mut self, relation: RelationId, args: &Args, base: Base, var: u8, within: Truths<W>) -> Option<Truths<W>> {
        let (mut filled, mut place, mut times) = ([NONE; PLACES], 0, 0);
        for (n, arg) in args.as_slice().iter().enumerate() {
            if *arg == Arg::Var(var) {
                (place, times) = (n, times + 1);
            } else {
                filled[n] = self.value(base, *arg);
                if filled[n] == NONE {
                    return Some(Truths::NONE);
                }
            }
        }
        if times > 1 {
            return self.each(base, var, within, |this| this.sentence(relation, args, base));
        }
        Some(within.and(self.column(relation, filled, place)?))
    }

    /// Of whom there is another such that every part holds. Whoever of the two is known to be fewer is tried one by one.
    fn joined(
        &mut self,
        other: u8,
        kind: KindId,
        parts: &'a [Node],
        base: Base,
        var: u8,
        within: Truths<W>,
    ) -> Option<Truths<W>> {
        let mine = bit(var);
        let mut others = Truths::of(self.kind(kind));
        let mut left = within;
        for part in parts.iter().filter(|part| part.mask & mine == 0) {
            others = self.filter(part, base, other, others)?;
            if others.is_none() {
                return Some(Truths::NONE);
            }
        }
        for part in parts.iter().filter(|part| part.mask & mine != 0 && part.mask & bit(other) == 0) {
            left = self.filter(part, base, var, left)?;
        }
        let both = |part: &&'a Node| part.mask & mine != 0 && part.mask & bit(other) != 0;
        if left.may.len() < others.may.len() {
            return self.each(base, var, left, |this| {
                let mut found = others;
                for part in parts.iter().filter(both) {
                    found = this.filter(part, base, other, found)?;
                }
                Some(found.any())
            });
        }
        let mut found = Truths::NONE;
        for one in others.may.members() {
            self.set(base, other, one);
            let mut here = left.and(Truths::constant(others.at(one)));
            for part in parts.iter().filter(both) {
                here = self.filter(part, base, var, here)?;
            }
            found = found.or(here);
            if found == left {
                break;
            }
        }
        self.set(base, other, NONE);
        Some(found)
    }

    fn compare(&mut self, left: &'a Sum, op: Op, right: &'a Sum, share: bool, base: Base) -> Option<Value> {
        let (left, right) = (self.total(left, base)?, self.total(right, base)?);
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

    fn total(&mut self, sum: &'a Sum, base: Base) -> Option<Total> {
        let mut total = Total { least: sum.constant, most: sum.constant, open: false, absent: false };
        for (weight, var, kind, body) in &sum.counts {
            let within = Truths::of(self.kind(*kind));
            let counted = self.filter(body, base, *var, within)?;
            let unit = weight.checked_mul(UNIT)?;
            let sure = unit.checked_mul(i64::from(counted.yes.len()))?;
            let open = unit.checked_mul(i64::from(counted.may.without(counted.yes).len()))?;
            total.least = total.least.checked_add(sure)?.checked_add(open.min(0))?;
            total.most = total.most.checked_add(sure)?.checked_add(open.max(0))?;
        }
        for (weight, relation, args) in &sum.values {
            let mut filled = [NONE; PLACES];
            for (to, arg) in filled.iter_mut().zip(args.as_slice()) {
                *to = self.value(base, *arg);
            }
            let filled = &filled[..args.as_slice().len()];
            let number = if filled.contains(&NONE) { Number::Absent } else { self.tables.number(*relation, filled) };
            match number {
                Number::Known(number) => {
                    let number = weight.checked_mul(number)?;
                    total.least = total.least.checked_add(number)?;
                    total.most = total.most.checked_add(number)?;
                }
                Number::Absent => total.absent = true,
                Number::Unknown => total.open = true,
            }
        }
        Some(total)
    }
}

/// Three-valued: surely, or possibly.
fn between(sure: bool, possible: bool) -> Value {
    match (sure, possible) {
        (true, _) => Value::True,
        (false, true) => Value::Unknown,
        (false, false) => Value::False,
    }
}
