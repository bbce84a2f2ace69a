//! How two clauses of two documents on one act or sentence go together.
use super::doer::doer;
use super::written::How;
use crate::core_ir::{ChoiceKind, Clause, ClauseId, ClauseKind, Grant, Program};
use crate::resolve::{self, Resolved};

/// What a clause is to another on the same act or sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Gives it to somebody: to him alone, if closed.
    Gives { closed: bool },
    /// Somebody owes it.
    Owes,
    /// Asks something of it.
    Asks,
    /// Forbids it to somebody.
    Forbids,
    /// Says when a sentence holds.
    Says,
    /// How often.
    Counts,
    /// That nothing is written.
    Leaves,
}

fn role(clause: &Clause) -> Option<Role> {
    Some(match &clause.kind {
        ClauseKind::Power { grant, .. } => Role::Gives { closed: *grant == Grant::Closed },
        ClauseKind::Duty(_) => Role::Owes,
        ClauseKind::Requirement { .. } => Role::Asks,
        ClauseKind::Prohibition { .. } | ClauseKind::StateProhibition { .. } => Role::Forbids,
        ClauseKind::Definition { .. } => Role::Says,
        ClauseKind::Frequency(_) => Role::Counts,
        ClauseKind::Gap { .. } => Role::Leaves,
        ClauseKind::Exception { .. } | ClauseKind::Procedure(_) | ClauseKind::Turn(_) | ClauseKind::Sum(_) => return None,
    })
}

/// A clause, with all that its document writes on the matter.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub id: ClauseId,
    pub beside: &'a [ClauseId],
}

/// How two clauses that one case may fall under go together; none, where they have nothing to do with each other.
pub fn pair(resolved: &Resolved, one: Told, two: Told) -> Option<How> {
    let program = &resolved.program;
    if let Some(how) = prevails(program, one.id, two.id).or_else(|| prevails(program, two.id, one.id)) {
        return Some(how);
    }
    let [a, b] = [one.id, two.id].map(|id| &program.clauses[id.index()]);
    let (left, right) = (role(a)?, role(b)?);
    let [theirs, others] = [a, b].map(|clause| doer(program, clause));
    let same = theirs.may_be(&others, resolved);
    match (left, right) {
        (Role::Leaves, Role::Leaves | Role::Counts) | (Role::Counts, Role::Leaves) => None,
        (Role::Leaves, _) | (_, Role::Leaves) => same.then_some(How::Gap),
        (Role::Counts, Role::Counts) => same.then_some(How::Demands),
        (Role::Counts, _) | (_, Role::Counts) => None,
        (Role::Says, Role::Says) => Some(How::Cases),
        (Role::Says, _) | (_, Role::Says) => Some(How::Demands),
        (Role::Forbids, Role::Gives { .. } | Role::Owes) | (Role::Gives { .. } | Role::Owes, Role::Forbids) => {
            same.then_some(How::Limits)
        }
        (Role::Asks | Role::Forbids, _) | (_, Role::Asks) => same.then_some(How::Demands),
        (Role::Owes, Role::Owes) => Some(How::Demands),
        (Role::Owes, Role::Gives { .. }) | (Role::Gives { .. }, Role::Owes) if same => Some(How::Demands),
        (Role::Owes | Role::Gives { .. }, Role::Owes | Role::Gives { .. }) => Some(given(program, one, two, same)),
    }
}

/// Two clauses by which somebody does it.
fn given(program: &Program, one: Told, two: Told, same: bool) -> How {
    let besides = |open: Told, other: Told| {
        let [own, wide] = [open.id, other.id].map(|id| &program.clauses[id.index()]);
        let place = super::about(own).and_then(|relation| program.relations.get(relation.index())?.doer);
        let theirs = other.beside.iter().any(|id| resolve::to_the_same(own, &program.clauses[id.index()], place));
        !theirs && resolve::covers(program, wide, own, place)
    };
    let closed = |told: Told| role(&program.clauses[told.id.index()]) == Some(Role::Gives { closed: true });
    let exception = (closed(two) && !closed(one) && besides(one, two)) || (closed(one) && !closed(two) && besides(two, one));
    match same {
        _ if exception => How::Exception,
        true => How::Cases,
        false if besides(one, two) || besides(two, one) => How::Exception,
        false => How::Each,
    }
}

/// Whether one of two clauses prevails over the other, by a rank or one way or the other.
fn prevails(program: &Program, loser: ClauseId, winner: ClauseId) -> Option<How> {
    // A rank is between clauses, or clauses that stand for them: these are at the same place.
    let clause = |id: ClauseId| &program.clauses[id.index()];
    let place = |id: ClauseId| (clause(id).document, clause(id).citation.locus);
    let own = clause(loser);
    if own.exceptions.iter().any(|id| place(*id) == place(winner)) {
        return Some(How::Ranked);
    }
    let rival = own.rivals.iter().find(|rival| place(rival.clause) == place(winner))?;
    let open = program.choices.get(rival.choice.index()).is_some_and(|choice| choice.kind == ChoiceKind::Rank);
    Some(if open { How::Open } else { How::Ranked })
}
