//! How often something was done: events on record counted in windows of time.
mod windows;

use super::{
    Verdict,
    algebra::{Algebra, Plain, Res},
    clause::Contest,
    error::Fault,
    evaluator::{Evaluator, Use},
    index::Index,
    item::{Item, Places},
    outcome::{Span, Tally},
    proof::{Part, Value},
    tables::{NONE, Number, Tables},
    time::Slice,
};
use crate::core_ir::{
    ChoiceId, ClauseId, ClauseKind, EntityId, Every, Formula, Frequency, KindId, Relation, RelationId, SentencePart, Term, Truth,
    counts_otherwise,
};
use crate::vocabulary::{Date, Moment};
use std::rc::Rc;
use windows::{Known, tally, verdict};

/// Windows looked at for one clause, at most.
const WINDOWS: usize = 1_000;

/// One thing that was done, and how much it counts (thousandths).
#[derive(Debug, Clone)]
struct Event {
    day: Date,
    last: Date,
    amount: i64,
    certain: bool,
}

/// What was done of what a frequency counts: of which clause, of whom, and what; how often without a day.
#[derive(Debug, Clone)]
pub(super) struct Past {
    clause: ClauseId,
    asked: Vec<u32>,
    kinds: Vec<KindId>,
    events: Rc<[Event]>,
    undated: usize,
}

/// A frequency, counted.
#[derive(Debug, Clone)]
pub(super) struct Counted<B> {
    /// The clause is among the rules (its readings).
    pub stands: B,
    pub verdict: Verdict,
    pub tally: Tally,
    /// Gap clauses on what is counted.
    pub gaps: Vec<(ClauseId, B)>,
}

fn clause_of(index: &Index, clause: ClauseId) -> Option<&Frequency> {
    match &index.clause(clause).kind {
        ClauseKind::Frequency(frequency) => Some(frequency),
        _ => None,
    }
}

/// The items of a question about a frequency: one for each clause, each of those it binds, and each window.
pub(super) fn frequency_items(
    evaluator: &mut Evaluator<'_, Plain>,
    (places, kinds): (&Places, &[KindId]),
    (every, period): (Option<Every>, Option<(Date, Date)>),
    only: &super::act::Only,
) -> Res<Vec<Item>> {
    let (index, tables) = (evaluator.index, evaluator.tables);
    let (mut items, mut out) = (Vec::new(), Vec::new());
    for (n, clause) in index.program.clauses.iter().enumerate() {
        let id = ClauseId(n as u32);
        let ClauseKind::Frequency(frequency) = &clause.kind else { continue };
        let about = frequency.act.verb == places.relation
            && every.is_none_or(|every| every == frequency.every)
            && super::plan::fits(index, tables, id, places)
            && meets(index, id, frequency, kinds);
        if !about || index.connects(id) || !super::act::among(only.as_ref(), id) {
            continue;
        }
        for bearer in bearers(index, tables, id, frequency, places) {
            if !evaluator.concerns(id, frequency, places, bearer)? {
                continue;
            }
            let mut spans = spans(index, tables, id, frequency, period)?;
            if spans.is_empty() {
                out.push(id);
            }
            // Whoever has done nothing of the kind is counted only for the time in which the clause may be about him.
            if let Some(one) = bearer.filter(|one| !doer_of(index, tables, frequency, *one)) {
                let mut kept = Vec::new();
                for span in spans {
                    if evaluator.may_bear(id, frequency, places, one, span)? {
                        kept.push(span);
                    }
                }
                spans = kept;
            }
            let item = |span| Item::Frequency { clause: id, places: places.clone(), kinds: kinds.to_vec(), bearer, span };
            items.extend(spans.into_iter().map(item));
        }
    }
    if items.is_empty() {
        out.dedup();
        let places = places.clone();
        let exists = !out.is_empty();
        items.push(if exists { Item::OutOfForce { places, clauses: out } } else { Item::Uncovered { places, exists } });
    }
    Ok(items)
}

/// Whether a clause may be about things of these kinds.
fn meets(index: &Index, clause: ClauseId, frequency: &Frequency, kinds: &[KindId]) -> bool {
    frequency.act.slots.iter().zip(kinds).all(|(slot, asked)| match slot {
        Some(Term::Var(var)) => {
            let (own, _) = index.clause(clause).variables[usize::from(var.0)];
            index.is(own, *asked) || index.is(*asked, own)
        }
        Some(Term::Individual(_)) | None => true,
    })
}

/// Those whom the frequency is counted for, each by himself; `None`: it names no doer.
fn bearers(index: &Index, tables: &Tables, clause: ClauseId, frequency: &Frequency, places: &Places) -> Vec<Option<u32>> {
    let Some(doer) = index.doer(frequency.act.verb) else { return vec![None] };
    if places.slots[doer] != NONE {
        let one = places.slots[doer];
        let bound = match frequency.act.slots[doer] {
            Some(Term::Var(var)) => index.is(tables.kind(one), index.clause(clause).variables[usize::from(var.0)].0),
            Some(Term::Individual(own)) => own.0 == one,
            None => true,
        };
        return if bound { vec![Some(one)] } else { Vec::new() };
    }
    match frequency.act.slots[doer] {
        Some(Term::Var(var)) => {
            let (kind, _) = &index.clause(clause).variables[usize::from(var.0)];
            let known = |one: &&u32| {
                tables.unnamed(**one).is_none()
                    && (**one as usize >= index.program.individuals.len() || done_by((index, tables), frequency, doer, **one))
            };
            tables.members(kind.0).iter().filter(known).map(|one| Some(*one)).collect()
        }
        Some(Term::Individual(one)) => vec![Some(one.0)],
        None => vec![None],
    }
}

/// Whether somebody has done what is counted.
fn doer_of(index: &Index, tables: &Tables, frequency: &Frequency, one: u32) -> bool {
    index.doer(frequency.act.verb).is_none_or(|doer| done_by((index, tables), frequency, doer, one))
}

fn done_by((index, tables): (&Index, &Tables), frequency: &Frequency, doer: usize, one: u32) -> bool {
    let mut args = vec![NONE; frequency.act.slots.len()];
    args[doer] = one;
    !tables.times(index, frequency.act.verb, &args).is_empty()
}

/// The windows to look at: those of the calendar that the record or the question reaches into, or one span for gaps.
fn spans(
    index: &Index,
    tables: &Tables,
    clause: ClauseId,
    frequency: &Frequency,
    period: Option<(Date, Date)>,
) -> Res<Vec<Span>> {
    let Some(whole) = period.or_else(|| reach(index, tables, frequency)) else { return Ok(vec![Span::default()]) };
    let Every::Months(months) = frequency.every else { return Ok(vec![Span { from: Some(whole.0), until: Some(whole.1) }]) };
    let document = &index.program.documents[index.clause(clause).document.index()];
    let mut all = Vec::new();
    let (year, month, _) = whole.0.ymd();
    let mut from = Date::new(year, (month - 1) / months as i8 * months as i8 + 1, 1);
    while let Some(first) = from.filter(|first| *first <= whole.1) {
        if all.len() >= WINDOWS {
            return Err(Fault::Days.of(clause));
        }
        from = first.plus_months(months.cast_signed());
        let Some(last) = from.and_then(|next| next.plus_days(-1)) else { break };
        // A window that begins before the document is in force, or ends after it, is not one that it speaks of.
        let in_force = document.from.is_none_or(|day| day <= first) && document.until.is_none_or(|day| last < day);
        let inside = period.is_none() || (whole.0 <= first && last <= whole.1);
        if in_force && inside {
            all.push(Span { from: Some(first), until: Some(last) });
        }
    }
    Ok(all)
}

/// The days that the record speaks of.
fn reach(index: &Index, tables: &Tables, frequency: &Frequency) -> Option<(Date, Date)> {
    let end = tables.end()?.date;
    let verb = frequency.act.verb;
    let open = vec![NONE; index.relation(verb).holes.len()];
    let times = tables.times(index, verb, &open);
    let days = times.iter().filter_map(|time| time.from.map(|from| from.date)).filter(|day| *day <= end);
    let periods = tables.complete_for(index, verb);
    let first = days.clone().chain(periods.iter().filter_map(|period| period.0)).min()?;
    let last = days.chain(periods.iter().filter_map(|period| period.1)).max()?.min(end);
    Some((first, last.max(first)))
}

impl Evaluator<'_, Plain> {
    /// Whether a clause may concern what the question names beside whoever does it (向 市政府).
    fn concerns(&mut self, clause: ClauseId, frequency: &Frequency, places: &Places, bearer: Option<u32>) -> Res<bool> {
        let index = self.index;
        let doer = index.doer(places.relation);
        let mut asked = places.slots.clone();
        if asked.iter().enumerate().all(|(n, slot)| Some(n) == doer || *slot == NONE) {
            return Ok(true);
        }
        if let (Some(doer), Some(one)) = (doer, bearer) {
            asked[doer] = one;
        }
        self.may_apply(clause, frequency, places, &asked)
    }

    fn may_apply(&mut self, clause: ClauseId, frequency: &Frequency, places: &Places, asked: &[u32]) -> Res<bool> {
        let index = self.index;
        self.enter(clause, Some(places.relation), &places.slots, |this, frame| {
            if !this.bind(frame, &frequency.act.slots, asked, None) {
                return Ok(false);
            }
            let effect = this.effect(frame, &index.clause(clause).condition, Contest::Open)?;
            Ok(effect.applies != Value::False)
        })
    }

    /// Whether a clause may bind somebody at the beginning or the end of a window, or now.
    fn may_bear(&mut self, clause: ClauseId, frequency: &Frequency, places: &Places, one: u32, span: Span) -> Res<bool> {
        let mut asked = places.slots.clone();
        if let Some(doer) = self.index.doer(places.relation) {
            asked[doer] = one;
        }
        if self.may_apply(clause, frequency, places, &asked)? {
            return Ok(true);
        }
        for day in [span.from, span.until].into_iter().flatten() {
            let slice = Slice::from(Moment::from(day));
            if self.at(Some(slice), |this| this.may_apply(clause, frequency, places, &asked))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<A: Algebra> Evaluator<'_, A> {
    /// Counts.
    pub fn frequency(
        &mut self,
        clause: ClauseId,
        (places, kinds): (&Places, &[KindId]),
        bearer: Option<u32>,
        span: Span,
    ) -> Res<Counted<A::B>> {
        let index = self.index;
        let stands = self.guards(clause)?;
        let Some(frequency) = clause_of(index, clause) else {
            return Ok(Counted { stands, verdict: Verdict::NotApplicable, tally: Tally::default(), gaps: Vec::new() });
        };
        let mut asked = places.slots.clone();
        if let (Some(doer), Some(one)) = (index.doer(places.relation), bearer) {
            asked[doer] = one;
        }
        let (events, undated) = self.past(clause, frequency, (&asked, kinds))?;
        let end = self.tables.end().map(|end| end.date);
        let known = Known { complete: self.tables.complete_for(index, frequency.act.verb), end, undated };
        let hedged = index.clause(clause).hedged;
        let convention = self.way_of_counting(frequency);
        let option = convention.map_or(0, |choice| self.settings.get(choice.index()).copied().flatten().unwrap_or(0));
        let otherwise = convention.is_some_and(|choice| {
            self.look(choice, Use::Taken);
            let options = &index.program.choices[choice.index()].options;
            options.get(usize::from(option)).is_some_and(|option| counts_otherwise(option))
        });
        let (tally, kept) = tally(frequency, &events, span, otherwise, &known);
        let gaps = self.gaps_on(places.relation, &asked, kinds)?;
        let covered = gaps.iter().any(|(_, gap)| self.algebra.known(gap) == Some(true));
        let verdict = if covered { Verdict::Silent } else { verdict(kept, hedged) };
        Ok(Counted { stands, verdict, tally: Tally { bearer: bearer.map(EntityId), ..tally }, gaps })
    }

    /// Gap clauses on all that is counted of somebody.
    fn gaps_on(&mut self, verb: RelationId, asked: &[u32], kinds: &[KindId]) -> Res<Vec<(ClauseId, A::B)>> {
        let index = self.index;
        let mut gaps = Vec::new();
        for id in &index.about(verb).gaps {
            let ClauseKind::Gap { act, .. } = &index.clause(*id).kind else { continue };
            let covers = act.slots.iter().zip(asked).zip(kinds).all(|((slot, one), kind)| match slot {
                Some(Term::Var(var)) => *one != NONE || index.is(*kind, index.clause(*id).variables[usize::from(var.0)].0),
                Some(Term::Individual(_)) => *one != NONE,
                None => true,
            });
            // A gap on every such act leaves open something else about it.
            let special = index.clause(*id).condition != Formula::True;
            if !covers || !special || !self.tables.in_force(index, *id) {
                continue;
            }
            let value = self.enter(*id, Some(verb), asked, |this, frame| {
                if !this.bind(frame, &act.slots, asked, None) {
                    return Ok(this.algebra.constant(false));
                }
                let effect = this.effect(frame, &index.clause(*id).condition, Contest::Open)?;
                Ok(this.clause_step(effect.effective, frame, Part::Applies))
            })?;
            gaps.push((*id, value));
        }
        Ok(gaps)
    }

    /// 〔每年〕, 〔每两周〕 …: what the conventions of the rulebooks say of counting.
    fn way_of_counting(&self, frequency: &Frequency) -> Option<ChoiceId> {
        let said = |words: &str| words == frequency.every_words;
        self.index.program.choices.iter().rposition(|choice| said(&choice.words)).map(|n| ChoiceId(n as u32))
    }

    /// What was done, and how many more times without a day.
    fn past(
        &mut self,
        clause: ClauseId,
        frequency: &Frequency,
        (asked, kinds): (&[u32], &[KindId]),
    ) -> Res<(Rc<[Event]>, usize)> {
        let same = |past: &&Past| past.clause == clause && past.asked == asked && past.kinds == kinds;
        if let Some(past) = self.counted.as_ref().filter(same) {
            return Ok((Rc::clone(&past.events), past.undated));
        }
        let (events, undated) = self.events(clause, frequency, (asked, kinds))?;
        let past = Past { clause, asked: asked.to_vec(), kinds: kinds.to_vec(), events: events.into(), undated };
        Ok((Rc::clone(&self.counted.insert(past).events), undated))
    }

    fn events(
        &mut self,
        clause: ClauseId,
        frequency: &Frequency,
        (asked, kinds): (&[u32], &[KindId]),
    ) -> Res<(Vec<Event>, usize)> {
        let verb = frequency.act.verb;
        let tuples = self.tables.said(self.index, verb, asked);
        let (mut events, mut undated) = (Vec::new(), 0);
        for (args, times) in tuples {
            if !args.iter().zip(kinds).all(|(arg, kind)| self.index.is(self.tables.kind(*arg), *kind)) {
                continue;
            }
            for time in times {
                let Some(from) = time.from else {
                    undated += usize::from(self.tables.lookup(self.index, verb, &args).truth != Truth::False);
                    continue;
                };
                if self.tables.end().is_none_or(|end| !from.not_after(end)) {
                    continue;
                }
                let Some(certain) = self.counts(clause, frequency, &args, from)? else { continue };
                let amount = self.number_of(frequency, &args, from);
                events.push(Event { day: from.date, last: time.until.map_or(from.date, |until| until.date), amount, certain });
            }
        }
        events.sort_by_key(|event| event.day);
        Ok((events, undated))
    }

    /// Whether something done is what the clause counts: certainly, perhaps, or not.
    fn counts(&mut self, clause: ClauseId, frequency: &Frequency, args: &[u32], at: Moment) -> Res<Option<bool>> {
        let index = self.index;
        let value = self.at(Some(Slice::from(at)), |this| {
            this.enter(clause, Some(frequency.act.verb), args, |this, frame| {
                if !this.bind(frame, &frequency.act.slots, args, None) {
                    return Ok(this.algebra.constant(false));
                }
                let value = this.formula(&index.clause(clause).condition, frame)?;
                Ok(this.clause_step(value, frame, Part::Applies))
            })
        })?;
        Ok(match self.algebra.known(&value) {
            Some(false) => None,
            Some(true) => Some(true),
            None => Some(false),
        })
    }

    /// How much one event counts (thousandths): once, or the number that the act, or what it is about, has in the unit.
    fn number_of(&self, frequency: &Frequency, args: &[u32], at: Moment) -> i64 {
        let tables = self.tables.at(self.index, Slice::from(at));
        let verb = frequency.act.verb;
        let known = |relation: RelationId, args: &[u32]| match tables.number(relation, args) {
            Number::Known(number) => number,
            Number::Absent | Number::Unknown => 0,
        };
        if self.index.relation(verb).numeric {
            return known(verb, args);
        }
        if matches!(frequency.unit.as_str(), "次" | "天" | "日" | "回" | "场") {
            return 1_000;
        }
        let relations = self.index.program.relations.iter().enumerate();
        let measure = relations
            .filter(|(_, relation)| relation.numeric && relation.holes.len() == 1 && has_unit(relation, &frequency.unit));
        let of = |(n, relation): (usize, &Relation)| {
            let thing = args.iter().find(|arg| self.index.is(tables.kind(**arg), relation.holes[0].kind))?;
            Some(known(RelationId(n as u32), &[*thing]))
        };
        measure.filter_map(of).find(|number| *number != 0).unwrap_or(0)
    }
}

/// Whether the number of a relation is followed by this unit.
fn has_unit(relation: &Relation, unit: &str) -> bool {
    let words = relation.sentence.windows(2);
    words.into_iter().any(|pair| matches!(pair, [SentencePart::Number, SentencePart::Word(word)] if word == unit))
}
