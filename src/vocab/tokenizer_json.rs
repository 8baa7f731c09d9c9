//! A vocabulary from `tokenizer.json`, read and applied by the `tokenizers` library as it stands.

use std::collections::HashMap;

use tokenizers::Tokenizer;

use super::{Encoded, VocabError};
use crate::text::{Span, TokenId};

pub struct TokenizerJson(Tokenizer);

impl TokenizerJson {
    pub fn new(bytes: &[u8]) -> Result<Self, VocabError> {
        let malformed = |e: tokenizers::Error| VocabError::Malformed { file: "tokenizer.json", reason: e.to_string() };
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(malformed)?;
        // Cutting and filling up are the caller's business: a text is never truncated silently.
        tokenizer.with_truncation(None).map_err(malformed)?;
        tokenizer.with_padding(None);
        Ok(Self(tokenizer))
    }

    /// All pieces with their ids.
    pub fn ids(&self) -> HashMap<String, TokenId> {
        self.0.get_vocab(true).into_iter().collect()
    }

    /// The ids with whatever special tokens the file adds.
    ///
    /// # Errors
    /// When the rules of the file contradict each other, which only a text can show.
    pub fn encode(&self, text: &str) -> Result<Encoded, VocabError> {
        let encoding = self
            .0
            .encode(text, true)
            .map_err(|e| VocabError::Malformed { file: "tokenizer.json", reason: e.to_string() })?;
        let spans = encoding.get_offsets().iter().map(|&(start, end)| Span::new(start, end.max(start))).collect();
        Ok(Encoded { ids: encoding.get_ids().to_vec(), spans })
    }
}
