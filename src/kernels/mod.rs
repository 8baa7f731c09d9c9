//! Arithmetic on slices of `f32`: matrix products, attention, layer norm, softmax. Knows neither texts nor models.
//!
//! Every operation works on one row at a time in a fixed order of sums, so that a row's result does not depend on the
//! rows beside it. An instruction set is a value of [`Isa`] that exists only where the CPU supports it; each has the
//! same operations, and `naive` is the textbook form that tests compare them with. This is the only place with
//! `unsafe`.

#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(test)]
mod naive;
mod portable;

/// Columns that a packed matrix keeps side by side.
const PANEL: usize = 16;

/// An instruction set that this CPU supports.
#[derive(Clone, Copy, Debug)]
pub enum Isa {
    /// Plain Rust, on every CPU.
    Portable,
    /// AVX2 with fused multiply–add.
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
}

impl Isa {
    /// The fastest that this CPU supports.
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(proof) = avx2::Avx2::new() {
            return Self::Avx2(proof);
        }
        Self::Portable
    }

    /// The name in signatures: `portable` or `avx2`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
        }
    }

    /// Computes `out = x · Wᵀ + bias`, with x (rows, n_in), W (n_out, n_in) packed, out (rows, n_out), row-major.
    ///
    /// # Panics
    /// When the lengths do not fit the matrix.
    pub fn linear(self, x: &[f32], weights: &PackedMatrix, bias: &[f32], out: &mut [f32]) {
        let n_rows = x.len() / weights.n_in;
        assert_eq!(x.len(), n_rows * weights.n_in, "x is not a whole number of rows");
        assert_eq!(out.len(), n_rows * weights.n_out, "out does not fit the rows of x");
        assert_eq!(bias.len(), weights.n_out, "bias does not fit the matrix");
        match self {
            Self::Portable => portable::linear(x, weights, bias, out),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(proof) => proof.linear(x, weights, bias, out),
        }
    }

    /// Attends with one query row to all rows of `memory`: softmax(q·K / √d_head)·V for each head.
    ///
    /// `weights` becomes (n_heads, n_positions), the attention of each head; `out` is one row of d_model.
    ///
    /// # Panics
    /// When the lengths do not fit, or `memory` holds no row.
    pub fn attend(self, query: Query, memory: KeysValues, weights: &mut Vec<f32>, out: &mut [f32]) {
        let d_model = query.row.len();
        assert!(d_model.is_multiple_of(query.n_heads) && out.len() == d_model, "heads do not divide the row");
        assert!(!memory.keys.is_empty() && memory.keys.len().is_multiple_of(d_model), "keys are not rows of d_model");
        assert_eq!(memory.keys.len(), memory.values.len(), "keys and values differ in number");
        weights.clear();
        weights.resize(query.n_heads * (memory.keys.len() / d_model), 0.0);
        match self {
            Self::Portable => portable::attend(query, memory, weights, out),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(proof) => proof.attend(query, memory, weights, out),
        }
    }

    /// Adds `residual` to `x` and normalises each row to mean 0 and variance 1, then scales: Ba et al. 2016, ε = 1e-5.
    ///
    /// # Panics
    /// When the lengths do not fit.
    pub fn add_and_norm(self, x: &mut [f32], residual: &[f32], norm: &LayerNorm) {
        assert_eq!(x.len(), residual.len(), "residual does not fit");
        assert!(x.len().is_multiple_of(norm.gain.len()) && norm.gain.len() == norm.bias.len(), "norm does not fit");
        match self {
            Self::Portable => portable::add_and_norm(x, residual, norm),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(proof) => proof.add_and_norm(x, residual, norm),
        }
    }

    /// Replaces each x by x · sigmoid(x) (swish, also called SiLU).
    pub fn swish(self, x: &mut [f32]) {
        match self {
            Self::Portable => portable::swish(x),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(proof) => proof.swish(x),
        }
    }

    /// Replaces logits by natural-log probabilities: x − log Σ exp x.
    pub fn log_softmax(self, x: &mut [f32]) {
        match self {
            Self::Portable => portable::log_softmax(x),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(proof) => proof.log_softmax(x),
        }
    }
}

/// A weight matrix (n_out, n_in) laid out for [`Isa::linear`]: panels of 16 outputs, in each the inputs in order.
#[derive(Debug)]
pub struct PackedMatrix {
    n_out: usize,
    n_in: usize,
    /// (panel, n_in, 16); the last panel is filled up with zeros.
    panels: Vec<f32>,
}

impl PackedMatrix {
    /// Packs a row-major (n_out, n_in) matrix.
    ///
    /// # Panics
    /// When `matrix` has another length, or a side is 0.
    pub fn new(matrix: &[f32], n_out: usize, n_in: usize) -> Self {
        assert!(n_out > 0 && n_in > 0, "empty matrix");
        assert_eq!(matrix.len(), n_out * n_in, "matrix does not have the shape that is said");
        let mut panels = vec![0.0; n_out.div_ceil(PANEL) * n_in * PANEL];
        for (output, row) in matrix.chunks_exact(n_in).enumerate() {
            let panel = &mut panels[output / PANEL * n_in * PANEL..][..n_in * PANEL];
            for (slot, &weight) in panel.iter_mut().skip(output % PANEL).step_by(PANEL).zip(row) {
                *slot = weight;
            }
        }
        Self { n_out, n_in, panels }
    }

    /// Length of an output row.
    pub fn n_out(&self) -> usize {
        self.n_out
    }

    /// Length of an input row.
    pub fn n_in(&self) -> usize {
        self.n_in
    }

    fn n_panels(&self) -> usize {
        self.n_out.div_ceil(PANEL)
    }

    /// The panel's weights, (n_in, 16).
    fn panel(&self, panel_idx: usize) -> &[f32] {
        &self.panels[panel_idx * self.n_in * PANEL..][..self.n_in * PANEL]
    }
}

/// One query row of d_model, split evenly into heads.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The projected query, d_model long.
    pub row: &'a [f32],
    /// Number of heads; divides d_model.
    pub n_heads: usize,
}

/// What is attended to: projected keys and values, each (n_positions, d_model).
#[derive(Clone, Copy, Debug)]
pub struct KeysValues<'a> {
    /// Keys, row-major.
    pub keys: &'a [f32],
    /// Values, row-major.
    pub values: &'a [f32],
}

/// Scale and shift after a normalisation, each d_model long.
#[derive(Debug)]
pub struct LayerNorm {
    /// Multiplies the normalised row.
    pub gain: Vec<f32>,
    /// Is added to it.
    pub bias: Vec<f32>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every instruction set of this CPU.
    fn all() -> Vec<Isa> {
        let mut all = vec![Isa::Portable];
        if !matches!(Isa::best(), Isa::Portable) {
            all.push(Isa::best());
        }
        all
    }

    /// Numbers in -1..1 that repeat for a seed (a linear congruence, Numerical Recipes).
    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..n).map(|_| next()).collect()
    }

    #[track_caller]
    fn assert_close(isa: Isa, got: &[f32], expected: &[f32], tolerance: f32) {
        assert_eq!(got.len(), expected.len());
        for (at, (g, e)) in got.iter().zip(expected).enumerate() {
            assert!((g - e).abs() <= tolerance * (1.0 + e.abs()), "{}: [{at}] {g} is not {e}", isa.name());
        }
    }

    /// Every remainder of the blocking in rows and columns.
    #[test]
    fn linear_is_the_naive_product_at_every_tail() {
        for isa in all() {
            for n_rows in 0..=15 {
                for n_out in [1, 2, 7, 15, 16, 17, 31, 33, 64, 65, 80, 97] {
                    for n_in in [1, 2, 5, 16, 33] {
                        let (x, w, b) = (numbers(n_rows * n_in, 1), numbers(n_out * n_in, 2), numbers(n_out, 3));
                        let mut out = vec![f32::NAN; n_rows * n_out];
                        isa.linear(&x, &PackedMatrix::new(&w, n_out, n_in), &b, &mut out);
                        assert_close(isa, &out, &naive::linear(&x, &w, &b, n_in), 1e-5);
                    }
                }
            }
        }
    }

    #[test]
    fn attention_is_the_naive_one() {
        for isa in all() {
            for n_heads in [1, 2, 4] {
                for d_head in [1, 3, 8, 12, 64, 67] {
                    for n_positions in [1, 2, 3, 9, 17] {
                        let d_model = n_heads * d_head;
                        let row = numbers(d_model, 1);
                        let (keys, values) = (numbers(n_positions * d_model, 2), numbers(n_positions * d_model, 3));
                        let query = Query { row: &row, n_heads };
                        let memory = KeysValues { keys: &keys, values: &values };
                        let (mut weights, mut out) = (Vec::new(), vec![f32::NAN; d_model]);
                        isa.attend(query, memory, &mut weights, &mut out);
                        let (expected_weights, expected) = naive::attend(query, memory);
                        assert_close(isa, &out, &expected, 1e-5);
                        assert_close(isa, &weights, &expected_weights, 1e-5);
                    }
                }
            }
        }
    }

    #[test]
    fn row_operations_are_the_naive_ones() {
        for isa in all() {
            for n in [1, 2, 7, 8, 9, 16, 31, 256, 1001] {
                let x: Vec<f32> = numbers(n, 1).iter().map(|v| v * 20.0).collect();
                let mut swish = x.clone();
                isa.swish(&mut swish);
                assert_close(isa, &swish, &naive::swish(&x), 1e-6);
                let mut log_softmax = x.clone();
                isa.log_softmax(&mut log_softmax);
                assert_close(isa, &log_softmax, &naive::log_softmax(&x), 1e-6);
                let norm = LayerNorm { gain: numbers(n, 2), bias: numbers(n, 3) };
                let (mut rows, residual) = (numbers(3 * n, 4), numbers(3 * n, 5));
                let expected = naive::add_and_norm(&rows, &residual, &norm);
                isa.add_and_norm(&mut rows, &residual, &norm);
                assert_close(isa, &rows, &expected, 2e-4);
            }
        }
    }

    #[test]
    fn extreme_values_stay_finite() {
        for isa in all() {
            let mut x = vec![-1e30, -100.0, -88.0, 0.0, 88.0, 100.0, 1e30];
            isa.swish(&mut x);
            assert!(x.iter().all(|v| v.is_finite()), "{}: {x:?}", isa.name());
            let mut x = vec![-1e30, 0.0, 1e4];
            isa.log_softmax(&mut x);
            assert_eq!(x, [-1e30, -1e4, 0.0], "{}", isa.name());
        }
    }

    proptest! {
        /// The law that translations rest on: a row's bytes do not depend on the rows beside it.
        #[test]
        fn a_row_does_not_depend_on_its_neighbours(
            n_rows in 1usize..20, n_out in 1usize..90, n_in in 1usize..40, seed in 0u32..1000,
        ) {
            for isa in all() {
                let (x, b) = (numbers(n_rows * n_in, seed), numbers(n_out, seed + 1));
                let weights = PackedMatrix::new(&numbers(n_out * n_in, seed + 2), n_out, n_in);
                let mut together = vec![0.0; n_rows * n_out];
                isa.linear(&x, &weights, &b, &mut together);
                let mut alone = vec![0.0; n_out];
                for (row, expected) in x.chunks_exact(n_in).zip(together.chunks_exact(n_out)) {
                    isa.linear(row, &weights, &b, &mut alone);
                    prop_assert_eq!(&alone[..], expected);
                }
            }
        }
    }
}
