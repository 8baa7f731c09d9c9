//! The operations in plain Rust, written so that a compiler turns them into whatever vectors it is allowed to use.
//!
//! They are inlined into the instruction sets as well, where the same source becomes wider code. Sums run in eight
//! lanes that are added in a fixed order, so that the result is the same on every CPU.

use super::{KeysValues, LayerNorm, PANEL, PackedMatrix, Query};

const LANES: usize = 8;

pub fn linear(x: &[f32], weights: &PackedMatrix, bias: &[f32], out: &mut [f32]) {
    let rows = x.chunks_exact(weights.n_in).zip(out.chunks_exact_mut(weights.n_out));
    for (row, out_row) in rows {
        for (panel_idx, (columns, biases)) in out_row.chunks_mut(PANEL).zip(bias.chunks(PANEL)).enumerate() {
            let mut sums = [0.0f32; PANEL];
            for (&v, line) in row.iter().zip(weights.panel(panel_idx).chunks_exact(PANEL)) {
                for (sum, &w) in sums.iter_mut().zip(line) {
                    *sum += v * w;
                }
            }
            for ((column, sum), b) in columns.iter_mut().zip(sums).zip(biases) {
                *column = sum + b;
            }
        }
    }
}

#[inline(always)]
pub fn attend(query: Query, memory: KeysValues, weights: &mut [f32], out: &mut [f32]) {
    let d_model = query.row.len();
    let d_head = d_model / query.n_heads;
    let scale = 1.0 / (d_head as f32).sqrt();
    let n_positions = memory.keys.len() / d_model;
    out.fill(0.0);
    let heads = query.row.chunks_exact(d_head).zip(out.chunks_exact_mut(d_head));
    for (head_idx, ((q, head_out), head_weights)) in heads.zip(weights.chunks_exact_mut(n_positions)).enumerate() {
        let columns = head_idx * d_head..(head_idx + 1) * d_head;
        for (weight, key) in head_weights.iter_mut().zip(memory.keys.chunks_exact(d_model)) {
            *weight = dot(q, &key[columns.clone()]) * scale;
        }
        softmax(head_weights);
        for (&weight, value) in head_weights.iter().zip(memory.values.chunks_exact(d_model)) {
            for (o, &v) in head_out.iter_mut().zip(&value[columns.clone()]) {
                *o += weight * v;
            }
        }
    }
}

#[inline(always)]
pub fn add_and_norm(x: &mut [f32], residual: &[f32], norm: &LayerNorm) {
    let n = norm.gain.len();
    for (row, other) in x.chunks_exact_mut(n).zip(residual.chunks_exact(n)) {
        for (v, &r) in row.iter_mut().zip(other) {
            *v += r;
        }
        let mean = sum(row, |v| v) / n as f32;
        let variance = sum(row, |v| (v - mean) * (v - mean)) / n as f32;
        let scale = 1.0 / (variance + 1e-5).sqrt();
        for ((v, &gain), &bias) in row.iter_mut().zip(&norm.gain).zip(&norm.bias) {
            *v = (*v - mean) * scale * gain + bias;
        }
    }
}

#[inline(always)]
pub fn swish(x: &mut [f32]) {
    for v in x {
        *v /= 1.0 + exp(-*v);
    }
}

#[inline(always)]
pub fn log_softmax(x: &mut [f32]) {
    let largest = max(x);
    let shift = largest + sum(x, |v| exp(v - largest)).ln();
    for v in x {
        *v -= shift;
    }
}

#[inline(always)]
fn softmax(x: &mut [f32]) {
    let largest = max(x);
    for v in x.iter_mut() {
        *v = exp(*v - largest);
    }
    let scale = 1.0 / sum(x, |v| v);
    for v in x {
        *v *= scale;
    }
}

#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let (a_blocks, b_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let tail: f32 = a_blocks.remainder().iter().zip(b_blocks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_blocks.zip(b_blocks) {
        for ((lane, &x), &y) in lanes.iter_mut().zip(x).zip(y) {
            *lane += x * y;
        }
    }
    lanes.iter().sum::<f32>() + tail
}

/// Σ f(x), in lanes.
#[inline(always)]
fn sum(x: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let blocks = x.chunks_exact(LANES);
    let tail: f32 = blocks.remainder().iter().map(|&v| f(v)).sum();
    for block in blocks {
        for (lane, &v) in lanes.iter_mut().zip(block) {
            *lane += f(v);
        }
    }
    lanes.iter().sum::<f32>() + tail
}

#[inline(always)]
fn max(x: &[f32]) -> f32 {
    let mut lanes = [f32::MIN; LANES];
    let blocks = x.chunks_exact(LANES);
    let tail = blocks.remainder().iter().copied().fold(f32::MIN, f32::max);
    for block in blocks {
        for (lane, &v) in lanes.iter_mut().zip(block) {
            *lane = if v > *lane { v } else { *lane };
        }
    }
    lanes.into_iter().fold(tail, f32::max)
}

/// eˣ to about one unit in the last place, without a call, so that loops over it become vectors.
///
/// x = n·ln 2 + r with |r| ≤ ln 2 / 2; eʳ by the polynomial of Cephes `expf` (Moshier 1992), 2ⁿ by its bit pattern.
/// Below −87.3 the result is the smallest normal number, above 88.3 it is 2^127·e^r: never infinite, never a NaN from
/// a finite x.
#[inline(always)]
fn exp(x: f32) -> f32 {
    /// Adding and subtracting 1.5·2²³ rounds to the nearest whole number.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.3, 88.3);
    let n = (x * std::f32::consts::LOG2_E + ROUND) - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut p = 1.987_569_2e-4;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_65, 0.5] {
        p = p * r + coefficient;
    }
    let power = f32::from_bits(((n as i32 + 127) << 23) as u32);
    (p * r * r + r + 1.0) * power
}

#[cfg(test)]
mod tests {
    #[test]
    fn exp_is_exact_to_two_units() {
        for step in -87_000..88_000 {
            let x = step as f32 / 1000.0;
            let (got, expected) = (f64::from(super::exp(x)), f64::from(x).exp());
            assert!(((got - expected) / expected).abs() < 2.4e-7, "exp({x}) gave {got}, not {expected}");
        }
        assert_eq!(super::exp(0.0), 1.0);
    }
}
