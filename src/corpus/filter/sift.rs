//! Many pairs through the filters: on all threads, a chunk at a time, in order.

use rayon::ThreadPool;
use rayon::prelude::*;

use super::{Filters, Verdict};
use crate::bitext::Pair;

/// Pairs that are held at once; enough for every thread to have some hundreds, and a few megabytes.
const CHUNK: usize = 4096;

/// Each pair with what the filters say, in the order that they come in.
///
/// The work is shared among the threads of the pool; how many they are changes nothing.
pub fn sift(
    filters: &Filters,
    pool: &ThreadPool,
    pairs: impl Iterator<Item = Pair>,
) -> impl Iterator<Item = (Pair, Verdict)> {
    let mut pairs = pairs.fuse();
    let chunks = std::iter::from_fn(move || {
        let chunk: Vec<Pair> = pairs.by_ref().take(CHUNK).collect();
        (!chunk.is_empty()).then(|| pool.install(|| judged(filters, chunk)))
    });
    chunks.flatten()
}

fn judged(filters: &Filters, chunk: Vec<Pair>) -> Vec<(Pair, Verdict)> {
    let judge = |pair: Pair| {
        let verdict = filters.judge(&pair);
        (pair, verdict)
    };
    chunk.into_par_iter().with_min_len(64).map(judge).collect()
}
