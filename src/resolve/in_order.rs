//! Questions whether what was done was in order: an act, the formalities of an event, how often, a breach of certain articles.
use super::builder::{Built, Reported};
use super::ground::Ground;
use super::manner::in_some_manner;
use super::noun::Noun;
use super::place as places;
use super::problem::ResolveProblem as P;
use super::question::{Asker, JOINS, OFTEN, atom, place, text_of, without};
use crate::core_ir::{ActQuery, Document, Every, KindId, Question, Target};
use crate::syntax::tree::{Item, Place};
use crate::vocabulary::{Citation, Date, parse_numeral};

impl Asker<'_> {
    /// `甲 签发 该纪要 是否合规`, `… 的 手续 是否合规`; several joined by 并.
    pub(super) fn order(&mut self, items: &[Item], only: Vec<Citation>) -> Built<Question> {
        let mut targets = Vec::new();
        let subject: Vec<Item> = Vec::new();
        for part in items.split(|item| JOINS.contains(&text_of(item))) {
            let last = part.last().map(text_of).unwrap_or_default();
            let event = part.len() > 2 && last == "手续";
            let named = part.len() > 2 && OFTEN.contains(&last);
            let words = if event || named { part.get(..part.len() - 2).unwrap_or_default() } else { part };
            let (words, every) = without_every(words);
            let often = named || every.is_some();
            let (words, period) = if often { without_period(&words) } else { (words, None) };
            // 每月 … asks about the month of the date, unless a period is named.
            let period = period.or_else(|| window(every?, self.grounder.situated.world.date?));
            let words = self.joined(&subject, &words);
            if often {
                targets.push(self.frequency(&words, every, period)?);
                continue;
            }
            for ground in self.grounder.sentences(&words, true)? {
                // 请假 的 手续 is also about 书面请假.
                let (program, world) = (&self.grounder.resolved.program, &self.grounder.situated.world);
                let more = if event { in_some_manner(program, world, &ground) } else { Vec::new() };
                targets.extend([ground].into_iter().chain(more).map(|ground| self.target(ground, event)));
            }
        }
        Ok(Question::InOrder { targets, only, at: None })
    }

    /// `召开 市政府全体会议 的 频次`: what is counted is left open and known by its kind; who does it may be named.
    fn frequency(&mut self, words: &[Item], every: Option<Every>, period: Option<(Date, Date)>) -> Built<Target> {
        let matched = self.grounder.read(words)?;
        let pattern = self.grounder.resolved.scope.patterns.get(matched.pattern);
        let Some(verb) = pattern.map(|pattern| pattern.relation) else { return Err(Reported) };
        let holes: Vec<KindId> = match self.grounder.resolved.program.relations.get(verb.index()) {
            Some(relation) if relation.act => relation.holes.iter().map(|hole| hole.kind).collect(),
            _ => return self.grounder.report(P::NotAnAct { sentence: super::noun::show_items(words) }, self.at),
        };
        let (mut slots, mut kinds) = (Vec::new(), Vec::new());
        for (hole, noun) in holes.iter().zip(&matched.nouns) {
            let (slot, kind) = match noun {
                Some(Noun::Kind { kind, .. }) => (None, *kind),
                Some(noun) => (self.grounder.entities(noun, *hole, self.at)?.first().copied(), *hole),
                None => (None, *hole),
            };
            slots.push(slot);
            kinds.push(kind);
        }
        Ok(Target::Frequency { act: ActQuery { verb, slots }, kinds, every, period })
    }

    fn target(&self, ground: Ground, event: bool) -> Target {
        let act = self.grounder.resolved.program.relations.get(ground.relation.index()).is_some_and(|relation| relation.act);
        if event {
            Target::Event(atom(ground))
        } else if act && !ground.negated {
            Target::Act(ActQuery { verb: ground.relation, slots: ground.args })
        } else {
            Target::State(atom(ground))
        }
    }

    /// `… 是否违反 第五十四条第一句`
    pub(super) fn breach(&mut self, items: &[Item], at: usize) -> Built<Question> {
        let (mut only, mut title) = (Vec::new(), String::new());
        for item in items.get(at + 1..).unwrap_or_default() {
            let Item::Word(word) = item else { continue };
            if word.text == "，" {
                continue;
            }
            if word.text.starts_with('《') && word.text.ends_with('》') {
                title.clone_from(&word.text);
                continue;
            }
            let text = format!("{title}{}", word.text);
            let citations = place(&text).map(|place| self.citations(&place)).unwrap_or_default();
            if citations.is_empty() {
                return self.grounder.report(P::NoSuchPlace { place: text, clause: true }, word.at);
            }
            only.extend(citations);
        }
        if only.is_empty() {
            return self.unknown(items);
        }
        self.order(items.get(..at).unwrap_or_default(), only)
    }

    /// The place in each document meant where some clause stands there.
    fn citations(&self, place: &Place) -> Vec<Citation> {
        let program = &self.grounder.resolved.program;
        let locus = place.locus();
        let meant = |document: &Document| match &place.document {
            Some(word) => places::same_title(document, &word.text),
            None => !document.library,
        };
        let stands =
            |n: usize| program.clauses.iter().any(|clause| clause.document.index() == n && locus.covers(&clause.citation.locus));
        let documents = program.documents.iter().enumerate().filter(|(n, document)| meant(document) && stands(*n));
        documents
            .map(|(_, document)| Citation {
                document: document.title.as_str().into(),
                number: document.number.as_deref().map(Into::into),
                locus,
                quote: "".into(),
            })
            .collect()
    }
}

/// 每月, 每两周 …, taken out of the words.
fn without_every(items: &[Item]) -> (Vec<Item>, Option<Every>) {
    let every = |item: &Item| text_of(item).starts_with('每').then(|| Every::parse(text_of(item))).flatten();
    match items.iter().enumerate().find_map(|(n, item)| Some((n, every(item)?))) {
        Some((at, every)) => (without(items, at), Some(every)),
        None => (items.to_vec(), None),
    }
}

/// The window of the calendar in which a day lies.
fn window(every: Every, day: Date) -> Option<(Date, Date)> {
    let Every::Months(months) = every else { return None };
    let (year, month, _) = day.ymd();
    let months = i8::try_from(months).ok().filter(|months| *months > 0)?;
    let from = Date::new(year, (month - 1) / months * months + 1, 1)?;
    Some((from, from.plus_months(months.into())?.plus_days(-1)?))
}

/// A period that the words begin with: 2021年, 2021年度, 2021年上半年, 2021年第三季度, 2021年8月.
fn without_period(items: &[Item]) -> (Vec<Item>, Option<(Date, Date)>) {
    let found = items.iter().enumerate().find_map(|(n, item)| Some((n, period(text_of(item))?)));
    match found {
        Some((at, period)) => (without(items, at), Some(period)),
        None => (items.to_vec(), None),
    }
}

pub(super) fn period(text: &str) -> Option<(Date, Date)> {
    let (year, rest) = text.split_once('年')?;
    let year: i16 = year.parse().ok()?;
    let (first, months) = match rest.trim_start_matches('度') {
        "" => (1, 12),
        "上半年" => (1, 6),
        "下半年" => (7, 6),
        rest => match rest.strip_suffix("季度").map(|number| number.trim_start_matches('第')) {
            Some(number) => (parse_numeral(number).filter(|n| (1..=4).contains(n))? * 3 - 2, 3),
            None => (parse_numeral(rest.strip_suffix('月')?)?, 1),
        },
    };
    let from = Date::new(year, i8::try_from(first).ok()?, 1)?;
    Some((from, from.plus_months(months)?.plus_days(-1)?))
}
