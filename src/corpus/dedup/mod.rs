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
use sketch::{Print, Sketch, Sketcher, shingles};
use spill::Spill;

/// Pairs that are prepared together.
const WINDOW: usize = 4096;

/// Most pairs that one is compared with, those first that are likely to be nearest. Texts that follow one template can
/// all be nearly near, and to read each again would take for ever.
const MOST_COMPARED: usize = 20;

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
        /// How alike it is to that one.
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
    /// There are more pairs than can be held against each other.
    #[error("more pairs than can be held against each other at once, {0}; give the files in parts")]
    TooMany(usize),
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
    near: Option<Nears>,
}

/// What is kept of all pairs where near ones are wanted.
struct Nears {
    /// Their bands, one after another.
    bands: Vec<u32>,
    prints: Vec<Print>,
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
        let nears = || -> io::Result<Nears> { Ok(Nears { bands: vec![], prints: vec![], folded: Spill::new()? }) };
        Ok(Self {
            side: settings.side,
            sketcher,
            against: Against::new(settings),
            entries: Vec::new(),
            near: (settings.by == By::Near).then(nears).transpose()?,
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
        if (self.entries.len() + 1) * self.sketcher.n_bands().max(1) > Buckets::MOST_BANDS {
            return Err(DedupError::TooMany(self.entries.len()));
        }
        let keys = sketch.as_ref().map(|sketch| [sketch.exact, sketch.normalised]);
        self.entries.push(Entry { keys, rank, against });
        if let Some(nears) = &mut self.near {
            nears.push(sketch, self.sketcher.n_bands())?;
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
        if let Some(nears) = self.near.take() {
            candidates.retain(|&idx| self.entries[idx as usize].keys.is_some());
            nears.drop_near(&self.sketcher, &candidates, &mut verdicts)?;
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
}

impl Nears {
    /// Keeps what there is of the next pair.
    fn push(&mut self, sketch: Option<Sketch>, n_bands: usize) -> io::Result<()> {
        let (near, folded) = sketch.map_or_else(Default::default, |sketch| (sketch.near, sketch.folded));
        let end = self.bands.len() + n_bands;
        self.bands.extend(near.iter().flat_map(|near| &near.bands));
        self.bands.resize(end, 0);
        self.prints.push(near.map_or([0; _], |near| near.print));
        self.folded.push(&folded)
    }

    /// Drops what is near to one that stays.
    fn drop_near(mut self, sketcher: &Sketcher, order: &[u32], verdicts: &mut [Verdict]) -> io::Result<()> {
        let mut buckets = Buckets::new(std::mem::take(&mut self.bands), sketcher.n_bands(), order);
        for (position, &idx) in order.iter().enumerate() {
            let candidates = buckets.candidates(position).into_iter().map(|candidate| order[candidate as usize]);
            match self.near_one(sketcher, idx, candidates)? {
                Some((of, similarity)) => {
                    verdicts[idx as usize] = Verdict::Duplicate { by: By::Near, of, similarity: similarity as f32 };
                }
                None => buckets.keep(position),
            }
        }
        Ok(())
    }

    /// One of the candidates that is near, and how near; one that is likely the nearest.
    fn near_one(
        &mut self,
        sketcher: &Sketcher,
        idx: u32,
        candidates: impl Iterator<Item = u32>,
    ) -> io::Result<Option<(u32, f64)>> {
        let agreeing = |of: u32| sketcher.agreeing(&self.prints[idx as usize], &self.prints[of as usize]);
        let mut likely: Vec<(usize, u32)> = candidates.filter_map(|of| Some((agreeing(of)?, of))).collect();
        if likely.is_empty() {
            return Ok(None);
        }
        likely.sort_by_key(|&(n_agreeing, of)| (std::cmp::Reverse(n_agreeing), of));
        let own = self.folded.read(idx)?.map(|text| shingles(&text));
        for (_, of) in likely.into_iter().take(MOST_COMPARED) {
            let other = self.folded.read(of)?.map(|text| shingles(&text));
            let sides = [0, 1].map(|side| sketcher.similarity(&own[side], &other[side]));
            if let [Some(source), Some(target)] = sides {
                return Ok(Some((of, source.min(target))));
            }
        }
        Ok(None)
    }
}

/// Where the pair that a duplicate repeats was itself dropped as near to another, that other is the one that stays, and
/// near is what both are to it.
fn settle(verdicts: &mut [Verdict]) {
    for idx in 0..verdicts.len() {
        let Verdict::Duplicate { by: By::Exact | By::Normalised, of, .. } = verdicts[idx] else { continue };
        let stays = verdicts[of as usize];
        if matches!(stays, Verdict::Duplicate { .. }) {
            verdicts[idx] = stays;
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
