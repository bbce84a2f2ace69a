//! Facts of a situation.
use super::{
    clause::clause,
    declaration::names,
    phrase::{numeral, phrase},
    place::place,
};
use crate::syntax::{
    children::Node,
    fault::{Fault, Lowered},
    grammar::{Rule, is, read},
    problem::SyntaxProblem,
    scan::{first_word, has_modal, has_word},
    tree::{Fact, FactKind, Phrase, Qualifiers, Word},
};

/// What the grammar makes of one fact that starts at byte `base`.
pub(in crate::syntax) fn fact_node(text: &str, base: usize) -> Lowered<Node<'_>> {
    if let Some(fault) = bad_total(text, base) {
        return Err(fault);
    }
    let rule = told_by(text);
    read(rule, text, base).map_err(|fault| match rule {
        Rule::amend_entry if !has_modal(text) => Fault::over(SyntaxProblem::no_modal(text), base, text),
        _ => fault,
    })
}

/// Reads one fact that starts at byte `base`.
pub(in crate::syntax) fn fact(text: &str, base: usize) -> Lowered<Fact> {
    let node = fact_node(text, base)?;
    let mut children = node.children();
    let kind = match node.rule() {
        Rule::roster_entry => FactKind::Roster(children.many(Rule::roster_row).iter().map(roster_row).collect::<Lowered<_>>()?),
        Rule::people_entry => FactKind::People(names(&children.one(Rule::names)?)),
        Rule::individual_entry => {
            FactKind::Individual { names: names(&children.one(Rule::names)?), kind: children.one(Rule::name)?.name() }
        }
        Rule::complete_entry => match children.many(Rule::completed).as_slice() {
            [] => FactKind::AllComplete(remarks(children.optional(Rule::remarks))?),
            completed => FactKind::Complete(completed.iter().map(self::completed).collect::<Lowered<_>>()?),
        },
        Rule::incomplete_entry => FactKind::Incomplete(names(&children.one(Rule::names)?)),
        Rule::total_entry => {
            FactKind::Total { office: children.one(Rule::name)?.name(), count: numeral(&children.one(Rule::numeral)?)? }
        }
        Rule::unknown_entry => FactKind::Unknown(phrase(&children.one(Rule::free_phrase)?)?),
        Rule::withdraw_entry => FactKind::Withdraw(phrase(&children.one(Rule::free_phrase)?)?),
        Rule::amend_entry => {
            FactKind::Amend { place: place(&children.one(Rule::place)?)?, clause: clause(&children.one(Rule::clause)?)? }
        }
        Rule::sentence_entry => sentence_entry(&node)?,
        _ => return Err(node.broken()),
    };
    Ok(Fact { at: node.span(), kind })
}

/// `副市长 共 -1 人。`: what stands between 共 and 人 is no number.
fn bad_total(text: &str, base: usize) -> Option<Fault> {
    let words: Vec<&str> = text.trim().trim_end_matches('。').split_whitespace().collect();
    let [_, "共", number, "人" | "名"] = words.as_slice() else { return None };
    if is(Rule::total_entry, text) {
        return None;
    }
    let at = text.find(number)?;
    Some(Fault::over(SyntaxProblem::BadNumeral { text: (*number).to_owned() }, base + at, number))
}

fn told_by(text: &str) -> Rule {
    match (first_word(text), text.trim_start().chars().nth(first_word(text).chars().count())) {
        ("名册", Some('：' | ':')) => Rule::roster_entry,
        ("人", Some('：' | ':')) => Rule::people_entry,
        ("完整", _) => Rule::complete_entry,
        ("不全", _) => Rule::incomplete_entry,
        ("未知", Some('：' | ':')) => Rule::unknown_entry,
        ("撤去", Some('：' | ':')) => Rule::withdraw_entry,
        ("改文", Some('：' | ':')) => Rule::amend_entry,
        _ if has_word(text, "共") && is(Rule::total_entry, text) => Rule::total_entry,
        _ if has_word(text, "是") && is(Rule::individual_entry, text) => Rule::individual_entry,
        _ => Rule::sentence_entry,
    }
}

fn completed(node: &Node) -> Lowered<(Phrase, Qualifiers)> {
    let mut children = node.children();
    let words = phrase(&children.one(Rule::completed_words)?)?;
    Ok((words, remarks(children.optional(Rule::remarks))?))
}

pub(super) fn roster_row(node: &Node) -> Lowered<(Word, Vec<Word>, Qualifiers)> {
    let mut children = node.children();
    let office = children.one(Rule::name)?.name();
    let people = names(&children.one(Rule::names)?);
    Ok((office, people, remarks(children.optional(Rule::remarks))?))
}

fn sentence_entry(node: &Node) -> Lowered<FactKind> {
    let mut children = node.children();
    let negated = children.optional(Rule::kw_not).is_some();
    let words = phrase(&children.one(Rule::fact_words)?)?;
    Ok(FactKind::Sentence { negated, words, qualifiers: remarks(children.optional(Rule::remarks))? })
}

fn remarks(node: Option<Node>) -> Lowered<Qualifiers> {
    let mut out = Qualifiers::default();
    let Some(node) = node else { return Ok(out) };
    for remark in node.children() {
        self::remark(&remark.children().any()?, &mut out)?;
    }
    Ok(out)
}

fn remark(node: &Node, out: &mut Qualifiers) -> Lowered<()> {
    let mut children = node.children();
    match node.rule() {
        Rule::from_remark => {
            out.from = Some(children.one(Rule::date)?.word());
            if let Some(until) = children.optional(Rule::until_remark) {
                remark(&until, out)?;
            }
        }
        Rule::until_remark => out.until = Some(children.one(Rule::date)?.word()),
        Rule::on_remark => out.on = Some(children.one(Rule::date)?.word()),
        Rule::judged_remark => out.judged_by = Some(children.one(Rule::name)?.name()),
        _ => return Err(node.broken()),
    }
    Ok(())
}
