//! From nodes to steps and tests: only what some act or some question can ask is laid out, each sentence once for each place
//! that is asked of everybody.
mod act;
mod clause;
mod condition;
mod order;
mod table;

use super::super::{evaluator::defaults, index::Index, proof::Value};
use super::{
    facts::mark_kinds,
    node::{Known, Maker, Node, RECORD, Short},
    plan::{ActPlan, NARROW, PLACES, Plan},
    sorts::{Name, Sorts},
};
use crate::core_ir::{Class, ClauseId, ClauseKind, Formula, Relation, RelationId, Term, Var};
use order::circular;
use std::{collections::VecDeque, sync::OnceLock};

/// Definitions within definitions that are looked at to guess how much work a sentence is.
const DEFINED: u32 = 32;
/// How much work the general evaluator is, at a guess.
const GENERAL: u32 = 10_000;

/// What says whether a sentence holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The record alone.
    Record,
    /// The record, and clauses that define it.
    Clauses,
    /// It is defined through itself, or by being empowered, or what counts is closed: the general evaluator says.
    General,
}

/// The conditions of a clause.
struct Nodes {
    condition: Node,
    needs: Node,
    guards: Value,
}

struct Compiler<'a> {
    index: &'a Index,
    nodes: Vec<Nodes>,
    sources: Vec<Source>,
    plan: Plan,
    /// Columns asked for and not yet laid out.
    todo: VecDeque<u32>,
}

impl Plan {
    pub fn new(index: &Index) -> Self {
        let settings = defaults(index);
        let sorts = if index.valid { Sorts::new(&index.program) } else { None };
        let usable = sorts.is_some();
        let relations = index.program.relations.len();
        let plan = Self {
            in_sets: sorts.as_ref().map_or_else(Vec::new, |sorts| vec![false; sorts.counts().len()]),
            sorts: sorts.unwrap_or_default(),
            views: Vec::new(),
            views_of: vec![Vec::new(); relations],
            columns: Vec::new(),
            acts: Vec::new(),
            sentences: vec![None; relations],
            strange: index.program.relations.iter().map(strange).collect(),
            kinds: vec![0; index.program.kinds.len()],
            settings,
            usable,
            hangs: OnceLock::new(),
        };
        if !usable {
            return plan;
        }
        let mut compiler = Compiler { index, nodes: Vec::new(), sources: Vec::new(), plan, todo: VecDeque::new() };
        compiler.all();
        compiler.plan
    }
}

impl Compiler<'_> {
    fn all(&mut self) {
        let count = self.index.program.clauses.len() as u32;
        self.nodes = (0..count).map(|n| self.both(ClauseId(n))).collect();
        self.sources = self.sources();
        let relations = self.sources.len() as u32;
        let mut costs = vec![None; self.sources.len()];
        let known = Known {
            short: (0..relations).map(|n| self.short(RelationId(n))).collect(),
            costs: (0..relations).map(|n| self.cost(RelationId(n), DEFINED, &mut costs)).collect(),
        };
        for nodes in &mut self.nodes {
            for node in [&mut nodes.condition, &mut nodes.needs] {
                *node = std::mem::replace(node, Node::NEVER).spelt_out(&known);
            }
        }
        let acts: Vec<Option<ActPlan>> = (0..relations).map(|n| self.act(RelationId(n))).collect();
        self.plan.acts = acts;
        for n in 0..relations {
            let relation = RelationId(n);
            if !self.index.about(relation).definitions.is_empty() && self.arity(relation) <= PLACES {
                self.plan.sentences[relation.index()] = Some(self.sentence(relation));
            }
        }
        while let Some(column) = self.todo.pop_front() {
            self.lay_out(column);
        }
        self.single_places();
        let kinds: Vec<u32> = self.index.program.individuals.iter().map(|one| one.kind.0).collect();
        let mut sets = std::mem::take(&mut self.plan.kinds);
        let narrow = |name: &Name| usize::from(name.number) < 64;
        let individuals = self.plan.sorts.names().iter().zip(&kinds).filter(|(name, _)| narrow(name));
        mark_kinds(self.index, &self.plan, NARROW, individuals, &mut sets);
        self.plan.kinds = sets;
    }

    fn both(&self, id: ClauseId) -> Nodes {
        let maker = Maker::new(self.index, &self.plan.settings, &self.plan.sorts, id);
        let clause = self.index.clause(id);
        let needs = if let ClauseKind::Requirement { needs, .. } = &clause.kind { needs } else { &Formula::True };
        Nodes { condition: maker.whole(&clause.condition), needs: maker.whole(needs), guards: maker.guards() }
    }

    /// How much work it is to find out whether a sentence holds, at a guess.
    fn cost(&self, relation: RelationId, depth: u32, costs: &mut Vec<Option<u32>>) -> u32 {
        if let Some(known) = costs[relation.index()] {
            return known;
        }
        let cost = match (self.sources[relation.index()], depth.checked_sub(1)) {
            (Source::Record, _) => RECORD,
            (Source::General, _) | (_, None) => GENERAL,
            (Source::Clauses, Some(depth)) => {
                let mut sum: u32 = 8;
                for id in &self.index.about(relation).definitions {
                    let work = self.nodes[id.index()].condition.work(&mut |relation| self.cost(relation, depth, costs));
                    sum = sum.saturating_add(work);
                }
                sum
            }
        };
        costs[relation.index()] = Some(cost);
        cost
    }

    /// Its only definition, if that asks nothing but the record.
    fn short(&self, relation: RelationId) -> Option<Short> {
        let index = self.index;
        let [id] = index.about(relation).definitions.as_slice() else { return None };
        let (nodes, clause) = (&self.nodes[id.index()], index.clause(*id));
        let ClauseKind::Definition { head, .. } = &clause.kind else { return None };
        let record = |relation: RelationId| self.sources[relation.index()] == Source::Record;
        let plain = self.sources[relation.index()] == Source::Clauses
            && nodes.guards == Value::True
            && clause.exceptions.is_empty()
            && clause.rivals.is_empty()
            && nodes.condition.is_short(&record);
        let mut own: Vec<Var> = Vec::new();
        for (arg, hole) in head.args.iter().zip(&index.relation(relation).holes) {
            match arg {
                Term::Var(var) if !own.contains(var) && index.is(hole.kind, clause.variables[usize::from(var.0)].0) => {
                    own.push(*var)
                }
                _ => return None,
            }
        }
        plain.then(|| Short { head: own.into(), body: nodes.condition.clone() })
    }

    fn arity(&self, relation: RelationId) -> usize {
        self.index.relation(relation).holes.len()
    }

    fn sources(&self) -> Vec<Source> {
        let circular = circular(self.index);
        let all = self.index.program.relations.iter().enumerate();
        all.map(|(n, relation)| {
            let about = self.index.about(RelationId(n as u32));
            let closed = |id: &ClauseId| matches!(self.index.clause(*id).kind, ClauseKind::Definition { closed: true, .. });
            let open = matches!(relation.class, Class::Open | Class::Judgement) && !relation.constitutive;
            let single = relation.holes.iter().any(|hole| hole.single);
            let opaque = |id: &ClauseId| self.nodes[id.index()].condition.is_opaque();
            // Absent means unknown here: then it counts that a definition closes the sentence, or that values exclude each other.
            let intricate = open && (single || about.definitions.iter().any(closed));
            if relation.constitutive || circular[n] || intricate || about.definitions.iter().any(opaque) {
                Source::General
            } else if about.definitions.is_empty() {
                Source::Record
            } else {
                Source::Clauses
            }
        })
        .collect()
    }

    /// Where one place of a sentence is a single choice, a table shows whether two values were chosen; where it gives a number,
    /// whether it gives two.
    pub(super) fn single_places(&mut self) {
        for n in 0..self.plan.views_of.len() {
            let relation = self.index.relation(RelationId(n as u32));
            if self.plan.strange[n] {
                continue;
            }
            if let Some(place) = relation.holes.iter().position(|hole| hole.single) {
                self.view(RelationId(n as u32), place);
            }
            if relation.numeric {
                self.view(RelationId(n as u32), PLACES);
            }
        }
    }
}

fn strange(relation: &Relation) -> bool {
    relation.holes.len() > PLACES || relation.holes.iter().filter(|hole| hole.single).count() > 1
}
