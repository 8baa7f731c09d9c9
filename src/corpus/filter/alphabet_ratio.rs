//! `alphabet_ratio`: the share of letters in each side; OpusFilter's `AlphabetRatioFilter`.
//!
//! Letters are what Unicode calls Alphabetic, the Arabic vowel marks among them.

use serde::Deserialize;

use super::{Filter, Problem, Side, Sides};
use crate::bitext::Pair;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlphabetRatio {
    source_threshold: f64,
    target_threshold: f64,
    /// Whether white space is left out of what the letters are a share of.
    exclude_whitespace: bool,
}

impl Filter for AlphabetRatio {
    fn check(&self) -> Result<(), Problem> {
        Problem::unless_within("source_threshold", self.source_threshold, [0.0, 1.0])?;
        Problem::unless_within("target_threshold", self.target_threshold, [0.0, 1.0])
    }

    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let thresholds = [self.source_threshold, self.target_threshold];
        sides.named().into_iter().zip(thresholds).find_map(|((name, side), threshold)| {
            let ratio = self.ratio(side);
            (ratio < threshold).then(|| format!("letters are {ratio:.2} of the {name}, not {threshold}"))
        })
    }
}

impl AlphabetRatio {
    fn ratio(&self, side: &Side) -> f64 {
        let n_chars = match self.exclude_whitespace {
            true => side.text.chars().filter(|c| !c.is_whitespace()).count(),
            false => side.n_chars,
        };
        side.n_alphabetic as f64 / n_chars as f64
    }
}
