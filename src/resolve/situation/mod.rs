//! A situation's lines become a world at its date.
mod added;
mod narrow;
mod roster;

pub use added::{Added, Argument, Entry, Unread};

use super::Resolved;
use super::builder::Built;
use super::ground::{Ground, Grounder};
use super::problem::ResolveProblem as P;
use super::scope::{Name, PatternToken, is_a};
use crate::core_ir::{
    Contradicted, Done, Entity, EntityId, Fact, History, IndividualId, KindId, Line, Period, Record, RelationId, Say, Saying,
    Time, Truth, World,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{self, FactKind, Item, Phrase, Qualifiers, Word};
use crate::vocabulary::{Date, Moment};
use indexmap::IndexMap;
use narrow::Narrowing;
use std::collections::HashMap;
use std::sync::Arc;

/// More people of one office are not thought of.
const MOST_PEOPLE: u32 = 400;

/// A situation with its names.
#[derive(Debug, Clone, Default)]
pub struct Situated {
    /// What is known.
    pub world: World,
    /// The names of the situation.
    pub names: IndexMap<String, Name>,
}

/// One layer of facts: the base, or the changes of a 反事实.
#[derive(Clone, Copy)]
pub struct Layer<'a> {
    /// The text.
    pub source: &'a Arc<Source>,
    /// The lines.
    pub facts: &'a [tree::Fact],
}

struct Maker<'a> {
    resolved: &'a Resolved,
    situated: Situated,
    problems: Problems,
    record: Record,
    history: History,
    layer: usize,
    /// The layer that named each individual of the situation last.
    named: HashMap<EntityId, usize>,
    incomplete: Vec<(IndividualId, Span)>,
    totals: IndexMap<IndividualId, u32>,
}

/// A situation with what was added to it.
#[derive(Debug)]
pub struct Bound {
    /// Its world and names.
    pub situated: Situated,
    /// What is wrong with its lines.
    pub problems: Problems,
    /// The arguments of each sentence that was added.
    pub args: Vec<Vec<EntityId>>,
    /// The rows of those that contradict what was on record before them, each once.
    pub contradicting: Vec<u32>,
}

/// Makes the world of a situation at a date: later layers replace what they contradict.
pub fn situation(resolved: &Resolved, date: Option<Date>, layers: &[Layer]) -> (Situated, Problems) {
    let bound = situation_with(resolved, date, layers, &Added::default());
    (bound.situated, bound.problems)
}

/// The same with more on record.
pub fn situation_with(resolved: &Resolved, date: Option<Date>, layers: &[Layer], added: &Added) -> Bound {
    let entities = resolved
        .program
        .individuals
        .iter()
        .map(|individual| Entity { name: individual.name.clone(), kind: individual.kind, unnamed: None })
        .collect();
    let mut maker = Maker {
        resolved,
        situated: Situated { world: World { date, entities, ..World::default() }, names: IndexMap::new() },
        problems: Problems::default(),
        record: Record::default(),
        history: History::new(resolved.program.holds_office, resolved.scope.part_of.clone()),
        layer: 0,
        named: HashMap::new(),
        incomplete: Vec::new(),
        totals: IndexMap::new(),
    };
    // Names first, so that a fact may speak of somebody introduced further down.
    for (n, layer) in layers.iter().enumerate() {
        maker.layer = n;
        layer.facts.iter().for_each(|fact| maker.names(fact, layer.source));
    }
    maker.rosters();
    for (n, layer) in layers.iter().enumerate() {
        maker.layer = n;
        layer.facts.iter().for_each(|fact| maker.fact(fact, layer.source));
    }
    let (args, contradicting) = maker.add(added);
    maker.send_back();
    maker.wholes(layers);
    maker.one_holder(layers);
    maker.holders(layers);
    maker.close();
    Bound { situated: maker.situated, problems: maker.problems.distinct(), args, contradicting }
}

/// After so many problems the facts are not looked at any more: each costs a search for what was meant.
const PROBLEMS: usize = 200;

impl Maker<'_> {
    fn report(&mut self, problem: P, source: &Arc<Source>, at: Span) {
        self.problems.push(Problem::new(problem, source, at));
    }

    fn person(&mut self, word: &Word, source: &Arc<Source>) -> Option<EntityId> {
        let person = self.resolved.scope.known.person;
        match self.situated.names.get(&word.text).copied().or_else(|| self.resolved.scope.name(&word.text)) {
            Some(Name::Entity(id, kind)) if super::scope::is_a(&self.resolved.program, kind, person) => Some(id),
            Some(_) => {
                self.report(P::DeclaredTwice { name: word.text.clone() }, source, word.at);
                None
            }
            None => {
                let id = self.situated.add(&word.text, person);
                self.named.insert(id, self.layer);
                Some(id)
            }
        }
    }

    fn names(&mut self, fact: &tree::Fact, source: &Arc<Source>) {
        match &fact.kind {
            FactKind::Roster(rows) => rows.iter().flat_map(|(_, people, _)| people).for_each(|word| {
                self.person(word, source);
            }),
            FactKind::People(people) => people.iter().for_each(|word| {
                self.person(word, source);
            }),
            FactKind::Individual { names, kind } => self.individuals(names, kind, source),
            FactKind::Sentence { words, .. } => self.holders_named(&words.items, source),
            _ => {}
        }
    }

    /// `甲、乙 任 副市长`: whoever is said to hold an office is a person, named here if nowhere else.
    fn holders_named(&mut self, items: &[Item], source: &Arc<Source>) {
        let [people @ .., Item::Word(verb), Item::Word(office)] = items else { return };
        let known = self.resolved.scope.known;
        let office = matches!(self.resolved.scope.name(&office.text), Some(Name::Entity(_, kind)) if kind == known.office);
        if verb.text != "任" || !office {
            return;
        }
        for item in people {
            if let Item::Word(word) = item
                && !self.situated.names.contains_key(&word.text)
                && self.resolved.scope.name(&word.text).is_none()
            {
                self.person(word, source);
            }
        }
    }

    fn individuals(&mut self, names: &[Word], kind: &Word, source: &Arc<Source>) {
        let Some(Name::Kind(kind)) = self.resolved.scope.name(&kind.text) else {
            let near = super::near(&kind.text, self.resolved.scope.names.keys());
            return self.report(P::UnknownName { name: kind.text.clone(), near }, source, kind.at);
        };
        for name in names {
            match self.situated.names.get(&name.text).copied().or_else(|| self.resolved.scope.name(&name.text)) {
                None => {
                    let id = self.situated.add(&name.text, kind);
                    self.named.insert(id, self.layer);
                }
                Some(Name::Entity(id, old)) if id.index() >= self.resolved.program.individuals.len() => {
                    self.of_kind(name, id, (old, kind), source);
                }
                Some(_) => self.report(P::DeclaredTwice { name: name.text.clone() }, source, name.at),
            }
        }
    }

    /// Another kind for one that has a kind: the narrower of two that go together; a later layer may say another.
    fn of_kind(&mut self, name: &Word, id: EntityId, (old, kind): (KindId, KindId), source: &Arc<Source>) {
        let program = &self.resolved.program;
        let same_layer = self.named.insert(id, self.layer) == Some(self.layer);
        if same_layer && is_a(program, old, kind) {
            return;
        }
        let person = is_a(program, old, self.resolved.scope.known.person);
        if !is_a(program, kind, old) && (same_layer || person) {
            return self.report(P::DeclaredTwice { name: name.text.clone() }, source, name.at);
        }
        if let Some(entity) = self.situated.world.entities.get_mut(id.index()) {
            entity.kind = kind;
        }
        self.situated.names.insert(name.text.clone(), Name::Entity(id, kind));
    }

    fn fact(&mut self, fact: &tree::Fact, source: &Arc<Source>) {
        if self.problems.len() >= PROBLEMS {
            return;
        }
        match &fact.kind {
            FactKind::Roster(rows) => self.roster(rows, source),
            FactKind::People(_) | FactKind::Individual { .. } | FactKind::Amend { .. } => {}
            FactKind::Sentence { negated, words, qualifiers } => {
                self.sentence(&words.items, *negated, qualifiers, source, fact.at)
            }
            FactKind::Complete(phrases) => self.complete(phrases, source),
            FactKind::AllComplete(qualifiers) => self.complete_for(None, qualifiers, source),
            FactKind::Incomplete(offices) => {
                for word in offices {
                    if let Some(office) = self.office(word, source) {
                        self.incomplete.push((office, word.at));
                    }
                }
            }
            FactKind::Total { office, count } => {
                if *count > MOST_PEOPLE {
                    let problem = P::TooMuch {
                        what: "一个职务的人（至多 400 人）",
                        english: "holders of one office (400 at most)",
                    };
                    self.report(problem, source, fact.at);
                } else if let Some(office) = self.office(office, source) {
                    self.totals.insert(office, *count);
                }
            }
            FactKind::Unknown(phrase) => {
                for ground in self.grounds(&phrase.items, source, fact.at) {
                    // What is unknown contradicts nothing.
                    let _: Result<Done, Contradicted> = self.say(ground, Truth::Unknown, None, Time::default(), fact.at);
                }
            }
            FactKind::Withdraw(phrase) => self.withdraw(phrase, source, fact.at),
        }
    }

    fn withdraw(&mut self, phrase: &Phrase, source: &Arc<Source>, at: Span) {
        let grounds = self.grounds(&phrase.items, source, at);
        let sayings =
            grounds.iter().map(|ground| Saying { relation: ground.relation, args: arguments(ground), negated: ground.negated });
        let line = Line::Withdraw(sayings.collect());
        if let Ok(Done::Absent(1..)) = self.enter(line) {
            let sentence = super::noun::show_items(&phrase.items);
            self.report(P::NotOnRecord { sentence }, source, phrase.at);
        }
    }

    /// Enters a line into the record.
    fn enter(&mut self, line: Line) -> Result<Done, Contradicted> {
        let now = self.situated.world.date.map(Moment::from);
        self.history.enter((&mut self.record, &mut self.situated.world), &self.resolved.program, now, line)
    }

    fn say(
        &mut self,
        ground: Ground,
        truth: Truth,
        judged_by: Option<EntityId>,
        time: Time,
        at: Span,
    ) -> Result<Done, Contradicted> {
        let fact = Fact { relation: ground.relation, args: arguments(&ground), truth, number: ground.number, judged_by };
        self.enter(Line::Say(Say { fact, time, layer: self.layer, weak: false, at }))
    }

    fn office(&mut self, word: &Word, source: &Arc<Source>) -> Option<IndividualId> {
        let known = self.resolved.scope.known;
        if let Some(Name::Entity(id, kind)) = self.resolved.scope.name(&word.text)
            && kind == known.office
        {
            return Some(IndividualId(id.0));
        }
        let near = super::near(&word.text, self.resolved.scope.names.keys());
        self.report(P::UnknownName { name: word.text.clone(), near }, source, word.at);
        None
    }

    fn grounder<'m>(&'m mut self, source: &'m Arc<Source>) -> Grounder<'m> {
        Grounder { resolved: self.resolved, situated: &mut self.situated, source, supposing: None, problems: Problems::default() }
    }

    /// The sentences that the words of a line say; what is wrong with them is reported.
    fn grounds(&mut self, items: &[Item], source: &Arc<Source>, at: Span) -> Vec<Ground> {
        self.read(source, at, |grounder| grounder.sentences(items, false))
    }

    fn read(
        &mut self,
        source: &Arc<Source>,
        at: Span,
        read: impl FnOnce(&mut Grounder<'_>) -> Built<Vec<Ground>>,
    ) -> Vec<Ground> {
        let mut grounder = self.grounder(source);
        let read = read(&mut grounder);
        let problems = std::mem::take(&mut grounder.problems);
        self.problems.append(problems);
        self.put_on_the_way(at);
        read.unwrap_or_default()
    }

    /// Facts that were put into the world on the way (`会议 的 纪要`) are lines like any other.
    fn put_on_the_way(&mut self, at: Span) {
        for fact in self.situated.world.facts.split_off(self.record.len()) {
            // It is about an individual that was made for it.
            let _: Result<Done, Contradicted> =
                self.enter(Line::Say(Say { fact, time: Time::default(), layer: self.layer, weak: false, at }));
        }
    }

    fn sentence(&mut self, items: &[Item], negated: bool, qualifiers: &Qualifiers, source: &Arc<Source>, at: Span) {
        let Some(time) = self.time(qualifiers, source) else { return };
        let judged_by = qualifiers.judged_by.as_ref().and_then(|word| self.judge(word, source));
        for ground in self.read(source, at, |grounder| grounder.alternatives(items, false)) {
            if ground.among.is_some() {
                match self.one_of(&ground, ground.negated == negated, (judged_by, time), at) {
                    Ok(()) => continue,
                    Err(Narrowing::Contradicts) => {
                        let sentence = super::noun::show_items(items);
                        return self.report(P::Contradiction { sentence }, source, at);
                    }
                    Err(Narrowing::Unclear) => {
                        let words = super::noun::show_items(items);
                        return self.report(P::OneOfSeveral { words }, source, at);
                    }
                }
            }
            let truth = if ground.negated == negated { Truth::True } else { Truth::False };
            if truth == Truth::True && time.event && self.history.is_said(ground.relation, &arguments(&ground), time, self.layer)
            {
                let sentence = super::noun::show_items(items);
                self.report(P::SaidTwice { sentence }, source, at);
                continue;
            }
            if self.say(ground, truth, judged_by, time, at).is_err() {
                let sentence = super::noun::show_items(items);
                return self.report(P::Contradiction { sentence }, source, at);
            }
        }
    }

    fn judge(&mut self, word: &Word, source: &Arc<Source>) -> Option<EntityId> {
        if let Some(Name::Entity(id, _)) =
            self.situated.names.get(&word.text).copied().or_else(|| self.resolved.scope.name(&word.text))
        {
            return Some(id);
        }
        let near = super::near(&word.text, self.situated.names.keys());
        self.report(P::UnknownHere { name: word.text.clone(), near }, source, word.at);
        None
    }

    fn moment(&mut self, word: Option<&Word>, source: &Arc<Source>) -> Option<Option<Moment>> {
        let Some(word) = word else { return Some(None) };
        let moment = Moment::parse(&word.text);
        if moment.is_none() {
            self.report(P::BadDate { text: word.text.clone() }, source, word.at);
        }
        moment.map(Some)
    }

    /// When something is said to be so; `None` after a bad date.
    fn time(&mut self, qualifiers: &Qualifiers, source: &Arc<Source>) -> Option<Time> {
        let from = self.moment(qualifiers.from.as_ref(), source)?;
        let until = self.moment(qualifiers.until.as_ref(), source)?;
        let on = self.moment(qualifiers.on.as_ref(), source)?;
        if let (Some(first), Some(last), Some(word)) = (from, until, &qualifiers.until)
            && last.before(first)
        {
            self.report(P::DatesReversed { from: first.to_string(), until: last.to_string() }, source, word.at);
            return None;
        }
        if self.situated.world.date.is_none()
            && let Some(word) = [&qualifiers.from, &qualifiers.until, &qualifiers.on].into_iter().flatten().next()
        {
            self.report(P::Undated, source, word.at);
            return None;
        }
        Some(Time { from: from.or(on), until, event: from.is_none() && on.is_some(), undone: None })
    }

    /// What was done before a matter was sent back counts no more.
    fn send_back(&mut self) {
        let Self { history, record, situated, resolved, .. } = self;
        if history.send_back(&resolved.program) {
            let now = situated.world.date.map(Moment::from);
            *record = history.recut(&mut situated.world, &resolved.program, now);
        }
    }

    /// Nothing more is said.
    fn close(&mut self) {
        let mut history = std::mem::take(&mut self.history);
        if history.is_dated() {
            history.close(&mut self.situated.world);
            self.situated.world.history = Some(Arc::new(history));
        }
    }

    /// A record is complete: at all times, or for a period.
    fn complete(&mut self, phrases: &[(Phrase, Qualifiers)], source: &Arc<Source>) {
        for (phrase, qualifiers) in phrases {
            let words: Vec<&str> = phrase
                .items
                .iter()
                .filter_map(|item| if let Item::Word(word) = item { Some(word.text.as_str()) } else { None })
                .collect();
            let patterns = self.resolved.scope.patterns.iter();
            let found: Vec<RelationId> =
                patterns.filter(|pattern| says(&pattern.tokens, &words)).map(|pattern| pattern.relation).collect();
            if found.is_empty() && words != ["名册"] {
                let near = super::near(&words.concat(), &self.resolved.scope.literals);
                self.report(P::UnknownName { name: words.join(" "), near }, source, phrase.at);
            }
            for relation in found {
                self.complete_for(Some(relation), qualifiers, source);
            }
        }
    }

    fn complete_for(&mut self, relation: Option<RelationId>, qualifiers: &Qualifiers, source: &Arc<Source>) {
        let Some(time) = self.time(qualifiers, source) else { return };
        if time.is_dated() {
            let (from, until) = (time.from.map(|from| from.date), time.until.map(|until| until.date));
            self.history.periods.push(Period { relation, from, until });
            return;
        }
        match relation {
            Some(relation) => drop(self.situated.world.complete.insert(relation)),
            None => self.situated.world.all_complete = true,
        }
    }
}

/// The arguments of a sentence that leaves nothing out.
fn arguments(ground: &Ground) -> Vec<EntityId> {
    ground.args.iter().flatten().copied().collect()
}

/// Whether a pattern is meant by these words: one of its words, or all of them.
fn says(tokens: &[PatternToken], words: &[&str]) -> bool {
    let own: Vec<&str> =
        tokens.iter().filter_map(|token| if let PatternToken::Word(word) = token { Some(word.as_str()) } else { None }).collect();
    match words {
        [one] => own.contains(one),
        _ => own == words,
    }
}
