//! Blanks between words, put where somebody left them out. One way of doing it, for messages, sessions and `fmt`.
//!
//! A stretch of characters that is no known word is cut into known words, the fewest there can be. Nothing is taken in
//! silence: what was made of a line is told, and of several ways that are as good all are.
use super::noun::Lexicon;
use super::scope::Name;
use super::sentence::Reading;
use crate::source::Source;
use crate::syntax;
use crate::syntax::typed::{TokenKind, is_keyword, tokens};
use crate::vocabulary::{Date, parse_numeral};
use std::collections::BTreeSet;

/// Longer stretches are left alone, in characters.
const LONGEST: usize = 120;
/// No word is longer.
const WORD: usize = 24;
/// A character that belongs to no known word costs as much as so many words.
const STRANGE: usize = 10;
/// Ways told, at most.
const WAYS: usize = 4;
/// Words that stand in facts and are declared nowhere; those of questions are with their forms.
const OTHERS: [&str; 12] = ["是", "的", "和", "或", "由", "代", "各", "共", "自", "至", "于", "任"];
/// Words of limits, amounts and lists.
const MEASURES: [&str; 28] = [
    "个工作日",
    "工作日",
    "日",
    "天",
    "内",
    "前",
    "后",
    "在",
    "于",
    "事先",
    "及时",
    "立即",
    "当日",
    "当场",
    "同时",
    "半数以上",
    "过半数",
    "半数",
    "一次",
    "次",
    "人",
    "加",
    "减",
    "单数",
    "双数",
    "组成",
    "与",
    "为",
];
/// What may stand before a declared word without a blank.
const POINTERS: [&str; 9] = ["该", "另一", "其他", "各", "每名", "每个", "任一", "任何", "另外的"];

/// What a line comes to when blanks are put where they are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spaced {
    /// None are missing, or there is no way to tell where.
    Same,
    /// There is one way.
    One(String),
    /// There are several, as good as each other.
    Several(Vec<String>),
}

impl Spaced {
    /// The ways, none if the line stays as it is.
    pub fn ways(self) -> Vec<String> {
        match self {
            Self::Same => Vec::new(),
            Self::One(way) => vec![way],
            Self::Several(ways) => ways,
        }
    }
}

/// Cuts what is no known word. With `strangers`, characters that belong to no known word are taken to be a name.
pub fn spaced(line: &str, known: &dyn Fn(&str) -> bool, strangers: bool) -> Spaced {
    let mut ways = vec![String::with_capacity(line.len() * 2)];
    let mut done = 0;
    for at in loose_words(line) {
        let (Some(before), Some(word)) = (line.get(done..at.start), line.get(at.clone())) else { continue };
        if known(word) {
            continue;
        }
        let cuts = cuttings(word, known, strangers);
        if cuts.is_empty() && !strangers {
            return Spaced::Same;
        }
        ways.iter_mut().for_each(|way| way.push_str(before));
        let cuts = if cuts.is_empty() { vec![vec![word]] } else { cuts };
        let all = ways.iter().flat_map(|way| cuts.iter().map(move |cut| format!("{way}{}", cut.join(" "))));
        ways = all.take(WAYS).collect();
        done = at.end;
    }
    let rest = line.get(done..).unwrap_or_default();
    ways.iter_mut().for_each(|way| way.push_str(rest));
    ways.retain(|way| way != line);
    match ways.len() {
        0 => Spaced::Same,
        1 => Spaced::One(ways.pop().unwrap_or_default()),
        _ => Spaced::Several(ways),
    }
}

/// The words of a line that stand in no quotes and no title.
fn loose_words(line: &str) -> Vec<std::ops::Range<usize>> {
    let mut inside: Option<usize> = None;
    let mut out = Vec::new();
    for token in tokens(line) {
        if inside.is_some_and(|end| token.at.start >= end) {
            inside = None;
        }
        let mark = line.get(token.at.clone()).unwrap_or_default();
        match (token.kind, token.partner) {
            (TokenKind::Bracket, Some(end))
                if end > token.at.start && mark.starts_with(['《', '〔', '“', '「', '『', '‘', '"', '[', '【']) =>
            {
                inside = inside.or(Some(end));
            }
            (TokenKind::Word | TokenKind::Keyword, _) if inside.is_none() => out.push(token.at),
            _ => {}
        }
    }
    out
}

/// For one place of a stretch: the least cost of what follows, and the steps that come to it.
#[derive(Default)]
struct Place {
    cost: Option<usize>,
    /// Where the next word ends, and whether it is known.
    steps: Vec<(usize, bool)>,
}

/// The ways to cut a stretch into the fewest known words.
fn cuttings<'t>(stretch: &'t str, known: &dyn Fn(&str) -> bool, strangers: bool) -> Vec<Vec<&'t str>> {
    let borders: Vec<usize> = stretch.char_indices().map(|(at, _)| at).chain([stretch.len()]).collect();
    let chars = borders.len() - 1;
    if chars > LONGEST {
        return Vec::new();
    }
    let word = |start: usize, end: usize| stretch.get(*borders.get(start)?..*borders.get(end)?);
    let mut places: Vec<Place> = (0..=chars).map(|_| Place::default()).collect();
    if let Some(last) = places.last_mut() {
        last.cost = Some(0);
    }
    for start in (0..chars).rev() {
        let mut here = Place::default();
        for end in start + 1..=chars.min(start + WORD) {
            let Some(rest) = places.get(end).and_then(|place| place.cost) else { continue };
            if word(start, end).is_some_and(known) {
                here.offer(rest + 1, (end, true));
            } else if strangers && end == start + 1 {
                here.offer(rest + 1 + STRANGE, (end, false));
            }
        }
        if let Some(place) = places.get_mut(start) {
            *place = here;
        }
    }
    let mut ways = Vec::new();
    walk(&places, 0, &mut Vec::new(), &mut ways);
    let mut cuts: Vec<Vec<&str>> = ways.iter().map(|way| joined(way, &word)).collect();
    cuts.dedup();
    cuts
}

impl Place {
    fn offer(&mut self, cost: usize, step: (usize, bool)) {
        match self.cost {
            Some(least) if least < cost => {}
            Some(least) if least == cost => self.steps.push(step),
            _ => (self.cost, self.steps) = (Some(cost), vec![step]),
        }
    }
}

fn walk(places: &[Place], at: usize, way: &mut Vec<(usize, bool)>, ways: &mut Vec<Vec<(usize, bool)>>) {
    if at + 1 == places.len() {
        ways.push(way.clone());
        return;
    }
    for step in places.get(at).map(|place| place.steps.as_slice()).unwrap_or_default() {
        if ways.len() >= WAYS {
            return;
        }
        way.push(*step);
        walk(places, step.0, way, ways);
        way.pop();
    }
}

/// The words of a way. Characters that are not known belong together: a name.
fn joined<'t>(way: &[(usize, bool)], word: &impl Fn(usize, usize) -> Option<&'t str>) -> Vec<&'t str> {
    let mut spans: Vec<(usize, usize, bool)> = Vec::new();
    let mut start = 0;
    for (end, known) in way {
        match spans.last_mut().filter(|last| !last.2 && !known) {
            Some(last) => last.1 = *end,
            None => spans.push((start, *end, *known)),
        }
        start = *end;
    }
    spans.into_iter().filter_map(|(start, end, _)| word(start, end)).collect()
}

/// `例会一是例会`: a name that is new, of a kind that is known, however it is made up.
pub fn declaring(line: &str, is_kind: impl Fn(&str) -> bool) -> Option<String> {
    let stop = if line.ends_with('。') { "。" } else { "" };
    let (head, kind) = line.trim_end_matches('。').rsplit_once('是')?;
    let (head, kind) = (head.trim(), kind.trim());
    let name = !head.is_empty() && !head.contains(|c: char| c.is_whitespace() || "，；：的".contains(c));
    let spaced = format!("{head} 是 {kind}{stop}");
    (is_kind(kind) && name && spaced != line).then_some(spaced)
}

/// Words that no rulebook declares: small ones, keywords, numbers and days.
pub fn common(word: &str) -> bool {
    let number = || parse_numeral(word).is_some() || word.parse::<f64>().is_ok();
    OTHERS.contains(&word)
        || MEASURES.contains(&word)
        || super::question::is_word(word)
        || is_keyword(word)
        || number()
        || (word.ends_with('日') && Date::parse(word).is_some())
        || super::in_order::period(word).is_some()
}

impl Lexicon<'_> {
    /// Whether a word is declared, or common.
    pub fn knows(&self, word: &str) -> bool {
        let declared =
            |word: &str| self.name(word).is_some() || self.scope.literals.contains(word) || self.scope.roles.contains_key(word);
        let pointed = || POINTERS.iter().filter_map(|pointer| word.strip_prefix(pointer)).any(declared);
        declared(word) || common(word) || pointed()
    }

    /// How a line may be written with the blanks that are missing, for a message. Of several ways those that some pattern
    /// reads go before the rest.
    pub fn proposal(&self, line: &str) -> Option<String> {
        let ways = self.spaced(line, |way| {
            let (phrase, found) = syntax::parse_phrase(&Source::new("", way), way, 0);
            let (sentences, _) = super::sentence::spread(self, &phrase.items);
            !found.has_errors() && sentences.iter().all(|items| !matches!(self.sentence(items, None), Reading::None(_)))
        });
        (!ways.is_empty()).then(|| ways.join(" ／ "))
    }

    fn spaced(&self, line: &str, reads: impl Fn(&str) -> bool) -> Vec<String> {
        let known = |word: &str| self.knows(word);
        let is_kind = |word: &str| matches!(self.name(word), Some(Name::Kind(_)));
        if let Some(way) = declaring(line, is_kind) {
            return vec![way];
        }
        let ways = spaced(line, &known, false).ways();
        let readable: Vec<String> = ways.iter().filter(|way| reads(way)).cloned().collect();
        if readable.is_empty() { ways } else { readable }
    }
}

/// How a line may be written with the blanks that are missing, by the words of rulebooks and some names more.
pub fn with_blanks(
    resolved: &super::Resolved,
    names: &BTreeSet<String>,
    line: &str,
    reads: impl Fn(&str) -> bool,
) -> Vec<String> {
    let lexicon = Lexicon { program: &resolved.program, scope: &resolved.scope, locals: None };
    let known = |word: &str| names.contains(word) || lexicon.knows(word);
    match declaring(line, |word| is_kind(resolved, word)).filter(|way| reads(way)) {
        Some(way) => vec![way],
        None => spaced(line, &known, false).ways(),
    }
}

/// Whether a word is that of a kind.
pub fn is_kind(resolved: &super::Resolved, word: &str) -> bool {
    matches!(resolved.scope.name(word), Some(Name::Kind(_)))
}
