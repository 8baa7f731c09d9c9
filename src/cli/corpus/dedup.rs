//! `naql corpus dedup`: pairs in, those out that say something new, and a ledger of the others.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::inputs::Inputs;
use super::sorted::{Sorted, SortedArgs, names};
use crate::bitext::{self, Pair};
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
    /// Files of pairs in any format, one side of a Moses pair, or stores.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,

    /// How alike pairs are that count as duplicates; each includes those before it.
    #[arg(long, value_enum, default_value_t = ByArg::Near)]
    by: ByArg,

    /// The sides that have to be alike.
    #[arg(long, value_enum, default_value_t = SideArg::Both)]
    side: SideArg,

    /// Least similarity of each side of near pairs, over 0 and up to 1: common by all runs of five characters (Jaccard).
    #[arg(long, value_name = "NUMBER", default_value_t = 0.8, value_parser = threshold)]
    threshold: f64,

    /// Drop what is, as --by says, in FILE: source or target, or the side of --side. For test sets, which are held in
    /// memory, some kilobytes a pair; may be given several times.
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,

    #[command(flatten)]
    sorted: SortedArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ByArg {
    /// Letter for letter.
    Exact,
    /// But for vowel marks, forms of alef, hamza, ya and ta marbuta, script of digits, case, punctuation and spaces;
    /// signs such as %, $ and + count.
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
    let sorted = args.sorted.open(args.inputs.iter().chain(&args.against))?;
    let mut inputs = Inputs::new(&args.inputs);
    let verdicts = args.sorted.pool()?.install(|| verdicts(args, &mut inputs))?;
    if inputs.exit() == Exit::Io {
        return Ok(Exit::Io);
    }
    let ledger = Ledger::of(&verdicts);
    write(args, sorted, &verdicts, &ledger)?;
    if !args.sorted.quiet {
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
        for pair in bitext::read(path)? {
            dedup.keep_apart(&pair?);
        }
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

/// Reads the inputs once more, and sends each pair where its verdict says.
fn write(args: &DedupArgs, mut sorted: Sorted, verdicts: &[Verdict], ledger: &Ledger) -> anyhow::Result<()> {
    let mut pairs = once_more(&args.inputs);
    for verdict in verdicts {
        sorted.write(pairs.next().ok_or_else(changed)?, told(verdict))?;
    }
    ensure!(pairs.next().is_none(), changed());
    sorted.finish(&written(args, ledger), args.sorted.quiet)
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
