//! Divides a text as sentencepiece does: normalise, then the most probable division of each word into pieces.
//!
//! The division is that of `tokenizers`; the normalisation is our own, see `charsmap`.

use std::collections::{HashMap, HashSet};

use tokenizers::Model;
use tokenizers::models::unigram::Unigram;

use super::charsmap::CharsMap;
use super::spm::{Piece, PieceKind, Spm};
use super::{Encoded, VocabError};
use crate::text::{Span, TokenId};

/// The sign that stands for a space.
const SPACE: char = '▁';

pub struct SentencePiece {
    charsmap: CharsMap,
    add_dummy_prefix: bool,
    remove_extra_whitespaces: bool,
    unigram: Unigram,
    /// Ids in `vocab.json` of the pieces as `unigram` numbers them.
    ids: Vec<TokenId>,
    /// Ids of the pieces in `vocab.json` that the source side does not know.
    others: HashMap<String, TokenId>,
}

/// The unknown piece, as `unigram` numbers it.
const UNKNOWN: u32 = 0;

/// A piece that was found in a text.
struct FoundPiece {
    piece: u32,
    text: String,
    /// Bytes of the text.
    span: Span,
}

/// A normalised text: each character with the bytes of the original that it stands for.
type Normalised = Vec<(char, Span)>;

impl SentencePiece {
    pub fn new(spm: Spm, vocab: &HashMap<String, TokenId>) -> Result<Self, VocabError> {
        let malformed = |reason: String| VocabError::Malformed { file: "source.spm", reason };
        let unknown = *vocab.get("<unk>").ok_or_else(|| VocabError::Mismatch {
            reason: "vocab.json has no entry <unk>, so it cannot belong to source.spm".to_owned(),
        })?;
        let charsmap = CharsMap::read(&spm.charsmap).map_err(|reason| malformed(reason.to_owned()))?;
        let matched = matched_pieces(&spm.pieces);
        check_overlap(&matched, vocab)?;
        let mut ids = vec![unknown];
        ids.extend(matched.iter().map(|piece| vocab.get(&piece.text).copied().unwrap_or(unknown)));
        let known: HashSet<&str> = matched.iter().map(|piece| piece.text.as_str()).collect();
        let others = vocab.iter().filter(|(piece, _)| !known.contains(piece.as_str()));
        let others = others.map(|(piece, &id)| (piece.clone(), id)).collect();
        let scored = matched.into_iter().map(|piece| (piece.text, f64::from(piece.score)));
        // NUL, which no model knows, names the unknown piece.
        let all = std::iter::once(("\0".to_owned(), 0.0)).chain(scored).collect();
        let unigram = Unigram::from(all, Some(UNKNOWN as usize), false).map_err(|e| malformed(e.to_string()))?;
        let (add_dummy_prefix, remove_extra_whitespaces) = (spm.add_dummy_prefix, spm.remove_extra_whitespaces);
        Ok(Self { charsmap, add_dummy_prefix, remove_extra_whitespaces, unigram, ids, others })
    }

    /// The ids without an end token.
    pub fn encode(&self, text: &str) -> Encoded {
        let normalised = self.normalise(text);
        let mut pieces = Vec::new();
        let mut rest = &normalised[..];
        while !rest.is_empty() {
            let n_chars = rest.iter().skip(1).position(|(c, _)| *c == SPACE).map_or(rest.len(), |at| at + 1);
            self.divide_word(&rest[..n_chars], &mut pieces);
            rest = &rest[n_chars..];
        }
        let ids = pieces.iter().map(|piece| self.id(piece)).collect();
        Encoded { ids, spans: pieces.iter().map(|piece| piece.span).collect() }
    }

    fn divide_word(&self, word: &[(char, Span)], pieces: &mut Vec<FoundPiece>) {
        let text: String = word.iter().map(|(c, _)| *c).collect();
        let tokens = self.unigram.tokenize(&text).expect("a unigram model with an unknown piece divides every text");
        let mut characters = word.iter();
        for token in tokens {
            let n_chars = token.value.chars().count();
            let spans = characters.by_ref().take(n_chars).filter(|(c, _)| *c != SPACE).map(|(_, span)| *span);
            let span = spans.reduce(Span::cover).unwrap_or_else(|| start_of(word));
            match pieces.last_mut() {
                // Unknown characters in a row are one piece, across words too.
                Some(last) if token.id == UNKNOWN && last.piece == UNKNOWN => {
                    last.text += &token.value;
                    last.span = last.span.cover(span);
                }
                _ => pieces.push(FoundPiece { piece: token.id, text: token.value, span }),
            }
        }
    }

    /// A run of unknown characters may still be a piece of the target side, by its text.
    fn id(&self, found: &FoundPiece) -> TokenId {
        match found.piece {
            UNKNOWN => self.others.get(&found.text).copied().unwrap_or(self.ids[UNKNOWN as usize]),
            piece => self.ids[piece as usize],
        }
    }

    /// Applies the character map and the rules for spaces (sentencepiece `normalizer.cc`, `Normalizer::Normalize`).
    fn normalise(&self, text: &str) -> Normalised {
        let mut out: Normalised = Vec::with_capacity(text.len());
        let mut after_space = self.remove_extra_whitespaces;
        let mut at = 0;
        while at < text.len() {
            let (n_bytes, replacement) = self.step(&text[at..]);
            let span = Span::new(at, at + n_bytes);
            for c in replacement.chars() {
                let is_space = matches!(c, ' ' | SPACE);
                if !(is_space && after_space) {
                    out.push((if is_space { SPACE } else { c }, span));
                }
                after_space = is_space && self.remove_extra_whitespaces;
            }
            at += n_bytes;
        }
        if self.remove_extra_whitespaces && out.last().is_some_and(|(c, _)| *c == SPACE) {
            out.pop();
        }
        if self.add_dummy_prefix && !out.is_empty() {
            out.insert(0, (SPACE, Span::new(0, 0)));
        }
        out
    }

    /// The next replacement, with the number of bytes that it replaces.
    fn step<'a>(&'a self, text: &'a str) -> (usize, &'a str) {
        self.charsmap.longest(text).unwrap_or_else(|| {
            let n_bytes = text.chars().next().map_or(0, char::len_utf8);
            (n_bytes, &text[..n_bytes])
        })
    }
}

/// Where a token that stands for a space alone is put.
fn start_of(word: &[(char, Span)]) -> Span {
    let start = word.get(1).or(word.first()).map_or(0, |(_, span)| span.start());
    Span::new(start, start)
}

/// The pieces that a text can match. User-defined ones win over any others (`unigram_model.cc`: 0.1 below their
/// length times the best score).
fn matched_pieces(pieces: &[Piece]) -> Vec<Piece> {
    let best = pieces.iter().filter(|p| p.kind == PieceKind::Normal).map(|p| p.score).fold(f32::MIN, f32::max);
    let matched = pieces.iter().filter(|p| matches!(p.kind, PieceKind::Normal | PieceKind::UserDefined));
    matched
        .map(|piece| {
            let wins = piece.text.chars().count() as f32 * best - 0.1;
            let score = if piece.kind == PieceKind::UserDefined { wins } else { piece.score };
            Piece { score, ..piece.clone() }
        })
        .collect()
}

/// Refuses a `vocab.json` that lacks more than half of the pieces: it belongs to another model.
fn check_overlap(pieces: &[Piece], vocab: &HashMap<String, TokenId>) -> Result<(), VocabError> {
    let n_missing = pieces.iter().filter(|piece| !vocab.contains_key(&piece.text)).count();
    if n_missing * 2 <= pieces.len() {
        return Ok(());
    }
    let reason = format!("vocab.json lacks {n_missing} of the {} pieces of source.spm", pieces.len());
    Err(VocabError::Mismatch { reason })
}
