//! Days, periods, and the files of the years.
//!
//! The files are compared day by day with two published data sets where they are at hand: `GUIJU_CALENDARS=FOLDER`, a folder in
//! which `pip install --target FOLDER chinesecalendar` and `npm install --prefix FOLDER chinese-days` were run.
use crate::codes::blocks;
use guiju::calendar::{Calendar, Rest, Term, Uncounted, Unit};
use guiju::diagnostic::Lang;
use guiju::source::Source;
use guiju::vocabulary::Date;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|| panic!("{text}"))
}

fn all_days(first: &str, last: &str) -> impl Iterator<Item = Date> + use<> {
    let last = day(last);
    std::iter::successors(Some(day(first)), |day| day.plus_days(1)).take_while(move |day| *day <= last)
}

#[test]
fn every_year_built_in_is_read_and_has_its_working_days() {
    let calendar = Calendar::embedded();
    assert_eq!(calendar.years().collect::<Vec<_>>(), (2004..=2026).collect::<Vec<_>>());
    let published = [250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248];
    for (year, expected) in (2016..).zip(published) {
        let (before, end) = (day(&format!("{}-12-31", year - 1)), day(&format!("{year}-12-31")));
        assert_eq!(calendar.working_days(before, end), Ok(expected), "{year}");
    }
    for year in 2004..=2026 {
        let statutory = all_days(&format!("{year}-01-01"), &format!("{year}-12-31"));
        let statutory = statutory.filter(|day| calendar.day(*day).unwrap().statutory).count();
        // In 2009 and 2020 the Mid-autumn Festival falls into the National Day.
        let expected = match year {
            ..=2007 | 2009 | 2020 => 10,
            2015 => 12,
            ..=2024 => 11,
            _ => 13,
        };
        assert_eq!(statutory, expected, "{year}");
        assert!(!calendar.notices(year).is_empty() && calendar.files(year).len() == 1, "{year}");
    }
}

#[test]
fn a_day_is_what_the_notice_says() {
    let calendar = Calendar::embedded();
    let of = |text: &str| {
        let day = calendar.day(day(text)).unwrap();
        (day.working, day.make_up, day.weekend, day.statutory, day.holiday)
    };
    assert_eq!(of("2017-01-22"), (true, true, true, false, Some("春节")));
    assert_eq!(of("2017-01-27"), (false, false, false, false, Some("春节")));
    assert_eq!(of("2017-01-28"), (false, false, true, true, Some("春节")));
    assert_eq!(of("2017-03-01"), (true, false, false, false, None));
    assert_eq!(of("2017-03-04"), (false, false, true, false, None));
    assert_eq!(of("2020-10-01"), (false, false, false, true, Some("国庆节、中秋节")));
    assert_eq!(calendar.day(day("2027-01-01")), None);
    assert_eq!(calendar.day(day("2003-12-31")), None);
}

/// Runs a command that prints `2017-01-27 0` a line; none with a message when it cannot.
fn foreign(what: &str, command: &mut Command) -> Option<Vec<(Date, bool)>> {
    let output = command.output().ok().filter(|output| output.status.success());
    if output.is_none() {
        eprintln!("{what} is not at hand: not compared");
    }
    let text = String::from_utf8(output?.stdout).unwrap();
    Some(text.lines().map(|line| line.split_once(' ').unwrap()).map(|(date, works)| (day(date), works == "1")).collect())
}

#[test]
fn two_published_data_sets_agree_on_every_day() {
    let Some(folder) = env::var_os("GUIJU_CALENDARS").map(PathBuf::from) else {
        eprintln!("GUIJU_CALENDARS is not set: the published data sets are not compared");
        return;
    };
    let python = "import datetime as d, chinese_calendar as c
t = d.date(2004, 1, 1)
while t.year < 2027:
    print(t, int(c.is_workday(t)))
    t += d.timedelta(1)";
    let script = "const c = require('chinese-days');
for (let t = Date.UTC(2004, 0, 1); t < Date.UTC(2027, 0, 1); t += 864e5) {
  const d = new Date(t).toISOString().slice(0, 10);
  console.log(d, c.isWorkday(d) ? 1 : 0);
}";
    let calendar = Calendar::embedded();
    let python = foreign("chinesecalendar", Command::new("python3").env("PYTHONPATH", &folder).args(["-c", python]));
    let node = foreign("chinese-days", Command::new("node").env("NODE_PATH", folder.join("node_modules")).args(["-e", script]));
    for days in [python, node].into_iter().flatten() {
        assert_eq!(days.len(), 8401);
        for (date, works) in days {
            assert_eq!(calendar.day(date).unwrap().working, works, "{date}");
        }
    }
}

/// The first code blocks and the table of the page.
fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("book/zh/日历.md")).unwrap()
}

#[test]
fn the_page_on_calendars_is_true() {
    let page = page();
    let mut shown = 0;
    for (mark, text) in blocks(&page) {
        let words: Vec<&str> = mark.split_whitespace().collect();
        let read = Calendar::embedded().with(Source::new("例.历", text));
        match words.as_slice() {
            ["历", "wrong", code] => {
                let problems = read.expect_err(code);
                assert!(problems.sorted().iter().any(|problem| problem.kind.code() == *code), "{problems}");
            }
            ["历", name] => drop(read.unwrap_or_else(|problems| panic!("{name}\n{problems}"))),
            _ => continue,
        }
        shown += 1;
    }
    assert_eq!(shown, 4);
    let rows: Vec<Vec<&str>> = page
        .lines()
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .filter(|row: &Vec<&str>| row.len() == 3 && Date::parse(row[0]).is_some())
        .collect();
    assert_eq!(rows.len(), 10);
    for row in rows {
        let words: Vec<&str> = row[1].split_whitespace().collect();
        let term = Term::new(words[1].parse().unwrap(), Unit::parse(words[2]).unwrap());
        let calendar = Calendar::embedded();
        let count = match words[0] {
            "后" => calendar.forward(day(row[0]), term),
            "前" => calendar.backward(day(row[0]), term),
            "当日起" => calendar.forward(day(row[0]), term.counting_first()),
            other => panic!("{other}"),
        };
        assert_eq!(count.map_or_else(|why| why.message(Lang::Zh), |count| count.due.iso()), row[2], "{row:?}");
    }
}

#[test]
fn a_count_says_what_it_left_out() {
    let calendar = Calendar::embedded();
    let count = calendar.forward(day("2017-01-20"), Term::new(10, Unit::WorkingDays)).unwrap();
    insta::assert_snapshot!(count.told(Lang::Zh).join("\n"), @r"
    2017年1月20日当日不计，自次日起10个工作日，到2017年2月8日
    不计：2017年1月21日（周末）、2017年1月27日至2017年2月2日（春节）、2017年2月5日（周末）
    补班的日子计入：2017年1月22日（周日）、2017年2月4日（周六）
    ");
    let listed = calendar.counted(&count);
    assert_eq!((listed.len(), listed[0], listed[9]), (10, day("2017-01-22"), day("2017-02-08")));
    let moved = calendar.forward(day("2017-01-21"), Term::new(7, Unit::Days)).unwrap();
    insta::assert_snapshot!(moved.told(Lang::Zh).join("\n"), @r"
    2017年1月21日当日不计，自次日起7日，到2017年1月28日
    2017年1月28日是休息日（2017年1月28日至2017年2月2日（春节）），改到2017年2月3日
    ");
    insta::assert_snapshot!(moved.told(Lang::En).join("\n"), @r"
    2017-01-21 not counted, 7 days on to 2017-01-28
    2017-01-28 is a day of rest (2017-01-28 to 2017-02-02（春节）); moved to 2017-02-03
    ");
    assert_eq!(calendar.counted(&moved).len(), 7);
}

#[test]
fn the_other_way_of_counting() {
    let calendar = Calendar::embedded();
    let due = |from, term, back| calendar.due(day(from), term, back).map(Date::iso);
    let seven = Term::new(7, Unit::Days);
    assert_eq!(due("2017-01-21", seven.resting(Rest::Stays), false), Ok("2017-01-28".to_owned()));
    assert_eq!(due("2017-03-12", seven, true), Ok("2017-03-05".to_owned()));
    assert_eq!(due("2017-03-12", seven.resting(Rest::Moves), true), Ok("2017-03-03".to_owned()));
    assert_eq!(
        due("2017-03-05", Term::new(1, Unit::Months).counting_first().resting(Rest::Stays), false),
        Ok("2017-04-04".to_owned())
    );
    assert_eq!(due("2017-03-06", Term::new(0, Unit::WorkingDays), false), Ok("2017-03-06".to_owned()));
    assert_eq!(due("2017-03-04", Term::new(0, Unit::Days), false), Ok("2017-03-06".to_owned()));
    // Over a turn of the year, and back.
    assert_eq!(due("2016-12-30", Term::new(1, Unit::WorkingDays), false), Ok("2017-01-03".to_owned()));
    assert_eq!(due("2017-01-03", Term::new(1, Unit::WorkingDays), true), Ok("2016-12-30".to_owned()));
}

#[test]
fn what_is_unknown_is_named() {
    let calendar = Calendar::embedded();
    let due = |from, number, unit, back| calendar.due(day(from), Term::new(number, unit), back);
    assert_eq!(due("2026-12-31", 1, Unit::WorkingDays, false), Err(Uncounted::UnknownYear(2027)));
    assert_eq!(due("2004-01-05", 5, Unit::WorkingDays, true), Err(Uncounted::UnknownYear(2003)));
    assert_eq!(due("2026-12-31", 1, Unit::Days, false), Err(Uncounted::UnknownYear(2027)));
    assert_eq!(due("2027-06-01", 3, Unit::Days, true), Ok(day("2027-05-29")));
    assert_eq!(due("2017-01-01", 10_001, Unit::Days, false), Err(Uncounted::TooMany(10_001)));
    assert_eq!(due("9999-12-31", 10_000, Unit::Years, false), Err(Uncounted::OutOfYears));
    assert_eq!(due("1900-01-01", 1, Unit::Days, true), Err(Uncounted::OutOfYears));
    assert_eq!(calendar.working_days(day("2026-12-01"), day("2027-01-01")), Err(Uncounted::UnknownYear(2027)));
    assert_eq!(calendar.working_days(day("2030-01-01"), day("2020-01-01")), Ok(0));
}

#[test]
fn a_user_adds_a_year_and_local_holidays() {
    let year = Source::new("2027.历", "年历 2027年\n通知 未核\n放假 1月1日 元旦\n法定 1月1日 元旦\n");
    let local = Source::new("广西.历", "补充 2027年 广西\n通知 未核\n放假 4月9日 三月三\n上班 1月1日\n");
    // The supplement may stand first in a folder.
    let calendar = Calendar::embedded().with_all([local, year]).unwrap();
    let works = |text| calendar.day(day(text)).unwrap().working;
    assert!(!works("2027-04-09") && works("2027-01-01") && works("2027-01-04") && !works("2027-01-02"));
    assert_eq!(calendar.files(2027).len(), 2);
    assert_eq!(calendar.day(day("2027-04-09")).unwrap().holiday, Some("三月三"));
    assert!(Calendar::embedded().day(day("2027-01-04")).is_none(), "the calendar built in is as it was");
}

#[test]
fn all_errors_of_a_file_are_told_at_once() {
    let text = "\u{feff}年历 ２０２７年\r\n通知\r\n放价 1月1日 元旦\r\n放假 13月1日 元旦\r\n放假 2026-01-01 元旦\r\n上班 1月4日\r\n法定 1月5日\n";
    let problems = Calendar::embedded().with(Source::new("例.历", text)).unwrap_err();
    let codes: Vec<_> = problems.sorted().iter().map(|problem| problem.kind.code()).collect();
    assert_eq!(codes, ["K012", "K012", "K002", "K003", "K004", "K006"], "{problems}");
    assert!(problems.to_string().contains("是不是想写「放假」"), "{problems}");
    for lang in [Lang::Zh, Lang::En] {
        assert!(problems.sorted().iter().all(|problem| !problem.kind.message(lang).is_empty()));
    }
}

proptest! {
    #[test]
    fn counting_agrees_with_walking(start in 0_i32..8000, n in 1_u32..40, back: bool, first: bool) {
        let calendar = Calendar::embedded();
        let from = day("2004-01-02").plus_days(start).unwrap();
        let term = Term::new(n, Unit::WorkingDays);
        let term = if first { term.counting_first() } else { term };
        let step = if back { -1 } else { 1 };
        let mut at = if first { from } else { from.plus_days(step).unwrap() };
        let mut left = n;
        let walked = loop {
            match calendar.day(at) {
                None => break None,
                Some(day) if day.working => left -= 1,
                Some(_) => {}
            }
            if left == 0 { break Some(at) }
            at = at.plus_days(step).unwrap();
        };
        let due = calendar.due(from, term, back);
        prop_assert_eq!(due.ok(), walked);
        if let Some(walked) = walked {
            let count = if back { calendar.backward(from, term) } else { calendar.forward(from, term) }.unwrap();
            prop_assert_eq!(count.due, walked);
            let days = calendar.counted(&count);
            prop_assert_eq!(days.len(), n as usize);
            let (low, high) = (days[0].plus_days(-1).unwrap(), days[days.len() - 1]);
            prop_assert_eq!(calendar.working_days(low, high), Ok(n));
        }
    }

    #[test]
    fn no_file_and_no_term_makes_it_panic(text in "(年历|补充|放假|上班|法定|通知|[0-9]{0,5}|年|月|日|至|、|-|[ \n]|[a-z]){0,30}",
        year in 1_i16..=9999, number: u32, unit in 0_usize..5, back: bool) {
        let _ = Calendar::embedded().with(Source::new("x", text.clone()));
        let _ = Calendar::embedded().with(Source::new("x", format!("年历 {year}年\n通知 x\n{text}")));
        let unit = [Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months, Unit::Years][unit];
        let from = Date::new(year, 12, 31).unwrap();
        for number in [number, number % 10_001] {
            let _ = Calendar::embedded().due(from, Term::new(number, unit).counting_first(), back);
            let _ = Calendar::embedded().forward(from, Term::new(number, unit));
        }
    }
}
