//! Documents that stand together, precedence between them, and conflicts that are none.
use guiju::api::cases::Runner;
use guiju::api::compare::{Contrast, How, contrasts};
use guiju::api::{Rulebook, Shelf};
use guiju::diagnostic::Problems;
use guiju::source::Source;
use guiju::vocabulary::Verdict;
use guiju::{Answer, Situation};
use std::collections::BTreeSet;

/// The general rules, and a special one whose head is `head`; `more` stands above its first article.
fn family(head: &str, more: &str) -> [(String, String); 2] {
    let general = "规则 总规则
  印发 2021年11月11日

用语
职务 区长、副区长、办公室主任。
职务 常务副区长，属于 副区长。
种类 全体会议，属于 会议。
种类 全体会议议题，属于 议题。
行为 [人] 提出 [议题]；英：[人] proposes [议题]。
行为 [人] 确定 [议题]；英：[人] decides on [议题]。
行为 [人] 缺席 [会议]；英：[人] stays away from [会议]。
句式 [会议] 紧急；反：[会议] 不紧急；英：[会议] is urgent；类：开放。

第一条
> 一、全体会议由区长、副区长组成，由区长召集和主持。
全体会议 由 区长、副区长 组成。
全体会议 由 区长 召集、主持。

第二条
> 二、全体会议议题由副区长提出，报区长确定。
全体会议议题 由 副区长 提出。
全体会议议题 由 区长 确定。

第三条
> 三、会议纪要经副区长会签后由区长签发。
签发 会议纪要，须 副区长 会签 该会议纪要。
会议纪要 由 区长 签发。

第四条
> 四、副区长不得缺席。
副区长 不得 缺席 全体会议。
";
    let special = format!(
        "规则 全体会议规则
  印发 2021年11月11日
{head}

用语
{more}
第一条
> 一、全体会议由区长、副区长、办公室主任组成，由区长召集和主持。必要时区长可委托常务副区长主持。
全体会议 由 区长、副区长、办公室主任 组成。
全体会议 由 区长 召集、主持。
区长 委托 常务副区长 召开 全体会议 的，该常务副区长 可以 主持 该会议。

第二条
> 二、全体会议议题由区长提出和确定。
全体会议议题 由 区长 提出、确定。

第三条
> 三、会议纪要由区长审定后印发。
签发 会议纪要，须 区长 同意 该会议纪要。

第四条
> 四、会议紧急的，副区长应当缺席。
全体会议 紧急 的，副区长 应当 缺席 该会议。
"
    );
    [("总规则.gj".to_owned(), general.to_owned()), ("全体会议规则.gj".to_owned(), special)]
}

const SITUATION: &str = "情形 2022年3月1日
  名册：区长 甲；常务副区长 乙；副区长 丙；办公室主任 辛。
  本次会议 是 全体会议。
  本议题 是 全体会议议题。
  本纪要 是 会议纪要。
  甲 委托 乙 召开 本次会议。
";

/// Runs questions with expectations about a family, and gives what failed.
fn run(files: &[(String, String)], questions: &str) -> Vec<String> {
    let case = format!("案例 甲 试\n适用 《总规则》、《全体会议规则》\n{SITUATION}{questions}");
    let all = files.iter().cloned().chain([("案例.gj".to_owned(), case)]);
    let shelf = Shelf::of(all.map(|(name, text)| Source::new(name, text)));
    let run = Runner::new(&shelf).run(|_| true);
    assert!(!run.problems.has_errors(), "{}", run.problems);
    let failed = run.checks.iter().filter(|check| !check.failures.is_empty());
    failed.map(|check| format!("{} → {} {:?}", check.question, check.got, check.failures)).collect()
}

fn problems(files: &[(String, String)]) -> Problems {
    Rulebook::parse(files.iter().map(|(name, text)| Source::new(name.clone(), text.clone()))).expect_err("problems")
}

/// The codes, each with the files of its places.
fn told(problems: &Problems) -> Vec<(String, Vec<String>)> {
    let place = |problem: &guiju::diagnostic::Problem| {
        let first = std::iter::once(problem.source.name().to_owned());
        first.chain(problem.also.iter().map(|(source, ..)| source.name().to_owned())).collect()
    };
    problems.sorted().iter().map(|problem| (problem.kind.code().to_owned(), place(problem))).collect()
}

const BESIDE: &str = "  引用 《总规则》\n  并列 《总规则》";

#[test]
fn what_can_be_obeyed_together_is_no_conflict() {
    let questions = "问 甲 能否 召集、主持 本次会议？
  答 可以
问 甲 能否 确定 本议题？
  答 可以
问 丙 能否 确定 本议题？
  答 无权
问 乙 能否 主持 本次会议？
  答 可以
  据 《全体会议规则》第一条
问 丙 能否 主持 本次会议？
  答 无权
问 丙 是不是 本次会议 的 组成人员？
  答 成立
反事实 W1
  丙 会签 本纪要。
  甲 同意 本纪要。
问 甲 能否 签发 本纪要？
  答 可以
  据 《总规则》第三条、《全体会议规则》第三条
反事实 W2
  丙 会签 本纪要。
  完整：同意。
问 甲 能否 签发 本纪要？
  答 条件不足
  据 《全体会议规则》第三条
反事实 W3
  本次会议 不紧急。
问 丙 能否 缺席 本次会议？
  答 不得
  据 《总规则》第四条
";
    assert_eq!(run(&family(BESIDE, ""), questions), [""; 0]);
}

#[test]
fn documents_beside_each_other_conflict_where_their_answers_differ() {
    let questions = "问 丙 能否 提出 本议题？
  答 规定冲突：可以｜无权
  据 《总规则》第二条、《全体会议规则》第二条
问 甲 能否 提出 本议题？
  答 规定冲突：无权｜可以
问 辛 能否 提出 本议题？
  答 无权
问 辛 是不是 本次会议 的 组成人员？
  答 规定冲突：不成立｜成立
  据 《总规则》第一条、《全体会议规则》第一条
反事实 W1
  本次会议 紧急。
问 丙 能否 缺席 本次会议？
  答 规定冲突：不得｜可以
  据 《总规则》第四条、《全体会议规则》第四条
";
    assert_eq!(run(&family(BESIDE, ""), questions), [""; 0]);
}

/// Nobody said which prevails: what the two give to different people is no more given to both of them than where they stand
/// beside each other.
#[test]
fn documents_that_do_not_say_how_they_stand_hide_no_conflict() {
    let questions = "问 丙 能否 提出 本议题？
  答 规定冲突：可以｜无权
  据 《总规则》第二条、《全体会议规则》第二条
  告 没有写明相互关系
问 由谁 提出 本议题？
  答 规定冲突：乙、丙｜甲
  告 互相排斥的当作何者优先未定
问 甲 能否 召集、主持 本次会议？
  答 可以
问 丙 是不是 本次会议 的 组成人员？
  答 成立
反事实 W1
  丙 会签 本纪要。
  完整：同意。
问 甲 能否 签发 本纪要？
  答 条件不足
  据 《全体会议规则》第三条
反事实 W2
  丙 会签 本纪要。
  甲 同意 本纪要。
问 甲 能否 签发 本纪要？
  答 可以
  据 《总规则》第三条、《全体会议规则》第三条
  告 没有写明相互关系
";
    assert_eq!(run(&family("  引用 《总规则》", ""), questions), [""; 0]);
}

/// Rules of two bodies that are loaded side by side and each name their own papers never meet.
#[test]
fn rules_of_different_bodies_meet_only_in_what_both_write_of() {
    let rules = |title: &str, head: &str, paper: &str| {
        let text = format!(
            "规则 {title}\n  发文 {title}机关\n\n用语\n职务 {head}。\n种类 {paper}，属于 公文。\n\n第一条\n> 一、甲。\n{paper} 由 {head} 签发。\n"
        );
        Source::new(format!("{title}.gj"), text)
    };
    let situation = "情形 2024年1月5日\n  名册：市长 甲；区长 乙。\n";
    let situation = guiju::Situation::from_text(&Source::new("情形.gj", situation)).unwrap();
    let found = |sources: Vec<std::sync::Arc<Source>>, question: &str| {
        let vocabulary = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rulebooks/通用词汇.gj")).unwrap();
        let all = std::iter::once(Source::new("词汇.gj", vocabulary)).chain(sources);
        let answer = Rulebook::parse(all).unwrap().ask(&situation, &question.into()).unwrap();
        let names: Vec<String> = answer.answers.iter().map(|who| who.name.clone()).collect();
        (answer.verdict, names, answer.notes.iter().filter(|note| note.text.contains("没有写明相互关系")).count())
    };
    let apart = || vec![rules("市规则", "市长", "市政府文件"), rules("区规则", "区长", "区政府文件")];
    let one = Verdict::Found;
    assert_eq!(found(apart(), "由谁 签发 市政府文件？"), (one, vec!["甲".to_owned()], 0));
    assert_eq!(found(apart(), "由谁 签发 区政府文件？"), (one, vec!["乙".to_owned()], 0));
    // Written of the same papers, they do.
    let same = vec![rules("市规则", "市长", "文件"), rules("区规则", "区长", "文件")];
    let (verdict, _, notes) = found(same, "由谁 签发 文件？");
    assert_eq!((verdict, notes), (Verdict::Conflict, 1));
}

/// What documents that do not say how they stand to each other give is added together, and that is told.
#[test]
fn documents_without_a_relation_are_told() {
    let told = "问 由谁 提出 本议题？\n  告 没有写明相互关系\n";
    assert_eq!(run(&family("  引用 《总规则》", ""), told), [""; 0]);
    assert_ne!(run(&family(BESIDE, ""), told), [""; 0]);
}

#[test]
fn a_precedence_decides_and_is_named_where_it_does() {
    let special = "《全体会议规则》 优于 《总规则》，依据 特别规定。\n";
    let questions = "问 丙 能否 提出 本议题？
  答 无权
  据 《全体会议规则》第二条
问 甲 能否 提出 本议题？
  答 可以
问 辛 是不是 本次会议 的 组成人员？
  答 成立
反事实 W1
  本次会议 紧急。
问 丙 能否 缺席 本次会议？
  答 可以
  据 《全体会议规则》第四条
";
    assert_eq!(run(&family("  引用 《总规则》", special), questions), [""; 0]);
    let general = "《总规则》 优于 《全体会议规则》，依据 上位规定。\n";
    let questions = "问 丙 能否 提出 本议题？\n  答 可以\n问 甲 能否 提出 本议题？\n  答 无权\n";
    assert_eq!(run(&family("  引用 《总规则》", general), questions), [""; 0]);

    let book = Rulebook::parse(family("  引用 《总规则》", special).map(|(name, text)| Source::new(name, text))).unwrap();
    let ask = |question: &str| {
        let situation = guiju::api::Situation::from_text(&Source::new("情形.gj", SITUATION)).unwrap();
        book.ask(&situation, &question.into()).unwrap()
    };
    let rests = ask("丙 能否 提出 本议题？");
    let named: Vec<_> = rests.conventions.iter().map(|one| (one.basis.as_deref(), one.decisive, one.option.as_str())).collect();
    assert_eq!(named, [(Some("特别规定"), true, "《全体会议规则》第二条优先")]);
    assert!(ask("甲 能否 确定 本议题？").conventions.is_empty(), "a precedence that decides nothing is not applied");
}

#[test]
fn a_rank_between_clauses_names_its_doctrine_where_it_decides() {
    let [general, special] = family("  引用 《总规则》", "");
    let ranked = special.replace_in("第三条\n", "《全体会议规则》第二条 优于 《总规则》第二条，依据 特别规定。\n\n第三条\n");
    let book = Rulebook::parse([general, ranked].map(|(name, text)| Source::new(name, text))).unwrap();
    let ask = |question: &str| {
        let situation = guiju::api::Situation::from_text(&Source::new("情形.gj", SITUATION)).unwrap();
        book.ask(&situation, &question.into()).unwrap()
    };
    let denied = ask("丙 能否 提出 本议题？");
    assert_eq!(denied.verdict, Verdict::NotEmpowered);
    let named: Vec<_> = denied.conventions.iter().map(|one| (one.basis.as_deref(), one.decisive, one.option.as_str())).collect();
    assert_eq!(named, [(Some("特别规定"), true, "《全体会议规则》第二条优先")]);
    assert!(ask("甲 能否 确定 本议题？").conventions.is_empty(), "a rank that decides nothing is not told");
    assert!(ask("辛 能否 提出 本议题？").conventions.is_empty(), "he may not by either");
}

/// So many documents beside each other, each of which gives the convening of a meeting to somebody else.
fn beside_each_other(count: usize) -> Vec<(String, String)> {
    let title = |n: usize| format!("规则{n}号");
    let office = |n: usize| format!("职务{n}号");
    let words = format!("用语\n职务 {}。\n种类 大会，属于 会议。\n", (0..count).map(office).collect::<Vec<_>>().join("、"));
    let text = |n: usize| {
        let others = (0..count).filter(|other| *other != n).map(|other| format!("  并列 《{}》\n", title(other)));
        let head = format!("规则 {}\n  印发 2021年11月11日\n{}\n", title(n), others.collect::<String>());
        let words = if n == 0 { words.as_str() } else { "" };
        format!("{head}{words}\n第一条\n> 一、大会由{0}召集。\n大会 由 {0} 召集。\n", office(n))
    };
    (0..count).map(|n| (format!("{n}.gj"), text(n))).collect()
}

/// Asks about so many of them, of whom each gives it to one of its own.
fn many_beside_each_other(count: usize) -> impl Fn(&str) -> Answer {
    let files = beside_each_other(count);
    let book = Rulebook::parse(files.into_iter().map(|(name, text)| Source::new(name, text))).unwrap();
    let roster = (0..count).map(|n| format!("职务{n}号 人{n}号")).collect::<Vec<_>>().join("；");
    let situation = format!("情形 2022年3月1日\n  名册：{roster}。\n  人：外人。\n  本次会议 是 大会。\n");
    let situation = Situation::from_text(&Source::new("情形.gj", situation)).unwrap();
    move |question| book.ask(&situation, &question.into()).unwrap()
}

#[test]
fn of_many_documents_any_may_prevail_and_none_in_a_ring() {
    let ask = many_beside_each_other(20);
    let some = ask("人7号 能否 召集 本次会议？");
    let readings: Vec<_> = some.readings.iter().map(|reading| reading.verdict).collect();
    assert_eq!(some.verdict, Verdict::Conflict);
    assert_eq!(readings.iter().filter(|verdict| **verdict == Verdict::Permitted).count(), 1, "{readings:?}");
    // In a ring nobody would prevail, and nobody could convene it.
    let who = ask("由谁 召集 本次会议？");
    assert_eq!(who.readings.len(), 20);
    assert!(who.readings.iter().all(|reading| reading.answers.len() == 1));
    assert_eq!(ask("外人 能否 召集 本次会议？").verdict, Verdict::NotEmpowered);
}

#[test]
fn of_too_many_readings_each_verdict_is_told_and_how_many_are_not() {
    let ask = many_beside_each_other(40);
    for person in [0, 7, 39] {
        let answer = ask(&format!("人{person}号 能否 召集 本次会议？"));
        let told: BTreeSet<_> = answer.readings.iter().map(|reading| reading.verdict.to_string()).collect();
        assert_eq!(told.into_iter().collect::<Vec<_>>(), ["可以", "无权"], "{person}");
        let note = answer.notes.iter().any(|note| note.text == "结论不同的理解太多，另有 8 种没有列出");
        assert!(note && answer.readings.len() == 32, "{:?}", answer.notes);
    }
}

/// The points on which the two documents differ: question, what each says alone, together.
fn points(files: &[(String, String)], questions: &str) -> Vec<String> {
    let case = format!("案例 甲 试\n适用 《总规则》、《全体会议规则》\n{SITUATION}{questions}");
    let all = files.iter().cloned().chain([("案例.gj".to_owned(), case)]);
    let shelf = Shelf::of(all.map(|(name, text)| Source::new(name, text)));
    let (found, problems) = guiju::api::compare::differences(&shelf);
    assert!(!problems.has_errors(), "{problems}");
    let side = |side: &guiju::api::compare::Side| {
        format!("《{}》{} {}", side.document, side.places.join("、"), side.alone.clone().unwrap_or_default())
    };
    let point = |one: &guiju::api::compare::Difference| {
        format!("{}：{} → {}", one.question, one.sides.iter().map(side).collect::<Vec<_>>().join("，"), one.together)
    };
    found.iter().map(point).collect()
}

#[test]
fn where_documents_differ_is_found_by_asking() {
    let questions = "问 甲 能否 召集、主持 本次会议？
问 甲 能否 确定 本议题？
问 丙 能否 确定 本议题？
问 丙 是不是 本次会议 的 组成人员？
问 丙 能否 提出 本议题？
问 辛 是不是 本次会议 的 组成人员？
问 乙 能否 主持 本次会议？
";
    let found = points(&family(BESIDE, ""), questions);
    let wanted = [
        "丙 能否 提出 本议题：《总规则》第二条 可以，《全体会议规则》第二条 无权 → 规定冲突：无权｜可以",
        "辛 是不是 本次会议 的 组成人员：《总规则》第一条 不成立，《全体会议规则》第一条 成立 → 规定冲突：成立｜不成立",
        "乙 能否 主持 本次会议：《总规则》第一条 无权，《全体会议规则》第一条 可以 → 可以",
    ];
    let mut sorted = found.clone();
    sorted.sort();
    let mut all = wanted.to_vec();
    all.sort_unstable();
    assert_eq!(sorted, all);
}

/// How many open ranks a family has.
fn open_ranks(files: &[(String, String)]) -> Vec<String> {
    let book = Rulebook::parse(files.iter().map(|(name, text)| Source::new(name.clone(), text.clone()))).unwrap();
    let open = book.program().choices.iter().filter(|choice| choice.kind == guiju::core_ir::ChoiceKind::Rank);
    open.map(|choice| choice.words.clone()).collect()
}

#[test]
fn what_is_written_alike_or_gives_to_the_same_is_no_rival() {
    let [general, special] = family(BESIDE, "");
    let wanted = [
        "《全体会议规则》第二条与《总规则》第二条",
        "《全体会议规则》第一条第一句与《总规则》第一条",
        "《全体会议规则》第四条与《总规则》第四条",
    ];
    let sorted = |files: &[(String, String)]| {
        let mut all = open_ranks(files);
        all.sort();
        all
    };
    let mut all = wanted.to_vec();
    all.sort_unstable();
    assert_eq!(sorted(&[general.clone(), special.clone()]), all);

    // Other lists, other numbers of variables, the same claims.
    let wide = general.1.replace("由 区长、副区长 组成。", "由 办公室主任、副区长、区长 组成。");
    let wide = wide.replace("种类 全体会议，属于 会议。", "种类 全体会议、别的会议，属于 会议。");
    let wide = wide.replace("全体会议 由 区长 召集、主持。", "别的会议、全体会议 由 区长 召集、主持。");
    assert_eq!(open_ranks(&[(general.0.clone(), wide), special.clone()]).len(), 2);

    // Another condition on the matter, but the same people: whichever prevails, it is theirs.
    let bound =
        special.1.replace("全体会议议题 由 区长 提出、确定。", "全体会议议题 属 重大议题 的，由 区长 确定 该全体会议议题。");
    let bound = bound.replace("用语\n", "用语\n句式 [议题] 属 重大议题。\n");
    let of_agenda = |rank: &String| rank.contains("第二条");
    assert_eq!(
        open_ranks(&[general.clone(), (special.0.clone(), bound.clone())]).iter().filter(|rank| of_agenda(rank)).count(),
        0
    );
    // Other people.
    let others = bound.replace("由 区长 确定 该全体会议议题", "由 办公室主任 确定 该全体会议议题");
    assert_eq!(open_ranks(&[general, (special.0, others)]).iter().filter(|rank| of_agenda(rank)).count(), 1);
}

#[test]
fn what_both_documents_give_is_given_whichever_prevails() {
    let [general, special] = family(BESIDE, "");
    let general = general.replace_in("全体会议 由 区长 召集、主持。", "全体会议 由 区长、办公室主任 召集、主持。");
    let questions = "问 甲 能否 召集 本次会议？
  答 可以
  据 《总规则》第一条、《全体会议规则》第一条
问 辛 能否 召集 本次会议？
  答 规定冲突：可以｜无权
问 丙 能否 召集 本次会议？
  答 无权
  据 《总规则》第一条、《全体会议规则》第一条
";
    assert_eq!(run(&[general, special], questions), [""; 0]);
}

#[test]
fn a_duty_and_a_prohibition_in_the_same_words_are_not_alike() {
    let [general, special] = family(BESIDE, "");
    let special = special.replace_in("全体会议 紧急 的，副区长 应当 缺席 该会议。", "副区长 应当 缺席 全体会议。");
    let questions = "问 丙 能否 缺席 本次会议？\n  答 规定冲突：不得｜可以\n";
    assert_eq!(run(&[general, special], questions), [""; 0]);
}

/// A file with other words in it.
trait Replaced {
    fn replace_in(self, from: &str, to: &str) -> Self;
}

impl Replaced for (String, String) {
    fn replace_in(self, from: &str, to: &str) -> Self {
        assert!(self.1.contains(from), "{from}");
        (self.0, self.1.replace(from, to))
    }
}

#[test]
fn bad_heads_show_both_places() {
    let [general, special] = family("  引用 《总规则》\n  依据 《没有的规则》", "");
    assert_eq!(told(&problems(&[general.clone(), special])), [("R014".to_owned(), vec!["全体会议规则.gj".to_owned()])]);

    let ring = general.1.replace("  印发", "  引用 《全体会议规则》\n  印发");
    let [_, special] = family("  依据 《总规则》", "");
    let found = told(&problems(&[(general.0.clone(), ring), special]));
    assert_eq!(found, [("R040".to_owned(), vec!["总规则.gj".to_owned(), "全体会议规则.gj".to_owned()])]);

    for field in ["引用", "依据", "并列"] {
        let [_, itself] = family(&format!("{BESIDE}\n  {field} 《全体会议规则》"), "");
        let found = told(&problems(&[general.clone(), itself]));
        assert_eq!(found, [("R040".to_owned(), vec!["全体会议规则.gj".to_owned()])], "{field}");
    }

    let [_, special] = family(BESIDE, "《全体会议规则》 优于 《总规则》，依据 特别规定。\n");
    let claims = general.1.replace("第一条\n", "《总规则》 优于 《全体会议规则》，依据 上位规定。\n\n第一条\n");
    let found = told(&problems(&[(general.0.clone(), claims), special]));
    assert_eq!(found, [("R041".to_owned(), vec!["总规则.gj".to_owned(), "全体会议规则.gj".to_owned()])]);

    let [_, special] = family(BESIDE, "《全体会议规则》 优于 《总规则》，依据 新规定。\n");
    assert_eq!(told(&problems(&[general.clone(), special]))[0].0, "R042");

    let [_, special] = family(BESIDE, "行为 [人] 提出 [议题]；类：记录。\n");
    let found = told(&problems(&[general.clone(), special]));
    assert_eq!(found, [("R003".to_owned(), vec!["全体会议规则.gj".to_owned(), "总规则.gj".to_owned()])]);

    let [_, special] = family(BESIDE, "职务 全体会议议题。\n");
    let found = told(&problems(&[general, special]));
    assert_eq!(found[0], ("R003".to_owned(), vec!["全体会议规则.gj".to_owned(), "总规则.gj".to_owned()]));
}

fn yangquan() -> Shelf {
    Shelf::load(&[std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks/案例/阳泉")]).unwrap()
}

fn has(sides: &[guiju::api::compare::Side], title: &str, article: &str) -> bool {
    let at = |place: &String| place == article || place.strip_prefix(article).is_some_and(|rest| rest.starts_with('第'));
    sides.iter().any(|side| side.document == title && side.places.iter().any(at))
}

/// The conflicts of the documents, by number: of which document, article, article of the general rules, and how they go together.
const CONFLICTS: [(&str, &str, &str, &str, How); 31] = [
    ("X1", "全体会议规则", "第二条", "第三十八条", How::Open),
    ("X2", "全体会议规则", "第五条", "第四十二条", How::Open),
    ("X3", "全体会议规则", "第六条", "第四十三条", How::Demands),
    ("X4", "常务会议规则", "第三条", "第三十九条", How::Exception),
    ("X5", "常务会议规则", "第六条", "第四十二条", How::Demands),
    ("X6", "常务会议规则", "第十四条", "第四十三条", How::Demands),
    ("X7", "常务会议规则", "第十三条", "第四十三条", How::Reference),
    ("X7", "办公会议规则", "第十四条", "第四十三条", How::Reference),
    ("X8", "办公会议规则", "第三条", "第四十条", How::Exception),
    ("X9", "办公会议规则", "第四条", "第四十二条", How::Open),
    ("X10", "办公会议规则", "第二条", "第二十四条", How::Ranked),
    ("X10", "办公会议规则", "第二条", "第四十条", How::Gap),
    ("X11", "办公会议规则", "第三条", "第四十条", How::Demands),
    ("X11", "办公会议规则", "第三条", "第四十条", How::Reference),
    ("X12", "专题会议规则", "第三条", "第四十一条", How::Exception),
    ("X13", "专题会议规则", "第四条", "第四十一条", How::Open),
    ("X14", "专题会议规则", "第五条", "第四十一条", How::Cases),
    ("X15", "专题会议规则", "第七条", "第四十四条", How::Open),
    ("X16", "全体会议规则", "第七条", "第四十四条", How::Demands),
    ("X16", "常务会议规则", "第十八条", "第四十四条", How::Demands),
    ("X16", "办公会议规则", "第十八条", "第四十四条", How::Demands),
    ("X17", "常务会议规则", "第八条", "第四十六条", How::Reference),
    ("X17", "办公会议规则", "第七条", "第四十六条", How::Reference),
    ("X18", "常务会议规则", "第十七条", "第二十九条", How::Reference),
    ("X18", "办公会议规则", "第十七条", "第二十九条", How::Reference),
    ("X19", "常务会议规则", "第五条", "第四十二条", How::Reference),
    ("X20", "常务会议规则", "第二条", "第六条", How::Cases),
    ("X21", "常务会议规则", "第十二条", "第六十六条", How::Reference),
    // Who sits in on a meeting: the one says who does, the other who may be given a seat.
    ("全体会议列席", "全体会议规则", "第三条", "第三十八条", How::Cases),
    ("常务会议列席", "常务会议规则", "第十二条", "第三十九条", How::Cases),
    ("办公会议列席", "办公会议规则", "第三条", "第四十条", How::Cases),
];

#[test]
fn what_the_documents_of_yangquan_write_is_set_side_by_side() {
    let (written, problems) = contrasts(&yangquan());
    assert!(!problems.has_errors(), "{problems}");
    let written = written.expect("these documents stand together");
    for (number, document, article, general, how) in CONFLICTS {
        let here = |one: &&Contrast| one.how == how && has(&one.sides, document, article) && has(&one.sides, "工作规则", general);
        assert!(written.iter().any(|one| here(&one)), "{number}: {document}{article}, 工作规则{general}: {how:?}");
    }
    // What looks like a conflict and is none (S1, S3 to S6): who belongs to the constant meeting, how often, who convenes the plenary
    // meeting, who signs, when special meetings are held.
    let none = [
        ("[人] 是 [集体] 的 组成人员", "常务会议规则"),
        ("[人] 召集 [会议]", "全体会议规则"),
        ("[人] 主持 [会议]", "全体会议规则"),
        ("召开 [会议]", "全体会议规则"),
        ("召开 [会议]", "常务会议规则"),
        ("召开 [会议]", "专题会议规则"),
        ("[人] 签发 [公文]", "全体会议规则"),
        ("[人] 签发 [公文]", "常务会议规则"),
        ("[人] 签发 [公文]", "办公会议规则"),
        ("[人] 将 [事项] 确定为 [会议] 议题", "全体会议规则"),
    ];
    for (about, document) in none {
        let alarm =
            written.iter().find(|one| one.about.contains(about) && one.sides.iter().any(|side| side.document == document));
        assert!(alarm.is_none(), "{alarm:?}");
    }
    // Each meeting has its own list of matters: neither allows what the other keeps to itself.
    let lists = |one: &&Contrast| has(&one.sides, "办公会议规则", "第五条") && has(&one.sides, "常务会议规则", "第四条");
    let how: Vec<How> = written.iter().filter(lists).map(|one| one.how).collect();
    assert_eq!(how, [How::Each]);
    // Where the words themselves are doubtful, that is told.
    let leave = written.iter().find(|one| one.about.contains("请假") && has(&one.sides, "常务会议规则", "第十四条"));
    assert_eq!(leave.expect("how leave is asked").readings, ["向区长请假"]);
}

/// How what two documents write goes together, act by act.
#[test]
fn what_two_clauses_are_to_each_other_is_told() {
    let how = |general: &str, special: &str| -> Vec<(String, How)> {
        let words = "用语
职务 馆长、副馆长、保管员。
职务 常务副馆长，属于 副馆长。
种类 展品、珍品，属于 事项。
句式 [展品] 外借；反：[展品] 未外借；类：开放。
句式 [展品] 待修；反：[展品] 未待修；类：开放。
行为 [人] 调用 [展品]；反：[人] 未调用 [展品]。
";
        let first = format!("规则 总馆规则\n\n{words}\n第一条\n> 一、甲。\n{general}\n");
        let second = format!("规则 分馆规则\n  并列 《总馆规则》\n\n第一条\n> 一、乙。\n{special}\n");
        let shelf = Shelf::of([Source::new("总馆.gj", first), Source::new("分馆.gj", second)]);
        let (found, problems) = contrasts(&shelf);
        assert!(!problems.has_errors(), "{problems}");
        found.expect("they stand together").into_iter().map(|one| (one.about, one.how)).collect()
    };
    let only = |general: &str, special: &str| -> Option<How> {
        let found = how(general, special);
        assert!(found.len() < 2, "{found:?}");
        found.first().map(|one| one.1)
    };
    let head = "由 馆长 调用 展品。";
    assert_eq!(only(head, "馆长 不得 调用 展品。"), Some(How::Limits));
    assert_eq!(only(head, "展品 外借 的，馆长 不得 调用 该展品。"), Some(How::Limits));
    assert_eq!(only(head, "副馆长 不得 调用 展品。"), None);
    assert_eq!(only("副馆长 可以 调用 展品。", "常务副馆长 不得 调用 展品。"), Some(How::Limits));
    assert_eq!(only(head, "馆长 调用 展品，须 该展品 未外借。"), Some(How::Demands));
    assert_eq!(only(head, "调用 展品，须 该展品 未外借。"), Some(How::Demands));
    assert_eq!(only(head, "副馆长 调用 展品，须 该展品 未外借。"), None);
    assert_eq!(only(head, "副馆长 可以 调用 展品。"), Some(How::Exception));
    assert_eq!(only(head, "展品 待修 的，保管员 可以 调用 该展品。"), Some(How::Exception));
    assert_eq!(only(head, "由 副馆长 调用 展品。"), Some(How::Open));
    assert_eq!(only("展品 外借 的，由 馆长 调用 该展品。", "展品 待修 的，保管员 可以 调用 该展品。"), Some(How::Each));
    assert_eq!(only("展品 外借 的，馆长 可以 调用 该展品。", "展品 待修 的，馆长 可以 调用 该展品。"), Some(How::Cases));
    assert_eq!(only(head, "空白 副馆长 调用 展品：没有写。"), None);
    assert_eq!(only(head, "空白 调用 展品：没有写由谁调用。"), Some(How::Gap));
    assert_eq!(only("保管员 每月 调用 展品 1 次。", "保管员 每月 调用 展品 2 次。"), Some(How::Demands));
    assert_eq!(only("保管员 每月 调用 展品 1 次。", "由 保管员 调用 展品。"), None);
    assert_eq!(only(head, head), None);
}

#[test]
fn what_the_cases_of_yangquan_come_to_differs_where_it_should() {
    let (asked, problems) = guiju::api::compare::differences(&yangquan());
    assert!(!problems.has_errors(), "{problems}");
    let alarms: Vec<_> = asked.iter().filter(|one| one.case.starts_with('S')).collect();
    assert!(alarms.is_empty(), "these documents say the same: {alarms:?}");
    let meet = |number: &str, document: &str, article: &str, general: &str, conflict: bool| {
        let here = |one: &&guiju::api::compare::Difference| {
            one.conflict == conflict && has(&one.sides, document, article) && has(&one.sides, "工作规则", general)
        };
        assert!(asked.iter().any(|one| here(&one)), "{number}: {document}{article}, 工作规则{general}");
    };
    // Who belongs to it, who proposes, by which way leave is asked, who takes part, whose signature, how many.
    meet("X1", "全体会议规则", "第二条", "第三十八条", true);
    meet("X2", "全体会议规则", "第五条", "第四十二条", true);
    meet("X6", "常务会议规则", "第十四条", "第四十三条", true);
    meet("X13", "专题会议规则", "第四条", "第四十一条", true);
    meet("X15", "专题会议规则", "第七条", "第四十四条", true);
    meet("X11", "办公会议规则", "第三条", "第四十条", true);
    meet("X9", "办公会议规则", "第四条", "第四十二条", true);
    // Neither who is about another matter nor who says the same counts: three documents give the minutes of special meetings to
    // nobody, and who belongs to the constant meeting is written alike.
    let told = |number: &str| asked.iter().filter(|one| one.case == number).collect::<Vec<_>>();
    assert!(told("由谁办-1").iter().all(|one| one.sides.iter().all(|side| side.alone.as_deref() != Some("无人"))), "{asked:?}");
    assert!(told("由谁办-3").is_empty() && told("补充-常务会议规则-15").is_empty() && told("V09 V09-2").is_empty(), "{asked:?}");
    // Express exceptions, and a step more.
    meet("X4", "常务会议规则", "第三条", "第三十九条", false);
    meet("X8", "办公会议规则", "第三条", "第四十条", false);
    meet("X12", "专题会议规则", "第三条", "第四十一条", false);
    meet("X5", "常务会议规则", "第六条", "第四十二条", false);
}

/// What prevails over that which prevails over a third prevails over the third as well.
#[test]
fn precedence_between_documents_goes_on() {
    let first = "规则 甲规则\n\n用语\n职务 职一、职二、职三。\n种类 例会，属于 会议。\n\n第一条\n> 例会由职一主持。\n例会 由 职一 主持。\n";
    let above = |own: &str, office: &str, below: &str, doctrine: &str| {
        let head = format!("规则 {own}\n  并列 《{below}》\n\n第一条\n> 例会由{office}主持。\n例会 由 {office} 主持。\n");
        format!("{head}第二条\n> 优先。\n《{own}》 优于 《{below}》，依据 {doctrine}。\n")
    };
    let [second, third] = [above("乙规则", "职二", "甲规则", "特别规定"), above("丙规则", "职三", "乙规则", "上位规定")];
    let vocabulary = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rulebooks/通用词汇.gj")).unwrap();
    let sources = [("词汇.gj", vocabulary.as_str()), ("甲.gj", first), ("乙.gj", &second), ("丙.gj", &third)];
    let rulebook = Rulebook::parse(sources.map(|(name, text)| Source::new(name, text))).unwrap();
    let situation = "情形 2024年1月5日\n  名册：职一 甲；职二 乙；职三 丙。\n";
    let situation = guiju::Situation::from_text(&Source::new("情形.gj", situation)).unwrap();
    let prepared = rulebook.prepare(&situation, None).unwrap();
    let answer = prepared.ask("由谁 主持 例会？", guiju::diagnostic::Lang::Zh).unwrap();
    assert_eq!((answer.verdict, answer.answers.len()), (Verdict::Found, 1), "{answer:?}");
    assert_eq!(answer.answers[0].name, "丙");
    let told: String = answer.conventions.iter().filter_map(|one| one.basis.as_deref()).collect();
    assert!(told.contains("特别规定") && told.contains("上位规定"), "{told}");
}

/// An article that says what goes before it, and gives way itself, is quoted once with that.
#[test]
fn an_article_that_ranks_itself_is_quoted_once() {
    let text = "规则 值班规则\n\n用语\n职务 站长、副站长。\n种类 例会，属于 会议。\n句式 [会议] 紧急；类：记录。\n
第一条\n> 一、紧急例会由站长主持。\n例会 紧急 的，由 站长 主持 该例会。\n
第二条\n> 二、例会由副站长主持，第一条另有规定的从其规定。\n例会 由 副站长 主持。\n第一条 优于 第二条，依据 明文规定。\n";
    let book = Rulebook::of_shelf(&Shelf::of([Source::new("值班.gj", text)])).unwrap();
    let situation = "情形 2024年1月5日\n  名册：站长 甲；副站长 乙。\n  本次会议 是 例会。\n  本次会议 紧急。\n";
    let situation = guiju::Situation::from_text(&Source::new("情形.gj", situation)).unwrap();
    let answer = book.ask(&situation, &"乙 能否 主持 本次会议？".into()).unwrap();
    let lines: Vec<String> =
        guiju::explain::explain(&answer, guiju::explain::Style::default()).into_iter().map(|line| line.text).collect();
    let from = lines.iter().position(|line| line.contains("优先适用")).expect("a precedence that decides");
    let quoted = lines.iter().skip(from).filter(|line| line.contains("从其规定")).count();
    assert_eq!(quoted, 1, "{lines:#?}");
}

/// What two rulebooks are both called for short means the one that the head names, or the document itself; else neither.
#[test]
fn a_short_title_of_two_rulebooks_is_told() {
    let rules = |title: &str, head: &str, office: &str, more: &str| {
        let text = format!(
            "规则 {title}\n{head}\n\n用语\n职务 {office}。\n\n第一条\n> 一、公文由{office}签发。\n由 {office} 签发 {title}的公文。\n\n第二条\n> 二、见别处。\n{more}\n"
        )
        .replace("用语\n", &format!("用语\n种类 {title}的公文，属于 公文。\n"));
        Source::new(format!("{title}.gj"), text)
    };
    let short = "  简称 工作规则";
    let both = || {
        [rules("甲市规则", short, "市长", "见 《工作规则》第一条。"), rules("乙区规则", short, "区长", "见 《工作规则》第一条。")]
    };
    let codes = |shelf: &Shelf| -> Vec<(String, Vec<String>)> { told(&shelf.check()) };
    let with = |third: std::sync::Arc<Source>| Shelf::of(both().into_iter().chain([third]));
    // Their own short title is their own.
    assert_eq!(codes(&Shelf::of(both())), []);
    // The one that is named in the head.
    let named = with(rules("会议规则", "  依据 《乙区规则》\n  引用 《甲市规则》", "主任", "宣示：无。"));
    assert_eq!(codes(&named), []);
    let under = with(rules("会议规则", "  依据 《乙区规则》", "主任", "见 《工作规则》第一条。"));
    assert_eq!(codes(&under), []);
    // Neither of them.
    let open = with(rules("会议规则", "  依据 《工作规则》", "主任", "宣示：无。"));
    assert_eq!(codes(&open), [("R061".to_owned(), vec!["会议规则.gj".to_owned()])]);
    let text = open.check().to_string();
    assert!(text.contains("《甲市规则》、《乙区规则》"), "{text}");
    let two = with(rules("会议规则", "  依据 《乙区规则》\n  引用 《甲市规则》", "主任", "见 《工作规则》第一条。"));
    assert_eq!(codes(&two), [("R061".to_owned(), vec!["会议规则.gj".to_owned()])]);
    let case =
        Source::new("案例.gj", "案例 甲 试\n适用 《工作规则》\n情形 2024年1月5日\n  名册：市长 甲。\n问 甲 能否 签发 公文？\n");
    assert_eq!(codes(&with(case)), [("R061".to_owned(), vec!["案例.gj".to_owned()])]);
}

/// Two documents each go before a third and say the same: without the one statement the other still decides, so the answer
/// rests on both together, and on neither by itself.
#[test]
fn what_several_precedences_decide_together_is_told_of_each() {
    let first =
        "规则 甲规则\n\n用语\n职务 职一、职二。\n种类 例会，属于 会议。\n\n第一条\n> 例会由职一主持。\n例会 由 职一 主持。\n";
    let above = |own: &str, doctrine: &str| {
        format!(
            "规则 {own}\n  引用 《甲规则》\n\n第一条\n> 例会由职二主持。\n例会 由 职二 主持。\n第二条\n> 优先。\n《{own}》 优于 《甲规则》，依据 {doctrine}。\n"
        )
    };
    let [second, third] = [above("乙规则", "特别规定"), above("丙规则", "上位规定")];
    let vocabulary = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rulebooks/通用词汇.gj")).unwrap();
    let situation =
        guiju::Situation::from_text(&Source::new("情形.gj", "情形 2024年1月5日\n  名册：职一 甲；职二 乙。\n")).unwrap();
    let ask = |files: &[(&str, &str)]| {
        let sources = files.iter().map(|(name, text)| Source::new(*name, *text));
        let rulebook = Rulebook::parse(std::iter::once(Source::new("词汇.gj", vocabulary.as_str())).chain(sources)).unwrap();
        let answer = rulebook.ask(&situation, &"甲 能否 主持 例会？".into()).unwrap();
        assert_eq!(answer.verdict, Verdict::NotEmpowered);
        let told = guiju::explain::explain(&answer, guiju::explain::Style::default()).into_iter().map(|line| line.text);
        let told: String = told.collect::<Vec<_>>().join("\n");
        let rests = answer.conventions.into_iter().map(|one| (one.basis.unwrap_or_default(), one.decisive, one.jointly));
        (rests.collect::<Vec<_>>(), told)
    };
    let (both, told) = ask(&[("甲.gj", first), ("乙.gj", &second), ("丙.gj", &third)]);
    assert_eq!(both, [("特别规定".to_owned(), true, true), ("上位规定".to_owned(), true, true)]);
    assert!(told.contains("特别规定") && told.contains("上位规定"), "{told}");
    let (one, _) = ask(&[("甲.gj", first), ("乙.gj", &second)]);
    assert_eq!(one, [("特别规定".to_owned(), true, false)]);
}

/// Which doubtful places are too many together is told, the first of them and how many there are.
#[test]
fn too_many_readings_are_named_with_their_places() {
    let words = |n: u32| format!("句式 [公文] 有甲{n}；类：开放。\n句式 [公文] 有乙{n}；类：开放。\n");
    let words: String = (1..=13).map(words).collect();
    let article = |n: u32| {
        format!(
            "第{n}条\n> 第{n}条。\n读法〔字{n}〕\n  其一 甲：签发 公文，须 该公文 有甲{n}。\n  其二 乙：签发 公文，须 该公文 有乙{n}。\n\n"
        )
    };
    let articles: String = (1..=13).map(article).collect();
    let text = format!("规则 签发规则\n\n用语\n职务 站长。\n{words}\n{articles}第14条\n> 第14条。\n公文 由 站长 签发。\n");
    let shelf = Shelf::of([Source::new("签发.gj", text)]);
    let book = Rulebook::of_shelf(&shelf).expect("a rulebook");
    let situation = guiju::Situation::from_text(&Source::new("情形.gj", "情形 2022年3月1日\n  名册：站长 甲。\n")).unwrap();
    let problems = book.ask(&situation, &"甲 能否 签发 公文？".into()).expect_err("too many");
    let told = problems.to_string();
    assert!(told.contains("E005"), "{told}");
    assert!(told.contains("《签发规则》第一条〔字1〕；《签发规则》第二条〔字2〕") && told.contains("等 13 处"), "{told}");
    let english = problems.sorted()[0].kind.message(guiju::diagnostic::Lang::En);
    assert!(english.contains("article 1 〔字1〕") && english.contains("13 in all"), "{english}");
}

/// Of a long chain of documents the one at its end is the answer, and what it rests on is found in a moment: what gives way
/// to one need not be held against the rest.
#[test]
fn a_long_chain_of_documents_is_answered() {
    const LENGTH: usize = 30;
    let offices: Vec<String> = (0..LENGTH).map(|n| format!("职务{n}号")).collect();
    let document = |n: usize| {
        let words = format!("用语\n职务 {}。\n种类 大会，属于 会议。\n", offices.join("、"));
        let (head, words, rank) = match n.checked_sub(1) {
            None => (String::new(), words, "宣示：无。".to_owned()),
            Some(m) => {
                (format!("  引用 《规则{m}号》\n"), String::new(), format!("《规则{n}号》 优于 《规则{m}号》，依据 特别规定。"))
            }
        };
        let text = format!(
            "规则 规则{n}号\n{head}\n{words}\n第一条\n> 一、大会由职务{n}号召集。\n大会 由 职务{n}号 召集。\n\n第二条\n> 二、优先。\n{rank}\n"
        );
        Source::new(format!("{n}.gj"), text)
    };
    let shelf = Shelf::of((0..LENGTH).map(document));
    let book = Rulebook::of_shelf(&shelf).expect("a rulebook");
    let roster: Vec<String> = (0..LENGTH).map(|n| format!("职务{n}号 人{n}号")).collect();
    let situation = format!("情形 2022年3月1日\n  名册：{}。\n  本次会议 是 大会。\n", roster.join("；"));
    let situation = guiju::Situation::from_text(&Source::new("情形.gj", situation)).unwrap();
    let begun = std::time::Instant::now();
    let answer = book.ask(&situation, &"由谁 召集 本次会议？".into()).unwrap();
    assert_eq!(answer.answers.iter().map(|who| who.name.as_str()).collect::<Vec<_>>(), ["人29号"]);
    let decisive = answer.conventions.iter().filter(|one| one.decisive).count();
    assert!(decisive > 0, "{:?}", answer.conventions);
    assert!(begun.elapsed().as_secs() < 15, "{:?}", begun.elapsed());
}

/// The statement that ranks the documents, with its doctrine and line, and what gives way to it are part of the answer.
#[test]
fn what_ranks_documents_and_what_gives_way_are_cited() {
    let [general, special] = family("  引用 《总规则》", "");
    let special = (
        special.0,
        format!("{}\n第五条\n> 五、不一致的，以本规则为准。\n《全体会议规则》 优于 《总规则》，依据 明文规定。\n", special.1),
    );
    let questions = "问 丙 能否 提出 本议题？
  答 无权
  据 《全体会议规则》第二条、《全体会议规则》第五条、《总规则》第二条
  告 依据 明文规定
问 辛 是不是 本次会议 的 组成人员？
  答 成立
  据 《全体会议规则》第五条、《总规则》第一条
";
    assert_eq!(run(&[general.clone(), special.clone()], questions), [""; 0]);

    let line = special.1.lines().position(|line| line.contains("优于")).unwrap() + 1;
    let book = Rulebook::parse([general, special].map(|(name, text)| Source::new(name, text))).unwrap();
    let situation = guiju::api::Situation::from_text(&Source::new("情形.gj", SITUATION)).unwrap();
    let answer = book.ask(&situation, &"丙 能否 提出 本议题？".into()).unwrap();
    assert!(answer.citations.iter().any(|cite| cite.quote.contains("以本规则为准")), "{:?}", answer.citations);
    let [rests] = answer.conventions.as_slice() else { panic!("{:?}", answer.conventions) };
    let declared: Vec<_> = rests.declared.iter().map(|one| (one.line, one.doctrine.as_deref())).collect();
    assert_eq!(declared, [(line, Some("明文规定"))]);
    assert_eq!(rests.yields.iter().map(|cite| cite.document.as_str()).collect::<Vec<_>>(), ["总规则"]);
    let told: Vec<String> =
        guiju::explain::explain(&answer, guiju::explain::Style::default()).into_iter().map(|line| line.text).collect();
    let mark = format!("规则书第{line}行");
    assert!(told.iter().any(|line| line.contains(&mark)), "{told:#?}");
    assert!(told.iter().any(|line| line.contains("让位的：《总规则》第二条")), "{told:#?}");
}

/// A chain of documents, each before the one below it, each of which gives the convening to somebody else.
fn chain(count: usize) -> Vec<(String, String)> {
    let offices = (0..count).map(|n| format!("职务{n}号")).collect::<Vec<_>>().join("、");
    let text = |n: usize| {
        let (head, rank) = match n.checked_sub(1) {
            Some(below) => {
                (format!("  引用 《规则{below}号》\n"), format!("《规则{n}号》 优于 《规则{below}号》，依据 特别规定。\n"))
            }
            None => (String::new(), format!("职务 {offices}。\n种类 大会，属于 会议。\n")),
        };
        format!("规则 规则{n}号\n{head}\n用语\n{rank}\n第一条\n> 一、大会由职务{n}号召集。\n大会 由 职务{n}号 召集。\n")
    };
    (0..count).map(|n| (format!("{n}.gj"), text(n))).collect()
}

/// The way from the highest to the lowest is found once, not for every pair of documents.
#[test]
fn a_chain_of_documents_is_closed_once() {
    let files = chain(60);
    let shelf = Shelf::of(files.iter().map(|(name, text)| Source::new(name.clone(), text.clone())));
    assert!(shelf.check().is_empty(), "{}", shelf.check());
    let book = Rulebook::parse(chain(60).into_iter().map(|(name, text)| Source::new(name, text))).unwrap();
    let program = book.program();
    assert_eq!(program.rankings.len(), 59);
    let longest = program.choices.iter().map(|choice| program.rankings_of(choice).len()).max();
    assert_eq!(longest, Some(59));
}

/// Two camps: what many documents say alike is one claim against what many others say alike.
#[test]
fn documents_that_say_the_same_are_one_side() {
    let count = 20;
    let titles: Vec<String> = (0..count).map(|n| format!("规则{n}号")).collect();
    let text = |n: usize| {
        let beside = titles.iter().filter(|title| **title != titles[n]).map(|title| format!("  并列 《{title}》\n"));
        let words = if n == 0 { "职务 职务甲、职务乙。\n种类 大会，属于 会议。\n" } else { "" };
        let office = if n.is_multiple_of(2) { "职务甲" } else { "职务乙" };
        let head = format!("规则 {}\n{}\n用语\n{words}", titles[n], beside.collect::<String>());
        Source::new(format!("{n}.gj"), format!("{head}\n第一条\n> 一、大会由{office}召集。\n大会 由 {office} 召集。\n"))
    };
    let book = Rulebook::parse((0..count).map(text)).unwrap();
    let situation = "情形 2022年3月1日\n  名册：职务甲 甲；职务乙 乙。\n  本次会议 是 大会。\n";
    let situation = guiju::api::Situation::from_text(&Source::new("情形.gj", situation)).unwrap();
    let answer = book.ask(&situation, &"由谁 召集 本次会议？".into()).unwrap();
    assert_eq!((answer.verdict, answer.readings.len()), (Verdict::Conflict, 2));
    assert_eq!(answer.citations.len(), count, "all of them are shown");
}

/// Documents are found though only a rank names them; and what cannot be between two is told with both places.
#[test]
fn more_between_documents_shows_both_places() {
    let both = vec!["全体会议规则.gj".to_owned(), "总规则.gj".to_owned()];
    let [general, special] = family("  引用 《总规则》\n  依据 《总规则》\n  并列 《总规则》", "");
    let found = told(&problems(&[general.clone(), special]));
    assert_eq!(found, [("R060".to_owned(), vec!["全体会议规则.gj".to_owned(), "全体会议规则.gj".to_owned()])]);

    let [_, special] = family(BESIDE, "职务 副区长，限一人。\n");
    assert_eq!(told(&problems(&[general.clone(), special])), [("R003".to_owned(), both.clone())]);

    let listed = general.1.replace("用语\n", "用语\n选项 外出性质：因公、因私、休假。\n");
    let [_, special] = family(BESIDE, "选项 外出性质：因公、因私。\n");
    assert_eq!(told(&problems(&[(general.0.clone(), listed.clone()), special])), [("R003".to_owned(), both)]);
    let [_, special] = family(BESIDE, "选项 外出性质：休假、因私、因公。\n");
    assert!(Rulebook::parse([(general.0.clone(), listed), special].map(|(name, text)| Source::new(name, text))).is_ok());

    let [_, special] = family(BESIDE, "《全体会议规则》 优于 《总规则》，依据 新规定。\n");
    let found = told(&problems(&[general.clone(), special]));
    let places: Vec<&str> = found[0].1.iter().map(String::as_str).collect();
    assert_eq!(places, ["全体会议规则.gj", "全体会议规则.gj", "总规则.gj"], "the statement and both days");

    let message = |head: &str, more: &str| {
        let [_, special] = family(head, more);
        let all = problems(&[general.clone(), special]);
        let all = all.sorted();
        all[0].kind.message(guiju::diagnostic::Lang::Zh)
    };
    assert_eq!(message(&format!("{BESIDE}\n  并列 《全体会议规则》"), ""), "《全体会议规则》写了与自己并列");
    assert_eq!(message(BESIDE, "《全体会议规则》 优于 《全体会议规则》，依据 特别规定。\n"), "《全体会议规则》写了优于自己");

    let special = general.1.replace("规则 总规则", "规则 特别规则").split("用语").next().unwrap().to_owned();
    let special = format!("{special}\n第一条\n> 一、优先。\n《特别规则》 优于 《总规则》，依据 特别规定。\n");
    let shelf = Shelf::of([general, ("特别规则.gj".to_owned(), special)].map(|(name, text)| Source::new(name, text)));
    assert!(shelf.check().is_empty(), "{}", shelf.check());
}
