//! Without a terminal: lines come from a file or a pipe, answers go out, nothing else.
use super::super::console::{Console, Status};
use super::super::input;
use super::Desk;
use crate::session::Session;
use std::io;

/// Takes line after line. A line that could not be done is a finding.
pub fn talk(mut desk: Desk, console: &mut Console) -> Result<(), Status> {
    let mut input = io::stdin().lock();
    let mut leave = false;
    while !leave {
        // Whoever holds the other end open need not write one more line to be let go.
        let Some(bytes) = input::line(&mut input) else { break };
        let reply = match String::from_utf8(bytes) {
            Ok(text) => {
                desk.reckon(move |session| session.feed(text.trim_end_matches(['\n', '\r']).trim_start_matches('\u{FEFF}')))
            }
            Err(_) => desk.session.garbled(),
        };
        leave = desk.say(&reply, console);
    }
    let reply = desk.reckon(Session::finish);
    desk.say(&reply, console);
    if desk.troubled { Err(Status::Findings) } else { Ok(()) }
}
