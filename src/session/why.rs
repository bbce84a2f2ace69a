//! 为什么, 为什么不, 怎样才可以, 还缺什么: questions about the last answer.
use super::{Answered, Reply, Session, Tone};
use crate::answer::{Answer, Cite, Missing, MissingKind, Refusal};
use crate::diagnostic::Lang;
use crate::explain::{Depth, Role, Style, explain, ways};
use crate::resolve::Name;
use crate::vocabulary::Verdict;
use std::sync::Arc;

/// The words of *who*, and those that go with them.
const WHO: [&str; 6] = ["由谁", "谁", "谁能", "谁来", "何人", "能"];

impl Session {
    /// 为什么: everything the answer rests on; 为什么 全部: the proof node by node.
    pub(super) fn why(&mut self, rest: &str) -> Reply {
        let all = ["全部", "all"].iter().find_map(|word| rest.strip_suffix(word));
        let depth = if all.is_some() { Depth::Whole } else { Depth::Full };
        self.about_last(all.unwrap_or(rest), |session, answer| {
            Reply::default().answer(explain(answer, Style { lang: session.lang, depth }))
        })
    }

    /// 再问
    pub(super) fn again(&mut self) -> Reply {
        self.about_last("", |session, answer| {
            Reply::default().and(Tone::Said(Role::Question), 0, session.asked_as(answer)).then(session.whole(answer))
        })
    }

    /// 为什么不: what stands against another answer.
    pub(super) fn why_not(&mut self, rest: &str) -> Reply {
        let Some(last) = self.answered.last().cloned() else { return self.nothing_asked() };
        let rest = rest.trim_end_matches(['？', '?']).trim_end();
        if last.answer.family == crate::vocabulary::Family::Who && !rest.is_empty() && Verdict::parse(rest).is_none() {
            return self.why_not_him(&last, rest);
        }
        if rest.is_empty() || Verdict::parse(rest).is_some() {
            return self.about_last("", Self::against);
        }
        if self.is_person(rest) { self.not_who(&last, rest) } else { self.no_answer(rest) }
    }

    /// 怎样才可以
    pub(super) fn change(&mut self) -> Reply {
        self.about_last("", Self::changes)
    }

    /// 还缺什么
    pub(super) fn missing(&mut self) -> Reply {
        self.about_last("", |session, answer| {
            let open = answer.readings.iter().any(|reading| !reading.missing.is_empty());
            if !answer.missing.is_empty() {
                session.missing_listed(answer).then(session.first_to_ask(answer))
            } else if open || answer.verdict == Verdict::Undetermined {
                session.whole(answer)
            } else {
                Reply::done(session.pick(
                    "什么也不缺：没写的事实无论怎样，结论都一样。",
                    "Nothing: whatever else may be found, the answer is the same.",
                ))
            }
        })
    }

    /// Runs on the answer to the last question as things are now, or to the question that is given.
    fn about_last(&mut self, question: &str, then: impl Fn(&Self, &Answer) -> Reply) -> Reply {
        let question = question.trim().trim_end_matches(['？', '?']).trim_end();
        let found = match self.answered.last() {
            Some(last) if question.is_empty() && last.whole && last.is_about(&self.now, self.lang) => {
                Ok(Arc::clone(&last.answer))
            }
            Some(last) if question.is_empty() => {
                let question = last.question.clone();
                self.answer(&question)
            }
            None if question.is_empty() => return self.nothing_asked(),
            _ => self.answer(question),
        };
        match found {
            Ok(answer) => then(self, &answer),
            Err(problems) => self.problems(&problems),
        }
    }

    pub(super) fn nothing_asked(&self) -> Reply {
        Reply::trouble(self.pick("还没有问过问题。", "Nothing has been asked yet."))
            .advice(self.pick("例：甲 能否 签发 该公文？", "For example: 甲 能否 签发 该公文？"))
    }

    fn asked_as(&self, answer: &Answer) -> String {
        self.pick(format!("{}？", answer.question), format!("{}?", answer.question))
    }

    /// `由谁 代行 市长` asked of one person: `丙 能否 代行 市长`.
    fn why_not_him(&mut self, last: &Answered, name: &str) -> Reply {
        let act: Vec<&str> = last.question.split_whitespace().filter(|word| !WHO.contains(word)).collect();
        let question = format!("{name} 能否 {}", act.join(" "));
        match self.now.ask(&question, self.lang) {
            Ok(answer) => Reply::default().and(Tone::Said(Role::Question), 0, self.asked_as(&answer)).then(self.against(&answer)),
            Err(problems) => self.problems(&problems),
        }
    }

    /// Somebody of the situation, or whoever holds an office.
    fn is_person(&self, name: &str) -> bool {
        let scope = self.now.scope();
        let named = self.now.situated().names.get(name).copied().or_else(|| scope.name(name));
        let Some(Name::Entity(_, kind)) = named else { return false };
        let is_a = |wanted| self.now.program().is_a(kind, wanted);
        is_a(scope.known.person) || is_a(scope.known.office)
    }

    /// Somebody else was named though the question did not ask who.
    fn not_who(&self, last: &Answered, name: &str) -> Reply {
        let question = &last.question;
        Reply::trouble(self.pick(
            format!("刚才问的是「{question}？」，不是问由谁，说不上为什么不是 {name}。"),
            format!("The question was 「{question}?」, not who: there is no saying why not {name}."),
        ))
        .advice(self.pick(
            format!("要问 {name}，把他写进问题，如：{name} 能否 签发 该公文？ 单写「为什么不」，看什么挡着。"),
            format!("Ask about {name} himself, as in {name} 能否 签发 该公文？; :whynot alone tells what stands in the way."),
        ))
    }

    fn no_answer(&self, rest: &str) -> Reply {
        Reply::trouble(
            self.pick(
                format!("「{rest}」不是一个人，也不是一种回答。"),
                format!("「{rest}」 is neither a person nor an answer."),
            ),
        )
        .advice(self.pick(
            "后面写一个人，或者写可以、合规、成立之类的回答；单写「为什么不」，看什么挡着。",
            "Name a person or an answer such as 可以; :whynot alone tells what stands in the way.",
        ))
    }

    /// What stands in the way of a yes.
    fn against(&self, answer: &Answer) -> Reply {
        let verdict = crate::explain::sentence(answer, self.lang);
        let reply = Reply::default().and(Tone::Said(Role::Verdict(answer.holds)), 0, verdict);
        if answer.holds == Some(true) {
            return reply.and(
                Tone::Done,
                0,
                self.pick("没有什么挡着。「为什么」列出全部理由。", "Nothing stands in the way. :why gives all reasons."),
            );
        }
        // Each way of reading has its own.
        if answer.verdict == Verdict::Conflict {
            return self.whole(answer);
        }
        let refusals: Vec<&Refusal> = answer.findings.iter().flat_map(|finding| &finding.refusals).collect();
        let mut lines: Vec<String> = Vec::new();
        for refusal in refusals {
            let sure = if refusal.certain {
                ""
            } else {
                self.pick("（要看还没查明的事实）", " (it hangs on facts not known yet)")
            };
            let line = format!(
                "{}{}{}{sure}",
                refusal.verdict.word(self.lang == crate::diagnostic::Lang::Zh),
                self.pick("：", ": "),
                place(&refusal.citation, self.lang)
            );
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        let unmet = answer.unmet.iter().flat_map(|unmet| &unmet.reasons).cloned().collect::<Vec<_>>();
        let reasons = if unmet.is_empty() && answer.missing.is_empty() { answer.reasons.clone() } else { unmet };
        let reply = self.section(reply, ("挡着的", "In the way"), lines);
        let reply = self.section(reply, ("理由", "Reasons"), reasons);
        if answer.missing.is_empty() { reply.then(self.changes_if_any(answer)) } else { reply.then(self.missing_listed(answer)) }
    }

    fn changes(&self, answer: &Answer) -> Reply {
        if answer.holds == Some(true) {
            let reply = Reply::done(self.pick("现在就可以，不用改。", "It is a yes as it is."));
            return self.section(reply, ("什么会改变答案", "What would change it"), ways(answer, self.lang));
        }
        let found = self.changes_if_any(answer);
        if !found.lines.is_empty() {
            return found;
        }
        if !answer.missing.is_empty() {
            return self.missing_listed(answer);
        }
        Reply::done(self.pick(
            "没有找到只改动事实就能变的办法（任职、判断、档案上的记录不算可以改动的）。",
            "No change of facts was found that would turn it (who holds office, judgements and records are left as they are).",
        ))
    }

    fn changes_if_any(&self, answer: &Answer) -> Reply {
        self.section(Reply::default(), ("怎样才可以", "What would turn it"), ways(answer, self.lang))
    }

    fn missing_listed(&self, answer: &Answer) -> Reply {
        let mut reply = Reply::default().and(Tone::Said(Role::Heading), 0, self.pick("缺少的事实", "Missing facts"));
        for (at, one) in answer.missing.iter().enumerate() {
            let Some(ask) = Missing::asked(&answer.missing, at) else { continue };
            let places: Vec<String> = one.citations.iter().map(|cite| cite.place(self.lang)).collect();
            let places = self.pick(format!(" ——{}", places.join("、")), format!(" ({})", places.join("; ")));
            reply = reply.and(Tone::Said(Role::Plain), 1, format!("{ask}{places}"));
            reply = reply.and(Tone::Advice, 1, self.to_type(one));
        }
        reply
    }
}

impl Session {
    /// Of several missing facts the one to ask first, and why; and how to be asked.
    fn first_to_ask(&self, answer: &Answer) -> Reply {
        let first = answer.next_question.as_ref().and_then(|next| Some((next, answer.missing.get(next.at)?)));
        let all = (0..answer.missing.len()).filter(|at| Missing::asked(&answer.missing, *at).is_some()).count();
        let mut reply = Reply::default();
        if let Some((next, first)) = first.filter(|(next, first)| all > 1 && first.first_question(next).1) {
            reply = reply.and(Tone::Said(Role::Heading), 0, self.pick("先问哪一项", "What to ask first"));
            reply = reply.and(Tone::Said(Role::Plain), 1, first.ask.clone());
            reply =
                next.told(first, self.lang).into_iter().fold(reply, |reply, lead| reply.and(Tone::Said(Role::Plain), 2, lead));
        }
        reply.advice(self.pick("写「逐项问」，一项一项问下去。", ":interview asks one after the other."))
    }

    /// How a fact is typed once it is known.
    fn to_type(&self, missing: &Missing) -> String {
        let judged = if missing.kind == MissingKind::Judgement { "（由 某人 认定）" } else { "" };
        let (fact, denial) = (format!("{}{judged}", missing.fact), format!("{}{judged}", missing.denial));
        match missing.kind {
            _ if missing.together.is_some() => {
                self.pick(format!("查明了就写是哪几个，如：{fact}"), format!("once known, type which, as in: {fact}"))
            }
            MissingKind::Fact | MissingKind::Judgement => {
                self.pick(format!("查明了就写：{fact}，或者：{denial}"), format!("once known, type: {fact} or: {denial}"))
            }
            MissingKind::Value | MissingKind::Holders | MissingKind::Number => {
                self.pick(format!("查明了就写：{fact}"), format!("once known, type: {fact}"))
            }
        }
    }
}

/// `第八条「受市长委托，……」`
pub(super) fn place(cite: &Cite, lang: Lang) -> String {
    let gap = if lang == Lang::Zh { "" } else { " " };
    format!("{}{gap}{}", cite.place(lang), super::suppose::quoted(&cite.quote))
}
