//! How the columns of a table are said as sentences (`登记`, language page §9): the tree, and how it is read.
//!
//! A cell is written `[列]`. So that the grammar of facts need not know of cells, each is given to it in the shape of a
//! name (`_列_`, of the same length, so that places stay) and turned back in what comes out.
use super::{
    children::Node,
    fault::{Fault, Lowered},
    grammar::{Rule, read},
    lower,
    problem::SyntaxProblem,
    tree::{Fact, FactKind, Item, Phrase, Qualifiers, Word},
};
use crate::source::Span;

/// `登记 name`
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Form {
    /// Its name.
    pub name: Word,
    /// `列 …`
    pub columns: Vec<Column>,
    /// `分 [机构] 核对`: the rows of each are a record of their own.
    pub apart: Option<Word>,
    /// `每行`, `凡 … 的`
    pub blocks: Vec<Block>,
    /// The whole.
    pub at: Span,
}

/// `列 name：kind，一行一项。`
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name, as it stands in the header of the table.
    pub name: Word,
    /// A kind; or the words it may have.
    pub holds: Vec<Word>,
    /// `一行一项`: nothing but its own row speaks of what stands there.
    pub own: Option<Span>,
}

/// What is said of rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    /// Of which: `[列] 为 word、word`, all of them; none: of all.
    pub when: Vec<(Word, Vec<Word>)>,
    /// What.
    pub facts: Vec<Fact>,
}

/// One line of a form.
pub(super) enum FormLine {
    Form(Form),
    Column(Column),
    Apart(Word),
    Block(Block),
}

/// Reads a line of a form.
pub(super) fn line(rule: Rule, body: &str, start: usize, at: Span) -> Lowered<FormLine> {
    let node = read(rule, body, start)?;
    let mut children = node.children();
    Ok(match rule {
        Rule::form_line => {
            let name = children.one(Rule::name)?.name();
            FormLine::Form(Form { name, at, ..Form::default() })
        }
        Rule::column_line => {
            let name = children.one(Rule::name)?.name();
            let holds = lower::names(&children.one(Rule::names)?);
            let own = children.optional(Rule::own_item).map(|node| node.span());
            FormLine::Column(Column { name, holds, own })
        }
        Rule::apart_line => FormLine::Apart(cell(&children.one(Rule::cell)?)?),
        Rule::row_line => FormLine::Block(Block::default()),
        Rule::when_line => {
            let when = children.many(Rule::when).iter().map(condition).collect::<Lowered<_>>()?;
            FormLine::Block(Block { when, facts: Vec::new() })
        }
        _ => return Err(node.broken()),
    })
}

fn condition(node: &Node) -> Lowered<(Word, Vec<Word>)> {
    let mut children = node.children();
    Ok((cell(&children.one(Rule::cell)?)?, lower::names(&children.one(Rule::names)?)))
}

fn cell(node: &Node) -> Lowered<Word> {
    Ok(node.only(Rule::cell_name)?.name())
}

impl Form {
    /// Puts in a line that belongs to it.
    pub(super) fn put(&mut self, line: FormLine, at: Span) -> Lowered<()> {
        self.at = self.at.to(at);
        match line {
            FormLine::Form(_) => {}
            FormLine::Column(column) => self.columns.push(column),
            FormLine::Apart(word) if self.apart.is_none() => self.apart = Some(word),
            FormLine::Apart(_) => return Err(Fault::new(SyntaxProblem::LineOutside { word: "分".to_owned() }, at)),
            FormLine::Block(block) => self.blocks.push(block),
        }
        Ok(())
    }
}

/// The text of facts in which each `[列]` has the shape of a name, every byte in its place.
pub(super) fn as_names(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | ']' => out.push(MARK),
            '【' => out.extend([' ', ' ', MARK]),
            '】' => out.extend([MARK, ' ', ' ']),
            c => out.push(c),
        }
    }
    out
}

const MARK: char = '_';

/// What the grammar made of such a text, with its cells.
pub(super) fn with_cells(mut fact: Fact) -> Fact {
    match &mut fact.kind {
        FactKind::Roster(rows) => rows.iter_mut().for_each(|(office, people, qualifiers)| {
            turn(office);
            people.iter_mut().for_each(turn);
            remarks(qualifiers);
        }),
        FactKind::People(words) | FactKind::Incomplete(words) => words.iter_mut().for_each(turn),
        FactKind::Individual { names, kind } => names.iter_mut().chain([kind]).for_each(turn),
        FactKind::Sentence { words, qualifiers, .. } => {
            phrase(words);
            remarks(qualifiers);
        }
        FactKind::Unknown(words) | FactKind::Withdraw(words) => phrase(words),
        FactKind::Complete(_) | FactKind::AllComplete(_) | FactKind::Total { .. } | FactKind::Amend { .. } => {}
    }
    fact
}

fn phrase(phrase: &mut Phrase) {
    for item in &mut phrase.items {
        if let Item::Word(word) = item {
            turn(word);
        }
    }
}

fn remarks(qualifiers: &mut Qualifiers) {
    let Qualifiers { from, until, on, judged_by } = qualifiers;
    [from, until, on, judged_by].into_iter().flatten().for_each(turn);
}

fn turn(word: &mut Word) {
    word.text = cells(&word.text);
}

/// A word as it was written: a cell in its brackets.
pub(super) fn cells(word: &str) -> String {
    let inner = word.strip_prefix(MARK).and_then(|rest| rest.strip_suffix(MARK));
    inner.filter(|inner| !inner.is_empty()).map_or_else(|| word.to_owned(), |inner| format!("[{inner}]"))
}
