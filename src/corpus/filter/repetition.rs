//! `repetition`: a string that is repeated at once, as when a model runs in a circle; OpusFilter's `RepetitionFilter`.
//!
//! OpusFilter searches for `(\S.{min-1,max}?)(?: *\1){threshold,}`: a string that begins with no white space, holds no
//! line feed and is followed by itself at least `threshold` times, with or without spaces between. The longest is one
//! character longer than `max_length`, because the pattern counts the first apart.
//!
//! The same is found here without backtracking. Two copies begin with the same few characters, so that only places with
//! equal beginnings can be the first and the second: from each place the earlier ones are followed back through a table
//! of hashes, no further than a copy is long.

use serde::Deserialize;

use super::{Filter, Problem, Sides};
use crate::bitext::Pair;

/// Characters that a place is looked up by, at most.
const KEY: usize = 3;

/// Slots of the table of hashes, a power of two; more than most texts have characters.
const N_SLOTS: usize = 1024;

/// No earlier place.
const NONE: u32 = u32::MAX;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repetition {
    threshold: usize,
    min_length: usize,
    max_length: usize,
}

impl Filter for Repetition {
    fn check(&self) -> Result<(), Problem> {
        let least_one = |key, value| match value {
            0 => Err(Problem::of(key, "is 0; give a number from 1".to_owned())),
            _ => Ok(()),
        };
        least_one("threshold", self.threshold)?;
        least_one("min_length", self.min_length)?;
        if self.min_length > self.max_length {
            return Err(Problem::of("min_length", format!("is more than max_length, {}", self.max_length)));
        }
        Ok(())
    }

    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        sides.named().into_iter().find_map(|(name, side)| {
            let repeated = self.repeated(side.text)?;
            Some(format!("{name} repeats “{}”", repeated.trim_end()))
        })
    }
}

impl Repetition {
    /// A string that is repeated often enough.
    fn repeated(&self, text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let key = self.min_length.min(KEY);
        let mut latest = [NONE; N_SLOTS];
        let mut earlier = vec![NONE; chars.len()];
        let mut n_spaces = 0;
        for (at, window) in chars.windows(key).enumerate() {
            if !window[0].is_whitespace() {
                let slot = slot(window);
                earlier[at] = std::mem::replace(&mut latest[slot], at as u32);
                if let Some(found) = self.repeated_at(&chars, at, n_spaces, &earlier) {
                    return Some(chars[found].iter().collect());
                }
            }
            n_spaces = if window[0] == ' ' { n_spaces + 1 } else { 0 };
        }
        None
    }

    /// The first copy, where the second begins at `second` after `n_spaces`.
    fn repeated_at(
        &self,
        chars: &[char],
        second: usize,
        n_spaces: usize,
        earlier: &[u32],
    ) -> Option<std::ops::Range<usize>> {
        let mut first = earlier[second];
        while first != NONE {
            let start = first as usize;
            let distance = second - start;
            if distance - n_spaces.min(distance) > self.max_length + 1 {
                break;
            }
            // Spaces before the second copy may belong to the first or stand between.
            let lengths = distance.saturating_sub(n_spaces).max(self.min_length)..=distance.min(self.max_length + 1);
            let copies = chars[start..].iter().zip(&chars[second..]).take(*lengths.end());
            let n_equal = copies.take_while(|(a, b)| a == b).count();
            let mut lengths = lengths.filter(|&length| length <= n_equal);
            if let Some(length) = lengths.find(|&length| self.is_repeated(chars, start, length)) {
                return Some(start..start + length);
            }
            first = earlier[start];
        }
        None
    }

    /// Whether a string is followed by enough copies of itself.
    fn is_repeated(&self, chars: &[char], start: usize, length: usize) -> bool {
        let copy = &chars[start..start + length];
        let mut rest = &chars[start + length..];
        !copy.contains(&'\n')
            && (0..self.threshold).all(|_| {
                let n_spaces = rest.iter().take_while(|&&c| c == ' ').count();
                rest = &rest[n_spaces..];
                let is_next = rest.starts_with(copy);
                rest = &rest[if is_next { length } else { 0 }..];
                is_next
            })
    }
}

fn slot(key: &[char]) -> usize {
    // Fibonacci hashing: the upper bits of a product with 2^32 / φ are well mixed.
    let mixed = key.iter().fold(0_u32, |hash, &c| (hash.rotate_left(11) ^ c as u32).wrapping_mul(0x9e37_79b9));
    (mixed >> 22) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Repetition;
    use crate::corpus::filter::tests::check;

    /// What the pattern means, character by character.
    fn naive(filter: &Repetition, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        (0..chars.len()).filter(|&start| !chars[start].is_whitespace()).any(|start| {
            (filter.min_length..=filter.max_length + 1)
                .filter(|length| start + length <= chars.len())
                .any(|length| filter.is_repeated(&chars, start, length))
        })
    }

    #[test]
    fn circles_are_told() {
        let target = "The work goes on.";
        let table = [
            ("العمل مستمر ومستمر", target, ""),
            // Twice is not yet too often.
            ("نعم نعم", "yes yes", ""),
            ("العمل مستمر", "the end the end the end", "target repeats “the end”"),
            ("لا إله لا إله لا إله", target, "source repeats “لا إله”"),
            ("نعمنعمنعم", target, "source repeats “نعم”"),
            ("العمل", "aaaaaaaaa", "target repeats “aaa”"),
            // Nothing but full stops is a circle too.
            ("العمل", "and so on..........", "target repeats “...”"),
            ("العمل", "a a a a a a", "target repeats “a a”"),
            ("العمل", "no\nno\nno\n", ""),
        ];
        for (source, target, expected) in table {
            assert_eq!(check("repetition", "", source, target).unwrap_or_default(), expected, "{source} | {target}");
        }
        assert!(check("repetition", "threshold = 1", "نعم نعم", "yes").is_some());
        assert!(check("repetition", "min_length = 10", "نعم", "the end the end the end").is_none());
        assert!(check("repetition", "max_length = 5", "نعم", "the end the end the end").is_none());
    }

    #[test]
    fn long_input_takes_time_by_its_length() {
        let text = (0..40_000).map(|n| format!("abc{} ", char::from(b'a' + (n * n % 23) as u8))).collect::<String>();
        let filter = Repetition { threshold: 40, min_length: 3, max_length: 100 };
        assert_eq!(filter.repeated(&text), None);
        // Copies with line feeds are none, so that nothing ends the search early.
        assert_eq!(filter.repeated(&"no\n".repeat(40_000)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_fast_search_is_the_pattern(
            text in "[ab \n]{0,24}",
            (threshold, min_length, more) in (1_usize..4, 1_usize..5, 0_usize..6),
        ) {
            let filter = Repetition { threshold, min_length, max_length: min_length + more };
            prop_assert_eq!(filter.repeated(&text).is_some(), naive(&filter, &text));
        }
    }
}
