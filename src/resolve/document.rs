//! Second pass: the statements of one rulebook become clauses, choices and notes.
use super::clause::{Lowered, Standing, lower, lower_gap, lower_note};
use super::layout::{Layout, Stand, layout};
use super::noun::Lexicon;
use super::problem::ResolveProblem as P;
use super::scope::Scope;
use super::variables::Variables;
use super::{Parsed, Quotes};
use crate::core_ir::{
    Choice, ChoiceId, ChoiceKind, Clause, ClauseId, ClauseKind, Document, DocumentId, IndividualId, Lifts, Note, Program,
};
use crate::diagnostic::{Problem, Problems};
use crate::source::{Source, Span};
use crate::syntax::tree::{self, Block, Ending, Place, Relative, Statement, StatementKind};
use crate::vocabulary::{Citation, Date, Locus};
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
        let layout = layout(&rulebook.blocks);
        let mut last = 0..0;
        for (block, stand) in rulebook.blocks.iter().zip(&layout.stands) {
            let Block::Statement(statement) = block else { continue };
            let before = added.clauses.len();
            self.statement(statement, *stand, &layout, &mut added, &last);
            added.places.resize(added.clauses.len(), statement.at);
            added.notable = matches!(statement.kind, StatementKind::Note { .. } | StatementKind::Gap { .. });
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
        let number = |text: &str| self.quotes.number(text);
        let standing = Standing {
            lexicon: self.lexicon(),
            source: &self.parsed.source,
            document: self.id,
            citation: citation.clone(),
            guards: Vec::new(),
            or_more: self.or_more,
            quotes: &number,
        };
        match &statement.kind {
            StatementKind::Clause(clause) => self.take(lower(clause, &standing), added),
            StatementKind::Choice(choice) => self.choice(choice, &standing, added),
            StatementKind::NumberConvention { words, basis, inclusive } => {
                let options = if *inclusive { ["含本数", "不含本数"] } else { ["不含本数", "含本数"] };
                added.choices.push(Choice {
                    words: words.text.clone(),
                    options: options.map(str::to_owned).to_vec(),
                    kind: ChoiceKind::Convention,
                    citation: Some(citation),
                    basis: basis.as_ref().map(|word| word.text.clone()),
                });
            }
            StatementKind::Gap { heads, act, text } => {
                let mut lowered = lower_gap(heads, act, &text.text, &standing);
                for clause in &mut lowered.clauses {
                    clause.notes.clear();
                }
                self.take(lowered, added);
            }
            StatementKind::Note { condition, text } => {
                self.note(condition.as_ref(), &text.text, &citation, last, &standing, added)
            }
            StatementKind::See(places) => self.see(places, (citation.locus, layout), last, added),
            StatementKind::Exception { .. }
            | StatementKind::Limit { .. }
            | StatementKind::Rank { .. }
            | StatementKind::Unranked { .. } => {
                added.later.push(Later {
                    source: &self.parsed.source,
                    document: self.id,
                    locus: citation.locus,
                    citation,
                    statement,
                });
            }
            StatementKind::Procedure { steps, stops, .. } => self.procedure(steps, stops, statement.at, &standing, added),
            StatementKind::Ending { condition, name, ending } => {
                self.ending(condition, &name.text, *ending, statement.at, &standing, added)
            }
            StatementKind::Declaration(_) | StatementKind::Declaratory(_) | StatementKind::Judgement(_) => {}
        }
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
            kind,
            citation: Some(standing.citation.clone()),
            basis: None,
        });
        for (n, option) in choice.options.iter().enumerate() {
            let mut inside = standing.clone();
            inside.guards.push((id, n as u8));
            for clause in &option.clauses {
                self.take(lower(clause, &inside), added);
            }
        }
    }

    /// 见 … after a note or a gap: further places to cite with it. After a piece it only says where the piece is executed.
    fn see(&self, places: &[Place], (from, layout): (Locus, &Layout), last: &std::ops::Range<usize>, added: &mut Added<'a>) {
        if !added.notable {
            return;
        }
        let cites: Vec<Citation> =
            places.iter().filter(|place| place.document.is_none()).map(|place| self.quoted(locus(place, from), layout)).collect();
        for clause in added.clauses.get_mut(last.clone()).unwrap_or_default() {
            if let ClauseKind::Gap { cites: more, .. } = &mut clause.kind {
                more.extend(cites.iter().cloned());
            }
            if let Some(note) = clause.notes.last_mut() {
                note.cites.extend(cites.iter().cloned());
            }
        }
    }

    /// A place of this document with its words.
    fn quoted(&self, wanted: Locus, layout: &Layout) -> Citation {
        let words: String =
            layout.pieces.iter().filter(|piece| wanted.covers(&piece.locus)).map(|piece| piece.text.as_str()).collect();
        Citation {
            document: self.document.title.as_str().into(),
            number: self.document.number.as_deref().map(Into::into),
            locus: wanted,
            quote: words.into(),
        }
    }

    /// A note belongs to the clauses of the statement above it.
    fn note(
        &self,
        condition: Option<&tree::Condition>,
        text: &str,
        citation: &Citation,
        last: &std::ops::Range<usize>,
        standing: &Standing,
        added: &mut Added<'a>,
    ) {
        let Added { clauses, variables, problems, .. } = added;
        let clauses = clauses.get_mut(last.clone()).unwrap_or_default().iter_mut();
        let above = clauses.zip(variables.get_mut(last.clone()).unwrap_or_default());
        let mut failed = Problems::default();
        let mut told = false;
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
            clause.notes.push(Note { condition, text: text.to_owned(), cites: vec![citation.clone()] });
        }
        if !told {
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
        let Some(procedure) = self.scope.procedures.get(name).filter(|_| ending != Ending::Resumed) else { return };
        let resumed = procedure.resumed.iter().filter(|_| ending == Ending::Suspended).cloned();
        let except: Vec<tree::Head> = resumed.map(tree::Head::Except).collect();
        for step in procedure.steps.iter().skip(1) {
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

    /// Step k is a requirement of step k+1.
    fn procedure(
        &self,
        steps: &[tree::Phrase],
        stops: &[(tree::Condition, u32, u32)],
        at: Span,
        standing: &Standing,
        added: &mut Added<'a>,
    ) {
        for (n, pair) in steps.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            let step = n as u32 + 1;
            let heads = stops
                .iter()
                .filter(|(_, from, to)| (*from..=*to).contains(&step))
                .map(|(condition, ..)| tree::Head::Except(condition.clone()))
                .collect();
            let needs = tree::Condition::Atom(tree::Atom::Sentence(before.clone()));
            let gate = tree::PartKind::Requires { act: after.clone(), needs };
            self.take(lower(&one_part(at, heads, gate), standing), added);
        }
    }
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
        from: None,
        until: None,
        from_by_convention: true,
        chapters: Vec::new(),
        library: false,
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
            "印发" => issued = date(),
            "施行" => {
                document.from = date();
                document.from_by_convention = false;
            }
            "废止" => document.until = date(),
            "性质" => document.library = value == "词汇库",
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
fn chapters(blocks: &[Block]) -> Vec<(u32, u32, u32)> {
    let mut found: Vec<(u32, u32, u32)> = Vec::new();
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
            Block::Article { number, .. } => match (found.last_mut().filter(|last| Some(last.0) == open), open) {
                (Some(last), _) => last.2 = *number,
                (None, Some(chapter)) => found.push((chapter, *number, *number)),
                (None, None) => {}
            },
            _ => {}
        }
    }
    found
}

/// The first and last article of the chapter that a place names, or stands in.
fn in_chapter(document: &Document, place: &Place, from: Locus) -> Option<(u32, u32)> {
    let inside = |chapter: &&(u32, u32, u32)| from.article.is_some_and(|article| (chapter.1..=chapter.2).contains(&article));
    let chapter = match place.chapter {
        Some(number) => document.chapters.iter().find(|chapter| chapter.0 == number),
        None => document.chapters.iter().find(inside),
    };
    chapter.map(|chapter| (chapter.1, chapter.2))
}

/// The clauses that stand at a place.
pub fn at_place(program: &Program, place: &Place, from: &Later) -> Vec<ClauseId> {
    let document = match &place.document {
        Some(word) => program.documents.iter().position(|document| same_title(document, &word.text)),
        None => Some(from.document.index()),
    };
    let Some(document) = document else { return Vec::new() };
    let wanted = locus(place, from.locus);
    let by_chapter = place.chapter.is_some() || place.relative == Some(Relative::Chapter);
    let chapter = program.documents.get(document).and_then(|document| in_chapter(document, place, from.locus));
    let inside = |locus: &Locus| match chapter.filter(|_| by_chapter) {
        Some((first, last)) => locus.article.is_some_and(|article| (first..=last).contains(&article)),
        None => !by_chapter && wanted.covers(locus),
    };
    let here = |clause: &Clause| clause.document.index() == document && inside(&clause.citation.locus);
    program
        .clauses
        .iter()
        .enumerate()
        .filter(|(_, clause)| here(clause) && !matches!(clause.kind, ClauseKind::Exception { .. } | ClauseKind::Gap { .. }))
        .map(|(n, _)| ClauseId(n as u32))
        .collect()
}

/// Whether words name a document: its title or short title, with or without 《》.
pub fn same_title(document: &Document, words: &str) -> bool {
    let plain = words.trim_start_matches('《').trim_end_matches('》');
    document.title == plain || document.short == plain
}

/// The place meant, seen from where it is written.
pub fn locus(place: &Place, from: Locus) -> Locus {
    let written = Locus { article: place.article, paragraph: place.paragraph, sentence: place.sentence, item: place.item };
    match place.relative {
        Some(Relative::Sentence) => from,
        Some(Relative::Paragraph) => Locus { sentence: place.sentence, item: place.item, ..from },
        Some(Relative::ParagraphBefore) => {
            // Before the first paragraph there is none: 第零款 stands nowhere.
            let before = from.paragraph.map_or(0, |n| n.saturating_sub(1));
            Locus { paragraph: Some(before), sentence: place.sentence, item: place.item, ..from }
        }
        Some(Relative::Article) => Locus { article: from.article, ..written },
        Some(Relative::Chapter) => written,
        None if place.article.is_none() && place.document.is_none() => {
            Locus { article: from.article, paragraph: place.paragraph.or(from.paragraph), ..written }
        }
        None => written,
    }
}

/// The place as written, for messages.
pub fn show_place(place: &Place) -> String {
    let document = place.document.as_ref().map(|word| word.text.clone()).unwrap_or_default();
    let locus = Locus { article: place.article, paragraph: place.paragraph, sentence: place.sentence, item: place.item };
    let relative = match place.relative {
        Some(Relative::Sentence) => "本句",
        Some(Relative::Paragraph) => "本款",
        Some(Relative::ParagraphBefore) => "前款",
        Some(Relative::Article) => "本条",
        Some(Relative::Chapter) => "本章",
        None => "",
    };
    let procedure = place.procedure.as_ref().map(|name| format!("程序 {}", name.text)).unwrap_or_default();
    let chapter = place.chapter.map(|number| format!("第{}章", crate::vocabulary::chinese(number))).unwrap_or_default();
    format!("{procedure}{document}{relative}{chapter}{locus}")
}

/// A word of the rulebooks that stands for itself.
pub fn quoted(program: &Program, scope: &Scope, text: &str) -> Option<IndividualId> {
    program
        .individuals
        .iter()
        .position(|individual| individual.kind == scope.known.text && individual.name == text)
        .map(|n| IndividualId(n as u32))
}
