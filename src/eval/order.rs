//! The order of the variables where many people may be the answer. A diagram stays small where what is asked together stands
//! together: who convened the meeting beside whoever entrusted him with it.
use super::{
    algebra::{Algebra, Ask, Plain, Res},
    evaluator::{Evaluator, Settings},
    hash::Table,
    index::Index,
    item::Item,
    proof::Value,
    tables::{NONE, Tables},
};
use crate::core_ir::{ChoiceId, RelationId};

/// Fewer candidates need no order of their own, and with more of them no order helps.
const CANDIDATES: std::ops::RangeInclusive<usize> = 3..=100;
/// Fewer unknown facts are left in the order in which they are asked.
const MANY: usize = 48;

/// A fact that is not known.
pub(super) type Fact = (RelationId, Vec<u32>);

/// Three-valued truth that notes down which unknown facts it is asked for.
#[derive(Debug, Default)]
struct Listing {
    asked: Vec<Fact>,
    noted: Table<Fact, ()>,
}

impl Algebra for Listing {
    type B = Value;

    fn constant(&mut self, value: bool) -> Value {
        Plain.constant(value)
    }

    fn unknown(&mut self, ask: Ask<'_>) -> Res<Value> {
        if let Ask::Fact(relation, args) = ask
            && self.noted.insert((relation, args.to_vec()), ()).is_none()
        {
            self.asked.push((relation, args.to_vec()));
        }
        Ok(Value::Unknown)
    }

    fn choice(&mut self, choice: ChoiceId, option: u8) -> Res<Value> {
        Plain.choice(choice, option)
    }

    fn not(&mut self, a: Value) -> Res<Value> {
        Plain.not(a)
    }

    fn and(&mut self, a: Value, b: Value) -> Res<Value> {
        Plain.and(a, b)
    }

    fn or(&mut self, a: Value, b: Value) -> Res<Value> {
        Plain.or(a, b)
    }

    fn known(&self, value: &Value) -> Option<bool> {
        value.known()
    }

    fn same(&self, a: &Value, b: &Value) -> bool {
        a == b
    }

    fn vague(&mut self) -> Value {
        Plain.vague()
    }
}

/// The facts that a question for somebody asks, in an order that keeps diagrams small; none where there are few. What is
/// asked of the first who is asked about stands as it is asked, and beside it the same of each other candidate.
pub(super) fn side_by_side(index: &Index, tables: &Tables, settings: &Settings, items: &[Item]) -> Res<Vec<Fact>> {
    let mut groups: Vec<Vec<Fact>> = Vec::new();
    let mut group_of: Table<Fact, usize> = Table::default();
    let mut total = 0;
    for item in items {
        let Item::Who { places, hole, candidates } = item else { continue };
        if !CANDIDATES.contains(&candidates.len()) {
            continue;
        }
        let mut first = None;
        for one in candidates {
            let mut slots = places.slots.clone();
            if let Some(slot) = slots.get_mut(*hole) {
                *slot = *one;
            }
            let mut evaluator = Evaluator::new(index, tables, settings, Listing::default());
            if index.doer(places.relation).is_some() {
                evaluator.act(places.relation, &slots, None)?;
            } else if !slots.contains(&NONE) {
                evaluator.atom(places.relation, &slots)?;
            }
            for fact in evaluator.algebra.asked {
                let first = *first.get_or_insert(*one);
                if group_of.contains_key(&fact) {
                    continue;
                }
                total += 1;
                let place = *group_of.entry(of(&fact, *one, first)).or_insert(groups.len());
                if place == groups.len() {
                    groups.push(Vec::new());
                }
                group_of.insert(fact.clone(), place);
                if let Some(group) = groups.get_mut(place) {
                    group.push(fact);
                }
            }
        }
    }
    Ok(if total < MANY { Vec::new() } else { groups.concat() })
}

/// The same fact, of another candidate.
fn of((relation, args): &Fact, own: u32, other: u32) -> Fact {
    (*relation, args.iter().map(|arg| if *arg == own { other } else { *arg }).collect())
}
