//! A corpus as a folder that others can use: Parquet in the layout of Hugging Face, Moses pairs, TMX, and a card that
//! says what is in it and how it was made.
//!
//! ```text
//! README.md                                      the card
//! LICENSE                                        where the text of one is given
//! data/train-00000-of-00001.parquet              and validation, test
//! moses/train.ar, moses/train.en                 likewise
//! tmx/train.tmx                                  likewise
//! ```
//!
//! Every format of a split holds the same pairs in the order in which they came; those that lack a side are left out
//! and counted. The bytes depend on the pairs and on what is said about them alone. The folder appears whole or not at
//! all. Memory is that of the statistics ([`super::stats`]) of one split, and the texts of the splits for development
//! and test as hashes.

mod card;
mod folder;
mod licence;
mod quote;
mod step;

use std::io;
use std::path::{Path, PathBuf};

use super::split::{Contamination, Part};
use super::stats::{Report, Stats};
use crate::bitext::{BitextError, Output, Pair};
use folder::{Folder, files};
pub use licence::{Licence, LicenceError};
pub use step::Step;

/// What is said of a corpus by who exports it.
#[derive(Clone, Debug)]
pub struct About {
    /// The title of the card.
    pub name: String,
    /// The licence that the corpus is under.
    pub licence: Licence,
    /// The text of the licence, which becomes a file.
    pub licence_text: Option<String>,
    /// What the corpus is and where its texts are from, as Markdown.
    pub description: Option<String>,
    /// What filters and deduplication did before, in the order of the work.
    pub steps: Vec<Step>,
}

/// A corpus that was written.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The splits that have pairs, in the order of [`Part::ALL`].
    pub splits: Vec<Split>,
    /// Pairs that were left out, because they lack a side.
    pub n_left_out: u64,
}

/// A split that was written.
#[derive(Clone, Debug)]
pub struct Split {
    /// Which it is.
    pub part: Part,
    /// Its figures.
    pub report: Report,
    /// Pairs that have a side in a split after it, in whatever writing.
    pub n_shared: u64,
    /// Its size in memory as Arrow has it, in bytes, but for bits that mark what is missing.
    pub n_arrow_bytes: u64,
    /// The size of its Parquet file in bytes.
    pub n_file_bytes: u64,
}

/// A corpus could not be exported; then what was at its place is still there.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A pair cannot be read or written.
    #[error(transparent)]
    Bitext(#[from] BitextError),
    /// There is nothing to export.
    #[error("none of {n_left_out} pairs has both sides, so there is no corpus to export; translate them first")]
    Empty {
        /// Pairs that lack a side.
        n_left_out: u64,
    },
    /// Something is at the place that would be lost.
    #[error("cannot export to {}: {problem}; choose a new folder, or move that away", path.display())]
    Taken {
        /// The place.
        path: PathBuf,
        /// What is there.
        problem: String,
    },
    /// The folder cannot be made or put into its place.
    #[error("cannot write the folder {}: {source}; choose a place that exists and that you may write to", path.display())]
    Folder {
        /// The place.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The name of a split in the layout of Hugging Face.
pub fn split_name(part: Part) -> &'static str {
    match part {
        Part::Train => "train",
        Part::Dev => "validation",
        Part::Test => "test",
    }
}

/// Writes the folder, with the pairs that each part is asked for: first those of the test set, last those for training.
///
/// A folder that is there is replaced if it is empty, or if this function has made it and nothing was added to it and
/// its card not changed.
///
/// # Errors
/// When a pair cannot be read, there are none, the place is taken, or writing fails. Nothing is written then.
pub fn export<I>(place: &Path, about: &About, mut pairs: impl FnMut(Part) -> I) -> Result<Exported, ExportError>
where
    I: Iterator<Item = Result<Pair, BitextError>>,
{
    let folder = Folder::beside(place)?;
    let mut contamination = Contamination::default();
    let mut exported = Exported { splits: Vec::new(), n_left_out: 0 };
    for part in Part::ALL.into_iter().rev() {
        let mut writing = Writing::new(&folder, part, &mut contamination);
        let stats = writing.write_all(pairs(part))?;
        exported.n_left_out += writing.n_left_out;
        exported.splits.extend(writing.finish(&stats)?);
    }
    exported.splits.reverse();
    if exported.splits.is_empty() {
        return Err(ExportError::Empty { n_left_out: exported.n_left_out });
    }
    if let Some(text) = &about.licence_text {
        folder.write(folder::LICENCE, text)?;
    }
    folder.write(folder::CARD, &folder::sealed(&card::card(about, &exported)))?;
    folder.finish()?;
    Ok(exported)
}

/// A split that is being written.
struct Writing<'a> {
    folder: &'a Folder,
    part: Part,
    contamination: &'a mut Contamination,
    /// Open from the first pair on, so that a split without pairs has no files.
    outputs: Vec<Output>,
    n_left_out: u64,
    n_shared: u64,
    n_arrow_bytes: u64,
}

impl<'a> Writing<'a> {
    fn new(folder: &'a Folder, part: Part, contamination: &'a mut Contamination) -> Self {
        Self { folder, part, contamination, outputs: Vec::new(), n_left_out: 0, n_shared: 0, n_arrow_bytes: 0 }
    }

    fn write_all(&mut self, mut pairs: impl Iterator<Item = Result<Pair, BitextError>>) -> Result<Stats, BitextError> {
        let mut failed = None;
        let mut stats = Stats::default();
        stats.add(std::iter::from_fn(|| {
            self.next(&mut pairs).unwrap_or_else(|error| {
                failed = Some(error);
                None
            })
        }));
        failed.map_or(Ok(stats), Err)
    }

    /// Writes the next pair that has both sides.
    fn next(
        &mut self,
        pairs: &mut impl Iterator<Item = Result<Pair, BitextError>>,
    ) -> Result<Option<Pair>, BitextError> {
        for pair in pairs {
            let pair = pair?;
            if pair.source.is_empty() || pair.target.is_none() {
                self.n_left_out += 1;
                continue;
            }
            if self.outputs.is_empty() {
                let files = files(self.part);
                self.outputs = files.iter().map(|f| Output::file(&self.folder.path(f))).collect::<Result<_, _>>()?;
            }
            self.outputs.iter_mut().try_for_each(|output| output.write(&pair))?;
            self.n_shared += u64::from(self.contamination.find(self.part, &pair).is_some());
            self.contamination.add(self.part, &pair);
            self.n_arrow_bytes += n_arrow_bytes(&pair);
            return Ok(Some(pair));
        }
        Ok(None)
    }

    fn finish(self, stats: &Stats) -> Result<Option<Split>, ExportError> {
        if self.outputs.is_empty() {
            return Ok(None);
        }
        self.outputs.into_iter().try_for_each(Output::finish)?;
        Ok(Some(Split {
            part: self.part,
            report: stats.report(),
            n_shared: self.n_shared,
            n_arrow_bytes: self.n_arrow_bytes,
            n_file_bytes: self.folder.n_bytes(&files(self.part)[0])?,
        }))
    }
}

/// Bytes of a pair's columns in memory: four for the place of each text and list, eight for each whole number.
fn n_arrow_bytes(pair: &Pair) -> u64 {
    let texts = [
        pair.source.len(),
        pair.target.as_ref().map_or(0, String::len),
        pair.document_id.0.len(),
        pair.kind.name().len(),
        pair.status.name().len(),
        pair.reason.as_ref().map_or(0, String::len),
        pair.signature.len(),
    ];
    let notes: usize = pair.notes.iter().map(|note| note.len() + 4).sum::<usize>() + 4;
    let (numbers, score) = (3 * 8, 4);
    (texts.iter().map(|n| n + 4).sum::<usize>() + notes + numbers + score) as u64
}

#[cfg(test)]
mod tests;
