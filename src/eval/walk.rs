//! Reading conditions off diagrams while some facts are otherwise.
use super::{
    algebra::Res,
    diagram::{FALSE, TRUE},
    hash::Table,
    judge::{Doubt, Oracle},
    resolve::Way,
    variables::Exact,
};
use std::cell::Cell;

/// Walks down the values that the variables have, and remembers which of those that may change it passed.
pub(super) struct Walker<'w, 'a> {
    exact: &'w mut Exact<'a>,
    /// What is known of the variables together (Γ).
    gamma: u32,
    /// What is left of it under this way of reading, once that was asked.
    given: Option<u32>,
    /// What is left of conditions once everything known has its value.
    left: Table<u32, Left>,
    /// The value of each variable, where it has one; of choices, as they are read.
    values: Vec<Option<bool>>,
    /// The number of a fact among those that may change.
    slot: &'w dyn Fn(u32) -> Option<usize>,
    /// Those passed.
    cause: Vec<bool>,
    /// How many nodes were looked at.
    steps: &'w mut usize,
    /// Where walks led, by the node they began at.
    reached: Table<u32, Reached>,
    trail: &'w mut Trail,
}

/// The nodes passed on a walk: those with its number.
#[derive(Debug, Default)]
pub(super) struct Trail {
    passed: Vec<u32>,
    walk: u32,
}

impl Trail {
    fn begin(&mut self) {
        self.walk += 1;
    }

    /// Whether a node is passed for the first time.
    fn enter(&mut self, id: u32) -> bool {
        if self.passed.len() <= id as usize {
            self.passed.resize(id as usize + 1, 0);
        }
        std::mem::replace(&mut self.passed[id as usize], self.walk) != self.walk
    }
}

/// Where a walk led.
#[derive(Debug, Clone, Copy)]
struct Reached {
    /// To false, and to true.
    ends: [bool; 2],
    /// How many nodes it passed.
    steps: usize,
    /// One of them asked how something is read.
    read: bool,
}

/// What is left of a condition.
#[derive(Debug, Clone, Copy)]
struct Left {
    condition: u32,
    steps: usize,
    read: bool,
}

impl<'w, 'a> Walker<'w, 'a> {
    /// With the values of all variables but choices.
    pub fn new(
        exact: &'w mut Exact<'a>,
        gamma: u32,
        values: Vec<Option<bool>>,
        slot: &'w dyn Fn(u32) -> Option<usize>,
        (steps, trail): (&'w mut usize, &'w mut Trail),
    ) -> Self {
        let (reached, left) = (Table::default(), Table::default());
        Self { exact, gamma, given: None, left, values, slot, cause: Vec::new(), steps, reached, trail }
    }

    /// Reads everything this way from now on. What does not hang on how it is read stays known.
    pub fn read_as(&mut self, way: &Way) {
        let choices = self.exact.index.choice_levels as usize;
        self.values.iter_mut().take(choices).for_each(|value| *value = None);
        for (level, holds) in self.exact.index.fixed(way) {
            if let Some(value) = self.values.get_mut(level as usize) {
                *value = Some(holds);
            }
        }
        self.given = None;
        self.left.retain(|_, left| !left.read);
        self.reached.retain(|_, reached| !reached.read);
    }

    /// The facts that may change, of those that were passed.
    pub fn cause(self) -> Vec<usize> {
        self.cause.iter().enumerate().filter(|(_, passed)| **passed).map(|(slot, _)| slot).collect()
    }

    fn pass(&mut self, level: u32) {
        if let Some(slot) = (self.slot)(level) {
            if self.cause.len() <= slot {
                self.cause.resize(slot + 1, false);
            }
            self.cause[slot] = true;
        }
    }

    fn value(&self, level: u32) -> Option<bool> {
        self.values.get(level as usize).copied().flatten()
    }

    /// Whether a condition may come out false, and true, by what is known.
    fn reach(&mut self, value: u32) -> [bool; 2] {
        let reached = match self.reached.get(&value) {
            Some(reached) => *reached,
            None => self.walk(value),
        };
        *self.steps += reached.steps;
        reached.ends
    }

    fn walk(&mut self, value: u32) -> Reached {
        let mut reached = Reached { ends: [false; 2], steps: 0, read: false };
        let mut stack = vec![value];
        self.trail.begin();
        while let Some(id) = stack.pop() {
            if id <= TRUE {
                reached.ends[id as usize] = true;
                continue;
            }
            if !self.trail.enter(id) {
                continue;
            }
            reached.steps += 1;
            let level = self.exact.diagrams.level(id);
            reached.read |= self.exact.is_choice(level);
            self.pass(level);
            let (low, high) = self.exact.diagrams.branches(id);
            match self.value(level) {
                Some(true) => stack.push(high),
                Some(false) => stack.push(low),
                None => stack.extend([low, high]),
            }
        }
        self.reached.insert(value, reached);
        reached
    }

    /// Whether tallies can still add up; else it is read from all that they hang on.
    pub fn possible(&mut self) -> Res<bool> {
        if self.exact.groups.is_empty() || self.gamma()? != FALSE {
            return Ok(true);
        }
        let levels = self.exact.diagrams.support(self.gamma);
        levels.into_iter().for_each(|level| self.pass(level));
        Ok(false)
    }

    /// What is left of a condition once everything known has its value.
    fn restricted(&mut self, condition: u32) -> Res<u32> {
        let left = match self.left.get(&condition) {
            Some(left) => *left,
            None => self.restrict(condition)?,
        };
        *self.steps += left.steps;
        Ok(left.condition)
    }

    fn restrict(&mut self, condition: u32) -> Res<Left> {
        let (values, choices) = (&self.values, self.exact.index.choice_levels);
        let (steps, read) = (Cell::new(0), Cell::new(false));
        let known = |level: u32| {
            steps.set(steps.get() + 1);
            read.set(read.get() || level < choices);
            values.get(level as usize).copied().flatten()
        };
        let left = self.exact.diagrams.restrict(condition, &known)?;
        let left = Left { condition: left, steps: steps.get(), read: read.get() };
        self.left.insert(condition, left);
        Ok(left)
    }

    /// What is left of Γ.
    fn gamma(&mut self) -> Res<u32> {
        if let Some(given) = self.given {
            return Ok(given);
        }
        let given = self.restricted(self.gamma)?;
        self.given = Some(given);
        Ok(given)
    }
}

impl Oracle<u32> for Walker<'_, '_> {
    fn always(&mut self, value: &u32) -> Result<bool, Doubt> {
        match self.reach(*value) {
            [false, _] => Ok(true),
            [true, false] => Ok(false),
            [true, true] => {
                let (gamma, value) = (self.gamma()?, self.restricted(*value)?);
                Ok(self.exact.diagrams.ite(gamma, value, TRUE)? == TRUE)
            }
        }
    }

    fn ever(&mut self, value: &u32) -> Result<bool, Doubt> {
        match self.reach(*value) {
            [_, false] => Ok(false),
            [false, true] => Ok(true),
            [true, true] => {
                let (gamma, value) = (self.gamma()?, self.restricted(*value)?);
                Ok(self.exact.diagrams.and(gamma, value)? != FALSE)
            }
        }
    }
}
