//! What commands write: checked before the first expensive step, and never one of the inputs.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};

use super::exit::UsageError;
use super::messages;
use crate::bitext::store::is_store;
use crate::bitext::{BitextError, Format, Output, place};

/// Columns of a terminal that does not say how many it has.
const DEFAULT_WIDTH: usize = 80;

/// # Errors
/// When one is a store, which is not written pair by pair, or no format of its extension is written.
pub fn check_formats<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), UsageError> {
    let check = |path: &PathBuf| {
        let shown = path.display();
        ensure!(!is_store(path), "{shown}: translate and merge make stores; choose the extension of a format");
        Ok(Format::of_output(path).map(drop)?)
    };
    paths.into_iter().try_for_each(check).map_err(UsageError)
}

/// # Errors
/// When a file is given twice, if only as the other side of a Moses pair.
pub fn check_once<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), UsageError> {
    let mut taken = HashSet::new();
    for path in paths {
        let is_new = places(path).into_iter().all(|place| taken.insert(place));
        let told = || anyhow!("{} is to be written twice; give each output a name of its own", path.display());
        is_new.then_some(()).ok_or_else(told).map_err(UsageError)?;
    }
    Ok(())
}

/// # Errors
/// When an output would replace an input.
pub fn check_apart<'a, 'b>(
    outputs: impl IntoIterator<Item = &'a PathBuf>,
    inputs: impl IntoIterator<Item = &'b PathBuf>,
) -> Result<(), UsageError> {
    let inputs: HashSet<PathBuf> = inputs.into_iter().flat_map(|path| places(path)).collect();
    let check = |path: &PathBuf| {
        let is_input = places(path).iter().any(|place| inputs.contains(place));
        ensure!(!is_input, "{} is also an input; choose another name for the output", path.display());
        Ok(())
    };
    outputs.into_iter().try_for_each(check).map_err(UsageError)
}

/// Opens files, and standard output where something is to be printed.
///
/// # Errors
/// When one cannot be opened.
pub fn open(paths: &[PathBuf], printed: Option<Format>) -> Result<Vec<Output>, BitextError> {
    let mut outputs = paths.iter().map(|path| Output::file(path)).collect::<Result<Vec<_>, _>>()?;
    if let Some(format) = printed {
        let width = console::Term::stdout().size_checked().map_or(DEFAULT_WIDTH, |(_, columns)| usize::from(columns));
        outputs.push(Output::stdout(format, width)?);
    }
    Ok(outputs)
}

/// Puts files into their places, and says what could not be written into one unless `is_quiet`.
///
/// # Errors
/// When writing fails.
pub fn finish(outputs: impl IntoIterator<Item = Output>, is_quiet: bool) -> Result<(), BitextError> {
    for output in outputs {
        let (name, n_left_out) = (output.name(), output.n_left_out());
        output.finish()?;
        if n_left_out > 0 && !is_quiet {
            let n_left_out = messages::counted(n_left_out, "pair");
            messages::note(format_args!("{name}: {n_left_out} without a target left out"));
        }
    }
    Ok(())
}

/// Where a file of pairs lies; both files of a Moses pair.
pub fn places(path: &Path) -> Vec<PathBuf> {
    let files = Format::of_path(path).map_or_else(|_| vec![path.to_owned()], |format| format.files(path));
    files.iter().map(|file| place(file)).collect()
}
