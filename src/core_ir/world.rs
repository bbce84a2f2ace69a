//! One situation: who and what there is, what is known of it, and at which date.
use super::{History, IndividualId, KindId, RelationId};
use crate::vocabulary::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Somebody or something: first the individuals of the program (same numbers), then those of the situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

impl EntityId {
    /// The number as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl From<IndividualId> for EntityId {
    fn from(id: IndividualId) -> Self {
        Self(id.0)
    }
}

/// Somebody or something.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: KindId,
    /// One of the unnamed further holders of an office whose roster is not complete: the office and the number (1, 2, …) it
    /// would have among all holders. It exists only if that many hold the office.
    pub unnamed: Option<(IndividualId, u32)>,
}

/// What is known of one tuple.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// On record.
    True,
    /// On record that not.
    False,
    /// Expressly unknown.
    Unknown,
}

/// One recorded tuple, already cut to what holds at [`World::date`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The relation.
    pub relation: RelationId,
    /// Its arguments.
    pub args: Vec<EntityId>,
    /// Holds or not.
    pub truth: Truth,
    /// The number, of numeric relations (thousandths).
    pub number: Option<i64>,
    /// Who judged it, of judgements.
    pub judged_by: Option<EntityId>,
}

/// A situation at a date.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// The date asked about.
    pub date: Option<Date>,
    /// Individuals. INVARIANT: the first ones are those of the program, in order.
    pub entities: Vec<Entity>,
    /// What is on record.
    pub facts: Vec<Fact>,
    /// Relations whose record is complete: absent means false (judgements excepted).
    pub complete: BTreeSet<RelationId>,
    /// Every record is complete.
    pub all_complete: bool,
    /// Relations of which something that was written down could not be read: absent means unknown even where silence says no.
    pub unread: BTreeSet<RelationId>,
    /// What is on record for another time only. It never counts as true: a definition that one of these would have met
    /// but for the time is cited with a "no".
    pub lapsed: Vec<Fact>,
    /// What is said of all times, where anything is said with a time.
    pub history: Option<Arc<History>>,
}

impl World {
    /// The same situation with nobody's name: for what only evaluates it.
    #[must_use]
    pub fn nameless(&self) -> Self {
        let nameless = |one: &Entity| Entity { name: String::new(), kind: one.kind, unnamed: one.unnamed };
        Self {
            date: self.date,
            entities: self.entities.iter().map(nameless).collect(),
            facts: self.facts.clone(),
            complete: self.complete.clone(),
            all_complete: self.all_complete,
            unread: self.unread.clone(),
            lapsed: self.lapsed.clone(),
            history: self.history.clone(),
        }
    }
}
