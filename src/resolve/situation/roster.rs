//! Who holds which office: the lines of a roster, and those nobody has named.
use super::{Layer, Maker, P};
use crate::core_ir::{Contradicted, Done, Entity, EntityId, Fact, IndividualId, Line, RelationId, Say, Time, Truth};
use crate::source::{Source, Span};
use crate::syntax::tree::{Qualifiers, Word};
use crate::vocabulary::Moment;
use std::sync::Arc;

/// How many unnamed holders of an office are thought of beside those named.
const MORE_HOLDERS: u32 = 8;

impl Maker<'_> {
    pub(super) fn roster(&mut self, rows: &[(Word, Vec<Word>, Qualifiers)], source: &Arc<Source>) {
        let Some(relation) = self.resolved.program.holds_office else { return };
        // A later layer's line replaces the holders of its office.
        if self.layer > 0 {
            let offices = rows.iter().filter_map(|(office, ..)| self.office(office, source)).map(EntityId::from).collect();
            // Holders go, whoever they are.
            let _: Result<Done, Contradicted> = self.enter(Line::Vacate(relation, offices));
        }
        for (office, people, qualifiers) in rows {
            let Some(office) = self.office(office, source) else { continue };
            let Some(time) = self.time(qualifiers, source) else { continue };
            for word in people {
                let Some(person) = self.person(word, source) else { continue };
                let fact = tenure(relation, person, office);
                if self.enter(Line::Say(Say { fact, time, layer: self.layer, weak: false, at: word.at })).is_err() {
                    self.report(P::Contradiction { sentence: word.text.clone() }, source, word.at);
                }
            }
        }
    }

    /// Who holds which office by the rulebooks, unless the situation says otherwise.
    pub(super) fn rosters(&mut self) {
        let Some(relation) = self.resolved.program.holds_office else { return };
        for row in &self.resolved.program.rosters {
            let time = Time { from: row.from.map(Moment::from), until: row.until.map(Moment::from), event: false, undone: None };
            let fact = tenure(relation, row.person.into(), row.office);
            // Nothing else has been said yet.
            let _: Result<Done, Contradicted> =
                self.enter(Line::Say(Say { fact, time, layer: 0, weak: true, at: Span::default() }));
        }
    }

    /// An office for one person has one holder at a time.
    pub(super) fn one_holder(&mut self, layers: &[Layer]) {
        let offices = self.resolved.scope.of_one.iter().copied().map(EntityId::from).collect();
        for (office, holders) in self.history.overlapping(&offices) {
            let name =
                |id: EntityId| self.situated.world.entities.get(id.index()).map(|one| one.name.clone()).unwrap_or_default();
            let [first, second] = holders;
            let problem = P::TwoHolders { office: name(office), holders: [name(first.0), name(second.0)] };
            if let Some(layer) = layers.get(second.2) {
                self.report(problem, layer.source, second.1);
            }
        }
    }

    /// Whoever holds an office holds every office it is part of.
    pub(super) fn wholes(&mut self, layers: &[Layer]) {
        let mut denied = Vec::new();
        self.history.join_wholes(&mut self.record, &mut self.situated.world, &self.resolved.program, |note| denied.push(note));
        for note in denied {
            if let Some(layer) = layers.get(note.layer) {
                let sentence = layer.source.slice(note.at).trim().trim_end_matches('。').to_owned();
                self.report(P::Contradiction { sentence }, layer.source, note.at);
            }
        }
    }

    /// Offices whose roster is not complete, or whose number is given, have holders nobody has named.
    pub(super) fn holders(&mut self, layers: &[Layer]) {
        let Some(relation) = self.resolved.program.holds_office else { return };
        let source = layers.first().map(|layer| Arc::clone(layer.source));
        let offices: Vec<IndividualId> =
            self.incomplete.iter().map(|(office, _)| *office).chain(self.totals.keys().copied()).collect();
        let mut done: Vec<IndividualId> = Vec::new();
        for office in offices {
            if done.contains(&office) {
                continue;
            }
            done.push(office);
            let named = self
                .situated
                .world
                .facts
                .iter()
                .filter(|fact| fact.relation == relation && fact.truth == Truth::True && fact.args.get(1) == Some(&office.into()))
                .count() as u32;
            let total = self.totals.get(&office).copied();
            if let (Some(total), Some(source)) = (total, &source)
                && total < named
            {
                let office = self
                    .resolved
                    .program
                    .individuals
                    .get(office.index())
                    .map(|individual| individual.name.clone())
                    .unwrap_or_default();
                self.report(P::TooFewPeople { office, total, named }, source, Span::default());
                continue;
            }
            let last = total.unwrap_or(named * 2 + MORE_HOLDERS);
            for nth in named + 1..=last {
                self.unnamed(office, nth, total.is_some());
            }
        }
    }

    fn unnamed(&mut self, office: IndividualId, nth: u32, certain: bool) {
        let id = EntityId(self.situated.world.entities.len() as u32);
        let name =
            self.resolved.program.individuals.get(office.index()).map(|individual| individual.name.clone()).unwrap_or_default();
        // Of a number that is given, each is certainly there: a person like any other, only without a name.
        let unnamed = (!certain).then_some((office, nth));
        self.situated.world.entities.push(Entity {
            name: format!("第{}名{name}", crate::vocabulary::chinese(nth)),
            kind: self.resolved.scope.known.person,
            unnamed,
        });
        if let (true, Some(relation)) = (certain, self.resolved.program.holds_office) {
            let wholes = self.resolved.scope.part_of.get(&office).into_iter().flatten();
            for office in std::iter::once(office).chain(wholes.copied()) {
                // Nothing has been said of somebody without a name.
                self.situated.world.facts.push(tenure(relation, id, office));
                self.history.unnamed(tenure(relation, id, office));
            }
        }
    }
}

/// `person 任 office`
fn tenure(relation: RelationId, person: EntityId, office: IndividualId) -> Fact {
    Fact { relation, args: vec![person, office.into()], truth: Truth::True, number: None, judged_by: None }
}
