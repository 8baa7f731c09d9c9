//! chrF: shared n-grams of characters, and of words in chrF++.

use super::ngrams::{Numbering, clipped_matches, n_ngrams};
use super::numpy::Width;
use super::signature::{Item, case, item, yes_no};
use super::words::{is_space, split};
use super::{Metric, Sample};

/// chrF (Popović 2015) and chrF++ (Popović 2017), as sacreBLEU computes them.
///
/// The counts of a segment: for each order, characters first, the n-grams of the hypothesis, those of the reference,
/// and the matches. Of several references the one with the best score of the segment counts, the first of equals.
#[derive(Clone, Debug, PartialEq)]
pub struct Chrf {
    /// The longest n-grams of characters; at least 1 if there are none of words.
    pub char_order: usize,
    /// The longest n-grams of words; 2 is chrF++.
    pub word_order: usize,
    /// How many times more recall weighs than precision.
    pub beta: u32,
    /// Whether capitals are made small first.
    pub lowercase: bool,
    /// Whether white space is among the characters.
    pub whitespace: bool,
    /// Whether an order without n-grams counts as almost 0, as in `chrF++.py`, NLTK and Moses, and is not left out.
    pub eps_smoothing: bool,
}

impl Default for Chrf {
    fn default() -> Self {
        Self { char_order: 6, word_order: 0, beta: 2, lowercase: false, whitespace: false, eps_smoothing: false }
    }
}

/// What stands for a precision or recall without n-grams.
const EPSILON: f64 = 1e-16;

/// A text as the sequences whose n-grams are counted.
struct Sequences {
    characters: Vec<u32>,
    words: Vec<u32>,
}

impl Chrf {
    fn sequences<'a>(&self, text: &'a str, numbering: &mut Numbering<'a>) -> Sequences {
        let is_kept = |c: &char| self.whitespace || !is_space(*c);
        let characters = text.chars().filter(is_kept).map(u32::from).collect();
        let words =
            if self.word_order > 0 { numbering.numbers(split(text).flat_map(without_mark)) } else { Vec::new() };
        Sequences { characters, words }
    }

    fn counts(&self, hypothesis: &Sequences, reference: &Sequences) -> Vec<f64> {
        let mut counts = Vec::with_capacity(3 * (self.char_order + self.word_order));
        let of_characters = (&hypothesis.characters, &reference.characters, self.char_order);
        let of_words = (&hypothesis.words, &reference.words, self.word_order);
        for (hypothesis, reference, n_orders) in [of_characters, of_words] {
            let matches = clipped_matches(hypothesis, &[reference], n_orders);
            for (order, n_matches) in (1..).zip(matches) {
                let n_reference = n_ngrams(reference.len(), order);
                let n_hypothesis = if n_reference == 0 { 0 } else { n_ngrams(hypothesis.len(), order) };
                counts.extend([n_hypothesis, n_reference, n_matches].map(|count| count as f64));
            }
        }
        counts
    }

    /// The mean F-score of the orders, where one without n-grams counts as almost 0.
    fn mean_f(&self, counts: &[f64], width: Width) -> Sample {
        let factor = f64::from(self.beta).powi(2);
        let mut sum = Sample { value: 0.0, width: Width::Double };
        for order in counts.chunks_exact(3) {
            let (n_hypothesis, n_reference, n_matches) = (order[0], order[1], order[2]);
            // Where neither side has any, both are Python's own floats, which are not narrow.
            let is_empty = n_hypothesis == 0.0 && n_reference == 0.0;
            let width = if is_empty { Width::Double } else { width };
            let precision = if n_hypothesis > 0.0 { width.round(n_matches / n_hypothesis) } else { EPSILON };
            let recall = if n_reference > 0.0 { width.round(n_matches / n_reference) } else { EPSILON };
            let weighted = width.round(width.round(factor * precision) + width.round(recall));
            let product = width.round(width.round((1.0 + factor) * precision) * recall);
            // What stands in for no score is Python's own float again.
            let (f, width) =
                if weighted > 0.0 { (width.round(product / weighted), width) } else { (EPSILON, Width::Double) };
            sum.width = sum.width.min(width);
            sum.value = sum.width.round(sum.width.round(sum.value) + sum.width.round(f));
        }
        let n_orders = (self.char_order + self.word_order) as f64;
        Sample { value: sum.width.round(sum.width.round(100.0 * sum.value) / n_orders), width: sum.width }
    }

    /// The F-score of mean precision and mean recall, over the orders of which both sides have n-grams.
    fn f_of_means(&self, counts: &[f64], width: Width) -> Sample {
        let factor = f64::from(self.beta).powi(2);
        let (mut precision, mut recall, mut n_orders) = (0.0, 0.0, 0.0);
        for order in counts.chunks_exact(3) {
            let (n_hypothesis, n_reference, n_matches) = (order[0], order[1], order[2]);
            if n_hypothesis > 0.0 && n_reference > 0.0 {
                precision = width.round(precision + width.round(n_matches / n_hypothesis));
                recall = width.round(recall + width.round(n_matches / n_reference));
                n_orders += 1.0;
            }
        }
        if precision + recall == 0.0 {
            return Sample { value: 0.0, width: Width::Double };
        }
        let (precision, recall) = (width.round(precision / n_orders), width.round(recall / n_orders));
        let product = width.round(width.round((1.0 + factor) * precision) * recall);
        let weighted = width.round(width.round(factor * precision) + recall);
        Sample { value: width.round(100.0 * width.round(product / weighted)), width }
    }
}

/// A word without the punctuation mark at its end, or else at its beginning, and that mark; of ASCII, and one alone, so
/// that `(hi)` gives `(hi` and `)`, as in `chrF++.py`.
fn without_mark(word: &str) -> impl Iterator<Item = &str> {
    let is_mark = |c: char| c.is_ascii_punctuation();
    let (first, second) = match (word.chars().next(), word.chars().next_back()) {
        (Some(first), Some(last)) if first.len_utf8() < word.len() => {
            if is_mark(last) {
                word.split_at(word.len() - 1)
            } else if is_mark(first) {
                word.split_at(1)
            } else {
                (word, "")
            }
        }
        _ => (word, ""),
    };
    [first, second].into_iter().filter(|part| !part.is_empty())
}

impl Metric for Chrf {
    fn name(&self) -> String {
        format!("chrF{}{}", self.beta, "+".repeat(self.word_order))
    }

    fn items(&self) -> Vec<Item> {
        vec![
            item("case", "c", case(self.lowercase)),
            item("eff", "e", yes_no(!self.eps_smoothing)),
            item("nc", "nc", &self.char_order.to_string()),
            item("nw", "nw", &self.word_order.to_string()),
            item("space", "s", yes_no(self.whitespace)),
        ]
    }

    fn statistics(&self, hypothesis: &str, references: &[&str]) -> Vec<f64> {
        let read = |text: &str| if self.lowercase { text.to_lowercase() } else { text.to_owned() };
        let hypothesis = read(hypothesis);
        let references: Vec<String> = references.iter().map(|reference| read(reference)).collect();
        let mut numbering = Numbering::default();
        let hypothesis = self.sequences(&hypothesis, &mut numbering);
        let mut best = (-1.0, Vec::new());
        for reference in &references {
            let counts = self.counts(&hypothesis, &self.sequences(reference, &mut numbering));
            let score = self.score(&counts);
            if score > best.0 {
                best = (score, counts);
            }
        }
        best.1
    }

    fn sample(&self, sums: &[f64], width: Width) -> Sample {
        if self.eps_smoothing { self.mean_f(sums, width) } else { self.f_of_means(sums, width) }
    }

    fn details(&self, _: &[f64]) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::without_mark;

    #[test]
    fn one_mark_is_split_off() {
        let table: [(&str, &[&str]); 7] = [
            ("(hi)", &["(hi", ")"]),
            ("(hi", &["(", "hi"]),
            ("hi", &["hi"]),
            (".", &["."]),
            ("..", &[".", "."]),
            ("قال،", &["قال،"]),
            ("é!", &["é", "!"]),
        ];
        for (word, expected) in table {
            assert_eq!(without_mark(word).collect::<Vec<_>>(), expected, "{word}");
        }
    }
}
