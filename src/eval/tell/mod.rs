//! One way of reading, told: the findings with the clauses they rest on.
mod act;
mod duty;
mod sentence;
mod step;
mod who;

use super::{
    Verdict,
    act::Act,
    algebra::{Plain, Res},
    atom::Memo,
    cite::{Bindings, Citer},
    evaluator::{Evaluator, Settings},
    exactly::Exactly,
    index::Index,
    item::{Item, Places, Seen},
    judge::Label,
    outcome::{About, Answer, Finding, Next, Note},
    proof::{Proof, Step, Value},
    prover::{Prover, Reason},
    resolve::Fillings,
    tables::{NONE, Tables},
};
use crate::core_ir::{ActQuery, Among, AtomQuery, ClauseId, ClauseKind, EntityId, RelationId, Term, Var};
pub(super) use duty::promptness;
use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

/// Everything told of one way of reading.
pub(super) struct Telling {
    /// Each with the item that it is about.
    pub findings: Vec<(usize, Finding)>,
    pub answers: Vec<Answer>,
    pub next: Vec<Next>,
    /// Clauses relied on, with what their variables stood for.
    pub cited: std::collections::BTreeMap<ClauseId, Vec<Bindings>>,
    pub notes: BTreeSet<Note>,
    pub proof: Proof,
}

struct Teller<'t, 'm, 'a> {
    index: &'a Index,
    tables: &'a Tables,
    settings: &'a Settings,
    /// As far as the way of reading fixes them.
    open: &'a Settings,
    /// The diagrams, where three-valued truth could not tell.
    exact: Option<&'t mut Exactly<'m, 'a>>,
    /// What was found out before, whatever the reading.
    certain: &'t Arc<Memo<Value>>,
    /// Clauses whose conditions ask a missing fact.
    asking: &'t BTreeSet<ClauseId>,
    notes: BTreeSet<Note>,
    answers: Vec<Answer>,
    next: Vec<Next>,
}

/// Tells the findings under one way of reading: `open` has the choices of that way fixed, `settings` more, for the reasons.
/// What is `certain`, and reasons that no choice was looked at for, were found out before; more of these come to be.
pub(super) fn tell<'a>(
    (index, tables): (&'a Index, &'a Tables),
    (settings, open): (&'a Settings, &'a Settings),
    (items, labels, joint): (&[Item], &[Label], &Label),
    (exact, (certain, reasons)): (Option<&mut Exactly<'_, 'a>>, (&Arc<Memo<Value>>, &mut Memo<Reason>)),
    asking: &BTreeSet<ClauseId>,
) -> Res<Telling> {
    // Choices that make no difference here are shown in their first option.
    let shown = index.settled(settings, 0);
    let mut prover = Evaluator::new(index, tables, &shown, Prover);
    prover.memo = std::mem::take(reasons);
    let (notes, answers, next) = (BTreeSet::new(), Vec::new(), Vec::new());
    let mut teller = Teller { index, tables, settings, open, exact, certain, asking, notes, answers, next };
    let (mut findings, mut children, mut cited) = (Vec::new(), Vec::new(), std::collections::BTreeMap::new());
    for (n, (item, label)) in items.iter().zip(labels).enumerate() {
        let seen = prover.item(&worth_telling(index, item, label))?;
        let mut citer = Citer::new((index, tables), settings, certain);
        let more = teller.finding(n, item, label, &seen, &mut citer)?;
        let counts = label.verdict == joint.verdict;
        let clauses: Vec<ClauseId> = citer.cited.keys().copied().collect();
        if counts {
            for (clause, bindings) in citer.cited {
                cited.entry(clause).or_insert_with(Vec::new).extend(bindings);
            }
        }
        let proofs = proofs_of(&seen);
        children.push(Arc::new(Proof { step: Step::Finding(findings.len()), value: value_of(label.verdict), children: proofs }));
        findings.extend(more.into_iter().map(|finding| (n, Finding { clauses: clauses.clone(), ..finding })));
    }
    *reasons = prover.memo.settled();
    let proof = Proof { step: Step::Question, value: value_of(joint.verdict), children };
    Ok(Telling { findings, answers: teller.answers, next: teller.next, cited, notes: teller.notes, proof })
}

/// Of *who* those found: why others may not is not the question. Where somebody is still to be chosen, it is: nobody comes
/// before the one who chooses.
fn worth_telling<'i>(index: &Index, item: &'i Item, label: &Label) -> Cow<'i, Item> {
    match item {
        Item::Who { places, hole, candidates } if label.verdict == Verdict::Found && !index.chooses(places.relation) => {
            let candidates = candidates.iter().copied().filter(|one| label.who.contains(one)).collect();
            Cow::Owned(Item::Who { places: places.clone(), hole: *hole, candidates })
        }
        _ => Cow::Borrowed(item),
    }
}

fn value_of(verdict: Verdict) -> Value {
    verdict.holds().map_or(Value::Unknown, Value::from)
}

/// The reasons of an item, clause by clause.
fn proofs_of(seen: &Seen<Reason>) -> Vec<Arc<Proof>> {
    let all = match seen {
        Seen::Act(act) => act_proofs(act),
        Seen::Who(who) => {
            let mut all: Vec<&Reason> = who
                .candidates
                .iter()
                .filter(|(_, _, may)| may.value != Value::False)
                .flat_map(|(_, act, _)| act_proofs(act))
                .collect();
            if all.is_empty() {
                all = who.candidates.iter().flat_map(|(_, act, _)| act_proofs(act)).collect();
            }
            all.extend(who.choosers.iter().map(|(.., value)| value));
            all
        }
        Seen::Duty(instance) => vec![&instance.arises, &instance.done],
        Seen::Must(must) => must.clauses.iter().map(|one| &one.requires).collect(),
        Seen::Frequency(counted) => vec![&counted.stands],
        Seen::Uncovered(gaps) => gaps.iter().map(|(_, gap)| gap).collect(),
        Seen::Atoms(value) => vec![value],
        Seen::Step(progress) => vec![&progress.done],
        Seen::OutOfForce => Vec::new(),
    };
    all.into_iter().flat_map(|reason| reason.children.iter().cloned()).collect()
}

fn act_proofs(act: &Act<Reason>) -> Vec<&Reason> {
    let powers = act.powers.iter().map(|power| &power.grants);
    let requirements = act.requirements.iter().map(|one| &one.unmet);
    let prohibitions = act.prohibitions.iter().map(|one| &one.forbids);
    let duties = act.duties.iter().map(|duty| &duty.arises);
    powers.chain(requirements).chain(prohibitions).chain(duties).chain(act.gaps.iter().map(|(_, gap)| gap)).collect()
}

impl<'a> Teller<'_, '_, 'a> {
    /// What diagrams make of an item, where what is told of these conditions leaves something open.
    fn exactly<'b, T>(
        &mut self,
        n: usize,
        told: impl Iterator<Item = &'b Reason>,
        work: impl FnOnce(&Seen<u32>, &mut Fillings<'_, '_>) -> Res<T>,
    ) -> Res<Option<T>> {
        self.exact.as_deref_mut().map_or(Ok(None), |exact| exact.look(n, told, work))
    }

    /// An evaluator to ask about details.
    fn plain(&self) -> Evaluator<'a, Plain> {
        self.plain_under(self.settings)
    }

    fn plain_under(&self, settings: &'a Settings) -> Evaluator<'a, Plain> {
        let mut plain = Evaluator::new(self.index, self.tables, settings, Plain);
        plain.memo = Memo::over(self.certain);
        plain
    }

    fn finding(&mut self, n: usize, item: &Item, label: &Label, seen: &Seen<Reason>, citer: &mut Citer<'_>) -> Res<Vec<Finding>> {
        let mut finding = Finding::of(self.index, item, label);
        let mut more = Vec::new();
        match (item, seen) {
            (Item::Act { places, .. }, Seen::Act(act)) => self.act(n, places, act, &mut finding, citer)?,
            (Item::Duty { clause, env, at }, Seen::Duty(instance)) => {
                finding.reckoning = self.reckoning((*clause, env, *at), label.verdict, instance.due.as_ref())?;
                self.too_late((*clause, env, *at), label.verdict)?;
                let mut reasons = instance.arises.children.clone();
                if label.verdict != Verdict::NotApplicable {
                    reasons.extend(instance.done.children.iter().cloned());
                }
                self.duty(*clause, label.verdict, &reasons, &finding.bindings, citer)?;
                if label.verdict == Verdict::Deviation {
                    finding.deviations.push(*clause);
                }
                more.extend(promptness(self.index, &finding));
            }
            (Item::Frequency { clause, bearer, .. }, Seen::Frequency(counted)) => {
                citer.cite(*clause, &self.doer_of(*clause, *bearer));
                finding.tally = Some(counted.tally.clone());
                finding.bindings = self.doer_of(*clause, *bearer);
                if label.verdict == Verdict::Silent {
                    self.uncovered(n, &counted.gaps, label.verdict, citer)?;
                }
                if label.verdict == Verdict::Deviation {
                    finding.deviations.push(*clause);
                }
            }
            (Item::Uncovered { .. }, Seen::Uncovered(gaps)) => self.uncovered(n, gaps, label.verdict, citer)?,
            (Item::OutOfForce { clauses, .. }, _) => clauses.iter().for_each(|clause| citer.cite(*clause, &Bindings::new())),
            (Item::Atoms(atoms), Seen::Atoms(value)) => self.atoms(atoms, value, label.verdict, citer)?,
            (Item::Step { clause, step, matter }, _) => self.step((*clause, *step, *matter), label.verdict, citer)?,
            (Item::Must(each), Seen::Must(must)) => finding.others = self.must(n, each, must, label.verdict, citer)?,
            (Item::Who { places, hole, .. }, Seen::Who(who)) => self.who(n, places, *hole, who, label, citer)?,
            _ => {}
        }
        if label.verdict == Verdict::Undetermined {
            // What the variables of the asking clauses stood for, for their notes.
            citer.walk_all(&proofs_of(seen))?;
            let uncounted = |clause: ClauseId| {
                (finding.reckoning.is_some() && finding.about == About::Duty(clause)) || finding.about == About::Frequency(clause)
            };
            citer.cited.retain(|clause, _| self.asking.contains(clause) || uncounted(*clause));
            for clause in self.asking {
                citer.cite(*clause, &self.standing_for(*clause, item));
            }
        }
        for (clause, bindings) in &mut citer.cited {
            if bindings.iter().all(Bindings::is_empty) {
                *bindings = vec![self.standing_for(*clause, item)];
            }
        }
        more.insert(0, finding);
        Ok(more)
    }

    /// What the variables of a clause stand for where the question itself says so.
    fn standing_for(&self, clause: ClauseId, item: &Item) -> Bindings {
        let places = match item {
            Item::Act { places, .. } | Item::Uncovered { places, .. } | Item::Who { places, .. } => places,
            Item::Must(each) if each.len() == 1 => &each[0],
            _ => return Bindings::new(),
        };
        let own = self.index.patterns(clause).iter().filter(|pattern| pattern.relation == places.relation);
        let slots = own.flat_map(|pattern| pattern.slots.iter().zip(&places.slots));
        slots
            .filter_map(|(slot, entity)| match slot {
                Some(Term::Var(var)) if *entity != NONE => Some((*var, EntityId(*entity))),
                _ => None,
            })
            .collect()
    }
}

/// What an item is about.
fn about(index: &Index, item: &Item) -> About {
    let act = |places: &Places| ActQuery { verb: places.relation, slots: places.queried() };
    let state = |places: &Places| AtomQuery { relation: places.relation, args: places.queried(), negated: false, among: None };
    match item {
        Item::Act { places, .. } if index.relation(places.relation).act => About::Act(act(places)),
        Item::Act { places, .. } => About::State(state(places)),
        Item::Duty { clause, .. } => About::Duty(*clause),
        Item::Frequency { clause, .. } => About::Frequency(*clause),
        Item::Uncovered { places, .. } | Item::OutOfForce { places, .. } => About::Act(act(places)),
        Item::Atoms(atoms) => About::Atoms(atoms.clone()),
        Item::Must(each) => About::Must(of_each(index, each)),
        Item::Who { places, .. } => About::Who(act(places)),
        Item::Step { clause, step, matter } => About::Step(*clause, *step, (*matter != NONE).then_some(EntityId(*matter))),
    }
}

impl Finding {
    /// What was looked at and its verdict; nothing told.
    pub(super) fn of(index: &Index, item: &Item, label: &Label) -> Self {
        let (bindings, at) = if let Item::Duty { env, at, .. } = item { (bound(env), *at) } else { (Bindings::new(), None) };
        let clauses = if let Item::OutOfForce { clauses, .. } = item { clauses.clone() } else { Vec::new() };
        Self {
            about: about(index, item),
            verdict: label.verdict,
            ground: label.ground,
            clauses,
            bindings,
            refusals: Vec::new(),
            unmet: Vec::new(),
            deviations: Vec::new(),
            tally: None,
            reckoning: None,
            at,
            others: None,
        }
    }
}

/// An act asked of one doer, or of any of several.
fn of_each(index: &Index, each: &[Places]) -> AtomQuery {
    let first = each.first().cloned().unwrap_or_else(|| Places::new(RelationId(0), &[]));
    let mut query = AtomQuery { relation: first.relation, args: first.queried(), negated: false, among: None };
    let place = index.doer(first.relation).filter(|_| each.len() > 1);
    if let Some((place, arg)) = place.and_then(|place| Some((place, query.args.get_mut(place)?))) {
        *arg = None;
        let values = each.iter().filter_map(|places| places.slots.get(place)).map(|one| EntityId(*one)).collect();
        query.among = Some(Among { place, values, bound: None });
    }
    query
}

fn bound(env: &[u32]) -> Bindings {
    env.iter().enumerate().filter(|(_, one)| **one != NONE).map(|(n, one)| (Var(n as u16), EntityId(*one))).collect()
}

/// Whether a clause is a power, a requirement or the like that may be asked about an act.
pub(super) fn hedged_only(index: &Index, clauses: &BTreeSet<ClauseId>) -> bool {
    let mut some =
        clauses.iter().filter(|id| matches!(index.clause(**id).kind, ClauseKind::Duty(_) | ClauseKind::Power { .. })).peekable();
    some.peek().is_some() && some.all(|id| index.clause(*id).hedged)
}
