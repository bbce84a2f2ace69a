//! Conditions.
use super::phrase::{nothing, numeral, phrase};
use crate::{
    source::Span,
    syntax::{
        children::Node,
        fault::{Fault, Lowered},
        grammar::Rule,
        problem::SyntaxProblem,
        tree::{Atom, Comparison, Condition, Phrase, Share, Word},
    },
    vocabulary::parse_numeral,
};

/// `φ，且 ψ` or `φ，或 ψ`, never both at one level.
pub(super) fn condition(node: &Node) -> Lowered<Condition> {
    let mut children = node.children();
    let mut terms = vec![term(&children.one(Rule::term)?)?];
    let mut joint: Option<Rule> = None;
    while let Some(link) = children.next() {
        if joint.is_some_and(|first| first != link.rule()) {
            return Err(Fault::new(SyntaxProblem::MixedJoints, link.span()));
        }
        joint = Some(link.rule());
        terms.push(term(&children.one(Rule::term)?)?);
    }
    match joint {
        None => terms.pop().ok_or_else(|| node.broken()),
        Some(Rule::kw_both) => Ok(Condition::All(terms)),
        Some(_) => Ok(Condition::Any(terms)),
    }
}

fn term(node: &Node) -> Lowered<Condition> {
    let mut children = node.children();
    let negations = children.many(Rule::kw_not).len();
    let inner = children.any()?;
    let mut out = match inner.rule() {
        Rule::group => condition(&inner.only(Rule::condition)?)?,
        Rule::list => list(&inner)?,
        Rule::atom => Condition::Atom(atom(&inner)?),
        _ => return Err(inner.broken()),
    };
    for _ in 0..negations {
        out = Condition::Not(Box::new(out));
    }
    Ok(out)
}

fn list(node: &Node) -> Lowered<Condition> {
    let mut children = node.children();
    let head = children.any()?;
    let mut nodes = children.many(Rule::list_item);
    nodes.extend(children.many(Rule::sub_item));
    for (at, item) in nodes.iter().enumerate() {
        in_turn(item, at as u32 + 1)?;
    }
    let items = nodes.iter().map(|item| condition(&item.only(Rule::condition)?)).collect::<Lowered<Vec<_>>>()?;
    match head.rule() {
        Rule::kw_any_of => Ok(Condition::Any(items)),
        Rule::kw_all_of => Ok(Condition::All(items)),
        Rule::at_least_of => {
            let wanted = numeral(&head.only(Rule::numeral)?)?;
            if wanted == 0 || wanted as usize > items.len() {
                return Err(Fault::new(SyntaxProblem::ListTooShort { wanted, items: items.len() }, head.span()));
            }
            Ok(Condition::AtLeast(wanted, items))
        }
        _ => Err(head.broken()),
    }
}

/// Items are numbered in turn: a number out of turn belongs to another list.
fn in_turn(item: &Node, expected: u32) -> Lowered<()> {
    let Some(number) = item.all().next() else { return Err(item.broken()) };
    let found = parse_numeral(number.text().trim_matches(['（', '）', '(', ')', ' ', '　']));
    if found == Some(expected) {
        return Ok(());
    }
    Err(Fault::new(SyntaxProblem::ItemOutOfTurn { found: number.text().to_owned(), expected }, number.span()))
}

pub(super) fn atom(node: &Node) -> Lowered<Atom> {
    let mut children = node.children();
    let left = match children.optional(Rule::phrase) {
        Some(words) => phrase(&words)?,
        None => nothing(node.span()),
    };
    match children.optional(Rule::measure) {
        None => Ok(Atom::Sentence(left)),
        Some(tail) => measure(left, &tail, node.span()),
    }
}

fn measure(left: Phrase, node: &Node, at: Span) -> Lowered<Atom> {
    let mut children = node.children();
    let verb = children.any()?;
    let comparison = comparison(&verb)?;
    let value = children.any()?;
    match value.rule() {
        Rule::fraction => fraction(left, comparison, &value, at),
        Rule::quantity => {
            let (number, unit) = quantity(&value)?;
            Ok(Atom::Number { left, comparison, number, unit, at })
        }
        Rule::phrase => Ok(Atom::Compare { left, comparison, right: phrase(&value)?, at }),
        _ => Err(value.broken()),
    }
}

/// A comparison word.
pub(super) fn comparison(node: &Node) -> Lowered<Comparison> {
    match node.text().trim() {
        "达到" | "不少于" | "不低于" => Ok(Comparison::AtLeast),
        "不超过" | "不高于" => Ok(Comparison::AtMost),
        "超过" | "多于" | "高于" => Ok(Comparison::More),
        "少于" | "低于" => Ok(Comparison::Less),
        "等于" => Ok(Comparison::Equal),
        _ => Err(node.broken()),
    }
}

/// A number and its unit.
pub(super) fn quantity(node: &Node) -> Lowered<(Word, Option<Word>)> {
    let mut children = node.children();
    let number = children.one(Rule::amount)?.word();
    Ok((number, children.optional(Rule::unit).map(|unit| unit.name())))
}

fn fraction(left: Phrase, comparison: Comparison, node: &Node, at: Span) -> Lowered<Atom> {
    let mut children = node.children();
    let base = match children.optional(Rule::base) {
        Some(words) => phrase(&words)?,
        None => nothing(node.span()),
    };
    children.optional(Rule::of);
    let written = children.one(Rule::share)?;
    let share = share(&written, comparison)?;
    Ok(Atom::Share { left, base, share, at })
}

fn share(node: &Node, comparison: Comparison) -> Lowered<Share> {
    let text = node.text().trim();
    let refused = || Fault::new(SyntaxProblem::BadShare { text: text.to_owned() }, node.span());
    let or_more = match (text.ends_with("以上"), text.starts_with('过'), comparison) {
        (true, _, Comparison::AtLeast) | (false, false, Comparison::AtLeast) => true,
        (false, true, Comparison::AtLeast) | (false, false, Comparison::More) => false,
        _ => return Err(refused()),
    };
    let plain = text.trim_end_matches("以上");
    if plain.ends_with("半数") {
        return Ok(Share { numerator: 1, denominator: 2, or_more });
    }
    let (below, above) = plain.split_once("分之").ok_or_else(refused)?;
    let (Some(denominator), Some(numerator)) = (parse_numeral(below), parse_numeral(above)) else { return Err(refused()) };
    if numerator == 0 || numerator > denominator {
        return Err(refused());
    }
    Ok(Share { numerator, denominator, or_more })
}
