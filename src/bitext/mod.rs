//! Pairs of source and target, and the formats that they are written in. Does not translate.
//!
//! One file for each format behind [`PairWriter`]; a new one is a file here and a row in [`FORMATS`].

mod jsonl;
mod output;
mod terminal;
mod tsv;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::engine::{Hypothesis, Outcome};
use crate::text::{Document, DocumentId, Segment, SegmentId, SegmentKind};

pub use output::{Output, place, remove_unfinished};

/// A source segment with what stands for it on the target side.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The document.
    pub document_id: DocumentId,
    /// The segment in it; both ids together name the pair.
    pub segment_id: SegmentId,
    /// What the segment is.
    pub kind: SegmentKind,
    /// The segment's text, untouched.
    pub source: String,
    /// The target text; none where translation failed.
    pub target: Option<String>,
    /// Mean log-probability of a target token, with the length penalty of the model; 0 is certain.
    pub score: Option<f32>,
    /// How the target came about.
    pub status: Status,
    /// Why it failed or was passed over, or what to beware of.
    pub reason: Option<String>,
    /// What made the target.
    pub signature: String,
    /// All hypotheses, best first; empty unless they were asked for.
    pub nbest: Vec<Hypothesis>,
}

/// How the target of a pair came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was translated.
    Done,
    /// The source needs no translation.
    Passed,
    /// There is none.
    Failed,
}

impl Status {
    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

impl Pair {
    /// Makes the pair of a segment and its outcome; without its n-best list.
    pub fn new(document: &Document, segment: &Segment, outcome: &Outcome, signature: &str) -> Self {
        let (target, score, status, reason) = match outcome {
            Outcome::Done { nbest, caution } => {
                let best = nbest.first();
                (best.map(|b| b.text.clone()), best.map(|b| b.score), Status::Done, caution.map(str::to_owned))
            }
            Outcome::Passed { target, reason } => {
                (Some(target.clone()), None, Status::Passed, Some((*reason).to_owned()))
            }
            Outcome::Failed { reason } => (None, None, Status::Failed, Some(reason.clone())),
        };
        Self {
            document_id: document.id.clone(),
            segment_id: segment.id,
            kind: segment.kind,
            source: segment.span.of(&document.text).to_owned(),
            target,
            score,
            status,
            reason,
            signature: signature.to_owned(),
            nbest: Vec::new(),
        }
    }

    /// The same with all hypotheses of the outcome.
    pub fn with_nbest(self, outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Done { nbest, .. } => Self { nbest: nbest.clone(), ..self },
            _ => self,
        }
    }
}

/// Writes pairs in one format to whatever it is handed.
///
/// The law: what is written before an error is whole pairs and possibly a part of one.
pub trait PairWriter {
    /// Writes what comes before the first pair.
    ///
    /// # Errors
    /// Those of the writer.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;

    /// Writes one pair.
    ///
    /// # Errors
    /// Those of the writer.
    fn pair(&mut self, out: &mut dyn Write, pair: &Pair) -> io::Result<()>;
}

/// A format that pairs are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Tab-separated values with a header row.
    Tsv,
    /// A JSON object a line.
    Jsonl,
    /// Numbered pairs for reading on a terminal.
    Pairs,
}

/// The formats with their names and the extension of their files; those for reading only have none.
pub const FORMATS: [(Format, &str, Option<&str>); 3] =
    [(Format::Tsv, "tsv", Some("tsv")), (Format::Jsonl, "jsonl", Some("jsonl")), (Format::Pairs, "pairs", None)];

impl Format {
    /// The format of a file by its extension.
    ///
    /// # Errors
    /// When the extension is none of those that can be written.
    pub fn of_path(path: &Path) -> Result<Self, BitextError> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let known = FORMATS.iter().find(|(_, _, known)| *known == Some(&extension));
        known.map(|(format, ..)| *format).ok_or_else(|| BitextError::UnknownExtension { path: path.to_owned() })
    }

    /// A writer of this format, for lines of `width` columns where that matters.
    fn writer(self, width: usize) -> Box<dyn PairWriter> {
        match self {
            Self::Tsv => Box::new(tsv::Tsv),
            Self::Jsonl => Box::new(jsonl::Jsonl),
            Self::Pairs => Box::new(terminal::Pairs::new(width)),
        }
    }
}

/// A failure to write pairs.
#[derive(Debug, thiserror::Error)]
pub enum BitextError {
    /// No format has this extension.
    #[error("cannot tell the format of {}: its extension is none of {}", path.display(), extensions())]
    UnknownExtension {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be made where it was wanted.
    #[error("cannot write {}: {source}; choose a folder that exists and that you may write to", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The place is taken by a folder.
    #[error("cannot write {}: it is a folder; choose another name", path.display())]
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The file that is there must not be changed.
    #[error("cannot write {}: the file there is write-protected; choose another name", path.display())]
    Protected {
        /// The file.
        path: PathBuf,
    },
    /// Writing failed on the way.
    #[error("cannot write {name}: {source}; make room there or choose another place")]
    Write {
        /// The file, or `standard output`.
        name: String,
        /// What the system said.
        source: io::Error,
    },
}

impl BitextError {
    /// Whether the reader at the other end of a pipe has gone, which is no error.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Write { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

fn extensions() -> String {
    let all: Vec<String> = FORMATS.iter().filter_map(|(_, _, e)| e.map(|e| format!(".{e}"))).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests;
