//! What would turn an answer: against brute force, and in the worked cases.
use guiju::api::Shelf;
use guiju::api::cases::{Check, Runner};
use guiju::diagnostic::Lang;
use guiju::explain::{Style, explain, plain};
use guiju::source::Source;
use guiju::vocabulary::{Date, Verdict};
use guiju::{Answer, Rulebook, Situation};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

const RULES: &str = "规则 变动示例

用语
职务 主任、科长。
种类 例会，属于 会议。
种类 来件，属于 事项。
选项 密级：公开、内部、机密。
句式 [来件] 密级为 [密级 单选]；反：[来件] 密级不是 [密级]；类：开放。
句式 [来件] 重大；反：[来件] 不重大；类：判断。
行为 [人] 转办 [来件]；反：[人] 未转办 [来件]。

第一条
> 一、例会由主任、科长组成，半数以上组成人员到会方可召开。
例会 由 主任、科长 组成。
召开 例会，须 到会 的 组成人员 达到 组成人员 的 半数以上。
> 召开例会，主任一般应当到会。
召开 例会，一般 须 主任 到会 该例会。

第二条
> 二、来件由主任转办；公开的，科长也可以转办。
由 主任 转办 来件。
来件 密级为 公开 的，科长 可以 转办 该来件。
> 重大的来件，须经主任批准；机密的不得转办，主任批准的除外。
来件 重大 的，转办 该来件，须 主任 批准 该来件。
来件 密级为 机密 的，未经 主任 批准，不得 转办 该来件。

第三条
> 三、受主任委托，科长代行主任。
主任 委托 科长 代行 主任 的，由 该科长 代行 主任。
";
const ROSTER: &str = "名册：主任 甲；科长 乙、丙。";
const QUESTIONS: [&str; 6] = [
    "本次会议 能否 召开？",
    "乙 能否 转办 该来件？",
    "甲 能否 转办 该来件？",
    "由谁 转办 该来件？",
    "由谁 代行 主任？",
    "乙 是不是 本次会议 的 组成人员？",
];
const SECRECY: [&str; 3] = ["公开", "内部", "机密"];
const PEOPLE: [&str; 3] = ["甲", "乙", "丙"];

/// The facts that may change, by sentence: not known, false, true.
type State = BTreeMap<String, Option<bool>>;

fn rulebook() -> &'static Rulebook {
    static RULEBOOK: OnceLock<Rulebook> = OnceLock::new();
    RULEBOOK.get_or_init(|| Rulebook::parse([Source::new("变动示例.gj", RULES)]).unwrap_or_else(|problems| panic!("{problems}")))
}

/// Everything that may be otherwise, one sentence each. The class of secrecy is one thing with three values.
fn sentences() -> Vec<String> {
    let mut all: Vec<String> = PEOPLE.iter().map(|one| format!("{one} 到会 本次会议")).collect();
    all.extend(PEOPLE.iter().map(|one| format!("{one} 批准 该来件")));
    for from in PEOPLE {
        all.extend(PEOPLE.iter().filter(|to| **to != from).map(|to| format!("{from} 委托 {to} 代行 主任")));
    }
    all.push("该来件 重大".to_owned());
    all
}

fn situation(state: &State, secrecy: Option<usize>) -> Situation {
    let mut situation =
        Situation::at(Date::new(2020, 3, 2).unwrap()).fact(ROSTER).fact("本次会议 是 例会").fact("该来件 是 来件");
    for (sentence, value) in state {
        situation = match value {
            Some(true) => situation.fact(sentence.clone()),
            Some(false) => situation.fact(denied(sentence)),
            None => situation,
        };
    }
    match secrecy {
        Some(n) => situation.fact(format!("该来件 密级为 {}", SECRECY[n])),
        None => situation,
    }
}

fn denied(sentence: &str) -> String {
    ["到会", "批准", "委托"].iter().fold(sentence.replace(" 重大", " 不重大"), |text, word| {
        if *word == "批准" { text.replace("批准", "未批准") } else { text.replace(word, &format!("未{word}")) }
    })
}

/// What an answer comes down to.
fn label(state: &State, secrecy: Option<usize>, question: &str) -> (Verdict, Vec<String>) {
    let answer = rulebook().prepare(&situation(state, secrecy), None).unwrap().ask(question, Lang::Zh).unwrap();
    let mut who: Vec<String> = answer.answers.into_iter().map(|who| who.name).collect();
    who.sort();
    (answer.verdict, who)
}

/// A fast label, for verdicts without people.
fn verdict(state: &State, secrecy: Option<usize>, question: &str) -> (Verdict, Vec<String>) {
    if question.contains('谁') {
        return label(state, secrecy, question);
    }
    (rulebook().prepare(&situation(state, secrecy), None).unwrap().verdict(question).unwrap(), Vec::new())
}

/// Independent of the engine's own notion: another plain answer.
fn turned(before: &(Verdict, Vec<String>), now: &(Verdict, Vec<String>)) -> bool {
    let plain = !matches!(now.0, Verdict::Undetermined | Verdict::Conflict);
    let who = |verdict| matches!(verdict, Verdict::Found | Verdict::Nobody);
    let deviates = |verdict| matches!(verdict, Verdict::PermittedWithDeviation | Verdict::Deviation);
    let own = |verdict| deviates(verdict) || who(verdict);
    let other = match before.0.holds() {
        _ if own(before.0) || own(now.0) => true,
        Some(holds) => now.0.holds() != Some(holds),
        None => now.0.holds().is_some(),
    };
    plain && now != before && other
}

/// Every set of at most `size` changes that turns the answer and holds no smaller one that does.
fn brute(state: &State, secrecy: Option<usize>, question: &str, size: usize) -> BTreeSet<BTreeSet<String>> {
    let before = verdict(state, secrecy, question);
    let mut moves: Vec<(usize, String)> = Vec::new();
    for (n, (sentence, value)) in state.iter().enumerate() {
        if *value != Some(true) {
            moves.push((n, sentence.clone()));
        }
        if *value != Some(false) {
            moves.push((n, denied(sentence)));
        }
    }
    let values = (0..SECRECY.len()).filter(|n| secrecy != Some(*n));
    moves.extend(values.map(|n| (state.len(), format!("该来件 密级为 {}", SECRECY[n]))));
    let mut found: Vec<BTreeSet<usize>> = Vec::new();
    for count in 1..=size {
        for set in subsets(moves.len(), count) {
            let things: BTreeSet<usize> = set.iter().map(|n| moves[*n].0).collect();
            if things.len() < count || found.iter().any(|smaller| smaller.is_subset(&set)) {
                continue;
            }
            let (mut changed, mut other) = (state.clone(), secrecy);
            for n in &set {
                let sentence = &moves[*n].1;
                match SECRECY.iter().position(|word| sentence.ends_with(word)) {
                    Some(value) => other = Some(value),
                    None => match changed.get_mut(sentence) {
                        Some(value) => *value = Some(true),
                        None => *changed.iter_mut().find(|(own, _)| denied(own) == *sentence).unwrap().1 = Some(false),
                    },
                }
            }
            if turned(&before, &verdict(&changed, other, question)) {
                found.push(set);
            }
        }
    }
    found.iter().map(|set| set.iter().map(|n| moves[*n].1.clone()).collect()).collect()
}

fn subsets(n: usize, k: usize) -> Vec<BTreeSet<usize>> {
    if k == 0 {
        return vec![BTreeSet::new()];
    }
    let with = |rest: BTreeSet<usize>| {
        let from = rest.last().map_or(0, |last| last + 1);
        (from..n).map(move |next| rest.iter().copied().chain([next]).collect::<BTreeSet<_>>())
    };
    subsets(n, k - 1).into_iter().flat_map(with).collect()
}

/// The sets that an answer tells, those told as one taken apart again.
fn told(answer: &Answer, size: usize) -> BTreeSet<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    for turning in &answer.changes {
        let mut sets = vec![BTreeSet::new()];
        for change in &turning.facts {
            let picks = subsets(change.among.len(), change.count as usize);
            sets = sets
                .iter()
                .flat_map(|set| picks.iter().map(move |pick| (set, pick)))
                .map(|(set, pick): (&BTreeSet<String>, _)| {
                    set.iter().cloned().chain(pick.iter().map(|n| change.among[*n].clone())).collect()
                })
                .collect();
        }
        all.extend(sets.into_iter().filter(|set: &BTreeSet<String>| set.len() <= size));
    }
    all
}

/// How many sets there are.
fn same(state: &State, secrecy: Option<usize>, question: &str, size: usize) -> usize {
    let prepared = rulebook().prepare(&situation(state, secrecy), None).unwrap();
    let answer = prepared.ask(question, Lang::Zh).unwrap();
    assert!(answer.changes_within as usize >= size, "{question} {state:?}");
    let expected = brute(state, secrecy, question, size);
    assert_eq!(told(&answer, size), expected, "{question} {state:?} {secrecy:?} {:?}", answer.verdict);
    expected.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..Default::default() })]

    /// Minimal and complete up to two changes, whatever is known.
    #[test]
    fn sets_of_changes_are_those_that_brute_force_finds(
        values in proptest::collection::vec(proptest::option::weighted(0.7, any::<bool>()), sentences().len()),
        secrecy in proptest::option::of(0..SECRECY.len()),
        question in 0..QUESTIONS.len(),
    ) {
        let state: State = sentences().into_iter().zip(values).collect();
        same(&state, secrecy, QUESTIONS[question], 2);
    }
}

#[test]
fn three_changes_are_found_too() {
    let none: State = sentences().into_iter().map(|sentence| (sentence, Some(false))).collect();
    let found = QUESTIONS.map(|question| same(&none, Some(1), question, if question.contains('谁') { 2 } else { 3 }));
    assert_eq!(found, [3, 2, 2, 4, 2, 0]);
}

/// What the worked cases list as changing the answer, as facts: the case, its question, the facts, the verdict with them.
/// Listed changes of the roster, of kinds, of dates, of the text of the rules, and those that ask another question are not
/// changes of facts of the situation and stand here in no line.
const LISTED: &str = "
ZV-01 | 0 | 甲 未到会 本次会议 | 条件不足
ZV-02 | 0 | 丁 未到会 本次会议 | 条件不足
ZV-04 | 0 | 甲 未委托 乙 代行 市长 | 无权
ZV-04 | 0 | 甲 处于 在岗 期间 | 无权
ZV-04 | 0 | 丁 未到会 本次会议 | 条件不足
ZV-05 | 0 | 甲 委托 乙 代行 市长 | 可以
ZV-05 | 1 | 甲 委托 乙 代行 市长 | 乙
ZV-06 | 0 | 该请示 类别为 其他市政府发文；甲 委托 丙 负责 该请示 | 可以
ZV-07 | 0 | 甲 处于 请假休假 期间 | 可以
ZV-07 | 0 | 甲 处于 出国访问 期间 | 可以
ZV-08 | 0 | 并非 市住房城乡建设局 将 该议题 的材料 议题文件 报 市政府办公室 | 违反
ZV-10 | 0 | 甲 同意 该议题 | 可以
ZV-10 | 0 | 甲 处于 请假休假 期间；甲 委托 乙 代行 市长；乙 同意 该议题 | 可以
ZV-13 | 0 | 癸 就 本次会议 向 甲 请假 | 合规
ZV-15 | 0 | 甲 委托 癸 召开 本次会议 | 可以
ZV-15 | 0 | 丙 委托 癸 召开 本次会议 | 可以
ZV-16 | 0 | 甲 同意 该纪要 | 合规
ZV-17 | 1 | 甲 处于 请假休假 期间；甲 委托 乙 代行 市长 | 可以
ZV-18 | 1 | 市教育和体育局 确需邀请 子 出席 本次会议；市政府 批准邀请 子 出席 本次会议 | 可以
ZV-20 | 0 | 本请示 属重大事项 | 违反
ZV-20 | 0 | 本请示 不属重大事项 | 合规
ZV-21 | 0 | 甲 委托 丁 负责 本请示 | 可以
ZV-21 | 1 | 本请示 属重大事项 | 甲
ZV-22 | 0 | 本通知 类别为 其他市政府发文 | 合规
ZV-22 | 0 | 丙 不分管 本通知 | 违反
ZV-23 | 0 | 甲 未委托 乙 代行 市长 | 无权
ZV-24 | 0 | 来文 行文性质为 报告性公文 | 不成立
ZV-24 | 1 | 甲 对 来文 签有明确意见；甲 对 来文 签有姓名；甲 对 来文 签有完整日期 | 合规
ZV-25 | 0 | 甲 未批准 本文件；己 未批准 本文件 | 条件不足
ZV-25 | 0 | 本文件 未注明经市政府同意字样 | 条件不足
ZV-25 | 0 | 本文件 无需行文 | 偏离原则
ZV-26 | 0 | 本请示 属领导直接交办的个别事项 | 合规
ZV-27 | 0 | 癸 就 本请示 协调；丙 就 本请示 协调 | 合规
ZV-27 | 0 | 本请示 各方没有分歧 | 未作规定
ZV-28 | 0 | 甲办法 不涉及两个以上部门职权 | 合规
ZV-28 | 1 | 乙办法 规定有效期 | 合规
ZV-28 | 2 | 安岳县政府 将 丙规定 报 市政府 备案 | 合规
ZV-29 | 0 | 票价调整 不涉及重大公共利益和公众权益；票价调整 不容易引发社会稳定问题 | 可以
ZV-29 | 0 | 票价调整 经过 社会稳定风险评估；票价调整 经过 听证会 | 可以
ZV-30 | 0 | 该事故 等级为 一般级；该事故 不紧急；该事故 不敏感 | 违反
ZV-30 | 0 | 该事故 来得及召开会议 | 违反
ZV-31 | 0 | 物流园区事项 需全面协调（确认） | 必须
ZV-31 | 0 | 物流园区事项 属 重要规划 | 必须
ZV-32 | 0 | 丁 处于外出期间 | 乙
ZV-33 | 0 | 乙 不在外出期间 | 乙
ZV-33 | 1 | 戊 不在外出期间 | 戊
ZV-33 | 0 | 戊 确有特殊原因无法出席 本次活动 | 市政府办公室
ZV-34 | 0 | 甲 批准 开业剪彩 | 合规
ZV-35 | 1 | 本次调研 属外事活动 | 不适用
ZV-36 | 0 | 己 处于外出期间 | 庚
ZV-37 | 0 | 本次外出 性质为 因公 | 合规
ZV-38 | 0 | 乙 不在外出期间 | 不适用
ZV-38 | 1 | 甲 委托 乙 代行 市长 | 乙
ZV-39 | 0 | 子 就 本次外出 向 甲 请假；子 就 本次外出 向 丑 请假；子 将 本次外出 请假抄送 市政府办公室 | 合规
ZV-40 | 0 | 当天值班 日期性质为 法定节日 | 己
ZV-40 | 0 | 当天值班 日期性质为 双休日 | 戊
ZV-42（f）7月31日 | 0 | 甲 同意 专题会二纪要 | 合规
ZV-43（b）4月14日 | 0 | 海南之行 性质为 因公 | 合规
ZV-43（c）5月22日 | 0 | 辛 向 甲 报告 北京之行 | 合规
ZV-43（d）6月12日 | 0 | 壬 将 壬离开 请假抄送 市政府办公室 | 合规
ZV-44 | 1 | 甲 委托 乙 签发 十一月纪要 | 合规
ZV-45 | 0 | 本文件 涉及重大事项 | 违反
ZV-45 | 1 | 本文件 注明经市政府同意字样；乙 批准 本文件 | 合规
";

#[test]
fn what_the_worked_cases_list_is_reported() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shelf = Shelf::load(&[root.join("rulebooks")]).unwrap();
    let checks = Runner::new(&shelf).with_changes().run(|case| case.number.text.starts_with("ZV-")).checks;
    let mut wrong = Vec::new();
    for line in LISTED.lines().filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        let [case, n, facts, verdict] = fields[..] else { panic!("{line}") };
        let of = |check: &&Check| format!("{}{}", check.case, check.variant.as_deref().unwrap_or_default()) == case;
        let mut own = checks.iter().filter(of);
        let answer = own.nth(n.parse().unwrap()).and_then(|check| check.answer.as_ref()).unwrap_or_else(|| panic!("{line}"));
        let wanted: BTreeSet<String> = facts.split('；').map(str::to_owned).collect();
        let reported = answer.changes.iter().find(|turning| {
            let only = Answer { changes: vec![(*turning).clone()], ..answer.clone() };
            told(&only, wanted.len()).contains(&wanted)
        });
        let got =
            reported.map(|turning| if turning.who.is_empty() { turning.verdict.zh().to_owned() } else { turning.who.join("、") });
        if got.as_deref() != Some(verdict) {
            wrong.push(format!("{line} → {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What they list besides, supposed: other people, days, kinds, words of the rules, and questions about somebody else.
#[test]
fn what_the_worked_cases_list_besides_is_answered_when_supposed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("tests/corpus/什么会改变答案.txt")).unwrap();
    let blocks = text.split("\nZV-").skip(1);
    let cases: Vec<_> = blocks.enumerate().map(|(n, block)| supposed(root, n, block)).collect();
    assert!(cases.len() > 40, "{}", cases.len());
    let rules = Shelf::load(&[root.join("rulebooks")]).unwrap();
    let sources = rules.given().map(|file| Arc::clone(&file.parsed.source));
    let all = Shelf::of(sources.chain(cases));
    let run = Runner::new(&all).run(|case| case.number.text.starts_with("改变"));
    assert!(!run.problems.has_errors(), "{}", run.problems);
    let wrong: Vec<String> = run
        .checks
        .iter()
        .filter(|check| check.variant.is_some() && (!check.failures.is_empty() || check.is_open()))
        .map(|check| format!("{:?} {}: {}", check.variant, check.question, check.got))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let asked: BTreeSet<&str> =
        run.checks.iter().filter(|check| check.variant.is_some()).map(|check| check.case.as_str()).collect();
    assert_eq!(asked.len(), text.matches("\nZV-").count());
}

/// The facts of a case, with others supposed.
fn supposed(root: &Path, n: usize, block: &str) -> Arc<Source> {
    let (head, rest) = block.split_once('\n').unwrap();
    let (case, listed) = head.split_once(' ').unwrap();
    let folders = ["资阳", "资阳领导小组"].map(|folder| root.join(format!("rulebooks/案例/{folder}/ZV-{case}.gj")));
    let text = folders.iter().find_map(|path| fs::read_to_string(path).ok()).unwrap();
    let facts = text.split("\n问 ").next().unwrap().replace(&format!("案例 ZV-{case}"), &format!("案例 改变{n}"));
    Source::new(format!("改变{n}.gj"), format!("{facts}\n反事实 {}\n{rest}\n", listed.replace(' ', "")))
}

/// Where the ways of counting do not agree on the last day, the day told is one on which they do.
#[test]
fn the_day_told_is_in_time_however_days_are_counted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shelf = Shelf::load(&[root.join("rulebooks")]).unwrap();
    let checks = Runner::new(&shelf).with_changes().run(|case| case.number.text == "ZV-08").checks;
    let late =
        checks.iter().find(|check| check.variant.as_deref() == Some("W3")).and_then(|check| check.answer.as_ref()).unwrap();
    let told: Vec<(&str, Verdict)> =
        late.changes.iter().flat_map(|turning| turning.facts.iter().map(|one| (one.text.as_str(), turning.verdict))).collect();
    let in_time = "市住房城乡建设局将该议题的材料议题审批表报市政府办公室（2019年4月27日以前）";
    assert!(told.contains(&(in_time, Verdict::Compliant)), "{told:?}");
    let plain = |verdict| !matches!(verdict, Verdict::Conflict | Verdict::Undetermined);
    let all = checks.iter().filter_map(|check| check.answer.as_ref()).flat_map(|answer| &answer.changes);
    assert!(all.into_iter().all(|turning| plain(turning.verdict)));
}

/// So many 科长 beside the 主任, and what is said of them.
fn crowd(n: usize, facts: &str) -> (Answer, String) {
    let names: Vec<String> = (0..n).map(|n| format!("科{n}")).collect();
    let mut situation = Situation::at(Date::new(2020, 3, 2).unwrap())
        .fact(format!("名册：主任 甲；科长 {}。", names.join("、")))
        .fact("本次会议 是 例会");
    for fact in facts.split('；').filter(|fact| !fact.is_empty()) {
        situation = situation.fact(fact);
    }
    let prepared = rulebook().prepare(&situation, None).unwrap();
    let answer = prepared.ask("本次会议 能否 召开？", Lang::Zh).unwrap();
    let told = plain(&explain(&answer, Style::default()));
    (answer, told)
}

#[test]
fn those_alike_are_counted_and_not_tried_one_by_one() {
    // Nothing known of two hundred: one question, and a number for each answer. One by one this would take minutes.
    let (answer, told) = crowd(199, "");
    assert_eq!((answer.verdict, answer.missing.len()), (Verdict::Undetermined, 200));
    let together: BTreeSet<_> = answer.missing.iter().map(|missing| missing.alike).collect();
    assert_eq!(together, BTreeSet::from([Some(1), None]), "the 主任 alone is asked for by name");
    assert!(told.contains("  几人到会本次会议（科0、科1、科2 等 199 人当中） ——第一条第一句\n"), "{told}");
    let counts: Vec<Vec<(u32, bool)>> =
        answer.settlements.iter().map(|way| way.if_found.iter().map(|found| (found.count, found.holds)).collect()).collect();
    assert!(counts.contains(&vec![(1, false), (100, false)]) && counts.contains(&vec![(1, true), (99, true)]), "{counts:?}");
    // Some are known to have come: only how many more are needed is told.
    let (answer, told) = crowd(29, "甲、科0、科1 到会 本次会议；完整：到会");
    assert!(told.contains("  若再有 12 人到会本次会议（科2、科3、科4 等 27 人当中），则可以\n"), "{told}");
    assert_eq!(answer.changes[0].facts[0].among.len(), 27);
}

/// What the situation states of what a closed definition is about stays stated while something else changes.
#[test]
fn a_stated_sentence_with_a_closed_definition_is_not_lost() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rulebook = Rulebook::load([root.join("rulebooks/阳泉市城区人民政府工作规则.gj")]).unwrap();
    let situation = "情形 2022年6月15日
  名册：区长 甲；常务副区长 乙；副区长 丙；区政府办公室主任 辛。
  人：子。
  区教育局 是 区政府工作部门。
  区教育局 是 区政府 的 所属部门。
  丙 是 区教育局 的 分管副区长。
  子 是 区教育局 的 主要负责人。
  外出一 是 外出。
  外出一 属出差或休假。
  子 就 外出一 报经 甲、乙 批准。
  子 未就 外出一 报经 丙 批准。
  子 将 外出一 向 区政府办公室 报备。
";
    let situation = Situation::from_text(&Source::new("情形.gj", situation)).unwrap();
    let answer = rulebook.prepare(&situation, None).unwrap().ask("子 能否 因 外出一 离开市区？", Lang::Zh).unwrap();
    assert_eq!(answer.verdict, Verdict::Conflict);
    let alone = |facts: &[guiju::answer::Change]| facts.len() == 1 && facts[0].text.contains("报经丙批准");
    let turns = answer.changes.iter().any(|turning| turning.verdict == Verdict::Permitted && alone(&turning.facts));
    assert!(turns, "{:?}", answer.changes);
}
