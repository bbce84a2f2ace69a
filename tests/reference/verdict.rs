//! The verdict from a table of fillings: S-30 to S-53, by looking at every row.
use super::{
    model::{Filling, Model, Places, Said, Tuple, patterns},
    random::tuples,
};
use guiju::core_ir::*;
use guiju::vocabulary::Verdict;
use std::collections::{BTreeMap, BTreeSet};

/// What one thing comes to in one filling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    Act { silent: bool, refusals: [bool; 3], deviation: bool, gap: bool },
    Duty { arisen: bool, done: bool },
    Uncovered { gap: bool },
    Is(bool),
    Must { speaks: bool, required: bool },
    Who { found: BTreeSet<u32>, choosers: BTreeSet<u32>, silent: bool },
    OutOfForce,
}

/// What a row is about, where the verdict needs to know.
#[derive(Debug, Clone)]
pub enum About {
    Before,
    After {
        exists: bool,
    },
    Duty(ClauseId),
    /// A duty as it stands, for anybody; `named`: it has arisen for somebody by name.
    Anybody {
        clause: ClauseId,
        named: bool,
    },
    Uncovered {
        exists: bool,
    },
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    pub verdict: Verdict,
    pub ground: Option<Verdict>,
    pub who: BTreeSet<u32>,
}

fn label(verdict: Verdict) -> Label {
    Label { verdict, ground: None, who: BTreeSet::new() }
}

/// All unknown tuples, in a fixed order (S-3).
pub fn unknown(program: &Program, world: &World, said: &Said) -> Vec<Tuple> {
    let mut all = Vec::new();
    for (n, relation) in program.relations.iter().enumerate() {
        let id = RelationId(n as u32);
        let complete = world.all_complete || world.complete.contains(&id);
        let open = !relation.constitutive && (relation.class == Class::Judgement || (relation.class == Class::Open && !complete));
        for args in tuples(program, world, relation) {
            let tuple: Tuple = (id, args.iter().map(|one| one.0).collect());
            let truth = said.get(&tuple).map(|(truth, _)| *truth);
            let unnamed = program.holds_office == Some(id)
                && world.entities[args[0].index()].unnamed.is_some_and(|(office, _)| office.0 == args[1].0);
            if !unnamed && (truth == Some(Truth::Unknown) || (truth.is_none() && open)) {
                all.push(tuple);
            }
        }
    }
    all
}

/// All fillings (S-7); `None` if there are too many.
pub fn fillings(program: &Program, world: &World, said: &Said, most: usize) -> Option<Vec<Filling>> {
    let (numbers, facts): (Vec<Tuple>, Vec<Tuple>) =
        unknown(program, world, said).into_iter().partition(|(id, _)| program.relations[id.index()].numeric);
    let open = numbers.clone();
    let mut all = vec![Filling::default()];
    for office in world.entities.iter().filter_map(|one| one.unnamed).map(|(office, _)| office).collect::<BTreeSet<_>>() {
        let ks: Vec<u32> =
            world.entities.iter().filter_map(|one| one.unnamed).filter(|(of, _)| *of == office).map(|(_, k)| k).collect();
        let lowest = ks.iter().min()? - 1;
        let counts: Vec<u32> = std::iter::once(lowest).chain(ks).collect();
        all = spread(all, &counts, |filling, count| {
            filling.holders.insert(office.0, *count);
        });
    }
    for number in numbers {
        // S-7a: at most as many as there are people; a few more, to be sure.
        let tally = tallied(program, world, said, &open, &number);
        let values: Vec<i64> = if tally { (0..=5).map(|n| 1000 * n).collect() } else { (-1..=19).map(|n| 250 * n).collect() };
        all = spread(all, &values, |filling, value| {
            filling.numbers.insert(number.clone(), *value);
        });
        if all.len() > most {
            return None;
        }
    }
    for fact in facts {
        all = spread(all, &[false, true], |filling, value| {
            filling.facts.insert(fact.clone(), *value);
        });
        all.retain(|filling| !filling.facts[&fact] || exists(program, world, filling, &fact.1));
        if all.len() > 4 * most {
            return None;
        }
    }
    all.retain(|filling| single(program, said, filling));
    (all.len() <= most).then_some(all)
}

/// S-7a: whether a number belongs to a sum all of whose numbers are there.
fn tallied(program: &Program, world: &World, said: &Said, open: &[Tuple], number: &Tuple) -> bool {
    let there = |relation: RelationId| {
        let tuple = (relation, number.1.clone());
        matches!(said.get(&tuple), Some((Truth::True, Some(_)))) || open.contains(&tuple)
    };
    let kinds = &program.kinds[world.entities[number.1[0] as usize].kind.index()].ancestors;
    program.clauses.iter().any(|clause| {
        let ClauseKind::Sum(sum) = &clause.kind else { return false };
        let document = &program.documents[clause.document.index()];
        let in_force = document.until.is_none_or(|until| world.date.is_none_or(|date| date < until));
        let (mut own, mut all) = (false, true);
        for side in [&sum.left, &sum.right] {
            side.each_value(&mut |of, _| {
                own |= of == number.0;
                all &= there(of);
            });
        }
        own && all && in_force && kinds.contains(&clause.variables[0].0)
    })
}

fn spread<T>(all: Vec<Filling>, values: &[T], set: impl Fn(&mut Filling, &T)) -> Vec<Filling> {
    all.into_iter()
        .flat_map(|filling| {
            values
                .iter()
                .map(|value| {
                    let mut next = filling.clone();
                    set(&mut next, value);
                    next
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// S-5: nothing is said of those who do not exist.
fn exists(_program: &Program, world: &World, filling: &Filling, args: &[u32]) -> bool {
    args.iter().all(|one| world.entities[*one as usize].unnamed.is_none_or(|(office, k)| filling.holders[&office.0] >= k))
}

/// S-4.
fn single(program: &Program, said: &Said, filling: &Filling) -> bool {
    let mut groups: BTreeMap<(RelationId, Vec<Option<u32>>), Vec<&Tuple>> = BTreeMap::new();
    for tuple in filling.facts.keys() {
        let holes = &program.relations[tuple.0.index()].holes;
        if holes.iter().any(|hole| hole.single) {
            let rest = holes.iter().zip(&tuple.1).map(|(hole, one)| (!hole.single).then_some(*one)).collect();
            groups.entry((tuple.0, rest)).or_default().push(tuple);
        }
    }
    groups.into_iter().all(|((relation, rest), tuples)| {
        let same = |args: &[u32]| args.iter().zip(&rest).all(|(one, key)| key.is_none_or(|key| key == *one));
        let known = said.iter().any(|(tuple, (truth, _))| tuple.0 == relation && *truth == Truth::True && same(&tuple.1));
        let held = tuples.iter().filter(|tuple| filling.facts[**tuple]).count();
        held == usize::from(!known)
    })
}

/// The ways of reading, conventions at their defaults but for `other`.
pub fn ways(program: &Program, other: Option<(usize, u8)>) -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new()];
    for (n, choice) in program.choices.iter().enumerate() {
        let options: Vec<u8> = match (choice.kind, other) {
            (_, Some((at, option))) if at == n => vec![option],
            (kind, _) if kind.has_default() => vec![0],
            _ => (0..choice.options.len() as u8).collect(),
        };
        all = all
            .into_iter()
            .flat_map(|way: Vec<u8>| options.iter().map(move |option| [way.clone(), vec![*option]].concat()))
            .collect();
    }
    all
}

/// A question by places.
struct Look<'a, 'm> {
    model: &'m Model<'a>,
    rows: Vec<(About, Row)>,
}

/// What the things of a question come to in one filling and one way of reading.
pub fn look(model: &mut Model<'_>, question: &Question) -> Vec<(About, Row)> {
    let mut rows = Vec::new();
    match question {
        Question::May(acts) => {
            for act in acts {
                let places = places(&act.slots);
                let row = if all_out(model, act.verb, &places, None) {
                    Row::OutOfForce
                } else {
                    let state = !model.program.relations[act.verb.index()].act;
                    let whole: Option<Vec<u32>> = places.iter().copied().collect();
                    if let (true, Some(args)) = (state, whole) {
                        let mut assuming = model.clone();
                        assuming.assumed = Some((act.verb, args));
                        act_row(&assuming, act.verb, &places, None)
                    } else {
                        act_row(model, act.verb, &places, None)
                    }
                };
                rows.push((About::Before, row));
            }
        }
        Question::Who { act, except } => rows.push((About::Other, who_row(model, act, except))),
        Question::Is(atoms) => rows.push((About::Other, is_row(model, atoms))),
        Question::Must(act) => rows.push((About::Other, must_row(model, act))),
        // The random rulebooks have no procedures.
        Question::Next { .. } => {}
        Question::InOrder { targets, only, .. } => {
            let only: Option<Vec<bool>> = (!only.is_empty()).then(|| {
                let at = |clause: &Clause| {
                    only.iter()
                        .any(|place| place.document == clause.citation.document && place.locus.covers(&clause.citation.locus))
                };
                model.program.clauses.iter().map(at).collect()
            });
            for target in targets {
                let mut look = Look { model, rows: Vec::new() };
                match target {
                    Target::Act(act) => look.done(act.verb, &places(&act.slots), only.as_deref()),
                    Target::State(atom) => look.done(atom.relation, &places(&atom.args), only.as_deref()),
                    Target::Event(atom) => look.event(atom.relation, &places(&atom.args), only.as_deref()),
                    // Frequencies are counted from dates, and random situations have none.
                    Target::Frequency { .. } => {}
                }
                rows.extend(look.rows);
            }
        }
    }
    rows
}

fn places(slots: &[Option<EntityId>]) -> Places {
    slots.iter().map(|slot| slot.map(|one| one.0)).collect()
}

fn kind_of(clause: &Clause) -> u8 {
    match clause.kind {
        ClauseKind::Power { .. } => 0,
        ClauseKind::Requirement { .. } => 1,
        ClauseKind::Prohibition { .. } | ClauseKind::StateProhibition { .. } => 2,
        ClauseKind::Duty(_) => 3,
        ClauseKind::Definition { .. } => 4,
        _ => 9,
    }
}

/// Clauses of the documents about an act, the doer's place apart (S-22), of these kinds.
fn about(model: &Model<'_>, relation: RelationId, places: &Places, kinds: &[u8], only: Option<&[bool]>) -> Vec<ClauseId> {
    let doer = model.program.relations[relation.index()].doer;
    let all = model.clauses().filter(|id| !model.connects(*id) && only.is_none_or(|only| only[id.index()]));
    all.filter(|id| kinds.contains(&kind_of(model.clause(*id))))
        .filter(|id| {
            let own = patterns(model.clause(*id)).into_iter().take(acts(model.clause(*id)));
            own.into_iter().any(|own| own.0 == relation && model.fit_each(*id, &own.1, places, doer))
        })
        .collect()
}

/// How many of the patterns of a clause are acts that it is about.
fn acts(clause: &Clause) -> usize {
    if let ClauseKind::Duty(duty) = &clause.kind { 1 + duty.alternatives.len() } else { 1 }
}

/// S-34.
fn all_out(model: &Model<'_>, relation: RelationId, places: &Places, only: Option<&[bool]>) -> bool {
    let all = about(model, relation, places, &[0, 1, 2, 3], only);
    !all.is_empty() && !all.iter().any(|id| model.in_force(*id))
}

fn act_row(model: &Model<'_>, relation: RelationId, places: &Places, only: Option<&[bool]>) -> Row {
    let powers = model.powers(relation, places, only);
    let requirements = model.requirements(relation, places, only);
    let prohibitions = model.prohibitions(relation, places, only);
    let duties = model.duties(relation, places, only);
    let official = |id: ClauseId| !model.connects(id);
    let hard = |id: ClauseId| !model.clause(id).hedged;
    let spoken = powers.iter().any(|one| official(one.0) && one.1)
        || requirements.iter().any(|one| official(one.0) && one.2)
        || duties.iter().any(|one| official(one.0) && one.1)
        || prohibitions.iter().any(|one| official(one.0) && (one.2 || (one.1 && only.is_none())));
    let granted = model.licensed(relation, places, only);
    let personal = model.program.relations[relation.index()].doer.is_none_or(|doer| places[doer].is_some());
    let speaking: Vec<ClauseId> = powers.iter().filter(|one| official(one.0) && one.1).map(|one| one.0).collect();
    let powerless = personal && !speaking.is_empty() && !granted;
    // S-27.
    let mut open = places.clone();
    if let Some(doer) = model.program.relations[relation.index()].doer {
        open[doer] = None;
    }
    let claims = model.powers(relation, &open, only);
    let claimed = |hedged: bool| claims.iter().any(|one| official(one.0) && one.2 && hard(one.0) != hedged);
    let mild = !speaking.iter().any(|id| hard(*id)) || (claimed(true) && !claimed(false));
    let deviation = (powerless && mild)
        || prohibitions.iter().any(|one| one.2 && !hard(one.0))
        || requirements.iter().any(|one| one.3 && !hard(one.0));
    let refusals = [
        powerless && !mild,
        prohibitions.iter().any(|one| one.2 && hard(one.0)),
        requirements.iter().any(|one| one.3 && hard(one.0)),
    ];
    Row::Act { silent: !spoken, refusals, deviation, gap: model.gap(relation, places) }
}

fn who_row(model: &Model<'_>, act: &ActQuery, except: &[EntityId]) -> Row {
    let open = places(&act.slots);
    if all_out(model, act.verb, &open, None) {
        return Row::OutOfForce;
    }
    let hole = model.program.relations[act.verb.index()].doer.expect("a doer");
    let mut found = BTreeSet::new();
    for one in model.members(model.program.relations[act.verb.index()].holes[hole].kind) {
        let named = model.world.entities[one as usize].unnamed.is_none() && !except.contains(&EntityId(one));
        let mut filled = open.clone();
        filled[hole] = Some(one);
        let granted = model.licensed(act.verb, &filled, None);
        let forbidden = model.prohibitions(act.verb, &filled, None).iter().any(|one| one.2 && !model.clause(one.0).hedged);
        if named && granted && !forbidden {
            found.insert(one);
        }
    }
    let designated = model.powers(act.verb, &open, None).iter().any(|one| one.1 && !model.connects(one.0))
        || model.duties(act.verb, &open, None).iter().any(|one| one.1);
    let silent = !designated || model.gap(act.verb, &open);
    Row::Who { found, choosers: model.choosers(act.verb, &open), silent }
}

fn is_row(model: &Model<'_>, atoms: &[AtomQuery]) -> Row {
    if let [atom] = atoms {
        let places = places(&atom.args);
        let defining = about(model, atom.relation, &places, &[4, 0], None);
        let whole: Option<Vec<u32>> = places.iter().copied().collect();
        let recorded = whole.is_some_and(|args| {
            let tuple = (atom.relation, args);
            model.record(&tuple) == Some(Truth::True) || model.filling.facts.contains_key(&tuple)
        });
        if !defining.is_empty() && !defining.iter().any(|id| model.in_force(*id)) && !recorded {
            return Row::OutOfForce;
        }
    }
    Row::Is(atoms.iter().all(|atom| match &atom.among {
        None => some(model, atom.relation, &places(&atom.args)) != atom.negated,
        Some(among) => any_of(model, atom, among),
    }))
}

fn any_of(model: &Model<'_>, atom: &AtomQuery, among: &Among) -> bool {
    let holds = |one: &EntityId| {
        let mut filled = places(&atom.args);
        filled[among.place] = Some(one.0);
        some(model, atom.relation, &filled)
    };
    match among.bound {
        None => among.values.iter().any(|one| holds(one) != atom.negated),
        Some(bound) => {
            let without = bound.convention.is_some_and(|choice| model.options[choice.index()] != 0);
            among.values.iter().skip(usize::from(without)).any(holds) != atom.negated
        }
    }
}

fn some(model: &Model<'_>, relation: RelationId, places: &Places) -> bool {
    match places.iter().position(Option::is_none) {
        None => model.holds(relation, &places.iter().copied().flatten().collect::<Vec<_>>()),
        Some(hole) => model.members(model.program.relations[relation.index()].holes[hole].kind).into_iter().any(|one| {
            let mut filled = places.clone();
            filled[hole] = Some(one);
            some(model, relation, &filled)
        }),
    }
}

fn must_row(model: &Model<'_>, act: &AtomQuery) -> Row {
    let open = places(&act.args);
    if all_out(model, act.relation, &open, None) {
        return Row::OutOfForce;
    }
    let of = |one: &EntityId, place: usize| {
        let mut filled = open.clone();
        filled[place] = Some(one.0);
        filled
    };
    let each: Vec<Places> = match &act.among {
        Some(among) => among.values.iter().map(|one| of(one, among.place)).collect(),
        None => vec![open.clone()],
    };
    let (mut speaks, mut required) = (false, false);
    for places in &each {
        let (own_speaks, own_required) = demanded(model, act.relation, places, &each);
        speaks |= own_speaks;
        required |= own_required;
    }
    Row::Must { speaks, required }
}

/// S-41: whether clauses speak of it as one of those asked about does it, and whether one demands it of those and nobody else.
fn demanded(model: &Model<'_>, verb: RelationId, places: &Places, each: &[Places]) -> (bool, bool) {
    let closed = |id: ClauseId| matches!(model.clause(id).kind, ClauseKind::Power { grant: Grant::Closed, .. });
    let powers = model.powers(verb, places, None).into_iter().filter(|one| closed(one.0) && !model.connects(one.0));
    let powers: Vec<_> = powers.collect();
    let duties: Vec<_> = model.duties(verb, places, None).into_iter().filter(|one| !model.connects(one.0)).collect();
    let speaks = powers.iter().any(|one| one.1) || duties.iter().any(|one| model.taken(one.0));
    let given = |id: ClauseId, places: &Places| {
        let sentence = sentence(model, id);
        let power = matches!(model.clause(id).kind, ClauseKind::Power { .. });
        model.powers(verb, places, None).iter().any(|one| power && sentence.contains(&one.0) && one.2)
            || model.duties(verb, places, None).iter().any(|one| !power && sentence.contains(&one.0) && one.1)
    };
    let alone = |id: ClauseId| !left_to_others(model, id, verb, each, |places| given(id, places));
    let required = powers.iter().any(|one| one.2 && alone(one.0)) || duties.iter().any(|one| one.1 && alone(one.0));
    (speaks, required)
}

/// S-41: whether another act, or another doer, would do as well for a clause.
fn left_to_others(model: &Model<'_>, id: ClauseId, verb: RelationId, each: &[Places], given: impl Fn(&Places) -> bool) -> bool {
    let places = &each[0];
    let kind = &model.clause(id).kind;
    if let ClauseKind::Duty(duty) = kind {
        let is_asked = |act: &Act| {
            let same = |(slot, place): (&Option<Term>, &Option<u32>)| match (slot, place) {
                (Some(Term::Individual(id)), Some(one)) => id.0 == *one,
                _ => true,
            };
            act.verb == verb && act.slots.iter().zip(places).all(same)
        };
        if !duty.alternatives.is_empty() && !(is_asked(&duty.act) && duty.alternatives.iter().all(is_asked)) {
            return true;
        }
        if !matches!(duty.bearer, Bearer::AnyOf(..)) {
            return false;
        }
    }
    let relation = &model.program.relations[verb.index()];
    let Some(doer) = relation.doer.filter(|doer| places[*doer].is_some()) else { return false };
    let asked: Vec<u32> = each.iter().filter_map(|places| places[doer]).collect();
    let own = model.clause(id);
    let absent = sentence(model, id).iter().map(|id| model.clause(*id)).any(|other| match &other.kind {
        ClauseKind::Power { act, .. } => match &act.slots[doer] {
            Some(Term::Var(var)) => {
                other.condition == own.condition && model.members(other.variables[usize::from(var.0)].0).is_empty()
            }
            _ => false,
        },
        _ => false,
    });
    absent
        || model.members(relation.holes[doer].kind).into_iter().filter(|one| !asked.contains(one)).any(|one| {
            let mut other = places.clone();
            other[doer] = Some(one);
            given(&other)
        })
}

/// The clauses that one sentence became.
fn sentence(model: &Model<'_>, id: ClauseId) -> Vec<ClauseId> {
    let said = |id: ClauseId| {
        let clause = model.clause(id);
        (clause.document, &clause.citation, &clause.text)
    };
    model.clauses().filter(|other| *other == id || said(*other) == said(id)).collect()
}

impl Look<'_, '_> {
    fn done(&mut self, relation: RelationId, places: &Places, only: Option<&[bool]>) {
        if all_out(self.model, relation, places, only) {
            self.rows.push((About::Other, Row::OutOfForce));
            return;
        }
        let exists =
            only.is_some() || about(self.model, relation, places, &[2, 3], None).iter().any(|id| self.model.in_force(*id));
        self.rows.push((About::After { exists }, act_row(self.model, relation, places, only)));
        self.duties(relation, places, only, only.is_some());
    }

    fn event(&mut self, relation: RelationId, places: &Places, only: Option<&[bool]>) {
        let duties = self.model.clauses().filter(|id| kind_of(self.model.clause(*id)) == 3 && !self.model.connects(*id));
        let duties: Vec<ClauseId> = duties
            .filter(|id| {
                only.is_none_or(|only| only[id.index()]) && patterns(self.model.clause(*id)).iter().any(|one| one.0 == relation)
            })
            .collect();
        let (standing, out): (Vec<ClauseId>, Vec<ClauseId>) = duties.into_iter().partition(|id| self.model.in_force(*id));
        let fitting = self.duties(relation, places, only, true);
        let doer = self.model.program.relations[relation.index()].doer;
        let out = out.iter().any(|id| {
            patterns(self.model.clause(*id)).iter().any(|one| one.0 == relation && self.model.fit_each(*id, &one.1, places, doer))
        });
        if !fitting && out {
            self.rows.push((About::Other, Row::OutOfForce));
        } else {
            let gap = self.model.gap(relation, places);
            self.rows.push((About::Uncovered { exists: !standing.is_empty() }, Row::Uncovered { gap }));
        }
    }

    /// One row for each duty and each named filling of its open variables. Whether any duty fits.
    fn duties(&mut self, relation: RelationId, places: &Places, only: Option<&[bool]>, triggers: bool) -> bool {
        let mut fitting = false;
        for id in self.model.clauses() {
            if kind_of(self.model.clause(id)) != 3
                || self.model.connects(id)
                || !self.model.in_force(id)
                || only.is_some_and(|only| !only[id.index()])
            {
                continue;
            }
            let mut seen = BTreeSet::new();
            for (n, (of, slots)) in patterns(self.model.clause(id)).into_iter().enumerate() {
                if of != relation || (n >= acts(self.model.clause(id)) && !triggers) {
                    continue;
                }
                let Some(env) = self.model.fit(id, &slots, places, None) else { continue };
                fitting = true;
                let mut named = false;
                let all = self.model.named_completions(id, &env);
                let open = all != [env.clone()];
                for env in all {
                    named |= self.model.instance(id, &env).0;
                    if seen.insert(env.clone()) {
                        let (arisen, done) = self.model.instance(id, &env);
                        self.rows.push((About::Duty(id), Row::Duty { arisen, done }));
                    }
                }
                if open {
                    let (arisen, done) = self.model.instance(id, &env);
                    self.rows.push((About::Anybody { clause: id, named }, Row::Duty { arisen, done }));
                }
            }
        }
        fitting
    }
}

/// The label of one thing over all fillings of one way of reading.
pub fn judge(program: &Program, about: &About, rows: &[&Row]) -> Label {
    let every = |test: &dyn Fn(&Row) -> bool| rows.iter().all(|row| test(row));
    let none = |test: &dyn Fn(&Row) -> bool| !rows.iter().any(|row| test(row));
    let choose = |cases: &[(Verdict, &dyn Fn(&Row) -> bool)]| {
        cases.iter().find(|(_, test)| every(test)).map_or(label(Verdict::Undetermined), |(verdict, _)| label(*verdict))
    };
    match rows[0] {
        Row::OutOfForce => label(Verdict::NotInForce),
        Row::Is(_) => {
            choose(&[(Verdict::Holds, &|row| *row == Row::Is(true)), (Verdict::DoesNotHold, &|row| *row == Row::Is(false))])
        }
        Row::Must { .. } => choose(&[
            (Verdict::Required, &|row| matches!(row, Row::Must { required: true, .. })),
            (Verdict::NotRequired, &|row| matches!(row, Row::Must { required: false, speaks: true })),
            (Verdict::Silent, &|row| matches!(row, Row::Must { speaks: false, .. })),
        ]),
        Row::Duty { .. } => {
            let (About::Duty(id) | About::Anybody { clause: id, .. }) = about else { panic!("a duty") };
            let late = late(program, *id);
            choose(&[
                (Verdict::NotApplicable, &|row| matches!(row, Row::Duty { arisen: false, .. })),
                (Verdict::Compliant, &|row| matches!(row, Row::Duty { arisen: true, done: true })),
                (late, &|row| matches!(row, Row::Duty { arisen: true, done: false })),
            ])
        }
        Row::Uncovered { .. } => {
            let About::Uncovered { exists } = about else { panic!("uncovered") };
            if !exists {
                return label(Verdict::Silent);
            }
            choose(&[
                (Verdict::Silent, &|row| *row == Row::Uncovered { gap: true }),
                (Verdict::NotApplicable, &|row| *row == Row::Uncovered { gap: false }),
            ])
        }
        Row::Who { .. } => {
            let found: BTreeSet<BTreeSet<u32>> = rows.iter().map(|row| answer(row)).collect();
            if found.len() > 1 {
                return label(Verdict::Undetermined);
            }
            let who = found.into_iter().next().unwrap_or_default();
            if !who.is_empty() {
                return Label { who, ..label(Verdict::Found) };
            }
            choose(&[
                (Verdict::Silent, &|row| matches!(row, Row::Who { silent: true, .. })),
                (Verdict::Nobody, &|row| matches!(row, Row::Who { silent: false, .. })),
            ])
        }
        Row::Act { .. } => {
            let verdict = act_verdict(rows);
            let About::After { exists } = about else { return label(verdict) };
            match verdict {
                Verdict::Silent if !exists || every(&|row| matches!(row, Row::Act { gap: true, .. })) => label(Verdict::Silent),
                Verdict::Silent if none(&|row| matches!(row, Row::Act { gap: true, .. })) => label(Verdict::NotApplicable),
                Verdict::Silent => label(Verdict::Undetermined),
                Verdict::Permitted => label(Verdict::Compliant),
                Verdict::PermittedWithDeviation => label(Verdict::Deviation),
                refused if refused.refuses() => Label { ground: Some(refused), ..label(Verdict::Violation) },
                other => label(other),
            }
        }
    }
}

pub fn late(program: &Program, id: ClauseId) -> Verdict {
    let clause = &program.clauses[id.index()];
    let ClauseKind::Duty(duty) = &clause.kind else { panic!("a duty") };
    let due = duty.keeping || matches!(duty.limit, Some(Limit::Before | Limit::SameDay | Limit::WithAct));
    match (due, clause.hedged) {
        (false, _) => Verdict::Outstanding,
        (true, true) => Verdict::Deviation,
        (true, false) => Verdict::Violation,
    }
}

pub fn answer(row: &Row) -> BTreeSet<u32> {
    let Row::Who { found, choosers, .. } = row else { panic!("who") };
    found.union(choosers).copied().collect()
}

fn act_verdict(rows: &[&Row]) -> Verdict {
    let part = |row: &Row| match row {
        Row::Act { silent, refusals, deviation, .. } => (*silent, *refusals, *deviation),
        _ => panic!("an act"),
    };
    let rows: Vec<(bool, [bool; 3], bool)> = rows.iter().map(|row| part(row)).collect();
    if rows.iter().all(|row| row.0) {
        return Verdict::Silent;
    }
    if rows.iter().all(|row| row.1.contains(&true)) {
        let names = [Verdict::NotEmpowered, Verdict::Prohibited, Verdict::RequirementsUnmet];
        let first = names.iter().enumerate().find(|(n, _)| rows.iter().all(|row| row.1[*n]));
        return first.map_or(Verdict::NotPermitted, |(_, verdict)| *verdict);
    }
    if rows.iter().any(|row| row.0 || row.1.contains(&true)) {
        return Verdict::Undetermined;
    }
    match (rows.iter().all(|row| row.2), rows.iter().any(|row| row.2)) {
        (true, _) => Verdict::PermittedWithDeviation,
        (false, false) => Verdict::Permitted,
        _ => Verdict::Undetermined,
    }
}

const BEFORE: [Verdict; 10] = [
    Verdict::NotEmpowered,
    Verdict::Prohibited,
    Verdict::RequirementsUnmet,
    Verdict::NotPermitted,
    Verdict::Conflict,
    Verdict::Undetermined,
    Verdict::NotInForce,
    Verdict::Silent,
    Verdict::PermittedWithDeviation,
    Verdict::Permitted,
];

const AFTER: [Verdict; 10] = [
    Verdict::Violation,
    Verdict::Conflict,
    Verdict::Undetermined,
    Verdict::Outstanding,
    Verdict::Deviation,
    Verdict::NotYetDue,
    Verdict::Compliant,
    Verdict::Silent,
    Verdict::NotApplicable,
    Verdict::NotInForce,
];

/// S-36, S-45.
pub fn joint(before: bool, labels: &[Label]) -> Label {
    let order = if before { &BEFORE } else { &AFTER };
    if let [one] = labels {
        return one.clone();
    }
    labels.iter().min_by_key(|label| order.iter().position(|verdict| *verdict == label.verdict)).expect("a label").clone()
}

/// The class that settling leaves (S-49).
pub fn class(about: &About, row: &Row, program: &Program) -> Vec<(u8, BTreeSet<u32>)> {
    let one = |n: u8| vec![(n, BTreeSet::new())];
    match row {
        Row::Act { silent: true, gap, .. } => match about {
            About::After { exists: true } => one(u8::from(*gap)),
            _ => one(1),
        },
        Row::Act { refusals, .. } if refusals.contains(&true) => one(2),
        Row::Act { deviation, .. } => one(if *deviation { 3 } else { 4 }),
        Row::Duty { arisen: false, .. } => one(0),
        Row::Duty { done, .. } => one(if *done { 1 } else { 2 }),
        Row::Uncovered { gap } => one(u8::from(*gap)),
        Row::Is(holds) => one(u8::from(*holds)),
        Row::Must { speaks, required } => one(2 * u8::from(*required) + u8::from(*speaks)),
        Row::Who { found, choosers, silent } => {
            let nobody = found.is_empty() && choosers.is_empty();
            vec![(0, found.clone()), (1, choosers.clone()), (2 + u8::from(nobody && *silent), BTreeSet::new())]
        }
        Row::OutOfForce => {
            let _ = program;
            one(0)
        }
    }
}

/// The verdict of one filling (S-51).
pub fn single_verdict(program: &Program, about: &About, row: &Row) -> Verdict {
    judge(program, about, &[row]).verdict
}
