//! Sessions as files: lines typed behind `> `, and beneath each what was said. `UPDATE=1` writes what is said anew.
//!
//! `tests/corpus/repl/*.txt` begin with comments (`# …`); `# lang en` is a session in English. All are about the Ziyang rules.
use guiju::Rulebook;
use guiju::diagnostic::Lang;
use guiju::session::{Reply, Session, Wish};
use guiju::source::Source;
use guiju::vocabulary::Date;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Ziyang rules, read once.
pub fn ziyang() -> &'static Rulebook {
    static BOOK: OnceLock<Rulebook> = OnceLock::new();
    BOOK.get_or_init(|| Rulebook::load([root().join("rulebooks/资阳市人民政府工作规则.gj")]).unwrap())
}

/// A session on them, on a day that does not pass.
pub fn session(lang: Lang) -> Session {
    Session::new(ziyang(), Date::new(2026, 11, 22), lang).unwrap()
}

/// A session with a folder for its files.
pub struct Played {
    session: Session,
    folder: tempfile::TempDir,
}

impl Played {
    pub fn new(lang: Lang) -> Self {
        Self { session: session(lang), folder: tempfile::tempdir().unwrap() }
    }

    /// Types the lines behind `> ` and gives the lines with what was really said.
    pub fn replay(&mut self, lines: &[&str]) -> Vec<String> {
        let mut out = Vec::new();
        for line in lines {
            if let Some(typed) = line.strip_prefix('>').map(|rest| rest.strip_prefix(' ').unwrap_or(rest)) {
                out.push((*line).to_owned());
                let reply = self.session.feed(typed);
                self.say(&reply, &mut out);
            } else if line.starts_with('#') || (line.is_empty() && out.last().is_none_or(|last| last.starts_with('#'))) {
                out.push((*line).to_owned());
            }
        }
        let reply = self.session.finish();
        self.say(&reply, &mut out);
        out
    }

    fn say(&mut self, reply: &Reply, out: &mut Vec<String>) {
        out.extend(reply.plain().lines().map(str::to_owned));
        for wish in &reply.wishes {
            let more = self.grant(wish);
            self.say(&more, out);
        }
    }

    fn grant(&mut self, wish: &Wish) -> Reply {
        match wish {
            Wish::Leave | Wish::Explain(_) | Wish::Recover => Reply::default(),
            Wish::Read(path) => {
                let own = self.folder.path().join(path);
                let text = fs::read_to_string(&own).or_else(|_| fs::read_to_string(root().join(path))).unwrap();
                self.session.read(&Source::new(path.clone(), text))
            }
            Wish::Write { path, text, replace } => {
                let own = self.folder.path().join(path);
                let done = if own.exists() && !replace {
                    Err(None)
                } else {
                    fs::write(own, text).map_err(|error| Some(error.to_string()))
                };
                self.session.written(path, done)
            }
        }
    }
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join("tests/corpus/repl")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn sessions_go_as_written() {
    let mut wrong = Vec::new();
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        let lang = if text.lines().any(|line| line == "# lang en") { Lang::En } else { Lang::Zh };
        let lines: Vec<&str> = text.lines().collect();
        let got = Played::new(lang).replay(&lines).join("\n") + "\n";
        if got != text {
            if env::var_os("UPDATE").is_some() {
                fs::write(&path, got).unwrap();
            } else {
                wrong.push(format!("{}: `UPDATE=1 cargo test sessions` writes this anew\n{got}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the pages of 帮助 show can be typed: nothing is wrong with it.
#[test]
fn examples_of_the_help_pages_work() {
    for lang in [Lang::Zh, Lang::En] {
        for command in guiju::session::COMMANDS {
            let mut played = Played::new(lang);
            let opening = "> 读入 rulebooks/案例/资阳/ZV-04.gj\n> 本次会议 能否 召开？";
            played.replay(&opening.lines().collect::<Vec<_>>());
            for example in guiju::session::page(command, lang).examples {
                let said = played.replay(&[&format!("> {example}")]);
                let exists = example.contains("保存") || example.contains(":save");
                assert!(exists || !said.iter().any(|line| line.starts_with('✗')), "{example}\n{}", said.join("\n"));
                let outside = ["退出", ":quit", "恢复", ":recover"].contains(&example) || example.contains("R018");
                assert!(said.len() > 1 || outside, "{example} says nothing");
            }
        }
    }
}

fn said(session: &mut Session, line: &str) -> String {
    session.line(line).plain()
}

const MEETING: &str =
    "情形 2021年7月14日\n名册：市长 甲；副市长 乙、丙；秘书长 丁\n本次会议 是 市政府常务会议\n甲、乙 到会 本次会议\n完整：到会";

/// What cannot be taken down leaves the situation as it was.
#[test]
fn a_line_that_is_wrong_changes_nothing() {
    let mut session = session(Lang::Zh);
    said(&mut session, MEETING);
    let before = said(&mut session, "看情形");
    let wrong = [
        "乙 未到会 本次会议",
        "戊 到会 本次会议",
        "乙 道会 本次会议",
        "（（（",
        "撤去：丙 未到会 本次会议",
        "假如",
        "假如 道会",
        "更正",
        "更正 道会",
        "比较 甲 乙",
        "转到 无",
        "记作",
        "出处 第九百条",
        "保存",
        "保存 案例",
        "读入",
        "日期 明天",
        "答 可以",
        "：",
        "：：",
        "。",
        "」",
        "\u{0}",
        "不再假如",
        "重做",
        "语言 法文",
        "改文：第九百条：由 市长 签发 公文。",
        "未知：",
        "完整：没有这个词",
    ];
    for line in wrong {
        let told = said(&mut session, line);
        assert!(told.contains('✗') || told.contains("没有设想") || told.trim().is_empty(), "{line:?}\n{told}");
        assert_eq!(said(&mut session, "看情形"), before, "{line:?}");
    }
    assert!(said(&mut session, "本次会议 能否 召开？").starts_with("可以。"));
}

/// Every step can be taken back, to the very beginning, and done again.
#[test]
fn undo_leads_to_the_beginning_and_redo_to_the_end() {
    let mut session = session(Lang::Zh);
    let steps = [
        MEETING,
        "假如 乙 未到会 本次会议",
        "假如 丙 到会 本次会议",
        "更正 丁 到会 本次会议",
        "回到实际",
        "日期 2022年1月1日",
        "重来",
    ];
    let mut seen = vec![said(&mut session, "看情形")];
    for step in steps.iter().flat_map(|step| step.lines()) {
        assert!(!said(&mut session, step).contains('✗'), "{step}");
        seen.push(said(&mut session, "看情形"));
    }
    for expected in seen.iter().rev().skip(1) {
        said(&mut session, "撤销");
        assert_eq!(&said(&mut session, "看情形"), expected);
    }
    assert!(said(&mut session, "撤销").contains("没有可撤销的了"));
    for expected in seen.iter().skip(1) {
        said(&mut session, "重做");
        assert_eq!(&said(&mut session, "看情形"), expected);
    }
}

/// What is pasted without end is refused; the session lives on.
#[test]
fn too_much_at_once_is_refused() {
    let mut session = session(Lang::Zh);
    assert!(said(&mut session, &"甲 到会 ".repeat(20_000)).contains("一次写得太多"));
    assert!(said(&mut session, &"甲\n".repeat(2_000)).contains("一次写得太多"));
    // Line by line, never finished: the same.
    let mut told = String::new();
    for _ in 0..20_000 {
        told.push_str(&session.feed("（甲、乙，").plain());
    }
    assert!(told.contains("一次写得太多"));
    session.finish();
    assert!(said(&mut session, "出处 第八条").contains("第八条"));
}

/// Any saved case passes; what was read from it is what was saved.
#[test]
fn saved_cases_pass_and_come_back() {
    let mut played = Played::new(Lang::Zh);
    let lines = MEETING.lines().chain([
        "本次会议 能否 召开？",
        "假如 乙 未到会 本次会议",
        "假如 丙 到会 本次会议",
        "保存 案例 一.gj",
        "看情形",
    ]);
    let typed: Vec<String> = lines.map(|line| format!("> {line}")).collect();
    played.replay(&typed.iter().map(String::as_str).collect::<Vec<_>>());
    let text = fs::read_to_string(played.folder.path().join("一.gj")).unwrap();
    assert_eq!((text.matches("反事实").count(), text.matches("问 ").count()), (2, 3), "{text}");
    let back = played.replay(&["> 读入 一.gj", "> 比较 实际 假如1"]).join("\n");
    assert!(back.contains("实际：可以。") && back.contains("假如1：不可以：条件不足。"), "{back}");
}

/// Completion by characters, by pinyin and by initials; in the places where words are wanted.
#[test]
fn words_are_completed() {
    let mut session = session(Lang::Zh);
    said(&mut session, MEETING);
    let words = session.words();
    let first = |line: &str| words.complete(line, line.len()).1.into_iter().next().unwrap_or_default();
    assert_eq!(first("甲 未到"), "未到会 ");
    assert_eq!(first("甲 weidaoh"), "未到会 ");
    assert_eq!(first("甲 到会 bchy"), "本次会议");
    assert_eq!(first("甲、乙 到会 szfcwhy"), "市政府常务会议");
    assert_eq!(first("jiaru"), "假如 ");
    assert_eq!(first("：cx"), "撤销 ");
    assert_eq!(first(":und"), "undo ");
    assert_eq!(first("出处 第三十八"), "第三十八条");
    assert_eq!(words.complete("甲 到会 bchy", "甲 到会 ".len() + 4).0, "甲 到会 ".len());
    assert_eq!(words.hint("甲 到会 ").as_deref(), Some("[会议]"));
    assert_eq!(words.hint("假如 ").as_deref(), Some("事实"));
    assert_eq!(words.hint("甲 到会"), None);
}

/// A line is answered at once: here with room for a build that is not optimised.
#[test]
fn lines_are_answered_at_once() {
    let mut session = session(Lang::Zh);
    said(&mut session, MEETING);
    said(&mut session, "本次会议 能否 召开？");
    for line in ["丙 到会 本次会议", "假如 乙 未到会 本次会议", "本次会议 能否 召开？", "出处 第三十八条", "撤销"]
    {
        let started = std::time::Instant::now();
        said(&mut session, line);
        assert!(started.elapsed().as_millis() < 2_000, "{line}: {:?}", started.elapsed());
    }
}

#[test]
fn a_line_that_was_refused_leaves_what_can_be_done_again() {
    let mut session = session(Lang::Zh);
    said(&mut session, "名册：市长 甲");
    said(&mut session, "甲 处于 请假休假 期间 （自 2026年11月20日 至 2026年11月25日）");
    said(&mut session, "名册：副市长 乙");
    assert!(said(&mut session, "撤销").contains("撤销了"));
    assert!(said(&mut session, "并非 甲 处于 请假休假 期间").contains("没有记下"));
    assert!(said(&mut session, "重做").contains("名册：副市长 乙"));
}

#[test]
fn what_was_pasted_behind_a_file_waits_for_it() {
    let mut session = session(Lang::Zh);
    let reply = session.line("名册：市长 甲\n读入 会议.gj\n名册：副市长 丁\n看情形");
    assert_eq!(reply.wishes, [Wish::Read("会议.gj".to_owned())]);
    assert_eq!(reply.rest.as_deref(), Some("名册：副市长 丁\n看情形"));
    assert!(!said(&mut session, "看情形").contains('丁'));
}

#[test]
fn a_path_may_have_blanks() {
    let mut session = session(Lang::Zh);
    said(&mut session, "名册：市长 甲");
    said(&mut session, "甲 是否 任 市长？");
    let path = |reply: &guiju::session::Reply| match reply.wishes.as_slice() {
        [Wish::Write { path, .. }] => path.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(path(&session.line("保存 \"一 月.gj\"")), "一 月.gj");
    assert_eq!(path(&session.line("保存 一 月.gj")), "一 月.gj");
    assert_eq!(path(&session.line("保存 案例 “一 月.gj” 例会-1 四人到会")), "一 月.gj");
    assert_eq!(path(&session.line("保存 案例 一月.gj 例会-1 四人到会")), "一月.gj");
}

/// A file of which anything is wrong is not read at all: neither its facts, nor its name, nor its variants.
#[test]
fn a_file_is_read_as_a_whole_or_not_at_all() {
    const GOOD: &str = "案例 甲-1 例会\n情形 2021年7月14日\n  名册：市长 甲；副市长 乙。\n  本次会议 是 市政府常务会议。\n";
    let bad = [
        ("  甲 道会 本次会议。\n", "第 5 行：没有声明过「道会」"),
        ("问 本次会议 能否 开吗？\n", "第 5 行：没有声明过「开吗」"),
        (
            "问 本次会议 能否 召开？\n反事实 W1\n  乙 未到会 本次会议。\n反事实 W2\n  乙 道会 本次会议。\n",
            "第 9 行：没有声明过「道会」",
        ),
        ("  甲 到会 本次会议。\n  甲 未到会 本次会议。\n", "行：事实相反"),
        ("  甲 到会 （本次会议。\n", "第 5 行"),
    ];
    let mut session = session(Lang::Zh);
    said(&mut session, MEETING);
    said(&mut session, "本次会议 能否 召开？");
    let all = ["看情形", "再问", "转到 W1"];
    let before = all.map(|line| said(&mut session, line));
    for (wrong, place) in bad {
        let told = session.read(&Source::new("坏.gj", format!("{GOOD}{wrong}"))).plain();
        assert!(told.starts_with("✗ 没有读入 坏.gj，情形和原来一样。\n") && told.contains(place), "{told}");
        assert!(!told.contains("更正"), "{told}");
        assert_eq!(all.map(|line| said(&mut session, line)), before, "{wrong}");
    }
    assert!(session.read(&Source::new("好.gj", GOOD)).plain().starts_with("读入了 甲-1 例会"));
    said(&mut session, "撤销");
    assert_eq!(said(&mut session, "看情形"), before[0]);
}

/// A question whose names are not there any more is no fault of whoever goes back.
#[test]
fn a_question_that_cannot_be_asked_here_is_told_calmly() {
    let mut session = session(Lang::Zh);
    said(&mut session, MEETING);
    said(&mut session, "假如 下次会议 是 市政府常务会议");
    assert!(said(&mut session, "下次会议 能否 召开？").starts_with("不可以"));
    let calm = "下次会议 能否 召开？ 问不成，没有声明过「下次会议」。\n";
    let told = said(&mut session, "回到实际");
    assert!(told.ends_with(calm) && !told.contains('✗'), "{told}");
    for line in ["撤销", "重做", "假如 丙 到会 本次会议", "不再假如"] {
        let told = said(&mut session, line);
        assert!(told.contains("下次会议") && !told.contains('✗'), "{line}: {told}");
    }
    said(&mut session, "假如 下次会议 是 市政府常务会议");
    let told = said(&mut session, "比较 实际 现在");
    assert!(told.contains("  实际：问不成") && told.contains("  现在：不可以") && !told.contains('✗'), "{told}");
}

/// 看情形 in the middle of an interview shows what was answered.
#[test]
fn facts_are_shown_with_the_replies_so_far() {
    let mut session = session(Lang::Zh);
    said(&mut session, "情形 2021年7月14日\n名册：市长 甲；副市长 乙；秘书长 丁\n本次会议 是 市政府常务会议\n甲 到会 本次会议");
    said(&mut session, "完整：召集");
    said(&mut session, "本次会议 能否 召开？");
    assert!(said(&mut session, "逐项问").contains("是否「乙到会本次会议」"));
    said(&mut session, "不知道");
    assert!(said(&mut session, "看情形").contains("  答了不知道的：乙 到会 本次会议\n"));
    said(&mut session, "退回");
    said(&mut session, "名册：副市长 戊");
    let told = said(&mut session, "看情形");
    assert!(told.contains("  名册：副市长 戊。\n"), "{told}");
}

/// Two situations that differ only in the day of an event are not the same.
#[test]
fn days_that_differ_are_told() {
    let mut played = Played::new(Lang::Zh);
    let told = played.replay(&["> 读入 rulebooks/案例/资阳/ZV-08.gj", "> 比较 实际 W1"]).join("\n");
    assert!(told.contains("（于 2019年4月26日） → ") && told.contains("（于 2019年4月29日）"), "{told}");
    let mut session = session(Lang::Zh);
    said(&mut session, "名册：市长 甲\n本次会议 是 市政府常务会议\n召开 本次会议 （于 2026年11月2日）");
    assert_eq!(said(&mut session, "召开 本次会议 （于 2026年11月9日）"), "记下了。\n");
    assert!(said(&mut session, "召开 本次会议").contains("和前面的一样"));
}

/// English answers are in English, but for names and quoted words.
#[test]
fn english_sentences_are_english() {
    let mut played = Played::new(Lang::En);
    let lines = ["ZV-04", "ZV-33", "ZV-37", "ZV-41", "ZV-14"].map(|case| {
        [format!("> :load rulebooks/案例/资阳/{case}.gj"), "> :again".to_owned(), "> :why".to_owned(), "> :change".to_owned()]
    });
    let told = played.replay(&lines.iter().flatten().map(String::as_str).collect::<Vec<_>>()).join("\n");
    assert!(told.contains("2021-01-06 to 2021-06-30: 11 times, 4 intervals longer than 14 days"), "{told}");
    for words in ["次,", "没有", "若", "不能", "尚", "以上 ", "（情形", "情形里"] {
        let own = told.lines().filter(|line| !line.contains('「') && !line.contains('，') && !line.starts_with('>'));
        let stray: Vec<&str> = own.filter(|line| line.contains(words)).collect();
        assert!(stray.is_empty(), "{words}: {stray:?}");
    }
}

/// An article that a case changes is one of the rulebook that it names, whatever else is loaded.
#[test]
fn a_changed_article_is_one_of_the_rulebook_that_the_case_names() {
    let family = ["阳泉市城区人民政府工作规则", "区政府全体会议工作规则", "区政府常务会议工作规则", "区长办公会议工作规则"];
    let rules = Rulebook::load(family.map(|name| root().join(format!("rulebooks/{name}.gj")))).unwrap();
    let open = || Session::new(&rules, Date::new(2026, 11, 22), Lang::Zh).unwrap();
    let path = "rulebooks/案例/阳泉/V01.gj";
    let mut session = open();
    let reply = session.read(&Source::new(path, fs::read_to_string(root().join(path)).unwrap()));
    assert!(reply.plain().contains("读入了 V01"), "{}", reply.plain());
    said(&mut session, "转到 若改变");
    let told = said(&mut session, "本次会议 能否 召开？");
    assert!(told.contains("条件不足"), "{told}");
    // Typed: which is meant must be said where several have it.
    let change = "第十三条：召开 区政府常务会议，须 区长 到会 该会议。";
    let mut session = open();
    let told = said(&mut session, &format!("改文：{change}"));
    assert!(told.contains("R059") && told.contains("《区政府常务会议工作规则》《区长办公会议工作规则》"), "{told}");
    assert_eq!(said(&mut session, &format!("改文：《常务会议规则》{change}")), "记下了。\n");
    let mut session = open();
    let head = "案例 一 试\n适用 《区政府常务会议工作规则》\n情形 2022年3月16日";
    head.lines().for_each(|line| drop(said(&mut session, line)));
    assert_eq!(said(&mut session, &format!("改文：{change}")), "记下了。\n");
}
