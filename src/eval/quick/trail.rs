//! Trails: what was looked at to find a verdict, kept, so that the next time only that is looked at.
//!
//! A verdict hangs on few things on record: whether this one is away, of what sort the document is. While it is found for the
//! first time each look at the record is noted, in order; the looks for one act make a tree that branches by what was seen, with
//! the verdicts at its ends. What is looked at next hangs on nothing but what was seen before, so whoever sees the same comes to
//! the same end. Trails say nothing of where rows lie: situations of the same rules and individuals share them.
use super::super::hash::Table;
use super::facts::Facts;
use super::plan::Filled;
use super::set::Set;
use crate::core_ir::RelationId;
use crate::vocabulary::Verdict;

/// Looks and ends, at most; then all is begun anew.
const MOST: usize = 1 << 16;
/// Looks for one verdict, at most.
const LONGEST: usize = 64;
/// Each time that an act was asked about so often, it is seen whether trails are worth it.
const PERIOD: u32 = 1 << 14;

/// A look at the record: at two words of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub view: u32,
    pub by: Which,
    /// The first word, and how far behind it the other is.
    pub word: u32,
    pub span: u32,
    /// What of them is looked at.
    pub mask: u64,
}

/// Which row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// By the number in one place.
    One(u32),
    /// By several places.
    Many(u64),
}

/// What is seen.
pub(super) type Seen = (u64, u64);

/// What is looked at while a verdict is found.
#[derive(Debug, Default)]
pub(super) struct Notes {
    looks: Vec<Look>,
    /// Something was looked at that cannot be noted.
    lost: bool,
}

impl Notes {
    /// A look at some of a row.
    pub fn row<const W: usize>(&mut self, view: u32, by: Which, of: Set<W>) {
        for (word, mask) in of.words().into_iter().enumerate().filter(|(_, mask)| *mask != 0) {
            self.add(Look { view, by, word: word as u32, span: W as u32, mask });
        }
    }

    /// A look at a number.
    pub fn figure(&mut self, view: u32, by: Which) {
        self.add(Look { view, by, word: 0, span: 1, mask: u64::MAX });
    }

    fn add(&mut self, look: Look) {
        let known = |one: &Look| Look { mask: one.mask & look.mask, ..*one } == look;
        if !self.looks.iter().any(known) {
            self.looks.push(look);
        }
        self.lost |= self.looks.len() > LONGEST;
    }

    /// Something is looked at that cannot be noted.
    pub fn lose(&mut self) {
        self.lost = true;
    }
}

#[derive(Debug)]
enum Node {
    /// What is looked at, and where that leads: what was seen, in order, and the next node.
    Look(Look, Vec<(Seen, u32)>),
    /// The verdict; none where it has to be found anew each time.
    End(Option<Verdict>),
}

/// An act, its places filled.
pub(super) type Act = (RelationId, Filled);

/// What following a trail comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    To(Verdict),
    /// Nobody was here before: to be noted.
    Unknown,
    /// To be found anew.
    None,
}

/// The trails of a thread, for situations of one kin.
#[derive(Debug, Default)]
pub(super) struct Trails {
    kin: u64,
    begins: Table<Act, u32>,
    nodes: Vec<Node>,
    /// For each act.
    worth: Vec<Worth>,
}

/// How much use the trails of an act are.
#[derive(Debug, Clone, Copy, Default)]
struct Worth {
    /// How often it was asked about, and how often nobody had been there before.
    asked: u32,
    missed: u32,
    /// What is seen hardly ever repeats.
    none: bool,
}

impl Worth {
    fn ask(&mut self) -> bool {
        if self.asked == PERIOD {
            *self = Self { none: self.missed > PERIOD / 4, ..Self::default() };
        }
        self.asked += u32::from(!self.none);
        !self.none
    }
}

impl Trails {
    /// Ready for situations of a kin.
    pub fn begin(&mut self, kin: u64) {
        if self.kin != kin {
            *self = Self { kin, ..Self::default() };
        }
    }

    /// Where the trail of an act leads.
    pub fn follow(&mut self, facts: &Facts, act: &Act) -> Way {
        let of = act.0.index();
        if self.worth.len() <= of {
            self.worth.resize(of + 1, Worth::default());
        }
        if !self.worth[of].ask() {
            return Way::None;
        }
        let mut at = self.begins.get(act);
        while let Some(node) = at {
            match &self.nodes[*node as usize] {
                Node::Look(look, next) => at = found(next, facts.seen(look)).ok().map(|n| &next[n].1),
                Node::End(Some(verdict)) => return Way::To(*verdict),
                Node::End(None) => return Way::None,
            }
        }
        self.worth[of].missed += 1;
        Way::Unknown
    }

    /// Keeps what was noted, and what came of it.
    pub fn keep(&mut self, facts: &Facts, act: &Act, notes: &Notes, verdict: Option<Verdict>) {
        if self.nodes.len() + notes.looks.len() >= MOST {
            self.begins.clear();
            self.nodes.clear();
        }
        // The node that leads on, and by what was seen there.
        let mut from: Option<(u32, Seen)> = None;
        for look in &notes.looks {
            let next = self.next(act, from);
            let node = next.unwrap_or_else(|| self.add(act, from, Node::Look(*look, Vec::new())));
            from = Some((node, facts.seen(look)));
        }
        if self.next(act, from).is_none() {
            self.add(act, from, Node::End(verdict.filter(|_| !notes.lost)));
        }
    }

    fn next(&self, act: &Act, from: Option<(u32, Seen)>) -> Option<u32> {
        let Some((node, seen)) = from else { return self.begins.get(act).copied() };
        let Some(Node::Look(_, next)) = self.nodes.get(node as usize) else { return None };
        found(next, seen).ok().map(|n| next[n].1)
    }

    fn add(&mut self, act: &Act, from: Option<(u32, Seen)>, node: Node) -> u32 {
        let new = self.nodes.len() as u32;
        self.nodes.push(node);
        match from {
            None => drop(self.begins.insert(*act, new)),
            Some((node, seen)) => {
                if let Node::Look(_, next) = &mut self.nodes[node as usize]
                    && let Err(place) = found(next, seen)
                {
                    next.insert(place, (seen, new));
                }
            }
        }
        new
    }
}

/// Where among the ways on is the one for what was seen.
#[inline]
fn found(next: &[(Seen, u32)], seen: Seen) -> Result<usize, usize> {
    next.binary_search_by(|(one, _)| one.cmp(&seen))
}
