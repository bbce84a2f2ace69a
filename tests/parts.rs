//! Documents whose parts have names of their own: 任务二, 保障措施（一）, 标题.
use guiju::analysis::coverage::coverage;
use guiju::api::cases::Runner;
use guiju::api::{Question, Rulebook, Shelf, Situation};
use guiju::source::Source;
use guiju::syntax;

const PLAN: &str = "规则 示例规划
  简称 规划
  印发 2018年1月1日
  条目 任务、保障措施

用语
种类 方案，属于 公文。
机构 法制办、甲局。
行为 [机构] 上报 [方案]；英：[机构] submits [方案]。

标题
> 示例规划
  宣示：名称。
> (2018-2020年)
  宣示：规划期。

二、主要任务

（一）健全决策机制。

任务一
> 1.精简文件。要少发文件。[牵头单位:办公厅]
  宣示：提倡。

任务二
> 2.强化审查。
  宣示：标题。
> 方案要先审查。
  人定：由人判断。
> 未审查的,不得上报。
  未经 法制办 审核 方案，机构 不得 上报 该方案。
> [牵头单位:法制办]
  宣示：单位。

三、保障措施

保障措施（一）
> (一)加强领导。
  见 任务2第二句、第二项任务、《规划》标题。
> 各级要重视。
  宣示：提倡。
> 不得重复上报。
  方案 属重大决策 的，机构 不得 上报 该方案。
";

fn source(text: &str) -> std::sync::Arc<Source> {
    Source::new("规划.gj", text)
}

fn places(question: &str) -> Vec<String> {
    let book = Rulebook::parse([source(PLAN)]).unwrap_or_else(|problems| panic!("{problems}"));
    let facts = "情形 2019年3月1日\n  该方案 是 方案。\n  该方案 属重大决策（由 甲局 认定）。\n  完整。\n";
    let situation = Situation::from_text(&Source::new("情形.gj", facts)).unwrap();
    let answer = book.ask(&situation, &Question::from(question)).unwrap_or_else(|problems| panic!("{problems}"));
    answer.citations.iter().map(|cite| cite.locus().to_string()).collect()
}

#[test]
fn parts_are_cited_by_their_name() {
    // Neither the heading nor what follows the last stop is a sentence; a number of its own is no item.
    assert_eq!(places("甲局 能否 上报 该方案？"), ["任务二第二句", "保障措施（一）第二句"]);
    assert_eq!(places("甲局 上报 该方案 是否违反 任务2？"), ["任务二第二句"]);
    assert_eq!(places("甲局 上报 该方案 是否违反 保障措施（一）第二句？"), ["保障措施（一）第二句"]);
}

#[test]
fn cases_may_cite_parts_in_any_numerals() {
    let case = "案例 甲-1 上报\n适用 《规划》\n情形 2019年3月1日\n  该方案 是 方案。\n  \
                该方案 不属重大决策（由 甲局 认定）。\n  完整。\n问 甲局 能否 上报 该方案？\n  答 不得\n  据 ";
    for (cited, kept) in [("任务2", true), ("第2项任务", true), ("任务二第二句", true), ("任务1", false), ("第二条", false)]
    {
        let shelf = Shelf::of([source(PLAN), Source::new("案例.gj", format!("{case}{cited}\n"))]);
        let run = Runner::new(&shelf).run(|_| true);
        assert_eq!(!run.checks.is_empty() && run.checks.iter().all(|check| check.failures.is_empty()), kept, "{cited}");
    }
}

#[test]
fn headings_are_no_text_and_parts_are_counted() {
    let (file, problems) = syntax::parse(&source(PLAN));
    assert!(problems.is_empty(), "{problems:?}");
    let document = coverage(&file).unwrap();
    let names: Vec<String> = document.articles.iter().map(|article| article.article.to_string()).collect();
    assert_eq!(names, ["标题", "任务一", "任务二", "保障措施（一）"]);
    // The heading is no article, its words are covered like any others.
    assert_eq!((document.articles_done, document.characters.open), (3, 0));
    // Without the field these lines are no parts, and `二、主要任务` is an article with words behind it.
    let (_, problems) = syntax::parse(&source(&PLAN.replace("  条目 任务、保障措施\n", "")));
    assert!(!problems.is_empty());
}

#[test]
fn a_part_is_words_in_json() {
    let book = Rulebook::parse([source(PLAN)]).unwrap();
    let situation = Situation::from_text(&Source::new("情形.gj", "情形 2019年3月1日\n  该方案 是 方案。\n  完整。\n")).unwrap();
    let answer = book.ask(&situation, &Question::from("甲局 能否 上报 该方案？")).unwrap();
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["citations"][0]["article"], "任务二");
    let again: guiju::answer::Answer = serde_json::from_value(json).unwrap();
    assert_eq!(again, answer);
}
