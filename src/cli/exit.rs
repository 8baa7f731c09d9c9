//! Exit codes, and the one place where errors become codes.

use std::any::Any;
use std::process::ExitCode;

use super::messages;
use crate::bitext::BitextError;
use crate::engine::EngineError;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything was done.
    Done = 0,
    /// Some inputs or segments failed, and are named; the others are done.
    Partly = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// An input, a model or an output cannot be read or written.
    Io = 3,
    /// The program is at fault.
    Bug = 4,
    /// The user or the system asked it to end; what shells say of a program that Ctrl-C has ended.
    Interrupted = 130,
}

/// A complaint about the arguments that only the program can have, not the parser.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
pub struct UsageError(pub anyhow::Error);

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Prints what the argument parser has to say: help and version to standard output, complaints to standard error.
pub fn usage(answer: &clap::Error) -> ExitCode {
    // A reader that has gone wanted no more of it.
    let _ = answer.print();
    if answer.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() }
}

/// The exit code of a run that may have failed or panicked; failures are printed.
pub fn code(outcome: Result<anyhow::Result<Exit>, Box<dyn Any + Send>>) -> ExitCode {
    let exit = match outcome {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) if is_broken_pipe(&error) => Exit::Done,
        Ok(Err(error)) => {
            messages::error(format_args!("{}", told(&error)));
            kind(&error)
        }
        Err(_) => {
            messages::error(format_args!("this is a bug in naql; please report it with the message above"));
            Exit::Bug
        }
    };
    exit.into()
}

/// The error with its causes, except those that it tells itself.
fn told(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

fn kind(error: &anyhow::Error) -> Exit {
    let is_usage = error.is::<UsageError>()
        || error.downcast_ref::<EngineError>().is_some_and(|e| matches!(e, EngineError::Nbest { .. }));
    if is_usage { Exit::Usage } else { Exit::Io }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        io.is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
            || cause.downcast_ref::<BitextError>().is_some_and(BitextError::is_broken_pipe)
    })
}
