//! The closed list of question forms.
use super::builder::Built;
use super::ground::{Ground, Grounder};
use super::problem::ResolveProblem as P;
use super::situation::Situated;
use super::words::words;
use super::{Resolved, document};
use crate::core_ir::{ActQuery, AtomQuery, EntityId, Question, Target};
use crate::diagnostic::Problems;
use crate::source::{Source, Span};
use crate::syntax::tree::{Item, Place};
use crate::vocabulary::{Citation, Locus, parse_numeral};
use std::sync::Arc;

const MAY: [&str; 6] = ["能否", "可否", "能不能", "可不可以", "可以", "有没有依据"];
const IS: [&str; 3] = ["是否", "是不是", "有没有"];
const MUST: [&str; 5] = ["是否必须", "是否须", "应否", "是否应当", "是否须经"];
const ORDER: [&str; 6] = ["是否合规", "合规吗", "是否符合要求", "对不对", "怎么认定", "是否合规定"];
const WHO: [&str; 5] = ["由谁", "谁", "谁能", "谁来", "何人"];
const FILLER: [&str; 8] = ["由", "能", "可以", "来", "应当", "应", "，", "并"];

/// Reads a question about a situation. Things it names that are not there yet are added.
pub fn question(
    resolved: &Resolved,
    situated: &mut Situated,
    source: &Arc<Source>,
    text: &str,
    base: usize,
) -> Result<Question, Problems> {
    let items = words(text, base);
    let at = Span::new(base, base + text.len());
    let mut asker = Asker { grounder: Grounder { resolved, situated, source, problems: Problems::default() }, at };
    let question = asker.question(&items, text, base);
    let problems = asker.grounder.problems;
    question.map_err(|_| problems)
}

struct Asker<'a> {
    grounder: Grounder<'a>,
    at: Span,
}

fn text_of(item: &Item) -> &str {
    if let Item::Word(word) = item { &word.text } else { "" }
}

fn find(items: &[Item], list: &[&str]) -> Option<usize> {
    items.iter().position(|item| list.contains(&text_of(item)))
}

impl Asker<'_> {
    fn question(&mut self, items: &[Item], text: &str, base: usize) -> Built<Question> {
        if let Some(at) = find(items, &["是否违反", "违反"]) {
            return self.breach(items, at);
        }
        if let Some(at) = find(items, &ORDER) {
            return self.order(items.get(..at).unwrap_or_default(), Vec::new());
        }
        if let Some(at) = find(items, &WHO) {
            return self.who(items, at);
        }
        if let Some(at) = find(items, &MUST) {
            let words = self.joined(items.get(..at).unwrap_or_default(), items.get(at + 1..).unwrap_or_default());
            let act = self.one_act(&words)?;
            return Ok(Question::Must(act));
        }
        if let Some(at) = find(items, &MAY) {
            return self.may(items, at, text, base);
        }
        if let Some(at) = find(items, &IS) {
            return self.is(items, at);
        }
        self.grounder.report(P::UnknownQuestion { words: super::noun::show_items(items) }, self.at)
    }

    /// The words before and after the question word, in whichever order a pattern reads them.
    fn joined(&self, before: &[Item], after: &[Item]) -> Vec<Item> {
        let clean = |items: &[Item]| items.iter().filter(|item| !FILLER.contains(&text_of(item))).cloned().collect::<Vec<_>>();
        let (before, after) = (clean(before), clean(after));
        let straight: Vec<Item> = before.iter().chain(&after).cloned().collect();
        let turned: Vec<Item> = after.iter().chain(&before).cloned().collect();
        if before.is_empty() || after.is_empty() || self.grounder.reads(&straight) || !self.grounder.reads(&turned) {
            straight
        } else {
            turned
        }
    }

    fn may(&mut self, items: &[Item], at: usize, text: &str, base: usize) -> Built<Question> {
        // `…，并 …` asks about several acts; the doer of the first is that of all.
        let whole = items.iter().map(text_of).any(|word| word == "并");
        if !whole {
            let acts = self.acts(&self.joined(items.get(..at).unwrap_or_default(), items.get(at + 1..).unwrap_or_default()))?;
            return Ok(Question::May(acts));
        }
        let subject = items.get(..at).unwrap_or_default();
        let mut acts = Vec::new();
        for part in items.get(at + 1..).unwrap_or_default().split(|item| text_of(item) == "并") {
            let with = self.joined(subject, part);
            let words = if self.grounder.reads(&with) { with } else { self.joined(&[], part) };
            acts.extend(self.acts(&words)?);
        }
        let _ = (text, base);
        Ok(Question::May(acts))
    }

    fn acts(&mut self, items: &[Item]) -> Built<Vec<ActQuery>> {
        let grounds = self.grounder.sentences(items, true)?;
        grounds.into_iter().map(|ground| self.as_act(ground, items)).collect()
    }

    fn as_act(&mut self, ground: Ground, items: &[Item]) -> Built<ActQuery> {
        let act = self.grounder.resolved.program.relations.get(ground.relation.index()).is_some_and(|relation| relation.act);
        if act && !ground.negated {
            return Ok(ActQuery { verb: ground.relation, slots: ground.args });
        }
        self.grounder.report(P::NotAnAct { sentence: super::noun::show_items(items) }, self.at)
    }

    fn one_act(&mut self, items: &[Item]) -> Built<ActQuery> {
        let mut acts = self.acts(items)?;
        if acts.len() > 1 {
            return self.grounder.report(P::SeveralActs { sentence: super::noun::show_items(items) }, self.at);
        }
        match acts.pop() {
            Some(act) => Ok(act),
            None => self.grounder.report(P::UnknownQuestion { words: super::noun::show_items(items) }, self.at),
        }
    }

    fn who(&mut self, items: &[Item], at: usize) -> Built<Question> {
        let mut rest = without(items, at);
        // 由谁 代 丙 …: anybody but 丙.
        let mut except: Vec<EntityId> = Vec::new();
        if let Some(at) = rest.iter().position(|item| text_of(item) == "代") {
            let person = rest.get(at + 1..at + 2).unwrap_or_default().to_vec();
            let noun = self.grounder.lexicon().noun(&person);
            let kind = self.grounder.resolved.scope.known.person;
            if let Some(noun) = noun {
                except = self.grounder.entities(&noun, kind, self.at)?;
                rest.drain(at..(at + 2).min(rest.len()));
            }
        }
        let words = self.joined(&rest, &[]);
        let mut act = self.one_act(&words)?;
        let doer = self.grounder.resolved.program.relations.get(act.verb.index()).and_then(|relation| relation.doer);
        match doer {
            Some(doer) => {
                // The only person of the situation must not be taken for the one asked about.
                if let Some(slot) = act.slots.get_mut(doer) {
                    *slot = None;
                }
                Ok(Question::Who { act, except })
            }
            None => self.grounder.report(P::NotAnAct { sentence: super::noun::show_items(&words) }, self.at),
        }
    }

    fn is(&mut self, items: &[Item], at: usize) -> Built<Question> {
        // 是不是 X 的 组成人员: the 是 belongs to the sentence.
        let mut straight = without(items, at);
        if text_of(items.get(at).unwrap_or(&Item::Of(Span::default()))) == "是不是" || !self.grounder.reads(&straight) {
            let mut with = items.to_vec();
            if let Some(item) = with.get_mut(at) {
                *item = Item::Word(crate::syntax::tree::Word { text: "是".to_owned(), at: self.at });
            }
            if self.grounder.reads(&with) {
                straight = with;
            }
        }
        let grounds = self.grounder.sentences(&straight, true)?;
        Ok(Question::Is(grounds.into_iter().map(atom).collect()))
    }

    /// `甲 签发 该纪要 是否合规`, `… 的 手续 是否合规`; several joined by 并.
    fn order(&mut self, items: &[Item], only: Vec<Citation>) -> Built<Question> {
        let mut targets = Vec::new();
        let subject: Vec<Item> = Vec::new();
        for part in items.split(|item| text_of(item) == "并") {
            let event = part.len() > 2 && text_of(part.last().unwrap_or(&Item::Of(Span::default()))) == "手续";
            let words = if event { part.get(..part.len() - 2).unwrap_or_default() } else { part };
            let words = self.joined(&subject, words);
            for ground in self.grounder.sentences(&words, true)? {
                targets.push(self.target(ground, event));
            }
        }
        Ok(Question::InOrder { targets, only })
    }

    fn target(&self, ground: Ground, event: bool) -> Target {
        let act = self.grounder.resolved.program.relations.get(ground.relation.index()).is_some_and(|relation| relation.act);
        if event {
            Target::Event(atom(ground))
        } else if act && !ground.negated {
            Target::Act(ActQuery { verb: ground.relation, slots: ground.args })
        } else {
            Target::State(atom(ground))
        }
    }

    /// `… 是否违反 第五十四条第一句`
    fn breach(&mut self, items: &[Item], at: usize) -> Built<Question> {
        let mut only = Vec::new();
        for item in items.get(at + 1..).unwrap_or_default() {
            let Item::Word(word) = item else { continue };
            match place(&word.text) {
                Some(place) => only.extend(self.citations(&place)),
                None => return self.grounder.report(P::NoSuchPlace { place: word.text.clone() }, word.at),
            }
        }
        self.order(items.get(..at).unwrap_or_default(), only)
    }

    fn citations(&self, place: &Place) -> Vec<Citation> {
        let locus = Locus { article: place.article, paragraph: place.paragraph, sentence: place.sentence, item: place.item };
        let documents = self.grounder.resolved.program.documents.iter().filter(|document| match &place.document {
            Some(word) => document::same_title(document, &word.text),
            None => !document.library,
        });
        documents
            .map(|document| Citation {
                document: document.title.as_str().into(),
                number: document.number.as_deref().map(Into::into),
                locus,
                quote: "".into(),
            })
            .collect()
    }
}

fn atom(ground: Ground) -> AtomQuery {
    AtomQuery { relation: ground.relation, args: ground.args, negated: ground.negated }
}

fn without(items: &[Item], at: usize) -> Vec<Item> {
    items.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, item)| item.clone()).collect()
}

/// Reads `《某规则》第三十八条第一款第（六）项`.
pub fn place(text: &str) -> Option<Place> {
    let mut place = Place::default();
    let mut rest = text.trim();
    if let Some(inside) = rest.strip_prefix('《') {
        let (title, after) = inside.split_once('》')?;
        place.document = Some(crate::syntax::tree::Word { text: title.to_owned(), at: Span::default() });
        rest = after;
    }
    while !rest.is_empty() {
        let after = rest.strip_prefix('第')?;
        let end = after.find(['条', '款', '句', '项'])?;
        let number = parse_numeral(after.get(..end)?.trim_matches(['（', '）', '(', ')']))?;
        let unit = after.get(end..)?.chars().next()?;
        match unit {
            '条' => place.article = Some(number),
            '款' => place.paragraph = Some(number),
            '句' => place.sentence = Some(number),
            _ => place.item = Some(number),
        }
        rest = after.get(end + unit.len_utf8()..)?;
    }
    Some(place)
}
