//! What a report rests on.
use super::check::Audited;
use super::model::{Calendar, Convention, Cover, Document, Rows};
use super::register::Register;
use crate::core_ir::{ChoiceKind, RelationId, SentencePart};
use crate::vocabulary::Date;

/// Whose report it is, and what the outline left out.
pub(super) struct About {
    pub subject: Option<String>,
    pub last: Date,
    pub left_out: Vec<String>,
    pub rows: Option<Rows>,
}

pub(super) fn cover(register: &Register, audited: &Audited, about: About) -> Cover {
    let prepared = register.prepared;
    Cover {
        subject: about.subject.or_else(|| issuer(register)),
        from: register.from.iso(),
        until: about.last.iso(),
        as_of: prepared.date().map(Date::iso),
        documents: documents(register, about.last),
        calendars: calendars(register),
        conventions: conventions(register, audited),
        left_out: about.left_out,
        verdicts: audited.verdicts.clone(),
        ledger: prepared.digest().to_owned(),
        rows: about.rows,
        complete: complete(register),
    }
}

/// The one body that issued all rulebooks, if it is one.
fn issuer(register: &Register) -> Option<String> {
    let documents = register.prepared.program().documents.iter().filter(|document| !document.library);
    let mut issuers: Vec<&str> = documents.map(|document| document.issuer.as_deref().unwrap_or_default()).collect();
    issuers.dedup();
    match issuers.as_slice() {
        [one] if !one.is_empty() => Some((*one).to_owned()),
        _ => None,
    }
}

fn documents(register: &Register, last: Date) -> Vec<Document> {
    let first = register.from;
    let documents = register.prepared.program().documents.iter().filter(|document| !document.library);
    let throughout = |from: Option<Date>, until: Option<Date>| {
        if from.is_some_and(|from| last < from) || until.is_some_and(|until| until <= first) {
            return None;
        }
        Some(from.is_none_or(|from| from <= first) && until.is_none_or(|until| last < until))
    };
    documents
        .map(|document| Document {
            title: document.title.clone(),
            number: document.number.clone(),
            from: document.from.map(Date::iso),
            from_issue: document.from_by_convention,
            until: document.until.map(Date::iso),
            throughout: throughout(document.from, document.until),
            sha256: document.digest.clone(),
        })
        .collect()
}

/// The calendar of the year, and of the next where the record reaches it.
fn calendars(register: &Register) -> Vec<Calendar> {
    let calendar = register.prepared.calendar();
    let year = register.from.ymd().0;
    let years = if register.prepared.date().is_some_and(|date| date.ymd().0 > year) { vec![year, year + 1] } else { vec![year] };
    years.into_iter().map(|year| Calendar { year, notices: calendar.notices(year).to_vec() }).collect()
}

/// All conventions that the rulebooks declare; those on which a finding rests first.
fn conventions(register: &Register, audited: &Audited) -> Vec<Convention> {
    let mut all = audited.conventions.clone();
    for choice in &register.prepared.program().choices {
        let Some(option) = choice.options.first().filter(|_| choice.kind == ChoiceKind::Convention) else { continue };
        if !all.iter().any(|one| one.words == choice.words) {
            all.push(Convention {
                words: choice.words.clone(),
                option: option.clone(),
                basis: choice.basis.clone(),
                decisive: false,
            });
        }
    }
    all.sort_by_key(|one| !one.decisive);
    all
}

/// What stands for whom or what a sentence is about.
const HOLE: &str = "…";

/// The words of the records that are declared complete for the whole period.
fn complete(register: &Register) -> Vec<String> {
    let program = register.prepared.program();
    let whole = |n: &usize| register.complete(RelationId(*n as u32), Some(register.from), register.until);
    let is_act = |n: &usize| {
        program.relations.get(*n).is_some_and(|relation| relation.act) && !register.of(RelationId(*n as u32)).is_empty()
    };
    let words = |n: usize| {
        let parts = program.relations.get(n).map(|relation| relation.sentence.as_slice()).unwrap_or_default();
        let word = |part: &SentencePart| if let SentencePart::Word(word) = part { word.as_str() } else { HOLE }.to_owned();
        let words: String = parts.iter().map(word).collect();
        // What stands at either end is understood: 召开, 就…向…请假.
        words.trim_matches('…').replace("……", HOLE)
    };
    super::check::distinct((0..program.relations.len()).filter(is_act).filter(whole).map(words).collect())
}
