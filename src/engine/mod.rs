//! Engines: what turns source texts into hypotheses. Writes no files and cuts no texts.

mod native;

use crate::decode::{Stop, WordLink};
use crate::model::ModelError;
use crate::text::TokenId;
use crate::vocab::VocabError;

pub use native::{Native, Options};

/// One way of translating a source, as the machine found it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hypothesis {
    /// The target text.
    pub text: String,
    /// Its tokens, with the end token if that was reached.
    pub tokens: Vec<TokenId>,
    /// Natural log, summed over `tokens`.
    pub log_prob: f32,
    /// `log_prob` after the length penalty; the order of an n-best list.
    pub score: f32,
    /// Why the search ended here.
    pub stop: Stop,
    /// Which word came from which; bytes of the source as given, and of `text`.
    pub links: Vec<WordLink>,
}

/// What became of a segment.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was translated.
    Done {
        /// Hypotheses, best first, at least one.
        nbest: Vec<Hypothesis>,
        /// What a reader should beware of in the best.
        caution: Option<&'static str>,
    },
    /// It holds no Arabic, so it stands for itself.
    Passed {
        /// The text on the target side.
        target: String,
        /// Why it was not translated.
        reason: &'static str,
    },
    /// It could not be translated.
    Failed {
        /// Why.
        reason: String,
    },
}

/// What an engine finds for a source: hypotheses, best first and at least one, or why there are none.
pub type Found = Result<Vec<Hypothesis>, String>;

/// Translates sources; shared by all workers.
///
/// The law: what comes out for a source depends on that source alone, to the last byte.
pub trait Engine: Sync {
    /// The line that says how a translation was made: model, weights, engine, precision, settings, version.
    fn signature(&self) -> &str;

    /// Most tokens of a source, special ones included.
    fn max_source_tokens(&self) -> usize;

    /// Most sources that are worth translating at once: more would cost memory and save no time.
    fn max_batch_sources(&self) -> usize;

    /// The tokens of a source, special ones included.
    ///
    /// # Errors
    /// When the vocabulary fails on this text.
    fn n_tokens(&self, source: &str) -> Result<usize, VocabError>;

    /// Translates a batch: what was found for each source, in order.
    fn translate(&self, sources: &[&str]) -> Vec<Found>;
}

/// A failure to make an engine from a model.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The model cannot be loaded.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The vocabulary cannot be used.
    #[error("in {label}: {source}")]
    Vocab {
        /// The model's folder.
        label: String,
        /// What is wrong.
        source: VocabError,
    },
    /// Files of the model do not fit each other.
    #[error("in {label}: {reason}; take all files from one and the same model")]
    Mismatch {
        /// The model's folder.
        label: String,
        /// Which, and how they differ.
        reason: String,
    },
    /// More hypotheses are wanted than are searched.
    #[error("nbest {nbest} is more than beam {beam_size}; raise --beam or lower --nbest")]
    Nbest {
        /// Hypotheses wanted.
        nbest: usize,
        /// Hypotheses kept while searching.
        beam_size: usize,
    },
}

#[cfg(test)]
mod tests;
