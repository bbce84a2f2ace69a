//! What is said of the worked cases, question and explanation together; and interviews.
use crate::program::guiju;
use guiju::api::interview::{Heard, Interview};
use guiju::api::{Shelf, cases::Runner};
use guiju::diagnostic::Lang;
use guiju::explain::{Depth, Style, explain, html, markdown, plain};
use guiju::source::Source;
use guiju::vocabulary::{Date, Verdict};
use guiju::{Question, Rulebook, Situation};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Cases that between them show every section.
const TOLD: [&str; 11] = ["ZV-01", "ZV-04", "ZV-05", "ZV-07", "ZV-10", "ZV-15", "ZV-17", "ZV-20", "ZV-32", "ZV-33", "ZV-38"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shelf() -> Shelf {
    let rules = root().join("rulebooks/资阳市人民政府工作规则.gj");
    let mut paths: Vec<PathBuf> = vec![rules];
    paths.extend(TOLD.iter().map(|case| root().join(format!("rulebooks/案例/资阳/{case}.gj"))));
    Shelf::load(&paths).unwrap()
}

#[test]
fn explanations_of_the_worked_cases() {
    let shelf = shelf();
    let mut out = String::new();
    for check in Runner::new(&shelf).with_changes().run(|_| true).checks {
        let variant = check.variant.as_deref().unwrap_or("");
        writeln!(out, "== {} {variant}", check.case).unwrap();
        let answer = check.answer.unwrap_or_else(|| panic!("{} {variant}", check.case));
        writeln!(out, "{}", plain(&explain(&answer, Style::default()))).unwrap();
    }
    insta::assert_snapshot!(out);
}

fn rulebook() -> Rulebook {
    Rulebook::load([root().join("rulebooks/资阳市人民政府工作规则.gj")]).unwrap()
}

fn situation(case: &str) -> Situation {
    let path = root().join(format!("rulebooks/案例/资阳/{case}.gj"));
    Situation::from_text(&Source::new(case, std::fs::read_to_string(path).unwrap())).unwrap()
}

#[test]
fn why_he_has_no_power_is_told_first_of_all() {
    let rules = "规则 甲规\n\n用语\n职务 市长、副市长。\n种类 例会，属于 会议。\n句式 [人] 听取意见；反：[人] 未听取意见；类：开放。\n\n第一条\n> 一、正文。\n\
由 市长 主持 例会。\n人 主持 例会，须 该人 听取意见。\n";
    let rulebook = Rulebook::parse([Source::new("规则.gj", rules)]).unwrap();
    let facts = "情形 2020年1月10日\n  名册：市长 甲；副市长 乙。\n  例会一 是 例会。\n  完整。\n";
    let situation = Situation::from_text(&Source::new("情形.gj", facts)).unwrap();
    let told = |question: &str| {
        let answer = rulebook.ask(&situation, &Question::from(question)).unwrap();
        let text = plain(&explain(&answer, Style { lang: Lang::Zh, depth: Depth::Short }));
        text.split("理由").nth(1).unwrap_or_default().to_owned()
    };
    let (no_power, unmet) = (told("乙 能否 主持 例会一？"), told("甲 能否 主持 例会一？"));
    assert!(no_power.contains("乙未任市长") && !no_power.contains("听取意见"), "{no_power}");
    assert!(unmet.contains("甲未听取意见"), "{unmet}");
}

#[test]
fn depths_and_forms() {
    let rulebook = rulebook();
    let asked = |lang| rulebook.ask(&situation("ZV-05"), &Question::from("由谁 代行 市长？").in_language(lang)).unwrap();
    let (zh, en) = (asked(Lang::Zh), asked(Lang::En));
    let told = |depth| plain(&explain(&zh, Style { lang: Lang::Zh, depth }));
    assert_eq!(told(Depth::Verdict), "由谁 代行 市长？\n无人。\n");
    let all = [Depth::Verdict, Depth::Short, Depth::Full, Depth::Whole].map(|depth| told(depth).lines().count());
    assert!(all.is_sorted() && all[3] > all[2], "{all:?}");
    let full = Style { lang: Lang::En, depth: Depth::Full };
    let forms = [
        told(Depth::Full),
        plain(&explain(&en, full)),
        markdown(&explain(&zh, Style::default())),
        html(&explain(&zh, Style::default())),
    ];
    insta::assert_snapshot!(forms.join("\n----\n"));
}

/// The whole talk, as it would stand on a terminal.
fn talk(case: &str, question: &str, replies: &[&str]) -> (String, Interview) {
    let mut interview = Interview::new(&rulebook(), &situation(case), &Question::from(question)).unwrap();
    let mut out = String::new();
    for reply in replies {
        let Some(asked) = interview.asked() else { break };
        writeln!(out, "{}", asked.ask).unwrap();
        asked.why.iter().for_each(|why| writeln!(out, "  {why}").unwrap());
        writeln!(out, "> {reply}").unwrap();
        if let Heard::Again(what) = interview.reply(reply) {
            writeln!(out, "{what}").unwrap();
        }
    }
    write!(out, "{}", plain(&explain(interview.answer(), Style::default()))).unwrap();
    (out, interview)
}

const STAND_IN: &str = "由谁 在 本次活动 代行 己 的政务活动职责？";

#[test]
fn an_interview_asks_what_matters_and_who_judged() {
    let (out, interview) = talk("ZV-36", STAND_IN, &["也许", "退回", "否", "是", "谁也不是", "甲"]);
    assert!(interview.asked().is_none());
    assert_eq!(interview.answer().verdict, Verdict::Found);
    let text = interview.situation().text(&rulebook());
    assert!(text.contains("己 确有特殊原因无法出席 本次活动 （由 甲 认定）。"), "{text}");
    // What was written down is a situation that needs no more asking.
    let again = Situation::from_text(&Source::new("补全.gj", text)).unwrap();
    assert_eq!(rulebook().ask(&again, &Question::from(STAND_IN)).unwrap().verdict, Verdict::Found);
    insta::assert_snapshot!(out);
}

#[test]
fn an_interview_goes_on_where_nobody_knows() {
    let (_, interview) = talk("ZV-36", STAND_IN, &["不知道", "不知道"]);
    assert!(interview.asked().is_none());
    assert_eq!(interview.answer().verdict, Verdict::Undetermined);
    // One answer is enough, and nothing more is asked.
    let (_, interview) = talk("ZV-36", STAND_IN, &["是"]);
    assert!(interview.asked().is_none());
    assert_eq!(interview.answer().answers[0].name, "庚");
    let (_, mut interview) = talk("ZV-36", STAND_IN, &["是", "退回"]);
    assert_eq!(interview.noted(), 1);
    assert_eq!(interview.reply("退回"), Heard::Noted);
    assert!(matches!(interview.reply("退回"), Heard::Again(_)));
    assert_eq!(interview.reply("结束"), Heard::Stopped);
}

#[test]
fn numbers_and_values_are_taken_down() {
    let (_, interview) = talk("ZV-03", "本次会议 能否 召开？", &["不少", "６ 人"]);
    assert_eq!(interview.answer().verdict, Verdict::Permitted);
    for reply in ["其他市政府发文", "9"] {
        let (_, interview) = talk("ZV-22", "丙 签发 本通知 是否合规？", &[reply]);
        assert_eq!(interview.answer().verdict, Verdict::Compliant);
    }
}

#[test]
fn the_next_question_says_what_turns_on_it() {
    let answer = rulebook().ask(&situation("ZV-36"), &Question::from(STAND_IN)).unwrap();
    let next = answer.next_question.as_ref().unwrap();
    assert_eq!(answer.missing[next.at].fact, "己 处于外出期间");
    let told = next.told(&answer.missing[next.at], Lang::Zh);
    assert_eq!(told, ["若己处于外出期间：庚", "若己不在外出期间：还要再问 1 项"]);
    assert!(answer.missing[next.at].citations.iter().any(|cite| cite.article == Some(57.into())));
}

#[test]
fn replies_may_be_piped_and_the_situation_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("补全.gj");
    let case = root().join("rulebooks/案例/资阳/ZV-36.gj");
    let rules = root().join("rulebooks/资阳市人民政府工作规则.gj");
    let (case, rules, kept) = (case.to_str().unwrap(), rules.to_str().unwrap(), file.to_str().unwrap());
    let run = guiju(&["ask", "-i", "--save", kept, "-r", rules, "-s", case]).stdin("是\n").run().status(0);
    assert!(run.out.contains("> 是") && run.out.contains("庚。"), "{}", run.out);
    assert!(std::fs::read_to_string(&file).unwrap().contains("己 处于外出期间。"));
    let run = guiju(&["ask", "-r", rules, "-s", kept]).run().status(0);
    assert!(run.out.contains("庚。"), "{}", run.out);
    // The input ends in the middle: the answer so far.
    guiju(&["ask", "-i", "-r", rules, "-s", case]).run().status(0).out("不能判定");
    guiju(&["ask", "--format", "html", "-r", rules, "-s", case]).run().status(0).out("<section");
    guiju(&["ask", "--depth", "4", "-r", rules, "-s", case]).run().status(2);
}

/// Only the number that is asked for is filled in, whatever letters a name has.
#[test]
fn a_number_is_filled_in_at_its_own_place() {
    const RULES: &str = "规则 N例\n\n用语\n职务 主任、N员。\n种类 NPC会，属于 会议。\n句式 [会议] 经费 [数] 万元；类：开放。\n\n第一条\n> 一、经费超过五万元、N员不少于二人的，可以召开。\n召开 会议，须 该会议 经费 超过 5 万元。\n召开 会议，须 N员 不少于 2 人。\n";
    let rulebook = guiju::Rulebook::parse([guiju::source::Source::new("N.gj", RULES)]).unwrap();
    let situation = guiju::Situation::at(guiju::vocabulary::Date::new(2020, 3, 2).unwrap())
        .fact("名册：主任 N；N员 甲。")
        .fact("不全：N员。")
        .fact("N会 是 NPC会。");
    let mut interview = Interview::new(&rulebook, &situation, &Question::from("N会 能否 召开？")).unwrap();
    while interview.asked().is_some() {
        assert_eq!(interview.reply("7"), Heard::Noted, "{:?}", interview.asked());
    }
    let text = interview.situation().text(&rulebook);
    assert!(text.contains("N会 经费 7 万元") && text.contains("N员 共 7 人"), "{text}");
    assert_eq!(interview.answer().verdict, Verdict::Permitted);
}

/// Nobody is never found without a reason: of every act of the rulebooks, with nothing known and with a meeting of each kind.
#[test]
fn who_is_nobody_is_told_why() {
    let books = [
        (
            "区政府常务会议工作规则",
            "名册：区长 甲；常务副区长 乙；副区长 丙、丁。",
            ["区政府常务会议", "区政府全体会议", "区政府专题会议"],
        ),
        (
            "资阳市人民政府工作规则",
            "名册：市长 甲；常务副市长 乙；副市长 丙、丁；秘书长 戊。",
            ["市政府常务会议", "市政府全体会议", "市长办公会"],
        ),
    ];
    let (mut nobody, mut bare) = (0, Vec::new());
    for (title, roster, meetings) in books {
        let book = Rulebook::load([root().join(format!("rulebooks/{title}.gj"))]).unwrap();
        let known = Situation::at(Date::new(2023, 3, 2).unwrap()).fact(roster);
        let meeting = |known: Situation, (n, kind): (usize, &str)| known.fact(format!("会{n} 是 {kind}"));
        let met = meetings.into_iter().enumerate().fold(known.clone(), meeting);
        for situation in [known, met] {
            let prepared = book.prepare(&situation, None).unwrap();
            for act in acts(book.program()) {
                // Some kinds stand for several of the situation.
                let Ok(answer) = prepared.ask(&format!("由谁 {act}？"), Lang::Zh) else { continue };
                if answer.verdict == Verdict::Nobody {
                    nobody += 1;
                    if answer.citations.is_empty() || answer.reasons.is_empty() {
                        bare.push(format!("{title}: {act}\n{}", plain(&explain(&answer, Style::default()))));
                    }
                }
            }
        }
    }
    assert!(nobody > 20, "{nobody}");
    assert!(bare.is_empty(), "{}", bare.join("\n"));
    // What is there and not what the clause is about is told by its name.
    let yangquan = Rulebook::load([root().join("rulebooks/区政府常务会议工作规则.gj")]).unwrap();
    let situation = Situation::at(Date::new(2023, 3, 2).unwrap()).fact("某事 是 事项").fact("某会 是 区政府常务会议");
    let answer = yangquan.ask(&situation, &Question::from("由谁 督办 某事？")).unwrap();
    assert_eq!(answer.reasons, ["某事不是某会的议定事项（没有记载）"]);
}

/// The acts with a doer, in words, a kind in each other place.
fn acts(program: &guiju::core_ir::Program) -> Vec<String> {
    use guiju::core_ir::SentencePart as Part;
    let with_doer = program.relations.iter().filter(|relation| relation.doer.is_some());
    let word = |relation: &guiju::core_ir::Relation, part: &Part| match part {
        Part::Word(word) => Some(word.clone()),
        Part::Hole(n) if relation.doer == Some(*n) => None,
        Part::Hole(n) => Some(program.kinds[relation.holes[*n].kind.index()].name.clone()),
        Part::Number => Some("1".to_owned()),
    };
    with_doer
        .map(|relation| relation.sentence.iter().filter_map(|part| word(relation, part)).collect::<Vec<_>>().join(" "))
        .collect()
}
