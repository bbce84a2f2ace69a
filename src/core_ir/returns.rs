//! Matters sent back: what was done of a step before counts no more (semantics, S-82).
use super::{
    AtomFormula, ClauseKind, EntityId, Fact, History, Line, Procedure, Program, Record, RelationId, Say, Term, Time, Truth, Turn,
    TurnKind, Var, World,
};
use crate::source::Span;
use crate::vocabulary::Moment;
use std::cmp::Ordering;

/// A kind of event, and what it sends back.
struct Return<'p> {
    event: &'p AtomFormula,
    /// Where the event names the matter.
    at: usize,
    /// The acts that are to be done again, each with the place of the matter.
    acts: Vec<(RelationId, usize)>,
}

/// How a time stands to the events that send the matter back.
enum Standing {
    /// It is after all of them.
    Counts,
    /// One of them came later, the first of those then.
    Undone(Moment),
    /// It is not written which came first.
    Unclear,
}

fn place(args: impl Iterator<Item = Option<Term>>, matter: Var) -> Option<usize> {
    args.enumerate().find(|(_, term)| *term == Some(Term::Var(matter))).map(|(n, _)| n)
}

fn returns(program: &Program) -> Vec<Return<'_>> {
    let turns = program.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::Turn(Turn { procedure, matter: Some(matter), kind: TurnKind::Back { step, event } }) => {
            Some((procedure, *matter, *step, event))
        }
        _ => None,
    });
    let of = |(name, matter, step, event): (&String, Var, u32, &'_ AtomFormula)| -> Option<(usize, Vec<(RelationId, usize)>)> {
        let Procedure { matter: own, steps, .. } = procedure(program, name)?;
        let later = steps.iter().skip((step as usize).saturating_sub(1)).flat_map(|step| &step.ways);
        let acts = later.filter_map(|way| Some((way.act.verb, place(way.act.slots.iter().copied(), (*own)?)?))).collect();
        Some((place(event.args.iter().copied().map(Some), matter)?, acts))
    };
    turns.filter_map(|turn| of(turn).map(|(at, acts)| Return { event: turn.3, at, acts })).collect()
}

fn procedure<'p>(program: &'p Program, name: &str) -> Option<&'p Procedure> {
    program.clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Procedure(procedure) if procedure.name == name => Some(procedure),
        _ => None,
    })
}

impl Return<'_> {
    /// The matters sent back, each with the moments at which that happened.
    fn matters(&self, history: &History) -> Vec<(EntityId, Vec<Option<Moment>>)> {
        let fits = |args: &[EntityId]| {
            self.event.args.iter().zip(args).all(|(term, arg)| match term {
                Term::Individual(id) => EntityId::from(*id) == *arg,
                Term::Var(_) => true,
            })
        };
        let said = history.sentences(self.event.relation).filter(|(args, _)| fits(args));
        said.filter_map(|(args, times)| Some((*args.get(self.at)?, times.iter().map(|time| time.from).collect()))).collect()
    }
}

fn standing(time: Time, backs: &[Option<Moment>]) -> Standing {
    let mut unclear = false;
    let mut undone: Option<Moment> = None;
    for back in backs {
        let order = time.from.zip(*back).and_then(|(from, back)| from.order(back).map(|order| (order, back)));
        match order {
            Some((Ordering::Less, back)) => undone = Some(undone.map_or(back, |first| first.min(back))),
            Some((Ordering::Greater, _)) => {}
            Some((Ordering::Equal, _)) | None => unclear = true,
        }
    }
    match undone {
        Some(moment) => Standing::Undone(moment),
        None if unclear => Standing::Unclear,
        None => Standing::Counts,
    }
}

impl History {
    /// Marks what was done before its matter was sent back. Whether anything changed: the record is then to be cut anew.
    pub fn send_back(&mut self, program: &Program) -> bool {
        let mut changed = false;
        for one in returns(program) {
            for (matter, backs) in one.matters(self) {
                for (verb, place) in &one.acts {
                    changed |= self.undo(*verb, (*place, matter), &backs);
                }
            }
        }
        changed
    }

    fn undo(&mut self, verb: RelationId, (place, matter): (usize, EntityId), backs: &[Option<Moment>]) -> bool {
        let about =
            |say: &Say| say.fact.relation == verb && say.fact.truth == Truth::True && say.fact.args.get(place) == Some(&matter);
        // What was certainly done again since leaves nothing unclear.
        let again: Vec<Vec<EntityId>> = self
            .said()
            .filter(|say| about(say) && matches!(standing(say.time, backs), Standing::Counts))
            .map(|say| say.fact.args.clone())
            .collect();
        let mut changed = false;
        for say in self.said_mut().filter(|say| about(say)) {
            match standing(say.time, backs) {
                Standing::Counts => {}
                Standing::Undone(moment) => {
                    say.time.undone = Some(say.time.undone.map_or(moment, |first| first.min(moment)));
                    changed = true;
                }
                Standing::Unclear if again.contains(&say.fact.args) => {}
                Standing::Unclear => {
                    say.fact.truth = Truth::Unknown;
                    changed = true;
                }
            }
        }
        changed
    }

    fn said(&self) -> impl Iterator<Item = &Say> {
        self.lines.iter().filter_map(|line| if let Line::Say(say) = line { Some(say) } else { None })
    }

    fn said_mut(&mut self) -> impl Iterator<Item = &mut Say> {
        self.lines.iter_mut().filter_map(|line| if let Line::Say(say) = line { Some(say) } else { None })
    }

    /// The world as it would be if a sentence had been said of this moment, and of no other.
    pub fn moved(&self, world: &World, program: &Program, (relation, args): (RelationId, &[EntityId]), to: Moment) -> World {
        let mut history = self.clone();
        let same = |say: &Say| say.fact.relation == relation && say.fact.args == args;
        let layer = history.said().map(|say| say.layer).max().unwrap_or_default();
        history.lines.retain(|line| !matches!(line, Line::Say(say) if same(say)));
        let fact = Fact { relation, args: args.to_vec(), truth: Truth::True, number: None, judged_by: None };
        let time = Time { from: Some(to), event: true, ..Time::default() };
        history.lines.push(Line::Say(Say { fact, time, layer, weak: false, at: Span::default() }));
        let mut moved = world.clone();
        let mut record = history.recut(&mut moved, program, world.date.map(Moment::from));
        history.join_wholes(&mut record, &mut moved, program, |_| {});
        history.add_unnamed(&mut moved);
        history.close(&mut moved);
        moved.history = Some(std::sync::Arc::new(history));
        moved
    }

    /// The record and the world as all lines together make them.
    pub fn recut(&mut self, world: &mut World, program: &Program, now: Option<Moment>) -> Record {
        let mut record = Record::default();
        world.facts.clear();
        world.lapsed.clear();
        self.times.clear();
        for line in std::mem::take(&mut self.lines) {
            // What contradicts itself has been told.
            let _: Result<_, _> = self.enter((&mut record, world), program, now, line);
        }
        record
    }
}
