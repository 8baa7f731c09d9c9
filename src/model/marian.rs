//! The Marian transformer: its layers, loaded from named tensors with every shape checked.
//!
//! Source: Vaswani et al. 2017 with the layer norm after each residual sum, as Marian (Junczys-Dowmunt et al. 2018)
//! trains it and `MarianMTModel` of transformers 5 computes it. Sentences are never padded: the rows of a batch are the
//! tokens of all its sentences one after another, and attention looks only at the rows of its own sentence.

use std::sync::Arc;

use super::config::{Activation, Config, Stack};
use super::{ModelError, ModelFiles, Weights};
use crate::kernels::{Isa, LayerNorm, PackedMatrix};
use crate::text::TokenId;

/// A loaded model; read-only, shared by all workers.
pub struct Marian {
    pub(super) isa: Isa,
    pub(super) config: Config,
    checksum: String,
    source_embedding: Embedding,
    pub(super) target_embedding: Embedding,
    /// Sines and cosines, (max_positions, d_model).
    positions: Vec<f32>,
    pub(super) encoder: Vec<EncoderLayer>,
    pub(super) decoder: Vec<DecoderLayer>,
    /// d_model to the vocabulary, with `final_logits_bias`.
    pub(super) output: Linear,
}

/// A token's row in (vocab_size, d_model).
#[derive(Clone)]
pub(super) struct Embedding(Arc<[f32]>);

/// A product with a bias.
pub(super) struct Linear {
    weights: PackedMatrix,
    bias: Vec<f32>,
}

/// A layer that reads the source.
pub(super) struct EncoderLayer {
    pub attention: SelfAttention,
    pub feed_forward: FeedForward,
}

/// A layer that writes the target.
pub(super) struct DecoderLayer {
    pub attention: SelfAttention,
    pub cross: CrossAttention,
    pub feed_forward: FeedForward,
}

/// Attention of rows to rows of the same side.
pub(super) struct SelfAttention {
    pub n_heads: usize,
    /// Queries, keys and values in one product: d_model to 3 · d_model.
    pub query_key_value: Linear,
    pub out: Linear,
    pub norm: LayerNorm,
}

/// Attention of target rows to source rows.
pub(super) struct CrossAttention {
    pub n_heads: usize,
    pub query: Linear,
    /// Keys and values in one product: d_model to 2 · d_model.
    pub key_value: Linear,
    pub out: Linear,
    pub norm: LayerNorm,
}

/// Two products with a function between them.
pub(super) struct FeedForward {
    activation: Activation,
    widen: Linear,
    narrow: Linear,
    norm: LayerNorm,
}

impl Marian {
    /// Loads the weights that the configuration asks for, for this CPU.
    ///
    /// # Errors
    /// When a file is missing or malformed, or a tensor is missing or has another shape than the configuration says.
    pub fn load(files: &ModelFiles, config: Config) -> Result<Self, ModelError> {
        let mut weights = Weights::load(files)?;
        let checksum = weights.checksum().to_owned();
        let mut loader = Loader { weights: &mut weights, config: &config };
        let (source_embedding, target_embedding) = loader.embeddings()?;
        let output = loader.output(&target_embedding)?;
        let encoder = (0..config.encoder.n_layers).map(|i| loader.encoder_layer(i)).collect::<Result<_, _>>()?;
        let decoder = (0..config.decoder.n_layers).map(|i| loader.decoder_layer(i)).collect::<Result<_, _>>()?;
        let positions = sinusoids(config.max_positions, config.d_model);
        let isa = Isa::best();
        Ok(Self { isa, config, checksum, source_embedding, target_embedding, positions, encoder, decoder, output })
    }

    /// The configuration that it was loaded with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The first twelve hexadecimal digits of the weights' SHA-256.
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// The instruction set that it computes with.
    pub fn isa(&self) -> Isa {
        self.isa
    }

    /// Embedded source tokens with their positions, (n_tokens, d_model).
    pub(super) fn embed_source(&self, tokens: &[TokenId]) -> Vec<f32> {
        let mut rows = Vec::with_capacity(tokens.len() * self.config.d_model);
        for (position, &token) in tokens.iter().enumerate() {
            self.embed(&self.source_embedding, token, position, &mut rows);
        }
        rows
    }

    /// Appends the row of one token at one position.
    ///
    /// # Panics
    /// When the token or the position is beyond what the model has.
    pub(super) fn embed(&self, embedding: &Embedding, token: TokenId, position: usize, rows: &mut Vec<f32>) {
        let d_model = self.config.d_model;
        let scale = if self.config.scale_embedding { (d_model as f32).sqrt() } else { 1.0 };
        let row = &embedding.0[token as usize * d_model..][..d_model];
        let position = &self.positions[position * d_model..][..d_model];
        rows.extend(row.iter().zip(position).map(|(&e, &p)| e * scale + p));
    }
}

impl Linear {
    /// (rows, n_in) to (rows, n_out).
    pub fn apply(&self, isa: Isa, x: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; x.len() / self.weights.n_in() * self.weights.n_out()];
        isa.linear(x, &self.weights, &self.bias, &mut out);
        out
    }
}

impl FeedForward {
    /// Replaces x by the normalised sum of x and the layer's result.
    pub fn apply(&self, isa: Isa, x: &mut [f32]) {
        let mut wide = self.widen.apply(isa, x);
        match self.activation {
            Activation::Swish => isa.swish(&mut wide),
            Activation::Relu => wide.iter_mut().for_each(|v| *v = v.max(0.0)),
        }
        isa.add_and_norm(x, &self.narrow.apply(isa, &wide), &self.norm);
    }
}

/// Takes tensors out of the weights under the names that Hugging Face gives them.
struct Loader<'a> {
    weights: &'a mut Weights,
    config: &'a Config,
}

impl Loader<'_> {
    fn embeddings(&mut self) -> Result<(Embedding, Embedding), ModelError> {
        let shape = [self.config.vocab_size, self.config.d_model];
        let (shared, source, target) =
            ("model.shared.weight", "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight");
        if self.config.share_embeddings {
            let name = [shared, source, target].into_iter().find(|name| self.weights.contains(name)).unwrap_or(shared);
            let both = Embedding(self.weights.take(name, &shape)?.into());
            return Ok((both.clone(), both));
        }
        let mut embedding = |name| Ok(Embedding(self.weights.take(name, &shape)?.into()));
        Ok((embedding(source)?, embedding(target)?))
    }

    fn output(&mut self, target: &Embedding) -> Result<Linear, ModelError> {
        let (n_out, n_in) = (self.config.vocab_size, self.config.d_model);
        let bias = match self.weights.contains("final_logits_bias") {
            true => self.weights.take("final_logits_bias", &[1, n_out])?,
            false => vec![0.0; n_out],
        };
        let weights = match self.config.tie_embeddings {
            true => PackedMatrix::new(&target.0, n_out, n_in),
            false => PackedMatrix::new(&self.weights.take("lm_head.weight", &[n_out, n_in])?, n_out, n_in),
        };
        Ok(Linear { weights, bias })
    }

    fn encoder_layer(&mut self, layer_idx: usize) -> Result<EncoderLayer, ModelError> {
        let (prefix, stack) = (format!("model.encoder.layers.{layer_idx}"), self.config.encoder);
        Ok(EncoderLayer {
            attention: self.self_attention(&prefix, stack)?,
            feed_forward: self.feed_forward(&prefix, stack)?,
        })
    }

    fn decoder_layer(&mut self, layer_idx: usize) -> Result<DecoderLayer, ModelError> {
        let (prefix, stack) = (format!("model.decoder.layers.{layer_idx}"), self.config.decoder);
        let d_model = self.config.d_model;
        let cross = CrossAttention {
            n_heads: stack.n_heads,
            query: self.linear(&[&format!("{prefix}.encoder_attn.q_proj")], (d_model, d_model))?,
            key_value: self.linear(
                &[&format!("{prefix}.encoder_attn.k_proj"), &format!("{prefix}.encoder_attn.v_proj")],
                (d_model, d_model),
            )?,
            out: self.linear(&[&format!("{prefix}.encoder_attn.out_proj")], (d_model, d_model))?,
            norm: self.norm(&format!("{prefix}.encoder_attn_layer_norm"))?,
        };
        Ok(DecoderLayer {
            attention: self.self_attention(&prefix, stack)?,
            cross,
            feed_forward: self.feed_forward(&prefix, stack)?,
        })
    }

    fn self_attention(&mut self, prefix: &str, stack: Stack) -> Result<SelfAttention, ModelError> {
        let d_model = self.config.d_model;
        let [q, k, v] = ["q", "k", "v"].map(|part| format!("{prefix}.self_attn.{part}_proj"));
        Ok(SelfAttention {
            n_heads: stack.n_heads,
            query_key_value: self.linear(&[&q, &k, &v], (d_model, d_model))?,
            out: self.linear(&[&format!("{prefix}.self_attn.out_proj")], (d_model, d_model))?,
            norm: self.norm(&format!("{prefix}.self_attn_layer_norm"))?,
        })
    }

    fn feed_forward(&mut self, prefix: &str, stack: Stack) -> Result<FeedForward, ModelError> {
        let d_model = self.config.d_model;
        Ok(FeedForward {
            activation: self.config.activation,
            widen: self.linear(&[&format!("{prefix}.fc1")], (stack.d_ffn, d_model))?,
            narrow: self.linear(&[&format!("{prefix}.fc2")], (d_model, stack.d_ffn))?,
            norm: self.norm(&format!("{prefix}.final_layer_norm"))?,
        })
    }

    /// Several products of one input as one, each (n_out, n_in).
    fn linear(&mut self, names: &[&str], (n_out, n_in): (usize, usize)) -> Result<Linear, ModelError> {
        let (mut matrix, mut bias) = (Vec::new(), Vec::new());
        for name in names {
            matrix.extend(self.weights.take(&format!("{name}.weight"), &[n_out, n_in])?);
            bias.extend(self.weights.take(&format!("{name}.bias"), &[n_out])?);
        }
        Ok(Linear { weights: PackedMatrix::new(&matrix, n_out * names.len(), n_in), bias })
    }

    fn norm(&mut self, name: &str) -> Result<LayerNorm, ModelError> {
        let d_model = self.config.d_model;
        Ok(LayerNorm {
            gain: self.weights.take(&format!("{name}.weight"), &[d_model])?,
            bias: self.weights.take(&format!("{name}.bias"), &[d_model])?,
        })
    }
}

/// Position embeddings, (n_positions, d_model): sines in the first half of a row, cosines in the second.
fn sinusoids(n_positions: usize, d_model: usize) -> Vec<f32> {
    let n_sines = d_model.div_ceil(2);
    let angle = |position: usize, pair: usize| position as f64 / 10000f64.powf((2 * pair) as f64 / d_model as f64);
    (0..n_positions)
        .flat_map(|position| {
            (0..d_model).map(move |column| match column.checked_sub(n_sines) {
                None => angle(position, column).sin() as f32,
                Some(pair) => angle(position, pair).cos() as f32,
            })
        })
        .collect()
}
