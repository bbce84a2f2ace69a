//! Why nobody is found though no fact speaks against anybody: what the clauses are about is not in the situation, or is not
//! known to be what they are about.
use super::reasons::{Reasons, Said};
use super::tree::Teller;
use crate::core_ir::{Class, ClauseId, EntityId, Formula, KindId, RelationId, Term, Truth, Var};
use crate::eval::{Origin, Proof, Step, Value};

/// So many are told by name.
const NAMES_AT_MOST: usize = 6;

/// A clause with what its variables stand for.
type Bound<'p> = (ClauseId, &'p [(Var, EntityId)]);

impl Reasons<'_> {
    /// 「情形里没有区政府常务会议」, 「该事项不是本次会议的议定事项（没有记载）」: the kinds of those to whom the clauses give the act, and
    /// what their conditions look for in vain.
    pub(super) fn absent(&mut self, relied: &[ClauseId], proofs: &[&Proof]) {
        let program = self.teller.wording.program;
        let given = relied.iter().filter_map(|id| program.empowered_kind(program.clauses.get(id.index())?));
        let mut kinds: Vec<KindId> = given.filter(|kind| self.of(*kind).is_empty()).collect();
        let mut sought = Vec::new();
        proofs.iter().for_each(|proof| in_vain(self.teller, proof, None, 0, &mut sought));
        let mut such: Vec<KindId> = Vec::new();
        for (kind, within) in sought {
            let there = self.of(kind);
            if there.is_empty() {
                kinds.push(kind);
            } else if !self.not_the_one(within, kind, &there) {
                such.push(kind);
            }
        }
        let words = self.teller.wording;
        let named = |kinds: Vec<KindId>| {
            let mut names: Vec<&str> = Vec::new();
            kinds.into_iter().map(|kind| words.kind(kind)).for_each(|name| {
                if !names.contains(&name) {
                    names.push(name)
                }
            });
            names.join(&words.pick("、", ", "))
        };
        let lists = [(named(kinds), ["没有", "there is no"]), (named(such), ["没有这样的", "there is no such"])];
        for (list, [zh, en]) in lists.into_iter().filter(|(list, _)| !list.is_empty()) {
            self.say(Said::Text(words.pick(format_args!("情形里{zh}{list}"), format_args!("{en} {list} in the situation"))));
        }
    }

    /// Those of a kind.
    fn of(&self, kind: KindId) -> Vec<EntityId> {
        let words = &self.teller.wording;
        let all = words.world.entities.iter().enumerate();
        all.filter(|(_, one)| words.program.is_a(one.kind, kind)).map(|(n, _)| EntityId(n as u32)).collect()
    }

    /// That none of these is on record as what a condition looks for; whether there is something to tell.
    fn not_the_one(&mut self, within: Option<Bound>, kind: KindId, there: &[EntityId]) -> bool {
        let words = self.teller.wording;
        let Some((id, bindings)) = within.filter(|_| there.len() <= NAMES_AT_MOST) else { return false };
        let Some(clause) = words.program.clauses.get(id.index()) else { return false };
        let Some((var, relation, terms)) = wanted(&clause.condition, kind) else { return false };
        let recorded = |class| matches!(class, Class::Recorded | Class::Chosen);
        if !words.relation(relation).is_some_and(|known| recorded(known.class)) {
            return false;
        }
        let value = |one: EntityId, term: &Term| match term {
            Term::Individual(id) => Some(EntityId::from(*id)),
            Term::Var(own) if *own == var => Some(one),
            Term::Var(own) => bindings.iter().find(|(bound, _)| bound == own).map(|(_, entity)| *entity),
        };
        let sentences = there.iter().map(|one| terms.iter().map(|term| value(*one, term)).collect::<Option<Vec<EntityId>>>());
        let Some(sentences) = sentences.collect::<Option<Vec<_>>>() else { return false };
        let is = |args: &Vec<EntityId>| {
            words.world.facts.iter().any(|fact| fact.relation == relation && fact.args == *args && fact.truth != Truth::False)
        };
        let none: Vec<Vec<EntityId>> = sentences.into_iter().filter(|args| !is(args)).collect();
        let told = !none.is_empty();
        for args in none {
            self.say(Said::Fact { relation, args, origin: Origin::Absent, value: Value::False });
        }
        told
    }
}

/// The kinds of which a condition looks for one in vain, each with its clause.
fn in_vain<'p>(
    teller: &Teller<'_>,
    proof: &'p Proof,
    within: Option<Bound<'p>>,
    depth: usize,
    found: &mut Vec<(KindId, Option<Bound<'p>>)>,
) {
    if !teller.looks_on(depth) || proof.value != Value::False {
        return;
    }
    let within = match &proof.step {
        Step::Clause { clause, bindings, .. } => Some((*clause, bindings.as_slice())),
        _ => within,
    };
    if let (Step::Exists(kind), []) = (&proof.step, proof.children.as_slice()) {
        found.push((*kind, within));
    }
    proof.children.iter().for_each(|child| in_vain(teller, child, within, depth + 1, found));
}

/// The sentence that names whom a condition looks for: the first about the variable.
fn wanted(condition: &Formula, kind: KindId) -> Option<(Var, RelationId, &[Term])> {
    match condition {
        Formula::Exists { var, kind: own, body } if *own == kind => {
            first_about(body, *var).map(|(relation, terms)| (*var, relation, terms)).or_else(|| wanted(body, kind))
        }
        Formula::Exists { body, .. } => wanted(body, kind),
        Formula::And(parts) => parts.iter().find_map(|part| wanted(part, kind)),
        _ => None,
    }
}

fn first_about(body: &Formula, var: Var) -> Option<(RelationId, &[Term])> {
    match body {
        Formula::Atom(atom) if atom.args.contains(&Term::Var(var)) => Some((atom.relation, &atom.args)),
        Formula::And(parts) => parts.iter().find_map(|part| first_about(part, var)),
        _ => None,
    }
}
