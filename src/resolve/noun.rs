//! Nouns: `甲`、`市长`、`该会议`、`会议 的 组成人员`、`到会 的 组成人员`、lists of them.
use super::scope::{Name, Scope, is_a};
use crate::core_ir::{EntityId, KindId, Program};
use crate::source::Span;
use crate::syntax::tree::{Item, Word};
use crate::vocabulary::Date;
use indexmap::IndexMap;

/// What is needed to read words: the declared names, and in a situation its people and things.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    /// The rulebooks.
    pub program: &'a Program,
    /// Their names.
    pub scope: &'a Scope,
    /// Names of the situation.
    pub locals: Option<&'a IndexMap<String, Name>>,
}

/// How many are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// 另一X: a second one.
    Another,
    /// 其他X: one that has not been named.
    Other,
    /// 各X, 每名X
    Each,
    /// 任一X
    Any,
}

/// How the members of a list are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// `甲、乙 和 丙`
    Each,
    /// `甲、乙 或 丙`
    Any,
    /// `较大以上`: any of them; the first, which is named, by the convention 〔以上〕.
    OrMore,
    /// `较大以下`: likewise.
    OrLess,
    /// `甲 和 乙 或 丙`, `甲 或 乙、丙`: which of the two cannot be told.
    Mixed,
}

/// A noun.
#[derive(Debug, Clone, PartialEq)]
pub enum Noun {
    /// A name.
    Entity { id: EntityId, kind: KindId, word: String },
    /// A kind word.
    Kind { kind: KindId, word: String },
    /// `of 的 word`; `pattern` indexes the scope's patterns.
    Role { pattern: usize, of: Option<Box<Noun>>, word: String },
    /// `words 的 head`
    Relative { words: Vec<Item>, head: Box<Noun> },
    /// `该X`
    Back { word: String },
    /// `另一X` …
    Some { how: Quantity, noun: Box<Noun> },
    /// “words”
    Quote(String),
    /// A day.
    Date(Date),
    /// A number in thousandths.
    Number(i64),
    /// A list.
    List { joint: Joint, members: Vec<Noun> },
}

const PREFIXES: [(&str, Option<Quantity>); 9] = [
    ("该", None),
    ("另一", Some(Quantity::Another)),
    ("另外的", Some(Quantity::Another)),
    ("其他", Some(Quantity::Other)),
    ("各", Some(Quantity::Each)),
    ("每名", Some(Quantity::Each)),
    ("每个", Some(Quantity::Each)),
    ("任一", Some(Quantity::Any)),
    ("任何", Some(Quantity::Any)),
];

impl Lexicon<'_> {
    /// What a word names.
    pub fn name(&self, word: &str) -> Option<Name> {
        self.locals.and_then(|locals| locals.get(word).copied()).or_else(|| self.scope.name(word))
    }

    /// Every way to read words as a noun: as a list, as a chain of 的.
    pub fn nouns(&self, items: &[Item]) -> Vec<Noun> {
        self.list(items).into_iter().chain(self.chain(items)).collect()
    }

    /// Reads words as a noun; `None` if they are none.
    pub fn noun(&self, items: &[Item]) -> Option<Noun> {
        self.list(items).or_else(|| self.chain(items))
    }

    fn list(&self, items: &[Item]) -> Option<Noun> {
        let joint = |item: &Item| matches!(item, Item::And(_) | Item::Or(_));
        if !items.iter().any(joint) {
            return None;
        }
        let members: Option<Vec<Noun>> = items.split(joint).map(|part| self.chain(part)).collect();
        Some(Noun::List { joint: joint_of(items), members: members? })
    }

    fn chain(&self, items: &[Item]) -> Option<Noun> {
        match items {
            _ if super::sentence::too_deep(items) => None,
            [] => None,
            [Item::Quote(word)] => Some(Noun::Quote(word.text.clone())),
            [Item::Word(word)] => self.word(&word.text),
            _ => {
                let of = items.iter().rposition(|item| matches!(item, Item::Of(_)))?;
                let (left, right) = (items.get(..of)?, items.get(of + 1..)?);
                let [Item::Word(word)] = right else { return None };
                self.possessive(left, &word.text)
            }
        }
    }

    fn possessive(&self, left: &[Item], word: &str) -> Option<Noun> {
        if let Some(of) = self.noun(left) {
            let fitting = self.role(word, Some(&of));
            if let Some(pattern) = fitting {
                return Some(Noun::Role { pattern, of: Some(Box::new(of)), word: word.to_owned() });
            }
            return None;
        }
        let head = self.word(word)?;
        Some(Noun::Relative { words: left.to_vec(), head: Box::new(head) })
    }

    /// The first role of this noun that fits what it is of.
    fn role(&self, word: &str, of: Option<&Noun>) -> Option<usize> {
        let all = self.scope.roles.get(word)?;
        all.iter().copied().find(|n| self.is_role_of(*n, of))
    }

    /// All roles of this noun that fit what it is of.
    pub fn roles(&self, word: &str, of: Option<&Noun>) -> Vec<usize> {
        self.scope.roles.get(word).into_iter().flatten().copied().filter(|n| self.is_role_of(*n, of)).collect()
    }

    fn is_role_of(&self, pattern: usize, of: Option<&Noun>) -> bool {
        of.is_none_or(|of| self.whole_of(pattern).is_some_and(|kind| self.fits(of, kind)))
    }

    /// The kind of what a role is a role of.
    pub fn whole_of(&self, pattern: usize) -> Option<KindId> {
        let pattern = self.scope.patterns.get(pattern)?;
        let whole = pattern.role.as_ref()?.whole;
        Some(self.program.relations.get(pattern.relation.index())?.holes.get(whole)?.kind)
    }

    /// `会议 的 组成人员`
    pub fn show_role(&self, pattern: usize) -> Option<String> {
        let kind = self.program.kinds.get(self.whole_of(pattern)?.index())?;
        Some(format!("{} 的 {}", kind.name, self.scope.patterns.get(pattern)?.role.as_ref()?.word))
    }

    fn word(&self, text: &str) -> Option<Noun> {
        match self.name(text) {
            Some(Name::Entity(id, kind)) => return Some(Noun::Entity { id, kind, word: text.to_owned() }),
            Some(Name::Kind(kind)) => return Some(Noun::Kind { kind, word: text.to_owned() }),
            None => {}
        }
        if let Some(pattern) = self.role(text, None) {
            return Some(Noun::Role { pattern, of: None, word: text.to_owned() });
        }
        if let Some(date) = Date::parse(text) {
            return Some(Noun::Date(date));
        }
        if let Some(number) = thousandths(text) {
            return Some(Noun::Number(number));
        }
        for (prefix, how) in PREFIXES {
            let Some(rest) = text.strip_prefix(prefix).filter(|rest| !rest.is_empty()) else { continue };
            return match how {
                None => Some(Noun::Back { word: rest.to_owned() }),
                Some(how) => Some(Noun::Some { how, noun: Box::new(self.word(rest)?) }),
            };
        }
        // A literal word of an act, where the act itself is spoken of (不及于 签发).
        if let Some(Name::Entity(id, kind)) = self.name(&format!("行为：{text}")) {
            return Some(Noun::Entity { id, kind, word: text.to_owned() });
        }
        self.ordered(text)
    }

    /// `较大以上`, `较大以下`: this value of an ordered list and the higher or lower ones. The value itself stands first.
    fn ordered(&self, text: &str) -> Option<Noun> {
        let (base, joint) = bounded(text)?;
        let Some(Name::Entity(id, kind)) = self.name(base) else { return None };
        if !self.scope.ordered.contains(&kind) {
            return None;
        }
        let within = |noun: &Noun| match (noun, joint) {
            (Noun::Entity { id: other, .. }, Joint::OrLess) => *other <= id,
            (Noun::Entity { id: other, .. }, _) => *other >= id,
            _ => false,
        };
        let mut members: Vec<Noun> = self.values(kind).filter(within).collect();
        if joint == Joint::OrLess {
            members.reverse();
        }
        Some(Noun::List { joint, members })
    }

    /// The values of a list, in order.
    pub fn values(&self, kind: KindId) -> impl Iterator<Item = Noun> {
        let own = self.program.individuals.iter().enumerate().filter(move |(_, individual)| individual.kind == kind);
        own.map(move |(n, individual)| Noun::Entity { id: EntityId(n as u32), kind, word: individual.name.clone() })
    }

    /// A value of a list without an order, with 以上 or 以下 behind it; and the word of the list.
    pub fn unordered(&self, text: &str) -> Option<String> {
        let Some(Name::Entity(_, kind)) = self.name(bounded(text)?.0) else { return None };
        let list = self.program.kinds.get(kind.index()).filter(|list| list.options && !self.scope.ordered.contains(&kind))?;
        Some(list.name.clone())
    }

    /// The kind of a noun, where it is known before the clause is.
    pub fn kind_of(&self, noun: &Noun) -> Option<KindId> {
        match noun {
            Noun::Entity { kind, .. } | Noun::Kind { kind, .. } => Some(*kind),
            Noun::Role { pattern, .. } => {
                let pattern = self.scope.patterns.get(*pattern)?;
                let subject = pattern.role.as_ref()?.subject;
                Some(self.program.relations.get(pattern.relation.index())?.holes.get(subject)?.kind)
            }
            Noun::Relative { head, .. } => self.kind_of(head),
            Noun::Back { word } => match self.name(word) {
                Some(Name::Kind(kind)) => Some(kind),
                Some(Name::Entity(_, kind)) if kind == self.scope.known.office => Some(self.scope.known.person),
                Some(Name::Entity(_, kind)) => Some(kind),
                None => {
                    self.role(word, None).and_then(|pattern| self.kind_of(&Noun::Role { pattern, of: None, word: word.clone() }))
                }
            },
            Noun::Some { noun, .. } => self.kind_of(noun),
            Noun::Quote(_) => Some(self.scope.known.text),
            Noun::Date(_) => Some(self.scope.known.date),
            Noun::Number(_) => Some(self.scope.known.number),
            Noun::List { members, .. } => members.first().and_then(|noun| self.kind_of(noun)),
        }
    }

    /// Whether a noun may stand in a hole of this kind. An office may stand for a person.
    pub fn fits(&self, noun: &Noun, hole: KindId) -> bool {
        match noun {
            Noun::List { members, .. } => members.iter().all(|noun| self.fits(noun, hole)),
            Noun::Some { noun, .. } => self.fits(noun, hole),
            Noun::Role { of: None, word, .. } => self.roles(word, None).iter().any(|n| self.subject_fits(*n, hole)),
            Noun::Role { pattern, .. } => self.subject_fits(*pattern, hole),
            Noun::Relative { head, .. } => self.fits(head, hole),
            Noun::Back { word } => self.back_fits(word, hole),
            Noun::Number(_) => hole == self.scope.known.number,
            Noun::Entity { .. } | Noun::Kind { .. } | Noun::Quote(_) | Noun::Date(_) => {
                let Some(kind) = self.kind_of(noun) else { return false };
                is_a(self.program, kind, hole)
                    || (kind == self.scope.known.office && is_a(self.program, self.scope.known.person, hole))
            }
        }
    }

    fn subject_fits(&self, pattern: usize, hole: KindId) -> bool {
        let kind = self.kind_of(&Noun::Role { pattern, of: None, word: String::new() });
        kind.is_some_and(|kind| is_a(self.program, kind, hole))
    }

    /// What 该X points to may be narrower than X: 该会议 may be a 市政府常务会议; and 该职务 is the office itself.
    fn back_fits(&self, word: &str, hole: KindId) -> bool {
        // 该报告 may stand for 政府工作报告: only the clause knows.
        let Some(kind) = self.kind_of(&Noun::Back { word: word.to_owned() }) else { return true };
        is_a(self.program, kind, hole) || is_a(self.program, hole, kind)
    }
}

/// 、 goes with whatever stands at the last joint; 和 and 或 do not go together.
pub fn joint_of(items: &[Item]) -> Joint {
    let joints = || items.iter().filter(|item| matches!(item, Item::And(_) | Item::Or(_)));
    let any = joints().any(|item| matches!(item, Item::Or(_)));
    let word = joints().any(|item| matches!(item, Item::And(word) if word.text != "、"));
    let last = matches!(joints().next_back(), Some(Item::Or(_)));
    match (any, word || !last) {
        (false, _) => Joint::Each,
        (true, false) => Joint::Any,
        (true, true) => Joint::Mixed,
    }
}

/// Reads a number with up to three decimals, in thousandths.
pub fn thousandths(text: &str) -> Option<i64> {
    let plain = text.strip_suffix(['人', '名', '天', '次', '件', '项', '个']).unwrap_or(text);
    if let Some(n) = crate::vocabulary::parse_numeral(plain) {
        return Some(i64::from(n) * 1000);
    }
    let (whole, part) = plain.split_once('.')?;
    if part.is_empty() || part.len() > 3 || whole.len() > 9 || !plain.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 1000 + part)
}

/// Where words stand.
pub fn span_of(items: &[Item]) -> Span {
    let place = |item: &Item| match item {
        Item::Word(Word { at, .. }) | Item::Quote(Word { at, .. }) | Item::And(Word { at, .. }) | Item::Of(at) | Item::Or(at) => {
            *at
        }
    };
    let mut spans = items.iter().map(place);
    let first = spans.next().unwrap_or_default();
    spans.fold(first, Span::to)
}

/// The words as written, blanks between.
pub fn show_items(items: &[Item]) -> String {
    let words: Vec<&str> = items
        .iter()
        .map(|item| match item {
            Item::Word(word) => word.text.as_str(),
            Item::Quote(word) => word.text.as_str(),
            Item::Of(_) => "的",
            Item::And(word) => word.text.as_str(),
            Item::Or(_) => "或",
        })
        .collect();
    words.join(" ")
}

/// A noun as it is written, near enough for a message.
pub fn said(noun: &Noun) -> String {
    match noun {
        Noun::Entity { word, .. } | Noun::Kind { word, .. } => word.clone(),
        Noun::Role { of: Some(of), word, .. } => format!("{} 的 {word}", said(of)),
        Noun::Role { of: None, word, .. } => word.clone(),
        Noun::Relative { words, head } => format!("{} 的 {}", show_items(words), said(head)),
        Noun::Back { word } => format!("该{word}"),
        Noun::Some { how, noun } => {
            let prefix = PREFIXES.iter().find(|(_, of)| *of == Some(*how)).map_or("", |(prefix, _)| prefix);
            format!("{prefix}{}", said(noun))
        }
        Noun::Quote(word) => format!("“{word}”"),
        Noun::Date(date) => date.to_string(),
        Noun::Number(number) => format!("{}", *number / 1000),
        Noun::List { joint: Joint::OrMore, members } => members.first().map(said).unwrap_or_default() + "以上",
        Noun::List { joint: Joint::OrLess, members } => members.first().map(said).unwrap_or_default() + "以下",
        Noun::List { joint, members } => {
            let joint = match joint {
                Joint::Each => "、",
                Joint::Any | Joint::OrMore | Joint::OrLess => " 或 ",
                Joint::Mixed => " 和/或 ",
            };
            members.iter().map(said).collect::<Vec<_>>().join(joint)
        }
    }
}

/// A value with 以上 or 以下 behind it.
fn bounded(text: &str) -> Option<(&str, Joint)> {
    let more = text.strip_suffix("以上").map(|base| (base, Joint::OrMore));
    more.or_else(|| text.strip_suffix("以下").map(|base| (base, Joint::OrLess)))
}
