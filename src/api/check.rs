//! Everything that is wrong in a set of files.
use super::cases::Runner;
use super::shelf::Shelf;
use crate::check;
use crate::diagnostic::Problems;
use crate::resolve;

impl Shelf {
    /// All problems of the files given: syntax and names of the rulebooks, facts and questions of the cases. A file whose
    /// syntax is broken is still looked at further: what could be read of it is.
    pub fn check(&self) -> Problems {
        let mut problems = Runner::new(self).read().problems;
        problems.append(self.rulebook_problems());
        let mut problems = problems.distinct();
        // What the grammar cannot read is told with the way it may be written.
        for file in self.given().filter(|file| file.problems.has_errors()) {
            problems = super::with_proposals(problems, &file.parsed.source, &self.unspaced(file));
        }
        problems
    }

    /// How many situations are given that no rulebook was there to read: of these only the layout is checked.
    pub fn unread_situations(&self) -> usize {
        if self.given().any(|file| file.parsed.file.rulebook.is_some()) {
            return 0;
        }
        self.given().flat_map(|file| &file.parsed.file.cases).filter(|case| case.documents.is_empty()).count()
    }

    /// The problems of names in the rulebooks given.
    pub fn rulebook_problems(&self) -> Problems {
        let mut problems = Problems::default();
        for file in self.given() {
            if file.parsed.file.rulebook.is_none() {
                continue;
            }
            let (resolved, found) = resolve::bind(&self.around(file), |_| String::new());
            problems.append(found);
            problems.append(check::check(&resolved));
        }
        problems.distinct()
    }
}
