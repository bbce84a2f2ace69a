//! Outcome → answer: numbers become names, clauses become places.
use super::asked::Group;
use super::documents;
use super::facts::Facts;
use super::model::{
    Answer, Chosen, Cite, Convention, Declared, Deviation, Digest, Due, Finding, FindingKind, Missing, Node, Note, Reading,
    Receipt, Refusal, Settlement, Unmet, Who,
};
use super::recorded::Judges;
use super::times::Times;
use super::tree::{STEPS_AT_MOST, Teller};
use super::wording::{Wording, run_on};
use crate::calendar::Calendar;
use crate::core_ir::{
    AtomFormula, Bearer, ChoiceId, Clause, ClauseId, ClauseKind, Duty, EntityId, Fact, Formula, Limit, Program, Question,
    RelationId, Term, Truth, Var, World,
};
use crate::diagnostic::Lang;
use crate::eval::{self, About, Outcome};
use crate::vocabulary::{Family, Moment, Verdict};
use std::cell::Cell;

/// What an answer is made from, besides the outcome.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What the rulebooks say.
    pub program: &'a Program,
    /// The situation.
    pub world: &'a World,
    /// The question with its names resolved.
    pub question: &'a Question,
    /// The question as asked.
    pub text: &'a str,
    /// The working days.
    pub calendar: &'a Calendar,
    /// When what is asked about was done, if that is another moment than that of the situation.
    pub at: Option<Moment>,
    /// The language of the texts.
    pub lang: Lang,
    /// SHA-256 of the situation.
    pub digest: &'a str,
    /// Who judged what is on record in it.
    pub judges: &'a Judges,
    /// The explanation is wanted, node by node.
    pub explained: bool,
}

/// The answer.
pub fn answer(asked: &Asked, outcome: &Outcome) -> Answer {
    let wording = Wording { program: asked.program, world: asked.world, lang: asked.lang };
    let steps = Cell::new(STEPS_AT_MOST);
    let teller = Teller {
        steps: &steps,
        wording,
        outcome,
        verdict: outcome.verdict,
        proof: &outcome.proof,
        question: asked.text,
        at: asked.at,
        judges: asked.judges,
    };
    let build = Build { wording, teller, calendar: asked.calendar };
    let readings: Vec<Reading> = outcome.readings.iter().map(|reading| build.reading(reading)).collect();
    Answer {
        question: asked.text.to_owned(),
        family: family(asked.question),
        verdict: outcome.verdict,
        holds: outcome.holds,
        ground: outcome.ground,
        hedged: outcome.hedged,
        findings: outcome.findings.iter().map(|finding| build.finding(finding)).collect(),
        answers: build.who(&outcome.answers),
        citations: build.citations(outcome),
        reasons: build.reasons(&readings),
        unmet: build.unmet(&outcome.unmet),
        missing: build.missing(&outcome.missing),
        next_question: outcome.next_question.as_ref().map(|next| build.facts().next_question(next)),
        settlements: outcome.settlements.iter().map(|settlement| build.settlement(asked.question, settlement)).collect(),
        possible: outcome.possible.clone(),
        deviations: build.deviations(&outcome.deviations),
        readings,
        conventions: outcome.conventions.iter().filter_map(|used| build.convention(used)).collect(),
        notes: [build.notes(&outcome.notes), build.time_notes(outcome), documents::notes(&wording, outcome)].concat(),
        changes: outcome.changes.iter().map(|turning| build.facts().turning(turning)).collect(),
        changes_within: outcome.changes_within as u32,
        due: outcome.findings.iter().filter_map(|finding| build.due(finding, outcome)).collect(),
        next: outcome.next.iter().filter_map(|one| super::next::next(&wording, one)).collect(),
        explanation: if asked.explained { build.teller.tree(&outcome.proof) } else { Node::default() },
        receipt: receipt(asked),
    }
}

/// The family of a question.
pub fn family(question: &Question) -> Family {
    match question {
        Question::May(_) => Family::May,
        Question::Who { .. } => Family::Who,
        Question::Is(_) => Family::Is,
        Question::Must(_) => Family::Must,
        Question::Next { .. } => Family::Next,
        Question::InOrder { .. } => Family::InOrder,
    }
}

fn receipt(asked: &Asked) -> Receipt {
    let documents = asked.program.documents.iter();
    Receipt {
        engine: concat!("guiju ", env!("CARGO_PKG_VERSION")).to_owned(),
        language: if asked.lang == Lang::Zh { "zh" } else { "en" }.to_owned(),
        rulebooks: documents.map(|one| Digest { title: one.title.clone(), sha256: one.digest.clone() }).collect(),
        situation: asked.digest.to_owned(),
        date: asked.world.date.map(crate::vocabulary::Date::iso),
    }
}

/// What a finding is about, in running text.
pub fn about(wording: &Wording, finding: &eval::Finding) -> String {
    let text = match &finding.about {
        About::Act(act) | About::Who(act) => wording.act(act),
        About::State(atom) | About::Must(atom) => wording.atom(atom),
        About::Step(clause, step, matter) => super::next::about(wording, *clause, *step, *matter),
        About::Atoms(atoms) => {
            atoms.iter().map(|atom| wording.atom(atom)).collect::<Vec<_>>().join(&wording.pick("，且", " and "))
        }
        About::Duty(clause) => {
            let what = duty_words(wording, *clause, &finding.bindings);
            let which =
                finding.at.map(|at| wording.pick(format_args!("（{at}的一次）"), format_args!(" (that of {})", at.date.iso())));
            format!("{what}{}", which.unwrap_or_default())
        }
        About::Frequency(clause) => {
            let what = duty_words(wording, *clause, &finding.bindings);
            let window = finding.tally.as_ref().map(|tally| super::times::window(wording, tally.span)).unwrap_or_default();
            wording.pick(format_args!("{window}{what}的频次"), format_args!("{window}{what}: how often"))
        }
        About::Promptness(clause) => {
            let what = duty_words(wording, *clause, &finding.bindings);
            wording.pick(format_args!("{what}，是否及时"), format_args!("{what}, whether promptly"))
        }
    };
    if wording.lang == Lang::Zh { run_on(&text) } else { text }
}

fn duty_words(wording: &Wording, id: ClauseId, bindings: &[(Var, EntityId)]) -> String {
    let Some(clause) = wording.program.clauses.get(id.index()) else { return wording.place(id) };
    match &clause.kind {
        ClauseKind::Duty(duty) => wording.with_words(duty.act.verb, &duty_names(wording, clause, duty, bindings)),
        ClauseKind::Frequency(frequency) => {
            let name = |term: &Option<Term>| match term {
                Some(Term::Var(var)) => bindings
                    .iter()
                    .find(|(other, _)| other == var)
                    .map(|(_, id)| wording.entity(*id))
                    .or_else(|| clause.variables.get(usize::from(var.0)).map(|(_, word)| word.clone()))
                    .filter(|word| !word.is_empty()),
                Some(Term::Individual(id)) => Some(wording.entity((*id).into())),
                None => None,
            };
            wording.with_words(frequency.act.verb, &frequency.act.slots.iter().map(name).collect::<Vec<_>>())
        }
        _ => wording.place(id),
    }
}

/// Who and what a duty is about: names where they are bound, else the clause's own words (向市长请假).
fn duty_names(wording: &Wording, clause: &Clause, duty: &Duty, bindings: &[(Var, EntityId)]) -> Vec<Option<String>> {
    let mut said = Vec::new();
    atoms_of(&duty.done, duty.act.verb, &mut said);
    let bound = |var: Var| bindings.iter().find(|(other, _)| *other == var).map(|(_, id)| wording.entity(*id));
    let name = |term: Term| match term {
        Term::Var(var) => bound(var)
            .or_else(|| clause.variables.get(usize::from(var.0)).map(|(_, word)| word.clone()).filter(|word| !word.is_empty())),
        Term::Individual(id) => Some(wording.entity(id.into())),
    };
    let or = wording.pick("或", " or ");
    duty.act
        .slots
        .iter()
        .enumerate()
        .map(|(n, slot)| {
            if let Some(word) = slot.and_then(name) {
                return Some(word);
            }
            let mut words: Vec<String> = said.iter().filter_map(|atom| atom.args.get(n).copied().and_then(name)).collect();
            words.dedup();
            (!words.is_empty()).then(|| words.join(&or))
        })
        .collect()
}

/// The sentences of this relation in a formula.
fn atoms_of<'f>(formula: &'f Formula, relation: RelationId, found: &mut Vec<&'f AtomFormula>) {
    match formula {
        Formula::Atom(atom) if atom.relation == relation => found.push(atom),
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| atoms_of(part, relation, found)),
        Formula::Exists { body, .. } | Formula::Forall { body, .. } => atoms_of(body, relation, found),
        _ => {}
    }
}

struct Build<'a> {
    wording: Wording<'a>,
    teller: Teller<'a>,
    calendar: &'a Calendar,
}

impl<'a> Build<'a> {
    fn facts(&self) -> Facts<'a> {
        Facts { wording: self.wording }
    }

    fn times(&self) -> Times<'a> {
        Times { wording: self.wording, calendar: self.calendar }
    }

    fn clause(&self, id: ClauseId) -> Option<&'a Clause> {
        self.wording.program.clauses.get(id.index())
    }

    fn cites(&self, clauses: &[ClauseId]) -> Vec<Cite> {
        let mut cites: Vec<Cite> = Vec::new();
        for clause in clauses.iter().filter_map(|&id| self.clause(id)) {
            let cite = Cite::from(&clause.citation);
            if !cites.contains(&cite) {
                cites.push(cite);
            }
        }
        cites
    }

    fn finding(&self, finding: &eval::Finding) -> Finding {
        Finding {
            about: about(&self.wording, finding),
            kind: match &finding.about {
                About::Act(_) => FindingKind::Act,
                About::State(_) => FindingKind::State,
                About::Duty(_) => FindingKind::Duty,
                About::Promptness(_) => FindingKind::Promptness,
                About::Frequency(_) => FindingKind::Frequency,
                About::Atoms(_) => FindingKind::Fact,
                About::Must(_) => FindingKind::Must,
                About::Who(_) => FindingKind::Who,
                About::Step(..) => FindingKind::Step,
            },
            verdict: finding.verdict,
            holds: finding.verdict.holds(),
            ground: finding.ground,
            citations: self.cites(&finding.clauses),
            refusals: finding.refusals.iter().filter_map(|refusal| self.refusal(*refusal)).collect(),
            unmet: self.unmet(&finding.unmet),
            deviations: self.deviations(&finding.deviations),
            reckoning: finding.reckoning.as_ref().map(|reckoning| self.times().reckoning(reckoning)),
            count: finding.tally.as_ref().and_then(|tally| self.times().count(finding, tally)),
        }
    }

    fn refusal(&self, refusal: eval::Refusal) -> Option<Refusal> {
        let citation = Cite::from(&self.clause(refusal.clause)?.citation);
        Some(Refusal { verdict: refusal.verdict, certain: refusal.certain, citation })
    }

    fn unmet(&self, list: &[eval::Unmet]) -> Vec<Unmet> {
        let one = |unmet: &eval::Unmet| {
            let clause = self.clause(unmet.clause)?;
            let mut reasons: Vec<String> = Vec::new();
            for reason in unmet.reasons.iter().flat_map(|proof| self.teller.reasons(proof, Some((unmet.clause, &[])))) {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            let citation = Cite::from(&clause.citation);
            Some(Unmet { requirement: clause.text.clone(), certain: unmet.certain, reasons, citation })
        };
        list.iter().filter_map(one).collect()
    }

    fn deviations(&self, list: &[ClauseId]) -> Vec<Deviation> {
        let clauses = list.iter().filter_map(|&id| self.clause(id));
        clauses.map(|clause| Deviation { text: clause.text.clone(), citation: Cite::from(&clause.citation) }).collect()
    }

    fn who(&self, list: &[eval::Answer]) -> Vec<Who> {
        let one = |answer: &eval::Answer| Who {
            name: self.wording.entity(answer.entity),
            chooser: answer.chooser,
            chosen: if answer.chooser { self.wording.chosen_by(answer.entity) } else { None },
            office: self.office(answer).map(|office| self.wording.entity(office)),
            acting: self.office(answer).is_some_and(|office| !self.holds(answer.entity, office)),
            capacity: answer.capacity.iter().map(|(relation, args)| self.wording.fact(*relation, args, true)).collect(),
            citations: self.cites(&answer.clauses),
            unmet: self.unmet(&answer.unmet),
        };
        list.iter().map(one).collect()
    }

    /// The office in `甲 任 市长` and in `甲 以 市长 身份 为 签发`.
    fn office(&self, answer: &eval::Answer) -> Option<EntityId> {
        let program = self.wording.program;
        let names_office = |relation| program.holds_office == Some(relation) || program.capacity == Some(relation);
        answer.capacity.iter().find_map(|(relation, args)| args.get(1).copied().filter(|_| names_office(*relation)))
    }

    fn holds(&self, person: EntityId, office: EntityId) -> bool {
        let holds = |fact: &Fact| Some(fact.relation) == self.wording.program.holds_office && fact.truth == Truth::True;
        self.wording.world.facts.iter().any(|fact| holds(fact) && fact.args == [person, office])
    }

    /// The reasons of the answer; of a conflict those that every way of reading has.
    fn reasons(&self, readings: &[Reading]) -> Vec<String> {
        let Some((first, others)) = readings.split_first() else {
            return self.teller.reasons_of(&self.teller.outcome.relied);
        };
        let common = |reason: &&String| others.iter().all(|other| other.reasons.contains(reason));
        first.reasons.iter().filter(common).cloned().collect()
    }

    fn reading(&self, reading: &eval::Reading) -> Reading {
        Reading {
            reasons: Teller { verdict: reading.verdict, proof: &reading.proof, ..self.teller }.reasons_of(&reading.relied),
            choices: reading.choices.iter().filter_map(|&(choice, option)| self.chosen(choice, option)).collect(),
            verdict: reading.verdict,
            holds: reading.verdict.holds(),
            ground: reading.ground,
            answers: self.who(&reading.answers),
            citations: self.cites(&reading.relied),
            missing: self.missing(&reading.missing),
        }
    }

    fn settlement(&self, question: &Question, settlement: &eval::Settlement) -> Settlement {
        // Acts asked about have a finding each, in their order.
        let finding = settlement.about.filter(|_| matches!(question, Question::May(_)));
        let finding = finding.and_then(|at| self.teller.outcome.findings.get(at));
        Settlement { about: finding.map(|one| about(&self.wording, one)), ..self.facts().settlement(settlement) }
    }

    fn missing(&self, all: &[eval::Missing]) -> Vec<Missing> {
        let groups = Group::all(all);
        let told: Vec<Option<String>> = groups.iter().map(|group| self.facts().asked(all, group)).collect();
        let one = |(at, missing): (usize, &eval::Missing)| {
            let group = groups.iter().zip(&told).find(|(group, told)| group.has(at) && told.is_some());
            let asked = group.map(|(group, told)| (group.first(), told.clone().filter(|_| group.first() == at)));
            self.facts().missing(missing, self.cites(&missing.clauses), asked)
        };
        all.iter().enumerate().map(one).collect()
    }

    fn chosen(&self, choice: ChoiceId, option: u8) -> Option<Chosen> {
        let choice = self.wording.program.choices.get(choice.index())?;
        Some(Chosen {
            words: self.wording.choice(choice).to_owned(),
            option: self.wording.options(choice).get(usize::from(option))?.clone(),
            citation: choice.citation.as_ref().map(Cite::from),
        })
    }

    /// The clauses it rests on, and the articles that say which of them goes before others.
    fn citations(&self, outcome: &Outcome) -> Vec<Cite> {
        let mut all = self.cites(&outcome.relied);
        for used in outcome.conventions.iter().filter(|used| used.decisive || used.jointly) {
            let Some(choice) = self.wording.program.choices.get(used.choice.index()) else { continue };
            let written = self.wording.program.rankings_of(choice).into_iter().map(|ranking| &ranking.citation);
            for cite in written.filter(|citation| !citation.quote.is_empty()).map(Cite::from) {
                if !all.contains(&cite) {
                    all.push(cite);
                }
            }
        }
        all
    }

    fn convention(&self, used: &eval::ConventionUse) -> Option<Convention> {
        let choice = self.wording.program.choices.get(used.choice.index())?;
        let (option, otherwise) = self.wording.options(choice).split_first()?;
        let declared = self.wording.program.rankings_of(choice).into_iter().map(|ranking| Declared {
            text: ranking.text.clone(),
            line: ranking.line,
            doctrine: ranking.doctrine.clone(),
            citation: Cite::from(&ranking.citation),
        });
        Some(Convention {
            declared: declared.collect(),
            yields: self.cites(&used.beaten),
            jointly: used.jointly,
            words: self.wording.choice(choice).to_owned(),
            option: option.clone(),
            otherwise: otherwise.to_vec(),
            decisive: used.decisive || used.jointly,
            basis: choice.basis.clone(),
            citation: choice.citation.as_ref().map(Cite::from),
        })
    }

    /// Each once: one note may hang on several clauses of a sentence.
    fn notes(&self, list: &[eval::Note]) -> Vec<Note> {
        let mut notes: Vec<Note> = Vec::new();
        for note in list.iter().filter_map(|note| self.note(note)) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }

    /// How limits were reckoned and how often things were done: told under every answer that turns on it.
    fn time_notes(&self, outcome: &Outcome) -> Vec<Note> {
        let reckoned = outcome.reckonings.iter().map(|one| (self.times().reckoning(one).text, one.clause));
        let counted = outcome.tallies.iter().map(|(clause, tally)| (self.times().count_text(*clause, tally), *clause));
        let mut notes: Vec<Note> = Vec::new();
        for (text, clause) in reckoned.chain(counted) {
            let note = Note { text, citations: self.cites(&[clause]) };
            if !note.text.is_empty() && !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }

    fn note(&self, note: &eval::Note) -> Option<Note> {
        match *note {
            eval::Note::Clause(id, at) => {
                let clause = self.clause(id)?;
                let note = clause.notes.get(at)?;
                let citations = std::iter::once(&clause.citation).chain(&note.cites).map(Cite::from).collect();
                Some(Note { text: note.text.clone(), citations })
            }
            eval::Note::Gap(id) => {
                let clause = self.clause(id)?;
                let ClauseKind::Gap { text, cites, .. } = &clause.kind else { return None };
                let citations = std::iter::once(&clause.citation).chain(cites).map(Cite::from).collect();
                Some(Note { text: text.clone(), citations })
            }
            eval::Note::Late(id, done, event) => {
                let clause = self.clause(id)?;
                let ClauseKind::Duty(duty) = &clause.kind else { return None };
                let by = if duty.limit == Some(Limit::SameDay) { "当日" } else { "以前" };
                let text = self.wording.pick(
                    format_args!("应当在{event}{by}做，{done}才做"),
                    format_args!("it was to be done by {}, and was done on {}", event.date.iso(), done.date.iso()),
                );
                Some(Note { text, citations: self.cites(&[id]) })
            }
            eval::Note::SentBack(id, matter, at) => {
                let ClauseKind::Turn(turn) = &self.clause(id)?.kind else { return None };
                let crate::core_ir::TurnKind::Back { step, .. } = turn.kind else { return None };
                let matter = matter.map(|id| self.wording.entity(id)).unwrap_or_default();
                let day = at.map(|at| self.wording.pick(at, at.date.iso())).unwrap_or_default();
                let text = self.wording.pick(
                    format_args!("{matter}{day}退回第{}步：以前办过的这一步和以后各步不再算数", crate::vocabulary::chinese(step)),
                    format_args!("{matter} was sent back to step {step} {day}: what was done of it and of later steps before counts no more"),
                );
                Some(Note { text, citations: self.cites(&[id]) })
            }
            eval::Note::NobodyOwes(id) => {
                let text = self.wording.pick("责任人未规定", "no one is named who owes this");
                Some(Note { text, citations: self.cites(&[id]) })
            }
            eval::Note::Immaterial(choice) => self.immaterial(choice),
            eval::Note::Untold(n) => {
                let zh = format_args!("结论不同的理解太多，另有 {n} 种没有列出");
                let text = self.wording.pick(zh, format_args!("too many ways of reading differ: {n} more are not listed"));
                Some(Note { text, citations: Vec::new() })
            }
        }
    }

    /// An ambiguous sentence that does not change the verdict; of an open one it may, once the facts are known.
    fn immaterial(&self, choice: ChoiceId) -> Option<Note> {
        let choice = self.wording.program.choices.get(choice.index())?;
        let words = self.wording.choice(choice);
        let options = self.wording.options(choice).join(&self.wording.pick("、", ", "));
        let (zh, en) = if self.teller.outcome.verdict == Verdict::Undetermined {
            (
                "怎样理解现在都不能判定，查明以后结论可能因此不同",
                "none of which decides it yet; once the facts are known they may differ",
            )
        } else {
            ("这里的结论不因此不同", "which does not change the verdict here")
        };
        let text = self.wording.pick(
            format_args!("〔{words}〕有不同理解（{options}），{zh}"),
            format_args!("〔{words}〕 can be read in several ways ({options}), {en}"),
        );
        Some(Note { text, citations: choice.citation.iter().map(Cite::from).collect() })
    }

    fn due(&self, finding: &eval::Finding, outcome: &Outcome) -> Option<Due> {
        let About::Duty(id) = finding.about else { return None };
        let clause = self.clause(id)?;
        let ClauseKind::Duty(duty) = &clause.kind else { return None };
        let open =
            matches!(finding.verdict, Verdict::Outstanding | Verdict::NotYetDue | Verdict::Violation | Verdict::Undetermined);
        open.then(|| Due {
            who: self.bearer(duty, finding),
            what: about(&self.wording, finding),
            when: duty.limit.as_ref().map(|limit| self.limit(limit)),
            date: finding.reckoning.as_ref().and_then(|one| one.due.as_ref().ok()).map(|timing| timing.last.iso()),
            done: finding
                .reckoning
                .as_ref()
                .and_then(|one| one.done_on)
                .or_else(|| late(outcome, id))
                .map(|done| done.date.iso()),
            verdict: finding.verdict,
            citation: Cite::from(&clause.citation),
            also: Vec::new(),
        })
    }

    fn bearer(&self, duty: &Duty, finding: &eval::Finding) -> Option<String> {
        match &duty.bearer {
            Bearer::One(var) => {
                let bound = finding.bindings.iter().find(|bound| bound.0 == *var)?;
                Some(self.wording.entity(bound.1))
            }
            Bearer::Named => {
                let doer = self.wording.program.relations.get(duty.act.verb.index())?.doer?;
                match duty.act.slots.get(doer)? {
                    Some(Term::Individual(id)) => Some(self.wording.entity((*id).into())),
                    Some(Term::Var(_)) | None => None,
                }
            }
            Bearer::AnyOf(..) | Bearer::Nobody => None,
        }
    }

    fn limit(&self, limit: &Limit) -> String {
        let pick = |zh: &str, en: &str| self.wording.pick(zh, en);
        match limit {
            Limit::Before => pick("事先", "beforehand"),
            Limit::Ahead(event) => {
                let event = self.wording.sentence(event.relation, &vec![None; event.args.len()], true);
                pick(&format!("{event}以前"), &format!("before {event}"))
            }
            Limit::Promptly => pick("及时", "promptly"),
            Limit::SameDay => pick("当日", "on the same day"),
            Limit::WithAct => pick("做这件事时", "with the act itself"),
            Limit::Days { before, count, unit, .. } => {
                let [zh, en] = unit.words();
                if *before {
                    pick(&format!("前 {count} {zh}"), &format!("{count} {en} before"))
                } else {
                    pick(&format!("{count} {zh}内"), &format!("within {count} {en}"))
                }
            }
        }
    }
}

/// When a duty without a number of days (事先, 当日) was done too late, where it is owed once.
fn late(outcome: &Outcome, clause: ClauseId) -> Option<Moment> {
    let broken = |one: &&eval::Finding| one.about == About::Duty(clause) && one.verdict == Verdict::Violation;
    if outcome.findings.iter().filter(broken).count() != 1 {
        return None;
    }
    let mut late = outcome.notes.iter().filter_map(|note| match note {
        eval::Note::Late(id, done, _) if *id == clause => Some(*done),
        _ => None,
    });
    late.next().filter(|_| late.next().is_none())
}
