//! Things judged, some at a time, as what they are: a situation with all that is on record for all of them and all that rows say
//! of these.
use super::plan::{Plan, Why};
use super::read::{Held, Survey};
use crate::api::audit::AuditFinding;
use crate::api::brief::{Again, Short};
use crate::api::events::{Asked, Came, duty, is_told};
use crate::api::intake::cell::Named;
use crate::api::intake::row::Saying;
use crate::api::intake::stream::Way;
use crate::api::intake::{Intake, Part, Ready, Taken};
use crate::core_ir::{ClauseId, EntityId, KindId, RelationId};
use crate::diagnostic::Lang;
use crate::eval;
use crate::ledger::{Bad, LedgerProblem as P};
use crate::vocabulary::{Date, Moment, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// What findings have in common of which only the first are told in full.
type Sort = (u32, RelationId, Option<ClauseId>, Verdict, Option<Verdict>);

/// In which order they come.
type Order = (Option<Date>, u16, u32);

/// The first findings of each sort.
#[derive(Debug)]
pub struct Firsts {
    most: usize,
    all: Mutex<BTreeMap<Sort, BTreeSet<Order>>>,
}

/// What came of some things.
#[derive(Debug, Default)]
pub struct Done {
    pub taken: u64,
    pub reported: u64,
    pub later: u64,
    pub bad: Vec<Bad>,
    pub incomplete: BTreeSet<String>,
    pub events: usize,
    pub verdicts: BTreeMap<Verdict, usize>,
    pub short: Vec<Short>,
    pub full: Vec<(Short, AuditFinding)>,
    pub again: Vec<Again>,
    /// What frequencies ask of them: whose, what, row by row.
    pub counted: Counted,
}

/// What frequencies ask of things.
#[derive(Debug, Default)]
pub struct Counted {
    pub items: Vec<(String, KindId)>,
    /// What each row says.
    pub rows: Vec<Vec<Saying>>,
    /// What rows say that are not taken, and those that contradict others.
    pub doubtful: Vec<Saying>,
    pub against: Vec<Saying>,
}

impl Firsts {
    pub fn new(most: usize) -> Self {
        Self { most, all: Mutex::default() }
    }

    /// Whether one is among the first, as far as is known.
    fn takes(&self, sort: Sort, order: Order) -> bool {
        // Whoever panics amidst this has added one or has not.
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let own = all.entry(sort).or_default();
        if own.contains(&order) {
            return true;
        }
        if own.len() >= self.most && own.last().is_none_or(|last| *last < order) {
            return false;
        }
        own.insert(order);
        if own.len() > self.most {
            own.pop_last();
        }
        true
    }

    /// Whether one is among the first.
    pub fn has(&self, one: &Short) -> bool {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&sort(one)).is_some_and(|own| own.contains(&(one.day, one.table, one.row)))
    }
}

fn sort(one: &Short) -> Sort {
    (one.part, one.relation, one.duty, one.verdict, one.ground)
}

/// Things of one record, and what is known of the rest.
pub struct Block<'s> {
    pub intake: &'s Intake,
    pub plan: &'s Plan,
    pub survey: &'s Survey<'s>,
    pub firsts: &'s Firsts,
    pub way: &'s Way,
    pub lang: Lang,
}

impl Block<'_> {
    /// Judges the rows of some things.
    pub fn judge(&self, rows: &mut [Held]) -> Result<Done, Why> {
        let Some(number) = rows.first().map(|row| row.part) else { return Ok(Done::default()) };
        let name = self.survey.parts.get_index(number as usize).ok_or(Why::Row)?;
        let common = self.survey.common.parts.get(name);
        let parts = std::iter::once((name.clone(), common.cloned().unwrap_or_default())).collect();
        let mut taken = Taken::beside(parts, self.survey.common.missed.clone());
        let before = common.map_or(0, |part| part.places.len());
        // What was read first counts.
        rows.sort_by_key(|held| (held.sheet, held.row.number()));
        let mut places: Vec<(u16, u32)> = Vec::with_capacity(rows.len());
        for held in rows.iter() {
            let sheet = self.survey.sheets.get(usize::from(held.sheet)).ok_or(Why::Row)?;
            let place = held.row.place(&sheet.place);
            taken.row(self.intake, Some(&sheet.bound), &held.row.lend(&sheet.header, &place));
            if taken.taken as usize > places.len() {
                places.push((held.sheet, held.row.number().and_then(|row| u32::try_from(row).ok()).ok_or(Why::Row)?));
            }
        }
        let (ready, _) = self.intake.ready(&taken, name).map_err(|_| Why::Row)?;
        let mut done =
            Done { taken: taken.taken, reported: taken.reported, bad: std::mem::take(&mut taken.bad), ..Done::default() };
        let part = taken.parts.get(name).ok_or(Why::Row)?;
        let against: Vec<usize> = ready.contradicting.iter().map(|row| *row as usize).filter(|row| *row >= before).collect();
        let bad = against.iter().filter_map(|row| part.places.get(*row));
        done.bad.extend(bad.map(|place| Bad::of_row(place, P::Contradicts)));
        done.taken -= against.len() as u64;
        done.reported += against.len() as u64;
        if let Some(now) = self.intake.base.world.date {
            done.later = part.later(now).saturating_sub(common.map_or(0, |part| part.later(now)));
        }
        done.incomplete.extend(ready.incomplete.iter().cloned());
        self.count(part, (name, before), &ready, &mut done);
        Hearing { block: self, ready: &ready, number, name, before, places: &places }.hear(&mut done)?;
        Ok(done)
    }

    /// Keeps what frequencies ask.
    fn count(&self, part: &Part, (name, before): (&str, usize), ready: &Ready, done: &mut Done) {
        let mut named: BTreeSet<&str> = BTreeSet::new();
        let mut last = None;
        let asked = |saying: &Saying| self.plan.counted.contains(&saying.relation);
        let others = self.survey.common.parts.get(name).map_or(0, |part| part.doubtful.len());
        done.counted.doubtful.extend(part.doubtful.iter().skip(others).filter(|one| asked(one)).cloned());
        for (saying, row) in part.sayings.iter().zip(&part.rows).filter(|(one, row)| asked(one) && **row as usize >= before) {
            if ready.contradicting.contains(row) {
                done.counted.against.push(saying.clone());
                continue;
            }
            if last.replace(*row) != Some(*row) {
                done.counted.rows.push(Vec::new());
            }
            named.extend(saying.args.iter().chain(&saying.judged_by).filter_map(Named::only_named));
            if let Some(says) = done.counted.rows.last_mut() {
                says.push(saying.clone());
            }
        }
        let items = named.into_iter().filter_map(|name| part.items.get_key_value(name));
        done.counted.items.extend(items.map(|(name, kind)| (name.clone(), *kind)));
    }
}

/// Things being heard: what comes up, and the rows that tell of it.
struct Hearing<'h> {
    block: &'h Block<'h>,
    ready: &'h Ready,
    /// The record, by number and by name.
    number: u32,
    name: &'h str,
    /// How many of its rows are no rows of these things, and where the rest stand.
    before: usize,
    places: &'h [(u16, u32)],
}

impl Hearing<'_> {
    fn hear(&self, done: &mut Done) -> Result<(), Why> {
        let mut asked = self.ready.prepared.asked(self.block.way.period, false);
        asked.retain(|one| one.said().is_some_and(|said| !self.rows(said, one.at).is_empty()));
        done.events = asked.iter().map(|one| (&one.event, one.at)).collect::<BTreeSet<_>>().len();
        let mut wanted = |one: &Asked, verdict, findings: &[eval::Finding]| self.wants(one, verdict, findings);
        let mut each = |came: &Came<'_>| self.note(came, done);
        self.ready.prepared.hear(asked, self.block.lang, &mut |_, _| {}, &mut wanted, &mut each).map_err(|_| Why::Row)
    }

    /// The rows of these things that tell of something.
    fn rows(&self, (relation, args): &Said, at: Option<Moment>) -> Vec<(u16, u32)> {
        let rows = self.ready.numbers(*relation, args, at).filter_map(|row| (row as usize).checked_sub(self.before));
        rows.filter_map(|row| self.places.get(row).copied()).collect()
    }

    /// What came of it, in short.
    fn short(&self, said: &Said, at: Option<Moment>, (duty, verdict, ground): Of) -> Option<Short> {
        let (table, row) = self.rows(said, at).first().copied()?;
        let (day, relation) = (at.map(|at| at.date), said.0);
        Some(Short { day, part: self.number, row, relation, duty, table, verdict, ground })
    }

    /// Whether any finding is among the first of its sort. All are offered, so that the first of each sort are those.
    fn wants(&self, one: &Asked, verdict: Verdict, findings: &[eval::Finding]) -> bool {
        let mut any = false;
        for finding in findings.iter().filter(|finding| is_told(finding.verdict)) {
            let unsure = verdict == Verdict::Conflict && finding.verdict == Verdict::Violation;
            let came = if unsure { (Verdict::Conflict, None) } else { (finding.verdict, finding.ground) };
            let short = one.said().and_then(|said| self.short(said, one.at, (duty(finding), came.0, came.1)));
            any |= short.is_some_and(|short| self.block.firsts.takes(sort(&short), (short.day, short.table, short.row)));
        }
        any
    }

    /// Takes note of what came of one.
    fn note(&self, came: &Came<'_>, done: &mut Done) {
        *done.verdicts.entry(came.verdict).or_default() += 1;
        let Some(said) = came.said.filter(|_| is_told(came.verdict)) else { return };
        let Some(short) = self.short(said, came.at, (came.duty, came.verdict, came.ground)) else { return };
        let rows = self.rows(said, came.at);
        done.again.extend(rows.iter().skip(1).map(|row| ((short.table, short.row, short.relation), *row)));
        match self.told(came, said).filter(|_| self.block.firsts.has(&short)) {
            Some(told) => done.full.push((short, told)),
            None => done.short.push(short),
        }
    }

    /// In full, where that was found out.
    fn told(&self, came: &Came<'_>, said: &Said) -> Option<AuditFinding> {
        let lang = self.block.lang;
        came.heard.as_ref().map(|heard| AuditFinding {
            part: Some(self.name.to_owned()).filter(|part| !part.is_empty()),
            rows: self.ready.rows(said.0, &said.1, came.at).iter().map(|place| place.told(lang)).collect(),
            ..heard.told(lang)
        })
    }
}

/// What rows tell of.
type Said = (RelationId, Vec<EntityId>);

/// A duty, what came of it, and on what ground.
type Of = (Option<ClauseId>, Verdict, Option<Verdict>);
