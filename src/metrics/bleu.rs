//! BLEU: shared n-grams of words, with a penalty for what is too short.

use std::fmt;

use super::ngrams::{Numbering, clipped_matches, n_ngrams};
use super::numpy::Width;
use super::signature::{Item, case, item, yes_no};
use super::words::{split, trim_end};
use super::{Metric, Sample, Tokenizer};

/// BLEU (Papineni et al. 2002), as `mteval-v13a.pl` and sacreBLEU compute it.
///
/// The counts of a segment: its length and that of its closest reference, in tokens; then for each order the matches,
/// and for each order the n-grams of the hypothesis.
#[derive(Clone, Debug, PartialEq)]
pub struct Bleu {
    /// How texts are cut into tokens.
    pub tokenizer: Tokenizer,
    /// Whether capitals are made small first.
    pub lowercase: bool,
    /// What stands for an order without matches.
    pub smoothing: Smoothing,
    /// The longest n-grams, at least 1; 4 is BLEU-4.
    pub max_order: usize,
    /// Whether orders count only as far as the hypothesis has n-grams of them; meant for single segments.
    pub effective_order: bool,
}

impl Default for Bleu {
    fn default() -> Self {
        Self {
            tokenizer: Tokenizer::default(),
            lowercase: false,
            smoothing: Smoothing::default(),
            max_order: 4,
            effective_order: false,
        }
    }
}

/// What stands for the precision of an order without matches (Chen and Cherry 2014).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Smoothing {
    /// Nothing; the score is then 0.
    None,
    /// So many matches instead of none; 0.1 by default.
    Floor(f64),
    /// So many matches and n-grams more in each order above the first; 1 by default.
    AddK(f64),
    /// A half, a quarter, an eighth … of a match for each further such order; of `mteval-v13a.pl`.
    #[default]
    Exp,
}

impl Smoothing {
    /// The value of [`Self::Floor`] where none is given.
    pub const DEFAULT_FLOOR: f64 = 0.1;
    /// The value of [`Self::AddK`] where none is given.
    pub const DEFAULT_K: f64 = 1.0;

    fn name(self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Floor(value) => format!("floor[{value:.2}]"),
            Self::AddK(value) => format!("add-k[{value:.2}]"),
            Self::Exp => "exp".to_owned(),
        }
    }
}

/// BLEU with what it was computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct BleuScore {
    /// From 0 to 100.
    pub score: f64,
    /// Matches for each order, with what smoothing has added.
    pub counts: Vec<f64>,
    /// N-grams of the hypotheses for each order, likewise.
    pub totals: Vec<f64>,
    /// In percent, for each order.
    pub precisions: Vec<f64>,
    /// From 0 to 1.
    pub brevity_penalty: f64,
    /// In tokens.
    pub hypothesis_length: f64,
    /// In tokens, of the closest references.
    pub reference_length: f64,
}

/// The line that sacreBLEU prints behind the score.
impl fmt::Display for BleuScore {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let precisions: Vec<String> = self.precisions.iter().map(|precision| format!("{precision:.1}")).collect();
        let (hypothesis, reference) = (self.hypothesis_length, self.reference_length);
        let ratio = if reference == 0.0 { 0.0 } else { hypothesis / reference };
        write!(f, "{} (BP = {:.3} ratio = {ratio:.3} ", precisions.join("/"), self.brevity_penalty)?;
        write!(f, "hyp_len = {hypothesis:.0} ref_len = {reference:.0})")
    }
}

impl Bleu {
    /// BLEU of sums of counts, with all that it is made of.
    pub fn score_of(&self, sums: &[f64]) -> BleuScore {
        self.compute(sums, Width::Double)
    }

    fn compute(&self, sums: &[f64], width: Width) -> BleuScore {
        let (hypothesis_length, reference_length) = (sums[0], sums[1]);
        let (counts, totals) = sums[2..].split_at(self.max_order);
        let mut score = BleuScore {
            score: 0.0,
            counts: counts.to_vec(),
            totals: totals.to_vec(),
            precisions: vec![0.0; self.max_order],
            brevity_penalty: brevity_penalty(hypothesis_length, reference_length),
            hypothesis_length,
            reference_length,
        };
        if counts.iter().any(|count| *count != 0.0) {
            let n_orders = self.fill_precisions(&mut score, width);
            // Summed from the first order on, as floating-point sums depend on their order.
            let logs: f64 = score.precisions[..n_orders].iter().fold(0.0, |sum, precision| sum + log(*precision));
            score.score = score.brevity_penalty * (logs / n_orders as f64).exp();
        }
        score
    }

    /// Computes the precisions and says how many orders count.
    fn fill_precisions(&self, score: &mut BleuScore, width: Width) -> usize {
        let mut n_orders = self.max_order;
        let mut halved = 1.0;
        for idx in 0..self.max_order {
            let (count, total) = (&mut score.counts[idx], &mut score.totals[idx]);
            if let Smoothing::AddK(k) = self.smoothing
                && idx > 0
            {
                *count = width.round(*count + width.round(k));
                *total = width.round(*total + width.round(k));
            }
            if *total == 0.0 {
                break;
            }
            if self.effective_order {
                n_orders = idx + 1;
            }
            score.precisions[idx] = if *count != 0.0 {
                width.round(width.round(100.0 * *count) / *total)
            } else {
                match self.smoothing {
                    Smoothing::Exp => {
                        halved *= 2.0;
                        width.round(100.0 / width.round(halved * *total))
                    }
                    Smoothing::Floor(value) => width.round(width.round(100.0 * value) / *total),
                    Smoothing::None | Smoothing::AddK(_) => 0.0,
                }
            };
        }
        n_orders
    }

    /// The tokens of a text.
    fn tokenized(&self, text: &str) -> String {
        if self.lowercase {
            let lower = text.to_lowercase();
            self.tokenizer.apply(trim_end(&lower)).into_owned()
        } else {
            self.tokenizer.apply(trim_end(text)).into_owned()
        }
    }
}

impl Metric for Bleu {
    fn name(&self) -> String {
        "BLEU".to_owned()
    }

    fn items(&self) -> Vec<Item> {
        vec![
            item("case", "c", case(self.lowercase)),
            item("eff", "e", yes_no(self.effective_order)),
            item("tok", "tok", self.tokenizer.name()),
            item("smooth", "s", &self.smoothing.name()),
        ]
    }

    fn statistics(&self, hypothesis: &str, references: &[&str]) -> Vec<f64> {
        let hypothesis = self.tokenized(hypothesis);
        let references: Vec<String> = references.iter().map(|reference| self.tokenized(reference)).collect();
        let mut numbering = Numbering::default();
        let hypothesis = numbering.numbers(split(&hypothesis));
        let references: Vec<Vec<u32>> = references.iter().map(|text| numbering.numbers(split(text))).collect();
        let references: Vec<&[u32]> = references.iter().map(Vec::as_slice).collect();
        let lengths = [hypothesis.len(), closest_length(hypothesis.len(), &references)];
        let matches = clipped_matches(&hypothesis, &references, self.max_order);
        let totals = (1..=self.max_order).map(|order| n_ngrams(hypothesis.len(), order));
        lengths.into_iter().chain(matches).chain(totals).map(|count| count as f64).collect()
    }

    fn sample(&self, sums: &[f64], width: Width) -> Sample {
        // Only the precisions are narrow; the logarithm makes Python's own float of them.
        Sample { value: self.compute(sums, width).score, width: Width::Double }
    }

    fn details(&self, sums: &[f64]) -> Option<String> {
        Some(self.score_of(sums).to_string())
    }
}

fn brevity_penalty(hypothesis_length: f64, reference_length: f64) -> f64 {
    if hypothesis_length >= reference_length {
        1.0
    } else if hypothesis_length > 0.0 {
        (1.0 - reference_length / hypothesis_length).exp()
    } else {
        0.0
    }
}

/// The natural logarithm; so low for 0 that its exponential is 0 again.
fn log(precision: f64) -> f64 {
    if precision == 0.0 { -9_999_999_999.0 } else { precision.ln() }
}

/// The length of the reference whose length is closest, of two equally close ones the shorter.
fn closest_length(n_tokens: usize, references: &[&[u32]]) -> usize {
    let lengths = references.iter().map(|reference| reference.len());
    lengths.min_by_key(|length| (length.abs_diff(n_tokens), *length)).unwrap_or(0)
}
