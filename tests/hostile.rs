//! Input nobody would write: never a panic, never a hang, always a code.
use guiju::{api::files, source::Source, syntax};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn codes(text: impl Into<String>) -> Vec<&'static str> {
    let (_, problems) = syntax::parse(&Source::new("文件", text));
    problems.sorted().iter().map(|problem| problem.kind.code()).collect()
}

#[test]
fn bytes_that_are_no_text() {
    let reason = |bytes: &[u8]| files::read_from(bytes, "文件").unwrap_err().reason;
    assert_eq!(reason(&[b'a', b'\n', 0xFF, 0xFE]), files::Reason::NotUtf8(2));
    assert_eq!(reason(&vec![b' '; 17 << 20]), files::Reason::TooLarge);
    assert_eq!(codes("规则 甲\0"), ["S002"]);
    assert_eq!(codes("规".repeat(6 << 20)), ["S003"]);
    assert_eq!(codes(""), ["S009"]);
    assert_eq!(codes("\u{FEFF}规则 甲\r\n\r\n第一条\r\n> 一\r\n由 市长 签发 公文。\r\n"), [""; 0]);
}

#[test]
fn what_nests_too_deep() {
    for (left, right) in [("（", "）"), ("(", ")"), ("《", "》"), ("[", "]"), ("甲（", "）")] {
        let text = format!("规则 甲\n\n由 {}甲{}。\n由 市长 由。\n", left.repeat(10_000), right.repeat(10_000));
        assert_eq!(codes(text), ["S004", "S021"], "{left}");
    }
    for opener in ["（", "《", "“", "由 甲（"] {
        let found = codes(format!("规则 甲\n\n由 {}。\n", opener.repeat(10_000)));
        assert!(found.len() == 1 && ["S004", "S006"].contains(&found[0]), "{opener} {found:?}");
    }
    for words in ["并非 ", "有下列情形之一：（一）", "空白 （", "提示 甲（"] {
        let text = format!("规则 甲\n\n{}甲 到会 的，由 乙 签发 公文。\n", words.repeat(10_000));
        assert!(!codes(text).is_empty(), "{words}");
    }
    let question = "（".repeat(100_000);
    let source = Source::new("问", question.clone());
    assert!(syntax::parse_phrase(&source, &question, 0).1.has_errors());
}

#[test]
fn what_might_take_long() {
    for (line, end) in [
        ("由 甲 签发 公文", "。"),
        ("甲 到会，且 ", "。"),
        ("（。", ""),
        ("甲、", "。"),
        ("于 ", "。"),
        ("一般   ", "。"),
        ("由\n", "。"),
        ("  人：甲\n", ""),
    ] {
        for head in ["规则 甲\n\n", "情形 2019年3月12日\n"] {
            for count in [2_000, 100_000] {
                let started = Instant::now();
                codes(format!("{head}{}{end}", line.repeat(count)));
                assert!(started.elapsed() < Duration::from_secs(20), "{line} {count} {:?}", started.elapsed());
            }
        }
    }
}

#[test]
fn every_code_of_the_stage_has_a_file() {
    let source = include_str!("../src/syntax/problem.rs");
    let mut missing = Vec::new();
    for code in source
        .match_indices("error(\"S")
        .filter_map(|(at, _)| source.get(at + 7..at + 11))
        .chain(source.match_indices("\n                \"S").filter_map(|(at, _)| source.get(at + 18..at + 22)))
    {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/syntax/bad");
        let found =
            std::fs::read_dir(root).unwrap().any(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap().contains(code));
        // Files that cannot be kept as text, and what cannot happen, are tested above or not at all.
        if !found && !["S002", "S003", "S034", "S099"].contains(&code) {
            missing.push(code);
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// Words and marks that a rulebook is made of, in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "规则 甲\n",
        "案例 一\n",
        "情形 2019年3月12日\n",
        "第一条\n",
        "第二款\n",
        "> 原文。\n",
        "用语\n",
        "读法〔甲〕\n",
        "  其一 甲：",
        "句式 ",
        "种类 ",
        "程序 甲：",
        "空白 ",
        "提示 ",
        "见 ",
        "宣示：",
        "由 ",
        "可以 ",
        "须 ",
        "方可 ",
        "不得 ",
        "应当 ",
        "是指 ",
        "视为 ",
        "组成",
        "每两周 ",
        "一次",
        "且 ",
        "或 ",
        "若 ",
        "则 ",
        "并 ",
        "除 ",
        "外",
        "但 ",
        "除外",
        "其中 ",
        "未经 ",
        "达到 ",
        "半数以上",
        "不超过 ",
        "7 ",
        "人",
        "的",
        " 的，",
        "，",
        "；",
        "。",
        "。\n",
        "：",
        "、",
        "（",
        "）",
        "（一）",
        "〔",
        "〕",
        "[",
        "]",
        "“",
        "”",
        "《",
        "》",
        " ",
        "\n",
        "\n\n",
        "\t",
        "\u{3000}",
        "市长",
        "签发 ",
        "公文",
        "会议 ",
        "第八条",
        "名册：",
        "问 ",
        "？\n",
        "答 可以\n",
        "据 ",
        "完整：",
        "并非 ",
        "有下列情形之一：",
        "至少具备下列 两 项：",
        "事先 ",
        "于 ",
        "前 ",
        "10 个工作日",
        "𠮷",
        "e\u{301}",
        "⼈",
        "\u{200B}",
        "注：甲\n",
        "//\n",
        "优于 ",
        "何者优先",
        "\r\n",
        "依据 ",
        "不再进行。",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|list| list.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_of_words_is_read_without_panic(text in soup()) {
        let source = Source::new("文件", text.clone());
        let (_, problems) = syntax::parse(&source);
        for problem in problems.sorted() {
            prop_assert!(problem.kind.code() != "S099", "{text:?}");
            prop_assert!(text.get(problem.at.range()).is_some(), "{text:?} {:?}", problem);
        }
        syntax::parse_facts(&source);
        syntax::parse_phrase(&source, &text, 0);
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC*") {
        codes(text.clone());
        codes(format!("规则 甲\n\n{text}"));
        codes(format!("情形 2019年3月12日\n{text}"));
    }
}
