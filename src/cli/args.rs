//! What a user can type; the doc comments are the help.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::corpus::CorpusCommand;
use super::score::ScoreArgs;
use crate::batch::Shard;
use crate::bitext::{FORMATS, Format};

/// Turns Arabic statements into a reviewed Arabic–English parallel corpus, on this machine alone.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// The end of every help.
pub const EXIT_CODES: &str = "\
Exit codes: 0 all done; 1 done, but some inputs or segments failed; 2 wrong usage; 3 an input, a model or an output \
cannot be read or written; 4 a bug in this program.";

#[derive(Debug, Subcommand)]
pub enum Command {
    Translate(TranslateArgs),
    Align(AlignArgs),
    ScoreLinks(ScoreLinksArgs),
    Segment(SegmentArgs),
    Export(ExportArgs),
    Merge(MergeArgs),
    Score(Box<ScoreArgs>),
    /// Turns files of pairs into a corpus.
    #[command(subcommand, after_help = EXIT_CODES)]
    Corpus(CorpusCommand),
}

/// Translates Arabic texts into aligned pairs.
///
/// Each input is cut into segments, each segment is translated by a model on this machine, and the pairs are written
/// in the order of the text. Without -o they go to standard output: numbered pairs on a terminal, TSV in a pipe.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct TranslateArgs {
    /// Files (read as plain text), folders (their .txt and .md files), patterns, or - for standard input.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,

    /// Write the pairs to PATH, in the format of its extension; may be given several times. A file there is replaced at
    /// the end. With a .db among them the run works in that store: it can be broken off at any time, and the same
    /// command goes on where it stopped.
    #[arg(short, long, value_name = "PATH")]
    pub output: Vec<PathBuf>,

    /// Format of standard output; with -o, print there too.
    #[arg(long, value_enum)]
    pub format: Option<Format>,

    /// A model folder (Hugging Face Marian layout) or the name of one in the models folder [default: ar-en, built in].
    #[arg(long, value_name = "DIR")]
    pub model: Option<String>,

    /// The folder where models are looked for by name, before those in the program and in ./models.
    #[arg(long, value_name = "DIR", env = "NAQL_MODELS", hide_env_values = true)]
    pub models_dir: Option<PathBuf>,

    /// Hypotheses to keep while searching; 1 is greedy and fastest [default: what the model asks for].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub beam: Option<u16>,

    /// Hypotheses to give out for each segment, at most as many as --beam; JSONL has them under nbest.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub nbest: Option<u16>,

    /// Worker threads [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Most source tokens in a batch; changes speed and memory, never the result.
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_batch_tokens: u32,

    /// Take each line as one segment instead of cutting sentences.
    #[arg(long)]
    pub lines: bool,

    /// Translate only the I-th of N shares of the documents; they can be merged afterwards (naql merge).
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,

    /// Segments that are translated between two writes; changes speed and memory, never the result.
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..))]
    pub window: u32,

    /// Seconds between two lines of progress where standard error is no terminal; 0 for one after each write.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub progress_every: u64,

    /// Answer requests: a JSON object or string a line on standard input, {"id": …, "text": "…"}, and for each a line
    /// on standard output, in order, {"id": …, "target": "…", "pairs": […]} or {"id": …, "error": "…"}.
    #[arg(long, conflicts_with_all = ["inputs", "output", "format", "shard"])]
    pub jsonl: bool,

    /// No progress and no notes on standard error, only errors and the last line.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Aligns a text with a translation of it by others.
///
/// Both are cut into segments, and those that say the same are linked, several with several if need be. Segments without
/// counterpart come out alone, what was moved is found and marked. The score of a pair is the probability that its link
/// is exactly right. Without -o the pairs go to standard output.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct AlignArgs {
    /// The source: a text file, or - for standard input.
    #[arg(value_name = "SOURCE")]
    pub source: OsString,

    /// The translation: a text file.
    #[arg(value_name = "TARGET")]
    pub target: OsString,

    /// Write the pairs to PATH, in the format of its extension; may be given several times.
    #[arg(short, long, value_name = "PATH")]
    pub output: Vec<PathBuf>,

    /// Format of standard output; with -o, print there too.
    #[arg(long, value_enum)]
    pub format: Option<AlignFormat>,

    /// Take the translation of each source segment, by which both texts are compared, from the lines of FILE instead of
    /// the model; with --lines for any two languages.
    #[arg(long, value_name = "FILE")]
    pub via: Option<OsString>,

    /// Take each line as one segment, empty lines too, instead of cutting sentences.
    #[arg(long)]
    pub lines: bool,

    /// The language whose rules cut the source.
    #[arg(long, value_enum, default_value_t = LangArg::Ar)]
    pub source_lang: LangArg,

    /// The language whose rules cut the target.
    #[arg(long, value_enum, default_value_t = LangArg::En)]
    pub target_lang: LangArg,

    /// A model folder (Hugging Face Marian layout) or the name of one in the models folder [default: ar-en, built in].
    #[arg(long, value_name = "DIR")]
    pub model: Option<String>,

    /// The folder where models are looked for by name, before those in the program and in ./models.
    #[arg(long, value_name = "DIR", env = "NAQL_MODELS", hide_env_values = true)]
    pub models_dir: Option<PathBuf>,

    /// Worker threads [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// No notes on standard error, only errors and the totals.
    #[arg(short, long)]
    pub quiet: bool,
}

/// What `align` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlignFormat {
    /// Lines such as `[0,1]:[2]:0.93`.
    Links,
    /// Pairs.
    Pairs(Format),
}

impl ValueEnum for AlignFormat {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<AlignFormat>> = LazyLock::new(|| {
            let pairs = Format::value_variants().iter().copied().map(AlignFormat::Pairs);
            std::iter::once(AlignFormat::Links).chain(pairs).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Links => Some(PossibleValue::new("links").help("Lines [0,1]:[2]:0.93: indices from 0, probability")),
            Self::Pairs(format) => format.to_possible_value(),
        }
    }
}

/// Compares links with those that are known to be right.
///
/// A link is strictly right where the same one is in GOLD, and laxly where one there shares a segment with it on both
/// sides. Links with an empty side do not count, and have a recall of their own.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct ScoreLinksArgs {
    /// The right links, a line each: `[0,1]:[2]`, indices from 0.
    #[arg(value_name = "GOLD")]
    pub gold: PathBuf,

    /// The links to be judged.
    #[arg(value_name = "TEST")]
    pub test: PathBuf,

    /// Count links with an empty side as well.
    #[arg(long)]
    pub nulls: bool,

    /// Print a JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Cuts texts into segments and prints one a line.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct SegmentArgs {
    /// Files, folders, patterns, or - for standard input, as for translate.
    #[arg(value_name = "FILE")]
    pub inputs: Vec<OsString>,

    /// Print a JSON object a line: document_id, segment_id, kind, start and end (in bytes of the text as UTF-8 without
    /// a byte order mark), text.
    #[arg(long)]
    pub json: bool,

    /// The language whose rules apply.
    #[arg(long, value_enum, default_value_t = LangArg::Ar)]
    pub lang: LangArg,

    /// No notes on standard error, only errors.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Writes pairs in other formats.
///
/// Reads stores and files of pairs and writes what they hold, in order, in the formats of the outputs. Without -o it
/// goes to standard output as TSV.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct ExportArgs {
    /// Stores (.db) and files of pairs, by their extensions.
    #[arg(value_name = "FILE", required = true)]
    pub inputs: Vec<PathBuf>,

    /// Write to PATH, in the format of its extension; may be given several times. A file there is replaced at the end.
    #[arg(short, long, value_name = "PATH")]
    pub output: Vec<PathBuf>,

    /// Format of standard output; with -o, print there too.
    #[arg(long, value_enum)]
    pub format: Option<Format>,

    /// Print errors only.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Makes one store of several.
///
/// What several hold is there once. Two that have different texts under one name are refused.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct MergeArgs {
    /// The stores.
    #[arg(value_name = "STORE", required = true)]
    pub stores: Vec<PathBuf>,

    /// The new store; nothing may be there yet.
    #[arg(short, long, value_name = "PATH")]
    pub output: PathBuf,

    /// Print errors only.
    #[arg(short, long)]
    pub quiet: bool,
}

/// The formats that go to standard output.
impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        static STREAMED: LazyLock<Vec<Format>> =
            LazyLock::new(|| FORMATS.iter().filter(|row| row.needs_file.is_none()).map(|row| row.format).collect());
        &STREAMED
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let row = self.row();
        Some(PossibleValue::new(row.name).help(row.about))
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    /// Arabic.
    Ar,
    /// English.
    En,
}
