//! The command line: arguments, settings, one file for each command, messages, exit codes. Holds no logic that a test
//! of the layers below would want.

mod align;
mod args;
mod corpus;
mod exit;
mod export;
mod interrupt;
mod merge;
mod messages;
mod outputs;
mod progress;
mod score;
mod score_links;
mod segment;
mod settings;
mod translate;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
pub use exit::Exit;

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return exit::usage(&answer),
    };
    let outcome = std::panic::catch_unwind(|| match arguments.command {
        Command::Align(arguments) => align::run(&arguments),
        Command::ScoreLinks(arguments) => score_links::run(&arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Corpus(command) => corpus::run(command),
        Command::Score(arguments) => score::run(&arguments),
        Command::Segment(arguments) => segment::run(&arguments),
        Command::Translate(arguments) => translate::run(arguments),
    });
    exit::code(outcome)
}
