//! Denying an English sentence: only its first verb is looked at.
use crate::core_ir::SentencePart;

/// Verbs that are denied by a word behind them.
const HELPERS: [&str; 12] = ["is", "are", "was", "were", "may", "must", "can", "will", "shall", "should", "could", "would"];
/// Words that deny already.
const DENIALS: [&str; 3] = ["not", "never", "no"];

/// `attends` → `does not attend`, `is a member of` → `is not a member of`, else `it is not so that …`.
pub fn denied(sentence: &[SentencePart]) -> Vec<SentencePart> {
    verb_denied(sentence).unwrap_or_else(|| {
        let mut parts = words("it is not so that");
        parts.extend_from_slice(sentence);
        parts
    })
}

/// Of several: `attends` → `attend`, `is` → `are`, `does not attend` → `do not attend`.
pub fn plural(sentence: &[SentencePart]) -> Vec<SentencePart> {
    let [subject @ SentencePart::Hole(_), SentencePart::Word(phrase), rest @ ..] = sentence else { return sentence.to_vec() };
    let (verb, behind) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let several = match verb {
        "is" => "are".to_owned(),
        "was" => "were".to_owned(),
        helper if HELPERS.contains(&helper) => helper.to_owned(),
        other => bare(other).unwrap_or_else(|| other.to_owned()),
    };
    [vec![subject.clone()], words(&several), words(behind), rest.to_vec()].concat()
}

/// The verb is the first word behind the first hole.
fn verb_denied(sentence: &[SentencePart]) -> Option<Vec<SentencePart>> {
    let [subject @ SentencePart::Hole(_), SentencePart::Word(phrase), rest @ ..] = sentence else { return None };
    let (verb, behind) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let said = rest.iter().filter_map(|part| if let SentencePart::Word(word) = part { Some(word.as_str()) } else { None });
    // A reason not to attend is none the less a reason.
    let denies = |text: &str| text.replace("not to ", "").split(' ').any(|word| DENIALS.contains(&word));
    if denies(phrase) || said.into_iter().any(denies) {
        return None;
    }
    let mut parts = vec![subject.clone()];
    if verb == "must" {
        // What must not be is forbidden; what need not be is left open.
        parts.extend(words("need not"));
    } else if verb == "may" {
        return None;
    } else if HELPERS.contains(&verb) {
        parts.extend(words(verb));
        parts.extend(words("not"));
    } else {
        parts.extend(words("does not"));
        parts.extend(words(&bare(verb)?));
    }
    parts.extend(words(behind));
    parts.extend_from_slice(rest);
    Some(parts)
}

/// `attends` → `attend`, `carries` → `carry`, `has` → `have`; none if it is no third person.
fn bare(verb: &str) -> Option<String> {
    match verb {
        "has" => return Some("have".to_owned()),
        "does" => return Some("do".to_owned()),
        _ => {}
    }
    if let Some(stem) = verb.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    let stem = verb.strip_suffix('s').filter(|stem| !stem.ends_with('s') && stem.len() > 1)?;
    let doubled = stem.strip_suffix('e').filter(|short| ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| short.ends_with(end)));
    // `passes` loses es, `uses` and `closes` only s.
    let keeps_e = |short: &&str| !short.ends_with('s') || short.ends_with("ss");
    Some(doubled.filter(keeps_e).unwrap_or(stem).to_owned())
}

fn words(text: &str) -> Vec<SentencePart> {
    text.split(' ').filter(|word| !word.is_empty()).map(|word| SentencePart::Word(word.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::{denied, plural, words};
    use crate::core_ir::SentencePart;

    fn deny(verb: &str) -> String {
        let parts = [vec![SentencePart::Hole(0)], vec![SentencePart::Word(verb.to_owned())]].concat();
        let word = |part: &SentencePart| if let SentencePart::Word(word) = part { word.clone() } else { "A".to_owned() };
        denied(&parts).iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_verb_is_denied() {
        assert_eq!(deny("attends"), "A does not attend");
        assert_eq!(deny("is a member of"), "A is not a member of");
        assert_eq!(deny("passes on"), "A does not pass on");
        assert_eq!(deny("uses"), "A does not use");
        assert_eq!(deny("carries"), "A does not carry");
        assert_eq!(deny("goes"), "A does not go");
        assert_eq!(deny("presides over"), "A does not preside over");
        assert_eq!(deny("must be handled at once"), "A need not be handled at once");
        assert_eq!(deny("may have an effect"), "it is not so that A may have an effect");
        assert_eq!(deny("may not do"), "it is not so that A may not do");
        assert_eq!(deny("has a reason not to attend"), "A does not have a reason not to attend");
        assert_eq!(denied(&words("so it is")).len(), 8);
    }

    #[test]
    fn several_do_what_one_does() {
        let several = |verb: &str| {
            let parts = [vec![SentencePart::Hole(0)], words(verb)].concat();
            let word = |part: &SentencePart| if let SentencePart::Word(word) = part { word.clone() } else { "A".to_owned() };
            plural(&parts).iter().map(word).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(several("attends"), "A attend");
        assert_eq!(several("is a member of"), "A are a member of");
        assert_eq!(several("does not attend"), "A do not attend");
        assert_eq!(several("may sign"), "A may sign");
    }
}
