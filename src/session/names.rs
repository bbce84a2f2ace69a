//! Situations with names: 记作, 转到, 比较.
use super::difference::Difference;
use super::scene::Bound;
use super::{Reply, Session, Tone};
use crate::diagnostic::nearest;
use crate::explain::{Role, sentence};
use std::sync::Arc;

/// The situation without suppositions, and as it is.
const REAL: [&str; 2] = ["实际", "real"];
const NOW: [&str; 2] = ["现在", "now"];

impl Session {
    /// 记作
    pub(super) fn name(&mut self, name: &str) -> Reply {
        if name.is_empty() || REAL.contains(&name) || NOW.contains(&name) || name.contains(char::is_whitespace) {
            return Reply::trouble(self.pick("请起一个名字，中间没有空格。", "Give it a name without blanks."))
                .advice(self.pick("例：记作 不委托", "For example: :name without"));
        }
        self.named.insert(name.to_owned(), Arc::clone(&self.now));
        Reply::done(self.pick(format!("现在的情形叫「{name}」。"), format!("The situation as it is has the name 「{name}」.")))
    }

    /// 转到
    pub(super) fn goto(&mut self, name: &str) -> Reply {
        let found = match self.find(name) {
            Ok(found) => found,
            Err(reply) => return reply,
        };
        self.go(self.pick(format!("转到 {name}"), format!(":goto {name}")), found);
        Reply::done(self.pick(format!("到了「{name}」。"), format!("This is 「{name}」."))).then(self.verdict_again())
    }

    /// 比较: the last question in two situations.
    pub(super) fn compare(&mut self, rest: &str) -> Reply {
        let names: Vec<&str> = rest.split(|c: char| c.is_whitespace() || c == '、').filter(|name| !name.is_empty()).collect();
        let (left, right) = match names.as_slice() {
            [] => ("实际", "现在"),
            [one] => (*one, "现在"),
            [one, other] => (*one, *other),
            _ => {
                return Reply::trouble(self.pick("一次比较两个情形。", "Two situations are compared at a time."))
                    .advice(self.pick("例：比较 实际 现在", "For example: :compare real now"));
            }
        };
        let (before, after) = match (self.find(left), self.find(right)) {
            (Ok(before), Ok(after)) => (before, after),
            (Err(reply), _) | (_, Err(reply)) => return reply,
        };
        self.two(&before, &after, [left, right])
    }

    fn two(&self, before: &Bound, after: &Bound, names: [&str; 2]) -> Reply {
        let facts = Difference { facts: Difference::of_facts(before, after, self.lang), ..Difference::default() };
        let Some(last) = self.answered.last() else { return self.or_same(self.difference(&facts)) };
        let question = self.pick(format!("{}？", last.question), format!("{}?", last.question));
        let mut reply = Reply::default().and(Tone::Said(Role::Question), 0, question);
        let both = [before, after].map(|one| one.told(&last.question, self.lang));
        for (name, answer) in names.iter().zip(&both) {
            let (tone, text) = match answer {
                Ok(answer) => (Tone::Said(Role::Verdict(answer.holds)), sentence(answer, self.lang)),
                // What it names is not there: that is a difference too.
                Err(problems) => (Tone::Done, self.cannot_ask(problems)),
            };
            reply = reply.and(tone, 1, format!("{name}{}{text}", self.pick("：", ": ")));
        }
        let [Ok(old), Ok(new)] = &both else { return reply.then(self.difference(&facts)) };
        let difference = Difference::between((before, old), (after, new), self.lang);
        reply.then(self.or_same(self.difference(&difference)))
    }

    fn or_same(&self, reply: Reply) -> Reply {
        if reply.lines.is_empty() {
            Reply::done(self.pick("两个情形没有不同。", "The two situations do not differ."))
        } else {
            reply
        }
    }

    fn find(&self, name: &str) -> Result<Arc<Bound>, Reply> {
        if NOW.contains(&name) {
            return Ok(Arc::clone(&self.now));
        }
        if REAL.contains(&name) {
            let (bound, _) = self.now.scene.down_to(0).bind(&self.book).map_err(|problems| self.problems(&problems))?;
            return Ok(Arc::new(bound));
        }
        self.named.get(name).cloned().ok_or_else(|| {
            let known: Vec<&str> = self.named.keys().map(String::as_str).collect();
            let near = crate::diagnostic::did_you_mean(nearest(name, known.iter().copied()), self.lang);
            let list = if known.is_empty() {
                self.pick("还没有起过名；「记作 名字」给现在的情形起名。", "None has a name yet; :name NAME gives one.")
                    .to_owned()
            } else {
                self.pick(
                    format!("起过名的有：{}；还有「实际」「现在」。", known.join("、")),
                    format!("Named: {}; also real and now.", known.join(", ")),
                )
            };
            Reply::trouble(self.pick(format!("没有叫「{name}」的情形。"), format!("No situation has the name 「{name}」.")))
                .advice(near.unwrap_or(list))
        })
    }
}
