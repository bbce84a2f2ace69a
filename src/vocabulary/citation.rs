//! Places in official documents, as lawyers cite them.
use super::{Article, chinese};
use std::{fmt, sync::Arc};

/// A place inside a document. Articles with one paragraph are cited without 款; sentences are counted by the tool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locus {
    /// 条, or another part that is cited by its name
    pub article: Option<Article>,
    /// 款 (none in an article of one paragraph)
    pub paragraph: Option<u32>,
    /// 句
    pub sentence: Option<u32>,
    /// 项
    pub item: Option<u32>,
}

impl Locus {
    /// Whether `other` is this place or lies in it: a missing number stands for any.
    pub fn covers(&self, other: &Self) -> bool {
        fn part<T: PartialEq>(outer: Option<T>, inner: Option<T>) -> bool {
            outer.is_none() || outer == inner
        }
        // An article of one paragraph may be cited with or without 第一款.
        let paragraph = part(self.paragraph, other.paragraph) || (self.paragraph == Some(1) && other.paragraph.is_none());
        part(self.article, other.article) && paragraph && part(self.sentence, other.sentence) && part(self.item, other.item)
    }
}

impl Locus {
    /// For those who read English: `article 38, paragraph 1, sentence 5`.
    pub fn english(&self) -> String {
        // A part with a name of its own is cited by it.
        let article = self.article.map(|article| match (article.name(), article.number()) {
            (None, Some(number)) => format!("article {number}"),
            _ => article.to_string(),
        });
        let sentence = self.sentence.filter(|_| self.item.is_none());
        let parts = [("paragraph", self.paragraph), ("item", self.item), ("sentence", sentence)];
        let rest = parts.iter().filter_map(|(unit, number)| Some(format!("{unit} {}", (*number)?)));
        article.into_iter().chain(rest).collect::<Vec<String>>().join(", ")
    }
}

impl fmt::Display for Locus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(article) = self.article {
            article.fmt(f)?;
        }
        if let Some(n) = self.paragraph {
            write!(f, "第{}款", chinese(n))?;
        }
        if let Some(n) = self.item {
            return write!(f, "第（{}）项", chinese(n));
        }
        self.sentence.map_or(Ok(()), |n| write!(f, "第{}句", chinese(n)))
    }
}

/// A place in a document with the words relied on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Citation {
    /// Title of the document.
    pub document: Arc<str>,
    /// Document number (文号).
    pub number: Option<Arc<str>>,
    /// Where.
    pub locus: Locus,
    /// The words, as issued.
    pub quote: Arc<str>,
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "《{}》{}", self.document, self.locus)
    }
}
