//! Tables: counts divided in one or two ways, and lists of what is on record.
use super::count::{Counted, Selection, count};
use super::model::{Cell, Table};
use super::register::{Entry, Register};
use super::value::number;
use crate::core_ir::{ClauseKind, EntityId, KindId};
use crate::diagnostic::Lang;
use crate::resolve::{Filler, Sought};
use crate::syntax::outline::Measure;
use crate::vocabulary::Date;
use std::collections::BTreeSet;

/// How a count is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Division {
    /// So many months each.
    Months(i8),
    /// By the kind of what stands in a hole.
    Kind(usize),
    /// By what stands in a hole.
    One(usize),
}

/// A part of a division.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// From one day to another.
    Span(Date, Date),
    Kind(KindId),
    One(EntityId),
}

/// A column of a list, its names bound.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub name: String,
    pub sought: Sought,
    pub measure: Measure,
}

/// What a table is of.
pub(super) struct Divided<'c> {
    pub counted: &'c Counted,
    pub measure: Measure,
    pub by: Vec<Division>,
    /// The words of the outline for each division.
    pub words: Vec<String>,
}

impl Register<'_> {
    /// A count divided in one or two ways: the first gives the rows, the second the columns.
    pub fn divided(&self, divided: &Divided, lang: Lang) -> Table {
        let selection = self.select(divided.counted);
        let zh = lang == Lang::Zh;
        let total = if zh { "合计" } else { "total" };
        let mut by = divided.by.iter();
        let rows = by.next().map(|by| self.parts(*by, divided.counted, &selection)).unwrap_or_default();
        let columns = by.next().map(|by| self.parts(*by, divided.counted, &selection));
        let mut head = vec![divided.words.first().cloned().unwrap_or_default()];
        head.extend(columns.iter().flatten().map(|part| self.part_name(part, lang)));
        head.push(total.to_owned());
        let mut out = Vec::new();
        let line = |name: String, row: Option<&Part>| {
            let mut cells = vec![Cell { text: name, events: Vec::new() }];
            let parts = columns.iter().flatten().map(Some).chain([None]);
            cells.extend(parts.map(|column| self.cell(divided, &selection, &[row, column], lang)));
            cells
        };
        out.extend(rows.iter().map(|part| line(self.part_name(part, lang), Some(part))));
        // Nothing is on record, and nobody has said that there was nothing.
        let blank = rows.is_empty() && !selection.complete;
        if rows.len() != 1 && !blank {
            out.push(line(total.to_owned(), None));
        }
        let widths = if head.len() > 6 { [vec![4], vec![1; head.len() - 2], vec![2]].concat() } else { vec![1; head.len()] };
        let mut notes = Vec::new();
        notes.extend(selection.left_out(lang));
        if !selection.complete && !out.is_empty() {
            notes.push(
                if zh {
                    "“—”表示无记录（登记没有写明完整，不是 0）"
                } else {
                    "— means that nothing is on record, not 0"
                }
                .to_owned(),
            );
        }
        let empty = if zh { "无记录" } else { "no record" }.to_owned();
        Table { number: 0, name: String::new(), head, widths, rows: out, notes, counted: true, empty }
    }

    fn cell(&self, divided: &Divided, selection: &Selection, parts: &[Option<&Part>], lang: Lang) -> Cell {
        let of = |all: &[usize]| -> Vec<usize> {
            let own = |n: &&usize| {
                self.entry(**n).is_some_and(|entry| parts.iter().flatten().all(|part| self.lies(entry, part, divided)))
            };
            all.iter().filter(own).copied().collect()
        };
        let own = Selection {
            sure: of(&selection.sure),
            perhaps: of(&selection.perhaps),
            undated: Vec::new(),
            complete: selection.complete,
        };
        let still_to_come = |part: &&Part| matches!(part, Part::Span(from, _) if self.until < *from);
        if own.sure.is_empty() && own.perhaps.is_empty() && parts.iter().flatten().copied().any(|part| still_to_come(&part)) {
            return Cell { text: if lang == Lang::Zh { "未到" } else { "to come" }.to_owned(), events: Vec::new() };
        }
        let measured = self.measure(&own, divided.counted, divided.measure, lang);
        let text = match measured.value {
            super::model::Value::NoRecord => {
                let span = parts
                    .iter()
                    .flatten()
                    .find_map(|part| if let Part::Span(from, until) = part { Some((*from, *until)) } else { None });
                // A month may be declared complete though the year is not.
                let complete = span.is_some_and(|(from, until)| {
                    self.complete(divided.counted.main.relation, Some(from), until.min(self.until)) && from <= self.until
                });
                if complete { "0" } else { "—" }.to_owned()
            }
            value => value.words(lang),
        };
        Cell { text, events: measured.events }
    }

    fn lies(&self, entry: &Entry, part: &Part, divided: &Divided) -> bool {
        let hole = |wanted: fn(&Division) -> Option<usize>| divided.by.iter().find_map(wanted);
        match part {
            Part::Span(from, until) => entry.time.from.is_some_and(|day| *from <= day.date && day.date <= *until),
            Part::Kind(kind) => {
                let hole = hole(|by| if let Division::Kind(hole) = by { Some(*hole) } else { None });
                hole.and_then(|hole| entry.args.get(hole)).and_then(|one| self.kind(*one)) == Some(*kind)
            }
            Part::One(one) => {
                let hole = hole(|by| if let Division::One(hole) = by { Some(*hole) } else { None });
                hole.and_then(|hole| entry.args.get(hole)) == Some(one)
            }
        }
    }

    fn parts(&self, by: Division, counted: &Counted, selection: &Selection) -> Vec<Part> {
        let entries = || selection.sure.iter().chain(&selection.perhaps).filter_map(|n| self.entry(*n));
        match by {
            Division::Months(months) => {
                let (year, ..) = self.from.ymd();
                let first = |n: i8| Date::new(year, n * months + 1, 1);
                let span = |n: i8| Some(Part::Span(first(n)?, first(n)?.plus_months(months.into())?.plus_days(-1)?));
                (0..12 / months).filter_map(span).collect()
            }
            Division::One(hole) => {
                let all: BTreeSet<EntityId> = entries().filter_map(|entry| entry.args.get(hole).copied()).collect();
                all.into_iter().map(Part::One).collect()
            }
            Division::Kind(hole) => {
                let seen = entries().filter_map(|entry| self.kind(*entry.args.get(hole)?));
                let all: BTreeSet<KindId> = seen.chain(self.regulated(counted, hole)).collect();
                all.into_iter().map(Part::Kind).collect()
            }
        }
    }

    /// The kinds of such things of which the rules speak.
    fn regulated(&self, counted: &Counted, hole: usize) -> Vec<KindId> {
        let program = self.prepared.program();
        let known = self.relation(counted.main.relation).and_then(|known| known.holes.get(hole)).map(|hole| hole.kind);
        let whole = match counted.main.places.get(hole) {
            Some(Filler::Kind(kind)) => Some(*kind),
            _ => known,
        };
        let Some(whole) = whole else { return Vec::new() };
        let leaf = |kind: KindId| {
            !program.kinds.iter().enumerate().any(|(n, other)| n != kind.index() && other.ancestors.contains(&kind))
        };
        let clauses = program.clauses.iter().filter(|clause| {
            let library = program.documents.get(clause.document.index()).is_some_and(|document| document.library);
            let act = match &clause.kind {
                ClauseKind::Power { act, .. } | ClauseKind::Requirement { act, .. } => Some(act.verb),
                ClauseKind::Frequency(frequency) => Some(frequency.act.verb),
                _ => None,
            };
            !library && act == Some(counted.main.relation)
        });
        let kinds = clauses.flat_map(|clause| clause.variables.iter().map(|(kind, _)| *kind));
        kinds.filter(|kind| self.is(*kind, whole) && leaf(*kind)).collect()
    }

    fn part_name(&self, part: &Part, lang: Lang) -> String {
        match part {
            Part::Span(from, until) => {
                let (_, first, _) = from.ymd();
                let (_, last, _) = until.ymd();
                match (first == last, lang) {
                    (true, Lang::Zh) => format!("{first}月"),
                    (true, Lang::En) => first.to_string(),
                    (false, Lang::Zh) => format!("{first}—{last}月"),
                    (false, Lang::En) => format!("{first}–{last}"),
                }
            }
            Part::Kind(kind) => self.prepared.program().kinds.get(kind.index()).map(|kind| kind.name.clone()).unwrap_or_default(),
            Part::One(one) => self.name(*one),
        }
    }

    /// What is on record, one row a sentence, with what is told of each.
    pub fn list(&self, counted: &Counted, columns: &[Shown], lang: Lang) -> Table {
        let selection = self.select(counted);
        let zh = lang == Lang::Zh;
        let mut head = if zh { vec!["日期".to_owned(), "事项".to_owned()] } else { vec!["on".to_owned(), "what".to_owned()] };
        head.extend(columns.iter().map(|column| column.name.clone()));
        let mut rows = Vec::new();
        let mut all = [selection.sure.as_slice(), &selection.perhaps, &selection.undated].concat();
        all.sort_unstable();
        for n in all {
            let Some(entry) = self.entry(n) else { continue };
            let on = entry.time.from.map_or_else(
                || if zh { "未写日期" } else { "no day" }.to_owned(),
                |from| super::check::brief(self, &from.date.iso(), lang),
            );
            let mut row = vec![Cell { text: on, events: Vec::new() }, Cell { text: entry.sentence.clone(), events: vec![n] }];
            row.extend(columns.iter().map(|column| self.shown(column, entry, lang)));
            rows.push(row);
        }
        let mut notes = Vec::new();
        if !selection.complete && !rows.is_empty() {
            notes.push(if zh { "登记没有写明完整" } else { "the record is not declared complete" }.to_owned());
        }
        let widths =
            [vec![5, 11], columns.iter().map(|column| if column.measure == Measure::Names { 4 } else { 2 }).collect()].concat();
        let empty = match (selection.complete, zh) {
            (true, true) => "没有",
            (true, false) => "none",
            (false, true) => "无记录",
            (false, false) => "no record",
        };
        Table { number: 0, name: String::new(), head, widths, rows, notes, counted: false, empty: empty.to_owned() }
    }

    fn shown(&self, column: &Shown, of: &Entry, lang: Lang) -> Cell {
        let zh = lang == Lang::Zh;
        let seen = |n: &&usize| {
            self.entry(**n).is_some_and(|entry| {
                let past = entry.time.from.is_none_or(|from| from.date <= self.until);
                past && self.matches(&column.sought, entry, &of.args) == Some(true)
            })
        };
        let events: Vec<usize> = self.of(column.sought.relation).iter().filter(seen).copied().collect();
        let hole = self.shown_hole(&column.sought).unwrap_or_default();
        let entries = || events.iter().filter_map(|n| self.entry(*n));
        let names: Vec<String> =
            super::check::distinct(entries().filter_map(|entry| entry.args.get(hole)).map(|one| self.name(*one)).collect());
        let complete = || {
            let from = of.time.from.map_or(self.from, |from| from.date);
            self.complete(column.sought.relation, Some(from), self.until)
        };
        let text = match column.measure {
            _ if events.is_empty() && !complete() => if zh { "无记录" } else { "no record" }.to_owned(),
            Measure::People => number(count(names.len())),
            Measure::Times | Measure::Pieces | Measure::Sum => number(count(events.len())),
            Measure::Days | Measure::Names if events.is_empty() => if zh { "没有" } else { "none" }.to_owned(),
            Measure::Days => {
                let days = entries().map(|entry| {
                    entry
                        .time
                        .from
                        .map_or_else(|| "未写日期".to_owned(), |from| super::check::brief(self, &from.date.iso(), lang))
                });
                super::check::distinct(days.collect()).join("、")
            }
            Measure::Names => names.join("、"),
        };
        Cell { text, events }
    }
}
