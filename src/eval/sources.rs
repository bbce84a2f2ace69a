//! Where the individuals that may satisfy a condition come from.
//!
//! Most conditions name somebody by what is on record of him: who holds the office, whose paper it is. Looking there instead
//! of trying everybody changes no answer, since whoever is left out cannot satisfy the condition; it only saves the trying.
use super::{
    algebra::Algebra,
    evaluator::{Evaluator, Frame},
    tables::NONE,
};
use crate::core_ir::{AtomFormula, ClauseId, ClauseKind, Formula, RelationId, Term, Var};

/// Definitions followed for the doer of an act, at most.
const HOPS: u32 = 4;
/// Definitions followed for a quantifier inside a condition, at most: it is asked more often.
const NEAR_HOPS: u32 = 2;
/// Arguments of one sentence, at most; longer ones are not looked up.
const WIDTH: usize = 6;

/// Individuals, in the order of their numbers and each once.
pub(super) type Sources = Vec<u32>;

impl<'a, A: Algebra> Evaluator<'a, A> {
    /// All who may satisfy the body of a quantifier; `None`: anybody. Whoever fails the first sentence about him (他 任 市长) is
    /// nobody an explanation has to tell of; whoever fails a later one may be a link of a chain that was passed over.
    pub fn members_for(&mut self, var: Var, body: &'a Formula, frame: Frame) -> Option<Sources> {
        if self.assumed.is_some() {
            return None;
        }
        let parts = if let Formula::And(parts) = body { parts.as_slice() } else { std::slice::from_ref(body) };
        let before = self.var(frame, var);
        self.set(frame, var, NONE);
        let mut atoms = parts.iter().filter_map(|part| if let Formula::Atom(atom) = part { Some(atom) } else { None });
        let found = if A::THOROUGH {
            atoms.next().and_then(|atom| self.of_atom(atom, var, frame, NEAR_HOPS))
        } else {
            atoms.find_map(|atom| self.of_atom(atom, var, frame, NEAR_HOPS))
        };
        self.set(frame, var, before);
        found
    }

    /// All whom the powers over an act may name, or a duty to do it; `None`: anybody.
    pub fn doers(&mut self, relation: RelationId, slots: &[u32], place: usize) -> Option<Sources> {
        if A::THOROUGH || self.assumed.is_some() || slots.len() > WIDTH || !self.index.about(relation).duties.is_empty() {
            return None;
        }
        let mut open = slots.to_vec();
        *open.get_mut(place)? = NONE;
        let mut all = Sources::new();
        for id in &self.index.about(relation).powers {
            all.extend(self.named_by(*id, relation, &open, place, HOPS)?);
        }
        Some(sorted(all))
    }

    /// All whom a clause may put in this place.
    fn named_by(&mut self, id: ClauseId, relation: RelationId, args: &[u32], place: usize, hops: u32) -> Option<Sources> {
        let index = self.index;
        let pattern = index.patterns(id).first()?;
        let found = self.enter(id, Some(relation), args, |this, frame| {
            if !this.bind(frame, &pattern.slots, args, None) {
                return Ok(Some(Sources::new()));
            }
            Ok(match pattern.slots.get(place).copied().flatten() {
                Some(Term::Individual(one)) => Some(vec![one.0]),
                Some(Term::Var(var)) => this.sources(&index.clause(id).condition, var, frame, hops),
                None => None,
            })
        });
        found.ok().flatten()
    }

    fn sources(&mut self, formula: &'a Formula, var: Var, frame: Frame, hops: u32) -> Option<Sources> {
        match formula {
            Formula::False => Some(Sources::new()),
            Formula::And(parts) => parts.iter().find_map(|part| self.sources(part, var, frame, hops)),
            Formula::Or(parts) => {
                let mut all = Sources::new();
                for part in parts {
                    all.extend(self.sources(part, var, frame, hops)?);
                }
                Some(sorted(all))
            }
            Formula::Exists { body, .. } => self.sources(body, var, frame, hops),
            Formula::Atom(atom) => self.of_atom(atom, var, frame, hops),
            _ => None,
        }
    }

    fn of_atom(&mut self, atom: &AtomFormula, var: Var, frame: Frame, hops: u32) -> Option<Sources> {
        let (place, args) = self.asked(atom, var, frame)?;
        let args = &args[..atom.args.len()];
        let mut all = self.on_record(atom.relation, args, place)?;
        let index = self.index;
        let about = index.about(atom.relation);
        let constitutive = index.relation(atom.relation).constitutive;
        if about.definitions.is_empty() && !constitutive {
            return Some(all);
        }
        let powers = if constitutive { about.powers.as_slice() } else { &[] };
        let hops = hops.checked_sub(1)?;
        for id in about.definitions.iter().chain(powers) {
            if matches!(index.clause(*id).kind, ClauseKind::Definition { .. } | ClauseKind::Power { .. }) {
                all.extend(self.named_by(*id, atom.relation, args, place, hops)?);
            }
        }
        Some(sorted(all))
    }

    /// The place of the variable in a sentence, and the sentence with that place open. Other places may be open too.
    fn asked(&self, atom: &AtomFormula, var: Var, frame: Frame) -> Option<(usize, [u32; WIDTH])> {
        let place = atom.args.iter().position(|term| *term == Term::Var(var))?;
        let mut args = [NONE; WIDTH];
        if atom.args.len() > WIDTH {
            return None;
        }
        for (n, term) in atom.args.iter().enumerate() {
            if *term != Term::Var(var)
                && let Some(arg) = args.get_mut(n)
            {
                *arg = self.term(frame, *term);
            }
        }
        Some((place, args))
    }

    /// Who stands in this place on record, if the record is closed.
    fn on_record(&self, relation: RelationId, args: &[u32], place: usize) -> Option<Sources> {
        if self.index.program.holds_office == Some(relation) && self.tables.has_unnamed() {
            return None;
        }
        self.tables.matching(relation, args, place).map(sorted)
    }
}

fn sorted(mut all: Sources) -> Sources {
    all.sort_unstable();
    all.dedup();
    all
}
