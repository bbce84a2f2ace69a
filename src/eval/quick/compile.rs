//! From nodes to steps and tests: only what some act or some question can ask is laid out, each sentence once for each place
//! that is asked of everybody.
use super::super::{evaluator::defaults, index::Index, proof::Value};
use super::{
    facts::mark_kinds,
    node::{Known, Maker, Node, Operator, RECORD, Short, Terms},
    plan::{
        ActPlan, Arg, Body, By, Column, Count, Fit, Intricate, Join, NARROW, Number, Open, PLACES, Plan, Provision, Sentence,
        Step, Sum, Test, View, WIDE,
    },
    sorts::{Name, Sorts},
};
use crate::core_ir::{Bearer, Class, ClauseId, ClauseKind, Formula, Grant, Relation, RelationId, Term, Var};
use std::collections::VecDeque;

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
    fn single_places(&mut self) {
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

    // ---- tables and columns

    /// The other places of a sentence: the only one, or that there are several.
    fn others(&self, relation: RelationId, open: usize) -> (Option<usize>, bool) {
        let mut others = (0..self.arity(relation)).filter(|place| *place != open);
        (others.next(), others.next().is_some())
    }

    fn view(&mut self, relation: RelationId, open: usize) -> u32 {
        let found = self.plan.views_of[relation.index()].iter().find(|view| self.plan.views[**view as usize].open == open);
        if let Some(found) = found {
            return *found;
        }
        let (by, many) = self.others(relation, open);
        if let Some(hole) = self.index.relation(relation).holes.get(open) {
            self.in_sets(hole.kind);
        }
        let id = self.plan.views.len() as u32;
        self.plan.views.push(View { relation, open, by: by.filter(|_| !many), many });
        self.plan.views_of[relation.index()].push(id);
        // Whether a number is on record is told by a table beside that of the numbers.
        if open == PLACES {
            self.view(relation, 0);
        }
        id
    }

    fn column(&mut self, relation: RelationId, open: usize) -> u32 {
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

    fn sentence(&mut self, relation: RelationId) -> Sentence {
        if self.sources[relation.index()] == Source::Record {
            Sentence::View(self.view(relation, 0))
        } else {
            Sentence::Column(self.column(relation, 0))
        }
    }

    fn lay_out(&mut self, id: u32) {
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

    // ---- acts

    fn act(&mut self, relation: RelationId) -> Option<ActPlan> {
        let index = self.index;
        let about = index.about(relation);
        // Whom somebody may choose is for the general evaluator. What is left out says nothing of what may be done.
        if !index.relation(relation).act || self.arity(relation) > PLACES || index.chooses(relation) {
            return None;
        }
        let mut all = |ids: &mut dyn Iterator<Item = ClauseId>| -> Box<[Provision]> {
            let standing: Vec<ClauseId> = ids.filter(|id| self.nodes[id.index()].guards != Value::False).collect();
            standing.into_iter().map(|id| self.provision(id, relation)).collect()
        };
        let (intricate, duties): (Vec<ClauseId>, Vec<ClauseId>) = about.duties.iter().partition(|id| is_intricate(index, **id));
        let left = |id: ClauseId| Intricate { clause: id, names_doer: index.names_doer(id), connects: index.connects(id) };
        Some(ActPlan {
            powers: all(&mut about.powers.iter().copied()),
            requirements: all(&mut about.requirements.iter().copied()),
            prohibitions: all(&mut about.prohibitions.iter().copied()),
            duties: all(&mut duties.into_iter()),
            intricate: intricate.into_iter().map(left).collect(),
        })
    }

    fn provision(&mut self, id: ClauseId, relation: RelationId) -> Provision {
        let index = self.index;
        let clause = index.clause(id);
        let doer = index.doer(relation);
        let body = self.test_body(id, doer);
        let open = doer.and_then(|doer| self.open_body(id, doer).condition);
        let mut held = Vec::new();
        let all = self.fits(id, doer, &mut held);
        debug_assert_eq!(all.len(), body.fits.len());
        let doer = doer.map_or_else(Box::default, |doer| self.fit(id, doer, &mut held).into_iter().collect());
        Provision {
            body,
            doer,
            open,
            needs: self.compiled(id, |this, nodes| this.test(&nodes.needs)),
            hedged: clause.hedged,
            names_doer: index.names_doer(id),
            connects: index.connects(id),
            right: matches!(clause.kind, ClauseKind::Power { grant: Grant::Right, .. }),
        }
    }

    // ---- clauses

    fn compiled<T>(&mut self, id: ClauseId, work: impl FnOnce(&mut Self, &Nodes) -> Option<T>) -> Option<T> {
        let nothing = Nodes { condition: Node::NEVER, needs: Node::NEVER, guards: Value::False };
        let nodes = std::mem::replace(&mut self.nodes[id.index()], nothing);
        let made = work(self, &nodes);
        self.nodes[id.index()] = nodes;
        made
    }

    /// A clause with all its places filled; one place may be left to be filled by itself.
    fn test_body(&mut self, id: ClauseId, but: Option<usize>) -> Body<Test> {
        let condition = self.compiled(id, |this, nodes| this.test(&nodes.condition));
        let fits = self.fits(id, but, &mut Vec::new());
        self.body(id, fits, condition)
    }

    fn open_body(&mut self, id: ClauseId, open: usize) -> Body<Open> {
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

    fn body<C>(&self, id: ClauseId, fits: Vec<Fit>, condition: Option<C>) -> Body<C> {
        let clause = self.index.clause(id);
        Body {
            clause: id,
            fits: fits.into(),
            guards: self.nodes[id.index()].guards,
            alone: clause.exceptions.is_empty() && clause.rivals.is_empty(),
            condition,
        }
    }

    fn fits(&mut self, id: ClauseId, but: Option<usize>, held: &mut Vec<u16>) -> Vec<Fit> {
        let places = self.index.patterns(id)[0].slots.len();
        (0..places).filter(|place| Some(*place) != but).filter_map(|place| self.fit(id, place, held)).collect()
    }

    fn fit(&mut self, id: ClauseId, place: usize, held: &mut Vec<u16>) -> Option<Fit> {
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

    fn in_sets(&mut self, kind: crate::core_ir::KindId) {
        let sort = self.plan.sorts.of(kind);
        self.plan.in_sets[usize::from(sort)] = true;
    }

    // ---- conditions

    fn arg(&self, term: Term) -> Arg {
        match term {
            Term::Var(var) => Arg::var(var.0 as u8),
            Term::Individual(one) => Arg::is(u32::from(self.plan.sorts.name(one).number)),
        }
    }

    /// Which row, the open place apart.
    fn by(&self, args: &[Term], open: usize) -> By {
        let mut others = args.iter().enumerate().filter(|(place, _)| *place != open).map(|(_, arg)| self.arg(*arg));
        match (others.next(), others.next()) {
            (None, _) => By::One(Arg::NOTHING),
            (Some(by), None) => By::One(by),
            _ => By::Many(self.args(args, open)),
        }
    }

    fn args(&self, args: &[Term], open: usize) -> [Arg; PLACES] {
        let mut all = [Arg::NOTHING; PLACES];
        let others = all.iter_mut().zip(args).enumerate().filter(|(place, _)| *place != open);
        others.for_each(|(_, (to, from))| *to = self.arg(*from));
        all
    }

    fn tests(&mut self, nodes: &[Node]) -> Option<Box<[Test]>> {
        nodes.iter().map(|node| self.test(node)).collect()
    }

    fn test(&mut self, node: &Node) -> Option<Test> {
        Some(match &node.op {
            Operator::Constant(value) => Test::Constant(*value),
            Operator::Atom { relation, args } => {
                let sentence = self.sentence(*relation);
                self.tuple(sentence, args)
            }
            Operator::Told { relation, args } => {
                let sentence = Sentence::View(self.view(*relation, 0));
                self.tuple(sentence, args)
            }
            Operator::Not(part) => opposite(self.test(part)?),
            Operator::All(parts) => Test::All(self.tests(parts)?),
            Operator::Any(parts) => self.any(parts)?,
            Operator::Exists { var, kind, parts } => {
                self.in_sets(*kind);
                Test::Exists { kind: *kind, steps: self.steps(parts.iter(), *var)? }
            }
            Operator::Same(a, b) => Test::Same(self.arg(*a), self.arg(*b)),
            Operator::IsKind(term, kind) => {
                self.in_sets(*kind);
                Test::IsKind(self.arg(*term), *kind)
            }
            Operator::Compare { left, op, right, share } => {
                Test::Compare { left: self.sum(left)?, op: *op, right: self.sum(right)?, share: *share }
            }
            Operator::AtLeast { count, parts } => Test::AtLeast { count: *count, parts: self.tests(parts)? },
            Operator::Opaque => return None,
        })
    }

    fn tuple(&mut self, sentence: Sentence, args: &[Term]) -> Test {
        let member = args.first().map_or(Arg::NOTHING, |arg| self.arg(*arg));
        match (sentence, self.by(args, 0)) {
            (Sentence::View(view), By::One(by)) => Test::Record { view, by, member, not: false },
            (Sentence::View(view), By::Many(by)) => Test::Sparse { view, by, member },
            (Sentence::Column(column), by) => Test::Tuple { column, by, member, not: false },
        }
    }

    /// Alternatives. Those that ask which of several individuals the record names in one place are asked together.
    fn any(&mut self, parts: &[Node]) -> Option<Test> {
        let mut left: Vec<&Node> = parts.iter().collect();
        let mut tests = Vec::new();
        while let Some(first) = left.first().copied() {
            let (same, others) = self.alternatives(first, &left);
            if same.len() > 1 {
                tests.push(same);
                left = others;
            } else {
                left.remove(0);
            }
        }
        let mut all = Vec::new();
        for same in &tests {
            all.push(self.among(same)?);
        }
        let together = |node: &Node| tests.iter().flatten().any(|own| std::ptr::eq(*own, node));
        for part in parts.iter().filter(|part| !together(part)) {
            all.push(self.test(part)?);
        }
        Some(if all.len() == 1 { all.remove(0) } else { Test::Any(all.into()) })
    }

    /// Of all, those that differ from the first only in which individual stands in its last place with one; and the others.
    fn alternatives<'n>(&self, first: &'n Node, all: &[&'n Node]) -> (Vec<&'n Node>, Vec<&'n Node>) {
        let Operator::Atom { relation, args } = &first.op else { return (Vec::new(), Vec::new()) };
        let place = args.iter().rposition(|arg| matches!(arg, Term::Individual(_)));
        let Some(place) = place.filter(|_| self.sources[relation.index()] == Source::Record) else {
            return (Vec::new(), Vec::new());
        };
        let alike = |node: &&&'n Node| match &node.op {
            Operator::Atom { relation: other, args: others } => {
                let same = |n: usize| n == place || args[n] == others[n];
                other == relation && matches!(others[place], Term::Individual(_)) && (0..args.len()).all(same)
            }
            _ => false,
        };
        let (same, others): (Vec<&&Node>, Vec<&&Node>) = all.iter().partition(|node| alike(node));
        (same.into_iter().copied().collect(), others.into_iter().copied().collect())
    }

    fn among(&mut self, alternatives: &[&Node]) -> Option<Test> {
        let mut among = Box::new([0; WIDE]);
        let mut asked = None;
        for node in alternatives {
            let Operator::Atom { relation, args } = &node.op else { return None };
            let place = args.iter().rposition(|arg| matches!(arg, Term::Individual(_)))?;
            let Term::Individual(one) = args[place] else { return None };
            let number = usize::from(self.plan.sorts.name(one).number);
            *among.get_mut(number / 64)? |= 1 << (number % 64);
            asked = Some((self.view(*relation, place), self.by(args, place)));
        }
        asked.map(|(view, by)| Test::Among { view, by, among })
    }

    fn sum(&mut self, terms: &Terms) -> Option<Sum> {
        let mut counts = Vec::new();
        for (weight, var, kind, body) in &terms.counts {
            self.in_sets(*kind);
            counts.push(Count { weight: *weight, kind: *kind, steps: self.narrowing(body, *var)? });
        }
        let mut values = Vec::new();
        for (weight, relation, args) in &terms.values {
            values.push(Number { weight: *weight, view: self.view(*relation, PLACES), by: self.by(args, PLACES) });
        }
        Some(Sum { constant: terms.constant, counts: counts.into(), values: values.into() })
    }

    /// A condition as steps.
    fn narrowing(&mut self, node: &Node, var: u8) -> Option<Box<[Step]>> {
        match &node.op {
            Operator::All(parts) => self.steps(parts.iter(), var),
            _ => self.steps(std::iter::once(node), var),
        }
    }

    fn steps<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>, var: u8) -> Option<Box<[Step]>> {
        nodes.map(|node| self.step(node, var)).collect()
    }

    fn step(&mut self, node: &Node, var: u8) -> Option<Step> {
        if !node.asks(var) {
            return Some(Step::If(self.test(node)?));
        }
        Some(match &node.op {
            Operator::Atom { relation, args } => {
                let recorded = self.sources[relation.index()] == Source::Record;
                self.row(*relation, args, recorded, node, var)?
            }
            Operator::Told { relation, args } => self.row(*relation, args, true, node, var)?,
            Operator::Not(part) => match self.narrowing(part, var)?.into_vec() {
                mut steps if steps.len() == 1 => negated(steps.remove(0)),
                steps => Step::Not(steps.into()),
            },
            Operator::All(parts) => {
                let steps = self.steps(parts.iter(), var)?;
                Step::Any([steps].into())
            }
            Operator::Any(parts) => Step::Any(parts.iter().map(|part| self.narrowing(part, var)).collect::<Option<_>>()?),
            Operator::Exists { var: other, kind, parts } => {
                self.in_sets(*kind);
                let (both, others): (Vec<&Node>, Vec<&Node>) = parts.iter().partition(|part| part.asks(var));
                Step::Join(Box::new(Join {
                    var,
                    other: *other,
                    kind: *kind,
                    others: self.steps(others.into_iter(), *other)?,
                    ours: self.steps(both.iter().copied(), var)?,
                    theirs: self.steps(both.iter().copied(), *other)?,
                }))
            }
            Operator::Same(a, b) => {
                let other = if *a == Term::Var(crate::core_ir::Var(u16::from(var))) { *b } else { *a };
                Step::Same { arg: self.arg(other), not: false }
            }
            Operator::IsKind(_, kind) => {
                self.in_sets(*kind);
                Step::Kind { kind: *kind, not: false }
            }
            Operator::Compare { .. } | Operator::AtLeast { .. } => Step::Each { var, test: self.test(node)? },
            Operator::Constant(_) | Operator::Opaque => return None,
        })
    }

    fn row(&mut self, relation: RelationId, args: &[Term], recorded: bool, node: &Node, var: u8) -> Option<Step> {
        let own = |arg: &Term| *arg == Term::Var(crate::core_ir::Var(u16::from(var)));
        let open = args.iter().position(own)?;
        if args[open + 1..].iter().any(own) {
            return Some(Step::Each { var, test: self.test(node)? });
        }
        let by = self.by(args, open);
        Some(if recorded {
            let view = self.view(relation, open);
            match by {
                By::One(by) => Step::Record { view, by, not: false },
                By::Many(by) => Step::Sparse { view, by, not: false },
            }
        } else {
            Step::Column { column: self.column(relation, open), by, not: false }
        })
    }
}

/// A duty that has to be looked at by the general evaluator.
fn is_intricate(index: &Index, id: ClauseId) -> bool {
    match &index.clause(id).kind {
        ClauseKind::Duty(duty) => {
            matches!(duty.bearer, Bearer::AnyOf(..)) || !duty.alternatives.is_empty() || !duty.licences.is_empty()
        }
        _ => false,
    }
}

fn strange(relation: &Relation) -> bool {
    relation.holes.len() > PLACES || relation.holes.iter().filter(|hole| hole.single).count() > 1
}

/// What is left by a step is taken away.
fn negated(step: Step) -> Step {
    match step {
        Step::Record { view, by, not } => Step::Record { view, by, not: !not },
        Step::Sparse { view, by, not } => Step::Sparse { view, by, not: !not },
        Step::Column { column, by, not } => Step::Column { column, by, not: !not },
        Step::Kind { kind, not } => Step::Kind { kind, not: !not },
        Step::Same { arg, not } => Step::Same { arg, not: !not },
        Step::If(test) => Step::If(opposite(test)),
        other => Step::Not([other].into()),
    }
}

fn opposite(test: Test) -> Test {
    match test {
        Test::Record { view, by, member, not } => Test::Record { view, by, member, not: !not },
        Test::Tuple { column, by, member, not } => Test::Tuple { column, by, member, not: !not },
        Test::Not(test) => *test,
        other => Test::Not(Box::new(other)),
    }
}

/// Relations that may be defined through themselves, and those between two such.
fn circular(index: &Index) -> Vec<bool> {
    let count = index.program.relations.len();
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (n, used) in uses.iter_mut().enumerate() {
        for id in &index.about(RelationId(n as u32)).definitions {
            index.clause(*id).condition.each_relation(&mut |relation| used.push(relation.index()));
        }
        used.sort_unstable();
        used.dedup();
    }
    let mut used_by: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (n, used) in uses.iter().enumerate() {
        used.iter().for_each(|other| used_by[*other].push(n));
    }
    let mut left = vec![true; count];
    peel(&uses, &used_by, &mut left);
    peel(&used_by, &uses, &mut left);
    left
}

/// Takes away, again and again, what leads nowhere among the rest.
fn peel(out: &[Vec<usize>], back: &[Vec<usize>], left: &mut [bool]) {
    let degree = |n: usize, left: &[bool]| out[n].iter().filter(|other| left[**other]).count();
    let mut degrees: Vec<usize> = (0..left.len()).map(|n| degree(n, left)).collect();
    let mut ready: Vec<usize> = (0..left.len()).filter(|n| left[*n] && degrees[*n] == 0).collect();
    while let Some(n) = ready.pop() {
        left[n] = false;
        for other in &back[n] {
            degrees[*other] = degrees[*other].saturating_sub(1);
            if left[*other] && degrees[*other] == 0 {
                ready.push(*other);
            }
        }
    }
}
