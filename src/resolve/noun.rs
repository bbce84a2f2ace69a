//! Nouns: `甲`、`市长`、`该会议`、`会议 的 组成人员`、`到会 的 组成人员`、lists of them.
use super::scope::{Name, Scope, is_a};
use crate::core_ir::{EntityId, KindId, Program};
use crate::source::Span;
use crate::syntax::tree::{Item, Word};
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
    /// A number in thousandths.
    Number(i64),
    /// A list; `any` when joined by 或.
    List { any: bool, members: Vec<Noun> },
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
        let any = items.iter().any(|item| matches!(item, Item::Or(_)));
        let members: Option<Vec<Noun>> = items.split(joint).map(|part| self.chain(part)).collect();
        Some(Noun::List { any, members: members? })
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

    /// The role of this noun that fits what it is of.
    fn role(&self, word: &str, of: Option<&Noun>) -> Option<usize> {
        self.scope.patterns.iter().position(|pattern| {
            let Some(role) = pattern.role.as_ref().filter(|role| role.word == word) else { return false };
            let Some(of) = of else { return true };
            let relation = self.program.relations.get(pattern.relation.index());
            relation.and_then(|relation| relation.holes.get(role.whole)).is_some_and(|hole| self.fits(of, hole.kind))
        })
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

    /// `较大以上`: this value of an ordered list and the higher ones.
    fn ordered(&self, text: &str) -> Option<Noun> {
        let base = text.strip_suffix("以上")?;
        let Some(Name::Entity(id, kind)) = self.name(base) else { return None };
        let kind_data = self.program.kinds.get(kind.index()).filter(|kind| kind.options)?;
        let _ = kind_data;
        let higher =
            self.program.individuals.iter().enumerate().filter(|(n, individual)| individual.kind == kind && *n >= id.index());
        let members =
            higher.map(|(n, individual)| Noun::Entity { id: EntityId(n as u32), kind, word: individual.name.clone() }).collect();
        Some(Noun::List { any: true, members })
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
            Noun::Number(_) => Some(self.scope.known.number),
            Noun::List { members, .. } => members.first().and_then(|noun| self.kind_of(noun)),
        }
    }

    /// Whether a noun may stand in a hole of this kind. An office may stand for a person.
    pub fn fits(&self, noun: &Noun, hole: KindId) -> bool {
        match noun {
            Noun::List { members, .. } => members.iter().all(|noun| self.fits(noun, hole)),
            Noun::Some { noun, .. } => self.fits(noun, hole),
            Noun::Relative { head, .. } => self.fits(head, hole),
            Noun::Back { word } => self.back_fits(word, hole),
            Noun::Number(_) => hole == self.scope.known.number,
            Noun::Entity { .. } | Noun::Kind { .. } | Noun::Role { .. } | Noun::Quote(_) => {
                let Some(kind) = self.kind_of(noun) else { return false };
                is_a(self.program, kind, hole)
                    || (kind == self.scope.known.office && is_a(self.program, self.scope.known.person, hole))
            }
        }
    }

    /// What 该X points to may be narrower than X: 该会议 may be a 市政府常务会议; and 该职务 is the office itself.
    fn back_fits(&self, word: &str, hole: KindId) -> bool {
        // 该报告 may stand for 政府工作报告: only the clause knows.
        let Some(kind) = self.kind_of(&Noun::Back { word: word.to_owned() }) else { return true };
        is_a(self.program, kind, hole) || is_a(self.program, hole, kind)
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
        Item::Word(Word { at, .. }) | Item::Quote(Word { at, .. }) | Item::Of(at) | Item::And(at) | Item::Or(at) => *at,
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
            Item::And(_) => "、",
            Item::Or(_) => "或",
        })
        .collect();
    words.join(" ")
}
