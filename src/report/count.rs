//! Figures: what is on record, counted.
use super::model::Value;
use super::register::{Entry, Register, Within};
use crate::core_ir::EntityId;
use crate::diagnostic::Lang;
use crate::resolve::{Filler, Sought};
use crate::syntax::outline::Measure;
use std::collections::BTreeSet;

/// What is counted, its names bound.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub up_to_end: bool,
    pub main: Sought,
    pub among: Vec<Sought>,
}

/// What was found on record.
#[derive(Debug, Clone, Default)]
pub(super) struct Selection {
    /// Of which all holds.
    pub sure: Vec<usize>,
    /// Of which it is not known.
    pub perhaps: Vec<usize>,
    /// Those whose day is not written.
    pub undated: Vec<usize>,
    /// The record is declared complete.
    pub complete: bool,
}

impl Selection {
    /// What is told where some could not be counted for want of a day.
    pub fn left_out(&self, lang: Lang) -> Option<String> {
        let n = self.undated.len();
        (n > 0).then(|| match lang {
            Lang::Zh => format!("另有 {n} 件没有写日期，未计入"),
            Lang::En => format!("{n} more have no day and were not counted"),
        })
    }
}

/// A value and what must be told with it.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub value: Value,
    pub notes: Vec<String>,
    pub events: Vec<usize>,
}

impl Register<'_> {
    pub fn select(&self, counted: &Counted) -> Selection {
        let from = if counted.up_to_end { None } else { Some(self.from) };
        let complete = self.complete(counted.main.relation, from, self.until);
        let mut selection = Selection { complete, ..Selection::default() };
        for n in self.of(counted.main.relation) {
            let Some(entry) = self.entry(*n) else { continue };
            let within = self.within(entry, counted.up_to_end);
            if within == Within::No {
                continue;
            }
            let own = self.matches(&counted.main, entry, &[]);
            let all = counted
                .among
                .iter()
                .fold(own, |all, one| if all == Some(false) { all } else { both(all, self.holds(one, &entry.args)) });
            match (all, within) {
                (Some(false), _) | (_, Within::No) => {}
                (_, Within::Undated) => selection.undated.push(*n),
                (Some(true), Within::Yes) => selection.sure.push(*n),
                (None, Within::Yes) => selection.perhaps.push(*n),
            }
        }
        selection
    }

    /// The hole whose fillers are counted as people, or shown: the doer, else the first person, else the first.
    pub fn shown_hole(&self, sought: &Sought) -> Option<usize> {
        let known = self.relation(sought.relation)?;
        let open = |hole: &usize| !matches!(sought.places.get(*hole), Some(Filler::Same(_) | Filler::One(_)));
        known.doer.filter(open).or_else(|| (0..known.holes.len()).find(open))
    }

    pub fn measure(&self, selection: &Selection, counted: &Counted, measure: Measure, lang: Lang) -> Measured {
        let amount = |all: &[usize]| self.amount(all, counted, measure);
        let (sure, every) = (amount(&selection.sure), amount(&[selection.sure.as_slice(), &selection.perhaps].concat()));
        let events = [selection.sure.as_slice(), &selection.perhaps].concat();
        let zh = lang == Lang::Zh;
        let mut notes = Vec::new();
        if !selection.perhaps.is_empty() {
            let n = selection.perhaps.len();
            notes.push(if zh {
                format!("其中 {n} 件缺事实，不能确定是否计入")
            } else {
                format!("of {n} it is not known whether they count")
            });
        }
        notes.extend(selection.left_out(lang));
        if events.is_empty() && !selection.complete {
            return Measured { value: Value::NoRecord, notes, events };
        }
        if !selection.complete {
            notes.push(
                if zh {
                    "登记没有写明完整，实有不少于此数"
                } else {
                    "the record is not declared complete: at least so many"
                }
                .to_owned(),
            );
        }
        Measured { value: Value::Number { at_least: sure, at_most: every }, notes, events }
    }

    fn amount(&self, all: &[usize], counted: &Counted, measure: Measure) -> f64 {
        let entries = all.iter().filter_map(|n| self.entry(*n));
        match measure {
            Measure::People => {
                let hole = self.shown_hole(&counted.main).unwrap_or_default();
                let people: BTreeSet<EntityId> = entries.filter_map(|entry| entry.args.get(hole).copied()).collect();
                count(people.len())
            }
            Measure::Sum => entries.filter_map(|entry| self.number(entry)).sum(),
            Measure::Times | Measure::Pieces | Measure::Days | Measure::Names => count(entries.count()),
        }
    }

    /// Whether each of those selected has something.
    pub fn claim(&self, selection: &Selection, each: &Sought, lang: Lang) -> Measured {
        let zh = lang == Lang::Zh;
        let (mut lacking, mut unknown) = (Vec::new(), Vec::new());
        let all = [selection.sure.as_slice(), &selection.perhaps].concat();
        for entry in all.iter().filter_map(|n| self.entry(*n)) {
            match self.holds(each, &entry.args) {
                Some(true) => {}
                Some(false) => lacking.push(self.object(entry)),
                None => unknown.push(self.object(entry)),
            }
        }
        let mut notes = Vec::new();
        if !selection.complete {
            notes.push(
                if zh { "登记没有写明完整，可能还有没有登记的" } else { "the record is not declared complete" }.to_owned(),
            );
        }
        if all.is_empty() {
            let value = if selection.complete { Value::Nothing } else { Value::NoRecord };
            return Measured { value, notes, events: all };
        }
        let (many, had) = (all.len(), all.len() - lacking.len() - unknown.len());
        notes.insert(0, if zh { format!("共 {many} 件，有记录的 {had} 件") } else { format!("{had} of {many} are on record") });
        let list = |names: &[String]| names.join(if zh { "、" } else { ", " });
        if !lacking.is_empty() {
            notes.push(format!("{}{}", if zh { "没有的：" } else { "without: " }, list(&lacking)));
        }
        if !unknown.is_empty() {
            notes.push(format!("{}{}", if zh { "不能判定的：" } else { "not known: " }, list(&unknown)));
        }
        let settled = unknown.is_empty() && selection.perhaps.is_empty() && selection.complete;
        let holds = if lacking.is_empty() { settled.then_some(true) } else { Some(false) };
        lacking.extend(unknown);
        Measured { value: Value::Claim { holds, whole: many, lacking }, notes, events: all }
    }

    /// What a sentence is about: what stands in its last place.
    fn object(&self, entry: &Entry) -> String {
        entry.args.last().map_or_else(|| entry.sentence.clone(), |one| self.name(*one))
    }
}

/// As a number of a report.
#[allow(clippy::cast_precision_loss, reason = "what is counted is far below 2^52")]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}

fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
