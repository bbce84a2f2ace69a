//! Duties and frequencies.
use super::super::builder::{Built, Filler, Reported};
use super::super::noun::{Joint, Noun, Quantity};
use super::super::scope::{Name, Position, is_a};
use super::super::sentence::{Matched, spread};
use super::super::variables::{Key, Variable, all};
use super::P;
use super::as_var;
use super::maker::{Heads, Maker};
use crate::core_ir::{
    Act, AtomFormula, Bearer, ClauseKind, Duty, Every, Formula, Frequency, IndividualId, Licence, Limit, RelationId, Term, Var,
};
use crate::source::Span;
use crate::syntax::tree::{self, Item, Part, PartKind, Phrase};

/// One of the acts of a duty.
struct Owed {
    act: Act,
    bearer: Bearer,
    done: Formula,
    /// The places that stay open though something is named there, each with its variable and what is said of it.
    open: Vec<(usize, Var, Formula)>,
}

impl Maker<'_, '_> {
    pub(super) fn duties(
        &mut self,
        subject: &Phrase,
        duties: &[(Option<tree::Limit>, Phrase)],
        heads: &Heads,
        part: &Part,
    ) -> Built<()> {
        let mut failed = false;
        for (limit, words) in duties {
            failed |= self.duty(subject, limit.as_ref(), words, heads, part).is_err();
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    pub(super) fn duty(
        &mut self,
        subject: &Phrase,
        limit: Option<&tree::Limit>,
        words: &Phrase,
        heads: &Heads,
        part: &Part,
    ) -> Built<()> {
        let items = self.joined(subject, words);
        let known = self.builder.variables.list.len();
        let (sentences, joint) = spread(&self.builder.lexicon, &items);
        self.builder.unmixed(joint, &items)?;
        if joint == Joint::Any {
            return self.one_duty(&sentences, known, limit, heads, part);
        }
        let mut failed = false;
        // 签署 意见、姓名: one duty, several findings.
        for items in &sentences {
            failed |= self.one_duty(std::slice::from_ref(items), known, limit, heads, part).is_err();
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    /// One finding: kept when any of the acts is done.
    fn one_duty(
        &mut self,
        sentences: &[Vec<Item>],
        known: usize,
        limit: Option<&tree::Limit>,
        heads: &Heads,
        part: &Part,
    ) -> Built<()> {
        let triggers = triggers(&heads.conditions);
        let mut free: Vec<Var> = triggers.iter().flat_map(|atom| atom.args.iter()).filter_map(as_var).collect();
        let mut owed: Vec<Owed> = Vec::new();
        for items in sentences {
            // Whoever is the bearer of the first act is the bearer of the others.
            let verb = owed.first().and_then(|one| self.program().relations.get(one.act.verb.index())?.verb);
            owed.push(self.owed(items, verb, known, &free, part.at)?);
        }
        free.extend(owed.iter().flat_map(|one| one.act.slots.iter().flatten()).filter_map(as_var));
        free.sort_unstable();
        free.dedup();
        let mut done: Vec<Formula> = owed.iter().map(|one| one.done.clone()).collect();
        let done = if done.len() == 1 { done.pop().unwrap_or(Formula::True) } else { Formula::Or(done) };
        let done = self.builder.variables.close(done, &free);
        let limit = limit.map(|limit| self.limit(limit)).transpose()?;
        let licences = owed.iter().filter_map(|one| self.licence(one, heads, &free)).collect();
        let mut owed = owed.into_iter();
        let Some(first) = owed.next() else { return Err(Reported) };
        let keeping = !self.program().relations.get(first.act.verb.index()).is_some_and(|relation| relation.act);
        let bearer = self.closed_bearer(first.bearer, &free);
        let alternatives = owed.map(|one| one.act).collect();
        let duty = Duty { triggers, act: first.act, alternatives, bearer, done, licences, keeping, limit };
        self.add(ClauseKind::Duty(duty), heads, part, Vec::new()).map(|_| ())
    }

    /// One act that is owed: who owes it, and that it is done.
    fn owed(&mut self, items: &[Item], as_for: Option<IndividualId>, known: usize, free: &[Var], at: Span) -> Built<Owed> {
        let matched = self.builder.read(items, None, at)?;
        let Some(relation_id) = self.builder.lexicon.scope.patterns.get(matched.pattern).map(|pattern| pattern.relation) else {
            return Err(Reported);
        };
        let Some(relation) = self.program().relations.get(relation_id.index()) else { return Err(Reported) };
        let doer = relation.doer.or(if relation.act { None } else { Some(0) });
        let fillers = self.duty_fillers(&matched, items, as_for, at)?;
        let mut slots: Vec<Option<Term>> =
            fillers.iter().enumerate().map(|(n, filler)| self.duty_slot(filler, Some(n) == doer, known, free)).collect();
        let any_of = doer.is_some_and(|doer| matched.nouns.get(doer).is_some_and(|noun| members(noun.as_ref()).is_some()));
        let bearer = self.bearer(doer.and_then(|doer| fillers.get(doer)), doer.and_then(|doer| slots.get(doer)), any_of);
        if any_of && let Some(slot) = doer.and_then(|doer| slots.get_mut(doer)) {
            *slot = None;
        }
        let open = self.open_places(relation_id, &slots, &fillers, doer.filter(|_| any_of));
        Ok(Owed {
            act: Act { verb: relation_id, slots },
            bearer,
            open,
            done: super::super::builder::atoms(relation_id, fillers, false),
        })
    }

    /// The places that stay open though something is named there: `[会议纪要]` in 印发 该会议 的 纪要.
    fn open_places(
        &mut self,
        relation: RelationId,
        slots: &[Option<Term>],
        fillers: &[Filler],
        bearer: Option<usize>,
    ) -> Vec<(usize, Var, Formula)> {
        let mut open = Vec::new();
        for (place, filler) in fillers.iter().enumerate() {
            if slots.get(place).is_none_or(Option::is_some) || Some(place) == bearer {
                continue;
            }
            let kind = self.program().relations.get(relation.index()).and_then(|relation| relation.holes.get(place));
            let Some(kind) = kind.map(|hole| hole.kind) else { continue };
            match filler {
                Filler::One(Term::Var(var)) => {
                    let named = self.builder.variables.list.get(usize::from(var.0)).map(|variable| &variable.restriction);
                    open.extend(named.map(|named| (place, *var, named.clone())));
                }
                Filler::List(_, members) => {
                    let terms = members.iter().map(|one| if let Filler::One(term) = one { Some(*term) } else { None });
                    let Some(terms) = terms.collect::<Option<Vec<Term>>>() else { continue };
                    let var = self.builder.variables.add(Variable {
                        kind,
                        word: String::new(),
                        key: Key::Fresh,
                        restriction: Formula::True,
                        universal: false,
                    });
                    let is_one = terms.into_iter().map(|term| Formula::Same(Term::Var(var), term)).collect();
                    open.push((place, var, Formula::Or(is_one)));
                }
                Filler::One(Term::Individual(_)) => {}
            }
        }
        open
    }

    /// When the duty gives an act whose open places are filled; none where nothing is named there.
    fn licence(&self, owed: &Owed, heads: &Heads, free: &[Var]) -> Option<Licence> {
        if owed.open.iter().all(|(_, _, said)| *said == Formula::True) {
            return None;
        }
        let variables = &self.builder.variables;
        let mut parts = variables.restrictions(free);
        parts.extend(heads.conditions.iter().cloned());
        parts.extend(owed.open.iter().map(|(_, _, said)| said.clone()));
        let free: Vec<Var> = free.iter().copied().chain(owed.open.iter().map(|(_, var, _)| *var)).collect();
        let condition = variables.close(all(parts), &free);
        let places = owed.open.iter().map(|(place, var, _)| (*place, *var)).collect();
        Some(Licence { verb: owed.act.verb, places, condition })
    }

    fn bearer(&self, filler: Option<&Filler>, slot: Option<&Option<Term>>, any_of: bool) -> Bearer {
        match (filler, slot) {
            (Some(Filler::One(Term::Var(var))), _) if any_of => {
                let is_one = self.builder.variables.list.get(usize::from(var.0)).map(|variable| variable.restriction.clone());
                Bearer::AnyOf(*var, Box::new(is_one.unwrap_or(Formula::True)))
            }
            (_, Some(Some(Term::Var(var)))) => Bearer::One(*var),
            (_, Some(Some(Term::Individual(_)))) => Bearer::Named,
            (Some(Filler::List(..)), _) => Bearer::Named,
            _ => Bearer::Nobody,
        }
    }

    /// The description of who may be the bearer stands alone: what it mentions beside him is bound in it.
    fn closed_bearer(&self, bearer: Bearer, free: &[Var]) -> Bearer {
        let Bearer::AnyOf(var, is_one) = bearer else { return bearer };
        let free: Vec<Var> = free.iter().copied().chain([var]).collect();
        Bearer::AnyOf(var, Box::new(self.builder.variables.close(*is_one, &free)))
    }

    /// What fills the holes of a duty; a hole that nothing fills is somebody.
    fn duty_fillers(&mut self, matched: &Matched, items: &[Item], as_for: Option<IndividualId>, at: Span) -> Built<Vec<Filler>> {
        let Some(pattern) = self.builder.lexicon.scope.patterns.get(matched.pattern) else { return Err(Reported) };
        let Some(relation) = self.program().relations.get(pattern.relation.index()) else { return Err(Reported) };
        let left_out: Vec<Option<Term>> = matched
            .nouns
            .iter()
            .zip(&relation.holes)
            .map(|(noun, hole)| if noun.is_none() { self.builder.only(hole.kind, items) } else { None })
            .collect();
        if let Some(Some(term)) = relation.doer.and_then(|doer| left_out.get(doer)).copied() {
            self.told_doer(term, at);
        }
        let mut fillers = Vec::new();
        for (n, (noun, hole)) in matched.nouns.iter().zip(&relation.holes).enumerate() {
            let position = pattern.positions.get(n).copied().unwrap_or(Position::Holder);
            let split = Some(n) == relation.doer;
            let verb = if split { as_for.or(relation.verb) } else { relation.verb };
            let any_of = if Some(n) == relation.doer { members(noun.as_ref()) } else { None };
            fillers.push(match (noun, left_out.get(n).copied().flatten()) {
                (Some(_), _) if any_of.is_some() => {
                    let members = any_of.unwrap_or_default();
                    Filler::One(Term::Var(self.builder.one_of(members, hole.kind, position, verb, at)?))
                }
                (Some(noun), _) => self.builder.fill(noun, hole.kind, position, verb, split, at)?,
                (None, Some(term)) => Filler::One(term),
                (None, None) => Filler::One(Term::Var(self.builder.variables.add(Variable {
                    kind: hole.kind,
                    word: String::new(),
                    key: Key::Fresh,
                    restriction: Formula::True,
                    universal: false,
                }))),
            });
        }
        Ok(fillers)
    }

    /// Whoever the condition is about owes what nobody else is said to owe. Where that is neither a person nor a body (a
    /// meeting that is over), somebody was forgotten.
    fn told_doer(&mut self, term: Term, at: Span) {
        let Term::Var(var) = term else { return };
        let Some((kind, word)) =
            self.builder.variables.list.get(usize::from(var.0)).map(|variable| (variable.kind, variable.word.clone()))
        else {
            return;
        };
        let scope = &self.builder.lexicon.scope;
        let bodies = ["人", "机构"].into_iter().filter_map(|name| match scope.name(name) {
            Some(Name::Kind(kind)) => Some(kind),
            _ => None,
        });
        let may_be = |body| is_a(self.program(), kind, body) || is_a(self.program(), body, kind);
        if !bodies.into_iter().any(may_be) {
            let _: Built<()> = self.builder.report(P::NoBearer { doer: word }, at);
        }
    }

    /// The slots that a question binds: the bearer and what the trigger names; an addressee stays open.
    pub(super) fn duty_slot(&self, filler: &Filler, doer: bool, known: usize, free: &[Var]) -> Option<Term> {
        match filler {
            Filler::One(Term::Var(var)) => {
                let named = self.builder.variables.list.get(usize::from(var.0)).is_some_and(|variable| !variable.word.is_empty());
                (free.contains(var) || usize::from(var.0) < known || (doer && named)).then_some(Term::Var(*var))
            }
            Filler::One(term @ Term::Individual(_)) => Some(*term),
            Filler::List(..) => None,
        }
    }

    pub(super) fn limit(&mut self, limit: &tree::Limit) -> Built<Limit> {
        Ok(match limit {
            tree::Limit::Word(word) => match word.text.as_str() {
                "事先" | "提前" | "会前" | "行前" => Limit::Before,
                "当日" | "当天" => Limit::SameDay,
                "当场" | "同时" => Limit::WithAct,
                _ => Limit::Promptly,
            },
            tree::Limit::Ahead { event } => {
                let Some(event) = self.limiting(event)? else {
                    let what = "没有写全是谁、是哪一件的事情作期限";
                    let english = "an event that does not say of whom or of what, as a limit";
                    return self.builder.report(P::Unsupported { what, english }, event.at);
                };
                Limit::Ahead(event)
            }
            tree::Limit::Days { event, before, count, unit } => {
                let event = if event.items.is_empty() { None } else { self.limiting(event)? };
                Limit::Days { event, before: *before, count: *count, unit: *unit, extensions: Vec::new(), excluded: Vec::new() }
            }
        })
    }

    /// The event that a limit names; none where it leaves a place open.
    fn limiting(&mut self, event: &Phrase) -> Built<Option<AtomFormula>> {
        let (relation, slots) = self.builder.act(&event.items, event.at)?;
        let args: Option<Vec<Term>> = slots.into_iter().collect();
        Ok(args.map(|args| AtomFormula { relation, args }))
    }

    pub(super) fn frequency(&mut self, heads: &Heads, part: &Part) -> Built<()> {
        let PartKind::Frequency { subject, every, words, at_least, at_most, unit } = &part.kind else { return Err(Reported) };
        let Some(kind) = Every::parse(&every.text) else {
            let problem = P::Unsupported { what: "这样的频次", english: "such a frequency" };
            return self.builder.report(problem, every.at);
        };
        let items = self.joined(subject, words);
        let (verb, slots) = self.builder.act(&items, part.at)?;
        let frequency = Frequency {
            act: Act { verb, slots },
            every: kind,
            every_words: every.text.clone(),
            at_least: *at_least,
            at_most: *at_most,
            unit: unit.text.clone(),
        };
        self.add(ClauseKind::Frequency(frequency), heads, part, Vec::new()).map(|_| ())
    }
}

/// Of a bearer joined by 或, or with 任一: those of whom one is enough.
fn members(noun: Option<&Noun>) -> Option<&[Noun]> {
    match noun? {
        Noun::List { joint: Joint::Any, members } => Some(members),
        Noun::Some { how: Quantity::Any, noun } => Some(std::slice::from_ref(noun)),
        _ => None,
    }
}

/// The events of a trigger: atoms that must hold.
fn triggers(conditions: &[Formula]) -> Vec<AtomFormula> {
    let mut found = Vec::new();
    for condition in conditions {
        match condition {
            Formula::Atom(atom) => found.push(atom.clone()),
            Formula::And(parts) => found
                .extend(parts.iter().filter_map(|part| if let Formula::Atom(atom) = part { Some(atom.clone()) } else { None })),
            _ => {}
        }
    }
    found
}
