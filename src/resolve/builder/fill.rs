//! Nouns become terms and variables.
use super::super::noun::{Joint, Noun, Quantity, said};
use super::super::problem::{MEANT_BACK, MEANT_ROLE, ResolveProblem as P};
use super::super::scope::{Name, Position, is_a};
use super::super::variables::{Key, Variable, all};
use super::{Builder, Built, Filler, Reported, Together, atoms, or_more};
use crate::core_ir::{AtomFormula, EntityId, Formula, IndividualId, KindId, Term, Var};
use crate::source::Span;
use crate::syntax::tree::Item;

impl Builder<'_> {
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
            Noun::List { joint: Joint::Mixed, .. } => self.report(P::MixedList { words: said(noun) }, at),
            // Where one term is wanted: somebody or something that is any of them.
            Noun::List { joint: Joint::OrMore | Joint::OrLess, .. } if split => {
                let key = Key::Fresh;
                let variable = Variable { kind: hole, word: String::new(), key, restriction: Formula::True, universal: false };
                let var = self.variables.add(variable);
                let any = self.set(Term::Var(var), noun, at)?;
                self.restrict(var, any);
                Ok(Filler::One(Term::Var(var)))
            }
            Noun::List { joint, members } => {
                if split {
                    let way = self.ways.pick(members.len().max(1));
                    return members.get(way).map_or(Err(Reported), |member| self.fill(member, hole, position, verb, split, at));
                }
                let fillers: Built<Vec<Filler>> =
                    members.iter().map(|member| self.fill(member, hole, position, verb, split, at)).collect();
                let together = match joint {
                    Joint::Any => Together::Any,
                    Joint::OrMore | Joint::OrLess => Together::OrMore(self.or_more),
                    Joint::Each | Joint::Mixed => Together::Each,
                };
                Ok(Filler::List(together, fillers?))
            }
            Noun::Entity { id, kind, word } => Ok(Filler::One(self.entity(*id, *kind, word, hole, position, verb))),
            Noun::Quote(text) => self.literal(text, self.lexicon.scope.known.text, at),
            Noun::Date(date) => self.literal(&date.to_string(), self.lexicon.scope.known.date, at),
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

    /// A word or a day that stands for itself.
    fn literal(&mut self, text: &str, kind: KindId, at: Span) -> Built<Filler> {
        (self.quotes)(text, kind).map_or_else(|| self.report(P::TooLarge, at), |id| Ok(Filler::One(Term::Individual(id))))
    }

    /// An individual; an office where a person is wanted is a person.
    pub(super) fn entity(
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

    pub(super) fn restrict(&mut self, var: Var, restriction: Formula) {
        if let Some(variable) = self.variables.list.get_mut(usize::from(var.0)) {
            variable.restriction = restriction;
        }
    }

    /// `x 任 office`, or `x 以 office 身份 为 verb`.
    pub(super) fn in_office(&self, person: Term, office: IndividualId, verb: Option<IndividualId>) -> Formula {
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

    pub(super) fn kind_variable(&mut self, kind: KindId, word: &str) -> Var {
        let key = Key::Kind(kind);
        self.variables.find(&key).unwrap_or_else(|| {
            self.variables.add(Variable { kind, word: word.to_owned(), key, restriction: Formula::True, universal: false })
        })
    }

    /// `该X`: the last thing named X; for a kind also the last one of that kind; else the one whose name ends so.
    pub(super) fn back(&mut self, word: &str, at: Span) -> Built<Var> {
        if let Some(n) = self.variables.list.iter().rposition(|variable| variable.word == word) {
            return Ok(Var(n as u16));
        }
        let found = match self.lexicon.name(word) {
            Some(Name::Kind(kind)) => self.of_kind(kind, word, at)?,
            Some(Name::Entity(..)) => None,
            None => self.ending(word),
        };
        found.map_or_else(|| self.report(P::NoAntecedent { word: format!("该{word}") }, at), Ok)
    }

    /// The only thing of a kind; of several the words cannot tell which is meant.
    pub(super) fn of_kind(&mut self, kind: KindId, word: &str, at: Span) -> Built<Option<Var>> {
        let program = self.lexicon.program;
        let fits = |variable: &Variable| !variable.word.is_empty() && is_a(program, variable.kind, kind);
        let own = self.prefer.iter().copied().find(|var| self.variables.list.get(usize::from(var.0)).is_some_and(fits));
        if own.is_some() {
            return Ok(own);
        }
        // An office may be there as holder and in its capacity: one word, the last of them.
        if let Some(n) = self.variables.list.iter().rposition(fits) {
            let words = self.variables.list.iter().filter(|one| fits(one)).map(|one| one.word.clone()).collect();
            return self.one_word(words, word, at).map(|()| Some(Var(n as u16)));
        }
        let later: Vec<(KindId, String)> = self
            .named
            .iter()
            .filter_map(|noun| match noun {
                Noun::Kind { kind: named, word } if is_a(program, *named, kind) => Some((*named, word.clone())),
                _ => None,
            })
            .collect();
        self.one_word(later.iter().map(|(_, word)| word.clone()).collect(), word, at)?;
        Ok(later.first().map(|(named, word)| self.kind_variable(*named, word)))
    }

    /// What 该X may mean must be one word.
    fn one_word(&mut self, mut choices: Vec<String>, back: &str, at: Span) -> Built<()> {
        choices.sort();
        choices.dedup();
        if choices.len() < 2 {
            return Ok(());
        }
        self.report(P::SeveralMeant { word: format!("该{back}"), choices, help: MEANT_BACK }, at)
    }

    /// Which of several roles with one word is meant: the one named before, else the one whose thing the clause names.
    fn which_role(&mut self, index: usize, of: Option<&Noun>, word: &str, at: Span) -> Built<usize> {
        let all = self.lexicon.roles(word, of);
        if all.len() < 2 {
            return Ok(index);
        }
        let named = |n: &usize| {
            of.is_none() && self.variables.list.iter().any(|one| matches!(one.key, Key::Role(pattern, _) if pattern == *n))
        };
        let there =
            |n: &usize| of.is_none() && self.lexicon.whole_of(*n).is_some_and(|kind| self.candidates(kind, &[]).len() == 1);
        let before: Vec<usize> = all.iter().copied().filter(named).collect();
        let fitting = if before.is_empty() { all.iter().copied().filter(there).collect() } else { before };
        if let [only] = fitting.as_slice() {
            return Ok(*only);
        }
        let choices = all.iter().filter_map(|n| self.lexicon.show_role(*n)).collect();
        self.report(P::SeveralMeant { word: word.to_owned(), choices, help: MEANT_ROLE }, at)
    }

    /// 该领导 for 市政府领导, if only one name of the clause ends so.
    pub(super) fn ending(&mut self, word: &str) -> Option<Var> {
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

    pub(super) fn role(&mut self, index: usize, of: Option<&Noun>, word: &str, at: Span) -> Built<Var> {
        let index = self.which_role(index, of, word, at)?;
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

    pub(super) fn relative(&mut self, words: &[Item], head: &Noun, at: Span) -> Built<Var> {
        // 涉及 职权 的 各机构: for each of them.
        let (head, universal) = match head {
            Noun::Some { how: Quantity::Each, noun } => (noun.as_ref(), true),
            other => (other, false),
        };
        let kind = self.lexicon.kind_of(head).unwrap_or(self.lexicon.scope.known.person);
        let kind = if kind == self.lexicon.scope.known.office { self.lexicon.scope.known.person } else { kind };
        let word = match head {
            Noun::Kind { word, .. } | Noun::Entity { word, .. } | Noun::Role { word, .. } | Noun::Back { word } => word.clone(),
            _ => String::new(),
        };
        let var = self.variables.add(Variable { kind, word, key: Key::Fresh, restriction: Formula::True, universal });
        let restriction = self.described(Term::Var(var), words, head, at)?;
        self.restrict(var, restriction);
        Ok(var)
    }

    /// What `words 的 head` says of a term.
    pub(super) fn described(&mut self, term: Term, words: &[Item], head: &Noun, at: Span) -> Built<Formula> {
        let base = self.set(term, head, at)?;
        let matched = self.read(words, None, at)?;
        let own = self.sentence_about(&matched, Some(term), words, false, at)?;
        Ok(all(vec![base, own]))
    }

    pub(super) fn quantified(
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
            _ => String::new(),
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

    /// Somebody who is any of these.
    pub fn one_of(
        &mut self,
        members: &[Noun],
        hole: KindId,
        position: Position,
        verb: Option<IndividualId>,
        at: Span,
    ) -> Built<Var> {
        let known = self.lexicon.scope.known;
        let var = self.variables.add(Variable {
            kind: hole,
            word: String::new(),
            key: Key::Fresh,
            restriction: Formula::True,
            universal: false,
        });
        let verb = if position == Position::Capacity { verb } else { None };
        let mut parts = Vec::new();
        for member in members {
            parts.push(match member {
                Noun::Entity { id, kind, .. } if *kind == known.office => {
                    self.in_office(Term::Var(var), IndividualId(id.0), verb)
                }
                other => self.set(Term::Var(var), other, at)?,
            });
        }
        self.restrict(var, Formula::Or(parts));
        Ok(var)
    }

    /// The variables that 另一X, 其他X must differ from.
    pub(super) fn others(&self, noun: &Noun, kind: KindId, how: Quantity) -> Vec<Var> {
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
            Noun::List { joint, members } => {
                let parts: Built<Vec<Formula>> = members.iter().map(|member| self.set(term, member, at)).collect();
                Ok(or_more(parts?, self.or_more.filter(|_| matches!(joint, Joint::OrMore | Joint::OrLess))))
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
            Noun::Quote(_) | Noun::Date(_) | Noun::Number(_) => {
                self.report(P::Unsupported { what: "这样的集合", english: "such a set" }, at)
            }
        }
    }

    pub(super) fn role_of(&mut self, term: Term, index: usize, of: Option<&Noun>, word: &str, at: Span) -> Built<Formula> {
        let index = self.which_role(index, of, word, at)?;
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
        Ok(atoms(pattern.relation, args, false))
    }
}
