//! Matching words against the declared patterns.
use super::noun::{Joint, Lexicon, Noun, joint_of, said};
use super::scope::{Pattern, PatternToken};
use crate::syntax::tree::Item;

/// Small words that go with the hole after them when that is left out.
const PREPOSITIONS: [&str; 16] = ["就", "向", "将", "对", "给", "在", "与", "为", "因", "把", "以", "于", "从", "受", "同", "由"];
/// How many ways of reading one sentence are tried.
const BUDGET: u32 = 200_000;

/// How many 的 one sentence may have.
const MOST_OF: usize = 60;
/// What is wrong with a sentence that has more.
pub const TOO_DEEP: super::ResolveProblem =
    super::ResolveProblem::TooMuch { what: "这一句里的「的」", english: "的 in this sentence" };

/// Whether a sentence has more 的 than can be read.
pub fn too_deep(items: &[Item]) -> bool {
    items.iter().filter(|item| matches!(item, Item::Of(_))).nth(MOST_OF).is_some()
}

/// Words that one pattern reads.
#[derive(Debug, Clone)]
pub struct Matched {
    /// Index into the scope's patterns.
    pub pattern: usize,
    /// What stands in each hole of the relation; `None` when left out.
    pub nouns: Vec<Option<Noun>>,
    /// The number, thousandths.
    pub number: Option<i64>,
    rank: (u32, u32, u32),
}

/// The outcome of matching.
#[derive(Debug, Clone)]
pub enum Reading {
    /// One pattern reads it.
    One(Matched),
    /// Several do, equally well.
    Several(Vec<usize>),
    /// None does; the nearest by its words.
    None(Option<usize>),
}

struct Search<'a, 's> {
    lexicon: Lexicon<'a>,
    items: &'s [Item],
    pattern: &'a Pattern,
    nouns: Vec<Option<Noun>>,
    number: Option<i64>,
    best: Option<Matched>,
    index: usize,
    missing: u32,
    budget: u32,
    /// Kinds do not matter.
    lax: bool,
}

impl Lexicon<'_> {
    /// Finds the pattern that reads these words. `acts` restricts to acts (or to non-acts).
    pub fn sentence(&self, items: &[Item], acts: Option<bool>) -> Reading {
        let mut best: Vec<Matched> = Vec::new();
        if too_deep(items) {
            return Reading::None(None);
        }
        for (index, pattern) in self.scope.patterns.iter().enumerate() {
            if !self.wanted(pattern, acts) || !has_words(pattern, items) {
                continue;
            }
            let Some(found) = self.against(index, items) else { continue };
            match best.first().map(|first| first.rank.cmp(&found.rank)) {
                Some(std::cmp::Ordering::Greater) => {}
                Some(std::cmp::Ordering::Equal) => best.push(found),
                Some(std::cmp::Ordering::Less) | None => best = vec![found],
            }
        }
        match best.len() {
            0 => Reading::None(self.nearest(items, acts)),
            1 => best.pop().map_or(Reading::None(None), Reading::One),
            _ => Reading::Several(best.into_iter().map(|found| found.pattern).collect()),
        }
    }

    fn wanted(&self, pattern: &Pattern, acts: Option<bool>) -> bool {
        acts.is_none_or(|acts| self.program.relations.get(pattern.relation.index()).is_some_and(|relation| relation.act == acts))
    }

    /// Matches one pattern.
    pub fn against(&self, index: usize, items: &[Item]) -> Option<Matched> {
        self.search(index, items, false)
    }

    /// Where the words are those of a pattern, the noun that is not of the kind it wants.
    pub fn misfit(&self, index: usize, items: &[Item]) -> Option<(String, String)> {
        if too_deep(items) {
            return None;
        }
        let found = self.search(index, items, true)?;
        let holes = &self.program.relations.get(self.scope.patterns.get(index)?.relation.index())?.holes;
        let mut nouns = found.nouns.iter().zip(holes).filter_map(|(noun, hole)| Some((noun.as_ref()?, hole)));
        let (noun, hole) = nouns.find(|(noun, hole)| !self.fits(noun, hole.kind))?;
        Some((said(noun), self.program.kinds.get(hole.kind.index())?.name.clone()))
    }

    fn search(&self, index: usize, items: &[Item], lax: bool) -> Option<Matched> {
        let pattern = self.scope.patterns.get(index)?;
        let holes = self.program.relations.get(pattern.relation.index())?.holes.len();
        let mut search = Search {
            lexicon: *self,
            items,
            pattern,
            nouns: vec![None; holes],
            number: None,
            best: None,
            index,
            missing: 0,
            budget: BUDGET,
            lax,
        };
        search.step(0, 0);
        search.best
    }

    /// The pattern that shares most words, for `did you mean`.
    fn nearest(&self, items: &[Item], acts: Option<bool>) -> Option<usize> {
        let shared = |pattern: &Pattern| -> usize {
            pattern
                .tokens
                .iter()
                .filter_map(word_of)
                .filter(|word| word.chars().count() > 1 && items.iter().any(|item| item_is(item, word)))
                .map(|word| word.chars().count())
                .sum()
        };
        let scored = self
            .scope
            .patterns
            .iter()
            .enumerate()
            .filter(|(_, pattern)| self.wanted(pattern, acts))
            .map(|(index, pattern)| (shared(pattern), index))
            .filter(|(score, _)| *score > 0);
        scored.max_by_key(|(score, index)| (*score, std::cmp::Reverse(*index))).map(|(_, index)| index)
    }
}

fn word_of(token: &PatternToken) -> Option<&str> {
    match token {
        PatternToken::Word(word) => Some(word),
        PatternToken::Hole(_) | PatternToken::Number => None,
    }
}

fn item_is(item: &Item, word: &str) -> bool {
    match item {
        Item::Word(text) => text.text == word,
        Item::Of(_) => word == "的",
        Item::And(_) => matches!(word, "与" | "和"),
        Item::Quote(_) | Item::Or(_) => false,
    }
}

fn preposition(word: &str) -> bool {
    PREPOSITIONS.contains(&word)
}

/// Whether the words of a pattern are all there.
pub fn has_words(pattern: &Pattern, items: &[Item]) -> bool {
    pattern
        .tokens
        .iter()
        .filter_map(word_of)
        .filter(|word| !preposition(word))
        .all(|word| items.iter().any(|item| item_is(item, word)))
}

impl Search<'_, '_> {
    fn step(&mut self, token: usize, item: usize) {
        self.budget = self.budget.saturating_sub(1);
        if self.budget == 0 {
            return;
        }
        match self.pattern.tokens.get(token) {
            None => {
                if item == self.items.len() {
                    self.found();
                }
            }
            Some(PatternToken::Word(word)) => self.word(word, token, item),
            Some(PatternToken::Hole(hole)) => self.hole(*hole, token, item),
            Some(PatternToken::Number) => self.number(token, item),
        }
    }

    fn word(&mut self, word: &str, token: usize, item: usize) {
        if self.items.get(item).is_some_and(|found| item_is(found, word)) {
            self.step(token + 1, item + 1);
        }
        // A preposition may be left out together with its hole.
        if preposition(word) && matches!(self.pattern.tokens.get(token + 1), Some(PatternToken::Hole(_))) {
            self.missing += 1;
            self.step(token + 2, item);
            self.missing -= 1;
        }
    }

    fn hole(&mut self, hole: usize, token: usize, item: usize) {
        let after = self.pattern.tokens.get(token + 1).and_then(word_of);
        // The last hole takes all that is left.
        let first = if token + 1 == self.pattern.tokens.len() { self.items.len().max(item + 1) } else { item + 1 };
        for end in first..=self.items.len() {
            // A hole ends where the next word of the pattern stands, or at the end.
            let ends = match after {
                Some(word) => self.items.get(end).is_some_and(|found| item_is(found, word)) || preposition(word),
                None => true,
            };
            if !ends {
                continue;
            }
            let Some(words) = self.items.get(item..end) else { continue };
            if matches!(words.last(), Some(Item::And(_) | Item::Or(_))) {
                continue;
            }
            for noun in self.lexicon.nouns(words) {
                if !self.lax && !self.fits(&noun, hole) {
                    continue;
                }
                self.set(hole, Some(noun));
                self.step(token + 1, end);
                self.set(hole, None);
            }
        }
        self.missing += 1;
        self.step(token + 1, item);
        self.missing -= 1;
    }

    fn set(&mut self, hole: usize, noun: Option<Noun>) {
        if let Some(place) = self.nouns.get_mut(hole) {
            *place = noun;
        }
    }

    fn fits(&self, noun: &Noun, hole: usize) -> bool {
        let relation = self.lexicon.program.relations.get(self.pattern.relation.index());
        relation.and_then(|relation| relation.holes.get(hole)).is_some_and(|hole| self.lexicon.fits(noun, hole.kind))
    }

    fn number(&mut self, token: usize, item: usize) {
        if let Some(Item::Word(word)) = self.items.get(item)
            && let Some(number) = super::noun::thousandths(&word.text)
        {
            self.number = Some(number);
            self.step(token + 1, item + 1);
            self.number = None;
        }
        // The number may come from a comparison outside the sentence.
        self.step(token + 1, item);
    }

    fn found(&mut self) {
        let words: usize = self.pattern.tokens.iter().filter_map(word_of).map(|word| word.chars().count()).sum();
        let relation = self.lexicon.program.relations.get(self.pattern.relation.index());
        let depth: usize = relation.map_or(0, |relation| {
            relation
                .holes
                .iter()
                .filter_map(|hole| self.lexicon.program.kinds.get(hole.kind.index()))
                .map(|kind| kind.ancestors.len())
                .sum()
        });
        let rank = (u32::MAX - self.missing, words as u32, depth as u32);
        if self.best.as_ref().is_none_or(|best| best.rank < rank) {
            self.best = Some(Matched { pattern: self.index, nouns: self.nouns.clone(), number: self.number, rank });
        }
    }
}

/// `召集、主持 会议`: a list that stands for a literal word becomes one sentence for each of its words.
/// Returns the sentences and how they were joined.
pub fn spread(lexicon: &Lexicon, items: &[Item]) -> (Vec<Vec<Item>>, Joint) {
    let joint = |item: &Item| matches!(item, Item::And(_) | Item::Or(_));
    let verb = |item: &Item| matches!(item, Item::Word(word) if lexicon.scope.literals.contains(&word.text) && lexicon.name(&word.text).is_none());
    let mut start = 0;
    while start < items.len() {
        let mut end = start + 1;
        while end + 1 < items.len()
            && items.get(end).is_some_and(joint)
            && items.get(end + 1).is_some_and(|item| matches!(item, Item::Word(_)))
        {
            end += 2;
        }
        let run = items.get(start..end).unwrap_or_default();
        if end > start + 1 && run.iter().filter(|item| !joint(item)).all(verb) {
            let sentences = run.iter().filter(|item| !joint(item)).map(|word| {
                let mut sentence = items.get(..start).unwrap_or_default().to_vec();
                sentence.push(word.clone());
                sentence.extend_from_slice(items.get(end..).unwrap_or_default());
                sentence
            });
            return (sentences.collect(), joint_of(run));
        }
        start = end.max(start + 1);
    }
    (vec![items.to_vec()], Joint::Each)
}
