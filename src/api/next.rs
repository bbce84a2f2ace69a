//! The next most useful question: the missing fact whose answers leave least to be asked.
use super::changes::Asking;
use crate::core_ir::{EntityId, Fact, RelationId, Truth};
use crate::eval::{Lead, Missing, NextQuestion, Outcome, Unknown};

/// So many missing facts are weighed against each other.
const WEIGHED_AT_MOST: usize = 16;
/// So many values of one.
const VALUES_AT_MOST: usize = 12;

/// Which of the missing facts to ask first, and what each answer leads to. None where nothing is missing.
pub fn next_question(asking: &Asking, outcome: &Outcome) -> Option<NextQuestion> {
    // Of those alike the first speaks for all.
    let first = |(at, missing): &(usize, &Missing)| missing.alike.is_none_or(|first| first == *at);
    let weighed = outcome.missing.iter().enumerate().filter(first).take(WEIGHED_AT_MOST).map(|(at, missing)| {
        let leads = asking.leads(missing);
        // A number has no few answers: it is weighed as leaving everything else.
        let most = leads.iter().map(|lead| lead.missing).max().unwrap_or(outcome.missing.len());
        let sum: usize = leads.iter().map(|lead| lead.missing).sum();
        // The articles that ask it, in their order.
        (most, sum, missing.clauses.first().copied(), NextQuestion { at, leads })
    });
    weighed.min_by_key(|(most, sum, clause, next)| (*most, *sum, *clause, next.at)).map(|(.., next)| next)
}

impl Asking<'_> {
    fn leads(&self, missing: &Missing) -> Vec<Lead> {
        match &missing.unknown {
            Unknown::Fact(relation, args) => {
                [true, false].into_iter().filter_map(|holds| self.lead(*relation, args.clone(), holds)).collect()
            }
            Unknown::Value(relation, args) => {
                let values = self.values(*relation, args);
                values.into_iter().take(VALUES_AT_MOST).filter_map(|args| self.lead(*relation, args, true)).collect()
            }
            Unknown::Holders(_) | Unknown::Number(_) => Vec::new(),
        }
    }

    fn values(&self, relation: RelationId, args: &[Option<EntityId>]) -> Vec<Vec<EntityId>> {
        let program = self.engine.program();
        let open = args.iter().position(Option::is_none);
        let hole = open.and_then(|at| program.relations.get(relation.index())?.holes.get(at));
        let Some(hole) = hole else { return Vec::new() };
        let of_kind = |kind: crate::core_ir::KindId| program.is_a(kind, hole.kind);
        let all = program.individuals.iter().enumerate().filter(|(_, one)| of_kind(one.kind));
        all.map(|(n, _)| args.iter().map(|arg| arg.unwrap_or(EntityId(n as u32))).collect()).collect()
    }

    fn lead(&self, relation: RelationId, args: Vec<EntityId>, holds: bool) -> Option<Lead> {
        let mut world = self.world.nameless();
        let truth = if holds { Truth::True } else { Truth::False };
        world.facts.push(Fact { relation, args: args.clone(), truth, number: None, judged_by: None });
        let gist = self.engine.prepare(&world).gist(self.question).ok()?;
        Some(Lead { relation, args, holds, verdict: gist.verdict, ground: gist.ground, who: gist.who, missing: gist.missing })
    }
}
