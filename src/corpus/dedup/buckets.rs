//! Which pairs share a band with which of those that stay.

use rayon::prelude::*;

/// Pairs that share a band, found by the pair; a pair is a position in an order.
pub struct Buckets {
    n_bands: usize,
    /// The bucket of each band of each position; [`ALONE`] where no other has that band.
    buckets: Vec<u32>,
    /// Where the members of each bucket begin in `members`, and how many are there by now.
    places: Vec<(u32, u32)>,
    /// Positions that stay, bucket by bucket, with room for all.
    members: Vec<u32>,
}

/// No bucket.
const ALONE: u32 = u32::MAX;

/// Most candidates from one bucket, the latest ones. Where texts follow one template a bucket can hold a large part of
/// a corpus, and to look at all of it for each pair would take for ever; texts that are near share rarer bands too.
pub const MOST_OF_BUCKET: usize = 100;

/// Most candidates of a pair.
const MOST_CANDIDATES: usize = 200;

/// Those that are named most often, so many at most; of equals the first.
pub fn most_named(mut named: Vec<u32>) -> Vec<u32> {
    named.sort_unstable();
    let mut counted: Vec<(usize, u32)> =
        named.chunk_by(|one, other| one == other).map(|same| (same.len(), same[0])).collect();
    counted.sort_by_key(|&(n_times, _)| std::cmp::Reverse(n_times));
    counted.truncate(MOST_CANDIDATES);
    counted.into_iter().map(|(_, position)| position).collect()
}

impl Buckets {
    /// Most bands of all pairs together.
    pub const MOST_BANDS: usize = u32::MAX as usize;

    /// Sorts the pairs `order` names into buckets by their bands, of which each pair has `n_bands` one after another.
    pub fn new(bands: Vec<u32>, n_bands: usize, order: &[u32]) -> Self {
        let band = |position: u32, band: usize| bands[order[position as usize] as usize * n_bands + band];
        let sorted = |idx: usize| {
            let mut sorted: Vec<(u32, u32)> =
                (0..).take(order.len()).map(|position| (band(position, idx), position)).collect();
            sorted.par_sort_unstable();
            sorted
        };
        let mut all = Self { n_bands, buckets: Vec::new(), places: Vec::new(), members: Vec::new() };
        all.buckets = vec![ALONE; order.len() * n_bands];
        for idx in 0..n_bands {
            for shared in sorted(idx).chunk_by(|one, other| one.0 == other.0).filter(|shared| shared.len() > 1) {
                all.add(idx, shared);
            }
        }
        all.members.shrink_to_fit();
        all
    }

    fn add(&mut self, band: usize, shared: &[(u32, u32)]) {
        let bucket = self.places.len() as u32;
        self.places.push((self.members.len() as u32, 0));
        for &(_, position) in shared {
            self.buckets[position as usize * self.n_bands + band] = bucket;
        }
        self.members.resize(self.members.len() + shared.len(), 0);
    }

    /// The positions that stay and share a band with this one, those first that share most.
    pub fn candidates(&self, position: usize) -> Vec<u32> {
        let mut candidates: Vec<u32> = Vec::new();
        for bucket in self.of(position) {
            let (start, n_members) = self.places[bucket as usize];
            let (start, n_members) = (start as usize, n_members as usize);
            let from = n_members.saturating_sub(MOST_OF_BUCKET);
            candidates.extend(&self.members[start + from..start + n_members]);
        }
        most_named(candidates)
    }

    /// Lets the pair at a position stay.
    pub fn keep(&mut self, position: usize) {
        let own: Vec<u32> = self.of(position).collect();
        for bucket in own {
            let (start, n_members) = &mut self.places[bucket as usize];
            self.members[(*start + *n_members) as usize] = position as u32;
            *n_members += 1;
        }
    }

    fn of(&self, position: usize) -> impl Iterator<Item = u32> {
        let own = &self.buckets[position * self.n_bands..][..self.n_bands];
        own.iter().copied().filter(|&bucket| bucket != ALONE)
    }
}

#[cfg(test)]
mod tests {
    use super::{Buckets, MOST_CANDIDATES, most_named};

    #[test]
    fn those_that_stay_are_found_by_a_shared_band() {
        // Two bands each; pair 2 is not among those asked for.
        let bands = vec![1, 2, 1, 9, 1, 2, 7, 2, 2, 1];
        let mut buckets = Buckets::new(bands, 2, &[0, 1, 3, 4]);
        assert!(buckets.candidates(1).is_empty());
        buckets.keep(0);
        assert_eq!([0, 1, 2, 3].map(|position| buckets.candidates(position)), [vec![0], vec![0], vec![0], vec![]]);
        buckets.keep(1);
        assert_eq!([2, 0].map(|position| buckets.candidates(position)), [vec![0], vec![0, 1]]);
    }

    #[test]
    fn those_that_are_named_most_come_first_and_no_more_than_some() {
        assert_eq!(most_named(vec![7, 3, 9, 3, 9, 3]), [3, 9, 7]);
        assert_eq!(most_named((0..10_000).collect()).len(), MOST_CANDIDATES);
    }
}
