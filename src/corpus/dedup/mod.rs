//! Finds the pairs that say again what another says, letter for letter, in another writing, or nearly, and those that
//! stand in files which they are to be kept apart from.
//!
//! Pairs are taken twice from their files: [`Dedup::add`] keeps some hundred bytes of each, and [`Dedup::decide`] then
//! says of each whether it stays. Nothing depends on the number of threads.
//!
//! Of a cluster the pair stays that has come furthest: a person's review before a translation, and that before a
//! failure; of equals the first. Pairs are taken in this order, and one is dropped when it is a duplicate of one that
//! stays. So every pair that is dropped has a verified likeness to one that is kept, and to do it again drops nothing.

mod against;
mod buckets;
mod ledger;
mod sketch;
mod spill;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;

use rayon::prelude::*;

use super::fold::Key;
pub use super::fold::Side;
use crate::bitext::{Pair, Status};
pub use against::Against;
use buckets::Buckets;
pub use ledger::Ledger;
use sketch::{Sketch, Sketcher, shingles};
use spill::Spill;

/// Pairs that are prepared together.
const WINDOW: usize = 4096;

/// How alike pairs are that count as duplicates; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Letter for letter.
    Exact,
    /// In the folded view: without marks, variants of letters, case and punctuation.
    Normalised,
    /// By most of their shingles.
    Near,
}

impl By {
    /// All of them, from the strictest.
    pub const ALL: [Self; 3] = [Self::Exact, Self::Normalised, Self::Near];

    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Normalised => "normalised",
            Self::Near => "near",
        }
    }
}

/// What counts as a duplicate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How alike.
    pub by: By,
    /// On which sides.
    pub side: Side,
    /// Least Jaccard similarity of each side of near pairs, over 0 and up to 1.
    pub threshold: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { by: By::Near, side: Side::Both, threshold: 0.8 }
    }
}

/// What becomes of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It stays.
    Kept,
    /// It stands in a file that it is to be kept apart from.
    Against(By),
    /// It is a duplicate.
    Duplicate {
        /// How alike it is to one before it.
        by: By,
        /// The pair that stays in its place, from 0 in the order of the inputs.
        of: u32,
        /// The smaller similarity of the sides of the two; 1 where they are the same when folded.
        similarity: f32,
    },
}

/// A failure to find duplicates.
#[derive(Debug, thiserror::Error)]
pub enum DedupError {
    /// What does not fit in memory cannot be put aside.
    #[error("cannot use {}, the folder for temporary files: {source}; make room there or set TMPDIR", folder.display())]
    Spill {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There are more pairs than can be numbered.
    #[error("more than 4,000,000,000 pairs; give the files in parts")]
    TooMany,
}

impl From<io::Error> for DedupError {
    fn from(source: io::Error) -> Self {
        Self::Spill { folder: std::env::temp_dir(), source }
    }
}

/// Collects pairs and decides which stay.
pub struct Dedup {
    side: Side,
    sketcher: Sketcher,
    against: Against,
    entries: Vec<Entry>,
    /// The bands of all pairs, one after another.
    bands: Vec<u32>,
    folded: Spill,
}

/// What is kept of a pair.
struct Entry {
    /// None where it is a duplicate of nothing.
    keys: Option<[Key; 2]>,
    /// How far it has come; less is further.
    rank: u8,
    against: Option<By>,
}

impl Dedup {
    /// Begins with no pairs.
    ///
    /// # Errors
    /// When the folder for temporary files cannot be used.
    pub fn new(settings: Settings) -> Result<Self, DedupError> {
        let sketcher = Sketcher::new(settings.by, settings.threshold);
        Ok(Self {
            side: settings.side,
            sketcher,
            against: Against::new(settings),
            entries: Vec::new(),
            bands: Vec::new(),
            folded: Spill::new()?,
        })
    }

    /// Takes a pair that the others are to be kept apart from; before those.
    pub fn keep_apart(&mut self, pair: &Pair) {
        self.against.add(pair);
    }

    /// Takes pairs to be decided on.
    ///
    /// # Errors
    /// When there are too many, or what is put aside of them cannot be written.
    pub fn add(&mut self, pairs: impl Iterator<Item = Pair>) -> Result<(), DedupError> {
        let mut pairs = pairs.peekable();
        while pairs.peek().is_some() {
            let window: Vec<_> = pairs.by_ref().take(WINDOW).collect();
            let prepare = |pair: &Pair| (self.against.find(pair), self.sketcher.sketch(pair, self.side));
            let prepared: Vec<_> = window.par_iter().map(prepare).collect();
            for (pair, (against, sketch)) in window.iter().zip(prepared) {
                self.push(rank(pair.status), against, sketch)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, rank: u8, against: Option<By>, sketch: Option<Sketch>) -> Result<(), DedupError> {
        if self.entries.len() >= Buckets::MOST {
            return Err(DedupError::TooMany);
        }
        let keys = sketch.as_ref().map(|sketch| [sketch.exact, sketch.normalised]);
        self.entries.push(Entry { keys, rank, against });
        if self.sketcher.by() == By::Near {
            let (bands, folded) = sketch.map_or_else(Default::default, |sketch| (sketch.bands, sketch.folded));
            self.bands.extend(&bands);
            self.bands.resize(self.entries.len() * self.sketcher.n_bands(), 0);
            self.folded.push(&folded)?;
        }
        Ok(())
    }

    /// Decides on all pairs, in their order.
    ///
    /// # Errors
    /// When what was put aside cannot be read.
    pub fn decide(mut self) -> Result<Vec<Verdict>, DedupError> {
        let mut order: Vec<u32> = (0..).take(self.entries.len()).collect();
        order.sort_by_key(|&idx| self.entries[idx as usize].rank);
        let mut verdicts = vec![Verdict::Kept; self.entries.len()];
        let mut candidates = self.same_keys(&order, &mut verdicts);
        if self.sketcher.by() == By::Near {
            candidates.retain(|&idx| self.entries[idx as usize].keys.is_some());
            self.near(&candidates, &mut verdicts)?;
        }
        settle(&mut verdicts);
        Ok(verdicts)
    }

    /// Drops what is to be kept apart or has the keys of one before; what is left, in the same order.
    fn same_keys(&self, order: &[u32], verdicts: &mut [Verdict]) -> Vec<u32> {
        let mut seen: [HashMap<Key, u32>; 2] = Default::default();
        let n_levels = if self.sketcher.by() == By::Exact { 1 } else { 2 };
        let mut left = Vec::new();
        for &idx in order {
            let Entry { keys, against, .. } = &self.entries[idx as usize];
            let known = |level: usize| Some((By::ALL[level], *seen[level].get(&keys.as_ref()?[level])?));
            let verdict = match (against, (0..n_levels).find_map(known)) {
                (Some(by), _) => Verdict::Against(*by),
                (None, Some((by, of))) => Verdict::Duplicate { by, of, similarity: 1.0 },
                (None, None) => Verdict::Kept,
            };
            verdicts[idx as usize] = verdict;
            if verdict == Verdict::Kept {
                left.push(idx);
            }
            let stays = match verdict {
                Verdict::Kept => idx,
                Verdict::Duplicate { of, .. } => of,
                Verdict::Against(_) => continue,
            };
            for (level, key) in keys.iter().flatten().enumerate().take(n_levels) {
                seen[level].entry(*key).or_insert(stays);
            }
        }
        left
    }

    /// Drops what is near to one that stays.
    fn near(&mut self, order: &[u32], verdicts: &mut [Verdict]) -> Result<(), DedupError> {
        let mut buckets = Buckets::new(std::mem::take(&mut self.bands), self.sketcher.n_bands(), order);
        for (position, &idx) in order.iter().enumerate() {
            let candidates = buckets.candidates(position);
            let nearest = if candidates.is_empty() { None } else { self.first_near(order, position, &candidates)? };
            match nearest {
                Some((of, similarity)) => {
                    verdicts[idx as usize] = Verdict::Duplicate { by: By::Near, of, similarity: similarity as f32 };
                }
                None => buckets.keep(position),
            }
        }
        Ok(())
    }

    /// The first of the candidates, which are positions in `order`, that is near the pair there.
    fn first_near(&mut self, order: &[u32], position: usize, candidates: &[u32]) -> io::Result<Option<(u32, f64)>> {
        let own = self.folded.read(order[position])?.map(|text| shingles(&text));
        for &candidate in candidates {
            let of = order[candidate as usize];
            let other = self.folded.read(of)?.map(|text| shingles(&text));
            let sides = [0, 1].map(|side| self.sketcher.similarity(&own[side], &other[side]));
            if let [Some(source), Some(target)] = sides {
                return Ok(Some((of, source.min(target))));
            }
        }
        Ok(None)
    }
}

/// Where the pair that a duplicate repeats was itself dropped as near to another, that other is the one that stays.
fn settle(verdicts: &mut [Verdict]) {
    for idx in 0..verdicts.len() {
        let Verdict::Duplicate { by: By::Exact | By::Normalised, of, .. } = verdicts[idx] else { continue };
        let stays = verdicts[of as usize];
        if let (Verdict::Duplicate { of, similarity, .. }, Verdict::Duplicate { of: now, similarity: found, .. }) =
            (&mut verdicts[idx], stays)
        {
            (*of, *similarity) = (now, found);
        }
    }
}

/// The order in which the pairs of a cluster may stay.
fn rank(status: Status) -> u8 {
    match status {
        Status::Reviewed | Status::Final => 0,
        Status::Done => 1,
        Status::Passed => 2,
        Status::Untranslated | Status::Failed => 3,
    }
}

#[cfg(test)]
mod tests;
