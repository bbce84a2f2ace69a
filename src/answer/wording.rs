//! Sentences made from the declared patterns: the words stay, the holes are filled.
use super::english;
use crate::core_ir::{
    ActQuery, Among, AtomQuery, Bound, Choice, ClauseId, ClauseKind, EntityId, Formula, IndividualId, KindId, Program, Relation,
    RelationId, SentencePart, Term, Var, World,
};
use crate::diagnostic::Lang;
use std::borrow::Cow;
use std::fmt::Display;

/// The rulebooks and the situation whose names are used, and the language.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a> {
    /// What the rulebooks say.
    pub program: &'a Program,
    /// The situation.
    pub world: &'a World,
    /// The language of sentences. Names stay as they are.
    pub lang: Lang,
}

/// What stands in the number hole.
type Number<'a> = Option<&'a str>;

/// What is told in words of its own: the number, and one individual.
type Own<'a> = (Number<'a>, Option<(EntityId, &'a str)>);

impl<'a> Wording<'a> {
    /// One of two texts.
    pub fn pick(&self, zh: impl Display, en: impl Display) -> String {
        if self.lang == Lang::Zh { zh.to_string() } else { en.to_string() }
    }

    /// The name of somebody or something.
    pub fn entity(&self, id: EntityId) -> String {
        self.name(id).into_owned()
    }

    fn name(&self, id: EntityId) -> Cow<'a, str> {
        let Some(entity) = self.world.entities.get(id.index()) else { return self.pick("某人", "somebody").into() };
        match entity.unnamed {
            Some((office, _)) => {
                let office = self.program.individuals.get(office.index()).map_or("", |office| office.name.as_str());
                self.pick(format_args!("未列名的{office}"), format_args!("a further {office}")).into()
            }
            None => Cow::Borrowed(entity.name.as_str()),
        }
    }

    /// The word of a kind.
    pub fn kind(&self, id: KindId) -> &'a str {
        self.program.kinds.get(id.index()).map_or("", |kind| kind.name.as_str())
    }

    /// Whether individuals of a kind are people.
    pub fn is_person(&self, id: KindId) -> bool {
        let Some(kind) = self.program.kinds.get(id.index()) else { return false };
        kind.ancestors.iter().any(|&above| self.kind(above) == "人")
    }

    /// Whom somebody chooses, by the clause that lets him choose: 协调确定的其他市政府领导.
    pub fn chosen_by(&self, chooser: EntityId) -> Option<String> {
        self.program.clauses.iter().find_map(|clause| {
            let ClauseKind::Power { act, chooser: Some(by), .. } = &clause.kind else { return None };
            let Term::Individual(who) = by.who else { return None };
            let verb = self.relation(by.choice.relation)?.sentence.iter().rev().find_map(|part| match part {
                SentencePart::Word(word) => Some(word),
                SentencePart::Hole(_) | SentencePart::Number => None,
            })?;
            let doer = act.slots.get(self.relation(act.verb)?.doer?)?;
            let Some(Term::Var(var)) = doer else { return None };
            let (kind, word) = clause.variables.get(usize::from(var.0))?;
            let office = self.office_of(&clause.condition, *var).map(|office| self.entity(office.into()));
            let noun = office.unwrap_or_else(|| if word.is_empty() { self.kind(*kind).to_owned() } else { word.clone() });
            (EntityId::from(who) == chooser).then(|| format!("{verb}的{noun}"))
        })
    }

    /// The office that a condition wants somebody to hold.
    fn office_of(&self, condition: &Formula, var: Var) -> Option<IndividualId> {
        match condition {
            Formula::And(parts) | Formula::Or(parts) => parts.iter().find_map(|part| self.office_of(part, var)),
            Formula::Exists { body, .. } => self.office_of(body, var),
            Formula::Atom(atom) if Some(atom.relation) == self.program.holds_office => match atom.args.as_slice() {
                [Term::Var(one), Term::Individual(office)] if *one == var => Some(*office),
                _ => None,
            },
            _ => None,
        }
    }

    /// Somebody as an answer to *who*: 乙, 由市政府办公室协调确定的其他市政府领导.
    pub fn doer(&self, one: EntityId) -> String {
        let name = self.entity(one);
        match self.chosen_by(one) {
            Some(chosen) => self.pick(format_args!("由{name}{chosen}"), format_args!("whom {name} chooses")),
            None => name,
        }
    }

    /// The relation, if there is one of this number.
    pub fn relation(&self, id: RelationId) -> Option<&'a Relation> {
        self.program.relations.get(id.index())
    }

    /// `甲 到会 本次会议`, as it can be written into a situation (always in Chinese).
    pub fn fact(&self, relation: RelationId, args: &[EntityId], holds: bool) -> String {
        let written = Self { lang: Lang::Zh, ..*self };
        // 未召集 is told of an act that has no negative of its own, but no rulebook knows the word.
        let unsaid = self.relation(relation).is_some_and(|known| known.act && known.negative.is_none());
        if !holds && unsaid {
            return format!("并非 {}", written.sentence(relation, &some(args), true));
        }
        written.sentence(relation, &some(args), holds)
    }

    /// The sentence in the language, with blanks between words. Places left open are left out, or named by their kind.
    pub fn sentence(&self, id: RelationId, args: &[Option<EntityId>], holds: bool) -> String {
        self.relation(id).map_or_else(String::new, |relation| self.fill(relation, args, (None, None), holds))
    }

    /// The sentence with these words in its number hole.
    pub fn number_sentence(&self, id: RelationId, args: &[EntityId], number: &str) -> String {
        self.relation(id).map_or_else(String::new, |relation| self.fill(relation, &some(args), (Some(number), None), true))
    }

    /// What a number hole measures: the sentence without the number and its unit.
    pub fn measured(&self, id: RelationId, args: &[EntityId]) -> String {
        let Some(relation) = self.relation(id) else { return String::new() };
        let (parts, _) = without_unit(&relation.sentence);
        self.parts(relation, parts, &some(args), Some(""))
    }

    fn fill(&self, relation: &Relation, args: &[Option<EntityId>], own: Own<'_>, holds: bool) -> String {
        if self.lang == Lang::En
            && let Some(english) = &relation.english
        {
            let english = if holds { Cow::Borrowed(english) } else { Cow::Owned(english::denied(english)) };
            return self.parts_with(relation, &english, args, own);
        }
        match (holds, &relation.negative) {
            (true, _) => self.parts_with(relation, &relation.sentence, args, own),
            (false, Some(negative)) => self.parts_with(relation, negative, args, own),
            (false, None) => self.denied(relation, args, own),
        }
    }

    /// Without a negative of its own: 是 becomes 不是, an act was 未 done, else 并非.
    fn denied(&self, relation: &Relation, args: &[Option<EntityId>], own: Own<'_>) -> String {
        let is = SentencePart::Word("是".to_owned());
        if relation.sentence.contains(&is) {
            let not = |part: &SentencePart| if *part == is { SentencePart::Word("不是".to_owned()) } else { part.clone() };
            let parts: Vec<_> = relation.sentence.iter().map(not).collect();
            return self.parts_with(relation, &parts, args, own);
        }
        if let (true, Some(at)) = (relation.act, relation.sentence.iter().position(|part| matches!(part, SentencePart::Word(_))))
        {
            let not = |(n, part): (usize, &SentencePart)| match part {
                SentencePart::Word(word) if n == at => SentencePart::Word(format!("未{word}")),
                _ => part.clone(),
            };
            let parts: Vec<_> = relation.sentence.iter().enumerate().map(not).collect();
            return self.parts_with(relation, &parts, args, own);
        }
        format!("并非 {}", self.parts_with(relation, &relation.sentence, args, own))
    }

    fn parts(&self, relation: &Relation, parts: &[SentencePart], args: &[Option<EntityId>], number: Number) -> String {
        self.parts_with(relation, parts, args, (number, None))
    }

    /// The words in their order, with a blank between them; one individual may be told in other words.
    fn parts_with(
        &self,
        relation: &Relation,
        parts: &[SentencePart],
        args: &[Option<EntityId>],
        (number, instead): Own<'_>,
    ) -> String {
        let (mut sentence, mut first) = (String::with_capacity(64), true);
        for part in parts {
            let word = match part {
                SentencePart::Word(word) => Some(Cow::Borrowed(word.as_str())),
                SentencePart::Number => number.map(Cow::Borrowed),
                SentencePart::Hole(n) => match (args.get(*n).copied().flatten(), instead) {
                    (Some(entity), Some((other, words))) if entity == other => Some(Cow::Borrowed(words)),
                    (Some(entity), _) => Some(self.name(entity)),
                    (None, _) if relation.doer == Some(*n) && self.lang == Lang::Zh => None,
                    (None, _) => relation.holes.get(*n).map(|hole| Cow::Owned(self.anybody(hole.kind))),
                },
            };
            if let Some(word) = word {
                // No blank before a comma.
                if !std::mem::take(&mut first) && !word.starts_with([',', '，']) {
                    sentence.push(' ');
                }
                sentence.push_str(&word);
            }
        }
        sentence
    }

    /// Somebody or something of a kind.
    fn anybody(&self, kind: KindId) -> String {
        if self.lang == Lang::En && self.is_person(kind) { "somebody".to_owned() } else { self.kind(kind).to_owned() }
    }

    /// The sentence with these words in its holes, where there are any.
    pub fn with_words(&self, id: RelationId, words: &[Option<String>]) -> String {
        let Some(relation) = self.relation(id) else { return String::new() };
        let english = if self.lang == Lang::En { relation.english.as_ref() } else { None };
        let word = |part: &SentencePart| match part {
            SentencePart::Word(word) => Some(word.clone()),
            SentencePart::Number => None,
            SentencePart::Hole(n) => match words.get(*n) {
                Some(Some(word)) => Some(word.clone()),
                _ if relation.doer == Some(*n) && self.lang == Lang::Zh => None,
                _ => relation.holes.get(*n).map(|hole| self.kind(hole.kind).to_owned()),
            },
        };
        tidy(english.unwrap_or(&relation.sentence).iter().filter_map(word).collect::<Vec<_>>().join(" "))
    }

    /// The sentence about these, one of them told in other words: of several, or of one.
    pub fn sentence_with(
        &self,
        id: RelationId,
        args: &[EntityId],
        (place, words, many): (usize, String, bool),
        holds: bool,
    ) -> String {
        let Some(relation) = self.relation(id) else { return String::new() };
        let instead = args.get(place).map(|one| (*one, words.as_str()));
        let english = relation.english.as_ref().filter(|_| many && self.lang == Lang::En);
        match english.filter(|parts| parts.first() == Some(&SentencePart::Hole(place))) {
            Some(parts) => {
                let parts = if holds { parts.clone() } else { english::denied(parts) };
                self.parts_with(relation, &english::plural(&parts), &some(args), (None, instead))
            }
            None => self.fill(relation, &some(args), (None, instead), holds),
        }
    }

    /// The words that a choice is about.
    pub fn choice<'c>(&self, choice: &'c Choice) -> &'c str {
        choice.english.as_ref().filter(|_| self.lang == Lang::En).map_or(&choice.words, |english| &english.words)
    }

    /// The names of its options.
    pub fn options<'c>(&self, choice: &'c Choice) -> &'c [String] {
        choice.english.as_ref().filter(|_| self.lang == Lang::En).map_or(&choice.options, |english| &english.options)
    }

    /// An act as asked.
    pub fn act(&self, act: &ActQuery) -> String {
        self.sentence(act.verb, &act.slots, true)
    }

    /// A sentence as asked.
    pub fn atom(&self, atom: &AtomQuery) -> String {
        let Some((among, first)) = atom.among.as_ref().and_then(|among| Some((among, *among.values.first()?))) else {
            return self.sentence(atom.relation, &atom.args, !atom.negated);
        };
        let Some(relation) = self.relation(atom.relation) else { return String::new() };
        let mut args = atom.args.clone();
        if let Some(arg) = args.get_mut(among.place) {
            *arg = Some(first);
        }
        self.fill(relation, &args, (None, Some((first, &self.among(among)))), !atom.negated)
    }

    /// `乙 或 丙`, `较大级以上`.
    fn among(&self, among: &Among) -> String {
        let first = || among.values.first().map(|first| self.name(*first).into_owned()).unwrap_or_default();
        match among.bound {
            Some(Bound { above: true, .. }) => self.pick(format_args!("{}以上", first()), format_args!("{} or above", first())),
            Some(Bound { above: false, .. }) => self.pick(format_args!("{}以下", first()), format_args!("{} or below", first())),
            None => {
                let names: Vec<_> = among.values.iter().map(|one| self.name(*one)).collect();
                names.join(&self.pick(" 或 ", " or "))
            }
        }
    }

    /// 工作规则第三十八条: the place of a clause, the document by its short title.
    pub fn place(&self, id: ClauseId) -> String {
        let Some(clause) = self.program.clauses.get(id.index()) else { return String::new() };
        let document = self.program.documents.get(clause.document.index());
        let (title, locus) = (document.map_or(&*clause.citation.document, |document| &document.short), clause.citation.locus);
        if self.lang == Lang::Zh { format!("《{title}》{locus}") } else { format!("《{title}》 {}", locus.english()) }
    }
}

/// A sentence that ends with a number and its unit, without the unit; and the unit.
pub fn without_unit(sentence: &[SentencePart]) -> (&[SentencePart], Option<&str>) {
    match sentence {
        [rest @ .., SentencePart::Number, SentencePart::Word(unit)] => (rest, Some(unit)),
        all => (all, None),
    }
}

/// No blank before a comma.
fn tidy(sentence: String) -> String {
    if sentence.contains(" ,") || sentence.contains(" ，") {
        return sentence.replace(" ,", ",").replace(" ，", "，");
    }
    sentence
}

/// All places filled.
pub fn some(args: &[EntityId]) -> Vec<Option<EntityId>> {
    args.iter().copied().map(Some).collect()
}

/// Thousandths as people write them: 4, 0.5, 4.5.
pub fn thousandths(n: i64) -> String {
    let (whole, rest) = (n.unsigned_abs() / 1000, n.unsigned_abs() % 1000);
    let sign = if n < 0 { "-" } else { "" };
    let rest = if rest == 0 { String::new() } else { format!(".{rest:03}").trim_end_matches('0').to_owned() };
    format!("{sign}{whole}{rest}")
}

/// Without the blanks between Han characters, for running text. Blanks beside letters and digits stay.
pub fn run_on(sentence: &str) -> String {
    let bytes = sentence.as_bytes();
    let narrow = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let (mut whole, mut from) = (String::with_capacity(sentence.len()), 0);
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b' ' && !narrow(at.checked_sub(1)) && !narrow(Some(at + 1)) {
            whole.push_str(sentence.get(from..at).unwrap_or_default());
            from = at + 1;
        }
    }
    whole.push_str(sentence.get(from..).unwrap_or_default());
    whole
}

#[cfg(test)]
mod tests {
    use super::{run_on, thousandths};

    #[test]
    fn numbers_and_blanks() {
        assert_eq!([4000, 500, 4500, 1230, -250, 0].map(thousandths), ["4", "0.5", "4.5", "1.23", "-0.25", "0"]);
        assert_eq!(run_on("甲 到会 本次会议"), "甲到会本次会议");
        assert_eq!(run_on("会期 不超过 0.5 天"), "会期不超过 0.5 天");
    }
}
