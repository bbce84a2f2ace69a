//! Sentence patterns: 句式, 行为, 角色.
use super::super::problem::ResolveProblem as P;
use super::super::scope::{Name, Pattern, PatternToken, Position, Role, is_a};
use super::{Declarer, LIMIT, declarations, new_individual};
use crate::core_ir::{Class, Hole, IndividualId, KindId, Program, Relation, RelationId, SentencePart};
use crate::diagnostic::Problem;
use crate::resolve::Parsed;
use crate::source::Span;
use crate::syntax::tree::{Declaration, PatternDeclaration, PatternPart, PatternSort, Word};
use std::sync::Arc;

/// A pattern while it is read.
struct Read {
    relation: Relation,
    tokens: Vec<PatternToken>,
    positions: Vec<Position>,
    /// What tells the holes of one kind apart: `[人甲]`, `[人乙]`.
    labels: Vec<Option<char>>,
}

impl<'a> Declarer<'a> {
    pub(super) fn patterns(&mut self, files: &'a [Parsed]) {
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
        let Some(mut read) = self.positive(declared, class, constitutive) else { return };
        read.relation.sentence = sentence(&read.tokens);
        let negative = declared.negative.as_ref().and_then(|parts| self.other_form(parts, &read));
        let english = declared.english.as_ref().and_then(|parts| self.other_form(parts, &read));
        read.relation.negative = negative.as_deref().map(sentence);
        read.relation.english = english.as_deref().map(sentence);
        if self.clashes(declared, &read, negative.as_deref(), at) {
            return;
        }
        let Read { mut relation, tokens, positions, .. } = read;
        let id = RelationId(self.program.relations.len() as u32);
        if relation.act {
            relation.doer = self.doer(&tokens, &relation);
            relation.verb = Some(self.verb(&tokens));
        }
        let role = (declared.sort == PatternSort::Role).then(|| role(&tokens)).flatten();
        for token in tokens.iter().chain(negative.iter().flatten()) {
            if let PatternToken::Word(word) = token {
                self.scope.literals.insert(word.clone());
            }
        }
        if let Some(tokens) = negative {
            self.add(Pattern { relation: id, tokens, negative: true, positions: positions.clone(), role: None });
        }
        self.add(Pattern { relation: id, tokens, negative: false, positions, role });
        self.program.relations.push(relation);
        self.relations.push((Arc::clone(self.source), at));
    }

    fn add(&mut self, pattern: Pattern) {
        let number = self.scope.patterns.len();
        self.shapes.entry(shape(&pattern.tokens)).or_default().push(number);
        if let Some(role) = &pattern.role {
            self.scope.roles.entry(role.word.clone()).or_default().push(number);
        }
        self.scope.patterns.push(pattern);
    }

    /// The act as an individual.
    fn verb(&mut self, tokens: &[PatternToken]) -> IndividualId {
        let word = |token: &PatternToken| if let PatternToken::Word(word) = token { Some(word.clone()) } else { None };
        let verb: String = tokens.iter().filter_map(word).collect();
        if let Some(Name::Entity(id, _)) = self.scope.name(&format!("行为：{verb}")) {
            return IndividualId(id.0);
        }
        let known = self.scope.known.verb;
        let id = new_individual(&mut self.program, &mut self.scope, &format!("行为：{verb}"), known);
        if let Some(individual) = self.program.individuals.get_mut(id.index()) {
            individual.name = verb;
        }
        id
    }

    /// Whether the words are taken. The very same declaration in two documents is one relation.
    fn clashes(&mut self, declared: &PatternDeclaration, read: &Read, negative: Option<&[PatternToken]>, at: Span) -> bool {
        let holes = &read.relation.holes;
        let first = self.taken(&read.tokens, holes).or_else(|| negative.and_then(|tokens| self.taken(tokens, holes)));
        let own = negative.is_some_and(|tokens| shape(tokens) == shape(&read.tokens));
        let Some(other) = first.and_then(|n| self.scope.patterns.get(n)).cloned() else {
            if own {
                let pattern = show(&declared.positive);
                self.report(P::PatternClash { other: pattern.clone(), pattern }, at);
            }
            return own;
        };
        let Some(old) = self.program.relations.get(other.relation.index()) else { return true };
        let kinds = |relation: &Relation| relation.holes.iter().map(|hole| hole.kind).collect::<Vec<_>>();
        let same_words = !other.negative && other.tokens == read.tokens && kinds(old) == kinds(&read.relation);
        if same_words && same(old, &read.relation) && other.positions == read.positions {
            return true;
        }
        let pattern = show(&declared.positive);
        let kind = if same_words {
            P::DeclaredTwice { name: pattern }
        } else {
            P::PatternClash { pattern, other: self.scope.show(&self.program, &other) }
        };
        let mut problem = Problem::new(kind, self.source, at);
        if let Some((source, place)) = self.relations.get(other.relation.index()) {
            problem = problem.also(source, *place, "另一处在这里", "the other one is here");
        }
        self.problems.push(problem);
        true
    }

    /// A declared pattern with the same words, and holes at the same places that cannot be told apart.
    fn taken(&self, tokens: &[PatternToken], holes: &[Hole]) -> Option<usize> {
        let related = |a: KindId, b: KindId| is_a(&self.program, a, b) || is_a(&self.program, b, a);
        let own = kinds(tokens, holes);
        let overlaps = |n: &&usize| {
            let pattern = self.scope.patterns.get(**n)?;
            let other = kinds(&pattern.tokens, &self.program.relations.get(pattern.relation.index())?.holes);
            Some(own.iter().zip(&other).all(|(a, b)| related(*a, *b)))
        };
        self.shapes.get(&shape(tokens))?.iter().find(|n| overlaps(n).unwrap_or(false)).copied()
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

    fn positive(&mut self, declared: &PatternDeclaration, class: Class, constitutive: bool) -> Option<Read> {
        let act = declared.sort == PatternSort::Act;
        let relation = Relation {
            sentence: Vec::new(),
            negative: None,
            english: None,
            holes: Vec::new(),
            numeric: false,
            class,
            act,
            doer: None,
            verb: None,
            constitutive,
        };
        let mut read = Read { relation, tokens: Vec::new(), positions: Vec::new(), labels: Vec::new() };
        for part in &declared.positive {
            match part {
                PatternPart::Literal(word) => read.tokens.push(PatternToken::Word(word.text.clone())),
                PatternPart::Hole { kind, single, position } => {
                    let (id, label) = self.hole_kind(kind)?;
                    if id == self.scope.known.number {
                        read.relation.numeric = true;
                        read.tokens.push(PatternToken::Number);
                        continue;
                    }
                    let twins = read.relation.holes.iter().zip(&read.labels);
                    if label.is_some() && twins.into_iter().any(|(hole, other)| hole.kind == id && *other == label) {
                        self.report(P::DeclaredTwice { name: kind.text.clone() }, kind.at);
                        return None;
                    }
                    read.positions.push(match position.as_ref().map(|word| word.text.as_str()) {
                        Some("身份") => Position::Capacity,
                        Some(_) => Position::Holder,
                        None if act => Position::Capacity,
                        None => Position::Holder,
                    });
                    read.tokens.push(PatternToken::Hole(read.relation.holes.len()));
                    read.relation.holes.push(Hole { kind: id, single: *single });
                    read.labels.push(label);
                }
            }
        }
        Some(read)
    }

    /// The kind of a hole; `[人甲]` is a 人 with a mark to tell it from `[人乙]`.
    fn hole_kind(&mut self, word: &Word) -> Option<(KindId, Option<char>)> {
        if let Some(label) = word.text.chars().next_back().filter(|label| "甲乙丙丁".contains(*label))
            && self.scope.name(&word.text).is_none()
            && let Some(Name::Kind(id)) = word.text.strip_suffix(label).and_then(|kind| self.scope.name(kind))
        {
            return Some((id, Some(label)));
        }
        self.wanted_kind(word).map(|id| (id, None))
    }

    /// The negative or English form: its holes are those of the relation, by kind and mark, else by order.
    fn other_form(&mut self, parts: &[PatternPart], read: &Read) -> Option<Vec<PatternToken>> {
        let holes = &read.relation.holes;
        let mut used = vec![false; holes.len()];
        let mut tokens = Vec::new();
        for part in parts {
            match part {
                PatternPart::Literal(word) => tokens.push(PatternToken::Word(word.text.clone())),
                PatternPart::Hole { kind, .. } => {
                    let (id, label) = self.hole_kind(kind)?;
                    if id == self.scope.known.number {
                        tokens.push(PatternToken::Number);
                        continue;
                    }
                    let fits = |n: &usize| {
                        holes.get(*n).is_some_and(|hole| hole.kind == id)
                            && read.labels.get(*n) == Some(&label)
                            && used.get(*n) == Some(&false)
                    };
                    let Some(hole) = (0..holes.len()).find(fits) else {
                        let other = show_sentence(&self.program, &read.relation);
                        self.report(P::PatternClash { pattern: show(parts), other }, kind.at);
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
}

/// The words of a pattern, with marks where its holes are.
fn shape(tokens: &[PatternToken]) -> String {
    let words = tokens.iter().map(|token| if let PatternToken::Word(word) = token { word.as_str() } else { "\0" });
    words.collect::<Vec<_>>().join(" ")
}

/// The kinds of the holes in the order of the words.
fn kinds(tokens: &[PatternToken], holes: &[Hole]) -> Vec<KindId> {
    let hole = |token: &PatternToken| if let PatternToken::Hole(n) = token { holes.get(*n) } else { None };
    tokens.iter().filter_map(hole).map(|hole| hole.kind).collect()
}

/// Whether a second declaration of the same words says no more than the first.
fn same(old: &Relation, new: &Relation) -> bool {
    old.act == new.act
        && old.class == new.class
        && old.constitutive == new.constitutive
        && (new.negative.is_none() || old.negative == new.negative)
        && old.holes.iter().map(|hole| hole.single).eq(new.holes.iter().map(|hole| hole.single))
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
