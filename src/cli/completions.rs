//! `guiju completions`: scripts for shells.
use super::arguments::{CompletionsArguments, command};
use super::console::{Console, Status};

/// Prints the script.
pub fn run(arguments: &CompletionsArguments, console: &mut Console) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "guiju", &mut script);
    console.write(&String::from_utf8_lossy(&script));
    Status::Well
}
