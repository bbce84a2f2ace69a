//! Reports: every figure is computed and traced, what is not on record is never 0, and every form writes down the same.
use crate::program::guiju;
use guiju::api::{Prepared, Rulebook, Situation};
use guiju::diagnostic::Lang;
use guiju::report::{Block, Figure, OUTLINE, Report, Value, Wishes, docx, html, markdown, report};
use guiju::source::Source;
use guiju::syntax::parse_outline;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io::Read};

const RULES: &str = "规则 某局会议规则
  发文 某局
  施行 2019年1月1日

用语
职务 局长、副局长。
种类 局务会、碰头会，属于 会议。
种类 办法，属于 公文。
句式 [人] 听课 [数] 学时；类：开放。

第一条
> 一、局务会由局长主持。
由 局长 主持 局务会。

第二条
> 二、局务会半数以上组成人员到会方可召开。
  召开 局务会，须 局长 到会。

第三条
> 三、会后5个工作日内形成纪要。
  召开 局务会 的，局长 应当 于 召开 该局务会 后 5 个工作日 内 形成 该局务会 纪要。

第四条
> 四、局务会一般每月召开一次。
  局务会 一般 每月 召开 不少于 1 次。
";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn ledger(text: &str) -> Prepared {
    let rules = Rulebook::parse([Source::new("规则.gj", RULES)]).unwrap();
    rules.prepare(&Situation::from_text(&Source::new("台账.gj", text)).unwrap(), None).unwrap()
}

fn made(prepared: &Prepared, outline: &str, year: i16) -> Result<Report, Vec<&'static str>> {
    let source = Source::new("提纲.gj", outline);
    let (outline, problems) = parse_outline(&source);
    assert!(problems.is_empty(), "{problems}");
    let codes = |problems: guiju::diagnostic::Problems| problems.sorted().iter().map(|one| one.kind.code()).collect::<Vec<_>>();
    report(prepared, (&source, &outline), year, &Wishes::default(), |_, _| {}).map(|(report, _)| report).map_err(codes)
}

fn figure<'r>(report: &'r Report, name: &str) -> &'r Figure {
    report.figures.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("no figure {name}"))
}

fn value(report: &Report, name: &str) -> String {
    figure(report, name).value.words(Lang::Zh)
}

fn shipped(rulebooks: &[&str], ledger: &str, year: i16) -> Report {
    let rules = Rulebook::load(rulebooks.iter().map(|name| root("rulebooks").join(name))).unwrap();
    let text = fs::read_to_string(root(ledger)).unwrap();
    let prepared = rules.prepare(&Situation::from_text(&Source::new(ledger, text)).unwrap(), None).unwrap();
    made(&prepared, OUTLINE.1, year).unwrap_or_else(|codes| panic!("{codes:?}"))
}

#[test]
fn v45_counts_what_the_case_says() {
    let report = shipped(&["成都市法治政府建设规划（2015-2020年）.gj"], "rulebooks/案例/成都/V45.gj", 2018);
    for (name, wanted) in [
        ("依申请公开受理", "3"),
        ("依申请公开办结", "3"),
        ("依申请公开在办", "1"),
        ("学法次数", "26"),
        ("专题学法次数", "2"),
        ("发布规范性文件", "5"),
        ("已作合法性审查", "4"),
        ("合法性审查占比", "80%（4/5）"),
        ("建议提案办理", "无记录"),
        ("行政复议受理", "0"),
        ("规范性文件均经合法性审查", "不成立，不能写“全部”"),
    ] {
        assert_eq!(value(&report, name), wanted, "{name}");
    }
    let Value::Claim { lacking, .. } = &figure(&report, "规范性文件均经合法性审查").value else { panic!() };
    assert_eq!(lacking, &["文件五"]);
    let sentences = |name: &str| -> Vec<&str> {
        let numbers = &figure(&report, name).events;
        report.events.iter().filter(|event| numbers.contains(&event.number)).map(|event| event.sentence.as_str()).collect()
    };
    assert_eq!(sentences("依申请公开受理"), ["某局接收申请乙", "某局接收申请丙", "某局接收申请丁"]);
    assert_eq!(sentences("依申请公开在办"), ["某局接收申请丁"]);
}

#[test]
fn what_is_not_on_record_is_never_zero() {
    let outline = "报告 年报\n\n一、会\n指标 会：召开 局务会 的 次数。\n指标 碰头：召开 碰头会 的 次数。\n指标 课：听课 学时 的 合计。\n\
                   指标 听课的人：听课 学时 的 人数。\n指标 发：印发 办法 的 件数。\n指标 废：废止 办法 的 件数。\n\
                   指标 占：碰头 占 会 的 比例。\n";
    let text = |complete: &str| {
        ledger(&format!(
            "情形 2020年12月31日\n  名册：局长 甲；副局长 乙、丙。\n  会一、会二、会三 是 局务会。\n  办法一 是 办法。\n  召开 会一 （于 2020年1月6日）。\n  \
             召开 会二 （于 2020年5月6日）。\n  召开 会三 （于 2019年5月6日）。\n  甲 听课 8 学时 （于 2020年3月2日）。\n  乙 听课 6.5 学时 （于 2020年4月2日）。\n  \
             甲 印发 办法一。\n{complete}"
        ))
    };
    let open = made(&text(""), outline, 2020).unwrap();
    assert_eq!([value(&open, "会"), value(&open, "碰头"), value(&open, "废")], ["2", "无记录", "无记录"]);
    assert_eq!([value(&open, "课"), value(&open, "听课的人"), value(&open, "占")], ["14.5", "2", "无记录"]);
    assert_eq!(value(&open, "发"), "无记录");
    assert!(figure(&open, "发").notes.iter().any(|note| note.contains("没有写日期")), "{:?}", figure(&open, "发").notes);
    assert!(figure(&open, "会").notes.iter().any(|note| note.contains("实有不少于此数")));
    // For half of the year is not enough.
    let half = made(&text("  完整：召开 （自 2020年1月1日 至 2020年6月30日）。\n"), outline, 2020).unwrap();
    assert_eq!(value(&half, "碰头"), "无记录");
    let halves = "  完整：召开 （自 2020年1月1日 至 2020年6月30日）、召开 （自 2020年7月1日 至 2020年12月31日）。\n";
    let whole = made(&text(halves), outline, 2020).unwrap();
    assert_eq!([value(&whole, "碰头"), value(&whole, "占"), value(&whole, "废")], ["0", "0%（0/2）", "无记录"]);
    assert!(figure(&whole, "会").notes.is_empty());
}

#[test]
fn a_table_divides_a_count_and_tells_months_without_record_apart() {
    let prepared = ledger(
        "情形 2020年12月31日\n  名册：局长 甲。\n  会一、会二 是 局务会。\n  召开 会一 （于 2020年1月6日）。\n  召开 会二 （于 2020年5月6日）。\n  \
         完整：召开 （自 2020年1月1日 至 2020年6月30日）。\n",
    );
    let report = made(&prepared, "报告 年报\n\n一、会\n表 会：召开 会议 的 次数，按 种类 和 季度 分列。\n", 2020).unwrap();
    let Some(Block::Table(table)) = report.blocks.get(1) else { panic!("{:?}", report.blocks) };
    let rows: Vec<Vec<&str>> = table.rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
    assert_eq!(table.head, ["种类", "1—3月", "4—6月", "7—9月", "10—12月", "合计"]);
    assert_eq!(rows, [["局务会", "1", "1", "—", "—", "2"]]);
}

#[test]
fn what_stands_behind_among_is_judged_at_the_end_of_the_period() {
    let prepared = ledger(
        "情形 2021年3月31日\n  名册：局长 甲；副局长 乙。\n  办法一、办法二、办法三 是 办法。\n  甲 制定 办法一 （于 2020年1月6日）。\n  甲 制定 办法二 （于 2020年5月6日）。\n  \
         甲 制定 办法三 （于 2020年6月6日）。\n  乙 审查 办法一 （于 2020年1月2日）。\n  乙 审查 办法二 （于 2021年2月2日）。\n  完整：制定、审查。\n",
    );
    let outline = "报告 年报\n\n一、文\n指标 审：制定 办法，其中 审查 该办法 的 件数。\n指标 未审：制定 办法，其中 未审查 该办法 的 件数。\n\
                   指标 局长制定：局长 制定 办法 的 件数。\n指标 副局长制定：副局长 制定 办法 的 件数。\n全部 都审：制定 办法，均 审查 该办法。\n";
    // 未审查 is no way to say it, so the outline is told where it goes wrong.
    assert_eq!(made(&prepared, outline, 2020).unwrap_err(), ["R001"]);
    let report = made(&prepared, &outline.replace("指标 未审：制定 办法，其中 未审查 该办法 的 件数。\n", ""), 2020).unwrap();
    assert_eq!(value(&report, "审"), "1");
    assert_eq!([value(&report, "局长制定"), value(&report, "副局长制定")], ["3", "0"]);
    let Value::Claim { holds, lacking, .. } = &figure(&report, "都审").value else { panic!() };
    assert_eq!((*holds, lacking.len()), (Some(false), 2));
}

#[test]
fn deadlines_are_checked_one_by_one_and_rates_count_them() {
    let prepared = ledger(
        "情形 2020年12月31日\n  名册：局长 甲。\n  会一、会二 是 局务会。\n  召开 会一 （于 2020年1月17日）。\n  甲 到会 会一。\n  甲 到会 会二。\n  甲 形成 会一 纪要 （于 2020年1月23日）。\n  \
         召开 会二 （于 2020年9月25日）。\n  甲 形成 会二 纪要 （于 2020年10月12日）。\n  完整：召开、到会、形成。\n",
    );
    let outline = "报告 年报\n\n一、会\n指标 率：《某局会议规则》第三条 的 合规率。\n指标 按期：《某局会议规则》第三条 的 按期率。\n核对 纪要：《某局会议规则》第三条。\n核对 会：召开 局务会。\n问题清单。\n待办。\n";
    let report = made(&prepared, outline, 2020).unwrap();
    assert_eq!([value(&report, "率"), value(&report, "按期")], ["50%（1/2）", "50%（1/2）"]);
    let Some(Block::Table(table)) = report.blocks.get(2) else { panic!("{:?}", report.blocks) };
    // 19 January was worked; 27 September to 10 October has a make-up day and the holidays.
    assert_eq!(table.rows.len(), 2);
    assert!(table.rows[0][1].text.contains("1月19日调休上班"), "{:?}", table.rows[0]);
    assert!(table.rows[1][1].text.contains("逾期"), "{:?}", table.rows[1]);
    let Some(Block::Findings { columns }) = report.blocks.iter().find(|block| matches!(block, Block::Findings { .. })) else {
        panic!()
    };
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["违反（硬性）", "偏离（软性）", "缺事实", "规则空白", "规则冲突"]);
    let broken = &columns[0].findings[0];
    assert_eq!(broken.citations[0].quote, "三、会后5个工作日内形成纪要。");
    assert!(broken.events[0].number.is_some());
}

/// Every number that is not nothing has its events, and every event that is named is listed.
fn traced(report: &Report) {
    let listed: BTreeSet<usize> = report.events.iter().map(|event| event.number).collect();
    for figure in &report.figures {
        assert!(figure.events.iter().all(|event| listed.contains(event)), "{}", figure.name);
        if let Value::Number { at_most, .. } = figure.value {
            assert_eq!(at_most > 0.0, !figure.events.is_empty(), "{}", figure.name);
        }
    }
    for block in &report.blocks {
        let Block::Table(table) = block else { continue };
        for cell in table.rows.iter().flatten() {
            assert!(cell.events.iter().all(|event| listed.contains(event)), "{}", table.name);
            let number = cell.text.parse::<f64>();
            assert!(number.is_err() || number == Ok(0.0) || !cell.events.is_empty(), "{} {}", table.name, cell.text);
        }
    }
}

#[test]
fn the_outline_built_in_fits_every_family_of_rulebooks_and_is_traced() {
    let yangquan = ["区政府常务会议工作规则.gj", "区政府专题会议工作规则.gj", "区政府全体会议工作规则.gj"];
    let report = shipped(&yangquan, "examples/台账2022.gj", 2022);
    traced(&report);
    assert_eq!(report.cover.subject.as_deref(), Some("阳泉市城区人民政府"));
    assert_eq!(value(&report, "区政府常务会议次数"), "11");
    assert_eq!(value(&report, "常务会议纪要按期率"), "81.8%（9/11）");
    assert_eq!(value(&report, "签发公文"), "无记录");
    let chengdu = shipped(&["成都市法治政府建设规划（2015-2020年）.gj"], "examples/台账2020.gj", 2020);
    traced(&chengdu);
    assert_eq!([value(&chengdu, "依申请公开受理"), value(&chengdu, "依申请公开在办")], ["7", "2"]);
    assert_eq!(value(&chengdu, "限期公开按期率"), "66.7%（4/6）");
    assert_eq!([value(&chengdu, "行政复议受理"), value(&chengdu, "建议提案办理")], ["0", "无记录"]);
    traced(&shipped(&["资阳市人民政府工作规则.gj"], "examples/台账2023.gj", 2023));
    traced(&shipped(&["成都市法治政府建设规划（2015-2020年）.gj"], "rulebooks/案例/成都/V45.gj", 2018));
    let chapters = |report: &Report| {
        let heading = |block: &Block| if let Block::Heading { level: 1, text } = block { Some(text.clone()) } else { None };
        report.blocks.iter().filter_map(heading).collect::<Vec<_>>()
    };
    // Chapters for other rulebooks are left out, and the others numbered anew.
    let numbers: Vec<String> = chapters(&report).iter().map(|text| text.split('、').next().unwrap().to_owned()).collect();
    let chinese = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    assert_eq!(numbers, chinese[..numbers.len()]);
    assert!(report.cover.left_out.iter().any(|text| text.contains("政务公开")));
}

#[test]
fn what_is_wrong_in_an_outline_is_told() {
    let prepared = ledger("情形 2020年12月31日\n  名册：局长 甲。\n");
    for (line, code) in [
        ("指标 次：举办 局务会 的 次数。", "R001"),
        ("指标 次：召开 茶话会 的 次数。", "R001"),
        ("文：开会〔次数〕。", "B004"),
        ("指标 率：甲 占 乙 的 比例。", "B004"),
        ("表 次：召开 会议 的 次数，按 颜色 分列。", "B005"),
        ("指标 次：人 任 局长 的 次数。\n指标 主：主要负责人 的 次数。", "R002"),
        ("核对 次：《某局会议规则》第九百条。", "B007"),
        ("核对 次：《另一规则》第三条。", "B007"),
        ("适用 《另一规则》。", "B012"),
    ] {
        let codes = made(&prepared, &format!("报告 年报\n\n一、会\n{line}\n"), 2020).map(|_| ()).unwrap_err();
        assert!(codes.contains(&code), "{line}: {codes:?}");
    }
    assert_eq!(made(&prepared, "报告 年报\n\n一、会\n待办。\n", 2021).map(|_| ()).unwrap_err(), ["B008"]);
    let rules = Rulebook::parse([Source::new("规则.gj", RULES)]).unwrap();
    let undated = rules.prepare(&Situation::from_json("{\"facts\": [\"名册：局长 甲\"]}").unwrap(), None).unwrap();
    assert_eq!(made(&undated, "报告 年报\n\n一、会\n待办。\n", 2021).map(|_| ()).unwrap_err(), ["B009"]);
}

#[test]
fn every_form_says_the_same_and_says_it_again() {
    let prepared = ledger(
        "情形 2020年12月31日\n  名册：局长 甲。\n  会一 是 局务会。\n  召开 会一 （于 2020年1月17日）。\n  甲 到会 会一。\n  完整：召开。\n",
    );
    let outline =
        "报告 年报\n  主体 某局<甲>\n\n一、会\n文：开会〔次〕。\n指标 次：召开 会议 的 次数。\n填写 评价：写|写。\n问题清单。\n";
    let (one, other) = (made(&prepared, outline, 2020).unwrap(), made(&prepared, outline, 2020).unwrap());
    let (page, text) = (html(&one), markdown(&one));
    assert_eq!((page.as_str(), text.as_str()), (html(&other).as_str(), markdown(&other).as_str()));
    let word = docx(&one).unwrap();
    assert_eq!(word, docx(&other).unwrap());
    for words in ["2020年年报", "开会1次。", "人工填写：评价", "没有。"] {
        assert!(page.contains(words) && text.contains(words), "{words}");
    }
    assert!(page.contains("某局&lt;甲&gt;") && !page.contains("<甲>") && !page.contains("http"));
    assert!(text.contains("写\\|写"));
    let xml = document(&word);
    for words in ["2020年年报", "开会1次。", "人工填写：评价", "仿宋_GB2312", "方正小标宋简体"] {
        assert!(xml.contains(words), "{words}");
    }
    assert!(serde_json::to_string(&one).unwrap().contains("\"value\":\"number\""));
}

/// The text of a Word file. A file of that form is a ZIP archive.
fn document(word: &[u8]) -> String {
    assert!(word.starts_with(b"PK"));
    let mut xml = String::new();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(word)).unwrap();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    xml
}

#[test]
fn the_program_writes_reports_and_replaces_nothing_by_a_slip() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (rules, book) = (root("rulebooks/资阳市人民政府工作规则.gj"), root("examples/台账2023.gj"));
    let (rules, book) = (rules.display().to_string(), book.display().to_string());
    let run = |more: &[&str]| guiju(&[&["report", "-r", &rules, &book], more].concat()).run();
    run(&["--year", "2023"]).status(0).out("# 2023年法治政府建设年度报告");
    run(&["--year", "去年"]).status(2).err("B013");
    run(&["--year", "2024"]).status(1).err("B008");
    run(&["--year", "2022"]).status(0).err("B010");
    run(&["--year", "2023", "--format", "docx"]).status(2).err("B014");
    let (word, page) = (file("报告.docx"), file("报告.html"));
    run(&["--year", "2023", "-o", &word]).status(0).err("报告写好了");
    run(&["--year", "2023", "-o", &page]).status(0);
    assert!(fs::read(&word).unwrap().starts_with(b"PK"));
    assert!(fs::read_to_string(&page).unwrap().starts_with("<!doctype html>"));
    fs::write(&page, "别的").unwrap();
    run(&["--year", "2023", "-o", &page]).status(2).err("F005");
    assert_eq!(fs::read_to_string(&page).unwrap(), "别的");
    run(&["--year", "2023", "-o", &page, "--force"]).status(0);
    assert!(fs::read_to_string(&page).unwrap().starts_with("<!doctype html>"));
    fs::write(&page, RULES).unwrap();
    run(&["--year", "2023", "-o", &page, "--force"]).status(2).err("F005");
    let names: BTreeSet<String> =
        fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    let outline = file("提纲.gj");
    fs::write(&outline, "报告 年报\n\n统计 次：召开 会议 的 次数。\n").unwrap();
    run(&["--year", "2023", "--outline", &outline]).status(1).err("B001");
}

#[test]
fn no_outline_however_broken_ends_in_a_panic() {
    let prepared = ledger("情形 2020年12月31日\n  名册：局长 甲。\n  会一 是 局务会。\n  召开 会一 （于 2020年1月17日）。\n");
    let attempt = |text: &str| {
        let source = Source::new("提纲.gj", text);
        let (outline, _) = parse_outline(&source);
        // Whatever could be read is bound and filled as well.
        let _ = report(&prepared, (&source, &outline), 2020, &Wishes { lang: Lang::En, ..Wishes::default() }, |_, _| {});
    };
    let text = OUTLINE.1;
    for (n, _) in text.char_indices().filter(|(n, _)| n % 7 == 0) {
        let (_, problems) = parse_outline(&Source::new("提纲.gj", &text[..n]));
        drop(problems);
    }
    let lines: Vec<&str> = text.lines().collect();
    for n in 0..lines.len() {
        let words: Vec<&str> = lines[n].split(' ').collect();
        let without =
            |at: usize| words.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
        attempt(&format!("报告 年报\n\n一、会\n{}\n", without(n % words.len())));
    }
    for odd in [
        "",
        "报告",
        "报告 甲\n\n〔",
        "报告 甲\n\n文：〔〕〔〕。",
        "报告 甲\n\n指标 甲：的 的 次数。",
        "报告 甲\n\n一、\n（一）\n\u{feff}。",
    ] {
        attempt(odd);
    }
}

#[test]
fn windows_are_counted_months_to_come_are_not_zero_and_lists_say_what_figures_say() {
    let months: String =
        (1..=5).fold(String::new(), |text, n| text + &format!("  会{n} 是 局务会。\n  召开 会{n} （于 2020年{n}月8日）。\n"));
    let prepared = ledger(&format!("情形 2020年5月31日\n  名册：局长 甲。\n{months}  完整。\n"));
    let outline = "报告 年报\n\n一、会\n核对 频次：《某局会议规则》第四条。\n表 各月：召开 局务会 的 次数，按 月 分列。\n\
                   指标 发：印发 办法 的 件数。\n清单 发文：印发 办法。\n";
    let report = made(&prepared, outline, 2020).unwrap();
    let tables: Vec<_> =
        report.blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).collect();
    assert!(
        tables[0].rows[0][1].text.starts_with("2020年5月召开局务会等5段\n") || tables[0].rows[0][1].text.contains("等5段"),
        "{:?}",
        tables[0].rows
    );
    let cells: Vec<&str> = tables[1].rows.iter().map(|row| row[1].text.as_str()).collect();
    assert_eq!(cells, ["1", "1", "1", "1", "1", "未到", "未到", "未到", "未到", "未到", "未到", "未到", "5"]);
    assert_eq!(value(&report, "发"), "0");
    assert!(markdown(&report).contains("表3 发文：没有。"), "{}", markdown(&report));
}

#[test]
fn what_was_done_on_no_day_is_among_the_findings() {
    let prepared = ledger("情形 2020年12月31日\n  名册：局长 甲。\n  会一 是 局务会。\n  召开 会一。\n  完整。\n");
    let audit = prepared.audit(guiju::api::audit::Period::default(), Lang::Zh, |_, _| {}).unwrap();
    let report = made(&prepared, "报告 年报\n\n一、会\n问题清单。\n", 2020).unwrap();
    let Some(Block::Findings { columns }) = report.blocks.last() else { panic!() };
    let broken = |verdict: &str| audit.findings.iter().filter(|one| one.finding.verdict.word(true) == verdict).count();
    assert!(broken("违反") > 0);
    assert_eq!(columns[0].findings.len(), broken("违反"));
}

#[test]
fn control_characters_are_in_no_document() {
    let prepared = ledger("情形 2020年12月31日\n  名册：局长 甲。\n");
    let source = Source::new("提纲.gj", "报告 年报\n\n一、会\n待办。\n");
    let (outline, _) = parse_outline(&source);
    let wishes = Wishes { subject: Some("某\u{0B}局\u{1B}[31m".to_owned()), ..Wishes::default() };
    let (report, _) = report(&prepared, (&source, &outline), 2020, &wishes, |_, _| {}).unwrap();
    let bad = |text: &str| text.chars().any(|c| c.is_control() && c != '\n' && c != '\r');
    assert!(!bad(&html(&report)) && !bad(&markdown(&report)) && !bad(&document(&docx(&report).unwrap())));
}

#[test]
fn a_report_reads_as_pages() {
    let rules = ["区政府常务会议工作规则.gj", "区政府专题会议工作规则.gj", "区政府全体会议工作规则.gj"];
    let report = shipped(&rules, "examples/台账2022.gj", 2022);
    // The head of a table stands again on every page; frames and short rows are not torn.
    let xml = document(&docx(&report).unwrap());
    let (heads, tables) = (xml.matches("<w:tblHeader/>").count(), xml.matches("<w:tbl>").count());
    assert!(heads > 20 && !xml.contains("w:trHeight"), "{heads} of {tables}");
    let text = markdown(&report);
    // Words that stand apart are not run together.
    assert!(text.contains("就…向…请假") && text.contains("、审议、") && !text.contains("就向请假"), "{text}");
    // What several clauses ask for is one finding, and owed once.
    let about: Vec<&str> = text.lines().filter(|line| line.contains("吴刚就第九次常务会议向区长请假")).collect();
    assert_eq!(about.len(), 2, "{about:#?}");
    assert!(about.iter().all(|line| line.contains("第十四条") && line.contains("第四十三条")), "{about:#?}");
    // What is missing is told once, and the appendix gives the source of figures alone.
    assert!(!text.contains("不知道是否「老旧小区改造方案"));
    let (_, appendix) = text.split_once("每个数字的来源事件").unwrap();
    let (figures, _) = appendix.split_once("事件登记").unwrap();
    let values: Vec<&str> =
        figures.lines().filter(|line| line.starts_with("| 表")).filter_map(|line| line.split(" | ").nth(2)).collect();
    assert!(values.len() > 20 && values.iter().all(|value| value.trim().parse::<u32>().is_ok()), "{values:?}");
}
