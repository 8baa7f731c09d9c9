//! How much of each side is linked how, counted so that nothing can be lost.

use super::{Link, Texts};

/// Characters of one side, by how they are linked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// In links of one segment with one.
    pub n_single: usize,
    /// In links of more segments.
    pub n_several: usize,
    /// In segments without counterpart.
    pub n_null: usize,
    /// Of all these, in links that were moved.
    pub n_moved: usize,
}

impl Coverage {
    /// All characters.
    pub fn n_chars(self) -> usize {
        self.n_single + self.n_several + self.n_null
    }
}

/// A segment that is not in exactly one link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{side} segment {idx} (from 0) is in {n_links} links instead of one; nothing was written; please report this bug"
)]
pub struct CoverageError {
    /// `source` or `target`.
    pub side: &'static str,
    /// Its index, from 0.
    pub idx: usize,
    /// How many links it is in.
    pub n_links: usize,
}

/// Counts the characters of source and target by their links.
///
/// # Errors
/// When a segment is not in exactly one link.
pub fn coverage(texts: &Texts, links: &[Link]) -> Result<[Coverage; 2], CoverageError> {
    let sides = [("source", texts.source), ("target", texts.target)];
    let mut found = [Coverage::default(); 2];
    for (side, (name, segments)) in sides.into_iter().enumerate() {
        let mut n_links = vec![0; segments.len()];
        for link in links {
            let range = if side == 0 { &link.source } else { &link.target };
            for idx in range.clone() {
                n_links[idx] += 1;
                found[side].add(link, segments[idx].chars().count());
            }
        }
        if let Some(idx) = n_links.iter().position(|n| *n != 1) {
            return Err(CoverageError { side: name, idx, n_links: n_links[idx] });
        }
    }
    Ok(found)
}

impl Coverage {
    fn add(&mut self, link: &Link, n_chars: usize) {
        match (link.source.len(), link.target.len()) {
            (0, _) | (_, 0) => self.n_null += n_chars,
            (1, 1) => self.n_single += n_chars,
            _ => self.n_several += n_chars,
        }
        self.n_moved += if link.is_moved { n_chars } else { 0 };
    }
}
