//! What would turn an answer: minimal sets of changes to facts, those that people have in their hands first.
//!
//! Who holds which office, who is what of whom (癸 是 市财政局 的 局长) and of what kind somebody or something is does not
//! change, nor does what is kept as a record (类：记录). What clauses define follows from other facts and changes with them; only where the situation itself states
//! it (甲 分管 该事项) may it be stated otherwise.
use crate::core_ir::{Class, ClauseKind, EntityId, Fact, Program, Question, Relation, RelationId, SentencePart, Truth, World};
use crate::eval::{Change, Changeable, Engine, Hand, Outcome, Prepared, Shift, Shifts, Turn, Turning};
use crate::vocabulary::Verdict;
use std::collections::{BTreeMap, BTreeSet};

/// All minimal sets of so many changes are looked for.
const SIZE: usize = 3;

/// A question about a situation, as it is evaluated.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The rulebooks.
    pub engine: &'a Engine,
    /// The situation, indexed.
    pub indexed: &'a Prepared,
    /// The situation.
    pub world: &'a World,
    /// The question.
    pub question: &'a Question,
}

/// The sets of changes that would turn the answer, best first, and up to which size all are among them.
pub fn changes(asking: &Asking, outcome: &Outcome) -> (Vec<Turning>, usize) {
    if outcome.verdict == Verdict::NotInForce {
        return (Vec::new(), 0);
    }
    let allowed = Allowed::new(asking.engine.program(), asking.world);
    let changeable = Changeable { relations: &allowed.relations, tuple: &|relation, args| allowed.tuple(relation, args) };
    let mut found = asking.indexed.turns(asking.question, &changeable, SIZE).unwrap_or_default();
    // What the record says of days is not in the diagrams: what leaves the answer as it is turns nothing.
    let who: Vec<EntityId> = outcome.answers.iter().map(|answer| answer.entity).collect();
    let same = |turn: &Turn| (turn.verdict, &turn.who) == (outcome.verdict, &who);
    found.all.retain(|turn| !same(turn) && asking.confirmed(turn));
    let mut all = grouped(asking.engine.program(), found.all);
    super::earlier::in_time(asking, outcome, &mut all);
    // What leads to a yes and rests on what is known comes first; then whose hands it lies in.
    all.sort_by_key(|turning| {
        let count: u32 = turning.changes.iter().map(|change| change.count).sum();
        let unknown = turning.changes.iter().filter(|change| change.before.is_none()).count();
        (turning.verdict.holds() != Some(true), unknown, turning.changes.iter().map(|change| change.hand).max(), count)
    });
    (all, found.within)
}

impl Asking<'_> {
    /// Asked again with the changes made, the answer is what was foretold.
    fn confirmed(&self, turn: &Turn) -> bool {
        let shifts: Vec<&Shift> = turn.first().collect();
        let decided = self.engine.prepare(&changed(self.engine.program(), self.world, &shifts)).decide(self.question);
        decided.is_ok_and(|decided| (decided.verdict, &decided.who) == (turn.verdict, &turn.who))
    }
}

/// The situation with some facts changed.
fn changed(program: &Program, world: &World, shifts: &[&Shift]) -> World {
    let mut world = world.nameless();
    let same_choice = |shift: &Shift, fact: &Fact| {
        let holes = program.relations.get(shift.relation.index()).map(|relation| relation.holes.as_slice()).unwrap_or_default();
        holes.iter().zip(fact.args.iter().zip(&shift.args)).all(|(hole, (one, other))| hole.single || one == other)
    };
    world.facts.retain(|fact| !shifts.iter().any(|shift| shift.relation == fact.relation && same_choice(shift, fact)));
    let made = shifts.iter().map(|shift| Fact {
        relation: shift.relation,
        args: shift.args.clone(),
        truth: if shift.to { Truth::True } else { Truth::False },
        number: None,
        judged_by: None,
    });
    world.facts.extend(made);
    world
}

/// Which facts may change.
struct Allowed<'a> {
    program: &'a Program,
    world: &'a World,
    relations: BTreeSet<RelationId>,
}

impl<'a> Allowed<'a> {
    fn new(program: &'a Program, world: &'a World) -> Self {
        let heads = program.clauses.iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Definition { head, .. } => Some(head.relation),
            _ => None,
        });
        let fixed = program.facts.iter().map(|(relation, _)| *relation).chain(program.holds_office).chain(program.capacity);
        let [fixed, defined] = [marked(program, fixed), marked(program, heads)];
        let stated = marked(program, world.facts.iter().map(|fact| fact.relation));
        let may = |id: RelationId, relation: &Relation| {
            let among = |marks: &[bool]| marks.get(id.index()) == Some(&true);
            let own = match relation.class {
                Class::Open | Class::Judgement | Class::Chosen => !among(&defined),
                Class::Recorded => relation.act && !among(&defined),
                Class::Derived => among(&stated) && !role(relation),
            };
            own && !relation.numeric && !relation.constitutive && !among(&fixed)
        };
        let all = program.relations.iter().enumerate().map(|(n, relation)| (RelationId(n as u32), relation));
        let relations = all.filter(|(id, relation)| may(*id, relation)).map(|(id, _)| id).collect();
        Self { program, world, relations }
    }

    /// Nobody acts upon himself, and those without a name are not known well enough.
    fn tuple(&self, id: RelationId, args: &[EntityId]) -> bool {
        let named = |one: &EntityId| self.world.entities.get(one.index()).is_some_and(|entity| entity.unnamed.is_none());
        let act = self.program.relations.get(id.index()).is_some_and(|relation| relation.act);
        let twice = args.iter().enumerate().any(|(n, one)| args.get(n + 1..).is_some_and(|rest| rest.contains(one)));
        self.relations.contains(&id) && args.iter().all(named) && !(act && twice)
    }
}

/// For each relation whether it is one of these.
fn marked(program: &Program, some: impl Iterator<Item = RelationId>) -> Vec<bool> {
    let mut marks = vec![false; program.relations.len()];
    for one in some {
        if let Some(mark) = marks.get_mut(one.index()) {
            *mark = true;
        }
    }
    marks
}

/// `[人] 是 [机构] 的 主要负责人`: as good as an office.
fn role(relation: &Relation) -> bool {
    ["是", "的"].iter().all(|word| relation.sentence.contains(&SentencePart::Word((*word).to_owned())))
}

/// In whose hands a change lies.
fn hand(program: &Program, shift: &Shift) -> Hand {
    let Some(relation) = program.relations.get(shift.relation.index()) else { return Hand::Be };
    let is_value = relation.holes.iter().any(|hole| hole.single);
    match relation.class {
        Class::Judgement => Hand::Judge,
        Class::Derived => Hand::Be,
        _ if is_value => Hand::Be,
        _ if relation.act && shift.to => Hand::Do,
        Class::Chosen if shift.to => Hand::Do,
        _ if shift.before == Some(true) => Hand::Undo,
        _ => Hand::State,
    }
}

/// What sets of changes have in common when those that differ in one place are taken together: what comes out, the changes
/// that stay, the other places of those that differ, and how many of them there are.
type Family = ((Verdict, Option<Verdict>, Vec<EntityId>), BTreeSet<Shifts>, Vec<EntityId>, usize);

/// Sets that differ only in who of several does it are told as one: 再有 2 人到会（…当中）.
fn grouped(program: &Program, mut turns: Vec<Turn>) -> Vec<Turning> {
    let mut told = Vec::new();
    while let Some((members, change)) = largest(program, &turns) {
        if let Some(turn) = members.first().and_then(|first| turns.get(*first)) {
            let rest = turn.shifts.iter().filter(|shifts| !is_of(&change, shifts));
            let mut changes: Vec<Change> = rest.filter_map(|shifts| single(program, shifts)).collect();
            changes.push(change);
            told.push(turning(turn, changes));
        }
        let kept = turns.iter().enumerate().filter(|(n, _)| !members.contains(n)).map(|(_, turn)| turn.clone());
        turns = kept.collect();
    }
    let singles =
        turns.iter().map(|turn| turning(turn, turn.shifts.iter().filter_map(|shifts| single(program, shifts)).collect()));
    told.extend(singles);
    told
}

fn turning(turn: &Turn, mut changes: Vec<Change>) -> Turning {
    // How things stand first, then what is done.
    changes.sort_by_key(|change| std::cmp::Reverse(change.hand));
    Turning { changes, verdict: turn.verdict, ground: turn.ground, who: turn.who.clone() }
}

fn single(program: &Program, shifts: &Shifts) -> Option<Change> {
    let first = shifts.among.first()?;
    Some(Change {
        hand: hand(program, first),
        before: first.before,
        relation: first.relation,
        to: first.to,
        count: shifts.count as u32,
        among: shifts.among.iter().map(|shift| shift.args.clone()).collect(),
        by: None,
    })
}

fn is_of(change: &Change, shifts: &Shifts) -> bool {
    let own = |shift: &Shift| change.relation == shift.relation && change.to == shift.to && change.among.contains(&shift.args);
    shifts.among.iter().all(own)
}

/// The largest family of which every member is there: all ways to take so many of those that differ.
fn largest(program: &Program, turns: &[Turn]) -> Option<(Vec<usize>, Change)> {
    let mut families: BTreeMap<(RelationId, bool, usize, Family), Vec<usize>> = BTreeMap::new();
    for (n, turn) in turns.iter().enumerate() {
        for (relation, to, place) in differing(program, turn) {
            for family in families_of(turn, relation, to, place) {
                families.entry((relation, to, place, family)).or_default().push(n);
            }
        }
    }
    let mut best: Option<(Vec<usize>, Change)> = None;
    for ((relation, to, _, (_, rest, _, count)), members) in families {
        let own = |turn: &Turn| turn.shifts.iter().filter(|shifts| !rest.contains(shifts)).cloned().collect::<Vec<Shifts>>();
        let all: Vec<Vec<Shifts>> = members.iter().filter_map(|n| turns.get(*n)).map(own).collect();
        let pool: BTreeSet<&Shift> = all.iter().flatten().flat_map(|shifts| &shifts.among).collect();
        let ways = all.iter().map(|own| ways(own)).try_fold(0_u64, |sum, ways| sum.checked_add(ways?));
        let whole = members.len() > 1 && ways.is_some() && ways == choose(pool.len() as u64, count as u64);
        let alike = pool.iter().all(|shift| Some(shift.before) == pool.first().map(|first| first.before));
        let Some(first) = pool.first().filter(|_| whole && alike) else { continue };
        if best.as_ref().is_none_or(|(other, _)| members.len() > other.len()) {
            let among = pool.iter().map(|shift| shift.args.clone()).collect();
            let (hand, before, count) = (hand(program, first), first.before, count as u32);
            let change = Change { hand, before, relation, to, count, among, by: None };
            best = Some((members, change));
        }
    }
    best
}

/// The relations changed, with the places in which their tuples may differ: of values, the value.
fn differing(program: &Program, turn: &Turn) -> BTreeSet<(RelationId, bool, usize)> {
    let holes = |id: RelationId| program.relations.get(id.index()).map(|relation| relation.holes.as_slice()).unwrap_or_default();
    let first = turn.shifts.iter().filter_map(|shifts| shifts.among.first());
    first
        .flat_map(|shift| {
            let value = holes(shift.relation).iter().position(|hole| hole.single);
            let places = (0..shift.args.len()).filter(move |place| value.is_none_or(|value| value == *place));
            places.map(|place| (shift.relation, shift.to, place))
        })
        .collect()
}

/// The families of a set when its tuples of one relation may differ in one place.
fn families_of(turn: &Turn, relation: RelationId, to: bool, place: usize) -> Vec<Family> {
    let but_one = |shift: &Shift| -> Vec<EntityId> {
        shift.args.iter().enumerate().filter(|(n, _)| *n != place).map(|(_, one)| *one).collect()
    };
    // The other places, which those alike must have in common.
    let pattern = |shifts: &Shifts| -> Option<Vec<EntityId>> {
        let first = shifts.among.first().filter(|shift| shift.relation == relation && shift.to == to)?;
        let own = but_one(first);
        shifts.among.iter().all(|shift| but_one(shift) == own).then_some(own)
    };
    let patterns: BTreeSet<Vec<EntityId>> = turn.shifts.iter().filter_map(pattern).collect();
    let family = |common: Vec<EntityId>| {
        let (own, rest): (Vec<&Shifts>, Vec<&Shifts>) =
            turn.shifts.iter().partition(|shifts| pattern(shifts).as_ref() == Some(&common));
        let outcome = (turn.verdict, turn.ground, turn.who.clone());
        (outcome, rest.into_iter().cloned().collect(), common, own.into_iter().map(|shifts| shifts.count).sum())
    };
    patterns.into_iter().map(family).collect()
}

/// How many sets these stand for, if that can be said.
fn ways(all: &[Shifts]) -> Option<u64> {
    let each = all.iter().map(|shifts| choose(shifts.among.len() as u64, shifts.count as u64));
    each.into_iter().try_fold(1_u64, |product, ways| product.checked_mul(ways?))
}

fn choose(n: u64, k: u64) -> Option<u64> {
    (0..k).try_fold(1_u64, |product, i| Some(product.checked_mul(n.saturating_sub(i))? / (i + 1)))
}
