//! Definitions.
use super::super::builder::{Builder, Built, Filler, Reported};
use super::super::noun::{Noun, show_items};
use super::super::problem::ResolveProblem as P;
use super::super::scope::{Name, Position};
use super::super::variables::{Key, Variable};
use super::maker::{Heads, Maker};
use crate::core_ir::{AtomFormula, ClauseKind, Formula, IndividualId, Term};
use crate::source::Span;
use crate::syntax::tree::{Atom, Condition, Item, Part, Phrase};

impl Maker<'_, '_> {
    pub(super) fn deemed(&mut self, phrase: &Phrase, heads: &Heads, part: &Part) -> Built<()> {
        let head = self.definition_head(&phrase.items, phrase.at)?;
        self.add(ClauseKind::Definition { head, closed: false }, heads, part, Vec::new()).map(|_| ())
    }

    pub(super) fn definition_head(&mut self, items: &[Item], at: Span) -> Built<AtomFormula> {
        let (relation, slots) = self.builder.act(items, at)?;
        let args: Option<Vec<Term>> = slots.into_iter().collect();
        match args {
            Some(args) => Ok(AtomFormula { relation, args }),
            None => self.builder.report(P::BadHead { sentence: show_items(items) }, at),
        }
    }

    pub(super) fn means(&mut self, head: &Phrase, body: &Condition, heads: &Heads, part: &Part) -> Built<()> {
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
    pub(super) fn office_means(&mut self, office: IndividualId, body: &Condition, heads: &Heads, part: &Part) -> Built<()> {
        let Condition::Atom(Atom::Sentence(phrase)) = body else {
            return self.builder.report(P::BadHead { sentence: self.text.clone() }, part.at);
        };
        let Some(noun) = self.builder.lexicon.noun(&phrase.items) else {
            return self.builder.read(&phrase.items, None, phrase.at).map(|_| ());
        };
        let known = self.builder.lexicon.scope.known;
        let fresh = |builder: &mut Builder, kind| {
            builder.variables.add(Variable {
                kind,
                word: String::new(),
                key: Key::Fresh,
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
    pub(super) fn role_means(&mut self, noun: &Noun, body: &Condition, heads: &Heads, part: &Part) -> Built<()> {
        let Condition::Atom(Atom::Sentence(phrase)) = body else {
            return self.builder.report(P::BadHead { sentence: self.text.clone() }, part.at);
        };
        let Some(other) = self.builder.lexicon.noun(&phrase.items) else {
            return self.builder.read(&phrase.items, None, phrase.at).map(|_| ());
        };
        let kind = self.builder.lexicon.kind_of(noun).unwrap_or(self.builder.lexicon.scope.known.person);
        let person = Term::Var(self.builder.variables.add(Variable {
            kind,
            word: String::new(),
            key: Key::Fresh,
            restriction: Formula::True,
            universal: false,
        }));
        let Formula::Atom(head) = self.builder.set(person, noun, part.at)? else {
            return self.builder.report(P::BadHead { sentence: self.text.clone() }, part.at);
        };
        let body = self.builder.set(person, &other, phrase.at)?;
        self.add(ClauseKind::Definition { head, closed: true }, heads, part, vec![body]).map(|_| ())
    }

    pub(super) fn composed(&mut self, whole: &Phrase, members: &Phrase, heads: &Heads, part: &Part) -> Built<()> {
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
        let Filler::One(whole) = self.builder.fill(&noun, kind, Position::Holder, None, true, whole.at)? else {
            return Err(Reported);
        };
        let person = Term::Var(self.builder.variables.add(Variable {
            kind: subject,
            word: String::new(),
            key: Key::Fresh,
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
}

fn office_members(noun: &Noun) -> Vec<IndividualId> {
    match noun {
        Noun::Entity { id, .. } => vec![IndividualId(id.0)],
        Noun::List { members, .. } => members.iter().flat_map(office_members).collect(),
        _ => Vec::new(),
    }
}
