//! Which tables can be judged a few things at a time, and why others cannot.
use super::reach::{Across, Reach, Said};
use crate::api::events::looked;
use crate::api::intake::Intake;
use crate::core_ir::form::{Form, Holds, Sentence, Slot};
use crate::core_ir::{Class, ClauseId, ClauseKind, KindId, Program, RelationId, TurnKind};
use crate::diagnostic::Lang;
use std::collections::BTreeSet;

/// How tables fall apart into things.
#[derive(Debug)]
pub struct Plan {
    /// Of each form the column that says which thing its rows are about; none: its rows are on record for all of them.
    pub roots: Vec<Option<usize>>,
    /// The kinds of things.
    pub kinds: Vec<KindId>,
    /// What frequencies ask.
    pub counted: BTreeSet<RelationId>,
    /// By which things are looked for from others.
    pub ties: BTreeSet<RelationId>,
    /// What was done may bring up what is owed for other things too.
    pub loose: bool,
}

/// Why rows have to be looked at all together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No form says that each of its rows is about a thing of its own.
    NoThing,
    /// A row of this form ties several things together.
    SeveralThings(String),
    /// Something that all things share is said in rows of this form and asked by the rules.
    Shared(String),
    /// A clause.
    Across(Across),
    /// Numbers add up across the record.
    Sum,
    /// Matters are sent back.
    SentBack,
    /// Only a period is looked at, in which what was done may be owed for things outside it.
    Period,
    /// A row says something that hangs together with others.
    Row,
    /// There are so few that it makes no difference.
    Few,
}

impl Why {
    /// In words; none where there is nothing to tell.
    pub fn told(&self, program: &Program, lang: Lang) -> Option<String> {
        let zh = lang == Lang::Zh;
        let place = |id: &ClauseId| {
            let clause = program.clauses.get(id.index())?;
            let locus = if zh { clause.citation.locus.to_string() } else { clause.citation.locus.english() };
            Some(format!("《{}》{locus}", clause.citation.document))
        };
        let pick = |of_zh: String, of_en: String| Some(if zh { of_zh } else { of_en });
        match self {
            Self::NoThing => {
                pick("登记里没有写“一行一项”的列".into(), "no form has a column of one thing a row (一行一项)".into())
            }
            Self::SeveralThings(form) => pick(
                format!("登记「{form}」的一行连着几件事"),
                format!("a row of the form 「{form}」 ties several things together"),
            ),
            Self::Shared(form) => pick(
                format!("登记「{form}」的行里还说着不属于这一件事的话"),
                format!("rows of the form 「{form}」 also speak of what is not their own"),
            ),
            Self::Across(Across::Looks(id)) => {
                let place = place(id)?;
                pick(format!("{place}要看别的事"), format!("{place} looks at other things"))
            }
            Self::Across(Across::Undated(id)) => {
                let place = place(id)?;
                pick(
                    format!("{place}该办的事，有的没有写哪一天办的"),
                    format!("what {place} asks for may be on record without a day"),
                )
            }
            Self::Period => pick(
                "只核对一段时间，而且办了的事要和所有的事对照".into(),
                "only a period is looked at, and what was done is held against all things".into(),
            ),
            Self::Sum => pick("规则里有合计".into(), "the rules have sums (合计)".into()),
            Self::SentBack => pick("规则里有退回的程序".into(), "the rules have a procedure that sends back".into()),
            Self::Row => pick("有的行和别的行连着".into(), "some rows hang together with others".into()),
            Self::Few => None,
        }
    }
}

impl Plan {
    pub fn new(intake: &Intake) -> Result<Self, Why> {
        let program = intake.rulebook.program();
        let own = intake.forms.iter().flat_map(|form| own_columns(form).filter_map(|n| kind_of(form, n)));
        let kinds: Vec<KindId> = own.filter(|kind| !intake.is_closed(*kind)).collect();
        if kinds.is_empty() {
            return Err(Why::NoThing);
        }
        for clause in &program.clauses {
            match &clause.kind {
                ClauseKind::Sum(_) => return Err(Why::Sum),
                ClauseKind::Turn(turn) if matches!(turn.kind, TurnKind::Back { .. }) => return Err(Why::SentBack),
                _ => {}
            }
        }
        let mut plan = Self { roots: Vec::new(), kinds, counted: BTreeSet::new(), ties: BTreeSet::new(), loose: false };
        for form in &intake.forms {
            let root = plan.root(intake, form)?;
            plan.roots.push(root);
        }
        // What a row calls its own beside its thing is nobody's thing.
        for (form, root) in intake.forms.iter().zip(&plan.roots) {
            let beside = own_columns(form).filter(|n| Some(*n) != *root).filter_map(|n| kind_of(form, n));
            let roots = || intake.forms.iter().zip(&plan.roots).filter_map(|(form, root)| kind_of(form, (*root)?));
            if beside.into_iter().any(|kind| roots().any(|root| intake.go_together(kind, root))) {
                return Err(Why::SeveralThings(form.name.clone()));
            }
        }
        plan.reach(intake)?;
        Ok(plan)
    }

    /// Whether individuals of a column may be things.
    fn is_thing(&self, intake: &Intake, form: &Form, column: usize) -> bool {
        let kind = kind_of(form, column).filter(|kind| !intake.is_closed(*kind));
        kind.is_some_and(|kind| self.kinds.iter().any(|thing| intake.go_together(kind, *thing)))
    }

    /// The first of the kinds with which that of a column goes together.
    pub fn sort(&self, intake: &Intake, form: &Form, column: usize) -> Option<usize> {
        let kind = kind_of(form, column)?;
        self.kinds.iter().position(|thing| intake.go_together(kind, *thing))
    }

    /// The columns of a form in which things stand.
    pub fn columns<'f>(&'f self, intake: &'f Intake, form: &'f Form) -> impl Iterator<Item = usize> + 'f {
        (0..form.columns.len()).filter(move |n| self.is_thing(intake, form, *n))
    }

    /// The column that says which thing a row is about: one that others may speak of too, else its own.
    fn root(&self, intake: &Intake, form: &Form) -> Result<Option<usize>, Why> {
        let (own, others): (Vec<usize>, Vec<usize>) =
            self.columns(intake, form).partition(|n| form.columns.get(*n).is_some_and(|column| column.own));
        let several = || Err(Why::SeveralThings(form.name.clone()));
        // Of what other tables speak.
        let known = |n: &usize| intake.forms.iter().any(|other| self.speaks_of(intake, other, form, *n));
        match (others.as_slice(), own.as_slice()) {
            ([], []) => Ok(None),
            ([one], own) if !own.iter().any(known) => Ok(Some(*one)),
            ([], [one]) => Ok(Some(*one)),
            ([], own) => {
                let spoken: Vec<usize> = own.iter().copied().filter(known).collect();
                match spoken.as_slice() {
                    [] => Ok(own.first().copied()),
                    [one] => Ok(Some(*one)),
                    _ => several(),
                }
            }
            _ => several(),
        }
    }

    /// Whether rows of one form may speak of what a row of another calls its own.
    fn speaks_of(&self, intake: &Intake, one: &Form, form: &Form, column: usize) -> bool {
        let Some(kind) = kind_of(form, column) else { return false };
        let loose = |n: &usize| one.columns.get(*n).is_some_and(|column| !column.own);
        let same = |n: usize| kind_of(one, n).is_some_and(|other| intake.go_together(other, kind));
        self.columns(intake, one).filter(loose).any(same)
    }

    /// Whether nothing but things stands in a place of a sentence: only rows say it, and always of things there.
    fn is_place(&self, intake: &Intake, relation: RelationId, place: usize) -> bool {
        let thing = |form: &Form, slot: Option<&Slot>| matches!(slot, Some(Slot::Column(n)) if self.is_thing(intake, form, *n));
        let own = |form: &Form| {
            let mut says = form.blocks.iter().flat_map(|block| &block.says).filter(|one| one.relation == relation);
            says.all(|one| thing(form, one.args.get(place)))
        };
        let said = intake.forms.iter().flat_map(said_in).any(|one| one == relation);
        said && !is_stated(intake, relation) && intake.forms.iter().all(own)
    }

    /// What is judged, what that asks, and whether it looks from one thing across to others.
    fn reach(&mut self, intake: &Intake) -> Result<(), Why> {
        let program = intake.rulebook.program();
        let looked = looked(program);
        let is_looked = |relation: RelationId| {
            looked.get(relation.index()).is_some_and(|looked| looked.act || looked.state || looked.trigger)
        };
        let all = || (0..program.relations.len()).map(|n| RelationId(n as u32));
        let closed = |relation: RelationId| is_closed(intake, relation);
        let place = |relation, n| self.is_place(intake, relation, n);
        let says = || intake.forms.iter().flat_map(|form| &form.blocks).flat_map(|block| &block.says);
        let dated = |relation| !is_stated(intake, relation) && says().all(|one| one.relation != relation || one.from.is_some());
        let rows: BTreeSet<RelationId> = intake.forms.iter().flat_map(said_in).collect();
        let never = |relation| !rows.contains(&relation) && !is_stated(intake, relation);
        let said = Said { closed: &closed, never: &never, dated: &dated, place: &place };
        let mut reach = Reach::new(program, &self.kinds, said);
        let own = |form: &&Form| self.columns(intake, form).next().is_some();
        let of_things: BTreeSet<RelationId> = intake.forms.iter().filter(own).flat_map(said_in).collect();
        let others = all().filter(|one| is_looked(*one) && !of_things.contains(one) && !never(*one)).collect();
        reach.judged(&of_things.into_iter().filter(|relation| is_looked(*relation)).collect()).map_err(Why::Across)?;
        reach.judged(&others).map_err(Why::Across)?;
        for form in &intake.forms {
            let asked = |one: &&Sentence| reach.relations.contains(&one.relation) || is_looked(one.relation);
            let thing = |slot: &Slot| matches!(slot, Slot::Column(n) if self.is_thing(intake, form, *n));
            let mut says = form.blocks.iter().flat_map(|block| &block.says).filter(asked);
            if self.columns(intake, form).next().is_some() && !says.all(|one| one.args.iter().any(thing)) {
                return Err(Why::Shared(form.name.clone()));
            }
        }
        let mut counted = Reach::new(program, &[], said);
        counted.counted();
        (self.ties, self.counted, self.loose) = (reach.ties, counted.relations, reach.loose);
        Ok(())
    }
}

/// Whether the situation or the rulebooks themselves put something of a relation on record.
fn is_stated(intake: &Intake, relation: RelationId) -> bool {
    let base = &intake.base.world;
    let fixed = intake.rulebook.program().facts.iter().map(|(of, _)| *of);
    let stated = base.facts.iter().chain(&base.lapsed).map(|fact| fact.relation).chain(fixed).any(|of| of == relation);
    stated || base.history.iter().any(|history| history.pieces().any(|(_, of, _)| of == relation))
}

/// The columns of what only a row itself speaks of.
fn own_columns(form: &Form) -> impl Iterator<Item = usize> + '_ {
    form.columns.iter().enumerate().filter(|(_, column)| column.own).map(|(n, _)| n)
}

/// What rows of a form may say.
fn said_in(form: &Form) -> impl Iterator<Item = RelationId> + '_ {
    form.blocks.iter().flat_map(|block| &block.says).map(|one| one.relation)
}

fn kind_of(form: &Form, column: usize) -> Option<KindId> {
    match form.columns.get(column)?.holds {
        Holds::Individual(kind) => Some(kind),
        _ => None,
    }
}

/// Whether silence means no, whatever clauses define.
fn is_closed(intake: &Intake, relation: RelationId) -> bool {
    let program = intake.rulebook.program();
    let Some(known) = program.relations.get(relation.index()) else { return false };
    let world = &intake.base.world;
    let closed = match known.class {
        Class::Recorded => true,
        Class::Open => world.all_complete || world.complete.contains(&relation),
        Class::Judgement | Class::Derived | Class::Chosen => false,
    };
    let defines = |kind: &ClauseKind| matches!(kind, ClauseKind::Definition { head, .. } if head.relation == relation);
    closed && !known.constitutive && !program.clauses.iter().any(|clause| defines(&clause.kind))
}
