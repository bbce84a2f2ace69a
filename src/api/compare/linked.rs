//! Acts by which a sentence comes to hold: a clause that only connects says so (`安排 人 列席 会议 的，视为 该人 是 该会议 的
//! 列席人员`). Who is given the act and of whom the sentence holds anyway are one matter, and two documents may differ in it.
use crate::core_ir::{Clause, ClauseKind, Formula, Program, RelationId, Term, Var};
use crate::resolve;
use indexmap::IndexMap;

/// An act by which a sentence comes to hold.
pub struct Link<'b> {
    /// The clause that says so.
    clause: &'b Clause,
    /// The act.
    pub act: RelationId,
    /// For each place of the sentence: the place of the act that has the same thing.
    places: Vec<Option<usize>>,
}

/// The acts by which sentences come to hold, by the sentence.
pub fn links(program: &Program) -> IndexMap<RelationId, Vec<Link<'_>>> {
    let mut all: IndexMap<RelationId, Vec<Link>> = IndexMap::new();
    for clause in program.clauses.iter().filter(|clause| program.connects(clause)) {
        let ClauseKind::Definition { head, .. } = &clause.kind else { continue };
        let mut sentences = Vec::new();
        positive(&clause.condition, &mut sentences);
        // Who holds which office is beside the point.
        sentences.retain(|(relation, _)| ![program.capacity, program.holds_office].contains(&Some(*relation)));
        let [(act, args)] = sentences.as_slice() else { continue };
        if program.relations.get(act.index()).is_none_or(|relation| !relation.act) {
            continue;
        }
        let place = |term: &Term| args.iter().position(|other| other == term && matches!(term, Term::Var(Var(_))));
        let link = Link { clause, act: *act, places: head.args.iter().map(place).collect() };
        all.entry(head.relation).or_default().push(link);
    }
    all
}

fn positive<'f>(formula: &'f Formula, found: &mut Vec<(RelationId, &'f [Term])>) {
    match formula {
        Formula::Atom(atom) => found.push((atom.relation, &atom.args)),
        Formula::And(parts) => parts.iter().for_each(|part| positive(part, found)),
        Formula::Exists { body, .. } => positive(body, found),
        _ => {}
    }
}

impl Link<'_> {
    /// What stands in the places of the sentence, where a clause gives somebody the act; none, where the connecting clause is
    /// not about that.
    pub fn places(&self, program: &Program, clause: &Clause) -> Option<Vec<Option<Term>>> {
        let ClauseKind::Power { act, .. } = &clause.kind else { return None };
        let ClauseKind::Definition { head, .. } = &self.clause.kind else { return None };
        let terms: Vec<Option<Term>> = self.places.iter().map(|place| act.slots.get((*place)?).copied().flatten()).collect();
        let own = head.args.iter().copied().map(Some);
        let fits = own.zip(&terms).all(|(own, term)| resolve::may_be_one(program, (self.clause, own), (clause, *term)));
        (act.verb == self.act && fits).then_some(terms)
    }
}
