//! What an answer would come down to if one thing that is not known were found out.
//!
//! The question is evaluated over diagrams once. To suppose a fact is to fix its variable: what is left of each condition is
//! what asking again, with the fact on record, would come to.
use super::{
    algebra::{Plain, Res},
    evaluator::{Evaluator, Settings},
    gist::{Gist, is_chosen},
    hash::Table,
    index::Index,
    item::{Item, Seen},
    missing::unknowns,
    plan::plan,
    resolve::{Judged, Run, Way, agreed_label, all_ways, choices_of, run},
    tables::Tables,
};
use crate::core_ir::{EntityId, Question, RelationId};
use std::collections::BTreeSet;

/// A fact that is not known, taken to be so or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supposed {
    /// The relation.
    pub relation: RelationId,
    /// Its arguments.
    pub args: Vec<EntityId>,
    /// Holds or not.
    pub holds: bool,
}

/// What the answer would come down to under each supposition by itself. None where diagrams do not hold all that would change:
/// where days or tallies count, after the fact, where choosers are found, or where a fact was not asked for.
pub(super) fn gists(
    (index, tables, settings): (&Index, &Tables, &Settings),
    question: &Question,
    all: &[Supposed],
) -> Res<Option<Vec<Gist>>> {
    if tables.time.is_some() || matches!(question, Question::InOrder { .. } | Question::Next { .. }) {
        return Ok(None);
    }
    let items = plan(&mut Evaluator::new(index, tables, settings, Plain), question)?;
    if items.iter().any(|item| is_chosen(index, item)) {
        return Ok(None);
    }
    let mut run = run(index, tables, settings, &items)?;
    if !run.evaluator.algebra.groups.is_empty() {
        return Ok(None);
    }
    let gamma = run.gamma;
    let mut gists = Vec::with_capacity(all.len());
    for supposed in all {
        let args: Vec<u32> = supposed.args.iter().map(|arg| arg.0).collect();
        let Some(level) = run.evaluator.algebra.known_level(supposed.relation, &args) else { return Ok(None) };
        run.gamma = gamma;
        let Some(gist) = gist(&mut run, &items, (level, supposed.holds))? else { return Ok(None) };
        gists.push(gist);
    }
    Ok(Some(gists))
}

/// None where it cannot be.
fn gist(run: &mut Run<'_>, items: &[Item], (level, holds): (u32, bool)) -> Res<Option<Gist>> {
    if !run.fix(level, holds)? {
        return Ok(None);
    }
    let ways = judged(run, items, (level, holds))?;
    let whole = agreed_label(ways.iter().map(|judged| &judged.joint));
    let gist = Gist::of(&whole, &ways, |judged| {
        let fixed = run.fixed(&judged.way, (level, holds));
        unknowns(run, items, &judged.labels, &fixed)
    });
    gist.map(Some)
}

/// What comes out under each way of reading that still makes a difference.
fn judged(run: &mut Run<'_>, items: &[Item], supposed: (u32, bool)) -> Res<Vec<Judged>> {
    let index = run.evaluator.index;
    let support = run.support(|level| (level == supposed.0).then_some(supposed.1))?;
    let choices = choices_of(index, &support);
    let mut ways = Vec::new();
    for way in all_ways(index, &choices)? {
        let fixed = run.fixed(&way, supposed);
        ways.push(run.judged(items, way, fixed)?);
    }
    Ok(ways)
}

impl Run<'_> {
    /// Narrows what is known of the variables together to what a fact leaves of it; whether it leaves anything.
    fn fix(&mut self, level: u32, holds: bool) -> Res<bool> {
        let fixed = |other: u32| (other == level).then_some(holds);
        self.gamma = self.evaluator.algebra.diagrams.restrict(self.gamma, &fixed)?;
        Ok(self.gamma != super::diagram::FALSE)
    }

    /// The variables that a way of reading and a supposition fix.
    fn fixed(&self, way: &Way, (level, holds): (u32, bool)) -> Table<u32, bool> {
        let mut fixed = self.evaluator.index.fixed(way);
        fixed.insert(level, holds);
        fixed
    }

    /// The variables that the verdicts may depend on once some are fixed.
    fn support(&mut self, fixed: impl Fn(u32) -> Option<bool>) -> Res<BTreeSet<u32>> {
        let diagrams = &mut self.evaluator.algebra.diagrams;
        let mut support = diagrams.support(self.gamma);
        for value in self.seen.iter().flat_map(Seen::verdict_conditions) {
            let left = diagrams.restrict(*value, &fixed)?;
            support.extend(diagrams.support(left));
        }
        Ok(support)
    }
}
