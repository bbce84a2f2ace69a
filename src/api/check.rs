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
