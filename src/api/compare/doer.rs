//! Whom a clause is about: who may, must or must not do it. Two clauses on one act have nothing to do with each other where
//! these cannot be the same.
use crate::core_ir::{Bearer, Clause, ClauseKind, Formula, IndividualId, Program, Term, Var};
use crate::resolve::{self, Resolved};
use std::collections::BTreeSet;

/// Who does it.
pub struct Doer<'c> {
    clause: &'c Clause,
    /// What stands in his place; none: anybody.
    who: Option<Term>,
    /// The offices that he holds or acts in, any of them; none: whoever he is.
    offices: Option<BTreeSet<IndividualId>>,
}

/// Whom a clause is about.
pub fn doer<'c>(program: &Program, clause: &'c Clause) -> Doer<'c> {
    let place = |act: &crate::core_ir::Act| {
        program.relations.get(act.verb.index()).and_then(|relation| act.slots.get(relation.doer?).copied().flatten())
    };
    let who = match &clause.kind {
        ClauseKind::Duty(duty) => match &duty.bearer {
            Bearer::One(var) | Bearer::AnyOf(var, _) => Some(Term::Var(*var)),
            Bearer::Named => place(&duty.act),
            Bearer::Nobody => None,
        },
        kind => resolve::act_of(kind).and_then(place),
    };
    let held = |formula: &Formula| if let Some(Term::Var(var)) = who { offices(program, formula, var) } else { None };
    let among = if let ClauseKind::Duty(duty) = &clause.kind
        && let Bearer::AnyOf(_, among) = &duty.bearer
    {
        held(among)
    } else {
        None
    };
    Doer { clause, who, offices: among.or_else(|| held(&clause.condition)) }
}

impl Doer<'_> {
    /// Whether he may be the one that another clause is about.
    pub fn may_be(&self, other: &Self, resolved: &Resolved) -> bool {
        let part = |a: &IndividualId, b: &IndividualId| resolved.scope.part_of.get(a).is_some_and(|wholes| wholes.contains(b));
        resolve::may_be_one(&resolved.program, (self.clause, self.who), (other.clause, other.who))
            && match (&self.offices, &other.offices) {
                (Some(one), Some(two)) => one.iter().any(|a| two.iter().any(|b| a == b || part(a, b) || part(b, a))),
                _ => true,
            }
    }
}

/// The offices one of which a condition asks somebody to hold; none, if it may hold of others too.
fn offices(program: &Program, condition: &Formula, var: Var) -> Option<BTreeSet<IndividualId>> {
    match condition {
        Formula::Atom(atom) => {
            let held = [program.capacity, program.holds_office].contains(&Some(atom.relation));
            match atom.args.as_slice() {
                [Term::Var(who), Term::Individual(office), ..] if held && *who == var => Some(BTreeSet::from([*office])),
                _ => None,
            }
        }
        Formula::And(parts) => parts.iter().find_map(|part| offices(program, part, var)),
        Formula::Or(parts) => {
            let all: Option<Vec<_>> = parts.iter().map(|part| offices(program, part, var)).collect();
            Some(all?.into_iter().flatten().collect())
        }
        Formula::Exists { body, .. } => offices(program, body, var),
        _ => None,
    }
}
