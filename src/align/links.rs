//! Links as lines, `[0,1]:[2]:0.93`: the segments of the source and of the target that say the same, from 0, with
//! the probability or score where there is one.

use std::fmt;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A link of segments, by their indices; with one side empty, segments that have no counterpart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Linked {
    /// Of the source, rising.
    pub source: Vec<usize>,
    /// Of the target, rising.
    pub target: Vec<usize>,
}

impl Linked {
    /// Whether one side is empty.
    pub fn is_null(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// Why links could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LinksError {
    /// The file.
    #[error("{}: cannot be read: {source}; check the path", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line.
    #[error("{}:{line}: {text:?} is not a link; a link is written [0,1]:[2] or [0,1]:[2]:0.93, with indices from 0", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// How it begins.
        text: String,
    },
}

/// Reads a file of links. Empty lines and those that begin with `#` are passed over.
///
/// # Errors
/// When the file cannot be read or a line is no link.
pub fn read(path: &Path) -> Result<Vec<Linked>, LinksError> {
    let text = fs::read_to_string(path).map_err(|source| LinksError::Read { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(line, text)| {
            let wrong = || LinksError::Line { path: path.to_owned(), line, text: text.chars().take(40).collect() };
            parse(text).ok_or_else(wrong)
        })
        .collect()
}

/// The link that a line holds.
pub fn parse(line: &str) -> Option<Linked> {
    let mut parts = line.splitn(3, ':');
    let mut side = || indices(parts.next()?.trim());
    let linked = Linked { source: side()?, target: side()? };
    let score = parts.next().map(|score| score.trim().parse::<f64>());
    (!matches!(score, Some(Err(_)))).then_some(linked)
}

fn indices(list: &str) -> Option<Vec<usize>> {
    let inner = list.strip_prefix('[')?.strip_suffix(']')?.trim();
    if inner.is_empty() {
        return Some(Vec::new());
    }
    let mut found = inner.split(',').map(|index| index.trim().parse().ok()).collect::<Option<Vec<usize>>>()?;
    found.sort_unstable();
    found.dedup();
    Some(found)
}

impl fmt::Display for Linked {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let list = |side: &[usize]| side.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        write!(f, "[{}]:[{}]", list(&self.source), list(&self.target))
    }
}
