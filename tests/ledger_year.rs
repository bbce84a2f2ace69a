//! A year of tables judged as they are read: the violations are those of the hand-written reference (`benches/w2`).
#[path = "../benches/w1/generator.rs"]
mod generator;
#[path = "../benches/w2/harness.rs"]
mod harness;
#[path = "../benches/w2/ledger.rs"]
mod ledger;

use guiju::api::audit::{Audit, AuditFinding, Period};
use guiju::api::intake::Way;
use guiju::diagnostic::Lang;
use harness::Year;
use std::path::PathBuf;

#[test]
fn the_violations_of_a_year_are_those_of_the_reference() {
    let intake = harness::intake();
    let year = Year::new(3_000);
    assert!(year.reference.len() > 100);
    for jobs in [1, 2, 3] {
        assert_eq!(year.violations(&intake, jobs), year.reference, "{jobs} jobs");
    }
}

/// Findings, problems of rows, counts.
type Told = (Vec<String>, Vec<String>, Vec<String>);

/// A reason without the rows that say it: as rows are judged while they are read, those of others are not kept.
fn unplaced(reason: &str) -> String {
    match reason.rsplit_once('（') {
        Some((words, place)) if place.ends_with("所载）") && place != "情形所载）" => format!("{words}（台账所载）"),
        _ => reason.to_owned(),
    }
}

/// Everything told by an audit, in an order of its own.
fn told(audit: &Audit, reasons: bool) -> Told {
    let finding = |one: &AuditFinding| {
        let (part, on, rows) = (one.part.as_deref().unwrap_or("-"), one.on.as_deref().unwrap_or("-"), one.rows.join("、"));
        let why =
            if reasons { one.reasons.iter().map(|why| unplaced(why)).collect::<Vec<_>>().join("；") } else { String::new() };
        format!("{} {} {:?} {part} {on} {rows} {why}", one.event, one.finding.verdict.code(), one.finding.ground)
    };
    let mut findings: Vec<String> = audit.findings.iter().map(finding).collect();
    findings.sort();
    let rows = audit.rows.as_ref().unwrap();
    let mut problems = rows.problems.clone();
    problems.sort();
    let mut counts: Vec<String> = audit.verdicts.iter().map(|(verdict, n)| format!("{} {n}", verdict.code())).collect();
    counts.push(format!("{} events, {} rows, {} taken, {} reported", audit.events, rows.read, rows.taken, rows.reported));
    (findings, problems, counts)
}

/// The tables with their rows changed, each line in its place.
fn changed(year: &Year, mut change: impl FnMut(usize, Vec<String>) -> Vec<String>) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let files = year.files.iter().enumerate().map(|(n, file)| {
        let text = std::fs::read_to_string(file).unwrap();
        let mut lines = text.lines().map(str::to_owned);
        let header = lines.next().unwrap();
        let rows = change(n, lines.collect());
        let path = folder.path().join(file.file_name().unwrap());
        std::fs::write(&path, std::iter::once(header).chain(rows).collect::<Vec<_>>().join("\n")).unwrap();
        path
    });
    let files = files.collect();
    (folder, files)
}

/// What only the first has.
fn apart(one: &[String], other: &[String]) -> Vec<String> {
    one.iter().filter(|line| !other.contains(line)).cloned().collect()
}

#[test]
fn judged_as_they_are_read_or_all_together_comes_out_the_same() {
    let intake = harness::intake();
    let year = Year::new(400);
    let mut rng = generator::Rng(7);
    let mut shuffle = |_: usize, mut rows: Vec<String>| {
        for n in (1..rows.len()).rev() {
            rows.swap(n, rng.below(n as u64 + 1) as usize);
        }
        rows
    };
    let doubled = changed(&year, |table, mut rows| {
        if table == 5 {
            let again: Vec<String> = rows.iter().map(|row| row.replacen(',', "又,", 1)).collect();
            rows.extend(again);
        }
        rows
    });
    let spoil = |table: usize, mut rows: Vec<String>| {
        for (n, row) in rows.iter_mut().enumerate() {
            match n % 9 {
                1 => *row = row.replace("甲", "某某"),
                2 => *row = row.replace("2023-0", "2023-9"),
                3 => *row = row.replace("机构", ""),
                4 if table == 4 => row.push_str("、乙"),
                5 => row.push_str(",多"),
                _ => {}
            }
        }
        let again = rows.iter().take(3).cloned().collect::<Vec<_>>();
        rows.extend(again);
        rows
    };
    let plain = changed(&year, |_, rows| rows);
    // Rows of which only what belongs to them is missing: meetings, topics, papers.
    let own = ["会议", "议题", "发文"].map(|form| year.files.iter().position(|file| file.ends_with(format!("{form}.csv"))));
    let some = changed(&year, |table, rows| if own.contains(&Some(table)) { spoil(table, rows) } else { rows });
    let shuffled = changed(&year, &mut shuffle);
    let spoilt = changed(&year, spoil);
    let hours = changed(&year, |table, mut rows| {
        for (n, row) in rows.iter_mut().enumerate().filter(|(n, _)| own.contains(&Some(table)) && n % 3 > 0) {
            let day = row.find("2023-").expect("a day") + "2023-01-01".len();
            row.insert_str(day, &format!(" {:02}:{}0", 8 + n % 10, n % 6));
        }
        rows
    });
    // A row on who is away that cannot be read leaves open who was: only the whole record can tell.
    assert!(intake.stream(&spoilt.1, &Way::default(), Lang::Zh, |_| {}).is_none());
    for (name, (_folder, files)) in
        [("plain", plain), ("shuffled", shuffled), ("doubled", doubled), ("spoilt", some), ("hours", hours)]
    {
        let whole = intake.audit(&intake.read(&files, |_| {}), Period::default(), Lang::Zh, |_, _| {}).unwrap();
        // The whole record also knows of what is over by then, and says so.
        let why = name != "spoilt";
        for jobs in [1, 2] {
            let way = Way { in_full: usize::MAX, jobs, ..Way::default() };
            let streamed = intake.stream(&files, &way, Lang::Zh, |_| {}).expect("it can be streamed");
            assert!(streamed.brief.is_empty());
            assert!(!streamed.findings.is_empty(), "{name}");
            let (one, other) = (told(&streamed, why), told(&whole, why));
            let only = |one: &Told, other: &Told| (apart(&one.0, &other.0), apart(&one.1, &other.1), one.2.clone());
            assert_eq!(only(&one, &other), only(&other, &one), "{name}, {jobs} jobs");
        }
    }
}
