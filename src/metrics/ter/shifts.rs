//! The greedy search for phrases to move, as Tercom does it and sacreBLEU carries it over.

use super::distance::{Distances, Edit};

/// Most words that are moved together.
const MAX_SIZE: usize = 10;

/// How far apart a phrase may lie in hypothesis and reference, in words.
const MAX_DISTANCE: usize = 50;

/// Moves that are tried for one segment; when so many were, the search ends without the last of the best ones.
const MAX_CANDIDATES: usize = 1000;

/// How many edits it takes from hypothesis to reference, a moved phrase counting as one.
///
/// As long as one gains, the move that gains most is made. Words that are moved must be wrong where they are, and
/// their like in the reference unmatched.
pub fn n_edits(hypothesis: &[u32], reference: &[u32]) -> usize {
    if reference.is_empty() {
        return hypothesis.len();
    }
    let mut search = Search::new(hypothesis.to_vec(), reference);
    let mut n_shifts = 0;
    while let Some(shift) = search.best_shift().filter(|shift| shift.gain > 0) {
        if search.n_candidates >= MAX_CANDIDATES {
            break;
        }
        search.make(shift);
        n_shifts += 1;
    }
    n_shifts + search.distance as usize
}

/// A move of words within the hypothesis. The order is by what to prefer: a greater gain, more words, an earlier
/// start, an earlier target.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shift {
    /// By how many edits the distance shrinks.
    gain: i64,
    size: usize,
    start: std::cmp::Reverse<usize>,
    target: std::cmp::Reverse<usize>,
}

struct Search<'a> {
    words: Vec<u32>,
    reference: &'a [u32],
    /// Those of `words`.
    distances: Distances<'a>,
    /// The last of them.
    distance: u32,
    /// Those of a candidate.
    tried: Distances<'a>,
    n_candidates: usize,
}

/// How the words of hypothesis and reference stand against each other before a move.
struct Alignment {
    /// For each word of the reference the word of the hypothesis that it stands at, counted from 1; 0 is before all.
    places: Vec<usize>,
    is_wrong: Vec<bool>,
    is_unmatched: Vec<bool>,
}

impl<'a> Search<'a> {
    fn new(words: Vec<u32>, reference: &'a [u32]) -> Self {
        let mut distances = Distances::new(words.len(), reference);
        let distance = distances.fill(|at| words[at], 0);
        let tried = Distances::new(words.len(), reference);
        Self { words, reference, distances, distance, tried, n_candidates: 0 }
    }

    fn make(&mut self, shift: Shift) {
        let words = moved(&self.words, shift.start.0, shift.size, shift.target.0);
        self.distance = self.distances.fill(|at| words[at], 0);
        self.words = words;
    }

    /// Tries the phrases of the hypothesis that are in the reference too, in the order of their beginnings.
    fn best_shift(&mut self) -> Option<Shift> {
        let alignment = Alignment::new(&self.distances.edits(&self.words));
        let mut best = None;
        for start in 0..self.words.len() {
            for start_reference in
                start.saturating_sub(MAX_DISTANCE)..self.reference.len().min(start + MAX_DISTANCE + 1)
            {
                for size in 1..=self.n_equal(start, start_reference) {
                    if !alignment.allows(start, start_reference, size) {
                        continue;
                    }
                    best = best.max(self.best_target(&alignment, start, start_reference, size));
                    if self.n_candidates >= MAX_CANDIDATES {
                        return best;
                    }
                }
            }
        }
        best
    }

    /// How many words are the same from two places on, at most as many as are moved together.
    fn n_equal(&self, start: usize, start_reference: usize) -> usize {
        let both = self.words[start..].iter().zip(&self.reference[start_reference..]);
        both.take(MAX_SIZE).take_while(|(word, other)| word == other).count()
    }

    /// Tries to move a phrase before each of the words that its like stands at in the reference.
    fn best_target(
        &mut self,
        alignment: &Alignment,
        start: usize,
        start_reference: usize,
        size: usize,
    ) -> Option<Shift> {
        let mut best = None;
        let mut last = None;
        for at in start_reference..=start_reference + size {
            let target = match at.checked_sub(1) {
                None => 0,
                Some(before) => match alignment.places.get(before) {
                    Some(place) => *place,
                    None => break,
                },
            };
            if last == Some(target) {
                continue;
            }
            last = Some(target);
            let gain = i64::from(self.distance) - i64::from(self.distance_after(start, size, target));
            self.n_candidates += 1;
            let (start, target) = (std::cmp::Reverse(start), std::cmp::Reverse(target));
            best = best.max(Some(Shift { gain, size, start, target }));
        }
        best
    }

    /// The distance when a phrase was moved. The rows before the first word that changes are those of before.
    fn distance_after(&mut self, start: usize, size: usize, target: usize) -> u32 {
        let words = moved(&self.words, start, size, target);
        let n_known = start.min(target);
        self.tried.copy_rows(&self.distances, n_known + 1);
        self.tried.fill(|at| words[at], n_known)
    }
}

impl Alignment {
    fn new(edits: &[Edit]) -> Self {
        let mut alignment = Self { places: Vec::new(), is_wrong: Vec::new(), is_unmatched: Vec::new() };
        for edit in edits {
            let is_error = *edit != Edit::Keep;
            if *edit != Edit::Insert {
                alignment.is_wrong.push(is_error);
            }
            if *edit != Edit::Delete {
                alignment.is_unmatched.push(is_error);
                alignment.places.push(alignment.is_wrong.len());
            }
        }
        alignment
    }

    /// Whether a phrase may move: it is wrong somewhere, its like is unmatched somewhere, and does not stand within it.
    fn allows(&self, start: usize, start_reference: usize, size: usize) -> bool {
        let any = |errors: &[bool], start: usize| errors[start..start + size].contains(&true);
        let is_within = (start + 1..=start + size).contains(&self.places[start_reference]);
        any(&self.is_wrong, start) && any(&self.is_unmatched, start_reference) && !is_within
    }
}

/// Words of which `size` from `start` on were moved before `target`, or by as many words to the right if that lies
/// among them.
fn moved(words: &[u32], start: usize, size: usize, target: usize) -> Vec<u32> {
    let end = start + size;
    let (before, after) = if target < start {
        return [&words[..target], &words[start..end], &words[target..start], &words[end..]].concat();
    } else if target > end {
        (target, target)
    } else {
        let limit = (size + target).min(words.len());
        (limit, limit)
    };
    [&words[..start], &words[end..before], &words[start..end], &words[after..]].concat()
}
