//! Characters that look like others: radicals copied from PDF files, invisible blanks.
use super::{Faults, fault::Fault, lines::Line, problem::SyntaxProblem};
use crate::source::Span;
use unicode_normalization::UnicodeNormalization;

/// Radicals of the block U+2E80 that have no compatibility mapping, with the character each stands for.
const RADICALS: &str = "⺁厂⺃乚⺅亻⺇几⺈刀⺉刂⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歹⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱罓⺲罒⺳羊⺴羊⺵羊⺶羊⺷羊⺸羋⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

/// Reports such characters outside comments and quoted text.
pub(super) fn check(lines: &[Line], faults: &mut Faults) {
    for line in lines.iter().filter(|line| !line.body.starts_with(['>', '＞'])) {
        check_text(line.body, line.start, faults);
    }
}

/// Reports such characters in a text that starts at byte `base`.
pub(super) fn check_text(text: &str, base: usize, faults: &mut Faults) {
    for (at, found) in text.char_indices().filter(|(_, c)| is_suspect(*c)) {
        let place = Span::new(base + at, base + at + found.len_utf8());
        faults.push((Fault::new(SyntaxProblem::LookAlike { found, meant: meant(found) }, place), None));
    }
}

/// Whether a character is one that people cannot tell from another, or cannot see.
pub(super) fn is_suspect(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{FEFF}' | '\u{00AD}' | '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{FF61}'..='\u{FF65}' | '\u{FFFD}')
}

/// The character meant; none if it should not be there at all.
pub(super) fn meant(c: char) -> Option<char> {
    let mut radicals = RADICALS.chars();
    while let (Some(radical), Some(plain)) = (radicals.next(), radicals.next()) {
        if radical == c {
            return Some(plain);
        }
    }
    c.nfkc().next().filter(|plain| *plain != c)
}
