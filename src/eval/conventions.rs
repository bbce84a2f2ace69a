//! The conventions and precedences that an answer rests on (S-48).
use super::{
    algebra::{Res, Stop},
    ask::relied,
    error::Fault,
    evaluator::{STEPS, Settings, Use},
    index::Index,
    outcome::ConventionUse,
    resolve::{Resolved, resolve, verdicts},
    tables::Tables,
    tally::under,
};
use crate::core_ir::{ChoiceId, ChoiceKind, ClauseId, Question};
use std::cell::Cell;

/// Precedences that are looked at together, at most.
const TOGETHER: usize = 12;

/// An answer that may rest on conventions.
struct Rests<'a> {
    index: &'a Index,
    tables: &'a Tables,
    settings: &'a Settings,
    question: &'a Question,
    resolved: &'a Resolved,
    /// Steps taken by now: all together take no more than two questions may.
    steps: Cell<u64>,
}

/// The conventions consulted, and the precedences that decide. The answer rests on one when another of its options changes the
/// answer; on several precedences together where none does so by itself.
pub(super) fn conventions(
    (index, tables): (&Index, &Tables),
    settings: &Settings,
    question: &Question,
    resolved: &Resolved,
) -> Res<Vec<ConventionUse>> {
    let rests = Rests { index, tables, settings, question, resolved, steps: Cell::new(0) };
    let (mut all, mut taken) = (Vec::new(), Vec::new());
    for (n, choice) in index.program.choices.iter().enumerate() {
        let of = |all: &[Use]| all.get(n).copied().unwrap_or(Use::Never);
        let (used, summed) = (of(&resolved.used), of(&tables.summed_by));
        let most = used.max(summed);
        if !choice.kind.has_default() || most == Use::Never {
            continue;
        }
        let id = ChoiceId(n as u32);
        // Where all its options came to the same, another one leads to the same.
        let options = if most == Use::Taken { 1..choice.options.len() } else { 0..0 };
        let mut turning = None;
        for option in options {
            let other = rests.with(&[(id, option as u8)]);
            if rests.turns_by(&other)? {
                turning = Some(other);
                break;
            }
        }
        let precedence = choice.kind == ChoiceKind::Precedence;
        if precedence && most == Use::Taken {
            taken.push(id);
        }
        // A precedence that decides nothing is not applied.
        if turning.is_some() || used != Use::Never && !precedence {
            let beaten = match &turning {
                Some(other) if precedence => rests.beaten(id, other)?,
                _ => Vec::new(),
            };
            all.push(ConventionUse { choice: id, decisive: turning.is_some(), jointly: false, beaten });
        }
    }
    let kind = |id: ChoiceId| index.program.choices.get(id.index()).map(|choice| choice.kind);
    if !all.iter().any(|one| one.decisive && kind(one.choice) == Some(ChoiceKind::Precedence)) {
        all.extend(rests.jointly(taken)?);
        all.sort_by_key(|one| one.choice);
    }
    Ok(all)
}

impl Rests<'_> {
    fn with(&self, options: &[(ChoiceId, u8)]) -> Settings {
        let mut other = self.settings.clone();
        for (choice, option) in options {
            if let Some(setting) = other.get_mut(choice.index()) {
                *setting = Some(*option);
            }
        }
        other
    }

    /// Whether the answer is another one under these conventions; under those by which the tallies could not be what they are,
    /// it is none.
    fn turns_by(&self, other: &Settings) -> Res<bool> {
        Ok(self.under(other)?.is_some_and(|other| verdicts(&other) != verdicts(self.resolved)))
    }

    /// What comes out under these conventions, if anything can.
    fn under(&self, other: &Settings) -> Res<Option<Resolved>> {
        let summed = if self.index.sums.is_empty() { None } else { Some(under(self.index, self.tables, other)) };
        let tables = match &summed {
            None => self.tables,
            Some(Some(summed)) => summed,
            Some(None) => return Ok(None),
        };
        match resolve(self.index, tables, other, self.question) {
            Ok((other, _)) => {
                self.steps.set(self.steps.get().saturating_add(other.steps));
                if self.steps.get() > 2 * STEPS { Err(Fault::Steps.into()) } else { Ok(Some(other)) }
            }
            Err(Stop { fault: Fault::Tally, .. }) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    /// The precedences that bore on what came out.
    fn precedences_taken(&self, resolved: &Resolved) -> impl Iterator<Item = ChoiceId> {
        let taken = resolved.used.iter().enumerate().filter(|(_, used)| **used == Use::Taken);
        let choices = &self.index.program.choices;
        let precedence = |n: &usize| choices.get(*n).is_some_and(|choice| choice.kind == ChoiceKind::Precedence);
        taken.map(|(n, _)| n).filter(precedence).map(|n| ChoiceId(n as u32))
    }

    /// The clauses that give way to a precedence, and on which the answer would rest without it; if it would rest on none of
    /// them, all that give way.
    fn beaten(&self, choice: ChoiceId, other: &Settings) -> Res<Vec<ClauseId>> {
        let all: Vec<ClauseId> = self.index.program.gives_way(choice).collect();
        if all.len() < 2 {
            return Ok(all);
        }
        let would = relied((self.index, self.tables), other, self.question)?;
        let some: Vec<ClauseId> = all.iter().copied().filter(|id| would.contains(id)).collect();
        Ok(if some.is_empty() { all } else { some })
    }

    /// Precedences that together change the answer, where none does by itself: as few as can be reached by leaving any out.
    fn jointly(&self, mut taken: Vec<ChoiceId>) -> Res<Vec<ConventionUse>> {
        let turned = |all: &[ChoiceId]| self.with(&all.iter().map(|id| (*id, 1)).collect::<Vec<_>>());
        // What lifts a clause beside the first that does is looked at only where the first no longer does.
        loop {
            if taken.is_empty() || taken.len() > TOGETHER {
                return Ok(Vec::new());
            }
            let Some(other) = self.under(&turned(&taken))? else { return Ok(Vec::new()) };
            if verdicts(&other) != verdicts(self.resolved) {
                break;
            }
            let before = taken.len();
            taken.extend(self.precedences_taken(&other).filter(|id| !taken.contains(id)).collect::<Vec<_>>());
            if taken.len() == before {
                return Ok(Vec::new());
            }
        }
        for id in taken.clone() {
            let fewer: Vec<ChoiceId> = taken.iter().copied().filter(|other| *other != id).collect();
            if self.turns_by(&turned(&fewer))? {
                taken = fewer;
            }
        }
        let other = turned(&taken);
        let told =
            |id: &ChoiceId| Ok(ConventionUse { choice: *id, decisive: false, jointly: true, beaten: self.beaten(*id, &other)? });
        taken.iter().map(told).collect()
    }
}
