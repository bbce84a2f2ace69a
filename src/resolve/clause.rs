//! A clause of the tree becomes clauses of the core.
use super::builder::{Builder, Built, Reported, Ways};
use super::noun::{Lexicon, Noun, show_items};
use super::problem::ResolveProblem as P;
use super::scope::{Name, is_a};
use super::sentence::Reading;
use super::variables::{Variables, all, mentions};
use crate::core_ir::{
    Act, AtomFormula, ChoiceId, Chooser, Class, Clause, ClauseId, ClauseKind, DocumentId, Duty, Formula, Frequency, IndividualId,
    Limit, Program, RelationId, Term, Var,
};
use crate::diagnostic::Problems;
use crate::source::{Source, Span};
use crate::syntax::tree::{self, Atom, Condition, Head, Item, Part, PartKind, Phrase, Segment};
use crate::vocabulary::Citation;
use std::sync::Arc;

/// How many clauses one sentence with lists may become.
const MAX_WAYS: usize = 400;

/// Where a clause stands.
#[derive(Clone)]
pub struct Standing<'a> {
    /// The words.
    pub lexicon: Lexicon<'a>,
    /// Its text.
    pub source: &'a Arc<Source>,
    /// Its document.
    pub document: DocumentId,
    /// Its place.
    pub citation: Citation,
    /// The options it stands under.
    pub guards: Vec<(ChoiceId, u8)>,
    /// The convention 〔以上〕.
    pub or_more: Option<ChoiceId>,
    /// Numbers of quoted words.
    pub quotes: &'a dyn Fn(&str) -> Option<IndividualId>,
}

/// What a sentence became: clauses, with the exceptions to each (indexes into the same list).
#[derive(Default)]
pub struct Lowered {
    /// Clauses; ids in `exceptions` count from the first of them.
    pub clauses: Vec<Clause>,
    /// The variables of each, for notes on it.
    pub variables: Vec<Variables>,
    /// Problems.
    pub problems: Problems,
}

/// Lowers a clause.
pub fn lower(clause: &tree::Clause, standing: &Standing) -> Lowered {
    let mut lowered = Lowered::default();
    let mut ways = Ways::default();
    for _ in 0..MAX_WAYS {
        let mut maker = Maker::new(standing, clause, ways);
        let made = maker.clause(clause);
        ways = maker.builder.ways;
        lowered.problems.append(maker.builder.problems);
        let base = lowered.clauses.len() as u32;
        let variables = snapshot(&maker.builder.variables);
        for mut one in maker.out {
            one.variables.clone_from(&variables);
            one.exceptions.iter_mut().for_each(|id| id.0 += base);
            lowered.clauses.push(one);
            lowered.variables.push(maker.builder.variables.clone());
        }
        if made.is_err() || !ways.advance() {
            break;
        }
    }
    lowered
}

fn snapshot(variables: &Variables) -> Vec<(crate::core_ir::KindId, String)> {
    variables.list.iter().map(|variable| (variable.kind, variable.word.clone())).collect()
}

/// The head of a segment, read.
#[derive(Default)]
struct Heads {
    conditions: Vec<Formula>,
    exceptions: Vec<Formula>,
    without: Vec<Formula>,
    among: Vec<Formula>,
}

struct Maker<'s, 'a> {
    standing: &'s Standing<'a>,
    builder: Builder<'a>,
    out: Vec<Clause>,
    text: String,
    /// Clauses of the segment before.
    last: Vec<usize>,
}

impl<'s, 'a> Maker<'s, 'a> {
    fn new(standing: &'s Standing<'a>, clause: &tree::Clause, ways: Ways) -> Self {
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
            quotes: standing.quotes,
        };
        let text = standing.source.slice(clause.at).split_whitespace().collect::<Vec<_>>().join(" ");
        Self { standing, builder, out: Vec::new(), text, last: Vec::new() }
    }

    fn clause(&mut self, clause: &tree::Clause) -> Built<()> {
        let mut failed = false;
        let mut skip = false;
        for (n, segment) in clause.segments.iter().enumerate() {
            if std::mem::take(&mut skip) {
                continue;
            }
            let next = clause.segments.get(n + 1);
            let need = next.filter(|next| is_need(segment, next));
            skip = need.is_some();
            failed |= self.segment(segment, need).is_err();
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    fn segment(&mut self, segment: &Segment, need: Option<&Segment>) -> Built<()> {
        let heads = self.heads(&segment.heads)?;
        let before = std::mem::take(&mut self.last);
        if !heads.among.is_empty() {
            self.take_out(&before, &heads.among);
        }
        let mut failed = false;
        for part in &segment.parts {
            failed |= self.part(part, &heads, need).is_err();
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    fn heads(&mut self, heads: &[Head]) -> Built<Heads> {
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

    /// 其中 φ 的: the clauses of the segment before do not reach this case.
    fn take_out(&mut self, before: &[usize], among: &[Formula]) {
        for index in before {
            let Some(clause) = self.out.get(*index) else { continue };
            let free = signature(&clause.kind);
            let act = act_of(&clause.kind).cloned();
            let hedged = clause.hedged;
            let _ = hedged;
            let condition = self.builder.variables.close(all(among.to_vec()), &free);
            let id = self.push(ClauseKind::Exception { act }, condition, false);
            if let Some(clause) = self.out.get_mut(*index) {
                clause.exceptions.push(ClauseId(id as u32));
            }
        }
    }

    fn push(&mut self, kind: ClauseKind, condition: Formula, hedged: bool) -> usize {
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
        self.out.len() - 1
    }

    /// Adds a clause with the exceptions of its heads and its own 但…除外.
    fn add(&mut self, kind: ClauseKind, heads: &Heads, part: &Part, more: Vec<Formula>) -> Built<usize> {
        let free = signature(&kind);
        let mut parts = self.builder.variables.restrictions(&free);
        parts.extend(heads.conditions.iter().cloned());
        parts.extend(more);
        let condition = self.builder.variables.close(all(parts), &free);
        let act = act_of(&kind).cloned();
        let mut exceptions: Vec<Formula> = heads.exceptions.clone();
        if matches!(kind, ClauseKind::Prohibition { .. } | ClauseKind::StateProhibition { .. }) {
            exceptions.extend(heads.without.iter().cloned());
        }
        if let Some(except) = &part.except {
            exceptions.push(self.builder.condition(except, false)?);
        }
        let index = self.push(kind, condition, part.hedged);
        for exception in exceptions {
            self.except(index, exception, act.clone(), &free);
        }
        self.last.push(index);
        Ok(index)
    }

    fn except(&mut self, index: usize, exception: Formula, act: Option<Act>, free: &[Var]) {
        let condition = self.builder.variables.close(exception, free);
        let id = self.push(ClauseKind::Exception { act }, condition, false);
        if let Some(clause) = self.out.get_mut(index) {
            clause.exceptions.push(ClauseId(id as u32));
        }
    }

    fn part(&mut self, part: &Part, heads: &Heads, need: Option<&Segment>) -> Built<()> {
        match &part.kind {
            PartKind::By { topic, words } => self.power(words, topic, true, heads, part),
            PartKind::May { subject, words } => self.power(subject, words, false, heads, part),
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
    fn joined(&mut self, first: &Phrase, second: &Phrase) -> Vec<Item> {
        let join = |a: &Phrase, b: &Phrase| -> Vec<Item> { a.items.iter().chain(&b.items).cloned().collect() };
        let straight = join(first, second);
        let reads = |items: &[Item]| {
            let (sentences, _) = super::sentence::spread(&self.builder.lexicon, items);
            sentences.first().is_some_and(|items| !matches!(self.builder.lexicon.sentence(items, None), Reading::None(_)))
        };
        if first.items.is_empty() || second.items.is_empty() || reads(&straight) {
            return straight;
        }
        let turned = join(second, first);
        if reads(&turned) { turned } else { straight }
    }

    fn act(&mut self, items: &[Item], at: Span) -> Built<Act> {
        let (verb, slots) = self.builder.act(items, at)?;
        let is_act = self.program().relations.get(verb.index()).is_some_and(|relation| relation.act);
        if !is_act {
            return self.builder.report(P::NotAnAct { sentence: show_items(items) }, at);
        }
        Ok(Act { verb, slots })
    }

    fn program(&self) -> &'a Program {
        self.builder.lexicon.program
    }

    fn power(&mut self, first: &Phrase, second: &Phrase, closed: bool, heads: &Heads, part: &Part) -> Built<()> {
        let items = self.joined(first, second);
        let act = self.act(&items, part.at)?;
        let chooser = self.chooser(&act, heads);
        self.add(ClauseKind::Power { act, closed, chooser }, heads, part, Vec::new()).map(|_| ())
    }

    /// The doer is whoever somebody else picks.
    fn chooser(&mut self, act: &Act, heads: &Heads) -> Option<Chooser> {
        let doer = self.program().relations.get(act.verb.index())?.doer?;
        let Some(Some(Term::Var(var))) = act.slots.get(doer) else { return None };
        let restriction = self.builder.variables.list.get(usize::from(var.0))?.restriction.clone();
        let parts = if let Formula::And(parts) = restriction { parts } else { vec![restriction] };
        let choice = parts.iter().find_map(|part| match part {
            Formula::Atom(atom)
                if self
                    .program()
                    .relations
                    .get(atom.relation.index())
                    .is_some_and(|relation| relation.class == Class::Chosen) =>
            {
                Some(atom.clone())
            }
            _ => None,
        })?;
        let who = *choice.args.first()?;
        let free: Vec<Var> = slot_vars(act).into_iter().filter(|other| other != var).collect();
        let mut condition = self.builder.variables.restrictions(&free);
        condition.extend(heads.conditions.iter().cloned());
        let mut outer = free.clone();
        outer.push(*var);
        let condition = self.builder.variables.close(all(condition), &outer);
        Some(Chooser { who, choice, condition })
    }

    fn requirement(&mut self, act: &Phrase, needs: &Condition, heads: &Heads, part: &Part) -> Built<()> {
        let act = self.act(&act.items, act.at);
        let needs = self.builder.condition(needs, false);
        let (act, needs) = (act?, needs?);
        self.require(act, needs, heads, part)
    }

    fn require(&mut self, act: Act, needs: Formula, heads: &Heads, part: &Part) -> Built<()> {
        let free = slot_vars(&act);
        let needs = self.shared(needs, heads, &free);
        self.add(ClauseKind::Requirement { act, needs }, heads, part, Vec::new()).map(|_| ())
    }

    /// Closes what is needed. A thing that only the condition describes keeps that description.
    fn shared(&self, needs: Formula, heads: &Heads, free: &[Var]) -> Formula {
        let variables = &self.builder.variables;
        let loose = variables
            .list
            .iter()
            .enumerate()
            .filter(|(_, variable)| variable.restriction == Formula::True)
            .map(|(n, _)| Var(n as u16));
        let loose: Vec<Var> = loose.filter(|var| !free.contains(var) && mentions(&needs, *var)).collect();
        let mut parts: Vec<Formula> =
            heads.conditions.iter().filter(|condition| loose.iter().any(|var| mentions(condition, *var))).cloned().collect();
        parts.push(needs);
        variables.close(all(parts), free)
    }

    fn prohibition(&mut self, subject: &Phrase, words: &Phrase, heads: &Heads, part: &Part, need: Option<&Segment>) -> Built<()> {
        let items = self.joined(subject, words);
        let (verb, slots) = self.builder.act(&items, part.at)?;
        let Some(relation) = self.program().relations.get(verb.index()) else { return Err(Reported) };
        let kind = if relation.act {
            ClauseKind::Prohibition { act: Act { verb, slots } }
        } else {
            let args: Option<Vec<Term>> = slots.into_iter().collect();
            let Some(args) = args else {
                return self
                    .builder
                    .report(P::Elided { sentence: show_items(&items), kind: String::new(), several: false }, part.at);
            };
            ClauseKind::StateProhibition { state: AtomFormula { relation: verb, args } }
        };
        let state =
            if let ClauseKind::StateProhibition { state } = &kind { vec![Formula::Atom(state.clone())] } else { Vec::new() };
        let act = act_of(&kind).cloned();
        let free = signature(&kind);
        let index = self.add(kind, heads, part, state)?;
        let Some(need) = need else { return Ok(()) };
        self.need(index, need, act, &free, heads, part)
    }

    /// `；确需 φ 的，须 ψ`
    fn need(&mut self, index: usize, need: &Segment, act: Option<Act>, free: &[Var], heads: &Heads, part: &Part) -> Built<()> {
        let needed = self.heads(&need.heads)?;
        let mut step = Vec::new();
        for part in &need.parts {
            if let PartKind::Requires { needs, .. } = &part.kind {
                step.push(self.builder.condition(needs, false)?);
            }
        }
        let step = all(step);
        let condition = all(needed.conditions);
        if !part.hedged {
            self.except(index, all(vec![condition, step]), act, free);
            return Ok(());
        }
        self.except(index, condition, act.clone(), free);
        let Some(act) = act else { return Ok(()) };
        let hard = Part { hedged: false, except: None, ..part.clone() };
        let plain = Heads { conditions: heads.conditions.clone(), exceptions: heads.exceptions.clone(), ..Heads::default() };
        self.require(act, step, &plain, &hard)
    }

    fn duties(&mut self, subject: &Phrase, duties: &[(Option<tree::Limit>, Phrase)], heads: &Heads, part: &Part) -> Built<()> {
        let mut failed = false;
        for (limit, words) in duties {
            failed |= self.duty(subject, limit.as_ref(), words, heads, part).is_err();
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    fn duty(&mut self, subject: &Phrase, limit: Option<&tree::Limit>, words: &Phrase, heads: &Heads, part: &Part) -> Built<()> {
        let items = self.joined(subject, words);
        let known = self.builder.variables.list.len();
        let (sentences, _) = super::sentence::spread(&self.builder.lexicon, &items);
        let mut failed = false;
        // 签署 意见、姓名: one duty, several findings.
        for items in &sentences {
            failed |= self.one_duty(items, known, limit, heads, part).is_err();
        }
        if failed { Err(Reported) } else { Ok(()) }
    }

    fn one_duty(&mut self, items: &[Item], known: usize, limit: Option<&tree::Limit>, heads: &Heads, part: &Part) -> Built<()> {
        let matched = self.builder.read(items, None, part.at)?;
        let Some(relation_id) = self.builder.lexicon.scope.patterns.get(matched.pattern).map(|pattern| pattern.relation) else {
            return Err(Reported);
        };
        let Some(relation) = self.program().relations.get(relation_id.index()) else { return Err(Reported) };
        let fillers = self.duty_fillers(&matched, items, part.at)?;
        let trigger_atoms = triggers(&heads.conditions);
        let mut free: Vec<Var> = trigger_atoms.iter().flat_map(|atom| atom.args.iter()).filter_map(as_var).collect();
        let doer = relation.doer.or(if relation.act { None } else { Some(0) });
        let slots: Vec<Option<Term>> =
            fillers.iter().enumerate().map(|(n, filler)| self.duty_slot(filler, Some(n) == doer, known, &free)).collect();
        let bearer = doer.and_then(|doer| slots.get(doer).copied().flatten()).as_ref().and_then(as_var);
        free.extend(slots.iter().flatten().filter_map(as_var));
        free.sort_unstable();
        free.dedup();
        let done = super::builder::atoms(relation_id, fillers);
        let done = self.builder.variables.close(done, &free);
        let limit = limit.map(|limit| self.limit(limit)).transpose()?;
        let duty =
            Duty { triggers: trigger_atoms, act: Act { verb: relation_id, slots }, bearer, done, keeping: !relation.act, limit };
        self.add(ClauseKind::Duty(duty), heads, part, Vec::new()).map(|_| ())
    }

    /// What fills the holes of a duty; a hole that nothing fills is somebody.
    fn duty_fillers(
        &mut self,
        matched: &super::sentence::Matched,
        items: &[Item],
        at: Span,
    ) -> Built<Vec<super::builder::Filler>> {
        use super::builder::Filler;
        let Some(pattern) = self.builder.lexicon.scope.patterns.get(matched.pattern) else { return Err(Reported) };
        let Some(relation) = self.program().relations.get(pattern.relation.index()) else { return Err(Reported) };
        let left_out: Vec<Option<Term>> = matched
            .nouns
            .iter()
            .zip(&relation.holes)
            .map(|(noun, hole)| if noun.is_none() { self.builder.only(hole.kind, items) } else { None })
            .collect();
        let mut fillers = Vec::new();
        for (n, (noun, hole)) in matched.nouns.iter().zip(&relation.holes).enumerate() {
            let position = pattern.positions.get(n).copied().unwrap_or(super::scope::Position::Holder);
            let split = Some(n) == relation.doer;
            fillers.push(match (noun, left_out.get(n).copied().flatten()) {
                (Some(noun), _) => self.builder.fill(noun, hole.kind, position, relation.verb, split, at)?,
                (None, Some(term)) => Filler::One(term),
                (None, None) => Filler::One(Term::Var(self.builder.variables.add(super::variables::Variable {
                    kind: hole.kind,
                    word: String::new(),
                    key: super::variables::Key::Fresh,
                    restriction: Formula::True,
                    universal: false,
                }))),
            });
        }
        Ok(fillers)
    }

    /// The slots that a question binds: the bearer and what the trigger names; an addressee stays open.
    fn duty_slot(&self, filler: &super::builder::Filler, doer: bool, known: usize, free: &[Var]) -> Option<Term> {
        match filler {
            super::builder::Filler::One(Term::Var(var)) => {
                let named = self.builder.variables.list.get(usize::from(var.0)).is_some_and(|variable| !variable.word.is_empty());
                (free.contains(var) || usize::from(var.0) < known || (doer && named)).then_some(Term::Var(*var))
            }
            super::builder::Filler::One(term @ Term::Individual(_)) => Some(*term),
            super::builder::Filler::List(..) => None,
        }
    }

    fn limit(&mut self, limit: &tree::Limit) -> Built<Limit> {
        Ok(match limit {
            tree::Limit::Word(word) => match word.text.as_str() {
                "事先" | "提前" | "会前" | "行前" => Limit::Before,
                "当日" | "当天" => Limit::SameDay,
                "当场" => Limit::WithAct,
                _ => Limit::Promptly,
            },
            tree::Limit::Days { event, before, count, working } => {
                let event = if event.items.is_empty() {
                    None
                } else {
                    let (relation, slots) = self.builder.act(&event.items, event.at)?;
                    let args: Option<Vec<Term>> = slots.into_iter().collect();
                    args.map(|args| AtomFormula { relation, args })
                };
                Limit::Days { event, before: *before, count: *count, working: *working }
            }
        })
    }

    fn deemed(&mut self, phrase: &Phrase, heads: &Heads, part: &Part) -> Built<()> {
        let head = self.definition_head(&phrase.items, phrase.at)?;
        self.add(ClauseKind::Definition { head, closed: false }, heads, part, Vec::new()).map(|_| ())
    }

    fn definition_head(&mut self, items: &[Item], at: Span) -> Built<AtomFormula> {
        let (relation, slots) = self.builder.act(items, at)?;
        let args: Option<Vec<Term>> = slots.into_iter().collect();
        match args {
            Some(args) => Ok(AtomFormula { relation, args }),
            None => self.builder.report(P::BadHead { sentence: show_items(items) }, at),
        }
    }

    fn means(&mut self, head: &Phrase, body: &Condition, heads: &Heads, part: &Part) -> Built<()> {
        if let [Item::Word(word)] = head.items.as_slice()
            && let Some(Name::Entity(id, kind)) = self.builder.lexicon.name(&word.text)
            && kind == self.builder.lexicon.scope.known.office
        {
            return self.office_means(IndividualId(id.0), body, heads, part);
        }
        if let Some(noun @ Noun::Role { .. }) = self.builder.lexicon.noun(&head.items) {
            return self.role_means(&noun, body, heads, part);
        }
        let head = self.definition_head(&head.items, head.at);
        let body = self.builder.condition(body, false);
        let (head, body) = (head?, body?);
        self.add(ClauseKind::Definition { head, closed: true }, heads, part, vec![body]).map(|_| ())
    }

    /// `市政府主要领导 是指 市长`: holding the one is holding the other, and so is acting in its capacity.
    fn office_means(&mut self, office: IndividualId, body: &Condition, heads: &Heads, part: &Part) -> Built<()> {
        let Condition::Atom(Atom::Sentence(phrase)) = body else {
            return self.builder.report(P::BadHead { sentence: self.text.clone() }, part.at);
        };
        let Some(noun) = self.builder.lexicon.noun(&phrase.items) else {
            return self.builder.read(&phrase.items, None, phrase.at).map(|_| ());
        };
        let known = self.builder.lexicon.scope.known;
        let fresh = |builder: &mut Builder, kind| {
            builder.variables.add(super::variables::Variable {
                kind,
                word: String::new(),
                key: super::variables::Key::Fresh,
                restriction: Formula::True,
                universal: false,
            })
        };
        let person = Term::Var(fresh(&mut self.builder, known.person));
        if let Some(relation) = self.program().holds_office {
            let body = self.builder.set(person, &noun, phrase.at)?;
            let head = AtomFormula { relation, args: vec![person, Term::Individual(office)] };
            self.add(ClauseKind::Definition { head, closed: false }, heads, part, vec![body])?;
        }
        let Some(relation) = self.program().capacity else { return Ok(()) };
        let verb = Term::Var(fresh(&mut self.builder, known.verb));
        let offices: Vec<IndividualId> = office_members(&noun);
        let body = Formula::Or(
            offices
                .into_iter()
                .map(|other| Formula::Atom(AtomFormula { relation, args: vec![person, Term::Individual(other), verb] }))
                .collect(),
        );
        let head = AtomFormula { relation, args: vec![person, Term::Individual(office), verb] };
        self.add(ClauseKind::Definition { head, closed: false }, heads, part, vec![body]).map(|_| ())
    }

    /// `市政府 的 新闻发言人 是指 秘书长`: the role by another noun.
    fn role_means(&mut self, noun: &Noun, body: &Condition, heads: &Heads, part: &Part) -> Built<()> {
        let Condition::Atom(Atom::Sentence(phrase)) = body else {
            return self.builder.report(P::BadHead { sentence: self.text.clone() }, part.at);
        };
        let Some(other) = self.builder.lexicon.noun(&phrase.items) else {
            return self.builder.read(&phrase.items, None, phrase.at).map(|_| ());
        };
        let kind = self.builder.lexicon.kind_of(noun).unwrap_or(self.builder.lexicon.scope.known.person);
        let person = Term::Var(self.builder.variables.add(super::variables::Variable {
            kind,
            word: String::new(),
            key: super::variables::Key::Fresh,
            restriction: Formula::True,
            universal: false,
        }));
        let Formula::Atom(head) = self.builder.set(person, noun, part.at)? else {
            return self.builder.report(P::BadHead { sentence: self.text.clone() }, part.at);
        };
        let body = self.builder.set(person, &other, phrase.at)?;
        self.add(ClauseKind::Definition { head, closed: true }, heads, part, vec![body]).map(|_| ())
    }

    fn composed(&mut self, whole: &Phrase, members: &Phrase, heads: &Heads, part: &Part) -> Built<()> {
        let Some(noun) = self.builder.lexicon.noun(&whole.items) else {
            return self.builder.read(&whole.items, None, whole.at).map(|_| ());
        };
        let lexicon = self.builder.lexicon;
        let found = lexicon.scope.roles("组成人员").find_map(|(pattern, role)| {
            let relation = lexicon.program.relations.get(pattern.relation.index())?;
            let hole = relation.holes.get(role.whole)?;
            lexicon
                .fits(&noun, hole.kind)
                .then(|| (pattern.relation, role.clone(), hole.kind, relation.holes.get(role.subject).map(|hole| hole.kind)))
        });
        let Some((relation, role, kind, Some(subject))) = found else {
            return self.builder.report(P::UnknownName { name: "组成人员".to_owned(), near: None }, whole.at);
        };
        let super::builder::Filler::One(whole) =
            self.builder.fill(&noun, kind, super::scope::Position::Holder, None, true, whole.at)?
        else {
            return Err(Reported);
        };
        let person = Term::Var(self.builder.variables.add(super::variables::Variable {
            kind: subject,
            word: String::new(),
            key: super::variables::Key::Fresh,
            restriction: Formula::True,
            universal: false,
        }));
        let Some(list) = self.builder.lexicon.noun(&members.items) else {
            return self.builder.read(&members.items, None, members.at).map(|_| ());
        };
        let body = self.builder.set(person, &list, members.at)?;
        let args = if role.subject == 0 { vec![person, whole] } else { vec![whole, person] };
        self.add(ClauseKind::Definition { head: AtomFormula { relation, args }, closed: true }, heads, part, vec![body])
            .map(|_| ())
    }

    fn frequency(&mut self, heads: &Heads, part: &Part) -> Built<()> {
        let PartKind::Frequency { subject, every, words, at_least, at_most, unit } = &part.kind else { return Err(Reported) };
        let items = self.joined(subject, words);
        let (verb, slots) = self.builder.act(&items, part.at)?;
        let frequency = Frequency {
            act: Act { verb, slots },
            every: every.text.clone(),
            at_least: *at_least,
            at_most: *at_most,
            unit: unit.text.clone(),
        };
        self.add(ClauseKind::Frequency(frequency), heads, part, Vec::new()).map(|_| ())
    }
}

/// The condition and act of a 空白.
pub fn lower_gap(heads: &[Head], act: &Phrase, text: &str, standing: &Standing) -> Lowered {
    let clause = tree::Clause {
        at: act.at,
        segments: vec![Segment {
            heads: heads.to_vec(),
            parts: vec![Part {
                at: act.at,
                hedged: false,
                kind: PartKind::May { subject: Phrase::default(), words: act.clone() },
                except: None,
            }],
        }],
        anchor: None,
    };
    let mut lowered = lower(&clause, standing);
    for clause in &mut lowered.clauses {
        if let ClauseKind::Power { act, .. } = &clause.kind {
            let mut act = act.clone();
            // Said of anybody (人, 主体) a gap is about the act, not about a doer.
            let relation = standing.lexicon.program.relations.get(act.verb.index());
            let doer = relation.and_then(|relation| relation.doer);
            let holes = relation.map(|relation| relation.holes.as_slice()).unwrap_or_default();
            let anybody = |var: &Var| match (clause.variables.get(usize::from(var.0)), doer.and_then(|doer| holes.get(doer))) {
                (Some((kind, word)), Some(hole)) => *kind == hole.kind && standing.lexicon.name(word) == Some(Name::Kind(*kind)),
                _ => true,
            };
            let said_of_one = doer.and_then(|doer| act.slots.get(doer)).copied().flatten().as_ref().and_then(as_var);
            let free = match said_of_one {
                Some(var) if !anybody(&var) => None,
                _ => doer.and_then(|doer| act.slots.get_mut(doer)).and_then(Option::take),
            };
            if let Some(Term::Var(var)) = free
                && let Some((kind, _)) = clause.variables.get(usize::from(var.0))
            {
                clause.condition = Formula::Exists { var, kind: *kind, body: Box::new(clause.condition.clone()) };
            }
            clause.kind = ClauseKind::Gap { act, text: text.to_owned(), cites: Vec::new() };
        }
    }
    lowered
}

/// The condition of a note on a clause: over that clause's variables, to which it may add.
pub fn lower_note(
    condition: &Condition,
    clause: &mut Clause,
    variables: &mut Variables,
    standing: &Standing,
) -> (Option<Formula>, Problems) {
    let tree = tree::Clause {
        at: Span::default(),
        segments: vec![Segment { heads: vec![Head::Condition(condition.clone())], parts: Vec::new() }],
        anchor: None,
    };
    let mut maker = Maker::new(standing, &tree, Ways::default());
    let free = signature(&clause.kind);
    maker.builder.variables.clone_from(variables);
    maker.builder.prefer.clone_from(&free);
    let formula = maker.builder.condition(condition, false).ok();
    let closed = formula.map(|formula| maker.builder.variables.close(formula, &free));
    clause.variables = snapshot(&maker.builder.variables);
    variables.clone_from(&maker.builder.variables);
    (closed, maker.builder.problems)
}

/// `；确需 … 的，须 …` after a prohibition.
fn is_need(segment: &Segment, next: &Segment) -> bool {
    let forbids = segment.parts.iter().any(|part| matches!(part.kind, PartKind::MustNot { .. }));
    let needs = next.parts.iter().all(|part| matches!(&part.kind, PartKind::Requires { act, .. } if act.items.is_empty()));
    forbids && needs && !next.parts.is_empty() && !next.heads.is_empty()
}

fn as_var(term: &Term) -> Option<Var> {
    if let Term::Var(var) = term { Some(*var) } else { None }
}

fn slot_vars(act: &Act) -> Vec<Var> {
    act.slots.iter().flatten().filter_map(as_var).collect()
}

/// The variables that a question binds.
pub fn signature(kind: &ClauseKind) -> Vec<Var> {
    match kind {
        ClauseKind::Power { act, .. }
        | ClauseKind::Requirement { act, .. }
        | ClauseKind::Prohibition { act }
        | ClauseKind::Gap { act, .. } => slot_vars(act),
        ClauseKind::Frequency(frequency) => slot_vars(&frequency.act),
        ClauseKind::StateProhibition { state } => state.args.iter().filter_map(as_var).collect(),
        ClauseKind::Definition { head, .. } => head.args.iter().filter_map(as_var).collect(),
        ClauseKind::Exception { act } => act.as_ref().map(slot_vars).unwrap_or_default(),
        ClauseKind::Duty(duty) => {
            let mut vars: Vec<Var> =
                duty.triggers.iter().flat_map(|atom| atom.args.iter()).filter_map(as_var).chain(slot_vars(&duty.act)).collect();
            vars.sort_unstable();
            vars.dedup();
            vars
        }
    }
}

/// The act a clause is about.
pub fn act_of(kind: &ClauseKind) -> Option<&Act> {
    match kind {
        ClauseKind::Power { act, .. }
        | ClauseKind::Requirement { act, .. }
        | ClauseKind::Prohibition { act }
        | ClauseKind::Gap { act, .. } => Some(act),
        ClauseKind::Duty(duty) => Some(&duty.act),
        ClauseKind::Frequency(frequency) => Some(&frequency.act),
        ClauseKind::Exception { act } => act.as_ref(),
        ClauseKind::StateProhibition { .. } | ClauseKind::Definition { .. } => None,
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

fn office_members(noun: &Noun) -> Vec<IndividualId> {
    match noun {
        Noun::Entity { id, .. } => vec![IndividualId(id.0)],
        Noun::List { members, .. } => members.iter().flat_map(office_members).collect(),
        _ => Vec::new(),
    }
}

/// Kinds and individuals named by words.
fn names(lexicon: &Lexicon, items: &[Item]) -> Vec<Noun> {
    let word = |item: &Item| match item {
        Item::Word(word) => match lexicon.name(&word.text) {
            Some(Name::Kind(kind)) => Some(Noun::Kind { kind, word: word.text.clone() }),
            Some(Name::Entity(id, kind)) if kind != lexicon.scope.known.office || !is_a(lexicon.program, kind, kind) => {
                Some(Noun::Entity { id, kind, word: word.text.clone() })
            }
            _ => None,
        },
        _ => None,
    };
    items.iter().filter_map(word).collect()
}

/// Visits every phrase of a clause in order.
fn each_phrase(clause: &tree::Clause, visit: &mut impl FnMut(&Phrase)) {
    for segment in &clause.segments {
        for head in &segment.heads {
            let (Head::Condition(condition) | Head::Except(condition) | Head::Among(condition) | Head::Without(condition)) = head;
            condition_phrases(condition, visit);
        }
        for part in &segment.parts {
            part_phrases(part, visit);
        }
    }
}

fn part_phrases(part: &Part, visit: &mut impl FnMut(&Phrase)) {
    match &part.kind {
        PartKind::By { topic: a, words: b }
        | PartKind::May { subject: a, words: b }
        | PartKind::MustNot { subject: a, words: b }
        | PartKind::Composed { whole: a, members: b }
        | PartKind::Frequency { subject: a, words: b, .. } => {
            visit(a);
            visit(b);
        }
        PartKind::Requires { act, needs } => {
            visit(act);
            condition_phrases(needs, visit);
        }
        PartKind::Must { subject, duties } => {
            visit(subject);
            duties.iter().for_each(|(_, phrase)| visit(phrase));
        }
        PartKind::Deemed(phrase) => visit(phrase),
        PartKind::Means { head, body } => {
            visit(head);
            condition_phrases(body, visit);
        }
        PartKind::NotApplicable => {}
    }
    if let Some(except) = &part.except {
        condition_phrases(except, visit);
    }
}

fn condition_phrases(condition: &Condition, visit: &mut impl FnMut(&Phrase)) {
    match condition {
        Condition::Atom(Atom::Sentence(phrase)) => visit(phrase),
        Condition::Atom(Atom::Share { left, base, .. }) => {
            visit(left);
            visit(base);
        }
        Condition::Atom(Atom::Number { left, .. }) => visit(left),
        Condition::Atom(Atom::Compare { left, right, .. }) => {
            visit(left);
            visit(right);
        }
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeast(_, parts) => {
            parts.iter().for_each(|part| condition_phrases(part, visit))
        }
        Condition::Not(inner) => condition_phrases(inner, visit),
    }
}

/// The program's relation of an act, for those that only need its number.
pub fn verb_of(kind: &ClauseKind) -> Option<RelationId> {
    act_of(kind).map(|act| act.verb)
}
