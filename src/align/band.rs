//! The part of the plane of source × target positions in which the path is looked for.
//!
//! Segments that are each other's most similar, far more than by chance, are points that the path probably goes
//! through; the longest rising chain of them is kept, so that what was moved falls out. The band follows the chain and
//! is wide enough for some of its points to be wrong. That makes the time near linear.

use std::ops::RangeInclusive;

use super::lexicon::{Bag, Sides};

/// How far around the chain the path may go, in segments, and by how many points on either side it is led.
const SLACK: usize = 12;

/// Features in more target segments than this do not say which one is meant.
const MOST_POSTINGS: usize = 100;

/// The least share that two segments must have in common to be a point.
const LEAST_SHARE: f32 = 0.15;

/// The part of the greatest share from which on a segment is nearly the most similar.
const NEARLY: f32 = 0.8;

/// Most points of one source segment.
const MOST_POINTS: usize = 8;

/// Most target positions for one source position where no chain leads: as many, and as few, however long the text.
const MOST_WIDTH: RangeInclusive<usize> = 100..=600;

/// About how many cells there may be where no chain leads anywhere; a cell takes some 500 bytes.
const MOST_CELLS: usize = 1_000_000;

/// Points that tell the ratio of lengths.
const LEAST_POINTS: usize = 8;

/// Characters that make no difference to a ratio of lengths.
pub const SOME_CHARS: f32 = 20.0;

/// A cell for each pair of positions that the path may go through; a position lies before the segment of its number.
pub struct Band {
    /// How many characters of target a character of source makes.
    pub length_ratio: f32,
    rows: Vec<(usize, usize)>,
    /// The cell of the first position of each row, and the number of all at the end.
    starts: Vec<usize>,
}

impl Band {
    /// The band of a document.
    pub fn new(sides: Sides, points: &[Point]) -> Self {
        let (n_source, n_target) = (sides.source.len(), sides.target.len());
        let chain = chain(points);
        let mut rows: Vec<(usize, usize)> = (0..=n_source).map(|i| row(i, &chain, (n_source, n_target))).collect();
        rows[0].0 = 0;
        rows[n_source].1 = n_target;
        // Each row begins and ends no earlier than the one before, and they touch.
        for i in 1..=n_source {
            rows[i].1 = rows[i].1.max(rows[i - 1].1);
        }
        for i in (0..n_source).rev() {
            rows[i].0 = rows[i].0.min(rows[i + 1].0);
            rows[i].1 = rows[i].1.max(rows[i + 1].0);
        }
        Self::of(rows, length_ratio(&sides, &chain))
    }

    /// The same with a ratio that is known.
    pub fn with_length_ratio(self, length_ratio: f32) -> Self {
        Self { length_ratio, ..self }
    }

    fn of(rows: Vec<(usize, usize)>, length_ratio: f32) -> Self {
        let mut starts = vec![0];
        for (first, last) in &rows {
            starts.push(starts[starts.len() - 1] + last - first + 1);
        }
        Self { length_ratio, rows, starts }
    }

    /// The number of source segments.
    pub fn n_source(&self) -> usize {
        self.rows.len() - 1
    }

    /// The number of target segments.
    pub fn n_target(&self) -> usize {
        self.rows[self.n_source()].1
    }

    /// The number of cells.
    pub fn n_cells(&self) -> usize {
        self.starts[self.rows.len()]
    }

    /// The target positions that go with a source position.
    pub fn row(&self, i: usize) -> RangeInclusive<usize> {
        self.rows[i].0..=self.rows[i].1
    }

    /// The cell of a pair of positions, if it is in the band.
    pub fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let (first, last) = self.rows[i];
        (first..=last).contains(&j).then(|| self.starts[i] + j - first)
    }

    /// The cell that lies `m` source and `n` target segments before a pair of positions.
    pub fn before(&self, i: usize, j: usize, (m, n): (usize, usize)) -> Option<usize> {
        self.cell(i.checked_sub(m)?, j.checked_sub(n)?)
    }
}

/// How many characters of target a character of source makes, between the segments of the chain; where these are few,
/// in the whole document, of which parts may be missing on one side.
fn length_ratio(sides: &Sides, chain: &[(usize, usize)]) -> f32 {
    if chain.len() < LEAST_POINTS {
        let total = |bags: &[Bag]| bags.iter().map(|bag| bag.n_chars).sum::<f32>() + SOME_CHARS;
        return total(sides.target) / total(sides.source);
    }
    let of_point = |&(i, j): &(usize, usize)| {
        let (source, target) = (sides.source[i].n_chars, sides.target[j].n_chars);
        (target + SOME_CHARS) / (source + SOME_CHARS)
    };
    let mut ratios: Vec<f32> = chain.iter().map(of_point).collect();
    ratios.sort_by(f32::total_cmp);
    ratios[ratios.len() / 2]
}

/// The target positions for a source position, between the points that lead there.
fn row(i: usize, chain: &[(usize, usize)], (n_source, n_target): (usize, usize)) -> (usize, usize) {
    let n_before = chain.partition_point(|point| point.0 + SLACK <= i);
    let n_until = chain.partition_point(|point| point.0 < i + SLACK);
    let before = n_before.checked_sub(1).map_or((0, 0), |at| chain[at]);
    let after = chain.get(n_until).copied().unwrap_or((n_source, n_target));
    let (first, last) = (before.1.saturating_sub(SLACK), (after.1 + SLACK).min(n_target));
    let width = (MOST_CELLS / (n_source + 1)).clamp(*MOST_WIDTH.start(), *MOST_WIDTH.end());
    if last - first <= width {
        return (first, last);
    }
    // Too far between two points: the straight line between them.
    let share = (i - before.0) as f64 / (after.0 - before.0).max(1) as f64;
    let middle = before.1 + (share * (after.1 - before.1) as f64) as usize;
    (middle.saturating_sub(width / 2).max(first), (middle + width / 2).min(last))
}

/// A source and a target segment that are each other's most similar, or nearly, with the share that they have in common.
pub type Point = (usize, usize, f32);

/// The points of a document, by source segment. Of a text that is repeated there are several; the chain chooses.
pub fn points(sides: &Sides) -> Vec<Point> {
    let mut postings: Vec<Vec<u32>> = vec![Vec::new(); sides.weights.len()];
    for (j, bag) in sides.target.iter().enumerate() {
        bag.counts.iter().for_each(|&(feature, _)| postings[feature as usize].push(j as u32));
    }
    let mut shares = vec![0.0; sides.target.len()];
    let mut best_of_target = vec![0.0_f32; sides.target.len()];
    let mut found = Vec::new();
    for (i, bag) in sides.source.iter().enumerate() {
        for (j, share) in most_similar(bag, sides, &postings, &mut shares) {
            best_of_target[j] = best_of_target[j].max(share);
            found.push((i, j, share));
        }
    }
    found.retain(|&(_, j, share)| share >= NEARLY * best_of_target[j]);
    found
}

/// The target segments that are most similar, with the shares in common; `shares` is all 0 before and after.
fn most_similar(bag: &Bag, sides: &Sides, postings: &[Vec<u32>], shares: &mut [f32]) -> Vec<(usize, f32)> {
    let mut met = Vec::new();
    for &(feature, _) in &bag.counts {
        let (weight, there) = (sides.weights[feature as usize], &postings[feature as usize]);
        for &j in there.iter().filter(|_| there.len() <= MOST_POSTINGS) {
            if shares[j as usize] == 0.0 {
                met.push(j as usize);
            }
            shares[j as usize] += weight;
        }
    }
    let share = |&j: &usize| (j, 2.0 * shares[j] / (bag.weight + sides.target[j].weight));
    let mut found: Vec<(usize, f32)> = met.iter().map(share).filter(|(_, share)| *share >= LEAST_SHARE).collect();
    met.into_iter().for_each(|j| shares[j] = 0.0);
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let least = found.first().map_or(0.0, |(_, share)| NEARLY * share);
    found.into_iter().take(MOST_POINTS).take_while(|(_, share)| *share >= least).collect()
}

/// The rising chain of points with the greatest sum of similarities.
fn chain(points: &[Point]) -> Vec<(usize, usize)> {
    // Of the points of one source segment at most one: the last comes first.
    let mut points = points.to_vec();
    points.sort_by_key(|point| (point.0, std::cmp::Reverse(point.1)));
    // The best chain that ends at or before each target segment, in a tree of maxima (Fenwick 1994).
    let n = points.iter().map(|point| point.1 + 1).max().unwrap_or(0);
    let mut tree: Vec<(f32, usize)> = vec![(0.0, usize::MAX); n + 1];
    let mut previous = Vec::with_capacity(points.len());
    for (at, &(_, j, share)) in points.iter().enumerate() {
        let (mut best, mut k) = ((0.0, usize::MAX), j);
        while k > 0 {
            if tree[k].0 > best.0 {
                best = tree[k];
            }
            k &= k - 1;
        }
        previous.push(best.1);
        let reached = (best.0 + share, at);
        k = j + 1;
        while k <= n {
            if reached.0 > tree[k].0 {
                tree[k] = reached;
            }
            k += k & k.wrapping_neg();
        }
    }
    let last = tree.iter().fold((0.0, usize::MAX), |best, &end| if end.0 > best.0 { end } else { best });
    let mut found = Vec::new();
    let mut at = last.1;
    while at != usize::MAX {
        found.push((points[at].0, points[at].1));
        at = previous[at];
    }
    found.reverse();
    found
}
