//! First pass: the declarations of all files become names.
mod individual;
mod kind;
mod pattern;

use super::Parsed;
use super::family_problem::FamilyProblem;
use super::problem::ResolveProblem as P;
use super::scope::{Known, Name, PatternToken, Scope};
use crate::core_ir::{EntityId, Individual, IndividualId, KindId, Program};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{Block, Declaration, StatementKind, Word};
use indexmap::IndexMap;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Kinds that the surface itself speaks of.
const BUILT_IN: [&str; 7] = ["人", "职务", "行为种类", "数", "文字", "日期", "机构"];
const LIMIT: usize = 20_000;

struct Declarer<'a> {
    program: Program,
    scope: Scope,
    problems: Problems,
    source: &'a Arc<Source>,
    /// Patterns by their words.
    shapes: HashMap<String, Vec<usize>>,
    /// Where each name is declared.
    names: HashMap<String, (Arc<Source>, Span)>,
    /// Where each relation is declared.
    relations: Vec<(Arc<Source>, Span)>,
    /// The lists of values as they were declared first: whether in order, and the values.
    lists: HashMap<KindId, (bool, Vec<String>, Place<'a>)>,
    /// The offices as they were declared first: whether of one holder.
    offices: HashMap<IndividualId, (bool, Place<'a>)>,
}

/// Where something is written.
type Place<'a> = (&'a Arc<Source>, Span);

/// Collects the declarations of all files.
pub fn declare(files: &[Parsed]) -> (Program, Scope, Problems) {
    let Some(first) = files.first() else {
        return (Program::default(), empty_scope(), Problems::default());
    };
    let mut declarer = Declarer {
        program: Program::default(),
        scope: empty_scope(),
        problems: Problems::default(),
        source: &first.source,
        shapes: HashMap::new(),
        names: HashMap::new(),
        relations: Vec::new(),
        lists: HashMap::new(),
        offices: HashMap::new(),
    };
    for name in BUILT_IN {
        declarer.add_kind(name, false);
    }
    declarer.kinds(files);
    declarer.short_names(files, false);
    declarer.individuals(files);
    declarer.short_names(files, true);
    declarer.patterns(files);
    let Declarer { mut program, mut scope, problems, .. } = declarer;
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
        roles: IndexMap::new(),
        literals: HashSet::new(),
        part_of: IndexMap::new(),
        of_one: HashSet::new(),
        ordered: HashSet::new(),
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

    /// A name that is something else already: both places.
    fn declared_twice(&mut self, word: &Word) {
        let problem = Problem::new(P::DeclaredTwice { name: word.text.clone() }, self.source, word.at);
        self.problems.push(match self.names.get(&word.text) {
            Some((source, at)) => problem.also(source, *at, "先前在这里声明", "declared before here"),
            None => problem,
        });
    }

    /// What was declared before says another thing: both places.
    fn differs(&mut self, kind: FamilyProblem, at: Span, (source, before): Place<'a>) {
        let problem = Problem::new(kind, self.source, at);
        self.problems.push(problem.also(source, before, "先前在这里声明", "declared before here"));
    }

    fn name_at(&mut self, word: &Word) {
        self.names.insert(word.text.clone(), (Arc::clone(self.source), word.at));
    }
}

/// Adds an individual of the rulebooks.
pub fn new_individual(program: &mut Program, scope: &mut Scope, name: &str, kind: KindId) -> IndividualId {
    let id = IndividualId(program.individuals.len() as u32);
    program.individuals.push(Individual { name: name.to_owned(), kind });
    scope.names.insert(name.to_owned(), Name::Entity(EntityId(id.0), kind));
    id
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
