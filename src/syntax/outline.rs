//! The outline of a report (报告): chapters, figures, tables and lists over a ledger, and the places people fill in.
//!
//! An outline has few forms, each on a line that begins with its word; what is counted is a sentence like any other. So the
//! form of a statement is cut from its text here, and the words of its sentences are read by the grammar.
use super::{
    Faults, MAX_BYTES,
    children::word_at,
    fault::Fault,
    lines::{Line, lines},
    lower::question_words,
    problem::SyntaxProblem,
    rulebook::after,
    scan::{first_word, mask},
    tree::{HeaderLine, Phrase, Word},
};
use crate::diagnostic::{Kind, Lang, Problem, Problems};
use crate::source::{Source, Span};
use std::sync::Arc;

/// An outline.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// The title of the report.
    pub title: Word,
    /// `主体 …`, `文号 …`.
    pub header: Vec<HeaderLine>,
    /// All else, in order.
    pub lines: Vec<OutlineLine>,
}

/// A line of an outline.
#[derive(Debug, Clone, PartialEq)]
pub enum OutlineLine {
    /// `一、会议运行` (level 1), `（一）会议次数` (level 2), as written.
    Heading {
        /// 1 or 2.
        level: u8,
        /// The whole line.
        text: Word,
    },
    /// `适用 《甲》、《乙》。`: what follows, up to the next heading of this level, is for these rulebooks.
    Applies(Vec<Word>),
    /// A statement.
    Statement {
        /// Where.
        at: Span,
        /// What.
        kind: OutlineKind,
    },
}

/// A statement of an outline.
#[derive(Debug, Clone, PartialEq)]
pub enum OutlineKind {
    /// `文：全年召开会议〔会议次数〕。`
    Prose(Word),
    /// `填写 总体评价：…。`
    Blank {
        /// What is to be filled in.
        name: Word,
        /// What it should say.
        hint: Option<Word>,
    },
    /// `问题清单。`
    Findings,
    /// `待办。`
    Pending,
    /// `指标 会议次数：…。`
    Figure {
        /// Its name.
        name: Word,
        /// What it is.
        what: Figure,
    },
    /// `表 会议次数：… 的 次数，按 种类 和 月 分列。`
    Table {
        /// Its caption.
        name: Word,
        /// What is counted.
        what: Measured,
        /// One or two ways to divide it.
        by: Vec<Word>,
    },
    /// `清单 会议：召开 会议；列 主持人：主持 该会议。`
    List {
        /// Its caption.
        name: Word,
        /// What is listed.
        of: Selected,
        /// What is told of each.
        columns: Vec<Column>,
    },
    /// `核对 会议：召开 会议。`, `核对 纪要：《某规则》第二十条。`
    Check {
        /// Its caption.
        name: Word,
        /// What is looked at.
        what: Looked,
    },
    /// `全部 文件都经审查：发布 文件，均 审查 该文件。`
    All {
        /// What is claimed.
        name: Word,
        /// Of what.
        of: Selected,
        /// That each of them has.
        each: Phrase,
    },
}

/// What a figure is.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// So many.
    Count(Measured),
    /// `甲 占 乙 的 比例`, of two figures.
    Share {
        /// The part.
        part: Word,
        /// The whole.
        whole: Word,
    },
    /// `… 的 合规率`: how many of those looked at were in order.
    Kept(Looked),
    /// `… 的 按期率`: how many of those with a limit were in time.
    Timely(Looked),
}

/// What is measured, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What.
    pub of: Selected,
    /// How.
    pub measure: Measure,
}

/// Sentences on record.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// 截至期末: all up to the end of the period, not only those of the period.
    pub up_to_end: bool,
    /// The sentence.
    pub sentence: Phrase,
    /// 其中: only those of which this holds as well.
    pub among: Vec<Phrase>,
}

/// How sentences on record are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 次数
    Times,
    /// 件数, 个数, 项数
    Pieces,
    /// 人数: the people, each once.
    People,
    /// 合计: the numbers added up.
    Sum,
    /// 日期, of a column.
    Days,
    /// The names, of a column.
    Names,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its heading.
    pub name: Word,
    /// The sentence whose open places are shown.
    pub sentence: Phrase,
    /// What is shown.
    pub measure: Measure,
}

/// What is looked at: the clauses at some places, or whatever follows from sentences on record.
#[derive(Debug, Clone, PartialEq)]
pub enum Looked {
    /// 《某规则》第二十条
    Places(Vec<Word>),
    /// A sentence.
    Sentence(Phrase),
}

/// What can be wrong with the form of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutlineProblem {
    /// `统计 会议次数：召开 会议 的 次数。`
    Unknown {
        /// The word it begins with.
        found: String,
    },
    /// `指标 会议次数：召开 会议。`
    Form {
        /// The word it begins with.
        statement: &'static str,
    },
    /// Two figures of one name.
    Twice {
        /// The name.
        name: String,
    },
}

const FORMS: [(&str, &str); 10] = [
    ("报告", "报告 法治政府建设年度报告"),
    ("适用", "适用 《某规则》。"),
    ("文", "文：全年召开会议〔会议次数〕。"),
    ("指标", "指标 会议次数：召开 会议 的 次数。"),
    ("表", "表 会议次数：召开 会议 的 次数，按 种类 和 月 分列。"),
    ("清单", "清单 会议：召开 会议；列 主持人：主持 该会议。"),
    ("核对", "核对 纪要期限：《某规则》第二十条。"),
    ("全部", "全部 文件都经审查：发布 文件，均 审查 该文件。"),
    ("填写", "填写 总体评价：由起草人写。"),
    ("问题清单", "问题清单。"),
];

impl Kind for OutlineProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "B001",
            Self::Form { .. } => "B002",
            Self::Twice { .. } => "B003",
        }
    }

    fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Unknown { found }, Lang::Zh) => format!("报告提纲里没有「{found}」这样的话"),
            (Self::Unknown { found }, Lang::En) => format!("an outline has no statement that begins with 「{found}」"),
            (Self::Form { statement }, Lang::Zh) => format!("「{statement}」没有写成应有的样子"),
            (Self::Form { statement }, Lang::En) => format!("this is not the form of 「{statement}」"),
            (Self::Twice { name }, Lang::Zh) => format!("指标「{name}」写了两次"),
            (Self::Twice { name }, Lang::En) => format!("the figure 「{name}」 stands here a second time"),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        Some(match (self, lang) {
            (Self::Unknown { .. }, Lang::Zh) => {
                "可以写：适用、文、指标、表、清单、核对、全部、填写、问题清单、待办，和「一、」「（一）」开头的标题。".to_owned()
            }
            (Self::Unknown { .. }, Lang::En) => {
                "Statements begin with 适用 文 指标 表 清单 核对 全部 填写 问题清单 待办; headings with 一、 or （一）."
                    .to_owned()
            }
            (Self::Form { statement }, lang) => {
                let form = FORMS.iter().find(|(word, _)| word == statement).map_or("", |(_, form)| form);
                if lang == Lang::Zh { format!("例如：{form}") } else { format!("For example: {form}") }
            }
            (Self::Twice { .. }, Lang::Zh) => "请给它另一个名字。".to_owned(),
            (Self::Twice { .. }, Lang::En) => "Give it another name.".to_owned(),
        })
    }
}

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

/// A piece of text with its place.
#[derive(Clone, Copy)]
struct Cut<'t> {
    text: &'t str,
    base: usize,
}

impl<'t> Cut<'t> {
    fn span(self) -> Span {
        Span::new(self.base, self.base + self.text.len())
    }

    fn part(self, from: usize, to: usize) -> Self {
        let text = self.text.get(from..to).unwrap_or_default();
        let lead = text.len() - text.trim_start().len();
        Self { text: text.trim(), base: self.base + from + lead }
    }

    /// Before and behind the first of these marks.
    fn at_first(self, marks: &[&str]) -> Option<(Self, Self)> {
        let (at, mark) = marks.iter().filter_map(|mark| Some((self.text.find(mark)?, mark))).min_by_key(|(at, _)| *at)?;
        Some((self.part(0, at), self.part(at + mark.len(), self.text.len())))
    }

    /// The pieces between these marks.
    fn split(self, marks: &[&str]) -> Vec<Self> {
        let (mut all, mut rest) = (Vec::new(), self);
        while let Some((before, behind)) = rest.at_first(marks) {
            all.push(before);
            rest = behind;
        }
        all.push(rest);
        all
    }

    fn without_stop(self) -> Self {
        let text = self.text.trim_end_matches('。').trim_end();
        Self { text, base: self.base }
    }

    fn word(self) -> Word {
        word_at(self.text, self.base)
    }

    fn phrase(self) -> Read<Phrase> {
        if let Some(fault) = super::scan::sentences(self.text, self.base).into_iter().find_map(|sentence| sentence.fault) {
            return Err(fault.into());
        }
        Ok(question_words(self.text, self.base)?)
    }

    /// What stands before `的 word` at the end, and the word.
    fn of(self) -> Option<(Self, &'t str)> {
        let at = self.text.rfind('的')?;
        let (before, behind) = (self.text.get(..at)?, self.text.get(at + '的'.len_utf8()..)?);
        let apart = before.ends_with(char::is_whitespace) && behind.starts_with(char::is_whitespace);
        apart.then(|| (self.part(0, at), behind.trim()))
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
    let among = parts.flat_map(|part| part.split(&["，且 ", ",且 ", "， 且 "])).map(Cut::phrase).collect::<Read<_>>()?;
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
