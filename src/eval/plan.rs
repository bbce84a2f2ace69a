//! From a question to the things to look at.
use super::{
    act::{Only, among},
    algebra::{Algebra, Plain, Res},
    clause::Contest,
    error::Fault,
    evaluator::Evaluator,
    frequency::frequency_items,
    index::{Index, Pattern},
    item::{Item, Places},
    procedure::next_items,
    proof::Value,
    tables::{NONE, Tables},
};
use crate::core_ir::{
    ActQuery, AtomQuery, ClauseId, ClauseKind, EntityId, Limit, Question, RelationId, Target, Term, Truth, Var,
};
use crate::vocabulary::{Citation, Moment};

/// The items of a question.
pub(super) fn plan(evaluator: &mut Evaluator<'_, Plain>, question: &Question) -> Res<Vec<Item>> {
    let (index, tables) = (evaluator.index, evaluator.tables);
    match question {
        Question::May(acts) => acts.iter().map(|act| may(index, tables, act)).collect(),
        Question::Who { act, except } => Ok(vec![who(index, tables, act, except)?]),
        Question::Is(atoms) => Ok(vec![atoms_item(index, tables, atoms)?]),
        Question::Must(act) => Ok(vec![must(index, tables, act)?]),
        Question::Next { procedures, matter } => next_items(evaluator, procedures, *matter),
        Question::InOrder { targets, only, at } => {
            let only = named(index, only);
            let mut items = Vec::new();
            for target in targets {
                items.extend(in_order(evaluator, target, (&only, *at))?);
            }
            Ok(items)
        }
    }
}

/// The clauses at the places that the question names.
fn named(index: &Index, only: &[Citation]) -> Only {
    let at =
        |citation: &Citation| only.iter().any(|place| place.document == citation.document && place.locus.covers(&citation.locus));
    (!only.is_empty()).then(|| index.program.clauses.iter().map(|clause| at(&clause.citation)).collect())
}

fn places(index: &Index, tables: &Tables, relation: RelationId, slots: &[Option<EntityId>]) -> Res<Places> {
    let arity = index.program.relations.get(relation.index()).map(|relation| relation.holes.len());
    let known = slots.iter().flatten().all(|entity| entity.index() < tables.entities());
    if arity == Some(slots.len()) && known { Ok(Places::new(relation, slots)) } else { Err(Fault::Question.into()) }
}

fn may(index: &Index, tables: &Tables, act: &ActQuery) -> Res<Item> {
    let places = places(index, tables, act.verb, &act.slots)?;
    Ok(out_of_force(index, tables, &places, None).unwrap_or_else(|| {
        let state = !index.relation(places.relation).act;
        Item::Act { places, after: false, state, only: None, exists: false }
    }))
}

fn who(index: &Index, tables: &Tables, act: &ActQuery, except: &[EntityId]) -> Res<Item> {
    let places = places(index, tables, act.verb, &act.slots)?;
    let open = |hole: &usize| places.slots.get(*hole) == Some(&NONE);
    let doer = index.doer(places.relation).filter(open);
    let hole = doer.or_else(|| places.slots.iter().position(|slot| *slot == NONE)).ok_or(Fault::Question)?;
    if let Some(item) = out_of_force(index, tables, &places, None) {
        return Ok(item);
    }
    let members = tables.members(index.relation(places.relation).holes[hole].kind.0).iter().copied();
    let candidates = members.filter(|one| tables.unnamed(*one).is_none() && !except.contains(&EntityId(*one))).collect();
    Ok(Item::Who { places, hole, candidates })
}

fn atoms_item(index: &Index, tables: &Tables, atoms: &[AtomQuery]) -> Res<Item> {
    for atom in atoms {
        let mut each = atom.args.clone();
        for value in atom.among.iter().flat_map(|among| &among.values) {
            // INVARIANT: the place of `among` is one of the sentence, its values are known.
            *each.get_mut(atom.among.as_ref().map_or(0, |among| among.place)).ok_or(Fault::Question)? = Some(*value);
            places(index, tables, atom.relation, &each)?;
        }
        let places = places(index, tables, atom.relation, &atom.args)?;
        let about = index.about(atom.relation);
        let defining =
            official(index, about.definitions.iter().chain(&about.powers)).filter(|id| fits(index, tables, *id, &places));
        let (standing, out): (Vec<_>, Vec<_>) = defining.partition(|id| tables.in_force(index, *id));
        let recorded = !places.slots.contains(&NONE) && tables.lookup(index, atom.relation, &places.slots).truth != Truth::False;
        if !out.is_empty() && standing.is_empty() && !recorded && atoms.len() == 1 {
            return Ok(Item::OutOfForce { places, clauses: out });
        }
    }
    Ok(Item::Atoms(atoms.to_vec()))
}

fn must(index: &Index, tables: &Tables, act: &AtomQuery) -> Res<Item> {
    let places = places(index, tables, act.relation, &act.args)?;
    let mut each = Vec::new();
    for value in act.among.iter().flat_map(|among| &among.values) {
        let mut filled = places.clone();
        // INVARIANT: the place of `among` is one of the act.
        *filled.slots.get_mut(act.among.as_ref().map_or(0, |among| among.place)).ok_or(Fault::Question)? = value.0;
        each.push(filled);
    }
    if each.is_empty() {
        each.push(places.clone());
    }
    let often = frequencies(index, places.relation).filter(|id| !index.connects(*id) && fits(index, tables, *id, &places));
    let (standing, out): (Vec<_>, Vec<_>) = often.partition(|id| tables.in_force(index, *id));
    let spoken = !standing.is_empty() || speaks(index, tables, &places);
    if !out.is_empty() && !spoken {
        return Ok(Item::OutOfForce { places, clauses: out });
    }
    let gone = if standing.is_empty() { out_of_force(index, tables, &places, None) } else { None };
    Ok(gone.unwrap_or(Item::Must(each)))
}

fn official<'i>(index: &'i Index, ids: impl Iterator<Item = &'i ClauseId> + 'i) -> impl Iterator<Item = ClauseId> + 'i {
    ids.copied().filter(|id| !index.connects(*id))
}

/// The clauses that say how often something is to be done.
pub(super) fn frequencies(index: &Index, verb: RelationId) -> impl Iterator<Item = ClauseId> + '_ {
    let counts = move |clause: &crate::core_ir::Clause| match &clause.kind {
        ClauseKind::Frequency(frequency) => frequency.act.verb == verb && frequency.at_least.is_some_and(|least| least > 0),
        _ => false,
    };
    index.program.clauses.iter().enumerate().filter(move |(_, clause)| counts(clause)).map(|(n, _)| ClauseId(n as u32))
}

/// Whether a clause in force speaks of it.
fn speaks(index: &Index, tables: &Tables, places: &Places) -> bool {
    let about = index.about(places.relation);
    let all = about.powers.iter().chain(&about.requirements).chain(&about.prohibitions).chain(&about.duties);
    official(index, all).any(|id| tables.in_force(index, id) && fits(index, tables, id, places))
}

/// Clauses that speak of it, all of them out of force.
fn out_of_force(index: &Index, tables: &Tables, places: &Places, only: Option<&Vec<bool>>) -> Option<Item> {
    let about = index.about(places.relation);
    let all = about.powers.iter().chain(&about.requirements).chain(&about.prohibitions).chain(&about.duties);
    let speaking = official(index, all).filter(|id| among(only, *id) && fits(index, tables, *id, places));
    let (standing, out): (Vec<_>, Vec<_>) = speaking.partition(|id| tables.in_force(index, *id));
    (standing.is_empty() && !out.is_empty()).then(|| Item::OutOfForce { places: places.clone(), clauses: out })
}

/// Whether a clause is about this act or event: its places, the doer's apart, are of the right kinds.
pub(super) fn fits(index: &Index, tables: &Tables, id: ClauseId, places: &Places) -> bool {
    let same = |pattern: &&Pattern| pattern.relation == places.relation;
    index.patterns(id).iter().filter(same).any(|pattern| {
        let doer = index.doer(pattern.relation);
        pattern.slots.iter().zip(&places.slots).enumerate().all(|(n, (slot, arg))| {
            Some(n) == doer || *arg == NONE || slot.is_none_or(|term| term_fits(index, tables, id, term, *arg))
        })
    })
}

fn term_fits(index: &Index, tables: &Tables, id: ClauseId, term: Term, arg: u32) -> bool {
    match term {
        Term::Individual(individual) => individual.0 == arg,
        Term::Var(var) => index.is(tables.kind(arg), index.clause(id).variables[usize::from(var.0)].0),
    }
}

fn in_order(evaluator: &mut Evaluator<'_, Plain>, target: &Target, (only, at): (&Only, Option<Moment>)) -> Res<Vec<Item>> {
    let (index, tables) = (evaluator.index, evaluator.tables);
    match target {
        Target::Act(act) => {
            let places = places(index, tables, act.verb, &act.slots)?;
            done(evaluator, &places, (only, at))
        }
        Target::State(atom) => {
            let places = places(index, tables, atom.relation, &atom.args)?;
            done(evaluator, &places, (only, at))
        }
        Target::Event(atom) => {
            let places = places(index, tables, atom.relation, &atom.args)?;
            event(evaluator, &places, (only, at))
        }
        Target::Frequency { act, kinds, every, period } => {
            let places = places(index, tables, act.verb, &act.slots)?;
            frequency_items(evaluator, (&places, kinds), (*every, *period), only)
        }
    }
}

/// An act or a state after the fact, with the duties to do it or to keep it.
fn done(evaluator: &mut Evaluator<'_, Plain>, places: &Places, (only, at): (&Only, Option<Moment>)) -> Res<Vec<Item>> {
    let (index, tables) = (evaluator.index, evaluator.tables);
    if let Some(item) = out_of_force(index, tables, places, only.as_ref()) {
        return Ok(vec![item]);
    }
    let about = index.about(places.relation);
    let leaving = official(index, about.prohibitions.iter().chain(&about.duties));
    let exists = only.is_some() || leaving.filter(|id| tables.in_force(index, *id)).any(|id| fits(index, tables, id, places));
    let mut items = vec![Item::Act { places: places.clone(), after: true, state: false, only: only.clone(), exists }];
    let mut duties = about.duties.clone();
    if only.is_some() {
        duties.extend(&about.triggered);
    }
    items.extend(duty_items(evaluator, &duties, places, (only, at))?);
    Ok(items)
}

/// Every duty whose trigger or act this is.
fn event(evaluator: &mut Evaluator<'_, Plain>, places: &Places, (only, at): (&Only, Option<Moment>)) -> Res<Vec<Item>> {
    let (index, tables) = (evaluator.index, evaluator.tables);
    let about = index.about(places.relation);
    let mut all: Vec<ClauseId> = about.triggered.iter().chain(&about.duties).copied().collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|id| !index.connects(*id) && among(only.as_ref(), *id));
    let (standing, out): (Vec<ClauseId>, Vec<ClauseId>) = all.into_iter().partition(|id| tables.in_force(index, *id));
    let mut items = duty_items(evaluator, &standing, places, (only, at))?;
    let out: Vec<ClauseId> = out.into_iter().filter(|id| fits(index, tables, *id, places)).collect();
    if items.is_empty() && !out.is_empty() {
        return Ok(vec![Item::OutOfForce { places: places.clone(), clauses: out }]);
    }
    items.push(Item::Uncovered { places: places.clone(), exists: !standing.is_empty() });
    Ok(items)
}

/// The instances of duties that an act or event brings up: for each filling of the variables, one for each time at which it
/// was brought up, or only for the time asked about.
pub(super) fn duty_items(
    evaluator: &mut Evaluator<'_, Plain>,
    duties: &[ClauseId],
    places: &Places,
    (only, at): (&Only, Option<Moment>),
) -> Res<Vec<Item>> {
    let (index, tables) = (evaluator.index, evaluator.tables);
    let mut items = Vec::new();
    for id in duties {
        if index.connects(*id) || !tables.in_force(index, *id) || !among(only.as_ref(), *id) {
            continue;
        }
        let mut found = Vec::new();
        for pattern in index.patterns(*id).iter().filter(|pattern| pattern.relation == places.relation) {
            evaluator.enter(*id, Some(places.relation), &places.slots, |this, frame| {
                if this.bind(frame, &pattern.slots, &places.slots, None) {
                    // It may have arisen by the date of the question, or have been there when this was done.
                    let end = this.end();
                    let mut own = this.at(end, |this| this.instances(frame))?;
                    own.extend(this.instances(frame)?);
                    if own.is_empty() {
                        own.push(this.values(frame));
                    }
                    found.extend(own);
                }
                Ok(())
            })?;
        }
        found.sort_unstable();
        found.dedup();
        for env in found {
            let times = evaluator.times_of(*id, &env, at)?;
            items.extend(times.into_iter().map(|at| Item::Duty { clause: *id, env: env.clone(), at }));
        }
    }
    Ok(items)
}

impl Evaluator<'_, Plain> {
    /// Every way to fill the open places of a duty under which it may have arisen.
    fn instances(&mut self, frame: super::evaluator::Frame) -> Res<Vec<Vec<u32>>> {
        let mut found = Vec::new();
        self.fill(frame, &mut found)?;
        Ok(found)
    }

    /// The times at which a duty was brought up that are to be looked at; one without a moment where there are not several.
    fn times_of(&mut self, clause: ClauseId, env: &[u32], at: Option<Moment>) -> Res<Vec<Option<Moment>>> {
        let Some(duty) = duty(self.index, clause) else { return Ok(vec![None]) };
        let all = self.enter(clause, None, &[], |this, frame| {
            for (n, value) in env.iter().enumerate() {
                this.set(frame, Var(n as u16), *value);
            }
            Ok(this.occurrences(duty, frame))
        })?;
        if all.len() < 2 {
            return Ok(vec![None]);
        }
        let Some(at) = at else {
            return Ok(all.into_iter().map(Some).collect());
        };
        // What was done beforehand belongs to the next time, what was done afterwards to the last.
        let beforehand = matches!(duty.limit, Some(Limit::Before | Limit::Days { before: true, .. }));
        let (last, next) = (all.iter().rev().find(|one| one.not_after(at)), all.iter().find(|one| !one.before(at)));
        let nearest = if beforehand { next.or(last) } else { last.or(next) };
        let own = all.iter().find(|one| **one == at).or(nearest);
        Ok(own.map_or_else(|| vec![None], |one| vec![Some(*one)]))
    }

    fn fill(&mut self, frame: super::evaluator::Frame, found: &mut Vec<Vec<u32>>) -> Res<()> {
        let index = self.index;
        let Some(var) = self.unbound(frame) else {
            let effect = self.effect(frame, &index.clause(frame.clause).condition, Contest::Open)?;
            if effect.effective != Value::False {
                found.push(self.values(frame));
            }
            return Ok(());
        };
        let (kind, _) = &index.clause(frame.clause).variables[usize::from(var.0)];
        for one in self.tables.members(kind.0) {
            if self.tables.unnamed(*one).is_none() {
                self.set(frame, var, *one);
                self.fill(frame, found)?;
            }
        }
        self.set(frame, var, NONE);
        Ok(())
    }
}

impl<A: Algebra> Evaluator<'_, A> {
    /// What all variables of a frame stand for.
    pub fn values(&self, frame: super::evaluator::Frame) -> Vec<u32> {
        (0..self.index.clause(frame.clause).variables.len()).map(|n| self.var(frame, Var(n as u16))).collect()
    }
}

/// Whether a clause is a duty.
pub(super) fn duty(index: &Index, id: ClauseId) -> Option<&crate::core_ir::Duty> {
    match &index.clause(id).kind {
        ClauseKind::Duty(duty) => Some(duty),
        _ => None,
    }
}
