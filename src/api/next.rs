//! The next most useful question: the missing fact whose answers leave least to be asked.
use super::changes::Asking;
use crate::core_ir::{EntityId, Fact, RelationId, Truth};
use crate::eval::{Gist, Lead, Missing, NextQuestion, Outcome, Supposed, Unknown};

/// So many missing facts are weighed against each other.
const WEIGHED_AT_MOST: usize = 16;
/// So many values of one.
const VALUES_AT_MOST: usize = 12;

/// Which of the missing facts to ask first, and what each answer leads to. None where nothing is missing.
pub fn next_question(asking: &Asking, outcome: &Outcome) -> Option<NextQuestion> {
    // Of those alike the first speaks for all.
    let first = |(at, missing): &(usize, &Missing)| missing.alike.is_none_or(|first| first == *at);
    let weighed: Vec<(usize, &Missing)> = outcome.missing.iter().enumerate().filter(first).take(WEIGHED_AT_MOST).collect();
    let answers: Vec<Vec<Supposed>> = weighed.iter().map(|(_, missing)| asking.answers(missing)).collect();
    let leads = asking.leads(&answers);
    let weighed = weighed.into_iter().zip(leads).map(|((at, missing), leads)| {
        // A number has no few answers: it is weighed as leaving everything else.
        let most = leads.iter().map(|lead| lead.missing).max().unwrap_or(outcome.missing.len());
        let sum: usize = leads.iter().map(|lead| lead.missing).sum();
        // The articles that ask it, in their order.
        (most, sum, missing.clauses.first().copied(), NextQuestion { at, leads })
    });
    weighed.min_by_key(|(most, sum, clause, next)| (*most, *sum, *clause, next.at)).map(|(.., next)| next)
}

impl Asking<'_> {
    /// What may be found out of a missing thing; nothing for a number.
    fn answers(&self, missing: &Missing) -> Vec<Supposed> {
        match &missing.unknown {
            Unknown::Fact(relation, args) => {
                [true, false].map(|holds| Supposed { relation: *relation, args: args.clone(), holds }).into()
            }
            Unknown::Value(relation, args) => {
                let values = self.values(*relation, args).into_iter().take(VALUES_AT_MOST);
                values.map(|args| Supposed { relation: *relation, args, holds: true }).collect()
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

    /// What each answer leads to.
    fn leads(&self, answers: &[Vec<Supposed>]) -> Vec<Vec<Lead>> {
        let all: Vec<Supposed> = answers.iter().flatten().cloned().collect();
        let read_off = if all.is_empty() { None } else { self.indexed.supposing(self.question, &all).ok().flatten() };
        debug_assert!(read_off.as_ref().is_none_or(|gists| self.agrees(&all, gists)), "asked again, the answer is another");
        let gists: Vec<Option<Gist>> = match read_off {
            Some(gists) => gists.into_iter().map(Some).collect(),
            None => all.iter().map(|supposed| self.asked_again(supposed)).collect(),
        };
        let mut gists = gists.into_iter();
        let mut told = |supposed: &Supposed| gists.next().flatten().map(|gist| lead(supposed, gist));
        answers.iter().map(|own| own.iter().filter_map(&mut told).collect()).collect()
    }

    /// Whether asking again gives what was read off, tried on the first.
    fn agrees(&self, all: &[Supposed], gists: &[Gist]) -> bool {
        all.iter().zip(gists).take(1).all(|(supposed, gist)| self.asked_again(supposed).as_ref() == Some(gist))
    }

    /// What the answer comes down to with a fact on record.
    fn asked_again(&self, supposed: &Supposed) -> Option<Gist> {
        let mut world = self.world.nameless();
        let truth = if supposed.holds { Truth::True } else { Truth::False };
        let (relation, args) = (supposed.relation, supposed.args.clone());
        world.facts.push(Fact { relation, args, truth, number: None, judged_by: None });
        self.engine.prepare(&world).gist(self.question).ok()
    }
}

fn lead(Supposed { relation, args, holds }: &Supposed, gist: Gist) -> Lead {
    let Gist { verdict, ground, who, missing } = gist;
    Lead { relation: *relation, args: args.clone(), holds: *holds, verdict, ground, who, missing }
}
