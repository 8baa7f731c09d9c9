//! How sure one can be of a score, and of a difference between two.
//!
//! All is done with sums of [`Statistics`] over drawn segments, with NumPy's random numbers and in its widths, so that
//! intervals and p-values are those of sacreBLEU with the same seed. Every test begins anew with the seed: what comes
//! out for a system does not depend on the others.

use super::numpy::{Pcg64, exact_mean, mean};
use super::{Metric, Sample, Statistics, Width};

/// sacreBLEU's seed.
pub const DEFAULT_SEED: u64 = 12345;

/// Resamples of a bootstrap, unless others are wanted.
pub const N_RESAMPLES: usize = 1000;

/// Trials of approximate randomisation, unless others are wanted.
pub const N_TRIALS: usize = 10_000;

/// Where the score of other segments like these would lie: 95 % between `mean - half_width` and `mean + half_width`,
/// about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence {
    /// The mean score of the resamples.
    pub mean: f64,
    /// Half of what lies between the ends of their middle 95 %.
    pub half_width: f64,
}

/// A system beside the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// How likely so great a difference, or a greater one, would be if both systems were the same; above 0 and at
    /// most 1.
    pub p_value: f64,
    /// The system's own interval, where the test gives one.
    pub confidence: Option<Confidence>,
}

/// The interval of a score, by bootstrap resampling (Koehn 2004).
pub fn confidence(metric: &dyn Metric, statistics: &Statistics, n_resamples: usize, seed: u64) -> Confidence {
    // One system alone is averaged by Python, several by NumPy, in sacreBLEU.
    let scores = bootstrap(metric, statistics, n_resamples, seed);
    Confidence { mean: exact_mean(&scores.values, scores.width), half_width: scores.half_width() }
}

/// The interval of a baseline in [`paired_bootstrap`], whose last digit differs from that of [`confidence()`].
pub fn baseline_confidence(metric: &dyn Metric, statistics: &Statistics, n_resamples: usize, seed: u64) -> Confidence {
    bootstrap(metric, statistics, n_resamples, seed).confidence()
}

/// Compares a system with a baseline over the same resamples of segments (Koehn 2004), as the script of Moses does:
/// the differences are centred on their mean, and it is counted how many exceed the observed one.
pub fn paired_bootstrap(
    metric: &dyn Metric,
    baseline: &Statistics,
    system: &Statistics,
    n_resamples: usize,
    seed: u64,
) -> Comparison {
    let scores = bootstrap(metric, system, n_resamples, seed);
    let differences = scores.differences(&bootstrap(metric, baseline, n_resamples, seed));
    let width = differences.width;
    let mean = mean(&differences.values, width);
    let observed = width.round(difference(metric, baseline, system));
    let n_greater = differences.values.iter().filter(|value| width.round(**value - mean) > observed).count();
    Comparison { p_value: p_value(n_greater, n_resamples), confidence: Some(scores.confidence()) }
}

/// Compares a system with a baseline by exchanging their segments at random (Riezler and Maxwell 2005), and counting
/// how often the difference is then greater than the observed one.
pub fn approximate_randomisation(
    metric: &dyn Metric,
    baseline: &Statistics,
    system: &Statistics,
    n_trials: usize,
    seed: u64,
) -> Comparison {
    let observed = difference(metric, baseline, system);
    let mut coins = Coins::new(seed);
    let is_greater = |_: &usize| {
        let [one, other] = exchanged(baseline, system, &mut coins);
        (metric.score(&one) - metric.score(&other)).abs() > observed
    };
    let n_greater = (0..n_trials).filter(is_greater).count();
    Comparison { p_value: p_value(n_greater, n_trials), confidence: None }
}

/// The sums of two systems made of the segments of two, which a coin distributes.
///
/// What comes from baseline and system is summed apart, as in sacreBLEU's products of matrices; that matters for TER
/// with three references or more, whose mean lengths are no binary fractions.
fn exchanged(baseline: &Statistics, system: &Statistics, coins: &mut Coins) -> [Vec<f64>; 2] {
    let zeros = || vec![0.0; baseline.n_counts()];
    let mut heads = [zeros(), zeros()];
    let mut tails = [zeros(), zeros()];
    for (ours, theirs) in baseline.rows().zip(system.rows()) {
        let sums = if coins.toss() { &mut heads } else { &mut tails };
        sums[0].iter_mut().zip(ours).for_each(|(sum, count)| *sum += count);
        sums[1].iter_mut().zip(theirs).for_each(|(sum, count)| *sum += count);
    }
    let total = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(one, other)| one + other).collect();
    [total(&heads[0], &tails[1]), total(&tails[0], &heads[1])]
}

fn difference(metric: &dyn Metric, baseline: &Statistics, system: &Statistics) -> f64 {
    (metric.score(&baseline.sums()) - metric.score(&system.sums())).abs()
}

/// With one more case on both sides, the observed one, so that it is never 0.
fn p_value(n_greater: usize, n_samples: usize) -> f64 {
    (n_greater + 1) as f64 / (n_samples + 1) as f64
}

/// The scores of resamples: as many segments as there are, each drawn from all.
///
/// The sums are of 32 bits, as in sacreBLEU. They are exact as long as they stay below 2^24, and then what is narrow
/// is the arithmetic after them.
fn bootstrap(metric: &dyn Metric, statistics: &Statistics, n_resamples: usize, seed: u64) -> Scores {
    let mut generator = Pcg64::new(seed);
    let rows: Vec<Vec<f32>> = statistics.rows().map(|row| row.iter().map(|count| *count as f32).collect()).collect();
    let n_segments = u32::try_from(rows.len()).expect("fewer segments than 2^32 fit in memory");
    let resample = || {
        let mut sums = vec![0.0_f32; statistics.n_counts()];
        for _ in 0..n_segments {
            let row = &rows[generator.below(n_segments) as usize];
            sums.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
        }
        let sums: Vec<f64> = sums.into_iter().map(f64::from).collect();
        metric.sample(&sums, Width::Single)
    };
    Scores::new(&std::iter::repeat_with(resample).take(n_resamples).collect::<Vec<_>>())
}

/// An array of NumPy's.
struct Scores {
    values: Vec<f64>,
    width: Width,
}

impl Scores {
    fn new(samples: &[Sample]) -> Self {
        let width = samples.iter().map(|sample| sample.width).max().unwrap_or(Width::Double);
        Self { values: samples.iter().map(|sample| sample.value).collect(), width }
    }

    fn differences(&self, other: &Self) -> Self {
        let width = self.width.max(other.width);
        let both = self.values.iter().zip(&other.values);
        Self { values: both.map(|(one, other)| width.round((one - other).abs())).collect(), width }
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    fn half_width(&self) -> f64 {
        let sorted = self.sorted();
        let lower = sorted.len() / 40;
        0.5 * self.width.round(sorted[sorted.len() - lower - 1] - sorted[lower])
    }

    fn confidence(&self) -> Confidence {
        Confidence { mean: mean(&self.sorted(), self.width), half_width: self.half_width() }
    }
}

/// Random bits one by one, the lowest of 32 first: `integers(2, dtype=bool)`.
pub(super) struct Coins {
    generator: Pcg64,
    bits: u32,
    n_left: u32,
}

impl Coins {
    pub(super) fn new(seed: u64) -> Self {
        Self { generator: Pcg64::new(seed), bits: 0, n_left: 0 }
    }

    pub(super) fn toss(&mut self) -> bool {
        if self.n_left == 0 {
            (self.bits, self.n_left) = (self.generator.next_u32(), 32);
        }
        let is_heads = self.bits & 1 == 1;
        self.bits >>= 1;
        self.n_left -= 1;
        is_heads
    }
}
