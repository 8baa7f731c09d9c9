//! `naql corpus split`: pairs in, files for training, development and test out; or sets checked against each other.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::dedup::{changed, check_file, once_more};
use super::inputs::Inputs;
use super::stdout;
use crate::bitext::{self, BitextError, FORMATS, Output, Pair, place};
use crate::cli::args::EXIT_CODES;
use crate::cli::exit::UsageError;
use crate::cli::interrupt::end_at_once;
use crate::cli::{Exit, messages, outputs};
use crate::corpus::dedup::{self, Against};
use crate::corpus::split::{Census, Contamination, Overlap, Part, Settings, Size, Split, Unit};

/// Parts pairs into files for training, development and test.
///
/// All pairs of a document come into the same part. The parts depend on --seed, on the sizes and on which documents
/// there are, not on the order of the inputs; new documents can move others to another part. The inputs are read several
/// times, so they have to be files.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct SplitArgs {
    /// Files of pairs in any format, one side of a Moses pair, or stores.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,

    /// Write train, dev and test files into FOLDER, which is made; files there with these names are replaced at the end.
    #[arg(short, long, value_name = "FOLDER", required_unless_present = "check")]
    output: Option<PathBuf>,

    /// Pairs for development, as a number or a percentage such as 5%; met as nearly as whole documents allow.
    #[arg(long, value_name = "SIZE", default_value = "1000", value_parser = size)]
    dev: Size,

    /// Pairs for tests, likewise.
    #[arg(long, value_name = "SIZE", default_value = "1000", value_parser = size)]
    test: Size,

    /// Another number gives other parts.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// What stays together.
    #[arg(long, value_enum, default_value_t = UnitArg::Document)]
    by: UnitArg,

    /// The format of the files.
    #[arg(long, default_value = "tsv", value_parser = formats())]
    format: String,

    /// Drop pairs from train that have a side in dev or test, and from dev those in test, but for writing variants.
    #[arg(long)]
    strict: bool,

    /// Write nothing: count the pairs of each input that have a side in one after it. Exit code 1 if there are any. All
    /// but the first are held in memory, one at a time, some kilobytes a pair.
    #[arg(long, conflicts_with_all = ["output", "dev", "test", "seed", "by", "format", "strict"])]
    check: bool,

    /// No notes on standard error, only errors.
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum UnitArg {
    /// All pairs of a document.
    Document,
    /// Nothing: each pair goes its own way.
    Pair,
}

fn size(text: &str) -> Result<Size, String> {
    let size = match text.strip_suffix('%') {
        Some(percent) => percent.parse().ok().filter(|p| (0.0..=100.0).contains(p)).map(Size::Percent),
        None => text.parse().ok().map(Size::Pairs),
    };
    size.ok_or_else(|| "it is a number of pairs or a percentage, such as 1000 or 5%".to_owned())
}

/// The formats that have files.
fn formats() -> PossibleValuesParser {
    let with_files = FORMATS.iter().filter(|row| !row.extensions.is_empty());
    PossibleValuesParser::new(with_files.map(|row| row.name))
}

/// # Errors
/// When the arguments make no sense, the corpus is too small, or a file cannot be written. Inputs that cannot be read
/// are named, and the others done.
pub fn run(args: &SplitArgs) -> anyhow::Result<Exit> {
    args.inputs.iter().try_for_each(|path| check_file(path)).map_err(UsageError)?;
    let Some(folder) = &args.output else { return check(args) };
    end_at_once();
    let paths = Part::ALL.map(|part| folder.join(format!("{}.{}", part.name(), extension(&args.format))));
    outputs::check_apart(&paths, &args.inputs)?;
    fs::create_dir_all(folder).with_context(|| {
        format!("cannot make the folder {}; choose a place that you may write to", folder.display())
    })?;
    let parted = part(args, &paths);
    // Where nothing was written a folder that was made for it goes; one that holds anything stays.
    let _ = fs::remove_dir(folder);
    parted
}

fn part(args: &SplitArgs, paths: &[PathBuf; 3]) -> anyhow::Result<Exit> {
    let outputs = outputs::open(paths, None)?;
    let mut inputs = Inputs::new(&args.inputs);
    let mut census = Census::new(settings(args));
    inputs.by_ref().for_each(|pair| census.add(&pair));
    if inputs.exit() == Exit::Io {
        return Ok(Exit::Io);
    }
    let split = census.split().map_err(|error| UsageError(error.into()))?;
    let counts = write(args, &split, outputs)?;
    stdout::print(&table(&split, &counts))?;
    if !args.quiet {
        tell_shared(args, &counts);
        tell_empty(&counts);
        tell_others(paths);
    }
    Ok(inputs.exit())
}

fn extension(format: &str) -> &'static str {
    FORMATS.iter().find(|row| row.name == format).and_then(|row| row.extensions.first()).copied().unwrap_or("tsv")
}

fn settings(args: &SplitArgs) -> Settings {
    let unit = match args.by {
        UnitArg::Document => Unit::Document,
        UnitArg::Pair => Unit::Pair,
    };
    Settings { unit, seed: args.seed, dev: args.dev, test: args.test }
}

/// What was written.
#[derive(Default)]
struct Counts {
    /// Pairs of each part that were met.
    n_read: [u64; 3],
    /// Those of them that stayed.
    n_written: [u64; 3],
    /// Pairs of each part that have a side in a later one.
    n_shared: [u64; 3],
    /// The same by document.
    sharing: BTreeMap<String, u64>,
}

fn write(args: &SplitArgs, split: &Split, mut outputs: Vec<Output>) -> anyhow::Result<Counts> {
    let contamination = contamination(args, split);
    let mut counts = Counts::default();
    for pair in once_more(&args.inputs) {
        let part = split.part(&pair);
        let is_shared = contamination.find(part, &pair).is_some();
        counts.add(part, &pair, is_shared);
        if !(is_shared && args.strict) {
            outputs[part as usize].write(&pair)?;
            counts.n_written[part as usize] += 1;
        }
    }
    ensure!(counts.n_read == split.n_pairs, changed());
    outputs::finish(outputs, args.quiet)?;
    Ok(counts)
}

/// The texts of the later parts; of dev those alone that stay there.
fn contamination(args: &SplitArgs, split: &Split) -> Contamination {
    let mut contamination = Contamination::default();
    for part in [Part::Test, Part::Dev] {
        for pair in once_more(&args.inputs).filter(|pair| split.part(pair) == part) {
            if !(args.strict && contamination.find(part, &pair).is_some()) {
                contamination.add(part, &pair);
            }
        }
    }
    contamination
}

impl Counts {
    fn add(&mut self, part: Part, pair: &Pair, is_shared: bool) {
        self.n_read[part as usize] += 1;
        if is_shared {
            self.n_shared[part as usize] += 1;
            *self.sharing.entry(pair.document_id.0.clone()).or_default() += 1;
        }
    }
}

/// Documents that are named.
const MOST_NAMED: usize = 5;

fn table(split: &Split, counts: &Counts) -> String {
    let [dev, test] = split.wanted.map(|wanted| wanted.to_string());
    let mut table = format!("{:5}  {:>10}  {:>10}\n", "part", "wanted", "pairs");
    for (part, wanted) in Part::ALL.iter().zip(["the rest", &dev, &test]) {
        let n_pairs = counts.n_written[*part as usize];
        table += &format!("{:5}  {wanted:>10}  {n_pairs:>10}\n", part.name());
    }
    table
}

fn counted(n_pairs: u64) -> String {
    messages::counted(n_pairs as usize, "pair")
}

/// Names what the parts have in common.
fn tell_shared(args: &SplitArgs, counts: &Counts) {
    let shared = Part::ALL.iter().zip(counts.n_shared).filter(|(_, n)| *n > 0);
    let told: Vec<String> = shared.map(|(part, n)| format!("{} of {}", counted(n), part.name())).collect();
    if told.is_empty() {
        return;
    }
    let told = told.join(" and ");
    match args.strict {
        true => messages::note(format_args!("dropped for a side that a later part has: {told}")),
        false => messages::note(format_args!("with a side that a later part has: {told}; --strict drops them")),
    }
    let mut sharing: Vec<_> = counts.sharing.iter().collect();
    sharing.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    for (document, n) in sharing.iter().take(MOST_NAMED) {
        messages::note(format_args!("{document}: {n} of them"));
    }
    if sharing.len() > MOST_NAMED {
        messages::note(format_args!("and {} documents more", sharing.len() - MOST_NAMED));
    }
}

/// Names the parts in which nothing has stayed.
fn tell_empty(counts: &Counts) {
    let emptied = |part: &&Part| counts.n_read[**part as usize] > 0 && counts.n_written[**part as usize] == 0;
    for part in Part::ALL.iter().filter(emptied) {
        messages::note(format_args!("{} is empty, since other parts have all of it", part.name()));
    }
}

/// Names files beside those that were written which look like parts too, as those of another format do.
fn tell_others(paths: &[PathBuf; 3]) {
    let written: Vec<PathBuf> = paths.iter().flat_map(|path| outputs::places(path)).collect();
    let Some(folder) = paths[0].parent() else { return };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_part = |path: &PathBuf| {
        let stem = path.file_stem().unwrap_or_default();
        Part::ALL.iter().any(|part| stem == part.name()) && !written.contains(&place(path))
    };
    let mut others: Vec<PathBuf> = entries.filter(is_part).collect();
    others.sort();
    for other in others {
        messages::note(format_args!("{} is not of this split", other.display()));
    }
}

/// Counts what the inputs have in common.
fn check(args: &SplitArgs) -> anyhow::Result<Exit> {
    let usage = ensure_several(&args.inputs);
    usage.map_err(UsageError)?;
    let width = args.inputs.iter().map(|path| path.display().to_string().chars().count()).max().unwrap_or(0).max(6);
    let row = |cells: [&str; 6]| {
        let [one, other, n_pairs, exact, normalised, near] = cells;
        let row = format!("{one:width$}  {other:width$}  {n_pairs:>9}  {exact:>9}  {normalised:>10}  {near:>9}\n");
        stdout::print(&stdout::shown(&row))
    };
    row(["of", "in", "pairs", "exact", "normalised", "near"])?;
    let mut is_any = false;
    for (idx, other) in args.inputs.iter().enumerate().skip(1) {
        let against = texts(other)?;
        for path in &args.inputs[..idx] {
            let overlap = overlap(path, &against)?;
            is_any |= overlap.is_any();
            let Overlap { n_pairs, exact, normalised, near } = overlap;
            let [n_pairs, exact, normalised, near] = [n_pairs, exact, normalised, near].map(|n| n.to_string());
            let (one, other) = (path.display().to_string(), other.display().to_string());
            row([&one, &other, &n_pairs, &exact, &normalised, &near])?;
        }
    }
    Ok(if is_any { Exit::Partly } else { Exit::Done })
}

fn ensure_several(inputs: &[PathBuf]) -> anyhow::Result<()> {
    ensure!(inputs.len() > 1, "--check holds files against each other; give two or more");
    Ok(())
}

/// The texts of a file. One that cannot be read to its end is an error: a check of a part would say nothing.
fn texts(path: &Path) -> Result<Against, BitextError> {
    let mut against = Against::new(dedup::Settings::default());
    for pair in bitext::read(path)? {
        against.add(&pair?);
    }
    Ok(against)
}

fn overlap(path: &Path, others: &Against) -> Result<Overlap, BitextError> {
    let mut overlap = Overlap::default();
    for pair in bitext::read(path)? {
        overlap.add(&pair?, others);
    }
    Ok(overlap)
}
