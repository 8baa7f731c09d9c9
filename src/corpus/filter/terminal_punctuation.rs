//! `terminal_punctuation`: whether both sides have as many sentence ends, and few; OpusFilter's
//! `TerminalPunctuationFilter`, after Vázquez et al. 2019, "The University of Helsinki submission to the WMT19 parallel
//! corpus filtering task".
//!
//! The penalty is the difference of the numbers of marks, and for each side what it has beyond one; the score is
//! −ln(penalty + 1). OpusFilter knows `.`, `?`, `!` and `…` alone. Here the Arabic question mark `؟` counts as the
//! question mark that stands for it in English, and the Urdu full stop `۔` as a full stop; without it every question
//! would be penalised. The Arabic semicolon and the quotation marks end nothing in English and do not count on either
//! side.

use serde::Deserialize;

use super::{Filter, Problem, Sides};
use crate::bitext::Pair;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerminalPunctuation {
    threshold: f64,
    /// Whether the Arabic marks count.
    arabic_marks: bool,
}

impl Filter for TerminalPunctuation {
    fn check(&self) -> Result<(), Problem> {
        match self.threshold <= 0.0 {
            true => Ok(()),
            false => Err(Problem::of("threshold", format!("is {}; scores are 0 or less", self.threshold))),
        }
    }

    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let (source, target) = (self.n_marks(sides.source.text), self.n_marks(sides.target.text));
        let penalty = source.abs_diff(target) + source.saturating_sub(1) + target.saturating_sub(1);
        let score = -(penalty as f64 + 1.0).ln();
        let told = || format!("{source} and {target} marks score {score:.2}, below {}", self.threshold);
        (score < self.threshold).then(told)
    }
}

impl TerminalPunctuation {
    fn n_marks(&self, text: &str) -> usize {
        let is_mark = |c| matches!(c, '.' | '?' | '!' | '…') || (self.arabic_marks && matches!(c, '؟' | '۔'));
        text.chars().filter(|&c| is_mark(c)).count()
    }
}
