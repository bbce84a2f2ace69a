//! What must be known of all files before the first clause is read: procedures, the conditions that others refer to, and
//! who holds which office.
use super::declare::declarations;
use super::layout::layout;
use super::problem::ResolveProblem as P;
use super::scope::{Case, Name, Procedure, Scope};
use super::{Parsed, near};
use crate::core_ir::{IndividualId, Program, Roster};
use crate::diagnostic::{Problem, Problems};
use crate::source::Source;
use crate::syntax::tree::{self, Block, Condition, Declaration, Ending, Head, Rulebook, Statement, StatementKind, Word};
use crate::vocabulary::Date;
use std::sync::Arc;

fn statements(rulebook: &Rulebook) -> impl Iterator<Item = &Statement> {
    rulebook.blocks.iter().filter_map(|block| if let Block::Statement(statement) = block { Some(statement) } else { None })
}

/// The procedures of all files, by name.
pub fn procedures(files: &[Parsed], scope: &mut Scope, problems: &mut Problems) {
    let all = || files.iter().filter_map(|file| file.file.rulebook.as_ref().map(|rulebook| (&file.source, rulebook)));
    for (source, rulebook) in all() {
        for statement in statements(rulebook) {
            let StatementKind::Procedure { heads, name, steps, stops } = &statement.kind else { continue };
            let document = rulebook.title.text.clone();
            let (heads, steps, stops) = (heads.clone(), steps.clone(), stops.clone());
            let one = Procedure { document, at: statement.at, heads, steps, stops, resumed: Vec::new() };
            if scope.procedures.insert(name.text.clone(), one).is_some() {
                problems.push(Problem::new(P::DeclaredTwice { name: name.text.clone() }, source, name.at));
            }
        }
    }
    for (source, rulebook) in all() {
        for statement in statements(rulebook) {
            let StatementKind::Ending { condition, name, ending } = &statement.kind else { continue };
            match scope.procedures.get_mut(&name.text) {
                Some(procedure) if *ending == Ending::Resumed => procedure.resumed.push(condition.clone()),
                Some(_) => {}
                None => {
                    let near = near(&name.text, scope.procedures.keys());
                    problems.push(Problem::new(P::UnknownName { name: name.text.clone(), near }, source, name.at));
                }
            }
        }
    }
}

/// The conditions of all clauses, by place.
pub fn cases(files: &[Parsed]) -> Vec<Case> {
    let mut found = Vec::new();
    for rulebook in files.iter().filter_map(|file| file.file.rulebook.as_ref()) {
        let layout = layout(&rulebook.blocks);
        let short = rulebook.header.iter().find(|line| line.field.text == "简称").map(|line| line.value.text.clone());
        let titles = [rulebook.title.text.clone(), short.unwrap_or_else(|| rulebook.title.text.clone())];
        for (block, stand) in rulebook.blocks.iter().zip(&layout.stands) {
            let Block::Statement(Statement { kind: StatementKind::Clause(clause), .. }) = block else { continue };
            let Some(piece) = stand.piece.and_then(|piece| layout.pieces.get(piece)) else { continue };
            let conditions = clause.segments.iter().filter_map(condition_of);
            found.extend(conditions.map(|condition| Case { titles: titles.clone(), locus: piece.locus, condition }));
        }
    }
    found
}

fn condition_of(segment: &tree::Segment) -> Option<Condition> {
    let mut parts: Vec<Condition> = segment
        .heads
        .iter()
        .map(|head| match head {
            Head::Condition(inside) | Head::Among(inside) => inside.clone(),
            Head::Except(inside) | Head::Without(inside) => Condition::Not(Box::new(inside.clone())),
        })
        .collect();
    if parts.len() < 2 { parts.pop() } else { Some(Condition::All(parts)) }
}

/// Who holds which office by the rulebooks.
pub fn rosters(files: &[Parsed], program: &mut Program, scope: &Scope, problems: &mut Problems) {
    for (source, declaration, _) in declarations(files) {
        let Declaration::Roster(rows) = declaration else { continue };
        for (office, people, when) in rows {
            let Some(Name::Entity(id, _)) = scope.name(&office.text).filter(|name| is_office(*name, scope)) else {
                let near = near(&office.text, scope.names.keys());
                problems.push(Problem::new(P::UnknownName { name: office.text.clone(), near }, source, office.at));
                continue;
            };
            let mut day = |word: &Option<Word>| word.as_ref().and_then(|word| date(word, source, problems));
            let (from, until) = (day(&when.from).or_else(|| day(&when.on)), day(&when.until));
            for person in people {
                let Some(Name::Entity(person, _)) = scope.name(&person.text) else { continue };
                let (person, office) = (IndividualId(person.0), IndividualId(id.0));
                program.rosters.push(Roster { person, office, from, until });
            }
        }
    }
}

fn is_office(name: Name, scope: &Scope) -> bool {
    matches!(name, Name::Entity(_, kind) if kind == scope.known.office)
}

fn date(word: &Word, source: &Arc<Source>, problems: &mut Problems) -> Option<Date> {
    let date = Date::parse(&word.text);
    if date.is_none() {
        problems.push(Problem::new(P::BadDate { text: word.text.clone() }, source, word.at));
    }
    date
}
