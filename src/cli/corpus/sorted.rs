//! What the sub-commands write that drop pairs: those that are kept, the others with their reasons, and a ledger.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;
use serde::Serialize;

use crate::bitext::{BitextError, Format, Output, Pair, Whole};
use crate::cli::exit::UsageError;
use crate::cli::outputs;

/// Where it all goes, and how it is worked on.
#[derive(Args, Debug)]
pub struct SortedArgs {
    /// Write the pairs that are kept to PATH, in the format of its extension; may be given several times. A file there
    /// is replaced at the end.
    #[arg(short, long, value_name = "PATH")]
    output: Vec<PathBuf>,

    /// Write the pairs that are dropped to FILE; the reason of each says why.
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
    pub quiet: bool,
}

/// The same, opened.
pub struct Sorted {
    kept: Vec<Output>,
    dropped: Option<Output>,
    ledger: Option<Whole>,
}

impl SortedArgs {
    /// The threads that pairs are looked at on.
    ///
    /// # Errors
    /// When the system has no more threads.
    pub fn pool(&self) -> anyhow::Result<rayon::ThreadPool> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(rayon::ThreadPoolBuilder::new().num_threads(self.threads.map_or(cores, usize::from)).build()?)
    }

    /// Opens everything, before the first expensive step; none of it may be one of `inputs`. Without a file, pairs that
    /// are kept go to standard output as TSV.
    ///
    /// # Errors
    /// When the paths make no sense, or one cannot be opened.
    pub fn open<'a>(&self, inputs: impl IntoIterator<Item = &'a PathBuf>) -> anyhow::Result<Sorted> {
        let pairs = || self.output.iter().chain(&self.dropped);
        outputs::check_formats(pairs())?;
        outputs::check_once(pairs().chain(&self.ledger))?;
        outputs::check_apart(pairs().chain(&self.ledger), inputs)?;
        if let Some(dropped) = self.dropped.as_ref().filter(|path| Format::of_path(path).ok() == Some(Format::Moses)) {
            let dropped = dropped.display();
            let told = anyhow!("{dropped}: a Moses pair has no room for reasons; choose .tsv or .jsonl for --dropped");
            return Err(UsageError(told).into());
        }
        Ok(Sorted {
            kept: outputs::open(&self.output, self.output.is_empty().then_some(Format::Tsv))?,
            dropped: self.dropped.as_deref().map(Output::file).transpose()?,
            ledger: self.ledger.as_deref().map(Whole::create).transpose()?,
        })
    }
}

impl Sorted {
    /// Writes a pair: among those that are dropped where there is a reason to.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&mut self, pair: Pair, reason: Option<String>) -> Result<(), BitextError> {
        match (reason, &mut self.dropped) {
            (None, _) => self.kept.iter_mut().try_for_each(|output| output.write(&pair)),
            (Some(reason), Some(dropped)) => dropped.write(&with_reason(pair, reason)),
            (Some(_), None) => Ok(()),
        }
    }

    /// Puts the files into their places.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(self, ledger: &impl Serialize, is_quiet: bool) -> anyhow::Result<()> {
        outputs::finish(self.kept.into_iter().chain(self.dropped), is_quiet)?;
        if let Some(file) = self.ledger {
            let text = serde_json::to_string_pretty(ledger)? + "\n";
            file.finish_with(text.as_bytes())?;
        }
        Ok(())
    }
}

/// The names of files, for a ledger.
pub fn names(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.display().to_string()).collect()
}

/// A dropped pair with why it was dropped; what the pair itself had to say comes last.
fn with_reason(pair: Pair, reason: String) -> Pair {
    let reason = match &pair.reason {
        Some(before) => format!("{reason}; before: {before}"),
        None => reason,
    };
    Pair { reason: Some(reason), ..pair }
}
