//! Finds files, reads them and decodes them into documents. Does not cut, change or translate their text.
//!
//! [`find()`] only looks at names, so that a wrong argument shows before the first text is read; [`read()`] then reads one
//! document at a time. [`decode()`] is the pure part between bytes and text.

mod decode;
mod error;
mod find;
mod folder;
mod legacy;
mod magic;
mod pattern;
mod plain;
mod suggest;
mod utf8;
mod wide;

use std::path::PathBuf;

use crate::text::{Document, DocumentId};

pub use decode::{DecodeProblem, Decoded, decode};
pub use error::InputError;
pub use find::find;
pub use plain::{MAX_BYTES, read};

/// One input that was found: a file, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of the document that it will give.
    pub id: DocumentId,
    /// Where its bytes are.
    pub place: Place,
}

/// Where the bytes of a source are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Standard input, until its end.
    Stdin,
    /// A file, by the path that opens it from the current folder.
    File(PathBuf),
}

/// The text of a source and what was noticed on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The text with its name and language.
    pub document: Document,
    /// What the reader should know, such as a conversion; none names the source, which the caller knows.
    pub notes: Vec<String>,
}
