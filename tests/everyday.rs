//! What people ask and read every day: questions as they are said, ways to an answer, words that can be understood.
use guiju::diagnostic::Lang;
use guiju::explain::{Style, explain, plain};
use guiju::source::Source;
use guiju::{Answer, Question, Rulebook, Situation};
use std::path::Path;

const CHARTER: &str = "规则 读书会章程
  印发 2025年1月10日

用语
职务 会长、秘书长、理事。
职务 副会长，属于 理事。
种类 理事会，属于 会议。
句式 [人] 因故不能参加 [会议]；类：开放。

第一条
> 一、理事会由会长、副会长、理事组成，过半数到会方可召开，由会长召集并主持。
  理事会 由 会长、副会长、理事 组成。
  召开 理事会，须 到会 的 组成人员 达到 组成人员 的 过半数。
  理事会 由 会长 召集、主持。

第二条
> 二、理事不能到会的，应当提前三日向会长请假。
  理事 因故不能参加 理事会 的，应当 于 召开 该会议 前 3 日 就 该会议 向 会长 请假。
";

const MEETING: &str = "情形 2025年3月8日
  名册：会长 张三；秘书长 李四；副会长 王五、赵六；理事 钱七、孙八。
  本次会议 是 理事会。
  张三、王五、赵六 到会 本次会议。
  完整：到会。
";

fn charter() -> Rulebook {
    Rulebook::parse([Source::new("章程.gj", CHARTER)]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn situation(text: &str) -> Situation {
    Situation::from_text(&Source::new("情形.gj", text)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn shipped(names: &[&str]) -> Rulebook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks");
    Rulebook::load(names.iter().map(|name| folder.join(format!("{name}.gj")))).unwrap()
}

fn ask(rulebook: &Rulebook, facts: &str, question: &str, lang: Lang) -> Answer {
    let question = Question::from(question).in_language(lang);
    rulebook.ask(&situation(facts), &question).unwrap_or_else(|problems| panic!("{problems}"))
}

fn told(answer: &Answer, lang: Lang) -> String {
    plain(&explain(answer, Style { lang, ..Style::default() }))
}

#[test]
fn questions_are_read_without_blanks_and_as_they_are_said() {
    let prepared = charter().prepare(&situation(MEETING), None).unwrap();
    let said = [
        ("本次会议能否召开？", Some("本次会议 能否 召开")),
        ("王五能不能主持本次会议", Some("王五 能不能 主持 本次会议")),
        ("请问张三可以主持本次会议吗？", Some("请问 张三 可以 主持 本次会议 吗")),
        ("张三有权主持本次会议吗", Some("张三 有权 主持 本次会议 吗")),
        ("谁来主持本次会议", Some("谁来 主持 本次会议")),
        ("本次会议 能否 召开？", None),
        ("本次会议好不好", None),
    ];
    for (line, read) in said {
        assert_eq!(prepared.with_blanks(line).as_deref(), read, "{line}");
        if let Some(read) = read {
            prepared.ask(read, Lang::Zh).unwrap_or_else(|problems| panic!("{line}: {problems}"));
        }
    }
}

#[test]
fn a_name_that_is_not_declared_is_told_what_to_do_where_it_stands() {
    let refused = |facts: &str| match charter().prepare(&situation(&format!("{MEETING}  {facts}\n")), None) {
        Ok(_) => panic!("{facts}"),
        Err(problems) => problems.to_string(),
    };
    // 王会长 is hardly a slip of the pen for 会长.
    assert!(refused("王会长 到会 本次会议。").contains("人：王会长"), "{}", refused("王会长 到会 本次会议。"));
    let run = refused("孙八说他今天来不了了。");
    assert!(run.contains("词与词之间空一格") && !run.contains("人："), "{run}");
    let clause = CHARTER.replace("理事 因故不能参加 理事会 的", "理事 生病 的");
    let problems = Rulebook::parse([Source::new("章程.gj", clause)]).unwrap_err().to_string();
    assert!(problems.contains("句式 [人] 生病") && !problems.contains("名册"), "{problems}");
}

#[test]
fn ways_to_an_answer_hold_under_every_reading() {
    // 第八条 has two readings; leave is in both, so it leads to a yes under both.
    let rules = shipped(&["资阳市人民政府工作规则"]);
    let facts = "情形 2023年4月12日\n  名册：市长 甲；常务副市长 乙；秘书长 丁。\n  例会 是 市政府常务会议。\n";
    let answer = ask(&rules, facts, "乙 能否 主持 例会？", Lang::Zh);
    let text = told(&answer, Lang::Zh);
    assert!(text.contains("若甲未委托乙代行市长，则无权"), "{text}");
    assert!(text.contains("若甲委托乙代行市长，且甲处于请假休假期间，则可以"), "{text}");
    // Being away on business leads to a yes under one of them alone.
    assert!(!text.contains("公务外出期间，则可以"), "{text}");
}

#[test]
fn values_that_are_excluded_are_told_by_those_that_are_left() {
    let rules = shipped(&["资阳市法治政府建设工作领导小组工作规则"]);
    let facts = "情形 2018年4月12日\n  全会 是 领导小组全体会议。\n  考核 是 领导小组工作事项。\n";
    let answer = ask(&rules, facts, "考核 是否必须 由 全会 讨论决定？", Lang::Zh);
    let text = told(&answer, Lang::Zh);
    assert!(text.contains("若考核档次为部分工作事项或一般性工作事项，则不必"), "{text}");
}

#[test]
fn whoever_may_have_entrusted_whom_is_reckoned_person_by_person() {
    // Seventeen people who may have convened the meeting, each entrusted by one of the four heads: 81 unknown facts, which
    // are put as one question about who convened it, and one about whom each of the four entrusted.
    let rules = shipped(&["阳泉市城区人民政府工作规则"]);
    let staff: Vec<String> = (1..=12).map(|n| format!("某{n}")).collect();
    let facts = format!(
        "情形 2022年12月14日\n  名册：区长 甲；常务副区长 乙；副区长 丙、丁；区政府办公室主任 辛。\n  人：{}。\n  \
         专题会 是 区政府专题会议。\n  该纪要 是 会议纪要。\n  该纪要 是 专题会 的 纪要。\n",
        staff.join("、")
    );
    let answer = ask(&rules, &facts, "由谁 签发 该纪要？", Lang::Zh);
    assert_eq!((answer.verdict, answer.missing.len()), (guiju::vocabulary::Verdict::Undetermined, 17 + 4 * 16));
    let text = told(&answer, Lang::Zh);
    assert!(text.contains("哪些人召集专题会（") && text.contains("则无人"), "{text}");
    // Each missing fact, and that it is not so, can be written into the situation.
    for missing in answer.missing.iter().take(17) {
        let more = format!("{facts}  {}。\n", missing.denial);
        assert!(ask(&rules, &more, "由谁 签发 该纪要？", Lang::Zh).missing.len() < answer.missing.len(), "{}", missing.denial);
    }
    // Two ways of reading, neither of which decides it yet.
    assert!(text.contains("〔会议召集人〕有不同理解") && text.contains("查明以后结论可能因此不同"), "{text}");
    let asked = (0..answer.missing.len()).filter(|at| guiju::answer::Missing::asked(&answer.missing, *at).is_some()).count();
    assert_eq!(asked, 1 + 4, "{text}");
}

/// 阳泉 with all five of its documents, as its people are.
fn yangquan(lines: &str, question: &str) -> String {
    let five = [
        "阳泉市城区人民政府工作规则",
        "区政府全体会议工作规则",
        "区政府常务会议工作规则",
        "区长办公会议工作规则",
        "区政府专题会议工作规则",
    ];
    let facts = format!(
        "情形 2022年6月15日\n  名册：区长 甲；常务副区长 乙；副区长 丙；区政府办公室主任 辛。\n  甲 处于 在岗 期间。\n{lines}"
    );
    told(&ask(&shipped(&five), &facts, question, Lang::Zh), Lang::Zh)
}

#[test]
fn a_no_that_rests_on_what_is_not_on_record_has_its_reason() {
    let facts = "  人：子。\n  区教育局 是 区政府工作部门。\n  子 是 区教育局 的 主要负责人。\n  办公会 是 区长办公会议。\n";
    let text = yangquan(facts, "子 是不是 办公会 的 列席人员？");
    assert!(text.contains("理由\n  区教育局未接到办公会列席通知（没有记载）"), "{text}");
    let facts = "  专题会 是 区政府专题会议。\n  纪要 是 会议纪要。\n  纪要 是 专题会 的 纪要。\n  丙 召集 专题会。\n  完整：召集、委托。\n";
    let text = yangquan(facts, "甲 能否 签发 纪要？");
    assert!(text.contains("理由\n  甲未召集专题会（没有记载）"), "{text}");
}

#[test]
fn a_rule_of_another_meeting_is_not_cited() {
    let facts = "  常务会 是 区政府常务会议。\n  办公会 是 区长办公会议。\n  甲 委托 乙 召开 常务会。\n  完整：委托、代行。\n";
    let text = yangquan(facts, "乙 能否 主持 常务会？");
    assert!(text.contains("不能判定") && text.contains("《区政府常务会议工作规则》"), "{text}");
    assert!(!text.contains("《区长办公会议工作规则》"), "{text}");
}

#[test]
fn what_need_not_be_done_by_one_says_who_else_may() {
    let facts = "  常务会 是 区政府常务会议。\n  全体会 是 区政府全体会议。\n  预算 是 财政预算。\n";
    let text = yangquan(facts, "预算 是否必须 由 常务会 讨论决定？");
    assert!(text.contains("不必。") && text.contains("理由\n  由全体会来做也可以"), "{text}");
    // Asked of both of them, one of them must.
    let text = yangquan(facts, "预算 是否必须 由 全体会 或 常务会 讨论决定？");
    assert!(text.contains("必须。") && text.contains("第二十四条"), "{text}");
    let text = yangquan(facts, "预算 是否必须 由 全体会 或 区长办公会议 讨论决定？");
    assert!(text.contains("不必。") && text.contains("由常务会来做也可以"), "{text}");
}

#[test]
fn of_a_power_what_each_way_of_reading_still_needs_is_told() {
    let facts = "  专题会 是 区政府专题会议。\n  纪要 是 会议纪要。\n  纪要 是 专题会 的 纪要。\n";
    let text = yangquan(facts, "由谁 印发 纪要？");
    assert!(text.contains("须 区政府办公室主任 审定 该会议纪要") && text.contains("须 该会议 的 主持人 审定"), "{text}");
}

/// A rulebook with short names of a body, an office and a kind.
fn short_named(more: &str) -> Result<Rulebook, guiju::diagnostic::Problems> {
    let text = format!(
        "规则 审查规则\n  印发 2020年1月1日\n\n用语\n简称 法制办主任 指 市政府法制办公室主任。\n职务 市政府法制办公室主任。\n\
         机构 市政府法制办公室。\n简称 法制办 指 市政府法制办公室。\n简称 审查会 指 市政府法制办公室审查会议。\n\
         种类 市政府法制办公室审查会议，属于 会议。\n{more}\n第一条\n> 一、法制办审查公文，审查会由法制办主任主持。\n\
         公文 由 法制办 审查。\n审查会 由 法制办主任 主持。\n"
    );
    Rulebook::parse([Source::new("审查规则.gj", text)])
}

#[test]
fn short_names_stand_for_the_full_ones_everywhere() {
    let rules = short_named("").unwrap_or_else(|problems| panic!("{problems}"));
    let facts = "情形 2023年3月1日\n  名册：法制办主任 甲。\n  人：乙。\n  三月会 是 审查会。\n  来文 是 公文。\n";
    for (question, verdict) in [
        ("法制办 能否 审查 来文？", guiju::vocabulary::Verdict::Permitted),
        ("市政府法制办公室 能否 审查 来文？", guiju::vocabulary::Verdict::Permitted),
        ("甲 能否 主持 三月会？", guiju::vocabulary::Verdict::Permitted),
        ("乙 能否 主持 三月会？", guiju::vocabulary::Verdict::NotEmpowered),
    ] {
        assert_eq!(ask(&rules, facts, question, Lang::Zh).verdict, verdict, "{question}");
    }
    let answer = ask(&rules, facts, "由谁 审查 来文？", Lang::Zh);
    assert!(told(&answer, Lang::Zh).contains("市政府法制办公室"), "{}", told(&answer, Lang::Zh));
}

#[test]
fn short_names_of_nothing_or_of_two_things_are_refused() {
    let refused = |more: &str| short_named(more).err().map(|problems| problems.to_string()).unwrap_or_default();
    let unknown = refused("简称 市法办 指 市政府法治办公室。\n");
    assert!(unknown.contains("没有声明过「市政府法治办公室」") && unknown.contains("市政府法制办公室"), "{unknown}");
    let twice = refused("机构 市政府督查室。\n简称 法制办 指 市政府督查室。\n");
    assert!(twice.contains("「法制办」"), "{twice}");
    let missing = refused("简称 市法办，市政府法制办公室。\n");
    assert!(!missing.is_empty());
}

#[test]
fn what_stays_a_violation_is_no_way_out_of_it() {
    let facts = format!(
        "{MEETING}  召开 本次会议（于 2025年3月8日）。\n  孙八 因故不能参加 本次会议。\n  孙八 就 本次会议 向 张三 请假（于 2025年3月6日）。\n"
    );
    let answer = ask(&charter(), &facts, "孙八 请假 的 手续 是否合规？", Lang::Zh);
    assert_eq!(answer.verdict, guiju::vocabulary::Verdict::Violation);
    assert!(answer.changes.iter().all(|turning| turning.verdict != answer.verdict), "{}", told(&answer, Lang::Zh));
}

#[test]
fn fewer_who_come_are_more_who_do_not() {
    let answer = ask(&charter(), MEETING, "本次会议 能否 召开？", Lang::Zh);
    let changes: Vec<&str> = answer.changes.iter().flat_map(|turning| &turning.facts).map(|one| one.text.as_str()).collect();
    assert_eq!(changes, ["再有 1 人未到会本次会议（张三、王五、赵六当中）"]);
}

#[test]
fn ranks_are_named_in_the_language_of_the_answer() {
    let rules = shipped(&["阳泉市城区人民政府工作规则", "区政府全体会议工作规则"]);
    let facts = "情形 2023年4月12日\n  名册：区长 甲；区政府党组成员 乙。\n  全会 是 区政府全体会议。\n";
    let asked = |lang| ask(&rules, facts, "乙 是不是 全会 的 组成人员？", lang);
    let text = told(&asked(Lang::En), Lang::En);
    assert!(text.contains("《全体会议规则》 article 2, sentence 1 prevails") && !text.contains("优先："), "{text}");
    assert!(told(&asked(Lang::Zh), Lang::Zh).contains("《全体会议规则》第二条第一句优先"));
}

#[test]
fn a_rank_is_told_by_its_places_and_not_by_where_it_was_written() {
    let rules = shipped(&["阳泉市城区人民政府工作规则", "区政府专题会议工作规则"]);
    let facts = "情形 2023年4月12日\n  名册：区长 甲；副区长 乙；区政府办公室主任 丙。\n  本次会议 是 区政府专题会议。\n  纪要 是 会议纪要。\n  \
                 纪要 是 本次会议 的 纪要。\n  乙 召集 本次会议。\n  乙 签发 纪要。\n  完整。\n";
    let text = told(&ask(&rules, facts, "区政府办公室 能否 印发 纪要？", Lang::Zh), Lang::Zh);
    assert!(!text.contains("本句"), "{text}");
}

#[test]
fn nobody_is_told_by_the_clauses_about_such_a_case() {
    let rules = shipped(&["阳泉市城区人民政府工作规则"]);
    let facts = "情形 2023年4月12日\n  名册：区长 甲；副区长 乙。\n  常会 是 区政府常务会议。\n  专题会 是 区政府专题会议。\n  \
                 一号 是 会议纪要。\n  一号 是 常会 的 纪要。\n  二号 是 会议纪要。\n  二号 是 专题会 的 纪要。\n  完整：召集。\n";
    let answer = ask(&rules, facts, "由谁 签发 二号？", Lang::Zh);
    let cited: Vec<&str> = answer.citations.iter().map(|citation| citation.quote.as_str()).collect();
    assert_eq!(cited, ["区政府专题会议的纪要,由会议召集人签发。"], "the minutes of other meetings are beside the point");
}

#[test]
fn a_defeated_definition_is_no_ground_of_the_no_that_follows() {
    let rules = shipped(&["阳泉市城区人民政府工作规则", "区政府全体会议工作规则"]);
    let facts = "情形 2023年4月12日\n  名册：区长 甲；区政府党组成员 乙。\n  全会 是 区政府全体会议。\n";
    let answer = ask(&rules, facts, "乙 是不是 全会 的 组成人员？", Lang::Zh);
    let cited = |holds: bool| -> Vec<&str> {
        let reading = answer.readings.iter().find(|reading| reading.holds == Some(holds)).unwrap();
        reading.citations.iter().map(|citation| citation.document.as_str()).collect()
    };
    assert_eq!(cited(false), ["区政府全体会议工作规则"]);
    assert_eq!(cited(true), ["阳泉市城区人民政府工作规则"]);
}

#[test]
fn a_conflict_tells_what_refuses_under_each_reading() {
    let rules = "规则 甲规则
  印发 2024年1月1日

用语
职务 主任。
种类 例会，属于 会议。
句式 [会议] 备案；反：[会议] 未备案；类：记录。
句式 [会议] 报批；反：[会议] 未报批；类：记录。

第一条
> 一、召开例会应当备案或者报批。
  读法〔备案或者报批〕
    其一 备案：召开 例会，须 该例会 备案。
    其二 报批：召开 例会，须 该例会 报批。
    其三 都不必：召开 例会，一般 须 该例会 报批。
";
    let rules = Rulebook::parse([Source::new("甲.gj", rules)]).unwrap();
    let answer = ask(&rules, "情形 2024年2月1日\n  本次 是 例会。\n", "本次 能否 召开？", Lang::Zh);
    assert_eq!(answer.verdict, guiju::vocabulary::Verdict::Conflict);
    let unmet: Vec<(&str, bool)> =
        answer.findings[0].unmet.iter().map(|unmet| (unmet.requirement.as_str(), unmet.certain)).collect();
    assert_eq!(unmet, [("召开 例会，须 该例会 备案。", false), ("召开 例会，须 该例会 报批。", false)]);
    assert!(answer.unmet.is_empty(), "under no reading both");
}

const DUTIES: &str = "规则 甲规则
  印发 2024年1月1日

用语
机构 办公室、市委、市政协。
职务 主任。
种类 例会、周会，属于 会议。

第一条
> 一、例会结束后，办公室应当印发纪要，向主任报告，并向市委、市政协报告。
  例会 结束 的，办公室 应当 印发 该会议 的 纪要，并 向 主任 报告 该例会。
  例会 结束 的，办公室 应当 向 市委、市政协 报告 该例会。
";

#[test]
fn a_duty_gives_the_act_as_it_names_it_and_no_other() {
    let rules = Rulebook::parse([Source::new("甲.gj", DUTIES)]).unwrap_or_else(|problems| panic!("{problems}"));
    let facts = "情形 2024年2月1日\n  名册：主任 甲。\n  人：乙。\n  例会一 是 例会。\n  周会一 是 周会。\n  一号、二号 是 会议纪要。\n  \
                 一号 是 例会一 的 纪要。\n  二号 是 周会一 的 纪要。\n  例会一 结束。\n  完整。\n";
    let asked = [
        ("由谁 印发 一号？", "found"),
        // The minutes of another meeting.
        ("由谁 印发 二号？", "silent"),
        ("办公室 能否 印发 二号？", "silent"),
        ("办公室 能否 向 甲 报告 例会一？", "permitted"),
        ("办公室 能否 向 乙 报告 例会一？", "silent"),
        ("办公室 能否 向 市政协 报告 例会一？", "permitted"),
        ("办公室 能否 向 甲 报告 周会一？", "silent"),
    ];
    for (question, verdict) in asked {
        let answer = ask(&rules, facts, question, Lang::Zh);
        assert_eq!(serde_json::to_value(answer.verdict).unwrap(), verdict, "{question}");
    }
}

#[test]
fn conventions_on_other_matters_are_not_told() {
    let rules = shipped(&["阳泉市城区人民政府工作规则", "区政府全体会议工作规则", "区政府专题会议工作规则"]);
    let facts = "情形 2023年4月12日\n  全会 是 区政府全体会议。\n  专题会 是 区政府专题会议。\n  专题会 结束 （于 2023年4月3日）。\n\
                 区政府办公室 形成 专题会 纪要 （于 2023年4月4日）。\n  完整：印发。\n";
    let answer = ask(&rules, facts, "专题会 结束 的 手续 是否合规？", Lang::Zh);
    let decisive: Vec<&str> = answer.conventions.iter().filter(|used| used.decisive).map(|used| used.words.as_str()).collect();
    assert_eq!(decisive, ["于3个工作日内"]);
}

#[test]
fn a_value_of_an_ordered_list_and_those_below() {
    let rules = "规则 甲规则
  印发 2024年1月1日

用语
职务 主任、科长。
等级 事件等级：一般级、较大级、重大级。
句式 [突发事件] 等级为 [事件等级 单选]；类：开放。

第一条
> 一、较大以下的突发事件由科长处置，重大的由主任处置。
  突发事件 等级为 较大级以下 的，由 科长 处置 该突发事件。
  突发事件 等级为 重大级 的，由 主任 处置 该突发事件。
";
    let rules = Rulebook::parse([Source::new("甲.gj", rules)]).unwrap_or_else(|problems| panic!("{problems}"));
    for (grade, who) in [("一般级", "乙"), ("较大级", "乙"), ("重大级", "甲")] {
        let facts = format!("情形 2024年2月1日\n  名册：主任 甲；科长 乙。\n  火灾 是 突发事件。\n  火灾 等级为 {grade}。\n");
        let answer = ask(&rules, &facts, "由谁 处置 火灾？", Lang::Zh);
        let found: Vec<&str> = answer.answers.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(found, [who], "{grade}");
        // 以下 includes the grade itself by the same convention as 以上.
        assert_eq!(answer.conventions.iter().any(|used| used.decisive), grade == "较大级", "{grade}");
    }
}

#[test]
fn after_many_problems_the_rest_of_a_situation_is_not_looked_at() {
    let facts = format!("{MEETING}{}", "  某人 到会 某会。\n".repeat(3_000));
    let problems = charter().prepare(&situation(&facts), None).map(|_| ()).unwrap_err();
    assert!((1..=250).contains(&problems.len()), "{}", problems.len());
}

/// Of the many clauses that would make it a must, only those that certainly do are cited.
#[test]
fn what_must_be_done_is_told_by_the_clauses_that_apply() {
    let rules = shipped(&["区政府常务会议工作规则", "区长办公会议工作规则"]);
    let facts = "情形 2023年5月16日\n  常务会 是 区政府常务会议。\n  任免 是 事项。\n  任免 属 有关人事任免事项。\n";
    let places = |facts: &str, question: &str| {
        let answer = ask(&rules, facts, question, Lang::Zh);
        (answer.verdict.to_string(), answer.citations.iter().map(|cite| cite.locus().to_string()).collect::<Vec<_>>())
    };
    let (verdict, cited) = places(facts, "任免 是否必须 由 常务会 审议？");
    assert_eq!((verdict.as_str(), cited), ("必须", vec!["第四条第一款第（十二）项".to_owned()]));
}

/// Where the situation has none of the bodies to which the rules give an act, each kind of them is the answer.
#[test]
fn who_where_there_is_no_meeting_yet() {
    let rules = shipped(&["区政府常务会议工作规则", "区长办公会议工作规则"]);
    let names = |facts: &str, question: &str| {
        let answer = ask(&rules, &format!("情形 2023年5月16日\n{facts}"), question, Lang::Zh);
        answer.answers.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    let major = "由谁 讨论决定 属 重大事项 的 事项？";
    assert_eq!(names("", major), ["区政府全体会议", "区政府常务会议"]);
    // A meeting that is there is meant, and it is not taken for the matter.
    assert_eq!(names("  常务会 是 区政府常务会议。\n", major), ["常务会"]);
    assert_eq!(names("  名册：区长 甲。\n", "由谁 审批 属 重大事项 的 报送审批的公文？"), ["甲"]);
}
