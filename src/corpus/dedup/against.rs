//! Texts that pairs are to be kept apart from: a pair is in them when any of its sides that count is.

use std::collections::HashMap;

use super::super::fold::{Key, Side, key};
use super::sketch::{Sketcher, folded_side, shingles};
use super::{By, Settings};
use crate::bitext::Pair;

/// The texts of pairs, side by side, to look others up in. Some kilobytes of memory a pair.
pub struct Against {
    sketcher: Sketcher,
    /// Those that count of source and target.
    sides: Vec<usize>,
    indices: [Index; 2],
}

/// The texts of one side.
#[derive(Default)]
struct Index {
    /// Whether a text is there as it is, by its folded key; the key of what it was.
    keys: HashMap<Key, Vec<Key>>,
    /// The shingles of all texts; none unless near ones are wanted.
    shingles: Vec<Vec<u64>>,
    /// The texts that have a band, which is the number of the band and its hash.
    bands: HashMap<(usize, u32), Vec<u32>>,
}

impl Against {
    /// Begins with no texts.
    pub fn new(settings: Settings) -> Self {
        let sides = match settings.side {
            Side::Both => vec![0, 1],
            Side::Source => vec![0],
            Side::Target => vec![1],
        };
        let sketcher = Sketcher::new(settings.by, settings.threshold);
        Self { sketcher, sides, indices: Default::default() }
    }

    /// Adds the texts of a pair.
    pub fn add(&mut self, pair: &Pair) {
        for &side in &self.sides {
            let (Some(text), Some(folded)) = (text(pair, side), folded_side(pair, side)) else { continue };
            self.indices[side].add(&self.sketcher, text, &folded);
        }
    }

    /// How a text of the pair is in them, in the strictest sense that holds of any; none where none is.
    pub fn find(&self, pair: &Pair) -> Option<By> {
        let of_side = |&side: &usize| {
            let index = &self.indices[side];
            let text = text(pair, side).filter(|_| !index.keys.is_empty())?;
            index.find(&self.sketcher, text, &folded_side(pair, side)?)
        };
        self.sides.iter().filter_map(of_side).min()
    }
}

fn text(pair: &Pair, side: usize) -> Option<&str> {
    let text = if side == 0 { Some(&*pair.source) } else { pair.target.as_deref() };
    text.filter(|text| !text.is_empty())
}

impl Index {
    fn add(&mut self, sketcher: &Sketcher, text: &str, folded: &str) {
        let same = self.keys.entry(key(&[folded])).or_default();
        let is_new = same.is_empty();
        let exact = key(&[text]);
        if !same.contains(&exact) {
            same.push(exact);
        }
        if is_new && sketcher.by() == By::Near {
            let idx = self.shingles.len() as u32;
            self.shingles.push(shingles(folded));
            for band in sketcher.bands_of(folded).into_iter().enumerate() {
                self.bands.entry(band).or_default().push(idx);
            }
        }
    }

    fn find(&self, sketcher: &Sketcher, text: &str, folded: &str) -> Option<By> {
        match self.keys.get(&key(&[folded])) {
            Some(same) if same.contains(&key(&[text])) => Some(By::Exact),
            Some(_) if sketcher.by() >= By::Normalised => Some(By::Normalised),
            _ if sketcher.by() == By::Near && self.has_near(sketcher, folded) => Some(By::Near),
            _ => None,
        }
    }

    fn has_near(&self, sketcher: &Sketcher, folded: &str) -> bool {
        let bands = sketcher.bands_of(folded).into_iter().enumerate();
        let mut candidates: Vec<u32> = bands.filter_map(|band| self.bands.get(&band)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        if candidates.is_empty() {
            return false;
        }
        let own = shingles(folded);
        candidates.iter().any(|&idx| sketcher.similarity(&own, &self.shingles[idx as usize]).is_some())
    }
}
