//! Rows that are not taken: they say nothing, and nobody concludes anything from their silence.
use crate::program::{Ran, guiju};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const RULES: &str = "规则 某办规则
  发文 某办
  印发 2024年1月2日

用语
职务 主任，限一人。
职务 副主任、科长。
种类 办公会议，属于 会议。
种类 办文，属于 公文。
选项 事由：因公、因私。
句式 [办文] 起因为 [事由 单选]；类：开放。

第一条
> 一、发文由主任签发，签发前须经副主任审核。
  由 主任 签发 办文。
  签发 办文，须 副主任 审核 该办文。

第二条
> 二、办公会议每月召开一次。
  办公会议 每月 召开 一次。
";

const BEGIN: &str = "情形 2024年4月30日
  名册：主任 甲；副主任 乙、丙；科长 丁。
  乙 未审核 文零。
  文零 是 办文。
  完整。
";

const PAPERS: &str = "
登记 发文
  列 文件：办文。
  列 起因：事由。
  列 审核人：人。
  列 签发人：人。
  列 日期：日期。
  每行
    [文件] 起因为 [起因]。
    [审核人] 审核 [文件]。
    [签发人] 签发 [文件] （于 [日期]）。
";

const MEETINGS: &str = "
登记 会议
  列 会议：办公会议，一行一项。
  列 召开日期：日期。
  每行
    召开 [会议] （于 [召开日期]）。
";

/// Rulebook, situation and tables in a folder of their own.
pub struct Desk {
    folder: TempDir,
    tables: Vec<String>,
}

impl Desk {
    pub fn new(rules: &str, situation: &str, tables: &[(&str, &str)]) -> Self {
        let desk =
            Self { folder: tempfile::tempdir().unwrap(), tables: tables.iter().map(|(name, _)| (*name).to_owned()).collect() };
        fs::write(desk.path("规则.gj"), rules).unwrap();
        fs::write(desk.path("登记.gj"), situation).unwrap();
        tables.iter().for_each(|(name, text)| fs::write(desk.path(name), text).unwrap());
        desk
    }

    pub fn path(&self, name: &str) -> String {
        Path::new(self.folder.path()).join(name).display().to_string()
    }

    pub fn run(&self, command: &str, more: &[&str]) -> Ran {
        let (rules, situation) = (self.path("规则.gj"), self.path("登记.gj"));
        let tables: Vec<String> = self.tables.iter().map(|name| self.path(name)).collect();
        let mut arguments = vec![command, "-r", &rules, "-s", &situation];
        arguments.extend(tables.iter().map(String::as_str));
        arguments.extend(more);
        guiju(&arguments).run()
    }
}

fn head(ran: &Ran, words: &str) -> bool {
    ran.out.lines().chain(ran.err.lines()).any(|line| line.contains(words))
}

#[test]
fn a_row_that_contradicts_the_record_is_left_out_and_the_others_are_judged() {
    let table = "文件,起因,审核人,签发人,日期\n文一,因公,乙,甲,2024-03-01\n文一,因私,丙,甲,2024-03-02\n文零,因公,乙,甲,2024-03-03\n文二,因公,乙,乙,2024-03-04\n";
    let desk = Desk::new(RULES, &format!("{BEGIN}{PAPERS}"), &[("发文.csv", table)]);
    let ran = desk.run("audit", &[]).status(1).out("2024-03-04 乙签发文二").out("台账 4 行：核对 2，有问题没有核对 2");
    assert!(!head(&ran, "E007") && !head(&ran, "2024-03-02"), "{}\n{}", ran.out, ran.err);
    assert_eq!(ran.err.matches("D036").count(), 2, "{}", ran.err);
    let ran = desk.run("due", &[]).status(1).err("D036");
    assert!(!head(&ran, "E007") && !head(&ran, "台账:1"), "{}", ran.err);
    let report = desk.run("report", &["--year", "2024"]).status(1).out("4 行，其中 2 行有问题没有采用");
    assert!(!head(&report, "E007"), "{}", report.err);
}

#[test]
fn what_contradicts_another_time_of_the_record_is_told_as_well() {
    let rules = RULES.replace("句式 [办文]", "句式 [人] 离岗；反：[人] 在岗；类：开放。\n句式 [办文]");
    let form = "
登记 离岗
  列 姓名：人。
  列 情况：离岗、在岗。
  列 自：日期。
  列 至：日期。
  凡 [情况] 为 离岗 的
    [姓名] 离岗 （自 [自] 至 [至]）。
  凡 [情况] 为 在岗 的
    [姓名] 在岗 （自 [自] 至 [至]）。
";
    let table = "姓名,情况,自,至\n甲,离岗,2024-03-01,2024-03-05\n甲,在岗,2024-03-01,2024-03-03\n";
    let papers = "文件,起因,审核人,签发人,日期\n文一,因公,乙,乙,2024-03-02\n";
    let desk = Desk::new(&rules, &format!("{BEGIN}{PAPERS}{form}"), &[("离岗.csv", table), ("发文.csv", papers)]);
    let ran = desk.run("audit", &[]).status(1).err("D036").out("乙签发文一");
    assert!(!head(&ran, "E007"), "{}", ran.out);
}

#[test]
fn a_complete_record_with_rows_not_read_is_not_complete() {
    let good = "会议,召开日期\n会一,2024-01-10\n会二,2024-02-10\n会三,2024-03-10\n会四,2024-04-10\n";
    let desk = Desk::new(RULES, &format!("{BEGIN}{MEETINGS}"), &[("会议.csv", good)]);
    desk.run("audit", &[]).status(0);
    // What is not in the table did not happen.
    let desk = Desk::new(RULES, &format!("{BEGIN}{MEETINGS}"), &[("会议.csv", &good.replace("会三,2024-03-10\n", ""))]);
    desk.run("audit", &[]).status(1).out("违反").out("2024年3月0次");
    // A row that cannot be read may be what is missing.
    let desk = Desk::new(RULES, &format!("{BEGIN}{MEETINGS}"), &[("会议.csv", &good.replace("2024-03-10", "2024-02-30"))]);
    let ran =
        desk.run("audit", &[]).status(1).err("D023").err("没有记的不当作没有：召开会议").out("不能判定").out("2024年3月0次");
    assert!(!head(&ran, "违反"), "{}", ran.out);
    let ran = desk.run("report", &["--year", "2024"]).status(1).out("4 行，其中 1 行有问题没有采用").err("D023");
    assert!(head(&ran, "违反（硬性）：0项") && head(&ran, "实有不少于此数"), "{}", ran.out);
    desk.run("due", &[]).status(1).err("D023").err("台账 4 行：核对 3，有问题没有核对 1");
}

#[test]
fn what_belongs_to_rows_that_were_read_is_judged_by_them() {
    let own = PAPERS.replace("办文。", "办文，一行一项。");
    let table = "文件,起因,审核人,签发人,日期\n文一,因公,,甲,2024-03-01\n文二,因公,,甲,2024-02-30\n";
    let desk = |form: &str, table: &str| Desk::new(RULES, &format!("{BEGIN}{form}"), &[("发文.csv", table)]);
    let violated = |ran: &Ran| ran.out.lines().any(|line| line == "违反");
    // 文一 has its one row, which says that nobody examined it.
    assert!(violated(&desk(&own, table).run("audit", &[]).status(1).err("D023")));
    // In a form where any row may speak of it, the one that could not be read may say who did.
    let may = "文件,起因,审核人,签发人,日期\n文一,因公,,甲,2024-03-01\n文一,因公,乙,甲,2024-02-30\n";
    assert!(!violated(&desk(PAPERS, may).run("audit", &[]).status(1).err("D023")));
    // Nor where it is named in a row that is not taken because it stands there twice.
    let twice = "文件,起因,审核人,签发人,日期\n文一,因公,,甲,2024-03-01\n文一,因公,乙,甲,2024-03-02\n";
    assert!(!violated(&desk(&own, twice).run("audit", &[]).status(1).err("D035")));
}

#[test]
fn two_digit_years_are_no_dates() {
    let table = "文件,起因,审核人,签发人,日期\n文一,因公,乙,甲,24.2.3\n文二,因公,乙,甲,24/2/3\n文三,因公,乙,甲,2024.2.3\n";
    let desk = Desk::new(RULES, &format!("{BEGIN}{PAPERS}"), &[("发文.csv", table)]);
    let ran = desk.run("audit", &[]).status(1).out("台账 3 行：核对 1，有问题没有核对 2");
    assert_eq!(ran.err.matches("D023").count(), 2, "{}", ran.err);
    desk.run("audit", &["--as-of", "24.12.31"]).status(2);
    let desk = Desk::new(RULES, &format!("{BEGIN}{PAPERS}").replace("情形 2024年", "情形 24年"), &[("发文.csv", table)]);
    desk.run("audit", &[]).status(1).err("不是日期");
}

#[test]
fn the_name_of_a_table_says_which_form_it_is_in() {
    let forms = format!(
        "{BEGIN}
登记 发文
  列 文件：办文。
  列 经办人：人。
  列 日期：日期。
  每行
    [经办人] 签发 [文件] （于 [日期]）。

登记 审核
  列 文件：办文。
  列 经办人：人。
  列 日期：日期。
  每行
    [经办人] 审核 [文件] （于 [日期]）。
"
    );
    let table = "文件,经办人,日期\n文一,乙,2024-02-03\n";
    let run = |name: &str| Desk::new(RULES, &forms, &[(name, table)]).run("audit", &[]);
    run("2024-发文.csv").status(1).out("乙签发文一");
    run("审核.csv").status(0);
    run("台账.csv").status(1).err("D042").err("「发文」「审核」").out("台账 1 行：核对 0，有问题没有核对 1");
    let desk = Desk::new(RULES, &forms, &[]);
    guiju(&["check", &desk.path("规则.gj"), &desk.path("登记.gj")]).run().err("L007");
}

#[test]
fn a_row_with_a_day_and_nobody_who_did_it_is_told() {
    let form = format!(
        "{BEGIN}
登记 发文
  列 文件：办文。
  列 签发人：人。
  列 日期：日期。
  列 印发单位：机构。
  列 印发日期：日期。
  每行
    [签发人] 签发 [文件] （于 [日期]）。
    [印发单位] 印发 [文件] （于 [印发日期]）。
"
    );
    let rules = RULES.replace("选项", "机构 综合科。\n选项");
    let run = |row: &str| {
        Desk::new(&rules, &form, &[("发文.csv", &format!("文件,签发人,日期,印发单位,印发日期\n{row}\n"))]).run("audit", &[])
    };
    run("文一,甲,2024-03-01,,2024-03-02").status(1).err("第2行D列「印发单位」: D039").err("「印发日期」填了");
    run("文一,甲,2024-03-01,综合科,2024-03-02").out("核对 1，");
    run("文一,甲,2024-03-01,,").out("核对 1，");
}

#[test]
fn titles_are_one_name_and_control_characters_none() {
    let run = |row: &str| {
        let table = format!("文件,起因,审核人,签发人,日期\n{row}\n");
        Desk::new(RULES, &format!("{BEGIN}{PAPERS}"), &[("发文.csv", &table)]).run("audit", &["--json"])
    };
    run("《关于道路、桥梁；管理的通知》,因公,乙、丙,乙,2024-03-01").status(1).out("乙签发《关于道路、桥梁；管理的通知》");
    for control in ['\u{0B}', '\u{1B}', '\u{7F}'] {
        let ran = run(&format!("文{control}一,因公,乙,乙,2024-03-01")).status(1).out("D041");
        assert!(!ran.out.contains(control) && !ran.err.contains(control));
    }
}

#[test]
fn who_judges_must_be_named_and_be_one() {
    let rules = RULES.replace("句式 [办文]", "句式 [办文] 确有需要；反：[办文] 没有需要；类：判断。\n句式 [办文]");
    let rules = rules.replace("须 副主任 审核 该办文", "须 该办文 确有需要");
    let form = format!(
        "{BEGIN}
登记 发文
  列 文件：办文。
  列 签发人：人。
  列 日期：日期。
  列 认定人：人。
  每行
    [签发人] 签发 [文件] （于 [日期]）。
    [文件] 确有需要 （由 [认定人] 认定）。
"
    );
    let run = |judge: &str| {
        let table = format!("文件,签发人,日期,认定人\n文一,甲,2024-03-01,{judge}\n");
        Desk::new(&rules, &form, &[("发文.csv", &table)]).run("audit", &[])
    };
    run("甲").status(0);
    run("").status(1).out("不能判定");
    run("甲、乙").status(1).err("D040");
    let wrong = form.replace("由 [认定人]", "由 [日期]");
    Desk::new(&rules, &wrong, &[]).run("due", &["无.csv"]).status(1).err("R058");
}

#[test]
fn forms_are_checked_against_each_other() {
    let check = |more: &str, code: &str| {
        let desk = Desk::new(RULES, &format!("{BEGIN}{PAPERS}{more}"), &[("发文.csv", "文件\n")]);
        desk.run("audit", &[]).status(1).err(code);
    };
    check(
        "\n登记 会\n  列 单位：文字。\n  列 会：办公会议。\n  列 日：日期。\n  分 [单位] 核对。\n  每行\n    召开 [会] （于 [日]）。\n",
        "R054",
    );
    for (holds, code) in [("人", "R055"), ("文字", "R055"), ("日期", "R055"), ("事由", "R055")] {
        check(
            &format!(
                "\n登记 会\n  列 甲：{holds}，一行一项。\n  列 会：办公会议。\n  列 日：日期。\n  每行\n    召开 [会] （于 [日]）。\n"
            ),
            code,
        );
    }
    check("\n登记 发文\n  列 会：办公会议。\n  列 日：日期。\n  每行\n    召开 [会] （于 [日]）。\n", "R056");
    check("\n登记 会\n  列 会：办公会议。\n", "R057");
}

#[test]
fn a_narrower_kind_is_that_of_its_own_rows() {
    let rules = RULES.replace("用语\n", "用语\n句式 [办公会议] 延期；类：开放。\n");
    let form = |blocks: [&str; 2]| {
        format!(
            "{BEGIN}
登记 会议
  列 类别：办公会、别的会。
  列 会：会议，一行一项。
  列 日期：日期。
{}{}",
            blocks[0], blocks[1]
        )
    };
    let of = "  凡 [类别] 为 办公会 的\n    [会] 是 办公会议。\n    [会] 延期。\n";
    let others = "  凡 [类别] 为 别的会 的\n    [会] 延期。\n";
    for blocks in [[of, others], [others, of]] {
        Desk::new(&rules, &form(blocks), &[("会议.csv", "会\n")]).run("audit", &[]).status(1).err("R007");
    }
}

#[test]
fn old_line_ends_and_notes_lose_no_row() {
    let run = |table: &str| Desk::new(RULES, &format!("{BEGIN}{PAPERS}"), &[("发文.csv", table)]).run("audit", &[]);
    run("文件,起因,审核人,签发人,日期\r文一,因公,乙,甲,2024-03-01\r\"文二\",因公,乙,乙,2024-03-02\r")
        .out("乙签发文二")
        .out("台账 2 行");
    // A note stands before the data, or alone in its row.
    let noted = "注：某办\n文件,起因,审核人,签发人,日期\n注：办文,事由,人,人,日期\n文一,因公,乙,甲,2024-03-01\n注：以下空白\n";
    run(noted).status(0).out("台账 1 行");
    run(&format!("{noted}注：文二,因公,乙,乙,2024-03-02\n")).out("乙签发注：文二").out("台账 2 行");
}

#[test]
fn the_version_of_a_ledger_is_that_of_its_tables_too() {
    let desk = Desk::new(RULES, &format!("{BEGIN}{PAPERS}"), &[("发文.csv", "")]);
    let version = |on: &str| {
        let table = format!("文件,起因,审核人,签发人,日期\n文一,因公,乙,甲,{on}\n");
        fs::write(desk.path("发文.csv"), table).unwrap();
        let ran = desk.run("report", &["--year", "2024"]);
        ran.out.lines().find(|line| line.contains("台账版本")).unwrap().to_owned()
    };
    assert_eq!(version("2024-03-01"), version("2024-03-01"));
    assert_ne!(version("2024-03-01"), version("2024-03-02"));
}

#[test]
fn a_duty_of_nobody_is_not_owed_by_the_meeting_it_is_about() {
    let rules = format!("{RULES}\n第三条\n> 三、会后形成纪要。\n  办公会议 结束 的，应当 在 5 日 内 形成 该会议 纪要。\n");
    let begin = BEGIN.replace("  完整。", "  会零 是 办公会议。\n  会零 结束 （于 2024年3月1日）。\n  完整。");
    let ran = Desk::new(&rules, &format!("{begin}{PAPERS}"), &[("发文.csv", "文件,起因,审核人,签发人,日期\n")]).run("due", &[]);
    assert!(head(&ran, "责任人未规定") && !head(&ran, "| 会零 |"), "{}\n{}", ran.out, ran.err);
}

const LEAVE: &str = "规则 外出规定
  发文 某办
  印发 2024年1月2日

用语
职务 主任，限一人。
职务 科长。
行为 [人] 离岗；反：[人] 未离岗。
行为 [人] 向 [人] 报备；反：[人] 未向 [人] 报备。

第一条
> 一、科长离岗的，应当事先向主任报备。
  科长 离岗 的，该科长 应当 事先 向 主任 报备。
";

#[test]
fn what_was_done_late_is_owed_no_more_and_what_has_no_day_is_in_the_calendar() {
    let form = "情形 2024年12月31日
  名册：主任 甲；科长 丙。
  完整。

登记 离岗
  列 姓名：人。
  列 离岗日期：日期。
  列 报备日期：日期。
  列 报备对象：人。
  每行
    [姓名] 离岗 （于 [离岗日期]）。
    [姓名] 向 [报备对象] 报备 （于 [报备日期]）。
";
    let table = "姓名,离岗日期,报备日期,报备对象\n丙,2024-03-05,2024-03-15,甲\n丙,2024-06-03,,\n";
    let table = table.replace("2024-06-03,,", "2024-06-03,2024-06-01,");
    // A day of reporting and nobody reported to: that row is told; only the first remains, which was done late.
    let desk = Desk::new(LEAVE, form, &[("离岗.csv", &table)]);
    let ran = desk.run("due", &[]).status(1).err("D039");
    assert!(head(&ran, "没有还要办的事"), "{}", ran.out);
    let table = "姓名,离岗日期,报备日期,报备对象\n丙,2024-06-03,2024-06-01,甲\n丙,2024-09-03,2024-09-02,甲\n";
    Desk::new(LEAVE, form, &[("离岗.csv", table)]).run("due", &[]).status(0).out("没有还要办的事");
    let situation = "情形 2024年12月31日
  名册：主任 甲；科长 丙。
  丙 离岗 （于 2024年6月3日）。
  完整。
";
    let desk = Desk::new(LEAVE, situation, &[]);
    let due = |format: &str| guiju(&["due", "-r", &desk.path("规则.gj"), "-s", &desk.path("登记.gj"), "--format", format]).run();
    due("table").status(0).out("| 事先 | 丙 | 丙向主任报备 | 逾期未办 |");
    due("ics").status(0).out("DTSTART;VALUE=DATE:20241231").out("SUMMARY:【逾期未办，期限事先】丙：");
}

#[test]
fn a_report_is_what_its_name_says_and_replaces_nothing_that_it_reads() {
    let table = "文件,起因,审核人,签发人,日期\n文一,因公,乙,甲,2024-03-01\n";
    let desk = Desk::new(RULES, &format!("{BEGIN}{PAPERS}"), &[("发文.csv", table)]);
    let report = |name: &str, more: &[&str]| desk.run("report", &[&["--year", "2024", "-o", &desk.path(name)], more].concat());
    report("报告.pdf", &[]).status(2).err("B015");
    report("报告.doc", &[]).status(2).err("B015");
    report("报告.pdf", &["--format", "md"]).status(0);
    report("发文.csv", &["--format", "md", "--force"]).status(2).err("F005");
    report("登记.gj", &["--format", "md", "--force"]).status(2).err("F005");
    assert_eq!(fs::read_to_string(desk.path("发文.csv")).unwrap(), table);
}

#[test]
fn what_was_forgotten_on_the_command_line_is_told() {
    let table = "文件,起因,审核人,签发人,日期\n文一,因公,乙,甲,2024-03-01\n";
    let desk = Desk::new(RULES, &format!("{BEGIN}{PAPERS}"), &[("发文.csv", table)]);
    guiju(&["audit", "-r", &desk.path("规则.gj"), &desk.path("登记.gj")]).run().err("-s");
    desk.run("report", &["--year", "2024", "--part", "一局"]).status(2).err("不分单位");
}

/// Rules that speak of acts only: rows are judged as they are read.
fn plain() -> String {
    RULES
        .split("第二条")
        .next()
        .unwrap()
        .replace("签发 办文，须 副主任 审核 该办文。", "签发 公文，须 副主任 审核 该公文。")
        .replace("由 主任 签发 办文", "由 主任 签发 公文")
}

const OWN: &str = "
登记 发文
  列 编号：公文，一行一项。
  列 审核人：人。
  列 签发人：人。
  列 日期：日期。
  每行
    [审核人] 审核 [编号]。
    [签发人] 签发 [编号] （于 [日期]）。

登记 会议
  列 编号：会议，一行一项。
  列 主持人：人。
  列 主持日期：日期。
  每行
    [主持人] 主持 [编号] （于 [主持日期]）。
";

#[test]
fn one_row_for_each_item_holds_across_tables_and_not_across_kinds() {
    let (one, other) = (
        "编号,审核人,签发人,日期\n1,乙,甲,2024-03-01\n2,乙,甲,2024-03-02\n",
        "编号,审核人,签发人,日期\n3,乙,甲,2024-03-03\n2,乙,乙,2024-03-04\n",
    );
    let meetings = "编号,主持人,主持日期\n1,甲,2024-03-01\n2,甲,2024-03-02\n";
    // Both ways of looking at tables: as they are read, and with a frequency as a whole.
    let begin = BEGIN.replace("  乙 未审核 文零。\n  文零 是 办文。\n", "");
    for rules in [plain(), format!("{}\n第二条\n> 二、会议每月召开。\n  办公会议 每月 召开 不超过 9 次。\n", plain())]
    {
        let tables = [("一-发文.csv", one), ("二-发文.csv", other), ("会议.csv", meetings)];
        let ran = Desk::new(&rules, &format!("{begin}{OWN}"), &tables).run("audit", &[]).status(1);
        let ran = ran
            .err("二-发文.csv第3行: D035 「2」在 ")
            .err("一-发文.csv第3行 已经记过")
            .out("台账 6 行：核对 5，有问题没有核对 1");
        assert!(!ran.err.contains("D030"), "{}", ran.err);
        assert!(!head(&ran, "乙签发2"), "{}", ran.out);
    }
}

#[test]
fn rows_after_the_day_of_the_situation_are_counted_apart() {
    let table = "编号,审核人,签发人,日期\n1,乙,甲,2024-03-01\n2,,乙,2024-08-02\n3,,乙,2025-01-02\n";
    let begin = BEGIN.replace("  乙 未审核 文零。\n  文零 是 办文。\n", "");
    for rules in [plain(), format!("{}\n第二条\n> 二、会议每月召开。\n  办公会议 每月 召开 不超过 9 次。\n", plain())]
    {
        let desk = Desk::new(&rules, &format!("{begin}{OWN}"), &[("发文.csv", table)]);
        desk.run("audit", &[]).out("台账 3 行：核对 1，有问题没有核对 0，日期在情形的日期以后、没有核对 2");
        desk.run("audit", &["--from", "2024-12-01", "--until", "2024-01-01"]).status(2).err("--until");
    }
}

#[cfg(unix)]
#[test]
fn what_comes_through_a_pipe_is_read_once() {
    let rules = format!("{}\n第二条\n> 二、会议每月召开。\n  办公会议 每月 召开 不超过 9 次。\n", plain());
    let begin = BEGIN.replace("  乙 未审核 文零。\n  文零 是 办文。\n", "");
    for rules in [plain(), rules] {
        let desk = Desk::new(&rules, &format!("{begin}{OWN}"), &[]);
        let (rules, situation) = (desk.path("规则.gj"), desk.path("登记.gj"));
        let run = guiju(&["audit", "-r", &rules, "-s", &situation, "/dev/stdin"]);
        run.stdin("编号,审核人,签发人,日期\n1,乙,乙,2024-03-01\n").run().status(1).out("乙签发1").out("台账 1 行：核对 1");
    }
}

/// What a second row of the same thing says may be so: that it is not on record is no violation, however the table is read.
#[test]
fn what_a_row_that_stands_for_the_same_thing_says_may_be_so() {
    let (first, _) = RULES.split_once("第二条").expect("two articles");
    let rules = first.replace("句式 [办文]", "句式 [办文] 送审过；反：[办文] 没有送审过；类：开放。\n句式 [办文]");
    let rules = rules.replace("须 副主任 审核 该办文", "须 该办文 送审过");
    let form = format!(
        "{BEGIN}
登记 发文
  列 文件：办文，一行一项。
  列 送审：有、无。
  列 签发人：人。
  列 日期：日期。
  每行
    [签发人] 签发 [文件] （于 [日期]）。
  凡 [送审] 为 有 的
    [文件] 送审过。
"
    );
    let run = |rows: &str| Desk::new(&rules, &form, &[("发文.csv", &format!("文件,送审,签发人,日期\n{rows}"))]).run("audit", &[]);
    run("文一,无,甲,2024-03-01\n").status(1).out("违反 1");
    let ran = run("文一,无,甲,2024-03-01\n文一,有,甲,2024-03-05\n").status(1).err("D035").out("不能判定 1");
    assert!(!head(&ran, "违反"), "{}", ran.out);
}
