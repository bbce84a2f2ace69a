//! The generated parser and the one function that runs it. No type of the parser generator leaves this folder.
use super::{
    children::Node,
    fault::{Fault, Lowered, stuck},
};
use pest::Parser;

/// The parser generated from `grammar/*.pest`, joined in this order.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/words.pest"]
#[grammar = "grammar/clause.pest"]
#[grammar = "grammar/rulebook.pest"]
#[grammar = "grammar/case.pest"]
struct Grammar;

/// Parses one piece of text that starts at byte `base` of the source.
pub(super) fn read(rule: Rule, text: &str, base: usize) -> Lowered<Node<'_>> {
    match Grammar::parse(rule, text) {
        Ok(mut pairs) => pairs.next().map(|pair| Node::new(pair, base)).ok_or_else(|| Fault::internal(base, text)),
        Err(error) => Err(stuck(rule, text, base, &error)),
    }
}

/// Whether one line, without its indentation, is of this form.
pub(super) fn is(rule: Rule, line: &str) -> bool {
    Grammar::parse(rule, line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Grammar, Rule, is};
    use crate::syntax::scan::{JOINTS, MODALS, is_mark};
    use pest::Parser;

    fn whole(rule: Rule, text: &str) -> bool {
        Grammar::parse(rule, text).is_ok_and(|mut pairs| pairs.next().is_some_and(|pair| pair.as_str() == text))
    }

    #[test]
    fn a_keyword_is_no_word_and_a_longer_word_is_no_keyword() {
        // These are keywords in some places only: a hedge before a modal word, 外 before a comma, closing words alone.
        let contextual = ["原则上", "一般", "外", "不适用", "不再进行"];
        for keyword in MODALS.into_iter().chain(JOINTS).filter(|word| !contextual.contains(word)) {
            assert!(!is(Rule::word, keyword), "{keyword}");
            assert!(whole(Rule::reserved, keyword), "{keyword}");
            assert!(whole(Rule::word, &format!("{keyword}人")), "{keyword}");
            assert!(whole(Rule::word, &format!("某{keyword}")), "{keyword}");
        }
        for word in contextual {
            assert!(whole(Rule::word, word), "{word}");
        }
        assert!(
            !is(Rule::word, "一般 不得") && !is(Rule::word, "外，") && !is(Rule::word, "组成。") && whole(Rule::word, "每名")
        );
    }

    #[test]
    fn marks_are_the_same_in_the_grammar_and_outside() {
        for c in ('\0'..='\u{FFFF}').filter(|c| !c.is_whitespace()) {
            assert_eq!(is(Rule::mark_entry, &c.to_string()), is_mark(c), "{c}");
        }
    }
}
