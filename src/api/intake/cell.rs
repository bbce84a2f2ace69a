//! What one cell comes to.
use super::Intake;
use crate::core_ir::form::{Column, Holds};
use crate::core_ir::{Entity, EntityId, KindId};
use crate::ledger::{Cell, LedgerProblem as P, value};
use crate::resolve::Name;
use crate::vocabulary::Moment;

/// Somebody or something that a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// One that is known without the table.
    Known(EntityId),
    /// One that only tables name.
    New(String),
}

impl Named {
    /// The name of one that only tables name.
    pub fn only_named(&self) -> Option<&str> {
        if let Self::New(name) = self { Some(name) } else { None }
    }
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// Words.
    Words,
    /// A day.
    Day(Moment),
    /// A number, in thousandths.
    Number(i64),
    /// Those named, in order.
    Named(Vec<Named>),
}

/// Marks between several names in one cell.
pub(super) const BETWEEN: [char; 5] = ['、', '，', ',', ';', '；'];

/// Marks around a title: what stands between them is one name, whatever marks are in it.
const AROUND: [(char, char); 4] = [('《', '》'), ('「', '」'), ('“', '”'), ('（', '）')];

/// The names in a cell.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut inside: Vec<char> = Vec::new();
    let between = move |c: char| {
        // Most characters of names are no marks at all.
        if ('\u{4E00}'..='\u{9FFF}').contains(&c) {
            return false;
        }
        if let Some((_, close)) = AROUND.iter().find(|(open, _)| *open == c) {
            inside.push(*close);
        } else if inside.last() == Some(&c) {
            inside.pop();
        }
        inside.is_empty() && BETWEEN.contains(&c)
    };
    // A mark that is never closed parts nothing from the rest.
    text.split(between).map(str::trim).filter(|name| !name.is_empty())
}

/// Whether a cell has several names.
pub(super) fn has_several(text: &str) -> bool {
    text.contains(BETWEEN) && names(text).nth(1).is_some()
}

/// Whether a cell has characters that are no part of any text: they would steer a terminal, and no document can hold them.
pub(super) fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0x7F)
}

impl Intake {
    /// Reads a cell of a column.
    pub(super) fn content(&self, column: &Column, cell: Cell<'_>) -> Result<Content, P> {
        if cell.text.is_empty() {
            return Ok(Content::Empty);
        }
        if has_control(cell.text) {
            return Err(P::Control);
        }
        match &column.holds {
            Holds::Text => Ok(Content::Words),
            Holds::Words(words) if words.iter().any(|word| word == cell.text) => Ok(Content::Words),
            Holds::Words(words) => Err(P::NotOneOf { text: cell.text.to_owned(), words: words.clone() }),
            Holds::Date => day(cell).map(Content::Day),
            Holds::Number => number(cell).map(Content::Number),
            Holds::Individual(kind) => self.named(*kind, cell.text).map(Content::Named),
        }
    }

    /// One name, or several.
    fn named(&self, kind: KindId, text: &str) -> Result<Vec<Named>, P> {
        if !text.contains(BETWEEN) || self.known(text).is_some() {
            return self.one(kind, text).map(|one| vec![one]);
        }
        names(text).map(|name| self.one(kind, name)).collect()
    }

    pub(super) fn known(&self, text: &str) -> Option<Name> {
        let scope = &self.rulebook.resolved().scope;
        let of_scope = || if self.numbered { scope.name(text) } else { scope.names.get(text).copied() };
        self.base.names.get(text).copied().or_else(of_scope)
    }

    pub(super) fn one(&self, kind: KindId, text: &str) -> Result<Named, P> {
        let program = self.rulebook.program();
        match self.known(text) {
            Some(Name::Entity(id, own)) => {
                if program.is_a(own, kind) {
                    Ok(Named::Known(id))
                } else {
                    Err(P::OfAnotherKind { text: text.to_owned(), kind: self.word(kind) })
                }
            }
            Some(Name::Kind(_)) => Err(P::OfAnotherKind { text: text.to_owned(), kind: self.word(kind) }),
            None if self.is_closed(kind) => {
                Err(P::NotKnown { text: text.to_owned(), kind: self.word(kind), near: self.near(kind, text) })
            }
            None => Ok(Named::New(text.to_owned())),
        }
    }

    /// Whether all of a kind are known beforehand: people by the roster, offices and values by the rulebooks.
    pub(super) fn is_closed(&self, kind: KindId) -> bool {
        let scope = &self.rulebook.resolved().scope;
        let program = self.rulebook.program();
        program.kinds.get(kind.index()).is_some_and(|known| known.options)
            || program.is_a(kind, scope.known.person)
            || kind == scope.known.office
            || kind == scope.known.verb
    }

    fn near(&self, kind: KindId, text: &str) -> Option<String> {
        let program = self.rulebook.program();
        let fits = |one: &&Entity| one.unnamed.is_none() && program.is_a(one.kind, kind);
        let entities = self.base.world.entities.iter().filter(fits);
        crate::diagnostic::nearest(text, entities.map(|one| one.name.as_str())).map(str::to_owned)
    }

    pub(super) fn word(&self, kind: KindId) -> String {
        self.rulebook.program().kinds.get(kind.index()).map(|kind| kind.name.clone()).unwrap_or_default()
    }
}

/// A day, with its hour if there is one.
pub(super) fn day(cell: Cell<'_>) -> Result<Moment, P> {
    let (date, time) = value::moment(cell)?;
    let Some(time) = time else { return Ok(Moment::from(date)) };
    let not = || P::NotADate { text: cell.text.to_owned() };
    let mut parts = time.split(':').map(|part| part.parse::<u16>().ok());
    let (Some(Some(hour)), Some(Some(minute))) = (parts.next(), parts.next()) else { return Err(not()) };
    if hour > 23 || minute > 59 {
        return Err(not());
    }
    Ok(Moment { minute: Some(hour * 60 + minute), ..Moment::from(date) })
}

/// A number in thousandths.
pub(super) fn number(cell: Cell<'_>) -> Result<i64, P> {
    let number = value::number(cell)?;
    let not = || P::NotANumber { text: cell.text.to_owned() };
    let scale = 3_u32.checked_sub(u32::from(number.places)).ok_or_else(not)?;
    number.digits.checked_mul(10_i64.pow(scale)).ok_or_else(not)
}
