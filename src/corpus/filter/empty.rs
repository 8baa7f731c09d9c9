//! `empty`: a side without anything but white space.
//!
//! The `no_empty` of bicleaner-hardrules; OpusFilter leaves it to a `LengthFilter` with a least length of 1.

use serde::Deserialize;

use super::{Filter, Sides};
use crate::bitext::{Pair, Status};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

impl Filter for Empty {
    fn reason(&self, pair: &Pair, sides: &Sides) -> Option<String> {
        let (name, _) = sides.named().into_iter().find(|(_, side)| side.is_blank())?;
        Some(match pair.status {
            Status::Failed => format!("no {name}, because translating failed"),
            _ => format!("no {name}"),
        })
    }
}
