//! What the language means, each point in a rulebook of a few lines.
use guiju::explain::{Style, explain, plain};
use guiju::source::Source;
use guiju::vocabulary::Verdict;
use guiju::{Answer, Question, Rulebook, Situation};

/// Declarations that every rulebook here begins with.
const HEAD: &str = "规则 示例规则\n  印发 2020年1月1日\n\n用语\n职务 市长、副市长。\n机构 甲局、乙局。\n";

fn ask(rules: &str, facts: &str, question: &str) -> Answer {
    let rules = Source::new("规则.gj", format!("{HEAD}{rules}"));
    let facts = Source::new("情形.gj", format!("情形 2021年5月15日\n{facts}"));
    let book = Rulebook::parse([rules]).unwrap_or_else(|problems| panic!("{problems}"));
    let situation = Situation::from_text(&facts).unwrap_or_else(|problems| panic!("{problems}"));
    book.ask(&situation, &Question::from(question)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn articles(answer: &Answer) -> Vec<Option<u32>> {
    answer.citations.iter().map(|cite| cite.article?.number()).collect()
}

#[test]
fn what_stands_at_the_head_of_a_chapter_is_never_cited() {
    let rules = "句式 [人] 是负责人；英：[人] is in charge。\n行为 [人] 签发 [公文]；英：[人] issues [公文]。\n\n\
                 第一条\n> 一、总则。\n宣示：总则。\n\n\
                 第二章 公文\n\n用语\n人 任 副市长 的，视为 该人 是负责人。\n\n\
                 第二条\n> 二、公文由负责人签发。\n人 是负责人 的，由 该人 签发 公文。\n";
    let answer = ask(rules, "  名册：副市长 丙。\n  来文 是 公文。\n", "丙 能否 签发 来文？");
    assert_eq!(answer.verdict, Verdict::Permitted);
    assert_eq!(articles(&answer), [Some(2)]);
}

#[test]
fn a_duty_without_a_bearer_licenses_whom_a_power_names() {
    let duty = "行为 [主体] 张贴 [公文]；英：[主体] puts up [公文]。\n句式 [公文] 重要；英：[公文] is important；类：开放。\n\n\
                第一条\n> 一、重要公文应当张贴。\n公文 重要 的，应当 张贴 该公文。\n";
    let facts = "  来文 是 公文。\n  来文 重要。\n";
    assert_eq!(ask(duty, facts, "乙局 能否 张贴 来文？").verdict, Verdict::Permitted);
    let named = format!("{duty}> 由甲局张贴。\n由 甲局 张贴 公文。\n");
    assert_eq!(ask(&named, facts, "甲局 能否 张贴 来文？").verdict, Verdict::Permitted);
    assert_eq!(ask(&named, facts, "乙局 能否 张贴 来文？").verdict, Verdict::NotEmpowered);
}

#[test]
fn what_is_owed_with_an_act_is_broken_when_the_act_is_done_alone() {
    let rules = "行为 [机构] 更换 [公文]；英：[机构] replaces [公文]。\n行为 [机构] 撤销 [公文]；反：[机构] 未撤销 [公文]；英：[机构] revokes [公文]。\n\n\
                 第一条\n> 一、更换公文的，应当同时撤销原件。\n机构 更换 公文 的，该机构 应当 同时 撤销 该公文。\n";
    let facts = "  来文 是 公文。\n  甲局 更换 来文。\n  甲局 未撤销 来文。\n";
    let question = "甲局 更换 来文 的 手续 是否合规？";
    assert_eq!(ask(rules, facts, question).verdict, Verdict::Violation);
    assert_eq!(ask(&rules.replace(" 同时 ", " "), facts, question).verdict, Verdict::Outstanding);
}

#[test]
fn what_is_dated_holds_at_its_time() {
    let rules =
        "句式 [公文] 有分歧；反：[公文] 没有分歧；英：[公文] is disputed；类：开放。\n\n第一条\n> 一、总则。\n宣示：总则。\n";
    let verdict = |facts: &str| ask(rules, &format!("  来文 是 公文。\n{facts}"), "来文 是否 有分歧？").verdict;
    assert_eq!(verdict("  来文 有分歧（自 2021年5月11日）。\n"), Verdict::Holds);
    assert_eq!(verdict("  来文 有分歧（自 2021年5月16日）。\n"), Verdict::DoesNotHold);
    assert_eq!(verdict("  来文 有分歧（自 2021年5月11日）。\n  来文 没有分歧（自 2021年5月13日）。\n"), Verdict::DoesNotHold);
    assert_eq!(verdict("  来文 有分歧（自 2021年5月11日）。\n  来文 没有分歧（自 2021年5月16日）。\n"), Verdict::Holds);
    assert_eq!(verdict("  来文 没有分歧（自 2021年5月16日）。\n"), Verdict::Undetermined);
}

/// The short explanation.
fn told(answer: &Answer) -> String {
    plain(&explain(answer, Style::default()))
}

#[test]
fn a_duty_names_its_addressee_in_the_words_of_its_clause() {
    let rules = "种类 出差，属于 外出。\n句式 [人] 因 [外出] 离开；英：[人] leaves for [外出]；类：开放。\n\n\
                 第一条\n> 一、副市长离开，应事先报告市长。\n\
                 副市长 因 外出 离开 的，应当 事先 向 市长 报告 该外出。\n\
                 > 局长离开不必报告。\n人 因 外出 离开 的，应当 及时 审批 公文。\n";
    let facts = "  名册：市长 甲；副市长 丙。\n  上京 是 出差。\n  丙 因 上京 离开。\n  完整：报告。\n";
    let answer = ask(rules, facts, "丙 因 上京 离开 是否违反 第一条第一句？");
    assert_eq!(answer.verdict, Verdict::Violation);
    assert!(told(&answer).contains("丙向市长报告上京"), "{}", told(&answer));
}

#[test]
fn whoever_acts_for_another_is_no_holder() {
    let rules = "\n第一条\n> 一、市长委托的，副市长代行。\n市长 委托 副市长 代行 市长 的，由 该副市长 代行 市长。\n\
                 > 公文由市长签发。\n由 市长 签发 公文。\n";
    let facts = "  名册：市长 甲；副市长 丙。\n  来文 是 公文。\n  甲 委托 丙 代行 市长。\n";
    let answer = ask(rules, facts, "由谁 代 甲 签发 来文？");
    let [who] = answer.answers.as_slice() else { panic!("{:?}", answer.answers) };
    assert_eq!((who.name.as_str(), who.office.as_deref(), who.acting), ("丙", Some("市长"), true));
    assert!(told(&answer).contains("丙（以市长身份）。"), "{}", told(&answer));
}

#[test]
fn the_consent_that_would_lift_a_prohibition_is_a_reason() {
    let rules = "\n第一条\n> 一、未经市长批准，不得签发公文。\n未经 市长 批准 公文，人 不得 签发 该公文。\n";
    let facts = "  名册：市长 甲；副市长 丙。\n  来文 是 公文。\n  完整：批准。\n";
    let answer = ask(rules, facts, "丙 能否 签发 来文？");
    assert_eq!((answer.verdict, answer.reasons), (Verdict::Prohibited, vec!["甲未批准来文（没有记载）".to_owned()]));
    let facts = "  名册：市长 甲；副市长 丙。\n  来文 是 公文。\n  甲 批准 来文。\n";
    assert_eq!(ask(rules, facts, "丙 能否 签发 来文？").reasons, ["甲任市长（情形所载）", "甲批准来文（情形所载）"]);
}

#[test]
fn only_what_is_certain_counts_as_a_departure_beside_a_refusal() {
    let rules = "句式 [公文] 重要；英：[公文] is important；类：开放。\n\n\
                 第一条\n> 一、公文须经审批。\n签发 公文，须 市长 审批 该公文。\n> 一般不得签发重要公文。\n\
                 公文 重要 的，人 一般 不得 签发 该公文。\n";
    let facts = "  名册：市长 甲；副市长 丙。\n  来文 是 公文。\n  完整：审批。\n";
    let answer = ask(rules, facts, "丙 能否 签发 来文？");
    assert_eq!((answer.verdict, answer.deviations.len()), (Verdict::RequirementsUnmet, 0));
    let answer = ask(rules, &format!("{facts}  来文 重要。\n"), "丙 能否 签发 来文？");
    assert_eq!((answer.verdict, answer.deviations.len()), (Verdict::RequirementsUnmet, 1));
}

#[test]
fn a_reading_on_which_the_grounds_do_not_depend_is_not_told() {
    let rules = "句式 [公文] 重要；英：[公文] is important；类：开放。\n\n\
                 第一条\n> 一、公文须经审批。\n签发 公文，须 市长 审批 该公文。\n> 重要公文不得签发。\n\
                 读法〔重要〕\n  其一 都不得：公文 重要 的，人 不得 签发 该公文。\n  其二 副职不得：公文 重要 的，副市长 不得 签发 该公文。\n";
    let facts = "  名册：市长 甲；副市长 丙。\n  来文 是 公文。\n  完整：审批。\n";
    assert!(ask(rules, facts, "甲 能否 签发 来文？").notes.is_empty());
}

/// The verdict alone.
fn verdict(rules: &str, facts: &str, question: &str) -> Verdict {
    ask(rules, facts, question).verdict
}

#[test]
fn an_exception_speaks_of_the_things_of_its_clause() {
    // Two places of one kind: the words alone do not tell them apart.
    let rules = "行为 [人] 委托 [人] 办理 [公文]；英：[人] entrusts [人] with [公文]。\n句式 [人] 出差；英：[人] is away；类：开放。\n\n\
                 第一条\n> 一、可以委托。\n市长 可以 委托 副市长 办理 公文。\n\
                 第二条\n> 二、副市长出差的除外。\n例外 第一条：该副市长 出差 的，不适用。\n";
    let facts = "  名册：市长 甲；副市长 丙。\n  来文 是 公文。\n  完整：出差。\n";
    assert_eq!(verdict(rules, facts, "甲 能否 委托 丙 办理 来文？"), Verdict::Permitted);
    let away = format!("{facts}  丙 出差。\n");
    assert_eq!(verdict(rules, &away, "甲 能否 委托 丙 办理 来文？"), Verdict::NotEmpowered);
    let him = format!("{facts}  甲 出差。\n");
    assert_eq!(verdict(rules, &him, "甲 能否 委托 丙 办理 来文？"), Verdict::Permitted);
    // 除 and 未经 in an exception deny.
    let but = rules.replace("该副市长 出差 的，不适用", "除 该副市长 出差 外，不适用");
    assert_eq!(verdict(&but, facts, "甲 能否 委托 丙 办理 来文？"), Verdict::NotEmpowered);
    assert_eq!(verdict(&but, &away, "甲 能否 委托 丙 办理 来文？"), Verdict::Permitted);
    // A state that must not be has exceptions too.
    let state = "句式 [人] 外出；英：[人] is out；类：开放。\n句式 [人] 获准；英：[人] has leave；类：开放。\n\n\
                 第一条\n> 一、不得外出。\n副市长 不得 外出。\n第二条\n> 二、获准的除外。\n例外 第一条：该副市长 获准 的，不适用。\n";
    let facts = "  名册：副市长 丙。\n  完整：获准。\n  丙 外出。\n";
    assert_eq!(verdict(state, facts, "丙 外出 是否合规？"), Verdict::Violation);
    assert_eq!(verdict(state, &format!("{facts}  丙 获准。\n"), "丙 外出 是否合规？"), Verdict::Compliant);
}

#[test]
fn a_rank_and_the_exceptions_of_what_outranks_stand_in_any_order() {
    let rules = "句式 [公文] 紧急；英：[公文] is urgent；类：记录。\n句式 [人] 出差；英：[人] is away；类：记录。\n\n\
                 第一条\n> 一、公文由市长签发。\n由 市长 签发 公文。\n\
                 第二条\n> 二、紧急的由副市长签发。\n公文 紧急 的，由 副市长 签发 该公文。\n\
                 第三条\n> 三、排序。\n";
    let (rank, exception) = ("第二条 优于 第一条。\n", "例外 第二条：市长 出差 的，不适用。\n");
    let facts = "  名册：市长 甲；副市长 丙。\n  来文 是 公文。\n  来文 紧急。\n";
    for rules in [format!("{rules}{rank}{exception}"), format!("{rules}{exception}{rank}")] {
        assert_eq!(verdict(&rules, facts, "甲 能否 签发 来文？"), Verdict::NotEmpowered);
        let away = format!("{facts}  甲 出差。\n");
        assert_eq!(verdict(&rules, &away, "甲 能否 签发 来文？"), Verdict::Permitted, "{rules}");
        assert_eq!(verdict(&rules, &away, "丙 能否 签发 来文？"), Verdict::NotEmpowered, "{rules}");
    }
}

#[test]
fn a_share_in_an_exception_rests_on_the_convention() {
    let rules = "句式 [会议] 紧急；英：[会议] is urgent；类：记录。\n\n第一条\n> 一、以上含本数。\n约定〔以上〕：含本数；另：不含本数。\n\
                 第二条\n> 二、由市长、副市长组成。\n会议 由 市长、副市长 组成。\n> 会议不得召开。\n不得 召开 会议。\n\
                 第三条\n> 三、过半到会的除外。\n例外 第二条第二句：到会 的 组成人员 达到 组成人员 的 半数以上 的，不适用。\n由 人 召开 会议。\n";
    let rules = rules.replace("由 人 召开 会议。", "可以 召开 会议。").replace("第二条第二句", "第二条");
    let facts = "  名册：市长 甲；副市长 丙。\n  例会 是 会议。\n  甲 到会 例会。\n  完整：到会。\n";
    let answer = ask(&rules, facts, "例会 能否 召开？");
    assert_eq!(answer.verdict, Verdict::Permitted);
    assert_eq!(answer.conventions.iter().map(|used| used.words.as_str()).collect::<Vec<_>>(), ["以上"]);
}

#[test]
fn what_is_expressly_forbidden_is_cited_beside_the_power_of_another() {
    let rules = "\n第一条\n> 一、公文由市长签发。\n由 市长 签发 公文。\n> 未经市长批准，不得签发公文。\n\
                 未经 市长 批准 公文，人 不得 签发 该公文。\n";
    let facts = "  名册：市长 甲；副市长 丙。\n  来文 是 公文。\n";
    let answer = ask(rules, &format!("{facts}  完整：批准。\n"), "丙 能否 签发 来文？");
    assert_eq!(answer.verdict, Verdict::NotEmpowered);
    let cited: Vec<_> = answer.citations.iter().map(|cite| cite.sentence).collect();
    assert_eq!(cited, [Some(1), Some(2)]);
    assert!(answer.reasons.contains(&"甲未批准来文（没有记载）".to_owned()), "{:?}", answer.reasons);
    // Where it is only perhaps forbidden, the power alone decides.
    let answer = ask(rules, facts, "丙 能否 签发 来文？");
    assert_eq!((answer.verdict, answer.citations.len()), (Verdict::NotEmpowered, 1));
}

#[test]
fn each_way_of_reading_has_its_own_reasons() {
    let rules = "句式 [公文] 紧急；反：[公文] 不紧急；类：开放。\n句式 [公文] 重要；反：[公文] 不重要；类：开放。\n\n\
                 第一条\n> 一、特殊的公文由副市长签发。\n读法〔特殊〕\n  其一 指紧急：公文 紧急 的，由 副市长 签发 该公文。\n\
                 \x20 其二 指重要：公文 重要 的，由 副市长 签发 该公文。\n";
    let facts = "  名册：市长 甲；副市长 丙。\n  来文 是 公文。\n  来文 紧急。\n  来文 不重要。\n";
    let answer = ask(rules, facts, "丙 能否 签发 来文？");
    assert_eq!(answer.verdict, Verdict::Conflict);
    let has = |reasons: &[String], word: &str| reasons.iter().any(|reason| reason.contains(word));
    let [urgent, important] = answer.readings.as_slice() else { panic!("{:?}", answer.readings) };
    assert!(has(&urgent.reasons, "紧急") && !has(&urgent.reasons, "重要"), "{:?}", urgent.reasons);
    assert!(has(&important.reasons, "不重要") && !has(&important.reasons, "紧急"), "{:?}", important.reasons);
    assert!(!has(&answer.reasons, "紧急") && !has(&answer.reasons, "重要"), "{:?}", answer.reasons);
    let told = told(&answer);
    let (first, second) = (told.find("来文紧急").unwrap(), told.find("来文不重要").unwrap());
    let at = |words: &str| told.find(words).unwrap_or_else(|| panic!("{told}"));
    assert!(at("指紧急") < first && first < at("指重要") && at("指重要") < second, "{told}");
}

#[test]
fn of_several_people_each_one_that_settles_it_is_told() {
    let rules = "句式 [人] 在岗；反：[人] 不在岗；类：开放。\n\n第一条\n> 一、公文由副市长签发，须在岗。\n\
                 由 副市长 签发 公文。\n副市长 签发 公文，须 该副市长 在岗。\n";
    let facts = "  名册：市长 甲；副市长 乙、丙。\n  来文 是 公文。\n";
    let answer = ask(rules, facts, "乙、丙 能否 签发 来文？");
    assert_eq!(answer.verdict, Verdict::Undetermined);
    let told = told(&answer);
    for line in
        ["  若乙不在岗，则乙签发来文：条件不足\n", "  若丙不在岗，则丙签发来文：条件不足\n", "  若乙在岗，且丙在岗，则可以\n"]
    {
        assert!(told.contains(line), "{told}");
    }
}
