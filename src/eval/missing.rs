//! What is missing: the facts that together always settle an undetermined answer, and short ways to each answer.
use super::{
    Verdict,
    algebra::Res,
    cases::{Partition, partitions, told},
    diagram::{FALSE, TRUE},
    item::{Item, Seen},
    judge::{Label, joint, refusal},
    outcome::{Found, Missing, Settlement, Unknown},
    resolve::{Fillings, Run, Way, undoubted},
    tables::NONE,
    variables::{Exact, Key},
};
use crate::core_ir::{ClauseId, EntityId, IndividualId, Op, RelationId};
use std::collections::{BTreeMap, BTreeSet};

/// Settlements told, at most.
const SETTLEMENTS: usize = 8;

/// What an undetermined answer hangs on, under one way of reading.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub missing: Vec<Missing>,
    pub settlements: Vec<Settlement>,
    /// The clauses whose conditions ask a missing fact.
    pub asking: BTreeSet<ClauseId>,
}

/// The items of an undetermined question, split into cases.
struct Split<'r, 'a> {
    fillings: Fillings<'r, 'a>,
    /// For each item that is undetermined: its place, and its partitions.
    items: Vec<(usize, Vec<Partition<u32>>)>,
}

/// What is missing. The readings are fixed in the run.
pub(super) fn open(run: &mut Run<'_>, items: &[Item], labels: &[Label]) -> Res<Open> {
    let mut split = Vec::new();
    for (n, item) in items.iter().enumerate() {
        if labels.get(n).is_some_and(|label| label.verdict == Verdict::Undetermined) {
            let Some(seen) = run.seen.get(n) else { continue };
            split.push((n, partitions(&mut run.evaluator, item, seen)?));
        }
    }
    let seen = std::mem::take(&mut run.seen);
    let heard = run.evaluator.algebra.heard.clone();
    let mut split = Split { fillings: run.oracle(&Way::new()), items: split };
    let result = split.open(items, labels, &seen, &heard);
    run.seen = seen;
    result
}

impl Split<'_, '_> {
    fn open(&mut self, items: &[Item], labels: &[Label], seen: &[Seen<u32>], heard: &[(ClauseId, u32)]) -> Res<Open> {
        let units = self.needed()?;
        let levels: BTreeSet<u32> = units.iter().flat_map(|(_, levels)| levels.iter().copied()).collect();
        let mut asked: BTreeMap<usize, BTreeSet<ClauseId>> = BTreeMap::new();
        let mut asking = BTreeSet::new();
        for (clause, value) in heard {
            let support = self.fillings.exact.diagrams.support(*value);
            for (n, (_, unit)) in units.iter().enumerate() {
                if unit.iter().any(|level| support.contains(level)) && !self.fillings.exact.index.connects(*clause) {
                    asked.entry(n).or_default().insert(*clause);
                    asking.insert(*clause);
                }
            }
        }
        self.asking_others(items, &units, &mut asking);
        let missing = units
            .into_iter()
            .enumerate()
            .map(|(n, (unknown, _))| Missing { unknown, clauses: asked.remove(&n).unwrap_or_default().into_iter().collect() });
        let missing = missing.collect();
        Ok(Open { missing, settlements: self.settlements(items, labels, seen, &levels)?, asking })
    }

    /// A power that would go to somebody else asks a missing fact too: the answer turns on whose it is.
    fn asking_others(&self, items: &[Item], units: &[(Unknown, BTreeSet<u32>)], asking: &mut BTreeSet<ClauseId>) {
        let index = self.fillings.exact.index;
        let missing: BTreeSet<RelationId> = units.iter().flat_map(|(unknown, _)| unknown.relations()).collect();
        for (n, _) in &self.items {
            let Some(Item::Act { places, only: None, .. }) = items.get(*n) else { continue };
            for id in &index.about(places.relation).powers {
                let mut asked = BTreeSet::new();
                index.clause(*id).condition.each_relation(&mut |relation| {
                    asked.insert(relation);
                });
                if !index.connects(*id) && !asked.is_disjoint(&missing) {
                    asking.insert(*id);
                }
            }
        }
    }

    /// The unknown things that the cases depend on, in the order first asked, without those that can be done without.
    fn needed(&mut self) -> Res<Vec<(Unknown, BTreeSet<u32>)>> {
        let mut support = BTreeSet::new();
        for (_, value) in self.items.iter().flat_map(|(_, all)| all.iter().flatten()) {
            let possible = self.fillings.exact.diagrams.and(self.fillings.gamma, *value)?;
            support.extend(self.fillings.exact.diagrams.support(possible));
        }
        let mut units: Vec<(Unknown, BTreeSet<u32>)> = Vec::new();
        for level in support {
            let Some(unknown) = unknown(self.fillings.exact, level) else { continue };
            match units.iter_mut().find(|(other, _)| *other == unknown) {
                Some((_, levels)) => {
                    levels.insert(level);
                }
                None => units.push((unknown, BTreeSet::from([level]))),
            }
        }
        for n in (0..units.len()).rev() {
            let keep: BTreeSet<u32> =
                units.iter().enumerate().filter(|(m, _)| *m != n).flat_map(|(_, (_, levels))| levels.iter().copied()).collect();
            if self.settles(&keep)? {
                units.remove(n);
            }
        }
        Ok(units)
    }

    /// Whether knowing these variables always settles every partition.
    fn settles(&mut self, keep: &BTreeSet<u32>) -> Res<bool> {
        let gamma = self.fillings.gamma;
        let diagrams = &mut self.fillings.exact.diagrams;
        for partition in self.items.iter().flat_map(|(_, all)| all) {
            let mut before = FALSE;
            for (_, value) in partition {
                let possible = diagrams.and(gamma, *value)?;
                let possible = diagrams.project(possible, &|level| keep.contains(&level))?;
                if diagrams.and(before, possible)? != FALSE {
                    return Ok(false);
                }
                before = diagrams.or(before, possible)?;
            }
        }
        Ok(true)
    }

    /// A short way to each answer.
    fn settlements(
        &mut self,
        items: &[Item],
        labels: &[Label],
        seen: &[Seen<u32>],
        levels: &BTreeSet<u32>,
    ) -> Res<Vec<Settlement>> {
        let mut out: Vec<Settlement> = Vec::new();
        let mut rest = self.fillings.gamma;
        for _ in 0..2 * SETTLEMENTS {
            let Some(filling) = self.fillings.exact.diagrams.cheapest(rest, &|_, _| 1) else { break };
            let cases = self.cases_at(&filling)?;
            let mut goal = TRUE;
            for (_, value) in cases.iter().flatten() {
                goal = self.fillings.exact.diagrams.and(goal, *value)?;
            }
            let not = self.fillings.exact.diagrams.not(goal)?;
            rest = self.fillings.exact.diagrams.and(rest, not)?;
            if let Some(cube) = self.shortest(goal, levels)? {
                let label = self.label(items, labels, seen, &cases, &cube)?;
                let mut if_found: Vec<Found> = Vec::new();
                for one in cube.iter().filter_map(|(level, holds)| found(self.fillings.exact, *level, *holds)) {
                    if !if_found.contains(&one) {
                        if_found.push(one);
                    }
                }
                let choosers = label.who.iter().copied().filter(|one| seen.iter().any(|seen| only_chooses(seen, *one)));
                let one = Settlement {
                    if_found,
                    verdict: label.verdict,
                    ground: label.ground,
                    who: entities(&label.who),
                    choosers: choosers.map(EntityId).collect(),
                };
                keep_shorter(&mut out, one);
            }
            if out.len() >= SETTLEMENTS {
                break;
            }
        }
        Ok(out)
    }

    /// The case of each partition in which a filling falls.
    fn cases_at(&mut self, filling: &[(u32, bool)]) -> Res<Vec<Vec<(Verdict, u32)>>> {
        // What the filling leaves open is taken to be false; Γ holds for every completion of a path through it.
        let at = |level: u32| Some(filling.iter().any(|(other, value)| *other == level && *value));
        let diagrams = &mut self.fillings.exact.diagrams;
        let mut all = Vec::new();
        for (_, partitions) in &self.items {
            let mut chosen = Vec::new();
            for partition in partitions {
                for (verdict, value) in partition {
                    if diagrams.restrict(*value, &at)? == TRUE {
                        chosen.push((*verdict, *value));
                        break;
                    }
                }
            }
            all.push(chosen);
        }
        Ok(all)
    }

    /// Few findings of fact under which the goal is reached whatever else is unknown.
    fn shortest(&mut self, goal: u32, levels: &BTreeSet<u32>) -> Res<Option<Vec<(u32, bool)>>> {
        if let Some(literal) = self.single(goal, levels)? {
            return Ok(Some(vec![literal]));
        }
        let gamma = self.fillings.gamma;
        let diagrams = &mut self.fillings.exact.diagrams;
        let not = diagrams.not(goal)?;
        let (wrong, right) = (diagrams.and(gamma, not)?, diagrams.and(gamma, goal)?);
        let wrong = diagrams.project(wrong, &|level| levels.contains(&level))?;
        let right = diagrams.project(right, &|level| levels.contains(&level))?;
        let sure = diagrams.not(wrong)?;
        let sure = diagrams.and(sure, right)?;
        let Some(mut cube) = diagrams.cheapest(sure, &|_, _| 1) else { return Ok(None) };
        for n in (0..cube.len()).rev() {
            let mut shorter = cube.clone();
            shorter.remove(n);
            if self.reaches(&shorter, goal)? {
                cube = shorter;
            }
        }
        Ok(Some(cube))
    }

    /// One finding of fact that reaches the goal: the one that says least.
    fn single(&mut self, goal: u32, levels: &BTreeSet<u32>) -> Res<Option<(u32, bool)>> {
        let mut best: Option<((u32, bool), u32)> = None;
        for literal in levels.iter().flat_map(|level| [(*level, true), (*level, false)]) {
            if !self.reaches(&[literal], goal)? {
                continue;
            }
            let given = self.given(&[literal])?;
            let weaker = match best {
                None => true,
                Some((_, other)) => self.fillings.exact.diagrams.ite(other, given, TRUE)? == TRUE,
            };
            if weaker {
                best = Some((literal, given));
            }
        }
        Ok(best.map(|(literal, _)| literal))
    }

    /// Whether these findings are possible and lead to the goal whatever else is unknown.
    fn reaches(&mut self, cube: &[(u32, bool)], goal: u32) -> Res<bool> {
        let given = self.given(cube)?;
        let diagrams = &mut self.fillings.exact.diagrams;
        Ok(given != FALSE && diagrams.ite(given, goal, TRUE)? == TRUE)
    }

    /// Γ with these facts.
    fn given(&mut self, cube: &[(u32, bool)]) -> Res<u32> {
        let diagrams = &mut self.fillings.exact.diagrams;
        let mut given = self.fillings.gamma;
        for (level, holds) in cube {
            let variable = diagrams.variable(*level)?;
            let literal = if *holds { variable } else { diagrams.not(variable)? };
            given = diagrams.and(given, literal)?;
        }
        Ok(given)
    }

    /// The verdict of the whole question in these cases.
    fn label(
        &mut self,
        items: &[Item],
        labels: &[Label],
        seen: &[Seen<u32>],
        cases: &[Vec<(Verdict, u32)>],
        cube: &[(u32, bool)],
    ) -> Res<Label> {
        let mut all = labels.to_vec();
        let gamma = self.fillings.gamma;
        let given = self.given(cube)?;
        let places: Vec<usize> = self.items.iter().map(|(n, _)| *n).collect();
        for (n, chosen) in places.into_iter().zip(cases) {
            let (Some(item), Some(seen), Some(label)) = (items.get(n), seen.get(n), all.get_mut(n)) else { continue };
            *label = match seen {
                Seen::Who(who) => found_by(who, chosen),
                Seen::Act(act) if chosen.iter().any(|(verdict, _)| *verdict == Verdict::NotPermitted) => {
                    self.fillings.gamma = given;
                    let verdict = refusal(act, &mut self.fillings);
                    self.fillings.gamma = gamma;
                    told(item, verdict.map_err(undoubted)?)
                }
                _ => chosen.first().map_or(label.clone(), |(verdict, _)| told(item, *verdict)),
            };
        }
        Ok(joint(items, &all))
    }
}

/// Of two ways to the same answer, the shorter.
fn keep_shorter(out: &mut Vec<Settlement>, one: Settlement) {
    match out.iter_mut().find(|other| other.verdict == one.verdict && other.who == one.who) {
        Some(other) if other.if_found.len() > one.if_found.len() => *other = one,
        Some(_) => {}
        None => out.push(one),
    }
}

/// Whether somebody is no candidate for an act but chooses who does it.
fn only_chooses<B>(seen: &Seen<B>, one: u32) -> bool {
    let Seen::Who(who) = seen else { return false };
    who.choosers.iter().any(|(_, other, _)| *other == one) && who.candidates.iter().all(|(other, ..)| *other != one)
}

fn found_by<B>(who: &super::item::Who<B>, chosen: &[(Verdict, u32)]) -> Label {
    let people = who.candidates.iter().map(|(one, ..)| *one).chain(who.choosers.iter().map(|(_, one, _)| *one));
    let mut found: Vec<u32> =
        people.zip(chosen).filter(|(_, (verdict, _))| *verdict == Verdict::Found).map(|(one, _)| one).collect();
    found.sort_unstable();
    found.dedup();
    let verdict = chosen.last().map_or(Verdict::Nobody, |(verdict, _)| *verdict);
    Label { who: found, ..Label::of(verdict) }
}

/// What a variable asks, as it is told: values that exclude each other, and the numbers of holders, are one thing.
fn unknown(exact: &Exact<'_>, level: u32) -> Option<Unknown> {
    Some(match exact.key(level)? {
        Key::Fact(relation, args) => {
            let holes = &exact.index.relation(*relation).holes;
            if holes.iter().any(|hole| hole.single) {
                let args = holes.iter().zip(args).map(|(hole, arg)| (!hole.single && *arg != NONE).then_some(EntityId(*arg)));
                Unknown::Value(*relation, args.collect())
            } else {
                Unknown::Fact(*relation, same_unnamed(exact, args))
            }
        }
        Key::Holders(office, _) => Unknown::Holders(IndividualId(*office)),
        Key::AtLeast(terms, _) | Key::Odd(terms) => Unknown::Number(numbers(terms)),
    })
}

/// What one would have found out.
fn found(exact: &Exact<'_>, level: u32, holds: bool) -> Option<Found> {
    Some(match exact.key(level)? {
        Key::Fact(relation, args) => Found::Fact { relation: *relation, args: same_unnamed(exact, args), holds },
        Key::Holders(office, k) => {
            Found::Holders { office: IndividualId(*office), at_least: holds, count: if holds { *k } else { k.saturating_sub(1) } }
        }
        Key::Odd(terms) => Found::Number { terms: numbers(terms), op: if holds { Op::Odd } else { Op::Even }, number: 0 },
        Key::AtLeast(terms, bound) => {
            Found::Number { terms: numbers(terms), op: if holds { Op::Ge } else { Op::Lt }, number: *bound }
        }
    })
}

/// People without a name are told as one: of each office, the first of them stands for all.
fn same_unnamed(exact: &Exact<'_>, args: &[u32]) -> Vec<EntityId> {
    let first = |arg: &u32| match exact.tables.unnamed(*arg) {
        Some((office, _)) => exact.tables.first_unnamed(office).unwrap_or(*arg),
        None => *arg,
    };
    args.iter().map(|arg| EntityId(first(arg))).collect()
}

fn entities(args: &[u32]) -> Vec<EntityId> {
    args.iter().map(|arg| EntityId(*arg)).collect()
}

fn numbers(terms: &[(i64, RelationId, Vec<u32>)]) -> Vec<(i64, RelationId, Vec<EntityId>)> {
    terms.iter().map(|(weight, relation, args)| (*weight, *relation, entities(args))).collect()
}
