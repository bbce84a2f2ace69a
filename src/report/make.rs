//! An outline becomes a report: names are bound, figures computed, blocks put in order.
use super::check::{At, Audited, Wanted};
use super::count::{Counted, Measured};
use super::cover::{About, cover};
use super::model::{Block, Event, Figure, Report, Rows, Run, Table, Value};
use super::problem::ReportProblem as P;
use super::register::Register;
use super::table::{Divided, Division, Shown};
use crate::api::Prepared;
use crate::core_ir::{Class, KindId};
use crate::diagnostic::{Lang, Problem, Problems, nearest};
use crate::resolve::{self, Name, Sought, sought};
use crate::source::{Source, Span};
use crate::syntax::outline::{self, Figure as Written, Looked, Measure, Outline, OutlineKind, OutlineLine, Selected};
use crate::syntax::tree::{Phrase, Word};
use crate::vocabulary::{Date, chinese};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is wished of a report.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// The language of the report's own words.
    pub lang: Lang,
    /// Whose report it is, where the outline does not say.
    pub subject: Option<String>,
    /// The rows of the ledger, where it is kept in tables.
    pub rows: Option<Rows>,
}

/// Fills an outline with what is on record of a year. What should be looked at though the report could be made comes with it.
/// `progress` hears how many of how many events have been looked at.
pub fn report(
    prepared: &Prepared,
    (source, outline): (&Arc<Source>, &Outline),
    year: i16,
    wishes: &Wishes,
    progress: impl FnMut(usize, usize),
) -> Result<(Report, Problems), Problems> {
    let whole = |kind: P| {
        let mut problems = Problems::default();
        problems.push(Problem::new(kind, source, outline.title.at));
        problems
    };
    let (first, last) = year_of(prepared, year).map_err(whole)?;
    let register = Register::new(prepared, first, last.min(prepared.date().unwrap_or(last)));
    let audited = Audited::new(&register, wishes.lang, progress)?;
    let mut maker = Maker::new(&register, &audited, source, wishes.lang);
    let (lines, left_out) = maker.applying(&outline.lines);
    if lines.is_empty() {
        return Err(whole(P::NothingApplies));
    }
    maker.compute(&lines);
    let blocks = maker.blocks(&lines);
    let (mut problems, figures) = (maker.problems, maker.figures);
    problems.append(register.troubles.take().distinct());
    if problems.has_errors() {
        return Err(problems);
    }
    for kind in noted(&register, year, first) {
        problems.push(Problem::new(kind, source, outline.title.at));
    }
    let header = |field: &str| outline.header.iter().find(|line| line.field.text == field).map(|line| line.value.text.clone());
    let subject = wishes.subject.clone().or_else(|| header("主体"));
    let title = outline.title.text.clone();
    let cover = cover(&register, &audited, About { subject, last, left_out, rows: wishes.rows });
    let mut report = Report { title, year, lang: wishes.lang, cover, blocks, figures, events: Vec::new() };
    report.events = referred(&mut report, &register);
    Ok((report, problems))
}

/// The first and the last day of a year that has begun by the day of the record.
fn year_of(prepared: &Prepared, year: i16) -> Result<(Date, Date), P> {
    let date = prepared.date().ok_or(P::Undated)?;
    let span = Date::new(year, 1, 1).zip(Date::new(year, 12, 31));
    span.filter(|(first, _)| *first <= date).ok_or_else(|| P::NotBegun { year, as_of: date.iso() })
}

/// What should be looked at though the report could be made: a year of which nothing is on record, or whose holidays are not known.
fn noted(register: &Register, year: i16, first: Date) -> Vec<P> {
    let calendar = register.prepared.calendar();
    let of_the_year =
        |n: usize| register.entry(n).is_some_and(|entry| register.within(entry, false) == super::register::Within::Yes);
    let empty = !(0..register.len()).any(of_the_year);
    let unknown = calendar.notices(year).is_empty() && calendar.day(first).is_none();
    let all = [(empty, P::NothingOnRecord { year }), (unknown, P::NoCalendar { year })];
    all.into_iter().filter(|(is, _)| *is).map(|(_, kind)| kind).collect()
}

struct Maker<'a> {
    register: &'a Register<'a>,
    audited: &'a Audited,
    source: &'a Arc<Source>,
    lang: Lang,
    problems: Problems,
    figures: Vec<Figure>,
    /// The place of each figure by its name.
    names: BTreeMap<String, usize>,
    tables: usize,
}

impl<'a> Maker<'a> {
    fn new(register: &'a Register<'a>, audited: &'a Audited, source: &'a Arc<Source>, lang: Lang) -> Self {
        let (problems, figures, names) = (Problems::default(), Vec::new(), BTreeMap::new());
        Self { register, audited, source, lang, problems, figures, names, tables: 0 }
    }
}

impl Maker<'_> {
    fn tell(&mut self, kind: P, at: Span) {
        self.problems.push(Problem::new(kind, self.source, at));
    }

    /// The lines that are for the rulebooks used, headings numbered anew; and the headings left out.
    fn applying<'l>(&self, all: &'l [OutlineLine]) -> (Vec<(&'l OutlineLine, Option<String>)>, Vec<String>) {
        let documents = &self.register.prepared.program().documents;
        let loaded = |title: &Word| {
            let plain = title.text.trim_start_matches('《').trim_end_matches('》');
            documents.iter().any(|document| document.title == plain || document.short == plain)
        };
        let (mut kept, mut left_out): (Vec<(&OutlineLine, Option<String>)>, Vec<String>) = (Vec::new(), Vec::new());
        let (mut skipping, mut heading): (Option<u8>, Option<(u8, usize)>) = (None, None);
        for line in all {
            match line {
                OutlineLine::Heading { level, text } => {
                    if skipping.is_some_and(|skipped| skipped < *level) {
                        continue;
                    }
                    (skipping, heading) = (None, Some((*level, kept.len())));
                    kept.push((line, Some(text.text.clone())));
                }
                OutlineLine::Applies(titles) if skipping.is_none() && !titles.iter().any(loaded) => {
                    let (level, at) = heading.unwrap_or((0, 0));
                    left_out.extend(kept.get(at).and_then(|(_, text)| text.clone()));
                    kept.truncate(at);
                    skipping = Some(level);
                }
                OutlineLine::Applies(_) => {}
                OutlineLine::Statement { .. } if skipping.is_none() => kept.push((line, None)),
                OutlineLine::Statement { .. } => {}
            }
        }
        left_out.extend(without_empty(&mut kept));
        number(&mut kept);
        (kept, left_out)
    }

    /// All figures, so that text may speak of those that come later.
    fn compute(&mut self, lines: &[(&OutlineLine, Option<String>)]) {
        let mut shares = Vec::new();
        for (line, _) in lines {
            let OutlineLine::Statement { at, kind } = line else { continue };
            let (name, basis) = match kind {
                OutlineKind::Figure { name, .. } | OutlineKind::All { name, .. } => (name, self.basis(*at)),
                _ => continue,
            };
            let (unit, measured) = match kind {
                OutlineKind::Figure { what: Written::Share { part, whole }, .. } => {
                    shares.push((self.figures.len(), part.clone(), whole.clone()));
                    (String::new(), Some(Measured { value: Value::NoRecord, notes: Vec::new(), events: Vec::new() }))
                }
                OutlineKind::Figure { what: Written::Count(measured), .. } => self.counted(measured),
                OutlineKind::Figure { what: Written::Kept(looked), .. } => (String::new(), self.kept(looked, false)),
                OutlineKind::Figure { what: Written::Timely(looked), .. } => (String::new(), self.kept(looked, true)),
                OutlineKind::All { of, each, .. } => (String::new(), self.claim(of, each)),
                _ => continue,
            };
            let Some(Measured { value, notes, events }) = measured else { continue };
            self.names.insert(name.text.clone(), self.figures.len());
            let number = self.figures.len() + 1;
            self.figures.push(Figure { number, name: name.text.clone(), basis, value, unit, notes, events });
        }
        for (at, part, whole) in shares {
            self.share(at, &part, &whole);
        }
    }

    fn basis(&self, at: Span) -> String {
        let text = self.source.slice(at);
        let behind = text.find(['：', ':']).and_then(|colon| text.get(colon..)).unwrap_or_default();
        behind.trim_start_matches(['：', ':']).trim_end_matches('。').split_whitespace().collect()
    }

    fn counted(&mut self, measured: &outline::Measured) -> (String, Option<Measured>) {
        let Some(counted) = self.select(&measured.of) else { return (String::new(), None) };
        let selection = self.register.select(&counted);
        let unit = self.unit(&counted.main, measured.measure);
        (unit, Some(self.register.measure(&selection, &counted, measured.measure, self.lang)))
    }

    fn unit(&self, main: &Sought, measure: Measure) -> String {
        match (measure, self.lang) {
            (_, Lang::En) => String::new(),
            (Measure::Times, _) => "次".to_owned(),
            (Measure::People, _) => "人".to_owned(),
            (Measure::Sum, _) => self.register.relation(main.relation).and_then(unit_of).unwrap_or_default(),
            _ => "件".to_owned(),
        }
    }

    fn claim(&mut self, of: &Selected, each: &Phrase) -> Option<Measured> {
        let counted = self.select(of)?;
        let each = self.bind(each, Some(&counted.main))?;
        let selection = self.register.select(&counted);
        Some(self.register.claim(&selection, &each, self.lang))
    }

    fn kept(&mut self, looked: &Looked, timely: bool) -> Option<Measured> {
        let wanted = self.wanted(looked)?;
        let (value, notes, events) = self.audited.kept(self.register, &wanted, timely, self.lang);
        Some(Measured { value, notes, events })
    }

    fn share(&mut self, at: usize, part: &Word, whole: &Word) {
        let (Some(one), Some(other)) = (self.named(part), self.named(whole)) else { return };
        let of = |n: usize| self.figures.get(n).map(|figure| (figure.value.clone(), figure.events.clone()));
        let (Some((one, mut events)), Some((other, more))) = (of(one), of(other)) else { return };
        let exact = |value: &Value| match value {
            Value::Number { at_least, at_most } if (at_least - at_most).abs() < f64::EPSILON => Some(*at_least),
            _ => None,
        };
        let value = match (exact(&one), exact(&other)) {
            (Some(part), Some(whole)) if whole > 0.0 => Value::Share { part, whole },
            (Some(_), Some(_)) => Value::Nothing,
            _ => Value::NoRecord,
        };
        events.extend(more);
        events.sort_unstable();
        events.dedup();
        if let Some(figure) = self.figures.get_mut(at) {
            (figure.value, figure.events) = (value, events);
        }
    }

    fn named(&mut self, name: &Word) -> Option<usize> {
        let found = self.names.get(&name.text).copied();
        if found.is_none() {
            let near = nearest(&name.text, self.names.keys().map(String::as_str)).map(str::to_owned);
            self.tell(P::NoFigure { name: name.text.clone(), near }, name.at);
        }
        found
    }

    fn bind(&mut self, phrase: &Phrase, main: Option<&Sought>) -> Option<Sought> {
        let prepared = self.register.prepared;
        match sought(prepared.resolved(), prepared.situated(), self.source, phrase, main) {
            Ok(found) => Some(found),
            Err(problems) => {
                self.problems.append(problems);
                None
            }
        }
    }

    fn select(&mut self, of: &Selected) -> Option<Counted> {
        let main = self.bind(&of.sentence, None)?;
        let known = self.register.relation(main.relation);
        if main.negated || known.is_some_and(|known| known.class == Class::Derived && !known.act) {
            let sentence = self.source.slice(of.sentence.at).to_owned();
            self.tell(P::Defined { sentence }, of.sentence.at);
            return None;
        }
        let among = of.among.iter().map(|phrase| self.bind(phrase, Some(&main))).collect::<Option<_>>()?;
        Some(Counted { up_to_end: of.up_to_end, main, among })
    }

    fn wanted(&mut self, looked: &Looked) -> Option<Wanted> {
        match looked {
            Looked::Sentence(phrase) => self.bind(phrase, None).map(Wanted::Sentence),
            Looked::Places(words) => {
                let places: Vec<At> = words.iter().filter_map(|word| self.place(word)).collect();
                (places.len() == words.len()).then_some(Wanted::Places(places))
            }
        }
    }

    fn place(&mut self, word: &Word) -> Option<At> {
        let program = self.register.prepared.program();
        let text: String = word.text.split_whitespace().collect();
        let place = resolve::place(&text);
        let found = place.as_ref().and_then(|place| {
            let title = place.document.as_ref()?.text.as_str();
            let document = program.documents.iter().position(|one| one.title == title || one.short == title)?;
            let locus = place.locus();
            let own =
                |clause: &&crate::core_ir::Clause| clause.document.index() == document && locus.covers(&clause.citation.locus);
            program.clauses.iter().find(own)?;
            Some(At { document: program.documents.get(document)?.title.clone(), locus })
        });
        if found.is_none() {
            self.tell(P::NoPlace { place: text }, word.at);
        }
        found
    }

    fn blocks(&mut self, lines: &[(&OutlineLine, Option<String>)]) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for (line, text) in lines {
            match line {
                OutlineLine::Heading { level, .. } => {
                    blocks.push(Block::Heading { level: *level, text: text.clone().unwrap_or_default() });
                }
                OutlineLine::Applies(_) => {}
                OutlineLine::Statement { kind, .. } => match self.block(kind) {
                    Some(Block::Figures { figures }) => match blocks.last_mut() {
                        Some(Block::Figures { figures: before }) => before.extend(figures),
                        _ => blocks.push(Block::Figures { figures }),
                    },
                    Some(block) => blocks.push(block),
                    None => {}
                },
            }
        }
        blocks
    }

    fn block(&mut self, kind: &OutlineKind) -> Option<Block> {
        Some(match kind {
            OutlineKind::Prose(words) => Block::Prose { runs: self.runs(words) },
            OutlineKind::Blank { name, hint } => {
                Block::Blank { name: name.text.clone(), hint: hint.as_ref().map(|hint| hint.text.clone()) }
            }
            OutlineKind::Findings => Block::Findings { columns: self.audited.columns(self.register, self.lang) },
            OutlineKind::Pending => Block::Pending { duties: self.audited.due.clone() },
            OutlineKind::Figure { name, .. } | OutlineKind::All { name, .. } => {
                Block::Figures { figures: vec![self.names.get(&name.text)? + 1] }
            }
            OutlineKind::Table { name, what, by } => {
                let counted = self.select(&what.of)?;
                let ways: Vec<Division> = by.iter().filter_map(|word| self.division(word, &counted)).collect();
                if ways.len() < by.len() {
                    return None;
                }
                let words = by.iter().map(|word| word.text.clone()).collect();
                let divided = Divided { counted: &counted, measure: what.measure, by: ways, words };
                self.table(name, self.register.divided(&divided, self.lang))
            }
            OutlineKind::List { name, of, columns } => {
                let counted = self.select(of)?;
                let shown = |maker: &mut Self, column: &outline::Column| {
                    let sought = maker.bind(&column.sentence, Some(&counted.main))?;
                    Some(Shown { name: column.name.text.clone(), sought, measure: column.measure })
                };
                let columns = columns.iter().map(|column| shown(self, column)).collect::<Option<Vec<_>>>()?;
                self.table(name, self.register.list(&counted, &columns, self.lang))
            }
            OutlineKind::Check { name, what } => {
                let wanted = self.wanted(what)?;
                let rows = self.audited.rows(self.register, &wanted, self.lang);
                let head = match self.lang {
                    Lang::Zh => ["日期", "核对的事和期限", "结论", "依据"],
                    Lang::En => ["on", "what, and its time", "verdict", "place"],
                };
                let head = head.map(str::to_owned).to_vec();
                let widths = vec![5, 15, 4, 9];
                let empty = if self.lang == Lang::Zh { "没有应核对的事" } else { "nothing to be looked at" }.to_owned();
                let (name_of, notes) = (String::new(), Vec::new());
                let table = Table { number: 0, name: name_of, head, widths, rows, notes, counted: false, empty };
                self.table(name, table)
            }
        })
    }

    fn table(&mut self, name: &Word, table: Table) -> Block {
        self.tables += 1;
        Block::Table(Table { number: self.tables, name: name.text.clone(), ..table })
    }

    fn division(&mut self, word: &Word, counted: &Counted) -> Option<Division> {
        let person = self.register.prepared.scope().known.person;
        let kinds: Vec<KindId> = self.register.relation(counted.main.relation)?.holes.iter().map(|hole| hole.kind).collect();
        let hole = match word.text.as_str() {
            "月" => return Some(Division::Months(1)),
            "季度" => return Some(Division::Months(3)),
            "种类" => kinds.iter().rposition(|kind| !self.register.is(*kind, person)).map(Division::Kind),
            other => match self.register.prepared.scope().name(other) {
                Some(Name::Kind(kind)) => kinds
                    .iter()
                    .position(|hole| *hole == kind)
                    .or_else(|| kinds.iter().position(|hole| self.register.is(kind, *hole) || self.register.is(*hole, kind)))
                    .map(Division::One),
                _ => None,
            },
        };
        if hole.is_none() {
            self.tell(P::NoDivision { word: word.text.clone() }, word.at);
        }
        hole
    }

    /// `全年召开会议〔会议次数〕，…`
    fn runs(&mut self, words: &Word) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut rest = words.text.as_str();
        while let Some((before, behind)) = rest.split_once('〔') {
            let Some((name, after)) = behind.split_once('〕') else { break };
            if let Some(at) = self.named(&Word { text: name.trim().to_owned(), at: words.at }) {
                runs.push(Run::Text(before.to_owned()));
                runs.push(Run::Figure(at + 1));
            }
            rest = after;
        }
        runs.push(Run::Text(format!("{rest}。")));
        runs.retain(|run| *run != Run::Text(String::new()));
        runs
    }
}

/// The word behind the number of a pattern.
fn unit_of(relation: &crate::core_ir::Relation) -> Option<String> {
    use crate::core_ir::SentencePart;
    let at = relation.sentence.iter().position(|part| *part == SentencePart::Number)?;
    match relation.sentence.get(at + 1)? {
        SentencePart::Word(word) => Some(word.clone()),
        SentencePart::Hole(_) | SentencePart::Number => None,
    }
}

/// Takes headings out under which nothing is left; gives them back.
fn without_empty(lines: &mut Vec<(&OutlineLine, Option<String>)>) -> Vec<String> {
    let mut empty = Vec::new();
    let level = |line: &OutlineLine| if let OutlineLine::Heading { level, .. } = line { Some(*level) } else { None };
    for at in (0..lines.len()).rev() {
        let Some(own) = lines.get(at).and_then(|(line, _)| level(line)) else { continue };
        let next = lines.get(at + 1).map(|(line, _)| level(line));
        if next.is_none_or(|next| next.is_some_and(|next| next <= own)) {
            empty.extend(lines.remove(at).1);
        }
    }
    empty.reverse();
    empty
}

/// Numbers headings anew, since some may have been left out.
fn number(lines: &mut [(&OutlineLine, Option<String>)]) {
    let (mut first, mut second) = (0, 0);
    for (line, text) in lines {
        let (OutlineLine::Heading { level, .. }, Some(text)) = (line, text) else { continue };
        let words = text.trim_start_matches(|c: char| "（(一二三四五六七八九十百".contains(c));
        let words = words.trim_start_matches(['、', '）', ')']).trim().to_owned();
        *text = if *level == 1 {
            (first, second) = (first + 1, 0);
            format!("{}、{words}", chinese(first))
        } else {
            second += 1;
            format!("（{}）{words}", chinese(second))
        };
    }
}

/// The events that the report refers to, numbered as in the ledger; from now on numbers are those of events.
fn referred(report: &mut Report, register: &Register) -> Vec<Event> {
    let mut used = std::collections::BTreeSet::new();
    let mut take = |events: &mut Vec<usize>| {
        events.iter_mut().for_each(|n| *n += 1);
        events.sort_unstable();
        events.dedup();
        used.extend(events.iter().copied());
    };
    report.figures.iter_mut().for_each(|figure| take(&mut figure.events));
    for block in &mut report.blocks {
        if let Block::Table(table) = block {
            table.rows.iter_mut().flatten().for_each(|cell| take(&mut cell.events));
        }
    }
    for block in &report.blocks {
        let Block::Findings { columns } = block else { continue };
        used.extend(columns.iter().flat_map(|one| &one.findings).flat_map(|one| &one.events).filter_map(|event| event.number));
    }
    let event = |n: &usize| {
        let entry = register.entry(n.checked_sub(1)?)?;
        Some(Event {
            number: *n,
            on: entry.time.from.map(|from| from.date.iso()),
            until: entry.time.until.map(|until| until.date.iso()),
            sentence: entry.sentence.clone(),
        })
    };
    used.iter().filter_map(event).collect()
}
