//! Text ↔ token ids, by the files that come with a Marian model. Knows nothing of the model itself.
//!
//! Pieces are found as sentencepiece finds them: its own character map first, then the most probable division into
//! pieces. Token ids are those of `vocab.json`, looked up by piece, never the ids inside the `.spm` file.

mod charsmap;
mod protobuf;
mod sentencepiece;
mod spm;
mod tokenizer_json;

use std::collections::HashMap;

use crate::text::{Span, TokenId};
use sentencepiece::SentencePiece;
use tokenizer_json::TokenizerJson;

/// A failure to read or use the vocabulary of a model.
#[derive(Debug, thiserror::Error)]
pub enum VocabError {
    /// A file cannot be understood.
    #[error("{file} cannot be used as a vocabulary: {reason}; get the model's files again")]
    Malformed {
        /// The file's name.
        file: &'static str,
        /// What is wrong in it.
        reason: String,
    },
    /// Two files do not belong together.
    #[error("the vocabulary does not match: {reason}; take all files from one and the same model")]
    Mismatch {
        /// Which files, and how they differ.
        reason: String,
    },
}

/// The bytes of the files that a vocabulary is made from.
#[derive(Clone, Copy, Debug)]
pub enum VocabFiles<'a> {
    /// `source.spm` and `vocab.json`, as Marian models have them.
    Spm {
        /// The subword model of the source language.
        source_spm: &'a [u8],
        /// Pieces of both languages with their ids.
        vocab_json: &'a [u8],
    },
    /// `tokenizer.json` of the `tokenizers` library.
    TokenizerJson(&'a [u8]),
}

/// The ids of a source text, with the bytes of it that each stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    /// Token ids, the end token last.
    pub ids: Vec<TokenId>,
    /// For each id, bytes of the encoded text; empty for tokens that the text does not hold.
    pub spans: Vec<Span>,
}

/// A target text, with the bytes of it that each token became.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without white space at its ends.
    pub text: String,
    /// For each token, bytes of `text`, leading space left out; empty for special tokens.
    pub spans: Vec<Span>,
}

/// Turns source text into token ids and target ids into text.
pub struct Vocab {
    source: Source,
    /// Piece of each id.
    pieces: Vec<String>,
    ids: HashMap<String, TokenId>,
    eos: TokenId,
}

enum Source {
    SentencePiece(Box<SentencePiece>),
    TokenizerJson(Box<TokenizerJson>),
}

impl Vocab {
    /// Reads a vocabulary for a model whose end token is `eos`.
    ///
    /// # Errors
    /// When a file is malformed, or its pieces are not those of `vocab.json`.
    pub fn new(files: VocabFiles, eos: TokenId) -> Result<Self, VocabError> {
        let (file, ids, source) = match files {
            VocabFiles::Spm { source_spm, vocab_json } => {
                let ids: HashMap<String, TokenId> = serde_json::from_slice(vocab_json)
                    .map_err(|e| VocabError::Malformed { file: "vocab.json", reason: e.to_string() })?;
                let source = SentencePiece::new(spm::read(source_spm)?, &ids)?;
                ("vocab.json", ids, Source::SentencePiece(Box::new(source)))
            }
            VocabFiles::TokenizerJson(bytes) => {
                let source = TokenizerJson::new(bytes)?;
                ("tokenizer.json", source.ids(), Source::TokenizerJson(Box::new(source)))
            }
        };
        let pieces = pieces_by_id(&ids).map_err(|reason| VocabError::Malformed { file, reason })?;
        if pieces.get(eos as usize).is_none_or(|piece| piece != END) {
            let reason = format!("{file} does not have {END} at {eos}, where the model's end token is");
            return Err(VocabError::Mismatch { reason });
        }
        Ok(Self { source, pieces, ids, eos })
    }

    /// The number of ids, gaps between them included: one more than the largest.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether there is no piece at all.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The id of a piece such as `>>eng<<`.
    pub fn id(&self, piece: &str) -> Option<TokenId> {
        self.ids.get(piece).copied()
    }

    /// Divides a source text into tokens and adds the end token.
    ///
    /// # Errors
    /// Only with `tokenizer.json`, when its rules fail on this text.
    pub fn encode(&self, text: &str) -> Result<Encoded, VocabError> {
        let mut encoded = match &self.source {
            Source::SentencePiece(source) => source.encode(text),
            Source::TokenizerJson(source) => source.encode(text)?,
        };
        if encoded.ids.last() != Some(&self.eos) {
            encoded.ids.push(self.eos);
            encoded.spans.push(Span::new(text.len(), text.len()));
        }
        Ok(encoded)
    }

    /// Joins the pieces of target ids; the special tokens `<…>` and `</s>` and unknown ids leave nothing behind.
    pub fn decode(&self, ids: &[TokenId]) -> Decoded {
        let mut decoded = Decoded::default();
        for &id in ids {
            let piece = self.pieces.get(id as usize).map_or("", String::as_str);
            let start = decoded.text.len();
            if !is_special(piece) {
                let spaced = piece.replace('▁', " ");
                decoded.text += if start == 0 { spaced.trim_start() } else { &spaced };
            }
            let n_spaces = decoded.text[start..].len() - decoded.text[start..].trim_start().len();
            decoded.spans.push(Span::new(start + n_spaces, decoded.text.len()));
        }
        let end = decoded.text.trim_end().len();
        decoded.text.truncate(end);
        for span in &mut decoded.spans {
            *span = Span::new(span.start().min(end), span.end().min(end));
        }
        decoded
    }
}

/// The piece of the end token.
const END: &str = "</s>";

fn is_special(piece: &str) -> bool {
    matches!(piece, END | "<s>" | "<unk>" | "<pad>" | "")
}

fn pieces_by_id(ids: &HashMap<String, TokenId>) -> Result<Vec<String>, String> {
    /// Larger than any vocabulary, small enough that a lying id does not take the memory.
    const MOST: usize = 2_000_000;
    let size = ids.values().max().map_or(0, |&id| id as usize + 1);
    if size == 0 || size > MOST {
        return Err(format!("it has ids up to {size}, not between 1 and {MOST}"));
    }
    let mut pieces = vec![String::new(); size];
    for (piece, &id) in ids {
        if !pieces[id as usize].is_empty() {
            return Err(format!("two pieces have the id {id}"));
        }
        pieces[id as usize].clone_from(piece);
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests;
