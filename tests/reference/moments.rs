//! What is on record at a moment, taken from the record of all moments, against the lines of the situation gone through anew.
use super::random::{A, B, D1, HOLDS, K, Maker, N, P, Q, S, T, tuples};
use super::show;
use guiju::core_ir::*;
use guiju::eval::{Engine, Fault};
use guiju::source::Span;
use guiju::vocabulary::{Date, Moment};
use std::sync::Arc;

/// Situations compared; `CASES=…` for a longer run.
const SITUATIONS: u64 = 1_500;
/// Moments looked at in each.
const MOMENTS: u64 = 12;

/// Some day in 2014 or 2015, sometimes with an hour.
fn moment(maker: &mut Maker) -> Moment {
    let date = Date::new(2014 + maker.rng.below(2) as i16, 1 + maker.rng.below(3) as i8, 1 + maker.rng.below(4) as i8);
    let minute = maker.rng.percent(25).then(|| 60 * (8 + maker.rng.below(3)) as u16);
    Moment { minute, ..Moment::from(date.expect("a day")) }
}

fn time(maker: &mut Maker) -> Time {
    let (a, b) = (moment(maker), moment(maker));
    let (first, last) = if b.before(a) { (b, a) } else { (a, b) };
    match maker.rng.below(6) {
        0 | 1 => Time { from: Some(first), event: true, ..Time::default() },
        2 | 3 => Time { from: Some(first), until: Some(last), ..Time::default() },
        4 => Time { until: Some(last), ..Time::default() },
        _ => Time { from: Some(first), undone: Some(last), event: true, ..Time::default() },
    }
}

fn line(maker: &mut Maker, world: &World) -> Line {
    let relation = *maker.rng.pick(&[HOLDS, HOLDS, P, Q, Q, S, S, S, N, T, D1, K, A, B]);
    let all = tuples(&maker.program, world, &maker.program.relations[relation.index()]);
    let args = maker.rng.pick(&all).clone();
    if maker.rng.percent(8) {
        let vacated = relation == HOLDS && maker.rng.percent(50);
        let sayings = vec![Saying { relation, args: args.clone(), negated: maker.rng.percent(30) }];
        return if vacated { Line::Vacate(HOLDS, [args[1]].into()) } else { Line::Withdraw(sayings) };
    }
    let truth = *maker.rng.pick(&[Truth::True, Truth::True, Truth::True, Truth::False, Truth::Unknown]);
    let number = (relation == N && truth == Truth::True).then(|| 500 * maker.rng.below(8) as i64);
    let truth = if relation == N { Truth::True } else { truth };
    let fact = Fact { relation, args, truth, number, judged_by: None };
    let time = if maker.rng.percent(70) { time(maker) } else { Time::default() };
    Line::Say(Say { fact, time, layer: maker.rng.below(2), weak: maker.rng.percent(10), at: Span::default() })
}

/// A situation whose lines say when.
fn situation(maker: &mut Maker) -> World {
    let told = maker.world();
    let wholes = [(IndividualId(1), vec![IndividualId(0)])].into_iter().filter(|_| maker.rng.percent(50)).collect();
    let mut history = History::new(Some(HOLDS), wholes);
    let (mut record, mut world) = (Record::default(), World { facts: Vec::new(), ..told.clone() });
    let now = world.date.map(Moment::from);
    let undated = |fact| Line::Say(Say { fact, time: Time::default(), layer: 0, weak: false, at: Span::default() });
    let mut lines: Vec<Line> = told.facts.iter().cloned().map(undated).collect();
    for _ in 0..maker.rng.below(14) {
        lines.push(line(maker, &told));
    }
    for line in lines {
        // Lines that contradict each other contradict each other either way.
        let _: Result<Done, Contradicted> = history.enter((&mut record, &mut world), &maker.program, now, line);
    }
    history.join_wholes(&mut record, &mut world, &maker.program, |_| {});
    if maker.rng.percent(30) {
        let relation = if maker.rng.percent(50) { None } else { Some(*maker.rng.pick(&[P, Q, A])) };
        let (from, until) = (moment(maker).date, moment(maker).date);
        history.periods.push(Period { relation, from: Some(from.min(until)), until: Some(from.max(until)) });
    }
    history.close(&mut world);
    world.history = Some(Arc::new(history));
    if maker.rng.percent(20) {
        alter(maker, &mut world);
    }
    world
}

/// Changes made since the situation was read.
fn alter(maker: &mut Maker, world: &mut World) {
    if !world.facts.is_empty() && maker.rng.percent(60) {
        let at = maker.rng.below(world.facts.len());
        world.facts.remove(at);
    }
    let relation = *maker.rng.pick(&[P, Q, T, A]);
    let args = maker.rng.pick(&tuples(&maker.program, world, &maker.program.relations[relation.index()])).clone();
    world.facts.retain(|fact| fact.relation != relation || fact.args != args);
    let truth = *maker.rng.pick(&[Truth::True, Truth::False]);
    world.facts.push(Fact { relation, args, truth, number: None, judged_by: None });
}

#[test]
fn the_record_at_a_moment_is_what_its_lines_say_of_it() {
    let situations = std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(SITUATIONS);
    let judged: usize = (0..situations).map(walk).sum();
    assert!(judged as u64 > situations * MOMENTS / 3, "most moments can be judged: {judged}");
}

/// How many moments could be judged.
fn walk(seed: u64) -> usize {
    let mut maker = Maker::new(seed ^ 0x0717);
    let world = situation(&mut maker);
    let program = maker.program.clone();
    let engine = Engine::new(program.clone());
    let prepared = engine.prepare(&world);
    let mut judged = 0;
    for _ in 0..MOMENTS {
        let (at, question) = (moment(&mut maker), maker.question(&world));
        // Duties look at other moments than their own.
        if matches!(question, Question::InOrder { .. } | Question::Must(_)) {
            continue;
        }
        let got = prepared.ask_at(&question, Some(at));
        // A situation that contradicts itself at its own date answers nothing.
        if prepared.ask(&question).is_err_and(|error| matches!(error.fault, Fault::Contradiction | Fault::Tally)) {
            break;
        }
        let history = world.history.as_deref().expect("a history");
        match history.at(&program, &world, at).map(|past| engine.prepare(&past).ask(&question)) {
            Ok(want) => {
                judged += usize::from(want.is_ok());
                let same = match (&got, &want) {
                    (Ok(got), Ok(want)) => got == want,
                    (Err(got), Err(want)) => got.fault == want.fault,
                    (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
                };
                assert!(same, "seed {seed} at {at}:\n got {got:?}\nwant {want:?}\n{}", show::case(&program, &world, &question));
            }
            Err(_) => {
                let contradicted = matches!(&got, Err(error) if error.fault == Fault::Contradiction);
                assert!(contradicted, "seed {seed} at {at}:\n got {got:?}\n{}", show::case(&program, &world, &question));
            }
        }
    }
    judged
}
