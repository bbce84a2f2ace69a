//! Cells on a terminal: Han characters take two.
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many cells a text takes.
pub fn of(text: &str) -> usize {
    text.width()
}

/// The longest beginning that fits.
pub fn first(text: &str, cells: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > cells
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// The longest end that fits.
pub fn last(text: &str, cells: usize) -> &str {
    let mut used = 0;
    let start = text.char_indices().rev().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > cells
    });
    start.and_then(|(at, c)| text.get(at + c.len_utf8()..)).unwrap_or(text)
}

/// Filled up with blanks to so many cells.
pub fn pad(text: &str, cells: usize) -> String {
    format!("{text}{}", " ".repeat(cells.saturating_sub(of(text))))
}

/// Lines of at most so many cells. Han text breaks anywhere but before closing punctuation; other words are kept whole.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if of(&line) + of(piece.trim_end()) > cells && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            line.push_str(if line.is_empty() { piece.trim_start() } else { piece });
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// What must not be broken: a word of letters with the blanks behind it, or a Han character with its punctuation.
fn pieces(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| breaks_between(before, c)) {
            starts.push(at);
        }
        before = Some(c);
    }
    starts.push(text.len());
    starts.windows(2).filter_map(|pair| text.get(*pair.first()?..*pair.last()?)).filter(|piece| !piece.is_empty()).collect()
}

fn breaks_between(before: char, after: char) -> bool {
    let wide = |c: char| c.width() == Some(2);
    let opens = matches!(before, '「' | '《' | '（' | '〔' | '“' | '(');
    let closes =
        matches!(after, '」' | '》' | '）' | '〕' | '”' | ')' | '，' | '。' | '；' | '：' | '、' | '？' | '！' | ',' | '.');
    !opens && !closes && after != ' ' && (before == ' ' || wide(before) || wide(after))
}

#[cfg(test)]
mod tests {
    use super::{first, last, of, wrap};

    #[test]
    fn cells() {
        assert_eq!((of("市长a"), first("市长a", 3), last("a市长", 3)), (5, "市", "长"));
        assert_eq!((first("市长", 4), last("市长", 9)), ("市长", "市长"));
    }

    #[test]
    fn wrapping_keeps_words_and_punctuation_together() {
        assert_eq!(wrap("先由市长签发，再印发。", 12), ["先由市长签", "发，再印发。"]);
        assert_eq!(wrap("run guiju check now", 10), ["run guiju", "check now"]);
        assert_eq!(wrap("", 10), Vec::<String>::new());
    }
}
