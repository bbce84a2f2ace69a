//! What all tables share: the header, comments, blank rows, rows that do not fit.
use super::header::{normal, shown};
use super::row::Piece;
use super::{Bad, Header, LedgerProblem as P, Place};

/// The longest cell, in characters, as spreadsheets have it.
pub const LONGEST: usize = 32_767;
/// How many rows may stand before the header when names are looked for.
const TITLES: u32 = 20;

/// So many characters are shown of the first row.
const FIRST: usize = 20;

/// A table being read.
#[derive(Debug, Default)]
pub struct Table {
    pub header: Header,
    known: Vec<String>,
    titles: u32,
    /// The beginning of the first row that is no note, where it is not the header.
    first: Option<String>,
    /// What stands in the row before, each cell without blanks.
    before: Vec<String>,
    state: State,
    /// Whether some column has no name.
    unnamed: bool,
    /// Whether some row of data was read: behind it, a note has no other cells.
    data: bool,
}

#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
enum State {
    #[default]
    Before,
    Within,
    /// It cannot be read; this was told.
    Given,
}

/// What a row is.
pub enum Verdict {
    /// A row to give.
    Row,
    /// A title, a header, a comment or a row of a table given up.
    Other,
    /// Nothing stands in it.
    Blank,
    /// To be reported.
    Bad(Bad),
}

impl Table {
    /// A table of which these names are looked for; none: the first row is the header.
    pub fn new(known: &[String]) -> Self {
        Self { known: known.iter().map(|name| normal(name)).collect(), ..Self::default() }
    }

    /// Whether nothing more of it can be given.
    pub fn is_given_up(&self) -> bool {
        self.state == State::Given
    }

    /// Whether its header was found.
    pub fn is_within(&self) -> bool {
        self.state == State::Within
    }

    /// Gives it up.
    #[cfg(feature = "tables")]
    pub fn give_up(&mut self) {
        self.state = State::Given;
    }

    /// Whether nothing was seen but notes.
    #[cfg(feature = "tables")]
    pub fn is_notes(&self) -> bool {
        self.state == State::Before && self.titles == 0
    }

    /// The beginning of the first row that is no note, where it is not the header.
    pub fn first(&self) -> Option<&str> {
        self.first.as_deref()
    }

    /// The same search anew, for the next sheet.
    #[cfg(feature = "tables")]
    pub fn renew(&mut self) {
        self.header = Header::default();
        self.titles = 0;
        (self.first, self.before) = (None, Vec::new());
        self.data = false;
        self.state = State::Before;
    }

    /// What is told when the end comes before the header.
    pub fn unfound(&mut self, place: &Place) -> Option<Bad> {
        let before = self.state == State::Before;
        self.state = State::Given;
        before.then(|| {
            Bad::about(&Place { row: None, line: None, ..place.clone() }, P::NoHeader { known: self.known.clone(), looks: None })
        })
    }

    /// Tells what a row is. `strict`: every cell is written, so a short row is a fault.
    pub fn judge(&mut self, text: &str, pieces: &[Piece], place: &Place, strict: bool) -> Verdict {
        // Most rows begin with a word that is plainly no note.
        if self.state == State::Within && pieces.first().is_some_and(|piece| is_plain(piece.of(text))) {
            self.data = true;
            return self.fits(text, pieces, place, strict);
        }
        match first_words(text, pieces) {
            None => Verdict::Blank,
            Some(words) if is_note(words) && (!self.data || stands_alone(text, pieces)) => Verdict::Other,
            Some(_) => match self.state {
                State::Within => {
                    self.data = true;
                    self.fits(text, pieces, place, strict)
                }
                State::Before => self.begin(text, pieces, place),
                State::Given => Verdict::Other,
            },
        }
    }

    fn fits(&self, text: &str, pieces: &[Piece], place: &Place, strict: bool) -> Verdict {
        let (found, expected) = (pieces.len(), self.header.len());
        if found != expected {
            if strict && found < expected {
                return Verdict::Bad(Bad::row(place, P::FewerCells { found, expected, cut: false }));
            }
            let beyond = pieces.iter().skip(expected).any(|piece| !piece.of(text).trim().is_empty());
            if beyond {
                return Verdict::Bad(Bad::row(place, P::MoreCells { found, expected }));
            }
        }
        if text.len() > LONGEST
            && let Some(at) = pieces.iter().position(|piece| piece.of(text).chars().count() > LONGEST)
        {
            return Verdict::Bad(Bad::row(place, P::TooLong).at(at, self.header.name(at)));
        }
        if !self.unnamed {
            return Verdict::Row;
        }
        let unnamed = |at: &usize| self.header.name(*at).is_empty();
        let filled = |at: &usize| pieces.get(*at).is_some_and(|piece| !piece.of(text).trim().is_empty());
        match (0..expected).filter(unnamed).find(filled) {
            Some(at) => Verdict::Bad(Bad::row(place, P::NoName).at(at, "")),
            None => Verdict::Row,
        }
    }

    fn begin(&mut self, text: &str, pieces: &[Piece], place: &Place) -> Verdict {
        if !self.is_header(text, pieces) {
            self.titles += 1;
            let cells = || pieces.iter().flat_map(|piece| piece.of(text).chars().chain([' ']));
            self.first.get_or_insert_with(|| cells().take(FIRST).map(plain).collect::<String>().trim().to_owned());
            self.before = pieces.iter().map(|piece| normal(piece.of(text))).collect();
            return if self.titles > TITLES { self.unfound(place).map_or(Verdict::Other, Verdict::Bad) } else { Verdict::Other };
        }
        self.state = State::Within;
        let used = pieces.iter().rposition(|piece| !piece.of(text).trim().is_empty()).map_or(0, |last| last + 1);
        for (at, piece) in pieces.iter().take(used).enumerate() {
            let name = piece.of(text);
            if self.header.add(name).is_err() {
                self.state = State::Given;
                let name = shown(name);
                return Verdict::Bad(Bad::about(place, P::SameHeader { name: name.clone() }).at(at, &name));
            }
        }
        self.header.set_above(std::mem::take(&mut self.before));
        self.unnamed = self.header.names().iter().any(String::is_empty);
        Verdict::Other
    }

    /// Whether a row has the names that are looked for: two of them, or the only one.
    fn is_header(&self, text: &str, pieces: &[Piece]) -> bool {
        let names = || pieces.iter().map(|piece| normal(piece.of(text)));
        self.known.is_empty() || names().filter(|name| self.known.contains(name)).count() >= self.known.len().min(2)
    }
}

/// What a terminal would obey is not shown to it.
fn plain(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

/// Whether it begins with a letter or a digit of ASCII.
fn is_plain(words: &str) -> bool {
    words.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
}

fn is_note(words: &str) -> bool {
    words.starts_with("注：") || words.starts_with("注:")
}

/// Whether one cell only has anything.
fn stands_alone(text: &str, pieces: &[Piece]) -> bool {
    pieces.iter().filter(|piece| !piece.of(text).trim().is_empty()).count() == 1
}

/// The words of the first cell that has any.
fn first_words<'a>(text: &'a str, pieces: &[Piece]) -> Option<&'a str> {
    pieces.iter().map(|piece| piece.of(text).trim_start()).find(|words| !words.is_empty())
}
