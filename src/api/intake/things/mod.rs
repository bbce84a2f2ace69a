//! Long tables judged a few things at a time, so that memory holds some of them and not all.
//!
//! A meeting with its minutes, a leave with its reports: where every row is about one thing ([`Plan`]) and no rule looks from one
//! thing across to others ([`reach`]), what is on record for all of them and what rows say of some is all there is to know of
//! these. Rows are read twice ([`Survey`]): once for what all things share and for what could not be read, then to be judged, each
//! thing as it would be in the whole record ([`Block`]). Their order does not matter. Frequencies are counted last, over what
//! they ask of everything; that grows with what is counted.
mod judge;
mod plan;
mod reach;
mod read;

pub use plan::Why;

use super::stream::Way;
use super::{Intake, Part, Taken};
use crate::answer::Wording;
use crate::api::audit::{Audit, AuditFinding, AuditRows};
use crate::api::brief::{Again, Briefs, Names, Short};
use crate::core_ir::{ClauseId, ClauseKind};
use crate::diagnostic::{Lang, Problems};
use crate::ledger::{Bad, Place};
use crate::vocabulary::Verdict;
use judge::{Block, Counted, Done, Firsts};
use plan::Plan;
use read::{Held, Survey};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// How much is held and judged at once.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// With fewer rows about things it makes no difference.
    pub least: u64,
    /// So many rows are held.
    pub held: u64,
    /// So many are judged together, and more where more is on record for all.
    pub together: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self { least: 5_000, held: 50_000, together: 256 }
    }
}

impl Intake {
    /// Audits tables a few things at a time; tells why where they have to be looked at as a whole.
    pub fn by_things(
        &self,
        files: &[PathBuf],
        (way, size): (&Way, Size),
        lang: Lang,
        mut progress: impl FnMut(u64),
    ) -> Result<Audit, Why> {
        let plan = Plan::new(self)?;
        if plan.loose && (way.period.from.is_some() || way.period.until.is_some()) {
            return Err(Why::Period);
        }
        let mut survey = Survey::new(self, &plan, (files, size.held), &mut progress)?;
        if survey.rows() < size.least {
            return Err(Why::Few);
        }
        let firsts = Firsts::new(way.in_full);
        let mut all = All::default();
        for share in 0..survey.shares() {
            let mut rows = survey.share(share)?;
            let block = Block { intake: self, plan: &plan, survey: &survey, firsts: &firsts, way, lang };
            for done in judged(&block, &mut rows, (size.together, way.jobs))? {
                all.join(done, &firsts);
            }
            progress(survey.rows() * (share + 1) / survey.shares());
        }
        let common = &survey.common;
        if common.read != common.taken + common.reported + all.taken + all.reported {
            // A file was changed while it was read.
            return Err(Why::Row);
        }
        self.rest(&survey, all, (way, lang)).map_err(|_| Why::Row)
    }

    /// What is on record for all things, and frequencies; and the audit that comes of everything.
    fn rest(&self, survey: &Survey<'_>, mut all: All, (way, lang): (&Way, Lang)) -> Result<Audit, Problems> {
        let mut audit = Audit::new(self.base.world.date, way.period);
        let mut names = Names { lang: Some(lang), parts: survey.parts.iter().cloned().collect(), ..Names::default() };
        let mut common = Taken::beside(survey.common.parts.clone(), survey.common.missed.clone());
        for (n, name) in survey.parts.iter().enumerate() {
            let part = common.parts.entry(name.clone()).or_default();
            let own = part.rows();
            all.counted.remove(&(n as u32)).into_iter().for_each(|counted| part.count(counted));
            let (ready, bad) = self.ready(&common, name)?;
            all.bad.extend(bad);
            all.incomplete.extend(ready.incomplete.iter().cloned());
            let mut asked = ready.prepared.asked(way.period, false);
            // What things are asked for has been judged.
            asked.retain(|one| {
                one.said().is_none_or(|(relation, args)| {
                    let mut rows = ready.numbers(*relation, args, one.at).peekable();
                    rows.peek().is_none() || rows.any(|row| (row as usize) < own)
                })
            });
            let said = |relation, args: &[_], at| ready.rows(relation, args, at).iter().map(|row| row.told(lang)).collect();
            audit.join(name, ready.prepared.audit_of(asked, way.period, lang, |_, _| {}, said)?);
            common.parts.shift_remove(name);
        }
        audit.events += all.events;
        for (verdict, count) in all.verdicts {
            *audit.verdicts.entry(verdict).or_default() += count;
        }
        all.full.sort_by_cached_key(|(one, _)| one.order());
        audit.findings.extend(all.full.into_iter().map(|(_, told)| told));
        names.tables = survey.sheets.iter().map(|sheet| sheet.place.clone()).collect();
        self.name(&all.short, &mut names, lang);
        all.again.sort_unstable();
        all.again.dedup();
        audit.brief = Briefs::new(all.short, all.again, names);
        let later = self.base.world.date.map_or(0, |now| survey.common.parts.values().map(|part| part.later(now)).sum());
        let mut rows = survey.common.rows(None, &[], all.incomplete.into_iter(), lang);
        let mut bad: Vec<&Bad> = survey.common.bad.iter().chain(&all.bad).collect();
        let table = |bad: &Bad| survey.sheets.iter().position(|sheet| is_in(&bad.place, &sheet.place));
        bad.sort_by_cached_key(|bad| (table(bad), bad.place.row));
        rows.problems = bad.iter().map(|bad| bad.told(lang)).collect();
        audit.rows = Some(AuditRows {
            taken: rows.taken + all.taken,
            reported: rows.reported + all.reported,
            later: later + all.later,
            ..rows
        });
        Ok(audit.ordered())
    }

    /// Acts, and what is owed, in words.
    fn name(&self, all: &[Short], names: &mut Names, lang: Lang) {
        let program = self.rulebook.program();
        for one in all {
            names.acts.entry(one.relation).or_insert_with(|| self.act(one.relation));
            if let Some(duty) = one.duty {
                names.duties.entry(duty).or_insert_with(|| self.owed(duty, &Wording { program, world: &self.base.world, lang }));
            }
        }
    }

    /// What a duty asks for, and where it stands.
    fn owed(&self, id: ClauseId, wording: &Wording<'_>) -> String {
        let kind = wording.program.clauses.get(id.index()).map(|clause| &clause.kind);
        let act = if let Some(ClauseKind::Duty(duty)) = kind { self.act(duty.act.verb) } else { String::new() };
        format!("{act}{}", wording.place(id))
    }
}

fn is_in(place: &Place, table: &Place) -> bool {
    place.file == table.file && place.sheet == table.sheet
}

/// All that came of things.
#[derive(Default)]
struct All {
    taken: u64,
    reported: u64,
    later: u64,
    bad: Vec<Bad>,
    incomplete: BTreeSet<String>,
    events: usize,
    verdicts: BTreeMap<Verdict, usize>,
    short: Vec<Short>,
    full: Vec<(Short, AuditFinding)>,
    again: Vec<Again>,
    counted: BTreeMap<u32, Counted>,
}

impl All {
    fn join(&mut self, (part, done): (u32, Done), firsts: &Firsts) {
        self.taken += done.taken;
        self.reported += done.reported;
        self.later += done.later;
        self.bad.extend(done.bad);
        self.incomplete.extend(done.incomplete);
        self.events += done.events;
        for (verdict, count) in done.verdicts {
            *self.verdicts.entry(verdict).or_default() += count;
        }
        self.short.extend(done.short);
        self.full.extend(done.full);
        // What came first so far may have been overtaken.
        let (full, short): (Vec<_>, Vec<_>) = std::mem::take(&mut self.full).into_iter().partition(|(one, _)| firsts.has(one));
        self.full = full;
        self.short.extend(short.into_iter().map(|(one, _)| one));
        self.again.extend(done.again);
        let counted = self.counted.entry(part).or_default();
        counted.items.extend(done.counted.items);
        counted.rows.extend(done.counted.rows);
        counted.doubtful.extend(done.counted.doubtful);
        counted.against.extend(done.counted.against);
    }
}

/// Judges rows, some things at a time, by as many workers as are wished; what comes out is in order.
fn judged(block: &Block<'_>, rows: &mut [Held], (least, jobs): (usize, usize)) -> Result<Vec<(u32, Done)>, Why> {
    let common = |part: u32| {
        let name = block.survey.parts.get_index(part as usize);
        name.and_then(|name| block.survey.common.parts.get(name)).map_or(0, Part::rows)
    };
    let mut some: Vec<&mut [Held]> = Vec::new();
    let mut rest = rows;
    for range in together(rest, least, &common) {
        let (own, others) = rest.split_at_mut(range.len());
        some.push(own);
        rest = others;
    }
    let (next, some) = (AtomicUsize::new(0), some.into_iter().map(Mutex::new).collect::<Vec<_>>());
    let work = || {
        let mut done = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(own) = some.get(n) else { return Ok::<_, Why>(done) };
            // Each is taken by one worker alone.
            let mut own = own.lock().unwrap_or_else(PoisonError::into_inner);
            let part = own.first().map_or(0, |row| row.part);
            done.push((n, part, block.judge(&mut own)?));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..jobs.clamp(1, 64)).map(|_| scope.spawn(work)).collect();
        let mut all = work()?;
        for worker in workers {
            // A panic of a worker is a panic of the program.
            all.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok::<_, Why>(all)
    })?;
    all.sort_by_key(|(n, ..)| *n);
    Ok(all.into_iter().map(|(_, part, done)| (part, done)).collect())
}

/// Puts rows in order, record by record, thing by thing, those of early days first, and says which are judged together.
fn together(rows: &mut [Held], least: usize, common: &dyn Fn(u32) -> usize) -> Vec<Range<usize>> {
    let mut first: BTreeMap<(u32, u64), _> = BTreeMap::new();
    for row in rows.iter() {
        let day = first.entry((row.part, row.thing)).or_insert(row.day);
        *day = (*day).min(row.day);
    }
    rows.sort_by_cached_key(|row| (row.part, first.get(&(row.part, row.thing)).copied(), row.thing));
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    for thing in rows.chunk_by(|one, other| (one.part, one.thing) == (other.part, other.thing)) {
        let part = |n: usize| rows.get(n).map(|row| row.part);
        let most = thing.first().map_or(0, |row| common(row.part)).saturating_mul(2).max(least);
        match all.last_mut().filter(|last| last.len() < most && part(last.start) == thing.first().map(|row| row.part)) {
            Some(last) => last.end += thing.len(),
            None => all.push(end..end + thing.len()),
        }
        end += thing.len();
    }
    all
}

impl Part {
    /// Adds what frequencies ask of things.
    fn count(&mut self, counted: Counted) {
        self.items.extend(counted.items);
        self.doubtful.extend(counted.doubtful);
        self.against.extend(counted.against);
        for (row, says) in (self.places.len() as u32..).zip(counted.rows) {
            self.rows.extend(std::iter::repeat_n(row, says.len()));
            self.sayings.extend(says);
        }
    }
}
