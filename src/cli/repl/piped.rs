//! Without a terminal: lines come from a file or a pipe, answers go out, nothing else.
use super::super::console::Console;
use super::super::input;
use super::Desk;
use std::io;

/// Takes line after line.
pub fn talk(mut desk: Desk, console: &mut Console) {
    let mut input = io::stdin().lock();
    while let Some(bytes) = input::line(&mut input) {
        let text = String::from_utf8_lossy(&bytes);
        let reply = desk.session.feed(text.trim_end_matches(['\n', '\r']).trim_start_matches('\u{FEFF}'));
        if desk.say(&reply, console) {
            return;
        }
    }
    let reply = desk.session.finish();
    desk.say(&reply, console);
}
