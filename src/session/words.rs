//! The words that may be typed: completion by Han characters, pinyin or its initials, colours, and what comes next.
use super::command::{COMMANDS, Command, Verb};
use super::entry::Entry;
use super::scene::Bound;
use crate::core_ir::Program;
use crate::diagnostic::Lang;
use crate::resolve::{Name, Pattern, PatternToken, Scope};
use crate::syntax::typed::{TokenKind, tokens};
use crate::vocabulary::Date;
use pinyin::ToPinyin;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// So many candidates at most.
const CANDIDATES_AT_MOST: usize = 40;
/// Words of questions.
const QUESTION: [&str; 13] =
    ["能否", "由谁", "谁", "是否", "是不是", "是否必须", "是否合规", "是否违反", "手续", "频次", "次数", "下一步", "有没有依据"];
/// First words of facts.
const FACT: [&str; 8] = ["名册：", "人：", "完整：", "不全：", "未知：", "撤去：", "改文：", "并非"];
/// Words that stand in the brackets behind a fact, and the like.
const SMALL: [&str; 10] = ["自", "至", "于", "由", "认定", "共", "是", "的", "任", "情形"];

/// What a word of a typed line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A command.
    Command,
    /// A keyword, a word of questions, a small word of facts.
    Keyword,
    /// Somebody or something of the situation.
    Own,
    /// A kind, an office or another name of the rulebooks.
    Name,
    /// A word of a pattern.
    Pattern,
    /// A date or a number.
    Number,
    /// A bracket or quote that stands alone.
    Alone,
}

/// A word with its sound.
#[derive(Debug, Clone)]
struct Word {
    text: String,
    sound: String,
    initials: String,
    class: Class,
}

/// Everything that can be typed in a session as it stands.
#[derive(Debug, Clone)]
pub struct Words {
    own: Vec<Word>,
    declared: Arc<Declared>,
    situations: Vec<Word>,
    lang: Lang,
}

/// What the rulebooks declare: made once.
#[derive(Debug)]
pub(super) struct Declared {
    words: Vec<Word>,
    classes: HashMap<String, Class>,
    articles: Vec<Word>,
    patterns: Vec<Vec<Part>>,
}

/// A word of a pattern, or the kind of a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Word(String),
    Hole(String),
}

impl Word {
    fn new(text: &str, class: Class) -> Self {
        let (mut sound, mut initials) = (String::new(), String::new());
        for c in text.chars() {
            if let Some(one) = c.to_pinyin() {
                sound.push_str(one.plain());
                initials.push_str(one.first_letter());
            } else {
                sound.extend(c.to_lowercase());
                initials.extend(c.to_lowercase());
            }
        }
        Self { text: text.to_owned(), sound, initials, class }
    }

    /// With the blank that must follow: names may be followed by 、.
    fn spaced(&self) -> String {
        let blank = self.class == Class::Pattern || (self.class == Class::Keyword && !self.text.ends_with('：'));
        if blank { format!("{} ", self.text) } else { self.text.clone() }
    }

    /// Whether it may be meant by these characters or letters.
    fn begins(&self, typed: &str) -> bool {
        let letters = || typed.chars().all(|c| c.is_ascii_alphanumeric());
        self.text.starts_with(typed)
            || (letters() && {
                let lower = typed.to_ascii_lowercase();
                self.sound.starts_with(&lower) || self.initials.starts_with(&lower)
            })
    }
}

impl Declared {
    pub(super) fn of(scope: &Scope, program: &Program) -> Self {
        let mut seen = HashSet::new();
        let mut words: Vec<Word> = Vec::new();
        let mut add = |text: &str, class| {
            if !text.is_empty() && seen.insert(text.to_owned()) {
                words.push(Word::new(text, class));
            }
        };
        scope.names.keys().for_each(|name| add(name, Class::Name));
        scope.patterns.iter().flat_map(Pattern::words).for_each(|word| add(word, Class::Pattern));
        QUESTION.iter().chain(&FACT).for_each(|word| add(word, Class::Keyword));
        let mut classes: HashMap<String, Class> = words.iter().map(|word| (word.text.clone(), word.class)).collect();
        SMALL.iter().for_each(|word| {
            classes.entry((*word).to_owned()).or_insert(Class::Keyword);
        });
        FACT.iter().for_each(|word| {
            classes.insert(word.trim_end_matches('：').to_owned(), Class::Keyword);
        });
        let mut numbers: Vec<crate::vocabulary::Article> =
            program.clauses.iter().filter_map(|clause| clause.citation.locus.article).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let article = |article: &crate::vocabulary::Article| Word::new(&article.to_string(), Class::Name);
        let patterns = scope.patterns.iter().map(|pattern| parts(pattern, program)).collect();
        Self { words, classes, articles: numbers.iter().map(article).collect(), patterns }
    }
}

fn parts(pattern: &Pattern, program: &Program) -> Vec<Part> {
    let holes = program.relations.get(pattern.relation.index()).map(|relation| relation.holes.as_slice()).unwrap_or_default();
    let kind =
        |n: usize| holes.get(n).and_then(|hole| program.kinds.get(hole.kind.index())).map_or("", |kind| kind.name.as_str());
    let part = |token: &PatternToken| match token {
        PatternToken::Word(word) => Part::Word(word.clone()),
        PatternToken::Hole(n) => Part::Hole(kind(*n).to_owned()),
        PatternToken::Number => Part::Hole("数".to_owned()),
    };
    pattern.tokens.iter().map(part).collect()
}

impl Words {
    pub(super) fn new<'n>(
        declared: &Arc<Declared>,
        now: &Bound,
        situations: impl Iterator<Item = &'n String>,
        lang: Lang,
    ) -> Self {
        let own = now.situated().names.iter().filter(|(_, name)| matches!(name, Name::Entity(..)));
        Self {
            own: own.map(|(name, _)| Word::new(name, Class::Own)).collect(),
            declared: Arc::clone(declared),
            situations: ["实际", "现在"]
                .into_iter()
                .chain(situations.map(String::as_str))
                .map(|name| Word::new(name, Class::Own))
                .collect(),
            lang,
        }
    }

    /// What may stand in place of the word before the cursor: where that word begins, and the candidates, best first.
    pub fn complete(&self, line: &str, at: usize) -> (usize, Vec<String>) {
        let before = line.get(..at).unwrap_or(line);
        let start = word_start(before);
        let typed = before.get(start..).unwrap_or_default();
        let lead = before.get(..start).unwrap_or_default();
        let mut found: Vec<String> = Vec::new();
        let mut add = |word: &str| {
            if !found.iter().any(|known| known == word) && found.len() < CANDIDATES_AT_MOST {
                found.push(word.to_owned());
            }
        };
        let colon = lead.trim() == ":" || lead.trim() == "：";
        let first = colon || lead.trim().is_empty();
        let named = if first { commands(typed, colon, self.lang) } else { Vec::new() };
        named.iter().for_each(|name| add(&format!("{name} ")));
        // Letters at the beginning of a line are a command if there is one; a sentence hardly begins with a pattern.
        if !colon && (named.is_empty() || !typed.is_ascii()) {
            self.candidates(lead).filter(|word| word.begins(typed)).for_each(|word| add(&word.spaced()));
        }
        (start, found)
    }

    fn candidates<'w>(&'w self, lead: &str) -> Box<dyn Iterator<Item = &'w Word> + 'w> {
        match Entry::of(lead) {
            Entry::Command(Verb::Goto | Verb::Compare, _) => Box::new(self.situations.iter()),
            Entry::Command(Verb::Source, _) => Box::new(self.declared.articles.iter()),
            Entry::Command(Verb::Help, _) => Box::new(std::iter::empty()),
            _ => Box::new(self.own.iter().chain(&self.declared.words)),
        }
    }

    /// The parts of a line that are understood.
    pub fn classes(&self, line: &str) -> Vec<(Range<usize>, Class)> {
        let mut out = Vec::new();
        for (n, token) in tokens(line).into_iter().enumerate() {
            let text = line.get(token.at.clone()).unwrap_or_default();
            let class = match token.kind {
                TokenKind::Alone => Some(Class::Alone),
                TokenKind::Keyword => Some(Class::Keyword),
                TokenKind::Word if n <= 1 && Command::named(text).is_some() && leads(line, token.at.start) => {
                    Some(Class::Command)
                }
                TokenKind::Word => self.class(text),
                TokenKind::Mark | TokenKind::Bracket => None,
            };
            out.extend(class.map(|class| (token.at, class)));
        }
        out
    }

    pub(super) fn class(&self, word: &str) -> Option<Class> {
        let own = || self.own.iter().any(|known| known.text == word).then_some(Class::Own);
        let number = || {
            let number = Date::parse(word).is_some() || word.chars().all(|c| c.is_ascii_digit() || c == '.');
            number.then_some(Class::Number)
        };
        own().or_else(|| self.declared.classes.get(word).copied()).or_else(number)
    }

    /// The bracket that belongs to the one at the cursor, or right before it.
    pub fn partner(line: &str, at: usize) -> Option<Range<usize>> {
        let all = tokens(line);
        let here = all.iter().find(|token| token.partner.is_some() && (token.at.start == at || token.at.end == at))?;
        let other = here.partner?;
        all.iter().find(|token| token.at.start == other).map(|token| token.at.clone())
    }

    /// What may come next at the end of a line: the rest of a pattern, or what a command wants.
    pub fn hint(&self, line: &str) -> Option<String> {
        if !line.ends_with(char::is_whitespace) || line.trim().is_empty() {
            return None;
        }
        if let Entry::Command(verb, "") = Entry::of(line) {
            let rest = Command::of(verb)?.rest[usize::from(self.lang == Lang::En)];
            return Some(rest.to_owned()).filter(|rest| !rest.is_empty());
        }
        self.rest_of_pattern(line)
    }

    /// Of the patterns that go on from the last words, the one declared first.
    fn rest_of_pattern(&self, line: &str) -> Option<String> {
        let sentence = line.rsplit(['。', '？', '?', '；', '，', '：']).next().unwrap_or(line);
        let words: Vec<&str> = sentence.split_whitespace().collect();
        let last = words.last()?;
        let fits = |parts: &&Vec<Part>| {
            // The words of the pattern up to the last one typed stand there in order, with something before the first.
            let upto = parts.iter().position(|part| *part == Part::Word((*last).to_owned()));
            upto.is_some_and(|upto| {
                upto + 1 < parts.len()
                    && (upto == 0 || words.len() > 1)
                    && in_order(parts.get(..=upto).unwrap_or_default(), &words)
            })
        };
        let parts = self.declared.patterns.iter().find(fits)?;
        let upto = parts.iter().position(|part| *part == Part::Word((*last).to_owned()))?;
        let rest = parts.get(upto + 1..)?.iter().map(|part| match part {
            Part::Word(word) => word.clone(),
            Part::Hole(kind) => format!("[{kind}]"),
        });
        Some(rest.collect::<Vec<_>>().join(" "))
    }
}

/// Whether the literal words stand among those typed, in this order.
fn in_order(parts: &[Part], words: &[&str]) -> bool {
    let mut rest = words.iter();
    parts.iter().all(|part| match part {
        Part::Word(word) => rest.any(|typed| typed == word),
        Part::Hole(_) => true,
    })
}

fn commands(typed: &str, colon: bool, lang: Lang) -> Vec<&'static str> {
    let begins = |name: &&'static str| Word::new(name, Class::Command).begins(typed);
    let chinese = || COMMANDS.iter().filter_map(|command| command.chinese.first().copied()).filter(begins);
    let english = || COMMANDS.iter().filter_map(|command| command.english.first().copied()).filter(begins);
    match (colon, typed.is_empty(), lang) {
        (true, _, Lang::En) => english().chain(chinese()).collect(),
        (true, _, Lang::Zh) => chinese().chain(english()).collect(),
        // Nothing typed: what can be said comes first.
        (false, true, _) => Vec::new(),
        (false, false, _) => chinese().collect(),
    }
}

/// Where the word before the cursor begins.
fn word_start(before: &str) -> usize {
    let end = |token: &crate::syntax::typed::Token| token.at.end == before.len();
    let word = |token: &crate::syntax::typed::Token| matches!(token.kind, TokenKind::Word | TokenKind::Keyword);
    tokens(before).last().filter(|token| end(token) && word(token)).map_or(before.len(), |token| token.at.start)
}

/// Whether nothing stands before, but blanks and a colon.
fn leads(line: &str, at: usize) -> bool {
    line.get(..at).is_some_and(|before| before.chars().all(|c| c.is_whitespace() || matches!(c, ':' | '：')))
}
