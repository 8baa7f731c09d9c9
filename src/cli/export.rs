//! `naql export`: pairs from a store, or a file of any format, into other formats.

use super::args::ExportArgs;
use super::exit::UsageError;
use super::{Exit, interrupt, messages, outputs};
use crate::bitext::{BitextError, Format, read};

/// # Errors
/// When the arguments make no sense, an input cannot be read or an output not be written; then no output is changed.
pub fn run(args: ExportArgs) -> anyhow::Result<Exit> {
    check(&args).map_err(UsageError)?;
    interrupt::end_at_once();
    let printed = args.format.or(args.output.is_empty().then_some(Format::Tsv));
    let inputs = args.inputs.iter().map(|path| read(path)).collect::<Result<Vec<_>, BitextError>>()?;
    let mut outputs = outputs::open(&args.output, printed)?;
    let mut n_pairs = 0_usize;
    for pair in inputs.into_iter().flatten() {
        let pair = pair?;
        outputs.iter_mut().try_for_each(|output| output.write(&pair))?;
        n_pairs += 1;
    }
    outputs::finish(outputs, args.quiet)?;
    if !args.quiet {
        messages::print(&format!("exported {}", messages::counted(n_pairs, "pair")));
    }
    Ok(Exit::Done)
}

fn check(args: &ExportArgs) -> anyhow::Result<()> {
    outputs::check_formats(&args.output)?;
    outputs::check_once(&args.output)?;
    Ok(outputs::check_apart(&args.output, &args.inputs)?)
}
