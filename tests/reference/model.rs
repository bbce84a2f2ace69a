//! One filling, one way of reading: every clause by plain truth, straight from `book/en/semantics.md`.
use guiju::core_ir::*;
use std::collections::{BTreeMap, BTreeSet};

pub type Tuple = (RelationId, Vec<u32>);
/// Places as the question fills them.
pub type Places = Vec<Option<u32>>;

/// S-7.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    pub facts: BTreeMap<Tuple, bool>,
    pub numbers: BTreeMap<Tuple, i64>,
    pub holders: BTreeMap<u32, u32>,
}

#[derive(Clone)]
pub struct Model<'a> {
    pub program: &'a Program,
    pub world: &'a World,
    pub filling: &'a Filling,
    pub options: &'a [u8],
    pub assumed: Option<Tuple>,
    said: &'a Said,
    /// Those who exist, by kind.
    members: Vec<Vec<u32>>,
    derived: BTreeSet<Tuple>,
}

/// What is on record.
pub type Said = BTreeMap<Tuple, (Truth, Option<i64>)>;

pub type Env = Vec<Option<u32>>;

/// What a clause is asked about: the act or sentence of the question, and the clause with its variables.
#[derive(Clone)]
struct Asked {
    ground: Option<(RelationId, Places)>,
    clause: ClauseId,
    env: Env,
}

impl<'a> Model<'a> {
    /// The relations are in the order of their strata.
    pub fn new(program: &'a Program, world: &'a World, said: &'a Said, filling: &'a Filling, options: &'a [u8]) -> Self {
        let mut model =
            Self { program, world, filling, options, assumed: None, said, members: Vec::new(), derived: BTreeSet::new() };
        model.members = (0..program.kinds.len()).map(|n| model.existing(KindId(n as u32))).collect();
        for n in 0..program.relations.len() {
            model.derive(RelationId(n as u32));
        }
        model
    }

    /// S-13.
    fn derive(&mut self, relation: RelationId) {
        let heads = |clause: &Clause| matches!(&clause.kind, ClauseKind::Definition { head, .. } if head.relation == relation);
        if !self.program.relations[relation.index()].constitutive && !self.program.clauses.iter().any(heads) {
            return;
        }
        let tuples = self.tuples(relation);
        loop {
            let more: Vec<Tuple> = tuples
                .iter()
                .map(|args| (relation, args.clone()))
                .filter(|tuple| !self.derived.contains(tuple) && self.defined(tuple))
                .collect();
            if more.is_empty() {
                return;
            }
            self.derived.extend(more);
        }
    }

    fn tuples(&self, relation: RelationId) -> Vec<Vec<u32>> {
        let mut all = vec![Vec::new()];
        for hole in &self.program.relations[relation.index()].holes {
            let members = self.members(hole.kind);
            all = all
                .into_iter()
                .flat_map(|args: Vec<u32>| members.iter().map(move |one| [args.clone(), vec![*one]].concat()))
                .collect();
        }
        all
    }

    pub fn is(&self, entity: u32, kind: KindId) -> bool {
        self.program.kinds[self.world.entities[entity as usize].kind.index()].ancestors.contains(&kind)
    }

    /// S-10.
    pub fn members(&self, kind: KindId) -> Vec<u32> {
        self.members[kind.index()].clone()
    }

    /// S-5: those of a kind who exist.
    fn existing(&self, kind: KindId) -> Vec<u32> {
        let there = |one: &u32| match self.world.entities[*one as usize].unnamed {
            None => true,
            Some((office, k)) => self.filling.holders.get(&office.0).copied().unwrap_or(0) >= k,
        };
        (0..self.world.entities.len() as u32).filter(|one| self.is(*one, kind)).filter(there).collect()
    }

    /// S-2 to S-5.
    fn recorded(&self, (relation, args): &Tuple) -> bool {
        if self.assumed.as_ref() == Some(&(*relation, args.clone())) {
            return true;
        }
        if self.program.holds_office == Some(*relation) {
            if let Some((office, _)) = self.world.entities[args[0] as usize].unnamed {
                if office.0 == args[1] {
                    return self.members(self.world.entities[args[0] as usize].kind).contains(&args[0]);
                }
            }
        }
        match self.said.get(&(*relation, args.clone())) {
            Some((Truth::True, _)) => return true,
            Some((Truth::False, _)) => return false,
            Some((Truth::Unknown, _)) | None => {}
        }
        self.filling.facts.get(&(*relation, args.clone())).copied().unwrap_or(false) && !self.closed(*relation, args)
    }

    /// S-12.
    fn closed(&self, relation: RelationId, args: &[u32]) -> bool {
        self.clauses().any(|id| match &self.clause(id).kind {
            ClauseKind::Definition { head, closed: true } if head.relation == relation => {
                self.in_force(id) && self.guards(id) && self.fit(id, &terms(&head.args), &filled(args), None).is_some()
            }
            _ => false,
        })
    }

    pub fn holds(&self, relation: RelationId, args: &[u32]) -> bool {
        let tuple = (relation, args.to_vec());
        self.recorded(&tuple) || self.derived.contains(&tuple)
    }

    /// S-11.
    fn defined(&self, (relation, args): &Tuple) -> bool {
        let by_definition = self.clauses().any(|id| match &self.clause(id).kind {
            ClauseKind::Definition { head, .. } if head.relation == *relation && self.in_force(id) => self
                .fit(id, &terms(&head.args), &filled(args), None)
                .is_some_and(|env| self.effective(&asked(id, *relation, &filled(args), env))),
            _ => false,
        });
        let places = filled(args);
        by_definition
            || (self.program.relations[relation.index()].constitutive
                && self.powers(*relation, &places, None).iter().any(|power| power.2)
                && !self.prohibitions(*relation, &places, None).iter().any(|one| one.2 && !self.clause(one.0).hedged))
    }

    /// What the record says of a tuple.
    pub fn record(&self, tuple: &Tuple) -> Option<Truth> {
        self.said.get(tuple).map(|(truth, _)| *truth)
    }

    pub fn clauses(&self) -> impl Iterator<Item = ClauseId> + use<> {
        (0..self.program.clauses.len() as u32).map(ClauseId)
    }

    pub fn clause(&self, id: ClauseId) -> &'a Clause {
        &self.program.clauses[id.index()]
    }

    /// S-21.
    pub fn connects(&self, id: ClauseId) -> bool {
        let clause = self.clause(id);
        clause.citation.locus.article.is_none() || self.program.documents[clause.document.index()].library
    }

    pub fn in_force(&self, id: ClauseId) -> bool {
        let document = &self.program.documents[self.clause(id).document.index()];
        self.world
            .date
            .is_none_or(|date| document.from.is_none_or(|from| from <= date) && document.until.is_none_or(|until| date < until))
    }

    fn guards(&self, id: ClauseId) -> bool {
        self.clause(id).guards.iter().all(|(choice, option)| self.options[choice.index()] == *option)
    }

    /// S-16.
    pub fn fit(&self, id: ClauseId, slots: &[Option<Term>], places: &[Option<u32>], skip: Option<usize>) -> Option<Env> {
        let mut env = vec![None; self.clause(id).variables.len()];
        for (n, (slot, place)) in slots.iter().zip(places).enumerate() {
            let (Some(term), Some(one)) = (slot, place) else { continue };
            if Some(n) != skip && !self.stands(id, &mut env, *term, *one) {
                return None;
            }
        }
        Some(env)
    }

    fn stands(&self, id: ClauseId, env: &mut Env, term: Term, one: u32) -> bool {
        match term {
            Term::Individual(individual) => individual.0 == one,
            Term::Var(var) => {
                let at = usize::from(var.0);
                let fits = env[at].is_none_or(|held| held == one) && self.is(one, self.clause(id).variables[at].0);
                if fits {
                    env[at] = Some(one);
                }
                fits
            }
        }
    }

    /// S-22: each place alone is of the right kind.
    pub fn fit_each(&self, id: ClauseId, slots: &[Option<Term>], places: &[Option<u32>], skip: Option<usize>) -> bool {
        slots.iter().zip(places).enumerate().all(|(n, (slot, place))| match (slot, place) {
            (Some(Term::Individual(individual)), Some(one)) => Some(n) == skip || individual.0 == *one,
            (Some(Term::Var(var)), Some(one)) => {
                Some(n) == skip || self.is(*one, self.clause(id).variables[usize::from(var.0)].0)
            }
            _ => true,
        })
    }

    /// Whether the readings that a clause belongs to are taken.
    pub fn taken(&self, id: ClauseId) -> bool {
        self.guards(id)
    }

    /// Every way to fill its open variables with named individuals.
    pub fn named_completions(&self, id: ClauseId, env: &Env) -> Vec<Env> {
        match own_variables(self.clause(id)).into_iter().find(|at| env[*at].is_none()) {
            None => vec![env.clone()],
            Some(at) => {
                let members = (0..self.world.entities.len() as u32).filter(|one| self.is(*one, self.clause(id).variables[at].0));
                members
                    .filter(|one| self.world.entities[*one as usize].unnamed.is_none())
                    .flat_map(|one| {
                        let mut next = env.clone();
                        next[at] = Some(one);
                        self.named_completions(id, &next)
                    })
                    .collect()
            }
        }
    }

    /// Every way to fill the variables of its own that are open (S-17).
    fn completions(&self, id: ClauseId, env: &Env) -> Vec<Env> {
        let own: Vec<usize> = own_variables(self.clause(id));
        match own.into_iter().find(|at| env[*at].is_none()) {
            None => vec![env.clone()],
            Some(at) => self
                .members(self.clause(id).variables[at].0)
                .into_iter()
                .flat_map(|one| {
                    let mut next = env.clone();
                    next[at] = Some(one);
                    self.completions(id, &next)
                })
                .collect(),
        }
    }

    fn whole(&self, asked: &Asked) -> Vec<Asked> {
        self.completions(asked.clause, &asked.env).into_iter().map(|env| Asked { env, ..asked.clone() }).collect()
    }

    /// S-17, of one filling of the clause's variables.
    fn applies(&self, asked: &Asked) -> bool {
        self.applies_under(asked, &self.clause(asked.clause).condition)
    }

    fn applies_under(&self, asked: &Asked, condition: &Formula) -> bool {
        self.in_force(asked.clause) && self.guards(asked.clause) && self.formula(condition, asked, &mut asked.env.clone())
    }

    /// S-18.
    fn lifted(&self, asked: &Asked) -> bool {
        self.clause(asked.clause).exceptions.iter().any(|other| {
            let claim = closed_power(self.clause(*other)) && power(self.clause(asked.clause));
            self.match_to(*other, asked, claim).is_some_and(|other| self.whole(&other).iter().any(|one| self.effective_one(one)))
        })
    }

    /// S-19.
    fn yields(&self, asked: &Asked) -> bool {
        self.clause(asked.clause).rivals.iter().any(|rival| {
            if self.options[rival.choice.index()] != rival.option {
                return false;
            }
            let (own, other) = (self.clause(asked.clause), self.clause(rival.clause));
            if closed_definition(own) && closed_definition(other) {
                return self.in_force(rival.clause)
                    && self.guards(rival.clause)
                    && self.match_to(rival.clause, asked, false).is_some();
            }
            let claim = closed_power(own) && closed_power(other);
            self.match_to(rival.clause, asked, claim)
                .is_some_and(|other| self.whole(&other).iter().any(|one| self.applies(one) && !self.lifted(one)))
        })
    }

    fn effective_one(&self, asked: &Asked) -> bool {
        self.applies(asked) && !self.lifted(asked) && !self.yields(asked)
    }

    fn effective(&self, asked: &Asked) -> bool {
        self.whole(asked).iter().any(|one| self.effective_one(one))
    }

    /// S-18: another clause, its places matched with what this one is asked about.
    fn match_to(&self, other: ClauseId, asked: &Asked, claim: bool) -> Option<Asked> {
        let mut same_relation = false;
        for (relation, slots) in patterns(self.clause(other)) {
            let doer = self.program.relations[relation.index()].doer.filter(|_| claim);
            for places in self.contexts(asked, relation) {
                same_relation = true;
                if let Some(env) = self.fit(other, &slots, &places, doer) {
                    let spared = doer.and_then(|doer| slots[doer]);
                    return Some(self.match_words(other, asked, env, spared));
                }
            }
        }
        let env = vec![None; self.clause(other).variables.len()];
        (!same_relation).then(|| self.match_words(other, asked, env, None))
    }

    fn contexts(&self, asked: &Asked, relation: RelationId) -> Vec<Places> {
        let own = patterns(self.clause(asked.clause)).into_iter().filter(|(of, _)| *of == relation);
        let own: Vec<Places> =
            own.map(|(_, slots)| slots.iter().map(|slot| slot.and_then(|term| value(term, &asked.env))).collect()).collect();
        match &asked.ground {
            Some((of, places)) if *of == relation => {
                let empty = vec![None; places.len()];
                let own = own.first().unwrap_or(&empty);
                vec![places.iter().zip(own).map(|(place, own)| place.or(*own)).collect()]
            }
            _ => own,
        }
    }

    fn match_words(&self, other: ClauseId, asked: &Asked, mut env: Env, spared: Option<Term>) -> Asked {
        let theirs = &self.clause(asked.clause).variables;
        for at in own_variables(self.clause(other)) {
            if env[at].is_some() || spared == Some(Term::Var(Var(at as u16))) {
                continue;
            }
            let (kind, word) = &self.clause(other).variables[at];
            let found = theirs.iter().zip(&asked.env).find(|((_, name), value)| name == word && value.is_some());
            if let Some((_, Some(one))) = found {
                if self.is(*one, *kind) {
                    env[at] = Some(*one);
                }
            }
        }
        Asked { ground: asked.ground.clone(), clause: other, env }
    }

    /// S-9 to S-15.
    fn formula(&self, formula: &Formula, asked: &Asked, env: &mut Env) -> bool {
        match formula {
            Formula::True => true,
            Formula::False => false,
            Formula::Atom(atom) => {
                let args: Option<Vec<u32>> = atom.args.iter().map(|term| value(*term, env)).collect();
                args.is_some_and(|args| self.holds(atom.relation, &args))
            }
            Formula::Not(part) => !self.formula(part, asked, env),
            Formula::And(parts) => parts.iter().all(|part| self.formula(part, asked, env)),
            Formula::Or(parts) => parts.iter().any(|part| self.formula(part, asked, env)),
            Formula::Exists { var, kind, body } => self.each(*var, *kind, body, asked, env).contains(&true),
            Formula::Forall { var, kind, body } => !self.each(*var, *kind, body, asked, env).contains(&false),
            Formula::Same(a, b) => value(*a, env) == value(*b, env),
            Formula::IsKind(term, kind) => value(*term, env).is_some_and(|one| self.is(one, *kind)),
            Formula::Choice { choice, option } => self.options[choice.index()] == *option,
            Formula::Compare(comparison) => {
                let (left, right) = (self.amount(&comparison.left, asked, env), self.amount(&comparison.right, asked, env));
                let strict = comparison.convention.is_some_and(|choice| self.options[choice.index()] != 0);
                let of_nobody = |left: i64| comparison.share.is_some() && left <= 0;
                left.zip(right).is_some_and(|(left, right)| {
                    !of_nobody(left)
                        && match comparison.op {
                            Op::Ge if strict => left > right,
                            Op::Le if strict => left < right,
                            Op::Ge => left >= right,
                            Op::Gt => left > right,
                            Op::Le => left <= right,
                            Op::Lt => left < right,
                            Op::Eq => left == right,
                            Op::Odd => (left - right).rem_euclid(2000) == 1000,
                            Op::Even => (left - right).rem_euclid(2000) != 1000,
                        }
                })
            }
            Formula::AtLeast { count, parts } => {
                parts.iter().filter(|part| self.formula(part, asked, env)).count() as u32 >= *count
            }
            Formula::Applies(other) => {
                let here = Asked { env: env.clone(), ..asked.clone() };
                self.match_to(*other, &here, false).is_some_and(|other| self.effective(&other))
            }
        }
    }

    fn each(&self, var: Var, kind: KindId, body: &Formula, asked: &Asked, env: &mut Env) -> Vec<bool> {
        let before = env[usize::from(var.0)];
        let all = self.members(kind).into_iter().map(|one| {
            env[usize::from(var.0)] = Some(one);
            self.formula(body, asked, env)
        });
        let all = all.collect();
        env[usize::from(var.0)] = before;
        all
    }

    fn amount(&self, amount: &Amount, asked: &Asked, env: &mut Env) -> Option<i64> {
        match amount {
            Amount::Number(number) => Some(*number),
            Amount::Count { var, kind, body } => {
                Some(1000 * self.each(*var, *kind, body, asked, env).into_iter().filter(|holds| *holds).count() as i64)
            }
            Amount::Times(n, part) => self.amount(part, asked, env).map(|number| n * number),
            Amount::Plus(a, b) => Some(self.amount(a, asked, env)? + self.amount(b, asked, env)?),
            Amount::Minus(a, b) => Some(self.amount(a, asked, env)? - self.amount(b, asked, env)?),
            Amount::Value { relation, args } => {
                let args: Option<Vec<u32>> = args.iter().map(|term| value(*term, env)).collect();
                let tuple = (*relation, args?);
                match self.said.get(&tuple) {
                    Some((Truth::True, Some(number))) => Some(*number),
                    _ => self.filling.numbers.get(&tuple).copied(),
                }
            }
        }
    }

    /// S-7a: whether every sum comes out.
    pub fn sums(&self) -> bool {
        self.clauses().all(|id| match &self.clause(id).kind {
            ClauseKind::Sum(comparison) if self.in_force(id) => {
                let Some((kind, _)) = self.clause(id).variables.first() else { return true };
                self.members(*kind).into_iter().all(|one| self.sum(id, comparison, one))
            }
            _ => true,
        })
    }

    /// A sum has one variable here, the first.
    fn sum(&self, id: ClauseId, comparison: &Comparison, one: u32) -> bool {
        let mut env: Env = vec![None; self.clause(id).variables.len()];
        env[0] = Some(one);
        let asked = Asked { ground: None, clause: id, env: env.clone() };
        let sides = (self.amount(&comparison.left, &asked, &mut env), self.amount(&comparison.right, &asked, &mut env));
        let mut whole = true;
        for side in [&comparison.left, &comparison.right] {
            side.each_value(&mut |relation, args| {
                let value = self.amount(&Amount::Value { relation, args: args.to_vec() }, &asked, &mut env);
                whole &= value.is_none_or(|number| number >= 0 && number % 1000 == 0);
            });
        }
        match sides {
            (Some(left), Some(right)) => left == right && whole,
            _ => true,
        }
    }

    fn on<'k>(
        &'k self,
        relation: RelationId,
        only: Option<&'k [bool]>,
        kind: fn(&ClauseKind) -> Option<(RelationId, Vec<Option<Term>>)>,
    ) -> impl Iterator<Item = (ClauseId, Vec<Option<Term>>)> + 'k {
        let here = move |id: &ClauseId| {
            self.patterns_on(*id, relation) && self.in_force(*id) && only.is_none_or(|only| only[id.index()])
        };
        self.clauses().filter(here).filter_map(move |id| {
            let (of, slots) = kind(&self.clause(id).kind)?;
            (of == relation).then_some((id, slots))
        })
    }

    /// Whether the act or state of a clause is of this relation.
    fn patterns_on(&self, id: ClauseId, relation: RelationId) -> bool {
        match &self.clause(id).kind {
            ClauseKind::Power { act, .. }
            | ClauseKind::Requirement { act, .. }
            | ClauseKind::Prohibition { act }
            | ClauseKind::Gap { act, .. } => act.verb == relation,
            ClauseKind::StateProhibition { state } => state.relation == relation,
            ClauseKind::Duty(_)
            | ClauseKind::Definition { .. }
            | ClauseKind::Exception { .. }
            | ClauseKind::Frequency(_)
            | ClauseKind::Procedure(_)
            | ClauseKind::Turn(_)
            | ClauseKind::Sum(_) => false,
        }
    }

    /// Whether a power or duty says who does the act.
    pub fn names_doer(&self, id: ClauseId) -> bool {
        let (relation, slots) = &patterns(self.clause(id))[0];
        let any_of = matches!(&self.clause(id).kind, ClauseKind::Duty(duty) if matches!(duty.bearer, Bearer::AnyOf(..)));
        any_of || self.program.relations[relation.index()].doer.is_some_and(|doer| slots[doer].is_some())
    }

    /// S-22, S-26: clause, speaks, grants.
    pub fn powers(&self, relation: RelationId, places: &Places, only: Option<&[bool]>) -> Vec<(ClauseId, bool, bool)> {
        let doer = self.program.relations[relation.index()].doer;
        let mut all = Vec::new();
        let mut named = false;
        for (id, slots) in self.on(relation, only, |kind| match kind {
            ClauseKind::Power { act, .. } => Some((act.verb, act.slots.clone())),
            _ => None,
        }) {
            if self.fit(id, &slots, places, doer).is_none() {
                continue;
            }
            let grants = self.fit(id, &slots, places, None).is_some_and(|env| self.effective(&asked(id, relation, places, env)));
            let right = matches!(self.clause(id).kind, ClauseKind::Power { grant: Grant::Right, .. });
            let speaks = if right { grants } else { self.guards(id) };
            let names = self.names_doer(id);
            named |= names && speaks;
            all.push((id, speaks, grants, names));
        }
        all.into_iter().map(|(id, speaks, grants, names)| (id, speaks, grants && (names || !named))).collect()
    }

    /// S-29: clause, speaks, applies, unmet.
    pub fn requirements(
        &self,
        relation: RelationId,
        places: &Places,
        only: Option<&[bool]>,
    ) -> Vec<(ClauseId, bool, bool, bool)> {
        let doer = self.program.relations[relation.index()].doer;
        let mut all = Vec::new();
        for (id, slots) in self.on(relation, only, |kind| match kind {
            ClauseKind::Requirement { act, .. } => Some((act.verb, act.slots.clone())),
            _ => None,
        }) {
            let ClauseKind::Requirement { needs, .. } = &self.clause(id).kind else { continue };
            if self.fit(id, &slots, places, doer).is_none() {
                continue;
            }
            let env = self.fit(id, &slots, places, None);
            let bearers: Vec<Asked> = env.map_or(Vec::new(), |env| self.whole(&asked(id, relation, places, env)));
            let bearers: Vec<Asked> = bearers.into_iter().filter(|one| self.effective_one(one)).collect();
            let kept = bearers.iter().any(|one| self.formula(needs, one, &mut one.env.clone()));
            all.push((id, self.guards(id), !bearers.is_empty(), !bearers.is_empty() && !kept));
        }
        all
    }

    /// S-28: clause, lifted, effective.
    pub fn prohibitions(&self, relation: RelationId, places: &Places, only: Option<&[bool]>) -> Vec<(ClauseId, bool, bool)> {
        let mut all = Vec::new();
        for (id, slots) in self.on(relation, only, |kind| match kind {
            ClauseKind::Prohibition { act } => Some((act.verb, act.slots.clone())),
            ClauseKind::StateProhibition { state } => Some((state.relation, terms(&state.args))),
            _ => None,
        }) {
            if let Some(env) = self.fit(id, &slots, places, None) {
                let whole = self.whole(&asked(id, relation, places, env));
                let lifted = whole.iter().any(|one| self.applies(one) && self.lifted(one));
                all.push((id, lifted, whole.iter().any(|one| self.effective_one(one))));
            }
        }
        all
    }

    /// S-25: clause, arisen.
    pub fn duties(&self, relation: RelationId, places: &Places, only: Option<&[bool]>) -> Vec<(ClauseId, bool)> {
        let mut all = Vec::new();
        for id in self.clauses().filter(|id| self.in_force(*id) && only.is_none_or(|only| only[id.index()])) {
            let ClauseKind::Duty(duty) = &self.clause(id).kind else { continue };
            for act in std::iter::once(&duty.act).chain(&duty.alternatives).filter(|act| act.verb == relation).take(1) {
                if let Some(mut env) = self.fit(id, &act.slots, places, None) {
                    let Some(condition) = self.licensing(id, duty, (relation, places), &mut env) else { continue };
                    let one = asked(id, relation, places, env);
                    let arises = |one: &Asked| self.applies_under(one, condition) && !self.lifted(one) && !self.yields(one);
                    all.push((id, self.whole(&one).iter().any(arises) && self.owed_by(duty, &one)));
                }
            }
        }
        all
    }

    /// The act as the duty names it, where all its places are filled; none where one is filled by something of another kind.
    fn licensing(
        &self,
        id: ClauseId,
        duty: &'a Duty,
        (verb, places): (RelationId, &Places),
        env: &mut Env,
    ) -> Option<&'a Formula> {
        let licence = duty.licences.iter().find(|licence| licence.verb == verb);
        let Some(licence) = licence.filter(|licence| licence.places.iter().all(|(place, _)| places[*place].is_some())) else {
            return Some(&self.clause(id).condition);
        };
        let stand = |(place, var): &(usize, Var)| self.stands(id, env, Term::Var(*var), places[*place].unwrap());
        licence.places.iter().all(stand).then_some(&licence.condition)
    }

    /// Of a duty of any of several: that the doer is one of them.
    fn owed_by(&self, duty: &Duty, asked: &Asked) -> bool {
        let Bearer::AnyOf(var, is_one) = &duty.bearer else { return true };
        let Some((relation, places)) = &asked.ground else { return true };
        let Some(doer) = self.program.relations[relation.index()].doer.and_then(|doer| places[doer]) else { return true };
        let mut env = asked.env.clone();
        env[usize::from(var.0)] = Some(doer);
        self.formula(is_one, asked, &mut env)
    }

    /// S-25, S-26: whether a power or a duty gives the act.
    pub fn licensed(&self, relation: RelationId, places: &Places, only: Option<&[bool]>) -> bool {
        let powers = self.powers(relation, places, only);
        let named = powers.iter().any(|one| one.1 && self.names_doer(one.0));
        powers.iter().any(|one| one.2)
            || self.duties(relation, places, only).iter().any(|one| one.1 && (self.names_doer(one.0) || !named))
    }

    /// S-35: whether a gap clause covers it.
    pub fn gap(&self, relation: RelationId, places: &Places) -> bool {
        let mut on = self.on(relation, None, |kind| match kind {
            ClauseKind::Gap { act, .. } => Some((act.verb, act.slots.clone())),
            _ => None,
        });
        on.any(|(id, slots)| {
            self.fit(id, &slots, places, None).is_some_and(|env| self.effective(&asked(id, relation, places, env)))
        })
    }

    /// A duty for one filling of its variables: arisen, done (S-42).
    pub fn instance(&self, id: ClauseId, env: &Env) -> (bool, bool) {
        let ClauseKind::Duty(duty) = &self.clause(id).kind else { panic!("a duty") };
        let asked = Asked { ground: None, clause: id, env: env.clone() };
        (self.effective(&asked), self.formula(&duty.done, &asked, &mut env.clone()))
    }

    /// S-38: those who have to choose.
    pub fn choosers(&self, relation: RelationId, places: &Places) -> BTreeSet<u32> {
        let mut all = BTreeSet::new();
        let doer = self.program.relations[relation.index()].doer;
        for id in self.clauses().filter(|id| self.in_force(*id)) {
            let ClauseKind::Power { act, chooser: Some(chooser), .. } = &self.clause(id).kind else { continue };
            let (Some(env), true) = (self.fit(id, &act.slots, places, doer), act.verb == relation) else { continue };
            let Term::Individual(who) = chooser.who else { panic!("an individual chooses") };
            let whole = self.whole(&asked(id, relation, places, env));
            let due =
                whole.iter().any(|one| self.applies_under(one, &chooser.condition) && !self.lifted(one) && !self.yields(one));
            let chosen = whole.iter().any(|one| self.formula(&Formula::Atom(chooser.choice.clone()), one, &mut one.env.clone()));
            if due && !chosen {
                all.insert(who.0);
            }
        }
        all
    }
}

/// The facts of the rulebooks and of the situation.
pub fn said(program: &Program, world: &World) -> Said {
    let fixed =
        program.facts.iter().map(|(relation, args)| ((*relation, args.iter().map(|one| one.0).collect()), (Truth::True, None)));
    let more =
        world.facts.iter().map(|fact| ((fact.relation, fact.args.iter().map(|one| one.0).collect()), (fact.truth, fact.number)));
    fixed.chain(more).collect()
}

fn asked(clause: ClauseId, relation: RelationId, places: &Places, env: Env) -> Asked {
    Asked { ground: Some((relation, places.clone())), clause, env }
}

fn filled(args: &[u32]) -> Places {
    args.iter().copied().map(Some).collect()
}

fn terms(args: &[Term]) -> Vec<Option<Term>> {
    args.iter().copied().map(Some).collect()
}

fn value(term: Term, env: &Env) -> Option<u32> {
    match term {
        Term::Individual(id) => Some(id.0),
        Term::Var(var) => env[usize::from(var.0)],
    }
}

fn power(clause: &Clause) -> bool {
    matches!(clause.kind, ClauseKind::Power { .. })
}

fn closed_power(clause: &Clause) -> bool {
    matches!(clause.kind, ClauseKind::Power { grant: Grant::Closed, .. })
}

fn closed_definition(clause: &Clause) -> bool {
    matches!(clause.kind, ClauseKind::Definition { closed: true, .. })
}

/// What a clause can be matched by.
pub fn patterns(clause: &Clause) -> Vec<(RelationId, Vec<Option<Term>>)> {
    match &clause.kind {
        ClauseKind::Power { act, .. }
        | ClauseKind::Requirement { act, .. }
        | ClauseKind::Prohibition { act }
        | ClauseKind::Gap { act, .. } => {
            vec![(act.verb, act.slots.clone())]
        }
        ClauseKind::StateProhibition { state } => vec![(state.relation, terms(&state.args))],
        ClauseKind::Definition { head, .. } => vec![(head.relation, terms(&head.args))],
        ClauseKind::Duty(duty) => {
            let acts = std::iter::once(&duty.act).chain(&duty.alternatives).map(|act| (act.verb, act.slots.clone()));
            acts.chain(duty.triggers.iter().map(|atom| (atom.relation, terms(&atom.args)))).collect()
        }
        ClauseKind::Exception { act, .. } => act.iter().map(|act| (act.verb, act.slots.clone())).collect(),
        ClauseKind::Frequency(frequency) => vec![(frequency.act.verb, frequency.act.slots.clone())],
        ClauseKind::Procedure(_) | ClauseKind::Turn(_) | ClauseKind::Sum(_) => Vec::new(),
    }
}

/// The variables of the patterns: the generator lets no other variable be free.
pub fn own_variables(clause: &Clause) -> Vec<usize> {
    let mut all: Vec<usize> = Vec::new();
    for term in patterns(clause).into_iter().flat_map(|(_, slots)| slots).flatten() {
        if let Term::Var(var) = term {
            if !all.contains(&usize::from(var.0)) {
                all.push(usize::from(var.0));
            }
        }
    }
    all
}
