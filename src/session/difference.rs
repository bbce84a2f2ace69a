//! What differs between two answers to one question, and between the two situations they are about.
use super::scene::Bound;
use crate::answer::{Answer, Cite, Node, Wording, thousandths};
use crate::core_ir::{Fact, Time, Truth};
use crate::diagnostic::Lang;
use crate::vocabulary::Moment;
use indexmap::IndexMap;

/// Something that was one way and is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// As it was; nothing, if it was not there.
    pub before: Option<String>,
    /// As it is now; nothing, if it is gone.
    pub after: Option<String>,
}

/// A clause that came out differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// The clause.
    pub clause: Cite,
    /// What it came to before.
    pub before: String,
    /// What it comes to now.
    pub after: String,
}

/// The difference between two situations, and between the answers to a question in them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Facts, in the order of the later situation.
    pub facts: Vec<Changed>,
    /// Clauses that came out differently.
    pub clauses: Vec<Flip>,
    /// Places newly relied on, those of `clauses` apart.
    pub places: Vec<Cite>,
    /// Comparisons that came out with other numbers or another end.
    pub reasons: Vec<Changed>,
}

impl Difference {
    /// Between two situations alone.
    pub fn of_facts(before: &Bound, after: &Bound, lang: Lang) -> Vec<Changed> {
        let (old, new) = (Record::of(before, lang), Record::of(after, lang));
        let mut changed = Vec::new();
        for (key, said) in &new.0 {
            let was = old.0.get(key);
            if !was.is_some_and(|was| was.same(said)) {
                // The days are told where nothing else differs.
                let dated = was.is_some_and(|was| was.text == said.text);
                changed.push(Changed { before: was.map(|was| was.told(dated)), after: Some(said.told(dated)) });
            }
        }
        let gone = old.0.iter().filter(|(key, _)| !new.0.contains_key(*key));
        changed.extend(gone.map(|(_, said)| Changed { before: Some(said.told(false)), after: None }));
        changed
    }

    /// Between two answers to one question.
    pub fn between(before: (&Bound, &Answer), after: (&Bound, &Answer), lang: Lang) -> Self {
        let facts = Self::of_facts(before.0, after.0, lang);
        let clauses = flips(&before.1.explanation, &after.1.explanation);
        let known: Vec<&Cite> = before.1.citations.iter().chain(clauses.iter().map(|flip| &flip.clause)).collect();
        let places = only(&after.1.citations, &known);
        let reasons = compared(&reasons(before.1), &reasons(after.1));
        Self { facts, clauses, places, reasons }
    }
}

/// A sentence on record, and when it is so.
struct Said {
    text: String,
    times: String,
}

impl Said {
    /// Says the same, as far as is written of both when.
    fn same(&self, other: &Self) -> bool {
        let dated = !self.times.is_empty() && !other.times.is_empty();
        self.text == other.text && (!dated || self.times == other.times)
    }

    fn told(&self, dated: bool) -> String {
        if dated { format!("{}{}", self.text, self.times) } else { self.text.clone() }
    }
}

/// Everything on record, as sentences; two sentences about the same thing have the same key.
struct Record(IndexMap<String, Said>);

impl Record {
    fn of(bound: &Bound, lang: Lang) -> Self {
        let (program, world) = (bound.program(), bound.world());
        let words = Wording { program, world, lang };
        let mut record = IndexMap::new();
        let mut put = |key, text, times| record.insert(key, Said { text, times });
        if let Some(date) = world.date {
            put("情形".to_owned(), words.pick(format_args!("情形 {date}"), format_args!("date {}", date.iso())), String::new());
        }
        for entity in world.entities.iter().skip(program.individuals.len()).filter(|entity| entity.unnamed.is_none()) {
            let text = format!("{} 是 {}", entity.name, words.kind(entity.kind));
            put(format!("{} 是", entity.name), text, String::new());
        }
        for fact in &world.facts {
            let (key, text) = said(&words, fact);
            put(key, text, times(&words, fact));
        }
        for relation in &world.complete {
            let text = words.sentence(*relation, &[], true);
            put(
                format!("完整 {text}"),
                words.pick(format_args!("完整：{text}"), format_args!("complete: {text}")),
                String::new(),
            );
        }
        if world.all_complete {
            put("完整".to_owned(), words.pick("完整：一切记录", "complete: every record"), String::new());
        }
        Self(record)
    }
}

/// When a fact is so: `（于 2021年7月14日）`, `（自 2021年7月12日 至 2021年7月16日）`; nothing where nothing is written of it.
fn times(words: &Wording, fact: &Fact) -> String {
    let day = |at: Moment| words.pick(at, iso(at));
    let said = |time: &Time| match (time.from, time.until) {
        (Some(from), _) if time.event => Some(words.pick(format_args!("于 {}", day(from)), format_args!("on {}", day(from)))),
        (Some(from), Some(until)) => Some(
            words.pick(format_args!("自 {} 至 {}", day(from), day(until)), format_args!("from {} to {}", day(from), day(until))),
        ),
        (Some(from), None) => Some(words.pick(format_args!("自 {}", day(from)), format_args!("from {}", day(from)))),
        (None, Some(until)) => Some(words.pick(format_args!("至 {}", day(until)), format_args!("to {}", day(until)))),
        (None, None) => None,
    };
    let history = words.world.history.as_ref().filter(|_| fact.truth == Truth::True);
    let written = history.map_or(&[][..], |history| history.times(fact.relation, &fact.args));
    let mut all: Vec<String> = Vec::new();
    // What is said twice of one time is said once.
    written.iter().filter_map(said).for_each(|one| {
        if !all.contains(&one) {
            all.push(one);
        }
    });
    if all.is_empty() {
        String::new()
    } else {
        words.pick(format_args!("（{}）", all.join("、")), format_args!(" ({})", all.join(", ")))
    }
}

fn iso(at: Moment) -> String {
    let hour = at.minute.map(|minute| format!(" {:02}:{:02}", minute / 60, minute % 60));
    format!("{}{}", at.date.iso(), hour.unwrap_or_default())
}

/// What a fact is about, and what it says.
fn said(words: &Wording, fact: &Fact) -> (String, String) {
    if let Some(number) = fact.number {
        let sentence = |number: &str| words.number_sentence(fact.relation, &fact.args, number);
        return (sentence("…"), sentence(&thousandths(number)));
    }
    let args: Vec<_> = fact.args.iter().copied().map(Some).collect();
    let yes = words.sentence(fact.relation, &args, true);
    let text = match fact.truth {
        Truth::True => yes.clone(),
        Truth::False => words.sentence(fact.relation, &args, false),
        Truth::Unknown => words.pick(format_args!("未知：{yes}"), format_args!("unknown: {yes}")),
    };
    (yes, text)
}

/// The clauses of two explanations that came out differently, in the order of the later one.
fn flips(before: &Node, after: &Node) -> Vec<Flip> {
    let (mut was, mut is) = (IndexMap::new(), IndexMap::new());
    clauses(before, &mut was);
    clauses(after, &mut is);
    let mut flips: Vec<Flip> = Vec::new();
    // A clause of a vocabulary stands at no article: it only connects words.
    for (cite, now) in is.iter().filter(|(cite, _)| cite.article.is_some()) {
        let Some(then) = was.get(cite) else { continue };
        // What a clause comes to for one, it may come to for another as before.
        let new = now.iter().find(|text| !then.contains(text));
        let old = then.iter().find(|text| !now.contains(text));
        if let (Some(before), Some(after)) = (old, new) {
            flips.push(Flip { clause: (*cite).clone(), before: (*before).to_owned(), after: (*after).to_owned() });
        }
    }
    flips
}

/// What each clause of an explanation comes to: the words behind its place.
fn clauses<'n>(node: &'n Node, found: &mut IndexMap<&'n Cite, Vec<&'n str>>) {
    if let Some(cite) = &node.citation {
        let text = node.text.split_once('：').or_else(|| node.text.split_once(": ")).map_or(node.text.as_str(), |(_, text)| text);
        let texts = found.entry(cite).or_default();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    for child in &node.children {
        clauses(child, found);
    }
}

/// Places that only the first list has; several pieces of one place are one.
fn only(these: &[Cite], those: &[&Cite]) -> Vec<Cite> {
    let same = |one: &Cite, other: &Cite| one.document == other.document && one.locus() == other.locus();
    let mut out: Vec<Cite> = Vec::new();
    for cite in these {
        if !those.iter().any(|other| same(cite, other)) && !out.iter().any(|other| same(cite, other)) {
            out.push(cite.clone());
        }
    }
    out
}

fn reasons(answer: &Answer) -> Vec<String> {
    let unmet = answer.unmet.iter().flat_map(|unmet| &unmet.reasons);
    let mut all: Vec<String> = answer.reasons.iter().chain(unmet).cloned().collect();
    all.dedup();
    all
}

/// Reasons with numbers, those about the same thing side by side: without their numbers and names they are alike.
fn compared(was: &[String], is: &[String]) -> Vec<Changed> {
    let about = |text: &str| -> Option<String> {
        let end = text.find(['：', '（', '(', ';']).unwrap_or(text.len());
        let label: String = text.get(..end)?.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect();
        (label.len() < end).then_some(label)
    };
    let mut changed: Vec<Changed> = Vec::new();
    for after in is.iter().filter(|text| !was.contains(text)) {
        let Some(label) = about(after) else { continue };
        let before = was.iter().find(|text| !is.contains(text) && about(text).as_ref() == Some(&label)).cloned();
        if before.is_some() && !changed.iter().any(|known| known.before == before) {
            changed.push(Changed { before, after: Some(after.clone()) });
        }
    }
    changed
}
