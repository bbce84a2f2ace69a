//! A rulebook and a situation built by hand, straight in the core.
use guiju::core_ir::*;
use guiju::vocabulary::{Citation, Date, Locus};

/// A program under construction.
#[derive(Default)]
pub struct Book {
    pub program: Program,
}

pub fn citation(document: &str, article: u32, sentence: Option<u32>) -> Citation {
    Citation {
        document: document.into(),
        number: None,
        locus: Locus { article: Some(article.into()), sentence, ..Locus::default() },
        quote: "".into(),
    }
}

impl Book {
    pub fn document(&mut self, title: &str, library: bool) -> DocumentId {
        self.program.documents.push(Document {
            title: title.into(),
            short: title.into(),
            number: None,
            from: Date::new(2017, 9, 12).filter(|_| !library),
            until: None,
            from_by_convention: false,
            notice: None,
            heading: None,
            issuer: None,
            chapters: Vec::new(),
            library,
            family: 0,
            names: Vec::new(),
            digest: String::new(),
        });
        DocumentId(self.program.documents.len() as u32 - 1)
    }

    pub fn kind(&mut self, name: &str, parents: &[KindId]) -> KindId {
        let id = KindId(self.program.kinds.len() as u32);
        let mut ancestors: Vec<KindId> =
            parents.iter().flat_map(|parent| self.program.kinds[parent.index()].ancestors.clone()).collect();
        ancestors.push(id);
        ancestors.sort_unstable();
        ancestors.dedup();
        self.program.kinds.push(Kind { name: name.into(), ancestors, options: false });
        id
    }

    pub fn individual(&mut self, name: &str, kind: KindId) -> IndividualId {
        self.program.individuals.push(Individual { name: name.into(), kind });
        IndividualId(self.program.individuals.len() as u32 - 1)
    }

    pub fn relation(&mut self, name: &str, holes: &[KindId], class: Class) -> RelationId {
        let mut sentence = vec![SentencePart::Word(name.into())];
        sentence.extend((0..holes.len()).map(SentencePart::Hole));
        self.program.relations.push(Relation {
            sentence,
            negative: None,
            english: None,
            holes: holes.iter().map(|kind| Hole { kind: *kind, single: false }).collect(),
            numeric: false,
            class,
            act: false,
            doer: None,
            verb: None,
            constitutive: false,
        });
        RelationId(self.program.relations.len() as u32 - 1)
    }

    /// An act whose first hole is the doer, or that has none; with its verb as an individual.
    pub fn act(&mut self, name: &str, holes: &[KindId], doer: bool, verbs: KindId) -> RelationId {
        let verb = self.individual(name, verbs);
        let id = self.relation(name, holes, Class::Open);
        let relation = &mut self.program.relations[id.index()];
        relation.act = true;
        relation.doer = doer.then_some(0);
        relation.verb = Some(verb);
        id
    }

    pub fn verb(&self, act: RelationId) -> Term {
        Term::Individual(self.program.relations[act.index()].verb.expect("an act"))
    }

    pub fn single(&mut self, relation: RelationId, hole: usize) {
        self.program.relations[relation.index()].holes[hole].single = true;
    }

    pub fn choice(&mut self, words: &str, options: &[&str], kind: ChoiceKind) -> ChoiceId {
        self.program.choices.push(Choice {
            words: words.into(),
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            english: None,
            kind,
            citation: None,
            ..Choice::default()
        });
        ChoiceId(self.program.choices.len() as u32 - 1)
    }

    pub fn clause(
        &mut self,
        document: DocumentId,
        at: (u32, u32),
        variables: &[KindId],
        condition: Formula,
        kind: ClauseKind,
    ) -> ClauseId {
        let title = self.program.documents[document.index()].title.clone();
        self.program.clauses.push(Clause {
            citation: citation(&title, at.0, Some(at.1)),
            document,
            text: String::new(),
            variables: variables.iter().enumerate().map(|(n, kind)| (*kind, format!("v{n}"))).collect(),
            condition,
            hedged: false,
            guards: Vec::new(),
            exceptions: Vec::new(),
            rivals: Vec::new(),
            kind,
            notes: Vec::new(),
        });
        ClauseId(self.program.clauses.len() as u32 - 1)
    }

    pub fn at(&mut self, id: ClauseId) -> &mut Clause {
        &mut self.program.clauses[id.index()]
    }
}

pub fn v(n: u16) -> Term {
    Term::Var(Var(n))
}

pub fn i(id: IndividualId) -> Term {
    Term::Individual(id)
}

pub fn atom(relation: RelationId, args: &[Term]) -> Formula {
    Formula::Atom(AtomFormula { relation, args: args.to_vec() })
}

pub fn all(parts: Vec<Formula>) -> Formula {
    Formula::And(parts)
}

pub fn any(parts: Vec<Formula>) -> Formula {
    Formula::Or(parts)
}

pub fn some(var: u16, kind: KindId, body: Formula) -> Formula {
    Formula::Exists { var: Var(var), kind, body: Box::new(body) }
}

pub fn count(var: u16, kind: KindId, body: Formula) -> Amount {
    Amount::Count { var: Var(var), kind, body: Box::new(body) }
}

pub fn act_of(verb: RelationId, slots: &[Term]) -> Act {
    Act { verb, slots: slots.iter().copied().map(Some).collect() }
}

pub fn power(act: Act) -> ClauseKind {
    ClauseKind::Power { act, grant: Grant::Closed, chooser: None }
}

/// A situation under construction.
pub struct Situation {
    pub world: World,
}

impl Situation {
    pub fn new(program: &Program, date: (i16, i8, i8)) -> Self {
        let entities =
            program.individuals.iter().map(|one| Entity { name: one.name.clone(), kind: one.kind, unnamed: None }).collect();
        Self { world: World { date: Date::new(date.0, date.1, date.2), entities, ..World::default() } }
    }

    pub fn entity(&mut self, name: &str, kind: KindId) -> EntityId {
        self.world.entities.push(Entity { name: name.into(), kind, unnamed: None });
        EntityId(self.world.entities.len() as u32 - 1)
    }

    /// Unnamed further holders of an office, numbered so.
    pub fn unnamed(&mut self, kind: KindId, office: IndividualId, numbers: std::ops::RangeInclusive<u32>) {
        for k in numbers {
            self.world.entities.push(Entity { name: String::new(), kind, unnamed: Some((office, k)) });
        }
    }

    pub fn fact(&mut self, relation: RelationId, args: &[EntityId]) {
        self.known(relation, args, Truth::True);
    }

    pub fn known(&mut self, relation: RelationId, args: &[EntityId], truth: Truth) {
        self.world.facts.push(Fact { relation, args: args.to_vec(), truth, number: None, judged_by: None });
    }
}
