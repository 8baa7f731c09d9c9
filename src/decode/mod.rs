//! Search for the most probable target tokens: greedy or with a beam, several best, and word links from attention.
//!
//! Works on any [`Model`]; knows no texts and no vocabulary. Sources of a batch are searched side by side, but each
//! sees only its own scores, so that its result does not depend on the others.

mod beam;
#[cfg(test)]
mod fake;
mod greedy;
mod links;
mod top;

use std::rc::Rc;

use crate::model::{Config, Model};
use crate::text::TokenId;

pub use links::{WordLink, word_links};

/// How to search.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Hypotheses kept side by side; 1 is greedy search.
    pub beam_size: usize,
    /// Hypotheses returned; at most `beam_size`.
    pub nbest: usize,
    /// Exponent of the length by which a log-probability is divided to give a score.
    pub length_penalty: f32,
    /// Limits on the number of target tokens.
    pub length: LengthLimit,
    /// The end token.
    pub eos: TokenId,
    /// Tokens that are never chosen.
    pub suppressed: Vec<TokenId>,
}

/// Most target tokens, the end token included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthLimit {
    /// For any source.
    pub max_tokens: usize,
    /// Whether a target that reaches `max_tokens` is ended with the end token there.
    pub forced_eos: bool,
    /// For each source token, with [`LengthLimit::MARGIN`] on top; keeps a model that repeats itself from running on.
    pub per_source_token: Option<usize>,
}

impl LengthLimit {
    /// Target tokens that even the shortest source may have.
    pub const MARGIN: usize = 24;

    /// The limit for a source of `n_source` tokens.
    pub fn of(self, n_source: usize) -> usize {
        let relative = self.per_source_token.map_or(usize::MAX, |n| n * n_source + Self::MARGIN);
        self.max_tokens.min(relative).max(1)
    }

    /// Whether the token after `n_tokens` can only be the end token, at no cost, as transformers has it.
    fn forces_end(self, n_tokens: usize) -> bool {
        self.forced_eos && n_tokens + 1 == self.max_tokens
    }
}

impl Settings {
    /// The defaults that a model brings with it, one hypothesis returned.
    pub fn of(config: &Config) -> Self {
        Self {
            beam_size: config.generation.beam_size,
            nbest: 1,
            length_penalty: config.generation.length_penalty,
            length: LengthLimit {
                max_tokens: config.generation.max_tokens,
                forced_eos: config.generation.forced_eos,
                per_source_token: Some(3),
            },
            eos: config.eos,
            suppressed: config.generation.suppressed.clone(),
        }
    }

    /// A log-probability divided by a power of the number of tokens, the end token included (Wu et al. 2016 have
    /// another form; this is that of transformers).
    fn score(&self, log_prob: f32, n_tokens: usize) -> f32 {
        log_prob / (n_tokens as f32).powf(self.length_penalty)
    }
}

/// A finished target.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// The tokens, with the end token if it was reached.
    pub tokens: Vec<TokenId>,
    /// Natural log, summed over `tokens`.
    pub log_prob: f32,
    /// `log_prob` after the length penalty; higher is better.
    pub score: f32,
    /// Why it ended.
    pub stop: Stop,
    /// For each token, the attention to each source token while it was chosen.
    pub attention: Vec<Rc<[f32]>>,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The end token was chosen.
    EndToken,
    /// The limit on target tokens was reached: the target may be cut off.
    MaxTokens,
}

impl Stop {
    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::EndToken => "end",
            Self::MaxTokens => "max-tokens",
        }
    }

    /// The reason of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::EndToken, Self::MaxTokens].into_iter().find(|stop| stop.name() == name)
    }
}

/// Searches for the targets of a batch of sources, each with its end token.
///
/// Each result is sorted by score, best first, and has at most `nbest` sequences. It is empty only where the model
/// computed no number for any token, as broken weights can make it.
///
/// # Panics
/// When a source is empty or `nbest` is not between 1 and `beam_size`.
pub fn search<M: Model>(model: &M, sources: &[&[TokenId]], settings: &Settings) -> Vec<Vec<Sequence>> {
    assert!(sources.iter().all(|source| !source.is_empty()), "a source without even an end token");
    assert!((1..=settings.beam_size).contains(&settings.nbest), "nbest {} of {}", settings.nbest, settings.beam_size);
    if sources.is_empty() {
        return Vec::new();
    }
    match settings.beam_size {
        1 => greedy::search(model, sources, settings),
        _ => beam::search(model, sources, settings),
    }
}

/// Best first, by score and then by tokens, so that the order is total.
fn sort(sequences: &mut [Sequence]) {
    sequences.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.tokens.cmp(&b.tokens)));
}

#[cfg(test)]
mod tests;
