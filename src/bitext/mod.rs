//! Pairs of source and target, the formats that they are kept in, and the store. Does not translate.
//!
//! One file for each format, with its reader and its writer; a new one is a file here and a row in [`FORMATS`]. The
//! law of a format: what its writer has written, its reader gives back, but for what the format cannot hold, which its
//! file names; and writing that again gives the same bytes.

mod columns;
mod csv;
mod entries;
mod error;
mod foreign;
mod html;
mod jsonl;
mod lines;
mod moses;
mod output;
mod pair;
mod parquet;
mod properties;
pub mod store;
mod table;
mod terminal;
mod tmx;
mod tsv;
mod whole;
mod xliff;
mod xml;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use error::BitextError;
pub use jsonl::json;
pub use output::Output;
pub use pair::{Hypothesis, Pair, Status};
pub use store::{Store, StoreError};
pub use whole::{Whole, place, remove_unfinished, unfinished_folder};

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

    /// Pairs so far that the format could not take.
    fn n_left_out(&self) -> usize {
        0
    }
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
    /// A translation memory, TMX 1.4b.
    Tmx,
    /// XLIFF 2.1, for translation editors; XLIFF 1.2 is read too.
    Xliff,
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
    /// What it is, for a list of formats.
    pub about: &'static str,
    /// The extensions of its files, the usual one first; none for those that are only printed.
    pub extensions: &'static [&'static str],
    /// The extensions that other programs give to files of it, which are only read.
    pub foreign_extensions: &'static [&'static str],
    /// Why it cannot be written to a stream; none where it can.
    pub needs_file: Option<&'static str>,
    /// The files that pairs named by a path lie in.
    files: fn(&Path) -> Vec<PathBuf>,
    /// Reads the pairs of a file; none for those that are only written.
    read: Option<Reader>,
    /// A writer to a sink for each of its files, for lines of so many columns where that matters.
    write: fn(Vec<Sink>, usize) -> Box<dyn PairWriter>,
}

/// The formats.
pub const FORMATS: [Row; 9] = [
    Row {
        format: Format::Tsv,
        name: "tsv",
        about: "Tab-separated values with a header row",
        extensions: &["tsv"],
        foreign_extensions: &[],
        needs_file: None,
        files: itself,
        read: Some(tsv::read),
        write: |sinks, _| Box::new(tsv::Tsv::new(one(sinks))),
    },
    Row {
        format: Format::Csv,
        name: "csv",
        about: "Comma-separated values with a header row",
        extensions: &["csv"],
        foreign_extensions: &[],
        needs_file: None,
        files: itself,
        read: Some(csv::read),
        write: |sinks, _| Box::new(csv::Csv::new(one(sinks))),
    },
    Row {
        format: Format::Jsonl,
        name: "jsonl",
        about: "A JSON object a line",
        extensions: &["jsonl", "ndjson"],
        foreign_extensions: &[],
        needs_file: None,
        files: itself,
        read: Some(jsonl::read),
        write: |sinks, _| Box::new(jsonl::Jsonl::new(one(sinks))),
    },
    Row {
        format: Format::Moses,
        name: "moses",
        about: "Two files of plain text, line by line",
        extensions: &moses::EXTENSIONS,
        foreign_extensions: &[],
        needs_file: Some("it is two files"),
        files: moses::files,
        read: Some(moses::read),
        write: |sinks, _| Box::new(moses::Moses::new(sinks)),
    },
    Row {
        format: Format::Tmx,
        name: "tmx",
        about: "A translation memory, TMX 1.4b",
        extensions: &["tmx"],
        foreign_extensions: &[],
        needs_file: None,
        files: itself,
        read: Some(tmx::read),
        write: |sinks, _| Box::new(tmx::Tmx::new(one(sinks))),
    },
    Row {
        format: Format::Xliff,
        name: "xliff",
        about: "XLIFF 2.1, for translation editors",
        extensions: &["xlf", "xliff"],
        // Trados Studio, memoQ and Phrase.
        foreign_extensions: &["sdlxliff", "mqxliff", "mxliff"],
        needs_file: None,
        files: itself,
        read: Some(xliff::read),
        write: |sinks, _| Box::new(xliff::Xliff::new(one(sinks))),
    },
    Row {
        format: Format::Parquet,
        name: "parquet",
        about: "Columns for data tools",
        extensions: &["parquet"],
        foreign_extensions: &[],
        needs_file: Some("it is not text"),
        files: itself,
        read: Some(parquet::read),
        write: |sinks, _| Box::new(parquet::Parquet::new(one(sinks))),
    },
    Row {
        format: Format::Html,
        name: "html",
        about: "A page for reading",
        extensions: &["html", "htm"],
        foreign_extensions: &[],
        needs_file: None,
        files: itself,
        read: None,
        write: |sinks, _| Box::new(html::Html::new(one(sinks))),
    },
    Row {
        format: Format::Pairs,
        name: "pairs",
        about: "Numbered pairs for reading, wrapped to the terminal",
        extensions: &[],
        foreign_extensions: &[],
        needs_file: None,
        files: itself,
        read: None,
        write: |sinks, width| Box::new(terminal::Pairs::new(one(sinks), width)),
    },
];

/// The files of a format that has one.
fn itself(path: &Path) -> Vec<PathBuf> {
    vec![path.to_owned()]
}

/// The sink of a format that has one.
fn one(sinks: Vec<Sink>) -> Sink {
    let mut sinks = sinks.into_iter();
    sinks.next().expect("a sink for each file")
}

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
        let is_of = |row: &&Row| [row.extensions, row.foreign_extensions].concat().contains(&&*extension);
        let known = FORMATS.iter().find(is_of);
        known.map(|row| row.format).ok_or_else(|| BitextError::UnknownExtension { path: path.to_owned() })
    }

    /// The format of a file that is to be written, by its extension.
    ///
    /// # Errors
    /// When the extension is none of those that are known, or is that of another program, which would take the file for
    /// its own.
    pub fn of_output(path: &Path) -> Result<Self, BitextError> {
        let format = Self::of_path(path)?;
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match format.row().extensions {
            extensions if extensions.contains(&&*extension) => Ok(format),
            extensions => Err(BitextError::ReadOnly { path: path.to_owned(), extension: extensions[0] }),
        }
    }

    /// The files that pairs named by `path` lie in: it alone, or one for each side.
    pub fn files(self, path: &Path) -> Vec<PathBuf> {
        (self.row().files)(path)
    }

    /// A writer of this format to sinks as many as [`Format::files`], for lines of `width` columns where that matters.
    fn writer(self, sinks: Vec<Sink>, width: usize) -> Box<dyn PairWriter> {
        (self.row().write)(sinks, width)
    }
}

/// Opens a file of pairs, of the format that its extension names, or a store; TSV on standard input for `-`.
///
/// # Errors
/// When the extension is unknown or only written, or the file cannot be opened or is not of its format.
pub fn read(path: &Path) -> Result<PairStream, BitextError> {
    if path == Path::new("-") {
        return tsv::read(Path::new("/dev/stdin"));
    }
    if store::is_store(path) {
        return Ok(store::pairs(path, store::Selection::ALL)?);
    }
    let row = Format::of_path(path)?.row();
    match row.read {
        Some(read) => read(path),
        None => Err(BitextError::WriteOnly { path: path.to_owned(), name: row.name }),
    }
}

#[cfg(test)]
mod foreign_files;
#[cfg(test)]
mod markup_laws;
#[cfg(test)]
mod roundtrip;
#[cfg(test)]
mod tests;
