//! A model whose scores can be computed by hand, for tests of the search alone.
//!
//! Its vocabulary is the end token 0, the start token 1 and the letters from 2 on. A table gives the natural-log
//! probability of each token after each other; the source decides only which table is used, by its first token.

use crate::model::{Model, Row};
use crate::text::TokenId;

/// For each first token of a source, for each previous token, the probability of each next token.
pub struct Fake(pub Vec<Vec<Vec<f32>>>);

pub const START: TokenId = 1;

impl Model for Fake {
    /// The table that each source uses.
    type Memory = Vec<usize>;
    type State = Vec<f32>;

    fn vocab_size(&self) -> usize {
        self.0[0].len()
    }

    fn start_token(&self) -> TokenId {
        START
    }

    fn encode(&self, sources: &[&[TokenId]]) -> Vec<usize> {
        sources.iter().map(|source| source[0] as usize).collect()
    }

    fn start(&self) -> Vec<f32> {
        vec![1.0]
    }

    fn step(&self, memory: &Vec<usize>, rows: &mut [Row<Vec<f32>>]) -> Vec<f32> {
        rows.iter()
            .flat_map(|row| self.0[memory[row.source]][row.token as usize].iter())
            .map(|probability| probability.ln())
            .collect()
    }

    fn attention(state: &Vec<f32>) -> &[f32] {
        state
    }
}
