//! A report as a row of pieces: what every form of it writes down, in order.
use super::check::day;
use super::model::{Block, Column, Cover, Document, Figure, Found, Report, Rows, Run, Table};
use crate::diagnostic::Lang;

/// So many reasons of one finding, and so many missing facts, are written down; the data has all.
const REASONS: usize = 6;
const MISSING: usize = 4;

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// The title.
    Title(String),
    /// Beneath the title.
    Subtitle(String),
    /// A heading, of the first, second or third level.
    Heading(u8, String),
    /// Text.
    Text(String),
    /// Smaller text beneath a table.
    Small(String),
    /// To be filled in by people.
    Blank(String, String),
    /// A table: caption, headings, widths, rows.
    Grid(Grid),
    /// What follows begins on a new page.
    Break,
}

impl Piece {
    /// Characters that no document can hold are shown as such.
    fn clean(&mut self) {
        match self {
            Self::Title(text) | Self::Subtitle(text) | Self::Heading(_, text) | Self::Text(text) | Self::Small(text) => {
                clean(text)
            }
            Self::Blank(name, hint) => [name, hint].into_iter().for_each(clean),
            Self::Grid(grid) => {
                clean(&mut grid.caption);
                grid.head.iter_mut().chain(grid.rows.iter_mut().flatten()).for_each(clean);
            }
            Self::Break => {}
        }
    }
}

fn clean(text: &mut String) {
    let bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if text.contains(bad) {
        *text = text.replace(bad, "\u{FFFD}");
    }
}

/// A table as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    pub caption: String,
    pub head: Vec<String>,
    pub widths: Vec<u32>,
    pub rows: Vec<Vec<String>>,
}

impl Grid {
    /// Whether what stands in a column is so short that it stands in the middle of its cell; names at the left stay there.
    pub(super) fn is_middle(&self, column: usize, text: &str) -> bool {
        const SHORT: usize = 6;
        let number = text.trim_start_matches('E').chars().all(|c| c.is_ascii_digit());
        text.chars().count() <= SHORT && (column > 0 || text.ends_with('日') || number)
    }
}

impl Report {
    fn pick(&self, zh: &str, en: &str) -> String {
        if self.lang == Lang::Zh { zh } else { en }.to_owned()
    }

    fn names<const N: usize>(&self, zh: [&str; N], en: [&str; N]) -> Vec<String> {
        if self.lang == Lang::Zh { zh } else { en }.map(str::to_owned).to_vec()
    }

    /// The number of an event as it is cited.
    fn event(number: usize) -> String {
        format!("E{number:03}")
    }

    /// The whole report, in order.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let mut out = vec![Piece::Title(self.headline())];
        if let Some(subject) = &self.cover.subject {
            out.push(Piece::Subtitle(subject.clone()));
        }
        out.push(Piece::Subtitle(self.dated()));
        self.cover(&mut out);
        out.push(Piece::Break);
        for block in &self.blocks {
            self.block(block, &mut out);
        }
        out.push(Piece::Break);
        self.sources(&mut out);
        out.iter_mut().for_each(Piece::clean);
        out
    }

    fn headline(&self) -> String {
        if self.lang == Lang::Zh { format!("{}年{}", self.year, self.title) } else { format!("{} {}", self.title, self.year) }
    }

    fn dated(&self) -> String {
        let as_of = self.cover.as_of.as_deref().map(|on| day(on, self.lang)).unwrap_or_default();
        self.pick("（数据截至", "(data as of ") + &as_of + &self.pick("）", ")")
    }

    fn cover(&self, out: &mut Vec<Piece>) {
        let cover = &self.cover;
        out.push(Piece::Heading(1, self.pick("报告依据", "What this report rests on")));
        let mut rows = Vec::new();
        let mut row = |name: String, value: String| rows.push(vec![name, value]);
        let subject = cover.subject.clone().unwrap_or_else(|| self.pick("【人工填写】", "[to be filled in]"));
        row(self.pick("报告主体", "subject"), subject);
        let period = |from: &str, until: &str| {
            let to = if self.lang == Lang::Zh { "至" } else { " to " };
            format!("{}{to}{}", day(from, self.lang), day(until, self.lang))
        };
        row(self.pick("报告期", "period"), period(&cover.from, &cover.until));
        row(self.pick("数据截至", "data as of"), cover.as_of.as_deref().map(|on| day(on, self.lang)).unwrap_or_default());
        for document in &cover.documents {
            row(self.pick("规则文件", "rulebook"), self.document(document));
        }
        for calendar in &cover.calendars {
            let known = if calendar.notices.is_empty() {
                self.pick("没有这一年的节假日表，涉及工作日的期限没有算", "unknown: no limit in working days was reckoned")
            } else {
                calendar.notices.join("、")
            };
            row(self.pick("节假日表", "calendar"), format!("{}{}{known}", calendar.year, self.pick("年：", ": ")));
        }
        let completes = if cover.complete.is_empty() { self.pick("没有", "none") } else { cover.complete.join("、") };
        row(self.pick("写明完整的登记", "records declared complete"), completes);
        row(
            self.pick("未采用的章节（没有用到所依据的规则文件）", "chapters for other rulebooks"),
            if cover.left_out.is_empty() { self.pick("没有", "none") } else { cover.left_out.join("；") },
        );
        row(self.pick("核对结果（逐条计）", "what was looked at, clause by clause"), self.verdicts(cover));
        row(self.pick("台账版本", "ledger"), format!("SHA-256 {}", short(&cover.ledger)));
        if let Some(Rows { read, left_out }) = cover.rows {
            let told = match self.lang {
                Lang::Zh if left_out > 0 => format!("{read} 行，其中 {left_out} 行有问题没有采用，本报告不含这些行"),
                Lang::Zh => format!("{read} 行"),
                Lang::En if left_out > 0 => {
                    format!("{read} rows; {left_out} of them could not be taken and are not in this report")
                }
                Lang::En => format!("{read} rows"),
            };
            row(self.pick("台账行数", "rows of the ledger"), told);
        }
        out.push(Piece::Grid(Grid { caption: String::new(), head: Vec::new(), widths: vec![2, 7], rows }));
        out.push(Piece::Small(self.pick(
            "“无记录”表示台账没有这类登记，也没有写明登记完整，不等于 0；只有写明登记完整而当年没有发生的，才写 0。每个数字的来源见附录。",
            "'no record' is not 0: 0 is said only where the record is declared complete. The appendix lists the events behind every figure.",
        )));
        self.conventions(cover, out);
    }

    fn document(&self, document: &Document) -> String {
        let mut parts = vec![format!("《{}》", document.title)];
        parts.extend(document.number.clone());
        let date = |on: &Option<String>| on.as_deref().map(|on| day(on, self.lang));
        if let Some(from) = date(&document.from) {
            let how = if document.from_issue { self.pick("印发", " issued") } else { self.pick("起施行", " in force from") };
            parts.push(format!("{from}{how}"));
        }
        if let Some(until) = date(&document.until) {
            parts.push(format!("{until}{}", self.pick("失效", " no longer in force")));
        }
        parts.push(match document.throughout {
            Some(true) => self.pick("报告期内全程有效", "in force for the whole period"),
            Some(false) => self.pick("报告期内部分时间有效", "in force for a part of the period"),
            None => self.pick("报告期内没有效力", "not in force in the period"),
        });
        parts.push(format!("{} {}", self.pick("版本", "version"), short(&document.sha256)));
        parts.join(&self.pick("，", ", "))
    }

    fn verdicts(&self, cover: &Cover) -> String {
        let zh = self.lang == Lang::Zh;
        let counts: Vec<String> = cover.verdicts.iter().map(|(verdict, n)| format!("{} {n}", verdict.word(zh))).collect();
        if counts.is_empty() { self.pick("没有可核对的事", "nothing") } else { counts.join(&self.pick("，", ", ")) }
    }

    fn conventions(&self, cover: &Cover, out: &mut Vec<Piece>) {
        if cover.conventions.is_empty() {
            return;
        }
        let row = |one: &super::model::Convention| {
            let used = if one.decisive {
                self.pick("换一种理解，有的结论会变", "some finding would change")
            } else {
                self.pick("不影响结论", "no finding hangs on it")
            };
            vec![format!("〔{}〕", one.words), one.option.clone(), one.basis.clone().unwrap_or_default(), used]
        };
        out.push(Piece::Grid(Grid {
            caption: self.pick("解释性约定", "How doubtful words were understood"),
            head: self.names(["词语", "理解", "依据", "影响"], ["words", "understood as", "basis", "effect"]),
            widths: vec![2, 3, 4, 3],
            rows: cover.conventions.iter().map(row).collect(),
        }));
    }

    fn block(&self, block: &Block, out: &mut Vec<Piece>) {
        match block {
            Block::Heading { level, text } => out.push(Piece::Heading(*level, text.clone())),
            Block::Prose { runs } => {
                let run = |run: &Run| match run {
                    Run::Text(text) => text.clone(),
                    Run::Figure(number) => self.figure(*number).map(|figure| figure.prose(self.lang)).unwrap_or_default(),
                };
                out.push(Piece::Text(runs.iter().map(run).collect()));
            }
            Block::Figures { figures } => self.figures(figures, out),
            Block::Table(table) => self.table(table, out),
            Block::Blank { name, hint } => out.push(Piece::Blank(name.clone(), hint.clone().unwrap_or_default())),
            Block::Findings { columns } => columns.iter().for_each(|column| self.column(column, out)),
            Block::Pending { duties } => self.pending(duties, out),
        }
    }

    fn figure(&self, number: usize) -> Option<&Figure> {
        self.figures.get(number.checked_sub(1)?)
    }

    fn figures(&self, numbers: &[usize], out: &mut Vec<Piece>) {
        let row = |figure: &Figure| {
            let value = figure.value.words(self.lang);
            let unit = if value.ends_with(|c: char| c.is_ascii_digit()) { figure.unit.clone() } else { String::new() };
            vec![
                format!("{}.{}", figure.number, figure.name),
                format!("{value}{unit}"),
                figure.notes.join("；"),
                self.cited(&figure.events),
            ]
        };
        out.push(Piece::Grid(Grid {
            caption: String::new(),
            head: self.names(["指标", "数值", "说明", "来源事件"], ["figure", "value", "notes", "events"]),
            widths: vec![5, 4, 5, 4],
            rows: numbers.iter().filter_map(|number| self.figure(*number)).map(row).collect(),
        }));
    }

    /// The first few numbers; the appendix has all.
    fn cited(&self, events: &[usize]) -> String {
        const SHOWN: usize = 2;
        let list = ranges(events.iter().take(1).copied());
        match events.len() {
            0 => "—".to_owned(),
            n if n <= SHOWN => ranges(events.iter().copied()),
            n if self.lang == Lang::Zh => format!("{list}等{n}件"),
            n => format!("{list} …({n})"),
        }
    }

    fn table(&self, table: &Table, out: &mut Vec<Piece>) {
        let caption = format!("{}{} {}", self.pick("表", "Table "), table.number, table.name);
        if table.rows.is_empty() {
            out.push(Piece::Text(format!("{caption}{}{}{}", self.pick("：", ": "), table.empty, self.pick("。", "."))));
        } else {
            let cell = |cell: &super::model::Cell| match cell.events.as_slice() {
                [] => cell.text.clone(),
                _ if table.counted || is_number(&cell.text) => cell.text.clone(),
                events => {
                    let (first, rest) = cell.text.split_once('\n').unwrap_or((&cell.text, ""));
                    let line = if rest.is_empty() { "" } else { "\n" };
                    format!("{first}〔{}〕{line}{rest}", self.cited(events))
                }
            };
            let rows = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
            out.push(Piece::Grid(Grid { caption, head: table.head.clone(), widths: table.widths.clone(), rows }));
        }
        if !table.notes.is_empty() {
            out.push(Piece::Small(format!("{}{}", self.pick("注：", "Note: "), table.notes.join("；"))));
        }
    }

    fn column(&self, column: &Column, out: &mut Vec<Piece>) {
        let n = column.findings.len();
        out.push(Piece::Heading(3, format!("{}{}{n}{}", column.name, self.pick("：", ": "), self.pick("项", ""))));
        if column.findings.is_empty() {
            out.push(Piece::Text(self.pick("没有。", "None.")));
            return;
        }
        let row = |(n, found): (usize, &Found)| {
            vec![(n + 1).to_string(), self.occurrences(found), self.what(found), self.quoted(found)]
        };
        out.push(Piece::Grid(Grid {
            caption: String::new(),
            head: self.names(["序号", "事件", "情况", "条文"], ["no.", "event", "what", "article"]),
            widths: vec![1, 4, 6, 6],
            rows: column.findings.iter().enumerate().map(row).collect(),
        }));
    }

    fn occurrences(&self, found: &Found) -> String {
        let one = |event: &super::model::Occurrence| {
            let number = event.number.map(|n| format!("〔{}〕", Self::event(n))).unwrap_or_default();
            let on = event.on.as_deref().unwrap_or_default();
            format!("{number}{on}{}{}", if on.is_empty() { "" } else { " " }, event.event)
        };
        found.events.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    fn what(&self, found: &Found) -> String {
        let mut lines = Vec::new();
        if !found.events.iter().any(|event| event.event == found.about) {
            let abouts: Vec<String> = found.about.split('；').map(str::to_owned).collect();
            lines.push(self.some(&abouts, MISSING).join("；"));
        }
        lines.extend(found.ground.iter().map(|ground| format!("{}{ground}", self.pick("性质：", "ground: "))));
        lines.extend(self.some(&found.reasons, REASONS));
        if !found.missing.is_empty() {
            let missing = self.some(&found.missing, MISSING);
            lines.push(format!("{}{}", self.pick("缺：", "missing: "), missing.join(&self.pick("；", "; "))));
        }
        lines.join("\n")
    }

    /// The first of a list, and how many more there are.
    fn some(&self, all: &[String], most: usize) -> Vec<String> {
        let mut shown: Vec<String> = all.iter().take(most).cloned().collect();
        let more = all.len() - shown.len();
        if more > 0 {
            shown.push(if self.lang == Lang::Zh { format!("另有 {more} 项") } else { format!("and {more} more") });
        }
        shown
    }

    fn quoted(&self, found: &Found) -> String {
        let one = |cite: &crate::answer::Cite| {
            let quote = if cite.quote.is_empty() { String::new() } else { format!("「{}」", cite.quote) };
            format!("《{}》{}{quote}", cite.document, cite.place(self.lang))
        };
        found.citations.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    fn pending(&self, duties: &[crate::answer::Due], out: &mut Vec<Piece>) {
        if duties.is_empty() {
            out.push(Piece::Text(self.pick("没有还要办的事。", "Nothing is owed.")));
            return;
        }
        let zh = self.lang == Lang::Zh;
        let row = |due: &crate::answer::Due| {
            let by = due.date.as_deref().map(|on| day(on, self.lang)).or_else(|| due.when.clone());
            let late = due.verdict == crate::vocabulary::Verdict::Violation;
            let stands = if late { self.pick("没有按时办", "not in time") } else { due.verdict.word(zh).to_owned() };
            vec![
                by.unwrap_or_else(|| self.pick("未规定", "no limit")),
                due.who.clone().unwrap_or_else(|| self.pick("责任人未规定", "nobody named")),
                due.what.clone(),
                stands,
                due.places().map(|cite| format!("《{}》{}", cite.document, cite.place(self.lang))).collect::<Vec<_>>().join("\n"),
            ]
        };
        out.push(Piece::Grid(Grid {
            caption: String::new(),
            head: self.names(["期限", "责任人", "事项", "情况", "依据"], ["by", "who", "what", "how it stands", "place"]),
            widths: vec![3, 3, 6, 2, 4],
            rows: duties.iter().map(row).collect(),
        }));
    }

    /// The appendix: the events behind every figure and every counted cell, and the events themselves.
    fn sources(&self, out: &mut Vec<Piece>) {
        out.push(Piece::Heading(1, self.pick("附录 数字来源", "Appendix: where the figures come from")));
        let mut rows: Vec<Vec<String>> = self.figures.iter().map(|figure| self.source_of(figure)).collect();
        for block in &self.blocks {
            if let Block::Table(table) = block {
                self.sources_of(table, &mut rows);
            }
        }
        if !rows.is_empty() {
            out.push(Piece::Grid(Grid {
                caption: self.pick("每个数字的来源事件", "The events behind every figure"),
                head: self.names(["数字", "口径", "数值", "来源事件"], ["figure", "what is counted", "value", "events"]),
                widths: vec![4, 4, 4, 4],
                rows,
            }));
        }
        if !self.events.is_empty() {
            out.push(Piece::Grid(Grid {
                caption: self.pick("事件登记", "Events"),
                head: self.names(["编号", "日期", "事件"], ["no.", "on", "event"]),
                widths: vec![2, 4, 9],
                rows: self.events.iter().map(|event| self.registered(event)).collect(),
            }));
        }
    }

    fn all_events(&self, events: &[usize]) -> String {
        if events.is_empty() { self.pick("没有事件", "no event") } else { ranges(events.iter().copied()) }
    }

    fn source_of(&self, figure: &Figure) -> Vec<String> {
        vec![
            format!("{}.{}", figure.number, figure.name),
            figure.basis.clone(),
            figure.value.words(self.lang),
            self.all_events(&figure.events),
        ]
    }

    /// The counted cells of a table; totals add up what is listed.
    fn sources_of(&self, table: &Table, rows: &mut Vec<Vec<String>>) {
        let total = |text: &str| table.counted && ["合计", "total"].contains(&text);
        let place = format!("{}{} {}", self.pick("表", "Table "), table.number, table.name);
        for row in &table.rows {
            if table.rows.len() > 1 && row.first().is_some_and(|cell| total(&cell.text)) {
                continue;
            }
            let name = row.first().map(|cell| cell.text.as_str()).unwrap_or_default();
            for (cell, head) in row.iter().zip(&table.head).skip(1) {
                if !cell.events.is_empty() && is_number(&cell.text) && !(table.head.len() > 2 && total(head)) {
                    let events = self.all_events(&cell.events);
                    rows.push(vec![place.clone(), format!("{name}·{head}"), cell.text.clone(), events]);
                }
            }
        }
    }

    fn registered(&self, event: &super::model::Event) -> Vec<String> {
        let on = event.on.as_deref().map_or_else(|| self.pick("未写日期", "no day"), |on| day(on, self.lang));
        let until = event.until.as_deref().map(|on| format!("{}{}", self.pick("至", " to "), day(on, self.lang)));
        vec![Self::event(event.number), format!("{on}{}", until.unwrap_or_default()), event.sentence.clone()]
    }
}

/// Numbers that follow each other are drawn together, with blanks at which a line may be broken: E001 E003—E007.
fn ranges(numbers: impl Iterator<Item = usize>) -> String {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for n in numbers {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == n => *last = n,
            _ => spans.push((n, n)),
        }
    }
    let span = |(first, last): &(usize, usize)| match last - first {
        0 => Report::event(*first),
        1 => format!("{} {}", Report::event(*first), Report::event(*last)),
        _ => format!("{}—{}", Report::event(*first), Report::event(*last)),
    };
    spans.iter().map(span).collect::<Vec<_>>().join(" ")
}

/// What was counted, and not named: 8, 3 至 5, 66.7%（2/3）.
fn is_number(text: &str) -> bool {
    let part = |c: char| c.is_ascii_digit() || " .,至to%（）()/—-+".contains(c);
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(part)
}

/// The beginning of a digest.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
