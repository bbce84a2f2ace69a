//! The same act done in a certain manner: 书面请假 is a way of 请假.
use super::ground::Ground;
use crate::core_ir::{EntityId, Program, Relation, RelationId, SentencePart, World};

/// Words that say in which manner something is done.
const MANNERS: [&str; 5] = ["书面", "口头", "当面", "电话", "网上"];

/// The acts that are this one done in some manner, by the same doer and about the same things as far as they have places for them.
pub(super) fn in_some_manner(program: &Program, world: &World, ground: &Ground) -> Vec<Ground> {
    let Some(own) = program.relations.get(ground.relation.index()).filter(|own| own.act) else { return Vec::new() };
    let Some(verb) = verb(own) else { return Vec::new() };
    let named = |relation: &Relation| MANNERS.iter().any(|manner| self::verb(relation) == Some(&format!("{manner}{verb}")));
    let others = program.relations.iter().enumerate().filter(|(_, other)| other.act && other.doer.is_some() && named(other));
    let about = |(n, other): (usize, &Relation)| Ground {
        relation: RelationId(n as u32),
        args: places(program, world, (own, ground), other),
        number: None,
        negated: false,
        among: None,
    };
    others.map(about).collect()
}

/// The word that comes last.
fn verb(relation: &Relation) -> Option<&String> {
    relation.sentence.iter().rev().find_map(|part| if let SentencePart::Word(word) = part { Some(word) } else { None })
}

/// The doer, and what else fits; the rest stays open.
fn places(program: &Program, world: &World, (own, ground): (&Relation, &Ground), other: &Relation) -> Vec<Option<EntityId>> {
    let arg = |place: usize| ground.args.get(place).copied().flatten();
    let kind = |one: EntityId| world.entities.get(one.index()).map(|entity| entity.kind);
    let doer = own.doer.and_then(arg);
    let rest: Vec<EntityId> = (0..ground.args.len()).filter(|place| own.doer != Some(*place)).filter_map(arg).collect();
    let fill = |(place, hole): (usize, &crate::core_ir::Hole)| {
        if other.doer == Some(place) {
            return doer;
        }
        rest.iter().copied().find(|one| kind(*one).is_some_and(|kind| program.is_a(kind, hole.kind)))
    };
    other.holes.iter().enumerate().map(fill).collect()
}
