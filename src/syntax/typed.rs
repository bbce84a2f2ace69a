//! What can be told of words while they are typed: where a sentence ends, which brackets are open, which words are keywords.
pub use super::scan::is_keyword;
use super::scan::{is_blank, is_mark, partner};
use std::ops::Range;

/// What a piece of a typed line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or a word of a pattern.
    Word,
    /// A keyword of the language.
    Keyword,
    /// A mark, such as `，`.
    Mark,
    /// A bracket or quote whose partner is there.
    Bracket,
    /// One that stands alone.
    Alone,
}

/// A piece of a typed line; blanks are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where, in bytes.
    pub at: Range<usize>,
    /// Of a bracket with a partner: where that one begins.
    pub partner: Option<usize>,
}

/// The pieces of a line, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut word: Option<usize> = None;
    for (at, c) in text.char_indices() {
        if !is_blank(c) && !is_mark(c) {
            word.get_or_insert(at);
            continue;
        }
        tokens.extend(word.take().map(|start| a_word(text, start..at)));
        if is_blank(c) {
            continue;
        }
        tokens.push(Token { kind: TokenKind::Mark, at: at..at + c.len_utf8(), partner: None });
        pair(&mut tokens, &mut open, text, c);
    }
    tokens.extend(word.map(|start| a_word(text, start..text.len())));
    tokens
}

fn a_word(text: &str, at: Range<usize>) -> Token {
    let kind = if text.get(at.clone()).is_some_and(is_keyword) { TokenKind::Keyword } else { TokenKind::Word };
    Token { kind, at, partner: None }
}

/// Settles the bracket that was met last with the one it closes.
fn pair(tokens: &mut [Token], open: &mut Vec<usize>, text: &str, c: char) {
    if partner(c) == c && c != '"' {
        return;
    }
    let here = tokens.len() - 1;
    let opener = |token: &Token| text.get(token.at.clone()).and_then(|text| text.chars().next());
    let closes = open.last().copied().filter(|&at| {
        tokens.get(at).and_then(opener).is_some_and(|mark| half(partner(mark)) == half(c) && (mark != c || c == '"'))
    });
    let Some(there) = closes else {
        if "（([【〔《“「『‘\"".contains(c) {
            open.push(here);
        }
        if let Some(token) = tokens.get_mut(here) {
            token.kind = TokenKind::Alone;
        }
        return;
    };
    open.pop();
    let (start, end) = (tokens.get(there).map(|token| token.at.start), tokens.get(here).map(|token| token.at.start));
    for (index, other) in [(there, end), (here, start)] {
        if let Some(token) = tokens.get_mut(index) {
            (token.kind, token.partner) = (TokenKind::Bracket, other);
        }
    }
}

/// Half-width brackets pair with full-width ones.
fn half(c: char) -> char {
    match c {
        '）' => ')',
        ']' | '】' => ']',
        _ => c,
    }
}

/// What was pasted from a word processor, as it would be typed: no invisible characters, no bullets, no prompts.
pub fn tidy(text: &str) -> String {
    let plain: String = text.chars().filter_map(visible).collect();
    plain.split('\n').map(unmarked).collect::<Vec<_>>().join("\n")
}

fn visible(c: char) -> Option<char> {
    match c {
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}' => None,
        '\t' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => Some(' '),
        // The line ends of word processors.
        '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\r' => None,
        c if c.is_control() && c != '\n' => None,
        c => Some(c),
    }
}

/// Without a bullet, and without the prompt of a session that was copied.
fn unmarked(line: &str) -> &str {
    let text = line.trim_start();
    let rest = text.strip_prefix(['•', '●', '▪', '■', '◆', '·', '\u{F0B7}', '\u{F06C}', '\u{F0D8}']);
    let prompt = ["> ", "规矩> ", "假如> ", "请答> "].iter().find_map(|prompt| text.strip_prefix(prompt));
    rest.or(prompt).map_or(line, str::trim_start)
}

/// Whether something must follow: a bracket or quote is open, or the text ends with a mark that joins.
pub fn unfinished(text: &str) -> bool {
    let open = |token: &Token| token.kind == TokenKind::Alone && text.get(token.at.clone()).is_some_and(opens);
    text.trim_end().ends_with(['，', ',', '；', ';', '、']) || tokens(text).iter().any(open)
}

fn opens(mark: &str) -> bool {
    mark.starts_with(['（', '(', '[', '【', '〔', '《', '“', '「', '『', '‘', '"'])
}

/// Cuts a line behind each `。`, `？` and `?` that stands outside brackets.
pub fn cut(text: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for token in tokens(text) {
        let mark = text.get(token.at.clone()).unwrap_or_default();
        match token.kind {
            TokenKind::Bracket if token.partner.is_some_and(|other| other > token.at.start) => depth += 1,
            TokenKind::Bracket => depth = depth.saturating_sub(1),
            TokenKind::Mark if depth == 0 && matches!(mark, "。" | "？" | "?") => {
                pieces.extend(text.get(start..token.at.end));
                start = token.at.end;
            }
            _ => {}
        }
    }
    pieces.extend(text.get(start..));
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, cut, tokens, unfinished};

    #[test]
    fn sentences_and_questions() {
        assert_eq!(cut("甲 到会（由 乙。 认定）。 能否 召开？是"), ["甲 到会（由 乙。 认定）。", "能否 召开？", "是"]);
        assert_eq!(cut(" "), Vec::<&str>::new());
    }

    #[test]
    fn what_comes_from_word_processors() {
        assert_eq!(super::tidy("•\u{A0}甲\u{200B} 到会\u{B}> 乙\t到会\r\n"), "甲 到会\n乙 到会\n");
    }

    #[test]
    fn brackets_pair_whatever_their_width() {
        use TokenKind::{Alone, Bracket, Keyword, Word};
        let kinds: Vec<TokenKind> = tokens("若 甲（自 D)）").into_iter().map(|token| token.kind).collect();
        assert_eq!(kinds, [Keyword, Word, Bracket, Word, Word, Bracket, Alone]);
        let told = [("名册：市长 甲；", true), ("甲（自", true), ("“a”", false), ("“a", true), ("\"a\"", false), ("a）", false)];
        for (text, wanted) in told {
            assert_eq!(unfinished(text), wanted, "{text}");
        }
    }
}
