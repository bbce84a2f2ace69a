//! The ledger as it is counted: every sentence on record, numbered in order of time.
use crate::answer::Wording;
use crate::api::Prepared;
use crate::core_ir::{AtomQuery, Class, EntityId, KindId, Question, Relation, RelationId, Time, Truth, World};
use crate::diagnostic::{Lang, Problems};
use crate::resolve::{Filler, Sought};
use crate::vocabulary::{Date, Moment, Verdict};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A sentence on record.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub relation: RelationId,
    pub args: Vec<EntityId>,
    pub time: Time,
    /// Without blanks.
    pub sentence: String,
}

/// Whether a sentence is of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Yes,
    No,
    /// Its day is not written.
    Undated,
}

/// The sentences on record, and the period that is reported on.
pub(super) struct Register<'a> {
    pub prepared: &'a Prepared,
    pub from: Date,
    /// The last day of the period that the record reaches.
    pub until: Date,
    entries: Vec<Entry>,
    by_relation: BTreeMap<RelationId, Vec<usize>>,
    worlds: RefCell<BTreeMap<Moment, Option<Rc<World>>>>,
    /// What the engine could not answer.
    pub troubles: RefCell<Problems>,
}

impl<'a> Register<'a> {
    pub fn new(prepared: &'a Prepared, from: Date, until: Date) -> Self {
        let (program, world) = (prepared.program(), prepared.world());
        let standing: Vec<RelationId> = program.holds_office.into_iter().chain(program.capacity).collect();
        let mut entries = Vec::new();
        for n in 0..program.relations.len() {
            let relation = RelationId(n as u32);
            if !standing.contains(&relation) {
                entries.extend(said(world, relation));
            }
        }
        let wording = Wording { program, world, lang: Lang::Zh };
        for entry in &mut entries {
            entry.sentence = wording.fact(entry.relation, &entry.args, true).split(' ').collect();
        }
        let key = |entry: &Entry| (entry.time.from.is_none(), entry.time.from, entry.relation, entry.args.clone());
        entries.sort_by_cached_key(key);
        let mut by_relation: BTreeMap<RelationId, Vec<usize>> = BTreeMap::new();
        for (n, entry) in entries.iter().enumerate() {
            by_relation.entry(entry.relation).or_default().push(n);
        }
        let (worlds, troubles) = Default::default();
        Self { prepared, from, until, entries, by_relation, worlds, troubles }
    }

    /// How many sentences are on record.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn entry(&self, at: usize) -> Option<&Entry> {
        self.entries.get(at)
    }

    /// The sentences of a relation, in order of time.
    pub fn of(&self, relation: RelationId) -> &[usize] {
        self.by_relation.get(&relation).map_or(&[], Vec::as_slice)
    }

    /// Where a sentence stands, said of a moment.
    pub fn find(&self, relation: RelationId, args: &[EntityId], at: Option<Moment>) -> Option<usize> {
        let own = |n: &&usize| self.entry(**n).is_some_and(|entry| entry.args == args && (at.is_none() || entry.time.from == at));
        self.of(relation).iter().find(own).copied()
    }

    pub fn relation(&self, id: RelationId) -> Option<&'a Relation> {
        self.prepared.program().relations.get(id.index())
    }

    pub fn name(&self, one: EntityId) -> String {
        let wording = Wording { program: self.prepared.program(), world: self.prepared.world(), lang: Lang::Zh };
        wording.entity(one)
    }

    pub fn kind(&self, one: EntityId) -> Option<KindId> {
        self.prepared.world().entities.get(one.index()).map(|entity| entity.kind)
    }

    pub fn is(&self, kind: KindId, wanted: KindId) -> bool {
        self.prepared.program().is_a(kind, wanted)
    }

    /// Whether a sentence is of the period, or of any time up to its end.
    pub fn within(&self, entry: &Entry, up_to_end: bool) -> Within {
        match entry.time.from {
            Some(from) if from.date > self.until => Within::No,
            Some(from) if up_to_end || self.from <= from.date => Within::Yes,
            Some(_) => Within::No,
            None if entry.time.until.is_some() => {
                if up_to_end {
                    Within::Yes
                } else {
                    Within::No
                }
            }
            None => Within::Undated,
        }
    }

    /// Whether the record of a relation is declared complete for all days between two; from the first on where none is given.
    pub fn complete(&self, relation: RelationId, from: Option<Date>, until: Date) -> bool {
        let world = self.prepared.world();
        if self.relation(relation).is_none_or(|known| known.class == Class::Judgement) {
            return false;
        }
        let Some(history) = &world.history else { return world.all_complete || world.complete.contains(&relation) };
        if !history.is_read(relation) {
            return false;
        }
        if history.is_complete(relation) {
            return true;
        }
        let mut periods: Vec<(Option<Date>, Option<Date>)> = history
            .periods
            .iter()
            .filter(|period| period.relation.is_none_or(|one| one == relation))
            .map(|period| (period.from, period.until))
            .collect();
        periods.sort_unstable();
        // The first day that nothing is declared of yet; none: not even the beginning of all time is.
        let mut open = from;
        for (begins, ends) in periods {
            let reaches = match (begins, open) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(begins), Some(open)) => begins <= open,
            };
            if reaches {
                match ends {
                    None => return true,
                    Some(ends) => open = open.max(ends.plus_days(1)),
                }
            }
        }
        open.is_some_and(|open| until < open)
    }

    /// The record as of a moment.
    fn world(&self, at: Moment) -> Option<Rc<World>> {
        let cut = || {
            let world = self.prepared.world();
            let history = world.history.as_ref()?;
            history.at(self.prepared.program(), world, at).ok().map(Rc::new)
        };
        self.worlds.borrow_mut().entry(at).or_insert_with(cut).clone()
    }

    /// The number that a sentence gives, as of its own moment.
    pub fn number(&self, entry: &Entry) -> Option<f64> {
        let same = |world: &World| {
            let fact = world.facts.iter().find(|fact| fact.relation == entry.relation && fact.args == entry.args)?;
            fact.number
        };
        let at = entry.time.from.and_then(|from| self.world(from));
        let number = at.as_deref().and_then(same).or_else(|| same(self.prepared.world()))?;
        #[allow(clippy::cast_precision_loss, reason = "what is counted is far below 2^52")]
        Some(number as f64 / 1000.0)
    }

    /// Whether something may stand in a place; none: not known.
    pub fn fits(&self, filler: &Filler, one: EntityId, binding: &[EntityId], at: Option<Moment>) -> Option<bool> {
        match filler {
            Filler::Open => Some(true),
            Filler::Kind(kind) => Some(self.kind(one).is_some_and(|own| self.is(own, *kind))),
            Filler::One(wanted) => Some(*wanted == one),
            Filler::Same(hole) => Some(binding.get(*hole) == Some(&one)),
            Filler::Holder(office) => {
                let relation = self.prepared.program().holds_office?;
                self.asked(relation, vec![Some(one), Some(*office)], at)
            }
            Filler::Any(several) => any(several.iter().map(|filler| self.fits(filler, one, binding, at))),
            Filler::Of { role, subject, whole, of } => any(self.of(*role).iter().filter_map(|n| self.entry(*n)).map(|entry| {
                let own = entry.args.get(*subject) == Some(&one);
                let whole = entry.args.get(*whole).copied();
                if own { whole.map_or(Some(false), |whole| self.fits(of, whole, binding, at)) } else { Some(false) }
            })),
        }
    }

    /// Whether all places of a sentence on record fit.
    pub fn matches(&self, sought: &Sought, entry: &Entry, binding: &[EntityId]) -> Option<bool> {
        let at = entry.time.from;
        let places = sought.places.iter().zip(&entry.args).map(|(filler, one)| self.fits(filler, *one, binding, at));
        let denied = any(places.map(|fits| fits.map(|fits| !fits)));
        denied.map(|denied| !denied)
    }

    /// Whether a sentence holds of what another one binds, as of the end of the period.
    pub fn holds(&self, sought: &Sought, binding: &[EntityId]) -> Option<bool> {
        let end = Moment::from(self.until);
        let closed: Option<Vec<Option<EntityId>>> = sought
            .places
            .iter()
            .map(|filler| match filler {
                Filler::One(one) => Some(Some(*one)),
                Filler::Same(hole) => binding.get(*hole).copied().map(Some),
                Filler::Open if self.is_derived(sought.relation) => Some(None),
                _ => None,
            })
            .collect();
        let positive = match closed {
            Some(args) => self.asked(sought.relation, args, Some(end)),
            None if self.is_derived(sought.relation) => None,
            None => self.on_record(sought, binding, end),
        };
        positive.map(|holds| holds != sought.negated)
    }

    fn is_derived(&self, relation: RelationId) -> bool {
        self.relation(relation).is_some_and(|known| known.class == Class::Derived && !known.act)
    }

    fn on_record(&self, sought: &Sought, binding: &[EntityId], end: Moment) -> Option<bool> {
        let seen = self.of(sought.relation).iter().filter_map(|n| self.entry(*n)).filter(|entry| entry.time.holds(end));
        match any(seen.map(|entry| self.matches(sought, entry, binding))) {
            Some(false) if !self.complete(sought.relation, Some(self.from), self.until) => None,
            held => held,
        }
    }

    /// Whether a sentence holds at a moment, as the rules have it.
    fn asked(&self, relation: RelationId, args: Vec<Option<EntityId>>, at: Option<Moment>) -> Option<bool> {
        let question = Question::Is(vec![AtomQuery { relation, args, negated: false, among: None }]);
        match self.prepared.answer_at(&question, "", at, Lang::Zh) {
            Ok(answer) => match answer.verdict {
                Verdict::Holds => Some(true),
                Verdict::DoesNotHold => Some(false),
                _ => None,
            },
            Err(problems) => {
                self.troubles.borrow_mut().append(problems);
                None
            }
        }
    }
}

fn any(all: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    for one in all {
        match one {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(false) }
}

/// The sentences on record of a relation, each with each of its times.
fn said(world: &World, relation: RelationId) -> Vec<Entry> {
    let entry = |args: &[EntityId], time: Time| Entry { relation, args: args.to_vec(), time, sentence: String::new() };
    if let Some(history) = &world.history {
        let each = |(args, times): (&[EntityId], &[Time])| times.iter().map(|time| entry(args, *time)).collect::<Vec<_>>();
        return history.sentences(relation).flat_map(each).collect();
    }
    let own = world.facts.iter().filter(|fact| fact.relation == relation && fact.truth == Truth::True);
    own.map(|fact| entry(&fact.args, Time::default())).collect()
}
