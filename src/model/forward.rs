//! One pass through the layers: the encoder over whole sources, the decoder by one token.

use std::ops::Range;

use super::marian::{DecoderLayer, EncoderLayer, Marian};
use super::{Model, Row};
use crate::kernels::{KeysValues, Query};
use crate::text::TokenId;

/// The encoded sources of a batch, as the decoder's layers look at them.
pub struct Memory {
    /// The rows of each source.
    rows: Vec<Range<usize>>,
    /// One for each decoder layer.
    layers: Vec<Cache>,
}

/// What the decoder remembers of one hypothesis.
#[derive(Clone, Debug)]
pub struct State {
    n_tokens: usize,
    /// One for each decoder layer; (n_tokens, d_model) each.
    layers: Vec<Cache>,
    /// Attention to the source in the last step, mean over the heads of the last layer.
    attention: Vec<f32>,
}

/// Keys and values of rows that were seen, each (n_rows, d_model).
#[derive(Clone, Debug, Default)]
struct Cache {
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl Cache {
    /// Divides rows of keys and values, 2 · d_model wide, and appends them.
    fn extend(&mut self, rows: &[f32], d_model: usize) {
        for row in rows.chunks_exact(2 * d_model) {
            let (key, value) = row.split_at(d_model);
            self.keys.extend_from_slice(key);
            self.values.extend_from_slice(value);
        }
    }

    /// Some of the rows.
    fn rows(&self, rows: &Range<usize>, d_model: usize) -> KeysValues<'_> {
        let floats = rows.start * d_model..rows.end * d_model;
        KeysValues { keys: &self.keys[floats.clone()], values: &self.values[floats] }
    }
}

impl Model for Marian {
    type Memory = Memory;
    type State = State;

    fn vocab_size(&self) -> usize {
        self.config.vocab_size
    }

    fn start_token(&self) -> TokenId {
        self.config.decoder_start
    }

    fn encode(&self, sources: &[&[TokenId]]) -> Memory {
        let mut x: Vec<f32> = Vec::new();
        let mut rows = Vec::with_capacity(sources.len());
        for source in sources {
            let first = x.len() / self.config.d_model;
            x.extend(self.embed_source(source));
            rows.push(first..first + source.len());
        }
        for layer in &self.encoder {
            self.encoder_layer(layer, &rows, &mut x);
        }
        let layers = self.decoder.iter().map(|layer| {
            let mut cache = Cache::default();
            cache.extend(&layer.cross.key_value.apply(self.isa, &x), self.config.d_model);
            cache
        });
        Memory { rows, layers: layers.collect() }
    }

    fn start(&self) -> State {
        State { n_tokens: 0, layers: vec![Cache::default(); self.decoder.len()], attention: Vec::new() }
    }

    fn step(&self, memory: &Memory, rows: &mut [Row<State>]) -> Vec<f32> {
        let mut x = Vec::with_capacity(rows.len() * self.config.d_model);
        for row in rows.iter_mut() {
            self.embed(&self.target_embedding, row.token, row.state.n_tokens, &mut x);
            row.state.n_tokens += 1;
        }
        for (layer_idx, layer) in self.decoder.iter().enumerate() {
            self.attend_to_target(layer, layer_idx, rows, &mut x);
            self.attend_to_source(layer, (memory, layer_idx), rows, &mut x);
            layer.feed_forward.apply(self.isa, &mut x);
        }
        self.output.apply(self.isa, &x)
    }

    fn attention(state: &State) -> &[f32] {
        &state.attention
    }
}

impl Marian {
    /// Replaces x, the rows of all sources, by the layer's result.
    fn encoder_layer(&self, layer: &EncoderLayer, sources: &[Range<usize>], x: &mut [f32]) {
        let d_model = self.config.d_model;
        let projected = layer.attention.query_key_value.apply(self.isa, x);
        let mut cache = Cache::default();
        let mut attended = vec![0.0; x.len()];
        let mut weights = Vec::new();
        for row in projected.chunks_exact(3 * d_model) {
            cache.extend(&row[d_model..], d_model);
        }
        for source in sources {
            let memory = cache.rows(source, d_model);
            for row in source.clone() {
                let query = Query { row: &projected[row * 3 * d_model..][..d_model], n_heads: layer.attention.n_heads };
                let out = &mut attended[row * d_model..][..d_model];
                self.isa.attend(query, memory, &mut weights, out);
            }
        }
        let out = layer.attention.out.apply(self.isa, &attended);
        self.isa.add_and_norm(x, &out, &layer.attention.norm);
        layer.feed_forward.apply(self.isa, x);
    }

    /// Each hypothesis looks at its own tokens so far, the new one included.
    fn attend_to_target(&self, layer: &DecoderLayer, layer_idx: usize, rows: &mut [Row<State>], x: &mut [f32]) {
        let d_model = self.config.d_model;
        let projected = layer.attention.query_key_value.apply(self.isa, x);
        let mut attended = vec![0.0; x.len()];
        let mut weights = Vec::new();
        let each = rows.iter_mut().zip(projected.chunks_exact(3 * d_model)).zip(attended.chunks_exact_mut(d_model));
        for ((row, projected), out) in each {
            let (query, key_value) = projected.split_at(d_model);
            let query = Query { row: query, n_heads: layer.attention.n_heads };
            let cache = &mut row.state.layers[layer_idx];
            cache.extend(key_value, d_model);
            let memory = cache.rows(&(0..row.state.n_tokens), d_model);
            self.isa.attend(query, memory, &mut weights, out);
        }
        let out = layer.attention.out.apply(self.isa, &attended);
        self.isa.add_and_norm(x, &out, &layer.attention.norm);
    }

    /// Each hypothesis looks at its source; the last layer's attention is kept.
    fn attend_to_source(
        &self,
        layer: &DecoderLayer,
        (memory, layer_idx): (&Memory, usize),
        rows: &mut [Row<State>],
        x: &mut [f32],
    ) {
        let d_model = self.config.d_model;
        let projected = layer.cross.query.apply(self.isa, x);
        let mut attended = vec![0.0; x.len()];
        let mut weights = Vec::new();
        let each = rows.iter_mut().zip(projected.chunks_exact(d_model)).zip(attended.chunks_exact_mut(d_model));
        for ((row, query), out) in each {
            let source = memory.layers[layer_idx].rows(&memory.rows[row.source], d_model);
            let query = Query { row: query, n_heads: layer.cross.n_heads };
            self.isa.attend(query, source, &mut weights, out);
            if layer_idx + 1 == self.decoder.len() {
                row.state.attention = mean_over_heads(&weights, source.keys.len() / d_model);
            }
        }
        let out = layer.cross.out.apply(self.isa, &attended);
        self.isa.add_and_norm(x, &out, &layer.cross.norm);
    }
}

/// From (n_heads, n_positions) to (n_positions).
fn mean_over_heads(weights: &[f32], n_positions: usize) -> Vec<f32> {
    let mut mean = vec![0.0; n_positions];
    for head in weights.chunks_exact(n_positions) {
        for (m, w) in mean.iter_mut().zip(head) {
            *m += w;
        }
    }
    let n_heads = (weights.len() / n_positions) as f32;
    mean.iter_mut().for_each(|m| *m /= n_heads);
    mean
}
