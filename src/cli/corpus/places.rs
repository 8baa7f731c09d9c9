//! What the sub-commands read and write: files of pairs one after the other, and outputs that are none of them.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};

use crate::bitext::{self, Format, Output, Pair, PairStream, place};
use crate::cli::exit::UsageError;
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

/// Opens what pairs are written to: the files, or TSV on standard output where none is named.
///
/// # Errors
/// When a path is given twice or is also an input, or cannot be opened.
pub fn open_outputs(paths: &[PathBuf], inputs: &[PathBuf]) -> anyhow::Result<Vec<Output>> {
    check_outputs(&paths.iter().map(PathBuf::as_path).collect::<Vec<_>>(), inputs)?;
    if paths.is_empty() {
        return Ok(vec![Output::stdout(Format::Tsv, usize::MAX)?]);
    }
    paths.iter().map(|path| open_output(path)).collect()
}

/// Opens one file that pairs are written to.
///
/// # Errors
/// When its extension is of no format, which is wrong usage, or it cannot be opened.
pub fn open_output(path: &Path) -> anyhow::Result<Output> {
    Format::of_path(path).map_err(|error| UsageError(error.into()))?;
    Ok(Output::file(path)?)
}

/// # Errors
/// When a path is given twice or is also an input; wrong usage both.
pub fn check_outputs(paths: &[&Path], inputs: &[PathBuf]) -> anyhow::Result<()> {
    for (idx, path) in paths.iter().enumerate() {
        check_output(path, &paths[..idx], inputs).map_err(UsageError)?;
    }
    Ok(())
}

fn check_output(path: &Path, others: &[&Path], inputs: &[PathBuf]) -> anyhow::Result<()> {
    let shown = path.display();
    let own = files(path);
    let is_new = others.iter().all(|other| !files(other).iter().any(|file| own.contains(file)));
    ensure!(is_new, "{shown} is to be written twice; give each output a name of its own");
    let is_input = inputs.iter().flat_map(|input| files(input)).any(|file| own.contains(&file));
    ensure!(!is_input, anyhow!("{shown} is also an input; choose another name for the output"));
    Ok(())
}

/// Where the pairs named by a path lie: one file, or one for each side.
fn files(path: &Path) -> Vec<PathBuf> {
    let files = Format::of_path(path).map_or_else(|_| vec![path.to_owned()], |format| format.files(path));
    files.iter().map(|file| place(file)).collect()
}
