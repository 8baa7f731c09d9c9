//! Learns the weights from documents whose links are known.
//!
//! The weights are those under which the known alignments are most probable among all paths of their bands (maximum
//! likelihood of a conditional random field; Lafferty, McCallum and Pereira 2001), by gradient ascent.

use rayon::prelude::*;

use super::Texts;
use super::band::{Band, points};
use super::bead::{self, Features, N_FEATURES, SHAPES};
use super::lexicon::Lexicon;
use super::links::Linked;
use super::model::{Calibration, N_WEIGHTS, Weights, logistic, logit};
use super::path::Lattice;

/// Step width of Adam (Kingma and Ba 2015), and its memories.
const STEP: f64 = 0.1;
const MEMORIES: (f64, f64) = (0.9, 0.99);

/// How much the squares of the weights count against the likelihood of all documents.
const RIDGE: f64 = 0.05;

/// Steps of Newton's method, which needs fewer.
const N_NEWTON: usize = 20;

/// A document with its features and the sums of them over its links.
pub struct Case {
    band: Band,
    features: Vec<[Option<Features>; SHAPES.len()]>,
    gold: [f64; N_WEIGHTS],
}

impl Case {
    /// Measures a document; links of shapes that no path has are left out of its sums.
    pub fn new(texts: &Texts, gold: &[Linked]) -> Self {
        let lexicon = Lexicon::new(texts);
        let band = Band::new(lexicon.sides(), &points(&lexicon.sides()));
        let features = bead::each(lexicon.sides(), &band, None, |features, _| Some(*features));
        let gold = sums(&band, &features, gold);
        Self { band, features, gold }
    }

    /// The logarithm of how probable the links are, and how it changes with each weight.
    fn gradient(&self, weights: &Weights) -> (f64, [f64; N_WEIGHTS]) {
        let score = |cell: &[Option<Features>; SHAPES.len()], k: usize| {
            cell[k].as_ref().map_or(f32::NEG_INFINITY, |f| weights.score(f, SHAPES[k].0 + SHAPES[k].1))
        };
        let beads = self.features.iter().map(|cell| std::array::from_fn(|k| score(cell, k))).collect();
        let lattice = Lattice::new(&self.band, beads, weights);
        let found = lattice.posteriors();
        let mut expected = [0.0; N_WEIGHTS];
        for (features, probabilities) in self.features.iter().flatten().zip(found.beads.iter().flatten()) {
            if let Some(features) = features.as_ref().filter(|_| *probabilities > 0.0) {
                (0..N_FEATURES).for_each(|k| expected[k] += f64::from(features[k] * probabilities));
            }
        }
        let alone = found.source_alone.iter().chain(&found.target_alone);
        expected[N_FEATURES] = alone.map(|p| f64::from(*p)).sum();
        expected[N_FEATURES + 1] = found.n_runs;
        let of_gold: f64 = self.gold.iter().zip(weights.to_array()).map(|(sum, weight)| sum * f64::from(weight)).sum();
        (of_gold - found.log_sum, std::array::from_fn(|k| self.gold[k] - expected[k]))
    }
}

/// The sums of the features of links that no others stand between.
fn sums(band: &Band, features: &[[Option<Features>; SHAPES.len()]], gold: &[Linked]) -> [f64; N_WEIGHTS] {
    let mut sums = [0.0; N_WEIGHTS];
    let mut is_alone = (vec![true; band.n_source()], vec![true; band.n_target()]);
    let mut ends = Vec::new();
    for link in gold.iter().filter(|link| !link.is_null()) {
        let shape = (link.source.len(), link.target.len());
        let (i, j) = (link.source[shape.0 - 1] + 1, link.target[shape.1 - 1] + 1);
        let place = SHAPES.iter().position(|known| *known == shape);
        let found = place.and_then(|k| features[band.cell(i, j)?][k]);
        let is_rising = ends.iter().all(|end: &(usize, usize)| end.0 < i && end.1 < j);
        let Some(found) = found.filter(|_| is_rising) else { continue };
        ends.push((i, j));
        (0..N_FEATURES).for_each(|k| sums[k] += f64::from(found[k]));
        link.source.iter().for_each(|i| is_alone.0[*i] = false);
        link.target.iter().for_each(|j| is_alone.1[*j] = false);
    }
    let n_alone = is_alone.0.iter().chain(&is_alone.1).filter(|alone| **alone).count();
    let n_runs = |alone: &[bool]| (0..alone.len()).filter(|i| alone[*i] && (*i == 0 || !alone[*i - 1])).count();
    sums[N_FEATURES] = n_alone as f64;
    sums[N_FEATURES + 1] = (n_runs(&is_alone.0) + n_runs(&is_alone.1)) as f64;
    sums
}

/// Learns how sure probabilities are, from those of links with whether each was right: the line through their logits
/// under which that is most probable, by Newton's method.
pub fn calibrate(links: &[(f64, bool)]) -> Calibration {
    let (mut slope, mut offset) = (1.0, 0.0);
    for _ in 0..N_NEWTON {
        let (mut gradient, mut hessian) = ([0.0; 2], [1e-6, 0.0, 1e-6]);
        for (probability, is_right) in links {
            let x = logit(*probability);
            let p = logistic(slope * x + offset);
            let (error, spread) = (f64::from(u8::from(*is_right)) - p, p * (1.0 - p));
            gradient = [gradient[0] + error * x, gradient[1] + error];
            hessian = [hessian[0] + spread * x * x, hessian[1] + spread * x, hessian[2] + spread];
        }
        let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
        slope += (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant;
        offset += (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant;
    }
    Calibration { slope, offset }
}

/// Learns weights in so many steps; `tell` is called with the number and the mean log-probability of a document.
pub fn fit(cases: &[Case], n_steps: usize, start: Weights, mut tell: impl FnMut(usize, f64)) -> Weights {
    let mut weights = start.to_array().map(f64::from);
    let (mut mean, mut square) = ([0.0; N_WEIGHTS], [0.0; N_WEIGHTS]);
    let n = cases.len() as f64;
    for step in 1..=n_steps {
        let now = Weights::from_array(weights.map(|weight| weight as f32));
        let gradients: Vec<_> = cases.par_iter().map(|case| case.gradient(&now)).collect();
        tell(step, gradients.iter().map(|(log, _)| log).sum::<f64>() / n);
        let rate = STEP * (1.0 - step as f64 / (n_steps + 1) as f64);
        for k in 0..N_WEIGHTS {
            let slope = gradients.iter().map(|(_, gradient)| gradient[k]).sum::<f64>() / n - RIDGE * weights[k] / n;
            mean[k] = MEMORIES.0 * mean[k] + (1.0 - MEMORIES.0) * slope;
            square[k] = MEMORIES.1 * square[k] + (1.0 - MEMORIES.1) * slope * slope;
            let corrected = mean[k] / (1.0 - MEMORIES.0.powi(step as i32));
            let spread = square[k] / (1.0 - MEMORIES.1.powi(step as i32));
            weights[k] += rate * corrected / (spread.sqrt() + 1e-8);
        }
    }
    Weights::from_array(weights.map(|weight| weight as f32))
}
