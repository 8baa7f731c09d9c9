//! What was kept and what was dropped why, to the last pair.

use std::fmt;

use serde::Serialize;

use super::super::filter::shares;
use super::{By, Verdict};

/// Counts of pairs; each is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// All pairs.
    pub n_read: u64,
    /// Those that stay.
    pub n_kept: u64,
    /// Those that do not.
    pub n_dropped: Dropped,
}

/// Pairs that were dropped, by their reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// They stand in files that they are to be kept apart from.
    pub against: u64,
    /// Duplicates letter for letter.
    pub exact: u64,
    /// Duplicates in the folded view.
    pub normalised: u64,
    /// Near duplicates.
    pub near: u64,
}

impl Ledger {
    /// Counts verdicts.
    pub fn of(verdicts: &[Verdict]) -> Self {
        let mut ledger = Self { n_read: verdicts.len() as u64, ..Self::default() };
        for verdict in verdicts {
            *ledger.count(verdict) += 1;
        }
        ledger
    }

    fn count(&mut self, verdict: &Verdict) -> &mut u64 {
        match verdict {
            Verdict::Kept => &mut self.n_kept,
            Verdict::Against(_) => &mut self.n_dropped.against,
            Verdict::Duplicate { by: By::Exact, .. } => &mut self.n_dropped.exact,
            Verdict::Duplicate { by: By::Normalised, .. } => &mut self.n_dropped.normalised,
            Verdict::Duplicate { by: By::Near, .. } => &mut self.n_dropped.near,
        }
    }

    /// Each count with its name, in the order in which they are asked.
    pub fn rows(&self) -> [(&'static str, u64); 5] {
        let Dropped { against, exact, normalised, near } = self.n_dropped;
        [("kept", self.n_kept), ("against", against), ("exact", exact), ("normalised", normalised), ("near", near)]
    }
}

/// A table whose last column sums to 100 %.
impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{:10}  {:>10}  {:>6}", "", "pairs", "%")?;
        let rows = self.rows();
        for ((name, n), share) in rows.iter().zip(shares(&rows.map(|(_, n)| n), self.n_read)) {
            writeln!(f, "{name:10}  {n:>10}  {share:>6}")?;
        }
        let whole = if self.n_read == 0 { "" } else { "100.00" };
        write!(f, "{:10}  {:>10}  {whole:>6}", "read", self.n_read)
    }
}
