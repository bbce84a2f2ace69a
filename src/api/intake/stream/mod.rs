//! Tables judged as they are read, so that memory holds what lasts and not what is over.
//!
//! Where [`Plan`] finds that a row can be judged with what lasts and what it says itself, rows are read in the order of their
//! days (from several tables side by side), gathered into [`batch`]es of whole days, and judged by plain answers over a
//! situation that changes. The outcome is that of the whole record, event by event; the tests hold the two together.
mod batch;
mod cells;
mod judging;
mod own;
mod plan;
mod reading;
mod recent;
mod shaped;
mod twice;

pub use plan::is_looked_across;

use super::Intake;
use crate::answer::{self, Answer, Wording};
use crate::api::audit::{Audit, AuditFinding, AuditRows, Period, told};
use crate::api::brief::{Again, Briefs, Names, Short};
use crate::api::events::settled;
use crate::core_ir::{Class, RelationId, SentencePart};
use crate::diagnostic::Lang;
use crate::ledger::Bad;
use crate::resolve::Unread;
use crate::vocabulary::{Moment, Verdict};
use batch::Batch;
use indexmap::IndexMap;
use judging::{Found, Judge, Task, Tell, Told};
use plan::Plan;
use reading::{Halt, Reading};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

/// How tables are audited.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// Of which days.
    pub period: Period,
    /// So many findings of each sort in each record are told in full, where rows are judged as they are read.
    pub in_full: usize,
    /// How many work at once.
    pub jobs: usize,
}

impl Default for Way {
    fn default() -> Self {
        Self { period: Period::default(), in_full: 10, jobs: 1 }
    }
}

/// Rows handed on at once.
const BATCH: usize = 1 << 15;

/// An act that is not simply in order, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Brief {
    /// The table, in the order of reading.
    pub table: u16,
    /// The row, as a spreadsheet numbers it.
    pub row: u32,
    /// The act.
    pub act: RelationId,
    /// What came of it.
    pub verdict: Verdict,
    /// The refusal that a violation stands for.
    pub ground: Option<Verdict>,
}

/// What judging came to.
struct Judged {
    found: Found,
    verdicts: IndexMap<Verdict, usize>,
    events: usize,
}

impl Intake {
    /// Audits tables as they are read; none where the rules, the forms or the rows ask for the whole record.
    pub fn stream(&self, files: &[PathBuf], way: &Way, lang: Lang, progress: impl FnMut(u64)) -> Option<Audit> {
        let plan = Plan::new(self, self.rulebook.engine())?;
        let tell = |told: &Told, at: Moment| self.in_full(told, at, lang);
        let (reading, judged) = self.judged(&plan, &tell, (files, way), progress)?;
        Some(self.audit_of(&plan, reading, judged, (way, lang)))
    }

    /// The same in short, for programs: what is not in order, by table and row.
    pub fn brief(&self, files: &[PathBuf], way: &Way) -> Option<Vec<Brief>> {
        let plan = Plan::new(self, self.rulebook.engine())?;
        let (_, judged) = self.judged(&plan, &|_, _| Vec::new(), (files, way), |_| {})?;
        let Found { short, full, again } = judged.found;
        let others = full.iter().map(|(one, _)| one).chain(again.iter().map(|(one, _)| one));
        let brief =
            |one: &Short| Brief { table: one.table, row: one.row, act: one.relation, verdict: one.verdict, ground: one.ground };
        let mut all: Vec<Brief> = short.iter().chain(others).map(brief).collect();
        all.sort_unstable();
        Some(all)
    }

    fn judged<'i>(
        &'i self,
        plan: &'i Plan,
        tell: &Tell<'_>,
        (files, way): (&[PathBuf], &Way),
        mut progress: impl FnMut(u64),
    ) -> Option<(Reading<'i>, Judged)> {
        for whole in [false, true] {
            let mut reading = Reading::new(self, plan, files, whole);
            let others = way.jobs.saturating_sub(1).min(64) as u32;
            let (of, Period { from, until }) = (others.max(1), way.period);
            let judge =
                |turn| Judge::new(plan, self.rulebook.engine(), tell, Task { of, turn, in_full: way.in_full, from, until });
            let judged = match others {
                0 => in_turn(judge(0), &mut reading, &mut progress),
                _ => side_by_side((0..others).map(judge).collect(), &mut reading, &mut progress),
            };
            match judged {
                Ok(judged) => return self.leaves_nothing_open(files, &reading).then_some((reading, judged)),
                Err(Halt::Order) if !whole => {}
                Err(_) => return None,
            }
        }
        None
    }

    /// What rows that could not be read may have said.
    fn missing(&self, reading: &Reading<'_>) -> Unread {
        self.unread(&reading.missed, None, |part, kind, name| reading.is_named(part, kind, name))
    }

    /// Whether no rule leans on the completeness of a record of which rows could not be read: then only the whole record can
    /// tell what is uncertain.
    fn leaves_nothing_open(&self, files: &[PathBuf], reading: &Reading<'_>) -> bool {
        !self.missing(reading).open.iter().any(|relation| self.leans_on(*relation))
            && (reading.twice.is_empty() || self.say_the_same(files, &reading.places, &reading.twice))
    }

    /// Whether a rule asks for something that is on record or is not, or may be.
    fn leans_on(&self, relation: RelationId) -> bool {
        let engine = self.rulebook.engine();
        let class = engine.program().relations.get(relation.index()).map(|known| known.class);
        matches!(class, Some(Class::Open | Class::Recorded)) && engine.asks_of(relation)
    }

    fn audit_of(&self, plan: &Plan, reading: Reading<'_>, judged: Judged, (way, lang): (&Way, Lang)) -> Audit {
        let mut audit = Audit::new(plan.world.date, way.period);
        (audit.events, audit.verdicts) = (judged.events, judged.verdicts);
        audit.rows = Some(AuditRows {
            read: reading.read,
            taken: reading.taken,
            reported: reading.reported,
            problems: reading.bad.iter().map(|bad: &Bad| bad.told(lang)).collect(),
            notes: reading.notes.iter().map(|note| note.told(lang)).collect(),
            later: reading.later,
            incomplete: self.sentences(&self.missing(&reading)).collect(),
        });
        let Found { short, mut full, again } = judged.found;
        let mut again: Vec<Again> = again.into_iter().map(|(_, again)| again).collect();
        again.sort_unstable();
        let mut names = Names { lang: Some(lang), parts: reading.parts, tables: reading.places, ..Names::default() };
        for one in &short {
            names.acts.entry(one.relation).or_insert_with(|| self.act(one.relation));
        }
        full.sort_by_cached_key(|(one, _)| one.order());
        for (one, findings) in full {
            let (part, rows) = (names.part(one.part), names.rows(&one, &again));
            let placed = |finding| AuditFinding { part: part.clone(), rows: rows.clone(), ..finding };
            audit.findings.extend(findings.into_iter().map(placed));
        }
        audit.brief = Briefs::new(short, again, names);
        audit
    }

    /// A full answer in words.
    fn in_full(&self, one: &Told, at: Moment, lang: Lang) -> Vec<AuditFinding> {
        let world = &one.world;
        let program = self.rulebook.program();
        let crate::core_ir::Question::InOrder { targets, .. } = &one.question else { return Vec::new() };
        let Some(crate::core_ir::Target::Act(act)) = targets.first() else { return Vec::new() };
        let slots: Vec<_> = act.slots.iter().flatten().copied().collect();
        let event = Wording { program, world, lang: Lang::Zh }.fact(act.verb, &slots, true);
        let calendar = self.rulebook.engine().calendar();
        let asked = answer::Asked {
            program,
            world,
            question: &one.question,
            text: &event,
            calendar,
            at: Some(at),
            lang,
            digest: self.situation.digest(),
            judges: &answer::Judges::new(world).beside(&self.base.world),
            explained: false,
        };
        let answer: Answer = answer::answer(&asked, &one.outcome);
        answer.findings.iter().map(|finding| told(&event, Some(at), &answer, &settled(&answer, finding), lang)).collect()
    }

    /// The sentence of an act, `[人] 签发 [公文]`.
    pub fn act(&self, relation: RelationId) -> String {
        let program = self.rulebook.program();
        let Some(relation) = program.relations.get(relation.index()) else { return String::new() };
        let kind = |hole: usize| {
            let kind = relation.holes.get(hole).and_then(|hole| program.kinds.get(hole.kind.index()));
            kind.map_or("", |kind| kind.name.as_str())
        };
        let word = |part: &SentencePart| match part {
            SentencePart::Word(word) => word.clone(),
            SentencePart::Hole(hole) => format!("[{}]", kind(*hole)),
            SentencePart::Number => "[数]".to_owned(),
        };
        relation.sentence.iter().map(word).collect::<Vec<_>>().join(" ")
    }
}

/// Reads and judges in turn.
fn in_turn(mut judge: Judge<'_>, reading: &mut Reading<'_>, progress: &mut impl FnMut(u64)) -> Result<Judged, Halt> {
    while let Some(batch) = reading.next(BATCH)? {
        judge.judge(&batch)?;
        progress(reading.taken + reading.reported);
    }
    Ok(together(vec![judge]))
}

/// Reads here, while others judge a share of the records each.
fn side_by_side(judges: Vec<Judge<'_>>, reading: &mut Reading<'_>, progress: &mut impl FnMut(u64)) -> Result<Judged, Halt> {
    std::thread::scope(|scope| {
        let (mut senders, mut workers) = (Vec::new(), Vec::new());
        for mut judge in judges {
            let (sender, receiver) = sync_channel::<Arc<Batch>>(2);
            senders.push(sender);
            workers.push(scope.spawn(move || {
                while let Ok(batch) = receiver.recv() {
                    judge.judge(&batch)?;
                }
                Ok::<_, Halt>(judge)
            }));
        }
        let read = hand_on(&senders, reading, progress);
        drop(senders);
        let mut judged = Vec::new();
        for worker in workers {
            // A panic of a worker is a panic of the program.
            judged.push(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        read.map(|()| together(judged))
    })
}

/// Reads, and hands every batch to everybody.
fn hand_on(senders: &[SyncSender<Arc<Batch>>], reading: &mut Reading<'_>, progress: &mut impl FnMut(u64)) -> Result<(), Halt> {
    while let Some(batch) = reading.next(BATCH)? {
        let batch = Arc::new(batch);
        progress(reading.taken + reading.reported);
        // A worker that is gone has met something, which it tells when it is joined.
        if senders.iter().any(|sender| sender.send(Arc::clone(&batch)).is_err()) {
            break;
        }
    }
    Ok(())
}

fn together(judges: Vec<Judge<'_>>) -> Judged {
    let mut all = Judged { found: Found::default(), verdicts: IndexMap::new(), events: 0 };
    for judge in judges {
        all.events += judge.events;
        all.found.short.extend(judge.found.short);
        all.found.full.extend(judge.found.full);
        all.found.again.extend(judge.found.again);
        let mut verdicts = judge.verdicts;
        verdicts.sort_unstable();
        for (verdict, count) in verdicts {
            *all.verdicts.entry(verdict).or_default() += count;
        }
    }
    all.verdicts.sort_by(|a, _, b, _| a.gravity().cmp(&b.gravity()));
    all
}
