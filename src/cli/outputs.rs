//! What commands write: checked before the first expensive step, and never one of the inputs.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};

use super::exit::UsageError;
use crate::bitext::store::is_store;
use crate::bitext::{BitextError, Format, Output, place};

/// Columns of a terminal that does not say how many it has.
const DEFAULT_WIDTH: usize = 80;

/// # Errors
/// When no format of that extension is written; a store has none.
pub fn check_formats<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), UsageError> {
    let mut files = paths.into_iter().filter(|path| !is_store(path));
    files.try_for_each(|path| Format::of_output(path).map(drop)).map_err(|error| UsageError(error.into()))
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

/// Where a file lies; both files of a Moses pair.
fn places(path: &Path) -> Vec<PathBuf> {
    let files = Format::of_path(path).map_or_else(|_| vec![path.to_owned()], |format| format.files(path));
    files.iter().map(|file| place(file)).collect()
}
