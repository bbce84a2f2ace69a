//! Parsed files by title: which rulebooks stand together.
use super::files::{self, Unreadable};
use crate::diagnostic::Problems;
use crate::resolve::{self, Parsed};
use crate::source::Source;
use crate::syntax;
use crate::syntax::tree::{Block, Statement, StatementKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The vocabulary that is always there.
const LIBRARY: (&str, &str) = ("通用词汇.gj", include_str!("../../rulebooks/通用词汇.gj"));

/// Parsed files with what was wrong in each.
#[derive(Debug, Clone)]
pub struct Shelf {
    files: Vec<Shelved>,
    /// The rulebooks of the folders looked into: what a rulebook found there names may lie there as well.
    folders: BTreeMap<PathBuf, Vec<Arc<Source>>>,
}

/// A parsed file.
#[derive(Debug, Clone)]
pub struct Shelved {
    /// The tree and its text.
    pub parsed: Parsed,
    /// What was wrong.
    pub problems: Problems,
    /// Given by the user, not found on the way.
    pub given: bool,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { files: vec![Shelved::new(Source::new(LIBRARY.0, LIBRARY.1), false)], folders: BTreeMap::new() }
    }
}

impl Shelved {
    fn new(source: Arc<Source>, given: bool) -> Self {
        let (file, problems) = syntax::parse(&source);
        Self { parsed: Parsed { source, file }, problems, given }
    }

    pub(crate) fn title(&self) -> Option<&str> {
        self.parsed.file.rulebook.as_ref().map(|rulebook| rulebook.title.text.as_str())
    }

    fn is_called(&self, title: &str) -> bool {
        let Some(rulebook) = &self.parsed.file.rulebook else { return false };
        let short = rulebook.header.iter().find(|line| line.field.text == "简称").map(|line| line.value.text.as_str());
        rulebook.title.text == title || short == Some(title)
    }

    /// The titles that the rulebook names in its head (引用, 依据, 并列) and that the cases are about (适用).
    pub(crate) fn names(&self) -> Vec<String> {
        let file = &self.parsed.file;
        let used = file
            .rulebook
            .iter()
            .flat_map(|rulebook| &rulebook.header)
            .filter(|line| resolve::NAMING.contains(&line.field.text.as_str()));
        let cases = file.cases.iter().flat_map(|case| &case.documents);
        used.map(|line| &line.value).chain(cases).map(|word| bare(&word.text)).collect()
    }

    /// The titles that the rulebook names where it says what goes before what (优于).
    fn ranked(&self) -> Vec<String> {
        let blocks = self.parsed.file.rulebook.iter().flat_map(|rulebook| &rulebook.blocks);
        let ranks = blocks.filter_map(|block| match block {
            Block::Statement(Statement { kind: StatementKind::Rank { higher, lower, .. }, .. }) => Some([higher, lower]),
            _ => None,
        });
        let places = ranks.flatten().flatten();
        places.filter_map(|place| place.document.as_ref()).map(|word| bare(&word.text)).collect()
    }
}

impl Shelf {
    /// A shelf with these texts, and the library.
    pub fn of(sources: impl IntoIterator<Item = Arc<Source>>) -> Self {
        let mut shelf = Self::default();
        sources.into_iter().for_each(|source| shelf.add(source));
        shelf
    }

    /// A shelf with the files these paths stand for, and the rulebooks beside them that they name.
    pub fn load(paths: &[PathBuf]) -> Result<Self, Vec<Unreadable>> {
        let (shelf, unreadable) = Self::load_readable(paths);
        if unreadable.is_empty() { Ok(shelf) } else { Err(unreadable) }
    }

    /// The same with all that can be read, and what cannot.
    pub fn load_readable(paths: &[PathBuf]) -> (Self, Vec<Unreadable>) {
        let mut shelf = Self::default();
        let mut unreadable = Vec::new();
        for path in paths {
            match files::collect(path) {
                Ok(found) => found.iter().for_each(|path| match files::read(path) {
                    Ok(source) => shelf.add(source),
                    Err(error) => unreadable.push(error),
                }),
                Err(error) => unreadable.push(error),
            }
        }
        shelf.look_beside();
        (shelf, unreadable)
    }

    /// Adds a text. One with the title of the library takes its place; the very same text again is left out; another text
    /// with a title that is there already is a problem.
    pub fn add(&mut self, source: Arc<Source>) {
        if self.files.iter().any(|other| other.given && other.parsed.source.text() == source.text()) {
            return;
        }
        let mut file = Shelved::new(source, true);
        self.same_title(&mut file);
        match file.title().and_then(|title| self.files.iter().position(|other| !other.given && other.title() == Some(title))) {
            Some(at) => {
                if let Some(place) = self.files.get_mut(at) {
                    *place = file;
                }
            }
            None => self.files.push(file),
        }
    }

    /// The shelf with another text in the place of the file of that name.
    #[must_use]
    pub fn replacing(&self, source: &Arc<Source>) -> Self {
        let mut shelf = self.clone();
        if let Some(file) = shelf.files.iter_mut().find(|file| file.given && file.parsed.source.name() == source.name()) {
            *file = Shelved::new(Arc::clone(source), true);
        }
        shelf
    }

    fn same_title(&self, file: &mut Shelved) {
        let Some(rulebook) = &file.parsed.file.rulebook else { return };
        let title = &rulebook.title;
        let twin = self.given().find(|other| other.title() == Some(&title.text));
        let Some((twin, other)) = twin.and_then(|other| Some((other, other.parsed.file.rulebook.as_ref()?))) else { return };
        let kind = crate::resolve::ResolveProblem::DeclaredTwice { name: title.text.clone() };
        let problem = crate::diagnostic::Problem::new(kind, &file.parsed.source, title.at).also(
            &twin.parsed.source,
            other.title.at,
            "另一份在这里",
            "the other one is here",
        );
        file.problems.push(problem);
    }

    /// The files the user gave, in order.
    pub fn given(&self) -> impl Iterator<Item = &Shelved> {
        self.files.iter().filter(|file| file.given)
    }

    /// The rulebook of this title; if there is none, those of this short title.
    fn called(&self, title: &str) -> Vec<usize> {
        let those = |wanted: &dyn Fn(&Shelved) -> bool| -> Vec<usize> {
            self.files.iter().enumerate().filter(|(_, file)| wanted(file)).map(|(at, _)| at).collect()
        };
        let titled = those(&|file| file.title() == Some(title));
        if titled.is_empty() { those(&|file| file.is_called(title)) } else { titled }
    }

    /// The rulebooks of which this is the short title, if it is of several.
    pub(crate) fn several(&self, title: &str) -> Option<Vec<String>> {
        let all = self.called(title);
        let titles: Vec<String> = all.iter().filter_map(|at| self.files.get(*at)?.title()).map(str::to_owned).collect();
        (titles.len() > 1 && !titles.iter().any(|full| full == title)).then_some(titles)
    }

    /// The rulebooks with these titles and all they use, the library first. Titles that are not here are left out.
    pub fn together(&self, titles: &[String]) -> Vec<Parsed> {
        self.with_used(titles.iter().flat_map(|title| self.called(title)).collect())
    }

    /// One of the files given and all it uses.
    pub fn around(&self, file: &Shelved) -> Vec<Parsed> {
        self.with_used(self.files.iter().position(|other| std::ptr::eq(other, file)).into_iter().collect())
    }

    fn with_used(&self, mut wanted: Vec<usize>) -> Vec<Parsed> {
        let mut taken = BTreeSet::from([0]);
        let mut ranked = Vec::new();
        loop {
            while let Some(at) = wanted.pop() {
                if let Some(file) = self.files.get(at).filter(|_| taken.insert(at)) {
                    wanted.extend(file.names().iter().flat_map(|title| self.called(title)));
                    ranked.extend(file.ranked());
                }
            }
            // What a rank calls by a short title is first of all one of those that stand here already.
            let here = |title: &String| taken.iter().filter_map(|at| self.files.get(*at)).any(|file| file.is_called(title));
            match ranked.iter().find(|title| !here(title) && !self.called(title).is_empty()) {
                Some(title) => wanted.extend(self.called(title)),
                None => break,
            }
        }
        taken.into_iter().filter_map(|at| self.files.get(at)).map(|file| file.parsed.clone()).collect()
    }

    /// All rulebooks that were given, and what they use.
    pub fn all_given(&self) -> Vec<Parsed> {
        let is_rulebook = |(_, file): &(usize, &Shelved)| file.given && file.title().is_some();
        self.with_used(self.files.iter().enumerate().filter(is_rulebook).map(|(at, _)| at).collect())
    }

    /// Titles that are named and not here.
    pub fn absent(&self, titles: &[String]) -> Vec<String> {
        titles.iter().filter(|title| self.called(title).is_empty()).cloned().collect()
    }

    /// Looks for named rulebooks in the folders of the files that name them, and above.
    fn look_beside(&mut self) {
        let mut at = 0;
        while let Some(file) = self.files.get(at) {
            let missing = self.absent(&[file.names(), file.ranked()].concat());
            let path = PathBuf::from(file.parsed.source.name());
            if !missing.is_empty() {
                for folder in path.ancestors().skip(1).take(3) {
                    self.take_from(folder, &missing);
                }
            }
            at += 1;
        }
    }

    fn take_from(&mut self, folder: &Path, missing: &[String]) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let there = self.folders.entry(folder.to_owned()).or_insert_with(|| rulebooks_in(folder));
        let named = |source: &&Arc<Source>| titles(source).any(|title| missing.iter().any(|name| name == title));
        let found: Vec<Shelved> = there.iter().filter(named).map(|source| Shelved::new(Arc::clone(source), false)).collect();
        for file in found {
            if file.title().is_none_or(|title| self.called(title).is_empty()) {
                self.files.push(file);
            }
        }
    }
}

/// The texts in a folder that begin like rulebooks, by path.
fn rulebooks_in(folder: &Path) -> Vec<Arc<Source>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let is_rulebook = |path: &&PathBuf| path.is_file() && path.extension().is_some_and(|ext| ext == "gj");
    let sources = paths.iter().filter(is_rulebook).filter_map(|path| files::read(path).ok());
    sources.filter(|source| titles(source).next().is_some()).collect()
}

/// The title of a text that begins like a rulebook, and its short title.
fn titles(source: &Source) -> impl Iterator<Item = &str> {
    let title = source.text().lines().take(1).filter_map(|line| line.strip_prefix("规则"));
    title.chain(source.text().lines().take(8).filter_map(|line| line.trim().strip_prefix("简称"))).map(str::trim)
}

/// A title without its marks.
pub fn bare(title: &str) -> String {
    title.trim().trim_start_matches('《').trim_end_matches('》').to_owned()
}
