//! What a user can type; the doc comments are the help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::corpus::CorpusCommand;

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
    Segment(SegmentArgs),
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

    /// Write the pairs to PATH, .tsv or .jsonl; may be given several times. A file there is replaced at the end.
    #[arg(short, long, value_name = "PATH")]
    pub output: Vec<PathBuf>,

    /// Format of standard output; with -o, print there too.
    #[arg(long, value_enum)]
    pub format: Option<FormatArg>,

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

    /// No progress and no notes on standard error, only errors.
    #[arg(short, long)]
    pub quiet: bool,
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

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FormatArg {
    /// Numbered pairs for reading, wrapped to the terminal.
    Pairs,
    /// Tab-separated values with a header row.
    Tsv,
    /// A JSON object a line.
    Jsonl,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    /// Arabic.
    Ar,
    /// English.
    En,
}
