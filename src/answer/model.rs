//! The answer as data. Its JSON form is described by `book/schema/answer.schema.json`.
use super::change::Turning;
use crate::diagnostic::Lang;
use crate::vocabulary::{Citation, Family, Verdict};
use serde::{Deserialize, Serialize};

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The question as asked.
    pub question: String,
    /// The form of the question.
    pub family: Family,
    /// The verdict.
    pub verdict: Verdict,
    /// Yes, no, or neither.
    pub holds: Option<bool>,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Of a duty asked with *must*: a rule from which one may deviate.
    pub hedged: bool,
    /// Several acts, duties, addressees: each with its own verdict.
    pub findings: Vec<Finding>,
    /// Of *who*: those found.
    pub answers: Vec<Who>,
    /// The places the answer rests on.
    pub citations: Vec<Cite>,
    /// The facts and comparisons it rests on, with their values.
    pub reasons: Vec<String>,
    /// Requirements that are not met.
    pub unmet: Vec<Unmet>,
    /// The facts that together settle an undetermined answer.
    pub missing: Vec<Missing>,
    /// Which of them to ask first, and why.
    pub next_question: Option<NextQuestion>,
    /// Short ways to each answer.
    pub settlements: Vec<Settlement>,
    /// The verdicts that the fillings of the unknown facts give.
    pub possible: Vec<Verdict>,
    /// Hedged clauses departed from: a reason is to be given.
    pub deviations: Vec<Deviation>,
    /// What each reading, or each way of ranking unranked clauses, gives.
    pub readings: Vec<Reading>,
    /// Conventions used.
    pub conventions: Vec<Convention>,
    /// What must be told though it does not change the verdict.
    pub notes: Vec<Note>,
    /// Minimal sets of changes to facts that would turn the answer, those that people have in their hands first.
    pub changes: Vec<Turning>,
    /// All minimal sets of so many changes at most are among them.
    pub changes_within: u32,
    /// Duties with their limits.
    pub due: Vec<Due>,
    /// What comes next in a procedure.
    pub next: Vec<NextStep>,
    /// The chain of clauses and facts.
    pub explanation: Node,
    /// What the answer was made from. The same receipt gives the same answer.
    pub receipt: Receipt,
}

/// A place in a document with the words relied on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cite {
    /// Title of the document.
    pub document: String,
    /// Its number (文号).
    pub number: Option<String>,
    /// 条: its number; another part: its name, 任务28
    pub article: Option<crate::vocabulary::Article>,
    /// 款
    pub paragraph: Option<u32>,
    /// 句
    pub sentence: Option<u32>,
    /// 项
    pub item: Option<u32>,
    /// The words.
    pub quote: String,
}

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What, as a sentence.
    pub about: String,
    /// Which sort of thing.
    pub kind: FindingKind,
    /// Its verdict.
    pub verdict: Verdict,
    /// Yes, no, or neither.
    pub holds: Option<bool>,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// The places it rests on.
    pub citations: Vec<Cite>,
    /// Everything that refuses the act.
    pub refusals: Vec<Refusal>,
    /// Requirements that are not met.
    pub unmet: Vec<Unmet>,
    /// Hedged clauses departed from.
    pub deviations: Vec<Deviation>,
    /// Of a duty with a limit in days: how it was reckoned.
    pub reckoning: Option<Reckoning>,
    /// Of a frequency: how often.
    pub count: Option<Count>,
}

/// How a limit in days was reckoned. Days are written `2022-02-08`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reckoning {
    /// The day from which it is counted; that day itself does not count.
    pub from: Option<String>,
    /// The last day.
    pub due: Option<String>,
    /// The days that were counted, in order.
    pub days: Vec<String>,
    /// When it was done.
    pub done: Option<String>,
    /// By how many of its unit it was late.
    pub late: Option<u32>,
    /// All this as sentences.
    pub text: String,
}

/// How often something was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// For whom it was counted.
    pub who: Option<String>,
    /// First day of the window.
    pub from: Option<String>,
    /// Last day of the window.
    pub until: Option<String>,
    /// So often, or so much.
    pub counted: f64,
    /// At least so often.
    pub at_least: Option<u32>,
    /// At most so often.
    pub at_most: Option<u32>,
    /// Intervals that were too long: first and last day, days between.
    pub gaps: Vec<Gap>,
    /// All this as sentences.
    pub text: String,
}

/// An interval between one time and the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The one time.
    pub from: String,
    /// The next.
    pub until: String,
    /// Days from the one to the other.
    pub days: u32,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// An act.
    Act,
    /// A state that is prohibited.
    State,
    /// A duty.
    Duty,
    /// Whether a duty without a limit in days was done in time.
    Promptness,
    /// How often something was done.
    Frequency,
    /// Whether sentences hold.
    Fact,
    /// Whether an act must be done.
    Must,
    /// Who may do an act.
    Who,
    /// A step of a procedure.
    Step,
}

/// A clause that refuses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// How.
    pub verdict: Verdict,
    /// However the unknown facts are filled in.
    pub certain: bool,
    /// Where.
    pub citation: Cite,
}

/// Somebody who may do it, or who chooses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Who {
    /// His name.
    pub name: String,
    /// He chooses who does it.
    pub chooser: bool,
    /// Of one who chooses: whom (协调确定的其他市政府领导).
    pub chosen: Option<String>,
    /// The office in which he does it.
    pub office: Option<String>,
    /// He does not hold that office: he does it in its capacity.
    pub acting: bool,
    /// The sentences that make him fit (甲 任 市长).
    pub capacity: Vec<String>,
    /// The places that give him the power.
    pub citations: Vec<Cite>,
    /// Requirements still open for him.
    pub unmet: Vec<Unmet>,
}

/// A requirement that is not met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unmet {
    /// The clause.
    pub requirement: String,
    /// However the unknown facts are filled in.
    pub certain: bool,
    /// What fails, with its values.
    pub reasons: Vec<String>,
    /// Where.
    pub citation: Cite,
}

/// What stands in the place of a value or a number that is not known; no name has it.
pub const OPEN: &str = "…";

/// A missing fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    /// The sentence, as it can be written into a situation once it is known.
    pub fact: String,
    /// The sentence that says it is not so; of values and numbers: the sentence with … in their place.
    pub denial: String,
    /// What sort of fact.
    pub kind: MissingKind,
    /// The question to put (甲是否到会本次会议).
    pub ask: String,
    /// The values it may have, of a closed list.
    pub options: Vec<String>,
    /// The places that ask it.
    pub citations: Vec<Cite>,
    /// The place of the first of those missing that are alike, itself among them: only how many of them are true matters.
    /// Null if it stands alone.
    pub alike: Option<usize>,
    /// The place of the first of those missing that are put as one question, itself among them. Null if it is put alone.
    pub asked_with: Option<usize>,
    /// With the first of those: the question for all of them (几人到会本次会议, 哪些人召集专题会).
    pub together: Option<String>,
}

impl Missing {
    /// The question to put first where this is the most useful to know, and whether what its answers lead to is worth telling:
    /// of many that are alike one answer leads nowhere yet.
    pub fn first_question(&self, next: &NextQuestion) -> (&str, bool) {
        let leads_on = self.alike.is_none() && next.leads.iter().any(|lead| lead.verdict != Verdict::Undetermined);
        match &self.together {
            Some(together) if !leads_on => (together, false),
            _ => (&self.ask, true),
        }
    }

    /// The question to put about one of those missing; none if it is put together with that about another.
    pub fn asked(all: &[Self], at: usize) -> Option<&str> {
        let one = all.get(at)?;
        match one.asked_with.and_then(|first| all.get(first)?.together.as_deref().map(|together| (first, together))) {
            Some((first, together)) => (first == at).then_some(together),
            None => Some(&one.ask),
        }
    }
}

/// The next most useful question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NextQuestion {
    /// Its place among the missing facts.
    pub at: usize,
    /// What each answer leads to; none for a number.
    pub leads: Vec<Lead>,
}

/// What an answer to a question leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// The answer, as it can be written into a situation.
    pub fact: String,
    /// The verdict then.
    pub verdict: Verdict,
    /// So many facts are still missing then.
    pub missing: usize,
    /// What it comes to, in words: the verdict, the people, how much is still to be asked.
    pub comes_to: String,
    /// Both as a sentence.
    pub text: String,
}

impl NextQuestion {
    /// What the answers lead to, a line each; of values those that lead to the same stand together.
    pub fn told(&self, missing: &Missing, lang: Lang) -> Vec<String> {
        if missing.kind != MissingKind::Value {
            return self.leads.iter().map(|lead| lead.text.clone()).collect();
        }
        let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
        for (lead, option) in self.leads.iter().zip(&missing.options) {
            match groups.iter_mut().find(|group| group.0 == lead.comes_to) {
                Some(group) => group.1.push(option),
                None => groups.push((&lead.comes_to, vec![option])),
            }
        }
        let told = |(comes_to, options): (&str, Vec<&str>)| match lang {
            Lang::Zh => format!("{}：{comes_to}", options.join("、")),
            Lang::En => format!("{}: {comes_to}", options.join(", ")),
        };
        groups.into_iter().map(told).collect()
    }
}

/// Sorts of missing facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingKind {
    /// Whether a sentence holds.
    Fact,
    /// A judgement that somebody has to make.
    Judgement,
    /// Which of several values.
    Value,
    /// How many hold an office.
    Holders,
    /// A number.
    Number,
}

/// A short way to an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settlement {
    /// If all this were found …
    #[serde(rename = "if")]
    pub if_found: Vec<Circumstance>,
    /// … the verdict would be this,
    pub verdict: Verdict,
    /// of a violation: for this refusal,
    pub ground: Option<Verdict>,
    /// and these people would be the answer;
    pub who: Vec<String>,
    /// those of them choose who does it.
    pub choosers: Vec<String>,
    /// The people as they are told (由市政府办公室协调确定的其他市政府领导).
    pub told: Vec<String>,
    /// Of several acts asked about: the one that alone decides it.
    pub about: Option<String>,
}

/// Something that may turn out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Circumstance {
    /// The sentence, affirmative.
    pub fact: String,
    /// Whether it holds.
    pub holds: bool,
    /// Both as one sentence (丁 未到会 本次会议).
    pub text: String,
    /// So many of `among`.
    pub count: u32,
    /// The sentences, affirmative; more than `count` where it does not matter which of them.
    pub among: Vec<String>,
}

/// A hedged clause departed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deviation {
    /// The clause.
    pub text: String,
    /// Where.
    pub citation: Cite,
}

/// What follows under one reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// How the doubtful places are read.
    pub choices: Vec<Chosen>,
    /// The verdict.
    pub verdict: Verdict,
    /// Yes, no, or neither.
    pub holds: Option<bool>,
    /// Of a violation: the refusal it stands for.
    pub ground: Option<Verdict>,
    /// Of *who*: those found.
    pub answers: Vec<Who>,
    /// The places it rests on.
    pub citations: Vec<Cite>,
    /// What is missing under it.
    pub missing: Vec<Missing>,
    /// The facts and comparisons it rests on, with their values.
    pub reasons: Vec<String>,
}

/// A doubtful place and how it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The doubtful words, or the two places.
    pub words: String,
    /// The name of the reading.
    pub option: String,
    /// Where the doubt stands.
    pub citation: Option<Cite>,
}

/// A convention that was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Convention {
    /// The words it interprets.
    pub words: String,
    /// How.
    pub option: String,
    /// The other ways.
    pub otherwise: Vec<String>,
    /// Another way would change the answer: it rests on this one.
    pub decisive: bool,
    /// Its legal basis.
    pub basis: Option<String>,
    /// Where it is declared.
    pub citation: Option<Cite>,
    /// Of a precedence: the statements by which one goes before the other, one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declared: Vec<Declared>,
    /// Of a precedence: the places that give way, and on which the answer would rest without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub yields: Vec<Cite>,
    /// None of several precedences changes the answer by itself; all of them together would.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub jointly: bool,
}

/// A statement of a rulebook that one goes before another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Declared {
    /// As it is written.
    pub text: String,
    /// The line of the rulebook of its document.
    pub line: usize,
    /// The doctrine.
    pub doctrine: Option<String>,
    /// Where it stands; it may stand above the first article.
    pub citation: Cite,
}

impl Convention {
    /// Every place it names: where it is declared, and what gives way to it.
    pub fn places(&self) -> impl Iterator<Item = &Cite> {
        let declared = self.declared.iter().map(|one| &one.citation);
        self.citation.iter().filter(|_| self.declared.is_empty()).chain(declared).chain(&self.yields)
    }
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The words.
    pub text: String,
    /// Its own places.
    pub citations: Vec<Cite>,
}

/// A duty with its limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Due {
    /// Who owes it; null where the rules name nobody.
    pub who: Option<String>,
    /// What.
    pub what: String,
    /// The limit, in words.
    pub when: Option<String>,
    /// The last day, where it can be reckoned.
    pub date: Option<String>,
    /// When it was done.
    pub done: Option<String>,
    /// How it stands.
    pub verdict: Verdict,
    /// Where.
    pub citation: Cite,
    /// Where else the same is asked for, by the same day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Cite>,
}

impl Due {
    /// Puts it into a list. What several clauses ask for is owed once, with the places of all.
    pub fn join(self, all: &mut Vec<Self>) {
        let same = |one: &&mut Self| {
            let of = |one: &Self| (one.who.clone(), one.what.clone(), one.when.clone(), one.date.clone(), one.done.clone());
            of(one) == of(&self) && one.verdict == self.verdict
        };
        match all.iter_mut().find(same) {
            Some(one) => {
                let new = |cite: &Cite| *cite != one.citation && !one.also.contains(cite);
                let more: Vec<Cite> = std::iter::once(self.citation).chain(self.also).filter(new).collect();
                one.also.extend(more);
            }
            None => all.push(self),
        }
    }

    /// Every place that asks for it.
    pub fn places(&self) -> impl Iterator<Item = &Cite> {
        std::iter::once(&self.citation).chain(&self.also)
    }
}

/// A step of a procedure that is still to be taken, or may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NextStep {
    /// The procedure.
    pub procedure: String,
    /// Which of its steps; the first is 1.
    pub step: u32,
    /// For what it is taken.
    pub matter: Option<String>,
    /// Who: the people or organs; where nobody is found for certain, the office; null if the rules name nobody.
    pub who: Option<String>,
    /// The office or role in which he does it, as the rules call it.
    pub office: Option<String>,
    /// What, as a sentence.
    pub what: String,
    /// When, in words.
    pub when: Option<String>,
    /// The last day, where it can be reckoned.
    pub date: Option<String>,
    /// It may be left out (根据需要).
    pub optional: bool,
    /// There are several such entries for this step, of which one is enough.
    pub alternative: bool,
    /// `outstanding`: it is the next; `skipped`: a later step was taken without it; `not_yet_due`: others come before it;
    /// `suspended`: once the procedure goes on; `undetermined`: it hangs on what is not known.
    pub verdict: Verdict,
    /// Where.
    pub citation: Cite,
}

/// A node of the explanation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// What was looked at and what came out.
    pub text: String,
    /// It holds, does not, or hangs on something unknown.
    pub holds: Option<bool>,
    /// The clause, if the node is one.
    pub citation: Option<Cite>,
    /// Why.
    pub children: Vec<Node>,
}

/// What a node of the explanation is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// The question.
    #[default]
    Question,
    /// One thing looked at.
    Finding,
    /// A clause.
    Clause,
    /// Each of the children.
    All,
    /// Any of the children.
    Any,
    /// The children denied.
    Not,
    /// One individual.
    Case,
    /// Who holds which office, or of which kind somebody or something is.
    Given,
    /// A fact: on record, or by the clauses below it.
    Fact,
    /// Amounts compared; below them what was counted.
    Comparison,
    /// A doubtful place, read in one way.
    Choice,
}

/// What an answer was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The engine and its version.
    pub engine: String,
    /// The language of the texts, `zh` or `en`.
    pub language: String,
    /// The rulebooks, the libraries too.
    pub rulebooks: Vec<Digest>,
    /// SHA-256 of the situation.
    pub situation: String,
    /// The date asked about.
    pub date: Option<String>,
}

/// A rulebook and its digest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// The title.
    pub title: String,
    /// SHA-256 of its text.
    pub sha256: String,
}

impl From<&Citation> for Cite {
    fn from(citation: &Citation) -> Self {
        Self {
            document: citation.document.to_string(),
            number: citation.number.as_deref().map(str::to_owned),
            article: citation.locus.article,
            paragraph: citation.locus.paragraph,
            sentence: citation.locus.sentence,
            item: citation.locus.item,
            quote: citation.quote.to_string(),
        }
    }
}

impl Cite {
    /// The place inside the document, as it is cited in a language.
    pub fn place(&self, lang: Lang) -> String {
        if lang == Lang::Zh { self.locus().to_string() } else { self.locus().english() }
    }

    /// The place inside the document.
    pub fn locus(&self) -> crate::vocabulary::Locus {
        crate::vocabulary::Locus { article: self.article, paragraph: self.paragraph, sentence: self.sentence, item: self.item }
    }
}
