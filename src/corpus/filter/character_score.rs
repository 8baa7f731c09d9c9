//! `character_score`: the share of a side's letters that are of its script, Arabic or Latin; OpusFilter's
//! `CharacterScoreFilter`.
//!
//! It differs in one thing. OpusFilter counts vowel marks and tatweel as letters of another script, because Unicode
//! gives them to none, and so drops correct Arabic that is written with its vowels. Here they are not counted at all.

use serde::Deserialize;

use super::{Filter, Problem, Sides};
use crate::bitext::Pair;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CharacterScore {
    source_threshold: f64,
    target_threshold: f64,
}

impl Filter for CharacterScore {
    fn check(&self) -> Result<(), Problem> {
        Problem::unless_within("source_threshold", self.source_threshold, [0.0, 1.0])?;
        Problem::unless_within("target_threshold", self.target_threshold, [0.0, 1.0])
    }

    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let (source, target) = (&sides.source, &sides.target);
        let too_few = |script: &str, name: &str, n_own: usize, n_letters: usize, threshold: f64| {
            // A text without letters is of every script.
            let share = if n_letters == 0 { 1.0 } else { n_own as f64 / n_letters as f64 };
            (share < threshold).then(|| format!("{script} letters are {share:.2} of the {name}'s, not {threshold}"))
        };
        too_few("Arabic", "source", source.n_arabic, source.n_letters, self.source_threshold)
            .or_else(|| too_few("Latin", "target", target.n_latin, target.n_letters, self.target_threshold))
    }
}
