//! The promises of the core, checked once, so that evaluation may look things up without asking again.
use crate::core_ir::{
    Act, Amount, AtomFormula, Bearer, Clause, ClauseId, ClauseKind, Formula, IndividualId, KindId, Limit, Program, RelationId,
    Term, TurnKind, Var,
};

/// Formulas nested deeper than this are refused; `check` tells of them before.
const NESTING: u32 = crate::core_ir::NESTING as u32;

/// Whether every number in the program points at something, and every relation has as many arguments as holes.
pub(super) fn valid(program: &Program) -> bool {
    let check = Check { program, variables: 0 };
    program.individuals.iter().all(|one| check.kind(one.kind))
        && program.kinds.iter().all(|kind| kind.ancestors.iter().all(|of| check.kind(*of)))
        && program.relations.iter().all(|relation| {
            relation.holes.iter().all(|hole| check.kind(hole.kind))
                && relation.doer.is_none_or(|doer| doer < relation.holes.len())
        })
        && program
            .facts
            .iter()
            .all(|(relation, args)| check.arity(*relation, args.len()) && args.iter().all(|arg| check.individual(*arg)))
        && [program.capacity, program.holds_office].iter().flatten().all(|id| check.relation(*id))
        && program.holds_office.is_none_or(|id| check.arity(id, 2))
        && program.clauses.iter().all(|clause| Check { program, variables: clause.variables.len() }.clause(clause))
}

struct Check<'p> {
    program: &'p Program,
    variables: usize,
}

impl Check<'_> {
    fn kind(&self, id: KindId) -> bool {
        id.index() < self.program.kinds.len()
    }

    fn individual(&self, id: IndividualId) -> bool {
        id.index() < self.program.individuals.len()
    }

    fn relation(&self, id: RelationId) -> bool {
        id.index() < self.program.relations.len()
    }

    fn arity(&self, id: RelationId, args: usize) -> bool {
        self.program.relations.get(id.index()).is_some_and(|relation| relation.holes.len() == args)
    }

    fn var(&self, var: Var) -> bool {
        usize::from(var.0) < self.variables
    }

    fn term(&self, term: &Term) -> bool {
        match term {
            Term::Var(var) => self.var(*var),
            Term::Individual(id) => self.individual(*id),
        }
    }

    fn atom(&self, relation: RelationId, args: &[Term]) -> bool {
        self.arity(relation, args.len()) && args.iter().all(|term| self.term(term))
    }

    fn act(&self, act: &Act) -> bool {
        self.arity(act.verb, act.slots.len()) && act.slots.iter().flatten().all(|term| self.term(term))
    }

    fn option(&self, choice: crate::core_ir::ChoiceId, option: u8) -> bool {
        self.program.choices.get(choice.index()).is_some_and(|choice| usize::from(option) < choice.options.len())
    }

    fn clause(&self, clause: &Clause) -> bool {
        let known = |id: &crate::core_ir::ClauseId| id.index() < self.program.clauses.len();
        clause.document.index() < self.program.documents.len()
            && clause.variables.iter().all(|(kind, _)| self.kind(*kind))
            && self.formula(&clause.condition, 0)
            && clause.guards.iter().all(|(choice, option)| self.option(*choice, *option))
            && clause.exceptions.iter().all(known)
            && clause.rivals.iter().all(|rival| known(&rival.clause) && self.option(rival.choice, rival.option))
            && clause.notes.iter().filter_map(|note| note.condition.as_ref()).all(|formula| self.formula(formula, 0))
            && self.content(&clause.kind)
    }

    fn limit(&self, limit: Option<&Limit>) -> bool {
        if let Some(Limit::Ahead(event)) = limit {
            return self.atom(event.relation, &event.args);
        }
        let Some(Limit::Days { extensions, excluded, .. }) = limit else { return true };
        let known = |id: &ClauseId| id.index() < self.program.clauses.len();
        extensions.iter().all(|one| known(&one.when)) && excluded.iter().all(known)
    }

    fn bearer(&self, bearer: &Bearer) -> bool {
        match bearer {
            Bearer::One(var) => self.var(*var),
            Bearer::AnyOf(var, is_one) => self.var(*var) && self.formula(is_one, 0),
            Bearer::Named | Bearer::Nobody => true,
        }
    }

    fn content(&self, kind: &ClauseKind) -> bool {
        let whole = |atom: &AtomFormula| self.atom(atom.relation, &atom.args);
        match kind {
            ClauseKind::Power { act, chooser, .. } => {
                self.act(act)
                    && chooser.as_ref().is_none_or(|chooser| {
                        self.term(&chooser.who) && whole(&chooser.choice) && self.formula(&chooser.condition, 0)
                    })
            }
            ClauseKind::Requirement { act, needs } => self.act(act) && self.formula(needs, 0),
            ClauseKind::Prohibition { act } | ClauseKind::Gap { act, .. } => self.act(act),
            ClauseKind::StateProhibition { state } => whole(state),
            ClauseKind::Duty(duty) => {
                self.act(&duty.act)
                    && duty.triggers.iter().all(whole)
                    && duty.alternatives.iter().all(|act| self.act(act))
                    && self.bearer(&duty.bearer)
                    && self.limit(duty.limit.as_ref())
                    && self.formula(&duty.done, 0)
                    && duty.licences.iter().all(|licence| {
                        licence.places.iter().all(|(_, var)| self.var(*var)) && self.formula(&licence.condition, 0)
                    })
            }
            ClauseKind::Definition { head, .. } => whole(head),
            ClauseKind::Frequency(frequency) => self.act(&frequency.act),
            ClauseKind::Sum(comparison) => self.amount(&comparison.left, 0) && self.amount(&comparison.right, 0),
            ClauseKind::Procedure(procedure) => {
                procedure.matter.is_none_or(|matter| self.var(matter))
                    && procedure.steps.iter().all(|step| {
                        self.formula(&step.done, 0)
                            && self.formula(&step.needed, 0)
                            && step
                                .ways
                                .iter()
                                .all(|way| self.act(&way.act) && self.formula(&way.who, 0) && self.formula(&way.done, 0))
                    })
            }
            ClauseKind::Turn(turn) => {
                turn.matter.is_none_or(|matter| self.var(matter))
                    && match &turn.kind {
                        TurnKind::Back { event, .. } => whole(event),
                        TurnKind::Ended | TurnKind::Suspended | TurnKind::Resumed => true,
                    }
            }
            ClauseKind::Exception { act, .. } => act.iter().all(|act| self.act(act)),
        }
    }

    fn formula(&self, formula: &Formula, depth: u32) -> bool {
        let all = |parts: &[Formula]| parts.iter().all(|part| self.formula(part, depth + 1));
        depth < NESTING
            && match formula {
                Formula::True | Formula::False => true,
                Formula::Atom(atom) => self.atom(atom.relation, &atom.args),
                Formula::Not(part) => self.formula(part, depth + 1),
                Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => all(parts),
                Formula::Exists { var, kind, body } | Formula::Forall { var, kind, body } => {
                    self.var(*var) && self.kind(*kind) && self.formula(body, depth + 1)
                }
                Formula::Same(a, b) => self.term(a) && self.term(b),
                Formula::IsKind(term, kind) => self.term(term) && self.kind(*kind),
                Formula::Choice { choice, option } => self.option(*choice, *option),
                Formula::Compare(comparison) => {
                    self.amount(&comparison.left, depth)
                        && self.amount(&comparison.right, depth)
                        && comparison.convention.is_none_or(|choice| self.option(choice, 1))
                }
                Formula::Applies(id) => id.index() < self.program.clauses.len(),
            }
    }

    fn amount(&self, amount: &Amount, depth: u32) -> bool {
        depth < NESTING
            && match amount {
                Amount::Number(_) => true,
                Amount::Count { var, kind, body } => self.var(*var) && self.kind(*kind) && self.formula(body, depth + 1),
                Amount::Times(_, part) => self.amount(part, depth + 1),
                Amount::Value { relation, args } => self.atom(*relation, args),
                Amount::Plus(a, b) | Amount::Minus(a, b) => self.amount(a, depth + 1) && self.amount(b, depth + 1),
            }
    }
}
