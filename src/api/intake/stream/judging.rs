//! Days of rows, judged.
use super::batch::{Batch, Day, EMPTY, Lasting, Row, is_before, minute};
use super::plan::{FormPlan, Holding, Judged, PLACES, Plan, SentencePlan};
use super::shaped::applying;
use crate::api::audit::AuditFinding;
use crate::api::brief::{Again, Short};
use crate::core_ir::form::{Figure, Slot};
use crate::core_ir::{ActQuery, EntityId, Fact, Question, RelationId, Target, Truth, World};
use crate::eval::hash::Table;
use crate::eval::{Engine, EvalError, Live, Outcome};
use crate::vocabulary::{Date, Moment, Verdict};

/// What was found that is not simply in order.
#[derive(Debug, Default)]
pub struct Found {
    /// In numbers.
    pub short: Vec<Short>,
    /// The first of each sort in each record, told in full.
    pub full: Vec<(Short, Vec<AuditFinding>)>,
    /// Rows that tell of an act of the same day that another row has told of, each with what came of that.
    pub again: Vec<(Short, Again)>,
}

/// A full answer, and what it is about.
#[derive(Debug)]
pub struct Told {
    pub question: Question,
    pub outcome: Outcome,
    /// The situation of that moment, with the names that the row has for its own.
    pub world: World,
}

/// Puts a full answer about an act of a day into words.
pub type Tell<'t> = dyn Fn(&Told, Moment) -> Vec<AuditFinding> + Sync + 't;

/// Judges the rows of some of the records.
pub struct Judge<'p> {
    plan: &'p Plan,
    engine: &'p Engine,
    /// Puts a full answer into words.
    tell: &'p Tell<'p>,
    /// Which records: those whose number leaves `turn` when divided by `of`.
    of: u32,
    turn: u32,
    /// So many of each sort and record are told in full.
    in_full: usize,
    /// The situation before any row.
    live: Live,
    parts: Vec<Part>,
    pub found: Found,
    /// How many acts had each verdict.
    pub verdicts: Vec<(Verdict, usize)>,
    pub events: usize,
    /// What was done and is nobody's own, on the day that is judged: said twice it is one event, told with both rows.
    /// By whose record it is in, and when it was.
    seen: Table<(u32, u32, ActKey), Seen>,
    /// Which documents are in force on the day that is judged.
    in_force: Vec<bool>,
    /// Only of these days.
    from: Option<Date>,
    until: Option<Date>,
    /// Nothing later than the day of the situation has happened yet.
    now: Option<Date>,
}

/// What lasts, by relation and arguments: how many arguments, and how often it is said.
type LastingOnes = Table<(u32, [u32; PLACES]), (u8, u32)>;

/// What came of an act: the verdict, and the refusal that it stands for.
type Came = (Verdict, Option<Verdict>);

/// Which act, and whose: four places in two words.
type ActKey = (u32, [u64; 2]);

/// An act that was judged: the row that told of it, and what came of it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    source: u16,
    row: u32,
    came: Came,
}

/// A record.
struct Part {
    live: Live,
    /// It is over with the last that says it.
    lasting: LastingOnes,
    /// What came of acts of which the rules say nothing for these people: no more than who holds which office and which
    /// documents are in force decides it.
    silent: Table<ActKey, Came>,
    /// How many of each sort were told in full.
    told: Table<(u32, Verdict, Option<Verdict>), usize>,
}

/// What is asked of a judge.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    pub of: u32,
    pub turn: u32,
    pub in_full: usize,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl<'p> Judge<'p> {
    pub fn new(plan: &'p Plan, engine: &'p Engine, tell: &'p Tell<'p>, task: Task) -> Self {
        let Task { of, turn, in_full, from, until } = task;
        Self {
            plan,
            engine,
            tell,
            of,
            turn,
            in_full,
            live: engine.live(&plan.world).changing(plan.changing()),
            parts: Vec::new(),
            found: Found::default(),
            verdicts: Vec::new(),
            events: 0,
            seen: Table::default(),
            in_force: Vec::new(),
            from,
            until,
            now: plan.world.date,
        }
    }

    /// Judges days in order.
    pub fn judge(&mut self, batch: &Batch) -> Result<(), EvalError> {
        for (date, day) in batch {
            self.day(*date, day)?;
        }
        Ok(())
    }

    fn is_own(&self, part: u32) -> bool {
        part % self.of == self.turn
    }

    fn part(&mut self, part: u32) -> Option<&mut Part> {
        let at = (part / self.of) as usize;
        while self.parts.len() <= at {
            let live = self.live.clone();
            self.parts.push(Part { live, lasting: Table::default(), silent: Table::default(), told: Table::default() });
        }
        self.parts.get_mut(at)
    }

    fn day(&mut self, date: Date, day: &Day) -> Result<(), EvalError> {
        let (of, turn) = (self.of, self.turn);
        let documents = self.engine.program().documents.iter();
        let in_force: Vec<bool> = documents.map(|document| document.in_force(Some(date))).collect();
        if in_force != self.in_force {
            self.in_force = in_force;
            self.parts.iter_mut().for_each(Part::forget);
        }
        let tenure = self.engine.program().holds_office;
        for one in day.over.iter().filter(|one| one.part % of == turn) {
            if let Some(part) = self.part(one.part) {
                part.over(one)?;
                part.changed(one, tenure);
            }
        }
        for one in day.begins.iter().filter(|one| one.part % of == turn) {
            if let Some(part) = self.part(one.part) {
                part.begins(one)?;
                part.changed(one, tenure);
            }
        }
        if self.now.is_some_and(|now| now < date) {
            return Ok(());
        }
        let within = self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until);
        if !within {
            return Ok(());
        }
        self.seen.clear();
        for rows in day.rows.chunk_by(|one, other| one.part == other.part) {
            self.rows(date, day, rows)?;
        }
        Ok(())
    }

    /// Rows of one record.
    fn rows(&mut self, date: Date, day: &Day, rows: &[Row]) -> Result<(), EvalError> {
        let Some(first) = rows.first().filter(|row| self.is_own(row.part)) else { return Ok(()) };
        if let Some(part) = self.part(first.part) {
            part.live.date(date);
        }
        rows.iter().try_for_each(|row| self.row(date, day, row))
    }

    fn row(&mut self, date: Date, day: &Day, row: &Row) -> Result<(), EvalError> {
        let Some(form) = self.plan.forms.get(usize::from(row.form)) else { return Ok(()) };
        let cells = day.cells_of(row, form.columns.len());
        let Some(at) = form.day.and_then(|column| cells.get(column)).copied() else { return Ok(()) };
        let said = Saying { form, row, day, cells, date, at };
        let Some(part) = self.part(row.part) else { return Ok(()) };
        let mark = part.live.mark();
        let judged = part.say(&said).and_then(|()| self.acts(&said));
        if let Some(part) = self.part(row.part) {
            part.live.back_to(mark);
        }
        judged
    }

    /// Judges what a row tells of.
    fn acts(&mut self, said: &Saying<'_>) -> Result<(), EvalError> {
        for sentence in applying(said.form, said.row.blocks).filter(|one| one.is_judged()) {
            said.each(sentence, &mut |args, _| {
                let key = (sentence.relation.0, numbers(args));
                if sentence.local {
                    return self.act(said, sentence, args, key).map(|_| ());
                }
                let moment = (said.row.part, said.at, key);
                if let Some(first) = self.seen.get(&moment).copied() {
                    self.again(said, sentence.relation, first);
                    return Ok(());
                }
                let came = self.act(said, sentence, args, key)?;
                let (source, row) = (said.row.source, said.row.number);
                self.seen.insert(moment, Seen { source, row, came });
                Ok(())
            })?;
        }
        Ok(())
    }

    /// An act that another row of the day has told of.
    fn again(&mut self, said: &Saying<'_>, act: RelationId, first: Seen) {
        if is_told(first.came.0) {
            let short = said.short(act, first.came);
            self.found.again.push((short, ((first.source, first.row, act), (short.table, short.row))));
        }
    }

    fn act(&mut self, said: &Saying<'_>, sentence: &SentencePlan, args: &[EntityId], key: ActKey) -> Result<Came, EvalError> {
        let (plan, engine, in_full) = (self.plan, self.engine, self.in_full);
        let Some(part) = self.parts.get_mut((said.row.part / self.of) as usize) else {
            return Ok((Verdict::NotApplicable, None));
        };
        let (verdict, ground) = part.act(sentence.relation, args, key, sentence.judged == Judged::WithGaps)?;
        if is_told(verdict) {
            let short = said.short(sentence.relation, (verdict, ground));
            let full = part.told((sentence.relation.0, verdict, ground), in_full);
            let told = || said.told(plan, engine, &part.lasting, in_order(sentence.relation, args));
            match full.then(told).flatten() {
                Some(told) => self
                    .found
                    .full
                    .push((short, (self.tell)(&told, Moment { minute: minute(said.at), ..Moment::from(said.date) }))),
                None => self.found.short.push(short),
            }
        }
        self.events += 1;
        if verdict != Verdict::NotApplicable {
            match self.verdicts.iter_mut().find(|(one, _)| *one == verdict) {
                Some((_, count)) => *count += 1,
                None => self.verdicts.push((verdict, 1)),
            }
        }
        Ok((verdict, ground))
    }
}

fn numbers(args: &[EntityId]) -> [u64; 2] {
    let mut numbers = [0; PLACES];
    numbers.iter_mut().zip(args).for_each(|(to, arg)| *to = u64::from(arg.0));
    let [a, b, c, d] = numbers;
    [a | b << 32, c | d << 32]
}

fn is_told(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Compliant | Verdict::NotApplicable | Verdict::NotYetDue | Verdict::Silent | Verdict::NotInForce)
}

impl Part {
    fn begins(&mut self, one: &Lasting) -> Result<(), EvalError> {
        let (places, count) = self.lasting.entry((one.relation.0, one.args.map(|arg| arg.0))).or_default();
        *places = one.places;
        *count += 1;
        if *count == 1 { self.live.put(one.relation, one.args(), Truth::True) } else { Ok(()) }
    }

    /// Who holds which office may have changed.
    fn changed(&mut self, one: &Lasting, tenure: Option<RelationId>) {
        if Some(one.relation) == tenure {
            self.forget();
        }
    }

    /// Who holds which office, or which documents are in force, is not what it was.
    fn forget(&mut self) {
        self.silent.clear();
    }

    fn over(&mut self, one: &Lasting) -> Result<(), EvalError> {
        let key = (one.relation.0, one.args.map(|arg| arg.0));
        let Some((_, count)) = self.lasting.get_mut(&key) else { return Ok(()) };
        *count -= 1;
        if *count > 0 {
            return Ok(());
        }
        self.lasting.remove(&key);
        self.live.take(one.relation, one.args())
    }

    /// Whether an act was in order. `gap`: some clause says what the rules leave out of it.
    fn act(&mut self, act: RelationId, slots: &[EntityId], key: ActKey, gap: bool) -> Result<Came, EvalError> {
        let verdict = self.live.may(act, slots)?;
        if verdict != Verdict::Silent {
            return Ok(verdict.afterwards());
        }
        if let Some(known) = self.silent.get(&key).filter(|_| !gap) {
            return Ok(*known);
        }
        // Whether the rules leave it out is a question of its own.
        let decided = self.live.decide(&in_order(act, slots))?;
        self.silent.insert(key, (decided.verdict, decided.ground));
        Ok((decided.verdict, decided.ground))
    }

    /// Puts on record what a row says.
    fn say(&mut self, said: &Saying<'_>) -> Result<(), EvalError> {
        for sentence in applying(said.form, said.row.blocks).filter(|one| one.local && one.read) {
            said.each(sentence, &mut |args, number| match number {
                Some(number) => self.live.put_number(sentence.relation, args, number),
                None => self.live.put(sentence.relation, args, sentence.truth),
            })?;
        }
        Ok(())
    }

    /// Whether this one is told in full: the first of each sort are.
    fn told(&mut self, sort: (u32, Verdict, Option<Verdict>), in_full: usize) -> bool {
        let told = self.told.entry(sort).or_default();
        *told += 1;
        *told <= in_full
    }
}

fn in_order(act: RelationId, slots: &[EntityId]) -> Question {
    let slots = slots.iter().copied().map(Some).collect();
    Question::InOrder { targets: vec![Target::Act(ActQuery { verb: act, slots })], only: Vec::new(), at: None }
}

/// What a row says on its day.
struct Saying<'d> {
    form: &'d FormPlan,
    row: &'d Row,
    day: &'d Day,
    cells: &'d [u32],
    date: Date,
    /// The moment in one word.
    at: u32,
}

impl Saying<'_> {
    /// Every way to fill the places of a sentence that holds on the day of the row.
    fn each(&self, sentence: &SentencePlan, then: &mut Then<'_>) -> Result<(), EvalError> {
        let day = |column: Option<usize>| column.and_then(|column| self.cells.get(column)).copied();
        let early = day(sentence.from).is_some_and(|from| is_before(self.at, from));
        if early || day(sentence.until).is_some_and(|until| is_before(until, self.at)) {
            return Ok(());
        }
        let number = match sentence.number {
            None => None,
            Some(Figure::Fixed(number)) => Some(number),
            Some(Figure::Column(column)) => {
                let cell = self.cells.get(column).copied().filter(|cell| *cell != EMPTY);
                match cell.and_then(|cell| self.day.number(cell)) {
                    Some(number) => Some(number),
                    None => return Ok(()),
                }
            }
        };
        self.fill(sentence, 0, &mut [EntityId(0); PLACES], number, then)
    }

    fn fill(
        &self,
        sentence: &SentencePlan,
        place: usize,
        args: &mut [EntityId; PLACES],
        number: Option<i64>,
        then: &mut Then<'_>,
    ) -> Result<(), EvalError> {
        let all = sentence.args.len();
        for (place, slot) in sentence.args.iter().enumerate().skip(place) {
            let one = match slot {
                Slot::Fixed(id) => *id,
                Slot::Column(column) => match (self.form.columns.get(*column), self.cells.get(*column)) {
                    (Some(Holding::Own(stand)), Some(cell)) if *cell != EMPTY => *stand,
                    (Some(Holding::Known(_)), Some(cell)) => match self.day.named(cell) {
                        [one] => EntityId(*one),
                        several => {
                            for one in several {
                                args[place] = EntityId(*one);
                                self.fill(sentence, place + 1, args, number, then)?;
                            }
                            return Ok(());
                        }
                    },
                    _ => return Ok(()),
                },
            };
            args[place] = one;
        }
        then(&args[..all], number)
    }

    /// What came of an act of this row.
    fn short(&self, relation: RelationId, (verdict, ground): Came) -> Short {
        let Row { part, source: table, number: row, .. } = *self.row;
        Short { day: Some(self.date), part, row, relation, duty: None, table, verdict, ground }
    }

    /// The full answer to a question about this row.
    fn told(&self, plan: &Plan, engine: &Engine, lasting: &LastingOnes, question: Question) -> Option<Told> {
        let world = self.world(&plan.world, lasting);
        let outcome = engine.prepare(&world).ask(&question).ok()?;
        Some(Told { question, outcome, world })
    }

    /// The situation of this moment: what stood on record, what lasts, and what the row says, under the names that it has for
    /// its own.
    fn world(&self, base: &World, lasting: &LastingOnes) -> World {
        let mut world = World { date: Some(self.date), ..base.clone() };
        for (column, cell) in self.form.columns.iter().zip(self.cells) {
            if let Holding::Own(stand) = column
                && *cell != EMPTY
                && let Some(entity) = world.entities.get_mut(stand.index())
            {
                self.day.name(*cell).clone_into(&mut entity.name);
            }
        }
        let fact = |relation, args: &[EntityId], truth, number| {
            let args = args.to_vec();
            Fact { relation, args, truth, number, judged_by: None }
        };
        let mut ones: Vec<_> = lasting.iter().map(|((relation, args), (places, _))| (*relation, *args, *places)).collect();
        ones.sort_unstable();
        for (relation, args, places) in ones {
            let args: Vec<EntityId> = args.iter().take(usize::from(places)).map(|one| EntityId(*one)).collect();
            world.facts.push(fact(RelationId(relation), &args, Truth::True, None));
        }
        for sentence in applying(self.form, self.row.blocks).filter(|one| one.local) {
            // Nothing is asked here that could fail.
            let _: Result<(), EvalError> = self.each(sentence, &mut |args, number| {
                let said = fact(sentence.relation, args, sentence.truth, number);
                if !world.facts.contains(&said) {
                    world.facts.push(said);
                }
                Ok(())
            });
        }
        world
    }
}

/// What is done with each way to fill the places of a sentence: its arguments, and its number.
type Then<'t> = dyn FnMut(&[EntityId], Option<i64>) -> Result<(), EvalError> + 't;
