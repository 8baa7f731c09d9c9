//! `naql corpus export`: pairs in, a folder out that others can use.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use clap::Args;

use crate::bitext::{self, BitextError, Format, Pair, PairStream, place};
use crate::cli::args::EXIT_CODES;
use crate::cli::exit::UsageError;
use crate::cli::interrupt::end_at_once;
use crate::cli::{Exit, messages};
use crate::corpus::export::{About, Exported, Licence, LicenceError, Step, export, split_name};
use crate::corpus::split::Part;

use super::stdout;

/// Makes a folder of a corpus that others can use: Parquet, Moses pairs, TMX and a card.
///
/// The folder has the layout of a data set of Hugging Face: README.md is the card, with what machines read at its top,
/// and data/ holds a Parquet file for each of train, validation (the dev set) and test; moses/ and tmx/ hold the same
/// pairs. Pairs that lack a side are left out, and counted. The same pairs give the same bytes. The folder appears whole
/// or not at all; one that is there already is replaced only if this command has made it and nobody has added to it or
/// changed its card.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct ExportArgs {
    /// Files of pairs for training, or a folder with the train, dev and test files of corpus split.
    #[arg(value_name = "INPUT", required_unless_present_any = ["dev", "test"])]
    inputs: Vec<PathBuf>,

    /// A file of pairs for development; may be given several times.
    #[arg(long, value_name = "FILE")]
    dev: Vec<PathBuf>,

    /// A file of pairs for tests; may be given several times.
    #[arg(long, value_name = "FILE")]
    test: Vec<PathBuf>,

    /// The folder to make.
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,

    /// The licence of the corpus, as the Hub of Hugging Face names it, such as cc-by-4.0; `unknown` where nobody has
    /// said; `other`, with --license-file, for one without a name.
    #[arg(long, value_name = "ID", value_parser = licence)]
    license: Licence,

    /// Put FILE into the folder as LICENSE.
    #[arg(long, value_name = "FILE")]
    license_file: Option<PathBuf>,

    /// The name of the corpus [default: that of the folder].
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Markdown for the card: what the corpus is, where its texts are from.
    #[arg(long, value_name = "FILE")]
    description: Option<PathBuf>,

    /// What --ledger of corpus filter or dedup has written, for the card; may be given several times, in the order of
    /// the work.
    #[arg(long, value_name = "FILE")]
    ledger: Vec<PathBuf>,

    /// Print no table.
    #[arg(short, long)]
    quiet: bool,
}

fn licence(id: &str) -> Result<Licence, LicenceError> {
    Licence::new(id)
}

/// # Errors
/// When the arguments make no sense, an input cannot be read, or the folder cannot be written; then nothing is changed.
pub fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    let about = about(args)?;
    let inputs = inputs(args)?;
    check_apart(&inputs, &args.output).map_err(UsageError)?;
    end_at_once();
    let exported = export(&args.output, &about, |part| pairs(inputs[part as usize].clone()))?;
    if !args.quiet {
        stdout::print(&table(&exported))?;
        if exported.n_left_out > 0 {
            let left_out = messages::counted(exported.n_left_out as usize, "pair");
            messages::note(format_args!("{left_out} left out, for want of a source or a target"));
        }
    }
    Ok(Exit::Done)
}

fn about(args: &ExportArgs) -> anyhow::Result<About> {
    if args.license.needs_text() && args.license_file.is_none() {
        let told =
            anyhow!("--license {} says nothing without its text; give it with --license-file", args.license.id());
        return Err(UsageError(told).into());
    }
    let folder = place(&args.output);
    let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(About {
        name: args.name.clone().or(folder).unwrap_or_else(|| "corpus".to_owned()),
        licence: args.license.clone(),
        licence_text: args.license_file.as_deref().map(text).transpose()?,
        description: args.description.as_deref().map(text).transpose()?,
        steps: args.ledger.iter().map(|path| step(path)).collect::<anyhow::Result<_>>()?,
    })
}

fn text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}; give a file of text in UTF-8", path.display()))
}

fn step(path: &Path) -> anyhow::Result<Step> {
    let advice = "give what --ledger of corpus filter or dedup has written";
    Step::from_json(&text(path)?).map_err(|problem| anyhow!("{}: {problem}; {advice}", path.display()))
}

/// The files of each part, in the order of [`Part::ALL`].
fn inputs(args: &ExportArgs) -> anyhow::Result<[Vec<PathBuf>; 3]> {
    let mut inputs = [Vec::new(), args.dev.clone(), args.test.clone()];
    for path in &args.inputs {
        if path.is_dir() {
            for (part, file) in parts(path)? {
                inputs[part as usize].push(file);
            }
        } else {
            inputs[Part::Train as usize].push(path.clone());
        }
    }
    Ok(inputs)
}

/// The files of a folder that `corpus split` has made.
fn parts(folder: &Path) -> anyhow::Result<Vec<(Part, PathBuf)>> {
    let shown = folder.display();
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.with_context(|| format!("cannot read the folder {shown}"))?;
    let mut files: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    files.sort();
    let mut parts = Vec::new();
    for part in Part::ALL {
        let is_of_it = |path: &&PathBuf| {
            let format = Format::of_path(path).ok();
            // The second file of a pair of files comes with the first.
            path.file_stem().is_some_and(|stem| stem == part.name())
                && format.is_some_and(|format| format.files(path).first() == Some(*path))
        };
        let found: Vec<&PathBuf> = files.iter().filter(is_of_it).collect();
        if let [one, other, ..] = found[..] {
            let told =
                anyhow!("{} and {} are both of one part; name the files instead", one.display(), other.display());
            return Err(UsageError(told).into());
        }
        parts.extend(found.first().map(|path| (part, (*path).clone())));
    }
    if parts.is_empty() {
        bail!("no train, dev or test file of pairs is in {shown}; give files, or a folder that corpus split has made");
    }
    Ok(parts)
}

/// # Errors
/// When an input lies where the folder comes.
fn check_apart(inputs: &[Vec<PathBuf>; 3], output: &Path) -> anyhow::Result<()> {
    let folder = place(output);
    let inside = inputs.iter().flatten().find(|input| place(input).starts_with(&folder));
    let shown = output.display();
    ensure!(inside.is_none(), "{} lies in {shown}; choose another folder", inside.unwrap_or(&folder).display());
    Ok(())
}

/// The pairs of files one after the other; the first that cannot be read is the last.
fn pairs(files: Vec<PathBuf>) -> impl Iterator<Item = Result<Pair, BitextError>> {
    files.into_iter().flat_map(|path| -> PairStream {
        bitext::read(&path).unwrap_or_else(|error| Box::new(std::iter::once(Err(error))))
    })
}

fn table(exported: &Exported) -> String {
    let mut table =
        format!("{:10}  {:>10}  {:>10}  {:>12}  {:>12}\n", "split", "pairs", "documents", "ar words", "en words");
    for split in &exported.splits {
        let report = &split.report;
        let numbers = [report.source.n_words, report.target.n_words];
        let [source, target] = numbers;
        let (name, n_pairs, n_documents) = (split_name(split.part), report.n_pairs, report.n_documents);
        table += &format!("{name:10}  {n_pairs:>10}  {n_documents:>10}  {source:>12}  {target:>12}\n");
    }
    table
}
