//! TER: the edits from hypothesis to reference, moves of phrases included.

mod distance;
mod normal;
mod shifts;

use super::ngrams::Numbering;
use super::numpy::Width;
use super::signature::{Item, case, item, yes_no};
use super::words::{split, trim_end};
use super::{Metric, Sample};

/// The translation edit rate (Snover et al. 2006), with the heuristics of Tercom as sacreBLEU has them.
///
/// The counts of a segment: the edits to the reference that needs fewest, and the mean length of the references in
/// words. Lower is better, and 100 is no bound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ter {
    /// Whether escapes of XML are undone and punctuation is split off.
    pub normalized: bool,
    /// Whether punctuation is left out.
    pub no_punct: bool,
    /// Whether the two above hold for Chinese and Japanese too.
    pub asian_support: bool,
    /// Whether capitals differ from small letters.
    pub case_sensitive: bool,
}

impl Metric for Ter {
    fn name(&self) -> String {
        "TER".to_owned()
    }

    fn items(&self) -> Vec<Item> {
        vec![
            item("case", "c", case(!self.case_sensitive)),
            item("tok", "t", "tercom"),
            item("norm", "nr", yes_no(self.normalized)),
            item("punct", "pn", yes_no(!self.no_punct)),
            item("asian", "as", yes_no(self.asian_support)),
        ]
    }

    fn statistics(&self, hypothesis: &str, references: &[&str]) -> Vec<f64> {
        let hypothesis = self.normal(trim_end(hypothesis));
        let references: Vec<String> = references.iter().map(|reference| self.normal_reference(reference)).collect();
        let mut numbering = Numbering::default();
        let hypothesis = numbering.numbers(split(&hypothesis));
        let references: Vec<Vec<u32>> = references.iter().map(|text| numbering.numbers(split(text))).collect();
        let n_edits = references.iter().map(|reference| shifts::n_edits(&hypothesis, reference)).min().unwrap_or(0);
        let n_words: usize = references.iter().map(Vec::len).sum();
        vec![n_edits as f64, n_words as f64 / references.len() as f64]
    }

    fn sample(&self, sums: &[f64], width: Width) -> Sample {
        let (n_edits, length) = (sums[0], sums[1]);
        if length > 0.0 {
            return Sample { value: width.round(100.0 * width.round(n_edits / length)), width };
        }
        // Without a word in any reference, words in the hypothesis are all wrong, and none are right.
        Sample { value: if n_edits > 0.0 { 100.0 } else { 0.0 }, width: Width::Double }
    }

    fn details(&self, _: &[f64]) -> Option<String> {
        None
    }
}
