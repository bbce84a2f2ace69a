//! Facts that are missing, that would settle, that would turn an answer: as sentences.
use super::change::{Change, Hand, Turning};
use super::crowd::{Crowd, TOGETHER, beside};
use super::model::{Circumstance, Cite, Lead, Missing, MissingKind, NextQuestion, OPEN, Settlement};
use super::wording::{Wording, run_on, some, thousandths};
use crate::core_ir::{Class, EntityId, Op, Program, RelationId};
use crate::diagnostic::Lang;
use crate::eval::{self, Found, Unknown};
use crate::vocabulary::Verdict;

/// Puts facts into words.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The words.
    pub wording: Wording<'a>,
}

/// So many values that are left are told instead of those that are excluded.
const VALUES_LEFT: usize = 3;

/// Values of one choice that are not to be the one.
struct Excluded<'f> {
    relation: RelationId,
    /// The place of the value.
    place: usize,
    tuples: Vec<&'f Vec<EntityId>>,
    /// Where they stand among the findings.
    at: Vec<usize>,
}

impl<'f> Excluded<'f> {
    /// Those of the same choice as one of the findings, if that excludes a value.
    fn with(program: &Program, all: &'f [Found], n: usize) -> Option<Self> {
        let denied = |found: &'f Found| match found {
            Found::Fact { relation, args, holds: false } => Some((*relation, args)),
            _ => None,
        };
        let (relation, own) = denied(all.get(n)?)?;
        let place = program.relations.get(relation.index())?.holes.iter().position(|hole| hole.single)?;
        let same = |args: &[EntityId]| args.iter().zip(own).enumerate().all(|(at, (one, other))| at == place || one == other);
        let with = all.iter().enumerate().filter_map(|(at, found)| Some((at, denied(found)?)));
        let (at, tuples) = with.filter(|(_, (of, args))| *of == relation && same(args)).map(|(at, (_, args))| (at, args)).unzip();
        Some(Self { relation, place, tuples, at })
    }
}

type Terms = [(i64, RelationId, Vec<EntityId>)];

impl Facts<'_> {
    /// A missing fact; `asked`: the place of the first of those that it is asked with, and for that the question.
    pub fn missing(&self, missing: &eval::Missing, citations: Vec<Cite>, asked: Option<(usize, Option<String>)>) -> Missing {
        let denial = self.denial(&missing.unknown);
        let (fact, kind, ask, options) = match &missing.unknown {
            Unknown::Fact(relation, args) => self.missing_fact(*relation, args),
            Unknown::Value(relation, args) => self.missing_value(*relation, args),
            Unknown::Holders(office) => {
                let name = self.wording.entity(EntityId::from(*office));
                let ask = self.wording.pick(format_args!("{name}共有几人"), format_args!("how many hold the office of {name}"));
                (self.holders(EntityId::from(*office), "N"), MissingKind::Holders, ask, Vec::new())
            }
            Unknown::Number(terms) => {
                let ask = self.numbers(terms, &self.wording.pick("多少", "how many"));
                (self.zh().numbers(terms, "N"), MissingKind::Number, ask, Vec::new())
            }
        };
        let (asked_with, together) = asked.map_or((None, None), |(first, together)| (Some(first), together));
        Missing { fact, denial, kind, ask, options, citations, alike: missing.alike, asked_with, together }
    }

    /// How many hold an office, as it is written into a situation.
    fn holders(&self, office: EntityId, number: &str) -> String {
        format!("{} 共 {number} 人", self.wording.entity(office))
    }

    fn denial(&self, unknown: &Unknown) -> String {
        match unknown {
            Unknown::Fact(relation, args) => self.wording.fact(*relation, args, false),
            Unknown::Value(relation, args) => {
                let names: Vec<_> =
                    args.iter().map(|arg| Some(arg.map_or_else(|| OPEN.to_owned(), |one| self.wording.entity(one)))).collect();
                self.zh().wording.with_words(*relation, &names)
            }
            Unknown::Holders(office) => self.holders(EntityId::from(*office), OPEN),
            Unknown::Number(terms) => self.zh().numbers(terms, OPEN),
        }
    }

    /// What to ask next, and what each answer leads to.
    pub fn next_question(&self, next: &eval::NextQuestion) -> NextQuestion {
        NextQuestion { at: next.at, leads: next.leads.iter().map(|lead| self.lead(lead)).collect() }
    }

    fn lead(&self, lead: &eval::Lead) -> Lead {
        let zh = self.wording.lang == Lang::Zh;
        let sentence = self.running(&self.wording.sentence(lead.relation, &some(&lead.args), lead.holds));
        let names: Vec<String> = lead.who.iter().map(|&one| self.wording.doer(one)).collect();
        let comes_to = match (lead.verdict, lead.missing) {
            (Verdict::Undetermined, n) if n > 0 && zh => format!("还要再问 {n} 项"),
            (Verdict::Undetermined, n) if n > 0 => format!("{n} more to ask"),
            _ if !names.is_empty() => names.join(&self.wording.pick("、", ", ")),
            (verdict, _) => match lead.ground {
                Some(ground) if zh => format!("{}（{}）", verdict.zh(), ground.zh()),
                Some(ground) => format!("{} ({})", verdict.en(), ground.en()),
                None => verdict.word(zh).to_owned(),
            },
        };
        let text = self.wording.pick(format_args!("若{sentence}：{comes_to}"), format_args!("if {sentence}: {comes_to}"));
        let fact = self.wording.fact(lead.relation, &lead.args, lead.holds);
        Lead { fact, verdict: lead.verdict, missing: lead.missing, comes_to, text }
    }

    fn missing_fact(&self, relation: RelationId, args: &[EntityId]) -> (String, MissingKind, String, Vec<String>) {
        let judged = self.wording.relation(relation).is_some_and(|relation| relation.class == Class::Judgement);
        let kind = if judged { MissingKind::Judgement } else { MissingKind::Fact };
        let fact = self.wording.fact(relation, args, true);
        let sentence = self.running(&self.wording.sentence(relation, &some(args), true));
        let ask = match (judged, self.wording.lang) {
            (false, Lang::Zh) => format!("是否「{sentence}」"),
            (true, Lang::Zh) => format!("是否认定「{sentence}」（由人判断）"),
            (false, Lang::En) => format!("whether {sentence}"),
            (true, Lang::En) => format!("whether {sentence} (for a person to judge)"),
        };
        (fact, kind, ask, Vec::new())
    }

    fn missing_value(&self, relation: RelationId, args: &[Option<EntityId>]) -> (String, MissingKind, String, Vec<String>) {
        let open = args.iter().position(Option::is_none);
        let holes = self.wording.relation(relation).map(|relation| relation.holes.as_slice()).unwrap_or_default();
        let kind = open.and_then(|at| holes.get(at)).map(|hole| hole.kind);
        let is_value = |id: crate::core_ir::KindId| {
            kind.is_some_and(|kind| self.wording.program.kinds.get(id.index()).is_some_and(|own| own.ancestors.contains(&kind)))
        };
        let named = self.wording.program.individuals.iter().filter(|one| is_value(one.kind));
        let options: Vec<String> = named.map(|one| one.name.clone()).collect();
        let fact = Wording { lang: Lang::Zh, ..self.wording }.sentence(relation, args, true);
        let which = self.wording.pick("哪一种", "…");
        let names: Vec<_> =
            args.iter().map(|arg| Some(arg.map_or_else(|| which.clone(), |one| self.wording.entity(one)))).collect();
        let sentence = self.running(&self.wording.with_words(relation, &names));
        let list = options.join(&self.wording.pick("、", ", "));
        let ask = self.wording.pick(format_args!("{sentence}（{list}）"), format_args!("{sentence}: which of {list}"));
        (fact, MissingKind::Value, ask, options)
    }

    /// A short way to an answer.
    pub fn settlement(&self, settlement: &eval::Settlement) -> Settlement {
        Settlement {
            if_found: self.circumstances(&settlement.if_found),
            verdict: settlement.verdict,
            ground: settlement.ground,
            who: settlement.who.iter().map(|&entity| self.wording.entity(entity)).collect(),
            choosers: settlement.choosers.iter().map(|&entity| self.wording.entity(entity)).collect(),
            told: settlement.who.iter().map(|&entity| self.wording.doer(entity)).collect(),
            about: None,
        }
    }

    /// The values of one choice that are excluded are told together, by those that are left where they are few.
    fn circumstances(&self, all: &[Found]) -> Vec<Circumstance> {
        let all = &joined(all);
        let mut told: Vec<usize> = Vec::new();
        let mut out = Vec::new();
        for (n, found) in all.iter().enumerate() {
            if told.contains(&n) {
                continue;
            }
            let excluded = Excluded::with(self.wording.program, all, n);
            match excluded.as_ref().and_then(|excluded| self.left(excluded)) {
                Some(left) => {
                    told.extend(excluded.into_iter().flat_map(|excluded| excluded.at));
                    out.push(left);
                }
                None => out.push(self.circumstance(found)),
            }
        }
        out
    }

    /// `该事项 档次为 部分工作事项 或 一般性工作事项`, where 重要工作事项 is excluded. None where many are left.
    fn left(&self, excluded: &Excluded) -> Option<Circumstance> {
        let (program, relation) = (self.wording.program, excluded.relation);
        let kind = self.wording.relation(relation)?.holes.get(excluded.place)?.kind;
        let is_value =
            |own: crate::core_ir::KindId| program.kinds.get(own.index()).is_some_and(|own| own.ancestors.contains(&kind));
        let values = program.individuals.iter().enumerate().filter(|(_, one)| is_value(one.kind));
        let out = |n: usize| excluded.tuples.iter().any(|args| args.get(excluded.place) == Some(&EntityId(n as u32)));
        let first = *excluded.tuples.first()?;
        let among: Vec<Vec<EntityId>> = values
            .filter(|(n, _)| !out(*n))
            .map(|(n, _)| {
                let mut args = first.clone();
                args[excluded.place] = EntityId(n as u32);
                args
            })
            .collect();
        if among.is_empty() || among.len() > VALUES_LEFT {
            return None;
        }
        let text = match among.as_slice() {
            [one] => self.running(&self.wording.sentence(relation, &some(one), true)),
            _ => Crowd::new(relation, &among).and_then(|crowd| self.more(&crowd, 1, true))?,
        };
        let denied: Vec<String> = excluded.tuples.iter().map(|args| self.wording.fact(relation, args, true)).collect();
        Some(Circumstance { fact: denied.first()?.clone(), holds: false, text, count: denied.len() as u32, among: denied })
    }

    fn circumstance(&self, found: &Found) -> Circumstance {
        let one = |fact: String, holds, text| Circumstance { count: 1, among: vec![fact.clone()], fact, holds, text };
        match found {
            Found::Fact { relation, args, holds } => {
                let text = self.running(&self.wording.sentence(*relation, &some(args), *holds));
                one(self.wording.fact(*relation, args, true), *holds, text)
            }
            Found::Several { relation, among, count, holds } => {
                let all: Vec<String> = among.iter().map(|args| self.wording.fact(*relation, args, true)).collect();
                let text = Crowd::new(*relation, among).map(|crowd| self.so_many(&crowd, *count, *holds)).unwrap_or_default();
                Circumstance { fact: all.first().cloned().unwrap_or_default(), holds: *holds, text, count: *count, among: all }
            }
            Found::Holders { office, at_least, count } => {
                let office = self.wording.entity(EntityId::from(*office));
                let zh = if *at_least { "不少于" } else { "不超过" };
                let en = if *at_least { "at least" } else { "at most" };
                let text = self
                    .wording
                    .pick(format_args!("{office}{zh} {count} 人"), format_args!("{en} {count} hold the office of {office}"));
                one(format!("{office} {zh} {count} 人"), true, text)
            }
            Found::Number { terms, op, number } => {
                let (zh, en) = match op {
                    Op::Ge => ("不少于", "at least"),
                    Op::Gt => ("超过", "more than"),
                    Op::Le => ("不超过", "at most"),
                    Op::Lt => ("少于", "less than"),
                    Op::Eq => ("等于", "exactly"),
                    Op::Odd => ("为单数", "odd"),
                    Op::Even => ("为双数", "even"),
                };
                let number = if matches!(op, Op::Odd | Op::Even) { String::new() } else { thousandths(*number) };
                let fact = self.zh().numbers(terms, &format!("{zh} {number}"));
                let word = self.wording.pick(zh, en);
                one(fact, true, self.running(&self.numbers(terms, &format!("{word} {number}"))))
            }
        }
    }

    /// One number as its sentence with the words in the hole; several as a sum.
    fn numbers(&self, terms: &Terms, words: &str) -> String {
        if let [(1, relation, args)] = terms {
            self.wording.number_sentence(*relation, args, words)
        } else {
            let one = |(n, (weight, relation, args)): (usize, &(i64, RelationId, Vec<EntityId>))| {
                let sign = match (n, *weight < 0) {
                    (0, true) => "－",
                    (0, false) => "",
                    (_, true) => " － ",
                    (_, false) => " ＋ ",
                };
                let times = if weight.abs() == 1 { String::new() } else { format!("{}×", weight.unsigned_abs()) };
                format!("{sign}{times}「{}」", self.running(self.wording.measured(*relation, args).trim()))
            };
            format!("{} {words}", terms.iter().enumerate().map(one).collect::<String>())
        }
    }

    /// Changes that turn the answer.
    pub fn turning(&self, turning: &eval::Turning) -> Turning {
        Turning {
            facts: turning.changes.iter().map(|change| self.change(change)).collect(),
            verdict: turning.verdict,
            holds: turning.verdict.holds(),
            ground: turning.ground,
            who: turning.who.iter().map(|&entity| self.wording.entity(entity)).collect(),
            told: turning.who.iter().map(|&entity| self.wording.doer(entity)).collect(),
        }
    }

    fn change(&self, change: &eval::Change) -> Change {
        let among: Vec<String> = change.among.iter().map(|args| self.wording.fact(change.relation, args, change.to)).collect();
        let crowd = Crowd::new(change.relation, &change.among);
        let text = crowd.and_then(|crowd| self.more(&crowd, change.count, change.to)).unwrap_or_else(|| {
            let said =
                change.among.iter().map(|args| self.running(&self.wording.sentence(change.relation, &some(args), change.to)));
            said.collect::<Vec<_>>().join(&self.wording.pick("，且", " and "))
        });
        let (text, hand) = match change.hand {
            eval::Hand::Do => (text, Hand::Do),
            eval::Hand::State => (text, Hand::State),
            eval::Hand::Undo => (text, Hand::Undo),
            eval::Hand::Judge => {
                (self.wording.pick(format_args!("认定{text}"), format_args!("it is judged that {text}")), Hand::Judge)
            }
            eval::Hand::Be => (text, Hand::Be),
        };
        let text = match change.by {
            None => text,
            Some(eval::By::Day(day)) => {
                self.wording.pick(format_args!("{text}（{day}以前）"), format_args!("{text} (by {})", day.iso()))
            }
            Some(eval::By::Event) => self.wording.pick(format_args!("{text}（事先）"), format_args!("{text} (in time)")),
        };
        let by = if let Some(eval::By::Day(day)) = change.by { Some(day.iso()) } else { None };
        Change { text, hand, before: change.before, to: change.to, count: change.count, among, by }
    }

    fn zh(&self) -> Self {
        Self { wording: Wording { lang: Lang::Zh, ..self.wording } }
    }

    pub(super) fn running(&self, sentence: &str) -> String {
        if self.wording.lang == Lang::Zh { run_on(sentence) } else { sentence.to_owned() }
    }
}

/// Facts that differ in one place are told as all of several, where they are many: 乙、丙、丁都未召集专题会.
fn joined(all: &[Found]) -> Vec<Found> {
    let mut told: Vec<usize> = Vec::new();
    let mut out = Vec::new();
    for (n, found) in all.iter().enumerate() {
        if told.contains(&n) {
            continue;
        }
        let Some((relation, own, holds)) = plain(found) else {
            out.push(found.clone());
            continue;
        };
        let later = all.iter().enumerate().skip(n + 1).filter(|(at, _)| !told.contains(at));
        let same = later.filter_map(|(at, other)| plain(other).map(|other| (at, other)));
        let same =
            same.filter(|(_, (of, _, so))| (*of, *so) == (relation, holds)).map(|(at, (_, args, _))| (at, args.as_slice()));
        let more = beside(own, same.collect::<Vec<_>>().into_iter());
        if more.len() + 1 < TOGETHER {
            out.push(found.clone());
            continue;
        }
        let among: Vec<Vec<EntityId>> =
            std::iter::once(&n).chain(&more).filter_map(|at| plain(all.get(*at)?)).map(|(_, args, _)| args.clone()).collect();
        out.push(Found::Several { relation, count: u32::try_from(among.len()).unwrap_or(u32::MAX), among, holds });
        told.extend(more);
    }
    out
}

fn plain(found: &Found) -> Option<(RelationId, &Vec<EntityId>, bool)> {
    if let Found::Fact { relation, args, holds } = found { Some((*relation, args, *holds)) } else { None }
}
