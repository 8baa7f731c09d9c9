//! What sets that are to be apart have in common.

use crate::bitext::Pair;
use crate::corpus::dedup::{Against, By};

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

    /// Counts a pair, whose source is looked for among sources and its target among targets.
    pub fn add(&mut self, pair: &Pair, others: &Against) {
        self.n_pairs += 1;
        match others.find(pair) {
            Some(By::Exact) => self.exact += 1,
            Some(By::Normalised) => self.normalised += 1,
            Some(By::Near) => self.near += 1,
            None => {}
        }
    }
}
