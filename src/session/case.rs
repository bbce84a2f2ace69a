//! Lines of a case file, typed or pasted: 案例, 适用, 反事实, 问, and what is expected of the answer.
use super::scene::Scene;
use super::{Reply, Session, Tone};
use crate::api::{Documents, Failure, bare, failures, said};
use crate::explain::Role;
use crate::source::Source;
use crate::syntax;

impl Session {
    /// A line that begins with a word of case files.
    pub(super) fn case_line(&mut self, word: &str, rest: &str) -> Reply {
        match word {
            "情形" => self.dated(rest),
            "问" => self.question(rest),
            "案例" => self.opens(rest),
            "适用" => self.applies(rest),
            "反事实" => self.varies(rest),
            _ => self.expected(word, rest),
        }
    }

    /// `案例 ZV-04 …`: an empty situation of that name.
    fn opens(&mut self, title: &str) -> Reply {
        let scene = Scene { title: Some(title.to_owned()), ..Scene::new(self.now.scene.date) };
        match self.move_to(format!("案例 {title}"), scene) {
            Ok(()) => Reply::done(self.pick(format!("案例 {title}，从空白开始。"), format!("Case {title}, an empty situation."))),
            Err(problems) => self.problems(&problems),
        }
    }

    /// `适用 《…》`: those rulebooks must be there.
    fn applies(&mut self, rest: &str) -> Reply {
        let documents = &self.book.program().documents;
        let titles: Vec<&str> = rest.split('《').skip(1).filter_map(|part| part.split('》').next()).collect();
        let absent: Vec<&str> = titles
            .iter()
            .copied()
            .filter(|title| !documents.iter().any(|document| document.short == *title || bare(&document.title) == *title))
            .collect();
        if absent.is_empty() {
            let applies = titles.iter().map(|title| (*title).to_owned()).collect();
            let scene = Scene { applies, ..self.now.scene.clone() };
            let moved = self.move_to(format!("适用 {rest}"), scene);
            return moved.map_or_else(|problems| self.problems(&problems), |()| Reply::default());
        }
        let absent = absent.join("》《");
        Reply::trouble(self.pick(format!("没有载入《{absent}》。"), format!("《{absent}》 is not loaded.")))
            .advice(self.pick("离开后把那份规则书一起写在命令里。", "Leave, and give that rulebook on the command line too."))
    }

    /// `反事实 W1`: from the situation as it is, with what follows on top.
    fn varies(&mut self, name: &str) -> Reply {
        let scene = self.now.scene.down_to(0).supposing([]);
        match self.move_to(format!("反事实 {name}"), scene) {
            Ok(()) => Reply::done(self.pick(
                format!("反事实 {name}：下面写的都是设想，「回到实际」结束。"),
                format!("Variant {name}: what follows is supposed, :real ends it."),
            )),
            Err(problems) => self.problems(&problems),
        }
    }

    /// `答 可以`, `据 第八条`, `缺 …`, `告 …`: compared with the last answer.
    fn expected(&self, word: &str, rest: &str) -> Reply {
        let Some(last) = self.answered.last() else {
            return Reply::trouble(
                self.pick("还没有问过问题，没有可核对的回答。", "Nothing has been asked; there is no answer to compare."),
            );
        };
        let source = Source::new("核对", format!("情形 2000年1月1日\n问 {}？\n{word} {rest}\n", last.question));
        let (file, problems) = syntax::parse(&source);
        if problems.has_errors() {
            return self.problems(&problems);
        }
        let documents = &self.book.program().documents;
        let own = documents.iter().filter(|document| !document.library);
        let titles = Documents {
            about: own.map(|document| document.title.clone()).collect(),
            all: documents.iter().map(|document| (document.title.clone(), document.short.clone())).collect(),
        };
        let asked = file.cases.first().and_then(|case| case.questions.first());
        let failed = asked.map(|asked| failures(asked, &last.answer, &titles)).unwrap_or_default();
        if failed.is_empty() {
            return Reply::default().and(Tone::Said(Role::Node(Some(true))), 0, self.pick("相符", "as expected"));
        }
        failed.iter().fold(Reply::default(), |reply, failure| {
            let got = said(&last.answer);
            reply.and(
                Tone::Trouble,
                0,
                match failure {
                    Failure::Answer(wanted) => {
                        self.pick(format!("应答 {wanted}，答的是 {got}"), format!("expected {wanted}, got {got}"))
                    }
                    Failure::Citation(place) => self.pick(format!("没有引用 {place}"), format!("does not cite {place}")),
                    Failure::Missing(words) => {
                        self.pick(format!("没有指出缺少 {words}"), format!("does not name as missing {words}"))
                    }
                    Failure::Step(words) => self.pick(format!("下一步不是 {words}"), format!("the next step is not {words}")),
                    Failure::Told(words) => self.pick(format!("没有告知 {words}"), format!("does not tell {words}")),
                    Failure::Refused(why) => why.clone(),
                },
            )
        })
    }
}
