//! Terms of office, and events that are said twice.
use super::{EntityId, History, Line, RelationId, Say, Time, Truth};
use crate::source::Span;
use std::collections::BTreeSet;

/// Somebody who holds an office, the line that says so, and its layer.
pub type Holder = (EntityId, Span, usize);

impl History {
    /// Whether the same layer has said this of the same time.
    pub fn is_said(&self, relation: RelationId, args: &[EntityId], time: Time, layer: usize) -> bool {
        self.times
            .get(&(relation, args.to_vec()))
            .is_some_and(|(known, times)| *known == layer && times.iter().any(|one| one.from == time.from && one.event))
    }

    /// Of these offices, which two people hold at once for more than the day of the handover.
    pub fn overlapping(&self, offices: &BTreeSet<EntityId>) -> Vec<(EntityId, [Holder; 2])> {
        let Some(tenure) = self.tenure.filter(|_| !offices.is_empty()) else { return Vec::new() };
        let mut terms: Vec<&Say> = Vec::new();
        for line in &self.lines {
            match line {
                Line::Say(say) if say.fact.relation == tenure && !say.weak => {
                    if say.fact.truth == Truth::True {
                        terms.push(say);
                    } else {
                        terms.retain(|one| one.fact.args != say.fact.args);
                    }
                }
                Line::Say(_) => {}
                Line::Withdraw(sayings) => {
                    let gone = |one: &&Say| sayings.iter().any(|said| said.relation == tenure && said.args == one.fact.args);
                    terms.retain(|one| !gone(one));
                }
                Line::Vacate(relation, vacated) => {
                    terms
                        .retain(|one| *relation != tenure || one.fact.args.get(1).is_none_or(|office| !vacated.contains(office)));
                }
            }
        }
        let mut found = Vec::new();
        for (n, one) in terms.iter().enumerate() {
            for other in terms.get(n + 1..).unwrap_or_default() {
                let ([a, office], [b, its]) = (one.fact.args.as_slice(), other.fact.args.as_slice()) else { continue };
                if office == its && a != b && offices.contains(office) && overlap(one.time, other.time) {
                    found.push((*office, [(*a, one.at, one.layer), (*b, other.at, other.layer)]));
                }
            }
        }
        found
    }
}

/// Whether two terms have more than their ends in common.
fn overlap(one: Time, other: Time) -> bool {
    let begins_before_end = |one: Time, other: Time| match (one.from, other.until) {
        (Some(from), Some(until)) => from.date < until.date,
        _ => true,
    };
    // 于 says when somebody took office, not until when.
    begins_before_end(one, other) && begins_before_end(other, one)
}
