//! Short ways to each answer that an undetermined question may get.
use super::{
    Verdict,
    act::Act,
    algebra::{Res, Stop},
    cases::told,
    diagram::{FALSE, TRUE},
    error::Fault,
    item::{Item, Seen, Who},
    judge::{Label, Oracle, joint, refusal},
    missing::Split,
    outcome::{Found, Settlement},
    resolve::undoubted,
    unknown::findings,
};
use crate::core_ir::EntityId;
use std::collections::BTreeSet;

/// Settlements told, at most.
const SETTLEMENTS: usize = 8;

/// An answer to be reached.
struct Goal {
    /// Its condition.
    value: u32,
    /// The case of each partition of each item.
    cases: Vec<Vec<(Verdict, u32)>>,
    /// Of several items one that alone decides it.
    deciding: Option<usize>,
}

impl Split<'_, '_> {
    /// A short way to each answer.
    pub(super) fn settlements(
        &mut self,
        items: &[Item],
        labels: &[Label],
        seen: &[Seen<u32>],
        levels: &BTreeSet<u32>,
    ) -> Res<Vec<Settlement>> {
        let mut out: Vec<Settlement> = Vec::new();
        self.fillings.exact.diagrams.spare(true);
        let found = self.find_settlements((items, labels, seen), levels, &mut out);
        self.fillings.exact.diagrams.spare(false);
        match found {
            // What is too large to look for is left out.
            Ok(()) | Err(Stop { fault: Fault::Nodes, .. }) => Ok(out),
            Err(stop) => Err(stop),
        }
    }

    fn find_settlements(
        &mut self,
        (items, labels, seen): (&[Item], &[Label], &[Seen<u32>]),
        levels: &BTreeSet<u32>,
        out: &mut Vec<Settlement>,
    ) -> Res<()> {
        let mut rest = self.fillings.gamma;
        for _ in 0..2 * SETTLEMENTS {
            let Some(filling) = self.fillings.exact.diagrams.cheapest(rest, &|_, _| 1) else { break };
            let goal = self.goal(items, &filling)?;
            let not = self.fillings.exact.diagrams.not(goal.value)?;
            rest = self.fillings.exact.diagrams.and(rest, not)?;
            if let Some(cube) = self.shortest(goal.value, levels)? {
                let Some(label) = self.label((items, labels, seen), &goal, &cube)? else { continue };
                let deciding = goal.deciding.and_then(|at| self.items.get(at));
                let choosers = label.who.iter().copied().filter(|one| seen.iter().any(|seen| only_chooses(seen, *one)));
                let one = Settlement {
                    if_found: findings(self.fillings.exact, &self.alike, &cube),
                    verdict: label.verdict,
                    ground: label.ground,
                    who: label.who.iter().copied().map(EntityId).collect(),
                    choosers: choosers.map(EntityId).collect(),
                    about: deciding.map(|(n, _)| *n),
                };
                keep_shorter(out, one);
            }
            if out.len() >= SETTLEMENTS {
                break;
            }
        }
        Ok(())
    }

    /// The answer that a filling gives: of several acts one that is refused is enough.
    fn goal(&mut self, items: &[Item], filling: &[(u32, bool)]) -> Res<Goal> {
        let cases = self.cases_at(filling);
        let refused = |(at, chosen): (usize, &Vec<(Verdict, u32)>)| {
            let item = self.items.get(at).and_then(|(n, _)| items.get(*n))?;
            let verdict = told(item, chosen.first()?.0).verdict;
            (verdict.refuses() || verdict == Verdict::Violation).then_some(at)
        };
        let deciding = if self.items.len() > 1 { cases.iter().enumerate().find_map(refused) } else { None };
        let mut value = TRUE;
        // What is asked last stands lowest in a diagram, and there it grows at the top.
        for (at, chosen) in cases.iter().enumerate().rev() {
            for (_, case) in chosen.iter().rev().filter(|_| deciding.is_none_or(|deciding| deciding == at)) {
                value = self.fillings.exact.diagrams.and(value, *case)?;
            }
        }
        Ok(Goal { value, cases, deciding })
    }

    /// The case of each partition in which a filling falls.
    fn cases_at(&self, filling: &[(u32, bool)]) -> Vec<Vec<(Verdict, u32)>> {
        // What the filling leaves open is taken to be false; Γ holds for every completion of a path through it.
        let held: BTreeSet<u32> = filling.iter().filter(|(_, holds)| *holds).map(|(level, _)| *level).collect();
        let diagrams = &self.fillings.exact.diagrams;
        let here = |value: u32| diagrams.at(value, |level| held.contains(&level));
        let cases = self.items.iter().map(|(_, partitions)| {
            partitions.iter().filter_map(|partition| partition.iter().copied().find(|(_, value)| here(*value))).collect()
        });
        cases.collect()
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
        // What a value excludes goes without saying: such literals go first, then values; what was done or not stays.
        cube.sort_by_key(|(level, holds)| if self.fillings.exact.is_value(*level) { 1 + u8::from(!holds) } else { 0 });
        // Where one of those alike cannot be left out, neither can the others.
        let mut needed = BTreeSet::new();
        for n in (0..cube.len()).rev() {
            let mut shorter = cube.clone();
            let (level, holds) = shorter.remove(n);
            let sort = self.alike.class(level).map(|class| (class, holds));
            if sort.is_some_and(|sort| needed.contains(&sort)) {
                continue;
            }
            if self.reaches(&shorter, goal)? { cube = shorter } else { needed.extend(sort) }
        }
        Ok(Some(cube))
    }

    /// One finding of fact that reaches the goal: the one that says least.
    fn single(&mut self, goal: u32, levels: &BTreeSet<u32>) -> Res<Option<(u32, bool)>> {
        let mut best: Option<((u32, bool), u32)> = None;
        // Of those alike the first speaks for all.
        let mut tried = BTreeSet::new();
        let (values, facts): (Vec<u32>, Vec<u32>) = levels.iter().partition(|level| self.fillings.exact.is_value(**level));
        for literal in facts.into_iter().chain(values).flat_map(|level| [(level, true), (level, false)]) {
            let class = self.alike.class(literal.0);
            if class.is_some_and(|class| !tried.insert((class, literal.1))) || !self.reaches(&[literal], goal)? {
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
        let cube = diagrams.cube(cube)?;
        diagrams.and(self.fillings.gamma, cube)
    }

    /// The verdict of the whole question once the goal is reached so; none if ways of reading give several.
    fn label(
        &mut self,
        (items, labels, seen): (&[Item], &[Label], &[Seen<u32>]),
        goal: &Goal,
        cube: &[(u32, bool)],
    ) -> Res<Option<Label>> {
        let given = self.given(cube)?;
        let gamma = std::mem::replace(&mut self.fillings.gamma, given);
        let label = self.labelled((items, labels, seen), goal);
        self.fillings.gamma = gamma;
        label
    }

    fn labelled(&mut self, (items, labels, seen): (&[Item], &[Label], &[Seen<u32>]), goal: &Goal) -> Res<Option<Label>> {
        let mut all = labels.to_vec();
        let places: Vec<usize> = self.items.iter().map(|(n, _)| *n).collect();
        for (at, (n, chosen)) in places.into_iter().zip(&goal.cases).enumerate() {
            let (Some(item), Some(seen), Some(label)) = (items.get(n), seen.get(n), all.get_mut(n)) else { continue };
            // Of what does not decide only that it is refused for certain is known.
            let counts = goal.deciding.is_none_or(|deciding| deciding == at);
            *label = match seen {
                Seen::Who(who) => found_by(who, chosen),
                Seen::Act(act) if !counts || chosen.iter().any(|(verdict, _)| *verdict == Verdict::NotPermitted) => {
                    if !counts && !self.fillings.always(&act.refused).map_err(undoubted)? {
                        continue;
                    }
                    let Some(refused) = self.refused(act)? else { return Ok(None) };
                    told(item, refused)
                }
                _ if !counts => continue,
                _ => chosen.first().map_or(label.clone(), |(verdict, _)| told(item, *verdict)),
            };
        }
        Ok(Some(joint(items, &all)))
    }

    /// How it is refused, if that is the same in each way of reading.
    fn refused(&mut self, act: &Act<u32>) -> Res<Option<Verdict>> {
        let mut all = BTreeSet::new();
        for way in self.ways.clone() {
            let fixed = self.fillings.exact.index.fixed(&way);
            let before = std::mem::replace(&mut self.fillings.fixed, fixed);
            let refused = refusal(act, &mut self.fillings).map_err(undoubted);
            self.fillings.fixed = before;
            all.insert(refused?);
        }
        Ok(all.pop_first().filter(|_| all.is_empty()))
    }
}

/// Of two ways to the same answer, the shorter.
fn keep_shorter(out: &mut Vec<Settlement>, one: Settlement) {
    match out.iter_mut().find(|other| (other.verdict, &other.who, other.about) == (one.verdict, &one.who, one.about)) {
        Some(other) if length(other) > length(&one) => *other = one,
        Some(_) => {}
        None => out.push(one),
    }
}

/// How many facts it takes.
fn length(settlement: &Settlement) -> u32 {
    settlement.if_found.iter().map(Found::count).sum()
}

/// Whether somebody is no candidate for an act but chooses who does it.
fn only_chooses<B>(seen: &Seen<B>, one: u32) -> bool {
    let Seen::Who(who) = seen else { return false };
    who.choosers.iter().any(|(_, other, _)| *other == one) && who.candidates.iter().all(|(other, ..)| *other != one)
}

fn found_by<B>(who: &Who<B>, chosen: &[(Verdict, u32)]) -> Label {
    let people = who.candidates.iter().map(|(one, ..)| *one).chain(who.choosers.iter().map(|(_, one, _)| *one));
    let mut found: Vec<u32> =
        people.zip(chosen).filter(|(_, (verdict, _))| *verdict == Verdict::Found).map(|(one, _)| one).collect();
    found.sort_unstable();
    found.dedup();
    let verdict = chosen.last().map_or(Verdict::Nobody, |(verdict, _)| *verdict);
    Label { who: found, ..Label::of(verdict) }
}
