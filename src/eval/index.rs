//! The rulebooks, indexed for evaluation.
use super::{hash::Table, validate::valid};
use crate::calendar::Calendar;
use crate::core_ir::{
    Act, AtomFormula, Bearer, ChoiceId, Clause, ClauseId, ClauseKind, Formula, KindId, Procedure, Program, Relation, RelationId,
    Term, Turn, Var,
};
use std::sync::Arc;

/// The clauses about one relation, each list in the order of the documents.
#[derive(Debug, Default, Clone)]
pub(super) struct About {
    pub powers: Vec<ClauseId>,
    pub requirements: Vec<ClauseId>,
    /// Of the act, or of the state.
    pub prohibitions: Vec<ClauseId>,
    /// Duties to do the act or to keep the state.
    pub duties: Vec<ClauseId>,
    /// Duties that this event triggers.
    pub triggered: Vec<ClauseId>,
    pub gaps: Vec<ClauseId>,
    /// Definitions whose head this is.
    pub definitions: Vec<ClauseId>,
}

/// What a clause can be matched by: an act or a sentence with its places.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub relation: RelationId,
    pub slots: Vec<Option<Term>>,
}

impl Pattern {
    fn of_act(act: &Act) -> Self {
        Self { relation: act.verb, slots: act.slots.clone() }
    }

    fn of_atom(atom: &AtomFormula) -> Self {
        Self { relation: atom.relation, slots: atom.args.iter().copied().map(Some).collect() }
    }
}

/// The rulebooks, indexed.
#[derive(Debug)]
pub(super) struct Index {
    pub program: Arc<Program>,
    pub calendar: Arc<Calendar>,
    about: Vec<About>,
    /// For each clause: its own act first, then its triggers.
    patterns: Vec<Vec<Pattern>>,
    /// For each clause: its own variables, in the order of its patterns.
    signature: Vec<Vec<Var>>,
    /// For each clause: whether it or one beside it has rivals.
    contested: Vec<bool>,
    /// For each choice: the level of its first variable in diagrams.
    levels: Vec<u32>,
    /// How many variables all choices take.
    pub choice_levels: u32,
    /// Sums (合计).
    pub sums: Vec<ClauseId>,
    /// The numbers in the program fit together.
    pub valid: bool,
}

impl Index {
    pub fn new(program: Arc<Program>, calendar: Arc<Calendar>) -> Self {
        let mut index = Self {
            about: vec![About::default(); program.relations.len()],
            patterns: Vec::new(),
            signature: Vec::new(),
            contested: vec![false; program.clauses.len()],
            levels: Vec::new(),
            choice_levels: 0,
            sums: Vec::new(),
            valid: valid(&program),
            program: Arc::clone(&program),
            calendar,
        };
        if index.valid {
            index.add_clauses(&program);
            index.mark_contested(&program);
            index.add_choices(&program);
        }
        index
    }

    fn add_clauses(&mut self, program: &Program) {
        for (n, clause) in program.clauses.iter().enumerate() {
            let patterns = patterns(clause);
            if matches!(clause.kind, ClauseKind::Sum(_)) {
                self.sums.push(ClauseId(n as u32));
            }
            self.file(ClauseId(n as u32), clause, &patterns);
            self.signature.push(signature(&patterns, clause));
            self.patterns.push(patterns);
        }
    }

    fn mark_contested(&mut self, program: &Program) {
        for about in &self.about {
            let beside = [&about.powers, &about.requirements, &about.prohibitions, &about.definitions];
            for own in beside.into_iter().filter(|own| own.iter().any(|id| !program.clauses[id.index()].rivals.is_empty())) {
                own.iter().for_each(|id| self.contested[id.index()] = true);
            }
        }
    }

    fn add_choices(&mut self, program: &Program) {
        for choice in &program.choices {
            self.levels.push(self.choice_levels);
            self.choice_levels += choice.options.len().saturating_sub(1) as u32;
        }
    }

    fn file(&mut self, id: ClauseId, clause: &Clause, patterns: &[Pattern]) {
        for (n, pattern) in patterns.iter().enumerate() {
            let about = &mut self.about[pattern.relation.index()];
            match &clause.kind {
                ClauseKind::Power { .. } => about.powers.push(id),
                ClauseKind::Requirement { .. } => about.requirements.push(id),
                ClauseKind::Prohibition { .. } | ClauseKind::StateProhibition { .. } => about.prohibitions.push(id),
                ClauseKind::Duty(duty) if n <= duty.alternatives.len() => about.duties.push(id),
                ClauseKind::Duty(_) if about.triggered.last() != Some(&id) => about.triggered.push(id),
                ClauseKind::Definition { .. } => about.definitions.push(id),
                ClauseKind::Gap { .. } => about.gaps.push(id),
                ClauseKind::Duty(_)
                | ClauseKind::Frequency(_)
                | ClauseKind::Exception { .. }
                | ClauseKind::Procedure(_)
                | ClauseKind::Turn(_)
                | ClauseKind::Sum(_) => {}
            }
        }
    }

    pub fn clause(&self, id: ClauseId) -> &Clause {
        &self.program.clauses[id.index()]
    }

    /// Whether a clause, or another of its sort on the same, has rivals: all of them are looked at under each way of reading.
    pub fn contested(&self, id: ClauseId) -> bool {
        self.contested[id.index()]
    }

    pub fn relation(&self, id: RelationId) -> &Relation {
        &self.program.relations[id.index()]
    }

    pub fn about(&self, id: RelationId) -> &About {
        &self.about[id.index()]
    }

    pub fn patterns(&self, id: ClauseId) -> &[Pattern] {
        &self.patterns[id.index()]
    }

    pub fn signature(&self, id: ClauseId) -> &[Var] {
        &self.signature[id.index()]
    }

    /// Whether it only connects words and never speaks ([`Program::connects`]).
    pub fn connects(&self, id: ClauseId) -> bool {
        self.program.connects(self.clause(id))
    }

    /// Whether an individual of the first kind is one of the second.
    pub fn is(&self, kind: KindId, of: KindId) -> bool {
        kind == of || self.program.kinds[kind.index()].ancestors.contains(&of)
    }

    /// The kinds that somebody of a kind is of.
    pub fn kinds_of(&self, kind: KindId) -> impl Iterator<Item = KindId> {
        let ancestors = &self.program.kinds[kind.index()].ancestors;
        ancestors.iter().copied().chain((!ancestors.contains(&kind)).then_some(kind))
    }

    /// Whether some power over an act leaves it to somebody to choose who does it.
    pub fn chooses(&self, act: RelationId) -> bool {
        let chosen = |id: &ClauseId| matches!(self.clause(*id).kind, ClauseKind::Power { chooser: Some(_), .. });
        self.about(act).powers.iter().any(chosen)
    }

    /// Whether a clause on an act says who does it.
    pub fn names_doer(&self, id: ClauseId) -> bool {
        if matches!(&self.clause(id).kind, ClauseKind::Duty(duty) if matches!(duty.bearer, Bearer::AnyOf(..))) {
            return true;
        }
        let pattern = self.patterns(id).first();
        pattern.is_some_and(|pattern| self.doer(pattern.relation).is_some_and(|doer| pattern.slots[doer].is_some()))
    }

    /// The place of the doer in an act.
    pub fn doer(&self, relation: RelationId) -> Option<usize> {
        self.relation(relation).doer
    }

    /// The level of the first variable of a choice.
    pub fn level(&self, choice: usize) -> u32 {
        self.levels[choice]
    }

    /// The levels of the variables of a choice.
    pub fn span(&self, choice: usize) -> (u32, u32) {
        let from = self.levels[choice];
        (from, self.levels.get(choice + 1).copied().unwrap_or(self.choice_levels))
    }

    /// The choice to which a variable belongs.
    pub fn choice_at(&self, level: u32) -> Option<ChoiceId> {
        let after = self.levels.partition_point(|from| *from <= level);
        (level < self.choice_levels).then(|| after.checked_sub(1)).flatten().map(|n| ChoiceId(n as u32))
    }

    /// How many ways it takes to try every option of the open choices once; one if none is open.
    pub fn options_of(&self, settings: &[Option<u8>]) -> usize {
        let open = self.program.choices.iter().zip(settings).filter(|(_, set)| set.is_none());
        open.map(|(choice, _)| choice.options.len()).max().unwrap_or(1)
    }

    /// With the n-th option (or the last) for every open choice.
    pub fn settled(&self, settings: &[Option<u8>], n: usize) -> Vec<Option<u8>> {
        let all = self.program.choices.iter().zip(settings);
        all.map(|(choice, set)| set.or(Some(n.min(choice.options.len().saturating_sub(1)) as u8))).collect()
    }

    /// The variables that a way of reading fixes: of the variables of a choice, the one of its option is true and those
    /// before are false.
    pub fn fixed(&self, way: &[(ChoiceId, u8)]) -> Table<u32, bool> {
        let mut fixed = Table::default();
        for (choice, option) in way {
            let (from, until) = self.span(choice.index());
            for level in from..until {
                fixed.insert(level, level - from == u32::from(*option));
            }
        }
        fixed
    }
}

/// The act of a clause first, then what else it may be matched by.
fn patterns(clause: &Clause) -> Vec<Pattern> {
    match &clause.kind {
        ClauseKind::Power { act, .. }
        | ClauseKind::Requirement { act, .. }
        | ClauseKind::Prohibition { act }
        | ClauseKind::Gap { act, .. } => {
            vec![Pattern::of_act(act)]
        }
        ClauseKind::StateProhibition { state } => vec![Pattern::of_atom(state)],
        ClauseKind::Definition { head, .. } => vec![Pattern::of_atom(head)],
        ClauseKind::Duty(duty) => {
            let mut all = vec![Pattern::of_act(&duty.act)];
            all.extend(duty.alternatives.iter().map(Pattern::of_act));
            all.extend(duty.triggers.iter().map(Pattern::of_atom));
            all
        }
        ClauseKind::Frequency(frequency) => vec![Pattern::of_act(&frequency.act)],
        ClauseKind::Exception { act, .. } => act.iter().map(Pattern::of_act).collect(),
        ClauseKind::Procedure(_) | ClauseKind::Turn(_) | ClauseKind::Sum(_) => Vec::new(),
    }
}

/// The variables of the patterns, and those that the condition leaves free beside them (an exception without an act).
fn signature(patterns: &[Pattern], clause: &Clause) -> Vec<Var> {
    let mut own: Vec<Var> = Vec::new();
    for term in patterns.iter().flat_map(|pattern| pattern.slots.iter().flatten()) {
        if let Term::Var(var) = term {
            own.push(*var);
        }
    }
    free(&clause.condition, &mut Vec::new(), &mut own);
    if let ClauseKind::Requirement { needs, .. } = &clause.kind {
        free(needs, &mut Vec::new(), &mut own);
    }
    if let ClauseKind::Procedure(Procedure { matter, .. }) | ClauseKind::Turn(Turn { matter, .. }) = &clause.kind {
        own.extend(matter);
    }
    if let ClauseKind::Sum(comparison) = &clause.kind {
        free_amount(&comparison.left, &mut Vec::new(), &mut own);
        free_amount(&comparison.right, &mut Vec::new(), &mut own);
    }
    let mut seen = Vec::new();
    own.retain(|var| {
        !seen.contains(var) && {
            seen.push(*var);
            true
        }
    });
    own
}

/// The variables free in a formula.
pub(super) fn free(formula: &Formula, bound: &mut Vec<Var>, out: &mut Vec<Var>) {
    match formula {
        Formula::True | Formula::False | Formula::Choice { .. } | Formula::Applies(_) => {}
        Formula::Atom(atom) => terms(&atom.args, bound, out),
        Formula::Not(part) => free(part, bound, out),
        Formula::And(parts) | Formula::Or(parts) | Formula::AtLeast { parts, .. } => {
            parts.iter().for_each(|part| free(part, bound, out))
        }
        Formula::Exists { var, body, .. } | Formula::Forall { var, body, .. } => under(*var, body, bound, out),
        Formula::Same(a, b) => terms(&[*a, *b], bound, out),
        Formula::IsKind(term, _) => terms(&[*term], bound, out),
        Formula::Compare(comparison) => {
            free_amount(&comparison.left, bound, out);
            free_amount(&comparison.right, bound, out);
        }
    }
}

fn free_amount(amount: &crate::core_ir::Amount, bound: &mut Vec<Var>, out: &mut Vec<Var>) {
    use crate::core_ir::Amount;
    match amount {
        Amount::Number(_) => {}
        Amount::Count { var, body, .. } => under(*var, body, bound, out),
        Amount::Times(_, part) => free_amount(part, bound, out),
        Amount::Value { args, .. } => terms(args, bound, out),
        Amount::Plus(a, b) | Amount::Minus(a, b) => {
            free_amount(a, bound, out);
            free_amount(b, bound, out);
        }
    }
}

fn under(var: Var, body: &Formula, bound: &mut Vec<Var>, out: &mut Vec<Var>) {
    bound.push(var);
    free(body, bound, out);
    bound.pop();
}

fn terms(args: &[Term], bound: &[Var], out: &mut Vec<Var>) {
    out.extend(args.iter().filter_map(|term| match term {
        Term::Var(var) if !bound.contains(var) => Some(*var),
        Term::Var(_) | Term::Individual(_) => None,
    }));
}
