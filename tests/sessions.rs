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
            Wish::Leave | Wish::Explain(_) => Reply::default(),
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
                assert!(
                    said.len() > 1 || ["退出", ":quit"].contains(&example) || example.contains("R018"),
                    "{example} says nothing"
                );
            }
        }
    }
}
