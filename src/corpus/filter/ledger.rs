//! What became of the pairs: for each filter how many it drops, drops alone, and drops first.

use std::fmt;

use serde::Serialize;

use super::{Filters, Verdict};

/// Counts of pairs, which add up: read = kept + all that a filter drops first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// All pairs.
    pub n_read: u64,
    /// Those that every filter keeps.
    pub n_kept: u64,
    /// For each filter, in order.
    pub filters: Vec<Tally>,
}

/// What one filter did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The filter.
    pub name: &'static str,
    /// Pairs that it keeps, whatever the others say.
    pub n_kept: u64,
    /// Pairs that it drops, whatever the others say.
    pub n_dropped: u64,
    /// Pairs that it drops and all others keep: what would come back without it.
    pub n_alone: u64,
    /// Pairs that it drops and all before it keep.
    pub n_first: u64,
}

/// Counts that do not add up, which is a bug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ledger does not add up: {0}; please report it")]
pub struct LedgerError(String);

impl Ledger {
    /// One for these filters, before the first pair.
    pub fn new(filters: &Filters) -> Self {
        let tally = |name| Tally { name, n_kept: 0, n_dropped: 0, n_alone: 0, n_first: 0 };
        Self { n_read: 0, n_kept: 0, filters: filters.names().into_iter().map(tally).collect() }
    }

    /// Counts a pair.
    pub fn add(&mut self, verdict: &Verdict) {
        self.n_read += 1;
        self.n_kept += u64::from(verdict.keeps());
        let is_alone = u64::from(verdict.drops.len() == 1);
        let mut drops = verdict.drops.iter().map(|(idx, _)| *idx).peekable();
        let first = drops.peek().copied();
        for (idx, tally) in self.filters.iter_mut().enumerate() {
            let is_dropped = u64::from(drops.next_if_eq(&idx).is_some());
            tally.n_dropped += is_dropped;
            tally.n_kept += 1 - is_dropped;
            tally.n_alone += is_dropped * is_alone;
            tally.n_first += u64::from(first == Some(idx));
        }
    }

    /// Checks that the counts add up.
    ///
    /// # Errors
    /// Says which do not.
    pub fn check(&self) -> Result<(), LedgerError> {
        let n_first: u64 = self.filters.iter().map(|tally| tally.n_first).sum();
        if self.n_kept + n_first != self.n_read {
            let Self { n_read, n_kept, .. } = self;
            return Err(LedgerError(format!("{n_kept} kept and {n_first} dropped first are not {n_read} read")));
        }
        let holds = |tally: &&Tally| {
            let Tally { n_kept, n_dropped, n_alone, n_first, .. } = **tally;
            n_kept + n_dropped == self.n_read && n_alone <= n_first && n_first <= n_dropped
        };
        match self.filters.iter().find(|tally| !holds(tally)) {
            Some(tally) => Err(LedgerError(format!("{tally:?} of {} read", self.n_read))),
            None => Ok(()),
        }
    }
}

/// An aligned table, whose last column sums to 100 %.
impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let width = self.filters.iter().map(|tally| tally.name.len()).max().unwrap_or(0).max("filter".len());
        writeln!(
            f,
            "{:width$}  {:>9}  {:>9}  {:>9}  {:>9}  {:>6}",
            "filter", "kept", "dropped", "alone", "first", "%"
        )?;
        let counts = self.filters.iter().map(|tally| tally.n_first);
        let shares = shares(&counts.chain([self.n_kept]).collect::<Vec<_>>(), self.n_read);
        for (tally, share) in self.filters.iter().zip(&shares) {
            let Tally { name, n_kept, n_dropped, n_alone, n_first } = tally;
            writeln!(f, "{name:width$}  {n_kept:>9}  {n_dropped:>9}  {n_alone:>9}  {n_first:>9}  {share:>6}")?;
        }
        let row =
            |name, n: u64, share: &str| format!("{name:width$}  {:9}  {:9}  {:9}  {n:>9}  {share:>6}", "", "", "");
        writeln!(f, "{}", row("kept", self.n_kept, shares.last().map_or("", String::as_str)))?;
        write!(f, "{}", row("read", self.n_read, if self.n_read == 0 { "" } else { "100.00" }))
    }
}

/// Counts as percentages with two decimals, which sum to exactly 100 when the counts sum to `whole`; what rounding down
/// loses goes to those that lost most.
pub fn shares(counts: &[u64], whole: u64) -> Vec<String> {
    const HUNDRED: u128 = 10_000;
    if whole == 0 {
        return vec![String::new(); counts.len()];
    }
    let scaled = |&count: &u64| u128::from(count) * HUNDRED;
    let mut parts: Vec<u128> = counts.iter().map(|count| scaled(count) / u128::from(whole)).collect();
    let mut by_loss: Vec<usize> = (0..counts.len()).collect();
    by_loss.sort_by_key(|&idx| std::cmp::Reverse(scaled(&counts[idx]) % u128::from(whole)));
    let n_lost = HUNDRED.saturating_sub(parts.iter().sum()) as usize;
    by_loss.into_iter().take(n_lost).for_each(|idx| parts[idx] += 1);
    parts.into_iter().map(|part| format!("{}.{:02}", part / 100, part % 100)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Ledger, shares};
    use crate::corpus::filter::{Filters, Verdict};

    fn ledger(drops: &[Vec<usize>]) -> Ledger {
        let mut ledger = Ledger::new(&Filters::standard());
        for drops in drops {
            ledger.add(&Verdict { drops: drops.iter().map(|&idx| (idx, "reason".to_owned())).collect() });
        }
        ledger
    }

    #[test]
    fn a_pair_is_counted_for_all_who_drop_it_and_first_for_one() {
        let ledger = ledger(&[vec![], vec![1], vec![0, 2], vec![1, 2]]);
        assert_eq!((ledger.n_read, ledger.n_kept), (4, 1));
        let counts = |idx: usize| {
            let tally = &ledger.filters[idx];
            [tally.n_kept, tally.n_dropped, tally.n_alone, tally.n_first]
        };
        assert_eq!([0, 1, 2, 3].map(counts), [[3, 1, 0, 1], [2, 2, 1, 2], [2, 2, 0, 0], [4, 0, 0, 0]]);
    }

    #[test]
    fn counts_that_do_not_add_up_are_told() {
        let good = ledger(&[vec![], vec![1]]);
        assert_eq!(good.check(), Ok(()));
        let mut bad = good.clone();
        bad.n_kept = 0;
        let told = bad.check().expect_err("bad").to_string();
        assert_eq!(told, "the ledger does not add up: 0 kept and 1 dropped first are not 2 read; please report it");
        let mut bad = good;
        bad.filters[2].n_alone = 1;
        let told = bad.check().expect_err("bad").to_string();
        assert!(told.starts_with("the ledger does not add up: Tally { name: \"score\""), "{told}");
    }

    #[test]
    fn shares_sum_to_a_hundred() {
        let table: [(&[u64], &[&str]); 4] = [
            (&[1, 1, 1], &["33.34", "33.33", "33.33"]),
            (&[0, 7], &["0.00", "100.00"]),
            (&[1, 999_999], &["0.00", "100.00"]),
            (&[0, 0], &["", ""]),
        ];
        for (counts, expected) in table {
            assert_eq!(shares(counts, counts.iter().sum()), expected, "{counts:?}");
        }
    }

    #[test]
    fn the_table_is_aligned() {
        let mut ledger = ledger(&[vec![], vec![], vec![1]]);
        ledger.filters.truncate(2);
        let expected = "\
filter       kept    dropped      alone      first       %
empty           3          0          0          0    0.00
status          2          1          1          1   33.33
kept                                             2   66.67
read                                             3  100.00";
        assert_eq!(ledger.to_string(), expected);
    }

    proptest! {
        #[test]
        fn counts_add_up(drops in proptest::collection::vec(proptest::collection::btree_set(0_usize..15, 0..5), 0..40)) {
            let drops: Vec<Vec<usize>> = drops.into_iter().map(|set| set.into_iter().collect()).collect();
            let ledger = ledger(&drops);
            prop_assert_eq!(ledger.check(), Ok(()));
            let n_first: u64 = ledger.filters.iter().map(|tally| tally.n_first).sum();
            prop_assert_eq!(ledger.n_kept + n_first, drops.len() as u64);
            prop_assert!(ledger.filters.iter().all(|tally| tally.n_alone <= tally.n_dropped));
        }

        #[test]
        fn shares_always_sum_to_a_hundred(counts in proptest::collection::vec(0_u64..1_000_000, 1..20)) {
            let whole = counts.iter().sum();
            let hundredths = |share: &String| share.replace('.', "").parse::<u64>().ok();
            let sum: u64 = shares(&counts, whole).iter().filter_map(hundredths).sum();
            prop_assert_eq!(sum, if whole == 0 { 0 } else { 10_000 });
        }
    }
}
