//! Questions about procedures: `程序 部门分歧 下一步 是什么`, `本请示 下一步 由谁 做 什么`, `本请示 跳过 哪一步`.
use super::builder::Built;
use super::ground::Grounder;
use super::problem::ResolveProblem as P;
use super::scope::is_a;
use crate::core_ir::{ClauseId, ClauseKind, EntityId, KindId, Program, Question};
use crate::source::Span;
use crate::syntax::tree::Item;

/// The words by which such a question is known.
pub const NEXT: [&str; 5] = ["下一步", "哪一步", "哪几步", "哪些步骤", "什么步骤"];
/// What else is said in it.
const SAID: [&str; 45] = [
    "程序",
    "的",
    "是",
    "是什么",
    "什么",
    "由谁",
    "由",
    "谁",
    "做",
    "做什么",
    "办",
    "办什么",
    "怎么办",
    "该",
    "应",
    "应当",
    "要",
    "须",
    "呢",
    "吗",
    "了",
    "到",
    "到了",
    "走到",
    "走到了",
    "办到",
    "办到了",
    "进行到",
    "缺",
    "缺了",
    "还缺",
    "差",
    "还差",
    "漏",
    "漏了",
    "跳过",
    "跳过了",
    "还有",
    "有",
    "有没有",
    "没有",
    "还要",
    "来",
    "何时",
    "什么时候",
];

fn text(item: &Item) -> &str {
    if let Item::Word(word) = item { &word.text } else { "" }
}

/// The procedures of the rulebooks: their clauses, their names, the kind of their matter.
fn all(program: &Program) -> Vec<(ClauseId, &str, Option<KindId>)> {
    let numbered = program.clauses.iter().enumerate();
    let own = numbered.filter_map(|(n, clause)| match &clause.kind {
        ClauseKind::Procedure(procedure) => {
            let matter = procedure.matter.and_then(|var| clause.variables.get(usize::from(var.0))).map(|(kind, _)| *kind);
            Some((ClauseId(n as u32), procedure.name.as_str(), matter))
        }
        _ => None,
    });
    own.collect()
}

/// The question; the words asked by have been found among `items`.
pub fn question(grounder: &mut Grounder<'_>, items: &[Item], at: Span) -> Built<Question> {
    let resolved = grounder.resolved;
    let mut procedures = all(&resolved.program);
    let mut rest: Vec<Item> = items.to_vec();
    if let Some(name) = named(&procedures, &rest) {
        let called = text(&rest[name]).to_owned();
        procedures.retain(|(_, own, _)| *own == called);
        rest.remove(name);
    } else if let Some(unknown) = rest.iter().position(|item| text(item) == "程序").and_then(|n| rest.get(n + 1)) {
        let unknown = text(unknown);
        if !NEXT.contains(&unknown) && !SAID.contains(&unknown) && !unknown.is_empty() {
            let near = super::near(unknown, resolved.scope.procedures.keys());
            return grounder.report(P::UnknownName { name: unknown.to_owned(), near }, at);
        }
    }
    rest.retain(|item| !matches!(item, Item::Of(_)) && !NEXT.contains(&text(item)) && !SAID.contains(&text(item)));
    let matter = if rest.is_empty() { None } else { Some(matter(grounder, &rest, at)?) };
    if let Some(matter) = matter {
        let kind = grounder.situated.world.entities.get(matter.index()).map(|entity| entity.kind);
        let fits = |of: &Option<KindId>| of.zip(kind).is_some_and(|(of, kind)| is_a(&resolved.program, kind, of));
        if !procedures.is_empty() && !procedures.iter().any(|(_, _, of)| fits(of)) {
            let wanted = procedures.iter().find_map(|(_, _, of)| *of).and_then(|of| resolved.program.kinds.get(of.index()));
            let wanted = wanted.map(|kind| kind.name.clone()).unwrap_or_default();
            let noun = super::noun::show_items(&rest);
            return grounder.report(P::WrongKind { noun, sentence: super::noun::show_items(items), wanted }, at);
        }
        procedures.retain(|(_, _, of)| fits(of));
    }
    // Nothing of the kind is there yet: what would be done with one.
    let matter = matter.or_else(|| match procedures.as_slice() {
        [(_, _, Some(kind))] if grounder.situated.own(&resolved.program, *kind).is_empty() => {
            let word = resolved.program.kinds.get(kind.index()).map(|kind| kind.name.clone()).unwrap_or_default();
            Some(grounder.situated.add(&word, *kind))
        }
        _ => None,
    });
    Ok(Question::Next { procedures: procedures.into_iter().map(|(id, ..)| id).collect(), matter })
}

/// Where a procedure is named.
fn named(procedures: &[(ClauseId, &str, Option<KindId>)], items: &[Item]) -> Option<usize> {
    let known = |item: &Item| procedures.iter().any(|(_, name, _)| *name == text(item));
    let after = items.iter().position(|item| text(item) == "程序").map(|n| n + 1);
    after.filter(|n| items.get(*n).is_some_and(known)).or_else(|| items.iter().position(known))
}

fn matter(grounder: &mut Grounder<'_>, items: &[Item], at: Span) -> Built<EntityId> {
    let Some(noun) = grounder.lexicon().noun(items) else {
        let near = match items {
            [Item::Word(word)] => super::near(&word.text, grounder.situated.names.keys()),
            _ => None,
        };
        return grounder.report(P::UnknownName { name: super::noun::show_items(items), near }, at);
    };
    let found = grounder.entities(&noun, grounder.resolved.scope.known.text, at)?;
    match found.as_slice() {
        [only] => Ok(*only),
        _ => grounder.report(P::WhichOne { kind: super::noun::show_items(items) }, at),
    }
}
