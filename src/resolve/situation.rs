//! A situation's lines become a world at its date.
use super::Resolved;
use super::ground::{Ground, Grounder};
use super::problem::ResolveProblem as P;
use super::record::{Contradicted, Note, Record, When, arguments};
use super::scope::{Name, PatternToken, is_a};
use crate::core_ir::{Entity, EntityId, Fact, IndividualId, KindId, RelationId, Truth, World};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{self, FactKind, Item, Phrase, Qualifiers, Word};
use crate::vocabulary::Date;
use indexmap::IndexMap;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many unnamed holders of an office are thought of beside those named.
const MORE_HOLDERS: u32 = 8;
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
    layer: usize,
    /// The layer that named each individual of the situation last.
    named: HashMap<EntityId, usize>,
    incomplete: Vec<(IndividualId, Span)>,
    totals: IndexMap<IndividualId, u32>,
}

/// Makes the world of a situation at a date: later layers replace what they contradict.
pub fn situation(resolved: &Resolved, date: Option<Date>, layers: &[Layer]) -> (Situated, Problems) {
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
    maker.wholes(layers);
    maker.holders(layers);
    (maker.situated, maker.problems.distinct())
}

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
        match &fact.kind {
            FactKind::Roster(rows) => self.roster(rows, source),
            FactKind::People(_) | FactKind::Individual { .. } | FactKind::Amend { .. } => {}
            FactKind::Sentence { negated, words, qualifiers } => {
                self.sentence(&words.items, *negated, qualifiers, source, fact.at)
            }
            FactKind::Complete(phrases) => self.complete(phrases, source),
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
                let note = self.note(When::Undated, fact.at);
                for ground in self.grounds(&phrase.items, source, fact.at) {
                    // What is unknown contradicts nothing.
                    let _: Result<(), Contradicted> = self.put(ground, Truth::Unknown, None, note);
                }
            }
            FactKind::Withdraw(phrase) => self.withdraw(phrase, source, fact.at),
        }
    }

    fn withdraw(&mut self, phrase: &Phrase, source: &Arc<Source>, at: Span) {
        let grounds = self.grounds(&phrase.items, source, at);
        let absent = self.record.withdraw(&mut self.situated.world, &self.resolved.program, &grounds);
        if absent > 0 {
            let sentence = super::noun::show_items(&phrase.items);
            self.report(P::NotOnRecord { sentence }, source, phrase.at);
        }
    }

    fn note(&self, when: When, at: Span) -> Note {
        Note { layer: self.layer, when, weak: false, at }
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
        Grounder { resolved: self.resolved, situated: &mut self.situated, source, problems: Problems::default() }
    }

    /// The sentences that the words of a line say; what is wrong with them is reported.
    fn grounds(&mut self, items: &[Item], source: &Arc<Source>, at: Span) -> Vec<Ground> {
        let mut grounder = self.grounder(source);
        let read = grounder.sentences(items, false);
        let problems = std::mem::take(&mut grounder.problems);
        self.problems.append(problems);
        self.record.sync(&self.situated.world, &self.resolved.program, self.layer, at);
        read.unwrap_or_default()
    }

    fn sentence(&mut self, items: &[Item], negated: bool, qualifiers: &Qualifiers, source: &Arc<Source>, at: Span) {
        let Some((visible, when)) = self.visible(qualifiers, source) else { return };
        let judged_by = qualifiers.judged_by.as_ref().and_then(|word| self.judge(word, source));
        let note = self.note(when, at);
        for ground in self.grounds(items, source, at) {
            let said = ground.negated == negated;
            let done = match (visible, said) {
                (true, true) => self.put(ground, Truth::True, judged_by, note),
                (true, false) => self.put(ground, Truth::False, judged_by, note),
                // Said of another time: not so now, unless something else is said of now.
                (false, true) => {
                    self.lapsed(&ground);
                    self.put(ground, Truth::False, None, Note { weak: true, ..note })
                }
                // A denial of another time says nothing of this one.
                (false, false) => {
                    self.record.denied_elsewhere(&ground);
                    Ok(())
                }
            };
            if done.is_err() {
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
        self.report(P::UnknownName { name: word.text.clone(), near }, source, word.at);
        None
    }

    fn date(&mut self, word: Option<&Word>, source: &Arc<Source>) -> Option<Option<Date>> {
        let Some(word) = word else { return Some(None) };
        let date = Date::parse(&word.text);
        if date.is_none() {
            self.report(P::BadDate { text: word.text.clone() }, source, word.at);
        }
        date.map(Some)
    }

    /// Whether what is dated can be seen at the date asked about, and since when it is said; `None` after a bad date.
    fn visible(&mut self, qualifiers: &Qualifiers, source: &Arc<Source>) -> Option<(bool, When)> {
        let from = self.date(qualifiers.from.as_ref(), source)?;
        let until = self.date(qualifiers.until.as_ref(), source)?;
        let on = self.date(qualifiers.on.as_ref(), source)?;
        if let (Some(first), Some(last), Some(word)) = (from, until, &qualifiers.until)
            && last < first
        {
            self.report(P::DatesReversed { from: first.to_string(), until: last.to_string() }, source, word.at);
            return None;
        }
        let timed = from.is_some() || until.is_some() || on.is_some();
        let when = if timed { When::Dated(from.or(on)) } else { When::Undated };
        let Some(date) = self.situated.world.date else {
            if let Some(word) = [&qualifiers.from, &qualifiers.until, &qualifiers.on].into_iter().flatten().next() {
                self.report(P::Undated, source, word.at);
                return None;
            }
            return Some((true, when));
        };
        let seen = from.is_none_or(|from| from <= date) && until.is_none_or(|until| date <= until);
        Some((seen && on.is_none_or(|on| on <= date), when))
    }

    /// What holds at another time is kept apart: it explains an answer, it does not make one.
    fn lapsed(&mut self, ground: &Ground) {
        self.situated.world.lapsed.push(Fact {
            relation: ground.relation,
            args: arguments(ground),
            truth: Truth::True,
            number: ground.number,
            judged_by: None,
        });
    }

    fn put(&mut self, ground: Ground, truth: Truth, judged_by: Option<EntityId>, note: Note) -> Result<(), Contradicted> {
        let fact = Fact { relation: ground.relation, args: arguments(&ground), truth, number: ground.number, judged_by };
        self.record.put(&mut self.situated.world, &self.resolved.program, fact, note)
    }

    fn roster(&mut self, rows: &[(Word, Vec<Word>, Qualifiers)], source: &Arc<Source>) {
        let Some(relation) = self.resolved.program.holds_office else { return };
        // A later layer's line replaces the holders of its office.
        if self.layer > 0 {
            let offices: HashSet<EntityId> =
                rows.iter().filter_map(|(office, ..)| self.office(office, source)).map(EntityId::from).collect();
            let kept = |fact: &Fact| fact.relation != relation || fact.args.get(1).is_none_or(|office| !offices.contains(office));
            self.record.retain(&mut self.situated.world, &self.resolved.program, |_, fact| kept(fact));
        }
        for (office, people, qualifiers) in rows {
            let Some(office) = self.office(office, source) else { continue };
            let Some((visible, when)) = self.visible(qualifiers, source) else { continue };
            for word in people {
                let Some(person) = self.person(word, source) else { continue };
                let note = self.note(when, word.at);
                if visible && self.appoint(person, office, note).is_err() {
                    self.report(P::Contradiction { sentence: word.text.clone() }, source, word.at);
                }
            }
        }
    }

    /// Who holds which office by the rulebooks, unless the situation says otherwise.
    fn rosters(&mut self) {
        let date = self.situated.world.date;
        for row in &self.resolved.program.rosters {
            let visible =
                date.is_none_or(|date| row.from.is_none_or(|from| from <= date) && row.until.is_none_or(|until| date <= until));
            let note = Note { layer: 0, when: When::Undated, weak: true, at: Span::default() };
            if visible {
                // Nothing else has been said yet.
                let _: Result<(), Contradicted> = self.appoint(row.person.into(), row.office, note);
            }
        }
    }

    fn appoint(&mut self, person: EntityId, office: IndividualId, note: Note) -> Result<(), Contradicted> {
        let Some(relation) = self.resolved.program.holds_office else { return Ok(()) };
        let fact = tenure(relation, person, office);
        self.record.put(&mut self.situated.world, &self.resolved.program, fact, note)
    }

    /// Whoever holds an office holds every office it is part of. This follows from what all layers together leave standing.
    fn wholes(&mut self, layers: &[Layer]) {
        let Some(relation) = self.resolved.program.holds_office else { return };
        for at in 0..self.situated.world.facts.len() {
            let Some(fact) = self.situated.world.facts.get(at).filter(|fact| fact.truth == Truth::True) else { continue };
            let (true, [person, office]) = (fact.relation == relation, fact.args.as_slice()) else { continue };
            let person = *person;
            for whole in self.resolved.scope.part_of.get(&IndividualId(office.0)).into_iter().flatten() {
                let fact = tenure(relation, person, *whole);
                let done = self.record.follows(&mut self.situated.world, &self.resolved.program, at, fact);
                if let Err(note) = done
                    && let Some(layer) = layers.get(note.layer)
                {
                    let sentence = layer.source.slice(note.at).trim().trim_end_matches('。').to_owned();
                    self.report(P::Contradiction { sentence }, layer.source, note.at);
                }
            }
        }
    }

    fn complete(&mut self, phrases: &[Phrase], source: &Arc<Source>) {
        if phrases.is_empty() {
            self.situated.world.all_complete = true;
        }
        for phrase in phrases {
            let words: Vec<&str> = phrase
                .items
                .iter()
                .filter_map(|item| if let Item::Word(word) = item { Some(word.text.as_str()) } else { None })
                .collect();
            let found: Vec<RelationId> = self
                .resolved
                .scope
                .patterns
                .iter()
                .filter(|pattern| says(&pattern.tokens, &words))
                .map(|pattern| pattern.relation)
                .collect();
            if found.is_empty() && words != ["名册"] {
                let near = super::near(&words.concat(), &self.resolved.scope.literals);
                self.report(P::UnknownName { name: words.join(" "), near }, source, phrase.at);
            }
            self.situated.world.complete.extend(found);
        }
    }

    /// Offices whose roster is not complete, or whose number is given, have holders nobody has named.
    fn holders(&mut self, layers: &[Layer]) {
        let Some(relation) = self.resolved.program.holds_office else { return };
        let source = layers.first().map(|layer| Arc::clone(layer.source));
        let offices: Vec<IndividualId> =
            self.incomplete.iter().map(|(office, _)| *office).chain(self.totals.keys().copied()).collect();
        let mut done: Vec<IndividualId> = Vec::new();
        for office in offices {
            if done.contains(&office) {
                continue;
            }
            done.push(office);
            let named = self
                .situated
                .world
                .facts
                .iter()
                .filter(|fact| fact.relation == relation && fact.truth == Truth::True && fact.args.get(1) == Some(&office.into()))
                .count() as u32;
            let total = self.totals.get(&office).copied();
            if let (Some(total), Some(source)) = (total, &source)
                && total < named
            {
                let office = self
                    .resolved
                    .program
                    .individuals
                    .get(office.index())
                    .map(|individual| individual.name.clone())
                    .unwrap_or_default();
                self.report(P::TooFewPeople { office, total, named }, source, Span::default());
                continue;
            }
            let last = total.unwrap_or(named * 2 + MORE_HOLDERS);
            for nth in named + 1..=last {
                self.unnamed(office, nth, total.is_some());
            }
        }
    }

    fn unnamed(&mut self, office: IndividualId, nth: u32, certain: bool) {
        let id = EntityId(self.situated.world.entities.len() as u32);
        let name =
            self.resolved.program.individuals.get(office.index()).map(|individual| individual.name.clone()).unwrap_or_default();
        // Of a number that is given, each is certainly there: a person like any other, only without a name.
        let unnamed = (!certain).then_some((office, nth));
        self.situated.world.entities.push(Entity {
            name: format!("第{}名{name}", crate::vocabulary::chinese(nth)),
            kind: self.resolved.scope.known.person,
            unnamed,
        });
        if certain {
            let note = self.note(When::Undated, Span::default());
            let wholes = self.resolved.scope.part_of.get(&office).into_iter().flatten();
            for office in std::iter::once(office).chain(wholes.copied()) {
                // Nothing has been said of somebody without a name.
                let _: Result<(), Contradicted> = self.appoint(id, office, note);
            }
        }
    }
}

/// `person 任 office`
fn tenure(relation: RelationId, person: EntityId, office: IndividualId) -> Fact {
    Fact { relation, args: vec![person, office.into()], truth: Truth::True, number: None, judged_by: None }
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
