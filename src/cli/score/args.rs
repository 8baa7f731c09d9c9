//! What a user can type behind `naql score`; the names of settings are those of sacreBLEU.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::args::EXIT_CODES;
use crate::metrics::{DEFAULT_SEED, N_RESAMPLES, N_TRIALS};

/// Scores translations against references: BLEU, chrF and TER, to the digit of sacreBLEU.
///
/// Hypotheses and references are plain text, one segment a line, or files of pairs, of which the targets are taken.
/// Line n of one is compared with line n of the other, so all must have equally many. Each score is printed with its
/// signature, which says how it was computed, in the form and with the version of sacreBLEU, whose scores these are.
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct ScoreArgs {
    /// The translations to score, - for standard input; of several the first is the baseline.
    #[arg(value_name = "HYP", required = true)]
    pub hypotheses: Vec<PathBuf>,

    /// A human translation of the same segments; may be given several times.
    #[arg(short, long = "reference", value_name = "REF", required = true)]
    pub references: Vec<PathBuf>,

    /// The metrics to compute [default: all].
    #[arg(short, long = "metric", value_name = "METRIC", value_enum, num_args = 1.., value_delimiter = ',')]
    pub metrics: Vec<MetricArg>,

    /// Print a JSON array with an object for each score: name, score (unrounded), signature, and what else was asked
    /// for.
    #[arg(long)]
    pub json: bool,

    /// Score each segment by itself, instead of all together; BLEU is then with effective order.
    #[arg(long, conflicts_with_all = ["confidence", "paired_bs", "paired_ar"])]
    pub sentence_level: bool,

    /// Take an empty line of a reference as a reference that lacks the segment.
    #[arg(long)]
    pub skip_empty_refs: bool,

    /// Decimals to print.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(..=15))]
    pub width: u8,

    /// Print signatures in their short form.
    #[arg(long)]
    pub short: bool,

    /// Worker threads [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// No notes on standard error, only errors.
    #[arg(short, long)]
    pub quiet: bool,

    #[command(flatten)]
    pub bleu: BleuArgs,

    #[command(flatten)]
    pub chrf: ChrfArgs,

    #[command(flatten)]
    pub ter: TerArgs,

    #[command(flatten)]
    pub sampling: SamplingArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "BLEU")]
pub struct BleuArgs {
    /// How texts are cut into tokens; Arabic needs intl.
    #[arg(long, value_enum, value_name = "TOKENIZER", default_value_t = TokenizerArg::V13a)]
    pub tokenize: TokenizerArg,

    /// What stands for an order of n-grams without matches.
    #[arg(long, value_enum, value_name = "METHOD", default_value_t = SmoothArg::Exp)]
    pub smooth_method: SmoothArg,

    /// How much, for floor and add-k [default: 0.1 and 1].
    #[arg(long, value_name = "X")]
    pub smooth_value: Option<f64>,

    /// The longest n-grams.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub max_ngram_order: u8,

    /// Count orders only as far as there are n-grams of them.
    #[arg(long)]
    pub effective_order: bool,

    /// Make capitals small first.
    #[arg(long)]
    pub lowercase: bool,

    /// Say nothing of lines that look as if they had been tokenised already.
    #[arg(long)]
    pub force: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "chrF")]
pub struct ChrfArgs {
    /// The longest n-grams of characters.
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub chrf_char_order: u8,

    /// The longest n-grams of words; 2 is chrF++.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=64))]
    pub chrf_word_order: u8,

    /// How many times more recall weighs than precision.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub chrf_beta: u8,

    /// Count white space among the characters.
    #[arg(long)]
    pub chrf_whitespace: bool,

    /// Make capitals small first.
    #[arg(long)]
    pub chrf_lowercase: bool,

    /// Let orders without n-grams count as almost 0, as in chrF++.py, instead of leaving them out.
    #[arg(long)]
    pub chrf_eps_smoothing: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "TER")]
pub struct TerArgs {
    /// Let capitals differ from small letters.
    #[arg(long)]
    pub ter_case_sensitive: bool,

    /// Let the next two hold for Chinese and Japanese too.
    #[arg(long)]
    pub ter_asian_support: bool,

    /// Leave punctuation out.
    #[arg(long)]
    pub ter_no_punct: bool,

    /// Undo escapes of XML and split punctuation off.
    #[arg(long)]
    pub ter_normalized: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Significance")]
pub struct SamplingArgs {
    /// Give each score of a single HYP its 95 % interval, by bootstrap resampling.
    #[arg(long, conflicts_with_all = ["paired_bs", "paired_ar"])]
    pub confidence: bool,

    /// Resamples for --confidence.
    #[arg(long, value_name = "N", default_value_t = N_RESAMPLES as u32, value_parser = clap::value_parser!(u32).range(2..))]
    pub confidence_n: u32,

    /// Compare each HYP with the first by paired bootstrap resampling.
    #[arg(long, conflicts_with = "paired_ar")]
    pub paired_bs: bool,

    /// Resamples for --paired-bs.
    #[arg(long, value_name = "N", default_value_t = N_RESAMPLES as u32, value_parser = clap::value_parser!(u32).range(2..))]
    pub paired_bs_n: u32,

    /// Compare each HYP with the first by approximate randomisation.
    #[arg(long)]
    pub paired_ar: bool,

    /// Trials for --paired-ar.
    #[arg(long, value_name = "N", default_value_t = N_TRIALS as u32, value_parser = clap::value_parser!(u32).range(2..))]
    pub paired_ar_n: u32,

    /// Where the random numbers begin; the default is that of sacreBLEU.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    pub seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum MetricArg {
    /// Shared n-grams of words.
    Bleu,
    /// Shared n-grams of characters.
    Chrf,
    /// Edits and moves; lower is better.
    Ter,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TokenizerArg {
    /// Western punctuation apart.
    #[value(name = "13a")]
    V13a,
    /// Punctuation and symbols of all scripts apart.
    Intl,
    /// Each character a token.
    Char,
    /// Words as they are.
    None,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SmoothArg {
    /// Nothing.
    None,
    /// A fixed number of matches.
    Floor,
    /// So many matches and n-grams more, above the first order.
    AddK,
    /// Half of a match, then a quarter, and so on.
    Exp,
}
