//! `numbers`: the same numbers on both sides, by value.
//!
//! OpusFilter's `NonZeroNumeralsFilter` and OpusCleaner's `num_mismatch` compare ASCII digits, and so drop correct pairs
//! whose Arabic is written with Arabic-Indic digits or in words. Here «٣٫٥ مليون» is 3.5 million, as [`values`] reads it.
//! The share is that of the numbers that have no match among all that need one, on both sides.
//!
//! [`values`]: crate::values

use serde::Deserialize;

use super::{Filter, Problem, Sides};
use crate::bitext::Pair;
use crate::text::Lang;
use crate::values::{Value, compare};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// The most that may be without a match.
    threshold: f64,
}

impl Filter for Numbers {
    fn check(&self) -> Result<(), Problem> {
        Problem::unless_within("threshold", self.threshold, [0.0, 1.0])
    }

    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let (source, target) = (sides.source.text, sides.target.text);
        let comparison = compare(source, Lang::Arabic, target, Lang::English);
        let n_unmatched = comparison.missing.len() + comparison.added.len();
        // A number and its match are one on each side.
        let n_all = n_unmatched + 2 * comparison.n_matched;
        if n_unmatched == 0 || n_unmatched as f64 / n_all as f64 <= self.threshold {
            return None;
        }
        let lacking = [told("missing", &comparison.missing, source), told("added", &comparison.added, target)];
        Some(lacking.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// Numbers as they stand in the text.
fn told(what: &str, values: &[Value], text: &str) -> Option<String> {
    let quoted: Vec<&str> = values.iter().map(|value| value.span.of(text)).collect();
    (!quoted.is_empty()).then(|| format!("{what} {}", quoted.join(" and ")))
}

#[cfg(test)]
mod tests {
    use crate::corpus::filter::tests::check;

    #[test]
    fn numbers_are_compared_by_value() {
        let table = [
            ("بيان", "statement", ""),
            // OpusCleaner's num_mismatch and OpusFilter's NonZeroNumeralsFilter drop these.
            ("في ١٥ مايو ٢٠٢٥", "on 15 May 2025", ""),
            ("بقيمة ٣٫٥ مليون دولار", "worth 3.5 million dollars", ""),
            ("بقيمة ٢٥٠ مليون دولار", "worth 250,000,000 dollars", ""),
            ("خمسة وعشرون مشروعا", "25 projects", ""),
            ("في ١٥ مايو ٢٠٢٥", "on 15 May 2024", "missing ٢٠٢٥, added 2024"),
            ("بقيمة ٢٥٠ مليون دولار", "worth a lot of dollars", "missing ٢٥٠ مليون"),
        ];
        for (source, target, expected) in table {
            assert_eq!(check("numbers", "", source, target).unwrap_or_default(), expected, "{source} | {target}");
        }
    }

    #[test]
    fn the_share_can_be_set() {
        let (source, target) = ("في ١٥ مايو ٢٠٢٥", "on 15 May 2024");
        assert!(check("numbers", "threshold = 0.34", source, target).is_none());
        assert!(check("numbers", "threshold = 0.33", source, target).is_some());
    }
}
