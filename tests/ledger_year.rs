//! A year of tables judged as they are read: the violations are those of the hand-written reference (`benches/w2`).
#[path = "../benches/w1/generator.rs"]
mod generator;
#[path = "../benches/w2/harness.rs"]
mod harness;
#[path = "../benches/w2/ledger.rs"]
mod ledger;

use harness::Year;

#[test]
fn the_violations_of_a_year_are_those_of_the_reference() {
    let intake = harness::intake();
    let year = Year::new(3_000);
    assert!(year.reference.len() > 100);
    for jobs in [1, 2, 3] {
        assert_eq!(year.violations(&intake, jobs), year.reference, "{jobs} jobs");
    }
}
