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
        let rank = (self.n() as f64 * share).ceil().max(1.0) as u64;
        let mut n_below = 0;
        let at_rank = self.counts.iter().find(|(_, n)| {
            n_below += **n;
            n_below >= rank
        });
        at_rank.map(|(value, _)| self.value(*value))
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

    /// How many values lie in each of `n` parts of equal width from `from` to `to`; those outside are not counted.
    pub fn binned(&self, from: f64, to: f64, n: usize) -> Vec<u64> {
        let mut bins = vec![0; n];
        for (value, count) in &self.counts {
            let place = ((self.value(*value) - from) / (to - from) * n as f64 + 1e-9).floor();
            if place >= 0.0
                && let Some(bin) = bins.get_mut(place as usize)
            {
                *bin += count;
            }
        }
        bins
    }

    fn value(&self, steps: i64) -> f64 {
        rounded(steps as f64 * self.step)
    }
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
    fn bins_have_equal_widths() {
        let distribution = of(0.1, &[0.0, 0.1, 0.2, 0.3, 0.9, 1.0, -0.1]);
        assert_eq!(distribution.binned(0.0, 1.0, 5), [2, 2, 0, 0, 1]);
        assert_eq!(of(1.0, &[1.0, 2.0, 2.0]).total(), 5);
    }
}
