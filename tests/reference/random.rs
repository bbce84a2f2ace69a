//! Small random rulebooks, situations and questions. The same seed gives the same ones.
use guiju::core_ir::*;
use guiju::vocabulary::{Citation, Date, Locus};
use std::collections::BTreeSet;

/// splitmix64.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub fn percent(&mut self, p: usize) -> bool {
        self.below(100) < p
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

pub const PERSON: KindId = KindId(0);
pub const OFFICE: KindId = KindId(1);
pub const MATTER: KindId = KindId(2);
pub const MEETING: KindId = KindId(3);
pub const VALUE: KindId = KindId(4);

pub const HOLDS: RelationId = RelationId(0);
pub const P: RelationId = RelationId(1);
pub const Q: RelationId = RelationId(2);
pub const S: RelationId = RelationId(3);
pub const N: RelationId = RelationId(4);
pub const T: RelationId = RelationId(5);
pub const D1: RelationId = RelationId(6);
pub const D2: RelationId = RelationId(7);
pub const K: RelationId = RelationId(8);
pub const A: RelationId = RelationId(9);
pub const B: RelationId = RelationId(10);
/// Tallies, where the rulebook has a sum.
pub const V1: RelationId = RelationId(11);
pub const V2: RelationId = RelationId(12);
pub const V3: RelationId = RelationId(13);

/// A rulebook being made.
pub struct Maker {
    pub rng: Rng,
    pub program: Program,
    /// Clauses whose condition leads back to the relation they are about.
    recursive: BTreeSet<u32>,
    /// Two relations are defined by each other.
    mutual: bool,
    /// Clauses that refer to others are not ranked, and exceptions refer to none: nothing leads back.
    refers: bool,
    exempt: bool,
    /// How many tallies there are.
    tallies: u32,
}

/// Names in sight: variables with their kinds.
type Scope = Vec<(Var, KindId)>;

impl Maker {
    pub fn new(seed: u64) -> Self {
        let mut maker = Self {
            rng: Rng(seed),
            program: Program::default(),
            recursive: BTreeSet::new(),
            mutual: seed % 7 == 3,
            refers: false,
            exempt: false,
            tallies: 0,
        };
        maker.vocabulary();
        maker.choices();
        maker.sum();
        for _ in 0..5 + maker.rng.below(8) {
            maker.clause();
        }
        maker.ranks();
        maker
    }

    fn vocabulary(&mut self) {
        for (name, parents) in [("人", vec![]), ("职务", vec![]), ("事", vec![]), ("会", vec![MATTER]), ("值", vec![])] {
            let id = KindId(self.program.kinds.len() as u32);
            let mut ancestors = parents;
            ancestors.push(id);
            self.program.kinds.push(Kind { name: name.into(), ancestors, options: false });
        }
        for (name, kind) in [("甲职", OFFICE), ("乙职", OFFICE), ("一", VALUE), ("二", VALUE), ("三", VALUE)] {
            self.program.individuals.push(Individual { name: name.into(), kind });
        }
        let q = *self.rng.pick(&[Class::Open, Class::Open, Class::Recorded, Class::Judgement, Class::Chosen]);
        let t = *self.rng.pick(&[Class::Open, Class::Judgement, Class::Recorded]);
        let d1 = *self.rng.pick(&[Class::Derived, Class::Derived, Class::Open]);
        self.relation(&[PERSON, OFFICE], Class::Recorded);
        self.relation(&[PERSON], Class::Open);
        self.relation(&[PERSON, MATTER], q);
        self.relation(&[MATTER, VALUE], Class::Open);
        self.relation(&[MATTER], Class::Open);
        self.relation(&[MATTER], t);
        self.relation(&[PERSON], d1);
        self.relation(&[PERSON, MATTER], Class::Derived);
        self.relation(&[PERSON, OFFICE], Class::Derived);
        self.relation(&[PERSON, MATTER], Class::Recorded);
        self.relation(&[MATTER], Class::Recorded);
        self.program.relations[S.index()].holes[1].single = true;
        self.program.relations[N.index()].numeric = true;
        for act in [K, A, B] {
            self.program.relations[act.index()].act = true;
            self.program.relations[act.index()].doer = (act != B).then_some(0);
        }
        self.program.relations[K.index()].constitutive = true;
        self.program.holds_office = Some(HOLDS);
        for (title, library) in [("库", true), ("甲规", false), ("乙规", false), ("旧规", false)] {
            self.program.documents.push(Document {
                title: title.into(),
                short: title.into(),
                number: None,
                from: None,
                until: Date::new(2015, 1, 1).filter(|_| title == "旧规"),
                from_by_convention: false,
                notice: None,
                heading: None,
                issuer: None,
                chapters: Vec::new(),
                library,
                family: 0,
                names: Vec::new(),
                digest: String::new(),
            });
        }
    }

    fn relation(&mut self, holes: &[KindId], class: Class) {
        self.program.relations.push(Relation {
            sentence: Vec::new(),
            negative: None,
            english: None,
            holes: holes.iter().map(|kind| Hole { kind: *kind, single: false }).collect(),
            numeric: false,
            class,
            act: false,
            doer: None,
            verb: None,
            constitutive: false,
        });
    }

    fn choices(&mut self) {
        let rank = if self.rng.percent(40) { ChoiceKind::Precedence } else { ChoiceKind::Rank };
        let kinds = [ChoiceKind::Convention, ChoiceKind::Reading, rank, ChoiceKind::Reading];
        for kind in kinds.into_iter().take(1 + self.rng.below(4)) {
            let options = if kind == ChoiceKind::Reading && self.rng.percent(30) { 3 } else { 2 };
            let options = (0..options).map(|n: usize| n.to_string()).collect();
            self.program.choices.push(Choice { options, kind, ..Choice::default() });
        }
    }

    /// In some rulebooks: two or three numbers of a matter add up to the people of whom something holds.
    fn sum(&mut self) {
        if !self.rng.percent(20) {
            return;
        }
        self.tallies = 2 + u32::from(self.rng.percent(30));
        let own = if self.rng.percent(30) { MEETING } else { MATTER };
        let value = |n: u32| Amount::Value { relation: RelationId(V1.0 + n), args: vec![Term::Var(Var(0))] };
        let mut left = value(0);
        for n in 0..self.tallies {
            self.relation(&[MATTER], Class::Open);
            self.program.relations[(V1.0 + n) as usize].numeric = true;
            if n > 0 {
                left = Amount::Plus(Box::new(left), Box::new(value(n)));
            }
        }
        let person = Term::Var(Var(1));
        let of = match self.rng.below(5) {
            0 => AtomFormula { relation: P, args: vec![person] },
            1 => AtomFormula { relation: HOLDS, args: vec![person, Term::Individual(IndividualId(0))] },
            2 => AtomFormula { relation: D1, args: vec![person] },
            _ => AtomFormula { relation: Q, args: vec![person, Term::Var(Var(0))] },
        };
        let right = Amount::Count { var: Var(1), kind: PERSON, body: Box::new(Formula::Atom(of)) };
        let comparison = Comparison { left, op: Op::Eq, right, convention: None, share: None };
        self.add(vec![own, PERSON], Formula::True, ClauseKind::Sum(comparison));
        let clause = self.program.clauses.last_mut().expect("just added");
        clause.guards.clear();
        clause.hedged = false;
    }

    fn clause(&mut self) {
        match self.rng.below(100) {
            0..15 => self.definition(),
            15..38 => self.power(),
            38..54 => self.requirement(),
            54..72 => self.prohibition(),
            72..84 => self.duty(),
            84..95 => self.exception(),
            _ => self.gap(),
        }
    }

    fn add(&mut self, variables: Vec<KindId>, condition: Formula, kind: ClauseKind) -> ClauseId {
        let id = self.program.clauses.len() as u32;
        if std::mem::take(&mut self.refers) {
            self.recursive.insert(id);
        }
        let document = *self.rng.pick(&[0, 1, 1, 1, 2, 2, 2, 3]);
        let document = if self.rng.percent(60) && document == 3 { 1 } else { document };
        let mut guards = Vec::new();
        if self.rng.percent(15) {
            let choice = self.rng.below(self.program.choices.len());
            guards.push((ChoiceId(choice as u32), self.rng.below(self.program.choices[choice].options.len()) as u8));
        }
        self.program.clauses.push(Clause {
            citation: Citation {
                document: "规".into(),
                number: None,
                locus: Locus { article: Some((id + 1).into()), ..Locus::default() },
                quote: "".into(),
            },
            document: DocumentId(document),
            text: String::new(),
            variables: variables.into_iter().enumerate().map(|(n, kind)| (kind, format!("v{n}"))).collect(),
            condition,
            hedged: self.rng.percent(20),
            guards,
            exceptions: Vec::new(),
            rivals: Vec::new(),
            kind,
            notes: Vec::new(),
        });
        ClauseId(id)
    }

    /// Variables for the places of a relation; the kind of one may be narrower.
    fn places(&mut self, relation: RelationId) -> (Vec<KindId>, Vec<Option<Term>>) {
        let holes: Vec<KindId> = self.program.relations[relation.index()].holes.iter().map(|hole| hole.kind).collect();
        let (mut kinds, mut slots) = (Vec::new(), Vec::new());
        for kind in holes {
            let individuals: Vec<u32> = (0..5).filter(|one| self.program.individuals[*one as usize].kind == kind).collect();
            if !individuals.is_empty() && self.rng.percent(60) {
                slots.push(Some(Term::Individual(IndividualId(*self.rng.pick(&individuals)))));
                continue;
            }
            if self.rng.percent(4) {
                slots.push(None);
                continue;
            }
            slots.push(Some(Term::Var(Var(kinds.len() as u16))));
            kinds.push(if kind == MATTER && self.rng.percent(10) { MEETING } else { kind });
        }
        (kinds, slots)
    }

    fn head(&mut self, relation: RelationId) -> (Vec<KindId>, Vec<Term>) {
        loop {
            let (kinds, slots) = self.places(relation);
            if let Some(terms) = slots.into_iter().collect() {
                return (kinds, terms);
            }
        }
    }

    fn definition(&mut self) {
        let relation = *self.rng.pick(&[D1, D1, D2, D2, K, HOLDS]);
        let (mut kinds, args) = self.head(relation);
        let places = kinds.len();
        let own = self.rng.percent(30);
        // Some lead back to each other.
        let limit = if self.mutual && relation == D2 { D1 } else { relation };
        let condition = self.condition(&mut kinds, places, limit.0, (own || limit != relation) && relation != K);
        let closed = self.rng.percent(40);
        let id = self.add(kinds, condition, ClauseKind::Definition { head: AtomFormula { relation, args }, closed });
        self.recursive.insert(id.0);
    }

    fn act(&mut self, acts: &[RelationId]) -> (Vec<KindId>, Act) {
        let verb = *self.rng.pick(acts);
        let (kinds, slots) = self.places(verb);
        (kinds, Act { verb, slots })
    }

    /// What the condition of a clause on an act may be about.
    fn limit(act: &Act) -> u32 {
        if act.verb == K { K.0 } else { A.0 }
    }

    fn power(&mut self) {
        let (mut kinds, act) = self.act(&[K, A, A, A, A, B]);
        let places = kinds.len();
        let own = act.verb == K && self.rng.percent(20);
        let condition = self.condition(&mut kinds, places, Self::limit(&act), own);
        let grant = *self.rng.pick(&[Grant::Closed, Grant::Closed, Grant::Open, Grant::Open, Grant::Right]);
        let mut chooser = None;
        if act.verb == A && act.slots.iter().all(|slot| matches!(slot, Some(Term::Var(_)))) && self.rng.percent(15) {
            let apart = self.condition(&mut kinds, places, A.0, false);
            let args = act.slots.iter().copied().flatten().collect();
            let choice = AtomFormula { relation: Q, args };
            chooser = Some(Chooser { who: Term::Individual(IndividualId(self.rng.below(2) as u32)), choice, condition: apart });
        }
        let id = self.add(kinds, condition, ClauseKind::Power { act, grant, chooser });
        if own {
            self.recursive.insert(id.0);
        }
    }

    fn requirement(&mut self) {
        let (mut kinds, act) = self.act(&[A, A, B]);
        let places = kinds.len();
        let condition = if self.rng.percent(40) { Formula::True } else { self.condition(&mut kinds, places, A.0, false) };
        let needs = self.condition(&mut kinds, places, A.0, false);
        self.add(kinds, condition, ClauseKind::Requirement { act, needs });
    }

    fn prohibition(&mut self) {
        if self.rng.percent(20) {
            let relation = *self.rng.pick(&[P, Q]);
            let (mut kinds, args) = self.head(relation);
            let places = kinds.len();
            let state = AtomFormula { relation, args };
            let more = self.condition(&mut kinds, places, A.0, false);
            let condition = Formula::And(vec![Formula::Atom(state.clone()), more]);
            self.add(kinds, condition, ClauseKind::StateProhibition { state });
            return;
        }
        let (mut kinds, act) = self.act(&[K, A, A, B]);
        let places = kinds.len();
        let condition =
            if self.rng.percent(40) { Formula::True } else { self.condition(&mut kinds, places, Self::limit(&act), false) };
        let id = self.add(kinds, condition, ClauseKind::Prohibition { act });
        if self.rng.percent(50) {
            self.exception_to(id);
        }
    }

    fn duty(&mut self) {
        let trigger = *self.rng.pick(&[P, Q]);
        let (mut kinds, args) = self.head(trigger);
        let places = kinds.len();
        let trigger = AtomFormula { relation: trigger, args };
        let verb = *self.rng.pick(&[A, B]);
        let mut slots = Vec::new();
        for hole in self.program.relations[verb.index()].holes.clone() {
            let fitting: Vec<u16> = (0..kinds.len() as u16).filter(|n| self.is(kinds[usize::from(*n)], hole.kind)).collect();
            slots.push(if fitting.is_empty() || self.rng.percent(15) {
                None
            } else {
                Some(Term::Var(Var(*self.rng.pick(&fitting))))
            });
        }
        let more = if self.rng.percent(50) { Formula::True } else { self.condition(&mut kinds, places, A.0, false) };
        let condition = Formula::And(vec![Formula::Atom(trigger.clone()), more]);
        let done = self.condition(&mut kinds, places, A.0, false);
        let limit = self.rng.pick(&[None, Some(Limit::Before), Some(Limit::Promptly), Some(Limit::SameDay)]).clone();
        let keeping = self.rng.percent(20);
        let act = Act { verb, slots };
        let bearer = self.bearer(&mut kinds);
        let licences = self.licences(&act, &mut kinds, &condition);
        let alternatives = if verb == A && self.rng.percent(20) { vec![Act { verb: B, slots: vec![None] }] } else { Vec::new() };
        self.add(
            kinds,
            condition,
            ClauseKind::Duty(Duty { triggers: vec![trigger], act, alternatives, bearer, done, licences, keeping, limit }),
        );
    }

    /// Of places left open, what fills them.
    fn licences(&mut self, act: &Act, kinds: &mut Vec<KindId>, condition: &Formula) -> Box<[Licence]> {
        let relation = &self.program.relations[act.verb.index()];
        let (doer, holes) = (relation.doer, relation.holes.clone());
        let open = |place: &usize| act.slots[*place].is_none() && Some(*place) != doer;
        let Some(place) = (0..holes.len()).find(open).filter(|_| self.rng.percent(60)) else { return Box::default() };
        let var = Var(kinds.len() as u16);
        kinds.push(holes[place].kind);
        let named = self.formula(kinds, &mut vec![(var, holes[place].kind)], 1, A.0, false);
        let condition = Formula::And(vec![condition.clone(), named]);
        Box::new([Licence { verb: act.verb, places: vec![(place, var)], condition }])
    }

    fn bearer(&mut self, kinds: &mut Vec<KindId>) -> Bearer {
        if self.rng.percent(80) {
            return Bearer::Named;
        }
        let var = Var(kinds.len() as u16);
        kinds.push(PERSON);
        let is_one = self.formula(kinds, &mut vec![(var, PERSON)], 1, A.0, false);
        Bearer::AnyOf(var, Box::new(is_one))
    }

    fn exception(&mut self) {
        if self.program.clauses.is_empty() {
            return self.gap();
        }
        let target = ClauseId(self.rng.below(self.program.clauses.len()) as u32);
        self.exception_to(target);
    }

    /// An exception never asks what its target defines.
    fn exception_to(&mut self, target: ClauseId) {
        let (about, act) = match &self.program.clauses[target.index()].kind {
            ClauseKind::Power { act, .. } | ClauseKind::Requirement { act, .. } | ClauseKind::Prohibition { act } => {
                (Self::limit(act), Some(act.clone()))
            }
            ClauseKind::Definition { head, .. } => {
                (head.relation.0, Some(Act { verb: head.relation, slots: head.args.iter().copied().map(Some).collect() }))
            }
            ClauseKind::Duty(duty) => (A.0, Some(duty.act.clone())),
            _ => (A.0, None),
        };
        let target_kinds: Vec<KindId> = self.program.clauses[target.index()].variables.iter().map(|(kind, _)| *kind).collect();
        let (mut kinds, act) = match act {
            Some(act) if self.rng.percent(80) => (target_kinds, Some(act)),
            _ => (Vec::new(), None),
        };
        let own: Vec<KindId> = kinds.clone();
        let used: BTreeSet<u16> = act
            .iter()
            .flat_map(|act| &act.slots)
            .flatten()
            .filter_map(|term| match term {
                Term::Var(var) => Some(var.0),
                Term::Individual(_) => None,
            })
            .collect();
        let mut scope: Scope = used.iter().map(|n| (Var(*n), own[usize::from(*n)])).collect();
        self.exempt = true;
        let condition = self.formula(&mut kinds, &mut scope, 2, about, false);
        self.exempt = false;
        let id = self.add(kinds, condition, ClauseKind::Exception { act, lifts: Lifts::Listed });
        self.program.clauses[target.index()].exceptions.push(id);
    }

    fn gap(&mut self) {
        let (mut kinds, act) = self.act(&[K, A, B]);
        let places = kinds.len();
        let condition = self.condition(&mut kinds, places, A.0, false);
        self.add(kinds, condition, ClauseKind::Gap { act, text: String::new(), cites: Vec::new() });
    }

    /// Ranks and open ranks between clauses of one kind.
    fn ranks(&mut self) {
        for _ in 0..3 {
            let n = self.program.clauses.len();
            let (a, b) = (self.rng.below(n), self.rng.below(n));
            let (a, b) = (a.min(b), a.max(b));
            let class = |at: usize| match &self.program.clauses[at].kind {
                ClauseKind::Power { act, .. } => 1 + act.verb.0,
                ClauseKind::Requirement { .. } | ClauseKind::Prohibition { .. } | ClauseKind::Duty(_) => 1 + A.0,
                ClauseKind::Definition { head, closed: true } => 100 + head.relation.0,
                _ => 0,
            };
            if a == b || class(a) == 0 || class(a) != class(b) {
                continue;
            }
            let definitions = class(a) >= 100;
            let recursive = self.recursive.contains(&(a as u32)) || self.recursive.contains(&(b as u32));
            if recursive && !definitions {
                continue;
            }
            let ranked = |at: usize| {
                let outranks = |other: &Clause| other.exceptions.contains(&ClauseId(at as u32));
                let clause = &self.program.clauses[at];
                let exceptions = clause
                    .exceptions
                    .iter()
                    .any(|id| !matches!(self.program.clauses[id.index()].kind, ClauseKind::Exception { .. }));
                exceptions || !clause.rivals.is_empty() || self.program.clauses.iter().any(outranks)
            };
            if ranked(a) || ranked(b) {
                continue;
            }
            let rank =
                self.program.choices.iter().position(|choice| matches!(choice.kind, ChoiceKind::Rank | ChoiceKind::Precedence));
            match rank {
                Some(choice) if definitions || self.rng.percent(60) => {
                    for (at, option, other) in [(a, 1, b), (b, 0, a)] {
                        let rival = Rival { choice: ChoiceId(choice as u32), option, clause: ClauseId(other as u32) };
                        self.program.clauses[at].rivals.push(rival);
                    }
                }
                _ if definitions => {}
                _ => self.program.clauses[a].exceptions.push(ClauseId(b as u32)),
            }
        }
    }

    /// A condition over the first variables, which are the clause's own.
    fn condition(&mut self, kinds: &mut Vec<KindId>, places: usize, limit: u32, own: bool) -> Formula {
        let mut scope: Scope = kinds.iter().take(places).enumerate().map(|(n, kind)| (Var(n as u16), *kind)).collect();
        let depth = 1 + self.rng.below(3);
        self.formula(kinds, &mut scope, depth, limit, own)
    }

    /// A formula about relations below the limit; the limit itself may be asked, not negated, if `own`.
    fn formula(&mut self, kinds: &mut Vec<KindId>, scope: &mut Scope, depth: usize, limit: u32, own: bool) -> Formula {
        if depth == 0 {
            return self.leaf(kinds, scope, limit, own);
        }
        match self.rng.below(100) {
            0..22 => Formula::And(self.parts(kinds, scope, depth, limit, own)),
            22..38 => Formula::Or(self.parts(kinds, scope, depth, limit, own)),
            38..50 => Formula::Not(Box::new(self.formula(kinds, scope, depth - 1, limit, false))),
            50..68 => {
                let (var, kind, body) = self.quantified(kinds, scope, depth, limit, own);
                Formula::Exists { var, kind, body: Box::new(body) }
            }
            68..74 => {
                let (var, kind, body) = self.quantified(kinds, scope, depth, limit, own);
                Formula::Forall { var, kind, body: Box::new(body) }
            }
            74..84 => self.comparison(kinds, scope, depth, limit),
            84..88 => {
                Formula::AtLeast { count: 1 + self.rng.below(2) as u32, parts: self.parts(kinds, scope, depth, limit, own) }
            }
            _ => self.leaf(kinds, scope, limit, own),
        }
    }

    fn parts(&mut self, kinds: &mut Vec<KindId>, scope: &mut Scope, depth: usize, limit: u32, own: bool) -> Vec<Formula> {
        (0..2 + self.rng.below(2)).map(|_| self.formula(kinds, scope, depth - 1, limit, own)).collect()
    }

    fn quantified(
        &mut self,
        kinds: &mut Vec<KindId>,
        scope: &mut Scope,
        depth: usize,
        limit: u32,
        own: bool,
    ) -> (Var, KindId, Formula) {
        let kind = *self.rng.pick(&[PERSON, PERSON, MATTER, MEETING]);
        let var = Var(kinds.len() as u16);
        kinds.push(kind);
        scope.push((var, kind));
        let body = self.formula(kinds, scope, depth - 1, limit, own);
        scope.pop();
        (var, kind, body)
    }

    fn comparison(&mut self, kinds: &mut Vec<KindId>, scope: &mut Scope, depth: usize, limit: u32) -> Formula {
        let op = *self.rng.pick(&[Op::Ge, Op::Ge, Op::Gt, Op::Le, Op::Lt, Op::Eq, Op::Odd, Op::Even]);
        let convention = (self.rng.percent(60) && matches!(op, Op::Ge | Op::Le)).then_some(ChoiceId(0));
        let matters: Vec<Var> = scope.iter().filter(|(_, kind)| self.is(*kind, MATTER)).map(|(var, _)| *var).collect();
        let (var, kind, body) = self.quantified(kinds, scope, depth.min(2), limit, false);
        let count = Amount::Count { var, kind, body: Box::new(body) };
        let number = Amount::Number(1000 * self.rng.below(4) as i64);
        let parity = matches!(op, Op::Odd | Op::Even);
        if self.tallies > 0 && !matters.is_empty() && self.rng.percent(70) {
            let (left, right) = self.tally_comparison(&matters, count, number);
            return Formula::Compare(Comparison { left, op, right, convention, share: None });
        }
        let (left, right) = if !matters.is_empty() && !parity && self.rng.percent(50) {
            let value = Amount::Value { relation: N, args: vec![Term::Var(*self.rng.pick(&matters))] };
            match self.rng.below(3) {
                0 => (value, number),
                1 => (count, value),
                _ => (Amount::Times(2, Box::new(value)), number),
            }
        } else if self.rng.percent(50) {
            let (var, kind, body) = self.quantified(kinds, scope, depth.min(2), limit, false);
            let other = Amount::Count { var, kind, body: Box::new(body) };
            match self.rng.below(3) {
                0 => (Amount::Times(2, Box::new(count)), other),
                1 => (Amount::Plus(Box::new(count), Box::new(other)), number),
                _ => (Amount::Minus(Box::new(count), Box::new(other)), Amount::Number(0)),
            }
        } else {
            (count, number)
        };
        let shareable = match &left {
            Amount::Count { .. } => true,
            Amount::Times(_, inner) => matches!(**inner, Amount::Count { .. }),
            _ => false,
        };
        let share = (shareable && matches!(op, Op::Ge | Op::Gt) && self.rng.percent(40)).then_some((1, 2));
        Formula::Compare(Comparison { left, op, right, convention, share })
    }

    /// One tally, two of them compared or added, one against a count.
    fn tally_comparison(&mut self, matters: &[Var], count: Amount, number: Amount) -> (Amount, Amount) {
        let of = Term::Var(*self.rng.pick(matters));
        let mut tally = || {
            let n = self.rng.below(self.tallies as usize) as u32;
            Amount::Value { relation: RelationId(V1.0 + n), args: vec![of] }
        };
        let (one, other) = (tally(), tally());
        match self.rng.below(6) {
            0 | 1 => (one, number),
            2 => (one, other),
            3 => (Amount::Times(2, Box::new(one)), other),
            4 => (Amount::Plus(Box::new(one), Box::new(other)), number),
            _ => (one, count),
        }
    }

    fn leaf(&mut self, kinds: &mut Vec<KindId>, scope: &mut Scope, limit: u32, own: bool) -> Formula {
        match self.rng.below(100) {
            0..4 => Formula::True,
            4..9 => {
                let choice = self.rng.below(self.program.choices.len());
                Formula::Choice {
                    choice: ChoiceId(choice as u32),
                    option: self.rng.below(self.program.choices[choice].options.len()) as u8,
                }
            }
            9..13 if !scope.is_empty() => Formula::Same(Term::Var(self.rng.pick(scope).0), Term::Var(self.rng.pick(scope).0)),
            13..16 if !scope.is_empty() => Formula::IsKind(Term::Var(self.rng.pick(scope).0), MEETING),
            16..19 if limit == A.0 && !self.exempt => self.reference().unwrap_or(Formula::False),
            _ => self.sentence(kinds, scope, limit, own),
        }
    }

    /// Another clause that nothing can lead back from.
    fn reference(&mut self) -> Option<Formula> {
        let n = self.program.clauses.len();
        let id = if n == 0 { return None } else { self.rng.below(n) };
        let simple = |clause: &Clause| {
            matches!(clause.kind, ClauseKind::Power { .. } | ClauseKind::Requirement { .. } | ClauseKind::Prohibition { .. })
        };
        let found = simple(&self.program.clauses[id]);
        self.refers |= found;
        found.then_some(Formula::Applies(ClauseId(id as u32)))
    }

    fn sentence(&mut self, kinds: &mut Vec<KindId>, scope: &mut Scope, limit: u32, own: bool) -> Formula {
        let back = self.mutual && limit == D1.0 && self.rng.percent(50);
        let top = if own && self.rng.percent(40) {
            if back { D2.0 } else { limit }
        } else {
            self.rng.below(limit.max(1) as usize) as u32
        };
        let relation = if top == N.0 || (limit == 0 && !own) { T } else { RelationId(top) };
        if relation == T && limit <= T.0 {
            return Formula::True;
        }
        let holes: Vec<KindId> = self.program.relations[relation.index()].holes.iter().map(|hole| hole.kind).collect();
        let mut args = Vec::new();
        let mut bound = Vec::new();
        for kind in holes {
            let mut terms: Vec<Term> =
                scope.iter().chain(&bound).filter(|(_, of)| self.is(*of, kind)).map(|(var, _)| Term::Var(*var)).collect();
            terms.extend(
                (0..5)
                    .filter(|one| self.program.individuals[*one as usize].kind == kind)
                    .map(|one| Term::Individual(IndividualId(one))),
            );
            if terms.is_empty() {
                let var = Var(kinds.len() as u16);
                kinds.push(kind);
                bound.push((var, kind));
                terms.push(Term::Var(var));
            }
            args.push(*self.rng.pick(&terms));
        }
        let atom = Formula::Atom(AtomFormula { relation, args });
        bound.into_iter().rev().fold(atom, |body, (var, kind)| Formula::Exists { var, kind, body: Box::new(body) })
    }

    fn is(&self, kind: KindId, of: KindId) -> bool {
        self.program.kinds[kind.index()].ancestors.contains(&of)
    }

    /// A situation with few unknown tuples.
    pub fn world(&mut self) -> World {
        let entities =
            self.program.individuals.iter().map(|one| Entity { name: one.name.clone(), kind: one.kind, unnamed: None }).collect();
        let mut world = World { date: Date::new(2020, 1, 1), entities, ..World::default() };
        let mut add = |kind, unnamed| world.entities.push(Entity { name: String::new(), kind, unnamed });
        for _ in 0..1 + self.rng.below(2) {
            add(PERSON, None);
        }
        for _ in 0..1 + self.rng.below(2) {
            add(if self.rng.percent(40) { MEETING } else { MATTER }, None);
        }
        if self.rng.percent(25) {
            for k in 0..1 + self.rng.below(2) as u32 {
                add(PERSON, Some((IndividualId(0), k + 2)));
            }
        }
        self.record(&mut world);
        world
    }

    fn record(&mut self, world: &mut World) {
        let tallies = [V1, V2, V3].into_iter().take(self.tallies as usize);
        for relation in [P, Q, S, N, T, D1, A].into_iter().chain(tallies) {
            if relation.0 >= V1.0 && self.rng.percent(70) {
                continue;
            }
            if self.rng.percent(45) {
                world.complete.insert(relation);
            }
        }
        for (n, relation) in self.program.relations.clone().iter().enumerate() {
            for args in tuples(&self.program, world, relation) {
                let unnamed = args.iter().any(|one| world.entities[one.index()].unnamed.is_some());
                if unnamed || !self.rng.percent(45) {
                    continue;
                }
                let truth = match self.rng.below(100) {
                    0..50 => Truth::True,
                    50..95 => Truth::False,
                    _ => Truth::Unknown,
                };
                let tally = n >= V1.index();
                let number = (n == N.index() && truth == Truth::True).then(|| 500 * self.rng.below(8) as i64);
                let cast = if self.rng.percent(3) { 500 } else { 1000 * self.rng.below(3) as i64 };
                let number = if tally && truth == Truth::True { Some(cast) } else { number };
                let taken = relation.holes.iter().any(|hole| hole.single)
                    && truth == Truth::True
                    && world
                        .facts
                        .iter()
                        .any(|fact| fact.relation.index() == n && fact.truth == Truth::True && fact.args[0] == args[0]);
                if ((n == N.index() || tally) && truth == Truth::False) || taken {
                    continue;
                }
                world.facts.push(Fact { relation: RelationId(n as u32), args, truth, number, judged_by: None });
            }
        }
    }

    pub fn question(&mut self, world: &World) -> Question {
        match self.rng.below(100) {
            0..38 => {
                Question::May((0..1 + self.rng.below(2)).map(|_| self.query(world, &[A, A, A, A, A, B, K, Q], 12)).collect())
            }
            38..54 => self.who(world),
            54..62 => {
                let mut atoms: Vec<AtomQuery> =
                    (0..1 + self.rng.below(2)).map(|_| self.atom_query(world, &[D1, D2, K, Q, P])).collect();
                if self.rng.percent(40) {
                    atoms = atoms.into_iter().map(|atom| self.alternatives(world, atom)).collect();
                }
                Question::Is(atoms)
            }
            62..72 => self.must(world),
            _ => {
                let only = if self.rng.percent(25) && !self.program.clauses.is_empty() {
                    vec![self.rng.pick(&self.program.clauses).citation.clone()]
                } else {
                    Vec::new()
                };
                Question::InOrder { targets: vec![self.target(world)], only, at: None }
            }
        }
    }

    fn target(&mut self, world: &World) -> Target {
        match self.rng.below(3) {
            0 => Target::Act(self.query(world, &[A, A, A, B, K], 10)),
            1 => Target::State(AtomQuery { negated: false, ..self.atom_query(world, &[P, Q]) }),
            _ => Target::Event(AtomQuery { negated: false, ..self.atom_query(world, &[P, Q, A]) }),
        }
    }

    fn who(&mut self, world: &World) -> Question {
        let mut act = self.query(world, &[A, A, K], 0);
        act.slots[0] = None;
        let people: Vec<EntityId> = named(world, &self.program, PERSON);
        let except = if self.rng.percent(25) { vec![*self.rng.pick(&people)] } else { Vec::new() };
        Question::Who { act, except }
    }

    /// Of one doer, of anybody, or of any of several.
    fn must(&mut self, world: &World) -> Question {
        let ActQuery { verb, slots } = self.query(world, &[A, A, B, K], 15);
        let mut query = AtomQuery { relation: verb, args: slots, negated: false, among: None };
        if let Some(place) = self.program.relations[verb.index()].doer.filter(|_| self.rng.percent(35)) {
            let all = named(world, &self.program, self.program.relations[verb.index()].holes[place].kind);
            let values: BTreeSet<EntityId> = (0..3).map(|_| *self.rng.pick(&all)).collect();
            query.args[place] = None;
            query.among = Some(Among { place, values: values.into_iter().collect(), bound: None });
        }
        Question::Must(query)
    }

    fn query(&mut self, world: &World, verbs: &[RelationId], open: usize) -> ActQuery {
        let verb = *self.rng.pick(verbs);
        let slots = self.program.relations[verb.index()].holes.clone().into_iter().map(|hole| {
            let all = named(world, &self.program, hole.kind);
            (!self.rng.percent(open)).then(|| *self.rng.pick(&all))
        });
        ActQuery { verb, slots: slots.collect() }
    }

    fn atom_query(&mut self, world: &World, relations: &[RelationId]) -> AtomQuery {
        let query = self.query(world, relations, 10);
        AtomQuery { relation: query.verb, args: query.slots, negated: self.rng.percent(25), among: None }
    }

    /// A sentence about any of several.
    fn alternatives(&mut self, world: &World, mut query: AtomQuery) -> AtomQuery {
        let place = self.rng.below(query.args.len());
        let all = named(world, &self.program, self.program.relations[query.relation.index()].holes[place].kind);
        let values: BTreeSet<EntityId> = (0..3).map(|_| *self.rng.pick(&all)).collect();
        let convention = self.rng.percent(60).then_some(ChoiceId(0));
        let bound = self.rng.percent(50).then_some(Bound { above: true, convention });
        query.args[place] = None;
        query.among = Some(Among { place, values: values.into_iter().collect(), bound });
        query
    }
}

fn named(world: &World, program: &Program, kind: KindId) -> Vec<EntityId> {
    members(program, world, kind).into_iter().filter(|one| world.entities[one.index()].unnamed.is_none()).collect()
}

fn members(program: &Program, world: &World, kind: KindId) -> Vec<EntityId> {
    let is = |one: &EntityId| program.kinds[world.entities[one.index()].kind.index()].ancestors.contains(&kind);
    (0..world.entities.len() as u32).map(EntityId).filter(is).collect()
}

/// All tuples of a relation, those of people who may not exist too.
pub fn tuples(program: &Program, world: &World, relation: &Relation) -> Vec<Vec<EntityId>> {
    let mut all = vec![Vec::new()];
    for hole in &relation.holes {
        let members = members(program, world, hole.kind);
        all = all
            .into_iter()
            .flat_map(|args: Vec<EntityId>| members.iter().map(move |one| [args.clone(), vec![*one]].concat()))
            .collect();
    }
    all
}
