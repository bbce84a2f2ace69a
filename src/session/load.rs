//! 读入: what a file says, taken over as a whole or not at all.
use super::files::unquoted;
use super::scene::{Bound, Level, Scene};
use super::{Reply, Session, Tone, Wish};
use crate::answer::Answer;
use crate::api::{self, Situation};
use crate::diagnostic::{Problem, Problems};
use crate::explain::{Role, sentence};
use crate::source::{Source, Span};
use crate::syntax::{self, tree};
use crate::vocabulary::Date;
use std::sync::Arc;

/// What a file says, not bound yet.
struct Opened {
    scene: Scene,
    /// Where its lines stand; none of a JSON file, whose lines are not its own.
    lines: Vec<Span>,
    questions: Vec<(String, Option<Span>)>,
    variants: Vec<Variant>,
    /// So many cases stand in the file.
    cases: usize,
}

/// A 反事实 of the file.
struct Variant {
    name: String,
    scene: Scene,
    lines: Vec<Span>,
}

/// What a file says, bound, with the answers to its questions: nothing can go wrong any more.
struct Settled {
    situation: Arc<Bound>,
    variants: Vec<(String, Arc<Bound>)>,
    /// What takes more steps than there may be is told in the place of the answer: the file is good for all that.
    answers: Vec<(String, Result<Arc<Answer>, Problems>)>,
}

impl Session {
    /// 读入
    pub(super) fn load(&self, path: &str) -> Reply {
        if path.is_empty() {
            return Reply::trouble(self.pick("请写出文件。", "Say which file."))
                .advice(self.pick("例：读入 情形.gj", "For example: :load situation.gj"));
        }
        Reply { wishes: vec![Wish::Read(unquoted(path).to_owned())], ..Reply::default() }
    }

    /// The file that was wished for: a situation in text or JSON, or cases, of which the first is taken. Where anything in it
    /// cannot be, nothing is taken over.
    pub fn read(&mut self, source: &Arc<Source>) -> Reply {
        let opened = match self.opened(source) {
            Ok(Some(opened)) => opened,
            Ok(None) => {
                return Reply::trouble(self.pick("这个文件里没有情形，也没有案例。", "The file has no situation and no case."));
            }
            Err(problems) => return self.refused(source, &problems),
        };
        match self.settled(source, &opened) {
            Ok(settled) => self.taken_over(source, &opened, settled),
            Err(problems) => self.refused(source, &problems),
        }
    }

    /// What is wrong with a file, each thing with its line; and that nothing has changed.
    fn refused(&self, source: &Arc<Source>, problems: &Problems) -> Reply {
        let name = source.name();
        let reply = Reply::trouble(
            self.pick(format!("没有读入 {name}，情形和原来一样。"), format!("{name} was not read; the situation is as it was.")),
        );
        let distinct = problems.clone().distinct();
        distinct.sorted().into_iter().fold(reply, |reply, problem| {
            let own = Arc::ptr_eq(&problem.source, source);
            let line = source.position(problem.at.range().start).line;
            let lead = self.pick(format!("第 {line} 行："), format!("line {line}: "));
            reply.problem_at(if own { &lead } else { "" }, problem, self.lang)
        })
    }

    /// None if the file has neither a situation nor a case.
    fn opened(&self, source: &Arc<Source>) -> Result<Option<Opened>, Problems> {
        if source.text().trim_start().starts_with('{') {
            let situation = Situation::from_json_source(source)?;
            let lines = situation.written(self.book.resolved())?;
            let scene = Scene {
                title: None,
                applies: Vec::new(),
                date: situation.date().or(self.now.scene.date),
                levels: vec![Level { lines }],
            };
            let questions = situation.questions().into_iter().map(|question| (bare(question).to_owned(), None)).collect();
            return Ok(Some(Opened { scene, lines: Vec::new(), questions, variants: Vec::new(), cases: 1 }));
        }
        let (file, problems) = syntax::parse(source);
        if problems.has_errors() {
            return Err(problems);
        }
        Ok(file.cases.first().map(|case| self.of_case(source, case, file.cases.len())))
    }

    fn of_case(&self, source: &Source, case: &tree::Case, cases: usize) -> Opened {
        let title = Some(format!("{} {}", case.number.text, case.title.text)).filter(|title| !title.trim().is_empty());
        let applies = case.documents.iter().map(|named| api::bare(&named.text)).collect();
        let date = Date::parse(&case.date.text).or(self.now.scene.date);
        let scene = Scene { title, applies, date, levels: vec![Level { lines: written(source, &case.facts) }] };
        let variant = |variant: &tree::Variant| {
            let mut own = scene.supposing(written(source, &variant.facts));
            own.date = variant.date.as_ref().and_then(|date| Date::parse(&date.text)).or(own.date);
            Variant { name: variant.name.text.clone(), scene: own, lines: places(&variant.facts) }
        };
        let variants = case.variants.iter().map(variant).collect();
        let question = |asked: &tree::Asked| (bare(&asked.question.text).to_owned(), Some(asked.question.at));
        let questions = case.questions.iter().map(question).collect();
        Opened { scene, lines: places(&case.facts), questions, variants, cases }
    }

    /// Binds what a file says, and answers its questions.
    fn settled(&self, source: &Arc<Source>, opened: &Opened) -> Result<Settled, Problems> {
        let bound = |scene: &Scene, lines: &[&[Span]]| {
            let bound = scene.clone().bind(&self.book).map_err(|problems| problems.map(|one| placed(one, source, lines)))?;
            Ok::<_, Problems>(Arc::new(bound.0))
        };
        let situation = bound(&opened.scene, &[&opened.lines])?;
        let mut variants = Vec::new();
        for variant in &opened.variants {
            variants.push((variant.name.clone(), bound(&variant.scene, &[&opened.lines, &variant.lines])?));
        }
        let mut answers = Vec::new();
        for (question, at) in &opened.questions {
            let there = |problem: Problem| match at {
                Some(at) => Problem { source: Arc::clone(source), at: *at, ..problem },
                None => problem,
            };
            let answer = situation.told(question, self.lang).map(Arc::new).map_err(|problems| problems.map(there));
            match answer {
                Err(problems) if !problems.sorted().iter().all(|one| one.kind.code().starts_with('E')) => return Err(problems),
                answer => answers.push((question.clone(), answer)),
            }
        }
        Ok(Settled { situation, variants, answers })
    }

    /// Goes there, names the variants, and says what was answered.
    fn taken_over(&mut self, source: &Source, opened: &Opened, settled: Settled) -> Reply {
        let Settled { situation, variants, answers } = settled;
        let facts = opened.scene.levels.iter().map(|level| level.lines.len()).sum::<usize>();
        let name = opened.scene.title.as_deref().unwrap_or(source.name());
        self.go(self.pick(format!("读入 {}", source.name()), format!(":load {}", source.name())), situation);
        let mut reply =
            Reply::done(self.pick(format!("读入了 {name}：事实 {facts} 句。"), format!("Read {name}: {facts} facts.")));
        for (question, answer) in answers {
            reply = match answer {
                Ok(answer) => {
                    self.keep(&question, &answer, false);
                    let text = format!("{question}{} {}", self.pick("？", "?"), sentence(&answer, self.lang));
                    reply.and(Tone::Said(Role::Verdict(answer.holds)), 0, text)
                }
                Err(problems) => reply.then(self.problems(&problems)),
            };
        }
        let names: Vec<&str> = variants.iter().map(|(name, _)| name.as_str()).collect();
        if let Some(first) = names.first() {
            let all = names.join(self.pick("、", ", "));
            reply = reply.advice(self.pick(
                format!("反事实 {all}：「比较 实际 {first}」看有什么不同，「转到 {first}」换到那里。"),
                format!("variants {all}: :compare real {first} shows the difference, :goto {first} goes there."),
            ));
        }
        self.named.extend(variants);
        match opened.cases {
            0 | 1 => reply,
            cases => reply.advice(self.pick(
                format!("文件里有 {cases} 个案例，读入了第一个。"),
                format!("The file has {cases} cases; the first was read."),
            )),
        }
    }
}

/// A problem in a line of a level, told at the place of that line in the file.
fn placed(problem: Problem, source: &Arc<Source>, lines: &[&[Span]]) -> Problem {
    let level: Option<usize> = problem.source.name().parse().ok();
    let row = problem.source.position(problem.at.range().start).line;
    let at = level.and_then(|level| lines.get(level)?.get(row.checked_sub(1)?));
    match at {
        Some(at) => Problem { source: Arc::clone(source), at: *at, ..problem },
        None => problem,
    }
}

fn written(source: &Source, facts: &[tree::Fact]) -> Vec<String> {
    facts.iter().map(|fact| source.slice(fact.at).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn places(facts: &[tree::Fact]) -> Vec<Span> {
    facts.iter().map(|fact| fact.at).collect()
}

/// A question without its mark.
fn bare(question: &str) -> &str {
    question.trim().trim_end_matches(['？', '?']).trim_end()
}
