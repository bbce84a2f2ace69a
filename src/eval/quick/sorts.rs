//! Individuals by sort. Kinds that belong together (人 and 机构, by way of 主体) are one sort; nobody is of two sorts, so that
//! individuals of a sort can be numbered by themselves and sets of them stay small, however many verbs and options there are.
use crate::core_ir::{IndividualId, KindId, Program};

/// A number within a sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Name {
    pub sort: u16,
    pub number: u16,
}

/// The sorts of a program, and who of them is named in it.
#[derive(Debug, Default)]
pub(super) struct Sorts {
    of_kind: Vec<u16>,
    /// For each sort, how many of it are named in the rulebooks.
    counts: Vec<u16>,
    /// For each individual of the rulebooks.
    names: Vec<Name>,
}

impl Sorts {
    /// `None` where there are more than fit.
    pub fn new(program: &Program) -> Option<Self> {
        let mut roots: Vec<usize> = (0..program.kinds.len()).collect();
        for (n, kind) in program.kinds.iter().enumerate() {
            for of in &kind.ancestors {
                let (a, b) = (root(&mut roots, n), root(&mut roots, of.index()));
                roots[a] = b;
            }
        }
        let mut sorts = Self { of_kind: vec![u16::MAX; program.kinds.len()], ..Self::default() };
        for n in 0..program.kinds.len() {
            let root = root(&mut roots, n);
            if sorts.of_kind[root] == u16::MAX {
                sorts.of_kind[root] = u16::try_from(sorts.counts.len()).ok()?;
                sorts.counts.push(0);
            }
            sorts.of_kind[n] = sorts.of_kind[root];
        }
        let mut names = Vec::with_capacity(program.individuals.len());
        for one in &program.individuals {
            names.push(sorts.next(one.kind)?);
        }
        sorts.names = names;
        Some(sorts)
    }

    fn next(&mut self, kind: KindId) -> Option<Name> {
        let sort = self.of(kind);
        next(&mut self.counts, sort)
    }

    pub fn of(&self, kind: KindId) -> u16 {
        self.of_kind[kind.index()]
    }

    pub fn name(&self, one: IndividualId) -> Name {
        self.names[one.index()]
    }

    /// Those of the rulebooks.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    pub fn counts(&self) -> &[u16] {
        &self.counts
    }
}

/// The next number of a sort.
pub(super) fn next(counts: &mut [u16], sort: u16) -> Option<Name> {
    let count = &mut counts[usize::from(sort)];
    let number = *count;
    *count = count.checked_add(1)?;
    Some(Name { sort, number })
}

fn root(roots: &mut [usize], mut n: usize) -> usize {
    while roots[n] != n {
        roots[n] = roots[roots[n]];
        n = roots[n];
    }
    n
}
