//! Counting and comparing.
//!
//! A comparison is brought to the form `Σ wᵢ·bᵢ + Σ vⱼ + c ≥ 0`: people counted are weighted conditions, numbers of relations
//! are numbers, or unknown. One threshold function, memoised on how far it has read and what it has added up, answers it in
//! every algebra; what is left over of unknown numbers becomes one variable that names the comparison.
use super::{
    algebra::{Algebra, Ask, NumberTerm, Res},
    evaluator::{Evaluator, Frame, Use},
    hash::Table,
    proof::{self, Part, Step},
    tables::{NONE, Number},
};
use crate::core_ir::{Amount, ClauseId, Comparison, EntityId, Formula, KindId, Op, RelationId, Term, Var};

/// One counted person weighs this much: numbers are in thousandths.
const UNIT: i64 = 1000;

/// `Σ wᵢ·bᵢ + Σ vⱼ + c`.
pub(super) struct Sum<B> {
    pub constant: i64,
    /// Weight, condition, and who is counted.
    pub counted: Vec<(i64, B, u32)>,
    pub unknown: Vec<NumberTerm>,
    /// A number that does not exist: nothing can be said of the sum.
    pub absent: bool,
    /// The sums from which numbers follow.
    follows: Vec<ClauseId>,
}

impl<B> Sum<B> {
    fn new() -> Self {
        Self { constant: 0, counted: Vec::new(), unknown: Vec::new(), absent: false, follows: Vec::new() }
    }
}

impl<'a, A: Algebra> Evaluator<'a, A> {
    pub fn compare(&mut self, comparison: &'a Comparison, frame: Frame) -> Res<A::B> {
        let (mut left, mut right) = (Sum::new(), Sum::new());
        self.amount(&comparison.left, 1, frame, &mut left)?;
        self.amount(&comparison.right, 1, frame, &mut right)?;
        let (low, high) = (self.told(&comparison.left, &left), self.told(&comparison.right, &right));
        let some = self.of_somebody(comparison, &left)?;
        let sum = difference(left, right);
        let value = self.by_convention(comparison, &sum)?;
        let value = self.algebra.and(some, value)?;
        let value = self.counted(value, &sum)?;
        Ok(self.algebra.step(value, || Step::Compare {
            left: low,
            op: comparison.op,
            right: high,
            share: comparison.share,
            convention: comparison.convention,
        }))
    }

    /// The left side less the right.
    pub fn balance(&mut self, comparison: &'a Comparison, frame: Frame) -> Res<Sum<A::B>> {
        let (mut left, mut right) = (Sum::new(), Sum::new());
        self.amount(&comparison.left, 1, frame, &mut left)?;
        self.amount(&comparison.right, 1, frame, &mut right)?;
        let sum = difference(left, right);
        Ok(Sum { unknown: gathered(&sum.unknown), ..sum })
    }

    /// Half of nobody is not reached by nobody: of people counted against a share, there is one at least.
    fn of_somebody(&mut self, comparison: &Comparison, left: &Sum<A::B>) -> Res<A::B> {
        if comparison.share.is_none() || !left.unknown.is_empty() || left.absent {
            return Ok(self.algebra.constant(true));
        }
        self.reaches(left, 1)
    }

    /// 以上 includes the number itself by the first option of its convention, and does not by the second.
    fn by_convention(&mut self, comparison: &Comparison, sum: &Sum<A::B>) -> Res<A::B> {
        let inclusive = self.against_zero(sum, comparison.op)?;
        let Some(convention) = comparison.convention else { return Ok(inclusive) };
        let strict = self.against_zero(sum, strict(comparison.op))?;
        if self.algebra.same(&inclusive, &strict) {
            self.look(convention, Use::InPassing);
            return Ok(inclusive);
        }
        let first = self.option(convention, 0)?;
        self.algebra.ite(first, inclusive, strict)
    }

    fn against_zero(&mut self, sum: &Sum<A::B>, op: Op) -> Res<A::B> {
        if sum.absent {
            return Ok(self.algebra.constant(false));
        }
        match op {
            Op::Ge => self.reaches(sum, 0),
            Op::Gt => self.reaches(sum, 1),
            Op::Odd => self.odd(sum),
            Op::Even => {
                let odd = self.odd(sum)?;
                self.algebra.not(odd)
            }
            Op::Lt => self.falls_short(sum, 0),
            Op::Le => self.falls_short(sum, 1),
            Op::Eq => {
                let (reaches, not_more) = (self.reaches(sum, 0)?, self.falls_short(sum, 1)?);
                self.algebra.and(reaches, not_more)
            }
        }
    }

    /// Whether a whole number is odd: each of those counted turns it over.
    fn odd(&mut self, sum: &Sum<A::B>) -> Res<A::B> {
        let mut value = self.algebra.constant(sum.constant.rem_euclid(2 * UNIT) == UNIT);
        let open = sum.counted.iter().any(|(_, part, _)| self.algebra.known(part).is_none());
        if !A::EXACT && (open || !sum.unknown.is_empty()) {
            return Ok(self.algebra.vague());
        }
        for (weight, part, _) in &sum.counted {
            if weight.rem_euclid(2 * UNIT) == UNIT {
                let turned = self.algebra.not(value.clone())?;
                value = self.algebra.ite(part.clone(), turned, value)?;
            }
        }
        let terms = gathered(&sum.unknown);
        if !terms.is_empty() {
            let unknown = self.algebra.unknown(Ask::Odd(&terms))?;
            let turned = self.algebra.not(value.clone())?;
            value = self.algebra.ite(unknown, turned, value)?;
        }
        Ok(value)
    }

    fn falls_short(&mut self, sum: &Sum<A::B>, bound: i64) -> Res<A::B> {
        let reaches = self.reaches(sum, bound)?;
        self.algebra.not(reaches)
    }

    /// `sum ≥ bound`.
    fn reaches(&mut self, sum: &Sum<A::B>, bound: i64) -> Res<A::B> {
        let parts: Vec<(i64, A::B)> = sum.counted.iter().map(|(weight, value, _)| (*weight, value.clone())).collect();
        self.threshold(&parts, sum.constant.saturating_sub(bound), &sum.unknown)
    }

    /// `constant + Σ wᵢ·bᵢ + Σ vⱼ ≥ 0`.
    pub fn threshold(&mut self, parts: &[(i64, A::B)], constant: i64, numbers: &[NumberTerm]) -> Res<A::B> {
        let mut constant = constant;
        let mut open = Vec::with_capacity(parts.len());
        for (weight, value) in parts {
            match self.algebra.known(value) {
                Some(true) => constant = constant.saturating_add(*weight),
                Some(false) => {}
                None => open.push((*weight, value.clone())),
            }
        }
        if !(A::EXACT || open.is_empty() && numbers.is_empty()) {
            return Ok(self.roughly(&open, constant, numbers));
        }
        let bounds = bounds(&open);
        Threshold::new(&open, &bounds, numbers).from(&mut self.algebra, 0, constant)
    }

    /// By the least and the most that it can be.
    fn roughly(&mut self, open: &[(i64, A::B)], constant: i64, numbers: &[NumberTerm]) -> A::B {
        let (least, most) = bounds(open).first().copied().unwrap_or((0, 0));
        if !numbers.is_empty() {
            self.algebra.vague()
        } else if constant.saturating_add(least) >= 0 {
            self.algebra.constant(true)
        } else if constant.saturating_add(most) < 0 {
            self.algebra.constant(false)
        } else {
            self.algebra.vague()
        }
    }

    fn amount(&mut self, amount: &'a Amount, weight: i64, frame: Frame, sum: &mut Sum<A::B>) -> Res<()> {
        self.deeper(|this| match amount {
            Amount::Number(number) => {
                sum.constant = sum.constant.saturating_add(weight.saturating_mul(*number));
                Ok(())
            }
            Amount::Count { var, kind, body } => this.count(*var, *kind, body, weight, frame, sum),
            Amount::Times(n, part) => this.amount(part, weight.saturating_mul(*n), frame, sum),
            Amount::Value { relation, args } => {
                this.value(*relation, args, weight, frame, sum);
                Ok(())
            }
            Amount::Plus(a, b) => {
                this.amount(a, weight, frame, sum)?;
                this.amount(b, weight, frame, sum)
            }
            Amount::Minus(a, b) => {
                this.amount(a, weight, frame, sum)?;
                this.amount(b, weight.saturating_neg(), frame, sum)
            }
        })
    }

    fn count(&mut self, var: Var, kind: KindId, body: &'a Formula, weight: i64, frame: Frame, sum: &mut Sum<A::B>) -> Res<()> {
        let before = self.var(frame, var);
        let sources = self.members_for(var, body, frame);
        let members = self.tables.members(kind.0);
        let of_kind = |one: &&u32| sources.is_none() || members.binary_search(one).is_ok();
        for one in sources.as_deref().unwrap_or(members).iter().filter(of_kind) {
            let case = self.case(var, *one, body, frame)?;
            let there = self.there(*one)?;
            let value = self.algebra.and(there, case)?;
            if A::THOROUGH || self.algebra.known(&value) != Some(false) {
                sum.counted.push((weight.saturating_mul(UNIT), value, *one));
            }
        }
        self.set(frame, var, before);
        Ok(())
    }

    fn value(&mut self, relation: RelationId, args: &[Term], weight: i64, frame: Frame, sum: &mut Sum<A::B>) {
        let args: Vec<u32> = args.iter().map(|term| self.term(frame, *term)).collect();
        if args.contains(&NONE) {
            sum.absent = true;
            return;
        }
        match self.tables.number(relation, &args) {
            Number::Known(number) => {
                sum.constant = sum.constant.saturating_add(weight.saturating_mul(number));
                sum.follows.extend(self.tables.follows(relation, &args));
            }
            Number::Absent => sum.absent = true,
            Number::Unknown => sum.unknown.push((weight, relation, args)),
        }
    }

    /// What is told of an amount. Those counted are named also where a share of them is compared, crosswise.
    fn told(&self, amount: &Amount, sum: &Sum<A::B>) -> proof::Amount {
        let amount = if let Amount::Times(_, inner) = amount { inner.as_ref() } else { amount };
        let mut told = proof::Amount { least: sum.constant, most: Some(sum.constant), counted: Vec::new() };
        for (weight, value, one) in &sum.counted {
            match self.algebra.known(value) {
                Some(false) => continue,
                Some(true) => {
                    told.least = told.least.saturating_add(*weight);
                    told.counted.push(EntityId(*one));
                }
                None => told.least = told.least.saturating_add((*weight).min(0)),
            }
            let most = (*weight).max(if self.algebra.known(value).is_some() { *weight } else { 0 });
            told.most = told.most.map(|sum| sum.saturating_add(most));
        }
        if !sum.unknown.is_empty() || sum.absent {
            told.most = None;
        }
        if !matches!(amount, Amount::Count { .. }) {
            told.counted.clear();
        }
        told
    }

    /// Puts those counted under the comparison, as its reasons.
    fn counted(&mut self, value: A::B, sum: &Sum<A::B>) -> Res<A::B> {
        if !A::THOROUGH {
            return Ok(value);
        }
        let mut reasons = self.algebra.constant(true);
        for (_, part, _) in &sum.counted {
            if self.algebra.known(part) != Some(false) {
                reasons = self.algebra.and(reasons, part.clone())?;
            }
        }
        for clause in &sum.follows {
            let known = self.algebra.constant(true);
            let step = self.algebra.step(known, || Step::Clause { clause: *clause, part: Part::Applies, bindings: Vec::new() });
            reasons = self.algebra.and(reasons, step)?;
        }
        Ok(self.algebra.because(value, reasons))
    }
}

/// The least and the most that the parts from each on can add.
pub(super) fn bounds<B>(parts: &[(i64, B)]) -> Vec<(i64, i64)> {
    let mut all = vec![(0, 0)];
    let mut sum = (0_i64, 0_i64);
    for (weight, _) in parts.iter().rev() {
        sum = (sum.0.saturating_add((*weight).min(0)), sum.1.saturating_add((*weight).max(0)));
        all.push(sum);
    }
    all.reverse();
    all
}

/// One threshold.
pub(super) struct Threshold<'t, B> {
    parts: &'t [(i64, B)],
    bounds: &'t [(i64, i64)],
    numbers: &'t [NumberTerm],
    memo: Table<(usize, i64), B>,
}

impl<'t, B: Clone> Threshold<'t, B> {
    pub fn new(parts: &'t [(i64, B)], bounds: &'t [(i64, i64)], numbers: &'t [NumberTerm]) -> Self {
        Self { parts, bounds, numbers, memo: Table::default() }
    }

    /// Whether `sum` and what the parts from `n` on add reach zero.
    pub fn from<A: Algebra<B = B>>(&mut self, algebra: &mut A, n: usize, sum: i64) -> Res<B> {
        let (least, most) = self.bounds.get(n).copied().unwrap_or((0, 0));
        if self.numbers.is_empty() && sum.saturating_add(least) >= 0 {
            return Ok(algebra.constant(true));
        }
        if self.numbers.is_empty() && sum.saturating_add(most) < 0 {
            return Ok(algebra.constant(false));
        }
        let Some((weight, value)) = self.parts.get(n) else { return remainder(algebra, self.numbers, sum) };
        if let Some(done) = self.memo.get(&(n, sum)) {
            return Ok(done.clone());
        }
        let with = self.from(algebra, n + 1, sum.saturating_add(*weight))?;
        let without = self.from(algebra, n + 1, sum)?;
        let result = algebra.ite(value.clone(), with, without)?;
        self.memo.insert((n, sum), result.clone());
        Ok(result)
    }
}

/// `Σ vⱼ + sum ≥ 0` for unknown numbers: one variable, by the numbers compared in their least form.
fn remainder<A: Algebra>(algebra: &mut A, numbers: &[NumberTerm], sum: i64) -> Res<A::B> {
    let mut terms = gathered(numbers);
    let Some(first) = terms.first().map(|term| term.0) else { return Ok(algebra.constant(sum >= 0)) };
    let divisor =
        terms.iter().fold(0, |g, (weight, ..)| gcd(g, weight.unsigned_abs())).clamp(1, i64::MAX.unsigned_abs()).cast_signed();
    for term in &mut terms {
        term.0 /= if first < 0 { -divisor } else { divisor };
    }
    // w·L ≥ -s with w > 0 is L ≥ ⌈-s / w⌉; with w < 0 it is not L ≥ ⌊s / |w|⌋ + 1.
    if first > 0 {
        let bound = sum.div_euclid(divisor).saturating_neg();
        algebra.unknown(Ask::AtLeast(&terms, bound))
    } else {
        let bound = sum.div_euclid(divisor).saturating_add(1);
        let more = algebra.unknown(Ask::AtLeast(&terms, bound))?;
        algebra.not(more)
    }
}

/// Equal numbers added up, in a fixed order.
fn gathered(numbers: &[NumberTerm]) -> Vec<NumberTerm> {
    let mut terms: Vec<NumberTerm> = numbers.to_vec();
    terms.sort_by(|a, b| (a.1, &a.2).cmp(&(b.1, &b.2)));
    let mut out: Vec<NumberTerm> = Vec::new();
    for term in terms {
        match out.last_mut().filter(|last| last.1 == term.1 && last.2 == term.2) {
            Some(last) => last.0 = last.0.saturating_add(term.0),
            None => out.push(term),
        }
    }
    out.retain(|term| term.0 != 0);
    out
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Left less right, those counted together side by side.
fn difference<B: Clone>(left: Sum<B>, right: Sum<B>) -> Sum<B> {
    let mut sum = left;
    sum.constant = sum.constant.saturating_sub(right.constant);
    sum.absent |= right.absent;
    sum.follows.extend(right.follows);
    sum.counted.extend(right.counted.into_iter().map(|(weight, value, one)| (weight.saturating_neg(), value, one)));
    sum.counted.sort_by_key(|(_, _, one)| *one);
    sum.unknown.extend(right.unknown.into_iter().map(|(weight, relation, args)| (weight.saturating_neg(), relation, args)));
    sum
}

fn strict(op: Op) -> Op {
    match op {
        Op::Ge => Op::Gt,
        Op::Le => Op::Lt,
        Op::Gt | Op::Lt | Op::Eq | Op::Odd | Op::Even => op,
    }
}
