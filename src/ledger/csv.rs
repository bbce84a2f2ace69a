//! CSV. Where a row ends is found here and not by a library, because a quotation mark that is never closed must not swallow the
//! file: such a row is reported, and reading goes on with the next line. A test holds it against the `csv` crate.
use super::reader::Step;
use super::row::{Piece, Row};
use super::table::{Table, Verdict};
use super::text::Text;
use super::{Bad, LedgerProblem as P, Looks, Place};
use memchr::{memchr, memchr_iter, memchr2};

/// The longest row.
pub const LONGEST_ROW: usize = 1024 * 1024;

/// A CSV file.
pub struct Csv {
    text: Text,
    table: Table,
    delimiter: Option<u8>,
    /// What ends a row: a line break, or a carriage return alone, as old programs write it.
    newline: Option<u8>,
    place: Place,
    pieces: Vec<Piece>,
    /// A row in which quotation marks were taken away.
    unquoted: String,
    /// The row: a part of the window, or none if it is `unquoted`.
    plain: Option<(usize, usize)>,
    row: u64,
    line: u64,
}

/// How a row with quotation marks ends.
enum End {
    /// After so many bytes and lines.
    At(usize, u64),
    /// Not in what was read.
    Beyond,
    Fault(P),
}

impl Csv {
    pub fn new(text: Text, known: &[String], place: Place) -> Self {
        let (table, pieces, unquoted) = (Table::new(known), Vec::new(), String::new());
        Self { text, table, delimiter: None, newline: None, place, pieces, unquoted, plain: None, row: 0, line: 0 }
    }

    pub fn lent(&self) -> Row<'_> {
        let text = self.plain.map_or(self.unquoted.as_str(), |(start, end)| self.text.slice(start, end));
        Row { text, pieces: &self.pieces, header: &self.table.header, place: &self.place }
    }

    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Goes to the next row.
    pub fn advance(&mut self) -> Step {
        loop {
            let rest = self.text.rest().as_bytes();
            let newline = self.newline.unwrap_or_else(|| line_end(rest));
            let end = if self.text.quoted { memchr2(newline, b'"', rest) } else { memchr(newline, rest) };
            match end {
                Some(end) if rest.get(end) == Some(&newline) => return self.plain_row(end, 1),
                Some(_) => {
                    let marks = (*self.delimiter.get_or_insert_with(|| detect(rest, newline)), newline);
                    match quoted(self.text.rest(), marks, self.text.is_at_end(), &mut self.unquoted, &mut self.pieces) {
                        End::At(bytes, lines) => return self.quoted_row(bytes, lines),
                        End::Fault(problem) => return self.skip_line(problem),
                        End::Beyond if rest.len() > LONGEST_ROW => return self.skip_line(P::OpenQuote),
                        End::Beyond => self.text.more(),
                    }
                }
                None if self.text.is_at_end() && rest.is_empty() => return self.end(),
                // What was being read when reading failed is no whole row.
                None if self.text.is_at_end() && self.text.failed.is_some() => {
                    let rest = rest.len();
                    self.text.pass(rest);
                }
                None if self.text.is_at_end() => return self.plain_row(rest.len(), 0),
                None if rest.len() > LONGEST_ROW => return self.skip_line(P::TooLong),
                None => self.text.more(),
            }
        }
    }

    fn end(&mut self) -> Step {
        if let Some(error) = self.text.failed.take() {
            let place = Place { row: None, line: None, ..self.place.clone() };
            return Step::Bad(Bad::about(&place, P::reading(&error)));
        }
        let text = &self.text;
        self.table.unfound(&self.place).map_or(Step::End, |bad| Step::Bad(looked(bad, text, &self.table)))
    }

    /// A row without quotation marks: its length, and the length of what ends it.
    fn plain_row(&mut self, length: usize, newline: usize) -> Step {
        let rest = self.text.rest().as_bytes();
        let end = *self.newline.get_or_insert_with(|| line_end(rest));
        let row = rest.get(..length).unwrap_or_default();
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        let delimiter = *self.delimiter.get_or_insert_with(|| detect(rest, end));
        self.pieces.clear();
        let (pieces, mut start) = (&mut self.pieces, 0);
        each(delimiter, row, |end| {
            pieces.push(Piece { start: start as u32, end: end as u32, ..Piece::default() });
            start = end + 1;
        });
        self.pieces.push(Piece { start: start as u32, end: row.len() as u32, ..Piece::default() });
        let at = self.text.at();
        self.plain = Some((at, at + row.len()));
        self.text.pass(length + newline);
        self.told(1, newline == 0)
    }

    fn quoted_row(&mut self, bytes: usize, lines: u64) -> Step {
        self.plain = None;
        self.text.pass(bytes);
        self.told(lines, false)
    }

    /// What the row just read is.
    fn told(&mut self, lines: u64, cut: bool) -> Step {
        self.count(lines);
        let text = self.plain.map_or(self.unquoted.as_str(), |(start, end)| self.text.slice(start, end));
        if self.text.nul && text.contains('\0') && !self.table.is_given_up() {
            return Step::Bad(Bad::row(&self.place, P::Nul));
        }
        if self.text.broken && text.contains(char::REPLACEMENT_CHARACTER) && self.table.is_within() {
            return Step::Bad(self.broken(text));
        }
        match self.table.judge(text, &self.pieces, &self.place, true) {
            Verdict::Row => Step::Row,
            Verdict::Blank => Step::Blank,
            Verdict::Other if self.table.is_given_up() => Step::Unread,
            Verdict::Other => Step::Other,
            Verdict::Bad(mut bad) => {
                if let P::FewerCells { cut: field, .. } = &mut bad.problem {
                    *field = cut;
                }
                Step::Bad(looked(bad, &self.text, &self.table))
            }
        }
    }

    fn broken(&self, text: &str) -> Bad {
        let bad = Bad::row(&self.place, P::BadBytes);
        let at = self.pieces.iter().position(|piece| piece.of(text).contains(char::REPLACEMENT_CHARACTER));
        match at {
            Some(at) => bad.at(at, self.table.header.name(at)),
            None => bad,
        }
    }

    /// Reports the line and goes on behind it.
    fn skip_line(&mut self, problem: P) -> Step {
        self.count(1);
        loop {
            let rest = self.text.rest();
            if let Some(end) = memchr(self.newline.unwrap_or(b'\n'), rest.as_bytes()) {
                self.text.pass(end + 1);
                break;
            }
            self.text.pass(rest.len());
            if self.text.is_at_end() {
                break;
            }
            self.text.more();
        }
        if self.table.is_given_up() { Step::Unread } else { Step::Bad(Bad::row(&self.place, problem)) }
    }

    fn count(&mut self, lines: u64) {
        self.row += 1;
        let line = self.line + 1;
        self.line += lines;
        self.place.row = Some(self.row);
        self.place.line = (line != self.row).then_some(line);
    }
}

/// Where no header was found: how the beginning was read, if it is not plain ASCII.
fn looked(mut bad: Bad, text: &Text, table: &Table) -> Bad {
    if let P::NoHeader { looks, .. } = &mut bad.problem {
        let first = table.first().filter(|first| !first.is_ascii());
        *looks = first.map(|first| Looks { encoding: text.encoding(), first: first.to_owned() });
    }
    bad
}

/// Where a byte stands in a short text. Cells are short: eight bytes are looked at together, and nothing is set up for a search.
fn each(byte: u8, text: &[u8], mut then: impl FnMut(usize)) {
    const LOW: u64 = u64::MAX / 255 * 0x7F;
    let all = u64::MAX / 255 * u64::from(byte);
    let (words, rest) = text.as_chunks::<8>();
    for (n, word) in words.iter().enumerate() {
        let other = u64::from_le_bytes(*word) ^ all;
        // The high bit of each byte in which nothing is other.
        let mut found = !(((other & LOW) + LOW) | other | LOW);
        while found != 0 {
            then(n * 8 + found.trailing_zeros() as usize / 8);
            found &= found - 1;
        }
    }
    let behind = text.len() - rest.len();
    rest.iter().enumerate().filter(|(_, one)| **one == byte).for_each(|(n, _)| then(behind + n));
}

/// What ends the rows, as the first one has it.
fn line_end(rest: &[u8]) -> u8 {
    let mut inside = false;
    let end = rest.iter().position(|byte| {
        inside ^= *byte == b'"';
        !inside && matches!(byte, b'\n' | b'\r')
    });
    let alone = end.is_some_and(|end| rest.get(end) == Some(&b'\r') && rest.get(end + 1).is_some_and(|next| *next != b'\n'));
    if alone { b'\r' } else { b'\n' }
}

/// The delimiter: whichever of `,`, `;` and tab the first line has most of, outside quotation marks.
fn detect(rest: &[u8], newline: u8) -> u8 {
    let mut counts = [(b',', 0_usize), (b'\t', 0), (b';', 0)];
    let mut inside = false;
    for byte in rest.iter().take_while(|byte| **byte != newline) {
        inside ^= *byte == b'"';
        counts.iter_mut().filter(|(one, _)| !inside && one == byte).for_each(|(_, count)| *count += 1);
    }
    // The comma where none stands out.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(one, _)| *one)
}

/// Reads a row with quotation marks: its cells without them, and where it ends.
fn quoted(rest: &str, (delimiter, newline): (u8, u8), at_end: bool, out: &mut String, pieces: &mut Vec<Piece>) -> End {
    out.clear();
    pieces.clear();
    let bytes = rest.as_bytes();
    let (mut at, mut lines) = (0, 0);
    loop {
        let start = out.len();
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                let Some(length) = memchr(b'"', bytes.get(at..).unwrap_or_default()) else {
                    return if at_end { End::Fault(P::OpenQuote) } else { End::Beyond };
                };
                let inside = rest.get(at..at + length).unwrap_or_default();
                lines += memchr_iter(newline, inside.as_bytes()).count() as u64;
                out.push_str(inside);
                at += length + 1;
                if bytes.get(at) != Some(&b'"') {
                    break;
                }
                out.push('"');
                at += 1;
            }
        } else {
            let plain = bytes.get(at..).unwrap_or_default();
            let Some(length) = memchr2(delimiter, newline, plain).or(at_end.then_some(plain.len())) else { return End::Beyond };
            let words = rest.get(at..at + length).unwrap_or_default();
            // The carriage return before the line break is read below.
            let words = if plain.get(length) == Some(&delimiter) { words } else { words.strip_suffix('\r').unwrap_or(words) };
            out.push_str(words);
            at += words.len();
        }
        pieces.push(Piece { start: start as u32, end: out.len() as u32, ..Piece::default() });
        if newline == b'\n' && bytes.get(at) == Some(&b'\r') && bytes.get(at + 1).is_none_or(|next| *next == b'\n') {
            at += 1;
        }
        match bytes.get(at) {
            Some(byte) if *byte == newline => return End::At(at + 1, lines + 1),
            Some(byte) if *byte == delimiter => at += 1,
            Some(_) => return End::Fault(P::AfterQuote),
            None if at_end => return End::At(at, lines + 1),
            None => return End::Beyond,
        }
    }
}
