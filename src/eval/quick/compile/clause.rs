//! Clauses: what their variables stand for, and their conditions with one place open or none.
use super::super::super::proof::Value;
use super::super::{
    node::Node,
    plan::{Body, Fit, Open, Test},
};
use super::{Compiler, Nodes};
use crate::core_ir::{ClauseId, Term};

impl Compiler<'_> {
    pub(super) fn compiled<T>(&mut self, id: ClauseId, work: impl FnOnce(&mut Self, &Nodes) -> Option<T>) -> Option<T> {
        let nothing = Nodes { condition: Node::NEVER, needs: Node::NEVER, guards: Value::False };
        let nodes = std::mem::replace(&mut self.nodes[id.index()], nothing);
        let made = work(self, &nodes);
        self.nodes[id.index()] = nodes;
        made
    }

    /// A clause with all its places filled; one place may be left to be filled by itself.
    pub(super) fn test_body(&mut self, id: ClauseId, but: Option<usize>) -> Body<Test> {
        let condition = self.compiled(id, |this, nodes| this.test(&nodes.condition));
        let fits = self.fits(id, but, &mut Vec::new());
        self.body(id, fits, condition)
    }

    pub(super) fn open_body(&mut self, id: ClauseId, open: usize) -> Body<Open> {
        let mut held = Vec::new();
        let fits = self.fits(id, Some(open), &mut held);
        let index = self.index;
        let slot = index.patterns(id)[0].slots[open];
        let sort = self.plan.sorts.of(index.relation(index.patterns(id)[0].relation).holes[open].kind);
        let condition = self.compiled(id, |this, nodes| {
            Some(match slot {
                None => Open::Anybody(this.test(&nodes.condition)?),
                Some(Term::Var(var)) if !held.contains(&var.0) => {
                    let kind = index.clause(id).variables[usize::from(var.0)].0;
                    if this.plan.sorts.of(kind) != sort {
                        return None;
                    }
                    this.in_sets(kind);
                    let steps = this.narrowing(&nodes.condition, var.0 as u8)?;
                    Open::Whoever { var: var.0 as u8, kind, steps }
                }
                Some(term) => Open::One { arg: this.arg(term), test: this.test(&nodes.condition)? },
            })
        });
        self.body(id, fits, condition)
    }

    pub(super) fn body<C>(&self, id: ClauseId, fits: Vec<Fit>, condition: Option<C>) -> Body<C> {
        let clause = self.index.clause(id);
        Body {
            clause: id,
            fits: fits.into(),
            guards: self.nodes[id.index()].guards,
            alone: clause.exceptions.is_empty() && clause.rivals.is_empty(),
            condition,
        }
    }

    pub(super) fn fits(&mut self, id: ClauseId, but: Option<usize>, held: &mut Vec<u16>) -> Vec<Fit> {
        let places = self.index.patterns(id)[0].slots.len();
        (0..places).filter(|place| Some(*place) != but).filter_map(|place| self.fit(id, place, held)).collect()
    }

    pub(super) fn fit(&mut self, id: ClauseId, place: usize, held: &mut Vec<u16>) -> Option<Fit> {
        let index = self.index;
        let pattern = &index.patterns(id)[0];
        let hole = index.relation(pattern.relation).holes[place].kind;
        let same_sort = |kind| self.plan.sorts.of(kind) == self.plan.sorts.of(hole);
        let at = place as u8;
        Some(match pattern.slots[place]? {
            Term::Individual(one) if same_sort(index.program.individuals[one.index()].kind) => {
                Fit::Is { place: at, number: u32::from(self.plan.sorts.name(one).number) }
            }
            Term::Var(var) => {
                let (kind, var16) = (index.clause(id).variables[usize::from(var.0)].0, var.0);
                let var = var16 as u8;
                if held.contains(&var16) {
                    return Some(if same_sort(kind) { Fit::Equal { place: at, var } } else { Fit::Never });
                }
                held.push(var16);
                if index.is(hole, kind) {
                    Fit::Let { place: at, var }
                } else if same_sort(kind) {
                    self.in_sets(kind);
                    Fit::LetOf { place: at, var, kind }
                } else {
                    Fit::Never
                }
            }
            Term::Individual(_) => Fit::Never,
        })
    }

    pub(super) fn in_sets(&mut self, kind: crate::core_ir::KindId) {
        let sort = self.plan.sorts.of(kind);
        self.plan.in_sets[usize::from(sort)] = true;
    }
}
