//! Sentences whose blanks were left out, and how they may be written.
use super::shelf::{Shelf, Shelved};
use crate::diagnostic::{Kind, Lang, Problem, Problems, Severity};
use crate::resolve::{self, Resolved, declaring, is_kind, with_blanks};
use crate::source::{Source, Span};
use crate::syntax::typed::{TokenKind, tokens};
use crate::syntax::{Spoken, spoken};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Ways to write a sentence whose words run together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unspaced {
    /// Where the sentence stands.
    pub at: Span,
    /// The ways: one, or several that are as good as each other.
    pub ways: Vec<String>,
    /// The sentence can be read as it stands, as words that are declared nowhere.
    pub reads: bool,
}

impl Unspaced {
    /// As a problem of its file.
    pub fn problem(&self, source: &Arc<Source>) -> Problem {
        Problem::new(RunTogether(self.ways.clone()), source, self.at)
    }
}

/// `由市长签发公文。`
#[derive(Debug)]
struct RunTogether(Vec<String>);

impl Kind for RunTogether {
    fn code(&self) -> &'static str {
        "L005"
    }

    fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => "这一句的词连在一起，少了空格".to_owned(),
            Lang::En => "the words of this sentence run together".to_owned(),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        Some(match (self.0.as_slice(), lang) {
            ([one], Lang::Zh) => format!("可以写成「{one}」；guiju fmt --blanks 替您写进文件。"),
            ([one], Lang::En) => format!("It may be written `{one}`; guiju fmt --blanks writes it."),
            (several, Lang::Zh) => format!("有几种断法，请选一种写：「{}」。", several.join("」「")),
            (several, Lang::En) => format!("There are several ways, write one: `{}`.", several.join("` `")),
        })
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }
}

/// A problem of a sentence whose words run together, with the way it may be written as its help.
#[derive(Debug)]
struct Proposed {
    kind: Arc<dyn Kind>,
    ways: RunTogether,
}

impl Kind for Proposed {
    fn code(&self) -> &'static str {
        self.kind.code()
    }

    fn message(&self, lang: Lang) -> String {
        self.kind.message(lang)
    }

    fn help(&self, lang: Lang) -> Option<String> {
        self.ways.help(lang)
    }

    fn severity(&self) -> Severity {
        self.kind.severity()
    }
}

/// Problems of sentences that cannot be read as they stand, with the ways they may be written.
pub fn with_proposals(problems: Problems, source: &Source, unspaced: &[Unspaced]) -> Problems {
    let about = |problem: &Problem, one: &Unspaced| {
        !one.reads && problem.source.name() == source.name() && one.at.range().contains(&problem.at.range().start)
    };
    problems.map(|problem| match unspaced.iter().find(|one| about(&problem, one)) {
        Some(one) => {
            let kind = Proposed { kind: Arc::clone(&problem.kind), ways: RunTogether(one.ways.clone()) };
            Problem { kind: Arc::new(kind), ..problem }
        }
        None => problem,
    })
}

impl Shelf {
    /// The sentences of a file whose words run together, by the words that it and the rulebooks it uses declare.
    pub fn unspaced(&self, file: &Shelved) -> Vec<Unspaced> {
        let source = &file.parsed.source;
        let sentences = spoken(source);
        if sentences.is_empty() {
            return Vec::new();
        }
        let (resolved, _) = resolve::resolve(&self.around(file), |_| String::new());
        let names = names(&resolved, source.text());
        let found = sentences.into_iter().filter_map(|(at, sort)| unspaced(&resolved, &names, source, at, sort));
        // A situation that names no rulebook may use words of any: what can be read as it stands may be one of them.
        let of_some_rulebook = file.title().is_some() || !file.names().is_empty();
        found.filter(|one| of_some_rulebook || !one.reads).collect()
    }
}

fn unspaced(resolved: &Resolved, names: &BTreeSet<String>, source: &Source, at: Span, sort: Spoken) -> Option<Unspaced> {
    let text = source.slice(at);
    let ways = with_blanks(resolved, names, text, |way| sort.reads(way));
    let ways: Vec<String> = ways.into_iter().filter(|way| sort.reads(way)).collect();
    (!ways.is_empty()).then(|| Unspaced { at, ways, reads: sort.reads(text) })
}

/// The names that the cases of a file give: in rosters, lists of people, and before 是.
fn names(resolved: &Resolved, text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in text.lines().map(str::trim) {
        let listed = ["名册：", "名册:", "人：", "人:"].iter().find_map(|lead| line.strip_prefix(lead));
        let new = || declaring(line, |word| is_kind(resolved, word));
        if let Some(list) = listed {
            names.extend(words(list));
        } else if let Some((head, _)) = line.split_once(" 是 ") {
            names.extend(words(head));
        } else if let Some((head, _)) = new().as_deref().and_then(|line| line.split_once(" 是 ")) {
            names.insert(head.to_owned());
        }
    }
    names
}

fn words(text: &str) -> Vec<String> {
    let word = |token: crate::syntax::typed::Token| match token.kind {
        TokenKind::Word => text.get(token.at).map(str::to_owned),
        TokenKind::Keyword | TokenKind::Mark | TokenKind::Bracket | TokenKind::Alone => None,
    };
    tokens(text).into_iter().filter_map(word).collect()
}
