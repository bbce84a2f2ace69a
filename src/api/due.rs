//! What is still to be done: the duties that the events on record brought up, by whom and by when.
use super::audit::Period;
use super::events::{Asked, Moments, of_the_record};
use super::prepared::Prepared;
use crate::answer::Due;
use crate::diagnostic::{Lang, Problem, Problems};
use crate::vocabulary::{Moment, Verdict};
use serde::Serialize;

/// What is owed, and what cannot be said.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Dues {
    /// The duties that are not done, or not done in time, with their limits; those with a day first.
    pub due: Vec<Due>,
    /// Events of which it cannot be said what they bring up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<Undecided>,
}

/// An event that cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undecided {
    /// What happened.
    pub event: String,
    /// When.
    pub on: Option<String>,
    /// Why, with the code.
    pub why: Vec<String>,
}

impl Prepared {
    /// The duties that are not done, or not done in time, with their limits.
    pub fn due(&self, lang: Lang) -> Result<Dues, Problems> {
        let mut all = Dues::default();
        let mut moments = Moments::new(self);
        for one in self.asked(Period::default(), true).into_iter().filter(Asked::is_event) {
            let answer = match self.answer_by(moments.of(one.at), &one.question, &one.event, (one.at, lang)) {
                Err(problems) if of_the_record(&problems) => {
                    all.undecided.push(undecided(&one, &problems, lang));
                    continue;
                }
                answer => answer?,
            };
            for due in answer.due {
                let open = matches!(due.verdict, Verdict::Outstanding | Verdict::NotYetDue | Verdict::Undetermined)
                    || (due.verdict == Verdict::Violation && due.done.is_none());
                if open {
                    due.join(&mut all.due);
                }
            }
        }
        all.due.sort_by(|a, b| (a.date.is_none(), &a.date, &a.who, &a.what).cmp(&(b.date.is_none(), &b.date, &b.who, &b.what)));
        Ok(all)
    }
}

fn undecided(one: &Asked, problems: &Problems, lang: Lang) -> Undecided {
    let why = |problem: &Problem| format!("{} {}", problem.kind.code(), problem.kind.message(lang));
    let on = one.at.map(|at: Moment| at.date.iso());
    Undecided { event: one.event.clone(), on, why: problems.sorted().into_iter().map(why).collect() }
}
