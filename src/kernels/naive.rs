//! The operations as a textbook writes them, in `f64`: what the fast forms are compared with. Never used at run time.

use super::{KeysValues, LayerNorm, Query};

/// x (rows, n_in) · wᵀ + bias, w (n_out, n_in).
pub fn linear(x: &[f32], w: &[f32], bias: &[f32], n_in: usize) -> Vec<f32> {
    let mut out = Vec::new();
    for row in x.chunks_exact(n_in) {
        for (weights, b) in w.chunks_exact(n_in).zip(bias) {
            out.push((dot(row, weights) + f64::from(*b)) as f32);
        }
    }
    out
}

/// The weights (n_heads, n_positions) and the output row.
pub fn attend(query: Query, memory: KeysValues) -> (Vec<f32>, Vec<f32>) {
    let d_model = query.row.len();
    let d_head = d_model / query.n_heads;
    let (mut weights, mut out) = (Vec::new(), Vec::new());
    for columns in (0..d_model).step_by(d_head).map(|start| start..start + d_head) {
        let scores: Vec<f64> = memory
            .keys
            .chunks_exact(d_model)
            .map(|key| dot(&query.row[columns.clone()], &key[columns.clone()]) / (d_head as f64).sqrt())
            .collect();
        let total: f64 = scores.iter().map(|s| s.exp()).sum();
        let head: Vec<f64> = scores.iter().map(|s| s.exp() / total).collect();
        for column in columns {
            let values = memory.values.chunks_exact(d_model).map(|value| f64::from(value[column]));
            out.push(head.iter().zip(values).map(|(w, v)| w * v).sum::<f64>() as f32);
        }
        weights.extend(head.iter().map(|&w| w as f32));
    }
    (weights, out)
}

pub fn add_and_norm(x: &[f32], residual: &[f32], norm: &LayerNorm) -> Vec<f32> {
    let n = norm.gain.len();
    let mut out = Vec::new();
    for (row, other) in x.chunks_exact(n).zip(residual.chunks_exact(n)) {
        let row: Vec<f64> = row.iter().zip(other).map(|(a, b)| f64::from(a + b)).collect();
        let mean = row.iter().sum::<f64>() / n as f64;
        let variance = row.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64;
        for (at, v) in row.iter().enumerate() {
            let normal = (v - mean) / (variance + 1e-5).sqrt();
            out.push((normal * f64::from(norm.gain[at]) + f64::from(norm.bias[at])) as f32);
        }
    }
    out
}

pub fn swish(x: &[f32]) -> Vec<f32> {
    x.iter().map(|&v| (f64::from(v) / (1.0 + (-f64::from(v)).exp())) as f32).collect()
}

pub fn log_softmax(x: &[f32]) -> Vec<f32> {
    let largest = x.iter().copied().fold(f32::MIN, f32::max);
    let total: f64 = x.iter().map(|&v| f64::from(v - largest).exp()).sum();
    x.iter().map(|&v| (f64::from(v - largest) - total.ln()) as f32).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
}
