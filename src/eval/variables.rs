//! The variables of diagrams: what each of them asks, and what is known of them together (Γ).
use super::{
    algebra::{Algebra, Ask, NumberTerm, Res},
    diagram::{Diagrams, FALSE, TRUE},
    hash::Table,
    index::Index,
    tables::Tables,
    tally::Group,
};
use crate::core_ir::{ChoiceId, ClauseId, RelationId};
use std::collections::BTreeSet;

/// What a variable asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Fact(RelationId, Vec<u32>),
    /// At least so many hold the office.
    Holders(u32, u32),
    /// The numbers add up to so much at least.
    AtLeast(Vec<NumberTerm>, i64),
    /// The numbers add up to an odd number.
    Odd(Vec<NumberTerm>),
    /// A digit of a tally, in binary. It is projected away before anything is read off.
    Digit,
}

/// Truth as diagrams.
#[derive(Debug)]
pub(super) struct Exact<'a> {
    pub index: &'a Index,
    pub tables: &'a Tables,
    pub diagrams: Diagrams,
    keys: Vec<Key>,
    levels: Table<Key, u32>,
    /// What each clause came to, in order.
    pub heard: Vec<(ClauseId, u32)>,
    /// Tallies that hang together.
    pub groups: Vec<Group>,
    /// Γ with the digits of tallies.
    pub whole: u32,
}

impl<'a> Exact<'a> {
    pub fn new(index: &'a Index, tables: &'a Tables) -> Self {
        Self {
            index,
            tables,
            diagrams: Diagrams::new(),
            keys: Vec::new(),
            levels: Table::default(),
            heard: Vec::new(),
            groups: Vec::new(),
            whole: TRUE,
        }
    }

    /// What the variables ask, those of facts and numbers in order.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Facts whose variables stand in this order, before all others.
    pub fn in_order(&mut self, facts: Vec<(RelationId, Vec<u32>)>) {
        for (relation, args) in facts {
            self.announce(Ask::Fact(relation, &args));
            self.level(Key::Fact(relation, args));
        }
    }

    /// A fresh variable for a digit.
    pub fn digit(&mut self) -> u32 {
        self.keys.push(Key::Digit);
        self.index.choice_levels + self.keys.len() as u32 - 1
    }

    /// What a variable asks, if it is about a fact.
    pub fn key(&self, level: u32) -> Option<&Key> {
        self.keys.get(level.checked_sub(self.index.choice_levels)? as usize)
    }

    /// The variable of a fact, if it was asked.
    pub fn known_level(&self, relation: RelationId, args: &[u32]) -> Option<u32> {
        self.levels.get(&Key::Fact(relation, args.to_vec())).copied()
    }

    /// Whether a variable asks for one of several values that exclude each other.
    pub fn is_value(&self, level: u32) -> bool {
        let single = |relation: RelationId| self.index.relation(relation).holes.iter().any(|hole| hole.single);
        matches!(self.key(level), Some(Key::Fact(relation, _)) if single(*relation))
    }

    /// Whether a variable belongs to a choice.
    pub fn is_choice(&self, level: u32) -> bool {
        level < self.index.choice_levels
    }

    /// The level of a variable, made when it is first asked.
    pub fn level(&mut self, key: Key) -> u32 {
        if let Some(level) = self.levels.get(&key) {
            return *level;
        }
        let level = self.index.choice_levels + self.keys.len() as u32;
        self.keys.push(key.clone());
        self.levels.insert(key, level);
        level
    }

    /// Variables that hang together stand side by side, which keeps diagrams small.
    fn announce(&mut self, ask: Ask<'_>) {
        match ask {
            Ask::Fact(relation, args) => {
                for tuple in self.tables.choice_of(self.index, relation, args) {
                    self.level(Key::Fact(relation, tuple));
                }
            }
            Ask::Holders(office, _) => {
                for k in self.tables.numbers(office) {
                    self.level(Key::Holders(office, k));
                }
            }
            Ask::AtLeast(..) | Ask::Odd(_) => {}
        }
    }

    /// The variables that hang together with one of them, itself included, and the group's constraint.
    fn group(&mut self, level: u32) -> Res<(BTreeSet<u32>, u32)> {
        match self.key(level).cloned() {
            Some(Key::Fact(relation, args)) => self.fact_group(level, relation, &args),
            Some(Key::Holders(office, _)) => {
                let levels: Vec<u32> =
                    self.tables.numbers(office).into_iter().map(|k| self.level(Key::Holders(office, k))).collect();
                Ok((levels.iter().copied().collect(), self.chain(&levels)?))
            }
            Some(Key::AtLeast(terms, _)) => {
                let levels = self.thresholds(&terms);
                Ok((levels.iter().copied().collect(), self.chain(&levels)?))
            }
            Some(Key::Odd(_) | Key::Digit) | None => Ok((BTreeSet::from([level]), TRUE)),
        }
    }

    fn fact_group(&mut self, level: u32, relation: RelationId, args: &[u32]) -> Res<(BTreeSet<u32>, u32)> {
        let tuples = self.tables.choice_of(self.index, relation, args);
        let alone = tuples.is_empty();
        let tuples = if alone { vec![args.to_vec()] } else { tuples };
        let (mut levels, mut rule) = (BTreeSet::from([level]), TRUE);
        let mut values = Vec::new();
        for tuple in tuples {
            let at = self.level(Key::Fact(relation, tuple.clone()));
            values.push(at);
            levels.insert(at);
            for holder in tuple.iter().filter_map(|entity| self.tables.unnamed(*entity)) {
                let exists = self.level(Key::Holders(holder.0, holder.1));
                levels.insert(exists);
                let (fact, exists) = (self.diagrams.variable(at)?, self.diagrams.variable(exists)?);
                let implied = self.diagrams.ite(fact, exists, TRUE)?;
                rule = self.diagrams.and(rule, implied)?;
            }
        }
        if !alone {
            let one = self.exactly_one(&values)?;
            rule = self.diagrams.and(rule, one)?;
        }
        Ok((levels, rule))
    }

    fn exactly_one(&mut self, levels: &[u32]) -> Res<u32> {
        let (mut none, mut one) = (TRUE, FALSE);
        for level in levels {
            let variable = self.diagrams.variable(*level)?;
            one = self.diagrams.ite(variable, none, one)?;
            none = self.diagrams.ite(variable, FALSE, none)?;
        }
        Ok(one)
    }

    /// Each of them implies the one before.
    fn chain(&mut self, levels: &[u32]) -> Res<u32> {
        let mut rule = TRUE;
        for pair in levels.windows(2) {
            if let [less, more] = pair {
                let (less, more) = (self.diagrams.variable(*less)?, self.diagrams.variable(*more)?);
                let implied = self.diagrams.ite(more, less, TRUE)?;
                rule = self.diagrams.and(rule, implied)?;
            }
        }
        Ok(rule)
    }

    /// The variables that compare the same numbers, lowest bound first.
    fn thresholds(&self, terms: &[NumberTerm]) -> Vec<u32> {
        let mut all: Vec<(i64, u32)> = self
            .keys
            .iter()
            .zip(self.index.choice_levels..)
            .filter_map(|(key, level)| match key {
                Key::AtLeast(other, bound) if other == terms => Some((*bound, level)),
                _ => None,
            })
            .collect();
        all.sort_unstable();
        all.into_iter().map(|(_, level)| level).collect()
    }

    /// Γ, as far as it touches these variables: what is known of them, and of those drawn in with them, together.
    pub fn gamma(&mut self, support: &BTreeSet<u32>) -> Res<u32> {
        let (mut all, mut rule) = (BTreeSet::<u32>::new(), TRUE);
        let mut tallied = BTreeSet::new();
        let mut todo: Vec<u32> = support.iter().copied().filter(|level| !self.is_choice(*level)).rev().collect();
        while let Some(level) = todo.pop() {
            if all.contains(&level) {
                continue;
            }
            let (levels, more) = self.group(level)?;
            rule = self.diagrams.and(rule, more)?;
            all.insert(level);
            todo.extend(levels.into_iter().filter(|other| !all.contains(other)));
            for group in self.groups_of(level) {
                if tallied.insert(group) {
                    let (levels, more) = self.tallied(group)?;
                    rule = self.diagrams.and(rule, more)?;
                    todo.extend(levels.into_iter().filter(|other| !all.contains(other)));
                }
            }
        }
        self.whole = self.diagrams.and(self.whole, rule)?;
        Ok(rule)
    }
}

impl Algebra for Exact<'_> {
    type B = u32;
    const EXACT: bool = true;

    fn constant(&mut self, value: bool) -> u32 {
        u32::from(value)
    }

    fn unknown(&mut self, ask: Ask<'_>) -> Res<u32> {
        self.announce(ask);
        let key = match ask {
            Ask::Fact(relation, args) => Key::Fact(relation, args.to_vec()),
            Ask::Holders(office, k) => Key::Holders(office, k),
            Ask::Odd(terms) => Key::Odd(terms.to_vec()),
            Ask::AtLeast(terms, bound) => Key::AtLeast(terms.to_vec(), bound),
        };
        let level = self.level(key);
        self.diagrams.variable(level)
    }

    fn choice(&mut self, choice: ChoiceId, option: u8) -> Res<u32> {
        let base = self.index.level(choice.index());
        let last = self.index.program.choices[choice.index()].options.len().saturating_sub(1) as u32;
        let mut value = if u32::from(option) == last { TRUE } else { self.diagrams.variable(base + u32::from(option))? };
        for before in (0..u32::from(option)).rev() {
            let earlier = self.diagrams.variable(base + before)?;
            value = self.diagrams.ite(earlier, FALSE, value)?;
        }
        Ok(value)
    }

    fn not(&mut self, a: u32) -> Res<u32> {
        self.diagrams.not(a)
    }

    fn and(&mut self, a: u32, b: u32) -> Res<u32> {
        self.diagrams.and(a, b)
    }

    fn or(&mut self, a: u32, b: u32) -> Res<u32> {
        self.diagrams.or(a, b)
    }

    fn ite(&mut self, condition: u32, then: u32, other: u32) -> Res<u32> {
        self.diagrams.ite(condition, then, other)
    }

    fn known(&self, value: &u32) -> Option<bool> {
        (*value <= TRUE).then_some(*value == TRUE)
    }

    fn same(&self, a: &u32, b: &u32) -> bool {
        a == b
    }

    fn hear(&mut self, clause: ClauseId, value: &u32) {
        if *value > TRUE {
            self.heard.push((clause, *value));
        }
    }
}
