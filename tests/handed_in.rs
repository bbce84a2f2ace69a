//! Tables as people hand them in: through a pipe, in workbooks with notes, with headers of two rows, in another encoding.
use crate::program::guiju;
use crate::unread::Desk;
use guiju::diagnostic::Lang;
use guiju::ledger::{Item, Options, Reader};
use std::fs;

const RULES: &str = "规则 某办规则
  发文 某办
  印发 2024年1月2日

用语
职务 主任，限一人。
种类 办文，属于 公文。

第一条
> 一、发文由主任签发。
  由 主任 签发 办文。
";

const FORMS: &str = "情形 2024年4月30日
  名册：主任 甲；科员 乙。
  完整。

登记 发文
  列 文件：办文。
  列 签发人员：人。
  列 日期：日期。
  每行
    [签发人员] 签发 [文件] （于 [日期]）。

登记 收文
  列 文件：办文。
  列 签发人员：人。
  列 日期：日期。
  每行
    [签发人员] 签发 [文件] （于 [日期]）。
";

const TABLE: &str = "文件,签发人员,日期\n文一,甲,2024-03-01\n文二,乙,2024-03-02\n";

fn desk(tables: &[(&str, &str)]) -> Desk {
    Desk::new(&RULES.replace("职务 主任，限一人。", "职务 主任，限一人。\n职务 科员。"), FORMS, tables)
}

#[test]
fn a_table_may_come_through_standard_input() {
    let desk = desk(&[]);
    let (rules, situation) = (desk.path("规则.gj"), desk.path("登记.gj"));
    let run = |more: &[&str]| {
        let arguments = [&["audit", "-r", &rules, "-s", &situation], more].concat();
        guiju(&arguments).stdin(TABLE).run()
    };
    run(&["--form", "发文", "-"]).status(1).out("乙签发文二（标准输入第3行）").out("台账 2 行：核对 2");
    // Nothing but its columns tells which form it is in, and two forms have them.
    run(&["-"]).status(1).err("标准输入: D042").err("--form").out("台账 2 行：核对 0");
    run(&["--form", "来文", "-"]).status(2).err("没有叫「来文」的登记").err("发文、收文");
    run(&["--form", "发文", "-", "-"]).status(2).err("标准输入只能读一次");
    let due = guiju(&["due", "-r", &rules, "-s", &situation, "--form", "发文", "-"]).stdin(TABLE).run();
    due.status(0).out("没有还要办的事");
    let report = ["report", "-r", &rules, "-s", &situation, "--form", "发文", "-", "--year", "2024"];
    guiju(&report).stdin(TABLE).run().status(0).out("2 行");
}

#[cfg(unix)]
#[test]
fn devices_and_folders_are_no_tables() {
    let desk = desk(&[]);
    let (rules, situation) = (desk.path("规则.gj"), desk.path("登记.gj"));
    for (path, words) in [("/dev/zero", "F001 「/dev/zero」是设备，不是文件"), ("/", "F001 「/」是文件夹")] {
        guiju(&["audit", "-r", &rules, "-s", &situation, path]).run().status(2).err(words);
    }
    let mut reader = Reader::open(std::path::Path::new("/dev/zero"), &Options::default());
    let Some(Item::Bad(bad)) = reader.read() else { panic!() };
    assert_eq!((bad.code(), reader.read().is_none()), ("D020", true));
}

#[test]
fn an_empty_table_is_a_workbook_or_csv() {
    let desk = desk(&[]);
    let write = |file: &str| desk.run("audit", &["--template", &desk.path(file)]);
    write("空表.xls").status(2).err("F006 空表写不成 .xls 文件").err("请写 .xlsx");
    write("空表").status(2).err("F006 空表的文件名没有写后缀");
    // All or nothing.
    fs::write(desk.path("空表-收文.csv"), "").unwrap();
    write("空表.csv").status(2).err("F005").err("空表-收文.csv");
    assert!(!fs::exists(desk.path("空表-发文.csv")).unwrap());
    let long = "很长的名称".repeat(8);
    for name in ["进/出", &long] {
        let desk = Desk::new(
            RULES,
            &FORMS.replace("科员 乙", "乙").replace("；乙", "").replace("登记 收文", &format!("登记 {name}")),
            &[],
        );
        for file in ["空表.xlsx", "空表.csv"] {
            desk.run("audit", &["--template", &desk.path(file)]).status(2).err("F007 登记「").err("最多 31 个字");
        }
    }
    let situation = FORMS.replace("；科员 乙", "").replace("登记 发文", "登记 A").replace("登记 收文", "登记 a");
    let desk = Desk::new(RULES, &situation, &[]);
    desk.run("audit", &["--template", &desk.path("空表.xlsx")]).status(2).err("F007 登记「A」和「a」的名称只差大小写");
    let en = desk.run("audit", &["--template", &desk.path("空表.ods"), "--lang", "en"]);
    en.status(2).err("F006 an empty table is not written as a .ods file").err("Write .xlsx");
}

#[test]
fn a_header_that_is_not_found_tells_how_the_file_was_read() {
    let bytes = [0xA4_u8, 0xE5, 0xA5, 0xF3, b',', 0xA4, 0xE9, 0xB4, 0xC1, b'\n'];
    let options = Options { known: vec!["文件".to_owned(), "日期".to_owned()], ..Options::default() };
    let told = |bytes: &'static [u8], lang| {
        let mut reader = Reader::from_read("台账.csv", bytes, &options);
        let Some(Item::Bad(bad)) = reader.read() else { panic!() };
        bad.told(lang)
    };
    // Big5, which is read as GB18030.
    let bytes: &'static [u8] = bytes.to_vec().leak();
    let zh = told(bytes, Lang::Zh);
    assert!(zh.contains("没有找到表头，要有的列是：文件、日期；文件照 GB18030 编码读，开头读成「"), "{zh}");
    assert!(zh.contains("另存为 UTF-8"), "{zh}");
    let en = told(bytes, Lang::En);
    assert!(en.contains("read as GB18030, the file begins with 「") && en.contains("save the file as UTF-8"), "{en}");
    let zh = told("某办台账\n甲,乙\n".as_bytes(), Lang::Zh);
    assert!(zh.contains("文件照 UTF-8 编码读，开头读成「某办台账」"), "{zh}");
    let zh = told(b"a,b\n", Lang::Zh);
    assert!(!zh.contains("编码读"), "{zh}");
}

#[test]
fn a_line_that_is_no_object_is_told_in_the_words_of_its_writer() {
    let told = |line: &str, lang| {
        let mut reader = Reader::from_read("台账.jsonl", std::io::Cursor::new(line.to_owned()), &Options::default());
        let Some(Item::Bad(bad)) = reader.read() else { panic!("{line}") };
        assert_eq!(bad.code(), "D011", "{line}");
        bad.problem.to_string() + if lang == Lang::Zh { "" } else { "!" }
    };
    for (line, words) in [
        ("{\"日期\": \"2024", "没有写完"),
        ("[1]", "整行要用大括号括起来"),
        ("{\"日期\" 1}", "第 7 个字「1」这里，名称后面要写英文冒号"),
        ("{\"日期\": 1 \"事项\": 2}", "这里，两项之间要写英文逗号"),
        ("{\"日期\": 1,}", "第 10 个字「}」这里，最后一项后面多了逗号"),
        ("{日期: 1}", "第 2 个字「日」这里，名称要放进英文双引号"),
        ("{\"日期\": 三月}", "第 8 个字「三」这里，要写一个值，文字要放进英文双引号"),
        ("{\"日期\"：1}", "第 6 个字「：」是中文标点，要换成英文的「:」"),
        ("{“日期”: 1}", "第 2 个字「“」是中文标点，要换成英文的「\"」"),
        ("{\"数\": 01}", "数写得不对"),
        ("{\"路径\": \"a\\s\"}", "反斜杠"),
        ("{\"事项\": \"甲\t乙\"}", "控制字符"),
        ("{\"日期\": 1} 2", "一个对象写完以后还有别的字"),
    ] {
        let zh = told(line, Lang::Zh);
        assert!(zh.contains(words), "{line}: {zh}");
        let english = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic()) && word != "JSON";
        assert!(!zh.split(|c: char| !c.is_ascii_alphabetic()).any(english), "{line}: {zh}");
    }
}

#[test]
fn names_of_columns_may_have_blanks_and_breaks() {
    let header = "\u{feff}文　件, 签发\u{200b}人 员 ,\"日\n期\"";
    let desk = desk(&[("发文.csv", &TABLE.replace("文件,签发人员,日期", header))]);
    desk.run("audit", &[]).status(1).out("乙签发文二").out("台账 2 行：核对 2");
    let desk = self::desk(&[("发文.csv", &format!("{header}\n文一,甲,二月三十\n"))]);
    desk.run("audit", &[]).status(1).err("C列「日期」: D023");
    let lines = "{\"文件\": \"文二\", \"签发 人员\": \"乙\", \"日 期 \": \"2024-03-02\"}\n";
    let desk = self::desk(&[("发文.jsonl", lines)]);
    desk.run("audit", &[]).status(1).out("乙签发文二").out("台账 1 行：核对 1");
}

#[test]
fn a_header_of_two_rows_is_told() {
    for table in [
        "文件,签发,日期\n,签发人员,\n文一,甲,2024-03-01\n",
        "文件,签发情况,日期\n,签发人员,\n文一,甲,2024-03-01\n",
        ",签发人员,\n文件,签发,日期\n文一,甲,2024-03-01\n",
    ] {
        let desk = desk(&[("发文.csv", table)]);
        desk.run("audit", &[]).status(1).err("D046 表头写成了两行").err("「签发人员」").err("写在一行里").out("核对 0");
    }
}

/// The rules of an office with these words and articles.
fn with_words(rest: &str) -> String {
    format!(
        "规则 某办规则\n  发文 某办\n  印发 2024年1月2日\n\n用语\n职务 主任，限一人。\n职务 科员。\n种类 办文，属于 公文。\n{rest}"
    )
}

/// What rows of a record say that could not be read may be what is missing from it, whatever its class.
#[test]
fn no_record_is_closed_of_which_rows_were_not_read() {
    let rules = &with_words(
        "句式 [办文] 经会签；反：[办文] 未经会签；类：记录。

第一条
> 一、发文由主任签发，签发前须经会签。
  由 主任 签发 办文。
  签发 办文，须 该办文 经会签。
",
    );
    let situation = "情形 2024年4月30日
  名册：主任 甲；科员 乙。

登记 会签
  列 文件：办文。
  列 会签日期：日期。
  每行
    [文件] 经会签 （自 [会签日期]）。

登记 发文
  列 文件：办文。
  列 签发人员：人。
  列 日期：日期。
  每行
    [签发人员] 签发 [文件] （于 [日期]）。
";
    let run = |signed: &str| {
        let desk = Desk::new(rules, situation, &[("会签.csv", signed), ("发文.csv", "文件,签发人员,日期\n文一,甲,2024-03-01\n")]);
        desk.run("audit", &[])
    };
    // Of this class, what is not on record is not so.
    run("文件,会签日期\n文二,2024-02-01\n").status(1).out("违反 1");
    run("文件,会签日期\n文一,2024-02-01\n").status(0);
    // The row that is not read may be the one.
    let ran = run("文件,会签日期\n文二,2024-02-01\n文一,二月三十\n").status(1).err("D023").err("办文经会签").out("不能判定 1");
    assert!(!ran.out.contains("违反"), "{}", ran.out);
}

/// A fact that a row says is told with its row; what several clauses ask for is owed once.
#[test]
fn reasons_name_their_rows_and_duties_stand_once() {
    let rules = &with_words(
        "句式 [人] 休假；反：[人] 在岗；类：记录。
行为 [人] 报告 [办文]。

第一条
> 一、科员签发办文的，应当报告；主任休假的，不得签发。
  科员 签发 办文 的，该科员 应当 报告 该办文。
  主任 休假 的，主任 不得 签发 办文。

第二条
> 二、科员签发的办文应当报告。
  科员 签发 办文 的，该科员 应当 报告 该办文。
",
    );
    let situation = "情形 2024年4月30日
  名册：主任 甲；科员 乙。
  完整。

登记 休假
  列 人员：人。
  列 自：日期。
  列 至：日期。
  每行
    [人员] 休假 （自 [自] 至 [至]）。

登记 发文
  列 文件：办文。
  列 签发人员：人。
  列 日期：日期。
  每行
    [签发人员] 签发 [文件] （于 [日期]）。
";
    let tables = [
        ("休假.csv", "人员,自,至\n甲,2024-03-01,2024-03-09\n"),
        ("发文.csv", "文件,签发人员,日期\n文一,乙,2024-03-02\n文二,甲,2024-03-03\n"),
    ];
    let desk = Desk::new(rules, situation, &tables);
    let ran = desk.run("audit", &[]).status(1);
    let lines: Vec<&str> = ran.out.lines().map(str::trim).collect();
    let row = |file: &str, n: u32| format!("{}第{n}行所载", desk.path(file));
    assert!(lines.contains(&format!("甲休假（{}）", row("休假.csv", 2)).as_str()), "{}", ran.out);
    assert!(lines.contains(&"甲任主任（情形所载）"), "{}", ran.out);
    assert_eq!(lines.iter().filter(|line| **line == "乙报告文一").count(), 1, "{}", ran.out);
    assert!(ran.out.contains("第一条「") && ran.out.contains("第二条「"), "{}", ran.out);
    let due = desk.run("due", &[]).status(0);
    let owed: Vec<&str> = due.out.lines().filter(|line| line.contains("乙报告文一")).collect();
    assert!(matches!(owed.as_slice(), [one] if one.contains("第一条") && one.contains("；《某办规则》第二条")), "{}", due.out);
    let report = desk.run("report", &["--year", "2024"]).status(0);
    assert!(!report.out.contains("所载"), "{}", report.out);
}

#[cfg(feature = "tables")]
mod workbooks {
    use super::desk;
    use rust_xlsxwriter::{Format, Workbook, Worksheet};

    type Fill = fn(&mut Worksheet);

    fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
    }

    fn table(sheet: &mut Worksheet) {
        rows(sheet, &[&["文件", "签发人员", "日期"], &["文一", "甲", "2024-03-01"], &["文二", "乙", "2024-03-02"]]);
    }

    fn audited(sheets: &[(&str, Fill)]) -> crate::program::Ran {
        let mut book = Workbook::new();
        for (name, fill) in sheets {
            fill(book.add_worksheet().set_name(*name).unwrap());
        }
        let desk = desk(&[("台账.xlsx", "")]);
        book.save(desk.path("台账.xlsx")).unwrap();
        desk.run("audit", &[])
    }

    #[test]
    fn sheets_of_notes_are_left_out_with_a_word() {
        let notes: Fill = |sheet| rows(sheet, &[&["怎么填这份台账"], &["文件", "签发人员", "日期"], &["例", "张三", "某日"]]);
        let marked: Fill = |sheet| rows(sheet, &[&["注：一行一份"], &["注：不要合并单元格"]]);
        let kept: Fill = |sheet| rows(sheet, &[&["文件", "签发人员", "日期"], &["文一", "甲", "2024-03-01"]]);
        for name in ["填表说明", "说 明", "README", "填报须知", "备注"] {
            let ran = audited(&[(name, notes), ("发文", kept)]).status(0).out("台账 1 行：核对 1");
            assert!(ran.err.contains("D043 这张工作表从名称看是说明，没有读") && !ran.err.contains("不当作完整"), "{}", ran.err);
        }
        audited(&[("一", marked), ("发文", kept)]).status(0).err("［一］: D043 这张工作表里面只有行首写着「注：」的说明");
        // What is neither a ledger nor marked is told, and may be a ledger whose header is spoilt.
        let other: Fill = |sheet| rows(sheet, &[&["通讯录"], &["张三", "8888"]]);
        audited(&[("一", other), ("发文", kept)]).status(1).err("［一］: D001").err("不当作完整");
    }

    #[test]
    fn a_sheet_called_as_a_form_is_read_whatever_its_name() {
        use rust_xlsxwriter::Workbook;
        let desk = crate::unread::Desk::new(
            &super::RULES.replace("职务 主任，限一人。", "职务 主任，限一人。\n职务 科员。"),
            &super::FORMS.replace("登记 收文", "登记 签发说明"),
            &[("台账.xlsx", "")],
        );
        let mut book = Workbook::new();
        table(book.add_worksheet().set_name("签发说明").unwrap());
        book.save(desk.path("台账.xlsx")).unwrap();
        desk.run("audit", &[]).status(1).out("乙签发文二").out("台账 2 行");
    }

    #[test]
    fn hidden_sheets_are_read_and_told_of() {
        let hidden: Fill = |sheet| {
            table(sheet);
            sheet.set_hidden(true);
        };
        let list: Fill = |sheet| {
            rows(sheet, &[&["甲"], &["乙"]]);
            sheet.set_hidden(true);
        };
        let first: Fill = |sheet| rows(sheet, &[&["文件", "签发人员", "日期"], &["文三", "甲", "2024-03-01"]]);
        let ran = audited(&[("发文", first), ("收文", hidden), ("名单", list)]).status(1);
        let ran = ran
            .out("乙签发文二（")
            .out("［收文］第3行")
            .out("台账 3 行：核对 3")
            .err("［收文］: D044 这张工作表是隐藏的，照样读了");
        ran.err("［名单］: D043 这张工作表是隐藏的，又没有表头，没有读");
        audited(&[("发文", first), ("名单", list)]).status(0);
    }

    #[test]
    fn a_merged_header() {
        let two: Fill = |sheet| {
            let plain = Format::new();
            sheet.merge_range(0, 0, 1, 0, "文件", &plain).unwrap();
            sheet.merge_range(0, 1, 0, 2, "签发人员", &plain).unwrap();
            sheet.merge_range(0, 3, 1, 3, "日期", &plain).unwrap();
            rows(sheet, &[&[], &["", "姓名", "职务"], &["文一", "甲", "主任", "2024-03-01"]]);
        };
        audited(&[("发文", two)]).status(1).err("［发文］第2行: D046 表头写成了两行，第二行有「姓名」「职务」").out("核对 0");
        // Two rows high, and nothing in the second.
        let high: Fill = |sheet| {
            let plain = Format::new();
            rows(sheet, &[&["某办台账"], &[], &[], &["文一", "甲", "2024-03-01"]]);
            sheet.merge_range(0, 0, 0, 2, "某办台账", &plain).unwrap();
            for (column, name) in [(0, "文件"), (1, "签发人员"), (2, "日期")] {
                sheet.merge_range(1, column, 2, column, name, &plain).unwrap();
            }
        };
        audited(&[("发文", high)]).status(0).out("台账 1 行：核对 1");
    }
}
