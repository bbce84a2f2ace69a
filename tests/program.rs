//! The program as a user meets it: exit status, standard output, standard error.
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// A run of the program, built step by step.
pub struct Run {
    command: Command,
    stdin: Vec<u8>,
}

/// `guiju` with these arguments.
pub fn guiju(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guiju"));
    command.args(arguments).env_remove("GUIJU_LANG").env_remove("NO_COLOR").env_remove("COLUMNS");
    Run { command, stdin: Vec::new() }
}

impl Run {
    pub fn stdin(mut self, text: impl AsRef<[u8]>) -> Self {
        text.as_ref().clone_into(&mut self.stdin);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn run(mut self) -> Ran {
        let mut child =
            self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        child.stdin.take().unwrap().write_all(&self.stdin).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ran {
    #[track_caller]
    pub fn status(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn out(self, words: &str) -> Self {
        assert!(self.out.contains(words), "no {words:?} in\n{}", self.out);
        self
    }

    #[track_caller]
    pub fn err(self, words: &str) -> Self {
        assert!(self.err.contains(words), "no {words:?} in\n{}", self.err);
        self
    }

    #[track_caller]
    pub fn silent(self) -> Self {
        assert_eq!(self.err, "");
        self
    }
}

const RULES: &str = "规则 示例规则\n\n用语\n职务 市长。\n\n第一条\n> 一、公文由市长签发。\n由 市长 签发 公文。\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("规则.gj"), RULES).unwrap();
    folder
}

#[test]
fn wrong_usage_is_two_and_says_what_was_meant() {
    guiju(&["chekc"]).run().status(2).err("没有「chekc」这个命令").err("您是不是想写「check」？");
    guiju(&["检察", "x"]).run().status(2).err("您是不是想写「检查」？");
    guiju(&["check"]).run().status(2).err("还缺：<PATH>");
    guiju(&["check", "--jsn", "x"]).run().status(2).err("您是不是想写「--json」？");
    guiju(&["ask", "-r", "x"]).run().status(2).err("--situation");
    guiju(&["check", "x", "--lang", "fr"]).run().status(2).err("可以是：zh、en。");
    guiju(&["chekc", "--lang", "en"]).run().status(2).err("there is no command").err("Did you mean");
    guiju(&["repl"]).run().status(2).err("还缺：<RULEBOOK>");
    // As the other commands have it, too.
    let book = concat!(env!("CARGO_MANIFEST_DIR"), "/rulebooks/资阳市人民政府工作规则.gj");
    for given in [&["repl", book][..], &["repl", "-r", book]] {
        guiju(given).stdin("名册：市长 甲\n由谁 主持 市政府全体会议？\n").run().status(0).out("第三十七条");
    }
    let ask = ["ask", "-r", "x", "-s", "y"];
    let both = |rest: &[&str]| guiju(&[&ask, rest].concat()).run().status(2);
    both(&["-i", "--json"]).err("「--interactive」和「--json」不能一起写");
    both(&["-i", "--json", "--lang", "en"]).err("cannot be used together");
    both(&["--json", "--json"]).err("「--json」只能写一次");
}

#[test]
fn help_goes_to_standard_output() {
    guiju(&[]).run().status(0).out("guiju check").silent();
    guiju(&["--help"]).run().status(0).out("用法：guiju 命令").silent();
    guiju(&["提问", "--help"]).run().status(0).out("用法：guiju ask -r").silent();
    guiju(&["help", "检查"]).run().status(0).out("用法：guiju check").silent();
    guiju(&["check", "-h"]).env("GUIJU_LANG", "en").run().status(0).out("usage: guiju check").silent();
    guiju(&["--version"]).run().status(0).out(concat!("guiju ", env!("CARGO_PKG_VERSION")));
    guiju(&["completions", "bash"]).run().status(0).out("guiju").silent();
}

#[test]
fn files_that_cannot_be_read_are_two() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("gbk.gj"), b"\xB9\xE6\xD4\xF2 a\n").unwrap();
    fs::write(at("word.gj"), b"PK\x03\x04\0\0").unwrap();
    fs::create_dir(at("空")).unwrap();
    for verb in ["check", "fmt", "coverage", "test"] {
        guiju(&[verb, &at("没有.gj")]).run().status(2).err("找不到");
        guiju(&[verb, &at("gbk.gj")]).run().status(2).err("不是 UTF-8 文本").err("UTF-8");
        guiju(&[verb, &at("word.gj")]).run().status(2).err("不是文本");
        guiju(&[verb, &at("空")]).run().status(2).err("没有 .gj 文件");
    }
    guiju(&["check", &at("规侧.gj")]).run().status(2).err("您是不是想写");
    guiju(&["ask", "-r", &at("规则.gj"), "-s", &at("没有.json"), "甲 能否 签发 该公文？"]).run().status(2).err("找不到");
}

#[test]
fn tables_that_are_not_there_are_two_and_bad_rows_are_one() {
    let folder = folder();
    let bad = folder.path().join("坏.csv");
    fs::write(&bad, "日期,会议,到会\n二月三十,会一,甲\n").unwrap();
    let base = ["audit", "-r", "rulebooks/资阳市人民政府工作规则.gj", "-s", "examples/登记/登记.gj"];
    let with = |last: &str| guiju(&[&base[..], &[last]].concat()).run();
    with("没有.csv").status(2).err("找不到");
    with("examples").status(2).err("文件夹");
    guiju(&["audit", base[1], base[2], "examples/登记/会议.csv"]).run().status(2).err("是表格").err("-s");
    let told = with(&bad.display().to_string());
    told.status(1).err("D023").out("台账 1 行：核对 0，有问题没有核对 1").out("至 2023-12-31，核对事件 ");
}

#[test]
fn check_tells_every_problem_with_its_column_in_characters() {
    let folder = folder();
    let path = folder.path().join("错.gj").display().to_string();
    fs::write(&path, format!("{RULES}由 副市掌 签发 公文。\n由 市长 签发 公文\n")).unwrap();
    let ran = guiju(&["check", &path]).run().status(1).err("错.gj:9:3").err("S008");
    assert!(ran.out.is_empty());
    guiju(&["check", &path, "--lang", "en"]).run().status(1).err("help:").err("errors");
    let json = guiju(&["check", &path, "--json"]).run().status(1).silent();
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["problems"][0]["line"], 9, "{json}");
    assert!(
        guiju(&["check", &path, "--ascii"]).run().err.is_ascii() || !guiju(&["check", &path, "--ascii"]).run().err.contains('╭')
    );
    assert!(guiju(&["check", &path, "--color", "always"]).run().err.contains("\u{1b}["));
    assert!(!guiju(&["check", &path, "--color", "always"]).run().err.contains("\u{1b}]8"));
    guiju(&["check", &folder.path().join("规则.gj").display().to_string()]).run().status(0).out("没有问题").silent();
    guiju(&["check", "-"]).stdin(RULES).run().status(0);
}

#[test]
fn check_looks_at_all_it_can() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (rules, bare) = (at("规则.gj"), at("情形.gj"));
    // What cannot be read does not hide the rest.
    guiju(&["check", &at("没有.gj"), &rules, "--json"]).run().status(2).err("找不到").out("\"files\":1");
    // A situation that names no rulebook: with those given, or whatever does not depend on names.
    let facts = "情形 2019年3月12日\n  名册：市长 甲；副市长 乙。\n  甲 签发 来文。\n  甲 道会 例会。\n";
    fs::write(&bare, format!("{facts}  甲 外出 （自 2019年2月3日 至 2019年2月1日）。\n")).unwrap();
    guiju(&["check", &bare, &rules]).run().status(1).err("副市长").err("道会").err("R032");
    let alone = guiju(&["check", &bare]).run().status(1).err("R032");
    assert!(!alone.err.contains("R001"), "{}", alone.err);
}

#[test]
fn fmt_replaces_in_one_step_and_keeps_the_rest() {
    let folder = folder();
    let path = folder.path().join("乱.gj");
    let name = path.display().to_string();
    let untidy = RULES.replace("由 市长 签发 公文。", "由   市长  签发 公文 。");
    fs::write(&path, &untidy).unwrap();
    guiju(&["fmt", "--check", &name]).run().status(1).out("需要整理");
    assert_eq!(fs::read_to_string(&path).unwrap(), untidy);
    let printed = guiju(&["fmt", "-"]).stdin(&untidy).run().status(0).silent().out;
    guiju(&["fmt", "--check", "-"]).stdin(&printed).run().status(0);
    guiju(&["fmt", &name]).run().status(0).out("整理了 1 个文件");
    assert_eq!(fs::read_to_string(&path).unwrap(), printed);
    guiju(&["fmt", &name]).run().status(0);
    fs::write(&path, "规则\n").unwrap();
    guiju(&["fmt", &name]).run().status(1).err("S035");
    assert_eq!(fs::read_to_string(&path).unwrap(), "规则\n");
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[cfg(unix)]
#[test]
fn fmt_follows_links_and_keeps_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let (path, link) = (folder.path().join("乱.gj"), folder.path().join("链接.gj"));
    fs::write(&path, RULES.replace("由 市长", "由   市长")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    guiju(&["fmt", &link.display().to_string()]).run().status(0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&path).unwrap().contains("由 市长 签发"));
    fs::write(&path, RULES.replace("由 市长", "由   市长")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    guiju(&["fmt", &path.display().to_string()]).run().status(2).err("只读");
}

#[test]
fn explain_lists_and_explains() {
    guiju(&["explain"]).run().status(0).out("R001").silent();
    guiju(&["explain", "s008"]).run().status(0).out("句末缺「。」").out("例：").out("改为：").silent();
    guiju(&["解释", "S008", "--lang", "en"]).run().status(0).out("a sentence does not end").out("Example:");
    guiju(&["explain", "S800"]).run().status(2).err("没有「S800」这个编号");
}

#[test]
fn coverage_counts_open_words() {
    let folder = folder();
    let path = folder.path().join("规则.gj").display().to_string();
    guiju(&["coverage", &path]).run().status(0).out("1/1 条，0 字未处理").silent();
    fs::write(&path, RULES.replace("公文。\n", "公文 〔由市长签发〕。\n")).unwrap();
    guiju(&["coverage", &path]).run().status(1).out("0/1 条，5 字未处理").out("未处理  一、公文");
    let json: serde_json::Value = serde_json::from_str(&guiju(&["coverage", &path, "--json"]).run().status(1).out).unwrap();
    assert_eq!(json["documents"][0]["characters"]["open"], 5);
    let case = folder.path().join("情形.gj").display().to_string();
    fs::write(&case, "情形 2019年3月12日\n  人：乙。\n").unwrap();
    guiju(&["coverage", &case]).run().status(1).err("没有规则书");
    guiju(&["coverage", &case, "--lang", "en"]).run().status(1).err("there is no rulebook");
    guiju(&["coverage", "-"]).stdin("甲乙丙\n").run().status(1).err("S0");
    // Names are looked up too, as `check` does.
    fs::write(&path, RULES.replace("由 市长", "由 副市掌")).unwrap();
    guiju(&["coverage", &path]).run().status(1).err("副市掌").out("1/1 条");
}

#[test]
fn a_situation_by_itself_is_checked_in_its_layout_only() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("情形.gj"), "情形 2022年3月1日\n  名册：站长 甲。\n").unwrap();
    std::fs::write(at("规则.gj"), "规则 试\n\n用语\n职务 站长。\n\n第一条\n> 公文由站长签发。\n由 站长 签发 公文。\n").unwrap();
    guiju(&["check", &at("情形.gj")]).run().status(0).out("其中 1 份情形只看了写法");
    guiju(&["check", &at("情形.gj"), "--lang", "en"]).run().status(0).out("only the layout was looked at");
    guiju(&["check", &at("情形.gj"), "--json"]).run().status(0).out("\"layout_only\":1");
    guiju(&["check", &at("情形.gj"), &at("规则.gj")]).run().status(0).out("2 个文件，没有问题\n");
}

#[test]
fn compare_without_cases_has_compared_nothing() {
    let folder = folder();
    let path = folder.path().join("规则.gj").display().to_string();
    let ran = guiju(&["compare", &path]).run().status(2).err("没有可以运行的案例");
    assert_eq!(ran.out, "");
    guiju(&["对照", &path, "--json", "--lang", "en"]).run().status(2).err("no cases").out("\"differences\":[]");
    fs::write(&path, "规则\n").unwrap();
    guiju(&["compare", &path]).run().status(1).err("S035");
}

#[test]
fn ask_answers_whatever_the_verdict() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("情形.gj"), "情形 2019年3月12日\n  名册：市长 甲。\n  人：乙。\n  该请示 是 公文。\n问 甲 能否 签发 该请示？\n问 乙 能否 签发 该请示？\n").unwrap();
    fs::write(at("空.gj"), "情形 2019年3月12日\n  名册：市长 甲。\n").unwrap();
    let (rules, situation) = (at("规则.gj"), at("情形.gj"));
    let ask = |rest: &[&str]| guiju(&[&["ask", "-r", &rules], rest].concat()).run();
    ask(&["-s", &situation]).status(0).out("可以。").out("不可以：无权。").silent();
    ask(&["-s", &situation, "乙 能否 签发 该请示？", "--lang", "en"]).status(0).out("No: not empowered.");
    ask(&["-s", &situation, "乙 能否 签发 该请示？", "--full"]).status(0).out("推理");
    let json = ask(&["-s", &situation, "--json"]).status(0).silent().out;
    let verdicts: Vec<_> =
        json.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["verdict"].clone()).collect();
    assert_eq!(verdicts, ["permitted", "not_empowered"]);
    let dated = ask(&["-s", &situation, "--json", "--as-of", "2020-01-02"]).status(0).out;
    assert!(dated.contains("\"date\":\"2020-01-02\""), "{dated}");
    ask(&["-s", &situation, "--as-of", "昨天"]).status(2).err("不是日期");
    ask(&["-s", &at("空.gj")]).status(2).err("没有问题");
    ask(&["-s", &situation, "丙 能否 签发 该请示？"]).status(1).err("丙");
    ask(&["-s", &situation, "你好"]).status(1).err("R0");
    let json = r#"{"date": "2019-03-12", "facts": ["名册：市长 甲", "该请示 是 公文"], "questions": ["甲 能否 签发 该请示？"]}"#;
    guiju(&["提问", "--规则", &rules, "--情形", "-"]).stdin(json).run().status(0).out("可以。").silent();
    guiju(&["ask", "-r", &rules, "-s", "-"]).stdin("{").run().status(1).err("J001");
    fs::write(at("规则.gj"), "规则\n").unwrap();
    ask(&["-s", &situation]).status(1).err("S035");
}

#[test]
fn test_runs_cases_and_tells_what_differs() {
    let folder = folder();
    let path = folder.path().join("案例.gj").display().to_string();
    let case = |answer: &str, place: &str| {
        format!(
            "案例 一 市长签发\n适用 《示例规则》\n情形 2019年3月12日\n  名册：市长 甲。\n  人：乙。\n  该请示 是 公文。\n问 甲 能否 签发 该请示？\n  答 {answer}\n  据 {place}\n反事实 W1\n  人：丙。\n问 乙 能否 签发 该请示？\n  答 无权\n"
        )
    };
    fs::write(&path, case("可以", "第一条")).unwrap();
    guiju(&["test", &path]).run().status(0).out("案例 1 个，反事实 1 个，问题 2 个：通过 2，不通过 0").silent();
    guiju(&["测试", &path, "--only", "没有", "--lang", "en"]).run().status(2).out("0 cases").err("no case has `没有`");
    fs::write(&path, case("可以", "第一条").replace("  答 可以\n  据 第一条\n", "")).unwrap();
    guiju(&["test", &path]).run().status(0).out("通过 1，不通过 0，没有写应答的 1").out("没有写应答什么，答的是 可以");
    let json = guiju(&["test", &path, "--json"]).run().status(0).out;
    assert!(json.contains("\"passed\":null"), "{json}");
    let rules = folder.path().join("规则.gj").display().to_string();
    guiju(&["test", &rules]).run().status(2).err("没有可以运行的案例");
    let absent = folder.path().join("没有.gj").display().to_string();
    guiju(&["test", &absent, &path]).run().status(2).err("找不到").out("案例 1 个");
    fs::write(&path, case("不得", "第二条")).unwrap();
    guiju(&["test", &path]).run().status(1).out("应答 不得，答的是 可以").out("没有引用 第二条").out("通过 1，不通过 1");
    let json = guiju(&["test", &path, "--json"]).run().status(1).out;
    let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["passed"], &lines[1]["variant"]), (2, &false.into(), &"W1".into()));
    fs::write(&path, case("可以", "第一条").replace("《示例规则》", "《别的规则》")).unwrap();
    guiju(&["test", &path]).run().status(1).err("R014");
}

const ASKED: &str = "规则 假期规则\n\n用语\n职务 市长。\n句式 [人] 请假；反：[人] 未请假；类：开放。\n\n第一条\n> 一、公文由市长签发，请假的除外。\n市长 未请假 的，由 市长 签发 公文。\n";

/// A folder with a rulebook and a situation that lacks a fact: `规则.gj`, `情形.gj`.
fn lacking() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("规则.gj"), ASKED).unwrap();
    let situation = "情形 2019年3月12日\n  名册：市长 甲。\n  该请示 是 公文。\n问 甲 能否 签发 该请示？\n";
    fs::write(folder.path().join("情形.gj"), situation).unwrap();
    folder
}

#[test]
fn an_interview_overwrites_nothing() {
    let folder = lacking();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (rules, situation) = (at("规则.gj"), at("情形.gj"));
    let ask = |save: &str, rest: &[&str]| {
        guiju(&[&["ask", "-i", "-r", &rules, "-s", &situation, "--save", save], rest].concat()).stdin("否\n").run()
    };
    ask(&rules, &[]).status(2).err("已经有了，没有动它").err("请换一个文件名");
    ask(&rules, &["--lang", "en"]).status(2).err("is there already");
    assert_eq!(fs::read_to_string(&rules).unwrap(), ASKED);
    fs::write(at("别的.txt"), "别的").unwrap();
    // Told before anything is asked.
    assert_eq!(ask(&at("别的.txt"), &[]).status(2).out, "");
    assert_eq!(fs::read_to_string(at("别的.txt")).unwrap(), "别的");
    ask(&folder.path().display().to_string(), &[]).status(2).err("已经有了");
    ask(&at("没有/补全.gj"), &[]).status(2).err("找不到");
    ask(&at("补全.gj"), &[]).status(0).out("可以。").silent();
    assert!(fs::read_to_string(at("补全.gj")).unwrap().contains("未请假"));
    // Not its own situation either, by whatever name: notes and questions would be lost.
    let before = fs::read_to_string(&situation).unwrap();
    ask(&at("./情形.gj"), &[]).status(2).err("已经有了，没有动它");
    assert_eq!(fs::read_to_string(&situation).unwrap(), before);
}

#[test]
fn a_reply_that_is_no_text_is_asked_for_again() {
    let folder = lacking();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (rules, situation) = (at("规则.gj"), at("情形.gj"));
    let ask = ["ask", "-i", "-r", &rules, "-s", &situation];
    guiju(&ask).stdin(b"\xB7\xF1\n\xFF\n\xE5\x90\xA6\n").run().status(0).out("不是 UTF-8 文字").out("> 否").out("可以。");
    guiju(&ask).stdin(b"\xFF").run().status(0).out("不是 UTF-8 文字").out("不能判定");
}

/// Ctrl-C keeps what was said so far.
#[cfg(unix)]
#[test]
fn an_interview_that_is_interrupted_keeps_what_was_said() {
    use std::io::{BufRead, BufReader};
    let folder = lacking();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (rules, situation, kept) = (at("规则.gj"), at("情形.gj"), at("补全.gj"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_guiju"));
    command.args(["ask", "-i", "-r", &rules, "-s", &situation, "--save", &kept]).env_remove("GUIJU_LANG");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    // The question stands there; nobody answers it.
    assert!(out.any(|line| line.contains("1. 是")));
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let rest: Vec<String> = out.collect();
    assert!(child.wait().unwrap().success(), "{rest:?}");
    assert!(rest.iter().any(|line| line.contains("停下了")) && rest.iter().any(|line| line.contains("存好了")), "{rest:?}");
    assert!(fs::read_to_string(&kept).unwrap().contains("名册：市长 甲"));
}

#[test]
fn a_session_replaces_no_rulebook_and_no_device() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (rules, kept) = (at("规则.gj"), at("情形.gj"));
    let say = |line: String| guiju(&["repl", &rules]).stdin(format!("日期 2019年3月12日\n人：乙\n{line}\n离开\n人：丙\n")).run();
    say(format!("保存 {rules} 覆盖")).status(1).out("是规则书，不能覆盖");
    say(format!(":lang en\n:save {rules} replace")).status(1).out("is a rulebook");
    assert_eq!(fs::read_to_string(&rules).unwrap(), RULES);
    say(format!("保存 {} 覆盖", folder.path().display())).status(1).out("不是普通文件");
    if cfg!(unix) {
        say("保存 /dev/null 覆盖".to_owned()).status(1).out("不是普通文件");
    }
    say(format!("保存 {kept}")).status(0).out("存好了");
    say(format!("保存 {kept}")).status(1).out("已经有了");
    let ran = say(format!("人：丁\n保存 {kept} 覆盖")).status(0).out("存好了");
    // 日期, 人 twice, 保存: what stands behind 离开 is not heard.
    assert_eq!(ran.out.matches("记下了").count(), 2, "{}", ran.out);
    assert!(fs::read_to_string(&kept).unwrap().contains("人：丁。"));
}

#[test]
fn blanks_are_put_in_where_there_is_one_way_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("规则.gj");
    let text = "规则 连写示例\n\n用语\n职务 市长、副市长。\n\n第一条\n> 一、公文由市长签发。\n由市长签发公文。\n副市长 可以 签发公文。\n";
    fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    guiju(&["check", path]).run().status(1).err("可以写成「由 市长 签发 公文。」");
    guiju(&["fmt", path]).run().status(1).err("可以写成「由 市长 签发 公文。」");
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    guiju(&["fmt", "--blanks", path]).run().status(0).err("由市长签发公文。 → 由 市长 签发 公文。");
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("  由 市长 签发 公文。\n  副市长 可以 签发 公文。\n"), "{written}");
}

#[test]
fn the_examples_are_in_canonical_form_and_nothing_runs_together() {
    let ran = guiju(&["fmt", "--check", "examples"]).run().status(0);
    assert!(!ran.out.contains("L005") && !ran.err.contains("L005"), "{}", ran.err);
}

#[test]
fn what_is_piped_into_a_session_is_read_or_told() {
    let folder = folder();
    let rules = folder.path().join("规则.gj").display().to_string();
    let say = |text: &[u8]| guiju(&["repl", &rules]).env("GUIJU_STATE", "off").stdin(text).run();
    let facts = "情形 2019年3月12日\n名册：市长 甲\n来文 是 公文\n甲 能否 签发 来文？\n";
    say(facts.as_bytes()).status(0).out("可以。");
    // One line that is wrong does not hide the next, and is a finding.
    let ran = say(format!("{facts}甲 道会 来文\n乙 能否 签发 来文？\n由谁 签发 来文？\n").as_bytes())
        .status(1)
        .out("没有声明过「道会」");
    assert_eq!(ran.out.matches("甲（市长）。").count(), 1, "{}", ran.out);
    say(b"\xC7\xE9\xD0\xCE\n").status(1).out("不是 UTF-8 文字");
    say("甲\0 任 市长\n".as_bytes()).status(1).out("控制字符（U+0000）");
    say("恢复\n".as_bytes()).status(1).out("没有要恢复的");
}

#[test]
fn replies_need_a_place_to_come_from_and_variants_are_not_forgotten() {
    let folder = lacking();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (rules, situation) = (at("规则.gj"), at("情形.gj"));
    guiju(&["ask", "-i", "-r", &rules, "-s", "-"]).run().status(2).err("没有地方再读回答").err("存成文件");
    guiju(&["--lang", "en", "ask", "-i", "-r", &rules, "-s", "-"]).run().status(2).err("nowhere to read the replies");
    let ran = guiju(&["ask", "-r", &rules, "-s", &situation]).run().status(0);
    assert_eq!(ran.err, "");
    let facts = fs::read_to_string(&situation).unwrap();
    fs::write(&situation, format!("{facts}反事实 W1\n  人：戊。\n")).unwrap();
    let ran = guiju(&["ask", "-r", &rules, "-s", &situation]).run().status(0).err("反事实 W1 没有算进来").err("转到");
    assert!(ran.out.contains("不能判定"), "{}", ran.out);
}
