//! Situations that change, and their plain answers, against situations built anew and answered in full.
use super::random::{A, B, D1, D2, HOLDS, K, Maker, N, P, Q, S, T, tuples};
use super::show;
use guiju::core_ir::*;
use guiju::eval::{Engine, EvalError, Fault, Live, Mark};
use std::collections::{BTreeMap, BTreeSet};

/// Questions compared; `CASES=…` for a longer run.
const QUESTIONS: u64 = 20_000;
/// Questions to one rulebook.
const STEPS: u64 = 40;

/// What is put on record and taken back.
const CHANGED: [RelationId; 11] = [HOLDS, P, Q, S, N, T, D1, D2, K, A, B];

type Facts = BTreeMap<(RelationId, Vec<EntityId>), (Truth, Option<i64>)>;

/// A situation, changed and built anew each time.
struct Twin {
    engine: Engine,
    live: Live,
    world: World,
    facts: Facts,
    marks: Vec<(Mark, Facts)>,
}

impl Twin {
    fn new(program: &Program, world: World, remembers: bool) -> Self {
        let engine = Engine::new(program.clone());
        // What is looked at for a verdict is remembered where it is said what may change.
        let live = if remembers { engine.live(&world).changing(CHANGED) } else { engine.live(&world) };
        let told = world.facts.iter().map(|fact| ((fact.relation, fact.args.clone()), (fact.truth, fact.number)));
        Self { engine, live, facts: told.collect(), world, marks: Vec::new() }
    }

    fn put(&mut self, relation: RelationId, args: &[EntityId], truth: Truth, number: Option<i64>) {
        match number {
            Some(number) => self.live.put_number(relation, args, number),
            None => self.live.put(relation, args, truth),
        }
        .expect("a fact that fits");
        self.facts.insert((relation, args.to_vec()), (truth, number));
    }

    fn change(&mut self, maker: &mut Maker) {
        match maker.rng.below(100) {
            0..8 => self.marks.push((self.live.mark(), self.facts.clone())),
            // Another, which goes on from here by itself and shares what is remembered.
            16..20 => self.live = self.live.clone(),
            8..16 => {
                if let Some((mark, facts)) = self.marks.pop() {
                    self.live.back_to(mark);
                    self.facts = facts;
                }
            }
            _ => {
                let relation = *maker.rng.pick(&CHANGED);
                let all = tuples(&maker.program, &self.world, &maker.program.relations[relation.index()]);
                let named = |args: &&Vec<EntityId>| args.iter().all(|one| self.world.entities[one.index()].unnamed.is_none());
                let all: Vec<&Vec<EntityId>> = all.iter().filter(named).collect();
                let args = (*maker.rng.pick(&all)).clone();
                match maker.rng.below(100) {
                    0..35 => {
                        self.live.take(relation, &args).expect("a fact that fits");
                        self.facts.remove(&(relation, args));
                    }
                    35..75 if relation == N => self.put(relation, &args, Truth::True, Some(500 * maker.rng.below(8) as i64)),
                    35..75 => self.put(relation, &args, Truth::True, None),
                    75..97 => self.put(relation, &args, Truth::False, None),
                    _ => self.put(relation, &args, Truth::Unknown, None),
                }
            }
        }
    }

    fn compare(&mut self, program: &Program, question: &Question, seed: u64) {
        let fact = |((relation, args), (truth, number)): (&(RelationId, Vec<EntityId>), &(Truth, Option<i64>))| Fact {
            relation: *relation,
            args: args.clone(),
            truth: *truth,
            number: *number,
            judged_by: None,
        };
        self.world.facts = self.facts.iter().map(fact).collect();
        let anew = self.engine.prepare(&self.world);
        let want = anew.ask(question).map(|outcome| {
            (outcome.verdict, outcome.ground, outcome.answers.iter().map(|answer| answer.entity).collect::<BTreeSet<_>>())
        });
        let told = |decision: guiju::eval::Decision| (decision.verdict, decision.ground, decision.who.into_iter().collect());
        let got = [self.live.decide(question).map(told), anew.decide(question).map(told)];
        for got in got {
            if !agree(&got, &want) {
                panic!("seed {seed}:\n got {got:?}\nwant {want:?}\n{}", show::case(program, &self.world, question));
            }
        }
        self.directly(program, question, want.map(|want| want.0), seed);
    }

    /// The same by the questions that have a door of their own.
    fn directly(
        &mut self,
        program: &Program,
        question: &Question,
        want: Result<guiju::vocabulary::Verdict, EvalError>,
        seed: u64,
    ) {
        let filled = |slots: &[Option<EntityId>]| slots.iter().copied().collect::<Option<Vec<EntityId>>>();
        let got = match question {
            Question::May(acts) => match acts.as_slice() {
                [act] => filled(&act.slots).map(|slots| self.live.may(act.verb, &slots)),
                _ => None,
            },
            Question::Is(atoms) => match atoms.as_slice() {
                [atom] if !atom.negated => filled(&atom.args).map(|args| self.live.holds(atom.relation, &args)),
                _ => None,
            },
            Question::Who { act, except } if except.is_empty() => {
                let slots: Vec<EntityId> = act.slots.iter().map(|slot| slot.unwrap_or(EntityId(0))).collect();
                let doer = program.relations[act.verb.index()].doer;
                let only = act.slots.iter().enumerate().all(|(place, slot)| slot.is_none() == (Some(place) == doer));
                only.then(|| self.live.who(act.verb, &slots).map(|decision| decision.verdict))
            }
            _ => None,
        };
        let Some(got) = got else { return };
        if !agree(&got, &want) {
            panic!("seed {seed}: asked directly\n got {got:?}\nwant {want:?}\n{}", show::case(program, &self.world, question));
        }
    }
}

/// The same answer, or no answer for the same reason. Bounds may be reached in one way and not in the other.
fn agree<T: PartialEq>(got: &Result<T, EvalError>, want: &Result<T, EvalError>) -> bool {
    match (got, want) {
        (Ok(got), Ok(want)) => got == want,
        (Err(got), Err(want)) => (got.fault == Fault::Contradiction) == (want.fault == Fault::Contradiction),
        (Ok(_), Err(error)) => !matches!(error.fault, Fault::Contradiction | Fault::Question),
        (Err(_), Ok(_)) => false,
    }
}

#[test]
fn a_situation_that_changes_answers_like_one_built_anew() {
    let questions = std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(QUESTIONS);
    let workers = 2;
    std::thread::scope(|scope| {
        for worker in 0..workers {
            scope.spawn(move || (worker..questions / STEPS).step_by(workers as usize).for_each(walk));
        }
    });
}

fn walk(seed: u64) {
    let mut maker = Maker::new(seed ^ 0x11FE);
    let mut world = maker.world();
    if seed % 4 != 0 {
        // Everybody has a name, and the record is complete: what a ledger is.
        world.entities.retain(|entity| entity.unnamed.is_none());
        world.facts.retain(|fact| fact.args.iter().all(|one| one.index() < world.entities.len()));
        world.all_complete = seed % 2 == 0;
    }
    let mut twin = Twin::new(&maker.program.clone(), world, seed % 3 != 0);
    for _ in 0..STEPS {
        for _ in 0..1 + maker.rng.below(3) {
            twin.change(&mut maker);
        }
        // What was found out before the change is still at hand, and worth something where nothing changed that it hangs on.
        let before = maker.question(&twin.world);
        let _: Result<guiju::eval::Decision, EvalError> = twin.live.decide(&before);
        twin.change(&mut maker);
        let question = maker.question(&twin.world);
        twin.compare(&maker.program.clone(), &question, seed);
        twin.change(&mut maker);
        twin.compare(&maker.program.clone(), &question, seed);
    }
}
