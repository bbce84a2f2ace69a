//! A fact that says one of several values and not which: `等级为 较大级以上`, `性质为 因公 或 因私`.
use super::{Ground, Maker};
use crate::core_ir::{Contradicted, EntityId, Fact, Line, Say, Time, Truth};
use crate::resolve::noun::Lexicon;
use crate::source::Span;

/// Why such a fact is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Narrowing {
    /// The opposite is on record.
    Contradicts,
    /// It does not say of whom or what it speaks.
    Unclear,
}

impl From<Contradicted> for Narrowing {
    fn from(_: Contradicted) -> Self {
        Self::Contradicts
    }
}

impl Maker<'_> {
    /// The values that it cannot be are denied; which of the others it is stays unknown.
    pub(super) fn one_of(
        &mut self,
        ground: &Ground,
        holds: bool,
        said: (Option<EntityId>, Time),
        at: Span,
    ) -> Result<(), Narrowing> {
        let Some(among) = &ground.among else { return Ok(()) };
        let lexicon = Lexicon { program: &self.resolved.program, scope: &self.resolved.scope, locals: None };
        let others = lexicon.others(ground.relation, among);
        let (values, others) = match (holds, others) {
            (true, Some(others)) => (among.values.clone(), others),
            // 并非 较大级以上 is one of those below; 并非 甲 或 乙 may be either.
            (false, Some(below)) if among.bound.is_some() => (below, among.values.clone()),
            (false, None) if among.bound.is_some() => return self.all_are(ground, &among.values, Truth::False, said, at),
            _ => return Err(Narrowing::Unclear),
        };
        if let [only] = values.as_slice() {
            return self.all_are(ground, &[*only], Truth::True, said, at);
        }
        self.all_are(ground, &others, Truth::False, said, at)?;
        self.leave_unknown(ground, &values, said, at)
    }

    fn all_are(
        &mut self,
        ground: &Ground,
        values: &[EntityId],
        truth: Truth,
        (judged_by, time): (Option<EntityId>, Time),
        at: Span,
    ) -> Result<(), Narrowing> {
        for value in values {
            let fact = Fact { relation: ground.relation, args: with(ground, *value), truth, number: None, judged_by };
            self.enter(Line::Say(Say { fact, time, layer: self.layer, weak: false, at }))?;
        }
        Ok(())
    }

    /// What is on record and goes with it stays. Where an earlier layer has left none of these, they are open again.
    fn leave_unknown(
        &mut self,
        ground: &Ground,
        values: &[EntityId],
        said: (Option<EntityId>, Time),
        at: Span,
    ) -> Result<(), Narrowing> {
        let Self { record, situated, resolved, .. } = &*self;
        let stands =
            |value: &EntityId| record.said_of(&situated.world, &resolved.program, ground.relation, &with(ground, *value));
        let stood: Vec<_> = values.iter().map(stands).collect();
        if stood.iter().flatten().any(|(truth, _)| *truth == Truth::True) {
            return Ok(());
        }
        let none_left = stood.iter().all(|stood| stood.is_some_and(|(truth, _)| truth == Truth::False));
        let own = stood.iter().flatten().any(|(truth, layer)| *truth == Truth::False && *layer == self.layer);
        if none_left && own {
            return Err(Narrowing::Contradicts);
        }
        let open = values.iter().zip(&stood).filter(|(_, stood)| none_left || stood.is_none());
        let open: Vec<EntityId> = open.map(|(value, _)| *value).collect();
        self.all_are(ground, &open, Truth::Unknown, said, at)
    }
}

/// The arguments with this value in the open place.
fn with(ground: &Ground, value: EntityId) -> Vec<EntityId> {
    ground.args.iter().map(|arg| arg.unwrap_or(value)).collect()
}
