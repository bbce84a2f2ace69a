//! The canonical printing: the tree stays equal, nothing is lost, and a second printing changes nothing.
use guiju::{source::Source, syntax};
use proptest::prelude::*;
use std::{fs, path::Path};

fn format(text: &str) -> String {
    let source = Source::new("文件", text);
    syntax::format(&source).unwrap_or_else(|problems| {
        panic!(
            "{text}\n{:?}",
            problems.sorted().iter().map(|it| (source.position(it.at.start as usize), it.kind.code())).collect::<Vec<_>>()
        )
    })
}

/// Everything that must hold of any file.
fn check(text: &str) -> String {
    let printed = format(text);
    let (before, _) = syntax::parse(&Source::new("前", text));
    let (after, problems) = syntax::parse(&Source::new("后", printed.clone()));
    assert!(!problems.has_errors(), "{text}\n-----\n{printed}");
    assert!(before == after, "{text}\n-----\n{printed}\n-----\n{before:?}\n-----\n{after:?}");
    assert_eq!(format(&printed), printed, "a second time\n{text}");
    assert_eq!(comments(text), comments(&printed), "{text}\n-----\n{printed}");
    printed
}

fn comments(text: &str) -> Vec<&str> {
    let lines = text
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line).trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}'));
    lines.filter(|line| ["注：", "注:", "//"].iter().any(|start| line.starts_with(start))).collect()
}

fn every_file(folder: &Path, out: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            every_file(&path, out);
        } else if path.extension().is_some_and(|it| it == "gj") {
            out.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn rulebooks_and_good_files_keep_their_trees() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    every_file(&root.join("rulebooks"), &mut files);
    every_file(&root.join("tests/corpus/syntax/good"), &mut files);
    for text in &files {
        check(text);
    }
    assert!(files.len() > 3);
}

#[test]
fn one_file_in_every_wrong_way() {
    let before = "\u{FEFF}//  头 \r\n规则   甲规则\r\n文号：资府发〔2017〕34号  \n\n\n\n用语：\n注: 二\n\n  种类 会议 , 属于 集体 、事项。\n句式 【人】到会[ 会议 ];反:[人] 未到会 [会议]; 英 : [人]  attends, or not,  [会议] ;类:开放。\n三、\n>三、 原文 ，  不动\t\n> 第二句。\n   由 市长（副市长） 签发 公文(试行), 但\n// 中间的 注释  \n  情况   紧急 的除外 〔 签发 公文 〕 。 见 第 8条。\n";
    let before = before.replace("第 8条", "第8条");
    let after = "//  头 \n规则 甲规则\n  文号 资府发〔2017〕34号\n\n用语\n注: 二\n\n种类 会议，属于 集体、事项。\n句式 [人] 到会 [会议]；反：[人] 未到会 [会议]；英：[人]  attends, or not,  [会议]；类：开放。\n\n第三条\n> 三、 原文 ，  不动\t\n> 第二句。\n  由 市长（副市长） 签发 公文（试行），但\n    // 中间的 注释  \n    情况 紧急 的除外 〔签发 公文〕。 见 第8条。\n";
    assert_eq!(check(&before), after);
}

#[test]
fn a_piece_ends_a_block_of_words() {
    let before = "规则 甲\n\n第三条\n用语\n  种类 议题。\n> 三、原文。\n由 市长 签发 公文。\n第二款\n用语\n种类 纪要。\n> 原文。\n由 市长 签发 纪要。\n";
    let after = "规则 甲\n\n第三条\n\n用语\n种类 议题。\n> 三、原文。\n  由 市长 签发 公文。\n第二款\n\n用语\n种类 纪要。\n> 原文。\n  由 市长 签发 纪要。\n";
    assert_eq!(check(before), after);
}

#[test]
fn a_case_in_every_wrong_way() {
    let before = "案例  一   题  目\n适用《甲》 《乙》\n情形：2019年3月12日\n名册:市长 甲;副市长 乙、丙(自 2019年1月1日 至 2019年2月1日)。\n\n\n//注\n  甲 、乙   到会\n会议 。\n 问   会议 能否  召开 ?\n答 可以 \n据 第1条 第二款,《甲 乙》 第三条\n缺 甲 、 乙\n告 甲 ; 乙\n反事实 W1\n撤去: 甲 到会 会议。\n案例 二 题\n情形 2019-03-12\n";
    let after = "案例 一 题  目\n适用 《甲》、《乙》\n情形 2019年3月12日\n  名册：市长 甲；副市长 乙、丙 （自 2019年1月1日 至 2019年2月1日）。\n\n  //注\n  甲、乙 到会\n    会议。\n问 会议 能否  召开？\n  答 可以\n  据 第1条第二款、《甲 乙》第三条\n  缺 甲、乙\n  告 甲；乙\n反事实 W1\n  撤去：甲 到会 会议。\n\n案例 二 题\n情形 2019-03-12\n";
    assert_eq!(check(before), after);
}

#[test]
fn a_file_with_errors_is_left_alone() {
    assert!(syntax::format(&Source::new("文件", "规则 甲\n\n市长 签发 公文。\n")).is_err());
}

const STATEMENTS: &[&str] = &[
    "由 市长 签发 公文。",
    "市政府常务会议 由 市长、副市长 和 秘书长 组成。",
    "召开 会议，须 到会 的 组成人员 达到 组成人员 的 三分之二以上 〔三分之二〕。",
    "甲 到会，且 （乙 到会，或 丙 到会） 的，由 市长 主持 会议，但 情况紧急 的 除外；其中 涉及 重大事项 的，可由 秘书长 主持 会议。",
    "召开 会议，须 至少具备下列 两 项：（一）组成人员 不少于 7 人；（二）该会议 会期 不超过 ０.５ 天。",
    "市长 应当 于 会议 召开 前 10 个工作日，将 议题 报 县（区）政府，并 抄送 “ 办公室,甲 ”。",
    "市政府常务会议 原则上 每两周 召开 一次。",
    "种类 会议，属于 集体、事项。",
    "句式 [外出] 性质为 [外出性质 单选]；类：开放。",
    "行为 [人：本人] 代行 [职务]。",
    "第七十三条 优于 第二十六条第二句，依据 特别 规定。",
    "本句 与 《某规则》第一款第六句 何者优先，未定。",
    "程序 分歧：（一）甲 协调；（二）乙 协调。",
    "例外 第三条：情况紧急 的，不适用。",
    "约定〔以上〕：含本数；另：不含本数。",
    "见 第八条、第九条第（三）项。",
];

/// A statement with its blanks and marks written in some other way.
fn scrambled() -> impl Strategy<Value = String> {
    (prop::sample::select(STATEMENTS), prop::collection::vec(0_usize..6, 64)).prop_map(|(statement, choices)| {
        let mut choices = choices.into_iter().cycle();
        let mut out = String::new();
        let mut kept = false;
        for c in statement.chars() {
            kept = if "“〔".contains(c) { true } else { kept && !"”〕".contains(c) };
            let choice = choices.next().unwrap_or(0);
            let other = match c {
                _ if kept || statement.contains("依据") => "",
                ' ' => ["", "  ", "\u{3000}", "\t", "\n      ", "\n      注：夹着的  注释 \n      "][choice],
                '，' => ["", ",", " ，", ", ", "，\n      ", ""][choice],
                '；' => ["", ";", " ； ", "; ", "；\n        ", ""][choice],
                '：' => ["", ":", " ：", ": ", "", ""][choice],
                '、' => ["", " 、", "、 ", " 、 ", "", ""][choice],
                '[' => ["", "【", "[ ", "[", "", ""][choice],
                ']' => ["", "】", " ]", "]", "", ""][choice],
                '（' => ["", "(", "", "", "", ""][choice],
                '）' => ["", ")", "", "", "", ""][choice],
                _ => "",
            };
            if other.is_empty() { out.push(c) } else { out.push_str(other) }
        }
        out
    })
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (scrambled(), 0_usize..3).prop_map(|(text, indent)| format!("{}{text}\n", " ".repeat(indent))),
        1 => "[ -~，。、（）“”一-龥]{0,12}".prop_map(|text| format!("> {text}\n")),
        1 => "[ -~，、一-龥]{0,12}".prop_map(|text| format!("  注：{text}\n")),
        1 => "[ -~，、一-龥]{0,8}".prop_map(|text| format!("宣示： {text}。\n")),
        1 => "[,;，、一-龥]{1,8}".prop_map(|text| format!("空白 召开 会议 : {text}。 见 第八条 、第九条。\n")),
        1 => Just("\n\n".to_owned()),
        1 => (scrambled(), scrambled()).prop_map(|(one, two)| format!("{one}{two}\n")),
        1 => Just("读法 〔以 上〕\n  其一 甲 乙：由 市长 签发 公文。由 市长 签发 纪要。\n      由 市长\n  签发 公文。\n  其二 丙:由 市长 签发 公文。\n".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printing_keeps_the_tree(lines in prop::collection::vec(line(), 0..12), chapters in any::<bool>()) {
        let head = if chapters { "规则 甲\n文号 一号\n第一章 总 则\n一、\n" } else { "规则 甲\n\n第1条\n" };
        check(&format!("{head}{}", lines.concat()));
    }
}
