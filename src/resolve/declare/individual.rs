//! Individuals: 职务, 机构, 个体, the values of lists, people of a 名册.
use super::super::family_problem::FamilyProblem;
use super::super::near;
use super::super::problem::ResolveProblem as P;
use super::super::scope::{Name, Scope};
use super::{Declarer, LIMIT, declarations, new_individual};
use crate::core_ir::{IndividualId, KindId};
use crate::diagnostic::Problem;
use crate::resolve::Parsed;
use crate::source::Source;
use crate::syntax::tree::{Declaration, Word};
use std::sync::Arc;

impl<'a> Declarer<'a> {
    fn individual(&mut self, word: &Word, kind: KindId) -> Option<IndividualId> {
        match self.scope.name(&word.text) {
            Some(Name::Entity(id, other)) if other == kind => Some(IndividualId(id.0)),
            Some(_) => {
                self.declared_twice(word);
                None
            }
            None if self.program.individuals.len() >= LIMIT => {
                self.report(P::TooLarge, word.at);
                None
            }
            None => {
                self.name_at(word);
                Some(new_individual(&mut self.program, &mut self.scope, &word.text, kind))
            }
        }
    }

    pub(super) fn individuals(&mut self, files: &'a [Parsed]) {
        let known = self.scope.known;
        let mut parts = Vec::new();
        for (source, declaration, _) in declarations(files) {
            self.source = source;
            match declaration {
                Declaration::Offices { names, part_of, of_one } => {
                    for name in names {
                        let Some(id) = self.individual(name, known.office) else { continue };
                        self.scope.part_of.entry(id).or_default();
                        self.holders(id, name, *of_one);
                        parts.extend(part_of.iter().map(|whole| (id, whole, source)));
                    }
                }
                Declaration::Individuals { names, kind } => {
                    let Some(kind) = self.wanted_kind(kind) else { continue };
                    for name in names {
                        self.individual(name, kind);
                    }
                }
                Declaration::Options { kind: word, values, ordered } => {
                    let Some(Name::Kind(kind)) = self.scope.name(&word.text) else { continue };
                    for value in values {
                        self.individual(value, kind);
                    }
                    self.values(kind, word, (*ordered, values));
                }
                Declaration::Roster(rows) => {
                    for person in rows.iter().flat_map(|(_, people, _)| people) {
                        self.individual(person, known.person);
                    }
                }
                Declaration::Kinds { .. } | Declaration::Short { .. } | Declaration::Pattern(_) => {}
            }
        }
        self.wholes(parts);
    }

    /// How many hold an office at a time is said alike wherever it is declared.
    fn holders(&mut self, office: IndividualId, word: &'a Word, of_one: bool) {
        if of_one {
            self.scope.of_one.insert(office);
        }
        let (before, at) = *self.offices.entry(office).or_insert((of_one, (self.source, word.at)));
        if before != of_one {
            self.differs(FamilyProblem::OtherHolders { office: word.text.clone() }, word.at, at);
        }
    }

    /// A list has the same values wherever it is declared; in the same order, if they are in order.
    fn values(&mut self, list: KindId, word: &'a Word, (ordered, values): (bool, &[Word])) {
        let mut own: Vec<String> = values.iter().map(|value| value.text.clone()).collect();
        if !ordered {
            own.sort();
            own.dedup();
        }
        let here = (self.source, word.at);
        let (before, known, at) = self.lists.entry(list).or_insert_with(|| (ordered, own.clone(), here));
        if (*before, &*known) != (ordered, &own) {
            let at = *at;
            self.differs(FamilyProblem::OtherValues { list: word.text.clone() }, word.at, at);
        }
    }

    /// Short names of what is declared somewhere: of kinds before anything else needs them, then of the rest.
    pub(super) fn short_names(&mut self, files: &'a [Parsed], last: bool) {
        for (source, declaration, _) in declarations(files) {
            let Declaration::Short { short, full } = declaration else { continue };
            self.source = source;
            match (self.scope.name(&full.text), self.scope.name(&short.text)) {
                (Some(name), None) => {
                    self.name_at(short);
                    self.scope.names.insert(short.text.clone(), name);
                }
                (Some(name), Some(other)) if name == other => {}
                (Some(_), Some(_)) if last => self.declared_twice(short),
                (None, _) if last => {
                    let near = near(&full.text, self.scope.names.keys());
                    self.report(P::UnknownName { name: full.text.clone(), near }, full.at);
                }
                _ => {}
            }
        }
    }

    /// 属于 of an office: which offices it is part of, directly or not.
    fn wholes(&mut self, parts: Vec<(IndividualId, &'a Word, &'a Arc<Source>)>) {
        let mut edges = Vec::new();
        for (part, whole, source) in parts {
            self.source = source;
            match self.scope.name(&whole.text) {
                Some(Name::Entity(id, kind)) if kind == self.scope.known.office => {
                    self.scope.part_of.entry(part).or_default().push(IndividualId(id.0));
                    edges.push((part, IndividualId(id.0), whole, source));
                }
                _ => {
                    let near = near(&whole.text, self.scope.names.keys());
                    self.report(P::UnknownName { name: whole.text.clone(), near }, whole.at);
                }
            }
        }
        close_offices(&mut self.scope);
        self.office_ring(&edges);
    }

    /// An office that is by some way part of itself, told once with all the places.
    fn office_ring(&mut self, edges: &[(IndividualId, IndividualId, &'a Word, &'a Arc<Source>)]) {
        let leads = |from: &IndividualId, to: &IndividualId| {
            from == to || self.scope.part_of.get(from).is_some_and(|wholes| wholes.contains(to))
        };
        let mut ring = edges.iter().filter(|(part, whole, ..)| leads(whole, part));
        let Some((part, _, word, source)) = ring.next() else { return };
        let kind = P::KindCycle { name: word.text.clone(), office: true };
        let mut problem = Problem::new(kind, source, word.at);
        for (_, _, word, source) in ring.filter(|(other, whole, ..)| leads(part, other) && leads(whole, part)) {
            problem = problem.also(source, word.at, "圈里的另一处", "another part of the ring");
        }
        self.problems.push(problem);
    }
}

/// Transitive closure of one office being part of another.
fn close_offices(scope: &mut Scope) {
    let direct = scope.part_of.clone();
    for (own, wholes) in &mut scope.part_of {
        let mut next = 0;
        while let Some(whole) = wholes.get(next).copied() {
            next += 1;
            for more in direct.get(&whole).into_iter().flatten() {
                if !wholes.contains(more) && (more != own || whole != *own) {
                    wholes.push(*more);
                }
            }
        }
    }
}
