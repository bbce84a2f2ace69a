//! Tallies: numbers that add up to a known sum (合计).
//!
//! Each of them is a whole number, none is below zero, and together they come to what the clause says. A number that follows
//! from the others is put on record before anything is asked ([`complete`]). What is left open is compared as any unknown
//! number is, one variable a comparison; which comparisons can hold together (Γ) is found by writing each number in binary,
//! with variables that are projected away again: exact, and small for any size of assembly.
use super::{
    algebra::{Algebra, NumberTerm, Plain, Res},
    amount::{Threshold, bounds},
    diagram::{Diagrams, FALSE, TRUE},
    error::Fault,
    evaluator::{Evaluator, Settings, defaults},
    index::Index,
    proof::Value,
    resolve::all_ways,
    tables::{Number, Tables},
    variables::{Exact, Key},
};
use crate::core_ir::{ChoiceId, ClauseId, ClauseKind, Comparison, RelationId, Var};
use std::collections::BTreeSet;

/// One of what a tally counts, in thousandths.
const UNIT: i64 = 1000;
/// A tally that nothing bounds is below two to this power.
const BITS: u32 = 20;

/// A number: its relation and arguments.
type Tallied = (RelationId, Vec<u32>);

/// What a clause says of the numbers of certain individuals: `Σ vⱼ + Σ wᵢ·bᵢ + c = 0`.
#[derive(Debug, Clone)]
pub(super) struct Tie<B> {
    clause: ClauseId,
    constant: i64,
    counted: Vec<(i64, B)>,
    unknown: Vec<NumberTerm>,
    /// Those on record.
    known: Vec<i64>,
}

impl<'a, A: Algebra> Evaluator<'a, A> {
    /// Every sum, for all of whom it speaks and whose numbers are there.
    fn ties(&mut self) -> Res<Vec<Tie<A::B>>> {
        let index = self.index;
        let mut out = Vec::new();
        for id in &index.sums {
            let ClauseKind::Sum(comparison) = &index.clause(*id).kind else { continue };
            if self.tables.in_force(index, *id) {
                self.tied(*id, comparison, &mut Vec::new(), &mut out)?;
            }
        }
        Ok(out)
    }

    fn tied(&mut self, id: ClauseId, comparison: &'a Comparison, chosen: &mut Vec<u32>, out: &mut Vec<Tie<A::B>>) -> Res<()> {
        let (index, tables) = (self.index, self.tables);
        let own = index.signature(id);
        let Some(var) = own.get(chosen.len()) else {
            out.extend(self.tie(id, comparison, own, chosen)?);
            return Ok(());
        };
        let (kind, _) = index.clause(id).variables[usize::from(var.0)];
        for one in tables.members(kind.0).iter().filter(|one| tables.unnamed(**one).is_none()) {
            chosen.push(*one);
            self.tied(id, comparison, chosen, out)?;
            chosen.pop();
        }
        Ok(())
    }

    fn tie(&mut self, id: ClauseId, comparison: &'a Comparison, own: &[Var], chosen: &[u32]) -> Res<Option<Tie<A::B>>> {
        self.enter(id, None, &[], |this, frame| {
            own.iter().zip(chosen).for_each(|(var, one)| this.set(frame, *var, *one));
            let sum = this.balance(comparison, frame)?;
            let mut known = Vec::new();
            for side in [&comparison.left, &comparison.right] {
                side.each_value(&mut |relation, args| {
                    let args: Vec<u32> = args.iter().map(|term| this.term(frame, *term)).collect();
                    if let Number::Known(number) = this.tables.number(relation, &args) {
                        known.push(number);
                    }
                });
            }
            let counted = sum.counted.into_iter().map(|(weight, value, _)| (weight, value)).collect();
            let tie = Tie { clause: id, constant: sum.constant, counted, unknown: sum.unknown, known };
            Ok((!sum.absent).then_some(tie))
        })
    }
}

/// Puts numbers that follow from others on record; tallies that cannot be are a fault of the situation.
pub(super) fn complete(index: &Index, tables: &mut Tables) {
    if !index.sums.is_empty() && tables.fault.is_none() {
        complete_by(index, tables, &defaults(index));
    }
}

/// The same situation with the numbers that follow under other conventions; none where its tallies cannot be under them. At
/// other moments its tallies are those of the defaults.
pub(super) fn under(index: &Index, tables: &Tables, settings: &Settings) -> Option<Tables> {
    let mut tables = tables.without_derived();
    complete_by(index, &mut tables, settings);
    tables.fault.is_none().then_some(tables)
}

fn complete_by(index: &Index, tables: &mut Tables, settings: &Settings) {
    loop {
        let mut plain = Evaluator::new(index, tables, settings, Plain);
        // A bound that is hit here is hit again, and told, when the numbers are asked for.
        let Ok(ties) = plain.ties() else { return };
        let used = plain.used;
        let mut learned = Vec::new();
        for tie in &ties {
            let Some(more) = tie.follows() else {
                tables.fault = Some(Fault::Tally.of(tie.clause));
                return;
            };
            learned.extend(more.into_iter().map(|(number, value)| (number, value, tie.clause)));
        }
        tables.summed_by = used;
        if learned.is_empty() {
            break;
        }
        for ((relation, args), value, clause) in learned {
            tables.derive(relation, args, value, clause);
        }
    }
    tables.fault = impossible(index, tables, settings).ok().flatten().map(|clause| Fault::Tally.of(clause));
}

/// The clause of tallies that no filling fits, under some way of reading.
fn impossible(index: &Index, tables: &Tables, settings: &Settings) -> Res<Option<ClauseId>> {
    let mut evaluator = Evaluator::new(index, tables, settings, Exact::new(index, tables));
    evaluator.tie_up()?;
    let exact = &mut evaluator.algebra;
    for n in 0..exact.groups.len() {
        let clause = exact.groups[n].ties.first().map(|tie| tie.clause);
        let (levels, rule) = exact.tallied(n)?;
        let gamma = exact.gamma(&levels)?;
        let gamma = exact.diagrams.and(gamma, rule)?;
        if !exact.possible_in_all(gamma)? {
            return Ok(clause);
        }
    }
    Ok(None)
}

impl Tie<Value> {
    /// The numbers that follow from those known; `None`: it cannot be.
    fn follows(&self) -> Option<Vec<(Tallied, i64)>> {
        if self.known.iter().any(|number| *number < 0 || number % UNIT != 0) {
            return None;
        }
        let mut rest = self.constant;
        for (weight, value) in &self.counted {
            match value {
                Value::True => rest = rest.saturating_add(*weight),
                Value::False => {}
                Value::Unknown => return Some(Vec::new()),
            }
        }
        let same_sign = |sign: i64| self.unknown.iter().all(|(weight, ..)| weight.signum() == sign);
        match self.unknown.as_slice() {
            [] => (rest == 0).then(Vec::new),
            [(weight, relation, args)] => {
                let value = rest.checked_neg()?.checked_div(*weight)?;
                let whole = rest % weight == 0 && value % UNIT == 0 && value >= 0;
                whole.then(|| vec![((*relation, args.clone()), value)])
            }
            all if rest == 0 && (same_sign(1) || same_sign(-1)) => {
                Some(all.iter().map(|(_, relation, args)| ((*relation, args.clone()), 0)).collect())
            }
            _ => Some(Vec::new()),
        }
    }
}

/// Ties that hang together by their numbers.
#[derive(Debug, Clone)]
pub(super) struct Group {
    ties: Vec<Tie<u32>>,
    numbers: BTreeSet<Tallied>,
    /// Facts on which the sums depend.
    facts: BTreeSet<u32>,
    /// For each number, once it is needed: its digits in binary, the highest first.
    digits: Vec<(Tallied, Vec<u32>)>,
}

impl Group {
    fn of(tie: Tie<u32>, exact: &Exact<'_>) -> Self {
        let numbers = tie.unknown.iter().map(|(_, relation, args)| (*relation, args.clone())).collect();
        let support = tie.counted.iter().flat_map(|(_, value)| exact.diagrams.support(*value));
        let facts = support.filter(|level| !exact.is_choice(*level)).collect();
        Self { ties: vec![tie], numbers, facts, digits: Vec::new() }
    }

    fn asks(&self, terms: &[NumberTerm]) -> bool {
        terms.iter().any(|(_, relation, args)| self.numbers.contains(&(*relation, args.clone())))
    }

    fn join(&mut self, other: Self) {
        self.ties.extend(other.ties);
        self.numbers.extend(other.numbers);
        self.facts.extend(other.facts);
    }

    fn digits(&self, number: &Tallied) -> &[u32] {
        self.digits.iter().find(|(other, _)| other == number).map_or(&[], |(_, digits)| digits)
    }

    /// How many digits the number may have: by the sums in which nothing is taken away from it.
    fn length(&self, number: &Tallied) -> u32 {
        let bound = |tie: &Tie<u32>| {
            let own = tie.unknown.iter().find(|(_, relation, args)| (relation, args) == (&number.0, &number.1))?.0;
            if tie.unknown.iter().any(|(weight, ..)| weight.signum() != own.signum()) {
                return None;
            }
            let (least, most) = bounds(&tie.counted).first().copied()?;
            let rest =
                if own > 0 { tie.constant.saturating_add(least).saturating_neg() } else { tie.constant.saturating_add(most) };
            Some(rest.max(0) / own.saturating_abs().saturating_mul(UNIT).max(1))
        };
        let least = self.ties.iter().filter_map(bound).min();
        least.map_or(BITS, |most| (i64::BITS - most.leading_zeros()).clamp(1, i64::BITS - 12))
    }
}

impl<'a> Evaluator<'a, Exact<'a>> {
    /// Learns what the sums say of the numbers that are not known.
    pub fn tie_up(&mut self) -> Res<()> {
        if self.index.sums.is_empty() {
            return Ok(());
        }
        let ties = self.ties()?;
        self.algebra.groups.clear();
        for tie in ties.into_iter().filter(|tie| !tie.settled()) {
            let mut group = Group::of(tie, &self.algebra);
            let (linked, apart) = std::mem::take(&mut self.algebra.groups)
                .into_iter()
                .partition::<Vec<_>, _>(|other| !other.numbers.is_disjoint(&group.numbers));
            linked.into_iter().for_each(|other| group.join(other));
            self.algebra.groups = apart;
            self.algebra.groups.push(group);
        }
        self.algebra.join_compared();
        Ok(())
    }
}

impl Tie<u32> {
    /// Nothing is open.
    fn settled(&self) -> bool {
        self.unknown.is_empty() && self.counted.iter().all(|(_, value)| *value <= TRUE)
    }
}

impl Exact<'_> {
    /// Numbers of two groups that are compared with each other belong together.
    fn join_compared(&mut self) {
        for key in self.keys().to_vec() {
            let (Key::AtLeast(terms, _) | Key::Odd(terms)) = &key else { continue };
            let groups = std::mem::take(&mut self.groups);
            let (asked, mut rest) = groups.into_iter().partition::<Vec<_>, _>(|group| group.asks(terms));
            let joined = asked.into_iter().reduce(|mut one, other| {
                one.join(other);
                one
            });
            rest.extend(joined);
            self.groups = rest;
        }
    }

    /// The groups to which a variable belongs.
    pub fn groups_of(&self, level: u32) -> Vec<usize> {
        let asks = |group: &Group| match self.key(level) {
            Some(Key::AtLeast(terms, _) | Key::Odd(terms)) => group.asks(terms),
            Some(Key::Fact(..) | Key::Holders(..)) => group.facts.contains(&level),
            Some(Key::Digit) | None => false,
        };
        (0..self.groups.len()).filter(|n| asks(&self.groups[*n])).collect()
    }

    /// The variables of a group, and what is known of them together: with the digits of its numbers, and without.
    pub fn tallied(&mut self, n: usize) -> Res<(BTreeSet<u32>, u32)> {
        let mut group = self.groups[n].clone();
        if group.digits.is_empty() {
            self.number_digits(&mut group);
            self.groups[n].digits.clone_from(&group.digits);
        }
        let mut rule = TRUE;
        for tie in &group.ties {
            let parts = group.spelt(&mut self.diagrams, &tie.unknown, &tie.counted)?;
            let (reaches, exceeds) =
                (self.at_least(&parts, tie.constant)?, self.at_least(&parts, tie.constant.saturating_sub(1))?);
            let equal = self.diagrams.ite(exceeds, FALSE, reaches)?;
            rule = self.diagrams.and(rule, equal)?;
        }
        let mut levels = group.facts.clone();
        for (at, key) in self.keys().to_vec().into_iter().enumerate() {
            let level = self.index.choice_levels + at as u32;
            let Some(meaning) = self.spelt_out(&group, &key)? else { continue };
            let variable = self.diagrams.variable(level)?;
            let not = self.diagrams.not(meaning)?;
            let same = self.diagrams.ite(variable, meaning, not)?;
            rule = self.diagrams.and(rule, same)?;
            levels.insert(level);
        }
        self.whole = self.diagrams.and(self.whole, rule)?;
        let digits: BTreeSet<u32> = group.digits.iter().flat_map(|(_, digits)| digits.iter().copied()).collect();
        Ok((levels, self.diagrams.project(rule, &|level| !digits.contains(&level))?))
    }

    /// Digits of the same place stand side by side, which keeps diagrams small.
    fn number_digits(&mut self, group: &mut Group) {
        let lengths: Vec<(Tallied, u32)> = group.numbers.iter().map(|number| (number.clone(), group.length(number))).collect();
        let longest = lengths.iter().map(|(_, length)| *length).max().unwrap_or(0);
        group.digits = lengths.iter().map(|(number, _)| (number.clone(), Vec::new())).collect();
        for place in (0..longest).rev() {
            for ((_, length), (_, digits)) in lengths.iter().zip(&mut group.digits) {
                if place < *length {
                    digits.push(self.digit());
                }
            }
        }
    }

    /// A comparison of tallies by their digits; none if it is about other things.
    fn spelt_out(&mut self, group: &Group, key: &Key) -> Res<Option<u32>> {
        match key {
            Key::AtLeast(terms, bound) if group.has_all(terms) => {
                let parts = group.spelt(&mut self.diagrams, terms, &[])?;
                self.at_least(&parts, bound.saturating_neg()).map(Some)
            }
            Key::Odd(terms) if group.has_all(terms) => {
                let mut odd = FALSE;
                for (_, relation, args) in terms.iter().filter(|(weight, ..)| weight % 2 != 0) {
                    let Some(last) = group.digits(&(*relation, args.clone())).last() else { continue };
                    let (digit, even) = (self.diagrams.variable(*last)?, self.diagrams.not(odd)?);
                    odd = self.diagrams.ite(digit, even, odd)?;
                }
                Ok(Some(odd))
            }
            _ => Ok(None),
        }
    }

    /// `constant + Σ wᵢ·bᵢ ≥ 0`.
    fn at_least(&mut self, parts: &[(i64, u32)], constant: i64) -> Res<u32> {
        let bounds = bounds(parts);
        Threshold::new(parts, &bounds, &[]).from(self, 0, constant)
    }

    /// The digits of the number that a variable compares, if it is a tally; the numbers apart.
    pub fn numbers_of(&self, level: u32) -> Vec<(NumberTerm, BTreeSet<u32>)> {
        let Some(Key::AtLeast(terms, _) | Key::Odd(terms)) = self.key(level) else { return Vec::new() };
        let Some(group) = self.groups.iter().find(|group| group.has_all(terms) && !group.digits.is_empty()) else {
            return Vec::new();
        };
        let digits = |(_, relation, args): &NumberTerm| {
            let number = (*relation, args.clone());
            let digits = group.digits(&number).iter().copied().collect();
            ((1, number.0, number.1), digits)
        };
        terms.iter().map(digits).collect()
    }

    /// Whether what is known can be under every way of reading.
    pub fn possible_in_all(&mut self, gamma: u32) -> Res<bool> {
        if self.groups.is_empty() {
            return Ok(true);
        }
        let index = self.index;
        let support = self.diagrams.support(gamma);
        let choices = (0..index.program.choices.len()).filter(|n| {
            let (from, until) = index.span(*n);
            support.range(from..until).next().is_some()
        });
        let choices: Vec<ChoiceId> = choices.map(|n| ChoiceId(n as u32)).collect();
        for way in all_ways(index, &choices)? {
            let fixed = index.fixed(&way);
            if self.diagrams.restrict(gamma, &|level| fixed.get(&level).copied())? == FALSE {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Group {
    fn has_all(&self, terms: &[NumberTerm]) -> bool {
        terms.iter().all(|(_, relation, args)| self.numbers.contains(&(*relation, args.clone())))
    }

    /// The weighted digits of numbers behind what is counted, the highest first.
    fn spelt(&self, diagrams: &mut Diagrams, terms: &[NumberTerm], counted: &[(i64, u32)]) -> Res<Vec<(i64, u32)>> {
        let mut digits = Vec::new();
        for (weight, relation, args) in terms {
            for (place, digit) in self.digits(&(*relation, args.clone())).iter().rev().enumerate() {
                digits.push((*digit, weight.saturating_mul(UNIT).saturating_mul(1 << place.min(50))));
            }
        }
        digits.sort_unstable_by_key(|(digit, _)| *digit);
        let mut parts = counted.to_vec();
        for (digit, weight) in digits {
            parts.push((weight, diagrams.variable(digit)?));
        }
        Ok(parts)
    }
}
