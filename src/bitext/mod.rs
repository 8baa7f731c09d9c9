//! Pairs of source and target, the formats that they are kept in, and the store. Does not translate.
//!
//! One file for each format, with its reader and its writer; a new one is a file here and a row in [`FORMATS`]. The
//! law of a format: what its writer has written, its reader gives back, but for what the format cannot hold, which its
//! file names; and writing that again gives the same bytes.

mod columns;
mod csv;
mod entries;
mod error;
mod html;
mod jsonl;
mod lines;
mod moses;
mod output;
mod pair;
mod parquet;
mod table;
mod terminal;
mod tsv;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use error::BitextError;
pub use output::{Output, place, remove_unfinished};
pub use pair::{Hypothesis, Pair, Status};

/// What a writer writes to; one for each file of its format.
pub type Sink = Box<dyn Write + Send>;

/// Pairs as they are read, in the order of the file. After an error nothing more comes.
pub type PairStream = Box<dyn Iterator<Item = Result<Pair, BitextError>> + Send>;

/// Opens a file of one format.
type Reader = fn(&Path) -> Result<PairStream, BitextError>;

/// Writes pairs in one format to the sinks that it was made with.
///
/// Every writer begins, takes pairs and finishes, in this order. What is written before an error is whole pairs and
/// possibly a part of one.
pub trait PairWriter {
    /// Writes what comes before the first pair.
    ///
    /// # Errors
    /// Those of the sinks.
    fn begin(&mut self) -> io::Result<()>;

    /// Writes one pair.
    ///
    /// # Errors
    /// Those of the sinks.
    fn pair(&mut self, pair: &Pair) -> io::Result<()>;

    /// Hands on what was written so far, as far as the format can.
    ///
    /// # Errors
    /// Those of the sinks.
    fn flush(&mut self) -> io::Result<()>;

    /// Writes what comes after the last pair, and flushes.
    ///
    /// # Errors
    /// Those of the sinks.
    fn finish(&mut self) -> io::Result<()>;
}

/// A format that pairs are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Tab-separated values with a header row.
    Tsv,
    /// Comma-separated values with a header row.
    Csv,
    /// A JSON object a line.
    Jsonl,
    /// Two files of plain text, line by line.
    Moses,
    /// Columns for data tools.
    Parquet,
    /// A page for reading in a browser.
    Html,
    /// Numbered pairs for reading on a terminal.
    Pairs,
}

/// What there is to know about a format.
pub struct Row {
    /// The format.
    pub format: Format,
    /// Its name among the values of `--format`.
    pub name: &'static str,
    /// The extensions of its files, the usual one first; none for those that are only printed.
    pub extensions: &'static [&'static str],
    /// Reads the pairs of a file; none for those that are only written.
    read: Option<Reader>,
}

/// The formats.
pub const FORMATS: [Row; 7] = [
    Row { format: Format::Tsv, name: "tsv", extensions: &["tsv"], read: Some(tsv::read) },
    Row { format: Format::Csv, name: "csv", extensions: &["csv"], read: Some(csv::read) },
    Row { format: Format::Jsonl, name: "jsonl", extensions: &["jsonl", "ndjson"], read: Some(jsonl::read) },
    Row { format: Format::Moses, name: "moses", extensions: &moses::EXTENSIONS, read: Some(moses::read) },
    Row { format: Format::Parquet, name: "parquet", extensions: &["parquet"], read: Some(parquet::read) },
    Row { format: Format::Html, name: "html", extensions: &["html", "htm"], read: None },
    Row { format: Format::Pairs, name: "pairs", extensions: &[], read: None },
];

impl Format {
    /// What there is to know about it.
    pub fn row(self) -> &'static Row {
        FORMATS.iter().find(|row| row.format == self).expect("every format has a row")
    }

    /// The format of a file by its extension.
    ///
    /// # Errors
    /// When the extension is none of those that are known.
    pub fn of_path(path: &Path) -> Result<Self, BitextError> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let known = FORMATS.iter().find(|row| row.extensions.contains(&&*extension));
        known.map(|row| row.format).ok_or_else(|| BitextError::UnknownExtension { path: path.to_owned() })
    }

    /// The files that pairs named by `path` lie in: it alone, or one for each side.
    pub fn files(self, path: &Path) -> Vec<PathBuf> {
        match self {
            Self::Moses => moses::files(path),
            _ => vec![path.to_owned()],
        }
    }

    /// Why it cannot be written to a stream; none where it can.
    pub fn needs_file(self) -> Option<&'static str> {
        match self {
            Self::Moses => Some("it is two files"),
            Self::Parquet => Some("it is not text"),
            _ => None,
        }
    }

    /// A writer of this format to sinks as many as [`Format::files`], for lines of `width` columns where that matters.
    fn writer(self, mut sinks: Vec<Sink>, width: usize) -> Box<dyn PairWriter> {
        let sink = sinks.remove(0);
        match self {
            Self::Tsv => Box::new(tsv::Tsv::new(sink)),
            Self::Csv => Box::new(csv::Csv::new(sink)),
            Self::Jsonl => Box::new(jsonl::Jsonl::new(sink)),
            Self::Moses => Box::new(moses::Moses::new(sink, sinks.remove(0))),
            Self::Parquet => Box::new(parquet::Parquet::new(sink)),
            Self::Html => Box::new(html::Html::new(sink)),
            Self::Pairs => Box::new(terminal::Pairs::new(sink, width)),
        }
    }
}

/// Opens a file of pairs, of the format that its extension names.
///
/// # Errors
/// When the extension is unknown or only written, or the file cannot be opened or is not of its format.
pub fn read(path: &Path) -> Result<PairStream, BitextError> {
    let row = Format::of_path(path)?.row();
    match row.read {
        Some(read) => read(path),
        None => Err(BitextError::WriteOnly { path: path.to_owned(), name: row.name }),
    }
}

#[cfg(test)]
mod foreign;

#[cfg(test)]
mod roundtrip;

#[cfg(test)]
mod tests;
