//! `naql corpus dedup`: pairs in, those out that say something new, and a ledger of the others.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};
use clap::{Args, ValueEnum};
use serde::Serialize;
use tempfile::NamedTempFile;

use super::filter::{unfinished, with_reason, write_ledger};
use super::places::{Inputs, check_outputs, open_outputs};
use crate::bitext::{self, BitextError, Output, Pair};
use crate::cli::args::EXIT_CODES;
use crate::cli::exit::UsageError;
use crate::cli::interrupt::end_at_once;
use crate::cli::{Exit, messages};
use crate::corpus::dedup::{By, Dedup, Ledger, Settings, Side, Verdict};

/// Drops pairs that repeat others, and those that stand in a test set.
///
/// Of pairs that are alike one stays: what a person has reviewed before a translation, that before a failure, and of
/// equals the first. The pairs keep their order and their texts. Without -o they go to standard output as TSV. The
/// inputs are read twice, so they have to be files.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct DedupArgs {
    /// Files of pairs, such as .tsv and .jsonl.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,

    /// Write the pairs that are kept to PATH, .tsv or .jsonl; may be given several times. A file there is replaced at
    /// the end.
    #[arg(short, long, value_name = "PATH")]
    output: Vec<PathBuf>,

    /// How alike pairs are that count as duplicates; each includes those before it.
    #[arg(long, value_enum, default_value_t = ByArg::Near)]
    by: ByArg,

    /// The sides that have to be alike.
    #[arg(long, value_enum, default_value_t = SideArg::Both)]
    side: SideArg,

    /// Least similarity of each side of near pairs, over 0 and up to 1: common by all runs of five characters (Jaccard).
    #[arg(long, value_name = "NUMBER", default_value_t = 0.8, value_parser = threshold)]
    threshold: f64,

    /// Drop what is, as --by says, in FILE: source or target, or the side of --side. For test sets; may be given several
    /// times.
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,

    /// Write the pairs that are dropped to FILE, .tsv or .jsonl; their reason says which pair each repeats.
    #[arg(long, value_name = "FILE")]
    dropped: Option<PathBuf>,

    /// Write the ledger to FILE as JSON.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Worker threads [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// No ledger on standard error, only errors.
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ByArg {
    /// Letter for letter.
    Exact,
    /// But for vowel marks, forms of alef, hamza, ya and ta marbuta, digits, case, punctuation and spaces.
    Normalised,
    /// By most of their runs of characters; pairs that differ in one name or number are near too.
    Near,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SideArg {
    /// Source and target.
    Both,
    /// The source, whatever the target is.
    Source,
    /// The target, whatever the source is.
    Target,
}

fn threshold(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| *number > 0.0 && *number <= 1.0);
    number.ok_or_else(|| "it is a number over 0 and up to 1, such as 0.8".to_owned())
}

/// # Errors
/// When the arguments make no sense, a file to be kept apart from cannot be read, or an output cannot be written.
/// Inputs that cannot be read are named, and the others done.
pub fn run(args: &DedupArgs) -> anyhow::Result<Exit> {
    args.inputs.iter().try_for_each(|path| check_file(path)).map_err(UsageError)?;
    end_at_once();
    let places = Places::open(args)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.map_or(cores, usize::from)).build()?;
    let mut inputs = Inputs::new(&args.inputs);
    let verdicts = pool.install(|| verdicts(args, &mut inputs))?;
    if inputs.exit() == Exit::Io {
        return Ok(Exit::Io);
    }
    let ledger = Ledger::of(&verdicts);
    places.write_all(args, &verdicts, &ledger)?;
    if !args.quiet {
        ledger.to_string().lines().for_each(messages::print);
    }
    Ok(inputs.exit())
}

/// # Errors
/// When the path is a stream, which can be read only once.
pub fn check_file(path: &Path) -> anyhow::Result<()> {
    let is_stream = path.as_os_str() == "-" || path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir());
    let shown = path.display();
    ensure!(!is_stream, "{shown}: the inputs are read twice, and a stream can be read only once; give it as a file");
    Ok(())
}

fn verdicts(args: &DedupArgs, inputs: &mut Inputs) -> anyhow::Result<Vec<Verdict>> {
    let mut dedup = Dedup::new(settings(args))?;
    for path in &args.against {
        let pairs = bitext::read(path)?.collect::<Result<Vec<_>, _>>()?;
        dedup.keep_apart(pairs.into_iter());
    }
    dedup.add(inputs)?;
    Ok(dedup.decide()?)
}

fn settings(args: &DedupArgs) -> Settings {
    let by = match args.by {
        ByArg::Exact => By::Exact,
        ByArg::Normalised => By::Normalised,
        ByArg::Near => By::Near,
    };
    Settings { by, side: args.side.into(), threshold: args.threshold }
}

impl From<SideArg> for Side {
    fn from(side: SideArg) -> Self {
        match side {
            SideArg::Both => Self::Both,
            SideArg::Source => Self::Source,
            SideArg::Target => Self::Target,
        }
    }
}

/// The pairs that were read before, once more; what could not be read then was named then.
pub fn once_more(paths: &[PathBuf]) -> impl Iterator<Item = Pair> {
    paths.iter().filter_map(|path| bitext::read(path).ok()).flat_map(|pairs| pairs.map_while(Result::ok))
}

/// All that is written.
struct Places {
    kept: Vec<Output>,
    dropped: Option<Output>,
    ledger: Option<(PathBuf, NamedTempFile)>,
}

/// The ledger as it is written.
#[derive(Serialize)]
struct Written<'a> {
    command: &'static str,
    inputs: Vec<String>,
    by: &'static str,
    side: &'static str,
    threshold: f64,
    against: Vec<String>,
    #[serde(flatten)]
    ledger: &'a Ledger,
}

impl Places {
    /// Opens them, before the first expensive step.
    fn open(args: &DedupArgs) -> anyhow::Result<Self> {
        let paths = args.output.iter().chain(&args.dropped).chain(&args.ledger);
        let taken: Vec<PathBuf> = args.inputs.iter().chain(&args.against).cloned().collect();
        check_outputs(&paths.map(PathBuf::as_path).collect::<Vec<_>>(), &taken)?;
        Ok(Self {
            kept: open_outputs(&args.output, &taken)?,
            dropped: args.dropped.as_deref().map(Output::file).transpose()?,
            ledger: args.ledger.as_deref().map(unfinished).transpose()?,
        })
    }

    fn write_all(mut self, args: &DedupArgs, verdicts: &[Verdict], ledger: &Ledger) -> anyhow::Result<()> {
        let mut pairs = once_more(&args.inputs);
        for verdict in verdicts {
            let pair = pairs.next().ok_or_else(changed)?;
            self.write(pair, verdict)?;
        }
        if pairs.next().is_some() {
            return Err(changed());
        }
        self.kept.into_iter().chain(self.dropped).try_for_each(Output::finish)?;
        if let Some((path, mut file)) = self.ledger {
            let written = write_ledger(&mut file, &written(args, ledger)).and_then(|()| Ok(file.persist(&path)?));
            written.map_err(|source| BitextError::Write { name: path.display().to_string(), source })?;
        }
        Ok(())
    }

    fn write(&mut self, pair: Pair, verdict: &Verdict) -> Result<(), BitextError> {
        match (told(verdict), &mut self.dropped) {
            (None, _) => self.kept.iter_mut().try_for_each(|output| output.write(&pair)),
            (Some(told), Some(dropped)) => dropped.write(&with_reason(pair, told)),
            (Some(_), None) => Ok(()),
        }
    }
}

/// An input that is no longer what it was when it was read first.
pub fn changed() -> anyhow::Error {
    anyhow!("an input has changed while it was read; run the command again when nothing writes to it")
}

/// Why a pair is dropped; none where it is kept.
fn told(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Kept => None,
        Verdict::Against(by) => Some(format!("in the files of --against ({})", by.name())),
        Verdict::Duplicate { by, of, similarity } => {
            let of = of + 1;
            Some(format!("{} duplicate of pair {of} of the inputs, similarity {similarity:.3}", by.name()))
        }
    }
}

fn written<'a>(args: &DedupArgs, ledger: &'a Ledger) -> Written<'a> {
    let names = |paths: &[PathBuf]| paths.iter().map(|path| path.display().to_string()).collect();
    let Settings { by, side, threshold } = settings(args);
    Written {
        command: "corpus dedup",
        inputs: names(&args.inputs),
        by: by.name(),
        side: side.name(),
        threshold,
        against: names(&args.against),
        ledger,
    }
}
