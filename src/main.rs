//! The program.
use std::process::ExitCode;

fn main() -> ExitCode {
    guiju::cli::run(std::env::args_os()).into()
}
