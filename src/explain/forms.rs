//! The lines of an explanation as Markdown and as a fragment of HTML.
use super::{Line, Role, mark};
use std::fmt::Write as _;

/// As Markdown: the question a heading, what stands deeper a list.
pub fn markdown(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        let text =
            escaped(&line.text, |c| matches!(c, '\\' | '*' | '_' | '`' | '<' | '#' | '[' | ']' | '|'), |c| format!("\\{c}"));
        let indent = "  ".repeat(line.depth.saturating_sub(1));
        let _ = match line.role {
            Role::Question => writeln!(out, "### {text}\n"),
            Role::Verdict(_) => writeln!(out, "**{text}**"),
            Role::Heading => writeln!(out, "\n{text}\n"),
            Role::Plain => writeln!(out, "{indent}- {text}"),
            Role::Quote => writeln!(out, "{indent}- *{text}*"),
            Role::Node(holds) => writeln!(out, "{indent}- {}{text}", mark(holds)),
        };
    }
    out
}

/// As a fragment of HTML: a section, lists in lists, classes for whoever draws it, no style of its own.
pub fn html(lines: &[Line]) -> String {
    let mut out = String::from("<section class=\"guiju-answer\">\n");
    let mut open = 0;
    for line in lines {
        let text = escaped(
            &line.text,
            |c| matches!(c, '&' | '<' | '>' | '"'),
            |c| match c {
                '&' => "&amp;".to_owned(),
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                _ => "&quot;".to_owned(),
            },
        );
        let depth = match line.role {
            Role::Question | Role::Verdict(_) | Role::Heading => 0,
            _ => line.depth.max(1),
        };
        lists(&mut out, &mut open, depth);
        let _ = match line.role {
            Role::Question => writeln!(out, "<h3 class=\"question\">{text}</h3>"),
            Role::Verdict(holds) => writeln!(out, "<p class=\"verdict {}\">{text}</p>", class(holds)),
            Role::Heading => writeln!(out, "<h4>{text}</h4>"),
            Role::Plain => write!(out, "<li>{text}"),
            Role::Quote => write!(out, "<li class=\"quote\"><q>{}</q>", unquoted(&text)),
            Role::Node(holds) => write!(out, "<li class=\"{}\">{text}", class(holds)),
        };
    }
    lists(&mut out, &mut open, 0);
    out.push_str("</section>\n");
    out
}

/// Opens and closes lists until this many are open. An item is closed where the next one, or the end of its list, comes.
fn lists(out: &mut String, open: &mut usize, wanted: usize) {
    if *open >= wanted && *open > 0 {
        out.push_str("</li>\n");
    }
    while *open > wanted {
        out.push_str("</ul>\n");
        *open -= 1;
        if *open > 0 {
            out.push_str("</li>\n");
        }
    }
    while *open < wanted {
        *open += 1;
        out.push_str(if *open < wanted { "\n<ul>\n<li>" } else { "\n<ul>\n" });
    }
}

/// Without the brackets around it: those inside are of the document.
fn unquoted(text: &str) -> &str {
    text.strip_prefix('「').and_then(|text| text.strip_suffix('」')).unwrap_or(text)
}

fn class(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "yes",
        Some(false) => "no",
        None => "open",
    }
}

fn escaped(text: &str, special: impl Fn(char) -> bool, by: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if special(c) { by(c) } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::{html, markdown};
    use crate::explain::{Line, Role};

    fn lines() -> Vec<Line> {
        let line = |role, depth, text: &str| Line { role, depth, text: text.to_owned() };
        vec![
            line(Role::Question, 0, "甲 能否 签发 <该公文>？"),
            line(Role::Verdict(Some(false)), 0, "不可以：无权。"),
            line(Role::Heading, 0, "依据"),
            line(Role::Plain, 1, "《规则》"),
            line(Role::Quote, 3, "「由市长签发，写明「同意」」"),
            line(Role::Plain, 1, "a_b"),
        ]
    }

    #[test]
    fn marks_are_escaped_and_lists_closed() {
        let text = html(&lines());
        assert_eq!(text.matches("<ul>").count(), text.matches("</ul>").count());
        assert_eq!(text.matches("<li").count(), text.matches("</li>").count());
        assert!(text.contains("<q>由市长签发，写明「同意」</q>"), "{text}");
        assert!(text.contains("&lt;该公文&gt;") && !text.contains("<该公文>"));
        assert!(markdown(&lines()).contains("a\\_b") && markdown(&lines()).contains("\\<该公文>"));
    }
}
