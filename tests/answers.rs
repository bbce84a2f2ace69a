//! The library door and the JSON answer: schemas, receipts, the three forms of a situation.
use guiju::api::{Shelf, cases::Runner};
use guiju::diagnostic::Lang;
use guiju::source::Source;
use guiju::vocabulary::{Date, Verdict};
use guiju::{Answer, Question, Rulebook, Situation};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::{fs, thread};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(name: &str) -> jsonschema::Validator {
    let text = fs::read_to_string(root().join("book/schema").join(name)).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn read(path: &str) -> std::sync::Arc<Source> {
    Source::new(path, fs::read_to_string(root().join(path)).unwrap())
}

fn meeting() -> Rulebook {
    Rulebook::load([root().join("examples/例会/规则.gj")]).unwrap()
}

fn ask(rulebook: &Rulebook, situation: &Situation, question: &str) -> Answer {
    rulebook.ask(situation, &Question::from(question)).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The answers to every question of the cases in the repository.
fn all_answers() -> Vec<Answer> {
    let shelf = Shelf::load(&[root().join("rulebooks"), root().join("examples/例会")]).unwrap();
    let run = Runner::new(&shelf).run(|_| true);
    let changing = Runner::new(&shelf).with_changes().run(|case| case.number.text.starts_with("ZV-0"));
    run.checks.into_iter().chain(changing.checks).filter_map(|check| check.answer).collect()
}

#[test]
fn a_question_gets_a_verdict_of_its_family() {
    for answer in all_answers() {
        assert!(answer.family.verdicts().contains(&answer.verdict), "{}: {:?}", answer.question, answer.verdict);
    }
}

#[test]
fn answers_are_what_the_schema_says() {
    let schema = schema("answer.schema.json");
    let answers = all_answers();
    assert!(answers.len() > 100, "{}", answers.len());
    for answer in &answers {
        let json = serde_json::to_value(answer).unwrap();
        if let Err(error) = schema.validate(&json) {
            panic!("{}: {error} at {}", answer.question, error.instance_path());
        }
        let back: Answer = serde_json::from_value(json).unwrap();
        assert_eq!(&back, answer);
    }
    let verdicts: std::collections::BTreeSet<Verdict> = answers.iter().map(|answer| answer.verdict).collect();
    assert!(verdicts.len() >= 10, "{verdicts:?}");
}

/// Every object of the schema wants all its fields and no others, so the schema and the types cannot drift apart unseen.
#[test]
fn the_schema_refuses_fields_too_many_or_too_few() {
    let schema = schema("answer.schema.json");
    let answer = ask(&meeting(), &Situation::from_text(&read("examples/例会/情形.gj")).unwrap(), "本次会议 能否 召开？");
    let good = serde_json::to_value(&answer).unwrap();
    assert!(schema.is_valid(&good));
    let fields: Vec<String> = good.as_object().unwrap().keys().cloned().collect();
    for field in &fields {
        let mut bad = good.clone();
        bad.as_object_mut().unwrap().shift_remove(field);
        assert!(!schema.is_valid(&bad), "without {field}");
    }
    for place in ["", "/receipt", "/citations/0", "/explanation", "/findings/0"] {
        let mut bad = good.clone();
        bad.pointer_mut(place).unwrap().as_object_mut().unwrap().insert("extra".into(), json!(1));
        assert!(!schema.is_valid(&bad), "an extra field at {place}");
    }
    let wanted = "question verdict holds ground findings answers citations unmet missing possible deviations readings conventions notes \
                  changes due next explanation receipt";
    assert!(wanted.split_whitespace().all(|field| fields.iter().any(|own| own == field)));
}

/// Code, line and column of everything that is wrong in a JSON situation.
fn wrong_json(text: &str) -> Vec<(&'static str, usize, usize)> {
    let source = Source::new("情形.json", text);
    let found = match Situation::from_json_source(&source) {
        Ok(situation) => Rulebook::parse([]).unwrap().prepare(&situation, None).err().unwrap_or_default(),
        Err(problems) => problems,
    };
    let place = |one: &&guiju::diagnostic::Problem| one.source.position(one.at.range().start);
    found.sorted().iter().map(|one| (one.kind.code(), place(one).line, place(one).column)).collect()
}

#[test]
fn all_that_is_wrong_in_json_is_told_at_its_place() {
    assert_eq!(wrong_json("{\"date\": \"2018-03-01\"}"), []);
    assert_eq!(wrong_json("{\"date\": \"2018-03-01\",\n \"facts\": [\"人：甲\"\n"), [("J001", 3, 1)]);
    assert_eq!(wrong_json("[]"), [("J001", 1, 1)]);
    let many = "{\n \"date\": \"昨天\",\n \"fact\": [],\n \"facts\": [1, \"人：甲\",\n  {\"relation\": \"到会\"},\n  {\"relation\": \"到会\", \"arguments\": [null], \"holds\": 1}],\n \"facts\": []\n}";
    assert_eq!(
        wrong_json(many),
        [("J002", 2, 10), ("J001", 3, 2), ("J001", 4, 12), ("J001", 5, 3), ("J001", 6, 36), ("J001", 6, 52), ("J001", 7, 2)]
    );
    // What is wrong in a fact is told where the fact stands.
    let facts = "{\"date\": \"2018-03-01\",\n \"facts\": [\"人：甲\",\n  \"例会 是 会议\",\n  \"甲 道会 例会\",\n  \"甲 到会 （\",\n  {\"relation\": \"飞\", \"arguments\": [\"甲\"]}],\n \"complete\": [\"飞\"]}";
    assert_eq!(wrong_json(facts), [("R001", 4, 3), ("S006", 5, 3), ("J004", 6, 3), ("R001", 7, 2)]);
    let deep = format!("{{\"facts\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(wrong_json(&deep).len(), 1);
    assert_eq!(wrong_json(&format!("{{\"date\": \"{}\"}}", " ".repeat(17 << 20))), [("J001", 1, 1)]);
}

#[test]
fn situations_are_what_their_schema_says() {
    let schema = schema("situation.schema.json");
    for path in ["examples/例会/情形.json", "examples/常务会议.json"] {
        let json: Value = serde_json::from_str(read(path).text()).unwrap();
        assert!(schema.is_valid(&json), "{path}");
        assert!(Situation::from_json_source(&read(path)).is_ok(), "{path}");
    }
    let everything = json!({
        "date": "2018-03-01", "complete": ["到会"], "questions": ["本次会议 能否 召开？"],
        "facts": ["甲 任 市长", {"relation": "到会", "arguments": ["甲", "本次会议"], "holds": false, "at": "2018-03-01",
                  "from": "2018-03-01", "until": "2018-03-02", "judged_by": "乙"}],
    });
    assert!(schema.is_valid(&everything) && Situation::from_json(&everything.to_string()).is_ok());
    for bad in
        [json!({"fact": []}), json!({"facts": [1]}), json!({"facts": [{"relation": "到会"}]}), json!({"date": 1}), json!([])]
    {
        assert!(!schema.is_valid(&bad) && Situation::from_json(&bad.to_string()).is_err(), "{bad}");
    }
}

#[test]
fn text_json_and_rust_say_the_same() {
    let rulebook = meeting();
    let from_text = Situation::from_text(&read("examples/例会/情形.gj")).unwrap();
    let from_json = Situation::from_json_source(&read("examples/例会/情形.json")).unwrap();
    let built = Situation::at(Date::new(2019, 3, 12).unwrap())
        .holders("市长", ["甲"])
        .holders("副市长", ["乙", "丙"])
        .holders("秘书长", ["丁"])
        .fact("本次会议 是 例会")
        .fact("甲 到会 本次会议")
        .complete("到会");
    assert_eq!(from_text.questions(), from_json.questions());
    for question in from_text.questions() {
        let answers = [&from_text, &from_json, &built].map(|situation| {
            let mut answer = ask(&rulebook, situation, question);
            answer.receipt.situation.clear();
            answer.explanation.children.clear();
            answer
        });
        assert_eq!(answers[0], answers[1], "{question}");
        assert_eq!(answers[0], answers[2], "{question}");
    }
    let more = from_text.fact("乙 到会 本次会议");
    assert_eq!(ask(&rulebook, &more, "本次会议 能否 召开？").verdict, Verdict::Permitted);
}

#[test]
fn the_same_receipt_gives_the_same_bytes() {
    let situation = read("examples/例会/情形.gj");
    let json = |lang| {
        let situation = Situation::from_text(&situation).unwrap();
        let question = Question::from("本次会议 能否 召开？").in_language(lang);
        serde_json::to_string(&meeting().ask(&situation, &question).unwrap()).unwrap()
    };
    let (zh, en) = (json(Lang::Zh), json(Lang::En));
    assert_eq!(zh, json(Lang::Zh));
    assert_eq!(en, json(Lang::En));
    let receipts = [&zh, &en].map(|text| serde_json::from_str::<Value>(text).unwrap()["receipt"].clone());
    assert_ne!(receipts[0], receipts[1]);
    assert_eq!(receipts[0]["situation"].as_str().map(str::len), Some(64));
    assert_eq!(receipts[0]["rulebooks"][1]["title"], "某市例会规则");
    assert_eq!(receipts[0]["date"], "2019-03-12");
}

#[test]
fn a_rulebook_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let rulebook = meeting();
    shared(&rulebook);
    let situation = Situation::from_text(&read("examples/例会/情形.gj")).unwrap();
    shared(&situation);
    let one = || {
        let (rulebook, situation) = (rulebook.clone(), situation.clone());
        thread::spawn(move || ask(&rulebook, &situation, "丙 能否 主持 本次会议？"))
    };
    let answers: Vec<Answer> = [one(), one()].into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn whatever_is_wrong_is_told_and_nothing_panics() {
    let rulebook = meeting();
    let situation = Situation::from_text(&read("examples/例会/情形.gj")).unwrap();
    for question in [
        "",
        "？",
        "谁",
        "甲",
        "能否",
        "本次会议 能否",
        "甲 能否 签发 月球？",
        "「",
        "甲 能否 召开 召开 召开？",
        "是否违反 第九条？",
    ] {
        let _ = rulebook.ask(&situation, &Question::from(question));
    }
    let unknown = rulebook.ask(&situation, &Question::from("本次会义 能否 召开？")).unwrap_err();
    assert!(unknown.has_errors());
    for bad in ["{", "{}", "[]", "{\"facts\": [\"甲 到会\"]}", "{\"facts\": [\"（\"]}", "{\"facts\": [\"规则 乙\"]}", "\u{0}"]
    {
        if let Ok(situation) = Situation::from_json(bad) {
            let _ = rulebook.ask(&situation, &Question::from("本次会议 能否 召开？"));
        }
    }
    assert!(Rulebook::load([PathBuf::from("没有.gj")]).is_err());
    assert!(Rulebook::parse([Source::new("坏.gj", "规则")]).is_err());
}

#[test]
fn what_is_counted_is_told_with_its_values() {
    let situation = Situation::from_text(&read("examples/例会/情形.gj")).unwrap();
    let answer = ask(&meeting(), &situation, "本次会议 能否 召开？");
    assert_eq!(answer.unmet[0].reasons, ["到会的组成人员 1 人（甲），组成人员 4 人，半数为 2：未达到"]);
    let question = Question::from("本次会议 能否 召开？").in_language(Lang::En);
    let answer = meeting().ask(&situation, &question).unwrap();
    assert!(answer.unmet[0].reasons[0].ends_with("one half is 2: not reached"), "{:?}", answer.unmet[0].reasons);
}

#[test]
fn a_prepared_situation_is_asked_again_and_again() {
    let situation = Situation::from_text(&read("examples/例会/情形.gj")).unwrap();
    let prepared = meeting().prepare(&situation, None).unwrap();
    for question in ["本次会议 能否 召开？", " 丙 能否 主持 本次会议", "丙 能否 签发 该公文？"] {
        let answer = prepared.ask(question, Lang::Zh).unwrap();
        assert_eq!(answer, ask(&meeting(), &situation, question));
        assert_eq!(prepared.verdict(question).unwrap(), answer.verdict, "{question}");
    }
    let before = meeting().prepare(&situation, Date::new(2017, 1, 1)).unwrap();
    assert_eq!(before.verdict("本次会议 能否 召开？").unwrap(), Verdict::NotInForce);
}

#[path = "../examples/ask.rs"]
mod example;

#[test]
fn the_example_runs() {
    example::main().unwrap();
}

#[test]
fn a_no_comes_with_the_smallest_change() {
    let rulebook = meeting();
    let situation = Situation::from_text(&read("examples/例会/情形.gj")).unwrap();
    let answer = ask(&rulebook, &situation, "本次会议 能否 召开？");
    let [turning] = answer.changes.as_slice() else { panic!("{:?}", answer.changes) };
    let [change] = turning.facts.as_slice() else { panic!("{turning:?}") };
    assert_eq!((turning.verdict, answer.changes_within), (Verdict::Permitted, 3));
    assert_eq!((change.text.as_str(), change.to, change.count), ("再有 1 人到会本次会议（乙、丙、丁当中）", true, 1));
    for fact in &change.among {
        assert_eq!(ask(&rulebook, &situation.clone().fact(fact.as_str()), "本次会议 能否 召开？").verdict, Verdict::Permitted);
    }
    let nobody = Situation::from_json(
        r#"{"date": "2019-03-12", "facts": ["名册：市长 甲；副市长 乙、丙；秘书长 丁", "本次会议 是 例会"], "complete": ["到会", "委托"]}"#,
    );
    let nobody = nobody.unwrap();
    assert_eq!(ask(&rulebook, &nobody, "本次会议 能否 召开？").changes[0].facts[0].count, 2);
    assert_eq!(ask(&rulebook, &nobody, "丙 能否 主持 本次会议？").changes[0].facts[0].text, "甲委托丙代行市长");
    assert!(ask(&rulebook, &nobody, "甲 能否 主持 本次会议？").changes.is_empty());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Words in any order as questions and facts: an answer or a problem, never a panic, and always the same.
    #[test]
    fn any_words_get_an_answer_or_a_problem(question in words(), fact in words()) {
        let rulebook = RULEBOOK.get_or_init(meeting);
        let situation = Situation::from_text(&read("examples/例会/情形.gj")).unwrap().fact(fact);
        let ask = || rulebook.ask(&situation, &Question::from(question.as_str()));
        match (ask(), ask()) {
            (Ok(one), Ok(two)) => assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&two).unwrap()),
            (Err(one), Err(two)) => assert_eq!(one.to_string(), two.to_string()),
            _ => panic!("{question}"),
        }
    }
}

static RULEBOOK: std::sync::OnceLock<Rulebook> = std::sync::OnceLock::new();

fn words() -> impl proptest::strategy::Strategy<Value = String> {
    const WORDS: &str = "甲 乙 丙 丁 本次会议 例会 市长 副市长 秘书长 组成人员 公文 到会 未到会 主持 召集 召开 签发 委托 代行 任 是 的 由谁 谁 \
                         能否 是否 是不是 必须 合规 违反 并非 由 不得 须 可以 且 或 该会议 达到 半数以上 第一条 完整： 未知： 撤去： 名册： ， 。 、 （ ） 〔 〕 「 3";
    let word = proptest::sample::select(WORDS.split_whitespace().collect::<Vec<_>>());
    proptest::strategy::Strategy::prop_map(proptest::collection::vec(word, 0..9), |words| words.join(" "))
}
