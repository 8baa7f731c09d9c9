//! The pairs that a sub-command reads: files one after the other.

use std::path::PathBuf;

use crate::bitext::{self, Pair, PairStream};
use crate::cli::{Exit, messages};

/// The pairs of several files in their order. A file that cannot be read, or not to its end, is named on standard
/// error, and the next one is begun.
pub struct Inputs<'a> {
    waiting: std::slice::Iter<'a, PathBuf>,
    open: Option<PairStream>,
    n_pairs: u64,
    n_failed: usize,
}

impl<'a> Inputs<'a> {
    pub fn new(paths: &'a [PathBuf]) -> Self {
        Self { waiting: paths.iter(), open: None, n_pairs: 0, n_failed: 0 }
    }

    /// How a run over these inputs has ended, once nothing more comes.
    pub fn exit(&self) -> Exit {
        match (self.n_failed, self.n_pairs) {
            (0, _) => Exit::Done,
            (_, 0) => Exit::Io,
            _ => Exit::Partly,
        }
    }
}

impl Iterator for Inputs<'_> {
    type Item = Pair;

    fn next(&mut self) -> Option<Pair> {
        loop {
            let answer = match self.open.as_mut().map(Iterator::next) {
                Some(Some(answer)) => answer,
                Some(None) | None => match bitext::read(self.waiting.next()?) {
                    Ok(stream) => {
                        self.open = Some(stream);
                        continue;
                    }
                    Err(error) => Err(error),
                },
            };
            match answer {
                Ok(pair) => {
                    self.n_pairs += 1;
                    return Some(pair);
                }
                Err(error) => {
                    messages::error(format_args!("{error}"));
                    self.n_failed += 1;
                    self.open = None;
                }
            }
        }
    }
}
