//! What is missing: the facts that together always settle an undetermined answer.
use super::{
    Verdict,
    algebra::Res,
    alike::Alike,
    cases::{Partition, partitions},
    diagram::FALSE,
    hash::Table,
    index::Index,
    item::{Item, Places, Seen},
    judge::Label,
    outcome::{Missing, Settlement, Unknown},
    plan::fits,
    resolve::{Fillings, Run, Way, all_ways},
    tables::{NONE, Tables},
    unknown::{crowd, numbers, unknown},
};
use crate::core_ir::{ClauseId, EntityId, Term, Var};
use std::collections::BTreeSet;

/// What an undetermined answer hangs on, under one way of reading.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub missing: Vec<Missing>,
    pub settlements: Vec<Settlement>,
    /// The clauses whose conditions ask a missing fact.
    pub asking: BTreeSet<ClauseId>,
}

/// The items of an undetermined question, split into cases.
pub(super) struct Split<'r, 'a> {
    pub fillings: Fillings<'r, 'a>,
    /// For each item that is undetermined: its place, and its partitions.
    pub items: Vec<(usize, Vec<Partition<u32>>)>,
    /// Unknown facts that are alike in all of them.
    pub alike: Alike,
    /// The ways of reading that are open in the run.
    pub ways: Vec<Way>,
}

/// An unknown thing.
struct Unit {
    unknown: Unknown,
    /// The variables that are settled when it is known.
    settles: BTreeSet<u32>,
    /// The variables that ask about it.
    asks: BTreeSet<u32>,
}

/// A partition, as far as it is possible.
struct Possible {
    cases: Vec<u32>,
    /// The variables that they ask.
    support: BTreeSet<u32>,
}

/// What is missing. Of readings that are open in the run all are meant.
pub(super) fn open(run: &mut Run<'_>, items: &[Item], labels: &[Label]) -> Res<Open> {
    let ways = all_ways(run.evaluator.index, &run.choices())?;
    split(run, (items, labels), (ways, &Table::default()), |split, seen, heard| split.open(items, labels, seen, heard))
}

/// What is missing, by name alone, once some variables are fixed.
pub(super) fn unknowns(run: &mut Run<'_>, items: &[Item], labels: &[Label], fixed: &Table<u32, bool>) -> Res<Vec<Unknown>> {
    split(run, (items, labels), (Vec::new(), fixed), |split, _, _| {
        Ok(split.needed()?.into_iter().map(|unit| unit.unknown).collect())
    })
}

/// Splits what is undetermined into its cases.
fn split<T>(
    run: &mut Run<'_>,
    (items, labels): (&[Item], &[Label]),
    (ways, fixed): (Vec<Way>, &Table<u32, bool>),
    then: impl FnOnce(&mut Split<'_, '_>, &[Seen<u32>], &[(ClauseId, u32)]) -> Res<T>,
) -> Res<T> {
    let mut split = Vec::new();
    for (n, item) in items.iter().enumerate() {
        if labels.get(n).is_some_and(|label| label.verdict == Verdict::Undetermined) {
            let Some(seen) = run.seen.get(n) else { continue };
            let mut own = partitions(&mut run.evaluator, item, seen)?;
            for (_, value) in own.iter_mut().flatten().filter(|_| !fixed.is_empty()) {
                *value = run.evaluator.algebra.diagrams.restrict(*value, &|level| fixed.get(&level).copied())?;
            }
            split.push((n, own));
        }
    }
    let mut conditions: Vec<u32> = split.iter().flat_map(|(_, all)| all.iter().flatten()).map(|(_, value)| *value).collect();
    conditions.push(run.gamma);
    let alike = Alike::of(&mut run.evaluator.algebra.diagrams, &conditions)?;
    let seen = std::mem::take(&mut run.seen);
    let heard = std::mem::take(&mut run.evaluator.algebra.heard);
    let mut split = Split { fillings: run.oracle(&Way::new()), items: split, alike, ways };
    let result = then(&mut split, &seen, &heard);
    run.seen = seen;
    run.evaluator.algebra.heard = heard;
    result
}

impl Split<'_, '_> {
    fn open(&mut self, items: &[Item], labels: &[Label], seen: &[Seen<u32>], heard: &[(ClauseId, u32)]) -> Res<Open> {
        let units = self.needed()?;
        let levels = self.told(&units);
        let mut asked = self.asked(&units, heard);
        let mut asking: BTreeSet<ClauseId> = asked.iter().flatten().copied().collect();
        self.asking_others(items, &units, &mut asking);
        let firsts = self.firsts(&units, &asked);
        let missing = units.into_iter().zip(&mut asked).zip(firsts).map(|((unit, clauses), alike)| Missing {
            unknown: unit.unknown,
            clauses: std::mem::take(clauses).into_iter().collect(),
            alike,
        });
        let missing = missing.collect();
        Ok(Open { missing, settlements: self.settlements(items, labels, seen, &levels)?, asking })
    }

    /// For each unknown thing the clauses whose conditions ask it.
    fn asked(&self, units: &[Unit], heard: &[(ClauseId, u32)]) -> Vec<BTreeSet<ClauseId>> {
        let mut asked = vec![BTreeSet::new(); units.len()];
        let heard: BTreeSet<(ClauseId, u32)> = heard.iter().copied().collect();
        for (clause, value) in heard.into_iter().filter(|(clause, _)| !self.fillings.exact.index.connects(*clause)) {
            let support = self.fillings.exact.diagrams.support(value);
            for (unit, asked) in units.iter().zip(&mut asked) {
                if !unit.asks.is_disjoint(&support) {
                    asked.insert(clause);
                }
            }
        }
        asked
    }

    /// For each unknown thing the first of those that are alike and asked by the same clauses; none if it stands alone.
    fn firsts(&self, units: &[Unit], asked: &[BTreeSet<ClauseId>]) -> Vec<Option<usize>> {
        let level = |unit: &Unit| unit.asks.first().copied().filter(|_| unit.asks.len() == 1);
        let mut firsts = vec![None; units.len()];
        for n in 0..units.len() {
            let Some(own) = units.get(n).and_then(level).filter(|_| firsts.get(n) == Some(&None)) else { continue };
            let crowd = crowd(self.fillings.exact, &self.alike, own);
            let with_it = |m: &usize| {
                let other = units.get(*m).and_then(level);
                other.is_some_and(|level| crowd.contains(&level)) && asked.get(*m) == asked.get(n)
            };
            let all: Vec<usize> = (n..units.len()).filter(with_it).collect();
            for m in all.iter().filter(|_| all.len() > 1) {
                if let Some(first) = firsts.get_mut(*m) {
                    *first = Some(n);
                }
            }
        }
        firsts
    }

    /// A power that would go to somebody else asks a missing fact too: the answer turns on whose it is.
    fn asking_others(&self, items: &[Item], units: &[Unit], asking: &mut BTreeSet<ClauseId>) {
        let (index, tables) = (self.fillings.exact.index, self.fillings.exact.tables);
        for (n, _) in &self.items {
            let Some(Item::Act { places, only: None, .. }) = items.get(*n) else { continue };
            let powers = index.about(places.relation).powers.iter().filter(|id| !index.connects(**id));
            let fitting = powers.filter(|id| fits(index, tables, **id, places));
            asking.extend(fitting.filter(|id| units.iter().any(|unit| may_ask((index, tables), **id, places, &unit.unknown))));
        }
    }

    /// The unknown things that the cases depend on, in the order first asked, without those that can be done without.
    fn needed(&mut self) -> Res<Vec<Unit>> {
        let mut support = BTreeSet::new();
        for (_, value) in self.items.iter().flat_map(|(_, all)| all.iter().flatten()) {
            let possible = self.fillings.exact.diagrams.and(self.fillings.gamma, *value)?;
            support.extend(self.fillings.exact.diagrams.support(possible));
        }
        let mut units: Vec<Unit> = Vec::new();
        for (level, unknown, settles) in support.iter().flat_map(|level| self.asked_by(*level)) {
            match units.iter_mut().find(|other| other.unknown == unknown) {
                Some(unit) => {
                    unit.asks.insert(level);
                    unit.settles.extend(settles);
                }
                None => units.push(Unit { unknown, settles, asks: BTreeSet::from([level]) }),
            }
        }
        let choices = self.fillings.exact.index.choice_levels;
        let split = self.possible()?;
        let mut kept: Table<u32, usize> = Table::default();
        units.iter().flat_map(|unit| &unit.settles).for_each(|level| *kept.entry(*level).or_default() += 1);
        // What not even all of them settle, fewer cannot.
        if !self.settles(&split, &|level| level < choices || kept.contains_key(&level))? {
            return Ok(units);
        }
        let bound = self.bound();
        // Where one of those alike is needed, so are those that are still kept beside it.
        let mut classes = BTreeSet::new();
        for n in (0..units.len()).rev() {
            let Some(unit) = units.get(n) else { continue };
            let class = self.class(&unit.asks);
            if class.is_some_and(|class| classes.contains(&class)) {
                continue;
            }
            let own: Vec<u32> = unit.settles.iter().copied().filter(|level| kept.get(level) == Some(&1)).collect();
            // What nothing ties to other facts, and a case asks, is needed.
            if bound.as_ref().is_some_and(|bound| own.len() == 1 && unit.settles.iter().all(|level| !bound.contains(level))) {
                classes.extend(class);
                continue;
            }
            // Everything else stays settled as it was.
            let touched = split.iter().filter(|one| own.iter().any(|level| one.support.contains(level)));
            let keep = |level| level < choices || (kept.contains_key(&level) && !own.contains(&level));
            if self.settles(touched, &keep)? {
                let unit = units.remove(n);
                own.iter().for_each(|level| _ = kept.remove(level));
                for level in &unit.settles {
                    kept.entry(*level).and_modify(|count| *count -= 1);
                }
            } else {
                classes.extend(class);
            }
        }
        Ok(units)
    }

    /// The variables of which something is known together; none where digits of tallies hang together.
    fn bound(&self) -> Option<BTreeSet<u32>> {
        self.fillings.exact.groups.is_empty().then(|| self.fillings.exact.diagrams.support(self.fillings.gamma))
    }

    /// The class of a thing with one variable.
    fn class(&self, levels: &BTreeSet<u32>) -> Option<usize> {
        levels.first().filter(|_| levels.len() == 1).and_then(|level| self.alike.class(*level))
    }

    /// The unknown things that a variable asks about, with what is settled when each is known: a comparison of tallies, about
    /// each of them.
    fn asked_by(&self, level: u32) -> Vec<(u32, Unknown, BTreeSet<u32>)> {
        let tallies = self.fillings.exact.numbers_of(level);
        if tallies.is_empty() {
            return unknown(self.fillings.exact, level).into_iter().map(|one| (level, one, BTreeSet::from([level]))).collect();
        }
        tallies.into_iter().map(|(number, digits)| (level, Unknown::Number(numbers(&[number])), digits)).collect()
    }

    /// The variables by which a short way to an answer is told. One tally may have to be told by another that follows from it.
    fn told(&self, units: &[Unit]) -> BTreeSet<u32> {
        let exact = &self.fillings.exact;
        let mut levels: BTreeSet<u32> = units.iter().flat_map(|unit| unit.asks.iter().copied()).collect();
        if levels.iter().any(|level| !exact.numbers_of(*level).is_empty()) {
            let values = self.items.iter().flat_map(|(_, all)| all.iter().flatten());
            let support = values.flat_map(|(_, value)| exact.diagrams.support(*value));
            levels.extend(support.filter(|level| !exact.numbers_of(*level).is_empty()));
        }
        levels
    }

    /// The partitions, as far as what is known of the variables together allows.
    fn possible(&mut self) -> Res<Vec<Possible>> {
        let gamma = if self.fillings.exact.groups.is_empty() { self.fillings.gamma } else { self.fillings.exact.whole };
        let diagrams = &mut self.fillings.exact.diagrams;
        let mut all = Vec::new();
        for partition in self.items.iter().flat_map(|(_, all)| all) {
            let cases = partition.iter().map(|(_, value)| diagrams.and(gamma, *value)).collect::<Res<Vec<u32>>>()?;
            let support = diagrams.below(&cases).into_iter().map(|id| diagrams.level(id)).collect();
            all.push(Possible { cases, support });
        }
        Ok(all)
    }

    /// Whether knowing the variables that are kept always settles these partitions, in each way of reading.
    fn settles<'p>(&mut self, all: impl IntoIterator<Item = &'p Possible>, keep: &dyn Fn(u32) -> bool) -> Res<bool> {
        let diagrams = &mut self.fillings.exact.diagrams;
        for one in all {
            let mut before = FALSE;
            for case in &one.cases {
                let possible = diagrams.project(*case, keep)?;
                if diagrams.and(before, possible)? != FALSE {
                    return Ok(false);
                }
                before = diagrams.or(before, possible)?;
            }
        }
        Ok(true)
    }
}

/// Whether the condition of a power over this act, whoever does it, may ask what is unknown.
fn may_ask((index, tables): (&Index, &Tables), id: ClauseId, places: &Places, unknown: &Unknown) -> bool {
    let clause = index.clause(id);
    let doer = index.doer(places.relation);
    let own = index.patterns(id).iter().filter(|pattern| pattern.relation == places.relation);
    let slots = own.flat_map(|pattern| pattern.slots.iter().zip(&places.slots).enumerate());
    let bound: Vec<(Var, u32)> = slots
        .filter(|(n, (_, one))| Some(*n) != doer && **one != NONE)
        .filter_map(|(_, (slot, one))| if let Some(Term::Var(var)) = slot { Some((*var, *one)) } else { None })
        .collect();
    let stands_for = |term: &Term, one: EntityId| match term {
        Term::Individual(id) => EntityId::from(*id) == one,
        Term::Var(var) => match bound.iter().find(|(own, _)| own == var) {
            Some((_, own)) => *own == one.0,
            None => clause.variables.get(usize::from(var.0)).is_some_and(|(kind, _)| index.is(tables.kind(one.0), *kind)),
        },
    };
    let mut asks = false;
    clause.condition.each_sentence(&mut |relation, terms| {
        let same =
            |args: &[Option<EntityId>]| terms.iter().zip(args).all(|(term, one)| one.is_none_or(|one| stands_for(term, one)));
        asks |= unknown.sentences().iter().any(|(of, args)| *of == relation && same(args));
    });
    asks
}
