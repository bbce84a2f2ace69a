//! What was written is quoted in messages, but not by the page.

/// The longest quotation, in characters.
const LONGEST: usize = 48;
/// What is kept of a longer one, at either end.
const KEPT: (usize, usize) = (30, 12);

/// The text with every quotation 「…」 and `…` no longer than a line: the middle of a longer one becomes `……`.
pub fn shorten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['「', '`']) {
        let open = rest.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('`');
        let from = at + open.len_utf8();
        let Some(length) = rest.get(from..).and_then(|inside| end_of(inside, open)) else { break };
        let (before, inside) = (rest.get(..from).unwrap_or_default(), rest.get(from..from + length).unwrap_or_default());
        out.push_str(before);
        cut(inside, &mut out);
        rest = rest.get(from + length..).unwrap_or_default();
        if open == '`' {
            out.push('`');
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

/// Where a quotation ends; those inside it are its own.
fn end_of(inside: &str, open: char) -> Option<usize> {
    if open == '`' {
        return inside.find('`');
    }
    let mut depth = 1_usize;
    inside.char_indices().find_map(|(at, c)| {
        match c {
            '「' => depth += 1,
            '」' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

fn cut(inside: &str, out: &mut String) {
    let count = inside.chars().count();
    if count <= LONGEST {
        return out.push_str(inside);
    }
    out.extend(inside.chars().take(KEPT.0));
    out.push_str("……");
    out.extend(inside.chars().skip(count - KEPT.1));
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn long_quotations_are_cut_and_nothing_else() {
        let long = "一".repeat(40) + &"二".repeat(40);
        let kept = format!("{}……{}", "一".repeat(30), "二".repeat(12));
        assert_eq!(shorten(&format!("没有声明过「{long}」")), format!("没有声明过「{kept}」"));
        assert_eq!(shorten(&format!("no `{long}` and `x`")), format!("no `{kept}` and `x`"));
        for same in ["", "没有声明过「甲」", "「甲「乙」」或「丙」", "「甲", "`甲", &long] {
            assert_eq!(shorten(same), same);
        }
    }
}
