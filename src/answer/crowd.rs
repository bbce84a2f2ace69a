//! Several facts told as a number: 再有 10 人到会本次会议, 甲、乙、丙当中有 2 人到会本次会议, 几人到会本次会议.
use super::facts::Facts;
use super::wording::some;
use crate::core_ir::{EntityId, RelationId};
use crate::diagnostic::Lang;

/// More names than these are cut short.
const NAMES_AT_MOST: usize = 12;
/// So many are named then.
const NAMED: usize = 3;

/// So many facts that differ in one place are told, or asked about, together.
pub const TOGETHER: usize = 3;

/// Which of these tuples of one relation differ from one in the same place alone, where they are most.
pub fn beside<'o>(own: &[EntityId], others: impl Iterator<Item = (usize, &'o [EntityId])> + Clone) -> Vec<usize> {
    let differ = |place: usize| {
        let only = move |other: &[EntityId]| {
            other.len() == own.len() && other.iter().zip(own).enumerate().all(|(n, (a, b))| (n == place) != (a == b))
        };
        others.clone().filter(|(_, other)| only(other)).map(|(at, _)| at).collect::<Vec<usize>>()
    };
    (0..own.len()).map(differ).reduce(|most, more| if more.len() > most.len() { more } else { most }).unwrap_or_default()
}

/// Facts of one relation that differ in one place.
#[derive(Debug, Clone, Copy)]
pub struct Crowd<'a> {
    relation: RelationId,
    first: &'a [EntityId],
    among: &'a [Vec<EntityId>],
    place: usize,
}

impl<'a> Crowd<'a> {
    /// None if they do not differ in one place alone.
    pub fn new(relation: RelationId, among: &'a [Vec<EntityId>]) -> Option<Self> {
        let first = among.first()?;
        let differs = |at: usize| among.iter().any(|args| args.get(at) != first.get(at));
        let mut places = (0..first.len()).filter(|&at| differs(at));
        let place = places.next().filter(|_| places.next().is_none())?;
        Some(Self { relation, first, among, place })
    }
}

impl Facts<'_> {
    /// `再有 1 人到会本次会议（乙、丙、丁当中）`, `再有 1 人未到会本次会议`; of values the values: 处于请假或出国期间.
    pub fn more(&self, crowd: &Crowd, count: u32, to: bool) -> Option<String> {
        let hole = self.wording.relation(crowd.relation)?.holes.get(crowd.place)?;
        if hole.single {
            return Some(self.with(crowd, either(&self.each(crowd), self.wording.lang), false, true));
        }
        if count as usize == crowd.among.len() {
            return Some(self.with(crowd, self.all(crowd), true, to));
        }
        let (names, unit) = (self.names(crowd), self.unit(crowd));
        Some(match (self.wording.lang, to) {
            (Lang::Zh, to) => format!("{}（{names}当中）", self.with(crowd, format!("再有 {count} {unit}"), true, to)),
            (Lang::En, true) => self.with(crowd, format!("{count} more of {names}"), count > 1, true),
            (Lang::En, false) => self.with(crowd, format!("{count} of {names}"), count > 1, false),
        })
    }

    /// `甲、乙、丙当中有 2 人到会本次会议`.
    pub fn so_many(&self, crowd: &Crowd, count: u32, holds: bool) -> String {
        let (names, unit) = (self.names(crowd), self.unit(crowd));
        let words = match self.wording.lang {
            _ if count as usize == crowd.among.len() => self.all(crowd),
            Lang::Zh if self.begins(crowd) => format!("{names}当中有 {count} {unit}"),
            Lang::Zh => format!("{names}当中的 {count} {unit}"),
            Lang::En => format!("{count} of {names}"),
        };
        self.with(crowd, words, count > 1, holds)
    }

    /// `几人到会本次会议（甲、乙、丙当中）`.
    pub fn how_many(&self, crowd: &Crowd) -> String {
        let (names, unit) = (self.names(crowd), self.unit(crowd));
        match self.wording.lang {
            Lang::Zh => format!("{}（{names}当中）", self.with(crowd, format!("几{unit}"), true, true)),
            Lang::En => self.with(crowd, format!("how many of {names}"), true, true),
        }
    }

    /// `哪些人召集专题会（甲、乙、丙当中）`.
    pub fn which(&self, crowd: &Crowd) -> String {
        let names = self.names(crowd);
        match self.wording.lang {
            Lang::Zh => {
                let which = if self.unit(crowd) == "人" { "哪些人" } else { "哪些" };
                format!("{}（{names}当中）", self.with(crowd, which.to_owned(), true, true))
            }
            Lang::En => self.with(crowd, format!("which of {names}"), false, true),
        }
    }

    fn with(&self, crowd: &Crowd, words: String, many: bool, holds: bool) -> String {
        self.running(&self.wording.sentence_with(crowd.relation, crowd.first, (crowd.place, words, many), holds))
    }

    fn each(&self, crowd: &Crowd) -> Vec<String> {
        crowd.among.iter().filter_map(|args| args.get(crowd.place)).map(|&one| self.wording.entity(one)).collect()
    }

    /// `甲、乙、丙`, `甲、乙、丙等 200 人`.
    fn names(&self, crowd: &Crowd) -> String {
        let all = self.each(crowd);
        let comma = self.wording.pick("、", ", ");
        if all.len() <= NAMES_AT_MOST {
            return all.join(&comma);
        }
        let (some, n) = (all.get(..NAMED).unwrap_or_default().join(&comma), all.len());
        self.wording.pick(format_args!("{some} 等 {n} {}", self.unit(crowd)), format_args!("{some} and the others, {n} in all"))
    }

    /// `甲、乙、丙都`, before a sentence; else the names alone.
    fn all(&self, crowd: &Crowd) -> String {
        let each = if self.wording.lang == Lang::Zh && self.begins(crowd) { "都" } else { "" };
        format!("{}{each}", self.names(crowd))
    }

    fn unit(&self, crowd: &Crowd) -> &'static str {
        let hole = self.wording.relation(crowd.relation).and_then(|relation| relation.holes.get(crowd.place));
        if hole.is_some_and(|hole| self.wording.is_person(hole.kind)) { "人" } else { "项" }
    }

    /// Whether the sentence begins with them.
    fn begins(&self, crowd: &Crowd) -> bool {
        let sentence = self.wording.sentence(crowd.relation, &some(crowd.first), true);
        crowd.first.get(crowd.place).is_some_and(|&one| sentence.starts_with(&self.wording.entity(one)))
    }
}

/// 甲、乙或丙.
fn either(names: &[String], lang: Lang) -> String {
    let (comma, or) = if lang == Lang::Zh { ("、", "或") } else { (", ", " or ") };
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{}{or}{last}", most.join(comma)),
    }
}
