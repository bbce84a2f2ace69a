//! 逐项问: the facts that are missing, asked one after another. What is answered goes on record as if it had been typed.
use super::command::Verb;
use super::entry::{Entry, Sentence};
use super::scene::Scene;
use super::{Reply, Session, Tone, stopped};
use crate::answer::Answer;
use crate::api::Rulebook;
use crate::api::interview::{Heard, Interview, Record};
use crate::diagnostic::{Lang, Problems};
use crate::explain::Role;

/// The situation of a session, of which a question is asked.
#[derive(Debug, Clone)]
pub(super) struct Situated {
    book: Rulebook,
    scene: Scene,
    question: String,
    lang: Lang,
}

impl Record for Situated {
    fn with(&self, lines: &[String]) -> Self {
        Self { scene: self.scene.with(lines.iter().map(|line| stopped(line))), ..self.clone() }
    }

    fn ask(&self) -> Result<Answer, Problems> {
        self.scene.clone().bind(&self.book)?.0.ask(&self.question, self.lang)
    }

    fn lang(&self) -> Lang {
        self.lang
    }
}

pub(super) type Talk = Interview<Situated>;

impl Session {
    /// Whether what is typed now answers a question of 逐项问.
    pub fn interviewing(&self) -> bool {
        self.talk.is_some()
    }

    /// 逐项问: about the last question, or the one that is given.
    pub(super) fn interview(&mut self, rest: &str) -> Reply {
        let given = rest.trim().trim_end_matches(['？', '?']).trim_end();
        let Some(question) =
            Some(given).filter(|text| !text.is_empty()).or(self.answered.last().map(|last| last.question.as_str()))
        else {
            return self.nothing_asked();
        };
        let (book, scene, lang) = (self.book.clone(), self.now.scene.clone(), self.lang);
        match Interview::about(Situated { book, scene, question: question.to_owned(), lang }) {
            Ok(talk) if talk.asked().is_none() => {
                let reply = Reply::done(self.pick("没有什么要问的。", "There is nothing to ask."));
                reply.then(self.concluded(&talk))
            }
            Ok(talk) => {
                let reply = Reply::done(self.pick(
                    "逐项来问。可以答「不知道」；「退回」改上一项，「结束」就此作答。",
                    "One by one. You may answer “unknown”, “back” or “stop”.",
                ));
                let reply = reply.then(self.put(&talk, true));
                self.talk = Some(Box::new(talk));
                reply
            }
            Err(problems) => self.problems(&problems),
        }
    }

    /// What is asked now.
    fn put(&self, talk: &Talk, why: bool) -> Reply {
        let Some(asked) = talk.asked() else { return Reply::default() };
        let reply = Reply::default().and(Tone::Said(Role::Heading), 0, asked.ask);
        let reply = asked.why.into_iter().filter(|_| why).fold(reply, |reply, why| reply.and(Tone::Said(Role::Plain), 1, why));
        let numbered: Vec<String> = asked.choices.iter().enumerate().map(|(n, choice)| format!("{}. {choice}", n + 1)).collect();
        if numbered.is_empty() { reply } else { reply.and(Tone::Said(Role::Plain), 1, numbered.join("  ")) }
    }

    /// A line while something is asked: a reply, a fact, or a command.
    pub(super) fn heard(&mut self, line: &str) -> Reply {
        let Some(mut talk) = self.talk.take() else { return Reply::default() };
        let reply = match Entry::of(line) {
            Entry::Command(Verb::Undo, _) => "退回",
            Entry::Command(Verb::Leave, _) => "结束",
            // What only shows something leaves the question where it is.
            Entry::Command(Verb::Source | Verb::Patterns | Verb::Help | Verb::Explain, _) => {
                return self.entry(line).then(self.again_with(talk));
            }
            Entry::Command(Verb::Facts, _) => return self.facts_so_far(&talk).then(self.again_with(talk)),
            Entry::Nothing if !line.trim().is_empty() => return self.again_with(talk),
            Entry::Command(..) | Entry::CaseLine(..) => return self.left(&talk).then(self.entry(line)),
            Entry::Sentences(all) if all.iter().any(|one| matches!(one, Sentence::Question(_))) && !is_mark(line) => {
                return self.left(&talk).then(self.entry(line));
            }
            _ => line,
        };
        match talk.reply(reply) {
            Heard::Noted if talk.asked().is_none() => self.concluded(&talk),
            Heard::Noted => self.again_with(talk),
            Heard::Stopped => self.concluded(&talk),
            Heard::Again(what) => match talk.tell(line) {
                Ok(()) if talk.asked().is_none() => self.concluded(&talk),
                Ok(()) => self.again_with(talk),
                // Why it is asked has been said.
                Err(_) => {
                    let reply = Reply::trouble(what).then(self.put(&talk, false));
                    self.talk = Some(talk);
                    reply
                }
            },
        }
    }

    /// What is on record, with the replies given so far.
    fn facts_so_far(&self, talk: &Talk) -> Reply {
        let reply = self.facts_of(&talk.record().scene);
        let unknown: Vec<&str> = talk.unknown().collect();
        if unknown.is_empty() {
            return reply;
        }
        reply.and(
            Tone::Done,
            1,
            self.pick(format!("答了不知道的：{}", unknown.join("；")), format!("answered “unknown”: {}", unknown.join("; "))),
        )
    }

    fn again_with(&mut self, talk: Box<Talk>) -> Reply {
        let reply = self.put(&talk, true);
        self.talk = Some(talk);
        reply
    }

    /// Something else was typed: what was said so far is kept.
    fn left(&mut self, talk: &Talk) -> Reply {
        if talk.noted() == 0 { Reply::default() } else { self.concluded(talk) }
    }

    /// The end: what was said goes on record, in one step, and the question is answered.
    fn concluded(&mut self, talk: &Talk) -> Reply {
        let Situated { scene, question, .. } = talk.record().clone();
        let moved =
            if scene == self.now.scene { Ok(()) } else { self.move_to(self.pick("逐项问", ":interview").to_owned(), scene) };
        match moved.and_then(|()| self.answer(&question)) {
            Ok(answer) => {
                let asked = self.pick(format!("{question}？"), format!("{question}?"));
                Reply::default().and(Tone::Said(Role::Question), 0, asked).then(self.whole(&answer))
            }
            Err(problems) => self.problems(&problems),
        }
    }

    /// Nothing more is typed: what is asked stays open.
    pub(super) fn broken_off(&mut self) -> Reply {
        self.talk.take().map_or_else(Reply::default, |talk| self.concluded(&talk))
    }
}

/// `？` alone says that it is not known.
fn is_mark(line: &str) -> bool {
    line.trim().chars().all(|c| matches!(c, '？' | '?'))
}
