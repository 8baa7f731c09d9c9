//! How often which value occurs, exactly: as many counts as there are different values.

use std::collections::BTreeMap;

use serde::Serialize;

/// Counts of whole numbers, or of fractions as whole multiples of a small step.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// What one is in the unit of the answers.
    step: f64,
    counts: BTreeMap<i64, u64>,
}

/// What a reader wants to know of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The least value.
    pub min: f64,
    /// The value that half of all are at or below.
    pub median: f64,
    /// The sum over the number.
    pub mean: f64,
    /// The value that 95 of a hundred are at or below.
    pub p95: f64,
    /// The greatest value.
    pub max: f64,
}

impl Distribution {
    /// One of values that are multiples of `step`.
    pub fn new(step: f64) -> Self {
        Self { step, counts: BTreeMap::new() }
    }

    /// Counts a value, rounded to a multiple of the step.
    pub fn add(&mut self, value: f64) {
        *self.counts.entry((value / self.step).round() as i64).or_default() += 1;
    }

    /// Values that were counted.
    pub fn n(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Their sum in steps.
    fn sum(&self) -> i128 {
        self.counts.iter().map(|(value, n)| i128::from(*value) * i128::from(*n)).sum()
    }

    /// The sum of whole numbers, none of which is negative.
    pub fn total(&self) -> u64 {
        u64::try_from(self.sum()).unwrap_or(0)
    }

    /// The least value that a share of all are at or below (nearest rank); none where there are none.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        self.quantile_steps(share).map(|steps| self.value(steps))
    }

    /// The summary; none where there are no values.
    pub fn summary(&self) -> Option<Summary> {
        let (min, max) = (*self.counts.first_key_value()?.0, *self.counts.last_key_value()?.0);
        Some(Summary {
            min: self.value(min),
            median: self.quantile(0.5)?,
            mean: rounded(self.sum() as f64 * self.step / self.n() as f64),
            p95: self.quantile(0.95)?,
            max: self.value(max),
        })
    }

    /// The same in steps.
    pub(super) fn quantile_steps(&self, share: f64) -> Option<i64> {
        let rank = (self.n() as f64 * share).ceil().max(1.0) as u64;
        let mut n_below = 0;
        let at_rank = self.counts.iter().find(|(_, n)| {
            n_below += **n;
            n_below >= rank
        });
        at_rank.map(|(steps, _)| *steps)
    }

    /// How many values lie in each bin; those outside are not counted.
    pub(super) fn binned(&self, bins: Bins) -> Vec<u64> {
        let mut counts = vec![0; bins.n];
        for (steps, n) in &self.counts {
            let idx = usize::try_from((steps - bins.first).div_euclid(bins.width)).ok();
            if let Some(count) = idx.and_then(|idx| counts.get_mut(idx)) {
                *count += n;
            }
        }
        counts
    }

    /// What so many steps are.
    pub(super) fn value(&self, steps: i64) -> f64 {
        rounded(steps as f64 * self.step)
    }
}

/// Parts of equal width side by side, in steps of a distribution: each holds as many different values as the others, so
/// that none is higher for its width alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bins {
    /// Where the first begins, a multiple of the width.
    pub first: i64,
    /// The width of each.
    pub width: i64,
    /// How many there are.
    pub n: usize,
}

impl Bins {
    /// Bins that hold all from `least` to `most`, at most about `n_most` of them, whose width is 1, 2 or 5 with zeros.
    pub fn over(least: i64, most: i64, n_most: i64) -> Self {
        let wanted = (most - least).max(0) / n_most + 1;
        let mut width = 1;
        for factor in [2, 5, 10].iter().cycle() {
            if width >= wanted {
                break;
            }
            width = power_of_ten(width) * factor;
        }
        let first = least.div_euclid(width) * width;
        Self { first, width, n: (most.max(least) - first) as usize / width as usize + 1 }
    }

    /// Where the last ends.
    pub fn end(self) -> i64 {
        self.first + self.width * self.n as i64
    }
}

/// The greatest power of ten that is not above a positive number.
fn power_of_ten(n: i64) -> i64 {
    10_i64.pow(n.ilog10())
}

/// Without what binary fractions add behind the fourth decimal.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(step: f64, values: &[f64]) -> Distribution {
        let mut distribution = Distribution::new(step);
        values.iter().for_each(|value| distribution.add(*value));
        distribution
    }

    #[test]
    fn summaries() {
        let table: [(f64, Vec<f64>, [f64; 5]); 4] = [
            (1.0, vec![7.0], [7.0; 5]),
            (1.0, vec![4.0, 1.0, 3.0, 2.0], [1.0, 2.0, 2.5, 4.0, 4.0]),
            (0.1, vec![-0.5, -0.25, -0.1], [-0.5, -0.3, -0.3, -0.1, -0.1]),
            (1.0, (1..=100).map(f64::from).collect(), [1.0, 50.0, 50.5, 95.0, 100.0]),
        ];
        for (step, values, expected) in table {
            let Summary { min, median, mean, p95, max } = of(step, &values).summary().unwrap();
            assert_eq!([min, median, mean, p95, max], expected, "{values:?}");
        }
        assert_eq!(Distribution::new(1.0).summary(), None);
    }

    #[test]
    fn bins_are_round_and_hold_all() {
        let table = [
            ((0, 0), (0, 1, 1)),
            ((0, 31), (0, 1, 32)),
            ((0, 32), (0, 2, 17)),
            ((0, 63), (0, 2, 32)),
            ((0, 64), (0, 5, 13)),
            ((-7, 200), (-10, 10, 22)),
            ((400, 1600), (400, 50, 25)),
            ((-999_999, 0), (-1_000_000, 50_000, 21)),
        ];
        for ((least, most), (first, width, n)) in table {
            let bins = Bins::over(least, most, 32);
            assert_eq!(bins, Bins { first, width, n }, "{least} to {most}");
            assert!(bins.first <= least && most < bins.end() && bins.end() - width <= most, "{least} to {most}");
        }
    }

    #[test]
    fn values_are_counted_in_their_bins() {
        let distribution = of(0.1, &[0.0, 0.1, 0.2, 0.3, 0.9, 1.0, -0.1]);
        assert_eq!(distribution.binned(Bins { first: 0, width: 2, n: 5 }), [2, 2, 0, 0, 1]);
        assert_eq!(distribution.binned(Bins { first: -2, width: 2, n: 2 }), [1, 2]);
        assert_eq!(of(1.0, &[1.0, 2.0, 2.0]).total(), 5);
    }
}
