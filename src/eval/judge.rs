//! From findings to a verdict: what holds in every filling of the unknown facts, what in some, what in none.
use super::{
    Verdict,
    act::Act,
    algebra::Stop,
    index::Index,
    item::{Instance, Item, Seen, Who},
    must::Must,
    procedure::Progress,
    proof::Value,
};
use crate::core_ir::{ClauseKind, Duty, Limit};

/// A verdict with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub verdict: Verdict,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Those found.
    pub who: Vec<u32>,
}

impl Label {
    pub fn of(verdict: Verdict) -> Self {
        Self { verdict, ground: None, who: Vec::new() }
    }

    /// Whether two labels say the same (the ground of a violation lies below the label).
    pub fn agrees(&self, other: &Self) -> bool {
        self.verdict == other.verdict && self.who == other.who
    }
}

/// Why a verdict could not be given.
#[derive(Debug, Clone, Copy)]
pub(super) enum Doubt {
    Stop(Stop),
    /// Three-valued truth cannot tell.
    Vague,
}

impl From<Stop> for Doubt {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// Says of a condition whether it holds in all fillings, and whether in any.
pub(super) trait Oracle<B> {
    fn always(&mut self, value: &B) -> Result<bool, Doubt>;
    fn ever(&mut self, value: &B) -> Result<bool, Doubt>;
}

/// What three-valued truth can tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kleene;

impl Oracle<Value> for Kleene {
    fn always(&mut self, value: &Value) -> Result<bool, Doubt> {
        value.known().ok_or(Doubt::Vague)
    }

    fn ever(&mut self, value: &Value) -> Result<bool, Doubt> {
        value.known().ok_or(Doubt::Vague)
    }
}

/// The verdict on one item.
pub(super) fn judge<B>(index: &Index, item: &Item, seen: &Seen<B>, oracle: &mut impl Oracle<B>) -> Result<Label, Doubt> {
    match (item, seen) {
        (Item::Act { after: false, .. }, Seen::Act(act)) => Ok(Label::of(act_verdict(act, oracle)?)),
        (Item::Act { exists, .. }, Seen::Act(act)) => audited(act, *exists, oracle),
        (Item::Duty { clause, .. }, Seen::Duty(instance)) => match &index.clause(*clause).kind {
            ClauseKind::Duty(duty) => duty_verdict(instance, duty, index.clause(*clause).hedged, oracle),
            _ => Ok(Label::of(Verdict::NotApplicable)),
        },
        (_, Seen::Frequency(counted)) => {
            Ok(Label::of(if oracle.ever(&counted.stands)? { counted.verdict } else { Verdict::NotApplicable }))
        }
        (Item::Uncovered { exists, .. }, Seen::Uncovered(gaps)) => {
            Ok(Label::of(left_out(&gaps.iter().map(|(_, gap)| gap).collect::<Vec<_>>(), *exists, oracle)?))
        }
        (_, Seen::Step(progress)) => Ok(Label::of(step_verdict(progress, oracle)?)),
        (_, Seen::Atoms(value)) => Ok(Label::of(atoms_verdict(value, oracle)?)),
        (_, Seen::Must(must)) => Ok(Label::of(must_verdict(must, oracle)?)),
        (_, Seen::Who(who)) => who_verdict(who, oracle),
        _ => Ok(Label::of(Verdict::NotInForce)),
    }
}

/// What the verdict on an act depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Totals<'b, B> {
    pub silent: &'b B,
    pub not_empowered: &'b B,
    pub prohibited: &'b B,
    pub unmet: &'b B,
    /// Any of the three.
    pub refused: &'b B,
    pub deviation: &'b B,
}

impl<B> Totals<'_, B> {
    pub fn verdict(&self, oracle: &mut impl Oracle<B>) -> Result<Verdict, Doubt> {
        if oracle.always(self.silent)? {
            return Ok(Verdict::Silent);
        }
        if oracle.always(self.refused)? {
            return self.refusal(oracle);
        }
        if oracle.ever(self.refused)? || oracle.ever(self.silent)? {
            return Ok(Verdict::Undetermined);
        }
        if oracle.always(self.deviation)? {
            return Ok(Verdict::PermittedWithDeviation);
        }
        Ok(if oracle.ever(self.deviation)? { Verdict::Undetermined } else { Verdict::Permitted })
    }

    /// The first refusal that holds in every filling.
    fn refusal(&self, oracle: &mut impl Oracle<B>) -> Result<Verdict, Doubt> {
        let all = [
            (Verdict::NotEmpowered, self.not_empowered),
            (Verdict::Prohibited, self.prohibited),
            (Verdict::RequirementsUnmet, self.unmet),
        ];
        for (verdict, value) in all {
            if oracle.always(value)? {
                return Ok(verdict);
            }
        }
        Ok(Verdict::NotPermitted)
    }
}

fn totals<B>(act: &Act<B>) -> Totals<'_, B> {
    Totals {
        silent: &act.silent,
        not_empowered: &act.not_empowered,
        prohibited: &act.prohibited,
        unmet: &act.unmet,
        refused: &act.refused,
        deviation: &act.deviation,
    }
}

pub(super) fn act_verdict<B>(act: &Act<B>, oracle: &mut impl Oracle<B>) -> Result<Verdict, Doubt> {
    totals(act).verdict(oracle)
}

pub(super) fn refusal<B>(act: &Act<B>, oracle: &mut impl Oracle<B>) -> Result<Verdict, Doubt> {
    totals(act).refusal(oracle)
}

/// An act after the fact.
fn audited<B>(act: &Act<B>, exists: bool, oracle: &mut impl Oracle<B>) -> Result<Label, Doubt> {
    let verdict = act_verdict(act, oracle)?;
    Ok(match verdict {
        Verdict::Silent => Label::of(left_out(&act.gaps.iter().map(|(_, gap)| gap).collect::<Vec<_>>(), exists, oracle)?),
        other => {
            let (verdict, ground) = other.afterwards();
            Label { ground, ..Label::of(verdict) }
        }
    })
}

/// A case that the clauses leave out: a gap clause that covers it makes it silent.
fn left_out<B>(gaps: &[&B], exists: bool, oracle: &mut impl Oracle<B>) -> Result<Verdict, Doubt> {
    if !exists {
        return Ok(Verdict::Silent);
    }
    let mut perhaps = false;
    for gap in gaps {
        if oracle.always(gap)? {
            return Ok(Verdict::Silent);
        }
        perhaps |= oracle.ever(gap)?;
    }
    Ok(if perhaps { Verdict::Undetermined } else { Verdict::NotApplicable })
}

fn duty_verdict<B>(instance: &Instance<B>, duty: &Duty, hedged: bool, oracle: &mut impl Oracle<B>) -> Result<Label, Doubt> {
    if !oracle.ever(&instance.arises)? {
        return Ok(Label::of(Verdict::NotApplicable));
    }
    if oracle.always(&instance.kept)? {
        return Ok(Label::of(Verdict::Compliant));
    }
    if oracle.always(&instance.failed)? {
        return Ok(undone(duty, hedged));
    }
    if oracle.always(&instance.waiting)? {
        return Ok(Label::of(Verdict::NotYetDue));
    }
    Ok(Label::of(Verdict::Undetermined))
}

/// A duty that has arisen and is not done, or not in time.
pub(super) fn undone(duty: &Duty, hedged: bool) -> Label {
    let timed =
        matches!(duty.limit, Some(Limit::Before | Limit::Ahead(_) | Limit::WithAct | Limit::SameDay | Limit::Days { .. }));
    Label::of(match (duty.keeping || timed, hedged) {
        (false, _) => Verdict::Outstanding,
        (true, true) => Verdict::Deviation,
        (true, false) => Verdict::Violation,
    })
}

fn step_verdict<B>(progress: &Progress<B>, oracle: &mut impl Oracle<B>) -> Result<Verdict, Doubt> {
    for (verdict, value) in progress.ways() {
        if oracle.always(value)? {
            return Ok(verdict);
        }
    }
    Ok(Verdict::Undetermined)
}

fn atoms_verdict<B>(value: &B, oracle: &mut impl Oracle<B>) -> Result<Verdict, Doubt> {
    if oracle.always(value)? {
        return Ok(Verdict::Holds);
    }
    Ok(if oracle.ever(value)? { Verdict::Undetermined } else { Verdict::DoesNotHold })
}

fn must_verdict<B>(must: &Must<B>, oracle: &mut impl Oracle<B>) -> Result<Verdict, Doubt> {
    if oracle.always(&must.required)? {
        return Ok(Verdict::Required);
    }
    if oracle.always(&must.not_required)? {
        return Ok(Verdict::NotRequired);
    }
    Ok(if oracle.ever(&must.speaks)? { Verdict::Undetermined } else { Verdict::Silent })
}

fn who_verdict<B>(who: &Who<B>, oracle: &mut impl Oracle<B>) -> Result<Label, Doubt> {
    let people = who.candidates.iter().map(|(one, _, may)| (*one, may));
    let choosers = who.choosers.iter().map(|(_, one, value)| (*one, value));
    let (mut found, mut perhaps) = (Vec::new(), Vec::new());
    for (one, may) in people.chain(choosers) {
        if oracle.always(may)? {
            found.push(one);
        } else if oracle.ever(may)? {
            perhaps.push(one);
        }
    }
    if perhaps.iter().any(|one| !found.contains(one)) {
        return Ok(Label::of(Verdict::Undetermined));
    }
    found.sort_unstable();
    found.dedup();
    if !found.is_empty() {
        return Ok(Label { who: found, ..Label::of(Verdict::Found) });
    }
    if oracle.always(&who.silent)? {
        return Ok(Label::of(Verdict::Silent));
    }
    Ok(Label::of(if oracle.ever(&who.silent)? { Verdict::Undetermined } else { Verdict::Nobody }))
}

/// The verdict of a question with several items.
pub(super) fn joint(items: &[Item], labels: &[Label]) -> Label {
    let after = items.iter().any(|item| !matches!(item, Item::Act { after: false, .. } | Item::OutOfForce { .. }));
    let before = |verdict| BEFORE.iter().position(|one| *one == verdict).unwrap_or(BEFORE.len());
    if items.iter().any(|item| matches!(item, Item::Step { .. })) {
        let rank = |label: &&Label| STEPS.iter().position(|one| *one == label.verdict).unwrap_or(STEPS.len());
        return labels.iter().min_by_key(rank).cloned().unwrap_or_else(|| Label::of(Verdict::Silent));
    }
    let rank = |label: &&Label| if after { label.verdict.gravity() } else { before(label.verdict) };
    labels.iter().min_by_key(rank).cloned().unwrap_or_else(|| Label::of(Verdict::Silent))
}

/// Of the steps of procedures: a next step that is certain is one, whatever else is not known.
const STEPS: [Verdict; 10] = [
    Verdict::Skipped,
    Verdict::Conflict,
    Verdict::Outstanding,
    Verdict::Undetermined,
    Verdict::Suspended,
    Verdict::Ended,
    Verdict::NotYetDue,
    Verdict::Completed,
    Verdict::NotInForce,
    Verdict::NotApplicable,
];

const BEFORE: [Verdict; 10] = [
    Verdict::NotEmpowered,
    Verdict::Prohibited,
    Verdict::RequirementsUnmet,
    Verdict::NotPermitted,
    Verdict::Conflict,
    Verdict::Undetermined,
    Verdict::NotInForce,
    Verdict::Silent,
    Verdict::PermittedWithDeviation,
    Verdict::Permitted,
];
