//! What the variables of diagrams ask, as it is told: as unknown things, and as findings about them.
use super::{
    alike::Alike,
    outcome::{Found, Unknown},
    tables::NONE,
    variables::{Exact, Key},
};
use crate::core_ir::{EntityId, IndividualId, Op, RelationId};
use std::collections::BTreeSet;

/// A whole number, in thousandths.
const WHOLE: i64 = 1000;

/// What a variable asks: values that exclude each other, and the numbers of holders, are one thing.
pub(super) fn unknown(exact: &Exact<'_>, level: u32) -> Option<Unknown> {
    Some(match exact.key(level)? {
        Key::Fact(relation, args) => {
            let holes = &exact.index.relation(*relation).holes;
            if holes.iter().any(|hole| hole.single) {
                let args = holes.iter().zip(args).map(|(hole, arg)| (!hole.single && *arg != NONE).then_some(EntityId(*arg)));
                Unknown::Value(*relation, args.collect())
            } else {
                Unknown::Fact(*relation, same_unnamed(exact, args))
            }
        }
        Key::Holders(office, _) => Unknown::Holders(IndividualId(*office)),
        Key::AtLeast(terms, _) | Key::Odd(terms) => Unknown::Number(numbers(terms)),
        Key::Digit => return None,
    })
}

/// What one would have found out: of facts that are alike, how many of them.
pub(super) fn findings(exact: &Exact<'_>, alike: &Alike, literals: &[(u32, bool)]) -> Vec<Found> {
    let (mut all, mut told) = (Vec::new(), BTreeSet::new());
    for (level, holds) in literals {
        if told.contains(level) {
            continue;
        }
        let crowd = crowd(exact, alike, *level);
        let own = literals.iter().filter(|(other, same)| same == holds && crowd.contains(other));
        let own: Vec<u32> = own.map(|(other, _)| *other).collect();
        let one = if crowd.len() > 1 { several(exact, &crowd, own.len(), *holds) } else { found(exact, *level, *holds) };
        told.extend(own);
        all.extend(one.filter(|one| !all.contains(one)));
    }
    all
}

/// Facts that are alike and differ in one place: those who might do the same. A fact that stands alone is its own crowd.
pub(super) fn crowd(exact: &Exact<'_>, alike: &Alike, level: u32) -> BTreeSet<u32> {
    let alone = BTreeSet::from([level]);
    let (Some(class), Some((relation, own))) = (alike.class(level), plain_fact(exact, level)) else { return alone };
    let differs_only = |place: usize, args: &[u32]| args.iter().zip(own).enumerate().all(|(n, (a, b))| n == place || a == b);
    let in_place = |place: usize| -> BTreeSet<u32> {
        let fits = |other: &u32| plain_fact(exact, *other).is_some_and(|(of, args)| of == relation && differs_only(place, args));
        alike.members(class).filter(fits).collect()
    };
    // The first place in which most of them differ.
    (0..own.len()).map(in_place).fold(alone, |best, crowd| if crowd.len() > best.len() { crowd } else { best })
}

/// A fact about named people and things that may be true of any number of them.
fn plain_fact<'e>(exact: &'e Exact<'_>, level: u32) -> Option<(RelationId, &'e [u32])> {
    let Some(Key::Fact(relation, args)) = exact.key(level) else { return None };
    let single = exact.index.relation(*relation).holes.iter().any(|hole| hole.single);
    let named = args.iter().all(|arg| *arg == NONE || exact.tables.unnamed(*arg).is_none());
    (!single && named).then_some((*relation, args.as_slice()))
}

fn several(exact: &Exact<'_>, crowd: &BTreeSet<u32>, count: usize, holds: bool) -> Option<Found> {
    let all: Vec<(RelationId, &[u32])> = crowd.iter().filter_map(|level| plain_fact(exact, *level)).collect();
    let (relation, _) = all.first()?;
    let among = all.iter().map(|(_, args)| args.iter().map(|arg| EntityId(*arg)).collect()).collect();
    Some(Found::Several { relation: *relation, among, count: count as u32, holds })
}

fn found(exact: &Exact<'_>, level: u32, holds: bool) -> Option<Found> {
    Some(match exact.key(level)? {
        Key::Fact(relation, args) => Found::Fact { relation: *relation, args: same_unnamed(exact, args), holds },
        Key::Holders(office, k) => {
            Found::Holders { office: IndividualId(*office), at_least: holds, count: if holds { *k } else { k.saturating_sub(1) } }
        }
        Key::Digit => return None,
        Key::Odd(terms) => Found::Number { terms: numbers(terms), op: if holds { Op::Odd } else { Op::Even }, number: 0 },
        Key::AtLeast(terms, bound) => {
            // Of tallies, which are whole, the next that there is.
            let whole = if exact.numbers_of(level).is_empty() { 1 } else { WHOLE };
            let bound = bound.div_euclid(whole) + i64::from(bound.rem_euclid(whole) != 0);
            let bound = &bound.saturating_mul(whole);
            Found::Number { terms: numbers(terms), op: if holds { Op::Ge } else { Op::Lt }, number: *bound }
        }
    })
}

/// People without a name are told as one: of each office, the first of them stands for all.
fn same_unnamed(exact: &Exact<'_>, args: &[u32]) -> Vec<EntityId> {
    let first = |arg: &u32| match exact.tables.unnamed(*arg) {
        Some((office, _)) => exact.tables.first_unnamed(office).unwrap_or(*arg),
        None => *arg,
    };
    args.iter().map(|arg| EntityId(first(arg))).collect()
}

pub(super) fn numbers(terms: &[(i64, RelationId, Vec<u32>)]) -> Vec<(i64, RelationId, Vec<EntityId>)> {
    let entities = |args: &[u32]| args.iter().map(|arg| EntityId(*arg)).collect();
    terms.iter().map(|(weight, relation, args)| (*weight, *relation, entities(args))).collect()
}
