//! A history taken apart: what single lines make of the record, apart from all others.
//!
//! What is on record of a sentence hangs on the lines that speak of it alone (with a value of single choice: of all its values).
//! Who holds which office is the exception: it follows from several lines together.
use super::history::apply;
use super::record::{Contradicted, Record};
use super::{EntityId, Fact, History, Line, Program, RelationId, Say, Truth, World};
use crate::vocabulary::{Date, Moment};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A line, or one sentence of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    line: u32,
    /// Of what is withdrawn.
    saying: u32,
}

/// What is on record of a sentence: nothing, or whether it holds, with its number.
pub type Stands = Option<(Truth, Option<i64>)>;

impl History {
    /// Every piece with the sentence that it is about; none where it is about many.
    pub fn pieces(&self) -> impl Iterator<Item = (Piece, RelationId, Option<&[EntityId]>)> {
        (0_u32..).zip(&self.lines).flat_map(|(line, of)| {
            let (said, withdrawn, vacated) = match of {
                Line::Say(say) => (Some(say), &[][..], None),
                Line::Withdraw(sayings) => (None, sayings.as_slice(), None),
                Line::Vacate(relation, _) => (None, &[][..], Some(*relation)),
            };
            let said = said.map(|say| (Piece { line, saying: 0 }, say.fact.relation, Some(say.fact.args.as_slice())));
            let vacated = vacated.map(|relation| (Piece { line, saying: 0 }, relation, None));
            let withdrawn = (0_u32..).zip(withdrawn);
            let each = withdrawn.map(move |(saying, of)| (Piece { line, saying }, of.relation, Some(of.args.as_slice())));
            said.into_iter().chain(vacated).chain(each)
        })
    }

    /// The line of a piece that says something.
    pub fn said_in(&self, piece: Piece) -> Option<&Say> {
        match self.lines.get(piece.line as usize)? {
            Line::Say(say) => Some(say),
            Line::Withdraw(_) | Line::Vacate(..) => None,
        }
    }

    /// What some pieces alone put on record at a moment.
    pub fn of_pieces(
        &self,
        program: &Program,
        pieces: impl Iterator<Item = Piece>,
        at: Moment,
    ) -> Result<(Record, World), Contradicted> {
        let (mut record, mut world) = (Record::default(), World::default());
        for piece in pieces {
            match self.lines.get(piece.line as usize) {
                Some(Line::Withdraw(sayings)) => {
                    let own = sayings.get(piece.saying as usize).map(std::slice::from_ref).unwrap_or_default();
                    record.withdraw(&mut world, program, own);
                }
                Some(line) => drop(apply((&mut record, &mut world), program, Some(at), line)?),
                None => {}
            }
        }
        Ok((record, world))
    }

    /// The same of who holds which office: with the offices that an office is part of, and with holders without a name.
    pub fn of_offices(&self, program: &Program, pieces: impl Iterator<Item = Piece>, at: Moment) -> Result<World, Contradicted> {
        let (mut record, mut world) = self.of_pieces(program, pieces, at)?;
        self.join_wholes(&mut record, &mut world, program, |_| {});
        self.add_unnamed(&mut world);
        Ok(world)
    }

    /// Who holds an office holds those that it is part of.
    pub fn wholes(&self, relation: RelationId, args: &[EntityId]) -> Vec<Vec<EntityId>> {
        let (true, [person, office]) = (self.tenure == Some(relation), args) else { return Vec::new() };
        let wholes = self.wholes_of(*office);
        wholes.iter().map(|whole| vec![*person, (*whole).into()]).collect()
    }

    /// The relation by which offices are held.
    pub fn tenure(&self) -> Option<RelationId> {
        self.tenure
    }

    /// Which records are complete on a day; true: every one.
    pub fn complete_on(&self, date: Date) -> (BTreeSet<RelationId>, bool) {
        let (complete, all) = self.complete_always();
        let mut world = World { complete: complete.clone(), all_complete: all, ..World::default() };
        self.completed(&mut world, date);
        (world.complete, world.all_complete)
    }

    /// What was changed in a world since it was read: it is changed at all other moments as well.
    pub fn changed<'w>(&'w self, world: &'w World) -> Vec<(RelationId, &'w [EntityId], Stands)> {
        if world.facts == self.now {
            return Vec::new();
        }
        let key = |fact: &'w Fact| (fact.relation, fact.args.as_slice());
        let mut before: HashMap<_, Vec<&Fact>> = HashMap::new();
        self.now.iter().for_each(|fact| before.entry(key(fact)).or_default().push(fact));
        let after: HashSet<_> = world.facts.iter().map(key).collect();
        let gone = self.now.iter().filter(|fact| !after.contains(&key(fact)));
        let new = world.facts.iter().filter(|fact| before.get(&key(fact)).is_none_or(|own| !own.contains(fact)));
        let gone = gone.map(|fact| (fact.relation, fact.args.as_slice(), None));
        gone.chain(new.map(|fact| (fact.relation, fact.args.as_slice(), Some((fact.truth, fact.number))))).collect()
    }
}
