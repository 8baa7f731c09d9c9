//! What a corpus holds: lengths, words, duplicates, scores, and what made it.
//!
//! Pairs are read as a stream, and all figures are exact, so that memory grows with what is different: some 30 bytes
//! for each distinct word of a side, 70 for each distinct pair and 30 for each document. Words, pairs and documents are
//! kept as hashes; of a million words of 64 bits two are taken for one with a chance of 1 to 40 million.

mod distribution;
mod page;
mod plot;
mod report;

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::fold::{Key, folded, key};
use crate::bitext::{Pair, Status};
use crate::text::SegmentKind;
pub use distribution::{Distribution, Summary};
pub use plot::PlotError;
pub use report::{Count, Duplicates, Numbers, Report, SideReport};
pub(super) use report::{grouped, share};

/// Pairs that are measured together.
const WINDOW: usize = 4096;

/// What was counted in pairs.
pub struct Stats {
    n_pairs: u64,
    documents: HashSet<Key>,
    /// Source and target.
    sides: [Side; 2],
    /// Characters of the target for one of the source.
    ratios: Distribution,
    scores: Distribution,
    statuses: BTreeMap<usize, u64>,
    kinds: BTreeMap<&'static str, u64>,
    signatures: BTreeMap<String, u64>,
    numbers: Numbers,
    exact: HashSet<Key>,
    normalised: HashSet<Key>,
}

/// What was counted on one side.
struct Side {
    words: Distribution,
    characters: Distribution,
    tokens: Distribution,
    /// How often each word occurs, by its hash of 64 bits.
    types: HashMap<u64, u32>,
}

/// What is measured of a pair, beside others.
struct Measured {
    sides: [Option<Measure>; 2],
    exact: Key,
    normalised: Key,
}

/// What is measured of a text.
struct Measure {
    n_characters: usize,
    n_tokens: usize,
    has_digit: bool,
    /// The words, as hashes.
    words: Vec<u64>,
}

impl Default for Stats {
    fn default() -> Self {
        Self {
            n_pairs: 0,
            documents: HashSet::new(),
            sides: [Side::new(), Side::new()],
            ratios: Distribution::new(0.001),
            scores: Distribution::new(0.0001),
            statuses: BTreeMap::new(),
            kinds: BTreeMap::new(),
            signatures: BTreeMap::new(),
            numbers: Numbers::default(),
            exact: HashSet::new(),
            normalised: HashSet::new(),
        }
    }
}

impl Stats {
    /// Counts pairs.
    pub fn add(&mut self, pairs: impl Iterator<Item = Pair>) {
        let mut pairs = pairs.peekable();
        while pairs.peek().is_some() {
            let window: Vec<_> = pairs.by_ref().take(WINDOW).collect();
            let measured: Vec<_> = window.par_iter().map(Measured::of).collect();
            window.iter().zip(&measured).for_each(|(pair, measured)| self.count(pair, measured));
        }
    }

    fn count(&mut self, pair: &Pair, measured: &Measured) {
        self.n_pairs += 1;
        self.documents.insert(key(&[&pair.document_id.0]));
        self.exact.insert(measured.exact);
        self.normalised.insert(measured.normalised);
        let status = Status::ALL.iter().position(|status| *status == pair.status).unwrap_or_default();
        *self.statuses.entry(status).or_default() += 1;
        *self.kinds.entry(pair.kind.name()).or_default() += 1;
        match self.signatures.get_mut(&pair.signature) {
            Some(n) => *n += 1,
            None => _ = self.signatures.insert(pair.signature.clone(), 1),
        }
        if let Some(score) = pair.score.filter(|score| score.is_finite()) {
            self.scores.add(f64::from(score));
        }
        self.count_sides(&measured.sides);
    }

    fn count_sides(&mut self, measures: &[Option<Measure>; 2]) {
        for (side, measure) in self.sides.iter_mut().zip(measures) {
            measure.iter().for_each(|measure| side.add(measure));
        }
        let [source, target] = measures.each_ref().map(|measure| measure.as_ref().is_some_and(|m| m.has_digit));
        self.numbers.source += u64::from(source);
        self.numbers.target += u64::from(target);
        self.numbers.both += u64::from(source && target);
        if let [Some(source), Some(target)] = measures {
            self.ratios.add(target.n_characters as f64 / source.n_characters as f64);
        }
    }
}

impl Side {
    fn new() -> Self {
        let whole = || Distribution::new(1.0);
        Self { words: whole(), characters: whole(), tokens: whole(), types: HashMap::new() }
    }

    fn add(&mut self, measure: &Measure) {
        self.words.add(measure.words.len() as f64);
        self.characters.add(measure.n_characters as f64);
        self.tokens.add(measure.n_tokens as f64);
        for word in &measure.words {
            let n = self.types.entry(*word).or_default();
            *n = n.saturating_add(1);
        }
    }
}

impl Measured {
    fn of(pair: &Pair) -> Self {
        let target = pair.target.as_deref();
        let texts = [&*pair.source, target.unwrap_or_default()];
        Self {
            sides: [Some(&*pair.source), target].map(|text| text.filter(|text| !text.is_empty()).map(Measure::of)),
            exact: key(&texts),
            normalised: key(&texts.map(folded).each_ref().map(|text| &**text)),
        }
    }
}

impl Measure {
    /// Words and marks are the pieces of UAX 29; a piece with a letter or digit in it is a word.
    fn of(text: &str) -> Self {
        let mut measure = Self {
            n_characters: text.chars().count(),
            n_tokens: 0,
            has_digit: text.contains(char::is_numeric),
            words: Vec::new(),
        };
        for piece in text.split_word_bounds().filter(|piece| !piece.trim().is_empty()) {
            measure.n_tokens += 1;
            if piece.contains(char::is_alphanumeric) {
                measure.words.push(key(&[&piece.to_lowercase()]) as u64);
            }
        }
        measure
    }
}

/// The kinds in the order of reports.
const KINDS: [SegmentKind; 3] = [SegmentKind::Sentence, SegmentKind::Heading, SegmentKind::ListItem];

#[cfg(test)]
mod tests;
