//! What sets that are to be apart have in common.

use crate::bitext::Pair;
use crate::corpus::dedup::{Against, By, Settings};

/// Pairs of one set of which a side is in another; each pair counted once, by the strictest likeness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Pairs that were looked at.
    pub n_pairs: u64,
    /// Those with a side that is there letter for letter.
    pub exact: u64,
    /// Those with a side that is there in another writing.
    pub normalised: u64,
    /// Those with a side that is there nearly.
    pub near: u64,
}

impl Overlap {
    /// Whether there is any.
    pub fn is_any(&self) -> bool {
        self.exact + self.normalised + self.near > 0
    }
}

/// Counts which of `pairs` are in `others`, a source among sources or a target among targets. All of `others` are held
/// in memory, some kilobytes each; `pairs` are not.
pub fn overlaps(pairs: impl Iterator<Item = Pair>, others: &Against) -> Overlap {
    let mut overlap = Overlap::default();
    for pair in pairs {
        overlap.n_pairs += 1;
        match others.find(&pair) {
            Some(By::Exact) => overlap.exact += 1,
            Some(By::Normalised) => overlap.normalised += 1,
            Some(By::Near) => overlap.near += 1,
            None => {}
        }
    }
    overlap
}

impl FromIterator<Pair> for Against {
    /// The texts of both sides, with near ones as usual.
    fn from_iter<I: IntoIterator<Item = Pair>>(pairs: I) -> Self {
        let mut against = Self::new(Settings::default());
        pairs.into_iter().for_each(|pair| against.add(&pair));
        against
    }
}
