//! Holds the numbers of a source against those of its target.
//!
//! What is required on one side must be on the other, in whatever form. Each number answers for one: first those of the
//! same value, then those that may be meant the same (`Also`), then two for one. Signs are not compared, since a dash
//! has many uses.

use crate::text::{Lang, is_arabic_letter};

use super::Value;
use super::compose::{self, Need, Reading};
use super::digits::Also;
use super::number::Number;

/// What the numbers of two texts say about each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Numbers of the source that the target lacks, in order.
    pub missing: Vec<Value>,
    /// Numbers of the target that the source lacks, in order.
    pub added: Vec<Value>,
    /// How many numbers of the source have their match in the target.
    pub n_matched: usize,
}

/// Compares the numbers of two texts by value.
///
/// Small numbers in words, ordinals and number words with an article serve what the other side has in digits, but are
/// never missing or added themselves. A number that is said again on one side only is not added, unless a number is
/// missing on the other side as well.
pub fn compare(source: &str, source_lang: Lang, target: &str, target_lang: Lang) -> Comparison {
    let source_side = Side::new(compose::read(source, source_lang));
    let target_side = Side::new(compose::read(target, target_lang));
    let mut comparison = matched(source_side, target_side);
    serve_by_dual(&mut comparison.missing, target);
    serve_by_dual(&mut comparison.added, source);
    comparison
}

/// Takes 2 from what is left when the `other` text has a word that may be a dual: «ساعتين», in two hours.
fn serve_by_dual(left: &mut Vec<Value>, other: &str) {
    let is_two = |value: &Value| value.number.magnitude() == Number::integer(2);
    if left.iter().any(is_two) && has_dual(other) {
        left.retain(|value| !is_two(value));
    }
}

/// Whether some Arabic word has an ending of the dual, which is also one of many other words.
fn has_dual(text: &str) -> bool {
    let ends_word = |at: usize| !text[at..].starts_with(is_arabic_letter);
    ["ين", "ان", "تا", "تي"]
        .iter()
        .any(|ending| text.match_indices(ending).any(|(at, ending)| ends_word(at + ending.len())))
}

/// The readings of one text, and which of them are answered.
struct Side {
    readings: Vec<Reading>,
    is_answered: Vec<bool>,
}

impl Side {
    fn new(readings: Vec<Reading>) -> Self {
        Self { is_answered: vec![false; readings.len()], readings }
    }

    /// The readings that are not answered, what is required first.
    fn unanswered(&self) -> impl Iterator<Item = (usize, Reading)> {
        let of = |need| self.readings.iter().copied().enumerate().filter(move |(_, reading)| reading.need == need);
        let all = [Need::Required, Need::Optional, Need::Implied].into_iter().flat_map(of);
        all.filter(|(i, _)| !self.is_answered[*i])
    }

    /// What is required and not answered, as values that the other side has elsewhere, and as others.
    fn left(&self, other: &Side) -> (Vec<usize>, Vec<usize>) {
        let left: Vec<usize> = self.unanswered().filter(|(_, r)| r.need == Need::Required).map(|(i, _)| i).collect();
        if left.is_empty() {
            return (left, Vec::new());
        }
        let known = Index::new(other.readings.iter().copied().enumerate(), keys);
        left.into_iter().partition(|&i| keys(&self.readings[i]).any(|key| known.has(key)))
    }

    fn values(&self, mut indices: Vec<usize>) -> Vec<Value> {
        indices.sort_unstable();
        indices.into_iter().map(|i| self.readings[i].value).collect()
    }
}

fn matched(mut source: Side, mut target: Side) -> Comparison {
    answer(&mut source, &mut target, |reading| std::iter::once(reading.value.number.magnitude()));
    answer(&mut source, &mut target, keys);
    answer_parts(&mut source, &mut target);
    answer_parts(&mut target, &mut source);
    let n_matched = source.is_answered.iter().filter(|answered| **answered).count();
    let (again_source, missing) = source.left(&target);
    let (again_target, added) = target.left(&source);
    let missing_again = n_more(&again_source, added.len() + again_target.len(), missing.len());
    let added_again = n_more(&again_target, missing.len() + again_source.len(), added.len());
    Comparison {
        missing: source.values([missing, missing_again].concat()),
        added: target.values([added, added_again].concat()),
        n_matched,
    }
}

/// The numbers said `again` that count as left over: as many as the other side has left over beyond those that face
/// something new.
fn n_more(again: &[usize], n_left_there: usize, n_new_here: usize) -> Vec<usize> {
    again.iter().copied().take(n_left_there.saturating_sub(n_new_here)).collect()
}

/// Lets readings that share a key answer each other.
fn answer<K: Iterator<Item = Number>>(source: &mut Side, target: &mut Side, keys: fn(&Reading) -> K) {
    let mut index = Index::new(target.unanswered(), keys);
    for (i, reading) in source.unanswered().collect::<Vec<_>>() {
        let found = keys(&reading).find_map(|key| index.take(key, &mut target.is_answered));
        source.is_answered[i] = found.is_some();
    }
}

/// Lets two numbers of `parts` answer one of `whole` that may be read as two.
fn answer_parts(whole: &mut Side, parts: &mut Side) {
    let open = whole.unanswered().filter(|(_, reading)| matches!(reading.also, Also::Parts(..)));
    let open: Vec<_> = open.collect();
    if open.is_empty() {
        return;
    }
    let mut index = Index::new(parts.unanswered(), |reading| std::iter::once(reading.value.number.magnitude()));
    for (i, reading) in open {
        let Also::Parts(one, two) = reading.also else { continue };
        let Some(first) = index.take(one, &mut parts.is_answered) else { continue };
        let second = index.take(two, &mut parts.is_answered);
        parts.is_answered[first] = second.is_some();
        whole.is_answered[i] = second.is_some();
    }
}

/// All numbers that a reading may stand for, without their signs.
fn keys(reading: &Reading) -> impl Iterator<Item = Number> + use<> {
    let number = reading.value.number.magnitude();
    let others = match (reading.also, number.as_integer()) {
        (Also::Number(other), _) => [Some(other.magnitude()), None, None],
        (Also::Fraction, _) => {
            let times = |n| number.times(Number::integer(n));
            [times(60), times(100), number.plus(Number::integer(1))]
        }
        (Also::ShortYear, Some(year)) => [1900, 2000, 2000].map(|century| Some(Number::integer(century + year))),
        (Also::Decade, Some(tens @ 0..100)) => [1800, 1900, 2000].map(|century| Some(Number::integer(century + tens))),
        (Also::Decade, Some(year @ 1200..2100)) => {
            // The 1800s are also the 19th century.
            let century = (year % 100 == 0).then(|| Number::integer(year / 100 + 1));
            [Some(Number::integer(year % 100)), century, None]
        }
        (Also::Hour, Some(12)) => [Some(Number::integer(0)), Some(Number::integer(24)), None],
        (Also::Hour, Some(hour)) => [Some(Number::integer(hour + 12)), None, None],
        _ => [None; 3],
    };
    std::iter::once(number).chain(others.into_iter().flatten())
}

/// Readings by their keys.
struct Index {
    /// In order; of the same number, what is required comes first.
    rows: Vec<(Number, Need, usize)>,
    /// For the first row of a number, how many of its rows were taken, so that nothing is looked at twice.
    n_taken: Vec<usize>,
}

impl Index {
    fn new<K: Iterator<Item = Number>>(
        readings: impl Iterator<Item = (usize, Reading)>,
        keys: impl Fn(&Reading) -> K,
    ) -> Self {
        let mut rows: Vec<_> = readings.flat_map(|(i, r)| keys(&r).map(move |key| (key, r.need, i))).collect();
        rows.sort_unstable();
        Self { n_taken: vec![0; rows.len()], rows }
    }

    fn first(&self, key: Number) -> usize {
        self.rows.partition_point(|&(number, ..)| number < key)
    }

    fn has(&self, key: Number) -> bool {
        self.rows.get(self.first(key)).is_some_and(|&(number, ..)| number == key)
    }

    /// Answers the next reading that has this key.
    fn take(&mut self, key: Number, is_answered: &mut [bool]) -> Option<usize> {
        let first = self.first(key);
        while let Some(&(number, _, i)) = self.rows.get(first + *self.n_taken.get(first)?) {
            if number != key {
                return None;
            }
            self.n_taken[first] += 1;
            if !is_answered[i] {
                is_answered[i] = true;
                return Some(i);
            }
        }
        None
    }
}
