//! First pass: the declarations of all files become names.
use super::problem::ResolveProblem as P;
use super::scope::{Known, Name, Pattern, PatternToken, Position, Role, Scope, is_a};
use super::{Parsed, near};
use crate::core_ir::{
    Class, EntityId, Hole, Individual, IndividualId, Kind, KindId, Program, Relation, RelationId, SentencePart,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{Block, Declaration, PatternDeclaration, PatternPart, PatternSort, StatementKind, Word};
use indexmap::IndexMap;
use std::collections::HashSet;
use std::sync::Arc;

/// Kinds that the surface itself speaks of.
const BUILT_IN: [&str; 7] = ["人", "职务", "行为种类", "数", "文字", "日期", "机构"];
const LIMIT: usize = 20_000;
/// How many ancestors all kinds may have together.
const MOST_ANCESTORS: usize = 5_000_000;

struct Declarer<'a> {
    program: Program,
    scope: Scope,
    problems: Problems,
    places: IndexMap<String, (Arc<Source>, Span)>,
    source: &'a Arc<Source>,
}

/// Collects the declarations of all files.
pub fn declare(files: &[Parsed]) -> (Program, Scope, Problems) {
    let Some(first) = files.first() else {
        return (Program::default(), empty_scope(), Problems::default());
    };
    let mut declarer = Declarer {
        program: Program::default(),
        scope: empty_scope(),
        problems: Problems::default(),
        places: IndexMap::new(),
        source: &first.source,
    };
    for name in BUILT_IN {
        declarer.add_kind(name, false);
    }
    declarer.kinds(files);
    declarer.individuals(files);
    declarer.patterns(files);
    let Declarer { mut program, mut scope, problems, .. } = declarer;
    close_offices(&mut scope);
    find_known(&mut program, &scope);
    let mut problems = problems;
    super::prepare::procedures(files, &mut scope, &mut problems);
    super::prepare::rosters(files, &mut program, &scope, &mut problems);
    scope.cases = super::prepare::cases(files);
    (program, scope, problems)
}

fn empty_scope() -> Scope {
    let known =
        Known { person: KindId(0), office: KindId(1), verb: KindId(2), number: KindId(3), text: KindId(4), date: KindId(5) };
    Scope {
        names: IndexMap::new(),
        patterns: Vec::new(),
        literals: HashSet::new(),
        part_of: IndexMap::new(),
        procedures: IndexMap::new(),
        cases: Vec::new(),
        known,
    }
}

pub(super) fn declarations(files: &[Parsed]) -> impl Iterator<Item = (&Arc<Source>, &Declaration, Span)> {
    files.iter().flat_map(|file| {
        let blocks = file.file.rulebook.as_ref().map(|rulebook| rulebook.blocks.as_slice()).unwrap_or_default();
        blocks.iter().filter_map(move |block| match block {
            Block::Statement(statement) => match &statement.kind {
                StatementKind::Declaration(declaration) => Some((&file.source, declaration, statement.at)),
                _ => None,
            },
            _ => None,
        })
    })
}

impl<'a> Declarer<'a> {
    fn report(&mut self, problem: P, at: Span) {
        self.problems.push(Problem::new(problem, self.source, at));
    }

    fn add_kind(&mut self, name: &str, options: bool) -> KindId {
        let id = KindId(self.program.kinds.len() as u32);
        self.program.kinds.push(Kind { name: name.to_owned(), ancestors: vec![id], options });
        self.scope.names.insert(name.to_owned(), Name::Kind(id));
        id
    }

    /// Declares a kind word; the same word again is the same kind.
    fn kind_word(&mut self, word: &Word, options: bool) -> Option<KindId> {
        match self.scope.name(&word.text) {
            Some(Name::Kind(id)) => {
                if options && let Some(kind) = self.program.kinds.get_mut(id.index()) {
                    kind.options = true;
                }
                Some(id)
            }
            Some(Name::Entity(..)) => {
                self.report(P::DeclaredTwice { name: word.text.clone() }, word.at);
                None
            }
            None if self.program.kinds.len() >= LIMIT => {
                self.report(P::TooLarge, word.at);
                None
            }
            None => {
                self.places.insert(word.text.clone(), (Arc::clone(self.source), word.at));
                Some(self.add_kind(&word.text, options))
            }
        }
    }

    fn kinds(&mut self, files: &'a [Parsed]) {
        let mut parents: Vec<(KindId, &'a Word, &'a Arc<Source>)> = Vec::new();
        for (source, declaration, _) in declarations(files) {
            self.source = source;
            match declaration {
                Declaration::Kinds { names, parents: above } => {
                    for name in names {
                        let Some(id) = self.kind_word(name, false) else { continue };
                        parents.extend(above.iter().map(|parent| (id, parent, source)));
                    }
                }
                Declaration::Options { kind, .. } => {
                    self.kind_word(kind, true);
                }
                Declaration::Offices { .. }
                | Declaration::Individuals { .. }
                | Declaration::Roster(_)
                | Declaration::Pattern(_) => {}
            }
        }
        let mut edges = Vec::new();
        for (id, parent, source) in parents {
            self.source = source;
            if let Some(above) = self.wanted_kind(parent) {
                edges.push((id, above, parent));
            }
        }
        self.close_kinds(&edges);
    }

    fn wanted_kind(&mut self, word: &Word) -> Option<KindId> {
        if let Some(Name::Kind(id)) = self.scope.name(&word.text) {
            Some(id)
        } else {
            let near = near(&word.text, self.scope.names.keys());
            self.report(P::UnknownName { name: word.text.clone(), near }, word.at);
            None
        }
    }

    /// Transitive closure of 属于; a ring is reported once.
    fn close_kinds(&mut self, edges: &[(KindId, KindId, &'a Word)]) {
        let mut above: Vec<Vec<KindId>> = vec![Vec::new(); self.program.kinds.len()];
        for (below, parent, _) in edges {
            if let Some(parents) = above.get_mut(below.index()) {
                parents.push(*parent);
            }
        }
        let mut seen = vec![usize::MAX; above.len()];
        let mut room = MOST_ANCESTORS;
        for n in 0..above.len() {
            let ancestors = reached(KindId(n as u32), &above, &mut seen);
            let Some(left) = room.checked_sub(ancestors.len()) else {
                let at = edges.first().map(|(_, _, word)| word.at).unwrap_or_default();
                return self.report(P::TooLarge, at);
            };
            room = left;
            if let Some(kind) = self.program.kinds.get_mut(n) {
                kind.ancestors = ancestors;
            }
        }
        for (below, above, word) in edges {
            if self.program.kinds.get(above.index()).is_some_and(|kind| kind.ancestors.contains(below)) {
                self.report(P::KindCycle { name: word.text.clone() }, word.at);
                return;
            }
        }
    }

    fn individual(&mut self, word: &Word, kind: KindId) -> Option<IndividualId> {
        match self.scope.name(&word.text) {
            Some(Name::Entity(id, other)) if other == kind => Some(IndividualId(id.0)),
            Some(_) => {
                self.report(P::DeclaredTwice { name: word.text.clone() }, word.at);
                None
            }
            None if self.program.individuals.len() >= LIMIT => {
                self.report(P::TooLarge, word.at);
                None
            }
            None => Some(new_individual(&mut self.program, &mut self.scope, &word.text, kind)),
        }
    }

    fn individuals(&mut self, files: &'a [Parsed]) {
        let known = self.scope.known;
        let mut parts = Vec::new();
        for (source, declaration, _) in declarations(files) {
            self.source = source;
            match declaration {
                Declaration::Offices { names, part_of } => {
                    for name in names {
                        let Some(id) = self.individual(name, known.office) else { continue };
                        self.scope.part_of.entry(id).or_default();
                        parts.extend(part_of.iter().map(|whole| (id, whole, source)));
                    }
                }
                Declaration::Individuals { names, kind } => {
                    let Some(kind) = self.wanted_kind(kind) else { continue };
                    for name in names {
                        self.individual(name, kind);
                    }
                }
                Declaration::Options { kind, values, .. } => {
                    let Some(Name::Kind(kind)) = self.scope.name(&kind.text) else { continue };
                    for value in values {
                        self.individual(value, kind);
                    }
                }
                Declaration::Roster(rows) => {
                    for person in rows.iter().flat_map(|(_, people, _)| people) {
                        self.individual(person, known.person);
                    }
                }
                Declaration::Kinds { .. } | Declaration::Pattern(_) => {}
            }
        }
        for (part, whole, source) in parts {
            self.source = source;
            match self.scope.name(&whole.text) {
                Some(Name::Entity(id, kind)) if kind == known.office => {
                    self.scope.part_of.entry(part).or_default().push(IndividualId(id.0))
                }
                _ => {
                    let near = near(&whole.text, self.scope.names.keys());
                    self.report(P::UnknownName { name: whole.text.clone(), near }, whole.at);
                }
            }
        }
    }

    fn patterns(&mut self, files: &'a [Parsed]) {
        for (source, declaration, at) in declarations(files) {
            self.source = source;
            if let Declaration::Pattern(pattern) = declaration {
                if self.program.relations.len() >= LIMIT {
                    return self.report(P::TooLarge, at);
                }
                self.pattern(pattern, at);
            }
        }
    }

    fn pattern(&mut self, declared: &PatternDeclaration, at: Span) {
        let Some((class, constitutive)) = self.class(declared) else { return };
        let mut relation = Relation {
            sentence: Vec::new(),
            negative: None,
            english: None,
            holes: Vec::new(),
            numeric: false,
            class,
            act: declared.sort == PatternSort::Act,
            doer: None,
            verb: None,
            constitutive,
        };
        let mut positions = Vec::new();
        let Some(tokens) = self.tokens(&declared.positive, declared.sort, &mut relation, &mut positions) else { return };
        relation.sentence = sentence(&tokens);
        if let Some(known) = self.same_pattern(&tokens, &relation.holes) {
            let pattern = show(&declared.positive);
            // The very same declaration in two documents is one relation.
            let same = self.program.relations.get(known.index()).is_some_and(|old| {
                old.act == relation.act
                    && old.class == relation.class
                    && old.holes.iter().map(|hole| hole.kind).eq(relation.holes.iter().map(|hole| hole.kind))
            });
            if !same {
                self.report(P::PatternClash { other: pattern.clone(), pattern }, at);
            }
            return;
        }
        let id = RelationId(self.program.relations.len() as u32);
        if relation.act {
            relation.doer = self.doer(&tokens, &relation);
            let verb: String = tokens
                .iter()
                .filter_map(|token| if let PatternToken::Word(word) = token { Some(word.as_str()) } else { None })
                .collect();
            let known = self.scope.known.verb;
            relation.verb = Some(if let Some(Name::Entity(id, _)) = self.scope.name(&format!("行为：{verb}")) {
                IndividualId(id.0)
            } else {
                let id = new_individual(&mut self.program, &mut self.scope, &format!("行为：{verb}"), known);
                if let Some(individual) = self.program.individuals.get_mut(id.index()) {
                    individual.name = verb;
                }
                id
            });
        }
        let negative = declared.negative.as_ref().and_then(|parts| self.other_form(parts, &relation));
        let english = declared.english.as_ref().and_then(|parts| self.other_form(parts, &relation));
        relation.negative = negative.as_deref().map(sentence);
        relation.english = english.as_deref().map(sentence);
        let role = (declared.sort == PatternSort::Role).then(|| role(&tokens)).flatten();
        for token in tokens.iter().chain(negative.iter().flatten()) {
            if let PatternToken::Word(word) = token {
                self.scope.literals.insert(word.clone());
            }
        }
        if let Some(tokens) = negative {
            self.scope.patterns.push(Pattern { relation: id, tokens, negative: true, positions: positions.clone(), role: None });
        }
        self.scope.patterns.push(Pattern { relation: id, tokens, negative: false, positions, role });
        self.program.relations.push(relation);
    }

    fn class(&mut self, declared: &PatternDeclaration) -> Option<(Class, bool)> {
        let Some(word) = &declared.class else {
            return Some((if declared.sort == PatternSort::Act { Class::Open } else { Class::Derived }, false));
        };
        Some(match word.text.as_str() {
            "记录" => (Class::Recorded, false),
            "开放" => (Class::Open, false),
            "判断" => (Class::Judgement, false),
            "选定" => (Class::Chosen, false),
            "授权即成立" => (Class::Derived, true),
            other => {
                self.report(P::UnknownClass { class: other.to_owned() }, word.at);
                return None;
            }
        })
    }

    fn tokens(
        &mut self,
        parts: &[PatternPart],
        sort: PatternSort,
        relation: &mut Relation,
        positions: &mut Vec<Position>,
    ) -> Option<Vec<PatternToken>> {
        let mut tokens = Vec::new();
        for part in parts {
            match part {
                PatternPart::Literal(word) => tokens.push(PatternToken::Word(word.text.clone())),
                PatternPart::Hole { kind, single, position } => {
                    let id = self.wanted_kind(kind)?;
                    if id == self.scope.known.number {
                        relation.numeric = true;
                        tokens.push(PatternToken::Number);
                        continue;
                    }
                    positions.push(match position.as_ref().map(|word| word.text.as_str()) {
                        Some("身份") => Position::Capacity,
                        Some(_) => Position::Holder,
                        None if sort == PatternSort::Act => Position::Capacity,
                        None => Position::Holder,
                    });
                    tokens.push(PatternToken::Hole(relation.holes.len()));
                    relation.holes.push(Hole { kind: id, single: *single });
                }
            }
        }
        Some(tokens)
    }

    /// The negative or English form: its holes are those of the relation, by kind and order.
    fn other_form(&mut self, parts: &[PatternPart], relation: &Relation) -> Option<Vec<PatternToken>> {
        let mut used = vec![false; relation.holes.len()];
        let mut tokens = Vec::new();
        for part in parts {
            match part {
                PatternPart::Literal(word) => tokens.push(PatternToken::Word(word.text.clone())),
                PatternPart::Hole { kind, .. } => {
                    let id = self.wanted_kind(kind)?;
                    if id == self.scope.known.number {
                        tokens.push(PatternToken::Number);
                        continue;
                    }
                    let hole = relation.holes.iter().zip(&used).position(|(hole, used)| hole.kind == id && !used);
                    let Some(hole) = hole else {
                        self.report(
                            P::PatternClash { pattern: show(parts), other: show_sentence(&self.program, relation) },
                            kind.at,
                        );
                        return None;
                    };
                    if let Some(flag) = used.get_mut(hole) {
                        *flag = true;
                    }
                    tokens.push(PatternToken::Hole(hole));
                }
            }
        }
        Some(tokens)
    }

    /// The doer: the first hole, when it stands before the first word and somebody can fill it.
    fn doer(&self, tokens: &[PatternToken], relation: &Relation) -> Option<usize> {
        let Some(PatternToken::Hole(hole)) = tokens.first() else { return None };
        let kind = relation.holes.get(*hole)?.kind;
        let doer_kind = |name: &str| matches!(self.scope.name(name), Some(Name::Kind(id)) if self.program.kinds.get(kind.index()).is_some_and(|kind| kind.ancestors.contains(&id)));
        (["主体", "人", "集体", "机构"].into_iter().any(doer_kind)).then_some(*hole)
    }

    /// A declared pattern with the same words and holes at the same places.
    fn same_pattern(&self, tokens: &[PatternToken], holes: &[Hole]) -> Option<RelationId> {
        let shape = |token: &PatternToken| match token {
            PatternToken::Word(word) => Some(word.clone()),
            PatternToken::Hole(_) | PatternToken::Number => None,
        };
        self.scope
            .patterns
            .iter()
            .filter(|pattern| !pattern.negative)
            .find(|pattern| pattern.tokens.iter().map(shape).eq(tokens.iter().map(shape)) && self.overlapping(pattern, holes))
            .map(|pattern| pattern.relation)
    }

    /// Two patterns of the same shape are told apart when some hole's kinds cannot meet.
    fn overlapping(&self, pattern: &Pattern, holes: &[Hole]) -> bool {
        let related = |a: KindId, b: KindId| is_a(&self.program, a, b) || is_a(&self.program, b, a);
        self.program
            .relations
            .get(pattern.relation.index())
            .is_some_and(|relation| relation.holes.iter().zip(holes).all(|(a, b)| related(a.kind, b.kind)))
    }
}

/// A kind and all it belongs to. `seen` remembers for which kind each was reached last.
fn reached(kind: KindId, above: &[Vec<KindId>], seen: &mut [usize]) -> Vec<KindId> {
    let (mut found, mut next) = (vec![kind], 0);
    if let Some(mark) = seen.get_mut(kind.index()) {
        *mark = kind.index();
    }
    while let Some(one) = found.get(next).copied() {
        next += 1;
        for parent in above.get(one.index()).into_iter().flatten() {
            if let Some(mark) = seen.get_mut(parent.index()).filter(|mark| **mark != kind.index()) {
                *mark = kind.index();
                found.push(*parent);
            }
        }
    }
    found
}

/// Adds an individual of the rulebooks.
pub fn new_individual(program: &mut Program, scope: &mut Scope, name: &str, kind: KindId) -> IndividualId {
    let id = IndividualId(program.individuals.len() as u32);
    program.individuals.push(Individual { name: name.to_owned(), kind });
    scope.names.insert(name.to_owned(), Name::Entity(EntityId(id.0), kind));
    id
}

fn role(tokens: &[PatternToken]) -> Option<Role> {
    match tokens {
        [
            PatternToken::Hole(subject),
            PatternToken::Word(is),
            PatternToken::Hole(whole),
            PatternToken::Word(of),
            PatternToken::Word(word),
        ] if is == "是" && of == "的" => Some(Role { word: word.clone(), subject: *subject, whole: *whole }),
        _ => None,
    }
}

fn sentence(tokens: impl AsRef<[PatternToken]>) -> Vec<SentencePart> {
    tokens
        .as_ref()
        .iter()
        .map(|token| match token {
            PatternToken::Word(word) => SentencePart::Word(word.clone()),
            PatternToken::Hole(n) => SentencePart::Hole(*n),
            PatternToken::Number => SentencePart::Number,
        })
        .collect()
}

fn show(parts: &[PatternPart]) -> String {
    let words: Vec<String> = parts
        .iter()
        .map(|part| match part {
            PatternPart::Literal(word) => word.text.clone(),
            PatternPart::Hole { kind, .. } => format!("[{}]", kind.text),
        })
        .collect();
    words.join(" ")
}

fn show_sentence(program: &Program, relation: &Relation) -> String {
    let words: Vec<String> = relation
        .sentence
        .iter()
        .map(|part| match part {
            SentencePart::Word(word) => word.clone(),
            SentencePart::Hole(n) => format!(
                "[{}]",
                relation
                    .holes
                    .get(*n)
                    .and_then(|hole| program.kinds.get(hole.kind.index()))
                    .map_or("", |kind| kind.name.as_str())
            ),
            SentencePart::Number => "[数]".to_owned(),
        })
        .collect();
    words.join(" ")
}

/// Transitive closure of one office being part of another.
fn close_offices(scope: &mut Scope) {
    loop {
        let mut changed = false;
        for index in 0..scope.part_of.len() {
            let more: Vec<IndividualId> = scope
                .part_of
                .get_index(index)
                .map(|(_, wholes)| wholes.iter().filter_map(|whole| scope.part_of.get(whole)).flatten().copied().collect())
                .unwrap_or_default();
            if let Some((own, wholes)) = scope.part_of.get_index_mut(index) {
                for whole in more {
                    if whole != *own && !wholes.contains(&whole) {
                        wholes.push(whole);
                        changed = true;
                    }
                }
            }
        }
        if !changed {
            return;
        }
    }
}

fn find_known(program: &mut Program, scope: &Scope) {
    let find = |words: &[&str]| {
        scope
            .patterns
            .iter()
            .filter(|pattern| !pattern.negative)
            .find(|pattern| {
                pattern
                    .tokens
                    .iter()
                    .filter_map(|token| if let PatternToken::Word(word) = token { Some(word.as_str()) } else { None })
                    .eq(words.iter().copied())
            })
            .map(|pattern| pattern.relation)
    };
    program.holds_office = find(&["任"]);
    program.capacity = find(&["以", "身份", "为"]);
}
