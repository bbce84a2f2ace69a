//! What a situation puts on record, line by line. A later layer replaces what it contradicts; within one layer what is dated
//! later replaces what is dated earlier or not at all, and two lines of the same standing contradict each other.
use super::{EntityId, Fact, Program, RelationId, Truth, World};
use crate::source::Span;
use crate::vocabulary::Moment;
use std::collections::{HashMap, HashSet};

/// Since when a line says that something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// Without a date.
    Undated,
    /// With one; the moment it begins, if that is written.
    Dated(Option<Moment>),
}

/// How a fact came on record.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// The layer.
    pub layer: usize,
    /// Since when.
    pub when: When,
    /// Follows only from the dates of a line: what is said of another time is not so now. Whatever else is said prevails.
    pub weak: bool,
    /// The line.
    pub at: Span,
}

/// A tuple, without the values of its 单选 holes.
type Key = (RelationId, Vec<EntityId>);

/// The opposite is on record in the same layer, with no date to tell which prevails.
#[derive(Debug, Clone, Copy)]
pub struct Contradicted;

/// A sentence said or denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// The relation.
    pub relation: RelationId,
    /// Its arguments.
    pub args: Vec<EntityId>,
    /// Denied.
    pub negated: bool,
}

/// The facts of a world with what is known of each line.
#[derive(Debug, Default)]
pub struct Record {
    notes: Vec<Standing>,
    index: HashMap<Key, Vec<usize>>,
    /// What is denied of another time.
    elsewhere: HashSet<(RelationId, Vec<EntityId>)>,
}

fn key(program: &Program, relation: RelationId, args: &[EntityId]) -> Key {
    let holes = program.relations.get(relation.index()).map(|known| known.holes.as_slice()).unwrap_or_default();
    let single = |n: usize| holes.get(n).is_some_and(|hole| hole.single);
    (relation, args.iter().enumerate().filter(|(n, _)| !single(*n)).map(|(_, arg)| *arg).collect())
}

impl Fact {
    /// Whether another cannot be so as well, where both are the same but for the values of 单选 holes.
    pub fn clashes(&self, new: &Self) -> bool {
        let both = self.truth == Truth::True && new.truth == Truth::True;
        if self.args != new.args {
            return both;
        }
        let sure = self.truth != Truth::Unknown && new.truth != Truth::Unknown;
        (sure && self.truth != new.truth) || (both && self.number != new.number)
    }
}

impl Record {
    /// How many facts are on record.
    pub fn len(&self) -> usize {
        self.notes.len()
    }

    /// Whether nothing is on record.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    /// Puts a fact on record in place of what it contradicts.
    pub fn put(&mut self, world: &mut World, program: &Program, mut fact: Fact, mut note: Standing) -> Result<(), Contradicted> {
        let key = key(program, fact.relation, &fact.args);
        let bucket = self.index.get(&key).cloned().unwrap_or_default();
        let mut doomed = Vec::new();
        for at in bucket {
            let (Some(old), Some(of)) = (world.facts.get(at), self.notes.get(at)) else { continue };
            let same = old.args == fact.args;
            if of.layer == note.layer && !of.weak {
                if note.weak && (same || old.clashes(&fact)) {
                    return Ok(());
                }
                if old.clashes(&fact) {
                    match of.when.cmp(&note.when) {
                        std::cmp::Ordering::Less => {}
                        std::cmp::Ordering::Greater => return Ok(()),
                        std::cmp::Ordering::Equal => return Err(Contradicted),
                    }
                } else if same && old.truth == fact.truth {
                    fact.judged_by = fact.judged_by.or(old.judged_by);
                    note.when = note.when.max(of.when);
                }
            }
            if same || (fact.truth == Truth::True && old.truth != Truth::False) {
                doomed.push(at);
            }
        }
        self.replace(world, program, &doomed, key, fact, note);
        Ok(())
    }

    fn replace(&mut self, world: &mut World, program: &Program, doomed: &[usize], key: Key, fact: Fact, note: Standing) {
        let Some((first, others)) = doomed.split_first() else {
            self.index.entry(key).or_default().push(self.notes.len());
            world.facts.push(fact);
            self.notes.push(note);
            return;
        };
        if let (Some(old), Some(of)) = (world.facts.get_mut(*first), self.notes.get_mut(*first)) {
            *old = fact;
            *of = note;
        }
        if !others.is_empty() {
            let others: HashSet<usize> = others.iter().copied().collect();
            self.retain(world, program, |n, _| !others.contains(&n));
        }
    }

    /// Keeps only these facts.
    pub fn retain(&mut self, world: &mut World, program: &Program, keep: impl Fn(usize, &Fact) -> bool) {
        let flags: Vec<bool> = world.facts.iter().enumerate().map(|(n, fact)| keep(n, fact)).collect();
        if flags.iter().all(|keep| *keep) {
            return;
        }
        let mut kept = flags.iter();
        world.facts.retain(|_| kept.next().copied().unwrap_or(true));
        let mut kept = flags.iter();
        self.notes.retain(|_| kept.next().copied().unwrap_or(true));
        self.index.clear();
        for (n, fact) in world.facts.iter().enumerate() {
            self.index.entry(key(program, fact.relation, &fact.args)).or_default().push(n);
        }
    }

    /// Where a tuple is on record.
    fn find(&self, world: &World, program: &Program, relation: RelationId, args: &[EntityId]) -> Option<usize> {
        let bucket = self.index.get(&key(program, relation, args))?;
        bucket.iter().copied().find(|at| world.facts.get(*at).is_some_and(|fact| fact.args == args))
    }

    /// What is on record of a tuple, and in which layer.
    pub fn said_of(&self, world: &World, program: &Program, relation: RelationId, args: &[EntityId]) -> Option<(Truth, usize)> {
        let at = self.find(world, program, relation, args)?;
        Some((world.facts.get(at)?.truth, self.notes.get(at)?.layer))
    }

    /// Something is denied of another time.
    pub fn denied_elsewhere(&mut self, relation: RelationId, args: &[EntityId]) {
        self.elsewhere.insert((relation, args.to_vec()));
    }

    /// Takes facts away; gives back those that are not on record.
    pub fn withdraw(&mut self, world: &mut World, program: &Program, sayings: &[Saying]) -> usize {
        let (mut doomed, mut absent) = (HashSet::new(), 0);
        for saying in sayings {
            let args = saying.args.clone();
            let lapsed = !saying.negated && {
                let before = world.lapsed.len();
                world.lapsed.retain(|fact| fact.relation != saying.relation || fact.args != args);
                world.lapsed.len() < before
            };
            let elsewhere = saying.negated && self.elsewhere.remove(&(saying.relation, args.clone()));
            let other = if saying.negated { Truth::True } else { Truth::False };
            let found = self.find(world, program, saying.relation, &args).filter(|at| {
                let weak = self.notes.get(*at).is_some_and(|note| note.weak);
                world.facts.get(*at).is_some_and(|fact| fact.truth != other) || (weak && lapsed)
            });
            absent += usize::from(found.is_none() && !lapsed && !elsewhere);
            doomed.extend(found);
        }
        self.retain(world, program, |n, _| !doomed.contains(&n));
        absent
    }

    /// What follows from a fact on record: so it is, unless the opposite has been said in a later layer. In the same layer
    /// that is a contradiction; gives back the line that contradicts.
    pub fn follows(&mut self, world: &mut World, program: &Program, from: usize, fact: Fact) -> Result<(), Standing> {
        let Some(of) = self.notes.get(from).copied() else { return Ok(()) };
        let there = self.find(world, program, fact.relation, &fact.args);
        let Some((at, old)) = there.and_then(|at| self.notes.get(at).map(|note| (at, *note))) else {
            return self.put(world, program, fact, of).map_err(|Contradicted| of);
        };
        let truth = world.facts.get(at).map(|fact| fact.truth);
        if truth == Some(Truth::True) || (!old.weak && (of.weak || old.layer > of.layer)) {
            return Ok(());
        }
        if truth == Some(Truth::False) && old.layer == of.layer && !old.weak {
            return Err(old);
        }
        if let (Some(place), Some(known)) = (world.facts.get_mut(at), self.notes.get_mut(at)) {
            (*place, *known) = (fact, of);
        }
        Ok(())
    }
}
