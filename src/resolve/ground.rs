//! Sentences about named people and things: in situations and questions.
use super::Resolved;
use super::builder::{Built, Reported};
use super::noun::{Joint, Lexicon, Noun, said, show_items, span_of};
use super::problem::{MEANT_ROLE, ResolveProblem as P};
use super::scope::{Name, is_a};
use super::sentence::{Matched, Reading, has_words};
use super::situation::Situated;
use crate::core_ir::{Among, Bound, Entity, EntityId, Fact, IndividualId, KindId, Program, RelationId, Truth};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::Item;
use std::sync::Arc;

/// How many tuples one line may say.
const MOST_TUPLES: usize = 10_000;

/// A sentence with its places filled; `None` where it leaves something open.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// The relation.
    pub relation: RelationId,
    /// Its arguments.
    pub args: Vec<Option<EntityId>>,
    /// The number.
    pub number: Option<i64>,
    /// Said in the negative.
    pub negated: bool,
    /// A place that is open because any of several may stand there.
    pub among: Option<Among>,
}

/// Reads sentences in a situation.
pub struct Grounder<'a> {
    /// The rulebooks.
    pub resolved: &'a Resolved,
    /// The situation.
    pub situated: &'a mut Situated,
    /// The text.
    pub source: &'a Arc<Source>,
    /// A description of something that is not there yet brings it up (由谁 签发 属 重大事项 的 公文): how many individuals
    /// there were before.
    pub supposing: Option<usize>,
    /// What was wrong.
    pub problems: Problems,
}

impl Grounder<'_> {
    /// Reports.
    pub fn report<T>(&mut self, problem: P, at: Span) -> Built<T> {
        self.problems.push(Problem::new(problem, self.source, at));
        Err(Reported)
    }

    /// The words that are known here.
    pub fn lexicon(&self) -> Lexicon<'_> {
        Lexicon { program: &self.resolved.program, scope: &self.resolved.scope, locals: Some(&self.situated.names) }
    }

    /// Reads a sentence; several where it has lists. `open` lets places be left out.
    pub fn sentences(&mut self, items: &[Item], open: bool) -> Built<Vec<Ground>> {
        let grounds = self.alternatives(items, open)?;
        if grounds.iter().any(|ground| ground.among.is_some()) {
            return self.report(P::OneOfSeveral { words: show_items(items) }, span_of(items));
        }
        Ok(grounds)
    }

    /// The same where one place may say 乙 或 丙, 较大级以上.
    pub fn alternatives(&mut self, items: &[Item], open: bool) -> Built<Vec<Ground>> {
        let (sentences, joint) = super::sentence::spread(&self.lexicon(), items);
        if joint == Joint::Mixed {
            return self.report(P::MixedList { words: show_items(items) }, span_of(items));
        }
        if joint == Joint::Any {
            return self.report(P::OneOfSeveral { words: show_items(items) }, span_of(items));
        }
        let mut grounds = Vec::new();
        for items in &sentences {
            let matched = self.read(items)?;
            grounds.extend(self.ground(&matched, items, open)?);
            self.limit(grounds.len(), items)?;
        }
        Ok(grounds)
    }

    /// Whether some pattern reads these words.
    pub fn reads(&self, items: &[Item]) -> bool {
        let (sentences, _) = super::sentence::spread(&self.lexicon(), items);
        sentences.iter().all(|items| !matches!(self.lexicon().sentence(items, None), Reading::None(_)))
    }

    fn limit(&mut self, count: usize, items: &[Item]) -> Built<()> {
        if count <= MOST_TUPLES {
            return Ok(());
        }
        self.report(P::TooMuch { what: "这一句列举的对象", english: "things listed in this sentence" }, span_of(items))
    }

    /// Reads a sentence with one pattern.
    pub fn read(&mut self, items: &[Item]) -> Built<Matched> {
        if super::sentence::too_deep(items) {
            return self.report(super::sentence::TOO_DEEP, span_of(items));
        }
        match self.lexicon().sentence(items, None) {
            Reading::One(matched) => Ok(matched),
            Reading::Several(patterns) => {
                if let Some((problem, at)) = self.unknown_back(items) {
                    return self.report(problem, at);
                }
                let scope = &self.resolved.scope;
                let patterns = patterns
                    .iter()
                    .filter_map(|n| scope.patterns.get(*n))
                    .map(|pattern| format!("「{}」", scope.show(&self.resolved.program, pattern)))
                    .collect();
                self.report(P::Ambiguous { words: show_items(items), patterns }, span_of(items))
            }
            Reading::None(near) => {
                let form =
                    near.and_then(|n| self.resolved.scope.patterns.get(n)).is_some_and(|pattern| has_words(pattern, items));
                if let Some(problem) = self.unknown_word(items, near.is_some() && !form) {
                    let (problem, at) = problem;
                    return self.report(problem, at);
                }
                if let Some((noun, wanted)) = near.and_then(|n| self.lexicon().misfit(n, items)) {
                    return self.report(P::WrongKind { noun, sentence: show_items(items), wanted }, span_of(items));
                }
                let scope = &self.resolved.scope;
                let near = near.and_then(|n| scope.patterns.get(n)).map(|pattern| scope.show(&self.resolved.program, pattern));
                self.report(P::UnknownSentence { words: show_items(items), near }, span_of(items))
            }
        }
    }

    /// `该文件`, where 文件 is declared nowhere: it fits everywhere.
    fn unknown_back(&self, items: &[Item]) -> Option<(P, Span)> {
        let lexicon = self.lexicon();
        items.iter().find_map(|item| {
            let Item::Word(word) = item else { return None };
            let Some(Noun::Back { word: back }) = lexicon.noun(std::slice::from_ref(item)) else { return None };
            let unknown = lexicon.name(&back).is_none() && lexicon.roles(&back, None).is_empty();
            let near = super::near(&back, lexicon.scope.names.keys().chain(self.situated.names.keys()));
            unknown.then_some((P::UnknownHere { name: back, near }, word.at))
        })
    }

    fn unknown_word(&self, items: &[Item], near: bool) -> Option<(P, Span)> {
        let lexicon = self.lexicon();
        for item in items {
            let Item::Word(word) = item else { continue };
            if let Some(list) = lexicon.unordered(&word.text) {
                return Some((P::NotOrdered { word: word.text.clone(), list }, word.at));
            }
            if lexicon.noun(std::slice::from_ref(item)).is_none() && !lexicon.scope.literals.contains(&word.text) {
                let names = lexicon.scope.names.keys().chain(&lexicon.scope.literals).chain(self.situated.names.keys());
                let written = self.source.slice(span_of(items));
                let close = lexicon.proposal(written).or_else(|| super::near(&word.text, names));
                if close.is_some() || !near || word.text.chars().count() == 1 {
                    return Some((P::UnknownHere { name: word.text.clone(), near: close }, word.at));
                }
            }
        }
        None
    }

    pub(super) fn ground(&mut self, matched: &Matched, items: &[Item], open: bool) -> Built<Vec<Ground>> {
        let Some(pattern) = self.resolved.scope.patterns.get(matched.pattern) else { return Err(Reported) };
        let Some(relation) = self.resolved.program.relations.get(pattern.relation.index()) else { return Err(Reported) };
        let mut places: Vec<Option<Vec<EntityId>>> = Vec::new();
        let mut among = None;
        for (place, (noun, hole)) in matched.nouns.iter().zip(&relation.holes).enumerate() {
            if among.is_none() {
                among = noun.as_ref().map(|noun| self.among(noun, place, hole.kind, span_of(items))).transpose()?.flatten();
                if among.is_some() {
                    places.push(Some(Vec::new()));
                    continue;
                }
            }
            places.push(match noun {
                Some(noun) => Some(self.entities(noun, hole.kind, span_of(items))?),
                None => None,
            });
        }
        self.limit(places.iter().flatten().map(Vec::len).fold(1, usize::saturating_mul), items)?;
        let named: Vec<EntityId> = places.iter().flatten().flatten().copied().collect();
        let mut rows: Vec<Vec<Option<EntityId>>> = vec![Vec::new()];
        for (place, hole) in places.iter().zip(&relation.holes) {
            let values: Vec<Option<EntityId>> = match place {
                // Any of several.
                Some(values) if values.is_empty() => vec![None],
                Some(values) => values.iter().copied().map(Some).collect(),
                None => vec![self.left_out(hole.kind, &named, items, open)?],
            };
            rows = rows
                .into_iter()
                .flat_map(|row| values.iter().map(move |value| row.iter().copied().chain([*value]).collect()))
                .collect();
        }
        Ok(rows
            .into_iter()
            .map(|args| Ground {
                relation: pattern.relation,
                args,
                number: matched.number,
                negated: pattern.negative,
                among: among.clone(),
            })
            .collect())
    }

    /// `乙 或 丙`, `较大级以上`: those of whom any may stand in a place.
    fn among(&mut self, noun: &Noun, place: usize, kind: KindId, at: Span) -> Built<Option<Among>> {
        let Noun::List { joint, members } = noun else { return Ok(None) };
        let convention = || super::or_more(&self.resolved.program.choices);
        let bound = match joint {
            Joint::Any => None,
            Joint::OrMore => Some(Bound { above: true, convention: convention() }),
            Joint::OrLess => Some(Bound { above: false, convention: convention() }),
            Joint::Each | Joint::Mixed => return Ok(None),
        };
        let mut values = Vec::new();
        for member in members {
            values.extend(self.entities(member, kind, at)?);
        }
        Ok(Some(Among { place, values, bound }).filter(|among| !among.values.is_empty()))
    }

    /// The only individual of the situation of this kind, unless the sentence names it in another place; open otherwise.
    fn left_out(&mut self, kind: KindId, named: &[EntityId], items: &[Item], open: bool) -> Built<Option<EntityId>> {
        let own: Vec<EntityId> = self.situated.own(&self.resolved.program, kind);
        match own.as_slice() {
            [only] if !named.contains(only) => Ok(Some(*only)),
            _ if open => Ok(None),
            several => {
                let several = several.len() > 1;
                let kind = self.resolved.program.kinds.get(kind.index()).map(|kind| kind.name.clone()).unwrap_or_default();
                self.report(P::Elided { sentence: show_items(items), kind, several }, span_of(items))
            }
        }
    }

    /// Whom or what a noun names.
    pub fn entities(&mut self, noun: &Noun, hole: KindId, at: Span) -> Built<Vec<EntityId>> {
        let known = self.resolved.scope.known;
        match noun {
            Noun::List { joint: Joint::Mixed, .. } => self.report(P::MixedList { words: said(noun) }, at),
            Noun::List { joint: Joint::Any | Joint::OrMore | Joint::OrLess, members } => {
                let words: Vec<String> = members.iter().map(said).collect();
                self.report(P::OneOfSeveral { words: words.join(" 或 ") }, at)
            }
            Noun::List { members, .. } => {
                let mut all = Vec::new();
                for member in members {
                    all.extend(self.entities(member, hole, at)?);
                }
                Ok(all)
            }
            Noun::Entity { id, kind, word } if *kind == known.office && !is_a(&self.resolved.program, known.office, hole) => {
                self.holder(*id, word, at).map(|id| vec![id])
            }
            Noun::Entity { id, .. } => Ok(vec![*id]),
            Noun::Kind { kind, word } => self.of_kind(*kind, word, at).map(|id| vec![id]),
            Noun::Back { word } => match self.lexicon().name(word) {
                Some(Name::Kind(kind)) => self.of_kind(kind, word, at).map(|id| vec![id]),
                Some(Name::Entity(id, _)) => Ok(vec![id]),
                None => self.report(P::NoAntecedent { word: format!("该{word}") }, at),
            },
            Noun::Quote(text) => Ok(vec![self.literal(text, known.text)]),
            Noun::Date(date) => Ok(vec![self.literal(&date.to_string(), known.date)]),
            Noun::Role { pattern, of, word } => self.role(*pattern, of.as_deref(), word, at).map(|id| vec![id]),
            Noun::Relative { words, head } if self.supposing.is_some() => self.described(words, head, at).map(|id| vec![id]),
            Noun::Relative { .. } | Noun::Some { .. } | Noun::Number(_) => {
                self.report(P::Unsupported { what: "这样的名词，请写出名字", english: "such a noun; name the one" }, at)
            }
        }
    }

    fn holder(&mut self, office: EntityId, word: &str, at: Span) -> Built<EntityId> {
        let holds = self.resolved.program.holds_office;
        let part_of = &self.resolved.scope.part_of;
        let counts = |held: &EntityId| {
            let wholes = part_of.get(&IndividualId(held.0));
            *held == office || wholes.is_some_and(|wholes| wholes.contains(&IndividualId(office.0)))
        };
        let facts = self.situated.world.facts.iter().filter(|fact| Some(fact.relation) == holds && fact.truth == Truth::True);
        let mut holders: Vec<EntityId> =
            facts.filter(|fact| fact.args.get(1).is_some_and(counts)).filter_map(|fact| fact.args.first().copied()).collect();
        holders.sort_unstable();
        holders.dedup();
        match holders.as_slice() {
            [only] => Ok(*only),
            [] => self.report(P::UnknownHere { name: word.to_owned(), near: None }, at),
            _ => self.report(P::WhichOne { kind: word.to_owned() }, at),
        }
    }

    /// The only one that is called by the word of the kind, or a new one with its name.
    fn of_kind(&mut self, kind: KindId, word: &str, at: Span) -> Built<EntityId> {
        let mut own = self.situated.own(&self.resolved.program, kind);
        let (program, entities) = (&self.resolved.program, &self.situated.world.entities);
        own.retain(|one| entities.get(one.index()).is_some_and(|entity| is_called(program, entity.kind, kind)));
        match own.as_slice() {
            [only] => Ok(*only),
            [] => Ok(self.situated.add(word, kind)),
            _ => self.report(P::WhichOne { kind: word.to_owned() }, at),
        }
    }

    /// A word or a day that stands for itself.
    fn literal(&mut self, text: &str, kind: KindId) -> EntityId {
        let found = self.situated.world.entities.iter().position(|entity| entity.kind == kind && entity.name == text);
        found.map_or_else(|| self.situated.add(text, kind), |n| EntityId(n as u32))
    }

    /// Which of several roles with one word is meant: the one that somebody or something on record has.
    fn which_role(&mut self, index: usize, of: Option<&Noun>, word: &str, at: Span) -> Built<usize> {
        let all = self.lexicon().roles(word, of);
        if all.len() < 2 {
            return Ok(index);
        }
        let relation = |n: &usize| self.resolved.scope.patterns.get(*n).map(|pattern| pattern.relation);
        let on_record = |n: &&usize| {
            let relation = relation(n);
            of.is_none()
                && self.situated.world.facts.iter().any(|fact| Some(fact.relation) == relation && fact.truth == Truth::True)
        };
        if let [only] = all.iter().filter(on_record).collect::<Vec<_>>().as_slice() {
            return Ok(**only);
        }
        let lexicon = self.lexicon();
        let choices = all.iter().filter_map(|n| lexicon.show_role(*n)).collect();
        self.report(P::SeveralMeant { word: word.to_owned(), choices, help: MEANT_ROLE }, at)
    }

    /// `会议 的 纪要`: the one on record; a thing (not a person) that is not on record yet is put there.
    fn role(&mut self, index: usize, of: Option<&Noun>, word: &str, at: Span) -> Built<EntityId> {
        let index = self.which_role(index, of, word, at)?;
        let Some(pattern) = self.resolved.scope.patterns.get(index) else { return Err(Reported) };
        let (Some(role), Some(relation)) = (&pattern.role, self.resolved.program.relations.get(pattern.relation.index())) else {
            return Err(Reported);
        };
        let (Some(subject), Some(whole)) = (relation.holes.get(role.subject), relation.holes.get(role.whole)) else {
            return Err(Reported);
        };
        let whole_id = match of {
            Some(noun) => self.entities(noun, whole.kind, at)?.first().copied(),
            None => self.left_out(whole.kind, &[], &[], true)?,
        };
        let on_record: Vec<EntityId> = self
            .situated
            .world
            .facts
            .iter()
            .filter(|fact| {
                fact.relation == pattern.relation
                    && fact.truth == Truth::True
                    && (whole_id.is_none() || fact.args.get(role.whole).copied() == whole_id)
            })
            .filter_map(|fact| fact.args.get(role.subject).copied())
            .collect();
        match (on_record.as_slice(), whole_id) {
            ([only], _) => Ok(*only),
            ([], Some(whole_id)) if !is_a(&self.resolved.program, subject.kind, self.resolved.scope.known.person) => {
                let name = format!(
                    "{}的{word}",
                    self.situated.world.entities.get(whole_id.index()).map_or("", |entity| entity.name.as_str())
                );
                let id = self.situated.add(&name, subject.kind);
                let mut args = vec![whole_id; relation.holes.len()];
                if let Some(arg) = args.get_mut(role.subject) {
                    *arg = id;
                }
                self.situated.world.facts.push(Fact {
                    relation: pattern.relation,
                    args,
                    truth: Truth::True,
                    number: None,
                    judged_by: None,
                });
                Ok(id)
            }
            ([], _) => self.report(P::UnknownHere { name: word.to_owned(), near: None }, at),
            _ => self.report(P::WhichOne { kind: word.to_owned() }, at),
        }
    }
}

/// Whether something of a kind is called by the word of another: of several that a kind belongs to, by the first. A 会议 may be
/// what somebody asks leave for (事项), but 该事项 does not mean it.
fn is_called(program: &Program, kind: KindId, of: KindId) -> bool {
    let mut called = Some(kind);
    for _ in 0..=program.kinds.len() {
        match called {
            Some(one) if one == of => return true,
            Some(one) => called = program.kinds.get(one.index()).and_then(|kind| kind.ancestors.get(1).copied()),
            None => break,
        }
    }
    false
}

impl Situated {
    /// Adds an individual.
    pub fn add(&mut self, name: &str, kind: KindId) -> EntityId {
        let id = EntityId(self.world.entities.len() as u32);
        self.world.entities.push(Entity { name: name.to_owned(), kind, unnamed: None });
        self.names.insert(name.to_owned(), Name::Entity(id, kind));
        id
    }

    /// The situation's own individuals of a kind.
    pub fn own(&self, program: &crate::core_ir::Program, kind: KindId) -> Vec<EntityId> {
        let first = program.individuals.len();
        let fits = |entity: &Entity| entity.unnamed.is_none() && is_a(program, entity.kind, kind);
        self.world
            .entities
            .iter()
            .enumerate()
            .skip(first)
            .filter(|(_, entity)| fits(entity))
            .map(|(n, _)| EntityId(n as u32))
            .collect()
    }
}
