//! W1: twelve answers a scenario over the rules of one city (`benches/w1/规则.gj`), on generated scenarios, each answer
//! compared with the hand-written reference before anything is timed. Units: decisions (one of the twelve answers) a second.
#[path = "w1/generator.rs"]
mod generator;
#[path = "w1/harness.rs"]
mod harness;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use harness::City;

fn decide(criterion: &mut Criterion) {
    let city = City::load();
    let scenarios: Vec<_> = (0..2_000).map(generator::scenario).collect();
    let wrong = scenarios.iter().filter(|scenario| city.answers(scenario) != generator::answer(scenario)).count();
    assert_eq!(wrong, 0, "answers differ from the reference in {wrong} scenarios");

    let mut group = criterion.benchmark_group("w1");
    group.throughput(Throughput::Elements(12));
    let mut next = 0;
    group.bench_function("decide", |bencher| {
        bencher.iter_batched_ref(
            || {
                next = (next + 1) % scenarios.len();
                city.prepare(&scenarios[next])
            },
            |prepared| city.decide(prepared),
            BatchSize::SmallInput,
        );
    });
    let some: Vec<_> = scenarios.iter().take(100).map(|scenario| city.prepare(scenario)).collect();
    group.bench_function("explain", |bencher| {
        let mut next = 0;
        bencher.iter(|| {
            next = (next + 1) % some.len();
            city.explain(&some[next])
        });
    });
    group.bench_function("facts and decide", |bencher| {
        let mut next = 0;
        bencher.iter(|| {
            next = (next + 1) % scenarios.len();
            city.answers(&scenarios[next])
        });
    });
    group.bench_function("hand-written reference", |bencher| {
        let mut next = 0;
        bencher.iter(|| {
            next = (next + 1) % scenarios.len();
            generator::answer(&scenarios[next])
        });
    });
    group.finish();
}

criterion_group!(benches, decide);
criterion_main!(benches);
