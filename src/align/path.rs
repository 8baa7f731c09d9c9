//! The paths through the band: the best one, and how probable each bead is over all of them.
//!
//! A path is made of beads and of segments that stand alone. Alone, segments of the source come before those of the
//! target, so that each alignment is one path.

use super::band::Band;
use super::bead::SHAPES;
use super::model::Weights;

/// What the path did last.
const LINKED: usize = 0;
const SOURCE_ALONE: usize = 1;
const TARGET_ALONE: usize = 2;

/// Natural logs of what is not possible.
const NEVER: f32 = f32::NEG_INFINITY;

/// Scores of everything that a path is made of, as natural logs.
pub struct Lattice<'a> {
    /// Where it lies.
    pub band: &'a Band,
    /// Each bead, by the cell that it ends in and its shape.
    pub beads: Vec<[f32; SHAPES.len()]>,
    /// Each source segment alone.
    pub source_alone: Vec<f32>,
    /// Each target segment alone.
    pub target_alone: Vec<f32>,
    /// The first of several alone, in addition.
    pub first_alone: f32,
}

/// A step of a path, ending before these positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Source segments up to the end of the step.
    pub source_end: usize,
    /// Target segments up to the end of the step.
    pub target_end: usize,
    /// Segments of both sides in it.
    pub shape: (usize, usize),
}

/// How probable is what.
pub struct Posteriors {
    /// Each bead, as in [`Lattice::beads`].
    pub beads: Vec<[f32; SHAPES.len()]>,
    /// That a source segment stands alone.
    pub source_alone: Vec<f32>,
    /// That a target segment stands alone.
    pub target_alone: Vec<f32>,
    /// How many runs of segments alone there are to be expected.
    pub n_runs: f64,
    /// Natural log of the sum over all paths.
    pub log_sum: f64,
}

impl Posteriors {
    /// How probable a step is.
    pub fn of(&self, band: &Band, step: &Step) -> f32 {
        match step.shape {
            (_, 0) => self.source_alone[step.source_end - 1],
            (0, _) => self.target_alone[step.target_end - 1],
            shape => {
                let k = SHAPES.iter().position(|known| *known == shape).expect("a step has a shape of beads");
                self.beads[band.cell(step.source_end, step.target_end).expect("a path stays in the band")][k]
            }
        }
    }
}

/// How scores are joined where paths meet: the sum of their probabilities, or the best.
trait Join {
    fn join(logs: impl Iterator<Item = f64> + Clone) -> f64;
}

struct Sum;
struct Best;

impl Join for Sum {
    fn join(logs: impl Iterator<Item = f64> + Clone) -> f64 {
        let (mut n, mut most) = (0, f64::NEG_INFINITY);
        for log in logs.clone().filter(|log| *log > f64::NEG_INFINITY) {
            n += 1;
            most = most.max(log);
        }
        if n < 2 { most } else { most + logs.map(|log| (log - most).exp()).sum::<f64>().ln() }
    }
}

impl Join for Best {
    fn join(logs: impl Iterator<Item = f64> + Clone) -> f64 {
        logs.fold(f64::NEG_INFINITY, f64::max)
    }
}

/// For each cell, what leads there, or on from there, in each state.
type States = Vec<[f64; 3]>;

impl<'a> Lattice<'a> {
    /// The lattice of a band with scored beads.
    pub fn new(band: &'a Band, beads: Vec<[f32; SHAPES.len()]>, weights: &Weights) -> Self {
        let (source_alone, target_alone) = (vec![weights.alone; band.n_source()], vec![weights.alone; band.n_target()]);
        Self { band, beads, source_alone, target_alone, first_alone: weights.first_alone }
    }

    /// The lattice whose best path is the one that is right in most of its parts, to be expected from how probable
    /// they are; a segment alone counts as `alone` beads.
    pub fn of_posteriors(band: &'a Band, found: &Posteriors, alone: f32) -> Self {
        let scaled = |of: &[f32]| of.iter().map(|p| p * alone).collect();
        let beads = found.beads.iter().map(|cell| cell.map(|p| if p > 0.0 { p } else { NEVER })).collect();
        let (source_alone, target_alone) = (scaled(&found.source_alone), scaled(&found.target_alone));
        Self { band, beads, source_alone, target_alone, first_alone: 0.0 }
    }

    /// The score of a segment alone that ends at a pair of positions, by the state before it and its own.
    fn alone(&self, i: usize, j: usize, from: usize, to: usize) -> f64 {
        let alone = if to == SOURCE_ALONE { self.source_alone[i - 1] } else { self.target_alone[j - 1] };
        match (from, to) {
            (TARGET_ALONE, SOURCE_ALONE) => f64::NEG_INFINITY,
            (from, to) if from == to => f64::from(alone),
            _ => f64::from(alone + self.first_alone),
        }
    }

    /// The cells before which a pair of positions is reached alone, with the state.
    fn alone_before(&self, i: usize, j: usize) -> [(usize, Option<usize>); 2] {
        [(SOURCE_ALONE, self.band.before(i, j, (1, 0))), (TARGET_ALONE, self.band.before(i, j, (0, 1)))]
    }

    fn forward<J: Join>(&self) -> States {
        let mut states = vec![[f64::NEG_INFINITY; 3]; self.band.n_cells()];
        states[0][LINKED] = 0.0;
        let mut reached = vec![f64::NEG_INFINITY; self.band.n_cells()];
        for (i, j) in self.positions() {
            let cell = self.band.cell(i, j).expect("a position of the band");
            if cell > 0 {
                let beads = SHAPES.iter().zip(&self.beads[cell]).filter(|(_, score)| **score != NEVER);
                let linked = beads
                    .filter_map(|(shape, score)| Some(reached[self.band.before(i, j, *shape)?] + f64::from(*score)));
                states[cell][LINKED] = J::join(linked);
                for (state, before) in self.alone_before(i, j) {
                    let Some(before) = before else { continue };
                    let from = states[before];
                    states[cell][state] = J::join((0..3).map(|s| from[s] + self.alone(i, j, s, state)));
                }
            }
            reached[cell] = J::join(states[cell].into_iter());
        }
        states
    }

    fn backward(&self) -> States {
        let mut states = vec![[f64::NEG_INFINITY; 3]; self.band.n_cells()];
        let last = self.band.n_cells() - 1;
        states[last] = [0.0; 3];
        let positions: Vec<(usize, usize)> = self.positions().collect();
        for &(i, j) in positions.iter().rev() {
            let cell = self.band.cell(i, j).expect("a position of the band");
            // All that ends here is handed back to where it began.
            let here = states[cell];
            let beads = SHAPES.iter().zip(&self.beads[cell]).filter(|(_, score)| **score != NEVER);
            for (shape, score) in beads {
                let Some(before) = self.band.before(i, j, *shape) else { continue };
                let through = here[LINKED] + f64::from(*score);
                states[before] = states[before].map(|so_far| add(so_far, through));
            }
            for (state, before) in self.alone_before(i, j) {
                let Some(before) = before else { continue };
                for (from, so_far) in states[before].iter_mut().enumerate() {
                    *so_far = add(*so_far, here[state] + self.alone(i, j, from, state));
                }
            }
        }
        states
    }

    /// All positions, row by row.
    fn positions(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..=self.band.n_source()).flat_map(|i| self.band.row(i).map(move |j| (i, j)))
    }

    /// How probable each part of a path is.
    pub fn posteriors(&self) -> Posteriors {
        let (forward, backward) = (self.forward::<Sum>(), self.backward());
        let log_sum = Sum::join(forward[forward.len() - 1].into_iter());
        let mut found = Posteriors {
            beads: vec![[0.0; SHAPES.len()]; self.beads.len()],
            source_alone: vec![0.0; self.band.n_source()],
            target_alone: vec![0.0; self.band.n_target()],
            n_runs: 0.0,
            log_sum,
        };
        for (i, j) in self.positions() {
            let cell = self.band.cell(i, j).expect("a position of the band");
            for (k, shape) in SHAPES.iter().enumerate().filter(|(k, _)| self.beads[cell][*k] != NEVER) {
                let Some(before) = self.band.before(i, j, *shape) else { continue };
                let reached = Sum::join(forward[before].into_iter());
                let log = reached + f64::from(self.beads[cell][k]) + backward[cell][LINKED] - log_sum;
                found.beads[cell][k] = if log > -20.0 { log.exp() as f32 } else { 0.0 };
            }
            for (state, before) in self.alone_before(i, j) {
                let Some(before) = before else { continue };
                let probability = (forward[cell][state] + backward[cell][state] - log_sum).exp();
                let alone =
                    if state == SOURCE_ALONE { &mut found.source_alone[i - 1] } else { &mut found.target_alone[j - 1] };
                *alone += probability as f32;
                let continued =
                    forward[before][state] + self.alone(i, j, state, state) + backward[cell][state] - log_sum;
                found.n_runs += probability - continued.exp();
            }
        }
        found
    }

    /// The best path.
    pub fn best(&self) -> Vec<Step> {
        let states = self.forward::<Best>();
        let (mut i, mut j) = (self.band.n_source(), self.band.n_target());
        let mut state = best_of(states[states.len() - 1]);
        let mut steps = Vec::new();
        while i + j > 0 {
            let (shape, before) = match state {
                LINKED => {
                    let came = self.bead_before(i, j, &states);
                    (came.0, best_of(states[came.1]))
                }
                _ => {
                    let shape = if state == SOURCE_ALONE { (1, 0) } else { (0, 1) };
                    let before = self.band.before(i, j, shape).expect("the path stays in the band");
                    let from = states[before];
                    (shape, best_of([0, 1, 2].map(|s| from[s] + self.alone(i, j, s, state))))
                }
            };
            steps.push(Step { source_end: i, target_end: j, shape });
            (i, j, state) = (i - shape.0, j - shape.1, before);
        }
        steps.reverse();
        steps
    }

    /// The best bead that ends at a pair of positions, with the cell before it.
    fn bead_before(&self, i: usize, j: usize, states: &States) -> ((usize, usize), usize) {
        let cell = self.band.cell(i, j).expect("a position of the band");
        let mut best = (f64::NEG_INFINITY, None);
        for (shape, score) in SHAPES.iter().zip(&self.beads[cell]) {
            let Some(before) = self.band.before(i, j, *shape) else { continue };
            let score = states[before].into_iter().fold(f64::NEG_INFINITY, f64::max) + f64::from(*score);
            if score > best.0 {
                best = (score, Some((*shape, before)));
            }
        }
        best.1.expect("a linked state is reached by a bead")
    }
}

fn best_of(scores: [f64; 3]) -> usize {
    (1..3).fold(0, |best, state| if scores[state] > scores[best] { state } else { best })
}

/// The log of the sum of two numbers given by their logs.
fn add(a: f64, b: f64) -> f64 {
    let (most, least) = if a > b { (a, b) } else { (b, a) };
    if least < most - 40.0 || least == f64::NEG_INFINITY { most } else { most + (least - most).exp().ln_1p() }
}
