//! Tables judged a few things at a time come out as the whole record does, whatever the rows are.
use guiju::api::audit::{Audit, AuditFinding, Period};
use guiju::api::intake::{Intake, Size, Way, Why};
use guiju::api::{Rulebook, Situation};
use guiju::diagnostic::Lang;
use guiju::source::Source;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const RULES: &str = "规则 某局规则

用语
职务 局长、副局长、科长。
选项 急缓：急、缓。
句式 [人] 离岗；反：[人] 不离岗；类：记录。
句式 [会议] 属于 [急缓 单选]；反：[会议] 不属于 [急缓]；类：记录。
行为 [人] 因 [外出] 离开本市；类：开放。
行为 [人] 整理 [会议] 记录；类：开放。

第一条
> 会议结束后，科长应当在5个工作日内整理记录。
召开 会议 的，科长 应当 于 召开 该会议 后 5 个工作日 内 整理 该会议 记录。

第二条
> 会议纪要由局长签发，局长离岗的，由副局长签发。
会议 的 纪要 由 局长 签发。
局长 离岗 的，由 副局长 签发 会议 的 纪要。
> 急的会议的纪要，须经科长审定。
会议 属于 急 的，签发 该会议 的 纪要，须 科长 审定 该纪要。

第三条
> 因外出离开本市的，应当事先向局长报告；离岗期间不得签发纪要。
人 因 外出 离开本市 的，该人 应当 事先 向 局长 报告 该外出。
人 离岗 的，该人 不得 签发 会议纪要。

第四条
> 会议每月至少召开一次，急的会议须有局长到会。
会议 每月 召开 不少于 1 次。
会议 属于 急 的，召开 该会议，须 局长 到会 该会议。
";

const FORMS: &str = "情形 2023年12月31日
  名册：局长 甲；副局长 乙；科长 丙、丁。
  完整。

登记 会议
  列 单位：文字。
  列 会议：会议，一行一项。
  列 日期：日期。
  列 急缓：急缓。
  列 到会：人。
  列 整理人：人。
  列 整理日期：日期。
  分 [单位] 核对。
  每行
    召开 [会议] （于 [日期]）。
    [会议] 属于 [急缓]。
    [到会] 到会 [会议]。
    [整理人] 整理 [会议] 记录 （于 [整理日期]）。

登记 纪要
  列 单位：文字。
  列 纪要：会议纪要，一行一项。
  列 会议：会议。
  列 急缓：急缓。
  列 审定人：人。
  列 审定日期：日期。
  列 签发人：人。
  列 签发日期：日期。
  分 [单位] 核对。
  每行
    [纪要] 是 [会议] 的 纪要。
    [会议] 属于 [急缓]。
    [审定人] 审定 [纪要] （于 [审定日期]）。
    [签发人] 签发 [纪要] （于 [签发日期]）。
    [签发人] 印发 [纪要] （于 [签发日期]）。

登记 外出
  列 单位：文字。
  列 外出：外出，一行一项。
  列 姓名：人。
  列 离开时间：日期。
  列 报告对象：人。
  列 报告时间：日期。
  分 [单位] 核对。
  每行
    [姓名] 因 [外出] 离开本市 （于 [离开时间]）。
    [姓名] 向 [报告对象] 报告 [外出] （于 [报告时间]）。

登记 离岗
  列 单位：文字。
  列 姓名：人。
  列 自：日期。
  列 至：日期。
  分 [单位] 核对。
  每行
    [姓名] 离岗 （自 [自] 至 [至]）。
";

/// splitmix64.
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn percent(&mut self, p: usize) -> bool {
        self.below(100) < p
    }

    fn one<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn or_none<'a>(&mut self, p: usize, text: &'a str) -> &'a str {
        if self.percent(p) { "" } else { text }
    }

    /// A day, here and there with an hour, near one of the year.
    fn day(&mut self, near: usize) -> String {
        let day = near + self.below(9);
        let date = format!("2023-{:02}-{:02}", day / 28 % 12 + 1, day % 28 + 1);
        if self.percent(15) { format!("{date} {:02}:30", 8 + self.below(10)) } else { date }
    }
}

fn intake(rules: &str, forms: &str) -> Intake {
    let library = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks/通用词汇.gj")).unwrap();
    let rulebook = Rulebook::parse([Source::new("通用词汇.gj", library), Source::new("规则.gj", rules)]);
    let situation = Situation::read(&Source::new("登记.gj", forms)).unwrap_or_else(|problems| panic!("{problems}"));
    rulebook.unwrap_or_else(|error| panic!("{error}")).intake(&situation, None).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Random tables: things out of order, some with hours, some twice, some that contradict, some that cannot be read.
fn tables(rng: &mut Rng, spoilt: bool) -> [(&'static str, String); 4] {
    let people = ["甲", "乙", "丙", "丁"];
    let body = |rng: &mut Rng| rng.one(&["一局", "二局"]);
    let mut meetings = "单位,会议,日期,急缓,到会,整理人,整理日期\n".to_owned();
    let mut minutes = "单位,纪要,会议,急缓,审定人,审定日期,签发人,签发日期\n".to_owned();
    let mut leaves = "单位,外出,姓名,离开时间,报告对象,报告时间\n".to_owned();
    let mut away = "单位,姓名,自,至\n".to_owned();
    for n in 0..12 {
        let (near, part) = (rng.below(330), body(rng));
        let name = if spoilt && rng.percent(8) { n / 2 } else { n };
        let who = if spoilt && rng.percent(6) { "戊" } else { rng.one(&["甲、丙", "丙", "乙、丙、丁", ""]) };
        let (by, tidy) = (rng.one(&people), rng.day(near + 3));
        let tidied = if rng.percent(20) { ",".to_owned() } else { format!("{by},{tidy}") };
        let urgent = rng.one(&["急", "缓", "缓"]);
        let urgent = if spoilt && rng.percent(5) { "快" } else { urgent };
        let day = rng.day(near);
        writeln!(meetings, "{part},会{name},{day},{urgent},{who},{tidied}").unwrap();
        if rng.percent(70) {
            let name = if spoilt && rng.percent(8) { n + 1 } else { n };
            let urgent = if spoilt && rng.percent(20) { "急" } else { "" };
            let (by, day) = (rng.one(&people), rng.day(near + 5));
            let seen = if rng.percent(50) { format!("{},{}", rng.one(&people), rng.day(near + 4)) } else { ",".to_owned() };
            writeln!(minutes, "{part},纪要{n},会{name},{urgent},{seen},{by},{day}").unwrap();
        }
        let (who, day) = (rng.one(&people), rng.day(near));
        let told = if rng.percent(30) {
            ",".to_owned()
        } else {
            format!("{},{}", rng.one(&["甲", "乙"]), rng.day(near.saturating_sub(4)))
        };
        let part = if spoilt && rng.percent(5) { "" } else { body(rng) };
        writeln!(leaves, "{part},外{n},{who},{day},{told}").unwrap();
        if rng.percent(30) {
            let until = rng.or_none(10, "2023-12-20");
            writeln!(away, "{},{},2023-{:02}-05,{until}", body(rng), rng.one(&people), 1 + rng.below(11)).unwrap();
        }
        if spoilt && rng.percent(10) {
            let again = leaves.lines().last().unwrap_or_default().to_owned();
            writeln!(leaves, "{again}").unwrap();
        }
    }
    [("会议", meetings), ("纪要", minutes), ("外出", leaves), ("离岗", away)]
}

/// Findings, problems of rows, counts, each in an order of its own.
fn told(audit: &Audit) -> (Vec<String>, Vec<String>, Vec<String>) {
    let finding = |one: &AuditFinding| {
        let (part, on, rows) = (one.part.as_deref().unwrap_or("-"), one.on.as_deref().unwrap_or("-"), one.rows.join("、"));
        let (about, reasons) = (&one.finding.about, one.reasons.join("；"));
        format!(
            "{} {about} {} {:?} {part} {on} {rows} {reasons} {:?}",
            one.event,
            one.finding.verdict.code(),
            one.finding.ground,
            one.notes
        )
    };
    let mut findings: Vec<String> = audit.findings.iter().map(finding).collect();
    findings.sort();
    let rows = audit.rows.as_ref().unwrap();
    assert_eq!(rows.read, rows.taken + rows.reported);
    let mut problems = rows.problems.clone();
    problems.sort();
    let mut counts: Vec<String> = audit.verdicts.iter().map(|(verdict, n)| format!("{} {n}", verdict.code())).collect();
    counts.sort();
    counts.push(format!("{} events, {} rows, {} taken, {} reported", audit.events, rows.read, rows.taken, rows.reported));
    counts.push(format!("{} later; {:?}", rows.later, rows.incomplete));
    (findings, problems, counts)
}

fn whole(intake: &Intake, files: &[PathBuf]) -> Audit {
    intake
        .audit(&intake.read(files, |_| {}), Period::default(), Lang::Zh, |_, _| {})
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn by_things(intake: &Intake, files: &[PathBuf], in_full: usize, size: Size, jobs: usize) -> Result<Audit, Why> {
    let way = Way { in_full, jobs, ..Way::default() };
    intake.by_things(files, (&way, size), Lang::Zh, |_| {})
}

/// A few rows are held and judged at once.
const SMALL: Size = Size { least: 0, held: 5, together: 2 };

fn write(folder: &tempfile::TempDir, tables: &[(&str, String)]) -> Vec<PathBuf> {
    let write = |(name, text): &(&str, String)| {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::write(&path, text).unwrap();
        path
    };
    tables.iter().map(write).collect()
}

#[test]
fn judged_a_few_at_a_time_or_all_together_comes_out_the_same() {
    compared(&intake(RULES, FORMS));
}

#[test]
fn what_is_done_for_another_thing_brings_up_nothing_more() {
    compared(&intake(&with_minutes(), FORMS));
}

/// Random tables judged both ways.
fn compared(intake: &Intake) {
    let (mut found, mut refused) = (0, 0);
    for seed in 0..30 {
        let mut rng = Rng(seed);
        let folder = tempfile::tempdir().unwrap();
        let files = write(&folder, &tables(&mut rng, seed % 3 != 0));
        let whole = told(&whole(intake, &files));
        found += whole.0.len();
        for (size, jobs) in [(SMALL, 1), (SMALL, 3), (Size { least: 0, ..Size::default() }, 1)] {
            match by_things(intake, &files, usize::MAX, size, jobs) {
                Ok(audit) => {
                    assert!(audit.brief.is_empty());
                    let own = told(&audit);
                    let apart = |one: &[String], other: &[String]| {
                        one.iter().filter(|line| !other.contains(line)).cloned().collect::<Vec<_>>()
                    };
                    assert_eq!(apart(&own.0, &whole.0), apart(&whole.0, &own.0), "seed {seed}, {size:?}");
                    assert_eq!((own.1, own.2), (whole.1.clone(), whole.2.clone()), "seed {seed}, {size:?}");
                }
                Err(why) => {
                    assert_eq!(why, Why::Row, "seed {seed}");
                    refused += 1;
                }
            }
        }
    }
    assert!(found > 200 && refused < 30, "{found} findings, {refused} refused");
}

/// The rules with minutes to be printed in time.
fn with_minutes() -> String {
    RULES.replace("整理 该会议 记录", "印发 该会议 的 纪要").replace("整理记录", "印发纪要")
}

#[test]
fn two_meetings_that_lack_the_same_are_two_findings() {
    let intake = intake(&with_minutes(), FORMS);
    let table = "单位,会议,日期,急缓,到会,整理人,整理日期\n一局,会一,2023-03-01,缓,甲,,\n一局,会二,2023-04-03,缓,甲,,\n";
    let folder = tempfile::tempdir().unwrap();
    let files = write(&folder, &[("会议", table.to_owned())]);
    let whole = whole(&intake, &files);
    let late = |one: &&AuditFinding| one.finding.about == "丙印发纪要";
    let days: Vec<&str> = whole.findings.iter().filter(late).filter_map(|one| one.on.as_deref()).collect();
    assert_eq!(days, ["2023-03-01", "2023-04-03"]);
    let audit = by_things(&intake, &files, usize::MAX, SMALL, 1).unwrap_or_else(|why| panic!("{why:?}"));
    assert_eq!(told(&audit), told(&whole));
}
