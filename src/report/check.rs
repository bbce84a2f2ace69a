//! What the audit found: looked up by what it is about, and put in columns.
use super::count::count;
use super::model::{Cell, Column, Convention, Found, Occurrence, Value};
use super::register::Register;
use crate::answer::{Due, FindingKind};
use crate::api::audit::{AuditFinding, Period};
use crate::core_ir::{EntityId, RelationId};
use crate::diagnostic::{Lang, Problems};
use crate::resolve::Sought;
use crate::vocabulary::{Date, Locus, Moment, Verdict};
use indexmap::IndexMap;

/// Something that was looked at.
#[derive(Debug, Clone)]
pub(super) struct Looked {
    pub relation: RelationId,
    pub args: Vec<Option<EntityId>>,
    pub at: Option<Moment>,
    pub told: AuditFinding,
    /// The event on record, or those counted.
    pub events: Vec<usize>,
}

/// All that was looked at.
#[derive(Debug, Default)]
pub(super) struct Audited {
    pub all: Vec<Looked>,
    pub verdicts: IndexMap<Verdict, usize>,
    pub conventions: Vec<Convention>,
    pub due: Vec<Due>,
}

/// The clauses at a place of a document.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub document: String,
    pub locus: Locus,
}

/// What is to be looked up.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    Places(Vec<At>),
    Sentence(Sought),
}

impl Audited {
    pub fn new(register: &Register, lang: Lang, progress: impl FnMut(usize, usize)) -> Result<Self, Problems> {
        let mut audited = Self::default();
        let period = Period { from: Some(register.from), until: Some(register.until) };
        register.prepared.visit(period, lang, progress, |heard| {
            let Some((relation, args)) = heard.subject() else { return };
            *audited.verdicts.entry(heard.finding.verdict).or_default() += 1;
            for one in &heard.answer.conventions {
                audited.convention(one);
            }
            for due in &heard.answer.due {
                if is_open(due) {
                    due.clone().join(&mut audited.due);
                }
            }
            let told = heard.told(lang);
            let events = events(register, relation, args, heard.at, &told);
            audited.all.push(Looked { relation, args: args.to_vec(), at: heard.at, told, events });
        })?;
        audited.verdicts.sort_by(|one, _, other, _| one.gravity().cmp(&other.gravity()));
        let order = |due: &Due| (due.date.is_none(), due.date.clone(), due.who.clone(), due.what.clone());
        audited.due.sort_by_key(order);
        Ok(audited)
    }

    fn convention(&mut self, one: &crate::answer::Convention) {
        match self.conventions.iter_mut().find(|known| known.words == one.words && known.option == one.option) {
            Some(known) => known.decisive |= one.decisive,
            None => self.conventions.push(Convention {
                words: one.words.clone(),
                option: one.option.clone(),
                basis: one.basis.clone(),
                decisive: one.decisive,
            }),
        }
    }

    /// What was looked at that is wanted.
    pub fn wanted<'s>(&'s self, register: &'s Register, wanted: &'s Wanted) -> impl Iterator<Item = &'s Looked> {
        self.all.iter().filter(move |one| match wanted {
            Wanted::Places(places) => one
                .told
                .finding
                .citations
                .iter()
                .any(|cite| places.iter().any(|place| place.document == cite.document && place.locus.covers(&cite.locus()))),
            Wanted::Sentence(sought) => {
                let fits = |(place, arg): (&crate::resolve::Filler, &Option<EntityId>)| {
                    arg.is_none_or(|arg| register.fits(place, arg, &[], one.at) == Some(true))
                };
                one.relation == sought.relation && sought.places.iter().zip(&one.args).all(fits)
            }
        })
    }

    /// How many of those wanted were in order; `timely`: of those with a limit in days.
    pub fn kept(&self, register: &Register, wanted: &Wanted, timely: bool, lang: Lang) -> (Value, Vec<String>, Vec<usize>) {
        let (mut kept, mut broken, mut open, mut events) = (0, 0, 0, Vec::new());
        for one in self.wanted(register, wanted).filter(|one| !timely || one.told.finding.reckoning.is_some()) {
            match one.told.finding.verdict {
                Verdict::Compliant => kept += 1,
                Verdict::Violation | Verdict::Deviation => broken += 1,
                Verdict::NotApplicable | Verdict::Silent | Verdict::NotInForce => continue,
                _ => open += 1,
            }
            events.extend(&one.events);
        }
        events.sort_unstable();
        events.dedup();
        let mut notes = Vec::new();
        if open > 0 {
            notes.push(match lang {
                Lang::Zh => format!("另有 {open} 项未到期、尚未履行或不能判定，未计入"),
                Lang::En => format!("{open} more are not yet due, outstanding or undecided, and were not counted"),
            });
        }
        let whole = kept + broken;
        let value = if whole == 0 { Value::Nothing } else { Value::Share { part: count(kept), whole: count(whole) } };
        (value, notes, events)
    }

    /// A table of what is wanted: day, what and how its time was counted, verdict, place. What came out alike of one event stands
    /// in one row, and so do the windows of one clause.
    pub fn rows(&self, register: &Register, wanted: &Wanted, lang: Lang) -> Vec<Vec<Cell>> {
        let shown = |one: &&Looked| !matches!(one.told.finding.verdict, Verdict::Silent | Verdict::NotInForce);
        let mut all: Vec<&Looked> = self.wanted(register, wanted).filter(shown).collect();
        let window = |one: &Looked| one.told.finding.count.is_some();
        all.sort_by_key(|one| (window(one), began(one).map(str::to_owned), one.told.event.clone()));
        let mut groups: Vec<Vec<&Looked>> = Vec::new();
        for one in all {
            let joins = |group: &&mut Vec<&Looked>| group.first().is_some_and(|first| is_alike(first, one));
            match groups.iter_mut().find(joins) {
                Some(group) => group.push(one),
                None => groups.push(vec![one]),
            }
        }
        groups.iter().filter_map(|group| row(register, group, lang)).collect()
    }

    /// The findings in columns.
    pub fn columns(&self, register: &Register, lang: Lang) -> Vec<Column> {
        let sorts = [
            (Verdict::Violation, "违反（硬性）", "Violations (hard rules)"),
            (Verdict::Deviation, "偏离（软性）", "Deviations (hedged rules)"),
            (Verdict::Undetermined, "缺事实", "Facts are missing"),
            (Verdict::Silent, "规则空白", "The rules are silent"),
            (Verdict::Conflict, "规则冲突", "The rules conflict"),
            (Verdict::Outstanding, "尚未履行（没有写期限，不叫逾期）", "Outstanding (without a limit)"),
        ];
        let column = |(kind, zh, en): (Verdict, &str, &str)| {
            let own = self.all.iter().filter(|one| one.told.finding.verdict == kind && !is_idle(one));
            let found = own.map(|one| (found(register, one, lang), one.relation)).collect();
            Column { verdict: kind, name: if lang == Lang::Zh { zh } else { en }.to_owned(), findings: grouped(found, kind) }
        };
        sorts.map(column).into_iter().filter(|one| one.verdict != Verdict::Outstanding || !one.findings.is_empty()).collect()
    }
}

/// A frequency of which nothing is on record, and of which no clause speaks.
fn is_idle(one: &Looked) -> bool {
    one.told.finding.verdict == Verdict::Silent && one.told.finding.citations.is_empty() && one.events.is_empty()
}

/// The day of the event, or the first of the window.
fn began(one: &Looked) -> Option<&str> {
    one.told.on.as_deref().or_else(|| one.told.finding.count.as_ref().and_then(|count| count.from.as_deref()))
}

/// Whether two findings stand in one row.
fn is_alike(one: &Looked, other: &Looked) -> bool {
    let (a, b) = (&one.told.finding, &other.told.finding);
    let same = (a.verdict, a.ground) == (b.verdict, b.ground);
    match (&a.count, &b.count) {
        (Some(_), Some(_)) => same && a.citations == b.citations && a.verdict == Verdict::Compliant,
        (None, None) => {
            let reckoned = a.reckoning.is_some() || b.reckoning.is_some();
            same && !reckoned && one.told.on == other.told.on && one.told.event == other.told.event
        }
        _ => false,
    }
}

fn row(register: &Register, group: &[&Looked], lang: Lang) -> Option<Vec<Cell>> {
    let (colon, semicolon) = if lang == Lang::Zh { ("：", "；") } else { (": ", "; ") };
    let text = |text: String| Cell { text, events: Vec::new() };
    let first = group.first()?;
    let finding = &first.told.finding;
    let event: String = first.told.event.split(' ').collect();
    // A window is no event: it is what it is about.
    let named = |about: &String| finding.count.is_some() || *about != event;
    let abouts: Vec<String> = group.iter().map(|one| one.told.finding.about.clone()).filter(named).collect();
    let abouts = distinct(abouts);
    let findings = || group.iter().map(|one| &one.told.finding);
    let mut what = match (abouts.is_empty(), first.told.on.is_some(), abouts.len()) {
        (true, ..) => event,
        (false, true, _) => format!("{event}{colon}{}", abouts.join(semicolon)),
        (false, false, _) if abouts.len() <= NAMED => abouts.join(semicolon),
        (false, false, n) if lang == Lang::Zh => format!("{}等{n}段", finding.about),
        (false, false, n) => format!("{} and {} more", finding.about, n - 1),
    };
    let reckoned =
        findings().flat_map(|one| one.reckoning.iter().map(|one| &one.text).chain(one.count.iter().map(|one| &one.text)));
    let reckoned: Vec<String> = reckoned.cloned().collect();
    if !reckoned.is_empty() {
        what = format!("{what}\n{}", reckoned.join(semicolon));
    }
    let mut events: Vec<usize> = group.iter().flat_map(|one| one.events.iter().copied()).collect();
    events.sort_unstable();
    events.dedup();
    let places = findings().flat_map(|one| &one.citations).map(|cite| (short(register, &cite.document), cite.place(lang)));
    Some(vec![
        text(first.told.on.as_deref().map(|on| brief(register, on, lang)).unwrap_or_default()),
        Cell { text: what, events },
        text(verdict(finding.verdict, finding.ground, lang)),
        text(cited(places.collect())),
    ])
}

/// Places, the title of each document once: 《工作规则》第三条、第四条.
fn cited(places: Vec<(String, String)>) -> String {
    let mut documents: IndexMap<String, Vec<String>> = IndexMap::new();
    for (document, place) in places {
        let known = documents.entry(document).or_default();
        if !known.contains(&place) {
            known.push(place);
        }
    }
    documents.iter().map(|(document, places)| format!("《{document}》{}", places.join("、"))).collect::<Vec<_>>().join("；")
}

/// So many windows of one clause are named.
const NAMED: usize = 3;

/// The day without its year, where that is the year reported on.
pub(super) fn brief(register: &Register, iso: &str, lang: Lang) -> String {
    let whole = day(iso, lang);
    let year = format!("{}年", register.from.ymd().0);
    whole.strip_prefix(&year).map_or_else(|| whole.clone(), str::to_owned)
}

fn is_open(due: &Due) -> bool {
    // What cannot be decided stands among the findings, with what is missing.
    matches!(due.verdict, Verdict::Outstanding | Verdict::NotYetDue) || (due.verdict == Verdict::Violation && due.done.is_none())
}

/// The events on record that a finding is about.
fn events(
    register: &Register,
    relation: RelationId,
    args: &[Option<EntityId>],
    at: Option<Moment>,
    told: &AuditFinding,
) -> Vec<usize> {
    let closed: Option<Vec<EntityId>> = args.iter().copied().collect();
    if let Some(args) = closed.filter(|_| told.finding.kind != FindingKind::Frequency) {
        return register.find(relation, &args, at).into_iter().collect();
    }
    let Some(window) = &told.finding.count else { return Vec::new() };
    let (from, until) = (window.from.as_deref().and_then(Date::parse), window.until.as_deref().and_then(Date::parse));
    let inside = |n: &&usize| {
        let day = register.entry(**n).and_then(|entry| entry.time.from).map(|from| from.date);
        let own = window
            .who
            .as_ref()
            .is_none_or(|who| register.entry(**n).is_some_and(|entry| entry.args.iter().any(|one| register.name(*one) == *who)));
        own && counts(register, **n, &told.finding.about)
            && day.is_some_and(|day| from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until))
    };
    register.of(relation).iter().filter(inside).copied().collect()
}

/// Whether an event is of a kind that the sentence of a frequency names.
fn counts(register: &Register, n: usize, about: &str) -> bool {
    let program = register.prepared.program();
    let Some((entry, known)) = register.entry(n).and_then(|entry| Some((entry, register.relation(entry.relation)?))) else {
        return false;
    };
    entry.args.iter().zip(&known.holes).all(|(one, hole)| {
        let named = |kind: &&crate::core_ir::Kind| {
            let below = kind.ancestors.contains(&hole.kind)
                && program.kinds.get(hole.kind.index()).is_none_or(|own| own.name != kind.name);
            below && about.contains(&kind.name)
        };
        let mut named = program.kinds.iter().filter(named).peekable();
        let kinds = register.kind(*one).and_then(|kind| program.kinds.get(kind.index())).map(|kind| kind.ancestors.as_slice());
        let own = |kind: &crate::core_ir::Kind| {
            kinds.unwrap_or_default().iter().any(|id| program.kinds.get(id.index()).is_some_and(|one| one.name == kind.name))
        };
        named.peek().is_none() || named.any(own)
    })
}

fn found(register: &Register, one: &Looked, lang: Lang) -> Found {
    let finding = &one.told.finding;
    let sentence: String = one.told.event.split(' ').collect();
    let number = one.events.first().filter(|_| one.told.on.is_some() || one.events.len() == 1).map(|n| n + 1);
    let mut reasons: Vec<String> = finding.reckoning.iter().map(|one| one.text.clone()).collect();
    reasons.extend(finding.count.iter().map(|one| one.text.clone()));
    // What the record says stands in the ledger; what it lacks, and what was reckoned, has to be told.
    let given = |reason: &String| reason.ends_with("所载）") || (reason.contains(" (on record") && reason.ends_with(')'));
    // What is missing is told as such.
    let unknown = |reason: &String| {
        !one.told.missing.is_empty() && (reason.starts_with("不知道是否") || reason.starts_with("not known whether"))
    };
    let told = one.told.reasons.iter().chain(&one.told.readings).filter(|reason| !given(reason) && !unknown(reason));
    reasons.extend(told.cloned());
    let missing = one.told.missing.clone();
    let mut citations = finding.citations.clone();
    citations.iter_mut().for_each(|cite| cite.document = short(register, &cite.document));
    Found {
        events: vec![Occurrence { number, on: one.told.on.as_deref().map(|on| brief(register, on, lang)), event: sentence }],
        about: finding.about.clone(),
        ground: finding.ground.map(|ground| ground.word(lang == Lang::Zh).to_owned()),
        citations,
        reasons: distinct(reasons),
        missing,
    }
}

/// What is found alike of several events (one relation, one place) stands together; what is plainly broken stands alone, with all
/// places that ask for it.
fn grouped(all: Vec<(Found, RelationId)>, verdict: Verdict) -> Vec<Found> {
    let mut groups: Vec<(Found, RelationId, Vec<String>)> = Vec::new();
    for (one, relation) in all {
        let alike = |(other, of, _): &(Found, RelationId, Vec<String>)| {
            let joins = !matches!(verdict, Verdict::Violation | Verdict::Conflict);
            let same = other.events == one.events && other.about == one.about;
            *of == relation && other.ground == one.ground && (same || (joins && other.citations == one.citations))
        };
        if let Some((group, _, abouts)) = groups.iter_mut().find(|group| alike(group)) {
            let new = one.events.into_iter().filter(|event| !group.events.contains(event)).collect::<Vec<_>>();
            group.events.extend(new);
            let cited = one.citations.into_iter().filter(|cite| !group.citations.contains(cite)).collect::<Vec<_>>();
            group.citations.extend(cited);
            group.reasons = distinct(group.reasons.drain(..).chain(one.reasons).collect());
            group.missing = distinct(group.missing.drain(..).chain(one.missing).collect());
            abouts.push(one.about);
        } else {
            let abouts = vec![one.about.clone()];
            groups.push((one, relation, abouts));
        }
    }
    let told = |(found, _, abouts): (Found, RelationId, Vec<String>)| Found { about: distinct(abouts).join("；"), ..found };
    groups.into_iter().map(told).collect()
}

pub(super) fn distinct(all: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    all.into_iter().filter(|one| seen.insert(one.clone())).collect()
}

fn verdict(verdict: Verdict, ground: Option<Verdict>, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    match ground {
        Some(ground) => format!("{}（{}）", verdict.word(zh), ground.word(zh)),
        None => verdict.word(zh).to_owned(),
    }
}

/// The short title of a document.
pub(super) fn short(register: &Register, title: &str) -> String {
    let documents = &register.prepared.program().documents;
    documents.iter().find(|one| one.title == title).map_or_else(|| title.to_owned(), |one| one.short.clone())
}

/// `2020-03-05` as people write it.
pub(super) fn day(iso: &str, lang: Lang) -> String {
    match (lang, Moment::parse(iso)) {
        (Lang::Zh, Some(moment)) => moment.to_string(),
        _ => iso.to_owned(),
    }
}
