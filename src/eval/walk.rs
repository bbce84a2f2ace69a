//! Reading conditions off diagrams while some facts are otherwise.
use super::{
    algebra::Res,
    diagram::{FALSE, TRUE},
    hash::Table,
    judge::{Doubt, Oracle},
    variables::Exact,
};
use std::{cell::Cell, collections::BTreeSet};

/// Walks down the values that the variables have, and remembers which of those that may change it passed.
pub(super) struct Walker<'w, 'a> {
    pub exact: &'w mut Exact<'a>,
    /// What is known of the variables together (Γ).
    pub gamma: u32,
    /// What is left of it, once that was asked.
    pub left: Option<u32>,
    /// The options of choices.
    pub fixed: Table<u32, bool>,
    /// The value of a fact, where it has one.
    pub value: &'w dyn Fn(u32) -> Option<bool>,
    /// The number of a fact among those that may change.
    pub slot: &'w dyn Fn(u32) -> Option<usize>,
    /// Those passed.
    pub cause: &'w mut BTreeSet<usize>,
    /// How many nodes were looked at.
    pub steps: &'w mut usize,
}

impl Walker<'_, '_> {
    fn value(&self, level: u32) -> Option<bool> {
        self.fixed.get(&level).copied().or_else(|| (self.value)(level))
    }

    /// Whether a condition may come out false, and true, by what is known.
    fn reach(&mut self, value: u32) -> [bool; 2] {
        let (mut ends, mut stack, mut seen) = ([false; 2], vec![value], Table::<u32, ()>::default());
        while let Some(id) = stack.pop() {
            if id <= TRUE {
                ends[id as usize] = true;
                continue;
            }
            if seen.insert(id, ()).is_some() {
                continue;
            }
            *self.steps += 1;
            let level = self.exact.diagrams.level(id);
            self.cause.extend((self.slot)(level));
            let (low, high) = self.exact.diagrams.branches(id);
            match self.value(level) {
                Some(true) => stack.push(high),
                Some(false) => stack.push(low),
                None => stack.extend([low, high]),
            }
        }
        ends
    }

    /// Whether tallies can still add up; else it is read from all that they hang on.
    pub fn possible(&mut self) -> Res<bool> {
        if self.exact.groups.is_empty() || self.gamma()? != FALSE {
            return Ok(true);
        }
        let levels = self.exact.diagrams.support(self.gamma);
        self.cause.extend(levels.into_iter().filter_map(self.slot));
        Ok(false)
    }

    /// What is left of a condition once everything known has its value.
    fn restricted(&mut self, condition: u32) -> Res<u32> {
        let (fixed, value, steps) = (&self.fixed, self.value, Cell::new(0));
        let known = |level: u32| {
            steps.set(steps.get() + 1);
            fixed.get(&level).copied().or_else(|| value(level))
        };
        let left = self.exact.diagrams.restrict(condition, &known);
        *self.steps += steps.get();
        left
    }

    /// What is left of Γ.
    fn gamma(&mut self) -> Res<u32> {
        if let Some(left) = self.left {
            return Ok(left);
        }
        let left = self.restricted(self.gamma)?;
        self.left = Some(left);
        Ok(left)
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
