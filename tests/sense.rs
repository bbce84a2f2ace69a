//! What the language means, each point in a rulebook of a few lines.
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
    answer.citations.iter().map(|cite| cite.article).collect()
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
    let duty = "行为 [主体] 公布 [公文]；英：[主体] publishes [公文]。\n句式 [公文] 重要；英：[公文] is important；类：开放。\n\n\
                第一条\n> 一、重要公文应当公布。\n公文 重要 的，应当 公布 该公文。\n";
    let facts = "  来文 是 公文。\n  来文 重要。\n";
    assert_eq!(ask(duty, facts, "乙局 能否 公布 来文？").verdict, Verdict::Permitted);
    let named = format!("{duty}> 由甲局公布。\n由 甲局 公布 公文。\n");
    assert_eq!(ask(&named, facts, "甲局 能否 公布 来文？").verdict, Verdict::Permitted);
    assert_eq!(ask(&named, facts, "乙局 能否 公布 来文？").verdict, Verdict::NotEmpowered);
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
