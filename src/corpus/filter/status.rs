//! `status`: how the target came about, and how far it has come.

use serde::Deserialize;

use super::{Filter, Problem, Sides};
use crate::bitext::{Pair, Status};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusFilter {
    /// The names of those that are kept.
    keep: Vec<String>,
}

impl Filter for StatusFilter {
    fn check(&self) -> Result<(), Problem> {
        let Some(wrong) = self.keep.iter().find(|name| Status::from_name(name).is_none()) else { return Ok(()) };
        let known = Status::ALL.map(Status::name).join(", ");
        Err(Problem::of("keep", format!("names the status {wrong}; there are {known}")))
    }

    fn reason(&self, pair: &Pair, _: &Sides) -> Option<String> {
        let name = pair.status.name();
        (!self.keep.iter().any(|kept| kept == name)).then(|| name.to_owned())
    }
}
