//! Changes of dates: what was done too late had been done in time; what is still to be done is to be done by a day.
use super::changes::Asking;
use crate::core_ir::{ClauseKind, EntityId, Limit, RelationId};
use crate::eval::{About, By, Change, Decision, Finding, Hand, Note, Outcome, Turning};
use crate::vocabulary::{Moment, Verdict};

/// So many days are tried from the last one back: a festival and the days worked for it lie between at most.
const DAYS_AT_MOST: i32 = 14;

/// A duty that is not kept, or not yet: its act, by when, and when it was done.
struct Deadline {
    act: RelationId,
    by: By,
    /// The latest moment at which it is in time.
    last: Option<Moment>,
    done: Option<Moment>,
}

/// Says by when an act would have to be done, and adds the changes by which what was done late is done in time.
pub fn in_time(asking: &Asking, outcome: &Outcome, all: &mut Vec<Turning>) {
    let deadlines: Vec<Deadline> = outcome.findings.iter().filter_map(|finding| deadline(asking, outcome, finding)).collect();
    if deadlines.is_empty() {
        return;
    }
    for turning in all.iter_mut() {
        for change in turning.changes.iter_mut().filter(|change| change.to) {
            // Where two duties on one act have different days, the earlier is in time for both.
            let own = deadlines.iter().filter(|deadline| deadline.act == change.relation);
            change.by = own.min_by_key(|deadline| deadline.last).map(|deadline| deadline.by);
        }
        dated(asking, &deadlines, turning);
    }
    all.retain(|turning| turning.verdict != outcome.verdict && plain(turning.verdict));
    for deadline in &deadlines {
        for turning in earlier(asking, outcome, deadline) {
            if !all.contains(&turning) {
                all.insert(0, turning);
            }
        }
    }
}

fn deadline(asking: &Asking, outcome: &Outcome, finding: &Finding) -> Option<Deadline> {
    let About::Duty(clause) = finding.about else { return None };
    let open = [Verdict::Violation, Verdict::Deviation, Verdict::NotYetDue].contains(&finding.verdict);
    let ClauseKind::Duty(duty) = &asking.engine.program().clauses.get(clause.index()).filter(|_| open)?.kind else { return None };
    let act = duty.act.verb;
    match &duty.limit {
        Some(Limit::Days { .. }) => {
            let reckoning = finding.reckoning.as_ref()?;
            let timing = reckoning.due.as_ref().ok()?;
            let last = timing.extended.last().map_or(timing.due, |(_, day)| *day);
            Some(Deadline { act, by: By::Day(last), last: Some(last.into()), done: reckoning.done_on })
        }
        Some(Limit::Before | Limit::Ahead(_) | Limit::SameDay) => {
            let late = outcome.notes.iter().find_map(|note| match note {
                Note::Late(id, done, event) if *id == clause => Some((*event, *done)),
                _ => None,
            });
            let (last, done) = (late.map(|(event, _)| event), late.map(|(_, done)| done));
            let last = if duty.limit == Some(Limit::SameDay) { last.map(|at| Moment::from(at.date)) } else { last };
            Some(Deadline { act, by: By::Event, last, done })
        }
        _ => None,
    }
}

/// One act done on the last day: what it leads to then, which may be less than if it had been done at all times.
fn dated(asking: &Asking, deadlines: &[Deadline], turning: &mut Turning) {
    let [change] = turning.changes.as_slice() else { return };
    let own = deadlines.iter().filter(|deadline| deadline.act == change.relation && Some(deadline.by) == change.by);
    let (Some(last), [args]) = (own.filter_map(|deadline| deadline.last).min(), change.among.as_slice()) else { return };
    if let Some((by, decided)) = done_by(asking, (change.relation, args), last, change.by) {
        (turning.verdict, turning.ground, turning.who) = (decided.verdict, decided.ground, decided.who);
        turning.changes.iter_mut().for_each(|change| change.by = Some(by));
    }
}

/// What it comes to if an act is done on the last day; where the ways of counting days do not agree on that one, on the latest
/// day on which they do.
fn done_by(asking: &Asking, act: (RelationId, &[EntityId]), last: Moment, by: Option<By>) -> Option<(By, Decision)> {
    let history = asking.world.history.as_ref()?;
    let days = if matches!(by, Some(By::Day(_))) { DAYS_AT_MOST } else { 0 };
    let on = |back: i32| {
        let day = if back == 0 { last } else { last.date.plus_days(-back)?.into() };
        let world = history.moved(asking.world, asking.engine.program(), act, day);
        let decided = asking.engine.prepare(&world).decide(asking.question).ok()?;
        Some((if back == 0 { by? } else { By::Day(day.date) }, decided))
    };
    (0..=days).filter_map(on).find(|(_, decided)| plain(decided.verdict)).or_else(|| on(0))
}

/// An answer, whatever is unknown and however it is read.
fn plain(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Undetermined | Verdict::Conflict)
}

/// What was done too late, done in time.
fn earlier(asking: &Asking, outcome: &Outcome, deadline: &Deadline) -> Vec<Turning> {
    let (Some(last), Some(done)) = (deadline.last, deadline.done) else { return Vec::new() };
    let Some(history) = asking.world.history.as_ref().filter(|_| last.before(done)) else { return Vec::new() };
    let said = history.sentences(deadline.act).filter(|(_, times)| times.iter().any(|time| time.from == Some(done)));
    let turned = |args: &[EntityId]| {
        let (by, decided) = done_by(asking, (deadline.act, args), last, Some(deadline.by))?;
        let change = Change {
            hand: Hand::Do,
            before: Some(true),
            relation: deadline.act,
            to: true,
            count: 1,
            among: vec![args.to_vec()],
            by: Some(by),
        };
        (decided.verdict != outcome.verdict && plain(decided.verdict)).then(|| Turning {
            changes: vec![change],
            verdict: decided.verdict,
            ground: decided.ground,
            who: decided.who,
        })
    };
    said.filter_map(|(args, _)| turned(args)).collect()
}
