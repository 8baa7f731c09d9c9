//! `length_ratio`: how much longer one side is than the other; OpusFilter's `LengthRatioFilter`.

use serde::Deserialize;

use super::{Filter, Problem, Sides, Unit};
use crate::bitext::Pair;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LengthRatio {
    unit: Unit,
    /// The longer side may be less than this many times as long.
    threshold: f64,
}

impl Filter for LengthRatio {
    fn check(&self) -> Result<(), Problem> {
        Problem::unless_within("threshold", self.threshold, [1.0, f64::INFINITY])
    }

    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let (source, target) = (sides.source.length(self.unit), sides.target.length(self.unit));
        let ratio = source.max(target) as f64 / source.min(target) as f64;
        let unit = self.unit.name();
        (ratio >= self.threshold).then(|| format!("{source} to {target} {unit}, not below {}", self.threshold))
    }
}
