//! Places: `《某规则》第七条第二款`, `本条第（三）项`.
use super::phrase::numeral;
use crate::syntax::{
    children::Node,
    fault::Lowered,
    grammar::Rule,
    tree::{Place, Relative},
};
use crate::vocabulary::Article;

/// One or more places.
pub(in crate::syntax) fn places(node: &Node) -> Lowered<Vec<Place>> {
    node.children().many(Rule::place).iter().map(place).collect()
}

/// One place.
pub(super) fn place(node: &Node) -> Lowered<Place> {
    let mut out = Place { at: node.span(), ..Place::default() };
    for child in node.children() {
        match child.rule() {
            Rule::title => out.document = Some(child.word()),
            Rule::relative => out.relative = relative(child.text()),
            Rule::at_procedure => out.procedure = Some(child.only(Rule::name)?.name()),
            Rule::at_chapter => out.chapter = Some(number(&child)?),
            Rule::at_article => out.article = Some(number(&child)?.into()),
            Rule::at_part => out.article = Some(Article::parse(child.text()).ok_or_else(|| child.broken())?),
            Rule::at_paragraph => out.paragraph = Some(number(&child)?),
            Rule::at_sentence => out.sentence = Some(number(&child)?),
            Rule::at_item => out.item = Some(number(&child)?),
            _ => return Err(child.broken()),
        }
    }
    Ok(out)
}

fn number(node: &Node) -> Lowered<u32> {
    numeral(&node.only(Rule::numeral)?)
}

fn relative(text: &str) -> Option<Relative> {
    match text.trim() {
        "本句" => Some(Relative::Sentence),
        "本款" => Some(Relative::Paragraph),
        "前款" => Some(Relative::ParagraphBefore),
        "本条" => Some(Relative::Article),
        "本章" => Some(Relative::Chapter),
        _ => None,
    }
}
