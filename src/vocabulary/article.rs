//! The numbered parts of a document: articles (第三十八条), or parts with a name of their own (任务28, 保障措施（二）, 标题).
use super::{chinese, parse_numeral};
use arrayvec::ArrayString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{cmp::Ordering, fmt, hash};

/// The longest name of a part, in bytes: eight Chinese characters.
const LONGEST: usize = 24;

/// Parts that every document may have and nobody numbers.
const UNNUMBERED: [&str; 6] = ["标题", "题注", "印发通知", "序言", "附件", "落款"];

/// How the number of a part is written in its document.
#[derive(Debug, Clone, Copy)]
enum Style {
    /// 任务二十八
    Chinese,
    /// 任务28
    Digits,
    /// 保障措施（二）
    Bracketed,
}

/// An article, or a part that stands for one. However its number is written, it is the same part.
#[derive(Debug, Clone, Copy)]
pub struct Article {
    /// Empty for 条.
    name: ArrayString<LONGEST>,
    /// 0 where it has none.
    number: u32,
    style: Style,
}

impl From<u32> for Article {
    /// 第 n 条
    fn from(number: u32) -> Self {
        Self { name: ArrayString::new(), number, style: Style::Chinese }
    }
}

impl Article {
    /// Reads `第三十八条`, `任务28`, `任务二十八`, `第28项任务`, `保障措施（二）`, `标题`: the whole text.
    pub fn parse(text: &str) -> Option<Self> {
        if UNNUMBERED.contains(&text) {
            return Some(Self { name: ArrayString::from(text).ok()?, number: 0, style: Style::Digits });
        }
        if let Some(rest) = text.strip_prefix('第') {
            if let Some(number) = rest.strip_suffix('条') {
                return parse_numeral(number.trim()).map(Self::from);
            }
            let (number, name) = rest.split_once('项')?;
            return Self::named(name, parse_numeral(number)?, Style::Digits);
        }
        if let Some(inside) = text.strip_suffix(['）', ')']) {
            let (name, number) = inside.rsplit_once(['（', '('])?;
            return Self::named(name, parse_numeral(number)?, Style::Bracketed);
        }
        let name = text.trim_end_matches(in_numeral);
        let number = text.strip_prefix(name)?;
        let style = if number.starts_with(|c: char| c.is_ascii_digit()) { Style::Digits } else { Style::Chinese };
        Self::named(name, parse_numeral(number)?, style)
    }

    /// The part that the text begins with, and what follows it.
    pub fn prefix(text: &str) -> Option<(Self, &str)> {
        // The longest beginning that is a part: 任务28 of 任务28第二句. None is longer than a name and its number.
        let ends = text.char_indices().map(|(at, _)| at).skip(1).chain([text.len()]).take(32);
        ends.filter_map(|end| Some((Self::parse(text.get(..end)?)?, text.get(end..)?))).last()
    }

    fn named(name: &str, number: u32, style: Style) -> Option<Self> {
        let name = Self::is_name(name).then(|| ArrayString::from(name).ok())??;
        (number > 0).then_some(Self { name, number, style })
    }

    /// Whether parts may be called so: up to eight characters, no numeral at the end.
    pub fn is_name(name: &str) -> bool {
        let word = |c: char| c.is_alphanumeric() && !c.is_ascii();
        (1..=LONGEST).contains(&name.len())
            && name.chars().all(word)
            && !name.contains('第')
            && !name.ends_with(in_numeral)
            && !UNNUMBERED.contains(&name)
    }

    /// 任务 of 任务28; nothing for an article (条).
    pub fn name(&self) -> Option<&str> {
        (!self.name.is_empty()).then_some(self.name.as_str())
    }

    /// Its number; none for 标题.
    pub fn number(&self) -> Option<u32> {
        (self.number > 0 || self.name.is_empty()).then_some(self.number)
    }

    /// The ways of writing it.
    pub fn spellings(&self) -> [String; 3] {
        [Style::Chinese, Style::Digits, Style::Bracketed].map(|style| Self { style, ..*self }.to_string())
    }

    /// Another part of the same sort.
    #[must_use]
    pub fn with(self, number: u32) -> Self {
        Self { number, ..self }
    }

    fn key(&self) -> (&str, u32) {
        (&self.name, self.number)
    }
}

fn in_numeral(c: char) -> bool {
    c.is_ascii_digit() || "０１２３４５６７８９零〇一二两三四五六七八九十百千".contains(c)
}

impl PartialEq for Article {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Article {}

impl PartialOrd for Article {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Article {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl hash::Hash for Article {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, number, style } = self;
        match (name.is_empty(), number, style) {
            (true, ..) => write!(f, "第{}条", chinese(*number)),
            (false, 0, _) => f.write_str(name),
            (false, _, Style::Chinese) => write!(f, "{name}{}", chinese(*number)),
            (false, _, Style::Digits) => write!(f, "{name}{number}"),
            (false, _, Style::Bracketed) => write!(f, "{name}（{}）", chinese(*number)),
        }
    }
}

/// A number for an article, the words for another part.
impl Serialize for Article {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.name.is_empty() { to.serialize_u32(self.number) } else { to.collect_str(self) }
    }
}

impl<'de> Deserialize<'de> for Article {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u32),
            Words(String),
        }
        match Written::deserialize(from)? {
            Written::Number(number) => Ok(Self::from(number)),
            Written::Words(words) => Self::parse(&words)
                .ok_or_else(|| serde::de::Error::invalid_value(serde::de::Unexpected::Str(&words), &"a part of a document")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Article;

    #[test]
    fn parts_are_read_and_written_as_they_are_cited() {
        for text in ["第三十八条", "任务28", "任务二十八", "保障措施（二）", "标题", "印发通知"] {
            assert_eq!(Article::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Article::parse("第28项任务"), Article::parse("任务二十八"));
        assert_eq!(Article::parse("第38条"), Some(Article::from(38)));
        for odd in ["任务", "28", "（二）", "第二款", "第二句", "第（三）项", "任务0", "特别特别特别特别长的名称1", "task 3", ""]
        {
            assert_eq!(Article::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_part_ends_where_the_sentence_of_it_begins() {
        let cut = |text: &'static str| Article::prefix(text).map(|(part, rest)| (part.to_string(), rest));
        assert_eq!(cut("任务28第二句"), Some(("任务28".to_owned(), "第二句")));
        assert_eq!(cut("任务三十一第三句"), Some(("任务三十一".to_owned(), "第三句")));
        assert_eq!(cut("第38条第一款"), Some(("第三十八条".to_owned(), "第一款")));
        assert_eq!(cut("保障措施（二）第一句"), Some(("保障措施（二）".to_owned(), "第一句")));
        assert_eq!(cut("标题"), Some(("标题".to_owned(), "")));
        assert_eq!(cut("第一款第二句"), None);
    }
}
