//! Facts that are missing, that would settle, that would turn an answer: as sentences.
use super::change::{Change, Hand, Turning};
use super::model::{Circumstance, Cite, Lead, Missing, MissingKind, NextQuestion, Settlement};
use super::wording::{Wording, run_on, some, thousandths};
use crate::core_ir::{Class, EntityId, Op, RelationId};
use crate::diagnostic::Lang;
use crate::eval::{self, Found, Unknown};
use crate::vocabulary::Verdict;

/// Puts facts into words.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The words.
    pub wording: Wording<'a>,
}

type Terms = [(i64, RelationId, Vec<EntityId>)];

impl Facts<'_> {
    /// A missing fact.
    pub fn missing(&self, missing: &eval::Missing, citations: Vec<Cite>) -> Missing {
        let denial = self.denial(&missing.unknown);
        let (fact, kind, ask, options) = match &missing.unknown {
            Unknown::Fact(relation, args) => self.missing_fact(*relation, args),
            Unknown::Value(relation, args) => self.missing_value(*relation, args),
            Unknown::Holders(office) => {
                let office = self.wording.entity(EntityId::from(*office));
                let ask = self.wording.pick(&format!("{office}共有几人"), &format!("how many hold the office of {office}"));
                (format!("{office} 共 N 人"), MissingKind::Holders, ask, Vec::new())
            }
            Unknown::Number(terms) => {
                let ask = self.numbers(terms, &self.wording.pick("多少", "how many"));
                (self.zh().numbers(terms, "N"), MissingKind::Number, ask, Vec::new())
            }
        };
        Missing { fact, denial, kind, ask, options, citations }
    }

    fn denial(&self, unknown: &Unknown) -> String {
        match unknown {
            Unknown::Fact(relation, args) => self.wording.fact(*relation, args, false),
            Unknown::Value(relation, args) => {
                let names: Vec<_> =
                    args.iter().map(|arg| Some(arg.map_or_else(|| "…".to_owned(), |one| self.wording.entity(one)))).collect();
                self.zh().wording.with_words(*relation, &names)
            }
            Unknown::Holders(_) | Unknown::Number(_) => String::new(),
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
        let text = self.wording.pick(&format!("若{sentence}：{comes_to}"), &format!("if {sentence}: {comes_to}"));
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
            (false, Lang::En) => format!("whether 「{sentence}」"),
            (true, Lang::En) => format!("whether 「{sentence}」 (for a person to judge)"),
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
        let ask = self.wording.pick(&format!("{sentence}（{list}）"), &format!("「{sentence}」: which of {list}"));
        (fact, MissingKind::Value, ask, options)
    }

    /// A short way to an answer.
    pub fn settlement(&self, settlement: &eval::Settlement) -> Settlement {
        Settlement {
            if_found: settlement.if_found.iter().map(|found| self.circumstance(found)).collect(),
            verdict: settlement.verdict,
            ground: settlement.ground,
            who: settlement.who.iter().map(|&entity| self.wording.entity(entity)).collect(),
            choosers: settlement.choosers.iter().map(|&entity| self.wording.entity(entity)).collect(),
            told: settlement.who.iter().map(|&entity| self.wording.doer(entity)).collect(),
        }
    }

    fn circumstance(&self, found: &Found) -> Circumstance {
        match found {
            Found::Fact { relation, args, holds } => Circumstance {
                fact: self.wording.fact(*relation, args, true),
                holds: *holds,
                text: self.running(&self.wording.sentence(*relation, &some(args), *holds)),
            },
            Found::Holders { office, at_least, count } => {
                let office = self.wording.entity(EntityId::from(*office));
                let zh = if *at_least { "不少于" } else { "不超过" };
                let en = if *at_least { "at least" } else { "at most" };
                let text =
                    self.wording.pick(&format!("{office}{zh} {count} 人"), &format!("{en} {count} hold the office of {office}"));
                Circumstance { fact: format!("{office} {zh} {count} 人"), holds: true, text }
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
                Circumstance { fact, holds: true, text: self.running(&self.numbers(terms, &format!("{word} {number}"))) }
            }
        }
    }

    /// One number as its sentence with the words in the hole; several as a sum.
    fn numbers(&self, terms: &Terms, words: &str) -> String {
        if let [(1, relation, args)] = terms {
            self.wording.number_sentence(*relation, args, words)
        } else {
            let one = |(weight, relation, args): &(i64, RelationId, Vec<EntityId>)| {
                let sentence = self.running(&self.wording.number_sentence(*relation, args, ""));
                if *weight == 1 { format!("「{sentence}」") } else { format!("{weight}×「{sentence}」") }
            };
            format!("{} {words}", terms.iter().map(one).collect::<Vec<_>>().join(" ＋ "))
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
        let text = self.some_of(change).unwrap_or_else(|| {
            let said =
                change.among.iter().map(|args| self.running(&self.wording.sentence(change.relation, &some(args), change.to)));
            said.collect::<Vec<_>>().join(&self.wording.pick("，且", " and "))
        });
        let (text, hand) = match change.hand {
            eval::Hand::Do => (text, Hand::Do),
            eval::Hand::State => (text, Hand::State),
            eval::Hand::Undo => (text, Hand::Undo),
            eval::Hand::Judge => (self.wording.pick(&format!("认定{text}"), &format!("it is judged that {text}")), Hand::Judge),
            eval::Hand::Be => (text, Hand::Be),
        };
        Change { text, hand, before: change.before, to: change.to, count: change.count, among }
    }

    /// `再有 1 人到会本次会议（乙、丙、丁当中）`, `少 1 人到会本次会议`: interchangeable tuples that differ in one place.
    fn some_of(&self, change: &eval::Change) -> Option<String> {
        let first = change.among.first().filter(|_| change.among.len() > change.count as usize)?;
        let differs = |at: usize| change.among.iter().any(|args| args.get(at) != first.get(at));
        let mut places = (0..first.len()).filter(|&at| differs(at));
        let at = places.next().filter(|_| places.next().is_none())?;
        let hole = self.wording.relation(change.relation)?.holes.get(at)?;
        let all = change.among.iter().filter_map(|args| args.get(at)).map(|&one| self.wording.entity(one));
        if hole.single {
            let names = either(&all.collect::<Vec<_>>(), self.wording.lang);
            return Some(self.running(&self.wording.sentence_with(change.relation, first, (at, names), true)));
        }
        let person = self.wording.is_person(hole.kind);
        let names = all.collect::<Vec<_>>().join(&self.wording.pick("、", ", "));
        let (n, unit) = (change.count, if person { "人" } else { "项" });
        let which = match (self.wording.lang, change.to) {
            (Lang::Zh, true) => format!("再有 {n} {unit}"),
            (Lang::Zh, false) => format!("少 {n} {unit}"),
            (Lang::En, true) => format!("{n} more of {names}"),
            (Lang::En, false) => format!("{n} of {names}"),
        };
        let holds = change.to || self.wording.lang == Lang::Zh;
        let sentence = self.running(&self.wording.sentence_with(change.relation, first, (at, which), holds));
        Some(match self.wording.lang {
            Lang::Zh => format!("{sentence}（{names}当中）"),
            Lang::En => sentence,
        })
    }

    fn zh(&self) -> Self {
        Self { wording: Wording { lang: Lang::Zh, ..self.wording } }
    }

    fn running(&self, sentence: &str) -> String {
        if self.wording.lang == Lang::Zh { run_on(sentence) } else { sentence.to_owned() }
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
