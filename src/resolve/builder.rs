//! One clause being built: nouns become variables and terms, sentences become formulas.
use super::noun::{Lexicon, Noun, Quantity, show_items, span_of};
use super::problem::ResolveProblem as P;
use super::scope::{Pattern, Position, is_a};
use super::sentence::{Matched, Reading, spread};
use super::variables::{Key, Variable, Variables, all};
use crate::core_ir::{
    Amount, AtomFormula, ChoiceId, Comparison as Compared, EntityId, Formula, IndividualId, KindId, Op, RelationId, Term, Var,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{Atom, Comparison, Condition, Item, Phrase, Share};
use std::sync::Arc;

/// Something was wrong and has been reported.
#[derive(Debug, Clone, Copy)]
pub struct Reported;
/// A result whose error has been reported.
pub type Built<T> = Result<T, Reported>;

/// What stands in a hole: one term, or a list of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Filler {
    /// One.
    One(Term),
    /// Several.
    List(bool, Vec<Filler>),
}

/// The choices by which a sentence with lists becomes several clauses: each run takes one way through.
#[derive(Debug, Default, Clone)]
pub struct Ways {
    taken: Vec<(usize, usize)>,
    next: usize,
}

impl Ways {
    /// Picks one of `n` in this run.
    fn pick(&mut self, n: usize) -> usize {
        if self.next == self.taken.len() {
            self.taken.push((0, n));
        }
        let way = self.taken.get(self.next).map_or(0, |way| way.0);
        self.next += 1;
        way
    }

    /// Moves to the next run; false when all have been made.
    pub fn advance(&mut self) -> bool {
        self.next = 0;
        while let Some((way, n)) = self.taken.pop() {
            if way + 1 < n {
                self.taken.push((way + 1, n));
                return true;
            }
        }
        false
    }
}

/// A clause being built.
pub struct Builder<'a> {
    /// The words.
    pub lexicon: Lexicon<'a>,
    /// Its text.
    pub source: &'a Arc<Source>,
    /// Its variables.
    pub variables: Variables,
    /// What was wrong.
    pub problems: Problems,
    /// Ways through its lists.
    pub ways: Ways,
    /// The convention 〔以上〕.
    pub or_more: Option<ChoiceId>,
    /// Kinds and individuals named anywhere in the clause, in order.
    pub named: Vec<Noun>,
    /// Variables that 该X means first, before those named later (the clause's own, in a note on it).
    pub prefer: Vec<Var>,
    /// New literal words (quotes) get their numbers from here.
    pub quotes: &'a dyn Fn(&str) -> Option<IndividualId>,
}

impl<'a> Builder<'a> {
    /// Reports.
    pub fn report<T>(&mut self, problem: P, at: Span) -> Built<T> {
        self.problems.push(Problem::new(problem, self.source, at));
        Err(Reported)
    }

    fn pattern(&self, matched: &Matched) -> Option<&'a Pattern> {
        self.lexicon.scope.patterns.get(matched.pattern)
    }

    /// Finds the pattern of words.
    pub fn read(&mut self, items: &[Item], acts: Option<bool>, at: Span) -> Built<Matched> {
        match self.lexicon.sentence(items, acts) {
            Reading::One(matched) => Ok(matched),
            Reading::Several(patterns) => {
                let patterns = patterns
                    .iter()
                    .filter_map(|n| self.lexicon.scope.patterns.get(*n))
                    .map(|pattern| format!("「{}」", self.lexicon.scope.show(self.lexicon.program, pattern)))
                    .collect();
                self.report(P::Ambiguous { words: show_items(items), patterns }, place_of(items, at))
            }
            Reading::None(near) => {
                let near = near
                    .and_then(|n| self.lexicon.scope.patterns.get(n))
                    .map(|pattern| self.lexicon.scope.show(self.lexicon.program, pattern));
                self.unknown(items, near, at)
            }
        }
    }

    /// An undeclared word is named before the sentence is blamed.
    fn unknown<T>(&mut self, items: &[Item], near: Option<String>, at: Span) -> Built<T> {
        for item in items {
            let Item::Word(word) = item else { continue };
            if self.lexicon.noun(std::slice::from_ref(item)).is_none() && !self.lexicon.scope.literals.contains(&word.text) {
                let names = self.lexicon.scope.names.keys().chain(&self.lexicon.scope.literals);
                let close = super::near(&word.text, names);
                if close.is_some() || near.is_none() {
                    return self.report(P::UnknownName { name: word.text.clone(), near: close }, word.at);
                }
            }
        }
        self.report(P::UnknownSentence { words: show_items(items), near }, place_of(items, at))
    }

    // ---- nouns ----------------------------------------------------------------------------------------------------

    /// The term or terms of a noun in a hole.
    pub fn fill(
        &mut self,
        noun: &Noun,
        hole: KindId,
        position: Position,
        verb: Option<IndividualId>,
        split: bool,
        at: Span,
    ) -> Built<Filler> {
        match noun {
            Noun::List { any, members } => {
                if split {
                    let way = self.ways.pick(members.len().max(1));
                    return members.get(way).map_or(Err(Reported), |member| self.fill(member, hole, position, verb, split, at));
                }
                let fillers: Built<Vec<Filler>> =
                    members.iter().map(|member| self.fill(member, hole, position, verb, split, at)).collect();
                Ok(Filler::List(*any, fillers?))
            }
            Noun::Entity { id, kind, word } => Ok(Filler::One(self.entity(*id, *kind, word, hole, position, verb))),
            Noun::Quote(text) => {
                (self.quotes)(text).map_or_else(|| self.report(P::TooLarge, at), |id| Ok(Filler::One(Term::Individual(id))))
            }
            Noun::Number(_) => self.report(P::Unsupported { what: "数字", english: "a number" }, at),
            Noun::Kind { kind, word } => Ok(Filler::One(Term::Var(self.kind_variable(*kind, word)))),
            Noun::Back { word } => self.back(word, at).map(|var| Filler::One(Term::Var(var))),
            Noun::Role { pattern, of, word } => {
                self.role(*pattern, of.as_deref(), word, at).map(|var| Filler::One(Term::Var(var)))
            }
            Noun::Relative { words, head } => self.relative(words, head, at).map(|var| Filler::One(Term::Var(var))),
            Noun::Some { how, noun } => {
                self.quantified(*how, noun, hole, position, verb, at).map(|var| Filler::One(Term::Var(var)))
            }
        }
    }

    /// An individual; an office where a person is wanted is a person.
    fn entity(
        &mut self,
        id: EntityId,
        kind: KindId,
        word: &str,
        hole: KindId,
        position: Position,
        verb: Option<IndividualId>,
    ) -> Term {
        let known = self.lexicon.scope.known;
        if kind != known.office || is_a(self.lexicon.program, known.office, hole) {
            return Term::Individual(IndividualId(id.0));
        }
        let verb = if position == Position::Capacity { verb } else { None };
        let key = Key::Office(id, position, verb);
        if let Some(var) = self.variables.find(&key) {
            return Term::Var(var);
        }
        let var = self.variables.add(Variable {
            kind: known.person,
            word: word.to_owned(),
            key,
            restriction: Formula::True,
            universal: false,
        });
        let restriction = self.in_office(Term::Var(var), IndividualId(id.0), verb);
        self.restrict(var, restriction);
        Term::Var(var)
    }

    fn restrict(&mut self, var: Var, restriction: Formula) {
        if let Some(variable) = self.variables.list.get_mut(usize::from(var.0)) {
            variable.restriction = restriction;
        }
    }

    /// `x 任 office`, or `x 以 office 身份 为 verb`.
    fn in_office(&self, person: Term, office: IndividualId, verb: Option<IndividualId>) -> Formula {
        let program = self.lexicon.program;
        let office = Term::Individual(office);
        match (verb, program.capacity, program.holds_office) {
            (Some(verb), Some(relation), _) => {
                Formula::Atom(AtomFormula { relation, args: vec![person, office, Term::Individual(verb)] })
            }
            (_, _, Some(relation)) => Formula::Atom(AtomFormula { relation, args: vec![person, office] }),
            _ => Formula::False,
        }
    }

    fn kind_variable(&mut self, kind: KindId, word: &str) -> Var {
        let key = Key::Kind(kind);
        self.variables.find(&key).unwrap_or_else(|| {
            self.variables.add(Variable { kind, word: word.to_owned(), key, restriction: Formula::True, universal: false })
        })
    }

    /// `该X`: the last thing named X; for a kind also the last one of that kind; else the one whose name ends so.
    fn back(&mut self, word: &str, at: Span) -> Built<Var> {
        if let Some(n) = self.variables.list.iter().rposition(|variable| variable.word == word) {
            return Ok(Var(n as u16));
        }
        let found = match self.lexicon.name(word) {
            Some(super::scope::Name::Kind(kind)) => self.of_kind(kind),
            Some(super::scope::Name::Entity(..)) => None,
            None => self.ending(word),
        };
        found.map_or_else(|| self.report(P::NoAntecedent { word: format!("该{word}") }, at), Ok)
    }

    fn of_kind(&mut self, kind: KindId) -> Option<Var> {
        let program = self.lexicon.program;
        let fits = |variable: &Variable| !variable.word.is_empty() && is_a(program, variable.kind, kind);
        let own = self.prefer.iter().copied().find(|var| self.variables.list.get(usize::from(var.0)).is_some_and(fits));
        if own.is_some() {
            return own;
        }
        if let Some(n) = self.variables.list.iter().rposition(fits) {
            return Some(Var(n as u16));
        }
        let later = self.named.iter().find_map(|noun| match noun {
            Noun::Kind { kind: named, word } if is_a(program, *named, kind) => Some((*named, word.clone())),
            _ => None,
        });
        later.map(|(named, word)| self.kind_variable(named, &word))
    }

    /// 该领导 for 市政府领导, if only one name of the clause ends so.
    fn ending(&mut self, word: &str) -> Option<Var> {
        let named: Vec<usize> = self
            .variables
            .list
            .iter()
            .enumerate()
            .filter(|(_, variable)| variable.word.ends_with(word))
            .map(|(n, _)| n)
            .collect();
        match named.as_slice() {
            [only] => Some(Var(*only as u16)),
            [] => {
                let kinds: Vec<(KindId, String)> = self
                    .named
                    .iter()
                    .filter_map(|noun| {
                        if let Noun::Kind { kind, word: named } = noun {
                            named.ends_with(word).then(|| (*kind, named.clone()))
                        } else {
                            None
                        }
                    })
                    .collect();
                kinds.first().map(|(kind, named)| self.kind_variable(*kind, named))
            }
            _ => None,
        }
    }

    fn role(&mut self, index: usize, of: Option<&Noun>, word: &str, at: Span) -> Built<Var> {
        let Some(pattern) = self.lexicon.scope.patterns.get(index) else { return Err(Reported) };
        let (Some(role), Some(relation)) = (&pattern.role, self.lexicon.program.relations.get(pattern.relation.index())) else {
            return Err(Reported);
        };
        let (Some(subject), Some(whole)) = (relation.holes.get(role.subject), relation.holes.get(role.whole)) else {
            return Err(Reported);
        };
        let of = match of {
            Some(noun) => match self.fill(noun, whole.kind, Position::Holder, None, false, at)? {
                Filler::One(term) => Some(term),
                Filler::List(..) => return self.report(P::BadHead { sentence: word.to_owned() }, at),
            },
            None => None,
        };
        if of.is_none()
            && let Some(n) =
                self.variables.list.iter().rposition(|variable| matches!(variable.key, Key::Role(pattern, _) if pattern == index))
        {
            return Ok(Var(n as u16));
        }
        let of = match of {
            Some(term) => term,
            None => self.elided(whole.kind, word, &[], at)?,
        };
        let key = Key::Role(index, Some(of));
        if let Some(var) = self.variables.find(&key) {
            return Ok(var);
        }
        let var = self.variables.add(Variable {
            kind: subject.kind,
            word: word.to_owned(),
            key,
            restriction: Formula::True,
            universal: false,
        });
        let mut args = vec![of; relation.holes.len()];
        if let Some(arg) = args.get_mut(role.subject) {
            *arg = Term::Var(var);
        }
        self.restrict(var, Formula::Atom(AtomFormula { relation: pattern.relation, args }));
        Ok(var)
    }

    fn relative(&mut self, words: &[Item], head: &Noun, at: Span) -> Built<Var> {
        // 涉及 职权 的 各机构: for each of them.
        let (head, universal) = match head {
            Noun::Some { how: Quantity::Each, noun } => (noun.as_ref(), true),
            other => (other, false),
        };
        let kind = self.lexicon.kind_of(head).unwrap_or(self.lexicon.scope.known.person);
        let kind = if kind == self.lexicon.scope.known.office { self.lexicon.scope.known.person } else { kind };
        let word = match head {
            Noun::Kind { word, .. } | Noun::Entity { word, .. } | Noun::Role { word, .. } | Noun::Back { word } => word.clone(),
            Noun::Some { .. } | Noun::Relative { .. } | Noun::Quote(_) | Noun::Number(_) | Noun::List { .. } => String::new(),
        };
        let var = self.variables.add(Variable { kind, word, key: Key::Fresh, restriction: Formula::True, universal });
        let restriction = self.described(Term::Var(var), words, head, at)?;
        self.restrict(var, restriction);
        Ok(var)
    }

    /// What `words 的 head` says of a term.
    fn described(&mut self, term: Term, words: &[Item], head: &Noun, at: Span) -> Built<Formula> {
        let base = self.set(term, head, at)?;
        let matched = self.read(words, None, at)?;
        let own = self.sentence_about(&matched, Some(term), words, false, at)?;
        Ok(all(vec![base, own]))
    }

    fn quantified(
        &mut self,
        how: Quantity,
        noun: &Noun,
        hole: KindId,
        position: Position,
        verb: Option<IndividualId>,
        at: Span,
    ) -> Built<Var> {
        let known = self.lexicon.scope.known;
        let kind = self.lexicon.kind_of(noun).unwrap_or(hole);
        let office = kind == known.office && !is_a(self.lexicon.program, known.office, hole);
        let kind = if office { known.person } else { kind };
        let before: Vec<Var> = self.others(noun, kind, how);
        let word = match noun {
            Noun::Kind { word, .. } | Noun::Entity { word, .. } | Noun::Role { word, .. } => word.clone(),
            Noun::Relative { .. }
            | Noun::Back { .. }
            | Noun::Some { .. }
            | Noun::Quote(_)
            | Noun::Number(_)
            | Noun::List { .. } => String::new(),
        };
        let prefix = match how {
            Quantity::Another => "另一",
            Quantity::Other => "其他",
            Quantity::Each | Quantity::Any => "",
        };
        let universal = how == Quantity::Each;
        let var = self.variables.add(Variable {
            kind,
            word: format!("{prefix}{word}"),
            key: Key::Fresh,
            restriction: Formula::True,
            universal,
        });
        let mut parts = vec![match noun {
            Noun::Entity { id, .. } if office => {
                self.in_office(Term::Var(var), IndividualId(id.0), if position == Position::Capacity { verb } else { None })
            }
            _ => self.set(Term::Var(var), noun, at)?,
        }];
        parts.extend(before.into_iter().map(|other| Formula::Not(Box::new(Formula::Same(Term::Var(var), Term::Var(other))))));
        self.restrict(var, all(parts));
        Ok(var)
    }

    /// The variables that 另一X, 其他X must differ from.
    fn others(&self, noun: &Noun, kind: KindId, how: Quantity) -> Vec<Var> {
        if matches!(how, Quantity::Each | Quantity::Any) {
            return Vec::new();
        }
        let word = match noun {
            Noun::Kind { word, .. } | Noun::Entity { word, .. } | Noun::Role { word, .. } => word.as_str(),
            _ => "",
        };
        let numbered = || self.variables.list.iter().enumerate().map(|(n, variable)| (Var(n as u16), variable));
        let same: Vec<Var> = numbered().filter(|(_, variable)| variable.word == word).map(|(var, _)| var).collect();
        if how == Quantity::Another && !same.is_empty() {
            return same;
        }
        numbered()
            .filter(|(_, variable)| {
                is_a(self.lexicon.program, variable.kind, kind) || is_a(self.lexicon.program, kind, variable.kind)
            })
            .map(|(var, _)| var)
            .collect()
    }

    /// The formula that says a term belongs to a noun, for counting and describing.
    pub fn set(&mut self, term: Term, noun: &Noun, at: Span) -> Built<Formula> {
        match noun {
            Noun::Kind { kind, .. } => Ok(Formula::IsKind(term, *kind)),
            Noun::Entity { id, kind, .. } if *kind == self.lexicon.scope.known.office => {
                Ok(self.in_office(term, IndividualId(id.0), None))
            }
            Noun::Entity { id, .. } => Ok(Formula::Same(term, Term::Individual(IndividualId(id.0)))),
            Noun::Role { pattern, of, word } => self.role_of(term, *pattern, of.as_deref(), word, at),
            Noun::Relative { words, head } => self.described(term, words, head, at),
            Noun::List { members, .. } => {
                let parts: Built<Vec<Formula>> = members.iter().map(|member| self.set(term, member, at)).collect();
                Ok(Formula::Or(parts?))
            }
            Noun::Some { how, noun } => {
                let kind = self.lexicon.kind_of(noun).unwrap_or(self.lexicon.scope.known.person);
                let kind = if kind == self.lexicon.scope.known.office { self.lexicon.scope.known.person } else { kind };
                let others = self.others(noun, kind, *how);
                let mut parts = vec![self.set(term, noun, at)?];
                parts.extend(
                    others
                        .into_iter()
                        .filter(|other| Term::Var(*other) != term)
                        .map(|other| Formula::Not(Box::new(Formula::Same(term, Term::Var(other))))),
                );
                Ok(all(parts))
            }
            Noun::Back { word } => self.back(word, at).map(|var| Formula::Same(term, Term::Var(var))),
            Noun::Quote(_) | Noun::Number(_) => self.report(P::Unsupported { what: "这样的集合", english: "such a set" }, at),
        }
    }

    fn role_of(&mut self, term: Term, index: usize, of: Option<&Noun>, word: &str, at: Span) -> Built<Formula> {
        let Some(pattern) = self.lexicon.scope.patterns.get(index) else { return Err(Reported) };
        let (Some(role), Some(relation)) = (&pattern.role, self.lexicon.program.relations.get(pattern.relation.index())) else {
            return Err(Reported);
        };
        let Some(whole) = relation.holes.get(role.whole) else { return Err(Reported) };
        // 各部门 的 主要负责人, in a set: of any of them.
        let of = match of {
            Some(Noun::Some { how: Quantity::Each, noun }) => Some(noun.as_ref()),
            other => other,
        };
        let of = match of {
            Some(noun) => self.fill(noun, whole.kind, Position::Holder, None, false, at)?,
            None => Filler::One(self.elided(whole.kind, word, &[], at)?),
        };
        let args =
            (0..relation.holes.len()).map(|hole| if hole == role.subject { Filler::One(term) } else { of.clone() }).collect();
        Ok(atoms(pattern.relation, args))
    }

    /// The one thing of this kind that the clause names.
    fn elided(&mut self, kind: KindId, sentence: &str, items: &[Item], at: Span) -> Built<Term> {
        let candidates = self.candidates(kind, items);
        match candidates.as_slice() {
            [Candidate::Term(term)] => Ok(*term),
            [Candidate::Kind(kind, word)] => Ok(Term::Var(self.kind_variable(*kind, word))),
            other => {
                let kind = self.lexicon.program.kinds.get(kind.index()).map(|kind| kind.name.clone()).unwrap_or_default();
                let several = other.len() > 1;
                self.report(P::Elided { sentence: sentence.to_owned(), kind, several }, at)
            }
        }
    }

    fn candidates(&self, kind: KindId, items: &[Item]) -> Vec<Candidate> {
        let program = self.lexicon.program;
        // What the sentence itself names cannot be what it leaves out.
        let here = |name: &str| {
            items
                .iter()
                .any(|item| matches!(item, Item::Word(word) if word.text == name || word.text.strip_prefix('该') == Some(name)))
        };
        let mut found: Vec<Candidate> = Vec::new();
        for (n, variable) in self.variables.list.iter().enumerate() {
            if !variable.word.is_empty() && !here(&variable.word) && is_a(program, variable.kind, kind) {
                found.push(Candidate::Term(Term::Var(Var(n as u16))));
            }
        }
        for noun in &self.named {
            let candidate = match noun {
                Noun::Kind { kind: named, word } if !here(word) && is_a(program, *named, kind) => {
                    if self.variables.find(&Key::Kind(*named)).is_some() {
                        continue;
                    }
                    Candidate::Kind(*named, word.clone())
                }
                Noun::Entity { id, kind: own, word } if !here(word) && is_a(program, *own, kind) => {
                    if program.kinds.get(own.index()).is_some_and(|kind| kind.options) {
                        continue;
                    }
                    Candidate::Term(Term::Individual(IndividualId(id.0)))
                }
                _ => continue,
            };
            if !found.contains(&candidate) {
                found.push(candidate);
            }
        }
        found
    }

    /// The one candidate, if there is exactly one.
    pub fn only(&mut self, kind: KindId, items: &[Item]) -> Option<Term> {
        match self.candidates(kind, items).as_slice() {
            [Candidate::Term(term)] => Some(*term),
            [Candidate::Kind(kind, word)] => Some(Term::Var(self.kind_variable(*kind, word))),
            _ => None,
        }
    }

    // ---- sentences ------------------------------------------------------------------------------------------------

    /// The formula of a sentence in a condition. `split`: lists of kinds, offices and roles make several clauses.
    pub fn sentence(&mut self, phrase: &Phrase, split: bool) -> Built<Formula> {
        let (sentences, any) = spread(&self.lexicon, &phrase.items);
        let parts: Built<Vec<Formula>> = sentences
            .iter()
            .map(|items| {
                let matched = self.read(items, None, phrase.at)?;
                self.sentence_about(&matched, None, items, split, phrase.at)
            })
            .collect();
        let mut parts = parts?;
        Ok(if parts.len() == 1 {
            parts.pop().unwrap_or(Formula::True)
        } else if any {
            Formula::Or(parts)
        } else {
            all(parts)
        })
    }

    /// A matched sentence; `about` fills the first hole left out that it fits.
    fn sentence_about(
        &mut self,
        matched: &Matched,
        about: Option<Term>,
        items: &[Item],
        split: bool,
        at: Span,
    ) -> Built<Formula> {
        let Some(pattern) = self.pattern(matched) else { return Err(Reported) };
        let fillers = self.fillers(matched, about, items, split, at)?;
        let Some(relation) = self.lexicon.program.relations.get(pattern.relation.index()) else { return Err(Reported) };
        let formula = match (relation.numeric, matched.number) {
            (true, Some(number)) => self.has_number(pattern.relation, &fillers, number),
            _ => atoms(pattern.relation, fillers),
        };
        Ok(if pattern.negative { Formula::Not(Box::new(formula)) } else { formula })
    }

    fn has_number(&self, relation: RelationId, fillers: &[Filler], number: i64) -> Formula {
        let args = fillers.iter().filter_map(|filler| if let Filler::One(term) = filler { Some(*term) } else { None }).collect();
        Formula::Compare(Compared {
            left: Amount::Value { relation, args },
            op: Op::Eq,
            right: Amount::Number(number),
            convention: None,
            share: None,
        })
    }

    fn fillers(&mut self, matched: &Matched, about: Option<Term>, items: &[Item], split: bool, at: Span) -> Built<Vec<Filler>> {
        let Some(pattern) = self.pattern(matched) else { return Err(Reported) };
        let Some(relation) = self.lexicon.program.relations.get(pattern.relation.index()) else { return Err(Reported) };
        let verb = relation.verb;
        let mut about = about;
        let mut left_out = Vec::new();
        // What is left out is decided before this sentence names anything new.
        for (noun, hole) in matched.nouns.iter().zip(&relation.holes) {
            left_out.push(match (noun, about) {
                (Some(_), _) => None,
                (None, Some(term)) if self.term_fits(term, hole.kind) => {
                    about = None;
                    Some(term)
                }
                (None, _) => Some(self.elided(hole.kind, &show_items(items), items, place_of(items, at))?),
            });
        }
        let mut fillers = Vec::new();
        for (n, (noun, hole)) in matched.nouns.iter().zip(&relation.holes).enumerate() {
            let position = pattern.positions.get(n).copied().unwrap_or(Position::Holder);
            fillers.push(match (noun, left_out.get(n).copied().flatten()) {
                (Some(noun), _) => {
                    let split = split && self.splits(noun);
                    self.fill(noun, hole.kind, position, verb, split, place_of(items, at))?
                }
                (None, Some(term)) => Filler::One(term),
                (None, None) => return Err(Reported),
            });
        }
        Ok(fillers)
    }

    /// Lists of offices, kinds and roles are split; lists of options are not.
    fn splits(&self, noun: &Noun) -> bool {
        let Noun::List { members, .. } = noun else { return false };
        members.iter().all(|member| match member {
            Noun::Kind { .. } | Noun::Role { .. } | Noun::Relative { .. } => true,
            Noun::Entity { kind, .. } => *kind == self.lexicon.scope.known.office,
            Noun::Back { .. } | Noun::Some { .. } | Noun::Quote(_) | Noun::Number(_) | Noun::List { .. } => false,
        })
    }

    fn term_fits(&self, term: Term, kind: KindId) -> bool {
        match term {
            Term::Var(var) => self
                .variables
                .list
                .get(usize::from(var.0))
                .is_some_and(|variable| is_a(self.lexicon.program, variable.kind, kind)),
            Term::Individual(id) => self
                .lexicon
                .program
                .individuals
                .get(id.index())
                .is_some_and(|individual| is_a(self.lexicon.program, individual.kind, kind)),
        }
    }

    /// An act: one term a slot, lists split into several clauses; slots left out take the one candidate or stay open.
    pub fn act(&mut self, items: &[Item], at: Span) -> Built<(RelationId, Vec<Option<Term>>)> {
        let (sentences, _) = spread(&self.lexicon, items);
        let way = if sentences.len() > 1 { self.ways.pick(sentences.len()) } else { 0 };
        let Some(items) = sentences.get(way) else { return Err(Reported) };
        let matched = self.read(items, None, at)?;
        self.act_slots(&matched, items, at)
    }

    /// The slots of a matched act or state.
    pub fn act_slots(&mut self, matched: &Matched, items: &[Item], at: Span) -> Built<(RelationId, Vec<Option<Term>>)> {
        let Some(pattern) = self.pattern(matched) else { return Err(Reported) };
        let Some(relation) = self.lexicon.program.relations.get(pattern.relation.index()) else { return Err(Reported) };
        let left_out: Vec<Option<Term>> = matched
            .nouns
            .iter()
            .zip(&relation.holes)
            .map(|(noun, hole)| if noun.is_none() { self.only(hole.kind, items) } else { None })
            .collect();
        let mut slots = Vec::new();
        for (n, (noun, hole)) in matched.nouns.iter().zip(&relation.holes).enumerate() {
            let position = pattern.positions.get(n).copied().unwrap_or(Position::Holder);
            slots.push(match noun {
                Some(noun) => match self.fill(noun, hole.kind, position, relation.verb, true, place_of(items, at))? {
                    Filler::One(term) => Some(term),
                    Filler::List(..) => return self.report(P::BadHead { sentence: show_items(items) }, at),
                },
                None => left_out.get(n).copied().flatten(),
            });
        }
        Ok((pattern.relation, slots))
    }

    // ---- conditions -----------------------------------------------------------------------------------------------

    /// The formula of a condition; its variables are still open.
    pub fn condition(&mut self, condition: &Condition, split: bool) -> Built<Formula> {
        match condition {
            Condition::Atom(atom) => self.atom(atom, split),
            Condition::All(parts) => Ok(all(self.conditions(parts, split)?)),
            Condition::Any(parts) => Ok(Formula::Or(self.conditions(parts, false)?)),
            Condition::Not(inner) => Ok(Formula::Not(Box::new(self.condition(inner, false)?))),
            Condition::AtLeast(count, parts) => {
                if *count as usize > parts.len() {
                    return self.report(P::TooManyItems, Span::default());
                }
                Ok(Formula::AtLeast { count: *count, parts: self.conditions(parts, false)? })
            }
        }
    }

    fn conditions(&mut self, parts: &[Condition], split: bool) -> Built<Vec<Formula>> {
        // Every part is read, so that several problems are reported in one run.
        let read: Vec<Built<Formula>> = parts.iter().map(|part| self.condition(part, split)).collect();
        read.into_iter().collect()
    }

    fn atom(&mut self, atom: &Atom, split: bool) -> Built<Formula> {
        match atom {
            Atom::Sentence(phrase) => self.sentence(phrase, split),
            Atom::Share { left, base, share, at } => self.share(left, base, *share, *at),
            Atom::Number { left, comparison, number, at, .. } => self.number(left, *comparison, &number.text, *at),
            Atom::Compare { left, comparison, right, at } => {
                let left = self.amount(left, *at)?;
                let right = self.amount(right, *at)?;
                Ok(Formula::Compare(Compared { left, op: op(*comparison), right, convention: None, share: None }))
            }
        }
    }

    fn share(&mut self, left: &Phrase, base: &Phrase, share: Share, at: Span) -> Built<Formula> {
        let left = self.count(left, at)?;
        let base = self.count(base, at)?;
        Ok(Formula::Compare(Compared {
            left: Amount::Times(i64::from(share.denominator), Box::new(left)),
            op: if share.or_more { Op::Ge } else { Op::Gt },
            right: Amount::Times(i64::from(share.numerator), Box::new(base)),
            convention: if share.or_more { self.or_more } else { None },
            share: Some((share.numerator, share.denominator)),
        }))
    }

    fn number(&mut self, left: &Phrase, comparison: Comparison, number: &str, at: Span) -> Built<Formula> {
        let Some(number) = super::noun::thousandths(number) else {
            return self.report(P::UnknownName { name: number.to_owned(), near: None }, at);
        };
        let left = self.amount(left, at)?;
        Ok(Formula::Compare(Compared { left, op: op(comparison), right: Amount::Number(number), convention: None, share: None }))
    }

    /// A number: a set that is counted, or what a sentence with a number hole gives.
    fn amount(&mut self, phrase: &Phrase, at: Span) -> Built<Amount> {
        if self.lexicon.noun(&phrase.items).is_some() {
            return self.count(phrase, at);
        }
        let matched = self.read(&phrase.items, None, at)?;
        let Some(pattern) = self.pattern(&matched) else { return Err(Reported) };
        let fillers = self.fillers(&matched, None, &phrase.items, false, at)?;
        let args =
            fillers.into_iter().filter_map(|filler| if let Filler::One(term) = filler { Some(term) } else { None }).collect();
        Ok(Amount::Value { relation: pattern.relation, args })
    }

    fn count(&mut self, phrase: &Phrase, at: Span) -> Built<Amount> {
        let Some(noun) = self.lexicon.noun(&phrase.items) else {
            return self.unknown(&phrase.items, None, at);
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

#[derive(Debug, Clone, PartialEq)]
enum Candidate {
    Term(Term),
    Kind(KindId, String),
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

/// One atom, or the atoms that lists stand for.
pub fn atoms(relation: RelationId, fillers: Vec<Filler>) -> Formula {
    let Some(place) = fillers.iter().position(|filler| matches!(filler, Filler::List(..))) else {
        let args =
            fillers.into_iter().filter_map(|filler| if let Filler::One(term) = filler { Some(term) } else { None }).collect();
        return Formula::Atom(AtomFormula { relation, args });
    };
    let Some(Filler::List(any, members)) = fillers.get(place).cloned() else { return Formula::True };
    let parts = members.into_iter().map(|member| {
        let mut one = fillers.clone();
        if let Some(filler) = one.get_mut(place) {
            *filler = member;
        }
        atoms(relation, one)
    });
    if any { Formula::Or(parts.collect()) } else { all(parts.collect()) }
}

fn place_of(items: &[Item], at: Span) -> Span {
    if items.is_empty() { at } else { span_of(items) }
}
