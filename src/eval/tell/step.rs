//! A step of a procedure, told: who is to do it, by when.
use super::super::{
    Verdict,
    algebra::Res,
    cite::{Bindings, Citer},
    item::{Item, Places, Seen},
    judge::{Kleene, Oracle},
    outcome::{Next, Note},
    plan::duty_items,
    procedure::{procedure, turns},
    proof::Value,
    resolve::resolve,
    tables::NONE,
};
use super::Teller;
use crate::core_ir::{ActQuery, ClauseId, EntityId, Procedure, Question, Term, TurnKind, Var, Way};
use crate::vocabulary::Date;

impl<'a> Teller<'_, '_, 'a> {
    pub(super) fn step(&mut self, at: (ClauseId, usize, u32), verdict: Verdict, citer: &mut Citer<'_>) -> Res<()> {
        let (clause, nth, matter) = at;
        let Some(procedure) = procedure(self.index, clause) else { return Ok(()) };
        let bindings: Bindings =
            procedure.matter.filter(|_| matter != NONE).map(|var| (var, EntityId(matter))).into_iter().collect();
        citer.cite(clause, &bindings);
        if matches!(verdict, Verdict::Suspended | Verdict::Ended) {
            self.cite_turns(procedure, matter, verdict, citer)?;
        }
        if nth == 0 {
            self.sent_back(procedure, matter, citer);
        }
        let told = [Verdict::Skipped, Verdict::Outstanding, Verdict::NotYetDue, Verdict::Suspended, Verdict::Undetermined];
        let Some(step) = procedure.steps.get(nth).filter(|_| told.contains(&verdict)) else { return Ok(()) };
        for (n, way) in step.ways.iter().enumerate() {
            if self.way_done(clause, matter, way)? {
                continue;
            }
            let (who, perhaps) = self.who_is_to(clause, matter, procedure, way)?;
            let due = self.last_day(procedure, matter, way)?;
            let matter = (matter != NONE).then_some(EntityId(matter));
            self.next.push(Next { clause, step: nth, way: n, matter, verdict, who, perhaps, due });
        }
        Ok(())
    }

    /// What stops the procedure.
    fn cite_turns(&self, procedure: &Procedure, matter: u32, verdict: Verdict, citer: &mut Citer<'_>) -> Res<()> {
        let mut plain = self.plain();
        for (id, turn) in turns(self.index, self.tables, &procedure.name) {
            let fits = match turn.kind {
                TurnKind::Ended => verdict == Verdict::Ended,
                TurnKind::Suspended => verdict == Verdict::Suspended,
                TurnKind::Resumed | TurnKind::Back { .. } => false,
            };
            let condition = &self.index.clause(id).condition;
            if fits && plain.procedure_frame(id, matter, |this, frame| this.formula(condition, frame))? != Value::False {
                citer.cite(id, &Bindings::new());
            }
        }
        Ok(())
    }

    /// That the matter was sent back, and when last.
    fn sent_back(&mut self, procedure: &Procedure, matter: u32, citer: &mut Citer<'_>) {
        for (id, turn) in turns(self.index, self.tables, &procedure.name) {
            let TurnKind::Back { event, .. } = &turn.kind else { continue };
            let filled = |term: &Term| match term {
                Term::Individual(id) => id.0,
                Term::Var(var) if Some(*var) == turn.matter => matter,
                Term::Var(_) => NONE,
            };
            let args: Vec<u32> = event.args.iter().map(filled).collect();
            let fits = |row: &[u32]| row.iter().zip(&args).all(|(one, arg)| *arg == NONE || one == arg);
            if !self.tables.held(event.relation).any(fits) {
                continue;
            }
            let last = self.tables.end().and_then(|now| self.tables.begun(self.index, event.relation, &args, now));
            let of = (matter != NONE).then_some(EntityId(matter));
            self.notes.insert(Note::SentBack(id, of, last));
            citer.cite(id, &Bindings::new());
        }
    }

    fn way_done(&self, clause: ClauseId, matter: u32, way: &'a Way) -> Res<bool> {
        let mut plain = self.plain();
        Ok(plain.procedure_frame(clause, matter, |this, frame| this.formula(&way.done, frame))? == Value::True)
    }

    /// Who is to do it, and who perhaps is: as the step says, else as the powers say.
    fn who_is_to(
        &self,
        clause: ClauseId,
        matter: u32,
        procedure: &Procedure,
        way: &'a Way,
    ) -> Res<(Vec<EntityId>, Vec<EntityId>)> {
        let doer = self.index.doer(way.act.verb).and_then(|doer| way.act.slots.get(doer)).copied().flatten();
        match doer {
            Some(Term::Individual(id)) => Ok((vec![id.into()], Vec::new())),
            Some(Term::Var(var)) if Some(var) != procedure.matter => {
                let (who, perhaps) = self.fitting(clause, matter, var, way)?;
                // Whoever it may be, a power says who.
                if who.len() + perhaps.len() < self.members_of(clause, var) {
                    Ok((who, perhaps))
                } else {
                    self.by_power(matter, procedure, way)
                }
            }
            _ => self.by_power(matter, procedure, way),
        }
    }

    fn members_of(&self, clause: ClauseId, var: Var) -> usize {
        let kind = self.index.clause(clause).variables.get(usize::from(var.0)).map(|(kind, _)| kind.0);
        kind.map_or(0, |kind| self.tables.members(kind).len())
    }

    fn fitting(&self, clause: ClauseId, matter: u32, var: Var, way: &'a Way) -> Res<(Vec<EntityId>, Vec<EntityId>)> {
        let kind = self.index.clause(clause).variables.get(usize::from(var.0)).map(|(kind, _)| kind.0);
        let members = kind.map(|kind| self.tables.members(kind)).unwrap_or_default();
        let (mut who, mut perhaps) = (Vec::new(), Vec::new());
        let mut plain = self.plain();
        plain.procedure_frame(clause, matter, |this, frame| {
            for one in members.iter().copied().filter(|one| this.tables.unnamed(*one).is_none()) {
                this.set(frame, var, one);
                match this.formula(&way.who, frame)? {
                    Value::True => who.push(EntityId(one)),
                    Value::Unknown => perhaps.push(EntityId(one)),
                    Value::False => {}
                }
            }
            Ok(())
        })?;
        Ok((who, perhaps))
    }

    /// The places of the act for a matter; who does it is left open.
    fn slots(&self, matter: u32, procedure: &Procedure, way: &Way) -> Vec<Option<EntityId>> {
        let doer = self.index.doer(way.act.verb);
        let filled = |(n, slot): (usize, &Option<Term>)| match slot {
            _ if Some(n) == doer => None,
            Some(Term::Individual(id)) => Some((*id).into()),
            Some(Term::Var(var)) if Some(*var) == procedure.matter && matter != NONE => Some(EntityId(matter)),
            _ => None,
        };
        way.act.slots.iter().enumerate().map(filled).collect()
    }

    fn by_power(&self, matter: u32, procedure: &Procedure, way: &Way) -> Res<(Vec<EntityId>, Vec<EntityId>)> {
        if self.index.doer(way.act.verb).is_none() {
            return Ok((Vec::new(), Vec::new()));
        }
        let act = ActQuery { verb: way.act.verb, slots: self.slots(matter, procedure, way) };
        let (found, _) = resolve(self.index, self.tables, self.settings, &Question::Who { act, except: Vec::new() })?;
        Ok((found.joint.who.iter().map(|one| EntityId(*one)).collect(), Vec::new()))
    }

    /// The last day by which a duty asks it, of those that have or may have arisen and are not done.
    fn last_day(&self, procedure: &Procedure, matter: u32, way: &Way) -> Res<Option<(ClauseId, Date)>> {
        let mut plain = self.plain();
        let places = Places::new(way.act.verb, &self.slots(matter, procedure, way));
        let duties = self.index.about(way.act.verb).duties.clone();
        let mut last: Option<(ClauseId, Date)> = None;
        for item in duty_items(&mut plain, &duties, &places, (&None, None))? {
            let (Item::Duty { clause, .. }, Seen::Duty(instance)) = (&item, plain.item(&item)?) else { continue };
            let open = Kleene.ever(&instance.failed).unwrap_or(true) || Kleene.ever(&instance.waiting).unwrap_or(true);
            if let Some(Ok(timing)) = instance.due.filter(|_| open) {
                last = last.filter(|(_, before)| *before <= timing.last).or(Some((*clause, timing.last)));
            }
        }
        Ok(last)
    }
}
