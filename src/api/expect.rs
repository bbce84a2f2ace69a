//! What a case expects of an answer, and whether the answer gives it.
use crate::answer::{Answer, Cite, Convention, Reading, Who};
use crate::syntax::tree::{Asked, Place, Word};
use crate::vocabulary::Verdict;
use serde::Serialize;

/// Something that a case expects and the answer does not give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "what", content = "expected")]
pub enum Failure {
    /// Another verdict, or other people.
    Answer(String),
    /// A place that is not cited.
    Citation(String),
    /// A fact that is not named as missing.
    Missing(String),
    /// Words that are not told.
    Told(String),
    /// A step that does not come next, in this order.
    Step(String),
    /// There is no answer: what is wrong.
    Refused(String),
}

/// The documents of a case: those it is about, and all that were loaded with them.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// The titles of those it is about: a place without a document stands in one of them.
    pub about: Vec<String>,
    /// Title and short title of each.
    pub all: Vec<(String, String)>,
}

impl Documents {
    /// The title meant: the title or the short title, or how just one title ends.
    fn called<'a>(&'a self, name: &str) -> Option<&'a str> {
        let exact = self.all.iter().find(|(title, short)| title == name || short == name);
        let mut ends = self.all.iter().filter(|(title, _)| name.chars().count() >= 2 && title.ends_with(name));
        let only = ends.next().filter(|_| ends.next().is_none());
        exact.or(only).map(|(title, _)| title.as_str())
    }
}

/// Compares.
pub fn failures(asked: &Asked, answer: &Answer, documents: &Documents) -> Vec<Failure> {
    let mut failures = Vec::new();
    if let Some(expected) = &asked.answer
        && !gives(answer, &expected.text)
    {
        failures.push(Failure::Answer(expected.text.clone()));
    }
    let cited: Vec<&Cite> = all_citations(answer).collect();
    let uncited = asked.cites.iter().filter(|place| !cited.iter().any(|cite| is_at(place, cite, documents)));
    failures.extend(uncited.map(|place| Failure::Citation(shown(place))));
    let missing: Vec<String> = all_missing(answer);
    let unnamed = asked.missing.iter().filter(|words| !missing.iter().any(|text| text.contains(&solid(&words.text))));
    failures.extend(unnamed.map(|words| Failure::Missing(words.text.clone())));
    let told: Vec<String> = all_told(answer);
    let untold = asked.tells.iter().filter(|words| !told.iter().any(|text| text.contains(&solid(&words.text))));
    failures.extend(untold.map(|words| Failure::Told(words.text.clone())));
    failures.extend(unexpected_steps(&asked.steps, answer));
    failures
}

/// The steps to come, in their order: those written are the first of them; `无` says that there is none.
fn unexpected_steps(expected: &[Word], answer: &Answer) -> Vec<Failure> {
    let none = expected.iter().any(|words| solid(&words.text) == "无");
    let got: Vec<String> = answer.next.iter().map(|step| solid(&step.what)).collect();
    if none {
        return got.first().map(|step| Failure::Step(format!("无（有：{step}）"))).into_iter().collect();
    }
    let fits = |(n, words): &(usize, &Word)| got.get(*n).is_some_and(|step| step.contains(&solid(&words.text)));
    let missed = expected.iter().enumerate().filter(|one| !fits(one));
    missed.map(|(_, words)| Failure::Step(words.text.clone())).collect()
}

/// The answer in the words of a case: `条件不足`, `违反（不得）`, `丁、戊`, `规定冲突：可以｜无权`.
pub fn said(answer: &Answer) -> String {
    match answer.verdict {
        Verdict::Conflict => {
            let mut all: Vec<String> = answer.readings.iter().map(said_reading).collect();
            all.dedup();
            format!("{}：{}", answer.verdict, all.join("｜"))
        }
        Verdict::Found => said_people(&answer.answers),
        verdict => said_verdict(verdict, answer.ground),
    }
}

fn said_reading(reading: &Reading) -> String {
    if reading.verdict == Verdict::Found { said_people(&reading.answers) } else { said_verdict(reading.verdict, reading.ground) }
}

fn said_verdict(verdict: Verdict, ground: Option<Verdict>) -> String {
    ground.map_or_else(|| verdict.to_string(), |ground| format!("{verdict}（{ground}）"))
}

fn said_people(people: &[Who]) -> String {
    let one = |who: &Who| if who.chooser { format!("由{}确定", who.name) } else { who.name.clone() };
    people.iter().map(one).collect::<Vec<_>>().join("、")
}

/// Whether the answer is the one written.
fn gives(answer: &Answer, expected: &str) -> bool {
    let expected = solid(expected);
    let (head, rest) = expected.split_once(['：', ':']).map_or((expected.as_str(), None), |(head, rest)| (head, Some(rest)));
    match (Verdict::parse(head), rest) {
        (Some(verdict), None) => verdict == answer.verdict,
        (Some(Verdict::Conflict), Some(rest)) => answer.verdict == Verdict::Conflict && same_readings(&answer.readings, rest),
        (Some(verdict), Some(rest)) => {
            let wanted: Vec<Option<Verdict>> = rest.split(['｜', '|']).map(Verdict::parse).collect();
            verdict == answer.verdict && wanted.iter().all(|one| one.is_some_and(|one| answer.possible.contains(&one)))
        }
        (None, _) => is_label(&expected, answer.verdict, answer.ground, &answer.answers),
    }
}

fn same_readings(readings: &[Reading], expected: &str) -> bool {
    let wanted: Vec<&str> = expected.split(['｜', '|']).collect();
    let fits = |reading: &Reading, label: &str| is_label(label, reading.verdict, reading.ground, &reading.answers);
    wanted.iter().all(|label| readings.iter().any(|reading| fits(reading, label)))
        && readings.iter().all(|reading| wanted.iter().any(|label| fits(reading, label)))
}

/// `可以`, `违反（不得）`, `丁、戊`, `由市政府办公室协调确定`.
fn is_label(label: &str, verdict: Verdict, ground: Option<Verdict>, people: &[Who]) -> bool {
    if let Some(wanted) = Verdict::parse(label) {
        return wanted == verdict;
    }
    if let Some((wanted, of)) = label.trim_end_matches(['）', ')']).split_once(['（', '('])
        && let Some(wanted) = Verdict::parse(wanted)
    {
        return wanted == verdict && ground == Verdict::parse(of);
    }
    if verdict != Verdict::Found {
        return false;
    }
    if let [who] = people
        && who.chooser
    {
        return label.contains(&solid(&who.name));
    }
    let mut wanted: Vec<String> = label.split('、').map(solid).collect();
    let mut got: Vec<String> = people.iter().map(|who| solid(&who.name)).collect();
    wanted.sort();
    got.sort();
    wanted == got
}

/// What must be cited may stand among the citations, those of the readings, those of the notes, or those of the precedences
/// that decide: who goes before whom, and what gives way.
fn all_citations(answer: &Answer) -> impl Iterator<Item = &Cite> {
    let readings = answer.readings.iter().flat_map(|reading| &reading.citations);
    let notes = answer.notes.iter().flat_map(|note| &note.citations);
    let ranked = answer.conventions.iter().filter(|used| used.decisive && !used.declared.is_empty());
    answer.citations.iter().chain(readings).chain(notes).chain(ranked.flat_map(Convention::places))
}

fn is_at(place: &Place, cite: &Cite, documents: &Documents) -> bool {
    let locus = place.locus();
    let document = match &place.document {
        Some(title) => documents.called(&super::shelf::bare(&title.text)) == Some(cite.document.as_str()),
        None => documents.about.is_empty() || documents.about.contains(&cite.document),
    };
    document && locus.covers(&cite.locus())
}

fn shown(place: &Place) -> String {
    let locus = place.locus();
    place.document.as_ref().map_or_else(|| locus.to_string(), |title| format!("《{}》{locus}", super::shelf::bare(&title.text)))
}

fn all_missing(answer: &Answer) -> Vec<String> {
    let readings = answer.readings.iter().flat_map(|reading| &reading.missing);
    answer.missing.iter().chain(readings).flat_map(|missing| [solid(&missing.fact), solid(&missing.ask)]).collect()
}

fn all_told(answer: &Answer) -> Vec<String> {
    let notes = answer.notes.iter().map(|note| note.text.clone());
    let conventions = answer
        .conventions
        .iter()
        .flat_map(|used| [vec![used.words.clone(), used.option.clone()], used.otherwise.clone()].concat())
        .chain(answer.conventions.iter().flat_map(|used| used.declared.iter().map(|one| one.text.clone())));
    let deviations = answer.deviations.iter().flat_map(|one| [one.text.clone(), one.citation.quote.clone()]);
    let readings = answer.readings.iter().flat_map(|reading| &reading.choices).flat_map(|c| [c.words.clone(), c.option.clone()]);
    notes.chain(conventions).chain(deviations).chain(readings).map(|text| solid(&text)).collect()
}

/// Without blanks.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
