//! What is on record: 看情形, 更正, 日期, 重来; what to say of a fact that was noted.
use super::advice::NOT_TAKEN_DOWN;
use super::difference::Difference;
use super::scene::{Bound, Scene};
use super::{Reply, Session, Tone, stopped};
use crate::answer::{Wording, thousandths};
use crate::core_ir::{EntityId, Fact, Truth};
use crate::diagnostic::{Lang, Problems};
use crate::explain::Role;
use crate::vocabulary::Date;

impl Session {
    /// 情形 2021年7月14日
    pub(super) fn dated(&mut self, text: &str) -> Reply {
        let Some(date) = Date::parse(text.trim_end_matches('。')) else {
            let message = if text.is_empty() {
                self.now.scene.date.map_or_else(
                    || self.pick("没有写日期。".to_owned(), "There is no date.".to_owned()),
                    |date| self.pick(format!("问的是 {date} 这一天。"), format!("The date asked about is {}.", date.iso())),
                )
            } else {
                self.pick(format!("「{text}」不是日期。"), format!("「{text}」 is not a date."))
            };
            let tone = if text.is_empty() { Tone::Done } else { Tone::Trouble };
            return Reply::default()
                .and(tone, 0, message)
                .advice(self.pick("日期写作 2021年7月14日 或 2021-07-14。", "Write a date as 2021-07-14 or 2021年7月14日."));
        };
        let scene = Scene { date: Some(date), ..self.now.scene.clone() };
        let done = self.pick(format!("问的是 {date} 这一天。"), format!("The date asked about is {}.", date.iso()));
        self.move_to(self.pick(format!("情形 {date}"), format!(":date {}", date.iso())), scene)
            .map_or_else(|problems| self.problems(&problems), |()| Reply::done(done))
    }

    /// A fact on top of what is there.
    pub(super) fn fact(&mut self, text: &str) -> Reply {
        let line = stopped(text);
        let before = std::sync::Arc::clone(&self.now);
        let problems = match self.move_to(line.clone(), self.now.scene.with([line.clone()])) {
            Ok(()) => return self.noted(&before),
            Err(problems) => problems,
        };
        if let Some(spaced) = self.words().spaced(&line)
            && self.move_to(spaced.clone(), self.now.scene.with([spaced.clone()])).is_ok()
        {
            return self.read_as(&spaced).then(self.noted(&before));
        }
        self.problems(&problems)
    }

    /// 更正: what contradicts is withdrawn first.
    pub(super) fn correct(&mut self, text: &str) -> Reply {
        if text.is_empty() {
            return Reply::trouble(self.pick("请写出对的那一句。", "Write the sentence as it should be."))
                .advice(self.pick("例：更正 丁 未到会 本次会议", "For example: :correct 丁 未到会 本次会议"));
        }
        let line = stopped(text);
        let before = std::sync::Arc::clone(&self.now);
        match corrected(&self.now, &line, self) {
            Ok(scene) => match self.move_to(self.pick(format!("更正 {line}"), format!(":correct {line}")), scene) {
                Ok(()) => {
                    let facts = Difference::of_facts(&before, &self.now, self.lang);
                    let changed = Difference { facts, ..Difference::default() };
                    Reply::done(self.pick("改过来了。", "Corrected.")).then(self.difference(&changed)).then(self.verdict_again())
                }
                Err(problems) => self.problems(&problems),
            },
            Err(problems) => self.problems(&problems),
        }
    }

    /// 看情形
    pub(super) fn facts(&self) -> Reply {
        self.facts_of(&self.now.scene)
    }

    /// What is on record in a situation.
    pub(super) fn facts_of(&self, scene: &Scene) -> Reply {
        let date = scene.date.map_or_else(|| self.pick("（没有日期）", "(no date)").to_owned(), |date| date.to_string());
        let mut reply = Reply::default();
        if let Some(title) = &scene.title {
            reply = reply.and(Tone::Said(Role::Plain), 0, format!("案例 {title}"));
        }
        reply = reply.and(Tone::Said(Role::Heading), 0, format!("情形 {date}"));
        for (n, level) in scene.levels.iter().enumerate() {
            if n > 0 {
                reply = reply.and(Tone::Said(Role::Heading), 0, self.pick(format!("假如 {n}"), format!("supposition {n}")));
            }
            reply = level.lines.iter().fold(reply, |reply, line| reply.and(Tone::Said(Role::Plain), 1, line.clone()));
        }
        if scene.levels.iter().all(|level| level.lines.is_empty()) {
            reply = reply.and(Tone::Done, 1, self.pick("还没有记下什么。", "Nothing is on record yet."));
        }
        reply
    }

    /// 重来
    pub(super) fn fresh(&mut self) -> Reply {
        let scene = Scene::new(self.now.scene.date);
        match self.move_to(self.pick("重来", ":reset").to_owned(), scene) {
            Ok(()) => Reply::done(self.pick("从空白开始。「撤销」可以退回去。", "An empty situation. :undo leads back.")),
            Err(problems) => self.problems(&problems),
        }
    }

    /// That a fact was noted, and what is odd about it.
    fn noted(&mut self, before: &Bound) -> Reply {
        // 不全 adds holders without a name, 改文 changes a rule: neither shows as a fact.
        let same_people = before.world().entities.len() == self.now.world().entities.len();
        let rules = self.past.last().is_some_and(|step| step.what.starts_with("改文"));
        if same_people && !rules && Difference::of_facts(before, &self.now, self.lang).is_empty() {
            return self.nothing_new(before);
        }
        let reply = Reply::done(self.pick("记下了。", "Noted."));
        let strangers = self.without_office(before);
        if strangers.is_empty() {
            return reply;
        }
        let date = self.now.scene.date.map(|date| self.pick(date.to_string(), date.iso())).unwrap_or_default();
        let names = strangers.join(self.pick("、", ", "));
        reply.advice(self.pick(
            format!(
                "{names} 在 {date} 没有任职：名册里没有，或者任期不含这一天。要算进去，写「名册：职务 {}」。",
                strangers.first().map_or("", String::as_str)
            ),
            format!(
                "{names} held no office on {date}: not in the roster, or not on this day. To change that, type 名册：OFFICE NAME."
            ),
        ))
    }

    /// A line that changes nothing: it is known, or something with a date prevails over it.
    fn nothing_new(&mut self, before: &Bound) -> Reply {
        let line = self.past.last().map(|step| step.what.clone()).unwrap_or_default();
        let supposed = before.scene.supposing([line]).bind(&self.book);
        let prevails = supposed.is_ok_and(|(bound, _)| !Difference::of_facts(before, &bound, self.lang).is_empty());
        if !prevails {
            return Reply::done(self.pick("记下了（和前面的一样，情形没有变）。", "Noted (nothing new in it)."));
        }
        self.not_gone();
        Reply::trouble(self.pick(
            "和前面写明日期的事实相反，以写明日期的为准。",
            "It contradicts what is on record with its date, and that prevails.",
        ))
        .advice(self.pick(NOT_TAKEN_DOWN.0, NOT_TAKEN_DOWN.1))
    }

    /// People in the facts that are new who hold no office on this day, though others do.
    fn without_office(&self, before: &Bound) -> Vec<String> {
        let (program, world) = (self.now.program(), self.now.world());
        let words = Wording { program, world, lang: self.lang };
        let holds = |fact: &&Fact| Some(fact.relation) == program.holds_office && fact.truth == Truth::True;
        let officers: Vec<EntityId> = world.facts.iter().filter(holds).filter_map(|fact| fact.args.first().copied()).collect();
        if officers.is_empty() {
            return Vec::new();
        }
        // The numbers of those who were there stay the same as long as nothing but sentences is added.
        let same = before.world().entities.len() == world.entities.len();
        let new = world.facts.iter().skip(if same { before.world().facts.len() } else { world.facts.len() });
        let mut names = Vec::new();
        for id in new.filter(|fact| Some(fact.relation) != program.holds_office).flat_map(|fact| &fact.args) {
            let person = world.entities.get(id.index()).is_some_and(|entity| words.is_person(entity.kind));
            let name = words.entity(*id);
            if person && !officers.contains(id) && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// The situation with a line in place of what it contradicts.
fn corrected(now: &Bound, line: &str, session: &Session) -> Result<Scene, Problems> {
    // As a supposition it replaces what it contradicts: that shows what must be withdrawn.
    let (supposed, _) = now.scene.supposing([line.to_owned()]).bind(&session.book)?;
    let mut scene = now.scene.clone();
    for name in renamed(now, &supposed) {
        let says = |line: &String| line.strip_prefix(&name).is_some_and(|rest| rest.trim_start().starts_with("是 "));
        // What is actually so stays as it is under a supposition.
        scene.levels.iter_mut().next_back().into_iter().for_each(|level| level.lines.retain(|line| !says(line)));
    }
    Ok(scene.with(lost(now, &supposed).into_iter().chain([line.to_owned()])))
}

/// `撤去：…。` for what the second situation has no longer, or has otherwise.
pub(super) fn lost(before: &Bound, after: &Bound) -> Vec<String> {
    let (program, world) = (before.program(), before.world());
    let words = Wording { program, world, lang: Lang::Zh };
    let there = Wording { program: after.program(), world: after.world(), lang: Lang::Zh };
    let said = |words: &Wording, fact: &Fact| match fact.number {
        Some(number) => words.number_sentence(fact.relation, &fact.args, &thousandths(number)),
        None => words.fact(fact.relation, &fact.args, fact.truth == Truth::True),
    };
    let kept: std::collections::HashSet<String> =
        after.world().facts.iter().filter(|fact| fact.truth != Truth::Unknown).map(|fact| said(&there, fact)).collect();
    let known = |fact: &&Fact| fact.truth != Truth::Unknown && fact.args.iter().all(|id| named(before, *id));
    let gone: Vec<&Fact> = world.facts.iter().filter(known).filter(|fact| !kept.contains(&said(&words, fact))).collect();
    // Whoever loses an office loses what it is part of: only the office itself was written.
    let follows = |fact: &Fact| {
        let part = |other: &&Fact| {
            let (Some(own), Some(whole)) = (other.args.get(1), fact.args.get(1)) else { return false };
            before.whole_of(*own).contains(whole) && other.args.first() == fact.args.first()
        };
        Some(fact.relation) == program.holds_office && gone.iter().copied().any(|other| part(&other))
    };
    gone.iter().filter(|fact| !follows(fact)).map(|fact| format!("撤去：{}。", said(&words, fact))).collect()
}

fn named(bound: &Bound, id: EntityId) -> bool {
    bound.world().entities.get(id.index()).is_some_and(|entity| entity.unnamed.is_none())
}

/// Those whose kind is another.
fn renamed(before: &Bound, after: &Bound) -> Vec<String> {
    let kinds = |bound: &Bound| -> Vec<(String, String)> {
        let words = Wording { program: bound.program(), world: bound.world(), lang: Lang::Zh };
        let own = bound.world().entities.iter().skip(bound.program().individuals.len());
        own.map(|entity| (entity.name.clone(), words.kind(entity.kind).to_owned())).collect()
    };
    let new = kinds(after);
    kinds(before)
        .into_iter()
        .filter(|(name, kind)| new.iter().any(|(other, to)| other == name && to != kind))
        .map(|(name, _)| name)
        .collect()
}
