//! The full answer: the verdict, told under each way of reading, with what it hangs and rests on.
use super::{
    Verdict,
    algebra::Res,
    atom::Memo,
    conventions::conventions,
    evaluator::Settings,
    exactly::Exactly,
    index::Index,
    item::Item,
    judge::Label,
    missing::{Open, open},
    notes::clause_notes,
    outcome::{About, Finding, Missing, Note, Outcome, Reading, Refusal, Unmet},
    proof::{Proof, Step},
    prover::Reason,
    resolve::{Judged, Resolved, Run, Way, resolve, run},
    tables::Tables,
    tell::{Telling, hedged_only, promptness, tell},
};
use crate::core_ir::{ChoiceId, ClauseId, Question};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Ways of reading whose citations are gathered where they all agree, at most.
const AGREEING: usize = 8;
/// Ways of reading told where they differ, at most.
const DIFFERING: usize = 32;

/// One way of reading, told with what it hangs on.
struct Told {
    way: Way,
    label: Label,
    telling: Telling,
    open: Open,
    possible: BTreeSet<Verdict>,
    notes: BTreeSet<Note>,
}

/// Answers a question.
pub(super) fn ask(index: &Index, tables: &Tables, settings: &Settings, question: &Question) -> Res<Outcome> {
    let (resolved, made) = resolve(index, tables, settings, question)?;
    // First, for it may be too much: then nothing is told in vain.
    let conventions = conventions((index, tables), settings, question, &resolved)?;
    Ok(Outcome { conventions, ..outcome((index, tables), settings, &resolved, made)? })
}

/// The findings of an answer without what is told of them; the whole answer where they call for it.
pub(super) fn look(
    (index, tables): (&Index, &Tables),
    settings: &Settings,
    question: &Question,
    telling: impl FnOnce(Verdict, &[Finding]) -> bool,
) -> Res<Result<Outcome, Vec<Finding>>> {
    let (resolved, made) = resolve(index, tables, settings, question)?;
    let all = resolved.items.iter().zip(&resolved.labels).enumerate();
    let findings = all.map(|(n, (item, label))| (n, Finding::of(index, item, label))).collect();
    let (mut findings, _) = relabelled(findings, &resolved);
    findings.extend(findings.iter().filter_map(|finding| promptness(index, finding)).collect::<Vec<_>>());
    if !telling(resolved.joint.verdict, &findings) {
        return Ok(Err(findings));
    }
    let conventions = conventions((index, tables), settings, question, &resolved)?;
    Ok(Ok(Outcome { conventions, ..outcome((index, tables), settings, &resolved, made)? }))
}

/// The clauses on which an answer rests.
pub(super) fn relied((index, tables): (&Index, &Tables), settings: &Settings, question: &Question) -> Res<BTreeSet<ClauseId>> {
    let (resolved, made) = resolve(index, tables, settings, question)?;
    let outcome = outcome((index, tables), settings, &resolved, made)?;
    Ok(outcome.relied.into_iter().collect())
}

/// What is told of what came out.
fn outcome((index, tables): (&Index, &Tables), settings: &Settings, resolved: &Resolved, made: Option<Run<'_>>) -> Res<Outcome> {
    let (ways, left_out) = told_apart(&resolved.joint, &resolved.ways);
    let ways: Vec<(Judged, Settings, Settings)> = ways
        .into_iter()
        .map(|judged| {
            let fixed = fixed(settings, &judged.way);
            // Readings that agree are told by their first: reasons are then reasons, not things left open.
            let open = judged.joint.verdict == Verdict::Undetermined;
            let shown = if open { fixed.clone() } else { index.settled(&fixed, 0) };
            (judged, shown, fixed)
        })
        .collect();
    let mut before = Before { run: made, reasons: Memo::default() };
    let all = ways.iter().map(|(judged, shown, fixed)| told((index, tables), (shown, fixed), resolved, judged, &mut before));
    let all = all.collect::<Res<Vec<_>>>()?;
    let mut outcome = assembled(index, resolved, all);
    outcome.notes.extend((left_out > 0).then_some(Note::Untold(left_out)));
    if resolved.joint.verdict == Verdict::Undetermined && resolved.ways.len() > 1 {
        // Ways to an answer that hold under every way of reading; what is too large to look for is none.
        let open =
            run(index, tables, settings, &resolved.items).and_then(|mut run| open(&mut run, &resolved.items, &resolved.labels));
        outcome.settlements = open.unwrap_or_default().settlements;
    }
    Ok(outcome)
}

/// The ways of reading to tell: where they differ, one for each difference; else the first few. And how many that differ are
/// left out.
pub(super) fn told_apart(whole: &Label, ways: &[Judged]) -> (Vec<Judged>, usize) {
    if whole.verdict != Verdict::Conflict {
        return (ways.iter().take(AGREEING).cloned().collect(), 0);
    }
    let mut out = Vec::new();
    differing(&ways.iter().collect::<Vec<_>>(), &mut Way::new(), &mut out);
    let left_out = out.len().saturating_sub(DIFFERING);
    (if left_out > 0 { few(out) } else { out }, left_out)
}

/// Of many ways of reading one for each label, and as many more as are told.
fn few(all: Vec<Judged>) -> Vec<Judged> {
    let mut labels: Vec<Label> = Vec::new();
    let new: Vec<bool> = all
        .iter()
        .map(|judged| {
            let new = !labels.iter().any(|label| label.agrees(&judged.joint));
            if new {
                labels.push(judged.joint.clone());
            }
            new
        })
        .collect();
    let mut more = DIFFERING.saturating_sub(labels.len());
    let kept = all.into_iter().zip(new).filter(|(_, new)| {
        let taken = *new || more > 0;
        more -= usize::from(taken && !new);
        taken
    });
    kept.map(|(judged, _)| judged).take(DIFFERING).collect()
}

/// Splits by the first choice that makes a difference, until all that is left agrees.
fn differing(ways: &[&Judged], fixed: &mut Way, out: &mut Vec<Judged>) {
    let Some(first) = ways.first() else { return };
    let open = first.way.iter().map(|(choice, _)| *choice).filter(|choice| option(fixed, *choice).is_none());
    let Some(choice) = open.into_iter().find(|choice| matters(ways, *choice)) else {
        out.push(Judged { told: fixed.clone(), ..(*first).clone() });
        return;
    };
    let options: BTreeSet<u8> = ways.iter().filter_map(|judged| option(&judged.way, choice)).collect();
    for chosen in options {
        let some: Vec<&Judged> = ways.iter().copied().filter(|judged| option(&judged.way, choice) == Some(chosen)).collect();
        fixed.push((choice, chosen));
        differing(&some, fixed, out);
        fixed.pop();
    }
}

fn option(way: &Way, choice: ChoiceId) -> Option<u8> {
    way.iter().find(|(other, _)| *other == choice).map(|(_, option)| *option)
}

/// Whether two ways that differ in this choice alone get different labels.
fn matters(ways: &[&Judged], choice: ChoiceId) -> bool {
    let mut seen: BTreeMap<Way, &Label> = BTreeMap::new();
    ways.iter().any(|judged| {
        let rest: Way = judged.way.iter().copied().filter(|(other, _)| *other != choice).collect();
        let label = *seen.entry(rest).or_insert(&judged.joint);
        !label.agrees(&judged.joint)
    })
}

/// With the choices of a way of reading.
pub(super) fn fixed(settings: &Settings, way: &Way) -> Settings {
    let mut fixed = settings.clone();
    for (choice, option) in way {
        if let Some(setting) = fixed.get_mut(choice.index()) {
            *setting = Some(*option);
        }
    }
    fixed
}

/// What was made before a way of reading is told, and serves for it too.
struct Before<'a> {
    /// The evaluation over diagrams, with all that is open left open.
    run: Option<Run<'a>>,
    /// Reasons that are the same under every way of reading.
    reasons: Memo<Reason>,
}

/// Tells one way of reading: `fixed` has its choices, `shown` is what the reasons are told with.
fn told(
    (index, tables): (&Index, &Tables),
    (shown, fixed): (&Settings, &Settings),
    resolved: &Resolved,
    judged: &Judged,
    before: &mut Before<'_>,
) -> Res<Told> {
    let exact = (!resolved.plain).then(|| Exactly::new((index, tables), shown, &resolved.items));
    // What is missing under one of several readings is found by an evaluation of its own.
    let shared = judged.joint.verdict != Verdict::Undetermined || resolved.of_one_reading();
    let mut exact = exact.map(|exact| if shared { exact.beside(before.run.take()) } else { exact });
    let (possible, waiting) = match exact.as_mut().filter(|_| judged.joint.verdict == Verdict::Undetermined) {
        Some(exact) => exact.left_open(&judged.labels)?,
        None => (BTreeSet::from([judged.joint.verdict]), Open::default()),
    };
    let judgement = (resolved.items.as_slice(), judged.labels.as_slice(), &judged.joint);
    let found_out = (&resolved.certain, &mut before.reasons);
    let telling = tell((index, tables), (shown, fixed), judgement, (exact.as_mut(), found_out), &waiting.asking)?;
    if let Some(exact) = exact.filter(|_| shared) {
        before.run = exact.into_made();
    }
    let mut notes = telling.notes.clone();
    notes.extend(clause_notes((index, tables), &index.settled(fixed, 0), &resolved.certain, &telling.cited)?);
    Ok(Told { way: judged.told.clone(), label: judged.joint.clone(), telling, open: waiting, possible, notes })
}

fn assembled(index: &Index, resolved: &Resolved, all: Vec<Told>) -> Outcome {
    let conflict = resolved.joint.verdict == Verdict::Conflict;
    let mut outcome = Outcome::of(resolved.joint.verdict);
    outcome.ground = resolved.joint.ground;
    let relied: BTreeSet<ClauseId> = all.iter().flat_map(|told| told.telling.cited.keys().copied()).collect();
    outcome.hedged = resolved.joint.verdict == Verdict::Required && hedged_only(index, &relied);
    outcome.relied = relied.into_iter().collect();
    outcome.missing = missing(&all);
    outcome.possible = all.iter().flat_map(|told| told.possible.iter().copied()).collect::<BTreeSet<_>>().into_iter().collect();
    let below = if conflict { Vec::new() } else { immaterial(resolved, &all) };
    outcome.notes =
        all.iter().flat_map(|told| told.notes.iter().cloned()).chain(below).collect::<BTreeSet<_>>().into_iter().collect();
    if conflict {
        outcome.readings = all.iter().map(reading).collect();
    }
    for finding in all.iter().flat_map(|told| told.telling.findings.iter().map(|(_, finding)| finding)) {
        let reckoning = finding.reckoning.iter().filter(|one| !outcome.reckonings.contains(one)).cloned();
        outcome.reckonings.extend(reckoning.collect::<Vec<_>>());
        if let (About::Frequency(clause), Some(tally)) = (&finding.about, &finding.tally) {
            let told = (*clause, tally.clone());
            if !outcome.tallies.contains(&told) {
                outcome.tallies.push(told);
            }
        }
    }
    if let [told] = all.as_slice() {
        outcome.settlements.clone_from(&told.open.settlements);
    }
    let unmet = in_all(&all, |finding| finding.unmet.iter().map(|unmet| unmet.clause).collect());
    let departed = in_all(&all, |finding| finding.deviations.clone());
    let shared = if conflict { under_all(&all) } else { Vec::new() };
    if let Some(told) = all.into_iter().next() {
        let findings = if conflict { shared } else { told.telling.findings };
        let (findings, places) = relabelled(findings, resolved);
        outcome.findings = findings;
        outcome.unmet = outcome.findings.iter().flat_map(|finding| finding.unmet.iter().cloned()).collect();
        outcome.deviations = outcome
            .findings
            .iter()
            .flat_map(|finding| finding.deviations.iter().copied())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        outcome.proof = replaced(told.telling.proof, &places);
        if conflict {
            outcome.unmet.retain(|one| unmet.contains(&one.clause));
            outcome.deviations.retain(|one| departed.contains(one));
        } else {
            outcome.answers = told.telling.answers;
            outcome.next = told.telling.next;
        }
    }
    outcome
}

/// The findings of a conflict: what refuses an act or is not met under any way of reading, certain where it is under all.
fn under_all(all: &[Told]) -> Vec<(usize, Finding)> {
    let Some((first, rest)) = all.split_first() else { return Vec::new() };
    let mut findings = first.telling.findings.clone();
    for (item, finding) in &mut findings {
        for told in rest {
            let same = |(other, own): &&(usize, Finding)| {
                (*other, &own.about, &own.bindings) == (*item, &finding.about, &finding.bindings)
            };
            let own = told.telling.findings.iter().find(same).map(|(_, own)| own);
            let (refusals, unmet) = own.map_or((&[][..], &[][..]), |own| (&own.refusals, &own.unmet));
            for clause in own.iter().flat_map(|own| &own.clauses) {
                if !finding.clauses.contains(clause) {
                    finding.clauses.push(*clause);
                }
            }
            for one in &mut finding.refusals {
                let here = |other: &&Refusal| (other.clause, other.verdict) == (one.clause, one.verdict);
                one.certain &= refusals.iter().find(here).is_some_and(|other| other.certain);
            }
            for one in &mut finding.unmet {
                one.certain &= unmet.iter().any(|other| other.clause == one.clause && other.certain);
            }
            for one in refusals {
                if !finding.refusals.iter().any(|other| (other.clause, other.verdict) == (one.clause, one.verdict)) {
                    finding.refusals.push(Refusal { certain: false, ..*one });
                }
            }
            for one in unmet {
                if !finding.unmet.iter().any(|other| other.clause == one.clause) {
                    finding.unmet.push(Unmet { certain: false, ..one.clone() });
                }
            }
        }
    }
    findings
}

fn reading(told: &Told) -> Reading {
    Reading {
        choices: told.way.clone(),
        verdict: told.label.verdict,
        ground: told.label.ground,
        answers: told.telling.answers.clone(),
        relied: told.telling.cited.keys().copied().collect(),
        missing: told.open.missing.clone(),
        proof: told.telling.proof.clone(),
    }
}

/// Clauses that are told under every way of reading: of a conflict no others count.
fn in_all(all: &[Told], clauses: impl Fn(&Finding) -> Vec<ClauseId>) -> BTreeSet<ClauseId> {
    let of = |told: &Told| told.telling.findings.iter().flat_map(|(_, finding)| clauses(finding)).collect::<BTreeSet<_>>();
    let each = all.iter().map(of);
    each.reduce(|common, own| common.intersection(&own).copied().collect()).unwrap_or_default()
}

/// What is missing under any of the ways of reading. Things are alike only where all of them miss the same.
fn missing(all: &[Told]) -> Vec<Missing> {
    let Some((first, rest)) = all.split_first() else { return Vec::new() };
    if rest.iter().all(|told| told.open.missing == first.open.missing) {
        return first.open.missing.clone();
    }
    all.iter().fold(Vec::new(), |sum, told| joined(sum, &told.open.missing))
}

fn joined(mut all: Vec<Missing>, more: &[Missing]) -> Vec<Missing> {
    for one in more {
        match all.iter_mut().find(|other| other.unknown == one.unknown) {
            Some(other) => {
                let clauses: BTreeSet<ClauseId> = other.clauses.iter().chain(&one.clauses).copied().collect();
                other.clauses = clauses.into_iter().collect();
            }
            None => all.push(Missing { alike: None, ..one.clone() }),
        }
    }
    all
}

/// Choices on which the grounds depend though the verdict does not.
fn immaterial(resolved: &Resolved, all: &[Told]) -> Vec<Note> {
    let choices: BTreeSet<ChoiceId> =
        resolved.ways.iter().flat_map(|judged| judged.way.iter().map(|(choice, _)| *choice)).collect();
    let told = choices.into_iter().filter(|choice| resolved.ways.len() > AGREEING || grounds(all, *choice));
    told.map(Note::Immaterial).collect()
}

/// Whether two ways that differ in this choice alone rest on different clauses.
fn grounds(all: &[Told], choice: ChoiceId) -> bool {
    let mut seen: BTreeMap<Way, BTreeSet<ClauseId>> = BTreeMap::new();
    all.iter().any(|told| {
        let rest: Way = told.way.iter().copied().filter(|(other, _)| *other != choice).collect();
        let relied: BTreeSet<ClauseId> = told.telling.cited.keys().copied().collect();
        *seen.entry(rest).or_insert_with(|| relied.clone()) != relied
    })
}

/// Findings with the verdicts over all ways of reading, those of duties gravest first, and where each stood before. That
/// nothing covers an event is told only where nothing else is.
fn relabelled(findings: Vec<(usize, Finding)>, resolved: &Resolved) -> (Vec<Finding>, Vec<usize>) {
    let uncovered = |item: usize| matches!(resolved.items.get(item), Some(Item::Uncovered { .. }));
    let covered = findings.iter().any(|(item, _)| !uncovered(*item));
    let mut out: Vec<(Finding, usize)> = Vec::new();
    for (place, (item, mut finding)) in findings.into_iter().enumerate().filter(|(_, (item, _))| !covered || !uncovered(*item)) {
        let own = matches!(finding.about, About::Promptness(_));
        if let Some(label) = resolved.labels.get(item).filter(|_| !own) {
            (finding.verdict, finding.ground) = (label.verdict, label.ground);
        }
        out.push((finding, place));
    }
    if resolved.items.iter().any(|item| matches!(item, Item::Duty { .. } | Item::Frequency { .. })) {
        out.sort_by_key(|(finding, _)| finding.verdict.gravity());
    }
    out.into_iter().unzip()
}

/// The explanation with its findings where they stand now.
fn replaced(proof: Proof, places: &[usize]) -> Proof {
    let at = |place: usize| proof.children.iter().find(|child| child.step == Step::Finding(place));
    let moved = places.iter().enumerate().filter_map(|(now, before)| {
        at(*before).map(|child| Arc::new(Proof { step: Step::Finding(now), ..child.as_ref().clone() }))
    });
    let children = moved.collect();
    Proof { children, ..proof }
}
