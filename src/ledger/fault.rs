//! Why a line is no JSON object, in the words of whoever wrote it. What the library says of it is English and about its own reading.
use crate::diagnostic::Lang;

/// What is wrong with a line of JSON Lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonFault {
    /// `{"日期": `
    Cut,
    /// `[1]`
    NotObject,
    /// `{"日期" 1}`
    Colon,
    /// `{"日期": 1 "事项": 2}`
    Comma,
    /// `{"日期": 1,}`
    SpareComma,
    /// `{日期: 1}`
    Name,
    /// `{"日期": 三月}`
    Value,
    /// `{"日期": 01}`
    Number,
    /// `{"路径": "\s"}`
    Escape,
    /// a tab between quotation marks
    Control,
    /// `{"日期": 1} 2`
    Behind,
    /// brackets in brackets without end
    Deep,
    /// anything else
    Other,
}

/// Marks that look like those of JSON.
const WIDE: [(char, char); 10] = [
    ('，', ','),
    ('：', ':'),
    ('“', '"'),
    ('”', '"'),
    ('＂', '"'),
    ('｛', '{'),
    ('｝', '}'),
    ('［', '['),
    ('］', ']'),
    ('、', ','),
];

/// The mark that a wide one is taken for.
fn narrow(found: char) -> Option<char> {
    WIDE.iter().find(|(wide, _)| *wide == found).map(|(_, narrow)| *narrow)
}

impl JsonFault {
    /// What the library means.
    pub(super) fn of(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let starts = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
        match () {
            () if error.is_eof() => Self::Cut,
            () if error.is_data() => Self::NotObject,
            () if starts(&["expected `:`"]) => Self::Colon,
            () if starts(&["expected `,`"]) => Self::Comma,
            () if starts(&["trailing comma"]) => Self::SpareComma,
            () if starts(&["key must be"]) => Self::Name,
            () if starts(&["expected value", "expected ident"]) => Self::Value,
            () if starts(&["invalid number", "number out of range"]) => Self::Number,
            () if starts(&["invalid escape", "invalid unicode", "lone", "unexpected end of hex"]) => Self::Escape,
            () if starts(&["control character"]) => Self::Control,
            () if starts(&["trailing characters"]) => Self::Behind,
            () if starts(&["recursion limit"]) => Self::Deep,
            () => Self::Other,
        }
    }

    /// Whether it is of the line as a whole.
    fn has_place(self) -> bool {
        !matches!(self, Self::Cut | Self::NotObject)
    }

    /// In words, with the place: the number of the character, and the character.
    pub(super) fn told(self, (at, found): (usize, Option<char>), lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let words = if zh { self.chinese() } else { self.english() };
        let Some(found) = found.filter(|found| self.has_place() && !found.is_control()) else { return words.to_owned() };
        match (narrow(found), zh) {
            (Some(narrow), true) => format!("第 {at} 个字「{found}」是中文标点，要换成英文的「{narrow}」"),
            (Some(narrow), false) => format!("character {at} is 「{found}」, where 「{narrow}」 is meant"),
            (None, true) => format!("第 {at} 个字「{found}」这里，{words}"),
            (None, false) => format!("at character {at}, 「{found}」, {words}"),
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Cut => "没有写完，缺右括号或者引号",
            Self::NotObject => "整行要用大括号括起来",
            Self::Colon => "名称后面要写英文冒号",
            Self::Comma => "两项之间要写英文逗号，最后一项后面要写右括号",
            Self::SpareComma => "最后一项后面多了逗号",
            Self::Name => "名称要放进英文双引号",
            Self::Value => "要写一个值，文字要放进英文双引号",
            Self::Number => "数写得不对",
            Self::Escape => "反斜杠后面的写法不对，反斜杠本身要写两个",
            Self::Control => "引号里夹着换行、制表符一类的控制字符",
            Self::Behind => "一个对象写完以后还有别的字",
            Self::Deep => "括号套得太深",
            Self::Other => "写法不对",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Cut => "it is not written to its end: a bracket or a quotation mark is missing",
            Self::NotObject => "the line must stand in curly brackets",
            Self::Colon => "a colon must follow the name",
            Self::Comma => "a comma must stand between two items, and a bracket behind the last",
            Self::SpareComma => "a comma follows the last item",
            Self::Name => "a name must stand in quotation marks",
            Self::Value => "a value is wanted, words in quotation marks",
            Self::Number => "the number is not well written",
            Self::Escape => "what follows the backslash is not known; a backslash itself is doubled",
            Self::Control => "there is a line break, a tab or another control character between quotation marks",
            Self::Behind => "something follows the object",
            Self::Deep => "brackets are nested too deep",
            Self::Other => "it is not well written",
        }
    }
}
