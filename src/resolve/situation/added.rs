//! What is put on record besides the lines of a situation.
use super::Maker;
use crate::core_ir::{EntityId, Fact, KindId, Line, RelationId, Say, Time, Truth};
use crate::source::Span;

/// What is put on record besides the lines of a situation, as the rows of tables say it.
#[derive(Debug, Default)]
pub struct Added {
    /// Whom or what it names that the situation does not, each with its kind.
    pub items: Vec<(String, KindId)>,
    /// What it says.
    pub says: Vec<Entry>,
}

/// A sentence that is put on record.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The relation.
    pub relation: RelationId,
    /// Its arguments.
    pub args: Vec<Argument>,
    /// Holds, does not hold, is unknown.
    pub truth: Truth,
    /// The number, in thousandths.
    pub number: Option<i64>,
    /// Who judged it.
    pub judged_by: Option<Argument>,
    /// When.
    pub time: Time,
    /// The row it comes from.
    pub row: u32,
}

/// An argument of a sentence that is put on record.
#[derive(Debug, Clone, Copy)]
pub enum Argument {
    /// One of the situation.
    Known(EntityId),
    /// One of the items.
    New(u32),
}

impl Maker<'_> {
    /// Puts on record what was added.
    pub(super) fn add(&mut self, added: &Added) -> (Vec<Vec<EntityId>>, Vec<u32>) {
        let first = self.situated.world.entities.len() as u32;
        for (name, kind) in &added.items {
            self.situated.add(name, *kind);
        }
        let id = |argument: &Argument| match argument {
            Argument::Known(id) => *id,
            Argument::New(n) => EntityId(first + n),
        };
        let (mut all, mut contradicting) = (Vec::with_capacity(added.says.len()), Vec::new());
        for say in &added.says {
            let args: Vec<EntityId> = say.args.iter().map(id).collect();
            let judged_by = say.judged_by.as_ref().map(id);
            let fact = Fact { relation: say.relation, args: args.clone(), truth: say.truth, number: say.number, judged_by };
            let said = Say { fact, time: say.time, layer: 0, weak: false, at: Span::default() };
            if self.enter(Line::Say(said)).is_err() && contradicting.last() != Some(&say.row) {
                contradicting.push(say.row);
            }
            all.push(args);
        }
        (all, contradicting)
    }
}
