//! BLEU, chrF and TER, each with a signature, and how sure one can be of them. Does not decide which text stands beside
//! which.
//!
//! Everything here gives what sacreBLEU 2.6.0 gives, to the last digit, so that a score can stand beside published
//! ones (Post 2018, "A Call for Clarity in Reporting BLEU Scores"). A [`Metric`] reduces a segment to a few counts;
//! the score of a corpus is a function of their sums. That is why resampling is written once, for all metrics, over
//! [`Statistics`]: a bootstrap sum is a sum over other segments.
//!
//! Hypotheses and references meet in [`References`] and [`Statistics::new`] alone, which refuse unequal counts.

mod bleu;
mod chrf;
mod corpus;
mod error;
mod ngrams;
mod numpy;
mod separate;
mod signature;
mod significance;
mod ter;
mod tokenizer;
mod words;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod laws;

pub use bleu::{Bleu, BleuScore, Smoothing};
pub use chrf::Chrf;
pub use corpus::{References, Statistics, Texts};
pub use error::MetricError;
pub use numpy::Width;
pub use signature::{Item, SACREBLEU_VERSION, Sampling, Signature};
pub use significance::{
    Comparison, Confidence, DEFAULT_SEED, N_RESAMPLES, N_TRIALS, approximate_randomisation, baseline_confidence,
    confidence, paired_bootstrap,
};
pub use ter::Ter;
pub use tokenizer::Tokenizer;
pub use words::trim_end;

/// A score of a corpus that follows from sums of counts over its segments.
pub trait Metric: Send + Sync {
    /// What sacreBLEU calls it with these settings: `BLEU`, `chrF2`, `chrF2++`, `TER`.
    fn name(&self) -> String;

    /// The settings as a signature shows them, in its order.
    fn items(&self) -> Vec<Item>;

    /// The counts of one segment against its references, of which there is at least one; always as many.
    fn statistics(&self, hypothesis: &str, references: &[&str]) -> Vec<f64>;

    /// The score of sums of counts, on its scale of 0 to 100 (TER has no upper end), computed in numbers of `width`.
    fn sample(&self, sums: &[f64], width: Width) -> Sample;

    /// What stands behind the score, as sacreBLEU prints it; nothing where that is the score alone.
    fn details(&self, sums: &[f64]) -> Option<String>;

    /// The score of sums of counts.
    fn score(&self, sums: &[f64]) -> f64 {
        self.sample(sums, Width::Double).value
    }
}

/// A score of one resample, with the width that Python has given it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The score.
    pub value: f64,
    /// Single where it came out of 32-bit arithmetic, which is contagious in NumPy.
    pub width: Width,
}
