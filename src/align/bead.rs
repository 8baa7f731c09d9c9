//! Beads: some segments of the source with some of the target, and what speaks for their saying the same.

use std::collections::VecDeque;

use rayon::prelude::*;

use super::band::{Band, SOME_CHARS};
use super::lexicon::{Bag, Sides};
use super::model::Weights;

/// Most segments on one side of a bead.
pub const MOST: usize = 8;

/// The shapes of beads: segments of the source, of the target.
pub const SHAPES: [(usize, usize); 24] = [
    (1, 1),
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 8),
    (2, 1),
    (3, 1),
    (4, 1),
    (5, 1),
    (6, 1),
    (7, 1),
    (8, 1),
    (2, 2),
    (2, 3),
    (2, 4),
    (3, 2),
    (3, 3),
    (3, 4),
    (4, 2),
    (4, 3),
    (4, 4),
];

/// Positions whose beads are measured together, by one thread.
const ROWS: usize = 64;

/// How many times longer than expected one side of a bead may be, after [`SOME_CHARS`] are added to both.
const MOST_TIMES: f32 = 3.5;

/// The variance of the length of a translation, for each character; from Gale and Church 1993.
const VARIANCE: f32 = 6.8;

/// A difference of lengths that cannot be surpassed, in standard deviations, squared.
const MOST_DEVIATION: f32 = 16.0;

/// The number of features of a bead.
pub const N_FEATURES: usize = 8;

/// What speaks for and against a bead, each in its own unit; [`super::model::Weights`] makes a sum of it.
pub type Features = [f32; N_FEATURES];

/// The names of the features.
pub const NAMES: [&str; N_FEATURES] = ["matched", "unmatched", "share", "deviation", "link", "more", "m:n", "gain"];

/// What each bead that ends in a cell has in common on both sides, by shape; less than nothing where it does not fit
/// into the band or the lengths do not go together.
pub type Matched = [f32; SHAPES.len()];

/// What a bead is of that cannot be.
const IMPOSSIBLE: f32 = -1.0;

/// Measures all beads of the band, by cell.
pub fn matched(sides: Sides, band: &Band) -> Vec<Matched> {
    let ratio = band.length_ratio;
    let blocks: Vec<usize> = (0..=band.n_source()).step_by(ROWS).collect();
    let measured: Vec<Vec<Matched>> = blocks
        .into_par_iter()
        .map(|first| {
            let mut found = Vec::new();
            let mut targets = Windows { bags: VecDeque::new(), first: 0 };
            for i in first..=(first + ROWS - 1).min(band.n_source()) {
                let sources = joined(sides.source, i);
                targets.move_to(sides.target, *band.row(i).start(), *band.row(i).end());
                for j in band.row(i) {
                    found.push(SHAPES.map(|(m, n)| {
                        let fits = band.before(i, j, (m, n)).is_some();
                        let bead = fits.then(|| (&sources[m - 1], &targets.bags[j - targets.first][n - 1]));
                        let bead = bead.filter(|(a, b)| goes_together(a, b, ratio));
                        bead.map_or(IMPOSSIBLE, |(a, b)| sides.overlap(a, b))
                    }));
                }
            }
            found
        })
        .collect();
    measured.concat()
}

/// Something of each bead, by cell and shape; `nothing` of those that cannot be.
pub fn each<T: Copy + Send + Sync>(
    sides: Sides,
    band: &Band,
    nothing: T,
    of: impl Fn(&Features, usize) -> T + Sync,
) -> Vec<[T; SHAPES.len()]> {
    let table = Table {
        matched: matched(sides, band),
        sides,
        band,
        ratio: band.length_ratio,
        sums: [sides.source, sides.target].map(sums),
    };
    let rows: Vec<usize> = (0..=band.n_source()).collect();
    let rows: Vec<Vec<[T; SHAPES.len()]>> = rows
        .into_par_iter()
        .map(|i| {
            band.row(i)
                .map(|j| {
                    std::array::from_fn(|k| {
                        table.features(i, j, k).map_or(nothing, |f| of(&f, SHAPES[k].0 + SHAPES[k].1))
                    })
                })
                .collect()
        })
        .collect();
    rows.concat()
}

/// The scores of all beads, by cell and shape.
pub fn scores(sides: Sides, band: &Band, weights: &Weights) -> Vec<[f32; SHAPES.len()]> {
    each(sides, band, f32::NEG_INFINITY, |features, n| weights.score(features, n))
}

/// Weight and length up to each position.
fn sums(bags: &[Bag]) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0)];
    for bag in bags {
        let last = sums[sums.len() - 1];
        sums.push((last.0 + f64::from(bag.weight), last.1 + f64::from(bag.n_chars)));
    }
    sums
}

struct Table<'a> {
    matched: Vec<Matched>,
    sides: Sides<'a>,
    band: &'a Band,
    ratio: f32,
    sums: [Vec<(f64, f64)>; 2],
}

impl Table<'_> {
    fn matched(&self, i: usize, j: usize, shape: (usize, usize)) -> f32 {
        let k = SHAPES.iter().position(|known| *known == shape);
        k.and_then(|k| Some(self.matched[self.band.cell(i, j)?][k])).unwrap_or(IMPOSSIBLE).max(0.0)
    }

    fn features(&self, i: usize, j: usize, k: usize) -> Option<Features> {
        let (m, n) = SHAPES[k];
        let matched = self.matched[self.band.cell(i, j)?][k];
        if matched < 0.0 {
            return None;
        }
        let [(source, chars), (target, target_chars)] = [(0, i, m), (1, j, n)].map(|(side, end, n)| {
            let (before, after) = (self.sums[side][end - n], self.sums[side][end]);
            ((after.0 - before.0) as f32, (after.1 - before.1) as f32)
        });
        let gain = |bag: &Bag, rest: f32| (matched - rest).max(0.0) / bag.weight.max(1.0);
        let mut least = 1.0_f32;
        if m > 1 {
            least = least.min(gain(&self.sides.source[i - 1], self.matched(i - 1, j, (m - 1, n))));
            least = least.min(gain(&self.sides.source[i - m], self.matched(i, j, (m - 1, n))));
        }
        if n > 1 {
            least = least.min(gain(&self.sides.target[j - 1], self.matched(i, j - 1, (m, n - 1))));
            least = least.min(gain(&self.sides.target[j - n], self.matched(i, j, (m, n - 1))));
        }
        let total = source + target;
        let share = 2.0 * matched / total.max(1.0);
        let expected = self.ratio * chars;
        let deviation = (target_chars - expected).powi(2) / (VARIANCE * (target_chars + expected).max(1.0) / 2.0);
        let more = f32::from(u8::from(m + n > 2));
        Some([
            matched / 10.0,
            (total - 2.0 * matched) / 10.0,
            share * (total / 20.0).sqrt(),
            deviation.min(MOST_DEVIATION),
            1.0,
            (m + n - 2) as f32,
            f32::from(u8::from(m > 1 && n > 1)),
            more * (least + 0.05).ln(),
        ])
    }
}

/// The segments before a position, joined: the last one, the last two, and so on.
fn joined(bags: &[Bag], end: usize) -> Vec<Bag> {
    let mut found: Vec<Bag> = Vec::new();
    for n in 1..=MOST.min(end) {
        found.push(match found.last() {
            None => bags[end - n].clone(),
            Some(rest) => bags[end - n].plus(rest),
        });
    }
    found
}

/// The joined segments before each of some target positions.
struct Windows {
    bags: VecDeque<Vec<Bag>>,
    first: usize,
}

impl Windows {
    fn move_to(&mut self, bags: &[Bag], first: usize, last: usize) {
        while self.first < first && self.bags.pop_front().is_some() {
            self.first += 1;
        }
        if self.bags.is_empty() {
            self.first = first;
        }
        while self.first + self.bags.len() <= last {
            self.bags.push_back(joined(bags, self.first + self.bags.len()));
        }
    }
}

fn goes_together(source: &Bag, target: &Bag, ratio: f32) -> bool {
    let times = (target.n_chars + SOME_CHARS) / (ratio * source.n_chars + SOME_CHARS);
    (1.0 / MOST_TIMES..=MOST_TIMES).contains(&times)
}
