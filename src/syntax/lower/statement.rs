//! Statements: which rule a sentence is read by, and what it becomes.
use super::{
    clause::{clause_entry, head},
    condition::{atom, condition},
    declaration::declaration,
    phrase::{nothing, numeral, phrase},
    place::{place, places},
};
use crate::syntax::{
    children::Node,
    fault::{Fault, Lowered},
    grammar::{Rule, is, read},
    problem::SyntaxProblem,
    scan::{first_word, has_modal, has_word},
    tree::{Condition, Ending, Head, Phrase, Place, StatementKind, Step, Word},
};

/// What a sentence turned out to be: a statement, or something that belongs to the statement before it.
#[derive(Debug)]
pub(in crate::syntax) enum Spoken {
    /// A statement of its own.
    Statement(StatementKind),
    /// `依据 《民法典》第一千二百五十九条。` after a convention.
    Basis(Word),
    /// `φ 的，第（一）至（三）项 不再进行。` after a procedure.
    Stops((Condition, u32, u32)),
}

/// Reads one sentence (with its final stop, if it has one) that starts at byte `base`.
pub(in crate::syntax) fn sentence(text: &str, base: usize) -> Lowered<Spoken> {
    let node = sentence_node(text, base)?;
    match node.rule() {
        Rule::clause_entry => Ok(Spoken::Statement(StatementKind::Clause(clause_entry(&node)?))),
        rule if DECLARATIONS.contains(&rule) => declaration(&node).map(|it| Spoken::Statement(StatementKind::Declaration(it))),
        _ => special(&node),
    }
}

/// Whether a sentence is read as a clause, whatever comes of it: no declaration, and none of the other statements.
pub(in crate::syntax) fn is_clause(text: &str) -> bool {
    let first = first_word(text);
    declared_by(first).is_none() && said_by(first, text).is_none()
}

/// What the grammar makes of one sentence.
pub(in crate::syntax) fn sentence_node(text: &str, base: usize) -> Lowered<Node<'_>> {
    let first = first_word(text);
    if let Some(rule) = declared_by(first) {
        return match read(rule, text, base) {
            // 机构 应当 …: a clause may begin with such a word too.
            Err(_) if has_modal(text) && rule != Rule::pattern_entry => clause(text, base),
            it => it,
        };
    }
    said_by(first, text).map_or_else(|| clause(text, base), |rule| read(rule, text, base))
}

fn clause(text: &str, base: usize) -> Lowered<Node<'_>> {
    read(Rule::clause_entry, text, base)
        .map_err(|fault| if has_modal(text) { fault } else { Fault::over(SyntaxProblem::no_modal(text), base, text) })
}

const DECLARATIONS: [Rule; 8] = [
    Rule::roster_entry,
    Rule::kinds_entry,
    Rule::offices_entry,
    Rule::organs_entry,
    Rule::individuals_entry,
    Rule::short_entry,
    Rule::options_entry,
    Rule::pattern_entry,
];

fn declared_by(first: &str) -> Option<Rule> {
    match first {
        "种类" => Some(Rule::kinds_entry),
        "职务" => Some(Rule::offices_entry),
        "名册" => Some(Rule::roster_entry),
        "机构" => Some(Rule::organs_entry),
        "个体" => Some(Rule::individuals_entry),
        "简称" => Some(Rule::short_entry),
        "选项" | "等级" => Some(Rule::options_entry),
        "句式" | "行为" | "角色" => Some(Rule::pattern_entry),
        _ => None,
    }
}

fn said_by(first: &str, text: &str) -> Option<Rule> {
    match first {
        "宣示" => Some(Rule::declaratory_entry),
        "人定" => Some(Rule::judgement_entry),
        "见" => Some(Rule::see_entry),
        "空白" => Some(Rule::gap_entry),
        "提示" => Some(Rule::note_entry),
        "约定" => Some(Rule::number_convention_entry),
        "例外" => Some(Rule::exception_entry),
        "程序" if is(Rule::procedure_entry, text) || !has_modal(text) => Some(Rule::procedure_entry),
        "依据" => Some(Rule::basis_entry),
        "合计" => Some(Rule::sum_entry),
        _ if has_word(text, "期限") && is(Rule::extension_entry, text) => Some(Rule::extension_entry),
        _ if has_word(text, "期限") && is(Rule::excluded_entry, text) => Some(Rule::excluded_entry),
        _ if has_word(text, "程序") && is(Rule::procedure_entry, text) => Some(Rule::procedure_entry),
        _ if has_word(text, "程序") && is(Rule::ending_entry, text) => Some(Rule::ending_entry),
        _ if has_word(text, "不适用") && is(Rule::inapplicable_entry, text) => Some(Rule::inapplicable_entry),
        _ if has_word(text, "优于") => Some(Rule::rank_entry),
        _ if has_word(text, "何者优先") => Some(Rule::unranked_entry),
        _ if text.contains("不再进行") && is(Rule::stops_entry, text) => Some(Rule::stops_entry),
        _ => None,
    }
}

fn special(node: &Node) -> Lowered<Spoken> {
    let mut children = node.children();
    let kind = match node.rule() {
        Rule::declaratory_entry => StatementKind::Declaratory(free_text(&children.one(Rule::raw)?)),
        Rule::judgement_entry => StatementKind::Judgement(free_text(&children.one(Rule::raw)?)),
        Rule::see_entry => StatementKind::See(places(&children.one(Rule::places)?)?),
        Rule::note_entry => {
            let condition = children.optional(Rule::condition).map(|it| condition(&it)).transpose()?;
            children.optional(Rule::of);
            StatementKind::Note { condition, text: free_text(&children.one(Rule::raw)?) }
        }
        Rule::gap_entry => gap_entry(node)?,
        Rule::number_convention_entry => number_convention_entry(node)?,
        Rule::sum_entry => StatementKind::Sum(atom(&children.one(Rule::atom)?)?),
        Rule::exception_entry => {
            let targets = places(&children.one(Rule::places)?)?;
            StatementKind::Exception { targets, heads: heads(&children.many(Rule::head))? }
        }
        Rule::extension_entry => {
            let heads = heads(&children.many(Rule::head))?;
            let days = children.one(Rule::days)?;
            let mut inside = days.children();
            let count = numeral(&inside.one(Rule::numeral)?)?;
            StatementKind::Limit { heads, longer: Some((count, super::clause::unit(&inside.any()?)?)) }
        }
        Rule::excluded_entry => StatementKind::Limit { heads: heads(&children.many(Rule::head))?, longer: None },
        Rule::ending_entry => ending_entry(node)?,
        Rule::inapplicable_entry => {
            let heads = heads(&children.many(Rule::head))?;
            StatementKind::Exception { targets: places(&children.one(Rule::places)?)?, heads }
        }
        Rule::rank_entry => StatementKind::Rank {
            higher: places(&children.one(Rule::places)?)?,
            lower: places(&children.one(Rule::places)?)?,
            basis: children.optional(Rule::basis).map(|it| it.only(Rule::basis_text).map(|text| free_text(&text))).transpose()?,
        },
        Rule::unranked_entry => StatementKind::Unranked {
            left: unranked_side(&children.one(Rule::unranked_side)?)?,
            right: unranked_side(&children.one(Rule::unranked_side)?)?,
        },
        Rule::procedure_entry => {
            let heads = heads(&children.many(Rule::head))?;
            let name = children.one(Rule::name)?.name();
            let steps = children.many(Rule::step).iter().map(step).collect::<Lowered<_>>()?;
            StatementKind::Procedure { heads, name, steps, stops: Vec::new() }
        }
        Rule::basis_entry => return Ok(Spoken::Basis(free_text(&children.one(Rule::basis_text)?))),
        Rule::stops_entry => return stops_entry(node),
        _ => return Err(node.broken()),
    };
    Ok(Spoken::Statement(kind))
}

/// Free text; where it runs over several lines they are joined without a blank, as Chinese is.
fn free_text(node: &Node) -> Word {
    let mut word = node.word();
    if word.text.contains('\n') {
        word.text = word.text.lines().map(str::trim).collect();
    }
    word
}

fn heads(nodes: &[Node]) -> Lowered<Vec<Head>> {
    nodes.iter().map(head).collect()
}

fn unranked_side(node: &Node) -> Lowered<Vec<Place>> {
    node.children().many(Rule::place).iter().map(place).collect()
}

/// `空白 召开 市政府全体会议：没有规定到会人数。` `空白 φ 的：…。`
fn gap_entry(node: &Node) -> Lowered<StatementKind> {
    let mut children = node.children();
    let mut heads = heads(&children.many(Rule::head))?;
    let mut act: Phrase = nothing(node.span());
    if let Some(when) = children.optional(Rule::gap_when) {
        heads.push(Head::Condition(condition(&when.only(Rule::condition)?)?));
    } else if let Some(words) = children.optional(Rule::phrase) {
        act = phrase(&words)?;
    }
    Ok(StatementKind::Gap { heads, act, text: free_text(&children.one(Rule::raw)?) })
}

/// `（二）根据需要，秘书 征求 部门 意见`
fn step(node: &Node) -> Lowered<Step> {
    let mut children = node.children();
    let mut optional = children.optional(Rule::as_needed).is_some();
    let heads = heads(&children.many(Rule::head))?;
    optional |= children.optional(Rule::as_needed).is_some();
    let mut ways = Vec::new();
    for way in children.filter(|child| child.rule() == Rule::way) {
        let mut words = way.children();
        words.optional(Rule::kw_by);
        ways.push(phrase(&words.one(Rule::phrase)?)?);
    }
    Ok(Step { optional, heads, ways })
}

/// `φ 的，程序 表决 终止。` `φ 的，程序 上会 退回 第（二）项。`
fn ending_entry(node: &Node) -> Lowered<StatementKind> {
    let mut children = node.children();
    let mut conditions = Vec::new();
    for it in heads(&children.many(Rule::head))? {
        conditions.push(match it {
            Head::Condition(inside) | Head::Among(inside) => inside,
            Head::Except(inside) | Head::Without(inside) => Condition::Not(Box::new(inside)),
        });
    }
    let condition =
        if conditions.len() == 1 { conditions.pop().ok_or_else(|| node.broken())? } else { Condition::All(conditions) };
    let name = children.one(Rule::name)?.name();
    let word = children.any()?;
    let ending = match word.text().trim() {
        "终止" => Ending::Ended,
        "中止" => Ending::Suspended,
        "恢复" => Ending::Resumed,
        // Without a step: from the first.
        _ => Ending::Back(back_to(&word)?),
    };
    Ok(StatementKind::Ending { condition, name, ending })
}

fn back_to(node: &Node) -> Lowered<u32> {
    let mut children = node.children();
    children.optional(Rule::kw_back);
    let Some(range) = children.optional(Rule::step_range) else { return Ok(1) };
    range.children().many(Rule::numeral).first().map_or(Ok(1), numeral)
}

fn number_convention_entry(node: &Node) -> Lowered<StatementKind> {
    let mut children = node.children();
    children.optional(Rule::convention);
    let words = children.one(Rule::words_in)?.only(Rule::anchored)?.word();
    let said = children.many(Rule::way_of_counting);
    let (first, other) = (said.first().map(|way| way.text().to_owned()), said.get(1).map(|way| way.text().to_owned()));
    let first = first.ok_or_else(|| node.broken())?;
    let opposite = if first == "含本数" { "不含本数" } else { "含本数" };
    Ok(StatementKind::NumberConvention { words, ways: [first, other.unwrap_or_else(|| opposite.to_owned())], basis: None })
}

fn stops_entry(node: &Node) -> Lowered<Spoken> {
    let mut children = node.children();
    let condition = condition(&children.one(Rule::condition)?)?;
    children.optional(Rule::of);
    let range =
        children.one(Rule::step_range)?.children().many(Rule::numeral).iter().map(numeral).collect::<Lowered<Vec<_>>>()?;
    match (range.first(), range.last()) {
        (Some(&from), Some(&to)) => Ok(Spoken::Stops((condition, from, to))),
        _ => Err(node.broken()),
    }
}
