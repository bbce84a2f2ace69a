//! Declarations.
use crate::syntax::{
    children::Node,
    fault::Lowered,
    grammar::Rule,
    tree::{Declaration, PatternDeclaration, PatternPart, PatternSort, Word},
};

/// Any of the declaration rules.
pub(super) fn declaration(node: &Node) -> Lowered<Declaration> {
    let mut children = node.children();
    match node.rule() {
        Rule::kinds_entry => Ok(Declaration::Kinds {
            names: names(&children.one(Rule::names)?),
            parents: belong(children.optional(Rule::belong))?,
        }),
        Rule::offices_entry => Ok(Declaration::Offices {
            names: names(&children.one(Rule::names)?),
            part_of: belong(children.optional(Rule::belong))?,
            of_one: children.optional(Rule::of_one).is_some(),
        }),
        Rule::organs_entry => {
            let kind = Word { text: "机构".to_owned(), at: node.span() };
            Ok(Declaration::Individuals { names: names(&children.one(Rule::names)?), kind })
        }
        Rule::individuals_entry => {
            Ok(Declaration::Individuals { names: names(&children.one(Rule::names)?), kind: children.one(Rule::name)?.name() })
        }
        Rule::short_entry => {
            let short = children.one(Rule::name)?.name();
            children.one(Rule::short_for)?;
            Ok(Declaration::Short { short, full: children.one(Rule::name)?.name() })
        }
        Rule::roster_entry => {
            Ok(Declaration::Roster(children.many(Rule::roster_row).iter().map(super::fact::roster_row).collect::<Lowered<_>>()?))
        }
        Rule::options_entry => {
            let ordered = children.any()?.rule() == Rule::grades;
            Ok(Declaration::Options {
                kind: children.one(Rule::name)?.name(),
                values: names(&children.one(Rule::names)?),
                ordered,
            })
        }
        Rule::pattern_entry => pattern_entry(node).map(Declaration::Pattern),
        _ => Err(node.broken()),
    }
}

/// `甲、乙`
pub(in crate::syntax) fn names(node: &Node) -> Vec<Word> {
    node.children().many(Rule::name).iter().map(Node::name).collect()
}

fn belong(node: Option<Node>) -> Lowered<Vec<Word>> {
    node.map_or(Ok(Vec::new()), |node| Ok(names(&node.only(Rule::names)?)))
}

fn pattern_entry(node: &Node) -> Lowered<PatternDeclaration> {
    let mut children = node.children();
    let sort = match children.one(Rule::sort)?.text().trim() {
        "行为" => PatternSort::Act,
        "角色" => PatternSort::Role,
        _ => PatternSort::State,
    };
    let mut out = PatternDeclaration {
        sort,
        positive: pattern(&children.one(Rule::pattern)?)?,
        negative: None,
        english: None,
        class: None,
    };
    for aspect in children.many(Rule::aspect) {
        let inner = aspect.children().any()?;
        match inner.rule() {
            Rule::negative => out.negative = Some(pattern(&inner.only(Rule::pattern)?)?),
            Rule::english => out.english = Some(pattern(&inner.only(Rule::english_pattern)?)?),
            Rule::class => out.class = Some(inner.only(Rule::name)?.name()),
            _ => return Err(inner.broken()),
        }
    }
    Ok(out)
}

fn pattern(node: &Node) -> Lowered<Vec<PatternPart>> {
    node.children()
        .map(|part| match part.rule() {
            Rule::literal => Ok(PatternPart::Literal(part.name())),
            Rule::english_word => Ok(PatternPart::Literal(part.word())),
            Rule::hole => hole(&part),
            _ => Err(part.broken()),
        })
        .collect()
}

fn hole(node: &Node) -> Lowered<PatternPart> {
    let mut children = node.children();
    let kind = children.one(Rule::name)?.name();
    let single = children.optional(Rule::single).is_some();
    Ok(PatternPart::Hole { kind, single, position: children.optional(Rule::position).map(|word| word.name()) })
}
