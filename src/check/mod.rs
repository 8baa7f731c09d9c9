//! What a reader should look at in a pair: each check lists its findings, and no check changes a text.
//!
//! A check is a function of source and target in a file of its own, with a [`FindingKind`]. It knows nothing of models:
//! what a machine and what a person wrote is checked alike.

mod finding;
mod numbers;

pub use finding::{Finding, FindingKind, Severity};
pub use numbers::numbers;
