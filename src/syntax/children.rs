//! A typed cursor over what the grammar has matched.
//!
//! Lowering asks for what it expects by name; what carries no meaning (punctuation, most keywords) is passed over. A
//! mismatch between grammar and lowering is an internal fault with a place, never a panic.
use super::{
    fault::{Fault, Lowered},
    grammar::Rule,
    tree::Word,
};
use crate::source::Span;
use pest::iterators::{Pair, Pairs};

/// Something the grammar has matched.
#[derive(Debug, Clone)]
pub(super) struct Node<'t> {
    pair: Pair<'t, Rule>,
    base: usize,
}

impl<'t> Node<'t> {
    pub fn new(pair: Pair<'t, Rule>, base: usize) -> Self {
        Self { pair, base }
    }

    pub fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    pub fn text(&self) -> &'t str {
        self.pair.as_str()
    }

    /// The place in the source, without blanks at the end.
    pub fn span(&self) -> Span {
        let span = self.pair.as_span();
        let length = span.as_str().trim_end().len();
        Span::new(span.start(), span.start() + length).shift(self.base)
    }

    /// First byte in the source.
    pub fn start(&self) -> usize {
        self.base + self.pair.as_span().start()
    }

    /// The trimmed text as a word.
    pub fn word(&self) -> Word {
        word_at(self.text(), self.start())
    }

    pub fn children(&self) -> Children<'t> {
        Children { inner: self.pair.clone().into_inner(), base: self.base, parent: self.span() }
    }

    /// All children, punctuation too.
    pub fn all(&self) -> impl Iterator<Item = Node<'t>> {
        let base = self.base;
        self.pair.clone().into_inner().map(move |pair| Node::new(pair, base))
    }

    /// The first child, which must be of this rule.
    pub fn only(&self, rule: Rule) -> Lowered<Node<'t>> {
        self.children().one(rule)
    }

    /// The trimmed text as a name: brackets that belong to it in full width, however they are written.
    pub fn name(&self) -> Word {
        let mut word = self.word();
        word.text = full_brackets(&word.text);
        word
    }

    /// Everything inside, at any depth, that is of one of these rules.
    pub fn inside(&self, rules: &[Rule]) -> Vec<Self> {
        let base = self.base;
        self.pair
            .clone()
            .into_inner()
            .flatten()
            .filter(|pair| rules.contains(&pair.as_rule()))
            .map(|pair| Self::new(pair, base))
            .collect()
    }

    pub fn broken(&self) -> Fault {
        Fault::internal(self.start(), self.text())
    }
}

/// What is inside a node, in order.
#[derive(Debug, Clone)]
pub(super) struct Children<'t> {
    inner: Pairs<'t, Rule>,
    base: usize,
    parent: Span,
}

impl<'t> Children<'t> {
    /// The next child that carries meaning, without taking it.
    pub fn peek(&mut self) -> Option<Rule> {
        loop {
            let rule = self.inner.peek()?.as_rule();
            if !is_noise(rule) {
                return Some(rule);
            }
            self.inner.next();
        }
    }

    /// The next child, if it is of this rule.
    pub fn optional(&mut self, rule: Rule) -> Option<Node<'t>> {
        if self.peek()? == rule { self.next() } else { None }
    }

    /// The next child, which must be of this rule.
    pub fn one(&mut self, rule: Rule) -> Lowered<Node<'t>> {
        self.optional(rule).ok_or_else(|| self.broken())
    }

    /// The next child, which must be there.
    pub fn any(&mut self) -> Lowered<Node<'t>> {
        self.next().ok_or_else(|| self.broken())
    }

    /// All following children of this rule.
    pub fn many(&mut self, rule: Rule) -> Vec<Node<'t>> {
        std::iter::from_fn(|| self.optional(rule)).collect()
    }

    fn broken(&self) -> Fault {
        Fault::internal_at(self.parent)
    }
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.peek()?;
        self.inner.next().map(|pair| Node::new(pair, self.base))
    }
}

/// Tokens whose presence the grammar has already used up.
fn is_noise(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::comma
            | Rule::semicolon
            | Rule::colon
            | Rule::dun
            | Rule::stop
            | Rule::open
            | Rule::close
            | Rule::EOI
            | Rule::kw_by
            | Rule::kw_may
            | Rule::kw_may_by
            | Rule::kw_right
            | Rule::kw_may_not
            | Rule::kw_need
            | Rule::kw_only_then
            | Rule::kw_must_not
            | Rule::kw_must
            | Rule::kw_means
            | Rule::kw_deemed
            | Rule::kw_if
            | Rule::kw_then
            | Rule::kw_also
            | Rule::kw_except
            | Rule::kw_outside
            | Rule::kw_but
            | Rule::kw_but_end
            | Rule::kw_among
            | Rule::kw_without
            | Rule::kw_over
            | Rule::kw_unranked
            | Rule::kw_place_and
            | Rule::kw_at_least_of
            | Rule::item_number
            | Rule::han_number
            | Rule::digit_number
    )
}

/// A word from text that starts at `start`, without the blanks around it.
pub(super) fn word_at(text: &str, start: usize) -> Word {
    let lead = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    Word { text: half_width(trimmed), at: Span::new(start + lead, start + lead + trimmed.len()) }
}

/// Digits and letters in half width; everything else as written.
pub(super) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Round brackets in full width.
pub(super) fn full_brackets(text: &str) -> String {
    text.replace('(', "（").replace(')', "）")
}

/// `[kind：本人]` in one way of writing: plain brackets, a full colon, single blanks.
pub(super) fn hole_text(text: &str) -> String {
    let inner = text.trim_start_matches(['[', '【']).trim_end_matches([']', '】']).replace(':', "：");
    let words: Vec<_> = inner.split_whitespace().collect();
    format!("[{}]", full_brackets(&half_width(&words.join(" "))).replace(" ：", "：").replace("： ", "："))
}
