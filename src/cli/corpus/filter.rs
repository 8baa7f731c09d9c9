//! `naql corpus filter`: pairs in, those that all filters keep out, and a ledger of the others.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use super::inputs::Inputs;
use super::sorted::{SortedArgs, names};
use super::stdout;
use crate::cli::args::EXIT_CODES;
use crate::cli::exit::UsageError;
use crate::cli::interrupt::end_at_once;
use crate::cli::{Exit, messages};
use crate::corpus::filter::{DEFAULTS, Filters, Ledger, sift};

/// Keeps the pairs that pass all filters, and counts what each filter drops.
///
/// The pairs keep their order. Without -o they go to standard output as TSV. Every filter judges every pair, so that
/// the ledger on standard error can say what would come back without it.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct FilterArgs {
    /// Files of pairs in any format, one side of a Moses pair, stores, or - for TSV on standard input.
    #[arg(value_name = "INPUT", required_unless_present = "print_config")]
    inputs: Vec<PathBuf>,

    /// Filters and thresholds in TOML that differ from those of --print-config.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Print the default filters and thresholds with what they mean, and end.
    #[arg(long)]
    print_config: bool,

    #[command(flatten)]
    sorted: SortedArgs,
}

/// # Errors
/// When the arguments or the configuration make no sense, or an output cannot be written. Inputs that cannot be read
/// are named, and the others done.
pub fn run(args: &FilterArgs) -> anyhow::Result<Exit> {
    if args.print_config {
        stdout::print(DEFAULTS)?;
        return Ok(Exit::Done);
    }
    let filters = filters(args.config.as_deref())?;
    end_at_once();
    let mut sorted = args.sorted.open(args.inputs.iter().chain(&args.config))?;
    let pool = args.sorted.pool()?;
    let mut inputs = Inputs::new(&args.inputs);
    let mut ledger = Ledger::new(&filters);
    for (pair, verdict) in sift(&filters, &pool, &mut inputs) {
        ledger.add(&verdict);
        let reason = (!verdict.keeps()).then(|| filters.told(&verdict));
        sorted.write(pair, reason)?;
    }
    if let Err(error) = ledger.check() {
        messages::error(format_args!("{error}"));
        return Ok(Exit::Bug);
    }
    if inputs.exit() != Exit::Io {
        sorted.finish(&written(args, &ledger), args.sorted.quiet)?;
        if !args.sorted.quiet {
            ledger.to_string().lines().for_each(messages::print);
        }
    }
    Ok(inputs.exit())
}

/// The ledger as it is written.
#[derive(Serialize)]
struct Written<'a> {
    command: &'static str,
    inputs: Vec<String>,
    /// The file of settings; none for the usual ones.
    config: Option<String>,
    #[serde(flatten)]
    ledger: &'a Ledger,
}

fn written<'a>(args: &FilterArgs, ledger: &'a Ledger) -> Written<'a> {
    let config = args.config.as_ref().map(|path| path.display().to_string());
    Written { command: "corpus filter", inputs: names(&args.inputs), config, ledger }
}

/// The filters of a configuration, or the usual ones.
fn filters(path: Option<&Path>) -> anyhow::Result<Filters> {
    let Some(path) = path else { return Ok(Filters::standard()) };
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read {}; check the name, or make one with --print-config", path.display()))?;
    Ok(Filters::from_toml(&text, path).map_err(|error| UsageError(error.into()))?)
}
