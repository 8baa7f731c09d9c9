//! Reads a `.spm` file: pieces with their scores, and the rules for normalising a text before it is divided.
//!
//! Source: `sentencepiece_model.proto` of sentencepiece 0.2. Only unigram models are understood, which all Marian
//! models published in the Hugging Face layout are.

use super::VocabError;
use super::protobuf::{Fields, Value};

/// What a `.spm` file says.
#[derive(Debug)]
pub struct Spm {
    /// All pieces in order of their ids inside the file.
    pub pieces: Vec<Piece>,
    /// The compiled character map; empty for none.
    pub charsmap: Vec<u8>,
    /// Whether a space is put before the text.
    pub add_dummy_prefix: bool,
    /// Whether runs of spaces count as one, and those at the ends as none.
    pub remove_extra_whitespaces: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub text: String,
    /// Natural log of the probability.
    pub score: f32,
    pub kind: PieceKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    Normal,
    Unknown,
    UserDefined,
    /// Control, unused and byte pieces, which a text never matches.
    Other,
}

/// Reads the file's bytes.
pub fn read(bytes: &[u8]) -> Result<Spm, VocabError> {
    let malformed = |reason: &str| VocabError::Malformed { file: "source.spm", reason: reason.to_owned() };
    let mut spm =
        Spm { pieces: Vec::new(), charsmap: Vec::new(), add_dummy_prefix: true, remove_extra_whitespaces: true };
    for field in Fields::new(bytes) {
        match field.map_err(malformed)? {
            (1, Value::Bytes(message)) => spm.pieces.push(piece(message).map_err(malformed)?),
            (2, Value::Bytes(message)) => check_trainer(message).map_err(malformed)?,
            (3, Value::Bytes(message)) => normaliser(message, &mut spm).map_err(malformed)?,
            _ => {}
        }
    }
    if !spm.pieces.iter().any(|p| p.kind == PieceKind::Normal) {
        return Err(malformed("it holds no pieces"));
    }
    Ok(spm)
}

fn piece(message: &[u8]) -> Result<Piece, &'static str> {
    let mut piece = Piece { text: String::new(), score: 0.0, kind: PieceKind::Normal };
    for field in Fields::new(message) {
        match field? {
            (1, Value::Bytes(text)) => {
                piece.text = String::from_utf8(text.to_vec()).map_err(|_| "a piece is not UTF-8")?;
            }
            (2, Value::Float(score)) if score.is_finite() => piece.score = score,
            (2, _) => return Err("the score of a piece is not a number"),
            (3, Value::Varint(kind)) => {
                piece.kind = match kind {
                    1 => PieceKind::Normal,
                    2 => PieceKind::Unknown,
                    4 => PieceKind::UserDefined,
                    _ => PieceKind::Other,
                }
            }
            _ => {}
        }
    }
    Ok(piece)
}

/// Refuses what would be divided wrongly.
fn check_trainer(message: &[u8]) -> Result<(), &'static str> {
    for field in Fields::new(message) {
        match field? {
            (3, Value::Varint(1)) => {}
            (3, _) => return Err("it is not a unigram model, the only kind that is supported"),
            (24, Value::Varint(1)) => return Err("it treats white space as a suffix, which is not supported"),
            (35, Value::Varint(1)) => return Err("it falls back to bytes, which is not supported"),
            _ => {}
        }
    }
    Ok(())
}

fn normaliser(message: &[u8], spm: &mut Spm) -> Result<(), &'static str> {
    for field in Fields::new(message) {
        match field? {
            (2, Value::Bytes(map)) => spm.charsmap = map.to_vec(),
            (3, Value::Varint(flag)) => spm.add_dummy_prefix = flag != 0,
            (4, Value::Varint(flag)) => spm.remove_extra_whitespaces = flag != 0,
            (5, Value::Varint(0)) => return Err("it leaves spaces as they are, which is not supported"),
            _ => {}
        }
    }
    Ok(())
}
