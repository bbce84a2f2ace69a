//! Cases: situations with questions and the answers they ought to get.
use super::doubt::{doubtful, twice};
use super::expect::{Documents, Failure, failures, said};
use super::prepared::{Prepared, Written};
use super::rulebook::{Rulebook, digest};
use super::shelf::{Shelf, Shelved, bare};
use crate::answer::Answer;
use crate::core_ir::Document;
use crate::diagnostic::{Lang, Problems};
use crate::resolve::{self, Layer};
use crate::source::Source;
use crate::syntax::tree::{Asked, Case, Fact, FactKind};
use crate::vocabulary::Date;
use std::collections::{BTreeMap, btree_map::Entry};
use std::sync::Arc;

/// One question of a case, with what came of it.
#[derive(Debug, Clone)]
pub struct Check {
    /// The number of the case (ZV-01).
    pub case: String,
    /// Its title.
    pub title: String,
    /// The variant (W1), if it is not the base.
    pub variant: Option<String>,
    /// The question.
    pub question: String,
    /// The answer it ought to get, as written.
    pub expected: Option<String>,
    /// The answer it got, in the same words.
    pub got: String,
    /// What is not as it ought to be.
    pub failures: Vec<Failure>,
    /// The answer.
    pub answer: Option<Answer>,
    /// The file and the line of the question.
    pub place: (String, usize),
    open: bool,
}

impl Check {
    /// Nothing is said of what the answer ought to be, and there is one.
    pub fn is_open(&self) -> bool {
        self.open && self.failures.is_empty()
    }

    fn blank(case: &Case, variant: Option<String>, asked: &Asked, source: &Source) -> Self {
        Self {
            case: case.number.text.clone(),
            title: case.title.text.clone(),
            variant,
            question: asked.question.text.clone(),
            expected: asked.answer.as_ref().map(|word| word.text.clone()),
            got: String::new(),
            failures: Vec::new(),
            answer: None,
            place: (source.name().to_owned(), source.position(asked.question.at.range().start).line),
            open: asked.answer.is_none()
                && asked.cites.is_empty()
                && asked.missing.is_empty()
                && asked.tells.is_empty()
                && asked.steps.is_empty(),
        }
    }
}

/// What came of the cases of a shelf.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// How many cases and how many variants were run.
    pub counts: (usize, usize),
    /// All questions, in order.
    pub checks: Vec<Check>,
    /// What is wrong in rulebooks and cases. A rulebook is reported once.
    pub problems: Problems,
}

/// What is wrong in a situation whatever the rulebooks declare: dates, numbers, contradictions, lists, size.
const NAMELESS: [&str; 8] = ["R015", "R017", "R018", "R023", "R030", "R032", "R034", "R038"];

/// Runs cases; rulebooks are resolved once for each set of titles.
#[derive(Debug)]
pub struct Runner<'a> {
    shelf: &'a Shelf,
    books: BTreeMap<Vec<String>, Result<Rulebook, Problems>>,
    run: Run,
    only_read: bool,
    /// Cases by number and rulebooks, to find those given twice.
    numbered: BTreeMap<(String, Vec<String>), (Arc<Source>, &'a Case)>,
    with_changes: bool,
    instead: Option<Rulebook>,
}

impl<'a> Runner<'a> {
    /// For the cases on a shelf.
    pub fn new(shelf: &'a Shelf) -> Self {
        Self {
            shelf,
            books: BTreeMap::new(),
            run: Run::default(),
            only_read: false,
            numbered: BTreeMap::new(),
            with_changes: false,
            instead: None,
        }
    }

    /// Runs the cases against this rulebook, whatever titles they name.
    #[must_use]
    pub fn against(mut self, book: &Rulebook) -> Self {
        self.instead = Some(book.clone());
        self
    }

    /// The answers also say what would change them.
    #[must_use]
    pub fn with_changes(mut self) -> Self {
        self.with_changes = true;
        self
    }

    /// Runs all cases for which `wanted` says yes.
    pub fn run(mut self, wanted: impl Fn(&Case) -> bool) -> Run {
        let shelf = self.shelf;
        for file in shelf.given() {
            self.file(file, &wanted);
        }
        self.run
    }

    /// Only binds names, in facts and questions: what `check` does.
    pub fn read(mut self) -> Run {
        self.only_read = true;
        self.run(|_| true)
    }

    /// A number that another case about the same rulebooks has.
    fn number(&mut self, case: &'a Case, source: &Arc<Source>) {
        if case.number.text.is_empty() || !self.only_read {
            return;
        }
        let mut about = titles(case);
        about.sort();
        match self.numbered.entry((case.number.text.clone(), about)) {
            Entry::Occupied(first) => {
                let (other, first) = first.get();
                self.run.problems.push(twice(case, source, (other, first)));
            }
            Entry::Vacant(place) => {
                place.insert((Arc::clone(source), case));
            }
        }
    }

    fn file(&mut self, file: &'a Shelved, wanted: &impl Fn(&Case) -> bool) {
        self.run.problems.append(file.problems.clone());
        for case in file.parsed.file.cases.iter().filter(|case| wanted(case)) {
            let source = &file.parsed.source;
            self.number(case, source);
            if self.only_read && case.documents.is_empty() {
                self.bare(case, source);
                continue;
            }
            self.run.counts.0 += 1;
            self.run.counts.1 += case.variants.len();
            match self.book(case, source) {
                Some(book) => Sitting {
                    run: &mut self.run,
                    book: &book,
                    case,
                    source,
                    only_read: self.only_read,
                    with_changes: self.with_changes,
                }
                .case(),
                // Without rulebooks there is nothing to bind; the reason has been told.
                None => self.refuse(case, source),
            }
        }
    }

    /// A situation that does not say whose it is: with the rulebooks that were given, if they go together; else only what
    /// does not depend on names is looked at.
    fn bare(&mut self, case: &Case, source: &Arc<Source>) {
        let given = self.shelf.all_given();
        let own = self.shelf.given().any(|file| file.parsed.file.rulebook.is_some());
        let (mut run, only_read) = (Run::default(), true);
        let book = if own { Rulebook::resolve(&given, Problems::default()).ok() } else { None };
        let known = book.is_some();
        let Some(book) = book.or_else(|| Rulebook::resolve(&self.shelf.together(&[]), Problems::default()).ok()) else { return };
        Sitting { run: &mut run, book: &book, case, source, only_read, with_changes: false }.case();
        for problem in run.problems.sorted() {
            if known || NAMELESS.contains(&problem.kind.code()) {
                self.run.problems.push(problem.clone());
            }
        }
    }

    fn refuse(&mut self, case: &Case, source: &Arc<Source>) {
        let base = case.questions.iter().map(|asked| (None, asked));
        let variants =
            case.variants.iter().flat_map(|variant| variant.questions.iter().map(|asked| (Some(&variant.name), asked)));
        for (variant, asked) in base.chain(variants).filter(|_| !self.only_read) {
            let got = "规则书有错误，没有运行".to_owned();
            let failures = vec![Failure::Refused(got.clone())];
            self.run.checks.push(Check {
                got,
                failures,
                ..Check::blank(case, variant.map(|word| word.text.clone()), asked, source)
            });
        }
    }

    fn book(&mut self, case: &Case, source: &Arc<Source>) -> Option<Rulebook> {
        if let Some(book) = &self.instead {
            return Some(book.clone());
        }
        let titles = titles(case);
        for (word, _) in
            case.documents.iter().zip(&titles).filter(|(_, title)| !self.shelf.absent(std::slice::from_ref(title)).is_empty())
        {
            let kind = resolve::ResolveProblem::UnknownDocument { title: bare(&word.text) };
            self.run.problems.push(crate::diagnostic::Problem::new(kind, source, word.at));
        }
        for (word, title) in case.documents.iter().zip(&titles) {
            if let Some(titles) = self.shelf.several(title) {
                let kind = resolve::FamilyProblem::SeveralCalled { short: title.clone(), titles };
                self.run.problems.push(crate::diagnostic::Problem::new(kind, source, word.at));
            }
        }
        if !self.books.contains_key(&titles) {
            let files = if titles.is_empty() { self.shelf.all_given() } else { self.shelf.together(&titles) };
            let book = Rulebook::resolve(&files, Problems::default());
            if let Err(problems) = &book {
                self.run.problems.append(problems.clone());
            }
            self.books.insert(titles.clone(), book);
        }
        self.books.get(&titles)?.as_ref().ok().cloned()
    }
}

pub(super) fn titles(case: &Case) -> Vec<String> {
    case.documents.iter().map(|word| bare(&word.text)).collect()
}

struct Sitting<'a> {
    run: &'a mut Run,
    book: &'a Rulebook,
    case: &'a Case,
    source: &'a Arc<Source>,
    only_read: bool,
    with_changes: bool,
}

impl Sitting<'_> {
    fn case(&mut self) {
        let date = Date::parse(&self.case.date.text);
        self.questions(None, date, &[], &self.case.questions);
        for variant in &self.case.variants {
            let date = variant.date.as_ref().and_then(|word| Date::parse(&word.text)).or(date);
            self.questions(Some(&variant.name.text), date, &variant.facts, &variant.questions);
        }
    }

    fn questions(&mut self, variant: Option<&str>, date: Option<Date>, changes: &[Fact], questions: &[Asked]) {
        let (book, amended) = self.amended(changes);
        let base = Layer { source: self.source, facts: &self.case.facts };
        let (situated, problems) =
            resolve::situation(book.resolved(), date, &[base, Layer { source: self.source, facts: changes }]);
        let broken = problems.has_errors() || !amended;
        self.run.problems.append(problems);
        if variant.is_none() {
            self.run.problems.append(resolve::forms(book.resolved(), &situated, self.source, &self.case.forms).1);
        }
        let prepared = Prepared::new(&book, situated, &digest(self.source));
        for asked in questions {
            self.places(asked);
            let word = &asked.question;
            let written = Written { source: self.source, text: &word.text, base: word.at.range().start };
            if broken && !self.only_read {
                let check = self.refused(variant, asked, "情形有错误，没有运行");
                self.run.checks.push(check);
            } else if broken {
                // What the question names may be missing for that reason alone.
            } else if self.only_read {
                match prepared.question(&written) {
                    Ok(question) => {
                        let doubt = doubtful(asked, crate::answer::family(&question), self.source);
                        doubt.into_iter().for_each(|problem| self.run.problems.push(problem));
                    }
                    Err(problems) => self.run.problems.append(problems),
                }
            } else {
                let check = self.check(variant, asked, prepared.ask_written(&written, Lang::Zh, self.with_changes));
                self.run.checks.push(check);
            }
        }
    }

    /// The places that an answer ought to cite must be there.
    fn places(&mut self, asked: &Asked) {
        let titles = titles(self.case);
        for place in asked.cites.iter().filter(|place| !self.book.resolved().has(place, &titles)) {
            let kind = resolve::ResolveProblem::NoSuchPlace { place: resolve::show_place(place), clause: false };
            self.run.problems.push(crate::diagnostic::Problem::new(kind, self.source, place.at));
        }
    }

    fn refused(&self, variant: Option<&str>, asked: &Asked, why: &str) -> Check {
        let failures = vec![Failure::Refused(why.to_owned())];
        let blank = Check::blank(self.case, variant.map(str::to_owned), asked, self.source);
        Check { got: why.to_owned(), failures, ..blank }
    }

    /// The rulebooks with the 改文 of a variant, and whether all was well with it.
    fn amended(&mut self, changes: &[Fact]) -> (Rulebook, bool) {
        let documents = titles(self.case);
        let (mut book, mut well) = (self.book.clone(), true);
        for fact in changes {
            if let FactKind::Amend { place, clause } = &fact.kind {
                let source = self.source;
                let (changed, problems) = book.changed(|resolved| resolve::amend(resolved, source, &documents, place, clause));
                well &= !problems.has_errors();
                self.run.problems.append(problems);
                book = changed;
            }
        }
        (book, well)
    }

    fn check(&self, variant: Option<&str>, asked: &Asked, answer: Result<Answer, Problems>) -> Check {
        let named = titles(self.case);
        let about = |document: &&Document| named.iter().any(|name| *name == document.title || *name == document.short);
        let documents = &self.book.program().documents;
        let titles = Documents {
            about: documents.iter().filter(about).map(|document| document.title.clone()).collect(),
            all: documents.iter().map(|document| (document.title.clone(), document.short.clone())).collect(),
        };
        let (got, failures, answer) = match answer {
            Ok(answer) => (said(&answer), failures(asked, &answer, &titles), Some(answer)),
            Err(problems) => {
                let first = problems.sorted().first().map(|problem| problem.kind.message(Lang::Zh)).unwrap_or_default();
                (first.clone(), vec![Failure::Refused(first)], None)
            }
        };
        Check { got, failures, answer, ..Check::blank(self.case, variant.map(str::to_owned), asked, self.source) }
    }
}
