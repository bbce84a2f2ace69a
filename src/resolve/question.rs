//! The closed list of question forms.
use super::Resolved;
use super::apart::with_blanks;
use super::builder::Built;
use super::ground::{Ground, Grounder};
use super::next::NEXT;
use super::problem::ResolveProblem as P;
use super::sentence::Reading;
use super::situation::Situated;
use crate::core_ir::{ActQuery, AtomQuery, EntityId, Question};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax;
use crate::syntax::tree::{Item, Place};
use crate::vocabulary::{Article, parse_numeral};
use std::collections::BTreeSet;
use std::sync::Arc;

const MAY: [&str; 11] =
    ["能否", "可否", "能不能", "可不可以", "有没有权", "是否有权", "有权", "可以", "能够", "能", "有没有依据"];
/// Of these the ones that ask only with the mark of a question.
const ALSO_SAID: [&str; 4] = ["可以", "能够", "能", "有权"];
const IS: [&str; 3] = ["是否", "是不是", "有没有"];
const MUST: [&str; 5] = ["是否必须", "是否须", "应否", "是否应当", "是否须经"];
const ORDER: [&str; 6] = ["是否合规", "合规吗", "是否符合要求", "对不对", "怎么认定", "是否合规定"];
pub(super) const OFTEN: [&str; 2] = ["频次", "次数"];
const WHO: [&str; 7] = ["由谁", "谁", "谁能", "谁来", "何人", "哪些人", "哪几个人"];
/// What joins several acts asked about.
pub(super) const JOINS: [&str; 4] = ["并", "且", "并且", "而且"];
const FILLER: [&str; 11] = ["请问", "由", "能", "可以", "来", "应当", "应", "，", "并", "吗", "呢"];
/// Longer questions are refused, in bytes.
const LONGEST: usize = 4096;

/// Reads a question about a situation. Things it names that are not there yet are added.
pub fn question(
    resolved: &Resolved,
    situated: &mut Situated,
    source: &Arc<Source>,
    text: &str,
    base: usize,
) -> Result<Question, Problems> {
    let at = Span::new(base, base + text.len());
    if text.len() > LONGEST {
        let problem = P::TooMuch { what: "这个问题的字", english: "words in this question" };
        return Err(alone(Problem::new(problem, source, at)));
    }
    let before = situated.clone();
    read(resolved, situated, (source, text, base)).map_err(|problems| {
        let ways = spaced(resolved, &before, text);
        if ways.is_empty() {
            return problems;
        }
        alone(Problem::new(P::UnknownQuestion { words: text.to_owned(), near: Some(ways.join(" ／ ")) }, source, at))
    })
}

fn read(
    resolved: &Resolved,
    situated: &mut Situated,
    (source, text, base): (&Arc<Source>, &str, usize),
) -> Result<Question, Problems> {
    let (phrase, found) = syntax::parse_phrase(source, text, base);
    if found.has_errors() {
        return Err(found);
    }
    let at = Span::new(base, base + text.len());
    let supposing = Some(situated.world.entities.len());
    let mut asker = Asker { grounder: Grounder { resolved, situated, source, supposing, problems: Problems::default() }, at };
    let question = asker.question(&phrase.items);
    let problems = asker.grounder.problems;
    question.map_err(|_| problems)
}

/// The question with the blanks that are missing, as it can be asked: each way there is.
pub fn spaced(resolved: &Resolved, situated: &Situated, text: &str) -> Vec<String> {
    let names: BTreeSet<String> = situated.names.keys().cloned().collect();
    let mut ways = with_blanks(resolved, &names, text, |_| false);
    ways.retain(|way| read(resolved, &mut situated.clone(), (&Source::new("", way.as_str()), way, 0)).is_ok());
    ways
}

/// Whether a word is one by which questions are known.
pub fn is_word(word: &str) -> bool {
    let lists = [&MAY[..], &IS, &MUST, &ORDER, &OFTEN, &WHO, &NEXT];
    lists.iter().any(|list| list.contains(&word)) || ["是否违反", "手续", "请问", "吗", "呢"].contains(&word)
}

/// Whether a sentence is a question, by its mark or by a word that only questions have.
pub fn asks(text: &str) -> bool {
    let text = text.trim();
    // 违反 may be a word of a pattern.
    let words = || [&MAY[..], &IS, &MUST, &ORDER, &WHO, &NEXT].into_iter().flatten();
    let own =
        |word: &str| words().any(|known| *known == word && !ALSO_SAID.contains(known)) || ["是否违反", "吗"].contains(&word);
    text.ends_with(['？', '?']) || text.split(|c: char| c.is_whitespace() || "，。；：".contains(c)).any(own)
}

fn alone(problem: Problem) -> Problems {
    let mut problems = Problems::default();
    problems.push(problem);
    problems
}

pub(super) struct Asker<'a> {
    pub(super) grounder: Grounder<'a>,
    pub(super) at: Span,
}

pub(super) fn text_of(item: &Item) -> &str {
    if let Item::Word(word) = item { &word.text } else { "" }
}

fn find(items: &[Item], list: &[&str]) -> Option<usize> {
    items.iter().position(|item| list.contains(&text_of(item)))
}

impl Asker<'_> {
    fn question(&mut self, items: &[Item]) -> Built<Question> {
        if find(items, &NEXT).is_some() {
            return super::next::question(&mut self.grounder, items, self.at);
        }
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
            return self.must(&words);
        }
        if let Some(at) = find(items, &MAY) {
            return self.may_or_is(items, at);
        }
        if let Some(at) = find(items, &IS) {
            return self.is(items, at);
        }
        self.unknown(items)
    }

    pub(super) fn unknown<T>(&mut self, items: &[Item]) -> Built<T> {
        let lexicon = self.grounder.lexicon();
        let near = match items {
            [Item::Word(word)] => lexicon.proposal(&word.text),
            _ => None,
        };
        self.grounder.report(P::UnknownQuestion { words: super::noun::show_items(items), near }, self.at)
    }

    /// The words before and after the question word, in whichever order a pattern reads them. The small words of a question
    /// may be words of a pattern: they are left out only where none reads them.
    pub(super) fn joined(&self, before: &[Item], after: &[Item]) -> Vec<Item> {
        let orders = self.orders(before, after);
        let reading = orders.iter().position(|words| self.grounder.reads(words)).unwrap_or(1);
        orders.into_iter().nth(reading).unwrap_or_default()
    }

    /// Straight and turned, each with all its words and without the small ones.
    fn orders(&self, before: &[Item], after: &[Item]) -> [Vec<Item>; 4] {
        let clean = |items: &[Item]| items.iter().filter(|item| !FILLER.contains(&text_of(item))).cloned().collect::<Vec<_>>();
        let (bare, rest) = (clean(before), clean(after));
        [[before, after].concat(), [&bare[..], &rest].concat(), [after, before].concat(), [&rest[..], &bare].concat()]
    }

    /// `甲 是否 可以 签发 该公文`: 可以 asks what may be done, unless it is a word of a pattern.
    fn may_or_is(&mut self, items: &[Item], at: usize) -> Built<Question> {
        let Some(is) = find(items, &IS) else { return self.may(items, at) };
        let rest = without(items, is);
        if self.grounder.reads(&rest) {
            return self.is(items, is);
        }
        self.may(&rest, at - usize::from(is < at))
    }

    fn may(&mut self, items: &[Item], at: usize) -> Built<Question> {
        // `…，并 …` asks about several acts; the doer of the first is that of all.
        if find(items, &JOINS).is_none() {
            let acts = self.acts(&self.joined(items.get(..at).unwrap_or_default(), items.get(at + 1..).unwrap_or_default()))?;
            return Ok(Question::May(acts));
        }
        let subject = items.get(..at).unwrap_or_default();
        let mut acts = Vec::new();
        for part in items.get(at + 1..).unwrap_or_default().split(|item| JOINS.contains(&text_of(item))) {
            let with = self.joined(subject, part);
            let words = if self.grounder.reads(&with) { with } else { self.joined(&[], part) };
            acts.extend(self.acts(&words)?);
        }
        Ok(Question::May(acts))
    }

    fn acts(&mut self, items: &[Item]) -> Built<Vec<ActQuery>> {
        let grounds = self.grounder.alternatives(items, true)?;
        let mut acts = Vec::new();
        for ground in grounds {
            // 能否 发布 较大级以上 预警 asks about each of them; 甲 或 乙 does not say of whom it asks.
            let Some(among) = ground.among.clone() else {
                acts.push(self.as_act(ground, items)?);
                continue;
            };
            if among.bound.is_none() {
                let words = super::noun::show_items(items);
                return self.grounder.report(P::OneOfSeveral { words }, super::noun::span_of(items));
            }
            for value in among.values {
                let mut one = ground.clone();
                if let Some(arg) = one.args.get_mut(among.place) {
                    *arg = Some(value);
                }
                acts.push(self.as_act(one, items)?);
            }
        }
        Ok(acts)
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
            None => self.unknown(items),
        }
    }

    /// 由 全体会议 或 常务会议 讨论决定 asks whether one of them must.
    fn must(&mut self, items: &[Item]) -> Built<Question> {
        let mut grounds = self.grounder.alternatives(items, true)?;
        let doer = |ground: &Ground| self.grounder.resolved.program.relations.get(ground.relation.index())?.doer;
        let by_one_of = |ground: &Ground| ground.among.as_ref().is_some_and(|among| Some(among.place) == doer(ground));
        if !matches!(grounds.as_slice(), [one] if by_one_of(one)) {
            let act = self.one_act(items)?;
            return Ok(Question::Must(AtomQuery { relation: act.verb, args: act.slots, negated: false, among: None }));
        }
        let Some(mut ground) = grounds.pop() else { return self.unknown(items) };
        let among = ground.among.take();
        let act = self.as_act(ground, items)?;
        Ok(Question::Must(AtomQuery { relation: act.verb, args: act.slots, negated: false, among }))
    }

    fn who(&mut self, items: &[Item], at: usize) -> Built<Question> {
        let (mut before, mut after) =
            (items.get(..at).unwrap_or_default().to_vec(), items.get(at + 1..).unwrap_or_default().to_vec());
        if find(&after, &WHO).is_some() {
            return self.unknown(items);
        }
        let mut except = self.stead(&mut before)?;
        except.extend(self.stead(&mut after)?);
        let [whole, bare, turned, bare_turned] = self.orders(&before, &after);
        let mut orders = vec![whole, bare];
        // 该纪要 由谁 签发, 该纪要 由 谁 签发: the doer stands in the middle.
        let by = text_of(items.get(at).unwrap_or(&Item::Of(Span::default()))) == "由谁";
        if by || before.last().is_some_and(|item| text_of(item) == "由") {
            orders.extend([turned, bare_turned]);
        }
        // 本次会议 的 组成人员 是 谁 is turned round; 谁 是 市长 asks who holds the office.
        let stated = match before.as_slice() {
            [] => Some(after.clone()),
            [rest @ .., is] if after.is_empty() && text_of(is) == "是" => Some([std::slice::from_ref(is), rest].concat()),
            _ => None,
        };
        if let Some(words) = stated.filter(|words| words.first().is_some_and(|item| text_of(item) == "是")) {
            let holding = words.iter().map(as_holding).collect();
            orders.extend([words, holding]);
        }
        orders.retain(|words| self.grounder.reads(words));
        // Where the doer is named, somebody else is asked for.
        let Some(words) = orders.iter().find(|words| self.lacks_doer(words)).or(orders.first()).cloned() else {
            let words = self.joined(&before, &after);
            return self.one_act(&words).and_then(|_| self.unknown(items));
        };
        // 谁 stands where the sentence leaves a place: before it, or behind 是.
        if !by
            && (before.is_empty() || after.is_empty())
            && let Some(act) = self.of_whom(&words)?
        {
            return Ok(Question::Who { act, except });
        }
        let mut act = self.one_act(&words)?;
        let doer = self.grounder.resolved.program.relations.get(act.verb.index()).and_then(|relation| relation.doer);
        let Some(doer) = doer else {
            return self.grounder.report(P::NotAnAct { sentence: super::noun::show_items(&words) }, self.at);
        };
        if !self.lacks_doer(&words) {
            return self.unknown(items);
        }
        // The only person of the situation must not be taken for the one asked about.
        if let Some(slot) = act.slots.get_mut(doer) {
            *slot = None;
        }
        self.grounder.bodies(&act);
        Ok(Question::Who { act, except })
    }

    /// 谁 是 本次会议 的 组成人员: of whom a sentence holds that is no act. The place left out is asked about.
    fn of_whom(&mut self, words: &[Item]) -> Built<Option<ActQuery>> {
        let lexicon = self.grounder.lexicon();
        let Reading::One(matched) = lexicon.sentence(words, None) else { return Ok(None) };
        let pattern = lexicon.scope.patterns.get(matched.pattern);
        let Some(relation) = pattern.and_then(|pattern| lexicon.program.relations.get(pattern.relation.index())) else {
            return Ok(None);
        };
        let person = lexicon.scope.known.person;
        let is_person = |hole: &usize| {
            let kind = relation.holes.get(*hole).and_then(|hole| lexicon.program.kinds.get(hole.kind.index()));
            kind.is_some_and(|kind| kind.ancestors.contains(&person))
        };
        let open = matched.nouns.iter().enumerate().filter(|(_, noun)| noun.is_none()).map(|(hole, _)| hole).find(is_person);
        let Some(hole) = open.filter(|_| !relation.act) else { return Ok(None) };
        let mut grounds = self.grounder.sentences(words, true)?;
        let Some(ground) = grounds.pop().filter(|ground| grounds.is_empty() && !ground.negated) else { return Ok(None) };
        let mut slots = ground.args;
        // The only person of the situation must not be taken for the one asked about.
        if let Some(slot) = slots.get_mut(hole) {
            *slot = None;
        }
        Ok(Some(ActQuery { verb: ground.relation, slots }))
    }

    /// 由谁 代 丙 …: anybody but 丙. The words are taken out.
    fn stead(&mut self, words: &mut Vec<Item>) -> Built<Vec<EntityId>> {
        let Some(at) = words.iter().position(|item| text_of(item) == "代") else { return Ok(Vec::new()) };
        let person = words.get(at + 1..at + 2).unwrap_or_default().to_vec();
        let Some(noun) = self.grounder.lexicon().noun(&person) else { return Ok(Vec::new()) };
        let except = self.grounder.entities(&noun, self.grounder.resolved.scope.known.person, self.at)?;
        words.drain(at..(at + 2).min(words.len()));
        Ok(except)
    }

    /// Whether the words name nobody in the place of the doer.
    fn lacks_doer(&self, words: &[Item]) -> bool {
        let lexicon = self.grounder.lexicon();
        let (sentences, _) = super::sentence::spread(&lexicon, words);
        sentences.iter().all(|words| {
            let Reading::One(matched) = lexicon.sentence(words, None) else { return true };
            let pattern = lexicon.scope.patterns.get(matched.pattern);
            let relation = pattern.and_then(|pattern| lexicon.program.relations.get(pattern.relation.index()));
            let doer = relation.and_then(|relation| relation.doer).and_then(|doer| matched.nouns.get(doer));
            doer.is_none_or(Option::is_none)
        })
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
        let grounds = self.grounder.alternatives(&straight, true)?;
        Ok(Question::Is(grounds.into_iter().map(atom).collect()))
    }
}

pub(super) fn atom(ground: Ground) -> AtomQuery {
    AtomQuery { relation: ground.relation, args: ground.args, negated: ground.negated, among: ground.among }
}

/// 任 in the place of 是.
fn as_holding(item: &Item) -> Item {
    match item {
        Item::Word(word) if word.text == "是" => Item::Word(crate::syntax::tree::Word { text: "任".to_owned(), at: word.at }),
        other => other.clone(),
    }
}

pub(super) fn without(items: &[Item], at: usize) -> Vec<Item> {
    items.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, item)| item.clone()).collect()
}

/// Reads `《某规则》第三十八条第一款第（六）项`.
pub fn place(text: &str) -> Option<Place> {
    let mut place = Place::default();
    let mut rest = Some(text.trim()).filter(|text| !text.is_empty())?;
    if let Some(inside) = rest.strip_prefix('《') {
        let (title, after) = inside.split_once('》')?;
        place.document = Some(crate::syntax::tree::Word { text: title.to_owned(), at: Span::default() });
        rest = after;
    }
    if let Some((article, after)) = Article::prefix(rest) {
        place.article = Some(article);
        rest = after;
    }
    while !rest.is_empty() {
        let after = rest.strip_prefix('第')?;
        let end = after.find(['款', '句', '项'])?;
        let number = parse_numeral(after.get(..end)?.trim_matches(['（', '）', '(', ')']))?;
        let unit = after.get(end..)?.chars().next()?;
        match unit {
            '款' => place.paragraph = Some(number),
            '句' => place.sentence = Some(number),
            _ => place.item = Some(number),
        }
        rest = after.get(end + unit.len_utf8()..)?;
    }
    Some(place)
}
