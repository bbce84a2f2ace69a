//! One small set of changes that turns a no into a yes, where it takes more of them than are searched for one by one.
//!
//! What could have gone otherwise (who attended, what was agreed, what was entrusted) is opened in a copy of the situation;
//! the ways to a yes that the evaluation then finds are the changes.
use crate::core_ir::{
    Amount, AtomFormula, Class, ClauseId, ClauseKind, EntityId, Fact, Formula, KindId, Program, Question, RelationId, Term,
    Truth, Var, World,
};
use crate::eval::{Engine, Found, Origin, Outcome, Proof, Shift, Step, Value};
use std::collections::BTreeMap;

/// More than so many facts are not opened together.
const OPENED_AT_MOST: usize = 48;

/// A tuple.
type Tuple = (RelationId, Vec<EntityId>);
/// Tuples with the value they are to have.
type Flips = BTreeMap<Tuple, bool>;

/// The changes, all of them together; none where none are found.
pub(super) fn nearest(engine: &Engine, world: &World, question: &Question, outcome: &Outcome) -> Option<Vec<Shift>> {
    let search = Search { engine, world, question };
    // First by what is still to be done; only then by what would have to be undone.
    [false, true].into_iter().find_map(|undo| {
        let mut gatherer = Gatherer { program: engine.program(), world, undo, found: BTreeMap::new() };
        gatherer.proof(&outcome.proof);
        let flips = search.smallest(&gatherer.found)?;
        let shift = |((relation, args), to): (Tuple, bool)| Shift { relation, args, to, before: Some(!to) };
        Some(flips.into_iter().map(shift).collect())
    })
}

/// Gathers the changeable facts behind a proof, with the value they have.
struct Gatherer<'a> {
    program: &'a Program,
    world: &'a World,
    undo: bool,
    found: Flips,
}

impl Gatherer<'_> {
    fn proof(&mut self, proof: &Proof) {
        match &proof.step {
            Step::Atom { relation, args, origin: Origin::Record | Origin::Absent } => {
                self.add(*relation, args.clone(), proof.value == Value::True);
            }
            Step::Clause { clause, bindings, .. } => self.counted(*clause, bindings),
            _ => {}
        }
        for child in &proof.children {
            self.proof(child);
        }
    }

    fn add(&mut self, relation: RelationId, args: Vec<EntityId>, value: bool) {
        let named = |&one: &EntityId| self.world.entities.get(one.index()).is_some_and(|entity| entity.unnamed.is_none());
        if (self.undo || !value) && can_change(self.program, relation) && args.iter().all(named) {
            self.found.insert((relation, args), value);
        }
    }

    /// A proof shows those counted; those who might be counted too are found from the clause.
    fn counted(&mut self, clause: ClauseId, bound: &[(Var, EntityId)]) {
        let Some(clause) = self.program.clauses.get(clause.index()) else { return };
        let mut counts = Vec::new();
        counts_in(&clause.condition, &mut counts);
        if let ClauseKind::Requirement { needs, .. } = &clause.kind {
            counts_in(needs, &mut counts);
        }
        for (var, kind, body) in counts {
            let mut atoms = Vec::new();
            atoms_in(body, &mut atoms);
            for atom in atoms.into_iter().filter(|atom| atom.args.contains(&Term::Var(var))) {
                self.each(atom, var, kind, bound);
            }
        }
    }

    fn each(&mut self, atom: &AtomFormula, var: Var, kind: KindId, bound: &[(Var, EntityId)]) {
        for (n, entity) in self.world.entities.iter().enumerate() {
            let own = self.program.kinds.get(entity.kind.index());
            let one = EntityId(n as u32);
            let name = |term: &Term| match term {
                Term::Var(other) if *other == var => Some(one),
                Term::Var(other) => bound.iter().find(|bound| bound.0 == *other).map(|bound| bound.1),
                Term::Individual(id) => Some(EntityId::from(*id)),
            };
            let args: Option<Vec<EntityId>> = atom.args.iter().map(name).collect();
            if let Some(args) = args.filter(|_| own.is_some_and(|own| own.ancestors.contains(&kind))) {
                let on_record = |fact: &&Fact| fact.relation == atom.relation && fact.args == args;
                let value = self.world.facts.iter().find(on_record).is_some_and(|fact| fact.truth == Truth::True);
                self.add(atom.relation, args, value);
            }
        }
    }
}

fn counts_in<'f>(formula: &'f Formula, found: &mut Vec<(Var, KindId, &'f Formula)>) {
    match formula {
        Formula::Compare(comparison) => {
            amounts_in(&comparison.left, found);
            amounts_in(&comparison.right, found);
        }
        Formula::Not(inner) => counts_in(inner, found),
        Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => {
            for part in parts {
                counts_in(part, found);
            }
        }
        Formula::Exists { body, .. } | Formula::Forall { body, .. } => counts_in(body, found),
        _ => {}
    }
}

fn amounts_in<'f>(amount: &'f Amount, found: &mut Vec<(Var, KindId, &'f Formula)>) {
    match amount {
        Amount::Count { var, kind, body } => found.push((*var, *kind, body)),
        Amount::Times(_, inner) => amounts_in(inner, found),
        Amount::Plus(left, right) | Amount::Minus(left, right) => {
            amounts_in(left, found);
            amounts_in(right, found);
        }
        Amount::Number(_) | Amount::Value { .. } => {}
    }
}

fn atoms_in<'f>(formula: &'f Formula, found: &mut Vec<&'f AtomFormula>) {
    match formula {
        Formula::Atom(atom) => found.push(atom),
        Formula::Not(inner) => atoms_in(inner, found),
        Formula::And(parts) | Formula::Or(parts) => {
            for part in parts {
                atoms_in(part, found);
            }
        }
        _ => {}
    }
}

fn can_change(program: &Program, id: RelationId) -> bool {
    let Some(relation) = program.relations.get(id.index()) else { return false };
    let is_choice = relation.numeric || relation.holes.iter().any(|hole| hole.single);
    (relation.act || relation.class == Class::Open) && relation.class != Class::Judgement && !is_choice
}

struct Search<'a> {
    engine: &'a Engine,
    world: &'a World,
    question: &'a Question,
}

impl Search<'_> {
    /// The fewest flips among the ways to a yes, confirmed one by one.
    fn smallest(&self, open: &Flips) -> Option<Flips> {
        if open.is_empty() || open.len() > OPENED_AT_MOST {
            return None;
        }
        let world = self.with(open.keys().map(|tuple| (tuple, Truth::Unknown)));
        let outcome = self.engine.prepare(&world).ask(self.question).ok()?;
        let ways = outcome.settlements.iter().filter(|way| way.verdict.holds() == Some(true));
        let mut flips: Vec<Flips> = ways.filter_map(|way| flips(&way.if_found, open)).collect();
        flips.sort_by_key(BTreeMap::len);
        let mut best = flips.into_iter().find(|flips| !flips.is_empty() && self.is_yes(flips))?;
        for tuple in best.clone().keys() {
            let fewer: Flips = best.iter().filter(|(other, _)| *other != tuple).map(|(t, to)| (t.clone(), *to)).collect();
            if !fewer.is_empty() && self.is_yes(&fewer) {
                best = fewer;
            }
        }
        Some(best)
    }

    fn is_yes(&self, flips: &Flips) -> bool {
        let truth = |to: bool| if to { Truth::True } else { Truth::False };
        let world = self.with(flips.iter().map(|(tuple, to)| (tuple, truth(*to))));
        self.engine.prepare(&world).decide(self.question).is_ok_and(|decided| decided.verdict.holds() == Some(true))
    }

    /// The situation with these facts instead of what it says of them.
    fn with<'t>(&self, facts: impl Iterator<Item = (&'t Tuple, Truth)> + Clone) -> World {
        let mut world = self.world.clone();
        let replaced = |fact: &Fact| facts.clone().any(|(tuple, _)| tuple.0 == fact.relation && tuple.1 == fact.args);
        world.facts.retain(|fact| !replaced(fact));
        let new = facts.map(|((relation, args), truth)| Fact {
            relation: *relation,
            args: args.clone(),
            truth,
            number: None,
            judged_by: None,
        });
        world.facts.extend(new);
        world
    }
}

/// What a way to a yes changes; none if it needs something that cannot be changed.
fn flips(found: &[Found], open: &Flips) -> Option<Flips> {
    let mut flips = BTreeMap::new();
    for one in found {
        let Found::Fact { relation, args, holds } = one else { return None };
        let tuple = (*relation, args.clone());
        if open.get(&tuple)? != holds {
            flips.insert(tuple, *holds);
        }
    }
    Some(flips)
}
