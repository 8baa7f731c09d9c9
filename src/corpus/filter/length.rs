//! `length`: how long each side is; OpusFilter's `LengthFilter`.

use serde::Deserialize;

use super::{Filter, Problem, Sides, Unit};
use crate::bitext::Pair;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Length {
    unit: Unit,
    source_min: usize,
    source_max: usize,
    target_min: usize,
    target_max: usize,
}

impl Filter for Length {
    fn check(&self) -> Result<(), Problem> {
        let order = |key, least: usize, most: usize| {
            let problem =
                || Problem::of(key, format!("is {least}, more than the most, {most}; lower one or raise the other"));
            if least <= most { Ok(()) } else { Err(problem()) }
        };
        order("source_min", self.source_min, self.source_max)?;
        order("target_min", self.target_min, self.target_max)
    }

    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let bounds = [(self.source_min, self.source_max), (self.target_min, self.target_max)];
        let mut sides = sides.named().into_iter().zip(bounds);
        sides.find_map(|((name, side), (least, most))| {
            let length = side.length(self.unit);
            let unit = self.unit.name();
            (!(least..=most).contains(&length)).then(|| format!("{name} of {length} {unit}, not {least} to {most}"))
        })
    }
}
