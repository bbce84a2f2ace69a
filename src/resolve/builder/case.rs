//! Conditions that are written elsewhere: `程序 名 完成`, `出现 第三条第（二）项 情形`.
use super::super::place::show_place;
use super::super::problem::ResolveProblem as P;
use super::super::question::place;
use super::super::scope::Case;
use super::{Builder, Built};
use crate::core_ir::Formula;
use crate::syntax::tree::{Condition, Item, Phrase, Place, Word};
use crate::vocabulary::Locus;

/// Words after the places: the conditions written there.
const CASES: [&str; 4] = ["情形", "所列情形", "规定情形", "规定的情形"];

/// How many conditions may refer to one another in a chain.
const MOST_INSIDE: usize = 30;

impl Builder<'_> {
    /// The formula of such a condition; `None` if the words are none.
    pub(super) fn case(&mut self, phrase: &Phrase, split: bool) -> Option<Built<Formula>> {
        match phrase.items.as_slice() {
            [Item::Word(open), Item::Word(name), Item::Word(done)] if open.text == "程序" => self.completed(name, done, split),
            [Item::Word(open), places @ .., Item::Word(close)] if open.text == "出现" && CASES.contains(&close.text.as_str()) =>
            {
                let places: Option<Vec<Place>> =
                    places.iter().filter(|item| !matches!(item, Item::And(_) | Item::Or(_))).map(at).collect();
                Some(self.any_case(&places.filter(|places| !places.is_empty())?))
            }
            _ => None,
        }
    }

    /// `程序 名 完成`: its last step is done.
    fn completed(&mut self, name: &Word, done: &Word, split: bool) -> Option<Built<Formula>> {
        let scope = self.lexicon.scope;
        let last = scope.procedures.get(&name.text)?.steps.last()?.done();
        match done.text.as_str() {
            "完成" => Some(self.condition(&last, split)),
            "未完成" => Some(self.condition(&last, false).map(|formula| Formula::Not(Box::new(formula)))),
            _ => None,
        }
    }

    fn any_case(&mut self, places: &[Place]) -> Built<Formula> {
        let mut parts = Vec::new();
        for place in places {
            let found = self.written_at(place);
            if found.is_empty() {
                return self.report(P::NoSuchPlace { place: show_place(place), clause: true }, place.at);
            }
            for (locus, condition) in found {
                parts.push(self.in_place(locus, &condition, place)?);
            }
        }
        Ok(if parts.len() == 1 { parts.pop().unwrap_or(Formula::False) } else { Formula::Or(parts) })
    }

    /// The condition is read as if it were written here: the same word is the same thing.
    fn in_place(&mut self, locus: Locus, condition: &Condition, place: &Place) -> Built<Formula> {
        if self.inside.contains(&locus) {
            let ring = self.inside.iter().chain([&locus]).map(ToString::to_string).collect::<Vec<_>>().join(" → ");
            return self.report(P::CaseRing { ring }, place.at);
        }
        if self.inside.len() > MOST_INSIDE {
            return self
                .report(P::TooMuch { what: "一层层引用的「情形」", english: "conditions that refer to conditions" }, place.at);
        }
        self.inside.push(locus);
        let formula = self.condition(condition, false);
        self.inside.pop();
        formula
    }

    /// The conditions of the clauses at a place. An item may be one of a list inside a clause.
    fn written_at(&self, place: &Place) -> Vec<(Locus, Condition)> {
        let scope = self.lexicon.scope;
        let own = self.lexicon.program.documents.get(self.document.index()).map(|document| document.title.as_str());
        let titled = |case: &&Case| match &place.document {
            Some(word) => case.titles.contains(&word.text),
            None => case.titles.first().map(String::as_str) == own,
        };
        let wanted = place.locus();
        let all = || scope.cases.iter().filter(titled);
        let exact: Vec<_> =
            all().filter(|case| wanted.covers(&case.locus)).map(|case| (case.locus, case.condition.clone())).collect();
        let Some(item) = place.item.filter(|_| exact.is_empty()) else { return exact };
        let wanted = Locus { item: None, ..wanted };
        let listed = all().filter(|case| wanted.covers(&case.locus)).filter_map(|case| {
            nth(&case.condition, item).map(|condition| (Locus { item: Some(item), ..case.locus }, condition.clone()))
        });
        listed.take(1).collect()
    }
}

/// The n-th part of the first list of cases.
fn nth(condition: &Condition, item: u32) -> Option<&Condition> {
    match condition {
        Condition::Any(parts) => parts.get((item as usize).checked_sub(1)?),
        Condition::All(parts) => parts.iter().find_map(|part| nth(part, item)),
        Condition::AtLeast(..) | Condition::Atom(_) | Condition::Not(_) => None,
    }
}

/// `第三条第（二）项`
fn at(item: &Item) -> Option<Place> {
    let Item::Word(word) = item else { return None };
    let mut found = place(&word.text)?;
    found.at = word.at;
    Some(found)
}
