//! What other bodies' rules need, each with a small rulebook and cases under `corpus/core`.
use guiju::api::{Shelf, audit::Period, cases::Runner};
use guiju::diagnostic::{Lang, Problems};
use guiju::source::Source;
use guiju::vocabulary::Verdict;
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

/// What is said of one journey contradicts itself; the other is in order.
const JOURNEYS: &str = "情形 2019年3月20日
  名册：市长 甲；常务副市长 乙；副市长 丙、丁；秘书长 辛。
  外出一、外出二 是 外出。
  外出一 性质为 因私（自 2019年3月1日 至 2019年3月5日）。
  外出一 性质为 休假（自 2019年3月1日 至 2019年3月6日）。
  丙 因 外出一 离开资阳（于 2019年3月4日）。
  丁 因 外出二 离开资阳（于 2019年3月14日）。
  外出二 性质为 因私。
  完整。
";

fn of_journeys() -> guiju::api::Prepared {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks/资阳市人民政府工作规则.gj");
    let book = Rulebook::load([rules]).expect("the rulebook is well");
    let situation = Situation::from_text(&Source::new("台账", JOURNEYS)).expect("the situation can be read");
    book.prepare(&situation, None).expect("it binds")
}

/// What contradicts itself at one moment is a finding about the events of that moment; the others are judged.
#[test]
fn an_event_that_cannot_be_judged_does_not_end_the_audit() {
    let audit = of_journeys().audit(Period::default(), Lang::Zh, |_, _| {}).expect("an audit");
    let of = |name: &str| audit.findings.iter().filter(|one| one.event.starts_with(name)).collect::<Vec<_>>();
    let (unfit, others) = (of("丙"), of("丁"));
    assert!(unfit.iter().all(|one| one.finding.verdict == Verdict::Undetermined), "{unfit:#?}");
    assert!(unfit.iter().any(|one| one.reasons.iter().any(|why| why.starts_with("E007"))), "{unfit:#?}");
    assert!(others.iter().any(|one| one.finding.verdict == Verdict::Violation), "{others:#?}");
}

/// What is owed is listed though one event cannot be judged; that one is named.
#[test]
fn an_event_that_cannot_be_judged_does_not_end_the_list_of_what_is_owed() {
    let dues = of_journeys().due(Lang::Zh).expect("a list");
    let [unfit] = dues.undecided.as_slice() else { panic!("{dues:#?}") };
    assert!(unfit.event.starts_with("丙") && unfit.why.iter().all(|why| why.starts_with("E007")), "{unfit:#?}");
    assert!(!dues.due.is_empty() && dues.due.iter().all(|due| due.who.as_deref() == Some("丁")), "{dues:#?}");
}

/// Who was asked is looked at as of the day of the asking: the head of that day, not of the day of the question.
#[test]
fn whether_a_duty_was_done_is_looked_at_as_of_the_doing() {
    let rules = std::fs::read_to_string(root().join("多次/规则.gj")).expect("the rulebook can be read");
    let later =
        rules.replace("应当 事先 向 主任 请假", "应当 在 30 日 内 向 主任 请假").replace("外出事先请假", "外出三十日内请假");
    assert_ne!(rules, later);
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks/通用词汇.gj");
    let library = Source::new("通用词汇.gj", std::fs::read_to_string(library).expect("the library can be read"));
    let book = Rulebook::parse([library, Source::new("规则.gj", later)]).expect("the rulebook is well");
    let of = |to: &str| {
        let text = format!(
            "情形 2026年5月1日
  名册：主任 甲（至 2026年3月10日）；主任 戊（自 2026年3月11日）；副主任 乙。
  乙 外出（于 2026年3月5日）。
  乙 向 {to} 请假（于 2026年3月6日）。
  完整。
"
        );
        let situation = Situation::from_text(&Source::new("台账", text)).expect("the situation can be read");
        let prepared = book.prepare(&situation, None).expect("it binds");
        let audit = prepared.audit(Period::default(), Lang::Zh, |_, _| {}).expect("an audit");
        audit.verdicts.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(of("甲"), [(Verdict::Compliant, 1)], "he was the head then");
    assert_eq!(of("戊"), [(Verdict::Violation, 1)], "he was not the head yet");
}

/// Terms of an office of one holder, and events said twice.
#[test]
fn bad_records_are_told() {
    let codes = |facts: &str| {
        let file = root().join("多次/规则.gj");
        let book = Rulebook::load([file]).expect("the rulebook is well");
        let text = format!("情形 2026年3月20日\n{facts}\n");
        let situation = Situation::from_text(&Source::new("情形", text)).expect("the situation can be read");
        let told = |problems: &Problems| problems.sorted().iter().map(|one| one.kind.code().to_owned()).collect::<Vec<_>>();
        match book.prepare(&situation, None) {
            Ok(prepared) => (true, told(prepared.warnings())),
            Err(problems) => (false, told(&problems)),
        }
    };
    let terms = |first: &str, second: &str| codes(&format!("  名册：主任 甲（{first}）；主任 戊（{second}）。"));
    assert_eq!(terms("自 2026年1月1日 至 2026年2月28日", "自 2026年2月1日"), (false, vec!["R052".to_owned()]));
    assert_eq!(terms("至 2026年2月28日", "自 2026年2月28日"), (true, vec![]));
    let roster = "  名册：主任 甲；副主任 乙。\n";
    let twice = format!("{roster}  乙 外出（于 2026年3月5日）。\n  乙 外出（于 2026年3月5日）。");
    assert_eq!(codes(&twice), (true, vec!["R053".to_owned()]));
    let hours = format!("{roster}  乙 外出（于 2026年3月5日9时）。\n  乙 外出（于 2026年3月5日15时）。");
    assert_eq!(codes(&hours), (true, vec![]));
    assert_eq!(codes(&format!("{roster}  乙 外出（自 2026年3月5日 至 2026年3月1日）。")).1, ["R032"]);
    assert_eq!(codes(&format!("{roster}  乙 外出（于 2026年2月30日）。")).1, ["R015"]);
}

/// What is too much to look at is an error, never a part.
#[test]
fn too_many_windows_are_told() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks/阳泉市城区人民政府工作规则.gj");
    let book = Rulebook::load([rules]).expect("the rulebook is well");
    let text = "情形 2199年3月20日\n  旧会 是 区政府常务会议。\n  召开 旧会（于 2022年1月5日）。\n  完整：召开（自 2022年1月1日 至 2199年1月1日）。\n";
    let situation = Situation::from_text(&Source::new("情形", text)).expect("the situation can be read");
    let asked = Question::from("召开 区政府常务会议 的 频次 是否合规？");
    let codes = book.ask(&situation, &asked).err().map(|problems| problems.sorted()[0].kind.code());
    assert_eq!(codes, Some("E009"));
}
