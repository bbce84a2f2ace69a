//! A situation's lines become a world at its date.
use super::ground::{Ground, Grounder};
use super::problem::ResolveProblem as P;
use super::scope::{Name, PatternToken};
use super::{Quotes, Resolved};
use crate::core_ir::{Clause, ClauseKind, Entity, EntityId, Fact, IndividualId, Lifts, RelationId, Truth, World};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{self, FactKind, Item, Phrase, Place, Qualifiers, Word};
use crate::vocabulary::{Citation, Date};
use indexmap::IndexMap;
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
    /// Index of the layer that put each fact on record.
    layers: Vec<usize>,
    layer: usize,
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
        layers: Vec::new(),
        layer: 0,
        incomplete: Vec::new(),
        totals: IndexMap::new(),
    };
    // Names first, so that a fact may speak of somebody introduced further down.
    for layer in layers {
        layer.facts.iter().for_each(|fact| maker.names(fact, layer.source));
    }
    maker.rosters();
    for (n, layer) in layers.iter().enumerate() {
        maker.layer = n;
        layer.facts.iter().for_each(|fact| maker.fact(fact, layer.source));
    }
    maker.holders(layers);
    (maker.situated, maker.problems)
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
            None => Some(self.situated.add(&word.text, person)),
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
                    self.situated.add(&name.text, kind);
                }
                Some(Name::Entity(id, _)) if id.index() >= self.resolved.program.individuals.len() => {
                    // A later layer may say of what kind it is.
                    if let Some(entity) = self.situated.world.entities.get_mut(id.index()) {
                        entity.kind = kind;
                    }
                    self.situated.names.insert(name.text.clone(), Name::Entity(id, kind));
                }
                Some(_) => self.report(P::DeclaredTwice { name: name.text.clone() }, source, name.at),
            }
        }
    }

    fn fact(&mut self, fact: &tree::Fact, source: &Arc<Source>) {
        match &fact.kind {
            FactKind::Roster(rows) => self.roster(rows, source),
            FactKind::People(_) | FactKind::Individual { .. } | FactKind::Amend { .. } => {}
            FactKind::Sentence { negated, words, number: _, qualifiers } => {
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
                if let Some(office) = self.office(office, source) {
                    self.totals.insert(office, (*count).min(MOST_PEOPLE));
                }
            }
            FactKind::Unknown(phrase) => {
                self.each(&phrase.items, source, |maker, ground| maker.put(ground, Truth::Unknown, None))
            }
            FactKind::Withdraw(phrase) => self.each(&phrase.items, source, |maker, ground| {
                let args: Vec<EntityId> = ground.args.iter().flatten().copied().collect();
                maker.remove(|fact| fact.relation == ground.relation && fact.args == args);
            }),
        }
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

    fn each(&mut self, items: &[Item], source: &Arc<Source>, mut then: impl FnMut(&mut Self, Ground)) {
        let mut grounder = self.grounder(source);
        let read = grounder.sentences(items, false);
        let problems = std::mem::take(&mut grounder.problems);
        self.problems.append(problems);
        while self.layers.len() < self.situated.world.facts.len() {
            self.layers.push(self.layer);
        }
        for ground in read.unwrap_or_default() {
            then(self, ground);
        }
    }

    fn sentence(&mut self, items: &[Item], negated: bool, qualifiers: &Qualifiers, source: &Arc<Source>, at: Span) {
        let Some(visible) = self.visible(qualifiers, source) else { return };
        let judged_by = qualifiers.judged_by.as_ref().and_then(|word| {
            if let Some(Name::Entity(id, _)) =
                self.situated.names.get(&word.text).copied().or_else(|| self.resolved.scope.name(&word.text))
            {
                Some(id)
            } else {
                let near = super::near(&word.text, self.situated.names.keys());
                self.report(P::UnknownName { name: word.text.clone(), near }, source, word.at);
                None
            }
        });
        let timed = qualifiers.from.is_some() || qualifiers.until.is_some() || qualifiers.on.is_some();
        let shown = super::noun::show_items(items);
        let (file, place) = (Arc::clone(source), at);
        self.each(items, source, move |maker, ground| {
            let said = !(ground.negated ^ negated);
            if !visible {
                // A denial of another time says nothing of this one.
                if !said {
                    return;
                }
                maker.lapsed(&ground);
                if maker.said(&ground, Truth::True) {
                    return;
                }
            }
            let truth = if visible && said { Truth::True } else { Truth::False };
            if maker.contradicts(&ground, truth) && !timed {
                maker.report(P::Contradiction { sentence: shown.clone() }, &file, place);
                return;
            }
            match maker.appointment(&ground).filter(|_| truth == Truth::True) {
                Some((person, office)) => maker.appoint(person, office),
                None => maker.put(ground, truth, judged_by),
            }
        });
    }

    /// `甲 任 市长` says what a 名册 says.
    fn appointment(&self, ground: &Ground) -> Option<(EntityId, IndividualId)> {
        let [Some(person), Some(office)] = ground.args.as_slice() else { return None };
        let roster = Some(ground.relation) == self.resolved.program.holds_office;
        (roster && office.index() < self.resolved.program.individuals.len()).then_some((*person, IndividualId(office.0)))
    }

    /// Whether what is dated can be seen at the date asked about; `None` after a bad date.
    fn visible(&mut self, qualifiers: &Qualifiers, source: &Arc<Source>) -> Option<bool> {
        let date = self.situated.world.date;
        let mut read = |word: &Option<Word>| match word {
            None => Some(None),
            Some(word) => {
                if let Some(date) = Date::parse(&word.text) {
                    Some(Some(date))
                } else {
                    self.report(P::BadDate { text: word.text.clone() }, source, word.at);
                    None
                }
            }
        };
        let (from, until, on) = (read(&qualifiers.from)?, read(&qualifiers.until)?, read(&qualifiers.on)?);
        let Some(date) = date else { return Some(true) };
        Some(from.is_none_or(|from| from <= date) && until.is_none_or(|until| date <= until) && on.is_none_or(|on| on <= date))
    }

    /// What holds at another time is kept apart: it explains an answer, it does not make one.
    fn lapsed(&mut self, ground: &Ground) {
        let args = ground.args.iter().flatten().copied().collect();
        self.situated.world.lapsed.push(Fact {
            relation: ground.relation,
            args,
            truth: Truth::True,
            number: ground.number,
            judged_by: None,
        });
    }

    fn said(&self, ground: &Ground, truth: Truth) -> bool {
        let args: Vec<EntityId> = ground.args.iter().flatten().copied().collect();
        self.situated.world.facts.iter().any(|fact| fact.relation == ground.relation && fact.args == args && fact.truth == truth)
    }

    /// The opposite was said in the same layer.
    fn contradicts(&self, ground: &Ground, truth: Truth) -> bool {
        let args: Vec<EntityId> = ground.args.iter().flatten().copied().collect();
        let here =
            self.situated.world.facts.iter().zip(&self.layers).filter(|(_, layer)| **layer == self.layer).map(|(fact, _)| fact);
        here.clone().any(|fact| {
            fact.relation == ground.relation && fact.args == args && fact.truth != truth && fact.truth != Truth::Unknown
        }) || (truth == Truth::True
            && here.clone().any(|fact| fact.truth == Truth::True && self.excludes(fact, ground.relation, &args)))
    }

    /// Another value of a 单选 for the same other arguments.
    fn excludes(&self, fact: &Fact, relation: RelationId, args: &[EntityId]) -> bool {
        let Some(known) = self.resolved.program.relations.get(relation.index()) else { return false };
        if fact.relation != relation || !known.holes.iter().any(|hole| hole.single) {
            return false;
        }
        let same_others = known.holes.iter().zip(fact.args.iter().zip(args)).all(|(hole, (old, new))| hole.single || old == new);
        same_others && fact.args != args
    }

    fn remove(&mut self, doomed: impl Fn(&Fact) -> bool) {
        let keep: Vec<bool> = self.situated.world.facts.iter().map(|fact| !doomed(fact)).collect();
        let mut flags = keep.iter();
        self.situated.world.facts.retain(|_| flags.next().copied().unwrap_or(true));
        let mut flags = keep.iter();
        self.layers.retain(|_| flags.next().copied().unwrap_or(true));
    }

    /// Puts a fact on record in place of what it contradicts.
    fn put(&mut self, ground: Ground, truth: Truth, judged_by: Option<EntityId>) {
        let args: Vec<EntityId> = ground.args.into_iter().flatten().collect();
        let relation = ground.relation;
        let single = self
            .resolved
            .program
            .relations
            .get(relation.index())
            .map(|relation| relation.holes.iter().map(|hole| hole.single).collect::<Vec<_>>())
            .unwrap_or_default();
        let doomed = |fact: &Fact| {
            let same = fact.relation == relation && fact.args == args;
            let others = fact.args.iter().zip(&args).zip(&single).all(|((old, new), single)| *single || old == new);
            same || (truth == Truth::True && fact.relation == relation && single.contains(&true) && others)
        };
        self.remove(doomed);
        self.situated.world.facts.push(Fact { relation, args, truth, number: ground.number, judged_by });
        self.layers.push(self.layer);
    }

    fn roster(&mut self, rows: &[(Word, Vec<Word>, Qualifiers)], source: &Arc<Source>) {
        let Some(relation) = self.resolved.program.holds_office else { return };
        // A later layer's line replaces the holders of its office.
        if self.layer > 0 {
            for (office, ..) in rows {
                if let Some(office) = self.office(office, source) {
                    self.remove(|fact| fact.relation == relation && fact.args.get(1) == Some(&EntityId::from(office)));
                }
            }
        }
        for (office, people, qualifiers) in rows {
            let Some(office) = self.office(office, source) else { continue };
            let Some(visible) = self.visible(qualifiers, source) else { continue };
            for word in people {
                let Some(person) = self.person(word, source) else { continue };
                if visible {
                    self.appoint(person, office);
                }
            }
        }
    }

    /// Who holds which office by the rulebooks.
    fn rosters(&mut self) {
        let date = self.situated.world.date;
        for row in &self.resolved.program.rosters {
            let visible =
                date.is_none_or(|date| row.from.is_none_or(|from| from <= date) && row.until.is_none_or(|until| date <= until));
            if visible {
                self.appoint(row.person.into(), row.office);
            }
        }
    }

    /// Whoever holds an office holds every office it is part of.
    fn appoint(&mut self, person: EntityId, office: IndividualId) {
        let Some(relation) = self.resolved.program.holds_office else { return };
        let wholes = self.resolved.scope.part_of.get(&office).cloned().unwrap_or_default();
        for office in std::iter::once(office).chain(wholes) {
            let ground = Ground { relation, args: vec![Some(person), Some(office.into())], number: None, negated: false };
            self.put(ground, Truth::True, None);
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
            self.appoint(id, office);
        }
    }
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

/// A 改文 of a 反事实: the clauses of the same kind at the place are replaced. The program is changed in place.
pub fn amend(
    resolved: &mut Resolved,
    source: &Arc<Source>,
    documents: &[String],
    place: &Place,
    clause: &tree::Clause,
) -> Problems {
    let program = &resolved.program;
    let document = program.documents.iter().position(|document| match &place.document {
        Some(word) => super::document::same_title(document, &word.text),
        None => documents.iter().any(|title| super::document::same_title(document, title)),
    });
    let wanted = super::document::locus(place, crate::vocabulary::Locus::default());
    let Some((index, title)) = document.and_then(|n| program.documents.get(n).map(|document| (n, document))) else {
        let mut problems = Problems::default();
        problems.push(Problem::new(P::NoSuchPlace { place: super::document::show_place(place) }, source, place.at));
        return problems;
    };
    let citation = Citation {
        document: title.title.as_str().into(),
        number: title.number.as_deref().map(Into::into),
        locus: wanted,
        quote: source.slice(clause.at).trim().into(),
    };
    let quotes = Quotes { base: program.individuals.len(), words: std::cell::RefCell::default() };
    let number = |text: &str| super::document::quoted(program, &resolved.scope, text).or_else(|| quotes.number(text));
    let or_more = super::or_more(&program.choices);
    let lexicon = super::noun::Lexicon { program, scope: &resolved.scope, locals: None };
    let standing = super::clause::Standing {
        lexicon,
        source,
        document: crate::core_ir::DocumentId(index as u32),
        citation,
        guards: Vec::new(),
        or_more,
        quotes: &number,
    };
    let lowered = super::clause::lower(clause, &standing);
    let base = program.clauses.len() as u32;
    let kinds: Vec<std::mem::Discriminant<ClauseKind>> =
        lowered.clauses.iter().map(|clause| std::mem::discriminant(&clause.kind)).collect();
    let text = resolved.scope.known.text;
    let new_words = quotes.words.into_inner();
    for clause in &mut resolved.program.clauses {
        let here = clause.document.index() == index
            && wanted.covers(&clause.citation.locus)
            && kinds.contains(&std::mem::discriminant(&clause.kind));
        if here {
            strike_out(clause);
        }
    }
    resolved.program.clauses.extend(lowered.clauses.into_iter().map(|mut clause| {
        clause.exceptions.iter_mut().for_each(|id| id.0 += base);
        clause
    }));
    resolved.program.individuals.extend(new_words.into_iter().map(|name| crate::core_ir::Individual { name, kind: text }));
    lowered.problems
}

/// Takes clauses out; the numbers of the others stay.
pub fn strike(resolved: &mut Resolved, clauses: &[crate::core_ir::ClauseId]) {
    for id in clauses {
        if let Some(clause) = resolved.program.clauses.get_mut(id.index()) {
            strike_out(clause);
        }
    }
}

/// A clause that has been replaced no longer speaks: it becomes an exception to nothing.
fn strike_out(clause: &mut Clause) {
    clause.kind = ClauseKind::Exception { act: None, lifts: Lifts::Listed };
    clause.condition = crate::core_ir::Formula::False;
}
