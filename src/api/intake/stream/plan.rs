//! Which forms can be streamed, and what their rows come to then.
//!
//! A row is streamed where it can be judged with no more in memory than what lasts (who is away, who acts for whom) and what
//! it says itself. That asks for four things. What it names is known beforehand, or belongs to it alone (一行一项). What it
//! says of others lasts from a day on, in a record that is closed, so that before that day it is simply not so. No rule looks
//! across what belongs to single rows (no quantifier over such kinds), so that other rows' are nothing to it. And the
//! rules only speak of acts: duties, states and frequencies are for the whole record.
use crate::api::events::looked;
use crate::api::intake::Intake;
use crate::core_ir::form::{Block, Column, Day, Figure, Form, Holds, Sentence, Slot};
use crate::core_ir::{Amount, Class, Clause, ClauseKind, Entity, EntityId, Formula, KindId, Program, RelationId, Truth, World};
use crate::eval::Engine;

/// More places than this no sentence has here.
pub const PLACES: usize = 4;

/// The forms, ready to be streamed.
#[derive(Debug)]
pub struct Plan {
    pub forms: Vec<FormPlan>,
    /// The situation with somebody standing in for each column of what belongs to one row.
    pub world: World,
}

/// A form.
#[derive(Debug)]
pub struct FormPlan {
    pub columns: Vec<Holding>,
    pub apart: Option<usize>,
    /// The column of the day, or the moment, as of which its rows are judged.
    pub day: Option<usize>,
    pub blocks: Vec<BlockPlan>,
}

/// What a column holds.
#[derive(Debug, Clone)]
pub enum Holding {
    /// Words that are only looked at.
    Text,
    /// One of these.
    Words(Vec<String>),
    Date,
    Number,
    /// Those known beforehand.
    Known(KindId),
    /// What belongs to the row; who stands in for it.
    Own(EntityId),
}

/// What is said of some rows.
#[derive(Debug)]
pub struct BlockPlan {
    pub when: Vec<(usize, Vec<String>)>,
    pub says: Vec<SentencePlan>,
}

/// A sentence.
#[derive(Debug)]
pub struct SentencePlan {
    pub relation: RelationId,
    pub args: Vec<Slot>,
    pub truth: Truth,
    pub number: Option<Figure>,
    /// The columns of its days.
    pub from: Option<usize>,
    pub until: Option<usize>,
    /// It is over with its row.
    pub local: bool,
    /// Some clause asks for it.
    pub read: bool,
    pub judged: Judged,
    /// Its columns, a bit each; and those without which it is not said.
    pub columns: u64,
    pub needs: u64,
}

/// Whether a sentence is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// No clause speaks of it.
    Never,
    /// Some clause does.
    Plainly,
    /// And one says what the rules leave out of it.
    WithGaps,
}

impl SentencePlan {
    pub fn is_judged(&self) -> bool {
        self.judged != Judged::Never
    }
}

impl Plan {
    /// None where the forms, the situation or the rules ask for the whole record.
    pub fn new(intake: &Intake, engine: &Engine) -> Option<Self> {
        let program = engine.program();
        let mut world = intake.base.world.clone();
        let looked = looked(program);
        let by_acts = |clause: &Clause| !matches!(clause.kind, ClauseKind::Frequency(_) | ClauseKind::Turn(_));
        let of_base = |n: usize| looked.get(n).is_some_and(|looked| looked.act || looked.state || looked.trigger);
        let plain = world.history.is_none()
            && program.clauses.iter().all(by_acts)
            && !world.facts.iter().any(|fact| of_base(fact.relation.index()));
        if !plain || intake.forms.iter().any(|form| form.columns.iter().any(|column| column.own && is_apart(form, column))) {
            return None;
        }
        let compiler =
            Compiler { intake, engine, looked: looked.iter().map(|one| (one.act, one.state || one.trigger)).collect() };
        let forms = intake.forms.iter().map(|form| compiler.form(form, &mut world)).collect::<Option<Vec<_>>>()?;
        Some(Self { forms, world })
    }

    /// The relations of which rows say something.
    pub fn changing(&self) -> impl Iterator<Item = RelationId> {
        let blocks = self.forms.iter().flat_map(|form| &form.blocks);
        blocks.flat_map(|block| &block.says).filter(|one| one.read).map(|one| one.relation)
    }
}

fn is_apart(form: &Form, column: &Column) -> bool {
    form.apart.and_then(|n| form.columns.get(n)).is_some_and(|apart| apart.name == column.name)
}

struct Compiler<'a> {
    intake: &'a Intake,
    engine: &'a Engine,
    /// Of each relation: judged as an act; as a state or for duties.
    looked: Vec<(bool, bool)>,
}

impl Compiler<'_> {
    fn form(&self, form: &Form, world: &mut World) -> Option<FormPlan> {
        let columns = form.columns.iter().map(|column| self.column(column, world)).collect::<Option<Vec<_>>>()?;
        let blocks = form.blocks.iter().map(|block| self.block(block, &columns)).collect::<Option<Vec<_>>>()?;
        // Everything that is judged in a row is judged as of one day.
        let mut days = blocks.iter().flat_map(|block| &block.says).filter(|one| one.is_judged()).map(|one| one.from);
        let first = days.next();
        let many = blocks.len() > 32 || columns.len() > 64;
        if many || first.is_some_and(|first| first.is_none() || days.any(|day| day != first)) {
            return None;
        }
        Some(FormPlan { columns, apart: form.apart, day: first.flatten(), blocks })
    }

    fn column(&self, column: &Column, world: &mut World) -> Option<Holding> {
        Some(match &column.holds {
            Holds::Text => Holding::Text,
            Holds::Words(words) => Holding::Words(words.clone()),
            Holds::Date => Holding::Date,
            Holds::Number => Holding::Number,
            Holds::Individual(kind) if column.own => {
                if self.is_looked_across(*kind) || self.intake.is_closed(*kind) {
                    return None;
                }
                let id = EntityId(world.entities.len() as u32);
                world.entities.push(Entity { name: column.name.clone(), kind: *kind, unnamed: None });
                Holding::Own(id)
            }
            Holds::Individual(kind) if self.intake.is_closed(*kind) => Holding::Known(*kind),
            Holds::Individual(_) => return None,
        })
    }

    fn block(&self, block: &Block, columns: &[Holding]) -> Option<BlockPlan> {
        if !block.kinds.is_empty() {
            return None;
        }
        let says = block.says.iter().map(|sentence| self.sentence(sentence, columns)).collect::<Option<Vec<_>>>()?;
        Some(BlockPlan { when: block.when.clone(), says })
    }

    fn sentence(&self, sentence: &Sentence, columns: &[Holding]) -> Option<SentencePlan> {
        let day = |day: Option<Day>| match day {
            None => Some(None),
            Some(Day::Column(column)) => Some(Some(column)),
            Some(Day::Fixed(_)) => None,
        };
        let (from, until) = (day(sentence.from)?, day(sentence.until)?);
        let own = |slot: &Slot| matches!(slot, Slot::Column(n) if matches!(columns.get(*n), Some(Holding::Own(_))));
        let local = sentence.args.iter().any(own);
        let (judged, other) = self.looked.get(sentence.relation.index()).copied()?;
        let dated = from.is_some() || until.is_some();
        let read = self.engine.asks_of(sentence.relation);
        // What no clause asks for may stand on record or not.
        let closed = !dated || !read || self.is_closed(sentence.relation);
        let holes = &self.engine.program().relations.get(sentence.relation.index())?.holes;
        let lasting =
            sentence.truth == Truth::True && sentence.number.is_none() && from.is_some() && !holes.iter().any(|hole| hole.single);
        let fits = closed
            && !other
            && sentence.judged_by.is_none()
            && sentence.truth != Truth::Unknown
            && sentence.args.len() <= PLACES
            && (local || lasting)
            && (!judged || (sentence.truth == Truth::True && until.is_none()));
        let figure = sentence.number.and_then(|number| if let Figure::Column(n) = number { Some(n) } else { None });
        fits.then(|| SentencePlan {
            relation: sentence.relation,
            args: sentence.args.clone(),
            truth: sentence.truth,
            number: sentence.number,
            from,
            until,
            local,
            read,
            columns: bits(sentence.columns()),
            needs: bits(sentence.args.iter().filter_map(column_of).chain(figure)),
            judged: match judged {
                false => Judged::Never,
                true if self.has_gap(sentence.relation) => Judged::WithGaps,
                true => Judged::Plainly,
            },
        })
    }

    fn has_gap(&self, relation: RelationId) -> bool {
        let gap = |clause: &Clause| matches!(&clause.kind, ClauseKind::Gap { act, .. } if act.verb == relation);
        self.engine.program().clauses.iter().any(gap)
    }

    /// Whether silence means no.
    fn is_closed(&self, relation: RelationId) -> bool {
        let world = &self.intake.base.world;
        let class = self.engine.program().relations.get(relation.index()).map(|relation| relation.class);
        match class {
            Some(Class::Recorded) => true,
            Some(Class::Open) => world.all_complete || world.complete.contains(&relation),
            Some(Class::Judgement | Class::Derived | Class::Chosen) | None => false,
        }
    }

    /// Whether some clause quantifies over individuals that may be of a kind.
    fn is_looked_across(&self, kind: KindId) -> bool {
        is_looked_across(self.engine.program(), kind)
    }
}

fn column_of(slot: &Slot) -> Option<usize> {
    if let Slot::Column(n) = slot { Some(*n) } else { None }
}

/// Columns, a bit each.
fn bits(columns: impl Iterator<Item = usize>) -> u64 {
    columns.fold(0, |bits, n| bits | 1_u64.checked_shl(n as u32).unwrap_or(0))
}

/// Whether some clause quantifies over individuals that may be of a kind.
pub fn is_looked_across(program: &Program, kind: KindId) -> bool {
    let meets = |other: KindId| program.is_a(kind, other) || program.is_a(other, kind);
    program.clauses.iter().any(|clause| of_clause(clause, &meets))
}

fn of_clause(clause: &Clause, meets: &impl Fn(KindId) -> bool) -> bool {
    let notes = clause.notes.iter().filter_map(|note| note.condition.as_ref());
    let own = match &clause.kind {
        ClauseKind::Requirement { needs, .. } => quantifies(needs, meets),
        ClauseKind::Sum(comparison) => amount(&comparison.left, meets) || amount(&comparison.right, meets),
        ClauseKind::Power { chooser, .. } => chooser.is_some(),
        _ => false,
    };
    own || quantifies(&clause.condition, meets) || notes.into_iter().any(|note| quantifies(note, meets))
}

fn quantifies(formula: &Formula, meets: &impl Fn(KindId) -> bool) -> bool {
    match formula {
        Formula::Exists { kind, body, .. } | Formula::Forall { kind, body, .. } => meets(*kind) || quantifies(body, meets),
        Formula::Not(inner) => quantifies(inner, meets),
        Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => {
            parts.iter().any(|part| quantifies(part, meets))
        }
        Formula::Compare(comparison) => amount(&comparison.left, meets) || amount(&comparison.right, meets),
        Formula::True
        | Formula::False
        | Formula::Atom(_)
        | Formula::Same(..)
        | Formula::IsKind(..)
        | Formula::Choice { .. }
        | Formula::Applies(_) => false,
    }
}

fn amount(of: &Amount, meets: &impl Fn(KindId) -> bool) -> bool {
    match of {
        Amount::Number(_) | Amount::Value { .. } => false,
        Amount::Count { kind, body, .. } => meets(*kind) || quantifies(body, meets),
        Amount::Times(_, inner) => amount(inner, meets),
        Amount::Plus(left, right) | Amount::Minus(left, right) => amount(left, meets) || amount(right, meets),
    }
}
