//! How many n-grams two sequences share.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// Numbers for words, so that comparing them is comparing integers.
#[derive(Default)]
pub struct Numbering<'a>(HashMap<&'a str, u32, FixedState>);

impl<'a> Numbering<'a> {
    /// The number of a word, a new one where it is new.
    pub fn number(&mut self, word: &'a str) -> u32 {
        let next = u32::try_from(self.0.len()).expect("a segment has fewer words than 2^32");
        *self.0.entry(word).or_insert(next)
    }

    /// The numbers of words.
    pub fn numbers(&mut self, words: impl Iterator<Item = &'a str>) -> Vec<u32> {
        words.map(|word| self.number(word)).collect()
    }
}

/// How many n-grams there are in a sequence of `n_tokens`.
pub fn n_ngrams(n_tokens: usize, order: usize) -> usize {
    (n_tokens + 1).saturating_sub(order)
}

/// An n-gram of the hypothesis.
struct Ngram {
    n_hypothesis: usize,
    /// In the reference that is counted now.
    n_reference: usize,
    /// In the reference that has most.
    n_most: usize,
}

/// For each order from 1 to `n_orders`: how many n-grams of the hypothesis are in the references, each at most as often
/// as in the reference that has it most often (the clipped counts of Papineni et al. 2002).
///
/// An n-gram is told by its first n-1 tokens and its last one, and the first were told apart one order before. One
/// that is not on both sides is not looked at again, for no longer one can match: most of the work is in the first
/// two orders.
pub fn clipped_matches(hypothesis: &[u32], references: &[&[u32]], n_orders: usize) -> Vec<usize> {
    let mut heads = Heads::new(hypothesis, references);
    (1..=n_orders).map(|order| heads.advance(order)).collect()
}

/// Where in a sequence an n-gram begins that may match, and which it is.
type Places = Vec<(usize, u32)>;

/// The n-grams of the order before, by the places where they begin.
struct Heads<'a> {
    tokens: Vec<&'a [u32]>,
    /// For each sequence, the hypothesis first.
    places: Vec<Places>,
    numbers: HashMap<u64, u32, FixedState>,
    ngrams: Vec<Ngram>,
}

impl<'a> Heads<'a> {
    fn new(hypothesis: &'a [u32], references: &[&'a [u32]]) -> Self {
        let tokens: Vec<&[u32]> = std::iter::once(hypothesis).chain(references.iter().copied()).collect();
        let places = tokens.iter().map(|tokens| (0..tokens.len()).map(|at| (at, 0)).collect()).collect();
        Self { tokens, places, numbers: HashMap::with_hasher(FixedState::default()), ngrams: Vec::new() }
    }

    /// Goes on to the n-grams of `order`, and counts those that match.
    fn advance(&mut self, order: usize) -> usize {
        self.numbers.clear();
        self.ngrams.clear();
        self.read_hypothesis(order);
        for sequence in 1..self.tokens.len() {
            self.read_reference(sequence, order);
        }
        let ngrams = &self.ngrams;
        self.places[0].retain(|(_, number)| ngrams[*number as usize].n_most > 0);
        ngrams.iter().map(|ngram| ngram.n_hypothesis.min(ngram.n_most)).sum()
    }

    fn read_hypothesis(&mut self, order: usize) {
        let Self { tokens, places, numbers, ngrams } = self;
        keep(&mut places[0], tokens[0], order, |key| {
            let number = *numbers.entry(key).or_insert_with(|| {
                ngrams.push(Ngram { n_hypothesis: 0, n_reference: 0, n_most: 0 });
                u32::try_from(ngrams.len() - 1).expect("a segment has fewer n-grams than 2^32")
            });
            ngrams[number as usize].n_hypothesis += 1;
            Some(number)
        });
    }

    fn read_reference(&mut self, sequence: usize, order: usize) {
        let Self { tokens, places, numbers, ngrams } = self;
        keep(&mut places[sequence], tokens[sequence], order, |key| {
            let number = *numbers.get(&key)?;
            ngrams[number as usize].n_reference += 1;
            Some(number)
        });
        for ngram in ngrams {
            ngram.n_most = ngram.n_most.max(std::mem::take(&mut ngram.n_reference));
        }
    }
}

/// Keeps the places whose n-gram `number_of` knows, by its head and last token.
fn keep(places: &mut Places, tokens: &[u32], order: usize, mut number_of: impl FnMut(u64) -> Option<u32>) {
    places.retain_mut(|(at, head)| {
        let Some(last) = tokens.get(*at + order - 1) else { return false };
        let key = u64::from(*head) << 32 | u64::from(*last);
        number_of(key).map(|number| *head = number).is_some()
    });
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::{clipped_matches, n_ngrams};

    /// The definition, with an n-gram kept whole.
    fn by_definition(hypothesis: &[u32], references: &[&[u32]], order: usize) -> usize {
        let count = |tokens: &[u32]| {
            let mut counts: HashMap<Vec<u32>, usize> = HashMap::new();
            tokens.windows(order).for_each(|ngram| *counts.entry(ngram.to_vec()).or_default() += 1);
            counts
        };
        let references: Vec<_> = references.iter().map(|reference| count(reference)).collect();
        let most = |ngram: &Vec<u32>| references.iter().filter_map(|counts| counts.get(ngram)).max().copied();
        count(hypothesis).iter().map(|(ngram, n)| (*n).min(most(ngram).unwrap_or(0))).sum()
    }

    fn tokens() -> impl Strategy<Value = Vec<u32>> {
        proptest::collection::vec(0..4_u32, 0..30)
    }

    proptest! {
        #[test]
        fn matches_are_those_of_the_definition(
            hypothesis in tokens(),
            references in proptest::collection::vec(tokens(), 1..4),
        ) {
            let references: Vec<&[u32]> = references.iter().map(Vec::as_slice).collect();
            let expected: Vec<usize> = (1..=6).map(|order| by_definition(&hypothesis, &references, order)).collect();
            prop_assert_eq!(clipped_matches(&hypothesis, &references, 6), expected);
        }
    }

    #[test]
    fn short_sequences_have_no_long_ngrams() {
        assert_eq!([0, 1, 3, 4, 9].map(|n_tokens| n_ngrams(n_tokens, 4)), [0, 0, 0, 1, 6]);
    }
}
