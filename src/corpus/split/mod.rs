//! Parts a corpus into training, development and test sets, which share no document.
//!
//! Units, which are documents or single pairs, come in the order of a hash of the seed and their name, and the test set
//! takes of them what brings it nearer to the size that is asked for, then the development set; the rest is for
//! training. So the sets depend on the seed and on what the corpus holds, never on the order in which it is given.

mod overlap;

use std::collections::{HashMap, HashSet};

use super::fold::{Key, folded, key, text};
use crate::bitext::Pair;
pub use overlap::Overlap;

/// A part of a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What models learn from.
    Train,
    /// What settings are chosen by.
    Dev,
    /// What is measured by, once.
    Test,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Train, Self::Dev, Self::Test];

    /// The name of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }
}

/// What stays together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// All pairs of a document.
    Document,
    /// A pair.
    Pair,
}

/// How many pairs a part is to have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// So many.
    Pairs(u64),
    /// So many of a hundred, from 0 to 100.
    Percent(f64),
}

impl Size {
    /// The number of pairs out of `n_pairs`.
    pub fn of(self, n_pairs: u64) -> u64 {
        match self {
            Self::Pairs(n) => n,
            Self::Percent(percent) => (n_pairs as f64 * percent / 100.0).round() as u64,
        }
    }
}

/// How a corpus is parted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// What stays together.
    pub unit: Unit,
    /// Whatever number; another one gives other parts.
    pub seed: u64,
    /// The size of the development set.
    pub dev: Size,
    /// The size of the test set.
    pub test: Size,
}

/// Counts the units of a corpus; some 50 bytes of memory each.
pub struct Census {
    settings: Settings,
    /// The pairs of each unit, by its place in the order.
    n_pairs: HashMap<Key, u64>,
}

/// Which unit is in which part.
pub struct Split {
    settings: Settings,
    /// The units that are not for training.
    parts: HashMap<Key, Part>,
    /// Pairs that were asked for in the development and the test set.
    pub wanted: [u64; 2],
    /// Pairs in training, development and test set.
    pub n_pairs: [u64; 3],
}

/// A corpus that cannot be parted.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SplitError {
    /// There is nothing in it.
    #[error("the inputs hold no pairs; give files that do")]
    Empty,
    /// It is too small, or its documents are too large.
    #[error(
        "of all {n_pairs} pairs, which are in {n_units} {units}, none would be left for training; lower --dev and \
         --test{}", if *units == "documents" { ", or part --by pair" } else { "" }
    )]
    TooSmall {
        /// All pairs.
        n_pairs: u64,
        /// What stays together, counted.
        n_units: usize,
        /// And named.
        units: &'static str,
    },
}

impl Settings {
    /// The place of the unit of a pair in the order, which is also its name. Two pairs that differ in nothing are one
    /// unit.
    fn unit_of(&self, pair: &Pair) -> Key {
        let seed = self.seed.to_string();
        let document = &pair.document_id.0;
        match self.unit {
            Unit::Document => key(&[&seed, document]),
            Unit::Pair => {
                let target = pair.target.as_deref().unwrap_or_default();
                key(&[&seed, document, &pair.segment_id.to_string(), &pair.source, target])
            }
        }
    }
}

impl Census {
    /// Begins with nothing.
    pub fn new(settings: Settings) -> Self {
        Self { settings, n_pairs: HashMap::new() }
    }

    /// Counts a pair.
    pub fn add(&mut self, pair: &Pair) {
        *self.n_pairs.entry(self.settings.unit_of(pair)).or_default() += 1;
    }

    /// Parts what was counted.
    ///
    /// # Errors
    /// When there is nothing, or nothing is left for training.
    pub fn split(self) -> Result<Split, SplitError> {
        let Self { settings, n_pairs } = self;
        let n_all = n_pairs.values().sum();
        if n_all == 0 {
            return Err(SplitError::Empty);
        }
        let wanted = [settings.dev.of(n_all), settings.test.of(n_all)];
        let mut units: Vec<(Key, u64)> = n_pairs.into_iter().collect();
        units.sort_unstable();
        let n_units = units.len();
        let mut parts = HashMap::new();
        let n_test = take(&mut units, wanted[1], Part::Test, &mut parts);
        let n_dev = take(&mut units, wanted[0], Part::Dev, &mut parts);
        if units.is_empty() {
            let units = if settings.unit == Unit::Document { "documents" } else { "pairs" };
            return Err(SplitError::TooSmall { n_pairs: n_all, n_units, units });
        }
        Ok(Split { settings, parts, wanted, n_pairs: [n_all - n_test - n_dev, n_dev, n_test] })
    }
}

/// Moves units to a part, as long as each brings its size nearer to what is wanted. Returns the pairs in them.
fn take(units: &mut Vec<(Key, u64)>, wanted: u64, part: Part, parts: &mut HashMap<Key, Part>) -> u64 {
    let mut n_taken: u64 = 0;
    units.retain(|&(unit, n_pairs)| {
        let is_nearer = wanted.abs_diff(n_taken + n_pairs) < wanted.abs_diff(n_taken);
        if is_nearer {
            n_taken += n_pairs;
            parts.insert(unit, part);
        }
        !is_nearer
    });
    n_taken
}

impl Split {
    /// The part of a pair that was counted.
    pub fn part(&self, pair: &Pair) -> Part {
        self.parts.get(&self.settings.unit_of(pair)).copied().unwrap_or(Part::Train)
    }
}

/// Finds pairs of which a side is in a part that is further from training, when marks, variants of letters, case and
/// punctuation are left out of account.
#[derive(Default)]
pub struct Contamination {
    /// The texts of the development and the test set, source and target.
    texts: [[HashSet<Key>; 2]; 2],
}

impl Contamination {
    /// Takes a pair of a part; all of them before the first question.
    pub fn add(&mut self, part: Part, pair: &Pair) {
        let Some(texts) = self.texts.get_mut((part as usize).wrapping_sub(1)) else { return };
        for (texts, key) in texts.iter_mut().zip(keys(pair)) {
            texts.extend(key);
        }
    }

    /// The part, nearest to the end, that has a side of a pair of `part`; none where it is in none or the pair itself is
    /// at the end.
    pub fn find(&self, part: Part, pair: &Pair) -> Option<Part> {
        let sides = keys(pair);
        let has = |other: &Part| {
            let texts = &self.texts[*other as usize - 1];
            texts.iter().zip(sides).any(|(texts, side)| side.is_some_and(|side| texts.contains(&side)))
        };
        [Part::Test, Part::Dev].into_iter().filter(|other| *other > part).find(has)
    }
}

/// The keys of the folded texts of a pair; none for a side that it lacks.
fn keys(pair: &Pair) -> [Option<Key>; 2] {
    [0, 1].map(|side| text(pair, side).map(|text| key(&[&folded(text)])))
}

#[cfg(test)]
mod tests;
