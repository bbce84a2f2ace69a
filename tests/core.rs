//! What other bodies' rules need, each with a small rulebook and cases under `corpus/core`.
use guiju::api::{Shelf, cases::Runner};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/core")
}

#[test]
fn every_case_of_the_core_gets_its_answer() {
    let run = Runner::new(&Shelf::load(&[root()]).expect("the folder can be read")).run(|_| true);
    assert!(!run.problems.has_errors(), "{:#?}", run.problems);
    let failed: Vec<String> = run
        .checks
        .iter()
        .filter(|check| !check.failures.is_empty())
        .map(|check| format!("{}:{} {}？ {:?}", check.place.0, check.place.1, check.question, check.failures))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(run.checks.len() >= 20);
}
