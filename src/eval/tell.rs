//! One way of reading, told: the findings with the clauses they rest on.
use super::{
    Verdict,
    act::Act,
    algebra::{Plain, Res},
    appraise::{Appraised, Modal, Told, appraise, modal},
    cite::{Bindings, Citer},
    evaluator::{Evaluator, Settings},
    index::Index,
    item::{Item, Places, Seen, Who},
    judge::Label,
    outcome::{About, Answer, Finding, Note, Refusal, Unmet},
    plan::duty,
    proof::{Part, Proof, Step, Value},
    prover::{Prover, Reason},
    resolve::{Run, Way},
    tables::{NONE, Tables},
};
use crate::core_ir::{ActQuery, AtomQuery, Bearer, ClauseId, ClauseKind, EntityId, Limit, RelationId, Term, Var};
use std::{collections::BTreeSet, sync::Arc};

/// Everything told of one way of reading.
pub(super) struct Telling {
    /// Each with the item that it is about.
    pub findings: Vec<(usize, Finding)>,
    pub answers: Vec<Answer>,
    /// Clauses relied on, with what their variables stood for.
    pub cited: std::collections::BTreeMap<ClauseId, Vec<Bindings>>,
    pub notes: BTreeSet<Note>,
    pub proof: Proof,
}

struct Teller<'t, 'a> {
    index: &'a Index,
    tables: &'a Tables,
    settings: &'a Settings,
    /// The diagrams, where three-valued truth could not tell.
    exact: Option<&'t mut Run<'a>>,
    /// Clauses whose conditions ask a missing fact.
    asking: &'t BTreeSet<ClauseId>,
    notes: BTreeSet<Note>,
    answers: Vec<Answer>,
}

/// Tells the findings under one way of reading. `settings` has the choices of that way fixed.
pub(super) fn tell<'a>(
    (index, tables, settings): (&'a Index, &'a Tables, &'a Settings),
    (items, labels, joint): (&[Item], &[Label], &Label),
    exact: Option<&mut Run<'a>>,
    asking: &BTreeSet<ClauseId>,
) -> Res<Telling> {
    // Choices that make no difference here are shown in their first option.
    let shown = index.settled(settings, 0);
    let mut prover = Evaluator::new(index, tables, &shown, Prover);
    let mut teller = Teller { index, tables, settings, exact, asking, notes: BTreeSet::new(), answers: Vec::new() };
    let (mut findings, mut children, mut cited) = (Vec::new(), Vec::new(), std::collections::BTreeMap::new());
    for (n, (item, label)) in items.iter().zip(labels).enumerate() {
        let seen = prover.item(item)?;
        let mut citer = Citer::new(index, tables, settings);
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
    let proof = Proof { step: Step::Question, value: value_of(joint.verdict), children };
    Ok(Telling { findings, answers: teller.answers, cited, notes: teller.notes, proof })
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
        Seen::Must(must) => must.clauses.iter().map(|(.., applies)| applies).collect(),
        Seen::Uncovered(gaps) => gaps.iter().map(|(_, gap)| gap).collect(),
        Seen::Atoms(value) => vec![value],
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

impl<'a> Teller<'_, 'a> {
    /// An evaluator to ask about details.
    fn plain(&self) -> Evaluator<'a, Plain> {
        Evaluator::new(self.index, self.tables, self.settings, Plain)
    }

    fn finding(&mut self, n: usize, item: &Item, label: &Label, seen: &Seen<Reason>, citer: &mut Citer<'_>) -> Res<Vec<Finding>> {
        let about = self.about(item);
        let mut finding = Finding {
            about,
            verdict: label.verdict,
            ground: label.ground,
            clauses: Vec::new(),
            bindings: Vec::new(),
            refusals: Vec::new(),
            unmet: Vec::new(),
            deviations: Vec::new(),
        };
        let mut more = Vec::new();
        match (item, seen) {
            (Item::Act { places, .. }, Seen::Act(act)) => self.act(n, places, act, &mut finding, citer)?,
            (Item::Duty { clause, env }, Seen::Duty(instance)) => {
                finding.bindings = bound(env);
                let mut reasons = instance.arises.children.clone();
                if label.verdict != Verdict::NotApplicable {
                    reasons.extend(instance.done.children.iter().cloned());
                }
                self.duty(*clause, label.verdict, &reasons, &finding.bindings, citer)?;
                more.extend(self.promptness(*clause, &finding));
            }
            (Item::Uncovered { .. }, Seen::Uncovered(gaps)) => self.uncovered(n, gaps, label.verdict, citer)?,
            (Item::OutOfForce { clauses, .. }, _) => clauses.iter().for_each(|clause| citer.cite(*clause, &Bindings::new())),
            (Item::Atoms(atoms), Seen::Atoms(value)) => self.atoms(atoms, value, label.verdict, citer)?,
            (Item::Must(places), Seen::Must(must)) => self.must(n, places, must, label.verdict, citer)?,
            (Item::Who { places, hole, .. }, Seen::Who(who)) => self.who(n, places, *hole, who, label, citer)?,
            _ => {}
        }
        if label.verdict == Verdict::Undetermined {
            // What the variables of the asking clauses stood for, for their notes.
            citer.walk_all(&proofs_of(seen))?;
            let uncounted = |clause: ClauseId| duty(self.index, clause).is_some_and(super::judge::counts_days);
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
        let (Item::Act { places, .. } | Item::Uncovered { places, .. } | Item::Must(places) | Item::Who { places, .. }) = item
        else {
            return Bindings::new();
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

    fn about(&self, item: &Item) -> About {
        let act = |places: &Places| ActQuery { verb: places.relation, slots: places.queried() };
        let state = |places: &Places| AtomQuery { relation: places.relation, args: places.queried(), negated: false };
        match item {
            Item::Act { places, .. } if self.index.relation(places.relation).act => About::Act(act(places)),
            Item::Act { places, .. } => About::State(state(places)),
            Item::Duty { clause, .. } => About::Duty(*clause),
            Item::Uncovered { places, .. } | Item::OutOfForce { places, .. } => About::Act(act(places)),
            Item::Atoms(atoms) => About::Atoms(atoms.clone()),
            Item::Must(places) => About::Must(act(places)),
            Item::Who { places, .. } => About::Who(act(places)),
        }
    }

    /// The findings on an act as diagrams see them, where they were needed.
    fn appraised(&mut self, n: usize, act: &Act<Reason>) -> Res<Appraised> {
        let Some(run) = self.exact.as_deref_mut() else { return appraise(act, &mut Told) };
        let seen = std::mem::take(&mut run.seen);
        let result = match seen.get(n) {
            Some(Seen::Act(exact)) => appraise(exact, &mut run.oracle(&Way::new())),
            _ => appraise(act, &mut Told),
        };
        run.seen = seen;
        result
    }

    fn act(&mut self, n: usize, places: &Places, act: &Act<Reason>, finding: &mut Finding, citer: &mut Citer<'_>) -> Res<()> {
        let all = self.appraised(n, act)?;
        self.gaps(&all.gaps);
        self.refusals(&all, act, finding);
        let ground = finding.ground.unwrap_or(finding.verdict);
        match ground {
            Verdict::NotEmpowered => self.powerless(places, &all, act, citer)?,
            Verdict::Prohibited => self.forbidding(&all, act, citer)?,
            Verdict::RequirementsUnmet => self.unmet(&all, act, citer)?,
            Verdict::NotPermitted => {
                if all.not_empowered.possible() {
                    self.powerless(places, &all, act, citer)?;
                }
                self.forbidding(&all, act, citer)?;
                self.unmet(&all, act, citer)?;
            }
            Verdict::Permitted | Verdict::Compliant => self.granting(&all, act, citer)?,
            Verdict::PermittedWithDeviation | Verdict::Deviation => {
                self.granting(&all, act, citer)?;
                self.deviating(places, &all, act, citer)?;
            }
            Verdict::Silent => self.cite_gaps(&all.gaps, &act.gaps, citer)?,
            Verdict::NotApplicable => self.leaving_out(act, citer)?,
            _ => {}
        }
        Ok(())
    }

    fn gaps(&mut self, gaps: &[(ClauseId, Modal)]) {
        self.notes.extend(gaps.iter().filter(|(_, covers)| covers.possible()).map(|(clause, _)| Note::Gap(*clause)));
    }

    fn cite_gaps(&mut self, gaps: &[(ClauseId, Modal)], reasons: &[(ClauseId, Reason)], citer: &mut Citer<'_>) -> Res<()> {
        for ((clause, covers), (_, reason)) in gaps.iter().zip(reasons) {
            if covers.possible() {
                citer.finding(*clause, &reason.children)?;
            }
        }
        Ok(())
    }

    /// Everything that stands against the act.
    fn refusals(&mut self, all: &Appraised, act: &Act<Reason>, finding: &mut Finding) {
        let hedged = |id: ClauseId| self.index.clause(id).hedged;
        let refusal = |verdict, clause, modal: Modal| Refusal { verdict, clause, certain: modal == Modal::Always };
        if all.not_empowered.possible() {
            let powers =
                all.powers.iter().filter(|(id, speaks, _)| !hedged(*id) && speaks.possible() && !self.index.connects(*id));
            finding.refusals.extend(powers.map(|(id, ..)| refusal(Verdict::NotEmpowered, *id, all.not_empowered)));
        }
        let mut departed: Vec<(ClauseId, Modal)> = Vec::new();
        for (id, _, forbids) in &all.prohibitions {
            match (forbids.possible(), hedged(*id)) {
                (true, false) => finding.refusals.push(refusal(Verdict::Prohibited, *id, *forbids)),
                (true, true) => departed.push((*id, *forbids)),
                (false, _) => {}
            }
        }
        for ((id, _, unmet), requirement) in all.requirements.iter().zip(&act.requirements) {
            match (unmet.possible(), hedged(*id)) {
                (true, false) => {
                    finding.refusals.push(refusal(Verdict::RequirementsUnmet, *id, *unmet));
                    finding.unmet.push(Unmet {
                        clause: *id,
                        certain: *unmet == Modal::Always,
                        reasons: failing(&requirement.unmet),
                    });
                }
                (true, true) => departed.push((*id, *unmet)),
                (false, _) => {}
            }
        }
        let granted =
            all.powers.iter().any(|(_, _, grants)| grants.possible()) || all.duties.iter().any(|(_, arises)| arises.possible());
        if !granted
            && !all.not_empowered.possible()
            && finding.verdict != Verdict::Permitted
            && finding.verdict != Verdict::Compliant
        {
            let powers = all.powers.iter().filter(|(id, speaks, _)| hedged(*id) && speaks.possible());
            departed.extend(powers.map(|(id, speaks, _)| (*id, *speaks)));
        }
        finding.deviations = departures(&departed, finding.verdict);
    }

    /// No power: the clauses that give it to others, and those that nearly give it to him; if there are none, all that speak.
    fn powerless(&mut self, places: &Places, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let speaking: Vec<usize> =
            (0..all.powers.len()).filter(|n| all.powers[*n].1.possible() && !self.index.connects(all.powers[*n].0)).collect();
        let others = self.giving_to_others(places)?;
        let mut chosen = Vec::new();
        for n in &speaking {
            let (id, ..) = all.powers[*n];
            if others.contains(&id) || citer.near(id, &self.bindings_of(id, places))? {
                chosen.push(*n);
            }
        }
        for n in if chosen.is_empty() { speaking } else { chosen } {
            let power = &act.powers[n];
            citer.finding(power.clause, &power.grants.children)?;
        }
        Ok(())
    }

    /// The powers that give the act to somebody.
    fn giving_to_others(&mut self, places: &Places) -> Res<BTreeSet<ClauseId>> {
        let mut open = places.clone();
        if let Some(doer) = self.index.doer(places.relation) {
            open.slots[doer] = NONE;
        }
        let powers = self.plain().powers(open.relation, &open.slots, None)?;
        Ok(powers.into_iter().filter(|power| power.grants != Value::False).map(|power| power.clause).collect())
    }

    /// What the places of a clause stand for when it is asked about this act.
    fn bindings_of(&self, id: ClauseId, places: &Places) -> Bindings {
        let bound = self.plain().enter(id, None, &[], |this, frame| {
            for pattern in self.index.patterns(id).iter().filter(|pattern| pattern.relation == places.relation) {
                for (slot, arg) in pattern.slots.iter().zip(&places.slots) {
                    if let (Some(term), false) = (slot, *arg == NONE) {
                        this.bind_term(frame, *term, *arg);
                    }
                }
            }
            Ok(this.bindings(frame))
        });
        bound.unwrap_or_default()
    }

    fn forbidding(&mut self, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let hard: Vec<(usize, Modal)> = (0..all.prohibitions.len())
            .filter(|n| !self.index.clause(all.prohibitions[*n].0).hedged)
            .map(|n| (n, all.prohibitions[n].2))
            .collect();
        for n in surest(&hard) {
            citer.finding(act.prohibitions[n].clause, &act.prohibitions[n].forbids.children)?;
        }
        Ok(())
    }

    fn unmet(&mut self, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let hard: Vec<(usize, Modal)> = (0..all.requirements.len())
            .filter(|n| !self.index.clause(all.requirements[*n].0).hedged)
            .map(|n| (n, all.requirements[n].2))
            .collect();
        for n in surest(&hard) {
            citer.finding(act.requirements[n].clause, &act.requirements[n].unmet.children)?;
        }
        Ok(())
    }

    /// A yes: the powers that grant, the requirements met, the prohibitions lifted, the duties arisen.
    fn granting(&mut self, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let grants: Vec<(usize, Modal)> = all.powers.iter().enumerate().map(|(n, (_, _, grants))| (n, *grants)).collect();
        for n in surest(&grants) {
            citer.finding(act.powers[n].clause, &act.powers[n].grants.children)?;
        }
        for (n, (id, applies, unmet)) in all.requirements.iter().enumerate() {
            if applies.possible() && !unmet.possible() {
                citer.finding(*id, &act.requirements[n].unmet.children)?;
            }
        }
        for (n, (id, lifted, forbids)) in all.prohibitions.iter().enumerate() {
            if lifted.possible() && !forbids.possible() {
                citer.finding(*id, &act.prohibitions[n].forbids.children)?;
            }
        }
        for (n, (id, arises)) in all.duties.iter().enumerate() {
            if arises.possible() {
                citer.finding(*id, &act.duties[n].arises.children)?;
            }
        }
        Ok(())
    }

    fn deviating(&mut self, places: &Places, all: &Appraised, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let hedged = |id: ClauseId| self.index.clause(id).hedged;
        for (n, (id, _, forbids)) in all.prohibitions.iter().enumerate() {
            if hedged(*id) && forbids.possible() {
                citer.finding(*id, &act.prohibitions[n].forbids.children)?;
            }
        }
        for (n, (id, _, unmet)) in all.requirements.iter().enumerate() {
            if hedged(*id) && unmet.possible() {
                citer.finding(*id, &act.requirements[n].unmet.children)?;
            }
        }
        let granted =
            all.powers.iter().any(|(_, _, grants)| grants.possible()) || all.duties.iter().any(|(_, arises)| arises.possible());
        if granted { Ok(()) } else { self.powerless(places, all, act, citer) }
    }

    /// Clauses on the act that leave this case out.
    fn leaving_out(&mut self, act: &Act<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        for (id, reason) in act
            .prohibitions
            .iter()
            .map(|one| (one.clause, &one.forbids))
            .chain(act.duties.iter().map(|one| (one.clause, &one.arises)))
        {
            citer.finding(id, &reason.children)?;
        }
        for one in &act.requirements {
            citer.finding(one.clause, &one.unmet.children)?;
        }
        Ok(())
    }

    fn uncovered(&mut self, n: usize, gaps: &[(ClauseId, Reason)], verdict: Verdict, citer: &mut Citer<'_>) -> Res<()> {
        let modals = self.modals(n, gaps)?;
        self.gaps(&modals);
        if verdict == Verdict::Silent {
            return self.cite_gaps(&modals, gaps, citer);
        }
        Ok(())
    }

    fn modals(&mut self, n: usize, gaps: &[(ClauseId, Reason)]) -> Res<Vec<(ClauseId, Modal)>> {
        let Some(run) = self.exact.as_deref_mut() else {
            return gaps.iter().map(|(id, reason)| Ok((*id, modal(reason, &mut Told)?))).collect();
        };
        let seen = std::mem::take(&mut run.seen);
        let exact = match seen.get(n) {
            Some(Seen::Uncovered(gaps)) => gaps.clone(),
            Some(Seen::Must(must)) => must.gaps.clone(),
            Some(Seen::Who(who)) => who.gaps.clone(),
            _ => Vec::new(),
        };
        run.seen = seen;
        let mut oracle = run.oracle(&Way::new());
        exact.iter().map(|(id, value)| Ok((*id, modal(value, &mut oracle)?))).collect()
    }

    fn duty(
        &mut self,
        clause: ClauseId,
        verdict: Verdict,
        reasons: &[Arc<Proof>],
        bindings: &Bindings,
        citer: &mut Citer<'_>,
    ) -> Res<()> {
        citer.cite(clause, bindings);
        citer.walk_all(reasons)?;
        let unkept = matches!(verdict, Verdict::Violation | Verdict::Outstanding | Verdict::Deviation);
        if unkept && duty(self.index, clause).is_some_and(|duty| duty.bearer == Bearer::Nobody) {
            self.notes.insert(Note::NobodyOwes(clause));
        }
        if verdict == Verdict::Undetermined && duty(self.index, clause).is_some_and(super::judge::counts_days) {
            self.notes.insert(Note::DaysNotCounted(clause));
        }
        Ok(())
    }

    /// 及时: whether it was in time is a judgement, told apart.
    fn promptness(&self, clause: ClauseId, finding: &Finding) -> Option<Finding> {
        let prompt = duty(self.index, clause).is_some_and(|duty| duty.limit == Some(Limit::Promptly));
        (prompt && finding.verdict == Verdict::Compliant).then(|| Finding {
            about: About::Promptness(clause),
            verdict: Verdict::Undetermined,
            ..finding.clone()
        })
    }

    fn atoms(&mut self, atoms: &[AtomQuery], value: &Reason, verdict: Verdict, citer: &mut Citer<'_>) -> Res<()> {
        citer.walk_all(&value.children)?;
        if verdict == Verdict::DoesNotHold && citer.cited.is_empty() {
            for atom in atoms.iter().filter(|atom| !atom.negated) {
                self.definitions(atom.relation, &Places::new(atom.relation, &atom.args), citer);
            }
        }
        Ok(())
    }

    /// The definitions of a relation that could be about these individuals.
    fn definitions(&mut self, relation: RelationId, places: &Places, citer: &mut Citer<'_>) {
        for id in &self.index.about(relation).definitions {
            if self.tables.in_force(self.index, *id) && super::plan::fits(self.index, self.tables, *id, places) {
                citer.cite(*id, &self.bindings_of(*id, places));
            }
        }
    }

    fn must(
        &mut self,
        n: usize,
        places: &Places,
        must: &super::item::Must<Reason>,
        verdict: Verdict,
        citer: &mut Citer<'_>,
    ) -> Res<()> {
        let modals = self.modals(n, &must.gaps)?;
        self.gaps(&modals);
        let applying: Vec<_> = must.clauses.iter().filter(|(_, _, applies)| applies.value != Value::False).collect();
        match verdict {
            Verdict::Required => {
                for (id, _, applies) in applying {
                    citer.finding(*id, &applies.children)?;
                }
            }
            Verdict::NotRequired => {
                let mut near = Vec::new();
                for (id, _, applies) in &must.clauses {
                    if citer.near(*id, &self.bindings_of(*id, places))? {
                        near.push((*id, applies));
                    }
                }
                let all: Vec<_> = must.clauses.iter().map(|(id, _, applies)| (*id, applies)).collect();
                for (id, applies) in if near.is_empty() { all } else { near } {
                    citer.finding(id, &applies.children)?;
                }
            }
            Verdict::Silent => self.cite_gaps(&modals, &must.gaps, citer)?,
            _ => {}
        }
        Ok(())
    }

    fn who(
        &mut self,
        n: usize,
        places: &Places,
        hole: usize,
        who: &Who<Reason>,
        label: &Label,
        citer: &mut Citer<'_>,
    ) -> Res<()> {
        let modals = self.modals(n, &who.gaps)?;
        self.gaps(&modals);
        for (one, act, may) in who.candidates.iter().filter(|(one, ..)| label.who.contains(one)) {
            let answer = self.answer(*one, places, hole, act, may, citer)?;
            self.answers.push(answer);
        }
        for (id, one, value) in
            who.choosers.iter().filter(|(_, one, value)| label.who.contains(one) && value.value != Value::False)
        {
            citer.finding(*id, &value.children)?;
            let answer =
                Answer { entity: EntityId(*one), chooser: true, capacity: Vec::new(), clauses: vec![*id], unmet: Vec::new() };
            if !self.answers.contains(&answer) {
                self.answers.push(answer);
            }
        }
        match label.verdict {
            Verdict::Silent => self.cite_gaps(&modals, &who.gaps, citer)?,
            Verdict::Nobody => self.nobody(places, who, citer)?,
            _ => {}
        }
        Ok(())
    }

    fn answer(
        &mut self,
        one: u32,
        places: &Places,
        hole: usize,
        act: &Act<Reason>,
        may: &Reason,
        citer: &mut Citer<'_>,
    ) -> Res<Answer> {
        let mut clauses = Vec::new();
        let mut reasons: Vec<Arc<Proof>> = Vec::new();
        let grants = act.powers.iter().map(|power| (power.clause, &power.grants));
        for (id, reason) in grants.chain(act.duties.iter().map(|duty| (duty.clause, &duty.arises))) {
            if reason.value != Value::False {
                clauses.push(id);
                reasons.extend(reason.children.iter().cloned());
                citer.finding(id, &reason.children)?;
            }
        }
        if clauses.is_empty() {
            reasons.extend(may.children.iter().cloned());
            citer.walk_all(&may.children)?;
        }
        let mut filled = places.clone();
        filled.slots[hole] = one;
        let unmet =
            act.requirements.iter().filter(|one| one.unmet.value != Value::False && !self.index.clause(one.clause).hedged);
        let unmet =
            unmet.map(|one| Unmet { clause: one.clause, certain: one.unmet.value == Value::True, reasons: failing(&one.unmet) });
        Ok(Answer {
            entity: EntityId(one),
            chooser: false,
            capacity: self.capacity(one, &reasons),
            unmet: unmet.collect(),
            clauses,
        })
    }

    /// What makes the clauses fit somebody: the sentences about the offices he holds or acts in.
    fn capacity(&self, one: u32, reasons: &[Arc<Proof>]) -> Vec<(RelationId, Vec<EntityId>)> {
        let mut found = Vec::new();
        for reason in reasons {
            self.capacities(one, reason, &mut found, 0);
        }
        found
    }

    fn capacities(&self, one: u32, proof: &Proof, found: &mut Vec<(RelationId, Vec<EntityId>)>, depth: u32) {
        if proof.value != Value::True || depth > 60 {
            return;
        }
        if let Step::Atom { relation, args, .. } = &proof.step {
            let program = &self.index.program;
            let office = Some(*relation) == program.capacity || Some(*relation) == program.holds_office;
            let mut about_him = args.iter();
            if about_him.next() == Some(&EntityId(one)) && (office || self.index.relation(*relation).constitutive) {
                let sentence = (*relation, args.clone());
                if !found.contains(&sentence) {
                    found.push(sentence);
                }
            }
        }
        let settled = matches!(proof.step, Step::Any | Step::Exists(_) | Step::Atom { .. });
        let children = proof.children.iter().filter(|child| child.value == Value::True);
        for child in children.take(if settled { 1 } else { usize::MAX }) {
            self.capacities(one, child, found, depth + 1);
        }
    }

    /// Nobody: the powers that designate somebody, those that nearly grant first.
    fn nobody(&mut self, places: &Places, who: &Who<Reason>, citer: &mut Citer<'_>) -> Res<()> {
        let speaking: Vec<ClauseId> = self.designating(places)?;
        let mut near = Vec::new();
        for id in &speaking {
            if citer.near(*id, &self.bindings_of(*id, places))? {
                near.push(*id);
            }
        }
        let chosen = if near.is_empty() { speaking } else { near };
        for id in &chosen {
            citer.cite(*id, &Bindings::new());
        }
        for (_, act, _) in &who.candidates {
            for power in act.powers.iter().filter(|power| chosen.contains(&power.clause)) {
                citer.walk_all(&power.grants.children)?;
            }
        }
        Ok(())
    }

    fn designating(&mut self, places: &Places) -> Res<Vec<ClauseId>> {
        let powers = self.plain().powers(places.relation, &places.slots, None)?;
        let official = powers.into_iter().filter(|power| power.speaks != Value::False && !self.index.connects(power.clause));
        Ok(official.map(|power| power.clause).collect())
    }
}

/// The hedged clauses departed from for certain; those that perhaps are, where the verdict is that some are.
fn departures(departed: &[(ClauseId, Modal)], verdict: Verdict) -> Vec<ClauseId> {
    let certain: Vec<ClauseId> = departed.iter().filter(|(_, modal)| *modal == Modal::Always).map(|(id, _)| *id).collect();
    if certain.is_empty() && matches!(verdict, Verdict::PermittedWithDeviation | Verdict::Deviation) {
        departed.iter().map(|(id, _)| *id).collect()
    } else {
        certain
    }
}

/// Those that hold in every filling; if there are none, those that hold in some.
fn surest(all: &[(usize, Modal)]) -> Vec<usize> {
    let with = |at_least: Modal| all.iter().filter(|(_, modal)| *modal >= at_least).map(|(n, _)| *n).collect::<Vec<_>>();
    let always = with(Modal::Always);
    if always.is_empty() { with(Modal::Sometimes) } else { always }
}

fn bound(env: &[u32]) -> Bindings {
    env.iter().enumerate().filter(|(_, one)| **one != NONE).map(|(n, one)| (Var(n as u16), EntityId(*one))).collect()
}

/// The smallest parts of a requirement that fail: what is not negated in it and came out false or unknown.
fn failing(unmet: &Reason) -> Vec<Proof> {
    let mut out = Vec::new();
    for child in &unmet.children {
        collect_failing(child, false, &mut out, 0);
    }
    out
}

fn collect_failing(proof: &Arc<Proof>, inside: bool, out: &mut Vec<Proof>, depth: u32) {
    if depth > 60 || (inside && proof.value == Value::True) {
        return;
    }
    match &proof.step {
        Step::Clause { part: Part::Kept, .. } => {
            proof.children.iter().for_each(|child| collect_failing(child, true, out, depth + 1))
        }
        _ if !inside => proof.children.iter().for_each(|child| collect_failing(child, false, out, depth + 1)),
        Step::All => proof.children.iter().for_each(|child| collect_failing(child, true, out, depth + 1)),
        _ => out.push(proof.as_ref().clone()),
    }
}

/// Whether a clause is a power, a requirement or the like that may be asked about an act.
pub(super) fn hedged_only(index: &Index, clauses: &BTreeSet<ClauseId>) -> bool {
    let mut some =
        clauses.iter().filter(|id| matches!(index.clause(**id).kind, ClauseKind::Duty(_) | ClauseKind::Power { .. })).peekable();
    some.peek().is_some() && some.all(|id| index.clause(*id).hedged)
}
