//! Sentences: columns of those who may stand in one place, and single tuples.
use super::super::{
    algebra::Plain,
    clause::Contest,
    evaluator::Evaluator,
    index::Index,
    proof::Value,
    tables::{NONE, Tables},
};
use super::{
    facts::{Facts, Figure, packed},
    memo::{Memo, Slot},
    plan::{Body, By, Column, Filled, Fit, Frame, Open, PLACES, Plan, Test, VARIABLES},
    set::{Set, Truths},
    trail::{Notes, Which},
};
use crate::core_ir::{ClauseId, RelationId, Var};

/// Definitions within definitions, at most.
const DEPTH: u32 = 48;
/// Columns and individuals looked at for one question, at most.
const STEPS: u32 = 500_000;
/// The same where nothing is taken from memory.
const STEPS_NOTED: u32 = 5_000;

/// The record as the general evaluator sees it.
pub(in super::super) trait Record {
    /// Looked up when first needed.
    fn tables(&self) -> &Tables;
}

/// The rules and what is on record.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub index: &'a Index,
    pub plan: &'a Plan,
    pub facts: &'a Facts,
    /// The record for the general evaluator, where something is left to it.
    pub record: &'a dyn Record,
    /// The situation, and for each column since when nothing that it hangs on was changed; none: never.
    pub about: u64,
    pub stamps: &'a [u64],
}

/// One question at work. Where it should be left to the general evaluator, `doubt` is set and what is said is worthless.
pub(super) struct Run<'a, 'm, const W: usize> {
    pub index: &'a Index,
    pub plan: &'a Plan,
    pub facts: &'a Facts,
    record: &'a dyn Record,
    about: u64,
    stamps: &'a [u64],
    memo: &'m mut Memo<W>,
    general: Option<Box<Evaluator<'a, Plain>>>,
    steps: u32,
    depth: u32,
    pub doubt: bool,
    /// What is looked at, where that is noted; then nothing is taken from memory.
    notes: Option<Notes>,
    /// Relations of which looks are noted: nothing else changes.
    changing: &'a [bool],
}

/// How far a clause reaches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effect {
    /// It applies, and an exception lifts it.
    pub lifted: Value,
    /// It applies and stands.
    pub effective: Value,
}

impl Effect {
    pub const NONE: Self = Self { lifted: Value::False, effective: Value::False };
}

/// A clause at work: what it is asked about.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub relation: RelationId,
    pub args: &'a Filled,
}

impl<'a, 'm, const W: usize> Run<'a, 'm, W> {
    pub fn new(ground: Ground<'a>, memo: &'m mut Memo<W>) -> Self {
        let Ground { index, plan, facts, record, about, stamps } = ground;
        memo.begin(about, facts.columns());
        let (general, notes, changing) = (None, None, &[][..]);
        let (steps, depth, doubt) = (STEPS, DEPTH, false);
        Self { index, plan, facts, record, about, stamps, memo, general, steps, depth, doubt, notes, changing }
    }

    /// With what is looked at noted, of those relations that change.
    pub fn noting(self, changing: &'a [bool]) -> Self {
        Self { steps: STEPS_NOTED, notes: Some(Notes::default()), changing, ..self }
    }

    pub fn is_noting(&self) -> bool {
        self.notes.is_some()
    }

    /// What was noted.
    pub fn into_notes(self) -> Notes {
        self.notes.unwrap_or_default()
    }

    /// To be left to the general evaluator.
    pub fn doubtful(&mut self) {
        self.doubt = true;
    }

    /// One step more; false when there were too many.
    pub fn step(&mut self) -> bool {
        match self.steps.checked_sub(1) {
            Some(left) => self.steps = left,
            None => self.doubt = true,
        }
        !self.doubt
    }

    // ---- the record

    fn note(&mut self, view: u32, how: impl FnOnce(&mut Notes)) {
        if let Some(notes) = &mut self.notes
            && self.changing[self.plan.views[view as usize].relation.index()]
        {
            how(notes);
        }
    }

    /// What is on record of one.
    #[inline]
    pub fn one(&mut self, view: u32, by: u32, member: u32) -> Value {
        self.note(view, |notes| notes.row(view, Which::One(by), Set::<W>::one(member)));
        self.facts.one::<W>(view, by, member)
    }

    /// A row, of which some are looked at.
    #[inline]
    pub fn row(&mut self, view: u32, by: u32, of: Set<W>) -> Truths<W> {
        self.note(view, |notes| notes.row(view, Which::One(by), of));
        self.facts.row(view, by)
    }

    /// A row by several places.
    pub fn row_of(&mut self, view: u32, by: &Filled, of: Set<W>) -> Truths<W> {
        self.note(view, |notes| notes.row(view, Which::Many(packed(by)), of));
        self.facts.row_of(view, by)
    }

    /// A number.
    pub fn figure(&mut self, view: u32, by: u32) -> Figure {
        self.note(view, |notes| notes.figure(view, Which::One(by)));
        self.facts.figure(view, by)
    }

    /// A number by several places.
    pub fn figure_of(&mut self, view: u32, by: &Filled) -> Figure {
        self.note(view, |notes| notes.figure(view, Which::Many(packed(by))));
        self.facts.figure_of(view, by)
    }

    // ---- clauses

    /// Lets the variables of a clause stand for what it is asked about. False where it is about something else.
    #[inline]
    pub fn fit(&self, fits: &[Fit], args: &Filled, frame: &mut Frame) -> bool {
        let arg = |place: u8| args[usize::from(place) % PLACES];
        fits.iter().all(|fit| match *fit {
            Fit::Let { place, var } => {
                frame[usize::from(var) % VARIABLES] = arg(place);
                true
            }
            Fit::LetOf { place, var, kind } => {
                frame[usize::from(var) % VARIABLES] = arg(place);
                self.facts.kind::<W>(kind).has(arg(place))
            }
            Fit::Equal { place, var } => frame[usize::from(var) % VARIABLES] == arg(place),
            Fit::Is { place, number } => arg(place) == number,
            Fit::Never => false,
        })
    }

    /// The effect of a clause whose variables stand for somebody.
    #[inline]
    pub fn effect<C>(
        &mut self,
        body: &'a Body<C>,
        test: Option<&'a Test>,
        frame: &mut Frame,
        asked: Asked<'_>,
        fits: [&[Fit]; 2],
    ) -> Effect {
        let Some(test) = test else {
            self.doubtful();
            return Effect::NONE;
        };
        let applies = body.guards.and(self.test(test, frame));
        if applies == Value::False {
            Effect::NONE
        } else if body.alone {
            Effect { lifted: Value::False, effective: applies }
        } else {
            self.contested(body, asked, fits)
        }
    }

    /// What exceptions and rivals leave of it: the general evaluator says.
    #[inline(never)]
    fn contested<C>(&mut self, body: &Body<C>, asked: Asked<'_>, fits: [&[Fit]; 2]) -> Effect {
        let args = self.individuals(asked.relation, asked.args);
        let arity = self.index.relation(asked.relation).holes.len();
        let mut values = [NONE; VARIABLES];
        for fit in fits.into_iter().flatten() {
            if let Fit::Let { place, var } | Fit::LetOf { place, var, .. } = fit {
                values[usize::from(*var) % VARIABLES] = args[usize::from(*place) % PLACES];
            }
        }
        let (index, id) = (self.index, body.clause);
        let variables = index.clause(id).variables.len();
        let effect = self.general().enter(id, Some(asked.relation), &args[..arity], |this, frame| {
            values.iter().take(variables).enumerate().for_each(|(n, value)| this.set(frame, Var(n as u16), *value));
            this.effect(frame, &index.clause(id).condition, Contest::Open)
        });
        if let Ok(effect) = effect {
            return Effect { lifted: effect.lifted, effective: effect.effective };
        }
        self.doubtful();
        Effect::NONE
    }

    /// Whether a duty to do an act arises: the general evaluator says.
    #[inline(never)]
    pub fn arises(&mut self, duty: ClauseId, asked: Asked<'_>) -> Value {
        let args = self.individuals(asked.relation, asked.args);
        let arity = self.index.relation(asked.relation).holes.len();
        let Ok(arisen) = self.general().arising(duty, asked.relation, &args[..arity]) else {
            self.doubtful();
            return Value::False;
        };
        arisen.map_or(Value::False, |duty| duty.arises)
    }

    /// The individuals that stand in the places of a sentence.
    fn individuals(&self, relation: RelationId, args: &Filled) -> Filled {
        let mut all = [NONE; PLACES];
        for ((to, number), hole) in all.iter_mut().zip(args).zip(&self.index.relation(relation).holes) {
            *to = self.facts.who(self.plan.sorts.of(hole.kind), *number);
        }
        all
    }

    /// The general evaluator, over three-valued truth.
    fn general(&mut self) -> &mut Evaluator<'a, Plain> {
        self.notes.iter_mut().for_each(Notes::lose);
        let (index, plan, record) = (self.index, self.plan, self.record);
        self.general.get_or_insert_with(|| Box::new(Evaluator::new(index, record.tables(), &plan.settings, Plain)))
    }

    /// On whom of some in the open place a clause takes effect, and whether on anybody; `None` where it is not about the other
    /// arguments.
    pub fn open<C>(
        &mut self,
        body: &'a Body<C>,
        open: Option<&'a Open>,
        asked: Asked<'_>,
        (place, of): (usize, Set<W>),
    ) -> Option<(Truths<W>, Value)> {
        let mut frame = [0; VARIABLES];
        if !self.fit(&body.fits, asked.args, &mut frame) {
            return None;
        }
        Some(match open {
            None => {
                self.doubtful();
                (Truths::NONE, Value::False)
            }
            Some(Open::Anybody(test)) if body.alone => {
                let value = body.guards.and(self.test(test, &mut frame));
                (Truths::constant(value), value)
            }
            Some(Open::Anybody(_)) => {
                self.doubtful();
                (Truths::NONE, Value::False)
            }
            Some(Open::One { arg, test }) => {
                let one = arg.value(&frame);
                if !of.has(one) {
                    return Some((Truths::NONE, Value::False));
                }
                let filled = filled(asked.args, place, one);
                let asked = Asked { args: &filled, ..asked };
                let effect = self.effect(body, Some(test), &mut frame, asked, [&body.fits, &[]]);
                (Truths::of_one(one, effect.effective), effect.effective)
            }
            Some(Open::Whoever { var, kind, steps }) => {
                let within = Truths::of(self.facts.kind(*kind).and(of)).and(Truths::constant(body.guards));
                let mut truths = self.narrowed(steps, &mut frame, within);
                if !body.alone {
                    truths = self.each_contested(body, *var, truths, asked, place);
                }
                (truths, truths.any())
            }
        })
    }

    fn each_contested<C>(&mut self, body: &'a Body<C>, var: u8, applies: Truths<W>, asked: Asked<'_>, place: usize) -> Truths<W> {
        let mut found = Truths::NONE;
        let own = [Fit::Let { place: place as u8, var }];
        for one in applies.may.members() {
            if !self.step() {
                break;
            }
            let filled = filled(asked.args, place, one);
            let effect = self.contested(body, Asked { args: &filled, ..asked }, [&body.fits, &own]);
            found = found.or(Truths::of_one(one, effect.effective));
        }
        found
    }

    // ---- sentences

    /// Where what is found out of a row is kept.
    #[inline]
    fn slot(&self, id: u32, by: &By, frame: &Frame) -> Slot {
        match by {
            By::One(by) => Slot::At((self.facts.column(id) + by.value(frame)) as usize),
            By::Many(by) => Slot::Of(id, packed(&by.map(|by| by.value(frame)))),
        }
    }

    /// Of what age what is known of a column must be.
    #[inline]
    fn stamp(&self, id: u32) -> u64 {
        self.stamps.get(id as usize).copied().unwrap_or(self.about)
    }

    /// The arguments of a row.
    fn row_args(column: &Column, by: &By, frame: &Frame) -> Filled {
        match by {
            By::One(by) => column.by.map_or([0; PLACES], |place| filled(&[0; PLACES], place, by.value(frame))),
            By::Many(by) => by.map(|by| by.value(frame)),
        }
    }

    /// Who of some may stand in the open place of a sentence; of others it is not said.
    #[inline]
    pub fn column(&mut self, id: u32, by: &By, frame: &Frame, of: Set<W>) -> Truths<W> {
        if self.is_noting() {
            return self.column_anew(id, by, frame, of);
        }
        let slot = self.slot(id, by, frame);
        if let Some(known) = self.memo.whole(slot, self.stamp(id)) {
            return known;
        }
        let truths = self.column_anew(id, by, frame, Set::FULL);
        self.kept(id, slot, Set::FULL, truths);
        truths
    }

    #[inline(never)]
    fn column_anew(&mut self, id: u32, by: &By, frame: &Frame, of: Set<W>) -> Truths<W> {
        let plan = self.plan;
        let column = &plan.columns[id as usize];
        let args = &Self::row_args(column, by, frame);
        if !self.deeper() {
            return Truths::NONE;
        }
        let mut truths = Truths::NONE;
        if column.general {
            let kind = self.index.relation(column.relation).holes[column.open].kind;
            for one in self.facts.kind::<W>(kind).and(of).members() {
                let filled = filled(args, column.open, one);
                truths = truths.or(Truths::of_one(one, self.generally(column, &filled)));
            }
        } else {
            truths = self.on_record(column, args, of);
            for body in &column.bodies {
                if let (true, Some(Open::Whoever { kind, steps, .. })) = (body.plain(), &body.condition) {
                    let mut frame = [0; VARIABLES];
                    if self.fit(&body.fits, args, &mut frame) {
                        let within = Truths::of(self.facts.kind(*kind).and(of));
                        truths = truths.or(self.narrowed(steps, &mut frame, within));
                    }
                    continue;
                }
                let asked = Asked { relation: column.relation, args };
                if let Some((more, _)) = self.open(body, body.condition.as_ref(), asked, (column.open, of)) {
                    truths = truths.or(more);
                }
            }
        }
        self.depth += 1;
        truths
    }

    fn kept(&mut self, id: u32, slot: Slot, known: Set<W>, truths: Truths<W>) {
        if !self.doubt && !self.memo.keep(slot, self.stamp(id), known, truths) {
            self.doubt = true;
        }
    }

    fn deeper(&mut self) -> bool {
        match self.depth.checked_sub(1) {
            Some(left) => self.depth = left,
            None => self.doubt = true,
        }
        self.step()
    }

    fn on_record(&mut self, column: &Column, args: &Filled, of: Set<W>) -> Truths<W> {
        if column.many {
            self.row_of(column.view, args, of)
        } else {
            self.row(column.view, column.by.map_or(0, |place| args[place % PLACES]), of)
        }
    }

    fn generally(&mut self, column: &Column, args: &Filled) -> Value {
        if !self.step() {
            return Value::False;
        }
        let args = self.individuals(column.relation, args);
        let arity = self.index.relation(column.relation).holes.len();
        let value = self.general().atom(column.relation, &args[..arity]);
        value.unwrap_or_else(|_| {
            self.doubtful();
            Value::False
        })
    }

    /// Whether a sentence holds that clauses define.
    #[inline]
    pub fn tuple(&mut self, id: u32, by: &By, member: u32, frame: &Frame) -> Value {
        if self.is_noting() {
            return self.tuple_anew(id, by, member, frame);
        }
        let slot = self.slot(id, by, frame);
        if let Some(known) = self.memo.of(slot, self.stamp(id), member) {
            return known;
        }
        let value = self.tuple_anew(id, by, member, frame);
        self.kept(id, slot, Set::one(member), Truths::of_one(member, value));
        value
    }

    #[inline(never)]
    fn tuple_anew(&mut self, id: u32, by: &By, member: u32, frame: &Frame) -> Value {
        let plan = self.plan;
        let column = &plan.columns[id as usize];
        if !self.deeper() {
            return Value::False;
        }
        let row = Self::row_args(column, by, frame);
        let args = filled(&row, column.open, member);
        let mut value;
        if column.general {
            value = self.generally(column, &args);
        } else {
            value = self.on_record(column, &row, Set::one(member)).at(member);
            for body in &column.tests {
                let mut frame = [0; VARIABLES];
                if value == Value::True {
                    break;
                }
                if self.fit(&body.fits, &args, &mut frame) {
                    let asked = Asked { relation: column.relation, args: &args };
                    let effect = self.effect(body, body.condition.as_ref(), &mut frame, asked, [&body.fits, &[]]);
                    value = value.or(effect.effective);
                }
            }
        }
        self.depth += 1;
        value
    }
}

#[inline]
fn filled(args: &Filled, place: usize, one: u32) -> Filled {
    let mut filled = *args;
    if let Some(to) = filled.get_mut(place) {
        *to = one;
    }
    filled
}
