//! A file of a calendar: lines → entries, and what is wrong with them.
use super::CalendarProblem as P;
use super::shelf::FIRST;
use super::year::Year;
use crate::diagnostic::{Problem, Problems, nearest};
use crate::source::{Source, Span};
use crate::vocabulary::Date;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// How a file begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// `年历 2027年`: the whole year.
    Whole,
    /// `补充 2027年 广西`: added to a year that is known.
    Supplement,
}

/// What a line says of its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// `放假`.
    Off,
    /// `上班`.
    Worked,
    /// `法定`.
    Statutory,
}

/// Days of one line.
#[derive(Debug, Clone)]
pub struct Entry {
    pub listed: Listed,
    pub first: Date,
    pub last: Date,
    pub name: String,
    at: Span,
}

/// A file that could be read.
#[derive(Debug, Clone)]
pub struct File {
    pub source: Arc<Source>,
    pub head: Head,
    pub year: i16,
    pub notices: Vec<String>,
    pub entries: Vec<Entry>,
    /// Where it begins.
    pub at: Span,
}

impl File {
    /// The beginning of the digest of its text.
    pub fn digest(&self) -> String {
        Sha256::digest(self.source.text().as_bytes()).iter().take(8).fold(String::new(), |mut out, byte| {
            // Writing to a string does not fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
    }
}

const WORDS: [&str; 6] = ["年历", "补充", "通知", "放假", "上班", "法定"];

/// Reads a file to its end. Whether its days fit the year is for [`check`].
pub fn file(source: &Arc<Source>) -> Result<File, Problems> {
    let mut reader = Reader { source, file: None, problems: Problems::default() };
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        let text = line.trim_start_matches('\u{feff}');
        let from = start + (line.len() - text.len());
        let text = text.trim_end();
        let inner = text.trim_start();
        let at = Span::new(from + (text.len() - inner.len()), from + text.len());
        if !(inner.is_empty() || inner.starts_with("//") || inner.starts_with("注：") || inner.starts_with("注:")) {
            reader.line(inner, at);
        }
        start += line.len();
    }
    reader.end()
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    file: Option<File>,
    problems: Problems,
}

impl Reader<'_> {
    fn told(&mut self, problem: P, at: Span) {
        self.problems.push(Problem::new(problem, self.source, at));
    }

    fn line(&mut self, text: &str, at: Span) {
        let Some(word) = WORDS.iter().find(|word| text.starts_with(**word)) else {
            let word = text.split_whitespace().next().unwrap_or_default();
            let short: String = word.chars().take(2).collect();
            let near = nearest(&short, WORDS.iter().copied());
            return self.told(P::UnknownLine { word: word.to_owned(), near: near.map(str::to_owned) }, at);
        };
        let rest = text.get(word.len()..).unwrap_or_default();
        let inner = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':'));
        let rest_at = Span::new(at.end as usize - inner.len(), at.end as usize);
        match *word {
            "年历" => self.head(Head::Whole, inner, at),
            "补充" => self.head(Head::Supplement, inner, at),
            "通知" => self.notice(inner, at),
            "放假" => self.days(Listed::Off, word, inner, rest_at),
            "上班" => self.days(Listed::Worked, word, inner, rest_at),
            _ => self.days(Listed::Statutory, word, inner, rest_at),
        }
    }

    fn head(&mut self, head: Head, rest: &str, at: Span) {
        if self.file.is_some() {
            return self.told(P::SecondHead, at);
        }
        let digits: String = rest.chars().map_while(digit).collect();
        match digits.parse().ok().filter(|year| (FIRST..=9999).contains(year)) {
            Some(year) => {
                let source = Arc::clone(self.source);
                self.file = Some(File { source, head, year, notices: Vec::new(), entries: Vec::new(), at });
            }
            None => self.told(P::NoHead, at),
        }
    }

    fn notice(&mut self, rest: &str, at: Span) {
        match &mut self.file {
            Some(file) if !rest.is_empty() => file.notices.push(rest.to_owned()),
            Some(_) => self.told(P::NoNotice, at),
            None => {}
        }
    }

    fn days(&mut self, listed: Listed, word: &str, rest: &str, at: Span) {
        let Some(year) = self.file.as_ref().map(|file| file.year) else { return };
        let (stretches, name) = match stretches(rest, year) {
            Ok(read) => read,
            Err(text) => return self.told(P::NoDate { text }, at),
        };
        if name.is_empty() && listed != Listed::Worked {
            self.told(P::NoName { word: word.to_owned() }, at);
        }
        for (first, last) in stretches {
            if let Some(other) = [first, last].into_iter().find(|day| day.ymd().0 != year) {
                self.told(P::OtherYear { date: other, year }, at);
            } else if last < first {
                self.told(P::EndsFirst { first, last }, at);
            } else if let Some(file) = &mut self.file {
                file.entries.push(Entry { listed, first, last, name: name.clone(), at });
            }
        }
    }

    fn end(mut self) -> Result<File, Problems> {
        match &self.file {
            // A head that cannot be read was told already.
            None if self.problems.sorted().iter().any(|problem| problem.kind.code() == "K001") => {}
            None => self.told(P::NoHead, Span::new(0, self.source.text().len().min(1))),
            Some(file) if file.notices.is_empty() => {
                let at = file.at;
                self.told(P::NoNotice, at);
            }
            Some(_) => {}
        }
        match self.file {
            Some(file) if self.problems.is_empty() => Ok(file),
            _ => Err(self.problems),
        }
    }
}

/// A digit of either width.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0),
        _ => None,
    }
}

/// `1月27日 至 2月2日、2月4日 补春节`: the stretches and the name. On failure what could not be read as a day.
fn stretches(text: &str, year: i16) -> Result<(Vec<(Date, Date)>, String), String> {
    let mut list = Vec::new();
    let mut rest = text;
    loop {
        let (first, after) = date(rest, year)?;
        let (last, after) = match after.trim_start().strip_prefix(['至', '到', '～', '~']) {
            Some(after) => date(after, year)?,
            None => (first, after),
        };
        list.push((first, last));
        match after.trim_start().strip_prefix(['、', '，', ',']) {
            Some(after) => rest = after,
            None => return Ok((list, name(after))),
        }
    }
}

/// The day at the beginning of the text, and what follows. A day without a year is of the file's.
fn date(text: &str, year: i16) -> Result<(Date, &str), String> {
    let text = text.trim_start();
    let part = |c: char| digit(c).is_some() || matches!(c, '年' | '月' | '-' | '－' | '.' | '/');
    let end = text.find(|c| !part(c)).unwrap_or(text.len());
    let (mut written, mut rest) = text.split_at(end);
    if let Some(after) = rest.strip_prefix('日') {
        rest = after;
    }
    let full =
        if written.contains('月') && !written.contains('年') { format!("{year}年{written}") } else { written.to_owned() };
    if written.is_empty() {
        written = text.split_whitespace().next().unwrap_or_default();
    }
    Date::parse(&full).map(|date| (date, rest)).ok_or_else(|| written.to_owned())
}

/// `补春节`, `（补春节）`, `春节`: the holiday.
fn name(text: &str) -> String {
    let bare = text.trim().trim_matches(['（', '）', '(', ')', '。', '，']).trim();
    bare.strip_prefix('补').unwrap_or(bare).trim().to_owned()
}

/// Whether the days of a file fit each other and the year as it was.
pub fn check(file: &File, base: &Year) -> Problems {
    let mut problems = Problems::default();
    let mut off_or_worked: HashMap<Date, (Listed, Span)> = HashMap::new();
    let mut statutory: HashMap<Date, Span> = HashMap::new();
    for entry in &file.entries {
        for day in entry.days() {
            let before = match entry.listed {
                Listed::Statutory => statutory.insert(day, entry.at),
                _ => off_or_worked.insert(day, (entry.listed, entry.at)).map(|(_, at)| at),
            };
            if let Some(before) = before {
                let problem = Problem::new(P::Twice { date: day }, &file.source, entry.at);
                problems.push(problem.also(&file.source, before, "先写在这里", "first here"));
            }
        }
    }
    for entry in &file.entries {
        for day in entry.days() {
            let listed = off_or_worked.get(&day).map(|(listed, _)| *listed);
            let works = base.day(day).is_some_and(|day| day.working);
            match entry.listed {
                Listed::Worked if works => {
                    problems.push(Problem::new(P::WorkedAnyway { date: day }, &file.source, entry.at));
                }
                Listed::Statutory if listed == Some(Listed::Worked) || (listed.is_none() && works) => {
                    problems.push(Problem::new(P::StatutoryWorked { date: day }, &file.source, entry.at));
                }
                _ => {}
            }
        }
    }
    problems.distinct()
}
