//! `naql export`: pairs from a store, or a file of any format, into other formats.

use anyhow::ensure;

use super::args::ExportArgs;
use super::exit::UsageError;
use super::settings::{check_outputs, open};
use super::{Exit, messages};
use crate::bitext::{BitextError, Format, Output, read};

/// # Errors
/// When the arguments make no sense, an input cannot be read or an output not be written; then no output is changed.
pub fn run(args: ExportArgs) -> anyhow::Result<Exit> {
    check(&args).map_err(UsageError)?;
    let printed = match args.format {
        Some(format) => Some(Format::from(format)),
        None if args.output.is_empty() => Some(Format::Tsv),
        None => None,
    };
    let inputs = args.inputs.iter().map(|path| read(path)).collect::<Result<Vec<_>, BitextError>>()?;
    let mut outputs = open(&args.output, printed)?;
    let mut n_pairs = 0_usize;
    for pair in inputs.into_iter().flatten() {
        let pair = pair?;
        outputs.iter_mut().try_for_each(|output| output.write(&pair))?;
        n_pairs += 1;
    }
    outputs.into_iter().try_for_each(Output::finish)?;
    if !args.quiet {
        messages::print(&format!("exported {n_pairs} pairs"));
    }
    Ok(Exit::Done)
}

fn check(args: &ExportArgs) -> anyhow::Result<()> {
    check_outputs(&args.output)?;
    for path in &args.output {
        let is_input = |input: &std::path::PathBuf| crate::bitext::place(input) == crate::bitext::place(path);
        ensure!(!args.inputs.iter().any(is_input), "-o {} is also an input; choose another name", path.display());
    }
    Ok(())
}
