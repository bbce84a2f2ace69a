//! Cutting a question into words. A question is one line without clause structure, so blanks and marks are enough.
use crate::source::Span;
use crate::syntax::tree::{Item, Word};

/// The words of a text; `base` is where it starts in its source.
pub fn words(text: &str, base: usize) -> Vec<Item> {
    let mut items = Vec::new();
    let mut start = None;
    let mut quote: Option<usize> = None;
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if let Some(open) = quote {
            if matches!(c, '”' | '」' | '"') {
                let inside = text.get(open..at).unwrap_or_default();
                items.push(Item::Quote(Word { text: inside.to_owned(), at: Span::new(base + open, base + at) }));
                quote = None;
            }
            continue;
        }
        match c {
            '（' | '(' | '《' if start.is_some() || c == '《' => {
                depth += 1;
                start.get_or_insert(at);
            }
            '）' | ')' | '》' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            '“' | '「' | '"' => {
                push(&mut items, text, start.take(), at, base);
                quote = Some(end);
            }
            '、' => {
                push(&mut items, text, start.take(), at, base);
                items.push(Item::And(Span::new(base + at, base + end)));
            }
            _ if c.is_whitespace() || "，。；：,;:？?！!（）()".contains(c) => {
                push(&mut items, text, start.take(), at, base)
            }
            _ => {
                start.get_or_insert(at);
            }
        }
    }
    push(&mut items, text, start, text.len(), base);
    items
}

fn push(items: &mut Vec<Item>, text: &str, start: Option<usize>, end: usize, base: usize) {
    let Some(start) = start else { return };
    let at = Span::new(base + start, base + end);
    let word = text.get(start..end).unwrap_or_default();
    items.push(match word {
        "" => return,
        "的" => Item::Of(at),
        "和" | "与" | "及" | "以及" => Item::And(at),
        "或" | "或者" => Item::Or(at),
        _ => Item::Word(Word { text: word.chars().map(half_width).collect(), at }),
    });
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
