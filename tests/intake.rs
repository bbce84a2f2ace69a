//! Tables by the forms of a situation: what rows say is what would be written by hand, and every row is accounted for.
use guiju::api::audit::{Audit, Period};
use guiju::api::{Rulebook, Situation};
use guiju::diagnostic::Lang;
use guiju::ledger::Reader;
use guiju::source::Source;
use std::io::Cursor;
use std::path::Path;

const RULES: &str = "规则 某局规则

用语
职务 局长、科长。
选项 急缓：急、缓。
句式 [人] 离岗；反：[人] 不离岗；类：记录。
句式 [公文] 属于 [急缓 单选]；类：记录。
句式 [公文] 页数为 [数]；类：记录。
行为 [人] 签发 [公文]。
行为 [人] 过目 [公文]。

第一条
> 公文由局长签发；局长离岗的，由科长签发。
公文，由 局长 签发。
局长 离岗 的，由 科长 签发 公文。

第二条
> 签发急件须经科长审核。
签发 公文，须 该公文 属于 缓，或 科长 过目 该公文。
";

const FORMS: &str = "情形 2023年12月31日
  名册：局长 甲；科长 乙。
  完整。

登记 签发
  列 单位：文字。
  列 日期：日期。
  列 类别：签发、离岗。
  列 文件：公文。
  列 页数：数。
  列 急缓：急缓。
  列 人：人。
  列 审核：人。
  列 止：日期。
  分 [单位] 核对。
  凡 [类别] 为 签发 的
    [文件] 属于 [急缓]。
    [文件] 页数为 [页数]。
    [审核] 过目 [文件] （于 [日期]）。
    [人] 签发 [文件] （于 [日期]）。
  凡 [类别] 为 离岗 的
    [人] 离岗 （自 [日期] 至 [止]）。
";

fn rulebook() -> Rulebook {
    let library = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks/通用词汇.gj")).unwrap();
    let library = Source::new("通用词汇.gj", library);
    Rulebook::parse([library, Source::new("规则.gj", RULES)]).unwrap_or_else(|error| panic!("{error}"))
}

fn audit(forms: &str, table: &str) -> Audit {
    let situation = Situation::read(&Source::new("登记.gj", forms)).unwrap_or_else(|problems| panic!("{problems}"));
    let intake = rulebook().intake(&situation, None).unwrap_or_else(|problems| panic!("{problems}"));
    let options = intake.options();
    let mut reader = Reader::from_read("台账.csv", Cursor::new(table.as_bytes().to_vec()), &options);
    let mut taken = guiju::api::intake::Taken::default();
    intake.table(&mut reader, &mut taken, &mut |_| {});
    intake.audit(&taken, Period::default(), Lang::Zh, |_, _| {}).unwrap_or_else(|problems| panic!("{problems}"))
}

const HEADER: &str = "单位,日期,类别,文件,页数,急缓,人,审核,止\n";

/// Verdict, ground and rows of each finding, and the codes of what was reported.
fn told(audit: &Audit) -> (Vec<String>, Vec<String>) {
    let finding = |one: &guiju::api::audit::AuditFinding| {
        let ground = one.finding.ground.map_or("", |ground| ground.word(true));
        let part = one.part.as_deref().unwrap_or("-");
        format!("{part} {} {ground} {}", one.finding.verdict.word(true), one.rows.join("、"))
    };
    let rows = audit.rows.as_ref().unwrap();
    assert_eq!(rows.read, rows.taken + rows.reported);
    let code = |line: &String| line.split(' ').find(|word| word.starts_with('D')).unwrap().to_owned();
    (audit.findings.iter().map(finding).collect(), rows.problems.iter().map(code).collect())
}

#[test]
fn rows_are_judged_as_if_written_by_hand() {
    let table = format!(
        "{HEADER}\
         一局,2023-03-01,签发,文一,3,缓,甲,,\n\
         一局,2023-03-02,签发,文二,,急,甲,乙,\n\
         一局,2023-03-03,签发,文三,,急,甲,,\n\
         一局,2023-03-04,签发,文四,,缓,乙,,\n\
         一局,2023-03-05,离岗,,,,甲,,2023-03-07\n\
         一局,2023-03-06,签发,文五,,缓,乙,,\n\
         二局,2023-03-06,签发,文五,,缓,乙,,\n"
    );
    let audit = audit(FORMS, &table);
    let (findings, problems) = told(&audit);
    assert_eq!(findings, ["一局 违反 条件不足 台账.csv第4行", "一局 违反 无权 台账.csv第5行", "二局 违反 无权 台账.csv第8行"]);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(audit.rows.unwrap().taken, 7);
}

#[test]
fn every_row_that_cannot_be_judged_is_reported() {
    let rows = [
        ("一局,2023-03-01,签发,文一,,缓,丙,,", "D029"),
        ("一局,2023-03-01,签发,文一,,快,甲,,", "D029"),
        ("一局,2023-03-01,签发,急,,缓,甲,,", "D030"),
        ("一局,2023-03-01,签,文一,,缓,甲,,", "D031"),
        ("一局,,签发,文一,,缓,甲,,", "D032"),
        (",2023-03-01,签发,文一,,缓,甲,,", "D032"),
        ("一局,2023-03-01,签发,,,,,,", "D033"),
        ("一局,2023-03-01,离岗,,,,甲,,2023-02-01", "D034"),
        ("一局,2023-02-30,签发,文一,,缓,甲,,", "D023"),
        ("一局,2023-03-01,签发,文一,多,缓,甲,,", "D024"),
        ("一局,2023-03-01", "D003"),
    ];
    for (row, code) in rows {
        let audit = audit(FORMS, &format!("{HEADER}{row}\n一局,2023-03-01,签发,文九,,缓,甲,,\n"));
        let (findings, problems) = told(&audit);
        assert_eq!((findings.len(), problems), (0, vec![code.to_owned()]), "{row}");
        assert_eq!(audit.rows.unwrap().taken, 1, "{row}");
    }
}

#[test]
fn one_row_for_each_item_where_the_form_promises_it() {
    let forms = FORMS.replace("列 文件：公文。", "列 文件：公文，一行一项。");
    let twice = format!("{HEADER}一局,2023-03-01,签发,文一,,缓,甲,,\n一局,2023-03-02,签发,文一,,缓,甲,,\n");
    assert_eq!(told(&audit(&forms, &twice)).1, ["D035"]);
    assert!(told(&audit(FORMS, &twice)).1.is_empty());
}

#[test]
fn a_row_that_stands_twice_is_told_and_counts_once() {
    let row = "一局,2023-03-01,签发,文一,3,缓,乙,,\n";
    let table = format!("{HEADER}{row}一局,2023-03-02,签发,文二,,缓,甲,,\n{row}二局,2023-03-01,签发,文一,3,缓,乙,,\n");
    let audit = audit(FORMS, &table);
    let (findings, problems) = told(&audit);
    assert_eq!(problems, ["D038"]);
    let rows = audit.rows.as_ref().unwrap();
    assert_eq!((rows.read, rows.taken, rows.reported, findings.len()), (4, 4, 0, 2), "{findings:?}");
    assert!(rows.problems[0].contains("第4行") && rows.problems[0].contains("第2行"), "{:?}", rows.problems);
}

#[test]
fn what_contradicts_the_record_is_not_taken() {
    let forms = FORMS.replace("  凡 [类别] 为 离岗", "    [人] 不离岗 （自 [日期] 至 [止]）。\n  凡 [类别] 为 离岗");
    let table = format!("{HEADER}一局,2023-12-31,离岗,,,,甲,,2023-12-31\n一局,2023-12-31,签发,文一,,缓,甲,,2023-12-31\n");
    assert_eq!(told(&audit(&forms, &table)).1, ["D036"]);
}

#[test]
fn a_table_in_no_form_is_given_up() {
    let audit = audit(FORMS, "单位,日期,文件\n一局,2023-03-01,文一\n一局,2023-03-01,文二\n");
    let (findings, problems) = told(&audit);
    let rows = audit.rows.unwrap();
    assert_eq!((findings.len(), problems, rows.read, rows.reported), (0, vec!["D028".to_owned()], 2, 2));
}

#[test]
fn forms_are_checked_like_sentences() {
    let wrong = [
        ("列 人：人。", "列 人：员。", "R001"),
        ("列 止：日期。", "列 止：日期。\n  列 止：日期。", "R003"),
        ("[人] 签发 [文件] （于 [日期]）", "[人] 签发 [文件] （于 [人]）", "R015"),
        ("[人] 签发 [文件]", "[文件] 签发 [人]", "R007"),
        ("[审核] 过目", "[审批] 过目", "R001"),
        ("为 离岗 的", "为 请假 的", "R001"),
        ("分 [单位] 核对", "分 [机构] 核对", "R001"),
    ];
    for (from, to, code) in wrong {
        let forms = FORMS.replace(from, to);
        assert_ne!(forms, FORMS, "{from}");
        let situation = Situation::read(&Source::new("登记.gj", forms)).unwrap_or_else(|problems| panic!("{problems}"));
        let problems = rulebook().intake(&situation, None).map(|_| ()).unwrap_err();
        let codes: Vec<&str> = problems.sorted().iter().map(|problem| problem.kind.code()).collect();
        assert_eq!(codes, [code], "{from} -> {to}\n{problems}");
    }
}

/// What is said with a day and without one is one thing, and is told of the day.
#[test]
fn an_event_with_a_day_and_without_is_told_once_of_its_day() {
    let rules =
        format!("{RULES}\n第三条\n> 科长过目公文的，应当向局长报告。\n科长 过目 公文 的，该科长 应当 向 局长 报告 该公文。\n");
    let library = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks/通用词汇.gj")).unwrap();
    let sources = [Source::new("通用词汇.gj", library), Source::new("规则.gj", rules)];
    let rulebook = Rulebook::parse(sources).unwrap_or_else(|error| panic!("{error}"));
    let findings = |facts: &str| {
        let text = format!("情形 2023年12月31日\n  名册：局长 甲；科长 乙。\n  文一 是 公文。\n{facts}  完整。\n");
        let situation = Situation::read(&Source::new("台账.gj", text)).unwrap_or_else(|problems| panic!("{problems}"));
        let prepared = rulebook.prepare(&situation, None).unwrap_or_else(|problems| panic!("{problems}"));
        let audit = prepared.audit(Period::default(), Lang::Zh, |_, _| {}).unwrap_or_else(|problems| panic!("{problems}"));
        let duties = audit.findings.into_iter().filter(|one| one.finding.about.contains("报告"));
        duties.map(|one| (one.on, one.finding.about)).collect::<Vec<_>>()
    };
    let (dated, undated) = ("  乙 过目 文一 （于 2023年3月1日）。\n", "  乙 过目 文一。\n");
    let of = |on: Option<&str>| vec![(on.map(str::to_owned), "乙向局长报告文一".to_owned())];
    assert_eq!(findings(undated), of(None));
    assert_eq!(findings(dated), of(Some("2023-03-01")));
    assert_eq!(findings(&format!("{undated}{dated}")), of(Some("2023-03-01")));
    assert_eq!(findings(&format!("{dated}{undated}")), of(Some("2023-03-01")));
}
