//! The outline of a report (报告): chapters, figures, tables and lists over a ledger, and the places people fill in.
//!
//! An outline has few forms, each on a line that begins with its word; what is counted is a sentence like any other. So the
//! form of a statement is cut from its text here ([`cut`]), and the words of its sentences are read by the grammar.
mod cut;
mod problem;
mod tree;

pub use problem::OutlineProblem;
pub use tree::{Column, Figure, Looked, Measure, Measured, Outline, OutlineKind, OutlineLine, Selected};

use super::{
    Faults, MAX_BYTES,
    children::word_at,
    fault::Fault,
    lines::{Line, lines},
    problem::SyntaxProblem,
    rulebook::after,
    scan::{first_word, mask},
    tree::{HeaderLine, Word},
};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use cut::Cut;
use std::sync::Arc;

/// What is wrong in an outline: a matter of words, or of its form.
enum Wrong {
    Words(Fault),
    Form(OutlineProblem, Span),
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self::Words(fault)
    }
}

type Read<T> = Result<T, Wrong>;

/// Whether a text begins like an outline.
pub fn is_outline(text: &str) -> bool {
    let opening = text.lines().find(|line| !line.trim().is_empty() && !super::scan::is_comment(line));
    opening.is_some_and(|line| first_word(line.trim()) == "报告")
}

/// Parses an outline: a file that begins with `报告`.
pub fn parse_outline(source: &Arc<Source>) -> (Outline, Problems) {
    let mut problems = Problems::default();
    let text = source.text();
    let too_large = text.len() > MAX_BYTES;
    if too_large || text.contains('\0') {
        let kind = if too_large { SyntaxProblem::TooLarge { bytes: text.len() } } else { SyntaxProblem::NulByte };
        problems.push(Problem::new(kind, source, Span::default()));
        return (Outline::default(), problems);
    }
    let masked = mask(text);
    let lines = lines(&masked, text);
    let mut faults: Faults = Vec::new();
    super::confusable::check(&lines, &mut faults);
    let (outline, wrong) = outline(&masked, &lines);
    problems.append(super::problems(source, faults));
    for one in wrong {
        problems.push(match one {
            Wrong::Words(fault) => Problem::new(*fault.kind, source, fault.at),
            Wrong::Form(kind, at) => Problem::new(kind, source, at),
        });
    }
    (outline, problems)
}

fn outline(text: &str, lines: &[Line]) -> (Outline, Vec<Wrong>) {
    let (mut outline, mut wrong) = (Outline::default(), Vec::new());
    let mut rest = lines.iter().filter(|line| !line.comment).skip_while(|line| line.body.is_empty()).peekable();
    match rest.next() {
        Some(first) if first_word(first.body) == "报告" => {
            outline.title = after("报告", first);
            if outline.title.text.is_empty() {
                wrong.push(Wrong::Form(OutlineProblem::Form { statement: "报告" }, first.span()));
            }
        }
        Some(first) => {
            let found = first_word(first.body).to_owned();
            wrong.push(Wrong::Words(Fault::new(SyntaxProblem::NoOpening { found }, first.span())));
        }
        None => wrong.push(Wrong::Words(Fault::new(SyntaxProblem::Empty, Span::default()))),
    }
    while let Some(line) = rest.next_if(|line| !line.body.is_empty()) {
        let name = first_word(line.body);
        if name.is_empty() {
            continue;
        }
        let field = word_at(name, line.start);
        if !["主体", "文号"].contains(&name) {
            let kind = SyntaxProblem::UnknownField { field: name.to_owned(), near: None };
            wrong.push(Wrong::Words(Fault::new(kind, field.at)));
        }
        outline.header.push(HeaderLine { field, value: after(name, line) });
    }
    let mut open: Option<(usize, usize)> = None;
    for line in rest {
        let end = line.start + line.body.len();
        if line.body.is_empty() {
            if let Some((_, end)) = open.take() {
                wrong.push(missing_stop(end));
            }
        } else if let (None, Some(level)) = (open, heading(line.body)) {
            outline.lines.push(OutlineLine::Heading { level, text: word_at(line.body, line.start) });
        } else {
            let start = open.map_or(line.start, |(start, _)| start);
            open = Some((start, end));
            if line.body.ends_with('。') {
                open = None;
                let body = text.get(start..end).unwrap_or_default();
                match statement(Cut { text: body, base: start }) {
                    Ok(line) => outline.lines.push(line),
                    Err(fault) => wrong.push(fault),
                }
            }
        }
    }
    if let Some((_, end)) = open {
        wrong.push(missing_stop(end));
    }
    wrong.extend(twice(&outline));
    (outline, wrong)
}

fn missing_stop(end: usize) -> Wrong {
    Wrong::Words(Fault::new(SyntaxProblem::MissingStop, Span::new(end, end)))
}

/// Names of figures that stand a second time.
fn twice(outline: &Outline) -> Vec<Wrong> {
    let mut seen = std::collections::BTreeSet::new();
    let names = outline.lines.iter().filter_map(|line| match line {
        OutlineLine::Statement { kind: OutlineKind::Figure { name, .. }, .. } => Some(name),
        _ => None,
    });
    let again = names.filter(|name| !seen.insert(name.text.clone()));
    again.map(|name| Wrong::Form(OutlineProblem::Twice { name: name.text.clone() }, name.at)).collect()
}

/// `一、…` is of the first level, `（一）…` of the second.
fn heading(body: &str) -> Option<u8> {
    let number = |c: char| "一二三四五六七八九十百".contains(c);
    if body.ends_with('。') || !body.starts_with(|c| number(c) || c == '（' || c == '(') {
        return None;
    }
    let after = body.trim_start_matches(['（', '(']);
    let rest = after.trim_start_matches(number);
    match (rest.len() < after.len(), rest.chars().next()) {
        (true, Some('、')) if after.len() == body.len() => Some(1),
        (true, Some('）' | ')')) if after.len() < body.len() => Some(2),
        _ => None,
    }
}

const COMMAS: [&str; 2] = ["，", ","];
const COLONS: [&str; 2] = ["：", ":"];

fn wrong<T>(statement: &'static str, cut: Cut) -> Read<T> {
    Err(Wrong::Form(OutlineProblem::Form { statement }, cut.span()))
}

fn statement(whole: Cut) -> Read<OutlineLine> {
    let cut = whole.without_stop();
    let head = first_word(cut.text);
    let rest = cut.part(head.len(), cut.text.len());
    let kind = match head {
        "适用" => return applies(rest),
        "文" => OutlineKind::Prose(colon("文", rest)?.word()),
        "问题清单" if rest.text.is_empty() => OutlineKind::Findings,
        "待办" if rest.text.is_empty() => OutlineKind::Pending,
        "填写" => match rest.at_first(&COLONS) {
            Some((name, hint)) => OutlineKind::Blank { name: named("填写", name)?, hint: Some(hint.word()) },
            None => OutlineKind::Blank { name: named("填写", rest)?, hint: None },
        },
        "指标" => {
            let (name, body) = pair("指标", rest)?;
            OutlineKind::Figure { name, what: figure(body)? }
        }
        "表" => {
            let (name, body) = pair("表", rest)?;
            let (what, by) = divided(body)?;
            OutlineKind::Table { name, what, by }
        }
        "清单" => {
            let (name, body) = pair("清单", rest)?;
            let mut parts = body.split(&["；", ";"]).into_iter();
            let of = selected("清单", parts.next().unwrap_or(body))?;
            OutlineKind::List { name, of, columns: parts.map(column).collect::<Read<_>>()? }
        }
        "核对" => {
            let (name, body) = pair("核对", rest)?;
            OutlineKind::Check { name, what: looked("核对", body)? }
        }
        "全部" => {
            let (name, body) = pair("全部", rest)?;
            let Some((of, each)) = body.at_first(&["，均 ", ",均 ", "， 均 "]) else { return wrong("全部", body) };
            OutlineKind::All { name, of: selected("全部", of)?, each: each.phrase()? }
        }
        _ => return Err(Wrong::Form(OutlineProblem::Unknown { found: head.to_owned() }, whole.span())),
    };
    Ok(OutlineLine::Statement { at: whole.span(), kind })
}

fn applies(rest: Cut) -> Read<OutlineLine> {
    let titles = rest.split(&["、"]);
    if titles.iter().any(|title| !(title.text.starts_with('《') && title.text.ends_with('》'))) {
        return wrong("适用", rest);
    }
    Ok(OutlineLine::Applies(titles.into_iter().map(Cut::word).collect()))
}

fn colon<'t>(statement: &'static str, rest: Cut<'t>) -> Read<Cut<'t>> {
    match rest.at_first(&COLONS) {
        Some((before, behind)) if before.text.is_empty() && !behind.text.is_empty() => Ok(behind),
        _ => wrong(statement, rest),
    }
}

fn pair<'t>(statement: &'static str, rest: Cut<'t>) -> Read<(Word, Cut<'t>)> {
    match rest.at_first(&COLONS) {
        Some((name, body)) if !body.text.is_empty() => Ok((named(statement, name)?, body)),
        _ => wrong(statement, rest),
    }
}

fn named(statement: &'static str, name: Cut) -> Read<Word> {
    let whole = !name.text.is_empty() && !name.text.contains(|c: char| c.is_whitespace() || "〔〕，；".contains(c));
    if whole { Ok(name.word()) } else { wrong(statement, name) }
}

fn figure(body: Cut) -> Read<Figure> {
    match body.of() {
        Some((before, "合规率")) => Ok(Figure::Kept(looked("指标", before)?)),
        Some((before, "按期率")) => Ok(Figure::Timely(looked("指标", before)?)),
        Some((before, "比例")) => match before.at_first(&[" 占 "]) {
            Some((part, whole)) => Ok(Figure::Share { part: named("指标", part)?, whole: named("指标", whole)? }),
            None => wrong("指标", body),
        },
        _ => Ok(Figure::Count(measured("指标", body)?)),
    }
}

fn measured(statement: &'static str, body: Cut) -> Read<Measured> {
    let Some((before, word)) = body.of() else { return wrong(statement, body) };
    let measure = match word {
        "次数" => Measure::Times,
        "件数" | "个数" | "项数" => Measure::Pieces,
        "人数" => Measure::People,
        "合计" => Measure::Sum,
        _ => return wrong(statement, body),
    };
    Ok(Measured { of: selected(statement, before)?, measure })
}

fn selected(statement: &'static str, body: Cut) -> Read<Selected> {
    let ended = body.text.strip_prefix("截至期末").map(|rest| body.part(body.text.len() - rest.len(), body.text.len()));
    let (up_to_end, body) = match ended {
        Some(rest) => match rest.at_first(&COMMAS) {
            Some((before, behind)) if before.text.is_empty() => (true, behind),
            _ => return wrong(statement, rest),
        },
        None => (false, body),
    };
    let mut parts = body.split(&["，其中 ", ",其中 ", "， 其中 "]).into_iter();
    let sentence = parts.next().unwrap_or(body);
    if sentence.text.is_empty() {
        return wrong(statement, body);
    }
    let among = parts.flat_map(|part| part.split(&["，且 ", ",且 ", "， 且 "])).map(Cut::phrase).collect::<Result<_, Fault>>()?;
    Ok(Selected { up_to_end, sentence: sentence.phrase()?, among })
}

/// `… 的 次数，按 种类 和 月 分列`
fn divided(body: Cut) -> Read<(Measured, Vec<Word>)> {
    let at = body.text.rfind("按 ").filter(|_| body.text.ends_with("分列"));
    let Some(at) = at else { return wrong("表", body) };
    let (before, behind) = (body.part(0, at), body.part(at + "按 ".len(), body.text.len() - "分列".len()));
    let Some(before) = before.text.strip_suffix(['，', ',']).map(|text| Cut { text: text.trim_end(), base: before.base }) else {
        return wrong("表", body);
    };
    let by: Vec<Word> = behind.split(&[" 和 ", "、"]).into_iter().map(|name| named("表", name)).collect::<Read<_>>()?;
    if by.len() > 2 { wrong("表", body) } else { Ok((measured("表", before)?, by)) }
}

fn column(cut: Cut) -> Read<Column> {
    let Some(rest) = cut.text.strip_prefix("列").map(|rest| cut.part(cut.text.len() - rest.len(), cut.text.len())) else {
        return wrong("清单", cut);
    };
    let (name, body) = pair("清单", rest)?;
    let (sentence, measure) = match body.of() {
        Some((before, "人数")) => (before, Measure::People),
        Some((before, "次数" | "件数")) => (before, Measure::Times),
        Some((before, "日期")) => (before, Measure::Days),
        _ => (body, Measure::Names),
    };
    Ok(Column { name, sentence: sentence.phrase()?, measure })
}

fn looked(statement: &'static str, body: Cut) -> Read<Looked> {
    if !body.text.starts_with('《') {
        return Ok(Looked::Sentence(selected(statement, body)?.sentence));
    }
    let places = body.split(&["、"]);
    if places.iter().any(|place| !place.text.contains('》') || place.text.ends_with('》')) {
        return wrong(statement, body);
    }
    Ok(Looked::Places(places.into_iter().map(Cut::word).collect()))
}

#[cfg(test)]
mod tests {
    use super::{OutlineKind, OutlineLine, parse_outline};
    use crate::source::Source;

    fn codes(text: &str) -> Vec<&'static str> {
        let (_, problems) = parse_outline(&Source::new("提纲.gj", text));
        problems.sorted().iter().map(|problem| problem.kind.code()).collect()
    }

    #[test]
    fn every_form_is_read() {
        let text = "报告 年度报告\n  主体 某局\n\n一、会议\n适用 《甲》、《乙》。\n文：开会〔次〕。一年。\n指标 次：召开 会议 的 次数。\n\
                    指标 率：次 占 次 的 比例。\n指标 合：《甲》第二十条 的 合规率。\n指标 末：截至期末，收到 申请，其中 未答复 该申请，且 \
                    重要 该申请 的 件数。\n（一）表\n表 月：召开 会议 的 次数，按 种类 和 月 分列。\n清单 会：召开 会议；列 主持：主持 该会议；列 \
                    人：到会 该会议 的 人数。\n核对 会：召开 会议。\n核对 纪要：《甲》第二十条、《甲》任务3。\n全部 查：发布 文件，均 审查 \
                    该文件。\n填写 评价：写。\n填写 下一步。\n问题清单。\n待办。\n";
        let (outline, problems) = parse_outline(&Source::new("提纲.gj", text));
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(outline.lines.len(), 17);
        let Some(OutlineLine::Statement { kind: OutlineKind::Figure { what, .. }, .. }) = outline.lines.get(6) else { panic!() };
        let super::Figure::Count(counted) = what else { panic!() };
        assert!(counted.of.up_to_end && counted.of.among.len() == 2);
    }

    #[test]
    fn what_is_no_outline_is_told() {
        for (line, code) in [
            ("统计 次：召开 会议 的 次数。", "B001"),
            ("指标 次：召开 会议。", "B002"),
            ("指标 ：召开 会议 的 次数。", "B002"),
            ("表 次：召开 会议 的 次数。", "B002"),
            ("适用 甲。", "B002"),
            ("指标 次：召开 会议 的 次数。\n指标 次：召开 会议 的 次数。", "B003"),
            ("指标 次：召开 会议 的 次数", "S008"),
        ] {
            assert_eq!(codes(&format!("报告 甲\n\n{line}\n")), [code], "{line}");
        }
        assert_eq!(codes("报告\n"), ["B002"]);
    }
}
