//! What was moved: runs of segments without counterpart on the path that say the same as a run elsewhere.

use std::collections::BTreeMap;
use std::ops::Range;

use super::band::{Band, Point};
use super::bead;
use super::lexicon::Sides;
use super::model::{Weights, logistic};
use super::path::Lattice;
use super::{Found, steps_of};

/// By how much, in nats, linking two runs must surpass leaving them alone: the odds against a passage being moved.
const COST: f32 = 6.0;

/// Most rounds; in each a run is linked once.
const MOST_ROUNDS: usize = 4;

/// Which segments of each side stand alone.
type Alone = [Vec<bool>; 2];

/// Finds the links between segments that stand alone, which the path could not have.
pub fn find(sides: Sides, points: &[Point], links: &[Found], weights: &Weights, ratio: f32) -> Vec<Found> {
    let mut alone = [vec![true; sides.source.len()], vec![true; sides.target.len()]];
    links.iter().filter(|link| !link.is_null()).for_each(|link| take(&mut alone, link));
    let mut found = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let n_before = found.len();
        for (source, target) in candidates(&alone, points) {
            let is_free = |side: &[bool], run: &Range<usize>| side[run.clone()].iter().all(|alone| *alone);
            if !is_free(&alone[0], &source) || !is_free(&alone[1], &target) {
                continue;
            }
            let linked = link_runs(sides, points, (source, target), weights, ratio);
            linked.iter().for_each(|link| take(&mut alone, link));
            found.extend(linked);
        }
        if found.len() == n_before {
            break;
        }
    }
    found
}

fn take(alone: &mut Alone, link: &Found) {
    alone[0][link.source.clone()].fill(false);
    alone[1][link.target.clone()].fill(false);
}

/// Pairs of runs between which there are points, those with the most in common first.
fn candidates(alone: &Alone, points: &[Point]) -> Vec<(Range<usize>, Range<usize>)> {
    let runs = [runs(&alone[0]), runs(&alone[1])];
    let mut sums: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    for &(i, j, share) in points.iter().filter(|(i, j, _)| alone[0][*i] && alone[1][*j]) {
        let of = |runs: &[Range<usize>], at: usize| runs.partition_point(|run| run.end <= at);
        *sums.entry((of(&runs[0], i), of(&runs[1], j))).or_default() += share;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums.into_iter().map(|((source, target), _)| (runs[0][source].clone(), runs[1][target].clone())).collect()
}

/// The longest ranges of segments that all stand alone.
fn runs(alone: &[bool]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for same in alone.chunk_by(|a, b| a == b) {
        if same[0] {
            found.push(at..at + same.len());
        }
        at += same.len();
    }
    found
}

/// The links between two runs, if they say the same.
fn link_runs(
    sides: Sides,
    points: &[Point],
    (source, target): (Range<usize>, Range<usize>),
    weights: &Weights,
    ratio: f32,
) -> Vec<Found> {
    let part = Sides { source: &sides.source[source.clone()], target: &sides.target[target.clone()], ..sides };
    let inside = points.iter().filter(|(i, j, _)| source.contains(i) && target.contains(j));
    let inside: Vec<Point> = inside.map(|(i, j, share)| (i - source.start, j - target.start, *share)).collect();
    let band = Band::new(part, &inside).with_length_ratio(ratio);
    let lattice = Lattice::new(&band, bead::scores(part, &band, weights), weights);
    let posteriors = lattice.posteriors();
    let gain = posteriors.log_sum as f32 - weights.all_alone(source.len() + target.len()) - COST;
    let is_moved = logistic(f64::from(gain));
    if is_moved < 0.5 {
        return Vec::new();
    }
    let links = steps_of(&band, &posteriors).into_iter().filter(|link| !link.is_null());
    links
        .map(|link| Found {
            source: link.source.start + source.start..link.source.end + source.start,
            target: link.target.start + target.start..link.target.end + target.start,
            probability: link.probability * is_moved,
            is_moved: true,
        })
        .collect()
}
