//! `score`: the least score of the model. Pairs without one, such as those that people wrote, are kept.

use serde::Deserialize;

use super::{Filter, Problem, Sides};
use crate::bitext::Pair;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    threshold: f64,
}

impl Filter for Score {
    fn check(&self) -> Result<(), Problem> {
        match self.threshold.is_nan() {
            true => Err(Problem::of("threshold", "is not a number; a score is 0 at best".to_owned())),
            false => Ok(()),
        }
    }

    fn reason(&self, pair: &Pair, _: &Sides) -> Option<String> {
        let score = pair.score.filter(|&score| f64::from(score) < self.threshold || score.is_nan())?;
        Some(format!("{score:.2} is below {}", self.threshold))
    }
}
