//! Without a terminal: lines come from a file or a pipe, answers go out, nothing else.
use super::super::console::Console;
use super::Desk;
use std::io::{self, BufRead, Read};

/// More of one line is not kept in memory: the session refuses it anyway.
const BYTES_AT_MOST: u64 = 1 << 20;

/// Takes line after line.
pub fn talk(mut desk: Desk, console: &mut Console) {
    let mut input = io::stdin().lock();
    while let Some(line) = next(&mut input) {
        let reply = desk.session.feed(&line);
        if desk.say(&reply, console) {
            return;
        }
    }
    let reply = desk.session.finish();
    desk.say(&reply, console);
}

/// The next line without its end. What is too long is read over.
fn next(input: &mut impl BufRead) -> Option<String> {
    let mut bytes = Vec::new();
    input.by_ref().take(BYTES_AT_MOST).read_until(b'\n', &mut bytes).ok().filter(|read| *read > 0)?;
    if bytes.len() as u64 == BYTES_AT_MOST && bytes.last() != Some(&b'\n') {
        // Nothing more comes after an error.
        let _ = input.skip_until(b'\n');
    }
    let text = String::from_utf8_lossy(&bytes);
    Some(text.trim_end_matches(['\n', '\r']).trim_start_matches('\u{FEFF}').to_owned())
}
