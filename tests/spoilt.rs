//! Tables spoilt in every way: rows read are rows judged and rows reported, and the two ways of reading come to the same.
use guiju::api::audit::{Audit, Period};
use guiju::api::intake::{Intake, Way};
use guiju::api::{Rulebook, Situation};
use guiju::diagnostic::Lang;
use guiju::ledger::Reader;
use guiju::source::Source;
use proptest::prelude::*;
use std::path::Path;

const RULES: &str = "规则 某局规则

用语
职务 局长、科长。
选项 急缓：急、缓。
句式 [公文] 属于 [急缓 单选]；类：记录。
句式 [公文] 经会签；反：[公文] 未经会签；类：记录。
行为 [人] 签发 [公文]。

第一条
> 公文由局长签发。
由 局长 签发 公文。

第二条
> 签发急件须经会签。
签发 公文，须 该公文 属于 缓，或 该公文 经会签。
";

const FORMS: &str = "情形 2023年12月31日
  名册：局长 甲；科长 乙。

登记 签发
  列 文件：公文，一行一项。
  列 日期：日期。
  列 急缓：急缓。
  列 会签：有、无。
  列 人：人。
  每行
    [文件] 属于 [急缓]。
    [人] 签发 [文件] （于 [日期]）。
  凡 [会签] 为 有 的
    [文件] 经会签。
";

const HEADER: &str = "文件,日期,急缓,会签,人";

fn intake() -> Intake {
    let library = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks/通用词汇.gj")).unwrap();
    let sources = [Source::new("通用词汇.gj", library), Source::new("规则.gj", RULES)];
    let rulebook = Rulebook::parse(sources).unwrap_or_else(|error| panic!("{error}"));
    let situation = Situation::read(&Source::new("登记.gj", FORMS)).unwrap_or_else(|problems| panic!("{problems}"));
    rulebook.intake(&situation, None).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A row with something wrong in it: one line each.
fn spoilt(n: usize, way: u8) -> Vec<u8> {
    let (day, who) = (n % 28 + 1, if n.is_multiple_of(5) { "乙" } else { "甲" });
    let haste = if n.is_multiple_of(3) { "急" } else { "缓" };
    let signed = if n.is_multiple_of(2) { "有" } else { "无" };
    let row = format!("文{n},2023-03-{day:02},{haste},{signed},{who}");
    let cells: Vec<&str> = row.split(',').collect();
    let text = match way {
        0 => cells[..3].join(","),
        1 => format!("{row},多"),
        2 => row.replace("2023-03", "2023-13"),
        3 => row.replace(who, "戊"),
        4 => row.replace(haste, "快"),
        5 => format!("\"{row}"),
        6 => format!("\"文\"{n},2023-03-01,缓,无,甲"),
        7 => row.replace('文', "文\u{1}"),
        8 => row.replace('文', "\0"),
        9 => String::new(),
        10 => ",,,,".to_owned(),
        11 => row.replacen(&format!("文{n}"), "", 1),
        12 => row.replacen("2023-03", "", 1).replacen(&format!("-{day:02}"), "", 1),
        13 => row.replacen(&format!("文{n}"), "文0", 1),
        14 => "文0,2023-03-01,急,有,乙".to_owned(),
        15 => row.replace(',', ";"),
        16 => return [row.as_bytes(), b"\xFF\xFE"].concat(),
        17 => format!("{row},,,"),
        18 => row.replace("2023-03", "2024-03"),
        19 => format!("\"文{n}\",\"2023-03-{day:02}\",{haste},{signed},{who}"),
        20 => row.replace(',', "，"),
        21 => row.replace(signed, ""),
        _ => row,
    };
    text.into_bytes()
}

fn file(head: u8, ways: &[u8]) -> Vec<u8> {
    let header = match head {
        0 => format!("\u{feff}{HEADER}"),
        1 => HEADER.replace("日期", "日　期"),
        2 => HEADER.replace("急缓", "缓急"),
        3 => HEADER.replace("急缓", "日期"),
        4 => "二〇二三年签发".to_owned(),
        _ => HEADER.to_owned(),
    };
    let rows = ways.iter().enumerate().map(|(n, way)| spoilt(n, *way));
    std::iter::once(header.into_bytes()).chain(rows).flat_map(|line| [line, b"\n".to_vec()].concat()).collect()
}

/// Counts, problems, and what came of it.
fn told(audit: &Audit) -> (u64, u64, u64, Vec<String>, Vec<String>) {
    let rows = audit.rows.as_ref().unwrap();
    assert_eq!(rows.read, rows.taken + rows.reported, "{:?}", rows.problems);
    assert!(!rows.problems.iter().any(|problem| problem.contains("D047")), "{:?}", rows.problems);
    let (mut problems, mut verdicts) = (rows.problems.clone(), Vec::new());
    problems.sort();
    for (verdict, n) in &audit.verdicts {
        verdicts.push(format!("{} {n}", verdict.code()));
    }
    (rows.read, rows.taken, rows.reported, problems, verdicts)
}

/// Both ways of reading such a table come to the same, and nothing is dropped without a word.
fn every_row_counts(head: u8, ways: &[u8]) {
    let intake = intake();
    let bytes = file(head, ways);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("签发.csv");
    std::fs::write(&path, &bytes).unwrap();
    let files = [path.clone()];
    let taken = intake.read(&files, |_| {});
    let whole = intake.audit(&taken, Period::default(), Lang::Zh, |_, _| {}).unwrap_or_else(|problems| panic!("{problems}"));
    let whole = told(&whole);
    if let Some(streamed) = intake.stream(&files, &Way { in_full: usize::MAX, ..Way::default() }, Lang::Zh, |_| {}) {
        assert_eq!(told(&streamed), whole.clone());
    } else {
        // Only what may be so though it is not on record asks for the whole record.
        assert!(!whole.3.is_empty(), "{}", String::from_utf8_lossy(&bytes));
    }
    // Nothing is dropped without a word: every line is a row judged, a row reported, blank, or of a table given up.
    let mut reader = Reader::open(&path, &intake.options());
    while reader.read().is_some() {}
    let counts = reader.counts();
    assert_eq!(counts.read(), whole.0);
    let lines = (ways.len() + 1) as u64;
    let found = !whole.3.iter().any(|problem| problem.contains(": D001 "));
    assert_eq!(found, head != 4);
    if found {
        assert_eq!(counts.read() + counts.blank + counts.unread + 1, lines, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_table_of_one_row_counts() {
    every_row_counts(5, &[13]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_row_is_judged_or_reported(head in 0_u8..12, ways in prop::collection::vec(0_u8..40, 0..25)) {
        every_row_counts(head, &ways);
    }
}
