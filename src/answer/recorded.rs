//! Where what is on record comes from, and who judged it.
use crate::core_ir::{EntityId, Fact, RelationId, World};
use crate::diagnostic::Lang;
use crate::ledger::Place;
use crate::vocabulary::Moment;
use std::collections::HashMap;
use std::sync::Arc;

/// So many rows are named.
const ROWS: usize = 2;

/// The rows of tables that say what is on record.
#[derive(Debug, Default)]
pub struct Recorded {
    /// Of each sentence: since when, and the row.
    said: HashMap<(RelationId, Vec<EntityId>), Vec<(Option<Moment>, u32)>>,
    places: Vec<Place>,
}

impl Recorded {
    /// Rows by their places; what each says is told next.
    pub fn new(places: Vec<Place>) -> Self {
        Self { said: HashMap::new(), places }
    }

    /// A row says a sentence.
    pub fn say(&mut self, relation: RelationId, args: Vec<EntityId>, from: Option<Moment>, row: u32) {
        self.said.entry((relation, args)).or_default().push((from, row));
    }

    /// The rows that say a sentence of a moment; of none: of any.
    pub fn rows(&self, relation: RelationId, args: &[EntityId], at: Option<Moment>) -> Vec<&Place> {
        self.of(relation, args, |from| at.is_none() || from == at)
    }

    /// The rows that say a sentence since a moment that is meant, by number.
    pub fn numbers(
        &self,
        relation: RelationId,
        args: &[EntityId],
        is_meant: impl Fn(Option<Moment>) -> bool,
    ) -> impl Iterator<Item = u32> {
        let said = self.said.get(&(relation, args.to_vec())).map(Vec::as_slice).unwrap_or_default();
        said.iter().filter(move |(from, _)| is_meant(*from)).map(|(_, row)| *row)
    }

    fn of(&self, relation: RelationId, args: &[EntityId], is_meant: impl Fn(Option<Moment>) -> bool) -> Vec<&Place> {
        self.numbers(relation, args, is_meant).filter_map(|row| self.places.get(row as usize)).collect()
    }
}

/// What the record rests on.
#[derive(Debug, Clone, Default)]
enum Source {
    /// A situation and nothing else.
    #[default]
    Situation,
    /// Tables beside it, of which the rows are known.
    Rows(Arc<Recorded>),
    /// Tables beside it, of which the rows are not kept; what the situation itself says.
    Tables(Vec<(RelationId, Vec<EntityId>)>),
}

/// Who judged what is on record, and where it is written.
#[derive(Debug, Clone, Default)]
pub struct Judges {
    who: HashMap<(RelationId, Vec<EntityId>), EntityId>,
    source: Source,
}

impl Judges {
    /// Those of a situation.
    pub fn new(world: &World) -> Self {
        let mut who = HashMap::new();
        for fact in &world.facts {
            if let Some(judge) = fact.judged_by {
                who.entry((fact.relation, fact.args.clone())).or_insert(judge);
            }
        }
        Self { who, source: Source::Situation }
    }

    /// With the rows that say the rest.
    #[must_use]
    pub fn with_rows(self, rows: Arc<Recorded>) -> Self {
        Self { source: Source::Rows(rows), ..self }
    }

    /// With a situation that says some of it, the rest being said by tables.
    #[must_use]
    pub fn beside(self, situation: &World) -> Self {
        let own = |fact: &Fact| (fact.relation, fact.args.clone());
        Self { source: Source::Tables(situation.facts.iter().map(own).collect()), ..self }
    }

    /// Who judged it.
    pub(super) fn of(&self, relation: RelationId, args: &[EntityId]) -> Option<EntityId> {
        if self.who.is_empty() { None } else { self.who.get(&(relation, args.to_vec())).copied() }
    }

    /// Where sentences are written, as of a moment: 情形所载, 外出.csv第4行所载.
    pub(super) fn written(&self, relation: RelationId, all: &[Vec<EntityId>], at: Option<Moment>, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let situation = if zh { "情形所载" } else { "on record" };
        let table = if zh { "台账所载" } else { "on record in a table" };
        match &self.source {
            Source::Situation => situation.to_owned(),
            Source::Tables(own) if all.iter().all(|args| own.contains(&(relation, args.clone()))) => situation.to_owned(),
            Source::Tables(_) => table.to_owned(),
            Source::Rows(rows) => {
                let past = |from: Option<Moment>| at.is_none_or(|at| from.is_none_or(|from| from.not_after(at)));
                let mut named: Vec<String> = Vec::new();
                // What was done too late is said by rows of later days alone.
                let of = |args: &Vec<EntityId>| Some(rows.of(relation, args, past)).filter(|own| !own.is_empty());
                let places = all.iter().flat_map(|args| of(args).unwrap_or_else(|| rows.rows(relation, args, None)));
                for place in places {
                    let told = place.told(lang);
                    if !named.contains(&told) {
                        named.push(told);
                    }
                }
                let more = if named.len() <= ROWS {
                    ""
                } else if zh {
                    "等"
                } else {
                    " and more"
                };
                named.truncate(ROWS);
                // Rows that are counted only are not kept.
                let by_rows = all.iter().any(|args| rows.numbers(relation, args, |_| true).next().is_some());
                match (named.is_empty(), zh) {
                    (true, _) if by_rows => table.to_owned(),
                    (true, _) => situation.to_owned(),
                    (false, true) => format!("{}{more}所载", named.join("、")),
                    (false, false) => format!("on record, {}{more}", named.join(", ")),
                }
            }
        }
    }
}
