//! What was learnt: how much each feature of a bead counts, and how sure the sum over all paths really is.
//!
//! `tests/bench/align_fit.rs` prints these constants. The ten weights were fitted to cases that
//! `tests/bench/align_cases.py` makes: of a third of the documents of NTREX (Arabic and English, the program's own
//! translation as bridge) and half of FLORES-dev (two other translators), with 0 to 20 % left out; and to one German and
//! French yearbook, the development set of Text+Berg. The two constants of the calibration were fitted to all these and
//! to another third of NTREX.

use super::bead::{Features, N_FEATURES};

/// What was learnt from documents with known links.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// How much each feature counts.
    pub weights: Weights,
    /// How sure the sum over all paths really is.
    pub calibration: Calibration,
}

impl Model {
    /// The model that the program uses.
    pub const LEARNT: Self = Self {
        weights: Weights {
            bead: [1.518, -0.2017, 2.609, -0.543, 0.3818, -1.485, -0.4351, 0.3908],
            alone: -1.238,
            first_alone: -1.161,
        },
        calibration: Calibration { slope: 1.138, offset: -0.1745 },
    };
}

/// What each feature adds to the natural log of the odds of a path (a semi-Markov conditional random field).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Those of the features of beads, in the order of [`super::bead::NAMES`].
    pub bead: Features,
    /// For each segment that stands alone.
    pub alone: f32,
    /// For each run of segments that stand alone.
    pub first_alone: f32,
}

/// How far a bead may score below its segments alone to be looked at; the others would have no part in the sum over all
/// paths that matters.
const HOPELESS: f32 = 14.0;

/// The number of weights.
pub const N_WEIGHTS: usize = N_FEATURES + 2;

impl Weights {
    /// The score of a bead of so many segments; of one that is hopeless, [`f32::NEG_INFINITY`].
    pub fn score(&self, features: &Features, n_segments: usize) -> f32 {
        let score: f32 = self.bead.iter().zip(features).map(|(weight, feature)| weight * feature).sum();
        if score > self.all_alone(n_segments) - HOPELESS { score } else { f32::NEG_INFINITY }
    }

    /// The score of so many segments that all stand alone, on both sides.
    pub fn all_alone(&self, n_segments: usize) -> f32 {
        n_segments as f32 * self.alone + 2.0 * self.first_alone
    }

    /// All in a row.
    pub fn to_array(self) -> [f32; N_WEIGHTS] {
        let mut all = [0.0; N_WEIGHTS];
        all[..N_FEATURES].copy_from_slice(&self.bead);
        all[N_FEATURES..].copy_from_slice(&[self.alone, self.first_alone]);
        all
    }

    /// From all in a row.
    pub fn from_array(all: [f32; N_WEIGHTS]) -> Self {
        let mut bead = [0.0; N_FEATURES];
        bead.copy_from_slice(&all[..N_FEATURES]);
        Self { bead, alone: all[N_FEATURES], first_alone: all[N_FEATURES + 1] }
    }
}

/// Turns the probability of a link over all paths into how often such links are right: a line through the logits
/// (Platt 1999). The weights were learnt on easier texts than some are, so that the sum alone is too sure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// What the logit is multiplied by.
    pub slope: f64,
    /// What is added to it.
    pub offset: f64,
}

/// The nearest to 0 and to 1 that a probability counts as.
const SURE: f64 = 1e-3;

impl Calibration {
    /// No change but at the ends.
    pub const NONE: Self = Self { slope: 1.0, offset: 0.0 };

    /// The calibrated probability.
    pub fn apply(&self, probability: f64) -> f64 {
        logistic(self.slope * logit(probability) + self.offset)
    }
}

/// The log of the odds of a probability, which is kept off 0 and 1.
pub fn logit(probability: f64) -> f64 {
    let kept = probability.clamp(SURE, 1.0 - SURE);
    (kept / (1.0 - kept)).ln()
}

/// The probability of log odds.
pub fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}
