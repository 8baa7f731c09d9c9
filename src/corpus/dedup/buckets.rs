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
/// a corpus, and to compare each with all would take for ever.
const MOST_CANDIDATES: usize = 1000;

impl Buckets {
    /// Most pairs.
    pub const MOST: usize = 4_000_000_000;

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

    /// The positions that stay and share a band with this one, ascending.
    pub fn candidates(&self, position: usize) -> Vec<u32> {
        let mut candidates: Vec<u32> = Vec::new();
        for bucket in self.of(position) {
            let (start, n_members) = self.places[bucket as usize];
            let (start, n_members) = (start as usize, n_members as usize);
            let from = n_members.saturating_sub(MOST_CANDIDATES);
            candidates.extend(&self.members[start + from..start + n_members]);
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
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
    use super::Buckets;

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
}
