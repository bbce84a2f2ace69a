//! Words that run together: `甲到会例会一` for `甲 到会 例会一`.
use super::noun::Lexicon;

/// Longer words are left alone, in characters.
const LONGEST: usize = 60;
/// Words that stand in questions and facts and are declared nowhere.
const OTHERS: [&str; 14] =
    ["是", "的", "由谁", "谁", "能否", "可否", "是否", "是不是", "是否合规", "是否必须", "和", "、", "或", "由"];

/// The word cut into words that are known here, the fewest; `None` if it cannot be cut so.
pub fn apart(text: &str, lexicon: &Lexicon) -> Option<String> {
    let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    if borders.len() > LONGEST + 1 || borders.len() < 3 {
        return None;
    }
    let cut = fewest(text, &borders, |word| known(word, lexicon)).or_else(|| named(text, lexicon))?;
    (cut.len() > 1).then(|| cut.join(" "))
}

/// `例会一是例会`: something new of a kind that is declared.
fn named<'t>(text: &'t str, lexicon: &Lexicon) -> Option<Vec<&'t str>> {
    let (name, kind) = text.split_once('是')?;
    let declared = matches!(lexicon.name(kind), Some(super::scope::Name::Kind(_)));
    (declared && !name.is_empty()).then(|| vec![name, "是", kind])
}

fn known(word: &str, lexicon: &Lexicon) -> bool {
    let own = |word: &str| {
        lexicon.name(word).is_some() || lexicon.scope.literals.contains(word) || lexicon.scope.roles.contains_key(word)
    };
    own(word) || OTHERS.contains(&word) || word.strip_prefix('该').is_some_and(own)
}

/// The way with the fewest words; of several such ways none, since a guess would be one.
fn fewest<'t>(text: &'t str, borders: &[usize], known: impl Fn(&str) -> bool) -> Option<Vec<&'t str>> {
    // For each border: how many words lead there, in how many ways, and where the last of them begins.
    let mut best: Vec<Option<(usize, usize, usize)>> = vec![None; borders.len()];
    if let Some(first) = best.first_mut() {
        *first = Some((0, 1, 0));
    }
    for end in 1..borders.len() {
        for start in 0..end {
            let word = borders.get(start).zip(borders.get(end)).and_then(|(from, to)| text.get(*from..*to));
            let Some(&Some((words, ways, _))) = best.get(start) else { continue };
            if !word.is_some_and(&known) {
                continue;
            }
            let place = best.get_mut(end)?;
            match place {
                Some((fewest, _, _)) if *fewest < words + 1 => {}
                Some((fewest, all, _)) if *fewest == words + 1 => *all += ways,
                _ => *place = Some((words + 1, ways, start)),
            }
        }
    }
    let mut end = borders.len() - 1;
    let (_, 1, _) = (*best.last()?)? else { return None };
    let mut out = Vec::new();
    while end > 0 {
        let (_, _, start) = (*best.get(end)?)?;
        out.push(text.get(*borders.get(start)?..*borders.get(end)?)?);
        end = start;
    }
    out.reverse();
    Some(out)
}
