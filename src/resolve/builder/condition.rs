//! Conditions, counts, comparisons.
use super::super::noun::{Joint, Noun, thousandths};
use super::super::problem::ResolveProblem as P;
use super::super::scope::{Name, PatternToken, Position};
use super::super::sentence::Reading;
use super::super::variables::{Key, Variable, all};
use super::{Builder, Built, Filler, Reported};
use crate::core_ir::{Amount, Comparison as Compared, EntityId, Formula, KindId, Op, Term, Var};
use crate::source::Span;
use crate::syntax::tree::{Atom, Comparison, Condition, Item, Phrase, Share, Word};

/// How deep conditions may stand in one another, those written elsewhere too.
const DEEPEST: u32 = 120;

impl Builder<'_> {
    /// The formula of a condition; its variables are still open.
    pub fn condition(&mut self, condition: &Condition, split: bool) -> Built<Formula> {
        self.read.1 += 1;
        let formula = if self.read.1 > DEEPEST {
            let at = phrase_of(condition).map_or(Span::default(), |phrase| phrase.at);
            self.report(P::TooMuch { what: "一层套一层的条件", english: "conditions inside conditions" }, at)
        } else {
            self.condition_inside(condition, split)
        };
        self.read.1 -= 1;
        formula
    }

    fn condition_inside(&mut self, condition: &Condition, split: bool) -> Built<Formula> {
        match condition {
            Condition::Atom(atom) => self.atom(atom, split),
            Condition::All(parts) => Ok(all(self.conditions(parts, split)?)),
            Condition::Any(parts) => Ok(Formula::Or(self.conditions(parts, false)?)),
            // The conjunction of one keeps 并非 apart from a sentence in its negative form.
            Condition::Not(inner) => Ok(Formula::Not(Box::new(Formula::And(vec![self.condition(inner, false)?])))),
            Condition::AtLeast(count, parts) => Ok(Formula::AtLeast { count: *count, parts: self.conditions(parts, false)? }),
        }
    }

    pub(super) fn conditions(&mut self, parts: &[Condition], split: bool) -> Built<Vec<Formula>> {
        // Every part is read, so that several problems are reported in one run.
        let read: Vec<Built<Formula>> = parts.iter().map(|part| self.condition(part, split)).collect();
        read.into_iter().collect()
    }

    pub(super) fn atom(&mut self, atom: &Atom, split: bool) -> Built<Formula> {
        match atom {
            Atom::Sentence(phrase) => match parity(&phrase.items) {
                Some((number, op)) => self.parity(number, op, phrase.at),
                None => self.case(phrase, split).unwrap_or_else(|| self.sentence(phrase, split)),
            },
            Atom::Share { left, base, share, at } => self.share(left, base, *share, *at),
            Atom::Number { left, comparison, number, unit, at } => {
                self.number(left, *comparison, &number.text, unit.as_ref(), *at)
            }
            Atom::Compare { left, comparison, right, at } => {
                if let Some(ranked) = self.ranked(left, *comparison, right, *at) {
                    return ranked;
                }
                let left = self.amount(&left.items, None, *at)?;
                let right = self.amount(&right.items, None, *at)?;
                Ok(Formula::Compare(Compared { left, op: op(*comparison), right, convention: None, share: None }))
            }
        }
    }

    /// `该事件 等级 不低于 较大`: one of the values of an ordered list; `None` if the right side is no value of a list. The
    /// words before the comparison and a value make a sentence, 为 between them may be left out.
    fn ranked(&mut self, left: &Phrase, comparison: Comparison, right: &Phrase, at: Span) -> Option<Built<Formula>> {
        let [Item::Word(value)] = right.items.as_slice() else { return None };
        let Some(Name::Entity(id, kind)) = self.lexicon.name(&value.text) else { return None };
        let list = self.lexicon.program.kinds.get(kind.index()).filter(|list| list.options)?;
        if !self.lexicon.scope.ordered.contains(&kind) {
            let kind = P::NotOrdered { word: value.text.clone(), list: list.name.clone() };
            return Some(self.report(kind, value.at));
        }
        let members: Vec<Noun> = self.lexicon.values(kind).filter(|noun| in_range(noun, comparison, id)).collect();
        if let Some(noun) = self.lexicon.noun(&left.items).filter(|noun| self.lexicon.kind_of(noun) == Some(kind)) {
            return Some(self.one_of_values(&noun, kind, &members, at));
        }
        let word = |text: &str| Item::Word(Word { text: text.to_owned(), at: value.at });
        let mut is = left.items.clone();
        if let Some(Item::Word(last)) = is.last_mut() {
            last.text.push('为');
        }
        let ways = [left.items.clone(), is, [&left.items[..], &[word("为")]].concat()];
        let ways = ways.map(|mut items| {
            items.push(word(&value.text));
            items
        });
        let read = ways.iter().find(|items| self.reads(items)).or(ways.first())?;
        Some(self.with_values(read, id, &members, at))
    }

    /// A sentence in which one of several values stands for the one that is written.
    fn with_values(&mut self, items: &[Item], written: EntityId, members: &[Noun], at: Span) -> Built<Formula> {
        let mut matched = self.read(items, None, at)?;
        for noun in matched.nouns.iter_mut().flatten() {
            if matches!(noun, Noun::Entity { id, .. } if *id == written) {
                *noun = Noun::List { joint: Joint::Any, members: members.to_vec() };
            }
        }
        self.sentence_about(&matched, None, items, false, at)
    }

    /// `该事件 的 等级 不低于 较大`
    fn one_of_values(&mut self, noun: &Noun, kind: KindId, members: &[Noun], at: Span) -> Built<Formula> {
        let Filler::One(term) = self.fill(noun, kind, Position::Holder, None, false, at)? else {
            return self.report(P::BadHead { sentence: super::super::noun::said(noun) }, at);
        };
        let same: Built<Vec<Formula>> = members.iter().map(|value| self.set(term, value, at)).collect();
        Ok(Formula::Or(same?))
    }

    pub(super) fn share(&mut self, left: &Phrase, base: &Phrase, share: Share, at: Span) -> Built<Formula> {
        let left = self.amount(&left.items, None, at)?;
        let base = self.amount(&base.items, None, at)?;
        Ok(Formula::Compare(Compared {
            left: Amount::Times(i64::from(share.denominator), Box::new(left)),
            op: if share.or_more { Op::Ge } else { Op::Gt },
            right: Amount::Times(i64::from(share.numerator), Box::new(base)),
            convention: if share.or_more { self.or_more } else { None },
            share: Some((share.numerator, share.denominator)),
        }))
    }

    pub(super) fn number(
        &mut self,
        left: &Phrase,
        comparison: Comparison,
        number: &str,
        unit: Option<&Word>,
        at: Span,
    ) -> Built<Formula> {
        let Some(number) = thousandths(number) else {
            return self.report(P::UnknownName { name: number.to_owned(), near: None }, at);
        };
        let left = self.amount(&left.items, unit, at)?;
        Ok(Formula::Compare(Compared { left, op: op(comparison), right: Amount::Number(number), convention: None, share: None }))
    }

    /// `X 为 单数`
    fn parity(&mut self, number: &[Item], op: Op, at: Span) -> Built<Formula> {
        let left = self.amount(number, None, at)?;
        Ok(Formula::Compare(Compared { left, op, right: Amount::Number(0), convention: None, share: None }))
    }

    /// A number: `A 加 B`, `A 减 B`, `A 的 两倍`, a number, a set that is counted, or what a sentence with a number hole
    /// gives. `unit` is the word after the number that it is compared with.
    pub(super) fn amount(&mut self, items: &[Item], unit: Option<&Word>, at: Span) -> Built<Amount> {
        if let Some(joint) = items.iter().rposition(|item| sign(item).is_some()) {
            let (left, right) = (items.get(..joint).unwrap_or_default(), items.get(joint + 1..).unwrap_or_default());
            let left = Box::new(self.amount(left, unit, at)?);
            let right = Box::new(self.amount(right, unit, at)?);
            let less = items.get(joint).and_then(sign) == Some("减");
            return Ok(if less { Amount::Minus(left, right) } else { Amount::Plus(left, right) });
        }
        if let [rest @ .., Item::Of(_), Item::Word(word)] = items
            && let Some(times) = word.text.strip_suffix('倍').and_then(crate::vocabulary::parse_numeral)
        {
            return Ok(Amount::Times(i64::from(times), Box::new(self.amount(rest, unit, at)?)));
        }
        if let [Item::Word(word), rest @ ..] = items
            && rest.len() < 2
            && let Some(number) = thousandths(&word.text)
        {
            return Ok(Amount::Number(number));
        }
        if self.lexicon.noun(items).is_some() {
            return self.count(items, at);
        }
        self.value(items, unit, at)
    }

    /// The number that a sentence gives. The unit may stand with the number, outside the sentence.
    fn value(&mut self, items: &[Item], unit: Option<&Word>, at: Span) -> Built<Amount> {
        let mut whole = items.to_vec();
        if !self.reads(items) {
            whole.extend(self.unit(items, unit)?);
        }
        let matched = self.read(&whole, None, at)?;
        let Some(pattern) = self.pattern(&matched) else { return Err(Reported) };
        let fillers = self.fillers(&matched, None, &whole, false, at)?;
        if fillers.iter().any(|filler| matches!(filler, Filler::List(..))) {
            return self
                .report(P::Unsupported { what: "这样的列举，请分开写", english: "such a list; write one sentence each" }, at);
        }
        let args =
            fillers.into_iter().filter_map(|filler| if let Filler::One(term) = filler { Some(term) } else { None }).collect();
        Ok(Amount::Value { relation: pattern.relation, args })
    }

    fn reads(&self, items: &[Item]) -> bool {
        !matches!(self.lexicon.sentence(items, None), Reading::None(_))
    }

    /// The word after the number is the unit that the pattern declares; where none is written the pattern's is meant.
    fn unit(&mut self, items: &[Item], unit: Option<&Word>) -> Built<Option<Item>> {
        let at = unit.map_or_else(|| super::place_of(items, Span::default()), |unit| unit.at);
        let with = |text: &str| Item::Word(Word { text: text.to_owned(), at });
        let reads = |text: &str| self.reads(&items.iter().cloned().chain([with(text)]).collect::<Vec<_>>());
        if let Some(unit) = unit.filter(|unit| reads(&unit.text)) {
            return Ok(Some(with(&unit.text)));
        }
        let own = self.lexicon.scope.patterns.iter().filter_map(|pattern| match pattern.tokens.as_slice() {
            [.., PatternToken::Number, PatternToken::Word(own)] => Some(own.as_str()),
            _ => None,
        });
        match (own.into_iter().find(|own| reads(own)), unit) {
            (Some(wanted), Some(unit)) => {
                self.report(P::WrongUnit { unit: unit.text.clone(), wanted: wanted.to_owned() }, unit.at)
            }
            (Some(own), None) => Ok(Some(with(own))),
            (None, _) => Ok(None),
        }
    }

    pub(super) fn count(&mut self, items: &[Item], at: Span) -> Built<Amount> {
        let Some(noun) = self.lexicon.noun(items) else {
            return self.unknown(items, None, at);
        };
        let kind = self.lexicon.kind_of(&noun).unwrap_or(self.lexicon.scope.known.person);
        let kind = if kind == self.lexicon.scope.known.office { self.lexicon.scope.known.person } else { kind };
        // The counted variable is bound by the count itself and must not be found again by its word.
        let var = self.variables.add(Variable {
            kind,
            word: String::new(),
            key: Key::Fresh,
            restriction: Formula::True,
            universal: false,
        });
        let before = self.variables.list.len();
        let body = self.set(Term::Var(var), &noun, at)?;
        let shared =
            |n: usize| n < before || self.variables.list.get(n).is_some_and(|variable| matches!(variable.key, Key::Kind(_)));
        let inner: Vec<Var> = (0..self.variables.list.len()).filter(|n| shared(*n)).map(|n| Var(n as u16)).collect();
        let body = self.variables.close(body, &inner);
        Ok(Amount::Count { var, kind, body: Box::new(body) })
    }
}

/// The first sentence of a condition.
fn phrase_of(condition: &Condition) -> Option<&Phrase> {
    match condition {
        Condition::Atom(Atom::Sentence(phrase)) => Some(phrase),
        Condition::Atom(Atom::Share { left, .. } | Atom::Number { left, .. } | Atom::Compare { left, .. }) => Some(left),
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeast(_, parts) => parts.iter().find_map(phrase_of),
        Condition::Not(inner) => phrase_of(inner),
    }
}

/// 加 and 减, as words of their own.
fn sign(item: &Item) -> Option<&str> {
    match item {
        Item::Word(word) if matches!(word.text.as_str(), "加" | "减") => Some(&word.text),
        _ => None,
    }
}

/// `X 为 单数`, `X 为 双数`
fn parity(items: &[Item]) -> Option<(&[Item], Op)> {
    let [number @ .., Item::Word(is), Item::Word(what)] = items else { return None };
    let op = match what.text.as_str() {
        "单数" | "奇数" => Op::Odd,
        "双数" | "偶数" => Op::Even,
        _ => return None,
    };
    (is.text == "为" && !number.is_empty()).then_some((number, op))
}

/// Values of an ordered list are numbered from the lowest.
fn in_range(noun: &Noun, comparison: Comparison, bound: EntityId) -> bool {
    let Noun::Entity { id, .. } = noun else { return false };
    match comparison {
        Comparison::AtLeast => *id >= bound,
        Comparison::AtMost => *id <= bound,
        Comparison::More => *id > bound,
        Comparison::Less => *id < bound,
        Comparison::Equal => *id == bound,
    }
}

fn op(comparison: Comparison) -> Op {
    match comparison {
        Comparison::AtLeast => Op::Ge,
        Comparison::AtMost => Op::Le,
        Comparison::More => Op::Gt,
        Comparison::Less => Op::Lt,
        Comparison::Equal => Op::Eq,
    }
}
