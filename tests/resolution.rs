//! Situations, variants and questions: what each line means, and what is refused.
use guiju::api::cases::Runner;
use guiju::api::{Question, Rulebook, Shelf, Situation};
use guiju::diagnostic::{Lang, Problems};
use guiju::source::Source;
use std::time::{Duration, Instant};

const NAMES: &str = "规则 甲规\n  印发 2018年1月1日\n\n用语\n职务 市长、副市长、秘书长。\n职务 常务副市长，属于 副市长。\n\
种类 例会，属于 会议。\n种类 请示，属于 公文。\n\n第一条\n> 一、正文。\n";
const RULES: &str = "由 市长 主持 例会。\n召开 例会，须 市长 到会 例会。\n";

fn codes(problems: &Problems) -> Vec<&'static str> {
    problems.sorted().iter().map(|problem| problem.kind.code()).collect()
}

fn book(rules: &str) -> Rulebook {
    Rulebook::parse([Source::new("规则.gj", format!("{NAMES}{rules}"))]).unwrap()
}

fn ask_of(book: &Rulebook, facts: &str, question: &str) -> Result<String, Vec<&'static str>> {
    let text = format!("情形 2020年1月10日\n{facts}");
    let situation = Situation::from_text(&Source::new("情形.gj", text)).map_err(|problems| codes(&problems))?;
    let answer = book.ask(&situation, &Question::from(question)).map_err(|problems| codes(&problems))?;
    Ok(answer.verdict.to_string())
}

/// The verdict on a question about a situation of 2020-01-10, or the codes of what is wrong.
fn ask(facts: &str, question: &str) -> Result<String, Vec<&'static str>> {
    ask_of(&book(RULES), &format!("  名册：市长 甲；常务副市长 乙；秘书长 丙。\n  例会一 是 例会。\n{facts}"), question)
}

fn is(facts: &str, question: &str, verdict: &str) {
    assert_eq!(ask(facts, question), Ok(verdict.to_owned()), "{facts} {question}");
}

fn wrong(facts: &str, question: &str, code: &'static str) {
    assert_eq!(ask(facts, question), Err(vec![code]), "{facts} {question}");
}

/// Runs a case with variants; what fails, and the codes of problems.
fn case(rules: &str, text: &str) -> (Vec<String>, Vec<&'static str>) {
    let rules = Source::new("规则.gj", format!("{NAMES}{rules}"));
    let case = Source::new(
        "案例.gj",
        format!(
            "案例 一\n适用 《甲规》\n情形 2020年1月10日\n  名册：市长 甲；常务副市长 乙；副市长 丙。\n  例会一 是 例会。\n{text}"
        ),
    );
    let run = Runner::new(&Shelf::of([rules, case])).run(|_| true);
    let failed = run.checks.iter().filter(|check| !check.failures.is_empty());
    (failed.map(|check| format!("{} {}", check.question, check.got)).collect(), codes(&run.problems))
}

fn passes(rules: &str, text: &str) {
    assert_eq!(case(rules, text), (vec![], vec![]), "{text}");
}

const ATTENDS: &str = "甲 是否 到会 例会一？";

#[test]
fn a_fact_is_not_one_of_two() {
    wrong("  甲 或 乙 到会 例会一。\n", ATTENDS, "R030");
    wrong("", "甲 或 乙 能否 主持 例会一？", "R030");
    wrong("", "甲 能否 主持 或 召开 例会一？", "R030");
}

#[test]
fn whether_it_is_so_of_any_of_several() {
    let any = "甲 或 乙 是否 到会 例会一？";
    is("", any, "不能判定");
    is("  甲 未到会 例会一。\n  乙 到会 例会一。\n", any, "成立");
    is("  甲、乙 未到会 例会一。\n", any, "不成立");
    is("  甲 到会 例会一。\n  乙 未到会 例会一。\n", "甲 或 乙 是否 未到会 例会一？", "成立");
    is("  甲、乙 到会 例会一。\n", "甲 或 乙 是否 未到会 例会一？", "不成立");
}

#[test]
fn a_fact_that_says_one_of_some_values() {
    let grades = "等级 密级：一般、较大、重大。\n选项 来源：因公、因私、其他。\n\
                  句式 [例会] 级别为 [密级 单选]；反：[例会] 级别不为 [密级 单选]；类：记录。\n\
                  句式 [例会] 起因为 [来源 单选]；类：开放。\n句式 [例会] 涉及 [来源]；类：开放。\n";
    let book = book(&format!("{grades}由 市长 主持 例会。\n"));
    let ask = |facts: &str, question: &str| ask_of(&book, &format!("  名册：市长 甲。\n  例会一 是 例会。\n{facts}"), question);
    let grade = "例会一 是否 级别为 较大以上？";
    let is = |facts: &str, question: &str, verdict: &str| assert_eq!(ask(facts, question).as_deref(), Ok(verdict), "{facts}");
    is("", grade, "不成立");
    is("  例会一 级别为 较大以上。\n", grade, "成立");
    is("  例会一 级别为 较大以上。\n", "例会一 是否 级别为 重大？", "不能判定");
    is("  例会一 级别为 较大以上。\n  例会一 级别为 较大以下。\n", "例会一 是否 级别为 较大？", "成立");
    is("  例会一 级别为 较大以下。\n  例会一 级别为 较大以上。\n", "例会一 是否 级别为 较大？", "成立");
    is("  例会一 级别为 重大以上。\n", "例会一 是否 级别为 重大？", "成立");
    is("  例会一 级别不为 较大以上。\n", "例会一 是否 级别为 一般？", "成立");
    is("  例会一 起因为 因公 或 因私。\n", "例会一 是否 起因为 其他？", "不成立");
    is("  例会一 起因为 因公 或 因私。\n", "例会一 是否 起因为 因公？", "不能判定");
    let wrong = |facts: &str, code: &'static str| assert_eq!(ask(facts, grade), Err(vec![code]), "{facts}");
    wrong("  例会一 级别为 一般。\n  例会一 级别为 较大以上。\n", "R018");
    wrong("  例会一 级别为 较大以上。\n  例会一 级别为 一般。\n", "R018");
    wrong("  例会一 级别为 重大以上。\n  例会一 级别为 较大以下。\n", "R018");
    // Of several values at once it does not say which, nor does a denial of one of two.
    wrong("  例会一 涉及 因公 或 因私。\n", "R030");
    wrong("  并非 例会一 起因为 因公 或 因私。\n", "R030");
}

#[test]
fn a_question_may_describe_what_it_asks_about() {
    let grades = "等级 密级：一般、较大、重大。\n种类 预案，属于 事项。\n\
                  句式 [预案] 级别为 [密级 单选]；类：开放。\n行为 [人] 启动 [预案]。\n";
    let book = book(&format!(
        "{grades}预案 级别为 较大以上 的，由 市长 启动 该预案。\n\
         预案 级别为 一般 的，由 秘书长 启动 该预案。\n"
    ));
    let ask = |facts: &str, question: &str| ask_of(&book, &format!("  名册：市长 甲；秘书长 丙。\n{facts}"), question);
    assert_eq!(ask("", "甲 能否 启动 级别为 较大以上 的 预案？").as_deref(), Ok("可以"));
    assert_eq!(ask("", "丙 能否 启动 级别为 较大以上 的 预案？").as_deref(), Ok("无权"));
    assert_eq!(ask("", "丙 能否 启动 级别为 一般 的 预案？").as_deref(), Ok("可以"));
    assert_eq!(ask("", "由谁 启动 级别为 较大以下 的 预案？").as_deref(), Ok("不能判定"));
    // There is one already: whether that is meant is not guessed.
    assert_eq!(ask("  防汛预案 是 预案。\n", "甲 能否 启动 级别为 较大以上 的 预案？"), Err(vec!["R021"]));
}

#[test]
fn dates_of_one_layer() {
    is("  甲 未到会 例会一 （于 2020年3月1日）。\n", ATTENDS, "不能判定");
    is("  甲 到会 例会一。\n  甲 未到会 例会一 （自 2020年1月1日 至 2020年1月30日）。\n", ATTENDS, "不成立");
    is("  甲 未到会 例会一 （自 2020年1月1日 至 2020年1月30日）。\n  甲 到会 例会一。\n", ATTENDS, "不成立");
    is("  甲 到会 例会一 （于 2020年1月2日）。\n  甲 未到会 例会一 （于 2020年1月1日）。\n", ATTENDS, "成立");
    is("  甲 到会 例会一 （自 2019年1月1日 至 2019年1月3日）。\n  甲 到会 例会一。\n", ATTENDS, "成立");
    is("  甲 到会 例会一。\n  甲 到会 例会一 （自 2019年1月1日 至 2019年1月3日）。\n", ATTENDS, "成立");
    wrong("  甲 到会 例会一。\n  甲 未到会 例会一。\n", ATTENDS, "R018");
    wrong("  甲 到会 例会一 （于 2020年1月1日）。\n  甲 未到会 例会一 （于 2020年1月1日）。\n", ATTENDS, "R018");
    wrong("  甲 到会 例会一 （自 2020年1月3日 至 2020年1月1日）。\n", ATTENDS, "R032");
}

#[test]
fn one_kind_and_one_number_in_a_layer() {
    wrong("  例会一 是 请示。\n", ATTENDS, "R003");
    wrong("  甲 是 例会。\n", ATTENDS, "R003");
    is("  例会一 是 会议。\n", "甲 能否 主持 例会一？", "可以");
    let book = book("句式 [会议] 应到 [数] 人；类：记录。\n由 市长 主持 例会。\n");
    let facts = "  名册：市长 甲。\n  例会一 是 例会。\n  例会一 应到 5 人。\n  例会一 应到 6 人。\n";
    assert_eq!(ask_of(&book, facts, "甲 能否 主持 例会一？"), Err(vec!["R018"]));
}

#[test]
fn a_variant_replaces_and_withdraws() {
    passes(
        RULES,
        "  甲 到会 例会一 （自 2020年1月1日 至 2020年1月20日）。\n问 甲 是否 到会 例会一？\n  答 成立\n问 乙 是否 任 副市长？\n  答 成立\n\
反事实 一\n  甲 到会 例会一 （自 2020年2月1日 至 2020年2月20日）。\n问 甲 是否 到会 例会一？\n  答 不成立\n\
反事实 二\n  名册：常务副市长 丙。\n问 乙 是否 任 副市长？\n  答 不成立\n问 丙 是否 任 副市长？\n  答 成立\n\
反事实 三\n  名册：副市长 丁、戊。\n问 乙 是否 任 常务副市长？\n  答 成立\n问 乙 是否 任 副市长？\n  答 成立\n问 丙 是否 任 副市长？\n  答 不成立\n\
反事实 四\n  撤去：乙 任 常务副市长。\n问 乙 是否 任 副市长？\n  答 不成立\n",
    );
    let (_, codes) = case(RULES, "反事实 一\n  撤去：乙 到会 例会一。\n问 甲 能否 主持 例会一？\n  答 可以\n");
    assert_eq!(codes, ["R031"]);
}

#[test]
fn other_words_stand_where_words_stood() {
    let (failed, codes) =
        case(RULES, "反事实 一\n  改文：第九十九条：由 市长 主持 例会。\n问 甲 能否 主持 例会一？\n  答 可以\n");
    assert_eq!((failed.len(), codes), (1, vec!["R012"]));
    // The exception of the clause that stays is not struck with the one that is replaced.
    passes(
        "由 市长 主持 例会。\n召开 例会，须 市长 到会 例会，但 乙某 到会 例会 的 除外。\n".replace("乙某", "秘书长").as_str(),
        "  名册：秘书长 己。\n  己 到会 例会一。\n  甲 未到会 例会一。\n问 例会一 能否 召开？\n  答 未作规定\n\
反事实 一\n  改文：第一条：由 副市长 主持 例会，但 秘书长 未到会 例会 的 除外。\n问 例会一 能否 召开？\n  答 未作规定\n问 丙 能否 主持 例会一？\n  答 可以\n",
    );
}

#[test]
fn what_is_named_does_not_fill_what_is_left_out() {
    let facts = "  名册：市长 甲。\n  人：甲。\n  甲 委托 代行 市长。\n";
    assert_eq!(ask_of(&book("市长 可以 委托 副市长 代行 市长。\n"), facts, "甲 是否 任 市长？"), Err(vec!["R006"]));
}

#[test]
fn too_much_is_told() {
    let started = Instant::now();
    let chain = "市长 的 ".repeat(5_000);
    let rules = Source::new("规则.gj", format!("{NAMES}由 {chain}市长 主持 例会。\n"));
    assert_eq!(codes(&Rulebook::parse([rules]).unwrap_err()), ["R034"]);
    wrong(&format!("  {chain}市长 到会 例会一。\n"), ATTENDS, "R034");
    let people: Vec<String> = (0..2_000).map(|n| format!("甲某{n}号")).collect();
    let meetings: Vec<String> = (0..2_000).map(|n| format!("某会{n}号")).collect();
    let all = |end: usize| {
        let (people, meetings) = (people.join("、"), meetings.get(..end).unwrap().join("、"));
        format!("  人：{people}。\n  {meetings} 是 例会。\n  {people} 到会 {meetings}。\n")
    };
    wrong(&all(2_000), ATTENDS, "R034");
    is(&all(5), "甲某7号 是否 到会 某会3号？", "成立");
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn the_unknown_word_is_named() {
    let text = "情形 2020年1月10日\n  名册：市长 甲。\n  例会一 是 例会。\n  赵钱孙 到会 例会一。\n";
    let situation = Situation::from_text(&Source::new("情形.gj", text)).unwrap();
    let problems = book(RULES).ask(&situation, &Question::from(ATTENDS)).unwrap_err();
    let messages: Vec<String> = problems.sorted().iter().map(|problem| problem.kind.message(Lang::Zh)).collect();
    assert_eq!(messages, ["没有声明过「赵钱孙」"]);
}

#[test]
fn questions_ask_for_one_doer_of_one_act() {
    let rules =
        book("市长 可以 委托 副市长 代行 市长。\n由 市长 召集 例会。\n由 副市长 主持 例会。\n例会 由 市长、副市长 组成。\n");
    let facts = "  名册：市长 甲；副市长 乙。\n  例会一 是 例会。\n";
    let asked = |question: &str| ask_of(&rules, facts, question);
    assert_eq!(asked("甲 能 委托 谁 代行 市长？"), Err(vec!["R020"]));
    assert_eq!(asked("谁 能 委托 谁 代行 市长？"), Err(vec!["R020"]));
    assert_eq!(asked("由谁 召集、主持 例会一？"), Err(vec!["R033"]));
    assert_eq!(asked("甲 是否必须 召集、主持 例会一？"), Err(vec!["R033"]));
    for question in ["谁 能 委托 乙 代行 市长？", "由谁 主持 例会一？", "例会一 由谁 主持？", "谁 能 召集 例会一？"]
    {
        assert!(asked(question).is_ok(), "{question} {:?}", asked(question));
    }
}

#[test]
fn a_word_does_not_mean_what_is_called_otherwise() {
    let rules = book("句式 [人] 琢磨 [事项]；反：[人] 未琢磨 [事项]；类：开放。\n种类 事件，属于 事项。\n由 市长 主持 例会。\n");
    let facts = "  名册：市长 甲。\n  例会一 是 例会。\n  甲 琢磨 例会一。\n";
    // A meeting may be studied, but it is not called a matter.
    assert_eq!(ask_of(&rules, facts, "甲 是否 琢磨 例会一？"), Ok("成立".to_owned()));
    assert_eq!(ask_of(&rules, facts, "甲 是否 琢磨 该会议？"), Ok("成立".to_owned()));
    assert_eq!(ask_of(&rules, facts, "甲 是否 琢磨 该事项？"), Ok("不能判定".to_owned()));
    let with = format!("{facts}  某事 是 事件。\n  甲 未琢磨 某事。\n");
    assert_eq!(ask_of(&rules, &with, "甲 是否 琢磨 该事项？"), Ok("不成立".to_owned()));
}

#[test]
fn what_leads_back_comes_to_the_same_in_any_order() {
    let words = "种类 物。\n句式 [物] 登记在案；类：记录。\n句式 [物] 上榜。\n句式 [物] 中选。\n句式 [物] 留档。\n行为 [人] 领取 [物]。\n";
    let names = NAMES.replace("\n第一条", &format!("{words}\n第一条"));
    let definitions = [
        "物 中选 的，视为 该物 上榜。\n",
        "物 留档 的，视为 该物 中选。\n",
        "物 登记在案 的，视为 该物 中选。\n",
        "物 中选，且 该物 上榜 的，视为 该物 留档。\n",
    ];
    let facts = "  人：张三。\n  东西 是 物。\n  东西 登记在案。\n";
    for first in 0..4 {
        for need in ["该物 上榜，且 该物 留档", "该物 留档，且 该物 上榜"] {
            let mut order = definitions;
            order.rotate_left(first);
            for order in [order, [order[0], order[2], order[1], order[3]], [order[3], order[2], order[1], order[0]]] {
                let rules = format!("{names}{}领取 物，须 {need}。\n", order.concat());
                let rules = Rulebook::parse([Source::new("规则.gj", rules)]).unwrap();
                for question in ["东西 是否 留档？", "东西 是否 上榜？"] {
                    assert_eq!(ask_of(&rules, facts, question), Ok("成立".to_owned()), "{order:?} {question}");
                }
                assert_eq!(ask_of(&rules, facts, "张三 能否 领取 东西？"), Ok("可以".to_owned()), "{order:?} {need}");
            }
        }
    }
}

#[test]
fn several_acts_are_joined_and_several_questions_are_not() {
    for joint in ["，并", "，且", "，而且"] {
        is("", &format!("甲 能否 主持 例会一{joint} 主持 例会一？"), "可以");
        is("", &format!("乙 能否 主持 例会一{joint} 主持 例会一？"), "无权");
    }
    let joined = |question: &str| {
        let situation = "情形 2020年1月10日\n  名册：市长 甲。\n  例会一 是 例会。\n";
        let situation = Situation::from_text(&Source::new("情形.gj", situation)).unwrap();
        let problems = book(RULES).ask(&situation, &Question::from(question)).unwrap_err();
        let told = problems.sorted().iter().filter_map(|problem| problem.kind.help(Lang::Zh)).collect::<Vec<_>>();
        told.concat()
    };
    for question in ["甲 能否 主持 例会一，由谁 主持 例会一？", "甲 是否 到会 例会一，且 甲 是否 主持 例会一？"]
    {
        assert!(joined(question).contains("一个问题只问一件事"), "{question} {}", joined(question));
    }
}

#[test]
fn questions_are_read_like_the_rest() {
    wrong("", "甲 能否 主持 “例会一？", "S006");
    wrong("", &format!("甲 能否 主持 {}例会一？", "例会一、".repeat(1_000)), "R034");
    wrong("", "甲 主持 例会一 是否违反？", "R020");
    wrong("", "甲 主持 例会一 是否违反 第九条？", "R012");
    wrong("", "甲 主持 例会一 是否违反 《乙规》第一条？", "R012");
    is("", "甲 主持 例会一 是否违反 《甲规》第一条？", "合规");
    is("", "甲 主持 例会一 是否违反 第一条第一款、第一条？", "合规");
    is("", "甲 是否 可以 主持 例会一？", "可以");
    let rules = book("机构 县（区）政府。\n句式 [人] 可以 代表 [机构]；类：记录。\n由 市长 主持 例会。\n");
    let facts = "  名册：市长 甲。\n  甲 可以 代表 县（区）政府。\n";
    assert_eq!(ask_of(&rules, facts, "甲 是否 可以 代表 县(区)政府？"), Ok("成立".to_owned()));
}

#[test]
fn kinds_in_a_long_chain() {
    let started = Instant::now();
    let chain: Vec<String> = (0..2_000).rev().map(|n| format!("种类 类{n}号，属于 类{}号。\n", n + 1)).collect();
    let chain = chain.concat();
    let last = "种类 类2000号。\n由 市长 主持 例会。\n";
    let source = |rules: String| Source::new("规则.gj", format!("{}{rules}", NAMES.replace("第一条\n> 一、正文。\n", "")));
    let text = format!("{chain}{}", last.replace("由", "\n第一条\n> 一、正文。\n由"));
    Rulebook::parse([source(text)]).unwrap();
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

/// The codes of what is wrong with a rulebook.
fn wrongs(rules: &str) -> Vec<&'static str> {
    codes(&Rulebook::parse([Source::new("规则.gj", format!("{NAMES}{rules}"))]).err().unwrap_or_default())
}

#[test]
fn of_two_provisions_one_thing_is_said() {
    let two = "由 市长 主持 例会。\n第二条\n> 二、正文。\n由 副市长 主持 例会。\n";
    let open = "第一条 与 第二条 何者优先，未定。\n";
    assert_eq!(wrongs(&format!("{two}{open}")), [""; 0]);
    for twice in [format!("第二条 优于 第一条。\n{open}"), format!("{open}第一条 优于 第二条。\n"), open.repeat(2)]
    {
        assert_eq!(wrongs(&format!("{two}{twice}")), ["R062"], "{twice}");
    }
    assert_eq!(wrongs(&format!("{two}本条 与 本条 何者优先，未定。\n")), ["R062"]);
}

#[test]
fn ranks_meet_and_do_not_ring() {
    let two = "由 市长 主持 例会。\n第二条\n> 二、正文。\n由 副市长 主持 例会。\n第三条\n> 三、正文。\n由 市长 召集 例会。\n";
    assert_eq!(wrongs(&format!("{two}第二条 优于 第一条。\n")), [""; 0]);
    assert_eq!(wrongs(&format!("{two}第三条 优于 第一条。\n")), ["R036"]);
    assert_eq!(wrongs(&format!("{two}第三条 与 第一条 何者优先，未定。\n")), ["R036"]);
    for ring in ["第二条 优于 第一条。\n第一条 优于 第二条。\n", "第一条 优于 第一条。\n"] {
        let found = Rulebook::parse([Source::new("规则.gj", format!("{NAMES}{two}{ring}"))]).unwrap_err();
        assert_eq!(codes(&found), ["C002"], "{ring}");
        let places = found.sorted().iter().map(|one| 1 + one.also.len()).sum::<usize>();
        assert_eq!(places, ring.lines().count(), "{found}");
    }
    let offices = NAMES.replace("常务副市长，属于 副市长。", "常务副市长，属于 副市长。\n职务 副市长，属于 常务副市长。");
    let found = Rulebook::parse([Source::new("规则.gj", format!("{offices}{RULES}"))]).unwrap_err();
    assert_eq!(codes(&found), ["R008"]);
    assert_eq!(found.sorted().first().map(|one| one.also.len()), Some(1));
}

#[test]
fn notes_stand_below_their_clause() {
    assert_eq!(wrongs("由 市长 主持 例会。\n提示：注意。\n"), [""; 0]);
    assert_eq!(wrongs("由 市长 主持 例会。\n宣示：无。\n提示：注意。\n"), [""; 0]);
    assert_eq!(wrongs("由 市长 主持 例会。\n> 二、正文。\n提示：注意。\n"), ["R035"]);
    assert_eq!(wrongs("由 市长 主持 例会。\n第二条\n> 二、正文。\n提示：注意。\n"), ["R035"]);
    // A clause that cannot be read is told, not the note on it.
    assert_eq!(wrongs("> 二、正文。\n由 市长 飞到 月球。\n提示：注意。\n"), ["R001"]);
}

#[test]
fn places_to_see_are_there() {
    assert_eq!(wrongs("见 第一条、第一条第一款、第一条第一款第一句、《甲规》第一条、《甲规》。\n"), [""; 0]);
    assert_eq!(wrongs("见 第九条。\n"), ["R012"]);
    assert_eq!(wrongs("见 第一条第二款。\n"), ["R012"]);
    assert_eq!(wrongs("见 第一条第二句。\n"), ["R012"]);
    assert_eq!(wrongs("见 《乙规》第一条。\n"), ["R014"]);
    assert_eq!(wrongs("见 《甲规》第九条。\n"), ["R012"]);
    passes(RULES, "问 甲 能否 主持 例会一？\n  答 可以\n  据 第一条\n");
    let (_, codes) = case(RULES, "问 甲 能否 主持 例会一？\n  答 可以\n  据 第九条\n");
    assert_eq!(codes, ["R012"]);
}

#[test]
fn which_of_several_is_meant_is_told() {
    let roles = "角色 [人] 是 [会议] 的 成员；类：记录。\n角色 [人] 是 [机构] 的 成员；类：记录。\n机构 甲局。\n";
    assert_eq!(wrongs(&format!("{roles}由 成员 主持 例会。\n")), [""; 0]);
    assert_eq!(wrongs(&format!("{roles}甲局 的 成员 到会 例会 的，由 该成员 主持 例会。\n")), [""; 0]);
    assert_eq!(wrongs(&format!("{roles}由 成员 签发 公文。\n")), ["R037"]);
    assert_eq!(wrongs(&format!("{roles}由 成员 主持 甲局 的 例会。\n").replace("甲局 的 例会", "例会")), [""; 0]);
    let book = book(&format!("{roles}由 市长 主持 例会。\n"));
    let facts = "  名册：市长 甲。\n  例会一 是 例会。\n";
    let asks = |more: &str| ask_of(&book, &format!("{facts}{more}"), "成员 是否 到会 例会一？");
    assert_eq!(asks(""), Err(vec!["R037"]));
    assert_eq!(asks("  人：戊。\n  戊 是 例会一 的 成员。\n"), Ok("不能判定".to_owned()));
    assert_eq!(asks("  人：戊、己。\n  戊 是 例会一 的 成员。\n  己 是 甲局 的 成员。\n"), Err(vec!["R037"]));

    assert_eq!(wrongs("市长 到会 例会 的，由 该人 主持 例会。\n"), [""; 0]);
    assert_eq!(wrongs("市长 和 副市长 到会 例会 的，由 该人 主持 例会。\n"), ["R037"]);
    assert_eq!(wrongs("市长 和 副市长 到会 例会 的，由 该副市长 主持 例会。\n"), [""; 0]);
}

#[test]
fn a_list_is_joined_in_one_way() {
    for list in ["市长、副市长 和 秘书长", "市长、副市长 或 秘书长", "市长 和 副市长、秘书长"] {
        assert_eq!(wrongs(&format!("{list} 到会 例会 的，由 市长 主持 例会。\n")), [""; 0], "{list}");
    }
    for list in ["市长 和 副市长 或 秘书长", "市长 或 副市长 和 秘书长", "市长 或 副市长、秘书长"] {
        assert_eq!(wrongs(&format!("{list} 到会 例会 的，由 市长 主持 例会。\n")), ["R038"], "{list}");
    }
    assert_eq!(wrongs("由 市长 召集 和 主持 或 召开 例会。\n").first(), Some(&"R038"));
    wrong("  人：丁。\n  甲 和 乙 或 丁 到会 例会一。\n", ATTENDS, "R038");
}

#[test]
fn a_pattern_is_declared_once() {
    let first = "句式 [人] 带队 [例会]；反：[人] 未带队 [例会]；类：记录。\n";
    let both = |second: &str| wrongs(&format!("{first}{second}"));
    assert_eq!(both(first), [""; 0]);
    assert_eq!(both("句式 [人] 带队 [例会]；类：记录。\n"), [""; 0]);
    for second in [
        "句式 [人：身份] 带队 [例会]；反：[人] 未带队 [例会]；类：记录。\n",
        "句式 [人] 带队 [例会 单选]；反：[人] 未带队 [例会]；类：记录。\n",
        "句式 [人] 带队 [例会]；反：[人] 没带队 [例会]；类：记录。\n",
        "句式 [人] 带队 [例会]；反：[人] 未带队 [例会]；类：开放。\n",
    ] {
        assert_eq!(both(second), ["R003"], "{second}");
    }
    // The negative form of one is the positive of another, or of itself.
    for second in [
        "句式 [人] 未带队 [会议]。\n",
        "句式 [人] 缺席 [例会]；反：[人] 带队 [会议]。\n",
        "句式 [人] 缺席 [例会]；反：[人] 缺席 [例会]。\n",
    ] {
        assert_eq!(both(second), ["R011"], "{second}");
    }
}

#[test]
fn holes_of_one_kind_are_told_apart_by_a_mark() {
    let rules = book(
        "句式 [人甲] 接替 [人乙]；反：[人乙] 未被 [人甲] 接替；英：[人乙] is relieved by [人甲]；类：开放。\n由 市长 主持 例会。\n",
    );
    let facts = "  名册：市长 甲；副市长 乙。\n  乙 未被 甲 接替。\n";
    assert_eq!(ask_of(&rules, facts, "甲 是否 接替 乙？"), Ok("不成立".to_owned()));
    assert_eq!(ask_of(&rules, facts, "乙 是否 接替 甲？"), Ok("不能判定".to_owned()));
    assert_eq!(wrongs("句式 [人甲] 接替 [人甲]。\n"), ["R003"]);
    assert_eq!(wrongs("句式 [人甲] 接替 [人乙]；反：[人] 未接替 [人]。\n"), ["R011"]);
}

#[test]
fn values_in_order() {
    let grades = "等级 密级：一般、较大、重大。\n选项 来源：因公、因私。\n句式 [例会] 级别为 [密级 单选]；类：开放。\n\
                  句式 [例会] 起因为 [来源 单选]；类：开放。\n角色 [密级] 是 [例会] 的 定级；类：记录。\n";
    let verdict = |clause: &str, grade: &str| {
        let facts = format!("  名册：市长 甲。\n  例会一 是 例会。\n  例会一 级别为 {grade}。\n  {grade} 是 例会一 的 定级。\n");
        ask_of(&book(&format!("{grades}{clause}")), &facts, "甲 能否 主持 例会一？")
    };
    for clause in [
        "例会 级别为 较大以上 的，由 市长 主持 该例会。\n",
        "例会 级别 不低于 较大 的，由 市长 主持 该例会。\n",
        "例会 级别为 不低于 较大 的，由 市长 主持 该例会。\n",
        "例会 的 定级 不低于 较大 的，由 市长 主持 该例会。\n",
        "例会 级别 高于 一般 的，由 市长 主持 该例会。\n",
    ] {
        assert_eq!(verdict(clause, "一般"), Ok("无权".to_owned()), "{clause}");
        assert_eq!(verdict(clause, "较大"), Ok("可以".to_owned()), "{clause}");
        assert_eq!(verdict(clause, "重大"), Ok("可以".to_owned()), "{clause}");
    }
    for clause in ["例会 起因为 因公以上 的，由 市长 主持 该例会。\n", "例会 起因 不低于 因公 的，由 市长 主持 该例会。\n"]
    {
        assert_eq!(wrongs(&format!("{grades}{clause}")), ["R039"], "{clause}");
    }
}

#[test]
fn a_day_fills_a_hole() {
    let rules = book("句式 [例会] 定于 [日期 单选]；类：开放。\n例会 定于 2020年3月1日 的，由 市长 主持 该例会。\n");
    let facts = |day: &str| format!("  名册：市长 甲。\n  例会一 是 例会。\n  例会一 定于 {day}。\n");
    assert_eq!(ask_of(&rules, &facts("2020-03-01"), "甲 能否 主持 例会一？"), Ok("可以".to_owned()));
    assert_eq!(ask_of(&rules, &facts("2020年3月2日"), "甲 能否 主持 例会一？"), Ok("无权".to_owned()));
    assert_eq!(ask_of(&rules, &facts("2020年3月2日"), "例会一 是否 定于 2020年3月2日？"), Ok("成立".to_owned()));
}

#[test]
fn a_procedure_is_a_place_by_itself() {
    let rules = "程序 议事：（一）市长 召集 例会；（二）市长 主持 例会。\n召开 例会，须 市长 到会 例会。\n第二条\n> 二、正文。\n例外 程序 议事：秘书长 到会 例会 的，不适用。\n";
    let facts = "  名册：市长 甲；秘书长 丙。\n  例会一 是 例会。\n  丙 到会 例会一。\n  完整。\n";
    assert_eq!(ask_of(&book(rules), facts, "例会一 能否 召开？"), Ok("条件不足".to_owned()));
    assert_eq!(ask_of(&book(rules), facts, "甲 能否 主持 例会一？"), Ok("未作规定".to_owned()));
}

#[test]
fn a_segment_that_points_back_without_its_condition() {
    let warnings = |rules: &str| codes(book(rules).warnings());
    let two = "秘书长 到会 例会 的，由 市长 主持 该例会";
    assert_eq!(warnings(&format!("{two}；由 副市长 召集 该例会。\n")), ["L003"]);
    assert_eq!(warnings(&format!("{two}，由 副市长 召集 该例会。\n")), [""; 0]);
    assert_eq!(warnings(&format!("{two}；由 副市长 召集 例会。\n")), [""; 0]);
    assert_eq!(warnings(&format!("{two}；市长 到会 例会 的，由 副市长 召集 该例会。\n")), [""; 0]);
    assert_eq!(warnings("由 市长 主持 例会；由 副市长 召集 该例会。\n"), [""; 0]);
    assert_eq!(warnings(&format!("{two}；由 副市长 召集 例会，由 市长 主持 该例会。\n")), [""; 0]);
}

#[test]
fn what_is_too_deep_or_too_much_is_told_at_its_clause() {
    let started = Instant::now();
    // Things inside things: the clause is blamed, not the question.
    let kinds: Vec<String> = (0..260).map(|n| format!("种类 类{n}号。\n句式 [类{n}号] 连着 [类{}号]。\n", n + 1)).collect();
    let links: Vec<String> = (0..260).map(|n| format!("类{n}号 连着 类{}号", n + 1)).collect();
    let deep = format!("{}种类 类260号。\n{} 的，由 市长 主持 例会。\n", kinds.concat(), links.join("，且 "));
    assert_eq!(wrongs(&deep), ["C003"]);
    // Conditions by reference: a chain, and one that doubles at each step.
    let chain = |count: u32, twice: bool| {
        let article = |n: u32| {
            let next = if twice { format!("第{n}条、第{n}条", n = n + 1) } else { format!("第{}条", n + 1) };
            format!("第{n}条\n> 第{n}条。\n出现 {next} 情形 的，由 市长 主持 例会。\n")
        };
        let articles: Vec<String> = (2..count).map(article).collect();
        format!("{}第{count}条\n> 末条。\n秘书长 到会 例会 的，由 市长 主持 例会。\n", articles.concat())
    };
    assert_eq!(wrongs(&chain(20, false)), [""; 0]);
    for long in [chain(200, false), chain(24, true)] {
        let found = wrongs(&long);
        assert!(!found.is_empty() && found.iter().all(|code| *code == "R034"), "{found:?}");
    }
    // Lists: more combinations than can be written out.
    let offices = (0..30).map(|n| format!("处长{n}号")).collect::<Vec<_>>().join("、");
    let kinds = (0..30).map(|n| format!("类{n}号")).collect::<Vec<_>>().join("、");
    let lists = format!("职务 {offices}。\n种类 {kinds}，属于 例会。\n{offices} 可以 主持 {kinds}。\n");
    assert_eq!(wrongs(&lists), ["R034"]);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn one_slip_makes_one_problem() {
    let told = |text: &str| {
        let rules = Source::new("规则.gj", format!("{NAMES}{RULES}"));
        let case = Source::new("案例.gj", format!("案例 一\n适用 《甲规》\n{text}问 甲 能否 主持 例会一？\n  答 可以\n"));
        codes(&Shelf::of([rules, case]).check())
    };
    let facts = "  名册：市长 甲。\n  例会一 是 例会。\n";
    assert_eq!(told(&format!("情形 2020年1月10日\n{facts}")), [""; 0]);
    assert_eq!(told(&format!("情形 2019年13月45日\n{facts}")), ["S019"]);
    assert_eq!(told(&format!("情形 2020年1月10日\n{facts}  副市长 共 -1 人。\n")), ["S018"]);
    assert_eq!(told("情形 2020年1月10日\n  名册：市长 甲.\n  例会一 是 例会。\n"), ["S038"]);
    assert_eq!(told("情形 2020年1月10日\n  名册：市长 甲。 // 说明\n  例会一 是 例会。 注：说明\n"), ["S039", "S039"]);
    assert_eq!(wrongs("由 市长 主持 例会.\n由 市长 召集 例会。 // 说明\n"), ["S038", "S039"]);
    let problems = |facts: &str, question: &str| {
        let text = format!("情形 2020年1月10日\n  名册：市长 甲。\n  例会一 是 例会。\n{facts}");
        let situation = Situation::from_text(&Source::new("情形.gj", text)).unwrap();
        let found = book(RULES).ask(&situation, &Question::from(question)).unwrap_err();
        let one = *found.sorted().first().unwrap();
        (one.kind.code(), one.kind.message(Lang::Zh), one.kind.help(Lang::Zh).unwrap_or_default())
    };
    let (code, _, help) = problems("", "甲能否主持例会一");
    assert!(code == "R020" && help.contains("「甲 能否 主持 例会一」"), "{help}");
    let (code, _, help) = problems("  甲到会例会一。\n", ATTENDS);
    assert!(code == "R001" && help.contains("「甲 到会 例会一」"), "{help}");
    let (code, message, _) = problems("", "由谁 签发 该文件？");
    assert!(code == "R001" && message.contains("「文件」"), "{message}");
    let (code, message, _) = problems("  甲 到会 市长。\n", ATTENDS);
    assert!(code == "R007" && message.contains("「市长」不是「会议」"), "{message}");
    let (_, message, _) = problems(&format!("  {} 到会 例会一。\n", "甲乙丙丁".repeat(100)), ATTENDS);
    assert!(message.chars().count() < 80 && message.contains("……"), "{message}");
}

#[test]
fn half_of_nobody_is_not_reached() {
    let rules = "召开 例会，须 到会 例会 的 副市长 达到 副市长 的 半数以上。\n";
    let verdict =
        |facts: &str| ask_of(&book(rules), &format!("  例会一 是 例会。\n  完整：到会。\n{facts}"), "例会一 能否 召开？");
    assert_eq!(verdict(""), Ok("条件不足".to_owned()));
    assert_eq!(verdict("  名册：副市长 甲、乙。\n  甲 到会 例会一。\n"), Ok("可以".to_owned()));
}

#[test]
fn nothing_is_cut_short_and_no_day_is_guessed() {
    wrong("  副市长 共 1000 人。\n", ATTENDS, "R034");
    let dated = r#"{"facts": ["人：丁", "例会二 是 例会", "丁 到会 例会二（自 2024-05-01）"]}"#;
    let asked = |situation: &Situation| book(RULES).ask(situation, &Question::from("丁 是否 到会 例会二？"));
    let situation = Situation::from_json(dated).unwrap();
    assert_eq!(codes(&asked(&situation).unwrap_err()), ["R044"]);
    let date = guiju::vocabulary::Date::new(2024, 5, 2).unwrap();
    assert_eq!(asked(&situation.dated(date)).unwrap().verdict.to_string(), "成立");
}

#[test]
fn a_carriage_return_ends_a_line() {
    let told = |text: &str| codes(&Shelf::of([Source::new("规则.gj", text.replace('\n', "\r"))]).check());
    assert_eq!(told(&format!("{NAMES}{RULES}")), [""; 0]);
    assert_eq!(told(&format!("{NAMES}胡说八道。\n")), ["S023"]);
}
