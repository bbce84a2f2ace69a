//! A stream of bytes as text: what encoding it is in, and a window on it that moves.
//!
//! Every block is checked once; slices of the window need no check any more.
use encoding_rs::{CoderResult, Decoder, Encoding, GB18030};
use memchr::memchr;
use std::io::Read;

/// How much is read at once.
const BLOCK: usize = 256 * 1024;

/// Text that comes in blocks.
pub struct Text {
    inner: Box<dyn Read + Send>,
    block: Vec<u8>,
    /// How many bytes of the block wait for the rest of a character.
    held: usize,
    window: String,
    at: usize,
    decoder: Option<Decoder>,
    state: State,
    /// Whether some bytes were no characters; they stand as U+FFFD.
    pub broken: bool,
    /// Whether there was a zero byte.
    pub nul: bool,
    /// Whether there was a quotation mark.
    pub quoted: bool,
    /// What went wrong when the file was read.
    pub failed: Option<std::io::Error>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing was read yet.
    Start,
    /// Only ASCII so far: a byte beyond it may still turn out to be GB18030.
    Ascii,
    /// The encoding is certain.
    Sure,
    End,
}

impl Text {
    pub fn new(inner: Box<dyn Read + Send>) -> Self {
        let (block, window) = (vec![0; BLOCK], String::new());
        let (decoder, state) = (None, State::Start);
        Self { inner, block, held: 0, window, at: 0, decoder, state, broken: false, nul: false, quoted: false, failed: None }
    }

    /// The encoding that the text is taken to be in.
    pub fn encoding(&self) -> &'static str {
        self.decoder.as_ref().map_or("UTF-8", |decoder| match decoder.encoding().name() {
            "gb18030" => "GB18030",
            name => name,
        })
    }

    /// What was read and not yet passed over.
    pub fn rest(&self) -> &str {
        self.window.get(self.at..).unwrap_or_default()
    }

    /// A part of what was passed over since the last call of [`Text::more`].
    pub fn slice(&self, start: usize, end: usize) -> &str {
        self.window.get(start..end).unwrap_or_default()
    }

    /// Where the window's unread part begins.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Passes over some bytes, up to the border of a character.
    pub fn pass(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.window.len());
    }

    pub fn is_at_end(&self) -> bool {
        self.state == State::End
    }

    /// Reads another block. What was passed over is let go.
    pub fn more(&mut self) {
        if self.state == State::End {
            return;
        }
        self.window.drain(..self.at);
        self.at = 0;
        let before = self.window.len();
        let mut filled = self.held;
        let mut end = false;
        // A block is filled before it is looked at, so that a small file is judged as a whole.
        while let Some(space) = self.block.get_mut(filled..).filter(|space| !space.is_empty()) {
            match self.inner.read(space) {
                Ok(0) => {
                    end = true;
                    break;
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(error);
                    end = true;
                    break;
                }
            }
        }
        let block = std::mem::take(&mut self.block);
        self.take(block.get(..filled).unwrap_or_default(), end);
        self.keep(block, filled);
        if end {
            self.state = State::End;
        }
        let new = self.window.as_bytes().get(before..).unwrap_or_default();
        self.nul |= memchr(0, new).is_some();
        self.quoted |= memchr(b'"', new).is_some();
    }

    /// Puts the block back, the bytes that are held at its beginning.
    fn keep(&mut self, mut block: Vec<u8>, filled: usize) {
        block.copy_within(filled - self.held..filled, 0);
        self.block = block;
    }

    fn take(&mut self, bytes: &[u8], end: bool) {
        let mut bytes = bytes;
        if self.state == State::Start {
            bytes = self.begin(bytes);
        }
        self.held = 0;
        match &mut self.decoder {
            Some(_) => self.decode(bytes, end),
            None => self.utf8(bytes, end),
        }
    }

    /// Decides on the encoding by the first block. Gives the bytes behind a mark of it.
    fn begin<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        self.state = State::Sure;
        if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
            if encoding != encoding_rs::UTF_8 {
                self.decoder = Some(encoding.new_decoder_without_bom_handling());
            }
            return bytes.get(mark..).unwrap_or_default();
        }
        // Where only ASCII was seen, the first other byte decides.
        let plain = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
        let other = bytes.get(plain..).unwrap_or_default();
        if other.len() <= 3 && other.utf8_chunks().next().is_none_or(|chunk| chunk.valid().is_empty()) {
            self.state = State::Ascii;
        } else if !is_utf8(bytes) {
            self.decoder = Some(GB18030.new_decoder_without_bom_handling());
        }
        bytes
    }

    fn utf8(&mut self, bytes: &[u8], end: bool) {
        let mut rest = bytes;
        loop {
            let error = match simdutf8::compat::from_utf8(rest) {
                Ok(text) => {
                    if self.state == State::Ascii && !text.is_ascii() {
                        self.state = State::Sure;
                    }
                    return self.window.push_str(text);
                }
                Err(error) => error,
            };
            let (valid, wrong) = rest.split_at(error.valid_up_to());
            let cut = error.error_len().is_none() && !end;
            if self.state == State::Ascii && !(valid.is_ascii() && cut) {
                self.state = State::Sure;
                if !is_utf8(rest) {
                    self.decoder = Some(GB18030.new_decoder_without_bom_handling());
                    return self.decode(rest, end);
                }
            }
            self.window.push_str(std::str::from_utf8(valid).unwrap_or_default());
            match error.error_len() {
                None if !end => {
                    self.held = wrong.len();
                    return;
                }
                length => {
                    self.broken = true;
                    self.window.push(char::REPLACEMENT_CHARACTER);
                    rest = wrong.get(length.unwrap_or(wrong.len())..).unwrap_or_default();
                }
            }
        }
    }

    fn decode(&mut self, bytes: &[u8], end: bool) {
        let Some(decoder) = &mut self.decoder else { return };
        let mut rest = bytes;
        loop {
            self.window.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(BLOCK).min(4 * BLOCK));
            let (result, read, broken) = decoder.decode_to_string(rest, &mut self.window, end);
            self.broken |= broken;
            rest = rest.get(read..).unwrap_or_default();
            if result == CoderResult::InputEmpty {
                return;
            }
        }
    }
}

/// Whether bytes are meant as UTF-8: they are, but for a few that are damaged. Text in GB18030 has hardly ever two bytes that
/// make a character of UTF-8 (one pair in twelve), and many that make none.
fn is_utf8(bytes: &[u8]) -> bool {
    // A character may be cut where the block ends.
    if simdutf8::compat::from_utf8(bytes).err().is_none_or(|error| error.error_len().is_none()) {
        return true;
    }
    let (mut right, mut wrong) = (0_usize, 0_usize);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let cut = chunks.peek().is_none() && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        wrong += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    wrong == 0 || right > wrong * 2
}
