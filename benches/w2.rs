//! W2: a year of events in 100 bodies, audited from CSV (`benches/w2/规则.gj`, `benches/w2/登记.gj`); the violations are
//! compared with the hand-written reference before anything is timed. Units: events a second, reading included.
#[path = "w1/generator.rs"]
mod generator;
#[path = "w2/harness.rs"]
mod harness;
#[path = "w2/ledger.rs"]
mod ledger;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use harness::Year;

fn audit(criterion: &mut Criterion) {
    let intake = harness::intake();
    let mut group = criterion.benchmark_group("w2");
    group.sample_size(10);
    for events in [10_000, 100_000, 1_000_000] {
        let year = Year::new(events);
        for jobs in [1, 2] {
            assert_eq!(year.violations(&intake, jobs), year.reference, "violations differ from the reference");
            group.throughput(Throughput::Elements(events as u64));
            group.bench_function(format!("{events} events, {jobs} jobs"), |bencher| {
                bencher.iter(|| year.violations(&intake, jobs).len());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, audit);
criterion_main!(benches);
