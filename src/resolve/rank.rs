//! Statements about clauses: ranks and open ranks; exceptions and limits are in [`super::exception`].
use super::clause::{act_of, signature};
use super::document::Later;
use super::exception::{change_limit, waivers};
use super::family::{between_documents, several};
use super::family_problem::FamilyProblem as F;
use super::layout::Layout;
use super::place::{at_place, called, locus, quoted, show_place, stands};
use super::problem::ResolveProblem as P;
use super::rival::{Settled, Side, prevailing};
use super::scope::Scope;
use super::variables::{Variables, all, mentions};
use super::{Parsed, Quotes};
use crate::core_ir::{
    Act, Choice, ChoiceId, ChoiceKind, Clause, ClauseId, ClauseKind, Formula, Lifts, Program, Ranked, Ranking, RelationId, Rival,
    Term,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::Span;
use crate::syntax::tree::{Place, Relative, StatementKind};
use crate::vocabulary::{Citation, Locus};
use std::collections::BTreeSet;

/// What the rulebooks have come to when the statements about their clauses are settled.
#[derive(Clone, Copy)]
pub struct Written<'s, 'a> {
    /// The files.
    pub rulebooks: &'s [&'a Parsed],
    /// Where the words of each stand.
    pub layouts: &'s [Layout],
    /// The statements about clauses.
    pub later: &'s [Later<'a>],
    /// The variables of the clauses that are written out.
    pub variables: &'s [Variables],
    /// Numbers of quoted words.
    pub quotes: &'s Quotes,
}

/// Settles all of them; also the clauses that stand for another one where it outranks a third: which, and for which.
pub fn settle(program: &mut Program, scope: &Scope, written: Written, spots: &mut Vec<Span>) -> (Problems, StandIns) {
    let problems = waivers(program, written.rulebooks, spots);
    let mut settler = Settler { problems, program, scope, written, spots, stands: Vec::new(), said: Vec::new() };
    // A clause that outranks another does so with its exceptions, wherever they are written.
    for one in written.later {
        settler.exceptions(one);
    }
    for (n, one) in written.later.iter().enumerate() {
        settler.ranks(one, n);
    }
    settler.finish()
}

/// Clauses that stand for another one where it outranks a third: which, and for which.
pub type StandIns = Vec<(ClauseId, ClauseId)>;

/// What is under way while the statements about clauses are settled.
pub(super) struct Settler<'s> {
    pub(super) program: &'s mut Program,
    pub(super) scope: &'s Scope,
    pub(super) written: Written<'s, 's>,
    pub(super) spots: &'s mut Vec<Span>,
    pub(super) problems: Problems,
    stands: StandIns,
    /// Pairs of clauses of which something is said: by which statement, and whether it ranks them.
    said: Vec<((ClauseId, ClauseId), usize, bool)>,
}

impl Settler<'_> {
    pub(super) fn report(&mut self, problem: P, one: &Later, at: Span) {
        self.problems.push(Problem::new(problem, one.source, at));
    }

    fn exceptions(&mut self, one: &Later) {
        match &one.statement.kind {
            StatementKind::Exception { targets, heads } => {
                let targets = self.places(one, targets);
                for (target, id) in self.exception(one, targets, heads) {
                    if let Some(clause) = self.program.clauses.get_mut(target.index()) {
                        clause.exceptions.push(id);
                    }
                }
            }
            StatementKind::Limit { heads, longer } => {
                let targets = self.limited(one);
                for (target, when) in self.exception(one, targets, heads) {
                    change_limit(self.program, target, when, *longer);
                }
            }
            _ => {}
        }
        self.spots.resize(self.program.clauses.len(), one.statement.at);
    }

    fn ranks(&mut self, one: &Later, n: usize) {
        match &one.statement.kind {
            // Those between whole documents are settled with the families of documents.
            StatementKind::Rank { higher, lower, basis } if !between_documents(higher, lower) => {
                self.rank((one, n), (higher, lower), basis.as_ref().map(|word| word.text.clone()));
            }
            StatementKind::See(targets) => self.see(one, targets),
            StatementKind::Unranked { left, right } => {
                let sides = (self.places(one, left), self.places(one, right));
                if self.is_said_once((one, n), (&sides.0, &sides.1), false) {
                    self.unranked(one, (left, right), &sides);
                }
            }
            _ => {}
        }
    }

    /// Whatever takes something from a clause takes it from those that stand for it.
    fn finish(self) -> (Problems, StandIns) {
        for (own, of) in &self.stands {
            let Some((exceptions, rivals)) =
                self.program.clauses.get(of.index()).map(|clause| (clause.exceptions.clone(), clause.rivals.clone()))
            else {
                continue;
            };
            if let Some(clause) = self.program.clauses.get_mut(own.index()) {
                (clause.exceptions, clause.rivals) = (exceptions, rivals);
            }
        }
        (self.problems, self.stands)
    }

    /// 见 …: the places must be there. After a note or a gap they are cited with it; after a piece they only say where the
    /// piece is executed.
    fn see(&mut self, one: &Later, targets: &[Place]) {
        let own = (one.document.index(), one.locus);
        let mut cites = Vec::new();
        for place in targets {
            self.one_of_several(one, place);
            match (stands(self.program, self.written.layouts, self.scope, place, own), &place.document) {
                (None, Some(title)) => self.report(P::UnknownDocument { title: bare(&title.text) }, one, place.at),
                (None, None) | (Some(false), _) => {
                    self.report(P::NoSuchPlace { place: show_place(place), clause: false }, one, place.at);
                }
                (Some(true), _) => cites.extend(self.cited(place, own)),
            }
        }
        for (id, notes) in &one.noted {
            let Some(clause) = self.program.clauses.get_mut(id.index()) else { continue };
            if let ClauseKind::Gap { cites: more, .. } = &mut clause.kind {
                more.extend(cites.iter().cloned());
            }
            if let Some(note) = notes.checked_sub(1).and_then(|at| clause.notes.get_mut(at)) {
                note.cites.extend(cites.iter().cloned());
            }
        }
    }

    /// A place with its words.
    fn cited(&self, place: &Place, (own, from): (usize, Locus)) -> Option<Citation> {
        let titled = |title: &str| called(self.program, Some(own), title).first().copied();
        let at = place.document.as_ref().map_or(Some(own), |word| titled(&word.text))?;
        Some(quoted(self.program.documents.get(at)?, self.written.layouts.get(at)?, locus(place, from)))
    }

    /// A short title that several documents have says none of them.
    fn one_of_several(&mut self, one: &Later, place: &Place) {
        let Some(word) = &place.document else { return };
        if let Some(kind) = several(self.program, Some(one.document.index()), &word.text) {
            self.problems.push(Problem::new(kind, one.source, word.at));
        }
    }

    /// The clauses at places.
    fn places(&mut self, one: &Later, places: &[Place]) -> Vec<ClauseId> {
        let mut found = Vec::new();
        for place in places {
            self.one_of_several(one, place);
            let here = match &place.procedure {
                Some(name) => steps(self.program, self.scope, self.spots, &name.text),
                None => at_place(self.program, place, one),
            };
            if here.is_empty() {
                self.report(P::NoSuchPlace { place: show_place(place), clause: true }, one, place.at);
            }
            found.extend(here);
        }
        found
    }

    /// A rank between clauses: by a precedence, so that the answer can name its doctrine where it decides.
    fn rank(&mut self, (one, n): (&Later, usize), (higher, lower): (&[Place], &[Place]), basis: Option<String>) {
        let (above, below) = (self.places(one, higher), self.places(one, lower));
        if !self.is_said_once((one, n), (&above, &below), true) {
            return;
        }
        let first = self.program.clauses.len();
        self.outrank(one, &above, &below);
        if self.program.clauses.len() == first {
            return;
        }
        let ranked = Some(Ranked::Statement(self.program.rankings.len()));
        self.program.rankings.push(ranking(one, basis.clone()));
        let mut choice = Choice { kind: ChoiceKind::Precedence, basis, ranked, ..prevailing(&self.sides(one, [higher, lower])) };
        // Its other option is that there is no such rank.
        choice.options.truncate(1);
        choice.options.push("不分先后".to_owned());
        if let Some(english) = &mut choice.english {
            english.options.truncate(1);
            english.options.push("neither prevails".to_owned());
        }
        let choice = self.choice(one, choice);
        // Those that stand for the higher do so as long as it prevails.
        self.program.clauses.iter_mut().skip(first).for_each(|clause| clause.guards.push((choice, 0)));
    }

    /// Whether nothing else is said of which of two clauses prevails; saying that one does twice is no harm.
    fn is_said_once(&mut self, (one, n): (&Later, usize), (left, right): (&[ClauseId], &[ClauseId]), ranks: bool) -> bool {
        let pairs = left.iter().flat_map(|left| right.iter().map(move |right| (*left.min(right), *left.max(right))));
        let pairs: BTreeSet<(ClauseId, ClauseId)> = pairs.collect();
        let itself = !ranks && pairs.iter().any(|(left, right)| left == right);
        let before = self.said.iter().find(|(pair, other, ranked)| *other != n && !(ranks && *ranked) && pairs.contains(pair));
        let before = before.map(|(_, other, ranked)| (*other, *ranked));
        self.said.extend(pairs.into_iter().map(|pair| (pair, n, ranks)));
        if itself {
            self.problems.push(Problem::new(F::OpenToItself, one.source, one.statement.at));
            return false;
        }
        let Some((other, ranked)) = before else { return true };
        let kind = if ranked == ranks { F::OpenTwice } else { F::RankedAndOpen };
        let mut problem = Problem::new(kind, one.source, one.statement.at);
        if let Some(other) = self.written.later.get(other) {
            problem = problem.also(other.source, other.statement.at, "另一处在这里", "the other place is here");
        }
        self.problems.push(problem);
        false
    }

    /// Two lists of places as they are told: by the document where one of them is in another.
    fn sides(&self, one: &Later, lists: [&[Place]; 2]) -> [Side; 2] {
        let across = lists.iter().any(|places| places.iter().any(|place| place.document.is_some()));
        let told = |place: &Place| {
            let own = self.program.documents.get(one.document.index()).map(|document| document.short.as_str());
            let named = place.document.as_ref().map(|word| word.text.trim_matches(['《', '》']));
            let title = named.or(own).filter(|_| across).map(|title| format!("《{title}》")).unwrap_or_default();
            if place.procedure.is_some() || place.chapter.is_some() || place.relative == Some(Relative::Chapter) {
                return (show_place(place), show_place(place));
            }
            let locus = locus(place, one.locus);
            (format!("{title}{locus}"), format!("{title} {}", locus.english()).trim().to_owned())
        };
        lists.map(|places| {
            let (zh, en): (Vec<String>, Vec<String>) = places.iter().map(told).unzip();
            Side { zh: zh.join("、"), en: en.join("; ") }
        })
    }

    /// A choice that a statement makes.
    fn choice(&mut self, one: &Later, choice: Choice) -> ChoiceId {
        let id = ChoiceId(self.program.choices.len() as u32);
        self.program.choices.push(Choice { citation: Some(one.citation.clone()), ..choice });
        id
    }

    /// The higher clause is an exception to the lower wherever it applies to the matter, whoever acts.
    fn outrank(&mut self, one: &Later, higher: &[ClauseId], lower: &[ClauseId]) {
        let mut met = higher.is_empty() || lower.is_empty();
        for above in higher {
            let below: Vec<ClauseId> = lower.iter().copied().filter(|below| verbs_meet(self.program, *above, *below)).collect();
            let Some(id) = (if below.is_empty() { None } else { self.stand_for(*above, one) }) else { continue };
            met = true;
            for below in below {
                if let Some(clause) = self.program.clauses.get_mut(below.index()) {
                    clause.exceptions.push(id);
                }
            }
        }
        match self.outrank_definitions(one, higher, lower) {
            Some(true) => {}
            Some(false) if !met => self.report(P::RankIdle, one, one.statement.at),
            None if !met => self.report(P::RankApart, one, one.statement.at),
            Some(false) | None => {}
        }
    }
    /// Of two definitions of one sentence, where the higher says all that counts the lower says nothing: wherever the conditions
    /// at its head hold. Whether any were ranked; none where none meet.
    fn outrank_definitions(&mut self, one: &Later, higher: &[ClauseId], lower: &[ClauseId]) -> Option<bool> {
        let mut ranked = None;
        for above in higher {
            let meets = |below: &ClauseId| {
                above != below && defined(self.program, *above).is_some_and(|own| defined(self.program, *below) == Some(own))
            };
            let below: Vec<ClauseId> = lower.iter().copied().filter(meets).collect();
            if below.is_empty() {
                continue;
            }
            let Some(bears) = self.bears(*above) else {
                ranked = ranked.or(Some(false));
                continue;
            };
            ranked = Some(true);
            let id = self.stand_in(*above, bears, one);
            for below in below {
                if let Some(clause) = self.program.clauses.get_mut(below.index()) {
                    clause.exceptions.push(id);
                }
            }
        }
        ranked
    }

    /// `a definition says here all that counts`, as an exception: its heads, whatever it says then. None if it only adds.
    fn bears(&self, id: ClauseId) -> Option<Clause> {
        let clause = self.program.clauses.get(id.index())?;
        let ClauseKind::Definition { head, closed: true } = &clause.kind else { return None };
        let variables = self.written.variables.get(id.index())?;
        let free = signature(&clause.kind);
        let mut heads = variables.restrictions(&free);
        heads.extend(variables.background.iter().cloned());
        let act = Act { verb: head.relation, slots: head.args.iter().copied().map(Some).collect() };
        Some(Clause {
            condition: variables.close(all(heads), &free),
            kind: ClauseKind::Exception { act: Some(act), lifts: Lifts::Listed },
            ..clause.clone()
        })
    }

    fn unranked(&mut self, one: &Later, (left, right): (&[Place], &[Place]), (lefts, rights): &(Vec<ClauseId>, Vec<ClauseId>)) {
        let choice = self.choice(one, prevailing(&self.sides(one, [left, right])));
        let mut met = lefts.is_empty() || rights.is_empty();
        for (winners, losers, option) in [(lefts, rights, 0), (rights, lefts, 1)] {
            for winner in winners {
                let meets =
                    |loser: &ClauseId| claims_meet(self.program, *winner, *loser) && !only_adds(self.program, *winner, *loser);
                let losers: Vec<ClauseId> = losers.iter().copied().filter(meets).collect();
                let Some(id) = (if losers.is_empty() { None } else { self.claim(*winner, one) }) else { continue };
                met = true;
                for loser in losers {
                    if let Some(clause) = self.program.clauses.get_mut(loser.index()) {
                        clause.rivals.push(Rival { choice, option, clause: id });
                    }
                }
            }
        }
        if !met {
            self.report(P::RankApart, one, one.statement.at);
        }
    }

    /// What a clause claims against another: a definition itself, of other clauses that they apply.
    fn claim(&mut self, clause: ClauseId, one: &Later) -> Option<ClauseId> {
        if defined(self.program, clause).is_some() { Some(clause) } else { self.stand_for(clause, one) }
    }

    /// A clause that says `that clause applies to this matter`.
    fn stand_for(&mut self, clause: ClauseId, one: &Later) -> Option<ClauseId> {
        let applies = applies(self.program, self.program.clauses.get(clause.index())?)?;
        Some(self.stand_in(clause, applies, one))
    }

    fn stand_in(&mut self, clause: ClauseId, applies: Clause, one: &Later) -> ClauseId {
        // It is written where the rank is; in another document, where the clause is.
        let spot =
            if applies.document == one.document { Some(one.statement.at) } else { self.spots.get(clause.index()).copied() };
        let id = ClauseId(self.program.clauses.len() as u32);
        self.program.clauses.push(applies);
        self.spots.push(spot.unwrap_or_default());
        self.stands.push((id, clause));
        id
    }
}

/// A statement that one goes before another, as it is told.
pub fn ranking(one: &Later, doctrine: Option<String>) -> Ranking {
    let text = one.source.slice(one.statement.at).trim().to_owned();
    let line = one.source.position(one.statement.at.range().start).line;
    Ranking { citation: one.citation.clone(), line, text, doctrine, documents: None }
}

/// The pairs of clauses of which a statement says itself what prevails, or that it is open.
pub fn settled(program: &Program, later: &[Later]) -> Settled {
    let mut found = Settled::new();
    for one in later {
        let (left, right) = match &one.statement.kind {
            StatementKind::Rank { higher, lower, .. } if !between_documents(higher, lower) => (higher, lower),
            StatementKind::Unranked { left, right } => (left, right),
            _ => continue,
        };
        let at = |places: &[Place]| places.iter().flat_map(|place| at_place(program, place, one)).collect::<Vec<_>>();
        let rights = at(right);
        for left in at(left) {
            found.extend(rights.iter().map(|right| (left, *right)));
        }
    }
    found
}

/// The clauses that the steps of a procedure became.
fn steps(program: &Program, scope: &Scope, spots: &[Span], name: &str) -> Vec<ClauseId> {
    let Some(procedure) = scope.procedures.get(name) else { return Vec::new() };
    let document = |clause: &Clause| program.documents.get(clause.document.index());
    let here = |clause: &Clause, spot: &Span| {
        spot.range() == procedure.at.range() && document(clause).is_some_and(|document| document.title == procedure.document)
    };
    let numbered = program.clauses.iter().zip(spots).enumerate();
    let own = numbered.filter(|(_, (clause, spot))| matches!(clause.kind, ClauseKind::Requirement { .. }) && here(clause, spot));
    own.map(|(n, _)| ClauseId(n as u32)).collect()
}

/// The act that a clause is about, or the state.
fn matter(kind: &ClauseKind) -> Option<Act> {
    match kind {
        ClauseKind::StateProhibition { state } => {
            Some(Act { verb: state.relation, slots: state.args.iter().copied().map(Some).collect() })
        }
        kind => act_of(kind).cloned(),
    }
}

fn verbs_meet(program: &Program, left: ClauseId, right: ClauseId) -> bool {
    let verb = |id: ClauseId| program.clauses.get(id.index()).and_then(|clause| matter(&clause.kind)).map(|act| act.verb);
    match (verb(left), verb(right)) {
        (Some(left), Some(right)) => left == right,
        _ => false,
    }
}

/// What is required of an act takes it from nobody: a requirement that prevails over a power leaves the power as it is.
fn only_adds(program: &Program, winner: ClauseId, loser: ClauseId) -> bool {
    let kind = |id: ClauseId| program.clauses.get(id.index()).map(|clause| &clause.kind);
    matches!((kind(winner), kind(loser)), (Some(ClauseKind::Requirement { .. }), Some(ClauseKind::Power { .. })))
}

/// Both are about one act, or define one sentence.
fn claims_meet(program: &Program, left: ClauseId, right: ClauseId) -> bool {
    match (defined(program, left), defined(program, right)) {
        (None, None) => verbs_meet(program, left, right),
        (left, right) => left == right,
    }
}

/// The sentence that a definition is about.
fn defined(program: &Program, clause: ClauseId) -> Option<RelationId> {
    match program.clauses.get(clause.index()).map(|clause| &clause.kind) {
        Some(ClauseKind::Definition { head, .. }) => Some(head.relation),
        _ => None,
    }
}

/// `the clause applies to this matter`, as an exception: its condition for any doer.
fn applies(program: &Program, clause: &Clause) -> Option<Clause> {
    let mut act = matter(&clause.kind)?;
    let doer = program.relations.get(act.verb.index()).and_then(|relation| relation.doer);
    let slot = doer.and_then(|doer| act.slots.get_mut(doer)).and_then(Option::take);
    let mut applies = clause.clone();
    // A condition that says nothing of the doer holds of the matter, whether there is such a doer or not.
    if let Some(Term::Var(var)) = slot
        && let Some((kind, _)) = clause.variables.get(usize::from(var.0))
        && mentions(&clause.condition, var)
    {
        applies.condition = Formula::Exists { var, kind: *kind, body: Box::new(applies.condition) };
    }
    applies.kind = ClauseKind::Exception { act: Some(act), lifts: Lifts::Listed };
    Some(applies)
}

/// A title without its marks.
pub fn bare(title: &str) -> String {
    title.trim_start_matches('《').trim_end_matches('》').to_owned()
}
