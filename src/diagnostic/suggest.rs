//! Did you mean: the declared word that somebody probably wanted to write.
//!
//! Slips of an input method are homophones (金额 → 今额), so equal toneless pinyin counts as no distance at all; a name typed
//! in pinyin (`shizhang`) finds its Han form. Otherwise at most a third of the characters may differ.
use pinyin::ToPinyin;

/// The candidate nearest to `word`, if one is near enough. Ties go to the one with more shared characters, then to the
/// smaller text, so the answer never depends on the order of the candidates.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = Form::of(word);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && !candidate.is_empty())
        .filter_map(|candidate| Some((wanted.rank(&Form::of(candidate))?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// `您是不是想写「市长」？`, or nothing.
pub fn did_you_mean(near: Option<&str>, lang: super::Lang) -> Option<String> {
    near.map(|word| match lang {
        super::Lang::Zh => format!("您是不是想写「{word}」？"),
        super::Lang::En => format!("Did you mean 「{word}」?"),
    })
}

/// A word as it is compared.
struct Form {
    text: String,
    sounds: Vec<Sound>,
}

/// One character, by its sound if it has one.
#[derive(PartialEq, Eq)]
enum Sound {
    Syllable(&'static str),
    Other(char),
}

impl Form {
    fn of(word: &str) -> Self {
        let text: String = word.chars().flat_map(char::to_lowercase).collect();
        let sounds =
            text.chars().map(|c| c.to_pinyin().map_or(Sound::Other(c), |sound| Sound::Syllable(sound.plain()))).collect();
        Self { text, sounds }
    }

    /// Smaller is nearer; `None` is too far. (distance, characters not shared)
    fn rank(&self, candidate: &Self) -> Option<(usize, usize)> {
        let shared = self.text.chars().filter(|&c| candidate.text.contains(c)).count();
        let lost = self.length().saturating_sub(shared);
        if self.sounds_like(candidate) {
            return Some((0, lost));
        }
        let distance = strsim::osa_distance(&self.text, &candidate.text);
        let near = distance <= (self.length() / 3).max(1) && (self.length() > 2 || shared > 0);
        near.then_some((distance, lost))
    }

    fn length(&self) -> usize {
        self.sounds.len()
    }

    fn sounds_like(&self, other: &Self) -> bool {
        let typed_in_letters = self.text.is_ascii() && self.text.len() > 1;
        self.sounds == other.sounds || (typed_in_letters && self.text.replace(' ', "") == other.letters())
    }

    fn letters(&self) -> String {
        let mut out = String::new();
        for sound in &self.sounds {
            match sound {
                Sound::Syllable(letters) => out.push_str(letters),
                Sound::Other(c) => out.push(*c),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const WORDS: [&str; 8] = ["市长", "副市长", "常务副市长", "秘书长", "损失金额", "组成人员", "到会", "检查"];

    #[track_caller]
    fn means(written: &str, wanted: Option<&str>) {
        assert_eq!(nearest(written, WORDS), wanted, "{written}");
        assert_eq!(nearest(written, WORDS.into_iter().rev()), wanted, "{written}, other order");
    }

    #[test]
    fn slips_of_the_hand() {
        means("损失今额", Some("损失金额"));
        means("组成成员", Some("组成人员"));
        means("秘书", Some("秘书长"));
        means("市掌", Some("市长"));
        means("检察", Some("检查"));
        means("shizhang", Some("市长"));
        means("常务副市常", Some("常务副市长"));
    }

    #[test]
    fn strangers_are_not_suggested() {
        for stranger in ["甲", "公文", "主任", "", "x", "市场监督管理局"] {
            means(stranger, None);
        }
        means("市长", Some("副市长"));
    }
}
