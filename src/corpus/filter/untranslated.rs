//! `untranslated`: a target that is the source, or made of words of it.
//!
//! Bicleaner-hardrules has `no_identical`, OpusFilter a `SimilarityFilter` by edit distance. Between two scripts whole
//! words are the better sign: what was left as it was.

use std::collections::HashSet;

use serde::Deserialize;

use super::{Filter, Problem, Side, Sides};
use crate::bitext::Pair;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Untranslated {
    /// The share of one side's words that must be on the other.
    threshold: f64,
    /// Words that a side must have for its share to count, so that a name may stay as it is.
    min_words: usize,
}

impl Filter for Untranslated {
    fn check(&self) -> Result<(), Problem> {
        Problem::unless_within("threshold", self.threshold, [0.0, 1.0])
    }

    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let Sides { source, target } = sides;
        if source.n_letters > 0 && folded(source.text).eq(folded(target.text)) {
            return Some("target is the source".to_owned());
        }
        // Without letters of the other's script neither side can have words of the other.
        if source.n_latin == 0 && target.n_arabic == 0 {
            return None;
        }
        let (sources, targets) = (words(source), words(target));
        let share = self.share(&targets, &sources).max(self.share(&sources, &targets));
        (share >= self.threshold).then(|| format!("{:.0} % of the words are on both sides", share * 100.0))
    }
}

impl Untranslated {
    /// The share of words that are also among others.
    fn share(&self, words: &[String], others: &[String]) -> f64 {
        if words.is_empty() || words.len() < self.min_words {
            return 0.0;
        }
        let others: HashSet<&String> = others.iter().collect();
        words.iter().filter(|word| others.contains(word)).count() as f64 / words.len() as f64
    }
}

/// Letters and digits without case.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Words with a letter in them.
fn words(side: &Side) -> Vec<String> {
    let words = side.text.split_whitespace().map(|word| folded(word).collect::<String>());
    words.filter(|word| word.contains(char::is_alphabetic)).collect()
}

#[cfg(test)]
mod tests {
    use crate::corpus::filter::tests::check;

    #[test]
    fn copies_are_told() {
        let table = [
            ("بيان مشترك", "Joint statement", ""),
            ("بيان مشترك", "بيان مشترك.", "target is the source"),
            ("Joint Statement", "joint  statement:", "target is the source"),
            // Figures alone need no translation.
            ("2025", "2025", ""),
            // A name may stay.
            ("شركة Boeing", "Boeing", ""),
            ("شركة Qatar Airways", "The company Qatar Airways", ""),
            (
                "زيارة: Joint Press Release of 2025",
                "visit: Joint Press Release of 2025",
                "80 % of the words are on both sides",
            ),
            ("قال الوزير إن العمل مستمر", "قال الوزير إن العمل goes on", "80 % of the words are on both sides"),
        ];
        for (source, target, expected) in table {
            assert_eq!(check("untranslated", "", source, target).unwrap_or_default(), expected, "{source} | {target}");
        }
    }

    #[test]
    fn thresholds_can_be_set() {
        let (source, target) = ("شركة Qatar Airways", "The company Qatar Airways");
        assert!(check("untranslated", "threshold = 0.5\nmin_words = 2", source, target).is_some());
        assert!(check("untranslated", "threshold = 0.5\nmin_words = 5", source, target).is_none());
    }
}
