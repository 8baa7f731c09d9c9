//! Tests of the program as its user meets it, in one binary: each test has a folder of its own, a cleared environment
//! and no network, and makes its files itself.
//!
//! Help texts are golden files under `tests/golden`; `UPDATE_GOLDEN=1` rewrites them.

// Clippy's `allow-unwrap-in-tests` does not reach the functions that tests call.
#![allow(clippy::unwrap_used)]

mod align;
mod bad_input;
mod bad_model;
mod corpus;
mod harness;
mod help;
mod laws;
mod score;
mod segment;
mod sets;
mod store;
mod tidy;
mod translate;
