//! Clauses: heads, parts and the modal words.
use super::{
    condition::{comparison, condition, quantity},
    phrase::{join, nothing, numeral, phrase},
};
use crate::{
    syntax::{
        children::Node,
        fault::{Fault, Lowered},
        grammar::Rule,
        problem::SyntaxProblem,
        tree::{Clause, Comparison, Head, Limit, Part, PartKind, Phrase, Segment, Word},
    },
    vocabulary::parse_numeral,
};

/// A clause as a statement, with its final stop.
pub(in crate::syntax) fn clause_entry(node: &Node) -> Lowered<Clause> {
    let mut out = clause(&node.only(Rule::clause)?)?;
    out.at = node.span();
    Ok(out)
}

/// Segments, then perhaps the words executed.
pub(super) fn clause(node: &Node) -> Lowered<Clause> {
    let mut children = node.children();
    let segments = children.many(Rule::segment).iter().map(segment).collect::<Lowered<_>>()?;
    let anchor = children.optional(Rule::anchor).map(|node| node.only(Rule::anchored).map(|words| words.word())).transpose()?;
    Ok(Clause { at: node.span(), segments, anchor })
}

fn segment(node: &Node) -> Lowered<Segment> {
    let mut children = node.children();
    let heads = children.many(Rule::head).iter().map(head).collect::<Lowered<_>>()?;
    let parts = children.many(Rule::part).iter().map(part).collect::<Lowered<_>>()?;
    Ok(Segment { heads, parts })
}

/// `φ 的，` `若 φ，则` `除 φ 外，` `其中 φ 的，` `未经 φ，`
pub(super) fn head(node: &Node) -> Lowered<Head> {
    let inner = node.children().any()?;
    let inside = condition(&inner.only(Rule::condition)?)?;
    match inner.rule() {
        Rule::when_head | Rule::if_head => Ok(Head::Condition(inside)),
        Rule::except_head => Ok(Head::Except(inside)),
        Rule::among_head => Ok(Head::Among(inside)),
        Rule::without_head => Ok(Head::Without(inside)),
        _ => Err(inner.broken()),
    }
}

fn part(node: &Node) -> Lowered<Part> {
    let mut children = node.children();
    let body = children.any()?;
    let (hedged, kind) = match body.rule() {
        Rule::closing => (false, PartKind::NotApplicable),
        Rule::gate => (false, gate(&body)?),
        Rule::led => led(&body)?,
        _ => return Err(body.broken()),
    };
    let except = children.optional(Rule::but).map(|but| condition(&but.only(Rule::condition)?)).transpose()?;
    Ok(Part { at: node.span(), hedged, kind, except })
}

/// `φ，方可 act`
fn gate(node: &Node) -> Lowered<PartKind> {
    let mut children = node.children();
    let needs = condition(&children.one(Rule::condition)?)?;
    Ok(PartKind::Requires { act: phrase(&children.one(Rule::phrase)?)?, needs })
}

fn led(node: &Node) -> Lowered<(bool, PartKind)> {
    let mut children = node.children();
    let subject = match children.optional(Rule::lead) {
        Some(words) => lead(&words)?,
        None => nothing(node.span()),
    };
    let hedged = children.optional(Rule::kw_hedge).is_some();
    predicate(subject, &children.any()?).map(|kind| (hedged, kind))
}

/// Comma phrases without a modal word belong to the part after them: their words are joined.
fn lead(node: &Node) -> Lowered<Phrase> {
    let mut out = Phrase { items: Vec::new(), at: node.span() };
    for child in node.children() {
        out = join(out, phrase(&child)?);
    }
    Ok(out)
}

fn predicate(subject: Phrase, node: &Node) -> Lowered<PartKind> {
    let words = || phrase(&node.only(Rule::phrase)?);
    match node.rule() {
        Rule::by => by(subject, node),
        Rule::may => Ok(PartKind::May { subject, words: words()? }),
        Rule::may_not => Ok(PartKind::MayNot { subject, words: words()? }),
        Rule::right => Ok(PartKind::Right { subject, words: words()? }),
        // 可由: the sentence is `words topic`, as with 由.
        Rule::may_by => Ok(PartKind::May { subject: nothing(subject.at), words: join(words()?, subject) }),
        Rule::must_not => Ok(PartKind::MustNot { subject, words: words()? }),
        Rule::deemed => Ok(PartKind::Deemed(join(subject, words()?))),
        Rule::requires => requires(subject, node),
        Rule::must => must(subject, node),
        Rule::means => Ok(PartKind::Means { head: subject, body: condition(&node.only(Rule::condition)?)? }),
        Rule::frequency => frequency(subject, node),
        _ => Err(node.broken()),
    }
}

fn by(topic: Phrase, node: &Node) -> Lowered<PartKind> {
    let mut children = node.children();
    let words = phrase(&children.one(Rule::phrase)?)?;
    if children.optional(Rule::kw_composed).is_some() {
        return Ok(PartKind::Composed { whole: topic, members: words });
    }
    Ok(PartKind::By { topic, words })
}

/// `act，须 φ` and `须 φ，方可 act`
fn requires(subject: Phrase, node: &Node) -> Lowered<PartKind> {
    let mut children = node.children();
    let needs = condition(&children.one(Rule::condition)?)?;
    let act = match children.optional(Rule::phrase) {
        Some(words) => join(subject, phrase(&words)?),
        None => subject,
    };
    Ok(PartKind::Requires { act, needs })
}

fn must(subject: Phrase, node: &Node) -> Lowered<PartKind> {
    let duties = node.children().many(Rule::duty).iter().map(duty).collect::<Lowered<_>>()?;
    Ok(PartKind::Must { subject, duties })
}

fn duty(node: &Node) -> Lowered<(Option<Limit>, Phrase)> {
    let mut children = node.children();
    let limit = children.optional(Rule::limit).map(|node| limit(&node)).transpose()?;
    Ok((limit, phrase(&children.one(Rule::phrase)?)?))
}

fn limit(node: &Node) -> Lowered<Limit> {
    let inner = node.children().any()?;
    let mut children = inner.children();
    match inner.rule() {
        Rule::limit_word => Ok(Limit::Word(inner.word())),
        Rule::limit_ahead => Ok(Limit::Ahead { event: phrase(&children.one(Rule::ahead)?)? }),
        Rule::limit_within => days(nothing(inner.span()), false, &children.one(Rule::days)?),
        Rule::limit_before => {
            let event = phrase(&children.one(Rule::event)?)?;
            let before = children.any()?.rule() == Rule::before;
            days(event, before, &children.one(Rule::days)?)
        }
        _ => Err(inner.broken()),
    }
}

fn days(event: Phrase, before: bool, node: &Node) -> Lowered<Limit> {
    let mut children = node.children();
    let count = numeral(&children.one(Rule::numeral)?)?;
    Ok(Limit::Days { event, before, count, unit: unit(&children.any()?)? })
}

/// 日, 个工作日 …
pub(super) fn unit(node: &Node) -> Lowered<crate::vocabulary::TimeUnit> {
    crate::vocabulary::TimeUnit::parse(node.text()).ok_or_else(|| node.broken())
}

fn frequency(subject: Phrase, node: &Node) -> Lowered<PartKind> {
    let mut children = node.children();
    let every = children.one(Rule::kw_every)?.word();
    let words = match children.optional(Rule::freq_words) {
        Some(words) => phrase(&words)?,
        None => nothing(node.span()),
    };
    let (at_least, at_most, unit) = times(&children.one(Rule::times)?)?;
    Ok(PartKind::Frequency { subject, every, words, at_least, at_most, unit })
}

/// `一次` is the lower bound: who does it twice has done it once; `不少于 2 次` likewise, `不超过 1 次` the upper, `1 至 2 次` both.
fn times(node: &Node) -> Lowered<(Option<u32>, Option<u32>, Word)> {
    let mut children = node.children();
    let verb = children.optional(Rule::kw_compare);
    let from = children.optional(Rule::numeral).map(|node| numeral(&node)).transpose()?;
    let (number, unit) = quantity(&children.one(Rule::quantity)?)?;
    let unit = unit.unwrap_or(Word { text: String::new(), at: number.at });
    let count = whole(&number)?;
    let (least, most) = match verb.as_ref().map(comparison).transpose()? {
        None => (Some(from.unwrap_or(count)), from.map(|_| count)),
        Some(Comparison::AtLeast) => (Some(count), None),
        Some(Comparison::More) => (Some(count.saturating_add(1)), None),
        Some(Comparison::AtMost) => (None, Some(count)),
        Some(Comparison::Less) => (None, Some(count.saturating_sub(1))),
        Some(Comparison::Equal) => (Some(count), Some(count)),
    };
    Ok((least, most, unit))
}

fn whole(number: &Word) -> Lowered<u32> {
    parse_numeral(&number.text).ok_or_else(|| Fault::new(SyntaxProblem::BadNumeral { text: number.text.clone() }, number.at))
}
