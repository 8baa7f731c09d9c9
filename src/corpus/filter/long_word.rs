//! `long_word`: the longest word of each side, which shows text without spaces; OpusFilter's `LongWordFilter`.

use serde::Deserialize;

use super::{Filter, Sides};
use crate::bitext::Pair;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongWord {
    /// In characters; a word as long as this is too long.
    threshold: usize,
}

impl Filter for LongWord {
    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let long = sides.named().into_iter().find(|(_, side)| side.longest_word >= self.threshold);
        long.map(|(name, side)| format!("{name} has a word of {} characters", side.longest_word))
    }
}
