//! Findings in few words: of long tables most are told so, and kept so until they are.
use crate::core_ir::{ClauseId, RelationId};
use crate::diagnostic::Lang;
use crate::ledger::Place;
use crate::vocabulary::{Date, Verdict};
use indexmap::IndexMap;
use serde::{Serialize, Serializer};

/// An act that is not simply in order, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditBrief {
    /// The act, `[人] 签发 [公文]`.
    pub act: String,
    /// Of a duty that it brings up: what is owed, and where that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<String>,
    /// When.
    pub on: Option<String>,
    /// Whose record it stands in, where several are kept apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The rows that say so.
    pub rows: Vec<String>,
    /// What came of it.
    pub verdict: Verdict,
    /// The refusal that a violation stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<Verdict>,
}

/// One of them in numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Short {
    pub day: Option<Date>,
    /// Whose record it stands in.
    pub part: u32,
    /// The row, and its table.
    pub row: u32,
    pub relation: RelationId,
    /// Of a duty that it brings up: its clause.
    pub duty: Option<ClauseId>,
    pub table: u16,
    pub verdict: Verdict,
    pub ground: Option<Verdict>,
}

impl Short {
    /// In which order they are told: gravest first, then by day.
    pub fn order(&self) -> impl Ord + use<> {
        // What mostly decides stands in one number: there may be many to put in order. No day comes before every day.
        let day = self.day.map_or(0, |day| {
            let (year, month, day) = day.ymd();
            let year = (i32::from(year) - i32::from(i16::MIN)).unsigned_abs();
            1 + (year << 9 | u32::from(month.unsigned_abs()) << 5 | u32::from(day.unsigned_abs()))
        });
        let number = (self.verdict.gravity() as u128) << 112 | u128::from(day) << 80 | u128::from(self.part) << 48;
        (number | u128::from(self.table) << 32 | u128::from(self.row), self.relation, self.duty)
    }
}

/// Another row that tells of the act of a row: the table and row of that, the act, and its own table and row.
pub(crate) type Again = ((u16, u32, RelationId), (u16, u32));

/// Many of them, in numbers; one after another they are told in words.
#[derive(Debug, Clone, Default)]
pub struct Briefs {
    all: Vec<Short>,
    /// In order.
    again: Vec<Again>,
    names: Names,
}

/// What the numbers stand for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub lang: Option<Lang>,
    /// Those whose records are kept apart.
    pub parts: Vec<String>,
    pub tables: Vec<Place>,
    /// Acts, `[人] 签发 [公文]`.
    pub acts: IndexMap<RelationId, String>,
    /// What is owed by a clause.
    pub duties: IndexMap<ClauseId, String>,
}

impl Names {
    /// Whose record it is, where several are kept apart.
    pub fn part(&self, part: u32) -> Option<String> {
        self.parts.get(part as usize).filter(|part| !part.is_empty()).cloned()
    }

    /// A row in words.
    pub fn row(&self, table: u16, row: u32) -> String {
        let place = self.tables.get(usize::from(table)).zip(self.lang);
        place.map(|(place, lang)| Place { row: Some(u64::from(row)), ..place.clone() }.told(lang)).unwrap_or_default()
    }

    /// The rows that tell of an act: the first, and all others.
    pub fn rows(&self, one: &Short, again: &[Again]) -> Vec<String> {
        let key = (one.table, one.row, one.relation);
        let from = again.partition_point(|(of, _)| *of < key);
        let others = again.iter().skip(from).take_while(|(of, _)| *of == key);
        std::iter::once((one.table, one.row))
            .chain(others.map(|(_, own)| *own))
            .map(|(table, row)| self.row(table, row))
            .collect()
    }
}

impl Briefs {
    pub(crate) fn new(mut all: Vec<Short>, again: Vec<Again>, names: Names) -> Self {
        all.sort_by_cached_key(Short::order);
        Self { all, again, names }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Each in words.
    pub fn iter(&self) -> impl Iterator<Item = AuditBrief> {
        self.all.iter().map(|one| AuditBrief {
            act: self.names.acts.get(&one.relation).cloned().unwrap_or_default(),
            duty: one.duty.and_then(|clause| self.names.duties.get(&clause).cloned()),
            on: one.day.map(Date::iso),
            part: self.names.part(one.part),
            rows: self.names.rows(one, &self.again),
            verdict: one.verdict,
            ground: one.ground,
        })
    }

    /// How many there are of each sort: what came of which act, or of which duty that it brings up.
    pub fn sorts(&self) -> Vec<(Sort<'_>, usize)> {
        // There are few sorts: no more than acts and what can come of them.
        let mut sorts: Vec<((Verdict, Option<Verdict>, RelationId, Option<ClauseId>), usize)> = Vec::new();
        for one in &self.all {
            let sort = (one.verdict, one.ground, one.relation, one.duty);
            match sorts.iter_mut().find(|(own, _)| *own == sort) {
                Some((_, count)) => *count += 1,
                None => sorts.push((sort, 1)),
            }
        }
        let act = |relation| self.names.acts.get(&relation).map_or("", String::as_str);
        let duty = |clause: Option<ClauseId>| self.names.duties.get(&clause?).map(String::as_str);
        let sort = |(verdict, ground, relation, clause)| Sort { verdict, ground, act: act(relation), duty: duty(clause) };
        sorts.into_iter().map(|(one, count)| (sort(one), count)).collect()
    }
}

/// What many of them have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<'b> {
    /// What came of it.
    pub verdict: Verdict,
    /// The refusal that a violation stands for.
    pub ground: Option<Verdict>,
    /// The act or event.
    pub act: &'b str,
    /// Of a duty that it brings up: what is owed.
    pub duty: Option<&'b str>,
}

impl Serialize for Briefs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_puts_them_in_the_order_of_what_stands_in_it() {
        let days = [None, Date::new(-5, 12, 31), Date::new(2023, 1, 31), Date::new(2023, 2, 1), Date::new(9999, 12, 31)];
        let mut all = Vec::new();
        for verdict in [Verdict::Violation, Verdict::Deviation, Verdict::Undetermined] {
            for day in days {
                for (part, table, row) in [(0, 0, u32::MAX), (0, 1, 2), (1, 0, 3), (u32::MAX, u16::MAX, 4)] {
                    let (relation, ground) = (RelationId(row % 3), None);
                    let duty = (row % 2 == 0).then_some(ClauseId(1));
                    all.push(Short { day, part, row, relation, duty, table, verdict, ground });
                }
            }
        }
        let spelt = |one: &Short| (one.verdict.gravity(), one.day, one.part, one.table, one.row, one.relation, one.duty);
        for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (one, other))) {
            assert_eq!(one.order().cmp(&other.order()), spelt(one).cmp(&spelt(other)), "{one:?} {other:?}");
        }
    }
}
