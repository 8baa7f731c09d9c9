//! What a pair is compared by: keys of its texts, shingles, and MinHash bands that near texts share.
//!
//! A text is the set of its shingles, runs of [`SHINGLE`] characters of the folded text, and two texts are as near as
//! the Jaccard similarity of their sets. Under a random order of all shingles two sets have the same smallest member
//! with the probability of their similarity (A. Broder, "On the resemblance and containment of documents", 1997). The
//! smallest members under many orders are cut into bands, and texts that share a band are worth a closer look
//! (Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*, chapter 3).

use super::super::fold::{Key, Side, folded, key};
use super::By;
use crate::bitext::Pair;

/// Characters of a shingle; what *Mining of Massive Datasets* 3.2.2 advises for short texts. A text that is shorter is
/// one shingle.
const SHINGLE: usize = 5;

/// Most orders of shingles that are tried; with more of them fewer near texts are missed.
const MOST_ORDERS: usize = 128;

/// A share of near texts, of just the similarity that is asked for, that may be missed.
const MISSED: f64 = 0.001;

/// How far below the threshold an estimate may lie without a closer look: over three standard deviations of an estimate
/// by [`MOST_ORDERS`] orders.
const SLACK: f64 = 0.12;

/// The last byte of the smallest shingle under each order: as many agree as two texts are similar, but for chance.
pub type Print = [u8; MOST_ORDERS];

/// The folded texts of a pair and what they are found by.
pub struct Sketch {
    /// The key of the texts as they are.
    pub exact: Key,
    /// The key of the folded texts.
    pub normalised: Key,
    /// The folded texts; an empty one for a side that does not count.
    pub folded: [String; 2],
    /// What near texts share, of both sides together; none unless they are wanted.
    pub near: Option<Near>,
}

/// What near texts share.
pub struct Near {
    /// Texts that have one in common are worth a look.
    pub bands: Vec<u32>,
    /// And a closer one where most of this agrees.
    pub print: Print,
}

/// Makes sketches for one threshold.
#[derive(Clone, Copy, Debug)]
pub struct Sketcher {
    by: By,
    /// Least similarity of near texts, over 0 and up to 1.
    threshold: f64,
    n_bands: usize,
    /// Orders in a band; all have to agree.
    n_rows: usize,
}

/// The smallest shingle under each order.
type Smallest = [u32; MOST_ORDERS];

impl Sketcher {
    /// Chooses the longest bands that miss hardly any text at the threshold; longer ones propose fewer texts in vain.
    pub fn new(by: By, threshold: f64) -> Self {
        let missed = |n_rows: usize| {
            let agrees = threshold.powi(i32::try_from(n_rows).unwrap_or(i32::MAX));
            (1.0 - agrees).powi(i32::try_from(MOST_ORDERS / n_rows).unwrap_or(i32::MAX))
        };
        let n_rows = (1..=8).rev().find(|&n_rows| missed(n_rows) <= MISSED).unwrap_or(1);
        Self { by, threshold, n_bands: MOST_ORDERS / n_rows, n_rows }
    }

    /// Bands of a sketch.
    pub fn n_bands(&self) -> usize {
        if self.by == By::Near { self.n_bands } else { 0 }
    }

    /// What kinds of duplicates are wanted.
    pub fn by(&self) -> By {
        self.by
    }

    /// The sketch of a pair; none where it lacks the only side that counts.
    pub fn sketch(&self, pair: &Pair, side: Side) -> Option<Sketch> {
        let texts = side.texts(pair)?;
        let folded = texts.map(|text| folded(text).into_owned());
        let near = (self.by == By::Near).then(|| self.near(&[0, 1].map(|idx| smallest(&folded[idx], idx))));
        Some(Sketch { exact: key(&texts), normalised: key(&[&folded[0], &folded[1]]), folded, near })
    }

    /// What one folded text shares with those near it.
    pub fn near_of(&self, folded: &str) -> Near {
        self.near(&[smallest(folded, 0)])
    }

    /// The smallest of a union is the smaller of the smallest. A pair whose sides are both near is as near as a whole,
    /// so bands of the whole find it.
    fn near(&self, sides: &[Smallest]) -> Near {
        let of_all = |idx: usize| sides.iter().map(|side| side[idx]).min().unwrap_or(u32::MAX);
        let all: [u32; MOST_ORDERS] = std::array::from_fn(of_all);
        let band = |rows: &[u32]| high(rows.iter().fold(0, |hash, &row| mixed(hash, u64::from(row))));
        Near { bands: all.chunks_exact(self.n_rows).map(band).collect(), print: all.map(|smallest| smallest as u8) }
    }

    /// How many orders agree on two texts; none where they are too few for near ones.
    pub fn agreeing(&self, one: &Print, other: &Print) -> Option<usize> {
        let n_agreeing = one.iter().zip(other).filter(|(a, b)| a == b).count();
        (n_agreeing as f64 >= (self.threshold - SLACK) * MOST_ORDERS as f64).then_some(n_agreeing)
    }

    /// The similarity of two texts by their shingles; none where it is below the threshold.
    pub fn similarity(&self, one: &[u64], other: &[u64]) -> Option<f64> {
        let (fewer, more) = (one.len().min(other.len()), one.len().max(other.len()));
        if (fewer as f64) < self.threshold * more as f64 {
            return None;
        }
        Some(jaccard(one, other)).filter(|similarity| *similarity >= self.threshold)
    }
}

/// The Jaccard similarity of two ascending sets: members of both by members of either. Two empty sets are alike.
fn jaccard(one: &[u64], other: &[u64]) -> f64 {
    let (mut at, mut beside, mut n_common) = (0, 0, 0usize);
    while let (Some(a), Some(b)) = (one.get(at), other.get(beside)) {
        n_common += usize::from(a == b);
        at += usize::from(a <= b);
        beside += usize::from(b <= a);
    }
    match one.len() + other.len() - n_common {
        0 => 1.0,
        n_either => n_common as f64 / n_either as f64,
    }
}

/// The shingles of a folded text, ascending, each as a hash of 64 bits; chance makes two of them one in 2⁶⁴.
pub fn shingles(folded: &str) -> Vec<u64> {
    let mut shingles = all_shingles(folded);
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

fn all_shingles(folded: &str) -> Vec<u64> {
    let characters: Vec<u64> = folded.chars().map(u64::from).collect();
    // Three characters of 21 bits are a number.
    let number = |characters: &[u64]| characters.iter().fold(0, |number, c| number << 21 | c);
    let hash = |characters: &[u64]| characters.chunks(3).fold(0, |hash, three| mixed(hash, number(three)));
    match characters.len() {
        0 => Vec::new(),
        1..SHINGLE => vec![hash(&characters)],
        _ => characters.windows(SHINGLE).map(hash).collect(),
    }
}

/// The smallest shingles of a text, of which side 0 and side 1 have none in common.
fn smallest(folded: &str, side: usize) -> Smallest {
    let mut smallest = [u32::MAX; MOST_ORDERS];
    for shingle in all_shingles(folded) {
        let shingle = high(shingle) ^ SIDES[side];
        for (smallest, &(factor, offset)) in smallest.iter_mut().zip(&ORDERS) {
            *smallest = (*smallest).min(shingle.wrapping_mul(factor).wrapping_add(offset));
        }
    }
    smallest
}

/// What keeps the shingles of the source and the target apart.
const SIDES: [u32; 2] = [0, 0x9e37_79b9];

fn high(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Mixes a number into a hash: the finaliser of SplitMix64 (Steele, Lea & Flood 2014) over both.
const fn mixed(hash: u64, more: u64) -> u64 {
    let mut z = hash.rotate_left(23) ^ more.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The orders: `shingle × factor + offset` in 32 bits, with odd factors from a fixed seed, so that a run can be
/// repeated.
const ORDERS: [(u32, u32); MOST_ORDERS] = {
    let mut orders = [(0, 0); MOST_ORDERS];
    let mut idx = 0;
    while idx < MOST_ORDERS {
        let random = mixed(0x6e61_716c, idx as u64);
        orders[idx] = ((random >> 32) as u32 | 1, random as u32);
        idx += 1;
    }
    orders
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn similarity_is_common_by_either() {
        let table: [(&str, &str, f64); 6] = [
            ("", "", 1.0),
            ("", "abcde", 0.0),
            ("abc", "abc", 1.0),
            ("abc", "abd", 0.0),
            ("abcdef", "abcdeg", 1.0 / 3.0),
            ("abcdefgh", "abcdefgh", 1.0),
        ];
        for (one, other, expected) in table {
            assert_eq!(jaccard(&shingles(one), &shingles(other)), expected, "{one} {other}");
        }
    }

    #[test]
    fn bands_are_as_long_as_the_threshold_lets() {
        let rows = |threshold| Sketcher::new(By::Near, threshold).n_rows;
        assert_eq!([0.3, 0.5, 0.8, 0.9, 1.0].map(rows), [1, 2, 5, 8, 8]);
        assert_eq!(Sketcher::new(By::Exact, 0.8).n_bands(), 0);
    }

    proptest! {
        /// The estimate from 128 orders has a standard deviation of at most 0.045 (binomial); six of them.
        #[test]
        fn smallest_agree_as_often_as_texts_are_similar(words in prop::collection::vec("[a-z]{3,8}", 20..40), at in 0usize..20) {
            let one = words.join(" ");
            let mut words = words;
            words[at] = "zzzzz".to_owned();
            let other = words.join(" ");
            let n_same = smallest(&one, 0).iter().zip(&smallest(&other, 0)).filter(|(a, b)| a == b).count();
            let similarity = jaccard(&shingles(&one), &shingles(&other));
            prop_assert!((n_same as f64 / MOST_ORDERS as f64 - similarity).abs() < 0.27);
        }
    }
}
