//! The model: its files, configuration and weights, and what its layers compute. Neither searches nor reads text, and
//! never runs code that a model file carries.
//!
//! Weights come from `model.safetensors`, whole or in shards, or from `pytorch_model.bin` in either of PyTorch's two
//! container formats. A pickle is read as data: the few instructions that `torch.save` writes for a table of tensors
//! are followed, and everything else is refused with advice to convert the file.

mod config;
mod error;
mod files;
mod forward;
mod marian;
mod safetensors;
mod shards;
mod tensor;
mod torch;
mod weights;

pub use config::{Activation, Config, Generation, MOST_BEAMS, SourceRules, Stack};
pub use error::ModelError;
pub use files::ModelFiles;
pub use forward::{Memory, State};
pub use marian::Marian;
pub use weights::Weights;

use crate::text::TokenId;

/// What a search needs of a model: an encoder for whole sources, and a decoder that goes on by one token.
///
/// The law: a row's scores depend on its own source and tokens only, to the last bit, whatever else is in the batch.
pub trait Model: Sync {
    /// The encoded sources of one batch.
    type Memory;
    /// What the decoder remembers of one hypothesis.
    type State: Clone;

    /// The number of scores in a row.
    fn vocab_size(&self) -> usize;

    /// What a hypothesis starts from.
    fn start_token(&self) -> TokenId;

    /// Encodes sources, each with its end token.
    fn encode(&self, sources: &[&[TokenId]]) -> Self::Memory;

    /// The state before the first token.
    fn start(&self) -> Self::State;

    /// Adds each row's token to its state and returns the logits of the next one, (rows, vocab_size).
    fn step(&self, memory: &Self::Memory, rows: &mut [Row<Self::State>]) -> Vec<f32>;

    /// The attention of the last step to each source token.
    fn attention(state: &Self::State) -> &[f32];
}

/// A hypothesis in a batch.
#[derive(Clone, Debug)]
pub struct Row<S> {
    /// Index of its source in the batch.
    pub source: usize,
    /// The token that is added in the next step.
    pub token: TokenId,
    /// All tokens before it.
    pub state: S,
}
