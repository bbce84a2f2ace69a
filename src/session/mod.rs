//! ASKING AND SUPPOSING, line by line.
//!
//! A [`Session`] has rulebooks, a situation with suppositions (假如) on top of each other, what was undone, situations that
//! were given names, and the questions asked so far. [`Session::line`] takes what somebody typed and gives back what to say;
//! it knows no terminal, no file and no clock. What only the outside can do (read a file, leave) is a [`Wish`].
mod advice;
mod article;
mod case;
mod command;
mod difference;
mod entry;
mod files;
mod help;
mod interview;
mod load;
mod names;
mod record;
mod reply;
mod scene;
mod spacing;
mod suppose;
mod why;
mod words;

pub use command::{COMMANDS, Command, Verb};
pub use difference::{Changed, Difference, Flip};
pub use help::{Page, page};
pub use reply::{Line, Reply, Tone, Wish};
pub use scene::{Level, Scene};
pub use words::{Class, Words};

use crate::answer::Answer;
use crate::api::Rulebook;
use crate::api::interview::is_reply;
use crate::diagnostic::{Lang, Problems};
use crate::explain::{Role, Style, explain};
use crate::syntax::typed::{self, unfinished};
use crate::vocabulary::{Date, Verdict};
use entry::{Entry, Sentence};
use indexmap::IndexMap;
use scene::Bound;
use std::sync::Arc;

/// More than so much at once is refused.
const BYTES_AT_MOST: usize = 64 << 10;
const LINES_AT_MOST: usize = 1000;

/// A step that can be undone.
#[derive(Debug, Clone)]
struct Step {
    /// In the words that were typed.
    what: String,
    /// The situation on the other side of the step.
    other: Arc<Bound>,
}

/// A question that was answered.
#[derive(Debug, Clone)]
struct Answered {
    question: String,
    about: Arc<Bound>,
    lang: Lang,
    answer: Arc<Answer>,
    /// What would change it was looked for as well, and what to ask next: that takes longest, and not everybody wants to know.
    whole: bool,
}

impl Answered {
    /// Whether it was asked of this very situation, in this language.
    fn is_about(&self, bound: &Arc<Bound>, lang: Lang) -> bool {
        Arc::ptr_eq(&self.about, bound) && self.lang == lang
    }
}

/// Rulebooks, a situation, and what was asked of it. A clone is a snapshot.
#[derive(Debug, Clone)]
pub struct Session {
    book: Rulebook,
    lang: Lang,
    now: Arc<Bound>,
    past: Vec<Step>,
    future: Vec<Step>,
    /// What could be done again before the last step: that step may be taken back.
    given_up: Vec<Step>,
    answered: Vec<Answered>,
    named: IndexMap<String, Arc<Bound>>,
    open: String,
    /// What is asked one by one, and how far it has come.
    talk: Option<Box<interview::Talk>>,
    declared: Arc<words::Declared>,
}

impl Session {
    /// With nothing known but the date. Fails only if the rulebooks contradict themselves without any situation.
    pub fn new(book: &Rulebook, date: Option<Date>, lang: Lang) -> Result<Self, Problems> {
        let (bound, _) = Scene::new(date).bind(book)?;
        let now = Arc::new(bound);
        let declared = Arc::new(words::Declared::of(now.scope(), now.program()));
        let (past, future, given_up, answered) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (named, open, talk) = (IndexMap::new(), String::new(), None);
        Ok(Self { book: book.clone(), lang, now, past, future, given_up, answered, named, open, talk, declared })
    }

    /// The language of what is said.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The words that may be typed now.
    pub fn words(&self) -> Words {
        Words::new(&self.declared, &self.now, self.named.keys(), self.lang)
    }

    /// How many suppositions are open.
    pub fn suppositions(&self) -> usize {
        self.now.scene.suppositions()
    }

    /// Takes what was typed: one line, or several that were pasted.
    pub fn line(&mut self, text: &str) -> Reply {
        if text.len() > BYTES_AT_MOST || text.lines().count() > LINES_AT_MOST {
            return self.too_much();
        }
        if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
            return self.unreadable(hidden);
        }
        let tidy = typed::tidy(text);
        if tidy.trim().is_empty() {
            return self.feed("");
        }
        let mut reply = Reply::default();
        let mut lines = tidy.lines();
        while let Some(line) = lines.next() {
            reply = reply.then(self.feed(line));
            if !reply.wishes.is_empty() {
                // What is wished comes before what was typed behind it.
                let rest: Vec<&str> = lines.collect();
                return Reply { rest: (!rest.is_empty()).then(|| rest.join("\n")), ..reply };
            }
        }
        if self.open.is_empty() { reply } else { reply.then(self.flush()) }
    }

    /// Takes one line of many. What is unfinished waits for the next one; an empty line ends it.
    pub fn feed(&mut self, line: &str) -> Reply {
        if self.open.len() + line.len() > BYTES_AT_MOST {
            self.open.clear();
            return self.too_much();
        }
        if let Some(hidden) = line.chars().find(|c| is_hidden(*c)) {
            return self.unreadable(hidden);
        }
        self.open.push_str(&typed::tidy(line));
        if !line.trim().is_empty() && unfinished(&self.open) {
            self.open.push('\n');
            return Reply::default();
        }
        self.flush()
    }

    /// Takes what is waiting as it is: nothing more will come.
    pub fn finish(&mut self) -> Reply {
        let reply = if self.open.is_empty() { Reply::default() } else { self.flush() };
        reply.then(self.broken_off())
    }

    /// Whether a line asks for what a session without an end has left.
    pub fn takes_up(line: &str) -> bool {
        matches!(Entry::of(line), Entry::Command(Verb::Recover, _))
    }

    fn flush(&mut self) -> Reply {
        let text = std::mem::take(&mut self.open);
        self.entry(&text)
    }

    /// What to say of a line that is not text.
    pub fn garbled(&self) -> Reply {
        Reply::trouble(self.pick("这一行不是 UTF-8 文字，没有读。", "This line is not UTF-8 text; it was not read."))
            .advice(self.pick("请把文件另存成 UTF-8 编码。", "Save the file as UTF-8."))
    }

    fn unreadable(&self, hidden: char) -> Reply {
        let code = format!("U+{:04X}", u32::from(hidden));
        Reply::trouble(self.pick(
            format!("这里有看不见的控制字符（{code}），没有读。"),
            format!("There is a control character ({code}) here that cannot be seen; it was not read."),
        ))
        .advice(self.pick("请把这一行重新输入一遍。", "Please type the line anew."))
    }

    fn too_much(&self) -> Reply {
        let kib = BYTES_AT_MOST >> 10;
        Reply::trouble(self.pick(
            format!("一次写得太多（最多 {kib} KiB、{LINES_AT_MOST} 行），没有读。"),
            format!("Too much at once (at most {kib} KiB and {LINES_AT_MOST} lines); it was not read."),
        ))
        .advice(self.pick("请分几次，或者存成文件再「读入」。", "Give it in parts, or save it to a file and :load it."))
    }

    fn pick<T>(&self, zh: T, en: T) -> T {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn entry(&mut self, line: &str) -> Reply {
        if self.interviewing() {
            return self.heard(line);
        }
        match Entry::of(line) {
            Entry::Nothing => Reply::default(),
            Entry::Command(verb, rest) => self.command(verb, rest),
            Entry::UnknownCommand(name) => self.unknown_command(name),
            Entry::CaseLine(word, rest) => self.case_line(word, rest),
            Entry::Sentences(sentences) => self.sentences(&sentences),
        }
    }

    fn unknown_command(&self, name: &str) -> Reply {
        let near = crate::diagnostic::did_you_mean(Command::near(name), self.lang);
        let all = self.pick("「帮助」列出全部命令。", ":help lists all commands.").to_owned();
        Reply::trouble(self.pick(format!("没有「{name}」这个命令。"), format!("There is no command 「{name}」.")))
            .advice(near.unwrap_or(all))
    }

    fn command(&mut self, verb: Verb, rest: &str) -> Reply {
        match verb {
            Verb::Suppose => self.suppose(rest),
            Verb::Drop => self.drop(false),
            Verb::Real => self.drop(true),
            Verb::Undo => self.undo(),
            Verb::Redo => self.redo(),
            Verb::Correct => self.correct(rest),
            Verb::Why => self.why(rest),
            Verb::WhyNot => self.why_not(rest),
            Verb::Change => self.change(),
            Verb::Missing => self.missing(),
            Verb::Interview => self.interview(rest),
            Verb::Again => self.again(),
            Verb::Facts => self.facts(),
            Verb::Name => self.name(rest),
            Verb::Goto => self.goto(rest),
            Verb::Compare => self.compare(rest),
            Verb::Date => self.dated(rest),
            Verb::Source => self.source(rest),
            Verb::Patterns => self.patterns(rest),
            Verb::Load => self.load(rest),
            Verb::Save => self.save(rest),
            Verb::Recover => Reply { wishes: vec![Wish::Recover], ..Reply::default() },
            Verb::Fresh => self.fresh(),
            Verb::Lang => self.speak(rest),
            Verb::Leave => Reply { wishes: vec![Wish::Leave], ..Reply::default() },
            Verb::Explain => Reply { wishes: vec![Wish::Explain(rest.to_owned())], ..Reply::default() },
            Verb::Help => self.help(rest),
        }
    }

    /// 语言
    fn speak(&mut self, rest: &str) -> Reply {
        self.lang = match rest {
            "zh" | "中文" => Lang::Zh,
            "en" | "英文" | "English" => Lang::En,
            _ => return Reply::trouble(self.pick("语言是 zh 或 en。", "The language is zh or en.")),
        };
        Reply::done(self.pick("用中文回答。", "Answers are in English."))
    }

    fn sentences(&mut self, sentences: &[Sentence]) -> Reply {
        if let [Sentence::Fact(text)] = sentences
            && is_reply(text)
        {
            return self.reply_to_nothing(text);
        }
        let mut reply = Reply::default();
        for sentence in sentences {
            reply = reply.then(match sentence {
                Sentence::Fact(text) => self.fact(text),
                Sentence::Question(text) => self.question(text),
            });
        }
        reply
    }

    /// A reply where no question was put: `结束` alone is no fact about the meeting that was named last.
    fn reply_to_nothing(&self, text: &str) -> Reply {
        let text = text.trim();
        Reply::trouble(self.pick(
            format!("现在没有在逐项问，「{text}」没有记下。"),
            format!("Nothing was asked just now; 「{text}」 was not noted."),
        ))
        .advice(self.pick(
            "要逐项问，写「逐项问 问题」；要记事实，写整句，如「本次会议 结束」。",
            "To be asked, write :interview QUESTION; a fact is a whole sentence, such as 「本次会议 结束」.",
        ))
    }

    /// Goes on to another situation, if it can be bound; the way back is kept.
    fn move_to(&mut self, what: String, scene: Scene) -> Result<(), Problems> {
        let (bound, _) = scene.bind(&self.book)?;
        self.go(what, Arc::new(bound));
        Ok(())
    }

    /// Goes to a situation that is bound already.
    fn go(&mut self, what: String, to: Arc<Bound>) {
        let other = std::mem::replace(&mut self.now, to);
        self.past.push(Step { what, other });
        self.given_up = std::mem::take(&mut self.future);
    }

    /// Takes the last step back as if it had never been gone: what could be done again still can.
    fn not_gone(&mut self) {
        if let Some(step) = self.past.pop() {
            self.now = step.other;
            self.future = std::mem::take(&mut self.given_up);
        }
    }

    /// What is wrong, each thing once.
    fn problems(&self, problems: &Problems) -> Reply {
        let distinct = problems.clone().distinct();
        distinct.sorted().into_iter().fold(Reply::default(), |reply, problem| reply.problem(problem, self.lang))
    }

    fn question(&mut self, text: &str) -> Reply {
        let question = text.trim().trim_end_matches(['？', '?']).trim_end();
        let problems = match self.answer(question) {
            Ok(answer) => return self.whole(&answer),
            Err(problems) => problems,
        };
        if let Some(spaced) = self.words().spaced(question)
            && let Ok(answer) = self.answer(&spaced)
        {
            return self.read_as(&self.pick(format!("{spaced}？"), format!("{spaced}?"))).then(self.whole(&answer));
        }
        self.problems(&problems)
    }

    /// What was made of a line whose blanks were left out.
    fn read_as(&self, line: &str) -> Reply {
        Reply::default().advice(self.pick(format!("读作：{line}"), format!("read as: {line}")))
    }

    /// Asks, and keeps question and answer.
    fn answer(&mut self, question: &str) -> Result<Arc<Answer>, Problems> {
        self.ask(question, true)
    }

    /// Asks, and keeps question and answer; `whole`: with what would change it.
    fn ask(&mut self, question: &str, whole: bool) -> Result<Arc<Answer>, Problems> {
        let known = |last: &&Answered| last.question == question && last.is_about(&self.now, self.lang) && (last.whole || !whole);
        let (answer, whole) = match self.answered.iter().rev().find(known) {
            Some(known) => (Arc::clone(&known.answer), known.whole),
            None if whole => (Arc::new(self.now.ask(question, self.lang)?), true),
            None => (Arc::new(self.now.told(question, self.lang)?), false),
        };
        self.keep(question, &answer, whole);
        Ok(answer)
    }

    /// Keeps an answer in the situation as it is.
    fn keep(&mut self, question: &str, answer: &Arc<Answer>, whole: bool) {
        let (about, answer) = (Arc::clone(&self.now), Arc::clone(answer));
        let one = Answered { question: question.to_owned(), about, lang: self.lang, answer, whole };
        // What was told in part is told in whole now.
        let in_part = |last: &&mut Answered| !last.whole && last.question == question && last.is_about(&self.now, self.lang);
        match self.answered.last_mut().filter(in_part) {
            Some(last) => *last = one,
            None => self.answered.push(one),
        }
    }

    /// An answer without its question, which has just been typed.
    fn whole(&self, answer: &Answer) -> Reply {
        let lines = explain(answer, Style { lang: self.lang, ..Style::default() });
        let reply = Reply::default().answer(lines.into_iter().filter(|line| line.role != Role::Question));
        match answer.verdict {
            Verdict::Silent if answer.citations.is_empty() => reply.advice(self.pick(
                "没有一条说到这件事。「怎么说 词」列出规则里含这个词的说法。",
                "No clause speaks of it. :patterns WORD lists what the rulebooks can say with a word.",
            )),
            _ => reply,
        }
    }
}

/// Control characters that no keyboard and no word processor gives.
fn is_hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}')
}

/// With its final stop.
fn stopped(text: &str) -> String {
    let text = text.trim();
    if text.ends_with('。') { text.to_owned() } else { format!("{}。", text.trim_end_matches('.')) }
}
