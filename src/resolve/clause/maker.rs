//! One clause on its way: its heads, and each part by its kind.
use super::super::builder::{Builder, Built, Reported, Ways};
use super::super::noun::show_items;
use super::super::problem::ResolveProblem as P;
use super::super::scope::Position;
use super::super::sentence::{Reading, spread};
use super::super::variables::{Key, Variable, Variables, all, mentions};
use super::walk::{each_phrase, names};
use super::{Standing, act_of, signature};
use crate::core_ir::{Act, Clause, ClauseId, ClauseKind, Comparison, Formula, Grant, Lifts, Op, Program, Var};
use crate::diagnostic::{Problem, Problems};
use crate::source::Span;
use crate::syntax::tree::{self, Head, Item, Part, PartKind, Phrase, Segment};

/// The head of a segment, read.
#[derive(Default)]
pub struct Heads {
    pub(super) conditions: Vec<Formula>,
    pub(super) exceptions: Vec<Formula>,
    pub(super) without: Vec<Formula>,
    pub(super) among: Vec<Formula>,
}

pub struct Maker<'s, 'a> {
    pub(super) standing: &'s Standing<'a>,
    pub(super) builder: Builder<'a>,
    pub(super) out: Vec<Clause>,
    pub(super) text: String,
    /// What each of them says of its things.
    pub(super) backgrounds: Vec<Vec<Formula>>,
    /// Clauses of the last segment that is no 其中, and its conditions.
    pub(super) last: Vec<usize>,
    pub(super) last_conditions: Vec<Formula>,
}

impl<'s, 'a> Maker<'s, 'a> {
    pub(super) fn new(standing: &'s Standing<'a>, clause: &tree::Clause, ways: Ways) -> Self {
        let mut named = Vec::new();
        each_phrase(clause, &mut |phrase| named.extend(names(&standing.lexicon, &phrase.items)));
        let builder = Builder {
            lexicon: standing.lexicon,
            source: standing.source,
            variables: Variables::default(),
            problems: Problems::default(),
            ways,
            or_more: standing.or_more,
            named,
            prefer: Vec::new(),
            read: (0, 0),
            document: standing.document,
            inside: vec![standing.citation.locus],
            quotes: standing.quotes,
        };
        let mut builder = builder;
        if let Some((kind, word)) = &standing.named {
            let (kind, word) = (*kind, word.clone());
            builder.variables.add(Variable { kind, word, key: Key::Kind(kind), restriction: Formula::True, universal: false });
        }
        let text = standing.source.slice(clause.at).split_whitespace().collect::<Vec<_>>().join(" ");
        Self { standing, builder, out: Vec::new(), text, backgrounds: Vec::new(), last: Vec::new(), last_conditions: Vec::new() }
    }

    pub(super) fn clause(&mut self, clause: &tree::Clause) -> Built<()> {
        let mut failed = false;
        let mut skip = false;
        for (n, segment) in clause.segments.iter().enumerate() {
            if std::mem::take(&mut skip) {
                continue;
            }
            self.loose(clause, n);
            let next = clause.segments.get(n + 1);
            let need = next.filter(|next| is_need(segment, next));
            skip = need.is_some();
            failed |= self.segment(segment, need).is_err();
        }
        if clause.segments.len() == 1 {
            self.office_twice(clause.at);
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    /// `副主任 外出 的，副主任 不得 签发 公文。`: one who holds the office, and whoever acts in it, who need not be the same.
    fn office_twice(&mut self, at: Span) {
        let offices = |wanted: Position| {
            self.builder.variables.list.iter().filter_map(move |variable| match variable.key {
                Key::Office(id, position, _) if position == wanted => Some((id, &variable.word)),
                _ => None,
            })
        };
        let twice = offices(Position::Capacity).find(|(id, _)| offices(Position::Holder).any(|(other, _)| other == *id));
        if let Some((_, office)) = twice {
            let kind = P::OfficeTwice { office: office.clone() };
            self.builder.problems.push(Problem::new(kind, self.builder.source, at));
        }
    }

    /// `φ 的，α；该X β。`: a condition ends at `；`, and a segment without one that points back looks as if it carried it.
    fn loose(&mut self, clause: &tree::Clause, n: usize) {
        let (before, rest) = clause.segments.split_at(n);
        let Some(segment) = rest.first().filter(|segment| segment.heads.is_empty()) else { return };
        if !before.iter().flat_map(|segment| &segment.heads).any(|head| matches!(head, Head::Condition(_))) {
            return;
        }
        let mut words = Vec::new();
        let alone = tree::Clause { at: clause.at, segments: vec![segment.clone()], anchor: None };
        each_phrase(&alone, &mut |phrase| words.extend(phrase.items.iter().filter_map(word_of).cloned()));
        let lexicon = self.builder.lexicon;
        let points =
            |word: &tree::Word| word.text.strip_prefix('该').filter(|_| lexicon.name(&word.text).is_none()).map(str::to_owned);
        let back = words.iter().enumerate().find(|(at, word)| {
            // What the segment itself has named is its own.
            points(word).is_some_and(|what| !words.iter().take(*at).any(|word| word.text.ends_with(&what)))
        });
        if let Some((_, word)) = back {
            let kind = P::LooseBack { word: word.text.clone() };
            self.builder.problems.push(Problem::new(kind, self.builder.source, word.at));
        }
    }

    /// Whether a comparison says what numbers add up to: they are equal, and nothing is open but what the numbers are of.
    pub(super) fn adds_up(&self, comparison: &Comparison) -> bool {
        let variables = &self.builder.variables;
        let formula = Formula::Compare(comparison.clone());
        let own = signature(&ClauseKind::Sum(comparison.clone()));
        let named = (0..variables.list.len() as u16).map(Var).filter(|var| mentions(&formula, *var));
        let closed = named.into_iter().all(|var| own.contains(&var)) && variables.restrictions(&own).is_empty();
        let mut numbers = 0;
        for side in [&comparison.left, &comparison.right] {
            side.each_value(&mut |_, _| numbers += 1);
        }
        comparison.op == Op::Eq && numbers > 0 && closed
    }

    pub(super) fn segment(&mut self, segment: &Segment, need: Option<&Segment>) -> Built<()> {
        let mut heads = self.heads(&segment.heads)?;
        let base = (std::mem::take(&mut self.last), std::mem::take(&mut self.last_conditions));
        let among = !heads.among.is_empty();
        if among {
            // 其中: within the case of the segment before, and out of it.
            self.take_out(&base.0, &base.1, &heads.among);
            heads.conditions.splice(0..0, base.1.iter().cloned());
        }
        let mut failed = false;
        for part in &segment.parts {
            failed |= self.part(part, &heads, need).is_err();
        }
        if among {
            (self.last, self.last_conditions) = base;
        } else {
            self.last_conditions = heads.conditions;
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    pub(super) fn heads(&mut self, heads: &[Head]) -> Built<Heads> {
        let mut read = Heads::default();
        let mut failed = false;
        for head in heads {
            let (condition, split) = match head {
                Head::Condition(condition) | Head::Among(condition) => (condition, true),
                Head::Except(condition) | Head::Without(condition) => (condition, false),
            };
            let Ok(formula) = self.builder.condition(condition, split) else {
                failed = true;
                continue;
            };
            match head {
                Head::Condition(_) => read.conditions.push(formula),
                Head::Except(_) => read.exceptions.push(formula),
                Head::Without(_) => read.without.push(formula),
                Head::Among(_) => {
                    read.among.push(formula.clone());
                    read.conditions.push(formula);
                }
            }
        }
        if failed { Err(Reported) } else { Ok(read) }
    }

    /// The heads of an exception that stands outside its clause, all together.
    pub(super) fn outside(&mut self, heads: &[Head]) -> Built<Formula> {
        let mut parts = Vec::new();
        for head in heads {
            parts.push(match head {
                Head::Condition(inside) | Head::Among(inside) => self.builder.condition(inside, true)?,
                Head::Except(inside) | Head::Without(inside) => {
                    Formula::Not(Box::new(Formula::And(vec![self.builder.condition(inside, false)?])))
                }
            });
        }
        Ok(all(parts))
    }

    /// 其中 φ 的: the clauses of the segment before do not reach this case.
    pub(super) fn take_out(&mut self, before: &[usize], conditions: &[Formula], among: &[Formula]) {
        for index in before {
            let Some(clause) = self.out.get(*index) else { continue };
            let free = signature(&clause.kind);
            let act = act_of(&clause.kind).cloned();
            self.except(*index, all(among.to_vec()), act, &free, conditions);
        }
    }

    pub(super) fn push(&mut self, kind: ClauseKind, condition: Formula, hedged: bool) -> usize {
        self.out.push(Clause {
            citation: self.standing.citation.clone(),
            document: self.standing.document,
            text: self.text.clone(),
            variables: Vec::new(),
            condition,
            hedged,
            guards: self.standing.guards.clone(),
            exceptions: Vec::new(),
            rivals: Vec::new(),
            kind,
            notes: Vec::new(),
        });
        self.backgrounds.push(Vec::new());
        self.out.len() - 1
    }

    /// Adds a clause with the exceptions of its heads and its own 但…除外.
    pub(super) fn add(&mut self, kind: ClauseKind, heads: &Heads, part: &Part, more: Vec<Formula>) -> Built<usize> {
        let free = signature(&kind);
        let mut parts = self.builder.variables.restrictions(&free);
        parts.extend(heads.conditions.iter().cloned());
        parts.extend(more);
        let condition = self.builder.variables.close(all(parts), &free);
        let act = act_of(&kind).cloned();
        let mut exceptions: Vec<Formula> = heads.exceptions.clone();
        if matches!(kind, ClauseKind::Prohibition { .. } | ClauseKind::StateProhibition { .. }) {
            exceptions.extend(heads.without.iter().cloned());
        } else if !heads.without.is_empty() {
            return self.builder.report(
                P::Unsupported {
                    what: "「未经」，它后面要跟「不得」", english: "未经 before anything but 不得"
                },
                part.at,
            );
        }
        if let Some(except) = &part.except {
            exceptions.push(self.builder.condition(except, false)?);
        }
        let index = self.push(kind, condition, part.hedged);
        for exception in exceptions {
            self.except(index, exception, act.clone(), &free, &heads.conditions);
        }
        if let Some(background) = self.backgrounds.get_mut(index) {
            background.clone_from(&heads.conditions);
        }
        self.last.push(index);
        Ok(index)
    }

    /// An exception speaks of the same things as the condition of its clause.
    pub(super) fn except(&mut self, index: usize, exception: Formula, act: Option<Act>, free: &[Var], conditions: &[Formula]) {
        let variables = &self.builder.variables;
        let condition = variables.close(variables.linked(exception, conditions, free), free);
        let id = self.push(ClauseKind::Exception { act, lifts: Lifts::Listed }, condition, false);
        if let Some(clause) = self.out.get_mut(index) {
            clause.exceptions.push(ClauseId(id as u32));
        }
    }

    pub(super) fn part(&mut self, part: &Part, heads: &Heads, need: Option<&Segment>) -> Built<()> {
        match &part.kind {
            PartKind::By { topic, words } => self.power(words, topic, Grant::Closed, heads, part),
            PartKind::May { subject, words } => self.power(subject, words, Grant::Open, heads, part),
            PartKind::MayNot { subject, words } => self.waiver(subject, words, heads, part),
            PartKind::Right { subject, words } => self.power(subject, words, Grant::Right, heads, part),
            PartKind::Requires { act, needs } => self.requirement(act, needs, heads, part),
            PartKind::MustNot { subject, words } => self.prohibition(subject, words, heads, part, need),
            PartKind::Must { subject, duties } => self.duties(subject, duties, heads, part),
            PartKind::Deemed(phrase) => self.deemed(phrase, heads, part),
            PartKind::Means { head, body } => self.means(head, body, heads, part),
            PartKind::Composed { whole, members } => self.composed(whole, members, heads, part),
            PartKind::Frequency { .. } => self.frequency(heads, part),
            PartKind::NotApplicable => self.builder.report(
                P::Unsupported {
                    what: "「不适用」，请用「例外」一句", english: "不适用; use a statement with 例外"
                },
                part.at,
            ),
        }
    }

    /// The act of two phrases, in whichever order a pattern reads them.
    pub(super) fn joined(&mut self, first: &Phrase, second: &Phrase) -> Vec<Item> {
        let join = |a: &Phrase, b: &Phrase| -> Vec<Item> { a.items.iter().chain(&b.items).cloned().collect() };
        let straight = join(first, second);
        let reads = |items: &[Item]| {
            let (sentences, _) = spread(&self.builder.lexicon, items);
            sentences.first().is_some_and(|items| !matches!(self.builder.lexicon.sentence(items, None), Reading::None(_)))
        };
        if first.items.is_empty() || second.items.is_empty() || reads(&straight) {
            return straight;
        }
        let turned = join(second, first);
        if reads(&turned) { turned } else { straight }
    }

    pub(super) fn act(&mut self, items: &[Item], at: Span) -> Built<Act> {
        let (verb, slots) = self.builder.act(items, at)?;
        let is_act = self.program().relations.get(verb.index()).is_some_and(|relation| relation.act);
        if !is_act {
            return self.builder.report(P::NotAnAct { sentence: show_items(items) }, at);
        }
        Ok(Act { verb, slots })
    }

    pub(super) fn program(&self) -> &'a Program {
        self.builder.lexicon.program
    }
}

fn word_of(item: &Item) -> Option<&tree::Word> {
    if let Item::Word(word) = item { Some(word) } else { None }
}

/// `；确需 … 的，须 …` after a prohibition.
fn is_need(segment: &Segment, next: &Segment) -> bool {
    let forbids = segment.parts.iter().any(|part| matches!(part.kind, PartKind::MustNot { .. }));
    let needs = next.parts.iter().all(|part| matches!(&part.kind, PartKind::Requires { act, .. } if act.items.is_empty()));
    forbids && needs && !next.parts.is_empty() && !next.heads.is_empty()
}
