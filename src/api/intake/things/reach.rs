//! What the rules ask for when something is judged, and whether they look from one thing across to others.
//!
//! Two things are apart where nothing on record names both. What a rule says of one may look at others (there is, each, how
//! many) only by what ties them to it: a sentence on record, in a record where silence means no, that names both.
use crate::core_ir::{
    Act, Amount, AtomFormula, Bearer, Clause, ClauseId, ClauseKind, Duty, Formula, KindId, Limit, Program, RelationId, Term, Var,
};
use std::collections::BTreeSet;

/// Why things cannot be judged apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Across {
    /// A clause looks at all of a kind.
    Looks(ClauseId),
    /// What a duty asks for may be on record without a day, for whatever thing it was done.
    Undated(ClauseId),
}

/// What is said of relations.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    /// What is not on record is not so.
    pub closed: &'a dyn Fn(RelationId) -> bool,
    /// Nothing is ever on record.
    pub never: &'a dyn Fn(RelationId) -> bool,
    /// It is on record with days alone.
    pub dated: &'a dyn Fn(RelationId) -> bool,
    /// Nothing but things stands in a place.
    pub place: &'a dyn Fn(RelationId, usize) -> bool,
}

/// What judging may come to ask.
pub struct Reach<'a> {
    program: &'a Program,
    /// The kinds of the things that are to be judged apart.
    things: &'a [KindId],
    /// What is done may bring up duties of other things too, each of which is brought up by its own event.
    pub loose: bool,
    /// What the clause that is looked at is asked for stands for things here.
    sure: Vec<Var>,
    said: Said<'a>,
    /// The relations that are asked.
    pub relations: BTreeSet<RelationId>,
    /// Those by which things are looked for from others.
    pub ties: BTreeSet<RelationId>,
    clauses: BTreeSet<ClauseId>,
    borne: BTreeSet<(ClauseId, Option<ClauseId>)>,
    ahead: Vec<Step>,
}

enum Step {
    /// A sentence is asked.
    Holds(RelationId),
    /// A clause bears on another, or counts by itself.
    Bears(ClauseId, Option<ClauseId>),
}

/// An act or a sentence by which a clause is matched, and whether the place of the doer may stay open.
struct Entry {
    relation: RelationId,
    slots: Vec<Option<Term>>,
    doer: bool,
}

impl<'a> Reach<'a> {
    pub fn new(program: &'a Program, things: &'a [KindId], said: Said<'a>) -> Self {
        let (relations, ties, clauses, borne) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self { program, things, said, loose: false, sure: Vec::new(), relations, ties, clauses, borne, ahead: Vec::new() }
    }

    /// Acts, states and events of these relations are judged.
    pub fn judged(&mut self, judged: &BTreeSet<RelationId>) -> Result<(), Across> {
        for (n, clause) in self.program.clauses.iter().enumerate() {
            let id = ClauseId(n as u32);
            for entry in entries(clause).into_iter().filter(|entry| judged.contains(&entry.relation)) {
                self.clause(id, &entry, &[])?;
            }
        }
        self.ahead.extend(judged.iter().map(|relation| Step::Holds(*relation)));
        self.all()
    }

    /// Frequencies are counted.
    pub fn counted(&mut self) {
        for (n, clause) in self.program.clauses.iter().enumerate() {
            let ClauseKind::Frequency(frequency) = &clause.kind else { continue };
            let verb = frequency.act.verb;
            self.ahead.extend([Step::Bears(ClauseId(n as u32), None), Step::Holds(verb)]);
            let gap = |clause: &Clause| matches!(&clause.kind, ClauseKind::Gap { act, .. } if act.verb == verb);
            let gaps = self.program.clauses.iter().enumerate().filter(|(_, clause)| gap(clause));
            self.ahead.extend(gaps.map(|(n, _)| Step::Bears(ClauseId(n as u32), None)));
        }
        // Without things nothing can be looked across to.
        let _: Result<(), Across> = self.all();
    }

    fn all(&mut self) -> Result<(), Across> {
        while let Some(step) = self.ahead.pop() {
            match step {
                Step::Holds(relation) if self.relations.insert(relation) => self.holds(relation)?,
                Step::Holds(_) => {}
                Step::Bears(id, on) if self.borne.insert((id, on)) => self.bears(id, on)?,
                Step::Bears(..) => {}
            }
        }
        Ok(())
    }

    /// What makes a sentence hold.
    fn holds(&mut self, relation: RelationId) -> Result<(), Across> {
        let constitutive = self.program.relations.get(relation.index()).is_some_and(|known| known.constitutive);
        for (n, clause) in self.program.clauses.iter().enumerate() {
            let bears = match &clause.kind {
                ClauseKind::Definition { .. } => true,
                ClauseKind::Power { .. } | ClauseKind::Prohibition { .. } | ClauseKind::Requirement { .. } => constitutive,
                _ => false,
            };
            for entry in entries(clause).into_iter().filter(|entry| bears && entry.relation == relation) {
                self.clause(ClauseId(n as u32), &entry, &[])?;
            }
        }
        Ok(())
    }

    /// A clause that bears on another: matched by its act, and by the words of its variables.
    fn bears(&mut self, id: ClauseId, on: Option<ClauseId>) -> Result<(), Across> {
        let of = |id: ClauseId| self.program.clauses.get(id.index());
        let Some(clause) = of(id) else { return Ok(()) };
        let words = on.and_then(of).map_or(&[][..], |host| &host.variables);
        let same = |n: &usize| clause.variables.get(*n).is_some_and(|(_, own)| words.iter().any(|(_, word)| word == own));
        let matched: Vec<Var> = (0..clause.variables.len()).filter(same).map(|n| Var(n as u16)).collect();
        let mut entries = entries(clause);
        if entries.is_empty() {
            entries.push(Entry { relation: RelationId(u32::MAX), slots: Vec::new(), doer: false });
        }
        entries.iter().try_for_each(|entry| self.clause(id, entry, &matched))
    }

    /// Whether one of a kind may be a thing.
    fn may_be_thing(&self, kind: KindId) -> bool {
        self.things.iter().any(|thing| self.program.is_a(kind, *thing) || self.program.is_a(*thing, kind))
    }

    fn kind_of(&self, id: ClauseId, var: Var) -> Option<KindId> {
        let clause = self.program.clauses.get(id.index())?;
        clause.variables.get(usize::from(var.0)).map(|(kind, _)| *kind)
    }

    /// Whether a variable stands for a thing, if it stands for anything.
    fn is_thing(&self, id: ClauseId, var: Var) -> bool {
        self.sure.contains(&var)
            || self.kind_of(id, var).is_some_and(|kind| self.things.iter().any(|thing| self.program.is_a(kind, *thing)))
    }

    /// Looks at a clause as it is asked by one of its acts or sentences.
    fn clause(&mut self, id: ClauseId, entry: &Entry, matched: &[Var]) -> Result<(), Across> {
        let program = self.program;
        let Some(clause) = program.clauses.get(id.index()) else { return Ok(()) };
        let doer = program.relations.get(entry.relation.index()).and_then(|relation| relation.doer);
        let given = || entry.slots.iter().enumerate().filter(|(n, _)| !entry.doer || Some(*n) != doer);
        let mut tied: Vec<Var> = given().filter_map(|(_, term)| var(*term)).chain(matched.iter().copied()).collect();
        let things = given().filter(|(n, _)| (self.said.place)(entry.relation, *n)).filter_map(|(_, term)| var(*term));
        self.sure = things.collect();
        let mut atoms = Vec::new();
        together(&clause.condition, &mut atoms);
        if self.fails(&atoms) {
            return Ok(());
        }
        self.tie(id, &atoms, &mut tied);
        if self.is_loose(id, &clause.condition, &tied) {
            self.loosely(id, clause, entry, &tied)?;
        }
        self.formula(id, &clause.condition, &tied)?;
        for note in clause.notes.iter().filter_map(|note| note.condition.as_ref()) {
            self.formula(id, note, &tied)?;
        }
        self.of_kind(id, clause, &tied)?;
        if self.clauses.insert(id) {
            self.ahead.extend(clause.exceptions.iter().map(|one| Step::Bears(*one, Some(id))));
            self.ahead.extend(clause.rivals.iter().map(|rival| Step::Bears(rival.clause, Some(id))));
        }
        Ok(())
    }

    /// Whether a condition asks about things that nothing ties to what it is asked for.
    fn is_loose(&self, id: ClauseId, condition: &Formula, tied: &[Var]) -> bool {
        let mut asked = Vec::new();
        free(condition, &mut Vec::new(), &mut asked);
        let thing = |one: &Var| self.kind_of(id, *one).is_some_and(|kind| self.may_be_thing(kind));
        asked.iter().any(|one| !tied.contains(one) && thing(one))
    }

    /// Of a duty that is asked by what was done: whether what it gives is told by what was done, and each of the things that it
    /// is owed for brings it up itself.
    fn loosely(&mut self, id: ClauseId, clause: &Clause, entry: &Entry, tied: &[Var]) -> Result<(), Across> {
        let ClauseKind::Duty(duty) = &clause.kind else { return Err(Across::Looks(id)) };
        let brought = !duty.triggers.is_empty() && duty.triggers.iter().all(|atom| (self.said.closed)(atom.relation));
        let licence = duty.licences.iter().find(|licence| licence.verb == entry.relation);
        let Some(licence) = licence.filter(|_| brought) else { return Err(Across::Looks(id)) };
        let mut tied: Vec<Var> = tied.iter().copied().chain(licence.places.iter().map(|(_, one)| *one)).collect();
        let places = licence.places.iter().filter(|(n, _)| (self.said.place)(entry.relation, *n));
        self.sure.extend(places.map(|(_, one)| *one));
        let mut atoms = Vec::new();
        together(&licence.condition, &mut atoms);
        self.tie(id, &atoms, &mut tied);
        self.loose = true;
        self.ties.extend(duty.triggers.iter().map(|atom| atom.relation));
        if self.is_loose(id, &licence.condition, &tied) { Err(Across::Looks(id)) } else { Ok(()) }
    }

    fn of_kind(&mut self, id: ClauseId, clause: &Clause, tied: &[Var]) -> Result<(), Across> {
        match &clause.kind {
            ClauseKind::Requirement { needs, .. } => self.formula(id, needs, tied),
            ClauseKind::Power { chooser: Some(chooser), .. } => {
                self.atom(&chooser.choice);
                self.formula(id, &chooser.condition, tied)
            }
            ClauseKind::Duty(duty) => self.duty(id, duty, tied),
            _ => Ok(()),
        }
    }

    fn duty(&mut self, id: ClauseId, duty: &Duty, tied: &[Var]) -> Result<(), Across> {
        for act in std::iter::once(&duty.act).chain(&duty.alternatives) {
            // What is done for another thing may stand without a day where this one asks when it was done.
            if act.slots.contains(&None) && !(self.said.dated)(act.verb) {
                return Err(Across::Undated(id));
            }
            self.ahead.push(Step::Holds(act.verb));
        }
        duty.triggers.iter().for_each(|atom| self.atom(atom));
        for licence in &duty.licences {
            self.formula(id, &licence.condition, tied)?;
        }
        if let Bearer::AnyOf(_, who) = &duty.bearer {
            self.formula(id, who, tied)?;
        }
        if let Some(Limit::Days { event, extensions, excluded, .. }) = &duty.limit {
            event.iter().for_each(|atom| self.atom(atom));
            self.ahead.extend(excluded.iter().map(|one| Step::Bears(*one, Some(id))));
            self.ahead.extend(extensions.iter().map(|one| Step::Bears(one.when, Some(id))));
        }
        self.formula(id, &duty.done, tied)
    }

    fn atom(&mut self, atom: &AtomFormula) {
        self.ahead.push(Step::Holds(atom.relation));
    }

    /// Whether one of these sentences is never so.
    fn fails(&self, atoms: &[&AtomFormula]) -> bool {
        atoms.iter().any(|atom| (self.said.never)(atom.relation) && (self.said.closed)(atom.relation))
    }

    /// Which things sentences, all of them so, tie to those that are tied already. What two things have in common (a person, an
    /// office) ties neither to the other.
    fn tie(&mut self, id: ClauseId, atoms: &[&AtomFormula], tied: &mut Vec<Var>) {
        loop {
            let mut more = Vec::new();
            for atom in atoms.iter().filter(|atom| (self.said.closed)(atom.relation)) {
                let vars = || atom.args.iter().enumerate().filter_map(|(n, term)| Some((n, var(Some(*term))?)));
                let thing = |n: usize, one: Var| self.is_thing(id, one) || (self.said.place)(atom.relation, n);
                if vars().any(|(n, one)| tied.contains(&one) && thing(n, one)) {
                    let loose: Vec<Var> = vars().map(|(_, one)| one).filter(|one| !tied.contains(one)).collect();
                    if !loose.is_empty() {
                        self.ties.insert(atom.relation);
                        more.extend(loose);
                    }
                }
            }
            if more.is_empty() {
                return;
            }
            tied.extend(more);
        }
    }

    fn formula(&mut self, id: ClauseId, formula: &Formula, tied: &[Var]) -> Result<(), Across> {
        match formula {
            Formula::Exists { var, kind, body } => {
                let mut atoms = Vec::new();
                together(body, &mut atoms);
                self.looked_for(id, (*var, *kind), &atoms, body, tied)
            }
            Formula::Forall { var, kind, body } => {
                let mut atoms = Vec::new();
                apart(body, &mut atoms);
                self.looked_for(id, (*var, *kind), &atoms, body, tied)
            }
            Formula::Not(inner) => self.formula(id, inner, tied),
            Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => {
                parts.iter().try_for_each(|part| self.formula(id, part, tied))
            }
            Formula::Compare(comparison) => {
                self.amount(id, &comparison.left, tied)?;
                self.amount(id, &comparison.right, tied)
            }
            Formula::Atom(atom) => {
                self.atom(atom);
                Ok(())
            }
            Formula::Applies(other) => {
                self.ahead.push(Step::Bears(*other, Some(id)));
                Ok(())
            }
            Formula::True | Formula::False | Formula::Same(..) | Formula::IsKind(..) | Formula::Choice { .. } => Ok(()),
        }
    }

    /// Individuals of a kind that are looked for: things only among those that are tied.
    fn looked_for(
        &mut self,
        id: ClauseId,
        (one, kind): (Var, KindId),
        atoms: &[&AtomFormula],
        body: &Formula,
        tied: &[Var],
    ) -> Result<(), Across> {
        if self.fails(atoms) {
            return Ok(());
        }
        if !self.may_be_thing(kind) {
            return self.formula(id, body, tied);
        }
        let mut tied: Vec<Var> = tied.iter().copied().filter(|other| *other != one).collect();
        self.tie(id, atoms, &mut tied);
        if tied.contains(&one) { self.formula(id, body, &tied) } else { Err(Across::Looks(id)) }
    }

    fn amount(&mut self, id: ClauseId, amount: &Amount, tied: &[Var]) -> Result<(), Across> {
        match amount {
            Amount::Number(_) => Ok(()),
            Amount::Value { relation, .. } => {
                self.ahead.push(Step::Holds(*relation));
                Ok(())
            }
            Amount::Count { var, kind, body } => {
                let mut atoms = Vec::new();
                together(body, &mut atoms);
                self.looked_for(id, (*var, *kind), &atoms, body, tied)
            }
            Amount::Times(_, inner) => self.amount(id, inner, tied),
            Amount::Plus(left, right) | Amount::Minus(left, right) => {
                self.amount(id, left, tied)?;
                self.amount(id, right, tied)
            }
        }
    }
}

fn var(term: Option<Term>) -> Option<Var> {
    if let Some(Term::Var(var)) = term { Some(var) } else { None }
}

/// The acts and sentences by which a clause is asked. What others may do may be asked of a power too.
fn entries(clause: &Clause) -> Vec<Entry> {
    let of_act = |act: &Act| Entry { relation: act.verb, slots: act.slots.clone(), doer: false };
    let of_atom =
        |atom: &AtomFormula| Entry { relation: atom.relation, slots: atom.args.iter().copied().map(Some).collect(), doer: false };
    match &clause.kind {
        ClauseKind::Power { act, .. } => vec![of_act(act), Entry { doer: true, ..of_act(act) }],
        ClauseKind::Requirement { act, .. } | ClauseKind::Prohibition { act } | ClauseKind::Gap { act, .. } => {
            vec![of_act(act)]
        }
        ClauseKind::StateProhibition { state } => vec![of_atom(state)],
        ClauseKind::Definition { head, .. } => vec![of_atom(head)],
        ClauseKind::Duty(duty) => {
            let acts = std::iter::once(&duty.act).chain(&duty.alternatives).map(of_act);
            acts.chain(duty.triggers.iter().map(of_atom)).collect()
        }
        ClauseKind::Frequency(frequency) => vec![of_act(&frequency.act)],
        ClauseKind::Exception { act, .. } => act.iter().map(of_act).collect(),
        ClauseKind::Procedure(_) | ClauseKind::Turn(_) | ClauseKind::Sum(_) => Vec::new(),
    }
}

/// The sentences that all hold where a formula does.
fn together<'f>(formula: &'f Formula, atoms: &mut Vec<&'f AtomFormula>) {
    match formula {
        Formula::Atom(atom) => atoms.push(atom),
        Formula::And(parts) => parts.iter().for_each(|part| together(part, atoms)),
        Formula::Exists { body, .. } => together(body, atoms),
        _ => {}
    }
}

/// The sentences that all hold where a formula does not.
fn apart<'f>(formula: &'f Formula, atoms: &mut Vec<&'f AtomFormula>) {
    match formula {
        Formula::Not(inner) => together(inner, atoms),
        Formula::Or(parts) => parts.iter().for_each(|part| apart(part, atoms)),
        Formula::Forall { body, .. } => apart(body, atoms),
        _ => {}
    }
}

/// The variables that a condition asks about and does not look for itself.
fn free(formula: &Formula, bound: &mut Vec<Var>, found: &mut Vec<Var>) {
    let mut terms = |terms: &[Term], bound: &[Var]| {
        let own = terms.iter().filter_map(|term| var(Some(*term))).filter(|one| !bound.contains(one));
        found.extend(own);
    };
    match formula {
        Formula::Atom(atom) => terms(&atom.args, bound),
        Formula::Same(one, other) => terms(&[*one, *other], bound),
        Formula::IsKind(one, _) => terms(&[*one], bound),
        Formula::Not(inner) => free(inner, bound, found),
        Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => {
            parts.iter().for_each(|part| free(part, bound, found));
        }
        Formula::Exists { var, body, .. } | Formula::Forall { var, body, .. } => within(*var, body, bound, found),
        Formula::Compare(comparison) => {
            free_in(&comparison.left, bound, found);
            free_in(&comparison.right, bound, found);
        }
        Formula::True | Formula::False | Formula::Choice { .. } | Formula::Applies(_) => {}
    }
}

fn within(var: Var, body: &Formula, bound: &mut Vec<Var>, found: &mut Vec<Var>) {
    bound.push(var);
    free(body, bound, found);
    bound.pop();
}

fn free_in(amount: &Amount, bound: &mut Vec<Var>, found: &mut Vec<Var>) {
    match amount {
        Amount::Number(_) => {}
        Amount::Count { var, body, .. } => within(*var, body, bound, found),
        Amount::Value { args, .. } => {
            found.extend(args.iter().filter_map(|term| var_of(*term)).filter(|one| !bound.contains(one)));
        }
        Amount::Times(_, inner) => free_in(inner, bound, found),
        Amount::Plus(left, right) | Amount::Minus(left, right) => {
            free_in(left, bound, found);
            free_in(right, bound, found);
        }
    }
}

fn var_of(term: Term) -> Option<Var> {
    var(Some(term))
}
