//! The situation of a session: facts as they were typed, with suppositions on top; and the same bound to the rulebooks.
use crate::answer::Answer;
use crate::api::{Prepared, Rulebook, bare, hexadecimal};
use crate::core_ir::{EntityId, IndividualId, Program, World};
use crate::diagnostic::{Lang, Problems};
use crate::resolve::{self, Layer, Scope, Situated};
use crate::source::Source;
use crate::syntax::parse_facts;
use crate::syntax::tree::{Fact, FactKind};
use crate::vocabulary::Date;
use std::sync::Arc;

/// One layer of facts: the situation itself, or a supposition on top of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Level {
    /// The lines, each a sentence with its stop.
    pub lines: Vec<String>,
}

/// A situation as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// Number and title of the case, if one was opened.
    pub title: Option<String>,
    /// The rulebooks that the case names (适用): an article named without its document is one of theirs. Empty: any.
    pub applies: Vec<String>,
    /// The date asked about.
    pub date: Option<Date>,
    /// INVARIANT: never empty; the first is the situation itself, the others are suppositions, the last on top.
    pub levels: Vec<Level>,
}

/// A situation bound to rulebooks.
#[derive(Debug, Clone)]
pub struct Bound {
    /// As it was typed.
    pub scene: Scene,
    prepared: Prepared,
}

impl Level {
    fn text(&self) -> String {
        self.lines.join("\n")
    }
}

impl Scene {
    /// Nothing is known yet.
    pub fn new(date: Option<Date>) -> Self {
        Self { title: None, applies: Vec::new(), date, levels: vec![Level::default()] }
    }

    /// How many suppositions are open.
    pub fn suppositions(&self) -> usize {
        self.levels.len() - 1
    }

    /// With more lines on top.
    #[must_use]
    pub fn with(&self, lines: impl IntoIterator<Item = String>) -> Self {
        let mut scene = self.clone();
        if let Some(level) = scene.levels.last_mut() {
            level.lines.extend(lines);
        }
        scene
    }

    /// With a supposition on top.
    #[must_use]
    pub fn supposing(&self, lines: impl IntoIterator<Item = String>) -> Self {
        let mut scene = self.clone();
        scene.levels.push(Level { lines: lines.into_iter().collect() });
        scene
    }

    /// Without the suppositions above this many.
    #[must_use]
    pub fn down_to(&self, suppositions: usize) -> Self {
        let mut scene = self.clone();
        scene.levels.truncate(suppositions + 1);
        scene
    }

    /// Binds all names. What is wrong is told with its place; in a source whose name is the number of the level.
    pub fn bind(self, book: &Rulebook) -> Result<(Bound, Problems), Problems> {
        let (mut parsed, mut problems) = (Vec::new(), Problems::default());
        for (n, level) in self.levels.iter().enumerate() {
            let source = Source::new(format!("{n}"), level.text());
            let (facts, found) = parse_facts(&source);
            problems.append(found);
            parsed.push((source, facts));
        }
        let (book, found) = amended(book, &self.applies, &parsed);
        problems.append(found);
        let layers: Vec<Layer> = parsed.iter().map(|(source, facts)| Layer { source, facts }).collect();
        let (situated, found) = resolve::situation(book.resolved(), self.date, &layers);
        problems.append(found);
        if problems.has_errors() {
            return Err(problems);
        }
        let texts: Vec<String> = self.levels.iter().map(Level::text).collect();
        let prepared = Prepared::new(&book, situated, &hexadecimal(texts.join("\n\n").as_bytes()));
        Ok((Bound { scene: self, prepared }, problems))
    }
}

/// The rulebooks with the 改文 among the lines.
fn amended(book: &Rulebook, applies: &[String], parsed: &[(Arc<Source>, Vec<Fact>)]) -> (Rulebook, Problems) {
    let documents = book.program().documents.iter().filter(|document| !document.library);
    let titles: Vec<String> =
        if applies.is_empty() { documents.map(|document| bare(&document.title)).collect() } else { applies.to_vec() };
    let (mut book, mut problems) = (book.clone(), Problems::default());
    for (source, facts) in parsed {
        for fact in facts {
            if let FactKind::Amend { place, clause } = &fact.kind {
                let (changed, found) = book.changed(|resolved| resolve::amend(resolved, source, &titles, place, clause));
                problems.append(found);
                book = changed;
            }
        }
    }
    (book, problems)
}

impl Bound {
    /// The answer to a question.
    pub fn ask(&self, question: &str, lang: Lang) -> Result<Answer, Problems> {
        self.prepared.ask(question, lang)
    }

    /// The answer without what would change it and what to ask next.
    pub fn told(&self, question: &str, lang: Lang) -> Result<Answer, Problems> {
        self.prepared.told(question, lang)
    }

    /// What the rulebooks say, with the 改文 of the situation.
    pub fn program(&self) -> &Program {
        self.prepared.program()
    }

    /// The offices that an office is part of.
    pub fn whole_of(&self, office: EntityId) -> Vec<EntityId> {
        let wholes = self.scope().part_of.get(&IndividualId(office.0));
        wholes.into_iter().flatten().map(|whole| EntityId::from(*whole)).collect()
    }

    /// The names that the rulebooks declare.
    pub fn scope(&self) -> &Scope {
        self.prepared.scope()
    }

    /// Names and facts.
    pub fn situated(&self) -> &Situated {
        self.prepared.situated()
    }

    /// Facts.
    pub fn world(&self) -> &World {
        &self.prepared.situated().world
    }
}
