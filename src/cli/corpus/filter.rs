//! `naql corpus filter`: pairs in, those that all filters keep out, and a ledger of the others.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use tempfile::NamedTempFile;

use super::places::{Inputs, check_outputs, open_output, open_outputs};
use crate::bitext::{BitextError, Output, Pair};
use crate::cli::args::EXIT_CODES;
use crate::cli::exit::UsageError;
use crate::cli::interrupt::end_at_once;
use crate::cli::{Exit, messages};
use crate::corpus::filter::{DEFAULTS, Filters, Ledger, Verdict, sift};

/// Keeps the pairs that pass all filters, and counts what each filter drops.
///
/// The pairs keep their order. Without -o they go to standard output as TSV. Every filter judges every pair, so that
/// the ledger on standard error can say what would come back without it.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct FilterArgs {
    /// Files of pairs: .tsv, .csv, .jsonl, .parquet or one side of a Moses pair.
    #[arg(value_name = "INPUT", required_unless_present = "print_config")]
    inputs: Vec<PathBuf>,

    /// Write the pairs that are kept to PATH, in the format of its extension; may be given several times. A file there
    /// is replaced at the end.
    #[arg(short, long, value_name = "PATH")]
    output: Vec<PathBuf>,

    /// Filters and thresholds in TOML that differ from those of --print-config.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Print the default filters and thresholds with what they mean, and end.
    #[arg(long)]
    print_config: bool,

    /// Write the pairs that are dropped to FILE, .tsv or .jsonl; their reason says which filters drop them, and why.
    #[arg(long, value_name = "FILE")]
    dropped: Option<PathBuf>,

    /// Write the ledger to FILE as JSON.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Worker threads [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// No ledger and no notes on standard error, only errors.
    #[arg(short, long)]
    quiet: bool,
}

/// # Errors
/// When the arguments or the configuration make no sense, or an output cannot be written. Inputs that cannot be read
/// are named, and the others done.
pub fn run(args: &FilterArgs) -> anyhow::Result<Exit> {
    if args.print_config {
        let printed = io::stdout().write_all(DEFAULTS.as_bytes());
        printed.map_err(|source| BitextError::Write { name: "standard output".to_owned(), source })?;
        return Ok(Exit::Done);
    }
    let filters = filters(args.config.as_deref())?;
    end_at_once();
    let mut places = Places::open(args)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.map_or(cores, usize::from)).build()?;
    let mut inputs = Inputs::new(&args.inputs);
    let mut ledger = Ledger::new(&filters);
    for (pair, verdict) in sift(&filters, &pool, &mut inputs) {
        ledger.add(&verdict);
        places.write(&filters, pair, &verdict)?;
    }
    if let Err(error) = ledger.check() {
        messages::error(format_args!("{error}"));
        return Ok(Exit::Bug);
    }
    if inputs.exit() != Exit::Io {
        places.finish(&ledger)?;
        if !args.quiet {
            ledger.to_string().lines().for_each(messages::print);
        }
    }
    Ok(inputs.exit())
}

/// The filters of a configuration, or the usual ones.
fn filters(path: Option<&Path>) -> anyhow::Result<Filters> {
    let Some(path) = path else { return Ok(Filters::standard()) };
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read {}; check the name, or make one with --print-config", path.display()))?;
    Ok(Filters::from_toml(&text, path).map_err(|error| UsageError(error.into()))?)
}

/// All that is written.
struct Places {
    kept: Vec<Output>,
    dropped: Option<Output>,
    ledger: Option<(PathBuf, NamedTempFile)>,
}

impl Places {
    /// Opens them, before the first expensive step.
    fn open(args: &FilterArgs) -> anyhow::Result<Self> {
        let paths = args.output.iter().chain(&args.dropped).chain(&args.ledger);
        let taken: Vec<PathBuf> = args.inputs.iter().chain(&args.config).cloned().collect();
        check_outputs(&paths.map(PathBuf::as_path).collect::<Vec<_>>(), &taken)?;
        Ok(Self {
            kept: open_outputs(&args.output, &args.inputs)?,
            dropped: args.dropped.as_deref().map(open_output).transpose()?,
            ledger: args.ledger.as_deref().map(unfinished).transpose()?,
        })
    }

    /// Writes a pair to where the filters send it.
    fn write(&mut self, filters: &Filters, pair: Pair, verdict: &Verdict) -> Result<(), BitextError> {
        if verdict.keeps() {
            self.kept.iter_mut().try_for_each(|output| output.write(&pair))?;
        } else if let Some(dropped) = &mut self.dropped {
            dropped.write(&with_reason(pair, filters.told(verdict)))?;
        }
        Ok(())
    }

    /// Puts the files into their places.
    fn finish(self, ledger: &Ledger) -> anyhow::Result<()> {
        self.kept.into_iter().chain(self.dropped).try_for_each(Output::finish)?;
        if let Some((path, mut file)) = self.ledger {
            let written = write_ledger(&mut file, ledger).and_then(|()| Ok(file.persist(&path)?));
            written.map_err(|source| BitextError::Write { name: path.display().to_string(), source })?;
        }
        Ok(())
    }
}

/// A dropped pair with why it was dropped; what the pair itself had to say comes last.
pub fn with_reason(pair: Pair, told: String) -> Pair {
    let reason = match &pair.reason {
        Some(before) => format!("{told}; before: {before}"),
        None => told,
    };
    Pair { reason: Some(reason), ..pair }
}

/// A file beside its place, to be renamed when it is whole.
pub fn unfinished(path: &Path) -> Result<(PathBuf, NamedTempFile), BitextError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let create = |source| BitextError::Create { path: path.to_owned(), source };
    let made =
        tempfile::Builder::new().prefix(".naql-").suffix(".partial").make_in(folder, |path| fs::File::create_new(path));
    Ok((path.to_owned(), made.map_err(create)?))
}

pub fn write_ledger(file: &mut impl Write, ledger: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *file, ledger)?;
    writeln!(file)
}
