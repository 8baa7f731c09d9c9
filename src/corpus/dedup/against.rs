//! Texts that pairs are to be kept apart from: a pair is in them when any of its sides that count is.

use std::collections::HashMap;

use super::super::fold::{Key, Side, folded, key, text};
use super::buckets::{MOST_OF_BUCKET, most_named};
use super::sketch::{Print, Sketcher, shingles};
use super::{By, MOST_COMPARED, Settings};
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
    prints: Vec<Print>,
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
            if let Some(text) = text(pair, side) {
                self.indices[side].add(&self.sketcher, text, &folded(text));
            }
        }
    }

    /// How a text of the pair is in them, in the strictest sense that holds of any; none where none is.
    pub fn find(&self, pair: &Pair) -> Option<By> {
        let of_side = |&side: &usize| {
            let index = &self.indices[side];
            let text = text(pair, side).filter(|_| !index.keys.is_empty())?;
            index.find(&self.sketcher, text, &folded(text))
        };
        self.sides.iter().filter_map(of_side).min()
    }
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
            let near = sketcher.near_of(folded);
            self.prints.push(near.print);
            for band in near.bands.into_iter().enumerate() {
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
        let near = sketcher.near_of(folded);
        let members = near.bands.iter().copied().enumerate().filter_map(|band| self.bands.get(&band));
        let named = members.flat_map(|members| members.iter().rev().take(MOST_OF_BUCKET)).copied().collect();
        let agreeing = |idx: u32| Some((sketcher.agreeing(&near.print, &self.prints[idx as usize])?, idx));
        let mut likely: Vec<(usize, u32)> = most_named(named).into_iter().filter_map(agreeing).collect();
        if likely.is_empty() {
            return false;
        }
        likely.sort_by_key(|&(n_agreeing, _)| std::cmp::Reverse(n_agreeing));
        let own = shingles(folded);
        let mut nearest = likely.iter().take(MOST_COMPARED);
        nearest.any(|&(_, idx)| sketcher.similarity(&own, &self.shingles[idx as usize]).is_some())
    }
}
