//! AVX2 with fused multiply–add: 8 floats at once, on x86-64 CPUs since 2013.
//!
//! The matrix product is written out; the row operations are the portable ones, compiled for these instructions.

use std::arch::x86_64::{
    __m256, _mm256_add_ps, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_storeu_ps,
};

use super::{KeysValues, LayerNorm, PANEL, PackedMatrix, Query, portable};

/// Rows that one pass over a panel takes: 6 × 2 sums, 2 weights and 1 input fill the 16 registers.
const ROWS: usize = 6;

/// Proves that the CPU supports AVX2 and FMA.
#[derive(Clone, Copy, Debug)]
pub struct Avx2(());

impl Avx2 {
    pub fn new() -> Option<Self> {
        (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")).then_some(Self(()))
    }

    pub fn linear(self, x: &[f32], weights: &PackedMatrix, bias: &[f32], out: &mut [f32]) {
        // SAFETY: `self` exists only where AVX2 and FMA were detected.
        unsafe { linear(x, weights, bias, out) }
    }

    pub fn attend(self, query: Query, memory: KeysValues, weights: &mut [f32], out: &mut [f32]) {
        #[target_feature(enable = "avx2,fma")]
        fn attend(query: Query, memory: KeysValues, weights: &mut [f32], out: &mut [f32]) {
            portable::attend(query, memory, weights, out);
        }
        // SAFETY: `self` exists only where AVX2 and FMA were detected.
        unsafe { attend(query, memory, weights, out) }
    }

    pub fn add_and_norm(self, x: &mut [f32], residual: &[f32], norm: &LayerNorm) {
        #[target_feature(enable = "avx2,fma")]
        fn add_and_norm(x: &mut [f32], residual: &[f32], norm: &LayerNorm) {
            portable::add_and_norm(x, residual, norm);
        }
        // SAFETY: `self` exists only where AVX2 and FMA were detected.
        unsafe { add_and_norm(x, residual, norm) }
    }

    pub fn swish(self, x: &mut [f32]) {
        #[target_feature(enable = "avx2,fma")]
        fn swish(x: &mut [f32]) {
            portable::swish(x);
        }
        // SAFETY: `self` exists only where AVX2 and FMA were detected.
        unsafe { swish(x) }
    }

    pub fn log_softmax(self, x: &mut [f32]) {
        #[target_feature(enable = "avx2,fma")]
        fn log_softmax(x: &mut [f32]) {
            portable::log_softmax(x);
        }
        // SAFETY: `self` exists only where AVX2 and FMA were detected.
        unsafe { log_softmax(x) }
    }
}

/// Blocks of rows pass over one panel while it is in the first-level cache; the rows left over are a smaller block.
/// Each output is one chain of fused multiply–adds over the inputs in order, whatever the blocking.
#[target_feature(enable = "avx2,fma")]
fn linear(x: &[f32], weights: &PackedMatrix, bias: &[f32], out: &mut [f32]) {
    let n_rows = x.len() / weights.n_in;
    let n_blocked = n_rows - n_rows % ROWS;
    for panel_idx in 0..weights.n_panels() {
        for first_row in (0..n_blocked).step_by(ROWS) {
            tile::<ROWS, 1>(x, weights, (first_row, panel_idx)).store(weights, bias, out);
        }
    }
    // Few rows take several panels at once, so that enough independent sums are in flight.
    match n_rows - n_blocked {
        1 => rest::<1, 4>(x, weights, bias, out),
        2 => rest::<2, 2>(x, weights, bias, out),
        3 => rest::<3, 1>(x, weights, bias, out),
        4 => rest::<4, 1>(x, weights, bias, out),
        5 => rest::<5, 1>(x, weights, bias, out),
        _ => {}
    }
}

/// The last R rows, by P panels at a time.
#[target_feature(enable = "avx2,fma")]
fn rest<const R: usize, const P: usize>(x: &[f32], weights: &PackedMatrix, bias: &[f32], out: &mut [f32]) {
    let first_row = x.len() / weights.n_in - R;
    let n_grouped = weights.n_panels() - weights.n_panels() % P;
    for panel_idx in (0..n_grouped).step_by(P) {
        tile::<R, P>(x, weights, (first_row, panel_idx)).store(weights, bias, out);
    }
    for panel_idx in n_grouped..weights.n_panels() {
        tile::<R, 1>(x, weights, (first_row, panel_idx)).store(weights, bias, out);
    }
}

/// Sums of R rows by P panels, with the row and the panel where they begin.
struct Tile<const R: usize, const P: usize> {
    sums: [[[__m256; 2]; P]; R],
    at: (usize, usize),
}

#[target_feature(enable = "avx2,fma")]
fn tile<const R: usize, const P: usize>(x: &[f32], weights: &PackedMatrix, at: (usize, usize)) -> Tile<R, P> {
    let n_in = weights.n_in;
    let rows: [&[f32]; R] = std::array::from_fn(|r| &x[(at.0 + r) * n_in..][..n_in]);
    let panels: [&[f32]; P] = std::array::from_fn(|p| weights.panel(at.1 + p));
    let mut sums = [[[_mm256_setzero_ps(); 2]; P]; R];
    for k in 0..n_in {
        for p in 0..P {
            // SAFETY: a panel holds n_in · 16 floats and k < n_in, so both loads end inside it.
            let (low, high) = unsafe {
                let line = panels[p].as_ptr().add(k * PANEL);
                (_mm256_loadu_ps(line), _mm256_loadu_ps(line.add(8)))
            };
            for r in 0..R {
                // SAFETY: every row was sliced to n_in floats and k < n_in.
                let input = _mm256_set1_ps(unsafe { *rows[r].get_unchecked(k) });
                sums[r][p][0] = _mm256_fmadd_ps(input, low, sums[r][p][0]);
                sums[r][p][1] = _mm256_fmadd_ps(input, high, sums[r][p][1]);
            }
        }
    }
    Tile { sums, at }
}

impl<const R: usize, const P: usize> Tile<R, P> {
    /// Adds the bias and writes the columns that exist.
    #[target_feature(enable = "avx2,fma")]
    fn store(self, weights: &PackedMatrix, bias: &[f32], out: &mut [f32]) {
        for (r, row) in self.sums.iter().enumerate() {
            for (p, halves) in row.iter().enumerate() {
                let first = (self.at.1 + p) * PANEL;
                let width = PANEL.min(weights.n_out - first);
                let (mut line, mut biases) = ([0.0f32; PANEL], [0.0f32; PANEL]);
                biases[..width].copy_from_slice(&bias[first..first + width]);
                for (half, sums) in halves.iter().enumerate() {
                    // SAFETY: both arrays hold 16 floats and half < 2, so 8 floats from half · 8 lie inside them.
                    unsafe {
                        let sum = _mm256_add_ps(*sums, _mm256_loadu_ps(biases.as_ptr().add(half * 8)));
                        _mm256_storeu_ps(line.as_mut_ptr().add(half * 8), sum);
                    }
                }
                let start = (self.at.0 + r) * weights.n_out + first;
                out[start..start + width].copy_from_slice(&line[..width]);
            }
        }
    }
}
