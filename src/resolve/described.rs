//! Something that a question describes: 由谁 签发 属 重大事项 的 公文.
use super::builder::Built;
use super::ground::{Ground, Grounder};
use super::noun::{Lexicon, Noun, show_items};
use super::problem::ResolveProblem as P;
use super::scope::is_a;
use crate::core_ir::{ActQuery, Among, Clause, ClauseKind, EntityId, Fact, KindId, RelationId, Term, Truth};
use crate::source::Span;
use crate::syntax::tree::Item;
use std::collections::BTreeSet;

impl Grounder<'_> {
    /// A new one of which this holds, where nothing of its kind is there yet.
    pub(super) fn described(&mut self, words: &[Item], head: &Noun, at: Span) -> Built<EntityId> {
        let Noun::Kind { kind, word } = head else {
            return self.report(P::Unsupported { what: "这样的名词，请写出名字", english: "such a noun; name the one" }, at);
        };
        if self.meant_already(*kind) {
            let what = "这样的名词：情形里已有这一类，请写出名字，说它怎样的话写成事实";
            let english = "such a noun: there is one of this kind; name it, and write what is said of it as a fact";
            return self.report(P::Unsupported { what, english }, at);
        }
        let mut matched = self.read(words)?;
        let pattern = self.resolved.scope.patterns.get(matched.pattern);
        let relation = pattern.and_then(|pattern| self.resolved.program.relations.get(pattern.relation.index()));
        let own = |hole: KindId| is_a(&self.resolved.program, *kind, hole) || is_a(&self.resolved.program, hole, *kind);
        let holes = relation.map(|relation| relation.holes.as_slice()).unwrap_or_default();
        let mut open = holes.iter().zip(&mut matched.nouns).filter(|(hole, noun)| noun.is_none() && own(hole.kind));
        let Some((_, place)) = open.next() else {
            return self.report(P::Unsupported { what: "这样的名词，请写出名字", english: "such a noun; name the one" }, at);
        };
        let name = format!("{}的{word}", show_items(words).replace(' ', ""));
        let id = self.situated.add(&name, *kind);
        *place = Some(Noun::Entity { id, kind: *kind, word: name });
        for ground in self.ground(&matched, words, false)? {
            self.suppose(&ground, words, at)?;
        }
        Ok(id)
    }

    /// Whether there was something of this kind before the question. Bodies and meetings are not meant by a word for matters.
    fn meant_already(&self, kind: KindId) -> bool {
        let program = &self.resolved.program;
        let acting = |kind: KindId| {
            let doers = program.relations.iter().filter_map(|relation| relation.holes.get(relation.doer?));
            doers.map(|hole| hole.kind).any(|doer| is_a(program, kind, doer))
        };
        let before = self.supposing.unwrap_or(usize::MAX);
        let meant = |one: &EntityId| {
            let own = self.situated.world.entities.get(one.index()).map(|entity| entity.kind);
            one.index() < before && own.is_some_and(|own| acting(kind) || !acting(own))
        };
        self.situated.own(program, kind).iter().any(meant)
    }

    /// 由谁 讨论决定 …, where the situation has none of the bodies to which clauses give it: each kind of them stands for itself.
    pub(super) fn bodies(&mut self, act: &ActQuery) {
        let program = &self.resolved.program;
        let Some(doer) = program.relations.get(act.verb.index()).and_then(|relation| relation.doer) else { return };
        let given = |clause: &Clause| match &clause.kind {
            ClauseKind::Power { act: own, .. } if own.verb == act.verb => match own.slots.get(doer) {
                Some(Some(Term::Var(var))) => clause.variables.get(usize::from(var.0)).map(|(kind, _)| *kind),
                _ => None,
            },
            _ => None,
        };
        let person = self.resolved.scope.known.person;
        let narrowest = |kind: &KindId| {
            !program.kinds.iter().enumerate().any(|(n, other)| n != kind.index() && other.ancestors.contains(kind))
        };
        let kinds: BTreeSet<KindId> = program.clauses.iter().filter_map(given).collect();
        let there = |kind: &KindId| self.situated.world.entities.iter().any(|entity| is_a(program, entity.kind, *kind));
        let bodies: Vec<KindId> = kinds.iter().copied().filter(|kind| narrowest(kind) && !is_a(program, *kind, person)).collect();
        if bodies.iter().any(there) {
            return;
        }
        for kind in bodies {
            let name = program.kinds.get(kind.index()).map(|kind| kind.name.clone()).unwrap_or_default();
            self.situated.add(&name, kind);
        }
    }

    /// Puts on record what is said of something of which nothing is on record.
    fn suppose(&mut self, ground: &Ground, words: &[Item], at: Span) -> Built<()> {
        let truth = if ground.negated { Truth::False } else { Truth::True };
        let values = match &ground.among {
            None => vec![(None, truth)],
            Some(among) if ground.negated && among.bound.is_some() => said(&among.values, truth),
            Some(among) => match self.lexicon().others(ground.relation, among) {
                Some(others) if !ground.negated => [said(&others, Truth::False), said(&among.values, Truth::Unknown)].concat(),
                _ => return self.report(P::OneOfSeveral { words: show_items(words) }, at),
            },
        };
        for (value, truth) in values {
            let args = ground.args.iter().filter_map(|arg| arg.or(value)).collect();
            let fact = Fact { relation: ground.relation, args, truth, number: ground.number, judged_by: None };
            self.situated.world.facts.push(fact);
        }
        Ok(())
    }
}

fn said(values: &[EntityId], truth: Truth) -> Vec<(Option<EntityId>, Truth)> {
    values.iter().map(|value| (Some(*value), truth)).collect()
}

impl Lexicon<'_> {
    /// The other values of a list of which there is one; none elsewhere.
    pub(super) fn others(&self, relation: RelationId, among: &Among) -> Option<Vec<EntityId>> {
        let hole = self.program.relations.get(relation.index())?.holes.get(among.place)?;
        let list = self.program.kinds.get(hole.kind.index())?;
        let values = self.values(hole.kind).filter_map(|noun| if let Noun::Entity { id, .. } = noun { Some(id) } else { None });
        (hole.single && list.options).then(|| values.filter(|value| !among.values.contains(value)).collect())
    }
}
