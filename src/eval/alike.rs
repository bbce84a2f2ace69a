//! Unknown facts that are alike: wherever one of them is asked, another of them could stand, and nothing would come out
//! differently. Of two hundred members, who attends does not matter, but how many. So those alike are counted, and what is
//! found out of one of them is known of all.
//!
//! Whether two variables may change places is read off the diagrams, which are the same where the conditions are: no
//! knowledge of people or rules goes into it.
use super::{
    algebra::Res,
    diagram::{Diagrams, TRUE},
};
use std::collections::{BTreeMap, BTreeSet};

/// Classes of variables that do not stand side by side are compared only where there are few of them,
const CLASSES: usize = 8;
/// and the diagrams are small.
const NODES: usize = 4_000;

/// Variables in classes of those that are alike.
#[derive(Debug, Default)]
pub(super) struct Alike {
    classes: BTreeMap<u32, usize>,
}

impl Alike {
    /// The variables that these conditions ask. Variables may change places if all the conditions stay as they are.
    pub fn of(diagrams: &mut Diagrams, conditions: &[u32]) -> Res<Self> {
        let nodes = diagrams.below(conditions);
        let levels: BTreeSet<u32> = nodes.iter().map(|id| diagrams.level(*id)).collect();
        let apart = apart(diagrams, conditions, &nodes, &levels);
        let (mut classes, mut class) = (BTreeMap::new(), 0);
        for (n, level) in levels.into_iter().enumerate() {
            class += usize::from(n > 0 && apart.contains(&level));
            classes.insert(level, class);
        }
        let mut alike = Self { classes };
        if class < CLASSES && nodes.len() <= NODES {
            alike.join(diagrams, conditions)?;
        }
        Ok(alike)
    }

    /// The class of a variable; none if no condition asks it.
    pub fn class(&self, level: u32) -> Option<usize> {
        self.classes.get(&level).copied()
    }

    /// The variables of a class.
    pub fn members(&self, class: usize) -> impl Iterator<Item = u32> {
        self.classes.iter().filter(move |(_, own)| **own == class).map(|(level, _)| *level)
    }

    /// Classes that are alike though other variables stand between them are one.
    fn join(&mut self, diagrams: &mut Diagrams, conditions: &[u32]) -> Res<()> {
        let mut firsts: BTreeMap<usize, u32> = BTreeMap::new();
        for (level, class) in &self.classes {
            firsts.entry(*class).or_insert(*level);
        }
        let mut same: BTreeMap<usize, usize> = BTreeMap::new();
        for (class, level) in &firsts {
            for (before, other) in firsts.range(..class).filter(|(before, _)| !same.contains_key(before)) {
                if exchangeable(diagrams, conditions, *other, *level)? {
                    same.insert(*class, *before);
                    break;
                }
            }
        }
        for class in self.classes.values_mut() {
            *class = same.get(class).copied().unwrap_or(*class);
        }
        Ok(())
    }
}

/// The variables that may not change places with the one asked right before.
///
/// Two neighbours may if nothing asks the second alone, and to have found only the first comes to the same as to have found
/// only the second.
fn apart(diagrams: &Diagrams, conditions: &[u32], nodes: &[u32], levels: &BTreeSet<u32>) -> BTreeSet<u32> {
    let next = |level: u32| levels.range(level + 1..).next().copied();
    let mut apart: BTreeSet<u32> = conditions.iter().map(|id| diagrams.level(*id)).collect();
    for id in nodes {
        let (level, (low, high)) = (diagrams.level(*id), diagrams.branches(*id));
        let second = next(level);
        for branch in [low, high].map(|branch| diagrams.level(branch)) {
            if Some(branch) != second {
                apart.insert(branch);
            }
        }
        if let Some(second) = second {
            let only_second = if diagrams.level(low) == second { diagrams.branches(low).1 } else { low };
            let only_first = if diagrams.level(high) == second { diagrams.branches(high).0 } else { high };
            if only_first != only_second {
                apart.insert(second);
            }
        }
    }
    apart
}

/// Whether two variables may change places in all conditions.
fn exchangeable(diagrams: &mut Diagrams, conditions: &[u32], one: u32, other: u32) -> Res<bool> {
    for condition in conditions.iter().filter(|id| **id > TRUE) {
        let mut only = |yes: u32, no: u32| {
            let known = |level: u32| if level == yes { Some(true) } else { (level == no).then_some(false) };
            diagrams.restrict(*condition, &known)
        };
        if only(one, other)? != only(other, one)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{Alike, Diagrams};

    /// `at_least(2, [a, b, c])`, and `d` alone: three alike, the fourth not.
    #[test]
    fn those_counted_together_are_alike() {
        let mut diagrams = Diagrams::new();
        let [a, b, c, d] = [3, 5, 6, 9].map(|level| diagrams.variable(level).unwrap());
        let (ab, ac, bc) = (diagrams.and(a, b).unwrap(), diagrams.and(a, c).unwrap(), diagrams.and(b, c).unwrap());
        let two = diagrams.or(ab, ac).unwrap();
        let two = diagrams.or(two, bc).unwrap();
        let both = diagrams.and(two, d).unwrap();
        let class = |conditions: &[u32], diagrams: &mut Diagrams| {
            let alike = Alike::of(diagrams, conditions).unwrap();
            [3, 5, 6, 9].map(|level| alike.class(level))
        };
        assert_eq!(class(&[both], &mut diagrams), [Some(0), Some(0), Some(0), Some(1)]);
        assert_eq!(class(&[two], &mut diagrams), [Some(0), Some(0), Some(0), None]);
        // What asks one of them alone tells it from the others; those on both sides of it are alike still.
        assert_eq!(class(&[both, b], &mut diagrams), [Some(0), Some(1), Some(0), Some(3)]);
        assert_eq!(class(&[both, a], &mut diagrams), [Some(0), Some(1), Some(1), Some(2)]);
        let either = diagrams.or(a, d).unwrap();
        assert_eq!(class(&[either], &mut diagrams), [Some(0), None, None, Some(0)]);
    }
}
