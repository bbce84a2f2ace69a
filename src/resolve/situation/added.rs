//! What is put on record besides the lines of a situation.
use super::Maker;
use crate::core_ir::{Contradicted, Done, EntityId, Fact, KindId, Line, Program, RelationId, Say, Saying, Time, Truth};
use crate::source::Span;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What is put on record besides the lines of a situation, as the rows of tables say it.
#[derive(Debug, Default)]
pub struct Added {
    /// Whom or what it names that the situation does not, each with its kind.
    pub items: Vec<(String, KindId)>,
    /// What it says. INVARIANT: what one row says stands together.
    pub says: Vec<Entry>,
    /// What rows say that are not taken though they are understood: it may be so.
    pub doubtful: Vec<Entry>,
    /// What is missing from it.
    pub unread: Unread,
}

/// What rows that could not be read may have said: it is not so that what is absent did not happen.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Relations of which anything may be missing: their record is not complete, whatever is declared.
    pub open: BTreeSet<RelationId>,
    /// Relations of which only what concerns individuals that no other row names may be missing: nothing is counted by them.
    pub uncounted: BTreeSet<RelationId>,
}

impl Unread {
    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty() && self.uncounted.is_empty()
    }
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

/// What has been said so far of relations that can contradict themselves, by what must not be said twice.
struct Said<'p> {
    program: &'p Program,
    /// Relations of which something is denied.
    denied: HashSet<RelationId>,
    by_key: HashMap<(RelationId, Vec<EntityId>), Vec<Say>>,
}

impl<'p> Said<'p> {
    fn new(program: &'p Program, lines: &[Line], added: &Added) -> Self {
        let of_lines = lines.iter().filter_map(|line| if let Line::Say(say) = line { Some(&say.fact) } else { None });
        let all = of_lines.map(|fact| (fact.relation, fact.truth)).chain(added.says.iter().map(|say| (say.relation, say.truth)));
        let denied = all.filter(|(_, truth)| *truth == Truth::False).map(|(relation, _)| relation).collect();
        let mut said = Self { program, denied, by_key: HashMap::new() };
        for line in lines {
            match line {
                Line::Say(say) => said.note(say),
                Line::Withdraw(sayings) => sayings.iter().for_each(|saying| said.forget(saying)),
                Line::Vacate(..) => {}
            }
        }
        said
    }

    /// The tuple without the values of its 单选 holes; none where nothing could contradict it.
    fn key(&self, relation: RelationId, args: &[EntityId]) -> Option<(RelationId, Vec<EntityId>)> {
        let known = self.program.relations.get(relation.index())?;
        let single = |n: usize| known.holes.get(n).is_some_and(|hole| hole.single);
        let bound = known.numeric || self.denied.contains(&relation) || (0..known.holes.len()).any(single);
        bound.then(|| (relation, args.iter().enumerate().filter(|(n, _)| !single(*n)).map(|(_, arg)| *arg).collect()))
    }

    fn note(&mut self, say: &Say) {
        if let Some(key) = self.key(say.fact.relation, &say.fact.args).filter(|_| !say.weak) {
            self.by_key.entry(key).or_default().push(say.clone());
        }
    }

    fn forget(&mut self, saying: &Saying) {
        let Some(key) = self.key(saying.relation, &saying.args) else { return };
        let denied = if saying.negated { Truth::False } else { Truth::True };
        let own = |say: &Say| say.fact.args == saying.args && say.fact.truth == denied;
        self.by_key.entry(key).or_default().retain(|say| !own(say));
    }

    /// Whether the opposite has been said.
    fn contradicts(&self, say: &Say) -> bool {
        let key = self.key(say.fact.relation, &say.fact.args);
        let before = key.and_then(|key| self.by_key.get(&key)).map(Vec::as_slice).unwrap_or_default();
        before.iter().any(|old| are_opposite(old, say))
    }

    /// Whether two sentences of one row cannot both be so.
    fn is_against(&self, one: &Say, other: &Say) -> bool {
        let key = |say: &Say| self.key(say.fact.relation, &say.fact.args);
        key(one).is_some_and(|own| Some(own) == key(other)) && are_opposite(one, other)
    }
}

/// Of one date, or both of none: nothing tells which of the two prevails.
fn are_opposite(one: &Say, other: &Say) -> bool {
    let same_day = one.time.is_dated() == other.time.is_dated() && one.time.from == other.time.from;
    same_day && one.fact.clashes(&other.fact)
}

impl Maker<'_> {
    /// Puts on record what was added. A row that contradicts what is on record, or itself, says nothing.
    pub(super) fn add(&mut self, added: &Added) -> (Vec<Vec<EntityId>>, Vec<u32>) {
        let first = self.situated.world.entities.len() as u32;
        for (name, kind) in &added.items {
            self.situated.add(name, *kind);
        }
        let id = |argument: &Argument| match argument {
            Argument::Known(id) => *id,
            Argument::New(n) => EntityId(first + n),
        };
        let say = |entry: &Entry| {
            let (args, judged_by) = (entry.args.iter().map(id).collect(), entry.judged_by.as_ref().map(id));
            let fact = Fact { relation: entry.relation, args, truth: entry.truth, number: entry.number, judged_by };
            Say { fact, time: entry.time, layer: 0, weak: false, at: Span::default() }
        };
        let mut said = Said::new(&self.resolved.program, self.history.lines(), added);
        let (mut all, mut contradicting) = (Vec::with_capacity(added.says.len()), Vec::new());
        let mut doubtful: Vec<Say> = added.doubtful.iter().map(say).collect();
        for row in added.says.chunk_by(|one, other| one.row == other.row) {
            let says: Vec<Say> = row.iter().map(say).collect();
            let itself = |n: usize, one: &Say| says.iter().take(n).any(|other| said.is_against(other, one));
            let wrong = says.iter().enumerate().any(|(n, one)| said.contradicts(one) || itself(n, one));
            all.extend(says.iter().map(|say| say.fact.args.clone()));
            if wrong {
                contradicting.extend(row.first().map(|entry| entry.row));
                doubtful.extend(says);
                continue;
            }
            for say in says {
                said.note(&say);
                // What would contradict it was looked for above.
                let _: Result<Done, Contradicted> = self.enter(Line::Say(say));
            }
        }
        let mut unread = added.unread.clone();
        unread.uncounted.extend(doubtful.iter().map(|say| say.fact.relation));
        doubtful.retain(|say| !said.contradicts(say));
        doubtful.into_iter().for_each(|say| self.doubt(say));
        self.leave_open(&unread);
        (all, contradicting)
    }

    /// What a row says that is not taken is unknown, unless other lines say it.
    fn doubt(&mut self, say: Say) {
        let Fact { relation, args, truth, .. } = &say.fact;
        let on_record = |fact: &Fact| fact.relation == *relation && fact.args == *args;
        if *truth != Truth::True || self.situated.world.facts.iter().any(on_record) {
            return;
        }
        let fact = Fact { truth: Truth::Unknown, number: None, judged_by: None, ..say.fact };
        // What is unknown contradicts nothing.
        let _: Result<Done, Contradicted> = self.enter(Line::Say(Say { fact, time: Time::default(), ..say }));
    }

    /// A record of which something could not be read is not complete.
    fn leave_open(&mut self, unread: &Unread) {
        if unread.is_empty() {
            return;
        }
        let all = (0..self.resolved.program.relations.len()).map(|n| RelationId(n as u32));
        let others: Vec<RelationId> = all.filter(|relation| !unread.open.contains(relation)).collect();
        let world = &mut self.situated.world;
        if std::mem::take(&mut world.all_complete) {
            world.complete.extend(&others);
        }
        world.complete.retain(|relation| !unread.open.contains(relation));
        world.unread.clone_from(&unread.open);
        self.history.leave_open(unread.open.union(&unread.uncounted).copied().collect(), &others);
    }
}
