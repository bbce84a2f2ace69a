//! 保存: a session as a situation, or as a case with the answers it got.
use super::record::lost;
use super::scene::{Bound, Level, Scene};
use super::{Reply, Session, Wish};
use crate::answer::{Answer, Cite};
use crate::api::cases::Runner;
use crate::api::{Shelf, bare, said};
use crate::source::Source;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

/// The words for what is saved: a situation, a case.
const SORTS: [[&str; 2]; 2] = [["情形", "situation"], ["案例", "case"]];

/// What stands behind 保存.
struct Saving<'r> {
    /// A case with its answers, or a situation.
    case: bool,
    path: &'r str,
    title: &'r str,
    replace: bool,
}

/// A question with its answer, and the suppositions it was asked on.
struct Kept {
    levels: Vec<Level>,
    question: String,
    answer: Answer,
}

impl Session {
    /// 保存
    pub(super) fn save(&mut self, rest: &str) -> Reply {
        let wanted = Saving::of(rest);
        if wanted.path.is_empty() || SORTS.iter().flatten().any(|word| *word == wanted.path) {
            return Reply::trouble(self.pick("请写出文件。", "Say which file.")).advice(self.pick(
                "例：保存 情形.gj、保存 案例 例会.gj 例会-1 四人到会",
                "For example: :save situation.gj, :save case meeting.gj M-1 four came",
            ));
        }
        let text = if wanted.case { self.as_case(wanted.path, wanted.title) } else { self.as_situation() };
        let wish = |text| Wish::Write { path: wanted.path.to_owned(), text, replace: wanted.replace };
        match text.map(wish) {
            Ok(wish) => {
                let reply = Reply { wishes: vec![wish], ..Reply::default() };
                self.left_out().filter(|_| wanted.case).into_iter().fold(reply, Reply::advice)
            }
            Err(reply) => reply,
        }
    }

    /// That the file was written, or why not (`None`: it is there already).
    pub fn written(&self, path: &str, done: Result<(), Option<String>>) -> Reply {
        match done {
            Ok(()) => Reply::done(self.pick(format!("存好了：{path}"), format!("Saved: {path}"))),
            Err(None) => Reply::trouble(
                self.pick(
                    format!("「{path}」已经有了，没有动它。"),
                    format!("「{path}」 is there already and was left as it is."),
                ),
            )
            .advice(
                self.pick("要替换，再写一遍，末尾加上「覆盖」。", "To replace it, type the line again with replace at its end."),
            ),
            Err(Some(why)) => Reply::trouble(why),
        }
    }

    /// All facts in one layer, with the questions asked.
    fn as_situation(&self) -> Result<String, Reply> {
        let lines = self.flat(&self.now.scene, 0)?;
        let mut text = head(&self.now.scene, self)?;
        facts_into(&mut text, &lines);
        let mut seen = Vec::new();
        for asked in &self.answered {
            if Arc::ptr_eq(&asked.about, &self.now) && !seen.contains(&asked.question) {
                let _ = writeln!(text, "问 {}？", asked.question);
                seen.push(asked.question.clone());
            }
        }
        Ok(text)
    }

    /// The situation without suppositions.
    fn base(&self) -> Result<Bound, Reply> {
        self.now.scene.down_to(0).bind(&self.book).map(|(bound, _)| bound).map_err(|problems| self.problems(&problems))
    }

    /// The lines of all levels from this one on, as one level.
    fn flat(&self, scene: &Scene, from: usize) -> Result<Vec<String>, Reply> {
        let mut lines = scene.levels.get(from).map(|level| level.lines.clone()).unwrap_or_default();
        for n in from + 1..scene.levels.len() {
            let bind = |down: usize| scene.down_to(down).bind(&self.book).map(|(bound, _)| bound);
            let both = bind(n - 1).and_then(|below| Ok((below, bind(n)?)));
            let (below, above) = both.map_err(|problems| self.problems(&problems))?;
            let own = scene.levels.get(n).map(|level| level.lines.clone()).unwrap_or_default();
            lines.extend(lost(&below, &above).into_iter().filter(|line| !own.contains(line)));
            lines.extend(own);
        }
        let below = scene.levels.iter().take(from).cloned();
        let alike = Scene { levels: below.chain([Level { lines: lines.clone() }]).collect(), ..scene.clone() };
        let refused = || {
            Reply::trouble(self.pick(
                "设想里有一份情形写不下的改动（如改了一样东西的种类）。",
                "The suppositions change something that one situation cannot say (such as the kind of a thing).",
            ))
            .advice(self.pick("先「回到实际」再存，或者「保存 案例 文件」。", "Go back with :real first, or :save case FILE."))
        };
        let (bound, _) = alike.bind(&self.book).map_err(|_| refused())?;
        let same = scene
            .clone()
            .bind(&self.book)
            .is_ok_and(|(whole, _)| super::Difference::of_facts(&bound, &whole, self.lang).is_empty());
        if same { Ok(lines) } else { Err(refused()) }
    }

    /// A case: the situation with its questions, and a variant for each stack of suppositions something was asked on.
    fn as_case(&self, path: &str, title: &str) -> Result<String, Reply> {
        let own: Vec<String> = self.now.scene.applies.iter().map(|title| format!("《{title}》")).collect();
        if !own.is_empty()
            && let Ok(text) = self.case_of(path, title, &own.join("、"))
        {
            return Ok(text);
        }
        self.case_of(path, title, &self.titles())
    }

    fn case_of(&self, path: &str, title: &str, documents: &str) -> Result<String, Reply> {
        let base = self.base()?;
        let kept = self.kept()?;
        let (number, title) = self.titled(path, title);
        let mut text = format!("案例 {number} {title}\n适用 {documents}\n");
        text.push_str(&head(&base.scene, self)?);
        facts_into(&mut text, &base.scene.levels.first().map(|level| level.lines.clone()).unwrap_or_default());
        questions_into(&mut text, kept.iter().filter(|kept| kept.levels.len() == 1));
        let mut done: Vec<&[Level]> = Vec::new();
        for one in kept.iter().filter(|kept| kept.levels.len() > 1) {
            if done.contains(&one.levels.as_slice()) {
                continue;
            }
            done.push(&one.levels);
            let scene = Scene { levels: one.levels.clone(), ..self.now.scene.clone() };
            let _ = writeln!(text, "反事实 假如{}", done.len());
            facts_into(&mut text, &self.flat(&scene, 1)?);
            questions_into(&mut text, kept.iter().filter(|kept| kept.levels == one.levels));
        }
        self.proved(text)
    }

    /// The questions asked on the situation as it is without suppositions, with the answers they get now; each once.
    fn kept(&self) -> Result<Vec<Kept>, Reply> {
        let mut kept: Vec<Kept> = Vec::new();
        let now = &self.now.scene;
        for asked in &self.answered {
            let scene = &asked.about.scene;
            let same = scene.date == now.date && scene.levels.first() == now.levels.first();
            if !same || kept.iter().any(|one| one.levels == scene.levels && one.question == asked.question) {
                continue;
            }
            let answer = Answer::clone(&asked.answer);
            kept.push(Kept { levels: scene.levels.clone(), question: asked.question.clone(), answer });
        }
        if kept.is_empty() {
            return Err(Reply::trouble(self.pick(
                "这个情形还没有问过问题，案例里要有问题。",
                "Nothing has been asked of this situation; a case needs a question.",
            ))
            .advice(
                self.pick("先提问，再保存；只存事实，写「保存 文件」。", "Ask first; to save the facts alone, :save FILE."),
            ));
        }
        Ok(kept)
    }

    /// Questions that a case does not hold because the facts were others when they were asked.
    fn left_out(&self) -> Option<String> {
        let now = &self.now.scene;
        let same = |asked: &&super::Answered| {
            let scene = &asked.about.scene;
            scene.date == now.date && scene.levels.first() == now.levels.first()
        };
        let kept: Vec<&str> = self.answered.iter().filter(same).map(|asked| asked.question.as_str()).collect();
        let left: BTreeSet<&str> =
            self.answered.iter().map(|asked| asked.question.as_str()).filter(|one| !kept.contains(one)).collect();
        (!left.is_empty()).then(|| {
            let n = left.len();
            self.pick(
                format!("前面事实不一样的时候问的 {n} 个问题没有写进去；要写进去，现在再问一遍，再保存。"),
                format!("{n} questions asked while the facts were others are left out; to have them in, ask again and save."),
            )
        })
    }

    /// Number and title of the case: those given, those of the case that was read, or from the name of the file.
    fn titled(&self, path: &str, title: &str) -> (String, String) {
        let given = Some(title).filter(|title| !title.is_empty()).or(self.now.scene.title.as_deref());
        let stem = path.rsplit(['/', '\\']).next().unwrap_or(path).trim_end_matches(".gj");
        match given.map(|title| title.split_once(char::is_whitespace).unwrap_or((title, ""))) {
            Some((number, "")) => (number.to_owned(), "对话存成的案例".to_owned()),
            Some((number, title)) => (number.to_owned(), title.trim().to_owned()),
            None => (stem.split_whitespace().collect(), "对话存成的案例".to_owned()),
        }
    }

    fn titles(&self) -> String {
        let documents = self.book.program().documents.iter().filter(|document| !document.library);
        documents.map(|document| format!("《{}》", bare(&document.title))).collect::<Vec<_>>().join("、")
    }

    /// The case is run before it is written: what is saved passes.
    fn proved(&self, text: String) -> Result<String, Reply> {
        let shelf = Shelf::of([Source::new("案例", text.clone())]);
        let run = Runner::new(&shelf).against(&self.book).run(|_| true);
        let failed = run.checks.iter().any(|check| !check.failures.is_empty());
        if run.problems.has_errors() || failed {
            let told = self.problems(&run.problems);
            let text =
                self.pick("存成的案例自己通不过，没有写文件。", "The case would not pass its own test; no file was written.");
            return Err(Reply::trouble(text).then(told));
        }
        Ok(text)
    }
}

/// `情形 2021年7月14日`
fn head(scene: &Scene, session: &Session) -> Result<String, Reply> {
    let Some(date) = scene.date else {
        return Err(Reply::trouble(session.pick("还没有日期。", "There is no date yet."))
            .advice(session.pick("先写「情形 2021年7月14日」。", "First type :date 2021-07-14.")));
    };
    Ok(format!("情形 {date}\n"))
}

fn facts_into(text: &mut String, lines: &[String]) {
    for line in lines {
        let _ = writeln!(text, "  {}", line.split_whitespace().collect::<Vec<_>>().join(" "));
    }
}

fn questions_into<'k>(text: &mut String, kept: impl Iterator<Item = &'k Kept>) {
    for one in kept {
        let _ = writeln!(text, "问 {}？\n  答 {}", one.question, said(&one.answer));
        let places = places(&one.answer.citations);
        if !places.is_empty() {
            let _ = writeln!(text, "  据 {places}");
        }
    }
}

/// `第八条、第三十八条第一款第五句`; those of other documents than the first with their title.
fn places(citations: &[Cite]) -> String {
    let mut places: Vec<String> = Vec::new();
    for cite in citations {
        let place = format!("《{}》{}", cite.document, cite.locus());
        if cite.article.is_some() && !places.contains(&place) {
            places.push(place);
        }
    }
    places.join("、")
}

impl<'r> Saving<'r> {
    fn of(rest: &'r str) -> Self {
        let [situation, case] = SORTS;
        let (case, rest) = match rest.split_once(char::is_whitespace) {
            Some((word, rest)) if case.contains(&word) => (true, rest.trim()),
            Some((word, rest)) if situation.contains(&word) => (false, rest.trim()),
            _ => (false, rest.trim()),
        };
        let over = rest.strip_suffix("覆盖").or_else(|| rest.strip_suffix("replace"));
        let over = over.filter(|rest| rest.ends_with(char::is_whitespace)).map(str::trim_end);
        let (path, title) = path_and_title(over.unwrap_or(rest), case);
        Self { case, path: unquoted(path), title: title.trim(), replace: over.is_some() }
    }
}

/// The path, which may stand in quotation marks, and behind it the title of a case. A situation has none: all is its path.
fn path_and_title(rest: &str, titled: bool) -> (&str, &str) {
    let closing = match rest.chars().next() {
        Some('“' | '”') => "”",
        Some('「') => "」",
        Some('"') => "\"",
        Some('\'') => "'",
        _ => "",
    };
    let opener = rest.chars().next().map_or(0, char::len_utf8);
    let quoted = rest.get(opener..).filter(|_| !closing.is_empty()).and_then(|inner| inner.split_once(closing));
    match quoted {
        Some((path, title)) => (path, title),
        None if titled => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        None => (rest, ""),
    }
}

/// A path without the quotes that a paste may bring.
pub(super) fn unquoted(path: &str) -> &str {
    path.trim().trim_matches(['"', '“', '”', '\'', '「', '」'])
}
