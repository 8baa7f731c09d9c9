//! The largest of many scores.

use crate::text::TokenId;

/// A continuation: one of the rows by one token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Continuation {
    /// Log-probability of the whole.
    pub log_prob: f32,
    /// Index of the row that it continues.
    pub row: usize,
    /// The token that is added.
    pub token: TokenId,
}

/// The token with the highest score that is not suppressed; the first of equals. None where no score is a number.
pub fn best(scores: &[f32], suppressed: &[TokenId]) -> Option<(TokenId, f32)> {
    let mut best = None;
    let mut highest = f32::NEG_INFINITY;
    for (token, &score) in scores.iter().enumerate() {
        if score > highest && !suppressed.contains(&(token as TokenId)) {
            highest = score;
            best = Some((token as TokenId, score));
        }
    }
    best
}

/// Keeps the best continuations that it is offered, best first; of equals the one offered first.
#[derive(Debug)]
pub struct Best {
    capacity: usize,
    kept: Vec<Continuation>,
}

impl Best {
    /// Keeps at most `capacity`.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, kept: Vec::with_capacity(capacity + 1) }
    }

    /// Offers all continuations of a row whose log-probability so far is `log_prob`.
    pub fn offer(&mut self, row: usize, log_prob: f32, scores: &[f32], suppressed: &[TokenId]) {
        for (token, &score) in scores.iter().enumerate() {
            let log_prob = log_prob + score;
            if log_prob > self.threshold() && !suppressed.contains(&(token as TokenId)) {
                self.keep(Continuation { log_prob, row, token: token as TokenId });
            }
        }
    }

    /// Offers one continuation.
    pub fn keep(&mut self, continuation: Continuation) {
        let at = self.kept.partition_point(|kept| kept.log_prob >= continuation.log_prob);
        self.kept.insert(at, continuation);
        self.kept.truncate(self.capacity);
    }

    /// What a continuation must exceed to be kept.
    fn threshold(&self) -> f32 {
        if self.kept.len() < self.capacity { f32::NEG_INFINITY } else { self.kept[self.capacity - 1].log_prob }
    }

    /// What was kept, best first.
    pub fn into_kept(self) -> Vec<Continuation> {
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn broken_scores_are_never_best() {
        assert_eq!(best(&[f32::NAN, f32::NEG_INFINITY], &[]), None);
        assert_eq!(best(&[f32::NAN, 1.0, 2.0, 2.0], &[]), Some((2, 2.0)));
        assert_eq!(best(&[3.0, 1.0], &[0]), Some((1, 1.0)));
    }

    proptest! {
        #[test]
        fn keeps_what_sorting_would_put_first(
            rows in prop::collection::vec(prop::collection::vec(-5i8..5, 1..30), 1..4), capacity in 1usize..9,
        ) {
            let mut kept = Best::new(capacity);
            let mut all = Vec::new();
            for (row, scores) in rows.iter().enumerate() {
                let scores: Vec<f32> = scores.iter().map(|&s| f32::from(s)).collect();
                kept.offer(row, -1.0, &scores, &[2]);
                let offered = scores.iter().enumerate().filter(|(token, _)| *token != 2);
                all.extend(offered.map(|(token, s)| Continuation { log_prob: s - 1.0, row, token: token as TokenId }));
            }
            all.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob));
            all.truncate(capacity);
            prop_assert_eq!(kept.into_kept(), all);
        }
    }
}
