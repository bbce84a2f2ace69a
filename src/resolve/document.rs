//! Second pass: the statements of one rulebook become clauses, choices and notes.
use super::clause::{Lowered, Standing, Written, lower, lower_gap, lower_note, lower_procedure, lower_sum, lower_turn};
use super::family::NAMING;
use super::layout::{Layout, Stand};
use super::noun::Lexicon;
use super::problem::ResolveProblem as P;
use super::scope::Scope;
use super::sentence::Reading;
use super::variables::Variables;
use super::{Parsed, Quotes};
use crate::core_ir::{
    Choice, ChoiceId, ChoiceKind, Clause, ClauseId, ClauseKind, Document, DocumentId, Every, IndividualId, KindId, Lifts, Note,
    Program,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{self, Block, Ending, Statement, StatementKind};
use crate::vocabulary::{Article, Citation, Date, Locus};
use std::sync::Arc;

/// A statement about clauses, settled when all clauses are known.
pub struct Later<'a> {
    /// Its text.
    pub source: &'a Arc<Source>,
    /// Its document.
    pub document: DocumentId,
    /// Where it stands.
    pub locus: Locus,
    /// Its place to cite.
    pub citation: Citation,
    /// The statement.
    pub statement: &'a Statement,
    /// The convention 〔以上〕.
    pub or_more: Option<ChoiceId>,
    /// What 见 adds places to, if the statement above is a note or a gap: clauses, each with how many notes it had.
    pub noted: Vec<(ClauseId, usize)>,
}

/// What a rulebook adds to the program.
#[derive(Default)]
pub struct Added<'a> {
    /// Clauses; ids start at `base`.
    pub clauses: Vec<Clause>,
    /// Where each of them is written.
    pub places: Vec<Span>,
    /// The variables of each of them.
    pub variables: Vec<Variables>,
    /// Choices.
    pub choices: Vec<Choice>,
    /// The statement above was a note or a gap.
    pub notable: bool,
    /// A clause, or something that was to become one, stands on these words of the text.
    pub spoken: bool,
    /// Statements about clauses.
    pub later: Vec<Later<'a>>,
    /// Problems.
    pub problems: Problems,
}

/// Reads the statements of one rulebook.
pub struct Reader<'p, 'a> {
    /// Names.
    pub program: &'p Program,
    /// Names.
    pub scope: &'p Scope,
    /// The file.
    pub parsed: &'a Parsed,
    /// The document.
    pub id: DocumentId,
    /// Its head.
    pub document: &'p Document,
    /// Where its words stand.
    pub layout: &'p Layout,
    /// First number of its clauses and choices.
    pub base: (usize, usize),
    /// The convention 〔以上〕, if known.
    pub or_more: Option<ChoiceId>,
    /// Numbers of quoted words.
    pub quotes: &'p Quotes,
}

impl<'p, 'a: 'p> Reader<'p, 'a> {
    /// Reads the whole rulebook.
    pub fn read(&self) -> Added<'a> {
        let mut added = Added::default();
        let Some(rulebook) = &self.parsed.file.rulebook else { return added };
        let mut last = 0..0;
        for (block, stand) in rulebook.blocks.iter().zip(&self.layout.stands) {
            let Block::Statement(statement) = block else {
                // A note belongs to a clause on the same words of the text.
                (last, added.spoken, added.notable) = (0..0, false, false);
                continue;
            };
            let before = added.clauses.len();
            if before > super::MOST_CLAUSES {
                break;
            }
            self.statement(statement, *stand, self.layout, &mut added, &last);
            added.places.resize(added.clauses.len(), statement.at);
            added.notable = matches!(statement.kind, StatementKind::Note { .. } | StatementKind::Gap { .. });
            added.spoken |= !matches!(statement.kind, StatementKind::Note { .. } | StatementKind::See(_));
            if added.clauses.len() > before {
                last = before..added.clauses.len();
            }
        }
        added
    }

    fn citation(&self, stand: Stand, layout: &Layout, anchor: Option<&str>) -> Option<Citation> {
        let piece = stand.piece.and_then(|piece| layout.pieces.get(piece));
        let (locus, quote) = match (anchor, piece) {
            (Some(words), Some(_)) => (layout.anchor(stand, words)?, words.to_owned()),
            (_, Some(piece)) => (piece.locus, piece.text.clone()),
            (_, None) => (Locus { article: stand.article, ..Locus::default() }, String::new()),
        };
        Some(Citation {
            document: self.document.title.as_str().into(),
            number: self.document.number.as_deref().map(Into::into),
            locus,
            quote: quote.into(),
        })
    }

    fn lexicon(&self) -> Lexicon<'p> {
        Lexicon { program: self.program, scope: self.scope, locals: None }
    }

    fn statement(
        &self,
        statement: &'a Statement,
        stand: Stand,
        layout: &Layout,
        added: &mut Added<'a>,
        last: &std::ops::Range<usize>,
    ) {
        let anchor = if let StatementKind::Clause(clause) = &statement.kind { clause.anchor.as_ref() } else { None };
        let Some(citation) = self.citation(stand, layout, anchor.map(|word| word.text.as_str())) else {
            let words = anchor.map(|word| word.text.clone()).unwrap_or_default();
            added.problems.push(Problem::new(P::AnchorNotFound { words }, &self.parsed.source, statement.at));
            return;
        };
        let number = |text: &str, kind| self.quotes.number(text, kind);
        let standing = Standing {
            lexicon: self.lexicon(),
            source: &self.parsed.source,
            document: self.id,
            citation,
            guards: Vec::new(),
            or_more: self.or_more,
            quotes: &number,
            named: None,
        };
        self.spoken(statement, &standing, added, last);
    }

    /// A statement at its place.
    fn spoken(&self, statement: &'a Statement, standing: &Standing, added: &mut Added<'a>, last: &std::ops::Range<usize>) {
        match &statement.kind {
            StatementKind::Clause(clause) => self.take(lower(clause, standing), added),
            StatementKind::Choice(choice) => self.choice(choice, standing, added),
            StatementKind::NumberConvention { words, basis, ways } => {
                if !counts(&words.text, ways) {
                    added.problems.push(Problem::new(COUNTING, &self.parsed.source, statement.at));
                }
                added.choices.push(number_convention(&words.text, ways, basis.as_ref(), &standing.citation));
            }
            StatementKind::Sum(atom) => self.take(lower_sum(atom, statement.at, standing), added),
            StatementKind::Gap { heads, act, text } => self.gap((heads, act, &text.text), standing, added),
            StatementKind::Note { condition, text } => {
                self.note((condition.as_ref(), &text.text, statement.at), last, standing, added);
            }
            StatementKind::See(_)
            | StatementKind::Exception { .. }
            | StatementKind::Limit { .. }
            | StatementKind::Rank { .. }
            | StatementKind::Unranked { .. } => self.later(statement, standing, added, last),
            StatementKind::Procedure { heads, name, steps, stops } => {
                let written = Written { name: &name.text, heads, steps, stops };
                let lowered = lower_procedure(written, statement.at, standing);
                let standing = Standing { named: lowered.clauses.first().and_then(matter), ..standing.clone() };
                self.take(lowered, added);
                self.gates(written, statement.at, &standing, added);
            }
            StatementKind::Ending { condition, name, ending } => {
                self.ending(condition, &name.text, *ending, statement.at, standing, added);
            }
            StatementKind::Declaration(_) | StatementKind::Declaratory(_) | StatementKind::Judgement(_) => {}
        }
    }

    fn gap(&self, (heads, act, text): (&[tree::Head], &tree::Phrase, &str), standing: &Standing, added: &mut Added<'a>) {
        let mut lowered = lower_gap(heads, act, text, standing);
        lowered.clauses.iter_mut().for_each(|clause| clause.notes.clear());
        self.take(lowered, added);
    }

    /// A statement about clauses waits until all are known.
    fn later(&self, statement: &'a Statement, standing: &Standing, added: &mut Added<'a>, last: &std::ops::Range<usize>) {
        let noted = if added.notable { self.noted(added, last) } else { Vec::new() };
        added.later.push(Later {
            source: &self.parsed.source,
            document: self.id,
            locus: standing.citation.locus,
            citation: standing.citation.clone(),
            statement,
            or_more: self.or_more,
            noted,
        });
    }

    /// Renumbers what a sentence became.
    fn take(&self, lowered: Lowered, added: &mut Added<'a>) {
        let base = (self.base.0 + added.clauses.len()) as u32;
        added.problems.append(lowered.problems);
        added.variables.extend(lowered.variables);
        added.clauses.extend(lowered.clauses.into_iter().map(|mut clause| {
            clause.exceptions.iter_mut().for_each(|id| id.0 += base);
            clause
        }));
    }

    fn choice(&self, choice: &tree::Choice, standing: &Standing, added: &mut Added<'a>) {
        let id = ChoiceId((self.base.1 + added.choices.len()) as u32);
        let kind = if choice.convention { ChoiceKind::Convention } else { ChoiceKind::Reading };
        added.choices.push(Choice {
            words: choice.words.text.clone(),
            options: choice.options.iter().map(|option| option.name.text.clone()).collect(),
            english: None,
            kind,
            citation: Some(standing.citation.clone()),
            basis: None,
            ranked: None,
        });
        for (n, option) in choice.options.iter().enumerate() {
            let mut inside = standing.clone();
            inside.guards.push((id, n as u8));
            for clause in &option.clauses {
                self.take(lower(clause, &inside), added);
            }
        }
    }

    fn noted(&self, added: &Added, last: &std::ops::Range<usize>) -> Vec<(ClauseId, usize)> {
        let clauses = added.clauses.get(last.clone()).unwrap_or_default();
        let numbered = last.clone().zip(clauses);
        numbered.map(|(n, clause)| (ClauseId((self.base.0 + n) as u32), clause.notes.len())).collect()
    }

    /// A note belongs to the clauses of the statement above it.
    fn note(
        &self,
        (condition, text, at): (Option<&tree::Condition>, &str, Span),
        last: &std::ops::Range<usize>,
        standing: &Standing,
        added: &mut Added<'a>,
    ) {
        let Added { clauses, variables, problems, .. } = added;
        let clauses = clauses.get_mut(last.clone()).unwrap_or_default().iter_mut();
        let above = clauses.zip(variables.get_mut(last.clone()).unwrap_or_default());
        let (mut failed, mut told) = (Problems::default(), false);
        for (clause, variables) in above {
            let condition = match condition {
                None => None,
                Some(condition) => match lower_note(condition, clause, variables, standing) {
                    (Some(formula), _) => Some(formula),
                    (None, why) => {
                        // One of several clauses may lack the thing that the note speaks of.
                        failed = why;
                        continue;
                    }
                },
            };
            told = true;
            clause.notes.push(Note { condition, text: text.to_owned(), cites: vec![standing.citation.clone()] });
        }
        if !told && last.is_empty() && !added.spoken {
            added.problems.push(Problem::new(P::NothingToNote, &self.parsed.source, at));
        } else if !told {
            problems.append(failed);
        }
    }

    /// A procedure has ended, or rests: its later steps fail a requirement, and nobody owes them.
    fn ending(
        &self,
        condition: &tree::Condition,
        name: &str,
        ending: Ending,
        at: Span,
        standing: &Standing,
        added: &mut Added<'a>,
    ) {
        let Some(procedure) = self.scope.procedures.get(name) else { return };
        let written = Written { name, heads: &procedure.heads, steps: &procedure.steps, stops: &procedure.stops };
        let lowered = lower_turn(written, condition, ending, at, standing);
        let standing = &Standing { named: lowered.clauses.first().and_then(matter), ..standing.clone() };
        self.take(lowered, added);
        if !matches!(ending, Ending::Ended | Ending::Suspended) {
            return;
        }
        let resumed = procedure.resumed.iter().filter(|_| ending == Ending::Suspended).cloned();
        let except: Vec<tree::Head> = resumed.map(tree::Head::Except).collect();
        let later = procedure.steps.iter().skip(1).flat_map(|step| &step.ways);
        for step in later.filter(|way| self.is_act(way)) {
            let over = tree::Condition::Not(Box::new(condition.clone()));
            let gate = tree::PartKind::Requires { act: step.clone(), needs: over };
            self.take(lower(&one_part(at, except.clone(), gate), standing), added);
            let heads = std::iter::once(tree::Head::Condition(condition.clone())).chain(except.iter().cloned()).collect();
            let waiver = tree::PartKind::MayNot { subject: tree::Phrase::default(), words: step.clone() };
            let mut lowered = lower(&one_part(at, heads, waiver), standing);
            for clause in &mut lowered.clauses {
                if let ClauseKind::Exception { lifts: lifts @ Lifts::InArticle, .. } = &mut clause.kind {
                    *lifts = Lifts::Duties;
                }
            }
            self.take(lowered, added);
        }
    }

    /// Every step is a requirement of all later ones. A state that is a step (经过 公众参与) needs nothing itself.
    fn gates(&self, written: Written, at: Span, standing: &Standing, added: &mut Added<'a>) {
        for (n, step) in written.steps.iter().enumerate() {
            for way in step.ways.iter().filter(|way| self.is_act(way)) {
                for (heads, needs) in before(&written, n) {
                    let gate = tree::PartKind::Requires { act: way.clone(), needs };
                    self.take(lower(&one_part(at, heads, gate), standing), added);
                }
            }
        }
    }

    /// Whether a sentence is an act; what cannot be read is told elsewhere.
    fn is_act(&self, way: &tree::Phrase) -> bool {
        let lexicon = self.lexicon();
        let (sentences, _) = super::sentence::spread(&lexicon, &way.items);
        sentences.iter().all(|items| {
            let Reading::One(matched) = lexicon.sentence(items, None) else { return false };
            let relation = self.scope.patterns.get(matched.pattern).map(|pattern| pattern.relation);
            relation.and_then(|id| self.program.relations.get(id.index())).is_some_and(|relation| relation.act)
        })
    }
}

/// What the n-th step needs: each step before it that may not be left out, with its conditions.
fn before(written: &Written, n: usize) -> Vec<(Vec<tree::Head>, tree::Condition)> {
    let earlier = written.steps.iter().enumerate().take(n).filter(|(_, step)| !step.optional);
    let gate = |(at, step): (usize, &tree::Step)| {
        let number = at as u32 + 1;
        let stops = written.stops.iter().filter(|(_, from, to)| (*from..=*to).contains(&number));
        let mut heads: Vec<tree::Head> = written.heads.iter().chain(&step.heads).cloned().collect();
        heads.extend(stops.map(|(condition, ..)| tree::Head::Except(condition.clone())));
        (heads, step.done())
    };
    earlier.map(gate).collect()
}

/// `约定〔以上〕：含本数；另：不含本数。`
fn number_convention(words: &str, ways: &[String; 2], basis: Option<&tree::Word>, citation: &Citation) -> Choice {
    Choice {
        words: words.to_owned(),
        options: ways.to_vec(),
        english: None,
        kind: ChoiceKind::Convention,
        citation: Some(citation.clone()),
        basis: basis.map(|word| word.text.clone()),
        ranked: None,
    }
}

/// The kind and the word of what goes through a procedure.
fn matter(clause: &Clause) -> Option<(KindId, String)> {
    let (ClauseKind::Procedure(crate::core_ir::Procedure { matter, .. }) | ClauseKind::Turn(crate::core_ir::Turn { matter, .. })) =
        &clause.kind
    else {
        return None;
    };
    clause.variables.get(usize::from((*matter)?.0)).cloned()
}

/// A clause of one part.
fn one_part(at: Span, heads: Vec<tree::Head>, kind: tree::PartKind) -> tree::Clause {
    let part = tree::Part { at, hedged: false, kind, except: None };
    tree::Clause { at, segments: vec![tree::Segment { heads, parts: vec![part] }], anchor: None }
}

/// The head of a rulebook.
pub fn head(parsed: &Parsed, digest: String, problems: &mut Problems) -> Document {
    let mut document = Document {
        title: String::new(),
        short: String::new(),
        number: None,
        issuer: None,
        from: None,
        until: None,
        from_by_convention: true,
        notice: None,
        heading: None,
        chapters: Vec::new(),
        library: false,
        family: 0,
        names: Vec::new(),
        digest,
    };
    let Some(rulebook) = &parsed.file.rulebook else { return document };
    document.chapters = chapters(&rulebook.blocks);
    document.title.clone_from(&rulebook.title.text);
    document.short.clone_from(&rulebook.title.text);
    let mut issued = None;
    for line in &rulebook.header {
        let value = &line.value.text;
        let mut date = || {
            let date = Date::parse(value);
            if date.is_none() {
                problems.push(Problem::new(P::BadDate { text: value.clone() }, &parsed.source, line.value.at));
            }
            date
        };
        match line.field.text.as_str() {
            "简称" => document.short.clone_from(value),
            "文号" => document.number = Some(value.clone()),
            "发文" => document.issuer = Some(value.clone()),
            "印发" => issued = date(),
            "施行" => {
                document.from = date();
                document.from_by_convention = false;
            }
            "废止" => document.until = date(),
            "性质" => document.library = value == "词汇库",
            field if NAMING.contains(&field) => document.names.push(value.trim_matches(['《', '》']).to_owned()),
            "通过" => {
                date();
            }
            _ => {}
        }
    }
    document.from = document.from.or(issued);
    document
}

/// The chapters (章) with their articles.
fn chapters(blocks: &[Block]) -> Vec<(u32, Vec<Article>)> {
    let mut found: Vec<(u32, Vec<Article>)> = Vec::new();
    let mut open = None;
    for block in blocks {
        match block {
            Block::Chapter(word) => {
                let number = word.text.strip_prefix('第').and_then(|rest| rest.split_once('章'));
                // 编, 节 and 部分 are no places to refer to; a 节 belongs to its chapter.
                if let Some(number) = number.and_then(|(number, _)| crate::vocabulary::parse_numeral(number.trim())) {
                    open = Some(number);
                }
            }
            Block::Article { article, .. } => match (found.last_mut().filter(|last| Some(last.0) == open), open) {
                (Some(last), _) => last.1.push(*article),
                (None, Some(chapter)) => found.push((chapter, vec![*article])),
                (None, None) => {}
            },
            _ => {}
        }
    }
    found
}

/// A word or a day of the rulebooks that stands for itself.
pub fn quoted(program: &Program, text: &str, kind: KindId) -> Option<IndividualId> {
    program
        .individuals
        .iter()
        .position(|individual| individual.kind == kind && individual.name == text)
        .map(|n| IndividualId(n as u32))
}

const COUNTING: P = P::Unsupported { what: "这样的数法", english: "such a way of counting" };

/// Whether a convention on counting says one of the ways that are known: the number itself in or out, the calendar or any
/// stretch, from one time to the next or on the average.
fn counts(words: &str, ways: &[String; 2]) -> bool {
    let other = |way: &str| crate::core_ir::counts_otherwise(way);
    match words.strip_prefix('每') {
        Some(_) => Every::parse(words).is_some() && other(&ways[0]) != other(&ways[1]),
        None => ways.iter().all(|way| matches!(way.as_str(), "含本数" | "不含本数")) && ways[0] != ways[1],
    }
}
