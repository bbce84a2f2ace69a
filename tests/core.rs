//! What other bodies' rules need, each with a small rulebook and cases under `corpus/core`.
use guiju::api::{Shelf, cases::Runner};
use guiju::diagnostic::Problems;
use guiju::source::Source;
use guiju::{Answer, Question, Rulebook, Situation};
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

/// The answer of the small rulebook on votes, the situation given in lines.
fn of_votes(facts: &str, question: &str) -> Result<Answer, Vec<String>> {
    let file = root().join("票数/规则.gj");
    let book = Rulebook::load([file]).expect("the rulebook is well");
    let text = format!("情形 2026年1月5日\n  人：甲、乙、丙。\n  该会 是 表决会。\n  甲、乙、丙 是 该会 的 评委。\n{facts}\n");
    let situation = Situation::from_text(&Source::new("情形", text)).expect("the situation can be read");
    let codes = |problems: Problems| problems.sorted().iter().map(|one| one.kind.code().to_owned()).collect();
    book.ask(&situation, &Question::from(question)).map_err(codes)
}

#[test]
fn votes_that_cannot_be_are_told() {
    let asked = "能否 宣布通过 该会？";
    let wrong = [
        "  该会 赞成票 3 票。\n  该会 反对票 1 票。",
        "  该会 赞成票 1 票。\n  该会 反对票 1 票。\n  该会 弃权票 0 票。",
        "  该会 赞成票 1.5 票。",
        "  该会 赞成票 2 票。\n  该会 反对票 1 票。\n  丙 回避 该会。",
    ];
    for facts in wrong {
        assert_eq!(of_votes(facts, asked).err(), Some(vec!["E008".to_owned()]), "{facts}");
    }
}

#[test]
fn a_vote_that_follows_is_told_with_its_sum() {
    let answer = of_votes("  该会 赞成票 1 票。\n  该会 反对票 1 票。", "能否 登记 该会 弃权？").expect("an answer");
    let told = format!("{answer:?}");
    assert!(told.contains("弃权票 1 票") && told.contains("合计：表决会 赞成票"), "{told}");
}
