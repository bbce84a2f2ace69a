//! Tables of the record, and columns of what clauses define.
use super::super::super::proof::Value;
use super::super::plan::{Column, PLACES, Sentence, View};
use super::{Compiler, Source};
use crate::core_ir::RelationId;

impl Compiler<'_> {
    /// The other places of a sentence: the only one, or that there are several.
    pub(super) fn others(&self, relation: RelationId, open: usize) -> (Option<usize>, bool) {
        let mut others = (0..self.arity(relation)).filter(|place| *place != open);
        (others.next(), others.next().is_some())
    }

    pub(super) fn view(&mut self, relation: RelationId, open: usize) -> u32 {
        let found = self.plan.views_of[relation.index()].iter().find(|view| self.plan.views[**view as usize].open == open);
        if let Some(found) = found {
            return *found;
        }
        let (by, many) = self.others(relation, open);
        let hole = self.index.relation(relation).holes.get(open);
        if let Some(hole) = hole {
            self.in_sets(hole.kind);
        }
        let single = hole.is_some_and(|hole| hole.single);
        let id = self.plan.views.len() as u32;
        self.plan.views.push(View { relation, open, by: by.filter(|_| !many), many, single });
        self.plan.views_of[relation.index()].push(id);
        // Whether a number is on record is told by a table beside that of the numbers.
        if open == PLACES {
            self.view(relation, 0);
        }
        id
    }

    pub(super) fn column(&mut self, relation: RelationId, open: usize) -> u32 {
        let own = |column: &Column| column.relation == relation && column.open == open;
        if let Some(found) = self.plan.columns.iter().position(own) {
            return found as u32;
        }
        let (by, many) = self.others(relation, open);
        let view = self.view(relation, open);
        let general = self.sources[relation.index()] == Source::General;
        let (bodies, tests) = (Box::default(), Box::default());
        let by = by.filter(|_| !many);
        let id = self.plan.columns.len() as u32;
        self.plan.columns.push(Column { relation, open, by, many, view, general, bodies, tests });
        self.todo.push_back(id);
        id
    }

    pub(super) fn sentence(&mut self, relation: RelationId) -> Sentence {
        if self.sources[relation.index()] == Source::Record {
            Sentence::View(self.view(relation, 0))
        } else {
            Sentence::Column(self.column(relation, 0))
        }
    }

    pub(super) fn lay_out(&mut self, id: u32) {
        let Column { relation, open, general, .. } = self.plan.columns[id as usize];
        if general {
            return;
        }
        let index = self.index;
        let (mut bodies, mut tests) = (Vec::new(), Vec::new());
        for clause in &index.about(relation).definitions {
            if self.nodes[clause.index()].guards == Value::False {
                continue;
            }
            tests.push(self.test_body(*clause, None));
            if self.arity(relation) > 0 {
                bodies.push(self.open_body(*clause, open));
            }
        }
        let column = &mut self.plan.columns[id as usize];
        (column.bodies, column.tests) = (bodies.into(), tests.into());
    }
}
