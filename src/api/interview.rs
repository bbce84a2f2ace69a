//! An interview: what is missing is asked piece by piece, as long as it matters, until there is an answer.
//!
//! A pure machine without terminal, files or clock: it says what it asks, hears a reply, and is in its next state. What was
//! not known is not asked again. Of a judgement it asks who made it. All that was said is in the situation, which can be
//! written down.
use super::rulebook::{Question, Rulebook};
use super::situation::Situation;
use crate::answer::{Answer, Missing, MissingKind, OPEN};
use crate::diagnostic::{Lang, Problems};
use std::collections::BTreeSet;

/// What is on record, of which one question is asked.
pub trait Record: Clone {
    /// With more lines.
    #[must_use]
    fn with(&self, lines: &[String]) -> Self;
    /// What the answer is now.
    fn ask(&self) -> Result<Answer, Problems>;
    /// The language of what is said.
    fn lang(&self) -> Lang;
}

/// A situation, with the rulebooks and the question.
#[derive(Debug, Clone)]
pub struct Situated {
    rulebook: Rulebook,
    situation: Situation,
    question: Question,
}

impl Record for Situated {
    fn with(&self, lines: &[String]) -> Self {
        let situation = lines.iter().fold(self.situation.clone(), |situation, line| situation.fact(line.clone()));
        Self { situation, ..self.clone() }
    }

    fn ask(&self) -> Result<Answer, Problems> {
        self.rulebook.ask(&self.situation, &self.question)
    }

    fn lang(&self) -> Lang {
        self.question.lang
    }
}

/// An interview about one question.
#[derive(Debug, Clone)]
pub struct Interview<R = Situated> {
    first: Step<R>,
    /// What followed; the last is how things stand.
    steps: Vec<Step<R>>,
}

#[derive(Debug, Clone)]
struct Step<R> {
    record: R,
    answer: Answer,
    /// Facts that nobody knew.
    unknown: BTreeSet<String>,
    /// A judgement that was made, and by whom is still asked.
    judged: Option<String>,
}

/// What is asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The question to put.
    pub ask: String,
    /// Why it is asked: which article turns on it, and what each answer leads to.
    pub why: Vec<String>,
    /// Answers to choose from; none where a number or a name is wanted.
    pub choices: Vec<String>,
    /// Who made a judgement is asked, which may be left open.
    pub who_judged: bool,
}

/// What came of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It was taken down; there may be more to ask.
    Noted,
    /// It was not understood, or cannot be: what to do instead.
    Again(String),
    /// He wants to stop.
    Stopped,
}

const YES: [&str; 12] = ["是", "是的", "对", "有", "认定", "属于", "属", "成立", "y", "yes", "true", "1"];
const NO: [&str; 13] = ["否", "不是", "不", "没有", "不对", "不认定", "不属于", "不属", "不成立", "n", "no", "false", "2"];
const UNKNOWN: [&str; 10] = ["不知道", "不清楚", "不明", "未知", "不晓得", "?", "？", "unknown", "don't know", "dont know"];
const BACK: [&str; 6] = ["退回", "上一步", "上一个", "撤销", "back", "undo"];
const ALL: [&str; 6] = ["都是", "全是", "全部", "都", "所有", "all"];
const NONE: [&str; 6] = ["都不是", "都不", "都没有", "一个也没有", "无", "none"];
const STOP: [&str; 9] = ["结束", "停", "停止", "退出", "不问了", "stop", "quit", "exit", "q"];

/// Whether a line is a reply and nothing else: where nothing was asked it says nothing.
pub(crate) fn is_reply(line: &str) -> bool {
    let word = line.trim().trim_end_matches(['。', '.']).to_lowercase();
    let all: [&[&str]; 7] = [&YES, &NO, &UNKNOWN, &BACK, &ALL, &NONE, &STOP];
    all.iter().any(|words| words.contains(&word.as_str()))
}

impl Interview {
    /// Begins with what the situation says.
    pub fn new(rulebook: &Rulebook, situation: &Situation, question: &Question) -> Result<Self, Problems> {
        Self::about(Situated { rulebook: rulebook.clone(), situation: situation.clone(), question: question.clone() })
    }

    /// The situation with all that was said.
    pub fn situation(&self) -> &Situation {
        &self.now().record.situation
    }
}

impl<R: Record> Interview<R> {
    /// Begins with what is on record.
    pub fn about(record: R) -> Result<Self, Problems> {
        let answer = record.ask()?;
        Ok(Self { first: Step { record, answer, unknown: BTreeSet::new(), judged: None }, steps: Vec::new() })
    }

    /// The answer as far as things are known.
    pub fn answer(&self) -> &Answer {
        &self.now().answer
    }

    /// What is on record with all that was said.
    pub fn record(&self) -> &R {
        &self.now().record
    }

    /// The facts of which it was said that nobody knows.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.now().unknown.iter().map(String::as_str)
    }

    /// How many replies were taken down.
    pub fn noted(&self) -> usize {
        self.steps.len()
    }

    /// What is asked now; none when nothing more matters, or nobody knows more.
    pub fn asked(&self) -> Option<Asked> {
        let step = self.now();
        if step.judged.is_some() {
            let ask = self.pick("由谁认定的？（不知道可以直接回车）", "Who judged it? (leave empty if not known)").to_owned();
            let why = vec![self.pick("认定由谁作出，要记在案上。", "Who made a judgement belongs on the record.").to_owned()];
            return Some(Asked { ask, why, choices: Vec::new(), who_judged: true });
        }
        let missing = self.missing()?;
        let crowd = self.crowd(missing);
        if let Some(together) = missing.together.as_ref().filter(|_| crowd.len() > 1) {
            let ask = match missing.alike {
                Some(_) => self.pick(format!("{together}？是哪几个？"), format!("{together}? Which of them?")),
                None => format!("{together}{}", self.pick("？", "?")),
            };
            return Some(Asked { ask, why: self.why(missing), choices: Vec::new(), who_judged: false });
        }
        Some(Asked {
            ask: format!("{}{}", missing.ask, self.pick("？", "?")),
            why: self.why(missing),
            choices: self.choices(missing),
            who_judged: false,
        })
    }

    /// Hears a reply to what is asked.
    pub fn reply(&mut self, text: &str) -> Heard {
        let said = text.trim().trim_end_matches(['。', '.', '！', '!']).trim();
        let word = said.to_lowercase();
        if STOP.contains(&word.as_str()) {
            return Heard::Stopped;
        }
        if BACK.contains(&word.as_str()) {
            return self.back();
        }
        if self.now().judged.is_some() {
            return self.judge(said, UNKNOWN.contains(&word.as_str()));
        }
        let Some(missing) = self.missing().cloned() else { return Heard::Stopped };
        let crowd: Vec<Missing> = self.crowd(&missing).into_iter().cloned().collect();
        if UNKNOWN.contains(&word.as_str()) {
            let mut step = self.now().clone();
            step.unknown.extend(crowd.into_iter().map(|one| one.fact));
            self.steps.push(step);
            return Heard::Noted;
        }
        let facts =
            if crowd.len() > 1 { which(&crowd, &word, said) } else { self.fact(&missing, &word, said).map(|fact| vec![fact]) };
        match facts {
            Some(facts) => self.add(&missing, &facts),
            None => Heard::Again(self.help(&missing)),
        }
    }

    /// Takes down a line that was not asked for, if it changes what is known.
    pub fn tell(&mut self, line: &str) -> Result<(), Option<Problems>> {
        if self.now().judged.is_some() || line.trim().is_empty() {
            return Err(None);
        }
        let mut step = self.now().clone();
        step.record = step.record.with(&[line.trim().to_owned()]);
        step.answer = step.record.ask()?;
        self.steps.push(step);
        Ok(())
    }

    /// Those that are asked about together with a missing fact, itself first.
    fn crowd(&self, missing: &Missing) -> Vec<&Missing> {
        let all = &self.now().answer.missing;
        let at = all.iter().position(|one| one == missing);
        if missing.together.is_none() || missing.kind != MissingKind::Fact {
            return all.get(at.unwrap_or(all.len())).into_iter().collect();
        }
        all.iter().filter(|one| at.is_some() && one.asked_with == at).collect()
    }

    fn now(&self) -> &Step<R> {
        self.steps.last().unwrap_or(&self.first)
    }

    fn pick<T>(&self, zh: T, en: T) -> T {
        if self.now().record.lang() == Lang::Zh { zh } else { en }
    }

    /// The most useful missing fact that was not asked in vain.
    fn missing(&self) -> Option<&Missing> {
        let step = self.now();
        let askable = |missing: &&Missing| !step.unknown.contains(&missing.fact) && !missing.fact.starts_with('「');
        let first = step.answer.next_question.as_ref().and_then(|next| step.answer.missing.get(next.at));
        first.filter(askable).or_else(|| step.answer.missing.iter().find(askable))
    }

    fn why(&self, missing: &Missing) -> Vec<String> {
        let mut why: Vec<String> = Vec::new();
        for cite in &missing.citations {
            let lang = self.now().record.lang();
            let gap = self.pick("", " ");
            let line = format!("《{}》{gap}{}{gap}「{}」", cite.document, cite.place(lang), cite.quote.trim());
            if !why.contains(&line) {
                why.push(line);
            }
        }
        if self.crowd(missing).len() > 1 {
            why.push(self.help(missing));
            return why;
        }
        let step = self.now();
        let next = step.answer.next_question.as_ref().filter(|next| step.answer.missing.get(next.at) == Some(missing));
        why.extend(next.iter().flat_map(|next| next.told(missing, step.record.lang())));
        why
    }

    fn choices(&self, missing: &Missing) -> Vec<String> {
        match missing.kind {
            MissingKind::Fact | MissingKind::Judgement => {
                [self.pick("是", "yes"), self.pick("否", "no")].map(str::to_owned).to_vec()
            }
            MissingKind::Value => missing.options.clone(),
            MissingKind::Holders | MissingKind::Number => Vec::new(),
        }
    }

    fn help(&self, missing: &Missing) -> String {
        let choices = self.choices(missing).join(self.pick("、", ", "));
        if self.crowd(missing).len() > 1 {
            return self
                .pick(
                    "请写是哪几个，用「、」隔开，没写的算不是；或者「都是」「都不是」「不知道」。",
                    "Name them, with commas between; the others count as not. Or: “all”, “none”, “unknown”.",
                )
                .to_owned();
        }
        match missing.kind {
            MissingKind::Holders | MissingKind::Number => {
                self.pick("请答一个数，或者「不知道」。", "Answer with a number, or “unknown”.").to_owned()
            }
            _ => self.pick(format!("请答：{choices}，或者「不知道」。"), format!("Answer: {choices}, or “unknown”.")),
        }
    }

    /// The reply as a line of the situation.
    fn fact(&self, missing: &Missing, word: &str, said: &str) -> Option<String> {
        match missing.kind {
            MissingKind::Fact | MissingKind::Judgement if solid(said) == solid(&missing.fact) => Some(missing.fact.clone()),
            MissingKind::Fact | MissingKind::Judgement if solid(said) == solid(&missing.denial) => Some(missing.denial.clone()),
            MissingKind::Fact | MissingKind::Judgement if YES.contains(&word) => Some(missing.fact.clone()),
            MissingKind::Fact | MissingKind::Judgement if NO.contains(&word) => Some(missing.denial.clone()),
            MissingKind::Fact | MissingKind::Judgement => None,
            MissingKind::Value => {
                let by_number = said.parse::<usize>().ok().and_then(|n| missing.options.get(n.checked_sub(1)?));
                let option = missing.options.iter().find(|option| *option == said).or(by_number)?;
                Some(filled(&missing.denial, option))
            }
            MissingKind::Holders | MissingKind::Number => {
                let digits: String = said.chars().map(narrow).collect();
                let number = digits.trim().trim_end_matches(['人', '个', '名', '日', '天']).trim();
                number.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)?;
                Some(filled(&missing.denial, number))
            }
        }
    }

    fn add(&mut self, missing: &Missing, facts: &[String]) -> Heard {
        let before = self.now().clone();
        let record = before.record.with(facts);
        match record.ask() {
            Ok(answer) => {
                let judged = facts.first().filter(|_| missing.kind == MissingKind::Judgement).cloned();
                self.steps.push(Step { record, answer, unknown: before.unknown, judged });
                Heard::Noted
            }
            Err(problems) => Heard::Again(self.problem(&problems)),
        }
    }

    fn judge(&mut self, name: &str, unknown: bool) -> Heard {
        let mut step = self.now().clone();
        let Some(fact) = step.judged.take() else { return Heard::Noted };
        // The judgement stands in the step before without who made it.
        let without = self.steps.iter().rev().nth(1).unwrap_or(&self.first).record.clone();
        if !name.is_empty() && !unknown {
            let name = name.trim_start_matches('由').trim_end_matches("认定").trim();
            let record = without.with(&[format!("{fact} （由 {name} 认定）")]);
            match record.ask() {
                Ok(answer) => {
                    // A judgement that does not count leaves the fact missing: it is not asked again and again.
                    let again = answer.missing.iter().find(|missing| missing.fact == fact || missing.denial == fact);
                    step.unknown.extend(again.map(|missing| missing.fact.clone()));
                    (step.record, step.answer) = (record, answer);
                }
                Err(problems) => return Heard::Again(self.problem(&problems)),
            }
        }
        // One reply, one step back.
        self.steps.pop();
        self.steps.push(step);
        Heard::Noted
    }

    fn back(&mut self) -> Heard {
        match self.steps.pop() {
            Some(_) => Heard::Noted,
            None => Heard::Again(self.pick("还没有答过，没有可以退回的。", "Nothing has been answered yet.").to_owned()),
        }
    }

    fn problem(&self, problems: &Problems) -> String {
        let sorted = problems.sorted();
        let lang = self.now().record.lang();
        let told = sorted.first().map(|problem| {
            let help = problem.kind.help(lang).unwrap_or_default();
            format!("{}{}{help}", problem.kind.message(lang), self.pick("。", ". "))
        });
        told.unwrap_or_default()
    }
}

/// Which of those that are alike it is, and that it is not the others: a line each. None if a name is not among them.
fn which(crowd: &[Missing], word: &str, said: &str) -> Option<Vec<String>> {
    let all = |yes: bool| crowd.iter().map(|one| if yes { one.fact.clone() } else { one.denial.clone() }).collect();
    if ALL.contains(&word) {
        return Some(all(true));
    }
    if NONE.contains(&word) || NO.contains(&word) {
        return Some(all(false));
    }
    let names: Vec<&str> =
        said.split(['、', '，', ',', ' ', '　', '和']).map(str::trim).filter(|name| !name.is_empty()).collect();
    let own = names_in(crowd);
    if names.is_empty() || !names.iter().all(|name| own.contains(name)) {
        return None;
    }
    let so = |(one, name): (&Missing, &&str)| if names.contains(name) { one.fact.clone() } else { one.denial.clone() };
    Some(crowd.iter().zip(&own).map(so).collect())
}

/// The word in which the sentences of those that are alike differ.
fn names_in(crowd: &[Missing]) -> Vec<&str> {
    let words: Vec<Vec<&str>> = crowd.iter().map(|one| one.fact.split(' ').collect()).collect();
    let place = |at: usize| words.iter().filter_map(|words| words.get(at).copied()).collect::<Vec<&str>>();
    let longest = words.iter().map(Vec::len).max().unwrap_or(0);
    let differ = |names: &Vec<&str>| names.iter().any(|name| Some(name) != names.first());
    (0..longest).map(place).find(differ).unwrap_or_default()
}

/// A sentence with these words in its open place.
fn filled(sentence: &str, words: &str) -> String {
    let one = |word| if word == OPEN { words } else { word };
    sentence.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// Without blanks and stop.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '。').collect()
}

/// Full-width digits as the others.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFF10 + 0x30).unwrap_or(c),
        '．' => '.',
        other => other,
    }
}
