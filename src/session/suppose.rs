//! 假如: facts on top of the situation, what differs with them, and the way back.
use super::difference::{Changed, Difference};
use super::entry::{Sentence, sentences};
use super::scene::Bound;
use super::why::place;
use super::{Reply, Session, Step, Tone, stopped};
use crate::answer::Answer;
use crate::diagnostic::Problems;
use crate::explain::{Role, sentence};
use std::sync::Arc;

/// So many lines of one sort in a difference.
const LINES_AT_MOST: usize = 8;
/// Longer quotes are cut.
const QUOTE_AT_MOST: usize = 40;

impl Session {
    /// 假如 …: on top of what is there; the last question is asked again.
    pub(super) fn suppose(&mut self, rest: &str) -> Reply {
        if rest.is_empty() {
            return self.suppositions_listed();
        }
        let read = sentences(rest);
        let facts: Vec<String> =
            read.iter().filter_map(|one| if let Sentence::Fact(text) = one { Some(stopped(text)) } else { None }).collect();
        let question = read.iter().find_map(|one| if let Sentence::Question(text) = one { Some(*text) } else { None });
        let before = Arc::clone(&self.now);
        if facts.is_empty() {
            return self.supposing_and_asking(question.unwrap_or(rest));
        }
        let read = match self.put_on_top(&facts) {
            Ok(read) => read,
            Err(problems) => return self.problems(&problems),
        };
        read.then(match question {
            Some(question) => self.question(question),
            None => self.again_since(&before),
        })
    }

    /// `丁 未到会 本次会议，本次会议 能否 召开？`: at one of the commas the supposition ends and the question begins.
    fn supposing_and_asking(&mut self, text: &str) -> Reply {
        for (at, comma) in text.match_indices(['，', ',']) {
            let (Some(fact), Some(question)) = (text.get(..at), text.get(at + comma.len()..)) else { continue };
            if let Ok(read) = self.put_on_top(&[stopped(fact)]) {
                return read.then(self.question(question));
            }
        }
        Reply::trouble(self.pick("「假如」后面先写一件事实。", "A fact must be supposed first.")).advice(self.pick(
            "例：假如 丁 未到会 本次会议，本次会议 能否 召开？",
            "For example: :suppose 丁 未到会 本次会议，本次会议 能否 召开？",
        ))
    }

    /// Supposes facts, with blanks between their words if they have none.
    fn put_on_top(&mut self, facts: &[String]) -> Result<Reply, Problems> {
        let what = |facts: &[String]| format!("假如 {}", facts.concat());
        let Err(problems) = self.move_to(what(facts), self.now.scene.supposing(facts.to_vec())) else {
            return Ok(Reply::default());
        };
        let words = self.words();
        let spaced: Vec<String> = facts.iter().map(|fact| words.spaced(fact).unwrap_or_else(|| fact.clone())).collect();
        match self.move_to(what(&spaced), self.now.scene.supposing(spaced.clone())) {
            Ok(()) => Ok(self.read_as(&spaced.concat())),
            Err(_) => Err(problems),
        }
    }

    fn suppositions_listed(&self) -> Reply {
        if self.suppositions() == 0 {
            return Reply::done(self.pick("现在没有设想。", "Nothing is supposed."))
                .advice(self.pick("例：假如 丁 未到会 本次会议", "For example: :suppose 丁 未到会 本次会议"));
        }
        let levels = self.now.scene.levels.iter().skip(1).enumerate();
        levels.fold(Reply::default(), |reply, (n, level)| {
            reply.and(
                Tone::Done,
                0,
                self.pick(format!("假如{}：{}", n + 1, level.lines.concat()), format!("{}. {}", n + 1, level.lines.concat())),
            )
        })
    }

    /// Drops suppositions: the last one, or all.
    pub(super) fn drop(&mut self, all: bool) -> Reply {
        if self.suppositions() == 0 {
            return Reply::trouble(self.pick("现在没有设想可去掉。", "Nothing is supposed."));
        }
        let before = Arc::clone(&self.now);
        let (zh, en) = if all { ("回到实际", ":real") } else { ("不再假如", ":drop") };
        let left = if all { 0 } else { self.suppositions() - 1 };
        match self.move_to(self.pick(zh, en).to_owned(), before.scene.down_to(left)) {
            Ok(()) if self.suppositions() == 0 => {
                Reply::done(self.pick("回到实际情形。", "Back to the situation as it is.")).then(self.verdict_again())
            }
            Ok(()) => {
                Reply::done(self.pick("去掉了最后一个设想。", "The last supposition is dropped.")).then(self.verdict_again())
            }
            Err(problems) => self.problems(&problems),
        }
    }

    /// 撤销
    pub(super) fn undo(&mut self) -> Reply {
        let Some(step) = self.past.pop() else {
            return Reply::trouble(self.pick("没有可撤销的了。", "There is nothing to undo."));
        };
        let done = self.pick(format!("撤销了：{}", step.what), format!("Undone: {}", step.what));
        let other = std::mem::replace(&mut self.now, step.other);
        self.future.push(Step { what: step.what, other });
        Reply::done(done).then(self.verdict_again())
    }

    /// 重做
    pub(super) fn redo(&mut self) -> Reply {
        let Some(step) = self.future.pop() else {
            return Reply::trouble(self.pick("没有可重做的了。", "There is nothing to do again."));
        };
        let done = self.pick(format!("重做了：{}", step.what), format!("Done again: {}", step.what));
        let other = std::mem::replace(&mut self.now, step.other);
        self.past.push(Step { what: step.what, other });
        Reply::done(done).then(self.verdict_again())
    }

    /// The last question in the situation as it is now: question and verdict in one line.
    pub(super) fn verdict_again(&mut self) -> Reply {
        let Some(last) = self.answered.last().cloned() else { return Reply::default() };
        match self.ask(&last.question, false) {
            Ok(answer) => Reply::default().and(Tone::Said(Role::Verdict(answer.holds)), 0, self.question_and_verdict(&answer)),
            Err(problems) => self.not_asked_here(&last.question, &problems),
        }
    }

    /// Why a question that was asked of another situation is none in this one: what it names is not there. Nothing that was
    /// typed is wrong.
    pub(super) fn cannot_ask(&self, problems: &Problems) -> String {
        let why = problems.sorted().first().map(|problem| problem.kind.message(self.lang)).unwrap_or_default();
        self.pick(format!("问不成，{why}。"), format!("cannot be asked: {why}."))
    }

    fn not_asked_here(&self, question: &str, problems: &Problems) -> Reply {
        // Anything but a name is told as the trouble it is.
        if !problems.sorted().iter().all(|problem| problem.kind.code().starts_with('R')) {
            return self.problems(problems);
        }
        Reply::done(self.pick(format!("{question}？ "), format!("{question}? ")) + &self.cannot_ask(problems))
    }

    fn question_and_verdict(&self, answer: &Answer) -> String {
        let verdict = sentence(answer, self.lang);
        self.pick(format!("{}？ {verdict}", answer.question), format!("{}? {verdict}", answer.question))
    }

    /// The last question again, with what differs from its answer in the situation before.
    fn again_since(&mut self, before: &Arc<Bound>) -> Reply {
        let Some(last) = self.answered.last().cloned() else {
            return Reply::done(self.pick("好，就这样设想。", "Supposed."))
                .advice(self.pick("现在提问，就按设想回答。", "What you ask now is answered on this supposition."));
        };
        let new = match self.ask(&last.question, false) {
            Ok(new) => new,
            Err(problems) => return self.not_asked_here(&last.question, &problems),
        };
        let old = if last.is_about(before, self.lang) {
            Ok(Arc::clone(&last.answer))
        } else {
            before.told(&last.question, self.lang).map(Arc::new)
        };
        let question = self.pick(format!("{}？", last.question), format!("{}?", last.question));
        let head = Reply::default().and(Tone::Said(Role::Question), 0, question);
        let Ok(old) = old else {
            // What it names is only there now.
            let facts = Difference { facts: Difference::of_facts(before, &self.now, self.lang), ..Difference::default() };
            let verdict = Reply::default().and(Tone::Said(Role::Verdict(new.holds)), 0, sentence(&new, self.lang));
            return head.then(verdict).then(self.difference(&facts));
        };
        let difference = Difference::between((before, &old), (&self.now, &new), self.lang);
        head.then(self.verdicts(&old, &new)).then(self.difference(&difference))
    }

    fn verdicts(&self, old: &Answer, new: &Answer) -> Reply {
        let (was, is) = (sentence(old, self.lang), sentence(new, self.lang));
        let text = if was == is {
            self.pick(format!("{is}（结论不变）"), format!("{is} (as before)"))
        } else {
            self.pick(format!("{is}（原来：{was}）"), format!("{is} (before: {was})"))
        };
        Reply::default().and(Tone::Said(Role::Verdict(new.holds)), 0, text)
    }

    /// What differs, sort by sort.
    pub(super) fn difference(&self, difference: &Difference) -> Reply {
        let facts: Vec<String> = difference.facts.iter().map(|one| self.changed(one)).collect();
        let colon = self.pick("：", ": ");
        let clauses = difference
            .clauses
            .iter()
            .map(|flip| format!("{}{colon}{} → {}", place(&flip.clause, self.lang), flip.before, flip.after));
        let places = difference.places.iter().map(|cite| place(cite, self.lang));
        let reasons = difference.reasons.iter().flat_map(|one| {
            let was = one.before.as_ref().map(|text| self.pick(format!("原来：{text}"), format!("before: {text}")));
            let is = one.after.as_ref().map(|text| self.pick(format!("现在：{text}"), format!("now: {text}")));
            was.into_iter().chain(is)
        });
        let reply = self.section(Reply::default(), ("事实", "Facts"), facts);
        let reply = self.section(reply, ("条文", "Clauses"), clauses.collect());
        let reply = self.section(reply, ("新的依据", "New grounds"), places.collect());
        self.section(reply, ("理由", "Reasons"), reasons.collect())
    }

    pub(super) fn section(&self, reply: Reply, heading: (&str, &str), lines: Vec<String>) -> Reply {
        if lines.is_empty() {
            return reply;
        }
        let all = lines.len();
        let reply = reply.and(Tone::Said(Role::Heading), 0, self.pick(heading.0, heading.1));
        let reply = lines.into_iter().take(LINES_AT_MOST).fold(reply, |reply, line| reply.and(Tone::Said(Role::Plain), 1, line));
        if all > LINES_AT_MOST {
            return reply.and(Tone::Said(Role::Plain), 1, self.pick(format!("……共 {all} 项"), format!("… {all} in all")));
        }
        reply
    }

    fn changed(&self, changed: &Changed) -> String {
        let absent = || self.pick("没有记载", "not on record").to_owned();
        let (before, after) = (changed.before.clone().unwrap_or_else(absent), changed.after.clone().unwrap_or_else(absent));
        format!("{before} → {after}")
    }
}

/// The words of a clause, if they are few; the beginning else.
pub(super) fn quoted(quote: &str) -> String {
    let quote = quote.trim();
    let short: String = quote.chars().take(QUOTE_AT_MOST).collect();
    match (quote.is_empty(), short.len() < quote.len()) {
        (true, _) => String::new(),
        (_, true) => format!("「{short}……」"),
        (_, false) => format!("「{quote}」"),
    }
}
