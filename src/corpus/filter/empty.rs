//! `empty`: a side without anything but white space.
//!
//! The `no_empty` of bicleaner-hardrules; OpusFilter leaves it to a `LengthFilter` with a least length of 1.

use serde::Deserialize;

use super::{Filter, Sides};
use crate::bitext::Pair;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

impl Filter for Empty {
    fn reason(&self, _: &Pair, sides: &Sides) -> Option<String> {
        let empty = sides.named().into_iter().find(|(_, side)| side.is_blank());
        empty.map(|(name, _)| format!("no {name}"))
    }
}
