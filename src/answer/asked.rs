//! Missing facts that are put as one question: 几人到会本次会议（甲、乙、丙当中）, 哪些人召集专题会（甲、乙、丙当中）.
use super::crowd::{Crowd, TOGETHER, beside};
use super::facts::Facts;
use crate::core_ir::{Class, EntityId, RelationId};
use crate::eval::{Missing, Unknown};

/// Facts that differ in one place, by their places among those missing.
pub struct Group {
    /// INVARIANT: in order, at least [`TOGETHER`].
    members: Vec<usize>,
    /// Only how many of them are true matters.
    counted: bool,
}

impl Group {
    /// The place of the first.
    pub fn first(&self) -> usize {
        self.members.first().copied().unwrap_or_default()
    }

    /// Whether one is among them.
    pub fn has(&self, at: usize) -> bool {
        self.members.contains(&at)
    }

    /// The groups of those missing; what is in none is asked alone.
    pub fn all(missing: &[Missing]) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for at in 0..missing.len() {
            if groups.iter().any(|group| group.has(at)) {
                continue;
            }
            let free = |other: &usize| !groups.iter().any(|group| group.has(*other));
            let group = Self::counted(missing, at).or_else(|| Self::named(missing, at, free));
            groups.extend(group.filter(|group| group.members.len() >= TOGETHER));
        }
        groups
    }

    fn counted(missing: &[Missing], at: usize) -> Option<Self> {
        let first = missing.get(at)?.alike?;
        let members = (0..missing.len()).filter(|other| missing.get(*other).is_some_and(|one| one.alike == Some(first)));
        Some(Self { members: members.collect(), counted: true })
    }

    /// Those that differ from one in the same place and are asked by the same clauses, where they are most.
    fn named(missing: &[Missing], at: usize, free: impl Fn(&usize) -> bool) -> Option<Self> {
        let own = missing.get(at)?;
        let (relation, args) = fact(own)?;
        let others = (at + 1..missing.len()).filter(|other| free(other)).filter_map(|other| {
            let one = missing.get(other).filter(|one| one.alike.is_none() && one.clauses == own.clauses)?;
            fact(one).filter(|(of, _)| *of == relation).map(|(_, args)| (other, args))
        });
        let more = beside(args, others.collect::<Vec<_>>().into_iter());
        Some(Self { members: std::iter::once(at).chain(more).collect(), counted: false })
    }
}

fn fact(missing: &Missing) -> Option<(RelationId, &[EntityId])> {
    if let Unknown::Fact(relation, args) = &missing.unknown { Some((*relation, args)) } else { None }
}

impl Facts<'_> {
    /// The question for a group.
    pub fn asked(&self, missing: &[Missing], group: &Group) -> Option<String> {
        let facts = group.members.iter().filter_map(|at| fact(missing.get(*at)?));
        let (relations, among): (Vec<RelationId>, Vec<Vec<EntityId>>) = facts.map(|(of, args)| (of, args.to_vec())).unzip();
        let relation = *relations.first()?;
        let crowd = Crowd::new(relation, &among)?;
        let ask = if group.counted { self.how_many(&crowd) } else { self.which(&crowd) };
        let judged = self.wording.relation(relation).is_some_and(|relation| relation.class == Class::Judgement);
        Some(if judged {
            self.wording.pick(format_args!("认定{ask}（由人判断）"), format_args!("{ask} (to be judged)"))
        } else {
            ask
        })
    }
}
