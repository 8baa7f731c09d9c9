//! Failures to read or write pairs, each with its place and the next step.

use std::io;
use std::path::{Path, PathBuf};

use super::{FORMATS, StoreError, store};

/// A failure to read or write pairs.
#[derive(Debug, thiserror::Error)]
pub enum BitextError {
    /// No format has this extension.
    #[error("cannot tell the format of {}: its extension is none of {}", path.display(), extensions())]
    UnknownExtension {
        /// The file.
        path: PathBuf,
    },
    /// The format is for reading by people, or a terminal.
    #[error("cannot read pairs from {}: {name} is only written; give it as {}", path.display(), extensions())]
    WriteOnly {
        /// The file.
        path: PathBuf,
        /// The format.
        name: &'static str,
    },
    /// The extension is that of files of another program.
    #[error("cannot write {}: another program would take it for its own; give it the extension .{extension}", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// One that would do.
        extension: &'static str,
    },
    /// The format is more than one file, or not text, and so cannot go to a stream.
    #[error("cannot write {name} to {place}: {reason}; name a file with -o")]
    NoStream {
        /// The format.
        name: &'static str,
        /// The stream.
        place: String,
        /// Why not.
        reason: &'static str,
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
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}; check the name, and that you may read it", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is not what its name says.
    #[error("{}{}: {problem}; {advice}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where in it, from 1; none where the format has no lines.
        line: Option<u64>,
        /// What is wrong.
        problem: String,
        /// What to do about it.
        advice: &'static str,
    },
}

impl BitextError {
    /// Whether the reader at the other end of a pipe has gone, which is no error.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Write { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// A file that is not what its name says.
    pub(super) fn malformed(path: &Path, line: impl Into<Option<u64>>, problem: String, advice: &'static str) -> Self {
        Self::Malformed { path: path.to_owned(), line: line.into(), problem, advice }
    }
}

/// The extensions of all files that pairs are kept in, for messages.
fn extensions() -> String {
    let formats = FORMATS.iter().filter_map(|row| row.extensions.first());
    let all: Vec<String> = formats.chain(store::EXTENSIONS.first()).map(|e| format!(".{e}")).collect();
    all.join(", ")
}
