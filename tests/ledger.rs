//! Tables of every kind, whole and damaged: rows come with their places, and no row is lost.
use guiju::diagnostic::{Lang, Severity};
use guiju::ledger::{Column, Counts, Holds, Item, LedgerProblem, Options, Reader, Template, value};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::{Cursor, Read};
use std::path::Path;
use std::{env, fs};

/// What was read, a line an item: `3 甲|乙` for a row, `4 D003` for what was reported.
fn read_all(mut reader: Reader) -> (Vec<String>, Counts) {
    let mut lines = Vec::new();
    while let Some(item) = reader.read() {
        lines.push(match item {
            Item::Row(row) => {
                let cells: Vec<&str> = (0..row.header().len()).map(|at| row.get(at)).collect();
                format!("{} {}", row.place().row.unwrap(), cells.join("|"))
            }
            Item::Bad(bad) => {
                assert!(!bad.told(Lang::Zh).is_empty() && !bad.told(Lang::En).is_empty());
                let row = bad.place.row.map_or("-".to_owned(), |row| row.to_string());
                let column = bad.column.as_ref().map_or(String::new(), |(at, _)| format!(" {at}"));
                format!("{row} {}{column}", bad.code())
            }
        });
    }
    (lines, reader.counts())
}

fn text(name: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    let reader = Reader::from_read(name, Cursor::new(bytes.as_ref().to_vec()), &Options::default());
    let (lines, counts) = read_all(reader);
    let rows = lines.iter().filter(|line| !line.contains(" D")).count() as u64;
    assert_eq!(rows, counts.given, "{lines:?}");
    lines
}

fn csv(bytes: impl AsRef<[u8]>) -> Vec<String> {
    text("台账.csv", bytes)
}

const PLAIN: [&str; 2] = ["2 2017-03-01|常务会议", "3 2017-03-08|专题会议"];

#[test]
fn every_way_to_write_a_csv_file_reads_the_same() {
    let plain = "日期,事项\n2017-03-01,常务会议\n2017-03-08,专题会议\n";
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16 = |text: &str| [vec![0xFF, 0xFE], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let ways: Vec<Vec<u8>> = vec![
        plain.into(),
        format!("\u{feff}{plain}").into(),
        plain.replace('\n', "\r\n").into(),
        plain.replace(',', ";").into(),
        plain.replace(',', "\t").into(),
        plain.trim_end().into(),
        plain.replace("常务会议", "\"常务会议\"").into(),
        plain.replace("常务会议", " 常务会议\u{3000}").into(),
        gb18030(plain),
        gb18030(&plain.replace('\n', "\r\n")),
        utf16(&plain.replace(',', "\t")),
    ];
    for way in ways {
        assert_eq!(csv(&way), PLAIN, "{}", String::from_utf8_lossy(&way));
    }
}

#[test]
fn the_encoding_may_show_late() {
    // Two blocks of ASCII before the first Chinese character, whatever the encoding and wherever the block ends.
    for shift in 0..4 {
        let mut plain = "date,what\n".to_owned();
        plain.push_str(&"2017-03-01,meeting\n".repeat(30_000));
        let _ = writeln!(plain, "2017-03-08,{}专题会议", "x".repeat(shift));
        let last = format!("30002 2017-03-08|{}专题会议", "x".repeat(shift));
        assert_eq!(csv(&plain).last(), Some(&last));
        assert_eq!(csv(encoding_rs::GB18030.encode(&plain).0).last(), Some(&last));
    }
    // Chinese all along: characters are cut by the ends of blocks.
    let long = format!("日期,事项\n{}", "2017-03-01,常务会议一\n".repeat(40_000));
    for shift in 0..3 {
        let long = long.replacen("日期", &format!("日期{}", "x".repeat(shift)), 1);
        for bytes in [long.clone().into_bytes(), encoding_rs::GB18030.encode(&long).0.into_owned()] {
            let rows = csv(bytes);
            assert_eq!(rows.len(), 40_000);
            assert!(rows.iter().all(|row| row.ends_with("2017-03-01|常务会议一")));
        }
    }
}

#[test]
fn a_bad_row_is_reported_and_the_next_is_read() {
    assert_eq!(
        csv("日期,事项\n1,甲\n2\n3,丙,丁\n4,\"戊\n5,\"己\"庚\n6,\"辛,\"\"壬\"\"\n癸\"\n,,\n\n7,子,\n8,丑"),
        ["2 1|甲", "3 D003", "4 D004", "5 D007", "6 D007", "7 6|辛,\"壬\"\n癸", "10 7|子", "11 8|丑"]
    );
    assert_eq!(csv("日期,事项\n1,\"甲\n2,乙\n"), ["2 D006", "3 2|乙"]);
    assert_eq!(csv("日期,事项\n1,甲\0\n2,乙\n"), ["2 D009", "3 2|乙"]);
    assert_eq!(csv("日期,,事项\n1,,甲\n2,乙,丙\n"), ["2 1||甲", "3 D005 1"]);
    let damaged = [
        &b"\xE6\x97\xA5\xE6\x9C\x9F,\xE4\xBA\x8B\xE9\xA1\xB9\n1,\xE7\x94\xB2\n2,\xE7\x94\n3,"[..],
        "甲乙丙丁戊己庚辛壬癸\n".as_bytes(),
    ];
    assert_eq!(csv(damaged.concat()), ["2 1|甲", "3 D008 1", "4 3|甲乙丙丁戊己庚辛壬癸"]);
    let long = format!("日期,事项\n1,{}\n2,乙\n3,{}\n4,丁\n", "甲".repeat(32_768), "x".repeat(2_000_000));
    assert_eq!(csv(long), ["2 D010 1", "3 2|乙", "4 D010", "5 4|丁"]);
    let open = format!("日期,事项\n1,\"甲\n{}", "2,乙\n".repeat(300_000));
    let rows = csv(open);
    assert_eq!((rows.len(), rows[0].as_str(), rows[1].as_str()), (300_001, "2 D006", "3 2|乙"));
}

#[test]
fn a_last_row_that_is_cut_says_so() {
    let mut reader = Reader::from_read("台账.csv", &b"a,b\n1,2\n3"[..], &Options::default());
    reader.read();
    let Some(Item::Bad(bad)) = reader.read() else { panic!() };
    assert_eq!(bad.problem, LedgerProblem::FewerCells { found: 1, expected: 2, cut: true });
    insta::assert_snapshot!(bad.told(Lang::Zh), @"台账.csv第3行: D003 最后一行只有 1 格，表头有 2 格，文件像是没有写完。请补上缺的格，空着的也要留出分隔符。");
    insta::assert_snapshot!(bad.told(Lang::En), @"台账.csv row 3: D003 the last row has 1 cells of 2; the file seems not to be written to its end. Fill in what is missing; empty cells keep their delimiter.");
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_does_and_lines_as_an_editor() {
    let mut reader = Reader::from_read("a.csv", &b"a,b\n1,\"x\ny\"\n\n3\n"[..], &Options::default());
    reader.read();
    let Some(Item::Bad(bad)) = reader.read() else { panic!() };
    assert_eq!((bad.place.row, bad.place.line), (Some(4), Some(5)));
    assert_eq!(reader.counts(), Counts { given: 1, reported: 1, blank: 1, unread: 0 });
}

#[test]
fn headers() {
    assert_eq!(csv(""), ["- D001"]);
    assert_eq!(csv("\n \n注：只有说明\n"), ["- D001"]);
    assert_eq!(csv("日期,日 期\n1,2\n3,4\n"), ["1 D002 1"]);
    let options = Options { known: vec!["日期".to_owned(), "事项（全称）".to_owned()], ..Options::default() };
    let titled = "2017年会议台账,\n注：说明,\n 日　期 ,事项(全称)\n2017-03-01,例会\n";
    let mut reader = Reader::from_read("a.csv", titled.as_bytes(), &options);
    let Some(Item::Row(row)) = reader.read() else { panic!() };
    assert_eq!(row.named("日期").unwrap().text, "2017-03-01");
    assert_eq!(row.named("事项（全称）").unwrap().text, "例会");
    assert!(row.named("别的").is_none());
    let untitled = read_all(Reader::from_read("a.csv", &b"a,b\n1,2\n"[..], &options));
    assert_eq!(untitled.0, ["- D001"]);
    // Rows of a table that is given up are counted.
    let mut reader = Reader::from_read("a.csv", &b"a,a\n1,2\n3,4\n"[..], &Options::default());
    while reader.read().is_some() {}
    assert_eq!(reader.counts().unread, 2);
}

#[test]
fn json_lines() {
    let lines = "{\"日期\": \"2017-03-01\", \"人数\": 9}\n\n// 说明\n{\"人数\": 1.50, \"到会\": [\"甲\", \"乙\"], \"通过\": true}\n[1]\n{\"日期\"\n\
                 {\"日期\": {\"年\": 1}}\n{\"日期\": 1, \"日期\": 2}\n{\"日期\": null}";
    assert_eq!(
        text("a.jsonl", lines),
        ["1 2017-03-01|9", "4 |1.5|甲、乙|true", "5 D011", "6 D011", "7 D013 0", "8 D012 0", "9 |||"]
    );
    let options = Options { known: vec!["事项".to_owned(), "日期".to_owned()], ..Options::default() };
    let reader = Reader::from_read("a.jsonl", &b"{\"\xE6\x97\xA5\xE6\x9C\x9F\": 1}"[..], &options);
    assert_eq!(read_all(reader).0, ["1 |1"]);
    let deep = "[".repeat(100_000);
    assert_eq!(text("a.jsonl", format!("{{\"a\": {deep}\n{{\"a\": 1}}")), ["1 D011", "2 1"]);
    assert_eq!(text("a.jsonl", format!("{{\"a\": \"{}\"}}\n{{\"a\": 1}}", "x".repeat(3_000_000))), ["1 D010", "2 1"]);
}

#[test]
fn files_that_are_no_tables() {
    for (name, bytes) in [
        ("a.et", &b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..]),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        ("a.docx", b"PK\x03\x04"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.xls", b"<html><table>"),
        ("a.rtf", b"{\\rtf1"),
        ("a.json", b"[{}]"),
    ] {
        assert_eq!(text(name, bytes), ["- D020"], "{name}");
    }
    let damaged = text("a.xlsx", b"PK\x03\x04 and nothing");
    assert!(damaged == ["- D019"] || damaged == ["- D027"], "{damaged:?}");
    let damaged = text("a.xls", [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[7; 2000]].concat());
    assert!(damaged == ["- D019"] || damaged == ["- D027"], "{damaged:?}");
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(read_all(Reader::open(folder.path(), &Options::default())).0, ["- D020"]);
    assert_eq!(read_all(Reader::open(&folder.path().join("没有.csv"), &Options::default())).0, ["- D019"]);
}

#[test]
fn a_file_that_changes_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, "a,b\n1,2\n").unwrap();
    let mut reader = Reader::open(&path, &Options::default());
    assert!(matches!(reader.read(), Some(Item::Row(_))));
    fs::write(&path, "a,b\n1,2\n3,4\n").unwrap();
    assert_eq!(read_all(reader).0.last().map(String::as_str), Some("- D018"));
    assert_eq!(read_all(Reader::open(&path, &Options::default())).0, ["2 1|2", "3 3|4"]);
}

fn template() -> Template {
    let column = |name: &str, note: &str, holds| Column { name: name.to_owned(), note: note.to_owned(), holds };
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    Template {
        sheet: "会议".to_owned(),
        columns: vec![
            column("日期", "会议召开的日子", Holds::Date),
            column("会议", "名称，\"全称\"", Holds::Text),
            column("到会人数", "", Holds::Number),
            column("是否公开", "是或否", Holds::OneOf(words(&["是", "否"]))),
        ],
        examples: vec![words(&["2017-03-01", "常务会议", "9", "是"]), words(&["2017年3月8日", "专题,\"会议\"", "12.5", "否"])],
    }
}

#[test]
fn a_template_in_csv_reads_back() {
    let csv_text = template().to_csv();
    assert!(csv_text.starts_with('\u{feff}'));
    assert_eq!(csv(csv_text), ["3 2017-03-01|常务会议|9|是", "4 2017年3月8日|专题,\"会议\"|12.5|否"]);
}

#[test]
fn values() {
    let day = |text: &str| value::date(text).ok().map(guiju::vocabulary::Date::iso);
    for text in ["2017-03-01", "2017年3月1日", "2017/3/1", "2017.3.1", "20170301", " ２０１７年３月１日 ", "2017-03-01 00:00:00"]
    {
        assert_eq!(day(text).as_deref(), Some("2017-03-01"), "{text}");
    }
    for text in ["", "42795", "2017-02-30", "2017-3", "二月", "2017-03-01 09:30", "99999999", "2017-03-01x", "-017-03-01"] {
        assert_eq!(day(text), None, "{text}");
    }
    let (date, time) = value::moment("2017/3/1 9:30").unwrap();
    assert_eq!((date.iso().as_str(), time), ("2017-03-01", Some("9:30")));
    let number = |text: &str| value::number(text).map(|number| (number.digits, number.places)).ok();
    for (text, read) in
        [("12", (12, 0)), ("-1,200.50", (-12005, 1)), ("１２．５", (125, 1)), ("0.10", (1, 1)), ("1,234,567", (1_234_567, 0))]
    {
        assert_eq!(number(text), Some(read), "{text}");
    }
    for text in ["", "九", "1,20", "1.2.3", "12万", ",123", "1.2,345", "99999999999999999999", "--1", "1e5"] {
        assert_eq!(number(text), None, "{text}");
    }
    assert_eq!(value::yes("√"), Ok(Some(true)));
    assert_eq!(value::yes("无"), Ok(Some(false)));
    assert_eq!(value::yes(" "), Ok(None));
    assert!(value::yes("也许").is_err());
}

#[cfg(feature = "tables")]
mod workbooks {
    use super::{Column, Holds, Template, csv, read_all, template, text};
    use guiju::ledger::{Item, LedgerProblem, Options, Reader, value};
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
    use std::io::Cursor;

    fn book(fill: impl Fn(&mut Worksheet)) -> Vec<u8> {
        let mut book = Workbook::new();
        fill(book.add_worksheet().set_name("会议").unwrap());
        book.save_to_buffer().unwrap()
    }

    fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
    }

    #[test]
    fn a_template_reads_back() {
        let bytes = guiju::ledger::workbook(&[template()]).unwrap();
        assert_eq!(text("a.xlsx", &bytes), ["3 2017-03-01|常务会议|9|是", "4 2017-03-08|专题,\"会议\"|12.5|否"]);
        // Whatever the name, and from a file as from a stream.
        assert_eq!(csv(&bytes).len(), 2);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.xlsx");
        std::fs::write(&path, &bytes).unwrap();
        let options = Options { sheets: vec!["会议".to_owned(), "别的".to_owned()], ..Options::default() };
        assert_eq!(read_all(Reader::open(&path, &options)).0[0], "- D022");
    }

    #[test]
    fn several_templates_are_sheets_of_one_workbook() {
        let long =
            Column { name: "事由".to_owned(), note: String::new(), holds: Holds::OneOf(vec!["很长的一项".repeat(30); 2]) };
        let mut other = Template { sheet: "外出".to_owned(), columns: vec![long], examples: Vec::new() };
        other.examples.push(vec!["开会".to_owned()]);
        let bytes = guiju::ledger::workbook(&[template(), other]).unwrap();
        let of = |sheet: &str| {
            let options = Options { sheets: vec![sheet.to_owned()], ..Options::default() };
            read_all(Reader::from_read("a.xlsx", Cursor::new(bytes.clone()), &options)).0
        };
        assert_eq!((of("会议").len(), of("外出")), (2, vec!["3 开会".to_owned()]));
    }

    #[test]
    fn cells_of_every_kind() {
        let bytes = book(|sheet| {
            rows(sheet, &[&["日期", "时间", "数", "真", "序号"]]);
            let day = ExcelDateTime::from_ymd(2017, 3, 1).unwrap();
            let moment = ExcelDateTime::from_ymd(2017, 3, 1).unwrap().and_hms(9, 30, 0).unwrap();
            sheet.write_datetime_with_format(1, 0, &day, &Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"")).unwrap();
            sheet.write_datetime_with_format(1, 1, &moment, &Format::new().set_num_format("yyyy/m/d h:mm")).unwrap();
            sheet.write_number(1, 2, 0.1 + 0.2).unwrap();
            sheet.write_boolean(1, 3, true).unwrap();
            sheet.write_number(1, 4, 42_795).unwrap();
        });
        let mut reader = Reader::from_read("a.xlsx", Cursor::new(bytes), &Options::default());
        let Some(Item::Row(row)) = reader.read() else { panic!() };
        let cells: Vec<_> = (0..5).map(|at| row.get(at)).collect();
        assert_eq!(cells, ["2017-03-01", "2017-03-01 09:30", "0.3", "true", "42795"]);
        assert_eq!(value::date(row.cell(4)).unwrap().iso(), "2017-03-01");
        assert_eq!(value::date(row.cell(0)).unwrap().iso(), "2017-03-01");
        assert_eq!(value::yes(row.cell(3)), Ok(Some(true)));
    }

    #[test]
    fn merged_cells_and_formulas_are_reported() {
        let bytes = book(|sheet| {
            rows(
                sheet,
                &[
                    &["会议台账", ""],
                    &["日期", "事项"],
                    &["1", "甲"],
                    &["2", "乙"],
                    &["", ""],
                    &["4", "丁"],
                    &["5", ""],
                    &["6", ""],
                ],
            );
            sheet.merge_range(0, 0, 0, 1, "会议台账", &Format::new()).unwrap();
            sheet.merge_range(2, 0, 3, 0, "1", &Format::new()).unwrap();
            sheet.write_formula(6, 1, Formula::new("1+1").set_result("2")).unwrap();
            sheet.write_formula(7, 1, Formula::new("A1/0").set_result("#DIV/0!")).unwrap();
        });
        let options = Options { known: vec!["日期".to_owned(), "事项".to_owned()], ..Options::default() };
        let (lines, counts) = read_all(Reader::from_read("a.xlsx", Cursor::new(bytes), &options));
        assert_eq!(lines[..4], ["3 D014", "4 D014", "6 4|丁", "7 5|2"]);
        assert_eq!(lines.last().unwrap(), "7 D016 1");
        assert_eq!(counts.read(), counts.given + counts.reported);
        assert!(lines.len() == 6, "{lines:?}");
    }

    #[test]
    fn several_sheets_and_cells_far_out() {
        let mut workbook = Workbook::new();
        let first = workbook.add_worksheet();
        rows(first, &[&["日期"], &["1"]]);
        first.write_string(1_048_575, 16_383, "远").unwrap();
        workbook.add_worksheet();
        let third = workbook.add_worksheet().set_name("丙").unwrap();
        rows(third, &[&["事项", "", "备注"], &["", "乙"], &["丙"]]);
        let bytes = workbook.save_to_buffer().unwrap();
        assert_eq!(text("a.xlsx", bytes), ["2 1", "1048576 D004", "2 D005 1", "3 丙||"]);
    }

    #[test]
    fn damage_anywhere_is_survived() {
        let bytes = guiju::ledger::workbook(&[template()]).unwrap();
        for at in (0..bytes.len()).step_by(97) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            drop(read_all(Reader::from_read("a.xlsx", Cursor::new(damaged), &Options::default())));
        }
        for length in (0..bytes.len()).step_by(331) {
            let cut = bytes[..length].to_vec();
            drop(read_all(Reader::from_read("a.xlsx", Cursor::new(cut), &Options::default())));
        }
    }

    /// A few bytes that unpack to many are not unpacked.
    #[test]
    fn a_workbook_that_unpacks_to_too_much_is_refused() {
        use std::io::Write;
        let whole = guiju::ledger::workbook(&[template()]).unwrap();
        let mut blanks = zip::ZipWriter::new(Cursor::new(Vec::new()));
        blanks.start_file("blanks", zip::write::SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        blanks.write_all(&vec![b' '; 16 << 20]).unwrap();
        let mut blanks = zip::ZipArchive::new(blanks.finish().unwrap()).unwrap();
        let mut bomb = |copies: usize| {
            let mut from = zip::ZipArchive::new(Cursor::new(whole.clone())).unwrap();
            let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
            (0..from.len()).for_each(|n| to.raw_copy_file(from.by_index_raw(n).unwrap()).unwrap());
            for n in 0..copies {
                to.raw_copy_file_rename(blanks.by_index_raw(0).unwrap(), format!("xl/more{n}")).unwrap();
            }
            to.finish().unwrap().into_inner()
        };
        assert_eq!(text("a.xlsx", bomb(1)).len(), 2);
        assert_eq!(text("a.xlsx", bomb(65)), ["- D026"]);
    }

    /// Days counted from 1904, as old spreadsheets have them.
    #[test]
    fn days_since_1904() {
        use std::io::{Read, Write};
        let day = ExcelDateTime::from_ymd(2017, 3, 1).unwrap();
        let bytes = book(|sheet| {
            rows(sheet, &[&["日期"]]);
            sheet.write_datetime_with_format(1, 0, &day, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
        });
        let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for n in 0..from.len() {
            let mut file = from.by_index(n).unwrap();
            let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
            file.read_to_end(&mut bytes).unwrap();
            if name == "xl/workbook.xml" {
                let text = String::from_utf8(bytes).unwrap();
                let since = text.replace("<workbookPr", "<workbookPr date1904=\"1\"");
                assert_ne!(text, since);
                bytes = since.into_bytes();
            }
            to.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
            to.write_all(&bytes).unwrap();
        }
        // The same number of days, counted from 1 January 1904, is four years and a day later.
        assert_eq!(text("a.xlsx", to.finish().unwrap().into_inner()), ["2 2021-03-02"]);
    }

    /// A workbook of the old kind, as another program wrote it: a day, a merge, a formula, a day that is none.
    #[test]
    fn a_workbook_of_the_old_kind() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables/旧.xls");
        let options = Options { known: vec!["编号".to_owned(), "日期".to_owned()], ..Options::default() };
        let (lines, counts) = read_all(Reader::open(&path, &options));
        assert_eq!(lines, ["2 甲一|2023-03-01|", "3 甲二|二月三十|", "4 D014", "6 甲六|2023-03-06|", "6 D016 2"]);
        assert_eq!(counts.read(), counts.given + counts.reported);
    }

    #[test]
    fn the_formula_warning_is_no_row() {
        let bytes = book(|sheet| {
            rows(sheet, &[&["数"]]);
            sheet.write_formula(1, 0, Formula::new("1+1").set_result("2")).unwrap();
        });
        let mut reader = Reader::from_read("a.xlsx", Cursor::new(bytes), &Options::default());
        assert!(matches!(reader.read(), Some(Item::Row(_))));
        let Some(Item::Bad(bad)) = reader.read() else { panic!() };
        assert_eq!((bad.problem.clone(), bad.severity()), (LedgerProblem::Formulas { count: 1 }, super::Severity::Warning));
        assert_eq!(bad.place_in(super::Lang::Zh), "a.xlsx［会议］第2行A列「数」");
        assert!(reader.read().is_none());
        assert_eq!(reader.counts().read(), 1);
    }
}

/// Bytes that come one by one.
struct Drops(Vec<u8>, usize);

impl Read for Drops {
    fn read(&mut self, space: &mut [u8]) -> std::io::Result<usize> {
        let Some(byte) = self.0.get(self.1) else { return Ok(0) };
        space[0] = *byte;
        self.1 += 1;
        Ok(1)
    }
}

proptest! {
    /// Where a file has no fault, rows are those the `csv` crate reads.
    #[test]
    fn csv_is_read_as_a_library_reads_it(rows in prop::collection::vec(prop::collection::vec("[a甲,;\"\r\n x]{0,5}", 3), 1..8)) {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        writer.write_record(["一", "二", "三"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let mut reader = Reader::from_read("a.csv", Drops(bytes.clone(), 0), &Options::default());
        let mut library = csv::ReaderBuilder::new().from_reader(bytes.as_slice());
        for record in library.records() {
            let record = record.unwrap();
            let cells: Vec<&str> = record.iter().map(str::trim).collect();
            if cells.iter().all(|cell| cell.is_empty()) || cells.iter().any(|cell| cell.starts_with('注')) {
                continue;
            }
            let Some(Item::Row(row)) = reader.read() else { panic!("{}", String::from_utf8_lossy(&bytes)) };
            let ours: Vec<&str> = (0..3).map(|at| row.get(at)).collect();
            prop_assert_eq!(ours, cells);
        }
        prop_assert!(reader.read().is_none());
    }

    /// Whatever the bytes: an end, no panic, and every line is a row given, reported, blank or other.
    #[test]
    fn any_bytes_come_to_an_end(head in "(日期,事项\n|\\{|)", bytes in prop::collection::vec(any::<u8>(), 0..400),
        words in "([a,\"\n;\t甲\\{\\}:0]|\r\n){0,200}") {
        for tail in [bytes.as_slice(), words.as_bytes()] {
            let all = [head.as_bytes(), tail].concat();
            let (lines, counts) = read_all(Reader::from_read("a.csv", Cursor::new(all), &Options::default()));
            prop_assert!(counts.read() <= lines.len() as u64);
        }
    }

    #[test]
    fn any_words_are_a_value_or_not(text in "\\PC{0,20}", digits in "[-+0-9.,/年月日: T]{0,20}") {
        for text in [text.as_str(), digits.as_str()] {
            let _ = (value::moment(text), value::number(text), value::yes(text));
        }
    }
}

/// With `GUIJU_LARGE=1`: a million rows in well under a fifth of a second (release), a gigabyte in constant memory.
#[test]
fn large_files() {
    if env::var_os("GUIJU_LARGE").is_none() {
        eprintln!("GUIJU_LARGE is not set: large files are not read");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    let mut text = "body,kind,date,a,b\n".to_owned();
    for n in 0..1_000_000 {
        let _ = writeln!(text, "{:03},signed,2017-{:02}-{:02},{},{}", n % 100, n % 12 + 1, n % 28 + 1, n % 16, n % 997);
    }
    fs::write(&path, &text).unwrap();
    let start = std::time::Instant::now();
    let sum = sum_of(&path);
    let taken = start.elapsed();
    eprintln!("{} bytes, {taken:?}", text.len());
    assert_eq!(sum, (1_000_000, (0..1_000_000_u64).map(|n| n % 997).sum()));
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    for _ in 0..30 {
        std::io::Write::write_all(&mut file, text.split_once('\n').unwrap().1.as_bytes()).unwrap();
    }
    drop(file);
    drop(text);
    assert_eq!(sum_of(&path).0, 31_000_000);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    eprintln!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default());
}

fn sum_of(path: &Path) -> (u64, u64) {
    let mut reader = Reader::open(path, &Options::default());
    let mut sum = 0;
    while let Some(item) = reader.read() {
        let Item::Row(row) = item else { panic!() };
        sum += row.get(4).parse::<u64>().unwrap();
    }
    (reader.counts().given, sum)
}
